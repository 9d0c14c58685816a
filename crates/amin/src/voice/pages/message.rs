//! A citizen's message: where it is, what happens next, the answer, and what the citizen can do.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form as UrlForm, Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use serde::Deserialize;
use store::Conn;

use super::form;
use super::{faults, found, private};
use crate::platform::actor::Actor;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::design::{Event, FieldFault};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, FormErrors, Page, error_page, refusal, render_with};
use crate::platform::peer::Peer;
use crate::voice::acts::{self, Completion, Note, Rating};
use crate::voice::api::grouped;
use crate::voice::files::{self, ACCEPT};
use crate::voice::model::{LegalGround, Outcome, State};
use crate::voice::rules::Rules;
use crate::voice::store::{self as rows, Attachment, ChangeMade, Message, Satisfaction};
use crate::voice::view::{self, DeadlineView};
use crate::voice::words;

struct AnswerView {
    from: String,
    date: String,
    outcome: &'static str,
    ground: &'static str,
    paragraphs: Vec<String>,
    review: bool,
}

struct FileView {
    href: String,
    name: String,
    kilobytes: i64,
    has_location: bool,
    has_camera: bool,
}

struct Question {
    name: &'static str,
    label: &'static str,
    marks: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "voice/message.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one part of the page is shown"
)]
struct MessagePage {
    page: Page,
    address: String,
    code: String,
    kind: &'static str,
    subject: String,
    category: String,
    district: String,
    paragraphs: Vec<String>,
    badge: &'static str,
    state: &'static str,
    outcome: &'static str,
    unit: String,
    deadline: Option<DeadlineView>,
    moved_from: String,
    next: String,
    events: Vec<Event>,
    answers: Vec<AnswerView>,
    attachments: Vec<FileView>,
    changes: Vec<ChangeMade>,
    question: String,
    question_until: String,
    may_accept: bool,
    may_object: bool,
    object_until: String,
    may_rate: bool,
    rated: bool,
    questions: Vec<Question>,
    original_badge: &'static str,
    original_state: &'static str,
    errors: Vec<FieldFault>,
    faults: FormErrors,
    text: String,
    reason: String,
    comment: String,
    kept: Vec<Attachment>,
    most_bytes: i64,
    most_megabytes: i64,
    most_files: i64,
    accept: &'static str,
}

/// What the citizen typed into a form that is shown again.
#[derive(Default)]
struct Typed {
    text: String,
    reason: String,
    marks: Satisfaction,
    kept: Vec<Attachment>,
    faults: FormErrors,
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn questions(page: &Page, marks: &Satisfaction) -> Vec<Question> {
    let t = page.t;
    let question = |name, label, mark: Option<i64>| {
        let chosen = mark.map_or_else(String::new, |mark| mark.to_string());
        let marks = (1_i64..=5)
            .map(|value| Choice::new(value.to_string(), page.number(&value), &chosen))
            .collect();
        Question { name, label, marks }
    };
    vec![
        question("courtesy", t.voice_mark_courtesy(), marks.courtesy),
        question("clarity", t.voice_mark_clarity(), marks.clarity),
        question("speed", t.voice_mark_speed(), marks.speed),
        question("fairness", t.voice_mark_fairness(), marks.fairness),
        question("outcome", t.voice_mark_outcome(), marks.outcome),
    ]
}

/// What happens next, in plain words.
fn next(page: &Page, message: &Message) -> String {
    let t = page.t;
    let day = |at: Option<store::Timestamp>| at.map_or_else(String::new, |at| page.long_day(&at));
    match message.state() {
        State::Registered => t.voice_now_registered().to_owned(),
        State::AwaitingCompletion => t.voice_now_awaiting(day(message.completion_until)),
        State::Referred => t.voice_now_referred().to_owned(),
        State::UnderReview => t.voice_now_under_review().to_owned(),
        State::Answered => t.voice_now_answered(day(message.objection_until)),
        State::Objected => t.voice_now_objected().to_owned(),
        State::Reviewing => t.voice_now_reviewing().to_owned(),
        State::Accepted | State::Closed if message.outcome() == Some(Outcome::Duplicate) => {
            t.voice_now_duplicate().to_owned()
        }
        State::Accepted | State::Closed if message.reviewed => t.voice_now_decided().to_owned(),
        State::Accepted | State::Closed => t.voice_now_closed().to_owned(),
    }
}

async fn show(
    ctx: &Ctx,
    rules: &Rules,
    conn: &mut Conn,
    message: &Message,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, ActError> {
    let organisation = ctx.organisation();
    let page = ctx.page.clone();
    let t = page.t;
    let lang = page.language();
    let steps = rows::steps(conn, organisation, &message.id).await?;
    let answers = rows::answers(conn, organisation, &message.id).await?;
    let attachments = rows::attachments(conn, organisation, &message.id).await?;
    let satisfaction = rows::satisfaction(conn, organisation, &message.id).await?;
    let original = match &message.duplicate_of {
        Some(id) => rows::message(conn, organisation, id).await?,
        None => None,
    };
    let address = ctx.at(&format!("/voice/m/{}", message.code));
    let answered = matches!(message.state(), State::Answered | State::Closed)
        && message.duplicate_of.is_none();
    let view = MessagePage {
        code: page.digits(&grouped(&message.code)),
        kind: words::kind(&t, message.kind()),
        subject: message.subject.clone(),
        category: rules.category_name(lang, &message.category).to_owned(),
        district: view::district(&page, message.district.as_deref().unwrap_or("")),
        paragraphs: paragraphs(&message.text),
        badge: words::state_badge(message.state()),
        state: words::state(&t, message.state()),
        outcome: message
            .outcome()
            .filter(|_| !message.state().owes_answer())
            .map_or("", |outcome| words::outcome(&t, outcome, message.kind())),
        unit: rules.unit_name(lang, message.unit.as_deref()).to_owned(),
        deadline: message
            .duplicate_of
            .is_none()
            .then(|| view::deadline(&page, rules, message, ctx.now)),
        moved_from: if message.state().owes_answer()
            && message.deadline_at != message.first_deadline_at
        {
            page.day(&message.first_deadline_at)
        } else {
            String::new()
        },
        next: next(&page, message),
        events: view::history(&page, rules, message, &steps, ctx.now, false),
        answers: answers
            .iter()
            .map(|answer| AnswerView {
                from: rules.unit_name(lang, answer.unit.as_deref()).to_owned(),
                date: page.day(&answer.at),
                outcome: Outcome::of(&answer.outcome)
                    .map_or("", |outcome| words::outcome(&t, outcome, message.kind())),
                ground: answer
                    .legal_ground
                    .as_deref()
                    .and_then(LegalGround::of)
                    .map_or("", |ground| words::legal_ground(&t, ground)),
                paragraphs: paragraphs(&answer.text),
                review: answer.level > 0,
            })
            .collect(),
        attachments: attachments
            .iter()
            .map(|file| FileView {
                href: format!("{address}/file/{}", file.id),
                name: file.name.clone(),
                kilobytes: (file.size + 999) / 1000,
                has_location: file.has_location,
                has_camera: file.has_camera,
            })
            .collect(),
        changes: rows::changes_of(conn, organisation, &message.id).await?,
        question: if message.state() == State::AwaitingCompletion {
            message.pause_reason.clone().unwrap_or_default()
        } else {
            String::new()
        },
        question_until: message
            .completion_until
            .map_or_else(String::new, |until| page.long_day(&until)),
        may_accept: message.state() == State::Answered,
        may_object: message.may_object(ctx.now),
        object_until: message
            .objection_until
            .map_or_else(String::new, |until| page.long_day(&until)),
        may_rate: answered && satisfaction.is_none(),
        rated: satisfaction.is_some(),
        questions: questions(&page, &typed.marks),
        original_badge: original
            .as_ref()
            .map_or("", |original| words::state_badge(original.state())),
        original_state: original
            .as_ref()
            .map_or("", |original| words::state(&t, original.state())),
        errors: faults(&typed.faults),
        faults: typed.faults,
        text: typed.text,
        reason: typed.reason,
        comment: typed.marks.comment.unwrap_or_default(),
        kept: typed.kept,
        most_bytes: rules.limit("voice.attachment-bytes"),
        most_megabytes: rules.limit("voice.attachment-bytes") / 1_000_000,
        most_files: rules.limit("voice.attachment-count"),
        accept: ACCEPT,
        address,
        page,
    };
    Ok(private(render_with(status, &view)))
}

/// The page.
pub async fn page(ctx: Ctx, peer: Peer, Path((_, code)): Path<(String, String)>) -> Response {
    let (rules, mut conn, message) = match found(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    match show(
        &ctx,
        &rules,
        &mut conn,
        &message,
        Typed::default(),
        StatusCode::OK,
    )
    .await
    {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

/// After an act: back to the page with a word of thanks, or the page with what was typed and what is wrong with it.
async fn after(
    ctx: &Ctx,
    rules: &Rules,
    conn: &mut Conn,
    message: &Message,
    outcome: Result<(), ActError>,
    mut typed: Typed,
    said: &'static str,
) -> Response {
    match outcome {
        Ok(()) => see_other_saying(&ctx.at(&format!("/voice/m/{}", message.code)), said),
        Err(ActError::Invalid(fields)) => {
            typed.faults = FormErrors::new(&ctx.page.t, &fields);
            let shown = show(
                ctx,
                rules,
                conn,
                message,
                typed,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await;
            shown.unwrap_or_else(|why| refusal(ctx, why))
        }
        Err(why) => refusal(ctx, why),
    }
}

/// The citizen accepts the answer.
pub async fn accept(ctx: Ctx, peer: Peer, Path((_, code)): Path<(String, String)>) -> Response {
    let (rules, mut conn, message) = match found(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let (actor, id, now) = (
        Actor::citizen(ctx.organisation()),
        message.id.clone(),
        ctx.now,
    );
    let outcome = ctx
        .app
        .sealed_act(move |tx| async move { acts::accept(tx, &actor, now, &id).await }.boxed())
        .await;
    after(
        &ctx,
        &rules,
        &mut conn,
        &message,
        outcome.map(|_| ()),
        Typed::default(),
        "saved",
    )
    .await
}

/// An objection.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Objection {
    reason: String,
}

/// The citizen objects.
pub async fn object(
    ctx: Ctx,
    peer: Peer,
    Path((_, code)): Path<(String, String)>,
    form: Result<UrlForm<Objection>, FormRejection>,
) -> Response {
    let (rules, mut conn, message) = match found(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let UrlForm(objection) = form.unwrap_or_default();
    let (actor, now, lists) = (Actor::citizen(ctx.organisation()), ctx.now, rules.clone());
    let input = Note {
        message: message.id.clone(),
        text: objection.reason.clone(),
    };
    let outcome = ctx
        .app
        .sealed_act(move |tx| {
            async move { acts::object(tx, &actor, now, &lists, &input).await }.boxed()
        })
        .await;
    let typed = Typed {
        reason: objection.reason,
        ..Typed::default()
    };
    after(
        &ctx,
        &rules,
        &mut conn,
        &message,
        outcome.map(|_| ()),
        typed,
        "saved",
    )
    .await
}

/// The citizen completes the message.
pub async fn complete(
    ctx: Ctx,
    peer: Peer,
    Path((_, code)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (rules, mut conn, message) = match found(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let mut form = form::read(request, &rules, &ctx.app.config.data).await;
    let typed = Typed {
        text: form.get("text").to_owned(),
        kept: form.attachments.clone(),
        ..Typed::default()
    };
    let outcome = if form.faults.is_empty() {
        let (actor, now, lists) = (Actor::citizen(ctx.organisation()), ctx.now, rules.clone());
        let input = Completion {
            message: message.id.clone(),
            text: typed.text.clone(),
            attachments: form.attachments,
        };
        let done = ctx
            .app
            .sealed_act(move |tx| {
                async move { acts::complete(tx, &actor, now, &lists, &input).await }.boxed()
            })
            .await;
        done.map(|_| ())
    } else {
        Err(ActError::Invalid(std::mem::take(&mut form.faults)))
    };
    after(&ctx, &rules, &mut conn, &message, outcome, typed, "saved").await
}

/// Marks as the form sends them.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Marks {
    courtesy: String,
    clarity: String,
    speed: String,
    fairness: String,
    outcome: String,
    comment: String,
}

/// The citizen says how satisfied it is.
pub async fn rate(
    ctx: Ctx,
    peer: Peer,
    Path((_, code)): Path<(String, String)>,
    form: Result<UrlForm<Marks>, FormRejection>,
) -> Response {
    let (rules, mut conn, message) = match found(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let UrlForm(sent) = form.unwrap_or_default();
    let mark = |text: &str| (!text.is_empty()).then(|| persian::parse_integer(text).unwrap_or(0));
    let marks = Satisfaction {
        courtesy: mark(&sent.courtesy),
        clarity: mark(&sent.clarity),
        speed: mark(&sent.speed),
        fairness: mark(&sent.fairness),
        outcome: mark(&sent.outcome),
        comment: Some(sent.comment),
    };
    let typed = Typed {
        marks: marks.clone(),
        ..Typed::default()
    };
    let (actor, now) = (Actor::citizen(ctx.organisation()), ctx.now);
    let input = Rating {
        message: message.id.clone(),
        marks,
    };
    let outcome = ctx
        .app
        .sealed_act(move |tx| async move { acts::rate(tx, &actor, now, &input).await }.boxed())
        .await;
    after(
        &ctx,
        &rules,
        &mut conn,
        &message,
        outcome.map(|_| ()),
        typed,
        "thanks",
    )
    .await
}

/// An attachment, for who has the code.
pub async fn attachment(
    ctx: Ctx,
    peer: Peer,
    Path((_, code, id)): Path<(String, String, String)>,
) -> Response {
    let (_, mut conn, message) = match found(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let all = match rows::attachments(&mut conn, ctx.organisation(), &message.id).await {
        Ok(all) => all,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let Some(file) = all.into_iter().find(|file| file.id == id) else {
        return refusal(&ctx, ActError::NotFound);
    };
    serve_attachment(&ctx, file).await
}

/// Serves a kept file for saving, never for showing inside our own pages' origin.
pub(in crate::voice) async fn serve_attachment(ctx: &Ctx, file: Attachment) -> Response {
    let (data, sha256) = (ctx.app.config.data.clone(), file.sha256.clone());
    let bytes = tokio::task::spawn_blocking(move || files::read(&data, &sha256))
        .await
        .ok()
        .flatten();
    let Some(bytes) = bytes else {
        tracing::error!(attachment = file.id, "an attachment's file is gone");
        return error_page(
            ctx,
            StatusCode::NOT_FOUND,
            ctx.page.t.voice_file_gone().to_owned(),
        );
    };
    // The name may be Persian: RFC 8187 form, every byte outside the plain letters escaped.
    let name: String = file.name.bytes().fold(String::new(), |mut name, byte| {
        use std::fmt::Write as _;
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02X}");
        }
        name
    });
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    private((headers, bytes).into_response())
}
