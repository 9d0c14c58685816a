//! Where the shapes of a diagram stand: blocks beside and above each other, flows at right angles, all by sizes alone.

use super::super::tree::ProcessTree;

/// Between neighbours in a row, and between rows.
const GAP: i32 = 50;
const ROW: i32 = 30;
const MARGIN: i32 = 60;

/// What a shape is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Start,
    End,
    Task(String),
    Exclusive,
    Parallel,
}

impl Shape {
    /// Width and height, those of the usual editors.
    fn size(&self) -> (i32, i32) {
        match self {
            Self::Start | Self::End => (36, 36),
            Self::Task(_) => (100, 80),
            Self::Exclusive | Self::Parallel => (50, 50),
        }
    }
}

/// A shape and its bounds.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) shape: Shape,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A flow from one node to another with the corners of its line.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) way: Vec<(i32, i32)>,
}

/// A drawn diagram.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

/// Room that a block takes: its width, and how far it reaches above and below its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Room {
    width: i32,
    above: i32,
    below: i32,
}

fn room(tree: &ProcessTree) -> Room {
    match tree {
        ProcessTree::Silent => Room {
            width: GAP,
            above: 20,
            below: 20,
        },
        ProcessTree::Activity(_) => Room {
            width: 100,
            above: 40,
            below: 40,
        },
        ProcessTree::Sequence(parts) => {
            let gaps = GAP * i32::try_from(parts.len().saturating_sub(1)).unwrap_or(i32::MAX / GAP);
            let none = Room {
                width: gaps,
                above: 20,
                below: 20,
            };
            parts.iter().map(room).fold(none, |all, one| Room {
                width: all.width.saturating_add(one.width),
                above: all.above.max(one.above),
                below: all.below.max(one.below),
            })
        }
        ProcessTree::Exclusive(parts) | ProcessTree::Parallel(parts) => match &parts[..] {
            [] => room(&ProcessTree::Silent),
            [one] => room(one),
            _ => {
                let rooms: Vec<Room> = parts.iter().map(room).collect();
                let half = stack(&rooms) / 2;
                Room {
                    width: widest(&rooms) + 2 * (50 + GAP),
                    above: half.max(25),
                    below: half.max(25),
                }
            }
        },
        ProcessTree::Loop(once, again) => {
            let (once, again) = (room(once), room(again));
            let below = once.below.max(25);
            Room {
                width: widest(&[once, again]) + 2 * (50 + GAP),
                above: once.above.max(25),
                below: below + ROW + again.above + again.below,
            }
        }
    }
}

fn widest(rooms: &[Room]) -> i32 {
    rooms.iter().map(|room| room.width).max().unwrap_or(0)
}

/// Height of rows one under the other.
fn stack(rooms: &[Room]) -> i32 {
    let rows: i32 = rooms.iter().map(|room| room.above + room.below + ROW).sum();
    (rows - ROW).max(0)
}

/// A flow whose target is not there yet.
struct Open {
    from: usize,
    way: Vec<(i32, i32)>,
}

/// Draws the tree between a start and an end event.
pub(super) fn draw(tree: &ProcessTree) -> Drawing {
    let mut drawing = Drawing::default();
    let room = room(tree);
    let line = MARGIN + room.above.max(18);
    let start = drawing.add(Shape::Start, MARGIN, line);
    let from = drawing.leave(start, line, true);
    let x = MARGIN + 36 + GAP;
    let open = drawing.block(tree, x, line, true, from);
    let end = drawing.add(Shape::End, x + room.width + GAP, line);
    drawing.arrive(open, end, line, true);
    drawing
}

impl Drawing {
    /// A shape whose left side is at `x` and whose middle is on `line`.
    fn add(&mut self, shape: Shape, x: i32, line: i32) -> usize {
        let (width, height) = shape.size();
        self.nodes.push(Node {
            shape,
            x,
            y: line - height / 2,
            width,
            height,
        });
        self.nodes.len() - 1
    }

    /// A flow that leaves a node towards `line`; above or below if that is another line than the node's own.
    fn leave(&self, node: usize, line: i32, forward: bool) -> Open {
        let one = &self.nodes[node];
        let (middle, centre) = (one.y + one.height / 2, one.x + one.width / 2);
        let way = if line == middle {
            vec![(if forward { one.x + one.width } else { one.x }, middle)]
        } else {
            let side = if line < middle {
                one.y
            } else {
                one.y + one.height
            };
            vec![(centre, side), (centre, line)]
        };
        Open { from: node, way }
    }

    /// Ends a flow that comes along `line`.
    fn arrive(&mut self, mut open: Open, node: usize, line: i32, forward: bool) {
        let one = &self.nodes[node];
        let (middle, centre) = (one.y + one.height / 2, one.x + one.width / 2);
        if line == middle {
            let side = if forward { one.x } else { one.x + one.width };
            open.way.push((side, middle));
        } else {
            let side = if line < middle {
                one.y
            } else {
                one.y + one.height
            };
            open.way.extend([(centre, line), (centre, side)]);
        }
        open.way.dedup();
        self.edges.push(Edge {
            from: open.from,
            to: node,
            way: open.way,
        });
    }

    /// Draws a block that takes the room from `x` on, on `line`, from left to right or (`forward` false) from right to left.
    fn block(&mut self, tree: &ProcessTree, x: i32, line: i32, forward: bool, open: Open) -> Open {
        match tree {
            ProcessTree::Silent => open,
            ProcessTree::Activity(name) => {
                let node = self.add(Shape::Task(name.clone()), x, line);
                self.arrive(open, node, line, forward);
                self.leave(node, line, forward)
            }
            ProcessTree::Sequence(parts) => {
                let (mut open, mut left) = (open, x);
                let mut right = x + room(tree).width;
                for part in parts {
                    let width = room(part).width;
                    let at = if forward { left } else { right - width };
                    open = self.block(part, at, line, forward, open);
                    left += width + GAP;
                    right -= width + GAP;
                }
                open
            }
            ProcessTree::Exclusive(parts) => {
                self.branches(Shape::Exclusive, parts, x, line, forward, open)
            }
            ProcessTree::Parallel(parts) => {
                self.branches(Shape::Parallel, parts, x, line, forward, open)
            }
            ProcessTree::Loop(once, again) => {
                let (begin, end) = self.gates(room(tree).width, x, forward);
                let join = self.add(Shape::Exclusive, begin, line);
                self.arrive(open, join, line, forward);
                let inner = self.leave(join, line, forward);
                let at = self.inner(room(once).width, begin.min(end), begin.max(end), forward);
                let open = self.block(once, at, line, forward, inner);
                let split = self.add(Shape::Exclusive, end, line);
                self.arrive(open, split, line, forward);
                let under = line + room(once).below.max(25) + ROW + room(again).above;
                let back = self.leave(split, under, !forward);
                let at = self.inner(room(again).width, begin.min(end), begin.max(end), !forward);
                let back = self.block(again, at, under, !forward, back);
                self.arrive(back, join, under, !forward);
                self.leave(split, line, forward)
            }
        }
    }

    /// Left sides of the first and the last gateway of a block of this width.
    #[expect(clippy::unused_self, reason = "reads as the other steps of drawing do")]
    fn gates(&self, width: i32, x: i32, forward: bool) -> (i32, i32) {
        let (left, right) = (x, x + width - 50);
        if forward {
            (left, right)
        } else {
            (right, left)
        }
    }

    /// Left side of a part between two gateways: next to the one where it begins.
    #[expect(clippy::unused_self, reason = "reads as the other steps of drawing do")]
    fn inner(&self, width: i32, left: i32, right: i32, forward: bool) -> i32 {
        if forward {
            left + 50 + GAP
        } else {
            right - GAP - width
        }
    }

    fn branches(
        &mut self,
        shape: Shape,
        parts: &[ProcessTree],
        x: i32,
        line: i32,
        forward: bool,
        open: Open,
    ) -> Open {
        match parts {
            [] => return open,
            [one] => return self.block(one, x, line, forward, open),
            _ => {}
        }
        let rooms: Vec<Room> = parts.iter().map(room).collect();
        let width = widest(&rooms) + 2 * (50 + GAP);
        let (begin, end) = self.gates(width, x, forward);
        let split = self.add(shape.clone(), begin, line);
        self.arrive(open, split, line, forward);
        let mut top = line - stack(&rooms) / 2;
        let mut ways = Vec::with_capacity(parts.len());
        for (part, room) in parts.iter().zip(&rooms) {
            let row = top + room.above;
            let at = self.inner(room.width, begin.min(end), begin.max(end), forward);
            let way = self.leave(split, row, forward);
            ways.push((self.block(part, at, row, forward, way), row));
            top += room.above + room.below + ROW;
        }
        let join = self.add(shape, end, line);
        for (way, row) in ways {
            self.arrive(way, join, row, forward);
        }
        self.leave(join, line, forward)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(tree: &str) -> Drawing {
        draw(&tree.parse().unwrap())
    }

    /// Shapes never overlap and every corner of a flow is a right angle.
    #[test]
    fn shapes_keep_apart_and_flows_are_square() {
        for tree in [
            "'a'",
            "tau",
            "->( 'a', X( tau, 'b', +( 'c', 'd', ->( 'e', 'f' ) ) ), 'g' )",
            "*( ->( 'a', *( 'b', ->( 'c', X( 'd', 'e' ) ) ) ), *( 'f', X( 'g', tau, +( 'h', 'i' ) ) ) )",
        ] {
            let drawing = drawing(tree);
            for (index, one) in drawing.nodes.iter().enumerate() {
                assert!(one.x >= 0 && one.y >= 0, "{tree}: {one:?}");
                for other in &drawing.nodes[..index] {
                    let apart = one.x + one.width <= other.x
                        || other.x + other.width <= one.x
                        || one.y + one.height <= other.y
                        || other.y + other.height <= one.y;
                    assert!(apart, "{tree}: {one:?} {other:?}");
                }
            }
            for edge in &drawing.edges {
                assert!(edge.way.len() >= 2, "{tree}: {edge:?}");
                for pair in edge.way.windows(2) {
                    assert!(
                        pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1,
                        "{tree}: {edge:?}"
                    );
                }
            }
        }
    }
}
