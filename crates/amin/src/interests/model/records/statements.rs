//! Statements of ownership (BODS 0.4) that were taken in.

use std::collections::BTreeMap;

use relations::bods;

use super::made::{NewTie, circles};
use super::{PartyRecord, Records, Told};

/// Statements of ownership (BODS 0.4), as they hold on a day (`YYYY-MM-DD`).
pub fn of_bods(bytes: &[u8], today: &str, source: &str) -> Records {
    let mut import = bods::read(bytes);
    for statement in &mut import.statements {
        // A closed relationship is a tie that has ended, and not one that never was.
        if let bods::Record::Relationship(link) = &mut statement.record
            && statement.status == Some(bods::RecordStatus::Closed)
            && statement.date.is_some()
        {
            statement.status = Some(bods::RecordStatus::Updated);
            for interest in &mut link.interests {
                if interest.end_date.is_none() {
                    interest.end_date.clone_from(&statement.date);
                }
            }
        }
    }
    let register = bods::Register::new(&import.statements);
    let mut records = Records::default();
    for refused in &import.refused {
        for (place, problem) in refused.problems.iter().enumerate() {
            records.told.push(Told {
                refused: place == 0,
                fa: problem.to_persian(),
                en: problem.to_string(),
            });
        }
    }
    let problems = register.problems();
    for problem in import.warnings.iter().chain(&problems) {
        records.told.push(Told {
            refused: false,
            fa: problem.to_persian(),
            en: problem.to_string(),
        });
    }
    let found = bods::ties(&register, today);
    for left in &found.left_out {
        records.told.push(Told {
            refused: false,
            fa: format!(
                "گزاره {}: پیوندی از آن ساخته نشد ({})؛ خود گزاره اعلام صریح است و نه نبود داده.",
                left.statement, left.why
            ),
            en: format!(
                "statement {}: it is no tie ({}); it is declared knowledge and not a gap",
                left.statement, left.why
            ),
        });
    }
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for party in &found.parties {
        let statement = register.current(&party.id, today);
        let record = bods_party(party, statement.map(|statement| &statement.record));
        ids.insert(party.id.clone(), record.id.clone());
        records.parties.push(record);
    }
    for tie in &found.ties {
        let (Some(from), Some(to)) = (ids.get(&tie.from), ids.get(&tie.to)) else {
            records.told.push(Told {
                refused: true,
                fa: format!(
                    "{}: به رکوردی ارجاع می‌دهد که در فایل نیست؛ آن را بیفزایید و دوباره وارد کنید.",
                    tie.source
                ),
                en: format!(
                    "{}: it refers to a record that the file has not got; add it and import again",
                    tie.source
                ),
            });
            continue;
        };
        if from == to {
            continue;
        }
        records.ties.push(
            NewTie {
                from,
                kind: tie.kind,
                to,
                share: tie.share,
                post: "",
                period: tie.period,
                grade: tie.grade,
                source: &format!("{source}: {}", tie.source),
            }
            .record(),
        );
    }
    records.told.extend(circles(&records.ties));
    records.settled()
}

fn bods_party(party: &relations::model::Party, record: Option<&bods::Record>) -> PartyRecord {
    let number = |identifiers: &[bods::Identifier]| {
        identifiers
            .iter()
            .filter_map(|one| one.id.clone())
            .collect::<Vec<_>>()
    };
    let (numbers, founded, birth) = match record {
        Some(bods::Record::Entity(entity)) => (
            number(&entity.identifiers),
            entity.founding_date.clone(),
            None,
        ),
        Some(bods::Record::Person(person)) => (
            number(&person.identifiers),
            None,
            person
                .birth_date
                .as_deref()
                .and_then(|date| date.get(..4)?.parse().ok()),
        ),
        _ => (Vec::new(), None, None),
    };
    let kind = party.kind.code();
    let national_id = numbers.iter().find_map(|number| match kind {
        "person" => number
            .parse::<persian::NationalCode>()
            .ok()
            .map(|code| code.to_string()),
        _ => number
            .parse::<persian::LegalEntityId>()
            .ok()
            .map(|id| id.to_string()),
    });
    PartyRecord {
        id: match &national_id {
            Some(id) if kind == "person" => format!("person:{id}"),
            Some(id) => format!("firm:{id}"),
            None => format!("bods:{}", party.id),
        },
        kind: kind.to_owned(),
        name: persian::normalize(&party.name),
        national_id,
        father_name: String::new(),
        birth_year: birth,
        sex: None,
        number: String::new(),
        founded,
        shareholders: None,
    }
}
