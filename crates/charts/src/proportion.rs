//! Shares with their uncertainty: a dot for the share, a whisker for its interval.

use crate::canvas::{Anchor, SIZE, empty};
use crate::frame::{RowPlan, Rows};
use crate::legend::{Key, Mark};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table, finite};

/// One share. Where the interval comes from (Wilson's, say) is the caller's matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportion {
    /// Name of the group.
    pub label: String,
    /// Share between 0 and 1; `None`, NaN and infinities are shown as missing or suppressed.
    pub share: Option<f64>,
    /// Lower and upper end of the interval, between 0 and 1.
    pub interval: Option<(f64, f64)>,
    /// Sample size, already formatted.
    pub sample: String,
    /// Drawn in the accent colour, for example because the share is below its goal.
    pub late: bool,
}

impl Proportion {
    fn ends(&self) -> Option<(f64, f64)> {
        let (a, b) = self.interval?;
        (a.is_finite() && b.is_finite() && finite(self.share).is_some())
            .then(|| (a.min(b), a.max(b)))
    }
}

/// Words of [`proportions`].
#[derive(Debug, Clone, Copy, Default)]
pub struct ProportionWords<'a> {
    /// What is shared: head of the share's column.
    pub share: &'a str,
    /// Head of the interval's column and its word in the legend.
    pub interval: &'a str,
    /// Head of the sample's column.
    pub sample: &'a str,
    /// A share to compare with (0 to 1) and its name.
    pub reference: Option<(f64, &'a str)>,
}

/// A row per group on an axis from 0 to 1; `options.number` writes shares, usually as per cent.
pub fn proportions(
    rows: &[Proportion],
    words: &ProportionWords<'_>,
    options: &Options<'_>,
) -> Chart {
    let table = Table {
        head: [options.category, words.share, words.interval, words.sample]
            .map(str::to_owned)
            .to_vec(),
        rows: rows
            .iter()
            .map(|r| {
                let ends = r.ends().map_or_else(
                    || options.missing.to_owned(),
                    |(a, b)| options.interval(a, b),
                );
                vec![
                    r.label.clone(),
                    options.cell(r.share),
                    ends,
                    r.sample.clone(),
                ]
            })
            .collect(),
    };
    if !rows.iter().any(|r| finite(r.share).is_some()) {
        return empty(options, "chart-proportions", table);
    }
    let reference = words.reference.filter(|(v, _)| v.is_finite());
    let mut keys = vec![
        Key::new(Mark::Dot, "chart-dot chart-series-1", words.share),
        Key::new(Mark::Whisker, "chart-whisker", words.interval),
    ];
    keys.extend(reference.map(|(_, name)| Key::new(Mark::Line, "chart-reference", name)));
    let wide = options.width();
    let names = rows
        .iter()
        .map(|r| width(&r.label) * SIZE)
        .fold(0.0, f64::max)
        .min(wide * 0.36);
    let shares = rows.iter().filter_map(|r| finite(r.share));
    let figures = shares
        .map(|v| width(&(options.number)(v)) * SIZE)
        .fold(0.0, f64::max)
        .min(wide * 0.2);
    let plan = RowPlan {
        row: 34.0,
        from: names + 26.0,
        end_room: figures + 26.0,
    };
    let mut plot = Rows::new(options, rows.len(), Scale::unit(), keys, &plan);
    if let Some((value, _)) = reference {
        let x = plot.scale.at(value);
        let bottom = plot.top(rows.len());
        plot.canvas.line((x, 2.0), (x, bottom), "chart-reference");
    }
    for (i, row) in rows.iter().enumerate() {
        let middle = plot.top(i) + 17.0;
        plot.canvas.words(
            names + 4.0,
            middle + 4.5,
            Anchor::End,
            "chart-label",
            &row.label,
            names,
        );
        let Some(share) = finite(row.share) else {
            let from = plot.scale.at(0.0) + 8.0;
            plot.canvas.words(
                from,
                middle + 4.5,
                Anchor::Start,
                "chart-missing",
                options.missing,
                wide - from - 4.0,
            );
            continue;
        };
        if let Some((low, high)) = row.ends() {
            let (low, high) = (plot.scale.at(low), plot.scale.at(high));
            plot.canvas
                .line((low, middle), (high, middle), "chart-whisker");
            plot.canvas
                .line((low, middle - 5.0), (low, middle + 5.0), "chart-whisker");
            plot.canvas
                .line((high, middle - 5.0), (high, middle + 5.0), "chart-whisker");
        }
        let tip = format!("{}: {}", row.label, table.rows[i][1]);
        let class = if row.late {
            "chart-dot chart-late"
        } else {
            "chart-dot chart-series-1"
        };
        let x = plot.scale.at(share);
        plot.canvas.circle(x, middle, 5.5, class, &tip);
        plot.canvas.figure(
            wide - 4.0,
            middle + 4.5,
            Anchor::End,
            "chart-value",
            &table.rows[i][1],
            figures,
        );
    }
    plot.finish("chart-proportions", table)
}
