//! The chain at the http edge: from a citizen's message over a finding and an agenda to a resolution.

use axum::http::StatusCode;
use futures::FutureExt;
use store::{fetch_all, fetch_optional};

use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

async fn account(house: &House, name: &'static str, role: Role) -> String {
    let act = house.app.act(move |tx| {
        async move {
            crate::organisation::acts::account_for_tests(tx, NOW, "town", name, role, None).await
        }
        .boxed()
    });
    act.await.expect("an account").0
}

async fn one(house: &House, sql: &'static str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    let row = fetch_optional!(&mut conn, (String,), sql);
    row.expect("a read").expect("a row").0
}

async fn done(house: &House, path: &str, token: &str, form: &[(&str, &str)]) {
    let answer = house.post(path, token, form).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{path}: {}",
        answer.body
    );
}

/// A town in which a message led to a finding, the finding to an item, the item to a resolution; one member keeps out of the item.
struct Story {
    house: House,
    secretary: String,
    member: String,
    message: String,
    finding: String,
    resolution: String,
}

async fn story(engine: store::Engine) -> Story {
    let town = Town::new(engine).await;
    let (message, _) = town
        .file(
            "complaint",
            "street-lighting",
            "کوچه بهار سه ماه تاریک است",
            3,
        )
        .await;
    let house = town.house;
    let officer = account(&house, "مسئول", Role::IntegrityOfficer).await;
    let secretary = account(&house, "دبیر", Role::Secretary).await;
    account(&house, "رئیس", Role::CommitteeMember).await;
    let member = account(&house, "عضو", Role::CommitteeMember).await;
    let raise = format!("/town/findings/new?message={message}");
    let empty = house.post(&raise, &officer, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["kind", "severity", "title", "text"] {
        assert!(
            empty.body.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
    }
    let form = [
        ("kind", "blind-spot"),
        ("severity", "high"),
        ("title", "خاموشی‌های ثبت‌نشده"),
        ("text", "برای این کوچه در سه ماه هیچ بازدیدی ثبت نشده است."),
    ];
    done(&house, &raise, &officer, &form).await;
    done(&house, &raise, &officer, &form).await;
    let finding = one(&house, "select id from finding").await;
    let form = [
        ("id", "integrity"),
        ("kind", "integrity"),
        ("name", "کمیته سلامت اداری"),
        ("name_en", "Integrity committee"),
        ("legal_basis", "تصویب‌نامه ۲۰۶/۹۳/۵۶۰"),
        ("mandate", "سنجش و پایش سلامت اداری"),
        ("quorum", "۲"),
        ("majority", "present"),
    ];
    done(&house, "/town/committee", &secretary, &form).await;
    let mut people = Vec::new();
    for (title, duty, sql) in [
        (
            "شهردار",
            "chair",
            "select id from person where name = 'رئیس'",
        ),
        (
            "دبیرخانه",
            "secretary",
            "select id from person where name = 'دبیر'",
        ),
        (
            "معاون",
            "member",
            "select id from person where name = 'عضو'",
        ),
    ] {
        let form = [("title", title), ("duty", duty)];
        done(&house, "/town/committee/integrity/seat", &secretary, &form).await;
        let mut conn = house.app.read().await.expect("a connection");
        let seats = crate::committee::store::seats(&mut conn, "town", "integrity").await;
        drop(conn);
        let seat = seats.expect("seats").last().expect("a seat").id.clone();
        let person = one(&house, sql).await;
        let form = [
            ("seat", seat.as_str()),
            ("person", &person),
            ("decree", "۱۲/ص"),
            ("from_day", "۱۴۰۵/۰۱/۰۱"),
        ];
        done(
            &house,
            "/town/committee/integrity/appoint",
            &secretary,
            &form,
        )
        .await;
        people.push((seat, person));
    }
    let form = [
        ("session_id", "s-1"),
        ("kind", "ordinary"),
        ("day", "۱۴۰۵/۰۹/۲۰"),
        ("time", "۱۰:۰۰"),
        ("place", "اتاق جلسه"),
    ];
    done(&house, "/town/committee/integrity/plan", &secretary, &form).await;
    let session = "/town/committee/sessions/s-1";
    done(&house, &format!("{session}/fill"), &secretary, &[]).await;
    let item = one(&house, "select id from committee_item").await;
    let item = format!("{session}/items/{item}");
    let form = [("person", people[2].1.as_str()), ("reason", "خویشاوندی")];
    done(&house, &format!("{item}/recuse"), &secretary, &form).await;
    done(&house, &format!("{session}/call"), &secretary, &[]).await;
    let came: Vec<(String, &str)> = (people.iter())
        .map(|(seat, person)| (format!("seat-{seat}"), person.as_str()))
        .collect();
    let came: Vec<(&str, &str)> = came.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    done(&house, &format!("{session}/open"), &secretary, &came).await;
    let voice = |place: usize| format!("choice-{}", people[place].1);
    let (chair, second) = (voice(0), voice(1));
    let form = [
        ("kind", "roll"),
        ("question", "آیا بازدیدها ثبت شود؟"),
        (chair.as_str(), "yes"),
        (second.as_str(), "yes"),
    ];
    done(&house, &format!("{item}/vote"), &secretary, &form).await;
    let form = [
        ("text", "همه بازدیدهای روشنایی در سامانه ثبت شود."),
        ("unit", "lighting"),
        ("working_days", "۱۰"),
        ("evidence_asked", "گزارش سامانه"),
        ("aim", "remedy"),
    ];
    done(&house, &format!("{item}/resolve"), &secretary, &form).await;
    let resolution = one(&house, "select id from resolution").await;
    Story {
        house,
        secretary,
        member,
        message,
        finding,
        resolution,
    }
}

const MESSAGE: &str = "کوچه بهار سه ماه تاریک است";
const FINDING: &str = "خاموشی‌های ثبت‌نشده";
const RESOLUTION: &str = "همه بازدیدهای روشنایی در سامانه ثبت شود";

#[tokio::test]
async fn from_a_message_to_a_resolution_and_back() {
    for engine in ENGINES {
        let story = story(engine).await;
        let house = &story.house;
        for (kind, id) in [
            ("message", &story.message),
            ("finding", &story.finding),
            ("resolution", &story.resolution),
        ] {
            let page = house
                .get(&format!("/town/chain/{kind}/{id}"), &story.secretary)
                .await;
            assert_eq!(page.status, StatusCode::OK, "{kind}");
            // In the list, which stands under the picture, each matter comes before what came from it.
            let (_, list) = page.body.split_once("</figure>").expect("a picture");
            let place = |text: &str| list.find(text).unwrap_or_else(|| panic!("{kind}: {text}"));
            assert!(place(MESSAGE) < place(FINDING) && place(FINDING) < place(RESOLUTION));
            for target in [
                format!("/town/desk/messages/{}", story.message),
                format!("/town/findings/{}", story.finding),
                format!("/town/committee/resolutions/{}", story.resolution),
                "/town/committee/sessions/s-1".to_owned(),
            ] {
                assert!(
                    page.body.contains(&format!("href=\"{target}\"")),
                    "{kind}: {target}"
                );
            }
            assert!(page.body.contains("<svg") && page.body.contains("<desc"));
        }
        // Each page has the door to its chain.
        let page = house
            .get(
                &format!("/town/findings/{}", story.finding),
                &story.secretary,
            )
            .await;
        assert!(
            page.body
                .contains(&format!("/town/chain/finding/{}", story.finding))
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_keeps_out_or_may_not_read_sees_neither_node_nor_trace() {
    for engine in ENGINES {
        let story = story(engine).await;
        let house = &story.house;
        // The member keeps out of the item: the chain of the finding ends before it.
        let finding = format!("/town/chain/finding/{}", story.finding);
        let page = house.get(&finding, &story.member).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(FINDING) && !page.body.contains(RESOLUTION));
        assert!(
            !page.body.contains(MESSAGE),
            "a member does not read messages"
        );
        let resolution = format!("/town/chain/resolution/{}", story.resolution);
        assert_eq!(
            house.get(&resolution, &story.member).await.status,
            StatusCode::NOT_FOUND
        );
        // The unit's manager reads the message, the finding and the resolution, but not the committee's agenda between them.
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let page = house
            .get(&format!("/town/chain/message/{}", story.message), &manager)
            .await;
        assert!(page.body.contains(MESSAGE) && page.body.contains(FINDING));
        assert!(!page.body.contains(RESOLUTION) && !page.body.contains("/committee/sessions/"));
        // Another unit's manager sees nothing at all; nor does who has not signed in.
        let other = house.sign_in(Role::Manager, Some("parks")).await;
        assert_eq!(
            house.get(&finding, &other).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(
            house
                .get(&finding, "")
                .await
                .location()
                .contains("/sign-in")
        );
        for wrong in [
            "/town/chain/person/1",
            "/town/chain/message/nothing",
            "/town/chain/x/y",
        ] {
            assert_eq!(
                house.get(wrong, &story.secretary).await.status,
                StatusCode::NOT_FOUND
            );
        }
    }
}

/// What the journal names together is found from either side.
#[tokio::test]
async fn neighbours_are_mutual() {
    for engine in ENGINES {
        let story = story(engine).await;
        let mut conn = story.house.app.read().await.expect("a connection");
        let all = fetch_all!(
            &mut conn,
            (String, String),
            "select distinct object_type, object_id from journal_object where object_type in ('message', 'finding', 'agenda-item', 'resolution')"
        )
        .expect("objects");
        for (kind, id) in &all {
            let near = super::store::neighbours(&mut conn, "town", kind, id)
                .await
                .expect("a read");
            for (other, of) in near {
                let back = super::store::neighbours(&mut conn, "town", &other, &of).await;
                assert!(back.expect("a read").contains(&(kind.clone(), id.clone())));
            }
        }
    }
}
