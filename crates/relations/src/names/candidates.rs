//! Which of many names are worth comparing: those with the same consonants.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::letters::{by_ear, is_persian};
use super::name::{Name, Script};
use super::romanisation::{is_sun_letter, is_weak};
use super::titles;

/// Words that one record has at the end of a family name and another leaves out.
pub(super) const LEFT_OUT: &[&str] = &[
    "اصل", "مقدم", "نژاد", "پور", "زاده", "نیا", "فر", "تبار", "راد", "مهر", "پناه",
];

/// Most skeletons of one spelling: «ch» may be چ or خ, «x» خ or کس.
const MOST_SKELETONS: usize = 8;

/// An index from consonants to names. What [`super::compare`] would call the same, or would send to a person, shares a key with it; two
/// scripts meet on coarser keys, where a spelling whose article or ch, c, x can be read in more than eight ways may be missed.
///
/// ```
/// use relations::names::{Candidates, Name};
/// let names = ["علی کريمي", "علی کرمی", "Ali Karimi", "رضا نوری"].map(Name::new);
/// let candidates = Candidates::new(&names);
/// assert_eq!(candidates.of(&Name::new("علي كریمی")), [0, 2]);
/// ```
#[derive(Debug, Default)]
pub struct Candidates {
    places: HashMap<u64, Vec<u32>, RandomState>,
}

impl Candidates {
    /// Indexes names; places count from 0.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a Name>) -> Self {
        let mut index = Self::default();
        for (place, name) in names.into_iter().enumerate() {
            let Ok(place) = u32::try_from(place) else {
                break;
            };
            index.add(place, name);
        }
        index
    }

    /// Adds one name under a number of the caller's.
    pub fn add(&mut self, place: u32, name: &Name) {
        let mut keys = own_keys(name);
        keys.extend(coarse_keys(name, name.script()));
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.places.entry(key).or_default().push(place);
        }
    }

    /// The places of names worth comparing, rising.
    pub fn of(&self, name: &Name) -> Vec<u32> {
        let mut keys = own_keys(name);
        for other in [Script::Persian, Script::Latin, Script::Mixed] {
            if other != name.script() || other == Script::Mixed {
                keys.extend(coarse_keys(name, other));
            }
        }
        let mut found: Vec<u32> = keys
            .iter()
            .filter_map(|key| self.places.get(key))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Spreads a letter over 64 bits, so that sums of letters differ (the finaliser of `SplitMix64`).
const fn spread(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// The sum of the letters, whatever their order: names with swapped words share it.
fn sum(letters: impl Iterator<Item = char>) -> u64 {
    letters.fold(0, |sum: u64, letter| {
        sum.wrapping_add(spread(u64::from(letter)))
    })
}

/// Keys within one script.
fn own_keys(name: &Name) -> Vec<u64> {
    let letters = name.letters();
    if name.script() == Script::Latin {
        // Two romanisations of one name are compared by their consonants.
        return consonants(letters)
            .iter()
            .map(|skeleton| spread(sum(skeleton.chars())))
            .collect();
    }
    let key = |letters: &str| sum(letters.chars().map(by_ear));
    let mut keys = vec![key(letters)];
    keys.extend(without_ending(letters).map(key));
    // «سیدعلی» is indexed as «علی» too.
    for (_, rest) in titles::fronts(letters) {
        keys.push(key(rest));
        keys.extend(without_ending(rest).map(key));
    }
    keys
}

/// `letters` without a word that is often left out at the end.
pub(super) fn without_ending(letters: &str) -> impl Iterator<Item = &str> {
    LEFT_OUT
        .iter()
        .filter_map(move |ending| letters.strip_suffix(ending))
        .filter(|rest| !rest.is_empty())
}

/// Keys under which a name of one script is found by names of another.
fn coarse_keys(name: &Name, script: Script) -> Vec<u64> {
    let salt = match script {
        Script::Persian => 1,
        Script::Latin => 2,
        Script::Mixed => 3,
        Script::Other => return Vec::new(),
    };
    let fronts = titles::fronts(name.letters()).map(|(_, rest)| rest);
    std::iter::once(name.letters())
        .chain(fronts)
        .flat_map(consonants)
        .map(|skeleton| spread(sum(skeleton.chars()) ^ salt))
        .collect()
}

/// The consonants of letters without spaces, in classes that romanisations do not mix up; more than one where a spelling can be read in
/// several ways. Neighbours of one class count once.
pub(super) fn consonants(letters: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut rest = letters;
    let mut previous = '\0';
    while let Some(letter) = rest.chars().next() {
        let (length, readings) = if letter.is_ascii() {
            latin(rest.as_bytes())
        } else {
            (letter.len_utf8(), persian(previous, rest))
        };
        rest = &rest[length..];
        previous = letter;
        match readings {
            [] => {}
            [only] => found.iter_mut().for_each(|skeleton| add(skeleton, only)),
            several => {
                found = several
                    .iter()
                    .flat_map(|reading| {
                        found.iter().cloned().map(|mut skeleton| {
                            add(&mut skeleton, reading);
                            skeleton
                        })
                    })
                    .take(MOST_SKELETONS)
                    .collect();
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn add(skeleton: &mut String, classes: &str) {
    for class in classes.chars() {
        if !skeleton.ends_with(class) {
            skeleton.push(class);
        }
    }
}

/// Classes of the Persian letter at the front of `rest`.
fn persian(previous: char, rest: &str) -> &'static [&'static str] {
    let mut letters = rest.chars();
    let letter = letters.next().unwrap_or_default();
    match letter {
        'ب' => &["B"],
        'پ' => &["P"],
        'ت' | 'ط' => &["T"],
        'ث' => &["S", "T"],
        'س' | 'ص' | 'ز' | 'ض' | 'ظ' | 'ژ' | 'ش' | 'ج' | 'چ' => &["S"],
        'ذ' => &["S", "D"],
        'د' => &["D"],
        'خ' | 'ق' | 'غ' | 'ک' | 'گ' => &["K"],
        'ف' => &["F"],
        'ر' => &["R"],
        'ل' if previous == 'ا' && letters.next().is_some_and(is_sun_letter) => &["L", ""],
        'ل' => &["L"],
        'م' => &["M"],
        'ن' => &["N"],
        'ڤ' | 'و' | 'ی' | 'ه' | 'ح' | 'ع' | 'ا' => &[],
        _ if is_persian(letter) => &[],
        _ => &["?"],
    }
}

/// Length and classes of the Latin spelling at the front of `rest`.
fn latin(rest: &[u8]) -> (usize, &'static [&'static str]) {
    match rest {
        [b't', b's', b'c', b'h', ..] => (4, &["S"]),
        [b's' | b't', b'c', b'h', ..] | [b'd', b'z', b'h', ..] => (3, &["S"]),
        [b'c', b'h', ..] => (2, &["S", "K"]),
        [b'c', b'k', ..] | [b'k' | b'g', b'h', ..] => (2, &["K"]),
        [b's' | b'z' | b'j', b'h', ..] | [b'd', b'j', ..] | [b'c', b'z', ..] => (2, &["S"]),
        [b'p', b'h', ..] => (2, &["F"]),
        [b't', b'h', ..] => (2, &["T", "S"]),
        [b'd', b'h', ..] => (2, &["D", "S"]),
        [b'x', ..] => (1, &["K", "KS"]),
        [b'c', b'e' | b'i' | b'y', ..] => (1, &["S", "K"]),
        [b'g', b'e' | b'i' | b'y', ..] => (1, &["K", "S"]),
        [b'c' | b'k' | b'q' | b'g', ..] => (1, &["K"]),
        [b's' | b'z', ..] => (1, &["S"]),
        [b'j', ..] => (1, &["S", ""]),
        [b'b', ..] => (1, &["B"]),
        [b'p', ..] => (1, &["P"]),
        [b't', ..] => (1, &["T"]),
        [b'd', ..] => (1, &["D"]),
        [b'f', ..] => (1, &["F"]),
        [b'v', ..] => (1, &["", "F"]),
        [b'r', ..] => (1, &["R"]),
        [b'l', ..] => (1, &["L"]),
        [b'm', ..] => (1, &["M"]),
        [b'n', ..] => (1, &["N"]),
        [letter, ..] if is_weak(*letter) => (1, &[]),
        _ => (1, &["?"]),
    }
}
