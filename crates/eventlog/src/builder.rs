//! Gathers events in the order of the file and sorts them at the end.

use crate::column::{Attributes, Value};
use crate::log::EventLog;
use crate::names::Names;
use crate::{LIFECYCLE, RESOURCE};

/// A log in the making. Rows are events in the order of the file; `case_of` says whose they are.
#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) log: EventLog,
    case_of: Vec<u32>,
    /// At most so many different attribute keys, each for events and for cases.
    max_attributes: usize,
}

impl Builder {
    pub(crate) fn new(max_attributes: usize) -> Self {
        Self {
            max_attributes,
            ..Self::default()
        }
    }

    /// The row that the next event gets.
    pub(crate) fn next_row(&self) -> usize {
        self.log.time.len()
    }

    /// The column of an event attribute; `None` if there are too many different ones.
    pub(crate) fn event_slot(&mut self, key: &str) -> Option<u32> {
        self.log.event_attributes.slot(key, self.max_attributes)
    }

    pub(crate) fn case_slot(&mut self, key: &str) -> Option<u32> {
        self.log.case_attributes.slot(key, self.max_attributes)
    }

    /// The columns of events, or else of cases.
    #[inline]
    pub(crate) fn attributes(&self, event: bool) -> &Attributes {
        if event {
            &self.log.event_attributes
        } else {
            &self.log.case_attributes
        }
    }

    /// The column of an attribute of events, or else of cases; `None` if there are too many different ones.
    #[inline]
    pub(crate) fn slot(&mut self, event: bool, key: &str) -> Option<u32> {
        if event {
            self.event_slot(key)
        } else {
            self.case_slot(key)
        }
    }

    /// The row of the event under way, or else of the case under way: as long as its name is not known, a new one.
    #[inline]
    pub(crate) fn row(&self, event: bool) -> usize {
        if event {
            self.log.time.len()
        } else {
            self.log.case_ids.len()
        }
    }

    /// Gives the event under way (the one of [`Self::next_row`]), or else the case under way, a value.
    #[inline]
    pub(crate) fn put(&mut self, event: bool, slot: u32, value: Value<'_>) {
        let row = self.row(event);
        if event {
            self.log.event_attributes.put(slot, row, value);
        } else {
            self.log.case_attributes.put(slot, row, value);
        }
    }

    /// Gives the event under way a value.
    pub(crate) fn put_event(&mut self, slot: u32, value: Value<'_>) {
        self.put(true, slot, value);
    }

    /// The case under way and all events since the last call have this name. If an earlier case has it too, the two become one: the
    /// values of the earlier one stay, and the keys whose values differ are given.
    pub(crate) fn close_case(&mut self, name: &str) -> Option<Vec<String>> {
        let under_way = self.row(false);
        let (case, known) = self.assign(name);
        if !known {
            return None;
        }
        let attributes = &mut self.log.case_attributes;
        let differing = attributes.join_rows(under_way, case as usize);
        self.roll_back_case();
        Some(differing)
    }

    /// Takes back the case under way.
    pub(crate) fn roll_back_case(&mut self) {
        let row = self.row(false);
        for column in self.log.case_attributes.columns_mut() {
            column.truncate(row);
        }
    }

    /// The event under way was written with a clock time of exactly midnight, or with a date alone.
    pub(crate) fn at_midnight(&mut self) {
        let row = self.next_row();
        self.log.midnights.resize(row + 1);
        self.log.midnights.set(row);
    }

    /// The event under way is complete.
    pub(crate) fn commit(&mut self, activity: u32, time: i64) {
        self.log.activity.push(activity);
        self.log.time.push(time);
    }

    /// Takes back the event under way and all rows from `row` on.
    pub(crate) fn roll_back(&mut self, row: usize) {
        self.log.activity.truncate(row);
        self.log.time.truncate(row);
        if self.log.midnights.len() > row {
            self.log.midnights.resize(row);
        }
        for column in self.log.event_attributes.columns_mut() {
            column.truncate(row);
        }
    }

    /// All events since the last call belong to the case `name`; gives the case's number and whether it was known.
    pub(crate) fn assign(&mut self, name: &str) -> (u32, bool) {
        let before = self.log.case_ids.len();
        let case = self.log.case_ids.intern(name);
        self.case_of.resize(self.log.time.len(), case);
        (case, before == self.log.case_ids.len())
    }

    /// Sets an attribute of a case unless it has one already.
    pub(crate) fn put_case(&mut self, case: u32, slot: u32, value: Value<'_>) {
        if self.log.case_attributes.is_missing(slot, case as usize) {
            self.log.case_attributes.put(slot, case as usize, value);
        }
    }

    /// Sorts, pads and closes the log.
    pub(crate) fn finish(mut self) -> EventLog {
        let (events, cases) = (self.log.time.len(), self.log.case_ids.len());
        for column in self.log.event_attributes.columns_mut() {
            column.resize(events);
            column.shrink();
        }
        for column in self.log.case_attributes.columns_mut() {
            column.resize(cases);
            column.shrink();
        }
        // Clerks that a file names by numbers are names all the same.
        for key in [RESOURCE, LIFECYCLE] {
            if let Some(column) = self.log.event_attributes.get_mut(key) {
                column.make_text();
            }
        }
        self.log.midnights.resize(events);
        self.log.activity.shrink_to_fit();
        self.log.time.shrink_to_fit();
        self.sort();
        let mut offsets = vec![0_u32; cases + 1];
        for &case in &self.case_of {
            offsets[case as usize + 1] += 1;
        }
        for case in 0..cases {
            offsets[case + 1] += offsets[case];
        }
        self.log.offsets = offsets;
        self.drop_unused_activities();
        self.log
    }

    /// Puts events into the order of case, time, file. Most files are in that order already.
    fn sort(&mut self) {
        let key = |row: usize| (self.case_of[row], self.log.time[row]);
        let rows = self.log.time.len();
        if (1..rows).all(|row| key(row - 1) <= key(row)) {
            return;
        }
        let count = u32::try_from(rows).expect("readers stop at 2^32 - 2 events");
        let mut order: Vec<u32> = (0..count).collect();
        order.sort_by_key(|&row| key(row as usize));
        let take = |from: &[u32]| order.iter().map(|&row| from[row as usize]).collect();
        self.case_of = take(&self.case_of);
        self.log.activity = take(&self.log.activity);
        self.log.time = order
            .iter()
            .map(|&row| self.log.time[row as usize])
            .collect();
        self.log.midnights = order
            .iter()
            .map(|&row| self.log.midnights.get(row as usize))
            .collect();
        for column in self.log.event_attributes.columns_mut() {
            column.reorder(&order);
        }
    }

    /// Refused events may have left names that no event has; they must not be counted as activities.
    fn drop_unused_activities(&mut self) {
        let mut used = vec![false; self.log.activities.len()];
        for &activity in &self.log.activity {
            used[activity as usize] = true;
        }
        if used.iter().all(|&used| used) {
            return;
        }
        let mut kept = Names::default();
        let renumbered: Vec<u32> = self
            .log
            .activities
            .iter()
            .zip(&used)
            .map(|(name, &used)| if used { kept.intern(name) } else { 0 })
            .collect();
        for activity in &mut self.log.activity {
            *activity = renumbered[*activity as usize];
        }
        self.log.activities = kept;
    }
}
