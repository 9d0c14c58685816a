//! The work done by `eventlog` (and `fairness`).

use std::fs::File;

use eventlog::align::{AlignOptions, align};
use eventlog::discover::{DiscoverOptions, inductive};
use eventlog::model::{PetriNet, read_pnml, write_pnml};
use eventlog::{EventLog, Options, measure, read_xes};
use serde_json::{Value, json};

use crate::clock::{often, once, with};
use crate::{Result, large, rules};

/// Quick work is repeated so often.
const RUNS: usize = 21;

pub(crate) fn load(file: &str) -> Result<EventLog> {
    Ok(read_xes(File::open(file)?, Options::default())?.log)
}

pub(crate) fn run(kind: &str, file: &str, net: &str) -> Result<Value> {
    let noisy = DiscoverOptions {
        noise: 0.2,
        ..DiscoverOptions::default()
    };
    Ok(match kind {
        "import" => {
            let (log, line) = once(|| load(file));
            let log = log?;
            with(
                line,
                &json!({"cases": log.case_count(), "events": log.event_count(),
                    "attributes": log.event_attributes().len() + log.case_attributes().len()}),
            )
        }
        "dfg" | "dfg-times" => {
            let log = load(file)?;
            let (dfg, line) = often(RUNS, || measure::dfg(&log));
            with(line, &json!({"edges": dfg.edges.len()}))
        }
        "variants" => {
            let log = load(file)?;
            let (variants, line) = often(RUNS, || measure::variants(&log));
            with(line, &json!({"variants": variants.len()}))
        }
        "handover" => {
            let log = load(file)?;
            let (pairs, line) = often(RUNS, || measure::handover(&log));
            with(line, &json!({"pairs": pairs.len()}))
        }
        "durations" => {
            let log = load(file)?;
            let (summary, line) = often(RUNS, || measure::case_durations(&log));
            with(line, &json!({"median": summary.median()}))
        }
        "measures" => {
            let log = load(file)?;
            let (_, line) = often(RUNS, || measure::overview(&log));
            with(line, &json!({"events": log.event_count()}))
        }
        "memory" => {
            let log = load(file)?;
            let bytes = log.heap_bytes();
            json!({"events": log.event_count(), "event_bytes": bytes.events, "attribute_bytes": bytes.attributes,
                "name_bytes": bytes.names, "bytes_an_event": bytes.events as f64 / log.event_count() as f64})
        }
        "net" => {
            let tree = inductive(&load(file)?, noisy)?;
            std::fs::write(net, write_pnml(&PetriNet::from(&tree)))?;
            json!({"net": net})
        }
        "align" => {
            let (log, net) = (load(file)?, read_pnml(File::open(net)?)?);
            let (aligned, line) = often(9, || align(&log, &net, AlignOptions::default()));
            let aligned = aligned?;
            with(
                line,
                &json!({"fitting": aligned.fitting_share(), "average": aligned.average_fitness(), "log": aligned.log_fitness()}),
            )
        }
        "discover" => {
            let log = load(file)?;
            let (tree, line) = once(|| inductive(&log, noisy));
            with(
                line,
                &json!({"activities": log.activities().len(), "tree_bytes": tree?.to_string().len()}),
            )
        }
        "rules" => rules::run(&load(file)?)?,
        "report" => large::report_of_units(),
        "large" => large::run(file)?,
        other => return Err(format!("{other}: no such kind of work").into()),
    })
}
