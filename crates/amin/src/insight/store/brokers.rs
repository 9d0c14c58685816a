//! SQL of what recurs: the secret of the pseudonyms, reviews, and the files of the program itself.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

const SECRET: &str = "recurring";

/// The secret from which pseudonyms are made; none before the first review.
pub async fn secret(conn: &mut Conn, organisation: &str) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = fetch_optional!(
        conn,
        (String,),
        "select secret from insight_secret where organisation = $1 and id = $2",
        organisation,
        SECRET
    )?;
    Ok(row.map(|(secret,)| secret))
}

/// Writes the secret.
pub(in crate::insight) async fn insert_secret(
    tx: &mut Tx,
    organisation: &str,
    secret: &str,
    now: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "insight_secret",
        SECRET,
        "insert into insight_secret (organisation, id, secret, at) values ($1, $2, $3, $4)",
        organisation,
        SECRET,
        secret,
        now
    )?;
    Ok(())
}

/// A review that found nothing to raise.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReviewRow {
    /// Id: digest of source, attribute and pseudonym.
    pub id: String,
    /// Id of the service, or the word for files of the program itself.
    pub source: String,
    /// Attribute.
    pub attribute: String,
    /// Pseudonym of the value.
    pub pseudonym: String,
    /// Why it needs no finding.
    pub reason: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Who.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The reviews of a source's attribute that stand.
pub async fn reviews(
    conn: &mut Conn,
    organisation: &str,
    source: &str,
    attribute: &str,
) -> Result<Vec<ReviewRow>, Error> {
    fetch_all!(
        conn,
        ReviewRow,
        "select id, source, attribute, pseudonym, reason, withdrawn, account, at from recurring_review
         where organisation = $1 and source = $2 and attribute = $3 and not withdrawn order by id",
        organisation,
        source,
        attribute
    )
}

/// Writes a review in place of the one before.
pub(in crate::insight) async fn put_review(
    tx: &mut Tx,
    organisation: &str,
    row: &ReviewRow,
) -> Result<(), Error> {
    change!(
        tx,
        "recurring_review",
        &row.id,
        "insert into recurring_review (organisation, id, source, attribute, pseudonym, reason, withdrawn, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (organisation, id) do update
             set reason = excluded.reason, withdrawn = excluded.withdrawn, account = excluded.account, at = excluded.at",
        organisation,
        &row.id,
        &row.source,
        &row.attribute,
        &row.pseudonym,
        &row.reason,
        row.withdrawn,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// A file of the program itself.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FileRow {
    /// Id.
    pub id: String,
    /// What may recur.
    pub key: Option<String>,
    /// Whose file it is.
    pub citizen: Option<String>,
    /// What makes files comparable.
    pub stratum: String,
    /// When it began.
    pub begun: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Its outcome.
    pub outcome: Option<String>,
}

/// Messages with a telephone, but for those whose sender asked to stay unnamed.
pub async fn messages(conn: &mut Conn, organisation: &str) -> Result<Vec<FileRow>, Error> {
    fetch_all!(
        conn,
        FileRow,
        "select id, phone as key, contact_name as citizen, category as stratum, filed_at as begun, answered_at as ended, outcome
         from message where organisation = $1 and phone is not null and not secret order by id",
        organisation
    )
}

/// Matters with a representative, but for those that an account was recused from.
pub async fn matters(
    conn: &mut Conn,
    organisation: &str,
    account: &str,
) -> Result<Vec<FileRow>, Error> {
    fetch_all!(
        conn,
        FileRow,
        "select m.id, coalesce(r.national_id, r.name_key) as key, min(coalesce(a.national_id, a.name_key)) as citizen,
                m.kind as stratum, m.registered_at as begun, m.decided_at as ended, m.decision as outcome
         from matter m
         join matter_party r on r.organisation = m.organisation and r.matter = m.id and r.role = 'representative'
         left join matter_party a on a.organisation = m.organisation and a.matter = m.id and a.role = 'applicant'
         where m.organisation = $1
           and not exists (select 1 from matter_recusal x where x.organisation = m.organisation and x.matter = m.id and x.account = $2)
         group by m.id, r.id, r.national_id, r.name_key, m.kind, m.registered_at, m.decided_at, m.decision
         order by m.id",
        organisation,
        account
    )
}
