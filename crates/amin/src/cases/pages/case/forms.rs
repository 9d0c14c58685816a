//! The forms of a case, each one act. Its fields are named ACT-FIELD.

use askama::Template;
use axum::extract::{Path, Request};
use axum::response::Response;
use futures::FutureExt;
use serde_json::{Value, json};
use store::Tx;

use super::super::{attachment, content, sent, tried};
use super::show;
use crate::cases::acts::{
    self, DecisionInput, Handling, Handover, NewEvidence, Said, Screening, VoteInput,
};
use crate::cases::model::{Deed, Stage};
use crate::cases::package::{self, Part};
use crate::cases::store as rows;
use crate::cases::upload::Sent;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Page, refusal, render};

/// A form of this page as it came.
struct Posted {
    deed: String,
    sent: Sent,
}

impl Posted {
    fn get(&self, field: &str) -> String {
        self.sent.get(&format!("{}-{field}", self.deed)).to_owned()
    }

    fn said(&self) -> Said {
        Said {
            note: self.get("note"),
            legal_basis: self.get("legal_basis"),
            document: self.sent.document.clone(),
        }
    }
}

/// The letter that is printed and served where the person has no account: the one time that its code is shown.
#[derive(Template)]
#[template(path = "cases/letter.html")]
struct Letter {
    page: Page,
    number: String,
    code: String,
    address: String,
    back: String,
}

/// Does one act.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    // Grave acts want the password again; the form has to be filled in after that.
    if matches!(deed.as_str(), "hand-over" | "publish") {
        let here = ctx.at(&format!("/cases/{id}"));
        if let Some(first) = ctx.step_up_first(&here) {
            return first;
        }
    }
    let sent = match sent(&ctx, request).await {
        Ok(sent) => sent,
        Err(why) => return refusal(&ctx, why),
    };
    let posted = Posted { deed, sent };
    let done = match posted.sent.check() {
        Err(why) => Err(why),
        Ok(()) => perform(&ctx, &id, &posted).await,
    };
    match done {
        Ok(Some(answer)) => answer,
        Ok(None) => {
            // Who kept out does not see the case any more.
            let next = if posted.deed == "recuse" {
                ctx.at("/cases")
            } else {
                ctx.at(&format!("/cases/{id}"))
            };
            see_other_saying(&next, "saved")
        }
        Err(why) => {
            let mut fields = posted.sent.fields;
            // Several boxes of one name: each keeps its tick.
            let boxes = posted
                .sent
                .all
                .iter()
                .filter(|(name, _)| name == "charge-offences");
            for (place, (_, value)) in boxes.enumerate() {
                fields.insert(format!("charge-offences-{place}"), value.clone());
            }
            match tried(&ctx, fields, why) {
                Ok((status, tried)) => show(&ctx, &id, status, &posted.deed, tried).await,
                Err(answer) => *answer,
            }
        }
    }
}

async fn perform(ctx: &Ctx, id: &str, posted: &Posted) -> Result<Option<Response>, ActError> {
    match posted.deed.as_str() {
        "charge" => charge(ctx, id, posted).await,
        "custody" => custody(ctx, id, posted).await,
        "hand-over" => hand_over(ctx, id, posted).await.map(|()| None),
        _ => plain(ctx, id, posted).await.map(|()| None),
    }
}

async fn plain(ctx: &Ctx, id: &str, posted: &Posted) -> Result<(), ActError> {
    let (actor, now, id) = (ctx.actor.clone(), ctx.now, id.to_owned());
    let said = posted.said();
    let get = |field: &str| posted.get(field);
    let deed = posted.deed.clone();
    let screening = Screening {
        deed: get("deed"),
        regime: get("regime"),
        unit: get("unit"),
        subject: get("subject"),
        suspect_name: get("suspect_name"),
        suspect_post: get("suspect_post"),
        suspect_code: get("suspect_code"),
        said: said.clone(),
    };
    let vote = VoteInput {
        outcome: get("outcome"),
        sanction: get("sanction"),
        dissent: get("dissent"),
    };
    let decision = DecisionInput {
        terms: get("terms"),
        said: said.clone(),
    };
    let evidence = NewEvidence {
        title: get("title"),
        received_from: get("received_from"),
        shown: get("shown") == "yes",
        reason: get("note"),
        file: posted.sent.document.clone(),
    };
    let (person, item) = (get("person"), get("item"));
    ctx.app
        .act(move |tx: &mut Tx| {
            async move {
                match deed.as_str() {
                    "screen" => acts::screen(tx, &actor, now, &id, &screening).await,
                    "assign" => acts::assign(tx, &actor, now, &id, &person, &said).await,
                    "seat-primary" => acts::seat(tx, &actor, now, &id, Stage::Primary).await,
                    "seat-appeal" => acts::seat(tx, &actor, now, &id, Stage::Appeal).await,
                    "drop" => acts::drop_case(tx, &actor, now, &id, &said).await,
                    "admit" => acts::admit(tx, &actor, now, &id, &person, &said).await,
                    "recuse" => acts::recuse(tx, &actor, now, &id, &said.note).await,
                    "grant" => acts::answer_extension(tx, &actor, now, &id, true, &said).await,
                    "deny" => acts::answer_extension(tx, &actor, now, &id, false, &said).await,
                    "vote" => acts::vote(tx, &actor, now, &id, &vote).await,
                    "decide" => acts::decide(tx, &actor, now, &id, &decision).await,
                    "serve" => acts::serve(tx, &actor, now, &id, &said).await,
                    "evidence" => acts::receive(tx, &actor, now, &id, &evidence).await,
                    "acknowledge" => acts::acknowledge(tx, &actor, now, &id, &item, &said).await,
                    "propose" => acts::propose(tx, &actor, now, &id, &said).await,
                    "publish" | "withdraw" => {
                        let deed = Deed::of(&deed).ok_or(ActError::NotFound)?;
                        acts::publish(tx, &actor, now, &id, &item, deed, &said.note).await
                    }
                    other => {
                        let deed = Deed::of(other).ok_or(ActError::NotFound)?;
                        acts::afterwards(tx, &actor, now, &id, deed, &said).await
                    }
                }
            }
            .boxed()
        })
        .await?;
    Ok(())
}

async fn charge(ctx: &Ctx, id: &str, posted: &Posted) -> Result<Option<Response>, ActError> {
    let (actor, now, case) = (ctx.actor.clone(), ctx.now, id.to_owned());
    let (offences, said) = (posted.sent.values("charge-offences"), posted.said());
    let (code, _) = ctx
        .app
        .act(move |tx| {
            async move { acts::charge(tx, &actor, now, &case, &offences, &said).await }.boxed()
        })
        .await?;
    let Some(code) = code else {
        return Ok(None);
    };
    let mut conn = ctx.read().await?;
    let row = acts::load(&mut conn, &ctx.actor, id).await?;
    drop(conn);
    Ok(Some(render(&Letter {
        number: row.number,
        code,
        address: format!("{}{}", ctx.app.config.base_url, ctx.at("/cases/answer")),
        back: ctx.at(&format!("/cases/{id}")),
        page: ctx.page.clone(),
    })))
}

async fn custody(ctx: &Ctx, id: &str, posted: &Posted) -> Result<Option<Response>, ActError> {
    let item = posted.get("item");
    let row = {
        let mut conn = ctx.read().await?;
        acts::load(&mut conn, &ctx.actor, id).await?;
        rows::evidence(&mut conn, ctx.organisation(), id)
            .await?
            .into_iter()
            .find(|row| row.id == item)
            .ok_or(ActError::NotFound)?
    };
    let (bytes, found) = content(ctx, &row.sha256)
        .await
        .ok_or_else(|| refused(|t| t.cases_refused_changed_file().to_owned()))?;
    let (actor, now, case) = (ctx.actor.clone(), ctx.now, id.to_owned());
    let input = Handling {
        deed: posted.get("deed"),
        holder: posted.get("holder"),
        reason: posted.get("note"),
        found,
    };
    let reads = matches!(input.deed.as_str(), "opened" | "copied");
    ctx.app
        .act(move |tx| {
            async move { acts::handle(tx, &actor, now, &case, &item, &input).await }.boxed()
        })
        .await?;
    Ok(reads.then(|| attachment(&row.file_name, &row.media_type, bytes)))
}

/// Makes the package and writes it down. Who reported is not in it.
async fn hand_over(ctx: &Ctx, id: &str, posted: &Posted) -> Result<(), ActError> {
    let input = acts::check_handover(&Handover {
        authority: posted.get("authority"),
        letter: posted.get("letter"),
        said: posted.said(),
    })?;
    let to = package::recipient(&posted.get("recipient"))?;
    ctx.actor
        .require(crate::platform::permissions::Right::CaseRun, None)?;
    let (record, parts) = record(ctx, id).await?;
    let data = ctx.app.config.data.clone();
    let name = format!("{}.zip.age", record["number"].as_str().unwrap_or("case"));
    let sealed =
        tokio::task::spawn_blocking(move || package::seal(&data, &name, &record, &parts, &to))
            .await
            .map_err(|why| ActError::Store(store::Error::Corrupt(why.to_string())))??;
    let (actor, now, case) = (ctx.actor.clone(), ctx.now, id.to_owned());
    ctx.app
        .act(move |tx| {
            async move { acts::hand_over(tx, &actor, now, &case, &input, &sealed).await }.boxed()
        })
        .await?;
    Ok(())
}

/// The record of a case for an authority, and the files that it names.
async fn record(ctx: &Ctx, id: &str) -> Result<(Value, Vec<Part>), ActError> {
    let organisation = ctx.organisation();
    let mut conn = ctx.read().await?;
    let case = acts::load(&mut conn, &ctx.actor, id).await?;
    let steps = rows::steps(&mut conn, organisation, id).await?;
    let charges = rows::charges(&mut conn, organisation, id).await?;
    let decisions = rows::decisions(&mut conn, organisation, id).await?;
    let evidence = rows::evidence(&mut conn, organisation, id).await?;
    let custody = rows::custody(&mut conn, organisation, id).await?;
    drop(conn);
    let mut parts = Vec::new();
    for (place, step) in (1..).zip(&steps) {
        if let (Some(name), Some(sha256)) = (&step.document_name, &step.document_sha256) {
            parts.push(Part {
                name: format!("documents/{place:03}-{name}"),
                sha256: sha256.clone(),
            });
        }
    }
    for (place, item) in (1..).zip(&evidence) {
        parts.push(Part {
            name: format!("evidence/{place:03}-{}", item.file_name),
            sha256: item.sha256.clone(),
        });
    }
    let record = json!({
        "organisation": organisation,
        "number": case.number,
        "source": case.source,
        "reporter": "withheld",
        "body": case.body,
        "description": case.description,
        "person": { "name": case.suspect_name, "post": case.suspect_post, "national_code": case.suspect_code },
        "regime": case.regime,
        "state": case.state,
        "opened_at": case.opened_at.rfc3339(),
        "charges": charges,
        "steps": steps.iter().map(|step| json!({
            "deed": step.deed, "state": step.state, "text": step.note, "legal_basis": step.legal_basis,
            "document_sha256": step.document_sha256, "at": step.at.rfc3339(), "role": step.role,
        })).collect::<Vec<Value>>(),
        "decisions": decisions.iter().map(|row| json!({
            "stage": row.stage, "outcome": row.outcome, "sanction": row.sanction, "terms": row.terms, "reasons": row.reasons,
            "legal_basis": row.legal_basis, "votes_for": row.votes_for, "votes_against": row.votes_against,
            "decided_at": row.decided_at.rfc3339(), "served_at": row.served_at.map(store::Timestamp::rfc3339),
        })).collect::<Vec<Value>>(),
        "evidence": evidence.iter().map(|row| json!({
            "id": row.id, "title": row.title, "sha256": row.sha256, "bytes": row.size, "holder": row.holder, "state": row.state,
        })).collect::<Vec<Value>>(),
        "custody": custody.iter().map(|row| json!({
            "evidence": row.evidence, "deed": row.deed, "holder": row.holder, "reason": row.reason, "sha256": row.sha256,
            "at": row.at.rfc3339(),
        })).collect::<Vec<Value>>(),
    });
    Ok((record, parts))
}
