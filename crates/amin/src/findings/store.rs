//! SQL of findings.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::model::{Deed, NewFinding};
use crate::platform::query::Statement;

/// A finding.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FindingRow {
    /// Id.
    pub id: String,
    /// What makes it the same finding.
    pub key: String,
    /// Code of its kind.
    pub kind: String,
    /// Code of its severity.
    pub severity: String,
    /// Code of its state.
    pub state: String,
    /// Unit concerned.
    pub unit: Option<String>,
    /// Service concerned.
    pub service: Option<String>,
    /// Type of the object concerned.
    pub object_type: Option<String>,
    /// Its id.
    pub object_id: Option<String>,
    /// One line, Persian.
    pub title: String,
    /// In English.
    pub title_en: String,
    /// What was seen, Persian.
    pub text: String,
    /// In English.
    pub text_en: String,
    /// What was asked of the data.
    pub query: String,
    /// Version of the rule.
    pub rule_version: String,
    /// SHA-256 of the data.
    pub input_hash: String,
    /// Cases in all.
    pub case_count: i64,
    /// JSON list of case names.
    pub cases: String,
    /// JSON object of numbers.
    pub facts: String,
    /// How often it was found.
    pub times_seen: i64,
    /// Account of who reviews it.
    pub owner: Option<String>,
    /// When it was first found.
    pub raised_at: Timestamp,
    /// When it was found last.
    pub seen_at: Timestamp,
    /// When somebody decided what it means.
    pub decided_at: Option<Timestamp>,
}

/// One thing that was done with a finding.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StepRow {
    /// Code of the deed.
    pub deed: String,
    /// Why, or what was said.
    pub note: String,
    /// By whom; none: the program.
    pub account: Option<String>,
    /// In which role.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

const COLUMNS: &str = "id, key, kind, severity, state, unit, service, object_type, object_id, title, title_en, text, text_en, \
     query, rule_version, input_hash, case_count, cases, facts, times_seen, owner, raised_at, seen_at, decided_at";

/// A finding by id.
pub async fn finding(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<FindingRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from finding where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, FindingRow, sql, organisation, id)
}

/// A finding by its key.
pub async fn finding_of_key(
    conn: &mut Conn,
    organisation: &str,
    key: &str,
) -> Result<Option<FindingRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from finding where organisation = $1 and key = $2"
    ));
    fetch_optional!(conn, FindingRow, sql, organisation, key)
}

/// What was done with a finding, in order.
pub async fn steps(
    conn: &mut Conn,
    organisation: &str,
    finding: &str,
) -> Result<Vec<StepRow>, Error> {
    fetch_all!(
        conn,
        StepRow,
        "select deed, note, account, role, at from finding_step where organisation = $1 and finding = $2 order by at, id",
        organisation,
        finding
    )
}

/// Which findings.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of a search.
    pub question: String,
    /// Code of a kind, or empty.
    pub kind: String,
    /// Code of a state, `open` for those not decided, or empty.
    pub state: String,
    /// Code of a severity, or empty.
    pub severity: String,
    /// Code of a service, or empty.
    pub service: String,
    /// Units whose findings are seen; none: all.
    pub units: Option<Vec<String>>,
    /// The reader's person: no finding of a mission, a file, a message or a tender that they are kept from.
    pub reader: String,
}

fn conditions(sql: &'static str, organisation: &str, filter: &Filter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where organisation = ").text(organisation);
    match filter.state.as_str() {
        "" => {}
        "open" => {
            s.push(" and state in ")
                .list(&["new", "under-review", "asked"]);
        }
        state => {
            s.push(" and state = ").text(state);
        }
    }
    if !filter.kind.is_empty() {
        s.push(" and kind = ").text(&filter.kind);
    }
    if !filter.severity.is_empty() {
        s.push(" and severity = ").text(&filter.severity);
    }
    if !filter.service.is_empty() {
        s.push(" and service = ").text(&filter.service);
    }
    if let Some(units) = &filter.units {
        s.push(" and unit in ").list(units);
    }
    if !filter.reader.is_empty() {
        s.push(" and not exists (select 1 from mission_recusal r where r.organisation = finding.organisation and r.mission = finding.object_id and r.person = ")
            .text(&filter.reader)
            .push(") and not exists (select 1 from matter_recusal r where r.organisation = finding.organisation and r.matter = finding.object_id and r.person = ")
            .text(&filter.reader)
            .push(") and not exists (select 1 from tender_decider r where r.organisation = finding.organisation and r.tender = finding.object_id and r.state = 'recused' and r.person = ")
            .text(&filter.reader)
            .push(")");
    }
    s.words("text_key", &filter.question);
    s
}

/// Whether a finding came of a mission, a file, a message or a tender that somebody is kept from.
pub async fn is_kept_from(
    conn: &mut Conn,
    organisation: &str,
    row: &FindingRow,
    person: Option<&str>,
) -> Result<bool, Error> {
    match (row.object_type.as_deref(), &row.object_id, person) {
        (Some("mission"), Some(mission), Some(person)) => {
            crate::inspection::store::is_kept_out(conn, organisation, mission, person).await
        }
        (Some("matter" | "message"), Some(matter), Some(person)) => {
            let recused = crate::interests::store::recusals(conn, organisation, matter).await?;
            Ok(recused.iter().any(|row| row.person == person))
        }
        (Some("tender"), Some(tender), Some(person)) => {
            crate::tenders::store::is_kept_out(conn, organisation, tender, person).await
        }
        _ => Ok(false),
    }
}

/// How many.
pub async fn count(conn: &mut Conn, organisation: &str, filter: &Filter) -> Result<i64, Error> {
    conditions("select count(*) from finding", organisation, filter)
        .count(conn)
        .await
}

/// Some of them: the gravest first, then the newest.
pub async fn list(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    limit: i64,
    skip: i64,
) -> Result<Vec<FindingRow>, Error> {
    let mut s = conditions(
        "select id, key, kind, severity, state, unit, service, object_type, object_id, title, title_en, text, text_en,
                query, rule_version, input_hash, case_count, cases, facts, times_seen, owner, raised_at, seen_at, decided_at
         from finding",
        organisation,
        filter,
    );
    s.push(
        " order by case severity when 'high' then 0 when 'medium' then 1 else 2 end, raised_at desc, id limit ",
    )
    .whole(limit)
    .push(" offset ")
    .whole(skip);
    s.all(conn).await
}

/// Findings about one object, newest first.
pub async fn about(
    conn: &mut Conn,
    organisation: &str,
    object_type: &str,
    object_id: &str,
) -> Result<Vec<FindingRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from finding where organisation = $1 and object_type = $2 and object_id = $3 order by raised_at desc, id"
    ));
    fetch_all!(conn, FindingRow, sql, organisation, object_type, object_id)
}

/// How many findings of each kind stand in each state, for the public: (kind, state, findings).
pub async fn tally(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, i64)>, Error> {
    fetch_all!(
        conn,
        (String, String, i64),
        "select kind, state, count(*) from finding where organisation = $1 group by kind, state order by kind, state",
        organisation
    )
}

/// Writes a new finding.
pub(super) async fn insert(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    new: &NewFinding,
    now: Timestamp,
) -> Result<(), Error> {
    let corrupt = |why: serde_json::Error| Error::Corrupt(why.to_string());
    change!(
        tx,
        "finding",
        id,
        "insert into finding (organisation, id, key, kind, severity, state, unit, service, object_type, object_id, title, title_en,
             text, text_en, query, rule_version, input_hash, case_count, cases, facts, times_seen, raised_at, seen_at, text_key)
         values ($1, $2, $3, $4, $5, 'new', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20, $20, $21)",
        organisation,
        id,
        &new.key,
        new.kind.code(),
        new.severity.code(),
        &new.unit,
        &new.service,
        new.object.as_ref().map(|(kind, _)| *kind),
        new.object.as_ref().map(|(_, id)| id.clone()),
        &new.title.0,
        &new.title.1,
        &new.text.0,
        &new.text.1,
        &new.query,
        &new.rule_version,
        &new.input_hash,
        new.case_count,
        serde_json::to_string(&new.cases).map_err(corrupt)?,
        new.facts.to_string(),
        now,
        words(new)
    )?;
    Ok(())
}

/// What a search of a finding looks in.
fn words(new: &NewFinding) -> String {
    let words = [
        new.title.0.as_str(),
        &new.title.1,
        &new.text.0,
        &new.text.1,
        new.service.as_deref().unwrap_or(""),
    ];
    persian::index_key(&words.join(" "))
}

/// Brings a finding up to what newer data say.
pub(super) async fn refresh(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    new: &NewFinding,
    now: Timestamp,
) -> Result<(), Error> {
    let corrupt = |why: serde_json::Error| Error::Corrupt(why.to_string());
    change!(
        tx,
        "finding",
        id,
        "update finding set severity = $3, title = $4, title_en = $5, text = $6, text_en = $7, query = $8, rule_version = $9,
             input_hash = $10, case_count = $11, cases = $12, facts = $13, times_seen = times_seen + 1, seen_at = $14, text_key = $15
         where organisation = $1 and id = $2",
        organisation,
        id,
        new.severity.code(),
        &new.title.0,
        &new.title.1,
        &new.text.0,
        &new.text.1,
        &new.query,
        &new.rule_version,
        &new.input_hash,
        new.case_count,
        serde_json::to_string(&new.cases).map_err(corrupt)?,
        new.facts.to_string(),
        now,
        words(new)
    )?;
    Ok(())
}

/// Moves a finding.
pub(super) async fn set_state(
    tx: &mut Tx,
    organisation: &str,
    row: &FindingRow,
) -> Result<(), Error> {
    change!(
        tx,
        "finding",
        &row.id,
        "update finding set state = $3, owner = $4, decided_at = $5 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        &row.owner,
        row.decided_at
    )?;
    Ok(())
}

/// Writes down what was done.
pub(super) async fn insert_step(
    tx: &mut Tx,
    organisation: &str,
    finding: &str,
    deed: Deed,
    step: &StepRow,
) -> Result<(), Error> {
    let id = tx.new_id(step.at);
    change!(
        tx,
        "finding_step",
        &id,
        "insert into finding_step (organisation, id, finding, deed, note, account, role, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        organisation,
        &id,
        finding,
        deed.code(),
        &step.note,
        &step.account,
        &step.role,
        step.at
    )?;
    Ok(())
}
