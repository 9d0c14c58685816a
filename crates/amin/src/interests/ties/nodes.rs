//! Which node of the graph a record is, and which kind of tie a word.

use persian::{Date, tehran_date};
use relations::kinship::Kin;
use relations::model::{Day, Grade, Period, Sex, TieKind};
use relations::shares::{Fraction, Share as Part};
use store::Timestamp;

use crate::interests::model::{PartyKind, Relation, Share};
use crate::interests::store::{FirmHolder, MatterParty};

/// The node of a declarant.
pub(in crate::interests) fn staff_node(person: &str) -> String {
    format!("staff:{person}")
}

/// The node of whoever has a national code or national id; without one, a node of its own.
pub(super) fn identified(kind: PartyKind, national_id: Option<&str>, otherwise: &str) -> String {
    match (kind, national_id) {
        (PartyKind::Person, Some(id)) => format!("person:{id}"),
        (PartyKind::Firm, Some(id)) => format!("firm:{id}"),
        (_, None) => otherwise.to_owned(),
    }
}

/// The node of a party of a matter.
pub(super) fn party_node(party: &MatterParty) -> String {
    let kind = PartyKind::of(&party.party_kind).unwrap_or(PartyKind::Firm);
    identified(
        kind,
        party.national_id.as_deref(),
        &format!("party:{}", party.id),
    )
}

/// The node of who holds a share or post in a firm of the register.
pub(super) fn holder_node(row: &FirmHolder) -> String {
    identified(
        PartyKind::of(&row.holder_kind).unwrap_or(PartyKind::Person),
        row.holder_id.as_deref(),
        &format!("holder:{}", row.id),
    )
}

/// What a declared relation is to the rules, with the sex it tells.
pub(super) const fn kin(relation: Relation) -> Option<(Kin, Option<Sex>)> {
    Some(match relation {
        Relation::Own => return None,
        Relation::Spouse => (Kin::SPOUSE, None),
        Relation::Father => (Kin::PARENT, Some(Sex::Male)),
        Relation::Mother => (Kin::PARENT, Some(Sex::Female)),
        Relation::Son => (Kin::CHILD, Some(Sex::Male)),
        Relation::Daughter => (Kin::CHILD, Some(Sex::Female)),
        Relation::Brother => (Kin::SIBLING, Some(Sex::Male)),
        Relation::Sister => (Kin::SIBLING, Some(Sex::Female)),
        Relation::SonInLaw => (Kin::CHILD_SPOUSE, Some(Sex::Male)),
        Relation::DaughterInLaw => (Kin::CHILD_SPOUSE, Some(Sex::Female)),
        Relation::SistersHusband => (Kin::SIBLING_SPOUSE, Some(Sex::Male)),
        Relation::BrothersWife => (Kin::SIBLING_SPOUSE, Some(Sex::Female)),
        Relation::SpousesFather => (Kin::SPOUSE_PARENT, Some(Sex::Male)),
        Relation::SpousesMother => (Kin::SPOUSE_PARENT, Some(Sex::Female)),
        Relation::SpousesBrother => (Kin::SPOUSE_SIBLING, Some(Sex::Male)),
        Relation::SpousesSister => (Kin::SPOUSE_SIBLING, Some(Sex::Female)),
    })
}

/// The node of a relative without national code, by who declared and as what.
pub(in crate::interests) fn kin_node(person: &str, relation: &str, holder: &str) -> String {
    format!("kin:{person}:{relation}:{}", persian::search_key(holder))
}

/// A post in words as a kind of tie.
pub(in crate::interests) fn post_kind(post: &str) -> TieKind {
    let post = persian::fold(post);
    let has = |word: &str| post.contains(&persian::fold(word));
    if has("مدیرعامل") || has("مدیر عامل") {
        TieKind::Manages
    } else if has("هیئت مدیره") || has("هیئت‌مدیره") || has("هیات مدیره")
    {
        TieKind::Directs
    } else if has("بازرس") {
        TieKind::Inspects
    } else if has("نماینده") || has("وکیل") {
        TieKind::Represents
    } else {
        TieKind::EmployedBy
    }
}

pub(super) fn part(share: Share) -> Part {
    // A share is at least one millionth of a percent, and a whole is not zero.
    Fraction::new(share.millionths(), Share::WHOLE.millionths()).map_or(Part::UNKNOWN, Part::exact)
}

pub(super) fn period(since: Option<Date>, until: Option<Date>) -> Period {
    Period {
        from: since.map_or(Day::OPEN_START, Day::from),
        until: until.map_or(Day::OPEN_END, Day::from),
    }
}

pub(super) fn day(at: Timestamp) -> Day {
    Day::from(tehran_date(at.0))
}

/// Where a tie comes from, when it holds, since when it is known and how well.
#[derive(Clone)]
pub(super) struct Basis {
    pub(super) source: String,
    pub(super) period: Period,
    pub(super) known: Period,
    pub(super) grade: Grade,
}

/// The node of the organisation itself.
pub(in crate::interests) fn body_node(organisation: &str) -> String {
    format!("body:{organisation}")
}
