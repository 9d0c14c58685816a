//! A case from a report to the court, and one that ends as unfounded.

use axum::http::StatusCode;

use super::{
    Somebody, accepted, actor, boards, deed, done, house, report, row, somebody, upload, work,
};
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};

/// A case whose charge was served: gives its id and those who work on it.
pub(super) struct Charged {
    pub(super) id: String,
    pub(super) officer: Somebody,
    pub(super) inspector: Somebody,
    pub(super) accused: Somebody,
    pub(super) primary: Vec<Somebody>,
    pub(super) appeal: Vec<Somebody>,
    pub(super) secretary: Somebody,
}

pub(super) async fn charged(house: &House) -> Charged {
    let (secretary, primary, appeal) = boards(house).await;
    let officer = somebody(house, "officer", Role::IntegrityOfficer, None).await;
    let inspector = somebody(house, "inspector", Role::Inspector, None).await;
    let accused = somebody(house, "karmand", Role::Clerk, Some("lighting")).await;
    let reporter = somebody(house, "gozareshgar", Role::Clerk, Some("parks")).await;
    let id = report(house, &reporter, "").await;
    done(house, &officer, &id, "screen", &accepted(&accused.person)).await;
    done(
        house,
        &officer,
        &id,
        "assign",
        &[("person", &inspector.person)],
    )
    .await;
    let early = deed(
        house,
        &inspector,
        &id,
        "charge",
        &[
            ("offences", "offence:17"),
            ("note", "x"),
            ("legal_basis", "y"),
        ],
    )
    .await;
    assert_eq!(early.status, StatusCode::CONFLICT, "no board is seated yet");
    done(house, &officer, &id, "seat-primary", &[]).await;
    let path = format!("/town/cases/{id}/evidence");
    let fields = [
        ("evidence-title", "رسید دستی"),
        ("evidence-received_from", "gozareshgar"),
        ("evidence-shown", "yes"),
        ("evidence-note", "پیوست گزارش"),
    ];
    let kept = upload(
        house,
        &inspector,
        &path,
        &fields,
        "resid.txt",
        "رسید".as_bytes(),
    )
    .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    done(
        house,
        &inspector,
        &id,
        "charge",
        &[
            ("offences", "offence:17"),
            ("note", "دریافت وجه بیش از تعرفه در ۱ آذر."),
            ("legal_basis", "ماده ۸ بند ۱۷"),
        ],
    )
    .await;
    Charged {
        id,
        officer,
        inspector,
        accused,
        primary,
        appeal,
        secretary,
    }
}

async fn decides(house: &House, members: &[Somebody], id: &str, outcome: &str, sanction: &str) {
    for one in &members[..3] {
        let vote = [("outcome", outcome), ("sanction", sanction)];
        done(house, one, id, "vote", &vote).await;
    }
    let text = [
        ("note", "مستندات و دفاعیه سنجیده شد."),
        ("legal_basis", "ماده ۹"),
        ("terms", "سه ماه"),
    ];
    done(house, &members[0], id, "decide", &text).await;
}

#[tokio::test]
async fn from_a_report_to_the_court() {
    for engine in ENGINES {
        let house = house(engine).await;
        let case = charged(&house).await;
        let id = case.id.as_str();
        let own = format!("/town/cases/own/{id}");

        // The person concerned sees charge and evidence, and nothing of who reported.
        let page = house.get(&own, &case.accused.token).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("دریافت وجه بیش از تعرفه") && page.body.contains("رسید دستی"));
        assert!(!page.body.contains("gozareshgar"), "{}", page.body);
        let at = page.body.find("name=\"item\" value=\"").expect("an item") + 19;
        let item = page.body[at..].split('"').next().expect("an id").to_owned();
        let file = house
            .post(
                &format!("{own}/evidence"),
                &case.accused.token,
                &[("item", &item)],
            )
            .await;
        assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, "رسید"));

        // More time, once, with the consent of a member.
        let post = async |act: &str, note: &str| {
            house
                .post(
                    &format!("{own}/{act}"),
                    &case.accused.token,
                    &[("note", note)],
                )
                .await
                .status
        };
        assert_eq!(
            post("ask-extension", "سفر بوده‌ام").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(post("ask-extension", "باز هم").await, StatusCode::CONFLICT);
        let before = row(&house, id).await.deadline_at;
        done(
            &house,
            &case.primary[1],
            id,
            "grant",
            &[("note", "موافقت شد")],
        )
        .await;
        assert!(row(&house, id).await.deadline_at > before);
        assert_eq!(post("defend", " ").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            post("defend", "وجه سپرده بود.").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(row(&house, id).await.state, "deciding");

        // Two of three must agree, and there is no decision without a legal basis.
        decides_not_yet(&house, &case, id).await;
        let bare = deed(&house, &case.primary[0], id, "decide", &[("note", "دلایل")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = [
            ("note", "دلایل"),
            ("legal_basis", "ماده ۹"),
            ("terms", "سه ماه"),
        ];
        done(&house, &case.primary[0], id, "decide", &text).await;
        done(
            &house,
            &case.officer,
            id,
            "serve",
            &[("note", "ابلاغ حضوری")],
        )
        .await;
        assert_eq!(row(&house, id).await.state, "served");
        assert_eq!(
            deed(&house, &case.officer, id, "propose", &text)
                .await
                .status,
            StatusCode::CONFLICT,
            "no name before a final decision"
        );
        assert_eq!(
            post("appeal", "رأی را درست نمی‌دانم.").await,
            StatusCode::SEE_OTHER
        );

        // Another board: nobody reviews what they voted on.
        done(&house, &case.officer, id, "seat-appeal", &[]).await;
        let vote = [("outcome", "cleared")];
        let again = deed(&house, &case.primary[0], id, "vote", &vote).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        decides(&house, &case.appeal, id, "violation", "sanction:jim").await;
        done(
            &house,
            &case.officer,
            id,
            "serve",
            &[("note", "ابلاغ حضوری")],
        )
        .await;
        let last = row(&house, id).await;
        assert_eq!(
            (last.state.as_str(), last.sanction.as_deref()),
            ("final", Some("sanction:jim"))
        );
        let until = persian::tehran_date(last.court_until.expect("a day").0);
        // Three months after 1405/9/7 is a Friday: the time ends on the Saturday after it.
        assert_eq!(until.to_string(), "1405/12/08");
        let page = house.get(&own, &case.accused.token).await;
        assert!(page.body.contains("۸ اسفند ۱۴۰۵"), "{}", page.body);

        // Published only when a second person confirms, with the password entered anew.
        let name = [("note", "karmand: کسر حقوق"), ("legal_basis", "ماده ۲۶")];
        done(&house, &case.officer, id, "propose", &name).await;
        let public = house.get("/town/portal/decisions", "").await;
        assert!(!public.body.contains("karmand"));
        let asked = deed(&house, &case.secretary, id, "publish", &[("note", "بله")]).await;
        assert!(asked.location().contains("step-up"), "{}", asked.location());
        publish(&house, &case, id).await;
        let public = house.get("/town/portal/decisions", "").await;
        assert!(public.body.contains("karmand"));

        let court = [("note", "شماره ۱"), ("legal_basis", "ماده ۱۰ قانون دیوان")];
        done(&house, &case.officer, id, "enforce", &court).await;
        done(&house, &case.officer, id, "court-file", &court).await;
        let public = house.get("/town/portal/decisions", "").await;
        assert!(
            !public.body.contains("karmand"),
            "the court has it: nothing is final"
        );
        done(&house, &case.officer, id, "court-annul", &court).await;
        let last = row(&house, id).await;
        assert!(last.state == "annulled" && last.restored_at.is_some());
        let found = house
            .get("/town/cases?state=&q=karmand", &case.officer.token)
            .await;
        assert!(
            !found.body.contains(&last.id),
            "the name finds the case no more"
        );
        house.assert_journal_agrees().await;
    }
}

/// Votes of which the first two agree only after a second round.
async fn decides_not_yet(house: &House, case: &super::story::Charged, id: &str) {
    let sanctions = ["sanction:dal", "sanction:jim", "sanction:vav"];
    for (one, sanction) in case.primary.iter().zip(sanctions) {
        let early = deed(
            house,
            &case.primary[0],
            id,
            "decide",
            &[("note", "د"), ("legal_basis", "م")],
        )
        .await;
        assert_eq!(early.status, StatusCode::CONFLICT, "not all have voted");
        let vote = [("outcome", "violation"), ("sanction", sanction)];
        done(house, one, id, "vote", &vote).await;
    }
    let text = [("note", "د"), ("legal_basis", "م")];
    let split = deed(house, &case.primary[0], id, "decide", &text).await;
    assert_eq!(
        split.status,
        StatusCode::CONFLICT,
        "three opinions decide nothing"
    );
    let vote = [
        ("outcome", "violation"),
        ("sanction", "sanction:dal"),
        ("dissent", ""),
    ];
    done(house, &case.primary[1], id, "vote", &vote).await;
    let again = deed(house, &case.primary[2], id, "vote", &vote).await;
    assert_eq!(
        again.status,
        StatusCode::CONFLICT,
        "two agree: the votes stand"
    );
    let outsider = deed(house, &case.primary[3], id, "vote", &vote).await;
    assert_eq!(
        outsider.status,
        StatusCode::NOT_FOUND,
        "an alternate without a seat does not know the case"
    );
}

async fn publish(house: &House, case: &Charged, id: &str) {
    use futures::FutureExt;

    use crate::cases::{acts, model::Deed, store};
    let mut conn = house.app.read().await.expect("a connection");
    let list = store::publications(&mut conn, "town", id)
        .await
        .expect("a read");
    drop(conn);
    let item = list[0].id.clone();
    for (who, done) in [(&case.officer, false), (&case.secretary, true)] {
        let (one, id, item) = (actor(house, &who.token).await, id.to_owned(), item.clone());
        let act = house.app.act(move |tx| {
            async move { acts::publish(tx, &one, NOW, &id, &item, Deed::Publish, "بله").await }
                .boxed()
        });
        assert_eq!(act.await.is_ok(), done, "the proposer does not confirm");
    }
}

#[tokio::test]
async fn without_an_answer_and_an_appeal_time_decides() {
    for engine in ENGINES {
        let house = house(engine).await;
        let case = charged(&house).await;
        let id = case.id.as_str();
        let due = row(&house, id).await.deadline_at.expect("a deadline");
        // Ten days from Saturday 1405/9/7: Tuesday the 17th.
        assert_eq!(persian::tehran_date(due.0).to_string(), "1405/09/17");
        house.app.clock.set(due);
        work(&house).await;
        assert_eq!(
            row(&house, id).await.state,
            "charged",
            "the last second counts"
        );
        house.app.clock.set(due.plus_seconds(1));
        work(&house).await;
        assert_eq!(row(&house, id).await.state, "deciding");
        house.app.clock.set(NOW);
        decides(&house, &case.primary, id, "violation", "sanction:dal").await;
        done(&house, &case.officer, id, "serve", &[("note", "ابلاغ")]).await;
        let until = row(&house, id).await.deadline_at.expect("a deadline");
        house.app.clock.set(until.plus_seconds(1));
        work(&house).await;
        let last = row(&house, id).await;
        assert_eq!(last.state, "final");
        assert!(last.court_until.is_some());
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_decision_without_a_violation_restores_the_record() {
    let house = house(ENGINES[0]).await;
    let case = charged(&house).await;
    let id = case.id.as_str();
    let own = format!("/town/cases/own/{id}/defend");
    house
        .post(&own, &case.accused.token, &[("note", "پاسخ")])
        .await;
    decides(&house, &case.primary, id, "cleared", "").await;
    done(&house, &case.officer, id, "serve", &[("note", "ابلاغ")]).await;
    let last = row(&house, id).await;
    assert!(last.state == "cleared" && last.restored_at.is_some() && last.closed_at.is_some());
    let page = house
        .get(&format!("/town/cases/{id}"), &case.inspector.token)
        .await;
    assert!(page.body.contains("وضعیت اعاده"), "{}", page.body);
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn the_light_sanctions_are_final_when_served() {
    let house = house(ENGINES[0]).await;
    let case = charged(&house).await;
    let id = case.id.as_str();
    let own = format!("/town/cases/own/{id}/defend");
    house
        .post(&own, &case.accused.token, &[("note", "پاسخ")])
        .await;
    decides(&house, &case.primary, id, "violation", "sanction:be").await;
    done(&house, &case.officer, id, "serve", &[("note", "ابلاغ")]).await;
    assert_eq!(row(&house, id).await.state, "final");
}

#[tokio::test]
async fn staff_under_the_labour_law_take_the_other_way() {
    let house = house(ENGINES[0]).await;
    let officer = somebody(&house, "officer", Role::IntegrityOfficer, None).await;
    let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
    let id = report(&house, &reporter, "کارگر فصلی").await;
    let mut form = accepted("");
    form[1] = ("regime", "labour");
    let wrong = deed(&house, &officer, &id, "screen", &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("کمیته انضباطی کار"));
    form[0] = ("deed", "refer-labour");
    done(&house, &officer, &id, "screen", &form).await;
    assert_eq!(row(&house, &id).await.state, "referred");
    let own = house.get("/town/cases/own", &reporter.token).await;
    assert!(own.body.contains("رسیدگی پایان یافت"));
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn a_letter_with_a_code_opens_the_file_to_who_has_no_account() {
    for engine in ENGINES {
        let house = house(engine).await;
        let _ = boards(&house).await;
        let officer = somebody(&house, "officer", Role::IntegrityOfficer, None).await;
        let inspector = somebody(&house, "inspector", Role::Inspector, None).await;
        let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
        let id = report(&house, &reporter, "").await;
        let mut form = accepted("");
        form.push(("suspect_name", "رضا نمونه"));
        done(&house, &officer, &id, "screen", &form).await;
        done(
            &house,
            &officer,
            &id,
            "assign",
            &[("person", &inspector.person)],
        )
        .await;
        done(&house, &officer, &id, "seat-primary", &[]).await;
        let letter = deed(
            &house,
            &inspector,
            &id,
            "charge",
            &[
                ("offences", "offence:3"),
                ("note", "تأخیر بی‌دلیل در پاسخ."),
                ("legal_basis", "ماده ۸ بند ۳"),
            ],
        )
        .await;
        assert_eq!(letter.status, StatusCode::OK, "{}", letter.body);
        let code: String = letter
            .body
            .split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-'))
            .find(|word| word.len() == 14 && word.matches('-').count() == 2)
            .expect("a code")
            .to_owned();
        let number = row(&house, &id).await.number;
        let enter = async |number: &str, code: &str| {
            house
                .post(
                    "/town/cases/answer",
                    "",
                    &[("number", number), ("code", code)],
                )
                .await
        };
        assert_eq!(
            enter(&number, "0000-0000-0000").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        // Typed in small letters and without dashes, it is the same code.
        let page = enter(&number, &code.replace('-', "").to_lowercase()).await;
        assert!(page.body.contains("تأخیر بی‌دلیل در پاسخ"), "{}", page.body);
        let sent = house
            .post(
                "/town/cases/answer/defend",
                "",
                &[("number", &number), ("code", &code), ("note", "پاسخ من")],
            )
            .await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
        assert_eq!(row(&house, &id).await.state, "deciding");
        for _ in 0..10 {
            enter(&number, "1111-1111-1111").await;
        }
        assert!(
            !enter(&number, &code).await.body.contains("تأخیر"),
            "too many tries"
        );
        house.assert_journal_agrees().await;
    }
}
