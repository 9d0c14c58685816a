//! Mail by SMTP, as `amin.toml` says.

use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::platform::config::MailSettings;
use crate::platform::notify::Notice;
use crate::platform::outgoing::install_tls;

/// Sends one message as plain text, with an iCalendar event where there is one. The error names no person.
pub async fn send(
    settings: &MailSettings,
    notice: &Notice,
    calendar: Option<&str>,
) -> Result<(), String> {
    install_tls();
    let from: Mailbox = settings
        .from
        .parse()
        .map_err(|why| format!("amin.toml, mail.from: {why}; write it as `Name <address@host>`"))?;
    let to: Mailbox = notice
        .to
        .parse()
        .map_err(|_| "the recipient's mail address cannot be read".to_owned())?;
    let builder = Message::builder()
        .from(from)
        .to(to)
        .subject(&notice.subject);
    let message = match calendar {
        None => builder
            .header(ContentType::TEXT_PLAIN)
            .body(notice.body.clone()),
        Some(calendar) => {
            // A mail program takes the event out of the calendar only where the type says so too.
            let kind = if calendar.contains("\r\nMETHOD:CANCEL\r\n") {
                "text/calendar; charset=utf-8; method=CANCEL"
            } else {
                "text/calendar; charset=utf-8; method=PUBLISH"
            };
            let kind = ContentType::parse(kind).unwrap_or(ContentType::TEXT_PLAIN);
            let event = Attachment::new("session.ics".to_owned()).body(calendar.to_owned(), kind);
            let text = SinglePart::plain(notice.body.clone());
            builder.multipart(MultiPart::mixed().singlepart(text).singlepart(event))
        }
    };
    let message = message.map_err(|why| format!("the mail cannot be written: {why}"))?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.server)
        .map_err(|why| {
            format!("amin.toml, mail.server: {why}; write it as `smtps://USER:PASSWORD@HOST:PORT`")
        })?
        .timeout(Some(std::time::Duration::from_secs(20)))
        .build();
    // The server's own sentence may repeat the address, so only its kind is told.
    transport
        .send(message)
        .await
        .map(|_| ())
        .map_err(|why| match why.status() {
            Some(code) => format!("the mail server answered {code}"),
            None if why.is_timeout() => "the mail server did not answer in time".to_owned(),
            None => "the mail server could not be reached or spoke no SMTP".to_owned(),
        })
}
