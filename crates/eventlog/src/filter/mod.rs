//! Filters: which cases to look at, and which of their events.
//!
//! Every test gives a set of rows as [`Bits`]; `and`, `or` and `not` combine the sets word by word. [`Filter::apply`] gives the part of
//! the log as an [`EventLog`] of its own, so that every measure, discovery and rule works on it as on a whole log. Filters come from text
//! ([`parse`]; the language is described there) or are put together from the types of this module.

mod bits;
mod case;
mod condition;
mod event;
mod logic;
mod subset;
mod text;

pub use bits::Bits;
pub use case::CaseTest;
pub use condition::{Compare, Condition, Literal, Window};
pub use event::EventTest;
pub use logic::Logic;
pub use text::{FilterError, ParseOptions, parse};

use crate::log::EventLog;
use crate::names::Names;

/// Which cases of a log to look at, and which events of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// What holds of the cases.
    pub cases: Logic<CaseTest>,
    /// What holds of the events that stay; all stay without it. Cases that lose every event go with them.
    pub keep: Option<Logic<EventTest>>,
    /// Seconds east of Greenwich that count for times written without an offset in columns of text.
    pub offset: i32,
}

/// A part of a log.
#[derive(Clone, Debug)]
pub struct View {
    /// The part, as a log of its own: only its cases, events and activities.
    pub log: EventLog,
    /// For each of its cases the number that the case has in the whole log.
    pub cases: Vec<u32>,
}

/// A filter or an option names what the log does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log does not have the {kind} “{name}”; {mend}")]
pub struct UnknownName {
    /// `attribute`, `activity` or `resource`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// What there is instead.
    pub mend: String,
}

impl Filter {
    /// The cases that the filter takes.
    pub fn cases(&self, log: &EventLog) -> Bits {
        self.cases
            .rows(log.case_count(), &|test| case::rows(test, log, self.offset))
    }

    /// The events that stay; `None` when all do.
    pub fn events(&self, log: &EventLog) -> Option<Bits> {
        let keep = self.keep.as_ref()?;
        Some(event::matching(keep, log, self.offset))
    }

    /// The part of the log that the filter takes. A name that the log does not have takes nothing; [`Self::check`] finds such names.
    pub fn apply(&self, log: &EventLog) -> View {
        let (log, cases) = subset::subset(log, &self.cases(log), self.events(log).as_ref());
        View { log, cases }
    }

    /// Whether the log has every attribute, activity and resource that the filter names: a slip of the pen must not look like an answer.
    pub fn check(&self, log: &EventLog) -> Result<(), UnknownName> {
        self.cases.each(&mut |test| case::check(test, log))?;
        match &self.keep {
            Some(keep) => keep.each(&mut |test| event::check(test, log)),
            None => Ok(()),
        }
    }
}

/// Which activities some names mean, one entry for each of [`EventLog::activities`]; names may be shortened as in a filter.
pub fn activities_named(log: &EventLog, names: &[String]) -> Result<Vec<bool>, UnknownName> {
    let check = |name: &String| known("activity", log.activities(), name);
    names.iter().try_for_each(check)?;
    Ok(any_meant(log.activities(), names.iter()))
}

/// Whether events or cases of the log have the attribute.
pub fn check_attribute(log: &EventLog, key: &str) -> Result<(), UnknownName> {
    event::check_attribute(key, log)
}

/// Which of `names` a name in a filter means: the name itself; with `*` at its end all that begin so; else, if exactly one name begins with
/// it and a space (a code before a title, `T06 Determine necessity …`), that one.
fn meant(names: &Names, name: &str) -> Vec<bool> {
    let mut meant = vec![false; names.len()];
    if let Some(id) = names.find(name) {
        meant[id as usize] = true;
        return meant;
    }
    if let Some(begin) = name.strip_suffix('*') {
        for (meant, other) in meant.iter_mut().zip(names.iter()) {
            *meant = other.starts_with(begin);
        }
        return meant;
    }
    let begins = |other: &str| {
        other
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(' '))
    };
    let mut found = names.iter().enumerate().filter(|(_, other)| begins(other));
    if let (Some((place, _)), None) = (found.next(), found.next()) {
        meant[place] = true;
    }
    meant
}

/// The names that [`meant`] finds for any of several.
fn any_meant<'n>(names: &Names, wanted: impl Iterator<Item = &'n String>) -> Vec<bool> {
    let mut all = vec![false; names.len()];
    for name in wanted {
        for (all, one) in all.iter_mut().zip(meant(names, name)) {
            *all |= one;
        }
    }
    all
}

/// An error unless `name` means one of `names`.
fn known(kind: &'static str, names: &Names, name: &str) -> Result<(), UnknownName> {
    if meant(names, name).contains(&true) {
        return Ok(());
    }
    Err(unknown(kind, name, names.iter()))
}

fn unknown<'n>(
    kind: &'static str,
    name: &str,
    there: impl Iterator<Item = &'n str>,
) -> UnknownName {
    // Names that share the beginning come first: that is how most slips look.
    let shared = |other: &str| {
        let pairs = other.chars().zip(name.chars());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let mut there: Vec<&str> = there.collect();
    there.sort_by_key(|other| std::cmp::Reverse(shared(other)));
    let shown: Vec<String> = there.iter().take(5).map(|n| format!("“{n}”")).collect();
    let mend = match (there.len(), shown.len()) {
        (0, _) => "it names none at all".to_owned(),
        (all, few) if all > few => {
            format!("write one of its {all}, such as {}", shown.join(", "))
        }
        _ => format!("it has {}", shown.join(", ")),
    };
    UnknownName {
        kind,
        name: name.to_owned(),
        mend,
    }
}
