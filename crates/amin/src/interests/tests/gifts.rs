use axum::http::StatusCode;

use super::{house, token};
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House};
use crate::voice::desk::tests::Town;

pub(super) async fn record(house: &House, who: &str, form: &[(&str, &str)]) -> Answer {
    let page = house.get("/town/interests/gifts/new", who).await;
    let id = token(&page);
    let mut all = vec![
        ("id", id.as_str()),
        ("happened_on", "1405/09/07"),
        ("giver_kind", "person"),
    ];
    all.extend_from_slice(form);
    house.post("/town/interests/gifts/new", who, &all).await
}

#[tokio::test]
async fn a_gift_from_who_has_an_open_message_raises_a_finding() {
    for engine in ENGINES {
        let house = house(engine).await;
        let town = Town { house };
        town.file(
            "complaint",
            "street-lighting",
            "چراغ کوچه ما خاموش است و شب‌ها رفت‌وآمد سخت است",
            2,
        )
        .await;
        let clerk = town.sign_in(Role::Clerk, Some("lighting")).await;
        let officer = town.sign_in(Role::IntegrityOfficer, None).await;
        let house = &town.house;
        let gift = record(
            house,
            &clerk,
            &[
                ("what", "جعبه شیرینی"),
                ("giver", "آقای ناشناس"),
                ("giver_phone", "09123456789"),
                ("outcome", "refused"),
            ],
        )
        .await;
        assert_eq!(gift.status, StatusCode::SEE_OTHER, "{}", gift.body);
        let list = house.get("/town/findings?kind=gift", &officer).await.body;
        assert!(list.contains("هدیه از کسی که کار بازی دارد"), "{list}");
        let page = house.get(gift.location(), &officer).await.body;
        assert!(page.contains("تلفن همراه یکی است") && page.contains("/town/desk/messages/"));
        // Who was offered it does not learn who else has what open.
        let own = house.get(gift.location(), &clerk).await.body;
        assert!(own.contains("جعبه شیرینی") && !own.contains("/town/desk/messages/"));
        let other = town.sign_in(Role::Clerk, Some("parks")).await;
        assert_eq!(
            house.get(gift.location(), &other).await.status,
            StatusCode::NOT_FOUND
        );
        // The same name alone is a finding of little weight.
        record(
            house,
            &clerk,
            &[
                ("what", "خودنویس"),
                ("giver", "مريم احمدي"),
                ("outcome", "returned"),
                ("note", "با رسید"),
            ],
        )
        .await;
        let list = house
            .get("/town/findings.json?kind=gift", &officer)
            .await
            .body;
        let json: serde_json::Value = serde_json::from_str(&list).expect("JSON");
        let found = json["findings"].as_array().expect("a list");
        let of = |severity: &str| {
            found
                .iter()
                .filter(|one| one["severity"] == severity)
                .count()
        };
        assert_eq!((of("high"), of("low")), (1, 1), "{list}");
        // A giver without anything open raises none.
        record(
            house,
            &clerk,
            &[
                ("what", "گلدان"),
                ("giver", "رضا کرمی"),
                ("outcome", "refused"),
            ],
        )
        .await;
        let list = house
            .get("/town/findings.json?kind=gift", &officer)
            .await
            .body;
        assert_eq!(list.matches("\"severity\"").count(), 2);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn nothing_is_kept_while_the_limit_is_zero_and_a_dated_setting_changes_that() {
    let house = house(ENGINES[1]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let admin = house.sign_in(Role::Administrator, None).await;
    let form = [
        ("what", "تقویم"),
        ("giver", "شرکت الف"),
        ("value", "۵۰۰٬۰۰۰"),
        ("outcome", "kept"),
    ];
    let refused = record(&house, &clerk, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("ماده ۹۱") && refused.body.contains("تقویم"),
        "{}",
        refused.body
    );
    let changed = house
        .post(
            "/town/admin/settings/interests.gift-limit-rials",
            &admin,
            &[
                ("value", "1000000"),
                ("source", "مصوبه شورا"),
                ("applicability", "adopted"),
                ("valid_from", "1405/09/01"),
            ],
        )
        .await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    assert_eq!(
        record(&house, &clerk, &form).await.status,
        StatusCode::SEE_OTHER
    );
    let list = house.get("/town/interests/gifts", &clerk).await.body;
    assert!(
        list.contains("۱٬۰۰۰٬۰۰۰ ریال") && list.contains("مصوبه شورا"),
        "{list}"
    );
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn an_offered_gift_is_settled_once_and_counted_without_names() {
    let house = house(ENGINES[0]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let gift = record(
        &house,
        &clerk,
        &[
            ("what", "کارت هدیه"),
            ("giver", "پیمان صفا"),
            ("outcome", "offered"),
        ],
    )
    .await;
    let settle = async |form: &[(&str, &str)]| {
        house
            .post(&format!("{}/settle", gift.location()), &clerk, form)
            .await
    };
    assert_eq!(
        settle(&[("outcome", "refused")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        settle(&[("outcome", "refused"), ("note", "نپذیرفتم")])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        settle(&[("outcome", "returned"), ("note", "x")])
            .await
            .status,
        StatusCode::CONFLICT
    );
    let public = house.get("/town/portal/integrity", "").await.body;
    assert!(
        !public.contains("پیمان صفا")
            && !public.contains("کارت هدیه")
            && !public.contains("clerk-lighting")
    );
    // One clerk is too few to tell a unit; the month of the whole town is told.
    assert!(public.contains("کمتر از آن است که به تفکیک واحد گفته شود"));
    let month = public.find("آذر ۱۴۰۵").expect("this month");
    assert!(
        public[month..month + 200].contains("۱"),
        "{}",
        &public[month..month + 200]
    );
    let english = house.get("/town/portal/integrity?lang=en", "").await.body;
    assert!(english.contains("Gifts refused") && english.contains("Azar 1405"));
    house.assert_journal_agrees().await;
}

#[tokio::test]
async fn wrong_fields_of_a_gift_are_named_at_once() {
    let house = house(ENGINES[0]).await;
    let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
    let page = house
        .post(
            "/town/interests/gifts/new",
            &clerk,
            &[
                ("id", "12345678-abcd"),
                ("giver_kind", "firm"),
                ("giver_id", "12345678901"),
                ("giver_phone", "12"),
                ("value", "زیاد"),
                ("happened_on", "1405/12/01"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [
        "what",
        "giver",
        "giver_id",
        "giver_phone",
        "value",
        "happened_on",
        "outcome",
    ] {
        assert!(page.body.contains(&format!("href=\"#{field}\"")), "{field}");
    }
}

#[tokio::test]
async fn a_refused_gift_of_who_holds_shares_in_a_party_raises_a_finding_whichever_came_first() {
    use super::matters::{FIRM, register};
    use crate::interests::acts::{NewFirm, NewHolder, end_holding, record_firm};
    use crate::tenders::tests::{import, release};
    use futures::FutureExt;
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        // By the register she holds a tenth of the applicant; a chief executive left it days ago.
        let before = crate::testing::NOW.plus_seconds(-10 * 86_400);
        house
            .app
            .act(move |tx| {
                async move {
                    let program = crate::platform::actor::Actor::program("town");
                    let holder = |name: &str, code: &str, share: &str, post: &str| NewHolder {
                        kind: "person".to_owned(),
                        name: name.to_owned(),
                        national_id: code.to_owned(),
                        share: share.to_owned(),
                        post: post.to_owned(),
                        since: "1400/01/01".to_owned(),
                    };
                    let firm = NewFirm {
                        legal_id: FIRM.to_owned(),
                        name: "شرکت سازه‌گستر".to_owned(),
                        source: "روزنامه رسمی ۲۲۱۳۴".to_owned(),
                        shareholders: String::new(),
                        holders: vec![
                            holder("مینا صدر", "0076229645", "10", ""),
                            holder("پیمان راد", "1583250689", "", "مدیرعامل"),
                        ],
                    };
                    record_firm(tx, &program, before, &firm).await?;
                    let all = crate::interests::store::firm_holders(tx.read(), "town").await?;
                    let left = all.into_iter().find(|row| row.holder == "پیمان راد");
                    end_holding(tx, &program, before, &left.expect("a holder").id).await
                }
                .boxed()
            })
            .await
            .expect("an act");
        let gift = |giver: &'static str, code: &'static str, day: &'static str| {
            [
                ("what", "سکه"),
                ("giver", giver),
                ("giver_id", code),
                ("happened_on", day),
                ("outcome", "refused"),
            ]
        };
        // The form's own day comes first in `record`; so the forms are sent here.
        let send = async |form: &[(&str, &str)]| {
            let page = house.get("/town/interests/gifts/new", &clerk).await;
            let id = token(&page);
            let mut all = vec![("id", id.as_str()), ("giver_kind", "person")];
            all.extend_from_slice(form);
            house.post("/town/interests/gifts/new", &clerk, &all).await
        };
        let first = send(&gift("مینا صدر", "0076229645", "1405/09/05")).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
        let findings = async || {
            let list = house.get("/town/findings.json?kind=gift", &officer).await;
            let json: serde_json::Value = serde_json::from_str(&list.body).expect("JSON");
            let found = json["findings"].as_array().expect("a list");
            let of = |one: &serde_json::Value| one["severity"].as_str().map(str::to_owned);
            found.iter().filter_map(of).collect::<Vec<_>>()
        };
        assert!(findings().await.is_empty());
        // The file comes after the gift.
        let here = register(&house, &manager).await;
        assert_eq!(here.status, StatusCode::SEE_OTHER, "{}", here.body);
        assert_eq!(findings().await, ["high"]);
        let page = house.get(first.location(), &officer).await.body;
        assert!(
            page.contains("دهنده هدیه در این شرکت سهم یا سمت دارد")
                && page.contains("/town/matters/"),
            "{page}"
        );
        let own = house.get(first.location(), &clerk).await.body;
        assert!(!own.contains("/town/matters/"), "{own}");
        // A gift after a file and before a tender of the same firm.
        let second = send(&gift("مینا صدر", "0076229645", "1405/09/06")).await;
        let taken = import(&house, &manager, "lighting", &release("town-1")).await;
        assert!(taken.body.contains("۱ مناقصه تازه"), "{}", taken.body);
        for one in [&first, &second] {
            let page = house.get(one.location(), &officer).await.body;
            assert!(
                page.contains("/town/matters/") && page.contains("/town/tenders/"),
                "{page}"
            );
        }
        assert_eq!(findings().await, ["high", "high"]);
        // Who had left the firm before the day of the gift has nothing open.
        let third = send(&gift("پیمان راد", "1583250689", "1405/09/06")).await;
        assert_eq!(third.status, StatusCode::SEE_OTHER, "{}", third.body);
        assert_eq!(findings().await.len(), 2);
        house.assert_journal_agrees().await;
    }
}
