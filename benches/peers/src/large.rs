//! A large log through reading, summary, map, times and one question of equal treatment; and a report of many units.

use eventlog::{Column, EventLog, measure};
use fairness::NONE;
use fairness::random::SplitMix;
use fairness::report::{Measure, Question, report};
use fairness::verdict::LEVEL;
use serde_json::{Value, json};

use crate::Result;
use crate::clock::{often, once, with};
use crate::ours::load;

fn ids(log: &EventLog, key: &str) -> Vec<u32> {
    let column = log.case_column(key);
    let text = column.as_ref().and_then(Column::as_text);
    text.map_or_else(|| vec![NONE; log.case_count()], |text| text.ids.clone())
}

/// Do cases of one channel take longer than those of another, among cases of one department? Cases without end date are open.
pub(crate) fn run(file: &str) -> Result<Value> {
    let (log, read) = once(|| load(file));
    let log = log?;
    let (answer, line) = once(|| {
        let summary = measure::summary(&log);
        let map = measure::dfg(&log);
        let times = measure::times(&log, measure::TimeOptions::default());
        let (groups, strata) = (ids(&log, "channel"), ids(&log, "department"));
        let ends = log.case_attributes().get("enddate");
        let days: Vec<f64> = (0..log.case_count())
            .map(|case| {
                log.span(case)
                    .map_or(0.0, |(first, last)| (last - first) as f64 / 86.4e9)
            })
            .collect();
        let ended: Vec<bool> = (0..log.case_count())
            .map(|case| ends.is_some_and(|ends| ends.get(case).is_some()))
            .collect();
        let answer = report(&Question {
            groups: &groups,
            strata: &strata,
            measure: Measure::Duration(&days, &ended),
            reference: None,
            least: 20,
            margin: 1.0,
            level: LEVEL,
            pairs: 20,
        });
        json!({"events": summary.events, "cases": summary.cases, "variants": summary.variants, "edges": map.edges.len(),
            "activities": times.activities.len(), "groups": answer.groups.len(), "compared": answer.cases, "read_cpu": read["cpu"]})
    });
    Ok(with(line, &answer))
}

/// An equal-treatment report of 130 units over 150,000 cases, by duration.
pub(crate) fn report_of_units() -> Value {
    let mut random = SplitMix::new(7);
    let mut draw = |below: usize| -> Vec<u32> {
        (0..150_000)
            .map(|_| u32::try_from(random.below(below)).unwrap_or(0))
            .collect()
    };
    let (groups, strata) = (draw(130), draw(24));
    let days: Vec<f64> = draw(400_000)
        .iter()
        .map(|v| f64::from(*v) / 1000.0)
        .collect();
    let ended: Vec<bool> = draw(10).iter().map(|v| *v > 0).collect();
    let (answer, line) = often(9, || {
        report(&Question {
            groups: &groups,
            strata: &strata,
            measure: Measure::Duration(&days, &ended),
            reference: None,
            least: 20,
            margin: 0.05,
            level: LEVEL,
            pairs: 20,
        })
    });
    with(
        line,
        &json!({"units": answer.groups.len(), "cases": answer.cases}),
    )
}
