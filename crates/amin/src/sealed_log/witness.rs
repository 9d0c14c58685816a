//! A witness for other people's logs (C2SP tlog-witness): it cosigns a checkpoint only after it has seen that the log has grown from
//! what it cosigned before, and remembers that durably before it answers.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::checkpoint::Checkpoint;
use ledger::cosignature::{WitnessSigner, WitnessVerifier};
use ledger::note::{MAX_NOTE_SIZE, Verifier};
use ledger::witness::{AddCheckpoint, Decision, KnownLogs, Latest, TEXT_CONTENT_TYPE, decide};
use sha2::{Digest, Sha256};
use store::Random;
use thiserror::Error;

use crate::platform::clock::Clock;

/// Why a witness does not start.
#[derive(Debug, Error)]
pub enum WitnessError {
    /// A file of the state directory.
    #[error("{0}: {1}")]
    File(String, io::Error),
    /// Another witness runs on the same state.
    #[error("{0}: another witness uses this state directory; stop it first")]
    Locked(String),
    /// The key.
    #[error("{0}: {1}")]
    Key(String, ledger::key::KeyError),
}

/// What is stored of one log.
#[derive(Debug)]
enum Known {
    Head(Option<Latest>),
    /// The file is not what this witness wrote: nothing of this log is signed until somebody has looked at it.
    Damaged(String),
}

struct Inner {
    signer: WitnessSigner,
    logs: KnownLogs,
    directory: PathBuf,
    heads: Mutex<BTreeMap<String, Known>>,
    clock: Clock,
    /// Held as long as the witness runs.
    _lock: File,
}

/// A witness. Cheap to clone.
#[derive(Clone)]
pub struct Witness(Arc<Inner>);

/// Reads a witness's key, or makes one with the given name.
pub fn read_key(
    file: &Path,
    name: &str,
    random: &mut Random,
) -> Result<WitnessSigner, WitnessError> {
    let place = file.display().to_string();
    match fs::read_to_string(file) {
        Ok(text) => WitnessSigner::parse(text.trim()).map_err(|why| WitnessError::Key(place, why)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => {
            let signer = WitnessSigner::from_seed(name, &random.bytes())
                .map_err(|why| WitnessError::Key(place.clone(), why))?;
            let written = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(file)
                .and_then(|mut file| {
                    writeln!(file, "{}", signer.to_secret_text())?;
                    file.sync_all()
                });
            written.map_err(|why| WitnessError::File(place, why))?;
            Ok(signer)
        }
        Err(why) => Err(WitnessError::File(place, why)),
    }
}

impl Witness {
    /// Opens the state directory and locks it. A log's file that is damaged stops the signing of that log only.
    pub fn open(
        directory: &Path,
        signer: WitnessSigner,
        logs: &[Verifier],
        clock: Clock,
    ) -> Result<Self, WitnessError> {
        let place = |path: &Path| path.display().to_string();
        fs::create_dir_all(directory).map_err(|why| WitnessError::File(place(directory), why))?;
        let lock_path = directory.join("lock");
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&lock_path);
        let lock = lock.map_err(|why| WitnessError::File(place(&lock_path), why))?;
        if lock.try_lock().is_err() {
            return Err(WitnessError::Locked(place(directory)));
        }
        let mut known = KnownLogs::new();
        for log in logs {
            known
                .entry(log.name().to_owned())
                .or_default()
                .push(log.clone());
        }
        let mut heads = BTreeMap::new();
        for (origin, keys) in &known {
            let head = read_head(
                &directory.join(file_of(origin)),
                origin,
                keys,
                &signer.verifier(),
            );
            if let Known::Damaged(why) = &head {
                tracing::error!(log = origin, why, "nothing of this log is cosigned");
            }
            heads.insert(origin.clone(), head);
        }
        Ok(Self(Arc::new(Inner {
            signer,
            logs: known,
            directory: directory.to_owned(),
            heads: Mutex::new(heads),
            clock,
            _lock: lock,
        })))
    }

    /// The witness's verifier key.
    pub fn verifier(&self) -> WitnessVerifier {
        self.0.signer.verifier()
    }

    /// Decides on the body of an `add-checkpoint` request and stores what it signs. Waits for the disk.
    pub fn add_checkpoint(&self, body: &[u8]) -> Decision {
        let inner = &self.0;
        let mut heads = inner.heads.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = AddCheckpoint::parse(body)
            .ok()
            .map(|(_, checkpoint)| checkpoint.origin);
        if let Some(Known::Damaged(why)) = origin.as_ref().and_then(|origin| heads.get(origin)) {
            return failure(why);
        }
        let latest = |origin: &str| match heads.get(origin) {
            Some(Known::Head(head)) => *head,
            _ => None,
        };
        let now = u64::try_from(inner.clock.now().0 / 1_000_000).unwrap_or(0);
        let decision = decide(
            std::slice::from_ref(&inner.signer),
            &inner.logs,
            latest,
            body,
            now,
        );
        let Some(update) = &decision.update else {
            return decision;
        };
        if let Err(why) = store_head(
            &inner.directory,
            &file_of(&update.origin),
            update.note.to_string().as_bytes(),
        ) {
            // Whether the new head is on the disk is not known now, so nothing may be signed after it either.
            let why = format!("its state could not be stored: {why}");
            tracing::error!(
                log = update.origin,
                why,
                "nothing more of this log is cosigned"
            );
            let answer = failure(&why);
            heads.insert(update.origin.clone(), Known::Damaged(why));
            return answer;
        }
        heads.insert(update.origin.clone(), Known::Head(Some(update.new)));
        decision
    }

    /// The witness over http: `POST /add-checkpoint`, and `GET /` with its key and logs.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(about))
            .route("/add-checkpoint", post(add))
            .layer(DefaultBodyLimit::max(MAX_NOTE_SIZE + 8_192))
            .with_state(self.clone())
    }
}

async fn about(State(witness): State<Witness>) -> Response {
    let mut text = format!("{}\n\n", witness.verifier());
    for origin in witness.0.logs.keys() {
        text.push_str(origin);
        text.push('\n');
    }
    ([(header::CONTENT_TYPE, TEXT_CONTENT_TYPE)], text).into_response()
}

async fn add(State(witness): State<Witness>, body: Bytes) -> Response {
    match tokio::task::spawn_blocking(move || witness.add_checkpoint(&body)).await {
        Ok(decision) => {
            let status =
                StatusCode::from_u16(decision.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (
                status,
                [(header::CONTENT_TYPE, decision.content_type)],
                decision.body,
            )
                .into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn failure(why: &str) -> Decision {
    Decision {
        status: 500,
        content_type: TEXT_CONTENT_TYPE,
        body: format!(
            "this witness signs nothing of this log until its operator has looked at it: {why}\n"
        ),
        update: None,
    }
}

/// Name of a log's file: origins hold slashes.
fn file_of(origin: &str) -> String {
    format!(
        "{}.checkpoint",
        hex::encode(&Sha256::digest(origin.as_bytes())[..16])
    )
}

fn read_head(path: &Path, origin: &str, keys: &[Verifier], own: &WitnessVerifier) -> Known {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Known::Head(None),
        Err(why) => return Known::Damaged(format!("{}: {why}", path.display())),
    };
    let damaged = |why: &str| {
        Known::Damaged(format!(
            "{}: {why}; restore the file, or give this witness a new key",
            path.display()
        ))
    };
    match Checkpoint::parse_note(&bytes) {
        Err(why) => damaged(&why.to_string()),
        Ok((checkpoint, _)) if checkpoint.origin != origin => damaged("it belongs to another log"),
        Ok((_, note)) if !matches!(own.time_of(&note), Ok(Some(_))) => {
            damaged("it does not carry this witness's own cosignature")
        }
        Ok((_, note)) if !keys.iter().any(|key| note.verify(key).is_ok()) => {
            damaged("it is not signed by the log")
        }
        Ok((checkpoint, _)) => Known::Head(Some(Latest {
            size: checkpoint.size,
            root: checkpoint.root,
        })),
    }
}

/// Writes a log's file so that after a crash it holds the old head or the new one, and the new one once this has returned.
fn store_head(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = directory.join(format!("{name}.writing"));
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, directory.join(name))?;
    File::open(directory)?.sync_all()
}
