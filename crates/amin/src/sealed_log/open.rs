//! What happens before the first signature: the key, the published checkpoint, the tree re-derived from the database.

use std::convert::Infallible;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ledger::checkpoint::Checkpoint;
use ledger::hash::Hash;
use ledger::head::{HeadRefusal, may_sign};
use ledger::note::{Signer, Verifier};
use ledger::tree::{LogWriter, Tree};
use store::{Db, Random};

use super::files::LogFiles;
use super::seal::SealError;

const PAGE: i64 = 4_096;
/// How to mend the files of the log.
const MEND: &str = "`amin verify` names what was changed; restore log/ from a copy, or move log/tile and log/checkpoint away: \
                    the program writes them again from the database, against the signed head";

/// Reads the log's key, or makes it on the first start.
pub(super) fn read_key(
    file: &Path,
    origin: &str,
    random: &mut Random,
) -> Result<Signer, SealError> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let broken = |why: String| SealError::Broken(format!("{}: {why}", file.display()));
            let signer = Signer::parse(text.trim()).map_err(|why| broken(why.to_string()))?;
            if signer.verifier().name() == origin {
                return Ok(signer);
            }
            let name = signer.verifier().name().to_owned();
            Err(broken(format!(
                "the key is that of the log {name}, and the settings name {origin}; write `origin = \"{name}\"` into amin.toml"
            )))
        }
        Err(why) if why.kind() == io::ErrorKind::NotFound => {
            let signer = Signer::from_seed(origin, &random.bytes())
                .map_err(|why| SealError::Broken(why.to_string()))?;
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(file)?;
            writeln!(file, "{}", signer.to_secret_text())?;
            file.sync_all()?;
            Ok(signer)
        }
        Err(why) => Err(why.into()),
    }
}

/// The published checkpoint and its note, after checking that this log's key signed it.
pub(super) fn read_published(
    files: &LogFiles,
    key: &Verifier,
) -> Result<Option<(Checkpoint, String)>, SealError> {
    let bytes = match files.read("checkpoint") {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let broken = |why: &dyn std::fmt::Display| {
        SealError::Broken(format!(
            "log/checkpoint: {why}. Restore the file from a copy of the log; `amin verify` checks the copy"
        ))
    };
    let (checkpoint, note) = Checkpoint::parse_note(&bytes).map_err(|why| broken(&why))?;
    note.verify(key).map_err(|why| broken(&why))?;
    Ok(Some((checkpoint, note.to_string())))
}

/// The log as far as the files give it.
pub(super) fn load(
    files: &LogFiles,
    published: Option<&(Checkpoint, String)>,
) -> Result<LogWriter, SealError> {
    let Some((checkpoint, _)) = published else {
        return Ok(LogWriter::new());
    };
    let read = |path: &str| files.read(path);
    let log = LogWriter::load(checkpoint.size, &read)
        .map_err(|why| SealError::Broken(format!("log/{why}. {MEND}")))?;
    if log.root() == checkpoint.root {
        Ok(log)
    } else {
        Err(SealError::Broken(format!(
            "the tiles in log/ do not give the root of log/checkpoint. {MEND}"
        )))
    }
}

/// Appends to the log what the database holds beyond the files, after comparing both with the signed heads. Gives the number of
/// entries.
pub(super) async fn rederive(
    db: &Db,
    files: &LogFiles,
    log: &mut LogWriter,
    signed: Option<&Checkpoint>,
    published: Option<&Checkpoint>,
    origin: &str,
) -> Result<u64, SealError> {
    let from_files = log.size();
    let mut conn = db.read().await?;
    let held = u64::try_from(store::journal_length(&mut conn).await?).unwrap_or(0);
    // A lost head file must not lift the guard: the published checkpoint was signed too.
    let newest = [signed, published]
        .into_iter()
        .flatten()
        .max_by_key(|head| head.size);
    if let Some(head) = newest
        && held < head.size
    {
        return Err(HeadRefusal::Behind {
            held,
            signed: head.size,
        }
        .into());
    }
    let mut tree = Tree::new();
    let mut root_at_head = Hash::EMPTY_TREE;
    let mut next = 0_i64;
    loop {
        let page = store::leaves_from(&mut conn, next, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for (entry, leaf) in page {
            let hash = <[u8; 32]>::try_from(leaf.as_slice())
                .map(Hash)
                .map_err(|_| {
                    SealError::Broken(format!(
                        "journal entry {next} has no leaf hash; `amin check` looks further"
                    ))
                })?;
            tree.append(hash);
            if newest.is_some_and(|head| head.size == tree.size()) {
                root_at_head = tree.root();
            }
            if tree.size() > from_files {
                log.append(&entry)
                    .map_err(|why| SealError::Broken(why.to_string()))?;
            }
            next += 1;
        }
        // Only the tree of hashes is needed for the comparison.
        drop(tree.take_tiles());
        files.take(log.take_files());
    }
    may_sign::<Infallible>(newest, origin, held, |_| Ok(root_at_head))
        .unwrap_or_else(|never| match never {})?;
    if log.root() != tree.root() || log.size() != tree.size() || tree.size() != held {
        return Err(SealError::Broken(
            "the files in log/ are not those of the database; `amin verify` and `amin check` name the difference".to_owned(),
        ));
    }
    Ok(held)
}
