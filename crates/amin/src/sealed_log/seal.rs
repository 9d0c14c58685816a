//! Sealing: takes committed entries, grows the tree, signs a checkpoint for each batch, makes the head durable, and only then
//! lets the waiting acts answer.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, RwLock};

use ledger::checkpoint::Checkpoint;
use ledger::hash::Hash;
use ledger::head::{HeadRefusal, may_sign};
use ledger::note::{Signer, Verifier};
use ledger::prove::Prover;
use ledger::tree::{LogWriter, Tree};
use store::{CommittedEntry, Db, Random};
use thiserror::Error;
use tokio::sync::{mpsc, watch};

use super::files::LogFiles;
use super::head::HeadFile;
use crate::platform::config::Config;

/// Why the program cannot seal.
#[derive(Debug, Error)]
pub enum SealError {
    /// Signing would give the log two histories.
    #[error("{0}")]
    Refused(#[from] HeadRefusal),
    /// A file failed.
    #[error("sealed log: {0}")]
    File(#[from] io::Error),
    /// The key or a stored checkpoint is not readable.
    #[error("sealed log: {0}")]
    Broken(String),
    /// The database failed.
    #[error("{0}")]
    Store(#[from] store::Error),
}

/// A signed checkpoint and the proofs of the entries that it covered first.
#[derive(Debug)]
struct Round {
    first: u64,
    size: u64,
    note: String,
    proofs: Vec<Vec<Hash>>,
}

/// That an entry is covered: its index, its proof and the signed checkpoint.
#[derive(Debug, Clone)]
pub struct Covered {
    /// Index of the entry.
    pub index: u64,
    /// Hashes from the leaf upwards.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, with the cosignatures known so far.
    pub note: String,
}

struct Shared {
    files: LogFiles,
    origin: String,
    signer: Signer,
    newest: watch::Receiver<u64>,
    rounds: RwLock<VecDeque<Arc<Round>>>,
    published: RwLock<String>,
}

/// The sealed log of this program. Cheap to clone.
#[derive(Clone)]
pub struct Seal(Arc<Shared>);

/// The sealing task's side.
pub struct SealTask {
    seal: Seal,
    log: LogWriter,
    head: HeadFile,
    newest: watch::Sender<u64>,
    entries: mpsc::UnboundedReceiver<Vec<CommittedEntry>>,
}

/// Rounds kept with their proofs; an older entry's proof is made from the tiles.
const ROUNDS: usize = 64;
const PAGE: i64 = 4_096;

fn read_key(file: &Path, origin: &str, random: &mut Random) -> Result<Signer, SealError> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let signer = Signer::parse(text.trim()).map_err(|why| SealError::Broken(format!("{}: {why}", file.display())))?;
            if signer.verifier().name() != origin {
                return Err(SealError::Broken(format!(
                    "{}: the key is that of the log {}, and the settings name {origin}; set `origin` in amin.toml back",
                    file.display(),
                    signer.verifier().name()
                )));
            }
            Ok(signer)
        }
        Err(why) if why.kind() == io::ErrorKind::NotFound => {
            let signer = Signer::from_seed(origin, &random.bytes()).map_err(|why| SealError::Broken(why.to_string()))?;
            let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
            writeln!(file, "{}", signer.to_secret_text())?;
            file.sync_all()?;
            Ok(signer)
        }
        Err(why) => Err(why.into()),
    }
}

impl Seal {
    /// Opens the log of a data directory: re-derives the tree from the database, compares it with the signed head, brings the
    /// files up to the database, and signs what is not signed yet. Refuses where that would give the log two histories.
    pub async fn open(
        config: &Config,
        db: &Db,
        random: &mut Random,
        entries: mpsc::UnboundedReceiver<Vec<CommittedEntry>>,
    ) -> Result<(Self, SealTask), SealError> {
        let files = LogFiles::open(&config.data.join("log"))?;
        let origin = config.origin();
        let signer = read_key(&config.data.join("log.key"), &origin, random)?;
        let verifier = signer.verifier();
        files.write("vkey", format!("{verifier}\n").as_bytes())?;
        let (head, signed) = HeadFile::open(&config.head, &verifier)?;
        let published = match files.read("checkpoint") {
            Ok(note) => Some(note),
            Err(why) if why.kind() == io::ErrorKind::NotFound => None,
            Err(why) => return Err(why.into()),
        };
        let published_checkpoint = published
            .as_deref()
            .map(Checkpoint::parse_note)
            .transpose()
            .map_err(|why| SealError::Broken(format!("log/checkpoint: {why}")))?
            .map(|(checkpoint, _)| checkpoint);

        let read = |path: &str| files.read(path);
        let mut log = match &published_checkpoint {
            Some(checkpoint) => {
                let log = LogWriter::load(checkpoint.size, &read).map_err(|why| SealError::Broken(why.to_string()))?;
                if log.root() != checkpoint.root {
                    return Err(SealError::Broken(
                        "the tiles in log/ do not give the root of log/checkpoint; `amin verify` names the tile".to_owned(),
                    ));
                }
                log
            }
            None => LogWriter::new(),
        };
        let from_files = log.size();
        let held = rederive(db, &mut log, signed.as_ref(), published_checkpoint.as_ref(), &origin).await?;
        tracing::info!(entries = held, from_files, "the sealed log agrees with the database");
        files.take(log.take_files())?;

        let (newest_sender, newest) = watch::channel(0);
        let seal = Self(Arc::new(Shared {
            files,
            origin,
            signer,
            newest,
            rounds: RwLock::default(),
            published: RwLock::new(published.map(|note| String::from_utf8_lossy(&note).into_owned()).unwrap_or_default()),
        }));
        let mut task = SealTask { seal: seal.clone(), log, head, newest: newest_sender, entries };
        task.sign(held)?;
        seal.publish(None)?;
        Ok((seal, task))
    }

    /// Origin of the log.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The log's verifier key.
    pub fn verifier(&self) -> Verifier {
        self.0.signer.verifier()
    }

    /// Files of the log, for serving them.
    pub fn files(&self) -> &LogFiles {
        &self.0.files
    }

    /// The newest signed checkpoint: its size and note. It may not be published yet.
    pub fn newest(&self) -> Option<(u64, String)> {
        let rounds = self.0.rounds.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        rounds.back().map(|round| (round.size, round.note.clone()))
    }

    /// The published checkpoint with its cosignatures.
    pub fn published(&self) -> String {
        self.0.published.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Waits until a signed checkpoint covers an entry; its proof comes with it.
    pub async fn covered(&self, sequence: i64) -> Result<Covered, store::Error> {
        let index = u64::try_from(sequence).unwrap_or(u64::MAX);
        let mut newest = self.0.newest.clone();
        newest
            .wait_for(|size| *size > index)
            .await
            .map_err(|_| store::Error::WriterEnded("the sealing task has ended".to_owned()))?;
        let round = {
            let rounds = self.0.rounds.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            rounds.iter().find(|round| round.first <= index && index < round.size).cloned()
        };
        if let Some(round) = round {
            let place = usize::try_from(index - round.first).unwrap_or(usize::MAX);
            if let Some(proof) = round.proofs.get(place) {
                return Ok(Covered { index, proof: proof.clone(), note: round.note.clone() });
            }
        }
        self.prove(index)
    }

    /// A proof under the published checkpoint, which has the most cosignatures; under the newest one where the published does
    /// not reach the entry yet.
    pub fn prove(&self, index: u64) -> Result<Covered, store::Error> {
        let published = self.published();
        let reaches = |note: &str| {
            Checkpoint::parse_note(note.as_bytes()).ok().filter(|(checkpoint, _)| checkpoint.size > index)
        };
        let (note, size) = match reaches(&published) {
            Some((checkpoint, _)) => (published, checkpoint.size),
            None => match self.newest() {
                Some((size, note)) if size > index => (note, size),
                _ => return Err(store::Error::Corrupt(format!("entry {index} is not sealed yet"))),
            },
        };
        let read = |path: &str| self.0.files.read(path);
        let proof = Prover::new(size, &read).inclusion(index).map_err(|why| store::Error::Corrupt(why.to_string()))?;
        Ok(Covered { index, proof, note })
    }

    /// The proof that the log of `old` entries is the beginning of the log of `size` entries.
    pub fn consistency(&self, old: u64, size: u64) -> Result<Vec<Hash>, store::Error> {
        let read = |path: &str| self.0.files.read(path);
        Prover::new(size, &read).consistency(old).map_err(|why| store::Error::Corrupt(why.to_string()))
    }

    /// Publishes a checkpoint: the partial tiles first, then the note. Without a note (cosigned by witnesses) the newest signed.
    pub fn publish(&self, note: Option<String>) -> Result<(), io::Error> {
        let Some(note) = note.or_else(|| self.newest().map(|(_, note)| note)) else { return Ok(()) };
        self.0.files.write_edge()?;
        let mut published = self.0.published.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.0.files.write("checkpoint", note.as_bytes())?;
        *published = note;
        Ok(())
    }
}

/// Appends what the database holds beyond the files to the log, after comparing both with the signed head.
async fn rederive(
    db: &Db,
    log: &mut LogWriter,
    signed: Option<&Checkpoint>,
    published: Option<&Checkpoint>,
    origin: &str,
) -> Result<u64, SealError> {
    let from_files = log.size();
    let mut conn = db.read().await?;
    let held = u64::try_from(store::journal_length(&mut conn).await?).unwrap_or(0);
    // A lost head file must not lift the guard: the published checkpoint was signed too.
    let newest = match (signed, published) {
        (Some(signed), Some(published)) if published.size > signed.size => Some(published),
        (Some(signed), _) => Some(signed),
        (None, published) => published,
    };
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
                .map_err(|_| SealError::Broken(format!("journal entry {next} has no leaf hash")))?;
            tree.append(hash);
            if newest.is_some_and(|head| head.size == tree.size()) {
                root_at_head = tree.root();
            }
            if tree.size() > from_files {
                log.append(&entry).map_err(|why| SealError::Broken(why.to_string()))?;
            }
            next += 1;
        }
    }
    may_sign::<std::convert::Infallible>(newest, origin, held, |_| Ok(root_at_head)).unwrap_or_else(|never| match never {})?;
    if log.root() != tree.root() || log.size() != tree.size() {
        return Err(SealError::Broken(
            "the files in log/ are not those of the database; `amin verify` and `amin check` name the difference".to_owned(),
        ));
    }
    Ok(held)
}

impl SealTask {
    /// Runs until the writer ends. An error means that nothing more may be signed: the program must stop.
    pub async fn run(mut self) -> Result<(), SealError> {
        while let Some(mut batch) = self.entries.recv().await {
            while let Ok(more) = self.entries.try_recv() {
                batch.extend(more);
            }
            let first = self.log.size();
            for entry in &batch {
                let index = self.log.append(&entry.entry).map_err(|why| SealError::Broken(why.to_string()))?;
                if i64::try_from(index) != Ok(entry.sequence) {
                    return Err(SealError::Broken(format!(
                        "journal entry {} came to place {index} of the log",
                        entry.sequence
                    )));
                }
            }
            let files = self.log.take_files();
            // Hashing and two small writes of a batch take about a millisecond; the runtime has other threads meanwhile.
            self.seal.0.files.take(files)?;
            self.sign(first)?;
        }
        Ok(())
    }

    fn sign(&mut self, first: u64) -> Result<(), SealError> {
        let size = self.log.size();
        let checkpoint = Checkpoint { origin: self.seal.0.origin.clone(), size, root: self.log.root(), extensions: vec![] };
        let note = checkpoint.sign(&self.seal.0.signer).map_err(|why| SealError::Broken(why.to_string()))?.to_string();
        let read = |path: &str| self.seal.0.files.read(path);
        let mut prover = Prover::new(size, &read);
        let proofs = (first..size)
            .map(|index| prover.inclusion(index))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|why| SealError::Broken(why.to_string()))?;
        // Durable before anyone sees it: a head that was shown and then forgotten would allow a second history.
        self.head.swap(note.as_bytes())?;
        {
            let mut rounds = self.seal.0.rounds.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            rounds.push_back(Arc::new(Round { first, size, note, proofs }));
            if rounds.len() > ROUNDS {
                rounds.pop_front();
            }
        }
        self.newest.send_replace(size);
        Ok(())
    }
}
