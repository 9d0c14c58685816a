//! The directly-follows graph: which activity comes right after which, how often and how much later.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::log::EventLog;

/// Fewer activities than this have their edges numbered by shifting (at most 4,096 edges).
const SHIFTED: usize = 64;
/// Up to this many activities edges are numbered in a table (4 MiB), beyond it in a hash table.
const TABLED: usize = 1024;
/// Rows that are looked at together: what is noted of them stays in the nearest cache.
const BLOCK: usize = 1024;
/// Of so many rows neighbouring ones are drawn, which stand in one or two lines of the cache: many enough to be of different cases.
const STRETCH: usize = 512;
const DRAWN: usize = 16;
/// Of an edge that fewer of the drawn rows belong to, every time is kept.
const FEW: usize = 32;

/// One activity right after another, within a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The earlier activity.
    pub from: u32,
    /// The later activity.
    pub to: u32,
    /// How often.
    pub count: usize,
    /// Median of the times between the two, in seconds.
    pub median_seconds: f64,
}

/// A directly-follows graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Dfg {
    /// Edges, the most frequent first, then by the names of their activities.
    pub edges: Vec<Edge>,
    /// Activities that cases start with, and how many do; the most frequent first.
    pub start: Vec<(u32, usize)>,
    /// Activities that cases end with, and how many do; the most frequent first.
    pub end: Vec<(u32, usize)>,
}

/// Builds the directly-follows graph with the median time of each edge.
///
/// The time of an edge is the time between the two events; pm4py subtracts from the second event's `start_timestamp`
/// where a log has one, this function never does (see [`super::times`] for waiting before the work began).
///
/// Medians are found as Floyd and Rivest do (*Expected time bounds for selection*, 1975): drawn rows tell between which two times the
/// median of an edge lies, so that one walk over the log counts the edges and keeps few of their times.
pub fn dfg(log: &EventLog) -> Dfg {
    // One number more stands for what is before a case.
    let width = log.activities().len() + 1;
    if width <= SHIFTED {
        graph(log, Shifted::new(width))
    } else if width <= TABLED {
        graph(log, Tabled::new(width))
    } else {
        graph(log, Hashed::default())
    }
}

fn graph(log: &EventLog, numbers: impl Numbers) -> Dfg {
    let mut walk = Walk::new(log, numbers);
    walk.draw();
    walk.all();
    let mut medians = walk.medians();
    if walk.keep_all_without(&medians) {
        walk.all();
        for (median, other) in medians.iter_mut().zip(walk.medians()) {
            *median = median.or(other);
        }
    }
    let activities = log.activities().len();
    let (mut start, mut end) = (vec![0; activities], vec![0; activities]);
    let mut edges = Vec::new();
    for ((from, to, count), median) in walk.counts().zip(medians) {
        if count == 0 {
            continue;
        }
        // Each event begins its case or comes after another, and ends it or comes before another.
        end[to as usize] += count;
        if from == walk.outside {
            start[to as usize] += count;
        } else {
            edges.push(Edge {
                from,
                to,
                count,
                median_seconds: median.unwrap_or_default(),
            });
        }
    }
    for edge in &edges {
        end[edge.from as usize] -= edge.count;
    }
    let name = |id: u32| log.activities().get(id);
    edges.sort_by(|a, b| {
        let names = || (name(a.from), name(a.to)).cmp(&(name(b.from), name(b.to)));
        b.count.cmp(&a.count).then_with(names)
    });
    Dfg {
        edges,
        start: tally(log, start),
        end: tally(log, end),
    }
}

fn tally(log: &EventLog, counts: Vec<usize>) -> Vec<(u32, usize)> {
    let mut tally: Vec<(u32, usize)> = (0..).zip(counts).filter(|&(_, count)| count > 0).collect();
    tally.sort_by(|a, b| {
        let names = || log.activities().get(a.0).cmp(log.activities().get(b.0));
        b.1.cmp(&a.1).then_with(names)
    });
    tally
}

/// What is counted of an edge, and which of its times are kept.
#[derive(Clone, Copy)]
struct Limits {
    /// The least time to keep, in microseconds.
    low: u64,
    /// The greatest one less `low`.
    span: u64,
    /// How many times are not below `low`, and how many are.
    counts: [u32; 2],
}

impl Limits {
    const ALL: Self = Self {
        low: 0,
        span: u64::MAX,
        counts: [0; 2],
    };
    const NONE: Self = Self {
        low: u64::MAX,
        span: 0,
        counts: [0; 2],
    };

    /// Counts a time; whether it is one to keep.
    #[inline]
    fn count(&mut self, gap: u64) -> bool {
        let (above, below) = gap.overflowing_sub(self.low);
        self.counts[usize::from(below)] += 1;
        above <= self.span
    }

    fn total(&self) -> usize {
        self.counts[0] as usize + self.counts[1] as usize
    }

    /// The median of the times in seconds, as [`super::Durations::median`] gives it, if it is among those kept.
    fn median(&self, kept: &mut [u64]) -> Option<f64> {
        let (total, below) = (self.total(), self.counts[1] as usize);
        let lower = (total.checked_sub(1)? / 2).checked_sub(below)?;
        let upper = total / 2 - below;
        if upper >= kept.len() {
            return None;
        }
        let (_, &mut low, above) = kept.select_nth_unstable(lower);
        let high = if upper == lower {
            low
        } else {
            above.iter().copied().min().unwrap_or(low)
        };
        let micros = |gap: u64| i64::try_from(gap).unwrap_or(i64::MAX) as f64;
        let (low, high) = (micros(low), micros(high));
        Some((low + (high - low) * 0.5) / 1e6)
    }
}

/// A walk over the rows of a log, each an edge from the event before it; the first of a case comes from outside.
struct Walk<'l, N> {
    log: &'l EventLog,
    /// What stands for the activity before a case.
    outside: u32,
    numbers: N,
    /// By the number of the edge.
    limits: Vec<Limits>,
    kept: Vec<Vec<u64>>,
}

impl<'l, N: Numbers> Walk<'l, N> {
    fn new(log: &'l EventLog, numbers: N) -> Self {
        let mut walk = Self {
            log,
            outside: u32::try_from(log.activities().len()).expect("fewer names than events"),
            numbers,
            limits: Vec::new(),
            kept: Vec::new(),
        };
        walk.make_room();
        walk
    }

    /// Makes room for edges that were numbered since; all times of an edge are kept at first, and none of what is outside.
    #[inline]
    fn make_room(&mut self) {
        for number in self.limits.len()..self.numbers.len() {
            let (from, _) = self.numbers.pair(number);
            self.limits.push(if from == self.outside {
                Limits::NONE
            } else {
                Limits::ALL
            });
            self.kept.push(Vec::new());
        }
    }

    /// Draws rows, and lets each edge keep only the times around the median of those drawn.
    fn draw(&mut self) {
        let (activity, time, begins) = (self.log.activity(), self.log.times(), &self.log.offsets);
        let mut case = 0;
        for first in (1..time.len()).step_by(STRETCH) {
            for row in first..(first + DRAWN).min(time.len()) {
                while (begins[case] as usize) < row {
                    case += 1;
                }
                if begins[case] as usize != row {
                    let number = self.numbers.number(activity[row - 1], activity[row]);
                    self.make_room();
                    self.kept[number as usize].push(between(time[row - 1], time[row]));
                }
            }
        }
        for (limits, drawn) in self.limits.iter_mut().zip(&mut self.kept) {
            if drawn.len() >= FEW {
                // Three and a half standard deviations of the place of the median among the drawn.
                let (half, margin) = (drawn.len() / 2, 7 * drawn.len().isqrt() / 4);
                let (_, &mut low, above) = drawn.select_nth_unstable(half - margin);
                let (_, &mut high, _) = above.select_nth_unstable(2 * margin - 1);
                (limits.low, limits.span) = (low, high - low);
            }
            drawn.clear();
        }
    }

    /// Walks over all rows: counts each edge, and keeps the times that lie within its limits.
    fn all(&mut self) {
        let (activity, time) = (self.log.activity(), self.log.times());
        let (Some((&first, later)), Some(last)) =
            (activity.split_first(), time.len().checked_sub(1))
        else {
            return;
        };
        let number = self.numbers.number(self.outside, first);
        self.make_room();
        self.limits[number as usize].count(0);
        let mut begins = self
            .log
            .offsets
            .iter()
            .map(|&row| row as usize)
            .skip_while(|&row| row == 0)
            .peekable();
        let (mut before, mut numbers, mut found) = ([0; BLOCK], [0; BLOCK], [0_u16; BLOCK]);
        let mut row = 1;
        let activities = activity[..last].chunks(BLOCK).zip(later.chunks(BLOCK));
        let times = time[..last].chunks(BLOCK).zip(time[1..].chunks(BLOCK));
        for ((from, to), (since, at)) in activities.zip(times) {
            let before = &mut before[..from.len()];
            before.copy_from_slice(from);
            while let Some(begin) = begins.next_if(|&begin| begin < row + from.len()) {
                before[begin - row] = self.outside;
            }
            row += from.len();
            let numbers = &mut numbers[..from.len()];
            self.numbers.number_all(before, to, numbers);
            self.make_room();
            let mut count = 0;
            for (place, (&number, (&since, &at))) in
                (0..).zip(numbers.iter().zip(since.iter().zip(at)))
            {
                // Noted in any case: a branch that nobody can foresee takes longer.
                found[count % BLOCK] = place;
                count += usize::from(self.limits[number as usize].count(between(since, at)));
            }
            for &place in &found[..count] {
                let place = place as usize;
                self.kept[numbers[place] as usize].push(between(since[place], at[place]));
            }
        }
    }

    /// How often each edge was met.
    fn counts(&self) -> impl Iterator<Item = (u32, u32, usize)> {
        self.limits.iter().enumerate().map(|(number, limits)| {
            let (from, to) = self.numbers.pair(number);
            (from, to, limits.total())
        })
    }

    /// The median of each edge in seconds; `None` where it is not among the times kept.
    fn medians(&mut self) -> Vec<Option<f64>> {
        self.limits
            .iter()
            .zip(&mut self.kept)
            .map(|(limits, kept)| limits.median(kept))
            .collect()
    }

    /// Forgets the counts and lets the edges that have no median yet keep every time, the others none; whether there are any.
    fn keep_all_without(&mut self, medians: &[Option<f64>]) -> bool {
        let without: Vec<bool> = self
            .counts()
            .zip(medians)
            .map(|((from, _, count), median)| from != self.outside && count > 0 && median.is_none())
            .collect();
        if !without.contains(&true) {
            return false;
        }
        for ((limits, kept), without) in self.limits.iter_mut().zip(&mut self.kept).zip(without) {
            *limits = if without { Limits::ALL } else { Limits::NONE };
            kept.clear();
        }
        true
    }
}

/// Microseconds between two times, of which the later one is not less.
#[inline]
fn between(since: i64, at: i64) -> u64 {
    at.wrapping_sub(since).cast_unsigned()
}

/// Numbers the pairs of activities.
trait Numbers {
    /// Numbers are below this.
    fn len(&self) -> usize;
    fn pair(&self, number: usize) -> (u32, u32);
    /// The number of a pair, a new one if needed.
    fn number(&mut self, from: u32, to: u32) -> u32;

    fn number_all(&mut self, from: &[u32], to: &[u32], numbers: &mut [u32]) {
        for (number, (&from, &to)) in numbers.iter_mut().zip(from.iter().zip(to)) {
            *number = self.number(from, to);
        }
    }
}

/// The two activities side by side in one number.
struct Shifted(u32);

impl Shifted {
    fn new(width: usize) -> Self {
        Self(width.next_power_of_two().trailing_zeros())
    }
}

impl Numbers for Shifted {
    fn len(&self) -> usize {
        1 << (2 * self.0)
    }

    fn pair(&self, number: usize) -> (u32, u32) {
        let number = u32::try_from(number).expect("below the length");
        (number >> self.0, number & ((1 << self.0) - 1))
    }

    #[inline]
    fn number(&mut self, from: u32, to: u32) -> u32 {
        from << self.0 | to
    }
}

/// In the order they are met; the table has a row for each earlier activity, with the number more one.
struct Tabled {
    width: usize,
    table: Vec<u32>,
    met: Vec<(u32, u32)>,
}

impl Tabled {
    fn new(width: usize) -> Self {
        Self {
            width,
            table: vec![0; width * width],
            met: Vec::new(),
        }
    }
}

impl Numbers for Tabled {
    fn len(&self) -> usize {
        self.met.len()
    }

    fn pair(&self, number: usize) -> (u32, u32) {
        self.met[number]
    }

    #[inline]
    fn number(&mut self, from: u32, to: u32) -> u32 {
        let known = &mut self.table[from as usize * self.width + to as usize];
        if *known == 0 {
            self.met.push((from, to));
            *known = u32::try_from(self.met.len()).expect("fewer edges than events");
        }
        *known - 1
    }
}

/// In the order they are met.
#[derive(Default)]
struct Hashed {
    numbers: HashMap<(u32, u32), u32, FixedState>,
    met: Vec<(u32, u32)>,
}

impl Numbers for Hashed {
    fn len(&self) -> usize {
        self.met.len()
    }

    fn pair(&self, number: usize) -> (u32, u32) {
        self.met[number]
    }

    fn number(&mut self, from: u32, to: u32) -> u32 {
        *self.numbers.entry((from, to)).or_insert_with(|| {
            self.met.push((from, to));
            u32::try_from(self.met.len() - 1).expect("fewer edges than events")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::Durations;
    use super::*;
    use crate::builder::Builder;

    /// A log whose cases are walks through `activities` activities, with many or few different times between.
    fn log(
        activities: u32,
        cases: usize,
        length: usize,
        gap: impl Fn(usize) -> i64,
        step: usize,
    ) -> EventLog {
        let mut builder = Builder::new(0);
        let (mut at, mut event) = (0, 0_usize);
        for case in 0..cases {
            for _ in 0..(case * 7) % (length + 1) {
                event += 1;
                at += gap(event);
                let activity = u32::try_from(event * step / 3).unwrap() % activities;
                let activity = builder.log.activities.intern(&activity.to_string());
                builder.commit(activity, at);
            }
            builder.assign(&case.to_string());
        }
        builder.finish()
    }

    /// Edge by edge as it is defined, with every time sorted.
    fn expected(log: &EventLog) -> BTreeMap<(u32, u32), Vec<i64>> {
        let mut gaps: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for rows in log.cases() {
            for row in rows.skip(1) {
                let pair = (log.activity()[row - 1], log.activity()[row]);
                let gap = log.times()[row] - log.times()[row - 1];
                gaps.entry(pair).or_default().push(gap);
            }
        }
        gaps
    }

    fn agrees(log: &EventLog, dfg: &Dfg) {
        let mut expected = expected(log);
        for edge in &dfg.edges {
            let gaps = Durations::new(expected.remove(&(edge.from, edge.to)).unwrap());
            assert_eq!(edge.count, gaps.count());
            let difference = edge.median_seconds - gaps.median().unwrap();
            assert!(difference.abs() < 1e-9, "{edge:?}");
        }
        assert!(expected.is_empty());
        let ends = |pick: fn(std::ops::Range<usize>) -> usize| {
            let mut counts = vec![0; log.activities().len()];
            for rows in log.cases().filter(|rows| !rows.is_empty()) {
                counts[log.activity()[pick(rows)] as usize] += 1;
            }
            tally(log, counts)
        };
        assert_eq!(dfg.start, ends(|rows| rows.start));
        assert_eq!(dfg.end, ends(|rows| rows.end - 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// Few or many different times, in an order that may mislead the drawing, with numbers in a table and in a map.
        #[test]
        fn counts_and_medians_are_those_of_the_definition(
            activities in 1_u32..5, cases in 0_usize..1_500, length in 0_usize..40, different in 1_usize..5_000, step in 1_usize..5_000,
            rising in any::<bool>(),
        ) {
            let gap = |event: usize| i64::try_from(if rising { event } else { event * step % different }).unwrap();
            let log = log(activities, cases, length, gap, step);
            agrees(&log, &dfg(&log));
            agrees(&log, &graph(&log, Tabled::new(log.activities().len() + 1)));
            agrees(&log, &graph(&log, Hashed::default()));
        }
    }

    /// The drawn rows are short and the others long: a second walk finds the median.
    #[test]
    fn drawn_rows_that_mislead_do_no_harm() {
        let gap = |event: usize| {
            if event.wrapping_sub(2) % STRETCH < DRAWN {
                1
            } else {
                1_000 + i64::try_from(event % 17).unwrap()
            }
        };
        let log = log(1, 1_000, 40, gap, 1);
        let mut walk = Walk::new(&log, Hashed::default());
        walk.draw();
        walk.all();
        let medians = walk.medians();
        assert!(walk.keep_all_without(&medians));
        agrees(&log, &dfg(&log));
    }
}
