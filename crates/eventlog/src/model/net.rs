//! Petri nets with an initial and a final marking (accepting Petri nets).

use super::error::ModelError;
use super::tree::ProcessTree;

/// Number of a place in [`PetriNet::places`].
pub type Place = u32;

/// A place and how many tokens: on an arc its weight, in a marking its content. Never 0.
pub type Tokens = (Place, u8);

/// A step of the net.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transition {
    /// The activity that it records; `None` for a silent one.
    pub label: Option<String>,
    /// What it takes, each place once, in order.
    pub inputs: Vec<Tokens>,
    /// What it gives, each place once, in order.
    pub outputs: Vec<Tokens>,
}

/// A place/transition net that begins in one marking and has done its work when it is exactly in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PetriNet {
    /// Names of the places.
    pub places: Vec<String>,
    /// The transitions.
    pub transitions: Vec<Transition>,
    /// Where it begins; places in order.
    pub initial: Vec<Tokens>,
    /// Where it ends; places in order.
    pub end: Vec<Tokens>,
}

impl PetriNet {
    /// Adds a place.
    pub(crate) fn place(&mut self) -> Place {
        let place = number(self.places.len());
        self.places.push(format!("p{place}"));
        place
    }

    /// Adds a transition with arcs of weight 1, or more where a place is named more than once.
    pub(crate) fn transition(&mut self, label: Option<&str>, inputs: &[Place], outputs: &[Place]) {
        self.transitions.push(Transition {
            label: label.map(str::to_owned),
            inputs: gather(inputs),
            outputs: gather(outputs),
        });
    }
}

pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).expect("models are read from at most 64 MiB")
}

/// Counts how often each place is named.
pub(crate) fn gather(places: &[Place]) -> Vec<Tokens> {
    let mut sorted = places.to_vec();
    sorted.sort_unstable();
    let mut tokens: Vec<Tokens> = Vec::with_capacity(sorted.len());
    for place in sorted {
        match tokens.last_mut() {
            Some((last, count)) if *last == place => *count = count.saturating_add(1),
            _ => tokens.push((place, 1)),
        }
    }
    tokens
}

/// The workflow net of a tree: sound, safe, and with the tree's language.
impl From<&ProcessTree> for PetriNet {
    fn from(tree: &ProcessTree) -> Self {
        let mut net = Self::default();
        let (start, end) = (net.place(), net.place());
        net.initial = vec![(start, 1)];
        net.end = vec![(end, 1)];
        unfold(&mut net, tree, start, end);
        net
    }
}

/// Adds what leads a token from `from` to `to` as `tree` says.
fn unfold(net: &mut PetriNet, tree: &ProcessTree, from: Place, to: Place) {
    match tree {
        ProcessTree::Silent => net.transition(None, &[from], &[to]),
        ProcessTree::Activity(name) => net.transition(Some(name), &[from], &[to]),
        ProcessTree::Sequence(parts) => {
            let Some((last, before)) = parts.split_last() else {
                return net.transition(None, &[from], &[to]);
            };
            let mut at = from;
            for part in before {
                let next = net.place();
                unfold(net, part, at, next);
                at = next;
            }
            unfold(net, last, at, to);
        }
        ProcessTree::Exclusive(parts) => {
            for part in parts {
                unfold(net, part, from, to);
            }
        }
        ProcessTree::Parallel(parts) => {
            let pairs: Vec<_> = parts.iter().map(|_| (net.place(), net.place())).collect();
            let (starts, ends): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
            net.transition(None, &[from], &starts);
            for (part, (start, end)) in parts.iter().zip(pairs) {
                unfold(net, part, start, end);
            }
            net.transition(None, &ends, &[to]);
        }
        ProcessTree::Loop(once, again) => {
            // Places of its own: a neighbour in a choice must not be entered by going round.
            let (start, end) = (net.place(), net.place());
            net.transition(None, &[from], &[start]);
            unfold(net, once, start, end);
            unfold(net, again, end, start);
            net.transition(None, &[end], &[to]);
        }
    }
}

impl PetriNet {
    /// Checks what every reader and converter here assumes: there is a beginning, and arcs lead to places that exist.
    pub fn check(&self) -> Result<(), ModelError> {
        if self.initial.is_empty() {
            return Err(ModelError::unusable(
                "the net has no initial marking",
                "put a token on the place where cases begin",
            ));
        }
        let arcs = self
            .transitions
            .iter()
            .flat_map(|t| t.inputs.iter().chain(&t.outputs));
        let all = arcs.chain(&self.initial).chain(&self.end);
        for &(place, _) in all {
            if place as usize >= self.places.len() {
                return Err(ModelError::unusable(
                    format!(
                        "an arc or marking names place number {place} of {}",
                        self.places.len()
                    ),
                    "number places from 0",
                ));
            }
        }
        Ok(())
    }
}
