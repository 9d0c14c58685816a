//! The whole way of a message.

use axum::http::StatusCode;
use ledger::policy::Policy;
use ledger::receipt::Receipt;

use super::{act, an_answer, code_of, days_later, filed, form, message, officer, said, town};
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::ENGINES;
use crate::voice::acts::{self, Closing, Joining, Note, Referral};
use crate::voice::store as rows;

#[tokio::test]
async fn from_filing_to_the_decision_on_an_objection() {
    for engine in ENGINES {
        let house = town(engine).await;
        // A category without a unit: triage decides.
        let fields = form(
            "token-story",
            &[
                ("category", "other"),
                ("district", "3"),
                ("phone", "۰۹۱۲۱۲۳۴۵۶۷"),
                ("citizen_right", "dignity"),
            ],
        );
        let answer = house.post("/town/voice/new", "", &fields).await;
        let code = code_of(&answer);
        let page = format!("/town/voice/m/{code}");

        // The receipt says what was promised, and verifies without the program.
        let receipt = house.get(&format!("{page}/receipt"), "").await;
        assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.body);
        assert!(
            receipt.body.contains("۱۸ آذر ۱۴۰۵") && receipt.body.contains("<svg"),
            "{}",
            receipt.body
        );
        let proof = house.get(&format!("{page}/receipt.tlog-proof"), "").await;
        let proof = Receipt::parse(&proof.body).expect("a receipt");
        let verified = proof
            .verify(&Policy::of_log(house.app.seal.verifier()))
            .expect("a receipt that holds");
        assert!(
            verified
                .fields
                .iter()
                .any(|(name, value)| name == "text" && value.contains("کوچه لاله"))
        );
        assert!(
            !verified
                .fields
                .iter()
                .any(|(name, _)| ["phone", "name", "email", "address"].contains(&name.as_str()))
        );
        assert!(!proof.entry.encode().contains("street") && !proof.entry.encode().contains("کوچه"));
        let json = house.get(&format!("{page}/receipt.json"), "").await;
        let json: serde_json::Value = serde_json::from_str(&json.body).expect("JSON");
        assert_eq!(
            json["fields"]["deadline"],
            message(&house, &code).await.deadline_at.0
        );

        let triage = officer(&house, Role::ComplaintOfficer, None).await;
        let clerk = officer(&house, Role::Clerk, Some("lighting")).await;
        let other = officer(&house, Role::Clerk, Some("roads")).await;
        let chief = officer(&house, Role::Manager, Some("services")).await;
        let id = message(&house, &code).await.id;

        // Before it is referred, no unit may touch it; afterwards only its own.
        let taken = id.clone();
        assert!(matches!(
            act!(house, clerk, |tx, who, now, rules| acts::take(
                tx, who, now, &taken
            )),
            Err(ActError::NotFound)
        ));
        let referral = Referral {
            message: id.clone(),
            unit: "lighting".to_owned(),
            note: "لطفاً امروز".to_owned(),
        };
        act!(house, triage, |tx, who, now, rules| acts::refer(
            tx, who, now, rules, &referral
        ))
        .expect("a referral");
        let taken = id.clone();
        assert!(matches!(
            act!(house, other, |tx, who, now, rules| acts::take(
                tx, who, now, &taken
            )),
            Err(ActError::NotFound)
        ));
        let taken = id.clone();
        act!(house, clerk, |tx, who, now, rules| acts::take(
            tx, who, now, &taken
        ))
        .expect("work begun");
        let shown = house.get(&page, "").await;
        assert!(
            shown.body.contains("اداره روشنایی") && shown.body.contains("در حال بررسی"),
            "{}",
            shown.body
        );
        assert!(
            !shown.body.contains("لطفاً امروز"),
            "a note inside the house is not for the citizen"
        );
        assert!(
            !shown.body.contains("9121234567"),
            "the contact is on no page"
        );

        // An answer needs its checklist; then the citizen objects, and not the one who answered decides.
        let mut draft = an_answer(&id, "not-upheld");
        draft.checklist.pop();
        assert!(
            said(act!(house, clerk, |tx, who, now, rules| acts::answer(
                tx, who, now, rules, &draft
            )))
            .starts_with("checklist:")
        );
        let draft = an_answer(&id, "not-upheld");
        act!(house, clerk, |tx, who, now, rules| acts::answer(
            tx, who, now, rules, &draft
        ))
        .expect("an answer");
        let shown = house.get(&page, "").await;
        assert!(
            shown.body.contains("چراغ امروز تعمیر شد") && shown.body.contains("غیروارد"),
            "{}",
            shown.body
        );
        let empty = house
            .post(&format!("{page}/object"), "", &[("reason", " ")])
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("لطفاً این بخش را بنویسید"));
        let objected = house
            .post(
                &format!("{page}/object"),
                "",
                &[("reason", "چراغ هنوز خاموش است.")],
            )
            .await;
        assert_eq!(objected.status, StatusCode::SEE_OTHER, "{}", objected.body);
        let now = message(&house, &code).await;
        assert_eq!(
            (now.state.as_str(), now.higher_unit.as_deref(), now.level),
            ("objected", Some("services"), 1)
        );

        let review = id.clone();
        assert!(matches!(
            act!(house, clerk, |tx, who, now, rules| acts::take_review(
                tx, who, now, &review
            )),
            Err(ActError::Forbidden)
        ));
        let review = id.clone();
        act!(house, chief, |tx, who, now, rules| acts::take_review(
            tx, who, now, &review
        ))
        .expect("a review begun");
        let decision = an_answer(&id, "upheld");
        act!(house, chief, |tx, who, now, rules| acts::review(
            tx, who, now, &decision
        ))
        .expect("a decision");
        let now = message(&house, &code).await;
        assert_eq!(
            (now.state.as_str(), now.outcome.as_deref(), now.reviewed),
            ("closed", Some("upheld"), true)
        );
        let again = house
            .post(&format!("{page}/object"), "", &[("reason", "باز هم")])
            .await;
        assert_eq!(again.status, StatusCode::CONFLICT);

        // Satisfaction, once.
        let none = house
            .post(&format!("{page}/rate"), "", &[("comment", "x")])
            .await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let marks = [
            ("courtesy", "5"),
            ("speed", "۲"),
            ("comment", "دیر بود ولی خوب"),
        ];
        assert_eq!(
            house.post(&format!("{page}/rate"), "", &marks).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            house.post(&format!("{page}/rate"), "", &marks).await.status,
            StatusCode::CONFLICT
        );
        let mut conn = house.app.read().await.expect("a connection");
        let kept = rows::satisfaction(&mut conn, "town", &id)
            .await
            .expect("an answer")
            .expect("marks");
        assert_eq!(
            (kept.courtesy, kept.speed, kept.fairness),
            (Some(5), Some(2), None)
        );

        let change = acts::NewChange {
            message: id.clone(),
            title: "چراغ‌های کوچه لاله نو شد".to_owned(),
            text: "همه چراغ‌های کوچه لاله با چراغ کم‌مصرف جایگزین شد.".to_owned(),
        };
        act!(house, clerk, |tx, who, now, rules| acts::record_change(
            tx, who, now, &change
        ))
        .expect("a change");
        assert!(
            house
                .get("/town/voice/changes", "")
                .await
                .body
                .contains("چراغ‌های کوچه لاله نو شد")
        );
        assert!(
            house
                .get(&page, "")
                .await
                .body
                .contains("چراغ‌های کوچه لاله نو شد")
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_answered_may_not_decide_on_the_objection() {
    for engine in ENGINES {
        let house = town(engine).await;
        let code = filed(&house, "token-own", &[]).await;
        let id = message(&house, &code).await.id;
        // A manager of the unit above has every right over the unit's messages, and answers this one alone.
        let chief = officer(&house, Role::Manager, Some("services")).await;
        let draft = an_answer(&id, "upheld");
        act!(house, chief, |tx, who, now, rules| acts::answer(
            tx, who, now, rules, &draft
        ))
        .expect("an answer");
        house
            .post(
                &format!("/town/voice/m/{code}/object"),
                "",
                &[("reason", "کافی نیست")],
            )
            .await;
        let review = id.clone();
        let own = act!(house, chief, |tx, who, now, rules| acts::take_review(
            tx, who, now, &review
        ));
        assert!(said(own).contains("پاسخ نخست"));
        // The integrity officer of the whole house can.
        let integrity = officer(&house, Role::IntegrityOfficer, None).await;
        let review = id.clone();
        act!(house, integrity, |tx, who, now, rules| acts::take_review(
            tx, who, now, &review
        ))
        .expect("a review");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_accepted_answer_closes_and_a_silent_one_closes_by_itself() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = officer(&house, Role::Clerk, Some("lighting")).await;
        let mut codes = Vec::new();
        for token in ["token-accept", "token-silent"] {
            let code = filed(&house, token, &[]).await;
            let draft = an_answer(&message(&house, &code).await.id, "upheld");
            act!(house, clerk, |tx, who, now, rules| acts::answer(
                tx, who, now, rules, &draft
            ))
            .expect("an answer");
            codes.push(code);
        }
        assert_eq!(
            house
                .post(&format!("/town/voice/m/{}/accept", codes[0]), "", &[])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(message(&house, &codes[0]).await.state, "closed");
        house.app.clock.set(days_later(30));
        while crate::platform::jobs::work(&house.app).await.expect("jobs") > 0 {}
        let silent = message(&house, &codes[1]).await;
        assert_eq!((silent.state.as_str(), silent.late), ("closed", false));
        let late = house
            .post(
                &format!("/town/voice/m/{}/object", codes[1]),
                "",
                &[("reason", "دیر شد")],
            )
            .await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn duplicates_and_what_is_out_of_remit() {
    for engine in ENGINES {
        let house = town(engine).await;
        let triage = officer(&house, Role::ComplaintOfficer, None).await;
        let (one, two) = (
            filed(&house, "token-one", &[]).await,
            filed(&house, "token-two", &[]).await,
        );
        let (first, second) = (
            message(&house, &one).await.id,
            message(&house, &two).await.id,
        );
        let joining = Joining {
            message: second.clone(),
            original: second.clone(),
        };
        assert!(
            said(act!(house, triage, |tx, who, now, rules| acts::join(
                tx, who, now, rules, &joining
            )))
            .starts_with("original:")
        );
        let joining = Joining {
            message: second.clone(),
            original: one.clone(),
        };
        act!(house, triage, |tx, who, now, rules| acts::join(
            tx, who, now, rules, &joining
        ))
        .expect("joined");
        let shown = house.get(&format!("/town/voice/m/{two}"), "").await;
        assert!(
            shown.body.contains("تکراری") && shown.body.contains("ارجاع‌شده"),
            "{}",
            shown.body
        );
        assert_eq!(
            house
                .post(
                    &format!("/town/voice/m/{two}/object"),
                    "",
                    &[("reason", "x")]
                )
                .await
                .status,
            StatusCode::CONFLICT
        );
        // The other way round would make a circle.
        let joining = Joining {
            message: first.clone(),
            original: two,
        };
        assert!(
            said(act!(house, triage, |tx, who, now, rules| acts::join(
                tx, who, now, rules, &joining
            )))
            .starts_with("original:")
        );

        let closing = Closing {
            message: first,
            outcome: "out-of-remit".to_owned(),
            reason: "با اداره برق است؛ تلفن ۱۲۱.".to_owned(),
        };
        act!(house, triage, |tx, who, now, rules| acts::close(
            tx, who, now, rules, &closing
        ))
        .expect("closed");
        assert!(
            house
                .get(&format!("/town/voice/m/{one}"), "")
                .await
                .body
                .contains("با اداره برق است")
        );
        // What was closed without an answer can be objected to.
        let objected = house
            .post(
                &format!("/town/voice/m/{one}/object"),
                "",
                &[("reason", "چراغ از شهرداری است.")],
            )
            .await;
        assert_eq!(objected.status, StatusCode::SEE_OTHER, "{}", objected.body);
        assert_eq!(message(&house, &one).await.state, "objected");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn reading_a_contact_is_journalled_and_a_secret_one_is_not_for_the_unit() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = officer(&house, Role::Clerk, Some("lighting")).await;
        let triage = officer(&house, Role::ComplaintOfficer, None).await;
        let open = filed(&house, "token-open", &[("phone", "09121234567")]).await;
        let secret = filed(
            &house,
            "token-secret",
            &[("phone", "09121234567"), ("secret", "yes")],
        )
        .await;
        let note = Note {
            message: message(&house, &open).await.id,
            text: "هماهنگی بازدید".to_owned(),
        };
        let contact = act!(house, clerk, |tx, who, now, rules| acts::reveal_contact(
            tx, who, now, &note
        ))
        .expect("a contact");
        assert_eq!(contact.phone.as_deref(), Some("+989121234567"));
        let id = message(&house, &secret).await.id;
        let note = Note {
            message: id.clone(),
            text: "هماهنگی بازدید".to_owned(),
        };
        let refused = act!(house, clerk, |tx, who, now, rules| acts::reveal_contact(
            tx, who, now, &note
        ));
        assert!(matches!(refused, Err(ActError::Forbidden)));
        let note = Note {
            message: id.clone(),
            text: String::new(),
        };
        assert!(
            said(act!(house, triage, |tx, who, now, rules| {
                acts::reveal_contact(tx, who, now, &note)
            }))
            .starts_with("reason:")
        );
        let note = Note {
            message: id.clone(),
            text: "تماس برای خطر جانی".to_owned(),
        };
        act!(house, triage, |tx, who, now, rules| acts::reveal_contact(
            tx, who, now, &note
        ))
        .expect("a contact");
        let mut conn = house.app.read().await.expect("a connection");
        let entries = store::entries_of_object(&mut conn, "town", "message", &id)
            .await
            .expect("entries");
        assert!(
            entries
                .iter()
                .any(|entry| entry.kind == "voice.contact-read" && entry.actor == triage.account)
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_refused_request_for_information_names_its_article() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = officer(&house, Role::Clerk, Some("lighting")).await;
        let code = filed(&house, "token-foi", &[("kind", "information")]).await;
        let id = message(&house, &code).await.id;
        let upheld = an_answer(&id, "upheld");
        assert!(
            said(act!(house, clerk, |tx, who, now, rules| acts::answer(
                tx, who, now, rules, &upheld
            )))
            .starts_with("outcome:")
        );
        let bare = an_answer(&id, "refused");
        assert!(
            said(act!(house, clerk, |tx, who, now, rules| acts::answer(
                tx, who, now, rules, &bare
            )))
            .starts_with("legal_ground:")
        );
        let lawful = acts::NewAnswer {
            legal_ground: "article-14".to_owned(),
            ..an_answer(&id, "refused")
        };
        act!(house, clerk, |tx, who, now, rules| acts::answer(
            tx, who, now, rules, &lawful
        ))
        .expect("an answer");
        assert!(
            house
                .get(&format!("/town/voice/m/{code}"), "")
                .await
                .body
                .contains("ماده ۱۴")
        );
        house.assert_journal_agrees().await;
    }
}
