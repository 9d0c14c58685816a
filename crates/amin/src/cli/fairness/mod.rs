//! `amin fairness FILE --by ATTRIBUTE`: are alike cases of an event log treated alike?

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use eventlog::EventLog;
use fairness::durations::Sorted;
use fairness::report::{Comparison, Measure, Question, Report, report};
use fairness::strata::NONE;
use serde_json::{Map, Value, json};

use super::process::{LogArgs, iranian_timestamp, load};
use crate::insight::columns::{
    Alike, Ask, Columns, Given, QUARTER, Span, Unknown, What, activities, attributes, columns,
    quarters,
};
use crate::insight::limits::Limits;
use crate::insight::treatment::effect;
use crate::insight::whole::{SHUFFLES, whole};

mod amount;
mod ends;
mod recurring;

/// Seed of what is shuffled: the same file gives the same answer.
const SEED: u64 = 1405;

/// Equal treatment of alike cases in an event log.
#[derive(Debug, Args)]
pub(crate) struct FairnessArgs {
    #[command(flatten)]
    log: LogArgs,
    /// Attribute whose values are the groups: of the case, else that of its first event that has it.
    #[arg(long, value_name = "ATTRIBUTE", required_unless_present = "recurring")]
    by: Option<String>,
    /// Compare in how many cases this activity happens.
    #[arg(long, value_name = "ACTIVITY")]
    outcome: Option<String>,
    /// Compare how long it takes; each end is an activity or a date attribute, and may be left out: `startdate..enddate`, `..`.
    #[arg(long, value_name = "FROM..TO")]
    duration: Option<String>,
    /// Compare how cases end, where one end excludes the others (granted, refused, withdrawn); what is open may still end.
    #[arg(
        long,
        value_name = "A,B",
        value_delimiter = ',',
        conflicts_with = "outcome"
    )]
    ends: Vec<String>,
    /// Compare how much was waived, discounted or charged: an attribute that is a number.
    #[arg(long, value_name = "ATTRIBUTE", conflicts_with_all = ["outcome", "duration", "ends"])]
    amount: Option<String>,
    /// The amount of a case that has none, like 0; without it such a case is left out.
    #[arg(
        long,
        value_name = "AMOUNT",
        requires = "amount",
        allow_negative_numbers = true
    )]
    missing: Option<f64>,
    /// A list to review instead: telephones, representatives, accounts or addresses that recur over many citizens' cases, with their
    /// speed (`--duration`) and outcome (`--outcome`) against comparable cases.
    #[arg(long, value_name = "A,B", value_delimiter = ',', conflicts_with_all = ["by", "amount", "ends", "reference"])]
    recurring: Vec<String>,
    /// Attribute that tells the citizens of `--recurring` apart; without it each case is a citizen of its own.
    #[arg(long, value_name = "ATTRIBUTE", requires = "recurring")]
    citizen: Option<String>,
    /// Fewest citizens of a key that recurs.
    #[arg(long, value_name = "N", default_value_t = 5, requires = "recurring")]
    least: usize,
    /// Activities that end a case, for durations up to the last event: a case without any of them is open.
    #[arg(
        long,
        value_name = "A,B",
        value_delimiter = ',',
        conflicts_with = "ends"
    )]
    closed_by: Vec<String>,
    /// When cases without their end are counted up to; the last event of the log unless told otherwise.
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    open_until: Option<i64>,
    /// Attributes that must be the same for two cases to be alike; `@quarter` is the quarter (Solar Hijri) in which a case began.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    strata: Vec<String>,
    /// A number that must lie in the same quantile, like `age:5`.
    #[arg(long, value_name = "COLUMN:N", value_parser = parse_quantiles)]
    quantiles: Vec<(String, usize)>,
    /// The group that the others are compared with; `false`, or the largest, unless told otherwise.
    #[arg(long, value_name = "VALUE")]
    reference: Option<String>,
    /// Fewest cases of a group.
    #[arg(long, value_name = "N", default_value_t = 20)]
    minimum: u64,
    /// Differences up to this size do not matter: a share for outcomes (0.05), days for durations (1), an amount (0).
    #[arg(long, value_name = "SIZE")]
    margin: Option<f64>,
    /// False-discovery rate below which a difference is called one.
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, value_parser = parse_level)]
    level: f64,
}

fn parse_level(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(level) if level > 0.0 && level < 1.0 => Ok(level),
        _ => Err("write a share between 0 and 1, like 0.05".to_owned()),
    }
}

fn parse_moment(text: &str) -> Result<i64, String> {
    iranian_timestamp(text)
        .ok_or_else(|| "write a time like 2012-01-20T15:08:56Z or 1390/10/30".to_owned())
}

fn parse_quantiles(text: &str) -> Result<(String, usize), String> {
    let wrong = || "write a column and a number of quantiles from 2 to 100, like age:5".to_owned();
    let (column, bins) = text.rsplit_once(':').ok_or_else(wrong)?;
    match bins.parse() {
        Ok(bins @ 2..=100) if !column.is_empty() => Ok((column.to_owned(), bins)),
        _ => Err(wrong()),
    }
}

/// Runs the command. Exit status 0 when answered, whatever the verdict; 2 when the file or the question cannot be used.
pub(crate) fn run(args: &FairnessArgs) -> ExitCode {
    let import = match load(&args.log) {
        Ok(import) => import,
        Err(why) => return bad(&format!("{}: {why}", args.log.file.display())),
    };
    import.tell("amin fairness", &mut std::io::stderr());
    let answered = answer(args, &import.log);
    let mut out = std::io::stdout().lock();
    match answered {
        Err(why) => bad(&why),
        Ok(answer) => {
            let text = if args.log.json {
                answer.to_string()
            } else {
                table(&answer)
            };
            match writeln!(out, "{text}") {
                Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => bad(&why.to_string()),
                _ => ExitCode::SUCCESS,
            }
        }
    }
}

fn bad(why: &str) -> ExitCode {
    eprintln!("amin fairness: {why}");
    ExitCode::from(2)
}

fn ask(args: &FairnessArgs, log: &EventLog, what: What) -> Ask {
    let plain = args.strata.iter().map(|key| Alike::by(key));
    let cut = args.quantiles.iter().map(|(key, bins)| Alike {
        key: key.clone(),
        quantiles: Some(*bins),
    });
    Ask {
        by: args.by.clone().unwrap_or_default(),
        what,
        strata: plain.chain(cut).collect(),
        given: if args.strata.iter().any(|key| key == QUARTER) {
            Given::from([(QUARTER, quarters(log))])
        } else {
            Given::new()
        },
    }
}

/// The margins, least group and level of the options, else those that the program ships.
fn limits(args: &FairnessArgs) -> Limits {
    let shipped = Limits::default();
    Limits {
        least: args.minimum,
        share: args.margin.unwrap_or(shipped.share),
        days: args.margin.unwrap_or(shipped.days),
        level: args.level,
        ..shipped
    }
}

fn build(log: &EventLog, ask: &Ask) -> Result<Columns, String> {
    columns(log, ask).map_err(|name| unknown(log, &name))
}

/// Says what the log has where it was asked for something else.
fn unknown(log: &EventLog, name: &Unknown) -> String {
    let mut known: Vec<String> = attributes(log).into_iter().map(|a| a.key).collect();
    known.extend(activities(log).into_iter().take(20));
    if known.is_empty() {
        known.push("none at all".to_owned());
    }
    format!(
        "the log has no attribute or activity “{}”; it has: {}",
        name.0,
        known.join(", ")
    )
}

/// The answer as JSON, field by field in `docs/api/fairness.md`.
fn answer(args: &FairnessArgs, log: &EventLog) -> Result<Value, String> {
    if !args.recurring.is_empty() {
        return recurring::answer(args, log);
    }
    if args.outcome.is_some() && args.duration.is_some() {
        return Err("--outcome and --duration are two questions: ask one of them".to_owned());
    }
    if !args.ends.is_empty() {
        return ends::answer(args, log);
    }
    if let Some(key) = &args.amount {
        return amount::answer(args, log, key);
    }
    if args.duration.is_some() {
        let columns = build(log, &ask(args, log, What::Duration(span(args)?)))?;
        return Ok(one(args, &columns, true).1);
    }
    if let Some(activity) = &args.outcome {
        let columns = build(log, &ask(args, log, What::Activity(activity.clone())))?;
        return Ok(one(args, &columns, false).1);
    }
    everything(args, log)
}

/// From where to where a duration is measured; the whole case unless told otherwise.
fn span(args: &FairnessArgs) -> Result<Span, String> {
    let (from, to) = match &args.duration {
        None => ("", ""),
        Some(duration) => duration
            .split_once("..")
            .ok_or("write --duration as FROM..TO, like startdate..enddate")?,
    };
    let end = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    Ok(Span {
        from: end(from),
        to: end(to),
        ends: args.closed_by.clone(),
        open_until: args.open_until,
    })
}

fn reference(args: &FairnessArgs, names: &[String]) -> Option<u32> {
    let wanted = args.reference.as_deref().or_else(|| {
        let two = names.len() == 2
            && names
                .iter()
                .all(|n| matches!(n.to_lowercase().as_str(), "true" | "false"));
        two.then_some("false")
    })?;
    names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(wanted))
        .and_then(|place| u32::try_from(place).ok())
}

/// One question: its report and its JSON.
fn one(args: &FairnessArgs, columns: &Columns, duration: bool) -> (Report, Value) {
    let limits = limits(args);
    let (measure, margin) = if duration {
        (
            Measure::Duration(&columns.days, &columns.ended),
            limits.days,
        )
    } else {
        (Measure::Outcome(&columns.outcome), limits.share)
    };
    let report = report(&Question {
        groups: &columns.groups,
        strata: &columns.strata,
        measure,
        reference: reference(args, &columns.names),
        least: limits.least,
        margin,
        level: limits.level,
        pairs: 10,
    });
    let answer = told(args, columns, &report, duration);
    (report, answer)
}

/// A report as JSON.
fn told(args: &FairnessArgs, columns: &Columns, report: &Report, duration: bool) -> Value {
    let name = |group: u32| {
        columns
            .names
            .get(group as usize)
            .cloned()
            .unwrap_or_default()
    };
    let mut answer = Map::new();
    let groups: Vec<Value> = report
        .groups
        .iter()
        .map(|g| {
            json!({
                "group": name(g.group), "cases": g.cases, "events": g.events,
                "share": g.events as f64 / g.cases.max(1) as f64, "median_days": g.median,
            })
        })
        .collect();
    answer.insert("by".to_owned(), json!(args.by));
    answer.insert("cases".to_owned(), json!(report.cases));
    answer.insert("matched_share".to_owned(), json!(report.matched_share));
    answer.insert("groups".to_owned(), json!(groups));
    answer.insert("small_groups".to_owned(), json!(report.small_groups));
    answer.insert("reference".to_owned(), json!(report.reference.map(name)));
    if duration {
        answer.insert("duration".to_owned(), of_duration(columns, report));
    } else {
        answer.insert("outcome".to_owned(), of_outcome(args, columns, report));
    }
    answer.insert(
        "over_dispersion".to_owned(),
        json!({
            "share": report.units.share, "phi": report.units.phi,
            "phi_winsorised": report.units.phi_winsorised, "tau2": report.units.tau2,
        }),
    );
    answer.insert("units".to_owned(), units(columns, report));
    answer.insert(
        "differences".to_owned(),
        json!(
            report
                .comparisons
                .iter()
                .map(|c| difference(columns, c))
                .collect::<Vec<_>>()
        ),
    );
    answer.insert("comparisons".to_owned(), json!(report.comparisons.len()));
    answer.insert(
        "pairs".to_owned(),
        json!(
            report
                .pairs
                .iter()
                .map(|p| json!({
                    "more": p.more, "less": p.less, "days_apart": p.difference,
                }))
                .collect::<Vec<_>>()
        ),
    );
    if columns.negative > 0 {
        answer.insert("negative_durations".to_owned(), json!(columns.negative));
    }
    answer.insert("verdict".to_owned(), json!(report.verdict.code()));
    Value::Object(answer)
}

/// Of all groups at once: the generalised Cochran–Mantel–Haenszel test, which is the log-rank test of one time; of two groups also their
/// pooled odds and risks.
fn of_outcome(args: &FairnessArgs, columns: &Columns, report: &Report) -> Value {
    let kept: Vec<u32> = kept(args, columns, report);
    let time: Vec<f64> = columns
        .outcome
        .iter()
        .map(|yes| f64::from(u8::from(!*yes)))
        .collect();
    let test =
        Sorted::new(&kept, &columns.strata, &time, &columns.outcome).log_rank(columns.names.len());
    let mut outcome = json!({ "chi2": test.chi2, "df": test.df, "p": test.p });
    if let ([only], Value::Object(outcome)) = (report.comparisons.as_slice(), &mut outcome)
        && let Some(pooled) = only.outcome
    {
        let (low, high) = pooled.odds_interval.unzip();
        outcome.extend([
            ("odds_ratio".to_owned(), json!(pooled.odds_ratio)),
            ("low".to_owned(), json!(low)),
            ("high".to_owned(), json!(high)),
            ("risk_ratio".to_owned(), json!(pooled.risk_ratio)),
            ("risk_difference".to_owned(), json!(pooled.risk_difference)),
            (
                "homogeneity".to_owned(),
                json!(
                    only.homogeneity
                        .map(|h| json!({"chi2": h.chi2, "df": h.df, "p": h.p}))
                ),
            ),
        ]);
    }
    outcome
}

fn kept(args: &FairnessArgs, columns: &Columns, report: &Report) -> Vec<u32> {
    // Groups too small to compare do not enter the test of all groups either.
    let large: Vec<bool> = (0..columns.names.len())
        .map(|g| {
            report
                .groups
                .iter()
                .any(|group| group.group as usize == g && group.cases >= args.minimum)
        })
        .collect();
    columns
        .groups
        .iter()
        .map(|g| {
            if *g != NONE && large[*g as usize] {
                *g
            } else {
                NONE
            }
        })
        .collect()
}

fn of_duration(columns: &Columns, report: &Report) -> Value {
    let medians: Map<String, Value> = report
        .groups
        .iter()
        .map(|g| (columns.names[g.group as usize].clone(), json!(g.median)))
        .collect();
    let log_rank = report
        .log_rank
        .map(|t| json!({"chi2": t.chi2, "df": t.df, "p": t.p}));
    let only = match report.comparisons.as_slice() {
        [only] => only.mean_difference,
        _ => None,
    };
    json!({
        "median_days": medians,
        "logrank": log_rank,
        "rmst_difference_days": only.map(|d| d.difference),
        "low": only.map(|d| d.interval.0),
        "high": only.map(|d| d.interval.1),
        "open": columns.ended.iter().filter(|ended| !**ended).count(),
    })
}

fn units(columns: &Columns, report: &Report) -> Value {
    let name = |group: u32| {
        columns
            .names
            .get(group as usize)
            .cloned()
            .unwrap_or_default()
    };
    let units = report.units.units.iter().map(|u| {
        json!({
            "unit": name(u.unit), "cases": u.cases, "observed": u.observed, "expected": u.expected,
            "ratio": u.ratio(), "z": u.z, "q": u.q, "z_adjusted": u.z_adjusted, "q_adjusted": u.q_adjusted,
        })
    });
    json!(units.collect::<Vec<_>>())
}

fn difference(columns: &Columns, c: &Comparison) -> Value {
    let interval = c
        .outcome
        .and_then(|o| o.risk_difference_interval)
        .or(c.mean_difference.map(|d| d.interval));
    json!({
        "group": columns.names[c.group as usize],
        "effect": effect(c),
        "low": interval.map(|i| i.0),
        "high": interval.map(|i| i.1),
        "p": c.p,
        "q": c.q,
        "exact": c.exact.is_some(),
        "e_value": c.e_value.map(|e| e.0),
        "e_value_limit": c.e_value.map(|e| e.1),
        "verdict": c.verdict.code(),
    })
}

/// Neither outcome nor duration asked for: every activity as an outcome and the whole duration, corrected together, and a test of whole
/// courses.
fn everything(args: &FairnessArgs, log: &EventLog) -> Result<Value, String> {
    let columns = build(log, &ask(args, log, What::Duration(span(args)?)))?;
    let reference = reference(args, &columns.names);
    let found =
        whole(log, &columns, &limits(args), reference, 10).map_err(|name| unknown(log, &name))?;
    let steps: Vec<Value> = found
        .steps
        .iter()
        .map(|step| {
            let c = &step.comparison;
            json!({
                "activity": step.activity,
                "measure": if step.activity.is_some() { "outcome" } else { "duration" },
                "group": columns.names[c.group as usize], "effect": effect(c), "p": c.p, "q": c.q,
                "verdict": c.verdict.code(),
            })
        })
        .collect();
    let Value::Object(mut answer) = told(args, &columns, &found.duration, true) else {
        return Err("the report is no object".to_owned());
    };
    let course = &found.course;
    answer.insert("comparisons".to_owned(), json!(steps.len()));
    answer.insert("steps".to_owned(), json!(steps));
    answer.insert("course".to_owned(), json!({
        "distance": course.distance, "by_chance": course.by_chance, "p": course.p, "shuffles": SHUFFLES,
    }));
    answer.insert("verdict".to_owned(), json!(found.verdict.code()));
    Ok(Value::Object(answer))
}

/// The answer for people.
fn table(answer: &Value) -> String {
    if answer["recurring"].is_array() {
        return recurring::table(answer);
    }
    if answer["ends"].is_array() {
        return ends::table(answer);
    }
    let mut lines = vec![format!(
        "verdict: {}",
        answer["verdict"].as_str().unwrap_or("")
    )];
    let number = |v: &Value| {
        v.as_f64()
            .map_or_else(|| "–".to_owned(), |x| format!("{x:.4}"))
    };
    lines.push(format!(
        "{} cases compared by {}, {} comparisons, {:.1} % matched",
        answer["cases"],
        answer["by"],
        answer["comparisons"],
        answer["matched_share"].as_f64().unwrap_or(0.0) * 100.0
    ));
    for group in answer["groups"].as_array().into_iter().flatten() {
        let median = if group["median_days"].is_null() {
            String::new()
        } else {
            format!(", median {} days", number(&group["median_days"]))
        };
        lines.push(format!(
            "  {}: {} cases, share {}{median}",
            group["group"],
            group["cases"],
            number(&group["share"])
        ));
    }
    for key in ["outcome", "duration", "amount"] {
        if !answer[key].is_null() {
            lines.push(format!("{key}: {}", answer[key]));
        }
    }
    let list = if answer["steps"].is_array() {
        &answer["steps"]
    } else {
        &answer["differences"]
    };
    for row in list.as_array().into_iter().flatten().take(30) {
        lines.push(format!(
            "  {}{}: effect {}, q {}, {}",
            row["activity"]
                .as_str()
                .map_or_else(String::new, |a| format!("{a} · ")),
            row["group"],
            number(&row["effect"]),
            number(&row["q"]),
            row["verdict"]
        ));
    }
    lines.join("\n")
}
