//! Words, states and rules of interests, gifts and matters. Pure.

pub mod checks;
pub mod dealings;
pub mod doubt;
pub mod draw;
pub mod groups;
pub mod half;
pub mod matter;
pub mod records;
pub mod rows;
pub mod share;

pub use checks::{Flag, FlagCode, flags};
pub use doubt::{DoubtObject, Ruling, Standing};
pub use matter::{Decision, DrawKind, MatterKind, MatterState, Occasion, PartyRole, RecusalBasis};
pub use rows::{Field, Item, RowFault, RowInput, read_rows};
pub use share::{Share, ShareError};

use crate::platform::coded::coded;

coded! {
    /// Whose interest it is, seen from the declarant. Kinship is a relation type and never a number: class and degree are derived
    /// from it where a rule needs them (Civil Code 1032, 1033).
    Relation {
        /// خود اظهارکننده.
        Own = "self",
        /// همسر.
        Spouse = "spouse",
        /// پدر.
        Father = "father",
        /// مادر.
        Mother = "mother",
        /// پسر.
        Son = "son",
        /// دختر.
        Daughter = "daughter",
        /// برادر.
        Brother = "brother",
        /// خواهر.
        Sister = "sister",
        /// داماد.
        SonInLaw = "son-in-law",
        /// عروس.
        DaughterInLaw = "daughter-in-law",
        /// شوهر خواهر.
        SistersHusband = "sisters-husband",
        /// همسر برادر.
        BrothersWife = "brothers-wife",
        /// پدر همسر.
        SpousesFather = "spouses-father",
        /// مادر همسر.
        SpousesMother = "spouses-mother",
        /// برادر همسر.
        SpousesBrother = "spouses-brother",
        /// خواهر همسر.
        SpousesSister = "spouses-sister",
    }
}

coded! {
    /// What is declared.
    ItemKind {
        /// خویشاوندی که در ردیف‌های دیگر از او نام برده می‌شود.
        Kin = "kin",
        /// شغل یا سمت دیگر.
        SideJob = "side-job",
        /// شرکت یا مؤسسه: سهم یا سمت.
        Firm = "firm",
        /// خویشاوند شاغل در شهرداری، شورا یا نزد پیشنهاددهندگان.
        KinEmployed = "kin-employed",
        /// ملک دارای پرونده در جریان.
        Property = "property",
        /// کارفرمای پیشین.
        PastEmployer = "past-employer",
        /// عضویت.
        Membership = "membership",
    }
}

coded! {
    /// Where a declaration stands.
    DeclarationState {
        /// در انتظار بررسی.
        Submitted = "submitted",
        /// تأییدشده.
        Approved = "approved",
        /// تأیید با شرط.
        Conditional = "conditional",
        /// ردشده: to be declared anew.
        Rejected = "rejected",
    }
}

impl DeclarationState {
    /// Whether a person has judged it.
    pub const fn is_reviewed(self) -> bool {
        !matches!(self, Self::Submitted)
    }

    /// Whether it takes the place of what was declared before: until then earlier ties stay in force, so that nobody loses a tie
    /// by leaving it out.
    pub const fn replaces(self) -> bool {
        matches!(self, Self::Approved | Self::Conditional)
    }
}

coded! {
    /// A condition under which a declaration is approved.
    ConditionKind {
        /// کناره‌گیری از رسیدگی.
        Recusal = "recusal",
        /// واگذاری سهم یا سمت.
        Divestment = "divestment",
        /// برنامه رفع تعارض.
        Plan = "plan",
    }
}

coded! {
    /// What a reviewer said when the owner of a condition had said that it is met.
    ConditionWord {
        /// تأیید شد.
        Confirmed = "confirmed",
        /// بازگردانده شد: there is still something to do.
        Returned = "returned",
    }
}

coded! {
    /// What became of a gift.
    GiftOutcome {
        /// پیشنهادشده: nothing decided yet.
        Offered = "offered",
        /// ردشده.
        Refused = "refused",
        /// بازگردانده‌شده.
        Returned = "returned",
        /// تحویل‌شده به شهرداری.
        HandedOver = "handed-over",
        /// نگهداری‌شده: only up to the limit in force.
        Kept = "kept",
    }
}

impl GiftOutcome {
    /// Whether `next` may follow: what is settled stays settled.
    pub const fn leads_to(self, next: Self) -> bool {
        matches!(self, Self::Offered) && !matches!(next, Self::Offered)
    }
}

coded! {
    /// Who a party is: a person or a legal entity.
    PartyKind {
        /// شخص حقیقی.
        Person = "person",
        /// شخص حقوقی.
        Firm = "firm",
    }
}

/// Why a gift cannot be kept; `None` where it can: its value is known and not above the limit.
pub fn may_keep(value_rials: Option<i64>, limit_rials: i64) -> bool {
    value_rials.is_some_and(|value| value > 0 && value <= limit_rials)
}

/// Setting: largest value of a gift that may be kept, rials.
pub const GIFT_LIMIT: &str = "interests.gift-limit-rials";
/// Setting: working days for a yearly declaration.
pub const CAMPAIGN_DAYS: &str = "interests.campaign-working-days";

/// Setting: working days in which a doubt about somebody's impartiality is answered.
pub const DOUBT_DAYS: &str = "interests.doubt-working-days";

/// Name, value, source and applicability of the settings that an organisation begins with.
pub const SETTINGS: [(&str, &str, &str, &str); 3] = [
    (
        GIFT_LIMIT,
        "0",
        "ماده ۹۱ قانون مدیریت خدمات کشوری: دریافت هرگونه هدیه در برابر انجام وظیفه ممنوع است",
        "reference",
    ),
    (
        CAMPAIGN_DAYS,
        "20",
        "پیش‌فرض سامانه، تا زمانی که شورای شهر مهلتی تعیین کند",
        "reference",
    ),
    (
        DOUBT_DAYS,
        "2",
        "پیش‌فرض سامانه، تا زمانی که شورای شهر مهلتی تعیین کند",
        "reference",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_what_they_stand_for() {
        for one in Relation::ALL {
            assert_eq!(Relation::of(one.code()), Some(*one));
        }
        for one in ItemKind::ALL {
            assert_eq!(ItemKind::of(one.code()), Some(*one));
        }
        for one in GiftOutcome::ALL {
            assert_eq!(GiftOutcome::of(one.code()), Some(*one));
        }
        assert_eq!(Relation::of("cousin"), None);
    }

    #[test]
    fn with_a_limit_of_zero_nothing_can_be_kept() {
        assert!(!may_keep(Some(0), 0) && !may_keep(Some(1), 0) && !may_keep(None, 0));
        assert!(may_keep(Some(500_000), 500_000) && !may_keep(Some(500_001), 500_000));
        assert!(!may_keep(None, 500_000));
    }

    #[test]
    fn a_settled_gift_stays_settled() {
        use GiftOutcome::{HandedOver, Offered, Refused, Returned};
        assert!(Offered.leads_to(Refused) && Offered.leads_to(HandedOver));
        assert!(!Refused.leads_to(Returned) && !Offered.leads_to(Offered));
    }
}
