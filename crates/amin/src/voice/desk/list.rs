//! The list of messages: search, filters, pages, and acts on several at once.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;

use super::store::{self as rows, Filter};
use super::view::{Line, lines};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::query;
use crate::platform::texts::Lang;
use crate::voice::model::{Kind, State};
use crate::voice::rules::Rules;
use crate::voice::view::district;
use crate::voice::words;

/// Lines of a page.
const LINES: i64 = 25;

/// What the address asks for.
#[derive(Debug, Clone, Default)]
struct Asked {
    question: String,
    state: String,
    kind: String,
    category: String,
    unit: String,
    district: String,
    late: bool,
    mine: bool,
    page: i64,
}

impl Asked {
    fn of(sent: &str) -> Self {
        let mut asked = Self {
            page: 1,
            ..Self::default()
        };
        let mut first_look = true;
        for (name, value) in query::fields(sent.as_bytes()) {
            let value = value.trim().to_owned();
            first_look &= name == "lang";
            match name.as_str() {
                "q" => asked.question = value,
                "state" => asked.state = value,
                "kind" => asked.kind = value,
                "category" => asked.category = value,
                "unit" => asked.unit = value,
                "district" => asked.district = value,
                "late" => asked.late = value == "yes",
                "mine" => asked.mine = value == "yes",
                "page" => {
                    asked.page = persian::digits::parse_integer(&value)
                        .unwrap_or(1)
                        .clamp(1, 1_000_000);
                }
                _ => {}
            }
        }
        // The first look is at what is still to be done; an empty state that is asked for means all.
        if first_look {
            "owed".clone_into(&mut asked.state);
        }
        asked
    }

    /// The address of another page of the same question.
    fn at(&self, ctx: &Ctx, page: i64) -> String {
        let page = page.to_string();
        let flag = |on: bool| if on { "yes" } else { "" };
        let all = [
            ("q", self.question.as_str()),
            ("state", &self.state),
            ("kind", &self.kind),
            ("category", &self.category),
            ("unit", &self.unit),
            ("district", &self.district),
            ("late", flag(self.late)),
            ("mine", flag(self.mine)),
            ("page", &page),
        ];
        let given: Vec<_> = all
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        ctx.at(&format!(
            "/desk/messages?{}",
            serde_urlencoded::to_string(given).unwrap_or_default()
        ))
    }

    fn filter(&self, ctx: &Ctx) -> Filter {
        Filter {
            question: self.question.clone(),
            state: self.state.clone(),
            kind: self.kind.clone(),
            category: self.category.clone(),
            unit: self.unit.clone(),
            district: self.district.clone(),
            late: self.late,
            taken_by: if self.mine {
                ctx.actor.account.clone()
            } else {
                None
            },
            units: ctx.actor.units_for(Right::MessageRead),
            reader: ctx.actor.account.clone(),
            ..Filter::default()
        }
    }
}

#[derive(Template)]
#[template(path = "voice/desk/list.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is read by name in the template"
)]
struct List {
    page: Page,
    question: String,
    states: Vec<Choice>,
    kinds: Vec<Choice>,
    categories: Vec<Choice>,
    units: Vec<Choice>,
    districts: Vec<Choice>,
    late: bool,
    mine: bool,
    filtered: bool,
    all: String,
    found: String,
    lines: Vec<Line>,
    place: String,
    previous: String,
    next: String,
    bulk: bool,
    all_units: Vec<Choice>,
    all_categories: Vec<Choice>,
}

/// The page.
pub async fn page(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    match gather(&ctx, &Asked::of(&query.unwrap_or_default())).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let filter = asked.filter(ctx);
    let mut conn = ctx.read().await?;
    let total = rows::count(&mut conn, ctx.organisation(), &filter, ctx.now).await?;
    let pages = (total + LINES - 1) / LINES;
    let page = asked.page.min(pages.max(1));
    let found = rows::list(
        &mut conn,
        ctx.organisation(),
        &filter,
        ctx.now,
        LINES,
        (page - 1) * LINES,
    )
    .await?;
    drop(conn);
    let t = &ctx.page.t;
    let mut states = vec![Choice::new("owed", t.desk_state_owed(), &asked.state)];
    states.extend(
        State::ALL
            .iter()
            .map(|state| Choice::new(state.code(), words::state(t, *state), &asked.state)),
    );
    Ok(List {
        question: asked.question.clone(),
        states,
        kinds: Kind::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), words::kind(t, *kind), &asked.kind))
            .collect(),
        categories: categories(t.lang, &rules, &asked.category),
        units: units(t.lang, &rules, filter.units.as_deref(), &asked.unit),
        districts: districts(ctx, &rules, &asked.district),
        late: asked.late,
        mine: asked.mine,
        filtered: asked.at(ctx, 1)
            != Asked {
                page: 1,
                ..Asked::default()
            }
            .at(ctx, 1),
        all: ctx.at("/desk/messages?state="),
        found: t.desk_found(total),
        lines: lines(ctx, &rules, found),
        place: t.desk_page_of(page, pages),
        previous: if page > 1 {
            asked.at(ctx, page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            asked.at(ctx, page + 1)
        } else {
            String::new()
        },
        bulk: ctx.actor.may(Right::MessageTriage),
        all_units: units(t.lang, &rules, None, ""),
        all_categories: categories(t.lang, &rules, ""),
        page: ctx.page.clone(),
    })
}

/// The categories as choices.
pub(super) fn categories(lang: Lang, rules: &Rules, chosen: &str) -> Vec<Choice> {
    let all = rules
        .categories
        .iter()
        .filter(|category| category.active || category.id == chosen);
    all.map(|category| {
        Choice::new(
            &category.id,
            rules.category_name(lang, &category.id),
            chosen,
        )
    })
    .collect()
}

/// The units as choices: those of a scope, or all.
pub(super) fn units(
    lang: Lang,
    rules: &Rules,
    scope: Option<&[String]>,
    chosen: &str,
) -> Vec<Choice> {
    let seen = |id: &String| scope.is_none_or(|scope| scope.contains(id));
    let all = rules
        .units
        .iter()
        .filter(|unit| unit.active && seen(&unit.id));
    all.map(|unit| Choice::new(&unit.id, rules.unit_name(lang, Some(&unit.id)), chosen))
        .collect()
}

/// The districts as choices.
pub(super) fn districts(ctx: &Ctx, rules: &Rules, chosen: &str) -> Vec<Choice> {
    rules
        .districts()
        .into_iter()
        .map(|name| Choice::new(name, district(&ctx.page, name), chosen))
        .collect()
}
