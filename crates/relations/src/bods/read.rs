//! JSON into statements.

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use super::codes::{
    Directness, EntityKind, InterestKind, PersonKind, REASONS, RecordStatus, RecordType, SourceKind,
};
use super::fields::{Faults, Fields};
use super::problem::{Problem, What};
use super::record::{
    Agent, Area, Entity, EntityType, Identifier, Interest, Person, PersonName, Publication, Record,
    Relationship, Source, Statement, Target, Unspecified,
};
use super::share::Percentage;

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// The statements, in the order of the file.
    pub statements: Vec<Statement>,
    /// What could not be taken, as it came.
    pub refused: Vec<Refused>,
    /// Oddities of statements that were taken.
    pub warnings: Vec<Problem>,
}

/// Something that is no statement of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Number of the statement in the file, from 1; of the line, in JSON lines.
    pub place: usize,
    /// As it came; a line that is no JSON, as text.
    pub value: Value,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// Reads a JSON array of statements, JSON lines, or one statement. UTF-8, with or without a byte order mark.
///
/// ```
/// let import = relations::bods::read(br#"[{"statementId": "1", "recordType": "person"}]"#);
/// assert_eq!(import.refused[0].problems[0].to_string(), "statement 1 (1), recordId: the field is missing; add it");
/// ```
pub fn read(bytes: &[u8]) -> Import {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let mut reader = Reader::default();
    if bytes.trim_ascii_start().starts_with(b"[") {
        reader.array(bytes);
    } else if let Ok(value) = serde_json::from_slice(bytes) {
        reader.value(1, value);
    } else {
        for (place, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(value) => reader.value(place + 1, value),
                Err(why) => reader.broken(place + 1, &why, line),
            }
        }
    }
    reader.import
}

#[derive(Default)]
struct Reader {
    import: Import,
    seen: HashSet<String>,
}

impl Reader {
    fn array(&mut self, bytes: &[u8]) {
        match serde_json::from_slice::<Vec<Value>>(bytes) {
            Ok(values) => {
                for (place, value) in values.into_iter().enumerate() {
                    self.value(place + 1, value);
                }
            }
            Err(why) => self.broken(1, &why, bytes),
        }
    }

    fn broken(&mut self, place: usize, why: &serde_json::Error, text: &[u8]) {
        self.import.refused.push(Refused {
            place,
            value: Value::String(String::from_utf8_lossy(text).into_owned()),
            problems: vec![Problem {
                place,
                statement: None,
                field: String::new(),
                what: What::NotJson(why.to_string()),
            }],
        });
    }

    fn value(&mut self, place: usize, value: Value) {
        let mut faults = Faults::default();
        let id = value
            .get("statementId")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let statement = if let Value::Object(map) = &value {
            let mut fields = Fields::new(map.clone(), String::new(), &mut faults);
            statement(&mut fields)
        } else {
            let what = What::Type("an object", "یک شیء");
            faults.errors.push((String::new(), what));
            None
        };
        if let Some(id) = &id
            && faults.errors.is_empty()
            && !self.seen.insert(id.clone())
        {
            faults
                .errors
                .push(("statementId".to_owned(), What::Duplicate));
        }
        let problem = |(field, what)| Problem {
            place,
            statement: id.clone(),
            field,
            what,
        };
        match statement.filter(|_| faults.errors.is_empty()) {
            Some(statement) => {
                self.import
                    .warnings
                    .extend(faults.warnings.into_iter().map(problem));
                self.import.statements.push(statement);
            }
            None => self.import.refused.push(Refused {
                place,
                value,
                problems: faults.errors.into_iter().map(problem).collect(),
            }),
        }
    }
}

fn statement(fields: &mut Fields<'_>) -> Option<Statement> {
    let id = fields.needed_text("statementId");
    let record_id = fields.needed_text("recordId");
    let kind = RecordType::from_code(&fields.needed_text("recordType"));
    let date = fields.date("statementDate");
    let declaration = fields.text("declaration");
    let declaration_subject = fields.text("declarationSubject");
    if declaration_subject.is_none() {
        fields.warn("declarationSubject", What::Missing);
    }
    let status = fields.text("recordStatus").map(|code| {
        let status = RecordStatus::from_code(&code);
        if !status.is_known() {
            fields.error("recordStatus", What::Code(code, RecordStatus::CODES));
        }
        status
    });
    let source = fields.object("source", source);
    let publication = fields.object("publicationDetails", publication);
    let record = match kind {
        RecordType::Entity => fields.object("recordDetails", entity).map(Record::Entity),
        RecordType::Person => fields.object("recordDetails", person).map(Record::Person),
        RecordType::Relationship => fields
            .object("recordDetails", relationship)
            .map(Record::Relationship),
        RecordType::Other(code) => {
            if !code.is_empty() {
                fields.error("recordType", What::Code(code, RecordType::CODES));
            }
            return None;
        }
    };
    if record.is_none() && !fields.map.contains_key("recordDetails") {
        fields.error("recordDetails", What::Missing);
    }
    Some(Statement {
        id,
        date,
        declaration,
        declaration_subject,
        record_id,
        status,
        source,
        publication,
        record: record?,
        other: fields.rest(),
    })
}

fn entity(fields: &mut Fields<'_>) -> Entity {
    let kind = fields.object("entityType", |fields| {
        let code = fields.needed_text("type");
        let kind = EntityKind::from_code(&code);
        if !kind.is_known() && !code.is_empty() {
            fields.error("type", What::Code(code, EntityKind::CODES));
        }
        EntityType {
            kind,
            subtype: fields.text("subtype"),
            details: fields.text("details"),
            other: fields.rest(),
        }
    });
    if kind.is_none() && !fields.map.contains_key("entityType") {
        fields.error("entityType", What::Missing);
    }
    Entity {
        is_component: fields.truth("isComponent"),
        kind: kind.unwrap_or(EntityType {
            kind: EntityKind::Unknown,
            subtype: None,
            details: None,
            other: Map::new(),
        }),
        unspecified: fields.object("unspecifiedEntityDetails", unspecified),
        name: fields.text("name"),
        alternate_names: fields.texts("alternateNames"),
        identifiers: fields.objects("identifiers", identifier),
        jurisdiction: fields.object("jurisdiction", area),
        founding_date: fields.date("foundingDate"),
        dissolution_date: fields.date("dissolutionDate"),
        other: fields.rest(),
    }
}

fn person(fields: &mut Fields<'_>) -> Person {
    let code = fields.needed_text("personType");
    let kind = PersonKind::from_code(&code);
    if !kind.is_known() && !code.is_empty() {
        fields.error("personType", What::Code(code, PersonKind::CODES));
    }
    Person {
        is_component: fields.truth("isComponent"),
        kind,
        unspecified: fields.object("unspecifiedPersonDetails", unspecified),
        names: fields.objects("names", |fields| PersonName {
            kind: fields.text("type"),
            full: fields.text("fullName"),
            given: fields.text("givenName"),
            family: fields.text("familyName"),
            patronymic: fields.text("patronymicName"),
            other: fields.rest(),
        }),
        identifiers: fields.objects("identifiers", identifier),
        nationalities: fields.objects("nationalities", area),
        birth_date: fields.date("birthDate"),
        death_date: fields.date("deathDate"),
        other: fields.rest(),
    }
}

fn relationship(fields: &mut Fields<'_>) -> Relationship {
    Relationship {
        is_component: fields.truth("isComponent"),
        component_records: fields.texts("componentRecords"),
        subject: target(fields, "subject"),
        interested_party: target(fields, "interestedParty"),
        interests: fields.objects("interests", interest),
        other: fields.rest(),
    }
}

/// A record id, or an object that says why none is given.
fn target(fields: &mut Fields<'_>, name: &str) -> Target {
    match fields.map.get(name) {
        Some(Value::String(_)) => Target::Record(fields.needed_text(name)),
        Some(Value::Object(_)) => {
            Target::Unspecified(fields.object(name, unspecified).unwrap_or_default())
        }
        None | Some(Value::Null) => {
            fields.error(name, What::Missing);
            Target::Unspecified(Unspecified::default())
        }
        Some(_) => {
            let what = What::Type(
                "a record id, or an object with a reason",
                "شناسهٔ یک رکورد، یا شیئی با فیلد reason",
            );
            fields.error(name, what);
            Target::Unspecified(Unspecified::default())
        }
    }
}

fn unspecified(fields: &mut Fields<'_>) -> Unspecified {
    let reason = fields.needed_text("reason");
    if !reason.is_empty() && !REASONS.contains(&reason.as_str()) {
        fields.warn("reason", What::Code(reason.clone(), REASONS));
    }
    Unspecified {
        reason,
        description: fields.text("description"),
        other: fields.rest(),
    }
}

fn interest(fields: &mut Fields<'_>) -> Interest {
    let kind = fields.text("type").map(|code| {
        let kind = InterestKind::from_code(&code);
        if !kind.is_known() {
            fields.warn("type", What::Code(code, InterestKind::CODES));
        }
        kind
    });
    let directness = fields.text("directOrIndirect").map(|code| {
        let directness = Directness::from_code(&code);
        if !directness.is_known() {
            fields.error("directOrIndirect", What::Code(code, Directness::CODES));
        }
        directness
    });
    let share = fields.object("share", percentage);
    if share.as_ref().is_some_and(Percentage::is_empty_interval) {
        fields.error("share", What::Bounds);
    }
    let (start_date, end_date) = (fields.date("startDate"), fields.date("endDate"));
    // Dates of one precision sort as text.
    if let (Some(start), Some(end)) = (&start_date, &end_date)
        && start.len() == end.len()
        && end < start
    {
        fields.error("endDate", What::Ends);
    }
    Interest {
        kind,
        directness,
        beneficial: fields.truth("beneficialOwnershipOrControl"),
        details: fields.text("details"),
        share,
        start_date,
        end_date,
        other: fields.rest(),
    }
}

fn percentage(fields: &mut Fields<'_>) -> Percentage {
    let share = Percentage {
        exact: fields.number("exact"),
        minimum: fields.number("minimum"),
        maximum: fields.number("maximum"),
        exclusive_minimum: fields.number("exclusiveMinimum"),
        exclusive_maximum: fields.number("exclusiveMaximum"),
        other: fields.rest(),
    };
    let outside = |number: &Number| !number.as_f64().is_some_and(|n| (0.0..=100.0).contains(&n));
    for (name, number) in share.numbers() {
        if let Some(number) = number.filter(|number| outside(number)) {
            fields.error(name, What::Share(number.to_string()));
        }
    }
    share
}

fn identifier(fields: &mut Fields<'_>) -> Identifier {
    Identifier {
        scheme: fields.text("scheme"),
        scheme_name: fields.text("schemeName"),
        id: fields.text("id"),
        other: fields.rest(),
    }
}

fn area(fields: &mut Fields<'_>) -> Area {
    Area {
        code: fields.text("code"),
        name: fields.text("name"),
        other: fields.rest(),
    }
}

fn agent(fields: &mut Fields<'_>) -> Agent {
    Agent {
        name: fields.text("name"),
        other: fields.rest(),
    }
}

fn source(fields: &mut Fields<'_>) -> Source {
    let kinds = fields
        .texts("type")
        .into_iter()
        .map(|code| {
            let kind = SourceKind::from_code(&code);
            if !kind.is_known() {
                fields.warn("type", What::Code(code, SourceKind::CODES));
            }
            kind
        })
        .collect();
    Source {
        kinds,
        description: fields.text("description"),
        url: fields.text("url"),
        retrieved_at: fields.date("retrievedAt"),
        asserted_by: fields.objects("assertedBy", agent),
        other: fields.rest(),
    }
}

fn publication(fields: &mut Fields<'_>) -> Publication {
    let version = fields.text("bodsVersion");
    if let Some(other) = version.clone().filter(|version| version != "0.4") {
        fields.error("bodsVersion", What::Version(other));
    }
    Publication {
        date: fields.date("publicationDate"),
        version,
        license: fields.text("license"),
        publisher: fields.object("publisher", agent),
        other: fields.rest(),
    }
}
