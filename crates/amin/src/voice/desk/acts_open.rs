//! Which acts a person may do with a message in its state: the same rules as the acts themselves, so that no form leads nowhere.

use crate::platform::actor::Actor;
use crate::platform::permissions::Right;
use crate::voice::model::{Kind, State, Step, after};
use crate::voice::store::Message;

/// The forms that the page of a message shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each form, read by name in the template"
)]
pub struct Open {
    /// Refer to a unit.
    pub refer: bool,
    /// Set category, right, priority, district.
    pub classify: bool,
    /// Join to another message.
    pub join: bool,
    /// Begin the work.
    pub take: bool,
    /// Ask the citizen.
    pub ask: bool,
    /// Pause the deadline.
    pub pause: bool,
    /// Let the deadline run again.
    pub resume: bool,
    /// Answer.
    pub answer: bool,
    /// Begin the decision on an objection.
    pub take_review: bool,
    /// Decide on an objection.
    pub review: bool,
    /// Close without an answer.
    pub close: bool,
    /// Read the contact.
    pub contact: bool,
    /// Record what changed.
    pub change: bool,
    /// Name whom it is about.
    pub party: bool,
}

impl Open {
    /// What an actor may do with a message now.
    pub fn of(actor: &Actor, m: &Message) -> Self {
        let unit = m.unit.as_deref();
        let triages = actor.may_for(Right::MessageTriage, unit);
        let works = triages || actor.may_for(Right::MessageHandle, unit);
        let reviews = actor.may_for(Right::MessageReview, m.higher_unit.as_deref())
            && (actor.account.is_none() || actor.account != m.answered_by);
        let possible = |step| after(m.state(), step, m.resume_state()).is_some();
        let running = m.paused_at.is_none();
        let now_works = if m.state() == State::Reviewing {
            reviews
        } else {
            works
        };
        let reachable = m.contact_name.is_some() || m.phone.is_some() || m.email.is_some();
        Self {
            refer: works && running && possible(Step::Referred),
            classify: works && possible(Step::Classified),
            join: works && m.kind() != Kind::Information && possible(Step::Joined),
            take: works && possible(Step::Taken),
            ask: works && running && possible(Step::Asked),
            pause: now_works && running && possible(Step::Paused),
            resume: now_works && !running && possible(Step::Resumed),
            answer: works && possible(Step::Answered),
            take_review: reviews && possible(Step::ReviewTaken),
            review: reviews && running && possible(Step::Reviewed),
            close: works
                && m.kind() != Kind::Information
                && m.state() != State::Accepted
                && possible(Step::Closed),
            contact: works && reachable && (!m.secret || actor.may_for(Right::MessageTriage, None)),
            change: works && matches!(m.state(), State::Answered | State::Accepted | State::Closed),
            party: works && m.unit.is_some() && m.state().owes_answer(),
        }
    }

    /// The same for a message that is about somebody and is not in this person's hands: it can be referred, taken where it `waits`, and
    /// more is named; who triages or decides on an objection goes on as always.
    #[must_use]
    pub fn shut(self, actor: &Actor, m: &Message, waits: bool) -> Self {
        if actor.may_for(Right::MessageTriage, m.unit.as_deref()) {
            return Self {
                take: self.take && waits,
                ..self
            };
        }
        let reviewing = m.state() == State::Reviewing;
        Self {
            refer: self.refer,
            take: self.take && waits,
            party: self.party,
            take_review: self.take_review,
            review: self.review,
            pause: self.pause && reviewing,
            resume: self.resume && reviewing,
            ..Self::default()
        }
    }

    /// Whether the form of an act is shown.
    pub fn has(&self, act: &str) -> bool {
        match act {
            "refer" => self.refer,
            "classify" => self.classify,
            "join" => self.join,
            "take" => self.take,
            "ask" => self.ask,
            "pause" => self.pause,
            "resume" => self.resume,
            "answer" => self.answer,
            "take-review" => self.take_review,
            "review" => self.review,
            "close" => self.close,
            "contact" => self.contact,
            "change" => self.change,
            "party" => self.party,
            _ => false,
        }
    }

    /// Whether there is any form about the course of the message.
    pub fn any(&self) -> bool {
        self.refer
            || self.classify
            || self.join
            || self.take
            || self.ask
            || self.pause
            || self.resume
            || self.answer
            || self.take_review
            || self.review
            || self.close
            || self.change
            || self.party
    }
}
