//! Screening before an act: three engines, one answer.
//!
//! Legal bans ([`Engine::Ban`]), interests that a declaration has to name ([`Engine::Interest`]) and what an outsider would see
//! ([`Engine::Appearance`]). The gravest finding is the outcome; where nothing is found but something is missing that could change
//! it, the answer says what.

use std::collections::{BTreeMap, HashSet};

use crate::appearance::{Found, Route, Scratch, Search};
use crate::bans::{Bar, Concerned, Fault, Judge};
use crate::graph::{Graph, Half, Node};
use crate::kinship::Kin;
use crate::model::{Day, Grade, PartyKind, Period, Sex, TieKind};
use crate::rules::{Ban, Pattern, Rules, Threshold};
use crate::shares::{Fraction, Share};

pub use crate::rules::{Engine, Law, Matter, Outcome};

/// A gap in a firm's recorded shares in which somebody could hide who bars it: the five per cent of the law.
const GAP: i64 = 5;

/// May this person decide about this party? Or, without a person: may the body deal with this party at all?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'q> {
    /// Id of the person who is to decide; without one, every official counts (the gate of a tender).
    pub decider: Option<&'q str>,
    /// Id of the applicant, bidder or candidate.
    pub party: &'q str,
    /// Id of the public body that deals; needed where a ban is about a body's own officials only. Without one, any body counts.
    pub body: Option<&'q str>,
    /// What is decided.
    pub matter: Matter,
    /// Day of the act.
    pub at: Day,
    /// As far as was known on that day; without one, as far as is known now.
    pub known_at: Option<Day>,
}

impl<'q> Question<'q> {
    /// May this person decide about this party on this day, in a dealing?
    pub const fn new(decider: &'q str, party: &'q str, at: Day) -> Self {
        Self {
            decider: Some(decider),
            party,
            body: None,
            matter: Matter::Dealing,
            at,
            known_at: None,
        }
    }

    /// May a body deal with this party on this day?
    pub const fn gate(party: &'q str, body: &'q str, at: Day) -> Self {
        Self {
            decider: None,
            party,
            body: Some(body),
            matter: Matter::Dealing,
            at,
            known_at: None,
        }
    }

    /// The same about another matter.
    #[must_use]
    pub const fn matter(mut self, matter: Matter) -> Self {
        self.matter = matter;
        self
    }

    /// The same, as far as was known on a day.
    #[must_use]
    pub const fn known_at(mut self, day: Day) -> Self {
        self.known_at = Some(day);
        self
    }
}

/// One tie of a path, with what a reader needs to check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Id of the party it begins at.
    pub from: String,
    /// Its name.
    pub from_name: String,
    /// Id of the party it leads to.
    pub to: String,
    /// Its name.
    pub to_name: String,
    /// Its sort.
    pub to_kind: PartyKind,
    /// Its sex, if known.
    pub to_sex: Option<Sex>,
    /// What joins them. Kinship reads forward: `to` is that relative of `from`.
    pub kind: TieKind,
    /// Does the tie go from `from` to `to`? Otherwise it goes the other way round.
    pub forward: bool,
    /// Part held, of ownership.
    pub share: Option<Share>,
    /// When it holds.
    pub period: Period,
    /// When it was known.
    pub known: Period,
    /// How well it is known.
    pub grade: Grade,
    /// Where it is known from.
    pub source: String,
    /// Was it past on the day asked about?
    pub ended: bool,
}

/// A path from one party to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// What it counts as.
    pub outcome: Outcome,
    /// Id of the rule that says so.
    pub rule: String,
    /// Ties in order.
    pub steps: Vec<Step>,
}

impl Path {
    /// The relative that the ties of kinship at the beginning lead to, and how many they are.
    pub fn kin(&self) -> Option<(Kin, usize)> {
        let mut kin = None;
        for (place, step) in self.steps.iter().enumerate() {
            let TieKind::Kin(next) = step.kind else { break };
            let come_to = match kin {
                None => Some(next),
                Some((before, _)) => Kin::then(before, next),
            };
            kin = Some((come_to?, place + 1));
        }
        kin
    }

    /// The worst grade of its ties.
    pub fn grade(&self) -> Grade {
        self.steps
            .iter()
            .map(|step| step.grade)
            .max()
            .unwrap_or(Grade::Register)
    }
}

/// A person because of whom a party is barred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Part of the firm in question, directly and through firms.
    pub share: Share,
    /// Id and name of the official: the same person, or the relative.
    pub official: (String, String),
    /// The official's office: what, id and name of the body or firm.
    pub office: (TieKind, String, String),
}

/// What one rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which engine.
    pub engine: Engine,
    /// As what it counts.
    pub outcome: Outcome,
    /// Id of the rule.
    pub rule: String,
    /// What the rule is about, in Persian and in English; empty for bans, whose law says it.
    pub words: [String; 2],
    /// The text that commands it, if one does.
    pub law: Option<Law>,
    /// Of bans: the persons.
    pub persons: Vec<Person>,
    /// Of bans: their shares together.
    pub total: Share,
    /// Of bans: the share of one, and that of several together, from which on the ban holds.
    pub limits: (Option<Threshold>, Option<Threshold>),
    /// Paths, the best first: one a person, or the one that a pattern accepts.
    pub paths: Vec<Path>,
}

/// Something that is not known and could change the answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Nobody has this id.
    UnknownParty(String),
    /// No relative of the person who decides is recorded (id, name).
    KinNotDeclared(String, String),
    /// No owner of the firm is recorded (id, name).
    NoOwners(String, String),
    /// The recorded shares of the firm (id, name) add up to this percentage only.
    SharesIncomplete(String, String, String),
    /// The recorded shares of the firm (id, name) add up to this percentage, more than the whole.
    SharesOver(String, String, String),
    /// The part that the first (name) holds in the second (name) is not recorded.
    PartUnknown(String, String),
    /// Firms own one another wholly, this one (id, name) among them, so that nobody owns them in the end.
    OwnershipClosed(String, String),
    /// More firms lie above this one (id, name) than were looked through.
    OwnershipTooLarge(String, String),
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The gravest finding, or [`Outcome::InsufficientData`], or [`Outcome::Clear`].
    pub outcome: Outcome,
    /// What the rules say, the gravest first.
    pub findings: Vec<Finding>,
    /// The best-explained path of the gravest finding.
    pub path: Option<Path>,
    /// The best-explained path that goes another way, of whatever outcome.
    pub second: Option<Path>,
    /// What is not known and could change the answer.
    pub missing: Vec<Missing>,
}

/// What a question comes to, without its explanation.
#[derive(Debug, Clone)]
pub(crate) struct Judged<'r> {
    pub(crate) outcome: Outcome,
    bars: Vec<Bar<'r>>,
    found: Found,
    faults: Vec<Fault>,
    no_kin: bool,
}

/// Parties whose screenings may answer otherwise after a tie changed.
#[derive(Debug, Clone, Default)]
pub struct Affected {
    ends: [Node; 2],
    near: HashSet<Node>,
    below: HashSet<Node>,
}

impl Affected {
    /// May the answer about these two be another one now?
    pub fn touches(&self, decider: Option<Node>, party: Node) -> bool {
        self.below.contains(&party)
            || decider.is_some_and(|decider| self.ends.contains(&decider))
            || (self.near.contains(&party)
                && decider.is_none_or(|decider| self.near.contains(&decider)))
    }
}

/// Screens questions over one graph by one set of rules.
#[derive(Debug, Clone, Copy)]
pub struct Screener<'a> {
    graph: &'a Graph,
    rules: &'a Rules,
}

impl<'a> Screener<'a> {
    /// Over this graph, built with [`Rules::hub_caps`], by these rules.
    pub const fn new(graph: &'a Graph, rules: &'a Rules) -> Self {
        Self { graph, rules }
    }

    /// The answer, with everything that explains it. An id that nobody has makes it [`Outcome::InsufficientData`].
    pub fn screen(&self, question: &Question<'_>, scratch: &mut Scratch) -> Answer {
        let mut missing: Vec<Missing> = Vec::new();
        let mut node = |id: &str| {
            let node = self.graph.node(id);
            if node.is_none() {
                missing.push(Missing::UnknownParty(id.to_owned()));
            }
            node
        };
        let decider = question.decider.map(&mut node);
        let party = node(question.party);
        let body = question.body.map(&mut node);
        let (Some(party), false) = (party, decider == Some(None) || body == Some(None)) else {
            return Answer {
                outcome: Outcome::InsufficientData,
                findings: Vec::new(),
                path: None,
                second: None,
                missing,
            };
        };
        let (decider, body) = (decider.flatten(), body.flatten());
        let asked = Asked {
            matter: question.matter,
            at: question.at,
            known_at: question.known_at,
            body,
        };
        let judged = self.judge(decider, party, &asked, scratch);
        self.explain(decider, party, &asked, &judged)
    }

    /// Outcome of two parties by their places, for many questions in a row. `own` asks about every official when there is no decider.
    pub fn outcome(
        &self,
        decider: Option<Node>,
        party: Node,
        asked: &Asked,
        scratch: &mut Scratch,
    ) -> Outcome {
        self.judge(decider, party, asked, scratch).outcome
    }

    pub(crate) fn judge(
        &self,
        decider: Option<Node>,
        party: Node,
        asked: &Asked,
        scratch: &mut Scratch,
    ) -> Judged<'a> {
        let register = crate::bans::register(self.graph, asked.at, asked.known_at);
        let judge = Judge {
            register,
            rules: self.rules,
            matter: asked.matter,
            body: asked.body,
        };
        let bars = judge.bars(party, decider);
        let found = match decider {
            Some(decider) => self.search(asked).between(decider, party, scratch),
            None => Found::default(),
        };
        let own = decider == Some(party);
        let mut outcome = if own {
            Outcome::Conflict
        } else {
            Outcome::Clear
        };
        outcome = bars
            .iter()
            .map(|bar| bar.outcome)
            .fold(outcome, Outcome::max);
        outcome = found
            .best
            .map_or(outcome, |route| outcome.max(route.outcome));
        let mut faults = Vec::new();
        if asked.matter == Matter::Dealing && self.graph.kind(party) == PartyKind::Firm {
            let owners = register.owners(party);
            faults = crate::bans::faults(party, &owners, Fraction::percent(GAP));
            if decider.is_none() || !bars.is_empty() {
                faults = register
                    .ownership(party, Fraction::percent(GAP))
                    .faults
                    .into_iter()
                    .collect();
            }
        }
        let no_kin = decider.is_some_and(|decider| {
            self.graph
                .halves(decider)
                .first()
                .is_none_or(|half| half.seen() >= 64)
        });
        if outcome == Outcome::Clear && (no_kin || !faults.is_empty()) {
            outcome = Outcome::InsufficientData;
        }
        Judged {
            outcome,
            bars,
            found,
            faults,
            no_kin,
        }
    }

    fn search(&self, asked: &Asked) -> Search<'a> {
        Search {
            graph: self.graph,
            rules: self.rules,
            matter: asked.matter,
            at: asked.at,
            known_at: asked.known_at,
        }
    }

    /// Every firm about which this person may not decide freely, with the outcome; those not named are clear, or lack data about
    /// themselves. By place.
    pub fn all_firms(
        &self,
        decider: Node,
        asked: &Asked,
        scratch: &mut Scratch,
    ) -> Vec<(Node, Outcome)> {
        let mut outcomes: BTreeMap<Node, Outcome> = BTreeMap::new();
        let graph = self.graph;
        self.search(asked).walk(
            decider,
            |party, route| {
                if graph.kind(party) == PartyKind::Firm {
                    let known = outcomes.entry(party).or_insert(route.outcome);
                    *known = (*known).max(route.outcome);
                }
            },
            scratch,
        );
        let judge = Judge {
            register: crate::bans::register(self.graph, asked.at, asked.known_at),
            rules: self.rules,
            matter: asked.matter,
            body: asked.body,
        };
        for firm in judge.below(decider) {
            for bar in judge.bars(firm, Some(decider)) {
                let known = outcomes.entry(firm).or_insert(bar.outcome);
                *known = (*known).max(bar.outcome);
            }
        }
        outcomes.into_iter().collect()
    }

    /// Whose screenings may answer otherwise after the tie between these two changed: one asks again only about them.
    pub fn affected(&self, ends: (Node, Node)) -> Affected {
        let mut near: HashSet<Node> = HashSet::from([ends.0, ends.1]);
        let mut level = vec![ends.0, ends.1];
        for _ in 1..self.rules.max_ties {
            let mut next = Vec::new();
            for node in level {
                for half in self.graph.halves(node) {
                    if !half.is_hub() && near.insert(half.other()) {
                        next.push(half.other());
                    }
                }
            }
            level = next;
        }
        let mut below: HashSet<Node> = HashSet::new();
        let mut waiting: Vec<Node> = near
            .iter()
            .copied()
            .filter(|node| {
                // Kinship reaches a ban over three ties; ownership only from the two ends themselves.
                *node == ends.0 || *node == ends.1 || self.graph.kind(*node) == PartyKind::Person
            })
            .collect();
        let downward = [
            TieKind::Owns,
            TieKind::Manages,
            TieKind::Directs,
            TieKind::Inspects,
        ]
        .map(|kind| kind.seen(true));
        while let Some(node) = waiting.pop() {
            for half in self.graph.halves(node) {
                if downward.contains(&half.seen()) && below.insert(half.other()) {
                    waiting.push(half.other());
                }
            }
        }
        below.extend(
            [ends.0, ends.1]
                .iter()
                .filter(|end| self.graph.kind(**end) == PartyKind::Firm),
        );
        Affected {
            ends: ends.into(),
            near,
            below,
        }
    }

    fn explain(
        &self,
        decider: Option<Node>,
        party: Node,
        asked: &Asked,
        judged: &Judged<'a>,
    ) -> Answer {
        let mut findings: Vec<Finding> = judged
            .bars
            .iter()
            .map(|bar| self.of_bar(bar, asked))
            .collect();
        let mut routes = Vec::new();
        if let Some(route) = judged.found.best {
            findings.push(self.of_route(&route, asked));
        }
        for route in [judged.found.best, judged.found.second]
            .into_iter()
            .flatten()
        {
            routes.push(self.path(&route, asked));
        }
        if decider == Some(party) {
            findings.push(own_matter());
        }
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.outcome));
        let mut paths: Vec<Path> = findings
            .iter()
            .filter(|finding| finding.engine == Engine::Ban)
            .flat_map(|finding| finding.paths.iter().cloned())
            .chain(routes)
            .collect();
        paths.sort_by_key(|path| std::cmp::Reverse(path.outcome));
        let mut paths = paths.into_iter();
        let path = paths.next();
        let second = path
            .as_ref()
            .and_then(|first| paths.find(|path| !same_way(path, first)));
        let mut missing: Vec<Missing> = judged
            .faults
            .iter()
            .map(|fault| self.missing(fault))
            .collect();
        if let (true, Some(decider)) = (judged.no_kin, decider) {
            missing.push(Missing::KinNotDeclared(
                self.graph.id(decider).to_owned(),
                self.graph.name(decider).to_owned(),
            ));
        }
        missing.sort();
        Answer {
            outcome: judged.outcome,
            findings,
            path,
            second,
            missing,
        }
    }

    fn missing(&self, fault: &Fault) -> Missing {
        let both = |node: Node| {
            (
                self.graph.id(node).to_owned(),
                self.graph.name(node).to_owned(),
            )
        };
        match fault {
            Fault::NoOwners(firm) => {
                let (id, name) = both(*firm);
                Missing::NoOwners(id, name)
            }
            Fault::Incomplete(firm, sum) => {
                let (id, name) = both(*firm);
                Missing::SharesIncomplete(id, name, sum.clone())
            }
            Fault::Over(firm, sum) => {
                let (id, name) = both(*firm);
                Missing::SharesOver(id, name, sum.clone())
            }
            Fault::PartUnknown(holder, firm) => {
                Missing::PartUnknown(both(*holder).1, both(*firm).1)
            }
            Fault::Closed(firm) => {
                let (id, name) = both(*firm);
                Missing::OwnershipClosed(id, name)
            }
            Fault::TooMany(firm) => {
                let (id, name) = both(*firm);
                Missing::OwnershipTooLarge(id, name)
            }
        }
    }

    fn pattern(&self, route: &Route) -> &'a Pattern {
        &self.rules.patterns[usize::from(route.pattern)]
    }

    fn path(&self, route: &Route, asked: &Asked) -> Path {
        Path {
            outcome: route.outcome,
            rule: self.pattern(route).id.clone(),
            steps: self.steps(route.first, route.ties(), asked),
        }
    }

    fn of_route(&self, route: &Route, asked: &Asked) -> Finding {
        let pattern = self.pattern(route);
        Finding {
            engine: pattern.engine,
            outcome: route.outcome,
            rule: pattern.id.clone(),
            words: pattern.words.clone(),
            law: pattern.law.clone(),
            persons: Vec::new(),
            total: Share::NONE,
            limits: (None, None),
            paths: vec![self.path(route, asked)],
        }
    }

    fn of_bar(&self, bar: &Bar<'_>, asked: &Asked) -> Finding {
        let ban: &Ban = bar.ban;
        let both = |node: Node| {
            (
                self.graph.id(node).to_owned(),
                self.graph.name(node).to_owned(),
            )
        };
        let person = |concerned: &Concerned| {
            let (id, name) = both(concerned.person);
            let office = concerned.standing.office;
            let (body, body_name) = both(office.other());
            Person {
                id,
                name,
                share: concerned.share,
                official: both(concerned.standing.official),
                office: (office.kind().0, body, body_name),
            }
        };
        let path = |concerned: &Concerned| {
            let ties: Vec<Half> = concerned
                .standing
                .kin
                .iter()
                .chain(&concerned.way)
                .copied()
                .collect();
            Path {
                outcome: bar.outcome,
                rule: ban.id.clone(),
                steps: self.steps(concerned.standing.official, &ties, asked),
            }
        };
        Finding {
            engine: Engine::Ban,
            outcome: bar.outcome,
            rule: ban.id.clone(),
            words: [String::new(), String::new()],
            law: Some(ban.law.clone()),
            persons: bar.persons.iter().map(person).collect(),
            total: bar.total,
            limits: (ban.one, ban.several),
            paths: bar
                .persons
                .iter()
                .map(path)
                .filter(|path| !path.steps.is_empty())
                .collect(),
        }
    }

    fn steps(&self, first: Node, ties: &[Half], asked: &Asked) -> Vec<Step> {
        let mut at = first;
        ties.iter()
            .map(|half| {
                let (from, to) = (at, half.other());
                at = to;
                let (kind, forward) = half.kind();
                Step {
                    from: self.graph.id(from).to_owned(),
                    from_name: self.graph.name(from).to_owned(),
                    to: self.graph.id(to).to_owned(),
                    to_name: self.graph.name(to).to_owned(),
                    to_kind: self.graph.kind(to),
                    to_sex: self.graph.sex(to),
                    kind,
                    forward,
                    share: (kind == TieKind::Owns).then(|| self.graph.share(*half)),
                    period: half.period(),
                    known: self.graph.known(*half),
                    grade: half.grade(),
                    source: self.graph.source(*half).to_owned(),
                    ended: half.ended(asked.at),
                }
            })
            .collect()
    }
}

/// What is asked of many pairs of parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// What is decided.
    pub matter: Matter,
    /// Day of the act.
    pub at: Day,
    /// As far as was known on that day.
    pub known_at: Option<Day>,
    /// The public body that deals.
    pub body: Option<Node>,
}

impl Asked {
    /// A dealing on a day, with any body, as far as is known now.
    pub const fn dealing(at: Day) -> Self {
        Self {
            matter: Matter::Dealing,
            at,
            known_at: None,
            body: None,
        }
    }
}

fn same_way(a: &Path, b: &Path) -> bool {
    let way = |path: &Path| {
        path.steps
            .iter()
            .map(|step| (step.to.clone(), step.kind, step.forward))
            .collect::<Vec<_>>()
    };
    way(a) == way(b)
}

fn own_matter() -> Finding {
    Finding {
        engine: Engine::Interest,
        outcome: Outcome::Conflict,
        rule: "own-matter".to_owned(),
        words: [
            "کار خود تصمیم‌گیرنده".to_owned(),
            "the own matter of the person who decides".to_owned(),
        ],
        law: None,
        persons: Vec::new(),
        total: Share::NONE,
        limits: (None, None),
        paths: Vec::new(),
    }
}
