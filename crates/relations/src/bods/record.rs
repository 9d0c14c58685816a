//! Statements and the records they are about. Field names are those of the standard in Rust's spelling; `other` holds what is not modelled.

use serde_json::{Map, Value};

use super::codes::{
    Directness, EntityKind, InterestKind, PersonKind, RecordStatus, RecordType, SourceKind,
};
use super::share::Percentage;

/// A claim about a record at a point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `statementId`
    pub id: String,
    /// `statementDate`, as written: a day, or a day with time.
    pub date: Option<String>,
    /// `declaration`
    pub declaration: Option<String>,
    /// `declarationSubject`: record of the entity or person that the declaration is about.
    pub declaration_subject: Option<String>,
    /// `recordId`
    pub record_id: String,
    /// `recordStatus`
    pub status: Option<RecordStatus>,
    /// `source`
    pub source: Option<Source>,
    /// `publicationDetails`
    pub publication: Option<Publication>,
    /// `recordType` and `recordDetails`
    pub record: Record,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// `recordDetails` by `recordType`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An entity.
    Entity(Entity),
    /// A person.
    Person(Person),
    /// A relationship.
    Relationship(Relationship),
}

impl Record {
    /// The type.
    pub const fn kind(&self) -> RecordType {
        match self {
            Self::Entity(_) => RecordType::Entity,
            Self::Person(_) => RecordType::Person,
            Self::Relationship(_) => RecordType::Relationship,
        }
    }
}

/// A firm, arrangement or public body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// `isComponent`: a part of an indirect relationship that is declared elsewhere.
    pub is_component: Option<bool>,
    /// `entityType`
    pub kind: EntityType,
    /// `unspecifiedEntityDetails`: why it is not named.
    pub unspecified: Option<Unspecified>,
    /// `name`
    pub name: Option<String>,
    /// `alternateNames`
    pub alternate_names: Vec<String>,
    /// `identifiers`
    pub identifiers: Vec<Identifier>,
    /// `jurisdiction`
    pub jurisdiction: Option<Area>,
    /// `foundingDate`
    pub founding_date: Option<String>,
    /// `dissolutionDate`
    pub dissolution_date: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// `entityType`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityType {
    /// `type`
    pub kind: EntityKind,
    /// `subtype`
    pub subtype: Option<String>,
    /// `details`
    pub details: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// A natural person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `isComponent`
    pub is_component: Option<bool>,
    /// `personType`
    pub kind: PersonKind,
    /// `unspecifiedPersonDetails`: why it is not named.
    pub unspecified: Option<Unspecified>,
    /// `names`
    pub names: Vec<PersonName>,
    /// `identifiers`
    pub identifiers: Vec<Identifier>,
    /// `nationalities`
    pub nationalities: Vec<Area>,
    /// `birthDate`: year, month or day.
    pub birth_date: Option<String>,
    /// `deathDate`
    pub death_date: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

impl Person {
    /// The name to show: the full one, else given and family name.
    pub fn name(&self) -> Option<String> {
        self.names.iter().find_map(|name| {
            name.full.clone().or_else(|| {
                let parts: Vec<&str> = [&name.given, &name.family]
                    .into_iter()
                    .filter_map(Option::as_deref)
                    .collect();
                (!parts.is_empty()).then(|| parts.join(" "))
            })
        })
    }
}

/// A name of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonName {
    /// `type`
    pub kind: Option<String>,
    /// `fullName`
    pub full: Option<String>,
    /// `givenName`
    pub given: Option<String>,
    /// `familyName`
    pub family: Option<String>,
    /// `patronymicName`
    pub patronymic: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// An official number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identifier {
    /// `scheme`, like `IR-NID`
    pub scheme: Option<String>,
    /// `schemeName`
    pub scheme_name: Option<String>,
    /// `id`
    pub id: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// A country or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// `code`
    pub code: Option<String>,
    /// `name`
    pub name: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// Who holds which interests in what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// `isComponent`
    pub is_component: Option<bool>,
    /// `componentRecords`: records that tell an indirect relationship in detail.
    pub component_records: Vec<String>,
    /// `subject`: what is owned or controlled.
    pub subject: Target,
    /// `interestedParty`: who owns or controls.
    pub interested_party: Target,
    /// `interests`
    pub interests: Vec<Interest>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// An end of a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A record.
    Record(String),
    /// Not named, and why.
    Unspecified(Unspecified),
}

impl Target {
    /// The record, if it is named.
    pub fn record(&self) -> Option<&str> {
        match self {
            Self::Record(id) => Some(id),
            Self::Unspecified(_) => None,
        }
    }
}

/// Why somebody or something is not named. It is declared knowledge, and not the same as no data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unspecified {
    /// `reason`, a code of the standard, kept as it came.
    pub reason: String,
    /// `description`
    pub description: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// One interest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interest {
    /// `type`
    pub kind: Option<InterestKind>,
    /// `directOrIndirect`
    pub directness: Option<Directness>,
    /// `beneficialOwnershipOrControl`
    pub beneficial: Option<bool>,
    /// `details`
    pub details: Option<String>,
    /// `share`
    pub share: Option<Percentage>,
    /// `startDate`
    pub start_date: Option<String>,
    /// `endDate`: from this day on it is no more.
    pub end_date: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// Where a statement comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// `type`
    pub kinds: Vec<SourceKind>,
    /// `description`
    pub description: Option<String>,
    /// `url`
    pub url: Option<String>,
    /// `retrievedAt`
    pub retrieved_at: Option<String>,
    /// `assertedBy`
    pub asserted_by: Vec<Agent>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// Who asserts or publishes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agent {
    /// `name`
    pub name: Option<String>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}

/// How a statement was published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publication {
    /// `publicationDate`
    pub date: Option<String>,
    /// `bodsVersion`
    pub version: Option<String>,
    /// `license`
    pub license: Option<String>,
    /// `publisher`
    pub publisher: Option<Agent>,
    /// What is not modelled.
    pub other: Map<String, Value>,
}
