//! Matters with their parties, screenings, recusals, draws and statements.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_one, fetch_optional};

use crate::interests::model::MatterState;
use crate::platform::query::Statement;

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Matter {
    /// Id.
    pub id: String,
    /// Number, `1405-00012`.
    pub number: String,
    /// Code of the kind.
    pub kind: String,
    /// One line.
    pub title: String,
    /// What is asked.
    pub text: String,
    /// Unit to which it came.
    pub unit: String,
    /// Unit whose people can handle it now: the unit, or one above it.
    pub level: String,
    /// Code of the state.
    pub state: String,
    /// Account that handles it.
    pub handler: Option<String>,
    /// Its person.
    pub handler_person: Option<String>,
    /// When the handler declared that there is no conflict.
    pub statement_at: Option<Timestamp>,
    /// Code of the decision.
    pub decision: Option<String>,
    /// Why.
    pub reasons: String,
    /// By which rule.
    pub legal_basis: String,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// By whom.
    pub registered_by: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

impl Matter {
    /// Its state.
    pub fn state(&self) -> MatterState {
        MatterState::of(&self.state).unwrap_or(MatterState::Registered)
    }
}

macro_rules! select_matter {
    ($rest:literal) => {
        concat!(
            "select m.id, m.number, m.kind, m.title, m.text, m.unit, m.level, m.state, m.handler, m.handler_person, m.statement_at,
             m.decision, m.reasons, m.legal_basis, m.registered_at, m.registered_by, m.decided_at from matter m ",
            $rest
        )
    };
}

/// A matter, whoever asks.
pub async fn matter(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<Matter>, Error> {
    fetch_optional!(
        conn,
        Matter,
        select_matter!("where m.organisation = $1 and m.id = $2"),
        organisation,
        id
    )
}

/// How many matters of a year there are: the number of the next one follows.
pub async fn matters_of_year(conn: &mut Conn, organisation: &str, year: u16) -> Result<i64, Error> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from matter where organisation = $1 and number like $2",
        organisation,
        format!("{year}-%")
    )?;
    Ok(count)
}

/// Undecided matters that somebody handles.
pub async fn open_matters_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<Matter>, Error> {
    fetch_all!(
        conn,
        Matter,
        select_matter!(
            "where m.organisation = $1 and m.handler_person = $2 and m.state in ('assigned', 'open') order by m.number"
        ),
        organisation,
        person
    )
}

/// Undecided matters that somebody handles, whoever.
pub async fn all_open_matters(conn: &mut Conn, organisation: &str) -> Result<Vec<Matter>, Error> {
    fetch_all!(
        conn,
        Matter,
        select_matter!(
            "where m.organisation = $1 and m.state in ('assigned', 'open') order by m.number"
        ),
        organisation
    )
}

/// Undecided matters with a handler and a party of one of these national ids.
pub async fn open_matters_about(
    conn: &mut Conn,
    organisation: &str,
    ids: &[String],
) -> Result<Vec<Matter>, Error> {
    let mut s = Statement::new(
        "select m.id, m.number, m.kind, m.title, m.text, m.unit, m.level, m.state, m.handler, m.handler_person, m.statement_at,
         m.decision, m.reasons, m.legal_basis, m.registered_at, m.registered_by, m.decided_at from matter m where m.organisation = ",
    );
    s.text(organisation)
        .push(" and m.state in ('assigned', 'open') and exists (select 1 from matter_party p where p.organisation = m.organisation and p.matter = m.id and p.national_id in ")
        .list(ids)
        .push(") order by m.number");
    s.all(conn).await
}

/// Which matters a reader may find.
#[derive(Debug, Clone, Default)]
pub struct MatterFilter {
    /// Who asks: what this account was recused from does not exist for it.
    pub account: String,
    /// Units whose matters are seen; none: all.
    pub units: Option<Vec<String>>,
    /// Sees only what is in its own hands.
    pub own: bool,
    /// Words of a search.
    pub question: String,
    /// Code of a state, `waiting` for all that are not decided, or empty.
    pub state: String,
}

fn conditions(sql: &'static str, organisation: &str, filter: &MatterFilter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where m.organisation = ").text(organisation);
    s.push(" and not exists (select 1 from matter_recusal r where r.organisation = m.organisation and r.matter = m.id and r.account = ")
        .text(&filter.account)
        .push(")");
    if filter.own {
        s.push(" and m.handler = ").text(&filter.account);
    } else if let Some(units) = &filter.units {
        s.push(" and (m.unit in ")
            .list(units)
            .push(" or m.handler = ")
            .text(&filter.account)
            .push(")");
    }
    match filter.state.as_str() {
        "" => {}
        "waiting" => {
            s.push(" and m.state <> 'decided'");
        }
        state => {
            s.push(" and m.state = ").text(state);
        }
    }
    s.words("m.text_key", &filter.question);
    s
}

/// How many.
pub async fn count_matters(
    conn: &mut Conn,
    organisation: &str,
    filter: &MatterFilter,
) -> Result<i64, Error> {
    conditions("select count(*) from matter m", organisation, filter)
        .count(conn)
        .await
}

/// Some of them, newest first.
pub async fn list_matters(
    conn: &mut Conn,
    organisation: &str,
    filter: &MatterFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<Matter>, Error> {
    let mut s = conditions(select_matter!(""), organisation, filter);
    s.push(" order by m.registered_at desc, m.id desc limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// The matter with this id, if this reader may find it.
pub async fn visible_matter(
    conn: &mut Conn,
    organisation: &str,
    filter: &MatterFilter,
    id: &str,
) -> Result<Option<Matter>, Error> {
    let mut s = conditions(select_matter!(""), organisation, filter);
    s.push(" and m.id = ").text(id);
    Ok(s.all(conn).await?.into_iter().next())
}

/// Writes a matter.
pub(in crate::interests) async fn insert_matter(
    tx: &mut Tx,
    organisation: &str,
    row: &Matter,
    words: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "matter",
        &row.id,
        "insert into matter (organisation, id, number, kind, title, text, unit, level, state, reasons, legal_basis, registered_at,
             registered_by, text_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', $10, $11, $12)",
        organisation,
        &row.id,
        &row.number,
        &row.kind,
        &row.title,
        &row.text,
        &row.unit,
        &row.level,
        &row.state,
        row.registered_at,
        &row.registered_by,
        persian::index_key(words)
    )?;
    Ok(())
}

/// Writes what may change of a matter.
pub(in crate::interests) async fn save_matter(
    tx: &mut Tx,
    organisation: &str,
    row: &Matter,
) -> Result<(), Error> {
    change!(
        tx,
        "matter",
        &row.id,
        "update matter set level = $3, state = $4, handler = $5, handler_person = $6, statement_at = $7, decision = $8, reasons = $9,
             legal_basis = $10, decided_at = $11, unit = $12 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.level,
        &row.state,
        &row.handler,
        &row.handler_person,
        row.statement_at,
        &row.decision,
        &row.reasons,
        &row.legal_basis,
        row.decided_at,
        &row.unit
    )?;
    Ok(())
}

/// Files, and messages about somebody, that nobody has decided yet.
pub async fn undecided_matters(conn: &mut Conn, organisation: &str) -> Result<Vec<Matter>, Error> {
    fetch_all!(
        conn,
        Matter,
        select_matter!("where m.organisation = $1 and m.state <> 'decided' order by m.number"),
        organisation
    )
}

/// Ids of all matters that an account is kept from.
pub async fn kept_from(
    conn: &mut Conn,
    organisation: &str,
    account: Option<&str>,
) -> Result<std::collections::BTreeSet<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select matter from matter_recusal where organisation = $1 and account = $2",
        organisation,
        account.unwrap_or("")
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Who takes part in a matter.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MatterParty {
    /// Id.
    pub id: String,
    /// Code of the role.
    pub role: String,
    /// `person` or `firm`.
    pub party_kind: String,
    /// Name.
    pub name: String,
    /// National code or national id.
    pub national_id: Option<String>,
}

/// The parties of a matter.
pub async fn parties(
    conn: &mut Conn,
    organisation: &str,
    matter: &str,
) -> Result<Vec<MatterParty>, Error> {
    fetch_all!(
        conn,
        MatterParty,
        "select id, role, party_kind, name, national_id from matter_party where organisation = $1 and matter = $2 order by id",
        organisation,
        matter
    )
}

/// Writes a party.
pub(in crate::interests) async fn insert_party(
    tx: &mut Tx,
    organisation: &str,
    matter: &str,
    row: &MatterParty,
) -> Result<(), Error> {
    change!(
        tx,
        "matter_party",
        &row.id,
        "insert into matter_party (organisation, id, matter, role, party_kind, name, name_key, national_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        organisation,
        &row.id,
        matter,
        &row.role,
        &row.party_kind,
        &row.name,
        persian::search_key(&row.name),
        &row.national_id
    )?;
    Ok(())
}

/// How somebody stood to the parties of a matter, as far as was known then.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Screening {
    /// Id.
    pub id: String,
    /// Account that was compared.
    pub account: String,
    /// Its person.
    pub person: String,
    /// Code of the occasion.
    pub occasion: String,
    /// Code of the outcome, as `relations` has it.
    pub outcome: String,
    /// The party of the gravest path.
    pub party: Option<String>,
    /// The best-explained path, Persian.
    pub path_fa: String,
    /// In English.
    pub path_en: String,
    /// The second best, Persian.
    pub second_fa: String,
    /// In English.
    pub second_en: String,
    /// JSON `{fa, en}`: what the rules say.
    pub law: String,
    /// JSON `{fa: […], en: […]}`: what is not known.
    pub missing: String,
    /// JSON list of the ties of the path with source, dates and grade.
    pub evidence: String,
    /// Version of the rules.
    pub rule_version: String,
    /// SHA-256 of the ties that were known.
    pub input_hash: String,
    /// Entries of the journal at that time: what was known then.
    pub journal_length: i64,
    /// When.
    pub at: Timestamp,
}

/// All screenings of a matter, oldest first.
pub async fn screenings(
    conn: &mut Conn,
    organisation: &str,
    matter: &str,
) -> Result<Vec<Screening>, Error> {
    fetch_all!(
        conn,
        Screening,
        "select id, account, person, occasion, outcome, party, path_fa, path_en, second_fa, second_en, law, missing, evidence,
                rule_version, input_hash, journal_length, at
         from matter_screening where organisation = $1 and matter = $2 order by at, journal_length, id",
        organisation,
        matter
    )
}

/// Writes a screening.
pub(in crate::interests) async fn insert_screening(
    tx: &mut Tx,
    organisation: &str,
    matter: &str,
    row: &Screening,
) -> Result<(), Error> {
    change!(
        tx,
        "matter_screening",
        &row.id,
        "insert into matter_screening (organisation, id, matter, account, person, occasion, outcome, party, path_fa, path_en,
             second_fa, second_en, law, missing, evidence, rule_version, input_hash, journal_length, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        organisation,
        &row.id,
        matter,
        &row.account,
        &row.person,
        &row.occasion,
        &row.outcome,
        &row.party,
        &row.path_fa,
        &row.path_en,
        &row.second_fa,
        &row.second_en,
        &row.law,
        &row.missing,
        &row.evidence,
        &row.rule_version,
        &row.input_hash,
        row.journal_length,
        row.at
    )?;
    Ok(())
}

/// Somebody who does not handle a matter and for whom it does not exist.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Recusal {
    /// Account.
    pub account: String,
    /// Its person.
    pub person: String,
    /// Code of the basis.
    pub basis: String,
    /// The screening it rests on.
    pub screening: Option<String>,
    /// The person's own words.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// The recusals of a matter, oldest first.
pub async fn recusals(
    conn: &mut Conn,
    organisation: &str,
    matter: &str,
) -> Result<Vec<Recusal>, Error> {
    fetch_all!(
        conn,
        Recusal,
        "select account, person, basis, screening, note, at from matter_recusal
         where organisation = $1 and matter = $2 order by at, id",
        organisation,
        matter
    )
}

/// Writes a recusal; the same person again changes nothing. Gives whether it is new.
pub(in crate::interests) async fn insert_recusal(
    tx: &mut Tx,
    organisation: &str,
    matter: &str,
    row: &Recusal,
) -> Result<bool, Error> {
    let known = recusals(tx.read(), organisation, matter).await?;
    if known.iter().any(|one| one.account == row.account) {
        return Ok(false);
    }
    let id = tx.new_id(row.at);
    change!(
        tx,
        "matter_recusal",
        &id,
        "insert into matter_recusal (organisation, id, matter, account, person, basis, screening, note, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &id,
        matter,
        &row.account,
        &row.person,
        &row.basis,
        &row.screening,
        &row.note,
        row.at
    )?;
    Ok(true)
}

/// A draw among those who are free. Before it is made, `leaf`, `seed` and `picked` are empty.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DrawRow {
    /// Id.
    pub id: String,
    /// Matter.
    pub matter: String,
    /// Code of its kind.
    pub kind: String,
    /// Unit whose people took part.
    pub level: String,
    /// JSON list of accounts, in order.
    pub candidates: String,
    /// Number of the journal entry that fixed the candidates.
    pub entry: i64,
    /// Leaf hash of that entry, hex.
    pub leaf: String,
    /// SHA-256 that decided, hex.
    pub seed: String,
    /// Who was drawn.
    pub picked: String,
    /// When.
    pub at: Timestamp,
}

macro_rules! select_draw {
    ($rest:literal) => {
        concat!(
            "select id, matter, kind, level, candidates, entry, leaf, seed, picked, at from matter_draw ",
            $rest
        )
    };
}

/// The draws of a matter, oldest first.
pub async fn draws(
    conn: &mut Conn,
    organisation: &str,
    matter: &str,
) -> Result<Vec<DrawRow>, Error> {
    fetch_all!(
        conn,
        DrawRow,
        select_draw!("where organisation = $1 and matter = $2 order by at, id"),
        organisation,
        matter
    )
}

/// Writes a draw whose candidates are fixed.
pub(in crate::interests) async fn insert_draw(
    tx: &mut Tx,
    organisation: &str,
    row: &DrawRow,
) -> Result<(), Error> {
    change!(
        tx,
        "matter_draw",
        &row.id,
        "insert into matter_draw (organisation, id, matter, kind, level, candidates, entry, leaf, seed, picked, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.matter,
        &row.kind,
        &row.level,
        &row.candidates,
        row.entry,
        &row.leaf,
        &row.seed,
        &row.picked,
        row.at
    )?;
    Ok(())
}

/// Writes who was drawn.
pub(in crate::interests) async fn save_draw(
    tx: &mut Tx,
    organisation: &str,
    row: &DrawRow,
) -> Result<(), Error> {
    change!(
        tx,
        "matter_draw",
        &row.id,
        "update matter_draw set leaf = $3, seed = $4, picked = $5 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.leaf,
        &row.seed,
        &row.picked
    )?;
    Ok(())
}

/// Writes that a handler declared that there is no conflict.
pub(in crate::interests) async fn insert_statement(
    tx: &mut Tx,
    organisation: &str,
    matter: &str,
    account: &str,
    person: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let id = tx.new_id(at);
    change!(
        tx,
        "matter_statement",
        &id,
        "insert into matter_statement (organisation, id, matter, account, person, at) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &id,
        matter,
        account,
        person,
        at
    )?;
    Ok(())
}

/// Statements of a matter: account and when.
pub async fn statements(
    conn: &mut Conn,
    organisation: &str,
    matter: &str,
) -> Result<Vec<(String, Timestamp)>, Error> {
    fetch_all!(
        conn,
        (String, Timestamp),
        "select account, at from matter_statement where organisation = $1 and matter = $2 order by at, id",
        organisation,
        matter
    )
}

/// An account that can handle matters of a unit.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Handler {
    /// Account.
    pub account: String,
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
}

/// Active accounts with a role for exactly this unit, in the order of their ids.
pub async fn handlers(
    conn: &mut Conn,
    organisation: &str,
    unit: &str,
    role: &str,
) -> Result<Vec<Handler>, Error> {
    fetch_all!(
        conn,
        Handler,
        "select distinct a.id as account, a.person, p.name from account a
         join account_grant g on g.organisation = a.organisation and g.account = a.id
         join person p on p.organisation = a.organisation and p.id = a.person
         where a.organisation = $1 and a.active = $2 and g.role = $3 and g.unit = $4 order by a.id",
        organisation,
        true,
        role,
        unit
    )
}

/// Active accounts with a role that holds for the whole organisation.
pub async fn handlers_of_all(
    conn: &mut Conn,
    organisation: &str,
    role: &str,
) -> Result<Vec<Handler>, Error> {
    fetch_all!(
        conn,
        Handler,
        "select distinct a.id as account, a.person, p.name from account a
         join account_grant g on g.organisation = a.organisation and g.account = a.id
         join person p on p.organisation = a.organisation and p.id = a.person
         where a.organisation = $1 and a.active = $2 and g.role = $3 and g.unit is null order by a.id",
        organisation,
        true,
        role
    )
}

/// What the public sees since a moment: recusals, matters that went to another by draw, matters delegated upward.
pub async fn public_counts(
    conn: &mut Conn,
    organisation: &str,
    since: Timestamp,
) -> Result<(i64, i64, i64), Error> {
    let (recusals,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from matter_recusal where organisation = $1 and at >= $2",
        organisation,
        since
    )?;
    let (draws,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from matter_draw where organisation = $1 and at >= $2 and kind = 'draw'",
        organisation,
        since
    )?;
    let (delegations,) = fetch_one!(
        conn,
        (i64,),
        "select count(*) from matter_draw where organisation = $1 and at >= $2 and kind = 'delegation'",
        organisation,
        since
    )?;
    Ok((recusals, draws, delegations))
}
