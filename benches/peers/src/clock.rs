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

/// Does quick work many times; gives the least CPU and clock time of one run, since other work on the machine only ever adds.
pub(crate) fn often<T>(runs: usize, mut work: impl FnMut() -> T) -> (T, Value) {
    let mut done = work();
    let (mut least_cpu, mut least_wall) = (f64::MAX, f64::MAX);
    for _ in 0..runs {
        let (begun, before) = (Instant::now(), cpu());
        done = work();
        least_cpu = least_cpu.min(cpu() - before);
        least_wall = least_wall.min(begun.elapsed().as_secs_f64());
    }
    (
        done,
        json!({"cpu": least_cpu, "wall": least_wall, "peak_mib": peak()}),
    )
}

/// Adds the figures to the line.
pub(crate) fn with(mut line: Value, figures: &Value) -> Value {
    if let (Some(line), Some(figures)) = (line.as_object_mut(), figures.as_object()) {
        line.extend(figures.clone());
    }
    line
}
