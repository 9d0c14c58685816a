//! SQL of boards, panels, decisions and codes.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::cases::model::{CODES, source};

/// A board.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BoardRow {
    /// Id.
    pub id: String,
    /// Code of the stage.
    pub stage: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Legal basis.
    pub legal_basis: String,
}

/// A member and the term.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MemberRow {
    /// Id.
    pub id: String,
    /// Board.
    pub board: String,
    /// Code of the board's stage.
    pub stage: String,
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Stands in for a main member.
    pub alternate: bool,
    /// Decree.
    pub decree: String,
    /// First day, Solar Hijri `1405-01-01`.
    pub from_day: String,
    /// Last day.
    pub to_day: String,
}

/// A member who decides a case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PanelRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Code of the stage.
    pub stage: String,
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// An alternate, in the place of a main member.
    pub alternate: bool,
    /// Code of the outcome voted for.
    pub outcome: Option<String>,
    /// Code of the sanction voted for.
    pub sanction: Option<String>,
    /// Dissent with reasons.
    pub dissent: String,
    /// When the vote was given.
    pub voted_at: Option<Timestamp>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DecisionRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Code of the stage.
    pub stage: String,
    /// Code of the outcome.
    pub outcome: String,
    /// Code of the sanction.
    pub sanction: Option<String>,
    /// How long or how much, in words.
    pub terms: String,
    /// Reasons.
    pub reasons: String,
    /// Legal basis.
    pub legal_basis: String,
    /// Votes for it.
    pub votes_for: i64,
    /// Votes against it.
    pub votes_against: i64,
    /// When.
    pub decided_at: Timestamp,
    /// When it was served.
    pub served_at: Option<Timestamp>,
    /// Until when an appeal is possible.
    pub appeal_until: Option<Timestamp>,
}

/// A row of a list of codes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CodeRow {
    /// Id: `offence:17`.
    pub id: String,
    /// Code of the list.
    pub kind: String,
    /// Word.
    pub code: String,
    /// Persian.
    pub name: String,
    /// English.
    pub name_en: String,
    /// Where it comes from.
    pub source: String,
    /// `binding`, `adopted` or `reference`.
    pub applicability: String,
    /// Whether somebody read it in the law.
    pub verified: bool,
    /// Of a sanction: whether it can be appealed.
    pub appealable: Option<bool>,
    /// First day, Solar Hijri.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_to: Option<String>,
}

/// The codes that hold on a day (`1405-09-07`), in order.
pub async fn codes(conn: &mut Conn, organisation: &str, day: &str) -> Result<Vec<CodeRow>, Error> {
    fetch_all!(
        conn,
        CodeRow,
        "select id, kind, code, name, name_en, source, applicability, verified, appealable, valid_from, valid_to from case_code
         where organisation = $1 and (valid_from is null or valid_from <= $2) and (valid_to is null or valid_to >= $2)
         order by position, id",
        organisation,
        day
    )
}

/// Writes the codes that an organisation begins with.
pub(in crate::cases) async fn seed_codes(tx: &mut Tx, organisation: &str) -> Result<(), Error> {
    for (position, code) in (1_i64..).zip(CODES) {
        let id = format!("{}:{}", code.kind.code(), code.code);
        let none: Option<String> = None;
        change!(
            tx,
            "case_code",
            &id,
            "insert into case_code (organisation, id, kind, code, name, name_en, source, applicability, verified, appealable, position,
                 valid_from, valid_to)
             values ($1, $2, $3, $4, $5, $6, $7, 'binding', $8, $9, $10, $11, $12)",
            organisation,
            &id,
            code.kind.code(),
            code.code,
            code.name,
            code.name_en,
            source(code.kind, code.verified),
            code.verified,
            code.appealable,
            position,
            none.clone(),
            none
        )?;
    }
    Ok(())
}

/// The boards, the primary ones first.
pub async fn boards(conn: &mut Conn, organisation: &str) -> Result<Vec<BoardRow>, Error> {
    fetch_all!(
        conn,
        BoardRow,
        "select id, stage, name, name_en, legal_basis from case_board where organisation = $1 order by stage desc, id",
        organisation
    )
}

/// A board.
pub async fn board(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<BoardRow>, Error> {
    fetch_optional!(
        conn,
        BoardRow,
        "select id, stage, name, name_en, legal_basis from case_board where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a board.
pub(in crate::cases) async fn put_board(
    tx: &mut Tx,
    organisation: &str,
    row: &BoardRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_board",
        &row.id,
        "insert into case_board (organisation, id, stage, name, name_en, legal_basis) values ($1, $2, $3, $4, $5, $6)
         on conflict (organisation, id) do update set name = excluded.name, name_en = excluded.name_en, legal_basis = excluded.legal_basis",
        organisation,
        &row.id,
        &row.stage,
        &row.name,
        &row.name_en,
        &row.legal_basis
    )?;
    Ok(())
}

/// All terms of members, main ones first, in the order of their appointment.
pub async fn members(conn: &mut Conn, organisation: &str) -> Result<Vec<MemberRow>, Error> {
    fetch_all!(
        conn,
        MemberRow,
        "select m.id, m.board, b.stage, m.person, p.name, m.alternate, m.decree, m.from_day, m.to_day
         from case_member m
         join case_board b on b.organisation = m.organisation and b.id = m.board
         join person p on p.organisation = m.organisation and p.id = m.person
         where m.organisation = $1 order by m.alternate, m.id",
        organisation
    )
}

/// Writes a term, new or ended.
pub(in crate::cases) async fn put_member(
    tx: &mut Tx,
    organisation: &str,
    row: &MemberRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_member",
        &row.id,
        "insert into case_member (organisation, id, board, person, alternate, decree, from_day, to_day)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (organisation, id) do update set to_day = excluded.to_day",
        organisation,
        &row.id,
        &row.board,
        &row.person,
        row.alternate,
        &row.decree,
        &row.from_day,
        &row.to_day
    )?;
    Ok(())
}

/// The panels of a case, in the order of seating.
pub async fn panel(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<PanelRow>, Error> {
    fetch_all!(
        conn,
        PanelRow,
        "select n.id, n.case_id, n.stage, n.person, p.name, n.alternate, n.outcome, n.sanction, n.dissent, n.voted_at
         from case_panel n join person p on p.organisation = n.organisation and p.id = n.person
         where n.organisation = $1 and n.case_id = $2 order by n.stage desc, n.id",
        organisation,
        case
    )
}

/// Writes a seat of a panel, new or with its vote.
pub(in crate::cases) async fn put_panel(
    tx: &mut Tx,
    organisation: &str,
    row: &PanelRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_panel",
        &row.id,
        "insert into case_panel (organisation, id, case_id, stage, person, alternate, outcome, sanction, dissent, voted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (organisation, id) do update set outcome = excluded.outcome, sanction = excluded.sanction,
             dissent = excluded.dissent, voted_at = excluded.voted_at",
        organisation,
        &row.id,
        &row.case_id,
        &row.stage,
        &row.person,
        row.alternate,
        &row.outcome,
        &row.sanction,
        &row.dissent,
        row.voted_at
    )?;
    Ok(())
}

/// The decisions of a case, the oldest first.
pub async fn decisions(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
) -> Result<Vec<DecisionRow>, Error> {
    fetch_all!(
        conn,
        DecisionRow,
        "select id, case_id, stage, outcome, sanction, terms, reasons, legal_basis, votes_for, votes_against, decided_at, served_at, appeal_until
         from case_decision where organisation = $1 and case_id = $2 order by decided_at, id",
        organisation,
        case
    )
}

/// Writes a decision, new or served.
pub(in crate::cases) async fn put_decision(
    tx: &mut Tx,
    organisation: &str,
    row: &DecisionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "case_decision",
        &row.id,
        "insert into case_decision (organisation, id, case_id, stage, outcome, sanction, terms, reasons, legal_basis, votes_for,
             votes_against, decided_at, served_at, appeal_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (organisation, id) do update set served_at = excluded.served_at, appeal_until = excluded.appeal_until",
        organisation,
        &row.id,
        &row.case_id,
        &row.stage,
        &row.outcome,
        &row.sanction,
        &row.terms,
        &row.reasons,
        &row.legal_basis,
        row.votes_for,
        row.votes_against,
        row.decided_at,
        row.served_at,
        row.appeal_until
    )?;
    Ok(())
}
