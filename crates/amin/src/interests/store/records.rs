//! What was imported about parties and their ties, and decisions about names.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_one, fetch_optional};

use super::near::each;
use crate::interests::model::records::{PartyRecord, TieRecord};
use crate::platform::query::Statement;

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportRow {
    /// Id.
    pub id: String,
    /// Code of its kind.
    pub kind: String,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of its content, hex.
    pub sha256: String,
    /// Where it comes from, in words.
    pub source: String,
    /// New or changed parties and ties.
    pub taken: i64,
    /// Known ones.
    pub unchanged: i64,
    /// Lines that were left out.
    pub left_out: i64,
    /// JSON list of what to tell: `[refused, Persian, English]`.
    pub report: String,
    /// Whether it came to its end.
    pub finished: bool,
    /// Who took it in.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

const IMPORT: &str = "id, kind, file_name, sha256, source, taken, unchanged, left_out, report, finished, account, at";

/// The newest imports.
pub async fn imports(
    conn: &mut Conn,
    organisation: &str,
    most: i64,
) -> Result<Vec<ImportRow>, Error> {
    let mut s = Statement::new("select ");
    s.push(IMPORT)
        .push(" from record_import where organisation = ")
        .text(organisation)
        .push(" order by at desc, id desc limit ")
        .whole(most);
    s.all(conn).await
}

/// One import.
pub async fn import(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ImportRow>, Error> {
    fetch_optional!(
        conn,
        ImportRow,
        "select id, kind, file_name, sha256, source, taken, unchanged, left_out, report, finished, account, at
         from record_import where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes an import, new or further on.
pub(in crate::interests) async fn put_import(
    tx: &mut Tx,
    organisation: &str,
    row: &ImportRow,
) -> Result<(), Error> {
    change!(
        tx,
        "record_import",
        &row.id,
        "insert into record_import (organisation, id, kind, file_name, sha256, source, taken, unchanged, left_out, report, finished,
             account, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (organisation, id) do update set taken = excluded.taken, unchanged = excluded.unchanged,
             left_out = excluded.left_out, report = excluded.report, finished = excluded.finished",
        organisation,
        &row.id,
        &row.kind,
        &row.file_name,
        &row.sha256,
        &row.source,
        row.taken,
        row.unchanged,
        row.left_out,
        &row.report,
        row.finished,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// An imported party.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PartyRow {
    /// Id.
    pub id: String,
    /// `person`, `firm` or `body`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// National code or national id.
    pub national_id: Option<String>,
    /// Father's name, or empty.
    pub father_name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// `male` or `female`.
    pub sex: Option<String>,
    /// Personnel number, or empty.
    pub number: String,
    /// Day of foundation.
    pub founded: Option<String>,
    /// Of a firm: how many hold shares of it.
    pub shareholders: Option<i64>,
    /// Where it is known from.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl PartyRow {
    /// As the model has it.
    pub fn record(&self) -> PartyRecord {
        PartyRecord {
            id: self.id.clone(),
            kind: self.kind.clone(),
            name: self.name.clone(),
            national_id: self.national_id.clone(),
            father_name: self.father_name.clone(),
            birth_year: self.birth_year,
            sex: self.sex.clone(),
            number: self.number.clone(),
            founded: self.founded.clone(),
            shareholders: self.shareholders,
        }
    }
}

/// All imported parties, by id.
pub async fn record_parties(conn: &mut Conn, organisation: &str) -> Result<Vec<PartyRow>, Error> {
    fetch_all!(
        conn,
        PartyRow,
        "select id, kind, name, national_id, father_name, birth_year, sex, number, founded, shareholders, source,
                recorded_at from record_party where organisation = $1 order by id",
        organisation
    )
}

/// Those of these ids.
pub async fn record_parties_of(
    conn: &mut Conn,
    organisation: &str,
    ids: &[String],
) -> Result<Vec<PartyRow>, Error> {
    each(
        conn,
        organisation,
        "select id, kind, name, national_id, father_name, birth_year, sex, number, founded, shareholders, source,
                recorded_at from record_party where organisation = ",
        ids,
        " and id in ",
    )
    .await
}

/// Writes a party, new or with more known of it.
pub(in crate::interests) async fn put_record_party(
    tx: &mut Tx,
    organisation: &str,
    row: &PartyRecord,
    source: &str,
    at: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "record_party",
        &row.id,
        "insert into record_party (organisation, id, kind, name, name_key, national_id, father_name, birth_year, sex, number, founded,
             source, recorded_at, shareholders) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (organisation, id) do update set name = excluded.name, name_key = excluded.name_key,
             father_name = excluded.father_name, birth_year = excluded.birth_year, sex = excluded.sex, number = excluded.number,
             founded = excluded.founded, source = excluded.source, recorded_at = excluded.recorded_at,
             shareholders = excluded.shareholders",
        organisation,
        &row.id,
        &row.kind,
        &row.name,
        persian::search_key(&row.name),
        &row.national_id,
        &row.father_name,
        row.birth_year,
        &row.sex,
        &row.number,
        &row.founded,
        source,
        at,
        row.shareholders
    )?;
    Ok(())
}

/// An imported tie.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TieRow {
    /// Id.
    pub id: String,
    /// Party at the first end.
    pub from_party: String,
    /// Code of the kind.
    pub kind: String,
    /// Party at the other end.
    pub to_party: String,
    /// `1/3` or `1/20..1/10`.
    pub share: Option<String>,
    /// The post in words, or empty.
    pub post: String,
    /// First day.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Code of the grade.
    pub grade: String,
    /// Where it is known from.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl TieRow {
    /// As the model has it.
    pub fn record(&self) -> TieRecord {
        TieRecord {
            id: self.id.clone(),
            from: self.from_party.clone(),
            kind: self.kind.clone(),
            to: self.to_party.clone(),
            share: self.share.clone(),
            post: self.post.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
            grade: self.grade.clone(),
            source: self.source.clone(),
        }
    }
}

/// All imported ties, by id.
pub async fn record_ties(conn: &mut Conn, organisation: &str) -> Result<Vec<TieRow>, Error> {
    fetch_all!(
        conn,
        TieRow,
        "select id, from_party, kind, to_party, share, post, since, until, grade, source, recorded_at
         from record_tie where organisation = $1 order by id",
        organisation
    )
}

/// Those of these ids.
pub async fn record_ties_of(
    conn: &mut Conn,
    organisation: &str,
    ids: &[String],
) -> Result<Vec<TieRow>, Error> {
    each(
        conn,
        organisation,
        "select id, from_party, kind, to_party, share, post, since, until, grade, source, recorded_at from record_tie
         where organisation = ",
        ids,
        " and id in ",
    )
    .await
}

/// Writes a tie, new or with another end or share.
pub(in crate::interests) async fn put_record_tie(
    tx: &mut Tx,
    organisation: &str,
    row: &TieRecord,
    at: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "record_tie",
        &row.id,
        "insert into record_tie (organisation, id, from_party, kind, to_party, share, post, since, until, grade, source, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (organisation, id) do update set share = excluded.share, until = excluded.until, source = excluded.source,
             recorded_at = excluded.recorded_at",
        organisation,
        &row.id,
        &row.from,
        &row.kind,
        &row.to,
        &row.share,
        &row.post,
        &row.since,
        &row.until,
        &row.grade,
        &row.source,
        at
    )?;
    Ok(())
}

/// How many parties and ties were imported.
pub async fn record_counts(conn: &mut Conn, organisation: &str) -> Result<(i64, i64), Error> {
    let (parties,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from record_party where organisation = $1",
        organisation
    )?;
    let (ties,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from record_tie where organisation = $1",
        organisation
    )?;
    Ok((parties, ties))
}

/// What a person decided about two records.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DecisionRow {
    /// Id.
    pub id: String,
    /// One record.
    pub one: String,
    /// The other.
    pub other: String,
    /// Its name then.
    pub one_name: String,
    /// The other's name then.
    pub other_name: String,
    /// `same`, `different` or `unsure`.
    pub ruling: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// All decisions, the newest first.
pub async fn name_decisions(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<DecisionRow>, Error> {
    fetch_all!(
        conn,
        DecisionRow,
        "select id, one, other, one_name, other_name, ruling, reason, account, at from name_decision
         where organisation = $1 order by at desc, id desc",
        organisation
    )
}

/// Writes a decision.
pub(in crate::interests) async fn insert_decision(
    tx: &mut Tx,
    organisation: &str,
    row: &DecisionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "name_decision",
        &row.id,
        "insert into name_decision (organisation, id, one, other, one_name, other_name, ruling, reason, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organisation,
        &row.id,
        &row.one,
        &row.other,
        &row.one_name,
        &row.other_name,
        &row.ruling,
        &row.reason,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// When an account last opened the list of names, since a moment.
pub async fn name_look_since(
    conn: &mut Conn,
    organisation: &str,
    account: &str,
    since: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row = fetch_optional!(
        conn,
        (Timestamp,),
        "select at from name_look where organisation = $1 and account = $2 and at >= $3 order by at desc limit 1",
        organisation,
        account,
        since
    )?;
    Ok(row.map(|(at,)| at))
}

/// Writes that an account opens the list of names, and why.
pub(in crate::interests) async fn insert_name_look(
    tx: &mut Tx,
    organisation: &str,
    account: &str,
    reason: &str,
    at: Timestamp,
) -> Result<String, Error> {
    let id = tx.new_id(at);
    change!(
        tx,
        "name_look",
        &id,
        "insert into name_look (organisation, id, account, reason, at) values ($1, $2, $3, $4, $5)",
        organisation,
        &id,
        account,
        reason,
        at
    )?;
    Ok(id)
}

/// A relative whom a declaration names.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeclaredKin {
    /// Who declared.
    pub person: String,
    /// Code of the relation.
    pub relation: String,
    /// Name.
    pub holder: String,
    /// National code.
    pub national_code: Option<String>,
    /// Father's name, or empty.
    pub father_name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
}

/// Relatives named in declarations in force or waiting.
pub async fn declared_kin(conn: &mut Conn, organisation: &str) -> Result<Vec<DeclaredKin>, Error> {
    fetch_all!(
        conn,
        DeclaredKin,
        "select i.person, i.relation, i.holder, i.national_code, i.father_name, i.birth_year from declaration_item i
         join declaration d on d.organisation = i.organisation and d.id = i.declaration
         where i.organisation = $1 and i.kind = 'kin' and d.state <> 'rejected'
         order by i.person, i.holder_key, i.declared_at desc, i.id",
        organisation
    )
}
