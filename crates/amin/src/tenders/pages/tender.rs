//! One tender: its course through the gate, its bidders, its flags, and what this reader may do.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use charts::{Direction, Options, PathParty, PathTie, relation_path};
use futures::FutureExt;
use serde_json::Value;

use super::{flag_title, flag_word, outcome_word, state_word};
use crate::organisation::store::accounts;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;
use crate::tenders::acts::{self, Standing, visible};
use crate::tenders::flags;
use crate::tenders::model::State;
use crate::tenders::store::{
    self as rows, BidderRow, DeciderRow, FlagRow, ScreeningRow, TenderRow, VerdictRow,
};

/// What the gate says of a bidder, for this reader.
struct Gate {
    /// Who decides, or that it is the law.
    about: String,
    outcome: &'static str,
    badge: &'static str,
    /// What the rule says: to everybody where the law bars.
    law: String,
    /// The path in words: to the integrity officer alone.
    path: String,
    /// The path as a picture.
    picture: String,
    missing: Vec<String>,
}

/// A bidder.
struct Bidder {
    id: String,
    name: String,
    number: String,
    excluded: bool,
    reason: String,
    winner: bool,
    gates: Vec<Gate>,
    may_exclude: bool,
}

/// What a look came to, and when it was known.
struct Look {
    when: String,
    bidder: String,
    about: String,
    outcome: &'static str,
    badge: &'static str,
    law: String,
    rule: String,
}

/// Somebody who decides.
struct Decider {
    name: String,
    state: &'static str,
    badge: &'static str,
}

/// A red flag.
struct Flag {
    code: String,
    title: String,
    state: &'static str,
    badge: &'static str,
    value: String,
    detail: String,
    missing: String,
    rule: String,
    verdicts: Vec<String>,
    may_judge: bool,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one form of the page"
)]
#[derive(Template)]
#[template(path = "tenders/tender.html")]
struct Tender {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    state: &'static str,
    badge: &'static str,
    facts: Vec<(&'static str, String)>,
    bidders: Vec<Bidder>,
    deciders: Vec<Decider>,
    looks: Vec<Look>,
    flags: Vec<Flag>,
    other_flags: Vec<Flag>,
    release: String,
    may_name: bool,
    accounts: Vec<Choice>,
    may_declare: bool,
    may_screen: bool,
    may_open: bool,
    may_award: bool,
    may_reopen: bool,
    winners: Vec<Choice>,
    tried: Tried,
    failed: String,
}

/// Everything of a tender that the page shows.
struct Known {
    row: TenderRow,
    standing: Standing,
    bidders: Vec<BidderRow>,
    deciders: Vec<DeciderRow>,
    screenings: Vec<ScreeningRow>,
    flags: Vec<FlagRow>,
    verdicts: Vec<VerdictRow>,
}

async fn known(ctx: &Ctx, id: &str) -> Result<Known, ActError> {
    let organisation = ctx.organisation();
    let mut conn = ctx.read().await?;
    let (row, standing) = visible(&mut conn, &ctx.actor, id).await?;
    Ok(Known {
        bidders: rows::bidders(&mut conn, organisation, id).await?,
        deciders: rows::deciders(&mut conn, organisation, id).await?,
        screenings: rows::screenings(&mut conn, organisation, id).await?,
        flags: if standing.staff {
            rows::flags(&mut conn, organisation, id).await?
        } else {
            Vec::new()
        },
        verdicts: if standing.staff {
            rows::verdicts(&mut conn, organisation, id).await?
        } else {
            Vec::new()
        },
        row,
        standing,
    })
}

fn picture(ctx: &Ctx, id: &str, evidence: &str) -> String {
    let t = &ctx.page.t;
    let steps: Vec<Value> = serde_json::from_str(evidence).unwrap_or_default();
    if steps.is_empty() {
        return String::new();
    }
    let word = |step: &Value, name: &str| step[name].as_str().unwrap_or("").to_owned();
    let mut parties = vec![PathParty {
        name: word(&steps[0], "from"),
    }];
    parties.extend(steps.iter().map(|step| PathParty {
        name: word(step, "to"),
    }));
    let ties: Vec<PathTie> = steps
        .iter()
        .map(|step| PathTie {
            label: t.tenders_tie(word(step, "kind")),
            forward: step["forward"].as_bool().unwrap_or(true),
        })
        .collect();
    let number = |value: f64| t.lang.decimal(value, 0);
    let direction = if t.lang == Lang::Fa {
        Direction::Rtl
    } else {
        Direction::Ltr
    };
    let mut options = Options::new(id, t.tenders_path(), direction, &number);
    options.category = t.tenders_path_from();
    relation_path(
        &parties,
        &ties,
        [t.tenders_path_tie(), t.tenders_path_to()],
        &options,
    )
    .svg
}

fn gates(ctx: &Ctx, known: &Known, bidder: &BidderRow) -> Vec<Gate> {
    let t = &ctx.page.t;
    let fa = t.lang == Lang::Fa;
    let judge = ctx.actor.may_for(Right::TenderJudge, Some(&known.row.unit));
    let newest = |decider: Option<&str>| {
        let mut all = known.screenings.iter().rev();
        all.find(|row| row.bidder == bidder.id && row.decider.as_deref() == decider)
    };
    // Between a bidder and who decides only the integrity officer reads: the others learn who still decides.
    let of_deciders = known
        .deciders
        .iter()
        .filter(|_| judge)
        .filter_map(|decider| Some((newest(Some(&decider.id))?, decider.name.clone())));
    let law = newest(None).map(|row| (row, t.tenders_gate_law().to_owned()));
    let all = law.into_iter().chain(of_deciders);
    all.map(|(row, about)| {
        let (outcome, badge) = outcome_word(t, &row.outcome);
        let missing: (Vec<String>, Vec<String>) =
            serde_json::from_str(&row.missing).unwrap_or_default();
        Gate {
            about,
            outcome,
            badge,
            law: if judge || row.outcome == "barred" {
                if fa { &row.law_fa } else { &row.law_en }.clone()
            } else {
                String::new()
            },
            path: if judge {
                if fa { &row.path_fa } else { &row.path_en }.clone()
            } else {
                String::new()
            },
            picture: if judge {
                picture(ctx, &format!("path-{}", row.id), &row.evidence)
            } else {
                String::new()
            },
            missing: if judge {
                if fa { missing.0 } else { missing.1 }
            } else {
                Vec::new()
            },
        }
    })
    .collect()
}

/// Every look at the bidders, the oldest first: for the integrity officer.
fn looks(ctx: &Ctx, known: &Known) -> Vec<Look> {
    let t = &ctx.page.t;
    let fa = t.lang == Lang::Fa;
    let named = |row: &ScreeningRow| {
        let decider = known
            .deciders
            .iter()
            .find(|one| Some(&one.id) == row.decider.as_ref());
        decider.map_or_else(|| t.tenders_gate_law().to_owned(), |one| one.name.clone())
    };
    let bidder = |row: &ScreeningRow| {
        let bidder = known.bidders.iter().find(|one| one.id == row.bidder);
        bidder.map_or_else(String::new, |one| one.name.clone())
    };
    known
        .screenings
        .iter()
        .map(|row| {
            let (outcome, badge) = outcome_word(t, &row.outcome);
            Look {
                when: ctx.page.moment(&row.at),
                bidder: bidder(row),
                about: named(row),
                outcome,
                badge,
                law: if fa { &row.law_fa } else { &row.law_en }.clone(),
                rule: row.rule_version.clone(),
            }
        })
        .collect()
}

fn flag(ctx: &Ctx, known: &Known, row: &FlagRow) -> Flag {
    let t = &ctx.page.t;
    let (state, badge) = flag_word(t, &row.state);
    let value = row.value.parse::<f64>().ok();
    let verdicts = known
        .verdicts
        .iter()
        .filter(|verdict| verdict.code == row.code);
    Flag {
        title: flag_title(t, &row.code),
        state,
        badge,
        value: value.map_or_else(String::new, |value| {
            ctx.page
                .decimal(&value, if value.fract() == 0.0 { 0 } else { 3 })
        }),
        detail: row.detail.clone(),
        missing: row.missing.clone(),
        rule: row.rule.clone(),
        verdicts: verdicts
            .map(|verdict| {
                let word = if verdict.confirmed {
                    t.tenders_confirmed()
                } else {
                    t.tenders_dismissed()
                };
                format!("{word}: {} ({})", verdict.reason, ctx.page.day(&verdict.at))
            })
            .collect(),
        may_judge: row.state == "flag"
            && ctx.actor.may_for(Right::TenderJudge, Some(&known.row.unit)),
        code: row.code.clone(),
    }
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Tender, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let known = known(ctx, id).await?;
    let row = &known.row;
    let state = State::of(&row.state).unwrap_or(State::Announced);
    let runs = ctx.actor.may_for(Right::TenderRun, Some(&row.unit));
    let judge = ctx.actor.may_for(Right::TenderJudge, Some(&row.unit));
    let own = known
        .deciders
        .iter()
        .find(|d| Some(&d.person) == ctx.actor.person.as_ref());
    let before = matches!(state, State::Announced | State::Screened);
    let offered = if runs && before {
        let mut conn = ctx.read().await?;
        accounts(&mut conn, ctx.organisation()).await?
    } else {
        Vec::new()
    };
    let (state_name, badge) = state_word(t, &row.state);
    let declared = known
        .deciders
        .iter()
        .filter(|d| d.state == "declared")
        .count();
    let waiting = known.deciders.iter().any(|d| d.state == "named");
    let bidders: Vec<Bidder> = known
        .bidders
        .iter()
        .map(|bidder| Bidder {
            id: bidder.id.clone(),
            name: bidder.name.clone(),
            number: bidder
                .national_id
                .as_deref()
                .map_or_else(String::new, |id| t.lang.digits(id)),
            excluded: bidder.state == "excluded",
            reason: bidder.reason.clone(),
            winner: row.awarded_to.as_ref() == Some(&bidder.id),
            gates: gates(ctx, &known, bidder),
            may_exclude: runs
                && bidder.state == "admitted"
                && matches!(state, State::Screened | State::Opened),
        })
        .collect();
    let shown = known
        .flags
        .iter()
        .filter(|row| judge || !flags::ABOUT_PEOPLE.contains(&row.code.as_str()));
    let (flagged, other): (Vec<&FlagRow>, Vec<&FlagRow>) =
        shown.partition(|row| row.state == "flag");
    Ok(Tender {
        crumbs: vec![Crumb {
            label: t.nav_tenders().to_owned(),
            href: ctx.at("/tenders"),
        }],
        here: ctx.at(&format!("/tenders/{id}")),
        title: row.title.clone(),
        state: state_name,
        badge,
        facts: vec![
            (t.tenders_ocid(), row.ocid.clone()),
            (
                t.tenders_unit(),
                rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
            ),
            (t.tenders_method(), row.method.clone()),
            (
                t.tenders_closes(),
                row.closes_at
                    .map_or_else(String::new, |at| ctx.page.moment(&at)),
            ),
            (
                t.tenders_screened_at(),
                row.screened_at
                    .map_or_else(String::new, |at| ctx.page.moment(&at)),
            ),
            (
                t.tenders_opened_at(),
                row.opened_at
                    .map_or_else(String::new, |at| ctx.page.moment(&at)),
            ),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect(),
        winners: (known
            .bidders
            .iter()
            .filter(|bidder| bidder.state == "admitted"))
        .map(|bidder| Choice::new(&bidder.id, &bidder.name, tried.value("bidder")))
        .collect(),
        bidders,
        looks: if judge {
            looks(ctx, &known)
        } else {
            Vec::new()
        },
        deciders: (known.deciders.iter())
            // Who keeps out is known to the integrity officer; the others see who decides.
            .filter(|decider| decider.state != "recused" || judge)
            .map(|decider| {
                let (state, badge) = match decider.state.as_str() {
                    "declared" => (t.tenders_decider_declared(), "answered"),
                    "recused" => (t.tenders_decider_recused(), "late"),
                    _ => (t.tenders_decider_named(), "waiting"),
                };
                Decider {
                    name: decider.name.clone(),
                    state,
                    badge,
                }
            })
            .collect(),
        flags: flagged
            .into_iter()
            .map(|row| flag(ctx, &known, row))
            .collect(),
        other_flags: other
            .into_iter()
            .map(|row| flag(ctx, &known, row))
            .collect(),
        release: if known.standing.staff {
            ctx.at(&format!("/tenders/{id}/release.json"))
        } else {
            String::new()
        },
        may_name: runs && before,
        accounts: (offered.iter().filter(|account| account.active))
            .map(|account| Choice::new(&account.id, &account.name, tried.value("account")))
            .collect(),
        may_declare: own.is_some_and(|decider| decider.state == "named"),
        may_screen: runs && before && declared > 0 && !waiting,
        may_open: runs && state == State::Screened,
        may_award: state == State::Opened && own.is_some_and(|decider| decider.state == "declared"),
        may_reopen: runs && state == State::Opened,
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, failed: &str, tried: Tried) -> Response {
    match gather(ctx, id, failed, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, "", Tried::default()).await
}

/// The release as it was taken in.
pub async fn release(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let (row, standing) = visible(&mut conn, &ctx.actor, &id).await?;
        if !standing.staff {
            return Err(ActError::NotFound);
        }
        rows::release(&mut conn, ctx.organisation(), &row.id)
            .await?
            .ok_or(ActError::NotFound)
    };
    match found.await {
        Ok(release) => ([(header::CONTENT_TYPE, "application/json")], release).into_response(),
        Err(why) => refusal(&ctx, why),
    }
}

/// Does something with the tender.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let text = |name: &str| field(&fields, name).to_owned();
    let reason = text("reason");
    let app = ctx.app.clone();
    let mut anew = false;
    let done = match deed.as_str() {
        "name" => {
            let who = text("account");
            app.act(move |tx| {
                async move { acts::name_decider(tx, &actor, now, &of, &who).await }.boxed()
            })
            .await
            .map(|_| ())
        }
        "declare" => {
            let clear = field(&fields, "interest") != "yes";
            app.act(move |tx| {
                async move { acts::declare(tx, &actor, now, &of, clear, &reason).await }.boxed()
            })
            .await
            .map(|_| ())
        }
        "screen" => {
            anew = true;
            app.act(move |tx| {
                async move { acts::screen(tx, &actor, now, &of).await.map(|_| ()) }.boxed()
            })
            .await
            .map(|_| ())
        }
        "exclude" => {
            let bidder = text("bidder");
            app.act(move |tx| {
                async move { acts::exclude(tx, &actor, now, &of, &bidder, &reason).await }.boxed()
            })
            .await
            .map(|_| ())
        }
        "open" => app
            .act(move |tx| async move { acts::open(tx, &actor, now, &of).await }.boxed())
            .await
            .map(|_| ()),
        "award" => {
            let bidder = text("bidder");
            app.act(move |tx| {
                async move { acts::award(tx, &actor, now, &of, &bidder, &reason).await }.boxed()
            })
            .await
            .map(|_| ())
        }
        "reopen" => app
            .act(move |tx| {
                async move { acts::reopen_gate(tx, &actor, now, &of, &reason).await }.boxed()
            })
            .await
            .map(|_| ()),
        "judge" => {
            anew = true;
            let code = text("code");
            let confirmed = match field(&fields, "verdict") {
                "confirmed" => Some(true),
                "dismissed" => Some(false),
                _ => None,
            };
            app.act(move |tx| {
                async move { acts::judge(tx, &actor, now, &of, &code, confirmed, &reason).await }
                    .boxed()
            })
            .await
            .map(|_| ())
        }
        _ => return refusal(&ctx, ActError::NotFound),
    };
    let done = match done {
        // What the gate and the verdicts say is a part of the flags.
        Ok(()) if anew => flags::refresh(&ctx.app, ctx.organisation())
            .await
            .map(|_| ()),
        other => other,
    };
    // Who has just declared a conflict no longer sees the tender.
    let gone = deed == "declare" && field(&fields, "interest") == "yes";
    match done {
        Ok(()) if gone => see_other_saying(&ctx.at("/tenders"), "saved"),
        Ok(()) => see_other_saying(&ctx.at(&format!("/tenders/{id}")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            let tried = Tried {
                fields,
                errors,
                sentence: String::new(),
            };
            show(&ctx, &id, StatusCode::UNPROCESSABLE_ENTITY, &deed, tried).await
        }
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            let tried = Tried {
                fields,
                sentence,
                ..Tried::default()
            };
            show(&ctx, &id, StatusCode::CONFLICT, &deed, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
