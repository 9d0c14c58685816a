//! All rules on one process.

use super::code::Code;
use super::facts::Facts;
use super::judged::Judged;
use super::known::Known;
use super::rules::{Rule, Rules};
use super::state::{Mark, Need, Outside};
use super::{competition, execution, persons, price, timing};

/// What of a process only the whole file can judge.
#[derive(Default)]
pub(super) struct Seen<'p> {
    /// Contacts of the bidders.
    pub(super) contacts: Vec<(u64, &'p str)>,
    pub(super) amendments: bool,
    pub(super) subcontractors: bool,
}

/// Judges one process.
pub(super) fn judge<'p>(facts: &Facts<'p>, rules: &Rules, known: &Known) -> (Judged<'p>, Seen<'p>) {
    let mut seen = Seen::default();
    let tender = facts.release.tender.as_ref();
    if matches!(facts.release.status(), Some("cancelled" | "withdrawn")) {
        return (Judged::new(Outside::Cancelled), seen);
    }
    let details = tender.and_then(|tender| tender.method_details.as_deref());
    if details.is_some_and(|details| rules.excluded.iter().any(|one| one == details)) {
        return (Judged::new(Outside::Excluded), seen);
    }
    let mut judged = Judged::new(Outside::NoRule);
    let date = facts.rule_date();
    let rule = |code: Code| rules.at(code, date);
    let mut with = |code: Code, work: &mut dyn FnMut(&Rule, &mut Judged<'p>)| {
        if let Some(rule) = rule(code) {
            work(rule, &mut judged);
        }
    };
    with(Code::R003, &mut |rule, judged| {
        timing::r003(facts, rule, judged);
    });
    with(Code::R018, &mut |rule, judged| {
        competition::r018(facts, rule, judged);
    });
    with(Code::R028, &mut |_, judged| price::r028(facts, judged));
    with(Code::R030, &mut |_, judged| {
        timing::r030(facts, rules.zone, judged);
    });
    with(Code::R032, &mut |_, judged| {
        persons::r032(facts, known, judged);
    });
    with(Code::R035, &mut |rule, judged| {
        competition::r035(facts, rule, judged);
    });
    with(Code::R036, &mut |_, judged| {
        competition::r036(facts, judged);
    });
    with(Code::R044, &mut |_, judged| {
        seen.contacts = persons::r044(facts, judged);
    });
    let contacts = std::mem::take(&mut seen.contacts);
    with(Code::R043, &mut |_, judged| {
        persons::r043(facts, known, &contacts, judged);
    });
    with(Code::R046, &mut |_, judged| {
        persons::r046(facts, known, judged);
    });
    with(Code::R059, &mut |rule, judged| {
        execution::r059(facts, rule, judged);
    });
    with(Code::R064, &mut |_, judged| {
        seen.amendments = execution::r064(facts, judged);
    });
    with(Code::R068, &mut |rule, judged| {
        execution::r068(facts, rule, judged);
    });
    with(Code::R070, &mut |_, judged| {
        seen.subcontractors = execution::r070(facts, judged);
    });
    with(Code::A001, &mut |rule, judged| {
        persons::a001(facts, known, rule, rules.zone, judged);
    });
    with(Code::A002, &mut |_, judged| {
        persons::a002(facts, known, judged);
    });
    if rule(Code::R024).is_some() || rule(Code::R058).is_some() {
        price::differences(facts, &mut judged);
        for code in [Code::R024, Code::R058] {
            if rule(code).is_none() {
                judged.outside(code, Outside::NoRule);
                judged.findings.retain(|finding| finding.code != code);
            }
        }
    }
    threshold(facts, rules, &mut judged);
    seen.contacts = contacts;
    (judged, seen)
}

/// R011 and R055 look at values under a threshold; which of them belong together is told at the end of the file.
fn threshold(facts: &Facts<'_>, rules: &Rules, judged: &mut Judged<'_>) {
    let date = facts.rule_date();
    let codes = [Code::R011, Code::R055].map(|code| (code, rules.at(code, date)));
    let mut all = |mark: Mark| {
        for (code, rule) in codes {
            if rule.is_some() {
                judged.mark(code, mark);
            }
        }
    };
    let Some((amount, currency)) = worth(facts) else {
        return all(Mark::needs(Need::Value));
    };
    if facts.date.is_none() {
        return all(Mark::needs(Need::Date));
    }
    if facts.entity.or(facts.buyer).is_none() {
        return all(Mark::needs(Need::Buyer));
    }
    let Some(threshold) = rules.threshold(currency, date) else {
        return all(Mark::needs(Need::Threshold));
    };
    let share = amount / threshold.amount;
    if share >= 1.0 {
        return all(Mark::outside(Outside::AboveThreshold));
    }
    for (code, rule) in codes {
        let Some(rule) = rule else { continue };
        if code == Code::R011 && facts.class().is_none() {
            judged.needs(code, Need::Class);
        } else if code == Code::R055 && facts.method.is_none() {
            judged.needs(code, Need::Method);
        } else if code == Code::R055 && !matches!(facts.method, Some("direct" | "limited")) {
            judged.outside(code, Outside::NotDirect);
        } else if code == Code::R055 && share < rule.threshold {
            judged.clear(code);
        } else {
            judged.measure(code, share, Vec::new(), 0);
        }
    }
}

/// What the process is worth: the sum of its active awards, else the estimate of the tender; in one currency.
pub(super) fn worth<'p>(facts: &Facts<'p>) -> Option<(f64, &'p str)> {
    let mut sum: Option<(f64, &str)> = None;
    for award in facts.active_awards() {
        let Some(value) = &award.value else { continue };
        let (amount, currency) = (value.amount?, value.currency.as_deref()?);
        match &mut sum {
            None => sum = Some((amount, currency)),
            Some(sum) if sum.1 == currency => sum.0 += amount,
            Some(_) => return None,
        }
    }
    sum.or_else(|| {
        let value = facts.release.tender.as_ref()?.value.as_ref()?;
        Some((value.amount?, value.currency.as_deref()?))
    })
    .filter(|worth| worth.0 > 0.0)
}
