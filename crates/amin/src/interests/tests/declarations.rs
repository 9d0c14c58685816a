use axum::http::StatusCode;
use store::Timestamp;

use super::{declare, house, open_campaign, token, work};
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};

/// Phone numbers of everybody, so that reminders have where to go.
async fn give_phones(house: &House) {
    use futures::FutureExt;
    use store::{Draft, change};
    house
        .app
        .act(|tx| {
            async move {
                let people: Vec<(String,)> = store::fetch_all!(tx.read(), (String,), "select id from person")?;
                for (id,) in &people {
                    change!(tx, "person", id, "update person set phone = '+989123456789' where organisation = 'town' and id = $1", id)?;
                }
                tx.append(Draft {
                    organisation: "town",
                    kind: "person.changed",
                    public_kind: "person.changed",
                    objects: vec![],
                    actor: None,
                    role: "program",
                    unit: None,
                    at: NOW,
                    payload: vec![],
                })
                .await?;
                Ok::<(), crate::platform::errors::ActError>(())
            }
            .boxed()
        })
        .await
        .expect("phones");
}

async fn outbox(house: &House) -> Vec<String> {
    let mut conn = house.app.read().await.expect("a connection");
    crate::organisation::store::outbox(&mut conn, "town", 0, 100)
        .await
        .expect("the outbox")
        .into_iter()
        .map(|row| row.body)
        .collect()
}

const KIN: [(&str, &str); 3] = [
    ("kin-0-relation", "sisters-husband"),
    ("kin-0-holder", "کامران یزدی"),
    ("kin-0-born", "۱۳۵۸"),
];

const FIRM: [(&str, &str); 6] = [
    ("firm-0-relation", "sisters-husband"),
    ("firm-0-holder", "کامران یزدی"),
    ("firm-0-body", "شرکت سازه‌گستر"),
    ("firm-0-legal", "۱۰۳۸۰۲۸۴۷۹۰"),
    ("firm-0-share", "۶"),
    ("firm-0-known", "1404/12/29"),
];

#[tokio::test]
async fn a_campaign_is_opened_reminded_and_counted_by_unit() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let other = house.sign_in(Role::Manager, Some("parks")).await;
        // Who only watches from outside declares nothing.
        house.sign_in(Role::Overseer, None).await;
        let officer = open_campaign(&house).await;
        give_phones(&house).await;
        work(&house).await;
        // Two managers, the clerk and the officer: four people are told at once.
        assert_eq!(outbox(&house).await.len(), 4);

        let page = house.get("/town/interests", &clerk).await;
        // 1405/9/7 is a Saturday; ten working days later, Fridays left out, is Wednesday the 18th.
        assert!(page.body.contains("۱۸ آذر ۱۴۰۵"), "{}", page.body);
        let answer = declare(&house, &clerk, &[("nothing", "yes")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let page = house.get("/town/interests?lang=en", &clerk).await;
        assert!(page.body.contains("You have declared this year"));

        let all = house.get("/town/interests/campaigns", &officer).await.body;
        assert!(
            all.contains("manager-lighting")
                && all.contains("manager-parks")
                && !all.contains("clerk-lighting"),
            "{all}"
        );
        let own = house.get("/town/interests/campaigns", &manager).await.body;
        assert!(own.contains("manager-lighting") && !own.contains("manager-parks"));
        let parks = house.get("/town/interests/campaigns", &other).await.body;
        assert!(parks.contains("manager-parks") && !parks.contains("manager-lighting"));
        assert_eq!(
            house.get("/town/interests/campaigns", &clerk).await.status,
            StatusCode::FORBIDDEN
        );
        let public = house.get("/town/portal/integrity", "").await.body;
        assert!(public.contains("۱ از ۴"), "{public}");
        assert!(!public.contains("manager-lighting"));

        // The middle, two days before the end, the day after it: three more times, each to the three who are missing.
        house.app.clock.set(Timestamp(NOW.0 + 30 * Timestamp::DAY));
        work(&house).await;
        let sent = outbox(&house).await;
        assert_eq!(sent.len(), 4 + 3 * 3);
        assert!(sent.iter().any(|body| body.contains("پایان یافت")));
        house.app.clock.set(NOW);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_form_works_without_a_script_and_keeps_what_was_typed() {
    let house = house(ENGINES[0]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let page = house.get("/town/interests/declare", &clerk).await;
    let id = token(&page);
    let post = async |form: &[(&str, &str)]| {
        let mut all = vec![("id", id.as_str())];
        all.extend_from_slice(form);
        house.post("/town/interests/declare", &clerk, &all).await
    };
    let mut form = FIRM.to_vec();
    form.extend([("note", "یادداشت من"), ("do", "add-firm")]);
    let page = post(&form).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("name=\"firm-1-body\"")
            && page.body.contains("شرکت سازه‌گستر")
            && page.body.contains("یادداشت من")
    );
    // The first of two rows is taken away; the second takes its place.
    let mut form = FIRM.to_vec();
    form.extend([
        ("firm-1-body", "دومی"),
        ("firm-1-relation", "self"),
        ("do", "drop-firm-0"),
    ]);
    let page = post(&form).await;
    assert!(
        !page.body.contains("شرکت سازه‌گستر")
            && page.body.contains("name=\"firm-0-body\" value=\"دومی\""),
        "{}",
        page.body
    );
    // Wrong rows are named, each with its row, and nothing is declared.
    let page = post(&[
        ("firm-0-relation", "self"),
        ("firm-0-body", "الف"),
        ("firm-0-share", "۱۴۰"),
        ("firm-0-legal", "10380284792"),
        ("vouched", "yes"),
        ("do", "send"),
    ])
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("حداکثر ۱۰۰ درصد")
            && page.body.contains("رقم وارسی")
            && page.body.contains("href=\"#firm-0-share\"")
    );
    let page = post(&[("do", "send"), ("vouched", "yes")]).await;
    assert!(
        page.body.contains("چیزی برای اظهار ندارم»"),
        "{}",
        page.body
    );
    let mut form = FIRM.to_vec();
    form.extend([("nothing", "yes"), ("vouched", "yes"), ("do", "send")]);
    assert_eq!(post(&form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A form sent twice declares once.
    let mut form = FIRM.to_vec();
    form.extend([("vouched", "yes"), ("do", "send")]);
    let (first, again) = (post(&form).await, post(&form).await);
    assert_eq!(
        (first.status, first.location()),
        (StatusCode::SEE_OTHER, again.location())
    );
    let page = house.get("/town/interests", &clerk).await;
    assert_eq!(
        page.body.matches("/town/interests/declarations/").count(),
        1
    );
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn kin_open_only_with_a_reason_that_the_declarant_sees() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        let rows = [KIN.as_slice(), &FIRM].concat();
        let here = declare(&house, &clerk, &rows).await.location().to_owned();
        let own = house.get(&here, &clerk).await;
        assert!(
            own.body.contains("کامران یزدی")
                && own.body.contains("۶٪")
                && own.body.contains("۲۹ اسفند ۱۴۰۴"),
            "{}",
            own.body
        );
        let closed = house.get(&here, &officer).await;
        assert!(
            !closed.body.contains("کامران یزدی")
                && !closed.body.contains("سازه")
                && closed.body.contains("شوهر خواهر")
        );
        // Managers and everybody else do not learn that it exists.
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        assert_eq!(
            house.get(&here, &manager).await.status,
            StatusCode::NOT_FOUND
        );
        let admin = house.sign_in(Role::Administrator, None).await;
        assert_eq!(house.get(&here, &admin).await.status, StatusCode::NOT_FOUND);

        let refused = house
            .post(&format!("{here}/open"), &officer, &[("reason", " ")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.body.contains("کامران یزدی"));
        let open = house
            .post(
                &format!("{here}/open"),
                &officer,
                &[("reason", "بررسی سالانه")],
            )
            .await;
        assert_eq!(open.status, StatusCode::OK);
        assert!(open.body.contains("کامران یزدی"));
        // Not a second time without a second reason.
        assert!(
            !house
                .get(&here, &officer)
                .await
                .body
                .contains("کامران یزدی")
        );
        let own = house.get(&here, &clerk).await;
        assert!(own.body.contains("بررسی سالانه") && own.body.contains("integrity-officer-all"));

        // In the public log every act of this area has one kind and a day.
        let mut conn = house.app.read().await.expect("a connection");
        let length = store::journal_length(&mut conn).await.expect("a length");
        let mut seen = 0;
        for sequence in 0..length {
            let row = store::entry_at(&mut conn, sequence)
                .await
                .expect("an entry")
                .expect("an entry");
            if row.kind.starts_with("interests.") {
                seen += 1;
                let public = String::from_utf8_lossy(&row.entry);
                assert!(
                    public.contains("integrity.act") && !public.contains("interests."),
                    "{public}"
                );
            }
        }
        assert_eq!(seen, 3);
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_reviewer_approves_with_conditions_that_have_owner_and_day() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        let here = declare(&house, &clerk, &FIRM).await.location().to_owned();
        let page = house.get(&here, &officer).await;
        // The brother-in-law is not among the relatives.
        assert!(page.body.contains("در فهرست خویشاوندان نیست"));
        let owner = {
            let from = page.body.find("name=\"c1-owner\"").expect("owners");
            let rest = &page.body[from..];
            let at = rest.find("value=\"").expect("an owner") + 7;
            rest[at..].split('"').next().expect("its end").to_owned()
        };
        let post = async |form: &[(&str, &str)]| {
            house.post(&format!("{here}/review"), &officer, form).await
        };
        let none = post(&[("state", "conditional"), ("note", "تعارض محتمل")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains("دست‌کم یک شرط"));
        let past = post(&[
            ("state", "conditional"),
            ("note", "تعارض محتمل"),
            ("c1-kind", "recusal"),
            ("c1-text", "در پرونده‌های این شرکت رسیدگی نکند"),
            ("c1-owner", &owner),
            ("c1-due", "1405/09/01"),
        ])
        .await;
        assert!(
            past.body.contains("شرط ۱: مهلت")
                && past.body.contains("در پرونده‌های این شرکت رسیدگی نکند"),
            "{}",
            past.body
        );
        let good = post(&[
            ("state", "conditional"),
            ("note", "تعارض محتمل"),
            ("c1-kind", "recusal"),
            ("c1-text", "در پرونده‌های این شرکت رسیدگی نکند"),
            ("c1-legal", "10380284790"),
            ("c1-owner", &owner),
            ("c1-due", "1405/09/20"),
        ])
        .await;
        assert_eq!(good.status, StatusCode::SEE_OTHER, "{}", good.body);
        assert_eq!(
            post(&[("state", "approved"), ("note", "x")]).await.status,
            StatusCode::CONFLICT
        );
        let home = house.get("/town/interests", &clerk).await.body;
        assert!(
            home.contains("در پرونده‌های این شرکت رسیدگی نکند") && home.contains("۲۰ آذر ۱۴۰۵"),
            "{home}"
        );
        let form = home.find("/interests/conditions/").expect("its form");
        let address = home[form..].split('"').next().expect("its end").to_owned();
        let other = house.sign_in(Role::Clerk, Some("parks")).await;
        assert_eq!(
            house
                .post(&format!("/town{address}"), &other, &[("note", "x")])
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house
                .post(&format!("/town{address}"), &clerk, &[("note", "ابلاغ شد")])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert!(
            !house
                .get("/town/interests", &clerk)
                .await
                .body
                .contains("/interests/conditions/")
        );
        assert!(house.get(&here, &clerk).await.body.contains("ابلاغ شد"));
        // Nobody decides on their own declaration.
        let mine = declare(&house, &officer, &[("nothing", "yes")])
            .await
            .location()
            .to_owned();
        let own = house
            .post(
                &format!("{mine}/review"),
                &officer,
                &[("state", "approved"), ("note", "x")],
            )
            .await;
        assert_eq!(own.status, StatusCode::CONFLICT);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_tie_that_is_left_out_next_year_is_noticed() {
    let house = house(ENGINES[0]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let officer = open_campaign(&house).await;
    declare(&house, &clerk, &[KIN.as_slice(), &FIRM].concat()).await;
    // The next form begins with what was declared last.
    let page = house.get("/town/interests/declare", &clerk).await;
    assert!(page.body.contains("شرکت سازه‌گستر") && page.body.contains("کامران یزدی"));
    let answer = declare(
        &house,
        &clerk,
        &[
            ("membership-0-body", "انجمن مهندسان"),
            ("membership-0-since", "1400/01/01"),
        ],
    )
    .await;
    let page = house.get(answer.location(), &officer).await;
    assert!(page.body.contains("پیش‌تر اظهار شده بود"), "{}", page.body);
    assert!(page.body.contains("پیش از اظهارنامه پیشین از آن آگاه"));
    // The relative who is not named any more is asked about, and nobody is blamed.
    assert!(page.body.contains("از اظهارکننده بپرسید"), "{}", page.body);
    // A share that grew without a word is noticed too.
    let own = |share: &'static str| {
        [
            ("firm-0-relation", "self"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", "10380284790"),
            ("firm-0-share", share),
        ]
    };
    for (share, noticed) in [("2", false), ("40", true)] {
        let answer = declare(&house, &clerk, &own(share)).await;
        let page = house.get(answer.location(), &officer).await;
        assert_eq!(
            page.body.contains("سهم در این شرکت با آنچه پیش‌تر"),
            noticed,
            "{}",
            page.body
        );
    }
    house.assert_journal_agrees().await;
}
