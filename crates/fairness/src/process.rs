//! Does the whole course of cases differ between groups? A permutation test within strata.

use std::collections::BTreeMap;

use crate::random::SplitMix;
use crate::strata::NONE;

/// What the test says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CourseTest {
    /// Total-variation distance between the groups' distributions of courses, averaged over strata and pairs with the reference of
    /// everybody: 0 the same, 1 nothing in common.
    pub distance: f64,
    /// Mean distance of shuffled labels: what chance alone gives with so few cases.
    pub by_chance: f64,
    /// (1 + shuffles at least as far) / (1 + shuffles); exact at its nominal rate, whatever the data (Phipson & Smyth 2010).
    pub p: f64,
    /// Cases compared.
    pub cases: usize,
}

/// Tests whether the courses (`course[i]`: the number of the case's variant, or of any class of courses) are distributed alike in all
/// groups, shuffling the group labels within strata. Strata with one group say nothing and are left out.
pub fn same_course(
    groups: &[u32],
    strata: &[u32],
    course: &[u32],
    shuffles: usize,
    seed: u64,
) -> CourseTest {
    let mut by_stratum: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for ((g, s), c) in groups.iter().zip(strata).zip(course) {
        if *g != NONE && *s != NONE && *c != NONE {
            by_stratum.entry(*s).or_default().push((*g, *c));
        }
    }
    by_stratum.retain(|_, rows| rows.iter().any(|row| row.0 != rows[0].0));
    // In an order that the order of the cases does not touch, so that the same cases give the same answer.
    let mut strata: Vec<Stratum> = by_stratum.into_values().map(Stratum::new).collect();
    let cases = strata.iter().map(|s| s.groups.len()).sum();
    if cases == 0 {
        return CourseTest {
            distance: 0.0,
            by_chance: 0.0,
            p: 1.0,
            cases: 0,
        };
    }
    let total = |strata: &mut Vec<Stratum>| {
        strata
            .iter_mut()
            .map(|s| s.distance() * s.groups.len() as f64)
            .sum::<f64>()
            / cases as f64
    };
    let distance = total(&mut strata);
    let mut random = SplitMix::new(seed);
    let (mut as_far, mut sum) = (0_usize, 0.0);
    for _ in 0..shuffles {
        for stratum in &mut strata {
            random.shuffle(&mut stratum.groups);
        }
        let shuffled = total(&mut strata);
        sum += shuffled;
        as_far += usize::from(shuffled >= distance - 1e-12);
    }
    CourseTest {
        distance,
        by_chance: if shuffles == 0 {
            0.0
        } else {
            sum / shuffles as f64
        },
        p: (1 + as_far) as f64 / (1 + shuffles) as f64,
        cases,
    }
}

/// The cases of a stratum with dense numbers of groups and courses, and room to count in.
struct Stratum {
    groups: Vec<u32>,
    courses: Vec<u32>,
    group_sizes: Vec<f64>,
    course_sizes: Vec<f64>,
    counts: Vec<f64>,
}

impl Stratum {
    fn new(mut rows: Vec<(u32, u32)>) -> Self {
        rows.sort_unstable();
        let dense = |values: &mut dyn Iterator<Item = u32>| -> (Vec<u32>, usize) {
            let values: Vec<u32> = values.collect();
            let mut known = values.clone();
            known.sort_unstable();
            known.dedup();
            let numbers = values
                .iter()
                .map(|v| u32::try_from(known.partition_point(|k| k < v)).unwrap_or(0))
                .collect();
            (numbers, known.len())
        };
        let (groups, group_count) = dense(&mut rows.iter().map(|row| row.0));
        let (courses, course_count) = dense(&mut rows.iter().map(|row| row.1));
        let sizes = |numbers: &[u32], count: usize| {
            let mut sizes = vec![0.0; count];
            for number in numbers {
                sizes[*number as usize] += 1.0;
            }
            sizes
        };
        Self {
            group_sizes: sizes(&groups, group_count),
            course_sizes: sizes(&courses, course_count),
            counts: vec![0.0; group_count * course_count],
            groups,
            courses,
        }
    }

    /// Weighted mean over groups of the total-variation distance between the group's courses and everybody's.
    fn distance(&mut self) -> f64 {
        self.counts.fill(0.0);
        let width = self.course_sizes.len();
        for (group, course) in self.groups.iter().zip(&self.courses) {
            self.counts[*group as usize * width + *course as usize] += 1.0;
        }
        let n = self.groups.len() as f64;
        self.group_sizes
            .iter()
            .zip(self.counts.chunks(width))
            .map(|(size, counts)| {
                let gap: f64 = counts
                    .iter()
                    .zip(&self.course_sizes)
                    .map(|(c, all)| (c / size - all / n).abs())
                    .sum();
                gap / 2.0 * size / n
            })
            .sum()
    }
}
