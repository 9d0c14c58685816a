//! Administration: the overview, units as a tree, posts.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::form_errors;
use crate::organisation::acts::{self, UnitInput};
use crate::organisation::store::{PostRow, UnitRow, jobs, posts, units};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, FormErrors, Page, refusal, render, render_with};
use crate::platform::texts::Lang;

#[derive(Template)]
#[template(path = "organisation/admin.html")]
struct Admin {
    page: Page,
    failing: i64,
}

/// The overview.
pub async fn admin(ctx: Ctx) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        jobs(&mut conn, ctx.organisation()).await
    };
    match found.await {
        Ok(rows) => render(&Admin {
            page: ctx.page.clone(),
            failing: rows.iter().map(|row| row.failing).sum(),
        }),
        Err(why) => refusal(&ctx, why.into()),
    }
}

/// A unit in the tree, with how deep it stands.
pub struct Branch {
    /// The unit.
    pub unit: UnitRow,
    /// Its name in the reader's language.
    pub name: String,
    /// 0 for a unit below none.
    pub depth: usize,
}

/// The units in the order of a tree that is read from the top; parents before their children.
pub fn tree(rows: Vec<UnitRow>, lang: Lang) -> Vec<Branch> {
    let mut below: BTreeMap<Option<String>, Vec<UnitRow>> = BTreeMap::new();
    let known: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    for row in rows {
        let parent = row.parent.clone().filter(|parent| known.contains(parent));
        below.entry(parent).or_default().push(row);
    }
    let mut out = Vec::with_capacity(known.len());
    let mut open: Vec<(usize, UnitRow)> = Vec::new();
    let mut push = |open: &mut Vec<(usize, UnitRow)>, depth: usize, parent: Option<String>| {
        for row in below.remove(&parent).unwrap_or_default().into_iter().rev() {
            open.push((depth, row));
        }
    };
    push(&mut open, 0, None);
    while let Some((depth, unit)) = open.pop() {
        push(&mut open, depth + 1, Some(unit.id.clone()));
        let name = if lang == Lang::Fa {
            unit.name.clone()
        } else {
            unit.name_en.clone()
        };
        out.push(Branch { unit, name, depth });
    }
    out
}

/// Units as choices, each with its depth before its name; closed ones are left out.
pub fn unit_choices(rows: Vec<UnitRow>, lang: Lang, chosen: &str) -> Vec<Choice> {
    tree(rows, lang)
        .into_iter()
        .filter(|branch| branch.unit.active || branch.unit.id == chosen)
        .map(|branch| {
            Choice::new(
                branch.unit.id,
                format!("{}{}", "– ".repeat(branch.depth), branch.name),
                chosen,
            )
        })
        .collect()
}

/// The form of a unit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UnitForm {
    id: String,
    parent: String,
    name: String,
    name_en: String,
    district: String,
    position: String,
    active: String,
}

impl UnitForm {
    fn input(&self) -> UnitInput {
        UnitInput {
            id: self.id.clone(),
            parent: self.parent.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            district: self.district.clone(),
            position: self.position.clone(),
            active: self.active == "yes",
        }
    }
}

#[derive(Template)]
#[template(path = "organisation/units.html")]
struct Units {
    page: Page,
    branches: Vec<Branch>,
    parents: Vec<Choice>,
    form: UnitForm,
    errors: FormErrors,
}

async fn units_answer(
    ctx: &Ctx,
    status: StatusCode,
    form: UnitForm,
    errors: FormErrors,
) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        units(&mut conn, ctx.organisation()).await
    };
    match found.await {
        Ok(rows) => {
            let lang = ctx.page.language();
            let parents = unit_choices(rows.clone(), lang, &form.parent);
            let page = ctx.page.clone();
            render_with(
                status,
                &Units {
                    page,
                    branches: tree(rows, lang),
                    parents,
                    form,
                    errors,
                },
            )
        }
        Err(why) => refusal(ctx, why.into()),
    }
}

/// The tree of units, and the form for a new one.
pub async fn units_page(ctx: Ctx) -> Response {
    let form = UnitForm {
        id: ctx.app.new_id(ctx.now),
        ..UnitForm::default()
    };
    units_answer(&ctx, StatusCode::OK, form, FormErrors::default()).await
}

/// Adds a unit.
pub async fn add_unit(ctx: Ctx, Form(form): Form<UnitForm>) -> Response {
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.input());
    let act = ctx
        .app
        .act(move |tx| async move { acts::add_unit(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/admin/units"), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => units_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await,
            Err(answer) => *answer,
        },
    }
}

#[derive(Template)]
#[template(path = "organisation/unit.html")]
struct Unit {
    page: Page,
    parents: Vec<Choice>,
    posts: Vec<PostRow>,
    form: UnitForm,
    post_token: String,
    errors: FormErrors,
}

async fn unit_answer(
    ctx: &Ctx,
    status: StatusCode,
    id: &str,
    form: Option<UnitForm>,
    errors: FormErrors,
) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let rows = units(&mut conn, ctx.organisation()).await?;
        let mut titles = posts(&mut conn, ctx.organisation()).await?;
        titles.retain(|post| post.unit == id);
        Ok::<_, store::Error>((rows, titles))
    };
    let (rows, titles) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(ctx, why.into()),
    };
    let Some(row) = rows.iter().find(|row| row.id == id).cloned() else {
        return refusal(ctx, ActError::NotFound);
    };
    let form = form.unwrap_or_else(|| UnitForm {
        id: row.id,
        parent: row.parent.unwrap_or_default(),
        name: row.name,
        name_en: row.name_en,
        district: row.district.unwrap_or_default(),
        position: row.position.to_string(),
        active: if row.active {
            "yes".to_owned()
        } else {
            String::new()
        },
    });
    let parents = unit_choices(rows, ctx.page.language(), &form.parent);
    let post_token = ctx.app.new_id(ctx.now);
    render_with(
        status,
        &Unit {
            page: ctx.page.clone(),
            parents,
            posts: titles,
            form,
            post_token,
            errors,
        },
    )
}

/// One unit with its posts.
pub async fn unit_page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    unit_answer(&ctx, StatusCode::OK, &id, None, FormErrors::default()).await
}

/// Changes a unit.
pub async fn change_unit(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(form): Form<UnitForm>,
) -> Response {
    let form = UnitForm {
        id: id.clone(),
        ..form
    };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.input());
    let act = ctx
        .app
        .act(move |tx| async move { acts::change_unit(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/admin/units"), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => {
                unit_answer(
                    &ctx,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &id,
                    Some(form),
                    errors,
                )
                .await
            }
            Err(answer) => *answer,
        },
    }
}

/// The form of a post.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PostForm {
    id: String,
    title: String,
    active: String,
}

/// Adds a post to a unit.
pub async fn add_post(
    ctx: Ctx,
    Path((_, unit)): Path<(String, String)>,
    Form(form): Form<PostForm>,
) -> Response {
    let (actor, now, at) = (ctx.actor.clone(), ctx.now, unit.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::add_post(tx, &actor, now, &form.id, &at, &form.title).await }.boxed()
    });
    post_answer(&ctx, act.await.map(|_| unit.clone()), &unit).await
}

/// Changes a post.
pub async fn change_post(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(form): Form<PostForm>,
) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx.app.act(move |tx| {
        async move {
                acts::change_post(tx, &actor, now, &id, &form.title, form.active == "yes").await
            }
            .boxed()
    });
    post_answer(&ctx, act.await.map(|(unit, _)| unit), "").await
}

async fn post_answer(ctx: &Ctx, outcome: Result<String, ActError>, unit: &str) -> Response {
    match outcome {
        Ok(unit) => see_other_saying(&ctx.at(&format!("/admin/units/{unit}")), "saved"),
        Err(why) if unit.is_empty() => refusal(ctx, why),
        Err(why) => match form_errors(ctx, why) {
            Ok(errors) => {
                unit_answer(ctx, StatusCode::UNPROCESSABLE_ENTITY, unit, None, errors).await
            }
            Err(answer) => *answer,
        },
    }
}
