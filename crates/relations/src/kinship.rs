//! Kinship as relation types: composed along a path, class and degree derived as in the Civil Code, arts. 1031–1033.
//!
//! A relative is steps up to a common ancestor and down again, with a marriage before, after, or both. It is never stored as one
//! number: the code's class and degree, its degrees by marriage and the lists of the laws count differently.

use std::fmt;

use crate::model::Sex;

/// A relation type: what another person is to somebody. At most three generations up and three down.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kin {
    /// Through the spouse: "my spouse's …". The spouse alone is this, with no steps.
    through_spouse: bool,
    up: u8,
    down: u8,
    /// The spouse of that relative: "my …'s spouse".
    of_spouse: bool,
}

/// Class (طبقه) and degree (درجه) of Civil Code art. 1032, and whether by marriage (art. 1033: the same line and degree).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rank {
    /// 1 to 3.
    pub class: u8,
    /// From 1.
    pub degree: u8,
    /// سببی rather than نسبی.
    pub by_marriage: bool,
}

impl Rank {
    /// Is it as near as `class` and `degree`, or nearer? Nearer classes come first, whatever the degree.
    pub fn within(self, class: u8, degree: u8) -> bool {
        (self.class, self.degree) <= (class, degree)
    }
}

/// Blood relatives by generations up and down: code, English (male, female, either), Persian (male, female, either).
type Words = (u8, u8, &'static str, [&'static str; 3], [&'static str; 3]);
const BLOOD: [Words; 15] = [
    (
        1,
        0,
        "parent",
        ["father", "mother", "parent"],
        ["پدر", "مادر", "پدر یا مادر"],
    ),
    (
        2,
        0,
        "grandparent",
        ["grandfather", "grandmother", "grandparent"],
        ["پدربزرگ", "مادربزرگ", "پدربزرگ یا مادربزرگ"],
    ),
    (
        3,
        0,
        "great-grandparent",
        [
            "great-grandfather",
            "great-grandmother",
            "great-grandparent",
        ],
        ["جد", "جدّه", "جد یا جدّه"],
    ),
    (
        0,
        1,
        "child",
        ["son", "daughter", "child"],
        ["پسر", "دختر", "فرزند"],
    ),
    (
        0,
        2,
        "grandchild",
        ["grandson", "granddaughter", "grandchild"],
        ["نوه", "نوه", "نوه"],
    ),
    (
        0,
        3,
        "great-grandchild",
        ["great-grandson", "great-granddaughter", "great-grandchild"],
        ["نتیجه", "نتیجه", "نتیجه"],
    ),
    (
        1,
        1,
        "sibling",
        ["brother", "sister", "brother or sister"],
        ["برادر", "خواهر", "برادر یا خواهر"],
    ),
    (
        1,
        2,
        "nephew-niece",
        ["nephew", "niece", "nephew or niece"],
        [
            "پسر برادر یا خواهر",
            "دختر برادر یا خواهر",
            "فرزند برادر یا خواهر",
        ],
    ),
    (
        1,
        3,
        "grandnephew-niece",
        ["grandnephew", "grandniece", "grandnephew or grandniece"],
        [
            "نوهٔ برادر یا خواهر",
            "نوهٔ برادر یا خواهر",
            "نوهٔ برادر یا خواهر",
        ],
    ),
    (
        2,
        1,
        "uncle-aunt",
        ["uncle", "aunt", "uncle or aunt"],
        ["عمو یا دایی", "عمه یا خاله", "عمو، عمه، دایی یا خاله"],
    ),
    (
        2,
        2,
        "cousin",
        ["cousin", "cousin", "cousin"],
        [
            "پسر عمو، عمه، دایی یا خاله",
            "دختر عمو، عمه، دایی یا خاله",
            "فرزند عمو، عمه، دایی یا خاله",
        ],
    ),
    (
        2,
        3,
        "cousin-child",
        ["cousin's son", "cousin's daughter", "cousin's child"],
        [
            "نوهٔ عمو، عمه، دایی یا خاله",
            "نوهٔ عمو، عمه، دایی یا خاله",
            "نوهٔ عمو، عمه، دایی یا خاله",
        ],
    ),
    (
        3,
        1,
        "great-uncle-aunt",
        ["great-uncle", "great-aunt", "great-uncle or great-aunt"],
        [
            "عمو یا دایی پدر یا مادر",
            "عمه یا خالهٔ پدر یا مادر",
            "عمو، عمه، دایی یا خالهٔ پدر یا مادر",
        ],
    ),
    (
        3,
        2,
        "parent-cousin",
        ["parent's cousin", "parent's cousin", "parent's cousin"],
        [
            "پسرعمو یا پسردایی پدر یا مادر",
            "دخترعمو یا دختردایی پدر یا مادر",
            "فرزند عمو، عمه، دایی یا خالهٔ پدر یا مادر",
        ],
    ),
    (
        3,
        3,
        "second-cousin",
        ["second cousin", "second cousin", "second cousin"],
        [
            "نوهٔ عمو، عمه، دایی یا خالهٔ پدر یا مادر",
            "نوهٔ عمو، عمه، دایی یا خالهٔ پدر یا مادر",
            "نوهٔ عمو، عمه، دایی یا خالهٔ پدر یا مادر",
        ],
    ),
];

impl Kin {
    /// همسر
    pub const SPOUSE: Self = Self::new(true, 0, 0, false);
    /// پدر یا مادر
    pub const PARENT: Self = Self::new(false, 1, 0, false);
    /// فرزند
    pub const CHILD: Self = Self::new(false, 0, 1, false);
    /// برادر یا خواهر
    pub const SIBLING: Self = Self::new(false, 1, 1, false);
    /// پدر یا مادر همسر
    pub const SPOUSE_PARENT: Self = Self::new(true, 1, 0, false);
    /// برادر یا خواهر همسر
    pub const SPOUSE_SIBLING: Self = Self::new(true, 1, 1, false);
    /// عروس یا داماد
    pub const CHILD_SPOUSE: Self = Self::new(false, 0, 1, true);
    /// همسر برادر یا خواهر
    pub const SIBLING_SPOUSE: Self = Self::new(false, 1, 1, true);

    const fn new(through_spouse: bool, up: u8, down: u8, of_spouse: bool) -> Self {
        Self {
            through_spouse,
            up,
            down,
            of_spouse,
        }
    }

    /// The relation type of these steps; nothing for oneself, a spouse's spouse, or more than three generations.
    fn of(through_spouse: bool, up: u8, down: u8, of_spouse: bool) -> Option<Self> {
        if up > 3 || down > 3 {
            return None;
        }
        if up == 0 && down == 0 {
            return (through_spouse != of_spouse).then_some(Self::SPOUSE);
        }
        Some(Self::new(through_spouse, up, down, of_spouse))
    }

    /// Every relation type.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..64).filter_map(Self::from_bits)
    }

    /// Six bits, for one byte in the graph.
    pub(crate) const fn bits(self) -> u8 {
        (self.through_spouse as u8) << 5 | self.up << 3 | self.down << 1 | self.of_spouse as u8
    }

    /// The relation type of six bits, if they are those of one.
    pub(crate) fn from_bits(bits: u8) -> Option<Self> {
        let kin = Self::of(bits & 32 != 0, bits >> 3 & 3, bits >> 1 & 3, bits & 1 != 0)?;
        (bits < 64 && kin.bits() == bits).then_some(kin)
    }

    /// What the first person is to the second, where `self` is what the second is to the first.
    #[must_use]
    pub fn inverse(self) -> Self {
        if self == Self::SPOUSE {
            return self;
        }
        Self::new(self.of_spouse, self.down, self.up, self.through_spouse)
    }

    /// What the `next` of my `self` is to me; nothing if that is no kinship the Civil Code or custom knows (a spouse's spouse, blood
    /// relatives of a relative's spouse), cannot be told (a parent of a child or nephew), or lies beyond three generations.
    ///
    /// A brother's or sister's parent counts as a parent and a sibling of a sibling as a sibling: half-blood is not told apart.
    pub fn then(self, next: Self) -> Option<Self> {
        if next == Self::SPOUSE {
            // A spouse's spouse is nobody new.
            return if self == Self::SPOUSE || self.of_spouse {
                None
            } else {
                Self::of(self.through_spouse, self.up, self.down, true)
            };
        }
        if self == Self::SPOUSE {
            return if next.through_spouse {
                None
            } else {
                Self::of(true, next.up, next.down, next.of_spouse)
            };
        }
        if self.of_spouse || next.through_spouse {
            return None;
        }
        let (up, down) = match (self.down, next.up) {
            (0, _) => (self.up + next.up, next.down),
            (_, 0) => (self.up, self.down + next.down),
            // To a brother or sister of that relative.
            (_, 1) if next.down > 0 => (self.up, self.down - 1 + next.down),
            // To the parents, whom a brother, sister, uncle or aunt shares with the parent that led there.
            (1, _) if self.up > 0 => (self.up + next.up - 1, next.down),
            // To another parent, who may be kin only by marriage.
            _ => return None,
        };
        Self::of(self.through_spouse, up, down, next.of_spouse)
    }

    /// The relation type of a path of steps; nothing if one of them leads out of kinship.
    pub fn along(path: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut steps = path.into_iter();
        let first = steps.next()?;
        steps.try_fold(first, Self::then)
    }

    /// By marriage (سببی) rather than by blood (نسبی).
    pub const fn is_by_marriage(self) -> bool {
        self.through_spouse || self.of_spouse
    }

    /// Class and degree of arts. 1032 and 1033: 1 parents and descendants, 2 grandparents, siblings and their descendants, 3 uncles, aunts
    /// and their descendants; by marriage that of the blood relation. Nothing for the spouse, who has no degree, and for those related
    /// over two marriages (باجناق، جاری), whom the code does not name.
    pub fn rank(self) -> Option<Rank> {
        if self == Self::SPOUSE || (self.through_spouse && self.of_spouse) {
            return None;
        }
        let (class, degree) = match (self.up, self.down) {
            (1, 0) => (1, 1),
            (0, down) => (1, down),
            (up, 0) => (2, up - 1),
            (1, down) => (2, down),
            (up, down) => (3, up - 2 + down),
        };
        Some(Rank {
            class,
            degree,
            by_marriage: self.is_by_marriage(),
        })
    }

    /// Degree by the examples of art. 1033, which counts generations and no classes: a spouse's parents 1, a spouse's brothers and
    /// sisters 2. Nothing for blood relatives and the spouse.
    pub fn degree_by_marriage(self) -> Option<u8> {
        (self.is_by_marriage() && self.rank().is_some()).then_some(self.up + self.down)
    }

    fn blood(self) -> Option<&'static Words> {
        BLOOD
            .iter()
            .find(|words| words.0 == self.up && words.1 == self.down)
    }

    /// Code for files and JSON: `parent`, `spouse`, `spouse-sibling` (a spouse's sibling), `sibling-spouse` (a sibling's spouse) ….
    pub fn code(self) -> String {
        let Some(words) = self.blood() else {
            return "spouse".to_owned();
        };
        format!(
            "{}{}{}",
            if self.through_spouse { "spouse-" } else { "" },
            words.2,
            if self.of_spouse { "-spouse" } else { "" }
        )
    }

    /// The relation type with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        if code == "spouse" {
            return Some(Self::SPOUSE);
        }
        let rest = code.strip_prefix("spouse-");
        let (through_spouse, rest) = (rest.is_some(), rest.unwrap_or(code));
        let blood = rest.strip_suffix("-spouse");
        let (of_spouse, blood) = (blood.is_some(), blood.unwrap_or(rest));
        let words = BLOOD.iter().find(|words| words.2 == blood)?;
        Self::of(through_spouse, words.0, words.1, of_spouse)
    }

    /// In Persian, of a relative of that sex: «برادر همسر», «داماد».
    pub fn persian(self, sex: Option<Sex>) -> String {
        if self == Self::SPOUSE {
            return "همسر".to_owned();
        }
        if self == Self::CHILD_SPOUSE {
            return word(["داماد", "عروس", "عروس یا داماد"], sex).to_owned();
        }
        // The sex is that of the person at the end; a spouse's words for the relative before cannot follow it.
        let inner = if self.of_spouse { sex.map(other) } else { sex };
        let mut text = self
            .blood()
            .map_or("", |words| word(words.4, inner))
            .to_owned();
        if self.through_spouse {
            text.push_str(if text.ends_with('ه') {
                "ٔ همسر"
            } else {
                " همسر"
            });
        }
        if self.of_spouse {
            text.insert_str(0, "همسر ");
        }
        text
    }

    /// In English, of a relative of that sex: `spouse's brother`, `son-in-law`.
    pub fn english(self, sex: Option<Sex>) -> String {
        if self == Self::SPOUSE {
            return "spouse".to_owned();
        }
        if self == Self::CHILD_SPOUSE {
            return word(
                ["son-in-law", "daughter-in-law", "son- or daughter-in-law"],
                sex,
            )
            .to_owned();
        }
        let inner = if self.of_spouse { sex.map(other) } else { sex };
        let blood = self.blood().map_or("", |words| word(words.3, inner));
        match (self.through_spouse, self.of_spouse) {
            (false, false) => blood.to_owned(),
            (true, false) => format!("spouse's {blood}"),
            (false, true) => format!("spouse of the {blood}"),
            (true, true) => format!("spouse of the spouse's {blood}"),
        }
    }
}

fn word(words: [&'static str; 3], sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Male) => words[0],
        Some(Sex::Female) => words[1],
        None => words[2],
    }
}

/// Marriage as Iranian law knows it.
const fn other(sex: Sex) -> Sex {
    match sex {
        Sex::Female => Sex::Male,
        Sex::Male => Sex::Female,
    }
}

impl fmt::Debug for Kin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kin(code: &str) -> Kin {
        Kin::from_code(code).unwrap_or_else(|| panic!("{code}"))
    }

    fn along(codes: &[&str]) -> Option<String> {
        Kin::along(codes.iter().map(|code| kin(code))).map(Kin::code)
    }

    #[test]
    fn class_and_degree_are_those_of_the_civil_code() {
        // Art. 1032: its own examples, and those of the commented table.
        for (code, class, degree) in [
            ("parent", 1, 1),
            ("child", 1, 1),
            ("grandchild", 1, 2),
            ("grandparent", 2, 1),
            ("sibling", 2, 1),
            ("nephew-niece", 2, 2),
            ("great-grandparent", 2, 2),
            ("uncle-aunt", 3, 1),
            ("cousin", 3, 2),
        ] {
            let rank = kin(code).rank().unwrap();
            assert_eq!(
                (rank.class, rank.degree, rank.by_marriage),
                (class, degree, false),
                "{code}"
            );
        }
        // Art. 1033: the same line and degree through the marriage, but its examples count 1 and 2.
        let (parent, sibling) = (kin("spouse-parent"), kin("spouse-sibling"));
        assert_eq!(
            (parent.degree_by_marriage(), sibling.degree_by_marriage()),
            (Some(1), Some(2))
        );
        assert_eq!(
            sibling.rank(),
            Some(Rank {
                class: 2,
                degree: 1,
                by_marriage: true
            })
        );
        assert_eq!(
            (Kin::SPOUSE.rank(), kin("spouse-sibling-spouse").rank()),
            (None, None)
        );
        assert!(
            kin("uncle-aunt").rank().unwrap().within(3, 2)
                && !kin("uncle-aunt").rank().unwrap().within(2, 2)
        );
    }

    #[test]
    fn paths_compose() {
        for (path, relative) in [
            (&["parent", "child"][..], Some("sibling")),
            (&["parent", "parent", "child", "child"], Some("cousin")),
            (&["spouse", "parent", "child"], Some("spouse-sibling")),
            (&["parent", "child", "spouse"], Some("sibling-spouse")),
            (
                &["spouse", "sibling", "spouse"],
                Some("spouse-sibling-spouse"),
            ),
            (&["sibling", "parent"], Some("parent")),
            (&["sibling", "sibling"], Some("sibling")),
            (&["sibling", "uncle-aunt"], Some("uncle-aunt")),
            (&["uncle-aunt", "parent"], Some("grandparent")),
            (&["child", "spouse"], Some("child-spouse")),
            (&["spouse", "child"], Some("spouse-child")),
            (&["parent", "sibling"], Some("uncle-aunt")),
            (&["child", "sibling"], Some("child")),
            (&["nephew-niece", "sibling"], Some("nephew-niece")),
            (&["nephew-niece", "parent"], None),
            (&["child", "uncle-aunt"], None),
            (&["child", "parent"], None),
            (&["spouse", "spouse"], None),
            (&["sibling", "spouse", "sibling"], None),
            (&["grandparent", "grandparent"], None),
        ] {
            assert_eq!(along(path).as_deref(), relative, "{path:?}");
        }
    }

    #[test]
    fn inverse_of_a_path_is_the_path_of_inverses() {
        for a in Kin::all() {
            assert_eq!(a.inverse().inverse(), a);
            assert_eq!(Kin::from_code(&a.code()), Some(a));
            assert_eq!(
                a.rank().map(|r| r.by_marriage),
                a.inverse().rank().map(|r| r.by_marriage)
            );
            for b in Kin::all() {
                let (there, back) = (a.then(b), b.inverse().then(a.inverse()));
                assert_eq!(there.map(Kin::inverse), back, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn words_follow_the_sex() {
        assert_eq!(kin("spouse-sibling").persian(Some(Sex::Male)), "برادر همسر");
        assert_eq!(kin("sibling-spouse").persian(Some(Sex::Male)), "همسر خواهر");
        assert_eq!(kin("child-spouse").persian(Some(Sex::Female)), "عروس");
        assert_eq!(kin("spouse-grandchild").persian(None), "نوهٔ همسر");
        assert_eq!(
            kin("sibling-spouse").english(None),
            "spouse of the brother or sister"
        );
    }
}
