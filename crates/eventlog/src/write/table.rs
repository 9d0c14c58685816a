//! A log as one table of events: the columns of CSV and Parquet and their names.

use super::loss::Loss;
use crate::column::{Column, Kind};
use crate::log::EventLog;
use crate::read::reads_as;
use crate::{LIFECYCLE, RESOURCE, START};

/// The columns that every table begins with.
pub(super) const FIRST: [&str; 3] = ["case:concept:name", "concept:name", "time:timestamp"];

/// A column of attributes.
pub(super) struct Field<'a> {
    pub(super) name: String,
    pub(super) column: &'a Column,
    /// Its rows are cases, not events.
    pub(super) of_case: bool,
}

/// The attributes as columns, and what a table cannot say of the log.
pub(super) struct Table<'a> {
    pub(super) fields: Vec<Field<'a>>,
    pub(super) losses: Vec<Loss>,
}

impl<'a> Table<'a> {
    pub(super) fn new(log: &'a EventLog) -> Self {
        let mut table = Self {
            fields: Vec::new(),
            losses: Vec::new(),
        };
        let count = log.cases().filter(std::ops::Range::is_empty).count();
        if count > 0 {
            table.losses.push(Loss::EmptyCases { count });
        }
        if !(log.log_attributes.is_empty()
            && log.extensions.is_empty()
            && log.classifiers.is_empty())
        {
            table.losses.push(Loss::LogData);
        }
        for (key, column) in log.event_attributes.iter() {
            table.add(key, column, false);
        }
        for (key, column) in log.case_attributes.iter() {
            table.add(key, column, true);
        }
        table.roles();
        table
    }

    /// The names of all columns, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        FIRST
            .into_iter()
            .chain(self.fields.iter().map(|field| field.name.as_str()))
    }

    fn add(&mut self, key: &str, column: &'a Column, of_case: bool) {
        let key = if of_case {
            format!("case:{key}")
        } else {
            key.to_owned()
        };
        let mut name = key.trim().to_owned();
        // A reader takes this column for the time when work began, and can only read times there.
        let not_a_time = column.kind() != Kind::Date && reads_as(&name) == Some(START);
        if (!of_case && name.starts_with("case:")) || FIRST.contains(&&*name) || not_a_time {
            name = format!(
                "{}:{name}",
                if of_case { "case:attribute" } else { "event" }
            );
        }
        while self.fields.iter().any(|field| field.name == name) {
            name.push('_');
        }
        if name != key {
            self.losses.push(Loss::Renamed {
                key,
                written: name.clone(),
            });
        }
        self.fields.push(Field {
            name,
            column,
            of_case,
        });
    }

    /// Names that readers take for a role when the role's own column is absent.
    fn roles(&mut self) {
        for role in [RESOURCE, LIFECYCLE, START] {
            let own = self.fields.iter().any(|field| field.name == role);
            let other = self
                .fields
                .iter()
                .filter(|field| !field.of_case)
                .find(|field| reads_as(&field.name) == Some(role));
            if let (false, Some(field)) = (own, other) {
                self.losses.push(Loss::Role {
                    key: field.name.clone(),
                    reads_as: role,
                });
            }
        }
    }
}
