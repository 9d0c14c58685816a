//! Readings of common names, so that «Karimi» is not taken for «کرمی»: a Latin spelling that reads as a known name is that name's.

use std::sync::LazyLock;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::candidates::consonants;
use super::letters::fold_into;
use super::romanisation::{Fit, Pattern};
use super::spelling::write_standing;

/// (Persian, reading) of the second half of joined names.
const ENDINGS: &[(&str, &str)] = &[
    ("زاده", "zAde"),
    ("پور", "pur"),
    ("نژاد", "neZAd"),
    ("نیا", "niyA"),
    ("فر", "far"),
    ("وند", "vand"),
    ("ان", "'An"),
    ("ی", "i"),
    ("لو", "lu"),
    ("اله", "ollAh"),
    ("اله", "ollA"),
];

struct Entry {
    persian: String,
    pattern: Pattern,
}

pub(super) struct Lexicon {
    entries: Vec<Entry>,
    by_persian: HashMap<String, Vec<usize>, RandomState>,
    by_consonants: HashMap<String, Vec<usize>, RandomState>,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// A Persian word in its standing letters.
fn standing(word: &str) -> String {
    let mut folded = String::new();
    let met = fold_into(word, &mut folded);
    let mut out = String::new();
    write_standing(&folded, met, &mut out);
    out
}

impl Lexicon {
    fn read() -> Self {
        let mut lexicon = Self {
            entries: Vec::new(),
            by_persian: HashMap::default(),
            by_consonants: HashMap::default(),
        };
        let rows: Vec<(String, Vec<&str>)> = include_str!("lexicon.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut fields = line.split(' ');
                Some((standing(fields.next()?), fields.collect()))
            })
            .collect();
        for (persian, readings) in &rows {
            if !lexicon.by_persian.contains_key(persian) {
                for reading in readings {
                    lexicon.add(persian, reading);
                }
            }
        }
        // The family name made of a given name: «کریم», «کریمی».
        for (persian, readings) in &rows {
            let family = format!("{persian}ی");
            if !persian.ends_with(['ی', 'ا', 'ه', 'و']) && !lexicon.by_persian.contains_key(&family)
            {
                for reading in readings {
                    lexicon.add(&family, &format!("{reading}i"));
                }
            }
        }
        lexicon
    }

    fn add(&mut self, persian: &str, reading: &str) {
        let place = self.entries.len();
        self.entries.push(Entry {
            persian: persian.to_owned(),
            pattern: Pattern::reading(reading, persian.ends_with('ه')),
        });
        self.by_persian
            .entry(persian.to_owned())
            .or_default()
            .push(place);
        for skeleton in consonants(persian) {
            self.by_consonants.entry(skeleton).or_default().push(place);
        }
    }

    fn readings(&self, persian: &str) -> impl Iterator<Item = &Pattern> {
        self.by_persian
            .get(persian)
            .into_iter()
            .flatten()
            .map(|place| &self.entries[*place].pattern)
    }

    /// Whether the list has the name.
    pub(super) fn has(&self, persian: &str) -> bool {
        self.by_persian.contains_key(persian)
    }

    /// How a Latin spelling fits a name of the list.
    pub(super) fn fit(&self, persian: &str, latin: &[u8]) -> Option<Fit> {
        best(self.readings(persian), latin)
    }

    /// How a Latin spelling fits a name joined of two or three that are on the list, or of one and an ending.
    pub(super) fn joined(&self, persian: &str, latin: &[u8]) -> Option<Fit> {
        let patterns = self.parts(persian, 3);
        best(patterns.iter(), latin)
    }

    fn parts(&self, persian: &str, most: usize) -> Vec<Pattern> {
        let mut found: Vec<Pattern> = Vec::new();
        if most == 1 {
            return found;
        }
        for (place, _) in persian.char_indices().skip(2) {
            let (front, back) = persian.split_at(place);
            let mut tails: Vec<Pattern> = ENDINGS
                .iter()
                .filter(|(ending, _)| *ending == back)
                .map(|(ending, reading)| Pattern::reading(reading, ending.ends_with('ه')))
                .collect();
            if back.chars().count() > 1 {
                tails.extend(self.readings(back).map(|pattern| pattern.then(&NOTHING)));
            }
            for head in self.readings(front) {
                found.extend(tails.iter().map(|tail| head.then(tail)));
                if tails.is_empty() {
                    found.extend(
                        self.parts(back, most - 1)
                            .iter()
                            .map(|tail| head.then(tail)),
                    );
                }
            }
            if found.len() > 32 {
                break;
            }
        }
        found
    }

    /// Whether a known name other than `persian` reads as the Latin spelling better than `fit`, or as well where `fit` is a reading.
    /// `skeletons` are the consonants of the Latin spelling.
    pub(super) fn rival(&self, persian: &str, latin: &str, skeletons: &[String], fit: Fit) -> bool {
        skeletons.iter().any(|skeleton| {
            self.by_consonants
                .get(skeleton)
                .into_iter()
                .flatten()
                .map(|place| &self.entries[*place])
                .filter(|entry| entry.persian != persian)
                .filter_map(|entry| entry.pattern.fit(latin.as_bytes()))
                .any(|theirs| theirs < fit || (theirs == fit && fit < Fit::Consonants))
        })
    }
}

static NOTHING: LazyLock<Pattern> = LazyLock::new(|| Pattern::reading("", false));

fn best<'a>(patterns: impl Iterator<Item = &'a Pattern>, latin: &[u8]) -> Option<Fit> {
    patterns.filter_map(|pattern| pattern.fit(latin)).min()
}
