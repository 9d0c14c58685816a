//! Event logs of services, read from their kept files and held in memory for the next page.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use eventlog::EventLog;
use tokio::sync::Mutex;

use super::logs::{ReadAs, read_log};

/// Logs that are held.
const HELD: usize = 4;

type Held = VecDeque<(PathBuf, String, Arc<EventLog>)>;

/// One reader at a time: a second request for the same log waits and finds it held.
static HELD_LOGS: Mutex<Held> = Mutex::const_new(VecDeque::new());

/// The log of a kept file. None where the file is not there or no longer readable.
pub async fn log(file: PathBuf, options: &str) -> Option<Arc<EventLog>> {
    let mut held = HELD_LOGS.lock().await;
    let place = held
        .iter()
        .position(|(path, read_as, _)| *path == file && read_as == options);
    if let Some(found) = place.and_then(|place| held.remove(place)) {
        let log = found.2.clone();
        held.push_front(found);
        return Some(log);
    }
    let read_as: ReadAs = serde_json::from_str(options).ok()?;
    let path = file.clone();
    let read = tokio::task::spawn_blocking(move || {
        let log = read_log(std::fs::File::open(path).ok()?, &read_as, None)
            .ok()?
            .log;
        Some(Arc::new(log))
    });
    let log = read.await.ok().flatten()?;
    held.push_front((file, options.to_owned(), log.clone()));
    held.truncate(HELD);
    Some(log)
}
