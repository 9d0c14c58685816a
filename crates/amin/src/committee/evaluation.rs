//! The yearly evaluation of a committee: criteria with weights, each a share of what its own records hold. Pure.

use serde::{Deserialize, Serialize};

use crate::platform::coded::coded;

coded! {
    /// What a committee's year is judged by.
    Criterion {
        /// Quarters with a session.
        Sessions = "sessions",
        /// Resolutions done in time.
        Resolutions = "resolutions",
        /// Findings of the agenda that were decided.
        Findings = "findings",
        /// Resolutions that prevent, against the share expected.
        Prevention = "prevention",
        /// Voting seats filled at sessions.
        Attendance = "attendance",
    }
}

impl Criterion {
    /// The setting that holds its weight.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Sessions => "committee.weight-sessions",
            Self::Resolutions => "committee.weight-resolutions",
            Self::Findings => "committee.weight-findings",
            Self::Prevention => "committee.weight-prevention",
            Self::Attendance => "committee.weight-attendance",
        }
    }
}

/// A criterion as it was measured: `part` of `of`, with its weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Code of the criterion.
    pub criterion: String,
    /// What was reached.
    pub part: i64,
    /// Of how much; 0 where the year holds nothing to judge.
    pub of: i64,
    /// Its weight.
    pub weight: i64,
}

/// What a line says of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Reached the share of a strength.
    Strength,
    /// Between both.
    Middle,
    /// Under the share of a weakness.
    Weakness,
    /// Nothing to judge.
    Unknown,
}

impl Line {
    /// The share in whole percent, at most 100; none where there is nothing to judge.
    pub fn percent(&self) -> Option<i64> {
        (self.of > 0).then(|| ((200 * self.part + self.of) / (2 * self.of)).clamp(0, 100))
    }

    /// What the line says.
    pub fn verdict(&self, strong: i64, weak: i64) -> Verdict {
        match self.percent() {
            None => Verdict::Unknown,
            Some(percent) if percent >= strong => Verdict::Strength,
            Some(percent) if percent < weak => Verdict::Weakness,
            Some(_) => Verdict::Middle,
        }
    }
}

/// The weighted mean of the shares in whole percent; criteria with nothing to judge do not count. None where none counts.
pub fn score(lines: &[Line]) -> Option<i64> {
    let judged = || {
        lines
            .iter()
            .filter_map(|line| Some((line.percent()?, line.weight.max(0))))
    };
    let weights: i64 = judged().map(|(_, weight)| weight).sum();
    let sum: i64 = judged().map(|(percent, weight)| percent * weight).sum();
    (weights > 0).then(|| (2 * sum + weights) / (2 * weights))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(part: i64, of: i64, weight: i64) -> Line {
        let criterion = "sessions".to_owned();
        Line {
            criterion,
            part,
            of,
            weight,
        }
    }

    #[test]
    fn a_year_is_the_weighted_mean_of_what_can_be_judged() {
        // 3 of 4 is 75 %, 1 of 3 is 33 %: (75 · 20 + 33 · 30) / 50 = 49.8.
        assert_eq!(
            score(&[line(3, 4, 20), line(1, 3, 30), line(0, 0, 50)]),
            Some(50)
        );
        assert_eq!(score(&[line(0, 0, 50)]), None);
        assert_eq!(line(1, 2, 1).percent(), Some(50));
        assert_eq!(line(2, 3, 1).percent(), Some(67));
        assert_eq!(
            line(9, 4, 1).percent(),
            Some(100),
            "more than expected is the whole"
        );
        assert_eq!(line(4, 5, 1).verdict(80, 60), Verdict::Strength);
        assert_eq!(line(3, 5, 1).verdict(80, 60), Verdict::Middle);
        assert_eq!(line(59, 100, 1).verdict(80, 60), Verdict::Weakness);
    }

    proptest! {
        #[test]
        fn a_score_lies_between_its_shares(lines in proptest::collection::vec((0_i64..50, 1_i64..50, 1_i64..40), 1..6)) {
            let lines: Vec<Line> = lines.into_iter().map(|(part, of, weight)| line(part, of, weight)).collect();
            let shares: Vec<i64> = lines.iter().filter_map(Line::percent).collect();
            let score = score(&lines).expect("a score");
            prop_assert!(shares.iter().min() <= Some(&score) && Some(&score) <= shares.iter().max());
        }
    }
}
