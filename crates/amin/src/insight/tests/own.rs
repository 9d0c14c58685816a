//! The program's own journal as an event log.

use axum::http::StatusCode;

use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::acts::{self, Filing};
use crate::voice::desk::tests::Town;
use crate::voice::model::Channel;

/// A citizen writes: number, telephone, whether the unit shall not learn who it was.
pub(super) async fn write_message(house: &House, number: usize, phone: &str, secret: bool) {
    let rules = house.app.rules("town").await.expect("rules");
    let filing = Filing {
        form_token: format!("token-{number:04}"),
        kind: "praise".to_owned(),
        category: "parks".to_owned(),
        text: "سپاس از باغبانان".to_owned(),
        contact_name: format!("شهروند {number}"),
        phone: phone.to_owned(),
        secret,
        language: "fa",
        ..Filing::default()
    };
    let prepared = acts::prepare(&rules, NOW, Channel::Phone, filing).expect("a message");
    acts::file_once(&house.app, &Actor::citizen("town"), NOW, prepared)
        .await
        .expect("a filing");
}

#[tokio::test]
async fn the_course_of_messages_stands_in_the_same_pages() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        for number in 0..3 {
            write_message(&house, number, "", false).await;
        }
        let here = "/town/services/own-messages";
        for page in ["process", "times", "work", "record", "treatment"] {
            let at = format!("{here}/{page}?lang=en");
            let seen = house.get(&at, &officer).await;
            assert_eq!(seen.status, StatusCode::OK, "{page}: {}", seen.body);
            assert!(
                seen.body.contains("The course of messages in this program"),
                "{page}"
            );
            // Whose unit it is not does not see it, nor does the public.
            assert_eq!(
                house.get(&at, &manager).await.status,
                StatusCode::NOT_FOUND,
                "{page}"
            );
            assert_ne!(house.get(&at, "").await.status, StatusCode::OK, "{page}");
        }
        let map = house
            .get(&format!("{here}/process?lang=en"), &officer)
            .await;
        assert!(
            map.body.contains("The message was registered and sealed")
                && !map.body.contains("voice."),
            "{}",
            map.body
        );
        let cases = house
            .get(&format!("{here}/process/cases?lang=en"), &officer)
            .await;
        assert!(cases.body.contains("3 cases"), "{}", cases.body);
        // The journal grows, and so does the log.
        write_message(&house, 3, "", false).await;
        let cases = house
            .get(&format!("{here}/process/cases?lang=en"), &officer)
            .await;
        assert!(cases.body.contains("4 cases"));
        let desk = house.get("/town/insight?lang=en", &officer).await;
        assert!(desk.body.contains("/town/services/own-messages/process"));
        // There is no card, and nothing can be published or written.
        let publish = house
            .post(
                &format!("{here}/insight/publish"),
                &officer,
                &[("part", "process"), ("shown", "yes")],
            )
            .await;
        assert_eq!(publish.status, StatusCode::NOT_FOUND);
        house.assert_journal_agrees().await;
    }
}
