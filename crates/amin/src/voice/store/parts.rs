//! What belongs to a message: steps, attachments, answers, satisfaction, and the register of changes.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// One row of a message's history.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StepRow {
    /// Id; sorts by time.
    pub id: String,
    /// A word of [`super::super::model::Step`].
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Role of who did it.
    pub role: String,
    /// Account that did it.
    pub account: Option<String>,
    /// Unit it concerns.
    pub unit: Option<String>,
    /// Words.
    pub note: Option<String>,
    /// Whether the citizen sees the words.
    pub public: bool,
}

/// Writes a step.
pub async fn insert_step(
    tx: &mut Tx,
    organisation: &str,
    message: &str,
    step: &StepRow,
) -> Result<(), Error> {
    change!(
        tx,
        "message_step",
        &step.id,
        "insert into message_step (organisation, id, message, kind, at, role, account, unit, note, public)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organisation,
        &step.id,
        message,
        &step.kind,
        step.at,
        &step.role,
        &step.account,
        &step.unit,
        &step.note,
        step.public
    )?;
    Ok(())
}

/// The history of a message, oldest first.
pub async fn steps(
    conn: &mut Conn,
    organisation: &str,
    message: &str,
) -> Result<Vec<StepRow>, Error> {
    fetch_all!(
        conn,
        StepRow,
        "select id, kind, at, role, account, unit, note, public from message_step
         where organisation = $1 and message = $2 order by at, id",
        organisation,
        message
    )
}

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Attachment {
    /// Id.
    pub id: String,
    /// Name as sent, without folders.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// Type found in its first bytes.
    pub media_type: String,
    /// SHA-256 in hex: the name of the file under `data/files`.
    pub sha256: String,
    /// Whether the picture tells where it was taken.
    pub has_location: bool,
    /// Whether the picture tells with which device.
    pub has_camera: bool,
}

/// Writes an attachment.
pub async fn insert_attachment(
    tx: &mut Tx,
    organisation: &str,
    message: &str,
    at: Timestamp,
    attachment: &Attachment,
) -> Result<(), Error> {
    change!(
        tx,
        "attachment",
        &attachment.id,
        "insert into attachment (organisation, id, message, name, size, media_type, sha256, has_location, has_camera, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organisation,
        &attachment.id,
        message,
        &attachment.name,
        attachment.size,
        &attachment.media_type,
        &attachment.sha256,
        attachment.has_location,
        attachment.has_camera,
        at
    )?;
    Ok(())
}

/// The attachments of a message.
pub async fn attachments(
    conn: &mut Conn,
    organisation: &str,
    message: &str,
) -> Result<Vec<Attachment>, Error> {
    fetch_all!(
        conn,
        Attachment,
        "select id, name, size, media_type, sha256, has_location, has_camera from attachment
         where organisation = $1 and message = $2 order by id",
        organisation,
        message
    )
}

/// An answer.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Answer {
    /// Id.
    pub id: String,
    /// 0 for the unit's answer, 1 for the higher officer's decision.
    pub level: i64,
    /// Text.
    pub text: String,
    /// What was ticked of the plain-language checklist, separated by spaces.
    pub checklist: String,
    /// A word of [`super::super::model::Outcome`].
    pub outcome: String,
    /// Article of law on which a refusal rests.
    pub legal_ground: Option<String>,
    /// Role of who answered.
    pub role: String,
    /// Account of who answered.
    pub account: Option<String>,
    /// Unit that answered.
    pub unit: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Writes an answer.
pub async fn insert_answer(
    tx: &mut Tx,
    organisation: &str,
    message: &str,
    answer: &Answer,
) -> Result<(), Error> {
    change!(
        tx,
        "answer",
        &answer.id,
        "insert into answer (organisation, id, message, level, text, checklist, outcome, legal_ground, role, account, unit, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        organisation,
        &answer.id,
        message,
        answer.level,
        &answer.text,
        &answer.checklist,
        &answer.outcome,
        &answer.legal_ground,
        &answer.role,
        &answer.account,
        &answer.unit,
        answer.at
    )?;
    Ok(())
}

/// The answers to a message, oldest first.
pub async fn answers(
    conn: &mut Conn,
    organisation: &str,
    message: &str,
) -> Result<Vec<Answer>, Error> {
    fetch_all!(
        conn,
        Answer,
        "select id, level, text, checklist, outcome, legal_ground, role, account, unit, at from answer
         where organisation = $1 and message = $2 order by at, id",
        organisation,
        message
    )
}

/// A citizen's marks, 1 to 5 each; none where a question was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Satisfaction {
    /// ادب و احترام.
    pub courtesy: Option<i64>,
    /// روشنی.
    pub clarity: Option<i64>,
    /// سرعت.
    pub speed: Option<i64>,
    /// انصاف.
    pub fairness: Option<i64>,
    /// نتیجه.
    pub outcome: Option<i64>,
    /// Words.
    pub comment: Option<String>,
}

/// Writes the marks of a message; each message has at most one row.
pub async fn insert_satisfaction(
    tx: &mut Tx,
    organisation: &str,
    message: &str,
    at: Timestamp,
    marks: &Satisfaction,
) -> Result<(), Error> {
    change!(
        tx,
        "satisfaction",
        message,
        "insert into satisfaction (organisation, id, courtesy, clarity, speed, fairness, outcome, comment, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        message,
        marks.courtesy,
        marks.clarity,
        marks.speed,
        marks.fairness,
        marks.outcome,
        &marks.comment,
        at
    )?;
    Ok(())
}

/// The marks of a message.
pub async fn satisfaction(
    conn: &mut Conn,
    organisation: &str,
    message: &str,
) -> Result<Option<Satisfaction>, Error> {
    fetch_optional!(
        conn,
        Satisfaction,
        "select courtesy, clarity, speed, fairness, outcome, comment from satisfaction where organisation = $1 and id = $2",
        organisation,
        message
    )
}

/// A change that a message led to, for everybody to read.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ChangeMade {
    /// Id.
    pub id: String,
    /// Message that led to it.
    pub message: Option<String>,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// Category.
    pub category: Option<String>,
    /// District.
    pub district: Option<String>,
    /// Unit that made the change.
    pub unit: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Writes a change.
pub async fn insert_change(
    tx: &mut Tx,
    organisation: &str,
    made: &ChangeMade,
) -> Result<(), Error> {
    change!(
        tx,
        "change_made",
        &made.id,
        "insert into change_made (organisation, id, message, title, text, category, district, unit, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &made.id,
        &made.message,
        &made.title,
        &made.text,
        &made.category,
        &made.district,
        &made.unit,
        made.at
    )?;
    Ok(())
}

/// The changes that messages led to, newest first.
pub async fn changes(
    conn: &mut Conn,
    organisation: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<ChangeMade>, Error> {
    fetch_all!(
        conn,
        ChangeMade,
        "select id, message, title, text, category, district, unit, at from change_made
         where organisation = $1 order by at desc, id desc limit $2 offset $3",
        organisation,
        limit,
        offset
    )
}

/// The changes that one message led to.
pub async fn changes_of(
    conn: &mut Conn,
    organisation: &str,
    message: &str,
) -> Result<Vec<ChangeMade>, Error> {
    fetch_all!(
        conn,
        ChangeMade,
        "select id, message, title, text, category, district, unit, at from change_made
         where organisation = $1 and message = $2 order by at, id",
        organisation,
        message
    )
}
