//! The same work done by `eventlog` and by the crate `process_mining`, one kind of work a run:
//! `eventlog-peers eventlog|process_mining KIND FILE [NET]`. Prints one line of JSON: CPU seconds of the whole process (all threads),
//! seconds on the clock, peak memory, and figures that show that both did the same.

mod clock;
mod large;
mod ours;
mod rules;
mod theirs;

use std::error::Error;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USE: &str = "use: eventlog-peers eventlog|process_mining KIND FILE [NET]; kinds of eventlog: import, dfg, \
    dfg-times, variants, handover, durations, measures, memory, net, align, discover, rules, report, large; of process_mining: import, \
    dfg, variants, align";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |place: usize| arguments.get(place).map_or("", String::as_str);
    let (who, kind, file, net) = (argument(0), argument(1), argument(2), argument(3));
    let line = match who {
        "eventlog" => ours::run(kind, file, net)?,
        "process_mining" => theirs::run(kind, file, net)?,
        _ => return Err(USE.into()),
    };
    println!("{line}");
    Ok(())
}
