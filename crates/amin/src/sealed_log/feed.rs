//! Feeding the witnesses: each is asked to cosign every checkpoint before it is published (C2SP tlog-witness, the log's side).

use std::fs;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use futures::future::join_all;
use ledger::cosignature::WitnessVerifier;
use ledger::note::{Note, NoteSignature};
use ledger::witness::{AddCheckpoint, Answer, read_answer};
use reqwest::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};

use super::seal::{Seal, SealError};
use crate::platform::config::WitnessSettings;

/// A witness that does not answer within this time is passed over; the checkpoint is published without it.
const PATIENCE: Duration = Duration::from_secs(2);
/// Rounds (seconds) before a witness that failed is asked again, so that it does not hold up every publication.
const REST: u64 = 15;

/// A witness of the settings and what is known of it.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Address before `/add-checkpoint`.
    pub url: String,
    /// Its key.
    pub key: WitnessVerifier,
    /// Size of the checkpoint that it cosigned last, as far as this log knows.
    pub size: u64,
    /// When it cosigned last, in seconds since 1970-01-01 UTC; none: never.
    pub time: Option<u64>,
    /// Why its last answer was of no use; none: it was good, or it was not asked yet.
    pub failing: Option<String>,
    asked_in_round: u64,
}

/// The witnesses of a log. What is known of them is kept in a small file beside the log; where that is lost, each witness says
/// itself (status 409) from which size on it wants the proof.
#[derive(Debug)]
pub(super) struct Witnesses {
    list: RwLock<Vec<Witness>>,
    file: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Known {
    vkey: String,
    size: u64,
    time: Option<u64>,
}

impl Witnesses {
    pub(super) fn open(settings: &[WitnessSettings], file: PathBuf) -> Result<Self, SealError> {
        let known: Vec<Known> = fs::read(&file)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .unwrap_or_default();
        let mut list: Vec<Witness> = Vec::with_capacity(settings.len());
        for WitnessSettings { url, vkey } in settings {
            let key = WitnessVerifier::parse(vkey)
                .map_err(|why| SealError::Broken(format!("amin.toml, the witness {url}: {why}")))?;
            if list
                .iter()
                .any(|other| other.key.public_key() == key.public_key())
            {
                return Err(SealError::Broken(format!(
                    "amin.toml names the witness {vkey} twice"
                )));
            }
            let before = known.iter().find(|known| known.vkey == *vkey);
            list.push(Witness {
                url: url.trim_end_matches('/').to_owned(),
                key,
                size: before.map_or(0, |known| known.size),
                time: before.and_then(|known| known.time),
                failing: None,
                asked_in_round: 0,
            });
        }
        Ok(Self {
            list: RwLock::new(list),
            file,
        })
    }

    pub(super) fn all(&self) -> Vec<Witness> {
        self.list
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn learn(&self, round: u64, place: usize, outcome: Result<(u64, u64), String>) {
        let mut list = self.list.write().unwrap_or_else(PoisonError::into_inner);
        let Some(witness) = list.get_mut(place) else {
            return;
        };
        witness.asked_in_round = round;
        match outcome {
            Ok((size, time)) => {
                if witness.failing.take().is_some() {
                    tracing::info!(witness = witness.key.name(), "the witness cosigns again");
                }
                (witness.size, witness.time) = (size, Some(time));
            }
            Err(why) => {
                if witness.failing.as_ref() != Some(&why) {
                    tracing::warn!(
                        witness = witness.key.name(),
                        why,
                        "published without this witness"
                    );
                }
                witness.failing = Some(why);
            }
        }
    }

    fn save(&self) -> std::io::Result<()> {
        let known: Vec<Known> = self
            .all()
            .iter()
            .map(|witness| Known {
                vkey: witness.key.to_string(),
                size: witness.size,
                time: witness.time,
            })
            .collect();
        let temporary = self.file.with_extension("writing");
        fs::write(&temporary, serde_json::to_vec(&known)?)?;
        fs::rename(&temporary, &self.file)
    }
}

/// Publishes the newest signed checkpoint with the cosignatures that the witnesses give in time; where it is published already,
/// asks the witnesses whose cosignature is missing. `round` counts the calls.
pub(super) async fn publish_round(
    seal: &Seal,
    client: Option<&reqwest::Client>,
    round: u64,
) -> Result<(), SealError> {
    let (size, text) = seal.newest();
    let (published_size, published) = seal.published();
    let text = if published_size < size || published.is_empty() {
        text
    } else {
        published.clone()
    };
    let mut note =
        Note::parse(text.as_bytes()).map_err(|why| SealError::Broken(why.to_string()))?;
    let is_new = text != published;
    let missing: Vec<(usize, Witness)> = seal
        .witnesses()
        .into_iter()
        .enumerate()
        .filter(|(_, witness)| !matches!(witness.key.time_of(&note), Ok(Some(_))))
        .filter(|(_, witness)| witness.failing.is_none() || round >= witness.asked_in_round + REST)
        .collect();
    let mut added = false;
    if let Some(client) = client
        && !missing.is_empty()
    {
        let mut bare = note.clone();
        bare.signatures
            .retain(|signature| signature.name == seal.origin());
        let answers = join_all(
            missing
                .iter()
                .map(|(_, witness)| ask(seal, client, witness, &bare, size)),
        )
        .await;
        for ((place, _), answer) in missing.iter().zip(answers) {
            let outcome = answer.map(|(signature, time)| {
                note.add(signature);
                added = true;
                (size, time)
            });
            seal.0.witnesses.learn(round, *place, outcome);
        }
        if added {
            seal.0.witnesses.save()?;
        }
    }
    if is_new || added {
        let seal = seal.clone();
        tokio::task::spawn_blocking(move || seal.publish(Some(note)))
            .await
            .map_err(|why| SealError::Broken(why.to_string()))??;
    }
    Ok(())
}

/// Asks one witness to cosign a checkpoint of `size` entries; asks again from the size that it names.
async fn ask(
    seal: &Seal,
    client: &reqwest::Client,
    witness: &Witness,
    note: &Note,
    size: u64,
) -> Result<(NoteSignature, u64), String> {
    let mut old = witness.size.min(size);
    for _ in 0..3 {
        let proof = seal.consistency(old, size).map_err(|why| why.to_string())?;
        let request = AddCheckpoint {
            old,
            proof,
            note: note.clone(),
        }
        .to_string();
        let sent = client
            .post(format!("{}/add-checkpoint", witness.url))
            .timeout(PATIENCE)
            .body(request)
            .send();
        let answer = sent.await.map_err(without_address)?;
        let status = answer.status().as_u16();
        let kind = answer
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .map(str::to_owned);
        let body = answer.bytes().await.map_err(without_address)?;
        match read_answer(status, kind.as_deref(), &body, note.text(), &witness.key)
            .map_err(|why| why.to_string())?
        {
            Answer::Cosigned { signature, time } => return Ok((signature, time)),
            Answer::Conflict { size: theirs } if theirs > size => {
                return Err(format!(
                    "the witness has cosigned {theirs} entries of this log, and this database holds {size}: it was restored from an \
                     older copy, or another program signs under the same key"
                ));
            }
            Answer::Conflict { size: theirs } => old = theirs,
        }
    }
    Err("the witness names another size each time; somebody else submits this log's checkpoints to it".to_owned())
}

/// The error without the address, which the settings hold already and which may carry a secret.
fn without_address(why: reqwest::Error) -> String {
    let why = why.without_url();
    if why.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut text = why.to_string();
    let mut source = std::error::Error::source(&why);
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text
}
