//! A schematic map: each district is a tile, about where it lies, coloured in five classes.

use crate::canvas::{Canvas, empty};
use crate::legend::{Key, Legend, Mark};
use crate::{Chart, Options, Table, finite};

/// One district. `column` counts eastward from the west, `row` southward from the north; a map is never mirrored.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Name or number of the district.
    pub label: String,
    /// Place from west to east, from 0; places above 63 are drawn at 63.
    pub column: u16,
    /// Place from north to south, from 0; places above 63 are drawn at 63.
    pub row: u16,
    /// The value that decides the class; `None`, NaN and infinities are shown as missing or suppressed.
    pub value: Option<f64>,
}

/// Words and classes of [`tile_map`].
#[derive(Debug, Clone, Copy, Default)]
pub struct TileWords<'a> {
    /// Head of the value column.
    pub value: &'a str,
    /// The four borders between the five classes, rising; by default the span of the values is cut into five equal parts.
    pub borders: Option<[f64; 4]>,
}

const MOST: u16 = 63;

/// Tiles with name and number in each, and a legend of the classes that occur.
pub fn tile_map(tiles: &[Tile], words: &TileWords<'_>, options: &Options<'_>) -> Chart {
    let table = Table {
        head: vec![options.category.to_owned(), words.value.to_owned()],
        rows: tiles
            .iter()
            .map(|t| vec![t.label.clone(), options.cell(t.value)])
            .collect(),
    };
    let values: Vec<f64> = tiles.iter().filter_map(|t| finite(t.value)).collect();
    if values.is_empty() {
        return empty(options, "chart-tiles", table);
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let borders = words
        .borders
        .filter(|b| b.iter().all(|v| v.is_finite()))
        .map_or_else(|| equal_parts(low, high), sorted);
    let class = |value: f64| borders.iter().filter(|b| value >= **b).count();

    let ends: Vec<f64> = std::iter::once(low.min(borders[0]))
        .chain(borders)
        .chain([high.max(borders[3])])
        .collect();
    let mut keys: Vec<Key> = (0..5)
        .filter(|c| values.iter().any(|v| class(*v) == *c))
        .map(|c| {
            Key::new(
                Mark::Box,
                format!("chart-class-{}", c + 1),
                &options.interval(ends[c], ends[c + 1]),
            )
        })
        .collect();
    if values.len() < tiles.len() {
        keys.push(Key::new(Mark::Box, "chart-class-missing", options.missing));
    }

    let wide = options.width();
    let (columns, rows) = tiles.iter().fold((1, 1), |(c, r), t| {
        (c.max(t.column.min(MOST) + 1), r.max(t.row.min(MOST) + 1))
    });
    let side = ((wide - 8.0) / f64::from(columns)).min(84.0);
    let tall = side * 0.8;
    let left = (wide - side * f64::from(columns)) / 2.0;
    let legend = Legend::new(keys, wide - 8.0);
    let map_height = tall * f64::from(rows) + 8.0;
    let mut canvas = Canvas::new(options, wide, map_height + legend.height() + 4.0);
    for (i, tile) in tiles.iter().enumerate() {
        let (x, y) = (
            left + side * f64::from(tile.column.min(MOST)),
            4.0 + tall * f64::from(tile.row.min(MOST)),
        );
        let figure = &table.rows[i][1];
        let tip = format!("{}: {figure}", tile.label);
        let (fill, ink) = match finite(tile.value) {
            Some(v) => (
                format!("chart-class-{}", class(v) + 1),
                format!("chart-on-{}", class(v) + 1),
            ),
            None => (
                "chart-class-missing".to_owned(),
                "chart-on-missing".to_owned(),
            ),
        };
        canvas.place_rect((x + 2.0, y + 2.0), (side - 4.0, tall - 4.0), &fill, &tip);
        let (middle, room) = (x + side / 2.0, side - 10.0);
        canvas.place_text(
            middle,
            y + tall * 0.42,
            &format!("chart-tile-name {ink}"),
            &tile.label,
            room,
            false,
        );
        let value_class = format!("chart-tile-value {ink}");
        let value_y = y + tall * 0.74;
        if finite(tile.value).is_some() {
            canvas.place_text(middle, value_y, &value_class, figure, room, true);
        } else {
            // The legend says what an empty tile means; half of that sentence in the tile says nothing.
            canvas.place_text(middle, value_y, &value_class, "–", room, false);
        }
    }
    legend.draw(&mut canvas, 4.0, map_height);
    canvas.finish("chart-tiles", table)
}

fn sorted(mut borders: [f64; 4]) -> [f64; 4] {
    borders.sort_by(f64::total_cmp);
    borders
}

fn equal_parts(low: f64, high: f64) -> [f64; 4] {
    // Each end is weighed alone so that the span of two huge numbers does not overflow.
    [1.0, 2.0, 3.0, 4.0].map(|i| low * ((5.0 - i) / 5.0) + high * (i / 5.0))
}
