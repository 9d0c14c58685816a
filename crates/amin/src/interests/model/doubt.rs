//! Doubts: a tie that an outsider could doubt, and what was answered to it. Pure.

use relations::rules::Outcome;
use sha2::{Digest, Sha256};

use crate::platform::coded::coded;

coded! {
    /// What somebody is to handle, decide or take part in.
    DoubtObject {
        /// پرونده یا پیام درباره شخصی معین.
        Matter = "matter",
        /// بند دستور جلسه.
        Item = "agenda-item",
        /// مناقصه.
        Tender = "tender",
    }
}

coded! {
    /// What became of a doubt.
    Ruling {
        /// می‌تواند رسیدگی کند.
        Cleared = "cleared",
        /// کنار گذاشته شد.
        KeptOut = "kept-out",
        /// موضوع آن از میان رفت: the tie ended or changed, or somebody else handles the matter.
        Lapsed = "lapsed",
    }
}

impl Ruling {
    /// Those that a person gives.
    pub const GIVEN: [Self; 2] = [Self::Cleared, Self::KeptOut];
}

/// How somebody stands to a matter after a screening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing keeps this person from it.
    Free,
    /// An integrity officer has been asked: until the answer this person neither opens nor decides it.
    Waits,
    /// An integrity officer has kept this person out.
    KeptOut,
}

/// Whether an outcome blocks until somebody who is not on the path has answered. Insufficient data does not: nothing was found, and where
/// every gap blocked, no file of a firm without recorded owners could be handled; the integrity unit has a list of what is missing.
pub const fn is_doubtful(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Appearance | Outcome::Potential)
}

/// SHA-256 of what a screening answered: its outcome, to whom the path leads, and the path in words. A ruling holds for the same answer.
pub fn answer_hash(outcome: &str, party: &str, path: &str) -> String {
    hex::encode(Sha256::digest(format!("{outcome}\n{party}\n{path}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_clear_and_conflict_is_doubtful_and_missing_data_is_not() {
        let doubtful: Vec<Outcome> = Outcome::ALL
            .into_iter()
            .filter(|one| is_doubtful(*one))
            .collect();
        assert_eq!(doubtful, [Outcome::Potential, Outcome::Appearance]);
    }

    /// Computed with coreutils: `printf 'potential\n10380284790\nراه' | sha256sum`.
    #[test]
    fn another_path_is_another_answer() {
        let one = answer_hash("potential", "10380284790", "راه");
        assert_eq!(
            one,
            "1d2ede4ce3e4f7e956d092d61571913b1a6bbee28745f10002197a5771cbd6ce"
        );
        for other in [
            answer_hash("appearance", "10380284790", "راه"),
            answer_hash("potential", "10240117985", "راه"),
            answer_hash("potential", "10380284790", "راه دیگر"),
        ] {
            assert_ne!(one, other);
        }
    }
}
