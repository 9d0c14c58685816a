//! SQL of declared procedures, accepted deviations and the stored summaries.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// A version of a service's procedure.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VersionRow {
    /// Id.
    pub id: String,
    /// From 1, rising.
    pub number: i64,
    /// Law, by-law or circular.
    pub source: String,
    /// The rules as text; empty where the procedure is a model alone.
    pub text: String,
    /// The model, BPMN or PNML.
    pub model: Option<String>,
    /// First day, `1405-07-01`.
    pub valid_from: String,
    /// Last day; none: still in force.
    pub valid_until: Option<String>,
    /// Who wrote it.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Versions of a service's procedure, newest first.
pub async fn versions(
    conn: &mut Conn,
    organisation: &str,
    service: &str,
) -> Result<Vec<VersionRow>, Error> {
    fetch_all!(
        conn,
        VersionRow,
        "select id, number, source, text, model, valid_from, valid_until, account, at from procedure_version
         where organisation = $1 and service = $2 order by number desc",
        organisation,
        service
    )
}

/// Writes a version.
pub(in crate::insight) async fn insert_version(
    tx: &mut Tx,
    organisation: &str,
    service: &str,
    row: &VersionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "procedure_version",
        &row.id,
        "insert into procedure_version (organisation, id, service, number, source, text, model, valid_from, valid_until, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        service,
        row.number,
        &row.source,
        &row.text,
        &row.model,
        &row.valid_from,
        &row.valid_until,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// Ends a version on a day.
pub(in crate::insight) async fn end_version(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    until: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "procedure_version",
        id,
        "update procedure_version set valid_until = $3 where organisation = $1 and id = $2",
        organisation,
        id,
        until
    )?;
    Ok(())
}

/// A deviation that a person accepted.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AcceptedRow {
    /// Id.
    pub id: String,
    /// Id of the rule.
    pub rule: String,
    /// Name of the case.
    pub case_name: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Accepted deviations of a service, newest first; those that were taken back are left out.
pub async fn accepted(
    conn: &mut Conn,
    organisation: &str,
    service: &str,
) -> Result<Vec<AcceptedRow>, Error> {
    fetch_all!(
        conn,
        AcceptedRow,
        "select id, rule, case_name, reason, account, at from accepted_deviation
         where organisation = $1 and service = $2 and not withdrawn order by at desc, id",
        organisation,
        service
    )
}

/// Accepts a deviation, or accepts it again.
pub(in crate::insight) async fn put_accepted(
    tx: &mut Tx,
    organisation: &str,
    service: &str,
    row: &AcceptedRow,
    withdrawn: bool,
) -> Result<(), Error> {
    change!(
        tx,
        "accepted_deviation",
        &row.id,
        "insert into accepted_deviation (organisation, id, service, rule, case_name, reason, withdrawn, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (organisation, id) do update
             set reason = excluded.reason, withdrawn = excluded.withdrawn, account = excluded.account, at = excluded.at",
        organisation,
        &row.id,
        service,
        &row.rule,
        &row.case_name,
        &row.reason,
        withdrawn,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// What the analysis of a service's log found.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AnalysisRow {
    /// Id of the service.
    pub id: String,
    /// Id of the log.
    pub log: String,
    /// SHA-256 of the log.
    pub sha256: String,
    /// Version of the procedure; none where there is none.
    pub version: Option<i64>,
    /// Cases of the log.
    pub cases: i64,
    /// Rules of the version.
    pub rules: i64,
    /// Judgements of a case by a rule.
    pub judged: i64,
    /// Cases with a difference that nobody accepted.
    pub deviating: i64,
    /// Judgements that the records do not allow.
    pub undecided: i64,
    /// Differences that a person accepted.
    pub accepted: i64,
    /// Share of the judged cases that keep every rule.
    pub fitting_share: Option<f64>,
    /// Signals of data quality and blind spots, as JSON: list of [kind, count].
    pub quality: String,
    /// When.
    pub at: Timestamp,
}

impl AnalysisRow {
    /// How many signals of data quality there are.
    pub fn signals(&self) -> i64 {
        let signals: Vec<(String, i64)> = serde_json::from_str(&self.quality).unwrap_or_default();
        i64::try_from(signals.len()).unwrap_or(i64::MAX)
    }
}

/// The stored summary of a service.
pub async fn analysis(
    conn: &mut Conn,
    organisation: &str,
    service: &str,
) -> Result<Option<AnalysisRow>, Error> {
    fetch_optional!(
        conn,
        AnalysisRow,
        "select id, log, sha256, version, cases, rules, judged, deviating, undecided, accepted, fitting_share, quality, at
         from service_analysis where organisation = $1 and id = $2",
        organisation,
        service
    )
}

/// The stored summaries of all services.
pub async fn analyses(conn: &mut Conn, organisation: &str) -> Result<Vec<AnalysisRow>, Error> {
    fetch_all!(
        conn,
        AnalysisRow,
        "select id, log, sha256, version, cases, rules, judged, deviating, undecided, accepted, fitting_share, quality, at
         from service_analysis where organisation = $1 order by deviating desc, id",
        organisation
    )
}

/// Writes the summary of a service in place of the one before.
pub(in crate::insight) async fn put_analysis(
    tx: &mut Tx,
    organisation: &str,
    row: &AnalysisRow,
) -> Result<(), Error> {
    change!(
        tx,
        "service_analysis",
        &row.id,
        "insert into service_analysis (organisation, id, log, sha256, version, cases, rules, judged, deviating, undecided, accepted,
             fitting_share, quality, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (organisation, id) do update set log = excluded.log, sha256 = excluded.sha256, version = excluded.version,
             cases = excluded.cases, rules = excluded.rules, judged = excluded.judged, deviating = excluded.deviating,
             undecided = excluded.undecided, accepted = excluded.accepted, fitting_share = excluded.fitting_share,
             quality = excluded.quality, at = excluded.at",
        organisation,
        &row.id,
        &row.log,
        &row.sha256,
        row.version,
        row.cases,
        row.rules,
        row.judged,
        row.deviating,
        row.undecided,
        row.accepted,
        row.fitting_share,
        &row.quality,
        row.at
    )?;
    Ok(())
}
