//! What is known of a part of the file, and of the whole when the parts are put together.

use super::differences::Differences;
use super::process::{Process, ids};
use super::report::{Group, Report};
use super::settings::Settings;
use super::{Code, r003, r018, r024, r025, r028, r030, r035, r036, r038, r048, r058};
use crate::names::Names;
use crate::ocds::Release;
use crate::read::{Chunk, Refusals};

/// Names that the indicators speak of by number.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) processes: Names,
    pub(super) buyers: Names,
    pub(super) entities: Names,
    pub(super) tenderers: Names,
    pub(super) currencies: Names,
    pub(super) classes: Names,
}

/// For each number of a later part, the number in the whole.
pub(super) struct Renumber {
    pub(super) processes: Vec<u32>,
    pub(super) buyers: Vec<u32>,
    pub(super) entities: Vec<u32>,
    pub(super) tenderers: Vec<u32>,
    pub(super) currencies: Vec<u32>,
    pub(super) classes: Vec<u32>,
}

impl Tables {
    fn append(&mut self, later: &Self) -> Renumber {
        Renumber {
            processes: self.processes.append(&later.processes),
            buyers: self.buyers.append(&later.buyers),
            entities: self.entities.append(&later.entities),
            tenderers: self.tenderers.append(&later.tenderers),
            currencies: self.currencies.append(&later.currencies),
            classes: self.classes.append(&later.classes),
        }
    }
}

#[derive(Default)]
pub(crate) struct Part {
    tables: Tables,
    /// The first currency that a price comparison met.
    currency: Option<u32>,
    refused: Refusals,
    /// Processes and those who bid, for the maps.
    pairs: Vec<(u32, u32)>,
    r003: r003::R003,
    r018: r018::R018,
    differences: Differences,
    r025: r025::R025,
    r028: r028::R028,
    r030: r030::R030,
    r035: r035::R035,
    r036: r036::R036,
    r038: r038::R038,
    r048: r048::R048,
}

impl Part {
    pub(super) fn of(chunk: &Chunk, settings: &Settings) -> Self {
        let mut part = Self::default();
        for fault in chunk.faults() {
            part.refused.push(fault.line, &fault.why);
        }
        let mut done = Release::default();
        for (line, text) in chunk.lines() {
            let Ok(text) = text else {
                part.refused.push(line, "not UTF-8 text");
                continue;
            };
            match Release::in_place_of(std::mem::take(&mut done), text) {
                Ok(release) => {
                    part.fold(&release, settings);
                    done = release;
                }
                Err(error) => part.refused.push(line, crate::read::reason(&error)),
            }
        }
        part
    }

    pub(crate) fn fold(&mut self, release: &Release<'_>, settings: &Settings) {
        let Some(process) = Process::of(release, settings) else {
            return;
        };
        let at = self.tables.processes.number(process.ocid);
        let tables = &mut self.tables;
        let on = |code| settings.has(code);
        if settings.maps && (on(Code::R025) || on(Code::R038) || on(Code::R048)) {
            for (bid, _) in process.submitted_bids() {
                for id in ids(&bid.tenderers) {
                    self.pairs.push((at, tables.tenderers.number(id)));
                }
            }
        }
        if on(Code::R003) {
            self.r003.fold(&process, at, settings);
        }
        if on(Code::R018) {
            self.r018.fold(&process, at, settings);
        }
        if on(Code::R024) || on(Code::R058) {
            self.differences
                .fold(&process, at, settings, tables, &mut self.currency);
        }
        if on(Code::R025) {
            self.r025.fold(&process, tables);
        }
        if on(Code::R028) {
            self.r028.fold(&process, at, tables);
        }
        if on(Code::R030) {
            self.r030.fold(&process, at, tables);
        }
        if on(Code::R035) {
            self.r035.fold(&process, at, settings, tables);
        }
        if on(Code::R036) {
            self.r036
                .fold(&process, at, settings, tables, &mut self.currency);
        }
        if on(Code::R038) {
            self.r038.fold(&process, at, settings, tables);
        }
        if on(Code::R048) {
            self.r048.fold(&process, settings, tables);
        }
    }

    /// Adds what is known of the next part of the file.
    pub(crate) fn append(&mut self, later: Self, settings: &Settings) {
        let numbers = self.tables.append(&later.tables);
        self.refused.append(later.refused);
        let of_later = later.currency.map(|at| numbers.currencies[at as usize]);
        self.currency = self.currency.or(of_later);
        let main = match &settings.currency {
            Some(currency) => Some(self.tables.currencies.number(currency)),
            None => self.currency,
        };
        let pair = |(process, tenderer): (u32, u32)| {
            (
                numbers.processes[process as usize],
                numbers.tenderers[tenderer as usize],
            )
        };
        self.pairs.extend(later.pairs.into_iter().map(pair));
        self.r003.append(later.r003, &numbers);
        self.r018.append(later.r018, &numbers);
        self.differences.append(later.differences, &numbers, main);
        self.r025.append(later.r025, &numbers);
        self.r028.append(&later.r028, &numbers);
        self.r030.append(&later.r030, &numbers);
        self.r035.append(&later.r035, &numbers);
        self.r036.append(later.r036, &numbers, main);
        self.r038.append(later.r038, &numbers);
        self.r048.append(later.r048, &numbers);
    }

    pub(crate) fn finish(self, settings: &Settings) -> (Report, Refusals) {
        let mut report = Report::default();
        report.pairs("ocid_tenderer", self.pairs);
        self.r003.finish(&mut report);
        self.r018.finish(&mut report);
        let on = |code| settings.has(code);
        if on(Code::R024) {
            r024::finish(&self.differences, settings, &mut report);
        }
        if on(Code::R025) {
            self.r025.finish(settings, &mut report);
        }
        self.r028.finish(&mut report);
        self.r030.finish(&mut report);
        self.r035.finish(&mut report);
        self.r036.finish(&mut report);
        if on(Code::R038) {
            self.r038.finish(settings, &mut report);
        }
        if on(Code::R048) {
            self.r048.finish(settings, &mut report);
        }
        if on(Code::R058) {
            r058::finish(&self.differences, settings, &mut report);
        }
        report.names(Group::Ocid, self.tables.processes);
        report.names(Group::Buyer, self.tables.buyers);
        report.names(Group::ProcuringEntity, self.tables.entities);
        report.names(Group::Tenderer, self.tables.tenderers);
        (report, self.refused)
    }
}
