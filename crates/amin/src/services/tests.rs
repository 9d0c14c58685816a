//! The services area at the http edge.

use std::io::Write as _;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::FutureExt;

use super::acts::{self, Imported};
use super::staff::import_table;
use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::platform::texts::{Lang, Texts};
use crate::testing::{Answer, ENGINES, House, NOW};

const DEMO: &[u8] = include_bytes!("../../demo/services.csv");

async fn import(house: &House, csv: &[u8]) -> Imported {
    let table =
        documents::read_table(csv, "services.csv", &documents::Limits::default()).expect("a table");
    let act = house
        .app
        .act(move |tx| import_table(tx, Actor::program("town"), NOW, table).boxed());
    act.await.expect("an import").0
}

async fn send_file(
    house: &House,
    path: &str,
    token: &str,
    name: &str,
    content: &[u8],
    fields: &[(&str, &str)],
) -> Answer {
    let mut body = Vec::new();
    for (field, value) in fields {
        write!(
            body,
            "--B\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
        )
        .expect("memory");
    }
    write!(
        body,
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .expect("memory");
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--B--\r\n");
    let request = Request::post(path)
        .header(header::COOKIE, format!("amin_session={token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=B");
    house
        .send(request.body(Body::from(body)).expect("a request"))
        .await
}

/// A file of the shared data, or none with a note where the data are missing.
fn shared(name: &str) -> Option<Vec<u8>> {
    let place = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let read = std::fs::read(place.join("event-logs").join(name)).ok();
    if read.is_none() {
        eprintln!(
            "note: {name} is not in {}; this check is left out",
            place.display()
        );
    }
    read
}

#[tokio::test]
async fn the_demonstration_is_a_catalogue_of_whole_cards() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        let done = import(&house, DEMO).await;
        let t = Texts::of(Lang::En);
        let refused: Vec<String> = done.refused.iter().map(|row| row.why.to(&t)).collect();
        assert_eq!(refused, Vec::<String>::new());
        assert!(done.new >= 65, "{}", done.new);
        let again = import(&house, DEMO).await;
        assert_eq!(
            (again.new, again.changed, again.unchanged),
            (0, 0, done.new)
        );

        let list = house.get("/town/services", "").await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(
            list.body.contains("صدور پروانه ساختمانی") && list.body.contains("درگذشت و خاک‌سپاری")
        );
        // An Arabic keyboard and no space find the same service.
        let found = house
            .get(
                "/town/services?q=%D9%BE%D8%A7%D9%8A%D8%A7%D9%86%D9%83%D8%A7%D8%B1",
                "",
            )
            .await;
        assert!(
            found.body.contains("/town/services/completion")
                && !found.body.contains("/town/services/library")
        );
        let body: serde_json::Value =
            serde_json::from_str(&house.get("/town/services.json", "").await.body).expect("JSON");
        let services = body["services"].as_array().expect("services");
        let of_cemetery = services
            .iter()
            .filter(|s| s["responsible"] == "سازمان آرامستان‌ها")
            .count();
        assert!(of_cemetery >= 5, "{of_cemetery}");
        assert!(
            services
                .iter()
                .all(|s| s["completeness"].as_i64() >= Some(60)),
            "{body}"
        );

        let card = house.get("/town/services/building-permit", "").await.body;
        for word in [
            "کامل بودن شناسنامه",
            "۳۰ روز کاری",
            "نمونه نمایشی",
            "/town/voice/new?service=building-permit",
            "مأمور بازدید",
        ] {
            assert!(card.contains(word), "{word}");
        }
        let english = house
            .get("/town/services/building-permit?lang=en", "")
            .await
            .body;
        assert!(english.contains("Building permit") && english.contains("30 working days"));
        assert_eq!(
            house.get("/town/services/no-such", "").await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_service_and_a_wrong_one_keeps_its_values() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        let token = house.sign_in(Role::Administrator, None).await;
        let page = house.get("/town/admin/services/new", &token).await.body;
        let id = page
            .split("name=\"form\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a form id");
        let right = [
            ("form", id),
            ("code", "night-bus"),
            ("name", "اتوبوس شب"),
            ("life-stage", "mobility"),
            ("responsible", "سازمان اتوبوسرانی"),
            ("legal-time", "۱۲"),
            ("legal-time-unit", "hour"),
            ("documents", "کارت ملی"),
            ("active", "yes"),
        ];
        let mut wrong = right.to_vec();
        wrong[1].1 = "خط شب";
        wrong[5].1 = "دوازده";
        let refused = house.post("/town/admin/services/new", &token, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("اتوبوس شب") && refused.body.contains("عدد نیست"));
        wrong[5].1 = "۱۲";
        let refused = house.post("/town/admin/services/new", &token, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for _ in 0..2 {
            let made = house.post("/town/admin/services/new", &token, &right).await;
            assert_eq!(made.location(), "/town/services/night-bus", "{}", made.body);
        }
        let mut conn = house.app.read().await.expect("a connection");
        let entries = store::entries_of_object(&mut conn, "town", "service", id)
            .await
            .expect("entries");
        drop(conn);
        assert_eq!(entries.len(), 1);

        let mut changed = right.to_vec();
        changed[5].1 = "۲۴";
        let done = house
            .post("/town/admin/services/night-bus", &token, &changed)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(
            house
                .get("/town/services/night-bus", "")
                .await
                .body
                .contains("۲۴ ساعت")
        );
        // A manager of another unit does not find it.
        let manager = house.sign_in(Role::Manager, Some("unit-9")).await;
        assert_eq!(
            house
                .get("/town/admin/services/night-bus", &manager)
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house
                .post("/town/admin/services/night-bus", &manager, &right)
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_table_is_taken_row_by_row() {
    let house = House::new(store::Engine::Sqlite).await;
    let token = house.sign_in(Role::Administrator, None).await;
    let csv = "کد خدمت,نام خدمت,دوره زندگی,مهلت قانونی,یکای مهلت\n\
        a,خدمت یک,death,۲,روز کاری\nb,خدمت دو,ناکجا,,\nA b,خدمت سه,death,,\nc,خدمت چهار,death,۲,\na,باز هم یک,death,,\nd,خدمت پنج,death,,\n";
    let answer = send_file(
        &house,
        "/town/admin/services/import",
        &token,
        "x.csv",
        csv.as_bytes(),
        &[],
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.body.contains("۲ خدمت تازه") && answer.body.contains("۴ ردیف"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("«ناکجا»"));
    for (name, content, word) in [
        ("x.csv", b"".as_slice(), "خوانده نشد"),
        ("x.csv", b"a,b\n1,2\n", "«کد خدمت»"),
        ("x.xlsx", b"PK\x03\x04broken", "خوانده نشد"),
        ("x.csv", b"code,name\n1,\xd4\xe5\xd1\n", "UTF-8"),
    ] {
        let answer = send_file(
            &house,
            "/town/admin/services/import",
            &token,
            name,
            content,
            &[],
        )
        .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(word), "{name} {word}");
    }
    for kind in ["csv", "xlsx"] {
        let template = house
            .get(&format!("/town/admin/services/template.{kind}"), &token)
            .await;
        let rows = documents::read_table(&template.bytes, "t", &documents::Limits::default())
            .expect("a table");
        assert_eq!(rows[0].cells[0], "کد خدمت");
    }
    house.assert_journal_agrees().await;
}

const LOG: &str = "پرونده,فعالیت,زمان,کاربر\n\
    الف,ثبت,۱۴۰۵/۰۷/۰۱ ۰۸:۰۰,۱\nالف,صدور,۱۴۰۵/۰۷/۰۲ ۰۸:۰۰,۲\nب,ثبت,۱۴۰۵/۰۷/۰۵ ۰۸:۰۰,۱\nب,صدور,۱۴۰۵/۰۷/۰۸ ۰۸:۰۰,۲\nپ,ثبت,فردا,۱\n";

#[tokio::test]
async fn an_event_log_gives_the_card_its_times_once() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        import(&house, DEMO).await;
        let token = house.sign_in(Role::Administrator, None).await;
        for _ in 0..2 {
            let done = send_file(
                &house,
                "/town/admin/services/bank-inquiry/log",
                &token,
                "log.csv",
                LOG.as_bytes(),
                &[],
            )
            .await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        let mut conn = house.app.read().await.expect("a connection");
        let row = super::store::service_by_code(&mut conn, "town", "bank-inquiry")
            .await
            .expect("a read")
            .expect("a row");
        let log = row.log.expect("a log");
        let entries = store::entries_of_object(&mut conn, "town", "event-log", &log)
            .await
            .expect("entries");
        assert_eq!(entries.len(), 1, "the same file again is recognised");
        let measured = super::store::measured_services(&mut conn, "town")
            .await
            .expect("a read");
        drop(conn);
        assert_eq!(measured.len(), 1);
        assert_eq!(
            (measured[0].cases, measured[0].median_seconds),
            (Some(2), Some(172_800.0))
        );
        assert_eq!(measured[0].within_promise(), Some((2, 2)));
        assert!(
            std::fs::read_dir(house.app.config.data.join("files"))
                .expect("files")
                .count()
                == 1
        );

        // With other months it is another measurement of the same file.
        let fields = [("calendar", "gregorian")];
        send_file(
            &house,
            "/town/admin/services/bank-inquiry/log",
            &token,
            "log.csv",
            LOG.as_bytes(),
            &fields,
        )
        .await;
        let mut conn = house.app.read().await.expect("a connection");
        assert_eq!(
            store::entries_of_object(&mut conn, "town", "event-log", &log)
                .await
                .expect("entries")
                .len(),
            2
        );
        drop(conn);

        let card = house.get("/town/services/bank-inquiry", "").await.body;
        assert!(
            card.contains("۲٫۰۰") && card.contains("<svg") && card.contains("پنهان برای حفظ حریم"),
            "{card}"
        );
        let public = house.get("/town/services/bank-inquiry/cases", "").await;
        assert!(public.status == StatusCode::OK && !public.body.contains("<bdi>الف</bdi>"));
        assert!(
            house
                .get("/town/services/bank-inquiry/cases?page=x", &token)
                .await
                .body
                .contains("<bdi>الف</bdi>")
        );
        let form = house
            .get("/town/admin/services/bank-inquiry/log", &token)
            .await
            .body;
        assert!(form.contains("سطر ۶") && form.contains("فردا"));
        let csv = house.get("/town/services/bank-inquiry.csv", "").await.body;
        assert!(csv.contains("median,") && csv.contains("172800"), "{csv}");

        // Another promise is compared with the same cases without reading the log again.
        let act = house.app.act(|tx| {
            async move {
                let actor = Actor::program("town");
                let mut input = acts::find(tx, &actor, "bank-inquiry").await?.input();
                (input.legal_time, input.legal_time_unit) =
                    (Some(24), Some(super::model::TimeUnit::Hour));
                acts::edit(tx, &actor, NOW, "bank-inquiry", &input).await
            }
            .boxed()
        });
        act.await.expect("an edit");
        let mut conn = house.app.read().await.expect("a connection");
        let measured = super::store::measured_services(&mut conn, "town")
            .await
            .expect("a read");
        drop(conn);
        assert_eq!(measured[0].within_promise(), Some((1, 2)));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn bad_logs_are_refused_in_a_sentence_and_leave_nothing() {
    let house = House::new(store::Engine::Sqlite).await;
    import(&house, DEMO).await;
    let token = house.sign_in(Role::Administrator, None).await;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(LOG.as_bytes()).expect("memory");
    let gz = gz.finish().expect("memory");
    let giant = [
        b"case,activity,timestamp\n1,\"".as_slice(),
        &vec![b'x'; 17 << 20],
    ]
    .concat();
    let path = "/town/admin/services/library/log";
    for (content, word) in [
        (&gz[..gz.len() - 9], "ناقص"),
        (b"case,activity,timestamp\n1,\xe3\xd1,2026-11-22\n", "UTF-8"),
        (b"case,activity,timestamp\n1,a,\n1,b,\n", "هیچ رویدادی"),
        (&giant, "بلندتر"),
        (b"<log><trace></log>", "سطر ۱"),
        (b"<html></html>", "XES"),
        (b"a,b\n1,2\n", "a, b"),
        (b"", "خالی"),
    ] {
        let answer = send_file(&house, path, &token, "x", content, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(word), "{word}");
    }
    let none = house.post(path, &token, &[("calendar", "solar")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = send_file(
        &house,
        "/town/admin/services/no-such/log",
        &token,
        "x",
        LOG.as_bytes(),
        &[],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    assert!(
        house
            .get("/town/services/library", "")
            .await
            .body
            .contains("هنوز نگاره رویداد")
    );
    house.assert_journal_agrees().await;
}

/// Figures of BPIC 2015 (municipality 1) and of the `CoSeLoG` receipt phase as pm4py and pandas give them (EVIDENCE).
#[tokio::test]
async fn real_permit_logs_give_the_published_figures() {
    let logs = [
        (
            "BPIC15_1.xes.gz",
            "building-permit",
            1199,
            52217,
            None,
            61.37 * 86_400.0,
            "۶۱٫۳۷",
        ),
        (
            "receipt.xes.gz",
            "transfer-inquiry",
            1434,
            8577,
            Some(116),
            2868.58,
            "۰٫۰۳",
        ),
    ];
    let house = House::new(store::Engine::Sqlite).await;
    import(&house, DEMO).await;
    let token = house.sign_in(Role::Administrator, None).await;
    for (file, code, cases, events, variants, median, shown) in logs {
        let Some(content) = shared(file) else { return };
        let path = format!("/town/admin/services/{code}/log");
        let done = send_file(&house, &path, &token, file, &content, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let answer = house.get(&format!("/town/services/{code}.json"), "").await;
        let measured =
            serde_json::from_str::<serde_json::Value>(&answer.body).expect("JSON")["measured"]
                .clone();
        assert_eq!(
            (measured["cases"].as_i64(), measured["events"].as_i64()),
            (Some(cases), Some(events))
        );
        if variants.is_some() {
            assert_eq!(measured["variants"].as_i64(), variants);
        }
        let found = measured["duration_seconds"]["p50"]
            .as_f64()
            .expect("a median");
        assert!(
            (found - median).abs() < 0.005 * 86_400.0_f64.min(median),
            "{file}: {found}"
        );
        let card = house.get(&format!("/town/services/{code}"), "").await;
        assert!(card.body.contains(shown), "{file}: {shown}");
        let cases = house
            .get(&format!("/town/services/{code}/cases?page=3"), "")
            .await;
        assert!(
            cases.status == StatusCode::OK && cases.body.contains("۱۰۱"),
            "{file}"
        );
    }
    house.assert_journal_agrees().await;
}

const ODD: &str = r#"<log xes.version="1.0">
<trace><string key="concept:name" value="p-1"/>
<event><string key="concept:name" value="b"/><int key="fee" value="5"/><date key="time:timestamp" value="2026-01-02T08:00:00+03:30"/></event>
<event><string key="concept:name" value="a"/><string key="fee" value="much"/><date key="time:timestamp" value="2026-01-01T08:00:00+03:30"/></event></trace>
<trace><string key="concept:name" value="p-1"/>
<event><string key="concept:name" value="c"/><date key="time:timestamp" value="2026-01-03T08:00:00+03:30"/></event></trace>
</log>
<log xes.version="1.0"><trace><string key="concept:name" value="p-2"/>
<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-01-04T08:00:00+03:30"/></event></trace></log>"#;

/// Clocks going backwards, a case that stands twice, an attribute that changes its kind, several logs in one file: taken, and told on the
/// page.
#[tokio::test]
async fn what_is_odd_in_a_log_is_told_on_its_page() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        import(&house, DEMO).await;
        let keeper = house.sign_in(Role::Administrator, None).await;
        let here = "/town/admin/services/completion/log";
        let sent = send_file(&house, here, &keeper, "odd.xes", ODD.as_bytes(), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let fa = house.get(here, &keeper).await.body;
        for words in [
            "در پرونده «p-1» ساعت به عقب می‌رود",
            "پرونده «p-1» پیش‌تر در همین فایل آمده است",
            "نوع ویژگی «fee»",
            "نگاره دیگری در این سطر آغاز می‌شود",
        ] {
            assert!(fa.contains(words), "{words}\n{fa}");
        }
        let en = house.get(&format!("{here}?lang=en"), &keeper).await.body;
        assert!(en.contains("the clock goes backwards") && en.contains("Nothing was left out"));
        house.assert_journal_agrees().await;
    }
}

/// An object-centric log asks for the type that is the cases, and a log of one case without a second event is one case.
#[tokio::test]
async fn logs_of_objects_and_in_columns_are_taken_too() {
    let house = House::new(ENGINES[0]).await;
    import(&house, DEMO).await;
    let keeper = house.sign_in(Role::Administrator, None).await;
    let here = "/town/admin/services/completion/log";
    let objects = r#"{"objectTypes":[{"name":"permit","attributes":[]},{"name":"payment","attributes":[]}],"eventTypes":[{"name":"pay","attributes":[]},{"name":"ask","attributes":[]}],
        "objects":[{"id":"p1","type":"permit"},{"id":"m1","type":"payment"},{"id":"m2","type":"payment"}],
        "events":[{"id":"e1","type":"ask","time":"2026-01-01T08:00:00Z","relationships":[{"objectId":"p1","qualifier":""}]},
          {"id":"e2","type":"pay","time":"2026-01-02T08:00:00Z","relationships":[{"objectId":"p1","qualifier":""},{"objectId":"m1","qualifier":""},{"objectId":"m2","qualifier":""}]}]}"#;
    let which = send_file(
        &house,
        here,
        &keeper,
        "log.jsonocel",
        objects.as_bytes(),
        &[],
    )
    .await;
    assert_eq!(which.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kind in ["permit (1)", "payment (2)"] {
        assert!(which.body.contains(kind), "{kind}: {}", which.body);
    }
    let of = [("object_type", "payment")];
    let taken = send_file(
        &house,
        here,
        &keeper,
        "log.jsonocel",
        objects.as_bytes(),
        &of,
    )
    .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let page = house.get(&format!("{here}?lang=en"), &keeper).await.body;
    // The asking concerns no payment; the paying concerns both.
    assert!(
        page.contains("1 events concern no object of this type")
            && page.contains("1 times an event stands"),
        "{page}"
    );
    let card = house
        .get("/town/services/completion?lang=en", &keeper)
        .await;
    assert_eq!(card.status, StatusCode::OK);

    for (name, content, words) in [
        ("log.json", &b"{\"events\": ["[..], "JSON"),
        ("log.jsonocel", b"case,activity\n", "OCEL 2.0"),
        ("log.parquet", b"PAR1", "Parquet"),
        (
            "none.xes",
            b"<log><trace><string key=\"concept:name\" value=\"1\"/></trace></log>",
            "هیچ رویدادی",
        ),
    ] {
        let refused = send_file(&house, here, &keeper, name, content, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(
            refused.body.contains(words),
            "{name}: {words}\n{}",
            refused.body
        );
    }
}
