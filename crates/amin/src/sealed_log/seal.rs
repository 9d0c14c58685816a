//! The sealed log of the running program: what is signed, what is published, and the proofs that go with it.

use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use ledger::checkpoint::Checkpoint;
use ledger::hash::Hash;
use ledger::head::HeadRefusal;
use ledger::note::{Note, Signer, Verifier};
use ledger::prove::Prover;
use ledger::tree::LogWriter;
use store::{CommittedEntry, Db, Random};
use thiserror::Error;
use tokio::sync::{mpsc, watch};

use super::feed::{Witness, Witnesses};
use super::files::LogFiles;
use super::head::HeadFile;
use super::open;
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

/// That an entry is covered: its index, its proof and the signed checkpoint.
#[derive(Debug, Clone)]
pub struct Covered {
    /// Index of the entry.
    pub index: u64,
    /// Hashes from the leaf upwards.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, with the cosignatures known so far.
    pub note: Note,
}

/// A signed checkpoint of so many entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub(super) size: u64,
    pub(super) note: String,
}

pub(super) struct Shared {
    pub(super) files: LogFiles,
    pub(super) origin: String,
    pub(super) signer: Signer,
    /// The newest signed head; durable in the head file, perhaps not published yet.
    pub(super) newest: watch::Receiver<Head>,
    pub(super) published: RwLock<Head>,
    pub(super) witnesses: Witnesses,
}

/// The sealed log of this program. Cheap to clone.
#[derive(Clone)]
pub struct Seal(pub(super) Arc<Shared>);

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
        let signer = open::read_key(&config.data.join("log.key"), &origin, random)?;
        let verifier = signer.verifier();
        let (head, signed) = HeadFile::open(&config.head, &verifier)?;
        files.write("vkey", format!("{verifier}\n").as_bytes())?;
        let published = open::read_published(&files, &verifier)?;
        let mut log = open::load(&files, published.as_ref())?;
        let from_files = log.size();
        let before = published.as_ref().map(|(checkpoint, _)| checkpoint);
        let held = open::rederive(db, &files, &mut log, signed.as_ref(), before, &origin).await?;
        tracing::info!(
            entries = held,
            from_files,
            "the sealed log agrees with the database"
        );

        let (sender, newest) = watch::channel(Head::default());
        let published = published
            .map(|(checkpoint, note)| Head {
                size: checkpoint.size,
                note,
            })
            .unwrap_or_default();
        let seal = Self(Arc::new(Shared {
            files,
            origin,
            signer,
            newest,
            published: RwLock::new(published.clone()),
            witnesses: Witnesses::open(
                &config.settings.witness,
                config.data.join("witnesses.json"),
            )?,
        }));
        let mut task = SealTask {
            seal: seal.clone(),
            log,
            head,
            newest: sender,
            entries,
        };
        task.sign()?;
        let url = format!("{}/log", config.base_url.trim_end_matches('/'));
        seal.0
            .files
            .write("policy", super::serve::policy_of(&seal, &url).as_bytes())?;
        // The published note of the same size may carry cosignatures; it is not replaced by one without.
        if published.note.is_empty() || published.size < held {
            seal.publish(None)?;
        }
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

    /// The witnesses of the settings and what is known of each.
    pub fn witnesses(&self) -> Vec<Witness> {
        self.0.witnesses.all()
    }

    /// The newest signed checkpoint: its size and note. It may not be published yet.
    pub fn newest(&self) -> (u64, String) {
        let head = self.0.newest.borrow();
        (head.size, head.note.clone())
    }

    /// The published checkpoint with its cosignatures: its size and note.
    pub fn published(&self) -> (u64, String) {
        let head = self
            .0
            .published
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        (head.size, head.note.clone())
    }

    /// Waits until a signed, durable checkpoint covers an entry.
    pub async fn covered(&self, sequence: i64) -> Result<(), store::Error> {
        let index = u64::try_from(sequence).unwrap_or(u64::MAX);
        let mut newest = self.0.newest.clone();
        let ended = |_| store::Error::WriterEnded("the sealing task has ended".to_owned());
        newest
            .wait_for(|head| head.size > index)
            .await
            .map(|_| ())
            .map_err(ended)
    }

    /// A proof under the published checkpoint, which has the cosignatures; under the newest signed one where the published does
    /// not reach the entry yet.
    pub fn prove(&self, index: u64) -> Result<Covered, store::Error> {
        let (mut size, mut note) = self.published();
        if size <= index {
            (size, note) = self.newest();
        }
        if size <= index {
            return Err(store::Error::Corrupt(format!(
                "entry {index} is not sealed yet"
            )));
        }
        let read = |path: &str| self.0.files.read(path);
        let corrupt = |why: &dyn std::fmt::Display| store::Error::Corrupt(why.to_string());
        let proof = Prover::new(size, &read)
            .inclusion(index)
            .map_err(|why| corrupt(&why))?;
        let note = Note::parse(note.as_bytes()).map_err(|why| corrupt(&why))?;
        Ok(Covered { index, proof, note })
    }

    /// The proof that the log of `old` entries is the beginning of the log of `size` entries.
    pub fn consistency(&self, old: u64, size: u64) -> Result<Vec<Hash>, store::Error> {
        let read = |path: &str| self.0.files.read(path);
        Prover::new(size, &read)
            .consistency(old)
            .map_err(|why| store::Error::Corrupt(why.to_string()))
    }

    /// Publishes a checkpoint with the tiles that it needs. Without a note (cosigned by witnesses) the newest signed.
    pub fn publish(&self, note: Option<Note>) -> Result<(), SealError> {
        let note = note.map_or_else(|| self.newest().1, |note| note.to_string());
        let (checkpoint, _) = Checkpoint::parse_note(note.as_bytes())
            .map_err(|why| SealError::Broken(format!("new checkpoint: {why}")))?;
        let mut published = self
            .0
            .published
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        self.0.files.publish(checkpoint.size, &note)?;
        *published = Head {
            size: checkpoint.size,
            note,
        };
        Ok(())
    }
}

/// The sealing task's side.
pub struct SealTask {
    seal: Seal,
    log: LogWriter,
    head: HeadFile,
    newest: watch::Sender<Head>,
    entries: mpsc::UnboundedReceiver<Vec<CommittedEntry>>,
}

impl SealTask {
    /// Seals on a thread of its own, since each batch waits for the disk once. Ends when the writer ends; an error means that
    /// nothing more may be signed, and the program must stop.
    pub fn run(mut self) -> Result<(), SealError> {
        while let Some(mut batch) = self.entries.blocking_recv() {
            while let Ok(more) = self.entries.try_recv() {
                batch.extend(more);
            }
            for entry in &batch {
                let index = self
                    .log
                    .append(&entry.entry)
                    .map_err(|why| SealError::Broken(why.to_string()))?;
                if i64::try_from(index) != Ok(entry.sequence) {
                    return Err(SealError::Broken(format!(
                        "journal entry {} came to place {index} of the log",
                        entry.sequence
                    )));
                }
            }
            self.sign()?;
        }
        Ok(())
    }

    fn sign(&mut self) -> Result<(), SealError> {
        self.seal.0.files.take(self.log.take_files());
        let checkpoint = self.log.checkpoint(&self.seal.0.origin);
        let note = checkpoint
            .sign(&self.seal.0.signer)
            .map_err(|why| SealError::Broken(why.to_string()))?
            .to_string();
        // Durable before anyone sees it: a head that was shown and then forgotten would allow a second history.
        self.head.swap(note.as_bytes())?;
        self.newest.send_replace(Head {
            size: checkpoint.size,
            note,
        });
        Ok(())
    }
}
