//! SQL of cases: the case and its steps here, boards and what belongs to a case in files of their own.

mod boards;
mod parts;
mod people;

pub use boards::*;
pub use parts::*;
pub use people::*;

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_one, fetch_optional};

use super::model::State;
use crate::platform::query::Statement;
use crate::platform::search;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CaseRow {
    /// Id.
    pub id: String,
    /// Number: `1405-00017`.
    pub number: String,
    /// Code of where it came from.
    pub source: String,
    /// The finding or message.
    pub source_id: Option<String>,
    /// The body concerned, in words.
    pub body: String,
    /// The unit concerned.
    pub unit: Option<String>,
    /// What is said to have happened.
    pub description: String,
    /// Name of whom it is said about, or empty.
    pub suspect_name: String,
    /// Post of whom it is said about, or empty.
    pub suspect_post: String,
    /// National code of whom it is said about.
    pub suspect_code: Option<String>,
    /// Their person, where known.
    pub subject: Option<String>,
    /// Code of the employment regime.
    pub regime: String,
    /// Code of the state.
    pub state: String,
    /// When what the state waits for is due.
    pub deadline_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Person who opened it.
    pub opened_by: Option<String>,
    /// Person who took it up.
    pub screened_by: Option<String>,
    /// Person who investigates.
    pub investigator: Option<String>,
    /// SHA-256 of the code on the printed letter.
    pub code_hash: Option<String>,
    /// More time was granted.
    pub extended: bool,
    /// More time was asked for and not answered.
    pub asked_extension: bool,
    /// Code of the sanction of the last decision.
    pub sanction: Option<String>,
    /// Until when the court can be gone to.
    pub court_until: Option<Timestamp>,
    /// When the decision was enforced.
    pub enforced_at: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// When the record was restored.
    pub restored_at: Option<Timestamp>,
    /// Search key.
    pub text_key: String,
}

impl CaseRow {
    /// The state; a word that is none is an error of the database.
    pub fn state(&self) -> Result<State, Error> {
        State::of(&self.state)
            .ok_or_else(|| Error::Corrupt(format!("case {}: state {}", self.id, self.state)))
    }
}

/// A step of a case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StepRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Code of the deed.
    pub deed: String,
    /// State after it.
    pub state: String,
    /// Reason or text.
    pub note: String,
    /// Legal basis.
    pub legal_basis: String,
    /// Name of its document.
    pub document_name: Option<String>,
    /// Media type of its document.
    pub document_type: Option<String>,
    /// SHA-256 of its document, hex.
    pub document_sha256: Option<String>,
    /// The deadline that it began.
    pub deadline_at: Option<Timestamp>,
    /// Who did it.
    pub person: Option<String>,
    /// In which role.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

const CASE: &str = "select c.id, c.number, c.source, c.source_id, c.body, c.unit, c.description, c.suspect_name, c.suspect_post, c.suspect_code,
     c.subject, c.regime, c.state, c.deadline_at, c.opened_at, c.opened_by, c.screened_by, c.investigator, c.code_hash, c.extended,
     c.asked_extension, c.sanction, c.court_until, c.enforced_at, c.closed_at, c.restored_at, c.text_key";

/// Begins a statement on the cases of an organisation.
fn cases_of(organisation: &str) -> Statement {
    let mut s = Statement::new(CASE);
    s.push(" from disciplinary_case c where c.organisation = ")
        .text(organisation);
    s
}

/// What a list asks for, and for whom.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Who asks: a case that is theirs does not exist for them.
    pub person: String,
    /// Who is above them: a case about such a person does not exist for them.
    pub superiors: Vec<String>,
    /// Cases from which they keep out.
    pub recused: Vec<String>,
    /// Only those they were let into.
    pub known_only: bool,
    /// Words.
    pub question: String,
    /// A state, `open`, `overdue`, or empty.
    pub state: String,
    /// Code of a source, or empty.
    pub source: String,
    /// Now, for what is overdue.
    pub now: Timestamp,
}

const CLOSED: [&str; 6] = [
    "unfounded",
    "referred",
    "cleared",
    "annulled",
    "enforced",
    "final",
];

fn conditions(select: &'static str, organisation: &str, filter: &CaseFilter) -> Statement {
    let mut s = Statement::new(select);
    if search::asks(&filter.question) {
        s.push(" from text_mark m cross join disciplinary_case c where m.organisation = ")
            .text(organisation)
            .push(" and m.area = 'case' and c.organisation = m.organisation and c.id = m.object")
            .marked(&filter.question);
    } else {
        s.push(" from disciplinary_case c where c.organisation = ")
            .text(organisation);
    }
    let mut hidden = filter.superiors.clone();
    hidden.push(filter.person.clone());
    s.push(" and (c.subject is null or c.subject not in ")
        .list(&hidden)
        .push(")");
    if !filter.recused.is_empty() {
        s.push(" and c.id not in ").list(&filter.recused);
    }
    if filter.known_only {
        s.push(" and c.id in (select k.case_id from case_knower k where k.organisation = c.organisation and k.until is null and k.person = ")
            .text(&filter.person)
            .push(")");
    }
    match filter.state.as_str() {
        "" => {}
        "open" => {
            s.push(" and c.state not in ").list(&CLOSED);
        }
        "overdue" => {
            s.push(" and c.state not in ").list(&CLOSED);
            s.push(" and c.deadline_at < ").whole(filter.now.0);
        }
        state => {
            s.push(" and c.state = ").text(state);
        }
    }
    if !filter.source.is_empty() {
        s.push(" and c.source = ").text(&filter.source);
    }
    s.words("c.text_key", &filter.question);
    s
}

/// Cases, the newest first.
pub async fn cases(
    conn: &mut Conn,
    organisation: &str,
    filter: &CaseFilter,
    most: i64,
    skip: i64,
) -> Result<Vec<CaseRow>, Error> {
    let mut s = conditions(CASE, organisation, filter);
    s.push(if search::asks(&filter.question) {
        " order by m.at desc, m.object desc limit "
    } else {
        " order by c.opened_at desc, c.id desc limit "
    })
    .whole(most)
    .push(" offset ")
    .whole(skip);
    s.all(conn).await
}

/// How many there are; of a search no more than one above [`search::MOST_FOUND`].
pub async fn count_cases(
    conn: &mut Conn,
    organisation: &str,
    filter: &CaseFilter,
) -> Result<i64, Error> {
    search::count(conn, &filter.question, |select| {
        conditions(select, organisation, filter)
    })
    .await
}

/// A case, whoever asks: acts and the list decide who may.
pub async fn case(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<CaseRow>, Error> {
    let mut s = cases_of(organisation);
    s.push(" and c.id = ").text(id);
    Ok(s.all(conn).await?.into_iter().next())
}

/// The case of a number.
pub async fn case_of_number(
    conn: &mut Conn,
    organisation: &str,
    number: &str,
) -> Result<Option<CaseRow>, Error> {
    let mut s = cases_of(organisation);
    s.push(" and c.number = ").text(number);
    Ok(s.all(conn).await?.into_iter().next())
}

/// Cases about a person of which the charge was served, the newest first.
pub async fn cases_about(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<CaseRow>, Error> {
    let mut s = cases_of(organisation);
    s.push(" and c.subject = ")
        .text(person)
        .push(" order by c.opened_at desc, c.id desc");
    Ok(s.all::<CaseRow>(conn)
        .await?
        .into_iter()
        .filter(|row| State::of(&row.state).is_some_and(State::is_charged))
        .collect())
}

/// Cases that a person reported, the newest first.
pub async fn cases_reported_by(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<CaseRow>, Error> {
    let mut s = cases_of(organisation);
    s.push(" and c.id in (select r.id from case_reporter r where r.organisation = c.organisation and r.person = ")
        .text(person)
        .push(") order by c.opened_at desc, c.id desc");
    s.all(conn).await
}

/// Number and state of the case that came from a finding or message, if there is one.
pub async fn case_of_source(
    conn: &mut Conn,
    organisation: &str,
    source: &str,
    id: &str,
) -> Result<Option<String>, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select id from disciplinary_case where organisation = $1 and source = $2 and source_id = $3 order by id limit 1",
        organisation,
        source,
        id
    )?;
    Ok(row.map(|(id,)| id))
}

/// Greatest running number of a year; 0 where there is none.
pub(super) async fn last_number(
    conn: &mut Conn,
    organisation: &str,
    year: u16,
) -> Result<i64, Error> {
    let begin = |year| {
        persian::Date::new(year, 1, 1)
            .map(|day| persian::tehran_micros(day, 0, 0))
            .map_err(|why| Error::Corrupt(why.to_string()))
    };
    let (last,): (Option<String>,) = fetch_one!(
        conn,
        (Option<String>,),
        "select max(number) from disciplinary_case where organisation = $1 and opened_at >= $2 and opened_at < $3",
        organisation,
        begin(year)?,
        begin(year + 1)?
    )?;
    Ok(last
        .and_then(|number| number.split('-').nth(1).and_then(|n| n.parse().ok()))
        .unwrap_or(0))
}

/// Writes a case, new or changed.
pub(super) async fn put_case(tx: &mut Tx, organisation: &str, row: &CaseRow) -> Result<(), Error> {
    let (at, key) = (row.opened_at, &row.text_key);
    search::mark(tx, organisation, "case", &row.id, at, key).await?;
    change!(
        tx,
        "disciplinary_case",
        &row.id,
        "insert into disciplinary_case (organisation, id, number, source, source_id, body, unit, description, suspect_name, suspect_post,
             suspect_code, subject, regime, state, deadline_at, opened_at, opened_by, screened_by, investigator, code_hash, extended,
             asked_extension, sanction, court_until, enforced_at, closed_at, restored_at, text_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
         on conflict (organisation, id) do update set unit = excluded.unit, suspect_name = excluded.suspect_name,
             suspect_post = excluded.suspect_post, suspect_code = excluded.suspect_code, subject = excluded.subject,
             regime = excluded.regime, state = excluded.state, deadline_at = excluded.deadline_at, screened_by = excluded.screened_by,
             investigator = excluded.investigator, code_hash = excluded.code_hash, extended = excluded.extended,
             asked_extension = excluded.asked_extension, sanction = excluded.sanction, court_until = excluded.court_until,
             enforced_at = excluded.enforced_at, closed_at = excluded.closed_at, restored_at = excluded.restored_at,
             text_key = excluded.text_key",
        organisation,
        &row.id,
        &row.number,
        &row.source,
        &row.source_id,
        &row.body,
        &row.unit,
        &row.description,
        &row.suspect_name,
        &row.suspect_post,
        &row.suspect_code,
        &row.subject,
        &row.regime,
        &row.state,
        row.deadline_at,
        row.opened_at,
        &row.opened_by,
        &row.screened_by,
        &row.investigator,
        &row.code_hash,
        row.extended,
        row.asked_extension,
        &row.sanction,
        row.court_until,
        row.enforced_at,
        row.closed_at,
        row.restored_at,
        &row.text_key
    )?;
    Ok(())
}

/// Steps of a case, the oldest first.
pub async fn steps(conn: &mut Conn, organisation: &str, case: &str) -> Result<Vec<StepRow>, Error> {
    fetch_all!(
        conn,
        StepRow,
        "select id, case_id, deed, state, note, legal_basis, document_name, document_type, document_sha256, deadline_at, person, role, at
         from case_step where organisation = $1 and case_id = $2 order by at, id",
        organisation,
        case
    )
}

/// A step by id.
pub async fn step(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<StepRow>, Error> {
    fetch_optional!(
        conn,
        StepRow,
        "select id, case_id, deed, state, note, legal_basis, document_name, document_type, document_sha256, deadline_at, person, role, at
         from case_step where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a step.
pub(super) async fn insert_step(
    tx: &mut Tx,
    organisation: &str,
    row: &StepRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_step",
        &row.id,
        "insert into case_step (organisation, id, case_id, deed, state, note, legal_basis, document_name, document_type,
             document_sha256, deadline_at, person, role, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        organisation,
        &row.id,
        &row.case_id,
        &row.deed,
        &row.state,
        &row.note,
        &row.legal_basis,
        &row.document_name,
        &row.document_type,
        &row.document_sha256,
        row.deadline_at,
        &row.person,
        &row.role,
        row.at
    )?;
    Ok(())
}

/// A case that waits for a board or is overdue, as an agenda takes it: the number alone, since the agenda may name nobody.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// Code of the state.
    pub state: String,
    /// When it is due.
    pub deadline_at: Option<Timestamp>,
}

/// The cases that wait: before a board, or past a deadline of the office, the most urgent first; only those that `filter` lets the
/// reader see ([`crate::cases::acts::sight`]).
pub async fn waiting(
    conn: &mut Conn,
    organisation: &str,
    filter: &CaseFilter,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Waiting>, Error> {
    let plain = CaseFilter {
        state: String::new(),
        question: String::new(),
        ..filter.clone()
    };
    let select = "select c.id, c.number, c.state, c.deadline_at";
    let mut s = conditions(select, organisation, &plain);
    s.push(" and c.state not in ").list(&CLOSED);
    s.push(" and (c.state in ('deciding', 'appealed') or c.deadline_at < ")
        .whole(now.0)
        .push(")");
    s.push(" order by c.deadline_at, c.id limit ").whole(most);
    s.all(conn).await
}

/// Numbers of cases of a unit and period for a scorecard: counts only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Opened in the period.
    pub opened: i64,
    /// Ended without a violation in the period.
    pub without_violation: i64,
    /// A violation became final among those opened in the period.
    pub with_violation: i64,
    /// Open and past a deadline of the office at the end of the period.
    pub overdue: i64,
}

/// Counts the cases of a unit (none: of the organisation) that were opened or ended from `from` up to but not including `to`.
pub async fn counts(
    conn: &mut Conn,
    organisation: &str,
    unit: Option<&str>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Counts, Error> {
    let unit = unit.unwrap_or("");
    let (opened, without_violation, with_violation, overdue): (i64, i64, i64, i64) = fetch_one!(
        conn,
        (i64, i64, i64, i64),
        "select coalesce(sum(case when opened_at >= $3 and opened_at < $4 then 1 else 0 end), 0),
             coalesce(sum(case when closed_at >= $3 and closed_at < $4 and state in ('unfounded', 'cleared', 'annulled') then 1 else 0 end), 0),
             coalesce(sum(case when opened_at >= $3 and opened_at < $4 and state in ('final', 'enforced', 'court') then 1 else 0 end), 0),
             coalesce(sum(case when deadline_at < $4 and closed_at is null and state not in ('final', 'enforced', 'court') then 1 else 0 end), 0)
         from disciplinary_case where organisation = $1 and ($2 = '' or unit = $2)",
        organisation,
        unit,
        from,
        to
    )?;
    Ok(Counts {
        opened,
        without_violation,
        with_violation,
        overdue,
    })
}

/// Writes a case as a test wants it.
#[cfg(test)]
pub(super) async fn put_case_for_tests(
    tx: &mut Tx,
    organisation: &str,
    row: &CaseRow,
) -> Result<(), Error> {
    put_case(tx, organisation, row).await
}
