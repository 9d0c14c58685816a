//! SQL of the charter and its pledges.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::model::{ArticleText, Level, level};

/// A version of the charter.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VersionRow {
    /// Id.
    pub id: String,
    /// Number, from 1.
    pub number: i64,
    /// Persian title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Persian preamble.
    pub preamble: String,
    /// English preamble.
    pub preamble_en: String,
    /// Where the text comes from.
    pub source: String,
    /// Why there is a new version.
    pub note: String,
    /// From when it holds.
    pub effective_at: Timestamp,
    /// SHA-256 of the Persian text, hex.
    pub text_hash: String,
    /// Account that wrote it down.
    pub made_by: Option<String>,
    /// When.
    pub made_at: Timestamp,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ArticleRow {
    /// Id.
    pub id: String,
    /// Place, from 1.
    pub position: i64,
    /// Number.
    pub number: String,
    /// Persian title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Persian text.
    pub text: String,
    /// English text.
    pub text_en: String,
}

/// A pledge.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PledgeRow {
    /// Id.
    pub id: String,
    /// Version.
    pub version: String,
    /// Person.
    pub person: String,
    /// Account.
    pub account: String,
    /// Unit of the person then.
    pub unit: Option<String>,
    /// Code of the level then.
    pub level: String,
    /// Journal entry.
    pub entry: i64,
    /// When.
    pub at: Timestamp,
}

const VERSION: &str = "select id, number, title, title_en, preamble, preamble_en, source, note, effective_at, text_hash, made_by, made_at from charter_version";

/// All versions, newest first.
pub async fn versions(conn: &mut Conn, organisation: &str) -> Result<Vec<VersionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{VERSION} where organisation = $1 order by number desc"
    ));
    fetch_all!(conn, VersionRow, sql, organisation)
}

/// The version in force at a moment.
pub async fn in_force(
    conn: &mut Conn,
    organisation: &str,
    at: Timestamp,
) -> Result<Option<VersionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{VERSION} where organisation = $1 and effective_at <= $2 order by effective_at desc, number desc limit 1"
    ));
    fetch_optional!(conn, VersionRow, sql, organisation, at)
}

/// The articles of a version in order.
pub async fn articles(
    conn: &mut Conn,
    organisation: &str,
    version: &str,
) -> Result<Vec<ArticleRow>, Error> {
    fetch_all!(
        conn,
        ArticleRow,
        "select id, position, number, title, title_en, text, text_en from charter_article
         where organisation = $1 and version = $2 order by position",
        organisation,
        version
    )
}

const PLEDGE: &str = "select id, version, person, account, unit, level, entry, at from pledge";

/// The pledges to a version.
pub async fn pledges(
    conn: &mut Conn,
    organisation: &str,
    version: &str,
) -> Result<Vec<PledgeRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{PLEDGE} where organisation = $1 and version = $2 order by at, id"
    ));
    fetch_all!(conn, PledgeRow, sql, organisation, version)
}

/// The pledges of a person, newest first.
pub async fn pledges_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<PledgeRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{PLEDGE} where organisation = $1 and person = $2 order by at desc, id desc"
    ));
    fetch_all!(conn, PledgeRow, sql, organisation, person)
}

/// A pledge by its id.
pub async fn pledge(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<PledgeRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{PLEDGE} where organisation = $1 and id = $2"));
    fetch_optional!(conn, PledgeRow, sql, organisation, id)
}

/// The level of each account of the organisation.
pub async fn levels(conn: &mut Conn, organisation: &str) -> Result<Vec<(String, Level)>, Error> {
    let rows = fetch_all!(
        conn,
        (String, String, Option<String>, Option<String>),
        "select g.account, g.role, g.unit, u.parent from account_grant g
         left join unit u on u.organisation = g.organisation and u.id = g.unit
         where g.organisation = $1 order by g.account",
        organisation
    )?;
    let groups = rows.chunk_by(|one, other| one.0 == other.0);
    Ok(groups
        .filter_map(|group| {
            let (account, ..) = group.first()?;
            let grants = group
                .iter()
                .map(|(_, role, unit, parent)| (role.as_str(), unit.as_deref(), parent.is_some()));
            Some((account.clone(), level(grants)))
        })
        .collect())
}

/// Writes a version with its articles.
pub(super) async fn insert_version(
    tx: &mut Tx,
    organisation: &str,
    row: &VersionRow,
    articles: &[ArticleText],
) -> Result<(), Error> {
    change!(
        tx,
        "charter_version",
        &row.id,
        "insert into charter_version (organisation, id, number, title, title_en, preamble, preamble_en, source, note, effective_at,
             text_hash, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        organisation,
        &row.id,
        row.number,
        &row.title,
        &row.title_en,
        &row.preamble,
        &row.preamble_en,
        &row.source,
        &row.note,
        row.effective_at,
        &row.text_hash,
        &row.made_by,
        row.made_at
    )?;
    for (position, article) in (1_i64..).zip(articles) {
        let id = tx.new_id(row.made_at);
        change!(
            tx,
            "charter_article",
            &id,
            "insert into charter_article (organisation, id, version, position, number, title, title_en, text, text_en)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            organisation,
            &id,
            &row.id,
            position,
            &article.number,
            &article.title,
            &article.title_en,
            &article.text,
            &article.text_en
        )?;
    }
    Ok(())
}

/// Writes a pledge.
pub(super) async fn insert_pledge(
    tx: &mut Tx,
    organisation: &str,
    row: &PledgeRow,
) -> Result<(), Error> {
    change!(
        tx,
        "pledge",
        &row.id,
        "insert into pledge (organisation, id, version, person, account, unit, level, entry, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &row.id,
        &row.version,
        &row.person,
        &row.account,
        &row.unit,
        &row.level,
        row.entry,
        row.at
    )?;
    Ok(())
}
