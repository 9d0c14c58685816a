//! What is near gives the same answers as all ties together, whatever was recorded and in whatever order.

use futures::FutureExt;
use persian::Date;
use relations::model::{Period, TieKind};
use relations::rules::Matter;
use serde_json::json;
use store::{Conn, Draft, Timestamp, Tx};

use super::gathered::{Declared, Gathered, Question as About, Rows, Told};
use super::nodes::body_node;
use super::{Compared, Ties};
use crate::interests::model::records::{PartyRecord, TieRecord};
use crate::interests::model::{Item, ItemKind, Relation, Share, dealings};
use crate::interests::names::Decided;
use crate::interests::store::{self as rows, Handler, ItemRow, MatterParty};
use crate::interests::tests::house;
use crate::organisation::store::{accounts, grants, units};
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};

const CODES: [&str; 5] = [
    "0076229645",
    "0183382390",
    "1583250689",
    "0000000011",
    "0000000022",
];
const FIRMS: [&str; 6] = [
    "10380284790",
    "10380284791",
    "10240117985",
    "10000000001",
    "10000000002",
    "10000000003",
];
const NAMES: [&str; 5] = [
    "کامران یزدی",
    "رضا نوری",
    "clerk-lighting",
    "مریم صدر",
    "manager-all",
];
const REACHED: [&str; 2] = ["02188001122", "a@example.ir"];
const FIRM_NAMES: [&str; 4] = ["شرکت سازه", "شركت سازه", "راه و بنا", "آب‌گستر"];

/// A repeatable stream of choices.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % most
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    fn maybe<T>(&mut self, value: T) -> Option<T> {
        (self.below(2) == 0).then_some(value)
    }

    fn person(&mut self) -> String {
        match self.below(4) {
            0 => format!("record:{}", self.below(3)),
            _ => format!("person:{}", self.of(&CODES)),
        }
    }

    fn firm(&mut self) -> String {
        format!("firm:{}", self.of(&FIRMS))
    }
}

/// Reads every row there is, person for person.
async fn everything(conn: &mut Conn, offices: bool) -> Rows {
    let mut all = Rows::default();
    let by = |id: &String| id.clone();
    for row in rows::firms(conn, "town").await.unwrap() {
        all.firms.insert(by(&row.id), row);
    }
    for row in rows::firm_holders(conn, "town").await.unwrap() {
        all.holders.insert(by(&row.id), row);
    }
    for row in rows::record_parties(conn, "town").await.unwrap() {
        all.parties.insert(by(&row.id), row);
    }
    for row in rows::record_ties(conn, "town").await.unwrap() {
        all.ties.insert(by(&row.id), row);
    }
    let nodes: Vec<String> = FIRMS.iter().map(|id| format!("firm:{id}")).collect();
    let dealings = rows::dealings_at(conn, "town", rows::End::From, &nodes)
        .await
        .unwrap();
    all.dealings.extend(dealings.unwrap());
    let values = REACHED.map(str::to_owned);
    for (node, name, value) in rows::party_contacts(conn, "town", rows::ContactBy::Value, &values)
        .await
        .unwrap()
    {
        all.contacts.entry(value).or_default().insert(node, name);
    }
    let (units, grants) = (
        units(conn, "town").await.unwrap(),
        grants(conn, "town").await.unwrap(),
    );
    let everybody: Vec<Handler> = accounts(conn, "town")
        .await
        .unwrap()
        .into_iter()
        .filter(|account| account.active)
        .map(|account| Handler {
            account: account.id,
            person: account.person,
            name: account.name,
        })
        .collect();
    let above = |unit: &str| {
        let row = units.iter().find(|row| row.id == unit);
        row.and_then(|row| row.parent.clone())
    };
    let person = |account: &str| {
        let one = everybody.iter().find(|one| one.account == account);
        one.map(|one| one.person.clone()).unwrap()
    };
    for grant in &grants {
        let mut at = match grant.role.as_str() {
            "manager" => grant.unit.as_deref().and_then(above),
            _ => grant.unit.clone(),
        };
        while let Some(unit) = at {
            let managers = grants
                .iter()
                .filter(|one| one.role == "manager" && one.unit.as_deref() == Some(&unit));
            for one in managers {
                let (superior, below) = (person(&one.account), person(&grant.account));
                if superior != below {
                    all.superiors.insert((superior, below, None));
                }
            }
            at = above(&unit);
        }
    }
    for handler in &everybody {
        let managed: Vec<Option<&str>> = grants
            .iter()
            .filter(|grant| grant.account == handler.account && grant.role == "manager")
            .map(|grant| grant.unit.as_deref())
            .collect();
        let top = |unit: Option<&str>| {
            units
                .iter()
                .any(|row| Some(row.id.as_str()) == unit && row.parent.is_none())
        };
        let office = if managed.iter().copied().any(top) {
            TieKind::MayorOf
        } else if managed.is_empty() {
            TieKind::StaffOf
        } else {
            TieKind::ManagerOf
        };
        let mut declarations = rows::declarations_of(conn, "town", &handler.person)
            .await
            .unwrap();
        if let Some(place) = declarations.iter().position(|row| row.state().replaces()) {
            declarations.truncate(place + 1);
        }
        let mut recusals = Vec::new();
        for row in rows::declarations_of(conn, "town", &handler.person)
            .await
            .unwrap()
        {
            for one in rows::conditions_of(conn, "town", &row.id).await.unwrap() {
                recusals.push(rows::StandingRecusal {
                    person: one.person,
                    declaration: row.id.clone(),
                    legal_id: one.legal_id.unwrap(),
                    set_at: row.submitted_at,
                });
            }
        }
        let mut declared = Vec::new();
        for row in declarations {
            let items = rows::items(conn, "town", &row.id).await.unwrap();
            declared.push(Declared {
                items: items
                    .iter()
                    .map(ItemRow::item)
                    .collect::<Result<_, _>>()
                    .unwrap(),
                row,
            });
        }
        let told = Told {
            person: handler.person.clone(),
            name: handler.name.clone(),
            offices: if offices {
                vec![(office, Period::ALWAYS)]
            } else {
                Vec::new()
            },
            declarations: declared,
            recusals,
            gifts: rows::gifts(conn, "town", Some(&handler.account), 1_000)
                .await
                .unwrap(),
        };
        all.staff
            .insert(handler.person.clone(), handler.name.clone());
        all.people.insert(handler.person.clone(), told);
    }
    all
}

async fn from_everything(conn: &mut Conn, question: &About<'_>) -> Ties {
    let decided = Decided::read(conn, "town").await.unwrap();
    let all = everything(conn, question.body.is_some()).await;
    Ties::build(Gathered::of(&all, question, &decided), &all).unwrap()
}

/// All of an answer but the hash of what was looked at.
fn told(found: &Compared) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {}",
        found.outcome,
        found.party,
        found.path,
        found.second,
        found.law,
        found.missing,
        found.evidence
    )
}

/// Compares both ways of answering for these people and parties; gives how many answers were not clear.
async fn agree(house: &House, people: &[Handler], parties: &[MatterParty], note: &str) -> usize {
    let mut conn = house.app.read().await.expect("a connection");
    let mut found = 0;
    for bidders in [false, true] {
        let question = About {
            file_number: if bidders { "" } else { "1405-00001" },
            parties,
            body: bidders.then(|| (body_node("town"), "شهرداری".to_owned())),
        };
        let mut near = Ties::near(&mut conn, "town", &question, people)
            .await
            .expect("ties");
        let mut all = from_everything(&mut conn, &question).await;
        // Ties that cannot be are told where they are near; all of them together would be told of at every question.
        near.refused.retain(|one| !all.refused.contains(one));
        assert!(near.refused.is_empty(), "{note}: {:?}", near.refused);
        all.refused.clear();
        for party in parties {
            if bidders {
                let (a, b) = (near.gate("town", party, NOW), all.gate("town", party, NOW));
                assert_eq!(told(&a), told(&b), "{note}: gate {party:?}");
                found += usize::from(a.outcome.code() != "clear");
            }
            for one in people {
                for matter in Matter::ALL {
                    let a = near.facing(&one.person, party, matter, NOW);
                    let b = all.facing(&one.person, party, matter, NOW);
                    assert_eq!(
                        told(&a),
                        told(&b),
                        "{note}: {bidders} {one:?} {party:?} {matter:?}"
                    );
                    found +=
                        usize::from(!["clear", "insufficient-data"].contains(&a.outcome.code()));
                }
            }
        }
    }
    found
}

fn party_row(id: &str, name: &str) -> PartyRecord {
    let kind = id.split(':').next().unwrap_or_default();
    PartyRecord {
        id: id.to_owned(),
        kind: if kind == "record" { "person" } else { kind }.to_owned(),
        name: name.to_owned(),
        national_id: id
            .split_once(':')
            .filter(|_| kind != "record")
            .map(|(_, number)| number.to_owned()),
        father_name: String::new(),
        birth_year: None,
        sex: None,
        number: String::new(),
        founded: None,
        shareholders: None,
    }
}

fn tie_row(id: String, from: &str, kind: &str, to: &str, share: Option<&str>) -> TieRecord {
    TieRecord {
        id,
        from: from.to_owned(),
        kind: kind.to_owned(),
        to: to.to_owned(),
        share: share.map(str::to_owned),
        post: String::new(),
        since: None,
        until: None,
        grade: "register".to_owned(),
        source: "list".to_owned(),
    }
}

async fn note(tx: &mut Tx) -> Result<(), ActError> {
    tx.append(Draft {
        organisation: "town",
        kind: "interests.tried",
        public_kind: "integrity.act",
        objects: vec![],
        actor: None,
        role: "program",
        unit: None,
        at: NOW,
        payload: vec![("what", json!("a trial"))],
    })
    .await?;
    Ok(())
}

/// Records one thing at random.
async fn record(
    tx: &mut Tx,
    chance: &mut Chance,
    people: &[Handler],
    at: Timestamp,
) -> Result<(), ActError> {
    let name = chance.of(&NAMES);
    match chance.below(9) {
        0 => {
            let (id, name) = if chance.below(2) == 0 {
                (chance.person(), name)
            } else {
                (chance.firm(), chance.of(&FIRM_NAMES))
            };
            rows::put_record_party(tx, "town", &party_row(&id, name), "list", at).await?;
        }
        1..=3 => {
            let (from, kind, to, share) = match chance.below(6) {
                0 => {
                    let kinds = [
                        "parent",
                        "child",
                        "spouse",
                        "sibling",
                        "declared",
                        "litigation",
                    ];
                    (chance.person(), chance.of(&kinds), chance.person(), None)
                }
                1 | 2 => {
                    let shares = ["1/20", "3/50", "1/2", "9/10", "1/25..1/10", "7/5"];
                    (
                        chance.person(),
                        "owns",
                        chance.firm(),
                        Some(chance.of(&shares)),
                    )
                }
                3 => {
                    let kinds = ["owns", "contract_with", "subcontractor_of", "co_bidder"];
                    let kind = chance.of(&kinds);
                    let share = (kind == "owns").then_some("3/5");
                    (chance.firm(), kind, chance.firm(), share)
                }
                4 => {
                    let kinds = [
                        "manages",
                        "directs",
                        "inspects",
                        "employed_by",
                        "represents",
                    ];
                    (chance.person(), chance.of(&kinds), chance.firm(), None)
                }
                _ => {
                    let kinds = ["staff_of", "manager_of"];
                    (chance.person(), chance.of(&kinds), body_node("town"), None)
                }
            };
            for id in [&from, &to] {
                let known =
                    rows::record_parties_of(tx.read(), "town", std::slice::from_ref(id)).await?;
                if known.is_empty() && chance.below(8) > 0 {
                    let name = match id.split(':').next() {
                        Some("firm") => chance.of(&FIRM_NAMES),
                        Some("body") => "شهرداری",
                        _ => chance.of(&NAMES),
                    };
                    rows::put_record_party(tx, "town", &party_row(id, name), "list", at).await?;
                }
            }
            let id = tx.new_id(at);
            rows::put_record_tie(tx, "town", &tie_row(id, &from, kind, &to, share), at).await?;
        }
        4 => {
            let firm = chance.of(&FIRMS);
            if rows::firm(tx.read(), "town", firm).await?.is_none() {
                let row = rows::Firm {
                    id: firm.to_owned(),
                    name: chance.of(&FIRM_NAMES).to_owned(),
                    source: "notice".to_owned(),
                    recorded_at: at,
                    shareholders: None,
                };
                rows::insert_firm(tx, "town", &row).await?;
            }
            let person = chance.below(4) > 0;
            let number = if person {
                chance.of(&CODES)
            } else {
                chance.of(&FIRMS)
            };
            let row = rows::FirmHolder {
                id: tx.new_id(at),
                firm: firm.to_owned(),
                holder_kind: if person { "person" } else { "firm" }.to_owned(),
                holder: if person { name } else { chance.of(&FIRM_NAMES) }.to_owned(),
                holder_id: (!person || chance.below(2) == 0).then(|| number.to_owned()),
                share: chance.maybe(60_000_000 / 10),
                post: if chance.below(3) == 0 {
                    "مدیرعامل"
                } else {
                    ""
                }
                .to_owned(),
                since: None,
                until: None,
                source: "notice".to_owned(),
                recorded_at: at,
            };
            rows::insert_firm_holder(tx, "town", &row).await?;
        }
        5 => declare(tx, chance, people, at).await?,
        7 => {
            let end = |node: String, name: &str| dealings::End {
                node,
                name: name.to_owned(),
            };
            let (one, other) = (chance.firm(), chance.firm());
            let mut told = dealings::Told::default();
            if one != other {
                told.dealings.insert(dealings::Dealing {
                    kind: chance.of(&["co_bidder", "subcontractor_of"]).to_owned(),
                    one: end(one.clone(), "شرکت سازه"),
                    other: end(other, "راه و بنا"),
                    since: String::new(),
                    until: dealings::NO_END.to_owned(),
                });
            }
            told.contacts.insert(dealings::Contact {
                party: end(one, "شرکت سازه"),
                value: chance.of(&REACHED).to_owned(),
            });
            let tender = tx.new_id(at);
            rows::keep_dealings(tx, "town", &tender, "ocds x", &told, at).await?;
        }
        6 => {
            let one = &people[chance.below(people.len())];
            let firm = chance.below(2) == 0;
            let row = rows::Gift {
                id: tx.new_id(at),
                person: one.person.clone(),
                account: one.account.clone(),
                unit: None,
                giver: name.to_owned(),
                giver_kind: if firm { "firm" } else { "person" }.to_owned(),
                giver_id: Some(
                    if firm {
                        chance.of(&FIRMS)
                    } else {
                        chance.of(&CODES)
                    }
                    .to_owned(),
                ),
                giver_phone: None,
                what: "سکه".to_owned(),
                occasion: String::new(),
                value_rials: None,
                happened_on: "1405-09-01".to_owned(),
                outcome: chance.of(&["offered", "kept", "refused"]).to_owned(),
                outcome_at: at,
                outcome_note: String::new(),
                recorded_at: at,
            };
            rows::insert_gift(tx, "town", &row).await?;
        }
        _ => {
            let one = if chance.below(2) == 0 {
                format!("staff:{}", people[chance.below(people.len())].person)
            } else {
                chance.person()
            };
            let row = rows::DecisionRow {
                id: tx.new_id(at),
                one,
                other: chance.person(),
                one_name: String::new(),
                other_name: String::new(),
                ruling: chance.of(&["same", "different", "unsure"]).to_owned(),
                reason: "seen".to_owned(),
                account: None,
                at,
            };
            if row.one != row.other {
                rows::insert_decision(tx, "town", &row).await?;
            }
        }
    }
    note(tx).await
}

async fn declare(
    tx: &mut Tx,
    chance: &mut Chance,
    people: &[Handler],
    at: Timestamp,
) -> Result<(), ActError> {
    let one = &people[chance.below(people.len())];
    let declaration = rows::Declaration {
        id: tx.new_id(at),
        person: one.person.clone(),
        account: one.account.clone(),
        unit: None,
        campaign: None,
        previous: None,
        state: chance
            .of(&["submitted", "submitted", "approved"])
            .to_owned(),
        none_declared: false,
        note: String::new(),
        flags: "[]".to_owned(),
        flag_count: 0,
        submitted_at: at,
        reviewed_at: None,
        reviewed_by: None,
        review_note: String::new(),
    };
    rows::insert_declaration(tx, "town", &declaration).await?;
    let date: Date = "1404-01-01".parse().expect("a date");
    for place in 0..=chance.below(3) {
        let relations = [
            Relation::Brother,
            Relation::Spouse,
            Relation::SistersHusband,
            Relation::Own,
        ];
        let relation = relations[chance.below(4)];
        let kinds = [
            ItemKind::Firm,
            ItemKind::Firm,
            ItemKind::Kin,
            ItemKind::Property,
            ItemKind::SideJob,
        ];
        let own = relation == Relation::Own;
        let kind = match kinds[chance.below(5)] {
            ItemKind::Kin if own => ItemKind::Firm,
            kind => kind,
        };
        let item = Item {
            kind,
            relation,
            holder: if own { "" } else { chance.of(&NAMES) }.to_owned(),
            national_code: if own {
                None
            } else {
                chance.maybe(chance_code(place))
            },
            father_name: String::new(),
            birth_year: None,
            title: if chance.below(2) == 0 {
                "عضو هیئت مدیره"
            } else {
                ""
            }
            .to_owned(),
            body: chance.of(&FIRM_NAMES).to_owned(),
            legal_id: {
                let id = chance.of(&FIRMS).to_owned();
                chance.maybe(id)
            },
            share: Share::from_millionths(6_000_000),
            file_number: "1405-00001".to_owned(),
            since: None,
            until: None,
            known_on: date,
        };
        rows::insert_item(tx, "town", &declaration, place, &item).await?;
    }
    if chance.below(4) == 0 {
        let row = rows::Condition {
            id: tx.new_id(at),
            declaration: declaration.id.clone(),
            person: one.person.clone(),
            kind: "recusal".to_owned(),
            text: String::new(),
            legal_id: Some(chance.of(&FIRMS).to_owned()),
            owner: one.account.clone(),
            due_at: at,
            done_at: None,
            done_by: None,
            done_note: String::new(),
        };
        rows::insert_condition(tx, "town", &row).await?;
    }
    Ok(())
}

fn chance_code(place: usize) -> String {
    CODES[place % CODES.len()].to_owned()
}

fn parties() -> Vec<MatterParty> {
    let party = |id: &str, kind: &str, name: &str, number: Option<&str>| MatterParty {
        id: id.to_owned(),
        role: "applicant".to_owned(),
        party_kind: kind.to_owned(),
        name: name.to_owned(),
        national_id: number.map(str::to_owned),
    };
    vec![
        party("p1", "firm", "شرکت سازه", Some(FIRMS[0])),
        party("p2", "firm", "راه و بنا", None),
        party("p3", "person", "رضا نوری", Some(CODES[1])),
        party("p4", "person", "کامران یزدی", None),
        party("p5", "firm", "آب‌گستر", Some(FIRMS[3])),
    ]
}

async fn employees(house: &House) -> Vec<Handler> {
    house.sign_in(Role::Clerk, Some("lighting")).await;
    house.sign_in(Role::Manager, Some("lighting")).await;
    house.sign_in(Role::Manager, None).await;
    house.sign_in(Role::IntegrityOfficer, None).await;
    let mut conn = house.app.read().await.expect("a connection");
    let mut all: Vec<Handler> = accounts(&mut conn, "town")
        .await
        .expect("accounts")
        .into_iter()
        .map(|account| Handler {
            account: account.id,
            person: account.person,
            name: account.name,
        })
        .collect();
    all.sort_by(|a, b| a.account.cmp(&b.account));
    all
}

#[tokio::test]
async fn what_is_near_answers_as_everything_does_after_any_acts() {
    for engine in ENGINES {
        // Ties pile up until everything is tied with everything; so begin anew now and then.
        for begin in 0..3_u64 {
            let house = house(engine).await;
            let people = employees(&house).await;
            let parties = parties();
            let mut found = 0;
            for step in 0..40_u64 {
                let (some, at) = (
                    people.clone(),
                    NOW.plus_seconds(-3_600 + i64::try_from(step).unwrap_or(0)),
                );
                house
                    .app
                    .act(move |tx| {
                        async move {
                            let mut chance = Chance(begin * 7_919 + step * 104_729 + 17);
                            chance.below(2);
                            record(tx, &mut chance, &some, at).await
                        }
                        .boxed()
                    })
                    .await
                    .expect("an act");
                if step % 4 == 3 {
                    let note = format!("{engine:?}, begun {begin}, act {step}");
                    found += agree(&house, &people[..2], &parties, &note).await;
                }
            }
            assert!(found > 20, "too little was found to compare: {found}");
        }
    }
}

#[tokio::test]
async fn an_employer_of_thousands_is_no_tie_and_is_not_read() {
    for engine in ENGINES {
        let house = house(engine).await;
        let people = employees(&house).await;
        let clerk = people[0].person.clone();
        house
            .app
            .act(move |tx| {
                async move {
                    let big = format!("firm:{}", FIRMS[2]);
                    rows::put_record_party(tx, "town", &party_row(&big, "کارخانه"), "list", NOW)
                        .await?;
                    for place in 0..2_100 {
                        let id = format!("record:w{place}");
                        rows::put_record_party(tx, "town", &party_row(&id, "کارگر"), "list", NOW)
                            .await?;
                        let tie = tie_row(format!("w{place}"), &id, "employed_by", &big, None);
                        rows::put_record_tie(tx, "town", &tie, NOW).await?;
                    }
                    // The clerk's spouse and a share-holder of the applicant both work there; the spouse also works for the applicant.
                    let (spouse, applicant) =
                        (format!("person:{}", CODES[0]), format!("firm:{}", FIRMS[0]));
                    for id in [&spouse, &applicant] {
                        rows::put_record_party(tx, "town", &party_row(id, "نام"), "list", NOW)
                            .await?;
                    }
                    let decision = rows::DecisionRow {
                        id: "d1".to_owned(),
                        one: format!("staff:{clerk}"),
                        other: "record:w1".to_owned(),
                        one_name: String::new(),
                        other_name: String::new(),
                        ruling: "same".to_owned(),
                        reason: "seen".to_owned(),
                        account: None,
                        at: NOW,
                    };
                    rows::insert_decision(tx, "town", &decision).await?;
                    for (id, from, kind, to, share) in [
                        ("t1", "record:w1", "spouse", spouse.as_str(), None),
                        ("t2", "record:w7", "owns", applicant.as_str(), Some("1/2")),
                        ("t3", spouse.as_str(), "employed_by", big.as_str(), None),
                    ] {
                        rows::put_record_tie(
                            tx,
                            "town",
                            &tie_row(id.to_owned(), from, kind, to, share),
                            NOW,
                        )
                        .await?;
                    }
                    note(tx).await
                }
                .boxed()
            })
            .await
            .expect("an act");
        let mut parties = parties();
        parties.push(MatterParty {
            id: "p6".to_owned(),
            role: "applicant".to_owned(),
            party_kind: "firm".to_owned(),
            name: "کارخانه".to_owned(),
            national_id: Some(FIRMS[2].to_owned()),
        });
        agree(&house, &people[..1], &parties, "a large employer").await;
        let mut conn = house.app.read().await.expect("a connection");
        let ties = Ties::about(&mut conn, "town", &people[..1], "", &parties)
            .await
            .expect("ties");
        assert!(ties.graph.tie_count() < 100, "{}", ties.graph.tie_count());
        // Own employment counts however many others work there; a colleague among thousands does not.
        let at_work = ties.facing(&people[0].person, &parties[5], Matter::Decision, NOW);
        assert_eq!(at_work.outcome.code(), "conflict", "{at_work:?}");
        let beside = ties.facing(&people[0].person, &parties[0], Matter::Decision, NOW);
        assert_eq!(beside.outcome.code(), "clear", "{beside:?}");
    }
}
