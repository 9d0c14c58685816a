//! How a party, a tie and a refusal are made of a line, whichever list it stands in.

use std::collections::BTreeMap;

use relations::model::{Day, Grade, Period, TieKind};
use relations::names::{Key, Person};
use relations::shares::Share;
use relations::tables::{Noted, Refused, Table};
use sha2::{Digest, Sha256};

use super::{PartyRecord, TieRecord, Told};

/// The folded text of a person with a few words of the place where the name stands, as an id.
pub(super) fn nameless_id(person: &Person, place: &str) -> String {
    let text = format!(
        "{}\n{}",
        Key::of(person).as_str(),
        persian::search_key(place)
    );
    format!(
        "record:{}",
        &hex::encode(Sha256::digest(text.as_bytes()))[..24]
    )
}

pub(super) fn person_record(person: &Person, name: &str, father: &str, place: &str) -> PartyRecord {
    PartyRecord {
        id: person.code.map_or_else(
            || nameless_id(person, place),
            |code| format!("person:{code}"),
        ),
        kind: "person".to_owned(),
        name: name.to_owned(),
        national_id: person.code.map(|code| code.to_string()),
        father_name: father.to_owned(),
        birth_year: person.birth_year.map(i64::from),
        sex: None,
        number: String::new(),
        founded: None,
        shareholders: None,
    }
}

pub(super) fn firm_record(name: &str, id: Option<String>) -> PartyRecord {
    let kept = id.as_ref().map_or_else(
        || nameless_id(&Person::named(name), "firm"),
        |id| format!("firm:{id}"),
    );
    PartyRecord {
        id: kept,
        kind: "firm".to_owned(),
        name: name.to_owned(),
        national_id: id,
        father_name: String::new(),
        birth_year: None,
        sex: None,
        number: String::new(),
        founded: None,
        shareholders: None,
    }
}

pub(super) fn day(day: Day) -> Option<String> {
    day.date().map(persian::Date::gregorian_iso)
}

/// The exact text of a share, to be read back by [`Share`].
pub fn share_text(share: Share) -> String {
    if share.is_exact() {
        share.low.exact_text()
    } else {
        format!("{}..{}", share.low.exact_text(), share.high.exact_text())
    }
}

pub(super) struct NewTie<'a> {
    pub(super) from: &'a str,
    pub(super) kind: TieKind,
    pub(super) to: &'a str,
    pub(super) share: Option<Share>,
    pub(super) post: &'a str,
    pub(super) period: Period,
    pub(super) grade: Grade,
    pub(super) source: &'a str,
}

impl NewTie<'_> {
    pub(super) fn record(self) -> TieRecord {
        let share = self.share.map(share_text);
        let (since, until) = (day(self.period.from), day(self.period.until));
        let kind = self.kind.code();
        // What may change of a tie that stays itself (its end, the part held, where it is told) is not in the id.
        let said = format!(
            "{}\n{kind}\n{}\n{}\n{}\n{}",
            self.from,
            self.to,
            persian::search_key(self.post),
            since.as_deref().unwrap_or(""),
            self.grade.code(),
        );
        TieRecord {
            id: hex::encode(Sha256::digest(said.as_bytes()))[..32].to_owned(),
            from: self.from.to_owned(),
            kind,
            to: self.to.to_owned(),
            share,
            post: self.post.to_owned(),
            since,
            until,
            grade: self.grade.code().to_owned(),
            source: self.source.to_owned(),
        }
    }
}

pub(super) fn refusal(refused: &Refused) -> Told {
    Told {
        refused: true,
        fa: refused.to_persian(),
        en: refused.to_string(),
    }
}

pub(super) fn note(noted: &Noted) -> Told {
    Told {
        refused: false,
        fa: noted.persian(),
        en: noted.english(),
    }
}

pub(super) fn told<T>(table: &Table<T>) -> Vec<Told> {
    // A line with two faults is told twice and counts once as left out.
    let mut seen = 0;
    let mut all: Vec<Told> = Vec::new();
    for one in &table.refused {
        let mut told = refusal(one);
        told.refused = seen != one.line;
        seen = one.line;
        all.push(told);
    }
    all.extend(table.notes.iter().map(note));
    all
}

/// Firms that hold each other in a circle: taken, since such circles exist, and told once each.
pub(super) fn circles(ties: &[TieRecord]) -> Vec<Told> {
    let mut above: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for tie in ties.iter().filter(|tie| tie.kind == "owns") {
        above.entry(&tie.from).or_default().push(&tie.to);
    }
    let mut done: BTreeMap<&str, bool> = BTreeMap::new();
    let mut found = Vec::new();
    for &start in above.keys() {
        // A walk with its own stack: a register may hold a chain of thousands.
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        if done.contains_key(start) {
            continue;
        }
        done.insert(start, false);
        while let Some((at, next)) = path.last_mut() {
            let below = above.get(*at).and_then(|list| list.get(*next)).copied();
            *next += 1;
            match below {
                None => {
                    done.insert(*at, true);
                    path.pop();
                }
                Some(to) => match done.get(to) {
                    Some(true) => {}
                    Some(false) => {
                        let from = path.iter().position(|(one, _)| *one == to).unwrap_or(0);
                        let ring: Vec<&str> = path[from..].iter().map(|(one, _)| *one).collect();
                        found.push(Told {
                            refused: false,
                            fa: format!(
                                "مالکیت دایره‌ای: {}؛ نگه داشته شد و در محاسبه سهم دوباره شمرده نمی‌شود.",
                                ring.join(" ← ")
                            ),
                            en: format!(
                                "a circle of ownership: {}; it is kept and shares are not counted twice",
                                ring.join(" → ")
                            ),
                        });
                    }
                    None => {
                        done.insert(to, false);
                        path.push((to, 0));
                    }
                },
            }
        }
    }
    found
}
