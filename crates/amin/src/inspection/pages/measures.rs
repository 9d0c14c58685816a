//! Measures of article 91, for who needs to know: who reported, the managers of the unit, the top authority, the integrity officer, and,
//! once it is decided, the person concerned.

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use documents::ReportPart;
use futures::FutureExt;

use super::{
    Asked, FormView, Input, LINES, Line, List, Names, Section, Sheet, again, gathered, listed,
    print, shown, tabs, words,
};
use crate::inspection::acts::{self, StepInput, may_try, measures_seen, visible_measure};
use crate::inspection::model::{MeasureDeed, MeasureKind, MeasureState, measured};
use crate::inspection::store::{self as rows, MeasureRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::{Choice, refusal};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};

async fn gather_list(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let state = asked.state("");
    let mut filter = measures_seen(&ctx.actor, &rules);
    filter.state.clone_from(&state);
    let mut conn = ctx.read().await?;
    let total = rows::count_measures(&mut conn, organisation, &filter).await?;
    let skip = (asked.place(total).0 - 1) * LINES;
    let found = rows::list_measures(&mut conn, organisation, &filter, LINES, skip).await?;
    drop(conn);
    let path = "/inspection/measures";
    let mut list = List::new(
        ctx,
        t.inspection_measures(),
        t.inspection_measures_lead(),
        path,
        asked,
        &state,
        total,
    );
    list.tabs = tabs(ctx, path);
    // No search: a list of people's matters is read, not combed.
    list.searchable = false;
    list.states = vec![Choice::new("open", t.inspection_state_open(), &state)];
    list.states.extend(
        MeasureState::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::measure_state(t, one.code()).0, &state)),
    );
    t.inspection_reported_at().clone_into(&mut list.time);
    list.lines = found
        .iter()
        .map(|row| {
            let (word, badge) = words::measure_state(t, &row.state);
            Line {
                href: ctx.at(&format!("{path}/{}", row.id)),
                number: t.lang.digits(&row.number),
                text: words::measure_kind(t, &row.kind).to_owned(),
                unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
                state: word,
                badge,
                left_kind: "",
                left: String::new(),
                day: ctx.page.day(&row.reported_at),
            }
        })
        .collect();
    Ok(list)
}

/// The list.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    listed(&ctx, gather_list(&ctx, &asked).await)
}

fn extent(t: &Texts, row: &MeasureRow) -> String {
    if row.kind == MeasureKind::PayCut.code() {
        t.inspection_extent_pay_cut(row.percent, row.months)
    } else {
        t.inspection_extent_suspension(row.months)
    }
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = visible_measure(&mut conn, &ctx.actor, &rules, id).await?;
    let people = vec![
        Some(row.person.clone()),
        Some(row.reported_person.clone()),
        row.confirmed_person.clone(),
        row.decided_person.clone(),
    ];
    let names = Names::read(&mut conn, organisation, people).await?;
    let mission = rows::mission(&mut conn, organisation, &row.mission).await?;
    drop(conn);
    let number = t.lang.digits(&row.number);
    let subject = ctx.actor.person.as_ref() == Some(&row.person);
    let decided = row.state == MeasureState::Decided.code();
    let mut sheet = Sheet::new(ctx, t.inspection_measure_of(&number), &tried);
    sheet.crumb(ctx, t.inspection_measures(), "/inspection/measures");
    (sheet.state, sheet.badge) = words::measure_state(t, &row.state);
    if let Some(mission) = mission.filter(|_| ctx.actor.may(Right::InspectionRead) && !subject) {
        sheet.link(
            ctx,
            t.inspection_mission_of(t.lang.digits(&mission.number)),
            &format!("/inspection/missions/{}", mission.id),
        );
    }
    if decided {
        let notice = format!("/inspection/measures/{}/notice.pdf", row.id);
        sheet.link(ctx, t.inspection_notice_pdf(), &notice);
    } else {
        sheet.notes.push(t.inspection_presumption().to_owned());
    }
    if row.referral {
        sheet.notes.push(t.inspection_referral(row.earlier));
    }
    sheet.fact(t.inspection_person(), names.of(Some(&row.person)));
    sheet.fact(t.committee_unit(), rules.unit_name(t.lang, Some(&row.unit)));
    sheet.fact(t.inspection_measure_kind(), extent(t, &row));
    sheet.fact(t.committee_legal_basis(), row.legal_basis.clone());
    sheet.fact(t.inspection_earlier(), ctx.page.number(&row.earlier));
    let reporter = names.of(Some(&row.reported_person));
    let reported = t.inspection_measure_done_reported();
    sheet.event(ctx, reported, Some(row.reported_at), &reporter);
    let manager = names.of(row.confirmed_person.as_deref());
    let first_dropped = row.state == MeasureState::Dropped.code() && row.decided_at.is_none();
    let confirmed = if first_dropped {
        t.inspection_measure_dropped()
    } else {
        t.inspection_measure_done_confirmed()
    };
    sheet.event(ctx, confirmed, row.confirmed_at, &manager);
    let top = names.of(row.decided_person.as_deref());
    let last = if decided {
        t.inspection_measure_decided()
    } else {
        t.inspection_measure_dropped()
    };
    sheet.event(ctx, last, row.decided_at, &top);
    sheet.event(
        ctx,
        t.inspection_measure_done_acknowledged(),
        row.acknowledged_at,
        "",
    );
    for (title, text) in [
        (t.inspection_measure_facts(), &row.facts),
        (t.inspection_confirmation(), &row.confirmation),
        (t.inspection_notice(), &row.notice),
    ] {
        if !text.is_empty() {
            sheet.sections.push(Section::text(title, text));
        }
    }
    sheet.sections.push(Section {
        forms: forms(ctx, &rules, &row, subject)
            .into_iter()
            .map(|form| form.tried(failed, &tried))
            .collect(),
        ..Section::default()
    });
    Ok(sheet)
}

fn forms(
    ctx: &Ctx,
    rules: &crate::voice::rules::Rules,
    row: &MeasureRow,
    subject: bool,
) -> Vec<FormView> {
    let t = &ctx.page.t;
    let here = |deed: &str| ctx.at(&format!("/inspection/measures/{}/{deed}", row.id));
    let mut forms = Vec::new();
    let state = MeasureState::of(&row.state).unwrap_or(MeasureState::Reported);
    if subject {
        if state == MeasureState::Decided && row.acknowledged_at.is_none() {
            forms.push(FormView::new(
                "acknowledge",
                here("acknowledge"),
                t.inspection_do_acknowledge(),
                Vec::new(),
            ));
        }
        return forms;
    }
    let own = ctx.actor.person.as_deref();
    let took_part = own == Some(row.reported_person.as_str())
        || (own.is_some() && own == row.confirmed_person.as_deref());
    if took_part {
        return forms;
    }
    for deed in MeasureDeed::ALL {
        if measured(state, *deed).is_none() || !may_try(&ctx.actor, rules, row, *deed) {
            continue;
        }
        let mut inputs = Vec::new();
        let (label, hint, note) = match deed {
            MeasureDeed::Confirm => (
                t.inspection_do_confirm_measure(),
                t.inspection_do_confirm_measure_hint(),
                t.inspection_note(),
            ),
            MeasureDeed::Decide => {
                if row.kind == MeasureKind::PayCut.code() {
                    inputs.push(
                        Input::new("number", "percent", t.inspection_percent())
                            .value(ctx.page.number(&row.percent)),
                    );
                }
                inputs.push(
                    Input::new("number", "months", t.inspection_months())
                        .value(ctx.page.number(&row.months)),
                );
                (
                    t.inspection_do_decide(),
                    t.inspection_do_decide_hint(),
                    t.inspection_notice(),
                )
            }
            MeasureDeed::Drop => (
                t.inspection_do_drop(),
                t.inspection_do_drop_hint(),
                t.committee_reason(),
            ),
        };
        inputs.push(Input::new("area", "note", note));
        let form = FormView::new(deed.code(), here(deed.code()), label, inputs).hint(hint);
        forms.push(if *deed == MeasureDeed::Decide {
            form.grave()
        } else {
            form
        });
    }
    forms
}

/// One measure.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Takes a step of a measure.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let sent = gathered(fields(&body));
    let word = |name: &str| field(&sent, name).to_owned();
    let input = StepInput {
        note: word("note"),
        percent: word("percent"),
        months: word("months"),
    };
    let todo = MeasureDeed::of(&deed);
    if todo.is_none() && deed != "acknowledge" {
        return refusal(&ctx, ActError::NotFound);
    }
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            match todo {
                Some(todo) => acts::step_measure(tx, &actor, now, &rules, &of, todo, &input).await,
                None => acts::acknowledge_measure(tx, &actor, now, &rules, &of).await,
            }
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/inspection/measures/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, gather(&ctx, &id, &deed, tried).await),
            Err(answer) => *answer,
        },
    }
}

/// The written notice as a PDF.
pub async fn notice(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match notice_of(&ctx, &id).await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

async fn notice_of(ctx: &Ctx, id: &str) -> Result<Response, ActError> {
    let organisation = ctx.organisation();
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = visible_measure(&mut conn, &ctx.actor, &rules, id).await?;
    if row.state != MeasureState::Decided.code() {
        return Err(ActError::NotFound);
    }
    let people = vec![Some(row.person.clone()), row.decided_person.clone()];
    let names = Names::read(&mut conn, organisation, people).await?;
    drop(conn);
    let t = Texts::of(Lang::Fa);
    let fact = |name: &str, value: &str| ReportPart::Paragraph(format!("{name}: {value}"));
    let at = row.decided_at.unwrap_or(row.reported_at);
    let day = persian::tehran_date(at.0).numeric();
    let mut parts = vec![
        fact(t.inspection_person(), &names.of(Some(&row.person))),
        fact(
            t.committee_unit(),
            rules.unit_name(Lang::Fa, Some(&row.unit)),
        ),
        fact(t.inspection_measure_kind(), &extent(&t, &row)),
        fact(t.committee_legal_basis(), &t.lang.digits(&row.legal_basis)),
        ReportPart::Heading(t.inspection_notice().to_owned()),
    ];
    parts.extend(
        row.notice
            .lines()
            .map(|line| ReportPart::Paragraph(line.to_owned())),
    );
    parts.push(ReportPart::Paragraph(
        t.inspection_notice_objection().to_owned(),
    ));
    let top = names.of(row.decided_person.as_deref());
    parts.push(fact(t.inspection_decided_by(), &top));
    print(
        ctx,
        "notice.pdf",
        t.inspection_notice_of(t.lang.digits(&row.number)),
        t.lang.digits(&day),
        at,
        parts,
    )
    .await
}
