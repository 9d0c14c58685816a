//! Where the test data lies.

use std::path::PathBuf;

/// The file `name` of the event logs, or `None` with a note where the data is not at hand.
pub(crate) fn log_file(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = root.join("event-logs").join(name);
    if path.exists() {
        Some(path)
    } else {
        eprintln!(
            "skipped: {} is not there (set AMIN_TEST_DATA)",
            path.display()
        );
        None
    }
}
