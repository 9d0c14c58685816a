//! The ordinance that a council adopted is applied from its day on, and told with each answer.

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Timestamp, fetch_all};

use super::matters::{FIRM, account};
use super::{declare, house, open_campaign, work};
use crate::organisation::acts::set_account_active;
use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::tenders::tests::{import, release};
use crate::testing::{ENGINES, House, NOW};

/// A month, roughly.
const MONTH: i64 = 30 * 86_400;

/// What the gate said of the first bidder, newest last: outcome, law, version of the rules.
async fn gate(house: &House) -> Vec<(String, String, String)> {
    let mut conn = house.app.read().await.expect("a connection");
    fetch_all!(
        &mut conn,
        (String, String, String),
        "select s.outcome, s.law_en, s.rule_version from tender_screening s
         join tender_bidder b on b.organisation = s.organisation and b.id = s.bidder
         where s.decider is null and b.party = 'a' order by s.at, s.id"
    )
    .expect("screenings")
}

/// A tender with a decider without ties, taken in and screened now; gives its address.
async fn screened(house: &House, ocid: &str, manager: &str, decider: &str) -> String {
    let done = import(house, manager, "parks", &release(ocid)).await;
    assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
    let id = {
        let mut conn = house.app.read().await.expect("a connection");
        let rows = fetch_all!(
            &mut conn,
            (String,),
            "select id from tender order by id desc"
        );
        rows.expect("tenders").remove(0).0
    };
    let here = format!("/town/tenders/{id}");
    let who = account(house, "clerk-parks").await;
    let form = [("account", who.as_str())];
    for (deed, token, form) in [
        ("name", manager, &form[..]),
        ("declare", decider, &[]),
        ("declare", manager, &[]),
        ("screen", manager, &[]),
    ] {
        let done = house.post(&format!("{here}/{deed}"), token, form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
    }
    here
}

#[tokio::test]
async fn who_left_a_post_is_looked_at_for_two_years_where_the_council_adopted_the_ordinance() {
    for engine in ENGINES {
        let house = house(engine).await;
        // A manager who holds a tenth of the firm leaves.
        let left = NOW.plus_seconds(-20 * MONTH);
        house.app.clock.set(left);
        let former = house.sign_in(Role::Manager, Some("lighting")).await;
        house.sign_in(Role::Administrator, None).await;
        let own = [
            ("firm-0-relation", "self"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", FIRM),
            ("firm-0-share", "10"),
        ];
        let declared = declare(&house, &former, &own).await;
        assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
        let closed = account(&house, "manager-lighting").await;
        house
            .app
            .act(move |tx| {
                async move {
                    let actor = Actor::program("town");
                    set_account_active(tx, &actor, left, &closed, false).await
                }
                .boxed()
            })
            .await
            .expect("an act");
        // Twenty months later the firm bids.
        house.app.clock.set(NOW);
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        let clerk = house.sign_in(Role::Clerk, Some("parks")).await;
        let officer = open_campaign(&house).await;
        declare(&house, &clerk, &[("nothing", "yes")]).await;
        screened(&house, "town-1", &manager, &clerk).await;
        let before = gate(&house).await.pop().expect("a screening");
        assert_ne!(before.0, "barred", "{before:?}");
        assert!(!before.2.contains("ordinance-1397"), "{before:?}");

        // The officer records the council's resolution, with its day and source.
        let page = house.get("/town/interests/rules", &officer).await;
        assert!(
            page.body.contains("۱۶۰/۲۴۸۶/۲۰۳۵۵") && page.body.contains("قانون منع مداخله"),
            "{}",
            page.body
        );
        let adopt = [
            ("of", "ordinance-1397"),
            ("since", "1405/09/01"),
            ("source", "مصوبه ۱۲ شورای شهر"),
        ];
        let path = "/town/interests/rules/adopt";
        let bare = house.post(path, &officer, &adopt[..1]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let law = [("of", "law-1337"), ("since", "1405/09/01"), ("source", "x")];
        let law = house.post(path, &officer, &law).await;
        assert_eq!(law.status, StatusCode::NOT_FOUND);
        let other = house.post(path, &manager, &adopt).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN);
        house.app.clock.set(NOW.plus_seconds(60));
        let done = house.post(path, &officer, &adopt).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let again = house.post(path, &officer, &adopt).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        // What is open is looked at again: barred, by the text that was adopted, which the answer names.
        work(&house).await;
        let after = gate(&house).await.pop().expect("a screening");
        assert_eq!(after.0, "barred", "{after:?}");
        assert!(
            after.1.contains("Tehran") && after.2.ends_with("+ordinance-1397"),
            "{after:?}"
        );

        // It ends on a day; a tender of the next day is judged without it.
        let page = house.get("/town/interests/rules", &officer).await.body;
        assert!(
            page.contains("مصوبه ۱۲ شورای شهر") && page.contains("در حال اجرا"),
            "{page}"
        );
        let id = {
            let mut conn = house.app.read().await.expect("a connection");
            let rows = fetch_all!(&mut conn, (String,), "select id from rule_adoption");
            rows.expect("adoptions").remove(0).0
        };
        let end = |until: &'static str| {
            [
                ("of", id.clone()),
                ("until", until.to_owned()),
                ("source", "مصوبه ۱۵ شورای شهر".to_owned()),
            ]
        };
        for (until, status) in [
            ("1405/08/01", StatusCode::UNPROCESSABLE_ENTITY),
            ("1405/09/07", StatusCode::SEE_OTHER),
            ("1405/09/08", StatusCode::CONFLICT),
        ] {
            let form = end(until);
            let form: Vec<(&str, &str)> = form.iter().map(|(a, b)| (*a, b.as_str())).collect();
            let done = house
                .post("/town/interests/rules/end", &officer, &form)
                .await;
            assert_eq!(done.status, status, "{until}: {}", done.body);
        }
        work(&house).await;
        let same_day = gate(&house).await.pop().expect("a screening");
        assert_eq!(same_day.0, "barred", "its last day is one of its days");
        house.app.clock.set(NOW.plus_seconds(86_400));
        work(&house).await;
        let later = gate(&house).await.pop().expect("a screening");
        assert_ne!(later.0, "barred", "{later:?}");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_role_that_was_taken_away_is_a_past_office_and_one_given_back_begins_anew() {
    for engine in ENGINES {
        let house = house(engine).await;
        house.sign_in(Role::Manager, Some("lighting")).await;
        house.sign_in(Role::Administrator, None).await;
        let id = account(&house, "manager-lighting").await;
        let of = |name: &'static str| {
            let house = &house;
            async move {
                let mut conn = house.app.read().await.expect("a connection");
                let row = crate::organisation::store::account_named(&mut conn, "town", name).await;
                row.expect("a read").expect("an account").person
            }
        };
        let person = of("manager-lighting").await;
        for (active, at) in [(false, NOW), (true, NOW.plus_seconds(3 * MONTH))] {
            let id = id.clone();
            house
                .app
                .act(move |tx| {
                    async move {
                        let actor = Actor::program("town");
                        set_account_active(tx, &actor, at, &id, active).await
                    }
                    .boxed()
                })
                .await
                .expect("an act");
        }
        let mut conn = house.app.read().await.expect("a connection");
        let held = crate::interests::store::offices_held(&mut conn, "town", &[person])
            .await
            .expect("offices");
        let days: Vec<(Option<Timestamp>, Option<Timestamp>)> =
            held.iter().map(|row| (row.since, row.until)).collect();
        assert_eq!(
            days,
            [(Some(NOW.plus_seconds(3 * MONTH)), None), (None, Some(NOW))]
        );
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_firm_with_very_many_shareholders_is_exempt_where_a_notice_tells_their_number() {
    for engine in ENGINES {
        let house = house(engine).await;
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        let clerk = house.sign_in(Role::Clerk, Some("parks")).await;
        let holder = house.sign_in(Role::Clerk, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        declare(&house, &clerk, &[("nothing", "yes")]).await;
        // Five per cent of an employee bar a firm, and of a widely held one more than five.
        let own = [
            ("firm-0-relation", "self"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", FIRM),
            ("firm-0-share", "5"),
        ];
        declare(&house, &holder, &own).await;
        screened(&house, "town-1", &manager, &clerk).await;
        let before = gate(&house).await.pop().expect("a screening");
        assert_eq!(before.0, "barred", "{before:?}");
        let mut step = 0;
        let mut record = async |count: &'static str| {
            step += 60;
            house.app.clock.set(NOW.plus_seconds(step));
            let form = [
                ("legal_id", FIRM),
                ("name", "شرکت سازه‌گستر"),
                ("source", "دفتر سهام ۱۴۰۵"),
                ("shareholders", count),
            ];
            let done = house.post("/town/interests/firms", &officer, &form).await;
            work(&house).await;
            done.status
        };
        assert_eq!(record("هیچ").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(record("0").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(record("۱۵۱").await, StatusCode::SEE_OTHER);
        let page = house.get("/town/interests/firms", &officer).await.body;
        assert!(page.contains("۱۵۱ سهام‌دار"), "{page}");
        let exempt = gate(&house).await.pop().expect("a screening");
        assert_ne!(exempt.0, "barred", "{exempt:?}");
        assert_eq!(record("149").await, StatusCode::SEE_OTHER);
        let again = gate(&house).await.pop().expect("a screening");
        assert_eq!(again.0, "barred", "{again:?}");
        house.app.clock.set(NOW);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn what_releases_tell_of_firms_ties_who_decides_once_the_bids_are_open() {
    use super::matters::register;
    const OTHER: &str = "10240117985";
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        // The clerk's own firm bid with the applicant in a tender that was won by the applicant, and works below it.
        let own = [
            ("firm-0-relation", "self"),
            ("firm-0-body", "شرکت راه‌ساز"),
            ("firm-0-legal", OTHER),
            ("firm-0-share", "50"),
        ];
        declare(&house, &clerk, &own).await;
        declare(&house, &manager, &[("nothing", "yes")]).await;
        work(&house).await;
        let clerk_account = account(&house, "clerk-lighting").await;
        let outcome = async |here: &str| {
            let form = [("account", clerk_account.as_str())];
            house.post(&format!("{here}/assign"), &manager, &form).await;
            let matter = here.rsplit('/').next().expect("an id").to_owned();
            let mut conn = house.app.read().await.expect("a connection");
            let all = crate::interests::store::screenings(&mut conn, "town", &matter).await;
            let last = all.expect("screenings").pop().expect("a screening");
            (last.outcome, last.path_en, last.evidence)
        };
        let first = register(&house, &manager).await.location().to_owned();
        assert_eq!(outcome(&first).await.0, "clear");
        // Bids that are not open tell nothing; the award does.
        let sealed = release("town-1");
        let done = import(&house, &manager, "lighting", &sealed).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let second = register(&house, &manager).await.location().to_owned();
        assert_eq!(outcome(&second).await.0, "clear");
        let awarded = sealed
            .replace(
                "\"name\": \"شرکت راه‌ساز\",",
                "\"name\": \"شرکت راه‌ساز\", \"roles\": [\"tenderer\", \"subcontractor\"],",
            )
            .replace(
                "\"tender\":",
                "\"awards\": [{\"id\": \"1\", \"status\": \"active\", \"date\": \"2026-11-10\", \"suppliers\": [{\"id\": \"a\"}]}], \"tender\":",
            );
        let done = import(&house, &manager, "lighting", &awarded).await;
        assert!(!done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let third = register(&house, &manager).await.location().to_owned();
        let (found, path, evidence) = outcome(&third).await;
        assert_eq!(found, "potential", "{path}");
        assert!(
            evidence.contains("subcontractor_of") && evidence.contains("ocds town-1"),
            "{evidence}"
        );
        let findings = "/town/findings.json?kind=conflict";
        let list = house.get(findings, &officer).await.body;
        assert!(list.contains("A tie to be looked at"), "{list}");
        // A compiled release that tells it no more takes it back.
        let compiled = "{\"tag\": [\"compiled\"], \"date\": \"2026-11-12T00:00:00Z\", \"ocid\"";
        let taken_back = sealed.replacen("{\"ocid\"", compiled, 1);
        let done = import(&house, &manager, "lighting", &taken_back).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let fourth = register(&house, &manager).await.location().to_owned();
        assert_eq!(outcome(&fourth).await.0, "clear");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_telephone_of_the_applicant_and_a_share_of_the_superior_are_looked_at_and_keep_nobody_away()
 {
    use super::matters::{colleague, register};
    use store::{Draft, change};
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let (other, other_account) =
            colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let dispatcher = house.sign_in(Role::ComplaintOfficer, None).await;
        open_campaign(&house).await;
        for who in [&clerk, &other, &manager] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        let clerk_account = account(&house, "clerk-lighting").await;
        let person = {
            let mut conn = house.app.read().await.expect("a connection");
            let row = crate::organisation::store::account(&mut conn, "town", &clerk_account).await;
            row.expect("a read").expect("an account").person
        };
        house
            .app
            .act(move |tx| {
                async move {
                    change!(
                        tx,
                        "person",
                        &person,
                        "update person set phone = $3 where organisation = $1 and id = $2",
                        "town",
                        &person,
                        "+989121112233"
                    )?;
                    tx.append(Draft {
                        organisation: "town",
                        kind: "person.changed",
                        public_kind: "organisation.changed",
                        objects: vec![("person", person)],
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
            .expect("an act");
        let reached = release("town-1").replace(
            "\"name\": \"شرکت سازه‌گستر\",",
            "\"name\": \"شرکت سازه‌گستر\", \"contactPoint\": {\"telephone\": \"0912 111 2233\"},",
        );
        let done = import(&house, &manager, "lighting", &reached).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let outcome = async |account: &str| {
            let here = register(&house, &dispatcher).await.location().to_owned();
            let form = [("account", account)];
            let path = format!("{here}/assign");
            let given = house.post(&path, &dispatcher, &form).await;
            assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
            let matter = here.rsplit('/').next().expect("an id").to_owned();
            let mut conn = house.app.read().await.expect("a connection");
            let all = crate::interests::store::screenings(&mut conn, "town", &matter).await;
            let mut all = all.expect("screenings").into_iter();
            let last = all.rfind(|row| row.account == account);
            let last = last.expect("a screening");
            (last.outcome, last.evidence)
        };
        let (found, evidence) = outcome(&clerk_account).await;
        assert_eq!(found, "potential", "{evidence}");
        assert!(
            evidence.contains("shared_contact") && evidence.contains("inferred"),
            "{evidence}"
        );
        assert_eq!(outcome(&other_account).await.0, "clear");
        // Their manager holds a little of the applicant: the manager is kept from it, and the clerks are looked at.
        house.app.clock.set(NOW.plus_seconds(60));
        let own = [
            ("firm-0-relation", "self"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", FIRM),
            ("firm-0-share", "2"),
        ];
        let declared = declare(&house, &manager, &own).await;
        assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
        let (found, evidence) = outcome(&other_account).await;
        assert_eq!(found, "potential", "{evidence}");
        assert!(
            evidence.contains("superior_of") && evidence.contains("units and roles"),
            "{evidence}"
        );
        house.app.clock.set(NOW);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_list_brings_the_number_of_shareholders_and_takes_it_along_when_it_leaves() {
    for engine in ENGINES {
        let house = house(engine).await;
        let officer = open_campaign(&house).await;
        let list = format!(
            "نام شرکت,شناسه ملی,سهامدار,کد ملی,سهم,شمار سهامداران\nشرکت سازه‌گستر,{FIRM},مینا صدر,0076229645,10,۱۵۱\nآب‌گستر,10240117985,رضا نوری,1583250689,5,صفر\n"
        );
        let take = async |list: &str| {
            let body = format!(
                "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nfirms\r\n--x\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nاداره ثبت\r\n--x\r\nContent-Disposition: form-data; name=\"register\"\r\n\r\nyes\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n{list}\r\n--x--\r\n"
            );
            let request = axum::http::Request::post("/town/interests/records")
                .header("cookie", format!("amin_session={officer}"))
                .header("content-type", "multipart/form-data; boundary=x");
            let body = axum::body::Body::from(body);
            house.send(request.body(body).expect("a request")).await
        };
        let done = take(&list).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let report = house.get(done.location(), &officer).await.body;
        assert!(report.contains("«صفر» شمار نیست"), "{report}");
        let kept = async || {
            let mut conn = house.app.read().await.expect("a connection");
            let all = crate::interests::store::record_parties(&mut conn, "town").await;
            let all = all.expect("parties").into_iter();
            let firms = all.filter(|row| row.kind == "firm");
            firms.map(|row| row.shareholders).collect::<Vec<_>>()
        };
        assert_eq!(kept().await, [Some(151)]);
        let path = "/town/interests/records/firms";
        let bare = house.post(path, &officer, &[("reason", "")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = [("reason", "درخواست دیوان محاسبات")];
        let out = house.post(path, &officer, &form).await;
        assert_eq!(out.status, StatusCode::OK);
        assert!(
            out.body.contains("تعداد سهامداران") && out.body.contains(",151"),
            "{}",
            out.body
        );
        // What left the house comes in again without a change.
        let again = take(out.body.trim_start_matches('\u{feff}')).await;
        let report = house.get(again.location(), &officer).await.body;
        assert!(!report.contains("شمار نیست"), "{report}");
        assert_eq!(kept().await, [Some(151)]);
        house.assert_journal_agrees().await;
    }
}
