//! Pages of the charter.

pub mod certificate;
pub mod charter;
pub mod coverage;
pub mod edit;
pub mod pledge;

use super::model::{Level, Piece, pieces};
use super::store::{ArticleRow, VersionRow};
use crate::platform::context::Ctx;
use crate::platform::page::Crumb;
use crate::platform::texts::{Lang, Texts};

/// An article as pages show it.
pub struct Article {
    /// Number in the reader's digits.
    pub number: String,
    /// Number in ASCII digits, for the address of the article in the page.
    pub anchor: String,
    /// Title.
    pub title: String,
    /// Text.
    pub pieces: Vec<Piece>,
}

/// The text of a language; the Persian one where there is no other.
fn worded<'a>(lang: Lang, fa: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Fa || en.is_empty() {
        fa
    } else {
        en
    }
}

fn articles_of(ctx: &Ctx, rows: &[ArticleRow]) -> Vec<Article> {
    let lang = ctx.page.t.lang;
    rows.iter()
        .map(|row| Article {
            number: lang.digits(&row.number),
            anchor: row.number.clone(),
            title: worded(lang, &row.title, &row.title_en).to_owned(),
            pieces: pieces(worded(lang, &row.text, &row.text_en)),
        })
        .collect()
}

fn title_of(ctx: &Ctx, row: &VersionRow) -> String {
    worded(ctx.page.t.lang, &row.title, &row.title_en).to_owned()
}

/// The word for a level.
pub fn level_word(t: &Texts, code: &str) -> &'static str {
    match Level::of(code) {
        Some(Level::Senior) => t.charter_level_senior(),
        Some(Level::Manager) => t.charter_level_manager(),
        Some(Level::Employee) | None => t.charter_level_employee(),
    }
}

fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb {
        label: ctx.page.t.nav_charter().to_owned(),
        href: ctx.at("/charter"),
    }]
}
