//! Clean-up of stored text, folding for comparison, and keys for searching.
//!
//! | function | for | what it keeps |
//! | --- | --- | --- |
//! | [`normalize`] | text as stored and shown | ZWNJ, diacritics, hamza, case, line breaks |
//! | [`fold`] | comparing whole fields | words, one space between them, punctuation |
//! | [`index_key`] | the searched column | letters and digits only, decree numbers in both orders |
//! | [`search_key`], [`search_terms`] | the query, with `column LIKE '%' \|\| key \|\| '%'` | letters and digits only |
//! | [`decree_key`] | equality of decree and letter numbers | groups of the number, in one order |

mod keys;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

pub use keys::{decree_key, index_key, search_key, search_terms};

/// Whether a character carries no text of its own: zero-width joiners and spaces, bidirectional controls, soft hyphen, byte-order
/// mark, variation selectors, tags.
pub const fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}')
}

/// Combining marks of the Arabic block: vowel signs, hamza and madda above and below, Koranic signs.
const fn is_arabic_mark(c: char) -> bool {
    matches!(c,
        '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}'
        | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}')
}

/// The Arabic presentation forms, blocks A and B, without the byte-order mark that ends the second.
const fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

/// Folds one character whose compatibility decomposition is done; `None` drops it.
fn fold_letter(c: char) -> Option<char> {
    if let Some(digit) = crate::digits::digit_value(c) {
        return Some(char::from(b'0' + digit));
    }
    Some(match c {
        // Every yeh, kaf and heh that Arabic, Urdu, Kurdish and Pashto keyboards write for the Persian one.
        'ي' | 'ى' | 'ئ' | 'ې' | 'ۍ' | 'ێ' | 'ے' | 'ۓ' | 'ٸ' => 'ی',
        'ك' | 'ڪ' | 'ڬ' | 'ڭ' | 'ػ' => 'ک',
        'ة' | 'ۀ' | 'ە' | 'ہ' | 'ۂ' | 'ۃ' | 'ھ' | 'ۿ' => 'ه',
        'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ؤ' | 'ٶ' | 'ۆ' | 'ۇ' | 'ۊ' => 'و',
        'ٯ' => 'ق',
        'ڤ' => 'ف',
        // A lone hamza comes and goes in spelling («جزء», «جز»), tatweel is decoration, and U+0674 is Kazakh's hamza.
        'ء' | 'ـ' | 'ٴ' => return None,
        '؟' => '?',
        '،' | '٬' => ',',
        '؛' => ';',
        '٪' => '%',
        '٫' => '.',
        _ if is_ignorable(c) || is_arabic_mark(c) => return None,
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => c,
    })
}

/// Passes the folded characters of `text` to `sink`, with spaces neither collapsed nor trimmed.
fn fold_chars(text: &str, mut sink: impl FnMut(char)) {
    let decomposer = DecomposingNormalizerBorrowed::new_nfkd();
    let combining = CanonicalCombiningClassMapBorrowed::new();
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | ' ' => sink(c),
            // Lower case of ASCII and plain Arabic letters need no decomposition: this is nearly all Iranian text.
            '\0'..='\x7F' => {
                if let Some(folded) = fold_letter(c.to_ascii_lowercase()) {
                    sink(folded);
                }
            }
            '\u{600}'..='\u{674}' | '\u{679}'..='\u{6FF}' | '\u{200B}'..='\u{200F}' => {
                if let Some(folded) = fold_letter(c) {
                    sink(folded);
                }
            }
            _ if is_ignorable(c) => {}
            // Every mark that canonical ordering could move is dropped, so decomposing one character at a time equals decomposing the text.
            _ => {
                let parts = decomposer
                    .normalize_iter(std::iter::once(c))
                    .flat_map(char::to_lowercase);
                parts
                    .filter(|part| combining.get_u8(*part) == 0)
                    .filter_map(fold_letter)
                    .for_each(&mut sink);
            }
        }
    }
}

/// Folds `text` for comparison without regard to spelling variants.
///
/// - ي ى ئ → ی; ك → ک; ة ۀ هٔ → ه; آ أ إ ٱ → ا; ؤ → و. «آ» is folded too, since many type «ا» for it; sorting keeps them apart.
/// - Hamza, vowel signs, tatweel and the accents of Latin letters are dropped; Latin letters become lower case.
/// - Presentation forms, ligatures (ﻻ ﷲ ﷼), full-width and superscript characters become plain letters (NFKD).
/// - Persian and Arabic digits become ASCII, «؟ ، ؛ ٪ ٫ ٬» become `? , ; % . ,`.
/// - ZWNJ, ZWJ and bidirectional controls are removed, not replaced by a space: «می‌شود» gives «میشود». That «می شود» matches too is the
///   work of [`search_key`], which drops spaces.
/// - Runs of white space and control characters become one space; both ends are trimmed.
///
/// Folding twice gives the same as folding once.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    fold_chars(text, |c| {
        if c == ' ' {
            space = !out.is_empty();
        } else {
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(c);
        }
    });
    out
}

/// Cleans text for storage without changing how it reads.
///
/// ي ى → ی, ك → ک, Arabic digits → Persian, presentation forms → plain letters, then NFC. White space becomes plain spaces (one between
/// words, none at the ends of lines) and line ends `\n`; control and bidirectional characters go. ZWNJ and diacritics stay, but a ZWNJ
/// beside a space, a line end or another ZWNJ goes, as it joins nothing there. Normalising twice gives the same as once.
pub fn normalize(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b'!'..=b'~')) {
        return text.to_owned();
    }
    let composer = ComposingNormalizerBorrowed::new_nfc();
    let composed = composer.normalize(text);
    let mut cleaner = Cleaner {
        out: String::with_capacity(composed.len()),
        gap: Gap::Start,
    };
    let decomposer = DecomposingNormalizerBorrowed::new_nfkd();
    let mut previous = '\0';
    for c in composed.chars() {
        if is_presentation_form(c) {
            // FD3E and FD3F are ornate brackets and decompose to themselves.
            decomposer
                .normalize_iter(std::iter::once(c))
                .for_each(|part| cleaner.push(part));
        } else if !(c == '\n' && previous == '\r') {
            cleaner.push(c);
        }
        previous = c;
    }
    match composer.normalize(&cleaner.out) {
        std::borrow::Cow::Borrowed(same) if same.len() == cleaner.out.len() => cleaner.out,
        recomposed => recomposed.into_owned(),
    }
}

/// What stands between the last written character and the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Joiner,
    Space,
    Lines(usize),
    Start,
}

/// Collects normalised characters and settles the white space between them.
struct Cleaner {
    out: String,
    gap: Gap,
}

impl Cleaner {
    fn push(&mut self, c: char) {
        match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                self.gap = match self.gap {
                    Gap::Lines(count) => Gap::Lines(count + 1),
                    Gap::Start => Gap::Start,
                    _ => Gap::Lines(1),
                };
            }
            '\u{200C}' => self.gap = self.gap.max(Gap::Joiner),
            _ if c.is_whitespace() => self.gap = self.gap.max(Gap::Space),
            // Emoji sequences are joined by ZWJ and coloured by variation selectors and tags, so these stay.
            _ if c.is_control()
                || (is_ignorable(c)
                    && !matches!(c, '\u{200D}' | '\u{34F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..)) =>
                {}
            _ => {
                match std::mem::replace(&mut self.gap, Gap::None) {
                    Gap::None | Gap::Start => {}
                    Gap::Joiner => self.out.push('\u{200C}'),
                    Gap::Space => self.out.push(' '),
                    Gap::Lines(count) => self.out.extend(std::iter::repeat_n('\n', count)),
                }
                self.out.push(match c {
                    'ي' | 'ى' => 'ی',
                    'ك' => 'ک',
                    '٠'..='٩' => crate::digits::to_persian_digit(c),
                    _ => c,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
