//! The whole question at once: every step as an outcome and the whole time, corrected together, and whether the courses of alike cases
//! differ. Pure.

use std::collections::BTreeMap;

use eventlog::EventLog;
use fairness::Verdict;
use fairness::multiple::benjamini_hochberg;
use fairness::process::{CourseTest, same_course};
use fairness::report::{Comparison, Measure, Question, Report, report};
use fairness::strata::NONE;
use fairness::verdict::verdict;

use super::columns::{Columns, Unknown, activities, happened};
use super::limits::Limits;
use super::treatment::effect;
use crate::platform::texts::Texts;

/// Shuffles of the test of whole courses.
pub const SHUFFLES: usize = 199;
/// Its seed: the same file gives the same answer.
const SEED: u64 = 1405;

/// One comparison of the family: a group against the reference in a step, or in the whole time.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The activity; none for the time.
    pub activity: Option<String>,
    /// The comparison, with `q` and the verdict over the whole family.
    pub comparison: Comparison,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// The report of the whole time.
    pub duration: Report,
    /// All comparisons, the least `q` first, the greater effect first among equals.
    pub steps: Vec<Step>,
    /// Whether whole courses differ.
    pub course: CourseTest,
    /// *Differs* where any comparison does; *alike within margin* where all are.
    pub verdict: Verdict,
}

/// Asks everything of the columns of a duration. `reference`: the group that the others are compared with; else the largest.
pub fn whole(
    log: &EventLog,
    columns: &Columns,
    limits: &Limits,
    reference: Option<u32>,
    pairs: usize,
) -> Result<Whole, Unknown> {
    let time = Measure::Duration(&columns.days, &columns.ended);
    let duration = ask(columns, time, limits.days, limits, reference, pairs);
    let mut steps: Vec<Step> = duration
        .comparisons
        .iter()
        .map(|comparison| Step {
            activity: None,
            comparison: *comparison,
        })
        .collect();
    for activity in activities(log) {
        let outcome = happened(log, &activity)?;
        let step = Measure::Outcome(&outcome);
        let found = ask(columns, step, limits.share, limits, reference, 0);
        steps.extend(found.comparisons.into_iter().map(|comparison| Step {
            activity: Some(activity.clone()),
            comparison,
        }));
    }
    let q = benjamini_hochberg(&steps.iter().map(|s| s.comparison.p).collect::<Vec<_>>());
    for (step, q) in steps.iter_mut().zip(q) {
        let margin = if step.activity.is_some() {
            limits.share
        } else {
            limits.days
        };
        let alike = step.comparison.equivalent(margin);
        step.comparison.q = q;
        step.comparison.verdict = verdict(q, alike, true, limits.level);
    }
    steps.sort_by(|a, b| {
        let size = |step: &Step| effect(&step.comparison).abs();
        a.comparison
            .q
            .total_cmp(&b.comparison.q)
            .then(size(b).total_cmp(&size(a)))
    });
    let is = |step: &Step, wanted| step.comparison.verdict == wanted;
    let verdict = if steps.iter().any(|step| is(step, Verdict::Differs)) {
        Verdict::Differs
    } else if !steps.is_empty()
        && steps
            .iter()
            .all(|step| is(step, Verdict::AlikeWithinMargin))
    {
        Verdict::AlikeWithinMargin
    } else {
        Verdict::TooLittleData
    };
    // Groups too small to compare do not enter the test of whole courses either.
    let large: Vec<u32> = duration.groups.iter().map(|group| group.group).collect();
    let kept: Vec<u32> = columns
        .groups
        .iter()
        .map(|group| if large.contains(group) { *group } else { NONE })
        .collect();
    Ok(Whole {
        course: same_course(&kept, &columns.strata, &courses(log), SHUFFLES, SEED),
        duration,
        steps,
        verdict,
    })
}

fn ask(
    columns: &Columns,
    measure: Measure<'_>,
    margin: f64,
    limits: &Limits,
    reference: Option<u32>,
    pairs: usize,
) -> Report {
    report(&Question {
        groups: &columns.groups,
        strata: &columns.strata,
        measure,
        reference,
        least: limits.least,
        margin,
        level: limits.level,
        pairs,
    })
}

/// The set of activities of each case, numbered: whole variants differ in nearly every case, so that they could never be compared.
fn courses(log: &EventLog) -> Vec<u32> {
    let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    log.cases()
        .map(|rows| {
            let mut set = log.activity()[rows].to_vec();
            set.sort_unstable();
            set.dedup();
            let next = u32::try_from(known.len()).unwrap_or(NONE - 1);
            *known.entry(set).or_insert(next)
        })
        .collect()
}

impl Whole {
    /// The comparisons that differ, in the order of the steps.
    pub fn differing(&self) -> Vec<&Step> {
        self.steps
            .iter()
            .filter(|step| step.comparison.verdict == Verdict::Differs)
            .collect()
    }

    /// What was found, in one plain paragraph. `name` tells a group's name as it may be shown.
    pub fn paragraph(&self, t: &Texts, limits: &Limits, name: &dyn Fn(u32) -> String) -> String {
        let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
        let Some(reference) = self.duration.reference.filter(|_| !self.steps.is_empty()) else {
            return t
                .insight_para_too_little(count(self.duration.groups.len()), limits.least_words(t));
        };
        let differing = self.differing();
        let mut sentences = vec![match (differing.len(), self.verdict) {
            (0, Verdict::AlikeWithinMargin) => t.insight_para_alike(count(self.steps.len())),
            (0, _) => t.insight_para_undecided(count(self.steps.len())),
            (n, _) => t.insight_para_differing(count(self.steps.len()), count(n)),
        }];
        // The greatest difference of a step, and that of the time: their sizes have different units.
        let greatest = |of_time: bool| {
            differing
                .iter()
                .filter(|step| step.activity.is_none() == of_time)
                .max_by(|a, b| {
                    let size = |step: &Step| effect(&step.comparison).abs();
                    size(a).total_cmp(&size(b))
                })
        };
        if let Some(step) = greatest(false) {
            let c = &step.comparison;
            let points = t.lang.decimal(effect(c).abs() * 100.0, 1);
            let (group, reference) = (name(c.group), name(reference));
            let activity = step.activity.as_deref().unwrap_or_default();
            sentences.push(if effect(c) < 0.0 {
                t.insight_para_step_less(activity, &group, points, &reference)
            } else {
                t.insight_para_step_more(activity, &group, points, &reference)
            });
        }
        if let Some(step) = greatest(true) {
            let c = &step.comparison;
            let days = t.lang.decimal(effect(c).abs(), 1);
            let (group, reference) = (name(c.group), name(reference));
            sentences.push(if effect(c) < 0.0 {
                t.insight_para_time_less(&group, days, &reference)
            } else {
                t.insight_para_time_more(&group, days, &reference)
            });
        }
        sentences.push(if self.course.p <= limits.level {
            t.insight_para_course_differs().to_owned()
        } else {
            t.insight_para_course_alike().to_owned()
        });
        sentences.push(t.insight_para_matched(
            count(self.duration.cases),
            t.lang.decimal(self.duration.matched_share * 100.0, 1),
        ));
        sentences.push(t.insight_para_cause().to_owned());
        sentences.join(" ")
    }
}
