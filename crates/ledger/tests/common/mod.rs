//! What the tests share: where the test data lies, and small logs held in memory.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use ledger::note::Signer;
use ledger::tree::LogWriter;

/// The folder of other people's test data, or `None` with a note where it is missing.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!(
        "skipped: no test data at {} (set AMIN_TEST_DATA)",
        path.display()
    );
    None
}

/// All files below a folder, in order of their paths.
pub(crate) fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A log in memory: path → bytes.
pub(crate) type Files = HashMap<String, Vec<u8>>;

pub(crate) const ORIGIN: &str = "log.example.ir/test";

pub(crate) fn log_key() -> Signer {
    Signer::from_seed(ORIGIN, &[1; 32]).expect("the name is valid")
}

/// Adds entries to a log and stores its files with a signed checkpoint.
pub(crate) fn publish(
    writer: &mut LogWriter,
    files: &mut Files,
    entries: impl IntoIterator<Item = Vec<u8>>,
) {
    for entry in entries {
        writer.append(&entry).expect("test entries are short");
    }
    files.extend(
        writer
            .take_files()
            .into_iter()
            .map(|(tile, bytes)| (tile.path(), bytes)),
    );
    let note = writer
        .checkpoint(ORIGIN)
        .sign(&log_key())
        .expect("the checkpoint is a note");
    files.insert("checkpoint".to_owned(), note.to_string().into_bytes());
}

pub(crate) fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

pub(crate) fn log_of(size: u64) -> (LogWriter, Files) {
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(&mut writer, &mut files, (0..size).map(entry));
    (writer, files)
}

pub(crate) fn reader(files: &Files) -> impl Fn(&str) -> io::Result<Vec<u8>> {
    |path: &str| {
        files
            .get(path)
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
