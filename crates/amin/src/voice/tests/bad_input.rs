//! Every wrong input gets its sentence, and nothing that was written is lost.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::fetch_one;

use super::{filed, form, message, town};
use crate::testing::{Answer, ENGINES, House};
use crate::voice::store as rows;

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xd9";

async fn count(house: &House) -> i64 {
    let mut conn = house.app.read().await.expect("a connection");
    let (count,): (i64,) =
        fetch_one!(&mut conn, (i64,), "select count(*) from message").expect("a count");
    count
}

/// Sends a form with files.
async fn multipart(
    house: &House,
    path: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!(
                "--limit\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .bytes(),
        );
    }
    for (name, content) in files {
        let head = format!(
            "--limit\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\ncontent-type: image/jpeg\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--limit--\r\n");
    let request =
        Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit");
    house
        .send(request.body(Body::from(body)).expect("a request"))
        .await
}

#[tokio::test]
async fn an_empty_form_names_every_missing_field() {
    let house = town(store::Engine::Sqlite).await;
    let answer = house
        .post(
            "/town/voice/new",
            "",
            &[("form_token", "token-00"), ("address", "کوچه لاله")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "لطفاً نوع پیام را برگزینید",
        "لطفاً یکی از موضوع‌های فهرست را برگزینید",
        "لطفاً شرح پیام را بنویسید",
    ] {
        assert!(answer.body.contains(sentence), "{sentence}");
    }
    assert!(
        answer.body.contains("کوچه لاله") && answer.body.contains("value=\"token-00\""),
        "what was written stays"
    );
    assert_eq!(count(&house).await, 0);
}

#[tokio::test]
async fn wrong_values_get_a_sentence_each() {
    let house = town(store::Engine::Sqlite).await;
    let long = "ا".repeat(4001);
    for (field, value, sentence) in [
        ("category", "no-such", "یکی از موضوع‌های فهرست"),
        ("kind", "anger", "نوع پیام را برگزینید"),
        ("text", long.as_str(), "۴٬۰۰۰"),
        ("phone", "0912345", "۱۱ رقم"),
        ("phone", "02188776655", "۰۹"),
        ("email", "not a mail", "رایانامه درست نیست"),
        ("latitude", "99", "مختصات"),
        ("district", "منطقه ۹۹", "منطقه در فهرست نیست"),
        ("citizen_right", "luck", "حقوق شهروندی نیست"),
        ("form_token", "x", "این فرم کامل نیست"),
    ] {
        let answer = house
            .post(
                "/town/voice/new",
                "",
                &form("token-wrong", &[(field, value)]),
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.body.contains(sentence), "{field}: {sentence}");
        if field != "text" {
            assert!(
                answer.body.contains("چراغ کوچه لاله"),
                "{field}: the text stays"
            );
        }
    }
    assert_eq!(count(&house).await, 0);
    let english = house
        .post(
            "/town/voice/new?lang=en",
            "",
            &form("token-wrong", &[("kind", "")]),
        )
        .await;
    assert!(english.body.contains("Please choose the kind of message"));
}

#[tokio::test]
async fn a_repeated_submission_is_one_message() {
    for engine in ENGINES {
        let house = town(engine).await;
        let (one, two) = (
            filed(&house, "token-same", &[]).await,
            filed(&house, "token-same", &[]).await,
        );
        assert_eq!(one, two);
        assert_eq!(count(&house).await, 1);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_mistyped_code_is_explained_and_too_many_wrong_ones_stop() {
    for engine in ENGINES {
        let house = town(engine).await;
        let code = filed(&house, "token-code", &[]).await;
        let spaced = format!(
            " {} {}-{} ",
            persian::digits::to_persian(&code[..4]),
            &code[4..8],
            &code[8..]
        );
        let found = house
            .post("/town/voice/track", "", &[("code", &spaced)])
            .await;
        assert_eq!(found.location(), format!("/town/voice/m/{code}"));
        let mut swapped: Vec<char> = code.chars().collect();
        let last = swapped.len() - 1;
        swapped[last] = if swapped[last] == '9' {
            '0'
        } else {
            char::from(swapped[last] as u8 + 1)
        };
        let swapped: String = swapped.into_iter().collect();
        for (typed, sentence) in [
            ("123", "۱۱ رقم"),
            (swapped.as_str(), "رقم وارسی"),
            ("abc", "نمی‌آید"),
        ] {
            let answer = house
                .post("/town/voice/track", "", &[("code", typed)])
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(sentence), "{typed}: {}", answer.body);
        }
        // Well-formed codes of no message are counted; after the limit not even a right one is tried.
        for number in 0..20 {
            let wrong = persian::TrackingCode::from_entropy(9_000_000_000 + number).compact();
            assert_eq!(
                house
                    .get(&format!("/town/voice/m/{wrong}"), "")
                    .await
                    .status,
                StatusCode::NOT_FOUND
            );
        }
        assert_eq!(
            house.get(&format!("/town/voice/m/{code}"), "").await.status,
            StatusCode::TOO_MANY_REQUESTS
        );
        house.app.clock.set(super::days_later(1));
        assert_eq!(
            house.get(&format!("/town/voice/m/{code}"), "").await.status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn files_that_are_not_taken_leave_the_rest_of_the_form() {
    for engine in ENGINES {
        let house = town(engine).await;
        let large = vec![b'a'; 5_000_001];
        let answer = multipart(
            &house,
            "/town/voice/new",
            &form("token-files", &[]),
            &[
                ("بزرگ.txt", &large),
                ("virus.jpg", b"MZ\x90\0"),
                ("خوب.jpg", JPEG),
            ],
        )
        .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for sentence in [
            "پرونده «بزرگ.txt» بزرگ‌تر از ۵ مگابایت",
            "پرونده «virus.jpg» از نوع مجاز نیست",
            "چراغ کوچه لاله",
            "خوب.jpg",
        ] {
            assert!(answer.body.contains(sentence), "{sentence}");
        }
        // The good file was kept: the form carries its hash, and the second try files it.
        let kept = answer
            .body
            .split("name=\"kept\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a kept file");
        let mut fields = form("token-files", &[]);
        fields.push(("kept", kept));
        let answer = multipart(
            &house,
            "/town/voice/new",
            &fields,
            &[("دیگر.pdf", b"%PDF-1.7\n%%EOF"), ("", b"")],
        )
        .await;
        let code = super::code_of(&answer);
        let id = message(&house, &code).await.id;
        let mut conn = house.app.read().await.expect("a connection");
        let mut files = rows::attachments(&mut conn, "town", &id)
            .await
            .expect("files");
        files.sort_by(|a, b| a.name.cmp(&b.name));
        drop(conn);
        let known: Vec<_> = files
            .iter()
            .map(|file| (file.name.as_str(), file.media_type.as_str()))
            .collect();
        assert_eq!(
            known,
            [("خوب.jpg", "image/jpeg"), ("دیگر.pdf", "application/pdf")]
        );
        let served = house
            .get(&format!("/town/voice/m/{code}/file/{}", files[0].id), "")
            .await;
        assert_eq!(served.bytes, JPEG);
        assert!(
            served.headers[header::CONTENT_DISPOSITION]
                .to_str()
                .expect("text")
                .starts_with("attachment")
        );
        assert_eq!(
            house
                .get(&format!("/town/voice/m/{code}/file/none"), "")
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        let four: Vec<(String, Vec<u8>)> = (0..4)
            .map(|n| (format!("{n}.txt"), format!("متن {n}").into_bytes()))
            .collect();
        let four: Vec<(&str, &[u8])> = four
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_slice()))
            .collect();
        let answer = multipart(&house, "/town/voice/new", &form("token-four", &[]), &four).await;
        assert!(answer.body.contains("حداکثر ۳ پرونده"), "{}", answer.body);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn likely_duplicates_show_no_words_of_others() {
    for engine in ENGINES {
        let house = town(engine).await;
        filed(
            &house,
            "token-sim-1",
            &[("district", "3"), ("text", "همسایه ما آقای محمدی")],
        )
        .await;
        filed(
            &house,
            "token-sim-2",
            &[("district", "3"), ("secret", "yes")],
        )
        .await;
        let fragment = house
            .post(
                "/town/voice/similar",
                "",
                &[("text", "چراغ کوچه"), ("category", "street-lighting")],
            )
            .await;
        assert!(
            fragment.body.contains("روشنایی معابر") && fragment.body.contains("آذر ۱۴۰۵"),
            "{}",
            fragment.body
        );
        assert!(!fragment.body.contains("محمدی"));
        assert!(
            fragment.body.contains("۱ پیام"),
            "a secret message is not counted: {}",
            fragment.body
        );
        // Searching for others' words finds nothing, so nobody learns whether they were written.
        let probe = house
            .post("/town/voice/similar", "", &[("text", "آقای محمدی")])
            .await;
        assert_eq!(probe.body, "");
        let guessed = house
            .post(
                "/town/voice/similar",
                "",
                &[("text", "روشنایی کوچه ما خراب است")],
            )
            .await;
        assert!(guessed.body.contains("روشنایی معابر"));
    }
}

#[tokio::test]
async fn the_citizens_pages_open_in_both_languages() {
    let house = town(store::Engine::Sqlite).await;
    let code = filed(&house, "token-pages", &[("district", "3")]).await;
    for path in [
        "",
        "/voice/new",
        "/voice/track",
        "/voice/changes",
        &format!("/voice/m/{code}"),
        &format!("/voice/m/{code}/receipt"),
    ] {
        for lang in ["fa", "en"] {
            let answer = house.get(&format!("/town{path}?lang={lang}"), "").await;
            assert_eq!(answer.status, StatusCode::OK, "{path} {lang}");
            assert!(
                answer.body.contains(&format!("lang=\"{lang}\"")),
                "{path} {lang}"
            );
        }
    }
    let pdf = house
        .get(&format!("/town/voice/m/{code}/receipt.pdf"), "")
        .await;
    assert_eq!(pdf.status, StatusCode::OK);
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    assert_eq!(pdf.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn a_nul_is_no_fault_of_the_program() {
    for engine in ENGINES {
        let house = town(engine).await;
        let code = filed(
            &house,
            "token-nul",
            &[
                ("text", "چراغ\u{0} خاموش"),
                ("address", "\u{0}"),
                ("contact_name", "ب\u{0}"),
            ],
        )
        .await;
        assert_eq!(message(&house, &code).await.text, "چراغ خاموش");
        for (field, value) in [
            ("district", "\u{0}"),
            ("category", "\u{0}"),
            ("email", "a\u{0}@b.ir"),
            ("form_token", "token\u{0}0000"),
        ] {
            let answer = house
                .post(
                    "/town/voice/new",
                    "",
                    &form("token-nul-2", &[(field, value)]),
                )
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        }
        for path in [
            "/town/voice/m/%00",
            "/api/v1/%00/messages/1",
            "/api/v1/town/messages/%00",
            "/town/voice/changes?page=%00",
        ] {
            assert!(
                !house.get(path, "").await.status.is_server_error(),
                "{path}"
            );
        }
        assert_eq!(
            house
                .get(&format!("/town/voice/m/{code}/file/%00"), "")
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        let marks = [("courtesy", "5"), ("comment", "\u{0}")];
        assert_eq!(
            house
                .post(&format!("/town/voice/m/{code}/rate"), "", &marks)
                .await
                .status,
            StatusCode::CONFLICT
        );
    }
}
