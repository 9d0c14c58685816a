//! The procedure of a service: written as rules or with a model, judged, its differences accepted and raised.

use super::*;

/// Cases of `log_of_two_districts` take 5 + case mod 7 days, in the second district 10 more; decided within 14 days are those of the first
/// district (60 cases) and none of the second.
pub(super) const PROCEDURE: &str = "ends = [\"decide\"]\n[[rule]]\nid = \"in-time\"\nkind = \"response\"\na = \"register\"\nb = \"decide\"\nwithin = 14\ncount = \"hours\"\n";

pub(super) async fn write_procedure(
    house: &House,
    token: &str,
    text: &str,
) -> crate::testing::Answer {
    house
        .post(
            "/town/services/completion/procedure",
            token,
            &[
                ("text", text),
                ("source", "آیین‌نامه صدور پروانه"),
                ("valid_from", "۱۴۰۴/۰۱/۰۱"),
                ("valid_until", ""),
            ],
        )
        .await
}

#[tokio::test]
async fn a_procedure_is_written_judged_accepted_and_raised() {
    for engine in ENGINES {
        let house = town(engine, csv()).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        let member = house.sign_in(Role::CommitteeMember, None).await;
        let here = "/town/services/completion/deviations";
        let none = house.get(&format!("{here}?lang=en"), &officer).await;
        assert!(none.body.contains("No procedure is written"));

        let wrong = PROCEDURE.replace("within", "withn");
        let refused = write_procedure(&house, &officer, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("سطر ۷") && refused.body.contains("withn = 14"));
        assert!(refused.body.contains("آیین‌نامه صدور پروانه"), "values stay");
        for _ in 0..2 {
            let written = write_procedure(&house, &officer, PROCEDURE).await;
            assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.body);
        }
        assert_eq!(
            write_procedure(&house, &member, PROCEDURE).await.status,
            StatusCode::FORBIDDEN
        );
        let page = house
            .get("/town/services/completion/procedure?lang=en", &member)
            .await;
        assert!(
            page.body.contains("Version of the procedure 1") && !page.body.contains("procedure 2")
        );

        let page = house.get(&format!("{here}?lang=en"), &member).await;
        // Durations of the second district: 15 to 21 days, all beyond 14; of the first: 5 to 11.
        assert!(
            page.body
                .contains("In 60 of 120 cases (50.0%) the records differ"),
            "{}",
            page.body
        );
        assert_eq!(
            house.get(here, &manager).await.status,
            StatusCode::NOT_FOUND
        );
        let cases = format!("{here}/cases?rule=in-time&version=1&lang=en");
        let list = house.get(&cases, &officer).await;
        assert!(list.body.contains(">c1<") && !list.body.contains(">c2<"));
        let case = house
            .get(
                "/town/services/completion/process/case?id=c1&rule=in-time&version=1&lang=en",
                &officer,
            )
            .await;
        assert_eq!(
            case.body.matches("this event").count(),
            2,
            "register and decide"
        );

        let accept = format!("{here}/accept?rule=in-time&version=1");
        let silent = house.post(&accept, &officer, &[("case", "c1")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(silent.body.contains("value=\"c1\" checked"));
        let form = [("case", "c1"), ("case", "c3"), ("reason", "سیل فروردین")];
        for _ in 0..2 {
            let done = house.post(&accept, &officer, &form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        assert_eq!(
            house.post(&accept, &member, &form).await.status,
            StatusCode::FORBIDDEN
        );
        let unknown = house
            .post(&accept, &officer, &[("case", "c9999"), ("reason", "x")])
            .await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let page = house.get(&format!("{here}?lang=en"), &officer).await;
        assert!(page.body.contains("In 58 of 120 cases") && page.body.contains("سیل فروردین"));
        let withdraw = format!("{here}/withdraw");
        let form = [("rule", "in-time"), ("case", "c3")];
        house.post(&withdraw, &officer, &form).await;
        let page = house.get(&format!("{here}?lang=en"), &officer).await;
        assert!(page.body.contains("In 59 of 120 cases"));

        let raise = format!("{here}/raise?rule=in-time&version=1");
        let raised = house.post(&raise, &officer, &[]).await;
        assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", raised.body);
        let finding = house
            .get(&format!("{}?lang=en", raised.location()), &officer)
            .await;
        assert!(finding.body.contains("procedure completion 1") && finding.body.contains("c119"));

        // A new version ends the one before.
        let next = PROCEDURE.replace("14", "30");
        house
            .post(
                "/town/services/completion/procedure",
                &officer,
                &[
                    ("text", &next),
                    ("source", "بخشنامه"),
                    ("valid_from", "1405/02/01"),
                ],
            )
            .await;
        let old = house
            .get("/town/services/completion/procedure?lang=en", &officer)
            .await;
        assert!(old.body.contains("31 Farvardin 1405"), "{}", old.body);
        house.assert_journal_agrees().await;
    }
}

/// A model beside the rules: a file that is none is told in its form, a model is judged by alignments, its differences open to their cases, can
/// be accepted and raised.
#[tokio::test]
async fn a_model_is_taken_in_judged_accepted_and_raised() {
    static CSV: std::sync::LazyLock<String> = std::sync::LazyLock::new(log_of_a_skipped_step);
    static MODEL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let tree: eventlog::model::ProcessTree =
            "->( 'register', 'visit', X( 'grant', 'refuse' ) )"
                .parse()
                .expect("a tree");
        eventlog::model::write_bpmn(&tree)
    });
    for engine in ENGINES {
        let house = town(engine, &CSV).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let model = |text: &'static str| {
            let parts = [
                ("model_source", "شیوه‌نامه", ""),
                ("model_from", "۱۴۰۴/۰۱/۰۱", ""),
                ("model", text, "; filename=\"m.bpmn\""),
            ];
            let mut body = String::new();
            for (name, value, file) in parts {
                let _ = write!(
                    body,
                    "--B\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
                );
            }
            body.push_str("--B--\r\n");
            let request = axum::http::Request::post("/town/services/completion/procedure/model")
                .header("cookie", format!("amin_session={officer}"))
                .header("content-type", "multipart/form-data; boundary=B")
                .body(axum::body::Body::from(body))
                .expect("a request");
            house.send(request)
        };
        let wrong = model("<html></html>").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains("این فایل الگو نیست") && wrong.body.contains("شیوه‌نامه"),
            "{}",
            wrong.body
        );
        let written = model(&MODEL).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.body);
        let here = "/town/services/completion/deviations";
        let page = house.get(&format!("{here}?lang=en"), &officer).await.body;
        // Ninety of the second district's 120 cases have no visit; all others are as the model has them.
        assert!(
            page.contains(
                "62.5% of the judged cases agree with the model; 90 cases have a difference"
            ),
            "{page}"
        );
        assert!(page.contains("The model asks for “visit”, and there is no record of it."));
        let rule = "rule=model%3Anot-recorded%3Avisit&version=1";
        let cases = house
            .get(&format!("{here}/cases?{rule}&lang=en"), &officer)
            .await
            .body;
        assert!(cases.contains(">c3<") && !cases.contains(">c0<"), "{cases}");
        let case = house
            .get(
                &format!("/town/services/completion/process/case?id=c3&{rule}&lang=en"),
                &officer,
            )
            .await;
        assert_eq!(case.status, StatusCode::OK, "{}", case.body);
        let accepted = house
            .post(
                &format!("{here}/accept?{rule}"),
                &officer,
                &[("case", "c3"), ("reason", "سیل فروردین")],
            )
            .await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
        let page = house.get(&format!("{here}?lang=en"), &officer).await.body;
        assert!(page.contains("89 cases have a difference"), "{page}");
        let raised = house
            .post(&format!("{here}/raise?{rule}"), &officer, &[])
            .await;
        assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", raised.body);
        let finding = house
            .get(&format!("{}?lang=en", raised.location()), &officer)
            .await
            .body;
        assert!(finding.contains("The model asks for “visit”"), "{finding}");
        // Rules written later keep the model.
        write_procedure(&house, &officer, PROCEDURE).await;
        let page = house.get(&format!("{here}?lang=en"), &officer).await.body;
        assert!(page.contains("agree with the model") && page.contains("agree with every rule"));
        house.assert_journal_agrees().await;
    }
}
