//! Kinds of decisions, and the rules of what a record must say. Pure.

use crate::platform::coded::coded;
use crate::platform::errors::{ActError, Faults};

coded! {
    /// What was granted.
    Kind {
        /// معافیت: nothing is asked.
        Waiver = "waiver",
        /// تخفیف: less is asked.
        Discount = "discount",
        /// تقسیط: it is asked later.
        Instalment = "instalment",
        /// تصمیم موردی: something that the rules leave to the decider.
        Discretion = "discretion",
    }
}

coded! {
    /// Where a record stands.
    State {
        /// معتبر.
        Standing = "standing",
        /// پس‌گرفته: it was recorded by mistake or the decision was taken back.
        Withdrawn = "withdrawn",
    }
}

/// Longest line, in characters.
pub const MOST_LINE: usize = 200;
/// Longest text, in characters.
pub const MOST_TEXT: usize = 2_000;

/// A decision as its form or a row of a table has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewWaiver {
    /// Number of the decision or letter.
    pub number: String,
    /// Code of the kind.
    pub kind: String,
    /// What was to be paid or what was allowed.
    pub subject: String,
    /// Law, by-law or decision of the council it rests on.
    pub legal_basis: String,
    /// Why in this case.
    pub reason: String,
    /// What was to be paid, in rials, as typed; empty where that is not known.
    pub base: String,
    /// What was waived, discounted or put off, in rials, as typed.
    pub amount: String,
    /// Day of the decision, Solar Hijri, as typed.
    pub decided_on: String,
    /// Post or name of who decided.
    pub decider: String,
    /// Username of who decided, or empty.
    pub decider_username: String,
    /// Unit.
    pub unit: Option<String>,
    /// For whom.
    pub beneficiary: String,
    /// National code of that person or national id of that firm, or empty.
    pub beneficiary_id: String,
    /// Group of the beneficiary, such as «خانواده شهید» or «شخص حقوقی».
    pub beneficiary_group: String,
    /// District.
    pub district: String,
}

/// A decision whose fields are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Number of the decision.
    pub number: String,
    /// Kind.
    pub kind: Kind,
    /// What was to be paid or what was allowed.
    pub subject: String,
    /// Legal basis.
    pub legal_basis: String,
    /// Why in this case.
    pub reason: String,
    /// What was to be paid, rials.
    pub base_rials: Option<i64>,
    /// What was waived, rials.
    pub amount_rials: i64,
    /// Day, `1405-07-01`.
    pub decided_on: String,
    /// Who decided.
    pub decider: String,
    /// Username of who decided, folded.
    pub decider_username: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// For whom.
    pub beneficiary: String,
    /// National code of that person or national id of that firm.
    pub beneficiary_id: Option<String>,
    /// Group of the beneficiary.
    pub beneficiary_group: String,
    /// District.
    pub district: String,
}

impl NewWaiver {
    /// Reads the fields; `today` is the last day that a decision can have. All wrong fields are named at once.
    pub fn read(&self, today: persian::Date) -> Result<Waiver, ActError> {
        let mut faults = Faults::default();
        let line = |text: &str| {
            let text = text.trim();
            (!text.is_empty() && text.chars().count() <= MOST_LINE).then(|| text.to_owned())
        };
        let short = |text: &str| text.trim().chars().count() <= MOST_LINE;
        let number = line(&self.number);
        if number.is_none() {
            faults.add("number", |t| t.waivers_number_wrong(MOST_LINE));
        }
        let kind = Kind::of(&self.kind);
        if kind.is_none() {
            faults.add("kind", |t| t.waivers_kind_wrong().to_owned());
        }
        let subject = line(&self.subject);
        if subject.is_none() {
            faults.add("subject", |t| t.waivers_subject_wrong(MOST_LINE));
        }
        let legal_basis = line(&self.legal_basis);
        if legal_basis.is_none() {
            faults.add("legal_basis", |t| t.waivers_basis_wrong(MOST_LINE));
        }
        if self.reason.trim().chars().count() > MOST_TEXT {
            faults.add("reason", |t| t.waivers_reason_wrong(MOST_TEXT));
        }
        let rials = |text: &str| persian::parse_integer(text.trim()).ok().filter(|n| *n >= 0);
        let base = match self.base.trim() {
            "" => Some(None),
            text => rials(text).map(Some),
        };
        if base.is_none() {
            faults.add("base", |t| t.waivers_rials_wrong().to_owned());
        }
        let amount = rials(&self.amount);
        match (amount, base.flatten()) {
            (None, _) => faults.add("amount", |t| t.waivers_rials_wrong().to_owned()),
            (Some(amount), Some(base)) if amount > base => {
                faults.add("amount", |t| t.waivers_amount_above().to_owned());
            }
            _ => {}
        }
        let day = self.decided_on.trim().parse::<persian::Date>().ok();
        match day {
            None => faults.add("decided_on", |t| t.waivers_day_wrong().to_owned()),
            Some(day) if day > today => {
                faults.add("decided_on", |t| t.waivers_day_ahead().to_owned());
            }
            Some(_) => {}
        }
        let decider = line(&self.decider);
        if decider.is_none() {
            faults.add("decider", |t| t.waivers_decider_wrong(MOST_LINE));
        }
        let decider_username = match self.decider_username.trim() {
            "" => None,
            typed => {
                let name = crate::organisation::model::username(typed);
                if name.is_none() {
                    faults.add("decider_username", |t| {
                        t.waivers_decider_unknown().to_owned()
                    });
                }
                name
            }
        };
        let beneficiary_id = match self.beneficiary_id.trim() {
            "" => None,
            typed => {
                let number = national_number(typed);
                if number.is_none() {
                    faults.add("beneficiary_id", |t| {
                        t.waivers_beneficiary_id_wrong().to_owned()
                    });
                }
                number
            }
        };
        let beneficiary = line(&self.beneficiary);
        if beneficiary.is_none() {
            faults.add("beneficiary", |t| t.waivers_beneficiary_wrong(MOST_LINE));
        }
        if !short(&self.beneficiary_group) {
            faults.add("beneficiary_group", |t| t.waivers_line_long(MOST_LINE));
        }
        if !short(&self.district) {
            faults.add("district", |t| t.waivers_line_long(MOST_LINE));
        }
        faults.check()?;
        let parts = (
            (number, kind, subject, legal_basis),
            (base, amount, day),
            (decider, beneficiary),
        );
        let (
            (Some(number), Some(kind), Some(subject), Some(legal_basis)),
            (Some(base_rials), Some(amount_rials), Some(day)),
            (Some(decider), Some(beneficiary)),
        ) = parts
        else {
            // Each that is missing was named above.
            return Err(ActError::NotFound);
        };
        Ok(Waiver {
            number,
            kind,
            subject,
            legal_basis,
            reason: self.reason.trim().to_owned(),
            base_rials,
            amount_rials,
            decided_on: persian::to_ascii(&day.numeric()),
            decider,
            decider_username,
            unit: self.unit.clone().filter(|unit| !unit.is_empty()),
            beneficiary,
            beneficiary_id,
            beneficiary_group: self.beneficiary_group.trim().to_owned(),
            district: self.district.trim().to_owned(),
        })
    }
}

/// A national code of a person or national id of a firm whose check digit fits, in ASCII digits.
fn national_number(typed: &str) -> Option<String> {
    let firm = typed.parse::<persian::LegalEntityId>();
    let firm = firm.map(|id| id.to_string()).ok();
    firm.or_else(|| {
        let person = typed.parse::<persian::NationalCode>();
        person.map(|code| code.to_string()).ok()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sound() -> NewWaiver {
        NewWaiver {
            number: "۱۲/۴۵".into(),
            kind: "discount".into(),
            subject: "عوارض نوسازی".into(),
            legal_basis: "مصوبه شورای شهر، شماره ۱۷".into(),
            base: "۱۰۰۰۰۰۰۰".into(),
            amount: "2,500,000".replace(',', ""),
            decided_on: "۱۴۰۵/۰۳/۱۰".into(),
            decider: "معاون مالی".into(),
            beneficiary: "علی رضایی".into(),
            ..NewWaiver::default()
        }
    }

    fn today() -> persian::Date {
        "1405/09/08".parse().expect("a day")
    }

    fn wrong(new: &NewWaiver) -> Vec<&'static str> {
        let Err(ActError::Invalid(fields)) = new.read(today()) else {
            return Vec::new();
        };
        fields.iter().map(|field| field.field).collect()
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let read = sound().read(today()).map_err(|_| "faults").expect("sound");
        assert_eq!(
            (read.amount_rials, read.base_rials),
            (2_500_000, Some(10_000_000))
        );
        assert_eq!(read.decided_on, "1405/03/10");
        assert_eq!(
            wrong(&NewWaiver::default()),
            [
                "number",
                "kind",
                "subject",
                "legal_basis",
                "amount",
                "decided_on",
                "decider",
                "beneficiary"
            ]
        );
        let ahead = NewWaiver {
            decided_on: "1405/09/09".into(),
            ..sound()
        };
        assert_eq!(wrong(&ahead), ["decided_on"]);
        let numbered = |id: &str| NewWaiver {
            beneficiary_id: id.into(),
            ..sound()
        };
        assert_eq!(wrong(&numbered("10380284792")), ["beneficiary_id"]);
        let read = numbered("۱۰۳۸۰۲۸۴۷۹۰").read(today());
        let read = read.map_err(|_| "faults").expect("sound");
        assert_eq!(read.beneficiary_id.as_deref(), Some("10380284790"));
    }

    proptest! {
        #[test]
        fn no_amount_is_above_what_was_to_be_paid(base in 0_i64..1_000_000_000, amount in -5_i64..2_000_000_000) {
            let new = NewWaiver { base: base.to_string(), amount: amount.to_string(), ..sound() };
            let fits = (0..=base).contains(&amount);
            prop_assert_eq!(wrong(&new).is_empty(), fits);
        }
    }
}
