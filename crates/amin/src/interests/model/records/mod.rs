//! What lists of staff, relatives and firms and ownership statements say, as parties and ties to be kept. Pure.
//!
//! Whoever has a national code or national id has it as id, so that every list means the same party. Without one, the id is made of
//! the folded name and of where the name stands (the employee, the firm, the personnel number): the same list gives the same ids
//! whatever the spelling of its letters, and two people of one name stay two.

mod lists;
mod made;
mod statements;
#[cfg(test)]
mod tests;
mod written;

pub use lists::{Found, of_firms, of_kin, of_staff, office};
pub use made::share_text;
pub use statements::of_bods;
pub use written::{OutParty, OutTie, to_bods};

use std::collections::BTreeMap;

use relations::names::Person;

use crate::platform::coded::coded;

coded! {
    /// What a file holds.
    ListKind {
        /// فهرست کارکنان.
        Staff = "staff",
        /// فهرست خویشاوندان.
        Kin = "kin",
        /// فهرست شرکت‌ها و صاحبان سهم و سمت.
        Firms = "firms",
        /// گزاره‌های مالکیت (BODS).
        Bods = "bods",
    }
}

/// A person, firm or body that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRecord {
    /// `person:CODE`, `firm:ID`, `body:…`, or `record:…` where there is no number.
    pub id: String,
    /// `person`, `firm` or `body`.
    pub kind: String,
    /// Name as written, cleaned.
    pub name: String,
    /// National code or national id.
    pub national_id: Option<String>,
    /// Father's name, or empty.
    pub father_name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// `male` or `female`, where it is told.
    pub sex: Option<String>,
    /// Personnel number, or empty.
    pub number: String,
    /// Day of foundation, ISO 8601, as written.
    pub founded: Option<String>,
    /// Of a firm: how many hold shares of it.
    pub shareholders: Option<i64>,
}

/// A tie that a list tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieRecord {
    /// Hash of whom it ties, how, since when and how well it is known: with a new end or share it is the same tie.
    pub id: String,
    /// Party at the first end.
    pub from: String,
    /// Code of a [`relations::model::TieKind`].
    pub kind: String,
    /// Party at the other end.
    pub to: String,
    /// `1/3` or `1/20..1/10`.
    pub share: Option<String>,
    /// The post in words, or empty.
    pub post: String,
    /// First day, Gregorian ISO 8601.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Code of a [`relations::model::Grade`].
    pub grade: String,
    /// Where it is known from.
    pub source: String,
}

/// A line that was left out or has something to look at: which, and why, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whether it was left out; else it was taken and has something to look at.
    pub refused: bool,
    /// The sentence in Persian.
    pub fa: String,
    /// In English.
    pub en: String,
}

/// What a file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// Parties by id, each once.
    pub parties: Vec<PartyRecord>,
    /// Ties by id, each once.
    pub ties: Vec<TieRecord>,
    /// What to tell.
    pub told: Vec<Told>,
}

impl Records {
    /// How many lines or statements were left out.
    pub fn left_out(&self) -> usize {
        self.told.iter().filter(|told| told.refused).count()
    }

    /// Each party and tie once, in a fixed order.
    fn settled(mut self) -> Self {
        let mut parties: BTreeMap<String, PartyRecord> = BTreeMap::new();
        for party in self.parties {
            match parties.get_mut(&party.id) {
                // Another line may know more of the same party.
                Some(known) => known.complete(party),
                None => {
                    parties.insert(party.id.clone(), party);
                }
            }
        }
        self.parties = parties.into_values().collect();
        let said = |tie: &TieRecord| {
            (
                tie.id.clone(),
                tie.share.clone(),
                tie.until.clone(),
                tie.source.clone(),
            )
        };
        self.ties.sort_by_key(said);
        self.ties.dedup_by(|a, b| {
            a.id == b.id && a.share == b.share && a.until == b.until && a.post == b.post
        });
        // Two parts held since one day are two ties: nothing is lost.
        let mut before = (String::new(), 1);
        for tie in &mut self.ties {
            if tie.id == before.0 {
                before.1 += 1;
                tie.id = format!("{}-{}", tie.id, before.1);
            } else {
                before = (tie.id.clone(), 1);
            }
        }
        self
    }
}

impl PartyRecord {
    /// This record with what only an earlier one knows.
    #[must_use]
    pub fn after(&self, before: &Self) -> Self {
        let mut whole = self.clone();
        whole.complete(before.clone());
        whole
    }

    fn complete(&mut self, other: Self) {
        if self.name.is_empty() {
            self.name = other.name;
        }
        if self.father_name.is_empty() {
            self.father_name = other.father_name;
        }
        if self.number.is_empty() {
            self.number = other.number;
        }
        self.birth_year = self.birth_year.or(other.birth_year);
        self.sex = self.sex.take().or(other.sex);
        self.founded = self.founded.take().or(other.founded);
        self.shareholders = self.shareholders.or(other.shareholders);
    }

    /// The person, for comparison.
    pub fn person(&self) -> Person {
        let mut person = Person::named(&self.name);
        if !self.father_name.is_empty() {
            person = person.child_of(&self.father_name);
        }
        person.birth_year = self.birth_year.and_then(|year| u16::try_from(year).ok());
        person.code = self
            .national_id
            .as_deref()
            .filter(|_| self.kind == "person")
            .and_then(|code| code.parse().ok());
        person
    }
}
