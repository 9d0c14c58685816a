//! Filing a message: the check of what was written, without the database, and the act.

use persian::{MobileNumber, TrackingCode, index_key, normalize};
use serde_json::json;
use store::{Draft, Timestamp, Tx};

use super::{given, watch_deadline};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, Say};
use crate::platform::state::App;
use crate::voice::model::{Channel, Kind, News, Priority, Purpose, State};
use crate::voice::rules::Rules;
use crate::voice::store::{self as rows, Attachment, Message};

/// A message as the form, the JSON interface or Open311 gives it.
#[derive(Debug, Clone, Default)]
pub struct Filing {
    /// Token of the form: the same token is the same message. 8 to 100 characters.
    pub form_token: String,
    /// A word of [`Kind`].
    pub kind: String,
    /// Category.
    pub category: String,
    /// Subject; empty takes the category's name.
    pub subject: String,
    /// What the citizen writes.
    pub text: String,
    /// Citizen's right concerned, or empty.
    pub citizen_right: String,
    /// District, or empty.
    pub district: String,
    /// Address, or empty.
    pub address: String,
    /// Latitude, or empty; Persian digits too.
    pub latitude: String,
    /// Longitude, or empty.
    pub longitude: String,
    /// Name, or empty.
    pub contact_name: String,
    /// Mobile phone, or empty.
    pub phone: String,
    /// Mail address, or empty.
    pub email: String,
    /// Whether the unit shall not learn who wrote.
    pub secret: bool,
    /// `fa` or `en`.
    pub language: &'static str,
    /// Attachments whose files are already kept.
    pub attachments: Vec<Attachment>,
}

/// A checked message, ready for the act: nothing is left to compute in the writer.
#[derive(Debug, Clone)]
pub struct Prepared {
    message: Message,
    text_key: String,
    attachments: Vec<Attachment>,
}

impl Prepared {
    /// The deadline that is promised.
    pub fn deadline(&self) -> Timestamp {
        self.message.deadline_at
    }
}

/// What filing gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Id of the message.
    pub id: String,
    /// Tracking code.
    pub code: String,
    /// Number of the journal entry.
    pub entry: i64,
    /// Whether this token had filed it before.
    pub repeated: bool,
}

fn degrees(text: &str, most: f64) -> Option<f64> {
    let value: f64 = persian::digits::to_ascii(text.trim())
        .replace(['٫', '/', ','], ".")
        .parse()
        .ok()?;
    (value.is_finite() && value.abs() <= most).then_some(value)
}

/// Checks a message against the lists of the organisation. All wrong fields are named at once.
pub fn prepare(
    rules: &Rules,
    now: Timestamp,
    channel: Channel,
    filing: Filing,
) -> Result<Prepared, ActError> {
    let mut faults = Faults::default();
    let kind = Kind::of(&filing.kind);
    if kind.is_none() {
        faults.add("kind", |t| t.voice_kind_missing().to_owned());
    }
    let category = rules
        .category(&filing.category)
        .filter(|category| category.active);
    if category.is_none() {
        faults.add("category", |t| t.voice_category_missing().to_owned());
    }
    if !(8..=100).contains(&filing.form_token.len())
        || !filing.form_token.bytes().all(|b| b.is_ascii_graphic())
    {
        faults.add("form_token", |t| t.voice_token_wrong().to_owned());
    }
    let text = normalize(&filing.text).trim().to_owned();
    let most = rules.limit("voice.text-letters");
    if text.is_empty() {
        faults.add("text", |t| t.voice_text_missing().to_owned());
    } else if i64::try_from(text.chars().count()).unwrap_or(i64::MAX) > most {
        faults.add("text", move |t| t.voice_text_long(most));
    }
    let mut subject = normalize(&filing.subject)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if subject.chars().count() > 150 {
        faults.add("subject", |t| t.voice_subject_long().to_owned());
    }
    if let (true, Some(category)) = (subject.is_empty(), category) {
        subject = if filing.language == "en" {
            category.name_en.clone()
        } else {
            category.name.clone()
        };
    }
    let citizen_right = given(&filing.citizen_right);
    if citizen_right
        .as_ref()
        .is_some_and(|id| !rules.rights.iter().any(|right| right.id == *id))
    {
        faults.add("citizen_right", |t| t.voice_right_unknown().to_owned());
    }
    let district = given(&filing.district);
    if district
        .as_ref()
        .is_some_and(|name| !rules.districts().contains(&name.as_str()))
    {
        faults.add("district", |t| t.voice_district_unknown().to_owned());
    }
    let address = given(&normalize(&filing.address));
    if address
        .as_ref()
        .is_some_and(|text| text.chars().count() > 500)
    {
        faults.add("address", |t| t.voice_address_long().to_owned());
    }
    let (latitude, longitude) = match (given(&filing.latitude), given(&filing.longitude)) {
        (None, None) => (None, None),
        (latitude, longitude) => {
            let place = (
                latitude.and_then(|text| degrees(&text, 90.0)),
                longitude.and_then(|text| degrees(&text, 180.0)),
            );
            if place.0.is_none() || place.1.is_none() {
                faults.add("latitude", |t| t.voice_place_wrong().to_owned());
            }
            place
        }
    };
    let phone = given(&filing.phone).and_then(|text| match text.parse::<MobileNumber>() {
        Ok(number) => Some(number.to_string()),
        Err(why) => {
            faults.add("phone", move |t| {
                if t.lang == crate::platform::texts::Lang::Fa {
                    why.to_persian()
                } else {
                    why.to_string()
                }
            });
            None
        }
    });
    let email = given(&filing.email);
    if email
        .as_ref()
        .is_some_and(|text| text.len() > 200 || text.parse::<lettre::Address>().is_err())
    {
        faults.add("email", |t| t.voice_email_wrong().to_owned());
    }
    let contact_name = given(&normalize(&filing.contact_name));
    if contact_name
        .as_ref()
        .is_some_and(|text| text.chars().count() > 100)
    {
        faults.add("contact_name", |t| t.voice_name_long().to_owned());
    }
    let count = rules.limit("voice.attachment-count");
    if i64::try_from(filing.attachments.len()).unwrap_or(i64::MAX) > count {
        faults.add("files", move |t| t.voice_files_many(count));
    }
    faults.check()?;
    let (Some(kind), Some(category)) = (kind, category) else {
        return Err(ActError::NotFound);
    };

    let deadline = rules.deadline(Purpose::Answer, kind, &category.id, now)?;
    let unit = rules
        .route(&category.id, district.as_deref())
        .map(str::to_owned);
    // A message whose category has a unit is referred at once; the others wait for triage.
    let state = if unit.is_some() {
        State::Referred
    } else {
        State::Registered
    };
    Ok(Prepared {
        text_key: index_key(&format!(
            "{subject} {text} {}",
            address.as_deref().unwrap_or("")
        )),
        attachments: filing.attachments,
        message: Message {
            id: String::new(),
            code: String::new(),
            form_token: filing.form_token,
            entry: 0,
            kind: kind.code().to_owned(),
            category: category.id.clone(),
            subject,
            text,
            citizen_right,
            district,
            address,
            latitude,
            longitude,
            unit,
            higher_unit: None,
            state: state.code().to_owned(),
            resume_state: None,
            outcome: None,
            priority: Priority::Ordinary.code().to_owned(),
            channel: channel.code().to_owned(),
            language: if filing.language == "en" {
                "en".to_owned()
            } else {
                "fa".to_owned()
            },
            contact_name,
            phone,
            email,
            secret: filing.secret,
            duplicate_of: None,
            filed_at: now,
            first_deadline_at: deadline.at,
            deadline_at: deadline.at,
            warn_at: deadline.warn_at,
            paused_at: None,
            pause_reason: None,
            completion_until: None,
            answered_at: None,
            answered_by: None,
            objection_until: None,
            taken_by: None,
            closed_at: None,
            level: 0,
            breaches: 0,
            late: false,
            reviewed: false,
        },
    })
}

/// Files a message. A repeated form token is refused by the table; [`file_once`] turns that into the message filed before.
pub async fn file(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    prepared: &Prepared,
) -> Result<Filed, ActError> {
    let organisation = &actor.organisation;
    let mut message = prepared.message.clone();
    message.id = tx.new_id(now);
    message.code = TrackingCode::from_entropy(tx.random().next_u64()).compact();
    message.entry = tx.next_sequence();
    rows::insert_message(tx, organisation, &message, &prepared.text_key).await?;
    let mut files = Vec::with_capacity(prepared.attachments.len());
    for attachment in &prepared.attachments {
        let attachment = Attachment {
            id: tx.new_id(now),
            ..attachment.clone()
        };
        rows::insert_attachment(tx, organisation, &message.id, now, &attachment).await?;
        files.push(attachment.sha256);
    }
    let entry = tx
        .append(Draft {
            organisation,
            kind: "voice.filed",
            public_kind: "voice.filed",
            objects: vec![("message", message.id.clone())],
            actor: actor.account.clone(),
            role: actor.role_for(None),
            unit: None,
            at: now,
            payload: vec![
                ("code", json!(message.code)),
                ("type", json!(message.kind)),
                ("category", json!(message.category)),
                ("subject", json!(message.subject)),
                ("text", json!(message.text)),
                ("right", json!(message.citizen_right)),
                ("district", json!(message.district)),
                ("address", json!(message.address)),
                ("place", json!([message.latitude, message.longitude])),
                ("channel", json!(message.channel)),
                ("name", json!(message.contact_name)),
                ("phone", json!(message.phone)),
                ("email", json!(message.email)),
                ("files", json!(files)),
                ("responsible", json!(message.unit)),
                ("state", json!(message.state)),
                ("deadline", json!(message.deadline_at.0)),
            ],
        })
        .await?;
    watch_deadline(tx, organisation, &message, message.deadline_at, now).await?;
    super::tell(tx, organisation, &message, News::Filed, now).await?;
    Ok(Filed {
        id: message.id,
        code: message.code,
        entry,
        repeated: false,
    })
}

/// Files a message, durable and sealed; the same form token gives the message that it filed before.
pub async fn file_once(
    app: &App,
    actor: &Actor,
    now: Timestamp,
    prepared: Prepared,
) -> Result<Filed, ActError> {
    use futures::FutureExt;
    let prepared = std::sync::Arc::new(prepared);
    for _ in 0..3 {
        let (actor_of_act, input) = (actor.clone(), prepared.clone());
        let outcome = app
            .sealed_act(move |tx| async move { file(tx, &actor_of_act, now, &input).await }.boxed())
            .await;
        match outcome {
            Ok((filed, _)) => return Ok(filed),
            Err(ActError::Store(why)) if taken(&why) => {
                let mut conn = app.read().await?;
                let known = rows::message_by_token(
                    &mut conn,
                    &actor.organisation,
                    &prepared.message.form_token,
                )
                .await?;
                if let Some(known) = known {
                    return Ok(Filed {
                        id: known.id,
                        code: known.code,
                        entry: known.entry,
                        repeated: true,
                    });
                }
                // Not the token but the random tracking code was taken: another is drawn.
            }
            Err(why) => return Err(why),
        }
    }
    Err(ActError::Refused(Say::new(|t| {
        t.error_internal().to_owned()
    })))
}

fn taken(why: &store::Error) -> bool {
    matches!(why, store::Error::Sql(store::sqlx::Error::Database(why)) if why.is_unique_violation())
}
