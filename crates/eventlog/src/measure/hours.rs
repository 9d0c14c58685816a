//! Work outside working hours, at night and on days off, by the caller's calendar.

use crate::column::MISSING_ID;
use crate::log::EventLog;

/// What sort of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Offices work.
    Working,
    /// A weekly day off.
    Weekend,
    /// A holiday.
    Holiday,
}

/// A moment as the clocks and the calendar of the place show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// The day.
    pub day: DayKind,
    /// Microseconds since local midnight.
    pub of_day: i64,
}

/// Hours of the day, in minutes since midnight. A span whose end is not after its beginning goes over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeHours {
    /// From when to when offices work; 07:00 to 16:00 unless told, which takes in the usual hours of Iranian municipalities with some overtime.
    pub office: (u16, u16),
    /// Night; 22:00 to 06:00 unless told (Labour Law of Iran, article 53).
    pub night: (u16, u16),
}

impl Default for OfficeHours {
    fn default() -> Self {
        Self {
            office: (7 * 60, 16 * 60),
            night: (22 * 60, 6 * 60),
        }
    }
}

/// Events on days of one sort, by the hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByClock {
    /// Recorded with the day alone, or exactly at midnight: the hour is not known, and nothing is said of it.
    pub date_only: usize,
    /// Within office hours.
    pub office: usize,
    /// Outside office hours, but not at night.
    pub outside: usize,
    /// At night.
    pub night: usize,
}

/// Events by the day and the hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// On working days.
    pub working: ByClock,
    /// On weekly days off.
    pub weekend: ByClock,
    /// On holidays.
    pub holiday: ByClock,
}

impl ByClock {
    /// All of them.
    pub fn events(self) -> usize {
        self.date_only + self.office + self.outside + self.night
    }
}

impl Hours {
    /// All events.
    pub fn events(self) -> usize {
        self.working.events() + self.weekend.events() + self.holiday.events()
    }

    /// Events whose hour is not known.
    pub fn date_only(self) -> usize {
        self.working.date_only + self.weekend.date_only + self.holiday.date_only
    }

    /// Events at night, on any day; those without an hour are not among them.
    pub fn at_night(self) -> usize {
        self.working.night + self.weekend.night + self.holiday.night
    }

    /// Events on weekly days off and holidays, those without an hour included, since their day is known.
    pub fn on_days_off(self) -> usize {
        self.weekend.events() + self.holiday.events()
    }

    /// Events that are known to be outside office hours: at night, before or after hours, or on a day off.
    pub fn off_hours(self) -> usize {
        self.working.outside + self.working.night + self.on_days_off()
    }

    fn count(&mut self, local: Local, date_only: bool, hours: OfficeHours) {
        let day = match local.day {
            DayKind::Working => &mut self.working,
            DayKind::Weekend => &mut self.weekend,
            DayKind::Holiday => &mut self.holiday,
        };
        let minute = local.of_day.div_euclid(60_000_000);
        let place = if date_only || local.of_day == 0 {
            &mut day.date_only
        } else if inside(minute, hours.night) {
            &mut day.night
        } else if inside(minute, hours.office) {
            &mut day.office
        } else {
            &mut day.outside
        };
        *place += 1;
    }
}

fn inside(minute: i64, (from, until): (u16, u16)) -> bool {
    let (from, until) = (i64::from(from), i64::from(until));
    if from < until {
        from <= minute && minute < until
    } else {
        minute >= from || minute < until
    }
}

/// When the events of a log happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    /// All events.
    pub all: Hours,
    /// Of each resource, as a number into the names of [`EventLog::resources`]; the one with most events known to be off hours first, then by
    /// name. Events without a resource are in none.
    pub resources: Vec<(u32, Hours)>,
}

/// Sorts the events by day and hour. `local` tells of a moment in microseconds UTC what day and hour it was there.
///
/// An event that was written with a date alone or exactly at midnight (see [`EventLog::is_midnight`]), or that is exactly at local midnight, has a day
/// and no hour: it is never called night work.
pub fn working_hours(
    log: &EventLog,
    local: &dyn Fn(i64) -> Local,
    hours: OfficeHours,
) -> WorkingHours {
    let who = log.resources();
    let mut all = Hours::default();
    let mut of = vec![Hours::default(); who.map_or(0, |who| who.names.len())];
    for (row, &at) in log.times().iter().enumerate() {
        let (local, date_only) = (local(at), log.is_midnight(row));
        all.count(local, date_only, hours);
        if let Some(who) = who
            && who.ids[row] != MISSING_ID
        {
            of[who.ids[row] as usize].count(local, date_only, hours);
        }
    }
    let mut resources: Vec<(u32, Hours)> = (0..)
        .zip(of)
        .filter(|(_, hours)| hours.events() > 0)
        .collect();
    if let Some(who) = who {
        resources.sort_by(|a, b| {
            let names = || who.names.get(a.0).cmp(who.names.get(b.0));
            b.1.off_hours().cmp(&a.1.off_hours()).then_with(names)
        });
    }
    WorkingHours { all, resources }
}
