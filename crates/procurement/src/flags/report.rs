//! What was found, when the whole file is known.

use super::Inputs;
use super::code::{Code, OF_PROCESSES};
use super::explain::{self, Difference};
use super::known::Known;
use super::ranking::{self, Ranked};
use super::resolve::{resolve, settle};
use super::rules::Rules;
use super::state::{Mark, State};
use super::statistics::Precision;
use super::store::{Found, Store};
use super::{market, population};
use crate::read::Refusals;

/// What organisations a flag over many processes is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A buyer, by `buyer.id`.
    Buyer,
    /// A procuring entity, by `tender.procuringEntity.id`; where there is none, the buyer.
    Entity,
    /// A bidder or supplier.
    Bidder,
}

impl Group {
    /// As written in results.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Entity => "entity",
            Self::Bidder => "bidder",
        }
    }
}

/// A flag about an organisation.
#[derive(Debug)]
pub(super) struct OfOrganisation {
    pub(super) code: Code,
    pub(super) group: Group,
    pub(super) org: u32,
    pub(super) value: f64,
    pub(super) fence: f64,
    pub(super) q: Option<f64>,
    /// The others that it is about.
    pub(super) with: Vec<u32>,
    pub(super) class: Option<String>,
}

impl OfOrganisation {
    pub(super) fn new(code: Code, group: Group, org: u32, value: f64, fence: f64) -> Self {
        Self {
            code,
            group,
            org,
            value,
            fence,
            q: None,
            with: Vec::new(),
            class: None,
        }
    }

    pub(super) fn with_q(mut self, q: f64) -> Self {
        self.q = Some(q);
        self
    }

    pub(super) fn with(mut self, others: Vec<u32>) -> Self {
        self.with = others;
        self
    }
}

/// Flags about organisations, and what they were compared with.
#[derive(Debug, Default)]
pub(super) struct Population {
    pub(super) flags: Vec<OfOrganisation>,
    pub(super) fences: Vec<(Code, Option<Group>, Option<f64>)>,
    pub(super) sizes: Vec<(Code, Option<Group>, usize)>,
    pub(super) too_small: Vec<Code>,
}

impl Population {
    pub(super) fn flag(&mut self, flag: OfOrganisation) {
        self.flags.push(flag);
    }

    pub(super) fn fence(&mut self, code: Code, group: Option<Group>, fence: Option<f64>) {
        self.fences.push((code, group, fence));
    }

    pub(super) fn size(&mut self, code: Code, group: Option<Group>, size: usize) {
        self.sizes.push((code, group, size));
    }

    pub(super) fn enough(&mut self, code: Code, size: usize, rules: &Rules) -> bool {
        self.enough_of(code, None, size, rules)
    }

    pub(super) fn enough_of(
        &mut self,
        code: Code,
        group: Option<Group>,
        size: usize,
        rules: &Rules,
    ) -> bool {
        self.size(code, group, size);
        if size < rules.population {
            self.too_small.push(code);
        }
        size >= rules.population
    }
}

/// How a code came out over the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// How many are flagged.
    pub flag: u64,
    /// How many are clear.
    pub clear: u64,
    /// How many lack data.
    pub insufficient: u64,
    /// How many the rule is not about.
    pub outside: u64,
    /// What is missing, and in how many, the most frequent first.
    pub missing: Vec<(&'static str, u64)>,
    /// Why the rule is not about them.
    pub reasons: Vec<(&'static str, u64)>,
    /// The fence, where one number is.
    pub fence: Option<f64>,
}

/// What the screening found.
pub struct Report {
    pub(super) store: Store,
    pub(super) version: String,
    pub(super) rules: Rules,
    pub(super) summaries: Vec<Summary>,
    pub(super) population: Population,
    pub(super) precisions: Vec<Precision>,
    pub(super) verdicts: u64,
    pub(super) ranked: Vec<Ranked>,
    pub(super) differences: Option<Vec<Difference>>,
    /// How many write it.
    pub(super) threads: usize,
}

/// A flag of a process.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag<'r> {
    /// Its code.
    pub code: Code,
    /// Its value; [`Code::unit`] tells what it counts.
    pub value: f64,
    /// The organisations that it is about.
    pub who: Vec<&'r str>,
    /// What it rests on, in words.
    pub detail: Option<&'r str>,
}

impl Report {
    pub(super) fn of(mut store: Store, inputs: &Inputs<'_>, threads: usize) -> Self {
        let rules = inputs.rules;
        let mut population = Population::default();
        let organisations = |out: &mut Population| {
            population::judge(&store, rules, out);
            market::judge(&store, rules, out);
        };
        // Organisations and processes are judged from the same store, each without the other.
        let mut resolved = if threads <= 1 {
            organisations(&mut population);
            resolve(&store, rules)
        } else {
            std::thread::scope(|scope| {
                let processes = scope.spawn(|| resolve(&store, rules));
                organisations(&mut population);
                processes
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
        };
        let fences = std::mem::take(&mut resolved.fences);
        settle(&mut store, resolved);
        let mut summaries = count(&store);
        for (code, fence) in fences {
            summaries[code.place()].fence = fence;
        }
        for code in Code::ALL.iter().filter(|code| !code.is_of_process()) {
            let flags = population.flags.iter().filter(|flag| flag.code == *code);
            let flags = flags.count() as u64;
            let sizes = population.sizes.iter().filter(|size| size.0 == *code);
            let compared: u64 = sizes.map(|size| size.2 as u64).sum();
            let summary = &mut summaries[code.place()];
            if population.too_small.contains(code) && flags == 0 {
                summary.insufficient = compared;
            } else {
                summary.clear = compared.saturating_sub(flags);
            }
            summary.flag = flags;
            let mut fences = population
                .fences
                .iter()
                .filter(|fence| fence.0 == *code && fence.1.is_none());
            summary.fence = fences.next().and_then(|fence| fence.2);
        }
        let precisions = precisions(inputs.known);
        let ranked = ranking::rank(&store, &summaries, &precisions);
        let differences = store
            .cardinal
            .take()
            .zip(inputs.explain)
            .map(|(part, settings)| {
                explain::differences(&part.finish(settings).0, &store, &population)
            });
        Self {
            store,
            version: rules.version.clone(),
            rules: rules.clone(),
            summaries,
            population,
            precisions,
            verdicts: inputs.known.verdicts.len() as u64,
            ranked,
            differences,
            threads,
        }
    }

    /// How many processes were judged.
    pub fn processes(&self) -> usize {
        self.store.rows.len()
    }

    /// Lines and items that were left out.
    pub fn refused(&self) -> &Refusals {
        &self.store.refused
    }

    /// How a code came out over the file.
    pub fn summary(&self, code: Code) -> &Summary {
        &self.summaries[code.place()]
    }

    /// What is known of a process and a code of processes.
    pub fn state(&self, ocid: &str, code: Code) -> Option<State> {
        let row = self.store.rows.get(self.store.ocids.find(ocid)? as usize)?;
        match *self.store.patterns.all[row.pattern as usize].get(code.place())? {
            Mark::Known(state) => Some(state),
            Mark::Measured => None,
        }
    }

    /// The flags of a process, in the order of [`Code::ALL`].
    pub fn flags(&self, ocid: &str) -> Vec<Flag<'_>> {
        let Some(process) = self.store.ocids.find(ocid) else {
            return Vec::new();
        };
        let found = &self.store.found;
        let start = found.partition_point(|one| one.process < process);
        (start..found.len())
            .take_while(|&at| found[at].process == process)
            .map(|at| Flag {
                code: found[at].code,
                value: found[at].value,
                who: self.who(&found[at]).collect(),
                detail: self.detail(at),
            })
            .collect()
    }

    /// What the verdicts say of a code.
    pub fn precision(&self, code: Code) -> Precision {
        self.precisions[code.place()]
    }

    /// Differences from Cardinal, where they were asked for.
    pub fn differences(&self) -> Option<&[Difference]> {
        self.differences.as_deref()
    }

    /// Flags about organisations: code, group, identifier, value, and the others that each is about.
    pub fn organisations(&self) -> impl Iterator<Item = (Code, Group, &str, f64, Vec<&str>)> {
        let orgs = &self.store.orgs;
        self.population.flags.iter().map(move |flag| {
            let with = flag.with.iter().map(|&org| orgs.name(org)).collect();
            (flag.code, flag.group, orgs.name(flag.org), flag.value, with)
        })
    }

    pub(super) fn who(&self, found: &Found) -> impl Iterator<Item = &str> {
        let range = found.who.start as usize..found.who.end as usize;
        self.store.who[range]
            .iter()
            .map(|&org| self.store.orgs.name(org))
    }

    pub(super) fn detail(&self, at: usize) -> Option<&str> {
        let details = &self.store.details;
        let place = details
            .binary_search_by_key(&at, |one| one.0 as usize)
            .ok()?;
        Some(&details[place].1)
    }
}

fn count(store: &Store) -> Vec<Summary> {
    let mut of_pattern = vec![0_u64; store.patterns.all.len()];
    for row in &store.rows {
        of_pattern[row.pattern as usize] += 1;
    }
    let mut summaries = vec![Summary::default(); Code::ALL.len()];
    for (marks, &count) in store.patterns.all.iter().zip(&of_pattern) {
        for (mark, summary) in marks.iter().zip(&mut summaries[..OF_PROCESSES]) {
            let add = |list: &mut Vec<(&'static str, u64)>, text| match list
                .iter_mut()
                .find(|one| one.0 == text)
            {
                Some(known) => known.1 += count,
                None => list.push((text, count)),
            };
            match mark {
                Mark::Known(State::Flag) => summary.flag += count,
                Mark::Known(State::Clear) => summary.clear += count,
                Mark::Known(State::Insufficient(need)) => {
                    summary.insufficient += count;
                    add(&mut summary.missing, need.as_str());
                }
                Mark::Known(State::Outside(why)) => {
                    summary.outside += count;
                    add(&mut summary.reasons, why.as_str());
                }
                Mark::Measured => {}
            }
        }
    }
    for summary in &mut summaries {
        for list in [&mut summary.missing, &mut summary.reasons] {
            list.retain(|one| one.1 > 0);
            list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        }
    }
    summaries
}

fn precisions(known: &Known) -> Vec<Precision> {
    let mut all = vec![Precision::PRIOR; Code::ALL.len()];
    for verdict in &known.verdicts {
        let precision = &mut all[verdict.code.place()];
        if verdict.confirmed {
            precision.confirmed += 1.0;
        } else {
            precision.dismissed += 1.0;
        }
    }
    all
}
