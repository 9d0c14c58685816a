//! The report of every step at once, and of how cases end, as the page of equal treatment shows them.

use charts::{Chart, Options, Series, stacked_bars};
use eventlog::EventLog;
use fairness::strata::NONE;

use super::direction;
use super::treatment::{p_value, verdict_word};
use crate::insight::columns::{Ask, Span, Unknown, What, columns};
use crate::insight::ends::{Ends, ends};
use crate::insight::limits::{FALSE_DISCOVERY, LEAST_CASES, Limits, MARGIN_DAYS, MARGIN_POINTS};
use crate::insight::treatment::{AlikePair, alike_pairs, effect, shown_names};
use crate::insight::whole::{SHUFFLES, Whole, whole};
use crate::platform::texts::{Lang, Texts};
use crate::services::view::percent;

/// Comparisons in the table; all are counted.
const MOST: usize = 60;
/// Pairs of alike cases that are named.
const PAIRS: usize = 10;

/// The whole question with what people need to read it.
pub(super) struct Told {
    /// The statistics.
    pub whole: Whole,
    /// Names of groups as they may be shown.
    pub names: Vec<String>,
    /// Pairs of alike cases treated most differently.
    pub pairs: Vec<AlikePair>,
    /// What counted as a difference.
    pub limits: Limits,
    left_out: usize,
    open: usize,
    negative: usize,
}

impl Told {
    fn name(&self, group: u32) -> String {
        self.names.get(group as usize).cloned().unwrap_or_default()
    }

    /// What was found, in one plain paragraph.
    pub(super) fn paragraph(&self, t: &Texts) -> String {
        self.whole
            .paragraph(t, &self.limits, &|group| self.name(group))
    }
}

/// Asks everything.
pub(super) fn tell_whole(
    log: &EventLog,
    ask: &Ask,
    limits: &Limits,
    pseudonym: &dyn Fn(i64) -> String,
) -> Result<Told, Unknown> {
    let columns = columns(log, ask)?;
    let whole = whole(log, &columns, limits, None, PAIRS)?;
    let names = shown_names(&ask.by, &columns.names, pseudonym);
    Ok(Told {
        pairs: alike_pairs(log, &whole.duration, &columns.groups, &names),
        whole,
        names,
        limits: limits.clone(),
        left_out: columns
            .groups
            .iter()
            .zip(&columns.strata)
            .filter(|(g, s)| **g == NONE || **s == NONE)
            .count(),
        open: columns.open,
        negative: columns.negative,
    })
}

/// Asks how cases end.
pub(super) fn tell_ends(
    log: &EventLog,
    ask: &Ask,
    wanted: &[String],
    limits: &Limits,
    pseudonym: &dyn Fn(i64) -> String,
) -> Result<Ends, Unknown> {
    let ask = Ask {
        what: What::Duration(Span::default()),
        ..ask.clone()
    };
    let mut found = ends(log, &ask, &Span::default(), wanted, limits.least)?;
    found.names = shown_names(&ask.by, &found.names, pseudonym);
    Ok(found)
}

/// A comparison in the table.
pub(super) struct StepLine {
    /// The step, or the time.
    pub step: String,
    /// The group.
    pub group: String,
    /// The difference in its unit.
    pub effect: String,
    /// Its interval.
    pub interval: String,
    /// Corrected p-value.
    pub q: String,
    /// Verdict in words.
    pub verdict: &'static str,
    /// Its look.
    pub badge: &'static str,
}

/// The comparisons that say most.
pub(super) fn step_lines(t: &Texts, told: &Told) -> Vec<StepLine> {
    told.whole
        .steps
        .iter()
        .take(MOST)
        .map(|step| {
            let c = &step.comparison;
            let size = |x: f64| {
                if step.activity.is_some() {
                    t.insight_points(t.lang.decimal(x * 100.0, 1))
                } else {
                    t.services_days_text(t.lang.decimal(x, 1))
                }
            };
            let interval = c
                .outcome
                .and_then(|pooled| pooled.risk_difference_interval)
                .or(c.mean_difference.map(|mean| mean.interval));
            let (verdict, badge) = verdict_word(t, c.verdict);
            StepLine {
                step: step
                    .activity
                    .clone()
                    .unwrap_or_else(|| t.insight_what_duration().to_owned()),
                group: told.name(c.group),
                effect: size(effect(c)),
                interval: interval.map_or_else(
                    || "–".to_owned(),
                    |(low, high)| t.insight_interval(size(low), size(high)),
                ),
                q: p_value(t, c.q),
                verdict,
                badge,
            }
        })
        .collect()
}

/// What a careful reader wants to know beside the numbers.
pub(super) fn whole_notes(t: &Texts, told: &Told) -> Vec<String> {
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let (found, limits) = (&told.whole, &told.limits);
    let mut notes = vec![t.insight_note_comparisons(count(found.steps.len()))];
    if let Some(reference) = found.duration.reference {
        notes.push(t.insight_note_against(told.name(reference)));
    }
    if found.steps.len() > MOST {
        notes.push(t.insight_note_first(count(MOST)));
    }
    notes.push(t.insight_note_course(
        t.lang.decimal(found.course.distance * 100.0, 0),
        t.lang.decimal(found.course.by_chance * 100.0, 0),
        p_value(t, found.course.p),
        count(SHUFFLES),
    ));
    if found.duration.small_groups > 0 {
        notes.push(t.insight_note_small(count(found.duration.small_groups), limits.least_words(t)));
    }
    if told.left_out > 0 {
        notes.push(t.insight_note_left_out(count(told.left_out)));
    }
    if told.open > 0 {
        notes.push(t.insight_note_open(count(told.open)));
    }
    if told.negative > 0 {
        notes.push(t.insight_note_negative(count(told.negative)));
    }
    notes.push(t.insight_note_margin_share(t.lang.decimal(limits.share * 100.0, 0)));
    notes.push(t.insight_note_margin_days(t.lang.decimal(limits.days, 0)));
    let wanted = [LEAST_CASES, MARGIN_POINTS, MARGIN_DAYS, FALSE_DISCOVERY];
    notes.extend(limits.origin_words(t, &wanted));
    notes
}

/// How cases end, for the page.
pub(super) struct EndsView {
    /// What was found, in one paragraph.
    pub paragraph: String,
    /// Shares of each end by group.
    pub chart: Option<Chart>,
    /// Heads of the table.
    pub heads: Vec<String>,
    /// A row for each group.
    pub rows: Vec<Vec<String>>,
    /// For each end whether the groups come to it at the same rate.
    pub tests: Vec<[String; 3]>,
    /// Notes.
    pub notes: Vec<String>,
}

/// Words, picture and table of how cases end.
pub(super) fn ends_view(t: &Texts, found: &Ends, limits: &Limits) -> EndsView {
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let name = |group: u32| found.names.get(group as usize).cloned().unwrap_or_default();
    // The shares by the last of the days are those of all that is recorded.
    let last = |shares: &[f64]| shares.last().copied().unwrap_or(0.0);
    let rows = found
        .groups
        .iter()
        .map(|group| {
            let ended = found
                .ends
                .iter()
                .zip(group.counts.iter().zip(&group.shares))
                .map(|(_, (cases, shares))| {
                    t.insight_ends_cell(count(*cases), percent(t, last(shares)))
                });
            std::iter::once(name(group.group))
                .chain([count(group.cases)])
                .chain(ended)
                .chain([count(group.open)])
                .collect()
        })
        .collect();
    let differing = found
        .tests
        .iter()
        .zip(&found.ends)
        .filter(|((_, q), _)| *q < limits.level)
        .map(|(_, end)| match t.lang {
            Lang::Fa => format!("«{end}»"),
            // The mark keeps a number that follows a Persian name from being drawn to it.
            Lang::En => format!("“{end}”\u{200e}"),
        })
        .collect::<Vec<_>>();
    let enough = found.groups.len() > 1;
    let mut sentences = vec![if !enough {
        t.insight_para_too_little(count(found.groups.len()), limits.least_words(t))
    } else if differing.is_empty() {
        t.insight_para_ends_alike(count(found.tests.len()))
    } else {
        t.insight_para_ends_differ(
            count(differing.len()),
            count(found.tests.len()),
            differing.join(t.insight_rule_or()),
        )
    }];
    if enough {
        let share = t.lang.decimal(found.matched_share * 100.0, 1);
        sentences.push(t.insight_para_matched(count(found.cases), share));
        sentences.push(t.insight_para_cause().to_owned());
    }
    let mut notes = vec![t.insight_note_ends().to_owned()];
    if found.small_groups > 0 {
        notes.push(t.insight_note_small(count(found.small_groups), limits.least_words(t)));
    }
    if found.negative > 0 {
        notes.push(t.insight_note_negative(count(found.negative)));
    }
    notes.extend(limits.origin_words(t, &[LEAST_CASES, FALSE_DISCOVERY]));
    let mut heads = vec![
        t.insight_group().to_owned(),
        t.insight_change_cases().to_owned(),
    ];
    heads.extend(found.ends.iter().cloned());
    heads.push(t.insight_ends_open().to_owned());
    EndsView {
        paragraph: sentences.join(" "),
        chart: enough.then(|| ends_chart(t, found)),
        heads,
        rows,
        tests: found
            .ends
            .iter()
            .zip(&found.tests)
            .map(|(end, (_, q))| {
                let verdict = if *q < limits.level {
                    t.insight_verdict_differs()
                } else {
                    t.insight_ends_no_difference()
                };
                [end.clone(), p_value(t, *q), verdict.to_owned()]
            })
            .collect(),
        notes,
    }
}

fn ends_chart(t: &Texts, found: &Ends) -> Chart {
    let labels: Vec<String> = found
        .groups
        .iter()
        .map(|group| found.names[group.group as usize].clone())
        .collect();
    let of_end = |end: usize| -> Vec<Option<f64>> {
        found
            .groups
            .iter()
            .map(|group| group.shares[end].last().map(|share| share * 100.0))
            .collect()
    };
    let mut series: Vec<Series> = found
        .ends
        .iter()
        .enumerate()
        .map(|(end, name)| Series {
            name: name.clone(),
            values: of_end(end),
        })
        .collect();
    let open = (0..found.groups.len())
        .map(|group| {
            let ended: f64 = series.iter().filter_map(|s| s.values[group]).sum();
            Some((100.0 - ended).max(0.0))
        })
        .collect();
    series.push(Series {
        name: t.insight_ends_open().to_owned(),
        values: open,
    });
    let number = |n: f64| {
        t.lang
            .decimal(n, usize::from(n.abs() < 10.0 && n.fract() != 0.0))
    };
    let options = Options {
        category: t.insight_group(),
        unit: t.insight_ends_unit(),
        ..Options::new("ends", t.insight_ends_title(), direction(t), &number)
    };
    stacked_bars(&labels, &series, &options)
}
