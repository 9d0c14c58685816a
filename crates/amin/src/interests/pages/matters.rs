//! Files that somebody decides: the list, and the form by which one is registered.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::{Posted, choices};
use crate::interests::acts::{self, MOST_PARTIES, NewMatter, NewParty, sight};
use crate::interests::model::{MatterKind, MatterState, PartyKind, PartyRole};
use crate::interests::store::{self as rows, Matter, MatterFilter};
use crate::interests::words;
use crate::organisation::pages::structure::unit_choices;
use crate::organisation::store::{account_names, units};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, FieldError, Say};
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render, render_with};
use crate::platform::permissions::Right;

/// Lines of a page.
const LINES: i64 = 25;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: Option<String>,
    page: String,
}

struct Line {
    href: String,
    number: String,
    title: String,
    kind: &'static str,
    unit: String,
    handler: String,
    day: String,
    state: &'static str,
    badge: &'static str,
}

#[derive(Template)]
#[template(path = "interests/matters.html")]
struct List {
    page: Page,
    question: String,
    states: Vec<Choice>,
    found: String,
    all: String,
    new: String,
    lines: Vec<Line>,
    place: String,
    previous: String,
    next: String,
}

/// The step back to the list.
pub(super) fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb {
        label: ctx.page.t.nav_matters().to_owned(),
        href: ctx.at("/matters"),
    }]
}

/// The list.
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
        .unwrap_or("waiting")
        .replace('\0', "");
    let filter = MatterFilter {
        question: asked.q.replace('\0', ""),
        state: state.clone(),
        ..sight(&ctx.actor)
    };
    let mut conn = ctx.read().await?;
    let total = rows::count_matters(&mut conn, ctx.organisation(), &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::digits::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let found = rows::list_matters(
        &mut conn,
        ctx.organisation(),
        &filter,
        LINES,
        (page - 1) * LINES,
    )
    .await?;
    let accounts: Vec<String> = found.iter().filter_map(|row| row.handler.clone()).collect();
    let names = account_names(&mut conn, ctx.organisation(), &accounts).await?;
    drop(conn);
    let at = |page: i64| {
        let page = page.to_string();
        let query = serde_urlencoded::to_string([
            ("q", asked.q.as_str()),
            ("state", &state),
            ("page", &page),
        ])
        .unwrap_or_default();
        ctx.at(&format!("/matters?{query}"))
    };
    let mut states = vec![Choice::new("waiting", t.matters_state_waiting(), &state)];
    states.extend(choices(
        MatterState::ALL,
        MatterState::code,
        |one| words::matter_state(t, one),
        &state,
    ));
    Ok(List {
        question: asked.q.clone(),
        states,
        found: t.matters_found(total),
        all: ctx.at("/matters?state="),
        new: if ctx.actor.may(Right::MatterAssign) {
            ctx.at("/matters/new")
        } else {
            String::new()
        },
        lines: found
            .iter()
            .map(|row: &Matter| Line {
                href: ctx.at(&format!("/matters/{}", row.id)),
                number: ctx.page.digits(&row.number),
                title: row.title.clone(),
                kind: MatterKind::of(&row.kind).map_or("", |kind| words::matter_kind(t, kind)),
                unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
                handler: row
                    .handler
                    .as_ref()
                    .and_then(|id| names.iter().find(|(known, _)| known == id))
                    .map_or_else(String::new, |(_, name)| name.clone()),
                day: ctx.page.day(&row.registered_at),
                state: words::matter_state(t, row.state()),
                badge: words::matter_badge(row.state()),
            })
            .collect(),
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

/// A row of parties.
struct PartyForm {
    number: String,
    prefix: String,
    roles: Vec<Choice>,
    kinds: Vec<Choice>,
    typed: NewParty,
}

#[derive(Template)]
#[template(path = "interests/matter_new.html")]
struct New {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    form: NewMatter,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    parties: Vec<PartyForm>,
    errors: FormErrors,
}

/// The form.
pub async fn new(ctx: Ctx) -> Response {
    let form = NewMatter {
        id: ctx.app.new_id(ctx.now),
        ..NewMatter::default()
    };
    show_form(&ctx, StatusCode::OK, form, FormErrors::default()).await
}

async fn show_form(ctx: &Ctx, status: StatusCode, form: NewMatter, errors: FormErrors) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        units(&mut conn, ctx.organisation()).await
    };
    let all = match found.await {
        Ok(all) => all,
        Err(why) => return refusal(ctx, why.into()),
    };
    let t = &ctx.page.t;
    let mine = ctx.actor.units_for(Right::MatterAssign);
    let offered = all
        .into_iter()
        .filter(|unit| mine.as_ref().is_none_or(|mine| mine.contains(&unit.id)))
        .collect();
    render_with(
        status,
        &New {
            crumbs: crumbs(ctx),
            here: ctx.at("/matters/new"),
            kinds: choices(
                &MatterKind::BY_HAND,
                MatterKind::code,
                |kind| words::matter_kind(t, kind),
                &form.kind,
            ),
            units: unit_choices(offered, t.lang, &form.unit),
            parties: (1..=MOST_PARTIES)
                .map(|number| {
                    let typed = form.parties.get(number - 1).cloned().unwrap_or_default();
                    PartyForm {
                        number: ctx.page.number(&i64::try_from(number).unwrap_or(i64::MAX)),
                        prefix: format!("p{number}"),
                        roles: choices(
                            PartyRole::ALL,
                            PartyRole::code,
                            |role| words::party_role(t, role),
                            &typed.role,
                        ),
                        kinds: choices(
                            PartyKind::ALL,
                            PartyKind::code,
                            |kind| words::party_kind(t, kind),
                            &typed.kind,
                        ),
                        typed,
                    }
                })
                .collect(),
            form,
            errors,
            page: ctx.page.clone(),
        },
    )
}

/// Registers a file.
pub async fn register(ctx: Ctx, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let form = NewMatter {
        id: form.owned("id"),
        kind: form.owned("kind"),
        title: form.owned("title"),
        text: form.owned("text"),
        unit: form.owned("unit"),
        parties: (1..=MOST_PARTIES)
            .map(|number| {
                let of = |name: &str| form.owned(&format!("p{number}-{name}"));
                NewParty {
                    role: of("role"),
                    kind: of("kind"),
                    name: of("name"),
                    national_id: of("id"),
                }
            })
            .collect(),
    };
    if form.unit.is_empty() {
        // Without a unit nobody's right to register can be asked for.
        let fields = [FieldError {
            field: "unit",
            why: Say::new(|t| t.matters_fault_unit().to_owned()),
        }];
        let errors = FormErrors::new(&ctx.page.t, &fields);
        return show_form(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await;
    }
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::register_matter(tx, &actor, now, &input).await }.boxed())
        .await;
    match done {
        Ok((id, _)) => {
            let seen = async {
                let mut conn = ctx.read().await?;
                rows::visible_matter(&mut conn, ctx.organisation(), &sight(&ctx.actor), &id).await
            };
            // Whoever is kept from the file comes back to the list, and it is not there.
            match seen.await {
                Ok(Some(_)) => see_other_saying(&ctx.at(&format!("/matters/{id}")), "saved"),
                Ok(None) => see_other_saying(&ctx.at("/matters"), "saved"),
                Err(why) => refusal(&ctx, why.into()),
            }
        }
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show_form(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
