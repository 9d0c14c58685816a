//! How the requests stand: the public list, one request, and the code of a token.

use axum::http::StatusCode;
use persian::TrackingCode;
use store::Timestamp;

use super::answer::{Fault, Node};
use super::store::{self as rows, Filter, Public};
use super::{Parameters, jurisdiction};
use crate::platform::context::Ctx;
use crate::platform::peer::Peer;
use crate::platform::texts::Texts;
use crate::voice::model::{Kind, Outcome, State};
use crate::voice::rules::Rules;
use crate::voice::{lookup, words};

/// Longest span that the specification lets one call ask for.
const SPAN: i64 = 90 * Timestamp::DAY;
/// Most requests that the specification lets one answer give.
const MOST: i64 = 1000;

/// A moment as RFC 3339 in UTC, whole seconds.
pub(super) fn moment(at: Timestamp) -> String {
    Timestamp::from_seconds(at.seconds()).rfc3339()
}

/// A moment of a call: RFC 3339, or a day, which begins at midnight in UTC.
fn asked(parameters: &Parameters, name: &str, t: Texts) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = parameters.get(name) else {
        return Ok(None);
    };
    // A plus sign that was not percent-encoded has become a blank.
    let text = text.replace(' ', "+");
    let whole = if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text
    };
    let parsed = whole
        .parse::<jiff::Timestamp>()
        .map_err(|_| Fault::bad(t.open311_wrong_date(name)))?;
    Ok(Some(Timestamp(parsed.as_microsecond())))
}

fn whole(
    parameters: &Parameters,
    name: &str,
    least: i64,
    most: i64,
    t: Texts,
) -> Result<Option<i64>, Fault> {
    let Some(text) = parameters.get(name) else {
        return Ok(None);
    };
    match text.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
        _ => Err(Fault::bad(t.open311_wrong_whole(name, least, most))),
    }
}

/// `requests`: by codes, or newest first by service, state and time.
pub async fn list(
    ctx: &Ctx,
    peer: &Peer,
    parameters: &Parameters,
) -> Result<(&'static str, Node), Fault> {
    let rules = jurisdiction(ctx, parameters).await?;
    let t = &ctx.page.t;
    if let Some(names) = parameters.list("service_request_id") {
        if i64::try_from(names.len()).is_ok_and(|count| count > MOST) {
            return Err(Fault::bad(t.open311_too_many(MOST)));
        }
        let found = named(ctx, peer, &rules, &names).await?;
        return Ok(("service_requests", Node::List("request", found)));
    }
    let filter = filter(ctx, &rules, parameters)?;
    let found = {
        let mut conn = ctx.read().await.map_err(|why| Fault::internal(t, &why))?;
        rows::list(&mut conn, &rules.organisation, &filter)
            .await
            .map_err(|why| Fault::internal(t, &why))?
    };
    let found = found
        .into_iter()
        .map(|row| request(*t, &rules, row, false))
        .collect();
    Ok(("service_requests", Node::List("request", found)))
}

fn filter(ctx: &Ctx, rules: &Rules, parameters: &Parameters) -> Result<Filter, Fault> {
    let t = &ctx.page.t;
    let categories = parameters.list("service_code");
    if let Some(unknown) = categories
        .iter()
        .flatten()
        .find(|code| rules.category(code).is_none())
    {
        return Err(Fault::missing(t.open311_no_service(*unknown)));
    }
    let (start, end) = (
        asked(parameters, "start_date", *t)?,
        asked(parameters, "end_date", *t)?,
    );
    let to = end
        .or(start.map(|start| Timestamp(start.0.saturating_add(SPAN))))
        .unwrap_or(ctx.now);
    let from = start.unwrap_or(Timestamp(to.0.saturating_sub(SPAN)));
    if from > to {
        return Err(Fault::bad(t.open311_dates_swapped()));
    }
    if to.0.saturating_sub(from.0) > SPAN {
        return Err(Fault::bad(t.open311_span_too_long(SPAN / Timestamp::DAY)));
    }
    let mut states = (false, false);
    for status in parameters.list("status").unwrap_or_default() {
        match status {
            "open" => states.0 = true,
            "closed" => states.1 = true,
            _ => return Err(Fault::bad(t.open311_wrong_status(status))),
        }
    }
    let limit = whole(parameters, "page_size", 1, MOST, *t)?.unwrap_or(MOST);
    let page = whole(parameters, "page", 1, 1_000_000, *t)?.unwrap_or(1);
    Ok(Filter {
        categories: categories.map(|codes| codes.into_iter().map(str::to_owned).collect()),
        from,
        to,
        closed: if states.0 == states.1 {
            None
        } else {
            Some(states.1)
        },
        offset: (page - 1) * limit,
        limit,
    })
}

/// Each name is a tracking code or a number of the public list; one that names nothing is passed over.
async fn named(ctx: &Ctx, peer: &Peer, rules: &Rules, names: &[&str]) -> Result<Vec<Node>, Fault> {
    let t = &ctx.page.t;
    let wanted: Vec<(Option<String>, &str)> = names
        .iter()
        .map(|name| {
            (
                name.parse::<TrackingCode>().ok().map(TrackingCode::compact),
                *name,
            )
        })
        .collect();
    // Wrong codes are counted together with those typed on the citizen's page; after too many no code is tried at all.
    let most = u32::try_from(rules.limit("voice.wrong-codes-per-hour")).unwrap_or(0);
    if wanted.iter().any(|(code, _)| code.is_some())
        && ctx.app.limits.reached(lookup::WHAT, &peer.0, most, ctx.now)
    {
        return Err(Fault {
            status: StatusCode::TOO_MANY_REQUESTS,
            descriptions: vec![t.voice_code_often().to_owned()],
        });
    }
    let codes: Vec<String> = wanted.iter().filter_map(|(code, _)| code.clone()).collect();
    let numbers: Vec<String> = wanted
        .iter()
        .filter(|(code, _)| code.is_none())
        .map(|(_, name)| (*name).to_owned())
        .collect();
    let mut conn = ctx.read().await.map_err(|why| Fault::internal(t, &why))?;
    let found = rows::named(&mut conn, &rules.organisation, &codes, &numbers)
        .await
        .map_err(|why| Fault::internal(t, &why))?;
    for _ in codes
        .iter()
        .filter(|code| !found.iter().any(|row| row.code == **code))
    {
        ctx.app.limits.allow(lookup::WHAT, &peer.0, most, ctx.now);
    }
    Ok(found
        .into_iter()
        .map(|row| {
            let by_code = codes.contains(&row.code);
            request(*t, rules, row, by_code)
        })
        .collect())
}

/// `requests/ID`.
pub async fn one(
    ctx: &Ctx,
    peer: &Peer,
    parameters: &Parameters,
    name: &str,
) -> Result<(&'static str, Node), Fault> {
    let rules = jurisdiction(ctx, parameters).await?;
    let found = named(ctx, peer, &rules, &[name]).await?;
    if found.is_empty() {
        return Err(Fault::missing(ctx.page.t.open311_no_request(name)));
    }
    Ok(("service_requests", Node::List("request", found)))
}

/// `tokens/TOKEN`: every request gets its code at once, so a token is the code itself.
pub async fn token(
    ctx: &Ctx,
    peer: &Peer,
    parameters: &Parameters,
    name: &str,
) -> Result<(&'static str, Node), Fault> {
    let rules = jurisdiction(ctx, parameters).await?;
    let missing = || Fault::missing(ctx.page.t.open311_no_token(name));
    let code = name
        .parse::<TrackingCode>()
        .map_err(|_| missing())?
        .compact();
    if named(ctx, peer, &rules, &[&code]).await?.is_empty() {
        return Err(missing());
    }
    let fields = vec![
        ("service_request_id", Node::text(&code)),
        ("token", Node::text(&code)),
    ];
    Ok((
        "service_requests",
        Node::List("request", vec![Node::Fields(fields)]),
    ))
}

/// What other programs may know of a message; `by_code`: who asks knows its tracking code.
fn request(t: Texts, rules: &Rules, row: Public, by_code: bool) -> Node {
    let state = State::of(&row.state).unwrap_or(State::Registered);
    let closed = matches!(state, State::Closed | State::Accepted);
    let outcome = row
        .outcome
        .as_deref()
        .and_then(Outcome::of)
        .filter(|_| closed || state == State::Answered);
    let notes = match outcome {
        Some(outcome) => format!(
            "{}: {}",
            words::state(&t, state),
            words::outcome(&t, outcome, Kind::of(&row.kind).unwrap_or(Kind::Complaint))
        ),
        None => words::state(&t, state).to_owned(),
    };
    let unit = rules.unit_name(t.lang, row.unit.as_deref());
    Node::Fields(vec![
        (
            "service_request_id",
            Node::Text(if by_code { row.code } else { row.id }),
        ),
        ("status", Node::text(if closed { "closed" } else { "open" })),
        ("status_notes", Node::Text(notes)),
        (
            "service_name",
            Node::text(rules.category_name(t.lang, &row.category)),
        ),
        ("service_code", Node::text(&row.category)),
        ("description", Node::None),
        (
            "agency_responsible",
            Node::maybe(Some(unit).filter(|unit| !unit.is_empty())),
        ),
        ("service_notice", Node::None),
        ("requested_datetime", Node::Text(moment(row.filed_at))),
        ("updated_datetime", Node::Text(moment(row.updated_at))),
        ("expected_datetime", Node::Text(moment(row.deadline_at))),
        ("address", Node::maybe(row.district)),
        ("address_id", Node::None),
        ("zipcode", Node::None),
        (
            "lat",
            row.latitude
                .map_or(Node::None, |degrees| Node::Number(degrees, 3)),
        ),
        (
            "long",
            row.longitude
                .map_or(Node::None, |degrees| Node::Number(degrees, 3)),
        ),
        ("media_url", Node::None),
    ])
}
