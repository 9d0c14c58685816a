//! Judging the cases of a log by rules.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{DayCount, Kind, Names, Rule, Rules};
use crate::column::{MISSING_ID, TextColumn};
use crate::log::EventLog;
use crate::timestamp::parse_timestamp;

const DAY: i64 = 86_400_000_000;

/// What a rule says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// The rule does not concern it.
    NotConcerned,
    /// The records agree with the rule.
    Kept,
    /// They differ, as these rows show.
    Deviates(Vec<usize>),
    /// The records do not say enough, or the case is still open.
    Undecided,
}

/// A case whose records differ from a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseDeviation {
    /// Number of the case.
    pub case: usize,
    /// The rows that show it; empty where something has no record.
    pub rows: Vec<usize>,
}

/// What a rule found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleResult {
    /// Its place in the rules.
    pub rule: usize,
    /// Cases that were judged: kept, deviating or accepted.
    pub judged: usize,
    /// Cases that agree.
    pub kept: usize,
    /// Cases whose difference a person accepted.
    pub accepted: usize,
    /// Cases of which the records say too little, or that are open.
    pub undecided: usize,
    /// Cases that differ.
    pub deviating: Vec<CaseDeviation>,
    /// Activities of the rule that the log does not have at all.
    pub unknown: Vec<String>,
}

/// All rules over a log. Accepted deviations count as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Conformance {
    /// In the order of the rules.
    pub rules: Vec<RuleResult>,
    /// Share of the cases judged by any rule that keep every one.
    pub fitting_share: Option<f64>,
    /// Mean over those cases of the share of rules kept.
    pub average_fitness: Option<f64>,
    /// Judgements kept, of all judgements.
    pub log_fitness: Option<f64>,
}

/// A rule with its activities as a table over the log's activities.
struct Compiled<'a> {
    rule: &'a Rule,
    a: Vec<bool>,
    b: Vec<bool>,
    from: i64,
    until: i64,
    concerned: Option<Vec<bool>>,
}

/// Judges every case by every rule. `offset` is the local time's distance from UTC in seconds, for rules that count dates;
/// `working_days(from, to)` counts the working days after the day of `from` up to the day of `to` (microseconds UTC), for rules that count
/// those.
pub fn conformance(
    log: &EventLog,
    rules: &Rules,
    offset: i32,
    working_days: &dyn Fn(i64, i64) -> i64,
) -> Conformance {
    let end = log.times().iter().copied().max().unwrap_or(0);
    let ends = table(log, rules.ends.iter().map(String::as_str));
    let context = Context {
        log,
        resources: log.resources(),
        end,
        offset: i64::from(offset) * 1_000_000,
        working_days,
        ends: (!rules.ends.is_empty()).then_some(ends),
    };
    let accepted: BTreeSet<(&str, &str)> = rules
        .accepted
        .iter()
        .map(|a| (a.rule.as_str(), a.case.as_str()))
        .collect();
    let mut kept_of = vec![(0_u32, 0_u32); log.case_count()];
    let results: Vec<RuleResult> = rules
        .rules
        .iter()
        .enumerate()
        .map(|(place, rule)| {
            let compiled = compile(log, rule, context.offset);
            let mut result = RuleResult {
                rule: place,
                unknown: unknown(log, rule),
                ..RuleResult::default()
            };
            for (case, rows) in log.cases().enumerate() {
                let judgement = context.judge(&compiled, case, rows);
                let kept = match judgement {
                    Judgement::NotConcerned => continue,
                    Judgement::Undecided => {
                        result.undecided += 1;
                        continue;
                    }
                    Judgement::Kept => {
                        result.kept += 1;
                        true
                    }
                    Judgement::Deviates(rows) => {
                        let name = u32::try_from(case).map_or("", |case| log.case_ids().get(case));
                        let known =
                            !accepted.is_empty() && accepted.contains(&(rule.id.as_str(), name));
                        if known {
                            result.accepted += 1;
                        } else {
                            result.deviating.push(CaseDeviation { case, rows });
                        }
                        known
                    }
                };
                result.judged += 1;
                kept_of[case].0 += u32::from(kept);
                kept_of[case].1 += 1;
            }
            result
        })
        .collect();
    let judged: Vec<(u32, u32)> = kept_of.into_iter().filter(|(_, all)| *all > 0).collect();
    let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let cases = judged.len() as f64;
    Conformance {
        fitting_share: share(
            judged.iter().filter(|(kept, all)| kept == all).count() as f64,
            cases,
        ),
        average_fitness: share(
            judged
                .iter()
                .map(|(kept, all)| f64::from(*kept) / f64::from(*all))
                .sum(),
            cases,
        ),
        log_fitness: share(
            judged.iter().map(|(kept, _)| f64::from(*kept)).sum(),
            judged.iter().map(|(_, all)| f64::from(*all)).sum(),
        ),
        rules: results,
    }
}

fn table<'a>(log: &EventLog, names: impl Iterator<Item = &'a str>) -> Vec<bool> {
    let names: Vec<&str> = names.collect();
    log.activities()
        .iter()
        .map(|activity| names.contains(&activity))
        .collect()
}

fn unknown(log: &EventLog, rule: &Rule) -> Vec<String> {
    let known: BTreeSet<&str> = log.activities().iter().collect();
    let mut names: Vec<&str> = rule
        .a
        .iter()
        .chain(rule.b.iter().flat_map(Names::iter))
        .collect();
    names.retain(|name| !known.contains(name));
    names.into_iter().map(str::to_owned).collect()
}

fn compile<'a>(log: &EventLog, rule: &'a Rule, offset: i64) -> Compiled<'a> {
    let day = |text: &Option<String>| {
        text.as_ref()
            .and_then(|text| parse_timestamp(text, 0))
            .map(|at| at - offset)
    };
    let concerned = (!rule.when.is_empty()).then(|| {
        let mut concerned = vec![true; log.case_count()];
        for condition in &rule.when {
            let column = log.case_column(&condition.attribute);
            for (case, concerned) in concerned.iter_mut().enumerate() {
                let value = column
                    .as_ref()
                    .and_then(|column| column.get(case))
                    .map(|value| value.to_string());
                *concerned &= value.is_some_and(|value| condition.is.contains(&value));
            }
        }
        concerned
    });
    Compiled {
        rule,
        a: table(log, rule.a.iter()),
        b: table(log, rule.b.iter().flat_map(Names::iter)),
        from: day(&rule.valid_from).unwrap_or(i64::MIN),
        until: day(&rule.valid_until).map_or(i64::MAX, |at| at + DAY - 1),
        concerned,
    }
}

struct Context<'a> {
    log: &'a EventLog,
    resources: Option<&'a TextColumn>,
    end: i64,
    offset: i64,
    working_days: &'a dyn Fn(i64, i64) -> i64,
    ends: Option<Vec<bool>>,
}

impl Context<'_> {
    fn judge(&self, rule: &Compiled<'_>, case: usize, rows: Range<usize>) -> Judgement {
        if rows.is_empty()
            || rule
                .concerned
                .as_ref()
                .is_some_and(|concerned| !concerned[case])
        {
            return Judgement::NotConcerned;
        }
        let first = self.log.times()[rows.start];
        if first < rule.from || first > rule.until {
            return Judgement::NotConcerned;
        }
        match rule.rule.kind {
            Kind::Presence => self.counted(rule, rows, 1, usize::MAX),
            Kind::Absence => self.counted(rule, rows, 0, 0),
            Kind::Exactly => {
                let times = rule.rule.times.unwrap_or(1);
                self.counted(rule, rows, times, times)
            }
            Kind::AtMost => self.counted(rule, rows, 0, rule.rule.times.unwrap_or(1)),
            Kind::AtLeast => self.counted(rule, rows, rule.rule.times.unwrap_or(1), usize::MAX),
            Kind::Precedence => self.precedence(rule, rows),
            Kind::Response => self.response(rule, rows),
            Kind::Succession => match (
                self.precedence(rule, rows.clone()),
                self.response(rule, rows),
            ) {
                (Judgement::Deviates(mut one), Judgement::Deviates(two)) => {
                    one.extend(two);
                    one.sort_unstable();
                    one.dedup();
                    Judgement::Deviates(one)
                }
                (Judgement::Deviates(rows), _) | (_, Judgement::Deviates(rows)) => {
                    Judgement::Deviates(rows)
                }
                (Judgement::Undecided, _) | (_, Judgement::Undecided) => Judgement::Undecided,
                (Judgement::NotConcerned, Judgement::NotConcerned) => Judgement::NotConcerned,
                _ => Judgement::Kept,
            },
            Kind::FourEyes => self.eyes(rule, rows, false),
            Kind::SameEyes => self.eyes(rule, rows, true),
        }
    }

    fn is_open(&self, rows: Range<usize>) -> bool {
        let activities = &self.log.activity()[rows];
        self.ends
            .as_ref()
            .is_some_and(|ends| !activities.iter().any(|a| ends[*a as usize]))
    }

    fn of<'r>(
        &'r self,
        rows: Range<usize>,
        which: &'r [bool],
    ) -> impl Iterator<Item = usize> + Clone + 'r {
        rows.filter(move |row| which[self.log.activity()[*row] as usize])
    }

    fn counted(
        &self,
        rule: &Compiled<'_>,
        rows: Range<usize>,
        least: usize,
        most: usize,
    ) -> Judgement {
        let found = self.of(rows.clone(), &rule.a).count();
        if found > most {
            Judgement::Deviates(self.of(rows, &rule.a).collect())
        } else if found >= least {
            Judgement::Kept
        } else if self.is_open(rows.clone()) {
            Judgement::Undecided
        } else {
            Judgement::Deviates(self.of(rows, &rule.a).collect())
        }
    }

    /// Before each `b` an `a`: the earliest `a` decides, so one look at it is enough.
    fn precedence(&self, rule: &Compiled<'_>, rows: Range<usize>) -> Judgement {
        let time = self.log.times();
        let Some(first_b) = self.of(rows.clone(), &rule.b).next() else {
            return Judgement::NotConcerned;
        };
        match self.of(rows.clone(), &rule.a).next() {
            Some(first_a) if time[first_a] < time[first_b] => Judgement::Kept,
            // The same moment, or a day recorded without its hour: which came first is not known.
            Some(first_a) if time[first_a] == time[first_b] => Judgement::Undecided,
            Some(first_a) => {
                let early = |row: &usize| time[*row] < time[first_a];
                Judgement::Deviates(self.of(rows, &rule.b).filter(early).collect())
            }
            None => Judgement::Deviates(self.of(rows, &rule.b).collect()),
        }
    }

    fn response(&self, rule: &Compiled<'_>, rows: Range<usize>) -> Judgement {
        let time = self.log.times();
        if self.of(rows.clone(), &rule.a).next().is_none() {
            return Judgement::NotConcerned;
        }
        let (mut late, mut undecided) = (Vec::new(), false);
        for a in self.of(rows.clone(), &rule.a) {
            let next = self
                .of(rows.clone(), &rule.b)
                .find(|b| *b != a && time[*b] >= time[a]);
            match (next, rule.rule.within) {
                (Some(_), None) => {}
                (Some(b), Some(within)) => {
                    if self.days(rule.rule.count, time[a], time[b]) > i64::from(within) {
                        late.push(a);
                        late.push(b);
                    }
                }
                (None, Some(within)) => {
                    if self.days(rule.rule.count, time[a], self.end) > i64::from(within) {
                        late.push(a);
                    } else {
                        undecided = true;
                    }
                }
                (None, None) => {
                    if self.is_open(rows.clone()) {
                        undecided = true;
                    } else {
                        late.push(a);
                    }
                }
            }
        }
        match (late.is_empty(), undecided) {
            (false, _) => Judgement::Deviates(late),
            (true, true) => Judgement::Undecided,
            (true, false) => Judgement::Kept,
        }
    }

    /// Days between two moments, rounded up where spans of 24 hours are counted.
    fn days(&self, count: DayCount, from: i64, to: i64) -> i64 {
        match count {
            DayCount::Dates => {
                (to + self.offset).div_euclid(DAY) - (from + self.offset).div_euclid(DAY)
            }
            DayCount::Hours => (to - from + DAY - 1).div_euclid(DAY),
            DayCount::WorkingDays => (self.working_days)(from, to),
        }
    }

    fn eyes(&self, rule: &Compiled<'_>, rows: Range<usize>, same: bool) -> Judgement {
        let (a, b) = (self.of(rows.clone(), &rule.a), self.of(rows, &rule.b));
        if a.clone().next().is_none() || b.clone().next().is_none() {
            return Judgement::NotConcerned;
        }
        let Some(who) = self.resources else {
            return Judgement::Undecided;
        };
        if a.clone()
            .chain(b.clone())
            .any(|row| who.ids[row] == MISSING_ID)
        {
            return Judgement::Undecided;
        }
        let wrong: Vec<usize> = a
            .flat_map(|x| b.clone().map(move |y| (x, y)))
            .filter(|(x, y)| x != y && (who.ids[*x] == who.ids[*y]) != same)
            .flat_map(|(x, y)| [x, y])
            .collect();
        if wrong.is_empty() {
            return Judgement::Kept;
        }
        let mut rows = wrong;
        rows.sort_unstable();
        rows.dedup();
        Judgement::Deviates(rows)
    }
}
