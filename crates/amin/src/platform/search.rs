//! Text search that needs no extension of either engine: each searched text has a mark, a set of bits of its letter triples and of its
//! pairs with a digit. A row whose mark lacks a bit of the question cannot hold it, so that the text itself is read of very few rows.

use store::{Conn, Error, Timestamp, Tx, operate};

use super::query::Statement;
use super::texts::Texts;

/// Whole numbers of a mark.
const PARTS: usize = 8;

/// Most that a search counts; beyond it a reader is told that there are more.
pub const MOST_FOUND: i64 = 1_000;

/// Columns of the mark's parts, with the text before the value that each is asked with.
const ASKED: [&str; PARTS] = [
    " and (m.m0 & ",
    " and (m.m1 & ",
    " and (m.m2 & ",
    " and (m.m3 & ",
    " and (m.m4 & ",
    " and (m.m5 & ",
    " and (m.m6 & ",
    " and (m.m7 & ",
];

/// Bits of a pair with a digit: a short number is asked with one pair, which a single bit would hardly tell apart.
const PAIR_BITS: u64 = 3;

/// FNV-1a over letters; the upper half is mixed in, since near letters differ in few low bits.
fn hash_of(letters: &[char], salt: u64) -> u64 {
    let hash = letters
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64 ^ salt, |hash, c| {
            (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
        });
    hash ^ (hash >> 32)
}

/// The bits of the letter triples of a text, and of its pairs with a digit; of a text shorter than that there are none.
fn mark_of(text: &str) -> [i64; PARTS] {
    let mut parts = [0_u64; PARTS];
    let mut set = |hash: u64| {
        let bit = hash % (PARTS as u64 * 64);
        let part = usize::try_from(bit / 64).unwrap_or(0);
        parts[part] |= 1 << (bit % 64);
    };
    let letters: Vec<char> = text.chars().collect();
    for triple in letters.windows(3) {
        set(hash_of(triple, 0));
    }
    for pair in letters.windows(2) {
        if pair.iter().any(char::is_ascii_digit) {
            for salt in 1..=PAIR_BITS {
                set(hash_of(pair, salt));
            }
        }
    }
    parts.map(u64::cast_signed)
}

/// Keeps the mark of a searched text; `at` is the moment by which its list is ordered.
pub async fn mark(
    tx: &mut Tx,
    organisation: &str,
    area: &str,
    object: &str,
    at: Timestamp,
    key: &str,
) -> Result<(), Error> {
    let [m0, m1, m2, m3, m4, m5, m6, m7] = mark_of(key);
    operate!(
        tx,
        "insert into text_mark (organisation, area, object, at, m0, m1, m2, m3, m4, m5, m6, m7)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (organisation, area, object) do update set m0 = excluded.m0, m1 = excluded.m1, m2 = excluded.m2,
             m3 = excluded.m3, m4 = excluded.m4, m5 = excluded.m5, m6 = excluded.m6, m7 = excluded.m7",
        organisation,
        area,
        object,
        at,
        m0,
        m1,
        m2,
        m3,
        m4,
        m5,
        m6,
        m7
    )?;
    Ok(())
}

/// Whether a question holds anything to search for.
pub fn asks(question: &str) -> bool {
    !persian::search_terms(question).is_empty()
}

/// How many rows a list has; of a search no more than one above [`MOST_FOUND`]. `begin` gives the statement of the list after its
/// selection.
pub async fn count(
    conn: &mut Conn,
    question: &str,
    begin: impl FnOnce(&'static str) -> Statement + Send,
) -> Result<i64, Error> {
    if !asks(question) {
        return begin("select count(*)").count(conn).await;
    }
    let mut s = begin("select count(*) from (select 1 as one");
    s.push(" limit ").whole(MOST_FOUND + 1).push(") as found");
    s.count(conn).await
}

/// The words of a count: as they are given, or that a search found more than it counts.
pub fn found_words(t: &Texts, question: &str, total: i64, exact: String) -> String {
    if asks(question) && total > MOST_FOUND {
        t.committee_found_many(MOST_FOUND)
    } else {
        exact
    }
}

impl Statement {
    /// Adds conditions, each with `and` before it, on the mark `m`: that it has every bit of the words of a search.
    pub fn marked(&mut self, question: &str) -> &mut Self {
        let mut asked = [0_i64; PARTS];
        for term in persian::search_terms(question).into_iter().take(10) {
            for (sum, part) in asked.iter_mut().zip(mark_of(&term)) {
                *sum |= part;
            }
        }
        for (words, part) in ASKED.into_iter().zip(asked) {
            if part != 0 {
                self.push(words).whole(part).push(") = ").whole(part);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// No row is lost: whatever stands in a text has no bit that the text has not.
        #[test]
        fn a_part_of_a_text_has_no_other_bits(before in "\\PC{0,40}", part in "\\PC{0,20}", after in "\\PC{0,40}") {
            let whole = mark_of(&format!("{before}{part}{after}"));
            for (all, some) in whole.into_iter().zip(mark_of(&part)) {
                prop_assert_eq!(all & some, some);
            }
        }
    }

    #[test]
    fn another_word_is_told_apart() {
        let key = persian::index_key("روشنایی معابر ناحیه دو تا پایان سال بازسازی شود.");
        let has = |word: &str| {
            let asked = mark_of(&persian::search_terms(word).concat());
            mark_of(&key)
                .into_iter()
                .zip(asked)
                .all(|(all, some)| all & some == some)
        };
        assert!(has("روشنایی") && has("بازسازی"));
        assert!(!has("مناقصه") && !has("فاضلاب") && !has("کارگزینی"));
        assert_eq!(mark_of("دو"), [0; PARTS]);
        let numbered =
            |number: &str| mark_of(&persian::index_key(&format!("{number} آسفالت معبر")));
        let short = mark_of("b9");
        let told = (0..100).filter(|place| {
            let mark = numbered(&format!("a{place}/1405"));
            mark.into_iter()
                .zip(short)
                .all(|(all, some)| all & some == some)
        });
        assert!(
            told.count() < 10,
            "few other numbers have the bits of this one"
        );
    }
}
