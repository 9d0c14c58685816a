//! Fifty rules of all kinds over a log of permits, made from its own most frequent activities.

use eventlog::rules::{conformance, parse};
use eventlog::{EventLog, measure};
use serde_json::{Value, json};

use crate::Result;
use crate::clock::{often, with};

/// The kinds in turn, with what each needs beside its activities.
const KINDS: [(&str, bool, &str); 10] = [
    ("presence", false, ""),
    ("absence", false, ""),
    ("exactly", false, "times = 1\n"),
    ("at-most", false, "times = 2\n"),
    ("at-least", false, "times = 1\n"),
    ("precedence", true, ""),
    ("response", true, "within = 30\n"),
    ("succession", true, ""),
    ("four-eyes", true, ""),
    ("same-eyes", true, ""),
];

/// Rule by rule two activities among the sixty most frequent; every fifth names one of two, every seventh is for some days only.
fn text(log: &EventLog) -> String {
    let times = measure::times(log, measure::TimeOptions::default());
    let names: Vec<&str> = times
        .activities
        .iter()
        .take(60)
        .map(|activity| log.activities().get(activity.activity))
        .collect();
    let mut text = String::new();
    for rule in 0..50 {
        let (kind, two, more) = KINDS[rule % KINDS.len()];
        let name = |step: usize| names[(rule * 7 + step) % names.len()];
        text += &format!("[[rule]]\nid = \"r{rule}\"\nkind = \"{kind}\"\n{more}");
        if rule % 5 == 0 {
            text += &format!("a = [{:?}, {:?}]\n", name(0), name(1));
        } else {
            text += &format!("a = {:?}\n", name(0));
        }
        if two {
            text += &format!("b = {:?}\n", name(3));
        }
        if rule % 7 == 0 {
            text += "valid_from = \"2011-01-01\"\nvalid_until = \"2014-12-31\"\n";
        }
    }
    text
}

pub(crate) fn run(log: &EventLog) -> Result<Value> {
    let rules = parse(&text(log))?;
    let days = |from: i64, to: i64| (to - from) / 86_400_000_000;
    let (found, line) = often(21, || conformance(log, &rules, 0, &days));
    let judged: usize = found.rules.iter().map(|rule| rule.judged).sum();
    Ok(with(
        line,
        &json!({"cases": log.case_count(), "events": log.event_count(), "rules": rules.rules.len(), "judged": judged}),
    ))
}
