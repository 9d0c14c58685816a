//! SQL of the register of waivers.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::model::Waiver;
use crate::platform::query::Statement;

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WaiverRow {
    /// Id.
    pub id: String,
    /// Number of the decision.
    pub number: String,
    /// Kind.
    pub kind: String,
    /// What was to be paid or what was allowed.
    pub subject: String,
    /// Legal basis.
    pub legal_basis: String,
    /// Why in this case.
    pub reason: String,
    /// What was to be paid, rials.
    pub base_rials: Option<i64>,
    /// What was waived, rials.
    pub amount_rials: i64,
    /// Day, `1405-07-01`.
    pub decided_on: String,
    /// Who decided.
    pub decider: String,
    /// Unit.
    pub unit: Option<String>,
    /// For whom.
    pub beneficiary: String,
    /// Group of the beneficiary.
    pub beneficiary_group: String,
    /// District.
    pub district: String,
    /// Where it came from: `form`, or the name of a file.
    pub origin: String,
    /// State.
    pub state: String,
    /// Why it was withdrawn.
    pub state_reason: String,
    /// Who recorded it.
    pub recorded_by: Option<String>,
    /// When.
    pub recorded_at: Timestamp,
    /// Account of who decided, where it is named.
    pub decider_account: Option<String>,
    /// National code or national id of the beneficiary, where it is known.
    pub beneficiary_id: Option<String>,
}

const COLUMNS: &str = "id, number, kind, subject, legal_basis, reason, base_rials, amount_rials, decided_on, decider, unit, beneficiary, \
                       beneficiary_group, district, origin, state, state_reason, recorded_by, recorded_at, decider_account, beneficiary_id";

/// Which records.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words.
    pub question: String,
    /// Kind, or empty.
    pub kind: String,
    /// Units whose records are seen; none: all.
    pub units: Option<Vec<String>>,
}

fn where_of(s: &mut Statement, organisation: &str, filter: &Filter) {
    s.push(" from waiver where organisation = ")
        .text(organisation);
    if !filter.kind.is_empty() {
        s.push(" and kind = ").text(filter.kind.clone());
    }
    if let Some(units) = &filter.units {
        s.push(" and unit in ").list(units);
    }
    s.words("text_key", &filter.question);
}

/// How many records.
pub async fn count(conn: &mut Conn, organisation: &str, filter: &Filter) -> Result<i64, Error> {
    let mut s = Statement::new("select count(*)");
    where_of(&mut s, organisation, filter);
    s.count(conn).await
}

/// Records of a page, the newest decision first.
pub async fn list(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    lines: i64,
    after: i64,
) -> Result<Vec<WaiverRow>, Error> {
    let mut s = Statement::new(
        "select id, number, kind, subject, legal_basis, reason, base_rials, amount_rials, decided_on, decider, unit, beneficiary,
                beneficiary_group, district, origin, state, state_reason, recorded_by, recorded_at, decider_account, beneficiary_id",
    );
    where_of(&mut s, organisation, filter);
    s.push(" order by decided_on desc, id desc limit ")
        .whole(lines)
        .push(" offset ")
        .whole(after);
    s.all(conn).await
}

/// All standing records.
pub async fn standing(
    conn: &mut Conn,
    organisation: &str,
    units: Option<&[String]>,
) -> Result<Vec<WaiverRow>, Error> {
    let mut s = Statement::new(
        "select id, number, kind, subject, legal_basis, reason, base_rials, amount_rials, decided_on, decider, unit, beneficiary,
                beneficiary_group, district, origin, state, state_reason, recorded_by, recorded_at, decider_account, beneficiary_id
         from waiver where state = 'standing' and organisation = ",
    );
    s.text(organisation);
    if let Some(units) = units {
        s.push(" and unit in ").list(units);
    }
    s.push(" order by id");
    s.all(conn).await
}

/// A sum for everybody: kind, legal basis, records, rials.
pub async fn sums(
    conn: &mut Conn,
    organisation: &str,
    least: i64,
) -> Result<Vec<(String, String, i64, i64)>, Error> {
    fetch_all!(
        conn,
        (String, String, i64, i64),
        "select kind, legal_basis, count(*) as records, cast(sum(amount_rials) as bigint) as rials
         from waiver where organisation = $1 and state = 'standing'
         group by kind, legal_basis having count(*) >= $2 order by rials desc, kind, legal_basis",
        organisation,
        least
    )
}

/// A record by id.
pub async fn one(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<WaiverRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from waiver where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, WaiverRow, sql, organisation, id)
}

/// A record by the number of the decision.
pub async fn of_number(
    conn: &mut Conn,
    organisation: &str,
    number: &str,
) -> Result<Option<WaiverRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from waiver where organisation = $1 and number = $2"
    ));
    fetch_optional!(conn, WaiverRow, sql, organisation, number)
}

/// Writes a record.
#[expect(
    clippy::too_many_arguments,
    reason = "a row with where it came from and by whom"
)]
pub(super) async fn insert(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    new: &Waiver,
    decider: Option<&str>,
    origin: &str,
    by: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let key = persian::index_key(&format!(
        "{} {} {} {} {}",
        new.number, new.subject, new.legal_basis, new.decider, new.beneficiary
    ));
    change!(
        tx,
        "waiver",
        id,
        "insert into waiver (organisation, id, number, kind, subject, legal_basis, reason, base_rials, amount_rials, decided_on, decider,
             unit, beneficiary, beneficiary_group, district, origin, state, state_reason, recorded_by, recorded_at, text_key,
             decider_account, beneficiary_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'standing', '', $17, $18, $19, $20, $21)",
        organisation,
        id,
        &new.number,
        new.kind.code(),
        &new.subject,
        &new.legal_basis,
        &new.reason,
        new.base_rials,
        new.amount_rials,
        &new.decided_on,
        &new.decider,
        &new.unit,
        &new.beneficiary,
        &new.beneficiary_group,
        &new.district,
        origin,
        by,
        now,
        key,
        decider,
        &new.beneficiary_id
    )?;
    Ok(())
}

/// Writes who decided and for whom, by account and number, where a record did not name them yet.
pub(super) async fn complete(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    decider: Option<&str>,
    beneficiary: Option<&str>,
) -> Result<(), Error> {
    change!(
        tx,
        "waiver",
        id,
        "update waiver set decider_account = $3, beneficiary_id = $4 where organisation = $1 and id = $2",
        organisation,
        id,
        decider,
        beneficiary
    )?;
    Ok(())
}

/// Withdraws a record.
pub(super) async fn withdraw(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    reason: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "waiver",
        id,
        "update waiver set state = 'withdrawn', state_reason = $3 where organisation = $1 and id = $2",
        organisation,
        id,
        reason
    )?;
    Ok(())
}
