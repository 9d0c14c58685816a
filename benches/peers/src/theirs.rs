//! The same work done by the crate `process_mining`.

use process_mining::conformance::alignments::{AlignmentOptions, align_log, compute_fitness};
use process_mining::core::event_data::case_centric::utils::activity_projection::log_to_activity_projection;
use process_mining::discovery::case_centric::dfg::discover_dfg;
use process_mining::{EventLog, Importable, PetriNet};
use serde_json::{Value, json};

use crate::Result;
use crate::clock::{often, once, with};

fn load(file: &str) -> Result<EventLog> {
    Ok(EventLog::import_from_path(file)?)
}

pub(crate) fn run(kind: &str, file: &str, net: &str) -> Result<Value> {
    Ok(match kind {
        "import" => {
            let (log, line) = once(|| load(file));
            let log = log?;
            let events: usize = log.traces.iter().map(|trace| trace.events.len()).sum();
            with(line, &json!({"cases": log.traces.len(), "events": events}))
        }
        "dfg" => {
            let log = load(file)?;
            let (dfg, line) = often(3, || discover_dfg(&log));
            with(
                line,
                &json!({"edges": dfg.directly_follows_relations.len()}),
            )
        }
        "variants" => {
            let log = load(file)?;
            let (variants, line) = often(3, || log_to_activity_projection(&log));
            with(line, &json!({"variants": variants.traces.len()}))
        }
        "align" => {
            let (log, net) = (load(file)?, PetriNet::import_pnml(net)?);
            let options = AlignmentOptions::default();
            // The projection is part of the work: eventlog finds the variants within its alignment too.
            let (aligned, line) = often(9, || {
                align_log(&net, &log_to_activity_projection(&log), &options)
            });
            let fitness = compute_fitness(&aligned, &net, &options)
                .map_err(|why| format!("no fitness: {why:?}"))?;
            with(
                line,
                &json!({"fitting": fitness.perfectly_fitting_frac, "average": fitness.average_fitness, "log": fitness.log_fitness}),
            )
        }
        other => return Err(format!("{other}: the peer has no such work").into()),
    })
}
