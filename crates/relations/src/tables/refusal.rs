//! What was taken, what was refused, and why.

use std::fmt::{self, Write as _};

use persian::NationalIdError;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing stands where something must.
    Empty,
    /// No national code («کد ملی»).
    NationalCode(NationalIdError),
    /// No national id of a legal entity («شناسه ملی»).
    LegalId(NationalIdError),
    /// Neither the one nor the other.
    AnyId,
    /// No year of birth.
    Year(String),
    /// No number of people or firms.
    Count(String),
    /// No date.
    Date(String),
    /// The end lies before the beginning.
    Ends,
    /// No share, or one beyond the whole.
    Share(String),
    /// No word of kinship.
    Kin(String),
    /// The code stands on another line with another name; that line.
    CodeOfAnother(usize),
    /// The line says what another says; that line.
    Repeated(usize),
}

impl Fault {
    /// The sentence in English.
    pub fn english(&self) -> String {
        match self {
            Self::Empty => "the cell is empty; fill it in".to_owned(),
            Self::NationalCode(why) => format!("this is no national code: {why}"),
            Self::LegalId(why) => format!("this is no national id of a legal entity: {why}"),
            Self::AnyId => {
                "write a national code of ten digits or a national id of eleven digits".to_owned()
            }
            Self::Year(text) => {
                format!("“{text}” is no year of birth; write it like 1360 or 1981")
            }
            Self::Count(text) => {
                format!("“{text}” is no count; write a whole number from 1 on")
            }
            Self::Date(text) => {
                format!("“{text}” is no date; write it like 1405/09/01 or 2026-11-22")
            }
            Self::Ends => "the end lies before the beginning; correct one of them".to_owned(),
            Self::Share(text) => format!(
                "“{text}” is no share; write a percentage from 0 to 100 or a fraction such as 1/3"
            ),
            Self::Kin(text) => format!(
                "“{text}” is no word of kinship that is known here; write it like برادر, همسر, برادر همسر"
            ),
            Self::CodeOfAnother(line) => format!(
                "line {line} has the same national code with another name; correct one of the two"
            ),
            Self::Repeated(line) => format!("line {line} says the same; remove one of them"),
        }
    }

    /// The sentence in Persian.
    pub fn persian(&self) -> String {
        let number = |line: &usize| persian::to_persian(&line.to_string());
        match self {
            Self::Empty => "این خانه خالی است؛ آن را پر کنید.".to_owned(),
            Self::NationalCode(why) => format!("این کد ملی نیست: {}", why.to_persian()),
            Self::LegalId(why) => {
                format!("این شناسهٔ ملی شخص حقوقی نیست: {}", why.to_persian())
            }
            Self::AnyId => "کد ملی ده‌رقمی یا شناسهٔ ملی یازده‌رقمی بنویسید.".to_owned(),
            Self::Year(text) => {
                format!("«{text}» سال تولد نیست؛ مانند ۱۳۶۰ یا 1981 بنویسید.")
            }
            Self::Count(text) => {
                format!("«{text}» شمار نیست؛ عددی صحیح از ۱ به بالا بنویسید.")
            }
            Self::Date(text) => {
                format!("«{text}» تاریخ نیست؛ مانند ۱۴۰۵/۰۹/۰۱ یا 2026-11-22 بنویسید.")
            }
            Self::Ends => "پایان پیش از آغاز است؛ یکی از دو تاریخ را درست کنید.".to_owned(),
            Self::Share(text) => {
                format!("«{text}» سهم نیست؛ درصدی از ۰ تا ۱۰۰ یا کسری مانند ۱/۳ بنویسید.")
            }
            Self::Kin(text) => {
                format!("«{text}» نسبتی شناخته‌شده نیست؛ مانند برادر، همسر یا برادر همسر بنویسید.")
            }
            Self::CodeOfAnother(line) => format!(
                "سطر {} همین کد ملی را با نامی دیگر دارد؛ یکی از دو سطر را درست کنید.",
                number(line)
            ),
            Self::Repeated(line) => {
                format!("سطر {} همین را می‌گوید؛ یکی را بردارید.", number(line))
            }
        }
    }
}

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Number of the line as the spreadsheet program shows it.
    pub line: usize,
    /// Head of the column, as it stands in the table; empty where the whole line is meant.
    pub column: String,
    /// What is wrong.
    pub fault: Fault,
    /// The cells of the line, so that nothing is lost.
    pub cells: Vec<String>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column “{}”", self.column)?;
        }
        write!(f, ": {}", self.fault.english())
    }
}

impl Refused {
    /// The sentence for a Persian reader.
    pub fn to_persian(&self) -> String {
        let mut text = format!("سطر {}", persian::to_persian(&self.line.to_string()));
        if !self.column.is_empty() {
            let _ = write!(text, "، ستون «{}»", self.column);
        }
        format!("{text}: {}", self.fault.persian())
    }
}

/// Something to look at in lines that were taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Two lines bear one name and nothing tells whether they are one person; both stay.
    SameName {
        /// The other line.
        other: usize,
    },
    /// The shares of a firm add up to more than the whole; at least so many per cent, with decimals.
    MoreThanTheWhole {
        /// The firm as written.
        firm: String,
        /// The sum in per cent.
        percent: String,
    },
    /// A person without national code.
    NoCode,
}

/// A note on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The line.
    pub line: usize,
    /// The note.
    pub note: Note,
}

impl Noted {
    /// The sentence in English.
    pub fn english(&self) -> String {
        let text = match &self.note {
            Note::SameName { other } => format!(
                "line {other} has the same name and nothing tells the two apart; they are kept as two persons: add national code, or \
                 father's name and year of birth"
            ),
            Note::MoreThanTheWhole { firm, percent } => {
                format!("the shares of {firm} add up to {percent} %; check them")
            }
            Note::NoCode => {
                "there is no national code; the person is known by name only".to_owned()
            }
        };
        format!("line {}: {text}", self.line)
    }

    /// The sentence in Persian.
    pub fn persian(&self) -> String {
        let number = |line: usize| persian::to_persian(&line.to_string());
        let text = match &self.note {
            Note::SameName { other } => format!(
                "سطر {} همین نام را دارد و چیزی آن دو را از هم جدا نمی‌کند؛ دو شخص جدا نگه داشته شدند: کد ملی، یا نام پدر و سال تولد را \
                 بیفزایید.",
                number(*other)
            ),
            Note::MoreThanTheWhole { firm, percent } => format!(
                "جمع سهم‌های {firm} {} درصد است؛ آن‌ها را بررسی کنید.",
                persian::to_persian(percent)
            ),
            Note::NoCode => "کد ملی ندارد؛ این شخص تنها با نام شناخته می‌شود.".to_owned(),
        };
        format!("سطر {}: {text}", number(self.line))
    }
}

/// What a table gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<T> {
    /// Lines that were taken, with their numbers.
    pub taken: Vec<(usize, T)>,
    /// Lines that were refused; a line with two faults stands here twice.
    pub refused: Vec<Refused>,
    /// What to look at in lines that were taken.
    pub notes: Vec<Noted>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            taken: Vec::new(),
            refused: Vec::new(),
            notes: Vec::new(),
        }
    }
}
