//! Lists of firms with those who hold them or sit in them.

use std::collections::BTreeMap;
use std::str::FromStr;

use persian::{LegalEntityId, NationalCode};

use super::cells::{Line, read_lines};
use super::columns::{Column, Mapping, MappingError};
use super::refusal::{Fault, Note, Noted, Table};
use crate::model::{Day, Period};
use crate::names::{Name, Person};
use crate::shares::{Fraction, Share};

/// Who holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A person.
    Person(Person),
    /// A firm, by its national id.
    Firm(LegalEntityId),
}

/// A share or post in a firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Name of the firm as written, cleaned for storage.
    pub firm: String,
    /// National id of the firm.
    pub firm_id: Option<LegalEntityId>,
    /// Name of the holder as written, cleaned for storage.
    pub holder_name: String,
    /// The holder.
    pub holder: Holder,
    /// The part held.
    pub share: Option<Share>,
    /// The post held.
    pub post: Option<String>,
    /// When it holds.
    pub period: Period,
    /// How many hold shares of the firm, where the list says so.
    pub shareholders: Option<u32>,
}

/// Fields of a list of firms.
pub const HOLDING_COLUMNS: &[Column] = &[
    Column {
        field: "firm",
        heads: &["نام شرکت", "شرکت", "نام شخص حقوقی", "firm", "company"],
        needed: true,
    },
    Column {
        field: "firm_id",
        heads: &["شناسه ملی", "شناسه ملی شرکت", "national id", "firm id"],
        needed: false,
    },
    Column {
        field: "holder",
        heads: &[
            "سهامدار",
            "نام سهامدار",
            "شریک",
            "نام و نام خانوادگی",
            "holder",
            "name",
        ],
        needed: true,
    },
    Column {
        field: "holder_id",
        heads: &[
            "کد ملی",
            "کد ملی سهامدار",
            "شناسه سهامدار",
            "کد یا شناسه ملی سهامدار",
            "holder id",
            "national code",
        ],
        needed: false,
    },
    Column {
        field: "father",
        heads: &["نام پدر", "father", "father's name"],
        needed: false,
    },
    Column {
        field: "share",
        heads: &["سهم", "درصد سهم", "درصد سهام", "میزان سهم", "share"],
        needed: false,
    },
    Column {
        field: "post",
        heads: &["سمت", "post"],
        needed: false,
    },
    Column {
        field: "from",
        heads: &["از تاریخ", "تاریخ شروع", "from"],
        needed: false,
    },
    Column {
        field: "until",
        heads: &["تا تاریخ", "تاریخ پایان", "until"],
        needed: false,
    },
    Column {
        field: "shareholders",
        heads: &[
            "تعداد سهامداران",
            "شمار سهامداران",
            "تعداد سهام‌داران",
            "shareholders",
            "number of shareholders",
        ],
        needed: false,
    },
];

/// Reads a list of firms; rows are (number of the line, cells), the head first. A line with neither share nor post says nothing and is
/// refused. Where the shares of a firm are more than the whole on some day, the line that goes beyond is noted.
pub fn read_holdings<'r>(
    rows: impl IntoIterator<Item = (usize, &'r [String])>,
    mapping: &Mapping,
) -> Result<Table<Holding>, MappingError> {
    let mut table = read_lines(rows, HOLDING_COLUMNS, mapping, |line| {
        let firm = needed(line, "firm");
        let holder_name = needed(line, "holder");
        let firm_id = line.legal_id("firm_id");
        let share = line.share("share");
        let post = line.some_text("post");
        if post.is_none() && line.text("share").is_empty() {
            line.fault("share", Fault::Empty);
        }
        Holding {
            holder: holder(line, &holder_name),
            firm,
            firm_id,
            holder_name,
            share,
            post,
            period: line.period("from", "until"),
            shareholders: line.count("shareholders"),
        }
    })?;
    let notes = beyond_the_whole(&table.taken);
    table.notes.extend(notes);
    Ok(table)
}

fn needed(line: &mut Line<'_>, field: &str) -> String {
    let text = line.text(field);
    if text.is_empty() {
        line.fault(field, Fault::Empty);
    }
    persian::normalize(text)
}

/// A person with a national code or a firm with a national id, told apart by the number of digits; without a number, a person by name.
fn holder(line: &mut Line<'_>, name: &str) -> Holder {
    let mut person = Person::named(name);
    if let Some(father) = line.some_text("father") {
        person = person.child_of(&father);
    }
    let text = line.text("holder_id");
    let digits = persian::to_ascii(text)
        .bytes()
        .filter(u8::is_ascii_digit)
        .count();
    match digits {
        0 if text.is_empty() => {}
        8..=10 => match NationalCode::from_str(text) {
            Ok(code) => person.code = Some(code),
            Err(why) => line.fault("holder_id", Fault::NationalCode(why)),
        },
        11 => match LegalEntityId::from_str(text) {
            Ok(id) => return Holder::Firm(id),
            Err(why) => line.fault("holder_id", Fault::LegalId(why)),
        },
        _ => line.fault("holder_id", Fault::AnyId),
    }
    Holder::Person(person)
}

/// Notes each firm once, on the line with which it goes beyond the whole: on the first day of a holding, all that hold are added.
fn beyond_the_whole(taken: &[(usize, Holding)]) -> Vec<Noted> {
    let mut by_firm: BTreeMap<String, Vec<&(usize, Holding)>> = BTreeMap::new();
    for line in taken {
        if line.1.share.is_some() {
            let key = line.1.firm_id.map_or_else(
                || Name::new(&line.1.firm).letters().to_owned(),
                |id| id.to_string(),
            );
            by_firm.entry(key).or_default().push(line);
        }
    }
    let mut notes = Vec::new();
    for lines in by_firm.values() {
        let days: Vec<Day> = lines
            .iter()
            .map(|(_, holding)| holding.period.from)
            .collect();
        let over = days.into_iter().find_map(|day| {
            let mut sum = Share::NONE;
            let mut crossed = None;
            for (line, holding) in lines {
                if let Some(share) = holding.share.filter(|_| holding.period.contains(day)) {
                    sum = sum.plus(share);
                    if sum.low > Fraction::ONE && crossed.is_none() {
                        crossed = Some((*line, holding.firm.clone()));
                    }
                }
            }
            crossed.map(|(line, firm)| (line, firm, sum.low))
        });
        if let Some((line, firm, sum)) = over {
            notes.push(Noted {
                line,
                note: Note::MoreThanTheWhole {
                    firm,
                    percent: sum.to_string(),
                },
            });
        }
    }
    notes
}
