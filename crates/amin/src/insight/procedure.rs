//! The declared procedure of a service: reading its rules with sentences that help, judging a log by a version of them. Pure.

use std::collections::BTreeSet;

use eventlog::EventLog;
use eventlog::rules::{Accepted, Conformance, Kind, Rule, Rules, RulesError, conformance, parse};
use persian::calendar::Calendar;

use crate::platform::errors::Say;
use crate::platform::texts::Texts;

/// Longest text of rules, in characters.
pub const MOST_TEXT: usize = 60_000;
/// Iran's time, in seconds east of Greenwich.
const TEHRAN: i32 = 12_600;
/// Longest time over which working days are counted, in days; a log of wrong dates must not run for ever.
const LONGEST: i64 = 60 * 366;
const DAY: i64 = 86_400_000_000;

/// Reads rules. Days may be Solar Hijri or Gregorian. An error says in which line, what, and how to mend it.
pub fn read(text: &str) -> Result<Rules, Say> {
    parse(&with_gregorian_days(text)).map_err(|why| say(text, &why))
}

/// The text with each Solar Hijri day of `valid_from` and `valid_until` written as the Gregorian one, line by line.
fn with_gregorian_days(text: &str) -> String {
    let line = |line: &str| -> String {
        let Some((key, value)) = line.split_once('=') else {
            return line.to_owned();
        };
        let day = value.trim().trim_matches('"');
        match day.parse::<persian::Date>() {
            Ok(day) if matches!(key.trim(), "valid_from" | "valid_until") => {
                format!("{key}= \"{}\"", day.gregorian_iso())
            }
            _ => line.to_owned(),
        }
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n")
}

/// The words in the backquotes of a parser's sentence.
fn quoted(why: &str) -> String {
    why.split('`').nth(1).unwrap_or_default().to_owned()
}

fn say(text: &str, why: &RulesError) -> Say {
    match why {
        RulesError::Empty => Say::new(|t| t.insight_rules_empty().to_owned()),
        RulesError::Rule { rule, why } => {
            let wanted = format!("id = \"{rule}\"");
            let places = text
                .lines()
                .zip(1_i64..)
                .filter(|(line, _)| line.trim().replace(' ', "") == wanted.replace(' ', ""));
            // An id that stands twice is wrong at its second place.
            let line = if why.starts_with("this id") {
                places.last()
            } else {
                places.into_iter().next()
            };
            let line = line.map_or(1, |(_, n)| n);
            let (rule, why) = (rule.clone(), *why);
            Say::new(move |t| {
                let why = if why.starts_with("this id") {
                    t.insight_rules_twice()
                } else if why.starts_with("a names") {
                    t.insight_rules_no_a()
                } else if why.contains("second activity") {
                    t.insight_rules_no_b()
                } else if why.contains("a number") {
                    t.insight_rules_no_times()
                } else if why.starts_with("valid_from") {
                    t.insight_rules_bad_day()
                } else {
                    why
                };
                t.insight_rules_wrong(line, &rule, why)
            })
        }
        RulesError::Text(why) => {
            let line = why
                .rsplit("line ")
                .next()
                .and_then(|rest| rest.split([':', ' ']).next()?.parse::<i64>().ok())
                .unwrap_or(1);
            let near = usize::try_from(line - 1)
                .ok()
                .and_then(|n| text.lines().nth(n))
                .unwrap_or_default()
                .trim()
                .chars()
                .take(80)
                .collect::<String>();
            let why = why.clone();
            Say::new(move |t| {
                let name = quoted(&why);
                let what = if why.contains("unknown field") {
                    t.insight_rules_unknown_field(&name)
                } else if why.contains("missing field") {
                    t.insight_rules_missing_field(&name)
                } else if why.contains("unknown variant") {
                    t.insight_rules_unknown_kind(&name)
                } else {
                    t.insight_rules_syntax(&why)
                };
                t.insight_rules_line(line, &near, &what)
            })
        }
    }
}

/// A version of a procedure: its rules and the days on which they hold, Gregorian.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The rules.
    pub rules: Rules,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: Option<String>,
}

impl Version {
    /// From a stored text and Solar Hijri days as they are kept; a procedure that is a model alone has no text. None where the text can no
    /// longer be read.
    pub fn open(text: &str, from: &str, until: Option<&str>) -> Option<Self> {
        let day = |text: &str| Some(text.parse::<persian::Date>().ok()?.gregorian_iso());
        Some(Self {
            rules: if text.trim().is_empty() {
                Rules::default()
            } else {
                read(text).ok()?
            },
            from: day(from)?,
            until: match until {
                None => None,
                Some(until) => Some(day(until)?),
            },
        })
    }

    /// Judges a log. Each rule holds on the days of its own and of the version.
    pub fn judge(&self, log: &EventLog, accepted: &[Accepted], calendar: &Calendar) -> Conformance {
        let mut rules = self.rules.clone();
        for rule in &mut rules.rules {
            // Days are written alike, so that the order of texts is that of days.
            let from = rule
                .valid_from
                .take()
                .into_iter()
                .chain([self.from.clone()]);
            rule.valid_from = from.max();
            let until = rule
                .valid_until
                .take()
                .into_iter()
                .chain(self.until.clone());
            rule.valid_until = until.min();
        }
        rules.accepted.extend_from_slice(accepted);
        let working_days = |from: i64, to: i64| {
            if to.saturating_sub(from) / DAY > LONGEST {
                return LONGEST;
            }
            calendar.working_days_between(persian::tehran_date(from), persian::tehran_date(to))
        };
        conformance(log, &rules, TEHRAN, &working_days)
    }
}

/// Cases with at least one difference that nobody accepted.
pub fn deviating_cases(found: &Conformance) -> usize {
    let cases: BTreeSet<usize> = found
        .rules
        .iter()
        .flat_map(|rule| rule.deviating.iter().map(|d| d.case))
        .collect();
    cases.len()
}

/// A rule in words: its own, or a sentence made of its parts.
pub fn words(t: &Texts, rule: &Rule) -> String {
    if !rule.text.is_empty() {
        return rule.text.clone();
    }
    let or = t.insight_rule_or();
    let a = rule.a.iter().collect::<Vec<_>>().join(or);
    let b = rule
        .b
        .as_ref()
        .map_or_else(String::new, |b| b.iter().collect::<Vec<_>>().join(or));
    let times = t
        .lang
        .integer(i64::try_from(rule.times.unwrap_or(1)).unwrap_or(i64::MAX));
    match (rule.kind, rule.within) {
        (Kind::Presence, _) => t.insight_rule_presence(&a),
        (Kind::Absence, _) => t.insight_rule_absence(&a),
        (Kind::Exactly, _) => t.insight_rule_exactly(&a, times),
        (Kind::AtMost, _) => t.insight_rule_at_most(&a, times),
        (Kind::AtLeast, _) => t.insight_rule_at_least(&a, times),
        (Kind::Precedence, _) => t.insight_rule_precedence(&b, &a),
        (Kind::Response, None) => t.insight_rule_response(&a, &b),
        (Kind::Response, Some(days)) => {
            t.insight_rule_within(&a, t.lang.integer(i64::from(days)), &b)
        }
        (Kind::Succession, _) => t.insight_rule_succession(&a, &b),
        (Kind::FourEyes, _) => t.insight_rule_four_eyes(&a, &b),
        (Kind::SameEyes, _) => t.insight_rule_same_eyes(&a, &b),
    }
}

#[cfg(test)]
mod tests {
    use eventlog::read::Mapping;
    use eventlog::{Options, read_csv};
    use persian::calendar::FRIDAY;

    use super::*;
    use crate::platform::texts::Lang;

    const RULES: &str = "ends = [\"decide\"]\n\n[[rule]]\nid = \"decided\"\nkind = \"response\"\na = \"register\"\nb = \"decide\"\nwithin = 3\n";

    fn wrong(text: &str) -> (String, String) {
        let say = read(text).expect_err("wrong rules");
        (say.to(&Texts::of(Lang::Fa)), say.to(&Texts::of(Lang::En)))
    }

    #[test]
    fn what_is_wrong_names_its_line_and_how_to_mend_it() {
        let (fa, en) = wrong(&RULES.replace("b = \"decide\"\n", ""));
        assert!(
            en.contains("Line 4") && en.contains("decided") && en.contains("b = "),
            "{en}"
        );
        assert!(fa.contains("سطر ۴"), "{fa}");
        let (_, en) = wrong(&RULES.replace("within", "withn"));
        assert!(en.contains("Line 8") && en.contains("withn"), "{en}");
        let (_, en) = wrong(&RULES.replace("\"response\"", "\"answer\""));
        assert!(en.contains("Line 5") && en.contains("answer"), "{en}");
        let (_, en) = wrong(&format!(
            "{RULES}\n[[rule]]\nid = \"decided\"\nkind = \"presence\"\na = \"register\"\n"
        ));
        assert!(en.contains("Line 11"), "{en}");
        assert!(wrong("").1.contains("[[rule]]"));
    }

    #[test]
    fn days_may_be_solar() {
        let text = format!("{RULES}valid_from = \"1405/01/01\"\n");
        let rules = read(&text).expect("rules");
        // Nowruz 1405.
        assert_eq!(rules.rules[0].valid_from.as_deref(), Some("2026-03-21"));
    }

    #[test]
    fn a_version_judges_only_the_cases_of_its_days() {
        // Each case takes five days where three are allowed; one begins before the version, two on its days.
        let mut csv = String::from("case,activity,timestamp\n");
        for (case, day) in [(1, 19), (2, 21), (3, 22)] {
            let last = day + 5;
            csv.extend([
                format!("{case},register,2026-03-{day}T08:00:00Z\n"),
                format!("{case},decide,2026-03-{last}T08:00:00Z\n"),
            ]);
        }
        let log = read_csv(csv.as_bytes(), &Mapping::default(), Options::default())
            .expect("a log")
            .log;
        let calendar = Calendar::new(FRIDAY, vec![]).expect("a calendar");
        let version = Version::open(RULES, "1405-01-01", None).expect("a version");
        let found = version.judge(&log, &[], &calendar);
        assert_eq!(
            (found.rules[0].judged, found.rules[0].deviating.len()),
            (2, 2)
        );
        assert_eq!(deviating_cases(&found), 2);
        let accepted = [Accepted {
            rule: "decided".into(),
            case: "2".into(),
            reason: "flood".into(),
        }];
        let found = version.judge(&log, &accepted, &calendar);
        assert_eq!((found.rules[0].accepted, deviating_cases(&found)), (1, 1));
        let ended = Version::open(RULES, "1405-01-01", Some("1405-01-01")).expect("a version");
        assert_eq!(ended.judge(&log, &[], &calendar).rules[0].judged, 1);
    }
}
