//! SQL of the desk: lists, counts, and what stands beside one message.

use store::{Conn, Error, Timestamp, fetch_all, fetch_optional};

use crate::platform::query::Statement;
use crate::voice::store::Attachment;

/// A message in a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Tracking code.
    pub code: String,
    /// Kind.
    pub kind: String,
    /// Category.
    pub category: String,
    /// Subject.
    pub subject: String,
    /// District.
    pub district: Option<String>,
    /// Responsible unit.
    pub unit: Option<String>,
    /// State.
    pub state: String,
    /// Priority.
    pub priority: String,
    /// Deadline.
    pub deadline_at: Timestamp,
    /// From here on the deadline is near.
    pub warn_at: Timestamp,
    /// Since when the deadline is paused.
    pub paused_at: Option<Timestamp>,
    /// When it was first answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether a deadline was ever missed.
    pub late: bool,
}

const COLUMNS: &str = "select id, code, kind, category, subject, district, unit, state, priority, deadline_at, warn_at, paused_at,
     answered_at, closed_at, late from message where organisation = ";

/// What of the messages is asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words that must all occur.
    pub question: String,
    /// `owed` for all that owe an answer, a state, or empty for all.
    pub state: String,
    /// Kind, or empty.
    pub kind: String,
    /// Category, or empty.
    pub category: String,
    /// Unit, or empty.
    pub unit: String,
    /// District, or empty.
    pub district: String,
    /// Only those whose deadline has passed.
    pub late: bool,
    /// Only those whose deadline lies before this moment.
    pub due_before: Option<Timestamp>,
    /// Only those that this account has taken.
    pub taken_by: Option<String>,
    /// Only those of these units; none for all.
    pub units: Option<Vec<String>>,
    /// Only those that these units must decide on, as the higher officer; an inner none for all.
    pub reviewed_by: Option<Option<Vec<String>>>,
    /// Not those that this account answered.
    pub not_answered_by: Option<String>,
    /// The reader's account: no message that it is kept from.
    pub reader: Option<String>,
}

const OWED: &str = "state in ('registered', 'awaiting-completion', 'referred', 'under-review', 'objected', 'reviewing')";

fn conditions(statement: &mut Statement, organisation: &str, filter: &Filter, now: Timestamp) {
    statement.text(organisation);
    if let Some(units) = &filter.units {
        statement.push(" and unit in ").list(units);
    }
    match &filter.reviewed_by {
        Some(Some(units)) => statement.push(" and higher_unit in ").list(units),
        Some(None) | None => statement,
    };
    if filter.reviewed_by.is_some() {
        statement.push(" and state in ('objected', 'reviewing')");
    }
    match filter.state.as_str() {
        "" => {}
        "owed" => {
            statement.push(" and ").push(OWED);
        }
        state => {
            statement.push(" and state = ").text(state);
        }
    }
    for (column, value) in [
        (" and kind = ", &filter.kind),
        (" and category = ", &filter.category),
        (" and unit = ", &filter.unit),
        (" and district = ", &filter.district),
    ] {
        if !value.is_empty() {
            statement.push(column).text(value);
        }
    }
    if filter.late {
        statement
            .push(" and ")
            .push(OWED)
            .push(" and paused_at is null and deadline_at < ")
            .whole(now.0);
    }
    if let Some(due) = filter.due_before {
        statement
            .push(" and ")
            .push(OWED)
            .push(" and paused_at is null and deadline_at < ")
            .whole(due.0);
    }
    if let Some(account) = &filter.taken_by {
        statement.push(" and taken_by = ").text(account);
    }
    if let Some(account) = &filter.not_answered_by {
        statement
            .push(" and (answered_by is null or answered_by <> ")
            .text(account)
            .push(")");
    }
    kept_out(statement, filter.reader.as_deref());
    statement.search(&filter.question);
}

/// Leaves out what a reader is kept from.
fn kept_out(statement: &mut Statement, reader: Option<&str>) {
    if let Some(reader) = reader {
        statement
            .push(" and not exists (select 1 from matter_recusal r where r.organisation = message.organisation and r.matter = message.id and r.account = ")
            .text(reader)
            .push(")");
    }
}

/// The messages of a filter: what owes an answer first, by deadline; then the rest, newest first.
pub async fn list(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> Result<Vec<Row>, Error> {
    let mut statement = Statement::new(COLUMNS);
    conditions(&mut statement, organisation, filter, now);
    let owed_only = filter.state == "owed"
        || filter.late
        || filter.due_before.is_some()
        || filter.reviewed_by.is_some();
    if owed_only {
        statement.push(" order by deadline_at, id");
    } else {
        statement.push(" order by case when ").push(OWED);
        statement.push(" then 0 else 1 end, case when ").push(OWED);
        statement.push(" then deadline_at else -filed_at end, id");
    }
    statement
        .push(" limit ")
        .whole(limit)
        .push(" offset ")
        .whole(offset);
    statement.all(conn).await
}

/// How many messages a filter has.
pub async fn count(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    now: Timestamp,
) -> Result<i64, Error> {
    let mut statement = Statement::new("select count(*) from message where organisation = ");
    conditions(&mut statement, organisation, filter, now);
    statement.count(conn).await
}

/// How a unit stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UnitSum {
    /// Unit.
    pub unit: Option<String>,
    /// Messages that owe an answer.
    pub owed: i64,
    /// Of those, late now.
    pub late: i64,
    /// Of those, due within the span asked for.
    pub due: i64,
    /// Messages filed since the moment asked for whose time has come: answered, closed, or past their deadline.
    pub judged: i64,
    /// Of those, late.
    pub judged_late: i64,
}

/// How units stand, without what a reader is kept from; `units`: only these, none for all.
pub async fn unit_sums(
    conn: &mut Conn,
    organisation: &str,
    units: Option<&[String]>,
    reader: Option<&str>,
    now: Timestamp,
    due: Timestamp,
    since: Timestamp,
) -> Result<Vec<UnitSum>, Error> {
    let mut statement = Statement::new(
        "select unit, cast(sum(owed) as bigint) as owed, cast(sum(owed * overdue) as bigint) as late, ",
    );
    statement.push(
        "cast(sum(owed * soon) as bigint) as due, cast(sum(recent * judged) as bigint) as judged, ",
    );
    statement.push("cast(sum(recent * judged * missed) as bigint) as judged_late from (select unit, case when ").push(OWED);
    statement
        .push(" then 1 else 0 end as owed, case when paused_at is null and deadline_at < ")
        .whole(now.0);
    statement
        .push(" then 1 else 0 end as overdue, case when paused_at is null and deadline_at >= ")
        .whole(now.0);
    statement
        .push(" and deadline_at < ")
        .whole(due.0)
        .push(" then 1 else 0 end as soon, case when filed_at >= ")
        .whole(since.0);
    statement.push(" then 1 else 0 end as recent, case when state in ('answered', 'accepted', 'closed') or answered_at is not null");
    statement
        .push(" or late or (paused_at is null and deadline_at < ")
        .whole(now.0)
        .push(") then 1 else 0 end as judged, case when late or (");
    statement
        .push(OWED)
        .push(" and paused_at is null and deadline_at < ")
        .whole(now.0);
    statement
        .push(") then 1 else 0 end as missed from message where organisation = ")
        .text(organisation);
    if let Some(units) = units {
        statement.push(" and unit in ").list(units);
    }
    kept_out(&mut statement, reader);
    statement.push(") as messages group by unit");
    statement.all(conn).await
}

/// How many rows a message's history has, as a text: what a page has seen of it. Every act on its course adds at least one.
pub async fn steps_seen(
    conn: &mut Conn,
    organisation: &str,
    message: &str,
) -> Result<String, Error> {
    let mut statement = Statement::new("select count(*) from message_step where organisation = ");
    statement
        .text(organisation)
        .push(" and message = ")
        .text(message);
    Ok(statement.count(conn).await?.to_string())
}

/// An attachment with the message it belongs to.
pub async fn attachment(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<(String, Attachment)>, Error> {
    let owner = fetch_optional!(
        conn,
        (String,),
        "select message from attachment where organisation = $1 and id = $2",
        organisation,
        id
    )?;
    let Some((message,)) = owner else {
        return Ok(None);
    };
    let all = crate::voice::store::attachments(conn, organisation, &message).await?;
    Ok(all
        .into_iter()
        .find(|attachment| attachment.id == id)
        .map(|attachment| (message, attachment)))
}

/// A message that may be about the same matter.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Candidate {
    /// Id.
    pub id: String,
    /// Tracking code.
    pub code: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// State.
    pub state: String,
    /// Responsible unit.
    pub unit: Option<String>,
    /// When it was filed.
    pub filed_at: Timestamp,
}

/// The messages of the same category and district filed between two moments that are not themselves duplicates, newest first.
pub async fn candidates(
    conn: &mut Conn,
    organisation: &str,
    message: &crate::voice::store::Message,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Candidate>, Error> {
    fetch_all!(
        conn,
        Candidate,
        "select id, code, subject, text, state, unit, filed_at from message
         where organisation = $1 and category = $2 and coalesce(district, '') = $3 and filed_at between $4 and $5
           and id <> $6 and duplicate_of is null and kind <> 'information'
         order by filed_at desc limit 300",
        organisation,
        &message.category,
        message.district.clone().unwrap_or_default(),
        from,
        to,
        &message.id
    )
}

/// The messages that were joined to a message: id and code.
pub async fn joined(
    conn: &mut Conn,
    organisation: &str,
    message: &str,
) -> Result<Vec<(String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String),
        "select id, code from message where organisation = $1 and duplicate_of = $2 order by filed_at, id",
        organisation,
        message
    )
}
