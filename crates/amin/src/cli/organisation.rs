//! `amin organisation`: further organisations of one program.

use std::process::ExitCode;

use futures::FutureExt;
use store::Random;

use super::import::close;
use super::{Place, bad_use, failed};
use crate::organisation::acts::{Beginning, begin};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::errors::ActError;
use crate::platform::passwords;
use crate::platform::start::{StartError, start};
use crate::platform::texts::{Lang, Texts};

/// Arguments of `amin organisation`.
#[derive(Debug, clap::Args)]
pub struct OrganisationArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Add an organisation with a first unit, an administrator, holidays and settings. The server must not be running.
    Add(AddArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    #[command(flatten)]
    place: Place,
    /// Address that `amin serve` listens on; with it the log's origin is made where no log exists yet.
    #[arg(long, env = "AMIN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Address by which people reach the program, as for `amin serve`.
    #[arg(long, env = "AMIN_BASE_URL")]
    base_url: Option<String>,
    /// Word in addresses: small Latin letters, digits, hyphens.
    #[arg(long)]
    slug: String,
    /// Persian name.
    #[arg(long)]
    name: String,
    /// English name.
    #[arg(long)]
    name_en: String,
    /// `municipality`, `village`, `province` or `national`.
    #[arg(long, default_value = "municipality")]
    kind: String,
    /// Persian name of the first unit.
    #[arg(long)]
    unit: String,
    /// Name of the administrator.
    #[arg(long)]
    administrator: String,
    /// Username of the administrator.
    #[arg(long, default_value = "admin")]
    username: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Adds an organisation and prints the administrator's one-time password.
pub async fn run(args: OrganisationArgs) -> ExitCode {
    let Verb::Add(args) = args.verb;
    let config = match Config::read(
        args.place.data,
        args.place.database,
        args.listen,
        args.base_url,
    ) {
        Ok(config) => config,
        Err(why) => return bad_use(why),
    };
    let mut random = Random::system();
    let password = passwords::one_time(random.bytes());
    let hash = match passwords::hash(password.clone(), random.bytes()).await {
        Ok(hash) => hash,
        Err(why) => return failed(why),
    };
    let running = match start(config, Clock::System, random).await {
        Ok(running) => running,
        Err(why @ StartError::Seal(_)) => return failed(why),
        Err(why) => return bad_use(why),
    };
    let input = Beginning {
        slug: args.slug.clone(),
        name: args.name,
        name_en: args.name_en,
        kind: args.kind,
        unit: args.unit,
        unit_en: String::new(),
        administrator: args.administrator,
        username: args.username.clone(),
        password_hash: hash,
        one_time: true,
        only_first: false,
    };
    let now = running.app.clock.now();
    let made = running
        .app
        .sealed_act(move |tx| async move { begin(tx, now, &input).await }.boxed())
        .await;
    let ended = close(running).await;
    if let (Ok(_), Err(why)) = (&made, ended) {
        return failed(why);
    }
    match made {
        Ok((id, _)) if args.json => {
            let told = serde_json::json!({
                "id": id, "slug": args.slug, "username": args.username, "password": password,
            });
            println!("{told}");
            ExitCode::SUCCESS
        }
        Ok(_) => {
            println!(
                "amin: {} is made; username {}, one-time password {password}",
                args.slug, args.username
            );
            ExitCode::SUCCESS
        }
        Err(ActError::Invalid(fields)) => {
            let t = Texts::of(Lang::En);
            let told: Vec<String> = fields
                .iter()
                .map(|fault| format!("--{}: {}", fault.field.replace('_', "-"), fault.why.to(&t)))
                .collect();
            bad_use(told.join(" "))
        }
        Err(ActError::Refused(say)) => bad_use(say.to(&Texts::of(Lang::En))),
        Err(why) => failed(format!("{why:?}")),
    }
}
