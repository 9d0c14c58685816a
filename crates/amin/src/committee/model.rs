//! Seats, sessions, votes, resolutions, quarters: the rules of a committee's work. Pure.

use std::fmt;
use std::str::FromStr;

use persian::Date;

use crate::platform::coded::coded;

coded! {
    /// What a seat is there for.
    Duty {
        /// رئیس.
        Chair = "chair",
        /// دبیر: keeps the agenda and the minutes; votes like a member.
        Secretary = "secretary",
        /// عضو.
        Member = "member",
        /// ناظر: present without a vote.
        Observer = "observer",
    }
}

impl Duty {
    /// Whether the seat has a vote.
    pub const fn votes(self) -> bool {
        !matches!(self, Self::Observer)
    }
}

coded! {
    /// What a vote needs to pass.
    Majority {
        /// More than half of those who take part.
        Present = "present",
        /// More than half of all voting seats.
        Seats = "seats",
        /// Two thirds of those who take part.
        TwoThirds = "two-thirds",
    }
}

coded! {
    /// Kind of a session.
    SessionKind {
        /// عادی: one in each quarter.
        Ordinary = "ordinary",
        /// فوق‌العاده.
        Extraordinary = "extraordinary",
    }
}

coded! {
    /// Where a session stands.
    SessionState {
        /// Planned; the agenda is being built.
        Planned = "planned",
        /// Members were invited.
        Called = "called",
        /// It sits.
        Open = "open",
        /// It was held.
        Closed = "closed",
        /// It was not held: too few came, or it was cancelled.
        NotHeld = "not-held",
    }
}

coded! {
    /// Where the minutes stand.
    MinutesState {
        /// There are none yet.
        None = "none",
        /// Written from the records; remarks may still change.
        Draft = "draft",
        /// Fixed; members sign.
        Agreed = "agreed",
        /// Signed by every present voting member.
        Frozen = "frozen",
    }
}

coded! {
    /// Where an item of the agenda stands.
    ItemState {
        /// Waits.
        Waiting = "waiting",
        /// Talked about, nothing to decide.
        Discussed = "discussed",
        /// Decided by a vote.
        Decided = "decided",
        /// Taken over to the next session.
        Carried = "carried",
    }
}

coded! {
    /// What somebody who is invited to a session answers.
    Answer {
        /// می‌آیم.
        Yes = "yes",
        /// نمی‌آیم.
        No = "no",
        /// جانشین می‌آید.
        Substitute = "substitute",
    }
}

coded! {
    /// How a vote is taken.
    VoteKind {
        /// علنی: by show of hands, names kept.
        Open = "open",
        /// با ذکر نام: each is called by name.
        Roll = "roll",
        /// مخفی: paper ballots, only the numbers are kept.
        Secret = "secret",
    }
}

coded! {
    /// A voice.
    Choice {
        /// موافق.
        Yes = "yes",
        /// مخالف.
        No = "no",
        /// ممتنع.
        Abstain = "abstain",
    }
}

coded! {
    /// Where a resolution stands.
    ResolutionState {
        /// ابلاغ‌شده.
        Issued = "issued",
        /// در حال انجام.
        UnderWay = "under-way",
        /// گزارش انجام داده شده؛ تأیید نشده.
        Reported = "reported",
        /// انجام‌شده، تأیید کسی جز گزارش‌دهنده.
        Done = "done",
        /// لغو‌شده با دلیل.
        Cancelled = "cancelled",
    }
}

impl ResolutionState {
    /// Whether somebody still owes something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Issued | Self::UnderWay | Self::Reported)
    }
}

coded! {
    /// What is done with a resolution.
    Deed {
        /// Issued by the committee.
        Issue = "issue",
        /// The unit begins.
        Begin = "begin",
        /// The unit says what was done, with the evidence.
        Report = "report",
        /// Somebody else finds that it is done.
        Verify = "verify",
        /// Somebody else finds that it is not, with the reason.
        Return = "return",
        /// The deadline passed, or passed again one level higher.
        Overdue = "overdue",
        /// The committee gives it up, with the reason.
        Cancel = "cancel",
    }
}

/// The state after a deed; none where it is not possible. The deadline may pass in any open state.
pub const fn after(state: ResolutionState, deed: Deed) -> Option<ResolutionState> {
    use ResolutionState::{Cancelled, Done, Issued, Reported, UnderWay};
    match (deed, state) {
        (Deed::Begin, Issued) | (Deed::Return, Reported) => Some(UnderWay),
        (Deed::Report, Issued | UnderWay) => Some(Reported),
        (Deed::Verify, Reported) => Some(Done),
        (Deed::Cancel, Issued | UnderWay | Reported) => Some(Cancelled),
        (Deed::Overdue, Issued | UnderWay | Reported) => Some(state),
        _ => None,
    }
}

coded! {
    /// What a resolution is for.
    Aim {
        /// پیشگیری: it closes a way by which harm could come.
        Prevention = "prevention",
        /// اصلاح: it mends what went wrong.
        Remedy = "remedy",
        /// اجرا و هماهنگی: it organises work.
        Order = "order",
    }
}

coded! {
    /// Which way a letter went.
    Direction {
        /// صادره: from the secretariat to an office.
        Sent = "sent",
        /// وارده: from an office to the secretariat.
        Received = "received",
    }
}

coded! {
    /// Where an item of a year's plan stands.
    PlanState {
        /// Still to be done.
        Open = "open",
        /// Done.
        Done = "done",
        /// Given up, with the reason.
        Dropped = "dropped",
        /// Taken over into the next year's plan.
        Carried = "carried",
    }
}

/// A kind of committee that an organisation begins with: id, Persian and English name, source, applicability (`binding`, `adopted`,
/// `reference`), and the kind on whose committees nobody sits at the same time.
pub type KindSeed = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
);

/// The kinds that an organisation begins with; it adds its own. The sources of the boards are to be checked against the official
/// text before they are relied on, and say so.
pub const KINDS: &[KindSeed] = &[
    (
        "integrity",
        "کمیته سلامت اداری",
        "Integrity committee",
        "تصویب‌نامه ۲۰۶/۹۳/۵۶۰ مورخ ۱۳۹۳/۰۱/۲۰",
        "binding",
        None,
    ),
    (
        "disciplinary",
        "کمیته انضباطی",
        "Disciplinary committee",
        "قانون کار، ماده ۲۷ و آیین‌نامه انضباطی کار (متن رسمی بازبینی نشده)",
        "reference",
        None,
    ),
    (
        "primary-board",
        "هیئت بدوی رسیدگی به تخلفات اداری",
        "Primary board for administrative offences",
        "قانون رسیدگی به تخلفات اداری، ۱۳۷۲ (متن رسمی بازبینی نشده)",
        "binding",
        Some("appeal-board"),
    ),
    (
        "appeal-board",
        "هیئت تجدیدنظر رسیدگی به تخلفات اداری",
        "Appeal board for administrative offences",
        "قانون رسیدگی به تخلفات اداری، ۱۳۷۲ (متن رسمی بازبینی نشده)",
        "binding",
        Some("primary-board"),
    ),
];

/// Setting: largest paper or letter that is taken, in bytes.
pub const PAPER_BYTES: &str = "committee.paper-bytes";
/// Setting: working days between two reminders of a letter without an answer.
pub const REMINDER_DAYS: &str = "committee.reminder-days";
/// Setting: reminders of one letter before only the dashboard shows it.
pub const REMINDERS: &str = "committee.reminders";
/// Setting: share of a criterion from which it is a strength, in percent.
pub const STRONG: &str = "committee.strength-percent";
/// Setting: share of a criterion under which it is a weakness, in percent.
pub const WEAK: &str = "committee.weakness-percent";
/// Setting: share of a year's resolutions that should prevent rather than mend, in percent.
pub const PREVENTION: &str = "committee.prevention-percent";

/// Settings of this area with the values that an organisation begins with, besides [`ESCALATION_DAYS`].
pub const LIMITS: &[(&str, &str)] = &[
    (PAPER_BYTES, "20000000"),
    (REMINDER_DAYS, "5"),
    (REMINDERS, "3"),
    (STRONG, "80"),
    (WEAK, "60"),
    (PREVENTION, "40"),
    ("committee.weight-sessions", "20"),
    ("committee.weight-resolutions", "30"),
    ("committee.weight-findings", "20"),
    ("committee.weight-prevention", "15"),
    ("committee.weight-attendance", "15"),
];

/// Whether a setting of this area can have this value.
pub fn accepts(id: &str, value: &str) -> bool {
    let within = match id {
        PAPER_BYTES => 100_000..=30_000_000,
        REMINDER_DAYS => 1..=60,
        REMINDERS => 0..=20,
        _ => 0..=100,
    };
    persian::parse_integer(value).is_ok_and(|number| within.contains(&number))
}

/// Setting: working days until an overdue resolution climbs to the next level.
pub const ESCALATION_DAYS: &str = "committee.escalation-days";

/// How high an overdue resolution climbs: the unit above, and the one above that.
pub const LEVELS: i64 = 2;

/// The voices of a vote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In favour.
    pub yes: i64,
    /// Against.
    pub no: i64,
    /// Neither.
    pub abstained: i64,
}

impl Tally {
    /// How many took part.
    pub const fn all(self) -> i64 {
        self.yes + self.no + self.abstained
    }
}

/// Whether a question passed; a tie never does. `seats` is the number of voting seats of the committee.
pub const fn passed(majority: Majority, seats: i64, tally: Tally) -> bool {
    match majority {
        Majority::Present => 2 * tally.yes > tally.all(),
        Majority::Seats => 2 * tally.yes > seats,
        Majority::TwoThirds => tally.yes > 0 && 3 * tally.yes >= 2 * tally.all(),
    }
}

/// A quarter of the Solar Hijri year, `1405-3` for autumn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// Year.
    pub year: u16,
    /// 1 to 4.
    pub quarter: u8,
}

impl Quarter {
    /// The quarter of a day.
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            quarter: (date.month() - 1) / 3 + 1,
        }
    }

    /// Its first day.
    pub fn first(self) -> Option<Date> {
        Date::new(self.year, (self.quarter - 1) * 3 + 1, 1).ok()
    }

    /// Its last day.
    pub fn last(self) -> Option<Date> {
        Date::new(self.year, self.quarter * 3, 1)
            .ok()
            .map(Date::last_of_month)
    }

    /// The one after.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.quarter == 4 {
            Self {
                year: self.year + 1,
                quarter: 1,
            }
        } else {
            Self {
                year: self.year,
                quarter: self.quarter + 1,
            }
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.quarter)
    }
}

impl FromStr for Quarter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, quarter) = text.split_once('-').ok_or(())?;
        let year = year.parse().ok().filter(|y| (1300..=1500).contains(y));
        let quarter = quarter.parse().ok().filter(|q| (1..=4).contains(q));
        year.zip(quarter)
            .map(|(year, quarter)| Self { year, quarter })
            .ok_or(())
    }
}

/// Quarters from the one of `since` up to the last that has ended before `today` in which no session was held.
pub fn missed(since: Date, today: Date, held: &[Quarter]) -> Vec<Quarter> {
    let now = Quarter::of(today);
    let mut missed = Vec::new();
    let mut at = Quarter::of(since);
    while at < now {
        if !held.contains(&at) {
            missed.push(at);
        }
        at = at.next();
    }
    missed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn quarters_are_those_of_the_solar_year() {
        let of = |text| Quarter::of(date(text)).to_string();
        assert_eq!(
            [
                "1405/01/01",
                "1405/03/31",
                "1405/04/01",
                "1405/09/30",
                "1405/12/29"
            ]
            .map(of),
            ["1405-1", "1405-1", "1405-2", "1405-3", "1405-4"]
        );
        let last: Quarter = "1405-4".parse().expect("a quarter");
        assert_eq!(last.next().to_string(), "1406-1");
        assert_eq!(last.last(), Some(date("1405/12/29")));
        // 1403 was a leap year.
        assert_eq!(
            "1403-4".parse::<Quarter>().ok().and_then(Quarter::last),
            Some(date("1403/12/30"))
        );
        assert!("1405-5".parse::<Quarter>().is_err() && "1405".parse::<Quarter>().is_err());
    }

    #[test]
    fn a_quarter_without_a_session_is_missed_once_it_has_ended() {
        let held = ["1405-1".parse().expect("a quarter")];
        let missing = missed(date("1405/02/10"), date("1405/09/07"), &held);
        assert_eq!(missing, ["1405-2".parse().expect("a quarter")]);
        assert!(missed(date("1405/09/01"), date("1405/09/30"), &[]).is_empty());
    }

    #[test]
    fn majorities() {
        let tally = |yes, no, abstained| Tally { yes, no, abstained };
        assert!(passed(Majority::Present, 7, tally(3, 1, 1)));
        assert!(
            !passed(Majority::Present, 7, tally(2, 1, 1)),
            "half is not more than half"
        );
        assert!(!passed(Majority::Seats, 7, tally(3, 0, 0)));
        assert!(passed(Majority::Seats, 7, tally(4, 1, 0)));
        assert!(passed(Majority::TwoThirds, 9, tally(4, 2, 0)));
        assert!(!passed(Majority::TwoThirds, 9, tally(3, 2, 0)));
        assert!(!passed(Majority::TwoThirds, 9, tally(0, 0, 0)));
    }

    proptest! {
        #[test]
        fn another_yes_never_loses_a_vote(yes in 0_i64..20, no in 0_i64..20, abstained in 0_i64..20, more in 0_i64..5) {
            let seats = yes + no + abstained + more + 1;
            let before = Tally { yes, no, abstained };
            let later = Tally { yes: yes + 1, ..before };
            for majority in Majority::ALL {
                prop_assert!(!passed(*majority, seats, before) || passed(*majority, seats, later));
                let without = passed(*majority, seats, Tally { yes: 0, ..before });
                prop_assert!(!without);
            }
        }

        #[test]
        fn nothing_is_done_that_nobody_reported(deeds in proptest::collection::vec(0_usize..7, 0..30)) {
            let (mut state, mut reported) = (ResolutionState::Issued, false);
            for deed in deeds.into_iter().map(|n| Deed::ALL[n]) {
                if let Some(next) = after(state, deed) {
                    match deed {
                        Deed::Report => reported = true,
                        Deed::Return => reported = false,
                        _ => {}
                    }
                    state = next;
                }
                prop_assert!(state != ResolutionState::Done || reported);
            }
        }
    }
}
