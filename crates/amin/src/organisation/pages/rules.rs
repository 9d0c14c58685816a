//! Administration: holidays and settings.

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::form_errors;
use crate::organisation::acts::{self, HolidayInput};
use crate::organisation::model::{self, APPLICABILITY, calendar, solar_day};
use crate::organisation::store::{HolidayRow, SettingRow, holiday, holidays, setting, settings};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, FormErrors, NavItem, Page, refusal, render, render_with};
use crate::platform::texts::{Lang, Texts};

/// Which year is shown; empty: this year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Year {
    year: String,
}

/// The form of a holiday.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HolidayForm {
    id: String,
    name: String,
    name_en: String,
    #[serde(rename = "date-year")]
    year: String,
    #[serde(rename = "date-month")]
    month: String,
    #[serde(rename = "date-day")]
    day: String,
    every_year: String,
    source: String,
    valid_from: String,
    valid_to: String,
    verified: String,
    active: String,
}

impl HolidayForm {
    fn input(&self) -> HolidayInput {
        HolidayInput {
            id: self.id.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            year: if self.every_year == "yes" {
                String::new()
            } else {
                self.year.clone()
            },
            month: self.month.clone(),
            day: self.day.clone(),
            source: self.source.clone(),
            valid_from: self.valid_from.clone(),
            valid_to: self.valid_to.clone(),
            verified: self.verified == "yes",
            active: self.active == "yes",
        }
    }
}

/// A holiday in the list.
struct Listed {
    id: String,
    name: String,
    date: String,
    every_year: bool,
    source: String,
    verified: bool,
    active: bool,
}

#[derive(Template)]
#[template(path = "organisation/holidays.html")]
struct Holidays {
    page: Page,
    year: String,
    years: Vec<NavItem>,
    list: Vec<Listed>,
    uncovered: bool,
    form: HolidayForm,
    months: Vec<Choice>,
    errors: FormErrors,
}

fn months(t: Texts, chosen: &str) -> Vec<Choice> {
    let chosen = persian::digits::to_ascii(chosen);
    (1..=12_u8)
        .map(|month| {
            let name = if t.lang == Lang::Fa {
                persian::date::month_name(month)
            } else {
                persian::date::month_name_en(month)
            };
            Choice::new(month.to_string(), name, &chosen)
        })
        .collect()
}

fn listed(t: Texts, row: HolidayRow) -> Listed {
    let month = u8::try_from(row.month).unwrap_or(1).clamp(1, 12);
    let name = if t.lang == Lang::Fa {
        persian::date::month_name(month)
    } else {
        persian::date::month_name_en(month)
    };
    let year = row
        .year
        .map(|year| format!(" {}", t.lang.digits(&year.to_string())))
        .unwrap_or_default();
    Listed {
        date: format!("{} {name}{year}", t.lang.digits(&row.day.to_string())),
        name: if t.lang == Lang::Fa {
            row.name
        } else {
            row.name_en.unwrap_or(row.name)
        },
        id: row.id,
        every_year: row.year.is_none(),
        source: row.source,
        verified: row.verified,
        active: row.active,
    }
}

async fn holidays_answer(
    ctx: &Ctx,
    status: StatusCode,
    year: i64,
    form: HolidayForm,
    errors: FormErrors,
) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let rows = holidays(&mut conn, ctx.organisation()).await?;
        Ok::<_, store::Error>((rows, calendar(&mut conn, ctx.organisation()).await?))
    };
    let (rows, days) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(ctx, why.into()),
    };
    let t = ctx.page.t;
    let this = i64::from(persian::tehran_date(ctx.now.0).year());
    let mut shown: Vec<i64> = rows
        .iter()
        .filter_map(|row| row.year)
        .chain([this, this + 1, year])
        .collect();
    shown.sort_unstable();
    shown.dedup();
    let years = shown
        .into_iter()
        .map(|of| NavItem {
            href: ctx.at(&format!("/admin/holidays?year={of}")),
            label: t.lang.digits(&of.to_string()),
            current: of == year,
        })
        .collect();
    let list = rows
        .into_iter()
        .filter(|row| row.year.is_none_or(|of| of == year))
        .map(|row| listed(t, row))
        .collect();
    render_with(
        status,
        &Holidays {
            page: ctx.page.clone(),
            year: t.lang.digits(&year.to_string()),
            years,
            list,
            uncovered: !u16::try_from(year).is_ok_and(|year| days.covers_year(year)),
            months: months(t, &form.month),
            form,
            errors,
        },
    )
}

/// The holidays of a year, and the form for a new one.
pub async fn holidays_page(ctx: Ctx, Query(asked): Query<Year>) -> Response {
    let this = i64::from(persian::tehran_date(ctx.now.0).year());
    let year = persian::parse_integer(&asked.year)
        .ok()
        .filter(|year| (1300..=1500).contains(year))
        .unwrap_or(this);
    let form = HolidayForm {
        id: ctx.app.new_id(ctx.now),
        year: year.to_string(),
        ..HolidayForm::default()
    };
    holidays_answer(&ctx, StatusCode::OK, year, form, FormErrors::default()).await
}

/// Adds a holiday.
pub async fn add_holiday(ctx: Ctx, Form(form): Form<HolidayForm>) -> Response {
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.input());
    let this = i64::from(persian::tehran_date(ctx.now.0).year());
    let year = persian::parse_integer(&form.year)
        .ok()
        .filter(|year| (1300..=1500).contains(year))
        .unwrap_or(this);
    let act = ctx
        .app
        .act(move |tx| async move { acts::add_holiday(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/admin/holidays?year={year}")), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => {
                holidays_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, year, form, errors).await
            }
            Err(answer) => *answer,
        },
    }
}

#[derive(Template)]
#[template(path = "organisation/holiday.html")]
struct Holiday {
    page: Page,
    form: HolidayForm,
    months: Vec<Choice>,
    errors: FormErrors,
}

/// One holiday.
pub async fn holiday_page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        holiday(&mut conn, ctx.organisation(), &id)
            .await?
            .ok_or(ActError::NotFound)
    };
    let word = |yes: bool| if yes { "yes".to_owned() } else { String::new() };
    match found.await {
        Ok(row) => {
            let form = HolidayForm {
                id: row.id,
                name: row.name,
                name_en: row.name_en.unwrap_or_default(),
                every_year: word(row.year.is_none()),
                year: row.year.map(|year| year.to_string()).unwrap_or_default(),
                month: row.month.to_string(),
                day: row.day.to_string(),
                source: row.source,
                valid_from: row.valid_from.unwrap_or_default(),
                valid_to: row.valid_to.unwrap_or_default(),
                verified: word(row.verified),
                active: word(row.active),
            };
            let months = months(ctx.page.t, &form.month);
            render(&Holiday {
                page: ctx.page,
                form,
                months,
                errors: FormErrors::default(),
            })
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Changes a holiday.
pub async fn change_holiday(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(form): Form<HolidayForm>,
) -> Response {
    let form = HolidayForm { id, ..form };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.input());
    let act = ctx
        .app
        .act(move |tx| async move { acts::change_holiday(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/admin/holidays"), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => {
                let months = months(ctx.page.t, &form.month);
                render_with(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &Holiday {
                        page: ctx.page.clone(),
                        form,
                        months,
                        errors,
                    },
                )
            }
            Err(answer) => *answer,
        },
    }
}

/// The name of a setting in words; the settings of areas that name theirs elsewhere keep their own name.
fn setting_name(t: Texts, id: &str) -> String {
    if let Some(name) = crate::insight::limits::name(&t, id) {
        return name.to_owned();
    }
    match id {
        model::WEEKEND => t.organisation_setting_weekend().to_owned(),
        model::PASSWORD_LEAST => t.organisation_setting_password().to_owned(),
        model::SIGN_IN_TRIES => t.organisation_setting_tries().to_owned(),
        model::SIGN_IN_TRIES_ADDRESS => t.organisation_setting_tries_address().to_owned(),
        crate::interests::model::GIFT_LIMIT => t.interests_setting_gift_limit().to_owned(),
        crate::interests::model::CAMPAIGN_DAYS => t.interests_setting_campaign_days().to_owned(),
        crate::interests::model::DOUBT_DAYS => t.interests_setting_doubt_days().to_owned(),
        crate::committee::model::ESCALATION_DAYS => t.committee_setting_escalation().to_owned(),
        crate::inspection::model::WARNING_DAYS => t.inspection_setting_warning_days().to_owned(),
        crate::inspection::model::REMIND_DAYS => t.inspection_setting_remind_days().to_owned(),
        crate::inspection::model::PAY_MOST => t.inspection_setting_pay().to_owned(),
        crate::inspection::model::MONTHS_LEAST => t.inspection_setting_months_least().to_owned(),
        crate::inspection::model::MONTHS_MOST => t.inspection_setting_months_most().to_owned(),
        crate::inspection::model::MEASURE_LAW => t.inspection_setting_measure_law().to_owned(),
        crate::inspection::model::ORDER_LAW => t.inspection_setting_order_law().to_owned(),
        other if other.starts_with("committee.") => {
            crate::committee::pages::setting_name(&t, other).to_owned()
        }
        "voice.attachment-bytes" => t.organisation_setting_attachment_bytes().to_owned(),
        "voice.attachment-count" => t.organisation_setting_attachment_count().to_owned(),
        "voice.text-letters" => t.organisation_setting_text_letters().to_owned(),
        "voice.wrong-codes-per-hour" => t.organisation_setting_wrong_codes().to_owned(),
        "voice.api-messages-per-hour" => t.organisation_setting_api_messages().to_owned(),
        "voice.messages-per-hour" => t.organisation_setting_messages().to_owned(),
        other => other.to_owned(),
    }
}

fn applicability_name(t: Texts, word: &str) -> &'static str {
    match word {
        "binding" => t.organisation_binding(),
        "adopted" => t.organisation_adopted(),
        _ => t.organisation_reference(),
    }
}

/// A setting in the list.
struct SettingLine {
    id: String,
    name: String,
    value: String,
    source: String,
    applicability: &'static str,
    from: String,
}

#[derive(Template)]
#[template(path = "organisation/settings.html")]
struct Settings {
    page: Page,
    list: Vec<SettingLine>,
}

/// All settings.
pub async fn settings_page(ctx: Ctx) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        settings(&mut conn, ctx.organisation()).await
    };
    match found.await {
        Ok(rows) => {
            let t = ctx.page.t;
            let list = rows
                .into_iter()
                .map(|row| SettingLine {
                    name: setting_name(t, &row.id),
                    value: match row.id.as_str() {
                        model::WEEKEND => model::weekend_words(&row.value, t.lang),
                        _ => t.lang.digits(&row.value),
                    },
                    source: row.source,
                    applicability: applicability_name(t, &row.applicability),
                    from: t.lang.digits(&solar_day(&row.valid_from)),
                    id: row.id,
                })
                .collect();
            render(&Settings {
                page: ctx.page.clone(),
                list,
            })
        }
        Err(why) => refusal(&ctx, why.into()),
    }
}

/// The form of a setting.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SettingForm {
    value: String,
    source: String,
    applicability: String,
    valid_from: String,
}

#[derive(Template)]
#[template(path = "organisation/setting.html")]
struct Setting {
    page: Page,
    id: String,
    name: String,
    /// What it may be, where that is one of few.
    values: Vec<Choice>,
    form: SettingForm,
    choices: Vec<Choice>,
    errors: FormErrors,
}

fn setting_answer(
    ctx: &Ctx,
    status: StatusCode,
    id: String,
    form: SettingForm,
    errors: FormErrors,
) -> Response {
    let t = ctx.page.t;
    let choices = APPLICABILITY
        .iter()
        .map(|word| Choice::new(*word, applicability_name(t, word), &form.applicability))
        .collect();
    let values = if id == model::WEEKEND {
        model::WEEKENDS
            .iter()
            .map(|value| Choice::new(*value, model::weekend_words(value, t.lang), &form.value))
            .collect()
    } else {
        Vec::new()
    };
    let name = setting_name(t, &id);
    render_with(
        status,
        &Setting {
            page: ctx.page.clone(),
            id,
            name,
            values,
            form,
            choices,
            errors,
        },
    )
}

/// One setting.
pub async fn setting_page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        setting(&mut conn, ctx.organisation(), &id)
            .await?
            .ok_or(ActError::NotFound)
    };
    match found.await {
        Ok(row) => {
            let form = SettingForm {
                value: row.value,
                source: row.source,
                applicability: row.applicability,
                valid_from: solar_day(&row.valid_from),
            };
            setting_answer(&ctx, StatusCode::OK, row.id, form, FormErrors::default())
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Changes a setting.
pub async fn change_setting(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(form): Form<SettingForm>,
) -> Response {
    let input = SettingRow {
        id: id.clone(),
        value: form.value.clone(),
        source: form.source.clone(),
        applicability: form.applicability.clone(),
        valid_from: form.valid_from.clone(),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx
        .app
        .act(move |tx| async move { acts::change_setting(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/admin/settings"), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => setting_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, id, form, errors),
            Err(answer) => *answer,
        },
    }
}
