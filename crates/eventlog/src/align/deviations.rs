//! Differences between records and model, counted over the log. They are differences in recording, no findings.

use super::{Alignments, Move};
use crate::log::EventLog;

/// Which side has what the other has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviationKind {
    /// The log has a record that the model does not ask for at this place.
    NotInModel,
    /// The model asks for a step that has no record at this place.
    NotRecorded,
}

/// A kind of difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Which side has it.
    pub kind: DeviationKind,
    /// The activity.
    pub activity: String,
    /// How often, over all cases.
    pub count: usize,
    /// In how many cases.
    pub cases: usize,
    /// The first cases with it of each variant that has it, as case numbers of the log.
    pub examples: Vec<usize>,
}

/// Example cases that a difference keeps.
const EXAMPLES: usize = 5;

impl Alignments {
    /// The differences, those in most cases first; then by kind and name.
    pub fn deviations(&self, log: &EventLog) -> Vec<Deviation> {
        let known = log.activities().len();
        let mut found: Vec<Option<Deviation>> = vec![None; known + self.labels.len()];
        let mut here = Vec::new();
        for (variant, alignment) in self.computed() {
            here.clear();
            here.extend(alignment.moves.iter().filter_map(|step| match *step {
                Move::Both(_) => None,
                Move::Log(activity) => Some(activity as usize),
                Move::Model(label) => Some(known + label as usize),
            }));
            here.sort_unstable();
            for same in here.chunk_by(|a, b| a == b) {
                let slot = same[0];
                let deviation = found[slot].get_or_insert_with(|| self.blank(log, slot, known));
                deviation.count += same.len() * variant.count;
                deviation.cases += variant.count;
                if deviation.examples.len() < EXAMPLES {
                    deviation.examples.push(variant.example);
                }
            }
        }
        let mut all: Vec<Deviation> = found.into_iter().flatten().collect();
        all.sort_by(|a, b| {
            let key = |d: &Deviation| {
                (
                    std::cmp::Reverse(d.cases),
                    std::cmp::Reverse(d.count),
                    d.kind,
                )
            };
            key(a)
                .cmp(&key(b))
                .then_with(|| a.activity.cmp(&b.activity))
        });
        all
    }

    fn blank(&self, log: &EventLog, slot: usize, known: usize) -> Deviation {
        let (kind, activity) = if let Some(label) = slot.checked_sub(known) {
            (DeviationKind::NotRecorded, self.labels[label].clone())
        } else {
            let id = u32::try_from(slot).expect("activities are numbered in 32 bits");
            let name = log.activities().get(id);
            (DeviationKind::NotInModel, name.to_owned())
        };
        Deviation {
            kind,
            activity,
            count: 0,
            cases: 0,
            examples: Vec::new(),
        }
    }
}
