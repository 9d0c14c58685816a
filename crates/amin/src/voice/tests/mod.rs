//! Tests of the voice area.

mod api;
mod bad_input;
mod deadlines;
mod files;
mod model;
mod story;

use futures::FutureExt;
use store::{Engine, Timestamp, change};

use super::acts::{self, Filing};
use super::model::{Channel, PlainLanguage};
use super::store::{self as rows, Message};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{Answer, House, NOW};

/// A town with lists, the tree `town-hall` > `services` > `lighting` and `roads`, and one route: lighting has street lighting.
pub(super) async fn town(engine: Engine) -> House {
    let house = House::new(engine).await;
    house
        .app
        .act(|tx| {
            async move {
                let actor = Actor::program("town");
                acts::set_up(tx, &actor, NOW).await?;
                for (id, parent, name, district) in [
                    ("town-hall", None, "شهردار", None),
                    ("services", Some("town-hall"), "معاونت خدمات شهری", None),
                    ("lighting", Some("services"), "اداره روشنایی", Some("3")),
                    ("roads", Some("services"), "اداره معابر", Some("منطقه ۷")),
                ] {
                    change!(
                        tx,
                        "unit",
                        id,
                        "insert into unit (organisation, id, parent, name, name_en, name_key, district, active, position)
                         values ('town', $1, $2, $3, $1, $1, $4, $5, 1)",
                        id,
                        parent,
                        name,
                        district,
                        true
                    )?;
                }
                tx.append(store::Draft {
                    organisation: "town",
                    kind: "unit.added",
                    public_kind: "unit.added",
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
        .expect("lists");
    let rules = house.app.rules("town").await.expect("lists");
    house
        .app
        .act(move |tx| {
            async move {
                acts::edit_route(
                    tx,
                    &Actor::program("town"),
                    NOW,
                    &rules,
                    "street-lighting",
                    None,
                    Some("lighting"),
                )
                .await
            }
            .boxed()
        })
        .await
        .expect("a route");
    house
}

/// Somebody with one role, as acts see it.
pub(super) async fn officer(house: &House, role: Role, unit: Option<&str>) -> Actor {
    let token = house.sign_in(role, unit).await;
    let mut conn = house.app.read().await.expect("a connection");
    let session = crate::organisation::store::session_of_token(
        &mut conn,
        "town",
        &token,
        house.app.clock.now(),
    )
    .await;
    session.expect("a session").expect("an actor").actor
}

/// What every form needs, with some values of its own.
pub(super) fn form<'a>(token: &'a str, others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("form_token", token),
        ("kind", "complaint"),
        ("category", "street-lighting"),
        ("text", "چراغ کوچه لاله از دو هفته پیش خاموش است."),
    ];
    for (name, value) in others {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form
}

/// Files a message over http; gives its tracking code.
pub(super) async fn filed(house: &House, token: &str, others: &[(&str, &str)]) -> String {
    let answer = house
        .post("/town/voice/new", "", &form(token, others))
        .await;
    code_of(&answer)
}

pub(super) fn code_of(answer: &Answer) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    answer
        .location()
        .trim_start_matches("/town/voice/m/")
        .trim_end_matches("/receipt")
        .to_owned()
}

pub(super) async fn message(house: &House, code: &str) -> Message {
    let mut conn = house.app.read().await.expect("a connection");
    rows::message_by_code(&mut conn, "town", code)
        .await
        .expect("an answer")
        .expect("a message")
}

/// Runs an act of an officer.
macro_rules! act {
    ($house:expr, $actor:expr, |$tx:ident, $who:ident, $now:ident, $rules:ident| $act:expr) => {{
        let (who, now) = ($actor.clone(), $house.app.clock.now());
        let rules = $house.app.rules("town").await.expect("lists");
        $house
            .app
            .act(move |$tx| {
                futures::FutureExt::boxed(async move {
                    let ($who, $now, $rules) = (&who, now, &*rules);
                    let _ = ($now, $rules);
                    $act.await
                })
            })
            .await
            .map(|(value, _)| value)
    }};
}
pub(super) use act;

/// An answer that passes.
pub(super) fn an_answer(message: &str, outcome: &str) -> acts::NewAnswer {
    acts::NewAnswer {
        message: message.to_owned(),
        text: "چراغ امروز تعمیر شد. اگر دوباره خاموش شد، همین‌جا اعتراض کنید.".to_owned(),
        outcome: outcome.to_owned(),
        checklist: PlainLanguage::ALL
            .iter()
            .map(|item| item.code().to_owned())
            .collect(),
        legal_ground: String::new(),
    }
}

/// The sentence of a refused act, in Persian.
pub(super) fn said<T: std::fmt::Debug>(outcome: Result<T, ActError>) -> String {
    let t = crate::platform::texts::Texts::of(crate::platform::texts::Lang::Fa);
    match outcome {
        Err(ActError::Refused(say)) => say.to(&t),
        Err(ActError::Invalid(fields)) => fields
            .iter()
            .map(|field| format!("{}: {}", field.field, field.why.to(&t)))
            .collect::<Vec<_>>()
            .join("\n"),
        other => format!("{other:?}"),
    }
}

/// The moment some days later.
pub(super) fn days_later(days: i64) -> Timestamp {
    NOW.plus_seconds(days * 86_400)
}

#[tokio::test]
async fn a_message_files_the_same_with_either_engine() {
    for engine in crate::testing::ENGINES {
        let house = town(engine).await;
        let rules = house.app.rules("town").await.expect("lists");
        let filing = Filing {
            form_token: "token-00".to_owned(),
            kind: "praise".to_owned(),
            category: "parks".to_owned(),
            text: "سپاس از باغبانان".to_owned(),
            language: "fa",
            ..Filing::default()
        };
        let prepared = acts::prepare(&rules, NOW, Channel::Phone, filing).expect("a message");
        let filed = acts::file_once(&house.app, &Actor::citizen("town"), NOW, prepared.clone())
            .await
            .expect("a filing");
        let again = acts::file_once(&house.app, &Actor::citizen("town"), NOW, prepared)
            .await
            .expect("a filing");
        assert_eq!(
            (&filed.id, filed.entry, again.repeated),
            (&again.id, again.entry, true)
        );
        let message = message(&house, &filed.code).await;
        // Parks have no route here, so nobody is responsible before triage; the title is the subject's name.
        assert_eq!(
            (
                message.state.as_str(),
                message.unit,
                message.subject.as_str()
            ),
            ("registered", None, "پارک و فضای سبز")
        );
        house.assert_journal_agrees().await;
    }
}
