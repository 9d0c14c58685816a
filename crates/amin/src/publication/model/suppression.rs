//! Hiding small groups so that they cannot be worked out from what stays.

/// Which cells of a line are hidden, where the line's total is published. `forced` are hidden whatever they hold, because another
/// figure about the same cases hides them.
///
/// A line without a forced cell and without one between 1 and `least` - 1 is shown whole. Otherwise all cells below `least` are
/// hidden, empty ones too, and of the others the smallest ones are hidden as well until at least two are hidden and the hidden ones
/// are at least `least` together: then the total minus what is shown tells of no single cell, and of no small group of them.
pub fn suppress(counts: &[u64], forced: &[bool], least: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = (0..counts.len())
        .map(|i| forced.get(i).copied().unwrap_or(false))
        .collect();
    if !hidden.contains(&true) && !counts.iter().any(|count| (1..least).contains(count)) {
        return hidden;
    }
    for (hide, count) in hidden.iter_mut().zip(counts) {
        *hide |= *count < least;
    }
    loop {
        let of_hidden = || {
            counts
                .iter()
                .zip(&hidden)
                .filter(|(_, hide)| **hide)
                .map(|(count, _)| *count)
        };
        if of_hidden().count() >= 2 && of_hidden().sum::<u64>() >= least {
            return hidden;
        }
        let smallest = (0..counts.len())
            .filter(|i| !hidden[*i])
            .min_by_key(|i| counts[*i]);
        let Some(smallest) = smallest else {
            return hidden;
        };
        hidden[smallest] = true;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_second_cell_is_hidden_with_the_first() {
        assert_eq!(
            suppress(&[40, 3, 25, 60], &[], 10),
            [false, true, true, false]
        );
        assert_eq!(suppress(&[40, 25, 60], &[], 10), [false; 3]);
        assert_eq!(suppress(&[40, 0, 60], &[], 10), [false; 3]);
        // 3 and 4 hide each other, but both together are still a small group.
        assert_eq!(
            suppress(&[3, 4, 12, 60], &[], 10),
            [true, true, true, false]
        );
        // Twelve ones could be told from their total if empty cells were shown.
        assert!(suppress(&[1; 12], &[], 10).iter().all(|hide| *hide));
        assert_eq!(suppress(&[], &[], 10), Vec::<bool>::new());
        // What another figure hides stays hidden, and gets company.
        assert_eq!(
            suppress(&[40, 30, 25], &[false, true, false], 10),
            [false, true, true]
        );
    }

    /// Every total of hidden cells that an outsider can work out: the smallest and the greatest value that each may have.
    fn possible(counts: &[u64], hidden: &[bool]) -> Vec<(usize, u64, u64)> {
        let total: u64 = counts.iter().sum();
        let shown: u64 = counts
            .iter()
            .zip(hidden)
            .filter(|(_, hide)| !**hide)
            .map(|(count, _)| *count)
            .sum();
        let rest = total - shown;
        let cells: Vec<usize> = (0..counts.len()).filter(|i| hidden[*i]).collect();
        // All ways to share `rest` among the cells.
        let mut ways: Vec<Vec<u64>> = vec![vec![]];
        for place in 0..cells.len() {
            let last = place + 1 == cells.len();
            ways = ways
                .into_iter()
                .flat_map(|way| {
                    let left = rest - way.iter().sum::<u64>();
                    let from = if last { left } else { 0 };
                    (from..=left).map(move |value| [way.clone(), vec![value]].concat())
                })
                .collect();
        }
        cells
            .iter()
            .enumerate()
            .map(|(place, cell)| {
                let values = ways.iter().map(|way| way[place]);
                (
                    *cell,
                    values.clone().min().unwrap_or(0),
                    values.max().unwrap_or(0),
                )
            })
            .collect()
    }

    proptest! {
        #[test]
        fn no_hidden_cell_can_be_worked_out(
            counts in prop::collection::vec(0_u64..9, 1..5),
            forced in prop::collection::vec(prop::bool::weighted(0.2), 5),
            least in 2_u64..6,
        ) {
            // A line of one cell is its total, which is hidden or shown as a whole.
            prop_assume!(counts.iter().sum::<u64>() >= least && (counts.len() > 1 || !forced[0]));
            let hidden = suppress(&counts, &forced, least);
            for (cell, low, high) in possible(&counts, &hidden) {
                prop_assert!(low < high, "cell {cell} of {counts:?} must be {low}");
                prop_assert!(high >= least, "cell {cell} of {counts:?} is known to be small");
            }
        }

        #[test]
        fn a_small_cell_is_never_shown(counts in prop::collection::vec(0_u64..40, 0..20)) {
            for (count, hide) in counts.iter().zip(suppress(&counts, &[], 10)) {
                prop_assert!(hide || *count == 0 || *count >= 10);
            }
        }
    }
}
