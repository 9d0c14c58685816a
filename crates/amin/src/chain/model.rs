//! Order and lines of a chain. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// An object of the journal: type and id.
pub type Object = (String, String);

/// Objects in the order of the journal, each with its first entry; objects of one entry in the order of `rank`.
pub fn ordered(first: &BTreeMap<Object, i64>, rank: impl Fn(&str) -> usize) -> Vec<Object> {
    let mut all: Vec<&Object> = first.keys().collect();
    all.sort_by_key(|object| (first[*object], rank(&object.0), (*object).clone()));
    all.into_iter().cloned().collect()
}

/// Lines between places of an ordered chain, each from the older to the younger, without those that longer ways say already.
pub fn lines(order: &[Object], pairs: &BTreeSet<(Object, Object)>) -> Vec<(usize, usize)> {
    let place = |object: &Object| order.iter().position(|one| one == object);
    let all: BTreeSet<(usize, usize)> = pairs
        .iter()
        .filter_map(|(one, other)| {
            let (one, other) = (place(one)?, place(other)?);
            (one != other).then_some((one.min(other), one.max(other)))
        })
        .collect();
    let mut kept = Vec::new();
    for (from, to) in &all {
        // Whether `to` is reached from `from` by another way.
        let mut reached: BTreeSet<usize> = BTreeSet::new();
        let mut open: Vec<usize> = (all.iter())
            .filter(|(start, end)| start == from && end != to)
            .map(|(_, end)| *end)
            .collect();
        while let Some(next) = open.pop() {
            if next <= *to && reached.insert(next) {
                open.extend(
                    all.iter()
                        .filter(|(start, _)| *start == next)
                        .map(|(_, end)| *end),
                );
            }
        }
        if !reached.contains(to) {
            kept.push((*from, *to));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn object(name: &str) -> Object {
        ("t".to_owned(), name.to_owned())
    }

    #[test]
    fn what_a_longer_way_says_is_not_drawn_twice() {
        let order = ["session", "item", "resolution"].map(object);
        let pairs = BTreeSet::from([
            (object("session"), object("resolution")),
            (object("item"), object("session")),
            (object("item"), object("resolution")),
            (object("item"), object("elsewhere")),
        ]);
        assert_eq!(lines(&order, &pairs), [(0, 1), (1, 2)]);
    }

    #[test]
    fn the_first_entry_gives_the_order_and_rank_decides_within_one() {
        let first = BTreeMap::from([
            (("b".to_owned(), "1".to_owned()), 7),
            (("a".to_owned(), "2".to_owned()), 7),
            (("c".to_owned(), "3".to_owned()), 2),
        ]);
        let order = ordered(&first, |kind| usize::from(kind == "a"));
        let kinds: Vec<&str> = order.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["c", "b", "a"]);
    }

    proptest! {
        #[test]
        fn reducing_keeps_who_reaches_whom(pairs in prop::collection::btree_set((0_u8..8, 0_u8..8), 0..24)) {
            let order: Vec<Object> = (0..8).map(|n| object(&n.to_string())).collect();
            let pairs: BTreeSet<(Object, Object)> = pairs
                .into_iter()
                .map(|(a, b)| (object(&a.to_string()), object(&b.to_string())))
                .collect();
            let all: Vec<(usize, usize)> = pairs
                .iter()
                .map(|(a, b)| (a.1.parse::<usize>().unwrap(), b.1.parse::<usize>().unwrap()))
                .filter(|(a, b)| a != b)
                .map(|(a, b)| (a.min(b), a.max(b)))
                .collect();
            let reach = |edges: &[(usize, usize)]| {
                let mut found = [[false; 8]; 8];
                for (a, b) in edges {
                    found[*a][*b] = true;
                }
                for k in 0..8 {
                    for a in 0..8 {
                        for b in 0..8 {
                            found[a][b] |= found[a][k] && found[k][b];
                        }
                    }
                }
                found
            };
            let kept = lines(&order, &pairs);
            prop_assert_eq!(reach(&kept), reach(&all));
        }
    }
}
