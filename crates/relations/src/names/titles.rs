//! Words before a name: courtesy titles, which are left out, and honours, which are kept apart because they tell people from each other.

use super::letters::{TRIPLE, Triples};

/// A word that belongs to how a person is called. One side having it and the other not is for a person to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Honour {
    /// «سید»
    Sayyid,
    /// «سیده»
    Sayyida,
    /// «حاج»، «حاجی»
    Haj,
    /// «حاجیه»
    Hajiyya,
    /// «شیخ»
    Sheikh,
    /// «میر»
    Mir,
    /// «میرزا»
    Mirza,
    /// «کربلایی»
    Karbalai,
    /// «مشهدی»، «مشدی»
    Mashhadi,
    /// «ملا»
    Mulla,
    /// «آخوند»
    Akhund,
    /// «آقا» before a given name
    Aqa,
    /// «شهید»
    Martyr,
    /// «مرحوم»، «مرحومه»، «شادروان»
    Late,
}

impl Honour {
    const ALL: [Self; 14] = [
        Self::Sayyid,
        Self::Sayyida,
        Self::Haj,
        Self::Hajiyya,
        Self::Sheikh,
        Self::Mir,
        Self::Mirza,
        Self::Karbalai,
        Self::Mashhadi,
        Self::Mulla,
        Self::Akhund,
        Self::Aqa,
        Self::Martyr,
        Self::Late,
    ];

    /// The word as it is written.
    pub const fn persian(self) -> &'static str {
        match self {
            Self::Sayyid => "سید",
            Self::Sayyida => "سیده",
            Self::Haj => "حاج",
            Self::Hajiyya => "حاجیه",
            Self::Sheikh => "شیخ",
            Self::Mir => "میر",
            Self::Mirza => "میرزا",
            Self::Karbalai => "کربلایی",
            Self::Mashhadi => "مشهدی",
            Self::Mulla => "ملا",
            Self::Akhund => "آخوند",
            Self::Aqa => "آقا",
            Self::Martyr => "شهید",
            Self::Late => "مرحوم",
        }
    }

    /// The word in Latin letters.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Sayyid => "Seyyed",
            Self::Sayyida => "Seyyedeh",
            Self::Haj => "Haj",
            Self::Hajiyya => "Hajieh",
            Self::Sheikh => "Sheikh",
            Self::Mir => "Mir",
            Self::Mirza => "Mirza",
            Self::Karbalai => "Karbalai",
            Self::Mashhadi => "Mashhadi",
            Self::Mulla => "Mulla",
            Self::Akhund => "Akhund",
            Self::Aqa => "Aqa",
            Self::Martyr => "Martyr",
            Self::Late => "the late",
        }
    }
}

/// A set of honours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Honours(u16);

impl Honours {
    /// No honour.
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds one.
    pub(super) const fn with(self, honour: Honour) -> Self {
        Self(self.0 | 1 << honour as u8)
    }

    /// Whether it is there.
    pub const fn contains(self, honour: Honour) -> bool {
        self.0 & (1 << honour as u8) != 0
    }

    /// Those that one set has and the other has not.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    /// The honours, in one order.
    pub fn iter(self) -> impl Iterator<Item = Honour> {
        Honour::ALL
            .into_iter()
            .filter(move |honour| self.contains(*honour))
    }
}

/// Folded spellings of honours.
const HONOURS: &[(&str, Honour)] = &[
    ("سید", Honour::Sayyid),
    ("سیده", Honour::Sayyida),
    ("حاج", Honour::Haj),
    ("حاجی", Honour::Haj),
    ("حاجیه", Honour::Hajiyya),
    ("شیخ", Honour::Sheikh),
    ("میر", Honour::Mir),
    ("میرزا", Honour::Mirza),
    ("کربلایی", Honour::Karbalai),
    ("کربلای", Honour::Karbalai),
    ("مشهدی", Honour::Mashhadi),
    ("مشدی", Honour::Mashhadi),
    ("مشتی", Honour::Mashhadi),
    ("ملا", Honour::Mulla),
    ("اخوند", Honour::Akhund),
    ("اقا", Honour::Aqa),
    ("شهید", Honour::Martyr),
    ("مرحوم", Honour::Late),
    ("مرحومه", Honour::Late),
    ("شادروان", Honour::Late),
];

const LATIN_HONOURS: &[(&str, Honour)] = &[
    ("seyed", Honour::Sayyid),
    ("seyyed", Honour::Sayyid),
    ("seyyid", Honour::Sayyid),
    ("seyid", Honour::Sayyid),
    ("sayed", Honour::Sayyid),
    ("sayyed", Honour::Sayyid),
    ("sayyid", Honour::Sayyid),
    ("sayid", Honour::Sayyid),
    ("saiyid", Honour::Sayyid),
    ("syed", Honour::Sayyid),
    ("seyedeh", Honour::Sayyida),
    ("seyyedeh", Honour::Sayyida),
    ("seyede", Honour::Sayyida),
    ("sayyideh", Honour::Sayyida),
    ("sayyida", Honour::Sayyida),
    ("sayyeda", Honour::Sayyida),
    ("haj", Honour::Haj),
    ("haji", Honour::Haj),
    ("hajj", Honour::Haj),
    ("hajji", Honour::Haj),
    ("hadji", Honour::Haj),
    ("hajieh", Honour::Hajiyya),
    ("hajiyeh", Honour::Hajiyya),
    ("sheikh", Honour::Sheikh),
    ("shaikh", Honour::Sheikh),
    ("sheykh", Honour::Sheikh),
    ("shaykh", Honour::Sheikh),
    ("sheik", Honour::Sheikh),
    ("mir", Honour::Mir),
    ("mirza", Honour::Mirza),
    ("karbalaei", Honour::Karbalai),
    ("karbalai", Honour::Karbalai),
    ("mashhadi", Honour::Mashhadi),
    ("mashadi", Honour::Mashhadi),
    ("mulla", Honour::Mulla),
    ("mullah", Honour::Mulla),
    ("molla", Honour::Mulla),
    ("late", Honour::Late),
];

/// Folded spellings of courtesy titles, ranks and degrees without spaces, and how many words of name must follow.
const TITLES: &[(&str, usize)] = &[
    ("اقای", 1),
    ("جناب", 1),
    ("جناباقای", 1),
    ("اقایان", 1),
    ("خانم", 1),
    ("سرکار", 1),
    ("سرکارخانم", 1),
    ("بانو", 2),
    ("دوشیزه", 1),
    ("حضرت", 1),
    ("دکتر", 1),
    ("مهندس", 1),
    ("استاد", 1),
    ("پروفسور", 1),
    ("پرفسور", 1),
    ("حجتالاسلام", 1),
    ("حجتالاسلاموالمسلمین", 1),
    ("والمسلمین", 1),
    ("ثقتالاسلام", 1),
    // «آیت‌الله» and «حجت‌الله» are given names too, so a given and a family name must follow.
    ("ایتالله", 2),
    ("ایتاله", 2),
    ("ایهالله", 2),
    ("علامه", 2),
    ("برادر", 2),
    ("خواهر", 2),
    ("سردار", 2),
    ("سرهنگ", 1),
    ("سرتیپ", 1),
    ("سرلشکر", 1),
    ("سرگرد", 1),
    ("سروان", 1),
    ("ستوان", 1),
    ("ناخدا", 2),
];

const LATIN_TITLES: &[(&str, usize)] = &[
    ("mr", 1),
    ("mrs", 1),
    ("ms", 1),
    ("miss", 1),
    ("sir", 1),
    ("dr", 1),
    ("doctor", 1),
    ("eng", 1),
    ("engineer", 1),
    ("prof", 1),
    ("professor", 1),
    ("ayatollah", 1),
    ("hojatoleslam", 1),
    ("hojjatoleslam", 1),
    ("agha", 1),
    ("aghaye", 1),
    ("khanom", 1),
];

/// What stood before a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Before<'a> {
    /// Honours found.
    pub(super) honours: Honours,
    /// Whether a courtesy title was left out.
    pub(super) titled: bool,
    /// The name without them.
    pub(super) name: &'a str,
}

/// Takes titles and honours off the front of a folded name. At least one word is left.
pub(super) fn strip(folded: &str) -> Before<'_> {
    let mut found = Before {
        name: folded,
        ..Before::default()
    };
    while let Some((word, rest)) = found.name.split_once(' ') {
        if !may_begin(word) {
            break;
        }
        if let Some(honour) = honour(word).filter(|_| !rest.starts_with("ال")) {
            found.honours = found.honours.with(honour);
            found.name = rest;
        } else if let Some(rest) = title(found.name) {
            found.titled = true;
            found.name = rest;
        } else {
            break;
        }
    }
    found
}

const FRONTS: Triples = {
    let mut set = Triples::none();
    let mut at = 0;
    while at < TITLES.len() {
        set = set.with(TITLES[at].0, 0);
        at += 1;
    }
    at = 0;
    while at < HONOURS.len() {
        set = set.with(HONOURS[at].0, 0);
        at += 1;
    }
    set
};

/// Whether the first word may be a title or an honour.
fn may_begin(word: &str) -> bool {
    match word.as_bytes() {
        [first, ..] if first.is_ascii() => word.len() <= 13,
        // Also the first word of a title that is cut into words, as «حجت الاسلام» is, has three letters.
        bytes => bytes.len() >= TRIPLE && FRONTS.may_have(word, 0),
    }
}

/// Whether the second and fourth bytes agree: those that tell letters of the Arabic script apart, and faster looked at than the whole.
fn begin_alike(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    one.get(1) == other.get(1) && one.get(3) == other.get(3)
}

/// What follows the title at the front of `name`, which may be written as one word or several.
fn title(name: &str) -> Option<&str> {
    if name.as_bytes()[0].is_ascii() {
        let (word, rest) = name.split_once(' ')?;
        return LATIN_TITLES
            .iter()
            .find(|(title, least)| *title == word && words(rest) >= *least)
            .map(|_| rest);
    }
    let first = name.split(' ').next().unwrap_or_default();
    // The longest title goes first, so that «حجت‌الاسلام و المسلمین» leaves no «والمسلمین».
    TITLES
        .iter()
        .filter(|(title, _)| begin_alike(title, first) && title.starts_with(first))
        .filter_map(|(title, least)| {
            let rest = without(name, title)?;
            (words(rest) >= *least).then_some(rest)
        })
        .min_by_key(|rest| rest.len())
}

/// `name` after `title`, whose letters may be spread over several words.
fn without<'a>(name: &'a str, title: &str) -> Option<&'a str> {
    let mut left = title;
    let mut rest = name;
    loop {
        let (word, after) = rest.split_once(' ')?;
        left = left.strip_prefix(word)?;
        rest = after;
        if left.is_empty() {
            return Some(rest);
        }
    }
}

fn words(text: &str) -> usize {
    text.split(' ').filter(|word| !word.is_empty()).count()
}

fn honour(word: &str) -> Option<Honour> {
    let list = if word.is_ascii() {
        LATIN_HONOURS
    } else {
        HONOURS
    };
    list.iter().find_map(|(spelling, honour)| {
        (begin_alike(spelling, word) && *spelling == word).then_some(*honour)
    })
}

/// The honour that stands joined at the front of `longer`, when the rest is `shorter`: «سیدعلی» and «علی».
pub(super) fn joined(longer: &str, shorter: &str) -> Option<Honour> {
    let front = longer.strip_suffix(shorter)?;
    if front.is_empty() || shorter.is_empty() {
        return None;
    }
    honour(front)
}

/// Honours that may stand joined at the front of a word, with what follows them there: «سیدعلی» as «علی».
pub(super) fn fronts(word: &str) -> impl Iterator<Item = (Honour, &str)> {
    let list = if word.is_ascii() {
        LATIN_HONOURS
    } else {
        HONOURS
    };
    list.iter().filter_map(move |(spelling, honour)| {
        let rest = word.strip_prefix(spelling)?;
        (rest.chars().nth(1).is_some()).then_some((*honour, rest))
    })
}
