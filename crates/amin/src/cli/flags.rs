//! `amin flags FILE`: red flags on OCDS.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use procurement::cardinal::{self, indicators};
use procurement::flags::{Code, Inputs, Known, Report, Rules, screen};
use procurement::read::{self, Refusals, Source};

/// How many refused lines are named on standard error.
const NAMED: usize = 20;
/// How many processes of the ranking the table shows.
const SHOWN: usize = 10;

/// Red flags on contracting processes in OCDS 1.1.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct FlagsArgs {
    /// Releases, records or packages; one on each line or one for the whole; plain or gzip.
    file: PathBuf,
    /// Give what another program gives.
    #[arg(long, value_enum, value_name = "PROGRAM")]
    compat: Option<Compat>,
    /// How many threads; the answer is the same for any number.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Rules (TOML); with `--compat cardinal` its settings (INI).
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Lists beside the processes (TOML): debarred, owners, founding dates, officials, ties, verdicts.
    #[arg(long, value_name = "FILE", conflicts_with = "compat")]
    known: Vec<PathBuf>,
    /// How many processes can be looked at.
    #[arg(long, value_name = "N", default_value_t = 100)]
    budget: usize,
    /// Tell each difference from Cardinal 0.0.8, with its reason.
    #[arg(long, conflicts_with = "compat")]
    explain: bool,
    /// Without quartiles and fences, as Cardinal's option of this name.
    #[arg(long, requires = "compat")]
    no_meta: bool,
    /// With processes and their organisations, as Cardinal's option of this name.
    #[arg(long, requires = "compat")]
    map: bool,
    /// The answer as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Compat {
    /// Cardinal 0.0.8 of the Open Contracting Partnership, faults included.
    Cardinal,
}

impl FlagsArgs {
    fn threads(&self) -> usize {
        self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        )
    }
}

/// Runs the command. Exit status 0 when done, whatever was found; 2 when a file cannot be read.
pub(crate) fn run(args: &FlagsArgs) -> ExitCode {
    let (stdout, stderr) = (io::stdout().lock(), io::stderr().lock());
    ExitCode::from(execute(
        args,
        BufWriter::with_capacity(1 << 18, stdout),
        stderr,
    ))
}

/// Why a command came to no answer.
enum Failure {
    /// The input cannot be used: what, where, how to mend.
    Input(String),
    /// The answer cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn execute(args: &FlagsArgs, mut out: impl Write, mut err: impl Write) -> u8 {
    let done = match args.compat {
        Some(Compat::Cardinal) => as_cardinal(args, &mut out, &mut err),
        None => ours(args, &mut out, &mut err),
    };
    let why = match done.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => return 0,
        // The reader of a pipe has seen enough.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => return 0,
        Err(Failure::Output(error)) => format!("standard output: {error}; is the disk full?"),
        Err(Failure::Input(why)) => why,
    };
    // When standard error is closed there is nobody left to tell.
    let _ = writeln!(err, "amin flags: {why}");
    2
}

fn as_cardinal(
    args: &FlagsArgs,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<(), Failure> {
    let mut settings = match &args.settings {
        None => cardinal::Settings::all(),
        Some(path) => cardinal::Settings::parse(&text(path)?).map_err(|why| input(path, why))?,
    };
    settings.maps = args.map;
    let threads = args.threads();
    // Cardinal reads lines alone; each line of a document over several is refused, as it does.
    let (report, refused) = match open(&args.file)? {
        Source::Lines(lines) => indicators(lines, &settings, threads),
        Source::Document(text) => indicators(text.as_slice(), &settings, threads),
    }
    .map_err(|why| input(&args.file, why))?;
    tell(&refused, err);
    if args.json {
        writeln!(out, "{}", report.to_json(!args.no_meta, args.map))?;
        return Ok(());
    }
    for group in cardinal::Group::ALL {
        let count = report.count(group);
        if count == 0 {
            continue;
        }
        writeln!(out, "{count:>9}  {}", group.as_str())?;
        let mut codes = std::collections::BTreeMap::new();
        for (_, code, _) in report.results(group) {
            *codes.entry(code).or_insert(0_u64) += 1;
        }
        for (code, count) in codes {
            writeln!(out, "{count:>9}    {}", code.as_str())?;
        }
    }
    Ok(())
}

fn ours(args: &FlagsArgs, out: &mut impl Write, err: &mut impl Write) -> Result<(), Failure> {
    let rules = match &args.settings {
        None => Rules::default(),
        Some(path) => Rules::parse(&text(path)?).map_err(|why| input(path, why))?,
    };
    let mut known = Known::default();
    for path in &args.known {
        known.merge(Known::parse(&text(path)?, rules.zone).map_err(|why| input(path, why))?);
    }
    let cardinal = cardinal::Settings::all();
    let inputs = Inputs {
        rules: &rules,
        known: &known,
        explain: args.explain.then_some(&cardinal),
    };
    let report =
        screen(open(&args.file)?, &inputs, args.threads()).map_err(|why| input(&args.file, why))?;
    tell(report.refused(), err);
    if report.processes() == 0 {
        return Err(input(
            &args.file,
            "no contracting process could be read; give OCDS 1.1 releases or records as JSON",
        ));
    }
    if args.json {
        report.write_json(out, args.budget)?;
    } else {
        table(&report, args.budget, out)?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<Source<'static>, Failure> {
    let file = super::process::open(path).map_err(|why| input(path, why))?;
    read::open(file).map_err(|why| input(path, why))
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|why| input(path, why))
}

fn input(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::Input(format!("{}: {why}", path.display()))
}

/// Names the refused lines on standard error.
fn tell(refused: &Refusals, err: &mut impl Write) {
    for one in refused.first.iter().take(NAMED) {
        let _ = writeln!(err, "amin flags: left out: {one}");
    }
    if refused.count > NAMED as u64 {
        let _ = writeln!(err, "amin flags: {} left out in all", refused.count);
    }
}

/// How the codes came out, and the first processes of the ranking.
fn table(report: &Report, budget: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} processes", report.processes())?;
    writeln!(
        out,
        "{:>9} {:>9} {:>12} {:>9}",
        "flag", "clear", "insufficient", "outside"
    )?;
    for &code in Code::ALL {
        let summary = report.summary(code);
        writeln!(
            out,
            "{:>9} {:>9} {:>12} {:>9}  {} {}",
            summary.flag,
            summary.clear,
            summary.insufficient,
            summary.outside,
            code.as_str(),
            code.title()
        )?;
    }
    let ranking = report.ranking(budget);
    writeln!(
        out,
        "\nfirst {} to look at; chance alone would put {:.0} % of them here",
        ranking.processes.len(),
        ranking.false_discovery_share * 100.0
    )?;
    for (ocid, place) in ranking.processes.iter().take(SHOWN) {
        let flags: Vec<&str> = report
            .flags(ocid)
            .iter()
            .map(|flag| flag.code.as_str())
            .collect();
        writeln!(out, "{:>9.1}  {ocid}  {}", place.score, flags.join(" "))?;
    }
    if let Some(differences) = report.differences() {
        writeln!(out, "\n{} differences from Cardinal", differences.len())?;
        let mut reasons = std::collections::BTreeMap::new();
        for one in differences {
            *reasons
                .entry((one.code, one.here, one.why))
                .or_insert(0_u64) += 1;
        }
        for ((code, here, why), count) in reasons {
            writeln!(out, "{count:>9}  {} {here}: {why}", code.as_str())?;
        }
    }
    Ok(())
}
