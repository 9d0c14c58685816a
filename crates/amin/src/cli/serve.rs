//! `amin serve`.

use std::process::ExitCode;

use store::Random;

use super::{Place, bad_use, failed};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::start::{StartError, serve, start};
use crate::platform::state::App;

/// Arguments of `amin serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    place: Place,
    /// Address to listen on.
    #[arg(long, env = "AMIN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Address by which people reach the program.
    #[arg(long, env = "AMIN_BASE_URL")]
    base_url: Option<String>,
}

/// Serves until it is told to stop.
pub async fn run(args: ServeArgs) -> ExitCode {
    let config = match Config::read(
        args.place.data,
        args.place.database,
        args.listen,
        args.base_url,
    ) {
        Ok(config) => config,
        Err(why) => return bad_use(why),
    };
    let running = match start(config, Clock::System, Random::system()).await {
        Ok(running) => running,
        Err(why @ StartError::Seal(_)) => return failed(why),
        Err(why) => return bad_use(why),
    };
    println!("amin: {}", running.app.config.base_url);
    if let Err(why) = invite_to_setup(&running.app).await {
        return bad_use(why);
    }
    match serve(running, told_to_stop()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => failed(why),
    }
}

/// While there is no organisation, makes a new setup code and prints it: only who sees the terminal can make the first one.
async fn invite_to_setup(app: &App) -> Result<(), store::Error> {
    let mut conn = app.read().await?;
    if crate::organisation::store::all(&mut conn).await?.is_empty() {
        let code = app
            .setup_code
            .get_or_init(|| crate::platform::passwords::one_time(app.random_bytes()));
        println!(
            "amin: open {}/setup and enter the setup code {code}",
            app.config.base_url
        );
    }
    Ok(())
}

/// Ends when the program is told to stop (interrupt or terminate).
pub async fn told_to_stop() {
    let interrupt = async {
        // Without a handler the signal still ends the program, only less politely.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
