//! The first screen, the list, and acts on several messages.

use axum::http::StatusCode;

use super::Town;
use crate::platform::permissions::Role;
use crate::testing::ENGINES;
use crate::voice::desk::view::seen;
use crate::voice::model::State;

#[tokio::test]
async fn each_sees_what_waits_for_its_units() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (late, _) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه بهار خاموش است",
                40,
            )
            .await;
        let (fresh, _) = town
            .file("complaint", "street-lighting", "چراغ میدان شکسته است", 0)
            .await;
        let (park, _) = town
            .file("suggestion", "parks", "نیمکت برای پارک لاله", 0)
            .await;
        let (open, _) = town
            .file("criticism", "noise", "سر و صدای شبانه کارگاه", 0)
            .await;

        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let desk = town.house.get("/town/desk", &clerk).await;
        assert_eq!(desk.status, StatusCode::OK);
        assert!(desk.body.contains(&late) && desk.body.contains(&fresh));
        assert!(!desk.body.contains(&park) && !desk.body.contains(&open));
        // Today in Solar Hijri: `NOW` is Saturday 7 Azar 1405.
        assert!(desk.body.contains("۷ آذر ۱۴۰۵"), "no date of today");
        assert!(
            desk.body.find(&late) < desk.body.find(&fresh),
            "the late one comes first"
        );
        assert!(desk.body.contains("figure-late"));

        let officer = town.sign_in(Role::ComplaintOfficer, None).await;
        let desk = town.house.get("/town/desk?lang=en", &officer).await;
        assert!(
            desk.body
                .contains("New messages without a responsible unit")
                && desk.body.contains(&open)
        );

        let manager = town.sign_in(Role::Manager, Some("district-1")).await;
        let desk = town.house.get("/town/desk?lang=en", &manager).await;
        assert!(desk.body.contains("Unit lighting") && !desk.body.contains("Unit parks"));
        assert!(
            desk.body.contains("100%"),
            "one of one judged message is late"
        );

        for role in [Role::Administrator, Role::CommitteeMember, Role::Citizen] {
            let token = town.sign_in(role, None).await;
            let desk = town.house.get("/town/desk", &token).await;
            assert_eq!(desk.status, StatusCode::OK, "{role:?}");
            assert!(
                desk.body.contains("/town/sessions") && !desk.body.contains(&late),
                "{role:?}"
            );
        }
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_paged() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (lamp, code) = town
            .file(
                "complaint",
                "street-lighting",
                "چراغ کوچه یاس ۱۲ خاموش است",
                40,
            )
            .await;
        let (bench, _) = town.file("suggestion", "parks", "نیمکت می‌خواهیم", 0).await;
        let officer = town.sign_in(Role::ComplaintOfficer, None).await;
        let list = |query: &'static str| {
            let (house, officer) = (&town.house, officer.clone());
            async move {
                house
                    .get(&format!("/town/desk/messages?{query}"), &officer)
                    .await
                    .body
            }
        };
        // Arabic yeh and kaf, Latin digits, words in another order; a space for the zero-width non-joiner.
        let found = list("q=%D9%8A%D8%A7%D8%B3+%D9%83%D9%88%DA%86%D9%87+12").await;
        assert!(found.contains(&lamp) && !found.contains(&bench));
        let found = list("q=%D9%85%DB%8C+%D8%AE%D9%88%D8%A7%D9%87%DB%8C%D9%85").await;
        assert!(
            found.contains(&bench) && !found.contains(&lamp),
            "می خواهیم"
        );
        let found = town
            .house
            .get(
                &format!(
                    "/town/desk/messages?q={}",
                    persian::digits::to_persian(&code)
                ),
                &officer,
            )
            .await
            .body;
        assert!(found.contains(&lamp) && !found.contains(&bench));
        // Marks of the query language are letters like others, and find nothing.
        for query in ["q=%25", "q=%27%3B--", "q=_"] {
            assert!(
                town.house
                    .get(&format!("/town/desk/messages?{query}"), &officer)
                    .await
                    .status
                    == StatusCode::OK,
                "{query}"
            );
        }
        for (query, has_lamp, has_bench) in [
            ("kind=complaint", true, false),
            ("category=parks", false, true),
            ("unit=parks", false, true),
            ("late=yes", true, false),
            ("state=referred", true, true),
            ("state=closed", false, false),
            ("state=owed", true, true),
            ("mine=yes", false, false),
            ("district=%D9%85%D9%86%D8%B7%D9%82%D9%87+%DB%B1", true, true),
            ("district=nowhere", false, false),
            ("state=nonsense&page=-3&kind=%00", false, false),
            ("q=%00&unit=%00", true, true),
            ("page=999999999999999999999", true, true),
            ("page=2", true, true),
        ] {
            let found = list(query).await;
            assert_eq!(
                (found.contains(&lamp), found.contains(&bench)),
                (has_lamp, has_bench),
                "{query}"
            );
        }
        let form = [
            ("close-outcome", "settled"),
            ("close-reason", "با شهروند توافق شد"),
        ];
        assert_eq!(
            town.act(&officer, &bench, "close", &form).await.status,
            StatusCode::SEE_OTHER
        );
        for (query, has_bench) in [
            ("", false),
            ("lang=fa", false),
            ("state=", true),
            ("q=&state=closed", true),
            ("category=parks", true),
        ] {
            assert_eq!(list(query).await.contains(&bench), has_bench, "{query}");
        }
        let clerk = town.sign_in(Role::Clerk, Some("parks")).await;
        let own = town
            .house
            .get("/town/desk/messages?unit=lighting", &clerk)
            .await;
        assert!(
            !own.body.contains(&lamp),
            "another unit's messages stay out of sight"
        );
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn pages_hold_every_message_once() {
    let town = Town::new(store::Engine::Sqlite).await;
    let mut ids = Vec::new();
    for n in 0..30 {
        ids.push(
            town.file(
                "complaint",
                "parks",
                &format!("پیام شماره {n} درباره پارک"),
                n % 3,
            )
            .await
            .0,
        );
    }
    let officer = town.sign_in(Role::ComplaintOfficer, None).await;
    let first = town
        .house
        .get("/town/desk/messages?category=parks", &officer)
        .await
        .body;
    let second = town
        .house
        .get("/town/desk/messages?category=parks&page=2", &officer)
        .await
        .body;
    for id in &ids {
        let link = format!("/town/desk/messages/{id}\"");
        assert_eq!(
            first.matches(&link).count() + second.matches(&link).count(),
            1,
            "{id}"
        );
    }
    assert!(
        first.contains("category=parks&#38;page=2") || first.contains("category=parks&amp;page=2")
    );
}

#[tokio::test]
async fn several_are_triaged_at_once() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let officer = town.sign_in(Role::ComplaintOfficer, None).await;
        let clerk = town.sign_in(Role::Clerk, Some("parks")).await;
        let (one, _) = town
            .file("complaint", "noise", "صدای کارگاه ساختمانی شب‌ها", 1)
            .await;
        let (two, _) = town
            .file("complaint", "noise", "سر و صدای کارگاه در شب", 0)
            .await;
        let (three, _) = town
            .file("information", "noise", "سند مجوز کار شبانه کارگاه", 0)
            .await;
        let mark = |id: &str| seen(id, "registered", None);
        let bulk = "/town/desk/messages/bulk";

        let answer = town
            .house
            .post(
                bulk,
                &clerk,
                &[
                    ("act", "refer"),
                    ("to-unit", "parks"),
                    ("chosen", &mark(&one)),
                ],
            )
            .await;
        assert_eq!(
            answer.status,
            StatusCode::FORBIDDEN,
            "a clerk does not triage"
        );
        for (form, why) in [
            (
                vec![("act", "refer"), ("to-unit", "parks")],
                "nothing chosen",
            ),
            (vec![("act", "refer"), ("chosen", "x")], "no unit"),
            (vec![("act", "classify"), ("chosen", "x")], "no category"),
            (vec![("act", "join"), ("chosen", "x")], "one alone"),
            (vec![("chosen", "x")], "no act"),
            (vec![("act", "burn"), ("chosen", "x")], "unknown act"),
        ] {
            assert_eq!(
                town.house.post(bulk, &officer, &form).await.status,
                StatusCode::CONFLICT,
                "{why}"
            );
        }

        // One was seen in another state: it is left as it is and named.
        let stale = seen(&two, "referred", Some("lighting"));
        let form = [
            ("act", "refer"),
            ("to-unit", "parks"),
            ("chosen", mark(&one).as_str()),
            ("chosen", &stale),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = town.house.post(bulk, &officer, &form).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.body.contains("از زمانی که این صفحه را گشوده‌اید"),
            "{}",
            answer.body
        );
        assert_eq!(town.message(&one).await.unit.as_deref(), Some("parks"));
        assert_eq!(town.message(&two).await.unit, None);

        let answer = town
            .house
            .post(
                bulk,
                &officer,
                &[
                    ("act", "classify"),
                    ("to-category", "other"),
                    ("chosen", &mark(&two)),
                ],
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(town.message(&two).await.category, "other");
        let answer = town
            .house
            .post(
                bulk,
                &officer,
                &[
                    ("act", "refer"),
                    ("to-unit", "nowhere"),
                    ("chosen", &mark(&two)),
                ],
            )
            .await;
        assert!(answer.body.contains("لطفاً یک واحد از فهرست برگزینید"));

        let first = seen(&one, "referred", Some("parks"));
        let form = [
            ("act", "join"),
            ("chosen", &first),
            ("chosen", &mark(&two)),
            ("chosen", &mark(&three)),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = town.house.post(bulk, &officer, &form).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(town.message(&two).await.duplicate_of, Some(one.clone()));
        assert_eq!(
            town.message(&three).await.state(),
            State::Registered,
            "a request for information is not joined"
        );
        town.house.assert_journal_agrees().await;
    }
}
