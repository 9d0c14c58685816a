//! Were alike applicants given alike amounts? Pure.

use fairness::Verdict;
use fairness::amounts::{AmountTest, compare};
use fairness::multiple::benjamini_hochberg;
use fairness::strata::{NONE, combine};
use fairness::verdict::{equivalence, verdict};

use super::store::WaiverRow;
use crate::insight::limits::Limits;
use crate::insight::people::numbers;
use crate::platform::coded::coded;
use crate::platform::texts::Texts;

coded! {
    /// What groups or strata are made of.
    Attribute {
        /// Who decided; stands under a number.
        Decider = "decider",
        /// District.
        District = "district",
        /// Group of the beneficiary.
        Group = "group",
        /// Unit.
        Unit = "unit",
        /// Kind of the decision.
        Kind = "kind",
        /// What was to be paid.
        Subject = "subject",
        /// Legal basis.
        Basis = "basis",
        /// Quarter of the year.
        Quarter = "quarter",
    }
}

impl Attribute {
    /// What a record has; empty where it has none.
    pub fn of_row(self, row: &WaiverRow) -> String {
        match self {
            Self::Decider => row.decider.clone(),
            Self::District => row.district.clone(),
            Self::Group => row.beneficiary_group.clone(),
            Self::Unit => row.unit.clone().unwrap_or_default(),
            Self::Kind => row.kind.clone(),
            Self::Subject => row.subject.clone(),
            Self::Basis => row.legal_basis.clone(),
            Self::Quarter => {
                let month: usize = row
                    .decided_on
                    .get(5..7)
                    .and_then(|month| month.parse().ok())
                    .unwrap_or(1);
                let year = row.decided_on.get(..4).unwrap_or("");
                format!("{year}/{}", month.div_ceil(3))
            }
        }
    }
}

/// What is measured of each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The amount in rials.
    Rials,
    /// The amount as a share of what was to be paid, in per cent; records without that are left out.
    Share,
}

/// A group against the reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Name of the group.
    pub name: String,
    /// Its records.
    pub cases: usize,
    /// The test; none where no stratum holds both.
    pub test: Option<AmountTest>,
    /// P-value over all comparisons.
    pub q: f64,
    /// What may be said.
    pub verdict: Verdict,
}

impl Comparison {
    /// Whether the difference is beyond chance after correction.
    pub fn differs(&self) -> bool {
        self.verdict == Verdict::Differs
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Name and records of the group that the others are compared with; none where there are not two large enough groups.
    pub reference: Option<(String, usize)>,
    /// The other groups, by name.
    pub comparisons: Vec<Comparison>,
    /// Groups with too few records.
    pub small: usize,
    /// Records that were compared.
    pub records: usize,
    /// Records without a value that is needed.
    pub left_out: usize,
    /// What is measured.
    pub measure: Measure,
    /// What counted as a difference.
    pub limits: Limits,
}

fn numbered(texts: &[String]) -> (Vec<u32>, Vec<String>) {
    let mut names: Vec<String> = texts.iter().filter(|t| !t.is_empty()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    let ids = texts
        .iter()
        .map(|text| {
            names
                .binary_search(text)
                .ok()
                .and_then(|place| u32::try_from(place).ok())
                .unwrap_or(NONE)
        })
        .collect();
    (ids, names)
}

/// Compares the amounts of groups within strata.
pub fn answer(
    rows: &[WaiverRow],
    by: Attribute,
    strata: &[Attribute],
    measure: Measure,
    limits: &Limits,
) -> Answer {
    let least = usize::try_from(limits.least).unwrap_or(usize::MAX);
    let (groups, names) = numbered(&rows.iter().map(|row| by.of_row(row)).collect::<Vec<_>>());
    let strata: Vec<Vec<u32>> = strata
        .iter()
        .map(|of| numbered(&rows.iter().map(|row| of.of_row(row)).collect::<Vec<_>>()).0)
        .collect();
    let strata: Vec<&[u32]> = strata.iter().map(Vec::as_slice).collect();
    let strata = combine(&strata, rows.len());
    let amounts: Vec<Option<f64>> = rows
        .iter()
        .map(|row| match measure {
            Measure::Rials => Some(row.amount_rials as f64),
            Measure::Share => row
                .base_rials
                .filter(|base| *base > 0)
                .map(|base| row.amount_rials as f64 * 100.0 / base as f64),
        })
        .collect();
    let mut sizes = vec![0_usize; names.len()];
    let mut left_out = 0;
    for ((group, stratum), amount) in groups.iter().zip(&strata).zip(&amounts) {
        if *group == NONE || *stratum == NONE || amount.is_none() {
            left_out += 1;
        } else {
            sizes[*group as usize] += 1;
        }
    }
    let large: Vec<usize> = (0..names.len())
        .filter(|g| sizes[*g] >= least.max(1))
        .collect();
    let reference = large
        .iter()
        .copied()
        .max_by_key(|g| (sizes[*g], std::cmp::Reverse(*g)))
        .filter(|_| large.len() > 1);
    let id = |group: usize| u32::try_from(group).unwrap_or(NONE);
    let mut comparisons: Vec<Comparison> = reference.map_or_else(Vec::new, |reference| {
        large
            .iter()
            .filter(|group| **group != reference)
            .map(|group| Comparison {
                name: names[*group].clone(),
                cases: sizes[*group],
                test: compare(&groups, &strata, &amounts, id(*group), id(reference)),
                q: 1.0,
                verdict: Verdict::TooLittleData,
            })
            .collect()
    });
    let p: Vec<f64> = comparisons
        .iter()
        .map(|c| c.test.map_or(1.0, |test| test.p))
        .collect();
    for (comparison, q) in comparisons.iter_mut().zip(benjamini_hochberg(&p)) {
        comparison.q = q;
        if let Some(test) = comparison.test {
            let margin = match measure {
                // Shares are measured in per cent here.
                Measure::Share => limits.share * 100.0,
                Measure::Rials => test.reference_mean.abs() * limits.amount,
            };
            let alike = test
                .error
                .map_or(1.0, |error| equivalence(test.difference, error, margin));
            comparison.verdict = verdict(q, alike, true, limits.level);
        }
    }
    Answer {
        reference: reference.map(|group| (names[group].clone(), sizes[group])),
        records: large.iter().map(|group| sizes[*group]).sum(),
        small: (0..names.len())
            .filter(|g| sizes[*g] > 0 && sizes[*g] < least.max(1))
            .count(),
        comparisons,
        left_out,
        measure,
        limits: limits.clone(),
    }
}

/// Puts people under numbers.
pub fn pseudonymous(answer: &mut Answer, person: &dyn Fn(i64) -> String) {
    let names: Vec<String> = answer
        .comparisons
        .iter()
        .map(|c| c.name.clone())
        .chain(answer.reference.iter().map(|(name, _)| name.clone()))
        .collect();
    let people = numbers(names.iter().map(String::as_str));
    let number = |name: &str| person(people.get(name).copied().unwrap_or(0));
    for comparison in &mut answer.comparisons {
        comparison.name = number(&comparison.name);
    }
    if let Some((name, _)) = &mut answer.reference {
        *name = number(name);
    }
}

impl Answer {
    /// An amount in the measure's unit.
    pub fn words(&self, t: &Texts, amount: f64) -> String {
        match self.measure {
            Measure::Rials => t.waivers_rials(t.lang.decimal(amount, 0)),
            Measure::Share => t.insight_points(t.lang.decimal(amount, 1)),
        }
    }

    /// The comparisons that differ, the greatest difference first.
    pub fn differing(&self) -> Vec<(&Comparison, AmountTest)> {
        let mut found: Vec<(&Comparison, AmountTest)> = self
            .comparisons
            .iter()
            .filter(|c| c.differs())
            .filter_map(|c| Some((c, c.test?)))
            .collect();
        found.sort_by(|a, b| b.1.difference.abs().total_cmp(&a.1.difference.abs()));
        found
    }

    /// What was found, in plain words: the difference first, then how sure it is, then what it does not say.
    pub fn paragraph(&self, t: &Texts) -> String {
        let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
        let Some((reference, _)) = &self.reference else {
            return t.waivers_para_too_little(self.limits.least_words(t));
        };
        let mut sentences = Vec::new();
        let differing = self.differing();
        match differing.first() {
            Some((worst, test)) => {
                let size = self.words(t, test.difference.abs());
                sentences.push(if test.difference > 0.0 {
                    t.waivers_para_more(&worst.name, &size, reference)
                } else {
                    t.waivers_para_less(&worst.name, &size, reference)
                });
                sentences.push(
                    t.insight_para_differing(count(self.comparisons.len()), count(differing.len())),
                );
            }
            None if self
                .comparisons
                .iter()
                .all(|c| c.verdict == Verdict::AlikeWithinMargin) =>
            {
                sentences.push(t.insight_para_alike(count(self.comparisons.len())));
            }
            None => sentences.push(t.insight_para_undecided(count(self.comparisons.len()))),
        }
        sentences.push(t.waivers_para_records(count(self.records)));
        sentences.push(t.insight_para_cause().to_owned());
        sentences.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::texts::Lang;

    /// Two deciders, 30 records each, in two subjects; the second gives exactly ten per cent more of what was to be paid.
    fn rows() -> Vec<WaiverRow> {
        (0..60_i64)
            .map(|n| WaiverRow {
                id: format!("w{n:02}"),
                number: n.to_string(),
                kind: "discount".into(),
                subject: format!("s{}", n / 2 % 2),
                legal_basis: "b".into(),
                reason: String::new(),
                base_rials: Some(1_000_000),
                amount_rials: 100_000 + n / 4 * 1_000 + n % 2 * 100_000,
                decided_on: "1405-03-10".into(),
                decider: format!("decider-{}", n % 2),
                unit: None,
                beneficiary: "x".into(),
                beneficiary_group: String::new(),
                district: String::new(),
                origin: "form".into(),
                state: "standing".into(),
                state_reason: String::new(),
                recorded_by: None,
                recorded_at: store::Timestamp(0),
                decider_account: None,
                beneficiary_id: None,
            })
            .collect()
    }

    #[test]
    fn a_planted_difference_is_told_with_its_size_and_nobody_by_name() {
        let mut found = answer(
            &rows(),
            Attribute::Decider,
            &[Attribute::Subject],
            Measure::Share,
            &Limits::default(),
        );
        let test = found.comparisons[0].test.expect("a test");
        assert!((test.difference - 10.0).abs() < 1e-9 && found.comparisons[0].differs());
        pseudonymous(&mut found, &|n| format!("person {n}"));
        let words = found.paragraph(&Texts::of(Lang::En));
        assert!(
            words.contains("10.0 points") && words.contains("60 records"),
            "{words}"
        );
        assert!(!words.contains("decider-"), "{words}");
    }

    #[test]
    fn small_groups_are_not_compared_and_missing_values_are_counted() {
        let mut all = rows();
        all.truncate(30);
        all[0].base_rials = None;
        let found = answer(
            &all,
            Attribute::Decider,
            &[],
            Measure::Share,
            &Limits::default(),
        );
        assert_eq!((found.reference, found.small, found.left_out), (None, 2, 1));
    }

    #[test]
    fn a_quarter_has_three_months() {
        let row = |day: &str| WaiverRow {
            decided_on: day.into(),
            ..rows()[0].clone()
        };
        for (day, quarter) in [
            ("1405-01-01", "1405/1"),
            ("1405-03-31", "1405/1"),
            ("1405-04-01", "1405/2"),
            ("1405-12-29", "1405/4"),
        ] {
            assert_eq!(Attribute::Quarter.of_row(&row(day)), quarter);
        }
    }
}
