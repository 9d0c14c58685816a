//! Campaigns, declarations with their items and conditions, look-ups of kin.

use persian::Date;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_one, fetch_optional};

use crate::interests::model::{DeclarationState, Item, ItemKind, Relation, Share};
use crate::platform::query::Statement;

/// A yearly campaign.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Campaign {
    /// Id.
    pub id: String,
    /// Solar Hijri year.
    pub year: i64,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Working days given.
    pub working_days: i64,
    /// Last second of the last day.
    pub deadline_at: Timestamp,
    /// By whom.
    pub opened_by: Option<String>,
}

/// All campaigns, newest first.
pub async fn campaigns(conn: &mut Conn, organisation: &str) -> Result<Vec<Campaign>, Error> {
    fetch_all!(
        conn,
        Campaign,
        "select id, year, opened_at, working_days, deadline_at, opened_by from declaration_campaign
         where organisation = $1 order by opened_at desc, id desc",
        organisation
    )
}

/// One campaign.
pub async fn campaign(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<Campaign>, Error> {
    fetch_optional!(
        conn,
        Campaign,
        "select id, year, opened_at, working_days, deadline_at, opened_by from declaration_campaign
         where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// The newest campaign.
pub async fn newest_campaign(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Option<Campaign>, Error> {
    Ok(campaigns(conn, organisation).await?.into_iter().next())
}

/// Writes a campaign.
pub(in crate::interests) async fn insert_campaign(
    tx: &mut Tx,
    organisation: &str,
    row: &Campaign,
) -> Result<(), Error> {
    change!(
        tx,
        "declaration_campaign",
        &row.id,
        "insert into declaration_campaign (organisation, id, year, opened_at, working_days, deadline_at, opened_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &row.id,
        row.year,
        row.opened_at,
        row.working_days,
        row.deadline_at,
        &row.opened_by
    )?;
    Ok(())
}

/// People who have declared in a campaign: what was rejected does not count.
pub async fn declared_in(
    conn: &mut Conn,
    organisation: &str,
    campaign: &str,
) -> Result<Vec<(String, Timestamp)>, Error> {
    fetch_all!(
        conn,
        (String, Timestamp),
        "select person, min(submitted_at) from declaration
         where organisation = $1 and campaign = $2 and state <> 'rejected' group by person",
        organisation,
        campaign
    )
}

/// A declaration without its items.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Declaration {
    /// Id.
    pub id: String,
    /// Who declares.
    pub person: String,
    /// With which account.
    pub account: String,
    /// Unit at that time.
    pub unit: Option<String>,
    /// Campaign; none: declared on change.
    pub campaign: Option<String>,
    /// The declaration before it.
    pub previous: Option<String>,
    /// Code of the state.
    pub state: String,
    /// The declarant says that there is nothing to declare.
    pub none_declared: bool,
    /// What the declarant adds.
    pub note: String,
    /// JSON list of [`crate::interests::model::Flag`].
    pub flags: String,
    /// How many there are.
    pub flag_count: i64,
    /// When it was declared.
    pub submitted_at: Timestamp,
    /// When it was reviewed.
    pub reviewed_at: Option<Timestamp>,
    /// By which account.
    pub reviewed_by: Option<String>,
    /// With which reason.
    pub review_note: String,
}

impl Declaration {
    /// Its state.
    pub fn state(&self) -> DeclarationState {
        DeclarationState::of(&self.state).unwrap_or(DeclarationState::Submitted)
    }
}

macro_rules! select_declaration {
    ($rest:literal) => {
        concat!(
            "select id, person, account, unit, campaign, previous, state, none_declared, note, flags, flag_count, submitted_at, reviewed_at,
             reviewed_by, review_note from declaration ",
            $rest
        )
    };
}

/// One declaration.
pub async fn declaration(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<Declaration>, Error> {
    fetch_optional!(
        conn,
        Declaration,
        select_declaration!("where organisation = $1 and id = $2"),
        organisation,
        id
    )
}

/// All declarations of a person, newest first.
pub async fn declarations_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<Declaration>, Error> {
    fetch_all!(
        conn,
        Declaration,
        select_declaration!(
            "where organisation = $1 and person = $2 order by submitted_at desc, id desc"
        ),
        organisation,
        person
    )
}

/// Which declarations a reviewer asks for.
#[derive(Debug, Clone, Default)]
pub struct DeclarationFilter {
    /// Code of a state, or empty.
    pub state: String,
    /// Campaign, or empty.
    pub campaign: String,
}

fn conditions(sql: &'static str, organisation: &str, filter: &DeclarationFilter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where d.organisation = ").text(organisation);
    if !filter.state.is_empty() {
        s.push(" and d.state = ").text(&filter.state);
    }
    if !filter.campaign.is_empty() {
        s.push(" and d.campaign = ").text(&filter.campaign);
    }
    s
}

/// How many.
pub async fn count_declarations(
    conn: &mut Conn,
    organisation: &str,
    filter: &DeclarationFilter,
) -> Result<i64, Error> {
    conditions("select count(*) from declaration d", organisation, filter)
        .count(conn)
        .await
}

/// Some of them: those with most to look at first, then the oldest.
pub async fn list_declarations(
    conn: &mut Conn,
    organisation: &str,
    filter: &DeclarationFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<Declaration>, Error> {
    let mut s = conditions(
        "select d.id, d.person, d.account, d.unit, d.campaign, d.previous, d.state, d.none_declared, d.note, d.flags, d.flag_count,
                d.submitted_at, d.reviewed_at, d.reviewed_by, d.review_note from declaration d",
        organisation,
        filter,
    );
    s.push(" order by case d.state when 'submitted' then 0 else 1 end, d.flag_count desc, d.submitted_at, d.id limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// Writes a declaration.
pub(in crate::interests) async fn insert_declaration(
    tx: &mut Tx,
    organisation: &str,
    row: &Declaration,
) -> Result<(), Error> {
    change!(
        tx,
        "declaration",
        &row.id,
        "insert into declaration (organisation, id, person, account, unit, campaign, previous, state, none_declared, note, flags, flag_count,
             submitted_at, review_note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '')",
        organisation,
        &row.id,
        &row.person,
        &row.account,
        &row.unit,
        &row.campaign,
        &row.previous,
        &row.state,
        row.none_declared,
        &row.note,
        &row.flags,
        row.flag_count,
        row.submitted_at
    )?;
    Ok(())
}

/// Writes what a reviewer decided.
pub(in crate::interests) async fn save_review(
    tx: &mut Tx,
    organisation: &str,
    row: &Declaration,
) -> Result<(), Error> {
    change!(
        tx,
        "declaration",
        &row.id,
        "update declaration set state = $3, reviewed_at = $4, reviewed_by = $5, review_note = $6 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        row.reviewed_at,
        &row.reviewed_by,
        &row.review_note
    )?;
    Ok(())
}

/// A declared interest as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ItemRow {
    /// Id.
    pub id: String,
    /// Declaration.
    pub declaration: String,
    /// Declarant.
    pub person: String,
    /// Place in the declaration, from 0.
    pub position: i64,
    /// Code of the kind.
    pub kind: String,
    /// Code of the relation.
    pub relation: String,
    /// Name of the kin.
    pub holder: String,
    /// National code of the kin.
    pub national_code: Option<String>,
    /// Name of the kin's father.
    pub father_name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// Post, job, description.
    pub title: String,
    /// Firm, employer, body.
    pub body: String,
    /// National id of the legal entity.
    pub legal_id: Option<String>,
    /// Millionths of a percent.
    pub share: Option<i64>,
    /// Number of the pending file.
    pub file_number: String,
    /// First day, `1405-09-01`.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Day on which the declarant came to know of it.
    pub known_on: String,
    /// When it was declared.
    pub declared_at: Timestamp,
}

impl ItemRow {
    /// The item as the rules take it.
    pub fn item(&self) -> Result<Item, Error> {
        let corrupt = || Error::Corrupt(format!("declaration_item {} cannot be read", self.id));
        let date = |text: &Option<String>| {
            text.as_deref()
                .map(|text| text.parse::<Date>().map_err(|_| corrupt()))
                .transpose()
        };
        Ok(Item {
            kind: ItemKind::of(&self.kind).ok_or_else(corrupt)?,
            relation: Relation::of(&self.relation).ok_or_else(corrupt)?,
            holder: self.holder.clone(),
            national_code: self.national_code.clone(),
            father_name: self.father_name.clone(),
            birth_year: self.birth_year,
            title: self.title.clone(),
            body: self.body.clone(),
            legal_id: self.legal_id.clone(),
            share: self.share.and_then(Share::from_millionths),
            file_number: self.file_number.clone(),
            since: date(&self.since)?,
            until: date(&self.until)?,
            known_on: self.known_on.parse().map_err(|_| corrupt())?,
        })
    }
}

/// The items of a declaration, in their order.
pub async fn items(
    conn: &mut Conn,
    organisation: &str,
    declaration: &str,
) -> Result<Vec<ItemRow>, Error> {
    fetch_all!(
        conn,
        ItemRow,
        "select id, declaration, person, position, kind, relation, holder, national_code, father_name, birth_year, title, body,
                legal_id, share, file_number, since, until, known_on, declared_at
         from declaration_item where organisation = $1 and declaration = $2 order by position",
        organisation,
        declaration
    )
}

/// Writes an item.
pub(in crate::interests) async fn insert_item(
    tx: &mut Tx,
    organisation: &str,
    declaration: &Declaration,
    position: usize,
    item: &Item,
) -> Result<(), Error> {
    let id = tx.new_id(declaration.submitted_at);
    change!(
        tx,
        "declaration_item",
        &id,
        "insert into declaration_item (organisation, id, declaration, person, position, kind, relation, holder, holder_key,
             national_code, father_name, birth_year, title, body, body_key, legal_id, share, file_number, since, until, known_on,
             declared_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        organisation,
        &id,
        &declaration.id,
        &declaration.person,
        i64::try_from(position).unwrap_or(i64::MAX),
        item.kind.code(),
        item.relation.code(),
        &item.holder,
        persian::search_key(&item.holder),
        &item.national_code,
        &item.father_name,
        item.birth_year,
        &item.title,
        &item.body,
        persian::search_key(&item.body),
        &item.legal_id,
        item.share.map(Share::millionths),
        &item.file_number,
        item.since.map(Date::iso),
        item.until.map(Date::iso),
        item.known_on.iso(),
        declaration.submitted_at
    )?;
    Ok(())
}

/// A condition of an approval.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Condition {
    /// Id.
    pub id: String,
    /// Declaration.
    pub declaration: String,
    /// Declarant.
    pub person: String,
    /// Code of the kind.
    pub kind: String,
    /// What is to be done.
    pub text: String,
    /// National id of the firm concerned.
    pub legal_id: Option<String>,
    /// Account that answers for it.
    pub owner: String,
    /// Until when.
    pub due_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// By whom it was said to be done.
    pub done_by: Option<String>,
    /// With which evidence.
    pub done_note: String,
}

macro_rules! select_condition {
    ($rest:literal) => {
        concat!(
            "select id, declaration, person, kind, text, legal_id, owner, due_at, done_at, done_by, done_note
             from declaration_condition ",
            $rest
        )
    };
}

/// The conditions of a declaration.
pub async fn conditions_of(
    conn: &mut Conn,
    organisation: &str,
    declaration: &str,
) -> Result<Vec<Condition>, Error> {
    fetch_all!(
        conn,
        Condition,
        select_condition!("where organisation = $1 and declaration = $2 order by due_at, id"),
        organisation,
        declaration
    )
}

/// The open conditions for which an account answers; of all accounts for none.
pub async fn open_conditions(
    conn: &mut Conn,
    organisation: &str,
    owner: Option<&str>,
) -> Result<Vec<Condition>, Error> {
    fetch_all!(
        conn,
        Condition,
        select_condition!(
            "where organisation = $1 and ($2 = '' or owner = $2) and done_at is null order by due_at, id"
        ),
        organisation,
        owner.unwrap_or("")
    )
}

/// One condition.
pub async fn condition(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<Condition>, Error> {
    fetch_optional!(
        conn,
        Condition,
        select_condition!("where organisation = $1 and id = $2"),
        organisation,
        id
    )
}

/// Writes a condition.
pub(in crate::interests) async fn insert_condition(
    tx: &mut Tx,
    organisation: &str,
    row: &Condition,
) -> Result<(), Error> {
    change!(
        tx,
        "declaration_condition",
        &row.id,
        "insert into declaration_condition (organisation, id, declaration, person, kind, text, legal_id, owner, due_at, done_note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')",
        organisation,
        &row.id,
        &row.declaration,
        &row.person,
        &row.kind,
        &row.text,
        &row.legal_id,
        &row.owner,
        row.due_at
    )?;
    Ok(())
}

/// Writes that a condition is met.
pub(in crate::interests) async fn save_condition(
    tx: &mut Tx,
    organisation: &str,
    row: &Condition,
) -> Result<(), Error> {
    change!(
        tx,
        "declaration_condition",
        &row.id,
        "update declaration_condition set done_at = $3, done_by = $4, done_note = $5 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        row.done_at,
        &row.done_by,
        &row.done_note
    )?;
    Ok(())
}

/// The end of a commanded recusal; its id is that of the condition.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RecusalEnd {
    /// Condition.
    pub id: String,
    /// Declaration on which it was commanded.
    pub declaration: String,
    /// Whom it kept away.
    pub person: String,
    /// Why it ended.
    pub reason: String,
    /// Who ended it.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The ended recusals of a declaration.
pub async fn recusal_ends(
    conn: &mut Conn,
    organisation: &str,
    declaration: &str,
) -> Result<Vec<RecusalEnd>, Error> {
    fetch_all!(
        conn,
        RecusalEnd,
        "select id, declaration, person, reason, account, at from recusal_end where organisation = $1 and declaration = $2 order by at, id",
        organisation,
        declaration
    )
}

/// Writes that a recusal ended.
pub(in crate::interests) async fn insert_recusal_end(
    tx: &mut Tx,
    organisation: &str,
    row: &RecusalEnd,
) -> Result<(), Error> {
    change!(
        tx,
        "recusal_end",
        &row.id,
        "insert into recusal_end (organisation, id, declaration, person, reason, account, at) values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &row.id,
        &row.declaration,
        &row.person,
        &row.reason,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// A look at somebody's kin.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Lookup {
    /// Who looked.
    pub account: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The look-ups of a declaration, newest first.
pub async fn lookups(
    conn: &mut Conn,
    organisation: &str,
    declaration: &str,
) -> Result<Vec<Lookup>, Error> {
    fetch_all!(
        conn,
        Lookup,
        "select account, reason, at from kin_lookup where organisation = $1 and declaration = $2 order by at desc, id desc",
        organisation,
        declaration
    )
}

/// Writes down a look-up.
pub(in crate::interests) async fn insert_lookup(
    tx: &mut Tx,
    organisation: &str,
    declaration: &Declaration,
    lookup: &Lookup,
) -> Result<(), Error> {
    let id = tx.new_id(lookup.at);
    change!(
        tx,
        "kin_lookup",
        &id,
        "insert into kin_lookup (organisation, id, declaration, person, account, reason, at) values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &id,
        &declaration.id,
        &declaration.person,
        &lookup.account,
        &lookup.reason,
        lookup.at
    )?;
    Ok(())
}

/// Declarations that wait for a review.
pub async fn waiting_declarations(conn: &mut Conn, organisation: &str) -> Result<i64, Error> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from declaration where organisation = $1 and state = 'submitted'",
        organisation
    )?;
    Ok(count)
}
