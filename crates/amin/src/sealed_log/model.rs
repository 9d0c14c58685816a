//! What of a journal entry may be shown to whom. Pure.

use ledger::commitment::Record;
use ledger::entry::Entry;

use crate::platform::actor::Actor;
use crate::platform::permissions::{Right, Role};

/// Fields that every entry has and that name nobody. `rows` stays withheld: it holds plain hashes of rows, which could be guessed
/// where a row has little in it; `actor` and `objects` hold ids of people.
const OF_EVERY_ENTRY: &[&str] = &["kind", "role", "unit"];

/// Fields of the payload that anybody may see, by the beginning of the kind. What does not stand here is withheld, so that a new
/// field of a new area is private until somebody has thought about it.
const PUBLIC: &[(&str, &[&str])] = &[
    ("organisation.", &["slug", "name", "type"]),
    ("unit.", &["name", "parent", "district", "active"]),
    ("holiday.", &["name", "date", "source", "verified"]),
    (
        "setting.",
        &["value", "source", "applicability", "valid-from"],
    ),
    (
        "service.",
        &[
            "code",
            "name",
            "life-stage",
            "responsible",
            "fee-rials",
            "legal-time",
            "active",
        ],
    ),
    (
        "service.log-imported",
        &[
            "cases",
            "events",
            "variants",
            "refused",
            "durations",
            "waiting-share",
        ],
    ),
    (
        "publication.",
        &["code", "version", "period", "as-of", "cells"],
    ),
    // Not the category, district or unit of a single message: who counts them would find the small groups that the portal hides.
    (
        "voice.",
        &["state", "level", "late", "deadline", "breaches"],
    ),
    ("voice.filed", &["channel"]),
    ("voice.answered", &["outcome", "checklist"]),
    ("voice.reviewed", &["outcome", "outcome-before"]),
    ("voice.closed", &["outcome"]),
    ("voice.accepted", &["outcome"]),
    ("voice.unopposed", &["outcome"]),
    ("voice.change-made", &["title", "text"]),
    (
        "voice.rated",
        &["courtesy", "clarity", "speed", "fairness", "outcome"],
    ),
    (
        "insight.",
        &[
            "title",
            "effective",
            "window-days",
            "part",
            "shown",
            "version",
            "source",
        ],
    ),
    (
        "committee.session-",
        &["number", "session-kind", "quarter", "state"],
    ),
    ("committee.minutes-agreed", &["number", "minutes-sha256"]),
    ("committee.minutes-frozen", &["number", "minutes-sha256"]),
    (
        "charter.adopted",
        &["number", "articles", "text-sha256", "effective", "source"],
    ),
    ("charter.pledged", &["version", "text-sha256"]),
    (
        "learning.course-",
        &["title", "course-kind", "minutes", "legal-basis", "due"],
    ),
    ("learning.session-", &["title", "starts", "minutes"]),
    // Where a weakness lies may be known; how grave it is and what people wrote about it may not.
    ("risk.", &["area", "process", "state", "appetite"]),
    ("voice.list-category", &["name", "offered"]),
    ("voice.list-route", &["district"]),
    ("voice.list-deadline", &["purpose", "days", "source"]),
];

/// Whether the public entry names the exact kind. Where it does not, a person's good name is touched, and nothing of the record is
/// shown but to who handles the matter.
pub fn is_plain(kind: &str, entry: &Entry) -> bool {
    kind == entry.kind()
}

/// Names of the fields that anybody may see, of those that the record has.
pub fn public_fields(kind: &str, role: &str, entry: &Entry, record: &Record) -> Vec<String> {
    if !is_plain(kind, entry) {
        return Vec::new();
    }
    // The minute at which a citizen wrote could tell a neighbour or an employer who it was; the day stands in the entry.
    let time: &[&str] = if role == Role::Citizen.code() {
        &[]
    } else {
        &["at"]
    };
    let of_kind = PUBLIC
        .iter()
        .filter(|(prefix, _)| kind.starts_with(prefix))
        .flat_map(|(_, names)| names.iter());
    let mut names: Vec<String> = OF_EVERY_ENTRY
        .iter()
        .chain(time)
        .chain(of_kind)
        .filter(|name| area_of(kind) != "voice" || **name != "unit")
        .filter(|name| record.value(name).is_some())
        .map(|name| (*name).to_owned())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The right that lets its holder see the withheld fields of a kind's entries; none: nobody sees them here.
pub fn right_of(kind: &str) -> Option<Right> {
    match area_of(kind) {
        "voice" | "message" => Some(Right::MessageRead),
        "service" | "services" => Some(Right::ServiceEdit),
        "organisation" | "unit" | "post" | "person" | "account" => Some(Right::OrganisationEdit),
        "setting" | "holiday" => Some(Right::SettingsEdit),
        "finding" => Some(Right::FindingRead),
        "insight" => Some(Right::InsightEdit),
        "interests" => Some(Right::InterestReview),
        "charter" => Some(Right::PledgeRead),
        "scorecard" => Some(Right::ScorecardRead),
        "risk" => Some(Right::RiskRun),
        "waiver" => Some(Right::WaiverRead),
        _ => None,
    }
}

/// Whether a reader may see the withheld fields of an entry: who holds the right of the matter for its unit, or for all.
pub fn may_see_all(actor: &Actor, kind: &str, unit: Option<&str>) -> bool {
    right_of(kind).is_some_and(|right| actor.may_for(right, unit))
}

/// Whether a page of the journal may open a field to who sees the withheld ones. A citizen's contact opens only by the act that
/// asks for a reason.
pub fn may_be_opened(kind: &str, name: &str) -> bool {
    name != "rows" && !(area_of(kind) == "voice" && matches!(name, "name" | "phone" | "email"))
}

/// The area that a kind belongs to.
pub fn area_of(kind: &str) -> &str {
    kind.split_once('.').map_or(kind, |(area, _)| area)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(names: &[&'static str]) -> Record {
        Record::new(names.iter().map(|name| (*name, [7; 32], "1"))).expect("a record")
    }

    fn entry(kind: &str, record: &Record) -> Entry {
        Entry::new("town", kind, &["message"], "2026-11-22", record.root()).expect("an entry")
    }

    #[test]
    fn personal_fields_and_unknown_fields_are_withheld() {
        let record = record(&[
            "actor", "at", "category", "code", "kind", "name", "objects", "phone", "role", "rows",
            "text", "unit",
        ]);
        let public = public_fields(
            "voice.filed",
            "citizen",
            &entry("voice.filed", &record),
            &record,
        );
        assert_eq!(public, ["kind", "role"]);
        let public = public_fields(
            "voice.filed",
            "clerk",
            &entry("voice.filed", &record),
            &record,
        );
        assert_eq!(public, ["at", "kind", "role"]);
        assert!(!may_be_opened("voice.filed", "phone") && may_be_opened("voice.filed", "text"));
        let public = public_fields(
            "nobody.thought-of-it",
            "clerk",
            &entry("nobody.thought-of-it", &record),
            &record,
        );
        assert_eq!(public, ["at", "kind", "role", "unit"]);
    }

    #[test]
    fn an_entry_with_a_general_kind_shows_nothing() {
        let record = record(&["at", "kind", "role", "unit"]);
        assert!(
            public_fields(
                "cases.opened",
                "inspector",
                &entry("integrity.act", &record),
                &record
            )
            .is_empty()
        );
    }
}
