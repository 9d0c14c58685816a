//! Writes an HTML page with every chart in Persian and in English: `cargo run -p charts --example gallery > gallery.html`.
//! A number as argument is the width of the charts (560).

mod process;

use charts::{
    BarWords, Chart, Direction, Item, LinePoint, LineSeries, MeasuredTime, Options, Proportion,
    ProportionWords, RangeWords, Reference, Series, Tile, TileWords, bars, grouped_bars,
    horizontal_bars, line, measured_times, proportions, sparkline, stacked_bars, tile_map,
};

const PAGE_CSS: &str = "body{font-family:Vazirmatn,system-ui,sans-serif;margin:2rem;line-height:1.8;color:var(--ink);background:var(--chart-paper)}
@media (min-width:70rem){main{display:grid;grid-template-columns:1fr 1fr;gap:2rem}}section{min-width:0}figure{margin:0 0 2rem}figcaption{font-weight:700;margin-block-end:.5rem}
table{border-collapse:collapse;font-size:.85rem}td,th{border-block-end:1px solid var(--line);padding:.1rem .6rem;text-align:start}";

const MONTHS: [(&str, &str); 12] = [
    ("فروردین", "Farvardin"),
    ("اردیبهشت", "Ordibehesht"),
    ("خرداد", "Khordad"),
    ("تیر", "Tir"),
    ("مرداد", "Mordad"),
    ("شهریور", "Shahrivar"),
    ("مهر", "Mehr"),
    ("آبان", "Aban"),
    ("آذر", "Azar"),
    ("دی", "Dey"),
    ("بهمن", "Bahman"),
    ("اسفند", "Esfand"),
];

fn persian_digits(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '.' {
                '٫'
            } else {
                c.to_digit(10)
                    .and_then(|d| char::from_u32(0x6f0 + d))
                    .unwrap_or(c)
            }
        })
        .collect()
}

struct Language {
    direction: Direction,
    code: &'static str,
    width: f64,
}

impl Language {
    fn pick<'a>(&self, persian: &'a str, english: &'a str) -> &'a str {
        if self.direction == Direction::Rtl {
            persian
        } else {
            english
        }
    }

    fn number(&self, value: f64) -> String {
        let text = format!("{value}");
        if self.direction == Direction::Rtl {
            persian_digits(&text)
        } else {
            text
        }
    }

    fn percent(&self, value: f64) -> String {
        let text = format!("{:.0}", value * 100.0);
        if self.direction == Direction::Rtl {
            persian_digits(&text) + "٪"
        } else {
            text + "%"
        }
    }

    fn months(&self) -> Vec<String> {
        MONTHS.map(|(fa, en)| self.pick(fa, en).to_owned()).into()
    }
}

fn charts(l: &Language) -> Vec<Chart> {
    let number = |v: f64| l.number(v);
    let percent = |v: f64| l.percent(v);
    let options = |id, title, category, unit| {
        let mut o = Options::new(id, title, l.direction, &number);
        (o.category, o.unit, o.width) = (category, unit, l.width);
        o.no_data = l.pick(
            "در این دوره داده‌ای ثبت نشده است",
            "No data was recorded in this period",
        );
        o.missing = l.pick("پنهان برای حفظ حریم", "withheld for privacy");
        o.to = l.pick(" تا ", "–");
        o
    };
    let counts = [
        210.0, 184.0, 232.0, 251.0, 268.0, 240.0, 305.0, 342.0, 318.0, 276.0, 259.0, 315.0,
    ];
    let count_words = BarWords {
        value: l.pick("تعداد پیام", "messages"),
        late: l.pick("ماه با دیرکرد بیش از حد", "months with too much delay"),
    };
    let month = l.pick("ماه", "month");
    let mut all = Vec::new();

    let items: Vec<Item> = l
        .months()
        .into_iter()
        .zip(counts)
        .map(|(label, v)| Item {
            label,
            value: Some(v),
            late: v > 310.0,
        })
        .collect();
    all.push(bars(
        &items,
        &count_words,
        &options(
            "bars",
            l.pick("پیام‌های شهروندان در سال ۱۴۰۴", "Citizens’ messages in 1404"),
            month,
            l.pick("پیام", "messages"),
        ),
    ));

    let categories = [
        ("فضای سبز و پارک‌ها", "Green space and parks", Some(412.0)),
        (
            "پسماند و نظافت معابر",
            "Waste and street cleaning",
            Some(688.0),
        ),
        (
            "پروانه و پایان کار ساختمان",
            "Building permit and completion certificate",
            Some(355.0),
        ),
        (
            "حمل‌ونقل عمومی و ترافیک",
            "Public transport and traffic",
            Some(291.0),
        ),
        ("عوارض نوسازی", "Renovation dues", None),
    ];
    let items: Vec<Item> = categories
        .map(|(fa, en, value)| Item {
            label: l.pick(fa, en).into(),
            value,
            late: false,
        })
        .into();
    all.push(horizontal_bars(
        &items,
        &count_words,
        &options(
            "lying",
            l.pick("پیام‌ها به تفکیک موضوع", "Messages by subject"),
            l.pick("موضوع", "subject"),
            "",
        ),
    ));

    let series = |name: &str, share: f64| Series {
        name: name.into(),
        values: counts.map(|v| Some((v * share).round())).into(),
    };
    let kinds = [
        series(l.pick("شکایت", "complaint"), 0.5),
        series(l.pick("انتقاد", "criticism"), 0.2),
        series(l.pick("پیشنهاد", "suggestion"), 0.17),
        series(l.pick("قدردانی", "praise"), 0.09),
    ];
    all.push(stacked_bars(
        &l.months(),
        &kinds,
        &options(
            "stacked",
            l.pick("نوع پیام‌ها", "Kinds of message"),
            month,
            "",
        ),
    ));
    all.push(grouped_bars(
        &l.months()[..4],
        &kinds[..3],
        &options(
            "grouped",
            l.pick("سه نوع پیام در بهار", "Three kinds of message in spring"),
            month,
            "",
        ),
    ));

    let days = [
        9.0, 8.5, 11.0, 12.5, 14.0, 13.0, 16.5, 17.0, 15.0, 12.0, 10.5, 9.5,
    ];
    let mut points: Vec<LinePoint> = days
        .map(|d| LinePoint {
            value: Some(d),
            interval: Some((d * 0.8, d * 1.25)),
        })
        .into();
    points[3] = LinePoint::default();
    let median = LineSeries {
        name: l.pick("میانه زمان پاسخ", "median time to answer").into(),
        points,
        interval: l.pick("بازه اطمینان ۹۵٪", "95% interval").into(),
    };
    let promised = Reference {
        value: 10.0,
        name: l.pick("زمان اعلام‌شده", "promised time"),
    };
    all.push(line(
        &l.months(),
        &[median],
        Some(promised),
        &options(
            "line",
            l.pick("زمان پاسخ، ماه به ماه", "Time to answer, month by month"),
            month,
            l.pick("روز کاری", "working days"),
        ),
    ));

    let range_words = RangeWords {
        p50: l.pick("نیمی از موارد", "half of cases"),
        p80: l.pick("۸۰٪ موارد", "80% of cases"),
        p95: l.pick("۹۵٪ موارد", "95% of cases"),
        promised: l.pick("زمان اعلام‌شده", "promised time"),
        span: l.pick("از نیمی تا ۹۵٪ موارد", "half to 95% of cases"),
        late: l.pick("بیش از زمان اعلام‌شده", "beyond the promised time"),
    };
    let times = [
        (
            "صدور پروانه ساختمانی",
            "Building permit",
            Some([31.0, 44.0, 73.0]),
            Some(45.0),
        ),
        (
            "گواهی پایان کار",
            "Completion certificate",
            Some([12.0, 18.0, 25.0]),
            Some(30.0),
        ),
        (
            "جمع‌آوری نخاله ساختمانی",
            "Rubble collection",
            Some([2.0, 3.0, 9.0]),
            Some(2.0),
        ),
        ("درخواست کاشت درخت", "Planting a tree", None, Some(20.0)),
    ];
    let times: Vec<MeasuredTime> = times
        .map(|(fa, en, quantiles, promised)| MeasuredTime {
            label: l.pick(fa, en).into(),
            quantiles,
            promised,
        })
        .into();
    all.push(measured_times(
        &times,
        &range_words,
        &options(
            "ranges",
            l.pick(
                "زمان اعلام‌شده و زمان اندازه‌گیری‌شده",
                "Promised and measured time",
            ),
            l.pick("خدمت", "service"),
            l.pick("روز کاری", "working days"),
        ),
    ));

    let shares = [
        (
            "ادب و احترام",
            "Courtesy",
            Some(0.86),
            Some((0.82, 0.89)),
            "412",
            false,
        ),
        (
            "روشنی پاسخ",
            "Clarity",
            Some(0.71),
            Some((0.66, 0.75)),
            "409",
            false,
        ),
        ("سرعت", "Speed", Some(0.44), Some((0.39, 0.49)), "405", true),
        (
            "انصاف",
            "Fairness",
            Some(0.69),
            Some((0.52, 0.82)),
            "31",
            false,
        ),
        ("نتیجه", "Outcome", None, None, "7", false),
    ];
    let shares: Vec<Proportion> = shares
        .map(|(fa, en, share, interval, n, late)| Proportion {
            label: l.pick(fa, en).into(),
            share,
            interval,
            sample: if l.direction == Direction::Rtl {
                persian_digits(n)
            } else {
                n.into()
            },
            late,
        })
        .into();
    let words = ProportionWords {
        share: l.pick("سهم راضی", "share satisfied"),
        interval: l.pick("بازه اطمینان ۹۵٪", "95% interval"),
        sample: l.pick("تعداد نمونه", "sample"),
        reference: Some((0.75, l.pick("هدف", "goal"))),
    };
    let mut o = options(
        "shares",
        l.pick("رضایت‌سنجی", "Satisfaction"),
        l.pick("پرسش", "question"),
        "",
    );
    o.number = &percent;
    all.push(proportions(&shares, &words, &o));

    let places = [
        (1, 0, Some(42.0)),
        (2, 0, Some(77.0)),
        (0, 1, Some(15.0)),
        (1, 1, Some(120.0)),
        (2, 1, Some(96.0)),
        (3, 1, None),
        (1, 2, Some(61.0)),
        (2, 2, Some(33.0)),
    ];
    let tiles: Vec<Tile> = places
        .iter()
        .enumerate()
        .map(|(i, (column, row, value))| Tile {
            label: format!(
                "{} {}",
                l.pick("منطقه", "District"),
                l.number((i + 1) as f64)
            ),
            column: *column,
            row: *row,
            value: *value,
        })
        .collect();
    all.push(tile_map(
        &tiles,
        &TileWords {
            value: count_words.value,
            borders: None,
        },
        &options(
            "tiles",
            l.pick("پیام به ازای هر ۱۰ هزار نفر", "Messages per 10,000 people"),
            l.pick("منطقه", "district"),
            "",
        ),
    ));

    let mut o = options("spark", l.pick("روند ماهانه", "Monthly trend"), month, "");
    o.width = 200.0;
    all.push(sparkline(
        &l.months(),
        &counts.map(Some),
        count_words.value,
        &o,
    ));
    all.push(bars(
        &[],
        &count_words,
        &options(
            "empty",
            l.pick("نمودار بدون داده", "A chart without data"),
            month,
            "",
        ),
    ));
    all.extend(process::charts(l, &options("", "", "", "")));
    all
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn section(l: &Language) -> String {
    let dir = if l.direction == Direction::Rtl {
        "rtl"
    } else {
        "ltr"
    };
    let mut html = format!("<section lang=\"{}\" dir=\"{dir}\">", l.code);
    for chart in charts(l) {
        let svg = chart
            .svg
            .replace("-title", &format!("-{}-title", l.code))
            .replace("-desc", &format!("-{}-desc", l.code));
        html += "<figure><figcaption>";
        html += &escape(&chart.title);
        html += "</figcaption><div class=\"chart-frame\">";
        html += &svg;
        html += "</div><details><summary>";
        html += l.pick("عددهای نمودار", "The numbers");
        html += "</summary><table>";
        html += &row("th", &chart.table.head);
        chart
            .table
            .rows
            .iter()
            .for_each(|cells| html += &row("td", cells));
        html += "</table></details></figure>";
    }
    html + "</section>"
}

fn row(tag: &str, cells: &[String]) -> String {
    let cells = cells
        .iter()
        .map(|c| format!("<{tag}>{}</{tag}>", escape(c)));
    format!("<tr>{}</tr>", cells.collect::<Vec<_>>().concat())
}

fn main() {
    let css = include_str!("../../charts.css");
    let width = std::env::args().nth(1).and_then(|w| w.parse().ok());
    let width = width.unwrap_or(560.0);
    let (fa, en) = (
        Language {
            direction: Direction::Rtl,
            code: "fa",
            width,
        },
        Language {
            direction: Direction::Ltr,
            code: "en",
            width,
        },
    );
    println!(
        "<!doctype html><html lang=\"fa\" dir=\"rtl\"><meta charset=\"utf-8\"><title>charts</title><style>{css}{PAGE_CSS}</style><main>{}{}</main></html>",
        section(&fa),
        section(&en)
    );
}
