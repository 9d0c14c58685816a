//! What recurs over many citizens' files.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::StatusCode;
use futures::FutureExt;

use super::{HOUR, SPRING, town};
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House};
use crate::voice::desk::tests::Town;

/// 120 files of 120 citizens; one telephone, written in three ways, stands in twelve of them, which take a day where others take 20 to 29.
fn log(more: i64) -> String {
    let mut csv = String::from("case,activity,timestamp,resource,phone,citizen\n");
    for case in 0..120 + more {
        let follower = case % 10 == 0 && case < 120;
        let phone = match (follower, case % 30) {
            (false, _) => format!("0935{case:07}"),
            (true, 0) => "09121110011".to_owned(),
            (true, 10) => "+98 912 111 0011".to_owned(),
            (true, _) => "۰۹۱۲۱۱۱۰۰۱۱".to_owned(),
        };
        let days = if follower { 1 } else { 20 + case % 9 };
        let start = SPRING + case * 20 * HOUR;
        for (activity, at) in [("register", start), ("decide", start + days * 24 * HOUR)] {
            let _ = writeln!(
                csv,
                "c{case},{activity},{},clerk-1,{phone},citizen-{case}",
                store::Timestamp::from_seconds(at).rfc3339()
            );
        }
    }
    csv
}

static LOG: LazyLock<String> = LazyLock::new(|| log(0));
const HERE: &str = "/town/services/completion/brokers";
const ASKED: &str = "key=phone&citizen=citizen&good=";

fn handle(body: &str) -> String {
    let (_, rest) = body.split_once("name=\"row\" value=\"").expect("a row");
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// Imports a newer log with more files in the place of the first.
async fn newer(house: &House) {
    use crate::platform::actor::Actor;
    use crate::services::logs::{ReadAs, digest, keep, measured, read_log};

    let csv = log(30);
    let mut conn = house.app.read().await.expect("a connection");
    let calendar = crate::services::store::calendar(&mut conn, "town")
        .await
        .expect("a calendar");
    drop(conn);
    let (sha256, bytes) = digest(csv.as_bytes()).expect("a digest");
    keep(&house.app.config.data, &sha256, csv.as_bytes()).expect("a file");
    let read_as = ReadAs::default();
    let import = read_log(csv.as_bytes(), &read_as, None).expect("a log");
    let new = measured(&import, "newer.csv", sha256, bytes, &read_as, &calendar)
        .map_err(|_| "figures")
        .expect("figures");
    house
        .app
        .act(move |tx| {
            async move {
                let actor = Actor::program("town");
                crate::services::acts::import_log(
                    tx,
                    &actor,
                    crate::testing::NOW,
                    "completion",
                    &new,
                )
                .await
            }
            .boxed()
        })
        .await
        .expect("an import");
}

#[tokio::test]
async fn a_review_survives_newer_data_and_no_value_is_shown_or_kept() {
    for engine in ENGINES {
        let house = town(engine, &LOG).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let member = house.sign_in(Role::CommitteeMember, None).await;
        let here = format!("{HERE}?{ASKED}&lang=en");
        assert_eq!(house.get(&here, "").await.status, StatusCode::SEE_OTHER);
        let form = house.get(&format!("{HERE}?lang=en"), &officer).await;
        assert!(
            form.body.contains("value=\"phone\" selected"),
            "{}",
            form.body
        );
        let list = house.get(&here, &officer).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        assert!(
            list.body.contains("files of 12 citizens") && list.body.contains("09•••••••11"),
            "{}",
            list.body
        );
        assert!(list.body.contains("Remarkable") && list.body.contains("ended sooner than"));
        assert!(list.body.contains("1 values recur"));
        for value in ["09121110011", "912 111 0011"] {
            assert!(!list.body.contains(value), "{value}");
        }
        // Who only reads findings sees a number.
        let other = house.get(&here, &member).await;
        assert!(other.body.contains("Number 1") && !other.body.contains("09•"));
        assert!(!other.body.contains("/brokers/raise"));

        let row = handle(&list.body);
        let dismiss = format!("{HERE}/dismiss?{ASKED}");
        let silent = house
            .post(&dismiss, &officer, &[("row", &row), ("reason", "  ")])
            .await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = [("row", row.as_str()), ("reason", "دفتر پیشخوان دارای مجوز")];
        assert_eq!(
            house.post(&dismiss, &member, &form).await.status,
            StatusCode::FORBIDDEN
        );
        for _ in 0..2 {
            let done = house.post(&dismiss, &officer, &form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        newer(&house).await;
        let list = house.get(&here, &officer).await;
        assert!(
            list.body.contains("Of 150 files") && list.body.contains("دفتر پیشخوان دارای مجوز"),
            "{}",
            list.body
        );
        // The row of the older data is not known any more.
        let old = house.post(&dismiss, &officer, &form).await;
        assert_eq!(old.status, StatusCode::CONFLICT);
        let row = handle(&list.body);
        let reopen = format!("{HERE}/reopen?{ASKED}");
        let done = house.post(&reopen, &officer, &[("row", &row)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

        let raise = format!("{HERE}/raise?{ASKED}");
        let raised = house.post(&raise, &officer, &[("row", &row)]).await;
        assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", raised.body);
        let finding = house
            .get(&format!("{}?lang=en", raised.location()), &officer)
            .await;
        assert!(
            finding.body.contains("recurs in the files of 12 citizens")
                && finding.body.contains("c110"),
            "{}",
            finding.body
        );
        assert!(!finding.body.contains("9121110011"));
        let again = house.post(&raise, &officer, &[("row", &row)]).await;
        assert_eq!(again.location(), raised.location(), "one finding");
        // Neither rows nor journal hold the telephone.
        let mut conn = house.app.read().await.expect("a connection");
        let journal = store::entries_after(&mut conn, 0, 10_000)
            .await
            .expect("the journal");
        assert!(
            journal
                .iter()
                .all(|entry| !entry.record.contains("9121110011"))
        );
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_unknown_attribute_is_a_sentence_and_the_own_files_are_for_few() {
    let house = town(ENGINES[0], &LOG).await;
    let officer = house.sign_in(Role::IntegrityOfficer, None).await;
    let member = house.sign_in(Role::CommitteeMember, None).await;
    let unknown = house
        .get(&format!("{HERE}?key=nothing&lang=en"), &officer)
        .await;
    assert_eq!(unknown.status, StatusCode::CONFLICT);
    assert!(unknown.body.contains("has no “nothing”"));
    for of in ["messages", "matters"] {
        let here = format!("/town/insight/brokers?of={of}&lang=en");
        assert_eq!(
            house.get(&here, &member).await.status,
            StatusCode::FORBIDDEN
        );
        let page = house.get(&here, &officer).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("Of 0 files"));
    }
}

/// Six citizens write from one telephone, one of them with the wish to stay unnamed: five count.
#[tokio::test]
async fn messages_from_one_telephone_are_found_but_not_those_of_the_unnamed() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        for n in 0..6 {
            super::own::write_message(&house, n, "09121110011", n == 5).await;
        }
        let page = house
            .get("/town/insight/brokers?of=messages&lang=en", &officer)
            .await;
        assert!(
            page.body.contains("Of 5 files 5 have") && page.body.contains("files of 5 citizens"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("09121110011"));
    }
}
