//! Deadlines that are missed, paused, or moved.

use axum::http::StatusCode;

use super::{act, days_later, filed, message, officer, said, town};
use crate::platform::jobs::work;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::acts::{self, Note};
use crate::voice::store::{self as rows, DeadlineRule};

async fn work_all(house: &House) {
    while work(&house.app).await.expect("jobs") > 0 {}
}

async fn kinds(house: &House, id: &str) -> Vec<String> {
    let mut conn = house.app.read().await.expect("a connection");
    let entries = store::entries_of_object(&mut conn, "town", "message", id)
        .await
        .expect("entries");
    entries.into_iter().map(|entry| entry.kind).collect()
}

#[tokio::test]
async fn a_missed_deadline_goes_up_and_a_second_one_again() {
    for engine in ENGINES {
        let house = town(engine).await;
        let code = filed(&house, "token-late", &[]).await;
        let first = message(&house, &code).await;
        // The last second of the deadline is still in time.
        house.app.clock.set(first.deadline_at);
        work_all(&house).await;
        assert_eq!(message(&house, &code).await.breaches, 0);
        house.app.clock.set(first.deadline_at.plus_seconds(2));
        work_all(&house).await;
        let late = message(&house, &code).await;
        assert_eq!(
            (
                late.level,
                late.breaches,
                late.late,
                late.higher_unit.as_deref()
            ),
            (1, 1, true, Some("services"))
        );
        assert_eq!(late.deadline_at, first.deadline_at, "late stays late");
        assert!(
            house
                .get(&format!("/town/voice/m/{code}"), "")
                .await
                .body
                .contains("به مدیر بالاتر گزارش شد")
        );
        // Nothing more happens until the escalation's own time is over; then it goes up again, to the top, and no further.
        work_all(&house).await;
        house
            .app
            .clock
            .set(late.deadline_at.plus_seconds(20 * 86_400));
        work_all(&house).await;
        let higher = message(&house, &code).await;
        assert_eq!(
            (higher.level, higher.breaches, higher.higher_unit.as_deref()),
            (2, 2, Some("town-hall"))
        );
        house
            .app
            .clock
            .set(late.deadline_at.plus_seconds(60 * 86_400));
        work_all(&house).await;
        assert_eq!(message(&house, &code).await.breaches, 3);
        house
            .app
            .clock
            .set(late.deadline_at.plus_seconds(90 * 86_400));
        work_all(&house).await;
        assert_eq!(message(&house, &code).await.breaches, 3);
        let passed = kinds(&house, &first.id)
            .await
            .iter()
            .filter(|kind| *kind == "voice.deadline-passed")
            .count();
        assert_eq!(passed, 3);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_pause_moves_the_deadline_and_says_why() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = officer(&house, Role::Clerk, Some("lighting")).await;
        let code = filed(&house, "token-pause", &[]).await;
        let before = message(&house, &code).await;
        let note = Note {
            message: before.id.clone(),
            text: String::new(),
        };
        assert!(
            said(act!(house, clerk, |tx, who, now, rules| acts::pause(
                tx, who, now, &note
            )))
            .starts_with("reason:")
        );
        let note = Note {
            message: before.id.clone(),
            text: "در انتظار نظر اداره برق".to_owned(),
        };
        act!(house, clerk, |tx, who, now, rules| acts::pause(
            tx, who, now, &note
        ))
        .expect("a pause");
        let shown = house.get(&format!("/town/voice/m/{code}"), "").await;
        assert!(
            shown.body.contains("مهلت متوقف است") && shown.body.contains("در انتظار نظر اداره برق")
        );
        // While it is paused its deadline passes without a breach.
        house.app.clock.set(days_later(30));
        work_all(&house).await;
        assert!(!message(&house, &code).await.late);
        let id = before.id.clone();
        act!(house, clerk, |tx, who, now, rules| acts::resume(
            tx, who, now, rules, &id
        ))
        .expect("the deadline runs");
        let after = message(&house, &code).await;
        let rules = house.app.rules("town").await.expect("lists");
        let left = |from, to| crate::voice::deadline::left(&rules.calendar, from, to);
        assert_eq!(
            left(days_later(30), after.deadline_at),
            left(NOW, before.deadline_at)
        );
        let mut conn = house.app.read().await.expect("a connection");
        let entries = store::entries_of_object(&mut conn, "town", "message", &before.id)
            .await
            .expect("entries");
        let resumed = entries
            .iter()
            .find(|entry| entry.kind == "voice.resumed")
            .expect("an entry")
            .open()
            .expect("a record");
        assert_eq!(
            resumed.value("deadline-before"),
            Some(before.deadline_at.0.to_string().as_str())
        );
        assert_eq!(
            resumed.value("deadline"),
            Some(after.deadline_at.0.to_string().as_str())
        );
        assert!(
            resumed
                .value("reason")
                .is_some_and(|reason| reason.contains("اداره برق"))
        );
        // The new deadline is watched as the old one was.
        house.app.clock.set(after.deadline_at.plus_seconds(2));
        work_all(&house).await;
        assert!(message(&house, &code).await.late);
        // What is late cannot be made good by a pause.
        let note = Note {
            message: before.id.clone(),
            text: "دیر شد".to_owned(),
        };
        assert!(
            said(act!(house, clerk, |tx, who, now, rules| acts::pause(
                tx, who, now, &note
            )))
            .contains("گذشته")
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_citizen_is_asked_and_answers_or_does_not() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = officer(&house, Role::Clerk, Some("lighting")).await;
        let (asked, silent) = (
            filed(&house, "token-asked", &[]).await,
            filed(&house, "token-still", &[]).await,
        );
        for code in [&asked, &silent] {
            let note = Note {
                message: message(&house, code).await.id,
                text: "شماره تیر چراغ چند است؟".to_owned(),
            };
            act!(house, clerk, |tx, who, now, rules| acts::ask(
                tx, who, now, rules, &note
            ))
            .expect("a question");
        }
        let page = format!("/town/voice/m/{asked}");
        assert!(
            house
                .get(&page, "")
                .await
                .body
                .contains("شماره تیر چراغ چند است؟")
        );
        let before = message(&house, &asked).await.deadline_at;
        house.app.clock.set(days_later(3));
        assert_eq!(
            house
                .post(&format!("{page}/complete"), "", &[("text", "")])
                .await
                .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let done = house
            .post(&format!("{page}/complete"), "", &[("text", "تیر شماره ۱۲")])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let now = message(&house, &asked).await;
        assert_eq!(now.state, "referred");
        assert!(now.deadline_at > before);
        assert!(house.get(&page, "").await.body.contains("تیر شماره ۱۲"));
        // The silent citizen loses nothing: the work goes on, and its time was not the unit's fault.
        house.app.clock.set(days_later(40));
        work_all(&house).await;
        let now = message(&house, &silent).await;
        assert_eq!(
            (now.state.as_str(), now.paused_at, now.late),
            ("referred", None, false)
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_edited_rule_holds_for_new_messages_only() {
    for engine in ENGINES {
        let house = town(engine).await;
        let old = message(&house, &filed(&house, "token-old", &[]).await).await;
        let admin = officer(&house, Role::Administrator, None).await;
        let rule = DeadlineRule {
            id: "answer-lighting".to_owned(),
            purpose: "answer".to_owned(),
            kind: None,
            category: Some("street-lighting".to_owned()),
            working_days: 2,
            warn_share: 50,
            source: "مصوبه شورای شهر".to_owned(),
            applicability: "binding".to_owned(),
            valid_from: "2026-01-01".to_owned(),
            active: true,
        };
        let later = DeadlineRule {
            id: "answer-later".to_owned(),
            working_days: 1,
            valid_from: "2030-01-01".to_owned(),
            ..rule.clone()
        };
        let wrong = DeadlineRule {
            working_days: 0,
            ..rule.clone()
        };
        assert!(
            said(act!(house, admin, |tx, who, now, rules| {
                acts::edit_deadline_rule(tx, who, now, &wrong)
            }))
            .contains("۲۵۰")
        );
        act!(
            house,
            admin,
            |tx, who, now, rules| acts::edit_deadline_rule(tx, who, now, &rule)
        )
        .expect("a rule");
        act!(
            house,
            admin,
            |tx, who, now, rules| acts::edit_deadline_rule(tx, who, now, &later)
        )
        .expect("a rule");
        let new = message(&house, &filed(&house, "token-new", &[]).await).await;
        // Saturday 1405/9/7 and two working days: Monday.
        assert_eq!(
            persian::tehran_date(new.deadline_at.0).numeric(),
            "۱۴۰۵/۰۹/۰۹"
        );
        assert_eq!(
            message(&house, &old.code).await.deadline_at,
            old.deadline_at
        );
        let mut conn = house.app.read().await.expect("a connection");
        assert_eq!(
            rows::steps(&mut conn, "town", &new.id)
                .await
                .expect("steps")
                .len(),
            0
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_left_a_phone_is_told_and_nobody_else() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = officer(&house, Role::Clerk, Some("lighting")).await;
        let told = filed(
            &house,
            "token-told",
            &[("phone", "09121234567"), ("email", "a@b.ir")],
        )
        .await;
        let quiet = filed(&house, "token-quiet", &[]).await;
        for code in [&told, &quiet] {
            let draft = super::an_answer(&message(&house, code).await.id, "upheld");
            act!(house, clerk, |tx, who, now, rules| acts::answer(
                tx, who, now, rules, &draft
            ))
            .expect("an answer");
        }
        work_all(&house).await;
        let mut conn = house.app.read().await.expect("a connection");
        let sent = store::fetch_all!(
            &mut conn,
            (String, String, String),
            "select channel, recipient, body from outbox order by made_at, id"
        );
        let sent = sent.expect("an outbox");
        // Registered and answered, each by SMS and by mail; nothing for who left nothing.
        assert_eq!(sent.len(), 4, "{sent:?}");
        assert!(
            sent.iter()
                .all(|(_, to, body)| (to == "+989121234567" || to == "a@b.ir")
                    && body.contains(&told))
        );
        assert!(
            sent.iter()
                .any(|(_, _, body)| body.contains("پاسخ داده شد"))
        );
        house.assert_journal_agrees().await;
    }
}
