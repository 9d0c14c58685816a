//! Starting the program: database, migrations, seal, writer, router.

use axum::Router;
use store::{Db, Random, Writer};
use thiserror::Error;
use tokio::sync::mpsc;

use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::rate_limit::RateLimits;
use crate::platform::state::{App, Inner, migrations};
use crate::publication::snapshot::Cache;
use crate::sealed_log::{Seal, SealError};
use crate::voice::rules::RulesCache;

/// Why the program does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A directory or the listening address.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// The database.
    #[error("{0}")]
    Store(#[from] store::Error),
    /// The seal.
    #[error("{0}")]
    Seal(#[from] SealError),
}

/// The program, and the task that seals; where that task ends with an error, the program must stop.
pub struct Running {
    /// The program.
    pub app: App,
    /// Ends only when sealing is no longer safe or the writer has ended.
    pub sealing: tokio::task::JoinHandle<Result<(), SealError>>,
}

/// Opens the data directory and starts writing and sealing. `random` seeds ids and salts.
pub async fn start(
    config: Config,
    clock: Clock,
    mut random: Random,
) -> Result<Running, StartError> {
    let place = |path: &std::path::Path| path.display().to_string();
    std::fs::create_dir_all(config.data.join("files"))
        .map_err(|why| StartError::Io(place(&config.data), why))?;
    let db = Db::open(&config.database).await?;
    db.migrate(migrations::MIGRATIONS).await?;
    let (sender, entries) = mpsc::unbounded_channel();
    let (seal, task) = Seal::open(&config, &db, &mut random, entries).await?;
    let limits = RateLimits::new(Random::seeded(random.next_u64()), clock.now());
    let own = std::sync::Mutex::new(random.split());
    let writer = Writer::start(&db, random, sender).await?;
    let sealing = tokio::task::spawn_blocking(move || task.run());
    let inner = Inner {
        config,
        db,
        writer,
        seal,
        clock,
        limits,
        random: own,
        setup_code: std::sync::OnceLock::new(),
        rules: RulesCache::default(),
        figures: Cache::default(),
    };
    Ok(Running {
        app: App::new(inner),
        sealing,
    })
}

/// Serves until the program is told to stop or sealing ends.
pub async fn serve(
    running: Running,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    let Running { app, sealing } = running;
    let listen = app.config.listen.clone();
    let listener = tokio::net::TcpListener::bind(&listen)
        .await
        .map_err(|why| StartError::Io(listen, why))?;
    let jobs = tokio::spawn(crate::platform::jobs::run(app.clone()));
    let publishing = tokio::spawn(crate::sealed_log::publish_regularly(app.clone()));
    let figures = tokio::spawn(crate::publication::publish_regularly(app.clone()));
    let router: Router = crate::platform::http::router(app.clone());
    let (failed, failure) = tokio::sync::oneshot::channel();
    let watch = tokio::spawn(async move {
        let outcome = sealing.await;
        let _ = failed.send(match outcome {
            // Nobody has told the program to stop: a commit failed, and nothing can be assumed of the database.
            Ok(Ok(())) => Some(SealError::Broken(
                "the writer has ended after a failed commit; see the lines above".to_owned(),
            )),
            Ok(Err(why)) => Some(why),
            Err(why) => Some(SealError::Broken(why.to_string())),
        });
    });
    let (ended, sealing_ended) = tokio::sync::oneshot::channel::<()>();
    let mut broken = None;
    let stopping = async move {
        tokio::select! {
            () = stop => {}
            _ = sealing_ended => {}
        }
    };
    let server = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<std::net::SocketAddr>(),
    )
    .with_graceful_shutdown(stopping);
    let server = tokio::spawn(server.into_future());
    tokio::pin!(server);
    tokio::select! {
        outcome = &mut server => {
            if let Ok(Err(why)) = outcome {
                return Err(StartError::Io("http".to_owned(), why));
            }
        }
        failure = failure => {
            broken = failure.ok().flatten();
            let _ = ended.send(());
        }
    }
    jobs.abort();
    publishing.abort();
    figures.abort();
    watch.abort();
    let _ = app.seal.publish(None);
    match broken {
        Some(why) => Err(why.into()),
        None => Ok(()),
    }
}
