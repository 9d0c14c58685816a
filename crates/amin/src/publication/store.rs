//! SQL of the publication area.

use std::collections::HashMap;

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::model::{Fact, Marks};

#[derive(sqlx::FromRow)]
struct FactRow {
    id: String,
    entry: i64,
    kind: String,
    category: String,
    district: Option<String>,
    state: String,
    duplicate_of: Option<String>,
    late: bool,
    reviewed: bool,
    filed_at: Timestamp,
    answered_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    objected_at: Option<Timestamp>,
    late_at: Option<Timestamp>,
}

type MarksRow = (
    String,
    i64,
    Timestamp,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);

/// What figures need of all messages of an organisation, in the order of the journal. Nothing personal is read.
pub async fn facts(conn: &mut Conn, organisation: &str) -> Result<Vec<Fact>, Error> {
    let rows = fetch_all!(
        conn,
        FactRow,
        "select m.id, m.entry, m.kind, m.category, m.district, m.state, m.duplicate_of, m.late, m.reviewed, m.filed_at,
                m.answered_at, m.closed_at, s.objected_at, s.late_at
         from message m
         left join (
             select message, min(case when kind = 'objected' then at end) as objected_at,
                    min(case when kind = 'deadline-passed' then at end) as late_at
             from message_step where organisation = $1 and kind in ('objected', 'deadline-passed') group by message
         ) s on s.message = m.id
         where m.organisation = $1 order by m.entry",
        organisation
    )?;
    let mut outcomes: HashMap<String, Vec<(Timestamp, String)>> =
        HashMap::with_capacity(rows.len());
    let answers = fetch_all!(
        conn,
        (String, Timestamp, String),
        "select message, at, outcome from answer where organisation = $1 order by message, at, id",
        organisation
    )?;
    for (message, at, outcome) in answers {
        outcomes.entry(message).or_default().push((at, outcome));
    }
    let mut marks: HashMap<String, Marks> = HashMap::new();
    let surveys = fetch_all!(
        conn,
        MarksRow,
        "select s.id, max(j.sequence), s.at, s.courtesy, s.clarity, s.speed, s.fairness, s.outcome
         from satisfaction s
         join journal_object o on o.organisation = s.organisation and o.object_type = 'message' and o.object_id = s.id
         join journal j on j.sequence = o.sequence and j.kind = 'voice.rated'
         where s.organisation = $1
         group by s.id, s.at, s.courtesy, s.clarity, s.speed, s.fairness, s.outcome",
        organisation
    )?;
    for (message, sequence, at, courtesy, clarity, speed, fairness, outcome) in surveys {
        marks.insert(
            message,
            Marks {
                at,
                sequence,
                marks: [courtesy, clarity, speed, fairness, outcome],
            },
        );
    }
    Ok(rows
        .into_iter()
        .map(|row| Fact {
            sequence: row.entry,
            outcomes: outcomes.remove(&row.id).unwrap_or_default(),
            marks: marks.get(&row.id).copied(),
            kind: row.kind,
            category: row.category,
            district: row.district.unwrap_or_default(),
            state: row.state,
            filed_at: row.filed_at,
            answered_at: row.answered_at,
            closed_at: row.closed_at,
            // An answer that came after its deadline, but before the program noted the breach, is late all the same.
            late_at: row.late_at.or(if row.late && !row.reviewed {
                row.answered_at.or(row.closed_at)
            } else {
                None
            }),
            objected_at: row.objected_at,
            duplicate: row.duplicate_of.is_some(),
        })
        .collect())
}

/// A published figure, as its row stands.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PublishedRow {
    /// Id.
    pub id: String,
    /// Code of its definition.
    pub code: String,
    /// Version of its definition.
    pub version: i64,
    /// Month, `1405-09`, or year, `1405`.
    pub period: String,
    /// `all`, `district`, `category`.
    pub cut: String,
    /// District or category; empty for `all`.
    pub member: String,
    /// Cases; none where the cell had to be hidden by a correction.
    pub n: Option<i64>,
    /// Cases that count.
    pub k: Option<i64>,
    /// The figure.
    pub value: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The moment whose knowledge it shows.
    pub as_of: Timestamp,
    /// SHA-256 of its input.
    pub input_hash: String,
    /// Journal entry of its publication.
    pub entry: i64,
    /// Id of the row that it corrects.
    pub corrects: Option<String>,
    /// When it was published.
    pub at: Timestamp,
}

macro_rules! select_published {
    ($rest:literal) => {
        concat!(
            "select id, code, version, period, cut, member, n, k, value, low, high, as_of, input_hash, entry, corrects, at
             from published_figure ",
            $rest
        )
    };
}

/// All published figures of an organisation, oldest first.
pub async fn published(conn: &mut Conn, organisation: &str) -> Result<Vec<PublishedRow>, Error> {
    fetch_all!(
        conn,
        PublishedRow,
        select_published!("where organisation = $1 order by entry, id"),
        organisation
    )
}

/// Writes a published figure.
pub async fn insert_published(
    tx: &mut Tx,
    organisation: &str,
    row: &PublishedRow,
) -> Result<(), Error> {
    change!(
        tx,
        "published_figure",
        &row.id,
        "insert into published_figure (organisation, id, code, version, period, cut, member, n, k, value, low, high, as_of,
         input_hash, entry, corrects, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        organisation,
        &row.id,
        &row.code,
        row.version,
        &row.period,
        &row.cut,
        &row.member,
        row.n,
        row.k,
        row.value,
        row.low,
        row.high,
        row.as_of,
        &row.input_hash,
        row.entry,
        &row.corrects,
        row.at
    )?;
    Ok(())
}

/// The smallest group that is published: a setting of the organisation, 10 without one (the design's rule), never below 3.
pub async fn least(conn: &mut Conn, organisation: &str) -> Result<u64, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select value from setting where organisation = $1 and id = 'publication.least-group'",
        organisation
    )?;
    Ok(row
        .and_then(|(value,)| persian::to_ascii(&value).trim().parse().ok())
        .unwrap_or(10_u64)
        .max(3))
}
