//! What everybody may see: how many have declared, how many gifts were refused by month and unit. Numbers, never names.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use persian::{Date, tehran_date, tehran_micros};
use store::Timestamp;

use crate::interests::acts::non_declarers;
use crate::interests::model::GiftOutcome;
use crate::interests::model::groups::{UnitPlace, counted_under};
use crate::interests::model::half::HalfYear;
use crate::interests::store as rows;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::texts::Lang;
use crate::services::view::SMALLEST_GROUP;

/// People of the smallest group of which a number is told.
fn least() -> i64 {
    i64::try_from(SMALLEST_GROUP).unwrap_or(i64::MAX)
}

/// A number with its name.
pub(super) struct Count {
    name: String,
    number: String,
    basis: String,
}

/// A month or unit with its numbers.
struct Line {
    name: String,
    refused: String,
    returned: String,
    handed_over: String,
}

#[derive(Template)]
#[template(path = "interests/public.html")]
struct Public {
    page: Page,
    crumbs: Vec<Crumb>,
    counts: Vec<Count>,
    months: Vec<Line>,
    units: Vec<Line>,
    least: String,
    /// Name and address of each half-yearly report.
    reports: Vec<(String, String)>,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

fn tally(sums: &[i64; 3], name: String, page: &Page) -> Line {
    Line {
        name,
        refused: page.number(&sums[0]),
        returned: page.number(&sums[1]),
        handed_over: page.number(&sums[2]),
    }
}

async fn gather(ctx: &Ctx) -> Result<Public, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let today = tehran_date(ctx.now.0);
    // Twelve months that begin with a month's first day.
    let from = today.first_of_month().add_months(-11).unwrap_or(today);
    let since = Timestamp(tehran_micros(from, 0, 0));
    let mut conn = ctx.read().await?;
    let staff = rows::staff(&mut conn, ctx.organisation()).await?;
    let newest = rows::newest_campaign(&mut conn, ctx.organisation()).await?;
    let mut counts = Vec::new();
    if let Some(newest) = &newest {
        let missing = non_declarers(&mut conn, ctx.organisation(), &newest.id)
            .await?
            .len();
        let expected = staff.len();
        let share = ((expected - missing) * 100)
            .checked_div(expected)
            .unwrap_or(0);
        counts.push(Count {
            name: t.interests_public_declared(t.lang.digits(&newest.year.to_string())),
            number: t.interests_public_of(expected - missing, expected),
            basis: t.interests_public_share(share, ctx.page.day(&newest.deadline_at)),
        });
    }
    let (recusals, draws, delegations) =
        rows::public_counts(&mut conn, ctx.organisation(), since).await?;
    for (name, number) in [
        (t.interests_public_recusals(), recusals),
        (t.interests_public_draws(), draws),
        (t.interests_public_delegations(), delegations),
    ] {
        counts.push(Count {
            name: name.to_owned(),
            number: ctx.page.number(&number),
            basis: t.interests_public_twelve_months().to_owned(),
        });
    }
    let gifts = rows::settled_gifts(&mut conn, ctx.organisation(), since).await?;
    let reports = rows::reports(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let places: Vec<UnitPlace> = rules
        .units
        .iter()
        .map(|unit| UnitPlace {
            id: unit.id.clone(),
            parent: unit.parent.clone(),
            people: i64::try_from(
                staff
                    .iter()
                    .filter(|one| one.unit.as_deref() == Some(&unit.id))
                    .count(),
            )
            .unwrap_or(0),
        })
        .collect();
    let under = counted_under(&places, least());
    let mut months: BTreeMap<Date, [i64; 3]> = BTreeMap::new();
    for back in 0..12 {
        if let Some(month) = from.add_months(back) {
            months.insert(month, [0; 3]);
        }
    }
    let mut units: BTreeMap<&str, [i64; 3]> =
        under.values().map(|unit| (unit.as_str(), [0; 3])).collect();
    let mut refused = 0_i64;
    for (unit, outcome, at) in &gifts {
        let column = match GiftOutcome::of(outcome) {
            Some(GiftOutcome::Refused) => 0,
            Some(GiftOutcome::Returned) => 1,
            Some(GiftOutcome::HandedOver) => 2,
            _ => continue,
        };
        refused += i64::from(column == 0);
        if let Some(sums) = months.get_mut(&tehran_date(at.0).first_of_month()) {
            sums[column] += 1;
        }
        if let Some(sums) = unit
            .as_deref()
            .and_then(|unit| under.get(unit))
            .and_then(|group| units.get_mut(group.as_str()))
        {
            sums[column] += 1;
        }
    }
    counts.push(Count {
        name: t.interests_public_refused().to_owned(),
        number: ctx.page.number(&refused),
        basis: t.interests_public_twelve_months().to_owned(),
    });
    Ok(Public {
        crumbs: vec![Crumb {
            label: t.nav_portal().to_owned(),
            href: ctx.at("/portal"),
        }],
        counts,
        months: months
            .iter()
            .rev()
            .map(|(month, sums)| {
                let name = if t.lang == Lang::Fa {
                    month.month_year()
                } else {
                    month.month_year_en()
                };
                tally(sums, name, &ctx.page)
            })
            .collect(),
        units: units
            .iter()
            .map(|(unit, sums)| {
                tally(
                    sums,
                    rules.unit_name(t.lang, Some(unit)).to_owned(),
                    &ctx.page,
                )
            })
            .collect(),
        least: ctx.page.number(&least()),
        reports: reports
            .iter()
            .filter_map(|row| row.id.parse::<HalfYear>().ok())
            .map(|half| {
                let href = ctx.at(&format!("/portal/integrity/{half}"));
                (super::report::name(&ctx.page, half), href)
            })
            .collect(),
        page: ctx.page.clone(),
    })
}
