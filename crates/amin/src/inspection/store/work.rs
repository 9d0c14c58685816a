//! SQL of what inspectors write down: answers, samples, sampled files.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::inspection::model::Population;

/// The answer to an item.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnswerRow {
    /// Id.
    pub id: String,
    /// Mission.
    pub mission: String,
    /// Item of the checklist.
    pub item: String,
    /// Code of the answer.
    pub answer: String,
    /// What was seen.
    pub note: String,
    /// Name of the evidence.
    pub file_name: Option<String>,
    /// Its size in bytes.
    pub file_size: Option<i64>,
    /// Its media type.
    pub file_type: Option<String>,
    /// Its SHA-256, hex.
    pub file_sha256: Option<String>,
    /// By whom.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

const MISSION_ANSWER_COLUMNS: &str =
    "id, mission, item, answer, note, file_name, file_size, file_type, file_sha256, account, at";

/// The answer to an item by id.
pub async fn answer(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<AnswerRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_ANSWER_COLUMNS} from mission_answer where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, AnswerRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_answer(
    tx: &mut Tx,
    organisation: &str,
    row: &AnswerRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_answer",
        &row.id,
        "insert into mission_answer (organisation, id, mission, item, answer, note, file_name, file_size, file_type, file_sha256, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        organisation,
        &row.id,
        &row.mission,
        &row.item,
        &row.answer,
        &row.note,
        &row.file_name,
        row.file_size,
        &row.file_type,
        &row.file_sha256,
        &row.account,
        row.at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_answer(
    tx: &mut Tx,
    organisation: &str,
    row: &AnswerRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_answer",
        &row.id,
        "update mission_answer set answer = $3, note = $4, file_name = $5, file_size = $6, file_type = $7, file_sha256 = $8, account = $9, at = $10
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.answer,
        &row.note,
        &row.file_name,
        row.file_size,
        &row.file_type,
        &row.file_sha256,
        &row.account,
        row.at,
    )?;
    Ok(())
}

/// The answers of a mission.
pub async fn answers(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<AnswerRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_ANSWER_COLUMNS} from mission_answer where organisation = $1 and mission = $2"
    ));
    fetch_all!(conn, AnswerRow, sql, organisation, mission)
}

/// A sample: the population as fixed in an entry, and who was drawn.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SampleRow {
    /// Id.
    pub id: String,
    /// Mission.
    pub mission: String,
    /// Code of what it is drawn from.
    pub population: String,
    /// First day of the population, Gregorian.
    pub from_day: String,
    /// Last day.
    pub to_day: String,
    /// JSON list of the population's members.
    pub frame: String,
    /// How many.
    pub frame_size: i64,
    /// SHA-256 of the members one a line, hex.
    pub frame_hash: String,
    /// How many are drawn.
    pub size: i64,
    /// Number of the entry that fixed it.
    pub entry: i64,
    /// Leaf hash of that entry, hex; empty until the draw.
    pub leaf: String,
    /// JSON list of the members drawn, in order; empty until the draw.
    pub chosen: String,
    /// When.
    pub at: Timestamp,
}

const MISSION_SAMPLE_COLUMNS: &str = "id, mission, population, from_day, to_day, frame, frame_size, frame_hash, size, entry, leaf, chosen, at";

/// A sample: the population as fixed in an entry, and who was drawn by id.
pub async fn sample(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<SampleRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_SAMPLE_COLUMNS} from mission_sample where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, SampleRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_sample(
    tx: &mut Tx,
    organisation: &str,
    row: &SampleRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_sample",
        &row.id,
        "insert into mission_sample (organisation, id, mission, population, from_day, to_day, frame, frame_size, frame_hash, size, entry, leaf, chosen, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        organisation,
        &row.id,
        &row.mission,
        &row.population,
        &row.from_day,
        &row.to_day,
        &row.frame,
        row.frame_size,
        &row.frame_hash,
        row.size,
        row.entry,
        &row.leaf,
        &row.chosen,
        row.at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_sample(
    tx: &mut Tx,
    organisation: &str,
    row: &SampleRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_sample",
        &row.id,
        "update mission_sample set leaf = $3, chosen = $4
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.leaf,
        &row.chosen,
    )?;
    Ok(())
}

/// The samples of a mission in order.
pub async fn samples(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<SampleRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_SAMPLE_COLUMNS} from mission_sample where organisation = $1 and mission = $2 order by at, id"
    ));
    fetch_all!(conn, SampleRow, sql, organisation, mission)
}

/// A sampled file.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FileRow {
    /// Id.
    pub id: String,
    /// Mission.
    pub mission: String,
    /// Sample.
    pub sample: String,
    /// Place in the draw, from 1.
    pub position: i64,
    /// Member of the population.
    pub object: String,
    /// Name for people.
    pub label: String,
    /// Code of the result; empty until somebody looked.
    pub result: String,
    /// What was seen.
    pub note: String,
    /// By whom.
    pub account: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

const MISSION_FILE_COLUMNS: &str =
    "id, mission, sample, position, object, label, result, note, account, at";

/// A sampled file by id.
pub async fn file(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<FileRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_FILE_COLUMNS} from mission_file where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, FileRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_file(
    tx: &mut Tx,
    organisation: &str,
    row: &FileRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_file",
        &row.id,
        "insert into mission_file (organisation, id, mission, sample, position, object, label, result, note, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.mission,
        &row.sample,
        row.position,
        &row.object,
        &row.label,
        &row.result,
        &row.note,
        &row.account,
        row.at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_file(
    tx: &mut Tx,
    organisation: &str,
    row: &FileRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_file",
        &row.id,
        "update mission_file set result = $3, note = $4, account = $5, at = $6
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.result,
        &row.note,
        &row.account,
        row.at,
    )?;
    Ok(())
}

/// The files of a sample in the order drawn.
pub async fn files(
    conn: &mut Conn,
    organisation: &str,
    sample: &str,
) -> Result<Vec<FileRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_FILE_COLUMNS} from mission_file where organisation = $1 and sample = $2 order by position"
    ));
    fetch_all!(conn, FileRow, sql, organisation, sample)
}

/// A member of a population: its name in the draw, and its name for people.
pub type Member = (String, String);

/// The members of a population in a span of time, by name. Files from which one of `kept_from` (a mission's inspectors) was recused are
/// no members: nobody learns of a file that they were kept from.
pub async fn population(
    conn: &mut Conn,
    organisation: &str,
    of: Population,
    unit: &str,
    span: (Timestamp, Timestamp),
    mission: &str,
) -> Result<Vec<Member>, Error> {
    match of {
        Population::Messages => fetch_all!(
            conn,
            Member,
            "select g.id, g.code from message g where g.organisation = $1 and g.unit = $2 and g.filed_at >= $3 and g.filed_at < $4
                 and not exists (select 1 from matter_recusal r join mission_inspector i on i.organisation = r.organisation and i.person = r.person
                     where r.organisation = g.organisation and r.matter = g.id and i.mission = $5)
             order by g.id",
            organisation,
            unit,
            span.0,
            span.1,
            mission
        ),
        Population::Matters => fetch_all!(
            conn,
            Member,
            "select m.id, m.number from matter m where m.organisation = $1 and m.unit = $2 and m.registered_at >= $3 and m.registered_at < $4
                 and not exists (select 1 from matter_recusal r join mission_inspector i on i.organisation = r.organisation and i.person = r.person
                     where r.organisation = m.organisation and r.matter = m.id and i.mission = $5)
             order by m.id",
            organisation,
            unit,
            span.0,
            span.1,
            mission
        ),
        Population::Journal => {
            let rows = fetch_all!(
                conn,
                (i64,),
                "select sequence from journal where organisation = $1 and unit = $2 and at >= $3 and at < $4 order by sequence",
                organisation,
                unit,
                span.0,
                span.1
            )?;
            Ok(rows
                .into_iter()
                .map(|(sequence,)| (sequence.to_string(), sequence.to_string()))
                .collect())
        }
    }
}
