//! CPU time and memory of this process.

use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// CPU seconds of this process so far, user and system, of all its threads.
fn cpu() -> f64 {
    let at = clock_gettime(ClockId::ProcessCPUTime);
    at.tv_sec as f64 + at.tv_nsec as f64 / 1e9
}

/// Largest resident size of this process so far, in MiB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok())
        .unwrap_or_default()
        / 1024.0
}

/// Does the work once; gives its result and the line to print, to which the caller adds figures.
pub(crate) fn once<T>(work: impl FnOnce() -> T) -> (T, Value) {
    let (begun, before) = (Instant::now(), cpu());
    let done = work();
    let line =
        json!({"cpu": cpu() - before, "wall": begun.elapsed().as_secs_f64(), "peak_mib": peak()});
    (done, line)
}

/// Does quick work many times; gives the median CPU and clock time of one run.
pub(crate) fn often<T>(runs: usize, mut work: impl FnMut() -> T) -> (T, Value) {
    let mut done = work();
    let mut times: Vec<(f64, f64)> = (0..runs)
        .map(|_| {
            let (begun, before) = (Instant::now(), cpu());
            done = work();
            (cpu() - before, begun.elapsed().as_secs_f64())
        })
        .collect();
    let mut middle = |of: fn(&(f64, f64)) -> f64| {
        times.sort_by(|a, b| of(a).total_cmp(&of(b)));
        of(&times[times.len() / 2])
    };
    let (cpu, wall) = (middle(|t| t.0), middle(|t| t.1));
    (done, json!({"cpu": cpu, "wall": wall, "peak_mib": peak()}))
}

/// Adds the figures to the line.
pub(crate) fn with(mut line: Value, figures: &Value) -> Value {
    if let (Some(line), Some(figures)) = (line.as_object_mut(), figures.as_object()) {
        line.extend(figures.clone());
    }
    line
}
