//! Separation of duties over random sequences of acts: whoever tries, with whatever account and role, nobody approves a plan they wrote,
//! closes a warning that they answered, verifies a remedy that they owe or reported, or takes two steps of a measure.

use std::collections::BTreeMap;

use futures::FutureExt;
use store::{Random, Timestamp, change, fetch_all};

use super::{Scene, id, person};
use crate::inspection::acts::{
    self, LineInput, MeasureInput, RemedyInput, StepInput, WarningInput,
};
use crate::inspection::model::{MeasureDeed, RemedyDeed};
use crate::platform::actor::{Actor, Grant};
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};

type Roles = &'static [(Role, Option<&'static str>)];

/// Accounts of each human being: those that would let them take two parts in one matter.
const PEOPLE: [(&str, Roles); 6] = [
    (
        "کاوه دانش",
        &[
            (Role::Inspector, None),
            (Role::Manager, Some("lighting")),
            (Role::IntegrityOfficer, None),
        ],
    ),
    (
        "بهمن فرهادی",
        &[
            (Role::IntegrityOfficer, None),
            (Role::Manager, Some("city")),
            (Role::Inspector, None),
        ],
    ),
    // Nobody else is sure to be free of a plan's lines: one who can write none.
    ("حمید سلیمی", &[(Role::Manager, Some("city"))]),
    (
        "پیمان آذر",
        &[
            (Role::Manager, Some("lighting")),
            (Role::IntegrityOfficer, None),
        ],
    ),
    (
        "لیلا نوری",
        &[
            (Role::Clerk, Some("lighting")),
            (Role::Manager, Some("city")),
            (Role::IntegrityOfficer, None),
        ],
    ),
    ("نسرین پارسا", &[(Role::IntegrityOfficer, None)]),
];

fn actor(account: &str, person: &str, role: Role, unit: Option<&str>) -> Actor {
    let reach: &[&str] = match unit {
        Some("city") => &["city", "district-1", "lighting", "parks"],
        Some(_) => &["lighting"],
        None => &[],
    };
    Actor {
        account: Some(account.to_owned()),
        person: Some(person.to_owned()),
        name: account.to_owned(),
        grants: vec![Grant {
            role,
            unit: unit.map(str::to_owned),
            reach: reach.iter().map(|unit| (*unit).to_owned()).collect(),
        }],
        ..Actor::citizen("town")
    }
}

/// One account for each role of each human being.
async fn everybody(house: &House) -> Vec<Vec<Actor>> {
    let mut people = Vec::new();
    for (place, (name, roles)) in PEOPLE.iter().enumerate() {
        let who = person(house, name).await;
        let mut actors = Vec::new();
        for (number, (role, unit)) in roles.iter().enumerate() {
            let account = format!("account-{place}-{number}");
            actors.push(actor(&account, &who, *role, *unit));
        }
        let rows = actors.clone();
        let act = house.app.act(move |tx| {
            async move {
                for actor in rows {
                    let (account, grant) = (actor.name.clone(), format!("grant of {}", actor.name));
                    change!(
                        tx,
                        "account",
                        &account,
                        "insert into account (organisation, id, person, username, password_hash, active) values ('town', $1, $2, $1, '', $3)",
                        &account,
                        &actor.person,
                        true
                    )?;
                    change!(
                        tx,
                        "account_grant",
                        &grant,
                        "insert into account_grant (organisation, id, account, role, unit) values ('town', $1, $2, $3, $4)",
                        &grant,
                        &account,
                        actor.grants[0].role.code(),
                        &actor.grants[0].unit
                    )?;
                }
                let program = Actor::program("town");
                acts::entry(tx, &program, NOW, None, "account.opened", vec![], vec![]).await?;
                Ok::<_, ActError>(())
            }
            .boxed()
        });
        act.await.expect("accounts");
        people.push(actors);
    }
    people
}

async fn list(tx: &mut store::Tx, sql: &'static str) -> Result<Vec<String>, ActError> {
    let rows = fetch_all!(tx.read(), (String,), sql)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Tries one act; what is refused changes nothing.
async fn attempt(house: &House, deed: u64, who: Actor, whom: String, pick: u64, now: Timestamp) {
    let rules = house.app.rules("town").await.expect("lists");
    let act = house.app.act(move |tx| {
        async move {
            let one = |list: Vec<String>| {
                let place = usize::try_from(pick).unwrap_or(usize::MAX) % list.len().max(1);
                list.into_iter().nth(place).ok_or(ActError::NotFound)
            };
            let mission = one(list(tx, "select id from mission").await?)?;
            match deed {
                0 => {
                    let id = format!("plan-{pick:08}");
                    let year = if pick.is_multiple_of(2) { "1405" } else { "1406" };
                    acts::open_plan(tx, &who, now, &id, year).await.map(|_| ())
                }
                1 => {
                    let plan = one(list(tx, "select id from inspection_plan order by id").await?)?;
                    let input = LineInput {
                        unit: "lighting".to_owned(),
                        process: "x".to_owned(),
                        reason: "x".to_owned(),
                        weight: "3".to_owned(),
                        quarter: "2".to_owned(),
                        risk: String::new(),
                    };
                    acts::add_line(tx, &who, now, &rules, &plan, &input)
                        .await
                        .map(|_| ())
                }
                2 => {
                    let plan = one(list(tx, "select id from inspection_plan order by id").await?)?;
                    acts::approve_plan(tx, &who, now, &rules, &plan).await
                }
                3 => {
                    let input = WarningInput {
                        person: if pick.is_multiple_of(3) { whom } else { String::new() },
                        text: "x".to_owned(),
                        legal_basis: "x".to_owned(),
                    };
                    acts::serve_warning(tx, &who, now, &rules, &mission, &input)
                        .await
                        .map(|_| ())
                }
                4 | 5 => {
                    let open = "select id from inspection_warning where state <> 'closed' order by id";
                    let warning = one(list(tx, open).await?)?;
                    if deed == 4 {
                        acts::answer_warning(tx, &who, now, &warning, "x").await
                    } else {
                        acts::close_warning(tx, &who, now, &warning, "accepted").await
                    }
                }
                6 => {
                    let input = RemedyInput {
                        text: "x".to_owned(),
                        owner: whom,
                        due: "1405/12/02".to_owned(),
                        finding: String::new(),
                        warning: String::new(),
                    };
                    acts::fix_remedy(tx, &who, now, &rules, &mission, &input)
                        .await
                        .map(|_| ())
                }
                7..=9 => {
                    let open = "select id from remedy where state <> 'done' order by id";
                    let remedy = one(list(tx, open).await?)?;
                    let todo = [RemedyDeed::Report, RemedyDeed::Verify, RemedyDeed::Return];
                    let todo = todo[usize::try_from(deed - 7).expect("a place")];
                    acts::do_remedy(tx, &who, now, &remedy, todo, "x").await
                }
                10 => {
                    let input = MeasureInput {
                        person: whom,
                        facts: "x".to_owned(),
                        kind: "pay-cut".to_owned(),
                        percent: "10".to_owned(),
                        months: "1".to_owned(),
                        legal_basis: "x".to_owned(),
                    };
                    acts::report_measure(tx, &who, now, &rules, &mission, &input)
                        .await
                        .map(|_| ())
                }
                _ => {
                    let open = "select id from article_91_measure where state in ('reported', 'confirmed') order by id";
                    let measure = one(list(tx, open).await?)?;
                    let todo = [MeasureDeed::Confirm, MeasureDeed::Decide, MeasureDeed::Drop];
                    let todo = todo[usize::try_from(deed - 11).expect("a place")];
                    let input = StepInput {
                        note: "x".to_owned(),
                        percent: "10".to_owned(),
                        months: "1".to_owned(),
                    };
                    acts::step_measure(tx, &who, now, &rules, &measure, todo, &input).await
                }
            }
        }
        .boxed()
    });
    if let Err(ActError::Store(why)) = act.await {
        panic!("the database: {why}");
    }
}

/// Who stands behind an account, and which roles any account of theirs has.
struct Truth {
    person: BTreeMap<String, String>,
    roles: BTreeMap<String, Vec<(Role, Option<&'static str>)>>,
}

impl Truth {
    fn behind(&self, account: &str) -> &str {
        self.person.get(account).expect("a known account")
    }

    /// Whether somebody manages the unit or one above it, with any account.
    fn manages(&self, person: &str) -> bool {
        let roles = self.roles.get(person).expect("a known person");
        roles.iter().any(|(role, _)| *role == Role::Manager)
    }
}

type Pair = (String, String);

async fn pairs(house: &House, sql: &'static str) -> Vec<Pair> {
    let mut conn = house.app.read().await.expect("a connection");
    fetch_all!(&mut conn, Pair, sql).expect("rows")
}

/// What must hold whatever was tried. Gives how many plans, warnings, remedies and measures came to their end.
async fn holds(house: &House, truth: &Truth) -> [usize; 4] {
    let plans = pairs(
        house,
        "select p.approved_by, j.actor from inspection_plan p join journal_object o on o.object_id = p.id
         join journal j on j.sequence = o.sequence
         where p.approved_by is not null and j.kind in ('inspection.plan-opened', 'inspection.plan-line-added')",
    )
    .await;
    for (approved, wrote) in &plans {
        assert_ne!(
            truth.behind(approved),
            truth.behind(wrote),
            "own plan approved"
        );
    }
    let warnings = pairs(
        house,
        "select closed_by, coalesce(answered_by, '') from inspection_warning where closed_by is not null",
    )
    .await;
    for (closed, answered) in &warnings {
        let closer = truth.behind(closed);
        assert!(
            !truth.manages(closer),
            "a manager closed the warning of the unit"
        );
        if !answered.is_empty() {
            assert_ne!(closer, truth.behind(answered), "own answer judged");
        }
    }
    let remedies = pairs(
        house,
        "select verified_by, reported_person || '|' || owner from remedy where verified_by is not null",
    )
    .await;
    for (verified, others) in &remedies {
        let judge = truth.behind(verified);
        assert!(
            !others.split('|').any(|one| one == judge),
            "own remedy verified"
        );
        assert!(
            !truth.manages(judge),
            "a manager verified the remedy of the unit"
        );
    }
    let measures = pairs(
        house,
        "select person || '|' || reported_person || '|' || confirmed_person, coalesce(decided_person, '') from article_91_measure
         where confirmed_person is not null",
    )
    .await;
    let decided = measures.iter().filter(|(_, last)| !last.is_empty()).count();
    for (first, last) in measures {
        let mut people: Vec<&str> = first.split('|').collect();
        people.extend(Some(last.as_str()).filter(|last| !last.is_empty()));
        let all = people.len();
        people.sort_unstable();
        people.dedup();
        assert_eq!(people.len(), all, "two parts of one measure in one hand");
    }
    [plans.len(), warnings.len(), remedies.len(), decided]
}

#[tokio::test]
async fn separation_of_duties_cannot_be_got_around() {
    let scene = Scene::new(ENGINES[0]).await;
    let house = &scene.house;
    super::account(house, "نسرین پارسا", Role::IntegrityOfficer, None).await;
    let mission = scene.under_way().await;
    scene.report(&mission).await;
    let people = everybody(house).await;
    let mut truth = Truth {
        person: pairs(house, "select id, person from account")
            .await
            .into_iter()
            .collect(),
        roles: BTreeMap::new(),
    };
    for (name, roles) in PEOPLE {
        truth
            .roles
            .insert(person(house, name).await, roles.to_vec());
    }
    let clerk = person(house, "لیلا نوری").await;
    assert_eq!(id(house, "select state from mission").await, "reported");
    let mut random = Random::seeded(14_050_908);
    for step in 0..2_600_i64 {
        let mut pick = |most: u64| random.next_u64() % most;
        let (deed, number) = (pick(14), pick(1 << 30));
        let actors = &people[usize::try_from(pick(6)).expect("small")];
        let who = actors[usize::try_from(pick(3)).expect("small") % actors.len()].clone();
        let whom = &people[usize::try_from(pick(6)).expect("small")][0];
        // Most often somebody of the unit, so that the acts come far.
        let whom = if pick(3) > 0 {
            clerk.clone()
        } else {
            whom.person.clone().expect("a person")
        };
        attempt(house, deed, who, whom, number, NOW.plus_seconds(60 * step)).await;
        if step % 100 == 0 {
            holds(house, &truth).await;
        }
    }
    let reached = holds(house, &truth).await;
    assert!(
        reached.iter().all(|count| *count > 0),
        "the sequences came to approved plans, closed warnings, verified remedies and decided measures: {reached:?}"
    );
    house.assert_journal_agrees().await;
}
