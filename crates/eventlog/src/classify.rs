//! Activities as an XES classifier has them: several keys together say that two events are of one class.

use crate::log::EventLog;
use crate::names::Names;

/// Key of an event's name.
const NAME: &str = "concept:name";

/// A classifier that the log does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log has no classifier «{wanted}»; it has: {known}")]
pub struct UnknownClassifier {
    /// What was asked for.
    pub wanted: String,
    /// What there is.
    pub known: String,
}

/// The keys of a classifier: separated by spaces, keys that hold spaces in single quotes.
fn keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        keys.push(key.to_owned());
        rest = after.trim_start();
    }
    keys
}

impl EventLog {
    /// The log with the activities of one of its classifiers: the values of its keys joined by `+`, as `ProM` does; what an event does not
    /// have is empty.
    ///
    /// # Errors
    /// [`UnknownClassifier`] where the file defined none of that name; it lists those there are.
    pub fn classified(&self, name: &str) -> Result<Self, UnknownClassifier> {
        let Some(classifier) = self.classifiers.iter().find(|one| one.name == name) else {
            let names = |one: &crate::log::Classifier| format!("«{}»", one.name);
            let known: Vec<String> = self.classifiers.iter().map(names).collect();
            return Err(UnknownClassifier {
                wanted: name.to_owned(),
                known: if known.is_empty() {
                    "none".to_owned()
                } else {
                    known.join(", ")
                },
            });
        };
        let keys = keys(&classifier.keys);
        let mut log = self.clone();
        log.activities = Names::default();
        let mut class = String::new();
        for row in 0..self.event_count() {
            class.clear();
            for (place, key) in keys.iter().enumerate() {
                if place > 0 {
                    class.push('+');
                }
                if key == NAME {
                    class.push_str(self.activities.get(self.activity[row]));
                } else if let Some(value) = self
                    .event_attributes
                    .get(key)
                    .and_then(|column| column.get(row))
                {
                    class.push_str(&value.to_string());
                }
            }
            log.activity[row] = log.activities.intern(&class);
        }
        Ok(log)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_hold_spaces() {
        assert_eq!(
            keys("concept:name 'sub step'  lifecycle:transition"),
            ["concept:name", "sub step", "lifecycle:transition"]
        );
        assert_eq!(keys("'open"), ["open"]);
        assert!(keys("  ").is_empty());
    }
}
