//! SQL of scorecards: the records that they rest on, and what was frozen in a review talk.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::model::{
    CourseFact, FindingFact, MessageFact, Records, RemedyFact, ResolutionFact, StaffFact,
    SurveyFact,
};

/// All records of an organisation between two moments.
pub async fn records(
    conn: &mut Conn,
    organisation: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Records, Error> {
    let mut records = Records::default();
    let messages = fetch_all!(
        conn,
        MessageFact,
        "select m.id, m.unit, m.filed_at, m.first_deadline_at, coalesce(m.answered_at, m.closed_at) as ended_at, m.late,
                coalesce((select a.outcome from answer a where a.organisation = m.organisation and a.message = m.id
                          order by a.id limit 1), '') as first_outcome,
                coalesce((select a.outcome from answer a where a.organisation = m.organisation and a.message = m.id
                          order by a.id desc limit 1), '') as last_outcome,
                (select count(*) from answer a where a.organisation = m.organisation and a.message = m.id) as answers,
                exists (select 1 from change_made c where c.organisation = m.organisation and c.message = m.id) as changed
         from message m
         where m.organisation = $1 and m.filed_at >= $2 and m.filed_at < $3 and m.unit is not null and m.duplicate_of is null
         order by m.filed_at, m.id",
        organisation,
        from,
        to
    )?;
    for row in messages {
        records
            .messages
            .entry(row.unit.clone())
            .or_default()
            .push(row);
    }
    let surveys = fetch_all!(
        conn,
        SurveyFact,
        "select s.id, m.unit, s.at,
                coalesce(s.courtesy, 0) + coalesce(s.clarity, 0) + coalesce(s.speed, 0) + coalesce(s.fairness, 0) + coalesce(s.outcome, 0) as sum,
                (case when s.courtesy is null then 0 else 1 end) + (case when s.clarity is null then 0 else 1 end)
                + (case when s.speed is null then 0 else 1 end) + (case when s.fairness is null then 0 else 1 end)
                + cast((case when s.outcome is null then 0 else 1 end) as bigint) as given
         from satisfaction s join message m on m.organisation = s.organisation and m.id = s.id
         where s.organisation = $1 and s.at >= $2 and s.at < $3 and m.unit is not null order by s.at, s.id",
        organisation,
        from,
        to
    )?;
    for row in surveys {
        records
            .surveys
            .entry(row.unit.clone())
            .or_default()
            .push(row);
    }
    records.findings = fetch_all!(
        conn,
        FindingFact,
        "select f.id, f.unit, f.state, f.raised_at,
                coalesce((select s.account from finding_step s where s.organisation = f.organisation and s.finding = f.id
                          and s.deed = 'raise' order by s.id limit 1), '') as raised_by,
                exists (select 1 from committee_item i
                        join resolution r on r.organisation = i.organisation and r.item = i.id and r.state = 'done'
                        where i.organisation = f.organisation and i.object_type = 'finding' and i.object_id = f.id) as resolved
         from finding f where f.organisation = $1 and f.raised_at >= $2 and f.raised_at < $3 and f.unit is not null
         order by f.raised_at, f.id",
        organisation,
        from,
        to
    )?;
    records.resolutions = fetch_all!(
        conn,
        ResolutionFact,
        "select id, unit, state, deadline_at, closed_at from resolution
         where organisation = $1 and deadline_at >= $2 and deadline_at < $3 order by deadline_at, id",
        organisation,
        from,
        to
    )?;
    records.remedies = fetch_all!(
        conn,
        RemedyFact,
        "select id, unit, state, deadline_at, reported_at from remedy
         where organisation = $1 and deadline_at >= $2 and deadline_at < $3 order by deadline_at, id",
        organisation,
        from,
        to
    )?;
    records.staff = crate::interests::store::staff(conn, organisation)
        .await?
        .into_iter()
        .filter_map(|one| {
            Some(StaffFact {
                unit: one.unit?,
                person: one.person,
                account: one.account,
            })
        })
        .collect();
    for campaign in crate::interests::store::campaigns(conn, organisation).await? {
        if campaign.deadline_at >= from && campaign.deadline_at < to {
            let who =
                crate::interests::store::declared_in(conn, organisation, &campaign.id).await?;
            records.campaigns.push((campaign.deadline_at, who));
        }
    }
    let mut versions = crate::charter::store::versions(conn, organisation).await?;
    versions.sort_by_key(|row| (row.effective_at, row.number));
    for version in versions {
        let who = crate::charter::store::pledges(conn, organisation, &version.id).await?;
        let who = who.into_iter().map(|row| (row.person, row.at)).collect();
        records.charters.push((version.effective_at, who));
    }
    records.courses = courses(conn, organisation).await?;
    Ok(records)
}

/// Courses that are owed, by whom, and who completed them.
async fn courses(conn: &mut Conn, organisation: &str) -> Result<Vec<CourseFact>, Error> {
    use crate::learning::store as learning;
    let done = learning::done(conn, organisation).await?;
    let people = learning::learners(conn, organisation).await?;
    let all = learning::courses(conn, organisation).await?;
    let owed = all
        .iter()
        .filter(|row| crate::learning::acts::is_active(row));
    Ok(owed
        .filter_map(|row| {
            let (due_at, audience) = (row.due_at?, row.audience());
            let owes = |one: &&learning::Learner| audience.includes(&one.roles);
            let of: Vec<&learning::Learner> = people.iter().filter(owes).collect();
            Some(CourseFact {
                due_at,
                done: (of.iter())
                    .flat_map(|one| {
                        let times = done.completions(row, &one.who.person);
                        times
                            .into_iter()
                            .map(|at| (one.who.person.clone(), at, row.terms().valid_until(at)))
                    })
                    .collect(),
                audience: of.into_iter().map(|one| one.who.person.clone()).collect(),
            })
        })
        .collect())
}

/// A review talk about a scorecard.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TalkRow {
    /// Id.
    pub id: String,
    /// Unit.
    pub unit: String,
    /// Word of the period.
    pub period: String,
    /// Account of the manager.
    pub manager: String,
    /// Its person.
    pub manager_person: String,
    /// Account of who led the talk.
    pub reviewer: String,
    /// Its person.
    pub reviewer_person: String,
    /// Day of the talk, Solar Hijri `1405-09-01`.
    pub talked_on: String,
    /// Who took part.
    pub participants: String,
    /// What was said.
    pub notes: String,
    /// What was agreed.
    pub measures: String,
    /// What the manager adds.
    pub manager_words: String,
    /// SHA-256 of the frozen figures, hex.
    pub snapshot_hash: String,
    /// `recorded` or `signed`.
    pub state: String,
    /// When who led it signed.
    pub reviewer_signed_at: Option<Timestamp>,
    /// When the manager signed.
    pub manager_signed_at: Option<Timestamp>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// A frozen figure.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FigureRow {
    /// Id.
    pub id: String,
    /// Code.
    pub code: String,
    /// JSON of [`super::model::Cell`].
    pub cell: String,
    /// JSON list of [`super::model::Record`].
    pub records: String,
}

const TALK: &str = "select id, unit, period, manager, manager_person, reviewer, reviewer_person, talked_on, participants, notes, \
     measures, manager_words, snapshot_hash, state, reviewer_signed_at, manager_signed_at, recorded_at from scorecard";

/// The talk about a unit and a period.
pub async fn talk(
    conn: &mut Conn,
    organisation: &str,
    unit: &str,
    period: &str,
) -> Result<Option<TalkRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{TALK} where organisation = $1 and unit = $2 and period = $3"
    ));
    fetch_optional!(conn, TalkRow, sql, organisation, unit, period)
}

/// All talks, newest first.
pub async fn talks(conn: &mut Conn, organisation: &str) -> Result<Vec<TalkRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{TALK} where organisation = $1 order by recorded_at desc, id"
    ));
    fetch_all!(conn, TalkRow, sql, organisation)
}

/// The frozen figures of a talk.
pub async fn frozen(
    conn: &mut Conn,
    organisation: &str,
    scorecard: &str,
) -> Result<Vec<FigureRow>, Error> {
    fetch_all!(
        conn,
        FigureRow,
        "select id, code, cell, records from scorecard_figure where organisation = $1 and scorecard = $2 order by position",
        organisation,
        scorecard
    )
}

/// Managers: account, person, name, unit for which the role is held.
pub async fn managers(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, String, Option<String>)>, Error> {
    fetch_all!(
        conn,
        (String, String, String, Option<String>),
        "select a.id, p.id, p.name, g.unit from account_grant g
         join account a on a.organisation = g.organisation and a.id = g.account
         join person p on p.organisation = a.organisation and p.id = a.person
         where g.organisation = $1 and g.role = 'manager' and a.active = $2 order by p.name_key, a.id",
        organisation,
        true
    )
}

/// Writes a talk, new or changed.
pub(super) async fn put_talk(tx: &mut Tx, organisation: &str, row: &TalkRow) -> Result<(), Error> {
    change!(
        tx,
        "scorecard",
        &row.id,
        "insert into scorecard (organisation, id, unit, period, manager, manager_person, reviewer, reviewer_person, talked_on,
             participants, notes, measures, manager_words, snapshot_hash, state, reviewer_signed_at, manager_signed_at, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (organisation, id) do update set manager = excluded.manager, manager_person = excluded.manager_person,
             talked_on = excluded.talked_on, participants = excluded.participants, notes = excluded.notes,
             measures = excluded.measures, manager_words = excluded.manager_words, snapshot_hash = excluded.snapshot_hash,
             state = excluded.state, reviewer_signed_at = excluded.reviewer_signed_at,
             manager_signed_at = excluded.manager_signed_at, recorded_at = excluded.recorded_at",
        organisation,
        &row.id,
        &row.unit,
        &row.period,
        &row.manager,
        &row.manager_person,
        &row.reviewer,
        &row.reviewer_person,
        &row.talked_on,
        &row.participants,
        &row.notes,
        &row.measures,
        &row.manager_words,
        &row.snapshot_hash,
        &row.state,
        row.reviewer_signed_at,
        row.manager_signed_at,
        row.recorded_at
    )?;
    Ok(())
}

/// Writes a frozen figure, new or taken again.
pub(super) async fn put_figure(
    tx: &mut Tx,
    organisation: &str,
    scorecard: &str,
    position: i64,
    row: &FigureRow,
) -> Result<(), Error> {
    change!(
        tx,
        "scorecard_figure",
        &row.id,
        "insert into scorecard_figure (organisation, id, scorecard, position, code, cell, records)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation, id) do update set cell = excluded.cell, records = excluded.records",
        organisation,
        &row.id,
        scorecard,
        position,
        &row.code,
        &row.cell,
        &row.records
    )?;
    Ok(())
}
