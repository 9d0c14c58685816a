//! SQL of what belongs to one item: parties, what comparing the members with them gave, papers.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// Somebody whom an item is about.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PartyRow {
    /// Id.
    pub id: String,
    /// `person` or `firm`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// National code or national id.
    pub national_id: Option<String>,
}

/// What comparing a member with the parties of an item gave.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ScreeningRow {
    /// Id.
    pub id: String,
    /// Item.
    pub item: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// Code of the outcome.
    pub outcome: String,
    /// What the rules say, in Persian.
    pub law_fa: String,
    /// The same in English.
    pub law_en: String,
    /// The best-explained path, in Persian.
    pub path_fa: String,
    /// The same in English.
    pub path_en: String,
    /// Version of the rules.
    pub rule_version: String,
    /// Hash of the ties that were looked at.
    pub input_hash: String,
    /// When.
    pub at: Timestamp,
    /// Entries of the journal at that time: what was known then. None for what was found before this was kept.
    pub journal_length: Option<i64>,
    /// When the person declared that there is no conflict.
    pub declared_at: Option<Timestamp>,
}

impl ScreeningRow {
    /// Whether the person must first declare that there is no conflict.
    pub fn waits_for_declaration(&self) -> bool {
        ["appearance", "potential"].contains(&self.outcome.as_str()) && self.declared_at.is_none()
    }
}

/// A paper of an item.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PaperRow {
    /// Id.
    pub id: String,
    /// Item.
    pub item: String,
    /// Name of the file.
    pub name: String,
    /// Size in bytes.
    pub size: i64,
    /// Media type.
    pub media_type: String,
    /// Hash of the content.
    pub sha256: String,
    /// When it was attached.
    pub at: Timestamp,
}

/// The parties of an item.
pub async fn parties(
    conn: &mut Conn,
    organisation: &str,
    item: &str,
) -> Result<Vec<PartyRow>, Error> {
    fetch_all!(
        conn,
        PartyRow,
        "select id, kind, name, national_id from committee_party where organisation = $1 and item = $2 order by id",
        organisation,
        item
    )
}

/// What was found last for each person.
pub async fn screenings(
    conn: &mut Conn,
    organisation: &str,
    item: &str,
) -> Result<Vec<ScreeningRow>, Error> {
    let mut newest: Vec<ScreeningRow> = Vec::new();
    for row in all_screenings(conn, organisation, item).await? {
        match newest.iter_mut().find(|known| known.person == row.person) {
            Some(known) => *known = row,
            None => newest.push(row),
        }
    }
    Ok(newest)
}

/// Everything that was found, oldest first: what was known when.
pub async fn all_screenings(
    conn: &mut Conn,
    organisation: &str,
    item: &str,
) -> Result<Vec<ScreeningRow>, Error> {
    fetch_all!(
        conn,
        ScreeningRow,
        "select s.id, s.item, s.person, p.name, s.outcome, s.law_fa, s.law_en, s.path_fa, s.path_en, s.rule_version, s.input_hash,
                s.at, s.journal_length, s.declared_at
         from committee_screening s join person p on p.organisation = s.organisation and p.id = s.person
         where s.organisation = $1 and s.item = $2 order by s.at, coalesce(s.journal_length, 0), s.id",
        organisation,
        item
    )
}

/// The papers of an item.
pub async fn papers(
    conn: &mut Conn,
    organisation: &str,
    item: &str,
) -> Result<Vec<PaperRow>, Error> {
    fetch_all!(
        conn,
        PaperRow,
        "select id, item, name, size, media_type, sha256, at from committee_paper where organisation = $1 and item = $2 order by id",
        organisation,
        item
    )
}

/// A paper by id.
pub async fn paper(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<PaperRow>, Error> {
    fetch_optional!(
        conn,
        PaperRow,
        "select id, item, name, size, media_type, sha256, at from committee_paper where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a party.
pub(in crate::committee) async fn insert_party(
    tx: &mut Tx,
    organisation: &str,
    item: &str,
    row: &PartyRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_party",
        &row.id,
        "insert into committee_party (organisation, id, item, kind, name, national_id) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &row.id,
        item,
        &row.kind,
        &row.name,
        &row.national_id
    )?;
    Ok(())
}

/// Writes what was found for a person, beside what was found before.
pub(in crate::committee) async fn insert_screening(
    tx: &mut Tx,
    organisation: &str,
    row: &ScreeningRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_screening",
        &row.id,
        "insert into committee_screening (organisation, id, item, person, outcome, law_fa, law_en, path_fa, path_en, rule_version,
             input_hash, at, declared_at, journal_length)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        organisation,
        &row.id,
        &row.item,
        &row.person,
        &row.outcome,
        &row.law_fa,
        &row.law_en,
        &row.path_fa,
        &row.path_en,
        &row.rule_version,
        &row.input_hash,
        row.at,
        row.declared_at,
        row.journal_length
    )?;
    Ok(())
}

/// Writes that a person has declared about what was found.
pub(in crate::committee) async fn save_declared(
    tx: &mut Tx,
    organisation: &str,
    row: &ScreeningRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_screening",
        &row.id,
        "update committee_screening set declared_at = $3 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        row.declared_at
    )?;
    Ok(())
}

/// Writes a paper.
pub(in crate::committee) async fn insert_paper(
    tx: &mut Tx,
    organisation: &str,
    account: Option<&str>,
    row: &PaperRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_paper",
        &row.id,
        "insert into committee_paper (organisation, id, item, name, size, media_type, sha256, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &row.id,
        &row.item,
        &row.name,
        row.size,
        &row.media_type,
        &row.sha256,
        account,
        row.at
    )?;
    Ok(())
}

/// Takes a paper away from its item.
pub(in crate::committee) async fn delete_paper(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_paper",
        id,
        "delete from committee_paper where organisation = $1 and id = $2",
        organisation,
        id
    )?;
    Ok(())
}
