//! Kinds, states, steps and outcomes of a citizen's message, and which step leads from which state to which: pure.

use crate::platform::coded::coded;

coded! {
    /// Kind of message: the four forms of the municipal line 1888 and the request for information.
    Kind {
        /// شکایت.
        Complaint = "complaint",
        /// انتقاد.
        Criticism = "criticism",
        /// پیشنهاد.
        Suggestion = "suggestion",
        /// قدردانی.
        Praise = "praise",
        /// درخواست اطلاعات (قانون انتشار و دسترسی آزاد به اطلاعات).
        Information = "information",
    }
}

coded! {
    /// State of a message.
    State {
        /// ثبت‌شده: nobody is responsible yet.
        Registered = "registered",
        /// در انتظار تکمیل: the citizen was asked something.
        AwaitingCompletion = "awaiting-completion",
        /// ارجاع: a unit is responsible and has not begun.
        Referred = "referred",
        /// در حال بررسی.
        UnderReview = "under-review",
        /// پاسخ داده شد: the citizen may accept or object.
        Answered = "answered",
        /// تأیید: the citizen accepted the answer.
        Accepted = "accepted",
        /// اعتراض: a higher officer must take it.
        Objected = "objected",
        /// بازبینی: the higher officer works on it.
        Reviewing = "reviewing",
        /// مختومه.
        Closed = "closed",
    }
}

impl State {
    /// Whether the organisation still owes an answer: the deadline runs (or is paused).
    pub const fn owes_answer(self) -> bool {
        matches!(
            self,
            Self::Registered
                | Self::AwaitingCompletion
                | Self::Referred
                | Self::UnderReview
                | Self::Objected
                | Self::Reviewing
        )
    }

    /// Whether anything can still happen without the citizen asking for it.
    pub const fn open(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

coded! {
    /// What happened to a message, as a row of its history.
    Step {
        /// A unit became responsible.
        Referred = "referred",
        /// An officer began.
        Taken = "taken",
        /// The citizen was asked something.
        Asked = "asked",
        /// The citizen answered.
        Completed = "completed",
        /// The citizen did not answer in time; the work goes on with what there is.
        CompletionLapsed = "completion-lapsed",
        /// The deadline was paused.
        Paused = "paused",
        /// The deadline runs again.
        Resumed = "resumed",
        /// Category, right or priority were changed.
        Classified = "classified",
        /// It was joined to another message about the same matter.
        Joined = "joined",
        /// An answer was given.
        Answered = "answered",
        /// The citizen accepted the answer.
        Accepted = "accepted",
        /// The citizen did not object in time.
        Unopposed = "unopposed",
        /// The citizen objected.
        Objected = "objected",
        /// The higher officer began.
        ReviewTaken = "review-taken",
        /// The higher officer decided.
        Reviewed = "reviewed",
        /// It was closed.
        Closed = "closed",
        /// The deadline passed without an answer; the next higher manager was told.
        DeadlinePassed = "deadline-passed",
    }
}

coded! {
    /// Outcome of a message.
    Outcome {
        /// وارد: the complaint is right; for a suggestion, taken up.
        Upheld = "upheld",
        /// غیروارد.
        NotUpheld = "not-upheld",
        /// خارج از صلاحیت.
        OutOfRemit = "out-of-remit",
        /// تکراری.
        Duplicate = "duplicate",
        /// سازش.
        Settled = "settled",
        /// Heard and passed on: the outcome of praise.
        Noted = "noted",
        /// Information given.
        Given = "given",
        /// Information given in part.
        Partial = "partial",
        /// Request too vague, with the reason.
        Vague = "vague",
        /// The holder of the information is another body.
        OtherHolder = "other-holder",
        /// Refused by articles 13 to 17 of the law.
        Refused = "refused",
    }
}

impl Outcome {
    /// The outcomes that an answer to a message of this kind may have, in the order of a form.
    pub const fn of_answers(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Complaint | Kind::Criticism | Kind::Suggestion => &[
                Self::Upheld,
                Self::NotUpheld,
                Self::OutOfRemit,
                Self::Settled,
            ],
            Kind::Praise => &[Self::Noted, Self::OutOfRemit],
            Kind::Information => &[
                Self::Given,
                Self::Partial,
                Self::Vague,
                Self::OtherHolder,
                Self::Refused,
            ],
        }
    }

    /// Whether the answer must name the article of law it rests on (refusal and partial release: articles 13 to 17 of the
    /// law on publication of and free access to information).
    pub const fn needs_legal_ground(self) -> bool {
        matches!(self, Self::Refused | Self::Partial)
    }

    /// Whether a message may be closed with this outcome before it was answered.
    pub const fn closes_without_answer(self) -> bool {
        matches!(self, Self::OutOfRemit | Self::Settled)
    }
}

coded! {
    /// Articles of the law on publication of and free access to information on which a refusal may rest.
    LegalGround {
        /// ماده ۱۳: state secrets.
        Article13 = "article-13",
        /// ماده ۱۴: private life.
        Article14 = "article-14",
        /// ماده ۱۵: personal information about another person.
        Article15 = "article-15",
        /// ماده ۱۶: health and safety, trade information.
        Article16 = "article-16",
        /// ماده ۱۷: security, crime, taxes, migration.
        Article17 = "article-17",
    }
}

coded! {
    /// What a plain answer has; all must be ticked before it is sent.
    PlainLanguage {
        /// It begins with the result.
        ResultFirst = "result-first",
        /// It gives the reason and the rule.
        ReasonGiven = "reason-given",
        /// It says what happens next and when.
        NextStep = "next-step",
        /// Short sentences, no office words.
        ShortSentences = "short-sentences",
        /// Courteous, and it says how to object.
        Courteous = "courteous",
    }
}

coded! {
    /// Where a message came from.
    Channel {
        /// The pages.
        Web = "web",
        /// By phone, written down by an officer.
        Phone = "phone",
        /// At the desk.
        Desk = "desk",
        /// Open311.
        Open311 = "open311",
        /// The JSON interface.
        Api = "api",
        /// SMS.
        Sms = "sms",
    }
}

coded! {
    /// How urgent a message is.
    Priority {
        /// Danger to life or health.
        Urgent = "urgent",
        /// Before others.
        High = "high",
        /// In turn.
        Ordinary = "ordinary",
    }
}

coded! {
    /// What a citizen who left a phone or mail address is told.
    News {
        /// The message was filed.
        Filed = "filed",
        /// Something is asked.
        Asked = "asked",
        /// There is an answer.
        Answered = "answered",
        /// The higher officer has decided.
        Decided = "decided",
        /// It was closed without an answer, or joined to another.
        Closed = "closed",
        /// The deadline has passed.
        Late = "late",
    }
}

coded! {
    /// What a deadline is for.
    Purpose {
        /// The first answer.
        Answer = "answer",
        /// The decision on an objection.
        Review = "review",
        /// The citizen's completion.
        Completion = "completion",
        /// The citizen's objection.
        Objection = "objection",
        /// The next escalation after a breach.
        Escalation = "escalation",
    }
}

/// The state after a step, or none where the step is not possible in this state.
///
/// `resume` is the state in which the citizen was asked. [`Step::Asked`], [`Step::Completed`] and [`Step::CompletionLapsed`]
/// go there and back.
pub const fn after(state: State, step: Step, resume: Option<State>) -> Option<State> {
    use State::{
        Accepted, Answered, AwaitingCompletion, Closed, Objected, Referred, Registered, Reviewing,
        UnderReview,
    };
    match (step, state) {
        (Step::Referred, Registered | Referred | UnderReview) => Some(Referred),
        (Step::Taken, Referred) => Some(UnderReview),
        (Step::Asked, Registered | Referred | UnderReview) => Some(AwaitingCompletion),
        (Step::Completed | Step::CompletionLapsed, AwaitingCompletion) => match resume {
            Some(state @ (Registered | Referred | UnderReview)) => Some(state),
            _ => None,
        },
        (Step::Paused | Step::Resumed, Referred | UnderReview | Reviewing)
        | (
            Step::Classified,
            Registered | AwaitingCompletion | Referred | UnderReview | Objected | Reviewing,
        ) => Some(state),
        (Step::Answered, Referred | UnderReview) => Some(Answered),
        (Step::Accepted, Answered) => Some(Accepted),
        // What was closed without an answer can be objected to as well; `Message::may_object` narrows this to such.
        (Step::Objected, Answered | Closed) => Some(Objected),
        (Step::ReviewTaken, Objected) => Some(Reviewing),
        (Step::Unopposed, Answered)
        | (Step::Reviewed, Reviewing)
        | (Step::Joined, Registered | AwaitingCompletion | Referred | UnderReview)
        | (Step::Closed, Registered | AwaitingCompletion | Referred | UnderReview | Accepted) => {
            Some(Closed)
        }
        (Step::DeadlinePassed, _)
            if state.owes_answer() && !matches!(state, AwaitingCompletion) =>
        {
            Some(state)
        }
        _ => None,
    }
}
