//! What mostly comes next in a file. Programs write the attributes of events in a few orders, over and over, so that a tag up to its value
//! need not be taken apart again: it is compared with the one or two that followed the same tag before.

use crate::names::Names;

/// Bytes of a beginning, and beginnings, beyond which no more are remembered: a file that has no habits must not fill the memory.
const MAX_LEAD: usize = 256;
const MAX_LEADS: usize = 4096;
/// The number of what stands before the first tag.
const BEGIN: u32 = 0;

/// The beginnings of tags that were met, each with what `What` says of it and the two that followed it last.
pub(super) struct Habits<What> {
    leads: Names,
    known: Vec<Known<What>>,
    /// The one met last; `None` if it was none that is remembered.
    last: Option<u32>,
}

struct Known<What> {
    blanks: usize,
    what: What,
    /// The one met last comes first; [`BEGIN`] stands for none.
    next: [u32; 2],
}

/// A beginning that is remembered: everything after the tag before, up to the value.
pub(super) struct Lead<'h, What> {
    pub(super) text: &'h str,
    /// White space at its beginning.
    pub(super) blanks: usize,
    pub(super) what: What,
    /// For [`Habits::came`].
    pub(super) number: u32,
}

impl<What: Copy> Habits<What> {
    /// `nothing` is said of what stands before the first tag.
    pub(super) fn new(nothing: What) -> Self {
        let mut leads = Names::default();
        leads.intern("");
        let begin = Known {
            blanks: 0,
            what: nothing,
            next: [BEGIN; 2],
        };
        Self {
            leads,
            known: vec![begin],
            last: None,
        }
    }

    /// The next tag is a first one.
    pub(super) fn begin(&mut self) {
        self.last = Some(BEGIN);
    }

    /// The tag under way is none to remember.
    pub(super) fn lose(&mut self) {
        self.last = None;
    }

    /// What may come next, the likelier one first.
    #[inline]
    pub(super) fn expected(&self) -> impl Iterator<Item = Lead<'_, What>> {
        let next = self
            .last
            .map_or([BEGIN; 2], |last| self.known[last as usize].next);
        next.into_iter()
            .filter(|&number| number != BEGIN)
            .map(|number| {
                let known = &self.known[number as usize];
                Lead {
                    text: self.leads.get(number),
                    blanks: known.blanks,
                    what: known.what,
                    number,
                }
            })
    }

    /// One that was expected came.
    #[inline]
    pub(super) fn came(&mut self, number: u32) {
        if let Some(last) = self.last {
            let next = &mut self.known[last as usize].next;
            if next[0] != number {
                *next = [number, next[0]];
            }
        }
        self.last = Some(number);
    }

    /// Another one came; `what` tells what is to be said of it, if it is not known yet.
    pub(super) fn note(&mut self, lead: &str, blanks: usize, what: impl FnOnce() -> Option<What>) {
        let number = self.leads.find(lead).or_else(|| {
            if lead.len() > MAX_LEAD || self.known.len() == MAX_LEADS {
                return None;
            }
            let what = what()?;
            self.known.push(Known {
                blanks,
                what,
                next: [BEGIN; 2],
            });
            Some(self.leads.intern(lead))
        });
        match number {
            Some(number) => self.came(number),
            None => self.lose(),
        }
    }
}
