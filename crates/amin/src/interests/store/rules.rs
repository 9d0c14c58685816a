//! Which sets of rules the council has adopted, from which day to which.

use persian::Date;
use relations::model::{Day, Period};
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// An ordinance that the council adopted, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RuleAdoption {
    /// Id.
    pub id: String,
    /// Code of the set, as the rules name it.
    pub rule_set: String,
    /// Resolution of the council, number and day.
    pub source: String,
    /// First day, `1405-09-01`.
    pub since: String,
    /// Last day; none: still in force.
    pub until: Option<String>,
    /// Why it ended, with its source; empty while it has not.
    pub end_source: String,
    /// Who recorded it.
    pub account: Option<String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl RuleAdoption {
    /// The days between which it is in force. A first day that cannot be read, which no act writes, never comes.
    pub fn period(&self) -> Period {
        let read = |text: &str| text.parse::<Date>().map(Day::from).ok();
        Period {
            from: read(&self.since).unwrap_or(Day::OPEN_END),
            until: self
                .until
                .as_deref()
                .and_then(read)
                .unwrap_or(Day::OPEN_END),
        }
    }
}

macro_rules! select_adoption {
    ($rest:literal) => {
        concat!(
            "select id, rule_set, source, since, until, end_source, account, recorded_at from rule_adoption ",
            $rest
        )
    };
}

/// All adoptions of an organisation, the newest first.
pub async fn rule_adoptions(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<RuleAdoption>, Error> {
    fetch_all!(
        conn,
        RuleAdoption,
        select_adoption!("where organisation = $1 order by since desc, id desc"),
        organisation
    )
}

/// One adoption.
pub async fn rule_adoption(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<RuleAdoption>, Error> {
    fetch_optional!(
        conn,
        RuleAdoption,
        select_adoption!("where organisation = $1 and id = $2"),
        organisation,
        id
    )
}

/// Writes an adoption, new or ended.
pub(in crate::interests) async fn put_rule_adoption(
    tx: &mut Tx,
    organisation: &str,
    row: &RuleAdoption,
) -> Result<(), Error> {
    change!(
        tx,
        "rule_adoption",
        &row.id,
        "insert into rule_adoption (organisation, id, rule_set, source, since, until, end_source, account, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (organisation, id) do update set until = excluded.until, end_source = excluded.end_source",
        organisation,
        &row.id,
        &row.rule_set,
        &row.source,
        &row.since,
        &row.until,
        &row.end_source,
        &row.account,
        row.recorded_at
    )?;
    Ok(())
}
