//! Scorecards at the http edge.

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Draft, Timestamp, change, fetch_optional};

use super::store as rows;
use crate::charter::tests::step_up;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// The quarter before that of the tests' day: summer of 1405, 23 July to 22 September 2026 by its first and last month.
const PERIOD: &str = "1405-2";

/// A town with answered messages of the summer about lighting: `good` in time and `late` late, each with a survey of full or lowest
/// marks.
async fn town(engine: store::Engine, good: usize, late: usize) -> House {
    let house = Town::new(engine).await.house;
    let (from, _) = super::model::Period::of(PERIOD)
        .and_then(super::model::Period::bounds)
        .expect("a period");
    let act = house.app.act(move |tx| {
        async move {
            for place in 0..good + late {
                let is_late = place >= good;
                let id = format!("m-{place:02}");
                let filed = Timestamp(from.0 + 5 * Timestamp::DAY);
                let deadline = Timestamp(filed.0 + 10 * Timestamp::DAY);
                let answered = Timestamp(filed.0 + if is_late { 20 } else { 4 } * Timestamp::DAY);
                change!(
                    tx,
                    "message",
                    &id,
                    "insert into message (organisation, id, code, form_token, entry, kind, category, subject, text, text_key, unit, state,
                         priority, channel, language, secret, filed_at, first_deadline_at, deadline_at, warn_at, answered_at, level,
                         breaches, late, reviewed)
                     values ('town', $1, $1, $1, 0, 'complaint', 'street-lighting', $2, '', '', 'lighting', 'answered', 'normal', 'web',
                         'fa', $3, $4, $5, $5, $5, $6, 0, 0, $7, $3)",
                    &id,
                    format!("پیام {place}"),
                    false,
                    filed,
                    deadline,
                    answered,
                    is_late
                )?;
                let mark = if is_late { 1_i64 } else { 5 };
                change!(
                    tx,
                    "satisfaction",
                    &id,
                    "insert into satisfaction (organisation, id, courtesy, clarity, speed, fairness, outcome, at)
                     values ('town', $1, $2, $2, $2, $2, $2, $3)",
                    &id,
                    mark,
                    answered
                )?;
            }
            tx.append(Draft {
                organisation: "town",
                kind: "voice.filed",
                public_kind: "voice.filed",
                objects: vec![],
                actor: None,
                role: "citizen",
                unit: None,
                at: NOW,
                payload: vec![],
            })
            .await?;
            Ok::<(), ActError>(())
        }
        .boxed()
    });
    act.await.expect("messages");
    house
}

fn card(unit: &str) -> String {
    format!("/town/scorecards/{unit}?period={PERIOD}")
}

#[tokio::test]
async fn figures_come_from_records_and_small_groups_are_hidden() {
    for engine in ENGINES {
        let house = town(engine, 9, 3).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let page = house
            .get(&format!("{}&lang=en", card("lighting")), &manager)
            .await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        // 9 of 12 in time and satisfied: 75 %, Wilson's interval 46.8 to 91.1 %.
        assert!(page.body.contains("75%") && page.body.contains("9 of 12"));
        assert!(page.body.contains("47% to 91%"));
        let behind = house
            .get(
                &format!("/town/scorecards/lighting/records/answers-in-time?period={PERIOD}"),
                &manager,
            )
            .await;
        assert!(behind.body.contains("/town/desk/messages/m-00"));
        // The unit above has the same messages; the one beside it none.
        let above = house.sign_in(Role::Manager, Some("city")).await;
        assert!(
            house
                .get(&format!("{}&lang=en", card("city")), &above)
                .await
                .body
                .contains("9 of 12")
        );
        let beside = house
            .get(&format!("{}&lang=en", card("parks")), &above)
            .await;
        assert!(!beside.body.contains("9 of 12"));
        let pdf = house
            .get(
                &format!("/town/scorecards/lighting/scorecard.pdf?period={PERIOD}"),
                &manager,
            )
            .await;
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        let sheet = house
            .get(
                &format!("/town/scorecards/lighting/scorecard.xlsx?period={PERIOD}"),
                &manager,
            )
            .await;
        assert!(sheet.bytes.starts_with(b"PK"));

        let small = town(engine, 6, 3).await;
        let manager = small.sign_in(Role::Manager, Some("lighting")).await;
        let page = small
            .get(&format!("{}&lang=en", card("lighting")), &manager)
            .await;
        assert!(
            page.body.contains("hidden for privacy"),
            "nine surveys are fewer than ten"
        );
        let hidden = small
            .get(
                &format!("/town/scorecards/lighting/records/satisfied?period={PERIOD}"),
                &manager,
            )
            .await;
        assert!(!hidden.body.contains("/town/desk/messages/"));
    }
}

#[tokio::test]
async fn each_reads_the_own_and_those_below() {
    for engine in ENGINES {
        let house = town(engine, 2, 1).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let upper = house.sign_in(Role::Manager, Some("district-1")).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        for (token, unit, status) in [
            (&manager, "lighting", StatusCode::OK),
            (&manager, "district-1", StatusCode::NOT_FOUND),
            (&manager, "parks", StatusCode::NOT_FOUND),
            (&upper, "lighting", StatusCode::OK),
            (&upper, "city", StatusCode::NOT_FOUND),
            (&officer, "city", StatusCode::OK),
            (&clerk, "lighting", StatusCode::FORBIDDEN),
            (&officer, "nowhere", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(house.get(&card(unit), token).await.status, status, "{unit}");
        }
        let list = house.get("/town/scorecards", &upper).await;
        assert!(
            list.body.contains("/town/scorecards/lighting?")
                && !list.body.contains("/town/scorecards/parks?")
        );
        for wrong in ["1405-9", "x", "1405-h3"] {
            let path = format!("/town/scorecards/lighting?period={wrong}");
            assert_eq!(
                house.get(&path, &manager).await.status,
                StatusCode::NOT_FOUND
            );
        }
    }
}

async fn manager_account(house: &House, name: &str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    let row = fetch_optional!(
        &mut conn,
        (String,),
        "select id from account where username = $1",
        name
    );
    row.expect("a read").expect("an account").0
}

#[tokio::test]
async fn a_talk_is_led_from_above_signed_by_both_and_then_frozen() {
    for engine in ENGINES {
        let house = town(engine, 9, 3).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let upper = house.sign_in(Role::Manager, Some("district-1")).await;
        let secretary = house.sign_in(Role::Secretary, None).await;
        let talk = format!("/town/scorecards/lighting/talk?period={PERIOD}");
        let account = manager_account(&house, "manager-lighting").await;
        let form = [
            ("manager", account.as_str()),
            ("talked_on", "۱۴۰۵/۰۹/۰۶"),
            ("participants", "مدیر منطقه و مدیر روشنایی"),
            ("notes", "کمبود نیرو در تابستان"),
            ("measures", "بازنگری شیفت‌ها تا پایان آذر"),
        ];
        let own = house.post(&talk, &manager, &form).await;
        assert_eq!(own.status, StatusCode::CONFLICT, "nobody leads their own");
        let beside = house.post(&talk, &secretary, &form).await;
        assert_eq!(
            beside.status,
            StatusCode::CONFLICT,
            "a manager stands above"
        );
        let empty = house
            .post(&talk, &upper, &[("talked_on", "۱۴۰۵/۰۵/۰۱")])
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["manager", "talked_on", "participants", "notes", "measures"] {
            assert!(
                empty.body.contains(&format!("href=\"#{field}\"")),
                "{field}"
            );
        }
        let running = "/town/scorecards/lighting/talk?period=1405-3";
        assert_eq!(
            house.post(running, &upper, &form).await.status,
            StatusCode::CONFLICT
        );
        let done = house.post(&talk, &upper, &form).await;
        assert_eq!(done.location(), card("lighting"), "{}", done.body);
        // What comes later does not change what was discussed.
        let mut conn = house.app.read().await.expect("a connection");
        let first = rows::talk(&mut conn, "town", "lighting", PERIOD).await;
        let first = first.expect("a read").expect("a talk");
        drop(conn);
        let sign = format!("/town/scorecards/lighting/sign?period={PERIOD}");
        let asked = house.post(&sign, &upper, &[]).await;
        assert!(
            asked.location().contains("/step-up"),
            "{}",
            asked.location()
        );
        for token in [&upper, &manager, &secretary] {
            step_up(&house, token).await;
        }
        assert_eq!(
            house.post(&sign, &secretary, &[]).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            house.post(&sign, &upper, &[]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            house.post(&sign, &upper, &[]).await.status,
            StatusCode::CONFLICT
        );
        let waits = house.get("/town/my", &manager).await;
        assert!(
            waits
                .body
                .contains(&format!("/town/scorecards/lighting?period={PERIOD}"))
        );
        assert_eq!(
            house.post(&talk, &upper, &form).await.status,
            StatusCode::CONFLICT
        );
        let words = [("words", "دو همکار در مرخصی بودند")];
        assert_eq!(
            house.post(&sign, &manager, &words).await.status,
            StatusCode::SEE_OTHER
        );
        let mut conn = house.app.read().await.expect("a connection");
        let signed = rows::talk(&mut conn, "town", "lighting", PERIOD).await;
        let signed = signed.expect("a read").expect("a talk");
        assert_eq!(signed.state, super::acts::SIGNED);
        assert_eq!(signed.snapshot_hash, first.snapshot_hash);
        drop(conn);
        let page = house.get(&card("lighting"), &manager).await;
        assert!(
            page.body.contains("دو همکار در مرخصی بودند")
                && page.body.contains(&signed.snapshot_hash)
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_secretary_leads_where_no_manager_stands_above() {
    for engine in ENGINES {
        let house = town(engine, 1, 0).await;
        house.sign_in(Role::Manager, Some("city")).await;
        let secretary = house.sign_in(Role::Secretary, None).await;
        let account = manager_account(&house, "manager-city").await;
        let form = [
            ("manager", account.as_str()),
            ("talked_on", "۱۴۰۵/۰۹/۰۶"),
            ("participants", "دبیر کمیته و شهردار"),
            ("notes", "گزارش دوره"),
            ("measures", "اقدامی لازم نیست"),
        ];
        let talk = format!("/town/scorecards/city/talk?period={PERIOD}");
        let done = house.post(&talk, &secretary, &form).await;
        assert_eq!(done.location(), card("city"), "{}", done.body);
        house.assert_journal_agrees().await;
    }
}
