//! R018, single bid; R035, all except the winning bid disqualified; R036, lowest bid disqualified.

use super::code::Code;
use super::facts::{Facts, Offer, Status};
use super::judged::Judged;
use super::rules::Rule;
use super::state::{Need, Outside, Why};

/// The fewest bidders of any lot. Bids count before `tender.numberOfTenderers`; where the two contradict, that is said.
pub(super) fn r018<'p>(facts: &Facts<'p>, rule: &Rule, judged: &mut Judged<'p>) {
    let code = Code::R018;
    let Some(method) = facts.method else {
        return judged.needs(code, Need::Method);
    };
    if !rule.methods.is_empty() && !rule.methods.iter().any(|one| one == method) {
        return judged.outside(code, Outside::NotCompetitive);
    }
    let tender = facts.release.tender.as_ref();
    let stated = tender.and_then(|tender| tender.number_of_tenderers);
    let stated = stated.and_then(|number| u64::try_from(number).ok());
    let listed = tender.map_or(0, |tender| tender.tenderers.len()) as u64;
    judged.why(code, Why::BidsCounted);
    let mut fewest: Option<(u64, Vec<&'p str>)> = None;
    for lot in lots(facts) {
        let mut bidders: Vec<&Vec<&str>> = facts
            .handed_in()
            .filter(|offer| lot.is_none_or(|lot| offer.lots.contains(&lot)))
            .map(|offer| &offer.who)
            .collect();
        bidders.sort_unstable();
        bidders.dedup();
        let count = bidders.len() as u64;
        if count > 0 && fewest.as_ref().is_none_or(|fewest| count < fewest.0) {
            fewest = Some((count, bidders[0].clone()));
        }
    }
    if facts.has_lots {
        judged.why(code, Why::Lots);
    }
    let Some((count, who)) = fewest else {
        let not_handed_in = facts.offers.len() as u64;
        return match stated.or((listed > 0).then_some(listed)) {
            _ if not_handed_in > 0 => judged.outside(code, Outside::NoBid),
            None => judged.needs(code, Need::NumberOfBidders),
            Some(0) if listed == 0 => judged.outside(code, Outside::NoBid),
            Some(0) => judged.needs(code, Need::Agreement),
            Some(number) if number.max(listed) as f64 <= rule.threshold => {
                judged.flag(code, number as f64, Vec::new());
            }
            Some(_) => judged.clear(code),
        };
    };
    // Bids that are listed as withdrawn explain why more are stated than were handed in.
    let known = if facts.has_lots {
        u64::MAX
    } else {
        facts.offers.len() as u64
    };
    if count as f64 <= rule.threshold && stated.unwrap_or(0).max(listed) > known {
        return judged.needs(code, Need::Agreement);
    }
    if count as f64 <= rule.threshold {
        judged.flag(code, count as f64, who);
    } else {
        judged.clear(code);
    }
}

/// Each lot that was bid for; none where there are no lots.
fn lots<'p>(facts: &Facts<'p>) -> Vec<Option<&'p str>> {
    if !facts.has_lots {
        return vec![None];
    }
    let mut lots: Vec<Option<&str>> = facts
        .handed_in()
        .flat_map(|offer| offer.lots.iter().map(|lot| Some(*lot)))
        .collect();
    lots.sort_unstable();
    lots.dedup();
    if lots.is_empty() { vec![None] } else { lots }
}

/// How many other bidders were disqualified where one alone is valid and supplies all; within each lot.
pub(super) fn r035<'p>(facts: &Facts<'p>, rule: &Rule, judged: &mut Judged<'p>) {
    let code = Code::R035;
    if facts.handed_in().next().is_none() {
        return judged.outside(code, Outside::NoBid);
    }
    if facts.active_awards().next().is_none() || facts.has_unfinished_award() {
        return judged.outside(code, Outside::NoAward);
    }
    let mut result: Option<(f64, Vec<&'p str>)> = None;
    let mut outside = Some(Outside::NotOneValid);
    let mut need = None;
    for group in facts.groups() {
        let of_group = || facts.handed_in().filter(|offer| offer.lots == group);
        let mut valid = of_group().filter(|offer| offer.status == Status::Valid);
        let Some(winner) = valid.next() else { continue };
        if valid.any(|offer| offer.who != winner.who) {
            continue;
        }
        let mut others: Vec<&Vec<&str>> = of_group()
            .filter(|offer| offer.status == Status::Disqualified && offer.who != winner.who)
            .map(|offer| &offer.who)
            .collect();
        others.sort_unstable();
        others.dedup();
        if others.is_empty() {
            outside = Some(Outside::NoDisqualified);
            continue;
        }
        if of_group().any(|offer| offer.status == Status::Open && offer.who != winner.who) {
            judged.why(code, Why::Unfinished);
            need = Some(Need::BidStatus);
            continue;
        }
        let mut awards = facts
            .awarded
            .iter()
            .filter(|one| {
                !facts.has_lots
                    || one
                        .award
                        .related_lots
                        .iter()
                        .flatten()
                        .any(|lot| group.contains(&&*lot.text))
            })
            .peekable();
        if awards.peek().is_none()
            || awards.any(|one| one.suppliers.iter().any(|id| !winner.who.contains(id)))
        {
            need = Some(Need::WinningBid);
            continue;
        }
        if winner.who.len() > 1 {
            judged.why(code, Why::Consortium);
        }
        let count = others.len() as f64;
        if result.as_ref().is_none_or(|known| known.0 < count) {
            result = Some((count, winner.who.clone()));
        }
    }
    if facts.has_lots {
        judged.why(code, Why::Lots);
    }
    match (result, need, outside) {
        (Some((count, who)), _, _) if count >= rule.threshold.max(1.0) => {
            judged.flag(code, count, who);
        }
        (None, Some(need), _) => judged.needs(code, need),
        (Some(_), _, _) | (None, None, Some(Outside::NoDisqualified)) => judged.clear(code),
        (None, None, outside) => judged.outside(code, outside.unwrap_or(Outside::NotOneValid)),
    }
}

/// Whether the lowest bid in a lot was disqualified; value: its price as a share of the lowest valid one.
pub(super) fn r036<'p>(facts: &Facts<'p>, judged: &mut Judged<'p>) {
    let code = Code::R036;
    if facts.handed_in().next().is_none() {
        return judged.outside(code, Outside::NoBid);
    }
    if facts.active_awards().next().is_none() {
        return judged.outside(code, Outside::NoAward);
    }
    let criteria = facts
        .release
        .tender
        .as_ref()
        .and_then(|tender| tender.award_criteria.as_deref());
    if criteria.is_some_and(|criteria| !matches!(criteria, "priceOnly" | "lowestCost")) {
        return judged.outside(code, Outside::QualityCounts);
    }
    let (mut compared, mut need) = (false, Need::Prices);
    let mut worst: Option<(f64, Vec<&'p str>)> = None;
    for group in facts.groups() {
        let priced: Vec<(&Offer<'p>, f64, &str)> = facts
            .handed_in()
            .filter(|offer| offer.lots == group)
            .filter_map(|offer| {
                offer
                    .price
                    .map(|(amount, currency)| (offer, amount, currency))
            })
            .collect();
        let Some(&(_, _, currency)) = priced.first() else {
            continue;
        };
        if priced.iter().any(|bid| bid.2 != currency) {
            judged.why(code, Why::Currency);
            need = Need::OneCurrency;
            continue;
        }
        let lowest = |status: Status| {
            priced
                .iter()
                .filter(|bid| bid.0.status == status && bid.1 > 0.0)
                .min_by(|a, b| a.1.total_cmp(&b.1))
        };
        if priced.iter().any(|bid| bid.1 <= 0.0) {
            judged.why(code, Why::ZeroPrice);
        }
        let Some(valid) = lowest(Status::Valid) else {
            need = Need::BidStatus;
            continue;
        };
        compared = true;
        let Some(out) = lowest(Status::Disqualified) else {
            continue;
        };
        #[expect(clippy::float_cmp, reason = "the same price is the same number")]
        if out.1 == valid.1 {
            judged.why(code, Why::Tie);
        }
        if let Some(open) = lowest(Status::Open)
            && open.1 <= out.1
        {
            judged.why(code, Why::Unfinished);
            continue;
        }
        let share = out.1 / valid.1;
        if out.1 < valid.1 && worst.as_ref().is_none_or(|worst| share < worst.0) {
            worst = Some((share, out.0.who.clone()));
        }
    }
    if facts.has_lots {
        judged.why(code, Why::Lots);
    }
    match worst {
        Some((share, who)) => judged.flag(code, share, who),
        None if compared => judged.clear(code),
        None => judged.needs(code, need),
    }
}
