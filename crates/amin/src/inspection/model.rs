//! States of missions, warnings, remedies, measures and orders, who may take which step of a measure, and the draw of a sample. Pure.

use sha2::{Digest, Sha256};

use crate::platform::coded::coded;

coded! {
    /// Why a mission was ordered.
    MissionKind {
        /// برنامه‌ای: a line of the yearly plan.
        Planned = "planned",
        /// موردی.
        Occasion = "occasion",
        /// پیگیری: whether the remedies of an earlier mission hold.
        FollowUp = "follow-up",
    }
}

coded! {
    /// Where a mission stands.
    MissionState {
        /// ابلاغ‌شده به بازرس: the unit does not know of it yet.
        Ordered = "ordered",
        /// در حال انجام: the letter was handed over.
        UnderWay = "under-way",
        /// گزارش‌شده.
        Reported = "reported",
        /// پایان‌یافته: the report was confirmed.
        Closed = "closed",
        /// لغو‌شده.
        Cancelled = "cancelled",
    }
}

impl MissionState {
    /// Whether the inspectors write into it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::UnderWay)
    }

    /// Whether the unit knows of it.
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Ordered | Self::Cancelled)
    }
}

coded! {
    /// What was found on an item of a checklist.
    Answer {
        /// رعایت شده.
        Kept = "kept",
        /// تا اندازه‌ای.
        Partly = "partly",
        /// رعایت نشده.
        NotKept = "not-kept",
        /// موضوعیت ندارد.
        NotApplicable = "not-applicable",
    }
}

coded! {
    /// What a sample is drawn from.
    Population {
        /// پیام‌های شهروندان.
        Messages = "messages",
        /// پرونده‌ها.
        Matters = "matters",
        /// ثبت‌های دفتر.
        Journal = "journal",
    }
}

coded! {
    /// What was found in a sampled file.
    FileResult {
        /// بدون نکته.
        InOrder = "in-order",
        /// با نکته.
        Remark = "remark",
        /// در دسترس نبود.
        Missing = "missing",
    }
}

coded! {
    /// Where a warning stands.
    WarningState {
        /// ابلاغ‌شده.
        Served = "served",
        /// رؤیت‌شده.
        Acknowledged = "acknowledged",
        /// پاسخ‌داده‌شده.
        Answered = "answered",
        /// بسته‌شده.
        Closed = "closed",
    }
}

coded! {
    /// How a warning ended.
    WarningOutcome {
        /// پاسخ پذیرفته شد.
        Accepted = "accepted",
        /// تذکر بر جای ماند.
        Upheld = "upheld",
        /// تذکر پس گرفته شد.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// Where a remedy stands.
    RemedyState {
        /// تعیین‌شده.
        Open = "open",
        /// انجام آن گزارش شده؛ تأیید نشده.
        Reported = "reported",
        /// انجام‌شده، تأیید کسی دیگر.
        Done = "done",
    }
}

coded! {
    /// What is done with a remedy.
    RemedyDeed {
        /// Says what was done.
        Report = "report",
        /// Somebody else finds that it is done.
        Verify = "verify",
        /// Somebody else finds that it is not.
        Return = "return",
    }
}

/// The state of a remedy after a deed; none where it is not possible.
pub const fn remedied(state: RemedyState, deed: RemedyDeed) -> Option<RemedyState> {
    match (deed, state) {
        (RemedyDeed::Report, RemedyState::Open) => Some(RemedyState::Reported),
        (RemedyDeed::Verify, RemedyState::Reported) => Some(RemedyState::Done),
        (RemedyDeed::Return, RemedyState::Reported) => Some(RemedyState::Open),
        _ => None,
    }
}

coded! {
    /// The two measures of article 91, note 1.
    MeasureKind {
        /// کسر از حقوق.
        PayCut = "pay-cut",
        /// انفصال موقت.
        Suspension = "suspension",
    }
}

coded! {
    /// Where a measure stands.
    MeasureState {
        /// گزارش بازرس؛ در انتظار تأیید مدیر.
        Reported = "reported",
        /// تأیید مدیر؛ در انتظار تصمیم بالاترین مقام.
        Confirmed = "confirmed",
        /// تصمیم گرفته و ابلاغ شده.
        Decided = "decided",
        /// بی‌نتیجه: the manager or the top authority did not follow the report.
        Dropped = "dropped",
    }
}

coded! {
    /// A step of a measure.
    MeasureDeed {
        /// The manager confirms the report.
        Confirm = "confirm",
        /// The top authority decides.
        Decide = "decide",
        /// Manager or top authority do not follow the report, with the reason.
        Drop = "drop",
    }
}

/// The state of a measure after a deed; none where it is not possible.
pub const fn measured(state: MeasureState, deed: MeasureDeed) -> Option<MeasureState> {
    match (deed, state) {
        (MeasureDeed::Confirm, MeasureState::Reported) => Some(MeasureState::Confirmed),
        (MeasureDeed::Decide, MeasureState::Confirmed) => Some(MeasureState::Decided),
        (MeasureDeed::Drop, MeasureState::Reported | MeasureState::Confirmed) => {
            Some(MeasureState::Dropped)
        }
        _ => None,
    }
}

/// A human being as far as the records tell one from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Human {
    /// Id of the person's row.
    pub person: String,
    /// Folded name.
    pub name_key: String,
    /// Mobile number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

impl Human {
    /// Whether two rows are one human being: the same row, or a second row with the same name and the same telephone or mail.
    pub fn is(&self, other: &Self) -> bool {
        let alike = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        self.person == other.person
            || (self.name_key == other.name_key
                && (alike(&self.phone, &other.phone) || alike(&self.email, &other.email)))
    }
}

/// Why somebody may not take a step of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// It is about themselves.
    Subject,
    /// They have taken an earlier step.
    Earlier,
}

/// Whether somebody may take the next step: not whom it concerns, and nobody who has taken an earlier step.
pub fn clash(subject: &Human, taken: &[Human], next: &Human) -> Option<Clash> {
    if next.is(subject) {
        Some(Clash::Subject)
    } else if taken.iter().any(|one| one.is(next)) {
        Some(Clash::Earlier)
    } else {
        None
    }
}

coded! {
    /// What the review of an order's legality found.
    Verdict {
        /// قانونی.
        Lawful = "lawful",
        /// نیازمند اصلاح.
        Amend = "amend",
        /// مغایر قانون.
        Unlawful = "unlawful",
    }
}

coded! {
    /// What a manager answers to an employee's objection.
    ObjectionAnswer {
        /// دستور پس گرفته شد.
        Withdrawn = "withdrawn",
        /// دستور اصلاح شد.
        Amended = "amended",
        /// دستور کتباً تأیید شد.
        Insisted = "insisted",
    }
}

coded! {
    /// Where a yearly plan stands.
    PlanState {
        /// پیش‌نویس.
        Draft = "draft",
        /// مصوب.
        Approved = "approved",
    }
}

/// Setting: working days for the answer to a warning.
pub const WARNING_DAYS: &str = "inspection.warning-days";
/// Setting: working days until the next level is reminded of an overdue remedy.
pub const REMIND_DAYS: &str = "inspection.remind-days";
/// Setting: the greatest pay cut, in whole percent.
pub const PAY_MOST: &str = "inspection.pay-cut-most";
/// Setting: the fewest months of a suspension.
pub const MONTHS_LEAST: &str = "inspection.suspension-least";
/// Setting: the most months of a suspension.
pub const MONTHS_MOST: &str = "inspection.suspension-most";
/// Setting: the legal basis that a measure rests on.
pub const MEASURE_LAW: &str = "inspection.measure-law";
/// Setting: what the law says of an order that an employee thinks unlawful.
pub const ORDER_LAW: &str = "inspection.order-law";

/// Settings: name, value, source, applicability.
pub const SETTINGS: [(&str, &str, &str, &str); 7] = [
    (
        WARNING_DAYS,
        "10",
        "پیش‌فرض سامانه؛ در متن‌های بررسی‌شده مهلتی برای پاسخ به تذکر دیده نشد",
        "reference",
    ),
    (REMIND_DAYS, "5", "پیش‌فرض سامانه", "reference"),
    (
        PAY_MOST,
        "33",
        "تبصره ۱ ماده ۹۱ قانون مدیریت خدمات کشوری: کسر یک‌سوم حقوق؛ شمول این قانون بر شهرداری‌ها محل تردید است",
        "reference",
    ),
    (
        MONTHS_LEAST,
        "1",
        "تبصره ۱ ماده ۹۱ قانون مدیریت خدمات کشوری: از یک ماه تا یک سال",
        "reference",
    ),
    (
        MONTHS_MOST,
        "12",
        "تبصره ۱ ماده ۹۱ قانون مدیریت خدمات کشوری: از یک ماه تا یک سال",
        "reference",
    ),
    (
        MEASURE_LAW,
        "تبصره ۱ ماده ۹۱ قانون مدیریت خدمات کشوری",
        "قانون مدیریت خدمات کشوری، ۱۳۸۶؛ شمول آن بر شهرداری‌ها محل تردید است",
        "reference",
    ),
    (
        ORDER_LAW,
        "ماده ۹۶ قانون مدیریت خدمات کشوری (تأییدنشده): کارمند مغایرت دستور با قانون را کتباً اعلام می‌کند؛ اگر مقام مافوق اجرای آن را کتباً تأیید کند، کارمند مکلف به اجراست و پاسخ‌گویی با مقام دستوردهنده خواهد بود.",
        "متن ماده بررسی نشده است؛ پیش از استناد با واحد حقوقی هماهنگ شود",
        "reference",
    ),
];

/// The number that a setting ships with; 0 for a setting of another kind.
pub fn shipped(name: &str) -> i64 {
    SETTINGS
        .iter()
        .find(|(id, ..)| *id == name)
        .and_then(|(_, value, ..)| value.parse().ok())
        .unwrap_or(0)
}

/// Whether a setting of this area can have a value; none for a setting of another area.
pub fn accepts(id: &str, value: &str) -> Option<bool> {
    let within = |least: i64, most: i64| {
        persian::parse_integer(value).is_ok_and(|number| (least..=most).contains(&number))
    };
    Some(match id {
        WARNING_DAYS | REMIND_DAYS => within(1, 120),
        PAY_MOST => within(1, 100),
        MONTHS_LEAST | MONTHS_MOST => within(1, 60),
        MEASURE_LAW | ORDER_LAW => !value.trim().is_empty(),
        _ => return None,
    })
}

/// How high an overdue remedy climbs: the managers of the unit, then those of the unit above.
pub const LEVELS: i64 = 2;

/// First line of what is hashed for a sample; another method gets another word.
pub const SAMPLE_METHOD: &str = "amin-sample-v1";

/// The text whose SHA-256 ranks one member of the population: method, leaf hash (hex) of the sealed entry that fixed the population, and
/// the member's name, one a line, without a line end after the last.
pub fn ranked_text(leaf: &str, member: &str) -> String {
    format!("{SAMPLE_METHOD}\n{leaf}\n{member}")
}

/// Draws `size` members: those with the smallest SHA-256 of [`ranked_text`], in that order; all of them where there are fewer.
///
/// The entry holds the hash of the whole population and 32 random bytes for each of its fields, so nobody knows its hash before it is
/// sealed, and no member can be put in or left out afterwards.
pub fn sample(leaf: &str, members: &[String], size: usize) -> Vec<String> {
    let mut ranked: Vec<(String, &String)> = members
        .iter()
        .map(|member| {
            (
                hex::encode(Sha256::digest(ranked_text(leaf, member))),
                member,
            )
        })
        .collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked
        .into_iter()
        .take(size)
        .map(|(_, member)| member.clone())
        .collect()
}

/// SHA-256, hex, of the members one a line with a line end after each: the file that anybody can download.
pub fn population_hash(members: &[String]) -> String {
    hex::encode(Sha256::digest(population_file(members)))
}

/// The members one a line.
pub fn population_file(members: &[String]) -> String {
    members.iter().fold(String::new(), |mut text, member| {
        text.push_str(member);
        text.push('\n');
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn members(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("m-{number}")).collect()
    }

    /// Computed with coreutils: `for m in m-0 m-1 m-2 m-3; do echo "$(printf 'amin-sample-v1\n%064d\n%s' 0 $m | sha256sum | cut -c1-64) $m";
    /// done | sort`, and `printf 'm-0\nm-1\nm-2\nm-3\n' | sha256sum`.
    #[test]
    fn a_sample_can_be_drawn_again_with_other_tools() {
        let leaf = "0".repeat(64);
        assert_eq!(sample(&leaf, &members(4), 2), ORACLE_SAMPLE);
        assert_eq!(population_hash(&members(4)), ORACLE_POPULATION);
    }

    const ORACLE_SAMPLE: [&str; 2] = ["m-0", "m-2"];
    const ORACLE_POPULATION: &str =
        "5c88cfd731f4197681463b6c8edb2d1a241269fea4fb50469c702922169c03c5";

    #[test]
    fn no_member_is_favoured() {
        let all = members(10);
        let mut counts = [0_u32; 10];
        for number in 0..2_000 {
            for member in sample(&format!("{number:064x}"), &all, 3) {
                counts[all.iter().position(|one| *one == member).expect("a member")] += 1;
            }
        }
        // 600 each is expected; five standard deviations of a hypergeometric share are 103.
        assert!(
            counts.iter().all(|count| (497..=703).contains(count)),
            "{counts:?}"
        );
    }

    fn human(person: usize) -> Human {
        Human {
            person: format!("p{person}"),
            name_key: format!("n{person}"),
            phone: None,
            email: None,
        }
    }

    #[test]
    fn a_second_row_of_the_same_human_is_the_same() {
        let one = Human {
            phone: Some("+989120000000".to_owned()),
            ..human(1)
        };
        let second = Human {
            person: "p9".to_owned(),
            ..one.clone()
        };
        let namesake = Human {
            person: "p9".to_owned(),
            ..human(1)
        };
        assert!(one.is(&second) && !one.is(&namesake));
        assert_eq!(clash(&human(5), &[one], &second), Some(Clash::Earlier));
    }

    proptest! {
        #[test]
        fn a_sample_is_a_part_of_its_population(count in 0_usize..60, size in 0_usize..80, seed in any::<u64>()) {
            let all = members(count);
            let drawn = sample(&format!("{seed:064x}"), &all, size);
            prop_assert_eq!(drawn.len(), size.min(count));
            let mut unique = drawn.clone();
            unique.sort();
            unique.dedup();
            prop_assert_eq!(unique.len(), drawn.len());
            prop_assert!(drawn.iter().all(|one| all.contains(one)));
            // The order of the population decides nothing.
            let mut turned = all;
            turned.reverse();
            prop_assert_eq!(sample(&format!("{seed:064x}"), &turned, size), drawn);
        }

        /// Seven accounts of five people, two of which have a second account; people 0 to 4, the measure concerns person 0. Whatever is tried
        /// in whatever order, a decided measure has three different people, none of them the one it concerns.
        #[test]
        fn three_people_decide_whatever_is_tried(tries in proptest::collection::vec((0_usize..7, 0_usize..3), 0..60), reporter in 1_usize..5) {
            const PERSON_OF: [usize; 7] = [0, 1, 2, 3, 4, 1, 2];
            let subject = human(0);
            let mut taken = vec![human(reporter)];
            let mut state = MeasureState::Reported;
            for (account, deed) in tries {
                let next = human(PERSON_OF[account]);
                let Some(after) = measured(state, MeasureDeed::ALL[deed]) else { continue };
                if clash(&subject, &taken, &next).is_none() {
                    taken.push(next);
                    state = after;
                }
            }
            if state == MeasureState::Decided {
                let mut people: Vec<&str> = taken.iter().map(|one| one.person.as_str()).collect();
                people.sort_unstable();
                people.dedup();
                prop_assert_eq!(people.len(), 3);
                prop_assert!(!people.contains(&"p0"));
            }
        }

        #[test]
        fn nothing_is_remedied_that_nobody_reported(deeds in proptest::collection::vec(0_usize..3, 0..20)) {
            let (mut state, mut reported) = (RemedyState::Open, false);
            for deed in deeds.into_iter().map(|number| RemedyDeed::ALL[number]) {
                if let Some(next) = remedied(state, deed) {
                    reported = match deed {
                        RemedyDeed::Report => true,
                        RemedyDeed::Return => false,
                        RemedyDeed::Verify => reported,
                    };
                    state = next;
                }
                prop_assert!(state != RemedyState::Done || reported);
            }
        }
    }
}
