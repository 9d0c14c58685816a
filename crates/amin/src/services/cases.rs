//! The cases of a service's event log, parsed from the kept file and held for the next page.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::logs::{ReadAs, read_log};

/// Logs whose cases are held.
const HELD: usize = 4;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its name in the file: shown to the staff only.
    pub id: String,
    /// First event, microseconds UTC.
    pub first: i64,
    /// Last event.
    pub last: i64,
    /// Events.
    pub events: usize,
}

type Held = VecDeque<(PathBuf, String, Arc<Vec<Case>>)>;

/// One reader at a time: a second request for the same log waits and finds it held.
static HELD_CASES: Mutex<Held> = Mutex::const_new(VecDeque::new());

/// The cases of a kept file, in the order of their first event. None where the file is not there or no longer readable.
pub async fn cases(file: PathBuf, options: &str) -> Option<Arc<Vec<Case>>> {
    let mut held = HELD_CASES.lock().await;
    if let Some((.., cases)) = held
        .iter()
        .find(|(path, read_as, _)| *path == file && read_as == options)
    {
        return Some(cases.clone());
    }
    let read_as: ReadAs = serde_json::from_str(options).ok()?;
    let path = file.clone();
    let read = tokio::task::spawn_blocking(move || {
        let log = read_log(std::fs::File::open(path).ok()?, &read_as, None)
            .ok()?
            .log;
        let mut cases: Vec<Case> = (0..log.case_count())
            .filter_map(|case| {
                let (first, last) = log.span(case)?;
                let id = log.case_ids().get(u32::try_from(case).ok()?).to_owned();
                Some(Case {
                    id,
                    first,
                    last,
                    events: log.case(case).len(),
                })
            })
            .collect();
        cases.sort_by_key(|case| case.first);
        Some(Arc::new(cases))
    });
    let cases = read.await.ok().flatten()?;
    held.push_front((file, options.to_owned(), cases.clone()));
    held.truncate(HELD);
    Some(cases)
}
