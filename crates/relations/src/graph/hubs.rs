//! Hub caps: an employer of three thousand people joins nobody.

use crate::model::TieKind;

use super::half::Half;

/// For each kind, how many ties of it a party may have before they stop to count as a bridge. A tie straight between the two parties
/// asked about always counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HubCaps(Vec<(TieKind, u32)>);

impl HubCaps {
    /// No cap on any kind.
    pub fn none() -> Self {
        Self::default()
    }

    /// The same with a cap on a kind; kinship is never capped.
    #[must_use]
    pub fn cap(mut self, kind: TieKind, most: u32) -> Self {
        if !matches!(kind, TieKind::Kin(_)) {
            self.0.retain(|(known, _)| *known != kind);
            self.0.push((kind, most));
        }
        self
    }

    /// The cap on a kind, if it has one.
    pub fn of(&self, kind: TieKind) -> Option<u32> {
        self.0
            .iter()
            .find(|(known, _)| *known == kind)
            .map(|(_, most)| *most)
    }

    /// The cap of each way to see a tie.
    pub(super) fn table(&self) -> [u32; 256] {
        let mut table = [u32::MAX; 256];
        for (kind, most) in &self.0 {
            for from_end in [true, false] {
                table[usize::from(kind.seen(from_end))] = *most;
            }
        }
        table
    }
}

/// The ways of seeing a tie of which this party, its halves sorted, has more than the cap.
pub(super) fn over(halves: &[Half], caps: &[u32; 256]) -> Vec<u8> {
    halves
        .chunk_by(|a, b| a.seen() == b.seen())
        .filter(|run| run.len() as u64 > u64::from(caps[usize::from(run[0].seen())]))
        .map(|run| run[0].seen())
        .collect()
}
