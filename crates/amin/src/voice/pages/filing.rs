//! Writing a message, and the likely duplicates while it is written.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form as UrlForm, Query, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::{self, Form};
use super::{faults, rules};
use crate::platform::context::Ctx;
use crate::platform::design::FieldFault;
use crate::platform::errors::ActError;
use crate::platform::page::{
    Choice, FormErrors, Page, error_page, refusal, render, render_with, see_other,
};
use crate::platform::peer::Peer;
use crate::platform::texts::Lang;
use crate::voice::acts::{self, Filing};
use crate::voice::files::ACCEPT;
use crate::voice::model::{Channel, Kind, State};
use crate::voice::rules::Rules;
use crate::voice::store::{self as rows, Attachment};
use crate::voice::{view, words};

/// How far back likely duplicates are looked for, in seconds: 60 days.
const SIMILAR_SINCE: i64 = 60 * 86_400;

struct Area {
    name: String,
    path: String,
    x: String,
    y: String,
}

/// The picture of the organisation's districts on which a point is picked.
struct Map {
    west: String,
    south: String,
    east: String,
    north: String,
    areas: Vec<Area>,
}

#[derive(Template)]
#[template(path = "voice/new.html")]
struct New {
    page: Page,
    action: String,
    suggest: String,
    token: String,
    errors: Vec<FieldFault>,
    faults: FormErrors,
    kinds: Vec<Choice>,
    categories: Vec<Choice>,
    districts: Vec<Choice>,
    rights: Vec<Choice>,
    subject: String,
    text: String,
    address: String,
    latitude: String,
    longitude: String,
    contact_name: String,
    phone: String,
    email: String,
    secret: bool,
    kept: Vec<Attachment>,
    letters: i64,
    most_bytes: i64,
    most_megabytes: i64,
    most_files: i64,
    accept: &'static str,
    map: Option<Map>,
}

impl New {
    fn of(
        ctx: &Ctx,
        rules: &Rules,
        form: &Form,
        token: String,
        faults_of_form: FormErrors,
    ) -> Self {
        let t = ctx.page.t;
        let lang = ctx.page.language();
        let kind = form.get("kind");
        let most_bytes = rules.limit("voice.attachment-bytes");
        Self {
            action: ctx.at("/voice/new"),
            suggest: ctx.at("/voice/similar"),
            token,
            errors: faults(&faults_of_form),
            faults: faults_of_form,
            kinds: Kind::ALL
                .iter()
                .map(|each| Choice {
                    hint: words::kind_hint(&t, *each).to_owned(),
                    ..Choice::new(each.code(), words::kind(&t, *each), kind)
                })
                .collect(),
            categories: rules
                .categories
                .iter()
                .filter(|category| category.active)
                .map(|category| {
                    let name = if lang == Lang::Fa {
                        &category.name
                    } else {
                        &category.name_en
                    };
                    Choice::new(category.id.as_str(), name.as_str(), form.get("category"))
                })
                .collect(),
            districts: rules
                .districts()
                .into_iter()
                .map(|name| {
                    Choice::new(name, view::district(&ctx.page, name), form.get("district"))
                })
                .collect(),
            rights: rules
                .rights
                .iter()
                .map(|right| {
                    let name = if lang == Lang::Fa {
                        &right.name
                    } else {
                        &right.name_en
                    };
                    Choice::new(right.id.as_str(), name.as_str(), form.get("citizen_right"))
                })
                .collect(),
            subject: form.get("subject").to_owned(),
            text: form.get("text").to_owned(),
            address: form.get("address").to_owned(),
            latitude: form.get("latitude").to_owned(),
            longitude: form.get("longitude").to_owned(),
            contact_name: form.get("contact_name").to_owned(),
            phone: form.get("phone").to_owned(),
            email: form.get("email").to_owned(),
            secret: form.get("secret") == "yes",
            kept: form.attachments.clone(),
            letters: rules.limit("voice.text-letters"),
            most_bytes,
            most_megabytes: most_bytes / 1_000_000,
            most_files: rules.limit("voice.attachment-count"),
            accept: ACCEPT,
            map: map(rules),
            page: ctx.page.clone(),
        }
    }
}

/// The map of the settings `map.bounds` (`west,south,east,north` in degrees) and `map.areas`
/// (JSON: `[{"name":…,"points":[[longitude,latitude],…]}]`); none where the organisation has not drawn one.
fn map(rules: &Rules) -> Option<Map> {
    #[derive(Deserialize)]
    struct Drawn {
        name: String,
        points: Vec<[f64; 2]>,
    }
    let bounds: Vec<f64> = rules
        .settings
        .get("map.bounds")?
        .split(',')
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    let [west, south, east, north] = *bounds.as_slice() else {
        return None;
    };
    if !(west < east && south < north) {
        return None;
    }
    let drawn: Vec<Drawn> = rules
        .settings
        .get("map.areas")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let place = |point: &[f64; 2]| {
        (
            (point[0] - west) / (east - west) * 400.0,
            (north - point[1]) / (north - south) * 240.0,
        )
    };
    let areas = drawn
        .into_iter()
        .filter(|area| !area.points.is_empty())
        .map(|area| {
            let points: Vec<(f64, f64)> = area.points.iter().map(place).collect();
            let path: Vec<String> = points
                .iter()
                .map(|(x, y)| format!("{x:.1} {y:.1}"))
                .collect();
            let count = points.len() as f64;
            Area {
                name: area.name,
                path: format!("M{}Z", path.join("L")),
                x: format!(
                    "{:.1}",
                    points.iter().map(|point| point.0).sum::<f64>() / count
                ),
                y: format!(
                    "{:.1}",
                    points.iter().map(|point| point.1).sum::<f64>() / count
                ),
            }
        })
        .collect();
    let text = |degrees: f64| degrees.to_string();
    Some(Map {
        west: text(west),
        south: text(south),
        east: text(east),
        north: text(north),
        areas,
    })
}

/// What an address may fill in beforehand.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Begun {
    kind: String,
    category: String,
}

/// The empty form.
pub async fn new(ctx: Ctx, begun: Result<Query<Begun>, QueryRejection>) -> Response {
    let rules = match rules(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let Query(begun) = begun.unwrap_or_default();
    let form = Form::begun(&[("kind", &begun.kind), ("category", &begun.category)]);
    let token = ctx.app.limits.token();
    render(&New::of(&ctx, &rules, &form, token, FormErrors::default()))
}

/// Files the message and goes to its receipt.
pub async fn file(ctx: Ctx, peer: Peer, request: Request) -> Response {
    let rules = match rules(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let most = u32::try_from(rules.limit("voice.messages-per-hour")).unwrap_or(0);
    if !ctx.app.limits.allow("message", &peer.0, most, ctx.now) {
        return error_page(
            &ctx,
            StatusCode::TOO_MANY_REQUESTS,
            ctx.page.t.error_often().to_owned(),
        );
    }
    let mut form = form::read(request, &rules, &ctx.app.config.data).await;
    let filing = Filing {
        form_token: form.get("form_token").to_owned(),
        kind: form.get("kind").to_owned(),
        category: form.get("category").to_owned(),
        subject: form.get("subject").to_owned(),
        text: form.get("text").to_owned(),
        citizen_right: form.get("citizen_right").to_owned(),
        district: form.get("district").to_owned(),
        address: form.get("address").to_owned(),
        latitude: form.get("latitude").to_owned(),
        longitude: form.get("longitude").to_owned(),
        contact_name: form.get("contact_name").to_owned(),
        phone: form.get("phone").to_owned(),
        email: form.get("email").to_owned(),
        secret: form.get("secret") == "yes",
        language: ctx.page.lang,
        attachments: form.attachments.clone(),
    };
    let outcome = match acts::prepare(&rules, ctx.now, Channel::Web, filing) {
        Ok(prepared) if form.faults.is_empty() => {
            acts::file_once(
                &ctx.app,
                &crate::platform::actor::Actor::citizen(ctx.organisation()),
                ctx.now,
                prepared,
            )
            .await
        }
        Ok(_) => Err(ActError::Invalid(std::mem::take(&mut form.faults))),
        Err(ActError::Invalid(mut fields)) => {
            fields.append(&mut form.faults);
            Err(ActError::Invalid(fields))
        }
        Err(why) => Err(why),
    };
    match outcome {
        Ok(filed) => see_other(&ctx.at(&format!("/voice/m/{}/receipt", filed.code))),
        Err(ActError::Invalid(fields)) => {
            let faults = FormErrors::new(&ctx.page.t, &fields);
            // A page that lost its token gets a new one; any other keeps its own, so that a second press files nothing twice.
            let token = match form.get("form_token") {
                token if faults.of("form_token").is_empty() => token.to_owned(),
                _ => ctx.app.limits.token(),
            };
            render_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &New::of(&ctx, &rules, &form, token, faults),
            )
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// What is known of a message while it is written.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Writing {
    text: String,
    category: String,
    district: String,
}

struct SimilarLine {
    count: i64,
    district: String,
    month: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "voice/similar.html")]
struct SimilarFragment {
    page: Page,
    category: String,
    lines: Vec<SimilarLine>,
    track: String,
}

/// The category whose name shares a word with the text, where none was chosen yet.
fn guess<'a>(rules: &'a Rules, text: &str) -> Option<&'a str> {
    let key = persian::index_key(text);
    let shares = |name: &str| {
        name.split([' ', '،', ':', '(', ')'])
            .filter(|word| word.chars().count() >= 4)
            .any(|word| key.contains(&persian::search_key(word)))
    };
    rules
        .categories
        .iter()
        .find(|category| category.active && shares(&category.name))
        .map(|category| category.id.as_str())
}

/// Likely duplicates as a fragment: how many messages of this category and district are being worked on, by month and state. Other
/// people's words are never shown, nor are they searched, since an answer would tell what they contain.
pub async fn similar(ctx: Ctx, form: Result<UrlForm<Writing>, FormRejection>) -> Response {
    let rules = match rules(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let UrlForm(writing) = form.unwrap_or_default();
    let category = rules
        .category(&writing.category)
        .map(|category| category.id.as_str());
    let Some(category) = category.or_else(|| guess(&rules, &writing.text)) else {
        return "".into_response();
    };
    let district =
        Some(writing.district.as_str()).filter(|district| rules.districts().contains(district));
    let since = ctx.now.plus_seconds(-SIMILAR_SINCE);
    let found = async {
        let mut conn = ctx.read().await?;
        rows::similar(
            &mut conn,
            ctx.organisation(),
            category,
            district,
            since,
            200,
        )
        .await
    };
    let found = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let mut counts: BTreeMap<(i64, String, &str), i64> = BTreeMap::new();
    let mut months: BTreeMap<i64, String> = BTreeMap::new();
    for row in &found {
        let date = persian::tehran_date(row.filed_at.0).first_of_month();
        let month = -date.day_number();
        months.insert(
            month,
            if ctx.page.language() == Lang::Fa {
                date.month_year()
            } else {
                date.month_year_en()
            },
        );
        let state = State::of(&row.state).unwrap_or(State::Registered);
        *counts
            .entry((
                month,
                row.district.clone().unwrap_or_default(),
                words::state(&ctx.page.t, state),
            ))
            .or_default() += 1;
    }
    let lines: Vec<SimilarLine> = counts
        .into_iter()
        .take(5)
        .map(|((month, district, state), count)| SimilarLine {
            count,
            district: view::district(&ctx.page, &district),
            month: months.get(&month).cloned().unwrap_or_default(),
            state,
        })
        .collect();
    if lines.is_empty() {
        return "".into_response();
    }
    render(&SimilarFragment {
        category: rules
            .category_name(ctx.page.language(), category)
            .to_owned(),
        lines,
        track: ctx.at("/voice/track"),
        page: ctx.page,
    })
}
