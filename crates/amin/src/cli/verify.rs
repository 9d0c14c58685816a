//! `amin verify`: a log or a receipt, checked by anybody, offline where it is a file.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::note::Verifier;
use ledger::policy::Policy;
use ledger::proof::HEADER;
use tokio::runtime::Handle;

use super::bad_use;
use crate::platform::outgoing;
use crate::sealed_log::verify::{self, Outcome};

/// Arguments of `amin verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// A log's directory, a data directory, the address of a log (`https://…/log`), or a receipt (`.tlog-proof`).
    what: String,
    /// C2SP tlog-policy: whose logs are accepted and which witnesses must have cosigned.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// Verifier key of the log, where there is no policy file.
    #[arg(long, conflicts_with = "policy")]
    vkey: Option<String>,
    /// File of the newest signed head; `DATA.head` beside a data directory unless told otherwise.
    #[arg(long)]
    head: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints what was verified or what does not fit; status 1 if anything does not.
pub async fn run(args: VerifyArgs) -> ExitCode {
    let handle = Handle::current();
    // The audit reads file after file, and over http too it waits for each: a thread of its own.
    match tokio::task::spawn_blocking(move || (verify(&args, &handle), args.json)).await {
        Ok((Ok(outcome), json)) => print(&outcome, json),
        Ok((Err(why), _)) => bad_use(why),
        Err(why) => bad_use(why),
    }
}

fn print(outcome: &Outcome, json: bool) -> ExitCode {
    if json {
        println!("{}", outcome.json);
    } else {
        for line in &outcome.lines {
            println!("{line}");
        }
        for finding in &outcome.findings {
            println!("{finding}");
        }
        println!(
            "{}",
            if outcome.findings.is_empty() {
                "verified"
            } else {
                "NOT verified"
            }
        );
    }
    if outcome.findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

fn verify(args: &VerifyArgs, handle: &Handle) -> Result<Outcome, String> {
    let policy = policy(args)?;
    if args.what.starts_with("http://") || args.what.starts_with("https://") {
        return address(&args.what, policy, handle);
    }
    let path = Path::new(&args.what);
    if path.is_dir() {
        let inner = path.join("log");
        let (directory, head) = if !path.join("checkpoint").exists() && inner.is_dir() {
            let mut beside = std::path::absolute(path)
                .unwrap_or_else(|_| path.to_owned())
                .into_os_string();
            beside.push(".head");
            (inner, Some(PathBuf::from(beside)))
        } else {
            (path.to_owned(), None)
        };
        if !directory.join("checkpoint").exists() {
            return Err(format!(
                "{}: there is no log here: a log's directory has a file `checkpoint`",
                path.display()
            ));
        }
        let head = args.head.clone().or(head);
        return verify::directory(&directory, head.as_deref(), policy)
            .map_err(|why| format!("{}: {why}", directory.display()));
    }
    let text = std::fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()))?;
    if !text.starts_with(HEADER) {
        return Err(format!(
            "{}: this is no receipt; a receipt begins with {HEADER}",
            path.display()
        ));
    }
    let policy = policy.ok_or(
        "say whose log you trust: --vkey KEY (it stands on the page of the log and on the paper receipt) or --policy FILE",
    )?;
    verify::receipt(&text, &policy).map_err(|why| format!("{}: {why}", path.display()))
}

fn policy(args: &VerifyArgs) -> Result<Option<Policy>, String> {
    match (&args.policy, &args.vkey) {
        (Some(file), _) => {
            let bytes = std::fs::read(file).map_err(|why| format!("{}: {why}", file.display()))?;
            Policy::parse(&bytes)
                .map(Some)
                .map_err(|why| format!("{}: {why}", file.display()))
        }
        (None, Some(vkey)) => Verifier::parse(vkey.trim())
            .map(|key| Some(Policy::of_log(key)))
            .map_err(|why| format!("--vkey: {why}")),
        (None, None) => Ok(None),
    }
}

/// Audits a log over http, one file after another.
fn address(address: &str, policy: Option<Policy>, handle: &Handle) -> Result<Outcome, String> {
    let client = outgoing::client()?;
    let fetch = |base: &str, path: &str| handle.block_on(get(&client, &format!("{base}/{path}")));
    let mut base = address.trim_end_matches('/').to_owned();
    match fetch(&base, "checkpoint") {
        Ok(_) => {}
        Err(why) if why.kind() == io::ErrorKind::NotFound => base.push_str("/log"),
        Err(why) => return Err(format!("{base}/checkpoint: {why}")),
    }
    fetch(&base, "checkpoint").map_err(|why| format!("{base}/checkpoint: {why}"))?;
    let read = |path: &str| fetch(&base, path);
    let own_keys = policy.is_none();
    let policy = policy.map_or_else(|| verify::policy_of_log(&read), Ok)?;
    let mut outcome = verify::log(&read, &policy, &[], &[]);
    if own_keys {
        outcome.lines.push(
            "the keys came from the log itself; compare them with a copy of your own (--vkey or --policy)".to_owned(),
        );
    }
    Ok(outcome)
}

async fn get(client: &reqwest::Client, address: &str) -> io::Result<Vec<u8>> {
    let answer = client
        .get(address)
        .send()
        .await
        .map_err(|why| io::Error::other(why.without_url().to_string()))?;
    match answer.status() {
        reqwest::StatusCode::NOT_FOUND => Err(io::Error::from(io::ErrorKind::NotFound)),
        status if !status.is_success() => {
            Err(io::Error::other(format!("the server answered {status}")))
        }
        _ => Ok(answer.bytes().await.map_err(io::Error::other)?.to_vec()),
    }
}
