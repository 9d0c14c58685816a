//! Two names: the same, different, or for a person to look at.

use super::candidates::{LEFT_OUT, consonants};
use super::letters::by_ear;
use super::name::{Name, Script};
use super::reason::{Finding, Reason, Verdict};
use super::titles::{Honours, fronts, joined};
use super::words::{Agreement, agree};

/// Compares two names. It does not matter which comes first.
///
/// ```
/// use relations::names::{Name, Verdict, compare};
/// let verdict = |a, b| compare(&Name::new(a), &Name::new(b)).verdict;
/// assert_eq!(verdict("علی‌رضا کریمی", "عليرضا كريمي"), Verdict::Same);
/// assert_eq!(verdict("رضا کریمی", "سید رضا کریمی"), Verdict::Review);
/// assert_eq!(verdict("رضا کریمی", "رضا کرمی"), Verdict::Different);
/// ```
pub fn compare(a: &Name, b: &Name) -> Finding {
    if a.is_empty() || b.is_empty() {
        return Finding::new(Verdict::Review, [Reason::Empty]);
    }
    let apart = a.honours().difference(b.honours());
    if a.letters() == b.letters() {
        return equal(a, b, apart);
    }
    if let Some(joined) = joined_honours(a, b) {
        return if joined.is_empty() {
            Finding::new(Verdict::Same, [Reason::SameLetters])
        } else {
            Finding::new(Verdict::Review, [Reason::Honours(joined)])
        };
    }
    match (a.script(), b.script()) {
        (Script::Other, other) | (other, Script::Other) if other != Script::Other => {
            Finding::new(Verdict::Review, [Reason::Scripts])
        }
        (one, other) if one != other || one == Script::Mixed => across(a, b, apart),
        (Script::Latin, _) => within(a, b, alike_in_latin(a, b), apart),
        _ => within(a, b, alike_in_persian(a, b), apart),
    }
}

fn equal(a: &Name, b: &Name, apart: Honours) -> Finding {
    if !apart.is_empty() {
        return Finding::new(Verdict::Review, [Reason::Honours(apart)]);
    }
    let mut why = vec![if a.words() == b.words() && a.titled() == b.titled() {
        Reason::SameText
    } else {
        Reason::SameLetters
    }];
    if a.titled() != b.titled() {
        why.push(Reason::TitleLeftOut);
    }
    Finding::new(Verdict::Same, why)
}

/// The honours that differ where one side has one joined to the name: «سیدعلی» beside «سید علی» (none) or «علی».
fn joined_honours(a: &Name, b: &Name) -> Option<Honours> {
    let (longer, shorter) = if a.letters().len() > b.letters().len() {
        (a, b)
    } else {
        (b, a)
    };
    let honour = joined(longer.letters(), shorter.letters())?;
    Some(longer.honours().with(honour).difference(shorter.honours()))
}

fn across(a: &Name, b: &Name, apart: Honours) -> Finding {
    let plain = agree(a.words(), b.words()).map(|agreement| (agreement, apart));
    // «سیدعلی» beside «Seyyed Ali»: an honour may be joined to the name on one side.
    let joined = [(a, b), (b, a)].into_iter().flat_map(|(one, other)| {
        fronts(one.words()).filter_map(move |(honour, rest)| {
            let apart = one.honours().with(honour).difference(other.honours());
            agree(rest, other.words()).map(|agreement| (agreement, apart))
        })
    });
    match plain.into_iter().chain(joined).min() {
        None => Finding::new(Verdict::Different, [Reason::OtherLetters]),
        Some((Agreement::Look(because), apart)) => {
            with_honours(Verdict::Review, because.reason(), apart)
        }
        Some((Agreement::Reads, apart)) => with_honours(Verdict::Same, Reason::Romanised, apart),
    }
}

fn with_honours(verdict: Verdict, reason: Reason, apart: Honours) -> Finding {
    if apart.is_empty() {
        Finding::new(verdict, [reason])
    } else {
        Finding::new(Verdict::Review, [reason, Reason::Honours(apart)])
    }
}

fn within(a: &Name, b: &Name, alike: Option<Reason>, apart: Honours) -> Finding {
    let swapped = || same_words(a, b).then_some(Reason::OtherOrder);
    match alike.or_else(swapped) {
        Some(reason) => with_honours(Verdict::Review, reason, apart),
        None => Finding::new(Verdict::Different, [Reason::OtherLetters]),
    }
}

fn same_words(a: &Name, b: &Name) -> bool {
    let sorted = |name: &Name| {
        let mut words: Vec<String> = name.words().split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    a.letters().len() == b.letters().len() && sorted(a) == sorted(b)
}

fn alike_in_persian(a: &Name, b: &Name) -> Option<Reason> {
    if a.letters()
        .chars()
        .map(by_ear)
        .eq(b.letters().chars().map(by_ear))
    {
        return Some(Reason::ByEar);
    }
    let longer = |a: &Name, b: &Name| {
        // One word alone is no family name to add something to.
        b.words().contains(' ')
            && a.letters()
                .strip_prefix(b.letters())
                .is_some_and(|rest| LEFT_OUT.contains(&rest))
    };
    (longer(a, b) || longer(b, a)).then_some(Reason::LongerFamily)
}

fn alike_in_latin(a: &Name, b: &Name) -> Option<Reason> {
    let theirs = consonants(b.letters());
    consonants(a.letters())
        .iter()
        .any(|skeleton| skeleton.len() > 1 && theirs.contains(skeleton))
        .then_some(Reason::TwoRomanisations)
}
