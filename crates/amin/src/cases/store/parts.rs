//! SQL of what belongs to a case: charge, evidence and its custody, packages, publications.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// An item of evidence.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EvidenceRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// What it is.
    pub title: String,
    /// Who gave it; never shown to the accused.
    pub received_from: String,
    /// Whether the accused sees it; an item that could tell who reported is not shown.
    pub shown: bool,
    /// Name of the file.
    pub file_name: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 when it was received, hex.
    pub sha256: String,
    /// Who holds it, in words.
    pub holder: String,
    /// `held`, `handed-over` or `returned`.
    pub state: String,
    /// When it was received.
    pub received_at: Timestamp,
}

/// A link of the chain of custody.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CustodyRow {
    /// Id.
    pub id: String,
    /// Item.
    pub evidence: String,
    /// Case.
    pub case_id: String,
    /// `received`, `opened`, `copied`, `handed-over` or `returned`.
    pub deed: String,
    /// Who did it.
    pub person: Option<String>,
    /// Who holds it afterwards, in words.
    pub holder: String,
    /// Why.
    pub reason: String,
    /// SHA-256 found then, hex.
    pub sha256: String,
    /// When.
    pub at: Timestamp,
}

/// A package for an authority.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HandoverRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// `prosecutor` or `inspection-organisation`.
    pub authority: String,
    /// Its key: an age recipient.
    pub recipient: String,
    /// Number of the letter that goes with it.
    pub letter: String,
    /// SHA-256 of the list of files in it, hex.
    pub manifest_sha256: String,
    /// SHA-256 of the encrypted package, hex.
    pub package_sha256: String,
    /// Its bytes.
    pub package_size: i64,
    /// Who made it.
    pub person: Option<String>,
    /// When.
    pub made_at: Timestamp,
    /// When the authority acknowledged it.
    pub acknowledged_at: Option<Timestamp>,
    /// Number of the acknowledgement.
    pub acknowledgement: String,
}

/// A publication of a final decision with a name.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PublicationRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// What is published.
    pub text: String,
    /// The law that asks for it.
    pub legal_basis: String,
    /// Person who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Person who confirmed it.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed_at: Option<Timestamp>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// Codes of the offences charged.
pub async fn charges(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select code from case_charge where organisation = $1 and case_id = $2 order by id",
        organisation,
        case
    )?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// Writes an offence that is charged.
pub(in crate::cases) async fn insert_charge(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    case: &str,
    code: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "case_charge",
        id,
        "insert into case_charge (organisation, id, case_id, code) values ($1, $2, $3, $4)",
        organisation,
        id,
        case,
        code
    )?;
    Ok(())
}

/// The evidence of a case, the oldest first.
pub async fn evidence(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<EvidenceRow>, Error> {
    fetch_all!(
        conn,
        EvidenceRow,
        "select id, case_id, title, received_from, shown, file_name, media_type, size, sha256, holder, state, received_at
         from case_evidence where organisation = $1 and case_id = $2 order by received_at, id",
        organisation,
        case
    )
}

/// Writes an item, new or with its holder.
pub(in crate::cases) async fn put_evidence(
    tx: &mut Tx,
    organisation: &str,
    row: &EvidenceRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_evidence",
        &row.id,
        "insert into case_evidence (organisation, id, case_id, title, received_from, shown, file_name, media_type, size, sha256, holder,
             state, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (organisation, id) do update set holder = excluded.holder, state = excluded.state",
        organisation,
        &row.id,
        &row.case_id,
        &row.title,
        &row.received_from,
        row.shown,
        &row.file_name,
        &row.media_type,
        row.size,
        &row.sha256,
        &row.holder,
        &row.state,
        row.received_at
    )?;
    Ok(())
}

/// The chains of custody of a case, the oldest link first.
pub async fn custody(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<CustodyRow>, Error> {
    fetch_all!(
        conn,
        CustodyRow,
        "select id, evidence, case_id, deed, person, holder, reason, sha256, at from case_custody
         where organisation = $1 and case_id = $2
         order by at, case when deed = 'received' then 0 else 1 end, id",
        organisation,
        case
    )
}

/// Writes a link.
pub(in crate::cases) async fn insert_custody(
    tx: &mut Tx,
    organisation: &str,
    row: &CustodyRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_custody",
        &row.id,
        "insert into case_custody (organisation, id, evidence, case_id, deed, person, holder, reason, sha256, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organisation,
        &row.id,
        &row.evidence,
        &row.case_id,
        &row.deed,
        &row.person,
        &row.holder,
        &row.reason,
        &row.sha256,
        row.at
    )?;
    Ok(())
}

/// The packages of a case.
pub async fn handovers(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<HandoverRow>, Error> {
    fetch_all!(
        conn,
        HandoverRow,
        "select id, case_id, authority, recipient, letter, manifest_sha256, package_sha256, package_size, person, made_at, acknowledged_at,
             acknowledgement from case_handover where organisation = $1 and case_id = $2 order by made_at, id",
        organisation,
        case
    )
}

/// A package.
pub async fn handover(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<HandoverRow>, Error> {
    fetch_optional!(
        conn,
        HandoverRow,
        "select id, case_id, authority, recipient, letter, manifest_sha256, package_sha256, package_size, person, made_at, acknowledged_at,
             acknowledgement from case_handover where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a package, new or acknowledged.
pub(in crate::cases) async fn put_handover(
    tx: &mut Tx,
    organisation: &str,
    row: &HandoverRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_handover",
        &row.id,
        "insert into case_handover (organisation, id, case_id, authority, recipient, letter, manifest_sha256, package_sha256, package_size,
             person, made_at, acknowledged_at, acknowledgement)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (organisation, id) do update set acknowledged_at = excluded.acknowledged_at, acknowledgement = excluded.acknowledgement",
        organisation,
        &row.id,
        &row.case_id,
        &row.authority,
        &row.recipient,
        &row.letter,
        &row.manifest_sha256,
        &row.package_sha256,
        row.package_size,
        &row.person,
        row.made_at,
        row.acknowledged_at,
        &row.acknowledgement
    )?;
    Ok(())
}

/// The publications of a case.
pub async fn publications(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<PublicationRow>, Error> {
    fetch_all!(
        conn,
        PublicationRow,
        "select id, case_id, text, legal_basis, proposed_by, proposed_at, confirmed_by, confirmed_at, withdrawn_at from case_publication
         where organisation = $1 and case_id = $2 order by proposed_at, id",
        organisation,
        case
    )
}

/// What everybody may read: confirmed, not taken back, and of a case whose violation stands by a final decision.
pub async fn published(conn: &mut Conn, organisation: &str) -> Result<Vec<PublicationRow>, Error> {
    fetch_all!(
        conn,
        PublicationRow,
        "select u.id, u.case_id, u.text, u.legal_basis, u.proposed_by, u.proposed_at, u.confirmed_by, u.confirmed_at, u.withdrawn_at
         from case_publication u join disciplinary_case c on c.organisation = u.organisation and c.id = u.case_id
         where u.organisation = $1 and u.confirmed_at is not null and u.withdrawn_at is null and c.state in ('final', 'enforced')
         order by u.confirmed_at desc, u.id desc limit 200",
        organisation
    )
}

/// Writes a publication.
pub(in crate::cases) async fn put_publication(
    tx: &mut Tx,
    organisation: &str,
    row: &PublicationRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_publication",
        &row.id,
        "insert into case_publication (organisation, id, case_id, text, legal_basis, proposed_by, proposed_at, confirmed_by, confirmed_at,
             withdrawn_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (organisation, id) do update set confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at,
             withdrawn_at = excluded.withdrawn_at",
        organisation,
        &row.id,
        &row.case_id,
        &row.text,
        &row.legal_basis,
        &row.proposed_by,
        row.proposed_at,
        &row.confirmed_by,
        row.confirmed_at,
        row.withdrawn_at
    )?;
    Ok(())
}
