//! Dotted chart: every event a dot, time to the right, cases one below the other.

use crate::log::EventLog;

/// What time is measured from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeAxis {
    /// 1970: the calendar.
    #[default]
    Absolute,
    /// The first event of the case.
    Relative,
}

/// In which order cases lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// By their first event.
    #[default]
    Start,
    /// By their last event.
    End,
    /// By their duration, the shortest first.
    Duration,
    /// As in the log.
    Log,
}

/// A dot: one event, or several that lie close together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dot {
    /// Beginning of its bin, microseconds UTC or since the first event of the case.
    pub time: i64,
    /// Place of the first case of its bin in the order asked for, from 0.
    pub place: usize,
    /// The activity, a number into [`EventLog::activities`]; `None` where there was no room to keep activities apart.
    pub activity: Option<u32>,
    /// How many events.
    pub count: usize,
}

/// The data of a dotted chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dotted {
    /// Numbers of the cases with events in their order.
    pub cases: Vec<u32>,
    /// First and last time on the axis; `None` without events.
    pub span: Option<(i64, i64)>,
    /// Microseconds that a bin is wide; 1 when every event stands where it is.
    pub bin_micros: i64,
    /// Neighbouring cases that a bin takes together; 1 when every case has its own line.
    pub bin_cases: usize,
    /// The dots, by case, then time, then activity.
    pub dots: Vec<Dot>,
}

/// At most `most` dots (one at least) for all events of a log. Where there are more events, they are put into the finest grid, halved in time
/// and cases from 4,096 × 4,096 down, that gives few enough dots, with one dot for each activity in a cell; the counts always add up to
/// the events.
pub fn dotted(log: &EventLog, axis: TimeAxis, order: CaseOrder, most: usize) -> Dotted {
    let cases = ordered(log, order);
    let origin = |case: u32| match axis {
        TimeAxis::Absolute => 0,
        TimeAxis::Relative => log.times()[log.case(case as usize).start],
    };
    // Place, time, activity of each event.
    let mut events: Vec<(usize, i64, u32)> = Vec::with_capacity(log.event_count());
    for (place, &case) in cases.iter().enumerate() {
        for row in log.case(case as usize) {
            let at = log.times()[row].saturating_sub(origin(case));
            events.push((place, at, log.activity()[row]));
        }
    }
    let times = || events.iter().map(|event| event.1);
    let Some((first, last)) = times().min().zip(times().max()) else {
        return Dotted::default();
    };
    let width = i128::from(last) - i128::from(first) + 1;
    let mut chart = Dotted {
        span: Some((first, last)),
        bin_micros: 1,
        bin_cases: 1,
        dots: counted(events.iter().map(|&(place, at, a)| (place, at, Some(a)))),
        cases,
    };
    let mut bins = 4_096_u32;
    while chart.dots.len() > most.max(1) {
        let activities_apart = bins > 0;
        let grid = bins.max(1);
        chart.bin_micros =
            i64::try_from((width + i128::from(grid) - 1) / i128::from(grid)).unwrap_or(i64::MAX);
        chart.bin_cases = chart.cases.len().div_ceil(grid as usize);
        let (micros, together) = (chart.bin_micros, chart.bin_cases);
        chart.dots = counted(events.iter().map(|&(place, at, a)| {
            let bin = (i128::from(at) - i128::from(first)) / i128::from(micros);
            let time = i128::from(first) + bin * i128::from(micros);
            let time = i64::try_from(time).unwrap_or(i64::MAX);
            (
                place / together * together,
                time,
                activities_apart.then_some(a),
            )
        }));
        bins /= 2;
        if !activities_apart {
            break;
        }
    }
    chart
}

fn ordered(log: &EventLog, order: CaseOrder) -> Vec<u32> {
    let mut cases: Vec<(i64, u32)> = (0_u32..)
        .take(log.case_count())
        .filter_map(|case| {
            let (first, last) = log.span(case as usize)?;
            let key = match order {
                CaseOrder::Start => first,
                CaseOrder::End => last,
                CaseOrder::Duration => last.saturating_sub(first),
                CaseOrder::Log => 0,
            };
            Some((key, case))
        })
        .collect();
    cases.sort_unstable();
    cases.into_iter().map(|(_, case)| case).collect()
}

fn counted(events: impl Iterator<Item = (usize, i64, Option<u32>)>) -> Vec<Dot> {
    let mut events: Vec<_> = events.collect();
    events.sort_unstable();
    events
        .chunk_by(|a, b| a == b)
        .map(|same| Dot {
            place: same[0].0,
            time: same[0].1,
            activity: same[0].2,
            count: same.len(),
        })
        .collect()
}
