//! Gifts, and with what their givers were found to be connected.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::interests::model::GiftOutcome;

/// A gift.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Gift {
    /// Id.
    pub id: String,
    /// Person to whom it was offered.
    pub person: String,
    /// Their account.
    pub account: String,
    /// Their unit.
    pub unit: Option<String>,
    /// Name of the giver.
    pub giver: String,
    /// `person` or `firm`.
    pub giver_kind: String,
    /// National code or national id of the giver.
    pub giver_id: Option<String>,
    /// Mobile number of the giver.
    pub giver_phone: Option<String>,
    /// What it is.
    pub what: String,
    /// On which occasion.
    pub occasion: String,
    /// Estimated value.
    pub value_rials: Option<i64>,
    /// Day on which it was offered, `1405-09-01`.
    pub happened_on: String,
    /// Code of what became of it.
    pub outcome: String,
    /// Since when.
    pub outcome_at: Timestamp,
    /// How and to whom.
    pub outcome_note: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Gift {
    /// What became of it.
    pub fn outcome(&self) -> GiftOutcome {
        GiftOutcome::of(&self.outcome).unwrap_or(GiftOutcome::Offered)
    }
}

macro_rules! select_gift {
    ($rest:literal) => {
        concat!(
            "select id, person, account, unit, giver, giver_kind, giver_id, giver_phone, what, occasion, value_rials, happened_on,
                    outcome, outcome_at, outcome_note, recorded_at from gift ",
            $rest
        )
    };
}

/// One gift.
pub async fn gift(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<Gift>, Error> {
    fetch_optional!(
        conn,
        Gift,
        select_gift!("where organisation = $1 and id = $2"),
        organisation,
        id
    )
}

/// Gifts recorded by an account, newest first; of all accounts for none.
pub async fn gifts(
    conn: &mut Conn,
    organisation: &str,
    account: Option<&str>,
    limit: i64,
) -> Result<Vec<Gift>, Error> {
    fetch_all!(
        conn,
        Gift,
        select_gift!(
            "where organisation = $1 and ($2 = '' or account = $2) order by recorded_at desc, id desc limit $3"
        ),
        organisation,
        account.unwrap_or(""),
        limit
    )
}

/// Gifts that a giver of this national number or, without one, of exactly this folded name has offered.
pub async fn gifts_of_giver(
    conn: &mut Conn,
    organisation: &str,
    national_id: Option<&str>,
    name: &str,
) -> Result<Vec<Gift>, Error> {
    fetch_all!(
        conn,
        Gift,
        select_gift!(
            "where organisation = $1 and ((giver_id is not null and giver_id = $2) or giver_key = $3) order by recorded_at desc, id"
        ),
        organisation,
        national_id.unwrap_or(""),
        persian::search_key(name)
    )
}

/// Gifts that givers of one of these national numbers have offered.
pub async fn gifts_of_numbers(
    conn: &mut Conn,
    organisation: &str,
    numbers: &[String],
) -> Result<Vec<Gift>, Error> {
    let mut all: Vec<Gift> = super::near::each(
        conn,
        organisation,
        "select id, person, account, unit, giver, giver_kind, giver_id, giver_phone, what, occasion, value_rials, happened_on,
                outcome, outcome_at, outcome_note, recorded_at from gift where organisation = ",
        numbers,
        " and giver_id in ",
    )
    .await?;
    all.sort_by(|a, b| (b.recorded_at, &a.id).cmp(&(a.recorded_at, &b.id)));
    Ok(all)
}

/// Settled gifts since a moment: unit, outcome, when it was settled.
pub async fn settled_gifts(
    conn: &mut Conn,
    organisation: &str,
    since: Timestamp,
) -> Result<Vec<(Option<String>, String, Timestamp)>, Error> {
    fetch_all!(
        conn,
        (Option<String>, String, Timestamp),
        "select unit, outcome, outcome_at from gift where organisation = $1 and outcome <> 'offered' and outcome_at >= $2",
        organisation,
        since
    )
}

/// Writes a gift.
pub(in crate::interests) async fn insert_gift(
    tx: &mut Tx,
    organisation: &str,
    row: &Gift,
) -> Result<(), Error> {
    change!(
        tx,
        "gift",
        &row.id,
        "insert into gift (organisation, id, person, account, unit, giver, giver_key, giver_kind, giver_id, giver_phone, what,
             occasion, value_rials, happened_on, outcome, outcome_at, outcome_note, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        organisation,
        &row.id,
        &row.person,
        &row.account,
        &row.unit,
        &row.giver,
        persian::search_key(&row.giver),
        &row.giver_kind,
        &row.giver_id,
        &row.giver_phone,
        &row.what,
        &row.occasion,
        row.value_rials,
        &row.happened_on,
        &row.outcome,
        row.outcome_at,
        &row.outcome_note,
        row.recorded_at
    )?;
    Ok(())
}

/// Writes what became of a gift.
pub(in crate::interests) async fn save_outcome(
    tx: &mut Tx,
    organisation: &str,
    row: &Gift,
) -> Result<(), Error> {
    change!(
        tx,
        "gift",
        &row.id,
        "update gift set outcome = $3, outcome_at = $4, outcome_note = $5, value_rials = $6 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.outcome,
        row.outcome_at,
        &row.outcome_note,
        row.value_rials
    )?;
    Ok(())
}

/// Something open of the giver's.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct GiftMatch {
    /// `matter` or `message`.
    pub object_type: String,
    /// Id.
    pub object_id: String,
    /// Number of the matter or code of the message.
    pub object_name: String,
    /// What agreed: `national-id`, `phone`, `holder` (of a share or post in the firm) or `name`.
    pub basis: String,
    /// The finding raised from it.
    pub finding: String,
    /// When.
    pub at: Timestamp,
}

/// What was found for a gift.
pub async fn gift_matches(
    conn: &mut Conn,
    organisation: &str,
    gift: &str,
) -> Result<Vec<GiftMatch>, Error> {
    fetch_all!(
        conn,
        GiftMatch,
        "select object_type, object_id, object_name, basis, finding, at from gift_match
         where organisation = $1 and gift = $2 order by at, id",
        organisation,
        gift
    )
}

/// Writes what was found.
pub(in crate::interests) async fn insert_gift_match(
    tx: &mut Tx,
    organisation: &str,
    gift: &str,
    found: &GiftMatch,
) -> Result<(), Error> {
    let id = tx.new_id(found.at);
    change!(
        tx,
        "gift_match",
        &id,
        "insert into gift_match (organisation, id, gift, object_type, object_id, object_name, basis, finding, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &id,
        gift,
        &found.object_type,
        &found.object_id,
        &found.object_name,
        &found.basis,
        &found.finding,
        found.at
    )?;
    Ok(())
}

/// Undecided matters that have a party of this national number, or of exactly this folded name: id, number, whether the number agreed.
pub async fn open_matters_of_party(
    conn: &mut Conn,
    organisation: &str,
    national_id: Option<&str>,
    name: &str,
) -> Result<Vec<(String, String, bool)>, Error> {
    let rows = fetch_all!(
        conn,
        (String, String, Option<String>),
        "select m.id, m.number, p.national_id from matter m
         join matter_party p on p.organisation = m.organisation and p.matter = m.id
         where m.organisation = $1 and m.state <> 'decided' and (p.national_id = $2 or p.name_key = $3)
         order by m.number",
        organisation,
        national_id.unwrap_or(""),
        persian::search_key(name)
    )?;
    let mut found: Vec<(String, String, bool)> = Vec::new();
    for (id, number, theirs) in rows {
        let agrees = national_id.is_some() && theirs.as_deref() == national_id;
        // Two different national numbers are two people, whatever their names.
        if !agrees && national_id.is_some() && theirs.is_some() {
            continue;
        }
        match found.iter_mut().find(|(known, ..)| *known == id) {
            Some(known) => known.2 |= agrees,
            None => found.push((id, number, agrees)),
        }
    }
    Ok(found)
}
