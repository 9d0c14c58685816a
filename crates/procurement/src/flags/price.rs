//! R024, price close to the winning bid; R028, identical prices; R058, heavily discounted bid.

use super::code::Code;
use super::facts::{Facts, Offer};
use super::judged::Judged;
use super::state::{Mark, Need, Outside, Why};

/// The difference between the winning bid and the lowest valid one of others, as a share of the winning bid: the smallest over
/// the lots for R024, the largest for R058. Prices of one currency and one set of lots alone are compared.
pub(super) fn differences<'p>(facts: &Facts<'p>, judged: &mut Judged<'p>) {
    let both = [Code::R024, Code::R058];
    let all =
        |judged: &mut Judged<'p>, mark: Mark| both.iter().for_each(|code| judged.mark(*code, mark));
    if facts.handed_in().next().is_none() {
        all(judged, Mark::outside(Outside::NoBid));
        return;
    }
    if facts.active_awards().next().is_none() || facts.has_unfinished_award() {
        all(judged, Mark::outside(Outside::NoAward));
        return;
    }
    let mut mark = Mark::needs(Need::Prices);
    let mut found: [Option<(f64, Vec<&'p str>)>; 2] = [None, None];
    for group in facts.groups() {
        match difference(facts, group, judged) {
            Err(why) => mark = why,
            Ok((ratio, who)) => {
                if found[0].as_ref().is_none_or(|least| ratio < least.0) {
                    found[0] = Some((ratio, who.clone()));
                }
                if found[1].as_ref().is_none_or(|most| ratio > most.0) {
                    found[1] = Some((ratio, who));
                }
            }
        }
    }
    if facts.has_lots {
        for code in both {
            judged.why(code, Why::Lots);
        }
    }
    for (code, found) in both.into_iter().zip(found) {
        match found {
            Some((ratio, who)) => judged.measure(code, ratio, who, 0),
            None => judged.mark(code, mark),
        }
    }
}

fn difference<'p>(
    facts: &Facts<'p>,
    group: &[&'p str],
    judged: &mut Judged<'p>,
) -> Result<(f64, Vec<&'p str>), Mark> {
    let mut say = |why| {
        for code in [Code::R024, Code::R058] {
            judged.why(code, why);
        }
    };
    let awarded = facts.award_of(group).ok_or(Mark::needs(Need::WinningBid))?;
    let award = awarded.award;
    let winner = facts
        .winning(group, awarded)
        .ok_or(Mark::needs(Need::WinningBid))?;
    if winner.who.len() > 1 || award.suppliers.len() != 1 || award.related_bid.is_some() {
        say(Why::Supplier);
    }
    let (won, currency) = winner.price.ok_or(Mark::needs(Need::Prices))?;
    let others = || {
        facts
            .valid()
            .filter(|offer| offer.lots == group && offer.who != winner.who)
    };
    if others().next().is_none() {
        return Err(Mark::outside(Outside::OneBidder));
    }
    if others().any(|offer| offer.who.len() > 1) {
        say(Why::Consortium);
    }
    if others().any(|offer| offer.price.is_some_and(|price| price.1 != currency)) {
        say(Why::Currency);
        return Err(Mark::needs(Need::OneCurrency));
    }
    if won <= 0.0 {
        say(Why::ZeroPrice);
        return Err(Mark::needs(Need::PriceAboveZero));
    }
    let price = |offer: &&Offer<'p>| offer.price.map_or(f64::INFINITY, |price| price.0);
    let second = others()
        .min_by(|a, b| price(a).total_cmp(&price(b)))
        .filter(|offer| offer.price.is_some())
        .ok_or(Mark::needs(Need::Prices))?;
    let ratio = (price(&second) - won) / won;
    if ratio < 0.0 {
        return Err(Mark::outside(Outside::NotLowest));
    }
    let who = winner.who.iter().chain(&second.who).copied().collect();
    Ok((ratio, who))
}

/// Lots, amount, currency, bidders, and whether the bid has no status.
type Priced<'f, 'p> = (&'f Vec<&'p str>, f64, &'p str, &'f Vec<&'p str>, bool);

/// How many bidders handed in the same price above zero, in one currency and for the same lots.
pub(super) fn r028<'p>(facts: &Facts<'p>, judged: &mut Judged<'p>) {
    let code = Code::R028;
    let mut priced: Vec<Priced<'_, 'p>> = Vec::new();
    let mut without = false;
    for offer in facts.handed_in() {
        match offer.price {
            Some((amount, _)) if amount <= 0.0 => judged.why(code, Why::ZeroPrice),
            Some((amount, currency)) if !offer.who.is_empty() => {
                let open = offer.bid.status.is_none();
                priced.push((&offer.lots, amount, currency, &offer.who, open));
            }
            Some(_) => judged.why(code, Why::NumericId),
            None => without = true,
        }
    }
    if facts.has_lots {
        judged.why(code, Why::Lots);
    }
    if facts.numeric_ids {
        judged.why(code, Why::NumericId);
    }
    priced.sort_by(|a, b| {
        (a.0, a.2)
            .cmp(&(b.0, b.2))
            .then(a.1.total_cmp(&b.1))
            .then(a.3.cmp(b.3))
    });
    let mut who: Vec<&str> = Vec::new();
    let (mut most, mut unfinished) = (0, false);
    #[expect(clippy::float_cmp, reason = "the same price is the same number")]
    let same = |a: &Priced<'_, '_>, b: &Priced<'_, '_>| a.0 == b.0 && a.1 == b.1 && a.2 == b.2;
    for equal in priced.chunk_by(same) {
        let bidders = equal.chunk_by(|a, b| a.3 == b.3).count();
        if bidders > 1 {
            most = most.max(bidders);
            unfinished |= equal.iter().any(|bid| bid.4);
            who.extend(equal.iter().flat_map(|bid| bid.3));
        }
    }
    if most > 1 {
        who.sort_unstable();
        who.dedup();
        if unfinished {
            judged.whys[code.place()] = Some(Why::Unfinished);
        }
        return judged.flag(code, most as f64, who);
    }
    let mut bidders: Vec<&Vec<&str>> = priced.iter().map(|bid| bid.3).collect();
    bidders.sort_unstable();
    bidders.dedup();
    if bidders.len() > 1 {
        judged.clear(code);
    } else if facts.handed_in().next().is_none() {
        judged.outside(code, Outside::NoBid);
    } else if without {
        judged.needs(code, Need::Prices);
    } else {
        judged.outside(code, Outside::OneBidder);
    }
}
