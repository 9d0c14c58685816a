//! What an organisation does over all its processes: R025, R038, R040, R048.

use super::code::Code;
use super::report::{Group, OfOrganisation, Population};
use super::rules::Rules;
use super::statistics::{benjamini_hochberg, poisson_binomial_at_most};
use super::store::{NONE, Store};
use crate::quantile::Quartiles;

/// Runs them.
pub(super) fn judge(store: &Store, rules: &Rules, out: &mut Population) {
    r025(store, rules, out);
    r038(store, rules, out);
    r040(store, rules, out);
    r048(store, rules, out);
}

/// Those who bid in at least the minimum of processes and win fewer than chance would give them.
///
/// Chance gives each valid bidder of a process the number of its winners over that of its bidders. The p-value is the exact
/// lower tail of the sum of these chances (Poisson-binomial); those with a false-discovery rate up to the threshold are flagged.
fn r025(store: &Store, rules: &Rules, out: &mut Population) {
    let code = Code::R025;
    let Some(rule) = rules.newest(code) else {
        return;
    };
    let mut chances: Vec<(Vec<f64>, usize)> = vec![(Vec::new(), 0); store.orgs.len()];
    for row in &store.rows {
        let bidders = &store.bidders[row.bidders.start as usize..row.bidders.end as usize];
        let valid: Vec<_> = bidders.iter().filter(|one| one.valid).collect();
        let winners = valid.iter().filter(|one| one.won).count();
        // Nothing is won or lost where nobody, or everybody, wins.
        if winners == 0 || winners == valid.len() {
            continue;
        }
        let chance = winners as f64 / valid.len() as f64;
        for one in valid {
            let entry = &mut chances[one.org as usize];
            entry.0.push(chance);
            entry.1 += usize::from(one.won);
        }
    }
    let minimum = usize::try_from(rule.minimum).unwrap_or(usize::MAX);
    let all: Vec<(u32, f64, f64)> = (0..)
        .zip(chances)
        .filter(|(_, (chances, _))| chances.len() >= minimum.max(1))
        .map(|(org, (chances, won))| {
            let share = won as f64 / chances.len() as f64;
            (org, share, poisson_binomial_at_most(&chances, won))
        })
        .collect();
    if !out.enough(code, all.len(), rules) {
        return;
    }
    let p: Vec<f64> = all.iter().map(|one| one.2).collect();
    for (one, q) in all.iter().zip(benjamini_hochberg(&p)) {
        if q <= rule.threshold {
            out.flag(
                OfOrganisation::new(code, Group::Bidder, one.0, one.1, rule.threshold).with_q(q),
            );
        }
    }
    out.fence(code, None, Some(rule.threshold));
}

/// Share of disqualified bids, of those with the minimum of bids and of processes, against the upper fence.
fn r038(store: &Store, rules: &Rules, out: &mut Population) {
    let code = Code::R038;
    let Some(rule) = rules.newest(code) else {
        return;
    };
    for group in [Group::Buyer, Group::Entity, Group::Bidder] {
        let mut counts = vec![[0_u64; 3]; store.orgs.len()];
        for row in &store.rows {
            let bidders = &store.bidders[row.bidders.start as usize..row.bidders.end as usize];
            if group == Group::Bidder {
                for one in bidders.iter().filter(|one| one.bids > 0) {
                    let count = &mut counts[one.org as usize];
                    count[0] += u64::from(one.bids);
                    count[1] += u64::from(one.out);
                    count[2] += 1;
                }
                continue;
            }
            let body = if group == Group::Buyer {
                row.buyer
            } else {
                row.entity
            };
            let submitted: u64 = bidders.iter().map(|one| u64::from(one.bids)).sum();
            if body != NONE && submitted > 0 {
                let count = &mut counts[body as usize];
                count[0] += submitted;
                count[1] += bidders.iter().map(|one| u64::from(one.out)).sum::<u64>();
                count[2] += 1;
            }
        }
        let shares: Vec<(u32, f64)> = (0..)
            .zip(counts)
            .filter(|(_, count)| count[0].min(count[2]) >= rule.minimum.max(1))
            .map(|(org, count)| (org, count[1] as f64 / count[0] as f64))
            .collect();
        if shares.is_empty() || !out.enough_of(code, Some(group), shares.len(), rules) {
            continue;
        }
        let mut numbers: Vec<f64> = shares.iter().map(|one| one.1).collect();
        let Some(fence) = Quartiles::of(&mut numbers).map(Quartiles::upper_fence) else {
            continue;
        };
        out.fence(code, Some(group), Some(fence));
        for (org, share) in shares {
            // Where most disqualify nobody, the fence is zero and says nothing.
            if fence > 0.0 && share >= fence {
                out.flag(OfOrganisation::new(code, group, org, share, fence));
            }
        }
    }
}

/// Share of the awards of a buyer (or procuring entity) that its largest supplier has.
fn r040(store: &Store, rules: &Rules, out: &mut Population) {
    let code = Code::R040;
    let Some(rule) = rules.newest(code) else {
        return;
    };
    let mut awards = vec![0_u64; store.orgs.len()];
    let mut won = Vec::new();
    for row in &store.rows {
        let body = if row.entity == NONE {
            row.buyer
        } else {
            row.entity
        };
        let bidders = &store.bidders[row.bidders.start as usize..row.bidders.end as usize];
        if body == NONE || !bidders.iter().any(|one| one.won) {
            continue;
        }
        awards[body as usize] += 1;
        let winners = bidders.iter().filter(|one| one.won);
        won.extend(winners.map(|one| (body, one.org)));
    }
    won.sort_unstable();
    let top: Vec<(u32, u32, f64)> = won
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|of_body| {
            let body = of_body[0].0;
            let count = awards[body as usize];
            let suppliers = of_body.chunk_by(|a, b| a.1 == b.1);
            // Of equal ones the first.
            let most = suppliers.rev().max_by_key(|same| same.len())?;
            let share = most.len() as f64 / count as f64;
            (count >= rule.minimum).then_some((body, most[0].1, share))
        })
        .collect();
    if !out.enough(code, top.len(), rules) {
        return;
    }
    let mut shares: Vec<f64> = top.iter().map(|one| one.2).collect();
    let fence = Quartiles::of(&mut shares).map_or(rule.threshold, |both| {
        both.upper_fence().max(rule.threshold)
    });
    out.fence(code, None, Some(fence));
    for (body, supplier, share) in top {
        if share >= fence {
            out.flag(
                OfOrganisation::new(code, Group::Entity, body, share, fence).with(vec![supplier]),
            );
        }
    }
}

/// Number of classes that a supplier of at least the minimum of processes supplies, against the upper fence.
fn r048(store: &Store, rules: &Rules, out: &mut Population) {
    let code = Code::R048;
    let Some(rule) = rules.newest(code) else {
        return;
    };
    let mut suppliers: Vec<(u64, Vec<u32>)> = vec![(0, Vec::new()); store.orgs.len()];
    for row in &store.rows {
        let supplied = &store.supplied[row.supplied.start as usize..row.supplied.end as usize];
        let mut seen: Vec<u32> = Vec::new();
        for &(supplier, class) in supplied {
            let entry = &mut suppliers[supplier as usize];
            if !seen.contains(&supplier) {
                seen.push(supplier);
                entry.0 += 1;
            }
            if let Err(place) = entry.1.binary_search(&class) {
                entry.1.insert(place, class);
            }
        }
    }
    let varied: Vec<(u32, f64)> = (0..)
        .zip(suppliers)
        .filter(|(_, one)| one.0 >= rule.minimum.max(1))
        .map(|(org, one)| (org, one.1.len() as f64))
        .collect();
    if !out.enough(code, varied.len(), rules) {
        return;
    }
    let mut numbers: Vec<f64> = varied.iter().map(|one| one.1).collect();
    let Some(fence) = Quartiles::of(&mut numbers).map(Quartiles::upper_fence) else {
        return;
    };
    out.fence(code, None, Some(fence));
    for (org, classes) in varied {
        if classes >= fence && classes > 1.0 {
            out.flag(OfOrganisation::new(
                code,
                Group::Bidder,
                org,
                classes,
                fence,
            ));
        }
    }
}
