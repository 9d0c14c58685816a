//! Statements of ownership (BODS 0.4) that are written out.

use relations::bods;
use relations::model::{Grade, TieKind};
use relations::shares::Share;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What a party is in an ownership statement that is written out: id, name, kind, number.
pub struct OutParty<'a> {
    /// Id here; the record's id.
    pub id: &'a str,
    /// `person`, `firm` or `body`.
    pub kind: &'a str,
    /// Name.
    pub name: &'a str,
    /// National code or national id.
    pub national_id: Option<&'a str>,
}

/// A holding to be written out.
pub struct OutTie<'a> {
    /// Id here.
    pub id: &'a str,
    /// Who holds.
    pub from: &'a str,
    /// The firm.
    pub to: &'a str,
    /// What it is.
    pub kind: TieKind,
    /// The part held.
    pub share: Option<Share>,
    /// First day, Gregorian ISO 8601.
    pub since: Option<String>,
    /// First day without it.
    pub until: Option<String>,
    /// How well it is known.
    pub grade: Grade,
    /// Where it is known from.
    pub source: &'a str,
}

/// Statements of ownership (BODS 0.4) about parties and holdings; `day` is `YYYY-MM-DD`.
pub fn to_bods(
    parties: &[OutParty<'_>],
    ties: &[OutTie<'_>],
    publisher: &str,
    day: &str,
) -> Vec<bods::Statement> {
    let statement = |record_id: &str, record: bods::Record, source: Option<bods::Source>| {
        let text = format!("{record_id} {day}");
        bods::Statement {
            id: format!(
                "amin-{}",
                &hex::encode(Sha256::digest(text.as_bytes()))[..40]
            ),
            date: Some(day.to_owned()),
            declaration: None,
            declaration_subject: Some(record_id.to_owned()),
            record_id: record_id.to_owned(),
            status: Some(bods::RecordStatus::New),
            source,
            publication: Some(bods::Publication {
                date: Some(day.to_owned()),
                version: Some("0.4".to_owned()),
                license: None,
                publisher: Some(bods::Agent {
                    name: Some(publisher.to_owned()),
                    ..bods::Agent::default()
                }),
                other: serde_json::Map::new(),
            }),
            record,
            other: serde_json::Map::new(),
        }
    };
    let identifiers = |party: &OutParty<'_>, scheme: &str| {
        party
            .national_id
            .map(|id| bods::Identifier {
                scheme: Some(scheme.to_owned()),
                id: Some(id.to_owned()),
                ..bods::Identifier::default()
            })
            .into_iter()
            .collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    for party in parties {
        let record = if party.kind == "person" {
            bods::Record::Person(bods::Person {
                is_component: Some(false),
                kind: bods::PersonKind::Known,
                unspecified: None,
                names: vec![bods::PersonName {
                    kind: Some("legal".to_owned()),
                    full: Some(party.name.to_owned()),
                    ..bods::PersonName::default()
                }],
                identifiers: identifiers(party, "IR-NATIONAL-CODE"),
                nationalities: Vec::new(),
                birth_date: None,
                death_date: None,
                other: serde_json::Map::new(),
            })
        } else {
            bods::Record::Entity(bods::Entity {
                is_component: Some(false),
                kind: bods::EntityType {
                    kind: if party.kind == "body" {
                        bods::EntityKind::StateBody
                    } else {
                        bods::EntityKind::Registered
                    },
                    subtype: None,
                    details: None,
                    other: serde_json::Map::new(),
                },
                unspecified: None,
                name: Some(party.name.to_owned()),
                alternate_names: Vec::new(),
                identifiers: identifiers(party, "IR-NID"),
                jurisdiction: Some(bods::Area {
                    code: Some("IR".to_owned()),
                    name: Some("Iran".to_owned()),
                    ..bods::Area::default()
                }),
                founding_date: None,
                dissolution_date: None,
                other: serde_json::Map::new(),
            })
        };
        all.push(statement(party.id, record, None));
    }
    for tie in ties {
        let kind = match tie.kind {
            TieKind::Owns => bods::InterestKind::Shareholding,
            TieKind::Manages => bods::InterestKind::SeniorManagingOfficial,
            TieKind::Directs => bods::InterestKind::BoardMember,
            _ => bods::InterestKind::OtherInfluenceOrControl,
        };
        let source = bods::Source {
            kinds: vec![match tie.grade {
                Grade::Register => bods::SourceKind::OfficialRegister,
                Grade::Both | Grade::One => bods::SourceKind::SelfDeclaration,
                Grade::Inferred => bods::SourceKind::ThirdParty,
            }],
            description: Some(tie.source.to_owned()).filter(|text| !text.is_empty()),
            ..bods::Source::default()
        };
        let record = bods::Record::Relationship(bods::Relationship {
            is_component: Some(false),
            component_records: Vec::new(),
            subject: bods::Target::Record(tie.to.to_owned()),
            interested_party: bods::Target::Record(tie.from.to_owned()),
            interests: vec![bods::Interest {
                kind: Some(kind),
                directness: Some(bods::Directness::Direct),
                beneficial: None,
                details: None,
                share: tie.share.map(percentage),
                start_date: tie.since.clone(),
                end_date: tie.until.clone(),
                other: serde_json::Map::new(),
            }],
            other: serde_json::Map::new(),
        });
        let mut made = statement(&format!("tie-{}", tie.id), record, Some(source));
        made.declaration_subject = Some(tie.to.to_owned());
        all.push(made);
    }
    all
}

fn percentage(share: Share) -> bods::Percentage {
    let number = |part: relations::shares::Fraction| {
        // A percentage is a decimal in the standard; six places are finer than any register.
        let percent = (part.to_f64() * 100.0 * 1e6).round() / 1e6;
        match serde_json::to_value(percent) {
            Ok(Value::Number(number)) => Some(number),
            _ => None,
        }
    };
    if share.is_exact() {
        return bods::Percentage {
            exact: number(share.low),
            ..bods::Percentage::default()
        };
    }
    bods::Percentage {
        minimum: number(share.low),
        maximum: number(share.high),
        ..bods::Percentage::default()
    }
}
