//! SQL of the organisation area.

mod accounts;
mod structure;

pub use accounts::*;
pub use structure::*;

use sha2::{Digest, Sha256};
use store::{Conn, Error, Timestamp, fetch_all, fetch_optional};

use crate::platform::actor::{Actor, Grant};
use crate::platform::permissions::Role;

/// A session ends this long after it was last used, in seconds.
pub const SESSION_IDLE: i64 = 8 * 3600;
/// A session ends this long after sign-in, in seconds.
pub const SESSION_LIFE: i64 = 7 * 24 * 3600;

/// An organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OrganisationRow {
    /// Id.
    pub id: String,
    /// Word in addresses.
    pub slug: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// `municipality`, `village`, `province`, `national`.
    pub kind: String,
}

/// All active organisations by name.
pub async fn all(conn: &mut Conn) -> Result<Vec<OrganisationRow>, Error> {
    fetch_all!(
        conn,
        OrganisationRow,
        "select id, slug, name, name_en, kind from organisation where active = $1 order by name",
        true
    )
}

/// The organisation of an address.
pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<OrganisationRow>, Error> {
    fetch_optional!(
        conn,
        OrganisationRow,
        "select id, slug, name, name_en, kind from organisation where slug = $1 and active = $2",
        slug,
        true
    )
}

/// The name under which a session's token is stored: the token itself is only in the browser.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    id: String,
    account: String,
    person: String,
    name: String,
    created_at: Timestamp,
    seen_at: Timestamp,
    stepped_up_at: Option<Timestamp>,
    temporary_until: Option<Timestamp>,
}

/// An open session.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Hash of its token.
    pub id: String,
    /// Who it stands for.
    pub actor: Actor,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When the password was last entered in it.
    pub stepped_up_at: Option<Timestamp>,
    /// The account still has the one-time password that it was opened with.
    pub must_change_password: bool,
}

/// The session that a token stands for; none where it has ended.
pub async fn session_of_token(
    conn: &mut Conn,
    organisation: &str,
    token: &str,
    now: Timestamp,
) -> Result<Option<OpenSession>, Error> {
    let session = fetch_optional!(
        conn,
        TokenRow,
        "select s.id, s.account, a.person, p.name, s.created_at, s.seen_at, s.stepped_up_at, a.temporary_until
         from session s
         join account a on a.organisation = s.organisation and a.id = s.account
         join person p on p.organisation = a.organisation and p.id = a.person
         where s.id = $1 and s.organisation = $2 and a.active = $3",
        token_hash(token),
        organisation,
        true
    )?;
    let Some(session) = session else {
        return Ok(None);
    };
    if now > session.seen_at.plus_seconds(SESSION_IDLE)
        || now > session.created_at.plus_seconds(SESSION_LIFE)
    {
        return Ok(None);
    }
    let grants = grants_of(conn, organisation, &session.account).await?;
    Ok(Some(OpenSession {
        id: session.id,
        actor: Actor {
            organisation: organisation.to_owned(),
            account: Some(session.account),
            person: Some(session.person),
            name: session.name,
            grants,
            program: false,
        },
        seen_at: session.seen_at,
        stepped_up_at: session.stepped_up_at,
        must_change_password: session.temporary_until.is_some(),
    }))
}

/// The roles of an account, each with the units it reaches.
pub async fn grants_of(
    conn: &mut Conn,
    organisation: &str,
    account: &str,
) -> Result<Vec<Grant>, Error> {
    let rows = fetch_all!(
        conn,
        (String, Option<String>),
        "select role, unit from account_grant where organisation = $1 and account = $2 order by id",
        organisation,
        account
    )?;
    let mut grants = Vec::with_capacity(rows.len());
    for (role, unit) in rows {
        let role = Role::of(&role)
            .ok_or_else(|| Error::Corrupt(format!("account {account} has the role `{role}`")))?;
        let reach = match &unit {
            Some(unit) => subtree(conn, organisation, unit).await?,
            None => Vec::new(),
        };
        grants.push(Grant { role, unit, reach });
    }
    Ok(grants)
}

/// A unit and all units below it.
pub async fn subtree(
    conn: &mut Conn,
    organisation: &str,
    unit: &str,
) -> Result<Vec<String>, Error> {
    // `union` and not `union all`: a cycle in the tree, which no act makes, ends instead of running for ever.
    let rows = fetch_all!(
        conn,
        (String,),
        "with recursive below (id) as (
             select id from unit where organisation = $1 and id = $2
             union
             select u.id from unit u join below b on u.parent = b.id where u.organisation = $1
         ) select id from below",
        organisation,
        unit
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
