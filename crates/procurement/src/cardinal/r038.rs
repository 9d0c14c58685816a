//! R038, excessive disqualified bids: the share of bids handed in that were disqualified is at least the upper fence
//! Q3 + 1.5 IQR; by buyer, by procuring entity and by tenderer.
//!
//! OCP, *Red flags in public procurement* (2024), R038. Value: the share. Those with fewer than two bids are left out; what the
//! settings call the minimum of contracting processes is in truth compared with the number of bids. A fence that is not above
//! zero flags nobody.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "a", "buyer": {"id": "B"}, "bids": {"details": [{"status": "disqualified", "tenderers": [{"id": "D"}]},
//!     {"status": "valid", "tenderers": [{"id": "V"}]}]}}"#.replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R038]")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"Buyer":{"B":{"R038":0.5}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::{Renumber, Tables};
use super::process::{Process, ids, text};
use super::report::{Group, Report};
use super::settings::Settings;
use crate::quantile::Quartiles;

/// By number of the organisation: bids handed in, and those disqualified.
#[derive(Default)]
struct Counts(Vec<(u32, u32)>);

impl Counts {
    fn add(&mut self, at: u32, submitted: u32, disqualified: u32) {
        let at = at as usize;
        if self.0.len() <= at {
            self.0.resize(at + 1, (0, 0));
        }
        self.0[at].0 += submitted;
        self.0[at].1 += disqualified;
    }

    fn append(&mut self, later: &Self, numbers: &[u32]) {
        for (at, &(submitted, disqualified)) in later.0.iter().enumerate() {
            if submitted > 0 {
                self.add(numbers[at], submitted, disqualified);
            }
        }
    }

    fn finish(&self, group: Group, minimum: u64, threshold: Option<f64>, report: &mut Report) {
        let shares: Vec<(u32, f64)> = (0..)
            .zip(&self.0)
            .filter(|(_, counts)| counts.0 > 0 && u64::from(counts.0) >= minimum)
            .map(|(at, counts)| (at, f64::from(counts.1) / f64::from(counts.0)))
            .collect();
        if shares.is_empty() {
            return;
        }
        let key = |name: &str| format!("{}_{name}", group.as_str());
        let fence = threshold.unwrap_or_else(|| {
            let mut numbers: Vec<f64> = shares.iter().map(|one| one.1).collect();
            let quartiles = Quartiles::of(&mut numbers);
            report.meta(
                Code::R038,
                key("q1"),
                quartiles.map_or(f64::NAN, |both| both.q1),
            );
            report.meta(
                Code::R038,
                key("q3"),
                quartiles.map_or(f64::NAN, |both| both.q3),
            );
            quartiles.map_or(f64::NAN, Quartiles::upper_fence)
        });
        report.meta(Code::R038, key("upper_fence"), fence);
        for (at, share) in shares {
            if fence > 0.0 && share >= fence {
                report.set(group, at, Code::R038, share);
            }
        }
    }
}

#[derive(Default)]
pub(super) struct R038 {
    buyers: Counts,
    entities: Counts,
    tenderers: Counts,
    by_buyer: Vec<(u32, u32)>,
    by_entity: Vec<(u32, u32)>,
}

impl R038 {
    pub(super) fn fold(
        &mut self,
        process: &Process<'_>,
        at: u32,
        settings: &Settings,
        tables: &mut Tables,
    ) {
        let (mut submitted, mut disqualified) = (0, 0);
        for (bid, status) in process.submitted_bids() {
            let out = u32::from(status == "disqualified");
            submitted += 1;
            disqualified += out;
            for tenderer in ids(&bid.tenderers) {
                self.tenderers
                    .add(tables.tenderers.number(tenderer), 1, out);
            }
        }
        if submitted == 0 {
            return;
        }
        let release = process.release;
        let buyer = release.buyer.as_ref().and_then(|one| text(one.id.as_ref()));
        let entity = release
            .tender
            .as_ref()
            .and_then(|tender| tender.procuring_entity.as_ref());
        if let Some(buyer) = buyer {
            let buyer = tables.buyers.number(buyer);
            self.buyers.add(buyer, submitted, disqualified);
            if settings.maps && disqualified > 0 {
                self.by_buyer.push((at, buyer));
            }
        }
        if let Some(entity) = entity.and_then(|one| text(one.id.as_ref())) {
            let entity = tables.entities.number(entity);
            self.entities.add(entity, submitted, disqualified);
            if settings.maps && disqualified > 0 {
                self.by_entity.push((at, entity));
            }
        }
    }

    pub(super) fn append(&mut self, later: Self, numbers: &Renumber) {
        self.buyers.append(&later.buyers, &numbers.buyers);
        self.entities.append(&later.entities, &numbers.entities);
        self.tenderers.append(&later.tenderers, &numbers.tenderers);
        let process = |at: u32| numbers.processes[at as usize];
        let buyer = |(at, id): (u32, u32)| (process(at), numbers.buyers[id as usize]);
        let entity = |(at, id): (u32, u32)| (process(at), numbers.entities[id as usize]);
        self.by_buyer.extend(later.by_buyer.into_iter().map(buyer));
        self.by_entity
            .extend(later.by_entity.into_iter().map(entity));
    }

    pub(super) fn finish(self, settings: &Settings, report: &mut Report) {
        let threshold = settings.r038_threshold;
        let of_organisation = settings.r038_processes.unwrap_or(2);
        let of_tenderer = settings.r038_bids.unwrap_or(2);
        self.buyers
            .finish(Group::Buyer, of_organisation, threshold, report);
        self.entities
            .finish(Group::ProcuringEntity, of_organisation, threshold, report);
        self.tenderers
            .finish(Group::Tenderer, of_tenderer, threshold, report);
        report.pairs("ocid_buyer_r038", self.by_buyer);
        report.pairs("ocid_procuringentity_r038", self.by_entity);
    }
}
