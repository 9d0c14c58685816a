//! People of a log stand under numbers: who reviews a course needs to see that it was the same person, not who it was. Pure.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// A number from 1 for each name. The order is that of a hash, so that a number tells nothing.
pub fn numbers<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, i64> {
    let mut order: Vec<&str> = names.collect();
    order.sort_by_cached_key(|name| Sha256::digest(name.as_bytes()).to_vec());
    order.dedup();
    order.into_iter().zip(1..).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_has_the_same_number_and_order_of_input_does_not_matter() {
        let one = numbers(["b", "a", "c", "a"].into_iter());
        let two = numbers(["c", "b", "a"].into_iter());
        assert_eq!(one, two);
        let mut all: Vec<i64> = one.into_values().collect();
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3]);
    }
}
