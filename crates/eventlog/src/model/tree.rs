//! Process trees (Leemans 2017): block-structured models that are sound by construction.

use std::fmt;

use super::error::ModelError;

/// How deep a tree in text may be nested.
const MAX_DEPTH: usize = 400;

/// A process tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProcessTree {
    /// τ: nothing is recorded.
    Silent,
    /// One event of this activity.
    Activity(String),
    /// Its parts one after the other.
    Sequence(Vec<ProcessTree>),
    /// Exactly one of its parts.
    Exclusive(Vec<ProcessTree>),
    /// All of its parts, in any interleaving.
    Parallel(Vec<ProcessTree>),
    /// The first part; then, as often as wished, the second and the first again.
    Loop(Box<ProcessTree>, Box<ProcessTree>),
}

impl ProcessTree {
    /// A loop.
    pub fn repeat(once: Self, again: Self) -> Self {
        Self::Loop(Box::new(once), Box::new(again))
    }

    /// The same language in fewer nodes: nested operators of one kind are joined, τ is dropped where it changes nothing, equal
    /// alternatives are one. The order of the parts is kept.
    #[must_use]
    pub fn simplified(self) -> Self {
        match self {
            Self::Sequence(parts) => {
                let parts = flat(parts, |part| match part {
                    Self::Sequence(inner) => Ok(inner),
                    Self::Silent => Ok(Vec::new()),
                    other => Err(other),
                });
                one_or(parts, Self::Sequence)
            }
            Self::Parallel(parts) => {
                let parts = flat(parts, |part| match part {
                    Self::Parallel(inner) => Ok(inner),
                    Self::Silent => Ok(Vec::new()),
                    other => Err(other),
                });
                one_or(parts, Self::Parallel)
            }
            Self::Exclusive(parts) => {
                let parts = flat(parts, |part| match part {
                    Self::Exclusive(inner) => Ok(inner),
                    other => Err(other),
                });
                let mut different: Vec<Self> = Vec::with_capacity(parts.len());
                for part in parts {
                    if !different.contains(&part) {
                        different.push(part);
                    }
                }
                let skipping =
                    |part: &Self| matches!(part, Self::Loop(once, _) if **once == Self::Silent);
                if different.iter().any(skipping) {
                    different.retain(|part| *part != Self::Silent);
                }
                one_or(different, Self::Exclusive)
            }
            Self::Loop(once, again) => match (once.simplified(), again.simplified()) {
                (Self::Silent, Self::Silent) => Self::Silent,
                (Self::Loop(inner, next), Self::Silent) if *next == Self::Silent => {
                    Self::Loop(inner, next)
                }
                (once, again) => Self::repeat(once, again),
            },
            leaf => leaf,
        }
    }

    /// Number of nodes, operators and leaves.
    pub fn size(&self) -> usize {
        1 + self.parts().map(Self::size).sum::<usize>()
    }

    /// The parts of an operator; none for a leaf.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        let (list, pair): (&[Self], Option<[&Self; 2]>) = match self {
            Self::Silent | Self::Activity(_) => (&[], None),
            Self::Sequence(parts) | Self::Exclusive(parts) | Self::Parallel(parts) => (parts, None),
            Self::Loop(once, again) => (&[], Some([once, again])),
        };
        list.iter().chain(pair.into_iter().flatten())
    }
}

/// Simplifies the parts and puts what `open` gives in the place of those that it opens.
fn flat(
    parts: Vec<ProcessTree>,
    open: impl Fn(ProcessTree) -> Result<Vec<ProcessTree>, ProcessTree>,
) -> Vec<ProcessTree> {
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        match open(part.simplified()) {
            Ok(inner) => all.extend(inner),
            Err(part) => all.push(part),
        }
    }
    all
}

fn one_or(
    mut parts: Vec<ProcessTree>,
    operator: fn(Vec<ProcessTree>) -> ProcessTree,
) -> ProcessTree {
    match parts.len() {
        0 => ProcessTree::Silent,
        1 => parts.swap_remove(0),
        _ => operator(parts),
    }
}

/// pm4py's notation: `->( 'a', X( 'b', tau ), +( 'c', 'd' ), *( 'e', tau ) )`; quotation marks and backslashes in names
/// are written with a backslash.
impl fmt::Display for ProcessTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self {
            Self::Silent => return f.write_str("tau"),
            Self::Activity(name) => {
                return write!(f, "'{}'", name.replace('\\', "\\\\").replace('\'', "\\'"));
            }
            Self::Sequence(_) => "->",
            Self::Exclusive(_) => "X",
            Self::Parallel(_) => "+",
            Self::Loop(..) => "*",
        };
        write!(f, "{sign}( ")?;
        for (index, part) in self.parts().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            part.fmt(f)?;
        }
        f.write_str(" )")
    }
}

impl std::str::FromStr for ProcessTree {
    type Err = ModelError;

    /// Reads what [`Display`](fmt::Display) writes, and pm4py's trees without inclusive choice.
    fn from_str(text: &str) -> Result<Self, ModelError> {
        let mut parser = Parser { text, at: 0 };
        let tree = parser.tree(0)?;
        parser.space();
        if parser.at < text.len() {
            return Err(parser.wrong("the end"));
        }
        Ok(tree)
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, word: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn wrong(&self, wanted: &str) -> ModelError {
        ModelError::unusable(
            format!(
                "in the process tree, {wanted} was expected at byte {}",
                self.at
            ),
            "write it like ->( 'a', X( 'b', tau ) )",
        )
    }

    fn tree(&mut self, depth: usize) -> Result<ProcessTree, ModelError> {
        if depth > MAX_DEPTH {
            return Err(self.wrong("less nesting"));
        }
        if self.eat("tau") {
            return Ok(ProcessTree::Silent);
        }
        if self.eat("'") {
            return self.name();
        }
        let signs = ["->", "X", "+", "*"];
        let Some(sign) = signs.into_iter().find(|sign| self.eat(sign)) else {
            return Err(self.wrong("an activity in '…', tau, ->, X, + or *"));
        };
        if !self.eat("(") {
            return Err(self.wrong("( "));
        }
        let mut parts = vec![self.tree(depth + 1)?];
        while self.eat(",") {
            parts.push(self.tree(depth + 1)?);
        }
        if !self.eat(")") {
            return Err(self.wrong(", or )"));
        }
        Ok(match sign {
            "->" => ProcessTree::Sequence(parts),
            "X" => ProcessTree::Exclusive(parts),
            "+" => ProcessTree::Parallel(parts),
            _ => match <[ProcessTree; 2]>::try_from(parts) {
                Ok([once, again]) => ProcessTree::repeat(once, again),
                Err(_) => return Err(self.wrong("a loop of exactly two parts")),
            },
        })
    }

    fn name(&mut self) -> Result<ProcessTree, ModelError> {
        let mut name = String::new();
        let mut escaped = false;
        for (place, character) in self.rest().char_indices() {
            match character {
                '\'' if !escaped => {
                    self.at += place + 1;
                    return Ok(ProcessTree::Activity(name));
                }
                '\\' if !escaped => escaped = true,
                other => {
                    name.push(other);
                    escaped = false;
                }
            }
        }
        Err(self.wrong("a closing quotation mark"))
    }
}
