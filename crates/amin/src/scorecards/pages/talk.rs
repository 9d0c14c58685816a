//! The form of a review talk.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Asked, crumbs};
use crate::committee::pages::report::period_words;
use crate::interests::pages::Posted;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::scorecards::acts::{self, TalkInput, may_lead};
use crate::scorecards::store as rows;

#[expect(
    clippy::struct_field_names,
    reason = "the template names what it shows"
)]
#[derive(Template)]
#[template(path = "scorecards/talk.html")]
struct Form {
    page: Page,
    crumbs: Vec<Crumb>,
    lead: String,
    managers: Vec<Choice>,
    form: TalkInput,
    errors: FormErrors,
    sentence: String,
}

async fn show(
    ctx: &Ctx,
    status: StatusCode,
    form: Option<TalkInput>,
    unit: &str,
    asked: &Asked,
    errors: FormErrors,
    sentence: String,
) -> Response {
    let found = async {
        let (t, organisation) = (&ctx.page.t, ctx.organisation());
        let code = asked.read(ctx)?.code();
        let rules = ctx.app.rules(organisation).await?;
        let mut conn = ctx.read().await?;
        let managers = rows::managers(&mut conn, organisation).await?;
        let known = rows::talk(&mut conn, organisation, unit, &code).await?;
        drop(conn);
        if rules.unit(unit).is_none() {
            return Err(ActError::NotFound);
        }
        may_lead(&ctx.actor, &rules, &managers, unit)?;
        let form = form.unwrap_or_else(|| match known {
            Some(row) => TalkInput {
                manager: row.manager,
                talked_on: t.lang.digits(&row.talked_on.replace('-', "/")),
                participants: row.participants,
                notes: row.notes,
                measures: row.measures,
                ..TalkInput::default()
            },
            None => TalkInput {
                talked_on: t.lang.digits(&persian::tehran_date(ctx.now.0).numeric()),
                ..TalkInput::default()
            },
        });
        let own: Vec<_> = (managers.iter())
            .filter(|(.., of)| of.as_deref() == Some(unit))
            .collect();
        let name = rules.unit_name(t.lang, Some(unit));
        let mut crumbs = crumbs(ctx);
        crumbs.push(Crumb {
            label: t.scorecard_of_unit(name),
            href: ctx.at(&format!("/scorecards/{unit}?period={code}")),
        });
        Ok::<_, ActError>(Form {
            crumbs,
            lead: format!("{name} · {}", period_words(ctx, &code)),
            managers: own
                .iter()
                .map(|(account, _, name, _)| Choice::new(account, name, &form.manager))
                .collect(),
            form,
            errors,
            sentence,
            page: ctx.page.clone(),
        })
    };
    match found.await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The form.
pub async fn page(
    ctx: Ctx,
    Path((_, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let none = (FormErrors::default(), String::new());
    let unit = unit.replace('\0', "");
    show(&ctx, StatusCode::OK, None, &unit, &asked, none.0, none.1).await
}

/// Records the talk.
pub async fn record(
    ctx: Ctx,
    Path((_, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Response {
    let unit = unit.replace('\0', "");
    let (code, rules) = match (asked.read(&ctx), ctx.app.rules(ctx.organisation()).await) {
        (Ok(period), Ok(rules)) => (period.code(), rules),
        (Err(why), _) => return refusal(&ctx, why),
        (_, Err(why)) => return refusal(&ctx, why.into()),
    };
    let posted = Posted::read(&body);
    let form = TalkInput {
        unit: unit.clone(),
        period: code.clone(),
        manager: posted.owned("manager"),
        talked_on: posted.owned("talked_on"),
        participants: posted.owned("participants"),
        notes: posted.owned("notes"),
        measures: posted.owned("measures"),
    };
    let base = format!("{}{}", ctx.app.config.base_url, ctx.at(""));
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::record_talk(tx, &actor, now, &rules, &base, &input).await }.boxed()
        })
        .await;
    let (status, errors, sentence) = match done {
        Ok(_) => {
            let back = ctx.at(&format!("/scorecards/{unit}?period={code}"));
            return see_other_saying(&back, "saved");
        }
        Err(ActError::Invalid(fields)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::new(&ctx.page.t, &fields),
            String::new(),
        ),
        Err(ActError::Refused(say)) => (
            StatusCode::CONFLICT,
            FormErrors::default(),
            say.to(&ctx.page.t),
        ),
        Err(why) => return refusal(&ctx, why),
    };
    show(&ctx, status, Some(form), &unit, &asked, errors, sentence).await
}
