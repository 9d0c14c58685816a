//! What is kept of a part of the file, and of the whole when the parts are put together: columns of numbers, names once.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use sha2::{Digest, Sha256};

use super::Inputs;
use super::code::{Code, OF_PROCESSES};
use super::facts::{Facts, Status, text};
use super::judge::{judge, worth};
use super::judged::Marks;
use super::state::{Mark, Why};
use crate::cardinal;
use crate::names::Names;
use crate::ocds::Release;
use crate::read::{Chunk, Refusals, items, reason};

/// No number.
pub(super) const NONE: u32 = u32::MAX;

/// A process.
pub(super) struct Row {
    pub(super) line: u64,
    /// SHA-256 of its JSON text.
    pub(super) sha256: [u8; 32],
    pub(super) pattern: u32,
    pub(super) buyer: u32,
    pub(super) entity: u32,
    /// Class of its first item.
    pub(super) class: u32,
    /// Microseconds since 1970; the least number where unknown.
    pub(super) date: i64,
    /// Currency of what it is worth.
    pub(super) currency: u32,
    pub(super) bidders: std::ops::Range<u32>,
    pub(super) supplied: std::ops::Range<u32>,
}

/// A bidder in a process.
#[derive(Clone, Copy)]
pub(super) struct Bidder {
    pub(super) org: u32,
    /// Bids handed in.
    pub(super) bids: u16,
    /// Of them disqualified.
    pub(super) out: u16,
    /// Whether a bid of it is valid.
    pub(super) valid: bool,
    /// Whether it supplies.
    pub(super) won: bool,
}

/// A value of a process and a code.
pub(super) struct Found {
    pub(super) process: u32,
    pub(super) code: Code,
    pub(super) value: f64,
    pub(super) who: std::ops::Range<u32>,
    pub(super) key: u64,
}

/// Different rows of marks, each once.
#[derive(Default)]
pub(super) struct Patterns {
    pub(super) all: Vec<Marks>,
    known: HashMap<[u8; OF_PROCESSES], u32, FixedState>,
}

impl Patterns {
    pub(super) fn number(&mut self, marks: Marks) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(NONE);
        let number = *self.known.entry(marks.map(Mark::number)).or_insert(next);
        if number == next {
            self.all.push(marks);
        }
        number
    }
}

/// A part of the file, or the whole.
#[derive(Default)]
pub(super) struct Store {
    /// The number of a process is that of its name.
    pub(super) ocids: Names,
    pub(super) orgs: Names,
    pub(super) currencies: Names,
    pub(super) classes: Names,
    pub(super) rows: Vec<Row>,
    pub(super) bidders: Vec<Bidder>,
    /// Supplier and class of what it supplies, each once in a process.
    pub(super) supplied: Vec<(u32, u32)>,
    pub(super) patterns: Patterns,
    pub(super) found: Vec<Found>,
    pub(super) who: Vec<u32>,
    /// By place in `found`.
    pub(super) details: Vec<(u32, String)>,
    pub(super) contacts: HashSet<(u64, u32), FixedState>,
    pub(super) whys: Vec<(u32, Code, Why)>,
    pub(super) amendments: bool,
    pub(super) subcontractors: bool,
    /// Releases whose `ocid` is no text.
    pub(super) numeric_ocids: u64,
    pub(super) refused: Refusals,
    pub(super) bytes: u64,
    pub(super) cardinal: Option<Box<cardinal::Part>>,
}

impl Store {
    /// What a chunk of lines holds. Of a line that is a package, a record or a list, each process.
    pub(super) fn of(chunk: &Chunk, inputs: &Inputs<'_>) -> Self {
        let mut store = Self::new(inputs);
        for fault in chunk.faults() {
            store.refused.push(fault.line, &fault.why);
        }
        let mut done = Release::default();
        for (line, text) in chunk.lines() {
            match text {
                Ok(text) => done = store.line(line, text, done, inputs),
                Err(_) => store.refused.push(line, "not UTF-8 text"),
            }
        }
        store
    }

    pub(super) fn new(inputs: &Inputs<'_>) -> Self {
        Self {
            cardinal: inputs.explain.map(|_| Box::default()),
            ..Self::default()
        }
    }

    /// Reads a line in the memory of a release that is done with, and gives that of its own.
    fn line<'t>(
        &mut self,
        line: u64,
        text: &'t str,
        done: Release<'t>,
        inputs: &Inputs<'_>,
    ) -> Release<'t> {
        self.bytes += text.len() as u64 + 1;
        match Release::in_place_of(done, text) {
            Ok(release) if is_release(&release) => {
                self.release(line, text, &release, inputs);
                return release;
            }
            Ok(_) => items(text, &mut |place, item| {
                self.item(line, Some(place), item, inputs);
            }),
            Err(error) => self.refused.push(line, reason(&error)),
        }
        Release::default()
    }

    /// One process of a document.
    pub(super) fn item(
        &mut self,
        line: u64,
        place: Option<u64>,
        item: Result<crate::read::Item<'_>, crate::read::Fault>,
        inputs: &Inputs<'_>,
    ) {
        let name = |why: &dyn std::fmt::Display| match place {
            Some(place) => format!("item {place}: {why}"),
            None => why.to_string(),
        };
        match item {
            Ok(item) => match Release::from_json(&item.text) {
                Ok(release) => self.release(line, &item.text, &release, inputs),
                Err(error) => self.refused.push(line, name(&reason(&error))),
            },
            Err(why) => self.refused.push(line, name(&why)),
        }
    }

    fn release(&mut self, line: u64, text: &str, release: &Release<'_>, inputs: &Inputs<'_>) {
        let Some(facts) = Facts::of(release, inputs.rules) else {
            self.refused.push(line, "no ocid; which process is it?");
            return;
        };
        let process = self.ocids.number(facts.ocid);
        if (process as usize) < self.rows.len() {
            let first = self.rows[process as usize].line;
            self.refused.push(line, repeated(facts.ocid, first));
            return;
        }
        if let (Some(part), Some(settings)) = (&mut self.cardinal, inputs.explain) {
            part.fold(release, settings);
        }
        self.numeric_ocids += u64::from(release.ocid.as_ref().is_some_and(|id| !id.is_text));
        self.row(process, line, text, &facts, inputs);
    }

    fn row(
        &mut self,
        process: u32,
        line: u64,
        text_of: &str,
        facts: &Facts<'_>,
        inputs: &Inputs<'_>,
    ) {
        let (judged, seen) = judge(facts, inputs.rules, inputs.known);
        for finding in &judged.findings {
            let start = end(&self.who);
            let Self { who, orgs, .. } = self;
            who.extend(finding.who.iter().map(|id| orgs.number(id)));
            if let Some(detail) = &finding.detail {
                self.details.push((end(&self.found), detail.clone()));
            }
            self.found.push(Found {
                process,
                code: finding.code,
                value: finding.value,
                who: start..end(&self.who),
                key: finding.key,
            });
        }
        if inputs.explain.is_some() {
            for code in Code::ALL.iter().filter(|code| code.is_of_process()) {
                if let Some(why) = judged.whys[code.place()] {
                    self.whys.push((process, *code, why));
                }
            }
        }
        for (key, id) in seen.contacts {
            let org = self.orgs.number(id);
            self.contacts.insert((key, org));
        }
        self.amendments |= seen.amendments;
        self.subcontractors |= seen.subcontractors;
        // A cancelled tender says nothing of how anybody behaves.
        let digits = inputs
            .rules
            .newest(Code::R048)
            .map_or(2, |rule| rule.digits.max(1));
        let cancelled = matches!(facts.release.status(), Some("cancelled" | "withdrawn"));
        let (bidders, supplied) = if cancelled {
            (0..0, 0..0)
        } else {
            (self.bidders_of(facts), self.supplied_of(facts, digits))
        };
        let worth = worth(facts);
        let mut number = |id: Option<&str>| id.map_or(NONE, |id| self.orgs.number(id));
        let (buyer, entity) = (number(facts.buyer), number(facts.entity));
        let row = Row {
            line,
            sha256: Sha256::digest(text_of.as_bytes()).into(),
            pattern: self.patterns.number(judged.marks),
            buyer,
            entity,
            class: facts
                .class()
                .map_or(NONE, |class| self.classes.number(class)),
            date: facts.date.unwrap_or(i64::MIN),
            currency: worth.map_or(NONE, |worth| self.currencies.number(worth.1)),
            bidders,
            supplied,
        };
        self.rows.push(row);
    }

    fn bidders_of(&mut self, facts: &Facts<'_>) -> std::ops::Range<u32> {
        let winners: Vec<&str> = facts.suppliers().collect();
        let start = self.bidders.len();
        for offer in facts.handed_in() {
            for id in &offer.who {
                let org = self.orgs.number(id);
                let known = self.bidders[start..].iter().position(|one| one.org == org);
                let at = known.map_or_else(
                    || {
                        self.bidders.push(Bidder {
                            org,
                            bids: 0,
                            out: 0,
                            valid: false,
                            won: winners.contains(id),
                        });
                        self.bidders.len() - 1
                    },
                    |at| start + at,
                );
                let one = &mut self.bidders[at];
                one.bids = one.bids.saturating_add(1);
                one.out = one
                    .out
                    .saturating_add(u16::from(offer.status == Status::Disqualified));
                one.valid |= offer.status == Status::Valid;
            }
        }
        // Who supplies without a published bid.
        for id in winners {
            let org = self.orgs.number(id);
            if !self.bidders[start..].iter().any(|one| one.org == org) {
                self.bidders.push(Bidder {
                    org,
                    bids: 0,
                    out: 0,
                    valid: false,
                    won: true,
                });
            }
        }
        u32::try_from(start).unwrap_or(NONE)..end(&self.bidders)
    }

    fn supplied_of(&mut self, facts: &Facts<'_>, digits: usize) -> std::ops::Range<u32> {
        let start = self.supplied.len();
        for one in &facts.awarded {
            for supplier in &one.suppliers {
                let org = self.orgs.number(supplier);
                for item in &one.award.items {
                    let code = item
                        .classification
                        .as_ref()
                        .and_then(|class| text(class.id.as_ref()));
                    if let Some(code) = code {
                        let class = self.classes.number(first(code, digits));
                        if !self.supplied[start..].contains(&(org, class)) {
                            self.supplied.push((org, class));
                        }
                    }
                }
            }
        }
        u32::try_from(start).unwrap_or(NONE)..end(&self.supplied)
    }

    /// Adds what is known of the next part of the file.
    pub(super) fn append(&mut self, later: Self, inputs: &Inputs<'_>) {
        let orgs = self.orgs.append(&later.orgs);
        let currencies = self.currencies.append(&later.currencies);
        let classes = self.classes.append(&later.classes);
        let (bidders, supplied) = (end(&self.bidders), end(&self.supplied));
        self.bidders.extend(later.bidders.iter().map(|one| Bidder {
            org: orgs[one.org as usize],
            ..*one
        }));
        let pair = |&(org, class): &(u32, u32)| (orgs[org as usize], classes[class as usize]);
        self.supplied.extend(later.supplied.iter().map(pair));
        let mut refused = later.refused;
        let mut processes = Vec::with_capacity(later.rows.len());
        for (row, ocid) in later.rows.into_iter().zip(later.ocids.iter()) {
            let process = self.ocids.number(ocid);
            if (process as usize) < self.rows.len() {
                let first = self.rows[process as usize].line;
                refused.push(row.line, repeated(ocid, first));
                processes.push(NONE);
                continue;
            }
            processes.push(process);
            let number = |at: u32, of: &[u32]| of.get(at as usize).copied().unwrap_or(NONE);
            let moved = |range: &std::ops::Range<u32>, by: u32| range.start + by..range.end + by;
            self.rows.push(Row {
                pattern: self
                    .patterns
                    .number(later.patterns.all[row.pattern as usize]),
                buyer: number(row.buyer, &orgs),
                entity: number(row.entity, &orgs),
                class: number(row.class, &classes),
                currency: number(row.currency, &currencies),
                bidders: moved(&row.bidders, bidders),
                supplied: moved(&row.supplied, supplied),
                ..row
            });
        }
        let who = end(&self.who);
        self.who
            .extend(later.who.iter().map(|&org| orgs[org as usize]));
        let mut details = later.details.into_iter().peekable();
        for (at, one) in (0..).zip(later.found) {
            let process = processes[one.process as usize];
            let detail = details.next_if(|detail| detail.0 == at);
            if process == NONE {
                continue;
            }
            if let Some((_, detail)) = detail {
                self.details.push((end(&self.found), detail));
            }
            self.found.push(Found {
                process,
                who: one.who.start + who..one.who.end + who,
                ..one
            });
        }
        let known = later
            .whys
            .into_iter()
            .map(|(at, code, why)| (processes[at as usize], code, why));
        self.whys.extend(known.filter(|one| one.0 != NONE));
        let contact = |(key, org): (u64, u32)| (key, orgs[org as usize]);
        self.contacts
            .extend(later.contacts.into_iter().map(contact));
        self.amendments |= later.amendments;
        self.subcontractors |= later.subcontractors;
        self.numeric_ocids += later.numeric_ocids;
        refused.first.sort_by_key(|one| one.line);
        self.refused.append(refused);
        self.bytes += later.bytes;
        if let (Some(part), Some(later), Some(settings)) =
            (&mut self.cardinal, later.cardinal, inputs.explain)
        {
            part.append(*later, settings);
        }
    }
}

fn repeated(ocid: &str, first: u64) -> String {
    format!(
        "process {ocid} was told in line {first}; give compiled releases, or one release package"
    )
}

/// Whether a text is a release itself; a record has an `ocid` too, and no tender.
fn is_release(release: &Release<'_>) -> bool {
    release.ocid.is_some()
        && (release.tender.is_some()
            || release.bids.is_some()
            || !release.awards.is_empty()
            || !release.tag.is_empty())
}

/// The first letters of a text.
pub(super) fn first(text: &str, letters: usize) -> &str {
    text.char_indices()
        .nth(letters)
        .map_or(text, |at| &text[..at.0])
}

fn end<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(NONE)
}
