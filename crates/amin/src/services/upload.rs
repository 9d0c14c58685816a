//! Uploads of the staff: a file and the fields beside it; the form for event logs.

use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use tokio::sync::Semaphore;

use super::acts;
use super::figures::Months;
use super::logs::{self, MOST_UNPACKED, ReadAs, Refusal};
use super::store::{self as rows, LogRow, ServiceRow};
use super::view::pick;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Choice, NavItem, Page, refusal, render, render_with};
use crate::platform::permissions::Right;

/// A file that was sent, and the fields beside it.
pub struct Upload {
    /// Content.
    pub bytes: Bytes,
    /// Name as the browser gave it.
    pub file_name: String,
    /// Other fields.
    pub fields: Vec<(String, String)>,
}

impl Upload {
    fn field(&self, name: &str) -> Option<String> {
        let value = self
            .fields
            .iter()
            .find(|(field, _)| field == name)?
            .1
            .trim();
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// Reads a form with one file. The program's limit of a body holds; a larger one is refused with a sentence.
pub async fn read_upload(body: Result<Multipart, MultipartRejection>) -> Result<Upload, ActError> {
    let (file, fields) = read_parts(body).await?;
    let (bytes, file_name) = file.ok_or_else(no_file)?;
    Ok(Upload {
        bytes,
        file_name,
        fields,
    })
}

fn no_file() -> ActError {
    refused(|t| t.services_upload_none().to_owned())
}

/// The file of a form, if one was chosen, with its name; and the other fields.
pub type Parts = (Option<(Bytes, String)>, Vec<(String, String)>);

/// Reads a form whose file may be missing, so that what was typed beside it can be kept.
pub async fn read_parts(body: Result<Multipart, MultipartRejection>) -> Result<Parts, ActError> {
    let mut body = body.map_err(|_| no_file())?;
    let broken = |why: axum::extract::multipart::MultipartError| match why.status() {
        StatusCode::PAYLOAD_TOO_LARGE => refused(|t| t.services_upload_large().to_owned()),
        _ => refused(|t| t.services_upload_broken().to_owned()),
    };
    let mut file = None;
    let mut fields = Vec::new();
    while let Some(part) = body.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(file_name) => {
                let bytes = part.bytes().await.map_err(broken)?;
                if !file_name.is_empty() {
                    file = Some((bytes, file_name));
                }
            }
            None => fields.push((name, part.text().await.map_err(broken)?)),
        }
    }
    Ok((file, fields))
}

#[derive(Template)]
#[template(path = "services/log.html")]
struct LogPage {
    page: Page,
    crumbs: Vec<NavItem>,
    name: String,
    card: String,
    action: String,
    error: String,
    fields: Vec<(&'static str, &'static str, String)>,
    calendars: Vec<Choice>,
    current: Option<CurrentLog>,
}

/// The log that a service's figures come from, as the staff see it.
struct CurrentLog {
    file_name: String,
    sha256: String,
    when: String,
    refused: String,
    refusals: Vec<String>,
    remarks: Vec<String>,
}

fn current(ctx: &Ctx, log: &LogRow) -> CurrentLog {
    let t = ctx.page.t;
    let all: Vec<Refusal> = serde_json::from_str(&log.refusals).unwrap_or_default();
    let say = |wanted: bool| {
        all.iter()
            .filter(|refusal| refusal.is_remark() == wanted)
            .map(|refusal| refusal.say().to(&t))
            .collect()
    };
    CurrentLog {
        file_name: log.file_name.clone(),
        sha256: log.sha256.clone(),
        when: ctx.page.moment(&log.imported_at),
        refused: if log.refused > 0 {
            t.services_log_refused(log.refused)
        } else {
            String::new()
        },
        refusals: say(false),
        remarks: say(true),
    }
}

async fn service_of(ctx: &Ctx, code: &str) -> Result<(ServiceRow, Option<LogRow>), ActError> {
    let mut conn = ctx.read().await?;
    let row = rows::service_by_code(&mut conn, ctx.organisation(), code).await?;
    let row = row
        .filter(|row| ctx.actor.may_for(Right::ServiceEdit, row.unit.as_deref()))
        .ok_or(ActError::NotFound)?;
    let log = match &row.log {
        Some(id) => rows::log(&mut conn, ctx.organisation(), id).await?,
        None => None,
    };
    Ok((row, log))
}

fn log_page(
    ctx: &Ctx,
    row: &ServiceRow,
    log: Option<&LogRow>,
    error: String,
    read_as: &ReadAs,
) -> LogPage {
    let t = ctx.page.t;
    let name = pick(t.lang, &row.name, &row.name_en).to_owned();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let calendar = if read_as.calendar == Months::Solar {
        "solar"
    } else {
        "gregorian"
    };
    LogPage {
        crumbs: vec![
            NavItem {
                href: ctx.at("/admin/services"),
                label: t.services_staff_title().to_owned(),
                current: false,
            },
            NavItem {
                href: ctx.at(&format!("/admin/services/{}", row.code)),
                label: name.clone(),
                current: false,
            },
        ],
        card: ctx.at(&format!("/services/{}", row.code)),
        action: ctx.at(&format!("/admin/services/{}/log", row.code)),
        error,
        fields: vec![
            ("case", t.services_column_case(), text(&read_as.case)),
            (
                "activity",
                t.services_column_activity(),
                text(&read_as.activity),
            ),
            (
                "timestamp",
                t.services_column_timestamp(),
                text(&read_as.timestamp),
            ),
            (
                "resource",
                t.services_column_resource(),
                text(&read_as.resource),
            ),
            ("start", t.services_column_start(), text(&read_as.start)),
            (
                "object_type",
                t.services_column_objects(),
                text(&read_as.object_type),
            ),
        ],
        calendars: vec![
            Choice::new("solar", t.services_calendar_solar(), calendar),
            Choice::new("gregorian", t.services_calendar_gregorian(), calendar),
        ],
        current: log.map(|log| current(ctx, log)),
        name,
        page: ctx.page.clone(),
    }
}

/// The form for an event log.
pub async fn log_form(ctx: Ctx, Path((_, code)): Path<(String, String)>) -> Response {
    match service_of(&ctx, &code).await {
        Ok((row, log)) => render(&log_page(
            &ctx,
            &row,
            log.as_ref(),
            String::new(),
            &ReadAs::default(),
        )),
        Err(why) => refusal(&ctx, why),
    }
}

/// One log is read at a time: each may take many times its size in memory.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Takes an event log in.
pub async fn import_log(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let (row, log) = match service_of(&ctx, &code).await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why),
    };
    let mut read_as = ReadAs::default();
    let done = async {
        let upload = read_upload(body).await?;
        read_as = ReadAs {
            case: upload.field("case"),
            activity: upload.field("activity"),
            timestamp: upload.field("timestamp"),
            resource: upload.field("resource"),
            start: upload.field("start"),
            object_type: upload.field("object_type"),
            calendar: if upload.field("calendar").as_deref() == Some("gregorian") {
                Months::Gregorian
            } else {
                Months::Solar
            },
            ..ReadAs::default()
        }
        .named(&upload.file_name);
        take_in(&ctx, &code, upload, read_as.clone()).await
    };
    let outcome = done.await;
    match outcome {
        Ok(()) => see_other_saying(&ctx.at(&format!("/services/{code}#measured")), "imported"),
        Err(ActError::Refused(say)) => {
            let page = log_page(&ctx, &row, log.as_ref(), say.to(&ctx.page.t), &read_as);
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn take_in(ctx: &Ctx, code: &str, upload: Upload, read_as: ReadAs) -> Result<(), ActError> {
    let calendar = rows::calendar(&mut ctx.read().await?, ctx.organisation()).await?;
    let data = ctx.app.config.data.clone();
    let _turn = ONE_AT_A_TIME.acquire().await;
    let work = tokio::task::spawn_blocking(move || {
        let bytes = &upload.bytes[..];
        if !logs::unpacks_within(bytes, MOST_UNPACKED) {
            return Err(refused(|t| t.services_upload_bomb(MOST_UNPACKED >> 20)));
        }
        let taken = logs::read_log(bytes, &read_as, None)
            .map_err(|why| ActError::Refused(logs::say_read_error(&why)))?;
        let kept = logs::digest(bytes).and_then(|(sha256, size)| {
            logs::keep(&data, &sha256, bytes)?;
            Ok((sha256, size))
        });
        let (sha256, size) = kept.map_err(|why| store::Error::Corrupt(format!("files/: {why}")))?;
        logs::measured(&taken, &upload.file_name, sha256, size, &read_as, &calendar)
            .map_err(ActError::Refused)
    });
    let new = work.await.map_err(|_| store::Error::Panicked)??;
    let (actor, now, code) = (ctx.actor.clone(), ctx.now, code.to_owned());
    ctx.app
        .act(move |tx| async move { acts::import_log(tx, &actor, now, &code, &new).await }.boxed())
        .await?;
    Ok(())
}
