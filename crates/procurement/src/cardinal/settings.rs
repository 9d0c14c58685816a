//! Cardinal's settings file (INI).

use std::collections::HashMap;

use super::Code;

/// Which indicators are computed, and how. Names and defaults are Cardinal's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Whether the maps of processes to organisations are gathered. No setting of the file.
    pub maps: bool,
    pub(super) currency: Option<String>,
    pub(super) no_price_comparison: Option<Vec<String>>,
    pub(super) price_comparison: Option<Vec<String>>,
    pub(super) exclusions: Vec<String>,
    pub(super) on: Vec<Code>,
    pub(super) r003_threshold: Option<i64>,
    pub(super) r003_methods: Option<Vec<String>>,
    pub(super) r003_details: HashMap<String, i64>,
    pub(super) r018_methods: Option<Vec<String>>,
    pub(super) r024_threshold: Option<f64>,
    pub(super) r025_percentile: Option<u64>,
    pub(super) r025_threshold: Option<f64>,
    pub(super) r035_threshold: Option<u64>,
    pub(super) r038_threshold: Option<f64>,
    pub(super) r038_bids: Option<u64>,
    pub(super) r038_processes: Option<u64>,
    pub(super) r048_digits: Option<u64>,
    pub(super) r048_threshold: Option<u64>,
    pub(super) r048_processes: Option<u64>,
    pub(super) r058_threshold: Option<f64>,
}

/// What is wrong with a settings file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct SettingsError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub why: String,
}

/// Sections that are for Cardinal's `prepare` command alone.
const OTHER: [&str; 5] = [
    "output",
    "defaults",
    "redactions",
    "corrections",
    "modifications",
];

impl Settings {
    /// All eleven indicators with their defaults.
    pub fn all() -> Self {
        Self {
            on: Code::ALL.to_vec(),
            ..Self::default()
        }
    }

    /// Reads a settings file: an indicator is computed when it has a section.
    ///
    /// ```
    /// use procurement::cardinal::Settings;
    /// assert!(Settings::parse("currency = USD\n[R003]\nthreshold = 10").is_ok());
    /// let error = Settings::parse("[R003]\nthreshold = soon").unwrap_err();
    /// assert_eq!(error.to_string(), "line 2: threshold is a whole number, not “soon”");
    /// ```
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut settings = Self::default();
        let mut section = String::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in text.lines().enumerate() {
            let error = |why: String| SettingsError {
                line: number + 1,
                why,
            };
            let line = line.trim();
            if line.is_empty() || line.starts_with([';', '#']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                let name = name
                    .strip_suffix(']')
                    .ok_or_else(|| error("a section is written [NAME]".to_owned()))?;
                name.trim().clone_into(&mut section);
                settings.enter(&section).map_err(error)?;
                continue;
            }
            let (key, value) = line
                .split_once(['=', ':'])
                .ok_or_else(|| error(format!("“{line}” is neither [SECTION] nor NAME = VALUE")))?;
            let value = unquote(value.trim());
            settings.set(&section, key.trim(), &value).map_err(error)?;
        }
        Ok(settings)
    }

    fn enter(&mut self, section: &str) -> Result<(), String> {
        let code = Code::ALL.into_iter().find(|code| code.as_str() == section);
        if let Some(code) = code {
            if !self.on.contains(&code) {
                self.on.push(code);
            }
            return Ok(());
        }
        let known = OTHER.contains(&section)
            || section.starts_with("codelists.")
            || section == "exclusions"
            || section == "R003.procurement_method_details";
        if known {
            if section.starts_with("R003") {
                self.enter("R003")?;
            }
            return Ok(());
        }
        Err(format!(
            "there is no section [{section}]; indicators are R003, R018, R024, R025, R028, R030, R035, R036, R038, R048, R058"
        ))
    }

    fn set(&mut self, section: &str, key: &str, value: &str) -> Result<(), String> {
        match (section, key) {
            ("", "currency") => self.currency = Some(value.to_owned()),
            ("", "no_price_comparison_procurement_methods") => {
                self.no_price_comparison = Some(list(value));
            }
            ("", "price_comparison_procurement_methods") => {
                self.price_comparison = Some(list(value));
            }
            ("exclusions", "procurement_method_details") => self.exclusions = list(value),
            ("R003", "threshold") => self.r003_threshold = Some(number(key, value)?),
            ("R003", "procurement_methods") => self.r003_methods = Some(list(value)),
            ("R003.procurement_method_details", _) => {
                self.r003_details
                    .insert(key.to_owned(), number(key, value)?);
            }
            ("R018", "procurement_methods") => self.r018_methods = Some(list(value)),
            ("R024", "threshold") => self.r024_threshold = Some(number(key, value)?),
            ("R025", "percentile") => self.r025_percentile = Some(number(key, value)?),
            ("R025", "threshold") => self.r025_threshold = Some(number(key, value)?),
            ("R035", "threshold") => self.r035_threshold = Some(number(key, value)?),
            ("R038", "threshold") => self.r038_threshold = Some(number(key, value)?),
            ("R038", "minimum_submitted_bids") => self.r038_bids = Some(number(key, value)?),
            ("R038", "minimum_contracting_processes") => {
                self.r038_processes = Some(number(key, value)?);
            }
            ("R048", "digits") => self.r048_digits = Some(number(key, value)?),
            ("R048", "threshold") => self.r048_threshold = Some(number(key, value)?),
            ("R048", "minimum_contracting_processes") => {
                self.r048_processes = Some(number(key, value)?);
            }
            ("R058", "threshold") => self.r058_threshold = Some(number(key, value)?),
            (section, _) if OTHER.contains(&section) || section.starts_with("codelists.") => {}
            ("", _) => return Err(format!("there is no setting “{key}” before the sections")),
            _ => return Err(format!("[{section}] has no setting “{key}”")),
        }
        Ok(())
    }

    pub(super) fn has(&self, code: Code) -> bool {
        self.on.contains(&code)
    }

    pub(super) fn excludes(&self, details: Option<&str>) -> bool {
        details.is_some_and(|details| self.exclusions.iter().any(|name| name == details))
    }

    pub(super) fn compares(&self, details: Option<&str>) -> bool {
        let within = |names: &Vec<String>| {
            details.is_some_and(|details| names.iter().any(|name| name == details))
        };
        // The list of those with comparison makes the list of those without it void.
        match &self.price_comparison {
            Some(names) => within(names),
            None => !self.no_price_comparison.as_ref().is_some_and(within),
        }
    }
}

trait Number: std::str::FromStr {
    const KIND: &str;
}
impl Number for i64 {
    const KIND: &str = "a whole number";
}
impl Number for u64 {
    const KIND: &str = "a whole number, not negative";
}
impl Number for f64 {
    const KIND: &str = "a number";
}

fn number<T: Number>(key: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{key} is {}, not “{value}”", T::KIND))
}

fn list(value: &str) -> Vec<String> {
    value.split('|').map(str::to_owned).collect()
}

/// A value in quotes is what they hold.
fn unquote(value: &str) -> String {
    for quote in ['"', '\''] {
        let inner = value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner.to_owned();
        }
    }
    value.to_owned()
}
