//! Letters of names: the folding of the crate `persian`, letter by letter from a table, with what names need beside it.

use std::sync::LazyLock;

/// Code points that the table covers: Latin, Greek, Cyrillic, Hebrew, Arabic. Others are folded one at a time.
const COVERED: usize = 0x800;
/// The table says: nothing is written.
const NOTHING: u16 = 0;
/// The table says: fold it the long way, it gives several letters.
const LONG: u16 = u16::MAX;

/// Folded form of each covered code point.
static TABLE: LazyLock<Box<[u16; COVERED]>> = LazyLock::new(|| {
    let mut table = Box::new([NOTHING; COVERED]);
    for (code, folded) in table.iter_mut().enumerate() {
        let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) else {
            continue;
        };
        let mut letters = String::new();
        fold_long(c, &mut letters);
        let mut chars = letters.chars();
        *folded = match (chars.next(), chars.next()) {
            (None, _) => NOTHING,
            (Some(only), None) => u16::try_from(u32::from(only)).unwrap_or(LONG),
            _ => LONG,
        };
    }
    table
});

/// Folds one character as [`persian::fold`] does; a space stays one.
fn fold_long(c: char, out: &mut String) {
    let between = persian::fold(&['a', c, 'a'].iter().collect::<String>());
    let folded = between
        .strip_prefix('a')
        .and_then(|rest| rest.strip_suffix('a'))
        .unwrap_or_default();
    for letter in folded.chars() {
        for_names(letter, out);
    }
}

/// What names need beyond folding: the letters of neighbours' alphabets that Iranian registers write with the Persian ones, Latin
/// letters that have no decomposition, and punctuation.
fn for_names(folded: char, out: &mut String) {
    let letter = match folded {
        'ٹ' | 'ټ' | 'ٿ' => 'ت',
        'ڈ' | 'ډ' | 'ڌ' => 'د',
        'ڑ' | 'ړ' | 'ڕ' => 'ر',
        'ں' | 'ڼ' | 'ڻ' => 'ن',
        'ڵ' | 'ڷ' => 'ل',
        'ۋ' | 'ۏ' => 'و',
        'ګ' | 'ڳ' | 'ڱ' => 'گ',
        'ۍ' => 'ی',
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ı' => 'i',
        'ə' => 'a',
        'ß' => return out.push_str("ss"),
        'æ' => return out.push_str("ae"),
        'œ' => return out.push_str("oe"),
        'þ' => return out.push_str("th"),
        // Signs of ayn and hamza in Latin come and go.
        '\'' | '’' | '‘' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´' | '"' => return,
        _ if folded.is_alphanumeric() => folded,
        _ => ' ',
    };
    out.push(letter);
}

/// What was met while folding, so that rare spellings are looked for only where they can be.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five things that are met or not"
)]
pub(super) struct Met {
    /// Two vavs, or two lams, one behind the other.
    pub(super) doubled: bool,
    /// A heh behind a lam, as in «الله» and «اله».
    pub(super) allah: bool,
    /// Letters of the Arabic script.
    pub(super) persian: bool,
    /// Latin letters without marks.
    pub(super) latin: bool,
    /// Other letters.
    pub(super) other: bool,
}

/// Appends the folded letters of `text` to `out`: words with one space between them, none at the ends.
pub(super) fn fold_into(text: &str, out: &mut String) -> Met {
    let table = &**TABLE;
    let mut writer = Writer {
        out,
        space: false,
        previous: '\0',
        met: Met::default(),
    };
    for c in text.chars() {
        match table.get(c as usize).copied().unwrap_or(LONG) {
            NOTHING => {}
            LONG => {
                let mut long = String::new();
                fold_long(c, &mut long);
                long.chars().for_each(|letter| writer.push(letter));
            }
            letter => writer.push(char::from_u32(u32::from(letter)).unwrap_or(' ')),
        }
    }
    writer.met
}

struct Writer<'o> {
    out: &'o mut String,
    space: bool,
    previous: char,
    met: Met,
}

impl Writer<'_> {
    fn push(&mut self, letter: char) {
        if letter == ' ' {
            self.space = self.previous != '\0';
            return;
        }
        if self.space {
            self.space = false;
            self.out.push(' ');
        }
        match letter {
            '\u{600}'..='\u{6FF}' => {
                self.met.persian = true;
                self.met.doubled |= letter == self.previous && matches!(letter, 'و' | 'ل');
                self.met.allah |= letter == 'ه' && self.previous == 'ل';
            }
            'a'..='z' => self.met.latin = true,
            '0'..='9' => {}
            _ => self.met.other = true,
        }
        self.previous = letter;
        self.out.push(letter);
    }
}

/// A set of beginnings or ends of three letters, to leave at once for nearly all words: bits by a hash of the letters.
pub(super) struct Triples([u64; 16]);

/// Bytes of three letters of the Arabic script.
pub(super) const TRIPLE: usize = 6;

impl Triples {
    pub(super) const fn none() -> Self {
        Self([0; 16])
    }

    const fn place(bytes: &[u8], at: usize) -> usize {
        // The second bytes of letters of the Arabic script tell nearly all of them apart.
        let (one, two, three) = (bytes[at + 1], bytes[at + 3], bytes[at + 5]);
        (one as usize ^ ((two as usize) << 2) ^ ((three as usize) << 5)) % 1024
    }

    /// Adds the three letters, of two bytes each, that stand at a place.
    pub(super) const fn with(mut self, word: &str, at: usize) -> Self {
        let place = Self::place(word.as_bytes(), at);
        self.0[place / 64] |= 1 << (place % 64);
        self
    }

    /// Whether the set may have the letters at a place; never wrong when it says no.
    pub(super) fn may_have(&self, word: &str, at: usize) -> bool {
        let place = Self::place(word.as_bytes(), at);
        self.0[place / 64] >> (place % 64) & 1 == 1
    }
}

/// Whether a folded letter is of the Arabic script.
pub(super) const fn is_persian(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{6FF}')
}

/// Letters that sound alike in Persian and are mistaken for each other by those who write by ear; one stands for all.
pub(super) const fn by_ear(letter: char) -> char {
    match letter {
        'ذ' | 'ض' | 'ظ' => 'ز',
        'ث' | 'ص' => 'س',
        'ط' => 'ت',
        'ح' => 'ه',
        'غ' => 'ق',
        other => other,
    }
}
