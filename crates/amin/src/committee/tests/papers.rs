//! Papers and their screening.

use std::fmt::Write as _;

use axum::body::Body as Content;
use axum::http::{Request, StatusCode, header};
use futures::StreamExt;

use super::{Body, account, ids};
use crate::interests::tests::declare;
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House};

/// The national id of a firm that the member owns a part of.
const FIRM: &str = "10380284790";

/// Sends a form with a file, or without one where `file` is empty.
pub(super) async fn send(
    house: &House,
    path: &str,
    token: &str,
    fields: &[(&str, &str)],
    file: &str,
) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        write!(
            body,
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
        .expect("a text");
    }
    if !file.is_empty() {
        write!(
            body,
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"گزارش.txt\"\r\n\r\n{file}\r\n"
        )
        .expect("a text");
    }
    body.push_str("--x--\r\n");
    let request = Request::post(path)
        .header(header::COOKIE, format!("amin_session={token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    house
        .send(request.body(Content::from(body)).expect("a request"))
        .await
}

/// Adds an item to the session; gives its address.
pub(super) async fn item(body: &Body, title: &str, more: &[(&str, &str)]) -> String {
    let mut form = vec![("title", title), ("text", "")];
    form.extend_from_slice(more);
    let path = format!("{}/item", body.session);
    let done = body.house.post(&path, &body.secretary, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let all = ids(
        &body.house,
        "select id from committee_item order by position",
    )
    .await;
    format!("{}/items/{}", body.session, all.last().expect("an item"))
}

/// The address of the newest paper.
async fn paper(body: &Body) -> String {
    let all = ids(
        &body.house,
        "select p.id from committee_paper p join committee_item i on i.organisation = p.organisation and i.id = p.item
         order by i.position",
    )
    .await;
    format!("/town/committee/papers/{}", all.last().expect("a paper"))
}

#[tokio::test]
async fn papers_open_to_who_was_screened_and_never_to_who_keeps_out() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        let house = &body.house;
        let rows_of_member = [
            ("firm-0-relation", "self"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", FIRM),
            ("firm-0-share", "۶"),
        ];
        let done = declare(house, &body.member, &rows_of_member).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        for who in [&body.chair, &body.secretary] {
            declare(house, who, &[("nothing", "yes")]).await;
        }
        let plain = item(&body, "برنامه سال آینده", &[]).await;
        let done = send(
            house,
            &format!("{plain}/papers"),
            &body.secretary,
            &[],
            "متن برنامه",
        )
        .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let open = paper(&body).await;
        for who in [&body.secretary, &body.chair, &body.member] {
            let answer = house.get(&open, who).await;
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (StatusCode::OK, "متن برنامه")
            );
        }
        let stranger = account(house, "عضو دیگر", Role::CommitteeMember).await;
        assert_eq!(
            house.get(&open, &stranger).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            send(house, &format!("{plain}/papers"), &body.member, &[], "x")
                .await
                .status,
            StatusCode::FORBIDDEN
        );

        // The member's own firm: screened when the item is scheduled, before anybody reads anything.
        let party = [
            ("party_name", "شرکت سازه‌گستر"),
            ("party_kind", "firm"),
            ("party_id", FIRM),
        ];
        let tied = item(&body, "مناقصه روشنایی", &party).await;
        let done = send(
            house,
            &format!("{tied}/papers"),
            &body.secretary,
            &[],
            "پیشنهادها",
        )
        .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let secret = paper(&body).await;
        let outcomes = ids(
            house,
            "select p.name || ' ' || s.outcome || ' ' || s.law_fa from committee_screening s
             join person p on p.organisation = s.organisation and p.id = s.person
             join committee_party t on t.organisation = s.organisation and t.item = s.item order by 1",
        )
        .await;
        assert!(
            outcomes.iter().any(|line| line.starts_with("عضو conflict")),
            "{outcomes:?}"
        );
        assert_eq!(
            house.get(&tied, &body.member).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house.get(&secret, &body.member).await.status,
            StatusCode::NOT_FOUND
        );
        let page = house.get(&body.session, &body.member).await;
        assert!(!page.body.contains("مناقصه روشنایی") && page.body.contains("برنامه سال آینده"));
        assert_eq!(house.get(&secret, &body.chair).await.status, StatusCode::OK);
        // The secretary sees that somebody keeps out, not why.
        let page = house.get(&tied, &body.secretary).await;
        assert!(page.body.contains("کناره گرفته است") && !page.body.contains("سهم یا سمت خود"));

        // A name alone may only look like a tie: the person declares first.
        let party = [("party_name", "رئیس"), ("party_kind", "person")];
        let alike = item(&body, "شکایت از یک همنام", &party).await;
        let done = send(
            house,
            &format!("{alike}/papers"),
            &body.secretary,
            &[],
            "شکایت",
        )
        .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let named = paper(&body).await;
        assert_eq!(
            house.get(&named, &body.chair).await.status,
            StatusCode::CONFLICT
        );
        assert_eq!(house.get(&named, &body.member).await.status, StatusCode::OK);
        body.post(&body.secretary, "call", &[]).await;
        body.open(&["دبیر", "رئیس"]).await;
        let vote = [
            ("kind", "secret"),
            ("question", "پذیرفته شود؟"),
            ("yes", "۲"),
            ("no", "۰"),
            ("abstained", "۰"),
        ];
        let refused = house
            .post(&format!("{alike}/vote"), &body.secretary, &vote)
            .await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(
            refused
                .body
                .contains("هنوز درباره تعارض منافع اظهار نکرده است")
        );
        let done = house
            .post(&format!("{alike}/declare"), &body.chair, &[])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // The own word is not enough: somebody who is not on the path answers, and until then nobody votes.
        let waits = house.get(&named, &body.chair).await;
        assert_eq!(waits.status, StatusCode::CONFLICT);
        let page = house.get(&alike, &body.chair).await;
        assert!(
            page.body.contains("این پرسش ایرادی به شما نیست"),
            "{}",
            page.body
        );
        let refused = house
            .post(&format!("{alike}/vote"), &body.secretary, &vote)
            .await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains("پس از پاسخ مسئول سلامت اداری"));
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let done = answer(house, &officer, "cleared").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(house.get(&named, &body.chair).await.status, StatusCode::OK);
        let done = house
            .post(&format!("{alike}/vote"), &body.secretary, &vote)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        house.assert_journal_agrees().await;
    }
}

/// Answers the newest doubt.
async fn answer(house: &House, officer: &str, ruling: &str) -> Answer {
    let doubts = ids(
        house,
        "select id from interest_doubt where ruling is null order by asked_at, id",
    )
    .await;
    let path = format!(
        "/town/interests/doubts/{}/answer",
        doubts.last().expect("a doubt")
    );
    let form = [("ruling", ruling), ("grounds", "همنام بودن بررسی شد")];
    house.post(&path, officer, &form).await
}

#[tokio::test]
async fn a_member_who_could_be_doubted_and_is_kept_out_does_not_find_the_item() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        let house = &body.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let party = [("party_name", "رئیس"), ("party_kind", "person")];
        let alike = item(&body, "شکایت از یک همنام", &party).await;
        assert_eq!(house.get(&alike, &body.chair).await.status, StatusCode::OK);
        // The path opens to the officer with a reason only; nobody else can ask for it.
        let closed = house.get(&alike, &officer).await.body;
        let paths = format!("{alike}/paths");
        assert!(closed.contains(&paths), "{closed}");
        let look = [("look-reason", "پاسخ به پرسش")];
        for who in [&body.secretary, &body.chair] {
            let refused = house.post(&paths, who, &look).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
        }
        let bare = house.post(&paths, &officer, &[("look-reason", "")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let open = house.post(&paths, &officer, &look).await;
        assert_eq!(open.status, StatusCode::OK, "{}", open.body);
        assert!(open.body.len() > closed.len() && !open.body.contains(&paths));
        let done = answer(house, &officer, "kept-out").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(
            house.get(&alike, &body.chair).await.status,
            StatusCode::NOT_FOUND
        );
        let page = house.get(&alike, &body.secretary).await.body;
        assert!(page.contains("کناره گرفته است") && !page.contains("همنام بودن بررسی شد"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_tie_that_is_declared_later_is_found_and_what_was_known_before_stays() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        let house = &body.house;
        for who in [&body.member, &body.chair, &body.secretary] {
            declare(house, who, &[("nothing", "yes")]).await;
        }
        let party = [
            ("party_name", "شرکت سازه‌گستر"),
            ("party_kind", "firm"),
            ("party_id", FIRM),
        ];
        let tied = item(&body, "مناقصه روشنایی", &party).await;
        crate::interests::tests::work(house).await;
        assert_eq!(house.get(&tied, &body.member).await.status, StatusCode::OK);
        house.app.clock.set(crate::testing::NOW.plus_seconds(600));
        let own = [
            ("firm-0-relation", "self"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", FIRM),
            ("firm-0-share", "۶"),
        ];
        let done = declare(house, &body.member, &own).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        crate::interests::tests::work(house).await;
        // Nobody called the session or looked by hand.
        assert_eq!(
            house.get(&tied, &body.member).await.status,
            StatusCode::NOT_FOUND
        );
        let outcomes = ids(
            house,
            "select s.outcome from committee_screening s join person p on p.organisation = s.organisation and p.id = s.person
             where p.name = 'عضو' order by s.at, s.journal_length",
        )
        .await;
        // Before a party was named, when it was named, and after the tie was declared.
        assert_eq!(outcomes, ["clear", "insufficient-data", "conflict"]);
        house.app.clock.set(crate::testing::NOW);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn two_gigabytes_are_refused_before_they_are_sent() {
    let body = Body::new(ENGINES[0]).await;
    let at = item(&body, "برنامه", &[]).await;
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"film.pdf\"\r\n\r\n%PDF-1.7\n";
    // A body that never ends: whoever waits for it waits for ever.
    let stream = futures::stream::once(async move { Ok::<_, std::io::Error>(head.to_owned()) })
        .chain(futures::stream::pending());
    let request = Request::post(format!("{at}/papers"))
        .header(header::COOKIE, format!("amin_session={}", body.secretary))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::CONTENT_LENGTH, "2147483648")
        .body(Content::from_stream(stream))
        .expect("a request");
    let soon = std::time::Duration::from_secs(20);
    let answer = tokio::time::timeout(soon, body.house.send(request))
        .await
        .expect("an answer before the body ended");
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("از ۲۰ مگابایت بزرگ‌تر است"),
        "{}",
        answer.body
    );
    let done = send(
        &body.house,
        &format!("{at}/papers"),
        &body.secretary,
        &[],
        "",
    )
    .await;
    assert!(done.body.contains("پرونده‌ای برگزیده نشده است"));
}
