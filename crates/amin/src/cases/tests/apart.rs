//! Separation of duties over random sequences of acts, with people who hold several roles and two accounts each.

use futures::FutureExt;
use store::{Random, Timestamp};

use super::{house, somebody};
use crate::cases::acts::{self, DecisionInput, Key, NewCase, Said, Screening, VoteInput};
use crate::cases::model::{Deed, Stage};
use crate::cases::store as rows;
use crate::platform::actor::{Actor, Grant};
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, NOW};

/// What is tried: act, who, whom.
type Try = (u8, usize, usize);

fn said() -> Said {
    Said {
        note: "دلیل".to_owned(),
        legal_basis: "ماده ۸".to_owned(),
        document: None,
    }
}

async fn attempt(
    house: &crate::testing::House,
    people: &[Actor],
    case: &str,
    (act, who, whom): Try,
    now: Timestamp,
) {
    let (actor, id) = (people[who].clone(), case.to_owned());
    let person = people[whom].person.clone().unwrap_or_default();
    // A refusal is as good as an act here: only what stands in the rows afterwards counts.
    let _ = house
        .app
        .act(move |tx| {
            async move {
                match act {
                    0 => {
                        let input = Screening {
                            deed: "accept".to_owned(),
                            regime: "administrative".to_owned(),
                            suspect_name: "رضا نمونه".to_owned(),
                            said: said(),
                            ..Screening::default()
                        };
                        acts::screen(tx, &actor, now, &id, &input).await
                    }
                    1 => acts::assign(tx, &actor, now, &id, &person, &said()).await,
                    2 => acts::seat(tx, &actor, now, &id, Stage::Primary).await,
                    3 => {
                        let offences = ["offence:2".to_owned()];
                        acts::charge(tx, &actor, now, &id, &offences, &said())
                            .await
                            .map(|_| ())
                    }
                    4 => {
                        let key = Key::Account(id);
                        acts::respond(tx, &actor, now, &key, Deed::Defend, &said()).await
                    }
                    5 => {
                        let input = VoteInput {
                            outcome: "violation".to_owned(),
                            sanction: "sanction:dal".to_owned(),
                            dissent: String::new(),
                        };
                        acts::vote(tx, &actor, now, &id, &input).await
                    }
                    6 => {
                        let input = DecisionInput {
                            terms: String::new(),
                            said: said(),
                        };
                        acts::decide(tx, &actor, now, &id, &input).await
                    }
                    7 => acts::serve(tx, &actor, now, &id, &said()).await,
                    8 => acts::seat(tx, &actor, now, &id, Stage::Appeal).await,
                    9 => acts::recuse(tx, &actor, now, &id, "دلیل").await,
                    _ => acts::admit(tx, &actor, now, &id, &person, &said()).await,
                }
            }
            .boxed()
        })
        .await;
}

/// The deeds that bring a case forward, so that long sequences come to both boards.
const COURSE: [u8; 16] = [0, 1, 2, 3, 5, 5, 5, 6, 7, 8, 5, 5, 5, 6, 7, 9];

#[tokio::test]
async fn nobody_judges_what_they_had_a_hand_in() {
    let house = house(ENGINES[0]).await;
    let mut persons = Vec::new();
    for name in [
        "n-1", "n-2", "n-3", "n-4", "n-5", "n-6", "n-7", "n-8", "n-9",
    ] {
        persons.push(
            somebody(&house, name, Role::CommitteeMember, None)
                .await
                .person,
        );
    }
    // Everybody may do everything by their roles, and has a second account.
    let people: Vec<Actor> = persons
        .iter()
        .chain(&persons)
        .enumerate()
        .map(|(place, person)| Actor {
            account: Some(format!("account-{place}")),
            person: Some(person.clone()),
            grants: [
                Role::IntegrityOfficer,
                Role::Secretary,
                Role::Inspector,
                Role::CommitteeMember,
            ]
            .map(|role| Grant {
                role,
                unit: None,
                reach: Vec::new(),
            })
            .into(),
            ..Actor::citizen("town")
        })
        .collect();
    let mut random = Random::seeded(14_050_907);
    seat_all(&house, &people).await;
    let mut reached = [0_usize; 3];
    for round in 0..24_usize {
        let id = format!("case-of-round-{round:04}");
        let opener = people[round % people.len()].clone();
        let new = NewCase {
            id: id.clone(),
            source: "paper".to_owned(),
            body: "شهرداری".to_owned(),
            description: "شرح".to_owned(),
            ..NewCase::default()
        };
        house
            .app
            .act(move |tx| async move { acts::open(tx, &opener, NOW, &new).await }.boxed())
            .await
            .expect("a case");
        for deed in COURSE {
            // Each deed of the course is tried by several people in a random order, with other deeds between.
            for _ in 0..9 {
                let mut pick =
                    |most: u64| usize::try_from(random.next_u64() % most).expect("a small number");
                let act = if pick(6) == 0 {
                    u8::try_from(pick(11)).expect("a small number")
                } else {
                    deed
                };
                let (who, whom) = (pick(18), pick(18));
                if act == 9 && pick(12) > 0 {
                    continue;
                }
                attempt(&house, &people, &id, (act, who, whom), NOW).await;
            }
            if deed == 3 {
                end_window(&house, &id).await;
            }
            if deed == 7 {
                appeal(&house, &id).await;
            }
        }
        let reach = check(&house, &id).await;
        for (count, came) in reached.iter_mut().zip(reach) {
            *count += usize::from(came);
        }
    }
    assert!(
        reached.iter().all(|count| *count > 0),
        "the sequences came to an investigation, a decision and an appeal: {reached:?}"
    );
    house.assert_journal_agrees().await;
}

/// Three and two on the first board, three and one on the second.
async fn seat_all(house: &crate::testing::House, people: &[Actor]) {
    let secretary = people[0].clone();
    let persons: Vec<String> = people[..9]
        .iter()
        .map(|one| one.person.clone().expect("a person"))
        .collect();
    house
        .app
        .act(move |tx| {
            async move {
                // The lists from which an investigator is chosen ask the roles of the accounts.
                for (place, person) in persons.iter().enumerate() {
                    let id = format!("grant-{place}");
                    store::change!(
                        tx,
                        "account_grant",
                        &id,
                        "insert into account_grant (organisation, id, account, role)
                         select 'town', $1, a.id, 'inspector' from account a where a.organisation = 'town' and a.person = $2",
                        &id,
                        person
                    )?;
                }
                for stage in ["primary", "appeal"] {
                    let board = rows::BoardRow {
                        id: stage.to_owned(),
                        stage: stage.to_owned(),
                        name: "هیئت".to_owned(),
                        name_en: "Board".to_owned(),
                        legal_basis: "ماده ۲".to_owned(),
                    };
                    acts::put_board(tx, &secretary, NOW, &board).await?;
                }
                for (place, person) in persons.into_iter().enumerate() {
                    let (board, alternate) = match place {
                        0..3 => ("primary", false),
                        3..5 => ("primary", true),
                        5..8 => ("appeal", false),
                        _ => ("appeal", true),
                    };
                    let input = acts::MemberInput {
                        person,
                        alternate,
                        decree: "۱".to_owned(),
                        from_day: "1405/01/01".to_owned(),
                    };
                    acts::appoint_member(tx, &secretary, NOW, board, &input).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
        .expect("boards");
}

async fn end_window(house: &crate::testing::House, id: &str) {
    let row = super::row(house, id).await;
    let (Some(at), id) = (row.deadline_at, id.to_owned()) else {
        return;
    };
    let state = row.state.clone();
    if state != "charged" {
        return;
    }
    house
        .app
        .act(move |tx| {
            async move {
                acts::look_at_deadline(tx, "town", at.plus_seconds(1), &id, &state, at).await
            }
            .boxed()
        })
        .await
        .expect("the end of the window");
}

/// The person has no account; the appeal comes by letter.
async fn appeal(house: &crate::testing::House, id: &str) {
    let row = super::row(house, id).await;
    if row.state != "served" {
        return;
    }
    let id = id.to_owned();
    // The code itself is only on paper: the test puts one of its own in its place.
    house
        .app
        .act(move |tx| {
            async move {
                let mut row = rows::case(tx.read(), "town", &id).await?.expect("a case");
                row.code_hash = Some(acts::code_hash(&id, "TEST"));
                rows::put_case_for_tests(tx, "town", &row).await?;
                let key = Key::Letter {
                    number: row.number.clone(),
                    code: "TEST".to_owned(),
                };
                let citizen = Actor::citizen("town");
                acts::respond(tx, &citizen, NOW, &key, Deed::Appeal, &said()).await
            }
            .boxed()
        })
        .await
        .expect("an appeal");
}

/// What must hold whatever was tried.
async fn check(house: &crate::testing::House, id: &str) -> [bool; 3] {
    let mut conn = house.app.read().await.expect("a connection");
    let row = rows::case(&mut conn, "town", id)
        .await
        .expect("a read")
        .expect("a case");
    let panel = rows::panel(&mut conn, "town", id).await.expect("a panel");
    let steps = rows::steps(&mut conn, "town", id).await.expect("steps");
    let by = |deed: &str| {
        steps
            .iter()
            .filter(|step| step.deed == deed)
            .filter_map(|step| step.person.clone())
            .collect::<Vec<String>>()
    };
    let (opened, screened, charged) = (by("open"), by("accept"), by("charge"));
    for person in &screened {
        assert!(
            !opened.contains(person),
            "who opened it does not take it up"
        );
    }
    for person in charged.iter().chain(&row.investigator) {
        assert!(
            !screened.contains(person),
            "who took it up does not investigate it"
        );
    }
    let voted = |stage: &str| {
        panel
            .iter()
            .filter(|seat| seat.stage == stage && seat.voted_at.is_some())
            .map(|seat| seat.person.clone())
            .collect::<Vec<String>>()
    };
    let (first, second) = (voted("primary"), voted("appeal"));
    for person in first.iter().chain(&second).chain(&by("decide")) {
        assert!(
            !opened.contains(person) && !screened.contains(person) && !charged.contains(person),
            "who had a hand in it does not decide it"
        );
    }
    for person in &second {
        assert!(!first.contains(person), "nobody reviews what they voted on");
    }
    let decided = by("decide");
    [
        row.investigator.is_some(),
        !decided.is_empty(),
        decided.len() > 1,
    ]
}
