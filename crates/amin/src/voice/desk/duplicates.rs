//! How likely two messages are about the same matter: the words they share, spelling folded.

use std::collections::BTreeSet;

/// Share from which two texts are shown as likely about the same matter.
pub const LIKELY: f64 = 0.25;

/// The words of a text that carry meaning: folded, at least three letters long.
pub fn words(text: &str) -> BTreeSet<String> {
    persian::search_terms(text)
        .into_iter()
        .filter(|word| word.chars().count() >= 3)
        .collect()
}

/// Jaccard's index of two sets of words: shared words as a share of all words of both, 0 to 1.
#[expect(
    clippy::cast_precision_loss,
    reason = "a message has far fewer than 2^52 words"
)]
pub fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let shared = one.intersection(other).count();
    let all = one.len() + other.len() - shared;
    if all == 0 {
        0.0
    } else {
        shared as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spelling_does_not_hide_the_same_matter() {
        // Arabic yeh and kaf, and a space instead of the zero-width non-joiner: two of two words are shared.
        assert!((overlap(&words("چراغ کوچه"), &words("چراغ كوچه")) - 1.0).abs() < 1e-9);
        // Shared: چراغ, کوچه; all: چراغ, کوچه, خاموش, شکسته.
        assert!((overlap(&words("چراغ کوچه خاموش"), &words("چراغ کوچه شکسته")) - 0.5).abs() < 1e-9);
        assert!(overlap(&words("چراغ کوچه"), &words("بوی زباله")) < LIKELY);
    }

    proptest! {
        #[test]
        fn overlap_is_symmetric_and_a_share(one in "[ابپت ]{0,40}", other in "[ابپت ]{0,40}") {
            let (one, other) = (words(&one), words(&other));
            let share = overlap(&one, &other);
            prop_assert!((0.0..=1.0).contains(&share));
            prop_assert!((share - overlap(&other, &one)).abs() < 1e-12);
            prop_assert!(one.is_empty() || (overlap(&one, &one) - 1.0).abs() < 1e-12);
        }
    }
}
