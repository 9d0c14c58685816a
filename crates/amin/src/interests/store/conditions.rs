//! What a reviewer said about a condition whose owner had said that it is met.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all};

use super::Condition;
use crate::interests::model::ConditionWord;

/// Something said about a condition.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WordRow {
    /// Id.
    pub id: String,
    /// Condition.
    pub condition_id: String,
    /// Code of a [`ConditionWord`].
    pub word: String,
    /// Why.
    pub note: String,
    /// By whom.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl WordRow {
    /// What was said.
    pub fn word(&self) -> Option<ConditionWord> {
        ConditionWord::of(&self.word)
    }
}

/// What was said about one condition, oldest first.
pub async fn words_of(
    conn: &mut Conn,
    organisation: &str,
    condition: &str,
) -> Result<Vec<WordRow>, Error> {
    fetch_all!(
        conn,
        WordRow,
        "select id, condition_id, word, note, account, at from condition_word
         where organisation = $1 and condition_id = $2 order by at, id",
        organisation,
        condition
    )
}

/// Conditions that no reviewer has confirmed, the nearest last day first.
pub async fn unconfirmed(conn: &mut Conn, organisation: &str) -> Result<Vec<Condition>, Error> {
    fetch_all!(
        conn,
        Condition,
        "select c.id, c.declaration, c.person, c.kind, c.text, c.legal_id, c.owner, c.due_at, c.done_at, c.done_by, c.done_note
         from declaration_condition c where c.organisation = $1
         and not exists (select 1 from condition_word w where w.organisation = c.organisation and w.condition_id = c.id
             and w.word = 'confirmed')
         order by c.due_at, c.id",
        organisation
    )
}

/// Writes what was said.
pub(in crate::interests) async fn insert_word(
    tx: &mut Tx,
    organisation: &str,
    row: &WordRow,
) -> Result<(), Error> {
    change!(
        tx,
        "condition_word",
        &row.id,
        "insert into condition_word (organisation, id, condition_id, word, note, account, at) values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &row.id,
        &row.condition_id,
        &row.word,
        &row.note,
        &row.account,
        row.at
    )?;
    Ok(())
}
