//! The pairs of alike cases that were treated most differently: for a person to read, since numbers do not show why.

use crate::strata::NONE;

/// Two cases of the same stratum and different groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The case that took longer (or got more), by its place in the columns.
    pub more: usize,
    /// The other.
    pub less: usize,
    /// Their stratum.
    pub stratum: u32,
    /// How far apart they are, in the unit of the values.
    pub difference: f64,
}

/// The `most` pairs with the greatest difference of `values`: at most one from each stratum and pair of groups' ends, so that one odd
/// case does not fill the list. Cases are matched within strata; missing values are left out. The order is that of the difference, then
/// of the stratum.
pub fn most_different(
    groups: &[u32],
    strata: &[u32],
    values: &[Option<f64>],
    most: usize,
) -> Vec<Pair> {
    let mut rows: Vec<(u32, f64, u32, usize)> = groups
        .iter()
        .zip(strata)
        .zip(values)
        .enumerate()
        .filter_map(|(case, ((g, s), v))| {
            let v = v.filter(|v| v.is_finite())?;
            (*g != NONE && *s != NONE).then_some((*s, v, *g, case))
        })
        .collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.3.cmp(&b.3)));
    let mut pairs = Vec::new();
    for stratum in rows.chunk_by(|a, b| a.0 == b.0) {
        let (mut low, mut high) = (0, stratum.len().saturating_sub(1));
        // From both ends inwards: each case stands in one pair at most.
        while low < high && pairs.len() < most * 4 + 64 {
            if stratum[low].2 == stratum[high].2 {
                // The nearer step that loses less difference.
                let from_low = stratum[low + 1].1 - stratum[low].1;
                let from_high = stratum[high].1 - stratum[high - 1].1;
                if from_low <= from_high {
                    low += 1;
                } else {
                    high -= 1;
                }
                continue;
            }
            let difference = stratum[high].1 - stratum[low].1;
            if difference > 0.0 {
                pairs.push(Pair {
                    more: stratum[high].3,
                    less: stratum[low].3,
                    stratum: stratum[low].0,
                    difference,
                });
            }
            low += 1;
            high = high.saturating_sub(1);
        }
        pairs.sort_by(|a, b| {
            b.difference
                .total_cmp(&a.difference)
                .then(a.stratum.cmp(&b.stratum))
        });
        pairs.truncate(most);
    }
    pairs
}
