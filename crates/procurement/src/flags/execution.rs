//! What became of the contract: R059, R064, R068, R070.

use super::code::Code;
use super::facts::{Facts, text};
use super::judged::Judged;
use super::rules::Rule;
use super::state::{Need, Outside};
use crate::ocds::Contract;

fn contracts<'p>(facts: &Facts<'p>) -> impl Iterator<Item = &'p Contract<'p>> {
    facts
        .release
        .contracts
        .iter()
        .filter(|contract| contract.status.as_deref() != Some("cancelled"))
}

/// By how much the contracts of an award exceed it, or the bid that won where the award has no value; the largest of the process.
pub(super) fn r059(facts: &Facts<'_>, rule: &Rule, judged: &mut Judged<'_>) {
    let code = Code::R059;
    if contracts(facts).next().is_none() {
        return judged.outside(code, Outside::NoContract);
    }
    let (mut most, mut need): (Option<f64>, _) = (None, Need::AwardValue);
    for award in facts.active_awards() {
        let Some(id) = text(award.id.as_ref()) else {
            continue;
        };
        let (mut sum, mut currencies) = (0.0, Vec::new());
        let mut complete = true;
        for contract in
            contracts(facts).filter(|contract| text(contract.award.as_ref()) == Some(id))
        {
            match contract
                .value
                .as_ref()
                .and_then(|value| Some((value.amount?, value.currency.as_deref()?)))
            {
                Some((amount, currency)) => {
                    sum += amount;
                    currencies.push(currency);
                }
                None => complete = false,
            }
        }
        let Some(&currency) = currencies.first() else {
            need = Need::ContractValue;
            continue;
        };
        let stated = award
            .value
            .as_ref()
            .and_then(|value| Some((value.amount?, value.currency.as_deref()?)));
        let groups = facts.groups();
        let won = stated.or_else(|| {
            groups.iter().find_map(|group| {
                let same = facts.award_of(group)?;
                std::ptr::eq(same.award, award)
                    .then(|| facts.winning(group, same)?.price)
                    .flatten()
            })
        });
        match won {
            None => need = Need::AwardValue,
            Some((amount, of))
                if of != currency
                    || currencies.iter().any(|one| *one != currency)
                    || amount <= 0.0
                    || !complete =>
            {
                need = Need::OneCurrency;
            }
            Some((amount, _)) => {
                let ratio = (sum - amount) / amount;
                most = Some(most.map_or(ratio, |most| most.max(ratio)));
            }
        }
    }
    match most {
        Some(ratio) if ratio > rule.threshold => judged.flag(code, ratio, Vec::new()),
        Some(_) => judged.clear(code),
        None => judged.needs(code, need),
    }
}

/// How many amendments the contracts have. Gives whether any is published.
pub(super) fn r064(facts: &Facts<'_>, judged: &mut Judged<'_>) -> bool {
    let code = Code::R064;
    if contracts(facts).next().is_none() {
        judged.outside(code, Outside::NoContract);
        return false;
    }
    let count: usize = contracts(facts)
        .map(|contract| contract.amendments.len())
        .sum();
    judged.measure(code, count as f64, Vec::new(), 0);
    count > 0
}

/// By how much the payments of a contract exceed it; the largest of the process.
pub(super) fn r068(facts: &Facts<'_>, rule: &Rule, judged: &mut Judged<'_>) {
    let code = Code::R068;
    if contracts(facts).next().is_none() {
        return judged.outside(code, Outside::NoContract);
    }
    let (mut most, mut need): (Option<f64>, _) = (None, Need::Payments);
    for contract in contracts(facts) {
        let payments = contract
            .implementation
            .as_ref()
            .map_or(&[][..], |one| &one.transactions);
        if payments.is_empty() {
            continue;
        }
        let Some((amount, currency)) = contract
            .value
            .as_ref()
            .and_then(|value| Some((value.amount?, value.currency.as_deref()?)))
        else {
            need = Need::ContractValue;
            continue;
        };
        let mut paid = 0.0;
        let mut same = amount > 0.0;
        for value in payments.iter().filter_map(|payment| payment.value.as_ref()) {
            same &= value.currency.as_deref() == Some(currency);
            paid += value.amount.unwrap_or(0.0);
        }
        if !same {
            need = Need::OneCurrency;
            continue;
        }
        let ratio = (paid - amount) / amount;
        most = Some(most.map_or(ratio, |most| most.max(ratio)));
    }
    match most {
        // A thousandth is rounding.
        Some(ratio) if ratio > rule.threshold + 0.001 => judged.flag(code, ratio, Vec::new()),
        Some(_) => judged.clear(code),
        None => judged.needs(code, need),
    }
}

/// Bidders who did not win and are subcontractors of the process. Gives whether any subcontractor is published.
pub(super) fn r070<'p>(facts: &Facts<'p>, judged: &mut Judged<'p>) -> bool {
    let code = Code::R070;
    if facts.active_awards().next().is_none() {
        judged.outside(code, Outside::NoAward);
        return false;
    }
    let winners: Vec<&str> = facts.suppliers().collect();
    let mut any = false;
    let mut who = Vec::new();
    for party in &facts.release.parties {
        let Some(id) = text(party.id.as_ref()) else {
            continue;
        };
        if party
            .roles
            .iter()
            .flatten()
            .any(|role| role == "subcontractor")
        {
            any = true;
            let bidder = facts
                .handed_in()
                .flat_map(|offer| &offer.who)
                .find(|one| **one == id);
            if let Some(&bidder) = bidder
                && !winners.contains(&bidder)
            {
                who.push(bidder);
            }
        }
    }
    judged.measure(code, who.len() as f64, who, 0);
    any
}
