//! The definitions of the published figures. Their words stand in `fa.ftl` and `en.ftl`; a changed formula gets a new version, and
//! every published row names the version it was computed by.

use crate::platform::texts::Texts;

/// How the cases become a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// How many cases.
    Count,
    /// Share of the cases that count, with Wilson's interval.
    Share,
    /// Median of the working days, unfinished cases being longer than all; with an interval from order statistics.
    Median,
}

impl Method {
    /// The word in open data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Median => "median",
        }
    }

    /// The unit in open data.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Count => "cases",
            Self::Share => "share",
            Self::Median => "working-days",
        }
    }
}

/// Which cases a figure is made of, and what it counts of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Population {
    /// Complaints filed in the month.
    Filed,
    /// Of them, those answered, closed or overdue; counted: answered or closed before the deadline passed.
    InTime,
    /// Of them, all but duplicates; measured: working days to the first answer.
    AnswerTime,
    /// Of them, all but duplicates; counted: not answered although the deadline has passed.
    Overdue,
    /// Of them, those answered; counted: the citizen objected.
    Objected,
    /// Of them, those decided on the merits; counted: upheld.
    Upheld,
    /// Surveys of the month with a mark for one question; counted: 4 or 5 of 5.
    Satisfied(Question),
    /// Information requests filed in the month, answered or overdue; counted: answered in the legal time.
    InformationInTime,
    /// Information requests filed in the month and answered; counted: given, wholly or in part.
    InformationGiven,
}

/// A question of the satisfaction survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// ادب و احترام.
    Courtesy,
    /// روشنی.
    Clarity,
    /// سرعت.
    Speed,
    /// انصاف.
    Fairness,
    /// نتیجه.
    Outcome,
}

/// A figure's definition.
#[derive(Debug)]
pub struct Definition {
    /// Word in addresses and data.
    pub code: &'static str,
    /// Version of the formula, from 1.
    pub version: i64,
    /// How the number is made.
    pub method: Method,
    /// Of what.
    pub population: Population,
    /// Whether it is also published by district and by category.
    pub cuts: bool,
    /// Whether a greater number is worse: shown in the colour of lateness when above zero.
    pub lateness: bool,
}

const fn share(code: &'static str, population: Population, cuts: bool) -> Definition {
    Definition {
        code,
        version: 1,
        method: Method::Share,
        population,
        cuts,
        lateness: false,
    }
}

/// All figures from citizens' messages, in the order of the portal. Handling comes first, volume last: a unit that takes
/// complaints openly must not look worse than one that turns them away.
pub const DEFINITIONS: &[Definition] = &[
    share("complaints-in-time", Population::InTime, true),
    Definition {
        code: "complaints-answer-time",
        version: 1,
        method: Method::Median,
        population: Population::AnswerTime,
        cuts: true,
        lateness: false,
    },
    Definition {
        code: "complaints-overdue",
        version: 1,
        method: Method::Share,
        population: Population::Overdue,
        cuts: true,
        lateness: true,
    },
    share("complaints-objected", Population::Objected, true),
    share("complaints-upheld", Population::Upheld, true),
    Definition {
        code: "complaints-filed",
        version: 1,
        method: Method::Count,
        population: Population::Filed,
        cuts: true,
        lateness: false,
    },
    share(
        "satisfaction-courtesy",
        Population::Satisfied(Question::Courtesy),
        false,
    ),
    share(
        "satisfaction-clarity",
        Population::Satisfied(Question::Clarity),
        false,
    ),
    share(
        "satisfaction-speed",
        Population::Satisfied(Question::Speed),
        false,
    ),
    share(
        "satisfaction-fairness",
        Population::Satisfied(Question::Fairness),
        false,
    ),
    share(
        "satisfaction-outcome",
        Population::Satisfied(Question::Outcome),
        false,
    ),
    share("information-in-time", Population::InformationInTime, false),
    share("information-given", Population::InformationGiven, false),
];

/// The definition of a code.
pub fn definition(code: &str) -> Option<&'static Definition> {
    DEFINITIONS
        .iter()
        .find(|definition| definition.code == code)
}

/// The words of a definition in a language.
#[derive(Debug, Clone)]
pub struct Words {
    /// Name.
    pub name: String,
    /// What it tells, in plain words.
    pub plain: String,
    /// Formula.
    pub formula: String,
    /// What it cannot tell.
    pub quality: String,
    /// What the numerator counts: head of the column in the list of records.
    pub counted: String,
    /// Where the cases come from.
    pub source: String,
}

impl Question {
    /// The word for it.
    pub fn name(self, t: &Texts) -> &'static str {
        match self {
            Self::Courtesy => t.publication_question_courtesy(),
            Self::Clarity => t.publication_question_clarity(),
            Self::Speed => t.publication_question_speed(),
            Self::Fairness => t.publication_question_fairness(),
            Self::Outcome => t.publication_question_outcome(),
        }
    }
}

impl Definition {
    /// Its words.
    pub fn words(&self, t: &Texts) -> Words {
        let (name, plain, formula, quality, counted) = match self.population {
            Population::Filed => (
                t.publication_filed_name(),
                t.publication_filed_plain(),
                t.publication_filed_formula(),
                t.publication_filed_quality(),
                t.publication_filed_counted(),
            ),
            Population::InTime => (
                t.publication_in_time_name(),
                t.publication_in_time_plain(),
                t.publication_in_time_formula(),
                t.publication_in_time_quality(),
                t.publication_in_time_counted(),
            ),
            Population::AnswerTime => (
                t.publication_answer_time_name(),
                t.publication_answer_time_plain(),
                t.publication_answer_time_formula(),
                t.publication_answer_time_quality(),
                t.publication_answer_time_counted(),
            ),
            Population::Overdue => (
                t.publication_overdue_name(),
                t.publication_overdue_plain(),
                t.publication_overdue_formula(),
                t.publication_overdue_quality(),
                t.publication_overdue_counted(),
            ),
            Population::Objected => (
                t.publication_objected_name(),
                t.publication_objected_plain(),
                t.publication_objected_formula(),
                t.publication_objected_quality(),
                t.publication_objected_counted(),
            ),
            Population::Upheld => (
                t.publication_upheld_name(),
                t.publication_upheld_plain(),
                t.publication_upheld_formula(),
                t.publication_upheld_quality(),
                t.publication_upheld_counted(),
            ),
            Population::InformationInTime => (
                t.publication_information_in_time_name(),
                t.publication_information_in_time_plain(),
                t.publication_information_in_time_formula(),
                t.publication_information_in_time_quality(),
                t.publication_in_time_counted(),
            ),
            Population::InformationGiven => (
                t.publication_information_given_name(),
                t.publication_information_given_plain(),
                t.publication_information_given_formula(),
                t.publication_information_given_quality(),
                t.publication_information_given_counted(),
            ),
            Population::Satisfied(question) => {
                let question = question.name(t);
                return Words {
                    name: t.publication_satisfied_name(question),
                    plain: t.publication_satisfied_plain(question),
                    formula: t.publication_satisfied_formula(question),
                    quality: t.publication_satisfied_quality().to_owned(),
                    counted: t.publication_satisfied_counted().to_owned(),
                    source: t.publication_source_surveys().to_owned(),
                };
            }
        };
        Words {
            name: name.to_owned(),
            plain: plain.to_owned(),
            formula: formula.to_owned(),
            quality: quality.to_owned(),
            counted: counted.to_owned(),
            source: t.publication_source_messages().to_owned(),
        }
    }
}
