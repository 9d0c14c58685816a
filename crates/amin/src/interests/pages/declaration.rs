//! One declaration: its declarant sees all of it, the reviewer what is about kin only by an act with a reason; the list for reviewers.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::home::{ConditionLine, condition_lines};
use super::{Fact, ItemView, Posted, choices, crumbs, item_views};
use crate::interests::acts::{self, MOST_CONDITIONS, NewCondition, Review};
use crate::interests::model::{ConditionKind, DeclarationState, Flag, FlagCode, Item};
use crate::interests::store::{self as rows, Declaration, DeclarationFilter};
use crate::interests::words;
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::design::Event;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render, render_with};
use crate::platform::permissions::{Right, Role};

/// Lines of a page.
const LINES: i64 = 25;

/// Something that the program noticed.
struct FlagView {
    text: &'static str,
    rows: String,
}

/// A condition, and for a commanded recusal whether it stands.
struct ConditionView {
    line: ConditionLine,
    /// Whether it is a recusal that stands until a reviewer ends it.
    stands: bool,
    /// When it ended, with the reason; empty while it stands and for other conditions.
    ended: String,
    /// Whether this reader may end it.
    may_end: bool,
    typed_reason: String,
    error: String,
}

/// One row of the conditions' form.
struct ConditionForm {
    number: String,
    prefix: String,
    kinds: Vec<Choice>,
    owners: Vec<Choice>,
    text: String,
    legal_id: String,
    due: String,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each says which part of the page is shown"
)]
#[derive(Template)]
#[template(path = "interests/declaration.html")]
struct View {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    state: &'static str,
    badge: &'static str,
    facts: Vec<Fact>,
    nothing: bool,
    items: Vec<ItemView>,
    any_closed: bool,
    note: String,
    flags: Vec<FlagView>,
    review_note: String,
    conditions: Vec<ConditionView>,
    lookups: Vec<Event>,
    may_look: bool,
    may_review: bool,
    is_own: bool,
    states: Vec<Choice>,
    typed_note: String,
    typed_reason: String,
    forms: Vec<ConditionForm>,
    errors: FormErrors,
    sentence: String,
}

/// What was tried, or opened.
#[derive(Default)]
struct Tried {
    opened: bool,
    review: Review,
    reason: String,
    /// The recusal that was to be ended, and why.
    ended: (String, String),
    errors: FormErrors,
    sentence: String,
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, Tried::default()).await
}

/// Opens what is about kin, or judges.
pub async fn act(
    ctx: Ctx,
    Path((_, id, act)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let form = Posted::read(&body);
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let mut tried = Tried {
        reason: form.owned("reason"),
        ended: (form.owned("condition"), form.owned("end_reason")),
        review: Review {
            declaration: id.clone(),
            state: form.owned("state"),
            note: form.owned("note"),
            conditions: (1..=MOST_CONDITIONS)
                .map(|number| {
                    let of = |name: &str| form.owned(&format!("c{number}-{name}"));
                    NewCondition {
                        kind: of("kind"),
                        text: of("text"),
                        legal_id: of("legal"),
                        owner: of("owner"),
                        due: of("due"),
                    }
                })
                .collect(),
        },
        ..Tried::default()
    };
    let done = match act.as_str() {
        "open" => {
            let (declaration, reason) = (id.clone(), tried.reason.clone());
            ctx.app
                .act(move |tx| {
                    async move { acts::open_kin(tx, &actor, now, &declaration, &reason).await }
                        .boxed()
                })
                .await
        }
        "review" => {
            let review = tried.review.clone();
            ctx.app
                .act(move |tx| async move { acts::review(tx, &actor, now, &review).await }.boxed())
                .await
        }
        "end-recusal" => {
            let (condition, reason) = tried.ended.clone();
            ctx.app
                .act(move |tx| {
                    async move { acts::end_recusal(tx, &actor, now, &condition, &reason).await }
                        .boxed()
                })
                .await
        }
        _ => Err(ActError::NotFound),
    };
    match done {
        Ok(_) if act == "open" => {
            tried.opened = true;
            tried.reason.clear();
            show(&ctx, &id, StatusCode::OK, tried).await
        }
        Ok(_) => see_other_saying(&ctx.at(&format!("/interests/declarations/{id}")), "saved"),
        Err(ActError::Invalid(fields)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, &id, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(ActError::Refused(say)) => {
            tried.sentence = say.to(&ctx.page.t);
            show(&ctx, &id, StatusCode::CONFLICT, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, tried: Tried) -> Response {
    match view(ctx, id, tried).await {
        Ok(view) => render_with(status, &view),
        Err(why) => refusal(ctx, why),
    }
}

async fn view(ctx: &Ctx, id: &str, tried: Tried) -> Result<View, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let row = rows::declaration(&mut conn, ctx.organisation(), id)
        .await?
        .ok_or(ActError::NotFound)?;
    let is_own = ctx.actor.person.as_deref() == Some(&row.person);
    let reviewer = ctx.actor.may(Right::InterestReview) && !is_own;
    if !is_own && !reviewer {
        return Err(ActError::NotFound);
    }
    let items: Vec<Item> = rows::items(&mut conn, ctx.organisation(), id)
        .await?
        .iter()
        .map(rows::ItemRow::item)
        .collect::<Result<_, _>>()?;
    let items = item_views(&ctx.page, &items, is_own || tried.opened);
    let campaigns = rows::campaigns(&mut conn, ctx.organisation()).await?;
    let conditions = rows::conditions_of(&mut conn, ctx.organisation(), id).await?;
    let ends = rows::recusal_ends(&mut conn, ctx.organisation(), id).await?;
    let recusals: Vec<String> = conditions
        .iter()
        .filter(|row| row.kind == ConditionKind::Recusal.code())
        .map(|row| row.id.clone())
        .collect();
    let conditions = condition_lines(ctx, &mut conn, conditions).await?;
    let lookups = rows::lookups(&mut conn, ctx.organisation(), id).await?;
    let accounts: Vec<String> = lookups
        .iter()
        .map(|look| look.account.clone())
        .chain(row.reviewed_by.clone())
        .collect();
    let names = account_names(&mut conn, ctx.organisation(), &accounts).await?;
    let name = rows::person_name(&mut conn, ctx.organisation(), &row.person).await?;
    let may_review = reviewer && !row.state().is_reviewed();
    let owners = if may_review {
        owners(ctx, &mut conn, &row).await?
    } else {
        Vec::new()
    };
    drop(conn);
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let occasion = super::home::declaration_lines(ctx, std::slice::from_ref(&row), &campaigns)
        .pop()
        .map_or_else(String::new, |line| line.occasion);
    let named = |account: &str| {
        names
            .iter()
            .find(|(id, _)| id == account)
            .map_or_else(String::new, |(_, name)| name.clone())
    };
    let facts = [
        (t.interests_fact_occasion(), occasion),
        (
            t.interests_fact_declared(),
            ctx.page.moment(&row.submitted_at),
        ),
        (
            t.interests_fact_unit(),
            rules.unit_name(t.lang, row.unit.as_deref()).to_owned(),
        ),
        (
            t.interests_fact_reviewed(),
            row.reviewed_at
                .map_or_else(String::new, |at| ctx.page.moment(&at)),
        ),
        (
            t.interests_fact_reviewer(),
            row.reviewed_by.as_deref().map_or_else(String::new, named),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| Fact { name, value })
    .collect();
    let flags: Vec<Flag> = serde_json::from_str(&row.flags).unwrap_or_default();
    Ok(View {
        crumbs: crumbs(ctx),
        here: ctx.at(&format!("/interests/declarations/{id}")),
        title: if is_own {
            t.interests_declaration_own().to_owned()
        } else {
            t.interests_declaration_of(&name)
        },
        state: words::declaration_state(t, row.state()),
        badge: words::declaration_badge(row.state()),
        facts,
        nothing: row.none_declared,
        any_closed: items.iter().any(|item| item.closed),
        items,
        note: row.note.clone(),
        flags: if reviewer {
            flag_views(ctx, &flags)
        } else {
            Vec::new()
        },
        review_note: row.review_note.clone(),
        conditions: conditions
            .into_iter()
            .map(|line| {
                let end = ends.iter().find(|end| end.id == line.id);
                let stands = recusals.contains(&line.id) && end.is_none();
                let tried_here = tried.ended.0 == line.id;
                ConditionView {
                    stands,
                    may_end: stands && reviewer,
                    ended: end.map_or_else(String::new, |end| {
                        t.interests_recusal_ended(ctx.page.day(&end.at), &end.reason)
                    }),
                    typed_reason: if tried_here {
                        tried.ended.1.clone()
                    } else {
                        String::new()
                    },
                    error: if tried_here {
                        tried.errors.of("end_reason").to_owned()
                    } else {
                        String::new()
                    },
                    line,
                }
            })
            .collect(),
        lookups: lookups
            .iter()
            .map(|look| Event {
                kind: "done",
                title: named(&look.account),
                time: ctx.page.moment(&look.at),
                datetime: look.at.rfc3339(),
                note: look.reason.clone(),
            })
            .collect(),
        may_look: reviewer && !tried.opened,
        may_review,
        is_own,
        states: [
            DeclarationState::Approved,
            DeclarationState::Conditional,
            DeclarationState::Rejected,
        ]
        .into_iter()
        .map(|state| {
            Choice::new(
                state.code(),
                words::declaration_state(t, state),
                &tried.review.state,
            )
        })
        .collect(),
        typed_note: tried.review.note.clone(),
        typed_reason: tried.reason,
        forms: condition_forms(ctx, &row, &tried.review, &owners),
        errors: tried.errors,
        sentence: tried.sentence,
        page: ctx.page.clone(),
    })
}

fn flag_views(ctx: &Ctx, flags: &[Flag]) -> Vec<FlagView> {
    let t = &ctx.page.t;
    flags
        .iter()
        .filter_map(|flag| {
            let code = FlagCode::of(&flag.code)?;
            let numbers: Vec<String> = flag
                .rows
                .iter()
                .map(|row| ctx.page.number(&i64::try_from(row + 1).unwrap_or(i64::MAX)))
                .collect();
            let list = numbers.join(if t.lang == crate::platform::texts::Lang::Fa {
                "، "
            } else {
                ", "
            });
            Some(FlagView {
                text: words::flag(t, code),
                rows: match code {
                    _ if numbers.is_empty() => String::new(),
                    FlagCode::Vanished | FlagCode::KinVanished => {
                        t.interests_flag_rows_before(&list)
                    }
                    _ => t.interests_flag_rows(&list),
                },
            })
        })
        .collect()
}

/// Who may answer for a condition: the declarant, the reviewer, the managers of the declarant's unit.
async fn owners(
    ctx: &Ctx,
    conn: &mut store::Conn,
    row: &Declaration,
) -> Result<Vec<(String, String)>, ActError> {
    let organisation = ctx.organisation();
    let grants = crate::organisation::store::grants(conn, organisation).await?;
    let mut ids = vec![row.account.clone()];
    ids.extend(ctx.actor.account.clone());
    ids.extend(
        grants
            .into_iter()
            .filter(|grant| {
                grant.role == Role::Manager.code() && grant.unit.is_some() && grant.unit == row.unit
            })
            .map(|grant| grant.account),
    );
    ids.dedup();
    let names = account_names(conn, organisation, &ids).await?;
    Ok(ids
        .into_iter()
        .filter_map(|id| names.iter().find(|(known, _)| *known == id).cloned())
        .collect())
}

fn condition_forms(
    ctx: &Ctx,
    row: &Declaration,
    review: &Review,
    owners: &[(String, String)],
) -> Vec<ConditionForm> {
    let t = &ctx.page.t;
    (1..=MOST_CONDITIONS)
        .map(|number| {
            let typed = review
                .conditions
                .get(number - 1)
                .cloned()
                .unwrap_or_default();
            let chosen = if typed.owner.is_empty() {
                &row.account
            } else {
                &typed.owner
            };
            ConditionForm {
                number: ctx.page.number(&i64::try_from(number).unwrap_or(i64::MAX)),
                prefix: format!("c{number}"),
                kinds: choices(
                    ConditionKind::ALL,
                    ConditionKind::code,
                    |kind| words::condition(t, kind),
                    &typed.kind,
                ),
                owners: owners
                    .iter()
                    .map(|(id, name)| Choice::new(id.clone(), name.clone(), chosen))
                    .collect(),
                text: typed.text,
                legal_id: typed.legal_id,
                due: typed.due,
            }
        })
        .collect()
}

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: Option<String>,
    page: String,
}

/// A line of the reviewer's list.
struct Line {
    href: String,
    name: String,
    unit: String,
    day: String,
    occasion: String,
    flags: String,
    state: &'static str,
    badge: &'static str,
}

#[derive(Template)]
#[template(path = "interests/declarations.html")]
struct List {
    page: Page,
    crumbs: Vec<Crumb>,
    states: Vec<Choice>,
    found: String,
    all: String,
    lines: Vec<Line>,
    place: String,
    previous: String,
    next: String,
}

/// The list for reviewers: what waits first, with most to look at.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let state = asked
        .state
        .as_deref()
        .unwrap_or("submitted")
        .replace('\0', "");
    let filter = DeclarationFilter {
        state: state.clone(),
        ..DeclarationFilter::default()
    };
    let mut conn = ctx.read().await?;
    let total = rows::count_declarations(&mut conn, ctx.organisation(), &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::digits::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let found = rows::list_declarations(
        &mut conn,
        ctx.organisation(),
        &filter,
        LINES,
        (page - 1) * LINES,
    )
    .await?;
    let campaigns = rows::campaigns(&mut conn, ctx.organisation()).await?;
    let mut lines = Vec::new();
    for (row, line) in found
        .iter()
        .zip(super::home::declaration_lines(ctx, &found, &campaigns))
    {
        lines.push(Line {
            name: rows::person_name(&mut conn, ctx.organisation(), &row.person).await?,
            unit: rules.unit_name(t.lang, row.unit.as_deref()).to_owned(),
            flags: ctx.page.number(&row.flag_count),
            href: line.href,
            day: line.day,
            occasion: line.occasion,
            state: line.state,
            badge: line.badge,
        });
    }
    let at = |page: i64| {
        ctx.at(&format!(
            "/interests/declarations?state={state}&page={page}"
        ))
    };
    Ok(List {
        crumbs: crumbs(ctx),
        states: choices(
            DeclarationState::ALL,
            DeclarationState::code,
            |state| words::declaration_state(t, state),
            &state,
        ),
        found: t.interests_declarations_found(total),
        all: ctx.at("/interests/declarations?state="),
        lines,
        place: t.desk_page_of(page, pages),
        previous: if page > 1 {
            at(page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            at(page + 1)
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}
