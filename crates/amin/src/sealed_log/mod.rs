//! The sealed log: the journal's public entries in a Merkle tree, signed checkpoints, receipts, witnesses, verification.

mod feed;
mod files;
mod head;
pub mod model;
mod open;
mod pages;
mod receipt;
mod seal;
mod serve;
pub mod store;
#[cfg(test)]
mod tests;
pub mod verify;
pub mod witness;

pub use feed::Witness;
pub use files::LogFiles;
pub use head::{HeadFile, peek};
pub use receipt::{receipt, witnesses_of};
pub use seal::{Covered, Seal, SealError, SealTask};

use std::time::Duration;

use crate::platform::outgoing;
use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get};
use crate::platform::state::App;

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/log", Access::Public, pages::log),
        get("/log/checkpoint", Access::Public, serve::checkpoint),
        get("/log/vkey", Access::Public, serve::vkey),
        get("/log/policy", Access::Public, serve::policy),
        get("/log/tile/{*path}", Access::Public, serve::tile),
        get(
            "/{org}/journal",
            Access::May(Right::JournalRead),
            pages::list,
        ),
        get("/{org}/journal/{sequence}", Access::Public, pages::entry),
    ]
}

/// Publishes the newest checkpoint once a second while there is a newer one, cosigned by the witnesses that answer.
pub async fn publish_regularly(app: App) {
    let client = if app.seal.witnesses().is_empty() {
        None
    } else {
        outgoing::client()
            .map_err(|why| tracing::error!(error = %why, "no witness can be asked"))
            .ok()
    };
    for round in 1_u64.. {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Err(why) = feed::publish_round(&app.seal, client.as_ref(), round).await {
            tracing::error!(error = %why, "the checkpoint could not be published");
        }
    }
}
