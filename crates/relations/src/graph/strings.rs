//! Many short texts in one block.

/// Texts by place, four bytes each beside their bytes; nothing at all while every text is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Strings {
    bytes: String,
    ends: Vec<u32>,
    empty: usize,
}

impl Strings {
    pub(super) fn push(&mut self, text: &str) {
        if text.is_empty() && self.ends.is_empty() {
            self.empty += 1;
            return;
        }
        if self.ends.is_empty() {
            self.ends = vec![0; self.empty];
        }
        self.bytes.push_str(text);
        self.ends
            .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    pub(super) fn get(&self, place: usize) -> &str {
        let Some(end) = self.ends.get(place) else {
            return "";
        };
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes
            .get(start as usize..*end as usize)
            .unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len().max(self.empty)
    }

    /// Place of a text among the first `sorted`, which are in order.
    pub(super) fn find(&self, text: &str, sorted: usize) -> Option<usize> {
        let (mut low, mut high) = (0, sorted);
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}
