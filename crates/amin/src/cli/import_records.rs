//! `amin import staff|kin|firms|bods` and `amin export bods`: lists of people and firms in, ownership out, through the acts of the pages.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use futures::FutureExt;
use relations::bods;
use serde_json::{Value, json};

use super::bad_use;
use super::import::{Common, close, in_words, open, open_file, print_refused};
use crate::interests::acts;
use crate::interests::importing::{self, File, Wrong};
use crate::interests::model::records::ListKind;

/// Arguments of a table of staff, relatives or firms.
#[derive(Debug, Args)]
pub struct TableArgs {
    /// The table (CSV or XLSX); its first row names the columns.
    file: PathBuf,
    /// Where it comes from, in words; it stands beside every tie.
    #[arg(long)]
    source: String,
    /// A column by another name: FIELD=HEAD; may be given several times.
    #[arg(long = "map", value_name = "FIELD=HEAD", value_parser = mapping)]
    map: Vec<(String, String)>,
    /// The list of firms is what one side says, and no extract of a register.
    #[arg(long)]
    declared: bool,
    #[command(flatten)]
    common: Common,
}

/// Arguments of ownership statements.
#[derive(Debug, Args)]
pub struct BodsArgs {
    /// Statements (BODS 0.4) as a JSON array or JSON lines.
    file: PathBuf,
    /// Where they come from, in words; it stands beside every tie.
    #[arg(long)]
    source: String,
    #[command(flatten)]
    common: Common,
}

/// Arguments of `amin export bods`.
#[derive(Debug, Args)]
pub(super) struct ExportBodsArgs {
    /// File to write; a dash for standard output.
    out: PathBuf,
    /// Why: it stands in the journal.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    common: Common,
}

fn mapping(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(field, head)| (field.trim().to_owned(), head.trim().to_owned()))
        .filter(|(field, head)| !field.is_empty() && !head.is_empty())
        .ok_or_else(|| "write FIELD=HEAD, such as code=\"employee id\"".to_owned())
}

/// Takes a table in.
pub(super) async fn table(kind: ListKind, args: TableArgs) -> Result<(), String> {
    take(
        kind,
        args.file,
        args.source,
        !args.declared,
        args.map,
        args.common,
    )
    .await
}

/// Takes ownership statements in.
pub(super) async fn statements(args: BodsArgs) -> Result<(), String> {
    take(
        ListKind::Bods,
        args.file,
        args.source,
        true,
        Vec::new(),
        args.common,
    )
    .await
}

async fn take(
    kind: ListKind,
    path: PathBuf,
    source: String,
    register: bool,
    mapping: Vec<(String, String)>,
    common: Common,
) -> Result<(), String> {
    let place = path.display().to_string();
    let mut bytes = Vec::new();
    open_file(&path)?
        .read_to_end(&mut bytes)
        .map_err(|why| format!("{place}: {why}"))?;
    let (running, actor) = open(&common).await?;
    let name = path
        .file_name()
        .map_or_else(|| place.clone(), |name| name.to_string_lossy().into_owned());
    let file = File {
        kind,
        name,
        bytes,
        source,
        register,
        mapping,
    };
    let taken = importing::take(&running.app, &actor, file).await;
    close(running).await?;
    let row = taken.map_err(|why| match why {
        Wrong::Unreadable(_, why) => format!("{place}: {why}"),
        Wrong::Act(why) => format!("{place}: {}", in_words(why)),
    })?;
    let told: Vec<(bool, String, String)> = serde_json::from_str::<Value>(&row.report)
        .ok()
        .and_then(|report| serde_json::from_value(report).ok())
        .unwrap_or_default();
    let said = |refused: bool| {
        let all = told.iter().filter(|(of, ..)| *of == refused);
        all.map(|(_, _, en)| en.clone()).collect::<Vec<_>>()
    };
    let (refused, notes) = (said(true), said(false));
    if common.json {
        println!(
            "{}",
            json!({
                "import": row.id, "sha256": row.sha256, "taken": row.taken, "unchanged": row.unchanged,
                "left_out": row.left_out, "refused": refused, "notes": notes,
            })
        );
        return Ok(());
    }
    println!(
        "{} new or changed, {} unchanged, {} left out",
        row.taken, row.unchanged, row.left_out
    );
    print_refused(row.left_out, &refused);
    if !notes.is_empty() {
        eprintln!("amin import: {} to look at:", notes.len());
        for line in notes.iter().take(20) {
            eprintln!("  {line}");
        }
    }
    Ok(())
}

/// Writes out; status 2 and one sentence where it cannot be.
pub(super) async fn export(args: ExportBodsArgs) -> ExitCode {
    match export_bods(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => bad_use(why),
    }
}

async fn export_bods(args: ExportBodsArgs) -> Result<(), String> {
    if args.out.as_os_str() != "-" && args.out.exists() {
        return Err(format!(
            "{}: there is a file of this name; name another",
            args.out.display()
        ));
    }
    let (running, actor) = open(&args.common).await?;
    let app = running.app.clone();
    let now = app.clock.now();
    let today = persian::tehran_date(now.0).gregorian_iso();
    let found = async {
        let mut conn = app.read().await?;
        importing::statements(&mut conn, &actor.organisation, &today).await
    };
    let statements = found.await.map_err(|why| why.to_string())?;
    let (count, reason) = (statements.len(), args.reason.clone());
    let act = app.sealed_act(move |tx| {
        async move { acts::export_ownership(tx, &actor, now, &reason, count).await }.boxed()
    });
    let done = act.await.map_err(in_words).map(|_| ());
    drop(app);
    close(running).await?;
    done?;
    let text = bods::write_array(&statements);
    if args.out.as_os_str() == "-" {
        let mut out = std::io::stdout().lock();
        return out
            .write_all(text.as_bytes())
            .map_err(|why| format!("standard output: {why}"));
    }
    let mut out = std::fs::File::create_new(&args.out)
        .map_err(|why| format!("{}: {why}", args.out.display()))?;
    out.write_all(text.as_bytes())
        .map_err(|why| format!("{}: {why}", args.out.display()))?;
    if args.common.json {
        println!("{}", serde_json::json!({ "statements": count }));
    } else {
        eprintln!("{count} statements");
    }
    Ok(())
}
