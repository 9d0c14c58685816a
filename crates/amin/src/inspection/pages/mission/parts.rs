//! The parts of a mission's page: who is sent, checklist, samples, findings, warnings, remedies, and what may be done now.

use store::Conn;

use super::{Told, here};
use crate::findings::model::Severity;
use crate::findings::pages::severity_word;
use crate::inspection::acts::visible_mission;
use crate::inspection::model::{
    Answer, MEASURE_LAW, MeasureKind, MissionState, Population, SETTINGS,
};
use crate::inspection::pages::checklists::item_text;
use crate::inspection::pages::{Cell, FormView, Input, Names, Section, day, people_choices, words};
use crate::inspection::store as rows;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::Choice;
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;
use crate::voice::files;
use crate::voice::rules::Rules;

/// What leads from one state to the next.
pub(super) fn steps(ctx: &Ctx, told: &Told) -> Section {
    let t = &ctx.page.t;
    let row = &told.row;
    let note = |label: &str| Input::new("area", "note", label);
    let mut section = Section::default();
    if told.own && told.state == MissionState::Ordered {
        section.forms.push(
            FormView::new(
                "start",
                here(ctx, row, "start"),
                t.inspection_do_start(),
                Vec::new(),
            )
            .hint(t.inspection_do_start_hint()),
        );
    }
    if told.runs && told.state == MissionState::Reported && !told.own {
        section.forms.push(
            FormView::new(
                "confirm",
                here(ctx, row, "confirm"),
                t.inspection_do_confirm(),
                vec![note(t.inspection_note())],
            )
            .hint(t.inspection_do_confirm_hint()),
        );
    }
    if told.runs && matches!(told.state, MissionState::Ordered | MissionState::UnderWay) {
        section.forms.push(
            FormView::new(
                "cancel",
                here(ctx, row, "cancel"),
                t.inspection_do_cancel(),
                vec![note(t.committee_reason())],
            )
            .grave(),
        );
    }
    if told.own && matches!(told.state, MissionState::Ordered | MissionState::UnderWay) {
        section.forms.push(
            FormView::new(
                "withdraw",
                here(ctx, row, "withdraw"),
                t.inspection_do_withdraw(),
                vec![note(t.committee_reason())],
            )
            .hint(t.inspection_do_withdraw_hint())
            .grave(),
        );
    }
    section
}

pub(super) async fn inspectors(
    ctx: &Ctx,
    conn: &mut Conn,
    told: &Told,
) -> Result<Section, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let sent = rows::sent(conn, organisation, &told.row.id).await?;
    let kept = if told.runs {
        rows::kept_out(conn, organisation, &told.row.id).await?
    } else {
        Vec::new()
    };
    let decrees = rows::inspectors(conn, organisation).await?;
    let people = sent
        .iter()
        .map(|row| Some(row.person.clone()))
        .chain(kept.iter().map(|row| Some(row.person.clone())))
        .chain(decrees.iter().map(|row| Some(row.person.clone())))
        .collect();
    let names = Names::read(conn, organisation, people).await?;
    let mut section = Section {
        head: vec![
            t.committee_name(),
            t.inspection_decree(),
            t.inspection_tie(),
        ],
        ..Section::new(t.inspection_sent())
    };
    for row in &sent {
        let decree = decrees.iter().find(|decree| decree.id == row.inspector);
        section.rows.push(vec![
            Cell::new(names.of(Some(&row.person))),
            Cell::new(decree.map_or_else(String::new, |one| t.lang.digits(&one.decree))),
            Cell::new(words::tie(t, &row.outcome)),
        ]);
    }
    for row in &kept {
        let path = if t.lang == Lang::Fa {
            &row.path_fa
        } else {
            &row.path_en
        };
        // A path names relatives: it opens with a reason only.
        let why = match (row.note.as_str(), told.looks) {
            ("", true) => path.as_str(),
            ("", false) => "",
            (note, _) => note,
        };
        section.rows.push(vec![
            Cell::new(names.of(Some(&row.person))).more(t.inspection_kept_out()),
            Cell::new("–"),
            Cell::new(words::basis(t, &row.basis)).more(why),
        ]);
    }
    let closed = kept.iter().any(|row| !row.path_fa.is_empty()) && !told.looks;
    if closed && ctx.actor.may(Right::InterestReview) {
        let input = Input::new("area", "look_reason", t.interests_open_reason())
            .hint(t.matters_open_hint());
        let action = here(ctx, &told.row, "paths");
        section.forms.push(FormView::new(
            "paths",
            action,
            t.matters_open_paths(),
            vec![input],
        ));
    }
    let open = matches!(told.state, MissionState::Ordered | MissionState::UnderWay);
    if told.runs && open {
        let choices = decrees
            .iter()
            .filter(|one| one.holds(&told.row.from_day, &told.row.to_day))
            .filter(|one| !sent.iter().any(|row| row.person == one.person))
            .filter(|one| !kept.iter().any(|row| row.person == one.person))
            .map(|one| Choice::new(&one.id, names.of(Some(&one.person)), ""))
            .collect::<Vec<_>>();
        if !choices.is_empty() {
            let input = Input::new("select", "inspectors", t.inspection_inspectors())
                .choices(t.inspection_choose(), choices);
            let action = here(ctx, &told.row, "send");
            section.forms.push(FormView::new(
                "send",
                action,
                t.inspection_do_send(),
                vec![input],
            ));
        }
    }
    Ok(section)
}

pub(super) async fn checklist(
    ctx: &Ctx,
    conn: &mut Conn,
    told: &Told,
) -> Result<Section, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let row = &told.row;
    let items = rows::checklist_items(conn, organisation, &row.checklist).await?;
    let answers = rows::answers(conn, organisation, &row.id).await?;
    let mut section = Section {
        anchor: "checklist".to_owned(),
        head: vec![
            t.inspection_item(),
            t.inspection_answer(),
            t.inspection_evidence(),
        ],
        ..Section::new(t.inspection_checklist())
    };
    let write = told.own && told.state.is_open();
    for item in &items {
        let answer = answers.iter().find(|one| one.item == item.id);
        let text = item_text(t.lang, &item.text, &item.text_en);
        let label = format!("{}. {text}", ctx.page.number(&item.position));
        let file = match answer.and_then(|one| one.file_name.clone().map(|name| (one, name))) {
            Some((one, name)) => Cell::link(name, here(ctx, row, &format!("evidence/{}", one.id)))
                .more(one.file_sha256.clone().unwrap_or_default()),
            None => Cell::new("–"),
        };
        section.rows.push(vec![
            Cell::new(&label),
            Cell::state(words::answer(
                t,
                answer.map_or("", |one| one.answer.as_str()),
            ))
            .more(answer.map_or_else(String::new, |one| one.note.clone())),
            file,
        ]);
        if write {
            let chosen = answer.map_or("", |one| one.answer.as_str());
            let choices = Answer::ALL
                .iter()
                .map(|one| Choice::new(one.code(), words::answer(t, one.code()).0, chosen))
                .collect();
            let mut form = FormView::new(
                format!("answer-{}", item.id),
                here(ctx, row, "answer"),
                &t.inspection_answer_item(&label),
                vec![
                    Input::new("radios", "answer", t.inspection_answer()).choices("", choices),
                    Input::new("area", "note", t.inspection_seen())
                        .hint(t.inspection_seen_hint())
                        .value(answer.map_or_else(String::new, |one| one.note.clone()))
                        .optional(),
                    Input::new("file", "file", t.inspection_evidence())
                        .hint(t.inspection_evidence_hint())
                        .value(files::ACCEPT)
                        .optional(),
                ],
            )
            .hidden("item", &item.id);
            form.multipart = true;
            section.forms.push(form);
        }
    }
    if write {
        let input = Input::new("area", "conclusion", t.inspection_conclusion())
            .hint(t.inspection_conclusion_hint());
        let action = here(ctx, row, "finish");
        section.forms.push(
            FormView::new("finish", action, t.inspection_do_report(), vec![input])
                .hint(t.inspection_do_report_hint()),
        );
    }
    Ok(section)
}

pub(super) async fn samples(ctx: &Ctx, conn: &mut Conn, told: &Told) -> Result<Section, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let row = &told.row;
    let found = rows::samples(conn, organisation, &row.id).await?;
    let mut section = Section {
        anchor: "samples".to_owned(),
        head: vec![
            t.inspection_population(),
            t.inspection_population_size(),
            t.inspection_sample_size(),
            t.inspection_looked_at(),
        ],
        ..Section::new(t.inspection_samples())
    };
    for sample in &found {
        let drawn = rows::files(conn, organisation, &sample.id).await?;
        let seen = drawn.iter().filter(|file| !file.result.is_empty()).count();
        let count = |number: usize| ctx.page.number(&i64::try_from(number).unwrap_or(i64::MAX));
        section.rows.push(vec![
            Cell::link(
                words::population(t, &sample.population),
                ctx.at(&format!("/inspection/samples/{}", sample.id)),
            )
            .more(t.inspection_span(day(ctx, &sample.from_day), day(ctx, &sample.to_day))),
            Cell::new(ctx.page.number(&sample.frame_size)),
            Cell::new(count(drawn.len())),
            Cell::new(count(seen)),
        ]);
    }
    if told.own && told.state.is_open() {
        let choices = Population::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::population(t, one.code()), ""))
            .collect();
        section.forms.push(
            FormView::new(
                "sample",
                here(ctx, row, "sample"),
                t.inspection_do_sample(),
                vec![
                    Input::new("select", "population", t.inspection_population())
                        .choices(t.inspection_choose(), choices),
                    Input::new("text", "from_day", t.inspection_from())
                        .hint(t.inspection_day_hint()),
                    Input::new("text", "to_day", t.inspection_to()).hint(t.inspection_day_hint()),
                    Input::new("number", "size", t.inspection_sample_size()),
                ],
            )
            .hint(t.inspection_do_sample_hint()),
        );
    }
    Ok(section)
}

pub(super) fn findings(ctx: &Ctx, told: &Told) -> Section {
    let t = &ctx.page.t;
    let mut section = Section {
        head: vec![t.inspection_finding()],
        ..Section::new(t.inspection_findings())
    };
    let reads = ctx.actor.may_for(Right::FindingRead, Some(&told.row.unit));
    for (id, title) in &told.findings {
        section.rows.push(vec![if reads {
            Cell::link(title, ctx.at(&format!("/findings/{id}")))
        } else {
            Cell::new(title)
        }]);
    }
    if told.own && told.state.is_open() {
        let choices = Severity::ALL
            .iter()
            .map(|one| Choice::new(one.code(), severity_word(t, *one), ""))
            .collect();
        section.forms.push(
            FormView::new(
                "finding",
                here(ctx, &told.row, "finding"),
                t.inspection_do_finding(),
                vec![
                    Input::new("text", "title", t.inspection_finding_title()),
                    Input::new("area", "text", t.inspection_seen()),
                    Input::new("select", "severity", t.findings_fact_severity())
                        .choices(t.inspection_choose(), choices),
                ],
            )
            .hint(t.findings_presumption()),
        );
    }
    section
}

pub(super) fn warnings(ctx: &Ctx, told: &Told) -> Section {
    let t = &ctx.page.t;
    let mut section = Section {
        head: vec![t.committee_number(), t.committee_state()],
        ..Section::new(t.inspection_warnings())
    };
    let manages = ctx
        .actor
        .may_for(Right::InspectionAnswer, Some(&told.row.unit));
    for row in &told.warnings {
        // Whom a warning was served to is for those who handle it.
        let handles = told.own || told.runs || manages;
        let number = t.lang.digits(&row.number);
        let href = ctx.at(&format!("/inspection/warnings/{}", row.id));
        let words_of = if row.person.is_some() {
            t.inspection_personal_warning()
        } else {
            &row.text
        };
        section.rows.push(vec![
            if handles {
                Cell::link(number, href)
            } else {
                Cell::new(number)
            }
            .more(words_of),
            Cell::state(words::warning_state(t, &row.state)),
        ]);
    }
    let open = matches!(told.state, MissionState::UnderWay | MissionState::Reported);
    if told.own && open {
        section.forms.push(FormView::new(
            "warning",
            here(ctx, &told.row, "warning"),
            t.inspection_do_warning(),
            vec![
                Input::new("select", "person", t.inspection_warned())
                    .hint(t.inspection_warned_hint())
                    .choices(t.inspection_whole_unit(), people_choices(&told.people))
                    .optional(),
                Input::new("area", "text", t.inspection_warning_text()),
                Input::new("text", "legal_basis", t.committee_legal_basis()),
            ],
        ));
    }
    section
}

pub(super) async fn remedies(ctx: &Ctx, conn: &mut Conn, told: &Told) -> Result<Section, ActError> {
    let t = &ctx.page.t;
    let row = &told.row;
    let mut section = Section {
        head: vec![
            t.committee_number(),
            t.committee_state(),
            t.committee_deadline(),
        ],
        ..Section::new(t.inspection_remedies())
    };
    // A follow-up looks at the remedies of the mission before it.
    let of = row.follows.as_ref().unwrap_or(&row.id);
    let mut found = rows::remedies_of(conn, ctx.organisation(), of).await?;
    if *of != row.id {
        found.extend(rows::remedies_of(conn, ctx.organisation(), &row.id).await?);
    }
    for remedy in &found {
        let overdue = remedy.deadline_at < ctx.now;
        section.rows.push(vec![
            Cell::link(
                t.lang.digits(&remedy.number),
                ctx.at(&format!("/inspection/remedies/{}", remedy.id)),
            )
            .more(remedy.text.clone()),
            Cell::state(words::remedy_state(t, &remedy.state, overdue)),
            Cell::new(ctx.page.day(&remedy.deadline_at)),
        ]);
    }
    let open = matches!(told.state, MissionState::UnderWay | MissionState::Reported);
    if told.own && open {
        let findings = told
            .findings
            .iter()
            .map(|(id, title)| Choice::new(id, title, ""))
            .collect();
        let warnings = told
            .warnings
            .iter()
            .map(|one| Choice::new(&one.id, t.lang.digits(&one.number), ""))
            .collect();
        section.forms.push(FormView::new(
            "remedy",
            here(ctx, row, "remedy"),
            t.inspection_do_remedy(),
            vec![
                Input::new("area", "text", t.inspection_remedy_text()),
                Input::new("select", "owner", t.inspection_owner())
                    .choices(t.inspection_choose(), people_choices(&told.people)),
                Input::new("text", "due", t.committee_deadline()).hint(t.inspection_due_hint()),
                Input::new("select", "finding", t.inspection_finding())
                    .choices(t.inspection_none_of_them(), findings)
                    .optional(),
                Input::new("select", "warning", t.inspection_warning())
                    .choices(t.inspection_none_of_them(), warnings)
                    .optional(),
            ],
        ));
    }
    Ok(section)
}

pub(super) fn measure(ctx: &Ctx, rules: &Rules, told: &Told) -> Section {
    let t = &ctx.page.t;
    let kinds = MeasureKind::ALL
        .iter()
        .map(|one| Choice::new(one.code(), words::measure_kind(t, one.code()), ""))
        .collect();
    let law = rules.settings.get(MEASURE_LAW).cloned().or_else(|| {
        SETTINGS
            .iter()
            .find(|(id, ..)| *id == MEASURE_LAW)
            .map(|(_, value, ..)| (*value).to_owned())
    });
    let mut section = Section::new(t.inspection_measure());
    section.forms.push(
        FormView::new(
            "measure",
            here(ctx, &told.row, "measure"),
            t.inspection_do_measure(),
            vec![
                Input::new("select", "person", t.inspection_person())
                    .choices(t.inspection_choose(), people_choices(&told.people)),
                Input::new("area", "facts", t.inspection_measure_facts())
                    .hint(t.inspection_measure_facts_hint()),
                Input::new("select", "kind", t.inspection_measure_kind())
                    .choices(t.inspection_choose(), kinds),
                Input::new("number", "percent", t.inspection_percent())
                    .hint(t.inspection_percent_hint())
                    .optional(),
                Input::new("number", "months", t.inspection_months()),
                Input::new("text", "legal_basis", t.committee_legal_basis())
                    .value(law.unwrap_or_default()),
            ],
        )
        .hint(t.inspection_do_measure_hint()),
    );
    section
}

pub(super) async fn after(ctx: &Ctx, conn: &mut Conn, told: &Told) -> Result<Section, ActError> {
    let t = &ctx.page.t;
    let row = &told.row;
    let mut section = Section {
        head: vec![t.inspection_mission(), t.committee_state()],
        ..Section::new(t.inspection_follow_ups())
    };
    let mut others = Vec::new();
    if let Some(before) = &row.follows {
        others.extend(rows::mission(conn, ctx.organisation(), before).await?);
    }
    others.extend(rows::missions_after(conn, ctx.organisation(), &row.id).await?);
    for other in &others {
        if visible_mission(conn, &ctx.actor, &other.id).await.is_err() {
            continue;
        }
        section.rows.push(vec![
            Cell::link(
                t.inspection_mission_of(t.lang.digits(&other.number)),
                ctx.at(&format!("/inspection/missions/{}", other.id)),
            )
            .more(words::mission_kind(t, &other.kind)),
            Cell::state(words::mission_state(t, &other.state)),
        ]);
    }
    if told.runs && matches!(told.state, MissionState::Reported | MissionState::Closed) {
        section.rows.push(vec![
            Cell::link(
                t.inspection_order_follow_up(),
                ctx.at(&format!("/inspection/new?follows={}", row.id)),
            ),
            Cell::new("–"),
        ]);
    }
    Ok(section)
}
