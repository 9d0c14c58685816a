//! `amin import log|services|ocds|staff|kin|firms|bods`: real data in, through the same acts as the pages.

use std::fs::File;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use futures::FutureExt;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Random;

use super::import_records::{self, BodsArgs, TableArgs};
use super::process::parse_offset;
use super::{Place, bad_use};
use crate::interests::model::records::ListKind;
use crate::organisation::store as organisations;
use crate::platform::actor::Actor;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::errors::ActError;
use crate::platform::start::{Running, StartError, start};
use crate::platform::texts::{Lang, Texts};
use crate::services::acts::{self, Outcome};
use crate::services::figures::Months;
use crate::services::logs::{self, ReadAs};
use crate::services::{staff, store as services};
use crate::tenders;

/// Refused lines that are printed without `--json`.
const SHOWN: usize = 20;

/// Arguments of `amin import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// An event log of a service: XES, CSV, Parquet or OCEL 2.0.
    Log(LogArgs),
    /// Service cards from XLSX or CSV.
    Services(ServicesArgs),
    /// Contracting processes (OCDS): JSON lines, a package or a list, plain or gzip.
    Ocds(OcdsArgs),
    /// A staff list from CSV or XLSX.
    Staff(TableArgs),
    /// A list of employees' relatives from CSV or XLSX.
    Kin(TableArgs),
    /// Firms with those who hold shares or posts in them, from CSV or XLSX.
    Firms(TableArgs),
    /// Ownership statements (BODS 0.4).
    Bods(BodsArgs),
}

#[derive(Debug, Args)]
struct OcdsArgs {
    /// The file; what it is is told by its content.
    file: PathBuf,
    /// Id of the unit that buys.
    #[arg(long)]
    unit: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    #[command(flatten)]
    place: Place,
    /// Organisation, by its word in addresses; needed where there are several.
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
struct LogArgs {
    /// The event log: .xes, .csv, .parquet, .ocel.json (.jsonocel, .json), .ocel.xml (.xmlocel, .xml) or .sqlite; all but Parquet may be
    /// packed (.gz). XES and CSV are told by their content.
    file: PathBuf,
    /// Code of the service.
    #[arg(long)]
    service: String,
    #[command(flatten)]
    common: Common,
    /// CSV column of the case.
    #[arg(long, value_name = "COLUMN")]
    case: Option<String>,
    /// CSV column of the activity.
    #[arg(long, value_name = "COLUMN")]
    activity: Option<String>,
    /// CSV column of the time.
    #[arg(long, value_name = "COLUMN")]
    timestamp: Option<String>,
    /// CSV column of who did it.
    #[arg(long, value_name = "COLUMN")]
    resource: Option<String>,
    /// CSV column of the time when the work of an event began.
    #[arg(long, value_name = "COLUMN")]
    start: Option<String>,
    /// Type of the objects of an object-centric log that are the cases.
    #[arg(long, value_name = "TYPE")]
    object_type: Option<String>,
    /// Offset from UTC of Gregorian times written without one.
    #[arg(long, value_name = "±HH:MM", default_value = "+03:30", value_parser = parse_offset, allow_hyphen_values = true)]
    offset: i32,
    /// Calendar of the months.
    #[arg(long, value_enum, default_value_t = Calendar::Solar)]
    calendar: Calendar,
    /// Show progress on standard error, also where that is no terminal.
    #[arg(long)]
    progress: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Calendar {
    /// Gregorian months in UTC.
    Gregorian,
    /// Solar Hijri months in Iran's time.
    Solar,
}

#[derive(Debug, Args)]
struct ServicesArgs {
    /// The table; its first row names the columns.
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// Imports; status 2 and one sentence where the input cannot be taken.
pub async fn run(args: ImportArgs) -> ExitCode {
    let done = match args.what {
        What::Log(args) => import_log(args).await,
        What::Services(args) => import_services(args).await,
        What::Ocds(args) => import_ocds(args).await,
        What::Staff(args) => import_records::table(ListKind::Staff, args).await,
        What::Kin(args) => import_records::table(ListKind::Kin, args).await,
        What::Firms(args) => import_records::table(ListKind::Firms, args).await,
        What::Bods(args) => import_records::statements(args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => bad_use(why),
    }
}

/// The program on a data directory, and the organisation that is meant.
pub(super) async fn open(common: &Common) -> Result<(Running, Actor), String> {
    let Common {
        place,
        organisation,
        ..
    } = common;
    if place.database.is_none() && !place.data.join("amin.db").exists() {
        return Err(format!(
            "{}: there is no database here; name the data directory with --data",
            place.data.display()
        ));
    }
    let mut config = Config::read(
        place.data.clone(),
        place.database.clone(),
        "127.0.0.1:0".to_owned(),
        None,
    )?;
    // The log keeps the name under which it was begun, whatever address the program has now.
    if config.settings.origin.is_none() {
        let vkey = std::fs::read_to_string(place.data.join("log/vkey")).unwrap_or_default();
        config.settings.origin = vkey
            .split('+')
            .next()
            .filter(|name| !name.is_empty())
            .map(str::to_owned);
    }
    let running = match start(config, Clock::System, Random::system()).await {
        Ok(running) => running,
        Err(StartError::Seal(crate::sealed_log::SealError::File(why)))
            if why.kind() == std::io::ErrorKind::WouldBlock =>
        {
            return Err(format!(
                "{}: the program is running on this data directory; stop it first, or upload the file on its pages",
                place.data.display()
            ));
        }
        Err(why) => return Err(why.to_string()),
    };
    let found = async {
        let mut conn = running.app.read().await?;
        organisations::all(&mut conn).await
    };
    let all = found.await.map_err(|why| why.to_string())?;
    let slugs = || {
        all.iter()
            .map(|row| row.slug.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let row = match (organisation, all.as_slice()) {
        (_, []) => return Err("there is no organisation yet; set the program up first".to_owned()),
        (None, [one]) => one,
        (None, _) => {
            return Err(format!(
                "there are several organisations; name one with --organisation: {}",
                slugs()
            ));
        }
        (Some(slug), _) => {
            let known = all.iter().find(|row| row.slug == *slug);
            known.ok_or_else(|| {
                format!("there is no organisation «{slug}»; there are: {}", slugs())
            })?
        }
    };
    Ok((running, Actor::program(&row.id)))
}

/// Ends in order: the checkpoint is published and the head file is free again.
pub(super) async fn close(running: Running) -> Result<(), String> {
    let Running { app, sealing } = running;
    let published = app.seal.publish(None).map_err(|why| why.to_string());
    app.db.close().await;
    drop(app);
    match sealing.await {
        Ok(Ok(())) => published,
        Ok(Err(why)) => Err(why.to_string()),
        Err(why) => Err(why.to_string()),
    }
}

pub(super) fn in_words(why: ActError) -> String {
    let t = Texts::of(Lang::En);
    match why {
        ActError::Refused(say) => say.to(&t),
        ActError::Invalid(fields) => fields
            .iter()
            .map(|field| field.why.to(&t))
            .collect::<Vec<_>>()
            .join(" "),
        ActError::NotFound => t.error_not_found().to_owned(),
        ActError::Forbidden => t.error_forbidden().to_owned(),
        ActError::Store(why) => why.to_string(),
    }
}

pub(super) fn open_file(path: &Path) -> Result<File, String> {
    let file = File::open(path).map_err(|why| match why.kind() {
        std::io::ErrorKind::NotFound => {
            format!("{}: there is no such file; check the path", path.display())
        }
        _ => format!("{}: {why}", path.display()),
    })?;
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => Err(format!(
            "{}: it is a directory; name the file inside",
            path.display()
        )),
        _ => Ok(file),
    }
}

async fn import_log(args: LogArgs) -> Result<(), String> {
    let place = args.file.display().to_string();
    let file = open_file(&args.file)?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let (running, actor) = open(&args.common).await?;
    let app = running.app.clone();
    let (service, calendar) = {
        let mut conn = app.read().await.map_err(|why| why.to_string())?;
        let service =
            services::service_by_code(&mut conn, &actor.organisation, &args.service).await;
        let calendar = services::calendar(&mut conn, &actor.organisation).await;
        (
            service.map_err(|why| why.to_string())?,
            calendar.map_err(|why| why.to_string())?,
        )
    };
    let Some(service) = service else {
        return Err(format!(
            "there is no service «{}»; its card must be written or imported first",
            args.service
        ));
    };
    let read_as = ReadAs {
        case: args.case,
        activity: args.activity,
        timestamp: args.timestamp,
        resource: args.resource,
        start: args.start,
        offset: args.offset,
        calendar: if matches!(args.calendar, Calendar::Solar) {
            Months::Solar
        } else {
            Months::Gregorian
        },
        object_type: args.object_type,
        format: None,
    }
    .named(&place);
    let shows = args.progress || std::io::stderr().is_terminal();
    let mut told = 0;
    let mut progress = |bytes: u64| {
        let percent = (bytes * 100).checked_div(size).unwrap_or(100).min(100);
        if shows && percent > told {
            told = percent;
            eprint!("\ramin import: {percent} % read");
        }
    };
    let taken = logs::read_log(file, &read_as, Some(&mut progress));
    if told > 0 {
        eprintln!();
    }
    let taken = taken.map_err(|why| format!("{place}: {why}"))?;
    let broken = |why: std::io::Error| format!("{place}: {why}");
    let (sha256, bytes) = logs::digest(open_file(&args.file)?).map_err(broken)?;
    logs::keep(&app.config.data, &sha256, open_file(&args.file)?).map_err(broken)?;
    let t = Texts::of(Lang::En);
    let new = logs::measured(&taken, &place, sha256, bytes, &read_as, &calendar)
        .map_err(|say| format!("{place}: {}", say.to(&t)))?;
    let report = json!({
        "service": service.code,
        "sha256": new.sha256,
        "cases": new.figures.cases,
        "events": new.figures.events,
        "variants": new.figures.variants,
        "median_seconds": new.figures.durations.p50,
        "refused": new.refused,
        "refusals": new.refusals.iter().filter(|refusal| !refusal.is_remark()).collect::<Vec<_>>(),
        "noticed": new.refusals.iter().filter(|refusal| refusal.is_remark()).collect::<Vec<_>>(),
    });
    let told_of = |wanted: bool| -> Vec<String> {
        let chosen = new.refusals.iter().filter(|r| r.is_remark() == wanted);
        chosen.map(|refusal| refusal.say().to(&t)).collect()
    };
    let (refusals, remarks) = (told_of(false), told_of(true));
    let (now, code) = (app.clock.now(), service.code.clone());
    let act = app.sealed_act(move |tx| {
        async move { acts::import_log(tx, &actor, now, &code, &new).await }.boxed()
    });
    let (outcome, _) = act.await.map_err(in_words)?;
    drop(app);
    close(running).await?;
    if args.common.json {
        let mut report = report;
        report["outcome"] = json!(outcome_word(outcome));
        println!("{report}");
        return Ok(());
    }
    println!(
        "{} cases, {} events, {} variants: {}",
        report["cases"],
        report["events"],
        report["variants"],
        outcome_word(outcome)
    );
    print_refused(report["refused"].as_i64().unwrap_or(0), &refusals);
    for remark in remarks.iter().take(SHOWN) {
        eprintln!("amin import: {remark}");
    }
    Ok(())
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::New => "imported",
        Outcome::Changed => "measured again",
        Outcome::Unchanged => "already imported; nothing changed",
    }
}

pub(super) fn print_refused(count: i64, refused: &[String]) {
    if count > 0 {
        eprintln!("amin import: {count} left out:");
    }
    for line in refused.iter().take(SHOWN) {
        eprintln!("  {line}");
    }
    if usize::try_from(count).unwrap_or(0) > SHOWN {
        eprintln!("  … (--json lists more)");
    }
}

async fn import_services(args: ServicesArgs) -> Result<(), String> {
    let place = args.file.display().to_string();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut open_file(&args.file)?, &mut bytes)
        .map_err(|why| format!("{place}: {why}"))?;
    let table = documents::read_table(&bytes, &place, &documents::Limits::default())
        .map_err(|why| why.to_string())?;
    let (running, actor) = open(&args.common).await?;
    let app = running.app.clone();
    let now = app.clock.now();
    let act = app.sealed_act(move |tx| staff::import_table(tx, actor, now, table).boxed());
    let (done, _) = act
        .await
        .map_err(|why| format!("{place}: {}", in_words(why)))?;
    drop(app);
    close(running).await?;
    let t = Texts::of(Lang::En);
    let refused: Vec<String> = done
        .refused
        .iter()
        .map(|row| format!("row {}: {}", row.number, row.why.to(&t)))
        .collect();
    if args.common.json {
        let report = json!({ "new": done.new, "changed": done.changed, "unchanged": done.unchanged, "refused": refused });
        println!("{report}");
        return Ok(());
    }
    println!(
        "{} new, {} changed, {} unchanged",
        done.new, done.changed, done.unchanged
    );
    print_refused(i64::try_from(refused.len()).unwrap_or(i64::MAX), &refused);
    Ok(())
}

/// Processes taken in by one act: an entry for each, and a journal that is never held for long.
const AT_ONCE: usize = 500;

async fn import_ocds(args: OcdsArgs) -> Result<(), String> {
    let place = args.file.display().to_string();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut open_file(&args.file)?, &mut bytes)
        .map_err(|why| format!("{place}: {why}"))?;
    let (processes, left) =
        tenders::model::read(&bytes).map_err(|why| format!("{place}: {why}"))?;
    let name = args.file.file_name().unwrap_or_default();
    let report = tenders::acts::NewImport {
        unit: args.unit.clone(),
        file_name: name.to_string_lossy().into_owned(),
        sha256: hex::encode(Sha256::digest(&bytes)),
        left,
    };
    drop(bytes);
    let (running, actor) = open(&args.common).await?;
    let app = running.app.clone();
    let rules = app
        .rules(&actor.organisation)
        .await
        .map_err(|why| why.to_string())?;
    if rules.unit(&args.unit).is_none() {
        let known: Vec<&str> = rules.units.iter().map(|unit| unit.id.as_str()).collect();
        return Err(format!(
            "there is no unit «{}»; there are: {}",
            args.unit,
            known.join(", ")
        ));
    }
    let now = app.clock.now();
    let mut all = tenders::acts::Taken::default();
    for part in processes.chunks(AT_ONCE) {
        let (part, unit, actor) = (part.to_vec(), args.unit.clone(), actor.clone());
        let act = app.sealed_act(move |tx| {
            async move { tenders::acts::take_in(tx, &actor, now, &unit, &part).await }.boxed()
        });
        let (taken, _) = act
            .await
            .map_err(|why| format!("{place}: {}", in_words(why)))?;
        all.new += taken.new;
        all.changed += taken.changed;
        all.same += taken.same;
    }
    let refused: Vec<String> = report
        .left
        .iter()
        .map(|left| format!("line {}: {}", left.place, left.why))
        .collect();
    let by = actor.clone();
    let act = app.sealed_act(move |tx| {
        async move { tenders::acts::keep_import(tx, &by, now, &report, all).await }.boxed()
    });
    act.await
        .map_err(|why| format!("{place}: {}", in_words(why)))?;
    let flags = tenders::flags::refresh(&app, &actor.organisation)
        .await
        .map_err(in_words)?;
    drop((rules, app));
    close(running).await?;
    let tenders::acts::Taken { new, changed, same } = all;
    if args.common.json {
        let report = json!({ "new": new, "changed": changed, "unchanged": same, "flags_written": flags, "refused": refused });
        println!("{report}");
        return Ok(());
    }
    println!("{new} new, {changed} changed, {same} unchanged; {flags} flags written");
    print_refused(i64::try_from(refused.len()).unwrap_or(i64::MAX), &refused);
    Ok(())
}
