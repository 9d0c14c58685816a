//! What was found, and why, in words.

use std::fmt::Write as _;

use super::titles::Honours;

/// What two names, or two persons, are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The same.
    Same,
    /// For a person to look at.
    Review,
    /// Different.
    Different,
}

impl Verdict {
    /// `same`, `review`, `different`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Review => "review",
            Self::Different => "different",
        }
    }
}

/// One reason of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The same text.
    SameText,
    /// Equal after folding letters, joints and spaces.
    SameLetters,
    /// A courtesy title on one side was left out.
    TitleLeftOut,
    /// Honours that one side has and the other has not.
    Honours(Honours),
    /// The Latin spelling reads as the Persian name.
    Romanised,
    /// The Latin spelling has the consonants of the Persian name, but its vowels are not those, or it is too short to tell.
    Consonants,
    /// The Latin spelling reads as another known name as well.
    ReadsAsOther,
    /// The same words in another order.
    OtherOrder,
    /// One has one more word at the end of the family name.
    LongerFamily,
    /// The difference is in letters that sound alike.
    ByEar,
    /// Two Latin spellings with the same consonants.
    TwoRomanisations,
    /// A name is empty.
    Empty,
    /// The two scripts cannot be compared.
    Scripts,
    /// The letters differ.
    OtherLetters,
    /// The national codes are equal.
    SameCode,
    /// The national codes differ.
    OtherCode,
    /// One national code, two names.
    CodeAgainstName,
    /// The fathers' names agree.
    SameFather,
    /// The fathers' names need a look.
    UnclearFather,
    /// The fathers' names differ.
    OtherFather,
    /// The years of birth are equal.
    SameYear,
    /// The years of birth are one apart.
    NearYear,
    /// The years of birth differ.
    OtherYear,
    /// A name alone proves nothing: father's name and year of birth are wanted.
    NameAlone,
    /// A person decided so before.
    Decided,
    /// A person looked and was not sure.
    DecidedUnsure,
    /// Earlier decisions contradict each other.
    Contradiction,
}

impl Reason {
    /// A clause in Persian.
    pub fn persian(self) -> String {
        match self {
            Self::SameText => "دو نوشته یکی است",
            Self::SameLetters => "پس از یکسان‌سازی نویسه‌ها و فاصله‌ها نام یکی است",
            Self::TitleLeftOut => "عنوان احترام کنار گذاشته شد",
            Self::Honours(honours) => {
                let mut text = "تفاوت در ".to_owned();
                for (place, honour) in honours.iter().enumerate() {
                    let joint = if place > 0 { " و " } else { "" };
                    let _ = write!(text, "{joint}«{}»", honour.persian());
                }
                text.push_str(" است؛ این واژه بخشی از نام است و باید دیده شود");
                return text;
            }
            Self::Romanised => "نوشتهٔ لاتین همین نام خوانده می‌شود",
            Self::Consonants => {
                "همخوان‌های نوشتهٔ لاتین با این نام یکی است، ولی واکه‌هایش برای تصمیم بس نیست"
            }
            Self::ReadsAsOther => "نوشتهٔ لاتین نام شناخته‌شدهٔ دیگری هم خوانده می‌شود",
            Self::OtherOrder => "همان واژه‌ها به ترتیبی دیگر آمده است",
            Self::LongerFamily => "نام خانوادگی یکی، واژه‌ای بیشتر در پایان دارد",
            Self::ByEar => "تفاوت در حرف‌هایی است که یک صدا دارند",
            Self::TwoRomanisations => "دو نوشتهٔ لاتین همخوان‌های یکسان دارند",
            Self::Empty => "یکی از دو نام خالی است",
            Self::Scripts => "خط این دو نام با هم سنجیدنی نیست",
            Self::OtherLetters => "حرف‌های دو نام یکی نیست",
            Self::SameCode => "کد ملی یکی است",
            Self::OtherCode => "کد ملی یکی نیست",
            Self::CodeAgainstName => {
                "کد ملی یکی است ولی نام‌ها یکی نیست؛ یکی از دو ثبت را بررسی کنید"
            }
            Self::SameFather => "نام پدر یکی است",
            Self::UnclearFather => "نام پدر باید دیده شود",
            Self::OtherFather => "نام پدر یکی نیست",
            Self::SameYear => "سال تولد یکی است",
            Self::NearYear => "سال تولد یک سال تفاوت دارد",
            Self::OtherYear => "سال تولد یکی نیست",
            Self::NameAlone => "نام به‌تنهایی چیزی را ثابت نمی‌کند؛ نام پدر و سال تولد هر دو لازم است",
            Self::Decided => "پیش‌تر شخصی چنین تصمیم گرفته است",
            Self::DecidedUnsure => "پیش‌تر بررسی شده و روشن نشده است",
            Self::Contradiction => "تصمیم‌های پیشین با هم نمی‌سازند",
        }
        .to_owned()
    }

    /// A clause in English.
    pub fn english(self) -> String {
        match self {
            Self::SameText => "the two texts are equal",
            Self::SameLetters => "after folding letters and spaces the name is the same",
            Self::TitleLeftOut => "a courtesy title was left out",
            Self::Honours(honours) => {
                let mut text = "they differ in ".to_owned();
                for (place, honour) in honours.iter().enumerate() {
                    let joint = if place > 0 { " and " } else { "" };
                    let _ = write!(text, "{joint}“{}”", honour.english());
                }
                text.push_str(", which is part of a name and must be looked at");
                return text;
            }
            Self::Romanised => "the Latin spelling reads as this name",
            Self::Consonants => {
                "the Latin spelling has the consonants of this name, but its vowels are not enough to decide"
            }
            Self::ReadsAsOther => "the Latin spelling also reads as another known name",
            Self::OtherOrder => "the same words stand in another order",
            Self::LongerFamily => "one family name has one more word at its end",
            Self::ByEar => "they differ in letters that sound alike",
            Self::TwoRomanisations => "the two Latin spellings have the same consonants",
            Self::Empty => "one of the names is empty",
            Self::Scripts => "the scripts of the two names cannot be compared",
            Self::OtherLetters => "the letters differ",
            Self::SameCode => "the national codes are equal",
            Self::OtherCode => "the national codes differ",
            Self::CodeAgainstName => {
                "the national codes are equal but the names are not: check one of the two records"
            }
            Self::SameFather => "the fathers' names are the same",
            Self::UnclearFather => "the fathers' names must be looked at",
            Self::OtherFather => "the fathers' names differ",
            Self::SameYear => "the years of birth are equal",
            Self::NearYear => "the years of birth are one year apart",
            Self::OtherYear => "the years of birth differ",
            Self::NameAlone => {
                "a name alone proves nothing: father's name and year of birth are both needed"
            }
            Self::Decided => "a person decided so before",
            Self::DecidedUnsure => "a person looked at it before and was not sure",
            Self::Contradiction => "earlier decisions contradict each other",
        }
        .to_owned()
    }
}

/// A verdict with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// Why; at least one.
    pub why: Vec<Reason>,
}

impl Finding {
    pub(super) fn new(verdict: Verdict, why: impl Into<Vec<Reason>>) -> Self {
        Self {
            verdict,
            why: why.into(),
        }
    }

    /// The reasons as one Persian sentence without its full stop.
    pub fn persian(&self) -> String {
        let clauses: Vec<String> = self.why.iter().map(|reason| reason.persian()).collect();
        clauses.join("؛ ")
    }

    /// The reasons as one English sentence without its full stop.
    pub fn english(&self) -> String {
        let clauses: Vec<String> = self.why.iter().map(|reason| reason.english()).collect();
        clauses.join("; ")
    }
}
