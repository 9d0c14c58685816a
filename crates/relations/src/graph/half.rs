//! A tie as seen from one of its ends: fourteen bytes, everything that a search asks for.

use crate::model::{Day, Grade, Period, TieKind};

/// Place of a party in a graph.
pub type Node = u32;

/// A tie seen from one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Half {
    // Halves of numbers, so that the whole aligns to two bytes and not to four.
    other: [u16; 2],
    tie: [u16; 2],
    from: u16,
    until: u16,
    seen: u8,
    flags: u8,
}

const GRADE: u8 = 3;
const HUB: u8 = 4;
const WITHDRAWN: u8 = 8;

const fn split(number: u32) -> [u16; 2] {
    [(number >> 16) as u16, (number & 0xffff) as u16]
}

const fn joined(halves: [u16; 2]) -> u32 {
    (halves[0] as u32) << 16 | halves[1] as u32
}

impl Half {
    pub(super) fn new(other: Node, tie: u32, period: Period, seen: u8, grade: Grade) -> Self {
        Self {
            other: split(other),
            tie: split(tie),
            from: period.from.raw(),
            until: period.until.raw(),
            seen,
            flags: grade as u8,
        }
    }

    /// Fills a place that is never read.
    pub(crate) const NOTHING: Self = Self {
        other: [0; 2],
        tie: [0; 2],
        from: 0,
        until: 0,
        seen: 0,
        flags: 0,
    };

    /// The party at the other end.
    pub const fn other(self) -> Node {
        joined(self.other)
    }

    /// Place of the tie among those of the graph.
    pub const fn tie(self) -> u32 {
        joined(self.tie)
    }

    pub(crate) const fn seen(self) -> u8 {
        self.seen
    }

    /// Kind, and whether this end is the tie's `from`. Kinship always reads from this end: the other is that relative.
    pub fn kind(self) -> (TieKind, bool) {
        TieKind::of_seen(self.seen).unwrap_or((TieKind::Declared, true))
    }

    /// The same tie seen from its other end; `node` is the party at this one.
    #[must_use]
    pub fn turned(self, node: Node) -> Self {
        Self {
            other: split(node),
            seen: flipped(self.seen),
            ..self
        }
    }

    /// When the tie holds.
    pub const fn period(self) -> Period {
        Period {
            from: Day::from_raw(self.from),
            until: Day::from_raw(self.until),
        }
    }

    /// Does it hold on `day`, or did it end at most `after` days before?
    pub(crate) const fn holds(self, day: Day, after: u16) -> bool {
        self.from <= day.raw() && self.until.saturating_add(after) >= day.raw()
    }

    /// Had it ended before `day`?
    pub(crate) const fn ended(self, day: Day) -> bool {
        self.until < day.raw()
    }

    /// How well it is known.
    pub const fn grade(self) -> Grade {
        match self.flags & GRADE {
            0 => Grade::Register,
            1 => Grade::Both,
            2 => Grade::One,
            _ => Grade::Inferred,
        }
    }

    /// Has one of its ends so many ties of this kind that it joins nobody?
    pub const fn is_hub(self) -> bool {
        self.flags & HUB != 0
    }

    pub(super) const fn set_hub(&mut self, hub: bool) {
        self.flags = self.flags & !HUB | if hub { HUB } else { 0 };
    }

    /// Was it withdrawn as wrong at some time?
    pub(super) const fn is_withdrawn(self) -> bool {
        self.flags & WITHDRAWN != 0
    }

    pub(super) const fn set_withdrawn(&mut self) {
        self.flags |= WITHDRAWN;
    }

    /// Order within a party: by kind, other end, dates and grade.
    pub(super) const fn order(self) -> (u8, u32, u16, u16, u8, u32) {
        (
            self.seen,
            joined(self.other),
            self.from,
            self.until,
            self.flags & GRADE,
            joined(self.tie),
        )
    }
}

/// How the other end sees a tie that this end sees as `seen`.
pub(crate) fn flipped(seen: u8) -> u8 {
    TieKind::of_seen(seen).map_or(seen, |(kind, from_end)| kind.seen(!from_end))
}
