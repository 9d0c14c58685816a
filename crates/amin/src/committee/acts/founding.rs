//! The body itself: founding, seats, who holds them.

use persian::tehran_date;
use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, committee_of, day_of, entry, text_of};
use crate::committee::jobs::watch_quarter;
use crate::committee::model::{Duty, KINDS, Majority, Quarter};
use crate::committee::store::{self as rows, CommitteeRow, KindRow, SeatRow, TermRow};
use crate::organisation::store::person;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;

/// What the form of a committee says.
#[derive(Debug, Clone, Default)]
pub struct CommitteeInput {
    /// Id: of the form's hidden token for a new one.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Legal basis.
    pub legal_basis: String,
    /// Mandate.
    pub mandate: String,
    /// Quorum, as typed.
    pub quorum: String,
    /// Code of the majority.
    pub majority: String,
    /// Id of the kind.
    pub kind: String,
}

/// What the form of a kind of committee says.
#[derive(Debug, Clone, Default)]
pub struct KindInput {
    /// Id: of an existing kind, or of the form's hidden token.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Law, circular or decision that it rests on.
    pub source: String,
    /// `binding`, `adopted` or `reference`.
    pub applicability: String,
    /// Kind on whose committees nobody sits at the same time, or empty.
    pub apart: String,
}

/// How far the source of a kind binds.
pub const APPLICABILITY: [&str; 3] = ["binding", "adopted", "reference"];

fn seeded() -> Vec<KindRow> {
    (1..)
        .zip(KINDS)
        .map(
            |(position, (id, name, name_en, source, applicability, apart))| KindRow {
                id: (*id).to_owned(),
                name: (*name).to_owned(),
                name_en: (*name_en).to_owned(),
                source: (*source).to_owned(),
                applicability: (*applicability).to_owned(),
                apart: apart.map(str::to_owned),
                position,
            },
        )
        .collect()
}

/// The kinds of committee of an organisation: those that it wrote down, or those that it begins with.
pub async fn kinds(conn: &mut store::Conn, organisation: &str) -> Result<Vec<KindRow>, ActError> {
    let known = rows::kinds(conn, organisation).await?;
    Ok(if known.is_empty() { seeded() } else { known })
}

/// Writes the kinds that an organisation begins with, once.
async fn written_kinds(tx: &mut Tx, organisation: &str) -> Result<Vec<KindRow>, ActError> {
    let known = rows::kinds(tx.read(), organisation).await?;
    if !known.is_empty() {
        return Ok(known);
    }
    let seeded = seeded();
    for row in &seeded {
        rows::put_kind(tx, organisation, row).await?;
    }
    Ok(seeded)
}

/// Adds a kind of committee, or changes one. Two kinds that are to be kept apart name each other.
pub async fn put_kind(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &KindInput,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let organisation = actor.organisation.clone();
    let known = written_kinds(tx, &organisation).await?;
    let mut faults = Faults::default();
    let name = text_of(&mut faults, "name", &input.name, MOST_TITLE);
    let name_en = text_of(&mut faults, "name_en", &input.name_en, MOST_TITLE);
    let source = text_of(&mut faults, "source", &input.source, MOST_TEXT);
    if !APPLICABILITY.contains(&input.applicability.as_str()) {
        faults.add("applicability", |t| t.committee_fault_choose().to_owned());
    }
    if input.id.is_empty() || input.id.len() > 64 || input.id.contains('\0') {
        faults.add("name", |t| t.committee_fault_missing().to_owned());
    }
    let apart = (!input.apart.is_empty()).then(|| input.apart.clone());
    let fits = |apart: &String| *apart != input.id && known.iter().any(|kind| kind.id == *apart);
    if !apart.as_ref().is_none_or(fits) {
        faults.add("apart", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    let row = KindRow {
        id: input.id.clone(),
        name,
        name_en,
        source,
        applicability: input.applicability.clone(),
        apart,
        position: known.iter().find(|kind| kind.id == input.id).map_or_else(
            || known.iter().map(|kind| kind.position).max().unwrap_or(0) + 1,
            |kind| kind.position,
        ),
    };
    // Nobody may sit on both sides already.
    if row.apart.is_some() {
        let mut all: Vec<KindRow> = known
            .iter()
            .filter(|kind| kind.id != row.id)
            .cloned()
            .collect();
        all.push(row.clone());
        for committee in rows::committees(tx.read(), &organisation).await? {
            if committee.kind.as_deref() == Some(row.id.as_str()) {
                let today = tehran_date(now.0).gregorian_iso();
                for term in rows::terms(tx.read(), &organisation, &committee.id).await? {
                    if let Some(other) =
                        on_other_side(tx, &organisation, &all, &committee, &term, &today).await?
                    {
                        let name = term.name.clone();
                        return Err(invalid("apart", move |t| {
                            t.committee_fault_sits_on_both(&name, &other)
                        }));
                    }
                }
            }
        }
    }
    rows::put_kind(tx, &organisation, &row).await?;
    let payload = vec![
        ("name", json!(row.name)),
        ("source", json!(row.source)),
        ("applicability", json!(row.applicability)),
        ("apart-from", json!(row.apart)),
    ];
    let objects = vec![("committee-kind", row.id)];
    let kind = "committee.kind-written";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// The name of a committee that must be kept apart from this one and on which the person sits at the same time.
async fn on_other_side(
    tx: &mut Tx,
    organisation: &str,
    kinds: &[KindRow],
    committee: &CommitteeRow,
    term: &TermRow,
    today: &str,
) -> Result<Option<String>, ActError> {
    let apart = |one: Option<&str>, other: Option<&str>| {
        let names = |from: Option<&str>, to: Option<&str>| {
            kinds.iter().any(|kind| {
                Some(kind.id.as_str()) == from
                    && kind.apart.is_some()
                    && kind.apart.as_deref() == to
            })
        };
        names(one, other) || names(other, one)
    };
    // What has ended before today is history.
    let from = term.from_day.as_str().max(today);
    if term.to_day.as_deref().is_some_and(|end| end < from) {
        return Ok(None);
    }
    let terms = rows::terms_of_person(tx.read(), organisation, &term.person).await?;
    let found = terms.into_iter().find(|other| {
        other.committee != committee.id
            && apart(committee.kind.as_deref(), other.kind.as_deref())
            && other.to_day.as_deref().is_none_or(|end| end >= from)
            && term
                .to_day
                .as_ref()
                .is_none_or(|end| *end >= other.from_day)
    });
    Ok(found.map(|other| other.name))
}

/// Founds a committee, or changes one that exists.
pub async fn put_committee(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &CommitteeInput,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let mut faults = Faults::default();
    let name = text_of(&mut faults, "name", &input.name, MOST_TITLE);
    let name_en = text_of(&mut faults, "name_en", &input.name_en, MOST_TITLE);
    let legal_basis = text_of(&mut faults, "legal_basis", &input.legal_basis, MOST_TEXT);
    let mandate = text_of(&mut faults, "mandate", &input.mandate, MOST_TEXT);
    let quorum = persian::parse_integer(&input.quorum)
        .ok()
        .filter(|quorum| (1..=99).contains(quorum));
    if quorum.is_none() {
        faults.add("quorum", |t| t.committee_fault_quorum().to_owned());
    }
    if Majority::of(&input.majority).is_none() {
        faults.add("majority", |t| t.committee_fault_choose().to_owned());
    }
    if input.id.is_empty() || input.id.len() > 64 || input.id.contains('\0') {
        faults.add("name", |t| t.committee_fault_missing().to_owned());
    }
    let kinds = written_kinds(tx, &actor.organisation).await?;
    if !kinds.iter().any(|kind| kind.id == input.kind) {
        faults.add("kind", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    let known = rows::committee(tx.read(), &actor.organisation, &input.id).await?;
    let row = CommitteeRow {
        id: input.id.clone(),
        name,
        name_en,
        legal_basis,
        mandate,
        quorum: quorum.unwrap_or(1),
        majority: input.majority.clone(),
        active: true,
        founded_at: known.as_ref().map_or(now, |row| row.founded_at),
        kind: Some(input.kind.clone()),
    };
    if known.as_ref().is_some_and(|known| known.kind != row.kind) {
        let today = tehran_date(now.0).gregorian_iso();
        for term in rows::terms(tx.read(), &actor.organisation, &row.id).await? {
            let organisation = &actor.organisation;
            if let Some(other) =
                on_other_side(tx, organisation, &kinds, &row, &term, &today).await?
            {
                return Err(invalid("kind", move |t| {
                    t.committee_fault_sits_on_both(&term.name, &other)
                }));
            }
        }
    }
    let kind = if known.is_some() {
        rows::update_committee(tx, &actor.organisation, &row).await?;
        "committee.changed"
    } else {
        rows::insert_committee(tx, &actor.organisation, &row).await?;
        watch_quarter(tx, &actor.organisation, &row.id, tehran_date(now.0), now).await?;
        "committee.founded"
    };
    let payload = vec![
        ("name", json!(row.name)),
        ("legal-basis", json!(row.legal_basis)),
        ("quorum", json!(row.quorum)),
        ("majority", json!(row.majority)),
        ("committee-kind", json!(row.kind)),
    ];
    let objects = vec![("committee", row.id)];
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Adds a seat.
pub async fn add_seat(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    title: &str,
    duty: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let committee = committee_of(tx.read(), actor, committee).await?;
    let mut faults = Faults::default();
    let title = text_of(&mut faults, "title", title, MOST_TITLE);
    let duty = Duty::of(duty);
    if duty.is_none() {
        faults.add("duty", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    let duty = duty.unwrap_or(Duty::Member);
    let seats = rows::seats(tx.read(), &actor.organisation, &committee.id).await?;
    let only = matches!(duty, Duty::Chair | Duty::Secretary);
    if only && seats.iter().any(|seat| seat.duty == duty.code()) {
        return Err(invalid("duty", |t| {
            t.committee_fault_duty_taken().to_owned()
        }));
    }
    let row = SeatRow {
        id: tx.new_id(now),
        committee: committee.id.clone(),
        title,
        duty: duty.code().to_owned(),
        position: seats.iter().map(|seat| seat.position).max().unwrap_or(0) + 1,
        active: true,
    };
    rows::insert_seat(tx, &actor.organisation, &row).await?;
    let payload = vec![("title", json!(row.title)), ("duty", json!(row.duty))];
    let objects = vec![("committee", committee.id), ("seat", row.id)];
    let kind = "committee.seat-added";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Takes a seat away: its terms end today.
pub async fn end_seat(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    seat: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let committee = committee_of(tx.read(), actor, committee).await?;
    let seats = rows::seats(tx.read(), &actor.organisation, &committee.id).await?;
    if !seats.iter().any(|known| known.id == seat) {
        return Err(ActError::NotFound);
    }
    let today = tehran_date(now.0).gregorian_iso();
    for term in rows::terms(tx.read(), &actor.organisation, &committee.id).await? {
        if term.seat == seat && term.to_day.as_ref().is_none_or(|day| *day > today) {
            rows::end_term(tx, &actor.organisation, &term.id, &today).await?;
        }
    }
    rows::end_seat(tx, &actor.organisation, seat).await?;
    let objects = vec![("committee", committee.id), ("seat", seat.to_owned())];
    let kind = "committee.seat-ended";
    entry(
        tx,
        actor,
        now,
        Right::CommitteeRun,
        kind,
        objects,
        Vec::new(),
    )
    .await
}

/// Who is to hold a seat.
#[derive(Debug, Clone, Default)]
pub struct TermInput {
    /// Seat.
    pub seat: String,
    /// Person.
    pub person: String,
    /// Stands in for the holder.
    pub substitute: bool,
    /// Number and date of the decree.
    pub decree: String,
    /// First day, Solar Hijri.
    pub from_day: String,
    /// Last day, Solar Hijri; empty: open.
    pub to_day: String,
}

/// Appoints a person to a seat. A person holds one seat of a committee at a time, as holder or as substitute, so that nobody
/// has two voices.
pub async fn appoint(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    input: &TermInput,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let committee = committee_of(tx.read(), actor, committee).await?;
    let mut faults = Faults::default();
    let decree = text_of(&mut faults, "decree", &input.decree, MOST_TITLE);
    let from = day_of(&mut faults, "from_day", &input.from_day);
    let to = if input.to_day.trim().is_empty() {
        None
    } else {
        day_of(&mut faults, "to_day", &input.to_day)
    };
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        faults.add("to_day", |t| t.committee_fault_order().to_owned());
    }
    let seats = rows::seats(tx.read(), &actor.organisation, &committee.id).await?;
    if !seats.iter().any(|seat| seat.id == input.seat) {
        faults.add("seat", |t| t.committee_fault_choose().to_owned());
    }
    let known = if input.person.contains('\0') {
        None
    } else {
        person(tx.read(), &actor.organisation, &input.person).await?
    };
    let Some(known) = known.filter(|person| person.active) else {
        faults.add("person", |t| t.committee_fault_choose().to_owned());
        return faults.check();
    };
    faults.check()?;
    let Some(from) = from else {
        return Err(ActError::NotFound);
    };
    let row = TermRow {
        id: tx.new_id(now),
        seat: input.seat.clone(),
        person: known.id,
        name: known.name,
        substitute: input.substitute,
        decree,
        from_day: from.gregorian_iso(),
        to_day: to.map(persian::Date::gregorian_iso),
    };
    let overlap = |term: &TermRow| {
        term.to_day.as_ref().is_none_or(|end| *end >= row.from_day)
            && row.to_day.as_ref().is_none_or(|end| *end >= term.from_day)
    };
    for term in rows::terms(tx.read(), &actor.organisation, &committee.id).await? {
        if !overlap(&term) {
            continue;
        }
        if term.person == row.person {
            return Err(invalid("person", |t| {
                t.committee_fault_two_seats().to_owned()
            }));
        }
        if term.seat == row.seat && term.substitute == row.substitute {
            return Err(invalid("seat", |t| {
                t.committee_fault_seat_taken().to_owned()
            }));
        }
    }
    let kinds = kinds(tx.read(), &actor.organisation).await?;
    let organisation = &actor.organisation;
    let today = tehran_date(now.0).gregorian_iso();
    if let Some(other) = on_other_side(tx, organisation, &kinds, &committee, &row, &today).await? {
        let name = row.name.clone();
        return Err(invalid("person", move |t| {
            t.committee_fault_sits_on_both(&name, &other)
        }));
    }
    rows::insert_term(tx, &actor.organisation, &committee.id, &row).await?;
    let payload = vec![
        ("decree", json!(row.decree)),
        ("from", json!(row.from_day)),
        ("to", json!(row.to_day)),
        ("substitute", json!(row.substitute)),
    ];
    let objects = vec![
        ("committee", committee.id),
        ("seat", row.seat),
        ("person", row.person),
    ];
    let kind = "committee.appointed";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Ends a term today.
pub async fn dismiss(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    term: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let committee = committee_of(tx.read(), actor, committee).await?;
    let today = tehran_date(now.0).gregorian_iso();
    let terms = rows::terms(tx.read(), &actor.organisation, &committee.id).await?;
    let row = terms.into_iter().find(|known| known.id == term);
    let row = row.ok_or(ActError::NotFound)?;
    if row.to_day.as_ref().is_some_and(|day| *day <= today) {
        return Err(refused(|t| t.committee_refused_ended().to_owned()));
    }
    rows::end_term(tx, &actor.organisation, term, &today).await?;
    let objects = vec![("committee", committee.id), ("person", row.person)];
    let payload = vec![("to", json!(today))];
    let kind = "committee.term-ended";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Writes down that a quarter passed without a session.
pub async fn quarter_missed(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &CommitteeRow,
    quarter: Quarter,
) -> Result<(), ActError> {
    let objects = vec![("committee", committee.id.clone())];
    let payload = vec![("quarter", json!(quarter.to_string()))];
    let kind = "committee.session-missed";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}
