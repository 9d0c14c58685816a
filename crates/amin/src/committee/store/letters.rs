//! SQL of the secretariat's correspondence.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;
use crate::platform::search;

/// A letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterRow {
    /// Id.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// Code of the direction.
    pub direction: String,
    /// Number of the letter, as its sender gave it.
    pub number: String,
    /// Its day, Gregorian `YYYY-MM-DD`.
    pub day: String,
    /// Unit it went to or came from; none: an office outside.
    pub unit: Option<String>,
    /// Name of an office outside, or empty.
    pub office: String,
    /// One line.
    pub subject: String,
    /// What it says, in short, or empty.
    pub text: String,
    /// Resolution that it is about.
    pub resolution: Option<String>,
    /// Letter that it answers.
    pub reply_to: Option<String>,
    /// Until when an answer is asked.
    pub due_at: Option<Timestamp>,
    /// When the answer came.
    pub answered_at: Option<Timestamp>,
    /// How often the office was reminded.
    pub reminders: i64,
    /// Name of the attached file.
    pub file_name: Option<String>,
    /// Its media type.
    pub file_type: Option<String>,
    /// Hash of its content.
    pub file_sha256: Option<String>,
    /// When it was entered.
    pub at: Timestamp,
}

const LETTER: &str = "id, committee, direction, number, day, unit, office, subject, text, resolution, reply_to, due_at, answered_at, \
     reminders, file_name, file_type, file_sha256, at";

/// Which letters.
#[derive(Debug, Clone, Default)]
pub struct LetterFilter {
    /// Words of a search.
    pub question: String,
    /// `sent`, `received`, `waiting`, `overdue`, or empty.
    pub state: String,
    /// A committee, or empty.
    pub committee: String,
    /// Items that the reader keeps out of: letters about their resolutions are not shown.
    pub hidden_items: Vec<String>,
    /// Now, for what is overdue.
    pub now: Timestamp,
}

fn conditions(select: &'static str, organisation: &str, filter: &LetterFilter) -> Statement {
    let mut s = Statement::new(select);
    if search::asks(&filter.question) {
        s.push(" from text_mark m cross join committee_letter l where m.organisation = ")
            .text(organisation)
            .push(" and m.area = 'letter' and l.organisation = m.organisation and l.id = m.object")
            .marked(&filter.question);
    } else {
        s.push(" from committee_letter l where l.organisation = ")
            .text(organisation);
    }
    match filter.state.as_str() {
        "sent" | "received" => {
            s.push(" and direction = ").text(&filter.state);
        }
        "waiting" | "overdue" => {
            s.push(" and answered_at is null and due_at is not null");
        }
        _ => {}
    }
    if filter.state == "overdue" {
        s.push(" and due_at < ").whole(filter.now.0);
    }
    if !filter.committee.is_empty() {
        s.push(" and committee = ").text(&filter.committee);
    }
    if !filter.hidden_items.is_empty() {
        s.push(" and (resolution is null or resolution not in (select id from resolution r where r.organisation = ")
            .text(organisation)
            .push(" and r.item in ")
            .list(&filter.hidden_items)
            .push("))");
    }
    s.words("text_key", &filter.question);
    s
}

/// How many; of a search no more than one above [`search::MOST_FOUND`].
pub async fn count_letters(
    conn: &mut Conn,
    organisation: &str,
    filter: &LetterFilter,
) -> Result<i64, Error> {
    search::count(conn, &filter.question, |select| {
        conditions(select, organisation, filter)
    })
    .await
}

/// Some of them, newest first.
pub async fn list_letters(
    conn: &mut Conn,
    organisation: &str,
    filter: &LetterFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<LetterRow>, Error> {
    let mut s = conditions(
        "select id, committee, direction, number, day, unit, office, subject, text, resolution, reply_to, due_at, answered_at,
                reminders, file_name, file_type, file_sha256, l.at",
        organisation,
        filter,
    );
    s.push(if search::asks(&filter.question) {
        " order by m.at desc, m.object desc limit "
    } else {
        " order by l.at desc, l.id desc limit "
    })
    .whole(limit)
    .push(" offset ")
    .whole(skip);
    s.all(conn).await
}

/// A letter by id.
pub async fn letter(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<LetterRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {LETTER} from committee_letter where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, LetterRow, sql, organisation, id)
}

/// The answers to a letter.
pub async fn answers(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Vec<LetterRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {LETTER} from committee_letter where organisation = $1 and reply_to = $2 order by at, id"
    ));
    fetch_all!(conn, LetterRow, sql, organisation, id)
}

/// A letter with the same number, day and direction.
pub async fn same_letter(
    conn: &mut Conn,
    organisation: &str,
    row: &LetterRow,
) -> Result<Option<LetterRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {LETTER} from committee_letter where organisation = $1 and number = $2 and day = $3 and direction = $4
         and coalesce(unit, '') = $5 and office = $6"
    ));
    fetch_optional!(
        conn,
        LetterRow,
        sql,
        organisation,
        &row.number,
        &row.day,
        &row.direction,
        row.unit.as_deref().unwrap_or(""),
        &row.office
    )
}

/// Writes a letter, new or changed; only its answer and its reminders change.
pub(in crate::committee) async fn put_letter(
    tx: &mut Tx,
    organisation: &str,
    account: Option<&str>,
    row: &LetterRow,
) -> Result<(), Error> {
    let key = persian::index_key(&format!(
        "{} {} {} {}",
        row.number, row.office, row.subject, row.text
    ));
    search::mark(tx, organisation, "letter", &row.id, row.at, &key).await?;
    change!(
        tx,
        "committee_letter",
        &row.id,
        "insert into committee_letter (organisation, id, committee, direction, number, day, unit, office, subject, text, text_key,
             resolution, reply_to, due_at, answered_at, reminders, file_name, file_type, file_sha256, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
         on conflict (organisation, id) do update set answered_at = excluded.answered_at, reminders = excluded.reminders",
        organisation,
        &row.id,
        &row.committee,
        &row.direction,
        &row.number,
        &row.day,
        &row.unit,
        &row.office,
        &row.subject,
        &row.text,
        key,
        &row.resolution,
        &row.reply_to,
        row.due_at,
        row.answered_at,
        row.reminders,
        &row.file_name,
        &row.file_type,
        &row.file_sha256,
        account,
        row.at
    )?;
    Ok(())
}
