//! The lists of offences, sanctions and kinds of bribe, with their source; and the deadlines in force.

use askama::Template;
use axum::response::Response;

use crate::cases::model::{CodeKind, Count, RULES};
use crate::cases::store as rows;
use crate::cases::words;
use crate::organisation::store::settings;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render};
use crate::platform::texts::Texts;

struct Line {
    name: String,
    value: String,
    source: String,
    verified: bool,
}

#[derive(Template)]
#[template(path = "cases/codes.html")]
struct Codes {
    page: Page,
    lists: Vec<(&'static str, Vec<Line>)>,
    deadlines: Vec<Line>,
}

/// The name of a rule.
fn rule_name(t: &Texts, id: &str) -> &'static str {
    match id {
        "cases.screening-working-days" => t.cases_rule_screening(),
        "cases.investigation-working-days" => t.cases_rule_investigation(),
        "cases.defence-days" => t.cases_rule_defence(),
        "cases.extension-days" => t.cases_rule_extension(),
        "cases.decision-working-days" => t.cases_rule_decision(),
        "cases.service-days" => t.cases_rule_service(),
        "cases.appeal-days" => t.cases_rule_appeal(),
        "cases.court-months" => t.cases_rule_court(),
        "cases.member-years" => t.cases_rule_term(),
        "cases.board-quorum" => t.cases_rule_quorum(),
        "cases.board-votes" => t.cases_rule_votes(),
        "cases.duty-working-days" => t.cases_rule_duty(),
        _ => t.cases_rule_document(),
    }
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<Codes, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let day = persian::tehran_date(ctx.now.0).iso();
    let codes = rows::codes(&mut conn, ctx.organisation(), &day).await?;
    let set = settings(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let lists = CodeKind::ALL
        .iter()
        .map(|kind| {
            let label = match kind {
                CodeKind::Offence => t.cases_codes_offences(),
                CodeKind::Sanction => t.cases_codes_sanctions(),
                CodeKind::Bribe => t.cases_codes_bribes(),
            };
            let lines = codes
                .iter()
                .filter(|row| row.kind == kind.code())
                .map(|row| Line {
                    name: words::code(t, row),
                    value: match row.appealable {
                        Some(true) => t.cases_appealable().to_owned(),
                        Some(false) => t.cases_not_appealable().to_owned(),
                        None => String::new(),
                    },
                    source: row.source.clone(),
                    verified: row.verified,
                })
                .collect();
            (label, lines)
        })
        .collect();
    let deadlines = RULES
        .iter()
        .map(|rule| {
            let row = set.iter().find(|row| row.id == rule.id);
            let number = row
                .and_then(|row| persian::parse_integer(&row.value).ok())
                .unwrap_or(rule.value);
            let source = row.map_or_else(|| rule.source.to_owned(), |row| row.source.clone());
            Line {
                name: rule_name(t, rule.id).to_owned(),
                value: match rule.count {
                    Count::Days => t.cases_count_days(number),
                    Count::WorkingDays => t.cases_count_working_days(number),
                    Count::Months => t.cases_count_months(number),
                    Count::Years => t.cases_count_years(number),
                    Count::Number => ctx.page.number(&number),
                },
                verified: !source.contains("تأییدنشده"),
                source,
            }
        })
        .collect();
    Ok(Codes {
        lists,
        deadlines,
        page: ctx.page.clone(),
    })
}
