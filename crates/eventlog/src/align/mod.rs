//! Optimal alignments: where the records of a case and a model differ, with the fewest differences that explain the case.
//!
//! After A. Adriansyah, *Aligning Observed and Modeled Behavior* (2014): A* over the product of the net's markings and the
//! positions in the trace, each different trace once. A record that the model does not ask for costs 1, a step of the model
//! without a record costs 1, agreement and silent steps nothing. Fitness is that of pm4py: 1 − cost / (length of the trace +
//! shortest run of the model). Token replay, which errs both ways, is not offered.

mod compiled;
mod deviations;
mod markings;
mod search;

use compiled::Compiled;
use markings::Markings;
use search::Search;

pub use deviations::{Deviation, DeviationKind};

use crate::log::EventLog;
use crate::measure::{Variant, variants};
use crate::model::{ModelError, PetriNet};

/// Marks kept for the next trace; more are forgotten between traces, so that memory is bounded.
const KEPT_MARKINGS: usize = 400_000;

/// How to align.
#[derive(Clone, Copy, Debug)]
pub struct AlignOptions {
    /// States (marking and position) that may be looked at for one variant before it is given up as not computed; a million
    /// unless told, some 60 MB.
    pub max_states: usize,
}

impl Default for AlignOptions {
    fn default() -> Self {
        Self {
            max_states: 1_000_000,
        }
    }
}

/// Why no alignment can be computed at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlignError {
    /// The net itself is at fault.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// No run of the model reaches its final marking.
    #[error(
        "the model never ends: its final marking cannot be reached; look for a gateway that waits for what does not come"
    )]
    NeverEnds,
    /// The shortest run was not found within [`AlignOptions::max_states`].
    #[error(
        "no end of the model was found within {0} states; make the model simpler or allow more states"
    )]
    TooLarge(usize),
}

/// One step of an alignment. Silent steps of the model are not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Recorded, and asked for: number of the activity in the log.
    Both(u32),
    /// Recorded, but not asked for here: number of the activity in the log.
    Log(u32),
    /// Asked for, but not recorded here: number in [`Alignments::labels`].
    Model(u32),
}

/// The best alignment of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    /// How many moves are not [`Move::Both`].
    pub cost: u32,
    /// 1 − cost / (length + shortest run); 1 for an empty trace of a model that may do nothing.
    pub fitness: f64,
    /// The moves in order; of several best alignments always the same one.
    pub moves: Vec<Move>,
}

/// A variant with its alignment.
#[derive(Clone, Debug, PartialEq)]
pub struct AlignedVariant {
    /// The sequence and how many cases follow it.
    pub variant: Variant,
    /// `None`: not computed, since it would have taken more states than allowed.
    pub alignment: Option<Alignment>,
}

/// The alignments of a log, the most frequent variants first.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignments {
    /// Activities of the model.
    pub labels: Vec<String>,
    /// Fewest recorded steps that lead through the model.
    pub shortest_run: u32,
    /// Each variant of the log.
    pub variants: Vec<AlignedVariant>,
}

/// Aligns every variant of `log` with `net`.
pub fn align(
    log: &EventLog,
    net: &PetriNet,
    options: AlignOptions,
) -> Result<Alignments, AlignError> {
    net.check()?;
    let compiled = Compiled::new(net);
    let mut markings = Markings::new(&compiled);
    let label_of: Vec<Option<u32>> = log
        .activities()
        .iter()
        .map(|name| compiled.label(name))
        .collect();
    let mut search = Search::new(options.max_states);
    let shortest_run = match search.run(&mut markings, &[]) {
        search::Outcome::Found(path) => path.cost,
        search::Outcome::Impossible => return Err(AlignError::NeverEnds),
        search::Outcome::TooLarge => return Err(AlignError::TooLarge(options.max_states)),
    };
    let mut aligned = Vec::new();
    let mut trace = Vec::new();
    for variant in variants(log) {
        trace.clear();
        trace.extend(
            variant
                .activities
                .iter()
                .map(|&activity| label_of[activity as usize]),
        );
        let alignment = match search.run(&mut markings, &trace) {
            search::Outcome::Found(path) => Some(finish(&path, &variant.activities, shortest_run)),
            search::Outcome::Impossible | search::Outcome::TooLarge => None,
        };
        aligned.push(AlignedVariant { variant, alignment });
        if markings.len() > KEPT_MARKINGS {
            markings = Markings::new(&compiled);
        }
    }
    Ok(Alignments {
        labels: compiled.labels,
        shortest_run,
        variants: aligned,
    })
}

fn finish(path: &search::Path, activities: &[u32], shortest_run: u32) -> Alignment {
    let mut rest = activities.iter().copied();
    let moves = path.steps.iter().filter_map(|step| match step {
        search::Step::Both => rest.next().map(Move::Both),
        search::Step::Log => rest.next().map(Move::Log),
        search::Step::Model(label) => Some(Move::Model(*label)),
        search::Step::Silent => None,
    });
    let moves = moves.collect();
    let worst = activities.len() as f64 + f64::from(shortest_run);
    let fitness = if worst > 0.0 {
        1.0 - f64::from(path.cost) / worst
    } else {
        1.0
    };
    Alignment {
        cost: path.cost,
        fitness,
        moves,
    }
}

impl Alignments {
    fn computed(&self) -> impl Iterator<Item = (&Variant, &Alignment)> {
        let pair = |aligned: &'_ AlignedVariant| aligned.alignment.is_some();
        self.variants
            .iter()
            .filter(move |aligned| pair(aligned))
            .filter_map(|aligned| Some((&aligned.variant, aligned.alignment.as_ref()?)))
    }

    /// Cases whose alignment was computed; the figures below are about these.
    pub fn computed_cases(&self) -> usize {
        self.computed().map(|(variant, _)| variant.count).sum()
    }

    /// Share of cases without any difference; `None` where none was computed.
    pub fn fitting_share(&self) -> Option<f64> {
        self.mean(|alignment| f64::from(u8::from(alignment.cost == 0)))
    }

    /// Mean fitness of the cases; `None` where none was computed.
    pub fn average_fitness(&self) -> Option<f64> {
        self.mean(|alignment| alignment.fitness)
    }

    /// 1 − all costs / all worst costs: long cases weigh more; `None` where none was computed.
    pub fn log_fitness(&self) -> Option<f64> {
        let (mut cost, mut worst, mut any) = (0_u64, 0_u64, false);
        for (variant, alignment) in self.computed() {
            let cases = variant.count as u64;
            cost += cases * u64::from(alignment.cost);
            worst += cases * (variant.activities.len() as u64 + u64::from(self.shortest_run));
            any = true;
        }
        any.then(|| {
            if worst == 0 {
                1.0
            } else {
                1.0 - cost as f64 / worst as f64
            }
        })
    }

    fn mean(&self, value: impl Fn(&Alignment) -> f64) -> Option<f64> {
        let cases = self.computed_cases();
        let sum: f64 = self
            .computed()
            .map(|(variant, alignment)| variant.count as f64 * value(alignment))
            .sum();
        (cases > 0).then(|| sum / cases as f64)
    }
}
