//! `amin check`: the journal against every row, and against the files of the sealed log.

use std::process::ExitCode;

use store::Db;

use super::{Place, bad_use};
use crate::platform::config::Config;
use crate::platform::state::state_tables;
use crate::sealed_log::verify;

/// Arguments of `amin check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints each difference; status 1 if there is one.
pub async fn run(args: CheckArgs) -> ExitCode {
    let config = match Config::read(args.place.data, args.place.database, String::new(), None) {
        Ok(config) => config,
        Err(why) => return bad_use(why),
    };
    let found = async {
        let db = Db::open(&config.database).await?;
        let mut conn = db.read().await?;
        let entries = store::journal_length(&mut conn).await?;
        let rows = store::check(&mut conn, &state_tables()).await?;
        let mut lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
        lines.extend(verify::journal(&mut conn, &config.data, &config.head).await?);
        Ok::<_, store::Error>((entries, lines))
    };
    let (entries, lines) = match found.await {
        Ok(found) => found,
        Err(why) => return bad_use(why),
    };
    if args.json {
        println!(
            "{}",
            serde_json::json!({ "entries": entries, "differences": lines })
        );
    } else {
        for line in &lines {
            println!("{line}");
        }
        println!("{entries} journal entries, {} differences", lines.len());
    }
    if lines.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}
