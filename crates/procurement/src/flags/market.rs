//! What bidders do together, and what a buyer does in a row: R053, R057, A003 of organisations; R011, R055 of processes.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::FixedState;

use super::code::Code;
use super::report::{Group, OfOrganisation, Population};
use super::rules::Rules;
use super::statistics::{benjamini_hochberg, runs};
use super::store::{NONE, Row, Store, first};
use crate::time::DAY;

/// In a process with more bidders than this, that two of them meet says nothing.
const CROWD: usize = 30;

/// Runs those about organisations.
pub(super) fn judge(store: &Store, rules: &Rules, out: &mut Population) {
    let meetings = Meetings::of(store, rules);
    r053(&meetings, rules, out);
    r057(store, rules, out);
    a003(&meetings, rules, out);
}

/// How often two bidders meet, and who wins.
struct Meetings {
    /// Processes of each bidder.
    alone: Vec<u32>,
    /// Of two, the smaller number first: together, won by the first, won by the second. In order of the numbers.
    pairs: Vec<((u32, u32), [u32; 3])>,
}

impl Meetings {
    fn of(store: &Store, rules: &Rules) -> Self {
        let mut alone = vec![0_u32; store.orgs.len()];
        for one in store.bidders.iter().filter(|one| one.bids > 0) {
            alone[one.org as usize] += 1;
        }
        // Who bids less often than the least that is asked for meets nobody that often.
        let least = [Code::R053, Code::A003]
            .into_iter()
            .filter_map(|code| rules.newest(code));
        let least = least.map(|rule| rule.minimum).min().unwrap_or(u64::MAX);
        let mut pairs: HashMap<(u32, u32), [u32; 3], FixedState> = HashMap::default();
        for row in &store.rows {
            let bidders = &store.bidders[row.bidders.start as usize..row.bidders.end as usize];
            if bidders.len() > CROWD {
                continue;
            }
            let often: Vec<_> = bidders
                .iter()
                .filter(|one| one.bids > 0 && u64::from(alone[one.org as usize]) >= least)
                .collect();
            for (at, a) in often.iter().enumerate() {
                for b in &often[at + 1..] {
                    let (a, b) = if a.org < b.org { (a, b) } else { (b, a) };
                    let entry = pairs.entry((a.org, b.org)).or_default();
                    entry[0] += 1;
                    entry[1] += u32::from(a.won);
                    entry[2] += u32::from(b.won);
                }
            }
        }
        pairs.retain(|_, count| u64::from(count[0]) >= least);
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable();
        Self { alone, pairs }
    }
}

/// Two who bid together in at least the minimum of processes, and of those that either wins, one wins at least the threshold.
fn r053(meetings: &Meetings, rules: &Rules, out: &mut Population) {
    let code = Code::R053;
    let Some(rule) = rules.newest(code) else {
        return;
    };
    let pairs = || {
        meetings.pairs.iter().filter(|(_, count)| {
            u64::from(count[0]) >= rule.minimum && u64::from(count[1] + count[2]) >= rule.minimum
        })
    };
    out.size(code, None, pairs().count());
    out.fence(code, None, Some(rule.threshold));
    for &((a, b), count) in pairs() {
        let (winner, loser, won) = if count[1] >= count[2] {
            (a, b, count[1])
        } else {
            (b, a, count[2])
        };
        let share = f64::from(won) / f64::from(count[1] + count[2]);
        if share >= rule.threshold {
            out.flag(
                OfOrganisation::new(code, Group::Bidder, winner, share, rule.threshold)
                    .with(vec![loser]),
            );
        }
    }
}

/// Three or more bidders linked by meeting often and having much of their bidding in common.
fn a003(meetings: &Meetings, rules: &Rules, out: &mut Population) {
    let code = Code::A003;
    let Some(rule) = rules.newest(code) else {
        return;
    };
    let overlap = |&(a, b): &(u32, u32), together: u32| {
        let either = meetings.alone[a as usize] + meetings.alone[b as usize] - together;
        f64::from(together) / f64::from(either.max(1))
    };
    let mut parent: HashMap<u32, u32> = HashMap::new();
    let mut links = Vec::new();
    for (pair, count) in &meetings.pairs {
        let share = overlap(pair, count[0]);
        if u64::from(count[0]) >= rule.minimum && share >= rule.threshold {
            links.push((*pair, share));
            let (a, b) = (root(&mut parent, pair.0), root(&mut parent, pair.1));
            // The smallest number stands for the ring, whatever the order of the links.
            parent.insert(a.max(b), a.min(b));
            parent.entry(a.min(b)).or_insert(a.min(b));
        }
    }
    let mut rings: BTreeMap<u32, (Vec<u32>, f64, u32)> = BTreeMap::new();
    for ((a, b), share) in links {
        let ring = rings.entry(root(&mut parent, a)).or_default();
        for one in [a, b] {
            if let Err(place) = ring.0.binary_search(&one) {
                ring.0.insert(place, one);
            }
        }
        ring.1 += share;
        ring.2 += 1;
    }
    out.size(code, None, rings.len());
    out.fence(code, None, Some(rule.threshold));
    for (_, (members, sum, links)) in rings {
        if members.len() >= 3 {
            let value = sum / f64::from(links);
            let ring = OfOrganisation::new(code, Group::Bidder, members[0], value, rule.threshold);
            out.flag(ring.with(members[1..].to_vec()));
        }
    }
}

/// The smallest number of the ring that one belongs to.
fn root(parent: &mut HashMap<u32, u32>, mut at: u32) -> u32 {
    while let Some(&above) = parent.get(&at).filter(|above| **above != at) {
        at = above;
    }
    at
}

/// Markets (a buyer and a class of items) whose winners take turns: more runs than chance gives to as many awards of each.
///
/// Only awards won by one of two or more bidders count, in order of date, then of the file.
fn r057(store: &Store, rules: &Rules, out: &mut Population) {
    let code = Code::R057;
    let Some(rule) = rules.newest(code) else {
        return;
    };
    let mut markets: BTreeMap<(u32, &str), Vec<(i64, u32)>> = BTreeMap::new();
    for row in &store.rows {
        let bidders = &store.bidders[row.bidders.start as usize..row.bidders.end as usize];
        let mut winners = bidders.iter().filter(|one| one.won);
        let body = body(row);
        let (Some(winner), None) = (winners.next(), winners.next()) else {
            continue;
        };
        if body == NONE || row.class == NONE || row.date == i64::MIN || bidders.len() < 2 {
            continue;
        }
        let class = first(store.classes.name(row.class), rule.digits.max(1));
        markets
            .entry((body, class))
            .or_default()
            .push((row.date, winner.org));
    }
    let minimum = usize::try_from(rule.minimum).unwrap_or(usize::MAX);
    let mut all = Vec::new();
    for ((body, class), mut awards) in markets {
        if awards.len() < minimum {
            continue;
        }
        awards.sort_by_key(|award| award.0);
        let winners: Vec<u32> = awards.into_iter().map(|award| award.1).collect();
        let mut different = winners.clone();
        different.sort_unstable();
        different.dedup();
        // Where nearly everybody wins once, there is no turn to take.
        if different.len() * 2 > winners.len() {
            continue;
        }
        if let Some((z, p)) = runs(&winners) {
            all.push((body, class, different, z, p));
        }
    }
    out.size(code, None, all.len());
    out.fence(code, None, Some(rule.threshold));
    let p: Vec<f64> = all.iter().map(|one| one.4).collect();
    for ((body, class, winners, z, _), q) in all.into_iter().zip(benjamini_hochberg(&p)) {
        if q <= rule.threshold {
            let mut flag = OfOrganisation::new(code, Group::Entity, body, z, rule.threshold)
                .with_q(q)
                .with(winners);
            flag.class = Some(class.to_owned());
            out.flag(flag);
        }
    }
}

fn body(row: &Row) -> u32 {
    if row.entity == NONE {
        row.buyer
    } else {
        row.entity
    }
}

/// Date, share of the threshold, currency, place in `found`.
type Purchase = (i64, f64, u32, u32);

/// Processes of R011: of one body and class, the minimum within the window, each under the threshold, together over it.
/// By place in `found`, how many thresholds they make together.
pub(super) fn r011(store: &Store, rules: &Rules) -> HashMap<u32, f64> {
    let mut groups: BTreeMap<(u32, &str), Vec<Purchase>> = BTreeMap::new();
    let newest = rules.newest(Code::R011);
    for (at, found) in (0..).zip(&store.found) {
        let row = &store.rows[found.process as usize];
        let Some(rule) = newest.filter(|_| found.code == Code::R011) else {
            continue;
        };
        let class = first(store.classes.name(row.class), rule.digits.max(1));
        let entry = groups.entry((body(row), class)).or_default();
        entry.push((row.date, found.value, row.currency, at));
    }
    let mut flagged = HashMap::new();
    let Some(rule) = newest else { return flagged };
    let minimum = usize::try_from(rule.minimum.max(2)).unwrap_or(usize::MAX);
    for mut group in groups.into_values() {
        group.sort_by_key(|one| (one.2, one.0, one.3));
        for same in group.chunk_by(|a, b| a.2 == b.2) {
            let mut start = 0;
            for end in 0..same.len() {
                while same[end].0 - same[start].0 > rule.window * DAY {
                    start += 1;
                }
                let window = &same[start..=end];
                let sum: f64 = window.iter().map(|one| one.1).sum();
                if window.len() >= minimum && sum >= 1.0 {
                    for one in window {
                        let most = flagged.entry(one.3).or_insert(0.0_f64);
                        *most = most.max(sum);
                    }
                }
            }
        }
    }
    flagged
}

/// Processes of R055: direct awards just under the threshold, the minimum of them within the window from one body to one supplier.
/// Places in `found`.
pub(super) fn r055(store: &Store, rules: &Rules) -> HashSet<u32> {
    let mut flagged = HashSet::new();
    let Some(rule) = rules.newest(Code::R055) else {
        return flagged;
    };
    let mut groups: BTreeMap<(u32, u32), Vec<(i64, u32)>> = BTreeMap::new();
    for (at, found) in (0..).zip(&store.found) {
        if found.code != Code::R055 {
            continue;
        }
        let row = &store.rows[found.process as usize];
        let bidders = &store.bidders[row.bidders.start as usize..row.bidders.end as usize];
        for winner in bidders.iter().filter(|one| one.won) {
            groups
                .entry((body(row), winner.org))
                .or_default()
                .push((row.date, at));
        }
    }
    let minimum = usize::try_from(rule.minimum.max(1)).unwrap_or(usize::MAX);
    for mut group in groups.into_values() {
        group.sort_unstable();
        let mut start = 0;
        for end in 0..group.len() {
            while group[end].0 - group[start].0 > rule.window * DAY {
                start += 1;
            }
            if end + 1 - start >= minimum {
                flagged.extend(group[start..=end].iter().map(|one| one.1));
            }
        }
    }
    flagged
}
