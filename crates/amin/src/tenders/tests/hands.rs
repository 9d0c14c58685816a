//! Who runs a tender declares and is compared as who decides; where somebody keeps out, the tender goes on in other hands.

use super::*;

/// A declaration by which the husband of somebody's sister holds a third of the free firm: a conflict, and no bar of the law.
const RELATED: [(&str, &str); 7] = [
    ("kin-0-relation", "sisters-husband"),
    ("kin-0-holder", "بهمن فلاحی"),
    ("firm-0-relation", "sisters-husband"),
    ("firm-0-holder", "بهمن فلاحی"),
    ("firm-0-body", "شرکت راه‌ساز"),
    ("firm-0-legal", FREE),
    ("firm-0-share", "۳۳"),
];

async fn state(house: &House) -> String {
    ids(house, "select state from tender").await.remove(0)
}

async fn keys(house: &House) -> Vec<String> {
    let all = ids(house, "select key from finding").await;
    all.into_iter()
        .filter(|key| key.starts_with("nobody-free:tender:"))
        .map(|key| key.rsplit(':').next().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn who_runs_a_tender_declares_before_anything_else() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let who = account(house, "clerk-parks").await;
        gate.post(&gate.manager, "name", &[("account", &who)]).await;
        gate.post(&gate.free, "declare", &[]).await;
        let page = house.get(&gate.here, &gate.manager).await;
        assert!(
            page.body.contains("شما این مناقصه را برگزار می‌کنید")
                && !page.body.contains("/screen\""),
            "{}",
            page.body
        );
        let done = gate.post(&gate.manager, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::CONFLICT);
        assert!(done.body.contains("نخست خودتان اعلام کنید"), "{}", done.body);
        let done = gate.post(&gate.manager, "declare", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = house.get(&gate.here, &gate.manager).await;
        assert!(page.body.contains("مسئول برگزاری"), "{}", page.body);
        let done = gate.post(&gate.manager, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

        // Another manager with that right, who has not declared, neither excludes nor opens.
        let city = house.sign_in(Role::Manager, Some("city")).await;
        let bidder = ids(house, "select id from tender_bidder where party = 'a'")
            .await
            .remove(0);
        let form = [("bidder", bidder.as_str()), ("reason", "x")];
        for (deed, form) in [("open", &[][..]), ("exclude", &form[..])] {
            let done = gate.post(&city, deed, form).await;
            assert_eq!(done.status, StatusCode::CONFLICT, "{deed}");
        }
        let done = gate.post(&gate.manager, "open", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // Who runs it does not decide.
        let form = [("bidder", bidder.as_str()), ("reason", "x")];
        let done = gate.post(&gate.manager, "award", &form).await;
        assert_eq!(done.status, StatusCode::FORBIDDEN);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_manager_with_a_tie_keeps_out_and_the_tender_goes_up() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let city = house.sign_in(Role::Manager, Some("city")).await;
        house.app.clock.set(NOW.plus_seconds(60));
        let done = declare(house, &gate.manager, &RELATED).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let done = gate.post(&gate.manager, "declare", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(done.location(), "/town/tenders");
        for path in [gate.here.as_str(), "/town/tenders", "/town/findings"] {
            let page = house.get(path, &gate.manager).await;
            assert!(!page.body.contains("روشنایی بوستان"), "{path}");
        }
        assert_eq!(
            house.get(&gate.here, &gate.manager).await.status,
            StatusCode::NOT_FOUND
        );
        // The unit has no other manager, nor has the one above: it waits for the city's, and that is told.
        assert_eq!(keys(house).await, ["runs"]);
        let page = house.get("/town/my", &city).await;
        assert!(
            page.body.contains("اعلام نبود تعارض در مناقصه") && page.body.contains("روشنایی بوستان"),
            "{}",
            page.body
        );
        let who = account(house, "clerk-parks").await;
        for (token, deed, form) in [
            (&city, "declare", &[][..]),
            (&city, "name", &[("account", who.as_str())][..]),
            (&gate.free, "declare", &[][..]),
            (&city, "screen", &[][..]),
            (&city, "open", &[][..]),
        ] {
            let done = gate.post(token, deed, form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
        }
        assert_eq!(state(house).await, "opened");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_tie_that_came_since_stops_the_act_itself() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let city = house.sign_in(Role::Manager, Some("city")).await;
        gate.named().await;
        let done = gate.post(&gate.manager, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // The manager becomes related to a bidder; no job has looked yet when bids are to be opened.
        house.app.clock.set(NOW.plus_seconds(60));
        declare(house, &gate.manager, &RELATED).await;
        let done = gate.post(&gate.manager, "open", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(done.location(), "/town/tenders");
        assert_eq!(state(house).await, "screened");
        assert_eq!(
            house.get(&gate.here, &gate.manager).await.status,
            StatusCode::NOT_FOUND
        );
        for deed in ["declare", "open"] {
            let done = gate.post(&city, deed, &[]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
        }
        // So does the one who decides, at the award.
        house.app.clock.set(NOW.plus_seconds(120));
        declare(house, &gate.free, &RELATED).await;
        let winner = ids(house, "select id from tender_bidder where party = 'b'")
            .await
            .remove(0);
        let form = [("bidder", winner.as_str()), ("reason", "کمترین قیمت")];
        let done = gate.post(&gate.free, "award", &form).await;
        assert_eq!(done.location(), "/town/tenders", "{}", done.body);
        // Nobody who decides is left: it is not awarded, and goes back before the gate in other hands.
        assert_eq!(state(house).await, "announced");
        let mut told = keys(house).await;
        told.sort_unstable();
        assert_eq!(told, ["decides", "runs"]);
        let done = gate.post(&city, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(state(house).await, "screened");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn where_everybody_who_decides_keeps_out_it_is_said() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let who = account(house, "clerk-lighting").await;
        gate.post(&gate.manager, "declare", &[]).await;
        gate.post(&gate.manager, "name", &[("account", &who)]).await;
        gate.post(&gate.tied, "declare", &[]).await;
        let done = gate.post(&gate.manager, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::CONFLICT);
        assert!(
            done.body.contains("تصمیم‌گیرنده‌ای نمانده است"),
            "{}",
            done.body
        );
        assert_eq!(state(house).await, "announced");
        assert_eq!(keys(house).await, ["decides"]);
        // The unit's manager is free and has declared: the decision came to them, and the gate can be passed.
        for deed in ["screen", "open"] {
            let done = gate.post(&gate.manager, deed, &[]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
        }
        // Where no manager anywhere is free, somebody from outside is due.
        let done = import(house, &gate.manager, "lighting", &release("town-2")).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let second = ids(house, "select id from tender where ocid = 'town-2'")
            .await
            .remove(0);
        let here = format!("/town/tenders/{second}");
        let form = [("interest", "yes"), ("reason", "برادرم در شرکت کار می‌کند")];
        let done = house
            .post(&format!("{here}/declare"), &gate.manager, &form)
            .await;
        assert_eq!(done.location(), "/town/tenders", "{}", done.body);
        let texts = ids(house, "select text from finding").await;
        assert!(
            texts
                .iter()
                .any(|text| text.contains("در هیچ سطحی مدیری بدون تعارض نیست")),
            "{texts:?}"
        );
        house.assert_journal_agrees().await;
    }
}
