//! What inspectors write down on a mission: answers with evidence, findings, the report.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Conn, Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, known, mission_entry, optional_text, own_mission, stored_day};
use crate::committee::acts::text_of;
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::inspection::model::{Answer, FileResult, MissionState};
use crate::inspection::store::{self as rows, AnswerRow, MissionRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::store::Attachment;

/// Version of what a finding of an inspection rests on: the words of a person, not a rule.
const RULE: &str = "inspection-1";

/// An answer as typed.
#[derive(Debug, Clone, Default)]
pub struct AnswerInput {
    /// Item of the checklist.
    pub item: String,
    /// Code of the answer.
    pub answer: String,
    /// What was seen.
    pub note: String,
    /// Evidence.
    pub file: Option<Attachment>,
}

/// Answers an item of the checklist, or answers it anew; the file that was given before stays where none is given now. Whatever is not
/// simply kept needs a note.
pub async fn answer_item(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    mission: &str,
    input: AnswerInput,
) -> Result<(), ActError> {
    let AnswerInput {
        item,
        answer,
        note,
        file,
    } = input;
    let row = own_mission(tx, actor, now, mission, &[MissionState::UnderWay]).await?;
    let organisation = actor.organisation.as_str();
    let items = rows::checklist_items(tx.read(), organisation, &row.checklist).await?;
    let item = items
        .iter()
        .find(|one| one.id == item)
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let known_answer = Answer::of(&answer);
    if known_answer.is_none() {
        faults.add("answer", |t| t.committee_fault_choose().to_owned());
    }
    let note = if matches!(known_answer, Some(Answer::Partly | Answer::NotKept)) {
        text_of(&mut faults, "note", &note, MOST_TEXT)
    } else {
        optional_text(&mut faults, "note", &note, MOST_TEXT)
    };
    faults.check()?;
    let before = rows::answers(tx.read(), organisation, &row.id)
        .await?
        .into_iter()
        .find(|one| one.item == item.id);
    let earlier = before.as_ref();
    let written = AnswerRow {
        id: match earlier {
            Some(one) => one.id.clone(),
            None => tx.new_id(now),
        },
        mission: row.id.clone(),
        item: item.id.clone(),
        answer,
        note,
        file_name: file
            .as_ref()
            .map(|file| file.name.clone())
            .or_else(|| earlier.and_then(|one| one.file_name.clone())),
        file_size: file
            .as_ref()
            .map(|file| file.size)
            .or_else(|| earlier.and_then(|one| one.file_size)),
        file_type: file
            .as_ref()
            .map(|file| file.media_type.clone())
            .or_else(|| earlier.and_then(|one| one.file_type.clone())),
        file_sha256: file
            .as_ref()
            .map(|file| file.sha256.clone())
            .or_else(|| earlier.and_then(|one| one.file_sha256.clone())),
        account: actor.account.clone(),
        at: now,
    };
    if before.is_some() {
        rows::save_answer(tx, organisation, &written).await?;
    } else {
        rows::insert_answer(tx, organisation, &written).await?;
    }
    let payload = vec![
        ("item", json!(written.item)),
        ("answer", json!(written.answer)),
        ("note", json!(written.note)),
        ("evidence-sha256", json!(written.file_sha256)),
    ];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionDo,
        "inspection.item-answered",
        &row,
        payload,
    )
    .await?;
    Ok(())
}

/// A finding as typed.
#[derive(Debug, Clone, Default)]
pub struct FindingInput {
    /// One line.
    pub title: String,
    /// What was seen.
    pub text: String,
    /// Code of the severity.
    pub severity: String,
}

/// Raises a finding of the mission. Gives its id.
pub async fn raise_finding(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    mission: &str,
    input: &FindingInput,
) -> Result<String, ActError> {
    let row = own_mission(tx, actor, now, mission, &[MissionState::UnderWay]).await?;
    let mut faults = Faults::default();
    let title = text_of(&mut faults, "title", &input.title, MOST_TITLE);
    let text = text_of(&mut faults, "text", &input.text, MOST_TEXT);
    let severity = Severity::of(&input.severity);
    if severity.is_none() {
        faults.add("severity", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    let answers = rows::answers(tx.read(), &actor.organisation, &row.id).await?;
    let of = |answer: Answer| {
        answers
            .iter()
            .filter(|one| one.answer == answer.code())
            .count()
    };
    let hash = hex::encode(Sha256::digest(format!("{}\n{title}\n{text}", row.id)));
    let new = NewFinding {
        key: format!("inspection:{}:{}", row.id, &hash[..16]),
        kind: Kind::Inspection,
        severity: severity.unwrap_or(Severity::Low),
        unit: Some(row.unit.clone()),
        service: row.service.clone(),
        object: Some(("mission", row.id.clone())),
        title: (title.clone(), title),
        text: (text.clone(), text),
        query: format!("mission {}", row.number),
        rule_version: RULE.to_owned(),
        input_hash: hash,
        case_count: 0,
        cases: Vec::new(),
        facts: json!({
            "kept": of(Answer::Kept),
            "partly": of(Answer::Partly),
            "not-kept": of(Answer::NotKept),
        }),
    };
    // Raising by hand is the integrity officer's right; an inspector raises through the own mission only.
    let raised = raise(tx, &Actor::program(&actor.organisation), now, &new).await?;
    let payload = vec![
        ("finding", json!(raised.id)),
        ("severity", json!(input.severity)),
    ];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionDo,
        "inspection.finding-raised",
        &row,
        payload,
    )
    .await?;
    Ok(raised.id)
}

/// An item in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportItem {
    /// Persian text.
    pub text: String,
    /// English text; empty where nobody wrote it.
    pub text_en: String,
    /// Code of the answer.
    pub answer: String,
    /// What was seen.
    pub note: String,
    /// SHA-256 of the evidence, hex, or empty.
    pub evidence: String,
}

/// A sample in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportSample {
    /// Code of the population.
    pub population: String,
    /// Members of the population.
    pub frame: i64,
    /// How many were drawn.
    pub drawn: i64,
    /// How many of them were in order, with a remark, missing.
    pub results: [i64; 3],
    /// Entry that fixed the population.
    pub entry: i64,
}

/// The report of a mission as it was fixed. Persons who were warned or reported are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Number of the mission.
    pub number: String,
    /// Unit.
    pub unit: String,
    /// Process.
    pub process: String,
    /// Purpose.
    pub purpose: String,
    /// First and last day, Solar Hijri `1405/09/07`.
    pub period: (String, String),
    /// Inspectors: name and decree.
    pub inspectors: Vec<(String, String)>,
    /// Title, article and version of the checklist.
    pub checklist: (String, String, i64),
    /// Its items.
    pub items: Vec<ReportItem>,
    /// Samples.
    pub samples: Vec<ReportSample>,
    /// Findings: title and code of the severity.
    pub findings: Vec<(String, String)>,
    /// Warnings: number and what is to change; those to a person without the words.
    pub warnings: Vec<(String, String)>,
    /// Remedies: number, what is to be done, until when.
    pub remedies: Vec<(String, String, String)>,
    /// What the inspectors conclude.
    pub conclusion: String,
}

fn solar(stored: &str) -> String {
    stored_day(stored).map_or_else(|| stored.to_owned(), persian::Date::numeric)
}

/// Who is sent on a mission: name and decree with its day.
pub async fn inspectors_of(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<(String, String)>, ActError> {
    let mut found = Vec::new();
    for one in rows::sent(conn, organisation, mission).await? {
        let name = crate::interests::store::person_name(conn, organisation, &one.person).await?;
        if let Some(decree) = rows::inspector(conn, organisation, &one.inspector).await? {
            let decree = format!("{} — {}", decree.decree, solar(&decree.decree_on));
            found.push((name, decree));
        }
    }
    Ok(found)
}

/// The report that the rows give now.
async fn compose(
    conn: &mut Conn,
    organisation: &str,
    unit: String,
    row: &MissionRow,
    conclusion: String,
) -> Result<Report, ActError> {
    let checklist = rows::checklist(conn, organisation, &row.checklist)
        .await?
        .ok_or_else(|| store::Error::Corrupt(format!("mission {}: no checklist", row.id)))?;
    let answers = rows::answers(conn, organisation, &row.id).await?;
    let mut items = Vec::new();
    for item in rows::checklist_items(conn, organisation, &row.checklist).await? {
        let answer = answers.iter().find(|one| one.item == item.id);
        items.push(ReportItem {
            text: item.text,
            text_en: item.text_en,
            answer: answer.map_or_else(String::new, |one| one.answer.clone()),
            note: answer.map_or_else(String::new, |one| one.note.clone()),
            evidence: answer
                .and_then(|one| one.file_sha256.clone())
                .unwrap_or_default(),
        });
    }
    let mut samples = Vec::new();
    for sample in rows::samples(conn, organisation, &row.id).await? {
        let files = rows::files(conn, organisation, &sample.id).await?;
        let of = |result: FileResult| {
            let count = files.iter().filter(|file| file.result == result.code());
            i64::try_from(count.count()).unwrap_or(i64::MAX)
        };
        samples.push(ReportSample {
            population: sample.population.clone(),
            frame: sample.frame_size,
            drawn: i64::try_from(files.len()).unwrap_or(i64::MAX),
            results: [
                of(FileResult::InOrder),
                of(FileResult::Remark),
                of(FileResult::Missing),
            ],
            entry: sample.entry,
        });
    }
    let findings = crate::findings::store::about(conn, organisation, "mission", &row.id)
        .await?
        .into_iter()
        .map(|finding| (finding.title, finding.severity))
        .collect();
    let personal = Texts::of(Lang::Fa).inspection_personal_warning().to_owned();
    let warnings = rows::warnings_of(conn, organisation, &row.id)
        .await?
        .into_iter()
        .map(|one| {
            let words = if one.person.is_some() {
                personal.clone()
            } else {
                one.text
            };
            (one.number, words)
        })
        .collect();
    let remedies = rows::remedies_of(conn, organisation, &row.id)
        .await?
        .into_iter()
        .map(|one| {
            let until = persian::tehran_date(one.deadline_at.0).numeric();
            (one.number, one.text, until)
        })
        .collect();
    Ok(Report {
        number: row.number.clone(),
        unit,
        process: row.process.clone(),
        purpose: row.purpose.clone(),
        period: (solar(&row.from_day), solar(&row.to_day)),
        inspectors: inspectors_of(conn, organisation, &row.id).await?,
        checklist: (checklist.title, checklist.article, checklist.version),
        items,
        samples,
        findings,
        warnings,
        remedies,
        conclusion,
    })
}

/// Fixes the report: every item answered, every sampled file looked at. Its hash goes into the sealed log.
pub async fn report_mission(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    unit_name: &str,
    mission: &str,
    conclusion: &str,
) -> Result<(), ActError> {
    let mut row = own_mission(tx, actor, now, mission, &[MissionState::UnderWay]).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let conclusion = text_of(&mut faults, "conclusion", conclusion, MOST_TEXT);
    faults.check()?;
    let report = compose(
        tx.read(),
        organisation,
        unit_name.to_owned(),
        &row,
        conclusion,
    )
    .await?;
    let unanswered = report
        .items
        .iter()
        .filter(|item| item.answer.is_empty())
        .count();
    if unanswered > 0 {
        return Err(refused(move |t| {
            t.inspection_refused_unanswered(unanswered)
        }));
    }
    let unseen: i64 = report
        .samples
        .iter()
        .map(|sample| sample.drawn - sample.results.iter().sum::<i64>())
        .sum();
    let undrawn = report.samples.iter().any(|sample| sample.drawn == 0);
    if unseen > 0 || undrawn {
        return Err(refused(move |t| t.inspection_refused_unseen(unseen)));
    }
    let text =
        serde_json::to_string(&report).map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let hash = hex::encode(Sha256::digest(&text));
    row.report = Some(text);
    row.report_hash = Some(hash.clone());
    row.reported_at = Some(now);
    MissionState::Reported.code().clone_into(&mut row.state);
    rows::save_mission(tx, organisation, &row).await?;
    let t = Texts::of(Lang::Fa);
    let orderer: Vec<String> = row.ordered_person.iter().cloned().collect();
    let number = t.lang.digits(&row.number);
    crate::committee::jobs::tell(
        tx,
        organisation,
        &orderer,
        t.inspection_news_reported_subject(),
        &t.inspection_news_reported(&number),
        now,
    )
    .await?;
    let payload = vec![("state", json!(row.state)), ("report-sha256", json!(hash))];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionDo,
        "inspection.mission-reported",
        &row,
        payload,
    )
    .await?;
    Ok(())
}

/// Writes down what was found in a sampled file.
pub async fn look_at_file(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    sample: &str,
    file: &str,
    result: &str,
    note: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let mut file = rows::file(tx.read(), organisation, known(file)?)
        .await?
        .filter(|row| row.sample == sample)
        .ok_or(ActError::NotFound)?;
    let row = own_mission(tx, actor, now, &file.mission, &[MissionState::UnderWay]).await?;
    let found = FileResult::of(result)
        .ok_or_else(|| invalid("result", |t| t.committee_fault_choose().to_owned()))?;
    let mut faults = Faults::default();
    file.note = if found == FileResult::InOrder {
        optional_text(&mut faults, "note", note, MOST_TEXT)
    } else {
        text_of(&mut faults, "note", note, MOST_TEXT)
    };
    faults.check()?;
    result.clone_into(&mut file.result);
    file.account.clone_from(&actor.account);
    file.at = Some(now);
    rows::save_file(tx, organisation, &file).await?;
    let payload = vec![
        ("sample", json!(file.sample)),
        ("object", json!(file.object)),
        ("result", json!(file.result)),
        ("note", json!(file.note)),
    ];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionDo,
        "inspection.file-looked-at",
        &row,
        payload,
    )
    .await?;
    Ok(())
}
