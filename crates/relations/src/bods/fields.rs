//! Takes fields out of a JSON object one by one; what is not taken stays and is written out again.

use serde_json::{Map, Value};

use super::problem::What;

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// Field and fault; the statement is refused.
    pub(super) errors: Vec<(String, What)>,
    /// Field and fault; the statement is taken.
    pub(super) warnings: Vec<(String, What)>,
}

/// An object and where it stands.
pub(super) struct Fields<'f> {
    pub(super) map: Map<String, Value>,
    path: String,
    pub(super) faults: &'f mut Faults,
}

impl<'f> Fields<'f> {
    pub(super) fn new(map: Map<String, Value>, path: String, faults: &'f mut Faults) -> Self {
        Self { map, path, faults }
    }

    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    pub(super) fn error(&mut self, name: &str, what: What) {
        let path = self.path(name);
        self.faults.errors.push((path, what));
    }

    pub(super) fn warn(&mut self, name: &str, what: What) {
        let path = self.path(name);
        self.faults.warnings.push((path, what));
    }

    /// The value, unless it is missing, null or an empty list, which stay where they are.
    fn take(&mut self, name: &str) -> Option<Value> {
        match self.map.get(name)? {
            Value::Null => None,
            Value::Array(list) if list.is_empty() => None,
            _ => self.map.remove(name),
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            other => {
                self.error(name, What::Type("text", "متن"));
                self.map.insert(name.to_owned(), other);
                None
            }
        }
    }

    pub(super) fn needed_text(&mut self, name: &str) -> String {
        let present = self.map.get(name).is_some_and(|value| !value.is_null());
        let text = self.text(name).unwrap_or_default();
        if text.is_empty() && (!present || self.map.get(name).is_none()) {
            self.error(name, What::Missing);
        }
        text
    }

    pub(super) fn truth(&mut self, name: &str) -> Option<bool> {
        match self.take(name)? {
            Value::Bool(truth) => Some(truth),
            other => {
                self.error(name, What::Type("true or false", "true یا false"));
                self.map.insert(name.to_owned(), other);
                None
            }
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Option<serde_json::Number> {
        match self.take(name)? {
            Value::Number(number) => Some(number),
            other => {
                self.error(name, What::Type("a number", "عدد"));
                self.map.insert(name.to_owned(), other);
                None
            }
        }
    }

    /// A date: year, year and month, day, or a day with time. It is kept as written.
    pub(super) fn date(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if !is_date(&text) {
            self.error(name, What::Date(text.chars().take(40).collect()));
        }
        Some(text)
    }

    /// The object inside, read by `read`.
    pub(super) fn object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        match self.take(name)? {
            Value::Object(map) => {
                let path = self.path(name);
                Some(read(&mut Fields::new(map, path, self.faults)))
            }
            other => {
                self.error(name, What::Type("an object", "یک شیء"));
                self.map.insert(name.to_owned(), other);
                None
            }
        }
    }

    fn list(&mut self, name: &str) -> Vec<Value> {
        match self.take(name) {
            None => Vec::new(),
            Some(Value::Array(list)) => list,
            Some(other) => {
                self.error(name, What::Type("a list", "یک فهرست"));
                self.map.insert(name.to_owned(), other);
                Vec::new()
            }
        }
    }

    /// The list of objects, each read by `read`.
    pub(super) fn objects<T>(&mut self, name: &str, read: impl Fn(&mut Fields<'_>) -> T) -> Vec<T> {
        let list = self.list(name);
        let mut found = Vec::with_capacity(list.len());
        for (place, item) in list.into_iter().enumerate() {
            let path = self.path(&format!("{name}[{place}]"));
            match item {
                Value::Object(map) => found.push(read(&mut Fields::new(map, path, self.faults))),
                _ => self
                    .faults
                    .errors
                    .push((path, What::Type("an object", "یک شیء"))),
            }
        }
        found
    }

    /// The list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let list = self.list(name);
        let mut found = Vec::with_capacity(list.len());
        for (place, item) in list.into_iter().enumerate() {
            if let Value::String(text) = item {
                found.push(text);
            } else {
                let path = self.path(&format!("{name}[{place}]"));
                self.faults.errors.push((path, What::Type("text", "متن")));
            }
        }
        found
    }

    /// What was not taken.
    pub(super) fn rest(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.map)
    }
}

/// Year, year and month, or day, with or without a time behind the day.
pub(super) fn is_date(text: &str) -> bool {
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = day.split('-').collect();
    let number = |text: &str, digits: usize| {
        (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u16>().ok())
            .flatten()
    };
    let day_is_right = match parts[..] {
        [year] => number(year, 4).is_some(),
        [year, month] => number(year, 4).is_some() && month_is_right(number(month, 2)),
        [year, month, day] => match (number(year, 4), number(month, 2), number(day, 2)) {
            (Some(year), Some(month), Some(day)) => (1..=days(year, month)).contains(&day),
            _ => false,
        },
        _ => false,
    };
    day_is_right && time.is_none_or(|time| parts.len() == 3 && is_time(time))
}

fn month_is_right(month: Option<u16>) -> bool {
    month.is_some_and(|month| (1..=12).contains(&month))
}

/// Days of a Gregorian month; none for a month that does not exist.
fn days(year: u16, month: u16) -> u16 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

fn is_time(time: &str) -> bool {
    time.len() >= 5
        && time.as_bytes()[2] == b':'
        && time
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'+' | b'-' | b'Z'))
}
