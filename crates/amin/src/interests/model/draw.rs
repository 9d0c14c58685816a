//! The draw by which a matter goes to the next free person: anybody can repeat it from the sealed log. Pure.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// First line of what is hashed; another method gets another word.
pub const METHOD: &str = "amin-draw-v1";

/// A draw that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// SHA-256 of the three lines, hex.
    pub seed: String,
    /// Place of who was drawn among the candidates, from 0.
    pub place: usize,
}

/// The text whose hash decides: the method, the leaf hash (hex) of the sealed entry that fixed the candidates, and the matter's id, one a
/// line, without a line end after the last.
pub fn text(leaf: &str, matter: &str) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write!(out, "{METHOD}\n{leaf}\n{matter}");
    out
}

/// Draws one of so many candidates: the first eight bytes of SHA-256 over [`text`], big-endian, modulo their number. None for none.
///
/// The entry holds the candidates in order and 32 random bytes for each of its fields, so neither who asks for the draw nor who is a
/// candidate knows its hash before it is sealed.
pub fn draw(leaf: &str, matter: &str, candidates: usize) -> Option<Drawn> {
    if candidates == 0 {
        return None;
    }
    let hash = Sha256::digest(text(leaf, matter).as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    let place = u64::from_be_bytes(first) % candidates as u64;
    Some(Drawn {
        seed: hex::encode(hash),
        place: usize::try_from(place).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with coreutils: `printf 'amin-draw-v1\n%064d\nmatter-1' 0 | sha256sum`.
    #[test]
    fn a_draw_can_be_repeated_with_other_tools() {
        let leaf = "0".repeat(64);
        let drawn = draw(&leaf, "matter-1", 3).unwrap();
        assert_eq!(
            drawn.seed,
            "f28c99412c242bf357d0e3a6210b888ef0274c83b6afbdd5a92b750e1fbc0ec6"
        );
        // 0xf28c99412c242bf3 is a multiple of 3.
        assert_eq!(drawn.place, 0);
        assert!(draw(&leaf, "matter-1", 0).is_none());
    }

    #[test]
    fn no_candidate_is_favoured() {
        let mut counts = [0_u32; 5];
        for number in 0..5_000 {
            counts[draw(&format!("{number:064x}"), "m", 5).unwrap().place] += 1;
        }
        // 1,000 each is expected; five standard deviations are 141.
        assert!(
            counts.iter().all(|count| (859..=1_141).contains(count)),
            "{counts:?}"
        );
    }
}
