//! Does a Latin spelling read as a Persian word? Letter by letter, with the usual romanisations of each sound, as an alignment of the two.
//!
//! Two kinds of pattern: the *reading* of a known name (its short vowels are known), and the *letters* of an unknown one (short vowels
//! may stand between any two of them). The best alignment is the one whose worst step is best.

/// How a Latin spelling fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Every sound by a usual romanisation.
    Reads,
    /// By a less usual one: i for e, u for o, k for q.
    Loosely,
    /// The consonants are there in order; vowels are others.
    Consonants,
}

const USUAL: u8 = 0;
const LOOSE: u8 = 1;
const SKELETON: u8 = 2;
const NEVER: u8 = 3;

/// Longest pattern and Latin spelling that are aligned; names are short.
const LONGEST: usize = 80;

/// What is aligned with the Latin letters.
pub(super) struct Pattern {
    symbols: Vec<char>,
    /// Short vowels may stand between the symbols.
    open: bool,
}

/// Beginning of a word written with alef.
const FIRST_ALEF: char = 'آ';
/// The same before vav or yeh, which then carry the vowel.
const SILENT_ALEF: char = 'إ';
/// Alef before yeh: «ای» for ay, ey, or the English i.
const ALEF_BEFORE_YEH: char = 'ٱ';
/// Yeh before yeh, which may carry no more than a hiatus: «رضایی» for Rezai.
const YEH_BEFORE_YEH: char = 'ئ';
/// Alef and lam of the article before a letter that takes the lam over.
const ARTICLE_ALEF: char = 'أ';
const ARTICLE_LAM: char = 'ڵ';
/// Heh at the end of a word, mostly a vowel.
const LAST_HEH: char = 'ة';
/// The same where a reading says so.
const LAST_E: char = 'E';
/// Between two words of one pattern.
const BOUNDARY: char = ' ';

/// Letters that take over the lam of the article.
pub(super) const fn is_sun_letter(letter: char) -> bool {
    matches!(
        letter,
        'ت' | 'ث' | 'د' | 'ذ' | 'ر' | 'ز' | 'س' | 'ش' | 'ص' | 'ض' | 'ط' | 'ظ' | 'ل' | 'ن'
    )
}

impl Pattern {
    /// The pattern of a reading, as `lexicon.txt` writes it; `heh` when the Persian word ends with heh.
    pub(super) fn reading(reading: &str, heh: bool) -> Self {
        let mut symbols: Vec<char> = reading.chars().collect();
        if heh && let Some(last) = symbols.last_mut().filter(|last| **last == 'e') {
            *last = LAST_E;
        }
        Self {
            symbols,
            open: false,
        }
    }

    /// The pattern of the letters of folded words.
    pub(super) fn letters<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut symbols = Vec::new();
        for word in words {
            if !symbols.is_empty() {
                symbols.push(BOUNDARY);
            }
            let letters: Vec<char> = word.chars().collect();
            let mut skip = false;
            for (place, letter) in letters.iter().copied().enumerate() {
                if std::mem::take(&mut skip) {
                    symbols.push(ARTICLE_LAM);
                    continue;
                }
                let next = letters.get(place + 1).copied();
                let article = place > 0
                    && letter == 'ا'
                    && next == Some('ل')
                    && letters.get(place + 2).copied().is_some_and(is_sun_letter);
                symbols.push(match (letter, next) {
                    _ if article => {
                        skip = true;
                        ARTICLE_ALEF
                    }
                    ('ا', Some('و' | 'ی')) if place == 0 => SILENT_ALEF,
                    ('ا', _) if place == 0 => FIRST_ALEF,
                    ('ا', Some('ی')) => ALEF_BEFORE_YEH,
                    ('ی', Some('ی')) => YEH_BEFORE_YEH,
                    ('ه', None) if place > 0 => LAST_HEH,
                    _ => letter,
                });
            }
        }
        Self {
            symbols,
            open: true,
        }
    }

    /// Puts one pattern behind another.
    pub(super) fn then(&self, other: &Self) -> Self {
        Self {
            symbols: self.symbols.iter().chain(&other.symbols).copied().collect(),
            open: self.open,
        }
    }

    /// Consonants that a likeness could rest on: vowels, letters that may be silent, and boundaries are not counted.
    pub(super) fn strength(&self) -> usize {
        self.symbols
            .iter()
            .filter(|symbol| {
                !matches!(
                    **symbol,
                    FIRST_ALEF
                        | SILENT_ALEF
                        | ALEF_BEFORE_YEH
                        | ARTICLE_ALEF
                        | ARTICLE_LAM
                        | LAST_HEH
                        | BOUNDARY
                        | LAST_E
                        | YEH_BEFORE_YEH
                        | 'ا'
                        | 'و'
                        | 'ی'
                        | 'ع'
                        | '\''
                        | 'a'
                        | 'e'
                        | 'o'
                        | 'i'
                        | 'u'
                        | 'A'
                        | 'W'
                        | 'Y'
                )
            })
            .count()
    }

    /// How the Latin letters (lower case, no spaces) fit.
    pub(super) fn fit(&self, latin: &[u8]) -> Option<Fit> {
        if latin.len() > LONGEST || self.symbols.len() > LONGEST {
            return None;
        }
        let (mut one, mut other) = ([NEVER; LONGEST + 1], [NEVER; LONGEST + 1]);
        let mut reached = &mut one[..=latin.len()];
        let mut next = &mut other[..=latin.len()];
        reached[0] = USUAL;
        self.insert(reached, latin, true);
        for (place, symbol) in self.symbols.iter().copied().enumerate() {
            next.fill(NEVER);
            let mut alive = false;
            for at in 0..=latin.len() {
                let so_far = reached[at];
                if so_far == NEVER {
                    continue;
                }
                for (spelling, cost) in spellings(symbol) {
                    if !latin[at..].starts_with(spelling.as_bytes()) {
                        continue;
                    }
                    alive = true;
                    let cost = so_far.max(*cost);
                    let mut end = at + spelling.len();
                    next[end] = next[end].min(cost);
                    // Consonants are doubled freely: Hossein, Fattah.
                    if let [.., last] = spelling.as_bytes()
                        && !is_weak(*last)
                        && latin.get(end) == Some(last)
                    {
                        end += 1;
                        next[end] = next[end].min(cost);
                    }
                }
            }
            if !alive {
                return None;
            }
            if symbol != BOUNDARY {
                let last = self
                    .symbols
                    .get(place + 1)
                    .is_none_or(|next| *next == BOUNDARY);
                self.insert(next, latin, last);
            }
            std::mem::swap(&mut reached, &mut next);
        }
        match reached[latin.len()] {
            USUAL => Some(Fit::Reads),
            LOOSE => Some(Fit::Loosely),
            SKELETON => Some(Fit::Consonants),
            _ => None,
        }
    }

    /// Lets vowels that Persian does not write stand after a symbol. At the edge of a word only a silent e is usual.
    fn insert(&self, reached: &mut [u8], latin: &[u8], edge: bool) {
        // From the end, so that no vowel is put behind another that was put here.
        for at in (0..reached.len()).rev() {
            let so_far = reached[at];
            if so_far == NEVER {
                continue;
            }
            let mut end = at;
            while let Some(letter) = latin.get(end).copied().filter(|l| is_weak(*l)) {
                end += 1;
                let cost = match (end - at, letter) {
                    (1, b'e') if self.open && edge && at > 0 => LOOSE,
                    _ if !self.open || edge => SKELETON,
                    (1, b'a' | b'e' | b'o') => USUAL,
                    (1, b'i' | b'u') | (2, b'a' | b'e' | b'i' | b'o' | b'u') => LOOSE,
                    _ => SKELETON,
                };
                reached[end] = reached[end].min(so_far.max(cost));
            }
        }
    }
}

/// Latin letters that are vowels or may be silent.
pub(super) const fn is_weak(letter: u8) -> bool {
    matches!(
        letter,
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w' | b'h'
    )
}

/// Latin spellings of a symbol with their costs: small letters of readings, then Persian letters.
const fn spellings(symbol: char) -> &'static [(&'static str, u8)] {
    match symbol {
        'a' => &[("a", USUAL), ("e", LOOSE), ("", SKELETON)],
        'e' => &[("e", USUAL), ("i", LOOSE), ("a", LOOSE), ("", SKELETON)],
        'o' => &[("o", USUAL), ("u", LOOSE), ("", SKELETON)],
        'A' => &[("a", USUAL), ("aa", USUAL), ("o", LOOSE), ("", SKELETON)],
        'i' => &[
            ("i", USUAL),
            ("ee", USUAL),
            ("ie", USUAL),
            ("iy", USUAL),
            ("ii", USUAL),
            ("y", USUAL),
            ("ea", LOOSE),
            ("ei", LOOSE),
            ("", SKELETON),
        ],
        'u' => &[
            ("u", USUAL),
            ("oo", USUAL),
            ("ou", USUAL),
            ("ow", USUAL),
            ("o", LOOSE),
            ("", SKELETON),
        ],
        'W' => &[
            ("ow", USUAL),
            ("o", USUAL),
            ("ou", USUAL),
            ("au", USUAL),
            ("aw", USUAL),
            ("u", LOOSE),
            ("", SKELETON),
        ],
        'Y' => &[
            ("ei", USUAL),
            ("ey", USUAL),
            ("ai", USUAL),
            ("ay", USUAL),
            ("i", LOOSE),
            ("e", LOOSE),
            ("", SKELETON),
        ],
        LAST_E => &[
            ("e", USUAL),
            ("eh", USUAL),
            ("a", LOOSE),
            ("ah", LOOSE),
            ("", SKELETON),
        ],
        '\'' => &[("", USUAL), ("e", USUAL), ("y", USUAL), ("a", LOOSE)],
        'b' | 'ب' => &[("b", USUAL), ("bh", USUAL)],
        'p' | 'پ' => &[("p", USUAL)],
        't' | 'ت' | 'ط' => &[("t", USUAL), ("th", USUAL)],
        'ث' => &[("s", USUAL), ("th", USUAL), ("z", LOOSE)],
        's' | 'س' | 'ص' => &[("s", USUAL), ("c", LOOSE), ("z", LOOSE), ("sh", LOOSE)],
        'j' | 'ج' => &[
            ("j", USUAL),
            ("dj", USUAL),
            ("jh", USUAL),
            ("g", LOOSE),
            ("dzh", LOOSE),
        ],
        'C' | 'چ' => &[
            ("ch", USUAL),
            ("tch", USUAL),
            ("tsch", USUAL),
            ("c", LOOSE),
            ("cz", LOOSE),
        ],
        'h' | 'ح' | 'ه' => &[("h", USUAL), ("", SKELETON)],
        'x' | 'خ' => &[
            ("kh", USUAL),
            ("x", USUAL),
            ("ch", LOOSE),
            ("h", LOOSE),
            ("k", LOOSE),
        ],
        'd' | 'د' => &[("d", USUAL), ("dh", USUAL)],
        'ذ' => &[("z", USUAL), ("dh", USUAL), ("s", LOOSE), ("d", LOOSE)],
        'r' | 'ر' => &[("r", USUAL), ("rh", LOOSE)],
        'z' | 'ز' | 'ض' | 'ظ' => &[("z", USUAL), ("s", LOOSE), ("dh", LOOSE)],
        'Z' | 'ژ' => &[("zh", USUAL), ("j", USUAL), ("z", LOOSE), ("g", LOOSE)],
        'S' | 'ش' => &[("sh", USUAL), ("sch", USUAL), ("ch", LOOSE), ("s", LOOSE)],
        'q' | 'ق' | 'غ' => &[
            ("gh", USUAL),
            ("q", USUAL),
            ("g", USUAL),
            ("qu", USUAL),
            ("k", LOOSE),
            ("c", LOOSE),
        ],
        'f' | 'ف' => &[("f", USUAL), ("ph", USUAL), ("v", LOOSE)],
        'k' | 'ک' => &[
            ("k", USUAL),
            ("c", USUAL),
            ("ck", USUAL),
            ("q", USUAL),
            ("kh", LOOSE),
            ("qu", LOOSE),
            ("ch", LOOSE),
        ],
        'g' | 'گ' => &[("g", USUAL), ("gu", LOOSE), ("gh", LOOSE)],
        'l' | 'ل' => &[("l", USUAL)],
        'm' | 'م' => &[("m", USUAL)],
        'n' | 'ن' => &[("n", USUAL)],
        'v' | 'ڤ' => &[("v", USUAL), ("w", USUAL), ("u", LOOSE), ("", SKELETON)],
        'y' => &[("y", USUAL), ("i", USUAL), ("", LOOSE), ("j", LOOSE)],
        'و' => &[
            ("v", USUAL),
            ("w", USUAL),
            ("u", USUAL),
            ("oo", USUAL),
            ("ou", USUAL),
            ("o", USUAL),
            ("ow", USUAL),
            ("au", USUAL),
            ("f", LOOSE),
            ("", SKELETON),
        ],
        'ی' => &[
            ("i", USUAL),
            ("y", USUAL),
            ("ee", USUAL),
            ("ie", USUAL),
            ("iy", USUAL),
            ("ii", USUAL),
            ("ei", USUAL),
            ("ey", USUAL),
            ("ai", USUAL),
            ("ay", USUAL),
            ("e", USUAL),
            ("ea", LOOSE),
            ("j", LOOSE),
            ("", SKELETON),
        ],
        YEH_BEFORE_YEH => &[
            ("i", USUAL),
            ("y", USUAL),
            ("ei", USUAL),
            ("ey", USUAL),
            ("e", USUAL),
            ("", LOOSE),
        ],
        'ع' | BOUNDARY => &[("", USUAL)],
        FIRST_ALEF => &[
            ("a", USUAL),
            ("e", USUAL),
            ("o", USUAL),
            ("aa", USUAL),
            ("i", LOOSE),
            ("u", LOOSE),
            ("", SKELETON),
        ],
        SILENT_ALEF => &[("", USUAL), ("a", LOOSE), ("e", LOOSE)],
        ALEF_BEFORE_YEH => &[
            ("a", USUAL),
            ("aa", USUAL),
            ("e", LOOSE),
            ("", LOOSE),
            ("o", LOOSE),
        ],
        ARTICLE_ALEF => &[
            ("a", USUAL),
            ("e", USUAL),
            ("o", USUAL),
            ("u", USUAL),
            ("", USUAL),
        ],
        ARTICLE_LAM => &[("l", USUAL), ("", USUAL)],
        LAST_HEH => &[("", USUAL), ("h", USUAL)],
        'ا' => &[
            ("a", USUAL),
            ("aa", USUAL),
            ("o", LOOSE),
            ("e", LOOSE),
            ("", SKELETON),
        ],
        _ => &[],
    }
}
