//! What is wrong with a statement: which statement, which field, how to mend it.

use std::fmt::{self, Write as _};

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The text is no JSON; where and why.
    NotJson(String),
    /// A field is missing.
    Missing,
    /// A field has another type; what it must be, in English and Persian.
    Type(&'static str, &'static str),
    /// A code that is not on the list; the list.
    Code(String, &'static [&'static str]),
    /// A share outside 0 to 100.
    Share(String),
    /// Bounds of a share that cannot both hold.
    Bounds,
    /// No date.
    Date(String),
    /// An interest ends before it begins.
    Ends,
    /// Another version of the standard.
    Version(String),
    /// The id of a statement that is there already.
    Duplicate,
    /// A record that no statement is about.
    UnknownRecord(String),
    /// A person, or a relationship, as the subject of a relationship.
    SubjectIsNoEntity(String),
    /// A relationship as an interested party.
    PartyIsRelationship(String),
}

impl What {
    /// The sentence in English.
    pub fn english(&self) -> String {
        match self {
            Self::NotJson(why) => format!("this is no JSON ({why}); write the file out again"),
            Self::Missing => "the field is missing; add it".to_owned(),
            Self::Type(wanted, _) => format!("the value must be {wanted}; write it so"),
            Self::Code(code, known) => {
                format!(
                    "“{code}” is not on the list; use one of {}",
                    known.join(", ")
                )
            }
            Self::Share(value) => {
                format!("a share of {value} % does not exist; write a number from 0 to 100")
            }
            Self::Bounds => {
                "the bounds of the share leave no value between them; correct one of them"
                    .to_owned()
            }
            Self::Date(text) => format!("“{text}” is no date; write it like 2026-11-22"),
            Self::Ends => "the interest ends before it begins; correct one of the dates".to_owned(),
            Self::Version(version) => {
                format!("this is version {version}, and 0.4 is read; convert the data first")
            }
            Self::Duplicate => {
                "a statement with this id was read before; give each statement an id of its own"
                    .to_owned()
            }
            Self::UnknownRecord(id) => {
                format!("no statement is about the record {id}; add it or correct the reference")
            }
            Self::SubjectIsNoEntity(id) => {
                format!(
                    "the record {id} is no entity, and only an entity can be owned or controlled"
                )
            }
            Self::PartyIsRelationship(id) => {
                format!("the record {id} is a relationship; refer to a person or an entity")
            }
        }
    }

    /// The sentence in Persian.
    pub fn persian(&self) -> String {
        match self {
            Self::NotJson(why) => {
                format!("این متن JSON نیست ({why})؛ فایل را دوباره تولید کنید")
            }
            Self::Missing => "این فیلد نیامده است؛ آن را بیفزایید".to_owned(),
            Self::Type(_, wanted) => format!("مقدار باید {wanted} باشد؛ آن را چنین بنویسید"),
            Self::Code(code, known) => format!(
                "«{code}» در فهرست نیست؛ یکی از این‌ها را بنویسید: {}",
                known.join("، ")
            ),
            Self::Share(value) => {
                format!("سهم {value} درصد ممکن نیست؛ عددی از ۰ تا ۱۰۰ بنویسید")
            }
            Self::Bounds => "میان دو کران سهم عددی نمی‌ماند؛ یکی از آن دو را درست کنید".to_owned(),
            Self::Date(text) => format!("«{text}» تاریخ نیست؛ مانند 2026-11-22 بنویسید"),
            Self::Ends => {
                "منفعت پیش از آغاز خود پایان می‌یابد؛ یکی از دو تاریخ را درست کنید".to_owned()
            }
            Self::Version(version) => {
                format!("این نسخهٔ {version} است و نسخهٔ 0.4 خوانده می‌شود؛ نخست داده را تبدیل کنید")
            }
            Self::Duplicate => {
                "گزاره‌ای با همین شناسه پیش‌تر خوانده شد؛ به هر گزاره شناسهٔ خودش را بدهید".to_owned()
            }
            Self::UnknownRecord(id) => {
                format!("هیچ گزاره‌ای دربارهٔ رکورد {id} نیست؛ آن را بیفزایید یا ارجاع را درست کنید")
            }
            Self::SubjectIsNoEntity(id) => format!(
                "رکورد {id} شخص حقوقی نیست و تنها شخص حقوقی می‌تواند در مالکیت یا کنترل باشد"
            ),
            Self::PartyIsRelationship(id) => {
                format!("رکورد {id} رابطه است؛ به شخص حقیقی یا حقوقی ارجاع دهید")
            }
        }
    }
}

/// Something wrong, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Number of the statement in the file, from 1; of the line, in JSON lines.
    pub place: usize,
    /// Its `statementId`, if it has one.
    pub statement: Option<String>,
    /// The field, like `recordDetails.interests[0].share.exact`; empty for the whole statement.
    pub field: String,
    /// What is wrong.
    pub what: What,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {}", self.place)?;
        if let Some(id) = &self.statement {
            write!(f, " ({id})")?;
        }
        if !self.field.is_empty() {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {}", self.what.english())
    }
}

impl Problem {
    /// The sentence for a Persian reader.
    pub fn to_persian(&self) -> String {
        let mut text = format!("گزارهٔ {}", persian::to_persian(&self.place.to_string()));
        if let Some(id) = &self.statement {
            let _ = write!(text, " ({id})");
        }
        if !self.field.is_empty() {
            let _ = write!(text, "، {}", self.field);
        }
        format!("{text}: {}.", self.what.persian())
    }
}
