//! SQL of managers' orders and objections to them.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// An order of a manager.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OrderRow {
    /// Id.
    pub id: String,
    /// Number of the letter.
    pub number: String,
    /// Its day, Gregorian.
    pub given_on: String,
    /// Unit to which it was given.
    pub unit: String,
    /// Person that gave it.
    pub issuer: String,
    /// One line.
    pub title: String,
    /// The order.
    pub text: String,
    /// Law or rule that it rests on.
    pub legal_basis: String,
    /// Account that registered it.
    pub recorded_by: Option<String>,
    /// When.
    pub recorded_at: Timestamp,
    /// Code of the review's result; empty until it was reviewed.
    pub verdict: String,
    /// Its reasons.
    pub review: String,
    /// Account that reviewed.
    pub reviewed_by: Option<String>,
    /// Its person.
    pub reviewed_person: Option<String>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
}

const MANAGER_ORDER_COLUMNS: &str = "id, number, given_on, unit, issuer, title, text, legal_basis, recorded_by, recorded_at, verdict, review,  \
     reviewed_by, reviewed_person, reviewed_at";

/// An order of a manager by id.
pub async fn order(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<OrderRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MANAGER_ORDER_COLUMNS} from manager_order where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, OrderRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_order(
    tx: &mut Tx,
    organisation: &str,
    row: &OrderRow,
) -> Result<(), Error> {
    change!(
        tx,
        "manager_order",
        &row.id,
        "insert into manager_order (organisation, id, number, given_on, unit, issuer, title, text, legal_basis, recorded_by, recorded_at, verdict, review, reviewed_by, reviewed_person, reviewed_at, text_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        organisation,
        &row.id,
        &row.number,
        &row.given_on,
        &row.unit,
        &row.issuer,
        &row.title,
        &row.text,
        &row.legal_basis,
        &row.recorded_by,
        row.recorded_at,
        &row.verdict,
        &row.review,
        &row.reviewed_by,
        &row.reviewed_person,
        row.reviewed_at,
        persian::index_key(&format!("{} {} {} {}", row.number, row.title, row.text, row.legal_basis)),
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_order(
    tx: &mut Tx,
    organisation: &str,
    row: &OrderRow,
) -> Result<(), Error> {
    change!(
        tx,
        "manager_order",
        &row.id,
        "update manager_order set verdict = $3, review = $4, reviewed_by = $5, reviewed_person = $6, reviewed_at = $7
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.verdict,
        &row.review,
        &row.reviewed_by,
        &row.reviewed_person,
        row.reviewed_at,
    )?;
    Ok(())
}

/// Which orders.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Words of a search.
    pub question: String,
    /// Code of a verdict, `none` for those not reviewed, `objected`, or empty.
    pub state: String,
    /// Units whose orders are seen; none: all.
    pub units: Option<Vec<String>>,
}

fn conditions(sql: &'static str, organisation: &str, filter: &OrderFilter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where organisation = ").text(organisation);
    match filter.state.as_str() {
        "" => {}
        "none" => {
            s.push(" and verdict = ''");
        }
        "objected" => {
            s.push(" and id in (select order_id from order_objection where organisation = ")
                .text(organisation)
                .push(")");
        }
        state => {
            s.push(" and verdict = ").text(state);
        }
    }
    if let Some(units) = &filter.units {
        s.push(" and unit in ").list(units);
    }
    s.words("text_key", &filter.question);
    s
}

/// How many.
pub async fn count_orders(
    conn: &mut Conn,
    organisation: &str,
    filter: &OrderFilter,
) -> Result<i64, Error> {
    conditions("select count(*) from manager_order", organisation, filter)
        .count(conn)
        .await
}

/// Some of them, the newest first.
pub async fn list_orders(
    conn: &mut Conn,
    organisation: &str,
    filter: &OrderFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<OrderRow>, Error> {
    let mut s = conditions(
        "select id, number, given_on, unit, issuer, title, text, legal_basis, recorded_by, recorded_at, verdict, review, reviewed_by,
             reviewed_person, reviewed_at from manager_order",
        organisation,
        filter,
    );
    s.push(" order by given_on desc, id desc limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// Whether a unit has an order of this number already.
pub async fn order_numbered(
    conn: &mut Conn,
    organisation: &str,
    unit: &str,
    number: &str,
) -> Result<bool, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select id from manager_order where organisation = $1 and unit = $2 and number = $3",
        organisation,
        unit,
        number
    )?;
    Ok(row.is_some())
}

/// An employee's objection to an order.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ObjectionRow {
    /// Id.
    pub id: String,
    /// Order.
    pub order_id: String,
    /// Person.
    pub person: String,
    /// Account.
    pub account: Option<String>,
    /// Why the order is thought to be against the law.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Code of the manager's answer; empty until it is given.
    pub answer: String,
    /// The manager's words.
    pub reply: String,
    /// Account that answered.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

const ORDER_OBJECTION_COLUMNS: &str =
    "id, order_id, person, account, text, at, answer, reply, answered_by, answered_at";

/// An employee's objection to an order by id.
pub async fn objection(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ObjectionRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {ORDER_OBJECTION_COLUMNS} from order_objection where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, ObjectionRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_objection(
    tx: &mut Tx,
    organisation: &str,
    row: &ObjectionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "order_objection",
        &row.id,
        "insert into order_objection (organisation, id, order_id, person, account, text, at, answer, reply, answered_by, answered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.order_id,
        &row.person,
        &row.account,
        &row.text,
        row.at,
        &row.answer,
        &row.reply,
        &row.answered_by,
        row.answered_at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_objection(
    tx: &mut Tx,
    organisation: &str,
    row: &ObjectionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "order_objection",
        &row.id,
        "update order_objection set answer = $3, reply = $4, answered_by = $5, answered_at = $6
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.answer,
        &row.reply,
        &row.answered_by,
        row.answered_at,
    )?;
    Ok(())
}

/// The objections to an order in order.
pub async fn objections(
    conn: &mut Conn,
    organisation: &str,
    order: &str,
) -> Result<Vec<ObjectionRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {ORDER_OBJECTION_COLUMNS} from order_objection where organisation = $1 and order_id = $2 order by at, id"
    ));
    fetch_all!(conn, ObjectionRow, sql, organisation, order)
}
