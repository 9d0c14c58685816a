//! Staff lists.

use std::collections::HashMap;

use super::cells::read_lines;
use super::columns::{Column, Mapping, MappingError};
use super::refusal::{Fault, Note, Noted, Refused, Table};
use crate::model::Period;
use crate::names::{Person, Verdict, compare, identify};

/// An employee as a staff list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    /// Name as written, cleaned for storage.
    pub name: String,
    /// Name, father's name, year of birth and national code, for comparison.
    pub person: Person,
    /// Father's name as written, cleaned for storage.
    pub father: Option<String>,
    /// Personnel number.
    pub number: Option<String>,
    /// Post.
    pub post: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// When the post is or was held.
    pub period: Period,
}

/// Fields of a staff list.
pub const STAFF_COLUMNS: &[Column] = &[
    Column {
        field: "name",
        heads: &["نام و نام خانوادگی", "نام کامل", "name", "full name"],
        needed: false,
    },
    Column {
        field: "given",
        heads: &["نام", "given name", "first name"],
        needed: false,
    },
    Column {
        field: "family",
        heads: &["نام خانوادگی", "فامیل", "family name", "last name"],
        needed: false,
    },
    Column {
        field: "father",
        heads: &["نام پدر", "father", "father's name"],
        needed: false,
    },
    Column {
        field: "code",
        heads: &["کد ملی", "شماره ملی", "national code"],
        needed: false,
    },
    Column {
        field: "birth",
        heads: &[
            "سال تولد",
            "تاریخ تولد",
            "متولد",
            "birth year",
            "date of birth",
        ],
        needed: false,
    },
    Column {
        field: "number",
        heads: &[
            "شماره پرسنلی",
            "کد پرسنلی",
            "شماره کارمندی",
            "personnel number",
        ],
        needed: false,
    },
    Column {
        field: "post",
        heads: &["سمت", "پست", "پست سازمانی", "عنوان شغل", "شغل", "post"],
        needed: false,
    },
    Column {
        field: "unit",
        heads: &["واحد", "واحد سازمانی", "اداره", "محل خدمت", "unit"],
        needed: false,
    },
    Column {
        field: "from",
        heads: &["از تاریخ", "تاریخ شروع", "تاریخ استخدام", "from"],
        needed: false,
    },
    Column {
        field: "until",
        heads: &["تا تاریخ", "تاریخ پایان", "until"],
        needed: false,
    },
];

/// Reads a staff list; rows are (number of the line, cells), the head first.
///
/// ```
/// use relations::tables::{Mapping, read_staff};
/// let rows = [vec!["نام".to_owned(), "نام خانوادگی".into(), "كد ملي".into()], vec!["علي".into(), "كريمي".into(), "76229645".into()]];
/// let rows = rows.iter().enumerate().map(|(at, cells)| (at + 1, cells.as_slice()));
/// let staff = read_staff(rows, &Mapping::usual())?;
/// assert_eq!(staff.taken[0].1.name, "علی کریمی");
/// assert_eq!(staff.taken[0].1.person.code.unwrap().to_string(), "0076229645");
/// # Ok::<(), relations::tables::MappingError>(())
/// ```
pub fn read_staff<'r>(
    rows: impl IntoIterator<Item = (usize, &'r [String])>,
    mapping: &Mapping,
) -> Result<Table<Employee>, MappingError> {
    let mut table = read_lines(rows, STAFF_COLUMNS, mapping, |line| {
        let name = line.name("name", "given", "family");
        let father = line
            .some_text("father")
            .map(|text| persian::normalize(&text));
        let mut person = Person::named(&name);
        if let Some(father) = &father {
            person = person.child_of(father);
        }
        person.birth_year = line.birth_year("birth");
        person.code = line.code("code");
        Employee {
            name,
            father,
            person,
            number: line.some_text("number"),
            post: line.some_text("post"),
            unit: line.some_text("unit"),
            period: line.period("from", "until"),
        }
    })?;
    let head = mapping_head(mapping, "code");
    keep_apart(&mut table, &head);
    Ok(table)
}

fn mapping_head(mapping: &Mapping, field: &str) -> String {
    mapping
        .0
        .iter()
        .find(|(mapped, _)| mapped == field)
        .map_or_else(|| "کد ملی".to_owned(), |(_, head)| head.clone())
}

/// Refuses a line whose code belongs to another name or which repeats another; notes lines of one name that nothing tells apart.
fn keep_apart(table: &mut Table<Employee>, code_head: &str) {
    let mut by_code: HashMap<[u8; 10], usize> = HashMap::new();
    let mut by_letters: HashMap<String, Vec<usize>> = HashMap::new();
    let mut kept: Vec<(usize, Employee)> = Vec::new();
    for (line, employee) in std::mem::take(&mut table.taken) {
        let mut refuse = |column: &str, fault| {
            table.refused.push(Refused {
                line,
                column: column.to_owned(),
                fault,
                cells: vec![employee.name.clone()],
            });
        };
        let coded = employee
            .person
            .code
            .and_then(|code| by_code.get(&code.digits()))
            .map(|place| &kept[*place]);
        if let Some((other, known)) = coded {
            if compare(&known.person.name, &employee.person.name).verdict == Verdict::Different {
                refuse(code_head, Fault::CodeOfAnother(*other));
                continue;
            }
            if says_the_same(known, &employee) {
                refuse("", Fault::Repeated(*other));
                continue;
            }
        }
        let namesakes = by_letters
            .entry(employee.person.name.letters().to_owned())
            .or_default();
        let mut repeats = None;
        let mut unclear = None;
        for place in namesakes.iter() {
            let (other, known) = &kept[*place];
            if employee.person.code.is_none() && says_the_same(known, &employee) {
                repeats = Some(*other);
            } else if identify(&known.person, &employee.person).verdict == Verdict::Review
                && known
                    .number
                    .as_ref()
                    .zip(employee.number.as_ref())
                    .is_none()
            {
                unclear = Some(*other);
            }
        }
        if let Some(other) = repeats {
            refuse("", Fault::Repeated(other));
            continue;
        }
        if let Some(other) = unclear {
            table.notes.push(Noted {
                line,
                note: Note::SameName { other },
            });
        }
        if employee.person.code.is_none() {
            table.notes.push(Noted {
                line,
                note: Note::NoCode,
            });
        }
        namesakes.push(kept.len());
        if let Some(code) = employee.person.code {
            by_code.entry(code.digits()).or_insert(kept.len());
        }
        kept.push((line, employee));
    }
    table.taken = kept;
    table.refused.sort_by_key(|refused| refused.line);
}

fn says_the_same(one: &Employee, other: &Employee) -> bool {
    // Spelling does not make a second person, but a number, post, unit or period of its own makes a second line.
    one.person == other.person
        && one.number == other.number
        && one.post == other.post
        && one.unit == other.unit
        && one.period == other.period
        && (one.person.code.is_some() || one.person.father.is_some() || one.number.is_some())
}
