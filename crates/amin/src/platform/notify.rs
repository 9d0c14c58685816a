//! Mail and SMS as jobs: written in the act's transaction, sent afterwards, kept in the local outbox.

use futures::FutureExt;
use serde::{Deserialize, Serialize};
use store::{Conn, Job, Timestamp, Tx, fetch_optional, operate};

use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::platform::{mail, sms};

/// Kind of the job.
pub const KIND: &str = "notify";
/// What was sent is forgotten after so many seconds (90 days): it names people.
const KEPT: i64 = 90 * 86_400;

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Mail.
    Mail,
    /// SMS.
    Sms,
}

impl Channel {
    /// The word in the outbox.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

/// One message to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How it travels.
    pub channel: Channel,
    /// A mail address, or a mobile number as `persian::MobileNumber` prints it (`+98912…`).
    pub to: String,
    /// Subject of a mail; not sent by SMS.
    pub subject: String,
    /// Text.
    pub body: String,
}

/// The payload of a job: the message, and an iCalendar event that a mail carries.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    #[serde(flatten)]
    notice: Notice,
    #[serde(default)]
    calendar: Option<String>,
}

/// Sends a message after this act is durable; not at all if the act does not happen.
pub async fn enqueue(
    tx: &mut Tx,
    organisation: &str,
    notice: &Notice,
    now: Timestamp,
) -> Result<(), store::Error> {
    enqueue_event(tx, organisation, notice, None, now).await
}

/// The same with an iCalendar event that a mail carries; an SMS has none.
pub async fn enqueue_event(
    tx: &mut Tx,
    organisation: &str,
    notice: &Notice,
    calendar: Option<&str>,
    now: Timestamp,
) -> Result<(), store::Error> {
    let payload = Payload {
        notice: notice.clone(),
        calendar: calendar.map(str::to_owned),
    };
    let payload =
        serde_json::to_value(payload).map_err(|why| store::Error::Corrupt(why.to_string()))?;
    tx.enqueue(organisation, KIND, &payload, now, now).await?;
    Ok(())
}

/// Sends the message of a job and notes it in the outbox. The error names no person.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let failed = |why: store::Error| why.to_string();
    let Payload { notice, calendar } = serde_json::from_str(&job.payload)
        .map_err(|_| "the message of the job cannot be read".to_owned())?;
    {
        let mut conn = app.read().await.map_err(failed)?;
        // A worker that ended between sending and finishing leaves the job; the outbox says that it was sent.
        if in_outbox(&mut conn, &job.id).await.map_err(failed)? {
            return Ok(());
        }
    }
    let settings = &app.config.settings;
    let how = match notice.channel {
        _ if app.config.demonstration => "local",
        Channel::Mail => match &settings.mail {
            Some(settings) => {
                mail::send(settings, &notice, calendar.as_deref()).await?;
                "smtp"
            }
            None => "local",
        },
        Channel::Sms => match &settings.sms {
            Some(settings) => {
                sms::send(settings, &notice).await?;
                "gateway"
            }
            None => "local",
        },
    };
    let now = app.clock.now();
    let (id, organisation) = (job.id.clone(), job.organisation.clone());
    app.act(move |tx| {
        async move { Ok::<_, ActError>(note(tx, &id, &organisation, &notice, how, now).await?) }
            .boxed()
    })
    .await
    .map_err(|_| "the outbox could not be written".to_owned())?;
    Ok(())
}

async fn in_outbox(conn: &mut Conn, id: &str) -> Result<bool, store::Error> {
    Ok(fetch_optional!(conn, (String,), "select id from outbox where id = $1", id)?.is_some())
}

async fn note(
    tx: &mut Tx,
    id: &str,
    organisation: &str,
    notice: &Notice,
    how: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let sent_at = (how != "local").then_some(now);
    operate!(
        tx,
        "insert into outbox (id, organisation, channel, recipient, subject, body, made_at, sent_at, how)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        id,
        organisation,
        notice.channel.code(),
        &notice.to,
        &notice.subject,
        &notice.body,
        now,
        sent_at,
        how
    )?;
    operate!(
        tx,
        "delete from outbox where organisation = $1 and made_at < $2",
        organisation,
        now.plus_seconds(-KEPT)
    )?;
    Ok(())
}

/// A recipient of which only a little is shown: `+98912***4567`, `m***@example.ir`.
pub fn masked(recipient: &str) -> String {
    if let Some((name, host)) = recipient.split_once('@') {
        return format!("{}***@{host}", name.chars().next().unwrap_or('*'));
    }
    match recipient.parse::<persian::MobileNumber>() {
        Ok(number) => number.masked(),
        Err(_) => "***".to_owned(),
    }
}
