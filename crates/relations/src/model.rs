//! Parties, ties and when they hold.

use std::fmt;
use std::str::FromStr;

use persian::Date;

use crate::kinship::Kin;
use crate::shares::Share;

/// Days from 1900-01-01 to 1970-01-01.
const EPOCH: i64 = 25_567;

/// A day from 1900-01-01 to 2079-06-05, in two bytes. [`Day::OPEN_START`] and [`Day::OPEN_END`] stand for "always before" and "still".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u16);

impl Day {
    /// No beginning is known, or it lies before 1900.
    pub const OPEN_START: Self = Self(0);
    /// No end is known, or it lies after 2079.
    pub const OPEN_END: Self = Self(u16::MAX);

    /// The day `days` after 1970-01-01; days outside the range become the open end they lie beyond.
    pub fn from_unix_days(days: i64) -> Self {
        let held = days.saturating_add(EPOCH).clamp(0, i64::from(u16::MAX));
        Self(u16::try_from(held).unwrap_or(u16::MAX))
    }

    /// Days since 1970-01-01.
    pub fn unix_days(self) -> i64 {
        i64::from(self.0) - EPOCH
    }

    /// The Solar Hijri date; nothing for an open end.
    pub fn date(self) -> Option<Date> {
        if self == Self::OPEN_START || self == Self::OPEN_END {
            return None;
        }
        Date::from_day_number(self.unix_days())
    }

    /// The day `months` later (earlier when negative), by the Solar Hijri calendar; open ends stay open.
    #[must_use]
    pub fn add_months(self, months: i32) -> Self {
        match self.date().and_then(|date| date.add_months(months)) {
            Some(date) => Self::from(date),
            None => self,
        }
    }

    /// Two bytes, as the graph keeps them.
    pub(crate) const fn raw(self) -> u16 {
        self.0
    }

    pub(crate) const fn from_raw(raw: u16) -> Self {
        Self(raw)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self::from_unix_days(date.day_number())
    }
}

/// A day that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no day; write one like 1405/09/01 or 2026-11-22")]
pub struct DayError(pub String);

/// A Solar Hijri date in any form that [`persian::Date`] reads, or a Gregorian one as `2026-11-22`.
impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let wrong = || DayError(text.trim().chars().take(40).collect());
        let ascii = persian::to_ascii(text.trim());
        let parts: Vec<&str> = ascii.split('-').collect();
        if let [year, month, day] = parts[..]
            && let (Ok(year @ 1800..=2200), Ok(month), Ok(day)) =
                (year.parse::<i32>(), month.parse(), day.parse())
        {
            return Date::from_gregorian(year, month, day)
                .map(Self::from)
                .map_err(|_| wrong());
        }
        ascii.parse::<Date>().map(Self::from).map_err(|_| wrong())
    }
}

impl fmt::Display for Day {
    /// Gregorian ISO 8601, as JSON has it; `..` for an open end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => f.write_str(&date.gregorian_iso()),
            None => f.write_str(".."),
        }
    }
}

/// First and last day on which something holds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

impl Period {
    /// Without known beginning or end.
    pub const ALWAYS: Self = Self {
        from: Day::OPEN_START,
        until: Day::OPEN_END,
    };

    /// From a day on.
    pub const fn since(from: Day) -> Self {
        Self {
            from,
            until: Day::OPEN_END,
        }
    }

    /// Does it hold on `day`?
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::ALWAYS
    }
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// A natural person.
    Person,
    /// A firm, institute or association: whatever may be owned or managed privately.
    Firm,
    /// A public body: the municipality, its council, an organisation of it, another authority.
    Body,
}

impl PartyKind {
    /// Code for files and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Firm => "firm",
            Self::Body => "body",
        }
    }
}

/// Of a person, for the words of kinship; nothing is decided by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// زن
    Female,
    /// مرد
    Male,
}

/// A person, firm or public body. `id` is the caller's and never interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The caller's key, one a party.
    pub id: String,
    /// Person, firm or body.
    pub kind: PartyKind,
    /// Name as it is shown; empty where the caller shows names himself.
    pub name: String,
    /// Of a person, if known.
    pub sex: Option<Sex>,
    /// Of a firm: how many hold shares, if a register says so (the 150 of the 1337 law).
    pub shareholders: Option<u32>,
}

impl Party {
    fn new(id: impl Into<String>, kind: PartyKind, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            name: name.into(),
            sex: None,
            shareholders: None,
        }
    }

    /// A natural person.
    pub fn person(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self::new(id, PartyKind::Person, name)
    }

    /// A firm.
    pub fn firm(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self::new(id, PartyKind::Firm, name)
    }

    /// A public body.
    pub fn body(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self::new(id, PartyKind::Body, name)
    }
}

/// How well a tie is known; the better one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// An official register says so.
    Register,
    /// Both sides declared it.
    Both,
    /// One side declared it.
    One,
    /// Inferred (a shared address, a matched name): enough for a review, never for a bar.
    Inferred,
}

impl Grade {
    /// All, the best first.
    pub const ALL: [Self; 4] = [Self::Register, Self::Both, Self::One, Self::Inferred];

    /// Code for files and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Both => "both",
            Self::One => "one",
            Self::Inferred => "inferred",
        }
    }

    /// The grade with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == code)
    }
}

/// What joins two parties. Read each as "`from` … `to`".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// `to` is this relative of `from`.
    Kin(Kin),
    /// `from` holds shares or capital of the firm `to`.
    Owns,
    /// `from` is chief executive (مدیرعامل) of `to`.
    Manages,
    /// `from` sits on the board of `to`.
    Directs,
    /// `from` is statutory inspector or auditor (بازرس) of `to`.
    Inspects,
    /// `from` acts for `to`: agent, attorney, guardian, signatory.
    Represents,
    /// `from` is employed by the firm `to`.
    EmployedBy,
    /// `from` is employed by the public body `to`.
    StaffOf,
    /// `from` holds a management post in the public body `to`.
    ManagerOf,
    /// `from` is an elected member of the council `to`.
    CouncilMemberOf,
    /// `from` is mayor (or village head) of `to`.
    MayorOf,
    /// `from` is the superior of `to`.
    SuperiorOf,
    /// `from` did work under a contract for `to`, now ended or not.
    ContractWith,
    /// `from` is a subcontractor of `to`.
    SubcontractorOf,
    /// Both bid in one tender.
    CoBidder,
    /// `from` rents from `to`.
    TenantOf,
    /// Both have one telephone, address or bank account.
    SharedContact,
    /// One declared an interest in the other that has no kind of its own: friendship, partnership, enmity.
    Declared,
    /// `from` offered or gave `to` a gift.
    GaveGift,
    /// Both are opponents in a law suit.
    Litigation,
}

/// Kinds that are not kinship, in the order of their codes.
const OTHER: [(TieKind, &str); 19] = [
    (TieKind::Owns, "owns"),
    (TieKind::Manages, "manages"),
    (TieKind::Directs, "directs"),
    (TieKind::Inspects, "inspects"),
    (TieKind::Represents, "represents"),
    (TieKind::EmployedBy, "employed_by"),
    (TieKind::StaffOf, "staff_of"),
    (TieKind::ManagerOf, "manager_of"),
    (TieKind::CouncilMemberOf, "council_member_of"),
    (TieKind::MayorOf, "mayor_of"),
    (TieKind::SuperiorOf, "superior_of"),
    (TieKind::ContractWith, "contract_with"),
    (TieKind::SubcontractorOf, "subcontractor_of"),
    (TieKind::CoBidder, "co_bidder"),
    (TieKind::TenantOf, "tenant_of"),
    (TieKind::SharedContact, "shared_contact"),
    (TieKind::Declared, "declared"),
    (TieKind::GaveGift, "gave_gift"),
    (TieKind::Litigation, "litigation"),
];

/// First code after those of kinship.
const FIRST_OTHER: u8 = 64;
/// Bit of a tie seen from its `to` end.
const REVERSED: u8 = 128;

impl TieKind {
    /// Kinds that are not kinship.
    pub fn others() -> impl Iterator<Item = Self> {
        OTHER.iter().map(|(kind, _)| *kind)
    }

    /// Code for files and JSON: that of the relative for kinship, else `owns`, `directs` ….
    pub fn code(self) -> String {
        match self {
            Self::Kin(kin) => kin.code(),
            other => OTHER[other.place()].1.to_owned(),
        }
    }

    /// Does it mean the same from both ends?
    pub const fn is_symmetric(self) -> bool {
        matches!(
            self,
            Self::CoBidder | Self::SharedContact | Self::Declared | Self::Litigation
        )
    }

    /// An office in a public body.
    pub const fn is_office(self) -> bool {
        matches!(
            self,
            Self::StaffOf | Self::ManagerOf | Self::CouncilMemberOf | Self::MayorOf
        )
    }

    fn place(self) -> usize {
        OTHER
            .iter()
            .position(|(kind, _)| *kind == self)
            .unwrap_or(0)
    }

    /// One byte that tells the kind and the end it is seen from: kinship as the relative that the other end is; another kind from its
    /// `to` end has the highest bit set, unless it means the same from both.
    pub(crate) fn seen(self, from_end: bool) -> u8 {
        match self {
            Self::Kin(kin) if from_end => kin.bits(),
            Self::Kin(kin) => kin.inverse().bits(),
            other => {
                let code = FIRST_OTHER + u8::try_from(other.place()).unwrap_or(0);
                if from_end || other.is_symmetric() {
                    code
                } else {
                    code | REVERSED
                }
            }
        }
    }

    /// Kind and end of a byte made by [`TieKind::seen`].
    pub(crate) fn of_seen(code: u8) -> Option<(Self, bool)> {
        if code < FIRST_OTHER {
            return Kin::from_bits(code).map(|kin| (Self::Kin(kin), true));
        }
        let place = usize::from((code & !REVERSED).checked_sub(FIRST_OTHER)?);
        OTHER
            .get(place)
            .map(|(kind, _)| (*kind, code & REVERSED == 0))
    }
}

impl FromStr for TieKind {
    type Err = UnknownKind;

    fn from_str(code: &str) -> Result<Self, UnknownKind> {
        if let Some((kind, _)) = OTHER.iter().find(|(_, known)| *known == code) {
            return Ok(*kind);
        }
        Kin::from_code(code)
            .map(Self::Kin)
            .ok_or_else(|| UnknownKind(code.chars().take(60).collect()))
    }
}

/// A kind of tie that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no kind of tie; known are relatives such as parent, child, spouse, sibling and spouse-sibling, and owns, manages, directs, inspects, represents, employed_by, staff_of, manager_of, council_member_of, mayor_of, superior_of, contract_with, subcontractor_of, co_bidder, tenant_of, shared_contact, declared, gave_gift, litigation"
)]
pub struct UnknownKind(pub String);

/// Something that joins two parties, with where it is known from, how well, when it holds and since when it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Id of the party at the first end.
    pub from: String,
    /// Id of the party at the other end.
    pub to: String,
    /// What joins them.
    pub kind: TieKind,
    /// Of [`TieKind::Owns`]: the part held; without it, some part between nothing and all.
    pub share: Option<Share>,
    /// When it holds.
    pub period: Period,
    /// When it was known here: from the day it was recorded to the day before it was withdrawn as wrong.
    pub known: Period,
    /// How well it is known.
    pub grade: Grade,
    /// Where it is known from: register and number, declaration, file and line.
    pub source: String,
}

impl Tie {
    /// A tie from an official register, without known beginning or end.
    pub fn new(
        from: impl Into<String>,
        kind: TieKind,
        to: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            kind,
            share: None,
            period: Period::ALWAYS,
            known: Period::ALWAYS,
            grade: Grade::Register,
            source: source.into(),
        }
    }

    /// The same with a part held.
    #[must_use]
    pub fn share(mut self, share: Share) -> Self {
        self.share = Some(share);
        self
    }

    /// The same with another grade.
    #[must_use]
    pub fn grade(mut self, grade: Grade) -> Self {
        self.grade = grade;
        self
    }

    /// The same within a period.
    #[must_use]
    pub fn period(mut self, period: Period) -> Self {
        self.period = period;
        self
    }

    /// The same, known within a period.
    #[must_use]
    pub fn known(mut self, known: Period) -> Self {
        self.known = known;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives_its_code_and_both_ends() {
        let kin = (0..64).filter_map(Kin::from_bits).map(TieKind::Kin);
        for kind in TieKind::others().chain(kin) {
            assert_eq!(kind.code().parse(), Ok(kind));
            assert_eq!(TieKind::of_seen(kind.seen(true)), Some((kind, true)));
            if !matches!(kind, TieKind::Kin(_)) && !kind.is_symmetric() {
                assert_eq!(TieKind::of_seen(kind.seen(false)), Some((kind, false)));
            }
        }
        assert!("cousine".parse::<TieKind>().is_err());
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        // 1 Azar 1405 is 2026-11-22.
        let date = Date::new(1405, 9, 1).unwrap();
        let day = Day::from(date);
        assert_eq!(day.to_string(), "2026-11-22");
        assert_eq!(day.date(), Some(date));
        for text in ["1405/09/01", "۱۴۰۵/۹/۱", "2026-11-22", "1405-09-01"] {
            assert_eq!(text.parse(), Ok(day), "{text}");
        }
        assert!("2026-13-40".parse::<Day>().is_err() && "soon".parse::<Day>().is_err());
        assert_eq!(day.add_months(24).date(), Date::new(1407, 9, 1).ok());
        assert_eq!(Day::from_unix_days(-40_000), Day::OPEN_START);
        assert_eq!(Day::from_unix_days(0).to_string(), "1970-01-01");
        assert_eq!(Day::from_unix_days(90_000), Day::OPEN_END);
        assert!(Period::ALWAYS.contains(day) && !Period::since(day).contains(Day(day.0 - 1)));
    }
}
