//! Gaps that no step explains.

use std::collections::BTreeMap;

use super::super::Durations;
use super::{Finding, Severity, Thresholds, What, number};
use crate::log::EventLog;

/// For each pair of neighbouring steps the gaps beyond Tukey's outer fence of their own logarithms.
pub(super) fn long_gaps(log: &EventLog, thresholds: &Thresholds, found: &mut Vec<Finding>) {
    let mut gaps: BTreeMap<(u32, u32), Vec<(i64, u32)>> = BTreeMap::new();
    for (case, rows) in log.cases().enumerate() {
        for row in rows.skip(1) {
            let gap = log.times()[row].saturating_sub(log.times()[row - 1]);
            let pair = (log.activity()[row - 1], log.activity()[row]);
            gaps.entry(pair).or_default().push((gap, number(case)));
        }
    }
    let mut own = Vec::new();
    for ((from, to), gaps) in gaps {
        if gaps.len() < thresholds.gap_transitions {
            continue;
        }
        let usual = Durations::new(gaps.iter().map(|gap| gap.0).collect());
        let Some(limit) = fence(&usual, thresholds) else {
            continue;
        };
        let long: Vec<_> = gaps
            .iter()
            .filter(|gap| gap.0 as f64 / 1e6 > limit)
            .collect();
        let Some(longest) = long.iter().map(|gap| gap.0).max() else {
            continue;
        };
        let mut cases: Vec<u32> = long.iter().map(|gap| gap.1).collect();
        cases.dedup();
        own.push(Finding {
            what: What::LongGap {
                from,
                to,
                usual_seconds: usual.median().unwrap_or_default(),
                limit_seconds: limit,
                longest_seconds: longest as f64 / 1e6,
            },
            severity: Severity::Warning,
            count: long.len(),
            of: gaps.len(),
            cases,
        });
    }
    own.sort_by_key(|finding| std::cmp::Reverse(finding.count));
    found.append(&mut own);
}

/// exp(Q3 + k·(Q3 − Q1)) − 1 of ln(1 + seconds), but never below the least gap that can be called long. Quartiles of the logarithms are the
/// logarithms of the quartiles but for interpolation, which Tukey's hinges leave open anyhow.
fn fence(gaps: &Durations, thresholds: &Thresholds) -> Option<f64> {
    let (low, high) = (gaps.quantile(0.25)?.ln_1p(), gaps.quantile(0.75)?.ln_1p());
    let fence = (high + thresholds.gap_ranges * (high - low)).exp_m1();
    Some(fence.max(thresholds.gap_days * 86_400.0))
}
