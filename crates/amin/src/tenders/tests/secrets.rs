//! Who must not know does not read it: neither that a tender exists nor whose relatives are meant.

use super::*;

/// The ids of the findings about ties.
async fn conflicts(house: &House) -> Vec<String> {
    ids(house, "select id from finding where kind = 'conflict'").await
}

#[tokio::test]
async fn a_recused_committee_member_does_not_meet_the_tender_in_findings() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let member = house.sign_in(Role::CommitteeMember, None).await;
        let secretary = house.sign_in(Role::Secretary, None).await;
        let rows = [
            ("kin-0-relation", "spouse"),
            ("kin-0-holder", "شیرین بهرامی"),
            ("firm-0-relation", "spouse"),
            ("firm-0-holder", "شیرین بهرامی"),
            ("firm-0-body", "شرکت راه‌ساز"),
            ("firm-0-legal", FREE),
            ("firm-0-share", "۱۱"),
        ];
        let inspector = house.sign_in(Role::Inspector, None).await;
        gate.named().await;
        for (name, token) in [
            ("committee-member-all", &member),
            ("inspector-all", &inspector),
        ] {
            let done = declare(house, token, &rows).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            let who = account(house, name).await;
            let done = gate.post(&gate.manager, "name", &[("account", &who)]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            gate.post(token, "declare", &[]).await;
        }
        assert_eq!(house.get(&gate.here, &member).await.status, StatusCode::OK);
        let done = gate.post(&gate.manager, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(
            house.get(&gate.here, &member).await.status,
            StatusCode::NOT_FOUND
        );

        let found = conflicts(house).await;
        assert!(!found.is_empty());
        let title = "پیوندی در مناقصه که باید به آن نگریست";
        let searches = [
            "/town/findings",
            "/town/findings?state=",
            "/town/findings?q=town-1&state=",
        ];
        for path in searches {
            let page = house.get(path, &member).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.body.contains(title), "{path}: {}", page.body);
            // Another of the same role of the organisation reads it.
            let page = house.get(path, &secretary).await;
            assert!(page.body.contains(title), "{path}: {}", page.body);
        }
        for id in &found {
            let addresses = [
                format!("/town/findings/{id}"),
                format!("/town/chain/finding/{id}"),
            ];
            for path in addresses {
                let answer = house.get(&path, &member).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
            // Nor may who keeps out open a case from it.
            let path = format!("/town/cases/new?finding={id}");
            let answer = house.get(&path, &inspector).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert_eq!(house.get(&path, &gate.officer).await.status, StatusCode::OK);
            // Who reads it learns neither a name nor a path.
            let page = house.get(&format!("/town/findings/{id}"), &secretary).await;
            assert_eq!(page.status, StatusCode::OK);
            for hidden in [
                "کامران",
                "شیرین",
                "شوهرخواهر",
                "راه‌ساز",
                "سازه‌گستر",
                "clerk-lighting",
                "committee-member",
            ] {
                assert!(!page.body.contains(hidden), "{hidden}: {}", page.body);
            }
        }
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_confirmed_flag_about_people_tells_no_tie_in_its_finding() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let inspector = house.sign_in(Role::Inspector, None).await;
        gate.named().await;
        let done = gate.post(&gate.manager, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let form = [
            ("code", "A002"),
            ("verdict", "confirmed"),
            ("reason", "شوهرخواهر او کامران یزدی است"),
        ];
        let done = gate.post(&gate.officer, "judge", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let id = ids(house, "select id from finding where kind = 'red-flag'")
            .await
            .remove(0);
        for lang in ["fa", "en"] {
            let page = house
                .get(&format!("/town/findings/{id}?lang={lang}"), &inspector)
                .await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.body.contains("A002"), "{}", page.body);
            for hidden in ["کامران", "clerk-lighting", TIED] {
                assert!(!page.body.contains(hidden), "{hidden}: {}", page.body);
            }
        }
        let facts = ids(house, "select facts from finding where kind = 'red-flag'").await;
        assert_eq!(facts, ["{}"]);
        // The page of the tender tells the reason to who judges, and the path after a look, in the reader's language.
        let page = house.get(&gate.here, &gate.officer).await;
        assert!(page.body.contains("شوهرخواهر او کامران یزدی است"));
        house.assert_journal_agrees().await;
    }
}

/// A gate whose first firm is barred: the spouse of the parks' manager holds 21 % of it, and the tied clerk has two ways to it.
async fn barred(engine: store::Engine) -> Gate {
    let gate = Gate::new(engine).await;
    let house = &gate.house;
    let parks = house.sign_in(Role::Manager, Some("parks")).await;
    let rows = [
        ("kin-0-relation", "spouse"),
        ("kin-0-holder", "لاله پناهی"),
        ("firm-0-relation", "spouse"),
        ("firm-0-holder", "لاله پناهی"),
        ("firm-0-body", "شرکت سازه‌گستر"),
        ("firm-0-legal", TIED),
        ("firm-0-share", "۲۱"),
    ];
    let done = declare(house, &parks, &rows).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    house.app.clock.set(NOW.plus_seconds(60));
    let rows = [
        ("kin-0-relation", "sisters-husband"),
        ("kin-0-holder", "کامران یزدی"),
        ("firm-0-relation", "sisters-husband"),
        ("firm-0-holder", "کامران یزدی"),
        ("firm-0-body", "شرکت سازه‌گستر"),
        ("firm-0-legal", TIED),
        ("firm-0-share", "۶"),
        ("kin-1-relation", "spouse"),
        ("kin-1-holder", "مینا رستگار"),
        ("firm-1-relation", "spouse"),
        ("firm-1-holder", "مینا رستگار"),
        ("firm-1-body", "شرکت سازه‌گستر"),
        ("firm-1-legal", TIED),
        ("firm-1-share", "۳"),
    ];
    let done = declare(house, &gate.tied, &rows).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    gate.named().await;
    let done = gate.post(&gate.manager, "screen", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    gate
}

/// Relatives, and an official of whom one is a relative.
const NAMES: [&str; 4] = ["کامران یزدی", "مینا رستگار", "لاله پناهی", "manager-parks"];

#[tokio::test]
async fn the_law_is_cited_to_everybody_and_names_open_with_a_reason() {
    for engine in ENGINES {
        let gate = barred(engine).await;
        let house = &gate.house;
        let overseer = house.sign_in(Role::Overseer, None).await;
        // Manager, overseer, who decides, and also the officer: the law, its article and the share; nobody's name.
        for who in [&gate.manager, &overseer, &gate.free, &gate.officer] {
            let page = house.get(&gate.here, who).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(
                page.body.contains("قانون منع مداخلهٔ")
                    && page.body.contains("تبصرهٔ ۱")
                    && page.body.contains("۲۱ درصد")
                    && page.body.contains("حد آن ۵ درصد"),
                "{}",
                page.body
            );
            for name in &NAMES[..3] {
                assert!(!page.body.contains(name), "{name}: {}", page.body);
            }
            assert!(!page.body.contains("role=\"img\""), "{}", page.body);
        }
        let page = house
            .get(&format!("{}?lang=en", gate.here), &gate.manager)
            .await;
        assert!(
            page.body
                .contains("a share of 21 % counts, and the limit is 5 %"),
            "{}",
            page.body
        );

        // Only the integrity unit may look, and only with a reason.
        let reason = [("reason", "بررسی گزارش حراست")];
        for who in [&gate.manager, &overseer] {
            let done = gate.post(who, "look", &reason).await;
            assert_eq!(done.status, StatusCode::FORBIDDEN);
        }
        let bare = gate.post(&gate.officer, "look", &[]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!bare.body.contains("لاله پناهی"));
        let looks = async || {
            ids(
                house,
                "select record from journal where kind = 'interests.paths-opened'",
            )
            .await
        };
        assert!(looks().await.is_empty());
        let page = gate.post(&gate.officer, "look", &reason).await;
        assert_eq!(page.status, StatusCode::OK);
        for name in &NAMES {
            assert!(page.body.contains(name), "{name}: {}", page.body);
        }
        // The picture of the best path, and the second best beside it.
        assert!(
            page.body.contains("role=\"img\"") && page.body.contains("مسیر دیگر"),
            "{}",
            page.body
        );
        let entries = looks().await;
        assert!(entries.len() == 1 && entries[0].contains("بررسی گزارش حراست"));
        // The address shows it to nobody, also not to who has looked.
        let page = house.get(&gate.here, &gate.officer).await;
        assert!(!page.body.contains("لاله پناهی"));
        house.assert_journal_agrees().await;

        // Such looks are counted in the half-yearly report.
        let mut conn = house.app.read().await.expect("a connection");
        let half = crate::interests::model::half::HalfYear::of(NOW);
        let groups = crate::interests::acts::groups(&mut conn, "town", half, 0)
            .await
            .expect("groups");
        let groups = serde_json::json!(groups);
        let looks = (groups.as_array().expect("groups").iter())
            .find(|group| group["code"] == "looks")
            .expect("looks");
        let paths =
            (looks["cells"].as_array().expect("cells").iter()).find(|cell| cell["code"] == "paths");
        assert_eq!(paths.expect("paths")["n"], 1);
    }
}

#[tokio::test]
async fn flags_tell_by_what_they_were_measured() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let page = house.get(&gate.here, &gate.officer).await;
        // Five days and a quarter where fifteen are due; one process that could be judged.
        assert!(
            page.body.contains("با چه سنجیده شد")
                && page.body.contains("۵٫۲۵ روز")
                && page.body.contains("۱۵ روز")
                && page.body.contains("فرایندهایی که با هم مقایسه شد"),
            "{}",
            page.body
        );
        let hash = ids(house, "select release_hash from tender")
            .await
            .remove(0);
        let whole = ids(
            house,
            "select input_hash from tender_measure where id = 'R003'",
        )
        .await
        .remove(0);
        assert!(page.body.contains(&hash) && page.body.contains(&whole));
        let page = house
            .get(&format!("{}?lang=en", gate.here), &gate.officer)
            .await;
        assert!(
            page.body.contains("Processes compared")
                && page.body.contains("5.25 days")
                && page.body.contains("15 days"),
            "{}",
            page.body
        );
        // What is missing is told in the reader's language, with the field of the standard beside.
        let page = house.get(&gate.here, &gate.officer).await;
        assert!(
            page.body.contains("فهرست محرومان از معامله")
                && !page.body.contains("a list of the debarred"),
            "{}",
            page.body
        );
        let bare = release("town-4").replace("startDate", "x");
        let done = import(house, &gate.manager, "lighting", &bare).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let id = ids(house, "select id from tender where ocid = 'town-4'")
            .await
            .remove(0);
        let page = house
            .get(&format!("/town/tenders/{id}"), &gate.officer)
            .await;
        assert!(
            page.body.contains(
                "آغاز مهلت پیشنهاد <code dir=\"ltr\">tender.tenderPeriod.startDate</code>"
            ),
            "{}",
            page.body
        );
        house.assert_journal_agrees().await;
    }
}
