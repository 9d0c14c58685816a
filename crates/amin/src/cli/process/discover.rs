//! `amin process discover`.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use eventlog::EventLog;
use eventlog::discover::{DiscoverOptions, inductive};
use eventlog::model::{PetriNet, write_bpmn, write_pnml};
use serde_json::json;

use super::Failure;
use super::log_args::LogArgs;
use super::show;

#[derive(Debug, Args)]
pub(super) struct DiscoverArgs {
    #[command(flatten)]
    pub(super) log: LogArgs,
    /// Share (0 to 1) of the strongest edge below which an edge is noise; 0 keeps every case fitting.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    noise: f64,
    /// How the model is written; without it the ending of `--out` tells (.pnml, .bpmn), else a tree.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Writes the model to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Process tree in pm4py's notation: -> sequence, X choice, + parallel, * loop, tau silent.
    Tree,
    /// Petri net in PNML.
    Pnml,
    /// BPMN 2.0 with its diagram.
    Bpmn,
}

/// The model that the inductive miner finds.
pub(super) fn print(
    args: &DiscoverArgs,
    log: &EventLog,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let options = DiscoverOptions {
        noise: args.noise,
        ..DiscoverOptions::default()
    };
    let tree = inductive(log, options).map_err(|why| Failure::Input(format!("--noise: {why}")))?;
    let net = PetriNet::from(&tree);
    let ending = args.out.as_ref().and_then(|path| path.extension());
    let format = args
        .format
        .unwrap_or(match ending.and_then(|e| e.to_str()) {
            Some("pnml") => Format::Pnml,
            Some("bpmn") => Format::Bpmn,
            _ => Format::Tree,
        });
    if let Some(path) = &args.out {
        std::fs::write(path, text(format, &tree, &net)).map_err(|why| {
            Failure::Input(format!(
                "{}: {why}; choose a place that can be written",
                path.display()
            ))
        })?;
    }
    if args.log.json {
        let whole = json!({
            "tree": tree.to_string(), "nodes": tree.size(), "noise": args.noise,
            "places": net.places.len(), "transitions": net.transitions.len(),
        });
        return Ok(show::json(out, &whole)?);
    }
    if args.out.is_none() {
        out.write_all(text(format, &tree, &net).as_bytes())?;
    }
    Ok(())
}

fn text(format: Format, tree: &eventlog::model::ProcessTree, net: &PetriNet) -> String {
    match format {
        Format::Tree => format!("{tree}\n"),
        Format::Pnml => write_pnml(net),
        Format::Bpmn => write_bpmn(tree),
    }
}
