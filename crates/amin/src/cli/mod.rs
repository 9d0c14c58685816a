//! The command line: one file for each command. Exit status: 0 done, 1 findings or a failed verification, 2 bad use or input.

pub mod check;
pub mod demo;
pub mod export;
pub mod fairness;
pub mod flags;
pub mod import;
pub mod import_records;
pub mod names;
pub mod organisation;
pub mod process;
pub mod screen;
pub mod serve;
pub mod verify;
pub mod witness;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Amin: the administrative-integrity system of a municipality.
#[derive(Debug, Parser)]
#[command(name = "amin", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[expect(
    clippy::large_enum_variant,
    reason = "one is made, when the program starts"
)]
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the program; creates its database on first start.
    Serve(serve::ServeArgs),
    /// Make a demonstration town with a year of made-up life, then serve it.
    Demo(demo::DemoArgs),
    /// Compare the journal with every row of the database.
    Check(check::CheckArgs),
    /// Add an organisation.
    Organisation(organisation::OrganisationArgs),
    /// Check a log or a receipt: its own, or somebody else's.
    Verify(verify::VerifyArgs),
    /// Cosign the checkpoints of other people's logs.
    Witness(witness::WitnessArgs),
    /// Take real data in: event logs, service cards, contracting processes, lists of people and firms, ownership statements.
    Import(import::ImportArgs),
    /// The journal for other tools (OCEL 2.0, JSON lines, Parquet), ownership statements (BODS).
    Export(export::ExportArgs),
    /// Look into an event log.
    Process(process::ProcessArgs),
    /// Are alike cases of an event log treated alike?
    Fairness(fairness::FairnessArgs),
    /// Red flags on contracting processes (OCDS).
    Flags(flags::FlagsArgs),
    /// Are two written names the same name? Pair by pair.
    Names(names::NamesArgs),
    /// May these people decide about these parties?
    Screen(screen::ScreenArgs),
}

/// Where the data are.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// Data directory.
    #[arg(long, env = "AMIN_DATA", default_value = "data")]
    pub data: PathBuf,
    /// Database address; `sqlite:DATA/amin.db` unless told otherwise.
    #[arg(long, env = "AMIN_DATABASE")]
    pub database: Option<String>,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Command::Serve(args) => block_on(serve::run(args)),
        Command::Demo(args) => block_on(demo::run(args)),
        Command::Check(args) => block_on(check::run(args)),
        Command::Organisation(args) => block_on_telling("warn", organisation::run(args)),
        Command::Verify(args) => block_on(verify::run(args)),
        Command::Witness(args) => block_on(witness::run(args)),
        // Its standard error is a report; what the shell tells on starting would hide it.
        Command::Import(args) => block_on_telling("warn", import::run(args)),
        Command::Export(args) => block_on_telling("warn", export::run(args)),
        Command::Process(args) => process::run(&args),
        Command::Fairness(args) => fairness::run(&args),
        Command::Flags(args) => flags::run(&args),
        Command::Names(args) => names::run(&args),
        Command::Screen(args) => screen::run(&args),
    }
}

/// One line on standard error, status 2.
pub fn bad_use(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("amin: {why}");
    ExitCode::from(2)
}

/// One line on standard error, status 1.
pub fn failed(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("amin: {why}");
    ExitCode::from(1)
}

fn block_on(work: impl Future<Output = ExitCode>) -> ExitCode {
    block_on_telling("info,sqlx=warn", work)
}

fn block_on_telling(level: &str, work: impl Future<Output = ExitCode>) -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("AMIN_LOG")
                .unwrap_or_else(|_| level.into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(work),
        Err(why) => bad_use(why),
    }
}
