//! A Persian name beside a Latin one: the words in their order, where one word of one side may be several of the other.

use super::candidates::consonants;
use super::lexicon::LEXICON;
use super::reason::Reason;
use super::romanisation::{Fit, Pattern};

/// How many words stand for how many of the other side: «غلام‌حسین‌زاده» is one or three.
const SHAPES: [(usize, usize); 5] = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)];
/// Names of more words are not compared across scripts.
const LONGEST: usize = 12;
/// Fewest consonants on which two spellings are held for one when their vowels differ.
const STRONG: usize = 3;

/// How two names, or two words, of different scripts agree; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// The Latin spelling reads as the Persian, and as no other known name as well.
    Reads,
    /// For a person, because of this.
    Look(LookBecause),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LookBecause {
    ReadsAsOther,
    Consonants,
}

impl LookBecause {
    pub(super) const fn reason(self) -> Reason {
        match self {
            Self::ReadsAsOther => Reason::ReadsAsOther,
            Self::Consonants => Reason::Consonants,
        }
    }
}

/// How the words of two names agree, in their order; `None` when they do not.
pub(super) fn agree(left: &str, right: &str) -> Option<Agreement> {
    let left: Vec<&str> = left.split(' ').collect();
    let right: Vec<&str> = right.split(' ').collect();
    if left.len() > LONGEST || right.len() > LONGEST {
        return None;
    }
    // best[i][j]: agreement of the first i words with the first j.
    let mut best = vec![vec![None; right.len() + 1]; left.len() + 1];
    best[0][0] = Some(Agreement::Reads);
    for i in 0..left.len() {
        for j in 0..right.len() {
            let Some(so_far) = best[i][j] else { continue };
            for (n, m) in SHAPES {
                if i + n > left.len() || j + m > right.len() {
                    continue;
                }
                if let Some(here) = group(&left[i..i + n], &right[j..j + m]) {
                    let here = so_far.max(here);
                    let best = &mut best[i + n][j + m];
                    *best = Some(best.map_or(here, |known: Agreement| known.min(here)));
                }
            }
        }
    }
    best[left.len()][right.len()]
}

fn group(left: &[&str], right: &[&str]) -> Option<Agreement> {
    match (is_latin(left), is_latin(right)) {
        (false, true) => read(left, &right.concat()),
        (true, false) => read(right, &left.concat()),
        _ => (left.concat() == right.concat()).then_some(Agreement::Reads),
    }
}

fn is_latin(words: &[&str]) -> bool {
    words.iter().all(|word| word.is_ascii())
}

/// Does the Latin spelling read as the Persian words?
fn read(persian: &[&str], latin: &str) -> Option<Agreement> {
    let joined = persian.concat();
    let bytes = latin.as_bytes();
    // Most words have other consonants, and need no closer look.
    let theirs = consonants(latin);
    if !consonants(&joined)
        .iter()
        .any(|skeleton| theirs.contains(skeleton))
    {
        return None;
    }
    let known = LEXICON.has(&joined);
    let fit = if known {
        LEXICON.fit(&joined, bytes)?
    } else {
        let letters = Pattern::letters(persian.iter().copied());
        let by_letters = letters.fit(bytes)?;
        let by_parts = (by_letters != Fit::Reads)
            .then(|| LEXICON.joined(&joined, bytes))
            .flatten();
        let fit = by_parts.map_or(by_letters, |fit| fit.min(by_letters));
        if fit == Fit::Consonants && letters.strength() < STRONG {
            return Some(Agreement::Look(LookBecause::Consonants));
        }
        fit
    };
    Some(if LEXICON.rival(&joined, latin, &theirs, fit) {
        Agreement::Look(LookBecause::ReadsAsOther)
    } else if known && fit == Fit::Consonants {
        Agreement::Look(LookBecause::Consonants)
    } else {
        Agreement::Reads
    })
}
