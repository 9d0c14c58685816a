//! Inspectors, checklists, yearly plans.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, entry, is_top, iso, known, optional_text, token};
use crate::committee::acts::{day_of, text_of};
use crate::inspection::checklists::{SHIPPED, SOURCE};
use crate::inspection::model::PlanState;
use crate::inspection::store::{
    self as rows, ChecklistItemRow, ChecklistRow, InspectorRow, PlanLineRow, PlanRow,
};
use crate::organisation::acts::is_among;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::risks::model::RiskState;
use crate::risks::store::RiskRow;
use crate::voice::rules::Rules;

/// A decree as typed.
#[derive(Debug, Clone, Default)]
pub struct DecreeInput {
    /// The form's token.
    pub id: String,
    /// Person.
    pub person: String,
    /// Number of the decree.
    pub decree: String,
    /// Its day.
    pub decree_on: String,
    /// First day on which it holds.
    pub from_day: String,
    /// Last day.
    pub to_day: String,
}

/// Records the decree of an inspector.
pub async fn appoint_inspector(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &DecreeInput,
) -> Result<(), ActError> {
    actor.require(Right::InspectionRun, None)?;
    token(&input.id)?;
    let organisation = actor.organisation.as_str();
    if rows::inspector(tx.read(), organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let mut faults = Faults::default();
    let person = crate::organisation::store::person(tx.read(), organisation, known(&input.person)?)
        .await?
        .filter(|row| row.active);
    if person.is_none() {
        faults.add("person", |t| t.committee_fault_choose().to_owned());
    } else if actor.person.as_deref() == Some(&input.person) {
        faults.add("person", |t| t.inspection_fault_own_decree().to_owned());
    }
    let decree = text_of(&mut faults, "decree", &input.decree, MOST_TITLE);
    let on = day_of(&mut faults, "decree_on", &input.decree_on);
    let from = day_of(&mut faults, "from_day", &input.from_day);
    let to = day_of(&mut faults, "to_day", &input.to_day);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        faults.add("to_day", |t| t.inspection_fault_span().to_owned());
    }
    if let (Some(on), Some(from)) = (on, from)
        && from < on
    {
        faults.add("from_day", |t| {
            t.inspection_fault_before_decree().to_owned()
        });
    }
    faults.check()?;
    let (Some(on), Some(from), Some(to)) = (on, from, to) else {
        return Err(ActError::NotFound);
    };
    let row = InspectorRow {
        id: input.id.clone(),
        person: input.person.clone(),
        decree,
        decree_on: on.gregorian_iso(),
        from_day: from.gregorian_iso(),
        to_day: to.gregorian_iso(),
        ended_on: None,
        ended_note: String::new(),
        recorded_at: now,
    };
    rows::insert_inspector(tx, organisation, &row).await?;
    let objects = vec![
        ("inspector", row.id.clone()),
        ("person", row.person.clone()),
    ];
    let payload = vec![
        ("decree", json!(row.decree)),
        ("decree-on", json!(row.decree_on)),
        ("from", json!(row.from_day)),
        ("to", json!(row.to_day)),
    ];
    entry(
        tx,
        actor,
        now,
        Some(Right::InspectionRun),
        "inspection.inspector-appointed",
        objects,
        payload,
    )
    .await?;
    Ok(())
}

/// Ends a decree today, with the reason; from today on its holder writes into no mission.
pub async fn end_inspector(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    note: &str,
) -> Result<(), ActError> {
    let mut row = rows::inspector(tx.read(), &actor.organisation, known(id)?)
        .await?
        .ok_or(ActError::NotFound)?;
    actor.require(Right::InspectionRun, None)?;
    if row.ended_on.is_some() || row.to_day < iso(now) {
        return Err(refused(|t| t.inspection_refused_ended().to_owned()));
    }
    let mut faults = Faults::default();
    row.ended_note = text_of(&mut faults, "note", note, MOST_TITLE);
    faults.check()?;
    row.ended_on = Some(iso(now));
    rows::save_inspector(tx, &actor.organisation, &row).await?;
    let objects = vec![("inspector", row.id.clone()), ("person", row.person)];
    let payload = vec![("note", json!(row.ended_note))];
    entry(
        tx,
        actor,
        now,
        Some(Right::InspectionRun),
        "inspection.inspector-ended",
        objects,
        payload,
    )
    .await?;
    Ok(())
}

/// Writes the shipped checklists that the organisation does not have yet, as drafts for its own.
pub async fn ship_checklists(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    actor.require(Right::InspectionRun, None)?;
    let organisation = actor.organisation.clone();
    let there = rows::checklists(tx.read(), &organisation).await?;
    for list in SHIPPED {
        if there.iter().any(|row| row.code == list.code) {
            continue;
        }
        let row = ChecklistRow {
            id: tx.new_id(now),
            code: list.code.to_owned(),
            version: 1,
            area: list.title.0.to_owned(),
            title: list.title.0.to_owned(),
            title_en: list.title.1.to_owned(),
            article: list.article.to_owned(),
            source: SOURCE.to_owned(),
            applicability: "reference".to_owned(),
            valid_from: iso(now),
            replaced_on: None,
        };
        let items = list.items.iter().map(|(fa, en)| (*fa, *en)).collect();
        write_checklist(tx, actor, now, &row, items).await?;
    }
    Ok(())
}

async fn write_checklist(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &ChecklistRow,
    items: Vec<(&str, &str)>,
) -> Result<(), ActError> {
    rows::insert_checklist(tx, &actor.organisation, row).await?;
    let count = items.len();
    for (position, (fa, en)) in (1..).zip(items) {
        let item = ChecklistItemRow {
            id: tx.new_id(now),
            position,
            text: fa.to_owned(),
            text_en: en.to_owned(),
        };
        rows::insert_checklist_item(tx, &actor.organisation, &row.id, &item).await?;
    }
    let payload = vec![
        ("code", json!(row.code)),
        ("version", json!(row.version)),
        ("title", json!(row.title)),
        ("items", json!(count)),
        ("source", json!(row.source)),
    ];
    entry(
        tx,
        actor,
        now,
        Some(Right::InspectionRun),
        "inspection.checklist-written",
        vec![("checklist", row.id.clone())],
        payload,
    )
    .await?;
    Ok(())
}

/// A checklist as typed.
#[derive(Debug, Clone, Default)]
pub struct ChecklistInput {
    /// Word by which versions belong together; empty for a new checklist.
    pub code: String,
    /// Persian title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Article.
    pub article: String,
    /// Where it comes from.
    pub source: String,
    /// Persian items, one a line.
    pub items: String,
    /// English items, one a line in the same order, or empty.
    pub items_en: String,
}

/// Writes a checklist or a new version of one. Missions that were ordered with the version before keep it. Gives its id.
pub async fn put_checklist(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &ChecklistInput,
) -> Result<String, ActError> {
    actor.require(Right::InspectionRun, None)?;
    let organisation = actor.organisation.clone();
    let mut faults = Faults::default();
    let title = text_of(&mut faults, "title", &input.title, MOST_TITLE);
    let title_en = optional_text(&mut faults, "title_en", &input.title_en, MOST_TITLE);
    let article = text_of(&mut faults, "article", &input.article, MOST_TITLE);
    let source = text_of(&mut faults, "source", &input.source, MOST_TITLE);
    let items = text_of(&mut faults, "items", &input.items, MOST_TEXT);
    let items_en = optional_text(&mut faults, "items_en", &input.items_en, MOST_TEXT);
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let (items, items_en) = (lines(&items), lines(&items_en));
    if items.len() > 60 {
        faults.add("items", |t| t.inspection_fault_items().to_owned());
    }
    if !items_en.is_empty() && items_en.len() != items.len() {
        let (fa, en) = (items.len(), items_en.len());
        faults.add("items_en", move |t| t.inspection_fault_items_en(en, fa));
    }
    faults.check()?;
    let before = rows::checklists(tx.read(), &organisation)
        .await?
        .into_iter()
        .find(|row| row.code == input.code && row.replaced_on.is_none());
    let id = tx.new_id(now);
    let row = ChecklistRow {
        code: before
            .as_ref()
            .map_or_else(|| id.clone(), |row| row.code.clone()),
        version: before.as_ref().map_or(1, |row| row.version + 1),
        area: title.clone(),
        title_en: if title_en.is_empty() {
            title.clone()
        } else {
            title_en
        },
        title,
        article,
        source,
        applicability: "adopted".to_owned(),
        valid_from: iso(now),
        replaced_on: None,
        id,
    };
    if let Some(mut before) = before {
        before.replaced_on = Some(iso(now));
        rows::save_checklist(tx, &organisation, &before).await?;
    }
    let pairs = (items.iter().enumerate())
        .map(|(place, fa)| (fa.as_str(), items_en.get(place).map_or("", String::as_str)))
        .collect();
    write_checklist(tx, actor, now, &row, pairs).await?;
    Ok(row.id)
}

/// Opens the plan of a Solar Hijri year as a draft. Gives its id.
pub async fn open_plan(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    year: &str,
) -> Result<String, ActError> {
    actor.require(Right::InspectionRun, None)?;
    token(id)?;
    let this = i64::from(persian::tehran_date(now.0).year());
    let year = persian::parse_integer(year)
        .ok()
        .filter(|year| (this..=this + 1).contains(year))
        .ok_or_else(|| invalid("year", move |t| t.inspection_fault_year(this, this + 1)))?;
    if let Some(there) = rows::plans(tx.read(), &actor.organisation)
        .await?
        .into_iter()
        .find(|plan| plan.year == year)
    {
        return Ok(there.id);
    }
    let row = PlanRow {
        id: id.to_owned(),
        year,
        state: PlanState::Draft.code().to_owned(),
        made_by: actor.account.clone(),
        made_at: now,
        approved_by: None,
        approved_at: None,
    };
    rows::insert_plan(tx, &actor.organisation, &row).await?;
    plan_entry(
        tx,
        actor,
        now,
        "inspection.plan-opened",
        &row,
        vec![("year", json!(year))],
    )
    .await?;
    Ok(row.id)
}

async fn plan_entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    plan: &PlanRow,
    payload: Vec<(&'static str, serde_json::Value)>,
) -> Result<(), ActError> {
    let right = if kind == "inspection.plan-approved" {
        Right::InspectionAnswer
    } else {
        Right::InspectionRun
    };
    let objects = vec![("inspection-plan", plan.id.clone())];
    entry(tx, actor, now, Some(right), kind, objects, payload).await?;
    Ok(())
}

async fn draft(tx: &mut Tx, actor: &Actor, id: &str) -> Result<PlanRow, ActError> {
    let row = rows::plan(tx.read(), &actor.organisation, known(id)?)
        .await?
        .ok_or(ActError::NotFound)?;
    if row.state == PlanState::Draft.code() {
        Ok(row)
    } else {
        Err(refused(|t| t.inspection_refused_plan().to_owned()))
    }
}

/// A line of a plan as typed.
#[derive(Debug, Clone, Default)]
pub struct LineInput {
    /// Unit.
    pub unit: String,
    /// Process.
    pub process: String,
    /// Why.
    pub reason: String,
    /// Weight, 1 to 5.
    pub weight: String,
    /// Quarter, 1 to 4.
    pub quarter: String,
    /// Id of a risk, or empty.
    pub risk: String,
}

/// A greatest score of 25 gives the greatest weight.
const SCORE_OF_WEIGHT: i64 = 5;

/// The risk that a line is to answer: one that stands in the register and that who plans may see.
async fn risk_of(
    tx: &mut Tx,
    actor: &Actor,
    faults: &mut Faults,
    id: &str,
) -> Result<Option<RiskRow>, ActError> {
    if id.is_empty() {
        return Ok(None);
    }
    match crate::risks::acts::visible(tx.read(), actor, id).await {
        Ok(row) if row.state == RiskState::Open.code() => return Ok(Some(row)),
        Ok(_) | Err(ActError::NotFound) => {}
        Err(why) => return Err(why),
    }
    faults.add("risk", |t| t.committee_fault_choose().to_owned());
    Ok(None)
}

/// What a line leaves open is as its risk says: the unit, the process, why, and the weight.
async fn filled_in(
    tx: &mut Tx,
    actor: &Actor,
    input: &LineInput,
    risk: &RiskRow,
) -> Result<LineInput, ActError> {
    let processes = crate::risks::store::processes(tx.read(), &actor.organisation).await?;
    let process = processes.into_iter().find(|row| row.id == risk.process);
    let or = |typed: &str, other: &str| {
        let typed = typed.trim();
        if typed.is_empty() {
            other.to_owned()
        } else {
            typed.to_owned()
        }
    };
    let weight = (risk.residual + SCORE_OF_WEIGHT - 1) / SCORE_OF_WEIGHT;
    Ok(LineInput {
        unit: or(&input.unit, &risk.unit),
        process: or(
            &input.process,
            &process.map_or_else(String::new, |row| row.name),
        ),
        reason: or(&input.reason, &risk.event),
        weight: if weight > 0 {
            or(&input.weight, &weight.to_string())
        } else {
            input.weight.clone()
        },
        ..input.clone()
    })
}

/// Writes a line into the draft of a plan.
pub async fn add_line(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    plan: &str,
    input: &LineInput,
) -> Result<String, ActError> {
    let plan = draft(tx, actor, plan).await?;
    actor.require(Right::InspectionRun, None)?;
    let mut faults = Faults::default();
    let risk = risk_of(tx, actor, &mut faults, known(input.risk.trim())?).await?;
    let filled;
    let input = match &risk {
        Some(risk) => {
            filled = filled_in(tx, actor, input, risk).await?;
            &filled
        }
        None => input,
    };
    if rules.unit(&input.unit).is_none_or(|unit| !unit.active) {
        faults.add("unit", |t| t.committee_fault_choose().to_owned());
    }
    let process = text_of(&mut faults, "process", &input.process, MOST_TITLE);
    let reason = text_of(&mut faults, "reason", &input.reason, MOST_TEXT);
    let mut within = |field: &'static str, text: &str, most: i64| {
        let number = persian::parse_integer(text).ok();
        let number = number.filter(|number| (1..=most).contains(number));
        if number.is_none() {
            faults.add(field, move |t| t.inspection_fault_within(most));
        }
        number.unwrap_or(1)
    };
    let weight = within("weight", &input.weight, 5);
    let quarter = within("quarter", &input.quarter, 4);
    faults.check()?;
    let row = PlanLineRow {
        id: tx.new_id(now),
        plan: plan.id.clone(),
        unit: input.unit.clone(),
        process,
        reason,
        weight,
        quarter,
        risk: risk.map(|risk| risk.id),
        dropped: false,
        at: now,
    };
    rows::insert_plan_line(tx, &actor.organisation, &row).await?;
    let payload = vec![
        ("line", json!(row.id)),
        ("concerned-unit", json!(row.unit)),
        ("process", json!(row.process)),
        ("reason", json!(row.reason)),
        ("weight", json!(row.weight)),
        ("quarter", json!(row.quarter)),
        ("risk", json!(row.risk)),
    ];
    plan_entry(tx, actor, now, "inspection.plan-line-added", &plan, payload).await?;
    Ok(row.id)
}

/// Takes a line out of the draft of a plan.
pub async fn drop_line(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    plan: &str,
    line: &str,
) -> Result<(), ActError> {
    let plan = draft(tx, actor, plan).await?;
    actor.require(Right::InspectionRun, None)?;
    let mut row = rows::plan_line(tx.read(), &actor.organisation, known(line)?)
        .await?
        .filter(|row| row.plan == plan.id && !row.dropped)
        .ok_or(ActError::NotFound)?;
    row.dropped = true;
    rows::save_plan_line(tx, &actor.organisation, &row).await?;
    let payload = vec![("line", json!(row.id))];
    plan_entry(
        tx,
        actor,
        now,
        "inspection.plan-line-dropped",
        &plan,
        payload,
    )
    .await
}

/// The top authority approves a plan that others wrote; afterwards its lines stand.
pub async fn approve_plan(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    plan: &str,
) -> Result<(), ActError> {
    let mut plan = draft(tx, actor, plan).await?;
    if !is_top(actor, rules) {
        return Err(ActError::Forbidden);
    }
    let mut planners = rows::planners(tx.read(), &actor.organisation, &plan.id).await?;
    planners.extend(plan.made_by.clone());
    if is_among(tx.read(), actor, &planners).await? {
        return Err(refused(|t| t.inspection_refused_own_plan().to_owned()));
    }
    let lines = rows::plan_lines(tx.read(), &actor.organisation, &plan.id).await?;
    if lines.is_empty() {
        return Err(refused(|t| t.inspection_refused_empty_plan().to_owned()));
    }
    PlanState::Approved.code().clone_into(&mut plan.state);
    plan.approved_by.clone_from(&actor.account);
    plan.approved_at = Some(now);
    rows::save_plan(tx, &actor.organisation, &plan).await?;
    let payload = vec![("year", json!(plan.year)), ("lines", json!(lines.len()))];
    plan_entry(tx, actor, now, "inspection.plan-approved", &plan, payload).await
}
