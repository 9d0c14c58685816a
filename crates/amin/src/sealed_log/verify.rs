//! Verification for the command line: a log's directory or address, a receipt, and the journal against the log's files.

use std::io;
use std::path::Path;

use ledger::checkpoint::Checkpoint;
use ledger::hash::{Hash, leaf_hash};
use ledger::note::Verifier;
use ledger::policy::Policy;
use ledger::receipt::Receipt;
use ledger::tile::{TILE_WIDTH, Tile, read_bundle};
use ledger::tree::Tree;
use ledger::verify::{Options, verify_log};
use serde_json::{Value, json};
use store::Conn;

use super::{LogFiles, peek};

/// What a verification found.
#[derive(Debug)]
pub struct Outcome {
    /// What does not fit, one sentence each, naming file and entry. None: all is well.
    pub findings: Vec<String>,
    /// What was verified, one line each.
    pub lines: Vec<String>,
    /// The same for programs.
    pub json: Value,
}

impl Outcome {
    fn of(kind: &str, findings: Vec<String>) -> Self {
        let json = json!({ "kind": kind, "good": findings.is_empty(), "findings": findings });
        Self {
            findings,
            lines: Vec::new(),
            json,
        }
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: String) {
        self.findings.push(finding);
        self.json["good"] = json!(false);
        self.json["findings"] = json!(self.findings);
    }
}

/// The policy that lies beside a log, or one of its key alone. It says only that the log agrees with itself.
pub fn policy_of_log(read: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Result<Policy, String> {
    match read("policy") {
        Ok(bytes) => return Policy::parse(&bytes).map_err(|why| format!("policy: {why}")),
        Err(why) if why.kind() == io::ErrorKind::NotFound => {}
        Err(why) => return Err(format!("policy: {why}")),
    }
    let bytes = read("vkey").map_err(|why| format!("vkey: {why}"))?;
    let text = String::from_utf8_lossy(&bytes);
    Verifier::parse(text.trim())
        .map(Policy::of_log)
        .map_err(|why| format!("vkey: {why}"))
}

/// Audits a whole log. `previous` are heads that were signed before; `kept` the files that lie in its directory.
pub fn log(
    read: &dyn Fn(&str) -> io::Result<Vec<u8>>,
    policy: &Policy,
    previous: &[Checkpoint],
    kept: &[Tile],
) -> Outcome {
    let report = verify_log(
        read,
        policy,
        Options {
            previous,
            files: kept,
            entry: None,
        },
    );
    let mut findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    if report.further > 0 {
        findings.push(format!("{} further faults", report.further));
    }
    let mut outcome = Outcome::of("log", findings);
    let witnesses: Vec<Value> = report
        .witnesses
        .iter()
        .map(|seen| json!({ "name": seen.name, "time": seen.time }))
        .collect();
    if let Some(checkpoint) = &report.checkpoint {
        outcome.json["origin"] = json!(checkpoint.origin);
        outcome.json["size"] = json!(checkpoint.size);
        outcome.json["root"] = json!(checkpoint.root.to_base64());
        outcome.lines.push(format!(
            "log {}: {} entries, {} files, {} witnesses",
            checkpoint.origin,
            report.entries,
            report.files,
            witnesses.len()
        ));
    }
    outcome.json["entries"] = json!(report.entries);
    outcome.json["files"] = json!(report.files);
    outcome.json["witnesses"] = json!(witnesses);
    outcome
}

/// Audits the log in a directory. `head` is the file of the newest signed head, where it is known.
pub fn directory(
    directory: &Path,
    head: Option<&Path>,
    policy: Option<Policy>,
) -> io::Result<Outcome> {
    let files = LogFiles::open(directory)?;
    let read = |path: &str| files.read(path);
    let policy = match policy.map_or_else(|| policy_of_log(&read), Ok) {
        Ok(policy) => policy,
        Err(why) => return Ok(Outcome::of("log", vec![why])),
    };
    let mut previous = Vec::new();
    let mut beyond = None;
    let mut wrong = None;
    let published = files
        .read("checkpoint")
        .ok()
        .and_then(|note| Checkpoint::parse_note(&note).ok());
    if let (Some(head), Some((checkpoint, _))) = (head, published) {
        let key = policy
            .logs()
            .iter()
            .find(|log| log.key.name() == checkpoint.origin)
            .map(|log| log.key.clone());
        match key.map(|key| peek(head, &key)) {
            Some(Ok(Some(signed))) if signed.size <= checkpoint.size => previous.push(signed),
            Some(Ok(Some(signed))) => beyond = Some(signed.size),
            Some(Err(why)) => wrong = Some(why.to_string()),
            None | Some(Ok(None)) => {}
        }
    }
    let mut outcome = log(&read, &policy, &previous, &files.on_disk()?);
    if let Some(why) = wrong {
        outcome.add(why);
    }
    if let Some(size) = beyond {
        outcome.lines.push(format!(
            "the signed head already counts {size} entries; those that are not published yet are compared by `amin check`"
        ));
    }
    Ok(outcome)
}

/// Checks a receipt offline. An error means that the file is none.
pub fn receipt(text: &str, policy: &Policy) -> Result<Outcome, String> {
    let receipt = Receipt::parse(text).map_err(|why| why.to_string())?;
    Ok(match receipt.verify(policy) {
        Err(why) => Outcome::of("receipt", vec![format!("receipt: {why}")]),
        Ok(good) => {
            let mut outcome = Outcome::of("receipt", Vec::new());
            let fields: serde_json::Map<String, Value> = good
                .fields
                .iter()
                .map(|(name, value)| {
                    (
                        name.clone(),
                        serde_json::from_str(value).unwrap_or(Value::Null),
                    )
                })
                .collect();
            let witnesses: Vec<Value> = good
                .witnesses
                .iter()
                .map(|seen| json!({ "name": seen.name, "time": seen.time }))
                .collect();
            outcome.lines.push(format!(
                "entry {} of the log {} ({} entries): {} in {} on {}; {} witnesses",
                good.index,
                good.origin,
                good.size,
                good.entry.kind(),
                good.entry.organisation(),
                good.entry.day(),
                witnesses.len()
            ));
            for (name, value) in &good.fields {
                outcome.lines.push(format!("  {name}: {value}"));
            }
            if good.hidden > 0 {
                outcome
                    .lines
                    .push(format!("  {} further fields are not shown", good.hidden));
            }
            for (name, value) in [
                ("origin", json!(good.origin)),
                ("index", json!(good.index)),
                ("size", json!(good.size)),
                ("organisation", json!(good.entry.organisation())),
                ("entry_kind", json!(good.entry.kind())),
                ("day", json!(good.entry.day())),
                ("fields", Value::Object(fields)),
                ("hidden", json!(good.hidden)),
                ("witnesses", json!(witnesses)),
            ] {
                outcome.json[name] = value;
            }
            outcome
        }
    })
}

/// Compares the journal with the files of the log, entry by entry, and its tree with the published checkpoint and the signed head.
pub async fn journal(
    conn: &mut Conn,
    data: &Path,
    head: &Path,
) -> Result<Vec<String>, store::Error> {
    let directory = data.join("log");
    if !directory.join("checkpoint").exists() {
        let entries = store::journal_length(conn).await?;
        return Ok(if entries == 0 {
            Vec::new()
        } else {
            vec!["log/checkpoint is missing".to_owned()]
        });
    }
    let corrupt = |why: io::Error| store::Error::Corrupt(format!("{}: {why}", directory.display()));
    // The files first: the database of a running program only grows meanwhile.
    let mut outcome = self::directory(&directory, Some(head), None).map_err(corrupt)?;
    let files = LogFiles::open(&directory).map_err(corrupt)?;
    let published = files
        .read("checkpoint")
        .ok()
        .and_then(|note| Checkpoint::parse_note(&note).ok());
    let Some((published, _)) = published else {
        return Ok(outcome.findings);
    };
    let read = |path: &str| files.read(path);
    let key = files
        .read("vkey")
        .ok()
        .and_then(|bytes| Verifier::parse(String::from_utf8_lossy(&bytes).trim()).ok());
    let mut heads = vec![("log/checkpoint".to_owned(), published.clone())];
    if let Some(Ok(Some(signed))) = key.map(|key| peek(head, &key)) {
        heads.push((head.display().to_string(), signed));
    }
    let mut tree = Tree::new();
    let mut next = 0_i64;
    loop {
        let page = store::leaves_from(conn, next, i64::try_from(TILE_WIDTH).unwrap_or(256)).await?;
        if page.is_empty() {
            break;
        }
        let index = tree.size() / TILE_WIDTH;
        let sealed = match Tile::entries(index, published.size)
            .map(|tile| (tile, read_bundle(&read, tile)))
        {
            // A bundle that cannot be read is named by the audit of the files already.
            None | Some((_, Err(_))) => Vec::new(),
            Some((tile, Ok(entries))) => entries.into_iter().map(|entry| (tile, entry)).collect(),
        };
        for (place, (entry, leaf)) in page.iter().enumerate() {
            if let Some((tile, sealed)) = sealed.get(place)
                && sealed != entry
            {
                outcome.add(format!(
                    "journal: entry {next} is not the one that was sealed in log/{}",
                    tile.path()
                ));
            }
            tree.append(leaf_hash(entry));
            if leaf.as_slice() != leaf_hash(entry).0 {
                outcome.add(format!(
                    "journal: entry {next} has another leaf hash than its public entry"
                ));
            }
            for (name, head) in heads.iter().filter(|(_, head)| head.size == tree.size()) {
                if head.root != tree.root() {
                    outcome.add(format!(
                        "journal: its first {} entries give the root {} and {name} signs {}",
                        head.size,
                        tree.root(),
                        head.root
                    ));
                }
            }
            next += 1;
        }
        drop(tree.take_tiles());
    }
    for (name, head) in heads {
        if head.size > tree.size() {
            outcome.add(format!(
                "journal: it holds {} entries and {name} signs {}: entries {} to {} are missing",
                tree.size(),
                head.size,
                tree.size(),
                head.size - 1
            ));
        }
        if head.size == 0 && head.root != Hash::EMPTY_TREE {
            outcome.add(format!("{name}: an empty log has another root"));
        }
    }
    Ok(outcome.findings)
}
