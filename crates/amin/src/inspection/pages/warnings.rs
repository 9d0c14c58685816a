//! Warnings: the list of those that concern the reader, and one of them.

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use store::Timestamp;

use super::{
    Asked, FormView, Input, LINES, Line, List, Names, Section, Sheet, again, gathered, left,
    listed, shown, tabs, words,
};
use crate::inspection::acts::{self, answers_for, is_sent, visible_warning};
use crate::inspection::model::{WarningOutcome, WarningState};
use crate::inspection::store::{self as rows, Seen, WarningRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::Choice;
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::voice::rules::Rules;

/// The warnings and remedies that a reader may see.
pub fn sight(ctx: &Ctx, all: Right) -> Seen {
    Seen {
        all: ctx.actor.may_for(all, None),
        units: ctx
            .actor
            .units_for(Right::InspectionAnswer)
            .unwrap_or_default(),
        reader: acts::reader(&ctx.actor),
        now: ctx.now,
        ..Seen::default()
    }
}

/// A warning or a remedy as a line.
pub(super) struct Owed<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its number.
    pub number: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The unit that owes something.
    pub unit: &'a str,
    /// Until when.
    pub deadline_at: Timestamp,
    /// Whether it is still owed.
    pub waits: bool,
    /// Word and look of its state.
    pub state: (&'static str, &'static str),
}

/// What a reader asked to see of what units owe, filtered by the right that opens all of it.
pub(super) fn owed_filter(ctx: &Ctx, asked: &Asked, all: Right) -> Seen {
    Seen {
        question: asked.question(),
        state: asked.state("open"),
        ..sight(ctx, all)
    }
}

/// A list of what units owe: its words, the states that it can be narrowed to, and its lines.
pub(super) fn owed_list(
    ctx: &Ctx,
    rules: &Rules,
    asked: &Asked,
    (title, lead, path): (&'static str, &'static str, &'static str),
    states: Vec<(&'static str, &'static str)>,
    total: i64,
    found: &[Owed<'_>],
) -> List {
    let t = &ctx.page.t;
    let state = asked.state("open");
    let mut list = List::new(ctx, title, lead, path, asked, &state, total);
    list.tabs = tabs(ctx, path);
    let first = [
        ("open", t.inspection_state_open()),
        ("overdue", t.inspection_state_overdue()),
    ];
    list.states = (first.into_iter().chain(states))
        .map(|(code, word)| Choice::new(code, word, &state))
        .collect();
    list.lines = found
        .iter()
        .map(|row| {
            let (left_kind, left) = left(ctx, rules, row.deadline_at, row.waits);
            Line {
                href: ctx.at(&format!("{path}/{}", row.id)),
                number: t.lang.digits(row.number),
                text: row.text.chars().take(140).collect(),
                unit: rules.unit_name(t.lang, Some(row.unit)).to_owned(),
                state: row.state.0,
                badge: row.state.1,
                left_kind,
                left,
                day: ctx.page.day(&row.deadline_at),
            }
        })
        .collect();
    list
}

async fn gather_list(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let filter = owed_filter(ctx, asked, Right::InspectionRun);
    let mut conn = ctx.read().await?;
    let total = rows::count_warnings(&mut conn, organisation, &filter).await?;
    let skip = (asked.place(total).0 - 1) * LINES;
    let found = rows::list_warnings(&mut conn, organisation, &filter, LINES, skip).await?;
    drop(conn);
    let words_of = (
        t.inspection_warnings(),
        t.inspection_warnings_lead(),
        "/inspection/warnings",
    );
    let states = WarningState::ALL.iter();
    let states = states.map(|one| (one.code(), words::warning_state(t, one.code()).0));
    let lines: Vec<Owed<'_>> = found
        .iter()
        .map(|row| Owed {
            id: &row.id,
            number: &row.number,
            text: &row.text,
            unit: &row.unit,
            deadline_at: row.deadline_at,
            waits: waits(row),
            state: words::warning_state(t, &row.state),
        })
        .collect();
    Ok(owed_list(
        ctx,
        &rules,
        asked,
        words_of,
        states.collect(),
        total,
        &lines,
    ))
}

/// Whether an answer is still owed.
fn waits(row: &WarningRow) -> bool {
    row.answered_at.is_none() && row.state != WarningState::Closed.code()
}

/// The list.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    listed(&ctx, gather_list(&ctx, &asked).await)
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = visible_warning(&mut conn, &ctx.actor, id).await?;
    let inspector = is_sent(&mut conn, &ctx.actor, &row.mission, ctx.now).await?;
    let people = vec![row.person.clone(), row.issued_person.clone()];
    let names = Names::read(&mut conn, organisation, people).await?;
    let mission = rows::mission(&mut conn, organisation, &row.mission).await?;
    drop(conn);
    let number = t.lang.digits(&row.number);
    let mut sheet = Sheet::new(ctx, t.inspection_warning_of(&number), &tried);
    sheet.crumb(ctx, t.inspection_warnings(), "/inspection/warnings");
    (sheet.state, sheet.badge) = words::warning_state(t, &row.state);
    sheet.due(ctx, &rules, row.deadline_at, waits(&row));
    if let Some(mission) = mission.filter(|_| ctx.actor.may(Right::InspectionRead)) {
        sheet.link(
            ctx,
            t.inspection_mission_of(t.lang.digits(&mission.number)),
            &format!("/inspection/missions/{}", mission.id),
        );
    }
    sheet.fact(t.committee_unit(), rules.unit_name(t.lang, Some(&row.unit)));
    sheet.fact(
        t.inspection_warned(),
        match &row.person {
            Some(person) => names.of(Some(person)),
            None => t.inspection_whole_unit().to_owned(),
        },
    );
    sheet.fact(t.committee_legal_basis(), row.legal_basis.clone());
    sheet.fact(
        t.inspection_issued_by(),
        names.of(row.issued_person.as_deref()),
    );
    sheet.event(ctx, t.inspection_warning_served(), Some(row.served_at), "");
    let seen = t.inspection_warning_acknowledged();
    sheet.event(ctx, seen, row.acknowledged_at, "");
    sheet.event(ctx, t.inspection_warning_answered(), row.answered_at, "");
    let outcome = words::warning_outcome(t, &row.outcome);
    sheet.event(ctx, t.inspection_warning_closed(), row.closed_at, outcome);
    sheet
        .sections
        .push(Section::text(t.inspection_warning_text(), &row.text));
    if !row.answer.is_empty() {
        sheet
            .sections
            .push(Section::text(t.inspection_answer_given(), &row.answer));
    }
    let here = |deed: &str| ctx.at(&format!("/inspection/warnings/{}/{deed}", row.id));
    let mut section = Section::default();
    let answers = answers_for(&ctx.actor, &row);
    if answers && row.state == WarningState::Served.code() {
        section.forms.push(
            FormView::new(
                "acknowledge",
                here("acknowledge"),
                t.inspection_do_acknowledge(),
                Vec::new(),
            )
            .hint(t.inspection_do_acknowledge_hint()),
        );
    }
    if answers && waits(&row) {
        let note = Input::new("area", "note", t.inspection_answer_text());
        section.forms.push(FormView::new(
            "answer",
            here("answer"),
            t.inspection_do_answer(),
            vec![note],
        ));
    }
    let closes = inspector || ctx.actor.may_for(Right::InspectionRun, None);
    let ripe = !waits(&row) || row.deadline_at <= ctx.now;
    if closes && !answers && ripe && row.state != WarningState::Closed.code() {
        let choices = WarningOutcome::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::warning_outcome(t, one.code()), ""))
            .collect();
        let outcome = Input::new("radios", "outcome", t.inspection_outcome()).choices("", choices);
        section.forms.push(FormView::new(
            "close",
            here("close"),
            t.inspection_do_close_warning(),
            vec![outcome],
        ));
    }
    section.forms = section
        .forms
        .into_iter()
        .map(|form| form.tried(failed, &tried))
        .collect();
    sheet.sections.push(section);
    Ok(sheet)
}

/// One warning.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Does something with a warning.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let sent = gathered(fields(&body));
    let (note, outcome) = (
        field(&sent, "note").to_owned(),
        field(&sent, "outcome").to_owned(),
    );
    let (actor, now, of, todo) = (ctx.actor.clone(), ctx.now, id.clone(), deed.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            match todo.as_str() {
                "acknowledge" => acts::acknowledge_warning(tx, &actor, now, &of).await,
                "answer" => acts::answer_warning(tx, &actor, now, &of, &note).await,
                "close" => acts::close_warning(tx, &actor, now, &of, &outcome).await,
                _ => Err(ActError::NotFound),
            }
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/inspection/warnings/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, gather(&ctx, &id, &deed, tried).await),
            Err(answer) => *answer,
        },
    }
}
