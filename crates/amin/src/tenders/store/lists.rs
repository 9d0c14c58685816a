//! SQL of the lists that a town keeps: who is debarred, and the thresholds of money.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// A debarment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DebarmentRow {
    /// Id.
    pub id: String,
    /// National id of the firm or national code of the person.
    pub national_id: String,
    /// Name.
    pub name: String,
    /// First day, Gregorian ISO 8601.
    pub since: String,
    /// Last day.
    pub until: Option<String>,
    /// By which rule.
    pub legal_basis: String,
    /// Where it was published.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Last day on which it held, where it was lifted early.
    pub lifted_on: Option<String>,
    /// Why it was lifted.
    pub lifted_reason: String,
}

impl DebarmentRow {
    /// Whether it holds on a day, Gregorian ISO 8601.
    pub fn holds(&self, day: &str) -> bool {
        let ended = |end: &Option<String>| end.as_deref().is_some_and(|end| end < day);
        self.since.as_str() <= day && !ended(&self.until) && !ended(&self.lifted_on)
    }

    /// Its last day: the earlier of the two.
    pub fn last_day(&self) -> Option<&str> {
        match (self.until.as_deref(), self.lifted_on.as_deref()) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }
}

/// All debarments, the newest first.
pub async fn debarments(conn: &mut Conn, organisation: &str) -> Result<Vec<DebarmentRow>, Error> {
    fetch_all!(
        conn,
        DebarmentRow,
        "select id, national_id, name, since, until, legal_basis, source, recorded_at, lifted_on, lifted_reason from debarment
         where organisation = $1 order by since desc, id desc",
        organisation
    )
}

/// One debarment.
pub async fn debarment(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<DebarmentRow>, Error> {
    fetch_optional!(
        conn,
        DebarmentRow,
        "select id, national_id, name, since, until, legal_basis, source, recorded_at, lifted_on, lifted_reason from debarment
         where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a debarment, new or lifted.
pub(in crate::tenders) async fn put_debarment(
    tx: &mut Tx,
    organisation: &str,
    row: &DebarmentRow,
) -> Result<(), Error> {
    change!(
        tx,
        "debarment",
        &row.id,
        "insert into debarment (organisation, id, national_id, name, since, until, legal_basis, source, recorded_at, lifted_on,
             lifted_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (organisation, id) do update set lifted_on = excluded.lifted_on, lifted_reason = excluded.lifted_reason",
        organisation,
        &row.id,
        &row.national_id,
        &row.name,
        &row.since,
        &row.until,
        &row.legal_basis,
        &row.source,
        row.recorded_at,
        &row.lifted_on,
        &row.lifted_reason
    )?;
    Ok(())
}

/// A threshold of money.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ThresholdRow {
    /// Id.
    pub id: String,
    /// `small` or `medium`: up to it a transaction is one of that size.
    pub kind: String,
    /// Rials.
    pub amount_rials: i64,
    /// First day, Gregorian ISO 8601.
    pub since: String,
    /// Last day.
    pub until: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// All thresholds, the newest first.
pub async fn thresholds(conn: &mut Conn, organisation: &str) -> Result<Vec<ThresholdRow>, Error> {
    fetch_all!(
        conn,
        ThresholdRow,
        "select id, kind, amount_rials, since, until, source, recorded_at from money_threshold
         where organisation = $1 order by since desc, kind, id desc",
        organisation
    )
}

/// Writes a threshold.
pub(in crate::tenders) async fn insert_threshold(
    tx: &mut Tx,
    organisation: &str,
    row: &ThresholdRow,
) -> Result<(), Error> {
    change!(
        tx,
        "money_threshold",
        &row.id,
        "insert into money_threshold (organisation, id, kind, amount_rials, since, until, source, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        organisation,
        &row.id,
        &row.kind,
        row.amount_rials,
        &row.since,
        &row.until,
        &row.source,
        row.recorded_at
    )?;
    Ok(())
}

/// Identifiers in releases with the number that holds: (identifier, national code or national id).
pub async fn party_numbers(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String),
        "select distinct party, national_id from tender_bidder where organisation = $1 and national_id is not null
         order by party, national_id",
        organisation
    )
}

/// Who decides in which process and how they are reached: (person, ocid, phone, mail).
pub async fn decider_contacts(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, Option<String>, Option<String>)>, Error> {
    fetch_all!(
        conn,
        (String, String, Option<String>, Option<String>),
        "select d.person, t.ocid, p.phone, p.email from tender_decider d
         join tender t on t.organisation = d.organisation and t.id = d.tender
         join person p on p.organisation = d.organisation and p.id = d.person
         where d.organisation = $1 order by d.person, t.ocid",
        organisation
    )
}
