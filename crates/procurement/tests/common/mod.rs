//! Where the data of other people are.

use std::path::PathBuf;

/// A file or folder of the test data; says so and gives nothing where they are missing.
pub(crate) fn data(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = root.join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is missing", path.display());
    None
}
