//! The certificate of a pledge for its holder, and the page that confirms it to everybody without a name.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::CertificateData;
use ledger::checkpoint::Checkpoint;
use ledger::receipt::Receipt;

use super::{crumbs, title_of, worded};
use crate::charter::store::{self as rows, PledgeRow, VersionRow};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::print;

/// The fields of a pledge's entry that its proof shows: the holder gives it to whom he wants.
const SHOWN: &[&str] = &["at", "kind", "name", "pledge", "text-sha256", "version"];
/// Name of the proof file.
const PROOF: &str = "pledge.tlog-proof";

#[derive(Template)]
#[template(path = "charter/certificate.html")]
struct Certificate {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    name: String,
    charter: String,
    unit: String,
    when: String,
    hash: String,
    qr: String,
    confirmation: String,
    entry: String,
    entry_href: String,
    origin: String,
    size: String,
    witnesses: i64,
    outdated: bool,
}

struct Known {
    row: PledgeRow,
    version: VersionRow,
    current: bool,
}

async fn known(ctx: &Ctx, id: &str) -> Result<Known, ActError> {
    let organisation = ctx.organisation();
    let mut conn = ctx.read().await?;
    let row = rows::pledge(&mut conn, organisation, &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let versions = rows::versions(&mut conn, organisation).await?;
    let version = versions
        .into_iter()
        .find(|one| one.id == row.version)
        .ok_or(ActError::NotFound)?;
    let current = rows::in_force(&mut conn, organisation, ctx.now).await?;
    Ok(Known {
        current: current.is_some_and(|one| one.id == version.id),
        row,
        version,
    })
}

/// The pledge, if it is the reader's own.
async fn own(ctx: &Ctx, id: &str) -> Result<(Known, Receipt), ActError> {
    let known = known(ctx, id).await?;
    if Some(known.row.person.as_str()) != ctx.actor.person.as_deref() {
        return Err(ActError::NotFound);
    }
    let mut conn = ctx.read().await?;
    let receipt = crate::sealed_log::receipt(&ctx.app, &mut conn, known.row.entry, SHOWN).await?;
    Ok((known, receipt))
}

fn address(ctx: &Ctx, id: &str) -> String {
    format!(
        "{}{}",
        ctx.app.config.base_url,
        ctx.at(&format!("/charter/pledges/{id}"))
    )
}

/// Size and root of the tree that the receipt's checkpoint signs.
fn tree(receipt: &Receipt) -> Result<(u64, String), ActError> {
    use base64::Engine as _;
    let note = receipt.checkpoint.to_string();
    let (checkpoint, _) = Checkpoint::parse_note(note.as_bytes())
        .map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let root = base64::engine::general_purpose::STANDARD.encode(checkpoint.root.0);
    Ok((checkpoint.size, root))
}

/// The page of the holder.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let (known, receipt) = own(&ctx, &id).await?;
        let rules = ctx.app.rules(ctx.organisation()).await?;
        let (size, _) = tree(&receipt)?;
        let t = &ctx.page.t;
        let whole = |value: u64| ctx.page.number(&i64::try_from(value).unwrap_or(i64::MAX));
        Ok::<_, ActError>(Certificate {
            crumbs: crumbs(&ctx),
            here: ctx.at(&format!("/charter/certificates/{}", known.row.id)),
            name: ctx.actor.name.clone(),
            charter: format!(
                "{} · {}",
                title_of(&ctx, &known.version),
                t.charter_version(known.version.number)
            ),
            unit: rules
                .unit_name(t.lang, known.row.unit.as_deref())
                .to_owned(),
            when: ctx.page.moment(&known.row.at),
            hash: known.version.text_hash.clone(),
            qr: documents::qr_svg(&address(&ctx, &known.row.id), t.charter_qr())
                .unwrap_or_default(),
            confirmation: ctx.at(&format!("/charter/pledges/{}", known.row.id)),
            entry: whole(receipt.index),
            entry_href: ctx.at(&format!("/journal/{}", known.row.entry)),
            size: whole(size),
            origin: ctx.app.seal.origin().to_owned(),
            witnesses: i64::try_from(crate::sealed_log::witnesses_of(&ctx.app.seal, &receipt))
                .unwrap_or(0),
            outdated: !known.current,
            page: ctx.page.clone(),
        })
    };
    match found.await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

fn saved(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// The PDF.
pub async fn pdf(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let (known, receipt) = own(&ctx, &id).await?;
        let rules = ctx.app.rules(ctx.organisation()).await?;
        let mut conn = ctx.read().await?;
        let articles = rows::articles(&mut conn, ctx.organisation(), &known.version.id).await?;
        let (tree_size, root_hash) = tree(&receipt)?;
        let lang = ctx.page.t.lang;
        Ok::<_, ActError>(CertificateData {
            organisation: worded(lang, &rules.name, &rules.name_en).to_owned(),
            charter: title_of(&ctx, &known.version),
            version: ctx.page.number(&known.version.number),
            name: ctx.actor.name.clone(),
            unit: rules.unit_name(lang, known.row.unit.as_deref()).to_owned(),
            date: ctx.page.moment(&known.row.at),
            text_hash: known.version.text_hash.clone(),
            articles: articles
                .iter()
                .map(|row| {
                    let title = worded(lang, &row.title, &row.title_en);
                    format!("{}. {title}", lang.digits(&row.number))
                })
                .collect(),
            url: address(&ctx, &known.row.id),
            origin: ctx.app.seal.origin().to_owned(),
            entry_index: receipt.index,
            tree_size,
            root_hash,
            witnesses: u32::try_from(crate::sealed_log::witnesses_of(&ctx.app.seal, &receipt))
                .unwrap_or(0),
            proof_file: PROOF.to_owned(),
            issued: print::issued(known.row.at),
            demonstration: ctx.page.demonstration,
        })
    };
    let data = match found.await {
        Ok(data) => data,
        Err(why) => return refusal(&ctx, why),
    };
    let language = print::language(ctx.page.t.lang);
    let made =
        tokio::task::spawn_blocking(move || print::typesetter().certificate(&data, language)).await;
    let why = match made {
        Ok(Ok(pdf)) => return saved("application/pdf", "pledge.pdf", pdf.bytes),
        Ok(Err(why)) => why.to_string(),
        Err(why) => why.to_string(),
    };
    tracing::error!(error = why, "a certificate could not be printed");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// The proof, which verifies without this program.
pub async fn proof(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match own(&ctx, &id).await {
        Ok((_, receipt)) => saved(
            "text/plain; charset=utf-8",
            PROOF,
            receipt.encode().into_bytes(),
        ),
        Err(why) => refusal(&ctx, why),
    }
}

#[derive(Template)]
#[template(path = "charter/confirmation.html")]
struct Confirmation {
    page: Page,
    crumbs: Vec<Crumb>,
    charter: String,
    when: String,
    hash: String,
    entry: String,
    entry_href: String,
}

/// What everybody may see of a certificate: that it exists, for which text, from which day. Never whose it is.
pub async fn confirmation(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match known(&ctx, &id).await {
        Ok(known) => render(&Confirmation {
            crumbs: crumbs(&ctx),
            charter: format!(
                "{} · {}",
                title_of(&ctx, &known.version),
                ctx.page.t.charter_version(known.version.number)
            ),
            when: ctx.page.day(&known.row.at),
            hash: known.version.text_hash.clone(),
            entry: ctx.page.number(&known.row.entry),
            entry_href: ctx.at(&format!("/journal/{}", known.row.entry)),
            page: ctx.page.clone(),
        }),
        Err(why) => refusal(&ctx, why),
    }
}
