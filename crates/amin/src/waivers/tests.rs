//! The register of waivers at the http edge.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House};
use crate::voice::desk::tests::Town;

fn form<'a>(number: &'a str, amount: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("number", number),
        ("kind", "discount"),
        ("subject", "عوارض نوسازی"),
        ("legal_basis", "مصوبه شورای شهر، شماره ۱۷"),
        ("reason", "کم‌درآمد"),
        ("base", "۱۰۰۰۰۰۰۰"),
        ("amount", amount),
        ("decided_on", "۱۴۰۵/۰۳/۱۰"),
        ("decider", "معاون مالی"),
        ("unit", "parks"),
        ("beneficiary", "علی رضایی"),
        ("beneficiary_group", "کم‌درآمد"),
        ("district", "۱"),
    ]
}

async fn upload(house: &House, token: &str, unit: &str, mapping: &str, csv: &str) -> Answer {
    let boundary = "X-BOUNDARY";
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"unit\"\r\n\r\n{unit}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"column-subject\"\r\n\r\n{mapping}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"waivers.csv\"\r\nContent-Type: text/csv\r\n\r\n{csv}\r\n\
         --{boundary}--\r\n"
    );
    let request = Request::post("/town/waivers/import?lang=en")
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={boundary}"),
        )
        .header(header::COOKIE, format!("amin_session={token}"))
        .body(Body::from(body))
        .expect("a request");
    house.send(request).await
}

#[tokio::test]
async fn a_decision_is_recorded_read_by_few_and_withdrawn_with_a_reason() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        let other = house.sign_in(Role::Manager, Some("roads")).await;
        let member = house.sign_in(Role::CommitteeMember, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("parks")).await;

        let wrong = house
            .post(
                "/town/waivers/new?lang=en",
                &manager,
                &[("subject", "عوارض نوسازی"), ("amount", "x")],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in [
            "a decision without one is not recorded",
            "with digits only",
            "Write who decided",
            "عوارض نوسازی",
        ] {
            assert!(wrong.body.contains(words), "{words}: {}", wrong.body);
        }
        // Not for another unit.
        let refused = house
            .post("/town/waivers/new", &other, &form("12", "2500000"))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);

        let mut at = String::new();
        for _ in 0..2 {
            let done = house
                .post("/town/waivers/new", &manager, &form("12", "2500000"))
                .await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            assert!(at.is_empty() || at == done.location(), "sent twice is one");
            done.location().clone_into(&mut at);
        }
        let changed = house
            .post("/town/waivers/new?lang=en", &manager, &form("12", "9"))
            .await;
        assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(changed.body.contains("recorded with another content"));

        let seen = house.get(&format!("{at}?lang=en"), &member).await;
        assert!(
            seen.body.contains("2,500,000 rials") && seen.body.contains("علی رضایی"),
            "{}",
            seen.body
        );
        assert_eq!(house.get(&at, &other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(&at, &clerk).await.status, StatusCode::FORBIDDEN);
        let list = house.get("/town/waivers?lang=en", &member).await;
        assert!(list.body.contains("1 records") && list.body.contains("معاون مالی"));
        let found = house
            .get(
                "/town/waivers?q=%D9%85%D8%B9%D8%A7%D9%88%D9%86&lang=en",
                &other,
            )
            .await;
        assert!(found.body.contains("0 records"));
        // Everybody: no record, no person.
        let public = house.get("/town/waivers?lang=en", "").await;
        assert_eq!(public.status, StatusCode::OK);
        assert!(!public.body.contains("علی رضایی") && !public.body.contains("معاون مالی"));

        let withdraw = format!("{at}/withdraw");
        let silent = house.post(&withdraw, &manager, &[("reason", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            house
                .post(&withdraw, &other, &[("reason", "x")])
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        let done = house
            .post(&withdraw, &manager, &[("reason", "دوباره ثبت شده بود")])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let again = house.post(&withdraw, &manager, &[("reason", "x")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let seen = house.get(&format!("{at}?lang=en"), &member).await;
        assert!(seen.body.contains("Withdrawn") && seen.body.contains("دوباره ثبت شده بود"));
        house.assert_journal_agrees().await;
    }
}

/// Forty decisions by two deciders; the second waives exactly a fifth of what is due more than the first.
fn table() -> String {
    let mut csv = String::from(
        "شماره,نوع,بابت,مستند قانونی,مبلغ کل,مبلغ بخشوده,تاریخ,تصمیم‌گیرنده,مودی,منطقه\n",
    );
    for n in 0..40 {
        let amount = 1_000_000 + n / 2 * 10_000 + n % 2 * 2_000_000;
        let _ = writeln!(
            csv,
            "{n},تخفیف,عوارض نوسازی,مصوبه ۱۷,۱۰٬۰۰۰٬۰۰۰,{amount},1405/03/{:02},decider-{},citizen-{n},{}",
            n % 28 + 1,
            n % 2,
            n % 3
        );
    }
    csv.push_str("41,تخفیف,عوارض نوسازی,,10000000,5,1405/03/01,d,c,1\n");
    csv.push_str("42,هدیه,عوارض نوسازی,مصوبه ۱۷,10000000,5,1405/13/01,d,c,1\n");
    csv
}

#[tokio::test]
async fn a_table_is_taken_in_and_its_difference_becomes_a_finding() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let csv = table();
        let no_column = upload(&house, &manager, "parks", "", &csv).await;
        assert_eq!(no_column.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(no_column.body.contains("no column “موضوع”"));
        let foreign = upload(&house, &manager, "roads", "بابت", &csv).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let done = upload(&house, &manager, "parks", "بابت", &csv).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert!(
            done.body
                .contains("40 new records, 0 unchanged, 2 rows not taken"),
            "{}",
            done.body
        );
        // The head is row 1, so that the last two are 42 and 43.
        assert!(done.body.contains(">42<") && done.body.contains(">43<"));
        assert!(done.body.contains("Choose the kind") && done.body.contains("could not be read"));
        let again = upload(&house, &manager, "parks", "بابت", &csv).await;
        assert!(again.body.contains("0 new records, 40 unchanged"));

        let here = "/town/waivers/treatment?by=decider&what=share&strata=subject";
        let page = house.get(&format!("{here}&lang=en"), &officer).await;
        assert_eq!(page.status, StatusCode::OK);
        // Twenty points apart by construction.
        assert!(page.body.contains("20.0 points"), "{}", page.body);
        assert!(page.body.contains("Decider 1") && !page.body.contains("decider-"));
        let raise = here.replace("treatment?", "treatment/raise?");
        assert_eq!(
            house.post(&raise, &manager, &[]).await.status,
            StatusCode::FORBIDDEN
        );
        let raised = house.post(&raise, &officer, &[]).await;
        assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", raised.body);
        let finding = house
            .get(&format!("{}?lang=en", raised.location()), &officer)
            .await;
        assert!(finding.body.contains("Difference of amounts waived"));
        assert!(!finding.body.contains("decider-0") && !finding.body.contains("citizen-"));
        // Districts do not differ: nothing to raise.
        let nothing = house
            .post(
                "/town/waivers/treatment/raise?by=district&what=share",
                &officer,
                &[],
            )
            .await;
        assert_eq!(nothing.status, StatusCode::CONFLICT);
        // Everybody sees the sum: 20 of each, 40 · 1,000,000 + 2 · (0 + … + 19) · 10,000 + 20 · 2,000,000.
        let public = house.get("/town/waivers?lang=en", "").await;
        assert!(public.body.contains("83,800,000 rials"), "{}", public.body);
        assert!(!public.body.contains("citizen-"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_decided_is_compared_with_the_beneficiary_and_a_conflict_tells_no_path() {
    use crate::interests::tests::{declare, house};
    const FIRM: &str = "10380284790";
    for engine in ENGINES {
        let house = house(engine).await;
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        house.sign_in(Role::Manager, Some("lighting")).await;
        let member = house.sign_in(Role::CommitteeMember, None).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let rows = [
            ("kin-0-relation", "sisters-husband"),
            ("kin-0-holder", "کامران یزدی"),
            ("firm-0-relation", "sisters-husband"),
            ("firm-0-holder", "کامران یزدی"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", FIRM),
            ("firm-0-share", "۶"),
        ];
        let done = declare(&house, &manager, &rows).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let named = |number: &'static str, username: &'static str, id: &'static str| {
            let mut form = form(number, "2500000");
            form.extend([("decider_username", username), ("beneficiary_id", id)]);
            form
        };
        let findings = async || {
            let path = "/town/findings.json?kind=conflict";
            let list = house.get(path, &officer).await.body;
            let json: serde_json::Value = serde_json::from_str(&list).expect("JSON");
            json["findings"].as_array().map_or(0, Vec::len)
        };
        for (username, id, field) in [
            ("nobody-here", FIRM, "decider_username"),
            ("manager-parks", "10380284792", "beneficiary_id"),
        ] {
            let form = named("1", username, id);
            let wrong = house.post("/town/waivers/new", &manager, &form).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                wrong.body.contains(&format!("href=\"#{field}\"")),
                "{field}"
            );
        }
        // Without both nothing can be compared; another decider has no tie.
        for form in [
            form("2", "2500000"),
            named("3", "manager-parks", ""),
            named("4", "", FIRM),
            named("5", "manager-lighting", FIRM),
        ] {
            let done = house.post("/town/waivers/new", &manager, &form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        assert_eq!(findings().await, 0);
        let form = named("6", "manager-parks", "۱۰۳۸۰۲۸۴۷۹۰");
        let done = house.post("/town/waivers/new", &manager, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(findings().await, 1);
        let list = house.get("/town/findings.json", &officer).await.body;
        assert!(
            list.contains("\"high\"") && !list.contains("کامران") && !list.contains(FIRM),
            "{list}"
        );
        let page = house.get(done.location(), &member).await.body;
        assert!(
            page.contains("manager-parks") && !page.contains("۱۰۳۸۰۲۸۴۷۹۰"),
            "{page}"
        );
        // A record that did not name them is completed by a table that does, and compared then.
        let csv = format!(
            "شماره,نوع,موضوع,مستند قانونی,دلیل,مبلغ کل,مبلغ بخشوده,تاریخ,تصمیم‌گیرنده,نام کاربری تصمیم‌گیرنده,مودی,کد یا شناسه ملی ذی‌نفع,گروه,منطقه\n\
             2,تخفیف,عوارض نوسازی,\"مصوبه شورای شهر، شماره ۱۷\",کم‌درآمد,10000000,2500000,1405/03/10,معاون مالی,manager-parks,علی رضایی,{FIRM},کم‌درآمد,۱\n\
             7,تخفیف,عوارض نوسازی,مصوبه ۱۷,,10000000,5,1405/03/10,معاون مالی,manager-parks,شرکت سازه‌گستر,{FIRM},,\n\
             8,تخفیف,عوارض نوسازی,مصوبه ۱۷,,10000000,5,1405/03/10,معاون مالی,nobody-here,شرکت سازه‌گستر,{FIRM},,\n"
        );
        let done = upload(&house, &manager, "parks", "", &csv).await;
        assert!(
            done.body
                .contains("1 new records, 1 unchanged, 1 rows not taken"),
            "{}",
            done.body
        );
        assert_eq!(findings().await, 3);
        let again = upload(&house, &manager, "parks", "", &csv).await;
        assert!(
            again.body.contains("0 new records, 2 unchanged"),
            "{}",
            again.body
        );
        assert_eq!(findings().await, 3);
        house.assert_journal_agrees().await;
    }
}
