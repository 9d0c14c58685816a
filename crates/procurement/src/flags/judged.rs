//! What the rules say of one process.

use super::code::{Code, OF_PROCESSES};
use super::state::{Mark, Need, Outside, Why};

/// Marks of all codes of a process.
pub(super) type Marks = [Mark; OF_PROCESSES];

/// A value with the organisations that it is about.
#[derive(Debug)]
pub(super) struct Finding<'p> {
    pub(super) code: Code,
    pub(super) value: f64,
    pub(super) who: Vec<&'p str>,
    /// A hash of what the organisations have in common, or of the path between them.
    pub(super) key: u64,
    /// In words, what it rests on.
    pub(super) detail: Option<String>,
}

/// Gathers what the rules say.
pub(super) struct Judged<'p> {
    pub(super) marks: Marks,
    pub(super) findings: Vec<Finding<'p>>,
    pub(super) whys: [Option<Why>; OF_PROCESSES],
}

impl<'p> Judged<'p> {
    /// All codes outside, until a rule says otherwise.
    pub(super) fn new(why: Outside) -> Self {
        Self {
            marks: [Mark::outside(why); OF_PROCESSES],
            findings: Vec::new(),
            whys: [None; OF_PROCESSES],
        }
    }

    pub(super) fn mark(&mut self, code: Code, mark: Mark) {
        self.marks[code.place()] = mark;
    }

    pub(super) fn clear(&mut self, code: Code) {
        self.mark(code, Mark::CLEAR);
    }

    pub(super) fn needs(&mut self, code: Code, need: Need) {
        self.mark(code, Mark::needs(need));
    }

    pub(super) fn outside(&mut self, code: Code, why: Outside) {
        self.mark(code, Mark::outside(why));
    }

    pub(super) fn why(&mut self, code: Code, why: Why) {
        self.whys[code.place()].get_or_insert(why);
    }

    pub(super) fn flag(&mut self, code: Code, value: f64, who: Vec<&'p str>) {
        self.mark(code, Mark::FLAG);
        self.find(code, value, who, 0, None);
    }

    /// Keeps a value until all values are known.
    pub(super) fn measure(&mut self, code: Code, value: f64, who: Vec<&'p str>, key: u64) {
        self.mark(code, Mark::Measured);
        self.find(code, value, who, key, None);
    }

    pub(super) fn find(
        &mut self,
        code: Code,
        value: f64,
        who: Vec<&'p str>,
        key: u64,
        detail: Option<String>,
    ) {
        self.findings.push(Finding {
            code,
            value,
            who,
            key,
            detail,
        });
    }
}
