//! The charter at the http edge.

use axum::http::StatusCode;
use futures::FutureExt;
use serde_json::json;
use store::{Job, fetch_all};

use super::acts::{self, NewVersion};
use super::articles::ARTICLES;
use super::store as rows;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// A town with the first version of the charter in force.
pub(crate) async fn town(engine: store::Engine) -> House {
    let house = Town::new(engine).await.house;
    let act = house
        .app
        .act(|tx| async move { acts::set_up(tx, &Actor::program("town"), NOW).await }.boxed());
    act.await.expect("a charter");
    house
}

/// Marks a session as one in which the password was just entered.
pub(crate) async fn step_up(house: &House, token: &str) {
    let session = crate::organisation::store::token_hash(token);
    let act = house.app.act(move |tx| {
        async move {
            crate::organisation::store::step_up(tx, &session, NOW).await?;
            Ok::<(), ActError>(())
        }
        .boxed()
    });
    act.await.expect("a session");
}

async fn current(house: &House) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    let row = rows::in_force(&mut conn, "town", NOW).await;
    row.expect("versions").expect("a version in force").id
}

/// Pledges as the page's form does; gives the address of the certificate.
pub(crate) async fn pledge(house: &House, token: &str) -> String {
    step_up(house, token).await;
    let version = current(house).await;
    let form = [("version", version.as_str()), ("agreed", "yes")];
    let done = house.post("/town/charter/pledge", token, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.location().to_owned()
}

#[tokio::test]
async fn everybody_reads_the_twelve_articles_in_both_languages() {
    for engine in ENGINES {
        let house = town(engine).await;
        let fa = house.get("/town/charter", "").await;
        assert_eq!(fa.status, StatusCode::OK);
        let en = house.get("/town/charter?lang=en", "").await;
        for article in &ARTICLES {
            assert!(fa.body.contains(article.title.0), "{}", article.title.0);
            assert!(en.body.contains(article.title.1), "{}", article.title.1);
        }
        // In the organisation's own name, not in that of the source.
        assert!(fa.body.contains("شهرداری نمونه") && !fa.body.contains("{name}"));
        assert_eq!(
            house.get("/town/charter/versions/2", "").await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_pledge_needs_the_password_and_the_box_and_is_made_once() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let version = current(&house).await;
        let form = [("version", version.as_str()), ("agreed", "yes")];
        let first = house.post("/town/charter/pledge", &clerk, &form).await;
        assert!(
            first.location().contains("/step-up"),
            "{}",
            first.location()
        );
        step_up(&house, &clerk).await;
        let unticked = [("version", version.as_str())];
        let refused = house.post("/town/charter/pledge", &clerk, &unticked).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let old = [("version", "another"), ("agreed", "yes")];
        let other = house.post("/town/charter/pledge", &clerk, &old).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        let certificate = pledge(&house, &clerk).await;
        assert_eq!(
            pledge(&house, &clerk).await,
            certificate,
            "pledging twice is one pledge"
        );
        let page = house.get(&certificate, &clerk).await;
        assert!(page.body.contains("clerk-lighting"), "{}", page.body);
        let pdf = house
            .get(&format!("{certificate}/certificate.pdf"), &clerk)
            .await;
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        let proof = house
            .get(&format!("{certificate}/pledge.tlog-proof"), &clerk)
            .await;
        assert_eq!(proof.status, StatusCode::OK);
        // Somebody else's certificate is not there; everybody may see that it exists, without a name.
        let other = house.sign_in(Role::Clerk, Some("parks")).await;
        assert_eq!(
            house.get(&certificate, &other).await.status,
            StatusCode::NOT_FOUND
        );
        let id = certificate.rsplit('/').next().expect("an id");
        let public = house.get(&format!("/town/charter/pledges/{id}"), "").await;
        assert_eq!(public.status, StatusCode::OK);
        assert!(!public.body.contains("clerk-lighting"));
        house.assert_journal_agrees().await;
    }
}

fn changed(effective: &str, word: &str) -> NewVersion {
    let mut new = acts::first_version("شهرداری نمونه", "Sample Municipality");
    new.articles[0].text += "\nکرامت ";
    new.articles[0].text += word;
    new.articles[0].text += ".";
    new.note = "روشن‌تر شدن اصل ۱".to_owned();
    new.effective = effective.to_owned();
    new
}

/// Sends a new version as the page's form does.
async fn adopt(house: &House, officer: &str, new: &NewVersion) {
    let mut form: Vec<(String, String)> = [
        ("title", &new.title),
        ("title_en", &new.title_en),
        ("preamble", &new.preamble),
        ("source", &new.source),
        ("note", &new.note),
        ("effective", &new.effective),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.clone()))
    .collect();
    for (place, article) in new.articles.iter().enumerate() {
        form.push((format!("title-{place}"), article.title.clone()));
        form.push((format!("text-{place}"), article.text.clone()));
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let done = house.post("/town/charter/edit", officer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn a_new_version_asks_for_a_new_pledge_and_keeps_the_old_text() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        pledge(&house, &clerk).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        step_up(&house, &officer).await;
        let wrong = house
            .post(
                "/town/charter/edit",
                &officer,
                &[("effective", "۱۴۰۵/۰۹/۰۱"), ("title", "منشور")],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["effective", "source", "note", "preamble", "articles"] {
            assert!(
                wrong.body.contains(&format!("href=\"#{field}\"")),
                "{field}"
            );
        }
        let mine = house.get("/town/my", &clerk).await;
        assert!(
            !mine.body.contains("/town/charter/pledge\""),
            "nothing waits yet"
        );
        adopt(&house, &officer, &changed("۱۴۰۵/۰۹/۰۷", "تازه")).await;
        adopt(&house, &officer, &changed("۱۴۰۵/۱۰/۰۱", "آینده")).await;
        let mine = house.get("/town/my", &clerk).await;
        assert!(mine.body.contains("/town/charter/pledge\""));
        let text = house.get("/town/charter", "").await.body;
        assert!(text.contains("کرامت تازه") && !text.contains("کرامت آینده"));
        let first = house.get("/town/charter/versions/1", "").await.body;
        assert!(!first.contains("کرامت تازه"));
        let mut conn = house.app.read().await.expect("a connection");
        let second = rows::in_force(&mut conn, "town", NOW).await;
        let second = second.expect("versions").expect("a version");
        assert_eq!(second.number, 2);
        let pledges = rows::pledges(&mut conn, "town", &second.id).await;
        assert!(
            pledges.expect("pledges").is_empty(),
            "nobody has pledged to the new text"
        );
        drop(conn);
        let certificate = pledge(&house, &clerk).await;
        assert_eq!(house.get(&certificate, &clerk).await.status, StatusCode::OK);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_manager_sees_the_own_unit_and_the_officer_all_who_have_not_pledged() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        house.sign_in(Role::Clerk, Some("parks")).await;
        let manager = house.sign_in(Role::Manager, Some("district-1")).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        pledge(&house, &clerk).await;
        let own = house.get("/town/charter/coverage", &manager).await;
        assert!(own.body.contains("manager-district-1"));
        assert!(!own.body.contains("clerk-parks") && !own.body.contains("clerk-lighting"));
        let all = house.get("/town/charter/coverage", &officer).await;
        assert!(all.body.contains("clerk-parks") && !all.body.contains("clerk-lighting"));
        let refused = house.post("/town/charter/remind", &manager, &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let done = house.post("/town/charter/remind", &officer, &[]).await;
        assert_eq!(done.location(), "/town/charter/coverage");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_reminder_comes_again_until_another_version_holds() {
    for engine in ENGINES {
        let house = town(engine).await;
        let version = current(&house).await;
        let job = |version: &str| Job {
            id: "job".to_owned(),
            organisation: "town".to_owned(),
            kind: acts::REMINDER_JOB.to_owned(),
            payload: json!({ "version": version }).to_string(),
            attempts: 0,
        };
        super::jobs::perform(&house.app, &job(&version))
            .await
            .expect("a reminder");
        let waiting = async || {
            let mut conn = house.app.read().await.expect("a connection");
            let rows = fetch_all!(
                &mut conn,
                (String,),
                "select id from job where kind = 'charter.reminder'"
            );
            rows.expect("jobs").len()
        };
        assert_eq!(waiting().await, 2, "the first look, and the next one");
        super::jobs::perform(&house.app, &job("an old version"))
            .await
            .expect("nothing to do");
        assert_eq!(waiting().await, 2);
        house.assert_journal_agrees().await;
    }
}
