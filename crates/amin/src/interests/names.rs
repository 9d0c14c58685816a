//! Who may be whom: records of people that may be one person, found by their names, and what people decided about them.

use std::collections::{BTreeMap, BTreeSet};

use relations::names::{
    Candidates, Finding, Key, Person, Resolution, Resolutions, Ruling, Verdict,
};
use store::{Conn, Error};

use super::store as rows;
use super::ties::{kin_node, staff_node};
use crate::organisation::store::accounts;
use crate::platform::coded::coded;

coded! {
    /// Where a record of a person stands.
    Place {
        /// حساب کاربری.
        Account = "account",
        /// فهرست کارکنان یا خویشاوندان، یا گزاره مالکیت.
        List = "list",
        /// دفتر شرکت‌ها.
        Register = "register",
        /// اظهارنامه.
        Declaration = "declaration",
    }
}

/// A record of a person.
#[derive(Debug, Clone)]
pub struct Known {
    /// Id: the node of the graph.
    pub id: String,
    /// Name as written.
    pub name: String,
    /// What is known of the person.
    pub person: Person,
    /// Where it stands.
    pub place: Place,
    /// The list or notice, as it names itself; empty for accounts and declarations.
    pub source: String,
}

/// Two records that may be one person.
#[derive(Debug, Clone)]
pub struct Pair {
    /// One.
    pub one: Known,
    /// The other.
    pub other: Known,
    /// What comparing them says.
    pub finding: Finding,
}

/// What people decided, to be asked for nodes of the graph.
#[derive(Debug, Default)]
pub struct Decided(Resolutions);

impl Decided {
    /// Reads all decisions.
    pub async fn read(conn: &mut Conn, organisation: &str) -> Result<Self, Error> {
        let all = rows::name_decisions(conn, organisation).await?;
        Ok(Self(Resolutions::from(
            all.iter().filter_map(resolution).collect::<Vec<_>>(),
        )))
    }

    fn finding(&self, one: &str, other: &str) -> Option<Finding> {
        self.0.finding(&Key::stored(one), &Key::stored(other))
    }

    /// Whether people have decided about two records, one way or the other, so that likeness says nothing any more.
    pub fn settles(&self, one: &str, other: &str) -> bool {
        self.finding(one, other).is_some()
    }

    /// A record and those that were decided to be the same person.
    pub fn together_with(&self, id: &str) -> Vec<String> {
        let all = self.0.cluster(&Key::stored(id));
        all.iter().map(|key| key.as_str().to_owned()).collect()
    }

    /// Whether an account was decided to be somebody whose national code is another one than that of this record.
    pub fn is_another(&self, account: &str, record: &str) -> bool {
        if !record.starts_with("person:") {
            return false;
        }
        let same = self.0.cluster(&Key::stored(account));
        let mut codes = same
            .iter()
            .map(Key::as_str)
            .filter(|id| id.starts_with("person:"))
            .peekable();
        codes.peek().is_some() && !codes.any(|id| id == record)
    }

    /// For each record those that were decided to be the same person, or that may be.
    pub fn links(&self) -> BTreeMap<String, Vec<String>> {
        let mut links: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for resolution in self.0.iter() {
            if resolution.ruling == Ruling::Different {
                continue;
            }
            let (one, other) = (resolution.one.as_str(), resolution.other.as_str());
            for (one, other) in [(one, other), (other, one)] {
                let list = links.entry(one.to_owned()).or_default();
                list.push(other.to_owned());
            }
        }
        links
    }

    /// For each record that was decided to be the same person as others, the one of those here that stands for them: an account
    /// before a number before any other. Where decisions contradict each other nothing is joined.
    pub fn stands_for(&self, ids: &BTreeSet<String>) -> BTreeMap<String, String> {
        let rank = |id: &str| match id.split(':').next() {
            Some("staff") => 0,
            Some("person") => 1,
            _ => 2,
        };
        let contradicted: BTreeSet<Key> = self
            .0
            .conflicts()
            .into_iter()
            .flat_map(|conflict| self.0.cluster(&conflict.one))
            .collect();
        let mut stands = BTreeMap::new();
        for id in ids {
            let key = Key::stored(id.clone());
            if contradicted.contains(&key) {
                continue;
            }
            let cluster = self.0.cluster(&key);
            let first = cluster
                .iter()
                .map(|key| key.as_str().to_owned())
                .filter(|other| ids.contains(other))
                .min_by_key(|other| (rank(other), other.clone()));
            if let Some(first) = first.filter(|first| first != id) {
                stands.insert(id.clone(), first);
            }
        }
        stands
    }

    /// Pairs about which people are not sure.
    pub fn unsure(&self) -> impl Iterator<Item = (String, String)> {
        self.0
            .iter()
            .filter(|resolution| resolution.ruling == Ruling::Unsure)
            .map(|resolution| {
                (
                    resolution.one.as_str().to_owned(),
                    resolution.other.as_str().to_owned(),
                )
            })
    }

    /// Pairs that are decided to be one person and two at once.
    pub fn contradictions(&self) -> Vec<(String, String)> {
        self.0
            .conflicts()
            .into_iter()
            .map(|conflict| {
                (
                    conflict.one.as_str().to_owned(),
                    conflict.other.as_str().to_owned(),
                )
            })
            .collect()
    }
}

fn resolution(row: &rows::DecisionRow) -> Option<Resolution> {
    Some(Resolution {
        at: row.at.0,
        one: Key::stored(row.one.clone()),
        other: Key::stored(row.other.clone()),
        ruling: match row.ruling.as_str() {
            "same" => Ruling::Same,
            "different" => Ruling::Different,
            "unsure" => Ruling::Unsure,
            _ => return None,
        },
        by: row.account.clone().unwrap_or_default(),
        reason: row.reason.clone(),
    })
}

/// Everybody who is recorded as a person, once for each record.
pub async fn people(conn: &mut Conn, organisation: &str) -> Result<Vec<Known>, Error> {
    let mut all = Vec::new();
    for account in accounts(conn, organisation).await? {
        all.push(Known {
            id: staff_node(&account.person),
            person: Person::named(&account.name),
            name: account.name,
            place: Place::Account,
            source: String::new(),
        });
    }
    for row in rows::record_parties(conn, organisation).await? {
        if row.kind == "person" {
            all.push(Known {
                id: row.id.clone(),
                person: row.record().person(),
                name: row.name,
                place: Place::List,
                source: row.source,
            });
        }
    }
    for row in rows::firm_holders(conn, organisation).await? {
        if row.holder_kind != "person" {
            continue;
        }
        let mut person = Person::named(&row.holder);
        person.code = row.holder_id.as_deref().and_then(|code| code.parse().ok());
        all.push(Known {
            id: row.holder_id.as_ref().map_or_else(
                || format!("holder:{}", row.id),
                |code| format!("person:{code}"),
            ),
            name: row.holder,
            person,
            place: Place::Register,
            source: row.source,
        });
    }
    for kin in rows::declared_kin(conn, organisation).await? {
        let rows::DeclaredKin {
            person: declarant,
            relation,
            holder: name,
            national_code: code,
            father_name: father,
            birth_year: birth,
        } = kin;
        let mut person = Person::named(&name);
        person.code = code.as_deref().and_then(|code| code.parse().ok());
        if !father.is_empty() {
            person = person.child_of(&father);
        }
        person.birth_year = birth.and_then(|year| u16::try_from(year).ok());
        all.push(Known {
            id: code.map_or_else(
                || kin_node(&declarant, &relation, &name),
                |code| format!("person:{code}"),
            ),
            name,
            person,
            place: Place::Declaration,
            source: String::new(),
        });
    }
    all.sort_by(|a, b| (&a.id, &a.name).cmp(&(&b.id, &b.name)));
    all.dedup_by(|a, b| a.id == b.id);
    Ok(all)
}

/// Pairs that may be one person and that nobody has decided, the likeliest first.
pub fn undecided(people: &[Known], decided: &Decided) -> Vec<Pair> {
    let index = Candidates::new(people.iter().map(|known| &known.person.name));
    let mut pairs = Vec::new();
    for (place, one) in people.iter().enumerate() {
        for other in index.of(&one.person.name) {
            let other = other as usize;
            let Some(beside) = people.get(other).filter(|_| other > place) else {
                continue;
            };
            // Two accounts, or two lines of one list, were told apart by who keeps it.
            if one.place == Place::Account && beside.place == Place::Account {
                continue;
            }
            let finding = relations::names::identify(&one.person, &beside.person);
            if finding.verdict != Verdict::Different && !decided.settles(&one.id, &beside.id) {
                pairs.push(Pair {
                    one: one.clone(),
                    other: beside.clone(),
                    finding,
                });
            }
        }
    }
    pairs.sort_by_key(|pair| pair.finding.verdict != Verdict::Same);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(id: &str, name: &str, place: Place) -> Known {
        Known {
            id: id.to_owned(),
            name: name.to_owned(),
            person: Person::named(name),
            place,
            source: String::new(),
        }
    }

    fn decide(list: &[(&str, &str, Ruling)]) -> Decided {
        let all: Vec<Resolution> = (1..)
            .zip(list)
            .map(|(at, (one, other, ruling))| Resolution {
                at,
                one: Key::stored(*one),
                other: Key::stored(*other),
                ruling: *ruling,
                by: "officer".to_owned(),
                reason: "seen".to_owned(),
            })
            .collect();
        Decided(Resolutions::from(all))
    }

    #[test]
    fn honours_and_latin_letters_go_to_a_person_and_a_decision_ends_the_question() {
        let people = [
            known("staff:1", "علی کریمی", Place::Account),
            known("person:2", "سید علی کریمی", Place::List),
            known("record:3", "Ali Karimi", Place::List),
            known("record:4", "رضا نوری", Place::List),
        ];
        let pairs = undecided(&people, &Decided::default());
        let of = |one: &str, other: &str| {
            pairs
                .iter()
                .any(|pair| pair.one.id == one && pair.other.id == other)
        };
        assert!(of("staff:1", "person:2") && of("staff:1", "record:3"));
        assert!(!pairs.iter().any(|pair| pair.other.id == "record:4"));
        let decided = decide(&[
            ("staff:1", "person:2", Ruling::Different),
            ("record:3", "staff:1", Ruling::Same),
        ]);
        let left = undecided(&people, &decided);
        assert!(
            !left.iter().any(|pair| pair.one.id == "staff:1"),
            "{left:?}"
        );
        let ids: BTreeSet<String> = people.iter().map(|known| known.id.clone()).collect();
        assert_eq!(
            decided.stands_for(&ids),
            BTreeMap::from([("record:3".to_owned(), "staff:1".to_owned())])
        );
    }

    #[test]
    fn decisions_that_contradict_join_nothing() {
        let decided = decide(&[
            ("a:1", "b:2", Ruling::Same),
            ("b:2", "c:3", Ruling::Same),
            ("a:1", "c:3", Ruling::Different),
        ]);
        let ids = ["a:1", "b:2", "c:3"].map(str::to_owned).into();
        assert!(decided.stands_for(&ids).is_empty());
        assert_eq!(decided.contradictions().len(), 1);
    }
}
