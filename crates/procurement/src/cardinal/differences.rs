//! The difference between the winning and the second-lowest valid bid, which R024 and R058 judge:
//! (second − winning) / winning.
//!
//! Only where prices may be compared, one award is active and none unfinished, it has one supplier, and the lowest valid bid
//! of one tenderer alone in the main currency is the supplier's. The second is the lowest of another tenderer; of equal prices
//! the first in the file.

use super::part::{Renumber, Tables};
use super::process::{Process, price, single};
use super::settings::Settings;

/// Of one process.
#[derive(Clone, Copy)]
pub(super) struct Difference {
    pub(super) process: u32,
    pub(super) winner: u32,
    pub(super) second: u32,
    pub(super) ratio: f64,
    /// The currency in which it was computed.
    currency: u32,
}

/// Of all processes; while the main currency is unknown, in each currency of a process.
#[derive(Default)]
pub(super) struct Differences {
    pub(super) all: Vec<Difference>,
}

impl Differences {
    pub(super) fn fold(
        &mut self,
        process: &Process<'_>,
        at: u32,
        settings: &Settings,
        tables: &mut Tables,
        first: &mut Option<u32>,
    ) {
        if !process.comparable {
            return;
        }
        let Some(winner) = process.single_winner() else {
            return;
        };
        let mut bids = Vec::new();
        for bid in process.valid_bids() {
            if let (Some(tenderer), Some((amount, currency))) = (single(&bid.tenderers), price(bid))
            {
                let currency = tables.currencies.number(currency);
                first.get_or_insert(currency);
                bids.push((amount, tenderer, currency));
            }
        }
        // A stable sort: of equal prices the first in the file stays first.
        bids.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut done: Vec<u32> = Vec::new();
        for &(_, _, currency) in &bids {
            if done.contains(&currency)
                || settings
                    .currency
                    .as_deref()
                    .is_some_and(|main| main != tables.currencies.name(currency))
            {
                continue;
            }
            done.push(currency);
            let of_currency = || bids.iter().filter(|bid| bid.2 == currency);
            let Some(lowest) = of_currency().find(|bid| bid.1 == winner) else {
                continue;
            };
            let Some(second) = of_currency().find(|bid| bid.1 != winner) else {
                continue;
            };
            if lowest.0 <= second.0 {
                self.all.push(Difference {
                    process: at,
                    winner: tables.tenderers.number(winner),
                    second: tables.tenderers.number(second.1),
                    ratio: (second.0 - lowest.0) / lowest.0,
                    currency,
                });
            }
        }
    }

    pub(super) fn append(&mut self, later: Self, numbers: &Renumber, main: Option<u32>) {
        let renumbered = later.all.into_iter().map(|one| Difference {
            process: numbers.processes[one.process as usize],
            winner: numbers.tenderers[one.winner as usize],
            second: numbers.tenderers[one.second as usize],
            currency: numbers.currencies[one.currency as usize],
            ..one
        });
        self.all
            .extend(renumbered.filter(|one| Some(one.currency) == main));
    }

    /// One for each process: the last in the file. Zero by zero is none.
    pub(super) fn of_processes(&self) -> Vec<Difference> {
        let mut all = self.all.clone();
        all.sort_by_key(|one| one.process);
        all.dedup_by(|later, kept| {
            let same = later.process == kept.process;
            if same {
                *kept = *later;
            }
            same
        });
        all.retain(|one| !one.ratio.is_nan());
        all
    }
}
