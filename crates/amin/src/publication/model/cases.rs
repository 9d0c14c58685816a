//! From what is known of a message to the case that a figure counts, as things stood at a moment.

use persian::Calendar;
use store::Timestamp;

use super::definitions::{Population, Question};

/// The marks of a satisfaction survey, 1 to 5 each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// When the citizen gave them.
    pub at: Timestamp,
    /// Journal entry of the survey.
    pub sequence: i64,
    /// Courtesy, clarity, speed, fairness, outcome.
    pub marks: [Option<i64>; 5],
}

/// What figures need of a message: nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Journal entry of its filing.
    pub sequence: i64,
    /// Kind, a word of the voice area.
    pub kind: String,
    /// Category.
    pub category: String,
    /// District; empty where none was given.
    pub district: String,
    /// State, a word of the voice area.
    pub state: String,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// When it was first answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// When its deadline passed without an answer.
    pub late_at: Option<Timestamp>,
    /// When the citizen objected.
    pub objected_at: Option<Timestamp>,
    /// Whether it was joined to another message about the same matter.
    pub duplicate: bool,
    /// Outcomes of its answers with their times, oldest first.
    pub outcomes: Vec<(Timestamp, String)>,
    /// Its survey.
    pub marks: Option<Marks>,
}

/// What a figure counts of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It counts.
    Yes,
    /// It does not.
    No,
    /// Working days.
    Days(i64),
    /// It has taken longer than all finished ones so far.
    Unfinished,
}

impl Counted {
    /// The word in open data and in the input hash.
    pub fn code(self) -> String {
        match self {
            Self::Yes => "yes".to_owned(),
            Self::No => "no".to_owned(),
            Self::Days(days) => days.to_string(),
            Self::Unfinished => "unfinished".to_owned(),
        }
    }
}

/// One record behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Place of its message in the list of facts.
    pub fact: usize,
    /// Its journal entry: that of the filing, or of the survey.
    pub sequence: i64,
    /// The moment that decides its month.
    pub at: Timestamp,
    /// What the figure counts of it.
    pub counted: Counted,
}

impl Question {
    const fn place(self) -> usize {
        match self {
            Self::Courtesy => 0,
            Self::Clarity => 1,
            Self::Speed => 2,
            Self::Fairness => 3,
            Self::Outcome => 4,
        }
    }
}

fn yes(counts: bool) -> Counted {
    if counts { Counted::Yes } else { Counted::No }
}

impl Fact {
    /// The moment that decides the month of its case for a population.
    fn period(&self, population: Population) -> Option<Timestamp> {
        let wanted = match population {
            Population::Satisfied(_) => return self.marks.map(|marks| marks.at),
            Population::InformationInTime | Population::InformationGiven => "information",
            _ => "complaint",
        };
        (self.kind == wanted).then_some(self.filed_at)
    }

    /// Its case in a figure, as things stand at `as_of`; none where the figure is not about it. Steps after `as_of` are not seen,
    /// so that a closed month can be computed again. `place` is its place in the list of facts.
    pub fn case(
        &self,
        place: usize,
        population: Population,
        as_of: impl Fn(Timestamp) -> Timestamp,
        calendar: &Calendar,
    ) -> Option<Case> {
        let at = self.period(population)?;
        let as_of = as_of(at);
        if at >= as_of {
            return None;
        }
        let seen = |moment: Option<Timestamp>| moment.filter(|moment| *moment < as_of);
        let answered = seen(self.answered_at);
        // A message may be closed without an answer (out of remit, settled): that ends the waiting as an answer does.
        let ended = answered.or(seen(self.closed_at));
        let late = seen(self.late_at);
        let in_time = || match (ended, late) {
            (Some(ended), late) => Some(yes(late.is_none_or(|late| late > ended))),
            (None, Some(_)) => Some(Counted::No),
            (None, None) => None,
        };
        let outcome = || {
            self.outcomes
                .iter()
                .rev()
                .find(|(at, _)| *at < as_of)
                .map(|(_, outcome)| outcome.as_str())
        };
        let counted = match population {
            Population::Filed => Counted::Yes,
            Population::Satisfied(question) => yes(self.marks?.marks[question.place()]? >= 4),
            _ if self.duplicate => return None,
            Population::InTime | Population::InformationInTime => in_time()?,
            Population::AnswerTime => match ended {
                Some(ended) => Counted::Days(
                    calendar
                        .working_days_between(
                            persian::tehran_date(self.filed_at.0),
                            persian::tehran_date(ended.0),
                        )
                        .max(0),
                ),
                None => Counted::Unfinished,
            },
            Population::Overdue => yes(ended.is_none() && late.is_some()),
            Population::Objected => {
                answered?;
                yes(seen(self.objected_at).is_some())
            }
            Population::Upheld => match outcome()? {
                "upheld" => Counted::Yes,
                "not-upheld" => Counted::No,
                _ => return None,
            },
            Population::InformationGiven => yes(matches!(outcome()?, "given" | "partial")),
        };
        let sequence = match (population, self.marks) {
            (Population::Satisfied(_), Some(marks)) => marks.sequence,
            _ => self.sequence,
        };
        Some(Case {
            fact: place,
            sequence,
            at,
            counted,
        })
    }
}
