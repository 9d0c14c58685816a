//! The publication area at the http edge: what is published can be counted again, what is small is hidden, nothing is personal.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use futures::FutureExt;
use quick_xml::events::Event;
use serde_json::Value;
use store::{Draft, Timestamp, change};

use super::acts::{Done, publish_for};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::testing::{ENGINES, House};
use crate::voice::acts::{
    self as voice, Classification, DeadlineDue, Filing, NewAnswer, NewChange, Rating, Referral,
};
use crate::voice::model::{Channel, PlainLanguage};
use crate::voice::store::{Satisfaction, message};

/// What must never be seen in public.
const MARKERS: [&str; 7] = [
    "نشانه‌نام",
    "9121234567",
    "۹۱۲۱۲۳۴۵۶۷",
    "marker@example.org",
    "نشانه‌متن",
    "نشانه‌نشانی",
    "نشانه‌عنوان",
];

fn at(day: &str, hour: u8) -> Timestamp {
    Timestamp(persian::tehran_micros(
        day.parse().expect("a date"),
        hour,
        0,
    ))
}

/// What happens to a message of the sample.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Answered(&'static str),
    Overdue,
}

/// The sample month 1405-05: in district 1 sixteen complaints, two of them never answered; in district 2 twelve; in district 3 three;
/// ten information requests, of which eight got the information; eleven surveys, eight of them content.
async fn sample(house: &House) {
    let actor = Actor::program("town");
    let set_up = actor.clone();
    house
        .app
        .act(move |tx| {
            async move {
                let now = at("1405/01/05", 9);
                voice::set_up(tx, &set_up, now).await?;
                for (position, district) in ["1", "2", "3"].into_iter().enumerate() {
                    let id = format!("unit-{district}");
                    change!(
                        tx,
                        "unit",
                        &id,
                        "insert into unit (organisation, id, name, name_en, name_key, district, active, position)
                         values ($1, $2, $2, $2, $2, $3, $4, $5)",
                        "town",
                        &id,
                        district,
                        true,
                        i64::try_from(position).unwrap_or(0)
                    )?;
                    tx.append(Draft {
                        organisation: "town",
                        kind: "unit.added",
                        public_kind: "unit.added",
                        objects: vec![("unit", id)],
                        actor: None,
                        role: "program",
                        unit: None,
                        at: now,
                        payload: vec![],
                    })
                    .await?;
                }
                Ok::<(), ActError>(())
            }
            .boxed()
        })
        .await
        .expect("the lists");
    let rules = house.app.rules("town").await.expect("rules");
    let mut plan: Vec<(&str, &str, &str, Fate)> = Vec::new();
    for (district, category, count) in [("1", "asphalt", 16), ("2", "parks", 12), ("3", "waste", 3)]
    {
        for place in 0..count {
            let fate = match (district, place) {
                ("1", 0 | 1) => Fate::Overdue,
                (_, 2..=6) => Fate::Answered("upheld"),
                _ => Fate::Answered("not-upheld"),
            };
            plan.push(("complaint", district, category, fate));
        }
    }
    plan.extend((0..10).map(|place| {
        let outcome = if place < 8 { "given" } else { "other-holder" };
        ("information", "", "information", Fate::Answered(outcome))
    }));
    house
        .app
        .act(move |tx| {
            async move {
                let (filed, answered) = (at("1405/05/05", 10), at("1405/05/10", 10));
                for (place, (kind, district, category, fate)) in plan.into_iter().enumerate() {
                    let filing = Filing {
                        form_token: format!("token-{place:08}"),
                        kind: kind.to_owned(),
                        category: category.to_owned(),
                        subject: "نشانه‌عنوان".to_owned(),
                        text: "نشانه‌متن".to_owned(),
                        citizen_right: String::new(),
                        district: district.to_owned(),
                        address: "نشانه‌نشانی".to_owned(),
                        latitude: String::new(),
                        longitude: String::new(),
                        contact_name: "نشانه‌نام".to_owned(),
                        phone: "09121234567".to_owned(),
                        email: "marker@example.org".to_owned(),
                        secret: false,
                        language: "fa",
                        attachments: vec![],
                    };
                    let prepared = voice::prepare(&rules, filed, Channel::Web, filing)?;
                    let filed = voice::file(tx, &Actor::citizen("town"), filed, &prepared).await?;
                    let referral = Referral {
                        message: filed.id.clone(),
                        unit: "unit-1".to_owned(),
                        note: String::new(),
                    };
                    voice::refer(tx, &actor, at("1405/05/06", 9), &rules, &referral).await?;
                    voice::take(tx, &actor, at("1405/05/06", 10), &filed.id).await?;
                    let Fate::Answered(outcome) = fate else {
                        let row = message(tx.read(), "town", &filed.id)
                            .await?
                            .expect("the message");
                        let due = DeadlineDue {
                            message: filed.id,
                            deadline: row.deadline_at,
                            breaches: 0,
                        };
                        assert!(
                            voice::record_breach(
                                tx,
                                &actor,
                                row.deadline_at.plus_seconds(1),
                                &rules,
                                &due
                            )
                            .await?
                        );
                        continue;
                    };
                    let answer = NewAnswer {
                        message: filed.id.clone(),
                        text: "پاسخ".to_owned(),
                        outcome: outcome.to_owned(),
                        checklist: PlainLanguage::ALL
                            .iter()
                            .map(|item| item.code().to_owned())
                            .collect(),
                        legal_ground: String::new(),
                    };
                    voice::answer(tx, &actor, answered, &rules, &answer).await?;
                    if (2..13).contains(&place) {
                        let mark = if place < 10 { 5 } else { 2 };
                        let marks = Satisfaction {
                            outcome: Some(mark),
                            comment: Some("نشانه‌متن".to_owned()),
                            ..Satisfaction::default()
                        };
                        let rating = Rating {
                            message: filed.id,
                            marks,
                        };
                        voice::rate(tx, &Actor::citizen("town"), at("1405/05/12", 9), &rating)
                            .await?;
                    }
                }
                let made = NewChange {
                    message: String::new(),
                    title: "نورپردازی پارک".to_owned(),
                    text: "چراغ‌ها روشن شد.".to_owned(),
                };
                voice::record_change(tx, &actor, at("1405/05/20", 9), &made).await?;
                Ok::<(), ActError>(())
            }
            .boxed()
        })
        .await
        .expect("a month of messages");
}

type Row = BTreeMap<String, String>;

async fn rows(house: &House, path: &str) -> Vec<Row> {
    let answer = house.get(path, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    let bytes = answer
        .bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().expect("a head").clone();
    reader
        .records()
        .map(|row| {
            head.iter()
                .map(str::to_owned)
                .zip(row.expect("a row").iter().map(str::to_owned))
                .collect()
        })
        .collect()
}

fn find<'a>(rows: &'a [Row], figure: &str, cut: &str, member: &str) -> &'a Row {
    let found = rows
        .iter()
        .find(|row| row["figure"] == figure && row["cut"] == cut && row["member"] == member);
    found.unwrap_or_else(|| panic!("no row {figure} {cut} {member}"))
}

fn records_of(row: &Row) -> String {
    let query = match row["cut"].as_str() {
        "all" => format!("month={}", row["period"]),
        cut @ "district" => format!("month={}&{cut}={}", row["period"], row["member"]),
        cut => format!("year={}&{cut}={}", row["period"], row["member"]),
    };
    format!("/town/portal/figures/{}/records.csv?{query}", row["figure"])
}

#[tokio::test]
async fn figures_come_from_the_records_and_small_groups_are_hidden() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        sample(&house).await;
        let figures = rows(&house, "/town/portal/figures.csv").await;
        // Worked out by hand from the sample.
        for (figure, n, k) in [
            ("complaints-in-time", "31", "29"),
            ("complaints-overdue", "31", "2"),
            ("complaints-objected", "29", "0"),
            ("complaints-upheld", "29", "11"),
            ("complaints-filed", "31", ""),
            ("satisfaction-outcome", "11", "8"),
            ("information-in-time", "10", "10"),
            ("information-given", "10", "8"),
        ] {
            let row = find(&figures, figure, "all", "");
            assert_eq!(
                (row["n"].as_str(), row["k"].as_str(), row["period"].as_str()),
                (n, k, "1405-05"),
                "{figure}"
            );
            assert_eq!(row["closed"], "true");
        }
        // Filed on Monday 5 Mordad, answered on Saturday 10: Tuesday, Wednesday, Thursday, Saturday.
        assert_eq!(
            find(&figures, "complaints-answer-time", "all", "")["value"],
            "4"
        );
        let own = find(&figures, "complaints-in-time", "district", "1");
        assert_eq!((own["n"].as_str(), own["k"].as_str()), ("16", "14"));
        // District 3 has three complaints; district 2 is hidden with it.
        for (cut, member) in [
            ("district", "3"),
            ("district", "2"),
            ("category", "waste"),
            ("category", "parks"),
        ] {
            let row = find(&figures, "complaints-in-time", cut, member);
            assert_eq!(
                (
                    row["hidden"].as_str(),
                    row["n"].as_str(),
                    row["value"].as_str()
                ),
                ("true", "", ""),
                "{member}"
            );
            let answer = house.get(&records_of(row), "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{member}");
        }
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_records_are_as_many_as_the_figure_says() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        sample(&house).await;
        let figures = rows(&house, "/town/portal/figures.csv").await;
        let mut compared = 0;
        for row in figures.iter().filter(|row| row["hidden"] == "false") {
            if row["n"] == "0" {
                continue;
            }
            let records = rows(&house, &records_of(row)).await;
            assert_eq!(
                records.len().to_string(),
                row["n"],
                "{} {} {}",
                row["figure"],
                row["cut"],
                row["member"]
            );
            if !row["k"].is_empty() && records.iter().all(|record| !record["counted"].is_empty()) {
                let counted = records
                    .iter()
                    .filter(|record| record["counted"] == "yes")
                    .count();
                assert_eq!(
                    counted.to_string(),
                    row["k"],
                    "{} {} {}",
                    row["figure"],
                    row["cut"],
                    row["member"]
                );
            }
            // No list tells the district or category of a hidden group.
            for record in &records {
                assert!(
                    !["2", "3"].contains(&record["district"].as_str()),
                    "{record:?}"
                );
                assert!(
                    !["parks", "waste"].contains(&record["category"].as_str()),
                    "{record:?}"
                );
            }
            let page = house
                .get(&records_of(row).replace("records.csv", "records"), "")
                .await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(
                page.body
                    .contains(&format!("/town/journal/{}", records[0]["entry"]))
            );
            compared += 1;
        }
        assert!(compared > 15, "{compared} cells were compared");
    }
}

#[tokio::test]
async fn a_closed_month_is_published_once_and_corrected_in_the_open() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        sample(&house).await;
        let first = publish_for(&house.app, "town")
            .await
            .expect("a publication");
        assert!(first.published > 10 && first.corrected == 0, "{first:?}");
        assert_eq!(
            publish_for(&house.app, "town").await.expect("nothing"),
            Done::default()
        );
        let page = house
            .get("/town/portal/figures/complaints-in-time", "")
            .await;
        assert!(
            page.body
                .contains("هیچ رقم منتشرشده‌ای از این شاخص اصلاح نشده است"),
            "{}",
            page.body
        );

        // An unanswered complaint of district 1 turns out to be of district 2: 14 of 15 there, and district 2 stays hidden.
        let rules = house.app.rules("town").await.expect("rules");
        house
            .app
            .act(move |tx| {
                async move {
                    let facts = super::store::facts(tx.read(), "town").await?;
                    let late = facts
                        .iter()
                        .find(|fact| fact.late_at.is_some())
                        .expect("an overdue complaint")
                        .sequence;
                    let id = message_at(tx, late).await;
                    let input = Classification {
                        message: id,
                        category: String::new(),
                        citizen_right: String::new(),
                        priority: String::new(),
                        district: "2".to_owned(),
                    };
                    voice::classify(
                        tx,
                        &Actor::program("town"),
                        at("1405/08/01", 9),
                        &rules,
                        &input,
                    )
                    .await
                }
                .boxed()
            })
            .await
            .expect("another district");
        let page = house
            .get("/town/portal/figures/complaints-in-time", "")
            .await;
        assert!(
            page.body.contains("پیش‌تر"),
            "the published value stands beside the new one before it is corrected"
        );
        let second = publish_for(&house.app, "town").await.expect("a correction");
        assert!(second.published == 0 && second.corrected >= 2, "{second:?}");
        let page = house
            .get("/town/portal/figures/complaints-in-time", "")
            .await;
        assert!(page.body.contains("۸۷٫۵"), "the old value stays visible");
        assert!(page.body.contains("۹۳٫۳"), "the new value is shown");
        let data: Value = serde_json::from_str(
            &house
                .get("/town/portal/figures/complaints-in-time/data.json", "")
                .await
                .body,
        )
        .expect("JSON");
        let cells = data["cells"].as_array().expect("cells");
        let cell = cells
            .iter()
            .find(|cell| cell["cut"] == "district" && cell["member"] == "1")
            .expect("district 1");
        let published = cell["published"].as_array().expect("publications");
        assert_eq!(published.len(), 2);
        assert_eq!(
            (&published[0]["n"], &published[1]["n"]),
            (&Value::from(16), &Value::from(15))
        );
        assert_eq!(published[1]["corrects"], published[0]["id"]);
        assert!(
            published[1]["receipt"]
                .as_str()
                .expect("a link")
                .starts_with("http://town.example/town/journal/")
        );
        assert_eq!(
            publish_for(&house.app, "town").await.expect("nothing"),
            Done::default()
        );
        house.assert_journal_agrees().await;
    }
}

/// The message that a journal entry is about.
async fn message_at(tx: &mut store::Tx, entry: i64) -> String {
    let (id,) = store::fetch_one!(
        tx.read(),
        (String,),
        "select id from message where entry = $1",
        entry
    )
    .expect("the message");
    id
}

/// All public outputs of the portal for the sample.
const PATHS: [&str; 15] = [
    "/town/portal",
    "/town/portal/services",
    "/town/portal/open-data",
    "/town/portal/figures.csv",
    "/town/portal/figures.json",
    "/town/portal/feed.atom",
    "/town/portal/figures/complaints-in-time",
    "/town/portal/figures/complaints-filed",
    "/town/portal/figures/satisfaction-outcome",
    "/town/portal/figures/complaints-in-time/data.csv",
    "/town/portal/figures/complaints-in-time/data.json",
    "/town/portal/figures/complaints-answer-time/records?month=1405-05",
    "/town/portal/figures/satisfaction-outcome/records?month=1405-05",
    "/town/portal/figures/information-given/records?month=1405-05",
    "/town/portal/figures/complaints-upheld/records.csv?month=1405-05",
];

#[tokio::test]
async fn nothing_personal_is_in_any_output() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        sample(&house).await;
        publish_for(&house.app, "town")
            .await
            .expect("a publication");
        let mut conn = house.app.read().await.expect("a connection");
        let codes = store::fetch_all!(
            &mut conn,
            (String, String),
            "select code, id from message order by id"
        )
        .expect("codes");
        assert_eq!(codes.len(), 41);
        for path in PATHS {
            for lang in ["fa", "en"] {
                let joint = if path.contains('?') { '&' } else { '?' };
                let answer = house.get(&format!("{path}{joint}lang={lang}"), "").await;
                assert_eq!(answer.status, StatusCode::OK, "{path}");
                for marker in MARKERS {
                    assert!(!answer.body.contains(marker), "{path} tells {marker}");
                }
                for (code, id) in &codes {
                    let grouped = format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]);
                    for secret in [code, id, &grouped, &persian::digits::to_persian(&grouped)] {
                        assert!(
                            !answer.body.contains(secret.as_str()),
                            "{path} tells {secret}"
                        );
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn the_feed_is_well_formed_and_tells_what_was_published() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        sample(&house).await;
        publish_for(&house.app, "town")
            .await
            .expect("a publication");
        let answer = house.get("/town/portal/feed.atom", "").await;
        assert!(
            answer.headers["content-type"]
                .to_str()
                .expect("a type")
                .starts_with("application/atom+xml")
        );
        let mut reader = quick_xml::Reader::from_str(&answer.body);
        let (mut entries, mut depth, mut texts) = (0, 0, String::new());
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Start(tag) => {
                    depth += 1;
                    entries += usize::from(tag.name().as_ref() == "entry");
                }
                Event::End(_) => depth -= 1,
                Event::Text(text) => texts.push_str(&text),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        // Eight figures of the month and the information requests that were answered; the change of the register.
        assert!(entries >= 10, "{entries} entries");
        assert!(
            texts.contains("نورپردازی پارک") && texts.contains("مرداد ۱۴۰۵"),
            "{texts}"
        );
    }
}

#[tokio::test]
async fn an_empty_town_has_a_portal() {
    let house = House::new(store::Engine::Sqlite).await;
    for path in PATHS.iter().filter(|path| !path.contains('?')) {
        assert_eq!(house.get(path, "").await.status, StatusCode::OK, "{path}");
    }
    for path in [
        "/town/portal/figures/nothing",
        "/town/portal/figures/complaints-filed/records",
        "/town/portal/figures/complaints-filed/records?month=1405-13",
        "/town/portal/figures/complaints-filed/records?month=1405-05&district=%F0%9F%92%A5",
        "/town/portal/figures/complaints-filed/records?year=99999&category=x",
    ] {
        assert_eq!(
            house.get(path, "").await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        publish_for(&house.app, "town").await.expect("nothing"),
        Done::default()
    );
}
