//! Statements by record: which one holds on a day, and what refers to nothing.

use std::collections::HashMap;

use super::codes::{RecordStatus, RecordType};
use super::problem::{Problem, What};
use super::record::{Record, Relationship, Statement, Target};

/// An index of statements. Several statements on one record are its life: the latest up to a day holds on it, and a closed record is gone.
#[derive(Debug)]
pub struct Register<'s> {
    statements: &'s [Statement],
    /// For each record its statements, the earliest first; of one date in the order of the file, undated ones before all.
    by_record: HashMap<&'s str, Vec<usize>>,
    /// For each record, the records of relationships that had it as their subject at any time.
    by_subject: HashMap<&'s str, Vec<&'s str>>,
}

impl<'s> Register<'s> {
    /// Indexes statements.
    pub fn new(statements: &'s [Statement]) -> Self {
        let mut by_record: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_subject: HashMap<&str, Vec<&str>> = HashMap::new();
        for (place, statement) in statements.iter().enumerate() {
            by_record
                .entry(&statement.record_id)
                .or_default()
                .push(place);
            if let Record::Relationship(relationship) = &statement.record
                && let Some(subject) = relationship.subject.record()
            {
                let known = by_subject.entry(subject).or_default();
                if !known.contains(&statement.record_id.as_str()) {
                    known.push(&statement.record_id);
                }
            }
        }
        for places in by_record.values_mut() {
            places.sort_by_key(|place| (statements[*place].date.as_deref(), *place));
        }
        Self {
            statements,
            by_record,
            by_subject,
        }
    }

    /// All statements on a record, the earliest first.
    pub fn history(&self, record: &str) -> impl Iterator<Item = &'s Statement> {
        self.by_record
            .get(record)
            .into_iter()
            .flatten()
            .map(|place| &self.statements[*place])
    }

    /// The statement on a record that holds on a day (`YYYY-MM-DD`): the latest made up to it, unless it closed the record.
    pub fn current(&self, record: &str, day: &str) -> Option<&'s Statement> {
        self.history(record)
            .take_while(|statement| {
                // A statement with a time was made within its day.
                statement
                    .date
                    .as_deref()
                    .is_none_or(|date| date.get(..day.len()).unwrap_or(date) <= day)
            })
            .last()
            .filter(|statement| statement.status != Some(RecordStatus::Closed))
    }

    /// The relationships that hold on a day with this record as their subject, with their statements.
    pub fn relationships(
        &self,
        subject: &str,
        day: &str,
    ) -> impl Iterator<Item = (&'s Statement, &'s Relationship)> {
        self.by_subject
            .get(subject)
            .into_iter()
            .flatten()
            .filter_map(|record| match self.current(record, day) {
                Some(statement) => match &statement.record {
                    Record::Relationship(relationship)
                        if relationship.subject.record() == Some(subject) =>
                    {
                        Some((statement, relationship))
                    }
                    _ => None,
                },
                None => None,
            })
    }

    /// Record ids in the order of the file.
    pub fn records(&self) -> impl Iterator<Item = &'s str> {
        self.statements
            .iter()
            .enumerate()
            .filter(|(place, statement)| {
                // Only where the record is met first in the file.
                self.by_record[statement.record_id.as_str()]
                    .iter()
                    .min()
                    .is_some_and(|first| first == place)
            })
            .map(|(_, statement)| statement.record_id.as_str())
    }

    fn kind(&self, record: &str) -> Option<RecordType> {
        self.history(record)
            .next()
            .map(|statement| statement.record.kind())
    }

    /// References that lead nowhere or to the wrong kind of record. Places count the statements, from 1.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        for (place, statement) in self.statements.iter().enumerate() {
            let mut tell = |field: &str, what| {
                found.push(Problem {
                    place: place + 1,
                    statement: Some(statement.id.clone()),
                    field: field.to_owned(),
                    what,
                });
            };
            if let Some(subject) = &statement.declaration_subject
                && self.kind(subject).is_none()
            {
                tell("declarationSubject", What::UnknownRecord(subject.clone()));
            }
            let Record::Relationship(relationship) = &statement.record else {
                continue;
            };
            if let Target::Record(subject) = &relationship.subject {
                match self.kind(subject) {
                    None => tell(
                        "recordDetails.subject",
                        What::UnknownRecord(subject.clone()),
                    ),
                    Some(RecordType::Entity) => {}
                    Some(_) => tell(
                        "recordDetails.subject",
                        What::SubjectIsNoEntity(subject.clone()),
                    ),
                }
            }
            if let Target::Record(party) = &relationship.interested_party {
                match self.kind(party) {
                    None => tell(
                        "recordDetails.interestedParty",
                        What::UnknownRecord(party.clone()),
                    ),
                    Some(RecordType::Relationship) => tell(
                        "recordDetails.interestedParty",
                        What::PartyIsRelationship(party.clone()),
                    ),
                    Some(_) => {}
                }
            }
            for (at, component) in relationship.component_records.iter().enumerate() {
                if self.kind(component).is_none() {
                    tell(
                        &format!("recordDetails.componentRecords[{at}]"),
                        What::UnknownRecord(component.clone()),
                    );
                }
            }
        }
        found
    }
}
