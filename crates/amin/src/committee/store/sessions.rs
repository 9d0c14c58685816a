//! SQL of sessions: agenda, attendance, recusals, votes.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    /// Id.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// Number in the committee, from 1.
    pub number: i64,
    /// Code of the kind.
    pub kind: String,
    /// Quarter, `1405-3`.
    pub quarter: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Where.
    pub place: String,
    /// Code of the state.
    pub state: String,
    /// When members were invited.
    pub called_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// What the secretary adds to the minutes, or why it was not held.
    pub remarks: String,
    /// The agreed minutes as JSON.
    pub minutes: Option<String>,
    /// SHA-256 of them, hex.
    pub minutes_hash: Option<String>,
    /// Code of the state of the minutes.
    pub minutes_state: String,
    /// Number of the journal entry that froze them.
    pub frozen_entry: Option<i64>,
    /// The proof that this entry is in the sealed log.
    pub proof: Option<String>,
}

const SESSION: &str = "id, committee, number, kind, quarter, starts_at, place, state, called_at, opened_at, closed_at, remarks, \
     minutes, minutes_hash, minutes_state, frozen_entry, proof";

/// Somebody who came.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AttendanceRow {
    /// Id.
    pub id: String,
    /// Seat.
    pub seat: String,
    /// Title of the seat.
    pub title: String,
    /// Duty of the seat.
    pub duty: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// Whether the seat votes.
    pub voting: bool,
    /// When the person signed the minutes.
    pub signed_at: Option<Timestamp>,
}

/// An item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ItemRow {
    /// Id.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// Session.
    pub session: String,
    /// Place in the agenda, from 1.
    pub position: i64,
    /// One line.
    pub title: String,
    /// More words, or empty.
    pub text: String,
    /// What it is about: type of the object.
    pub object_type: Option<String>,
    /// Its id.
    pub object_id: Option<String>,
    /// Code of the state.
    pub state: String,
    /// What came of it, in words.
    pub outcome: String,
    /// The item of an earlier session that it goes on with.
    pub carried_from: Option<String>,
    /// When the members were last compared with its parties.
    pub screened_at: Option<Timestamp>,
}

const ITEM: &str = "id, committee, session, position, title, text, object_type, object_id, state, outcome, carried_from, screened_at";

/// Somebody who keeps out of an item.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RecusalRow {
    /// Item.
    pub item: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// A vote.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VoteRow {
    /// Id.
    pub id: String,
    /// Item.
    pub item: String,
    /// Code of the kind.
    pub kind: String,
    /// What was asked.
    pub question: String,
    /// Voting members present and not kept out.
    pub voters: i64,
    /// In favour.
    pub yes: i64,
    /// Against.
    pub no: i64,
    /// Neither.
    pub abstained: i64,
    /// Whether it passed.
    pub passed: bool,
}

/// One voice of a vote that is not secret.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BallotRow {
    /// Vote.
    pub vote: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// Code of the choice.
    pub choice: String,
    /// Reasons of who did not agree, or empty.
    pub dissent: String,
}

/// The sessions of a committee, newest first.
pub async fn sessions(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
) -> Result<Vec<SessionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {SESSION} from committee_session where organisation = $1 and committee = $2 order by starts_at desc, number desc"
    ));
    fetch_all!(conn, SessionRow, sql, organisation, committee)
}

/// A session by id.
pub async fn session(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<SessionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {SESSION} from committee_session where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, SessionRow, sql, organisation, id)
}

/// Who came to a session, in the order of the seats.
pub async fn attendance(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<AttendanceRow>, Error> {
    fetch_all!(
        conn,
        AttendanceRow,
        "select a.id, a.seat, s.title, s.duty, a.person, p.name, a.voting, a.signed_at
         from committee_attendance a
         join committee_seat s on s.organisation = a.organisation and s.id = a.seat
         join person p on p.organisation = a.organisation and p.id = a.person
         where a.organisation = $1 and a.session = $2 order by s.position, a.id",
        organisation,
        session
    )
}

/// Sessions whose agreed minutes wait for the signature of a person.
pub async fn unsigned(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<SessionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {SESSION} from committee_session s where organisation = $1 and minutes_state = 'agreed'
         and exists (select 1 from committee_attendance a where a.organisation = s.organisation and a.session = s.id
             and a.person = $2 and a.voting = $3 and a.signed_at is null)
         order by starts_at"
    ));
    fetch_all!(conn, SessionRow, sql, organisation, person, true)
}

/// The agenda of a session in order.
pub async fn items(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<ItemRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {ITEM} from committee_item where organisation = $1 and session = $2 order by position, id"
    ));
    fetch_all!(conn, ItemRow, sql, organisation, session)
}

/// An item by id.
pub async fn item(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<ItemRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {ITEM} from committee_item where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, ItemRow, sql, organisation, id)
}

/// Items that wait on the agenda of a session that has not ended, of all committees.
pub async fn open_items(conn: &mut Conn, organisation: &str) -> Result<Vec<ItemRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {ITEM} from committee_item i where organisation = $1 and state = 'waiting'
         and exists (select 1 from committee_session s where s.organisation = i.organisation and s.id = i.session
             and s.state in ('planned', 'called', 'open'))
         order by id"
    ));
    fetch_all!(conn, ItemRow, sql, organisation)
}

/// Items of a committee that were carried over and that no later item goes on with.
pub async fn carried(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
) -> Result<Vec<ItemRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {ITEM} from committee_item i where organisation = $1 and committee = $2 and state = 'carried'
         and not exists (select 1 from committee_item n where n.organisation = i.organisation and n.carried_from = i.id)
         order by id"
    ));
    fetch_all!(conn, ItemRow, sql, organisation, committee)
}

/// Ids of objects of one type that stand on an agenda of this committee and wait.
pub async fn objects_waiting(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    object_type: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select object_id from committee_item where organisation = $1 and committee = $2 and object_type = $3
         and state in ('waiting', 'carried', 'decided') and object_id is not null",
        organisation,
        committee,
        object_type
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Who keeps out of the items of a session.
pub async fn recusals(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<RecusalRow>, Error> {
    fetch_all!(
        conn,
        RecusalRow,
        "select r.item, r.person, p.name, r.reason from committee_recusal r
         join committee_item i on i.organisation = r.organisation and i.id = r.item
         join person p on p.organisation = r.organisation and p.id = r.person
         where r.organisation = $1 and i.session = $2 order by r.at, r.id",
        organisation,
        session
    )
}

/// Who keeps out of one item.
pub async fn recusals_of(
    conn: &mut Conn,
    organisation: &str,
    item: &str,
) -> Result<Vec<RecusalRow>, Error> {
    fetch_all!(
        conn,
        RecusalRow,
        "select r.item, r.person, p.name, r.reason from committee_recusal r
         join person p on p.organisation = r.organisation and p.id = r.person
         where r.organisation = $1 and r.item = $2 order by r.at, r.id",
        organisation,
        item
    )
}

/// Items that a person keeps out of.
pub async fn recused_items(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select item from committee_recusal where organisation = $1 and person = $2",
        organisation,
        person
    )?;
    let mut items: Vec<String> = rows.into_iter().map(|(id,)| id).collect();
    // An item about a case is not there for whom the case does not exist, whenever that came to be so.
    let about = fetch_all!(
        conn,
        (String, String),
        "select id, object_id from committee_item where organisation = $1 and object_type = $2",
        organisation,
        crate::cases::acts::OBJECT
    )?;
    if !about.is_empty() {
        let hidden = crate::cases::store::hidden_cases(conn, organisation, person).await?;
        let of_hidden = about.into_iter().filter(|(_, case)| hidden.contains(case));
        items.extend(of_hidden.map(|(id, _)| id));
    }
    Ok(items)
}

/// The votes of a session in order.
pub async fn votes(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<VoteRow>, Error> {
    fetch_all!(
        conn,
        VoteRow,
        "select id, item, kind, question, voters, yes, no, abstained, passed from committee_vote
         where organisation = $1 and session = $2 order by at, id",
        organisation,
        session
    )
}

/// The voices of a session that were not secret.
pub async fn ballots(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<BallotRow>, Error> {
    fetch_all!(
        conn,
        BallotRow,
        "select b.vote, b.person, p.name, b.choice, b.dissent from committee_ballot b
         join committee_vote v on v.organisation = b.organisation and v.id = b.vote
         join person p on p.organisation = b.organisation and p.id = b.person
         where b.organisation = $1 and v.session = $2 order by b.id",
        organisation,
        session
    )
}

/// Mail addresses and mobile numbers of people: (person, mail, telephone).
pub async fn contacts(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<(String, Option<String>, Option<String>)>, Error> {
    let mut s = Statement::new("select id, email, phone from person where organisation = ");
    s.text(organisation).push(" and id in ").list(people);
    s.all(conn).await
}

/// People whose account holds a role for a unit, or for the whole organisation.
pub async fn holders(
    conn: &mut Conn,
    organisation: &str,
    role: &str,
    unit: Option<&str>,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct a.person from account_grant g join account a on a.organisation = g.organisation and a.id = g.account
         where g.organisation = $1 and g.role = $2 and coalesce(g.unit, '') = $3 and a.active = $4",
        organisation,
        role,
        unit.unwrap_or(""),
        true
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Sessions ahead or sitting, and those whose minutes are not frozen yet, of all committees, in order of time.
pub async fn sessions_at_work(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<SessionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {SESSION} from committee_session where organisation = $1
         and (state in ('planned', 'called', 'open') or minutes_state in ('draft', 'agreed')) order by starts_at, id"
    ));
    fetch_all!(conn, SessionRow, sql, organisation)
}

/// Writes a session, new or changed.
pub(in crate::committee) async fn put_session(
    tx: &mut Tx,
    organisation: &str,
    row: &SessionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_session",
        &row.id,
        "insert into committee_session (organisation, id, committee, number, kind, quarter, starts_at, place, state, called_at,
             opened_at, closed_at, remarks, minutes, minutes_hash, minutes_state, frozen_entry, proof)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (organisation, id) do update set quarter = excluded.quarter, starts_at = excluded.starts_at,
             place = excluded.place, state = excluded.state, called_at = excluded.called_at, opened_at = excluded.opened_at,
             closed_at = excluded.closed_at, remarks = excluded.remarks, minutes = excluded.minutes,
             minutes_hash = excluded.minutes_hash, minutes_state = excluded.minutes_state,
             frozen_entry = excluded.frozen_entry, proof = excluded.proof",
        organisation,
        &row.id,
        &row.committee,
        row.number,
        &row.kind,
        &row.quarter,
        row.starts_at,
        &row.place,
        &row.state,
        row.called_at,
        row.opened_at,
        row.closed_at,
        &row.remarks,
        &row.minutes,
        &row.minutes_hash,
        &row.minutes_state,
        row.frozen_entry,
        &row.proof
    )?;
    Ok(())
}

/// Writes down that somebody came.
pub(in crate::committee) async fn insert_attendance(
    tx: &mut Tx,
    organisation: &str,
    session: &str,
    row: &AttendanceRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_attendance",
        &row.id,
        "insert into committee_attendance (organisation, id, session, seat, person, voting) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &row.id,
        session,
        &row.seat,
        &row.person,
        row.voting
    )?;
    Ok(())
}

/// Writes down that somebody signed.
pub(in crate::committee) async fn sign(
    tx: &mut Tx,
    organisation: &str,
    attendance: &str,
    at: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_attendance",
        attendance,
        "update committee_attendance set signed_at = $3 where organisation = $1 and id = $2",
        organisation,
        attendance,
        at
    )?;
    Ok(())
}

/// Writes an item, new or changed.
pub(in crate::committee) async fn put_item(
    tx: &mut Tx,
    organisation: &str,
    row: &ItemRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_item",
        &row.id,
        "insert into committee_item (organisation, id, committee, session, position, title, text, object_type, object_id, state,
             outcome, carried_from, screened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (organisation, id) do update set position = excluded.position, title = excluded.title, text = excluded.text,
             state = excluded.state, outcome = excluded.outcome, screened_at = excluded.screened_at",
        organisation,
        &row.id,
        &row.committee,
        &row.session,
        row.position,
        &row.title,
        &row.text,
        &row.object_type,
        &row.object_id,
        &row.state,
        &row.outcome,
        &row.carried_from,
        row.screened_at
    )?;
    Ok(())
}

/// Writes down that somebody keeps out of an item.
pub(in crate::committee) async fn insert_recusal(
    tx: &mut Tx,
    organisation: &str,
    row: &RecusalRow,
    at: Timestamp,
) -> Result<(), Error> {
    let id = tx.new_id(at);
    change!(
        tx,
        "committee_recusal",
        &id,
        "insert into committee_recusal (organisation, id, item, person, reason, at) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &id,
        &row.item,
        &row.person,
        &row.reason,
        at
    )?;
    Ok(())
}

/// Writes a vote.
pub(in crate::committee) async fn insert_vote(
    tx: &mut Tx,
    organisation: &str,
    session: &str,
    row: &VoteRow,
    at: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_vote",
        &row.id,
        "insert into committee_vote (organisation, id, item, session, kind, question, voters, yes, no, abstained, passed, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        organisation,
        &row.id,
        &row.item,
        session,
        &row.kind,
        &row.question,
        row.voters,
        row.yes,
        row.no,
        row.abstained,
        row.passed,
        at
    )?;
    Ok(())
}

/// Writes a voice.
pub(in crate::committee) async fn insert_ballot(
    tx: &mut Tx,
    organisation: &str,
    row: &BallotRow,
    at: Timestamp,
) -> Result<(), Error> {
    let id = tx.new_id(at);
    change!(
        tx,
        "committee_ballot",
        &id,
        "insert into committee_ballot (organisation, id, vote, person, choice, dissent) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &id,
        &row.vote,
        &row.person,
        &row.choice,
        &row.dissent
    )?;
    Ok(())
}
