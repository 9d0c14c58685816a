//! Kinds, states and the table of which deed leads where. Pure.

use serde_json::Value;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// انحراف: a recorded course differs from the declared procedure.
    Deviation,
    /// نقطه کور: a step or a time of which no record remains.
    BlindSpot,
    /// تفاوت رفتار: alike cases went differently by clerk, district, channel or group.
    UnequalTreatment,
    /// واسطه: a telephone, representative, account or address recurs over many citizens' files.
    Broker,
    /// تعارض منافع: a tie between who decides and whom it concerns.
    Conflict,
    /// نشانه خطر: a red flag on a tender or contract.
    RedFlag,
    /// هدیه: a gift from somebody with an open matter.
    Gift,
    /// یافته بازرسی: what inspectors of a mission saw.
    Inspection,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Deviation,
        Self::BlindSpot,
        Self::UnequalTreatment,
        Self::Broker,
        Self::Conflict,
        Self::RedFlag,
        Self::Gift,
        Self::Inspection,
    ];

    /// The word in the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Deviation => "deviation",
            Self::BlindSpot => "blind-spot",
            Self::UnequalTreatment => "unequal-treatment",
            Self::Broker => "broker",
            Self::Conflict => "conflict",
            Self::RedFlag => "red-flag",
            Self::Gift => "gift",
            Self::Inspection => "inspection",
        }
    }

    /// The kind of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How much a finding matters if it holds: the order in which people look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// کم.
    Low,
    /// متوسط.
    Medium,
    /// زیاد.
    High,
}

impl Severity {
    /// All, the least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word in the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The severity of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// تازه: nobody has looked at it.
    New,
    /// در حال بررسی.
    UnderReview,
    /// در انتظار توضیح واحد.
    Asked,
    /// تأییدشده: a person found that it holds.
    Confirmed,
    /// موجه: there is a good reason.
    Explained,
    /// نادرست: the data or the rule was wrong.
    Mistaken,
}

impl State {
    /// All states.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::UnderReview,
        Self::Asked,
        Self::Confirmed,
        Self::Explained,
        Self::Mistaken,
    ];

    /// The word in the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::UnderReview => "under-review",
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::Explained => "explained",
            Self::Mistaken => "mistaken",
        }
    }

    /// The state of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether a person has decided what it means.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Confirmed | Self::Explained | Self::Mistaken)
    }
}

/// What is done with a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Raised from data or by a person.
    Raise,
    /// The same was found again in newer data.
    SeeAgain,
    /// Somebody takes the review.
    Take,
    /// The unit is asked to explain.
    Ask,
    /// The unit explains.
    Explain,
    /// It holds.
    Confirm,
    /// There is a good reason.
    Accept,
    /// The data or the rule was wrong.
    Dismiss,
    /// A decided one is looked at again.
    Reopen,
}

impl Deed {
    /// All deeds.
    pub const ALL: [Self; 9] = [
        Self::Raise,
        Self::SeeAgain,
        Self::Take,
        Self::Ask,
        Self::Explain,
        Self::Confirm,
        Self::Accept,
        Self::Dismiss,
        Self::Reopen,
    ];

    /// The word in addresses, the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Raise => "raise",
            Self::SeeAgain => "see-again",
            Self::Take => "take",
            Self::Ask => "ask",
            Self::Explain => "explain",
            Self::Confirm => "confirm",
            Self::Accept => "accept",
            Self::Dismiss => "dismiss",
            Self::Reopen => "reopen",
        }
    }

    /// The deed of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.code() == code)
    }
}

/// The state after a deed; none where the deed is not possible.
pub const fn after(state: State, deed: Deed) -> Option<State> {
    match (deed, state) {
        (Deed::Take, State::New | State::UnderReview | State::Asked)
        | (Deed::Explain, State::Asked)
        | (Deed::Reopen, State::Confirmed | State::Explained | State::Mistaken) => {
            Some(State::UnderReview)
        }
        (Deed::Ask, State::UnderReview) => Some(State::Asked),
        (Deed::Confirm, State::UnderReview) => Some(State::Confirmed),
        (Deed::Accept, State::UnderReview) => Some(State::Explained),
        (Deed::Dismiss, State::UnderReview) => Some(State::Mistaken),
        _ => None,
    }
}

/// Types of the objects that a finding can be about: the words of the journal.
pub const OBJECTS: [&str; 8] = [
    "service-log",
    "service",
    "tender",
    "declaration",
    "gift",
    "matter",
    "message",
    "mission",
];

/// Case names that a finding keeps; all are counted.
pub const MOST_CASES: usize = 200;

/// A finding to be raised.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFinding {
    /// What makes it the same finding when it is found again: rule and subject, not the data.
    pub key: String,
    /// What it is about.
    pub kind: Kind,
    /// How much it matters if it holds.
    pub severity: Severity,
    /// The unit concerned, if one is.
    pub unit: Option<String>,
    /// Code of the service concerned, if one is.
    pub service: Option<String>,
    /// The object concerned, as (type, id); the type is one of [`OBJECTS`].
    pub object: Option<(&'static str, String)>,
    /// One line, Persian and English.
    pub title: (String, String),
    /// What was seen, in plain words that accuse nobody, Persian and English.
    pub text: (String, String),
    /// What was asked of the data, so that anybody can ask it again.
    pub query: String,
    /// Version of the rule or method.
    pub rule_version: String,
    /// SHA-256 of the data it was found in, hex.
    pub input_hash: String,
    /// Cases concerned, in all.
    pub case_count: i64,
    /// Names of the first [`MOST_CASES`].
    pub cases: Vec<String>,
    /// The numbers behind it, an object of plain values.
    pub facts: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_what_they_stand_for() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.code()), Some(kind));
        }
        for state in State::ALL {
            assert_eq!(State::of(state.code()), Some(state));
        }
        for deed in Deed::ALL {
            assert_eq!(Deed::of(deed.code()), Some(deed));
        }
        assert!(Severity::of("grave").is_none() && Severity::Low < Severity::High);
    }

    #[test]
    fn nothing_is_decided_before_somebody_reviews_it() {
        for deed in [Deed::Confirm, Deed::Accept, Deed::Dismiss, Deed::Ask] {
            assert_eq!(after(State::New, deed), None);
            assert_eq!(after(State::Asked, deed), None);
        }
        for state in State::ALL.into_iter().filter(|state| state.is_decided()) {
            for deed in Deed::ALL.into_iter().filter(|deed| *deed != Deed::Reopen) {
                assert_eq!(after(state, deed), None, "{state:?} {deed:?}");
            }
        }
    }
}
