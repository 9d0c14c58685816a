//! Units, posts, people, holidays, settings, outbox, jobs.

use std::fmt::Write as _;

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_one, fetch_optional};

/// A unit.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UnitRow {
    /// Id.
    pub id: String,
    /// Unit above it.
    pub parent: Option<String>,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// District (منطقه) that it serves, if only one.
    pub district: Option<String>,
    /// Whether matters may be given to it.
    pub active: bool,
    /// Place among its siblings.
    pub position: i64,
}

/// All units, siblings in their order.
pub async fn units(conn: &mut Conn, organisation: &str) -> Result<Vec<UnitRow>, Error> {
    fetch_all!(
        conn,
        UnitRow,
        "select id, parent, name, name_en, district, active, position from unit
         where organisation = $1 order by position, name_key, id",
        organisation
    )
}

/// One unit.
pub async fn unit(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<UnitRow>, Error> {
    fetch_optional!(
        conn,
        UnitRow,
        "select id, parent, name, name_en, district, active, position from unit where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// How much a unit still carries: active units below it, and roles of active accounts held for it.
pub async fn unit_load(conn: &mut Conn, organisation: &str, id: &str) -> Result<(i64, i64), Error> {
    let (below,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from unit where organisation = $1 and parent = $2 and active = $3",
        organisation,
        id,
        true
    )?;
    let (grants,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from account_grant g join account a on a.organisation = g.organisation and a.id = g.account
         where g.organisation = $1 and g.unit = $2 and a.active = $3",
        organisation,
        id,
        true
    )?;
    Ok((below, grants))
}

/// A post.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PostRow {
    /// Id.
    pub id: String,
    /// Unit.
    pub unit: String,
    /// Title.
    pub title: String,
    /// Whether it can be held.
    pub active: bool,
}

/// All posts by unit and title.
pub async fn posts(conn: &mut Conn, organisation: &str) -> Result<Vec<PostRow>, Error> {
    fetch_all!(
        conn,
        PostRow,
        "select id, unit, title, active from post where organisation = $1 order by unit, title, id",
        organisation
    )
}

/// A person of the organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PersonRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Post.
    pub post: Option<String>,
    /// Mobile number as `persian::MobileNumber` prints it.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Whether the person still works here.
    pub active: bool,
}

/// People whose name holds every word of a question, by name; all for an empty question.
pub async fn people(
    conn: &mut Conn,
    organisation: &str,
    question: &str,
    limit: i64,
) -> Result<Vec<PersonRow>, Error> {
    let mut terms = persian::search_terms(question);
    terms.truncate(6);
    let mut sql = String::from(
        "select id, name, post, phone, email, active from person where organisation = $1",
    );
    for place in 0..terms.len() {
        // Writing to a string cannot fail.
        let _ = write!(sql, " and name_key like '%' || ${} || '%'", place + 3);
    }
    sql.push_str(" order by active desc, name_key, id limit $2");
    // Only numbers of places come into the text; the words are bound.
    let sql = AssertSqlSafe(sql);
    let rows = match conn {
        Conn::Sqlite(c) => {
            let mut query = sqlx::query_as::<sqlx::Sqlite, PersonRow>(sql)
                .bind(organisation)
                .bind(limit);
            for term in &terms {
                query = query.bind(term);
            }
            query.fetch_all(&mut **c).await
        }
        Conn::Pg(c) => {
            let mut query = sqlx::query_as::<sqlx::Postgres, PersonRow>(sql)
                .bind(organisation)
                .bind(limit);
            for term in &terms {
                query = query.bind(term);
            }
            query.fetch_all(&mut **c).await
        }
    };
    Ok(rows?)
}

/// One person.
pub async fn person(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<PersonRow>, Error> {
    fetch_optional!(
        conn,
        PersonRow,
        "select id, name, post, phone, email, active from person where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// A holiday.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HolidayRow {
    /// Id.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// Solar Hijri year; none: every year.
    pub year: Option<i64>,
    /// Month, 1 to 12.
    pub month: i64,
    /// Day, from 1.
    pub day: i64,
    /// Where the row comes from.
    pub source: String,
    /// Whether somebody compared it with the official calendar.
    pub verified: bool,
    /// First day on which it holds, `1405-01-01`.
    pub valid_from: Option<String>,
    /// Last day on which it holds.
    pub valid_to: Option<String>,
    /// Whether it counts.
    pub active: bool,
}

/// All holidays in the order of the calendar, yearly ones first.
pub async fn holidays(conn: &mut Conn, organisation: &str) -> Result<Vec<HolidayRow>, Error> {
    fetch_all!(
        conn,
        HolidayRow,
        "select id, name, name_en, year, month, day, source, verified, valid_from, valid_to, active from holiday
         where organisation = $1 order by coalesce(year, 0), month, day, id",
        organisation
    )
}

/// One holiday.
pub async fn holiday(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<HolidayRow>, Error> {
    fetch_optional!(
        conn,
        HolidayRow,
        "select id, name, name_en, year, month, day, source, verified, valid_from, valid_to, active from holiday
         where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// A setting: a value with its origin.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SettingRow {
    /// Name.
    pub id: String,
    /// Value.
    pub value: String,
    /// Law, circular, decision or advice that it comes from.
    pub source: String,
    /// `binding`, `adopted` or `reference`.
    pub applicability: String,
    /// First day on which it holds, Solar Hijri `1405-09-01`.
    pub valid_from: String,
}

/// Writes a setting that the organisation does not have yet.
pub async fn insert_setting(
    tx: &mut Tx,
    organisation: &str,
    row: &SettingRow,
) -> Result<(), Error> {
    change!(
        tx,
        "setting",
        &row.id,
        "insert into setting (organisation, id, value, source, applicability, valid_from) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &row.id,
        &row.value,
        &row.source,
        &row.applicability,
        &row.valid_from
    )?;
    Ok(())
}

/// Writes settings that an organisation begins with, as (name, value, source, applicability), from a day on (Gregorian `YYYY-MM-DD`).
pub async fn insert_settings(
    tx: &mut Tx,
    organisation: &str,
    list: &[(&str, &str, &str, &str)],
    valid_from: &str,
) -> Result<(), Error> {
    for (id, value, source, applicability) in list {
        let row = SettingRow {
            id: (*id).to_owned(),
            value: (*value).to_owned(),
            source: (*source).to_owned(),
            applicability: (*applicability).to_owned(),
            valid_from: valid_from.to_owned(),
        };
        insert_setting(tx, organisation, &row).await?;
    }
    Ok(())
}

/// All settings by name.
pub async fn settings(conn: &mut Conn, organisation: &str) -> Result<Vec<SettingRow>, Error> {
    fetch_all!(
        conn,
        SettingRow,
        "select id, value, source, applicability, valid_from from setting where organisation = $1 order by id",
        organisation
    )
}

/// One setting.
pub async fn setting(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<SettingRow>, Error> {
    fetch_optional!(
        conn,
        SettingRow,
        "select id, value, source, applicability, valid_from from setting where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// A message of the outbox.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OutboxRow {
    /// Id.
    pub id: String,
    /// `mail` or `sms`.
    pub channel: String,
    /// Address or number.
    pub recipient: String,
    /// Subject of a mail.
    pub subject: String,
    /// Text.
    pub body: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When a server took it; none: it stayed here.
    pub sent_at: Option<Timestamp>,
}

/// Messages of the outbox, newest first.
pub async fn outbox(
    conn: &mut Conn,
    organisation: &str,
    skip: i64,
    limit: i64,
) -> Result<Vec<OutboxRow>, Error> {
    fetch_all!(
        conn,
        OutboxRow,
        "select id, channel, recipient, subject, body, made_at, sent_at from outbox
         where organisation = $1 order by made_at desc, id desc limit $3 offset $2",
        organisation,
        skip,
        limit
    )
}

/// One message of the outbox.
pub async fn outbox_message(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<OutboxRow>, Error> {
    fetch_optional!(
        conn,
        OutboxRow,
        "select id, channel, recipient, subject, body, made_at, sent_at from outbox where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Jobs of one kind that are not done.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct JobCountRow {
    /// Kind.
    pub kind: String,
    /// Not done.
    pub waiting: i64,
    /// Not done and tried at least three times.
    pub failing: i64,
    /// A reason among those of the failing ones.
    pub reason: Option<String>,
    /// When the next one is due.
    pub due: Timestamp,
}

/// Jobs of an organisation that are not done, by kind.
pub async fn jobs(conn: &mut Conn, organisation: &str) -> Result<Vec<JobCountRow>, Error> {
    fetch_all!(
        conn,
        JobCountRow,
        "select kind, count(*) as waiting, cast(sum(case when attempts >= 3 then 1 else 0 end) as bigint) as failing,
                max(last_error) as reason, min(run_after) as due
         from job where organisation = $1 and done_at is null group by kind order by kind",
        organisation
    )
}
