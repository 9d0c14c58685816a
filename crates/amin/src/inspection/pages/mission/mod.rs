//! One mission: who is sent, its checklist, samples, findings, warnings, remedies, and what may be done now.

mod parts;

use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use store::Conn;

use super::{Names, Section, Sheet, again, day, read_form, shown, words};
use crate::inspection::acts::{
    self, AnswerInput, FindingInput, MeasureInput, RemedyInput, SampleInput, WarningInput, is_sent,
    state_of, visible_mission,
};
use crate::inspection::model::MissionState;
use crate::inspection::store::{self as rows, Colleague, MissionRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{refusal, see_other};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;
use crate::voice::files;
use crate::voice::rules::Rules;
use crate::voice::store::Attachment;
use parts::{after, checklist, findings, inspectors, measure, remedies, samples, steps, warnings};

/// What was done where the paths were opened.
const OPENED: &str = "opened";

/// Everything that the page of a mission is made of.
struct Told {
    /// The reader has opened the paths of who is kept out, with a reason.
    looks: bool,
    row: MissionRow,
    state: MissionState,
    own: bool,
    runs: bool,
    people: Vec<Colleague>,
    findings: Vec<(String, String)>,
    warnings: Vec<rows::WarningRow>,
}

fn here(ctx: &Ctx, row: &MissionRow, deed: &str) -> String {
    ctx.at(&format!("/inspection/missions/{}/{deed}", row.id))
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = visible_mission(&mut conn, &ctx.actor, id).await?;
    let own = is_sent(&mut conn, &ctx.actor, &row.id, ctx.now).await?;
    let number = t.lang.digits(&row.number);
    let mut sheet = Sheet::new(ctx, t.inspection_mission_of(&number), &tried);
    sheet.crumb(ctx, t.inspection_missions(), "/inspection");
    sheet.link(ctx, t.chain_open(), &format!("/chain/mission/{}", row.id));
    (sheet.state, sheet.badge) = words::mission_state(t, &row.state);
    facts(ctx, &rules, &mut conn, &row, &mut sheet).await?;
    let base = format!("/inspection/missions/{}", row.id);
    sheet.link(ctx, t.inspection_letter(), &format!("{base}/letter.pdf"));
    if row.report.is_some() {
        sheet.link(ctx, t.inspection_report(), &format!("{base}/report"));
    }
    let told = Told {
        looks: failed == OPENED && ctx.actor.may(Right::InterestReview),
        state: state_of(&row)?,
        own,
        runs: ctx.actor.may_for(Right::InspectionRun, None),
        people: if own {
            rows::people_of(&mut conn, organisation, &row.unit).await?
        } else {
            Vec::new()
        },
        findings: crate::findings::store::about(&mut conn, organisation, "mission", &row.id)
            .await?
            .into_iter()
            .map(|finding| (finding.id, finding.title))
            .collect(),
        warnings: rows::warnings_of(&mut conn, organisation, &row.id).await?,
        row,
    };
    sheet
        .sections
        .push(Section::text(t.inspection_purpose(), &told.row.purpose));
    sheet.sections.push(steps(ctx, &told));
    let inside = ctx.actor.may_for(Right::InspectionRead, None);
    if inside {
        sheet
            .sections
            .push(inspectors(ctx, &mut conn, &told).await?);
        sheet.sections.push(checklist(ctx, &mut conn, &told).await?);
        sheet.sections.push(samples(ctx, &mut conn, &told).await?);
    }
    sheet.sections.push(findings(ctx, &told));
    sheet.sections.push(warnings(ctx, &told));
    sheet.sections.push(remedies(ctx, &mut conn, &told).await?);
    if told.own && matches!(told.state, MissionState::Reported | MissionState::Closed) {
        sheet.sections.push(measure(ctx, &rules, &told));
    }
    if inside {
        sheet.sections.push(after(ctx, &mut conn, &told).await?);
    }
    drop(conn);
    sheet.sections.retain(|section| {
        !(section.rows.is_empty() && section.forms.is_empty() && section.paragraphs.is_empty())
    });
    for section in &mut sheet.sections {
        section.forms = std::mem::take(&mut section.forms)
            .into_iter()
            .map(|form| form.tried(failed, &tried))
            .collect();
    }
    Ok(sheet)
}

async fn facts(
    ctx: &Ctx,
    rules: &Rules,
    conn: &mut Conn,
    row: &MissionRow,
    sheet: &mut Sheet,
) -> Result<(), ActError> {
    let t = &ctx.page.t;
    sheet.fact(t.inspection_kind(), words::mission_kind(t, &row.kind));
    sheet.fact(t.committee_unit(), rules.unit_name(t.lang, Some(&row.unit)));
    sheet.fact(t.inspection_process(), row.process.clone());
    sheet.fact(
        t.inspection_service(),
        row.service.clone().unwrap_or_default(),
    );
    sheet.fact(
        t.inspection_period(),
        t.inspection_span(day(ctx, &row.from_day), day(ctx, &row.to_day)),
    );
    let people = vec![row.ordered_person.clone()];
    let names = Names::read(conn, ctx.organisation(), people).await?;
    sheet.fact(
        t.inspection_ordered_by(),
        names.of(row.ordered_person.as_deref()),
    );
    if let Some(hash) = &row.report_hash {
        sheet.fact(t.inspection_report_hash(), hash.clone());
    }
    sheet.event(ctx, t.inspection_done_ordered(), Some(row.ordered_at), "");
    sheet.event(ctx, t.inspection_done_started(), row.started_at, "");
    sheet.event(ctx, t.inspection_done_reported(), row.reported_at, "");
    let closing = if row.state == MissionState::Cancelled.code() {
        t.inspection_done_cancelled()
    } else {
        t.inspection_done_closed()
    };
    sheet.event(ctx, closing, row.closed_at, &row.closing_note);
    Ok(())
}

/// One mission.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Where an act leads.
enum Next {
    Mission,
    Sample(String),
    Measure(String),
    /// Who acted is no longer on the mission.
    List,
    /// The same page with the paths opened.
    Opened,
}

async fn perform(
    ctx: &Ctx,
    id: &str,
    deed: &str,
    sent: &Fields,
    file: Option<Attachment>,
) -> Result<Next, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    // Whoever may not see the mission gets no answer but that.
    visible_mission(&mut ctx.read().await?, &ctx.actor, id).await?;
    let word = |name: &str| field(sent, name).to_owned();
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.to_owned());
    let note = word("note");
    let act = match deed {
        "start" => {
            let act = ctx.app.act(move |tx| {
                async move { acts::start_mission(tx, &actor, now, &of).await }.boxed()
            });
            return Ok(if act.await?.0 {
                Next::Mission
            } else {
                Next::List
            });
        }
        "paths" => {
            let reason = word("look_reason");
            let act = ctx.app.act(move |tx| {
                async move { acts::open_mission_paths(tx, &actor, now, &of, &reason).await }.boxed()
            });
            act.await?;
            return Ok(Next::Opened);
        }
        "withdraw" => {
            let act = ctx.app.act(move |tx| {
                async move { acts::withdraw_from_mission(tx, &actor, now, &of, &note).await }
                    .boxed()
            });
            act.await?;
            return Ok(Next::List);
        }
        "confirm" | "cancel" => {
            let cancel = deed == "cancel";
            ctx.app
                .act(move |tx| {
                    async move { acts::close_mission(tx, &actor, now, &of, cancel, &note).await }
                        .boxed()
                })
                .await
        }
        "send" => {
            let inspector = word("inspectors");
            ctx.app
                .act(move |tx| {
                    async move {
                        acts::send_inspector(tx, &actor, now, &of, &inspector)
                            .await
                            .map(|_| ())
                    }
                    .boxed()
                })
                .await
        }
        "answer" => {
            let input = AnswerInput {
                item: word("item"),
                answer: word("answer"),
                note,
                file,
            };
            ctx.app
                .act(move |tx| {
                    async move { acts::answer_item(tx, &actor, now, &of, input).await }.boxed()
                })
                .await
        }
        "sample" => {
            let input = SampleInput {
                population: word("population"),
                from_day: word("from_day"),
                to_day: word("to_day"),
                size: word("size"),
            };
            let act = ctx.app.sealed_act(move |tx| {
                async move { acts::open_sample(tx, &actor, now, &of, &input).await }.boxed()
            });
            let (sample, _) = act.await?;
            let (organisation, drawn) = (ctx.organisation().to_owned(), sample.clone());
            let act = ctx.app.act(move |tx| {
                async move { acts::draw_sample(tx, &organisation, now, &drawn).await }.boxed()
            });
            act.await?;
            return Ok(Next::Sample(sample));
        }
        "finding" => {
            let input = FindingInput {
                title: word("title"),
                text: word("text"),
                severity: word("severity"),
            };
            ctx.app
                .act(move |tx| {
                    async move {
                        acts::raise_finding(tx, &actor, now, &of, &input)
                            .await
                            .map(|_| ())
                    }
                    .boxed()
                })
                .await
        }
        "warning" => {
            let input = WarningInput {
                person: word("person"),
                text: word("text"),
                legal_basis: word("legal_basis"),
            };
            ctx.app
                .act(move |tx| {
                    async move {
                        acts::serve_warning(tx, &actor, now, &rules, &of, &input)
                            .await
                            .map(|_| ())
                    }
                    .boxed()
                })
                .await
        }
        "remedy" => {
            let input = RemedyInput {
                text: word("text"),
                owner: word("owner"),
                due: word("due"),
                finding: word("finding"),
                warning: word("warning"),
            };
            ctx.app
                .act(move |tx| {
                    async move {
                        acts::fix_remedy(tx, &actor, now, &rules, &of, &input)
                            .await
                            .map(|_| ())
                    }
                    .boxed()
                })
                .await
        }
        "finish" => {
            let conclusion = word("conclusion");
            ctx.app
                .act(move |tx| {
                    async move {
                        let unit = rows::mission(tx.read(), &actor.organisation, &of)
                            .await?
                            .map_or_else(String::new, |row| row.unit);
                        let name = rules.unit_name(Lang::Fa, Some(&unit)).to_owned();
                        acts::report_mission(tx, &actor, now, &name, &of, &conclusion).await
                    }
                    .boxed()
                })
                .await
        }
        "measure" => {
            let input = MeasureInput {
                person: word("person"),
                facts: word("facts"),
                kind: word("kind"),
                percent: word("percent"),
                months: word("months"),
                legal_basis: word("legal_basis"),
            };
            let act = ctx.app.act(move |tx| {
                async move { acts::report_measure(tx, &actor, now, &rules, &of, &input).await }
                    .boxed()
            });
            let (measure, _) = act.await?;
            return Ok(Next::Measure(measure));
        }
        _ => return Err(ActError::NotFound),
    };
    act?;
    Ok(Next::Mission)
}

/// Does something with a mission.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    request: Request<Body>,
) -> Response {
    let (sent, outcome) = match read_form(&ctx, request).await {
        Ok((sent, file)) => {
            let outcome = perform(&ctx, &id, &deed, &sent, file).await;
            (sent, outcome)
        }
        Err((sent, why)) => (sent, Err(why)),
    };
    let to = |path: String| see_other_saying(&ctx.at(&path), "saved");
    match outcome {
        Ok(Next::Mission) if deed == "answer" => {
            see_other(&ctx.at(&format!("/inspection/missions/{id}#checklist")))
        }
        Ok(Next::Mission) => to(format!("/inspection/missions/{id}")),
        Ok(Next::Sample(sample)) => to(format!("/inspection/samples/{sample}")),
        Ok(Next::Measure(measure)) => to(format!("/inspection/measures/{measure}")),
        Ok(Next::List) => to("/inspection".to_owned()),
        Ok(Next::Opened) => {
            let sheet = gather(&ctx, &id, OPENED, Tried::default()).await;
            shown(&ctx, StatusCode::OK, sheet)
        }
        Err(why) => {
            let code = if deed == "answer" {
                format!("answer-{}", field(&sent, "item"))
            } else {
                deed
            };
            match again(&ctx, sent, why) {
                Ok((status, tried)) => shown(&ctx, status, gather(&ctx, &id, &code, tried).await),
                Err(answer) => *answer,
            }
        }
    }
}

/// Sends the evidence of an answer: saved, never shown inside a page.
pub async fn evidence(ctx: Ctx, Path((_, id, answer)): Path<(String, String, String)>) -> Response {
    match find(&ctx, &id, &answer).await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

async fn find(ctx: &Ctx, id: &str, answer: &str) -> Result<Response, ActError> {
    let mut conn = ctx.read().await?;
    let row = visible_mission(&mut conn, &ctx.actor, id).await?;
    if !ctx.actor.may_for(Right::InspectionRead, None) {
        return Err(ActError::NotFound);
    }
    let answer = rows::answers(&mut conn, ctx.organisation(), &row.id)
        .await?
        .into_iter()
        .find(|one| one.id == answer)
        .ok_or(ActError::NotFound)?;
    drop(conn);
    let (Some(hash), Some(media)) = (answer.file_sha256, answer.file_type) else {
        return Err(ActError::NotFound);
    };
    let (data, wanted) = (ctx.app.config.data.clone(), hash.clone());
    let bytes = tokio::task::spawn_blocking(move || files::read(&data, &wanted))
        .await
        .ok()
        .flatten()
        .ok_or_else(|| store::Error::Corrupt(format!("evidence {hash} cannot be read")))?;
    let name = crate::platform::outgoing::percent(&answer.file_name.unwrap_or_default());
    Ok((
        [
            (header::CONTENT_TYPE, media),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename*=UTF-8''{name}"),
            ),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; sandbox".to_owned(),
            ),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response())
}
