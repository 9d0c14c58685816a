//! The page of one message: the whole matter, and what this person may do with it now.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use store::Timestamp;

use super::forms::Kept;
use super::history::{self, DeadlineLine};
use super::list::{categories, districts, units};
use super::store::{self as rows, Candidate};
use super::{acts_open::Open, duplicates};
use crate::platform::context::Ctx;
use crate::platform::design::{Event, FieldFault};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, NavItem, Page, refusal, render, render_with};
use crate::platform::permissions::Right;
use crate::voice::acts::Contact;
use crate::voice::model::{Channel, LegalGround, Outcome, PlainLanguage, Priority};
use crate::voice::rules::Rules;
use crate::voice::store::{self as voice, Answer, Attachment, Message, Satisfaction};
use crate::voice::view::{DeadlineView, deadline, district};
use crate::voice::words;

/// How far apart two messages about the same matter may be filed.
const SPAN: i64 = 30 * Timestamp::DAY;
/// Most likely duplicates shown.
const MOST_SIMILAR: usize = 5;

/// A fact: its name and value.
struct Fact {
    name: &'static str,
    value: String,
}

struct AttachmentLine {
    name: String,
    href: String,
    kind: String,
    size: String,
    hash: String,
    notes: Vec<&'static str>,
}

struct AnswerLine {
    from: String,
    when: String,
    outcome: String,
    ground: &'static str,
    paragraphs: Vec<String>,
}

struct Similar {
    id: String,
    href: String,
    code: String,
    subject: String,
    when: String,
    state: &'static str,
    badge: &'static str,
    share: String,
}

/// A tick of the checklist.
struct Tick {
    value: &'static str,
    label: &'static str,
    checked: bool,
}

/// The choices of the forms.
struct Choices {
    units: Vec<Choice>,
    categories: Vec<Choice>,
    rights: Vec<Choice>,
    priorities: Vec<Choice>,
    districts: Vec<Choice>,
    outcomes: Vec<Choice>,
    grounds: Vec<Choice>,
    closings: Vec<Choice>,
    ticks: Vec<Tick>,
}

#[derive(Template)]
#[template(path = "voice/desk/detail.html")]
struct Detail {
    page: Page,
    crumbs: Vec<NavItem>,
    here: String,
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
    let found = voice::message(&mut ctx.read().await?, ctx.organisation(), id).await?;
    found
        .filter(|message| may_read(ctx, message))
        .ok_or(ActError::NotFound)
}

/// Whether this person may read a message: by its unit, or as the higher officer who decides on it.
pub(super) fn may_read(ctx: &Ctx, message: &Message) -> bool {
    ctx.actor
        .may_for(Right::MessageRead, message.unit.as_deref())
        || (message.higher_unit.is_some()
            && ctx
                .actor
                .may_for(Right::MessageReview, message.higher_unit.as_deref()))
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
    let original = match &m.duplicate_of {
        Some(original) => voice::message(&mut conn, organisation, original).await?,
        None => None,
    };
    let entries = ::store::entries_of_object(&mut conn, organisation, "message", id).await?;
    let open = Open::of(&ctx.actor, &m);
    let candidates = if open.join {
        let (from, to) = (
            Timestamp(m.filed_at.0 - SPAN),
            Timestamp(m.filed_at.0 + SPAN),
        );
        rows::candidates(&mut conn, organisation, &m, from, to).await?
    } else {
        Vec::new()
    };
    let accounts: Vec<String> = steps
        .iter()
        .filter_map(|step| step.account.clone())
        .chain(m.taken_by.clone())
        .collect();
    let names = rows::names(&mut conn, organisation, &accounts).await?;
    let seen = rows::last_step(&mut conn, organisation, id).await?;
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
        here: ctx.at(&format!("/desk/messages/{}", m.id)),
        seen,
        subject: m.subject.clone(),
        code: page.digits(&m.code),
        about: format!(
            "{} · {}",
            words::kind(t, m.kind()),
            rules.category_name(t.lang, &m.category)
        ),
        paragraphs: paragraphs(&m.text),
        language: m.language.clone(),
        state: words::state(t, m.state()),
        badge: words::state_badge(m.state()),
        priority: match Priority::of(&m.priority) {
            Some(priority @ (Priority::Urgent | Priority::High)) => words::priority(t, priority),
            _ => "",
        },
        deadline: deadline(page, &rules, &m, ctx.now),
        facts: facts(ctx, &rules, &m, &names),
        attachments: attachments
            .into_iter()
            .map(|attachment| attachment_line(ctx, attachment))
            .collect(),
        answers: answers
            .into_iter()
            .map(|answer| answer_line(ctx, &rules, &m, answer))
            .collect(),
        events: history::events(ctx, &rules, &m, &steps, &names),
        deadlines: history::deadlines(ctx, &entries)?,
        similar: similar(ctx, &m, candidates),
        joined: joined
            .iter()
            .map(|(message, code)| link(message, code))
            .collect(),
        original: original.map(|original| link(&original.id, &original.code)),
        comment: satisfaction
            .as_ref()
            .and_then(|marks| marks.comment.clone())
            .unwrap_or_default(),
        marks: marks(page, satisfaction),
        changes: changes
            .into_iter()
            .map(|change| (change.title, change.text))
            .map(|(title, text)| Fact {
                name: "",
                value: format!("{title} — {text}"),
            })
            .collect(),
        masked: masked(page, &m),
        contact: contact
            .map(|contact| contact_facts(page, contact))
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

/// A text as paragraphs, one for each line that holds anything.
fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn facts(ctx: &Ctx, rules: &Rules, m: &Message, names: &[(String, String)]) -> Vec<Fact> {
    let (page, t) = (&ctx.page, &ctx.page.t);
    let unit = |id: Option<&str>| rules.unit_name(t.lang, id).to_owned();
    let place = match (m.latitude, m.longitude) {
        (Some(latitude), Some(longitude)) => page.digits(&format!("{latitude:.5}, {longitude:.5}")),
        _ => String::new(),
    };
    let taken = names
        .iter()
        .find(|(account, _)| Some(account) == m.taken_by.as_ref());
    let all = [
        (t.desk_fact_filed(), page.moment(&m.filed_at)),
        (
            t.desk_fact_unit(),
            if m.unit.is_some() {
                unit(m.unit.as_deref())
            } else {
                t.desk_no_unit().to_owned()
            },
        ),
        (t.desk_fact_higher(), unit(m.higher_unit.as_deref())),
        (
            t.desk_fact_taken(),
            taken.map(|(_, name)| name.clone()).unwrap_or_default(),
        ),
        (
            t.desk_fact_right(),
            m.citizen_right
                .as_deref()
                .map(|id| rules.right_name(t.lang, id).to_owned())
                .unwrap_or_default(),
        ),
        (
            t.desk_fact_district(),
            m.district
                .as_deref()
                .map(|name| district(page, name))
                .unwrap_or_default(),
        ),
        (t.desk_fact_address(), m.address.clone().unwrap_or_default()),
        (t.desk_fact_place(), place),
        (
            t.desk_fact_channel(),
            Channel::of(&m.channel)
                .map(|channel| words::channel(t, channel).to_owned())
                .unwrap_or_default(),
        ),
        (
            t.desk_fact_outcome(),
            m.outcome()
                .map(|outcome| words::outcome(t, outcome, m.kind()).to_owned())
                .unwrap_or_default(),
        ),
        (
            t.desk_fact_objection(),
            m.objection_until
                .map(|until| page.day(&until))
                .unwrap_or_default(),
        ),
        (
            t.desk_fact_breaches(),
            if m.breaches > 0 {
                page.number(&m.breaches)
            } else {
                String::new()
            },
        ),
        (t.desk_fact_entry(), page.number(&m.entry)),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Fact { name, value })
        .collect()
}

fn attachment_line(ctx: &Ctx, attachment: Attachment) -> AttachmentLine {
    let t = &ctx.page.t;
    let mut notes = Vec::new();
    if attachment.has_location {
        notes.push(t.desk_attachment_location());
    }
    if attachment.has_camera {
        notes.push(t.desk_attachment_camera());
    }
    AttachmentLine {
        href: ctx.at(&format!("/desk/attachments/{}", attachment.id)),
        name: attachment.name,
        kind: attachment.media_type,
        size: t.desk_kilobytes((attachment.size + 999) / 1000),
        hash: attachment.sha256,
        notes,
    }
}

fn answer_line(ctx: &Ctx, rules: &Rules, m: &Message, answer: Answer) -> AnswerLine {
    let t = &ctx.page.t;
    AnswerLine {
        from: rules.unit_name(t.lang, answer.unit.as_deref()).to_owned(),
        when: ctx.page.moment(&answer.at),
        outcome: Outcome::of(&answer.outcome)
            .map(|outcome| words::outcome(t, outcome, m.kind()).to_owned())
            .unwrap_or_default(),
        ground: answer
            .legal_ground
            .as_deref()
            .and_then(LegalGround::of)
            .map_or("", |ground| words::legal_ground(t, ground)),
        paragraphs: paragraphs(&answer.text),
    }
}

fn similar(ctx: &Ctx, m: &Message, candidates: Vec<Candidate>) -> Vec<Similar> {
    let own = duplicates::words(&format!("{} {}", m.subject, m.text));
    let mut scored: Vec<(f64, Candidate)> = candidates
        .into_iter()
        .filter(|other| ctx.actor.may_for(Right::MessageRead, other.unit.as_deref()))
        .map(|other| {
            (
                duplicates::overlap(
                    &own,
                    &duplicates::words(&format!("{} {}", other.subject, other.text)),
                ),
                other,
            )
        })
        .filter(|(share, _)| *share >= duplicates::LIKELY)
        .collect();
    scored.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    scored.truncate(MOST_SIMILAR);
    let t = &ctx.page.t;
    scored
        .into_iter()
        .map(|(share, other)| {
            let state = crate::voice::model::State::of(&other.state)
                .unwrap_or(crate::voice::model::State::Registered);
            #[expect(clippy::cast_possible_truncation, reason = "a share of at most 100")]
            let percent = (share * 100.0).round() as i64;
            Similar {
                href: ctx.at(&format!("/desk/messages/{}", other.id)),
                id: other.id,
                code: ctx.page.digits(&other.code),
                subject: other.subject,
                when: ctx.page.day(&other.filed_at),
                state: words::state(t, state),
                badge: words::state_badge(state),
                share: t.desk_percent(percent),
            }
        })
        .collect()
}

fn marks(page: &Page, given: Option<Satisfaction>) -> Vec<Fact> {
    let t = &page.t;
    let Some(given) = given else {
        return Vec::new();
    };
    [
        (t.desk_mark_courtesy(), given.courtesy),
        (t.desk_mark_clarity(), given.clarity),
        (t.desk_mark_speed(), given.speed),
        (t.desk_mark_fairness(), given.fairness),
        (t.desk_mark_outcome(), given.outcome),
    ]
    .into_iter()
    .filter_map(|(name, mark)| {
        Some(Fact {
            name,
            value: t.desk_mark_of_five(mark?),
        })
    })
    .collect()
}

/// The first letter of each word, the rest as dots.
fn mask_name(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .map(|first| format!("{first}…"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn masked(page: &Page, m: &Message) -> Vec<Fact> {
    let t = &page.t;
    let phone = m.phone.as_deref().map(|phone| {
        let number = phone
            .parse::<persian::MobileNumber>()
            .map(|number| number.masked());
        page.digits(&number.unwrap_or_else(|_| "…".to_owned()))
    });
    let email = m.email.as_deref().map(|email| {
        let (name, host) = email.split_once('@').unwrap_or((email, ""));
        format!("{}…@{host}", name.chars().next().unwrap_or('…'))
    });
    let all = [
        (
            t.desk_contact_name(),
            m.contact_name.as_deref().map(mask_name),
        ),
        (t.desk_contact_phone(), phone),
        (t.desk_contact_email(), email),
    ];
    all.into_iter()
        .filter_map(|(name, value)| {
            Some(Fact {
                name,
                value: value?,
            })
        })
        .collect()
}

fn contact_facts(page: &Page, contact: Contact) -> Vec<Fact> {
    let t = &page.t;
    let phone = contact.phone.map(|phone| {
        phone
            .parse::<persian::MobileNumber>()
            .map_or(phone, |number| number.national())
    });
    let all = [
        (t.desk_contact_name(), contact.name),
        (
            t.desk_contact_phone(),
            phone.map(|phone| page.digits(&phone)),
        ),
        (t.desk_contact_email(), contact.email),
    ];
    all.into_iter()
        .filter_map(|(name, value)| {
            Some(Fact {
                name,
                value: value?,
            })
        })
        .collect()
}

fn choices(ctx: &Ctx, rules: &Rules, m: &Message, kept: &Kept) -> Choices {
    let t = &ctx.page.t;
    let chosen = |act: &str, field: &str, now: &str| {
        let value = kept.value(act, field);
        if value.is_empty() {
            now.to_owned()
        } else {
            value.to_owned()
        }
    };
    let mut rights = vec![Choice::new(
        "none",
        t.desk_right_none(),
        &chosen("classify", "citizen_right", "none"),
    )];
    let right = chosen(
        "classify",
        "citizen_right",
        m.citizen_right.as_deref().unwrap_or("none"),
    );
    rights[0].chosen = right == "none";
    rights.extend(
        rules
            .rights
            .iter()
            .map(|r| Choice::new(&r.id, rules.right_name(t.lang, &r.id), &right)),
    );
    let priority = chosen("classify", "priority", &m.priority);
    let answer_act = if kept.act == "review" {
        "review"
    } else {
        "answer"
    };
    let outcome = kept.value(answer_act, "outcome");
    let ticked = kept.values(answer_act, "checklist");
    Choices {
        units: units(t.lang, rules, None, kept.value("refer", "unit"))
            .into_iter()
            .filter(|unit| Some(&unit.value) != m.unit.as_ref())
            .collect(),
        categories: categories(t.lang, rules, &chosen("classify", "category", &m.category)),
        rights,
        priorities: Priority::ALL
            .iter()
            .map(|p| Choice::new(p.code(), words::priority(t, *p), &priority))
            .collect(),
        districts: districts(
            ctx,
            rules,
            &chosen("classify", "district", m.district.as_deref().unwrap_or("")),
        ),
        outcomes: Outcome::of_answers(m.kind())
            .iter()
            .map(|o| Choice::new(o.code(), words::outcome(t, *o, m.kind()), outcome))
            .collect(),
        grounds: LegalGround::ALL
            .iter()
            .map(|g| {
                Choice::new(
                    g.code(),
                    words::legal_ground(t, *g),
                    kept.value(answer_act, "legal_ground"),
                )
            })
            .collect(),
        closings: Outcome::ALL
            .iter()
            .filter(|outcome| outcome.closes_without_answer())
            .map(|o| {
                Choice::new(
                    o.code(),
                    words::outcome(t, *o, m.kind()),
                    kept.value("close", "outcome"),
                )
            })
            .collect(),
        ticks: PlainLanguage::ALL
            .iter()
            .map(|item| Tick {
                value: item.code(),
                label: words::plain(t, *item),
                checked: ticked.contains(&item.code()),
            })
            .collect(),
    }
}
