//! SQL of answers to invitations.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all};

/// What somebody who was invited to a session answered.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnswerRow {
    /// Id.
    pub id: String,
    /// Session.
    pub session: String,
    /// Seat.
    pub seat: String,
    /// Person.
    pub person: String,
    /// Code of the answer.
    pub answer: String,
    /// Why, or empty.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The answers to the invitations of a session, in order.
pub async fn invitation_answers(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<AnswerRow>, Error> {
    fetch_all!(
        conn,
        AnswerRow,
        "select id, session, seat, person, answer, reason, at from committee_answer
         where organisation = $1 and session = $2 order by at, id",
        organisation,
        session
    )
}

/// Writes an answer, new or changed.
pub(in crate::committee) async fn put_answer(
    tx: &mut Tx,
    organisation: &str,
    account: Option<&str>,
    row: &AnswerRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_answer",
        &row.id,
        "insert into committee_answer (organisation, id, session, seat, person, answer, reason, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (organisation, id) do update set seat = excluded.seat, answer = excluded.answer, reason = excluded.reason,
             account = excluded.account, at = excluded.at",
        organisation,
        &row.id,
        &row.session,
        &row.seat,
        &row.person,
        &row.answer,
        &row.reason,
        account,
        row.at
    )?;
    Ok(())
}
