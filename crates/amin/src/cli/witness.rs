//! `amin witness`: cosigns the checkpoints of other people's logs.

use std::path::PathBuf;
use std::process::ExitCode;

use ledger::note::Verifier;
use store::Random;

use super::{bad_use, failed};
use crate::platform::clock::Clock;
use crate::sealed_log::witness::{Witness, read_key};

/// Arguments of `amin witness`.
#[derive(Debug, clap::Args)]
pub struct WitnessArgs {
    /// Directory in which it remembers what it has cosigned; never restore it from a backup.
    #[arg(long)]
    state: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: String,
    /// File of its key, made on the first start; `STATE/witness.key` unless told otherwise.
    #[arg(long)]
    key: Option<PathBuf>,
    /// Name of a new key, an address without scheme such as `witness.example.ir`; made from the listening address if missing.
    #[arg(long)]
    name: Option<String>,
    /// Verifier key of a log that it cosigns; may be given several times.
    #[arg(long = "log", required = true, num_args = 1..)]
    logs: Vec<String>,
    /// Print the verifier key and end.
    #[arg(long)]
    print_key: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Serves until it is told to stop.
pub async fn run(args: WitnessArgs) -> ExitCode {
    let mut logs = Vec::with_capacity(args.logs.len());
    for vkey in &args.logs {
        match Verifier::parse(vkey) {
            Ok(key) => logs.push(key),
            Err(why) => return bad_use(format_args!("--log {vkey}: {why}")),
        }
    }
    if let Err(why) = std::fs::create_dir_all(&args.state) {
        return bad_use(format_args!("{}: {why}", args.state.display()));
    }
    let file = args.key.unwrap_or_else(|| args.state.join("witness.key"));
    let name = args
        .name
        .unwrap_or_else(|| format!("{}/witness", args.listen));
    let signer = match read_key(&file, &name, &mut Random::system()) {
        Ok(signer) => signer,
        Err(why) => return bad_use(why),
    };
    let vkey = signer.verifier().to_string();
    let say = |listen: &str| {
        if args.json {
            println!(
                "{}",
                serde_json::json!({ "vkey": vkey, "listen": listen, "logs": args.logs })
            );
        } else {
            println!("{vkey}");
        }
    };
    if args.print_key {
        say("");
        return ExitCode::SUCCESS;
    }
    let witness = match Witness::open(&args.state, signer, &logs, Clock::System) {
        Ok(witness) => witness,
        Err(why) => return bad_use(why),
    };
    let listener = match tokio::net::TcpListener::bind(&args.listen).await {
        Ok(listener) => listener,
        Err(why) => return bad_use(format_args!("{}: {why}", args.listen)),
    };
    say(&listener
        .local_addr()
        .map_or_else(|_| args.listen.clone(), |address| address.to_string()));
    match axum::serve(listener, witness.router())
        .with_graceful_shutdown(super::serve::told_to_stop())
        .await
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => failed(why),
    }
}
