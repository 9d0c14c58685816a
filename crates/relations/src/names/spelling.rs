//! Old and variant spellings of the same name: closed lists, so that each case can be read and argued about.

use super::letters::{Met, TRIPLE, Triples};

/// Where a spelling stands in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The whole word only.
    Whole,
    /// The beginning or the end, as in «عیسی‌زاده» and «غلام‌مرتضی» written joined.
    Ends,
}

/// (spelling after folding, spelling that stands for it, place).
const VARIANTS: &[(&str, &str, Place)] = &[
    // A final -ā written with yeh: «موسی», «موسا».
    ("موسی", "موسا", Place::Whole),
    ("عیسی", "عیسا", Place::Ends),
    ("یحیی", "یحیا", Place::Ends),
    ("مصطفی", "مصطفا", Place::Ends),
    ("مرتضی", "مرتضا", Place::Ends),
    ("مجتبی", "مجتبا", Place::Ends),
    ("کبری", "کبرا", Place::Whole),
    ("صغری", "صغرا", Place::Whole),
    ("هدی", "هدا", Place::Whole),
    ("ضحی", "ضحا", Place::Whole),
    ("طوبی", "طوبا", Place::Whole),
    ("بشری", "بشرا", Place::Whole),
    ("یسری", "یسرا", Place::Whole),
    ("نجوی", "نجوا", Place::Whole),
    ("سلوی", "سلوا", Place::Whole),
    ("موسیپور", "موساپور", Place::Whole),
    ("موسیزاده", "موسازاده", Place::Whole),
    ("موسینژاد", "موسانژاد", Place::Whole),
    ("موسیوند", "موساوند", Place::Whole),
    // The alef that Arabic writes as a sign above.
    ("اسمعیل", "اسماعیل", Place::Ends),
    ("اسمعیلی", "اسماعیلی", Place::Whole),
    ("اسحق", "اسحاق", Place::Ends),
    ("اسحقی", "اسحاقی", Place::Whole),
    ("ابرهیم", "ابراهیم", Place::Ends),
    ("عبدالرحمن", "عبدالرحمان", Place::Whole),
    ("رحمن", "رحمان", Place::Whole),
    ("الرحمن", "الرحمان", Place::Whole),
    ("هرون", "هارون", Place::Whole),
    // Hamza on a vowel: «رئوف», «رؤوف».
    ("ریوف", "روف", Place::Ends),
    // One yeh or two: «محیی‌الدین», «محی‌الدین».
    ("محیی", "محی", Place::Whole),
    ("محییالدین", "محیالدین", Place::Whole),
    // The son of: «علی ابن محمد», «علی بن محمد».
    ("ابن", "بن", Place::Whole),
];

const STARTS: Triples = {
    let mut set = Triples::none();
    let mut at = 0;
    while at < VARIANTS.len() {
        set = set.with(VARIANTS[at].0, 0);
        at += 1;
    }
    set
};

const ENDS: Triples = {
    let mut set = Triples::none();
    let mut at = 0;
    while at < VARIANTS.len() {
        if let (word, _, Place::Ends) = VARIANTS[at] {
            set = set.with(word, word.len() - TRIPLE);
        }
        at += 1;
    }
    set
};

/// Whether a folded word may have another standing spelling.
pub(super) fn may_vary(word: &str) -> bool {
    word.len() >= TRIPLE
        && !word.as_bytes()[0].is_ascii()
        && (STARTS.may_have(word, 0) || ENDS.may_have(word, word.len() - TRIPLE))
}

/// Appends a folded Persian word in its standing spelling.
pub(super) fn write_standing(word: &str, met: Met, out: &mut String) {
    let start = out.len();
    match may_vary(word).then(|| variant(word)).flatten() {
        Some((before, standing, after)) => {
            out.push_str(before);
            out.push_str(standing);
            out.push_str(after);
        }
        None => out.push_str(word),
    }
    if !met.doubled {
        return;
    }
    // «داوود», «داود»: two vavs are read as one. «الله» and «اله» end the same names, and «حشمة‌الله» is «حشمت‌الله».
    if out[start..].contains("وو") {
        let once = out[start..].replace("وو", "و");
        out.truncate(start);
        out.push_str(&once);
    }
    if let Some(at) = out[start..].find("الله") {
        let rest = out.split_off(start + at);
        if out[start..].ends_with('ه') {
            out.pop();
            out.push('ت');
        }
        out.push_str("اله");
        out.push_str(&rest["الله".len()..]);
    }
}

fn variant(word: &str) -> Option<(&str, &'static str, &str)> {
    VARIANTS.iter().find_map(|(written, standing, place)| {
        if word == *written {
            return Some(("", *standing, ""));
        }
        if *place == Place::Whole {
            return None;
        }
        let start = word.strip_prefix(written).map(|rest| ("", *standing, rest));
        start.or_else(|| {
            word.strip_suffix(written)
                .map(|before| (before, *standing, ""))
        })
    })
}
