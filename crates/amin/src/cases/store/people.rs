//! SQL of people around a case: who reported, who knows, who keeps out, who is above whom; and the managers' duty to report.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// Who reported.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReporterRow {
    /// The case.
    pub id: String,
    /// Person.
    pub person: String,
    /// Account.
    pub account: Option<String>,
    /// When the outcome was told.
    pub told_at: Option<Timestamp>,
}

/// Who was let into a case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KnowerRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// Who keeps out of a case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RecusalRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Code of the ground.
    pub ground: String,
    /// What was found or said.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// A manager's duty to report.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DutyRow {
    /// Id.
    pub id: String,
    /// Manager.
    pub person: String,
    /// Unit.
    pub unit: String,
    /// What it is about, in general words.
    pub subject: String,
    /// Day on which the manager learnt of it, Solar Hijri.
    pub learnt_on: String,
    /// When the report is due.
    pub due_at: Timestamp,
    /// `running`, `reported` or `overdue`.
    pub state: String,
    /// Levels above that were told.
    pub level: i64,
    /// The case that came of it.
    pub case_id: Option<String>,
    /// Who entered it.
    pub entered_by: Option<String>,
}

/// Who reported a case, if somebody with an account did.
pub async fn reporter(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Option<ReporterRow>, Error> {
    fetch_optional!(
        conn,
        ReporterRow,
        "select id, person, account, told_at from case_reporter where organisation = $1 and id = $2",
        organisation,
        case
    )
}

/// Writes who reported.
pub(in crate::cases) async fn put_reporter(
    tx: &mut Tx,
    organisation: &str,
    row: &ReporterRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_reporter",
        &row.id,
        "insert into case_reporter (organisation, id, person, account, told_at) values ($1, $2, $3, $4, $5)
         on conflict (organisation, id) do update set told_at = excluded.told_at",
        organisation,
        &row.id,
        &row.person,
        &row.account,
        row.told_at
    )?;
    Ok(())
}

/// Who knows a case.
pub async fn knowers(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<KnowerRow>, Error> {
    fetch_all!(
        conn,
        KnowerRow,
        "select k.id, k.case_id, k.person, p.name, k.reason, k.since, k.until from case_knower k
         join person p on p.organisation = k.organisation and p.id = k.person
         where k.organisation = $1 and k.case_id = $2 order by k.since, k.id",
        organisation,
        case
    )
}

/// Writes who knows a case.
pub(in crate::cases) async fn put_knower(
    tx: &mut Tx,
    organisation: &str,
    row: &KnowerRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_knower",
        &row.id,
        "insert into case_knower (organisation, id, case_id, person, reason, since, until) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation, id) do update set until = excluded.until",
        organisation,
        &row.id,
        &row.case_id,
        &row.person,
        &row.reason,
        row.since,
        row.until
    )?;
    Ok(())
}

/// Who keeps out of a case.
pub async fn recusals(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<RecusalRow>, Error> {
    fetch_all!(
        conn,
        RecusalRow,
        "select r.id, r.case_id, r.person, p.name, r.ground, r.note, r.at from case_recusal r
         join person p on p.organisation = r.organisation and p.id = r.person
         where r.organisation = $1 and r.case_id = $2 order by r.at, r.id",
        organisation,
        case
    )
}

/// The cases from which a person keeps out.
pub async fn recused_cases(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct case_id from case_recusal where organisation = $1 and person = $2",
        organisation,
        person
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The cases that do not exist for a person: about the person or somebody above, or kept out of.
pub async fn hidden_cases(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let mut subjects = superiors(conn, organisation, person).await?;
    subjects.push(person.to_owned());
    let mut s = Statement::new("select id from disciplinary_case where organisation = ");
    s.text(organisation)
        .push(" and subject in ")
        .list(&subjects);
    let rows: Vec<(String,)> = s.all(conn).await?;
    let mut cases: Vec<String> = rows.into_iter().map(|(id,)| id).collect();
    cases.extend(recused_cases(conn, organisation, person).await?);
    Ok(cases)
}

/// Writes that somebody keeps out.
pub(in crate::cases) async fn insert_recusal(
    tx: &mut Tx,
    organisation: &str,
    row: &RecusalRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_recusal",
        &row.id,
        "insert into case_recusal (organisation, id, case_id, person, ground, note, at) values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &row.id,
        &row.case_id,
        &row.person,
        &row.ground,
        &row.note,
        row.at
    )?;
    Ok(())
}

/// The units of a person: that of the post and those of the roles.
pub async fn units_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select t.unit from person p join post t on t.organisation = p.organisation and t.id = p.post
         where p.organisation = $1 and p.id = $2
         union
         select g.unit from account a join account_grant g on g.organisation = a.organisation and g.account = a.id
         where a.organisation = $1 and a.person = $2 and g.unit is not null",
        organisation,
        person
    )?;
    Ok(rows.into_iter().map(|(unit,)| unit).collect())
}

/// The people who manage a unit of this person, or one above it; never the person.
pub async fn superiors(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let own = units_of(conn, organisation, person).await?;
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let mut s = Statement::new(
        "with recursive above (id, parent) as (select id, parent from unit where organisation = ",
    );
    s.text(organisation).push(" and id in ").list(&own);
    s.push(" union select u.id, u.parent from unit u join above b on u.id = b.parent where u.organisation = ").text(organisation);
    s.push(") select distinct a.person from above b join account_grant g on g.unit = b.id join account a on a.organisation = g.organisation and a.id = g.account where g.role = 'manager' and g.organisation = ")
        .text(organisation)
        .push(" and a.person <> ")
        .text(person);
    let rows: Vec<(String,)> = s.all(conn).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The active people with an account that holds one of these roles, each once, in order of names: person, name, account.
pub async fn holders(
    conn: &mut Conn,
    organisation: &str,
    roles: &[&str],
) -> Result<Vec<(String, String, String)>, Error> {
    let mut s = Statement::new(
        "select p.id, p.name, min(a.id) from person p join account a on a.organisation = p.organisation and a.person = p.id
         join account_grant g on g.organisation = a.organisation and g.account = a.id where p.organisation = ",
    );
    s.text(organisation)
        .push(" and p.active = ")
        .flag(true)
        .push(" and a.active = ")
        .flag(true);
    s.push(" and g.role in ")
        .list(roles)
        .push(" group by p.id, p.name, p.name_key order by p.name_key, p.id");
    s.all(conn).await
}

/// Names of people.
pub async fn names(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<(String, String)>, Error> {
    let mut s = Statement::new("select id, name from person where organisation = ");
    s.text(organisation).push(" and id in ").list(people);
    s.all(conn).await
}

/// Duties to report, those that run first.
pub async fn duties(conn: &mut Conn, organisation: &str) -> Result<Vec<DutyRow>, Error> {
    fetch_all!(
        conn,
        DutyRow,
        "select id, person, unit, subject, learnt_on, due_at, state, level, case_id, entered_by from case_duty
         where organisation = $1 order by case when state = 'reported' then 1 else 0 end, due_at, id limit 500",
        organisation
    )
}

/// The duties of a manager.
pub async fn duties_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<DutyRow>, Error> {
    fetch_all!(
        conn,
        DutyRow,
        "select id, person, unit, subject, learnt_on, due_at, state, level, case_id, entered_by from case_duty
         where organisation = $1 and person = $2 order by due_at, id",
        organisation,
        person
    )
}

/// A duty.
pub async fn duty(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<DutyRow>, Error> {
    fetch_optional!(
        conn,
        DutyRow,
        "select id, person, unit, subject, learnt_on, due_at, state, level, case_id, entered_by from case_duty
         where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a duty, new or changed.
pub(in crate::cases) async fn put_duty(
    tx: &mut Tx,
    organisation: &str,
    row: &DutyRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_duty",
        &row.id,
        "insert into case_duty (organisation, id, person, unit, subject, learnt_on, due_at, state, level, case_id, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (organisation, id) do update set due_at = excluded.due_at, state = excluded.state, level = excluded.level,
             case_id = excluded.case_id",
        organisation,
        &row.id,
        &row.person,
        &row.unit,
        &row.subject,
        &row.learnt_on,
        row.due_at,
        &row.state,
        row.level,
        &row.case_id,
        &row.entered_by
    )?;
    Ok(())
}

/// The units that a person manages.
pub async fn managed_units(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct g.unit from account a join account_grant g on g.organisation = a.organisation and g.account = a.id
         where a.organisation = $1 and a.person = $2 and g.role = 'manager' and g.unit is not null order by g.unit",
        organisation,
        person
    )?;
    Ok(rows.into_iter().map(|(unit,)| unit).collect())
}

/// The people who manage the unit so many levels above one; empty past the top.
pub async fn managers_above(
    conn: &mut Conn,
    organisation: &str,
    unit: &str,
    levels: i64,
) -> Result<Vec<String>, Error> {
    let units = crate::organisation::store::units(conn, organisation).await?;
    let mut at = Some(unit.to_owned());
    for _ in 0..levels {
        at = at.and_then(|id| {
            units
                .iter()
                .find(|row| row.id == id)
                .and_then(|row| row.parent.clone())
        });
    }
    let Some(unit) = at else {
        return Ok(Vec::new());
    };
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct a.person from account_grant g join account a on a.organisation = g.organisation and a.id = g.account
         where g.organisation = $1 and g.role = 'manager' and g.unit = $2 and a.active = $3",
        organisation,
        &unit,
        true
    )?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}
