//! The register «آنچه با پیام شما تغییر کرد».

use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use serde::Deserialize;

use super::rules;
use crate::platform::context::Ctx;
use crate::platform::page::{Page, refusal, render};
use crate::voice::store as rows;

/// Changes on one page.
const PAGE: i64 = 20;

struct Made {
    title: String,
    paragraphs: Vec<String>,
    date: String,
    datetime: String,
    about: Vec<String>,
}

#[derive(Template)]
#[template(path = "voice/changes.html")]
struct Changes {
    page: Page,
    made: Vec<Made>,
    place: String,
    previous: String,
    next: String,
    new: String,
}

/// Which page of the list.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Place {
    page: String,
}

/// The page.
pub async fn changes(ctx: Ctx, place: Result<Query<Place>, QueryRejection>) -> Response {
    let rules = match rules(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let number: i64 = place
        .ok()
        .and_then(|Query(place)| place.page.parse().ok())
        .unwrap_or(1)
        .clamp(1, 100_000);
    let list = async {
        let mut conn = ctx.read().await?;
        rows::changes(&mut conn, ctx.organisation(), PAGE + 1, (number - 1) * PAGE).await
    };
    let mut list = match list.await {
        Ok(list) => list,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let size = usize::try_from(PAGE).unwrap_or(20);
    let more = list.len() > size;
    list.truncate(size);
    let lang = ctx.page.language();
    let made = list
        .into_iter()
        .map(|row| {
            let category = row
                .category
                .as_deref()
                .map(|id| rules.category_name(lang, id).to_owned());
            let district = row
                .district
                .as_deref()
                .map(|name| crate::voice::view::district(&ctx.page, name));
            let unit = row
                .unit
                .as_deref()
                .map(|id| rules.unit_name(lang, Some(id)).to_owned());
            Made {
                about: [category, district, unit]
                    .into_iter()
                    .flatten()
                    .filter(|text| !text.is_empty())
                    .collect(),
                paragraphs: row
                    .text
                    .split('\n')
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .map(str::to_owned)
                    .collect(),
                date: ctx.page.day(&row.at),
                datetime: crate::voice::view::iso_day(row.at),
                title: row.title,
            }
        })
        .collect();
    let at = |number: i64| ctx.at(&format!("/voice/changes?page={number}"));
    render(&Changes {
        made,
        place: ctx.page.t.voice_place(number),
        previous: if number > 1 {
            at(number - 1)
        } else {
            String::new()
        },
        next: if more { at(number + 1) } else { String::new() },
        new: ctx.at("/voice/new"),
        page: ctx.page,
    })
}
