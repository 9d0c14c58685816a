//! Statements as parties and ties of the relation graph.

use persian::Date;

use super::codes::{EntityKind, InterestKind, SourceKind};
use super::record::{Interest, Record, Relationship, Source, Statement, Target};
use super::register::Register;
use super::share::Percentage;
use crate::model::{Day, Grade, Party, PartyKind, Period, Tie, TieKind};

/// What the graph gets from a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// Persons, firms and public bodies.
    pub parties: Vec<Party>,
    /// Ties between them.
    pub ties: Vec<Tie>,
    /// Relationships that are no tie, and why.
    pub left_out: Vec<LeftOut>,
}

/// A relationship that is no tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its statement.
    pub statement: String,
    /// Why; of a party that is not named, the code of the standard.
    pub why: String,
}

/// The parties and ties that the register holds on a day (`YYYY-MM-DD`). Ended interests stay, with their end. An indirect relationship is
/// left out when its components tell all of its shares; otherwise it is a tie of its own.
pub fn ties(register: &Register<'_>, day: &str) -> Ties {
    let mut found = Ties::default();
    for record in register.records() {
        let Some(statement) = register.current(record, day) else {
            continue;
        };
        match &statement.record {
            Record::Entity(entity) => {
                let kind = match entity.kind.kind {
                    EntityKind::State | EntityKind::StateBody => PartyKind::Body,
                    _ => PartyKind::Firm,
                };
                let name = entity.name.clone().unwrap_or_default();
                found.parties.push(Party {
                    kind,
                    ..Party::firm(record, name)
                });
            }
            Record::Person(person) => {
                let name = person.name().unwrap_or_default();
                found.parties.push(Party::person(record, name));
            }
            Record::Relationship(link) => add(register, statement, link, day, &mut found),
        }
    }
    found
}

fn add(
    register: &Register<'_>,
    statement: &Statement,
    link: &Relationship,
    day: &str,
    found: &mut Ties,
) {
    let (subject, party) = match (&link.subject, &link.interested_party) {
        (Target::Record(subject), Target::Record(party)) => (subject, party),
        (Target::Unspecified(why), _) | (_, Target::Unspecified(why)) => {
            found.left_out.push(LeftOut {
                statement: statement.id.clone(),
                why: why.reason.clone(),
            });
            return;
        }
    };
    if told_by_components(register, link, day) {
        found.left_out.push(LeftOut {
            statement: statement.id.clone(),
            why: "its components are ties".to_owned(),
        });
        return;
    }
    let base = Tie::new(
        party,
        TieKind::Declared,
        subject,
        format!("BODS {}", statement.id),
    )
    .grade(grade(statement.source.as_ref()))
    .known(known(statement.date.as_deref()));
    if link.interests.is_empty() {
        found.ties.push(base);
        return;
    }
    for interest in &link.interests {
        let mut tie = base.clone().period(period(interest));
        tie.kind = kind(interest);
        if tie.kind == TieKind::Owns {
            tie.share = interest.share.as_ref().map(Percentage::share);
        }
        found.ties.push(tie);
    }
}

/// Whether every relationship among the components gives a share, so that the way through them says what the whole does.
fn told_by_components(register: &Register<'_>, link: &Relationship, day: &str) -> bool {
    let mut any = false;
    for component in &link.component_records {
        match register.current(component, day).map(|s| &s.record) {
            Some(Record::Relationship(part)) => {
                any = true;
                let told = part.interests.iter().any(|interest| {
                    interest.kind == Some(InterestKind::Shareholding) && interest.share.is_some()
                });
                if !told {
                    return false;
                }
            }
            Some(_) => {}
            None => return false,
        }
    }
    any
}

fn kind(interest: &Interest) -> TieKind {
    match interest.kind {
        Some(InterestKind::Shareholding) => TieKind::Owns,
        Some(InterestKind::BoardMember | InterestKind::BoardChair) => TieKind::Directs,
        Some(InterestKind::SeniorManagingOfficial) => TieKind::Manages,
        Some(InterestKind::Trustee | InterestKind::Nominee) => TieKind::Represents,
        _ => TieKind::Declared,
    }
}

/// The best source of a statement. What is neither of a register nor declared can raise a review, never a bar.
fn grade(source: Option<&Source>) -> Grade {
    let kinds = source.map_or(&[][..], |source| &source.kinds);
    if kinds.contains(&SourceKind::OfficialRegister) {
        Grade::Register
    } else if kinds.contains(&SourceKind::SelfDeclaration) {
        Grade::One
    } else {
        Grade::Inferred
    }
}

fn known(date: Option<&str>) -> Period {
    date.and_then(first_day)
        .map_or(Period::ALWAYS, Period::since)
}

fn period(interest: &Interest) -> Period {
    let from = interest.start_date.as_deref().and_then(first_day);
    // `endDate` is the first day without the interest.
    let until = interest
        .end_date
        .as_deref()
        .and_then(first_day)
        .map(|end| Day::from_unix_days(end.unix_days() - 1));
    Period {
        from: from.unwrap_or(Day::OPEN_START),
        until: until.unwrap_or(Day::OPEN_END),
    }
}

/// The first day of a year, a month, or a day with or without time.
fn first_day(date: &str) -> Option<Day> {
    let mut parts = date.get(..10).unwrap_or(date).split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next().map_or(Some(1), |month| month.parse().ok())?;
    let day = parts.next().map_or(Some(1), |day| day.parse().ok())?;
    Date::from_gregorian(year, month, day).ok().map(Day::from)
}
