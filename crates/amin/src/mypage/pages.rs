//! The page.

use askama::Template;
use axum::response::Response;

use super::{store as rows, waiting};
use crate::charter::store as charter;
use crate::interests::pages::{DeadlineView, deadline};
use crate::interests::{store as interests, words as interest_words};
use crate::learning::pages::{standing_view, title_of};
use crate::learning::store as learning;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render};
use crate::voice::model::State;
use crate::voice::words;

/// Most lines of what somebody has written or recorded.
const MOST: i64 = 20;

/// Something that waits.
struct Duty {
    what: &'static str,
    title: String,
    href: String,
    due: Option<DeadlineView>,
}

/// Something that somebody has done: name, state, day, page.
struct Line {
    title: String,
    state: String,
    day: String,
    href: String,
}

#[derive(Template)]
#[template(path = "mypage/mypage.html")]
struct MyPage {
    page: Page,
    name: String,
    duties: Vec<Duty>,
    pledge: Option<Line>,
    declarations: Vec<Line>,
    courses: Vec<Line>,
    gifts: Vec<Line>,
    messages: Vec<Line>,
}

async fn gather(ctx: &Ctx) -> Result<MyPage, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let (Some(person), Some(account)) = (&ctx.actor.person, &ctx.actor.account) else {
        return Err(ActError::Forbidden);
    };
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let duties = waiting::all(&mut conn, ctx, &rules).await?;
    let pledges = charter::pledges_of(&mut conn, organisation, person).await?;
    let versions = charter::versions(&mut conn, organisation).await?;
    let declarations = interests::declarations_of(&mut conn, organisation, person).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let courses = learning::owed_by(&mut conn, organisation, person, ctx.now).await?;
    let gifts = interests::gifts(&mut conn, organisation, Some(account.as_str()), MOST).await?;
    let messages = rows::messages(&mut conn, organisation, account, MOST).await?;
    drop(conn);
    Ok(MyPage {
        name: ctx.actor.name.clone(),
        duties: duties
            .into_iter()
            .map(|one| Duty {
                what: one.what,
                title: one.title,
                href: ctx.at(&one.path),
                due: one.due.map(|at| deadline(ctx, &rules, at, false)),
            })
            .collect(),
        pledge: pledges.first().map(|row| {
            let version = versions.iter().find(|one| one.id == row.version);
            Line {
                title: version.map_or_else(String::new, |one| t.charter_version(one.number)),
                state: String::new(),
                day: ctx.page.day(&row.at),
                href: ctx.at(&format!("/charter/certificates/{}", row.id)),
            }
        }),
        declarations: (declarations.iter().take(most))
            .map(|row| Line {
                title: t.chain_declaration_of(ctx.page.day(&row.submitted_at)),
                state: interest_words::declaration_state(t, row.state()).to_owned(),
                day: String::new(),
                href: ctx.at(&format!("/interests/declarations/{}", row.id)),
            })
            .collect(),
        courses: (courses.iter())
            .map(|(row, standing)| Line {
                title: title_of(t, row),
                state: standing_view(ctx, &rules, *standing).word,
                day: String::new(),
                href: ctx.at(&format!("/learning/courses/{}", row.id)),
            })
            .collect(),
        gifts: (gifts.iter())
            .map(|row| Line {
                title: row.what.clone(),
                state: interest_words::gift_outcome(t, row.outcome()).to_owned(),
                day: ctx.page.day(&row.recorded_at),
                href: ctx.at(&format!("/interests/gifts/{}", row.id)),
            })
            .collect(),
        messages: (messages.iter())
            .map(|row| Line {
                title: row.subject.clone(),
                state: State::of(&row.state)
                    .map_or_else(String::new, |state| words::state(t, state).to_owned()),
                day: ctx.page.day(&row.filed_at),
                href: ctx.at(&format!("/voice/m/{}", row.code)),
            })
            .collect(),
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}
