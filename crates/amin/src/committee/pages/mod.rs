//! Pages of committees.

pub mod committee;
pub mod desk;
pub mod evaluation;
pub mod item;
pub mod kinds;
pub mod letters;
pub mod list;
pub mod minutes;
pub mod papers;
pub mod report;
pub mod resolutions;
pub mod session;
pub mod upload;
pub mod year;

use axum::http::StatusCode;
use axum::response::Response;

use super::model::{
    Aim, Choice, Duty, ItemState, Majority, MinutesState, ResolutionState, SessionKind,
    SessionState, VoteKind,
};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried};
use crate::platform::page::{Crumb, FormErrors, refusal};
use crate::platform::texts::{Lang, Texts};

/// The name of a setting of this area.
pub fn setting_name(t: &Texts, id: &str) -> &'static str {
    use super::model::{PAPER_BYTES, PREVENTION, REMINDER_DAYS, REMINDERS, STRONG, WEAK};
    match id {
        PAPER_BYTES => t.committee_setting_paper_bytes(),
        REMINDER_DAYS => t.committee_setting_reminder_days(),
        REMINDERS => t.committee_setting_reminders(),
        STRONG => t.committee_setting_strong(),
        WEAK => t.committee_setting_weak(),
        PREVENTION => t.committee_setting_prevention(),
        "committee.weight-sessions" => t.committee_setting_weight_sessions(),
        "committee.weight-resolutions" => t.committee_setting_weight_resolutions(),
        "committee.weight-findings" => t.committee_setting_weight_findings(),
        "committee.weight-prevention" => t.committee_setting_weight_prevention(),
        "committee.weight-attendance" => t.committee_setting_weight_attendance(),
        _ => t.committee_setting_escalation(),
    }
}

/// Where what an item is about is read, and the words of the link; none where this reader may not read it. Another kind of object
/// is one more line.
fn object_link(
    ctx: &Ctx,
    committee: &str,
    object_type: &str,
    id: &str,
) -> Option<(String, &'static str)> {
    use crate::platform::permissions::Right;
    let t = &ctx.page.t;
    match object_type {
        "finding" if ctx.actor.may(Right::FindingRead) => {
            Some((format!("/findings/{id}"), t.committee_open_finding()))
        }
        "resolution" => Some((
            format!("/committee/resolutions/{id}"),
            t.committee_open_resolution(),
        )),
        "letter" if ctx.actor.may(Right::CommitteeReadAll) => Some((
            format!("/committee/letters/{id}"),
            t.committee_open_letter(),
        )),
        "plan-item" => Some((
            format!("/committee/{committee}/evaluation"),
            t.committee_open_plan(),
        )),
        "risk" if ctx.actor.may(Right::RiskRead) => {
            Some((format!("/risks/{id}"), t.committee_open_matter()))
        }
        crate::cases::acts::OBJECT if ctx.actor.may(Right::CaseRead) => {
            Some((format!("/cases/{id}"), t.committee_open_matter()))
        }
        "order" if ctx.actor.may(Right::OrderRead) => {
            Some((format!("/orders/{id}"), t.committee_open_matter()))
        }
        "mission" | "remedy" | "measure" if ctx.actor.may(Right::InspectionRead) => {
            let rooms = if object_type == "remedy" {
                "remedies"
            } else {
                &format!("{object_type}s")
            };
            Some((
                format!("/inspection/{rooms}/{id}"),
                t.committee_open_matter(),
            ))
        }
        _ => None,
    }
}

fn aim_word(t: &Texts, code: &str) -> &'static str {
    match Aim::of(code) {
        Some(Aim::Prevention) => t.committee_aim_prevention(),
        Some(Aim::Remedy) => t.committee_aim_remedy(),
        Some(Aim::Order) => t.committee_aim_order(),
        None => "",
    }
}

/// The choices of a unit, active ones.
fn unit_choices(
    t: &Texts,
    rules: &crate::voice::rules::Rules,
    chosen: &str,
) -> Vec<crate::platform::page::Choice> {
    let active = rules.units.iter().filter(|unit| unit.active);
    active
        .map(|unit| {
            let name = rules.unit_name(t.lang, Some(&unit.id));
            crate::platform::page::Choice::new(&unit.id, name, chosen)
        })
        .collect()
}

/// A name and its value.
pub struct Fact {
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: String,
}

pub(crate) fn facts(list: Vec<(&'static str, String)>) -> Vec<Fact> {
    let list = list.into_iter().filter(|(_, value)| !value.is_empty());
    list.map(|(name, value)| Fact { name, value }).collect()
}

/// What a refused form shows again, with the status of the answer; or the page that refuses the whole.
pub(crate) fn tried(
    ctx: &Ctx,
    fields: Fields,
    why: ActError,
) -> Result<(StatusCode, Tried), Box<Response>> {
    match why {
        ActError::Invalid(wrong) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            let tried = Tried {
                fields,
                errors,
                sentence: String::new(),
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, tried))
        }
        ActError::Refused(say) => {
            let sentence = say.to(&ctx.page.t);
            let tried = Tried {
                fields,
                sentence,
                ..Tried::default()
            };
            Ok((StatusCode::CONFLICT, tried))
        }
        other => Err(Box::new(refusal(ctx, other))),
    }
}

pub(crate) fn crumb(ctx: &Ctx, label: impl Into<String>, path: &str) -> Crumb {
    Crumb {
        label: label.into(),
        href: ctx.at(path),
    }
}

pub(crate) fn name_of<'a>(lang: Lang, fa: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Fa { fa } else { en }
}

fn duty_word(t: &Texts, code: &str) -> &'static str {
    match Duty::of(code) {
        Some(Duty::Chair) => t.committee_duty_chair(),
        Some(Duty::Secretary) => t.committee_duty_secretary(),
        Some(Duty::Observer) => t.committee_duty_observer(),
        Some(Duty::Member) | None => t.committee_duty_member(),
    }
}

fn majority_word(t: &Texts, code: &str) -> &'static str {
    match Majority::of(code) {
        Some(Majority::Seats) => t.committee_majority_seats(),
        Some(Majority::TwoThirds) => t.committee_majority_two_thirds(),
        Some(Majority::Present) | None => t.committee_majority_present(),
    }
}

fn session_kind_word(t: &Texts, code: &str) -> &'static str {
    match SessionKind::of(code) {
        Some(SessionKind::Extraordinary) => t.committee_kind_extraordinary(),
        Some(SessionKind::Ordinary) | None => t.committee_kind_ordinary(),
    }
}

/// Word and look of a session's state.
fn session_state(t: &Texts, code: &str) -> (&'static str, &'static str) {
    match SessionState::of(code) {
        Some(SessionState::Called) => (t.committee_state_called(), "open"),
        Some(SessionState::Open) => (t.committee_state_open(), "open"),
        Some(SessionState::Closed) => (t.committee_state_closed(), "answered"),
        Some(SessionState::NotHeld) => (t.committee_state_not_held(), "late"),
        Some(SessionState::Planned) | None => (t.committee_state_planned(), "waiting"),
    }
}

/// Word and look of the state of minutes.
fn minutes_state(t: &Texts, code: &str) -> (&'static str, &'static str) {
    match MinutesState::of(code) {
        Some(MinutesState::Draft) => (t.committee_minutes_draft(), "waiting"),
        Some(MinutesState::Agreed) => (t.committee_minutes_agreed(), "open"),
        Some(MinutesState::Frozen) => (t.committee_minutes_frozen(), "answered"),
        Some(MinutesState::None) | None => ("", ""),
    }
}

/// Word and look of an item's state.
fn item_state(t: &Texts, code: &str) -> (&'static str, &'static str) {
    match ItemState::of(code) {
        Some(ItemState::Discussed) => (t.committee_item_discussed(), "closed"),
        Some(ItemState::Decided) => (t.committee_item_decided(), "answered"),
        Some(ItemState::Carried) => (t.committee_item_carried(), "waiting"),
        Some(ItemState::Waiting) | None => (t.committee_item_waiting(), "open"),
    }
}

fn vote_kind_word(t: &Texts, code: &str) -> &'static str {
    match VoteKind::of(code) {
        Some(VoteKind::Roll) => t.committee_vote_roll(),
        Some(VoteKind::Secret) => t.committee_vote_secret(),
        Some(VoteKind::Open) | None => t.committee_vote_open(),
    }
}

fn choice_word(t: &Texts, code: &str) -> &'static str {
    match Choice::of(code) {
        Some(Choice::Yes) => t.committee_choice_yes(),
        Some(Choice::No) => t.committee_choice_no(),
        Some(Choice::Abstain) | None => t.committee_choice_abstain(),
    }
}

/// Word and look of a resolution's state.
fn resolution_state(t: &Texts, code: &str, overdue: bool) -> (&'static str, &'static str) {
    match ResolutionState::of(code) {
        Some(ResolutionState::Done) => (t.committee_resolution_done(), "answered"),
        Some(ResolutionState::Cancelled) => (t.committee_resolution_cancelled(), "closed"),
        Some(ResolutionState::Reported) => (t.committee_resolution_reported(), "waiting"),
        Some(ResolutionState::UnderWay) if !overdue => (t.committee_resolution_under_way(), "open"),
        Some(ResolutionState::UnderWay) => (t.committee_resolution_under_way(), "late"),
        Some(ResolutionState::Issued) | None if !overdue => {
            (t.committee_resolution_issued(), "open")
        }
        Some(ResolutionState::Issued) | None => (t.committee_resolution_issued(), "late"),
    }
}
