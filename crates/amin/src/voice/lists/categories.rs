//! Categories, and which unit answers for each.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, invalid};
use crate::platform::form::{Fields, field};
use crate::platform::page::{Choice, FormErrors, Page, refusal, render_with};
use crate::platform::texts::{Lang, Texts};
use crate::voice::acts;
use crate::voice::model::Kind;
use crate::voice::rules::{Category, Rules};
use crate::voice::words;

/// A category in the list.
struct Line {
    id: String,
    name: String,
    group: String,
    kinds: String,
    unit: String,
    districts: usize,
    active: bool,
}

/// The form of a category.
struct CategoryForm {
    id: String,
    name: String,
    name_en: String,
    group: String,
    position: String,
    kinds: Vec<Choice>,
    active: bool,
}

impl CategoryForm {
    /// What was sent, to be shown again.
    fn sent(t: Texts, id: &str, fields: &Fields) -> Self {
        Self {
            id: id.to_owned(),
            name: field(fields, "name").to_owned(),
            name_en: field(fields, "name_en").to_owned(),
            group: field(fields, "group").to_owned(),
            position: field(fields, "position").to_owned(),
            kinds: kinds(t, |kind| !field(fields, &kind_field(kind)).is_empty()),
            active: !field(fields, "active").is_empty(),
        }
    }

    /// A category as it is.
    fn stored(t: Texts, category: &Category) -> Self {
        let offered = |kind: Kind| {
            category.kinds.is_empty() || category.kinds.split(' ').any(|k| k == kind.code())
        };
        Self {
            id: category.id.clone(),
            name: category.name.clone(),
            name_en: category.name_en.clone(),
            group: category.subject_group.clone(),
            position: category.position.to_string(),
            kinds: kinds(t, offered),
            active: category.active,
        }
    }

    /// The category that the form describes. All kinds chosen, or none, means all: a category for nothing would be no category.
    fn category(&self) -> Result<Category, ActError> {
        let chosen: Vec<&str> = (self.kinds.iter())
            .filter(|kind| kind.chosen)
            .map(|kind| kind.value.trim_start_matches("kind_"))
            .collect();
        let kinds = if chosen.len() == Kind::ALL.len() {
            String::new()
        } else {
            chosen.join(" ")
        };
        let position = persian::parse_integer(&self.position)
            .ok()
            .filter(|position| (1..=10_000).contains(position))
            .ok_or_else(|| invalid("position", |t| t.voice_list_position_wrong().to_owned()))?;
        Ok(Category {
            id: self.id.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            subject_group: self.group.clone(),
            kinds,
            position,
            active: self.active,
        })
    }
}

fn kind_field(kind: Kind) -> String {
    format!("kind_{}", kind.code())
}

fn kinds(t: Texts, chosen: impl Fn(Kind) -> bool) -> Vec<Choice> {
    let choice = |&kind: &Kind| Choice {
        value: kind_field(kind),
        label: words::kind(&t, kind).to_owned(),
        hint: String::new(),
        chosen: chosen(kind),
    };
    Kind::ALL.iter().map(choice).collect()
}

#[derive(Template)]
#[template(path = "voice/lists/categories.html")]
struct Categories {
    page: Page,
    list: Vec<Line>,
    form: CategoryForm,
    errors: FormErrors,
}

fn line(t: Texts, rules: &Rules, category: &Category) -> Line {
    let kinds = if category.kinds.is_empty() {
        t.voice_list_all_kinds().to_owned()
    } else {
        let names = category.kinds.split(' ').filter_map(Kind::of);
        let names: Vec<&str> = names.map(|kind| words::kind(&t, kind)).collect();
        names.join(if t.lang == Lang::Fa { "، " } else { ", " })
    };
    let own = |district: &Option<String>| district.is_some();
    Line {
        name: rules.category_name(t.lang, &category.id).to_owned(),
        group: category.subject_group.clone(),
        kinds,
        unit: rules
            .unit_name(t.lang, rules.route(&category.id, None))
            .to_owned(),
        districts: (rules.routes.iter())
            .filter(|route| route.category == category.id && own(&route.district))
            .count(),
        active: category.active,
        id: category.id.clone(),
    }
}

async fn lists(ctx: &Ctx) -> Result<Arc<Rules>, Box<Response>> {
    let found = ctx.app.rules(ctx.organisation()).await;
    found.map_err(|why| Box::new(refusal(ctx, why.into())))
}

async fn list_answer(
    ctx: &Ctx,
    status: StatusCode,
    form: Option<CategoryForm>,
    errors: FormErrors,
) -> Response {
    let rules = match lists(ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let t = ctx.page.t;
    let next = (rules.categories.iter().map(|c| c.position).max()).unwrap_or(0) + 1;
    let blank = || CategoryForm {
        id: String::new(),
        name: String::new(),
        name_en: String::new(),
        group: String::new(),
        position: next.to_string(),
        kinds: kinds(t, |_| true),
        active: true,
    };
    let list = rules
        .categories
        .iter()
        .map(|c| line(t, &rules, c))
        .collect();
    render_with(
        status,
        &Categories {
            page: ctx.page.clone(),
            list,
            form: form.unwrap_or_else(blank),
            errors,
        },
    )
}

/// All categories, and the form for a new one.
pub(super) async fn page(ctx: Ctx) -> Response {
    list_answer(&ctx, StatusCode::OK, None, FormErrors::default()).await
}

async fn write(ctx: &Ctx, form: &CategoryForm) -> Result<(), ActError> {
    let category = form.category()?;
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx.app.act(move |tx| {
        async move { acts::edit_category(tx, &actor, now, &category).await }.boxed()
    });
    act.await.map(|_| ())
}

/// Adds a category.
pub(super) async fn add(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    let t = ctx.page.t;
    let form = CategoryForm::sent(t, field(&fields, "id"), &fields);
    let rules = match lists(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let done = if rules.category(&form.id).is_some() {
        Err(invalid("id", |t| t.voice_list_id_taken().to_owned()))
    } else {
        write(&ctx, &form).await
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at(&format!("/admin/categories/{}", form.id)), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&t, &wrong);
            list_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, Some(form), errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// The unit of one district, or of all others.
struct UnitOf {
    name: String,
    label: String,
    units: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "voice/lists/category.html")]
struct CategoryPage {
    page: Page,
    name: String,
    form: CategoryForm,
    units: Vec<UnitOf>,
    errors: FormErrors,
}

/// The field that names the unit of a district; the districts are numbered as [`Rules::districts`] lists them.
fn unit_field(number: usize) -> String {
    format!("unit_{number}")
}

fn units_of(t: Texts, rules: &Rules, category: &str) -> Vec<UnitOf> {
    let own = |district: Option<&str>| {
        let same = |route: &&crate::voice::rules::Route| {
            route.category == category && route.district.as_deref() == district
        };
        let route = rules.routes.iter().find(same);
        route.map_or(String::new(), |route| route.unit.clone())
    };
    let choices = |chosen: &str| {
        let offered = |unit: &&crate::voice::rules::Unit| unit.active || unit.id == chosen;
        let units = rules.units.iter().filter(offered);
        units
            .map(|unit| Choice::new(&unit.id, rules.unit_name(t.lang, Some(&unit.id)), chosen))
            .collect::<Vec<_>>()
    };
    let others = UnitOf {
        name: "unit".to_owned(),
        label: t.voice_list_unit_elsewhere().to_owned(),
        units: choices(&own(None)),
    };
    let districts = rules.districts();
    let rest = districts
        .iter()
        .enumerate()
        .map(|(number, district)| UnitOf {
            name: unit_field(number),
            label: t.voice_list_unit_in(district),
            units: choices(&own(Some(district))),
        });
    std::iter::once(others).chain(rest).collect()
}

async fn one_answer(
    ctx: &Ctx,
    status: StatusCode,
    id: &str,
    form: Option<CategoryForm>,
    errors: FormErrors,
) -> Response {
    let rules = match lists(ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let Some(category) = rules.category(id) else {
        return refusal(ctx, ActError::NotFound);
    };
    let t = ctx.page.t;
    render_with(
        status,
        &CategoryPage {
            page: ctx.page.clone(),
            name: rules.category_name(t.lang, id).to_owned(),
            form: form.unwrap_or_else(|| CategoryForm::stored(t, category)),
            units: units_of(t, &rules, id),
            errors,
        },
    )
}

/// One category and its units.
pub(super) async fn one(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    one_answer(&ctx, StatusCode::OK, &id, None, FormErrors::default()).await
}

/// Changes a category.
pub(super) async fn change(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let t = ctx.page.t;
    let form = CategoryForm::sent(t, &id, &fields);
    let known = match lists(&ctx).await {
        Ok(rules) => rules.category(&id).is_some(),
        Err(answer) => return *answer,
    };
    if !known {
        return refusal(&ctx, ActError::NotFound);
    }
    match write(&ctx, &form).await {
        Ok(()) => see_other_saying(&ctx.at("/admin/categories"), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let (errors, status) = (
                FormErrors::new(&t, &wrong),
                StatusCode::UNPROCESSABLE_ENTITY,
            );
            one_answer(&ctx, status, &id, Some(form), errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Says which units answer for a category; only what differs from before is written.
pub(super) async fn units(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let rules = match lists(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let districts = rules.districts();
    let places = std::iter::once((None, "unit".to_owned()))
        .chain((districts.iter().enumerate()).map(|(n, d)| (Some((*d).to_owned()), unit_field(n))));
    let mut changes: Vec<(Option<String>, Option<String>)> = Vec::new();
    for (district, name) in places {
        let Some(sent) = fields.get(&name) else {
            continue;
        };
        let own = (rules.routes.iter())
            .find(|route| route.category == id && route.district == district)
            .map(|route| route.unit.clone());
        let sent = Some(sent.trim().to_owned()).filter(|unit| !unit.is_empty());
        if sent != own {
            changes.push((district, sent));
        }
    }
    drop(districts);
    let (actor, now, category) = (ctx.actor.clone(), ctx.now, id.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            for (district, unit) in &changes {
                let (district, unit) = (district.as_deref(), unit.as_deref());
                acts::edit_route(tx, &actor, now, &rules, &category, district, unit).await?;
            }
            Ok(())
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/admin/categories/{id}")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let (errors, status) = (
                FormErrors::new(&ctx.page.t, &wrong),
                StatusCode::UNPROCESSABLE_ENTITY,
            );
            one_answer(&ctx, status, &id, None, errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
