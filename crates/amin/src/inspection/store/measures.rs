//! SQL of the measures of article 91.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_one, fetch_optional};

use crate::platform::query::Statement;

/// A measure of article 91, note 1.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MeasureRow {
    /// Id.
    pub id: String,
    /// Number as people quote it.
    pub number: String,
    /// Mission that it rests on.
    pub mission: String,
    /// Unit of the person.
    pub unit: String,
    /// Person concerned.
    pub person: String,
    /// What the inspector reports.
    pub facts: String,
    /// Code of the measure.
    pub kind: String,
    /// Percent of the pay that is cut; 0 for a suspension.
    pub percent: i64,
    /// Months.
    pub months: i64,
    /// Law that it rests on.
    pub legal_basis: String,
    /// Code of the state.
    pub state: String,
    /// Account that reported.
    pub reported_by: Option<String>,
    /// Its person.
    pub reported_person: String,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// Account that confirmed, or did not follow, as manager.
    pub confirmed_by: Option<String>,
    /// Its person.
    pub confirmed_person: Option<String>,
    /// When.
    pub confirmed_at: Option<Timestamp>,
    /// Reasons given then.
    pub confirmation: String,
    /// Account that decided, or did not follow, as top authority.
    pub decided_by: Option<String>,
    /// Its person.
    pub decided_person: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Text of the written notice, or the reasons.
    pub notice: String,
    /// Decided measures that the person had before.
    pub earlier: i64,
    /// Whether the repetition proposes the offences board.
    pub referral: bool,
    /// When the person acknowledged the notice.
    pub acknowledged_at: Option<Timestamp>,
}

const ARTICLE_91_MEASURE_COLUMNS: &str = "id, number, mission, unit, person, facts, kind, percent, months, legal_basis, state, reported_by,  \
     reported_person, reported_at, confirmed_by, confirmed_person, confirmed_at, confirmation, decided_by,  \
     decided_person, decided_at, notice, earlier, referral, acknowledged_at";

/// A measure of article 91, note 1 by id.
pub async fn measure(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<MeasureRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {ARTICLE_91_MEASURE_COLUMNS} from article_91_measure where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, MeasureRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_measure(
    tx: &mut Tx,
    organisation: &str,
    row: &MeasureRow,
) -> Result<(), Error> {
    change!(
        tx,
        "article_91_measure",
        &row.id,
        "insert into article_91_measure (organisation, id, number, mission, unit, person, facts, kind, percent, months, legal_basis, state, reported_by, reported_person, reported_at, confirmed_by, confirmed_person, confirmed_at, confirmation, decided_by, decided_person, decided_at, notice, earlier, referral, acknowledged_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)",
        organisation,
        &row.id,
        &row.number,
        &row.mission,
        &row.unit,
        &row.person,
        &row.facts,
        &row.kind,
        row.percent,
        row.months,
        &row.legal_basis,
        &row.state,
        &row.reported_by,
        &row.reported_person,
        row.reported_at,
        &row.confirmed_by,
        &row.confirmed_person,
        row.confirmed_at,
        &row.confirmation,
        &row.decided_by,
        &row.decided_person,
        row.decided_at,
        &row.notice,
        row.earlier,
        row.referral,
        row.acknowledged_at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_measure(
    tx: &mut Tx,
    organisation: &str,
    row: &MeasureRow,
) -> Result<(), Error> {
    change!(
        tx,
        "article_91_measure",
        &row.id,
        "update article_91_measure set percent = $3, months = $4, state = $5, confirmed_by = $6, confirmed_person = $7, confirmed_at = $8, confirmation = $9, decided_by = $10, decided_person = $11, decided_at = $12, notice = $13, earlier = $14, referral = $15, acknowledged_at = $16
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        row.percent,
        row.months,
        &row.state,
        &row.confirmed_by,
        &row.confirmed_person,
        row.confirmed_at,
        &row.confirmation,
        &row.decided_by,
        &row.decided_person,
        row.decided_at,
        &row.notice,
        row.earlier,
        row.referral,
        row.acknowledged_at,
    )?;
    Ok(())
}

/// Which measures a reader sees: need to know. Not whole units nor whole missions, but those in which the reader takes part.
#[derive(Debug, Clone, Default)]
pub struct MeasureFilter {
    /// Code of a state, `open` for those not finished, or empty.
    pub state: String,
    /// The reader's person: measures that they reported, and decided ones that concern them.
    pub reader: String,
    /// Units whose manager the reader is.
    pub units: Vec<String>,
    /// Whether the reader is the top authority or the integrity officer: all.
    pub all: bool,
}

fn conditions(sql: &'static str, organisation: &str, filter: &MeasureFilter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where organisation = ").text(organisation);
    match filter.state.as_str() {
        "" => {}
        "open" => {
            s.push(" and state in ").list(&["reported", "confirmed"]);
        }
        state => {
            s.push(" and state = ").text(state);
        }
    }
    // Whom it concerns learns of it with the written notice, whatever else they may read.
    s.push(" and (person <> ")
        .text(&filter.reader)
        .push(" or state = 'decided')");
    if !filter.all {
        s.push(" and (person = ")
            .text(&filter.reader)
            .push(" or reported_person = ")
            .text(&filter.reader)
            .push(" or unit in ")
            .list(&filter.units)
            .push(")");
    }
    s.push(" and mission not in (select mission from mission_recusal where organisation = ")
        .text(organisation)
        .push(" and person = ")
        .text(&filter.reader)
        .push(")");
    s
}

/// How many.
pub async fn count_measures(
    conn: &mut Conn,
    organisation: &str,
    filter: &MeasureFilter,
) -> Result<i64, Error> {
    conditions(
        "select count(*) from article_91_measure",
        organisation,
        filter,
    )
    .count(conn)
    .await
}

/// Some of them, the newest first.
pub async fn list_measures(
    conn: &mut Conn,
    organisation: &str,
    filter: &MeasureFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<MeasureRow>, Error> {
    let mut s = conditions(
        "select id, number, mission, unit, person, facts, kind, percent, months, legal_basis, state, reported_by,
             reported_person, reported_at, confirmed_by, confirmed_person, confirmed_at, confirmation, decided_by,
             decided_person, decided_at, notice, earlier, referral, acknowledged_at from article_91_measure",
        organisation,
        filter,
    );
    s.push(" order by reported_at desc, id desc limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// One measure, where the reader may see it.
pub async fn visible_measure(
    conn: &mut Conn,
    organisation: &str,
    filter: &MeasureFilter,
    id: &str,
) -> Result<Option<MeasureRow>, Error> {
    let mut s = conditions(
        "select id, number, mission, unit, person, facts, kind, percent, months, legal_basis, state, reported_by,
             reported_person, reported_at, confirmed_by, confirmed_person, confirmed_at, confirmation, decided_by,
             decided_person, decided_at, notice, earlier, referral, acknowledged_at from article_91_measure",
        organisation,
        filter,
    );
    s.push(" and id = ").text(id);
    Ok(s.all(conn).await?.into_iter().next())
}

/// How many measures were decided about a person before one.
pub async fn earlier_measures(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
    except: &str,
) -> Result<i64, Error> {
    let (count,): (i64,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from article_91_measure where organisation = $1 and person = $2 and state = 'decided' and id <> $3",
        organisation,
        person,
        except
    )?;
    Ok(count)
}
