//! The key below a picture: a mark and its word, in as many lines as needed.

use crate::canvas::{Anchor, Canvas, SIZE, Stretch};
use crate::text::width;

/// How a series is drawn, repeated small in the legend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mark {
    Box,
    Line,
    /// A line of this thickness.
    Thick(f64),
    Dot,
    Tick,
    Whisker,
}

pub(crate) struct Key {
    pub(crate) mark: Mark,
    pub(crate) class: String,
    pub(crate) word: String,
}

impl Key {
    pub(crate) fn new(mark: Mark, class: impl Into<String>, word: &str) -> Key {
        Key {
            mark,
            class: class.into(),
            word: word.to_owned(),
        }
    }
}

const LINE: f64 = 22.0;
const MARK: f64 = 24.0;
const GAP: f64 = 18.0;

/// Keys placed in lines for a given width.
pub(crate) struct Legend {
    lines: Vec<Vec<(f64, Key)>>,
}

impl Legend {
    pub(crate) fn new(keys: Vec<Key>, wide: f64) -> Legend {
        let mut lines: Vec<Vec<(f64, Key)>> = Vec::new();
        let mut at = 0.0;
        for key in keys.into_iter().filter(|k| !k.word.is_empty()) {
            let length = (MARK + width(&key.word) * SIZE).min(wide);
            if lines.is_empty() || at + length > wide {
                lines.push(Vec::new());
                at = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push((at, key));
            }
            at += length + GAP;
        }
        Legend { lines }
    }

    pub(crate) fn height(&self) -> f64 {
        if self.lines.is_empty() {
            0.0
        } else {
            self.lines.len() as f64 * LINE + 6.0
        }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>, start: f64, top: f64) {
        let end = canvas.width;
        for (row, line) in self.lines.iter().enumerate() {
            let middle = top + 6.0 + row as f64 * LINE + LINE / 2.0;
            for (offset, key) in line {
                let x = start + offset;
                match key.mark {
                    Mark::Box => canvas.rect(x, middle - 6.0, 16.0, 12.0, &key.class, ""),
                    Mark::Line => canvas.line((x, middle), (x + 16.0, middle), &key.class),
                    Mark::Thick(thick) => {
                        let end = Stretch::Line((x + 18.0, middle));
                        canvas.curve((x, middle), &[end], thick, &key.class, "");
                    }
                    Mark::Dot => canvas.circle(x + 8.0, middle, 5.0, &key.class, ""),
                    Mark::Tick => {
                        canvas.line((x + 8.0, middle - 7.0), (x + 8.0, middle + 7.0), &key.class);
                    }
                    Mark::Whisker => {
                        canvas.line((x, middle), (x + 16.0, middle), &key.class);
                        canvas.line((x, middle - 4.0), (x, middle + 4.0), &key.class);
                        canvas.line(
                            (x + 16.0, middle - 4.0),
                            (x + 16.0, middle + 4.0),
                            &key.class,
                        );
                    }
                }
                canvas.words(
                    x + MARK,
                    middle + 4.5,
                    Anchor::Start,
                    "chart-label",
                    &key.word,
                    end - x - MARK,
                );
            }
        }
    }
}
