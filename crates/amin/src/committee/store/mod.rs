//! SQL of committees: the bodies themselves here, their sessions and resolutions in files of their own.

mod answers;
mod letters;
mod papers;
mod resolutions;
mod sessions;
mod years;

pub use answers::*;
pub use letters::*;
pub use papers::*;
pub use resolutions::*;
pub use sessions::*;
pub use years::*;

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// A committee.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CommitteeRow {
    /// Id.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The law, circular or decree that it rests on.
    pub legal_basis: String,
    /// What it is there for.
    pub mandate: String,
    /// Voting members that must be present.
    pub quorum: i64,
    /// Code of the majority.
    pub majority: String,
    /// Whether it still sits.
    pub active: bool,
    /// When it was founded.
    pub founded_at: Timestamp,
    /// Id of its kind; none of a committee that was founded before there were kinds.
    pub kind: Option<String>,
}

/// A kind of committee.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KindRow {
    /// Id.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Law, circular or decision that it rests on.
    pub source: String,
    /// `binding`, `adopted` or `reference`.
    pub applicability: String,
    /// Kind on whose committees nobody sits at the same time.
    pub apart: Option<String>,
    /// Place in the list.
    pub position: i64,
}

/// A seat of a person on some committee.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonTermRow {
    /// Committee.
    pub committee: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Option<String>,
    /// First day.
    pub from_day: String,
    /// Last day.
    pub to_day: Option<String>,
}

/// A seat.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SeatRow {
    /// Id.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// The post or function that holds it.
    pub title: String,
    /// Code of the duty.
    pub duty: String,
    /// Place in the list.
    pub position: i64,
    /// Whether it still exists.
    pub active: bool,
}

/// Who holds a seat, or stands in for its holder, and when.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TermRow {
    /// Id.
    pub id: String,
    /// Seat.
    pub seat: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// Stands in for the holder.
    pub substitute: bool,
    /// Decree.
    pub decree: String,
    /// First day, Gregorian `YYYY-MM-DD`.
    pub from_day: String,
    /// Last day.
    pub to_day: Option<String>,
}

/// All committees of an organisation, those that still sit first.
pub async fn committees(conn: &mut Conn, organisation: &str) -> Result<Vec<CommitteeRow>, Error> {
    fetch_all!(
        conn,
        CommitteeRow,
        "select id, name, name_en, legal_basis, mandate, quorum, majority, active, founded_at, kind from committee
         where organisation = $1 order by active desc, founded_at, id",
        organisation
    )
}

/// A committee by id.
pub async fn committee(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<CommitteeRow>, Error> {
    fetch_optional!(
        conn,
        CommitteeRow,
        "select id, name, name_en, legal_basis, mandate, quorum, majority, active, founded_at, kind from committee
         where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Its seats in order.
pub async fn seats(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
) -> Result<Vec<SeatRow>, Error> {
    fetch_all!(
        conn,
        SeatRow,
        "select id, committee, title, duty, position, active from committee_seat
         where organisation = $1 and committee = $2 and active = $3 order by position, id",
        organisation,
        committee,
        true
    )
}

/// Its terms, newest first.
pub async fn terms(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
) -> Result<Vec<TermRow>, Error> {
    fetch_all!(
        conn,
        TermRow,
        "select t.id, t.seat, t.person, p.name, t.substitute, t.decree, t.from_day, t.to_day
         from committee_term t join person p on p.organisation = t.organisation and p.id = t.person
         where t.organisation = $1 and t.committee = $2 order by t.from_day desc, t.id desc",
        organisation,
        committee
    )
}

/// Committees in which a person has or had a seat.
pub async fn committees_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct committee from committee_term where organisation = $1 and person = $2",
        organisation,
        person
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Writes a new committee.
pub(super) async fn insert_committee(
    tx: &mut Tx,
    organisation: &str,
    row: &CommitteeRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee",
        &row.id,
        "insert into committee (organisation, id, name, name_en, legal_basis, mandate, quorum, majority, active, founded_at, kind)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.name,
        &row.name_en,
        &row.legal_basis,
        &row.mandate,
        row.quorum,
        &row.majority,
        row.active,
        row.founded_at,
        &row.kind
    )?;
    Ok(())
}

/// Writes a changed committee.
pub(super) async fn update_committee(
    tx: &mut Tx,
    organisation: &str,
    row: &CommitteeRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee",
        &row.id,
        "update committee set name = $3, name_en = $4, legal_basis = $5, mandate = $6, quorum = $7, majority = $8, active = $9, kind = $10
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.name,
        &row.name_en,
        &row.legal_basis,
        &row.mandate,
        row.quorum,
        &row.majority,
        row.active,
        &row.kind
    )?;
    Ok(())
}

/// Writes a new seat.
pub(super) async fn insert_seat(
    tx: &mut Tx,
    organisation: &str,
    row: &SeatRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_seat",
        &row.id,
        "insert into committee_seat (organisation, id, committee, title, duty, position, active) values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &row.id,
        &row.committee,
        &row.title,
        &row.duty,
        row.position,
        row.active
    )?;
    Ok(())
}

/// Takes a seat away; its history stays.
pub(super) async fn end_seat(tx: &mut Tx, organisation: &str, seat: &str) -> Result<(), Error> {
    change!(
        tx,
        "committee_seat",
        seat,
        "update committee_seat set active = $3 where organisation = $1 and id = $2",
        organisation,
        seat,
        false
    )?;
    Ok(())
}

/// Writes a new term.
pub(super) async fn insert_term(
    tx: &mut Tx,
    organisation: &str,
    committee: &str,
    row: &TermRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_term",
        &row.id,
        "insert into committee_term (organisation, id, committee, seat, person, substitute, decree, from_day, to_day)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &row.id,
        committee,
        &row.seat,
        &row.person,
        row.substitute,
        &row.decree,
        &row.from_day,
        &row.to_day
    )?;
    Ok(())
}

/// Ends a term on a day.
pub(super) async fn end_term(
    tx: &mut Tx,
    organisation: &str,
    term: &str,
    day: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_term",
        term,
        "update committee_term set to_day = $3 where organisation = $1 and id = $2",
        organisation,
        term,
        day
    )?;
    Ok(())
}

/// The kinds of committee that an organisation has written down, in order.
pub async fn kinds(conn: &mut Conn, organisation: &str) -> Result<Vec<KindRow>, Error> {
    fetch_all!(
        conn,
        KindRow,
        "select id, name, name_en, source, applicability, apart, position from committee_kind
         where organisation = $1 order by position, id",
        organisation
    )
}

/// The seats of a person on all committees.
pub async fn terms_of_person(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<PersonTermRow>, Error> {
    fetch_all!(
        conn,
        PersonTermRow,
        "select t.committee, c.name, c.kind, t.from_day, t.to_day from committee_term t
         join committee c on c.organisation = t.organisation and c.id = t.committee
         where t.organisation = $1 and t.person = $2 order by t.from_day, t.id",
        organisation,
        person
    )
}

/// Writes a kind, new or changed.
pub(super) async fn put_kind(tx: &mut Tx, organisation: &str, row: &KindRow) -> Result<(), Error> {
    change!(
        tx,
        "committee_kind",
        &row.id,
        "insert into committee_kind (organisation, id, name, name_en, source, applicability, apart, position)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (organisation, id) do update set name = excluded.name, name_en = excluded.name_en,
             source = excluded.source, applicability = excluded.applicability, apart = excluded.apart",
        organisation,
        &row.id,
        &row.name,
        &row.name_en,
        &row.source,
        &row.applicability,
        &row.apart,
        row.position
    )?;
    Ok(())
}
