//! How cases end, where one end excludes the others: granted, refused, withdrawn. What is open may still end. Pure.

use eventlog::EventLog;
use fairness::durations::{LogRank, Sorted, cumulative_incidence};
use fairness::multiple::benjamini_hochberg;
use fairness::strata::{NONE, matched};

use super::columns::{Ask, Columns, Span, Unknown, What, columns};

/// Most activities that may be asked for.
pub const MOST_ENDS: usize = 200;

/// How the cases of one group end.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupEnds {
    /// Number of the group.
    pub group: u32,
    /// Its cases.
    pub cases: usize,
    /// Those that are open.
    pub open: usize,
    /// Cases with each end.
    pub counts: Vec<usize>,
    /// For each end the share of all cases that has come to it by each of [`Ends::days`] (Aalen and Johansen 1978).
    pub shares: Vec<Vec<f64>>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Ends {
    /// Names of the groups.
    pub names: Vec<String>,
    /// The activities that end a case.
    pub ends: Vec<String>,
    /// When a quarter, half, three quarters and all of the recorded ends have come.
    pub days: Vec<f64>,
    /// Groups that are large enough.
    pub groups: Vec<GroupEnds>,
    /// Whether the groups come to each end at the same rate, within strata, other ends censored; and its p-value over all ends.
    pub tests: Vec<(LogRank, f64)>,
    /// Cases compared.
    pub cases: usize,
    /// Share of them with an alike case in another group.
    pub matched_share: f64,
    /// Groups with too few cases.
    pub small_groups: usize,
    /// Durations below zero, set to zero.
    pub negative: usize,
}

/// Asks how cases end. `from` says where the time begins; `least` cases a group needs.
pub fn ends(
    log: &EventLog,
    ask: &Ask,
    from: &Span,
    ends: &[String],
    least: u64,
) -> Result<Ends, Unknown> {
    let of_end = |activity: &String| {
        let span = Span {
            to: Some(activity.clone()),
            ..from.clone()
        };
        columns(
            log,
            &Ask {
                what: What::Duration(span),
                ..ask.clone()
            },
        )
    };
    let each: Vec<Columns> = ends.iter().map(of_end).collect::<Result<_, _>>()?;
    let Some(first) = each.first() else {
        return Err(Unknown(String::new()));
    };
    let cases = log.case_count();
    let (mut days, mut kinds) = (first.days.clone(), vec![0_u8; cases]);
    for (kind, columns) in (1..).zip(&each) {
        for case in 0..cases {
            // The end that comes first is how the case ended.
            if columns.ended[case] && (kinds[case] == 0 || columns.days[case] < days[case]) {
                (days[case], kinds[case]) = (columns.days[case], kind);
            }
        }
    }
    let least = least.max(1);
    let mut sizes = vec![0_u64; first.names.len()];
    let comparable = |case: usize| {
        first.groups[case] != NONE && first.strata[case] != NONE && days[case].is_finite()
    };
    for case in (0..cases).filter(|case| comparable(*case)) {
        sizes[first.groups[case] as usize] += 1;
    }
    let kept: Vec<u32> = (0..cases)
        .map(|case| {
            let group = first.groups[case];
            if comparable(case) && sizes[group as usize] >= least {
                group
            } else {
                NONE
            }
        })
        .collect();
    let mut known: Vec<f64> = (0..cases)
        .filter(|case| kept[*case] != NONE && kinds[*case] > 0)
        .map(|case| days[case])
        .collect();
    known.sort_unstable_by(f64::total_cmp);
    let moments: Vec<f64> = [1, 2, 3, 4]
        .iter()
        .filter_map(|part| known.get((known.len() * part / 4).checked_sub(1)?).copied())
        .collect();
    let groups = (0_u32..)
        .zip(&first.names)
        .filter(|(group, _)| kept.contains(group))
        .map(|(group, _)| {
            let (days, kinds): (Vec<f64>, Vec<u8>) = (0..cases)
                .filter(|case| kept[*case] == group)
                .map(|case| (days[case], kinds[case]))
                .unzip();
            of_group(group, &days, &kinds, ends.len(), &moments)
        })
        .collect();
    let tests: Vec<LogRank> = (1..)
        .zip(ends)
        .map(|(kind, _)| {
            let ended: Vec<bool> = kinds.iter().map(|end| *end == kind).collect();
            Sorted::new(&kept, &first.strata, &days, &ended).log_rank(first.names.len())
        })
        .collect();
    let q = benjamini_hochberg(&tests.iter().map(|test| test.p).collect::<Vec<_>>());
    let compared = kept.iter().filter(|group| **group != NONE).count();
    Ok(Ends {
        names: first.names.clone(),
        ends: ends.to_vec(),
        days: moments,
        groups,
        tests: tests.into_iter().zip(q).collect(),
        cases: compared,
        matched_share: matched(&kept, &first.strata).0 as f64 / compared.max(1) as f64,
        small_groups: sizes.iter().filter(|n| **n > 0 && **n < least).count(),
        negative: first.negative,
    })
}

fn of_group(group: u32, days: &[f64], kinds: &[u8], ends: usize, moments: &[f64]) -> GroupEnds {
    let curve = cumulative_incidence(days, kinds, ends);
    let shares = |kind: usize| -> Vec<f64> {
        moments
            .iter()
            .map(|moment| {
                let at = curve.partition_point(|(time, _)| time <= moment);
                at.checked_sub(1).map_or(0.0, |at| curve[at].1[kind])
            })
            .collect()
    };
    GroupEnds {
        group,
        cases: days.len(),
        open: kinds.iter().map(|kind| usize::from(*kind == 0)).sum(),
        counts: (0..ends)
            .map(|end| kinds.iter().filter(|k| usize::from(**k) == end + 1).count())
            .collect(),
        shares: (0..ends).map(shares).collect(),
    }
}
