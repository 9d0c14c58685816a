//! The rows of the declaration's form: which fields each kind has, and how typed text becomes an item. Pure.

use persian::{Date, LegalEntityId, NationalCode};

use super::{ItemKind, Relation, Share};
use crate::platform::coded::coded;
use crate::platform::errors::Say;
use crate::platform::texts::Lang;

coded! {
    /// A field of a row.
    Field {
        /// Whose it is.
        Relation = "relation",
        /// Name of the kin.
        Holder = "holder",
        /// Name of the kin's father.
        FatherName = "father",
        /// Year of birth, Solar Hijri.
        BirthYear = "born",
        /// National code of the kin.
        NationalCode = "code",
        /// Firm, employer or body.
        Body = "body",
        /// National id of the legal entity.
        LegalId = "legal",
        /// Post, job or what else describes it.
        Title = "title",
        /// Share in percent.
        Share = "share",
        /// Number of the pending file.
        FileNumber = "file",
        /// First day.
        Since = "since",
        /// Last day.
        Until = "until",
        /// Day on which the declarant came to know of it.
        KnownOn = "known",
    }
}

/// Rows of one kind that a declaration may have.
pub const MOST_ROWS: usize = 60;
/// Letters of a field.
pub const MOST_LETTERS: usize = 200;

impl ItemKind {
    /// The fields of a row, in the order of the form, and which of them must be filled.
    pub const fn fields(self) -> &'static [(Field, bool)] {
        match self {
            Self::Kin => &[
                (Field::Relation, true),
                (Field::Holder, true),
                (Field::FatherName, false),
                (Field::BirthYear, false),
                (Field::NationalCode, false),
            ],
            Self::SideJob => &[
                (Field::Title, true),
                (Field::Body, true),
                (Field::LegalId, false),
                (Field::Since, false),
                (Field::Until, false),
            ],
            Self::Firm => &[
                (Field::Relation, true),
                (Field::Holder, false),
                (Field::Body, true),
                (Field::LegalId, false),
                (Field::Share, false),
                (Field::Title, false),
                (Field::Since, false),
                (Field::Until, false),
                (Field::KnownOn, false),
            ],
            Self::KinEmployed => &[
                (Field::Relation, true),
                (Field::Holder, true),
                (Field::Body, true),
                (Field::LegalId, false),
                (Field::Title, false),
                (Field::Since, false),
                (Field::Until, false),
                (Field::KnownOn, false),
            ],
            Self::Property => &[
                (Field::Relation, true),
                (Field::Holder, false),
                (Field::Title, true),
                (Field::FileNumber, false),
                (Field::Until, false),
                (Field::KnownOn, false),
            ],
            Self::PastEmployer => &[
                (Field::Body, true),
                (Field::LegalId, false),
                (Field::Title, false),
                (Field::Since, false),
                (Field::Until, true),
            ],
            Self::Membership => &[
                (Field::Body, true),
                (Field::Title, false),
                (Field::Since, false),
                (Field::Until, false),
            ],
        }
    }

    /// Whether a row of this kind can be the declarant's own; else the kin must be chosen.
    pub const fn may_be_own(self) -> bool {
        !matches!(self, Self::Kin | Self::KinEmployed)
    }
}

/// A row as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowInput {
    /// What is declared.
    pub kind: ItemKind,
    /// Typed text by field; a field that is not there is empty.
    pub values: Vec<(Field, String)>,
}

impl RowInput {
    /// An empty row.
    pub const fn empty(kind: ItemKind) -> Self {
        Self {
            kind,
            values: Vec::new(),
        }
    }

    /// The text of a field without surrounding space.
    pub fn get(&self, field: Field) -> &str {
        self.values
            .iter()
            .find(|(name, _)| *name == field)
            .map_or("", |(_, value)| value.trim())
    }

    /// Sets a field.
    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        let value = value.into();
        match self.values.iter_mut().find(|(name, _)| *name == field) {
            Some((_, old)) => *old = value,
            None => self.values.push((field, value)),
        }
    }

    /// Whether nothing was typed; whose it is alone says nothing.
    pub fn is_blank(&self) -> bool {
        self.values
            .iter()
            .all(|(field, value)| *field == Field::Relation || value.trim().is_empty())
    }
}

/// What is wrong with a field of a row.
#[derive(Debug, Clone)]
pub struct RowFault {
    /// Place of the row among those given.
    pub row: usize,
    /// The field.
    pub field: Field,
    /// What is wrong and how to mend it.
    pub why: Say,
}

/// One declared interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What.
    pub kind: ItemKind,
    /// Whose.
    pub relation: Relation,
    /// Name of the kin; empty for the declarant.
    pub holder: String,
    /// National code of the kin.
    pub national_code: Option<String>,
    /// Name of the kin's father.
    pub father_name: String,
    /// Year of birth, Solar Hijri.
    pub birth_year: Option<i64>,
    /// Post, job, description.
    pub title: String,
    /// Firm, employer, body.
    pub body: String,
    /// National id of the legal entity.
    pub legal_id: Option<String>,
    /// Share.
    pub share: Option<Share>,
    /// Number of the pending file.
    pub file_number: String,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Day on which the declarant came to know of it.
    pub known_on: Date,
}

impl Item {
    /// What makes it the same interest in two declarations: kind, whose, and of which body or file.
    pub fn key(&self) -> String {
        let body = self
            .legal_id
            .clone()
            .unwrap_or_else(|| persian::search_key(&self.body));
        let more = match self.kind {
            ItemKind::Property if self.file_number.is_empty() => persian::search_key(&self.title),
            ItemKind::Property => persian::search_key(&self.file_number),
            _ => String::new(),
        };
        [
            self.kind.code(),
            self.relation.code(),
            &persian::search_key(&self.holder),
            &body,
            &more,
        ]
        .join("|")
    }
}

/// Reads the rows of a form; blank ones are left out. Where anything is wrong, all of it is told. `today` is the day of the declaration:
/// nobody knows of a thing later than that.
pub fn read_rows(rows: &[RowInput], today: Date) -> Result<Vec<Item>, Vec<RowFault>> {
    let mut faults = Vec::new();
    let mut items = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        if row.is_blank() {
            continue;
        }
        let before = faults.len();
        let item = read_row(row, place, today, &mut faults);
        if faults.len() == before {
            items.push(item);
        }
    }
    if faults.is_empty() {
        Ok(items)
    } else {
        Err(faults)
    }
}

fn read_row(row: &RowInput, place: usize, today: Date, faults: &mut Vec<RowFault>) -> Item {
    let mut fault = |field, why: Say| {
        faults.push(RowFault {
            row: place,
            field,
            why,
        });
    };
    let has = |field| row.kind.fields().iter().any(|(own, _)| *own == field);
    let text = |field| persian::normalize(row.get(field)).trim().to_owned();
    for (field, required) in row.kind.fields() {
        if row.get(*field).chars().count() > MOST_LETTERS {
            fault(*field, Say::new(|t| t.interests_fault_long(MOST_LETTERS)));
        } else if *required && *field != Field::Relation && row.get(*field).is_empty() {
            fault(*field, Say::new(|t| t.interests_fault_missing().to_owned()));
        }
    }
    let relation = if has(Field::Relation) {
        Relation::of(row.get(Field::Relation))
    } else {
        Some(Relation::Own)
    };
    match relation {
        Some(Relation::Own) if !row.kind.may_be_own() => {
            fault(
                Field::Relation,
                Say::new(|t| t.interests_fault_relation().to_owned()),
            );
        }
        None => fault(
            Field::Relation,
            Say::new(|t| t.interests_fault_relation().to_owned()),
        ),
        Some(Relation::Own) => {}
        Some(_) => {
            let optional = row.kind.fields().contains(&(Field::Holder, false));
            if optional && row.get(Field::Holder).is_empty() {
                fault(
                    Field::Holder,
                    Say::new(|t| t.interests_fault_holder().to_owned()),
                );
            }
        }
    }
    let mut date = |field: Field| -> Option<Date> {
        let typed = row.get(field);
        if typed.is_empty() || !has(field) {
            return None;
        }
        match typed.parse::<Date>() {
            Ok(date) => Some(date),
            Err(why) => {
                fault(
                    field,
                    Say::new(move |t| match t.lang {
                        Lang::Fa => why.to_persian(),
                        Lang::En => why.to_string(),
                    }),
                );
                None
            }
        }
    };
    let (since, until, known_on) = (date(Field::Since), date(Field::Until), date(Field::KnownOn));
    if let (Some(since), Some(until)) = (since, until)
        && until < since
    {
        fault(
            Field::Until,
            Say::new(|t| t.interests_fault_until().to_owned()),
        );
    }
    for (field, day) in [(Field::Since, since), (Field::KnownOn, known_on)] {
        if day.is_some_and(|day| day > today) {
            fault(field, Say::new(|t| t.interests_fault_future().to_owned()));
        }
    }
    let national_code = checked(row, Field::NationalCode, &mut fault, |text| {
        text.parse::<NationalCode>().map(|id| id.to_string())
    });
    let legal_id = checked(row, Field::LegalId, &mut fault, |text| {
        text.parse::<LegalEntityId>().map(|id| id.to_string())
    });
    let mut share = None;
    if has(Field::Share) && !row.get(Field::Share).is_empty() {
        match row.get(Field::Share).parse::<Share>() {
            Ok(read) => share = Some(read),
            Err(why) => fault(
                Field::Share,
                Say::new(move |t| match t.lang {
                    Lang::Fa => why.to_persian().to_owned(),
                    Lang::En => format!("{why}."),
                }),
            ),
        }
    }
    if row.kind == ItemKind::Firm
        && row.get(Field::Share).is_empty()
        && row.get(Field::Title).is_empty()
    {
        fault(
            Field::Share,
            Say::new(|t| t.interests_fault_share_or_post().to_owned()),
        );
    }
    let birth_year = match row.get(Field::BirthYear) {
        "" => None,
        typed => match persian::parse_integer(typed) {
            Ok(year) if (1280..=i64::from(today.year())).contains(&year) => Some(year),
            _ => {
                fault(
                    Field::BirthYear,
                    Say::new(|t| t.interests_fault_birth_year().to_owned()),
                );
                None
            }
        },
    };
    Item {
        kind: row.kind,
        relation: relation.unwrap_or(Relation::Own),
        holder: if relation == Some(Relation::Own) {
            String::new()
        } else {
            text(Field::Holder)
        },
        national_code,
        father_name: text(Field::FatherName),
        birth_year,
        title: text(Field::Title),
        body: text(Field::Body),
        legal_id,
        share,
        file_number: persian::to_ascii(&text(Field::FileNumber)),
        since,
        until,
        // Who names no other day knew of it when it began or, at the latest, today.
        known_on: known_on.or(since).unwrap_or(today),
    }
}

/// An identity number with its check digit.
fn checked(
    row: &RowInput,
    field: Field,
    fault: &mut impl FnMut(Field, Say),
    read: impl Fn(&str) -> Result<String, persian::NationalIdError>,
) -> Option<String> {
    let typed = row.get(field);
    if typed.is_empty() || !row.kind.fields().iter().any(|(own, _)| *own == field) {
        return None;
    }
    match read(typed) {
        Ok(id) => Some(id),
        Err(why) => {
            fault(
                field,
                Say::new(move |t| match t.lang {
                    Lang::Fa => why.to_persian(),
                    Lang::En => format!("{why}."),
                }),
            );
            None
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A row of a form with some of its fields filled.
    pub(crate) fn row(kind: ItemKind, values: &[(Field, &str)]) -> RowInput {
        RowInput {
            kind,
            values: values
                .iter()
                .map(|(field, value)| (*field, (*value).to_owned()))
                .collect(),
        }
    }

    fn today() -> Date {
        Date::new(1405, 9, 7).unwrap()
    }

    fn faults(kind: ItemKind, values: &[(Field, &str)]) -> Vec<Field> {
        read_rows(&[row(kind, values)], today())
            .err()
            .unwrap_or_default()
            .iter()
            .map(|fault| fault.field)
            .collect()
    }

    #[test]
    fn a_brother_in_laws_firm_is_read_with_persian_digits() {
        let rows = [
            RowInput::empty(ItemKind::SideJob),
            row(
                ItemKind::Firm,
                &[
                    (Field::Relation, "sisters-husband"),
                    (Field::Holder, "كامران يزدي"),
                    (Field::Body, "شرکت سازه‌گستر"),
                    (Field::LegalId, "۱۰۳۸۰۲۸۴۷۹۰"),
                    (Field::Share, "۶"),
                    (Field::Since, "۱۴۰۲/۰۳/۰۱"),
                    (Field::KnownOn, "۱۴۰۴/۱۲/۲۹"),
                ],
            ),
        ];
        let items = read_rows(&rows, today()).unwrap();
        assert_eq!(items.len(), 1);
        let item = &items[0];
        assert_eq!(item.holder, "کامران یزدی");
        assert_eq!(item.legal_id.as_deref(), Some("10380284790"));
        assert_eq!(item.share.map(Share::millionths), Some(6_000_000));
        assert_eq!(item.known_on, Date::new(1404, 12, 29).unwrap());
    }

    #[test]
    fn each_wrong_field_is_named() {
        assert_eq!(
            faults(
                ItemKind::Firm,
                &[
                    (Field::Relation, "spouse"),
                    (Field::Body, "الف"),
                    (Field::LegalId, "10380284792"),
                    (Field::Share, "140"),
                    (Field::Since, "1405/13/01"),
                ]
            ),
            [Field::Holder, Field::Since, Field::LegalId, Field::Share]
        );
        assert_eq!(
            faults(
                ItemKind::Kin,
                &[(Field::Relation, "self"), (Field::Holder, "الف")]
            ),
            [Field::Relation]
        );
        assert_eq!(
            faults(
                ItemKind::Membership,
                &[
                    (Field::Body, "انجمن"),
                    (Field::Since, "1405/02/01"),
                    (Field::Until, "1404/02/01")
                ]
            ),
            [Field::Until]
        );
        assert_eq!(
            faults(
                ItemKind::Firm,
                &[(Field::Relation, "self"), (Field::Body, "الف")]
            ),
            [Field::Share]
        );
        assert_eq!(
            faults(
                ItemKind::Membership,
                &[(Field::Body, "انجمن"), (Field::Since, "1406/01/01")]
            ),
            [Field::Since]
        );
    }
}
