//! The first screen after sign-in: what waits for this person, with its deadline.

use askama::Template;
use axum::response::Response;
use store::{Conn, Timestamp};

use super::store::{self as rows, Filter, UnitSum};
use super::view::{Line, lines};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{NavItem, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::voice::rules::Rules;

/// Most lines of each list on the first screen.
const LINES: i64 = 8;
/// "Soon" on the first screen.
const SOON: i64 = 7 * Timestamp::DAY;
/// The span of late shares.
const SPAN: i64 = 90 * Timestamp::DAY;

/// A list with its heading.
struct Section {
    title: String,
    total: String,
    lines: Vec<Line>,
    empty: &'static str,
    more: String,
}

/// How a unit stands, in words.
struct UnitLine {
    name: String,
    href: String,
    owed: String,
    late: String,
    is_late: bool,
    due: String,
    share: String,
    sample: String,
}

/// A number at the top.
struct Count {
    name: &'static str,
    number: String,
    href: String,
    late: bool,
    see: &'static str,
}

#[derive(Template)]
#[template(path = "voice/desk/home.html")]
struct Home {
    page: Page,
    greeting: String,
    today: String,
    counts: Vec<Count>,
    sections: Vec<Section>,
    units: Vec<UnitLine>,
    links: Vec<NavItem>,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(home) => render(&home),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<Home, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let t = &ctx.page.t;
    let (mut counts, mut sections, mut units) = (Vec::new(), Vec::new(), Vec::new());
    if ctx.actor.may(Right::MessageHandle) {
        handled(ctx, &rules, &mut conn, &mut counts, &mut sections).await?;
    }
    if ctx.actor.may(Right::MessageReview) {
        let filter = Filter {
            reviewed_by: Some(ctx.actor.units_for(Right::MessageReview)),
            not_answered_by: ctx.actor.account.clone(),
            reader: ctx.actor.account.clone(),
            ..Filter::default()
        };
        let title = t.desk_objections().to_owned();
        let more = ctx.at("/desk/messages?state=objected");
        sections.insert(
            0,
            section(
                ctx,
                &rules,
                &mut conn,
                filter,
                title,
                t.desk_objections_none(),
                more,
            )
            .await?,
        );
    }
    if ctx.actor.may(Right::MessageTriage) {
        let filter = Filter {
            state: "registered".to_owned(),
            ..scoped(ctx, Right::MessageTriage)
        };
        let title = t.desk_triage().to_owned();
        let more = ctx.at("/desk/messages?state=registered");
        sections.push(
            section(
                ctx,
                &rules,
                &mut conn,
                filter,
                title,
                t.desk_triage_none(),
                more,
            )
            .await?,
        );
    }
    findings(ctx, &mut conn, &mut counts).await?;
    resolutions(ctx, &mut conn, &mut counts).await?;
    cases(ctx, &mut conn, &mut counts).await?;
    inspection(ctx, &mut conn, &mut counts).await?;
    if let Some(waiting) = crate::interests::pages::matter::waiting(ctx, &mut conn).await? {
        counts.push(Count {
            name: t.matters_waiting(),
            number: ctx.page.number(&waiting),
            href: ctx.at("/matters"),
            late: false,
            see: t.matters_see(),
        });
    }
    let oversees =
        ctx.actor.may(Right::MessageRead) && ctx.actor.units_for(Right::MessageRead).is_none();
    if ctx.actor.may(Right::MessageReview) || oversees {
        let scope = ctx.actor.units_for(Right::MessageRead);
        let due = Timestamp(ctx.now.0 + SOON);
        let since = Timestamp(ctx.now.0 - SPAN);
        let sums = rows::unit_sums(
            &mut conn,
            ctx.organisation(),
            scope.as_deref(),
            ctx.actor.account.as_deref(),
            ctx.now,
            due,
            since,
        )
        .await?;
        units = unit_lines(ctx, &rules, sums);
    }
    Ok(Home {
        greeting: t.desk_greeting(&ctx.actor.name),
        today: ctx.page.long_day(&ctx.now),
        counts,
        sections,
        units,
        links: links(ctx),
        page: ctx.page.clone(),
    })
}

/// The findings that wait for this person: all undecided ones for who decides, those asked about for who explains.
async fn findings(ctx: &Ctx, conn: &mut Conn, counts: &mut Vec<Count>) -> Result<(), ActError> {
    let (right, state) = if ctx.actor.may(Right::FindingDecide) {
        (Right::FindingDecide, "open")
    } else {
        (Right::FindingExplain, "asked")
    };
    if !ctx.actor.may(right) {
        return Ok(());
    }
    let filter = crate::findings::store::Filter {
        state: state.to_owned(),
        units: ctx.actor.units_for(right),
        reader: ctx.actor.person.clone().unwrap_or_default(),
        ..Default::default()
    };
    let waiting = crate::findings::store::count(conn, ctx.organisation(), &filter).await?;
    counts.push(Count {
        name: ctx.page.t.findings_waiting(),
        number: ctx.page.number(&waiting),
        href: ctx.at(&format!("/findings?state={state}")),
        late: false,
        see: ctx.page.t.findings_see(),
    });
    Ok(())
}

/// Warnings that wait for an answer, overdue remedies, and the missions on which one is sent.
async fn inspection(ctx: &Ctx, conn: &mut Conn, counts: &mut Vec<Count>) -> Result<(), ActError> {
    use crate::inspection::{pages, store};
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut found = Vec::new();
    if ctx.actor.may(Right::InspectionAnswer) {
        let mut seen = pages::warnings::sight(ctx, Right::InspectionRun);
        "open".clone_into(&mut seen.state);
        let number = store::count_warnings(conn, organisation, &seen).await?;
        let path = "/inspection/warnings?state=open";
        found.push((t.inspection_desk_warnings(), number, path, false));
        "overdue".clone_into(&mut seen.state);
        let number = store::count_remedies(conn, organisation, &seen).await?;
        let path = "/inspection/remedies?state=overdue";
        found.push((t.inspection_desk_remedies(), number, path, true));
    }
    if ctx.actor.may(Right::InspectionDo) {
        let mut filter = pages::missions::sight(ctx);
        filter.own.clone_from(&filter.reader);
        "open".clone_into(&mut filter.state);
        let number = store::count_missions(conn, organisation, &filter).await?;
        found.push((
            t.inspection_desk_missions(),
            number,
            "/inspection?state=own",
            false,
        ));
    }
    counts.extend(found.into_iter().map(|(name, number, path, late)| Count {
        name,
        number: ctx.page.number(&number),
        href: ctx.at(path),
        late: late && number > 0,
        see: t.inspection_desk_see(),
    }));
    Ok(())
}

/// Resolutions that are owed, and minutes that wait for this person's signature.
async fn resolutions(ctx: &Ctx, conn: &mut Conn, counts: &mut Vec<Count>) -> Result<(), ActError> {
    use crate::committee::{pages, store};
    if !ctx.actor.may(Right::ResolutionRead) {
        return Ok(());
    }
    let t = &ctx.page.t;
    let mut filter = pages::resolutions::seen(ctx, conn, ctx.now).await?;
    for (state, name) in [
        ("overdue", t.committee_desk_overdue()),
        ("open", t.committee_desk_owed()),
    ] {
        state.clone_into(&mut filter.state);
        let waiting = store::count_resolutions(conn, ctx.organisation(), &filter).await?;
        counts.push(Count {
            name,
            number: ctx.page.number(&waiting),
            href: ctx.at(&format!("/committee/resolutions?state={state}")),
            late: state == "overdue" && waiting > 0,
            see: t.committee_desk_see(),
        });
    }
    for session in crate::committee::acts::unanswered(conn, &ctx.actor, ctx.now).await? {
        counts.push(Count {
            name: t.committee_desk_invited(),
            number: ctx.page.number(&session.number),
            href: ctx.at(&format!("/committee/sessions/{}", session.id)),
            late: false,
            see: t.committee_desk_answer(),
        });
    }
    if let Some(person) = &ctx.actor.person {
        for session in store::unsigned(conn, ctx.organisation(), person).await? {
            counts.push(Count {
                name: t.committee_desk_unsigned(),
                number: ctx.page.number(&session.number),
                href: ctx.at(&format!("/committee/sessions/{}/minutes", session.id)),
                late: false,
                see: t.committee_desk_sign(),
            });
        }
    }
    Ok(())
}

/// Open cases that this person may know of.
async fn cases(ctx: &Ctx, conn: &mut Conn, counts: &mut Vec<Count>) -> Result<(), ActError> {
    if !ctx.actor.may(Right::CaseRead) {
        return Ok(());
    }
    let t = &ctx.page.t;
    let mut filter = crate::cases::acts::sight(conn, &ctx.actor, ctx.now).await?;
    for (state, name) in [
        ("overdue", t.cases_desk_overdue()),
        ("open", t.cases_desk_open()),
    ] {
        state.clone_into(&mut filter.state);
        let waiting = crate::cases::store::count_cases(conn, ctx.organisation(), &filter).await?;
        counts.push(Count {
            name,
            number: ctx.page.number(&waiting),
            href: ctx.at(&format!("/cases?state={state}")),
            late: state == "overdue" && waiting > 0,
            see: t.cases_desk_see(),
        });
    }
    Ok(())
}

fn scoped(ctx: &Ctx, right: Right) -> Filter {
    Filter {
        units: ctx.actor.units_for(right),
        reader: ctx.actor.account.clone(),
        ..Filter::default()
    }
}

/// What an officer's units owe.
async fn handled(
    ctx: &Ctx,
    rules: &Rules,
    conn: &mut Conn,
    counts: &mut Vec<Count>,
    sections: &mut Vec<Section>,
) -> Result<(), ActError> {
    let t = &ctx.page.t;
    let all = Filter {
        state: "owed".to_owned(),
        ..scoped(ctx, Right::MessageHandle)
    };
    let late = Filter {
        late: true,
        ..all.clone()
    };
    let due = Filter {
        due_before: Some(Timestamp(ctx.now.0 + SOON)),
        ..all.clone()
    };
    let mine = Filter {
        taken_by: ctx.actor.account.clone(),
        ..all.clone()
    };
    let (owed, late) = (
        rows::count(conn, ctx.organisation(), &all, ctx.now).await?,
        rows::count(conn, ctx.organisation(), &late, ctx.now).await?,
    );
    let due = rows::count(conn, ctx.organisation(), &due, ctx.now).await? - late;
    let mine = rows::count(conn, ctx.organisation(), &mine, ctx.now).await?;
    for (name, number, query, is_late) in [
        (t.desk_count_late(), late, "?late=yes", late > 0),
        (t.desk_count_due(), due, "?state=owed", false),
        (t.desk_count_owed(), owed, "?state=owed", false),
        (t.desk_count_mine(), mine, "?state=owed&mine=yes", false),
    ] {
        let href = ctx.at(&format!("/desk/messages{query}"));
        counts.push(Count {
            name,
            number: ctx.page.number(&number),
            href,
            late: is_late,
            see: t.desk_see(),
        });
    }
    let title = t.desk_waiting().to_owned();
    let more = ctx.at("/desk/messages?state=owed");
    sections.push(section(ctx, rules, conn, all, title, t.desk_waiting_none(), more).await?);
    Ok(())
}

async fn section(
    ctx: &Ctx,
    rules: &Rules,
    conn: &mut Conn,
    filter: Filter,
    title: String,
    empty: &'static str,
    more: String,
) -> Result<Section, ActError> {
    let total = rows::count(conn, ctx.organisation(), &filter, ctx.now).await?;
    let found = rows::list(conn, ctx.organisation(), &filter, ctx.now, LINES, 0).await?;
    let more = if total > LINES { more } else { String::new() };
    Ok(Section {
        title,
        total: ctx.page.number(&total),
        lines: lines(ctx, rules, found),
        empty,
        more,
    })
}

/// The units with the most late messages first.
fn unit_lines(ctx: &Ctx, rules: &Rules, mut sums: Vec<UnitSum>) -> Vec<UnitLine> {
    let t = &ctx.page.t;
    sums.sort_by_key(|sum| (-sum.late, -sum.owed));
    sums.into_iter()
        .map(|sum| {
            let name = rules.unit_name(t.lang, sum.unit.as_deref());
            let unit = sum.unit.as_deref().unwrap_or("");
            let query = serde_urlencoded::to_string([("state", "owed"), ("unit", unit)])
                .unwrap_or_default();
            UnitLine {
                name: if name.is_empty() {
                    t.desk_no_unit().to_owned()
                } else {
                    name.to_owned()
                },
                href: if unit.is_empty() {
                    ctx.at("/desk/messages?state=registered")
                } else {
                    ctx.at(&format!("/desk/messages?{query}"))
                },
                owed: ctx.page.number(&sum.owed),
                late: ctx.page.number(&sum.late),
                is_late: sum.late > 0,
                due: ctx.page.number(&sum.due),
                share: share(ctx, sum.judged_late, sum.judged),
                sample: ctx.page.number(&sum.judged),
            }
        })
        .collect()
}

/// A share in percent without places; a dash where there is nothing to divide by.
fn share(ctx: &Ctx, part: i64, whole: i64) -> String {
    if whole == 0 {
        "–".to_owned()
    } else {
        ctx.page.t.desk_percent((part * 100 + whole / 2) / whole)
    }
}

/// The rooms that a right opens, and the person's own sessions.
fn links(ctx: &Ctx) -> Vec<NavItem> {
    let here = ctx.at("/desk");
    let mut links: Vec<NavItem> = ctx
        .page
        .nav
        .iter()
        .flat_map(|group| &group.items)
        .filter(|item| item.href != here)
        .cloned()
        .collect();
    for link in &mut links {
        link.current = false;
    }
    links.push(NavItem {
        href: ctx.at("/sessions"),
        label: ctx.page.t.desk_own_sessions().to_owned(),
        current: false,
    });
    links
}
