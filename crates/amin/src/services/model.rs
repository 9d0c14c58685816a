//! What a service is, how complete its card is, and whether a measured time keeps the promise. Pure.

use serde::{Deserialize, Serialize};

/// Unit of a legal (promised) time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeUnit {
    /// Days that are neither weekend nor holiday; the day of the request is not counted.
    WorkingDay,
    /// Hours by the clock.
    Hour,
    /// Days of 24 hours.
    Day,
}

impl TimeUnit {
    /// All units.
    pub const ALL: [Self; 3] = [Self::WorkingDay, Self::Hour, Self::Day];

    /// The word in the database and in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WorkingDay => "working-day",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// The unit of a word: a code, or what people write in a spreadsheet, in Persian or English.
    pub fn of(text: &str) -> Option<Self> {
        const WORDS: [(&str, TimeUnit); 12] = [
            ("working-day", TimeUnit::WorkingDay),
            ("working day", TimeUnit::WorkingDay),
            ("working days", TimeUnit::WorkingDay),
            ("روز کاری", TimeUnit::WorkingDay),
            ("روز اداری", TimeUnit::WorkingDay),
            ("hour", TimeUnit::Hour),
            ("hours", TimeUnit::Hour),
            ("ساعت", TimeUnit::Hour),
            ("day", TimeUnit::Day),
            ("days", TimeUnit::Day),
            ("روز", TimeUnit::Day),
            ("روز تقویمی", TimeUnit::Day),
        ];
        let wanted = persian::search_key(text);
        WORDS
            .iter()
            .find(|(word, _)| persian::search_key(word) == wanted)
            .map(|(_, unit)| *unit)
    }
}

/// A promised time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// How many.
    pub value: i64,
    /// Of what.
    pub unit: TimeUnit,
}

/// One step of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What is done.
    pub name: String,
    /// The post that does it, or empty.
    pub post: String,
    /// How long it takes, in words, or empty.
    pub time: String,
}

/// The lines of a text, without empty ones.
pub fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The steps of a text: one a line, as «گام؛ پست مسئول؛ زمان».
pub fn steps(text: &str) -> Vec<Step> {
    lines(text)
        .iter()
        .map(|line| {
            let mut parts = line
                .splitn(3, ['؛', ';'])
                .map(|part| part.trim().to_owned());
            let mut part = || parts.next().unwrap_or_default();
            Step {
                name: part(),
                post: part(),
                time: part(),
            }
        })
        .collect()
}

/// What a card should tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Documents that the citizen brings.
    Documents,
    /// Fee.
    Fee,
    /// Legal time.
    Time,
    /// Steps, each with the post that does it.
    Steps,
    /// Responsible body.
    Responsible,
    /// Legal basis.
    LegalBasis,
    /// Where to object.
    Appeal,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 7] = [
        Self::Documents,
        Self::Fee,
        Self::Time,
        Self::Steps,
        Self::Responsible,
        Self::LegalBasis,
        Self::Appeal,
    ];

    /// The word in the tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Fee => "fee",
            Self::Time => "time",
            Self::Steps => "steps",
            Self::Responsible => "responsible",
            Self::LegalBasis => "legal-basis",
            Self::Appeal => "appeal",
        }
    }
}

/// Weights of the parts, from the table `completeness_weight`: (code, weight).
pub type Weights = Vec<(String, i64)>;

/// How complete a card is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// Weight of what it tells over the weight of all parts, in per cent, rounded.
    pub score: i64,
    /// Parts that it does not tell.
    pub missing: Vec<Part>,
}

/// The completeness of a card that fills these parts (codes with commas between them). Parts without a weight count 0.
pub fn completeness(filled: &str, weights: &Weights) -> Completeness {
    let weight = |part: &Part| {
        weights
            .iter()
            .find(|(code, _)| code == part.code())
            .map_or(0, |(_, weight)| *weight)
    };
    let all: i64 = Part::ALL.iter().map(weight).sum();
    let missing: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|p| !filled.split(',').any(|code| code == p.code()))
        .collect();
    let lost: i64 = missing.iter().map(weight).sum();
    let score = if all > 0 {
        ((all - lost) * 100 + all / 2) / all
    } else {
        0
    };
    Completeness { score, missing }
}

/// A service as people write it: from a form, a spreadsheet, the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceInput {
    /// Word in addresses: small Latin letters, digits, hyphens; at most 60.
    pub code: String,
    /// Persian name.
    pub name: String,
    /// English name; may be empty.
    pub name_en: String,
    /// Code of the life stage.
    pub life_stage: String,
    /// Unit of this organisation that is responsible; none where another body is.
    pub unit: Option<String>,
    /// Name of the responsible unit or body.
    pub responsible: String,
    /// The same in English.
    pub responsible_en: String,
    /// What the service is, in a sentence or two.
    pub description: String,
    /// The same in English.
    pub description_en: String,
    /// Documents, one a line.
    pub documents: String,
    /// How the fee is told.
    pub fee: String,
    /// Amount in rials, where it is one amount.
    pub fee_rials: Option<i64>,
    /// Legal time.
    pub legal_time: Option<i64>,
    /// Its unit.
    pub legal_time_unit: Option<TimeUnit>,
    /// Where the legal time comes from.
    pub legal_time_source: String,
    /// Steps, one a line; see [`steps`].
    pub steps: String,
    /// Law or circular.
    pub legal_basis: String,
    /// Where to object.
    pub appeal: String,
    /// Where the service is asked for.
    pub channel: String,
    /// Where this card comes from.
    pub source: String,
    /// Solar Hijri day from which the card holds, `1405/01/01`, or empty.
    pub valid_from: String,
    /// Whether the service is offered.
    pub active: bool,
}

impl ServiceInput {
    /// The same with its texts cleaned for storage.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        self.code = persian::to_ascii(self.code.trim()).to_ascii_lowercase();
        for text in [
            &mut self.name,
            &mut self.name_en,
            &mut self.responsible,
            &mut self.responsible_en,
            &mut self.fee,
            &mut self.legal_time_source,
            &mut self.channel,
            &mut self.source,
        ] {
            *text = persian::normalize(text.trim());
        }
        for text in [
            &mut self.description,
            &mut self.description_en,
            &mut self.documents,
            &mut self.steps,
            &mut self.legal_basis,
            &mut self.appeal,
        ] {
            *text = lines(text)
                .iter()
                .map(|line| persian::normalize(line))
                .collect::<Vec<_>>()
                .join("\n");
        }
        if let Ok(day) = self.valid_from.trim().parse::<persian::Date>() {
            self.valid_from = persian::to_ascii(&day.numeric());
        }
        self
    }

    /// The promised time, where both its parts are there.
    pub fn promise(&self) -> Option<Promise> {
        Some(Promise {
            value: self.legal_time?,
            unit: self.legal_time_unit?,
        })
    }

    /// Codes of the parts that the card tells, with commas between them.
    pub fn filled(&self) -> String {
        let steps = steps(&self.steps);
        let tells = |part: &Part| match part {
            Part::Documents => !self.documents.is_empty(),
            Part::Fee => !self.fee.is_empty() || self.fee_rials.is_some(),
            Part::Time => self.promise().is_some(),
            Part::Steps => !steps.is_empty() && steps.iter().all(|step| !step.post.is_empty()),
            Part::Responsible => !self.responsible.is_empty(),
            Part::LegalBasis => !self.legal_basis.is_empty(),
            Part::Appeal => !self.appeal.is_empty(),
        };
        let told: Vec<&str> = Part::ALL
            .iter()
            .filter(|part| tells(part))
            .map(|part| part.code())
            .collect();
        told.join(",")
    }
}

/// Whether a code may stand in an address.
pub fn is_code(code: &str) -> bool {
    // These are pages beside the cards of the staff.
    const TAKEN: [&str; 2] = ["new", "import"];
    (1..=60).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && code.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !TAKEN.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_post_and_time() {
        let steps = steps("ثبت درخواست؛ متصدی پیشخوان؛ ۱ روز\n\nبازدید; مأمور بازدید\n");
        assert_eq!(steps.len(), 2);
        assert_eq!(
            (steps[0].post.as_str(), steps[0].time.as_str()),
            ("متصدی پیشخوان", "۱ روز")
        );
        assert_eq!(
            (steps[1].post.as_str(), steps[1].time.as_str()),
            ("مأمور بازدید", "")
        );
    }

    #[test]
    fn completeness_weighs_what_is_there() {
        let weights: Weights = Part::ALL
            .iter()
            .zip([15, 15, 20, 15, 15, 10, 10])
            .map(|(p, w)| (p.code().to_owned(), w))
            .collect();
        let card = ServiceInput {
            documents: "کارت ملی".into(),
            responsible: "شهرسازی".into(),
            steps: "ثبت".into(),
            legal_time: Some(3),
            ..ServiceInput::default()
        };
        // A step without its post and a time without its unit tell nothing.
        let found = completeness(&card.filled(), &weights);
        assert_eq!(found.score, 30);
        assert_eq!(
            found.missing,
            [
                Part::Fee,
                Part::Time,
                Part::Steps,
                Part::LegalBasis,
                Part::Appeal
            ]
        );
        assert_eq!(
            completeness(
                "documents,fee,time,steps,responsible,legal-basis,appeal",
                &weights
            )
            .score,
            100
        );
        assert_eq!(completeness("documents", &Vec::new()).score, 0);
    }

    #[test]
    fn units_are_read_as_people_write_them() {
        assert_eq!(TimeUnit::of("روزکاری"), Some(TimeUnit::WorkingDay));
        assert_eq!(TimeUnit::of(" روز "), Some(TimeUnit::Day));
        assert_eq!(TimeUnit::of("Hours"), Some(TimeUnit::Hour));
        assert_eq!(TimeUnit::of("ماه"), None);
    }

    #[test]
    fn codes_fit_into_addresses() {
        assert!(is_code("building-permit") && is_code("137"));
        for bad in ["", "Building", "پروانه", "a/b", "-a", "new", "a.json"] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
