//! What stands on the page of a message beside its text: particulars, attachments, answers, marks, contact, likely duplicates.

use super::duplicates;
use super::store::Candidate;
use crate::platform::context::Ctx;
use crate::platform::page::Page;
use crate::platform::permissions::Right;
use crate::voice::acts::Contact;
use crate::voice::model::{Channel, LegalGround, Outcome, State};
use crate::voice::rules::Rules;
use crate::voice::store::{Answer, Attachment, Message, Satisfaction};
use crate::voice::view::district;
use crate::voice::words;

/// Most likely duplicates shown.
const MOST_SIMILAR: usize = 5;

/// A fact: its name and value.
pub struct Fact {
    /// Name, or empty.
    pub name: &'static str,
    /// Value.
    pub value: String,
}

/// An attachment and what it tells.
pub struct AttachmentLine {
    /// Name as sent.
    pub name: String,
    /// Address.
    pub href: String,
    /// Type found in its first bytes.
    pub kind: String,
    /// Size in words.
    pub size: String,
    /// SHA-256 in hex.
    pub hash: String,
    /// What the file tells beside the picture.
    pub notes: Vec<&'static str>,
}

/// An answer as a letter.
pub struct AnswerLine {
    /// Unit that answered.
    pub from: String,
    /// When.
    pub when: String,
    /// Outcome.
    pub outcome: String,
    /// Article of law, or empty.
    pub ground: &'static str,
    /// Text.
    pub paragraphs: Vec<String>,
}

/// A message that may be about the same matter.
pub struct Similar {
    /// Id.
    pub id: String,
    /// Address.
    pub href: String,
    /// Tracking code.
    pub code: String,
    /// Subject.
    pub subject: String,
    /// When.
    pub when: String,
    /// State.
    pub state: &'static str,
    /// Badge of the state.
    pub badge: &'static str,
    /// Share of words in common.
    pub share: String,
}

/// A text as paragraphs, one for each line that holds anything.
pub fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The particulars of a message that are there.
pub fn facts(ctx: &Ctx, rules: &Rules, m: &Message, names: &[(String, String)]) -> Vec<Fact> {
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

/// An attachment as a line.
pub fn attachment_line(ctx: &Ctx, attachment: Attachment) -> AttachmentLine {
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

/// An answer as a letter.
pub fn answer_line(ctx: &Ctx, rules: &Rules, m: &Message, answer: &Answer) -> AnswerLine {
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

/// The likeliest duplicates that this person may read, the likeliest first.
pub fn similar(ctx: &Ctx, m: &Message, candidates: Vec<Candidate>) -> Vec<Similar> {
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
            let state = State::of(&other.state).unwrap_or(State::Registered);
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

/// The marks of a citizen.
pub fn marks(page: &Page, given: Option<Satisfaction>) -> Vec<Fact> {
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

/// The contact with all but its first signs hidden.
pub fn masked(page: &Page, m: &Message) -> Vec<Fact> {
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

/// The contact in full.
pub fn contact_facts(page: &Page, contact: Contact) -> Vec<Fact> {
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
