//! Who may not do what in a case, by person and never by account, so that a second account changes nothing.

use crate::platform::coded::coded;

/// Everybody whose hand has been in a case. All are ids of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hands {
    /// Who reported.
    pub reporter: Option<String>,
    /// Who opened the case.
    pub opener: Option<String>,
    /// Who took it up.
    pub screener: Option<String>,
    /// Who investigates.
    pub investigator: Option<String>,
    /// The accused.
    pub subject: Option<String>,
    /// Seated on the primary board, now or before.
    pub primary: Vec<String>,
    /// Seated on the appeal board, now or before.
    pub appeal: Vec<String>,
    /// Who keeps out.
    pub recused: Vec<String>,
}

/// A part that somebody would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Confirms that there is something to look at, or closes it.
    Screen,
    /// Investigates.
    Investigate,
    /// Decides.
    Decide(Stage),
    /// Serves, refers, enforces, keeps the record.
    Keep,
}

coded! {
    /// Why somebody keeps out.
    Ground {
        /// The matter is their own.
        Accused = "accused",
        /// They reported or opened it.
        Opened = "opened",
        /// They took it up.
        Screened = "screened",
        /// They investigate it.
        Investigated = "investigated",
        /// They have sat on the other board in this case.
        OtherBoard = "other-board",
        /// The accused is above them.
        Superior = "superior",
        /// Kin up to the class and degree of the law.
        Kinship = "kinship",
        /// A recorded tie that conflicts or may conflict.
        Tie = "tie",
        /// An interest of their own, said by themselves or found.
        Interest = "interest",
        /// They were found to keep out before.
        Recused = "recused",
    }
}

use super::Stage;

/// Why a person cannot take a part, if so.
#[expect(
    clippy::match_same_arms,
    reason = "one line for each rule of the table"
)]
pub fn barred(hands: &Hands, part: Part, person: &str) -> Option<Ground> {
    let is = |one: &Option<String>| one.as_deref() == Some(person);
    let among = |list: &[String]| list.iter().any(|one| one == person);
    if is(&hands.subject) {
        return Some(Ground::Accused);
    }
    if among(&hands.recused) {
        return Some(Ground::Recused);
    }
    let decided = among(&hands.primary) || among(&hands.appeal);
    match part {
        Part::Screen if is(&hands.reporter) || is(&hands.opener) => Some(Ground::Opened),
        Part::Screen if is(&hands.investigator) => Some(Ground::Investigated),
        Part::Investigate if is(&hands.reporter) => Some(Ground::Opened),
        Part::Investigate if is(&hands.screener) => Some(Ground::Screened),
        Part::Screen | Part::Investigate if decided => Some(Ground::OtherBoard),
        Part::Decide(_) if is(&hands.reporter) || is(&hands.opener) => Some(Ground::Opened),
        Part::Decide(_) if is(&hands.screener) => Some(Ground::Screened),
        Part::Decide(_) if is(&hands.investigator) => Some(Ground::Investigated),
        Part::Decide(Stage::Primary) if among(&hands.appeal) => Some(Ground::OtherBoard),
        Part::Decide(Stage::Appeal) if among(&hands.primary) => Some(Ground::OtherBoard),
        _ => None,
    }
}

/// The vote of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Code of the outcome.
    pub outcome: String,
    /// Code of the sanction, where a violation is found.
    pub sanction: Option<String>,
}

/// What the votes of a panel decide: the outcome and sanction that at least `least` members gave, once `quorum` have voted.
pub fn tally(voices: &[Voice], quorum: usize, least: usize) -> Option<(Voice, usize)> {
    if voices.len() < quorum {
        return None;
    }
    voices
        .iter()
        .map(|voice| {
            let same = voices.iter().filter(|other| *other == voice).count();
            (voice.clone(), same)
        })
        .filter(|(_, same)| *same >= least && *same * 2 > voices.len())
        .max_by_key(|(_, same)| *same)
}
