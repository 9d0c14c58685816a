use super::{declare, house, open_campaign, token, work};
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};
use axum::http::StatusCode;

/// The firm of the applicant.
pub(super) const FIRM: &str = "10380284790";

/// What the clerk of lighting declares: the husband of the sister owns 6 % of the firm.
pub(super) const BROTHER_IN_LAW: [(&str, &str); 7] = [
    ("kin-0-relation", "sisters-husband"),
    ("kin-0-holder", "کامران یزدی"),
    ("firm-0-relation", "sisters-husband"),
    ("firm-0-holder", "کامران یزدی"),
    ("firm-0-body", "شرکت سازه‌گستر"),
    ("firm-0-legal", FIRM),
    ("firm-0-share", "۶"),
];

/// Registers a permit of the firm at the lighting unit; gives the answer.
pub(super) async fn register(house: &House, who: &str) -> Answer {
    let page = house.get("/town/matters/new", who).await;
    let id = token(&page);
    house
        .post(
            "/town/matters/new",
            who,
            &[
                ("id", &id),
                ("kind", "permit"),
                ("title", "پروانه نصب چراغ"),
                ("text", "متن درخواست که پس از اعلام دیده می‌شود"),
                ("unit", "lighting"),
                ("p1-role", "applicant"),
                ("p1-kind", "firm"),
                ("p1-name", "شرکت سازه‌گستر"),
                ("p1-id", FIRM),
            ],
        )
        .await
}

/// The account of a role and unit, by the name that tests give it.
pub(super) async fn account(house: &House, name: &str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    crate::organisation::store::account_named(&mut conn, "town", name)
        .await
        .expect("a read")
        .expect("an account")
        .id
}

/// A second clerk of the lighting unit; gives the session and the account.
pub(super) async fn colleague(
    house: &House,
    name: &'static str,
    role: Role,
    unit: &'static str,
) -> (String, String) {
    use futures::FutureExt;
    let (session, _) = house
        .app
        .act(move |tx| {
            async move {
                crate::organisation::acts::account_for_tests(
                    tx,
                    NOW,
                    "town",
                    name,
                    role,
                    Some(unit.to_owned()),
                )
                .await
            }
            .boxed()
        })
        .await
        .expect("an account");
    let id = account(house, name).await;
    (session, id)
}

#[tokio::test]
async fn a_clerk_whose_brother_in_law_owns_six_percent_is_not_given_the_file_and_cannot_find_it() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let clerk_account = account(&house, "clerk-lighting").await;
        let (other, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        assert_eq!(
            declare(&house, &clerk, &BROTHER_IN_LAW).await.status,
            StatusCode::SEE_OTHER
        );
        for who in [&other, &manager] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        let here = register(&house, &manager).await;
        assert_eq!(here.status, StatusCode::SEE_OTHER, "{}", here.body);
        let here = here.location().to_owned();
        let page = house.get(&here, &manager).await;
        assert!(
            page.body.contains("clerk-lighting") && page.body.contains("other-clerk"),
            "{}",
            page.body
        );

        // The dispatcher hears who it is not, and not why.
        let given = house
            .post(
                &format!("{here}/assign"),
                &manager,
                &[("account", &clerk_account)],
            )
            .await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.body);
        assert!(
            given
                .body
                .contains("به clerk-lighting سپرده نشد و با قرعه به other-clerk سپرده شد"),
            "{}",
            given.body
        );
        assert!(!given.body.contains("کامران") && !given.body.contains("شوهر خواهر"));
        assert!(given.body.contains("راستی‌آزمایی قرعه"));

        // For the clerk it does not exist: list, search, address, forms.
        for path in [
            "/town/matters?state=",
            "/town/matters?q=%D8%B3%D8%A7%D8%B2%D9%87&state=",
            "/town/matters?q=1405-00001&state=",
        ] {
            let list = house.get(path, &clerk).await;
            assert_eq!(list.status, StatusCode::OK);
            assert!(!list.body.contains("پروانه نصب چراغ"), "{path}");
        }
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            house
                .post(&format!("{here}/declare"), &clerk, &[("sure", "yes")])
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house
                .post(&format!("{here}/withdraw"), &clerk, &[("note", "x")])
                .await
                .status,
            StatusCode::NOT_FOUND
        );

        // The other clerk sees the parties, declares, and then the file opens.
        let page = house.get(&here, &other).await;
        assert!(
            page.body.contains("شرکت سازه‌گستر") && !page.body.contains("متن درخواست"),
            "{}",
            page.body
        );
        let early = house
            .post(
                &format!("{here}/decide"),
                &other,
                &[
                    ("decision", "granted"),
                    ("reasons", "x"),
                    ("legal_basis", "x"),
                ],
            )
            .await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert_eq!(
            house
                .post(&format!("{here}/declare"), &other, &[])
                .await
                .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            house
                .post(&format!("{here}/declare"), &other, &[("sure", "yes")])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert!(house.get(&here, &other).await.body.contains("متن درخواست"));
        let bare = house
            .post(
                &format!("{here}/decide"),
                &other,
                &[("decision", "granted"), ("legal_basis", "ماده ۱۰۰")],
            )
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = house
            .post(
                &format!("{here}/decide"),
                &other,
                &[
                    ("decision", "granted"),
                    ("reasons", "مدارک کامل است"),
                    ("legal_basis", "ماده ۱۰۰ قانون شهرداری"),
                ],
            )
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

        // The integrity officer sees why, with a reason, and what was known.
        let closed = house.get(&here, &officer).await.body;
        assert!(
            closed.contains("تعارض") && !closed.contains("کامران"),
            "{closed}"
        );
        let open = house
            .post(
                &format!("{here}/open"),
                &officer,
                &[("reason", "رسیدگی به اعتراض")],
            )
            .await;
        assert_eq!(open.status, StatusCode::OK);
        assert!(
            open.body.contains("کامران یزدی") && open.body.contains("۶"),
            "{}",
            open.body
        );
        assert!(open.body.contains("اظهار یک سو") && open.body.contains("۷ آذر ۱۴۰۵"));
        // The path as a picture too.
        assert!(open.body.contains("chart-path") && !closed.contains("chart-path"));
        let english = house.get(&format!("{here}?lang=en"), &officer).await.body;
        assert!(english.contains("Conflict") && english.contains("Recusals"));
        let public = house.get("/town/portal/integrity?lang=en", "").await.body;
        assert!(public.contains("Recusals") && !public.contains("clerk-lighting"));
        work(&house).await;
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_draw_can_be_repeated_from_the_log() {
    let house = house(ENGINES[0]).await;
    let manager = house.sign_in(Role::Manager, Some("lighting")).await;
    for name in ["clerk-a", "clerk-b", "clerk-c"] {
        let (session, _) = colleague(&house, name, Role::Clerk, "lighting").await;
        declare(&house, &session, &[("nothing", "yes")]).await;
    }
    let here = register(&house, &manager).await.location().to_owned();
    let given = house
        .post(&format!("{here}/assign"), &manager, &[("account", "next")])
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let matter = here.rsplit('/').next().expect("an id").to_owned();
    let mut conn = house.app.read().await.expect("a connection");
    let draws = crate::interests::store::draws(&mut conn, "town", &matter)
        .await
        .expect("draws");
    let [draw] = draws.as_slice() else {
        panic!("{draws:?}")
    };
    let entry = store::entry_at(&mut conn, draw.entry)
        .await
        .expect("a read")
        .expect("an entry");
    // The entry itself holds the candidates, and its hash stands in the log.
    let record = entry.open().expect("a record");
    assert_eq!(record.value("candidates"), Some(draw.candidates.as_str()));
    let leaf = hex::encode(&entry.leaf);
    assert_eq!(leaf, hex::encode(ledger::hash::leaf_hash(&entry.entry).0));
    // By hand, as the page tells it.
    let seed = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(format!(
        "amin-draw-v1\n{leaf}\n{matter}"
    )));
    let candidates: Vec<String> = serde_json::from_str(&draw.candidates).expect("a list");
    let first = u64::from_str_radix(&seed[..16], 16).expect("a number");
    assert_eq!(candidates.len(), 3);
    assert_eq!(
        draw.picked,
        candidates[usize::try_from(first % 3).expect("small")]
    );
    let page = house.get(&here, &manager).await.body;
    assert!(page.contains(&leaf) && page.contains(&seed) && page.contains("sha256sum"));
    drop(conn);
    work(&house).await;
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn where_nobody_is_free_the_next_manager_above_handles_it() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let above = house.sign_in(Role::Manager, Some("district-1")).await;
        let dispatcher = house.sign_in(Role::ComplaintOfficer, None).await;
        let officer = open_campaign(&house).await;
        declare(&house, &clerk, &BROTHER_IN_LAW).await;
        // The unit's manager owns a part of the firm: from the beginning the file does not exist there.
        declare(
            &house,
            &manager,
            &[
                ("firm-0-relation", "self"),
                ("firm-0-body", "سازه‌گستر"),
                ("firm-0-legal", FIRM),
                ("firm-0-share", "2"),
            ],
        )
        .await;
        declare(&house, &above, &[("nothing", "yes")]).await;
        let here = register(&house, &dispatcher).await.location().to_owned();
        assert_eq!(
            house.get(&here, &manager).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(
            !house
                .get("/town/matters?state=", &manager)
                .await
                .body
                .contains("پروانه نصب چراغ")
        );
        let clerk_account = account(&house, "clerk-lighting").await;
        let given = house
            .post(
                &format!("{here}/assign"),
                &dispatcher,
                &[("account", &clerk_account)],
            )
            .await;
        assert!(
            given.body.contains("manager-district-1 سپرده شد"),
            "{}",
            given.body
        );
        assert!(given.body.contains("سپردن به مدیر بالاتر"));
        let list = house
            .get("/town/findings.json?kind=conflict", &officer)
            .await
            .body;
        assert!(list.contains("Nobody of the unit is free"), "{list}");
        assert_eq!(
            house
                .post(&format!("{here}/declare"), &above, &[("sure", "yes")])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        let decided = house
            .post(
                &format!("{here}/decide"),
                &above,
                &[
                    ("decision", "refused"),
                    ("reasons", "نقص مدارک"),
                    ("legal_basis", "ضوابط"),
                ],
            )
            .await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
        // Nobody at all: the matter waits, and the officer is told.
        let second = register(&house, &dispatcher).await.location().to_owned();
        declare(
            &house,
            &above,
            &[
                ("firm-0-relation", "self"),
                ("firm-0-body", "سازه‌گستر"),
                ("firm-0-legal", FIRM),
                ("firm-0-title", "مدیرعامل"),
            ],
        )
        .await;
        let given = house
            .post(
                &format!("{second}/assign"),
                &dispatcher,
                &[("account", &clerk_account)],
            )
            .await;
        assert!(
            given.body.contains("کسی برای رسیدگی آزاد نیست"),
            "{}",
            given.body
        );
        work(&house).await;
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_tie_that_is_declared_later_takes_the_file_away_and_what_was_known_stays() {
    let house = house(ENGINES[0]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let (other, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
    let manager = house.sign_in(Role::Manager, Some("lighting")).await;
    let officer = open_campaign(&house).await;
    for who in [&clerk, &other, &manager] {
        declare(&house, who, &[("nothing", "yes")]).await;
    }
    work(&house).await;
    let here = register(&house, &manager).await.location().to_owned();
    let clerk_account = account(&house, "clerk-lighting").await;
    let given = house
        .post(
            &format!("{here}/assign"),
            &manager,
            &[("account", &clerk_account)],
        )
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    assert_eq!(
        house
            .post(&format!("{here}/declare"), &clerk, &[("sure", "yes")])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    house.app.clock.set(NOW.plus_seconds(600));
    declare(&house, &clerk, &BROTHER_IN_LAW).await;
    work(&house).await;
    assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);
    let page = house.get(&here, &other).await;
    assert!(page.body.contains("اعلام نبود تعارض"), "{}", page.body);
    let seen = house.get(&here, &officer).await.body;
    let (before, after) = (
        seen.find("بدون مانع").expect("first clear"),
        seen.find("پس از تغییر رابطه")
            .expect("then looked at again"),
    );
    assert!(before < after, "{seen}");
    house.app.clock.set(NOW);
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn the_register_of_firms_leads_through_a_holding_and_a_change_screens_again() {
    let house = house(ENGINES[1]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let (_, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
    let manager = house.sign_in(Role::Manager, Some("lighting")).await;
    let officer = open_campaign(&house).await;
    // The wife, known by her national code, holds the whole of a firm that is not the applicant.
    declare(
        &house,
        &clerk,
        &[
            ("kin-0-relation", "spouse"),
            ("kin-0-holder", "مریم صفا"),
            ("kin-0-code", "0076229645"),
            ("firm-0-relation", "spouse"),
            ("firm-0-holder", "مریم صفا"),
            ("firm-0-body", "هلدینگ آفتاب"),
            ("firm-0-legal", "10240117985"),
            ("firm-0-share", "100"),
        ],
    )
    .await;
    let here = register(&house, &manager).await.location().to_owned();
    let clerk_account = account(&house, "clerk-lighting").await;
    let given = house
        .post(
            &format!("{here}/assign"),
            &manager,
            &[("account", &clerk_account)],
        )
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let wrong = house
        .post(
            "/town/interests/firms",
            &officer,
            &[("legal_id", "10380284792"), ("name", "x"), ("source", "y")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let record = async |holder: [(&str, &str); 4]| {
        let mut form = vec![
            ("legal_id", FIRM),
            ("name", "شرکت سازه‌گستر"),
            ("source", "روزنامه رسمی ۲۲۱۳۴"),
        ];
        form.extend(holder);
        let recorded = house.post("/town/interests/firms", &officer, &form).await;
        assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
        work(&house).await;
    };
    // Through a holding an outsider could doubt it: the clerk keeps the file, and the integrity officer is told.
    record([
        ("h1-kind", "firm"),
        ("h1-name", "هلدینگ آفتاب"),
        ("h1-id", "10240117985"),
        ("h1-share", "60"),
    ])
    .await;
    assert_eq!(house.get(&here, &clerk).await.status, StatusCode::OK);
    let list = house
        .get("/town/findings.json?kind=conflict", &officer)
        .await
        .body;
    assert!(
        list.contains("A tie to be looked at") && list.contains("\"medium\""),
        "{list}"
    );
    // The wife herself, known by her national code, holds a quarter: the file goes to somebody else.
    record([
        ("h1-kind", "person"),
        ("h1-name", "م. صفا"),
        ("h1-id", "0076229645"),
        ("h1-share", "25"),
    ])
    .await;
    assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);
    let page = house.get("/town/interests/firms", &officer).await.body;
    assert!(page.contains("هلدینگ آفتاب") && page.contains("۶۰٪"));
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn a_handler_who_knows_better_recuses_and_a_gift_of_a_party_raises_a_finding() {
    let house = house(ENGINES[0]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let (other, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
    let manager = house.sign_in(Role::Manager, Some("lighting")).await;
    let officer = house.sign_in(Role::IntegrityOfficer, None).await;
    let here = register(&house, &manager).await.location().to_owned();
    let clerk_account = account(&house, "clerk-lighting").await;
    house
        .post(
            &format!("{here}/assign"),
            &manager,
            &[("account", &clerk_account)],
        )
        .await;
    let bare = house
        .post(&format!("{here}/withdraw"), &clerk, &[("note", " ")])
        .await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let away = house
        .post(
            &format!("{here}/withdraw"),
            &clerk,
            &[("note", "با مدیر شرکت دوستی دارم")],
        )
        .await;
    assert_eq!(
        (away.status, away.location()),
        (StatusCode::SEE_OTHER, "/town/matters")
    );
    assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);
    assert!(
        house
            .get(&here, &other)
            .await
            .body
            .contains("شرکت سازه‌گستر")
    );
    assert!(!house.get(&here, &manager).await.body.contains("دوستی"));
    assert!(house.get(&here, &officer).await.body.contains("دوستی"));
    let form = house.get("/town/interests/gifts/new", &other).await;
    let gift = house
        .post(
            "/town/interests/gifts/new",
            &other,
            &[
                ("id", &token(&form)),
                ("what", "سبد گل"),
                ("giver", "سازه گستر"),
                ("giver_kind", "firm"),
                ("giver_id", FIRM),
                ("happened_on", "1405/09/07"),
                ("outcome", "refused"),
            ],
        )
        .await;
    assert_eq!(gift.status, StatusCode::SEE_OTHER, "{}", gift.body);
    let page = house.get(gift.location(), &officer).await.body;
    assert!(
        page.contains("کد ملی یکی است") && page.contains("۱۴۰۵-۰۰۰۰۱"),
        "{page}"
    );
    let list = house
        .get("/town/findings.json?kind=gift", &officer)
        .await
        .body;
    assert!(
        list.contains("\"high\"") && !list.contains("1405-00001"),
        "{list}"
    );
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn wrong_parties_are_named() {
    let house = house(ENGINES[0]).await;
    let manager = house.sign_in(Role::Manager, Some("lighting")).await;
    let page = house
        .post(
            "/town/matters/new",
            &manager,
            &[
                ("id", "12345678-abcd"),
                ("kind", "permit"),
                ("title", "پروانه"),
                ("unit", "lighting"),
                ("p1-role", "applicant"),
                ("p1-kind", "firm"),
                ("p1-name", "شرکت"),
                ("p1-id", "10380284792"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("طرف ۱")
            && page.body.contains("رقم وارسی")
            && page.body.contains("value=\"شرکت\""),
        "{}",
        page.body
    );
    let none = house
        .post(
            "/town/matters/new",
            &manager,
            &[("id", "12345678-abcd"), ("unit", "lighting")],
        )
        .await;
    assert!(none.body.contains("دست‌کم یک طرف"));
    // Another unit's files are not this manager's to register.
    let other = house
        .post(
            "/town/matters/new",
            &manager,
            &[("id", "12345678-abcd"), ("unit", "parks")],
        )
        .await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
}
