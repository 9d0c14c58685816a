//! Sets of rows (cases or events) as bits, so that filters combine word by word.

/// A set of rows out of `0..len()`. Bits beyond `len()` are always 0.
///
/// ```
/// use eventlog::filter::Bits;
/// let mut even: Bits = (0..100).map(|row| row % 2 == 0).collect();
/// let third: Bits = (0..100).map(|row| row % 3 == 0).collect();
/// even.and(&third);
/// assert_eq!(even.ones().collect::<Vec<_>>()[..3], [0, 6, 12]);
/// even.not();
/// assert_eq!((even.count(), even.len()), (83, 100));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// The empty set out of `len` rows.
    pub fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    /// All of `len` rows.
    pub fn all(len: usize) -> Self {
        let mut bits = Self::none(len);
        bits.not();
        bits
    }

    /// How many rows there are, in the set or not.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows at all.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many rows are in the set.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether `row` is in the set; a row beyond the last is not.
    #[inline]
    pub fn get(&self, row: usize) -> bool {
        row < self.len && self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// Puts `row` into the set.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn set(&mut self, row: usize) {
        assert!(row < self.len, "row {row} of {}", self.len);
        self.words[row / 64] |= 1 << (row % 64);
    }

    /// Keeps what is in the other set too.
    ///
    /// # Panics
    /// If the two are not about the same number of rows.
    pub fn and(&mut self, other: &Self) {
        self.join(other, |a, b| a & b);
    }

    /// Adds what is in the other set.
    ///
    /// # Panics
    /// If the two are not about the same number of rows.
    pub fn or(&mut self, other: &Self) {
        self.join(other, |a, b| a | b);
    }

    /// Turns the set into the rows that were not in it.
    pub fn not(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.clear_tail();
    }

    /// The rows of the set, in order.
    pub fn ones(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(place, &word)| {
            std::iter::successors((word != 0).then_some(word), |&word| {
                let rest = word & (word - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |word| place * 64 + word.trailing_zeros() as usize)
        })
    }

    /// Cuts or lengthens to `len` rows; new ones are not in the set.
    pub(crate) fn resize(&mut self, len: usize) {
        self.words.resize(len.div_ceil(64), 0);
        self.len = len;
        self.clear_tail();
    }

    fn join(&mut self, other: &Self, how: impl Fn(u64, u64) -> u64) {
        assert_eq!(self.len, other.len, "sets of the same rows");
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word = how(*word, *other);
        }
    }

    fn clear_tail(&mut self) {
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

impl FromIterator<bool> for Bits {
    fn from_iter<I: IntoIterator<Item = bool>>(rows: I) -> Self {
        let mut bits = Self::default();
        for row in rows {
            if bits.len.is_multiple_of(64) {
                bits.words.push(0);
            }
            if row {
                bits.words[bits.len / 64] |= 1 << (bits.len % 64);
            }
            bits.len += 1;
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Bits;

    proptest! {
        #[test]
        fn sets_behave_like_rows_of_booleans(pairs in proptest::collection::vec(any::<(bool, bool)>(), 0..300), cut in 0_usize..300) {
            let (a, b): (Vec<bool>, Vec<bool>) = pairs.into_iter().unzip();
            let bits = |rows: &[bool]| rows.iter().copied().collect::<Bits>();
            let zip = |how: fn(bool, bool) -> bool| a.iter().zip(&b).map(|(a, b)| how(*a, *b)).collect::<Bits>();
            let (mut and, mut or, mut not) = (bits(&a), bits(&a), bits(&a));
            and.and(&bits(&b));
            or.or(&bits(&b));
            not.not();
            prop_assert_eq!(and, zip(|a, b| a && b));
            prop_assert_eq!(or, zip(|a, b| a || b));
            prop_assert_eq!(not, zip(|a, _| !a));
            let whole = bits(&a);
            let ones: Vec<usize> = (0..a.len()).filter(|&row| a[row]).collect();
            prop_assert_eq!(whole.ones().collect::<Vec<_>>(), ones.clone());
            prop_assert_eq!(whole.count(), ones.len());
            prop_assert_eq!(Bits::all(a.len()).count(), a.len());
            let mut cut_off = whole;
            cut_off.resize(cut);
            let kept: Vec<bool> = (0..cut).map(|row| a.get(row) == Some(&true)).collect();
            prop_assert_eq!(cut_off, bits(&kept));
        }
    }
}
