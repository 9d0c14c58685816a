//! The register of managers' orders.

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{
    Asked, FormView, Input, LINES, Line, List, Names, Section, Sheet, again, day, gathered, listed,
    shown, unit_choices, words,
};
use crate::inspection::acts::{self, OrderInput, may_object, visible_order};
use crate::inspection::model::{ORDER_LAW, ObjectionAnswer, SETTINGS, Verdict};
use crate::inspection::store::{self as rows, ObjectionRow, OrderFilter, OrderRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::{Choice, refusal};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::voice::rules::Rules;

async fn gather_list(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let state = asked.state("");
    let filter = OrderFilter {
        question: asked.question(),
        state: state.clone(),
        units: ctx.actor.units_for(Right::OrderRead),
    };
    let mut conn = ctx.read().await?;
    let total = rows::count_orders(&mut conn, organisation, &filter).await?;
    let skip = (asked.place(total).0 - 1) * LINES;
    let found = rows::list_orders(&mut conn, organisation, &filter, LINES, skip).await?;
    drop(conn);
    let mut list = List::new(
        ctx,
        t.inspection_orders(),
        t.inspection_orders_lead(),
        "/orders",
        asked,
        &state,
        total,
    );
    if ctx.actor.may(Right::OrderRecord) {
        list.add = ctx.at("/orders/new");
        t.inspection_record_order().clone_into(&mut list.add_label);
    }
    t.inspection_orders_search().clone_into(&mut list.search);
    list.states = vec![
        Choice::new("none", t.inspection_verdict_none(), &state),
        Choice::new("objected", t.inspection_objected(), &state),
    ];
    list.states.extend(
        Verdict::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::verdict(t, one.code()).0, &state)),
    );
    t.inspection_given_on().clone_into(&mut list.time);
    list.lines = found
        .iter()
        .map(|row| {
            let (word, badge) = words::verdict(t, &row.verdict);
            Line {
                href: ctx.at(&format!("/orders/{}", row.id)),
                number: t.lang.digits(&row.number),
                text: row.title.clone(),
                unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
                state: word,
                badge,
                left_kind: "",
                left: String::new(),
                day: day(ctx, &row.given_on),
            }
        })
        .collect();
    Ok(list)
}

/// The register.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    listed(&ctx, gather_list(&ctx, &asked).await)
}

async fn form(ctx: &Ctx, tried: Tried, failed: bool) -> Result<Sheet, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut sheet = Sheet::new(ctx, t.inspection_record_order(), &tried);
    sheet.crumb(ctx, t.inspection_orders(), "/orders");
    let units = ctx.actor.units_for(Right::OrderRecord);
    let choices = unit_choices(ctx, &rules, "")
        .into_iter()
        .filter(|one| {
            units
                .as_ref()
                .is_none_or(|units| units.contains(&one.value))
        })
        .collect();
    let token = match tried.value("id") {
        "" => ctx.app.new_id(ctx.now),
        token => token.to_owned(),
    };
    let view = FormView::new(
        "record",
        ctx.at("/orders/new"),
        t.inspection_record_order(),
        vec![
            Input::new("text", "number", t.inspection_order_number()),
            Input::new("text", "given_on", t.inspection_given_on()).hint(t.inspection_day_hint()),
            Input::new("select", "unit", t.inspection_order_unit())
                .choices(t.inspection_choose(), choices),
            Input::new("text", "title", t.inspection_order_title()),
            Input::new("area", "text", t.inspection_order_text()),
            Input::new("text", "legal_basis", t.committee_legal_basis())
                .hint(t.inspection_order_basis_hint()),
        ],
    )
    .hidden("id", token)
    .opened()
    .tried(if failed { "record" } else { "" }, &tried);
    sheet.sections.push(Section {
        forms: vec![view],
        ..Section::default()
    });
    Ok(sheet)
}

/// The form.
pub async fn new(ctx: Ctx) -> Response {
    let sheet = form(&ctx, Tried::default(), false).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Registers an order.
pub async fn record(ctx: Ctx, body: Bytes) -> Response {
    let sent = gathered(fields(&body));
    let word = |name: &str| field(&sent, name).to_owned();
    let input = OrderInput {
        id: word("id"),
        number: word("number"),
        given_on: word("given_on"),
        unit: word("unit"),
        title: word("title"),
        text: word("text"),
        legal_basis: word("legal_basis"),
    };
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx.app.act(move |tx| {
        async move { acts::record_order(tx, &actor, now, &rules, &input).await }.boxed()
    });
    match act.await {
        Ok((id, _)) => see_other_saying(&ctx.at(&format!("/orders/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, form(&ctx, tried, true).await),
            Err(answer) => *answer,
        },
    }
}

/// What the law says of an order that is thought unlawful, as the organisation has it in its settings.
fn law(rules: &Rules) -> String {
    let shipped = SETTINGS.iter().find(|(id, ..)| *id == ORDER_LAW);
    rules
        .settings
        .get(ORDER_LAW)
        .cloned()
        .or_else(|| shipped.map(|(_, value, ..)| (*value).to_owned()))
        .unwrap_or_default()
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = visible_order(&mut conn, &ctx.actor, id).await?;
    let mut objections = rows::objections(&mut conn, organisation, &row.id).await?;
    let issuer = ctx.actor.person.as_ref() == Some(&row.issuer);
    // Colleagues do not read who objected: the manager, the reviewer and overseers of the whole do, and whoever objected.
    if !issuer && !ctx.actor.may_for(Right::OrderRead, None) {
        objections.retain(|one| Some(&one.person) == ctx.actor.person.as_ref());
    }
    let people = objections
        .iter()
        .map(|one| Some(one.person.clone()))
        .chain([Some(row.issuer.clone()), row.reviewed_person.clone()])
        .collect();
    let names = Names::read(&mut conn, organisation, people).await?;
    drop(conn);
    let number = t.lang.digits(&row.number);
    let mut sheet = Sheet::new(ctx, t.inspection_order_of(&number), &tried);
    sheet.crumb(ctx, t.inspection_orders(), "/orders");
    sheet.link(ctx, t.chain_open(), &format!("/chain/order/{}", row.id));
    row.title.clone_into(&mut sheet.lead);
    (sheet.state, sheet.badge) = words::verdict(t, &row.verdict);
    sheet.fact(t.inspection_issuer(), names.of(Some(&row.issuer)));
    sheet.fact(t.inspection_given_on(), day(ctx, &row.given_on));
    sheet.fact(
        t.inspection_order_unit(),
        rules.unit_name(t.lang, Some(&row.unit)),
    );
    sheet.fact(t.committee_legal_basis(), row.legal_basis.clone());
    sheet.event(
        ctx,
        t.inspection_order_recorded(),
        Some(row.recorded_at),
        "",
    );
    let reviewer = names.of(row.reviewed_person.as_deref());
    let reviewed = t.inspection_order_reviewed();
    sheet.event(ctx, reviewed, row.reviewed_at, &reviewer);
    for one in &objections {
        sheet.event(ctx, t.inspection_objection(), Some(one.at), "");
        let answer = words::objection_answer(t, &one.answer).0;
        sheet.event(
            ctx,
            t.inspection_objection_answered(),
            one.answered_at,
            answer,
        );
    }
    sheet.events.sort_by(|a, b| a.datetime.cmp(&b.datetime));
    if objections
        .iter()
        .any(|one| one.answer == ObjectionAnswer::Insisted.code())
    {
        sheet.notes.push(t.inspection_insisted_note().to_owned());
        sheet.notes.push(law(&rules));
    }
    sheet
        .sections
        .push(Section::text(t.inspection_order_text(), &row.text));
    if !row.review.is_empty() {
        sheet
            .sections
            .push(Section::text(t.inspection_review(), &row.review));
    }
    let here = |deed: &str| ctx.at(&format!("/orders/{}/{deed}", row.id));
    for one in &objections {
        let form = (issuer && one.answer.is_empty())
            .then(|| answer_form(ctx, one, here("answer")).tried(failed, &tried));
        sheet.sections.push(objection(ctx, one, &names, form));
    }
    sheet.sections.push(Section {
        forms: own_forms(ctx, &rules, &row, &objections, issuer)
            .into_iter()
            .map(|form| form.tried(failed, &tried))
            .collect(),
        ..Section::default()
    });
    Ok(sheet)
}

fn objection(ctx: &Ctx, one: &ObjectionRow, names: &Names, form: Option<FormView>) -> Section {
    let t = &ctx.page.t;
    let title = t.inspection_objection_of(names.of(Some(&one.person)));
    let mut section = Section::text(&title, &one.text);
    if !one.reply.is_empty() {
        let answer = words::objection_answer(t, &one.answer).0;
        section.paragraphs.push(format!("{answer}: {}", one.reply));
    }
    section.forms.extend(form);
    section
}

fn answer_form(ctx: &Ctx, one: &ObjectionRow, action: String) -> FormView {
    let t = &ctx.page.t;
    let choices = ObjectionAnswer::ALL
        .iter()
        .map(|answer| {
            Choice::new(
                answer.code(),
                words::objection_answer(t, answer.code()).0,
                "",
            )
        })
        .collect();
    FormView::new(
        format!("answer-{}", one.id),
        action,
        t.inspection_do_answer_objection(),
        vec![
            Input::new("radios", "answer", t.inspection_answer()).choices("", choices),
            Input::new("area", "note", t.inspection_answer_text()),
        ],
    )
    .hint(t.inspection_do_answer_objection_hint())
    .hidden("objection", &one.id)
}

fn own_forms(
    ctx: &Ctx,
    rules: &Rules,
    row: &OrderRow,
    objections: &[ObjectionRow],
    issuer: bool,
) -> Vec<FormView> {
    let t = &ctx.page.t;
    let here = |deed: &str| ctx.at(&format!("/orders/{}/{deed}", row.id));
    let mut forms = Vec::new();
    let reviews = ctx.actor.may_for(Right::OrderReview, Some(&row.unit));
    if reviews && row.verdict.is_empty() && !issuer {
        let choices = Verdict::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::verdict(t, one.code()).0, ""))
            .collect();
        forms.push(FormView::new(
            "review",
            here("review"),
            t.inspection_do_review(),
            vec![
                Input::new("radios", "verdict", t.inspection_verdict()).choices("", choices),
                Input::new("area", "note", t.inspection_review()),
            ],
        ));
    }
    let waits = objections
        .iter()
        .any(|one| Some(&one.person) == ctx.actor.person.as_ref() && one.answer.is_empty());
    if may_object(&ctx.actor, row) && !waits {
        let note = Input::new("area", "note", t.inspection_objection_text());
        forms.push(
            FormView::new(
                "object",
                here("object"),
                t.inspection_do_object(),
                vec![note],
            )
            .hint(law(rules)),
        );
    }
    forms
}

/// One order.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Does something with an order.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let sent = gathered(fields(&body));
    let word = |name: &str| field(&sent, name).to_owned();
    let (note, verdict, answer, objection) = (
        word("note"),
        word("verdict"),
        word("answer"),
        word("objection"),
    );
    let code = if deed == "answer" {
        format!("answer-{objection}")
    } else {
        deed.clone()
    };
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            match deed.as_str() {
                "review" => acts::review_order(tx, &actor, now, &of, &verdict, &note).await,
                "object" => acts::object_to_order(tx, &actor, now, &of, &note).await,
                "answer" => {
                    acts::answer_objection(tx, &actor, now, &of, &objection, &answer, &note).await
                }
                _ => Err(ActError::NotFound),
            }
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/orders/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, gather(&ctx, &id, &code, tried).await),
            Err(answer) => *answer,
        },
    }
}
