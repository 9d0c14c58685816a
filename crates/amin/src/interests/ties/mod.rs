//! The ties of an organisation's people as a graph: what they declared, what the register of firms says, gifts that were not turned
//! away, and the recusals that a review commanded. A tie that rests on a name alone is inferred, so it may call for a review and never bar.
//! They are judged by the rules in force on the day of the act: the laws, and the ordinances that the council had adopted by then.

mod gathered;
mod near;
mod nodes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use relations::appearance::Scratch;
use relations::graph::{Graph, GraphBuilder};
use relations::model::{Day, Party, Tie};
use relations::rules::{Outcome, Rules, SHIPPED_BANS, SHIPPED_PATTERNS};
use relations::screen::{Answer, Missing, Question, Screener, Step};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Conn, Error, Timestamp};

use self::gathered::{Gathered, Question as About, Rows};
use self::near::Near;
pub(in crate::interests) use self::nodes::{body_node, kin_node, post_kind, staff_node};
use self::nodes::{day, party_node};
use super::model::MatterKind;
use super::names::Decided;
use super::store::{Handler, Matter, MatterParty, RuleAdoption, rule_adoptions};

/// The rules that the program ships, read once.
static RULES: LazyLock<Rules> = LazyLock::new(Rules::shipped);
/// The same with the sets of ordinances that towns have adopted, each made once.
static ADOPTING: Mutex<BTreeMap<BTreeSet<String>, Arc<Rules>>> = Mutex::new(BTreeMap::new());

/// The rules that the program ships.
pub(in crate::interests) fn shipped() -> &'static Rules {
    &RULES
}

/// The rules where these sets are adopted.
fn adopting(sets: &BTreeSet<String>) -> Arc<Rules> {
    let mut made = ADOPTING.lock().unwrap_or_else(PoisonError::into_inner);
    let rules = made.entry(sets.clone()).or_insert_with(|| {
        let rules = sets
            .iter()
            .fold(RULES.clone(), |rules, set| rules.adopting(set));
        Arc::new(rules)
    });
    Arc::clone(rules)
}

/// The graph with its rules.
pub struct Ties {
    graph: Graph,
    declared: BTreeSet<String>,
    stands_for: BTreeMap<String, String>,
    /// Ties that were looked at and cannot hold (a firm that owns itself, an end before its beginning), in both languages: they are told.
    refused: Vec<(String, String)>,
    adopted: Vec<RuleAdoption>,
    input_hash: String,
}

/// What comparing somebody with the parties of a matter gave.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The gravest outcome over all parties.
    pub outcome: Outcome,
    /// Id of the party of that outcome.
    pub party: Option<String>,
    /// The best-explained path, Persian and English.
    pub path: (String, String),
    /// The second best.
    pub second: (String, String),
    /// What the rules say, with the names of those whose ties these are.
    pub law: (String, String),
    /// The same for every reader: the law, its article and what counts, and nobody's name.
    pub rule: (String, String),
    /// What is not known.
    pub missing: (Vec<String>, Vec<String>),
    /// The ties of the path.
    pub evidence: Value,
    /// Version of the rules, with the ordinances that were in force on that day.
    pub rule_version: String,
    /// SHA-256 of all ties that were looked at, hex.
    pub input_hash: String,
}

impl Compared {
    /// Whether this person may not handle the matter.
    pub fn recuses(&self) -> bool {
        self.outcome >= Outcome::Conflict
    }

    /// Whether the integrity officer has to look at it.
    pub const fn needs_review(&self) -> bool {
        matches!(self.outcome, Outcome::Appearance | Outcome::Potential)
    }
}

/// Version of the rules that the program ships: the first digits of the hash of both files.
pub fn rule_version() -> String {
    let mut hash = Sha256::new();
    hash.update(SHIPPED_BANS);
    hash.update(SHIPPED_PATTERNS);
    format!("relations-{}", &hex::encode(hash.finalize())[..12])
}

/// The sets that are adopted on a day.
fn in_force(adopted: &[RuleAdoption], day: Day) -> BTreeSet<String> {
    adopted
        .iter()
        .filter(|row| row.period().contains(day))
        .map(|row| row.rule_set.clone())
        .collect()
}

fn version(sets: &BTreeSet<String>) -> String {
    std::iter::once(rule_version())
        .chain(sets.iter().cloned())
        .collect::<Vec<_>>()
        .join("+")
}

impl Ties {
    /// The ties of these people, for a matter with these parties.
    pub async fn read(
        conn: &mut Conn,
        organisation: &str,
        people: &[Handler],
        matter: &Matter,
        parties: &[MatterParty],
    ) -> Result<Self, Error> {
        Self::about(conn, organisation, people, &matter.number, parties).await
    }

    /// The ties of these people, for a file of this number (or none) with these parties.
    pub async fn about(
        conn: &mut Conn,
        organisation: &str,
        people: &[Handler],
        file_number: &str,
        parties: &[MatterParty],
    ) -> Result<Self, Error> {
        let question = About {
            file_number,
            parties,
            body: None,
        };
        Self::near(conn, organisation, &question, people).await
    }

    /// The same for the bidders of a tender and those who decide on it: here the offices of everybody who is near count too.
    pub async fn of_bidders(
        conn: &mut Conn,
        organisation: &str,
        bidders: &[MatterParty],
        deciders: &[Handler],
    ) -> Result<Self, Error> {
        let names = crate::voice::store::organisation_names(conn, organisation).await?;
        let name = names.map_or_else(|| organisation.to_owned(), |(name, _)| name);
        let question = About {
            file_number: "",
            parties: bidders,
            body: Some((body_node(organisation), name)),
        };
        Self::near(conn, organisation, &question, deciders).await
    }

    async fn near(
        conn: &mut Conn,
        organisation: &str,
        question: &About<'_>,
        people: &[Handler],
    ) -> Result<Self, Error> {
        let decided = Decided::read(conn, organisation).await?;
        let adopted = rule_adoptions(conn, organisation).await?;
        let rows = Near::read(conn, organisation, question, &decided, &RULES, people).await?;
        let mut ties = Self::build(Gathered::of(&rows, question, &decided), &rows)?;
        ties.adopted = adopted;
        Ok(ties)
    }

    fn build(mut gathered: Gathered, rows: &Rows) -> Result<Self, Error> {
        let corrupt = |why: relations::graph::Refused| Error::Corrupt(format!("ties: {why}"));
        // One party a node: the first by name, whatever order the rows came in; a number stands in only where nobody gave a name.
        let bare = |party: &Party| party.name.bytes().all(|byte| byte.is_ascii_digit());
        gathered.parties.sort_by(|a, b| {
            (&a.id, bare(a), &a.name, a.sex).cmp(&(&b.id, bare(b), &b.name, b.sex))
        });
        // Of two counts of shareholders the smaller one holds: it exempts less.
        let least = |one: Option<u32>, other: Option<u32>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let mut parties: Vec<Party> = Vec::new();
        for party in std::mem::take(&mut gathered.parties) {
            match parties.last_mut() {
                Some(known) if known.id == party.id => {
                    known.sex = known.sex.or(party.sex);
                    known.shareholders = least(known.shareholders, party.shareholders);
                }
                _ => parties.push(party),
            }
        }
        let mut lines: Vec<(String, Tie)> = std::mem::take(&mut gathered.ties)
            .into_iter()
            .map(|tie| (format!("{tie:?}"), tie))
            .collect();
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        lines.dedup_by(|a, b| a.0 == b.0);
        let mut builder = GraphBuilder::new();
        for party in parties {
            builder.party(party).map_err(corrupt)?;
        }
        let (mut hash, mut refused) = (Sha256::new(), Vec::new());
        for (line, tie) in &lines {
            hash.update(line);
            hash.update("\n");
            if let Err(why) = builder.tie(tie) {
                refused.push((why.to_persian(), why.to_string()));
            }
        }
        for (id, kind, from_end) in &rows.hubs {
            builder.hub(&gathered.stands(id), *kind, *from_end);
        }
        Ok(Self {
            graph: builder.build(RULES.hub_caps()),
            declared: gathered.declared,
            stands_for: gathered.stands_for,
            refused,
            adopted: Vec::new(),
            input_hash: hex::encode(hash.finalize()),
        })
    }

    /// Compares somebody with the parties of a matter on a day: the gravest answer counts.
    pub fn compare(
        &self,
        person: &str,
        kind: MatterKind,
        parties: &[MatterParty],
        now: Timestamp,
    ) -> Compared {
        let staff = self.node(staff_node(person));
        let mut gravest: Option<(Answer, Outcome, &MatterParty)> = None;
        for party in parties {
            let node = self.node(party_node(party));
            let question = Question::new(&staff, &node, day(now)).matter(kind.rules());
            let (answer, outcome) = self.ask(&question);
            if gravest
                .as_ref()
                .is_none_or(|(_, worst, _)| outcome > *worst)
            {
                gravest = Some((answer, outcome, party));
            }
        }
        match gravest {
            Some((answer, outcome, party)) => self.told(&answer, outcome, party, day(now)),
            None => Compared {
                outcome: Outcome::InsufficientData,
                party: None,
                path: Default::default(),
                second: Default::default(),
                law: Default::default(),
                rule: Default::default(),
                missing: Default::default(),
                evidence: json!([]),
                rule_version: version(&in_force(&self.adopted, day(now))),
                input_hash: self.input_hash.clone(),
            },
        }
    }

    /// Whether the organisation may deal with a bidder at all: every official counts.
    pub fn gate(&self, organisation: &str, bidder: &MatterParty, now: Timestamp) -> Compared {
        let (node, body) = (self.node(party_node(bidder)), body_node(organisation));
        let (answer, outcome) = self.ask(&Question::gate(&node, &body, day(now)));
        self.told(&answer, outcome, bidder, day(now))
    }

    /// Compares who decides on a tender with a bidder.
    pub fn dealing(&self, person: &str, bidder: &MatterParty, now: Timestamp) -> Compared {
        let (staff, node) = (self.node(staff_node(person)), self.node(party_node(bidder)));
        let (answer, outcome) = self.ask(&Question::new(&staff, &node, day(now)));
        self.told(&answer, outcome, bidder, day(now))
    }

    /// Compares who is to inspect, or would decide, with one of those whom it concerns.
    pub fn facing(
        &self,
        person: &str,
        other: &MatterParty,
        matter: relations::rules::Matter,
        now: Timestamp,
    ) -> Compared {
        let (staff, node) = (self.node(staff_node(person)), self.node(party_node(other)));
        let question = Question::new(&staff, &node, day(now)).matter(matter);
        let (answer, outcome) = self.ask(&question);
        self.told(&answer, outcome, other, day(now))
    }

    /// The node that stands for a node.
    fn node(&self, id: String) -> String {
        self.stands_for.get(&id).cloned().unwrap_or(id)
    }

    /// The answer to a question; whoever has declared without naming a relative has none to name.
    fn ask(&self, question: &Question<'_>) -> (Answer, Outcome) {
        let rules = adopting(&in_force(&self.adopted, question.at));
        let screener = Screener::new(&self.graph, &rules);
        let mut answer = screener.screen(question, &mut Scratch::new());
        if question
            .decider
            .is_some_and(|staff| self.declared.contains(staff))
        {
            answer
                .missing
                .retain(|gap| !matches!(gap, Missing::KinNotDeclared(..)));
        }
        let outcome = match answer.outcome {
            Outcome::InsufficientData if answer.missing.is_empty() => Outcome::Clear,
            outcome => outcome,
        };
        (answer, outcome)
    }

    fn told(&self, answer: &Answer, outcome: Outcome, party: &MatterParty, day: Day) -> Compared {
        let gaps = &answer.missing;
        let refused: (Vec<String>, Vec<String>) = self.refused.iter().cloned().unzip();
        let told = |path: Option<&relations::screen::Path>| {
            path.map_or_else(Default::default, |path| (path.persian(), path.english()))
        };
        Compared {
            outcome,
            party: Some(party.id.clone()),
            path: told(answer.path.as_ref()),
            second: told(answer.second.as_ref()),
            law: answer
                .findings
                .first()
                .map_or_else(Default::default, |finding| {
                    (finding.persian(), finding.english())
                }),
            rule: answer
                .findings
                .first()
                .map_or_else(Default::default, |finding| {
                    (finding.rule_persian(), finding.rule_english())
                }),
            missing: (
                gaps.iter().map(Missing::persian).chain(refused.0).collect(),
                gaps.iter().map(Missing::english).chain(refused.1).collect(),
            ),
            evidence: answer
                .path
                .as_ref()
                .map_or_else(|| json!([]), |path| path.steps.iter().map(step).collect()),
            rule_version: version(&in_force(&self.adopted, day)),
            input_hash: self.input_hash.clone(),
        }
    }
}

/// A tie of a path as kept with a screening.
fn step(step: &Step) -> Value {
    json!({
        "from": step.from_name,
        "to": step.to_name,
        "kind": step.kind.code(),
        "forward": step.forward,
        "since": step.period.from.to_string(),
        "until": step.period.until.to_string(),
        "known-since": step.known.from.to_string(),
        "grade": step.grade.code(),
        "source": step.source,
    })
}
