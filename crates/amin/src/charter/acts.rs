//! What is done with the charter: a version adopted, a pledge made, those reminded who have not pledged.

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::articles::{ARTICLES, PREAMBLE, SOURCE, TITLE};
use super::model::{ArticleText, Level, text_hash};
use super::store::{self as rows, PledgeRow, VersionRow};
use crate::interests::store::{Staff, staff};
use crate::organisation::model::number_setting;
use crate::organisation::store::insert_settings;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::notify::{Channel, Notice, enqueue};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::deadline::{self, Term};
use crate::voice::rules::Rules;

/// Kind of the job that reminds who has not pledged.
pub const REMINDER_JOB: &str = "charter.reminder";
/// Setting: working days between two reminders.
pub const REMINDER_DAYS: &str = "charter.reminder-days";
/// Most articles of a charter.
pub const MOST_ARTICLES: usize = 40;
/// Longest text of an article or preamble, in characters.
pub const MOST_TEXT: usize = 6_000;
/// Longest title, source or note, in characters.
pub const MOST_LINE: usize = 500;

const SETTINGS: [(&str, &str, &str, &str); 1] = [(
    REMINDER_DAYS,
    "10",
    "تصمیم سازمان؛ منشور مهلتی نگذاشته است",
    "adopted",
)];

async fn append(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Option<Right>,
    kind: &'static str,
    objects: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<i64, ActError> {
    let role = match (right, actor.grants.first()) {
        // A person's own act is done in the role that the person holds.
        (None, Some(grant)) => grant.role.code(),
        (right, _) => actor.role_for(right),
    };
    Ok(tx
        .append(Draft {
            organisation: &actor.organisation,
            kind,
            public_kind: kind,
            objects,
            actor: actor.account.clone(),
            role,
            unit: right.and_then(|right| actor.unit_for(right)),
            at: now,
            payload,
        })
        .await?)
}

/// Version 1 as a form has it: the principles in which the organisation's name stands.
pub fn first_version(name: &str, name_en: &str) -> NewVersion {
    let fa = |text: &str| text.replace("{name}", name);
    let en = |text: &str| text.replace("{name}", name_en);
    NewVersion {
        title: TITLE.0.to_owned(),
        title_en: TITLE.1.to_owned(),
        preamble: fa(PREAMBLE.0),
        preamble_en: en(PREAMBLE.1),
        source: SOURCE.to_owned(),
        articles: (ARTICLES.iter())
            .map(|article| ArticleText {
                number: article.number.to_owned(),
                title: article.title.0.to_owned(),
                title_en: article.title.1.to_owned(),
                text: fa(article.text.0),
                text_en: en(article.text.1),
            })
            .collect(),
        ..NewVersion::default()
    }
}

/// The charter and the settings that an organisation begins with. In force at once.
pub async fn set_up(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let from = persian::tehran_date(now.0).gregorian_iso();
    insert_settings(tx, organisation, &SETTINGS, &from).await?;
    let names = crate::voice::store::organisation_names(tx.read(), organisation).await?;
    let (name, name_en) = names.ok_or(ActError::NotFound)?;
    let input = first_version(&name, &name_en);
    write_version(tx, actor, now, now, 1, input).await?;
    Ok(())
}

/// A version to be adopted, as the form has it.
#[derive(Debug, Clone, Default)]
pub struct NewVersion {
    /// Persian title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Persian preamble.
    pub preamble: String,
    /// English preamble.
    pub preamble_en: String,
    /// Where it comes from: decision of the council, circular.
    pub source: String,
    /// What changes and why.
    pub note: String,
    /// Solar Hijri day from which it holds, as typed.
    pub effective: String,
    /// Articles in order; one with neither title nor text is left out.
    pub articles: Vec<ArticleText>,
}

async fn write_version(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    effective_at: Timestamp,
    number: i64,
    input: NewVersion,
) -> Result<String, ActError> {
    let organisation = actor.organisation.as_str();
    let row = VersionRow {
        id: tx.new_id(now),
        number,
        text_hash: text_hash(&input.title, &input.preamble, &input.articles),
        title: input.title,
        title_en: input.title_en,
        preamble: input.preamble,
        preamble_en: input.preamble_en,
        source: input.source,
        note: input.note,
        effective_at,
        made_by: actor.account.clone(),
        made_at: now,
    };
    rows::insert_version(tx, organisation, &row, &input.articles).await?;
    // The first look comes a week after the day of effect: whoever reads the charter soon needs no reminder.
    let first = Timestamp(effective_at.0 + 7 * Timestamp::DAY);
    let payload = json!({ "version": row.id });
    tx.enqueue(organisation, REMINDER_JOB, &payload, first, now)
        .await?;
    let payload = vec![
        ("number", json!(number)),
        ("articles", json!(input.articles.len())),
        ("text-sha256", json!(row.text_hash)),
        ("effective", json!(effective_at.rfc3339())),
        ("source", json!(row.source)),
        ("note", json!(row.note)),
    ];
    let objects = vec![("charter-version", row.id.clone())];
    let right = Some(Right::CharterEdit);
    append(tx, actor, now, right, "charter.adopted", objects, payload).await?;
    Ok(row.id)
}

fn checked(
    faults: &mut Faults,
    field: &'static str,
    text: &str,
    most: usize,
    needed: bool,
) -> String {
    let text = persian::normalize(text)
        .trim()
        .replace('\0', "")
        .replace("\r\n", "\n");
    if needed && text.is_empty() {
        faults.add(field, |t| t.charter_fault_missing().to_owned());
    } else if text.chars().count() > most {
        faults.add(field, move |t| t.charter_fault_long(most));
    }
    text
}

/// Adopts a new version. Everybody pledges anew once it holds.
pub async fn adopt(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewVersion,
) -> Result<String, ActError> {
    actor.require(Right::CharterEdit, None)?;
    let mut faults = Faults::default();
    let today = persian::tehran_date(now.0);
    let effective = match input.effective.trim().parse::<persian::Date>() {
        Ok(day) if day < today => {
            faults.add("effective", |t| t.charter_fault_past().to_owned());
            None
        }
        Ok(day) => Some(day),
        Err(why) => {
            faults.add("effective", move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => why.to_string(),
            });
            None
        }
    };
    let mut new = NewVersion {
        title: checked(&mut faults, "title", &input.title, MOST_LINE, true),
        title_en: checked(&mut faults, "title_en", &input.title_en, MOST_LINE, true),
        preamble: checked(&mut faults, "preamble", &input.preamble, MOST_TEXT, true),
        preamble_en: checked(
            &mut faults,
            "preamble_en",
            &input.preamble_en,
            MOST_TEXT,
            false,
        ),
        source: checked(&mut faults, "source", &input.source, MOST_LINE, true),
        note: checked(&mut faults, "note", &input.note, MOST_LINE, true),
        effective: String::new(),
        articles: Vec::new(),
    };
    for article in &input.articles {
        if article.title.trim().is_empty() && article.text.trim().is_empty() {
            continue;
        }
        new.articles.push(ArticleText {
            number: (new.articles.len() + 1).to_string(),
            title: checked(&mut faults, "articles", &article.title, MOST_LINE, true),
            title_en: checked(&mut faults, "articles", &article.title_en, MOST_LINE, false),
            text: checked(&mut faults, "articles", &article.text, MOST_TEXT, true),
            text_en: checked(&mut faults, "articles", &article.text_en, MOST_TEXT, false),
        });
    }
    if new.articles.is_empty() || new.articles.len() > MOST_ARTICLES {
        faults.add("articles", |t| t.charter_fault_articles(MOST_ARTICLES));
    }
    faults.check()?;
    let known = rows::versions(tx.read(), &actor.organisation).await?;
    let number = known.first().map_or(1, |row| row.number + 1);
    let effective_at = effective.map_or(now, |day| {
        // A version of today holds from now on: a pledge made this morning was made to the old one.
        Timestamp(persian::tehran_micros(day, 0, 0)).max(now)
    });
    if known.iter().any(|row| row.effective_at > effective_at) {
        return Err(invalid("effective", |t| t.charter_fault_order().to_owned()));
    }
    let hash = text_hash(&new.title, &new.preamble, &new.articles);
    if known.first().is_some_and(|row| row.text_hash == hash) {
        return Err(refused(|t| t.charter_refused_same().to_owned()));
    }
    write_version(tx, actor, now, effective_at, number, new).await
}

/// Pledges to the version in force, which must be the one that was read. Pledging twice gives the same pledge. The page asks for the
/// password again before this.
pub async fn pledge(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    version: &str,
    agreed: bool,
) -> Result<PledgeRow, ActError> {
    let (Some(person), Some(account)) = (&actor.person, &actor.account) else {
        return Err(ActError::Forbidden);
    };
    let organisation = actor.organisation.as_str();
    let current = rows::in_force(tx.read(), organisation, now)
        .await?
        .ok_or(ActError::NotFound)?;
    if current.id != version {
        return Err(refused(|t| t.charter_refused_version().to_owned()));
    }
    let before = rows::pledges_of(tx.read(), organisation, person).await?;
    if let Some(known) = before.into_iter().find(|row| row.version == current.id) {
        return Ok(known);
    }
    if !agreed {
        return Err(invalid("agreed", |t| t.charter_fault_agreed().to_owned()));
    }
    let unit = (staff(tx.read(), organisation).await?.into_iter())
        .find(|one| one.person == *person)
        .and_then(|one| one.unit);
    let level = (rows::levels(tx.read(), organisation).await?.into_iter())
        .find(|(one, _)| one == account)
        .map_or(Level::Employee, |(_, level)| level);
    let row = PledgeRow {
        id: tx.new_id(now),
        version: current.id.clone(),
        person: person.clone(),
        account: account.clone(),
        unit,
        level: level.code().to_owned(),
        entry: tx.next_sequence(),
        at: now,
    };
    rows::insert_pledge(tx, organisation, &row).await?;
    let objects = vec![
        ("charter-version", current.id),
        ("pledge", row.id.clone()),
        ("person", person.clone()),
    ];
    let payload = vec![
        ("pledge", json!(row.id)),
        ("name", json!(actor.name)),
        ("version", json!(current.number)),
        ("text-sha256", json!(current.text_hash)),
        ("of-unit", json!(row.unit)),
        ("level", json!(row.level)),
    ];
    append(tx, actor, now, None, "charter.pledged", objects, payload).await?;
    Ok(row)
}

/// Staff who have not pledged to a version.
pub async fn not_pledged(
    conn: &mut store::Conn,
    organisation: &str,
    version: &str,
) -> Result<Vec<Staff>, store::Error> {
    let pledged = rows::pledges(conn, organisation, version).await?;
    let mut all = staff(conn, organisation).await?;
    all.retain(|one| !pledged.iter().any(|row| row.person == one.person));
    Ok(all)
}

/// Reminds, by SMS and mail as far as they are known, who has not pledged to a version that is in force. Gives how many people that
/// were; none where another version holds by now. `again` has the program look once more after the setting's working days.
pub async fn remind(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    base: &str,
    version: &str,
    again: bool,
) -> Result<usize, ActError> {
    actor.require(Right::CharterEdit, None)?;
    let organisation = actor.organisation.as_str();
    let current = rows::in_force(tx.read(), organisation, now).await?;
    let Some(current) = current.filter(|row| row.id == version) else {
        return Ok(0);
    };
    let missing = not_pledged(tx.read(), organisation, version).await?;
    let t = Texts::of(Lang::Fa);
    let text = t.charter_reminder(&rules.name, current.number);
    let mut sent = 0_usize;
    for one in &missing {
        let to = [(Channel::Sms, &one.phone), (Channel::Mail, &one.email)];
        for (channel, to) in to
            .into_iter()
            .filter_map(|(channel, to)| Some((channel, to.clone()?)))
        {
            let notice = Notice {
                channel,
                to,
                subject: t.charter_reminder_subject().to_owned(),
                body: format!("{text}\n{base}/charter/pledge"),
            };
            enqueue(tx, organisation, &notice, now).await?;
            sent += 1;
        }
    }
    if again {
        let days = number_setting(tx.read(), organisation, REMINDER_DAYS, 10).await?;
        let term = Term {
            working_days: days.max(1),
            warn_share: 100,
        };
        let next = deadline::from(&rules.calendar, term, now)
            .map_err(|why| store::Error::Corrupt(why.to_string()))?;
        let payload = json!({ "version": version });
        tx.enqueue(organisation, REMINDER_JOB, &payload, next.at, now)
            .await?;
    }
    let objects = vec![("charter-version", current.id)];
    let payload = vec![("missing", json!(missing.len())), ("notices", json!(sent))];
    let right = Some(Right::CharterEdit);
    append(tx, actor, now, right, "charter.reminded", objects, payload).await?;
    Ok(missing.len())
}
