//! The Atom feed (RFC 4287): figures published and corrected, changes that messages led to, information requests answered.

use std::collections::BTreeSet;
use std::io;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use store::Timestamp;

use super::{last_months, month_name, number, unit, whole};
use crate::platform::context::Ctx;
use crate::platform::page::{Page, refusal};
use crate::publication::model::{Month, definitions};
use crate::publication::snapshot::Snapshot;
use crate::voice::store as voice;

/// Entries of each sort.
const MOST: usize = 50;

struct Item {
    id: String,
    title: String,
    text: String,
    href: String,
    at: Timestamp,
}

/// `GET /{org}/portal/feed.atom`.
pub(in crate::publication) async fn atom(ctx: Ctx) -> Response {
    let read = async {
        let snapshot = ctx.app.figures(ctx.organisation()).await?;
        let changes = voice::changes(&mut ctx.read().await?, ctx.organisation(), 50, 0).await?;
        Ok::<_, store::Error>((snapshot, changes))
    };
    let (snapshot, changes) = match read.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let base = format!("{}{}", ctx.app.config.base_url, ctx.at(""));
    let mut items = published(&ctx.page, &snapshot, &base);
    items.extend(information(&ctx.page, &snapshot, &base));
    items.extend(changes.into_iter().map(|change| Item {
        id: format!("{base}/voice/changes#{}", change.id),
        title: change.title,
        text: change.text,
        href: format!("{base}/voice/changes"),
        at: change.at,
    }));
    items.sort_by_key(|item| std::cmp::Reverse(item.at));
    items.truncate(MOST);
    match write(&ctx, &base, &items, snapshot.now) {
        Ok(bytes) => (
            [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")],
            bytes,
        )
            .into_response(),
        Err(why) => refusal(&ctx, store::Error::Corrupt(why.to_string()).into()),
    }
}

/// One item for each publication of a figure as a whole.
fn published(page: &Page, snapshot: &Snapshot, base: &str) -> Vec<Item> {
    let t = page.t;
    let mut seen = BTreeSet::new();
    let rows = snapshot
        .published
        .iter()
        .rev()
        .filter(|row| seen.insert((row.entry, row.code.clone())));
    rows.take(MOST)
        .filter_map(|row| {
            let definition = definitions::definition(&row.code)?;
            let words = definition.words(&t);
            let period = row.period.parse::<Month>().map_or_else(
                |()| page.digits(&row.period),
                |month| month_name(page.language(), month),
            );
            let of_entry = || {
                snapshot
                    .published
                    .iter()
                    .filter(|other| other.entry == row.entry && other.code == row.code)
            };
            let text = of_entry()
                .find(|row| row.cut == "all")
                .and_then(|row| Some((row, row.n?)))
                .map_or_else(
                    || t.publication_feed_cells(of_entry().count()),
                    |(row, n)| {
                        let value = format!(
                            "{} {}",
                            number(page, definition.method, row.value),
                            unit(page, definition.method)
                        );
                        t.publication_value_of(value, page.number(&n))
                    },
                );
            let correction = of_entry().any(|row| row.corrects.is_some());
            Some(Item {
                id: format!("{base}/journal/{}#{}", row.entry, row.code),
                title: if correction {
                    t.publication_feed_corrected(words.name, period)
                } else {
                    t.publication_feed_published(words.name, period)
                },
                text,
                href: format!("{base}/portal/figures/{}", row.code),
                at: row.at,
            })
        })
        .collect()
}

/// One item for each month in which information requests were answered.
fn information(page: &Page, snapshot: &Snapshot, base: &str) -> Vec<Item> {
    let Some(table) = snapshot.table("information-given") else {
        return Vec::new();
    };
    last_months(table)
        .iter()
        .filter_map(|row| {
            let cell = row.all.open()?;
            let given = cell.k.unwrap_or(0);
            let text = page.t.publication_feed_information_text(
                page.number(&whole(cell.n)),
                page.number(&whole(given)),
            );
            Some(Item {
                id: format!(
                    "{base}/portal/figures/information-given/records?month={}",
                    row.month
                ),
                title: page
                    .t
                    .publication_feed_information(month_name(page.language(), row.month)),
                text,
                href: format!("{base}/portal/figures/information-given"),
                at: Timestamp(row.as_of.0.min(snapshot.now.0)),
            })
        })
        .collect()
}

fn write(ctx: &Ctx, base: &str, items: &[Item], now: Timestamp) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let t = ctx.page.t;
    let name = ctx
        .page
        .organisation
        .as_ref()
        .map_or("", |organisation| organisation.name.as_str());
    let updated = items.first().map_or(now, |item| item.at).rfc3339();
    let text = |xml: &mut Writer<Vec<u8>>, tag: &str, text: &str| {
        // Characters that XML does not allow can stand in no file that a reader accepts.
        let clean: String = text
            .chars()
            .filter(|c| matches!(c, '\t' | '\n' | '\r') || *c >= ' ')
            .collect();
        xml.create_element(tag.to_owned())
            .write_text_content(BytesText::new(&clean))
            .map(drop)
    };
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", ctx.page.lang))
        .write_inner_content(|xml| {
            text(xml, "id", &format!("{base}/portal/feed.atom"))?;
            text(xml, "title", &t.publication_feed_title(name))?;
            text(xml, "updated", &updated)?;
            xml.create_element("author")
                .write_inner_content(|xml| text(xml, "name", name))?;
            let this = format!("{base}/portal/feed.atom");
            xml.create_element("link")
                .with_attribute(("rel", "self"))
                .with_attribute(("href", this.as_str()))
                .write_empty()?;
            let portal = format!("{base}/portal");
            xml.create_element("link")
                .with_attribute(("href", portal.as_str()))
                .write_empty()?;
            for item in items {
                xml.create_element("entry").write_inner_content(|xml| {
                    text(xml, "id", &item.id)?;
                    text(xml, "title", &item.title)?;
                    text(xml, "updated", &item.at.rfc3339())?;
                    xml.create_element("link")
                        .with_attribute(("href", item.href.as_str()))
                        .write_empty()?;
                    text(xml, "summary", &item.text)
                })?;
            }
            Ok(())
        })?;
    Ok(xml.into_inner())
}
