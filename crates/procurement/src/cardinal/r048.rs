//! R048, heterogeneous supplier: of those awarded in at least 20 processes, the ones whose number of different classes of
//! items (first two digits) is at least the upper fence Q3 + 1.5 IQR.
//!
//! OCP, *Red flags in public procurement* (2024), R048. Value: the number of classes. Active awards of one supplier; a class
//! counts only where its code is written as text.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "a", "awards": [{"status": "active", "suppliers": [{"id": "F"}],
//!     "items": [{"classification": {"id": "10101500"}}, {"classification": {"id": "43211500"}}]}]}"#.replace('\n', " ");
//! let settings = Settings::parse("[R048]\nminimum_contracting_processes = 1\nthreshold = 2")?;
//! let (report, _) = indicators(line.as_bytes(), &settings, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"Tenderer":{"F":{"R048":2.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::{Renumber, Tables};
use super::process::{Process, single, text};
use super::report::{Group, Report};
use super::settings::Settings;
use crate::quantile::Quartiles;

#[derive(Default)]
pub(super) struct R048 {
    /// By tenderer: processes, and classes in ascending order.
    suppliers: Vec<(u32, Vec<u32>)>,
}

impl R048 {
    pub(super) fn fold(&mut self, process: &Process<'_>, settings: &Settings, tables: &mut Tables) {
        let digits = usize::try_from(settings.r048_digits.unwrap_or(2)).unwrap_or(usize::MAX);
        let mut counted: Vec<u32> = Vec::new();
        for award in process.active_awards() {
            let Some(supplier) = single(&award.suppliers) else {
                continue;
            };
            let codes = award.items.iter().filter_map(|item| {
                let code = text(item.classification.as_ref()?.id.as_ref())?;
                let end = code
                    .char_indices()
                    .nth(digits)
                    .map_or(code.len(), |at| at.0);
                Some(&code[..end])
            });
            let classes: Vec<u32> = codes.map(|class| tables.classes.number(class)).collect();
            if classes.is_empty() {
                continue;
            }
            let supplier = tables.tenderers.number(supplier);
            let processes = u32::from(!counted.contains(&supplier));
            counted.push(supplier);
            self.add(supplier, processes, classes.into_iter());
        }
    }

    fn add(&mut self, supplier: u32, processes: u32, classes: impl Iterator<Item = u32>) {
        let at = supplier as usize;
        if self.suppliers.len() <= at {
            self.suppliers.resize(at + 1, (0, Vec::new()));
        }
        let (count, known) = &mut self.suppliers[at];
        *count += processes;
        for class in classes {
            if let Err(place) = known.binary_search(&class) {
                known.insert(place, class);
            }
        }
    }

    pub(super) fn append(&mut self, later: Self, numbers: &Renumber) {
        for (at, (processes, classes)) in later.suppliers.into_iter().enumerate() {
            if processes > 0 {
                let classes = classes
                    .into_iter()
                    .map(|class| numbers.classes[class as usize]);
                self.add(numbers.tenderers[at], processes, classes);
            }
        }
    }

    pub(super) fn finish(self, settings: &Settings, report: &mut Report) {
        let minimum = settings.r048_processes.unwrap_or(20);
        let varieties: Vec<(u32, f64)> = (0..)
            .zip(&self.suppliers)
            .filter(|(_, supplier)| supplier.0 > 0 && u64::from(supplier.0) >= minimum)
            .map(|(at, supplier)| (at, supplier.1.len() as f64))
            .collect();
        let fence = if let Some(threshold) = settings.r048_threshold {
            threshold as f64
        } else {
            let mut numbers: Vec<f64> = varieties.iter().map(|one| one.1).collect();
            let quartiles = Quartiles::of(&mut numbers);
            report.meta(Code::R048, "q1", quartiles.map_or(f64::NAN, |both| both.q1));
            report.meta(Code::R048, "q3", quartiles.map_or(f64::NAN, |both| both.q3));
            quartiles.map_or(f64::NAN, Quartiles::upper_fence)
        };
        report.meta(Code::R048, "upper_fence", fence);
        for (at, variety) in varieties {
            if variety >= fence {
                report.set(Group::Tenderer, at, Code::R048, variety);
            }
        }
    }
}
