//! Strata: the groups of cases that law and procedure treat alike, within which comparisons are made.

use std::collections::BTreeMap;

/// A case that belongs to no group or stratum: its value is missing. It is left out and counted.
pub const NONE: u32 = u32::MAX;

/// Numbers of bins by quantiles of `values`, as `pandas.qcut(values, bins, duplicates="drop", labels=False)` gives them: edges
/// are linearly interpolated quantiles, equal edges are merged, bins are closed on the right and the first on both sides.
/// Missing and non-finite values give [`NONE`].
pub fn quantile_bins(values: &[Option<f64>], bins: usize) -> Vec<u32> {
    let mut sorted: Vec<f64> = values
        .iter()
        .flatten()
        .copied()
        .filter(|v| v.is_finite())
        .collect();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.is_empty() || bins == 0 {
        return vec![NONE; values.len()];
    }
    let mut edges: Vec<f64> = (0..=bins)
        .map(|k| {
            let at = (sorted.len() - 1) as f64 * k as f64 / bins as f64;
            // The index is below the length, as `k ≤ bins`.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let low = (at.floor() as usize).min(sorted.len() - 1);
            let high = (low + 1).min(sorted.len() - 1);
            sorted[low] + (sorted[high] - sorted[low]) * (at - low as f64)
        })
        .collect();
    edges.dedup();
    // The first edge closes the first bin on the left, so only the inner edges separate.
    let inner = &edges[1..edges.len().max(2) - 1];
    values
        .iter()
        .map(|value| match value {
            Some(v) if v.is_finite() => {
                u32::try_from(inner.partition_point(|edge| edge < v)).unwrap_or(NONE)
            }
            _ => NONE,
        })
        .collect()
}

/// Several columns together: each case's stratum, numbered in the order of the columns' values, so that the order of cases does
/// not matter. A missing value in any column gives [`NONE`]. With no columns all cases are in stratum 0.
pub fn combine(columns: &[&[u32]], cases: usize) -> Vec<u32> {
    if columns.is_empty() {
        return vec![0; cases];
    }
    let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut key = Vec::with_capacity(columns.len());
    let row = |case: usize, key: &mut Vec<u32>| {
        key.clear();
        key.extend(columns.iter().map(|column| column[case]));
        !key.contains(&NONE)
    };
    for case in 0..cases {
        if row(case, &mut key) && !known.contains_key(&key) {
            known.insert(key.clone(), 0);
        }
    }
    for (number, (_, stratum)) in known.iter_mut().enumerate() {
        *stratum = u32::try_from(number).unwrap_or(NONE);
    }
    (0..cases)
        .map(|case| {
            if row(case, &mut key) {
                known.get(&key).copied().unwrap_or(NONE)
            } else {
                NONE
            }
        })
        .collect()
}

/// How many of the cases stand in a stratum that holds at least two groups: the rest has nothing to be compared with (exact or
/// coarsened exact matching, Iacus, King & Porro 2012). Gives (matched, all); cases without group or stratum are not matched.
pub fn matched(groups: &[u32], strata: &[u32]) -> (usize, usize) {
    let mut seen: BTreeMap<u32, (u32, bool, usize)> = BTreeMap::new();
    for (&group, &stratum) in groups.iter().zip(strata) {
        if group == NONE || stratum == NONE {
            continue;
        }
        let entry = seen.entry(stratum).or_insert((group, false, 0));
        entry.1 |= entry.0 != group;
        entry.2 += 1;
    }
    let matched = seen
        .values()
        .filter(|(_, several, _)| *several)
        .map(|(_, _, cases)| cases)
        .sum();
    (matched, groups.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_those_of_pandas() {
        // pandas 2.3.3: pd.qcut([1,2,3,4,5,6,7,8,9,10], 5, labels=False)
        let values: Vec<Option<f64>> = (1..=10).map(|v| Some(f64::from(v))).collect();
        assert_eq!(quantile_bins(&values, 5), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
        // pd.qcut([6,6,6,6,7,9,12,12], 5, labels=False, duplicates="drop")
        let values = [6.0, 6.0, 6.0, 6.0, 7.0, 9.0, 12.0, 12.0].map(Some);
        assert_eq!(quantile_bins(&values, 5), [0, 0, 0, 0, 0, 1, 2, 2]);
        assert_eq!(
            quantile_bins(&[Some(3.0), None, Some(f64::NAN)], 5),
            [0, NONE, NONE]
        );
        assert_eq!(quantile_bins(&[], 5), [0_u32; 0]);
    }

    #[test]
    fn combined_strata_do_not_depend_on_the_order_of_cases() {
        let (a, b) = ([2, 1, NONE, 2], [0, 7, 7, 0]);
        assert_eq!(combine(&[&a, &b], 4), [1, 0, NONE, 1]);
        assert_eq!(combine(&[], 2), [0, 0]);
        assert_eq!(matched(&[0, 1, 0, 0], &[1, 1, 2, NONE]), (2, 4));
    }
}
