//! One message: who sees it, what may be done with it, and what comes back when it was not accepted.

use axum::http::StatusCode;
use futures::FutureExt;

use super::Town;
use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, NOW};
use crate::voice::acts::{self, Note};
use crate::voice::model::{PlainLanguage, State};

/// An act, its form, and what the page then shows.
type Case<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str);

/// The fields of an answer that is accepted.
fn answer<'a>(act: &'a str, text: &'a str) -> Vec<(String, &'a str)> {
    let mut form = vec![
        (format!("{act}-text"), text),
        (format!("{act}-outcome"), "upheld"),
    ];
    form.extend(
        PlainLanguage::ALL
            .iter()
            .map(|item| (format!("{act}-checklist"), item.code())),
    );
    form
}

fn form<'a>(fields: &'a [(String, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect()
}

#[tokio::test]
async fn what_one_may_not_see_is_not_there() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (id, _) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه بهار خاموش است",
                0,
            )
            .await;
        let page = format!("/town/desk/messages/{id}");
        for (role, unit, expected) in [
            (Role::Clerk, Some("lighting"), StatusCode::OK),
            (Role::Manager, Some("district-1"), StatusCode::OK),
            (Role::Clerk, Some("parks"), StatusCode::NOT_FOUND),
            (Role::Manager, Some("parks"), StatusCode::NOT_FOUND),
            (Role::Inspector, None, StatusCode::OK),
            (Role::Overseer, None, StatusCode::OK),
            (Role::Administrator, None, StatusCode::FORBIDDEN),
        ] {
            let token = town.sign_in(role, unit).await;
            assert_eq!(
                town.house.get(&page, &token).await.status,
                expected,
                "{role:?} of {unit:?}"
            );
            if expected != StatusCode::OK {
                let answer = town.act(&token, &id, "take", &[]).await;
                assert_eq!(answer.status, expected, "{role:?} of {unit:?}");
            }
        }
        let overseer = town.sign_in(Role::Overseer, Some("city")).await;
        let shown = town.house.get(&page, &overseer).await;
        assert!(
            !shown.body.contains("/take\"") && !shown.body.contains("/contact\""),
            "an overseer only reads"
        );
        assert_eq!(
            town.act(&overseer, &id, "take", &[]).await.status,
            StatusCode::FORBIDDEN
        );
        assert!(
            !shown.body.contains("09123456789") && !shown.body.contains("احمدی"),
            "the contact is masked"
        );
        for nothing in ["nothing", "%00", "%D9%87%D9%8A%DA%86", "..%2f"] {
            let answer = town
                .house
                .get(&format!("/town/desk/messages/{nothing}"), &overseer)
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nothing}");
            let answer = town
                .house
                .get(&format!("/town/desk/attachments/{nothing}"), &overseer)
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nothing}");
        }
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_message_is_worked_on_from_taking_to_the_decision_on_an_objection() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (id, _) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه بهار خاموش است",
                0,
            )
            .await;
        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let page = format!("/town/desk/messages/{id}");
        assert_eq!(
            town.act(&clerk, &id, "take", &[]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            town.act(
                &clerk,
                &id,
                "pause",
                &[("pause-reason", "انتظار برای قطعه")]
            )
            .await
            .location(),
            page
        );
        assert!(
            town.house
                .get(&page, &clerk)
                .await
                .body
                .contains("deadline-paused")
        );
        assert_eq!(
            town.act(&clerk, &id, "resume", &[]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            town.act(&clerk, &id, "ask", &[("ask-question", "کدام چراغ؟")])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(town.message(&id).await.state(), State::AwaitingCompletion);
        let rules = town.house.app.rules("town").await.expect("lists");
        let (message, lists) = (id.clone(), rules.clone());
        town.house
            .app
            .act(move |tx| {
                async move {
                    let input = acts::Completion {
                        message,
                        text: "چراغ سوم".to_owned(),
                        attachments: vec![],
                    };
                    acts::complete(tx, &Actor::citizen("town"), NOW, &lists, &input).await
                }
                .boxed()
            })
            .await
            .expect("completed");
        let fields = answer("answer", "چراغ امروز تعمیر شد. اگر نپذیرفتید اعتراض کنید.");
        assert_eq!(
            town.act(&clerk, &id, "answer", &form(&fields)).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(town.message(&id).await.state(), State::Answered);

        let (message, lists) = (id.clone(), rules);
        town.house
            .app
            .act(move |tx| {
                async move {
                    let input = Note {
                        message,
                        text: "هنوز خاموش است".to_owned(),
                    };
                    acts::object(tx, &Actor::citizen("town"), NOW, &lists, &input).await
                }
                .boxed()
            })
            .await
            .expect("objected");
        let manager = town.sign_in(Role::Manager, Some("district-1")).await;
        let desk = town.house.get("/town/desk", &manager).await;
        assert!(desk.body.contains(&id) && desk.body.contains("اعتراض‌هایی که باید بازبینی کنید"));
        assert_eq!(
            town.act(&clerk, &id, "take-review", &[]).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            town.act(&manager, &id, "take-review", &[]).await.status,
            StatusCode::SEE_OTHER
        );
        let fields = answer("review", "حق با شماست؛ چراغ عوض شد.");
        assert_eq!(
            town.act(&manager, &id, "review", &form(&fields))
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(town.message(&id).await.state(), State::Closed);
        let shown = town.house.get(&page, &clerk).await.body;
        assert!(shown.contains("حق با شماست؛ چراغ عوض شد.") && shown.contains("هنوز خاموش است"));
        let made = [
            ("change-title", "چراغ‌های کوچه بهار"),
            ("change-text", "همه چراغ‌ها عوض شد"),
        ];
        assert_eq!(
            town.act(&clerk, &id, "change", &made).await.status,
            StatusCode::SEE_OTHER
        );
        assert!(
            town.house
                .get(&page, &clerk)
                .await
                .body
                .contains("همه چراغ‌ها عوض شد")
        );
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_form_that_is_not_accepted_keeps_what_was_written() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (id, code) = town
            .file(
                "information",
                "street-lighting",
                "صورت هزینه چراغ‌های شهر",
                0,
            )
            .await;
        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let cases: Vec<Case<'_>> = vec![
            (
                "answer",
                vec![("answer-text", "نوشته من"), ("answer-outcome", "refused")],
                "id=\"answer-checklist\"",
            ),
            (
                "answer",
                vec![("answer-text", "نوشته من"), ("answer-outcome", "upheld")],
                "answer-outcome",
            ),
            (
                "refer",
                vec![("refer-note", "نوشته من"), ("refer-unit", "nowhere")],
                "refer-unit-error",
            ),
            (
                "refer",
                vec![("refer-note", "نوشته من"), ("refer-unit", "lighting")],
                "refer-unit-error",
            ),
            ("ask", vec![("ask-question", " ")], "ask-question-error"),
            ("pause", vec![("pause-reason", "")], "pause-reason-error"),
            (
                "contact",
                vec![("contact-reason", "")],
                "contact-reason-error",
            ),
            (
                "classify",
                vec![("classify-category", "nonsense")],
                "classify-category-error",
            ),
            (
                "classify",
                vec![("classify-citizen_right", "nonsense")],
                "classify-citizen_right-error",
            ),
            (
                "classify",
                vec![("classify-priority", "nonsense")],
                "classify-priority-error",
            ),
            (
                "classify",
                vec![("classify-district", "nonsense")],
                "classify-district-error",
            ),
        ];
        for (act, form, shows) in &cases {
            let answer = town.act(&clerk, &id, act, form).await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{act} {form:?}"
            );
            assert!(answer.body.contains(shows), "{act} {form:?}");
            if form.iter().any(|(_, value)| *value == "نوشته من") {
                assert!(answer.body.contains("نوشته من"), "{act} {form:?}");
            }
        }
        // What the law does not allow for a request for information, and what is no act.
        assert_eq!(
            town.act(&clerk, &id, "join", &[("join-original", &code)])
                .await
                .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            town.act(
                &clerk,
                &id,
                "close",
                &[("close-outcome", "settled"), ("close-reason", "x")]
            )
            .await
            .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            town.act(&clerk, &id, "burn", &[]).await.status,
            StatusCode::NOT_FOUND
        );
        let long = "آ".repeat(9_000);
        assert_eq!(
            town.act(&clerk, &id, "answer", &[("answer-text", &long)])
                .await
                .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            town.message(&id).await.state(),
            State::Referred,
            "nothing of it happened"
        );

        let mut refusal = answer("answer", "به استناد ماده ۱۴ ممکن نیست.");
        refusal[1].1 = "refused";
        assert_eq!(
            town.act(&clerk, &id, "answer", &form(&refusal))
                .await
                .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        refusal.push(("answer-legal_ground".to_owned(), "article-14"));
        assert_eq!(
            town.act(&clerk, &id, "answer", &form(&refusal))
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_act_on_a_message_that_changed_meanwhile_is_refused_and_nothing_written_is_lost() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (id, _) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه بهار خاموش است",
                0,
            )
            .await;
        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let officer = town.sign_in(Role::ComplaintOfficer, None).await;
        let before = town.seen(&id).await;
        assert_eq!(
            town.act(
                &officer,
                &id,
                "classify",
                &[("classify-priority", "urgent")]
            )
            .await
            .status,
            StatusCode::SEE_OTHER
        );
        let mut fields = answer("answer", "پاسخی که با دقت نوشته‌ام");
        fields.push(("seen".to_owned(), before.as_str()));
        let late = town
            .house
            .post(
                &format!("/town/desk/messages/{id}/answer"),
                &clerk,
                &form(&fields),
            )
            .await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(
            late.body.contains("پاسخی که با دقت نوشته‌ام")
                && late.body.contains("از زمانی که این صفحه را گشوده‌اید")
        );
        // The form carries what is seen now, so that sending it again is a decision with open eyes.
        assert!(late.body.contains(&town.seen(&id).await));
        assert_eq!(town.message(&id).await.state(), State::Referred);

        // Where the form itself is gone, the text is still there.
        let done = answer("answer", "پاسخ همکار");
        assert_eq!(
            town.act(&officer, &id, "answer", &form(&done)).await.status,
            StatusCode::SEE_OTHER
        );
        let again = town
            .house
            .post(
                &format!("/town/desk/messages/{id}/answer"),
                &clerk,
                &form(&fields),
            )
            .await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(
            again.body.contains("پاسخی که با دقت نوشته‌ام")
                && again.body.contains("نوشته شما نگه داشته شد")
        );
        // A form without what was seen is not taken for one that saw everything.
        let blind = town
            .house
            .post(&format!("/town/desk/messages/{id}/take"), &clerk, &[])
            .await;
        assert_eq!(blind.status, StatusCode::CONFLICT);
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_contact_is_read_for_a_reason_that_is_journalled() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (id, _) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه بهار خاموش است",
                0,
            )
            .await;
        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let shown = town
            .act(
                &clerk,
                &id,
                "contact",
                &[("contact-reason", "هماهنگی بازدید")],
            )
            .await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("مریم احمدی") && shown.body.contains("۰۹۱۲۳۴۵۶۷۸۹"));
        let mut conn = town.house.app.read().await.expect("a connection");
        let entries = store::entries_of_object(&mut conn, "town", "message", &id)
            .await
            .expect("entries");
        drop(conn);
        let read = entries
            .iter()
            .find(|entry| entry.kind == "voice.contact-read")
            .expect("an entry");
        assert!(read.record.contains("هماهنگی بازدید"));
        let again = town
            .house
            .get(&format!("/town/desk/messages/{id}"), &clerk)
            .await;
        assert!(!again.body.contains("مریم احمدی"), "it is shown once");
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn likely_duplicates_are_shown_and_joined() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (first, code) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه بهار از دو هفته پیش خاموش است",
                5,
            )
            .await;
        let (second, _) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ كوچه بهار خاموش است لطفا رسيدگي كنيد",
                0,
            )
            .await;
        let (other, _) = town
            .file(
                "complaint",
                "street-lighting",
                "پایه برق خیابان سعدی کج شده",
                0,
            )
            .await;
        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let page = town
            .house
            .get(&format!("/town/desk/messages/{second}"), &clerk)
            .await
            .body;
        assert!(page.contains(&first) && !page.contains(&other));
        for wrong in ["", "123", &town.message(&second).await.code] {
            let answer = town
                .act(&clerk, &second, "join", &[("join-original", wrong)])
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        }
        let typed = persian::digits::to_persian(&code);
        assert_eq!(
            town.act(&clerk, &second, "join", &[("join-original", &typed)])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            town.message(&second).await.duplicate_of,
            Some(first.clone())
        );
        assert!(
            town.house
                .get(&format!("/town/desk/messages/{first}"), &clerk)
                .await
                .body
                .contains(&second)
        );
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_attachment_is_saved_and_never_run() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (id, _) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه بهار خاموش است",
                0,
            )
            .await;
        let attachment = crate::voice::store::Attachment {
            id: "file-1".to_owned(),
            name: "عکس «چراغ».png".to_owned(),
            size: 4,
            media_type: "image/png".to_owned(),
            sha256: "ab".repeat(32),
            has_location: true,
            has_camera: false,
        };
        let file = town
            .house
            .app
            .config
            .data
            .join("files/ab")
            .join(&attachment.sha256);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, b"\x89PNG").expect("a file");
        let message = id.clone();
        town.house
            .app
            .act(move |tx| {
                async move {
                    crate::voice::store::insert_attachment(tx, "town", &message, NOW, &attachment)
                        .await?;
                    acts::take(tx, &Actor::program("town"), NOW, &message).await
                }
                .boxed()
            })
            .await
            .expect("an attachment");
        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let stranger = town.sign_in(Role::Clerk, Some("parks")).await;
        let sent = town
            .house
            .get("/town/desk/attachments/file-1", &clerk)
            .await;
        assert_eq!(sent.status, StatusCode::OK);
        assert_eq!(sent.bytes, b"\x89PNG");
        let header = |name: &str| {
            sent.headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
                .to_owned()
        };
        assert!(header("content-disposition").starts_with("attachment; filename*=UTF-8''%D8%B9"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("sandbox"));
        assert_eq!(
            town.house
                .get("/town/desk/attachments/file-1", &stranger)
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            town.house
                .get("/town/desk/attachments/none", &clerk)
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        let page = town
            .house
            .get(&format!("/town/desk/messages/{id}"), &clerk)
            .await
            .body;
        assert!(page.contains("جای عکس‌برداری در پرونده ثبت شده است"));
        town.house.assert_journal_agrees().await;
    }
}
