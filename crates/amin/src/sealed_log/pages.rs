//! Pages of the sealed log and of the journal.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::commitment::{Disclosure, Field, Record};
use ledger::entry::Entry;
use persian::date::{Date, tehran_micros};
use serde::Deserialize;
use serde_json::json;
use store::{JournalRow, Timestamp};

use super::store::{self as journal, Filter};
use super::{model, receipt};
use crate::platform::context::{Ctx, role_name};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, Page, refusal, render};
use crate::platform::permissions::Role;
use crate::platform::texts::{Lang, Texts};

const NEWEST: i64 = 20;
const ON_A_PAGE: i64 = 50;

/// The word for the area that a kind belongs to, or the area's own name.
fn area_label(t: Texts, kind: &str) -> String {
    match model::area_of(kind) {
        "voice" | "message" => t.log_area_voice(),
        "service" | "services" => t.log_area_service(),
        "organisation" | "unit" | "post" | "person" => t.log_area_organisation(),
        "account" => t.log_area_account(),
        "setting" | "holiday" => t.log_area_setting(),
        other => return other.to_owned(),
    }
    .to_owned()
}

fn role_label(t: Texts, role: &str) -> String {
    Role::of(role).map_or_else(
        || t.log_role_program().to_owned(),
        |role| role_name(&t, role).to_owned(),
    )
}

/// A day of the public entry in the reader's calendar.
fn day_label(lang: Lang, day: &str) -> String {
    let mut parts = day.split('-');
    let mut next = || parts.next().unwrap_or("");
    let date = next()
        .parse()
        .ok()
        .zip(next().parse().ok())
        .zip(next().parse().ok());
    match date.map(|((year, month), day)| Date::from_gregorian(year, month, day)) {
        Some(Ok(date)) if lang == Lang::Fa => date.medium(),
        Some(Ok(date)) => date.medium_en(),
        _ => day.to_owned(),
    }
}

struct WitnessView {
    name: String,
    key: String,
    signed: String,
    entries: String,
    on_checkpoint: bool,
    failing: bool,
}

struct EntryView {
    href: String,
    number: String,
    label: String,
    kind: String,
    day: String,
    who: String,
    objects: Vec<String>,
}

#[derive(Template)]
#[template(path = "sealed_log/log.html")]
struct LogPage {
    page: Page,
    origin: String,
    vkey: String,
    size: String,
    checkpoint: String,
    url: String,
    witnesses: Vec<WitnessView>,
    cosigned: usize,
    entries: Vec<EntryView>,
}

/// `/log`: what the sealed log is, its newest checkpoint, its witnesses, how to check it and what it does not prove.
pub(super) async fn log(ctx: Ctx) -> Response {
    let seal = &ctx.app.seal;
    let (size, checkpoint) = seal.published();
    let note = ledger::note::Note::parse(checkpoint.as_bytes()).ok();
    let page = &ctx.page;
    let witnesses: Vec<WitnessView> = seal
        .witnesses()
        .into_iter()
        .map(|witness| WitnessView {
            name: witness.key.name().to_owned(),
            key: witness.key.to_string(),
            signed: witness.time.map_or_else(
                || page.t.log_witness_never().to_owned(),
                |seconds| {
                    page.moment(&Timestamp::from_seconds(
                        i64::try_from(seconds).unwrap_or(0),
                    ))
                },
            ),
            entries: page.number(&i64::try_from(witness.size).unwrap_or(i64::MAX)),
            on_checkpoint: note
                .as_ref()
                .is_some_and(|note| matches!(witness.key.time_of(note), Ok(Some(_)))),
            failing: witness.failing.is_some(),
        })
        .collect();
    let newest = async {
        let mut conn = ctx.read().await?;
        journal::newest(&mut conn, NEWEST).await
    };
    let rows = match newest.await {
        Ok(rows) => rows,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let entries = rows
        .into_iter()
        .filter_map(|(sequence, bytes, slug)| {
            let entry = Entry::decode(&bytes).ok()?;
            Some(EntryView {
                href: if slug.is_empty() {
                    String::new()
                } else {
                    format!("/{slug}/journal/{sequence}")
                },
                number: page.number(&sequence),
                label: area_label(page.t, entry.kind()),
                kind: entry.kind().to_owned(),
                day: day_label(page.language(), entry.day()),
                who: String::new(),
                objects: Vec::new(),
            })
        })
        .collect();
    render(&LogPage {
        origin: seal.origin().to_owned(),
        vkey: seal.verifier().to_string(),
        size: page.number(&i64::try_from(size).unwrap_or(i64::MAX)),
        checkpoint,
        url: format!("{}/log", ctx.app.config.base_url.trim_end_matches('/')),
        cosigned: witnesses
            .iter()
            .filter(|witness| witness.on_checkpoint)
            .count(),
        witnesses,
        entries,
        page: ctx.page.clone(),
    })
}

/// What the reader asks of the journal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct JournalQuery {
    kind: String,
    object: String,
    id: String,
    day: String,
    before: String,
}

#[derive(Template)]
#[template(path = "sealed_log/journal.html")]
struct JournalPage {
    page: Page,
    crumbs: Vec<Crumb>,
    kinds: Vec<Choice>,
    types: Vec<Choice>,
    id: String,
    day: String,
    day_error: String,
    entries: Vec<EntryView>,
    next: String,
}

/// `/{org}/journal`: the entries, newest first, for who may read the journal.
pub(super) async fn list(ctx: Ctx, Query(query): Query<JournalQuery>) -> Response {
    match list_or_refuse(&ctx, &query).await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why.into()),
    }
}

async fn list_or_refuse(ctx: &Ctx, query: &JournalQuery) -> Result<Response, store::Error> {
    let (page, t) = (&ctx.page, &ctx.page.t);
    let mut conn = ctx.read().await?;
    let day = query.day.trim().parse::<Date>().ok();
    let day_error = if query.day.trim().is_empty() || day.is_some() {
        ""
    } else {
        t.journal_day_wrong()
    };
    let moment = |date: Date| Timestamp(tehran_micros(date, 0, 0));
    let filter = Filter {
        kind: query.kind.clone(),
        object_type: query.object.clone(),
        object_id: query.id.trim().to_owned(),
        from: day.map_or(Timestamp(i64::MIN), moment),
        until: day
            .and_then(Date::next_day)
            .map_or(Timestamp(i64::MAX), moment),
        before: persian::digits::to_ascii(&query.before)
            .parse()
            .unwrap_or(i64::MAX),
    };
    let rows = journal::page(&mut conn, ctx.organisation(), &filter, ON_A_PAGE + 1).await?;
    let most = usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let next = rows
        .get(most - 1)
        .filter(|_| rows.len() > most)
        .map_or_else(String::new, |last| {
            let pairs = [
                ("kind", query.kind.as_str()),
                ("object", &query.object),
                ("id", &query.id),
                ("day", &query.day),
                ("before", &last.sequence.to_string()),
            ];
            format!(
                "{}?{}",
                ctx.at("/journal"),
                serde_urlencoded::to_string(pairs).unwrap_or_default()
            )
        });
    // Whom an entry does not tell its exact kind does not find it by that kind either.
    let entries = rows
        .iter()
        .take(most)
        .map(|row| line_of(ctx, row))
        .filter(|line| {
            let asked = query.kind.as_str();
            asked.is_empty() || line.as_ref().map_or(true, |line| line.kind == asked)
        })
        .collect::<Result<_, _>>()?;
    let choices = |values: Vec<String>, chosen: &str| {
        values
            .into_iter()
            .map(|value| Choice::new(value.clone(), value, chosen))
            .collect::<Vec<Choice>>()
    };
    Ok(render(&JournalPage {
        crumbs: Vec::new(),
        kinds: journal::kinds(&mut conn, ctx.organisation())
            .await?
            .into_iter()
            .map(|kind| {
                Choice::new(
                    kind.clone(),
                    format!("{} · {kind}", area_label(*t, &kind)),
                    &query.kind,
                )
            })
            .collect(),
        types: choices(
            journal::object_types(&mut conn, ctx.organisation()).await?,
            &query.object,
        ),
        id: query.id.clone(),
        day: query.day.clone(),
        day_error: day_error.to_owned(),
        entries,
        next,
        page: page.clone(),
    }))
}

fn line_of(ctx: &Ctx, row: &JournalRow) -> Result<EntryView, store::Error> {
    let page = &ctx.page;
    let entry = decode(row)?;
    let open = model::is_plain(&row.kind, &entry)
        || model::may_see_all(&ctx.actor, &row.kind, row.unit.as_deref());
    let kind = if open {
        row.kind.as_str()
    } else {
        entry.kind()
    };
    Ok(EntryView {
        href: ctx.at(&format!("/journal/{}", row.sequence)),
        number: page.number(&row.sequence),
        label: area_label(page.t, kind),
        kind: kind.to_owned(),
        day: if open {
            page.moment(&row.at)
        } else {
            day_label(page.language(), entry.day())
        },
        who: if open {
            role_label(page.t, &row.role)
        } else {
            page.t.log_withheld().to_owned()
        },
        objects: entry.objects().to_vec(),
    })
}

fn decode(row: &JournalRow) -> Result<Entry, store::Error> {
    Entry::decode(&row.entry)
        .map_err(|why| store::Error::Corrupt(format!("journal entry {}: {why}", row.sequence)))
}

struct FieldView {
    name: String,
    value: String,
    salt: String,
    hash: String,
    shown: bool,
    public: bool,
}

#[derive(Template)]
#[template(path = "sealed_log/entry.html")]
struct EntryPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    kind: String,
    area: String,
    day: String,
    objects: Vec<String>,
    line: String,
    leaf: String,
    fields: Vec<FieldView>,
    hidden: i64,
    sees_all: bool,
    sealed: bool,
    witnesses: i64,
    address: String,
}

/// `/{org}/journal/{sequence}`, and with `.json` or `.tlog-proof` behind the number: one entry, open to everyone, with the fields
/// that name nobody; the others as hashes.
pub(super) async fn entry(ctx: Ctx, Path((_, place)): Path<(String, String)>) -> Response {
    match entry_or_refuse(&ctx, &place).await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

async fn entry_or_refuse(ctx: &Ctx, place: &str) -> Result<Response, ActError> {
    let (number, form) = place.split_once('.').unwrap_or((place, ""));
    let sequence: i64 = number.parse().map_err(|_| ActError::NotFound)?;
    let mut conn = ctx.read().await?;
    let row = journal::entry(&mut conn, ctx.organisation(), sequence)
        .await?
        .ok_or(ActError::NotFound)?;
    let (entry, record) = (decode(&row)?, row.open()?);
    let names = model::public_fields(&row.kind, &row.role, &entry, &record);
    let open: Vec<&str> = names.iter().map(String::as_str).collect();
    match form {
        "" => Ok(page_of(ctx, &row, &entry, &record, &open)),
        "json" => json_of(ctx, &row, &entry, &record, &open),
        "tlog-proof" => {
            let receipt = receipt(&ctx.app, &mut conn, sequence, &open).await?;
            let file = format!(
                "attachment; filename=\"{}-{sequence}.tlog-proof\"",
                ctx.page.org()
            );
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, file),
            ];
            Ok((headers, receipt.encode()).into_response())
        }
        _ => Err(ActError::NotFound),
    }
}

fn disclosure(record: &Record, open: &[&str]) -> Result<Disclosure, ActError> {
    record
        .disclose(open)
        .map_err(|why| ActError::Store(store::Error::Corrupt(why.to_string())))
}

/// The entry, the open fields with their salts, the hashes of the others, and the proof.
fn json_of(
    ctx: &Ctx,
    row: &JournalRow,
    entry: &Entry,
    record: &Record,
    open: &[&str],
) -> Result<Response, ActError> {
    let index = u64::try_from(row.sequence).map_err(|_| ActError::NotFound)?;
    let covered = ctx.app.seal.prove(index)?;
    let shown: serde_json::Value =
        serde_json::from_str(&disclosure(record, open)?.to_json()).unwrap_or_default();
    let body = json!({
        "sequence": row.sequence,
        "origin": ctx.app.seal.origin(),
        "vkey": ctx.app.seal.verifier().to_string(),
        "entry": entry.encode(),
        "leaf": entry.leaf_hash().to_base64(),
        "disclosure": shown,
        "index": covered.index,
        "proof": covered.proof.iter().map(|hash| hash.to_base64()).collect::<Vec<_>>(),
        "checkpoint": covered.note.to_string(),
    });
    Ok((
        StatusCode::OK,
        [(header::CACHE_CONTROL, "no-cache")],
        Json(body),
    )
        .into_response())
}

fn page_of(ctx: &Ctx, row: &JournalRow, entry: &Entry, record: &Record, open: &[&str]) -> Response {
    let (page, t) = (&ctx.page, &ctx.page.t);
    let sees_all = model::may_see_all(&ctx.actor, &row.kind, row.unit.as_deref());
    let fields: Vec<FieldView> = record
        .fields()
        .iter()
        .map(|field| {
            let public = field.name().is_some_and(|name| open.contains(&name));
            let shown = public
                || (sees_all
                    && field
                        .name()
                        .is_some_and(|name| model::may_be_opened(&row.kind, name)));
            let (name, value, salt) = match field {
                Field::Open { name, salt, value } if shown => (
                    name.clone(),
                    value.clone(),
                    ledger::hash::Hash(*salt).to_base64(),
                ),
                _ => (String::new(), String::new(), String::new()),
            };
            FieldView {
                name,
                value,
                salt,
                hash: field.hash().to_base64(),
                shown,
                public,
            }
        })
        .collect();
    let covered = u64::try_from(row.sequence)
        .ok()
        .and_then(|index| ctx.app.seal.prove(index).ok());
    let witnesses = covered.as_ref().map_or(0, |covered| {
        ctx.app
            .seal
            .witnesses()
            .iter()
            .filter(|w| matches!(w.key.time_of(&covered.note), Ok(Some(_))))
            .count()
    });
    let plain = sees_all || model::is_plain(&row.kind, entry);
    let kind = if plain {
        row.kind.clone()
    } else {
        entry.kind().to_owned()
    };
    let mut crumbs = Vec::new();
    if ctx
        .actor
        .may(crate::platform::permissions::Right::JournalRead)
    {
        crumbs.push(Crumb {
            label: t.nav_journal().to_owned(),
            href: ctx.at("/journal"),
        });
    } else {
        crumbs.push(Crumb {
            label: t.log_title().to_owned(),
            href: "/log".to_owned(),
        });
    }
    render(&EntryPage {
        crumbs,
        title: t.journal_entry_title(row.sequence),
        area: area_label(*t, &kind),
        kind,
        day: if sees_all {
            page.moment(&row.at)
        } else {
            day_label(page.language(), entry.day())
        },
        objects: entry.objects().to_vec(),
        line: entry.encode(),
        leaf: entry.leaf_hash().to_base64(),
        hidden: i64::try_from(fields.iter().filter(|field| !field.shown).count()).unwrap_or(0),
        fields,
        sees_all,
        sealed: covered.is_some(),
        witnesses: i64::try_from(witnesses).unwrap_or(0),
        address: ctx.at(&format!("/journal/{}", row.sequence)),
        page: page.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use persian::date::tehran_date;

    #[test]
    fn a_day_is_written_in_the_readers_calendar() {
        // 1 Azar 1405 is 2026-11-22 (calendar of the Institute of Geophysics).
        assert_eq!(
            day_label(Lang::En, "2026-11-22"),
            tehran_date(1_795_300_000_000_000).medium_en()
        );
        assert_eq!(day_label(Lang::En, "rubbish"), "rubbish");
    }
}
