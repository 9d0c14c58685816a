//! Doubts about somebody's impartiality, and what was answered.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::interests::model::{DoubtObject, Ruling, Standing};

/// A doubt: what a screening found, and what was answered to it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Doubt {
    /// Id.
    pub id: String,
    /// Code of a [`DoubtObject`].
    pub object_type: String,
    /// Id of the object.
    pub object_id: String,
    /// Its number or title.
    pub object_name: String,
    /// Who would handle it.
    pub person: String,
    /// With which account, where one is given the object.
    pub account: Option<String>,
    /// Code of the outcome.
    pub outcome: String,
    /// `person` or `firm`: to whom the path leads.
    pub party_kind: String,
    /// Name of that party.
    pub party_name: String,
    /// National code or national id of it.
    pub party_id: Option<String>,
    /// The best-explained path, Persian.
    pub path_fa: String,
    /// In English.
    pub path_en: String,
    /// JSON list of the ties of the path.
    pub evidence: String,
    /// Hash of the answer: a ruling holds for the same answer.
    pub answer_hash: String,
    /// The screening that found it.
    pub screening: String,
    /// Version of the rules.
    pub rule_version: String,
    /// SHA-256 of the ties that were known.
    pub input_hash: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Code of a [`Ruling`]; none: it waits.
    pub ruling: Option<String>,
    /// Why.
    pub reason: String,
    /// By which account.
    pub ruled_by: Option<String>,
    /// When.
    pub ruled_at: Option<Timestamp>,
}

impl Doubt {
    /// What was answered; none: it waits.
    pub fn ruling(&self) -> Option<Ruling> {
        self.ruling.as_deref().and_then(Ruling::of)
    }

    /// What it is about.
    pub fn object(&self) -> Result<DoubtObject, Error> {
        DoubtObject::of(&self.object_type).ok_or_else(|| {
            Error::Corrupt(format!(
                "interest_doubt {}: object {}",
                self.id, self.object_type
            ))
        })
    }
}

macro_rules! select_doubt {
    ($rest:literal) => {
        concat!(
            "select id, object_type, object_id, object_name, person, account, outcome, party_kind, party_name, party_id, path_fa, path_en,
             evidence, answer_hash, screening, rule_version, input_hash, asked_at, ruling, reason, ruled_by, ruled_at from interest_doubt ",
            $rest
        )
    };
}

/// One doubt.
pub async fn doubt(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<Doubt>, Error> {
    fetch_optional!(
        conn,
        Doubt,
        select_doubt!("where organisation = $1 and id = $2"),
        organisation,
        id
    )
}

/// The doubts about an object, oldest first.
pub async fn doubts_about(
    conn: &mut Conn,
    organisation: &str,
    object: DoubtObject,
    id: &str,
) -> Result<Vec<Doubt>, Error> {
    fetch_all!(
        conn,
        Doubt,
        select_doubt!(
            "where organisation = $1 and object_type = $2 and object_id = $3 order by asked_at, id"
        ),
        organisation,
        object.code(),
        id
    )
}

/// The doubts about a person and an object, oldest first.
pub async fn doubts_of(
    conn: &mut Conn,
    organisation: &str,
    object: DoubtObject,
    id: &str,
    person: &str,
) -> Result<Vec<Doubt>, Error> {
    let mut all = doubts_about(conn, organisation, object, id).await?;
    all.retain(|row| row.person == person);
    Ok(all)
}

/// Everything that waits for an answer, oldest first.
pub async fn open_doubts(conn: &mut Conn, organisation: &str) -> Result<Vec<Doubt>, Error> {
    fetch_all!(
        conn,
        Doubt,
        select_doubt!("where organisation = $1 and ruling is null order by asked_at, id"),
        organisation
    )
}

/// What people answered last, newest first.
pub async fn ruled_doubts(
    conn: &mut Conn,
    organisation: &str,
    limit: i64,
) -> Result<Vec<Doubt>, Error> {
    fetch_all!(
        conn,
        Doubt,
        select_doubt!(
            "where organisation = $1 and ruling in ('cleared', 'kept-out') order by ruled_at desc, id desc limit $2"
        ),
        organisation,
        limit
    )
}

/// How a person stands to an object, as far as it was asked.
pub async fn standing(
    conn: &mut Conn,
    organisation: &str,
    object: DoubtObject,
    id: &str,
    person: &str,
) -> Result<Standing, Error> {
    let all = doubts_of(conn, organisation, object, id, person).await?;
    let any = |ruling| all.iter().any(|row| row.ruling() == ruling);
    Ok(if any(Some(Ruling::KeptOut)) {
        Standing::KeptOut
    } else if any(None) {
        Standing::Waits
    } else {
        Standing::Free
    })
}

/// Writes a doubt that waits.
pub(in crate::interests) async fn insert_doubt(
    tx: &mut Tx,
    organisation: &str,
    row: &Doubt,
) -> Result<(), Error> {
    change!(
        tx,
        "interest_doubt",
        &row.id,
        "insert into interest_doubt (organisation, id, object_type, object_id, object_name, person, account, outcome, party_kind,
             party_name, party_id, path_fa, path_en, evidence, answer_hash, screening, rule_version, input_hash, asked_at, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, '')",
        organisation,
        &row.id,
        &row.object_type,
        &row.object_id,
        &row.object_name,
        &row.person,
        &row.account,
        &row.outcome,
        &row.party_kind,
        &row.party_name,
        &row.party_id,
        &row.path_fa,
        &row.path_en,
        &row.evidence,
        &row.answer_hash,
        &row.screening,
        &row.rule_version,
        &row.input_hash,
        row.asked_at
    )?;
    Ok(())
}

/// Writes what became of a doubt.
pub(in crate::interests) async fn save_ruling(
    tx: &mut Tx,
    organisation: &str,
    row: &Doubt,
) -> Result<(), Error> {
    change!(
        tx,
        "interest_doubt",
        &row.id,
        "update interest_doubt set ruling = $3, reason = $4, ruled_by = $5, ruled_at = $6 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.ruling,
        &row.reason,
        &row.ruled_by,
        row.ruled_at
    )?;
    Ok(())
}
