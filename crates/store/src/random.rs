use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::Timestamp;

/// The source of ids and salts: the operating system's randomness, or a seed for a demonstration that repeats itself.
#[derive(Debug)]
pub enum Random {
    /// A `ChaCha20` stream seeded from the operating system when the program started.
    System(Box<ChaCha20Rng>),
    /// A `ChaCha20` stream from a given seed. Never for a town's real data: its salts can be computed by anyone.
    Seeded(Box<ChaCha20Rng>),
}

impl Random {
    /// Randomness of the operating system.
    ///
    /// # Panics
    /// Where the operating system gives no randomness: nothing safe can be done then.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads randomness"
    )]
    pub fn system() -> Self {
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed).expect("the operating system gives randomness");
        Self::System(Box::new(ChaCha20Rng::from_seed(seed)))
    }

    /// A repeatable stream for a demonstration or a test.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Box::new(ChaCha20Rng::seed_from_u64(seed)))
    }

    /// Fills a buffer with random bytes.
    pub fn fill(&mut self, buffer: &mut [u8]) {
        match self {
            Self::System(rng) | Self::Seeded(rng) => rng.fill_bytes(buffer),
        }
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut buffer = [0_u8; N];
        self.fill(&mut buffer);
        buffer
    }

    /// A second source that knows nothing of what this one gives later: for work outside an act.
    #[must_use]
    pub fn split(&mut self) -> Self {
        let seed = self.bytes();
        match self {
            Self::System(_) => Self::System(Box::new(ChaCha20Rng::from_seed(seed))),
            Self::Seeded(_) => Self::Seeded(Box::new(ChaCha20Rng::from_seed(seed))),
        }
    }

    /// A new id: `UUIDv7` of `now`, so that ids sort by time.
    pub fn new_id(&mut self, now: Timestamp) -> String {
        let random: [u8; 10] = self.bytes();
        let millis = u64::try_from(now.0 / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random)
            .into_uuid()
            .to_string()
    }

    /// A random number of 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }
}
