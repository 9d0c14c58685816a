//! The page of one message: the whole matter, and what this person may do with it now.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use store::{Conn, Timestamp};

use super::acts_open::Open;
use super::choices::{Choices, choices};
use super::forms::Kept;
use super::history::{self, DeadlineLine};
use super::particulars::{self as parts, AnswerLine, AttachmentLine, Fact, Similar};
use super::store as rows;
use crate::interests;
use crate::interests::acts::Hold;
use crate::interests::model::{DoubtObject, MatterState, Standing};
use crate::organisation::store::account_names;
use crate::platform::context::Ctx;
use crate::platform::design::{Event, FieldFault};
use crate::platform::errors::ActError;
use crate::platform::page::{NavItem, Page, refusal, render, render_with};
use crate::platform::permissions::Right;
use crate::voice::acts::Contact;
use crate::voice::model::Priority;
use crate::voice::store::{self as voice, Message};
use crate::voice::view::{DeadlineView, deadline};
use crate::voice::words;

/// How far apart two messages about the same matter may be filed.
const SPAN: i64 = 30 * Timestamp::DAY;

/// Whom a message is about, and in whose hands it is.
struct Concerned {
    /// Names and numbers.
    parties: Vec<(String, String)>,
    state: &'static str,
    badge: &'static str,
    handler: String,
    /// Where it is given to somebody, or empty.
    href: String,
    /// The reader has it, and has to declare first.
    declare: bool,
    /// It waits for somebody.
    waits: bool,
    /// An integrity officer has been asked about the reader.
    asked: bool,
}

#[derive(Template)]
#[template(path = "voice/desk/detail.html")]
struct Detail {
    concerned: Option<Concerned>,
    /// What it says is closed to the reader.
    shut: bool,
    /// Where a case is opened from this message, for who may.
    open_case: String,
    page: Page,
    crumbs: Vec<NavItem>,
    here: String,
    raise: String,
    seen: String,
    subject: String,
    code: String,
    about: String,
    paragraphs: Vec<String>,
    language: String,
    state: &'static str,
    badge: &'static str,
    priority: &'static str,
    deadline: DeadlineView,
    facts: Vec<Fact>,
    attachments: Vec<AttachmentLine>,
    answers: Vec<AnswerLine>,
    events: Vec<Event>,
    deadlines: Vec<DeadlineLine>,
    similar: Vec<Similar>,
    joined: Vec<(String, String)>,
    original: Option<(String, String)>,
    marks: Vec<Fact>,
    comment: String,
    changes: Vec<Fact>,
    masked: Vec<Fact>,
    contact: Vec<Fact>,
    contact_note: &'static str,
    open: Open,
    foi: bool,
    choices: Choices,
    kept: Kept,
    faults: Vec<FieldFault>,
    lost: Vec<String>,
}

impl Detail {
    fn value(&self, act: &str, field: &str) -> &str {
        self.kept.value(act, field)
    }

    fn error(&self, act: &str, field: &str) -> &str {
        self.kept.error(act, field)
    }

    fn failed(&self, act: &str) -> bool {
        self.kept.act == act
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, Kept::default(), None, StatusCode::OK).await
}

/// The page with a form that was not accepted, or with the contact that was asked for.
pub async fn show(
    ctx: &Ctx,
    id: &str,
    kept: Kept,
    contact: Option<Contact>,
    status: StatusCode,
) -> Response {
    match gather(ctx, id, kept, contact).await {
        Ok(detail) if status == StatusCode::OK => render(&detail),
        Ok(detail) => render_with(status, &detail),
        Err(why) => refusal(ctx, why),
    }
}

/// A message that this person may read; what one may not see is not there.
pub async fn readable(ctx: &Ctx, id: &str) -> Result<Message, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let mut conn = ctx.read().await?;
    match voice::message(&mut conn, ctx.organisation(), id).await? {
        Some(message) if may_read(ctx, &mut conn, &message).await? => Ok(message),
        _ => Err(ActError::NotFound),
    }
}

/// Whether this person may read a message: by its unit, or as the higher officer who decides on it; and is not kept from it.
pub(crate) async fn may_read(
    ctx: &Ctx,
    conn: &mut Conn,
    message: &Message,
) -> Result<bool, ActError> {
    let by_right = ctx
        .actor
        .may_for(Right::MessageRead, message.unit.as_deref())
        || (message.higher_unit.is_some()
            && ctx
                .actor
                .may_for(Right::MessageReview, message.higher_unit.as_deref()));
    Ok(by_right && held(ctx, conn, message).await? != Hold::Away)
}

async fn held(ctx: &Ctx, conn: &mut Conn, message: &Message) -> Result<Hold, ActError> {
    let account = ctx.actor.account.as_deref();
    Ok(interests::acts::hold(conn, ctx.organisation(), &message.id, account).await?)
}

/// Whether what a message says is closed to this person: it is about somebody, and they work for its unit without having been given it
/// and declared.
pub(super) async fn is_shut(
    ctx: &Ctx,
    conn: &mut Conn,
    message: &Message,
) -> Result<bool, ActError> {
    let unit = message.unit.as_deref();
    let works = ctx.actor.may_for(Right::MessageHandle, unit)
        && !ctx.actor.may_for(Right::MessageTriage, unit)
        && !ctx.actor.may_for(Right::MessageReview, unit)
        && !ctx
            .actor
            .may_for(Right::MessageReview, message.higher_unit.as_deref());
    Ok(works && held(ctx, conn, message).await? == Hold::Shut)
}

/// Whom a message is about, and its matter.
async fn concerned(ctx: &Ctx, conn: &mut Conn, m: &Message) -> Result<Option<Concerned>, ActError> {
    let organisation = ctx.organisation();
    let Some(matter) = interests::store::matter(conn, organisation, &m.id).await? else {
        return Ok(None);
    };
    let parties = interests::store::parties(conn, organisation, &m.id).await?;
    let handler = match &matter.handler {
        Some(account) => {
            let names = account_names(conn, organisation, std::slice::from_ref(account)).await?;
            names
                .into_iter()
                .next()
                .map_or_else(String::new, |row| row.1)
        }
        None => String::new(),
    };
    let t = &ctx.page.t;
    let own = matter.handler.is_some() && matter.handler == ctx.actor.account;
    let person = ctx.actor.person.as_deref().unwrap_or_default();
    let object = DoubtObject::Matter;
    let standing = interests::store::standing(conn, organisation, object, &m.id, person).await?;
    let asked = standing == Standing::Waits;
    let reads = ctx.actor.may(Right::MatterAssign) || ctx.actor.may(Right::InterestReview) || own;
    Ok(Some(Concerned {
        parties: parties
            .iter()
            .map(|party| {
                let number = party.national_id.as_deref().unwrap_or("");
                (party.name.clone(), ctx.page.digits(number))
            })
            .collect(),
        state: interests::words::matter_state(t, matter.state()),
        badge: interests::words::matter_badge(matter.state()),
        handler,
        href: if reads {
            ctx.at(&format!("/matters/{}", m.id))
        } else {
            String::new()
        },
        declare: own && matter.state() == MatterState::Assigned && !asked,
        waits: matter.state().waits(),
        asked,
    }))
}

async fn gather(
    ctx: &Ctx,
    id: &str,
    kept: Kept,
    contact: Option<Contact>,
) -> Result<Detail, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let m = readable(ctx, id).await?;
    let (page, t) = (&ctx.page, &ctx.page.t);
    let organisation = ctx.organisation();
    let mut conn = ctx.read().await?;
    let steps = voice::steps(&mut conn, organisation, id).await?;
    let attachments = voice::attachments(&mut conn, organisation, id).await?;
    let answers = voice::answers(&mut conn, organisation, id).await?;
    let satisfaction = voice::satisfaction(&mut conn, organisation, id).await?;
    let changes = voice::changes_of(&mut conn, organisation, id).await?;
    let joined = rows::joined(&mut conn, organisation, id).await?;
    let away =
        interests::store::kept_from(&mut conn, organisation, ctx.actor.account.as_deref()).await?;
    let original = match &m.duplicate_of {
        Some(original) if !away.contains(original) => {
            voice::message(&mut conn, organisation, original).await?
        }
        _ => None,
    };
    let entries = ::store::entries_of_object(&mut conn, organisation, "message", id).await?;
    let concerned = concerned(ctx, &mut conn, &m).await?;
    let shut = is_shut(ctx, &mut conn, &m).await?;
    let mut open = Open::of(&ctx.actor, &m);
    if held(ctx, &mut conn, &m).await? == Hold::Shut {
        let waits = concerned.as_ref().is_some_and(|one| one.waits);
        open = open.shut(&ctx.actor, &m, waits);
    }
    let candidates = if open.join {
        let (from, to) = (
            Timestamp(m.filed_at.0 - SPAN),
            Timestamp(m.filed_at.0 + SPAN),
        );
        let mut all = rows::candidates(&mut conn, organisation, &m, from, to).await?;
        all.retain(|other| !away.contains(&other.id));
        all
    } else {
        Vec::new()
    };
    let accounts: Vec<String> = steps
        .iter()
        .filter_map(|step| step.account.clone())
        .chain(m.taken_by.clone())
        .collect();
    let names = account_names(&mut conn, organisation, &accounts).await?;
    let seen = rows::steps_seen(&mut conn, organisation, id).await?;
    drop(conn);

    let link = |message: &str, code: &str| {
        (
            ctx.at(&format!("/desk/messages/{message}")),
            page.digits(code),
        )
    };
    let lost = if kept.act.is_empty() || open.has(&kept.act) {
        Vec::new()
    } else {
        kept.texts()
    };
    let faults = kept.faults();
    Ok(Detail {
        crumbs: [
            ("/desk", t.desk_title()),
            ("/desk/messages", t.desk_list_title()),
        ]
        .into_iter()
        .map(|(href, label)| NavItem {
            href: ctx.at(href),
            label: label.to_owned(),
            current: false,
        })
        .collect(),
        open_case: if ctx.actor.may(Right::CaseOpen) {
            ctx.at(&format!("/cases/new?message={}", m.id))
        } else {
            String::new()
        },
        here: ctx.at(&format!("/desk/messages/{}", m.id)),
        raise: if ctx.actor.may(Right::FindingRaise) {
            ctx.at(&format!("/findings/new?message={}", m.id))
        } else {
            String::new()
        },
        seen,
        subject: m.subject.clone(),
        code: page.digits(&m.code),
        about: format!(
            "{} · {}",
            words::kind(t, m.kind()),
            rules.category_name(t.lang, &m.category)
        ),
        paragraphs: if shut {
            Vec::new()
        } else {
            parts::paragraphs(&m.text)
        },
        concerned,
        shut,
        language: m.language.clone(),
        state: words::state(t, m.state()),
        badge: words::state_badge(m.state()),
        priority: match Priority::of(&m.priority) {
            Some(priority @ (Priority::Urgent | Priority::High)) => words::priority(t, priority),
            _ => "",
        },
        deadline: deadline(page, &rules, &m, ctx.now),
        facts: parts::facts(ctx, &rules, &m, &names),
        attachments: attachments
            .into_iter()
            .filter(|_| !shut)
            .map(|attachment| parts::attachment_line(ctx, attachment))
            .collect(),
        answers: answers
            .iter()
            .map(|answer| parts::answer_line(ctx, &rules, &m, answer))
            .collect(),
        events: history::events(ctx, &rules, &m, &steps, &names),
        deadlines: history::deadlines(ctx, &entries)?,
        similar: parts::similar(ctx, &m, candidates),
        joined: joined
            .iter()
            .filter(|(message, _)| !away.contains(message))
            .map(|(message, code)| link(message, code))
            .collect(),
        original: original.map(|original| link(&original.id, &original.code)),
        comment: satisfaction
            .as_ref()
            .and_then(|marks| marks.comment.clone())
            .unwrap_or_default(),
        marks: parts::marks(page, satisfaction),
        changes: changes
            .into_iter()
            .map(|change| (change.title, change.text))
            .map(|(title, text)| Fact {
                name: "",
                value: format!("{title} — {text}"),
            })
            .collect(),
        masked: parts::masked(page, &m),
        contact: contact
            .map(|contact| parts::contact_facts(page, contact))
            .unwrap_or_default(),
        contact_note: if m.secret {
            t.desk_contact_secret()
        } else {
            ""
        },
        foi: m.kind() == crate::voice::model::Kind::Information,
        choices: choices(ctx, &rules, &m, &kept),
        open,
        kept,
        faults,
        lost,
        page: page.clone(),
    })
}
