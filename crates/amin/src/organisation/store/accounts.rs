//! Accounts, roles, sessions.

use store::{Conn, Error, Timestamp, Tx, fetch_all, fetch_one, fetch_optional, operate};

use super::{SESSION_IDLE, SESSION_LIFE};
use crate::platform::query::Statement;

/// An account with the name of its person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AccountRow {
    /// Id.
    pub id: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// Username.
    pub username: String,
    /// PHC string.
    pub password_hash: String,
    /// Secret of the authenticator app, base 32.
    pub totp_secret: Option<String>,
    /// Whether it may sign in.
    pub active: bool,
    /// Until when its one-time password may be used; none once the person has chosen one.
    pub temporary_until: Option<Timestamp>,
}

/// All accounts by username.
pub async fn accounts(conn: &mut Conn, organisation: &str) -> Result<Vec<AccountRow>, Error> {
    fetch_all!(
        conn,
        AccountRow,
        "select a.id, a.person, p.name, a.username, a.password_hash, a.totp_secret, a.active, a.temporary_until
         from account a join person p on p.organisation = a.organisation and p.id = a.person
         where a.organisation = $1 order by a.username",
        organisation
    )
}

/// One account.
pub async fn account(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<AccountRow>, Error> {
    fetch_optional!(
        conn,
        AccountRow,
        "select a.id, a.person, p.name, a.username, a.password_hash, a.totp_secret, a.active, a.temporary_until
         from account a join person p on p.organisation = a.organisation and p.id = a.person
         where a.organisation = $1 and a.id = $2",
        organisation,
        id
    )
}

/// The account of a username, active or not.
pub async fn account_named(
    conn: &mut Conn,
    organisation: &str,
    username: &str,
) -> Result<Option<AccountRow>, Error> {
    fetch_optional!(
        conn,
        AccountRow,
        "select a.id, a.person, p.name, a.username, a.password_hash, a.totp_secret, a.active, a.temporary_until
         from account a join person p on p.organisation = a.organisation and p.id = a.person
         where a.organisation = $1 and a.username = $2",
        organisation,
        username
    )
}

/// The account of a person, if there is one.
pub async fn account_of_person(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Option<String>, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select id from account where organisation = $1 and person = $2 order by id limit 1",
        organisation,
        person
    )?;
    Ok(row.map(|(id,)| id))
}

/// A role that an account holds.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct GrantRow {
    /// Id.
    pub id: String,
    /// Account.
    pub account: String,
    /// Role's word.
    pub role: String,
    /// Unit; none: the whole organisation.
    pub unit: Option<String>,
    /// Since when, where it is known.
    pub since: Option<Timestamp>,
}

/// All roles of all accounts.
pub async fn grants(conn: &mut Conn, organisation: &str) -> Result<Vec<GrantRow>, Error> {
    fetch_all!(
        conn,
        GrantRow,
        "select id, account, role, unit, since from account_grant where organisation = $1 order by account, id",
        organisation
    )
}

/// One grant.
pub async fn grant(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<GrantRow>, Error> {
    fetch_optional!(
        conn,
        GrantRow,
        "select id, account, role, unit, since from account_grant where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// How many active accounts hold a role for the whole organisation.
pub async fn holders(conn: &mut Conn, organisation: &str, role: &str) -> Result<i64, Error> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(distinct a.id) from account a
         join account_grant g on g.organisation = a.organisation and g.account = a.id
         where a.organisation = $1 and a.active = $2 and g.role = $3 and g.unit is null",
        organisation,
        true,
        role
    )?;
    Ok(count)
}

/// A session as its owner sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SessionRow {
    /// Hash of its token.
    pub id: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// Browser and system in a few words.
    pub browser: String,
}

/// The open sessions of an account, newest first.
pub async fn sessions(
    conn: &mut Conn,
    organisation: &str,
    account: &str,
    now: Timestamp,
) -> Result<Vec<SessionRow>, Error> {
    fetch_all!(
        conn,
        SessionRow,
        "select id, created_at, seen_at, browser from session
         where organisation = $1 and account = $2 and seen_at >= $3 and created_at >= $4 order by created_at desc",
        organisation,
        account,
        now.plus_seconds(-SESSION_IDLE),
        now.plus_seconds(-SESSION_LIFE)
    )
}

/// Opens a session whose token has this hash, and forgets those of the account that have ended.
pub async fn open_session(
    tx: &mut Tx,
    organisation: &str,
    account: &str,
    hash: &str,
    browser: &str,
    now: Timestamp,
) -> Result<(), Error> {
    operate!(
        tx,
        "delete from session where organisation = $1 and account = $2 and (seen_at < $3 or created_at < $4)",
        organisation,
        account,
        now.plus_seconds(-SESSION_IDLE),
        now.plus_seconds(-SESSION_LIFE)
    )?;
    operate!(
        tx,
        "insert into session (id, organisation, account, created_at, seen_at, stepped_up_at, browser)
         values ($1, $2, $3, $4, $4, $4, $5)",
        hash,
        organisation,
        account,
        now,
        browser
    )?;
    Ok(())
}

/// Notes that a session was used.
pub async fn touch_session(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    operate!(tx, "update session set seen_at = $2 where id = $1", id, now)?;
    Ok(())
}

/// Notes that the password was entered again.
pub async fn step_up(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    operate!(
        tx,
        "update session set stepped_up_at = $2 where id = $1",
        id,
        now
    )?;
    Ok(())
}

/// Ends one session of an account; gives whether there was one.
pub async fn end_session(
    tx: &mut Tx,
    organisation: &str,
    account: &str,
    id: &str,
) -> Result<bool, Error> {
    let ended = operate!(
        tx,
        "delete from session where organisation = $1 and account = $2 and id = $3",
        organisation,
        account,
        id
    )?;
    Ok(ended > 0)
}

/// Ends all sessions of an account but one (an empty id: all).
pub async fn end_sessions(
    tx: &mut Tx,
    organisation: &str,
    account: &str,
    but: &str,
) -> Result<(), Error> {
    operate!(
        tx,
        "delete from session where organisation = $1 and account = $2 and id <> $3",
        organisation,
        account,
        but
    )?;
    Ok(())
}

/// Uses up a step of an authenticator app's codes; false where this or a later one has been used.
pub async fn use_totp_step(tx: &mut Tx, account: &str, step: i64) -> Result<bool, Error> {
    let used = operate!(
        tx,
        "insert into totp_used (account, step) values ($1, $2)
         on conflict (account) do update set step = excluded.step where totp_used.step < excluded.step",
        account,
        step
    )?;
    Ok(used > 0)
}

/// Names of the people behind accounts: account and name.
pub async fn account_names(
    conn: &mut Conn,
    organisation: &str,
    accounts: &[String],
) -> Result<Vec<(String, String)>, Error> {
    let mut statement = Statement::new(
        "select a.id, p.name from account a join person p on p.organisation = a.organisation and p.id = a.person where a.organisation = ",
    );
    statement
        .text(organisation)
        .push(" and a.id in ")
        .list(accounts);
    statement.all(conn).await
}

/// People behind accounts.
pub async fn people_behind(
    conn: &mut Conn,
    organisation: &str,
    accounts: &[String],
) -> Result<Vec<String>, Error> {
    let mut s = Statement::new("select distinct person from account where organisation = ");
    s.text(organisation).push(" and id in ").list(accounts);
    let rows: Vec<(String,)> = s.all(conn).await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Roles of all accounts of a person, with their units.
pub async fn roles_of_person(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<(String, Option<String>)>, Error> {
    fetch_all!(
        conn,
        (String, Option<String>),
        "select g.role, g.unit from account_grant g join account a on a.organisation = g.organisation and a.id = g.account
         where g.organisation = $1 and a.person = $2",
        organisation,
        person
    )
}
