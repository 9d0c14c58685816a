//! Deadlines: how long, in which days, and when the last day is over. A law that counts days counts every day; a deadline of which
//! the last day is no working day ends with the next one.

use persian::{Calendar, CalendarError, Date, tehran_date, tehran_micros};
use store::Timestamp;

use super::State;

/// In what a deadline is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Days of the calendar.
    Days,
    /// Working days.
    WorkingDays,
    /// Solar Hijri months.
    Months,
    /// Solar Hijri years.
    Years,
    /// No time: a number of people or bytes.
    Number,
}

/// A number that the law or the house sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Name of the setting.
    pub id: &'static str,
    /// In what it counts.
    pub count: Count,
    /// Value that an organisation begins with.
    pub value: i64,
    /// Least and greatest value that the settings page takes.
    pub bounds: (i64, i64),
    /// Where it comes from.
    pub source: &'static str,
    /// `binding`, `adopted` or `reference`.
    pub applicability: &'static str,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $count:ident, $value:literal, $low:literal..$high:literal, $source:literal, $how:literal;)*) => {
        $($(#[$doc])* pub const $name: Rule = Rule {
            id: $id, count: Count::$count, value: $value, bounds: ($low, $high), source: $source, applicability: $how,
        };)*
        /// All of them, in the order of a case.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    /// From a report to the decision whether it is taken up.
    SCREENING = "cases.screening-working-days", WorkingDays, 10, 1..60, "پیش‌فرض سامانه؛ در قانون مهلتی یافت نشد (تأییدنشده)", "reference";
    /// From there to the charge.
    INVESTIGATION = "cases.investigation-working-days", WorkingDays, 60, 5..365, "پیش‌فرض سامانه؛ در قانون مهلتی یافت نشد (تأییدنشده)", "reference";
    /// Time for the defence.
    DEFENCE = "cases.defence-days", Days, 10, 1..60, "ماده ۱۷ آیین‌نامه اجرایی قانون رسیدگی به تخلفات اداری", "binding";
    /// More time for the defence, on request.
    EXTENSION = "cases.extension-days", Days, 5, 1..30, "تبصره ماده ۱۸ آیین‌نامه اجرایی قانون رسیدگی به تخلفات اداری: حداکثر ۵ روز با موافقت هیئت", "binding";
    /// From the defence to the decision, of each board.
    DECISION = "cases.decision-working-days", WorkingDays, 60, 5..365, "پیش‌فرض سامانه؛ در قانون مهلتی یافت نشد (تأییدنشده)", "reference";
    /// From the decision to its service.
    SERVICE = "cases.service-days", Days, 30, 1..90, "ماده ۱۰ و آیین‌نامه اجرایی قانون رسیدگی به تخلفات اداری: ابلاغ رأی ظرف ۳۰ روز", "binding";
    /// From the service to the end of the time for an appeal.
    APPEAL = "cases.appeal-days", Days, 30, 1..90, "ماده ۴ و آیین‌نامه اجرایی قانون رسیدگی به تخلفات اداری: ۳۰ روز از تاریخ ابلاغ", "binding";
    /// From the service of the final decision to the end of the time for the court.
    COURT = "cases.court-months", Months, 3, 1..12, "قانون دیوان عدالت اداری ۱۳۹۲: سه ماه از تاریخ ابلاغ", "binding";
    /// Term of a board member.
    TERM = "cases.member-years", Years, 3, 1..10, "ماده ۲ قانون رسیدگی به تخلفات اداری", "binding";
    /// Members that must have voted.
    QUORUM = "cases.board-quorum", Number, 3, 3..9, "آیین‌نامه اجرایی قانون رسیدگی به تخلفات اداری: رسمیت با حضور سه عضو", "binding";
    /// Votes that a decision needs.
    VOTES = "cases.board-votes", Number, 2, 2..9, "قانون رسیدگی به تخلفات اداری: دو رأی موافق (تأییدنشده)", "reference";
    /// From learning of something to the manager's report.
    DUTY = "cases.duty-working-days", WorkingDays, 5, 1..60, "مواد ۱۳ و ۱۴ قانون ارتقای سلامت نظام اداری؛ مهلت پیش‌فرض سامانه است (تأییدنشده)", "reference";
    /// Largest document or item of evidence, in bytes.
    DOCUMENT = "cases.document-bytes", Number, 20_000_000, 100_000..30_000_000, "پیش‌فرض سامانه", "reference";
}

/// The rule of a setting.
pub fn rule(id: &str) -> Option<Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

/// The deadline that begins when a case comes to a state, if one does.
pub const fn rule_of(state: State) -> Option<Rule> {
    match state {
        State::Received => Some(SCREENING),
        State::Investigating => Some(INVESTIGATION),
        State::Charged => Some(DEFENCE),
        State::Deciding | State::Appealed => Some(DECISION),
        State::Decided | State::AppealDecided => Some(SERVICE),
        State::Served => Some(APPEAL),
        _ => None,
    }
}

/// The last second of a day in Tehran.
pub fn end_of(date: Date) -> Timestamp {
    Timestamp(tehran_micros(date, 23, 59)).plus_seconds(59)
}

/// The last day of a deadline of `value` that begins on `start`, which itself is not counted.
pub fn last_day(
    calendar: &Calendar,
    count: Count,
    value: i64,
    start: Date,
) -> Result<Date, CalendarError> {
    let far = || CalendarError::OutOfRange { start, days: value };
    let months = |factor: i64| {
        i32::try_from(value * factor)
            .ok()
            .and_then(|months| start.add_months(months))
            .ok_or_else(far)
    };
    let day = match count {
        Count::WorkingDays => return calendar.add_working_days(start, value),
        Count::Days | Count::Number => start.add_days(value).ok_or_else(far)?,
        Count::Months => months(1)?,
        Count::Years => months(12)?,
    };
    calendar.next_working_day_from(day)
}

/// The last moment of a deadline.
pub fn until(
    calendar: &Calendar,
    count: Count,
    value: i64,
    from: Timestamp,
) -> Result<Timestamp, CalendarError> {
    Ok(end_of(last_day(
        calendar,
        count,
        value,
        tehran_date(from.0),
    )?))
}

/// A deadline that was reckoned before, under the holidays known now: where its last day has become one, the next working day.
pub fn effective(calendar: &Calendar, at: Timestamp) -> Result<Timestamp, CalendarError> {
    let day = tehran_date(at.0);
    let last = calendar.next_working_day_from(day)?;
    Ok(if last == day { at } else { end_of(last) })
}
