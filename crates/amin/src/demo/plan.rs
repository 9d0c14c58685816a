//! The made-up year as a plan: who writes what, where and when, and how it goes on. Pure: the same seed gives the same year.

use store::Random;

use super::texts::{
    ANSWERS, FAMILY_NAMES, FIRST_NAMES, OBJECTIONS, PLACES, PRAISES, SUBJECTS, SUGGESTIONS,
    Subject, WHILES,
};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Repeatable choices.
pub struct Dice(Random);

impl Dice {
    /// Choices of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Random::seeded(seed))
    }

    /// A number below `end`, which is at least 1.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end.max(1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let length = u64::try_from(list.len()).unwrap_or(1);
        &list[usize::try_from(self.below(length)).unwrap_or(0)]
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(u64::try_from(high - low + 1).unwrap_or(1))).unwrap_or(0)
    }
}

/// What the citizen does with the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// Nothing.
    Silent,
    /// Accepts.
    Accepts,
    /// Objects, with words.
    Objects(&'static str),
}

/// One message and its life. Times are minutes: of filing since the beginning of the plan, others since the step before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// When it is filed.
    pub at: i64,
    /// Kind: `complaint`, `criticism`, `suggestion`, `praise`, `information`.
    pub kind: &'static str,
    /// Category.
    pub category: &'static str,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// District, 1 to 3.
    pub district: usize,
    /// Place.
    pub place: &'static str,
    /// Name and telephone, for those who give them.
    pub contact: Option<(String, String)>,
    /// Until it is referred.
    pub referred_after: i64,
    /// Until a clerk takes it.
    pub taken_after: i64,
    /// Until the clerk asks for something, and until the citizen answers.
    pub asked_after: Option<(i64, i64)>,
    /// Until it is answered; none: nobody ever answers.
    pub answered_after: Option<i64>,
    /// Text of the answer.
    pub answer: &'static str,
    /// Whether it is found right.
    pub upheld: bool,
    /// What the citizen does, and after how long.
    pub reaction: (Reaction, i64),
    /// Until the higher officer decides on an objection.
    pub reviewed_after: i64,
    /// Marks for courtesy, clarity, speed, fairness, outcome.
    pub marks: Option<[u8; 5]>,
}

/// Plans so many messages over `days` days that begin on the first day of the Solar Hijri month `first_month` (1 to 12).
/// The result is ordered by time.
pub fn plan(seed: u64, messages: usize, days: i64, first_month: u8) -> Vec<Life> {
    let mut dice = Dice::new(seed);
    let mut lives: Vec<Life> = (0..messages)
        .map(|_| life(&mut dice, days, first_month))
        .collect();
    lives.sort_by_key(|life| life.at);
    lives
}

fn life(dice: &mut Dice, days: i64, first_month: u8) -> Life {
    let kind = match dice.below(100) {
        0..62 => "complaint",
        62..78 => "criticism",
        78..86 => "suggestion",
        86..95 => "praise",
        _ => "information",
    };
    // District 3 is the newest and worst served; most is written about it, and it waits longest.
    let district = match dice.below(100) {
        0..25 => 1,
        25..55 => 2,
        _ => 3,
    };
    let place: &'static str = dice.pick::<&'static str>(PLACES[district - 1]);
    let (category, at, subject, text) = match kind {
        "praise" | "suggestion" => {
            let list = if kind == "praise" {
                PRAISES
            } else {
                SUGGESTIONS
            };
            let (category, subject, text) = *dice.pick(list);
            (category, dice.between(0, days - 1), subject, text)
        }
        "information" => {
            let subject = SUBJECTS
                .iter()
                .find(|subject| subject.category == "information");
            let (line, text): (&str, &str) =
                subject.map_or(("", ""), |subject| *dice.pick(subject.lines));
            ("information", dice.between(0, days - 1), line, text)
        }
        _ => {
            let (subject, day) = subject_and_day(dice, days, first_month);
            let (line, text) = *dice.pick(subject.lines);
            (subject.category, day, line, text)
        }
    };
    let text = text
        .replace("{place}", place)
        .replace("{while}", dice.pick::<&'static str>(WHILES));
    let minute = if dice.percent(80) {
        dice.between(7 * 60, 22 * 60)
    } else {
        dice.between(0, DAY - 1)
    };
    let contact = dice.percent(60).then(|| {
        let name = format!("{} {}", dice.pick(FIRST_NAMES), dice.pick(FAMILY_NAMES));
        // Numbers of a block that no operator gives out.
        (name, format!("0999{:07}", dice.below(10_000_000)))
    });
    let slow = match district {
        3 => 22,
        2 => 10,
        _ => 5,
    };
    let late = dice.percent(slow);
    let answered_after = if dice.percent(2) {
        None
    } else if late {
        Some(dice.between(15 * DAY, 40 * DAY))
    } else {
        Some(dice.between(DAY, 10 * DAY))
    };
    let answer = *dice.pick(ANSWERS);
    let reaction = match dice.below(100) {
        0..14 => Reaction::Objects(dice.pick::<&'static str>(OBJECTIONS)),
        14..52 => Reaction::Accepts,
        _ => Reaction::Silent,
    };
    let base = if late || matches!(reaction, Reaction::Objects(_)) {
        2
    } else {
        4
    };
    let marks = dice.percent(45).then(|| {
        let mut marks = [0_u8; 5];
        for (place, mark) in marks.iter_mut().enumerate() {
            // Courtesy is marked better than speed, as surveys of this kind usually find.
            let lean = i64::from(place == 0) - i64::from(place == 2 && late);
            *mark = u8::try_from((base + lean + dice.between(-1, 1)).clamp(1, 5)).unwrap_or(3);
        }
        marks
    });
    Life {
        at: at * DAY + minute,
        kind,
        category,
        subject: subject.to_owned(),
        text,
        district,
        place,
        contact,
        referred_after: dice.between(30, 26 * 60),
        taken_after: dice.between(60, 3 * DAY),
        asked_after: dice
            .percent(7)
            .then(|| (dice.between(60, DAY), dice.between(DAY, 5 * DAY))),
        answered_after,
        answer,
        upheld: dice.percent(66),
        reaction: (reaction, dice.between(2 * 60, 6 * DAY)),
        reviewed_after: dice.between(2 * DAY, 12 * DAY),
        marks,
    }
}

/// A subject by the weight of its month, and a day of that month within the plan.
fn subject_and_day(dice: &mut Dice, days: i64, first_month: u8) -> (&'static Subject, i64) {
    loop {
        let day = dice.between(0, days - 1);
        // Months of 30.4 days are near enough for weights.
        let month =
            (usize::from(first_month) - 1 + usize::try_from(day * 12 / 365).unwrap_or(0)) % 12;
        let subject = dice.pick(SUBJECTS);
        if subject.category != "information" && dice.below(28) < u64::from(subject.months[month]) {
            return (subject, day);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_year() {
        assert_eq!(plan(5, 300, 365, 9), plan(5, 300, 365, 9));
        assert_ne!(plan(5, 300, 365, 9), plan(6, 300, 365, 9));
    }

    #[test]
    fn a_year_has_seasons_districts_delays_and_objections() {
        let lives = plan(1405, 3000, 365, 9);
        assert_eq!(lives.len(), 3000);
        assert!(lives.is_sorted_by_key(|life| life.at));
        let of = |category: &str, from: i64, to: i64| {
            lives
                .iter()
                .filter(|l| l.category == category && (from..to).contains(&(l.at / DAY)))
                .count()
        };
        // The plan begins in Azar: its first quarter is winter, its third summer.
        assert!(
            of("drainage", 0, 91) > 3 * of("drainage", 182, 273),
            "floods belong to the winter"
        );
        assert!(
            of("waste", 182, 273) > 2 * of("waste", 0, 91),
            "waste smells in the summer"
        );
        let late = |district| {
            let all = lives.iter().filter(|l| l.district == district);
            let late = all
                .clone()
                .filter(|l| l.answered_after.is_none_or(|after| after > 14 * DAY))
                .count();
            late as f64 / all.count() as f64
        };
        assert!(late(3) > 2.0 * late(1), "district 3 waits longest");
        assert!(
            lives
                .iter()
                .any(|l| matches!(l.reaction.0, Reaction::Objects(_)))
        );
        assert!(
            lives.iter().all(|l| !l.text.contains('{')),
            "every blank is filled"
        );
    }
}
