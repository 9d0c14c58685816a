//! A telephone, representative, account or address that recurs over many citizens' files, with its speed and outcome against comparable
//! files. A list to review and no accusation: a lawyer, an office or a grandson recurs too. Pure.

use std::collections::HashMap;

use eventlog::EventLog;
use fairness::brokers::{Files, Recurring, by_chance, medians, recurring};
use fairness::strata::NONE;
use sha2::{Digest, Sha256};

use super::columns::{
    Alike, Ask, Given, QUARTER, Span, Unknown, What, columns, is_people, quarters,
};

/// Shuffles that tell how many rows chance alone would give.
const SHUFFLES: usize = 20;
/// What makes draws repeatable: the same data give the same list to everybody.
const SEED: u64 = 1405;
/// Words in the names of attributes that are telephones, representatives, accounts or addresses.
const LIKELY: [&str; 16] = [
    "phone",
    "mobile",
    "tel",
    "agent",
    "represent",
    "attorney",
    "lawyer",
    "account",
    "iban",
    "address",
    "تلفن",
    "همراه",
    "نماینده",
    "وکیل",
    "حساب",
    "نشانی",
];

/// What is asked of an event log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Attribute that may recur.
    pub key: String,
    /// Attribute that says whose file it is; empty: each file is a citizen of its own.
    pub citizen: String,
    /// Activity that is the outcome wished for; empty: outcomes are not compared.
    pub favourable: String,
    /// What must be the same for two files to be comparable.
    pub strata: Vec<String>,
    /// Activities that end a file; none: every file counts as ended.
    pub ends: Vec<String>,
}

/// Files to be looked through, one place in each list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Name of the file.
    pub cases: Vec<String>,
    /// What may recur, as it compares; none where the file has none.
    pub keys: Vec<Option<String>>,
    /// Whose file it is; none where that is not known.
    pub citizens: Vec<Option<String>>,
    /// Number of its stratum.
    pub strata: Vec<u32>,
    /// How long it took in days, or has been open so far; NaN where that is not known.
    pub days: Vec<f64>,
    /// Whether it ended.
    pub ended: Vec<bool>,
    /// Whether the outcome was the one wished for; none where it is open.
    pub favourable: Vec<Option<bool>>,
}

/// One that recurs.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What recurs: shown only masked.
    pub value: String,
    /// The numbers.
    pub numbers: Recurring,
    /// Median days of its files and of comparable files of others; none where half have not ended.
    pub medians: (Option<f64>, Option<f64>),
    /// Names of its files.
    pub cases: Vec<String>,
}

/// The list.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Most remarkable first.
    pub lines: Vec<Line>,
    /// How many rows at or below the level chance alone would give.
    pub by_chance: f64,
    /// Files that have a key.
    pub with_key: usize,
    /// All files.
    pub files: usize,
}

/// Attributes in which something can recur: telephones and the like first, then the others by name. Clerks are not among them.
pub fn keys(log: &EventLog) -> Vec<String> {
    let mut keys: Vec<String> = log
        .case_attributes()
        .iter()
        .chain(log.event_attributes().iter())
        .map(|(key, _)| key.to_owned())
        .filter(|key| !is_people(key))
        .collect();
    keys.sort_by_key(|key| (!is_likely(key), key.clone()));
    keys.dedup();
    keys
}

/// Whether the name of an attribute sounds like a telephone, representative, account or address.
pub fn is_likely(key: &str) -> bool {
    let key = persian::search_key(key);
    LIKELY
        .iter()
        .any(|word| key.contains(&persian::search_key(word)))
}

/// A value as it compares: digits and letters folded; a telephone without spaces, signs and country code.
pub fn comparable(value: &str) -> Option<String> {
    let ascii = persian::to_ascii(value.trim());
    let digits: String = ascii.chars().filter(char::is_ascii_digit).collect();
    let sign = |c: char| matches!(c, '+' | '-' | ' ' | '(' | ')' | '/' | '.');
    if digits.len() >= 7 && ascii.chars().all(|c| c.is_ascii_digit() || sign(c)) {
        let national = digits
            .strip_prefix("0098")
            .or_else(|| digits.strip_prefix("98").filter(|rest| rest.len() == 10))
            .map(|rest| format!("0{rest}"));
        return Some(national.unwrap_or(digits));
    }
    let key = persian::index_key(value);
    (!key.is_empty()).then_some(key)
}

/// What may be shown of a value to who reviews it: of a number two digits on each side, of words their first letters.
pub fn mask(value: &str) -> String {
    let letters: Vec<char> = value.chars().collect();
    let digits = letters.iter().filter(|c| c.is_ascii_digit()).count();
    if digits * 2 >= letters.len() && letters.len() > 5 {
        let last = letters.len() - 2;
        return letters
            .iter()
            .enumerate()
            .map(|(place, c)| {
                if place < 2 || place >= last {
                    *c
                } else {
                    '•'
                }
            })
            .collect();
    }
    value
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .map(|c| format!("{c}…"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A name for a value from which nobody without the secret can find it again, 32 hex digits.
pub fn pseudonym(secret: &str, value: &str) -> String {
    let mut hash = Sha256::new();
    for part in [secret, value] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut text = hex::encode(hash.finalize());
    text.truncate(32);
    text
}

/// The files of an event log.
pub fn of_log(log: &EventLog, question: &Question) -> Result<Rows, Unknown> {
    let texts = |key: &str| -> Result<Vec<Option<String>>, Unknown> {
        let column = log
            .case_column(key)
            .ok_or_else(|| Unknown(key.to_owned()))?;
        Ok((0..log.case_count())
            .map(|case| comparable(&column.get(case)?.to_string()))
            .collect())
    };
    let keys = texts(&question.key)?;
    let citizens = if question.citizen.is_empty() {
        vec![None; keys.len()]
    } else {
        texts(&question.citizen)?
    };
    let strata = question.strata.iter().map(|key| Alike::by(key)).collect();
    let ask = Ask {
        by: question.key.clone(),
        what: What::Duration(Span {
            ends: question.ends.clone(),
            ..Span::default()
        }),
        strata,
        given: Given::from([(QUARTER, quarters(log))]),
    };
    let found = columns(log, &ask)?;
    let favourable = if question.favourable.is_empty() {
        vec![None; keys.len()]
    } else {
        let what = What::Activity(question.favourable.clone());
        let outcome = columns(log, &Ask { what, ..ask })?.outcome;
        // What an open file lacks may still come.
        outcome
            .into_iter()
            .zip(&found.ended)
            .map(|(yes, ended)| (yes || *ended).then_some(yes))
            .collect()
    };
    Ok(Rows {
        cases: log.case_ids().iter().map(str::to_owned).collect(),
        keys,
        citizens,
        strata: found.strata,
        days: found.days,
        ended: found.ended,
        favourable,
    })
}

fn numbered(texts: &[Option<String>]) -> (Vec<u32>, Vec<&str>) {
    let (mut places, mut names) = (HashMap::new(), Vec::new());
    let ids = texts
        .iter()
        .map(|text| {
            let Some(text) = text else { return NONE };
            *places.entry(text.as_str()).or_insert_with(|| {
                names.push(text.as_str());
                u32::try_from(names.len() - 1).unwrap_or(NONE)
            })
        })
        .collect();
    (ids, names)
}

/// Those that recur over at least `least` citizens. `level`: the false share up to which a row is remarkable, 0 to 1.
pub fn find(rows: &Rows, least: usize, level: f64) -> Found {
    let (key, names) = numbered(&rows.keys);
    let (citizen, _) = numbered(&rows.citizens);
    let files = Files {
        key: &key,
        citizen: &citizen,
        stratum: &rows.strata,
        days: &rows.days,
        ended: &rows.ended,
        favourable: &rows.favourable,
    };
    let least = least.max(2);
    let mut of: HashMap<u32, Vec<String>> = HashMap::new();
    let list = recurring(&files, least, SEED);
    let wanted: std::collections::HashSet<u32> = list.iter().map(|line| line.key).collect();
    for (place, key) in key.iter().enumerate() {
        if wanted.contains(key) {
            of.entry(*key).or_default().push(rows.cases[place].clone());
        }
    }
    Found {
        by_chance: if list.is_empty() {
            0.0
        } else {
            by_chance(&files, least, level, SHUFFLES, SEED)
        },
        with_key: key.iter().filter(|key| **key != NONE).count(),
        files: key.len(),
        lines: list
            .into_iter()
            .map(|numbers| Line {
                value: names[numbers.key as usize].to_owned(),
                cases: of.remove(&numbers.key).unwrap_or_default(),
                medians: medians(&files, numbers.key),
                numbers,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_telephone_is_the_same_however_it_is_written() {
        for text in [
            "09121234567",
            "۰۹۱۲ ۱۲۳ ۴۵۶۷",
            "+98 912 123 4567",
            "0098-912-1234567",
            "98 9121234567",
        ] {
            assert_eq!(comparable(text).as_deref(), Some("09121234567"), "{text}");
        }
        assert_eq!(comparable("علي رضايي"), comparable("علی رضایی"));
        assert_eq!(comparable("  "), None);
    }

    #[test]
    fn what_is_shown_does_not_tell_the_value() {
        assert_eq!(mask("09121234567"), "09•••••••67");
        assert_eq!(mask("علی رضایی"), "ع… ر…");
    }

    proptest! {
        #[test]
        fn a_pseudonym_is_the_same_for_the_same_and_differs_with_the_secret(a in "\\PC{0,20}", b in "\\PC{0,20}") {
            prop_assert_eq!(pseudonym(&a, &b), pseudonym(&a, &b));
            prop_assert_ne!(pseudonym("x", &b), pseudonym("y", &b));
            prop_assert_eq!(a == b, pseudonym("x", &a) == pseudonym("x", &b));
        }

        /// Whatever the order of the files, the same rows come out.
        #[test]
        fn the_order_of_files_does_not_matter(shift in 0_usize..60) {
            let row = |n: usize| (n % 7, (n * 13 % 10) as f64, n.is_multiple_of(3));
            let build = |order: Vec<usize>| Rows {
                cases: order.iter().map(|n| format!("c{n}")).collect(),
                keys: order.iter().map(|n| Some(format!("k{}", row(*n).0))).collect(),
                citizens: vec![None; order.len()],
                strata: vec![0; order.len()],
                days: order.iter().map(|n| row(*n).1).collect(),
                ended: vec![true; order.len()],
                favourable: order.iter().map(|n| Some(row(*n).2)).collect(),
            };
            let one = find(&build((0..60).collect()), 5, 0.1);
            let two = find(&build((0..60).map(|n| (n + shift) % 60).collect()), 5, 0.1);
            let sorted = |found: &Found| {
                let mut all: Vec<(String, usize, usize)> = found.lines.iter()
                    .map(|line| (line.value.clone(), line.numbers.files, line.numbers.citizens)).collect();
                all.sort();
                all
            };
            prop_assert_eq!(sorted(&one), sorted(&two));
            for line in &one.lines {
                prop_assert_eq!(line.cases.len(), line.numbers.files);
            }
        }
    }
}
