//! Limits on how often something is tried, without keeping anybody's address: counters under a keyed hash that is forgotten
//! with the key every hour.

use std::collections::HashMap;
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use store::{Random, Timestamp};

/// How long one key lives, in seconds; the counters go with it.
const KEY_LIFE: i64 = 3600;
/// Most counters kept; beyond it the oldest key is dropped early.
const MOST: usize = 100_000;

struct Window {
    key: [u8; 32],
    since: Timestamp,
    counts: HashMap<[u8; 8], u32>,
}

/// The counters.
pub struct RateLimits(Mutex<(Window, Random)>);

impl RateLimits {
    /// Empty counters.
    pub fn new(mut random: Random, now: Timestamp) -> Self {
        let window = Window {
            key: random.bytes(),
            since: now,
            counts: HashMap::new(),
        };
        Self(Mutex::new((window, random)))
    }

    /// A fresh random token for a form, 32 hexadecimal digits.
    pub fn token(&self) -> String {
        let mut guard = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        hex::encode(guard.1.bytes::<16>())
    }

    /// Whether there were `most` tries or more in this hour; counts nothing.
    pub fn reached(&self, what: &str, whom: &str, most: u32, now: Timestamp) -> bool {
        let guard = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let window = &guard.0;
        now < window.since.plus_seconds(KEY_LIFE)
            && window
                .counts
                .get(&name(window, what, whom))
                .is_some_and(|count| *count >= most)
    }

    /// Counts one try of `what` by `whom` (an address, an account); false once there were more than `most` in this hour.
    pub fn allow(&self, what: &str, whom: &str, most: u32, now: Timestamp) -> bool {
        // A poisoned lock means another request panicked between two lines that leave the counters whole.
        let mut guard = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let (window, random) = &mut *guard;
        if now >= window.since.plus_seconds(KEY_LIFE) || window.counts.len() >= MOST {
            *window = Window {
                key: random.bytes(),
                since: now,
                counts: HashMap::new(),
            };
        }
        let name = name(window, what, whom);
        let count = window.counts.entry(name).or_insert(0);
        *count += 1;
        *count <= most
    }
}

/// Name of a counter: a keyed hash, from which nobody finds the address again.
fn name(window: &Window, what: &str, whom: &str) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(window.key);
    hash.update(what.as_bytes());
    hash.update([0]);
    hash.update(whom.as_bytes());
    let digest = hash.finalize();
    let mut name = [0_u8; 8];
    name.copy_from_slice(&digest[..8]);
    name
}
