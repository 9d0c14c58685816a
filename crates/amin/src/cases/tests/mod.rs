//! Cases at the http edge.

mod apart;
mod bad_input;
mod model;
mod story;
mod unseen;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::FutureExt;

use super::acts;
use crate::platform::actor::Actor;
use crate::platform::jobs;
use crate::platform::permissions::Role;
use crate::testing::{Answer, House, NOW};

/// Somebody with an account.
pub(super) struct Somebody {
    /// The session.
    pub(super) token: String,
    /// The person.
    pub(super) person: String,
}

/// A house with units, interests and cases, and nobody in it yet.
pub(super) async fn house(engine: store::Engine) -> House {
    let house = crate::interests::tests::house(engine).await;
    house
        .app
        .act(|tx| async move { acts::set_up(tx, &Actor::program("town"), NOW).await }.boxed())
        .await
        .expect("settings");
    house
}

/// An account with a name and a role.
pub(super) async fn somebody(
    house: &House,
    name: &'static str,
    role: Role,
    unit: Option<&'static str>,
) -> Somebody {
    let (token, _) = house
        .app
        .act(move |tx| {
            async move {
                let unit = unit.map(str::to_owned);
                crate::organisation::acts::account_for_tests(tx, NOW, "town", name, role, unit)
                    .await
            }
            .boxed()
        })
        .await
        .expect("an account");
    let mut conn = house.app.read().await.expect("a connection");
    let row = crate::organisation::store::account_named(&mut conn, "town", name)
        .await
        .expect("a read")
        .expect("an account");
    Somebody {
        token,
        person: row.person,
    }
}

/// The actor of a session.
pub(super) async fn actor(house: &House, token: &str) -> Actor {
    let mut conn = house.app.read().await.expect("a connection");
    crate::organisation::store::session_of_token(&mut conn, "town", token, NOW)
        .await
        .expect("a read")
        .expect("a session")
        .actor
}

/// Both boards: three main members and an alternate on the first, three on the second. Gives the secretary and the members.
pub(super) async fn boards(house: &House) -> (Somebody, Vec<Somebody>, Vec<Somebody>) {
    let secretary = somebody(house, "secretary", Role::Secretary, None).await;
    let mut lists = Vec::new();
    for (stage, names) in [
        ("primary", &["p-one", "p-two", "p-three", "p-four"][..]),
        ("appeal", &["a-one", "a-two", "a-three"][..]),
    ] {
        let board = format!("board-{stage}");
        let founded = house
            .post(
                "/town/cases/boards",
                &secretary.token,
                &[
                    ("id", &board),
                    ("stage", stage),
                    ("name", "هیئت"),
                    ("name_en", "Board"),
                    ("legal_basis", "ماده ۲"),
                ],
            )
            .await;
        assert_eq!(founded.status, StatusCode::SEE_OTHER, "{}", founded.body);
        let mut members = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let one = somebody(house, name, Role::CommitteeMember, None).await;
            let done = appoint(house, &secretary, &board, &one.person, place > 2).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            members.push(one);
        }
        lists.push(members);
    }
    let appeal = lists.pop().expect("a list");
    (secretary, lists.pop().expect("a list"), appeal)
}

/// Appoints a member from the first of the year.
pub(super) async fn appoint(
    house: &House,
    secretary: &Somebody,
    board: &str,
    person: &str,
    alternate: bool,
) -> Answer {
    let part = if alternate { "alternate" } else { "main" };
    house
        .post(
            &format!("/town/cases/boards/{board}/appoint"),
            &secretary.token,
            &[
                ("person", person),
                ("part", part),
                ("decree", "۱۲/۱"),
                ("from_day", "۱۴۰۵/۰۱/۰۱"),
            ],
        )
        .await
}

/// Sends a form of a case whose fields are named without the act.
pub(super) async fn deed(
    house: &House,
    who: &Somebody,
    case: &str,
    act: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let form: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| (format!("{act}-{name}"), (*value).to_owned()))
        .collect();
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house
        .post(&format!("/town/cases/{case}/{act}"), &who.token, &form)
        .await
}

/// The same, and it is done.
pub(super) async fn done(
    house: &House,
    who: &Somebody,
    case: &str,
    act: &str,
    fields: &[(&str, &str)],
) {
    let answer = deed(house, who, case, act, fields).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{act}: {}",
        answer.body
    );
}

/// A report about somebody; gives the id of the case.
pub(super) async fn report(house: &House, who: &Somebody, about: &str) -> String {
    let form = house.get("/town/cases/report", &who.token).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    let id = crate::interests::tests::token(&form);
    let sent = house
        .post(
            "/town/cases/report",
            &who.token,
            &[
                ("id", &id),
                ("body", "شهرداری"),
                ("unit", "lighting"),
                ("description", "وجهی بیرون از تعرفه خواسته شد."),
                ("suspect_name", about),
            ],
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    id
}

/// What a screening that takes a case up says.
pub(super) fn accepted(subject: &str) -> Vec<(&str, &str)> {
    vec![
        ("deed", "accept"),
        ("regime", "administrative"),
        ("subject", subject),
        ("note", "قرائن کافی برای تحقیق هست."),
        ("legal_basis", "ماده ۸ بند ۱۷"),
    ]
}

/// Sends a form with a file.
pub(super) async fn upload(
    house: &House,
    who: &Somebody,
    path: &str,
    fields: &[(&str, &str)],
    name: &str,
    content: &[u8],
) -> Answer {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend_from_slice(
            format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    body.extend_from_slice(
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .as_bytes(),
    );
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post(path)
        .header(header::COOKIE, format!("amin_session={}", who.token))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::CONTENT_LENGTH, body.len());
    house
        .send(request.body(Body::from(body)).expect("a request"))
        .await
}

/// Performs what is due now.
pub(super) async fn work(house: &House) {
    while jobs::work(&house.app).await.expect("jobs") > 0 {}
}

/// The case as it stands.
pub(super) async fn row(house: &House, id: &str) -> super::store::CaseRow {
    let mut conn = house.app.read().await.expect("a connection");
    super::store::case(&mut conn, "town", id)
        .await
        .expect("a read")
        .expect("a case")
}
