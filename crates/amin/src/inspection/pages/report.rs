//! The letter of a mission and its report, as pages and PDF.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use documents::{ReportPart, ReportTable};

use super::checklists::item_text;
use super::{Cell, Section, Sheet, print, shown, words};
use crate::findings::model::Severity;
use crate::findings::pages::severity_word;
use crate::inspection::acts::{Report, inspectors_of, stored_day, visible_mission};
use crate::inspection::store::{self as rows, MissionRow};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::form::Tried;
use crate::platform::page::refusal;
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

async fn fixed(ctx: &Ctx, id: &str) -> Result<(MissionRow, Report), ActError> {
    let row = visible_mission(&mut ctx.read().await?, &ctx.actor, id).await?;
    let text = row.report.as_deref().ok_or(ActError::NotFound)?;
    let report = serde_json::from_str(text)
        .map_err(|why| store::Error::Corrupt(format!("report of mission {id}: {why}")))?;
    Ok((row, report))
}

fn severity(t: &Texts, code: &str) -> &'static str {
    Severity::of(code).map_or("", |one| severity_word(t, one))
}

async fn gather(ctx: &Ctx, id: &str) -> Result<Sheet, ActError> {
    let t = &ctx.page.t;
    let (row, report) = fixed(ctx, id).await?;
    let number = t.lang.digits(&row.number);
    let mut sheet = Sheet::new(ctx, t.inspection_report_of(&number), &Tried::default());
    sheet.crumb(
        ctx,
        t.inspection_mission_of(&number),
        &format!("/inspection/missions/{}", row.id),
    );
    let pdf = format!("/inspection/missions/{}/report.pdf", row.id);
    sheet.link(ctx, t.inspection_pdf(), &pdf);
    sheet.fact(t.committee_unit(), report.unit.clone());
    sheet.fact(t.inspection_process(), report.process.clone());
    let span = (
        t.lang.digits(&report.period.0),
        t.lang.digits(&report.period.1),
    );
    sheet.fact(t.inspection_period(), t.inspection_span(&span.0, &span.1));
    sheet.fact(
        t.inspection_report_hash(),
        row.report_hash.clone().unwrap_or_default(),
    );
    sheet
        .sections
        .push(Section::text(t.inspection_conclusion(), &report.conclusion));
    let mut people = Section {
        head: vec![t.committee_name(), t.inspection_decree()],
        ..Section::new(t.inspection_sent())
    };
    people.rows = (report.inspectors.iter())
        .map(|(name, decree)| vec![Cell::new(name), Cell::new(t.lang.digits(decree))])
        .collect();
    let mut list = Section {
        head: vec![t.inspection_item(), t.inspection_answer()],
        ..Section::new(&report.checklist.0)
    };
    list.rows = (report.items.iter())
        .map(|item| {
            let more = if item.evidence.is_empty() {
                String::new()
            } else {
                format!("SHA-256 {}", item.evidence)
            };
            vec![
                Cell::new(item_text(t.lang, &item.text, &item.text_en)).more(more),
                Cell::state(words::answer(t, &item.answer)).more(item.note.clone()),
            ]
        })
        .collect();
    let mut samples = Section {
        head: vec![
            t.inspection_population(),
            t.inspection_population_size(),
            t.inspection_sample_size(),
            t.inspection_results(),
        ],
        ..Section::new(t.inspection_samples())
    };
    samples.rows = (report.samples.iter())
        .map(|sample| {
            vec![
                Cell::new(words::population(t, &sample.population)),
                Cell::new(ctx.page.number(&sample.frame)),
                Cell::new(ctx.page.number(&sample.drawn)),
                Cell::new(t.inspection_result_counts(
                    sample.results[0],
                    sample.results[1],
                    sample.results[2],
                )),
            ]
        })
        .collect();
    let mut findings = Section {
        head: vec![t.inspection_finding(), t.findings_fact_severity()],
        ..Section::new(t.inspection_findings())
    };
    findings.rows = (report.findings.iter())
        .map(|(title, code)| vec![Cell::new(title), Cell::new(severity(t, code))])
        .collect();
    let mut warnings = Section {
        head: vec![t.committee_number(), t.inspection_warning_text()],
        ..Section::new(t.inspection_warnings())
    };
    warnings.rows = (report.warnings.iter())
        .map(|(number, text)| vec![Cell::new(t.lang.digits(number)), Cell::new(text)])
        .collect();
    let mut remedies = Section {
        head: vec![
            t.committee_number(),
            t.inspection_remedy_text(),
            t.committee_deadline(),
        ],
        ..Section::new(t.inspection_remedies())
    };
    remedies.rows = (report.remedies.iter())
        .map(|(number, text, until)| {
            vec![
                Cell::new(t.lang.digits(number)),
                Cell::new(text),
                Cell::new(t.lang.digits(until)),
            ]
        })
        .collect();
    let rest = [people, list, samples, findings, warnings, remedies];
    sheet
        .sections
        .extend(rest.into_iter().filter(|section| !section.rows.is_empty()));
    Ok(sheet)
}

/// The report as it was fixed.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id).await;
    shown(&ctx, StatusCode::OK, sheet)
}

fn table(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> ReportPart {
    ReportPart::Table(ReportTable {
        caption: caption.to_owned(),
        numeric: vec![false; head.len()],
        head: head.iter().map(|&word| word.to_owned()).collect(),
        rows,
        note: String::new(),
    })
}

fn parts(report: &Report, hash: &str) -> Vec<ReportPart> {
    let t = &Texts::of(Lang::Fa);
    let digits = |text: &str| t.lang.digits(text);
    let span = t.inspection_span(digits(&report.period.0), digits(&report.period.1));
    let fact = |name: &str, value: &str| ReportPart::Paragraph(format!("{name}: {value}"));
    let mut parts = vec![
        fact(t.committee_unit(), &report.unit),
        fact(t.inspection_process(), &report.process),
        fact(t.inspection_period(), &span),
        fact(t.inspection_purpose(), &report.purpose),
        table(
            t.inspection_sent(),
            &[t.committee_name(), t.inspection_decree()],
            (report.inspectors.iter())
                .map(|(name, decree)| vec![name.clone(), digits(decree)])
                .collect(),
        ),
        ReportPart::Heading(t.inspection_checklist().to_owned()),
        ReportPart::Paragraph(format!(
            "{} — {} — {} {}",
            report.checklist.0,
            report.checklist.1,
            t.inspection_version(),
            t.lang.integer(report.checklist.2)
        )),
        table(
            t.inspection_checklist(),
            &[
                t.inspection_item(),
                t.inspection_answer(),
                t.inspection_seen(),
            ],
            (report.items.iter())
                .map(|item| {
                    let answer = words::answer(t, &item.answer).0.to_owned();
                    vec![item.text.clone(), answer, item.note.clone()]
                })
                .collect(),
        ),
    ];
    if !report.samples.is_empty() {
        parts.push(table(
            t.inspection_samples(),
            &[
                t.inspection_population(),
                t.inspection_population_size(),
                t.inspection_sample_size(),
                t.inspection_results(),
            ],
            (report.samples.iter())
                .map(|sample| {
                    vec![
                        words::population(t, &sample.population).to_owned(),
                        t.lang.integer(sample.frame),
                        t.lang.integer(sample.drawn),
                        t.inspection_result_counts(
                            sample.results[0],
                            sample.results[1],
                            sample.results[2],
                        ),
                    ]
                })
                .collect(),
        ));
    }
    if !report.findings.is_empty() {
        parts.push(table(
            t.inspection_findings(),
            &[t.inspection_finding(), t.findings_fact_severity()],
            (report.findings.iter())
                .map(|(title, code)| vec![title.clone(), severity(t, code).to_owned()])
                .collect(),
        ));
    }
    if !report.warnings.is_empty() {
        parts.push(table(
            t.inspection_warnings(),
            &[t.committee_number(), t.inspection_warning_text()],
            (report.warnings.iter())
                .map(|(number, text)| vec![digits(number), text.clone()])
                .collect(),
        ));
    }
    if !report.remedies.is_empty() {
        parts.push(table(
            t.inspection_remedies(),
            &[
                t.committee_number(),
                t.inspection_remedy_text(),
                t.committee_deadline(),
            ],
            (report.remedies.iter())
                .map(|(number, text, until)| vec![digits(number), text.clone(), digits(until)])
                .collect(),
        ));
    }
    parts.push(ReportPart::Heading(t.inspection_conclusion().to_owned()));
    parts.push(ReportPart::Paragraph(report.conclusion.clone()));
    parts.push(ReportPart::Paragraph(t.findings_presumption().to_owned()));
    parts.push(ReportPart::Paragraph(t.inspection_hash_note(hash)));
    parts
}

/// The report as a PDF: the same bytes whenever it is made.
pub async fn pdf(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let made = async {
        let (row, report) = fixed(&ctx, &id).await?;
        let t = Texts::of(Lang::Fa);
        let hash = row.report_hash.clone().unwrap_or_default();
        print(
            &ctx,
            "mission-report.pdf",
            t.inspection_report_of(t.lang.digits(&row.number)),
            t.lang.digits(&report.period.1),
            row.reported_at.unwrap_or(row.ordered_at),
            parts(&report, &hash),
        )
        .await
    };
    match made.await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

/// The letter of the mission as a PDF.
pub async fn letter(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match letter_of(&ctx, &id).await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

async fn letter_of(ctx: &Ctx, id: &str) -> Result<Response, ActError> {
    let organisation = ctx.organisation();
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = visible_mission(&mut conn, &ctx.actor, id).await?;
    let people = inspectors_of(&mut conn, organisation, &row.id).await?;
    let orderer = match &row.ordered_person {
        Some(person) => {
            crate::interests::store::person_name(&mut conn, organisation, person).await?
        }
        None => String::new(),
    };
    let checklist = rows::checklist(&mut conn, organisation, &row.checklist).await?;
    drop(conn);
    let t = Texts::of(Lang::Fa);
    let solar = |stored: &str| {
        let day = stored_day(stored).map_or_else(String::new, persian::Date::numeric);
        t.lang.digits(&day)
    };
    let unit = rules.unit_name(Lang::Fa, Some(&row.unit));
    let purpose = if ctx.actor.may_for(Right::InspectionRead, None) {
        row.purpose.clone()
    } else {
        // The unit needs to know what is asked of it, not what made somebody look.
        row.process.clone()
    };
    let mut parts = vec![
        ReportPart::Paragraph(t.inspection_letter_text(
            unit,
            &row.process,
            solar(&row.from_day),
            solar(&row.to_day),
        )),
        table(
            t.inspection_sent(),
            &[t.committee_name(), t.inspection_decree()],
            people
                .into_iter()
                .map(|(name, decree)| vec![name, t.lang.digits(&decree)])
                .collect(),
        ),
        ReportPart::Heading(t.inspection_purpose().to_owned()),
        ReportPart::Paragraph(purpose),
    ];
    if let Some(list) = checklist {
        parts.push(ReportPart::Paragraph(format!(
            "{}: {} — {}",
            t.inspection_checklist(),
            list.title,
            list.article
        )));
    }
    parts.push(ReportPart::Paragraph(
        t.inspection_letter_duties().to_owned(),
    ));
    parts.push(ReportPart::Paragraph(format!(
        "{}: {orderer}",
        t.inspection_ordered_by()
    )));
    print(
        ctx,
        "mission-letter.pdf",
        t.inspection_letter_of(t.lang.digits(&row.number)),
        solar(&row.from_day),
        row.ordered_at,
        parts,
    )
    .await
}
