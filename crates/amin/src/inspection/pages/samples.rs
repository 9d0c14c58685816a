//! One sample: its population, who was drawn, how anybody can draw it again, and what was found in each file.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;

use super::{Cell, FormView, Input, Section, Sheet, again, day, gathered, shown, words};
use crate::inspection::acts::{self, is_sent, state_of, visible_mission};
use crate::inspection::model::{FileResult, Population, SAMPLE_METHOD, population_file};
use crate::inspection::store::{self as rows, MissionRow, SampleRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::{Choice, refusal};
use crate::platform::permissions::Right;
use crate::platform::query::fields;

/// The sample with its mission, for who reads the whole of missions.
async fn opened(ctx: &Ctx, id: &str) -> Result<(MissionRow, SampleRow), ActError> {
    let mut conn = ctx.read().await?;
    let row = rows::sample(&mut conn, ctx.organisation(), &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let mission = visible_mission(&mut conn, &ctx.actor, &row.mission).await?;
    if ctx.actor.may_for(Right::InspectionRead, None) {
        Ok((mission, row))
    } else {
        Err(ActError::NotFound)
    }
}

fn members(row: &SampleRow) -> Result<Vec<String>, ActError> {
    let members: Vec<rows::Member> = serde_json::from_str(&row.frame)
        .map_err(|why| store::Error::Corrupt(format!("sample {}: {why}", row.id)))?;
    Ok(members.into_iter().map(|(name, _)| name).collect())
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let (mission, row) = opened(ctx, id).await?;
    let mut conn = ctx.read().await?;
    let files = rows::files(&mut conn, organisation, &row.id).await?;
    let own = is_sent(&mut conn, &ctx.actor, &mission.id, ctx.now).await?;
    drop(conn);
    let mut sheet = Sheet::new(ctx, t.inspection_sample(), &tried);
    sheet.crumb(
        ctx,
        t.inspection_mission_of(t.lang.digits(&mission.number)),
        &format!("/inspection/missions/{}", mission.id),
    );
    sheet.fact(
        t.inspection_population(),
        words::population(t, &row.population),
    );
    sheet.fact(
        t.inspection_period(),
        t.inspection_span(day(ctx, &row.from_day), day(ctx, &row.to_day)),
    );
    sheet.fact(
        t.inspection_population_size(),
        ctx.page.number(&row.frame_size),
    );
    let drawn = i64::try_from(files.len()).unwrap_or(i64::MAX);
    sheet.fact(t.inspection_sample_size(), ctx.page.number(&drawn));
    let write = own && state_of(&mission)?.is_open();
    let mut section = Section {
        head: vec![t.inspection_file(), t.inspection_result()],
        ..Section::new(t.inspection_files())
    };
    for file in &files {
        let cell = match Population::of(&row.population) {
            Some(Population::Journal) => Cell::link(
                t.lang.digits(&file.label),
                ctx.at(&format!("/journal/{}", file.object)),
            ),
            Some(Population::Messages) if ctx.actor.may(Right::MessageRead) => Cell::link(
                t.lang.digits(&file.label),
                ctx.at(&format!("/desk/messages/{}", file.object)),
            ),
            _ => Cell::new(t.lang.digits(&file.label)),
        };
        section.rows.push(vec![
            cell,
            Cell::state(words::file_result(t, &file.result)).more(file.note.clone()),
        ]);
        if write {
            let choices = FileResult::ALL
                .iter()
                .map(|one| {
                    Choice::new(
                        one.code(),
                        words::file_result(t, one.code()).0,
                        &file.result,
                    )
                })
                .collect();
            section.forms.push(
                FormView::new(
                    format!("file-{}", file.id),
                    ctx.at(&format!("/inspection/samples/{}/{}", row.id, file.id)),
                    &t.inspection_do_look(t.lang.digits(&file.label)),
                    vec![
                        Input::new("radios", "result", t.inspection_result()).choices("", choices),
                        Input::new("area", "note", t.inspection_seen())
                            .value(file.note.clone())
                            .optional(),
                    ],
                )
                .tried(failed, &tried),
            );
        }
    }
    if files.is_empty() {
        section
            .paragraphs
            .push(t.inspection_sample_waits().to_owned());
    }
    sheet.sections.push(section);
    sheet.sections.push(verify(ctx, &row, files.len()));
    Ok(sheet)
}

/// How anybody can draw the sample again with ordinary tools.
fn verify(ctx: &Ctx, row: &SampleRow, drawn: usize) -> Section {
    let t = &ctx.page.t;
    let mut section = Section::new(t.inspection_verify());
    section.paragraphs = vec![
        t.inspection_verify_how(ctx.page.number(&row.entry), drawn),
        t.inspection_verify_limits().to_owned(),
    ];
    section.head = vec![t.inspection_verify_file(), "SHA-256"];
    section.rows = vec![
        vec![
            Cell::link(
                "population.txt",
                ctx.at(&format!("/inspection/samples/{}/population.txt", row.id)),
            ),
            Cell::new(&row.frame_hash),
        ],
        vec![
            Cell::link(
                t.inspection_verify_entry(ctx.page.number(&row.entry)),
                ctx.at(&format!("/journal/{}", row.entry)),
            ),
            Cell::new(&row.leaf),
        ],
    ];
    section.code = vec![
        "sha256sum population.txt".to_owned(),
        format!(
            "while read -r m; do echo \"$(printf '{SAMPLE_METHOD}\\n{}\\n%s' \"$m\" | sha256sum | cut -c1-64) $m\"; done < population.txt | sort | head -n {drawn}",
            row.leaf
        ),
    ];
    section
}

/// One sample.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// The members of the population one a line: the file whose hash the sealed entry holds.
pub async fn population(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let text = async {
        let (_, row) = opened(&ctx, &id).await?;
        Ok::<_, ActError>(population_file(&members(&row)?))
    };
    match text.await {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"population.txt\"",
                ),
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            (headers, text).into_response()
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Writes down what was found in a file.
pub async fn look(
    ctx: Ctx,
    Path((_, id, file)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    if let Err(why) = opened(&ctx, &id).await {
        return refusal(&ctx, why);
    }
    let sent = gathered(fields(&body));
    let (result, note) = (
        field(&sent, "result").to_owned(),
        field(&sent, "note").to_owned(),
    );
    let (actor, now, sample, of) = (ctx.actor.clone(), ctx.now, id.clone(), file.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::look_at_file(tx, &actor, now, &sample, &of, &result, &note).await }
            .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/inspection/samples/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(
                &ctx,
                status,
                gather(&ctx, &id, &format!("file-{file}"), tried).await,
            ),
            Err(answer) => *answer,
        },
    }
}
