//! SQL of inspection.

mod lists;
mod measures;
mod missions;
mod orders;
mod remedies;
mod warnings;
mod work;

pub use lists::*;
pub use measures::*;
pub use missions::*;
pub use orders::*;
pub use remedies::*;
pub use warnings::*;
pub use work::*;

use store::{Conn, Error, fetch_all, fetch_one, fetch_optional};

use super::model::Human;
use crate::organisation::store::subtree;
use crate::platform::query::Statement;

/// Somebody of a unit or one below it: by post or by a role for it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Colleague {
    /// Person.
    pub id: String,
    /// Name.
    pub name: String,
}

/// The active people of a unit and the units below it, by name.
pub async fn people_of(
    conn: &mut Conn,
    organisation: &str,
    unit: &str,
) -> Result<Vec<Colleague>, Error> {
    let units = subtree(conn, organisation, unit).await?;
    let mut s = Statement::new("select p.id, p.name from person p where p.organisation = ");
    s.text(organisation)
        .push(" and p.active = ")
        .flag(true)
        .push(" and (exists (select 1 from post t where t.organisation = p.organisation and t.id = p.post and t.unit in ")
        .list(&units)
        .push(") or exists (select 1 from account a join account_grant g on g.organisation = a.organisation and g.account = a.id where a.organisation = p.organisation and a.person = p.id and a.active = ")
        .flag(true)
        .push(" and g.unit in ")
        .list(&units)
        .push(")) order by p.name_key, p.id");
    s.all(conn).await
}

/// Active accounts of a person.
pub async fn accounts_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select id from account where organisation = $1 and person = $2 and active = $3 order by id",
        organisation,
        person,
        true
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A person as far as the records tell one from another.
pub async fn human(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Option<Human>, Error> {
    let row = fetch_optional!(
        conn,
        (String, String, Option<String>, Option<String>),
        "select id, name_key, phone, email from person where organisation = $1 and id = $2",
        organisation,
        person
    )?;
    Ok(row.map(|(person, name_key, phone, email)| Human {
        person,
        name_key,
        phone,
        email,
    }))
}

/// Names of people: person and name.
pub async fn names(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<(String, String)>, Error> {
    let mut s = Statement::new("select id, name from person where organisation = ");
    s.text(organisation).push(" and id in ").list(people);
    s.all(conn).await
}

/// Which numbered table.
#[derive(Debug, Clone, Copy)]
pub enum Numbered {
    /// Missions.
    Mission,
    /// Warnings.
    Warning,
    /// Remedies.
    Remedy,
    /// Measures of article 91.
    Measure,
}

/// The next number of a table in a year: `1405-12`.
pub async fn next_number(
    conn: &mut Conn,
    organisation: &str,
    of: Numbered,
    year: u16,
) -> Result<String, Error> {
    let like = format!("{year}-%");
    let (count,): (i64,) = match of {
        Numbered::Mission => fetch_one!(
            conn,
            (i64,),
            "select count(*) from mission where organisation = $1 and number like $2",
            organisation,
            &like
        )?,
        Numbered::Warning => fetch_one!(
            conn,
            (i64,),
            "select count(*) from inspection_warning where organisation = $1 and number like $2",
            organisation,
            &like
        )?,
        Numbered::Remedy => fetch_one!(
            conn,
            (i64,),
            "select count(*) from remedy where organisation = $1 and number like $2",
            organisation,
            &like
        )?,
        Numbered::Measure => fetch_one!(
            conn,
            (i64,),
            "select count(*) from article_91_measure where organisation = $1 and number like $2",
            organisation,
            &like
        )?,
    };
    Ok(format!("{year}-{}", count + 1))
}

/// Something that waits for the committee's agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Type of the object, as the journal names it.
    pub object_type: &'static str,
    /// Its id.
    pub object: String,
    /// Its number as people quote it.
    pub number: String,
    /// Unit concerned.
    pub unit: String,
    /// Why it waits.
    pub why: WaitingFor,
}

/// Why something waits for the committee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingFor {
    /// A remedy is overdue.
    OverdueRemedy,
    /// A mission was reported and its report is not confirmed.
    Report,
    /// A repeated measure: whether it goes to the offences board. The person is not named.
    Referral,
    /// An order found to be against the law, or insisted upon in writing.
    Order,
}

/// What waits for the committee's agenda, the longest first within each reason. `reader` is kept from missions that they were recused
/// from.
pub async fn waiting(
    conn: &mut Conn,
    organisation: &str,
    now: store::Timestamp,
    reader: &str,
) -> Result<Vec<Waiting>, Error> {
    let mut found = Vec::new();
    let mut take = |object_type, why, rows: Vec<(String, String, String)>| {
        found.extend(rows.into_iter().map(|(object, number, unit)| Waiting {
            object_type,
            object,
            number,
            unit,
            why,
        }));
    };
    let rows = fetch_all!(
        conn,
        (String, String, String),
        "select id, number, unit from remedy where organisation = $1 and state <> 'done' and deadline_at < $2
             and not exists (select 1 from mission_recusal r where r.organisation = $1 and r.mission = remedy.mission and r.person = $3)
         order by deadline_at, id",
        organisation,
        now,
        reader
    )?;
    take("remedy", WaitingFor::OverdueRemedy, rows);
    let rows = fetch_all!(
        conn,
        (String, String, String),
        "select id, number, unit from mission where organisation = $1 and state = 'reported'
             and not exists (select 1 from mission_recusal r where r.organisation = $1 and r.mission = mission.id and r.person = $2)
         order by reported_at, id",
        organisation,
        reader
    )?;
    take("mission", WaitingFor::Report, rows);
    let rows = fetch_all!(
        conn,
        (String, String, String),
        "select id, number, unit from article_91_measure where organisation = $1 and state = 'decided' and referral = $2
             and not exists (select 1 from mission_recusal r where r.organisation = $1 and r.mission = article_91_measure.mission and r.person = $3)
         order by decided_at, id",
        organisation,
        true,
        reader
    )?;
    take("measure", WaitingFor::Referral, rows);
    let rows = fetch_all!(
        conn,
        (String, String, String),
        "select o.id, o.number, o.unit from manager_order o where o.organisation = $1 and (o.verdict = 'unlawful'
             or exists (select 1 from order_objection b where b.organisation = o.organisation and b.order_id = o.id and b.answer = 'insisted'))
         order by o.recorded_at, o.id",
        organisation
    )?;
    take("order", WaitingFor::Order, rows);
    Ok(found)
}

/// The mission that an object rests on: itself, a remedy's or a measure's; none for other types and ids that are not there.
pub async fn mission_of(
    conn: &mut Conn,
    organisation: &str,
    object_type: &str,
    id: &str,
) -> Result<Option<String>, Error> {
    Ok(match object_type {
        "mission" => Some(id.to_owned()),
        "remedy" => remedy(conn, organisation, id).await?.map(|row| row.mission),
        "measure" => measure(conn, organisation, id)
            .await?
            .map(|row| row.mission),
        _ => None,
    })
}

/// Numbers of a unit and a span of time, for scorecards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    /// Findings by inspection.
    pub findings: i64,
    /// Remedies done up to their deadline.
    pub in_time: i64,
    /// Remedies done after it.
    pub late: i64,
    /// Remedies not done, of those fixed in the span.
    pub open: i64,
}

/// Findings by inspection raised in a span of time and the remedies fixed in it, of a unit without those below it; none: of all units.
/// A remedy is in time where its doing was reported up to the deadline and somebody else verified it.
pub async fn counts(
    conn: &mut Conn,
    organisation: &str,
    unit: Option<&str>,
    from: store::Timestamp,
    to: store::Timestamp,
) -> Result<Counts, Error> {
    let unit = unit.unwrap_or("");
    let (findings,): (i64,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from finding where organisation = $1 and kind = 'inspection' and ($2 = '' or unit = $2)
             and raised_at >= $3 and raised_at < $4",
        organisation,
        unit,
        from,
        to
    )?;
    let (in_time, late, open): (i64, i64, i64) = fetch_one!(
        conn,
        (i64, i64, i64),
        "select count(case when state = 'done' and reported_at <= deadline_at then 1 end),
             count(case when state = 'done' and reported_at > deadline_at then 1 end),
             count(case when state <> 'done' then 1 end)
         from remedy where organisation = $1 and ($2 = '' or unit = $2) and made_at >= $3 and made_at < $4",
        organisation,
        unit,
        from,
        to
    )?;
    Ok(Counts {
        findings,
        in_time,
        late,
        open,
    })
}
