//! A session as an iCalendar event (RFC 5545). Pure.

use store::Timestamp;

use super::store::SessionRow;

/// How long a session is taken to last, in seconds.
const LENGTH: i64 = 7_200;

/// Text of a property as RFC 5545 wants it.
fn escaped(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,");
    text.replace('\n', "\\n").replace('\r', "")
}

/// A moment in UTC as RFC 5545 wants it.
fn utc(at: Timestamp) -> String {
    let text = at.rfc3339();
    let digits: String = text
        .chars()
        .take(19)
        .filter(|c| *c != '-' && *c != ':')
        .collect();
    format!("{digits}Z")
}

/// Folds a line after 75 octets (RFC 5545, 3.1) without cutting a letter.
fn folded(line: &str) -> String {
    let (mut out, mut room) = (String::with_capacity(line.len() + 8), 75);
    for letter in line.chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
    out
}

/// What is said of an event (RFC 5546).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// It takes place.
    Publish,
    /// It does not, or not for who gets this.
    Cancel,
}

/// The event, two hours long; without the agenda, which may name people. The same session has the same UID, and what is sent later has a
/// greater SEQUENCE (the seconds since the members were first invited), so that a calendar takes the newest.
pub fn event(
    session: &SessionRow,
    title: &str,
    slug: &str,
    address: &str,
    method: Method,
    now: Timestamp,
) -> String {
    let since = (now.0 - session.called_at.unwrap_or(now).0).max(0) / 1_000_000;
    let (method, sequence, status) = match method {
        Method::Publish => ("PUBLISH", since, "CONFIRMED"),
        Method::Cancel => ("CANCEL", since + 1, "CANCELLED"),
    };
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Amin//Committee//FA".to_owned(),
        format!("METHOD:{method}"),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@{}", session.id, escaped(slug)),
        format!("SEQUENCE:{sequence}"),
        format!("STATUS:{status}"),
        format!("DTSTAMP:{}", utc(now)),
        format!("ORGANIZER:{address}"),
        format!("DTSTART:{}", utc(session.starts_at)),
        format!("DTEND:{}", utc(session.starts_at.plus_seconds(LENGTH))),
        format!("SUMMARY:{}", escaped(title)),
        format!("LOCATION:{}", escaped(&session.place)),
        format!("URL:{address}"),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line)).collect()
}
