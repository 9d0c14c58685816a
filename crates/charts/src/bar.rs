//! Bars: upright for months, lying for categories.

use crate::canvas::{Anchor, SIZE, empty};
use crate::frame::{Frame, RowPlan, Rows};
use crate::legend::{Key, Mark};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table, finite};

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Name of the month or category.
    pub label: String,
    /// Length of the bar; `None`, NaN and infinities are shown as missing.
    pub value: Option<f64>,
    /// Drawn in the accent colour, because it is late or over its limit.
    pub late: bool,
}

/// Words of a bar chart.
#[derive(Debug, Clone, Copy, Default)]
pub struct BarWords<'a> {
    /// What the bars count: head of the value column and legend of ordinary bars.
    pub value: &'a str,
    /// What the accent means; the legend appears only when a bar has it.
    pub late: &'a str,
}

fn table(items: &[Item], options: &Options<'_>, words: &BarWords<'_>) -> Table {
    Table {
        head: vec![options.category.to_owned(), words.value.to_owned()],
        rows: items
            .iter()
            .map(|i| vec![i.label.clone(), options.cell(i.value)])
            .collect(),
    }
}

fn keys(items: &[Item], words: &BarWords<'_>) -> Vec<Key> {
    if items.iter().any(|i| i.late) {
        vec![
            Key::new(Mark::Box, "chart-bar", words.value),
            Key::new(Mark::Box, "chart-late", words.late),
        ]
    } else {
        Vec::new()
    }
}

fn class(item: &Item) -> &'static str {
    if item.late { "chart-late" } else { "chart-bar" }
}

/// Upright bars in the order given, for months and other steps of time.
pub fn bars(items: &[Item], words: &BarWords<'_>, options: &Options<'_>) -> Chart {
    let table = table(items, options, words);
    let values = items.iter().filter_map(|i| finite(i.value));
    if values.clone().next().is_none() {
        return empty(options, "chart-bars", table);
    }
    let labels: Vec<&str> = items.iter().map(|i| i.label.as_str()).collect();
    let mut frame = Frame::new(
        options,
        &labels,
        Scale::new(values, 5),
        keys(items, words),
        0.0,
    );
    let thick = (frame.band * 0.68).min(56.0);
    let zero = frame.scale.at(0.0);
    for (i, item) in items.iter().enumerate() {
        let middle = frame.middle(i);
        let Some(value) = finite(item.value) else {
            frame.canvas.line(
                (middle - thick / 2.0, zero - 3.0),
                (middle + thick / 2.0, zero - 3.0),
                "chart-missing-line",
            );
            continue;
        };
        let (end, figure) = (frame.scale.at(value), (options.number)(value));
        let tip = format!("{}: {figure}", item.label);
        frame.canvas.rect(
            middle - thick / 2.0,
            end.min(zero),
            thick,
            (zero - end).abs(),
            class(item),
            &tip,
        );
        if width(&figure) * SIZE < frame.band {
            let y = if value < 0.0 { end + 15.0 } else { end - 5.0 };
            frame.canvas.figure(
                middle,
                y,
                Anchor::Middle,
                "chart-value",
                &figure,
                frame.band,
            );
        }
    }
    frame.finish("chart-bars", table)
}

/// Lying bars in the order given, for categories with long names.
pub fn horizontal_bars(items: &[Item], words: &BarWords<'_>, options: &Options<'_>) -> Chart {
    let table = table(items, options, words);
    let values = items.iter().filter_map(|i| finite(i.value));
    if values.clone().next().is_none() {
        return empty(options, "chart-bars-horizontal", table);
    }
    let wide = options.width();
    let names = items
        .iter()
        .map(|i| width(&i.label) * SIZE)
        .fold(0.0, f64::max)
        .min(wide * 0.42);
    let figures = values
        .clone()
        .map(|v| width(&(options.number)(v)) * SIZE)
        .fold(0.0, f64::max)
        .min(wide * 0.22);
    let plan = RowPlan {
        row: 30.0,
        from: names + 12.0,
        end_room: figures + 12.0,
    };
    let mut rows = Rows::new(
        options,
        items.len(),
        Scale::new(values, 5),
        keys(items, words),
        &plan,
    );
    let zero = rows.scale.at(0.0);
    for (i, item) in items.iter().enumerate() {
        let middle = rows.top(i) + 15.0;
        rows.canvas.words(
            names + 4.0,
            middle + 4.5,
            Anchor::End,
            "chart-label",
            &item.label,
            names,
        );
        let (end, text, style) = match finite(item.value) {
            Some(value) => {
                let (end, figure) = (rows.scale.at(value), (options.number)(value));
                let tip = format!("{}: {figure}", item.label);
                rows.canvas.rect(
                    end.min(zero),
                    middle - 9.0,
                    (end - zero).abs(),
                    18.0,
                    class(item),
                    &tip,
                );
                (end.max(zero), figure, "chart-value")
            }
            None => (zero, options.missing.to_owned(), "chart-missing"),
        };
        if style == "chart-value" {
            rows.canvas.figure(
                end + 6.0,
                middle + 4.5,
                Anchor::Start,
                style,
                &text,
                figures.max(wide - end - 8.0),
            );
        } else {
            rows.canvas.words(
                end + 6.0,
                middle + 4.5,
                Anchor::Start,
                style,
                &text,
                wide - end - 8.0,
            );
        }
    }
    rows.finish("chart-bars-horizontal", table)
}
