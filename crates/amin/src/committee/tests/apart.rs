//! Separation of duties over random sequences of acts: whoever tries, with whatever account, role or seat, nobody judges the own
//! report, votes where he keeps out or twice, signs for a session he did not attend, or sits on two boards that are kept apart.

use std::collections::BTreeSet;

use futures::FutureExt;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{change, fetch_all};

use crate::committee::acts::{
    self, CommitteeInput, ResolutionInput, SessionInput, TermInput, VoteInput,
};
use crate::committee::model::Deed;
use crate::committee::store as rows;
use crate::organisation::acts::account_for_tests;
use crate::platform::actor::{Actor, Grant};
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// People: each with accounts of different roles, so that a second account, a delegated role and a substitute's seat all occur.
const ROLES: [&[(Role, Option<&str>)]; 5] = [
    &[(Role::Secretary, None), (Role::Manager, Some("lighting"))],
    &[
        (Role::CommitteeMember, None),
        (Role::IntegrityOfficer, None),
    ],
    &[
        (Role::CommitteeMember, None),
        (Role::Manager, Some("city")),
        (Role::IntegrityOfficer, None),
    ],
    &[(Role::Manager, Some("lighting")), (Role::Secretary, None)],
    &[
        (Role::IntegrityOfficer, None),
        (Role::Manager, Some("parks")),
    ],
];

/// One try: what, by whom with which account, about whom.
#[derive(Debug, Clone)]
struct Try {
    deed: u8,
    who: usize,
    account: usize,
    whom: usize,
    seat: usize,
    board: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (
        0_u8..12,
        0_usize..5,
        0_usize..3,
        0_usize..5,
        0_usize..2,
        any::<bool>(),
    );
    let one = one.prop_map(|(deed, who, account, whom, seat, board)| Try {
        deed,
        who,
        account,
        whom,
        seat,
        board,
    });
    proptest::collection::vec(one, 10..60)
}

/// The people with their accounts: (person, actors).
struct People(Vec<(String, Vec<Actor>)>);

impl People {
    async fn new(house: &House) -> Self {
        let mut people = Vec::new();
        for (number, roles) in ROLES.iter().enumerate() {
            let name = format!("person-{number}");
            let (first, unit) = roles[0];
            let made = name.clone();
            let act = house.app.act(move |tx| {
                async move {
                    account_for_tests(tx, NOW, "town", &made, first, unit.map(str::to_owned)).await
                }
                .boxed()
            });
            act.await.expect("an account");
            let mut conn = house.app.read().await.expect("a connection");
            let row = crate::organisation::store::account_named(&mut conn, "town", &name)
                .await
                .expect("a read")
                .expect("an account");
            drop(conn);
            let mut actors = Vec::new();
            for (place, (role, unit)) in roles.iter().enumerate() {
                let account = if place == 0 {
                    row.id.clone()
                } else {
                    second(house, &row.person, &name, place, *role, *unit).await
                };
                actors.push(actor(&account, &row.person, *role, *unit));
            }
            people.push((row.person, actors));
        }
        Self(people)
    }
}

/// Another account of a person.
async fn second(
    house: &House,
    person: &str,
    name: &str,
    place: usize,
    role: Role,
    unit: Option<&str>,
) -> String {
    let (person, unit) = (person.to_owned(), unit.map(str::to_owned));
    let username = format!("{name}-{place}");
    let act = house.app.act(move |tx| {
        async move {
            let (account, grant) = (tx.new_id(NOW), tx.new_id(NOW));
            change!(
                tx,
                "account",
                &account,
                "insert into account (organisation, id, person, username, password_hash, active) values ('town', $1, $2, $3, '', $4)",
                &account,
                &person,
                &username,
                true
            )?;
            change!(
                tx,
                "account_grant",
                &grant,
                "insert into account_grant (organisation, id, account, role, unit) values ('town', $1, $2, $3, $4)",
                &grant,
                &account,
                role.code(),
                &unit
            )?;
            tx.append(store::Draft {
                organisation: "town",
                kind: "account.opened",
                public_kind: "general",
                objects: vec![],
                actor: None,
                role: "program",
                unit: None,
                at: NOW,
                payload: vec![],
            })
            .await?;
            Ok::<_, ActError>(account)
        }
        .boxed()
    });
    act.await.expect("an account").0
}

fn actor(account: &str, person: &str, role: Role, unit: Option<&str>) -> Actor {
    let reach: &[&str] = match unit {
        Some("city") => &["city", "district-1", "lighting", "parks"],
        Some("lighting") => &["lighting"],
        Some(_) => &["parks"],
        None => &[],
    };
    Actor {
        organisation: "town".to_owned(),
        account: Some(account.to_owned()),
        person: Some(person.to_owned()),
        name: account.to_owned(),
        grants: vec![Grant {
            role,
            unit: unit.map(str::to_owned),
            reach: reach.iter().map(|unit| (*unit).to_owned()).collect(),
        }],
        program: false,
    }
}

/// Two boards that are kept apart, each with two seats and a session; the first two people sit on the first.
async fn boards(house: &House, case: u32) {
    let act = house.app.act(move |tx| {
        async move {
            let program = Actor::program("town");
            for (board, kind) in [("p", "primary-board"), ("a", "appeal-board")] {
                let id = format!("{board}{case}");
                let input = CommitteeInput {
                    id: id.clone(),
                    name: id.clone(),
                    name_en: id.clone(),
                    legal_basis: "x".to_owned(),
                    mandate: "x".to_owned(),
                    quorum: "1".to_owned(),
                    majority: "present".to_owned(),
                    kind: kind.to_owned(),
                };
                acts::put_committee(tx, &program, NOW, &input).await?;
                acts::add_seat(tx, &program, NOW, &id, "یک", "chair").await?;
                acts::add_seat(tx, &program, NOW, &id, "دو", "member").await?;
                let input = SessionInput {
                    id: format!("s{id}"),
                    kind: "ordinary".to_owned(),
                    day: "1405/09/20".to_owned(),
                    time: "10:00".to_owned(),
                    place: "x".to_owned(),
                };
                acts::plan_session(tx, &program, NOW, &id, &input).await?;
                for title in ["یک", "دو", "سه"] {
                    acts::add_item(tx, &program, NOW, &format!("s{id}"), title, "").await?;
                }
            }
            Ok::<_, ActError>(())
        }
        .boxed()
    });
    act.await.expect("two boards");
}

/// Tries one act; what is refused changes nothing.
async fn attempt(house: &House, people: &People, case: u32, step: i64, one: Try) {
    let (whom, _) = &people.0[one.whom];
    let actors = &people.0[one.who].1;
    let (actor, whom) = (actors[one.account % actors.len()].clone(), whom.clone());
    let all: Vec<String> = people.0.iter().map(|(person, _)| person.clone()).collect();
    let id = format!("{}{case}", if one.board { "p" } else { "a" });
    let session = format!("s{id}");
    let rules = house.app.rules("town").await.expect("lists");
    let now = NOW.plus_seconds(step);
    let act = house.app.act(move |tx| {
        async move {
            let seats = rows::seats(tx.read(), "town", &id).await?;
            let items = rows::items(tx.read(), "town", &session).await?;
            let item = items[one.seat % items.len()].id.clone();
            let came = rows::attendance(tx.read(), "town", &session).await?;
            let of = rows::resolutions_of(tx.read(), "town", &session).await?;
            let resolution = of.get(one.seat % of.len().max(1)).map(|row| row.id.clone());
            match one.deed {
                0 | 1 => {
                    let input = TermInput {
                        seat: seats[one.seat].id.clone(),
                        person: whom,
                        substitute: one.deed == 1,
                        decree: "x".to_owned(),
                        from_day: "1405/09/01".to_owned(),
                        to_day: String::new(),
                    };
                    acts::appoint(tx, &actor, now, &id, &input).await
                }
                2 => acts::recuse(tx, &actor, now, &session, &item, &whom, "خویشاوند").await,
                3 => {
                    // Everybody who has a seat, and then somebody who may have none.
                    let mut present: Vec<String> = Vec::new();
                    for term in rows::terms(tx.read(), "town", &id).await? {
                        if !present.contains(&term.person) && present.len() < 2 {
                            present.push(term.person);
                        }
                    }
                    if one.account == 2 {
                        present.push(whom);
                    }
                    acts::open_session(tx, &actor, now, &session, &present).await
                }
                4 | 5 => {
                    let mut voices: Vec<(String, String, String)> = came
                        .iter()
                        .map(|row| (row.person.clone(), "yes".to_owned(), String::new()))
                        .collect();
                    if one.deed == 5 {
                        voices = all
                            .iter()
                            .filter(|person| one.account > 0 || **person != whom)
                            .map(|person| (person.clone(), "yes".to_owned(), String::new()))
                            .collect();
                    }
                    let input = VoteInput {
                        kind: "open".to_owned(),
                        question: "؟".to_owned(),
                        voices,
                        ..VoteInput::default()
                    };
                    acts::hold_vote(tx, &actor, now, &session, &item, &input)
                        .await
                        .map(|_| ())
                }
                6 => {
                    let input = ResolutionInput {
                        text: "x".to_owned(),
                        unit: "lighting".to_owned(),
                        working_days: "5".to_owned(),
                        deadline_day: String::new(),
                        evidence_asked: "x".to_owned(),
                        aim: "remedy".to_owned(),
                    };
                    acts::issue(tx, &actor, now, &rules, &session, &item, &input)
                        .await
                        .map(|_| ())
                }
                7..=10 => {
                    let deed = [Deed::Report, Deed::Verify, Deed::Return, Deed::Verify]
                        [usize::from(one.deed - 7)];
                    let resolution = resolution.ok_or(ActError::NotFound)?;
                    acts::perform(tx, &actor, now, &resolution, deed, "x").await
                }
                _ => {
                    if one.account == 0 {
                        acts::close_session(tx, &actor, now, &session).await?;
                        let name = |unit: &str| unit.to_owned();
                        return acts::agree(tx, &actor, now, &session, &name).await;
                    }
                    acts::sign_minutes(tx, &actor, now, &session).await
                }
            }
        }
        .boxed()
    });
    // What was refused is not there; what was allowed is looked at below.
    if let Err(ActError::Store(why)) = act.await {
        panic!("the database: {why}");
    }
}

type Pairs = Vec<(String, String)>;

async fn pairs(house: &House, sql: &'static str) -> Pairs {
    let mut conn = house.app.read().await.expect("a connection");
    fetch_all!(&mut conn, (String, String), sql).expect("rows")
}

/// What must never be, whatever was tried.
async fn holds(house: &House) -> Result<usize, TestCaseError> {
    // (resolution, person) of who reported, and of who judged.
    let reported: BTreeSet<(String, String)> = pairs(
        house,
        "select s.resolution, a.person from resolution_step s join account a on a.organisation = s.organisation and a.id = s.account
         where s.deed = 'report'",
    )
    .await
    .into_iter()
    .collect();
    let judged = pairs(
        house,
        "select s.resolution, a.person from resolution_step s join account a on a.organisation = s.organisation and a.id = s.account
         where s.deed in ('verify', 'return')",
    )
    .await;
    for pair in &judged {
        prop_assert!(!reported.contains(pair), "{pair:?} judged the own report");
    }
    let of_unit: BTreeSet<String> = pairs(
        house,
        "select a.person, a.person from account a join account_grant g on g.organisation = a.organisation and g.account = a.id
         where g.role = 'manager' and g.unit in ('lighting', 'district-1', 'city')",
    )
    .await
    .into_iter()
    .map(|(person, _)| person)
    .collect();
    for (_, person) in &judged {
        prop_assert!(
            !of_unit.contains(person),
            "{person} judged the own unit's report"
        );
    }
    let recused: BTreeSet<(String, String)> =
        pairs(house, "select item, person from committee_recusal")
            .await
            .into_iter()
            .collect();
    let mut voices = BTreeSet::new();
    let ballots = pairs(
        house,
        "select v.item, b.person from committee_ballot b join committee_vote v on v.organisation = b.organisation and v.id = b.vote",
    )
    .await;
    for pair in ballots {
        prop_assert!(
            !recused.contains(&pair),
            "{pair:?} voted where he keeps out"
        );
        prop_assert!(voices.insert(pair.clone()), "{pair:?} voted twice");
    }
    let came = pairs(house, "select session, seat from committee_attendance").await;
    let seats: BTreeSet<_> = came.iter().collect();
    prop_assert_eq!(seats.len(), came.len(), "a seat filled twice");
    let boards = pairs(
        house,
        "select t.person, c.kind || ' ' || substr(c.id, 2) from committee_term t
         join committee c on c.organisation = t.organisation and c.id = t.committee where c.kind in ('primary-board', 'appeal-board')",
    )
    .await;
    for (person, board) in &boards {
        let (kind, case) = board.split_once(' ').unwrap_or(("", ""));
        let other = if kind == "primary-board" {
            "appeal-board"
        } else {
            "primary-board"
        };
        let both = boards.contains(&(person.clone(), format!("{other} {case}")));
        prop_assert!(!both, "{person} sits on both boards of case {case}");
    }
    Ok(judged.len() + voices.len() + boards.len())
}

#[test]
fn separation_of_duties_cannot_be_got_around() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let house = runtime.block_on(async { Town::new(ENGINES[0]).await.house });
    let people = runtime.block_on(People::new(&house));
    let mut runner = TestRunner::new(Config {
        cases: 40,
        failure_persistence: None,
        max_shrink_iters: 0,
        ..Config::default()
    });
    let (case, seen) = (std::cell::Cell::new(0_u32), std::cell::Cell::new(0_usize));
    runner
        .run(&tries(), |tries| {
            case.set(case.get() + 1);
            let number = case.get();
            runtime.block_on(async {
                // The members of every case are others, or the first case would fill the boards of all.
                end_terms(&house).await;
                boards(&house, number).await;
                // Every case begins with a board that can sit, so that its later acts are reached.
                for (deed, whom, seat, board) in [
                    (0, 1, 0, true),
                    (0, 2, 1, true),
                    (3, 0, 0, true),
                    (4, 0, 0, true),
                    (6, 0, 0, true),
                    (7, 3, 0, true),
                ] {
                    let (who, account) = if deed == 7 { (3, 0) } else { (0, 0) };
                    let first = Try {
                        deed,
                        who,
                        account,
                        whom,
                        seat,
                        board,
                    };
                    attempt(&house, &people, number, i64::from(deed), first).await;
                }
                for (step, one) in (100..).zip(tries) {
                    attempt(&house, &people, number, step, one).await;
                }
                seen.set(holds(&house).await?);
                Ok(())
            })
        })
        .expect("separation of duties");
    // The acts that are forbidden to some must have been possible for others, or the test would show nothing.
    assert!(seen.get() > 100, "{} acts were allowed", seen.get());
    runtime.block_on(house.assert_journal_agrees());
}

/// Ends the terms of earlier cases the day before yesterday.
async fn end_terms(house: &House) {
    let act = house.app.act(move |tx| {
        async move {
            let open = fetch_all!(
                tx.read(),
                (String,),
                "select id from committee_term where organisation = 'town' and to_day is null"
            )?;
            for (id,) in open {
                change!(
                    tx,
                    "committee_term",
                    &id,
                    "update committee_term set to_day = '2026-11-20' where organisation = 'town' and id = $1",
                    &id
                )?;
            }
            tx.append(store::Draft {
                organisation: "town",
                kind: "committee.term-ended",
                public_kind: "committee.act",
                objects: vec![],
                actor: None,
                role: "program",
                unit: None,
                at: NOW,
                payload: vec![],
            })
            .await?;
            Ok::<_, ActError>(())
        }
        .boxed()
    });
    act.await.expect("an act");
}
