//! The words and looks of states and kinds.

use crate::inspection::model::{
    Answer, FileResult, MeasureKind, MeasureState, MissionKind, MissionState, ObjectionAnswer,
    PlanState, Population, RemedyState, Verdict, WarningOutcome, WarningState,
};
use crate::platform::texts::Texts;

/// A word and the look of its badge.
pub(super) type Word = (&'static str, &'static str);

pub(super) fn mission_kind(t: &Texts, code: &str) -> &'static str {
    match MissionKind::of(code) {
        Some(MissionKind::Planned) => t.inspection_kind_planned(),
        Some(MissionKind::FollowUp) => t.inspection_kind_follow_up(),
        Some(MissionKind::Occasion) | None => t.inspection_kind_occasion(),
    }
}

pub(super) fn mission_state(t: &Texts, code: &str) -> Word {
    match MissionState::of(code) {
        Some(MissionState::UnderWay) => (t.inspection_state_under_way(), "open"),
        Some(MissionState::Reported) => (t.inspection_state_reported(), "waiting"),
        Some(MissionState::Closed) => (t.inspection_state_closed(), "answered"),
        Some(MissionState::Cancelled) => (t.inspection_state_cancelled(), "closed"),
        Some(MissionState::Ordered) | None => (t.inspection_state_ordered(), "waiting"),
    }
}

pub(super) fn answer(t: &Texts, code: &str) -> Word {
    match Answer::of(code) {
        Some(Answer::Kept) => (t.inspection_answer_kept(), "answered"),
        Some(Answer::Partly) => (t.inspection_answer_partly(), "waiting"),
        Some(Answer::NotKept) => (t.inspection_answer_not_kept(), "late"),
        Some(Answer::NotApplicable) => (t.inspection_answer_not_applicable(), "closed"),
        None => (t.inspection_answer_none(), "open"),
    }
}

pub(super) fn population(t: &Texts, code: &str) -> &'static str {
    match Population::of(code) {
        Some(Population::Matters) => t.inspection_population_matters(),
        Some(Population::Journal) => t.inspection_population_journal(),
        Some(Population::Messages) | None => t.inspection_population_messages(),
    }
}

pub(super) fn file_result(t: &Texts, code: &str) -> Word {
    match FileResult::of(code) {
        Some(FileResult::InOrder) => (t.inspection_file_in_order(), "answered"),
        Some(FileResult::Remark) => (t.inspection_file_remark(), "waiting"),
        Some(FileResult::Missing) => (t.inspection_file_missing(), "late"),
        None => (t.inspection_file_unseen(), "open"),
    }
}

pub(super) fn warning_state(t: &Texts, code: &str) -> Word {
    match WarningState::of(code) {
        Some(WarningState::Acknowledged) => (t.inspection_warning_acknowledged(), "open"),
        Some(WarningState::Answered) => (t.inspection_warning_answered(), "waiting"),
        Some(WarningState::Closed) => (t.inspection_warning_closed(), "closed"),
        Some(WarningState::Served) | None => (t.inspection_warning_served(), "open"),
    }
}

pub(super) fn warning_outcome(t: &Texts, code: &str) -> &'static str {
    match WarningOutcome::of(code) {
        Some(WarningOutcome::Accepted) => t.inspection_outcome_accepted(),
        Some(WarningOutcome::Upheld) => t.inspection_outcome_upheld(),
        Some(WarningOutcome::Withdrawn) => t.inspection_outcome_withdrawn(),
        None => "",
    }
}

pub(super) fn remedy_state(t: &Texts, code: &str, overdue: bool) -> Word {
    match RemedyState::of(code) {
        Some(RemedyState::Reported) => (t.inspection_remedy_reported(), "waiting"),
        Some(RemedyState::Done) => (t.inspection_remedy_done(), "answered"),
        Some(RemedyState::Open) | None if overdue => (t.inspection_remedy_open(), "late"),
        Some(RemedyState::Open) | None => (t.inspection_remedy_open(), "open"),
    }
}

pub(super) fn measure_kind(t: &Texts, code: &str) -> &'static str {
    match MeasureKind::of(code) {
        Some(MeasureKind::Suspension) => t.inspection_measure_suspension(),
        Some(MeasureKind::PayCut) | None => t.inspection_measure_pay_cut(),
    }
}

pub(super) fn measure_state(t: &Texts, code: &str) -> Word {
    match MeasureState::of(code) {
        Some(MeasureState::Confirmed) => (t.inspection_measure_confirmed(), "waiting"),
        Some(MeasureState::Decided) => (t.inspection_measure_decided(), "answered"),
        Some(MeasureState::Dropped) => (t.inspection_measure_dropped(), "closed"),
        Some(MeasureState::Reported) | None => (t.inspection_measure_reported(), "open"),
    }
}

pub(super) fn verdict(t: &Texts, code: &str) -> Word {
    match Verdict::of(code) {
        Some(Verdict::Lawful) => (t.inspection_verdict_lawful(), "answered"),
        Some(Verdict::Amend) => (t.inspection_verdict_amend(), "waiting"),
        Some(Verdict::Unlawful) => (t.inspection_verdict_unlawful(), "late"),
        None => (t.inspection_verdict_none(), "open"),
    }
}

pub(super) fn objection_answer(t: &Texts, code: &str) -> Word {
    match ObjectionAnswer::of(code) {
        Some(ObjectionAnswer::Withdrawn) => (t.inspection_objection_withdrawn(), "answered"),
        Some(ObjectionAnswer::Amended) => (t.inspection_objection_amended(), "answered"),
        Some(ObjectionAnswer::Insisted) => (t.inspection_objection_insisted(), "late"),
        None => (t.inspection_objection_waits(), "open"),
    }
}

pub(super) fn plan_state(t: &Texts, code: &str) -> Word {
    match PlanState::of(code) {
        Some(PlanState::Approved) => (t.inspection_plan_approved(), "answered"),
        Some(PlanState::Draft) | None => (t.inspection_plan_draft(), "waiting"),
    }
}

/// The word for the outcome of a comparison with the unit's people.
pub(super) fn tie(t: &Texts, code: &str) -> &'static str {
    match code {
        "barred" => t.matters_outcome_barred(),
        "conflict" => t.matters_outcome_conflict(),
        "potential" => t.matters_outcome_potential(),
        "appearance" => t.matters_outcome_appearance(),
        "insufficient-data" => t.matters_outcome_insufficient(),
        _ => t.matters_outcome_clear(),
    }
}

/// Why somebody is kept from a mission.
pub(super) fn basis(t: &Texts, code: &str) -> &'static str {
    match code {
        "own-unit" => t.inspection_basis_own_unit(),
        "own" => t.inspection_basis_own(),
        _ => t.inspection_basis_screening(),
    }
}
