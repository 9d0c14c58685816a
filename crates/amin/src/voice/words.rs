//! The words for kinds, states, steps and outcomes in the reader's language.

use super::model::{Channel, Kind, LegalGround, Outcome, PlainLanguage, Priority, State, Step};
use crate::platform::texts::Texts;

/// Kind of message.
pub fn kind(t: &Texts, kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => t.voice_kind_complaint(),
        Kind::Criticism => t.voice_kind_criticism(),
        Kind::Suggestion => t.voice_kind_suggestion(),
        Kind::Praise => t.voice_kind_praise(),
        Kind::Information => t.voice_kind_information(),
    }
}

/// What a kind of message is for.
pub fn kind_hint(t: &Texts, kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => t.voice_kind_complaint_hint(),
        Kind::Criticism => t.voice_kind_criticism_hint(),
        Kind::Suggestion => t.voice_kind_suggestion_hint(),
        Kind::Praise => t.voice_kind_praise_hint(),
        Kind::Information => t.voice_kind_information_hint(),
    }
}

/// State of a message.
pub fn state(t: &Texts, state: State) -> &'static str {
    match state {
        State::Registered => t.voice_state_registered(),
        State::AwaitingCompletion => t.voice_state_awaiting(),
        State::Referred => t.voice_state_referred(),
        State::UnderReview => t.voice_state_under_review(),
        State::Answered => t.voice_state_answered(),
        State::Accepted => t.voice_state_accepted(),
        State::Objected => t.voice_state_objected(),
        State::Reviewing => t.voice_state_reviewing(),
        State::Closed => t.voice_state_closed(),
    }
}

/// The badge of a state: a class of the design system.
pub const fn state_badge(state: State) -> &'static str {
    match state {
        State::Registered
        | State::Referred
        | State::UnderReview
        | State::Objected
        | State::Reviewing => "open",
        State::AwaitingCompletion => "waiting",
        State::Answered | State::Accepted => "answered",
        State::Closed => "closed",
    }
}

/// A step of the history.
pub fn step(t: &Texts, step: Step) -> &'static str {
    match step {
        Step::Referred => t.voice_step_referred(),
        Step::Taken => t.voice_step_taken(),
        Step::Asked => t.voice_step_asked(),
        Step::Completed => t.voice_step_completed(),
        Step::CompletionLapsed => t.voice_step_completion_lapsed(),
        Step::Paused => t.voice_step_paused(),
        Step::Resumed => t.voice_step_resumed(),
        Step::Classified => t.voice_step_classified(),
        Step::Joined => t.voice_step_joined(),
        Step::Answered => t.voice_step_answered(),
        Step::Accepted => t.voice_step_accepted(),
        Step::Unopposed => t.voice_step_unopposed(),
        Step::Objected => t.voice_step_objected(),
        Step::ReviewTaken => t.voice_step_review_taken(),
        Step::Reviewed => t.voice_step_reviewed(),
        Step::Closed => t.voice_step_closed(),
        Step::DeadlinePassed => t.voice_step_deadline_passed(),
    }
}

/// Outcome; a suggestion is taken up or not, it is not upheld.
pub fn outcome(t: &Texts, outcome: Outcome, of: Kind) -> &'static str {
    match (outcome, of) {
        (Outcome::Upheld, Kind::Suggestion) => t.voice_outcome_taken_up(),
        (Outcome::NotUpheld, Kind::Suggestion) => t.voice_outcome_not_taken_up(),
        (Outcome::Upheld, _) => t.voice_outcome_upheld(),
        (Outcome::NotUpheld, _) => t.voice_outcome_not_upheld(),
        (Outcome::OutOfRemit, _) => t.voice_outcome_out_of_remit(),
        (Outcome::Duplicate, _) => t.voice_outcome_duplicate(),
        (Outcome::Settled, _) => t.voice_outcome_settled(),
        (Outcome::Noted, _) => t.voice_outcome_noted(),
        (Outcome::Given, _) => t.voice_outcome_given(),
        (Outcome::Partial, _) => t.voice_outcome_partial(),
        (Outcome::Vague, _) => t.voice_outcome_vague(),
        (Outcome::OtherHolder, _) => t.voice_outcome_other_holder(),
        (Outcome::Refused, _) => t.voice_outcome_refused(),
    }
}

/// Article of law on which a refusal rests.
pub fn legal_ground(t: &Texts, ground: LegalGround) -> &'static str {
    match ground {
        LegalGround::Article13 => t.voice_ground_13(),
        LegalGround::Article14 => t.voice_ground_14(),
        LegalGround::Article15 => t.voice_ground_15(),
        LegalGround::Article16 => t.voice_ground_16(),
        LegalGround::Article17 => t.voice_ground_17(),
    }
}

/// An item of the plain-language checklist.
pub fn plain(t: &Texts, item: PlainLanguage) -> &'static str {
    match item {
        PlainLanguage::ResultFirst => t.voice_plain_result(),
        PlainLanguage::ReasonGiven => t.voice_plain_reason(),
        PlainLanguage::NextStep => t.voice_plain_next(),
        PlainLanguage::ShortSentences => t.voice_plain_short(),
        PlainLanguage::Courteous => t.voice_plain_courteous(),
    }
}

/// Priority.
pub fn priority(t: &Texts, priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => t.voice_priority_urgent(),
        Priority::High => t.voice_priority_high(),
        Priority::Ordinary => t.voice_priority_ordinary(),
    }
}

/// Where a message came from.
pub fn channel(t: &Texts, channel: Channel) -> &'static str {
    match channel {
        Channel::Web => t.voice_channel_web(),
        Channel::Phone => t.voice_channel_phone(),
        Channel::Desk => t.voice_channel_desk(),
        Channel::Open311 => t.voice_channel_open311(),
        Channel::Api => t.voice_channel_api(),
        Channel::Sms => t.voice_channel_sms(),
    }
}
