//! Interests at the http edge.

mod colleagues;
mod conditions;
mod declarations;
mod doubts;
mod gifts;
mod kinds;
mod matters;
mod messages;
mod records;
mod report;
mod rules;

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Draft, change};

use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::jobs;
use crate::platform::permissions::Role;
use crate::testing::{Answer, House, NOW};
use crate::voice::desk::tests::Town;

/// A house with units, lists and settings, and nobody in it yet.
pub(crate) async fn house(engine: store::Engine) -> House {
    let house = Town::new(engine).await.house;
    house
        .app
        .act(|tx| {
            async move { super::acts::set_up(tx, &Actor::program("town"), NOW).await }.boxed()
        })
        .await
        .expect("settings");
    house
}

/// The hidden token of a form.
pub(crate) fn token(page: &Answer) -> String {
    let from = page.body.find("name=\"id\" value=\"").expect("a token") + 17;
    page.body[from..]
        .split('"')
        .next()
        .expect("its end")
        .to_owned()
}

/// Opens this year's campaign; gives the officer's session.
pub(crate) async fn open_campaign(house: &House) -> String {
    let officer = house.sign_in(Role::IntegrityOfficer, None).await;
    let form = house.get("/town/interests/campaigns", &officer).await;
    let id = token(&form);
    let answer = house
        .post(
            "/town/interests/campaigns",
            &officer,
            &[("id", &id), ("year", "۱۴۰۵"), ("working_days", "10")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    officer
}

/// Declares with a session; gives the answer.
pub(crate) async fn declare(house: &House, who: &str, rows: &[(&str, &str)]) -> Answer {
    let page = house.get("/town/interests/declare", who).await;
    let id = token(&page);
    let mut form = vec![("id", id.as_str()), ("vouched", "yes"), ("do", "send")];
    form.extend_from_slice(rows);
    house.post("/town/interests/declare", who, &form).await
}

/// Gives an account a role of the whole organisation beside its own.
pub(crate) async fn second_role(house: &House, account: &str, role: Role) {
    let account = account.to_owned();
    house
        .app
        .act(move |tx| {
            async move {
                change!(
                    tx,
                    "account_grant",
                    "second-role",
                    "insert into account_grant (organisation, id, account, role, unit) values ('town', 'second-role', $1, $2, null)",
                    &account,
                    role.code()
                )?;
                tx.append(Draft {
                    organisation: "town",
                    kind: "account.granted",
                    public_kind: "account.granted",
                    objects: vec![],
                    actor: None,
                    role: "program",
                    unit: None,
                    at: NOW,
                    payload: vec![],
                })
                .await?;
                Ok::<(), ActError>(())
            }
            .boxed()
        })
        .await
        .expect("a second role");
}

/// Performs what is due now.
pub(crate) async fn work(house: &House) {
    while jobs::work(&house.app).await.expect("jobs") > 0 {}
}
