//! Lists taken in, refused lines, decisions on names, and what they change in screening.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::fetch_all;

use super::{declare, house, open_campaign, work};
use crate::organisation::store::account_named;
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};

async fn upload(house: &House, who: &str, kind: &str, file: &str) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"source\"\r\n\r\nنامه ۱۲\r\n--x\r\n\
         Content-Disposition: form-data; name=\"register\"\r\n\r\nyes\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    let request = Request::post("/town/interests/records")
        .header(header::COOKIE, format!("amin_session={who}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    house
        .send(request.body(Body::from(body)).expect("a request"))
        .await
}

async fn report(house: &House, who: &str, answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let place = answer.headers[header::LOCATION].to_str().expect("a place");
    house.get(place, who).await.body
}

async fn texts(house: &House, sql: &'static str) -> Vec<String> {
    let mut conn = house.app.read().await.expect("a connection");
    let rows = fetch_all!(&mut conn, (String,), sql).expect("rows");
    rows.into_iter().map(|(text,)| text).collect()
}

const FIRMS: &str = "نام شركت,شناسه ملي,سهامدار,كد ملي,سهم\n\
    شركت سازه,10380284790,كامران يزدي,0076229645,140\n\
    شركت سازه,10380284790,كامران يزدي,0076229645,۶\n\
    شركت سازه,10380284790,رضا نوري,0183382390,94\n\
    شركت سازه,10380284791,رضا نوري,0183382390,1\n";

#[tokio::test]
async fn a_list_in_arabic_letters_is_taken_its_faults_are_told_and_again_changes_nothing() {
    for engine in ENGINES {
        let house = house(engine).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let refused = upload(&house, &clerk, "firms", FIRMS).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let page = report(
            &house,
            &officer,
            &upload(&house, &officer, "firms", FIRMS).await,
        )
        .await;
        assert!(
            page.contains("سطر ۲") && page.contains("140") && page.contains("سطر ۵"),
            "{page}"
        );
        // Two people and a firm, two holdings.
        assert_eq!(
            texts(&house, "select name from record_party order by id")
                .await
                .len(),
            3
        );
        let ties = texts(&house, "select share from record_tie order by share").await;
        assert_eq!(ties, ["3/50", "47/50"]);
        let again = report(
            &house,
            &officer,
            &upload(&house, &officer, "firms", FIRMS).await,
        )
        .await;
        assert_eq!(texts(&house, "select id from record_tie").await.len(), 2);
        assert!(again.contains("<dd>۵</dd>"), "five are unchanged: {again}");
        // A holding that has ended is the same tie with an end.
        let ended = "نام شرکت,شناسه ملی,سهامدار,کد ملی,سهم,تا تاریخ\nشرکت سازه,10380284790,کامران یزدی,0076229645,6,1405/01/31\n";
        report(
            &house,
            &officer,
            &upload(&house, &officer, "firms", ended).await,
        )
        .await;
        let ends = texts(
            &house,
            "select until from record_tie where until is not null",
        )
        .await;
        // 31 Farvardin 1405 is 20 April 2026.
        assert_eq!(ends, ["2026-04-20"]);
        // A table without the needed column, and a file that is no table, are answered on the page.
        let wrong = upload(&house, &officer, "firms", "الف,ب\n1,2\n").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = upload(&house, &officer, "bods", "{broken").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_list_of_relatives_and_a_decision_on_names_keep_a_clerk_from_a_file() {
    for engine in ENGINES {
        let house = house(engine).await;
        let officer = open_campaign(&house).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        declare(&house, &clerk, &[("nothing", "yes")]).await;
        // The clerk's name, as the account has it, and the brother's share in a firm.
        let name = texts(
            &house,
            "select p.name from person p join account a on a.organisation = p.organisation and a.person = p.id where a.username = 'clerk-lighting'",
        )
        .await
        .remove(0);
        let staff = format!("نام و نام خانوادگی,کد ملی,سمت\n{name},1583250689,کارشناس\n");
        report(
            &house,
            &officer,
            &upload(&house, &officer, "staff", &staff).await,
        )
        .await;
        let kin = "کد ملی کارمند,نسبت,نام و نام خانوادگی,کد ملی\n1583250689,برادر,کامران یزدی,0076229645\n,برادر,بی‌نام,\n";
        let told = report(
            &house,
            &officer,
            &upload(&house, &officer, "kin", kin).await,
        )
        .await;
        assert!(told.contains("سطر ۳"), "{told}");
        report(
            &house,
            &officer,
            &upload(&house, &officer, "firms", FIRMS).await,
        )
        .await;

        // Before anybody has decided, the account is nobody of the list: likeness alone keeps nobody from a file.
        let form = [
            ("id", "matter-one-1"),
            ("kind", "permit"),
            ("title", "پروانه انبار"),
            ("unit", "lighting"),
            ("p1-role", "applicant"),
            ("p1-kind", "firm"),
            ("p1-name", "شرکت سازه"),
            ("p1-id", "10380284790"),
        ];
        let done = house.post("/town/matters/new", &manager, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let mut conn = house.app.read().await.expect("a connection");
        let account = account_named(&mut conn, "town", "clerk-lighting")
            .await
            .expect("a read")
            .expect("an account");
        drop(conn);
        let assigned = house
            .post(
                "/town/matters/matter-one-1/assign",
                &manager,
                &[("account", &account.id)],
            )
            .await;
        assert!(
            assigned.status.is_success() || assigned.status.is_redirection(),
            "{}",
            assigned.body
        );
        assert_eq!(
            house.get("/town/matters/matter-one-1", &clerk).await.status,
            StatusCode::OK
        );

        // The list opens for a reason only, and names are decided by a person.
        let closed = house.get("/town/interests/names", &officer).await;
        assert!(!closed.body.contains("name=\"one\""), "{}", closed.body);
        let one = format!("staff:{}", account.person);
        let pair = [
            ("one", one.as_str()),
            ("other", "person:1583250689"),
            ("ruling", "same"),
            ("reason", "پرونده کارگزینی"),
        ];
        assert_eq!(
            house
                .post("/town/interests/names", &officer, &pair)
                .await
                .status,
            StatusCode::CONFLICT
        );
        let open = [("do", "open"), ("reason", "پس از ورود فهرست")];
        assert_eq!(
            house
                .post("/town/interests/names", &officer, &open)
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        let page = house.get("/town/interests/names", &officer).await;
        assert!(page.body.contains("person:1583250689"), "{}", page.body);
        let bare = house
            .post("/town/interests/names", &officer, &pair[..3])
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        house.app.clock.set(NOW.plus_seconds(60));
        assert_eq!(
            house
                .post("/town/interests/names", &officer, &pair)
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        // The new look finds the brother, who holds 6 %: the file goes on, and for the clerk it is gone.
        work(&house).await;
        assert_eq!(
            house.get("/town/matters/matter-one-1", &clerk).await.status,
            StatusCode::NOT_FOUND
        );
        // Imported again, the decision holds.
        report(
            &house,
            &officer,
            &upload(&house, &officer, "staff", &staff).await,
        )
        .await;
        let page = house.get("/town/interests/names", &officer).await;
        assert!(
            !page.body.contains("value=\"person:1583250689\""),
            "{}",
            page.body
        );

        // Ownership leaves the house with a reason, and without the relatives.
        let bare = house
            .post("/town/interests/records/bods", &officer, &[("reason", "")])
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let out = house
            .post(
                "/town/interests/records/bods",
                &officer,
                &[("reason", "درخواست دیوان محاسبات")],
            )
            .await;
        assert_eq!(out.status, StatusCode::OK);
        let read = relations::bods::read(&out.bytes);
        assert!(read.refused.is_empty() && !read.statements.is_empty());
        assert!(!out.body.contains("1583250689"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_kin_list_in_arabic_letters_two_of_one_name_unknown_ids_and_circles_are_told_and_nothing_else_is_lost()
 {
    for engine in ENGINES {
        let house = house(engine).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let staff = "نام و نام خانوادگي,شماره پرسنلي,كد ملي,سمت\n\
            علي كريمي,12,1583250689,كارشناس\nعلي كريمي,13,,مدير\nمريم يوسفي,14,,كارشناس\n";
        let answer = upload(&house, &officer, "staff", staff).await;
        report(&house, &officer, &answer).await;
        // One of two of one name is not guessed; a personnel number that nobody has is told; the rest is taken, whatever its letters.
        let kin = "كارمند,شماره پرسنلي,نسبت,نام و نام خانوادگي,كد ملي\n\
            علي كريمي,,برادر,رضا كريمي,\n\
            ,99,برادر,كاوه يوسفي,\n\
            مریم یوسفی,,برادر,كاوه يوسفي,0076229645\n\
            ,۱۳,همسر,زهرا كمالي,\n";
        let told = report(
            &house,
            &officer,
            &upload(&house, &officer, "kin", kin).await,
        )
        .await;
        for word in ["سطر ۲", "چند کارمند", "سطر ۳", "شماره پرسنلی «99»"]
        {
            assert!(told.contains(word), "{word}: {told}");
        }
        assert!(!told.contains("سطر ۴") && !told.contains("سطر ۵"), "{told}");
        let kinds = texts(
            &house,
            "select kind from record_tie where kind in ('sibling', 'spouse') order by kind",
        )
        .await;
        assert_eq!(kinds, ["sibling", "spouse"]);
        // Two firms that own one another are taken, since there are such, and told; a number that cannot be one is refused.
        let circle = "نام شركت,شناسه ملي,سهامدار,شناسه سهامدار,سهم\n\
            شركت الف,10380284790,شركت ب,10240117985,60\n\
            شركت ب,10240117985,شركت الف,10380284790,60\n\
            شركت ج,123,شركت الف,10380284790,60\n";
        let told = report(
            &house,
            &officer,
            &upload(&house, &officer, "firms", circle).await,
        )
        .await;
        assert!(told.contains("سطر ۴"), "{told}");
        assert!(told.contains("مالکیت دایره‌ای"), "{told}");
        let owns = texts(&house, "select id from record_tie where kind = 'owns'").await;
        assert_eq!(owns.len(), 2);
        house.assert_journal_agrees().await;
    }
}
