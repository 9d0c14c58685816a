//! Splits the traces of a sublog along a cut (Leemans 2017, chapter 6). Events that a filtered graph has lost are left out.

use super::cut::{Cut, Operator};
use super::graph::Graph;
use super::traces::{Counter, Traces};

/// Number of the part of an activity that is in none.
const NONE: usize = usize::MAX;

/// One sublog for each part of the cut.
pub(super) fn split(traces: &Traces, graph: &Graph, cut: &Cut) -> Vec<Traces> {
    let top = graph
        .activities
        .last()
        .map_or(0, |&top| usize::from(top) + 1);
    let mut part_of = vec![NONE; top];
    for (number, part) in cut.parts.iter().enumerate() {
        for vertex in part.iter() {
            part_of[usize::from(graph.activities[vertex])] = number;
        }
    }
    let part = |activity: u16| part_of[usize::from(activity)];
    let mut logs: Vec<Counter> = cut.parts.iter().map(|_| Counter::default()).collect();
    for (trace, count) in &traces.list {
        match cut.operator {
            Operator::Exclusive => exclusive(trace, *count, part, &mut logs),
            Operator::Sequence => sequence(trace, *count, part, &mut logs),
            Operator::Parallel => {
                for (number, log) in logs.iter_mut().enumerate() {
                    log.add(&only(trace, number, part), *count);
                }
            }
            Operator::Loop => repetition(trace, *count, part, &mut logs),
        }
    }
    logs.into_iter().map(Counter::done).collect()
}

fn only(trace: &[u16], number: usize, part: impl Fn(u16) -> usize) -> Vec<u16> {
    trace
        .iter()
        .copied()
        .filter(|&activity| part(activity) == number)
        .collect()
}

/// The part that most events belong to takes the trace; of equal ones the last.
fn exclusive(trace: &[u16], count: u64, part: impl Fn(u16) -> usize, logs: &mut [Counter]) {
    let mut events = vec![0_usize; logs.len()];
    for &activity in trace {
        if let Some(events) = events.get_mut(part(activity)) {
            *events += 1;
        }
    }
    let most = (0..logs.len())
        .max_by_key(|&number| events[number])
        .unwrap_or(0);
    logs[most].add(&only(trace, most, part), count);
}

/// Each part takes a stretch of the trace that ends where the fewest events are lost.
fn sequence(trace: &[u16], count: u64, part: impl Fn(u16) -> usize, logs: &mut [Counter]) {
    let mut start = 0;
    for (number, log) in logs.iter_mut().enumerate() {
        let (mut cost, mut least, mut end) = (0_i64, 0_i64, start);
        for (place, &activity) in trace.iter().enumerate().skip(start) {
            match part(activity) {
                other if other == number => cost -= 1,
                other if other > number => cost += 1,
                // Events of earlier parts are lost wherever the stretch ends.
                _ => {}
            }
            if cost < least {
                (least, end) = (cost, place + 1);
            }
        }
        log.add(&only(&trace[start..end], number, &part), count);
        start = end;
    }
}

/// Stretches of the repeated part and of the way back alternate; a trace that ends on the way back ends with an empty round.
fn repetition(trace: &[u16], count: u64, part: impl Fn(u16) -> usize, logs: &mut [Counter]) {
    let mut stretch: Vec<u16> = Vec::new();
    let mut at = NONE;
    for &activity in trace {
        let number = part(activity);
        if number != at {
            if !stretch.is_empty() {
                logs[at].add(&stretch, count);
                stretch.clear();
            }
            at = number;
        }
        if number != NONE {
            stretch.push(activity);
        }
    }
    if at == 1 && !stretch.is_empty() {
        logs[1].add(&stretch, count);
        stretch.clear();
    }
    logs[0].add(&stretch, count);
}
