//! Scales, effectiveness of controls, residual risk, bands, who may accept, effect of a measure: the rules of the register. Pure.

use store::Timestamp;

use crate::platform::coded::coded;
use crate::voice::rules::Rules;

coded! {
    /// What a control does.
    ControlKind {
        /// پیشگیرانه: makes the event less likely.
        Preventive = "preventive",
        /// کشف‌کننده: notices the event, so that its effect stays small.
        Detective = "detective",
        /// اصلاحی: mends what the event did.
        Corrective = "corrective",
    }
}

coded! {
    /// How well a control is designed, or works.
    Strength {
        /// بی‌اثر.
        None = "none",
        /// تا اندازه‌ای مؤثر.
        Partial = "partial",
        /// مؤثر.
        Full = "full",
    }
}

coded! {
    /// What is done about a risk, besides accepting it.
    Treatment {
        /// کاهش.
        Reduce = "reduce",
        /// اجتناب: the activity is given up or done in another way.
        Avoid = "avoid",
        /// اشتراک: somebody else bears a part of it.
        Share = "share",
    }
}

coded! {
    /// Where a measure stands.
    MeasureState {
        /// برنامه‌ریزی‌شده.
        Planned = "planned",
        /// در حال انجام.
        UnderWay = "under-way",
        /// انجام‌شده.
        Done = "done",
        /// کنار گذاشته‌شده، با دلیل.
        Dropped = "dropped",
    }
}

impl MeasureState {
    /// Whether somebody still owes something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::UnderWay)
    }

    /// Whether a measure may go from here to another state.
    pub const fn leads_to(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Planned, Self::UnderWay | Self::Done | Self::Dropped)
                | (Self::UnderWay, Self::Done | Self::Dropped)
        )
    }
}

coded! {
    /// Where an acceptance stands.
    AcceptanceState {
        /// معتبر.
        InForce = "in-force",
        /// منقضی: its day passed.
        Expired = "expired",
        /// بی‌اثر: the risk grew beyond what was accepted, or a newer one took its place.
        Ended = "ended",
    }
}

coded! {
    /// Where a risk stands.
    RiskState {
        /// جاری.
        Open = "open",
        /// بایگانی‌شده: the process is gone or the risk is part of another.
        Retired = "retired",
    }
}

coded! {
    /// The two scales.
    Scale {
        /// احتمال.
        Likelihood = "likelihood",
        /// شدت اثر.
        Impact = "impact",
    }
}

coded! {
    /// How grave a score is.
    Band {
        /// کم.
        Low = "low",
        /// متوسط.
        Medium = "medium",
        /// زیاد.
        High = "high",
        /// بسیار زیاد.
        Severe = "severe",
    }
}

/// Highest level of a scale.
pub const TOP: i64 = 5;

/// Setting: the least score of the band medium.
pub const BAND_MEDIUM: &str = "risks.band-medium";
/// Setting: the least score of the band high.
pub const BAND_HIGH: &str = "risks.band-high";
/// Setting: the least score of the band severe.
pub const BAND_SEVERE: &str = "risks.band-severe";
/// Setting: the most days for which a risk may be accepted.
pub const ACCEPTANCE_DAYS: &str = "risks.acceptance-days";
/// Setting: the most days before and after a measure whose findings are compared.
pub const EFFECT_DAYS: &str = "risks.effect-days";
/// Setting: the appetite of an area for which none was decided.
pub const APPETITE: &str = "risks.appetite";

/// Name, value, source and applicability of the settings that an organisation begins with.
pub const SETTINGS: [(&str, &str, &str, &str); 6] = [
    (
        BAND_MEDIUM,
        "5",
        "رویه عمومی ماتریس پنج در پنج",
        "reference",
    ),
    (BAND_HIGH, "10", "رویه عمومی ماتریس پنج در پنج", "reference"),
    (
        BAND_SEVERE,
        "17",
        "رویه عمومی ماتریس پنج در پنج",
        "reference",
    ),
    (
        ACCEPTANCE_DAYS,
        "365",
        "رویه عمومی: بازنگری دست‌کم سالانه",
        "reference",
    ),
    (
        EFFECT_DAYS,
        "180",
        "رویه عمومی: دو بازه برابر پیش و پس",
        "reference",
    ),
    (
        APPETITE,
        "9",
        "رویه عمومی: کمتر از باند «زیاد»",
        "reference",
    ),
];

/// A setting of the organisation, or the value that every organisation begins with.
pub fn limit(rules: &Rules, name: &str) -> i64 {
    let seeded = SETTINGS.iter().find(|(id, ..)| *id == name);
    (rules.settings.get(name))
        .and_then(|value| persian::parse_integer(value).ok())
        .or_else(|| seeded.and_then(|(_, value, ..)| value.parse().ok()))
        .unwrap_or(0)
}

/// The least scores of the bands above low.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// Of medium.
    pub medium: i64,
    /// Of high.
    pub high: i64,
    /// Of severe.
    pub severe: i64,
}

impl Bands {
    /// Those of an organisation.
    pub fn of(rules: &Rules) -> Self {
        Self {
            medium: limit(rules, BAND_MEDIUM),
            high: limit(rules, BAND_HIGH),
            severe: limit(rules, BAND_SEVERE),
        }
    }

    /// The band of a score.
    pub const fn band(self, score: i64) -> Band {
        if score >= self.severe {
            Band::Severe
        } else if score >= self.high {
            Band::High
        } else if score >= self.medium {
            Band::Medium
        } else {
            Band::Low
        }
    }

    /// The least and the greatest score of a band.
    pub const fn range(self, band: Band) -> (i64, i64) {
        match band {
            Band::Low => (1, self.medium - 1),
            Band::Medium => (self.medium, self.high - 1),
            Band::High => (self.high, self.severe - 1),
            Band::Severe => (self.severe, TOP * TOP),
        }
    }
}

/// What a control takes off its scale: as many steps as the weaker of design and operation; a control that nobody has assessed takes
/// off nothing.
pub fn steps(design: Option<Strength>, operating: Option<Strength>) -> i64 {
    let of = |strength| match strength {
        Strength::None => 0,
        Strength::Partial => 1,
        Strength::Full => 2,
    };
    design
        .zip(operating)
        .map_or(0, |(design, operating)| of(design).min(of(operating)))
}

/// Residual likelihood and impact: the strongest preventive control lowers likelihood, the strongest detective or corrective one lowers
/// impact; neither falls below 1.
pub fn residual(likelihood: i64, impact: i64, controls: &[(ControlKind, i64)]) -> (i64, i64) {
    let strongest = |preventive: bool| {
        controls
            .iter()
            .filter(|(kind, _)| (*kind == ControlKind::Preventive) == preventive)
            .map(|(_, steps)| *steps)
            .max()
            .unwrap_or(0)
    };
    (
        (likelihood - strongest(true)).max(1),
        (impact - strongest(false)).max(1),
    )
}

/// How many linked findings were raised in two spans of equal length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// Days of each span.
    pub days: i64,
    /// Raised in the span that ends with the measure's beginning.
    pub before: i64,
    /// Raised in the span that begins with its end.
    pub after: i64,
}

/// What a measure did to the findings of its risk: those raised before it began against those raised after it was done, over spans of
/// equal length, the longer the longer it is done. None before the first whole day after its end.
pub fn effect(
    raised: &[Timestamp],
    began: Timestamp,
    done: Timestamp,
    now: Timestamp,
    most_days: i64,
) -> Option<Effect> {
    let days = ((now.0 - done.0) / Timestamp::DAY).min(most_days);
    if days < 1 {
        return None;
    }
    let span = days * Timestamp::DAY;
    let within = |from: i64, to: i64| {
        let count = raised
            .iter()
            .filter(|at| (from..to).contains(&at.0))
            .count();
        i64::try_from(count).unwrap_or(i64::MAX)
    };
    Some(Effect {
        days,
        before: within(began.0 - span, began.0),
        after: within(done.0, done.0 + span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BANDS: Bands = Bands {
        medium: 5,
        high: 10,
        severe: 17,
    };

    #[test]
    fn bands_meet_without_gap_and_cover_the_matrix() {
        assert_eq!(BANDS.band(4), Band::Low);
        assert_eq!(BANDS.band(5), Band::Medium);
        assert_eq!(BANDS.band(16), Band::High);
        assert_eq!(BANDS.band(25), Band::Severe);
        let mut next = 1;
        for band in Band::ALL {
            let (from, to) = BANDS.range(*band);
            assert_eq!(from, next);
            next = to + 1;
        }
        assert_eq!(next, 26);
    }

    #[test]
    fn a_control_is_as_strong_as_its_weaker_half() {
        assert_eq!(steps(Some(Strength::Full), Some(Strength::Full)), 2);
        assert_eq!(steps(Some(Strength::Full), Some(Strength::None)), 0);
        assert_eq!(steps(Some(Strength::Partial), Some(Strength::Full)), 1);
        assert_eq!(steps(Some(Strength::Full), None), 0, "nobody assessed it");
    }

    #[test]
    fn prevention_lowers_likelihood_and_the_others_impact() {
        let controls = [
            (ControlKind::Preventive, 2),
            (ControlKind::Preventive, 1),
            (ControlKind::Detective, 1),
        ];
        assert_eq!(residual(4, 4, &controls), (2, 3));
        assert_eq!(residual(1, 1, &controls), (1, 1));
        assert_eq!(residual(5, 5, &[]), (5, 5));
    }

    #[test]
    fn the_spans_before_and_after_a_measure_are_equally_long() {
        let day = |n: i64| Timestamp(n * Timestamp::DAY);
        let raised = [day(80), day(95), day(99), day(105), day(121), day(150)];
        let seen = effect(&raised, day(100), day(120), day(130), 180);
        let wanted = Effect {
            days: 10,
            before: 2,
            after: 1,
        };
        assert_eq!(seen, Some(wanted));
        assert_eq!(effect(&raised, day(100), day(120), day(120), 180), None);
        let capped = effect(&raised, day(100), day(120), day(500), 30);
        assert_eq!(
            capped.map(|e| (e.days, e.before, e.after)),
            Some((30, 3, 1))
        );
    }

    fn kind() -> impl Strategy<Value = ControlKind> {
        prop_oneof![
            Just(ControlKind::Preventive),
            Just(ControlKind::Detective),
            Just(ControlKind::Corrective)
        ]
    }

    proptest! {
        #[test]
        fn another_control_never_makes_a_risk_graver(
            likelihood in 1..=5_i64,
            impact in 1..=5_i64,
            controls in prop::collection::vec((kind(), 0..=2_i64), 0..6),
            more in (kind(), 0..=2_i64),
        ) {
            let (l, i) = residual(likelihood, impact, &controls);
            let mut with = controls.clone();
            with.push(more);
            let (l2, i2) = residual(likelihood, impact, &with);
            prop_assert!(l2 <= l && i2 <= i && l <= likelihood && i <= impact);
            prop_assert!((1..=5).contains(&l2) && (1..=5).contains(&i2));
        }
    }
}
