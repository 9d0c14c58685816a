//! A building permit as a process map, whole and simplified.

use charts::{
    Chart, EdgeLabels, Options, ProcessEdge, ProcessGraph, ProcessNode, ProcessNodeKind,
    ProcessWords, process_map, simplify,
};

use crate::Language;

/// Name in Persian and English, count, days.
const STEPS: [(&str, &str, f64, Option<f64>); 13] = [
    ("آغاز", "start", 1240.0, None),
    ("ثبت درخواست", "Application registered", 1240.0, Some(0.2)),
    ("بررسی مدارک", "Documents checked", 1612.0, Some(1.0)),
    (
        "درخواست تکمیل مدارک از متقاضی",
        "Applicant asked to complete documents",
        372.0,
        Some(6.0),
    ),
    ("بازدید از محل", "Site visit", 1190.0, Some(4.0)),
    (
        "استعلام از دستگاه‌های بیرونی",
        "Inquiry to outside bodies",
        611.0,
        Some(18.0),
    ),
    ("محاسبه عوارض", "Dues calculated", 1141.0, Some(1.5)),
    ("پرداخت عوارض", "Dues paid", 1102.0, Some(3.0)),
    (
        "بررسی نقشه در کمیته فنی",
        "Plans reviewed by the technical committee",
        1156.0,
        Some(9.0),
    ),
    (
        "ارجاع به کمیسیون ماده صد",
        "Referred to the Article 100 commission",
        88.0,
        Some(61.0),
    ),
    ("صدور پروانه", "Permit issued", 1064.0, Some(2.0)),
    ("رد درخواست", "Application refused", 131.0, Some(1.0)),
    ("پایان", "end", 1195.0, None),
];

/// From, to, count, days of waiting.
const FOLLOWS: [(usize, usize, f64, Option<f64>); 24] = [
    (0, 1, 1240.0, None),
    (1, 2, 1240.0, Some(0.5)),
    (2, 3, 372.0, Some(1.0)),
    (3, 2, 341.0, Some(6.0)),
    (2, 4, 1145.0, Some(3.0)),
    (4, 4, 45.0, Some(2.0)),
    (4, 5, 598.0, Some(1.0)),
    (4, 8, 531.0, Some(4.0)),
    (5, 8, 570.0, Some(19.0)),
    (5, 5, 13.0, Some(21.0)),
    (8, 6, 1040.0, Some(5.0)),
    (8, 9, 88.0, Some(12.0)),
    (9, 6, 61.0, Some(58.0)),
    (9, 11, 27.0, Some(63.0)),
    (6, 7, 1098.0, Some(3.0)),
    (7, 10, 1064.0, Some(2.0)),
    (7, 6, 38.0, Some(1.0)),
    (8, 4, 55.0, Some(9.0)),
    (8, 11, 60.0, Some(2.0)),
    (2, 11, 44.0, Some(2.0)),
    (10, 12, 1064.0, None),
    (11, 12, 131.0, None),
    (2, 6, 23.0, Some(1.0)),
    (3, 12, 31.0, Some(90.0)),
];

fn graph(l: &Language) -> ProcessGraph {
    let kind = |i: usize| match i {
        0 => ProcessNodeKind::Start,
        12 => ProcessNodeKind::End,
        _ => ProcessNodeKind::Step,
    };
    ProcessGraph {
        nodes: STEPS
            .iter()
            .enumerate()
            .map(|(i, (fa, en, count, time))| ProcessNode {
                label: l.pick(fa, en).into(),
                count: Some(*count),
                time: *time,
                kind: kind(i),
                href: format!("#step-{i}"),
            })
            .collect(),
        edges: FOLLOWS
            .iter()
            .map(|(from, to, count, waiting)| ProcessEdge {
                from: *from,
                to: *to,
                count: *count,
                waiting: *waiting,
                href: format!("#cases-{from}-{to}"),
            })
            .collect(),
    }
}

pub(crate) fn charts(l: &Language, base: &Options<'_>) -> Vec<Chart> {
    let duration = |v: f64| format!("{} {}", l.number(v), l.pick("روز", "days"));
    let words = ProcessWords {
        next: l.pick("گام بعد", "next step"),
        itself: l.pick("خود گام", "the step itself"),
        count: l.pick("تعداد مورد", "cases"),
        time: l.pick("میانه زمان", "median time"),
        waiting: l.pick("انتظار", "waiting"),
        back: l.pick("بازگشت به گام پیشین", "back to an earlier step"),
        duration: &duration,
        borders: Some([2.0, 5.0, 10.0, 30.0]),
        labels: EdgeLabels::CountAndTime,
    };
    let whole = graph(l);
    let mut o = *base;
    o.id = "map";
    o.title = l.pick(
        "نقشه فرایند پروانه ساختمانی",
        "Process map of the building permit",
    );
    o.category = l.pick("گام", "step");
    let mut all = vec![process_map(&whole, &words, &o)];
    o.id = "map-less";
    o.title = l.pick("همان نقشه با جزئیات کمتر", "The same map with less detail");
    all.push(process_map(&simplify(&whole, 0.75), &words, &o));
    all
}
