//! Mail and SMS to real servers of the test's own.

use std::collections::BTreeMap;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::platform::config::{MailSettings, SmsSettings};
use crate::platform::notify::{Channel, Notice, masked};
use crate::platform::{mail, sms};

fn notice(channel: Channel, to: &str) -> Notice {
    Notice {
        channel,
        to: to.to_owned(),
        subject: "پاسخ پیام شما".to_owned(),
        body: "پیام شما پاسخ داده شد.".to_owned(),
    }
}

/// A mail server for one message; answers the recipient with `verdict` and gives the conversation.
async fn mail_server(verdict: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!(
        "smtp://127.0.0.1:{}",
        listener.local_addr().expect("an address").port()
    );
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = String::new();
        let mut in_message = false;
        writer
            .write_all(b"220 mail.example ESMTP\r\n")
            .await
            .expect("a greeting");
        while let Ok(Some(line)) = lines.next_line().await {
            heard.push_str(&line);
            heard.push('\n');
            let answer = match line.split(' ').next().unwrap_or("") {
                "." if in_message => {
                    in_message = false;
                    "250 queued"
                }
                _ if in_message => continue,
                "EHLO" => "250-mail.example\r\n250 8BITMIME",
                "RCPT" => verdict,
                "DATA" => {
                    in_message = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            if writer
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .is_err()
            {
                break;
            }
        }
        heard
    });
    (address, heard)
}

#[tokio::test]
async fn a_mail_reaches_its_server() {
    let (server, heard) = mail_server("250 ok").await;
    let settings = MailSettings {
        server,
        from: "Amin <amin@golshahr.example>".to_owned(),
    };
    mail::send(&settings, &notice(Channel::Mail, "maryam@example.ir"), None)
        .await
        .expect("sent");
    let heard = heard.await.expect("a conversation");
    assert!(
        heard.contains("MAIL FROM:<amin@golshahr.example>")
            && heard.contains("RCPT TO:<maryam@example.ir>"),
        "{heard}"
    );
    assert!(
        heard.contains("Content-Type: text/plain; charset=utf-8"),
        "{heard}"
    );
}

#[tokio::test]
async fn a_refused_mail_is_told_without_the_address() {
    let (server, _heard) = mail_server("550 5.1.1 <maryam@example.ir> unknown").await;
    let settings = MailSettings {
        server,
        from: "amin@golshahr.example".to_owned(),
    };
    let why = mail::send(&settings, &notice(Channel::Mail, "maryam@example.ir"), None)
        .await
        .expect_err("refused");
    assert!(why.contains("550") && !why.contains("maryam"), "{why}");
    let closed = MailSettings {
        server: "smtp://127.0.0.1:1".to_owned(),
        from: "amin@golshahr.example".to_owned(),
    };
    let why = mail::send(&closed, &notice(Channel::Mail, "maryam@example.ir"), None)
        .await
        .expect_err("nobody there");
    assert!(!why.contains("maryam"), "{why}");
}

/// A gateway for one request; answers with `status` and gives what it heard.
async fn gateway(status: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!(
        "http://127.0.0.1:{}/send",
        listener.local_addr().expect("an address").port()
    );
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut heard = Vec::new();
        let mut buffer = [0_u8; 4096];
        while !String::from_utf8_lossy(&heard).trim_end().ends_with('}') {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => heard.extend_from_slice(&buffer[..read]),
            }
        }
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream
            .write_all(answer.as_bytes())
            .await
            .expect("an answer");
        String::from_utf8_lossy(&heard).into_owned()
    });
    (address, heard)
}

fn sms_settings(url: String) -> SmsSettings {
    SmsSettings {
        url,
        method: "POST".to_owned(),
        body: r#"{"receptor":"{to}","message":"{text}"}"#.to_owned(),
        headers: BTreeMap::from([("x-api-key".to_owned(), "key-1".to_owned())]),
    }
}

#[tokio::test]
async fn an_sms_reaches_its_gateway() {
    let (url, heard) = gateway("200 OK").await;
    sms::send(&sms_settings(url), &notice(Channel::Sms, "+989121234567"))
        .await
        .expect("sent");
    let heard = heard.await.expect("a request");
    assert!(
        heard.starts_with("POST /send HTTP/1.1") && heard.contains("x-api-key: key-1"),
        "{heard}"
    );
    assert!(
        heard.contains(r#"{"receptor":"+989121234567","message":"پیام شما پاسخ داده شد."}"#),
        "{heard}"
    );
}

#[tokio::test]
async fn a_gateway_that_refuses_leaves_the_job_to_be_tried_again() {
    let (url, _heard) = gateway("402 Payment Required").await;
    let why = sms::send(&sms_settings(url), &notice(Channel::Sms, "+989121234567"))
        .await
        .expect_err("refused");
    assert!(why.contains("402") && !why.contains("912"), "{why}");
    let closed = sms_settings("http://127.0.0.1:1/send/{to}".to_owned());
    let why = sms::send(&closed, &notice(Channel::Sms, "+989121234567"))
        .await
        .expect_err("nobody there");
    assert!(!why.contains("912"), "{why}");
}

#[test]
fn recipients_are_masked() {
    assert_eq!(masked("maryam@example.ir"), "m***@example.ir");
    assert!(!masked("+989121234567").contains("12345"));
    assert_eq!(masked("whoever"), "***");
}
