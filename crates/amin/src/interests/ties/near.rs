//! Reads what is near enough to a question to matter for its answer, and nothing else: the answer is that of all ties together.
//!
//! A path has at most so many ties as the rules say, and is searched from both ends: the ties of every party within half of them are
//! read, not going on where a party has more ties of a kind than its cap. A ban asks who is above a firm, up to three ties of kinship
//! from there, and where these people serve.

use std::collections::{BTreeMap, BTreeSet};

use relations::model::{Day, Period, TieKind};
use relations::rules::Rules;
use store::{Conn, Error};

use super::gathered::{Declared, Gathered, Office, Question, Rows, Told, Way};
use super::nodes::{holder_node, party_node, staff_node};
use crate::interests::model::dealings::contact_value;
use crate::interests::model::{Item, PartyKind};
use crate::interests::names::Decided;
use crate::interests::store::{self as rows, ContactBy, End, Handler, HolderBy, ItemRow, TieRow};
use crate::organisation::store::units;
use crate::platform::permissions::Role;

/// Longest chain of kinship that a ban looks at.
const KIN_TIES: usize = 3;
/// Firms above one that are looked through: more than the bans look through.
const MOST_FIRMS: usize = 2_000;
/// Kinds of ties that the releases of tenders tell.
const DEALINGS: [TieKind; 3] = [
    TieKind::ContractWith,
    TieKind::SubcontractorOf,
    TieKind::CoBidder,
];
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
    /// Units that have none above them, once they were needed.
    tops: Option<BTreeSet<String>>,
}

impl<'a> Near<'a> {
    /// Reads what is near to these people and to the parties of a question: also what anybody else with an account declared about those
    /// who are near.
    pub(super) async fn read(
        conn: &mut Conn,
        organisation: &'a str,
        question: &'a Question<'a>,
        decided: &'a Decided,
        rules: &'a Rules,
        people: &[Handler],
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
            tops: None,
        };
        let own = people
            .iter()
            .map(|one| (one.person.clone(), one.name.clone()));
        near.rows.staff.extend(own.clone());
        near.people(conn, own.collect()).await?;
        near.superiors(conn, people).await?;
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
        self.dealings(conn, &wanted).await?;
        self.contacts(conn, &wanted).await?;
        self.ends(conn, &wanted).await?;
        self.told(conn, &wanted, &holders).await
    }

    /// Who bid with these parties, had contracts with them or worked below them. A public body, and whoever has dealings with thousands,
    /// joins nobody by them.
    async fn dealings(&mut self, conn: &mut Conn, ids: &[String]) -> Result<(), Error> {
        let hub = |rows: &mut Rows, id: &String| {
            for kind in DEALINGS {
                rows.hubs.insert((id.clone(), kind, true));
                rows.hubs.insert((id.clone(), kind, false));
            }
        };
        let (bodies, parties): (Vec<&String>, Vec<&String>) = ids
            .iter()
            .filter(|id| {
                ["firm:", "person:", "body:"]
                    .iter()
                    .any(|begin| id.starts_with(begin))
            })
            .partition(|id| id.starts_with("body:"));
        for id in bodies {
            hub(&mut self.rows, id);
        }
        for end in [End::From, End::To] {
            let parties: Vec<String> = parties.iter().map(|id| (*id).clone()).collect();
            let mut waiting: Vec<&[String]> = vec![&parties];
            while let Some(some) = waiting.pop() {
                let found = rows::dealings_at(conn, self.organisation, end, some).await?;
                match (found, some) {
                    (Some(found), _) => self.rows.dealings.extend(found),
                    (None, [one]) => hub(&mut self.rows, one),
                    (None, _) => {
                        let (left, right) = some.split_at(some.len() / 2);
                        waiting.extend([left, right]);
                    }
                }
            }
        }
        Ok(())
    }

    /// Who is reached by the telephones and addresses of these.
    async fn contacts(&mut self, conn: &mut Conn, ids: &[String]) -> Result<(), Error> {
        let organisation = self.organisation;
        let staff = numbers(ids, &["staff:"]);
        let own = rows::contacts_of_staff(conn, organisation, &staff).await?;
        let parties = rows::party_contacts(conn, organisation, ContactBy::Party, ids).await?;
        let values: BTreeSet<String> = own
            .iter()
            .flat_map(values_of)
            .chain(parties.into_iter().map(|(_, _, value)| value))
            .filter(|value| !self.rows.contacts.contains_key(value))
            .collect();
        let values: Vec<String> = values.into_iter().collect();
        for value in &values {
            self.rows.contacts.entry(value.clone()).or_default();
        }
        let reached = rows::party_contacts(conn, organisation, ContactBy::Value, &values).await?;
        for (node, name, value) in reached {
            let known = self.rows.contacts.entry(value).or_default().entry(node);
            // Of two spellings of a name the first by letters stands, in whatever order they are read.
            let kept = known.or_insert_with(|| name.clone());
            if name < *kept {
                *kept = name;
            }
        }
        for row in rows::staff_reached_by(conn, organisation, &values).await? {
            for value in values_of(&row) {
                if let Some(all) = self.rows.contacts.get_mut(&value) {
                    all.insert(staff_node(&row.0), row.1.clone());
                }
            }
            self.rows.staff.insert(row.0, row.1);
        }
        Ok(())
    }

    /// Who stands above those who decide: the managers of the units above theirs, and of their own for who does not manage it.
    async fn superiors(&mut self, conn: &mut Conn, people: &[Handler]) -> Result<(), Error> {
        let persons: Vec<String> = people.iter().map(|one| one.person.clone()).collect();
        let held = rows::offices_held(conn, self.organisation, &persons).await?;
        let all = units(conn, self.organisation).await?;
        let parent = |unit: &str| {
            let row = all.iter().find(|row| row.id == unit)?;
            row.parent.clone()
        };
        let mut above: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in held.iter().filter(|row| row.until.is_none()) {
            let Some(unit) = &row.unit else { continue };
            let manages = row.role.as_deref() == Some(Role::Manager.code());
            let mut at = if manages {
                parent(unit)
            } else {
                Some(unit.clone())
            };
            let units = above.entry(row.person.clone()).or_default();
            // A cycle in the tree, which no act makes, ends.
            while let Some(unit) = at.take_if(|unit| units.insert(unit.clone())) {
                at = parent(&unit);
            }
        }
        let wanted: BTreeSet<String> = above.values().flatten().cloned().collect();
        let wanted: Vec<String> = wanted.into_iter().collect();
        let managers = rows::managers_of_units(conn, self.organisation, &wanted).await?;
        for (person, name, unit, since) in managers {
            for (below, units) in &above {
                if *below != person && units.contains(&unit) {
                    let line = (person.clone(), below.clone(), since);
                    self.rows.superiors.insert(line);
                    self.rows.staff.insert(person.clone(), name.clone());
                }
            }
        }
        Ok(())
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
        for row in &self.rows.dealings {
            ends.extend([row.one.clone(), row.other.clone()]);
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

    /// Reads who declared something about these parties, or has their name.
    async fn told(
        &mut self,
        conn: &mut Conn,
        ids: &[String],
        numbers: &[String],
    ) -> Result<(), Error> {
        let staff = self::numbers(ids, &["staff:"]);
        self.staff(conn, staff).await?;
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
        // The node of an employee has no national code, so that a colleague who names them with one is found by the name as well.
        let own: BTreeSet<String> = self
            .rows
            .staff
            .iter()
            .filter(|(person, _)| ids.contains(staff_node(person).as_str()))
            .map(|(_, name)| persian::search_key(name))
            .collect();
        let (list, own): (Vec<String>, Vec<String>) =
            (names.into_iter().collect(), own.into_iter().collect());
        let mut people = rows::told_of(conn, self.organisation, numbers, &list, &own).await?;
        // A record of a declaration, or an account, that was decided to be one of these.
        for id in &ids {
            let own = id.strip_prefix("staff:");
            let kin = id
                .strip_prefix("kin:")
                .and_then(|rest| rest.split(':').next());
            people.extend(own.or(kin).map(str::to_owned));
        }
        let people: Vec<String> = people.into_iter().collect();
        self.staff(conn, people.clone()).await?;
        let named = rows::with_account_named(conn, self.organisation, &list).await?;
        self.rows.staff.extend(named.iter().cloned());
        let told = people.into_iter().filter_map(|person| {
            let name = self.rows.staff.get(&person)?.clone();
            Some((person, name))
        });
        let found = told.chain(named).collect();
        self.people(conn, found).await
    }

    /// Reads the names of people with an account that are not known yet.
    async fn staff(&mut self, conn: &mut Conn, mut people: Vec<String>) -> Result<(), Error> {
        people.retain(|person| !self.rows.staff.contains_key(person));
        let found = rows::with_account(conn, self.organisation, &people).await?;
        self.rows.staff.extend(found);
        Ok(())
    }

    /// Reads what these people (id, name) declared and were offered, from what they are kept by command, their offices where these
    /// count, and who has the names that they declared.
    async fn people(
        &mut self,
        conn: &mut Conn,
        people: Vec<(String, String)>,
    ) -> Result<(), Error> {
        let mut new: BTreeMap<String, Told> = BTreeMap::new();
        for (person, name) in people {
            if !self.rows.people.contains_key(&person) {
                new.entry(person.clone())
                    .or_insert_with(|| Told::new(person, name));
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        let mut names: BTreeSet<String> = new
            .values()
            .map(|one| persian::search_key(&one.name))
            .collect();
        let persons: Vec<String> = new.keys().cloned().collect();
        let mut declared = self.declarations(conn, &persons, &mut names).await?;
        let gifts = rows::gifts_to(conn, self.organisation, &persons).await?;
        let recusals = rows::standing_recusals(conn, self.organisation, &persons).await?;
        let mut offices = if self.question.body.is_some() {
            self.offices(conn, &persons).await?
        } else {
            BTreeMap::new()
        };
        for (person, one) in &mut new {
            one.declarations = declared.remove(person).unwrap_or_default();
            one.offices = offices.remove(person).unwrap_or_default();
            let own = gifts.iter().filter(|gift| gift.person == *person);
            one.gifts = own.cloned().collect();
            let own = recusals.iter().filter(|row| row.person == *person);
            one.recusals = own.cloned().collect();
        }
        self.rows.people.extend(new);
        self.named(conn, names).await
    }

    /// The offices of these people in the organisation, each with the days between which it was held.
    async fn offices(
        &mut self,
        conn: &mut Conn,
        persons: &[String],
    ) -> Result<BTreeMap<String, Vec<Office>>, Error> {
        let tops = if let Some(tops) = &self.tops {
            tops.clone()
        } else {
            let units = units(conn, self.organisation).await?;
            let tops: BTreeSet<String> = units
                .into_iter()
                .filter(|row| row.parent.is_none())
                .map(|row| row.id)
                .collect();
            self.tops.insert(tops).clone()
        };
        let held = rows::offices_held(conn, self.organisation, persons).await?;
        let mut all: BTreeMap<String, Vec<rows::OfficeHeld>> = BTreeMap::new();
        for row in held {
            all.entry(row.person.clone()).or_default().push(row);
        }
        let offices = all
            .into_iter()
            .map(|(person, held)| (person, offices_of(&held, &tops)));
        Ok(offices.collect())
    }

    /// The declarations in force of these people; adds the names that stand in them without a number.
    async fn declarations(
        &self,
        conn: &mut Conn,
        persons: &[String],
        names: &mut BTreeSet<String>,
    ) -> Result<BTreeMap<String, Vec<Declared>>, Error> {
        let mut all = rows::declarations_of_people(conn, self.organisation, persons).await?;
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
        let mut declared: BTreeMap<String, Vec<Declared>> = BTreeMap::new();
        for row in all {
            let own = items.iter().filter(|item| item.declaration == row.id);
            let items: Vec<Item> = own.map(ItemRow::item).collect::<Result<_, _>>()?;
            for item in &items {
                // With or without a code it may be a colleague: their node has none.
                if !item.holder.is_empty() {
                    names.insert(persian::search_key(&item.holder));
                }
                if item.legal_id.is_none() && !item.body.is_empty() {
                    names.insert(persian::search_key(&item.body));
                }
            }
            declared
                .entry(row.person.clone())
                .or_default()
                .push(Declared { row, items });
        }
        Ok(declared)
    }

    /// Reads the records of these folded names, and which people with an account have one of them.
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
        let staff = rows::with_account_named(conn, self.organisation, &names).await?;
        self.rows.staff.extend(staff);
        self.ends(conn, &[]).await
    }
}

/// The offices of one person: each unit that they manage or managed, the mayor's where none is above it; and for the days of an account
/// without a management post, employment.
fn offices_of(held: &[rows::OfficeHeld], tops: &BTreeSet<String>) -> Vec<Office> {
    let mut offices: Vec<Office> = Vec::new();
    let manages = |row: &&rows::OfficeHeld| row.role.as_deref() == Some(Role::Manager.code());
    for row in held.iter().filter(manages) {
        // Who manages the unit that has none above it is the mayor.
        let top = row.unit.as_ref().is_some_and(|unit| tops.contains(unit));
        let kind = if top {
            TieKind::MayorOf
        } else {
            TieKind::ManagerOf
        };
        offices.push((kind, row.period()));
    }
    // Who leads now is told of by the highest office only.
    let now = |kind| {
        offices
            .iter()
            .any(|(one, period)| *one == kind && period.until == Day::OPEN_END)
    };
    let (mayor, manager) = (now(TieKind::MayorOf), now(TieKind::ManagerOf));
    offices.retain(|(kind, period)| {
        !(mayor && *kind == TieKind::ManagerOf && period.until == Day::OPEN_END)
    });
    if !mayor && !manager && held.iter().any(|row| row.until.is_none()) {
        offices.push((TieKind::StaffOf, Period::ALWAYS));
    }
    offices.sort_unstable();
    offices.dedup();
    offices
}

/// The telephone and the address of mail of somebody, so that two spellings of one are the same.
fn values_of(row: &rows::StaffContact) -> Vec<String> {
    let both = [row.2.as_deref(), row.3.as_deref()];
    both.into_iter()
        .flatten()
        .filter_map(contact_value)
        .collect()
}

/// What comes after these beginnings of ids.
fn numbers(ids: &[String], begins: &[&str]) -> Vec<String> {
    let all = ids
        .iter()
        .filter_map(|id| begins.iter().find_map(|begin| id.strip_prefix(begin)));
    all.map(str::to_owned).collect()
}
