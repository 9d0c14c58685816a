//! A yes-or-no outcome between two groups within strata: Cochran–Mantel–Haenszel and its companions.

#![allow(
    clippy::many_single_char_names,
    reason = "the letters of the published formulas"
)]

use crate::strata::NONE;
use crate::tails::{chi_square, z95};

/// One stratum: rows are the group compared and the reference, columns are outcome and none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Table {
    /// Group, outcome.
    pub a: u64,
    /// Group, no outcome.
    pub b: u64,
    /// Reference, outcome.
    pub c: u64,
    /// Reference, no outcome.
    pub d: u64,
}

impl Table {
    fn parts(self) -> [f64; 5] {
        let [a, b, c, d] = [self.a, self.b, self.c, self.d].map(|n| n as f64);
        [a, b, c, d, a + b + c + d]
    }

    /// Standard error of the difference of shares with one case of each kind added to both groups (Agresti & Caffo 2000): never zero,
    /// so that two groups in which everybody has the outcome are not called alike from three cases.
    pub fn cautious_error(self) -> f64 {
        let [a, b, c, d, _] = self.parts();
        let variance = |yes: f64, no: f64| {
            let (n, p) = (yes + no + 2.0, (yes + 1.0) / (yes + no + 2.0));
            p * (1.0 - p) / n
        };
        (variance(a, b) + variance(c, d)).sqrt()
    }
}

/// One table for each stratum: `group` against `reference`; cases of other groups, or without stratum, are left out.
pub fn tables(
    groups: &[u32],
    strata: &[u32],
    outcome: &[bool],
    group: u32,
    reference: u32,
) -> Vec<Table> {
    let strata_count = strata
        .iter()
        .filter(|s| **s != NONE)
        .max()
        .map_or(0, |s| *s as usize + 1);
    let mut tables = vec![Table::default(); strata_count];
    for ((&g, &s), &yes) in groups.iter().zip(strata).zip(outcome) {
        if s == NONE {
            continue;
        }
        let table = &mut tables[s as usize];
        match (g == group, g == reference, yes) {
            (true, _, true) => table.a += 1,
            (true, _, false) => table.b += 1,
            (_, true, true) => table.c += 1,
            (_, true, false) => table.d += 1,
            _ => {}
        }
    }
    tables
}

/// What the strata say together. A ratio that a zero makes impossible is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pooled {
    /// Cochran–Mantel–Haenszel statistic without continuity correction (Agresti, *Categorical Data Analysis*, 6.3.2), 1 df.
    pub chi2: f64,
    /// Its p-value.
    pub p: f64,
    /// Mantel–Haenszel common odds ratio.
    pub odds_ratio: Option<f64>,
    /// Its 95 % interval after Robins, Breslow & Greenland 1986.
    pub odds_interval: Option<(f64, f64)>,
    /// Mantel–Haenszel risk ratio.
    pub risk_ratio: Option<f64>,
    /// Its 95 % interval after Greenland & Robins 1985.
    pub risk_ratio_interval: Option<(f64, f64)>,
    /// Mantel–Haenszel risk difference.
    pub risk_difference: Option<f64>,
    /// Its 95 % interval after Sato 1989.
    pub risk_difference_interval: Option<(f64, f64)>,
    /// Standard error of the risk difference.
    pub risk_difference_error: f64,
    /// Cases in strata that hold both groups.
    pub cases: u64,
}

/// Pools the strata; those that hold one group only say nothing and are passed over.
pub fn pooled(tables: &[Table]) -> Pooled {
    let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
    let (mut r, mut s, mut pr, mut ps_qr, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut rr_top, mut rr_bottom, mut rr_var) = (0.0, 0.0, 0.0);
    let (mut rd_top, mut rd_bottom, mut sato_p, mut sato_q) = (0.0, 0.0, 0.0, 0.0);
    let mut cases = 0;
    for table in tables {
        let [a, b, c, d, n] = table.parts();
        let (n1, n0, m1, m0) = (a + b, c + d, a + c, b + d);
        if n1 == 0.0 || n0 == 0.0 {
            continue;
        }
        cases += table.a + table.b + table.c + table.d;
        observed += a;
        expected += n1 * m1 / n;
        if n > 1.0 {
            variance += n1 * n0 * m1 * m0 / (n * n * (n - 1.0));
        }
        let (ri, si) = (a * d / n, b * c / n);
        let (pi, qi) = ((a + d) / n, (b + c) / n);
        r += ri;
        s += si;
        pr += pi * ri;
        ps_qr += pi * si + qi * ri;
        qs += qi * si;
        rr_top += a * n0 / n;
        rr_bottom += c * n1 / n;
        rr_var += (m1 * n1 * n0 - a * c * n) / (n * n);
        rd_top += (a * n0 - c * n1) / n;
        rd_bottom += n1 * n0 / n;
        sato_p += (n1 * n1 * c - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2.0) / (n * n);
        sato_q += (a * (n0 - c) + c * (n1 - a)) / (2.0 * n);
    }
    let chi2 = if variance > 0.0 {
        (observed - expected).powi(2) / variance
    } else {
        0.0
    };
    let ratio = |top: f64, bottom: f64| (top > 0.0 && bottom > 0.0).then(|| top / bottom);
    let around = |estimate: f64, error: f64| {
        (error.is_finite()).then(|| {
            (
                (estimate.ln() - z95() * error).exp(),
                (estimate.ln() + z95() * error).exp(),
            )
        })
    };
    let odds_ratio = ratio(r, s);
    let odds_error = (pr / (2.0 * r * r) + ps_qr / (2.0 * r * s) + qs / (2.0 * s * s)).sqrt();
    let risk_ratio = ratio(rr_top, rr_bottom);
    let risk_error = (rr_var / (rr_top * rr_bottom)).sqrt();
    let risk_difference = (rd_bottom > 0.0).then(|| rd_top / rd_bottom);
    let rd_error = risk_difference.map_or(0.0, |rd| {
        ((rd * sato_p + sato_q).max(0.0) / (rd_bottom * rd_bottom)).sqrt()
    });
    Pooled {
        chi2,
        p: if variance > 0.0 {
            chi_square(chi2, 1)
        } else {
            1.0
        },
        odds_ratio,
        odds_interval: odds_ratio.and_then(|or| around(or, odds_error)),
        risk_ratio,
        risk_ratio_interval: risk_ratio.and_then(|rr| around(rr, risk_error)),
        risk_difference,
        risk_difference_interval: risk_difference
            .map(|rd| (rd - z95() * rd_error, rd + z95() * rd_error)),
        risk_difference_error: rd_error,
        cases,
    }
}

/// Whether the odds ratio is the same in all strata.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homogeneity {
    /// Breslow–Day statistic with Tarone's correction (Breslow & Day 1980; Tarone 1985).
    pub chi2: f64,
    /// Strata that say something, less one.
    pub df: usize,
    /// P-value.
    pub p: f64,
}

/// Breslow–Day with Tarone's correction around the Mantel–Haenszel odds ratio; none without a common odds ratio or with one stratum.
pub fn homogeneity(tables: &[Table]) -> Option<Homogeneity> {
    let odds = pooled(tables).odds_ratio?;
    let (mut chi2, mut difference, mut variance, mut strata) = (0.0, 0.0, 0.0, 0_usize);
    for table in tables {
        let [a, b, c, d, _] = table.parts();
        let (n1, n0, m1) = (a + b, c + d, a + c);
        if n1 == 0.0 || n0 == 0.0 || m1 == 0.0 || b + d == 0.0 {
            continue;
        }
        let fitted = expected_first(odds, n1, n0, m1);
        let v = 1.0
            / (1.0 / fitted + 1.0 / (n1 - fitted) + 1.0 / (m1 - fitted) + 1.0 / (n0 - m1 + fitted));
        strata += 1;
        chi2 += (a - fitted).powi(2) / v;
        difference += a - fitted;
        variance += v;
    }
    if strata < 2 || variance <= 0.0 {
        return None;
    }
    let chi2 = chi2 - difference * difference / variance;
    Some(Homogeneity {
        chi2,
        df: strata - 1,
        p: chi_square(chi2, strata - 1),
    })
}

/// The first cell of a table with these margins and this odds ratio: the root of a quadratic.
fn expected_first(odds: f64, n1: f64, n0: f64, m1: f64) -> f64 {
    let a = 1.0 - odds;
    if a.abs() < 1e-12 {
        return n1 * m1 / (n1 + n0);
    }
    let b = n0 - m1 + odds * (n1 + m1);
    let c = -odds * n1 * m1;
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    let (first, second) = ((-b + root) / (2.0 * a), (-b - root) / (2.0 * a));
    let (low, high) = ((m1 - n0).max(0.0), n1.min(m1));
    if (low..=high).contains(&first) {
        first
    } else {
        second.clamp(low, high)
    }
}

/// E-value (`VanderWeele` & Ding 2017): how strongly an unmeasured factor would have to go with group and outcome, as risk ratios,
/// to explain a risk ratio away. `limit` is the interval's end nearer to 1; gives 1 where the interval holds 1.
pub fn e_value(risk_ratio: f64, limit: Option<f64>) -> (f64, f64) {
    let of = |ratio: f64| {
        let ratio = if ratio < 1.0 { 1.0 / ratio } else { ratio };
        ratio + (ratio * (ratio - 1.0)).sqrt()
    };
    let crosses = limit.is_none_or(|limit| (risk_ratio - 1.0) * (limit - 1.0) <= 0.0);
    (
        of(risk_ratio),
        if crosses { 1.0 } else { limit.map_or(1.0, of) },
    )
}
