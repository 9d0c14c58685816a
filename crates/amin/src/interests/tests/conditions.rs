//! Conditions of an approved declaration are followed up.

use axum::http::StatusCode;
use store::{Timestamp, fetch_all};

use super::matters::{FIRM, account};
use super::{declare, house, open_campaign, work};
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};

/// A declaration that was approved with a condition which the declarant has to meet; gives its page and the condition.
async fn with_condition(house: &House, clerk: &str, officer: &str) -> (String, String) {
    let rows = [
        ("firm-0-relation", "self"),
        ("firm-0-body", "شرکت سازه‌گستر"),
        ("firm-0-legal", FIRM),
        ("firm-0-share", "۶"),
    ];
    let here = declare(house, clerk, &rows).await.location().to_owned();
    let owner = account(house, "clerk-lighting").await;
    let form = [
        ("state", "conditional"),
        ("note", "سهم واگذار شود"),
        ("c1-kind", "divestment"),
        ("c1-text", "سهم خود را واگذار کند"),
        ("c1-owner", owner.as_str()),
        ("c1-due", "1405/09/20"),
    ];
    let done = house.post(&format!("{here}/review"), officer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let mut conn = house.app.read().await.expect("a connection");
    let all = crate::interests::store::unconfirmed(&mut conn, "town")
        .await
        .expect("conditions");
    (here, all[0].id.clone())
}

async fn say(house: &House, who: &str, condition: &str, act: &str, note: &str) -> Answer {
    let path = format!("/town/interests/conditions/{condition}{act}");
    house.post(&path, who, &[("note", note)]).await
}

/// Gives the people of the town telephones, so that something can be sent.
async fn with_telephones(house: &House) {
    use futures::FutureExt;
    house
        .app
        .act(|tx| {
            async move {
                let people = fetch_all!(
                    tx.read(),
                    (String,),
                    "select id from person where organisation = 'town' order by id"
                )?;
                for (place, (id,)) in people.into_iter().enumerate() {
                    store::change!(
                        tx,
                        "person",
                        &id,
                        "update person set phone = $2 where organisation = 'town' and id = $1",
                        &id,
                        format!("+98912000000{place}")
                    )?;
                }
                tx.append(store::Draft {
                    organisation: "town",
                    kind: "person.changed",
                    public_kind: "organisation.changed",
                    objects: vec![],
                    actor: None,
                    role: "program",
                    unit: None,
                    at: NOW,
                    payload: vec![],
                })
                .await?;
                Ok::<(), crate::platform::errors::ActError>(())
            }
            .boxed()
        })
        .await
        .expect("telephones");
}

/// A second officer, who signs in at a moment.
async fn officer_at(house: &House, now: Timestamp) -> String {
    use futures::FutureExt;
    let (session, _) = house
        .app
        .act(move |tx| {
            async move {
                crate::organisation::acts::account_for_tests(
                    tx,
                    now,
                    "town",
                    "later-officer",
                    Role::IntegrityOfficer,
                    None,
                )
                .await
            }
            .boxed()
        })
        .await
        .expect("an account");
    session
}

/// How many messages with these words are kept in the outbox.
async fn sent(house: &House, words: &str) -> usize {
    let mut conn = house.app.read().await.expect("a connection");
    let rows = fetch_all!(&mut conn, (String,), "select body from outbox").expect("the outbox");
    rows.iter().filter(|(body,)| body.contains(words)).count()
}

#[tokio::test]
async fn an_owner_says_that_a_condition_is_met_and_a_reviewer_confirms_or_returns_it() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        let (here, condition) = with_condition(&house, &clerk, &officer).await;
        let page = house.get("/town/interests/conditions", &officer).await.body;
        assert!(page.contains("سهم خود را واگذار کند") && page.contains("clerk-lighting"));
        for who in [
            &clerk,
            &house.sign_in(Role::Manager, Some("lighting")).await,
        ] {
            let refused = house.get("/town/interests/conditions", who).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
        }
        // Nothing is confirmed before it is said.
        let early = say(&house, &officer, &condition, "/confirm", "").await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        let said = say(&house, &clerk, &condition, "", "آگهی واگذاری").await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
        let own = say(&house, &clerk, &condition, "/confirm", "").await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let mine = house.get("/town/my", &officer).await.body;
        assert!(
            mine.contains("/town/interests/conditions\"") && mine.contains("تأیید انجام شرط"),
            "{mine}"
        );
        // Returned with what is missing: it is the owner's again, with the answer beside it.
        let bare = say(&house, &officer, &condition, "/return", " ").await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back = say(&house, &officer, &condition, "/return", "رونوشت آگهی نیست").await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
        let home = house.get("/town/interests", &clerk).await.body;
        assert!(
            home.contains("رونوشت آگهی نیست") && home.contains("/interests/conditions/"),
            "{home}"
        );
        let said = say(&house, &clerk, &condition, "", "رونوشت پیوست شد").await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
        let done = say(&house, &officer, &condition, "/confirm", "").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = house.get("/town/interests/conditions", &officer).await.body;
        assert!(!page.contains("سهم خود را واگذار کند"), "{page}");
        let page = house.get(&here, &clerk).await.body;
        assert!(
            page.contains("تأییدشده") && page.contains("رونوشت پیوست شد"),
            "{page}"
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn people_hear_of_a_review_and_of_the_last_day_and_the_reviewer_of_what_is_late() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        with_telephones(&house).await;
        // A declaration waits for the officer, and the declarant hears of a rejection.
        let first = declare(&house, &clerk, &[("nothing", "yes")])
            .await
            .location()
            .to_owned();
        let mine = house.get("/town/my", &officer).await.body;
        assert!(
            mine.contains(&format!("{first}\"")) && mine.contains("بررسی اظهارنامه"),
            "{mine}"
        );
        let form = [("state", "rejected"), ("note", "سهم شما در آگهی دیده شد")];
        let done = house
            .post(&format!("{first}/review"), &officer, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(&house).await;
        assert_eq!(sent(&house, "اظهارنامه منافع شما تأیید نشد").await, 1);
        let (_, condition) = with_condition(&house, &clerk, &officer).await;
        work(&house).await;
        assert_eq!(sent(&house, "با شرط تأیید شد").await, 1);
        assert_eq!(sent(&house, "تا ۲۰ آذر ۱۴۰۵ با شماست").await, 1);
        let finding = "A condition of a declaration past its last day";
        let findings = async || house.get("/town/findings.json", &officer).await.body;
        // 20 Azar is 13 days away: nothing yet; three days before, and on the morning of the day.
        let due = "مهلت شرطی که انجام آن با شماست ۲۰ آذر ۱۴۰۵ است";
        assert_eq!(sent(&house, due).await, 0);
        let day = |days: i64| Timestamp(NOW.0 + days * Timestamp::DAY);
        house.app.clock.set(day(11));
        work(&house).await;
        assert_eq!(sent(&house, due).await, 1);
        house.app.clock.set(day(13));
        work(&house).await;
        assert_eq!(sent(&house, due).await, 2);
        house.app.clock.set(NOW);
        assert!(!findings().await.contains(finding));
        house.app.clock.set(day(15));
        work(&house).await;
        assert_eq!(
            sent(&house, "پایان یافت و انجام آن هنوز ثبت نشده است. لطفاً").await,
            1
        );
        assert!(sent(&house, "/interests/conditions").await >= 1);
        let later = officer_at(&house, day(15)).await;
        let page = house.get("/town/interests/conditions", &later).await.body;
        let late = page.find("id=\"late\"").expect("what is late");
        assert!(page[late..].contains("سهم خود را واگذار کند"), "{page}");
        house.app.clock.set(NOW);
        assert!(findings().await.contains(finding), "{}", findings().await);
        let said = say(&house, &clerk, &condition, "", "واگذار شد").await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
        house.assert_journal_agrees().await;
    }
}
