//! Invitations and their answers at the http edge.

use axum::http::StatusCode;
use futures::FutureExt;
use store::fetch_all;

use super::{Body, account, person};
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};

/// What was sent since the last look: to whom and with which calendar, in order of the addresses.
async fn news(house: &House) -> Vec<(String, String)> {
    let mut conn = house.app.read().await.expect("a connection");
    let jobs = fetch_all!(
        &mut conn,
        (String,),
        "select payload from job where kind = 'notify' and done_at is null"
    );
    drop(conn);
    let jobs = jobs.expect("jobs").into_iter().map(|(payload,)| {
        let payload: serde_json::Value = serde_json::from_str(&payload).expect("a payload");
        let word = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
        (word("to"), word("calendar"))
    });
    let mut found: Vec<(String, String)> = jobs.collect();
    found.sort();
    while crate::platform::jobs::work(&house.app).await.expect("jobs") > 0 {}
    found
}

fn to(list: &[(String, String)]) -> Vec<&str> {
    list.iter().map(|(to, _)| to.as_str()).collect()
}

/// Gives everybody of these names a mail address.
async fn mails(house: &House) {
    for (name, mail) in [
        ("رئیس", "chair"),
        ("دبیر", "secretary"),
        ("عضو", "member"),
        ("جانشین", "substitute"),
    ] {
        let (who, mail) = (person(house, name).await, format!("{mail}@example.ir"));
        let act = house.app.act(move |tx| {
            async move {
                store::change!(
                    tx,
                    "person",
                    &who,
                    "update person set email = $2 where organisation = 'town' and id = $1",
                    &who,
                    &mail
                )?;
                tx.append(store::Draft {
                    organisation: "town",
                    kind: "person.changed",
                    public_kind: "general",
                    objects: vec![],
                    actor: None,
                    role: "program",
                    unit: None,
                    at: NOW,
                    payload: vec![],
                })
                .await?;
                Ok::<_, crate::platform::errors::ActError>(())
            }
            .boxed()
        });
        act.await.expect("an address");
    }
}

impl Body {
    async fn answer(&self, token: &str, answer: &str, reason: &str) -> Answer {
        let form = [("answer", answer), ("answer_reason", reason)];
        let path = format!("{}/answer", self.session);
        self.house.post(&path, token, &form).await
    }

    /// A substitute for the member, with a mail address as everybody has one here.
    async fn substitute(&self) -> String {
        let token = account(&self.house, "جانشین", Role::CommitteeMember).await;
        let who = person(&self.house, "جانشین").await;
        let mut conn = self.house.app.read().await.expect("a connection");
        let seats = super::rows::seats(&mut conn, "town", "integrity").await;
        drop(conn);
        let seat = seats.expect("seats").pop().expect("a seat").id;
        let form = [
            ("seat", seat.as_str()),
            ("person", &who),
            ("substitute", "yes"),
            ("decree", "۱۳/ص"),
            ("from_day", "۱۴۰۵/۰۱/۰۱"),
        ];
        let path = format!("{}/appoint", self.committee);
        let done = self.house.post(&path, &self.secretary, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        token
    }

    async fn called(&self) {
        let form = [("title", "برنامه"), ("text", "")];
        assert_eq!(
            self.post(&self.secretary, "item", &form).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            self.post(&self.secretary, "call", &[]).await,
            StatusCode::SEE_OTHER
        );
    }
}

#[tokio::test]
async fn a_refusal_invites_who_stands_in_and_the_secretary_sees_the_quorum() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        let house = &body.house;
        let substitute = body.substitute().await;
        mails(house).await;
        // Nobody answers before there is an invitation.
        let early = body.answer(&body.member, "yes", "").await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        news(house).await;
        body.called().await;
        let first = news(house).await;
        let all = [
            "chair@example.ir",
            "member@example.ir",
            "secretary@example.ir",
        ];
        assert_eq!(to(&first), all, "who stands in waits");
        // The desk and the own page say that an answer is owed.
        for path in ["/town/desk", "/town/my"] {
            let page = house.get(path, &body.member).await;
            assert!(page.body.contains(&body.session), "{path}: {}", page.body);
        }
        let page = house.get(&body.session, &body.secretary).await;
        assert!(
            page.body.contains("تاکنون ۰ نفر از ۳") && page.body.contains("هنوز پاسخ نداده است")
        );

        // Without a reason, with an unknown answer, and by somebody without a seat: refused in a sentence.
        let bare = body.answer(&body.member, "no", " ").await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            bare.body.contains("href=\"#answer_reason\""),
            "{}",
            bare.body
        );
        let wrong = body.answer(&body.member, "perhaps", "نمی‌دانم").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains("value=\"نمی‌دانم\""),
            "the form keeps its values"
        );
        let lone = body.answer(&body.chair, "substitute", "سفر").await;
        assert_eq!(
            lone.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "the chair has no substitute"
        );
        let stranger = account(house, "بیگانه", Role::CommitteeMember).await;
        assert_eq!(
            body.answer(&stranger, "yes", "").await.status,
            StatusCode::NOT_FOUND,
            "the committee does not exist for who has no seat"
        );

        let done = body.answer(&body.member, "substitute", "مأموریت").await;
        assert_eq!(done.location(), body.session, "{}", done.body);
        let second = news(house).await;
        assert_eq!(to(&second), ["substitute@example.ir"]);
        assert!(second[0].1.contains("METHOD:PUBLISH\r\n"), "{second:?}");
        for token in [&body.chair, &substitute] {
            let done = body.answer(token, "yes", "").await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        let page = house.get(&body.session, &body.secretary).await;
        assert!(page.body.contains("۲ نفر از ۳") && page.body.contains("مأموریت"));
        let page = house.get(&body.session, &body.chair).await;
        assert!(
            !page.body.contains("مأموریت"),
            "the reason is the secretary's to know"
        );
        // A second invitation reaches only who has not answered.
        assert_eq!(
            body.post(&body.secretary, "call", &[]).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(to(&news(house).await), ["secretary@example.ir"]);

        // The holder comes after all: the substitute is thanked, and the calendar takes the event out.
        let done = body.answer(&body.member, "yes", "").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let thanked = news(house).await;
        assert_eq!(to(&thanked), ["substitute@example.ir"]);
        assert!(thanked[0].1.contains("METHOD:CANCEL\r\n"), "{thanked:?}");

        // A session that is called off before its time is called off in the calendars too.
        let reason = [("reason", "تعطیلی پیش‌بینی‌نشده")];
        assert_eq!(
            body.post(&body.secretary, "not-held", &reason).await,
            StatusCode::SEE_OTHER
        );
        let off = news(house).await;
        assert_eq!(to(&off), all);
        let line = |calendar: &str, name: &str| {
            let found = calendar
                .split("\r\n")
                .find_map(|line| line.strip_prefix(name));
            found.expect("a line").to_owned()
        };
        let (before, after) = (&first[0].1, &off[0].1);
        assert_eq!(line(before, "UID:"), line(after, "UID:"));
        let number = |calendar: &str| {
            line(calendar, "SEQUENCE:")
                .parse::<u64>()
                .expect("a number")
        };
        assert!(number(after) > number(before));
        assert_eq!(line(after, "STATUS:"), "CANCELLED");
        let late = body.answer(&body.member, "no", "دیر").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        house.assert_journal_agrees().await;
    }
}
