//! The sealed log: the journal's public entries in a Merkle tree, signed checkpoints, receipts, witnesses, verification.

mod files;
mod head;
mod seal;

pub use files::LogFiles;
pub use head::HeadFile;
pub use seal::{Covered, Seal, SealError, SealTask};

use std::time::Duration;

use crate::platform::state::App;

use crate::platform::routes::Route;

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Publishes the newest checkpoint once a second while there is a newer one.
pub async fn publish_regularly(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Err(why) = app.seal.publish(None) {
            tracing::error!(error = %why, "the checkpoint could not be published");
        }
    }
}
