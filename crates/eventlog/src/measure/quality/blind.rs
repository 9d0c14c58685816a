//! Steps that one unit never records and others do.

use std::collections::BTreeMap;

use super::super::numbers::{benjamini_hochberg, ln_factorials, none_drawn};
use super::{Finding, Severity, Thresholds, What, number};
use crate::column::Column;
use crate::log::EventLog;

/// Share of a unit's cases from which on a step is its habit, and share elsewhere up to which it is nobody else's.
const HABIT: f64 = 0.5;
const NOBODYS: f64 = 0.05;

/// For each step and unit: no case of the unit has it, and by Fisher's exact test that is no chance. All pairs of steps and units that are large
/// enough belong to the family of comparisons.
pub(super) fn missing_steps(
    log: &EventLog,
    thresholds: &Thresholds,
    unit: &str,
    found: &mut Vec<Finding>,
) {
    let Some(units) = log.case_column(unit) else {
        return;
    };
    let (names, of_case) = numbered(&units);
    let (steps, all) = (log.activities().len(), of_case.iter().flatten().count());
    let mut cases = vec![0_usize; names.len()];
    // Cases of each unit that have each step.
    let mut with = vec![0_usize; names.len() * steps];
    let mut last_case = vec![usize::MAX; steps];
    for (case, rows) in log.cases().enumerate() {
        let Some(unit) = of_case[case] else { continue };
        cases[unit] += 1;
        for &step in &log.activity()[rows] {
            if std::mem::replace(&mut last_case[step as usize], case) != case {
                with[unit * steps + step as usize] += 1;
            }
        }
    }
    let marked = |step: usize| -> usize { (0..names.len()).map(|u| with[u * steps + step]).sum() };
    let marked: Vec<usize> = (0..steps).map(marked).collect();
    let large = |&unit: &usize| {
        cases[unit] >= thresholds.unit_cases && all - cases[unit] >= thresholds.unit_cases
    };
    let units: Vec<usize> = (0..names.len()).filter(large).collect();
    let family = units.len() * marked.iter().filter(|&&cases| cases > 0).count();
    let ln = ln_factorials(all);
    let mut missing = Vec::new();
    for &unit in &units {
        for step in 0..steps {
            if with[unit * steps + step] == 0 && marked[step] > 0 {
                missing.push((unit, step, none_drawn(&ln, all, marked[step], cases[unit])));
            }
        }
    }
    let p: Vec<f64> = missing.iter().map(|one| one.2).collect();
    let adjusted = benjamini_hochberg(&p, family);
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let mut own: Vec<Finding> = Vec::new();
    for (&(unit, step, _), p) in missing.iter().zip(adjusted) {
        let elsewhere = all - cases[unit];
        if p >= thresholds.unit_p || share(marked[step], elsewhere) < thresholds.elsewhere_share {
            continue;
        }
        let instead = (0..steps).filter(|&other| {
            let here = with[unit * steps + other];
            share(here, cases[unit]) >= HABIT && share(marked[other] - here, elsewhere) <= NOBODYS
        });
        own.push(Finding {
            what: What::MissingStep {
                activity: number(step),
                unit: names[unit].clone(),
                elsewhere,
                elsewhere_with: marked[step],
                p,
                comparisons: family,
                instead: instead.map(number).collect(),
            },
            severity: Severity::Warning,
            count: cases[unit],
            of: all,
            cases: (0..log.case_count())
                .filter(|&case| of_case[case] == Some(unit))
                .map(number)
                .collect(),
        });
    }
    // The step that others record most often comes first.
    own.sort_by(|a, b| elsewhere_share(&b.what).total_cmp(&elsewhere_share(&a.what)));
    found.append(&mut own);
}

fn elsewhere_share(what: &What) -> f64 {
    match what {
        What::MissingStep {
            elsewhere,
            elsewhere_with,
            ..
        } => *elsewhere_with as f64 / *elsewhere as f64,
        _ => 0.0,
    }
}

/// The different values of a column as text, and for each row which it has.
fn numbered(column: &Column) -> (Vec<String>, Vec<Option<usize>>) {
    let mut names: Vec<String> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let of_row = (0..column.len())
        .map(|row| {
            let name = column.get(row)?.to_string();
            let next = names.len();
            let place = *places.entry(name.clone()).or_insert(next);
            if place == next {
                names.push(name);
            }
            Some(place)
        })
        .collect();
    (names, of_row)
}
