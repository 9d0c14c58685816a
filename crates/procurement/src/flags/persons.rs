//! Who is behind the bidders: R032, R043, R044, R046, A001, A002.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::code::Code;
use super::facts::{Facts, text};
use super::judged::Judged;
use super::known::{Known, Outcome};
use super::rules::Rule;
use super::state::{Need, Outside};
use crate::ocds::Party;
use crate::time::{self, DAY};

/// A contact, as a number: the same number for the same telephone, e-mail or street address, however it is written.
pub(super) fn contacts(party: &Party<'_>, each: &mut dyn FnMut(u64)) {
    if let Some(point) = &party.contact_point {
        if let Some(key) = text(point.telephone.as_ref()).and_then(telephone) {
            each(key);
        }
        if let Some(key) = point.email.as_deref().and_then(email) {
            each(key);
        }
    }
    if let Some(address) = &party.address
        && let Some(street) = address.street.as_deref()
    {
        let locality = address.locality.as_deref().unwrap_or_default();
        let mut folded = String::with_capacity(street.len() + locality.len() + 1);
        fold(street, &mut folded);
        // A street without a number is no address.
        if folded.chars().any(char::is_numeric) && folded.chars().count() >= 8 {
            folded.push('|');
            fold(locality, &mut folded);
            each(hash("address", &folded));
        }
    }
}

/// The last ten digits, so that the way the country is written does not count.
fn telephone(text: &str) -> Option<u64> {
    let mut all = String::with_capacity(text.len());
    all.extend(text.chars().filter_map(digit));
    let digits = &all[all.len().saturating_sub(10)..];
    let first = digits.chars().next()?;
    // 000-0000 and the like are placeholders.
    (digits.len() >= 7 && digits.chars().any(|one| one != first)).then(|| hash("telephone", digits))
}

fn email(text: &str) -> Option<u64> {
    let text = text.trim().to_lowercase();
    let (name, host) = text.split_once('@')?;
    (!name.is_empty() && host.contains('.')).then(|| hash("email", &text))
}

/// The contact of a text that somebody wrote in a list.
pub(super) fn contact_of(text: &str) -> Option<u64> {
    if text.contains('@') {
        email(text)
    } else {
        telephone(text)
    }
}

/// ASCII, Persian and Arabic digits.
fn digit(letter: char) -> Option<char> {
    let value = match letter {
        '0'..='9' => letter as u32 - '0' as u32,
        '۰'..='۹' => letter as u32 - '۰' as u32,
        '٠'..='٩' => letter as u32 - '٠' as u32,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Adds the letters and digits of a text, however they are written.
fn fold(text: &str, to: &mut String) {
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            to.push(letter.to_ascii_lowercase());
        } else if !letter.is_ascii() && letter.is_alphanumeric() {
            to.extend(letter.to_lowercase().map(|letter| match letter {
                'ي' => 'ی',
                'ك' => 'ک',
                letter => digit(letter).unwrap_or(letter),
            }));
        }
    }
}

fn hash(kind: &str, text: &str) -> u64 {
    FixedState::default().hash_one((kind, text))
}

/// The keys that two or more of the bidders have in common; of one key the bidders.
fn shared(mut keys: Vec<(u64, &str)>) -> Vec<(u64, Vec<&str>)> {
    keys.sort_unstable();
    keys.dedup();
    keys.chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.len() > 1)
        .map(|same| (same[0].0, same.iter().map(|one| one.1).collect()))
        .collect()
}

/// Bidders of one process with the same telephone, e-mail or street address. Whether the contact belongs to too many
/// organisations of the file is judged at its end, so all shared contacts are kept. Gives the contacts of all bidders.
pub(super) fn r044<'p>(facts: &Facts<'p>, judged: &mut Judged<'p>) -> Vec<(u64, &'p str)> {
    let code = Code::R044;
    let mut keys = Vec::new();
    let mut known = 0;
    for (bidder, party) in facts.members() {
        let before = keys.len();
        if let Some(party) = party {
            contacts(party, &mut |key| keys.push((key, bidder)));
        }
        known += usize::from(keys.len() > before);
    }
    if facts.bidders.len() < 2 {
        judged.outside(code, Outside::OneBidder);
        return keys;
    }
    if known < 2 {
        judged.needs(code, Need::Contacts);
        return keys;
    }
    let found = shared(keys.clone());
    if found.is_empty() {
        judged.clear(code);
    }
    for (key, who) in found {
        judged.measure(code, who.len() as f64, who, key);
    }
    keys
}

/// Bidders with the contact of the buyer, the procuring entity, or an official who decides.
pub(super) fn r043<'p>(
    facts: &Facts<'p>,
    known: &Known,
    keys: &[(u64, &'p str)],
    judged: &mut Judged<'p>,
) {
    let code = Code::R043;
    if facts.bidders.is_empty() {
        return judged.outside(code, Outside::NoBid);
    }
    let mut official = Vec::new();
    let bodies = bodies(facts);
    for body in &bodies {
        let party = facts.party(body).or_else(|| {
            facts.release.parties.iter().find(|party| {
                let id = party
                    .identifier
                    .as_ref()
                    .and_then(|one| text(one.id.as_ref()));
                id == Some(*body)
            })
        });
        if let Some(party) = party {
            contacts(party, &mut |key| official.push(key));
        }
    }
    for one in known.deciders(facts.ocid, &bodies, facts.rule_date()) {
        official.extend(one.contacts.iter().filter_map(|text| contact_of(text)));
    }
    if official.is_empty() {
        return judged.needs(code, Need::OfficialContacts);
    }
    if keys.is_empty() {
        return judged.needs(code, Need::Contacts);
    }
    let is_body = |id: &str| bodies.contains(&id);
    let mut who: Vec<&str> = keys
        .iter()
        .filter(|(key, bidder)| official.contains(key) && !is_body(bidder))
        .map(|one| one.1)
        .collect();
    who.sort_unstable();
    who.dedup();
    if who.is_empty() {
        judged.clear(code);
    } else {
        judged.flag(code, who.len() as f64, who);
    }
}

/// Bidders of one process with the same owner, by identifier: a name alone proves nothing.
pub(super) fn r032<'p>(facts: &Facts<'p>, known: &Known, judged: &mut Judged<'p>) {
    let code = Code::R032;
    if facts.bidders.len() < 2 {
        return judged.outside(code, Outside::OneBidder);
    }
    let mut keys = Vec::new();
    let mut with_owner = 0;
    for (bidder, party) in facts.members() {
        let before = keys.len();
        let published = party.map_or(&[][..], |party| &party.beneficial_owners);
        for owner in published {
            let register = owner
                .identifier
                .as_ref()
                .and_then(|one| text(one.id.as_ref()));
            if let Some(id) = register.or_else(|| text(owner.id.as_ref())) {
                keys.push((hash("owner", id), bidder));
            }
        }
        let date = facts.rule_date();
        for owner in known.owners.get(bidder).into_iter().flatten() {
            if owner.holds(date) {
                keys.push((hash("owner", &owner.id), bidder));
            }
        }
        with_owner += usize::from(keys.len() > before);
    }
    if with_owner < 2 {
        return judged.needs(code, Need::Owners);
    }
    let mut who: Vec<&str> = shared(keys).into_iter().flat_map(|one| one.1).collect();
    who.sort_unstable();
    who.dedup();
    if who.is_empty() {
        judged.clear(code);
    } else {
        judged.flag(code, who.len() as f64, who);
    }
}

/// Bidders who are on the list of the debarred at the date of the process: by identifier, or scheme and number in a register.
pub(super) fn r046<'p>(facts: &Facts<'p>, known: &Known, judged: &mut Judged<'p>) {
    let code = Code::R046;
    let Some(list) = &known.debarred else {
        return judged.needs(code, Need::Debarred);
    };
    if facts.bidders.is_empty() {
        return judged.outside(code, Outside::NoBid);
    }
    let Some(date) = facts.date else {
        return judged.needs(code, Need::Date);
    };
    let mut who = Vec::new();
    let mut source = None;
    for (bidder, party) in facts.members() {
        let registered = party.and_then(|party| {
            let one = party.identifier.as_ref()?;
            Some(format!(
                "{}-{}",
                one.scheme.as_deref()?,
                text(one.id.as_ref())?
            ))
        });
        let entries = list
            .get(bidder)
            .into_iter()
            .chain(registered.as_deref().and_then(|id| list.get(id)))
            .flatten();
        for entry in entries.filter(|entry| entry.from <= date && date < entry.to) {
            source.get_or_insert_with(|| entry.source.clone());
            who.push(bidder);
        }
    }
    who.dedup();
    if who.is_empty() {
        judged.clear(code);
    } else {
        judged.flag(code, who.len() as f64, who.clone());
        if let Some(finding) = judged.findings.last_mut() {
            finding.detail = source;
        }
    }
}

/// Age in days of the youngest supplier, or bidder where nobody supplies yet, at the date of the process.
pub(super) fn a001<'p>(
    facts: &Facts<'p>,
    known: &Known,
    rule: &Rule,
    zone: i32,
    judged: &mut Judged<'p>,
) {
    let code = Code::A001;
    let mut whom: Vec<&'p str> = facts.suppliers().collect();
    whom.sort_unstable();
    whom.dedup();
    if whom.is_empty() {
        whom.clone_from(&facts.bidders);
    }
    if whom.is_empty() {
        return judged.outside(code, Outside::NoBid);
    }
    let Some(date) = facts.date else {
        return judged.needs(code, Need::Date);
    };
    let founded = |id: &str| {
        known.founded.get(id).copied().or_else(|| {
            let text = facts.party(id)?.details.as_ref()?.founded.as_deref()?;
            Some(time::parse(text, zone)?.micros)
        })
    };
    let ages: Vec<(f64, &str)> = whom
        .iter()
        .filter_map(|&id| Some(((date - founded(id)?) as f64 / DAY as f64, id)))
        .collect();
    let young: Vec<&str> = ages
        .iter()
        .filter(|age| age.0 < rule.threshold)
        .map(|age| age.1)
        .collect();
    if !young.is_empty() {
        let least = ages.iter().map(|age| age.0).fold(f64::INFINITY, f64::min);
        judged.flag(code, least.floor(), young);
    } else if ages.len() < whom.len() {
        judged.needs(code, Need::Founded);
    } else {
        judged.clear(code);
    }
}

/// The gravest tie of a bidder with somebody who decides. The ties come from the screening of relations.
pub(super) fn a002<'p>(facts: &Facts<'p>, known: &Known, judged: &mut Judged<'p>) {
    let code = Code::A002;
    if facts.bidders.is_empty() {
        return judged.outside(code, Outside::NoBid);
    }
    let bodies = bodies(facts);
    let officials: Vec<&str> = known
        .deciders(facts.ocid, &bodies, facts.rule_date())
        .map(|one| &*one.id)
        .collect();
    if officials.is_empty() {
        return judged.needs(code, Need::Officials);
    }
    let Some(ties) = &known.ties else {
        return judged.needs(code, Need::Ties);
    };
    let (mut gravest, mut who, mut detail, mut untold) = (Outcome::Clear, Vec::new(), None, false);
    for &bidder in &facts.bidders {
        let of_bidder = ties.get(bidder).into_iter().flatten();
        for tie in of_bidder.filter(|tie| officials.contains(&&*tie.official)) {
            match tie.outcome {
                Outcome::Clear => {}
                Outcome::Insufficient => untold = true,
                outcome => {
                    who.push(bidder);
                    if outcome > gravest {
                        gravest = outcome;
                        detail = Some(format!(
                            "{} – {}: {}: {}",
                            bidder,
                            tie.official,
                            outcome.as_str(),
                            tie.path
                        ));
                    }
                }
            }
        }
    }
    who.dedup();
    if !who.is_empty() {
        judged.flag(code, gravest.weight(), who);
        if let Some(finding) = judged.findings.last_mut() {
            finding.detail = detail;
        }
    } else if untold {
        judged.needs(code, Need::Ties);
    } else {
        judged.clear(code);
    }
}

fn bodies<'p>(facts: &Facts<'p>) -> Vec<&'p str> {
    facts.buyer.into_iter().chain(facts.entity).collect()
}
