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
        let window = Window { key: random.bytes(), since: now, counts: HashMap::new() };
        Self(Mutex::new((window, random)))
    }

    /// Counts one try of `what` by `whom` (an address, an account); false once there were more than `most` in this hour.
    pub fn allow(&self, what: &str, whom: &str, most: u32, now: Timestamp) -> bool {
        // A poisoned lock means another request panicked between two lines that leave the counters whole.
        let mut guard = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (window, random) = &mut *guard;
        if now >= window.since.plus_seconds(KEY_LIFE) || window.counts.len() >= MOST {
            *window = Window { key: random.bytes(), since: now, counts: HashMap::new() };
        }
        let mut hash = Sha256::new();
        hash.update(window.key);
        hash.update(what.as_bytes());
        hash.update([0]);
        hash.update(whom.as_bytes());
        let digest = hash.finalize();
        let mut name = [0_u8; 8];
        name.copy_from_slice(&digest[..8]);
        let count = window.counts.entry(name).or_insert(0);
        *count += 1;
        *count <= most
    }
}
