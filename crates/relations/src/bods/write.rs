//! Statements into JSON.

use serde_json::{Map, Number, Value};

use super::codes::{Directness, InterestKind, RecordStatus};
use super::record::{
    Agent, Area, Entity, Identifier, Interest, Person, PersonName, Publication, Record,
    Relationship, Source, Statement, Target, Unspecified,
};
use super::share::Percentage;

/// An object that is being written: what is not modelled first, then the fields that have a value.
struct Object(Map<String, Value>);

impl Object {
    fn from(other: &Map<String, Value>) -> Self {
        Self(other.clone())
    }

    fn put(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }

    fn text(self, name: &str, text: Option<&String>) -> Self {
        self.put(name, text.map(String::as_str))
    }

    fn list<T>(self, name: &str, list: &[T], write: impl Fn(&T) -> Value) -> Self {
        let values: Vec<Value> = list.iter().map(write).collect();
        self.put(name, (!values.is_empty()).then_some(values))
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

impl Statement {
    /// The statement as JSON.
    pub fn to_value(&self) -> Value {
        Object::from(&self.other)
            .put("statementId", Some(self.id.as_str()))
            .text("statementDate", self.date.as_ref())
            .text("declaration", self.declaration.as_ref())
            .text("declarationSubject", self.declaration_subject.as_ref())
            .put("recordId", Some(self.record_id.as_str()))
            .put("recordType", Some(self.record.kind().code()))
            .put("recordStatus", self.status.as_ref().map(RecordStatus::code))
            .put("source", self.source.as_ref().map(source))
            .put(
                "publicationDetails",
                self.publication.as_ref().map(publication),
            )
            .put(
                "recordDetails",
                Some(match &self.record {
                    Record::Entity(record) => entity(record),
                    Record::Person(record) => person(record),
                    Record::Relationship(record) => relationship(record),
                }),
            )
            .into()
    }
}

/// All statements as one JSON array.
pub fn write_array(statements: &[Statement]) -> String {
    let values: Vec<Value> = statements.iter().map(Statement::to_value).collect();
    Value::Array(values).to_string()
}

/// One statement a line.
pub fn write_lines(statements: &[Statement]) -> String {
    statements.iter().fold(String::new(), |mut out, statement| {
        out.push_str(&statement.to_value().to_string());
        out.push('\n');
        out
    })
}

fn entity(entity: &Entity) -> Object {
    let kind = Object::from(&entity.kind.other)
        .put("type", Some(entity.kind.kind.code()))
        .text("subtype", entity.kind.subtype.as_ref())
        .text("details", entity.kind.details.as_ref());
    Object::from(&entity.other)
        .put("isComponent", entity.is_component)
        // A value that could not be read stands in `other` as it was.
        .put(
            "entityType",
            (!entity.other.contains_key("entityType")).then_some(kind),
        )
        .put(
            "unspecifiedEntityDetails",
            entity.unspecified.as_ref().map(unspecified),
        )
        .text("name", entity.name.as_ref())
        .list("alternateNames", &entity.alternate_names, |name| {
            Value::from(name.as_str())
        })
        .list("identifiers", &entity.identifiers, identifier)
        .put("jurisdiction", entity.jurisdiction.as_ref().map(area))
        .text("foundingDate", entity.founding_date.as_ref())
        .text("dissolutionDate", entity.dissolution_date.as_ref())
}

fn person(person: &Person) -> Object {
    Object::from(&person.other)
        .put("isComponent", person.is_component)
        .put("personType", Some(person.kind.code()))
        .put(
            "unspecifiedPersonDetails",
            person.unspecified.as_ref().map(unspecified),
        )
        .list("names", &person.names, name)
        .list("identifiers", &person.identifiers, identifier)
        .list("nationalities", &person.nationalities, area)
        .text("birthDate", person.birth_date.as_ref())
        .text("deathDate", person.death_date.as_ref())
}

fn name(name: &PersonName) -> Value {
    Object::from(&name.other)
        .text("type", name.kind.as_ref())
        .text("fullName", name.full.as_ref())
        .text("givenName", name.given.as_ref())
        .text("familyName", name.family.as_ref())
        .text("patronymicName", name.patronymic.as_ref())
        .into()
}

fn relationship(relationship: &Relationship) -> Object {
    Object::from(&relationship.other)
        .put("isComponent", relationship.is_component)
        .list("componentRecords", &relationship.component_records, |id| {
            Value::from(id.as_str())
        })
        .put("subject", Some(target(&relationship.subject)))
        .put(
            "interestedParty",
            Some(target(&relationship.interested_party)),
        )
        .list("interests", &relationship.interests, interest)
}

fn target(target: &Target) -> Value {
    match target {
        Target::Record(id) => Value::from(id.as_str()),
        Target::Unspecified(why) => unspecified(why),
    }
}

fn unspecified(why: &Unspecified) -> Value {
    Object::from(&why.other)
        .put("reason", Some(why.reason.as_str()))
        .text("description", why.description.as_ref())
        .into()
}

fn interest(interest: &Interest) -> Value {
    Object::from(&interest.other)
        .put("type", interest.kind.as_ref().map(InterestKind::code))
        .put(
            "directOrIndirect",
            interest.directness.as_ref().map(Directness::code),
        )
        .put("beneficialOwnershipOrControl", interest.beneficial)
        .text("details", interest.details.as_ref())
        .put("share", interest.share.as_ref().map(percentage))
        .text("startDate", interest.start_date.as_ref())
        .text("endDate", interest.end_date.as_ref())
        .into()
}

fn percentage(share: &Percentage) -> Object {
    share
        .numbers()
        .into_iter()
        .fold(Object::from(&share.other), |object, (name, number)| {
            object.put(name, number.map(|n: &Number| Value::Number(n.clone())))
        })
}

fn identifier(identifier: &Identifier) -> Value {
    Object::from(&identifier.other)
        .text("scheme", identifier.scheme.as_ref())
        .text("schemeName", identifier.scheme_name.as_ref())
        .text("id", identifier.id.as_ref())
        .into()
}

fn area(area: &Area) -> Value {
    Object::from(&area.other)
        .text("code", area.code.as_ref())
        .text("name", area.name.as_ref())
        .into()
}

fn agent(agent: &Agent) -> Value {
    Object::from(&agent.other)
        .text("name", agent.name.as_ref())
        .into()
}

fn source(source: &Source) -> Object {
    Object::from(&source.other)
        .list("type", &source.kinds, |kind| Value::from(kind.code()))
        .text("description", source.description.as_ref())
        .text("url", source.url.as_ref())
        .text("retrievedAt", source.retrieved_at.as_ref())
        .list("assertedBy", &source.asserted_by, agent)
}

fn publication(publication: &Publication) -> Object {
    Object::from(&publication.other)
        .text("publicationDate", publication.date.as_ref())
        .text("bodsVersion", publication.version.as_ref())
        .text("license", publication.license.as_ref())
        .put("publisher", publication.publisher.as_ref().map(agent))
}
