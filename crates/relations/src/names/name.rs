//! One name, folded.

use super::letters::{fold_into, is_persian};
use super::spelling::{may_vary, write_standing};
use super::titles::{Honours, strip};

/// The script of a name's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Persian, and the other languages of the Arabic script.
    Persian,
    /// Latin.
    Latin,
    /// Words of both.
    Mixed,
    /// Another script, or no letters.
    Other,
}

/// A name folded for comparison.
///
/// ```
/// use relations::names::Name;
/// let name = Name::new("جناب آقای دکتر سيد محمد‌رضا كريمي");
/// assert_eq!(name.words(), "محمدرضا کریمی");
/// assert_eq!(name.letters(), Name::new("سید محمد رضا کریمی").letters());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// Folded words with one space between them, an `\n`, then the same letters without spaces: one allocation for both.
    text: String,
    /// Length of the words.
    words: usize,
    honours: Honours,
    titled: bool,
    script: Script,
}

impl Name {
    /// Folds a name as written.
    pub fn new(written: &str) -> Self {
        let mut text = String::with_capacity(2 * written.len() + 8);
        let met = fold_into(written, &mut text);
        let before = strip(&text);
        let (honours, titled) = (before.honours, before.titled);
        let stands = before.name.len() == text.len()
            && !met.doubled
            && !before.name.split(' ').any(may_vary);
        if !stands {
            let mut standing = String::with_capacity(2 * before.name.len() + 8);
            for word in before.name.split(' ') {
                if !standing.is_empty() {
                    standing.push(' ');
                }
                write_standing(word, met, &mut standing);
            }
            text = standing;
        }
        let words = text.len();
        text.push('\n');
        let mut from = 0;
        for at in 0..=words {
            if at == words || text.as_bytes()[at] == b' ' {
                text.extend_from_within(from..at);
                from = at + 1;
            }
        }
        if met.allah {
            mend_allah(&mut text, words);
        }
        let script = match (met.persian, met.latin, met.other) {
            (true, false, false) => Script::Persian,
            (false, true, false) => Script::Latin,
            // What was left out before the name may have been in another script than the name.
            _ => script(&text[..words]),
        };
        Self {
            text,
            words,
            honours,
            titled,
            script,
        }
    }

    /// The folded words, one space between them, without titles and honours; Persian words in their standing spelling.
    pub fn words(&self) -> &str {
        &self.text[..self.words]
    }

    /// The letters without spaces: what must be equal for two names to be one.
    pub fn letters(&self) -> &str {
        &self.text[self.words + 1..]
    }

    /// Honours that stood before the name as words of their own.
    pub const fn honours(&self) -> Honours {
        self.honours
    }

    /// Whether a courtesy title was left out.
    pub const fn titled(&self) -> bool {
        self.titled
    }

    /// The script.
    pub const fn script(&self) -> Script {
        self.script
    }

    /// Whether no letter is left.
    pub const fn is_empty(&self) -> bool {
        self.words == 0
    }
}

/// «رحمة الله» and «رحمت‌الله»: a heh before «الله» as a word of its own is the teh that Arabic writes.
fn mend_allah(text: &mut String, words: usize) {
    if !text[..words].contains("ه اله") {
        return;
    }
    let spoken = text[..words]
        .split(' ')
        .fold(String::new(), |mut spoken, word| {
            if word == "اله" && spoken.ends_with('ه') {
                spoken.pop();
                spoken.push('ت');
            }
            spoken.push_str(word);
            spoken
        });
    text.truncate(words + 1);
    text.push_str(&spoken);
}

fn script(words: &str) -> Script {
    let (mut persian, mut latin) = (false, false);
    for c in words.chars() {
        if is_persian(c) {
            persian = true;
        } else if c.is_ascii_lowercase() {
            latin = true;
        } else if c != ' ' && !c.is_ascii_digit() {
            return Script::Other;
        }
    }
    match (persian, latin) {
        (true, false) => Script::Persian,
        (false, true) => Script::Latin,
        (true, true) => Script::Mixed,
        (false, false) => Script::Other,
    }
}
