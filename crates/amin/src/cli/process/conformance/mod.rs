//! `amin process conformance --rules FILE | --model FILE`.

mod model;
mod rules;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use eventlog::EventLog;

use super::Failure;
use super::log_args::LogArgs;

/// Cases that are named for each deviation.
const CASES: usize = 100;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("declared").required(true).args(["rules", "model"]))]
pub(super) struct ConformanceArgs {
    #[command(flatten)]
    pub(super) log: LogArgs,
    /// The declared procedure as rules, TOML or JSON.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// The procedure as a model: a Petri net in PNML, or BPMN 2.0.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// How the cases agree with the declared procedure.
pub(super) fn print(
    args: &ConformanceArgs,
    log: &EventLog,
    out: &mut impl Write,
) -> Result<(), Failure> {
    if let Some(path) = &args.rules {
        return rules::print(&args.log, path, log, out);
    }
    if let Some(path) = &args.model {
        return model::print(&args.log, path, log, out);
    }
    Ok(())
}

/// A share as people read it.
fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |s| format!("{:.2} %", s * 100.0))
}
