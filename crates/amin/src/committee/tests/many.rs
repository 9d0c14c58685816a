//! Very many resolutions: the search that stops counting, and the report that lists what matters.

use axum::http::StatusCode;
use documents::{Limits, read_table};
use futures::FutureExt;
use store::Timestamp;

use super::Body;
use crate::committee::store::{self as rows, ResolutionRow};
use crate::platform::errors::ActError;
use crate::testing::{ENGINES, NOW};

/// Writes resolutions of the autumn of 1405 behind the session: every tenth is owed and late, the others are done.
async fn fill(body: &Body, count: i64) {
    let act = body.house.app.act(move |tx| {
        async move {
            for number in 0..count {
                let late = number % 10 == 0;
                let issued_at = Timestamp(NOW.0 - 3 * Timestamp::DAY);
                let row = ResolutionRow {
                    id: format!("made-{number:05}"),
                    committee: "integrity".to_owned(),
                    session: "s-1".to_owned(),
                    item: "none".to_owned(),
                    number: format!("7/{number}"),
                    text: format!("نوبت‌دهی باجه {number} بازبینی شود."),
                    unit: "lighting".to_owned(),
                    evidence_asked: "گزارش".to_owned(),
                    working_days: 2,
                    deadline_at: Timestamp(NOW.0 - Timestamp::DAY + number),
                    state: if late { "issued" } else { "done" }.to_owned(),
                    level: 0,
                    reported_by: None,
                    evidence: String::new(),
                    issued_at,
                    closed_at: (!late).then_some(issued_at),
                    aim: Some("remedy".to_owned()),
                };
                rows::insert_resolution(tx, "town", &row).await?;
            }
            tx.append(store::Draft {
                organisation: "town",
                kind: "resolution.issued",
                public_kind: "committee.act",
                objects: vec![],
                actor: None,
                role: "program",
                unit: None,
                at: NOW,
                payload: vec![],
            })
            .await?;
            Ok::<_, ActError>(())
        }
        .boxed()
    });
    act.await.expect("resolutions");
}

#[tokio::test]
async fn a_search_finds_parts_of_words_and_stops_counting_at_a_thousand() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        fill(&body, 1_100).await;
        let list = async |query: &str| {
            let path = format!("/town/committee/resolutions?{query}");
            let page = body.house.get(&path, &body.secretary).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            page.body
        };
        let all = list("state=").await;
        assert!(
            all.contains("۱٬۱۰۰ مصوبه"),
            "without a search every one is counted"
        );
        let many = list("state=&q=باجه").await;
        assert!(many.contains("بیش از ۱٬۰۰۰ مورد"), "{many}");
        // A part of a word, one word written as two, a number, and words that stand in none.
        for (query, found) in [
            ("q=وبت‌دهی+1099&state=", "۱ مصوبه"),
            ("q=نوبت+دهی+باجه+1099&state=", "۱ مصوبه"),
            ("q=۷/1098&state=", "۱ مصوبه"),
            ("q=باجه+109&state=issued", "۱ مصوبه"),
            ("q=نوبت+آسفالت&state=", "۰ مصوبه"),
        ] {
            let page = list(query).await;
            assert!(
                page.contains(&format!(">{found}")),
                "{query}: {found}: {page}"
            );
        }
        // The last page of what a search counts is still a page.
        let last = list("state=&q=باجه&page=41").await;
        assert!(
            last.contains("made-01000"),
            "the thousand and first by deadline"
        );
    }
}

#[tokio::test]
async fn the_report_of_a_long_period_lists_what_is_late_and_the_spreadsheet_everything() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        fill(&body, 240).await;
        let path = format!("{}/report", body.committee);
        let page = body
            .house
            .get(&format!("{path}?period=1405-3"), &body.secretary)
            .await;
        assert!(page.body.contains("این دوره ۲۴۰ مصوبه دارد") && page.body.contains("۲۴ مصوبه‌ای"));
        assert!(page.body.contains("made-00230") && !page.body.contains("made-00231"));
        let pdf = body
            .house
            .get(&format!("{path}.pdf?period=1405-3"), &body.secretary)
            .await;
        assert!(pdf.bytes.starts_with(b"%PDF"));
        let sheet = body
            .house
            .get(&format!("{path}.xlsx?period=1405-3"), &body.secretary)
            .await;
        assert!(sheet.bytes.starts_with(b"PK"));
        let filter = rows::ResolutionFilter {
            committee: "integrity".to_owned(),
            now: NOW,
            ..rows::ResolutionFilter::default()
        };
        let mut conn = body.house.app.read().await.expect("a connection");
        let all = rows::list_briefly(&mut conn, "town", &filter).await;
        drop(conn);
        assert_eq!(all.expect("resolutions").len(), 240);
        let found = read_table(&sheet.bytes, "report.xlsx", &Limits::default());
        assert!(found.is_ok(), "the workbook can be read again");
    }
}
