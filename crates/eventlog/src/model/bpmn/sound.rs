//! Whether the runs of a diagram end as a net's must: with one token, at the end, and nothing left over.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::super::error::ModelError;
use super::super::net::{PetriNet, Tokens, Transition};

/// Markings that are looked at: enough for diagrams that people draw; larger ones are judged by what was seen.
const MAX_MARKINGS: usize = 50_000;
/// Tokens on one flow: more than any diagram means.
const MAX_TOKENS: u8 = 64;

/// Refuses a net whose end can come with steps still open, whose tokens pile up, or whose end never comes.
pub(super) fn check(net: &PetriNet) -> Result<(), ModelError> {
    let [(sink, _)] = net.end[..] else {
        return Ok(());
    };
    let sink = sink as usize;
    let mut first = vec![0_u8; net.places.len()];
    for &(place, count) in &net.initial {
        first[place as usize] = count;
    }
    let mut seen: HashSet<Vec<u8>, FixedState> = HashSet::default();
    seen.insert(first.clone());
    let mut open = vec![first];
    let mut ends = false;
    while let Some(marking) = open.pop() {
        let total: u32 = marking.iter().map(|&count| u32::from(count)).sum();
        if marking[sink] > 0 && total > 1 {
            return Err(ModelError::unusable(
                "the process can come to an end event while other steps are still open",
                "join the branches with a parallel gateway before one end event",
            ));
        }
        if marking[sink] == 1 {
            ends = true;
            // Nothing leaves the end.
            continue;
        }
        for step in &net.transitions {
            let Some(next) = fire(&marking, step) else {
                continue;
            };
            if next.iter().any(|&count| count > MAX_TOKENS) {
                return Err(ModelError::unusable(
                    "a step of the process can be started again and again while it is open",
                    "join the branches of a loop before it goes back",
                ));
            }
            if seen.len() >= MAX_MARKINGS {
                return Ok(());
            }
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    if ends {
        return Ok(());
    }
    Err(ModelError::unusable(
        "no run of the process comes to its end: some step waits for what never comes",
        "look for a parallel gateway that joins alternatives, and make it an exclusive one",
    ))
}

fn fire(marking: &[u8], step: &Transition) -> Option<Vec<u8>> {
    let has = |&(place, count): &Tokens| marking[place as usize] >= count;
    if !step.inputs.iter().all(has) {
        return None;
    }
    let mut next = marking.to_vec();
    for &(place, count) in &step.inputs {
        next[place as usize] -= count;
    }
    for &(place, count) in &step.outputs {
        next[place as usize] = next[place as usize].saturating_add(count);
    }
    Some(next)
}
