//! The typesetter of the program's documents, with the fonts that the pages have.

use std::borrow::Cow;
use std::sync::OnceLock;

use documents::{IssueDate, Language, Typesetter};
use store::Timestamp;

use crate::platform::assets;
use crate::platform::texts::Lang;

/// The one typesetter: it parses its fonts with the first document.
pub fn typesetter() -> &'static Typesetter {
    static TYPESETTER: OnceLock<Typesetter> = OnceLock::new();
    TYPESETTER.get_or_init(|| {
        let fonts = ["vazirmatn-regular.ttf", "vazirmatn-bold.ttf"];
        Typesetter::new(
            fonts
                .iter()
                .filter_map(|name| assets::content(name))
                .map(Cow::Borrowed)
                .collect(),
        )
    })
}

/// The language of a document for a reader.
pub const fn language(lang: Lang) -> Language {
    match lang {
        Lang::Fa => Language::Persian,
        Lang::En => Language::English,
    }
}

/// The date of issue that a document's metadata take: the day in Tehran.
pub fn issued(now: Timestamp) -> IssueDate {
    let (year, month, day) = persian::tehran_date(now.0).to_gregorian();
    IssueDate { year, month, day }
}
