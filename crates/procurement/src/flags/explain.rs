//! Each difference from Cardinal, with its reason.

use std::collections::BTreeMap;

use super::code::Code;
use super::report::{Group, Population};
use super::state::{Mark, State, Why};
use super::store::Store;
use crate::cardinal;

/// A process, or an organisation, that Cardinal and these rules see differently.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What it is about: `process`, `buyer`, `entity` or `bidder`.
    pub kind: &'static str,
    /// Its identifier.
    pub id: String,
    /// The code.
    pub code: Code,
    /// What Cardinal gives.
    pub cardinal: Option<f64>,
    /// What is said here: `flag`, `clear`, `insufficient` or `outside`.
    pub here: &'static str,
    /// The reason.
    pub why: &'static str,
}

/// In the order of the file, processes first.
pub(super) fn differences(
    theirs: &cardinal::Report,
    store: &Store,
    population: &Population,
) -> Vec<Difference> {
    let mut all = Vec::new();
    let of_processes = [
        Code::R003,
        Code::R018,
        Code::R024,
        Code::R028,
        Code::R030,
        Code::R035,
        Code::R036,
        Code::R058,
    ];
    let mut flagged: BTreeMap<(u32, Code), f64> = BTreeMap::new();
    for (ocid, code, value) in theirs.results(cardinal::Group::Ocid) {
        if let (Some(process), Some(code)) = (store.ocids.find(ocid), Code::parse(code.as_str())) {
            flagged.insert((process, code), value);
        }
    }
    for (process, row) in (0..).zip(&store.rows) {
        let marks = &store.patterns.all[row.pattern as usize];
        for code in of_processes {
            let cardinal = flagged.get(&(process, code)).copied();
            let Mark::Known(state) = marks[code.place()] else {
                continue;
            };
            if cardinal.is_some() == (state == State::Flag) {
                continue;
            }
            let whys = store.whys.partition_point(|one| one.0 < process);
            let mut whys = store.whys[whys..].iter().take_while(|one| one.0 == process);
            let noted = whys.find(|one| one.1 == code).map(|one| one.2.as_str());
            let (here, why) = match state {
                State::Outside(why) => ("outside", Some(why.as_str())),
                State::Insufficient(need) => ("insufficient", Some(need.as_str())),
                State::Clear => ("clear", noted),
                State::Flag => ("flag", noted),
            };
            let fence = match code {
                Code::R024 => Why::LogFence,
                Code::R058 => Why::Fence,
                _ => Why::NumericId,
            };
            // Nothing of the process itself differs: it is the fence that does.
            let why = match (state, code) {
                (State::Flag | State::Clear, Code::R024)
                    if noted.is_none() || state == State::Flag =>
                {
                    Some(fence.as_str())
                }
                _ => why,
            };
            all.push(Difference {
                kind: "process",
                id: store.ocids.name(process).to_owned(),
                code,
                cardinal,
                here,
                why: why.unwrap_or(fence.as_str()),
            });
        }
    }
    for (theirs_of, ours_of) in [
        (cardinal::Group::Buyer, Group::Buyer),
        (cardinal::Group::ProcuringEntity, Group::Entity),
        (cardinal::Group::Tenderer, Group::Bidder),
    ] {
        for (code, why) in [
            (Code::R025, Why::TailTest),
            (Code::R038, Why::Processes),
            (Code::R048, Why::NumericId),
        ] {
            let mut both: BTreeMap<&str, (Option<f64>, bool)> = BTreeMap::new();
            for (id, _, value) in theirs
                .results(theirs_of)
                .filter(|one| one.1.as_str() == code.as_str())
            {
                both.entry(id).or_default().0 = Some(value);
            }
            for flag in population
                .flags
                .iter()
                .filter(|flag| flag.code == code && flag.group == ours_of)
            {
                both.entry(store.orgs.name(flag.org)).or_default().1 = true;
            }
            let small = population.too_small.contains(&code);
            for (id, (cardinal, here)) in both {
                if cardinal.is_some() != here {
                    all.push(Difference {
                        kind: ours_of.as_str(),
                        id: id.to_owned(),
                        code,
                        cardinal,
                        here: match (here, small) {
                            (true, _) => "flag",
                            (false, true) => "insufficient",
                            (false, false) => "clear",
                        },
                        why: if small && !here {
                            Why::SmallPopulation.as_str()
                        } else {
                            why.as_str()
                        },
                    });
                }
            }
        }
    }
    all
}
