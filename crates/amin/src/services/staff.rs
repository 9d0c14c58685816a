//! Pages of the staff: the cards that one may edit, the form, the import of a table.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use serde::Deserialize;

use super::acts::{self, Imported};
use super::api::csv_text;
use super::import::{COLUMNS, RefusedRow, read_rows, template_head};
use super::model::{ServiceInput, TimeUnit, completeness};
use super::store as rows;
use super::upload::{Upload, read_upload};
use super::view::{percent_whole, pick, unit_word};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, Say, refused};
use crate::platform::page::{Choice, FormErrors, NavItem, Page, refusal, render, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;

struct StaffLine {
    edit: String,
    log: String,
    name: String,
    code: String,
    body: String,
    score: String,
    cases: String,
    active: bool,
}

#[derive(Template)]
#[template(path = "services/staff.html")]
struct StaffList {
    page: Page,
    services: Vec<StaffLine>,
}

/// The cards that one may edit.
pub async fn list(ctx: Ctx) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let weights = rows::weights(&mut conn, ctx.organisation()).await?;
        Ok::<_, store::Error>((
            rows::services(&mut conn, ctx.organisation(), &[], "", true).await?,
            weights,
        ))
    };
    let (services, weights) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let t = ctx.page.t;
    let services = services
        .iter()
        .filter(|line| ctx.actor.may_for(Right::ServiceEdit, line.unit.as_deref()))
        .map(|line| StaffLine {
            edit: ctx.at(&format!("/admin/services/{}", line.code)),
            log: ctx.at(&format!("/admin/services/{}/log", line.code)),
            name: pick(t.lang, &line.name, &line.name_en).to_owned(),
            code: line.code.clone(),
            body: pick(t.lang, &line.responsible, &line.responsible_en).to_owned(),
            score: percent_whole(&t, completeness(&line.filled, &weights).score),
            cases: line
                .cases
                .map_or_else(|| "–".to_owned(), |cases| t.lang.integer(cases)),
            active: line.active,
        })
        .collect();
    render(&StaffList {
        page: ctx.page.clone(),
        services,
    })
}

/// The form of a card as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ServiceForm {
    form: String,
    code: String,
    name: String,
    name_en: String,
    life_stage: String,
    unit: String,
    responsible: String,
    responsible_en: String,
    description: String,
    description_en: String,
    documents: String,
    fee: String,
    fee_rials: String,
    legal_time: String,
    legal_time_unit: String,
    legal_time_source: String,
    steps: String,
    legal_basis: String,
    appeal: String,
    channel: String,
    source: String,
    valid_from: String,
    active: String,
}

impl ServiceForm {
    fn of(input: ServiceInput, lang: crate::platform::texts::Lang) -> Self {
        let number = |n: Option<i64>| n.map_or_else(String::new, |n| lang.digits(&n.to_string()));
        Self {
            form: String::new(),
            fee_rials: number(input.fee_rials),
            legal_time: number(input.legal_time),
            legal_time_unit: input
                .legal_time_unit
                .map_or_else(String::new, |unit| unit.code().to_owned()),
            unit: input.unit.unwrap_or_default(),
            active: if input.active {
                "yes".to_owned()
            } else {
                String::new()
            },
            valid_from: lang.digits(&input.valid_from),
            code: input.code,
            name: input.name,
            name_en: input.name_en,
            life_stage: input.life_stage,
            responsible: input.responsible,
            responsible_en: input.responsible_en,
            description: input.description,
            description_en: input.description_en,
            documents: input.documents,
            fee: input.fee,
            legal_time_source: input.legal_time_source,
            steps: input.steps,
            legal_basis: input.legal_basis,
            appeal: input.appeal,
            channel: input.channel,
            source: input.source,
        }
    }

    /// The input. Where a unit of the organisation is chosen, its name is the responsible body's.
    fn input(&self, units: &[(String, String, String)]) -> Result<ServiceInput, ActError> {
        let mut faults = crate::platform::errors::Faults::default();
        let mut number = |text: &str, field: &'static str| {
            if text.trim().is_empty() {
                return None;
            }
            let number = persian::parse_integer(text).ok();
            if number.is_none() {
                faults.add(field, |t| t.services_wrong_number().to_owned());
            }
            number
        };
        let fee_rials = number(&self.fee_rials, "fee-rials");
        let legal_time = number(&self.legal_time, "legal-time");
        faults.check()?;
        let unit = units.iter().find(|(id, ..)| *id == self.unit);
        let own = |own: &str, unit: Option<&String>| match unit {
            Some(unit) => unit.clone(),
            None => own.to_owned(),
        };
        Ok(ServiceInput {
            code: self.code.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            life_stage: self.life_stage.clone(),
            unit: Some(self.unit.clone()).filter(|unit| !unit.is_empty()),
            responsible: own(&self.responsible, unit.map(|(_, name, _)| name)),
            responsible_en: own(&self.responsible_en, unit.map(|(.., name_en)| name_en)),
            description: self.description.clone(),
            description_en: self.description_en.clone(),
            documents: self.documents.clone(),
            fee: self.fee.clone(),
            fee_rials,
            legal_time,
            legal_time_unit: TimeUnit::of(&self.legal_time_unit),
            legal_time_source: self.legal_time_source.clone(),
            steps: self.steps.clone(),
            legal_basis: self.legal_basis.clone(),
            appeal: self.appeal.clone(),
            channel: self.channel.clone(),
            source: self.source.clone(),
            valid_from: self.valid_from.clone(),
            active: !self.active.is_empty(),
        })
    }
}

/// A wrong field, for the summary above the form.
pub struct Fault {
    /// Name of the field.
    pub field: &'static str,
    /// Sentence.
    pub message: String,
}

#[derive(Template)]
#[template(path = "services/edit.html")]
struct Edit {
    page: Page,
    crumbs: Vec<NavItem>,
    title: String,
    form: ServiceForm,
    stages: Vec<Choice>,
    units: Vec<Choice>,
    time_units: Vec<Choice>,
    errors: FormErrors,
    faults: Vec<Fault>,
    log: String,
    show_body: bool,
}

async fn form_page(
    ctx: &Ctx,
    title: String,
    form: ServiceForm,
    errors: FormErrors,
    log: String,
) -> Result<Edit, ActError> {
    let t = ctx.page.t;
    let mut conn = ctx.read().await?;
    let stages = rows::stages(&mut conn, ctx.organisation()).await?;
    let units = rows::units(&mut conn, ctx.organisation()).await?;
    let staff_link = NavItem {
        href: ctx.at("/admin/services"),
        label: t.services_staff_title().to_owned(),
        current: false,
    };
    Ok(Edit {
        crumbs: vec![staff_link],
        title,
        stages: stages
            .iter()
            .map(|s| {
                Choice::new(
                    s.id.clone(),
                    pick(t.lang, &s.name, &s.name_en),
                    &form.life_stage,
                )
            })
            .collect(),
        units: units
            .iter()
            .filter(|(id, ..)| ctx.actor.may_for(Right::ServiceEdit, Some(id)))
            .map(|(id, name, name_en)| {
                Choice::new(id.clone(), pick(t.lang, name, name_en), &form.unit)
            })
            .collect(),
        time_units: TimeUnit::ALL
            .iter()
            .map(|unit| Choice::new(unit.code(), unit_word(&t, *unit), &form.legal_time_unit))
            .collect(),
        faults: errors
            .all()
            .iter()
            .map(|(field, message)| Fault {
                field,
                message: message.clone(),
            })
            .collect(),
        show_body: ctx.actor.may_for(Right::ServiceEdit, None),
        errors,
        form,
        log,
        page: ctx.page.clone(),
    })
}

/// The empty form.
pub async fn new_form(ctx: Ctx) -> Response {
    let now = ctx.now;
    let actor = ctx.actor.clone();
    // The form carries the id of the service that it will make, so that sending it twice makes one.
    let made = ctx.app.act(move |tx| {
        async move {
            acts::prepare(tx, &actor, now).await?;
            Ok::<_, ActError>(tx.new_id(now))
        }
        .boxed()
    });
    let page = match made.await {
        Ok((id, _)) => {
            let form = ServiceForm {
                form: id,
                active: "yes".to_owned(),
                ..ServiceForm::default()
            };
            form_page(
                &ctx,
                ctx.page.t.services_new().to_owned(),
                form,
                FormErrors::default(),
                String::new(),
            )
            .await
        }
        Err(why) => Err(why),
    };
    match page {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn units(ctx: &Ctx) -> Result<Vec<(String, String, String)>, ActError> {
    Ok(rows::units(&mut ctx.read().await?, ctx.organisation()).await?)
}

/// A new card.
pub async fn create(ctx: Ctx, Form(form): Form<ServiceForm>) -> Response {
    let done = async {
        let input = form.input(&units(&ctx).await?)?;
        let (actor, now, token, code) = (
            ctx.actor.clone(),
            ctx.now,
            form.form.clone(),
            input.code.clone(),
        );
        ctx.app
            .act(move |tx| {
                async move { acts::create(tx, &actor, now, &token, &input).await }.boxed()
            })
            .await?;
        Ok::<_, ActError>(code.trim().to_ascii_lowercase())
    };
    match done.await {
        Ok(code) => see_other_saying(
            &ctx.at(&format!("/services/{}", persian::to_ascii(&code))),
            "saved",
        ),
        Err(why) => {
            form_again(
                &ctx,
                ctx.page.t.services_new().to_owned(),
                form,
                String::new(),
                why,
            )
            .await
        }
    }
}

async fn form_again(
    ctx: &Ctx,
    title: String,
    form: ServiceForm,
    log: String,
    why: ActError,
) -> Response {
    let ActError::Invalid(fields) = why else {
        return refusal(ctx, why);
    };
    match form_page(ctx, title, form, FormErrors::new(&ctx.page.t, &fields), log).await {
        Ok(page) => render_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The form of a card.
pub async fn edit_form(ctx: Ctx, Path((_, code)): Path<(String, String)>) -> Response {
    let page = async {
        let row = rows::service_by_code(&mut ctx.read().await?, ctx.organisation(), &code).await?;
        let row = row
            .filter(|row| ctx.actor.may_for(Right::ServiceEdit, row.unit.as_deref()))
            .ok_or(ActError::NotFound)?;
        let title = pick(ctx.page.t.lang, &row.name, &row.name_en).to_owned();
        let log = ctx.at(&format!("/admin/services/{code}/log"));
        let form = ServiceForm::of(row.input(), ctx.page.t.lang);
        form_page(&ctx, title, form, FormErrors::default(), log).await
    };
    match page.await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

/// A changed card.
pub async fn edit(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    Form(form): Form<ServiceForm>,
) -> Response {
    let done = async {
        let input = form.input(&units(&ctx).await?)?;
        let (actor, now, old, new) = (ctx.actor.clone(), ctx.now, code.clone(), input.code.clone());
        ctx.app
            .act(move |tx| {
                async move {
                    acts::find(tx, &actor, &old).await?;
                    acts::edit(tx, &actor, now, &old, &input).await
                }
                .boxed()
            })
            .await?;
        Ok::<_, ActError>(new.trim().to_ascii_lowercase())
    };
    match done.await {
        Ok(code) => see_other_saying(
            &ctx.at(&format!("/services/{}", persian::to_ascii(&code))),
            "saved",
        ),
        Err(why) => {
            let log = ctx.at(&format!("/admin/services/{code}/log"));
            form_again(&ctx, form.name.clone(), form, log, why).await
        }
    }
}

struct RefusedView {
    number: String,
    why: String,
}

/// What was left out, in the reader's language.
fn refused_view(t: Texts, refused: &[RefusedRow]) -> Vec<RefusedView> {
    refused
        .iter()
        .map(|row| RefusedView {
            number: t.lang.integer(i64::try_from(row.number).unwrap_or(0)),
            why: row.why.to(&t),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "services/import.html")]
struct ImportPage {
    page: Page,
    crumbs: Vec<NavItem>,
    error: String,
    result: String,
    refused: Vec<RefusedView>,
    columns: Vec<(String, String)>,
    xlsx: String,
    csv: String,
    action: String,
}

fn import_page(ctx: &Ctx, error: String, done: Option<&Imported>) -> ImportPage {
    let t = ctx.page.t;
    ImportPage {
        crumbs: vec![NavItem {
            href: ctx.at("/admin/services"),
            label: t.services_staff_title().to_owned(),
            current: false,
        }],
        error,
        result: done.map_or_else(String::new, |d| {
            t.services_import_done(d.new, d.changed, d.unchanged, d.refused.len())
        }),
        refused: done.map_or_else(Vec::new, |done| refused_view(t, &done.refused)),
        columns: COLUMNS
            .iter()
            .map(|(code, heads)| ((*code).to_owned(), heads[0].to_owned()))
            .collect(),
        xlsx: ctx.at("/admin/services/template.xlsx"),
        csv: ctx.at("/admin/services/template.csv"),
        action: ctx.at("/admin/services/import"),
        page: ctx.page.clone(),
    }
}

/// The form for a table of services.
pub async fn import_form(ctx: Ctx) -> Response {
    render(&import_page(&ctx, String::new(), None))
}

/// Why a spreadsheet was not read, in the reader's language; the crate's own sentence names the place.
pub fn say_sheet_error(why: &documents::SheetError) -> Say {
    let sentence = why.to_string();
    Say::new(move |t| t.services_table_unreadable(&sentence))
}

/// Services from a table: the rows that can be taken are taken, the others are listed with number and reason.
pub async fn import(
    ctx: Ctx,
    body: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Response {
    let done = async {
        let Upload {
            bytes, file_name, ..
        } = read_upload(body).await?;
        let table = documents::read_table(
            &bytes,
            &file_name,
            &documents::Limits {
                rows: 5_000,
                ..documents::Limits::default()
            },
        )
        .map_err(|why| ActError::Refused(say_sheet_error(&why)))?;
        let (actor, now) = (ctx.actor.clone(), ctx.now);
        Ok::<_, ActError>(
            ctx.app
                .act(move |tx| import_table(tx, actor, now, table).boxed())
                .await?
                .0,
        )
    };
    let t = ctx.page.t;
    match done.await {
        Ok(done) => render(&import_page(&ctx, String::new(), Some(&done))),
        Err(ActError::Refused(say)) => render_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &import_page(&ctx, say.to(&t), None),
        ),
        Err(why) => refusal(&ctx, why),
    }
}

/// Reads the rows of a table with the organisation's life stages and writes them.
pub async fn import_table(
    tx: &mut store::Tx,
    actor: crate::platform::actor::Actor,
    now: store::Timestamp,
    table: Vec<documents::Row>,
) -> Result<Imported, ActError> {
    acts::prepare(tx, &actor, now).await?;
    let stages = rows::stages(tx.read(), &actor.organisation).await?;
    let read = read_rows(&table, &stages).map_err(ActError::Refused)?;
    acts::import(tx, &actor, now, &read).await
}

fn download(kind: &'static str, name: &str, bytes: impl IntoResponse) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response()
}

/// The template with Persian heads as CSV.
pub async fn template_csv() -> Response {
    let head = template_head().into_iter().map(str::to_owned).collect();
    download("text/csv; charset=utf-8", "services.csv", csv_text(&[head]))
}

/// The template with Persian heads as a workbook, with an empty row to fill.
pub async fn template_xlsx(ctx: Ctx) -> Response {
    let sheet = documents::Sheet {
        name: ctx.page.t.services_title().to_owned(),
        head: template_head().into_iter().map(str::to_owned).collect(),
        rows: Vec::new(),
    };
    let issued = documents::IssueDate {
        year: 2026,
        month: 1,
        day: 1,
    };
    match documents::write_workbook(&[sheet], documents::Language::Persian, issued) {
        Ok(bytes) => download(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "services.xlsx",
            bytes,
        ),
        Err(why) => {
            tracing::error!(error = %why, "the template could not be written");
            refusal(&ctx, refused(|t| t.error_internal().to_owned()))
        }
    }
}
