//! Reads what is near enough to a question to matter for its answer, and nothing else: the answer is that of all ties together.
//!
//! A path has at most so many ties as the rules say, and is searched from both ends: the ties of every party within half of them are
//! read, not going on where a party has more ties of a kind than its cap. A ban asks who is above a firm, up to three ties of kinship
//! from there, and where these people serve.

use std::collections::{BTreeMap, BTreeSet};

use relations::model::TieKind;
use relations::rules::Rules;
use store::{Conn, Error};

use super::gathered::{Declared, Gathered, Question, Rows, Told, Way};
use super::nodes::{holder_node, party_node, staff_node};
use crate::interests::model::{Item, PartyKind};
use crate::interests::names::Decided;
use crate::interests::store::{self as rows, End, Handler, HolderBy, ItemRow, TieRow};
use crate::organisation::store::{grants, units};
use crate::platform::permissions::Role;

/// Longest chain of kinship that a ban looks at.
const KIN_TIES: usize = 3;
/// Firms above one that are looked through: more than the bans look through.
const MOST_FIRMS: usize = 2_000;
/// Ties of one kind that a party may have before they are left unread where more than the cap join nobody.
const MOST_OF_A_KIND: i64 = 400;

pub(super) struct Near<'a> {
    organisation: &'a str,
    question: &'a Question<'a>,
    decided: &'a Decided,
    rules: &'a Rules,
    /// For each record those that are decided to be, or may be, the same person.
    links: BTreeMap<String, Vec<String>>,
    rows: Rows,
    /// Parties whose ties are all here.
    loaded: BTreeSet<String>,
    /// Ends of ties that were looked up.
    known: BTreeSet<String>,
    /// Folded names that were looked up.
    names: BTreeSet<String>,
    /// Everybody with an account, where what anybody declared counts.
    everybody: Option<Everybody>,
}

/// Everybody with an account: by folded name, by person, and the office of each account.
struct Everybody {
    handlers: Vec<Handler>,
    of_name: BTreeMap<String, Vec<usize>>,
    of_person: BTreeMap<String, Vec<usize>>,
    offices: BTreeMap<String, TieKind>,
}

impl Everybody {
    async fn read(conn: &mut Conn, organisation: &str) -> Result<Self, Error> {
        let handlers = rows::everybody(conn, organisation).await?;
        let units = units(conn, organisation).await?;
        let tops: BTreeSet<&str> = units
            .iter()
            .filter(|row| row.parent.is_none())
            .map(|row| row.id.as_str())
            .collect();
        let mut offices: BTreeMap<String, TieKind> = BTreeMap::new();
        for grant in grants(conn, organisation).await? {
            if grant.role != Role::Manager.code() {
                continue;
            }
            // Who manages the unit that has none above it is the mayor.
            let top = grant
                .unit
                .as_deref()
                .is_some_and(|unit| tops.contains(unit));
            let office = if top {
                TieKind::MayorOf
            } else {
                TieKind::ManagerOf
            };
            let known = offices.entry(grant.account).or_insert(office);
            if top {
                *known = office;
            }
        }
        let (mut of_name, mut of_person) = (BTreeMap::new(), BTreeMap::new());
        for (place, one) in handlers.iter().enumerate() {
            let key = persian::search_key(&one.name);
            of_name.entry(key).or_insert_with(Vec::new).push(place);
            of_person
                .entry(one.person.clone())
                .or_insert_with(Vec::new)
                .push(place);
        }
        Ok(Self {
            handlers,
            of_name,
            of_person,
            offices,
        })
    }
}

impl<'a> Near<'a> {
    /// Reads what is near to these people and to the parties of a question; with `everybody`, what others with an account declared
    /// counts too.
    pub(super) async fn read(
        conn: &mut Conn,
        organisation: &'a str,
        question: &'a Question<'a>,
        decided: &'a Decided,
        rules: &'a Rules,
        people: &[Handler],
        everybody: bool,
    ) -> Result<Rows, Error> {
        let mut near = Self {
            organisation,
            question,
            decided,
            rules,
            links: decided.links(),
            rows: Rows::default(),
            loaded: BTreeSet::new(),
            known: BTreeSet::new(),
            names: BTreeSet::new(),
            everybody: None,
        };
        if everybody {
            near.everybody = Some(Everybody::read(conn, organisation).await?);
        }
        near.people(conn, people.to_vec()).await?;
        let parties: BTreeSet<String> = question.parties.iter().map(party_node).collect();
        let staff: BTreeSet<String> = people.iter().map(|one| staff_node(&one.person)).collect();
        let mut level: BTreeSet<String> = parties.union(&staff).cloned().collect();
        for _ in 0..=rules.max_ties().div_ceil(2) {
            near.load(conn, &level).await?;
            level = near.beside(&level, Way::Any);
        }
        near.between(conn, &staff, &parties).await?;
        let mut above = parties;
        let mut seen = above.clone();
        while !above.is_empty() && seen.len() <= MOST_FIRMS {
            near.load(conn, &above).await?;
            above = near.beside(&above, Way::Above);
            above.retain(|id| seen.insert(id.clone()));
        }
        let mut kin = seen.clone();
        for _ in 0..=KIN_TIES {
            near.load(conn, &kin).await?;
            kin = near.beside(&kin, Way::Kin);
            kin.retain(|id| seen.insert(id.clone()));
        }
        let employers = near.beside(&seen, Way::Employers);
        near.load(conn, &employers).await?;
        Ok(near.rows)
    }

    fn beside(&self, from: &BTreeSet<String>, way: Way) -> BTreeSet<String> {
        Gathered::of(&self.rows, self.question, self.decided)
            .beside(from, way, &self.rows, self.rules)
    }

    /// A record and all to which decisions lead from it.
    fn linked(&self, id: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([id.to_owned()]);
        let mut open = vec![id.to_owned()];
        while let Some(one) = open.pop() {
            for other in self.links.get(&one).into_iter().flatten() {
                if found.insert(other.clone()) {
                    open.push(other.clone());
                }
            }
        }
        found
    }

    /// Reads all ties of some parties and of the records that are decided to be, or may be, the same.
    async fn load(&mut self, conn: &mut Conn, ids: &BTreeSet<String>) -> Result<(), Error> {
        let mut wanted: Vec<String> = ids.iter().flat_map(|id| self.linked(id)).collect();
        wanted.retain(|id| self.loaded.insert(id.clone()));
        if wanted.is_empty() {
            return Ok(());
        }
        for end in [End::From, End::To] {
            self.ties(conn, end, &wanted).await?;
        }
        let firms = numbers(&wanted, &["firm:"]);
        let holders = numbers(&wanted, &["firm:", "person:"]);
        let rows = numbers(&wanted, &["holder:"]);
        for (by, values) in [
            (HolderBy::Firm, firms),
            (HolderBy::Number, holders.clone()),
            (HolderBy::Row, rows),
        ] {
            let found = rows::holders_by(conn, self.organisation, by, &values).await?;
            self.rows
                .holders
                .extend(found.into_iter().map(|row| (row.id.clone(), row)));
        }
        self.ends(conn, &wanted).await?;
        self.told(conn, &wanted, &holders).await
    }

    /// Imported ties at an end of these parties. Where there are very many, kinds of which more than the cap join nobody stay unread.
    async fn ties(&mut self, conn: &mut Conn, end: End, ids: &[String]) -> Result<(), Error> {
        let mut waiting: Vec<&[String]> = ids.chunks(100).collect();
        while let Some(some) = waiting.pop() {
            if let Some(ties) = rows::ties_at(conn, self.organisation, end, some).await? {
                self.keep(ties);
                continue;
            }
            let [one] = some else {
                let (left, right) = some.split_at(some.len() / 2);
                waiting.extend([left, right]);
                continue;
            };
            let mut kinds = Vec::new();
            for (code, count) in rows::tie_counts(conn, self.organisation, end, one).await? {
                match code.parse::<TieKind>() {
                    Ok(kind) if count > MOST_OF_A_KIND && self.unread(one, kind, end) => {
                        let first = end == End::From || kind.is_symmetric();
                        self.rows.hubs.insert((one.clone(), kind, first));
                    }
                    _ => kinds.push(code),
                }
            }
            let ties = rows::ties_of_kinds(conn, self.organisation, end, one, &kinds).await?;
            self.keep(ties);
        }
        Ok(())
    }

    /// Whether very many ties of a kind may stay unread: they have a cap, and no ban asks who is at their other end.
    fn unread(&self, party: &str, kind: TieKind, end: End) -> bool {
        let held = matches!(
            kind,
            TieKind::Owns | TieKind::Manages | TieKind::Directs | TieKind::Inspects
        );
        let holds_many = ["firm:", "body:"]
            .iter()
            .any(|begin| party.starts_with(begin));
        self.rules.hub_caps().of(kind).is_some() && (!held || end == End::From && holds_many)
    }

    fn keep(&mut self, ties: Vec<TieRow>) {
        self.rows
            .ties
            .extend(ties.into_iter().map(|row| (row.id.clone(), row)));
    }

    /// Ties straight between the two sides count however many there are of their kind.
    async fn between(
        &mut self,
        conn: &mut Conn,
        ones: &BTreeSet<String>,
        others: &BTreeSet<String>,
    ) -> Result<(), Error> {
        if self.rows.hubs.is_empty() {
            return Ok(());
        }
        let members = |ids: &BTreeSet<String>| -> Vec<String> {
            ids.iter()
                .flat_map(|id| self.linked(id))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        };
        let (ones, others) = (members(ones), members(others));
        let ties = rows::ties_between(conn, self.organisation, &ones, &others).await?;
        self.keep(ties);
        Ok(())
    }

    /// Reads who is at the ends of the ties read so far, and who `also` is.
    async fn ends(&mut self, conn: &mut Conn, also: &[String]) -> Result<(), Error> {
        let mut ends: BTreeSet<String> = also.iter().cloned().collect();
        for tie in self.rows.ties.values() {
            ends.extend([tie.from_party.clone(), tie.to_party.clone()]);
        }
        for row in self.rows.holders.values() {
            ends.extend([holder_node(row), format!("firm:{}", row.firm)]);
        }
        let mut wanted: Vec<String> = ends.iter().flat_map(|id| self.linked(id)).collect();
        wanted.retain(|id| self.known.insert(id.clone()));
        if wanted.is_empty() {
            return Ok(());
        }
        let found = rows::record_parties_of(conn, self.organisation, &wanted).await?;
        self.rows
            .parties
            .extend(found.into_iter().map(|row| (row.id.clone(), row)));
        let firms = numbers(&wanted, &["firm:"]);
        let found = rows::firms_of(conn, self.organisation, &firms).await?;
        self.rows
            .firms
            .extend(found.into_iter().map(|row| (row.id.clone(), row)));
        // Who is in no list may be named by the register as a holder.
        let nameless: Vec<String> = wanted
            .into_iter()
            .filter(|id| !self.rows.parties.contains_key(id))
            .collect();
        let holders = numbers(&nameless, &["firm:", "person:"]);
        for row in rows::holders_by(conn, self.organisation, HolderBy::Number, &holders).await? {
            self.rows.named.insert((holder_node(&row), row.holder));
        }
        Ok(())
    }

    /// Where what anybody declared counts: who declared something about these parties, or has their name.
    async fn told(
        &mut self,
        conn: &mut Conn,
        ids: &[String],
        numbers: &[String],
    ) -> Result<(), Error> {
        let Some(everybody) = &self.everybody else {
            return Ok(());
        };
        let ids: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let of_parties = self.question.parties.iter();
        let names: BTreeSet<String> = self
            .rows
            .parties
            .values()
            .map(|row| (row.id.clone(), &row.name))
            .chain(
                self.rows
                    .firms
                    .values()
                    .map(|row| (format!("firm:{}", row.id), &row.name)),
            )
            .chain(
                self.rows
                    .holders
                    .values()
                    .map(|row| (holder_node(row), &row.holder)),
            )
            .chain(of_parties.map(|party| (party_node(party), &party.name)))
            .filter(|(id, _)| ids.contains(id.as_str()))
            .map(|(_, name)| persian::search_key(name))
            .collect();
        let list: Vec<String> = names.iter().cloned().collect();
        let mut people = rows::told_of(conn, self.organisation, numbers, &list).await?;
        // A record of a declaration, or an account, that was decided to be one of these.
        for id in &ids {
            let own = id.strip_prefix("staff:");
            let kin = id
                .strip_prefix("kin:")
                .and_then(|rest| rest.split(':').next());
            people.extend(own.or(kin).map(str::to_owned));
        }
        let places: BTreeSet<usize> = people
            .iter()
            .filter_map(|person| everybody.of_person.get(person))
            .chain(names.iter().filter_map(|name| everybody.of_name.get(name)))
            .flatten()
            .copied()
            .collect();
        let handlers = places
            .into_iter()
            .filter_map(|place| everybody.handlers.get(place).cloned())
            .collect();
        self.people(conn, handlers).await
    }

    /// Reads what these people declared and were offered, and who has the names that they declared.
    async fn people(&mut self, conn: &mut Conn, handlers: Vec<Handler>) -> Result<(), Error> {
        let key = |one: &Handler| (one.account.clone(), one.person.clone());
        let mut new: BTreeMap<(String, String), Told> = BTreeMap::new();
        for handler in handlers {
            if self.rows.people.contains_key(&key(&handler)) {
                continue;
            }
            let office = self.everybody.as_ref().map(|all| {
                let office = all.offices.get(&handler.account);
                office.copied().unwrap_or(TieKind::StaffOf)
            });
            new.insert(
                key(&handler),
                Told {
                    handler,
                    office,
                    declarations: Vec::new(),
                    gifts: Vec::new(),
                },
            );
        }
        if new.is_empty() {
            return Ok(());
        }
        let mut names: BTreeSet<String> = new
            .values()
            .map(|one| persian::search_key(&one.handler.name))
            .collect();
        let persons: BTreeSet<String> = new.keys().map(|(_, person)| person.clone()).collect();
        let accounts: BTreeSet<String> = new.keys().map(|(account, _)| account.clone()).collect();
        let declared = self.declarations(conn, persons, &mut names).await?;
        let accounts: Vec<String> = accounts.into_iter().collect();
        let gifts = rows::gifts_to(conn, self.organisation, &accounts).await?;
        for ((account, person), one) in &mut new {
            one.declarations = declared.get(person).cloned().unwrap_or_default();
            let own = gifts.iter().filter(|gift| gift.account == *account);
            one.gifts = own.cloned().collect();
        }
        self.rows.people.extend(new);
        self.named(conn, names).await
    }

    /// The declarations in force of these people; adds the names that stand in them without a number.
    async fn declarations(
        &self,
        conn: &mut Conn,
        persons: BTreeSet<String>,
        names: &mut BTreeSet<String>,
    ) -> Result<BTreeMap<String, Vec<Declared>>, Error> {
        let persons: Vec<String> = persons.into_iter().collect();
        let mut all = rows::declarations_of_people(conn, self.organisation, &persons).await?;
        // Of each person the last that a reviewer accepted and all after it, so that nobody loses a tie by leaving it out of a newer
        // one.
        let mut replaced: BTreeSet<String> = BTreeSet::new();
        all.retain(|row| {
            let in_force = !replaced.contains(&row.person);
            if row.state().replaces() {
                replaced.insert(row.person.clone());
            }
            in_force
        });
        let ids: Vec<String> = all.iter().map(|row| row.id.clone()).collect();
        let items = rows::items_of_declarations(conn, self.organisation, &ids).await?;
        let conditions = rows::conditions_of_declarations(conn, self.organisation, &ids).await?;
        let mut declared: BTreeMap<String, Vec<Declared>> = BTreeMap::new();
        for row in all {
            let own = items.iter().filter(|item| item.declaration == row.id);
            let items: Vec<Item> = own.map(ItemRow::item).collect::<Result<_, _>>()?;
            for item in &items {
                if item.national_code.is_none() && !item.holder.is_empty() {
                    names.insert(persian::search_key(&item.holder));
                }
                if item.legal_id.is_none() && !item.body.is_empty() {
                    names.insert(persian::search_key(&item.body));
                }
            }
            let own = conditions.iter().filter(|one| one.declaration == row.id);
            let conditions = own.cloned().collect();
            declared
                .entry(row.person.clone())
                .or_default()
                .push(Declared {
                    row,
                    items,
                    conditions,
                });
        }
        Ok(declared)
    }

    /// Reads the records of these folded names.
    async fn named(&mut self, conn: &mut Conn, names: BTreeSet<String>) -> Result<(), Error> {
        let names: Vec<String> = names
            .into_iter()
            .filter(|name| self.names.insert(name.clone()))
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let found = rows::parties_named(conn, self.organisation, &names).await?;
        self.rows
            .parties
            .extend(found.into_iter().map(|row| (row.id.clone(), row)));
        let found = rows::firms_named(conn, self.organisation, &names).await?;
        self.rows
            .firms
            .extend(found.into_iter().map(|row| (row.id.clone(), row)));
        let found = rows::holders_by(conn, self.organisation, HolderBy::Name, &names).await?;
        let persons = found
            .into_iter()
            .filter(|row| row.holder_kind == PartyKind::Person.code());
        self.rows
            .holders
            .extend(persons.map(|row| (row.id.clone(), row)));
        self.ends(conn, &[]).await
    }
}

/// What comes after these beginnings of ids.
fn numbers(ids: &[String], begins: &[&str]) -> Vec<String> {
    let all = ids
        .iter()
        .filter_map(|id| begins.iter().find_map(|begin| id.strip_prefix(begin)));
    all.map(str::to_owned).collect()
}
