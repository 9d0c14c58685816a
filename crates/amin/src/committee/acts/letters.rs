//! The secretariat's correspondence with offices.

use persian::tehran_date;
use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, committee_of, day_of, entry, text_of, working_day_of};
use crate::committee::jobs;
use crate::committee::model::{Direction, REMINDER_DAYS, REMINDERS};
use crate::committee::store::{self as rows, LetterRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::voice::deadline::{self, Term};
use crate::voice::rules::Rules;
use crate::voice::store::Attachment;

/// What the form of a letter says.
#[derive(Debug, Clone, Default)]
pub struct LetterInput {
    /// Id: of the form's hidden token.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// Code of the direction.
    pub direction: String,
    /// Number.
    pub number: String,
    /// Its day, Solar Hijri.
    pub day: String,
    /// Unit, or empty for an office outside.
    pub unit: String,
    /// Office outside.
    pub office: String,
    /// One line.
    pub subject: String,
    /// What it says, in short.
    pub text: String,
    /// Day until which an answer is asked, Solar Hijri, or empty.
    pub due_day: String,
    /// Letter that it answers, or empty.
    pub reply_to: String,
    /// Number of the resolution that it is about, or empty.
    pub resolution: String,
}

/// Enters a letter. One that answers another ends the other's waiting; one that asks for an answer is followed.
pub async fn record_letter(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &LetterInput,
    file: Option<&Attachment>,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let organisation = actor.organisation.clone();
    let mut faults = Faults::default();
    if input.id.is_empty() || input.id.len() > 64 || input.id.contains('\0') {
        faults.add("number", |t| t.committee_fault_missing().to_owned());
    } else if rows::letter(tx.read(), &organisation, &input.id)
        .await?
        .is_some()
    {
        // The form was sent twice.
        return Ok(());
    }
    let committee = match committee_of(tx.read(), actor, &input.committee).await {
        Ok(committee) => Some(committee),
        Err(ActError::NotFound) => {
            faults.add("committee", |t| t.committee_fault_choose().to_owned());
            None
        }
        Err(why) => return Err(why),
    };
    let direction = Direction::of(&input.direction);
    if direction.is_none() {
        faults.add("direction", |t| t.committee_fault_choose().to_owned());
    }
    let number = text_of(&mut faults, "number", &input.number, 100);
    let subject = text_of(&mut faults, "subject", &input.subject, MOST_TITLE);
    let text = input.text.trim().replace('\0', "");
    if text.chars().count() > MOST_TEXT {
        faults.add("text", |t| t.committee_fault_long(MOST_TEXT));
    }
    let today = tehran_date(now.0);
    let day = day_of(&mut faults, "day", &input.day);
    if day.is_some_and(|day| day > today) {
        faults.add("day", |t| t.committee_fault_day_ahead().to_owned());
    }
    let office = input.office.trim().replace('\0', "");
    let unit = (!input.unit.is_empty()).then(|| input.unit.clone());
    if unit.as_ref().is_some_and(|unit| rules.unit(unit).is_none()) {
        faults.add("unit", |t| t.committee_fault_choose().to_owned());
    }
    if unit.is_none() == office.is_empty() {
        faults.add("unit", |t| t.committee_fault_office().to_owned());
    } else if office.chars().count() > MOST_TITLE {
        faults.add("office", |t| t.committee_fault_long(MOST_TITLE));
    }
    let due = if input.due_day.trim().is_empty() {
        None
    } else {
        working_day_of(&mut faults, "due_day", &input.due_day, rules, today)
    };
    let reply_to = match input.reply_to.replace('\0', "") {
        id if id.is_empty() => None,
        id => match rows::letter(tx.read(), &organisation, &id).await? {
            Some(letter) if letter.committee == input.committee => Some(letter),
            _ => {
                faults.add("reply_to", |t| t.committee_fault_choose().to_owned());
                None
            }
        },
    };
    if let (Some(letter), Some(direction)) = (&reply_to, direction)
        && letter.direction == direction.code()
    {
        faults.add("direction", |t| {
            t.committee_fault_reply_direction().to_owned()
        });
    }
    let asked = persian::to_ascii(input.resolution.trim());
    let resolution = if asked.is_empty() {
        reply_to
            .as_ref()
            .and_then(|letter| letter.resolution.clone())
    } else {
        let found =
            rows::resolution_numbered(tx.read(), &organisation, &input.committee, &asked).await?;
        if found.is_none() {
            faults.add("resolution", |t| {
                t.committee_fault_resolution_number().to_owned()
            });
        }
        found
    };
    faults.check()?;
    let (Some(committee), Some(direction), Some(day)) = (committee, direction, day) else {
        return Err(ActError::NotFound);
    };
    let row = LetterRow {
        id: input.id.clone(),
        committee: committee.id,
        direction: direction.code().to_owned(),
        number,
        day: day.gregorian_iso(),
        unit,
        office,
        subject,
        text,
        resolution,
        reply_to: reply_to.as_ref().map(|letter| letter.id.clone()),
        due_at: due.map(|day| Timestamp(persian::tehran_micros(day, 23, 59)).plus_seconds(59)),
        answered_at: None,
        reminders: 0,
        file_name: file.map(|file| file.name.clone()),
        file_type: file.map(|file| file.media_type.clone()),
        file_sha256: file.map(|file| file.sha256.clone()),
        at: now,
    };
    if rows::same_letter(tx.read(), &organisation, &row)
        .await?
        .is_some()
    {
        return Err(invalid("number", |t| {
            t.committee_fault_same_letter().to_owned()
        }));
    }
    let account = actor.account.clone();
    rows::put_letter(tx, &organisation, account.as_deref(), &row).await?;
    if let Some(mut letter) = reply_to
        && letter.answered_at.is_none()
    {
        letter.answered_at = Some(now);
        rows::put_letter(tx, &organisation, account.as_deref(), &letter).await?;
    }
    if let Some(at) = row.due_at {
        jobs::watch_letter(tx, &organisation, &row, at, now).await?;
    }
    letter_entry(tx, actor, now, "committee.letter-entered", &row).await
}

async fn letter_entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    row: &LetterRow,
) -> Result<(), ActError> {
    let mut objects = vec![
        ("committee", row.committee.clone()),
        ("letter", row.id.clone()),
    ];
    objects.extend(row.reply_to.clone().map(|id| ("letter", id)));
    objects.extend(row.resolution.clone().map(|id| ("resolution", id)));
    let payload = vec![
        ("direction", json!(row.direction)),
        ("number", json!(row.number)),
        ("day", json!(row.day)),
        ("subject", json!(row.subject)),
        ("due", json!(row.due_at.map(|at| at.0))),
        ("reminders", json!(row.reminders)),
        ("file-sha256", json!(row.file_sha256)),
    ];
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Reminds an office of a letter without an answer: by the secretary, or by the program when the day has passed. Gives whether
/// anything was done: the program's job may come late, twice, or after the answer.
pub async fn remind_letter(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    expected: Option<i64>,
) -> Result<bool, ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let organisation = actor.organisation.clone();
    let mut row = visible_letter(tx.read(), actor, id).await?;
    let Some(due_at) = row.due_at.filter(|_| row.answered_at.is_none()) else {
        return match expected {
            Some(_) => Ok(false),
            None => Err(refused(|t| t.committee_refused_no_reminder().to_owned())),
        };
    };
    if let Some(expected) = expected
        && (row.reminders != expected || now < due_at)
    {
        return Ok(false);
    }
    row.reminders += 1;
    rows::put_letter(tx, &organisation, actor.account.as_deref(), &row).await?;
    jobs::tell_letter(tx, &organisation, &row, now).await?;
    if expected.is_some() && row.reminders < rules.limit(REMINDERS) {
        let term = Term {
            working_days: rules.limit(REMINDER_DAYS).max(1),
            warn_share: 100,
        };
        let next = deadline::from(&rules.calendar, term, now)
            .map_err(|why| store::Error::Corrupt(why.to_string()))?;
        jobs::watch_letter(tx, &organisation, &row, next.at, now).await?;
    }
    letter_entry(tx, actor, now, "committee.letter-reminded", &row).await?;
    Ok(true)
}

/// The letter, where this actor may see it: never one about a resolution of an item that one keeps out of.
pub async fn visible_letter(
    conn: &mut Conn,
    actor: &Actor,
    id: &str,
) -> Result<LetterRow, ActError> {
    let row = rows::letter(conn, &actor.organisation, &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    actor.require(Right::CommitteeReadAll, None)?;
    if let (Some(resolution), Some(person)) = (&row.resolution, &actor.person)
        && let Some(about) = rows::resolution(conn, &actor.organisation, resolution).await?
    {
        let hidden = rows::recused_items(conn, &actor.organisation, person).await?;
        if hidden.contains(&about.item) {
            return Err(ActError::NotFound);
        }
    }
    Ok(row)
}
