//! Lists of relatives: who is what to which employee.

use persian::NationalCode;

use super::cells::read_lines;
use super::columns::{Column, Mapping, MappingError};
use super::refusal::{Fault, Table};
use crate::kinship::Kin;
use crate::model::{Period, Sex};
use crate::names::Person;

/// A relative of an employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KinLine {
    /// National code of the employee.
    pub employee_code: Option<NationalCode>,
    /// Personnel number of the employee.
    pub employee_number: Option<String>,
    /// Name of the employee as written, cleaned for storage.
    pub employee: Option<String>,
    /// What the relative is to the employee.
    pub kin: Kin,
    /// The relative's sex, as far as the word tells.
    pub sex: Option<Sex>,
    /// Name of the relative as written, cleaned for storage.
    pub name: String,
    /// The relative, for comparison.
    pub person: Person,
    /// When it holds: a marriage begins and ends.
    pub period: Period,
}

/// Fields of a list of relatives.
pub const KIN_COLUMNS: &[Column] = &[
    Column {
        field: "employee_code",
        heads: &["کد ملی کارمند", "کد ملی همکار", "employee national code"],
        needed: false,
    },
    Column {
        field: "employee_number",
        heads: &[
            "شماره پرسنلی",
            "کد پرسنلی",
            "شماره کارمندی",
            "personnel number",
        ],
        needed: false,
    },
    Column {
        field: "employee",
        heads: &["نام کارمند", "کارمند", "نام همکار", "employee"],
        needed: false,
    },
    Column {
        field: "relation",
        heads: &["نسبت", "نوع نسبت", "خویشاوندی", "relation"],
        needed: true,
    },
    Column {
        field: "name",
        heads: &[
            "نام و نام خانوادگی",
            "نام بستگان",
            "نام خویشاوند",
            "name",
            "relative",
        ],
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
        heads: &["کد ملی", "کد ملی بستگان", "شماره ملی", "national code"],
        needed: false,
    },
    Column {
        field: "birth",
        heads: &["سال تولد", "تاریخ تولد", "birth year", "date of birth"],
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
];

/// Reads a list of relatives; rows are (number of the line, cells), the head first. The employee is named by national code, personnel
/// number or name; the relation by Persian words, in Arabic letters too, or by the codes of [`Kin`].
pub fn read_kin<'r>(
    rows: impl IntoIterator<Item = (usize, &'r [String])>,
    mapping: &Mapping,
) -> Result<Table<KinLine>, MappingError> {
    read_lines(rows, KIN_COLUMNS, mapping, |line| {
        let employee = line
            .some_text("employee")
            .map(|text| persian::normalize(&text));
        let employee_code = line.code("employee_code");
        let employee_number = line.some_text("employee_number");
        if employee.is_none() && employee_number.is_none() && line.text("employee_code").is_empty()
        {
            let known = ["employee_code", "employee_number", "employee"]
                .into_iter()
                .find(|field| line.columns.has(field));
            line.fault(known.unwrap_or("employee"), Fault::Empty);
        }
        let relation = line.text("relation");
        let kin = if relation.is_empty() {
            line.fault("relation", Fault::Empty);
            None
        } else {
            let kin = kin_of_words(relation);
            if kin.is_none() {
                line.fault("relation", Fault::Kin(relation.chars().take(40).collect()));
            }
            kin
        };
        let name = line.name("name", "given", "family");
        let mut person = Person::named(&name);
        if let Some(father) = line.some_text("father") {
            person = person.child_of(&father);
        }
        person.birth_year = line.birth_year("birth");
        person.code = line.code("code");
        let (kin, sex) = kin.unwrap_or((Kin::SPOUSE, None));
        KinLine {
            employee_code,
            employee_number,
            employee,
            kin,
            sex,
            name,
            person,
            period: line.period("from", "until"),
        }
    })
}

const MALE: Option<Sex> = Some(Sex::Male);
const FEMALE: Option<Sex> = Some(Sex::Female);

/// Words of kinship with the code of [`Kin`] and the sex; longer ones before those that begin them.
const WORDS: &[(&str, &str, Option<Sex>)] = &[
    ("پدربزرگ", "grandparent", MALE),
    ("مادربزرگ", "grandparent", FEMALE),
    ("پدر", "parent", MALE),
    ("مادر", "parent", FEMALE),
    ("والدین", "parent", None),
    ("جده", "great-grandparent", FEMALE),
    ("برادرزاده", "nephew-niece", None),
    ("خواهرزاده", "nephew-niece", None),
    ("برادر", "sibling", MALE),
    ("خواهر", "sibling", FEMALE),
    ("عموزاده", "cousin", None),
    ("عمهزاده", "cousin", None),
    ("داییزاده", "cousin", None),
    ("خالهزاده", "cousin", None),
    ("عمو", "uncle-aunt", MALE),
    ("عمه", "uncle-aunt", FEMALE),
    ("دایی", "uncle-aunt", MALE),
    ("خاله", "uncle-aunt", FEMALE),
    ("پسر", "child", MALE),
    ("دختر", "child", FEMALE),
    ("فرزند", "child", None),
    ("نوه", "grandchild", None),
    ("نبیره", "great-grandchild", None),
    ("نتیجه", "great-grandchild", None),
    ("همسر", "spouse", None),
    ("شوهر", "spouse", MALE),
    ("زوجه", "spouse", FEMALE),
    ("زوج", "spouse", MALE),
    ("زن", "spouse", FEMALE),
    ("داماد", "child-spouse", MALE),
    ("عروس", "child-spouse", FEMALE),
    ("باجناق", "spouse-sibling-spouse", MALE),
    ("جاری", "spouse-sibling-spouse", FEMALE),
];

/// What words of kinship say: the relation type and the sex of the relative. «برادر زن» is the brother of the wife, «زن برادر» the wife of
/// the brother; joined and spaced spellings are one, and the codes of [`Kin`] are read too. `None` where a word is not known, or where the
/// words lead out of kinship.
pub fn kin_of_words(text: &str) -> Option<(Kin, Option<Sex>)> {
    if let Some(kin) = Kin::from_code(&text.trim().to_lowercase()) {
        return Some((kin, None));
    }
    let letters = persian::search_key(text);
    if letters.is_empty() || letters.len() > 120 {
        return None;
    }
    let steps = words(&letters)?;
    let (_, sex) = *steps.first()?;
    // «برادر زن» begins with the relative and ends nearest to oneself.
    let kin = Kin::along(steps.iter().rev().map(|(kin, _)| *kin))?;
    Some((kin, sex))
}

/// Cuts letters into words of kinship.
fn words(letters: &str) -> Option<Vec<(Kin, Option<Sex>)>> {
    if letters.is_empty() {
        return Some(Vec::new());
    }
    WORDS.iter().find_map(|(word, code, sex)| {
        let folded = persian::search_key(word);
        let rest = letters.strip_prefix(folded.as_str())?;
        let mut found = vec![(Kin::from_code(code)?, *sex)];
        found.extend(words(rest)?);
        Some(found)
    })
}
