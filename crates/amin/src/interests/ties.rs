//! The ties of an organisation's people as a graph: what they declared, what the register of firms says, gifts that were not turned
//! away, and the recusals that a review commanded. A tie that rests on a name alone is inferred, so it may call for a review and never bar.

use std::collections::{BTreeMap, BTreeSet};

use persian::{Date, tehran_date};
use relations::appearance::Scratch;
use relations::graph::{Graph, GraphBuilder};
use relations::kinship::Kin;
use relations::model::{Day, Grade, Party, Period, Sex, Tie, TieKind};
use relations::rules::{Outcome, Rules, SHIPPED_BANS, SHIPPED_PATTERNS};
use relations::screen::{Answer, Missing, Question, Screener, Step};
use relations::shares::{Fraction, Share as Part};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Conn, Error, Timestamp};

use super::model::{
    ConditionKind, GiftOutcome, Item, ItemKind, MatterKind, PartyKind, Relation, Share,
};
use super::names::Decided;
use super::store::{
    self as rows, Firm, FirmHolder, Handler, Matter, MatterParty, PartyRow, TieRow,
};
use crate::organisation::store::{accounts, grants, units};
use crate::platform::permissions::Role;

/// Ids and names of parties, and ties, before they are a graph: both sorted, so that order never matters.
#[derive(Debug, Default)]
struct Gathered {
    parties: Vec<Party>,
    ties: Vec<Tie>,
    /// People who have declared, so that "no relative is recorded" means that there is none to name.
    declared: BTreeSet<String>,
    /// For each node that was decided to be the same person as another, the node that stands for both.
    stands_for: BTreeMap<String, String>,
}

/// The graph with its rules.
pub struct Ties {
    graph: Graph,
    rules: Rules,
    declared: BTreeSet<String>,
    stands_for: BTreeMap<String, String>,
    /// Recorded ties that cannot hold (a firm that owns itself, an end before its beginning), in both languages: they are told.
    refused: Vec<(String, String)>,
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
    /// What the rules say.
    pub law: (String, String),
    /// What is not known.
    pub missing: (Vec<String>, Vec<String>),
    /// The ties of the path.
    pub evidence: Value,
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

/// Version of the rules: the first digits of the hash of both files.
pub fn rule_version() -> String {
    let mut hash = Sha256::new();
    hash.update(SHIPPED_BANS);
    hash.update(SHIPPED_PATTERNS);
    format!("relations-{}", &hex::encode(hash.finalize())[..12])
}

/// The node of a declarant.
pub(super) fn staff_node(person: &str) -> String {
    format!("staff:{person}")
}

/// The node of whoever has a national code or national id; without one, a node of its own.
fn identified(kind: PartyKind, national_id: Option<&str>, otherwise: &str) -> String {
    match (kind, national_id) {
        (PartyKind::Person, Some(id)) => format!("person:{id}"),
        (PartyKind::Firm, Some(id)) => format!("firm:{id}"),
        (_, None) => otherwise.to_owned(),
    }
}

/// The node of a party of a matter.
fn party_node(party: &MatterParty) -> String {
    let kind = PartyKind::of(&party.party_kind).unwrap_or(PartyKind::Firm);
    identified(
        kind,
        party.national_id.as_deref(),
        &format!("party:{}", party.id),
    )
}

/// What a declared relation is to the rules, with the sex it tells.
const fn kin(relation: Relation) -> Option<(Kin, Option<Sex>)> {
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
pub(super) fn kin_node(person: &str, relation: &str, holder: &str) -> String {
    format!("kin:{person}:{relation}:{}", persian::search_key(holder))
}

/// A post in words as a kind of tie.
pub(super) fn post_kind(post: &str) -> TieKind {
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

fn part(share: Share) -> Part {
    // A share is at least one millionth of a percent, and a whole is not zero.
    Fraction::new(share.millionths(), Share::WHOLE.millionths()).map_or(Part::UNKNOWN, Part::exact)
}

fn period(since: Option<Date>, until: Option<Date>) -> Period {
    Period {
        from: since.map_or(Day::OPEN_START, Day::from),
        until: until.map_or(Day::OPEN_END, Day::from),
    }
}

fn day(at: Timestamp) -> Day {
    Day::from(tehran_date(at.0))
}

/// Where a tie comes from, when it holds, since when it is known and how well.
#[derive(Clone)]
struct Basis {
    source: String,
    period: Period,
    known: Period,
    grade: Grade,
}

impl Gathered {
    fn party(&mut self, party: Party) {
        self.parties.push(party);
    }

    fn tie(&mut self, from: &str, kind: TieKind, to: &str, share: Option<Share>, basis: &Basis) {
        let mut tie = Tie::new(from, kind, to, basis.source.clone())
            .grade(basis.grade)
            .period(basis.period)
            .known(basis.known);
        if let Some(share) = share {
            tie = tie.share(part(share));
        }
        self.ties.push(tie);
    }

    /// The firms of the register and who holds them.
    fn register(&mut self, firms: &[Firm], holders: &[FirmHolder]) {
        for firm in firms {
            self.party(Party::firm(format!("firm:{}", firm.id), firm.name.clone()));
        }
        for row in holders {
            let kind = PartyKind::of(&row.holder_kind).unwrap_or(PartyKind::Person);
            let node = identified(
                kind,
                row.holder_id.as_deref(),
                &format!("holder:{}", row.id),
            );
            self.party(match kind {
                PartyKind::Person => Party::person(node.clone(), row.holder.clone()),
                PartyKind::Firm => Party::firm(node.clone(), row.holder.clone()),
            });
            let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
            let basis = Basis {
                source: row.source.clone(),
                period: period(date(&row.since), date(&row.until)),
                known: Period::since(day(row.recorded_at)),
                grade: Grade::Register,
            };
            let firm = format!("firm:{}", row.firm);
            let share = row.share.and_then(Share::from_millionths);
            if share.is_some() {
                self.tie(&node, TieKind::Owns, &firm, share, &basis);
            }
            if !row.post.is_empty() {
                self.tie(&node, post_kind(&row.post), &firm, None, &basis);
            }
        }
    }

    /// What somebody declared.
    fn declared(
        &mut self,
        person: &str,
        declaration: &str,
        at: Timestamp,
        items: &[Item],
        named: &Named<'_>,
    ) {
        let staff = staff_node(person);
        self.declared.insert(staff.clone());
        for item in items {
            let source = format!("declaration {declaration}");
            let basis = Basis {
                source,
                period: Period::ALWAYS,
                known: Period::since(day(at)),
                grade: Grade::One,
            };
            let holder = match kin(item.relation) {
                None => staff.clone(),
                Some((kin, sex)) => {
                    let key = persian::search_key(&item.holder);
                    // The national code may stand in the row of the relative only.
                    let code = item.national_code.as_deref().or_else(|| {
                        items
                            .iter()
                            .find(|other| {
                                other.relation == item.relation
                                    && other.national_code.is_some()
                                    && persian::search_key(&other.holder) == key
                            })
                            .and_then(|other| other.national_code.as_deref())
                    });
                    let node = identified(
                        PartyKind::Person,
                        code,
                        &kin_node(person, item.relation.code(), &item.holder),
                    );
                    let mut party = Party::person(node.clone(), item.holder.clone());
                    party.sex = sex;
                    self.party(party);
                    self.tie(&staff, TieKind::Kin(kin), &node, None, &basis);
                    // Somebody of the same name elsewhere may be the same person: to be looked at, never more; and not where a
                    // person has decided.
                    if code.is_none() {
                        let alike = named.persons.iter().filter(|(_, name)| *name == key);
                        for (other, _) in
                            alike.filter(|(other, _)| !named.decided.settles(&node, other))
                        {
                            let inferred = Basis {
                                grade: Grade::Inferred,
                                ..basis.clone()
                            };
                            self.tie(&staff, TieKind::Kin(kin), other, None, &inferred);
                        }
                    }
                    node
                }
            };
            self.interest(&staff, &holder, item, &basis, named);
        }
    }

    fn interest(
        &mut self,
        staff: &str,
        holder: &str,
        item: &Item,
        basis: &Basis,
        named: &Named<'_>,
    ) {
        let basis = Basis {
            period: period(item.since, item.until),
            ..basis.clone()
        };
        let kinds: Vec<(TieKind, Option<Share>)> = match item.kind {
            ItemKind::Kin => return,
            ItemKind::Firm => {
                let owns = item.share.map(|share| (TieKind::Owns, Some(share)));
                let post = (!item.title.is_empty()).then(|| (post_kind(&item.title), None));
                owns.into_iter().chain(post).collect()
            }
            ItemKind::SideJob | ItemKind::PastEmployer | ItemKind::KinEmployed => {
                vec![(TieKind::EmployedBy, None)]
            }
            ItemKind::Membership => vec![(TieKind::Declared, None)],
            ItemKind::Property => {
                for party in named.parties_of_file(&item.file_number) {
                    let period = Period {
                        from: Day::OPEN_START,
                        ..basis.period
                    };
                    self.tie(
                        staff,
                        TieKind::Declared,
                        &party,
                        None,
                        &Basis {
                            period,
                            ..basis.clone()
                        },
                    );
                }
                return;
            }
        };
        let key = persian::search_key(&item.body);
        let sure = item.legal_id.as_ref().map(|id| format!("firm:{id}"));
        let targets: Vec<(String, Grade)> = match &sure {
            Some(node) => {
                self.party(Party::firm(node.clone(), item.body.clone()));
                vec![(node.clone(), Grade::One)]
            }
            // Without its national id a firm is known by name only.
            None => named
                .firms
                .iter()
                .filter(|(_, name)| *name == key)
                .map(|(node, _)| (node.clone(), Grade::Inferred))
                .collect(),
        };
        for (node, grade) in targets {
            let basis = Basis {
                grade,
                ..basis.clone()
            };
            for (kind, share) in &kinds {
                self.tie(holder, *kind, &node, *share, &basis);
            }
        }
    }
}

/// Nodes by folded name, for what has no national number, and the files that somebody's property may have.
struct Named<'a> {
    firms: Vec<(String, String)>,
    persons: Vec<(String, String)>,
    file_number: &'a str,
    parties: &'a [MatterParty],
    decided: &'a Decided,
}

impl Named<'_> {
    fn parties_of_file(&self, number: &str) -> Vec<String> {
        if number.is_empty() || persian::to_ascii(number) != self.file_number {
            return Vec::new();
        }
        self.parties.iter().map(party_node).collect()
    }
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
        Self::build(gather(conn, organisation, people, file_number, parties, false).await?)
    }

    /// The ties of everybody with an account here, each in office, for the bidders of a tender.
    pub async fn of_bidders(
        conn: &mut Conn,
        organisation: &str,
        bidders: &[MatterParty],
    ) -> Result<Self, Error> {
        let accounts = accounts(conn, organisation).await?;
        let people: Vec<Handler> = accounts
            .into_iter()
            .filter(|account| account.active)
            .map(|account| Handler {
                account: account.id,
                person: account.person,
                name: account.name,
            })
            .collect();
        let mut gathered = gather(conn, organisation, &people, "", bidders, true).await?;
        let body = body_node(organisation);
        let names = crate::voice::store::organisation_names(conn, organisation).await?;
        let name = names.map_or_else(|| organisation.to_owned(), |(name, _)| name);
        gathered.party(Party::body(body.clone(), name));
        let units = units(conn, organisation).await?;
        let top = |unit: &str| {
            units
                .iter()
                .any(|row| row.id == unit && row.parent.is_none())
        };
        let grants = grants(conn, organisation).await?;
        let basis = Basis {
            source: "accounts and roles".to_owned(),
            period: Period::ALWAYS,
            known: Period::ALWAYS,
            grade: Grade::Register,
        };
        for one in &people {
            let manages = |unit: Option<&str>| {
                let own = grants.iter().filter(|grant| grant.account == one.account);
                own.filter(|grant| grant.role == Role::Manager.code())
                    .any(|grant| unit.is_none() || grant.unit.as_deref().is_some_and(top))
            };
            // Who manages the unit that has none above it is the mayor.
            let office = if manages(Some("")) {
                TieKind::MayorOf
            } else if manages(None) {
                TieKind::ManagerOf
            } else {
                TieKind::StaffOf
            };
            let node = staff_node(&one.person);
            let node = gathered.stands_for.get(&node).cloned().unwrap_or(node);
            gathered.tie(&node, office, &body, None, &basis);
        }
        Self::build(gathered)
    }
}

/// The node of the organisation itself.
pub(super) fn body_node(organisation: &str) -> String {
    format!("body:{organisation}")
}

/// Everything that ties these people, or may tie them, to these parties.
async fn gather(
    conn: &mut Conn,
    organisation: &str,
    people: &[Handler],
    file_number: &str,
    parties: &[MatterParty],
    offices: bool,
) -> Result<Gathered, Error> {
    let firms = rows::firms(conn, organisation).await?;
    let holders = rows::firm_holders(conn, organisation).await?;
    let records = rows::record_parties(conn, organisation).await?;
    let decided = Decided::read(conn, organisation).await?;
    let mut gathered = Gathered::default();
    gathered.register(&firms, &holders);
    gathered.records(
        &records,
        &rows::record_ties(conn, organisation).await?,
        offices,
    );
    let mut named = Named {
        firms: firms
            .iter()
            .map(|firm| (format!("firm:{}", firm.id), persian::search_key(&firm.name)))
            .collect(),
        persons: Vec::new(),
        file_number,
        parties,
        decided: &decided,
    };
    for row in &records {
        let list = if row.kind == PartyKind::Person.code() {
            &mut named.persons
        } else {
            &mut named.firms
        };
        list.push((row.id.clone(), persian::search_key(&row.name)));
    }
    for row in holders
        .iter()
        .filter(|row| row.holder_kind == PartyKind::Person.code())
    {
        let node = identified(
            PartyKind::Person,
            row.holder_id.as_deref(),
            &format!("holder:{}", row.id),
        );
        named.persons.push((node, persian::search_key(&row.holder)));
    }
    for party in parties {
        let node = party_node(party);
        let key = persian::search_key(&party.name);
        if party.party_kind == PartyKind::Person.code() {
            gathered.party(Party::person(node.clone(), party.name.clone()));
            named.persons.push((node, key));
        } else {
            gathered.party(Party::firm(node.clone(), party.name.clone()));
            named.firms.push((node, key));
        }
    }
    named.firms.sort();
    named.firms.dedup();
    named.persons.sort();
    named.persons.dedup();
    for one in people {
        gathered.party(Party::person(staff_node(&one.person), one.name.clone()));
        let own = persian::search_key(&one.name);
        let staff = staff_node(&one.person);
        let alike = named.persons.iter().filter(|(_, name)| *name == own);
        for (node, _) in alike.filter(|(node, _)| !decided.settles(&staff, node)) {
            let basis = Basis {
                source: "same name".to_owned(),
                period: Period::ALWAYS,
                known: Period::ALWAYS,
                grade: Grade::Inferred,
            };
            gathered.tie(
                &staff_node(&one.person),
                TieKind::Declared,
                node,
                None,
                &basis,
            );
        }
        for declaration in rows::in_force(conn, organisation, &one.person).await? {
            let items: Vec<Item> = rows::items(conn, organisation, &declaration.id)
                .await?
                .iter()
                .map(rows::ItemRow::item)
                .collect::<Result<_, _>>()?;
            gathered.declared(
                &one.person,
                &declaration.id,
                declaration.submitted_at,
                &items,
                &named,
            );
            for condition in rows::conditions_of(conn, organisation, &declaration.id).await? {
                let (Some(legal_id), true) = (
                    &condition.legal_id,
                    condition.kind == ConditionKind::Recusal.code(),
                ) else {
                    continue;
                };
                let basis = Basis {
                    source: format!("recusal commanded on declaration {}", declaration.id),
                    period: Period::ALWAYS,
                    known: Period::since(day(declaration
                        .reviewed_at
                        .unwrap_or(declaration.submitted_at))),
                    grade: Grade::Both,
                };
                let node = format!("firm:{legal_id}");
                gathered.party(Party::firm(node.clone(), legal_id.clone()));
                gathered.tie(
                    &staff_node(&one.person),
                    TieKind::Declared,
                    &node,
                    None,
                    &basis,
                );
            }
        }
        for gift in rows::gifts(conn, organisation, Some(&one.account), 1_000).await? {
            // Who turned a gift away has kept their hands clean; only what is undecided or was kept ties.
            if !matches!(gift.outcome(), GiftOutcome::Offered | GiftOutcome::Kept) {
                continue;
            }
            let kind = PartyKind::of(&gift.giver_kind).unwrap_or(PartyKind::Person);
            let Some(id) = gift.giver_id.as_deref() else {
                continue;
            };
            let node = identified(kind, Some(id), "");
            gathered.party(match kind {
                PartyKind::Person => Party::person(node.clone(), gift.giver.clone()),
                PartyKind::Firm => Party::firm(node.clone(), gift.giver.clone()),
            });
            let happened = gift.happened_on.parse().ok();
            let basis = Basis {
                source: format!("gift {}", gift.id),
                period: period(happened, None),
                known: Period::since(day(gift.recorded_at)),
                grade: Grade::One,
            };
            gathered.tie(
                &node,
                TieKind::GaveGift,
                &staff_node(&one.person),
                None,
                &basis,
            );
        }
    }
    gathered.decide(&decided);
    Ok(gathered)
}

impl Gathered {
    /// What was imported. Offices in the organisation count where its dealings are judged, and not where somebody of it decides: to
    /// work in one house is no tie.
    fn records(&mut self, parties: &[PartyRow], ties: &[TieRow], offices: bool) {
        for row in parties {
            let mut party = match row.kind.as_str() {
                "person" => Party::person(row.id.clone(), row.name.clone()),
                "body" => Party::body(row.id.clone(), row.name.clone()),
                _ => Party::firm(row.id.clone(), row.name.clone()),
            };
            party.sex = match row.sex.as_deref() {
                Some("male") => Some(Sex::Male),
                Some("female") => Some(Sex::Female),
                _ => None,
            };
            self.party(party);
        }
        for row in ties {
            let Ok(kind) = row.kind.parse::<TieKind>() else {
                continue;
            };
            if kind.is_office() && !offices {
                continue;
            }
            // A kin list may name its employee by a code that no list of staff has yet.
            for id in [&row.from_party, &row.to_party] {
                if let Some(code) = id.strip_prefix("person:") {
                    self.party(Party::person(id.clone(), code.to_owned()));
                }
            }
            let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
            let mut tie = Tie::new(&row.from_party, kind, &row.to_party, row.source.clone())
                .grade(Grade::from_code(&row.grade).unwrap_or(Grade::Inferred))
                .period(Period {
                    from: day(&row.since).unwrap_or(Day::OPEN_START),
                    until: day(&row.until).unwrap_or(Day::OPEN_END),
                })
                .known(Period::since(self::day(row.recorded_at)));
            if kind == TieKind::Owns {
                tie = tie.share(
                    row.share
                        .as_deref()
                        .and_then(|text| text.parse().ok())
                        .unwrap_or(Part::UNKNOWN),
                );
            }
            self.ties.push(tie);
        }
    }

    /// Records that a person decided to be one person become one; where a person is not sure, the tie is inferred.
    fn decide(&mut self, decided: &Decided) {
        let ids: BTreeSet<String> = self.parties.iter().map(|party| party.id.clone()).collect();
        self.stands_for = decided.stands_for(&ids);
        let stands = |id: &String| self.stands_for.get(id).unwrap_or(id).clone();
        for party in &mut self.parties {
            party.id = stands(&party.id);
        }
        for tie in &mut self.ties {
            tie.from = stands(&tie.from);
            tie.to = stands(&tie.to);
        }
        self.declared = self.declared.iter().map(stands).collect();
        let same: Vec<(String, String)> = decided
            .unsure()
            .map(|(one, other)| (stands(&one), stands(&other)))
            .filter(|(one, other)| one != other && ids.contains(one) && ids.contains(other))
            .collect();
        for (one, other) in same {
            self.tie(
                &one,
                TieKind::Declared,
                &other,
                None,
                &Basis {
                    source: "names that may be one person".to_owned(),
                    period: Period::ALWAYS,
                    known: Period::ALWAYS,
                    grade: Grade::Inferred,
                },
            );
        }
        // Of two records that became one, a tie between them says nothing.
        self.ties
            .retain(|tie| tie.from != tie.to || tie.kind == TieKind::Owns);
    }
}

impl Ties {
    fn build(mut gathered: Gathered) -> Result<Self, Error> {
        let corrupt = |why: relations::graph::Refused| Error::Corrupt(format!("ties: {why}"));
        // One party a node: the first by name, whatever order the rows came in; a number stands in only where nobody gave a name.
        let bare = |party: &Party| party.name.bytes().all(|byte| byte.is_ascii_digit());
        gathered.parties.sort_by(|a, b| {
            (&a.id, bare(a), &a.name, a.sex).cmp(&(&b.id, bare(b), &b.name, b.sex))
        });
        let mut parties: Vec<Party> = Vec::new();
        for party in gathered.parties {
            match parties.last_mut() {
                Some(known) if known.id == party.id => known.sex = known.sex.or(party.sex),
                _ => parties.push(party),
            }
        }
        let mut lines: Vec<(String, Tie)> = gathered
            .ties
            .into_iter()
            .map(|tie| (format!("{tie:?}"), tie))
            .collect();
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        lines.dedup_by(|a, b| a.0 == b.0);
        let rules = Rules::shipped();
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
        Ok(Self {
            graph: builder.build(rules.hub_caps()),
            rules,
            declared: gathered.declared,
            stands_for: gathered.stands_for,
            refused,
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
            Some((answer, outcome, party)) => self.told(&answer, outcome, party),
            None => Compared {
                outcome: Outcome::InsufficientData,
                party: None,
                path: Default::default(),
                second: Default::default(),
                law: Default::default(),
                missing: Default::default(),
                evidence: json!([]),
                input_hash: self.input_hash.clone(),
            },
        }
    }

    /// Whether the organisation may deal with a bidder at all: every official counts.
    pub fn gate(&self, organisation: &str, bidder: &MatterParty, now: Timestamp) -> Compared {
        let (node, body) = (self.node(party_node(bidder)), body_node(organisation));
        let (answer, outcome) = self.ask(&Question::gate(&node, &body, day(now)));
        self.told(&answer, outcome, bidder)
    }

    /// Compares who decides on a tender with a bidder.
    pub fn dealing(&self, person: &str, bidder: &MatterParty, now: Timestamp) -> Compared {
        let (staff, node) = (self.node(staff_node(person)), self.node(party_node(bidder)));
        let (answer, outcome) = self.ask(&Question::new(&staff, &node, day(now)));
        self.told(&answer, outcome, bidder)
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
        self.told(&answer, outcome, other)
    }

    /// The node that stands for a node.
    fn node(&self, id: String) -> String {
        self.stands_for.get(&id).cloned().unwrap_or(id)
    }

    /// The answer to a question; whoever has declared without naming a relative has none to name.
    fn ask(&self, question: &Question<'_>) -> (Answer, Outcome) {
        let screener = Screener::new(&self.graph, &self.rules);
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

    fn told(&self, answer: &Answer, outcome: Outcome, party: &MatterParty) -> Compared {
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
            missing: (
                gaps.iter().map(Missing::persian).chain(refused.0).collect(),
                gaps.iter().map(Missing::english).chain(refused.1).collect(),
            ),
            evidence: answer
                .path
                .as_ref()
                .map_or_else(|| json!([]), |path| path.steps.iter().map(step).collect()),
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
