//! What every page has: words, organisation, navigation, dates and numbers in the reader's language.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use store::Timestamp;

use crate::platform::assets;
use crate::platform::context::Ctx;
use crate::platform::errors::{ActError, FieldError};
use crate::platform::texts::{Lang, Texts};

/// An organisation as pages and acts need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationBrief {
    /// Id.
    pub id: String,
    /// Word in addresses.
    pub slug: String,
    /// Name in the reader's language.
    pub name: String,
}

/// Who has signed in.
#[derive(Debug, Clone)]
pub struct UserBrief {
    /// Name.
    pub name: String,
    /// Role in the reader's language.
    pub role_label: String,
}

/// A link in the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Address.
    pub href: String,
    /// Words.
    pub label: String,
    /// Whether the reader is there.
    pub current: bool,
}

/// Links of the navigation that stand under one word, or, without a word, each by itself.
#[derive(Debug, Clone)]
pub struct NavGroup {
    /// The word, or empty.
    pub label: String,
    /// Its links.
    pub items: Vec<NavItem>,
    /// Whether the reader is in one of them.
    pub current: bool,
}

/// One step of a breadcrumb; without an address it is the page itself.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Words.
    pub label: String,
    /// Address, or empty.
    pub href: String,
}

/// A choice of a select, radio group or scale.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Value sent.
    pub value: String,
    /// Words.
    pub label: String,
    /// More words, or empty.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self {
            chosen: value == chosen,
            value,
            label: label.into(),
            hint: String::new(),
        }
    }
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Words.
    pub t: Texts,
    /// `fa` or `en`.
    pub lang: &'static str,
    /// `rtl` or `ltr`.
    pub dir: &'static str,
    /// Organisation, where the address names one.
    pub organisation: Option<OrganisationBrief>,
    /// Who has signed in.
    pub user: Option<UserBrief>,
    /// Navigation.
    pub nav: Vec<NavGroup>,
    /// Whether the data are made up.
    pub demonstration: bool,
    /// A sentence about what was just done.
    pub flash: Option<String>,
    /// Path of this page.
    pub path: String,
}

impl Page {
    /// Address of a built file.
    #[allow(clippy::unused_self, reason = "templates reach it through the page")]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Address of the chain of a matter, from the address of its own page, which ends with its id.
    pub fn chain(&self, kind: &str, here: &str) -> String {
        let id = here.rsplit('/').next().unwrap_or("");
        format!("/{}/chain/{kind}/{id}", self.org())
    }

    /// The language.
    pub fn language(&self) -> Lang {
        self.t.lang
    }

    /// Slug of the organisation, empty outside one.
    pub fn org(&self) -> &str {
        self.organisation
            .as_ref()
            .map_or("", |organisation| &organisation.slug)
    }

    /// A whole number in the reader's digits.
    pub fn number(&self, number: &i64) -> String {
        self.t.lang.integer(*number)
    }

    /// A number with places after the point.
    pub fn decimal(&self, number: &f64, places: usize) -> String {
        self.t.lang.decimal(*number, places)
    }

    /// Digits of a code in the reader's script.
    pub fn digits(&self, text: &str) -> String {
        self.t.lang.digits(text)
    }

    /// A day, Solar Hijri: `۱ آذر ۱۴۰۵`, `1 Azar 1405`.
    pub fn day(&self, at: &Timestamp) -> String {
        day(self.t.lang, *at)
    }

    /// A day with its weekday.
    pub fn long_day(&self, at: &Timestamp) -> String {
        let date = persian::date::tehran_date(at.0);
        if self.t.lang == Lang::Fa {
            date.long()
        } else {
            date.long_en()
        }
    }

    /// Day and time of day in Tehran.
    pub fn moment(&self, at: &Timestamp) -> String {
        let moment = persian::date::tehran_datetime(at.0);
        if self.t.lang == Lang::Fa {
            moment.long()
        } else {
            moment.long_en()
        }
    }
}

/// A day in a language.
pub fn day(lang: Lang, at: Timestamp) -> String {
    let date = persian::date::tehran_date(at.0);
    if lang == Lang::Fa {
        date.medium()
    } else {
        date.medium_en()
    }
}

/// Renders a template; a failure is logged and answered as an error of the program.
pub fn render(template: &impl Template) -> Response {
    render_with(StatusCode::OK, template)
}

/// Renders a template with a status.
pub fn render_with(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, [(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
        Err(why) => {
            tracing::error!(error = %why, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Goes to another page after a form was accepted.
pub fn see_other(address: &str) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, address.to_owned())],
    )
        .into_response()
}

#[derive(Template)]
#[template(path = "platform/error.html")]
struct ErrorPage {
    page: Page,
    title: String,
    text: String,
    advice: String,
    reference: String,
}

/// The page for what cannot be shown or done.
pub fn error_page(ctx: &Ctx, status: StatusCode, sentence: String) -> Response {
    let t = ctx.page.t;
    let (title, todo) = match status {
        StatusCode::NOT_FOUND => (t.error_not_found_title(), t.error_not_found_todo()),
        StatusCode::FORBIDDEN => (t.error_forbidden_title(), t.error_forbidden_todo()),
        StatusCode::TOO_MANY_REQUESTS => (t.error_often_title(), t.error_often_todo()),
        StatusCode::INTERNAL_SERVER_ERROR => (t.error_internal_title(), t.error_internal_todo()),
        _ => (t.error_refused_title(), t.error_refused_todo()),
    };
    render_with(
        status,
        &ErrorPage {
            page: ctx.page.clone(),
            title: title.to_owned(),
            text: sentence,
            advice: todo.to_owned(),
            reference: String::new(),
        },
    )
}

/// The answer to an act that did not happen, where the form itself is not shown again.
pub fn refusal(ctx: &Ctx, why: ActError) -> Response {
    let t = &ctx.page.t;
    match why {
        ActError::NotFound => {
            error_page(ctx, StatusCode::NOT_FOUND, t.error_not_found().to_owned())
        }
        ActError::Forbidden => {
            error_page(ctx, StatusCode::FORBIDDEN, t.error_forbidden().to_owned())
        }
        ActError::Invalid(fields) => {
            let sentences: Vec<String> = fields.iter().map(|field| field.why.to(t)).collect();
            error_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, sentences.join(" "))
        }
        ActError::Refused(say) => error_page(ctx, StatusCode::CONFLICT, say.to(t)),
        ActError::Store(why) => {
            tracing::error!(error = %why, path = %ctx.page.path, "a request failed");
            error_page(
                ctx,
                StatusCode::INTERNAL_SERVER_ERROR,
                t.error_internal().to_owned(),
            )
        }
    }
}

/// A wrong field of a form, as the summary above the form shows it.
#[derive(Debug, Clone)]
pub struct FormFault {
    /// Name of the field.
    pub field: &'static str,
    /// Sentence.
    pub message: String,
}

/// The sentences of wrong fields, for a form that is shown again.
#[derive(Debug, Clone, Default)]
pub struct FormErrors(Vec<(&'static str, String)>);

impl FormErrors {
    /// The sentences of `fields` in the reader's language.
    pub fn new(t: &Texts, fields: &[FieldError]) -> Self {
        Self(
            fields
                .iter()
                .map(|field| (field.field, field.why.to(t)))
                .collect(),
        )
    }

    /// The sentence of a field, or an empty text.
    pub fn of(&self, field: &str) -> &str {
        self.0
            .iter()
            .find(|(name, _)| *name == field)
            .map_or("", |(_, why)| why)
    }

    /// All, as (field, sentence).
    pub fn all(&self) -> &[(&'static str, String)] {
        &self.0
    }

    /// All, for the summary above the form: `{% call ui::error_summary(errors.summary()) %}{% endcall %}`.
    pub fn summary(&self) -> Vec<FormFault> {
        self.0
            .iter()
            .map(|(field, message)| FormFault {
                field,
                message: message.clone(),
            })
            .collect()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
