//! `amin process dotted`.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use eventlog::EventLog;
use eventlog::measure::{self, CaseOrder, TimeAxis};
use serde_json::json;

use super::log_args::LogArgs;
use super::show;

#[derive(Debug, Args)]
pub(super) struct DottedArgs {
    #[command(flatten)]
    pub(super) log: LogArgs,
    /// Time since the first event of the case, instead of the calendar.
    #[arg(long)]
    relative: bool,
    /// In which order cases lie.
    #[arg(long, value_enum, default_value_t = Order::Start)]
    order: Order,
    /// At most so many dots; events that lie close together become one.
    #[arg(long, value_name = "NUMBER", default_value_t = 5_000)]
    dots: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    /// By their first event.
    Start,
    /// By their last event.
    End,
    /// By their duration.
    Duration,
    /// As in the file.
    Log,
}

/// The data of a dotted chart.
pub(super) fn print(args: &DottedArgs, log: &EventLog, out: &mut impl Write) -> io::Result<()> {
    let axis = if args.relative {
        TimeAxis::Relative
    } else {
        TimeAxis::Absolute
    };
    let order = match args.order {
        Order::Start => CaseOrder::Start,
        Order::End => CaseOrder::End,
        Order::Duration => CaseOrder::Duration,
        Order::Log => CaseOrder::Log,
    };
    let chart = measure::dotted(log, axis, order, args.dots);
    let seconds = |micros: i64| micros as f64 / 1e6;
    if args.log.json {
        let dots: Vec<_> = (chart.dots.iter())
            .map(|dot| json!([seconds(dot.time), dot.place, dot.activity, dot.count]))
            .collect();
        let cases: Vec<&str> = (chart.cases.iter())
            .map(|&case| log.case_ids().get(case))
            .collect();
        let activities: Vec<&str> = log.activities().iter().collect();
        return show::json(
            out,
            &json!({
                "axis": if args.relative { "relative" } else { "absolute" },
                "span_seconds": chart.span.map(|(first, last)| [seconds(first), seconds(last)]),
                "bin_seconds": seconds(chart.bin_micros), "bin_cases": chart.bin_cases,
                "activities": activities, "cases": cases, "dots": dots,
            }),
        );
    }
    writeln!(
        out,
        "{} events of {} cases in {} dots, each of {} and {} cases",
        log.event_count(),
        chart.cases.len(),
        chart.dots.len(),
        show::duration(Some(seconds(chart.bin_micros))),
        chart.bin_cases
    )?;
    writeln!(
        out,
        "\n{:>9}  {:>24}  {:>9}  activity",
        "case", "time", "events"
    )?;
    let rows = args.log.rows();
    for dot in chart.dots.iter().take(rows) {
        let time = if args.relative {
            show::duration(Some(seconds(dot.time)))
        } else {
            eventlog::to_rfc3339(dot.time)
        };
        let activity = dot.activity.map_or("–", |id| log.activities().get(id));
        writeln!(
            out,
            "{:>9}  {time:>24}  {:>9}  {activity}",
            dot.place + 1,
            dot.count
        )?;
    }
    show::rest(out, chart.dots.len(), rows, "dots")
}
