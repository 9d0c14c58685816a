//! A small seeded generator, so that a permutation can be repeated by anybody.

/// `SplitMix64` (Steele, Lea & Flood 2014): enough for shuffling; no cryptography.
#[derive(Debug, Clone)]
pub struct SplitMix(u64);

impl SplitMix {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n` (Lemire's multiplication; the bias is below n / 2⁶⁴).
    pub fn below(&mut self, n: usize) -> usize {
        // The high half of a product with `n` is below `n`.
        #[expect(clippy::cast_possible_truncation)]
        let drawn = ((u128::from(self.bits()) * n as u128) >> 64) as usize;
        drawn
    }

    /// Shuffles (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
