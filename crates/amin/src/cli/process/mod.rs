//! `amin process …`: figures of an event log, as a table or as JSON. One file for each subcommand.

mod calendar;
mod conformance;
mod convert;
mod dfg;
mod discover;
mod dotted;
mod handover;
mod input;
mod log_args;
mod loops;
mod quality;
mod quality_words;
mod show;
mod summary;
mod times;
mod variants;
mod workload;

#[cfg(test)]
mod tests;

use std::io::{BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};

pub(crate) use log_args::{LogArgs, load, open};
pub use log_args::{iranian_timestamp, parse_offset};

/// Figures of an event log: XES, CSV, Parquet or OCEL 2.0.
#[derive(Debug, Args)]
pub struct ProcessArgs {
    #[command(subcommand)]
    command: ProcessCommand,
}

#[derive(Debug, Subcommand)]
enum ProcessCommand {
    /// Cases, events, activities, variants, resources and how long cases take.
    Summary(LogArgs),
    /// Which activity comes right after which, how often and how much later.
    Dfg(LogArgs),
    /// The different sequences of activities and how many cases follow each.
    Variants(LogArgs),
    /// Times of cases and activities, share of waiting, month by month.
    Times(LogArgs),
    /// Who does the next event of a case after whom.
    Handover(LogArgs),
    /// How the recorded cases agree with the declared procedure.
    Conformance(conformance::ConformanceArgs),
    /// A model of what is recorded, by the inductive miner.
    Discover(discover::DiscoverArgs),
    /// Blind spots and errors of the record: missing steps, gaps, batches, impossible dates.
    Quality(quality::QualityArgs),
    /// Events and cases of each resource by week and month, what they do, and when.
    Workload(workload::WorkloadArgs),
    /// Repeated activities, loops, ping-pong between units, visits of the citizen.
    Loops(loops::LoopsArgs),
    /// The data of a dotted chart.
    Dotted(dotted::DottedArgs),
    /// The log in another format, by the endings of the names.
    Convert(convert::ConvertArgs),
}

impl ProcessCommand {
    /// The options that name the log.
    fn log_args(&self) -> &LogArgs {
        match self {
            Self::Summary(args)
            | Self::Dfg(args)
            | Self::Variants(args)
            | Self::Times(args)
            | Self::Handover(args) => args,
            Self::Conformance(args) => &args.log,
            Self::Discover(args) => &args.log,
            Self::Quality(args) => &args.log,
            Self::Workload(args) => &args.log,
            Self::Loops(args) => &args.log,
            Self::Dotted(args) => &args.log,
            Self::Convert(args) => &args.log,
        }
    }
}

/// Why a command came to no answer.
enum Failure {
    /// The input cannot be used: what, where, how to mend.
    Input(String),
    /// The answer cannot be written.
    Output(std::io::Error),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

/// Runs the command. Exit status 0 when done, 2 when the file cannot be read; then one line on standard error says what, where
/// and how to mend it. What was left out of the log is counted on standard error, and does not change the status.
pub fn run(args: &ProcessArgs) -> ExitCode {
    let (stdout, stderr) = (std::io::stdout().lock(), std::io::stderr().lock());
    ExitCode::from(execute(&args.command, BufWriter::new(stdout), stderr))
}

fn execute(command: &ProcessCommand, mut out: impl Write, mut err: impl Write) -> u8 {
    let done = print(command, &mut out, &mut err).and_then(|()| Ok(out.flush()?));
    let why = match done {
        Ok(()) => return 0,
        // The reader of a pipe has seen enough.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => return 0,
        Err(Failure::Output(error)) => format!("standard output: {error}; is the disk full?"),
        Err(Failure::Input(why)) => why,
    };
    // When standard error is closed there is nobody left to tell.
    let _ = writeln!(err, "amin process: {why}");
    2
}

fn print(
    command: &ProcessCommand,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<(), Failure> {
    let args = command.log_args();
    if let ProcessCommand::Convert(all) = command {
        return convert::run(all, out, err);
    }
    let import =
        load(args).map_err(|why| Failure::Input(format!("{}: {why}", args.file.display())))?;
    import.tell("amin process", err);
    let log = &import.log;
    match command {
        ProcessCommand::Summary(_) => summary::print(args, log, out)?,
        ProcessCommand::Dfg(_) => dfg::print(args, log, out)?,
        ProcessCommand::Variants(_) => variants::print(args, log, out)?,
        ProcessCommand::Times(_) => times::print(args, log, out)?,
        ProcessCommand::Handover(_) => handover::print(args, log, out)?,
        ProcessCommand::Conformance(all) => conformance::print(all, log, out)?,
        ProcessCommand::Discover(all) => discover::print(all, log, out)?,
        ProcessCommand::Quality(all) => quality::print(all, log, out)?,
        ProcessCommand::Workload(all) => workload::print(all, log, out)?,
        ProcessCommand::Loops(all) => loops::print(all, log, out)?,
        ProcessCommand::Dotted(all) => dotted::print(all, log, out)?,
        // It opens its log itself, which need not be flat.
        ProcessCommand::Convert(_) => {}
    }
    Ok(())
}
