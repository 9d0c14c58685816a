//! The measure of article 91, note 1: on an inspector's report, confirmed by the manager, decided by the top authority. Three different
//! people, none of them the one it concerns; a second account of the same human being is the same.

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, entry, is_top, known, limit, own_mission, reader};
use crate::committee::acts::text_of;
use crate::inspection::model::{
    Clash, Human, MONTHS_LEAST, MONTHS_MOST, MeasureDeed, MeasureKind, MeasureState, MissionState,
    PAY_MOST, clash, measured,
};
use crate::inspection::store::{self as rows, MeasureFilter, MeasureRow, Numbered};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// A measure as typed.
#[derive(Debug, Clone, Default)]
pub struct MeasureInput {
    /// Person concerned.
    pub person: String,
    /// What is reported.
    pub facts: String,
    /// Code of the kind.
    pub kind: String,
    /// Percent of the pay, for a cut.
    pub percent: String,
    /// Months.
    pub months: String,
    /// Law.
    pub legal_basis: String,
}

/// How much, within what the settings allow.
fn extent(
    faults: &mut Faults,
    rules: &Rules,
    kind: Option<MeasureKind>,
    percent: &str,
    months: &str,
) -> (i64, i64) {
    let (least, most) = (limit(rules, MONTHS_LEAST), limit(rules, MONTHS_MOST));
    let of = persian::parse_integer(months).ok();
    let of = of.filter(|months| (least..=most).contains(months));
    if of.is_none() {
        faults.add("months", move |t| t.inspection_fault_months(least, most));
    }
    let cut = if kind == Some(MeasureKind::PayCut) {
        let most = limit(rules, PAY_MOST);
        let cut = persian::parse_integer(percent).ok();
        let cut = cut.filter(|cut| (1..=most).contains(cut));
        if cut.is_none() {
            faults.add("percent", move |t| t.inspection_fault_percent(most));
        }
        cut.unwrap_or(0)
    } else {
        0
    };
    (cut, of.unwrap_or(0))
}

/// An inspector reports a person of the inspected unit, once the mission's report is fixed. Gives the measure's id.
pub async fn report_measure(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    mission: &str,
    input: &MeasureInput,
) -> Result<String, ActError> {
    let mission = own_mission(
        tx,
        actor,
        now,
        mission,
        &[MissionState::Reported, MissionState::Closed],
    )
    .await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let there = rows::people_of(tx.read(), organisation, &mission.unit).await?;
    if !there.iter().any(|one| one.id == input.person) {
        faults.add("person", |t| t.committee_fault_choose().to_owned());
    }
    let facts = text_of(&mut faults, "facts", &input.facts, MOST_TEXT);
    let legal_basis = text_of(&mut faults, "legal_basis", &input.legal_basis, MOST_TITLE);
    let kind = MeasureKind::of(&input.kind);
    if kind.is_none() {
        faults.add("kind", |t| t.committee_fault_choose().to_owned());
    }
    let (percent, months) = extent(&mut faults, rules, kind, &input.percent, &input.months);
    faults.check()?;
    let year = persian::tehran_date(now.0).year();
    let row = MeasureRow {
        id: tx.new_id(now),
        number: rows::next_number(tx.read(), organisation, Numbered::Measure, year).await?,
        mission: mission.id,
        unit: mission.unit,
        person: input.person.clone(),
        facts,
        kind: input.kind.clone(),
        percent,
        months,
        legal_basis,
        state: MeasureState::Reported.code().to_owned(),
        reported_by: actor.account.clone(),
        reported_person: reader(actor),
        reported_at: now,
        confirmed_by: None,
        confirmed_person: None,
        confirmed_at: None,
        confirmation: String::new(),
        decided_by: None,
        decided_person: None,
        decided_at: None,
        notice: String::new(),
        earlier: rows::earlier_measures(tx.read(), organisation, &input.person, "").await?,
        referral: false,
        acknowledged_at: None,
    };
    if let Some(clash) = clash_of(tx.read(), organisation, &row, actor, false).await? {
        return Err(told(clash));
    }
    rows::insert_measure(tx, organisation, &row).await?;
    write(
        tx,
        actor,
        now,
        Some(Right::InspectionDo),
        "inspection.measure-reported",
        &row,
    )
    .await?;
    Ok(row.id)
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Option<Right>,
    kind: &'static str,
    row: &MeasureRow,
) -> Result<(), ActError> {
    let objects = vec![
        ("measure", row.id.clone()),
        ("mission", row.mission.clone()),
    ];
    let payload = vec![
        ("number", json!(row.number)),
        ("state", json!(row.state)),
        ("person", json!(row.person)),
        ("concerned-unit", json!(row.unit)),
        ("facts", json!(row.facts)),
        ("measure-kind", json!(row.kind)),
        ("percent", json!(row.percent)),
        ("months", json!(row.months)),
        ("legal-basis", json!(row.legal_basis)),
        ("confirmation", json!(row.confirmation)),
        ("notice", json!(row.notice)),
        ("earlier", json!(row.earlier)),
        ("referral", json!(row.referral)),
    ];
    entry(tx, actor, now, right, kind, objects, payload).await?;
    Ok(())
}

fn told(clash: Clash) -> ActError {
    match clash {
        Clash::Subject => refused(|t| t.inspection_refused_subject().to_owned()),
        Clash::Earlier => refused(|t| t.inspection_refused_earlier().to_owned()),
    }
}

/// Whether who acts may not take the next step of a measure; `taken`: whether the reporter counts as having acted already.
async fn clash_of(
    conn: &mut Conn,
    organisation: &str,
    row: &MeasureRow,
    actor: &Actor,
    taken: bool,
) -> Result<Option<Clash>, ActError> {
    let mut people: Vec<Human> = Vec::new();
    let earlier = taken
        .then_some(&row.reported_person)
        .into_iter()
        .chain(&row.confirmed_person);
    for person in earlier {
        people.extend(rows::human(conn, organisation, person).await?);
    }
    let subject = rows::human(conn, organisation, &row.person)
        .await?
        .ok_or(ActError::NotFound)?;
    let next = rows::human(conn, organisation, &reader(actor))
        .await?
        .ok_or(ActError::Forbidden)?;
    Ok(clash(&subject, &people, &next))
}

/// Which measures a reader sees.
pub fn measures_seen(actor: &Actor, rules: &Rules) -> MeasureFilter {
    MeasureFilter {
        state: String::new(),
        reader: reader(actor),
        units: actor.units_for(Right::InspectionAnswer).unwrap_or_default(),
        all: is_top(actor, rules) || actor.may_for(Right::InspectionRun, None),
    }
}

/// The measure, where this actor needs to know it.
pub async fn visible_measure(
    conn: &mut Conn,
    actor: &Actor,
    rules: &Rules,
    id: &str,
) -> Result<MeasureRow, ActError> {
    rows::visible_measure(
        conn,
        &actor.organisation,
        &measures_seen(actor, rules),
        known(id)?,
    )
    .await?
    .ok_or(ActError::NotFound)
}

/// Whether who acts may try a step: managers of the unit confirm, the top authority decides; both may decline.
pub fn may_try(actor: &Actor, rules: &Rules, row: &MeasureRow, deed: MeasureDeed) -> bool {
    let state = MeasureState::of(&row.state);
    let manager = actor.may_for(Right::InspectionAnswer, Some(&row.unit));
    match (deed, state) {
        (MeasureDeed::Confirm, _) | (MeasureDeed::Drop, Some(MeasureState::Reported)) => manager,
        _ => is_top(actor, rules),
    }
}

/// What a step of a measure says.
#[derive(Debug, Clone, Default)]
pub struct StepInput {
    /// Reasons, or the text of the notice.
    pub note: String,
    /// Percent as the top authority fixes it.
    pub percent: String,
    /// Months as the top authority fixes them.
    pub months: String,
}

/// Takes the next step of a measure.
pub async fn step_measure(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    deed: MeasureDeed,
    input: &StepInput,
) -> Result<(), ActError> {
    let mut row = visible_measure(tx.read(), actor, rules, id).await?;
    let organisation = actor.organisation.as_str();
    let state = MeasureState::of(&row.state)
        .ok_or_else(|| store::Error::Corrupt(format!("measure {id}: state {}", row.state)))?;
    let next = measured(state, deed)
        .ok_or_else(|| refused(|t| t.inspection_refused_state().to_owned()))?;
    if !may_try(actor, rules, &row, deed) {
        return Err(ActError::Forbidden);
    }
    if let Some(clash) = clash_of(tx.read(), organisation, &row, actor, true).await? {
        return Err(told(clash));
    }
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", &input.note, MOST_TEXT);
    let fixed = if deed == MeasureDeed::Decide {
        let kind = MeasureKind::of(&row.kind);
        Some(extent(
            &mut faults,
            rules,
            kind,
            &input.percent,
            &input.months,
        ))
    } else {
        None
    };
    faults.check()?;
    next.code().clone_into(&mut row.state);
    if state == MeasureState::Reported {
        row.confirmed_by.clone_from(&actor.account);
        row.confirmed_person.clone_from(&actor.person);
        row.confirmed_at = Some(now);
        row.confirmation = note;
    } else {
        row.decided_by.clone_from(&actor.account);
        row.decided_person.clone_from(&actor.person);
        row.decided_at = Some(now);
        row.notice = note;
    }
    if let Some((percent, months)) = fixed {
        row.percent = percent;
        row.months = months;
        row.earlier = rows::earlier_measures(tx.read(), organisation, &row.person, &row.id).await?;
        // Article 91, note 2: repetition goes to the offences board; the program proposes, people refer.
        row.referral = row.earlier > 0;
    }
    rows::save_measure(tx, organisation, &row).await?;
    let kind = match deed {
        MeasureDeed::Confirm => "inspection.measure-confirmed",
        MeasureDeed::Decide => "inspection.measure-decided",
        MeasureDeed::Drop => "inspection.measure-dropped",
    };
    if deed == MeasureDeed::Decide {
        let t = Texts::of(Lang::Fa);
        let number = t.lang.digits(&row.number);
        crate::committee::jobs::tell(
            tx,
            organisation,
            std::slice::from_ref(&row.person),
            t.inspection_news_measure_subject(),
            &t.inspection_news_measure(&number),
            now,
        )
        .await?;
    }
    write(tx, actor, now, Some(Right::InspectionAnswer), kind, &row).await
}

/// The person concerned acknowledges the written notice.
pub async fn acknowledge_measure(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
) -> Result<(), ActError> {
    let mut row = visible_measure(tx.read(), actor, rules, id).await?;
    if actor.person.as_ref() != Some(&row.person) {
        return Err(ActError::Forbidden);
    }
    if row.state != MeasureState::Decided.code() || row.acknowledged_at.is_some() {
        return Err(refused(|t| t.inspection_refused_state().to_owned()));
    }
    row.acknowledged_at = Some(now);
    rows::save_measure(tx, &actor.organisation, &row).await?;
    write(
        tx,
        actor,
        now,
        None,
        "inspection.measure-acknowledged",
        &row,
    )
    .await
}
