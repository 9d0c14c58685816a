//! `amin names PAIRS.csv`: is it the same name?

use std::io::{BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use relations::names::{Finding, Name, Verdict, compare};
use serde_json::json;

/// Refused lines that are printed; the rest are counted.
const SHOWN: usize = 20;
/// Largest file, in bytes.
const MOST: u64 = 1 << 30;

/// Compares names pair by pair.
#[derive(Debug, Args)]
pub(crate) struct NamesArgs {
    /// CSV in UTF-8 with a head; its columns `name1` and `name2` hold the names.
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A pair that was decided.
struct Pair {
    name1: String,
    name2: String,
    finding: Finding,
}

/// Runs the command. Exit status 0, also where lines were refused; 2 when the file cannot be used.
pub(crate) fn run(args: &NamesArgs) -> ExitCode {
    let name = args.file.display();
    let bytes = match read(args) {
        Ok(bytes) => bytes,
        Err(why) => return bad(&format!("{name}: {why}")),
    };
    let (pairs, refused) = match decide(&bytes) {
        Ok(decided) => decided,
        Err(why) => return bad(&format!("{name}: {why}")),
    };
    for (line, why) in refused.iter().take(SHOWN) {
        eprintln!("amin names: {name}, line {line}: {why}");
    }
    if refused.len() > SHOWN {
        eprintln!(
            "amin names: {name}: {} more lines were refused",
            refused.len() - SHOWN
        );
    }
    let out = BufWriter::new(std::io::stdout().lock());
    let written = if args.json {
        as_json(&pairs, out)
    } else {
        as_lines(&pairs, out)
    };
    match written {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => bad(&why.to_string()),
        _ => ExitCode::SUCCESS,
    }
}

fn bad(why: &str) -> ExitCode {
    eprintln!("amin names: {why}");
    ExitCode::from(2)
}

fn read(args: &NamesArgs) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    super::process::open(&args.file)?
        .take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|why| why.to_string())?;
    if bytes.len() as u64 > MOST {
        return Err("the file is larger than 1 GiB; split it".to_owned());
    }
    Ok(bytes)
}

type Decided = (Vec<Pair>, Vec<(u64, String)>);

fn decide(bytes: &[u8]) -> Result<Decided, String> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let head = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    #[expect(
        clippy::naive_bytecount,
        reason = "the heading is one line, counted three times"
    )]
    let most = |sought: u8| head.iter().filter(|byte| **byte == sought).count();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| most(*delimiter))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(bytes);
    let columns = reader
        .byte_headers()
        .map_err(|why| why.to_string())?
        .clone();
    let column = |wanted: &str| {
        columns
            .iter()
            .position(|head| head.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()))
            .ok_or_else(|| {
                let found: Vec<_> = columns.iter().map(String::from_utf8_lossy).collect();
                format!(
                    "no column “{wanted}” in the first line, which has: {}; name the two columns name1 and name2",
                    found.join(", ")
                )
            })
    };
    let (one, two) = (column("name1")?, column("name2")?);
    let (mut pairs, mut refused) = (Vec::new(), Vec::new());
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(why) => return Err(why.to_string()),
        }
        let line = record.position().map_or(0, csv::Position::line);
        match pair(&record, one, two) {
            Ok(pair) => pairs.push(pair),
            Err(why) => refused.push((line, why)),
        }
    }
    Ok((pairs, refused))
}

fn pair(record: &csv::ByteRecord, one: usize, two: usize) -> Result<Pair, String> {
    let cell = |place: usize, column: &str| {
        let bytes = record
            .get(place)
            .ok_or_else(|| format!("the line has no column {column}; add the missing name"))?;
        let text = std::str::from_utf8(bytes)
            .map_err(|_| format!("{column} is not UTF-8; save the file as “CSV UTF-8”"))?;
        if Name::new(text).is_empty() {
            return Err(format!("{column} is empty; add the missing name"));
        }
        Ok(text.to_owned())
    };
    let (name1, name2) = (cell(one, "name1")?, cell(two, "name2")?);
    let finding = compare(&Name::new(&name1), &Name::new(&name2));
    Ok(Pair {
        name1,
        name2,
        finding,
    })
}

fn as_json(pairs: &[Pair], mut out: impl Write) -> std::io::Result<()> {
    let answer: Vec<_> = pairs
        .iter()
        .map(|pair| {
            json!({
                "name1": pair.name1,
                "name2": pair.name2,
                "decision": pair.finding.verdict.code(),
                "why": pair.finding.english(),
                "why_fa": pair.finding.persian(),
            })
        })
        .collect();
    serde_json::to_writer(&mut out, &answer)?;
    writeln!(out)?;
    out.flush()
}

fn as_lines(pairs: &[Pair], mut out: impl Write) -> std::io::Result<()> {
    let mut counts = [0_usize; 3];
    for pair in pairs {
        let verdict = pair.finding.verdict;
        counts[verdict as usize] += 1;
        writeln!(
            out,
            "{:<9}  {}  |  {}  ({})",
            verdict.code(),
            pair.name1,
            pair.name2,
            pair.finding.english()
        )?;
    }
    writeln!(
        out,
        "{} pairs: {} same, {} to review, {} different",
        pairs.len(),
        counts[Verdict::Same as usize],
        counts[Verdict::Review as usize],
        counts[Verdict::Different as usize]
    )?;
    out.flush()
}
