//! SQL of the services area.

use persian::Calendar;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::figures::{Elapsed, Figures};
use super::import::Stage;
use super::logs::Refusal;
use super::model::{Promise, ServiceInput, TimeUnit, Weights};
use crate::voice::rules::Rules;

/// A service as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ServiceRow {
    /// Id.
    pub id: String,
    /// Word in addresses.
    pub code: String,
    /// Persian name.
    pub name: String,
    /// English name, or empty.
    pub name_en: String,
    /// Life stage.
    pub life_stage: String,
    /// Responsible unit of the organisation, where it is one.
    pub unit: Option<String>,
    /// Responsible unit or body.
    pub responsible: String,
    /// In English.
    pub responsible_en: String,
    /// Description.
    pub description: String,
    /// In English.
    pub description_en: String,
    /// Documents, one a line.
    pub documents: String,
    /// Fee in words.
    pub fee: String,
    /// Fee in rials.
    pub fee_rials: Option<i64>,
    /// Legal time.
    pub legal_time: Option<i64>,
    /// Its unit.
    pub legal_time_unit: Option<String>,
    /// Its source.
    pub legal_time_source: String,
    /// Steps, one a line.
    pub steps: String,
    /// Legal basis.
    pub legal_basis: String,
    /// Appeal route.
    pub appeal: String,
    /// Channel.
    pub channel: String,
    /// Source of the card.
    pub source: String,
    /// Day from which it holds.
    pub valid_from: String,
    /// Whether it is offered.
    pub active: bool,
    /// Codes of the parts that the card tells.
    pub filled: String,
    /// Event log that its figures come from.
    pub log: Option<String>,
}

impl ServiceRow {
    /// The same as input of a form.
    pub fn input(&self) -> ServiceInput {
        ServiceInput {
            code: self.code.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            life_stage: self.life_stage.clone(),
            unit: self.unit.clone(),
            responsible: self.responsible.clone(),
            responsible_en: self.responsible_en.clone(),
            description: self.description.clone(),
            description_en: self.description_en.clone(),
            documents: self.documents.clone(),
            fee: self.fee.clone(),
            fee_rials: self.fee_rials,
            legal_time: self.legal_time,
            legal_time_unit: self.legal_time_unit.as_deref().and_then(TimeUnit::of),
            legal_time_source: self.legal_time_source.clone(),
            steps: self.steps.clone(),
            legal_basis: self.legal_basis.clone(),
            appeal: self.appeal.clone(),
            channel: self.channel.clone(),
            source: self.source.clone(),
            valid_from: self.valid_from.clone(),
            active: self.active,
        }
    }

    /// The promised time.
    pub fn promise(&self) -> Option<Promise> {
        promise(self.legal_time, self.legal_time_unit.as_deref())
    }
}

fn promise(value: Option<i64>, unit: Option<&str>) -> Option<Promise> {
    Some(Promise {
        value: value?,
        unit: unit.and_then(TimeUnit::of)?,
    })
}

const COLUMNS: &str = "id, code, name, name_en, life_stage, unit, responsible, responsible_en, description, description_en,
    documents, fee, fee_rials, legal_time, legal_time_unit, legal_time_source, steps, legal_basis, appeal, channel, source,
    valid_from, active, filled, log";

/// The service with a code.
pub async fn service_by_code(
    conn: &mut Conn,
    organisation: &str,
    code: &str,
) -> Result<Option<ServiceRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from service where organisation = $1 and code = $2"
    ));
    fetch_optional!(conn, ServiceRow, sql, organisation, code)
}

/// The service with an id.
pub async fn service_by_id(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ServiceRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from service where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, ServiceRow, sql, organisation, id)
}

/// A service as lists and the portal need it, with what was measured.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ServiceLine {
    /// Id.
    pub id: String,
    /// Word in addresses.
    pub code: String,
    /// Persian name.
    pub name: String,
    /// English name, or empty.
    pub name_en: String,
    /// Life stage.
    pub life_stage: String,
    /// Responsible unit of the organisation, where it is one.
    pub unit: Option<String>,
    /// Responsible unit or body.
    pub responsible: String,
    /// In English.
    pub responsible_en: String,
    /// Description.
    pub description: String,
    /// In English.
    pub description_en: String,
    /// Legal time.
    pub legal_time: Option<i64>,
    /// Its unit.
    pub legal_time_unit: Option<String>,
    /// Whether it is offered.
    pub active: bool,
    /// Codes of the parts that the card tells.
    pub filled: String,
    /// Cases of its event log.
    pub cases: Option<i64>,
    /// Events.
    pub events: Option<i64>,
    /// Median duration in seconds.
    pub median_seconds: Option<f64>,
    /// 80 % are not longer.
    pub p80_seconds: Option<f64>,
    /// 95 % are not longer.
    pub p95_seconds: Option<f64>,
    /// Times of its cases, JSON of [`Elapsed`].
    pub elapsed: Option<String>,
}

impl ServiceLine {
    /// The promised time.
    pub fn promise(&self) -> Option<Promise> {
        promise(self.legal_time, self.legal_time_unit.as_deref())
    }

    /// Cases that kept the promise, and all cases; none without a promise or a log.
    pub fn within_promise(&self) -> Option<(i64, i64)> {
        let elapsed: Elapsed = serde_json::from_str(self.elapsed.as_deref()?).ok()?;
        Some(elapsed.within(self.promise()?)).filter(|(_, all)| *all > 0)
    }
}

/// Services in the order of their names, with their measured figures. `terms` (at most four) are search keys that must all occur;
/// `body` is the name of a responsible body, or empty; `all` includes services that are no longer offered.
pub async fn services(
    conn: &mut Conn,
    organisation: &str,
    terms: &[String],
    body: &str,
    all: bool,
) -> Result<Vec<ServiceLine>, Error> {
    let term = |n: usize| terms.get(n).map_or("", String::as_str);
    fetch_all!(
        conn,
        ServiceLine,
        "select s.id, s.code, s.name, s.name_en, s.life_stage, s.unit, s.responsible, s.responsible_en, s.description,
                s.description_en, s.legal_time, s.legal_time_unit, s.active, s.filled,
                l.cases, l.events, l.median_seconds, l.p80_seconds, l.p95_seconds, l.elapsed
         from service s left join service_log l on l.organisation = s.organisation and l.id = s.log
         where s.organisation = $1 and (s.active or $2) and ($3 = '' or s.responsible = $3)
           and s.name_key like '%' || $4 || '%' and s.name_key like '%' || $5 || '%'
           and s.name_key like '%' || $6 || '%' and s.name_key like '%' || $7 || '%'
         order by s.sort_key, s.id",
        organisation,
        all,
        body,
        term(0),
        term(1),
        term(2),
        term(3)
    )
}

/// Services on offer that have an event log, with their figures: what the portal publishes.
pub async fn measured_services(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<ServiceLine>, Error> {
    let lines = services(conn, organisation, &[], "", false).await?;
    Ok(lines
        .into_iter()
        .filter(|line| line.cases.is_some())
        .collect())
}

/// Responsible bodies with the number of services that each offers: (Persian name, English name, services).
pub async fn bodies(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, i64)>, Error> {
    fetch_all!(
        conn,
        (String, String, i64),
        "select responsible, max(responsible_en), count(*) from service
         where organisation = $1 and active and responsible <> '' group by responsible order by count(*) desc, responsible",
        organisation
    )
}

/// Life stages in their order.
pub async fn stages(conn: &mut Conn, organisation: &str) -> Result<Vec<Stage>, Error> {
    fetch_all!(
        conn,
        Stage,
        "select id, name, name_en from life_stage where organisation = $1 order by position, id",
        organisation
    )
}

/// Weights of the parts of a card.
pub async fn weights(conn: &mut Conn, organisation: &str) -> Result<Weights, Error> {
    fetch_all!(
        conn,
        (String, i64),
        "select id, weight from completeness_weight where organisation = $1",
        organisation
    )
}

/// Active units: (id, name, English name).
pub async fn units(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String, String),
        "select id, name, name_en from unit where organisation = $1 and active order by position, id",
        organisation
    )
}

/// The working-day calendar of an organisation.
pub async fn calendar(conn: &mut Conn, organisation: &str) -> Result<Calendar, Error> {
    let rules = Rules::read(conn, organisation).await?;
    rules
        .map(|rules| rules.calendar)
        .ok_or_else(|| Error::Corrupt(format!("there is no organisation {organisation}")))
}

/// An imported event log.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LogRow {
    /// Id.
    pub id: String,
    /// Its service.
    pub service: String,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the file, under which it is kept.
    pub sha256: String,
    /// How it was read, JSON.
    pub options: String,
    /// What was left out, in all.
    pub refused: i64,
    /// The first of what was left out, JSON list of [`Refusal`].
    pub refusals: String,
    /// JSON of [`Elapsed`].
    pub elapsed: String,
    /// JSON of [`Figures`].
    pub figures: String,
    /// When.
    pub imported_at: Timestamp,
}

impl LogRow {
    /// The figures.
    pub fn open(&self) -> Result<(Figures, Elapsed), Error> {
        let wrong = |why: serde_json::Error| {
            Error::Corrupt(format!("figures of event log {}: {why}", self.id))
        };
        Ok((
            serde_json::from_str(&self.figures).map_err(wrong)?,
            serde_json::from_str(&self.elapsed).map_err(wrong)?,
        ))
    }
}

const LOG_COLUMNS: &str =
    "id, service, file_name, sha256, options, refused, refusals, elapsed, figures, imported_at";

/// An event log by id.
pub async fn log(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<LogRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {LOG_COLUMNS} from service_log where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, LogRow, sql, organisation, id)
}

/// The event log of a service that came from a file.
pub async fn log_of_file(
    conn: &mut Conn,
    organisation: &str,
    service: &str,
    sha256: &str,
) -> Result<Option<LogRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {LOG_COLUMNS} from service_log where organisation = $1 and service = $2 and sha256 = $3"
    ));
    fetch_optional!(conn, LogRow, sql, organisation, service, sha256)
}

/// A measured log, ready to be stored.
#[derive(Debug, Clone)]
pub struct NewLog {
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the file in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: i64,
    /// How it was read, JSON.
    pub options: String,
    /// What was left out, in all.
    pub refused: i64,
    /// The first of it.
    pub refusals: Vec<Refusal>,
    /// Figures.
    pub figures: Figures,
    /// Times.
    pub elapsed: Elapsed,
}

/// Writes the row of a log.
pub(super) async fn put_log(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    service: &str,
    new: &NewLog,
    by: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let corrupt = |why: serde_json::Error| Error::Corrupt(why.to_string());
    let durations = &new.figures.durations;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    change!(
        tx,
        "service_log",
        id,
        "insert into service_log (organisation, id, service, file_name, sha256, bytes, options, cases, events, refused, refusals,
             median_seconds, p80_seconds, p95_seconds, elapsed, figures, imported_at, imported_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (organisation, id) do update set file_name = excluded.file_name, options = excluded.options,
             cases = excluded.cases, events = excluded.events, refused = excluded.refused, refusals = excluded.refusals,
             median_seconds = excluded.median_seconds, p80_seconds = excluded.p80_seconds,
             p95_seconds = excluded.p95_seconds, elapsed = excluded.elapsed, figures = excluded.figures,
             imported_at = excluded.imported_at, imported_by = excluded.imported_by",
        organisation,
        id,
        service,
        &new.file_name,
        &new.sha256,
        new.bytes,
        &new.options,
        count(new.figures.cases),
        count(new.figures.events),
        new.refused,
        serde_json::to_string(&new.refusals).map_err(corrupt)?,
        durations.p50,
        durations.p80,
        durations.p95,
        serde_json::to_string(&new.elapsed).map_err(corrupt)?,
        serde_json::to_string(&new.figures).map_err(corrupt)?,
        now,
        by
    )?;
    Ok(())
}

/// Makes a log the one that a service's figures come from.
pub(super) async fn point_to_log(
    tx: &mut Tx,
    organisation: &str,
    service: &str,
    log: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "service",
        service,
        "update service set log = $3 where organisation = $1 and id = $2",
        organisation,
        service,
        log
    )?;
    Ok(())
}

/// Writes a service.
pub(super) async fn put_service(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    input: &ServiceInput,
) -> Result<(), Error> {
    let words = [
        input.name.as_str(),
        &input.name_en,
        &input.code,
        &input.responsible,
        &input.responsible_en,
        &input.description,
        &input.description_en,
    ]
    .join(" ");
    change!(
        tx,
        "service",
        id,
        "insert into service (organisation, id, code, name, name_en, life_stage, unit, responsible, responsible_en, description,
             description_en, documents, fee, fee_rials, legal_time, legal_time_unit, legal_time_source, steps, legal_basis, appeal,
             channel, source, valid_from, active, filled, name_key, sort_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
             $25, $26, $27)
         on conflict (organisation, id) do update set code = excluded.code, name = excluded.name, name_en = excluded.name_en,
             life_stage = excluded.life_stage, unit = excluded.unit, responsible = excluded.responsible,
             responsible_en = excluded.responsible_en, description = excluded.description,
             description_en = excluded.description_en, documents = excluded.documents, fee = excluded.fee,
             fee_rials = excluded.fee_rials, legal_time = excluded.legal_time, legal_time_unit = excluded.legal_time_unit,
             legal_time_source = excluded.legal_time_source, steps = excluded.steps, legal_basis = excluded.legal_basis,
             appeal = excluded.appeal, channel = excluded.channel, source = excluded.source, valid_from = excluded.valid_from,
             active = excluded.active, filled = excluded.filled, name_key = excluded.name_key, sort_key = excluded.sort_key",
        organisation,
        id,
        &input.code,
        &input.name,
        &input.name_en,
        &input.life_stage,
        &input.unit,
        &input.responsible,
        &input.responsible_en,
        &input.description,
        &input.description_en,
        &input.documents,
        &input.fee,
        input.fee_rials,
        input.legal_time,
        input.legal_time_unit.map(TimeUnit::code),
        &input.legal_time_source,
        &input.steps,
        &input.legal_basis,
        &input.appeal,
        &input.channel,
        &input.source,
        &input.valid_from,
        input.active,
        input.filled(),
        persian::index_key(&words),
        persian::collation_key(&input.name)
    )?;
    Ok(())
}

/// Writes a life stage.
pub(super) async fn put_stage(
    tx: &mut Tx,
    organisation: &str,
    stage: &Stage,
    position: i64,
    source: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "life_stage",
        &stage.id,
        "insert into life_stage (organisation, id, name, name_en, position, source) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &stage.id,
        &stage.name,
        &stage.name_en,
        position,
        source
    )?;
    Ok(())
}

/// Writes the weight of a part.
pub(super) async fn put_weight(
    tx: &mut Tx,
    organisation: &str,
    part: &str,
    weight: i64,
    source: &str,
    valid_from: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "completeness_weight",
        part,
        "insert into completeness_weight (organisation, id, weight, source, valid_from) values ($1, $2, $3, $4, $5)",
        organisation,
        part,
        weight,
        source,
        valid_from
    )?;
    Ok(())
}
