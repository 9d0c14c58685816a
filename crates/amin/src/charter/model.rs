//! The charter's text, its hash, and the levels of staff by which pledges are counted. Pure.

use sha2::{Digest, Sha256};

use crate::platform::coded::coded;
use crate::platform::permissions::Role;

coded! {
    /// The level of a member of staff, by which coverage is shown.
    Level {
        /// مدیر ارشد: manages the whole organisation or a unit with none above it.
        Senior = "senior-manager",
        /// مدیر: manages a unit.
        Manager = "manager",
        /// کارمند.
        Employee = "employee",
    }
}

/// The level that roles give: (role, unit for which it is held, whether a unit stands above that one).
pub fn level<'a>(grants: impl IntoIterator<Item = (&'a str, Option<&'a str>, bool)>) -> Level {
    let of = |(role, unit, below): (&str, Option<&str>, bool)| {
        if role != Role::Manager.code() {
            Level::Employee
        } else if unit.is_none() || !below {
            Level::Senior
        } else {
            Level::Manager
        }
    };
    grants.into_iter().map(of).min().unwrap_or(Level::Employee)
}

/// An article as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleText {
    /// Number: `1`, `11`.
    pub number: String,
    /// Persian title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Persian text; a line that begins with `- ` is an item of a list.
    pub text: String,
    /// English text.
    pub text_en: String,
}

/// SHA-256, hex, of the Persian text that people pledge to: title, preamble, then number, title and text of each article, each on
/// lines of its own.
pub fn text_hash(title: &str, preamble: &str, articles: &[ArticleText]) -> String {
    let mut whole = format!("{title}\n{preamble}\n");
    for article in articles {
        for line in [&article.number, &article.title, &article.text] {
            whole.push_str(line);
            whole.push('\n');
        }
    }
    hex::encode(Sha256::digest(whole.as_bytes()))
}

/// A piece of an article's text, as pages and documents show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A paragraph.
    Paragraph(String),
    /// Items of a list.
    List(Vec<String>),
}

impl Piece {
    /// The paragraph, or an empty text.
    pub fn paragraph(&self) -> &str {
        match self {
            Self::Paragraph(text) => text,
            Self::List(_) => "",
        }
    }

    /// The items, or none.
    pub fn items(&self) -> &[String] {
        match self {
            Self::Paragraph(_) => &[],
            Self::List(items) => items,
        }
    }
}

/// Paragraphs and lists of a text.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("- "), found.last_mut()) {
            (Some(item), Some(Piece::List(items))) => items.push(item.to_owned()),
            (Some(item), _) => found.push(Piece::List(vec![item.to_owned()])),
            (None, _) => found.push(Piece::Paragraph(line.to_owned())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_role_decides_the_level() {
        assert_eq!(level([]), Level::Employee);
        assert_eq!(level([("clerk", Some("a"), true)]), Level::Employee);
        assert_eq!(
            level([("clerk", Some("a"), true), ("manager", Some("a"), true)]),
            Level::Manager
        );
        assert_eq!(level([("manager", Some("top"), false)]), Level::Senior);
        assert_eq!(level([("manager", None, true)]), Level::Senior);
    }

    #[test]
    fn lists_and_paragraphs_alternate_as_written() {
        let found = pieces("الف\n- ۱\n- ۲\n\nب\n- ۳");
        let list = |items: &[&str]| Piece::List(items.iter().map(|i| (*i).to_owned()).collect());
        let paragraph = |text: &str| Piece::Paragraph(text.to_owned());
        assert_eq!(
            found,
            [
                paragraph("الف"),
                list(&["۱", "۲"]),
                paragraph("ب"),
                list(&["۳"])
            ]
        );
    }

    #[test]
    fn another_letter_is_another_hash() {
        let article = ArticleText {
            number: "1".to_owned(),
            ..ArticleText::default()
        };
        let one = text_hash("منشور", "", std::slice::from_ref(&article));
        assert_ne!(one, text_hash("منشور ", "", &[article]));
        assert_eq!(one.len(), 64);
    }
}
