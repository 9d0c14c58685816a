//! The receipt: page, PDF, `.tlog-proof`, JSON.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use documents::ReceiptData;
use ledger::checkpoint::Checkpoint;
use ledger::receipt::Receipt;

use super::{download, found, private};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render};
use crate::platform::peer::Peer;
use crate::platform::print;
use crate::voice::api::grouped;
use crate::voice::receipts;
use crate::voice::rules::Rules;
use crate::voice::store::Message;
use crate::voice::words;

#[derive(Template)]
#[template(path = "voice/receipt.html")]
struct ReceiptPage {
    page: Page,
    code: String,
    qr: String,
    kind: &'static str,
    subject: String,
    filed: String,
    deadline: String,
    unit: String,
    index: String,
    size: String,
    root: String,
    origin: String,
    witnesses: i64,
    message: String,
    next: Vec<String>,
}

fn address(ctx: &Ctx, message: &Message) -> String {
    format!(
        "{}{}",
        ctx.app.config.base_url,
        ctx.at(&format!("/voice/m/{}", message.code))
    )
}

/// What happens next, one sentence each.
fn next_steps(ctx: &Ctx, rules: &Rules, message: &Message) -> Vec<String> {
    let t = ctx.page.t;
    let unit = rules.unit_name(ctx.page.language(), message.unit.as_deref());
    vec![
        if unit.is_empty() {
            t.voice_next_triage().to_owned()
        } else {
            t.voice_next_unit(unit)
        },
        t.voice_next_answer(ctx.page.long_day(&message.first_deadline_at)),
        t.voice_next_late().to_owned(),
        t.voice_next_object().to_owned(),
    ]
}

struct Sealed {
    size: u64,
    root: String,
    witnesses: usize,
}

fn sealed(ctx: &Ctx, receipt: &Receipt) -> Result<Sealed, ActError> {
    use base64::Engine as _;
    let note = receipt.checkpoint.to_string();
    let (checkpoint, _) = Checkpoint::parse_note(note.as_bytes())
        .map_err(|why| ActError::Store(store::Error::Corrupt(why.to_string())))?;
    Ok(Sealed {
        size: checkpoint.size,
        root: base64::engine::general_purpose::STANDARD.encode(checkpoint.root.0),
        witnesses: crate::sealed_log::witnesses_of(&ctx.app.seal, receipt),
    })
}

async fn read(
    ctx: &Ctx,
    peer: &Peer,
    code: &str,
) -> Result<(std::sync::Arc<Rules>, Message, Receipt), Box<Response>> {
    let (rules, mut conn, message) = found(ctx, peer, code).await?;
    let receipt = receipts::of(&ctx.app, &mut conn, &message).await;
    match receipt {
        Ok(receipt) => Ok((rules, message, receipt)),
        Err(why) => Err(Box::new(refusal(ctx, why.into()))),
    }
}

/// The page.
pub async fn page(ctx: Ctx, peer: Peer, Path((_, code)): Path<(String, String)>) -> Response {
    let (rules, message, receipt) = match read(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let sealed = match sealed(&ctx, &receipt) {
        Ok(sealed) => sealed,
        Err(why) => return refusal(&ctx, why),
    };
    let t = ctx.page.t;
    let lang = ctx.page.language();
    let number = |value: u64| lang.integer(i64::try_from(value).unwrap_or(i64::MAX));
    private(render(&ReceiptPage {
        code: ctx.page.digits(&grouped(&message.code)),
        qr: documents::qr_svg(&address(&ctx, &message), t.voice_receipt_qr()).unwrap_or_default(),
        kind: words::kind(&t, message.kind()),
        subject: message.subject.clone(),
        filed: ctx.page.moment(&message.filed_at),
        deadline: ctx.page.long_day(&message.first_deadline_at),
        unit: rules.unit_name(lang, message.unit.as_deref()).to_owned(),
        index: number(receipt.index),
        size: number(sealed.size),
        root: sealed.root,
        origin: ctx.app.seal.origin().to_owned(),
        witnesses: i64::try_from(sealed.witnesses).unwrap_or(0),
        next: next_steps(&ctx, &rules, &message),
        message: ctx.at(&format!("/voice/m/{}", message.code)),
        page: ctx.page,
    }))
}

/// The PDF.
pub async fn pdf(ctx: Ctx, peer: Peer, Path((_, code)): Path<(String, String)>) -> Response {
    let (rules, message, receipt) = match read(&ctx, &peer, &code).await {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let sealed = match sealed(&ctx, &receipt) {
        Ok(sealed) => sealed,
        Err(why) => return refusal(&ctx, why),
    };
    let t = ctx.page.t;
    let lang = ctx.page.language();
    let unit = rules.unit_name(lang, message.unit.as_deref());
    let data = ReceiptData {
        organisation: ctx
            .page
            .organisation
            .as_ref()
            .map_or_else(String::new, |organisation| organisation.name.clone()),
        parent: String::new(),
        tracking_code: ctx.page.digits(&grouped(&message.code)),
        kind: words::kind(&t, message.kind()).to_owned(),
        subject: message.subject.clone(),
        date: ctx.page.moment(&message.filed_at),
        deadline: ctx.page.long_day(&message.first_deadline_at),
        unit: if unit.is_empty() {
            t.voice_unit_none().to_owned()
        } else {
            unit.to_owned()
        },
        next_steps: next_steps(&ctx, &rules, &message),
        url: address(&ctx, &message),
        origin: ctx.app.seal.origin().to_owned(),
        entry_index: receipt.index,
        tree_size: sealed.size,
        root_hash: sealed.root,
        witnesses: u32::try_from(sealed.witnesses).unwrap_or(0),
        proof_file: receipts::file_name(&message, "tlog-proof"),
        proof: receipt.encode(),
        issued: print::issued(ctx.now),
        demonstration: ctx.page.demonstration,
    };
    let pdf = tokio::task::spawn_blocking(move || {
        print::typesetter().receipt(&data, print::language(lang))
    })
    .await;
    match pdf {
        Ok(Ok(pdf)) => download(
            "application/pdf",
            &receipts::file_name(&message, "pdf"),
            pdf.bytes,
        ),
        Ok(Err(why)) => refusal(
            &ctx,
            ActError::Store(store::Error::Corrupt(why.to_string())),
        ),
        Err(why) => refusal(
            &ctx,
            ActError::Store(store::Error::Corrupt(why.to_string())),
        ),
    }
}

/// The `.tlog-proof` file, which verifies without this program.
pub async fn proof(ctx: Ctx, peer: Peer, Path((_, code)): Path<(String, String)>) -> Response {
    match read(&ctx, &peer, &code).await {
        Ok((_, message, receipt)) => download(
            "text/plain; charset=utf-8",
            &receipts::file_name(&message, "tlog-proof"),
            receipt.encode().into_bytes(),
        ),
        Err(answer) => *answer,
    }
}

/// The receipt as JSON.
pub async fn json(ctx: Ctx, peer: Peer, Path((_, code)): Path<(String, String)>) -> Response {
    match read(&ctx, &peer, &code).await {
        Ok((_, message, receipt)) => {
            let text = receipts::to_json(&ctx.app, &receipt).to_string();
            download(
                "application/json",
                &receipts::file_name(&message, "json"),
                text.into_bytes(),
            )
        }
        Err(answer) => *answer,
    }
}
