//! R003, short submission period, and R030, late bid won.

use super::code::Code;
use super::facts::Facts;
use super::judged::Judged;
use super::rules::Rule;
use super::state::{Need, Outside, Why};
use crate::time::{self, DAY, Precision};

/// Days from the beginning to the end of `tender.tenderPeriod`, against the threshold of the rule.
pub(super) fn r003(facts: &Facts<'_>, rule: &Rule, judged: &mut Judged<'_>) {
    let code = Code::R003;
    match facts.method {
        None => return judged.needs(code, Need::Method),
        Some(method)
            if !rule.methods.is_empty() && !rule.methods.iter().any(|one| one == method) =>
        {
            return judged.outside(code, Outside::NotCompetitive);
        }
        Some(_) => {}
    }
    let Some(opening) = facts.opening else {
        return judged.needs(code, Need::OpeningTime);
    };
    let Some(closing) = facts.closing else {
        return judged.needs(code, Need::ClosingTime);
    };
    if opening.precision != Precision::Zoned || closing.precision != Precision::Zoned {
        judged.why(code, Why::DateForm);
    }
    let period = facts
        .release
        .tender
        .as_ref()
        .and_then(|tender| tender.period.as_ref());
    let texts = period.map(|period| [period.start.as_deref(), period.end.as_deref()]);
    if texts.is_some_and(|texts| {
        texts
            .iter()
            .flatten()
            .any(|text| text.len() < 20 || text.trim() != *text)
    }) {
        judged.why(code, Why::DateForm);
    }
    let days = (closing.last() - opening.micros) as f64 / DAY as f64;
    if days < 0.0 {
        return judged.needs(code, Need::OrderedPeriod);
    }
    if days < rule.threshold {
        judged.flag(code, (days * 100.0).round() / 100.0, Vec::new());
    } else {
        judged.clear(code);
    }
}

/// Hours by which the latest valid bid of a supplier came after the end of `tender.tenderPeriod`.
pub(super) fn r030<'p>(facts: &Facts<'p>, zone: i32, judged: &mut Judged<'p>) {
    let code = Code::R030;
    if facts.active_awards().next().is_none() {
        return judged.outside(code, Outside::NoAward);
    }
    let Some(closing) = facts.closing else {
        return judged.needs(code, Need::ClosingTime);
    };
    let end = closing.last();
    let (mut dated, mut undated, mut late, mut who) = (0, 0, 0, Vec::new());
    for offer in facts.valid() {
        let won = facts.awarded.iter().any(|awarded| {
            let award = awarded.award;
            if let Some(id) = &award.related_bid {
                return offer.bid.id.as_ref().is_some_and(|one| one.text == id.text);
            }
            let same_lot = award.related_lots.is_empty()
                || offer.lots.is_empty()
                || award
                    .related_lots
                    .iter()
                    .flatten()
                    .any(|lot| offer.lots.contains(&&*lot.text));
            same_lot && awarded.suppliers.iter().any(|id| offer.who.contains(id))
        });
        if !won {
            continue;
        }
        match offer
            .bid
            .date
            .as_deref()
            .and_then(|text| time::parse(text, zone))
        {
            None => undated += 1,
            Some(at) => {
                dated += 1;
                // One dated by its day alone may have come at its first moment.
                let by = at.micros - end;
                if by > 0 {
                    late = late.max(by);
                    who.extend(offer.who.iter().copied());
                }
            }
        }
    }
    judged.why(code, Why::DatesParsed);
    if late > 0 {
        who.sort_unstable();
        who.dedup();
        let hours = late as f64 / 3_600_000_000.0;
        judged.flag(code, (hours * 100.0).round() / 100.0, who);
    } else if dated > 0 {
        judged.clear(code);
    } else if undated > 0 {
        judged.needs(code, Need::BidDate);
    } else if facts.offers.is_empty() {
        judged.needs(code, Need::Bids);
    } else {
        judged.needs(code, Need::WinningBid);
    }
}
