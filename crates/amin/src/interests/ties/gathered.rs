//! From rows to parties and ties. Pure: the same rows give the same ties, whoever read them and in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use relations::model::{Day, Grade, Party, Period, Sex, Tie, TieKind};
use relations::rules::Rules;
use relations::shares::Share as Part;
use store::Timestamp;

use super::nodes::{
    Basis, day, holder_node, identified, kin, kin_node, part, party_node, period, post_kind,
    staff_node,
};
use crate::interests::model::{GiftOutcome, Item, ItemKind, PartyKind, Share};
use crate::interests::names::Decided;
use crate::interests::store::{
    DealingRow, Declaration, Firm, FirmHolder, Gift, MatterParty, PartyRow, StandingRecusal, TieRow,
};

/// Parties that one telephone may reach and still say something of them: one more than the hub cap of the rules.
const MOST_REACHED: usize = 11;

/// What is asked, as far as it says which ties there are.
#[derive(Debug, Clone)]
pub(super) struct Question<'a> {
    /// Number of the file, or empty: somebody's property may have that file.
    pub(super) file_number: &'a str,
    /// Whom it is about.
    pub(super) parties: &'a [MatterParty],
    /// Node and name of the organisation, where its dealings are judged. Offices in it count there, and not where somebody of it
    /// decides: to work in one house is no tie.
    pub(super) body: Option<(String, String)>,
}

/// Rows that were read: all there are, or all that are near enough to matter.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) firms: BTreeMap<String, Firm>,
    pub(super) holders: BTreeMap<String, FirmHolder>,
    pub(super) parties: BTreeMap<String, PartyRow>,
    pub(super) ties: BTreeMap<String, TieRow>,
    /// Parties that are named somewhere else than where they were read: node and name.
    pub(super) named: BTreeSet<(String, String)>,
    /// Names of people with an account, by person.
    pub(super) staff: BTreeMap<String, String>,
    /// Those of them of whom everything was read.
    pub(super) people: BTreeMap<String, Told>,
    /// Ties that the releases of tenders tell.
    pub(super) dealings: BTreeSet<DealingRow>,
    /// Who is reached by one telephone or address: by that, nodes with their names.
    pub(super) contacts: BTreeMap<String, BTreeMap<String, String>>,
    /// Superior and who works below, by person, and since when, where it is known.
    pub(super) superiors: BTreeSet<(String, String, Option<Timestamp>)>,
    /// Parties with so many ties of a kind, from this end, that these were not read: by them they join nobody.
    pub(super) hubs: BTreeSet<(String, TieKind, bool)>,
}

/// An office in the organisation, and when it is or was held.
pub(super) type Office = (TieKind, Period);

/// Somebody with one account or several, and what is told of them.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) offices: Vec<Office>,
    pub(super) declarations: Vec<Declared>,
    /// Firms from whose matters a review keeps them until a reviewer ends it, whatever was declared since.
    pub(super) recusals: Vec<StandingRecusal>,
    pub(super) gifts: Vec<Gift>,
}

impl Told {
    pub(super) const fn new(person: String, name: String) -> Self {
        Self {
            person,
            name,
            offices: Vec::new(),
            declarations: Vec::new(),
            recusals: Vec::new(),
            gifts: Vec::new(),
        }
    }
}

/// A declaration in force.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) row: Declaration,
    pub(super) items: Vec<Item>,
}

/// Ids and names of parties, and ties, before they are a graph.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) parties: Vec<Party>,
    pub(super) ties: Vec<Tie>,
    /// People who have declared, so that "no relative is recorded" means that there is none to name.
    pub(super) declared: BTreeSet<String>,
    /// For each node that was decided to be the same person as another, the node that stands for both.
    pub(super) stands_for: BTreeMap<String, String>,
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
    fn register(&mut self, rows: &Rows) {
        for firm in rows.firms.values() {
            let mut party = Party::firm(format!("firm:{}", firm.id), firm.name.clone());
            party.shareholders = firm
                .shareholders
                .and_then(|count| u32::try_from(count).ok());
            self.party(party);
        }
        for row in rows.holders.values() {
            let kind = PartyKind::of(&row.holder_kind).unwrap_or(PartyKind::Person);
            let node = holder_node(row);
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
    fn declaration(
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
            let basis = Basis {
                source: declaration_source(declaration),
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
                    let inferred = Basis {
                        grade: Grade::Inferred,
                        ..basis.clone()
                    };
                    // Somebody of the same name elsewhere may be the same person: to be looked at, never more; and not where a
                    // person has decided.
                    if code.is_none() {
                        let alike = named.persons(&key);
                        for other in alike.filter(|other| !named.decided.settles(&node, other)) {
                            self.tie(&staff, TieKind::Kin(kin), other, None, &inferred);
                        }
                    }
                    // A colleague of that name, whose node has no code, may be the one who is meant.
                    let colleagues = named.staff(&key).filter(|other| {
                        **other != staff
                            && !named.decided.settles(&node, other)
                            && !named.decided.is_another(other, &node)
                    });
                    for other in colleagues {
                        self.tie(&staff, TieKind::Kin(kin), other, None, &inferred);
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
                .firms(&key)
                .map(|node| (node.clone(), Grade::Inferred))
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
    firms: BTreeMap<String, BTreeSet<String>>,
    persons: BTreeMap<String, BTreeSet<String>>,
    /// Those with an account, apart from all other records.
    staff: BTreeMap<String, BTreeSet<String>>,
    question: &'a Question<'a>,
    decided: &'a Decided,
}

impl<'a> Named<'a> {
    fn of(rows: &Rows, question: &'a Question<'a>, decided: &'a Decided) -> Self {
        let mut named = Self {
            firms: BTreeMap::new(),
            persons: BTreeMap::new(),
            staff: BTreeMap::new(),
            question,
            decided,
        };
        for (person, name) in &rows.staff {
            let nodes = named.staff.entry(persian::search_key(name)).or_default();
            nodes.insert(staff_node(person));
        }
        for firm in rows.firms.values() {
            named.add(false, &firm.name, format!("firm:{}", firm.id));
        }
        for row in rows.parties.values() {
            named.add(
                row.kind == PartyKind::Person.code(),
                &row.name,
                row.id.clone(),
            );
        }
        for row in rows.holders.values() {
            if row.holder_kind == PartyKind::Person.code() {
                named.add(true, &row.holder, holder_node(row));
            }
        }
        for party in question.parties {
            named.add(
                party.party_kind == PartyKind::Person.code(),
                &party.name,
                party_node(party),
            );
        }
        named
    }

    fn add(&mut self, person: bool, name: &str, node: String) {
        let list = if person {
            &mut self.persons
        } else {
            &mut self.firms
        };
        list.entry(persian::search_key(name))
            .or_default()
            .insert(node);
    }

    fn persons(&self, key: &str) -> impl Iterator<Item = &String> {
        self.persons.get(key).into_iter().flatten()
    }

    fn staff(&self, key: &str) -> impl Iterator<Item = &String> {
        self.staff.get(key).into_iter().flatten()
    }

    fn firms(&self, key: &str) -> impl Iterator<Item = &String> {
        self.firms.get(key).into_iter().flatten()
    }

    fn parties_of_file(&self, number: &str) -> Vec<String> {
        if number.is_empty() || persian::to_ascii(number) != self.question.file_number {
            return Vec::new();
        }
        self.question.parties.iter().map(party_node).collect()
    }
}

impl Gathered {
    /// Everything that these rows tie, for a question.
    pub(super) fn of(rows: &Rows, question: &Question<'_>, decided: &Decided) -> Self {
        let mut gathered = Self::default();
        gathered.register(rows);
        gathered.records(rows, question.body.is_some());
        for (node, name) in &rows.named {
            gathered.party(if node.starts_with("firm:") {
                Party::firm(node.clone(), name.clone())
            } else {
                Party::person(node.clone(), name.clone())
            });
        }
        let named = Named::of(rows, question, decided);
        for party in question.parties {
            let node = party_node(party);
            gathered.party(if party.party_kind == PartyKind::Person.code() {
                Party::person(node, party.name.clone())
            } else {
                Party::firm(node, party.name.clone())
            });
        }
        if let Some((body, name)) = &question.body {
            gathered.party(Party::body(body.clone(), name.clone()));
        }
        for (person, name) in &rows.staff {
            gathered.party(Party::person(staff_node(person), name.clone()));
        }
        for one in rows.people.values() {
            gathered.person(one, question, &named);
        }
        gathered.work(rows);
        gathered.decide(decided);
        gathered.agree(rows);
        gathered
    }

    /// Somebody with an account: who has the same name, the office, what was declared, and gifts.
    fn person(&mut self, one: &Told, question: &Question<'_>, named: &Named<'_>) {
        let staff = staff_node(&one.person);
        let tie = |basis: &str| Basis {
            source: basis.to_owned(),
            period: Period::ALWAYS,
            known: Period::ALWAYS,
            grade: Grade::Inferred,
        };
        let own = persian::search_key(&one.name);
        let alike = named.persons(&own);
        for node in alike.filter(|node| !named.decided.settles(&staff, node)) {
            self.tie(&staff, TieKind::Declared, node, None, &tie("same name"));
        }
        if let Some((body, _)) = &question.body {
            for (office, period) in &one.offices {
                let basis = Basis {
                    grade: Grade::Register,
                    period: *period,
                    ..tie("accounts and roles")
                };
                self.tie(&staff, *office, body, None, &basis);
            }
        }
        for declared in &one.declarations {
            let row = &declared.row;
            self.declaration(
                &one.person,
                &row.id,
                row.submitted_at,
                &declared.items,
                named,
            );
        }
        for row in &one.recusals {
            let basis = Basis {
                known: Period::since(day(row.set_at)),
                grade: Grade::Both,
                ..tie(&format!(
                    "recusal commanded on declaration {}",
                    row.declaration
                ))
            };
            let node = format!("firm:{}", row.legal_id);
            self.party(Party::firm(node.clone(), row.legal_id.clone()));
            self.tie(&staff, TieKind::Declared, &node, None, &basis);
        }
        for gift in &one.gifts {
            self.gift(&staff, gift);
        }
    }

    /// Who stands above whom; who bid, had contracts and worked below whom; and who is reached in one way.
    fn work(&mut self, rows: &Rows) {
        for (superior, below, since) in &rows.superiors {
            let basis = Basis {
                source: "units and roles".to_owned(),
                period: since.map_or(Period::ALWAYS, |at| Period::since(day(at))),
                known: Period::ALWAYS,
                grade: Grade::Register,
            };
            let (superior, below) = (staff_node(superior), staff_node(below));
            self.tie(&superior, TieKind::SuperiorOf, &below, None, &basis);
        }
        for row in &rows.dealings {
            let Ok(kind) = row.kind.parse::<TieKind>() else {
                continue;
            };
            for (node, name) in [(&row.one, &row.one_name), (&row.other, &row.other_name)] {
                self.named(node, name);
            }
            let basis = Basis {
                source: row.source.clone(),
                period: Period {
                    from: row.since.parse().unwrap_or(Day::OPEN_START),
                    until: row.until.parse().unwrap_or(Day::OPEN_END),
                },
                known: Period::since(day(row.recorded_at)),
                grade: Grade::Register,
            };
            self.tie(&row.one, kind, &row.other, None, &basis);
        }
        for parties in rows.contacts.values() {
            // What very many are reached by is that of a house and joins nobody.
            if parties.len() > MOST_REACHED {
                continue;
            }
            for (node, name) in parties {
                self.named(node, name);
            }
            let staff = |node: &str| node.starts_with("staff:");
            for (place, (one, _)) in parties.iter().enumerate() {
                for (other, _) in parties.iter().skip(place + 1) {
                    // Colleagues may share a telephone of the office.
                    if one == other || staff(one) && staff(other) {
                        continue;
                    }
                    let basis = Basis {
                        source: "one telephone or address of mail".to_owned(),
                        period: Period::ALWAYS,
                        known: Period::ALWAYS,
                        grade: Grade::Inferred,
                    };
                    self.tie(one, TieKind::SharedContact, other, None, &basis);
                }
            }
        }
    }

    /// A party by the beginning of its node.
    fn named(&mut self, node: &str, name: &str) {
        self.party(match node.split(':').next() {
            Some("firm") => Party::firm(node, name),
            Some("body") => Party::body(node, name),
            _ => Party::person(node, name),
        });
    }

    fn gift(&mut self, staff: &str, gift: &Gift) {
        // Who turned a gift away has kept their hands clean; only what is undecided or was kept ties.
        if !matches!(gift.outcome(), GiftOutcome::Offered | GiftOutcome::Kept) {
            return;
        }
        let kind = PartyKind::of(&gift.giver_kind).unwrap_or(PartyKind::Person);
        let Some(id) = gift.giver_id.as_deref() else {
            return;
        };
        let node = identified(kind, Some(id), "");
        self.party(match kind {
            PartyKind::Person => Party::person(node.clone(), gift.giver.clone()),
            PartyKind::Firm => Party::firm(node.clone(), gift.giver.clone()),
        });
        let basis = Basis {
            source: format!("gift {}", gift.id),
            period: period(gift.happened_on.parse().ok(), None),
            known: Period::since(day(gift.recorded_at)),
            grade: Grade::One,
        };
        self.tie(&node, TieKind::GaveGift, staff, None, &basis);
    }
}

impl Gathered {
    /// What was imported. Offices in the organisation count where its dealings are judged, and not where somebody of it decides: to
    /// work in one house is no tie.
    fn records(&mut self, rows: &Rows, offices: bool) {
        for row in rows.parties.values() {
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
            party.shareholders = row.shareholders.and_then(|count| u32::try_from(count).ok());
            self.party(party);
        }
        for row in rows.ties.values() {
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

impl Gathered {
    /// What two people declared alike, each in a declaration of their own, is declared by both. What rests on a name alone stays inferred.
    fn agree(&mut self, rows: &Rows) {
        let of: BTreeMap<String, &str> = rows
            .people
            .values()
            .flat_map(|one| {
                let own = one.declarations.iter();
                own.map(|declared| (declaration_source(&declared.row.id), one.person.as_str()))
            })
            .collect();
        let mut said: BTreeMap<(String, TieKind, String, String), BTreeSet<&str>> = BTreeMap::new();
        let by = |tie: &Tie| {
            let declarant = of.get(&tie.source).copied();
            declarant.filter(|_| tie.grade == Grade::One)
        };
        for tie in &self.ties {
            if let Some(person) = by(tie) {
                said.entry(alike(tie)).or_default().insert(person);
            }
        }
        for tie in &mut self.ties {
            if by(tie).is_some() && said.get(&alike(tie)).is_some_and(|people| people.len() > 1) {
                tie.grade = Grade::Both;
            }
        }
    }
}

/// Where a declared tie comes from.
fn declaration_source(id: &str) -> String {
    format!("declaration {id}")
}

/// What a tie says, the same from whichever end it is told.
fn alike(tie: &Tie) -> (String, TieKind, String, String) {
    let share = format!("{:?}", tie.share);
    let turned = match tie.kind {
        TieKind::Kin(kin) if tie.to < tie.from => Some(TieKind::Kin(kin.inverse())),
        kind if kind.is_symmetric() && tie.to < tie.from => Some(kind),
        _ => None,
    };
    match turned {
        Some(kind) => (tie.to.clone(), kind, tie.from.clone(), share),
        None => (tie.from.clone(), tie.kind, tie.to.clone(), share),
    }
}

/// Along which ties one goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Any by which a party may join two others.
    Any,
    /// From a firm to those who hold shares or posts in it.
    Above,
    /// Kinship.
    Kin,
    /// From a person to where they work or lead.
    Employers,
}

impl Gathered {
    /// The node that stands for a node.
    pub(super) fn stands(&self, id: &str) -> String {
        self.stands_for
            .get(id)
            .cloned()
            .unwrap_or_else(|| id.to_owned())
    }

    /// The parties to which a way leads from these.
    pub(super) fn beside(
        &self,
        from: &BTreeSet<String>,
        way: Way,
        rows: &Rows,
        rules: &Rules,
    ) -> BTreeSet<String> {
        let from: BTreeSet<String> = from.iter().map(|id| self.stands(id)).collect();
        // By party, kind and end: a party with more ties of a kind than its cap joins nobody by them.
        let mut beside: BTreeMap<(&str, TieKind, bool), BTreeSet<&str>> = BTreeMap::new();
        for tie in &self.ties {
            for (one, other, first) in [(&tie.from, &tie.to, true), (&tie.to, &tie.from, false)] {
                let fits = match way {
                    Way::Any => true,
                    Way::Above => {
                        !first
                            && matches!(
                                tie.kind,
                                TieKind::Owns
                                    | TieKind::Manages
                                    | TieKind::Directs
                                    | TieKind::Inspects
                            )
                    }
                    Way::Kin => matches!(tie.kind, TieKind::Kin(_)),
                    Way::Employers => {
                        first
                            && matches!(
                                tie.kind,
                                TieKind::EmployedBy | TieKind::Manages | TieKind::Directs
                            )
                    }
                };
                if fits && from.contains(one) {
                    let first = first || tie.kind.is_symmetric();
                    beside
                        .entry((one.as_str(), tie.kind, first))
                        .or_default()
                        .insert(other);
                }
            }
        }
        let hubs: BTreeSet<(String, TieKind, bool)> = rows
            .hubs
            .iter()
            .map(|(id, kind, first)| (self.stands(id), *kind, *first))
            .collect();
        beside
            .into_iter()
            .filter(|((one, kind, first), others)| {
                let most = rules.hub_caps().of(*kind);
                way != Way::Any
                    || most.is_none_or(|most| others.len() <= most as usize)
                        && !hubs.contains(&((*one).to_owned(), *kind, *first))
            })
            .flat_map(|(_, others)| others)
            .map(str::to_owned)
            .collect()
    }
}
