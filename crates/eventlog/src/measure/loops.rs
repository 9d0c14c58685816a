//! Loops: activities that a case repeats, and the way from one occurrence to the next.

use crate::log::EventLog;

/// How often cases repeat an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeats {
    /// Number into [`EventLog::activities`].
    pub activity: u32,
    /// Cases in which it occurs.
    pub cases: usize,
    /// Cases in which it occurs more than once (pm4py's rework).
    pub repeating: usize,
    /// Occurrences after the first of their case.
    pub extra: usize,
    /// The most occurrences in one case.
    pub most: usize,
    /// The first case that has as many.
    pub most_case: usize,
    /// Self-loops: it comes directly after itself and strictly later.
    pub self_loops: usize,
    /// It stands directly after itself at the same time, so that which came first is not known: often one entry made twice.
    pub simultaneous: usize,
}

/// Repeated activities, the one with most repeating cases first, then by name; activities that no case repeats are left out.
pub fn repeats(log: &EventLog) -> Vec<Repeats> {
    let mut found: Vec<Repeats> = (0..)
        .take(log.activities().len())
        .map(|activity| Repeats {
            activity,
            cases: 0,
            repeating: 0,
            extra: 0,
            most: 0,
            most_case: 0,
            self_loops: 0,
            simultaneous: 0,
        })
        .collect();
    let mut counts = vec![0_usize; log.activities().len()];
    let (activity, time) = (log.activity(), log.times());
    for (case, rows) in log.cases().enumerate() {
        for row in rows.clone() {
            counts[activity[row] as usize] += 1;
            if row > rows.start && activity[row] == activity[row - 1] {
                let one = &mut found[activity[row] as usize];
                if time[row] > time[row - 1] {
                    one.self_loops += 1;
                } else {
                    one.simultaneous += 1;
                }
            }
        }
        for row in rows {
            let count = std::mem::take(&mut counts[activity[row] as usize]);
            if count == 0 {
                continue;
            }
            let one = &mut found[activity[row] as usize];
            one.cases += 1;
            one.repeating += usize::from(count > 1);
            one.extra += count - 1;
            if count > one.most {
                (one.most, one.most_case) = (count, case);
            }
        }
    }
    found.retain(|one| one.repeating > 0);
    let name = |one: &Repeats| log.activities().get(one.activity);
    found.sort_by(|a, b| {
        b.repeating
            .cmp(&a.repeating)
            .then_with(|| name(a).cmp(name(b)))
    });
    found
}

/// The way of one case from an activity through others back to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loop {
    /// Number of the case.
    pub case: usize,
    /// The activity at both ends, a number into [`EventLog::activities`].
    pub activity: u32,
    /// Row of the earlier occurrence.
    pub from: usize,
    /// Row of the next one.
    pub to: usize,
    /// Time between the two, in microseconds.
    pub micros: i64,
}

/// The `most` longest loops by time, the longest first, then in the order of the log. A loop goes from one occurrence of an activity to its next in
/// the case, with something else between, and ends strictly later than it began; loops within a longer one are listed too.
pub fn longest_loops(log: &EventLog, most: usize) -> Vec<Loop> {
    let (activity, time) = (log.activity(), log.times());
    let mut last = vec![usize::MAX; log.activities().len()];
    let mut found = Vec::new();
    for (case, rows) in log.cases().enumerate() {
        for row in rows.clone() {
            let from = std::mem::replace(&mut last[activity[row] as usize], row);
            if from != usize::MAX && row - from > 1 && time[row] > time[from] {
                found.push(Loop {
                    case,
                    activity: activity[row],
                    from,
                    to: row,
                    micros: time[row].saturating_sub(time[from]),
                });
            }
        }
        for row in rows {
            last[activity[row] as usize] = usize::MAX;
        }
    }
    found.sort_by_key(|one| (std::cmp::Reverse(one.micros), one.to));
    found.truncate(most);
    found
}
