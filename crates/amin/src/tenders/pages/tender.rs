//! One tender: its course through the gate, its bidders, its flags, and what this reader may do.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;

use super::{flag_title, flag_word, outcome_word, state_word};
use crate::interests::model::DoubtObject;
use crate::interests::pages::picture::path_picture;
use crate::interests::store::doubts_about;
use crate::organisation::store::accounts;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;
use crate::tenders::acts::{self, Acted, Standing, visible};
use crate::tenders::flags;
use crate::tenders::gate;
use crate::tenders::model::State;
use crate::tenders::store::{
    self as rows, BidderRow, DeciderRow, FlagRow, MeasureRow, ScreeningRow, TenderRow, VerdictRow,
};
use crate::tenders::words;

/// What the gate says of a bidder, for this reader.
struct Gate {
    /// Who decides, or that it is the law.
    about: String,
    outcome: &'static str,
    badge: &'static str,
    /// What the rule says, naming nobody: to everybody where the law bars.
    rule: String,
    /// The same with names: like all that follows, to the integrity officer after a look with a reason.
    law: String,
    /// The path in words.
    path: String,
    /// The path as a picture.
    picture: String,
    /// The second-best path in words.
    second: String,
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

/// Somebody who decides, or runs the tender.
struct Decider {
    name: String,
    /// What they do, where they do not decide.
    part: &'static str,
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
    detail: Vec<String>,
    /// What is missing, or why the rule is not about this process.
    missing: String,
    /// The field of the standard that is missing, or empty.
    field: String,
    /// By what it was measured: name and value.
    measured: Vec<(&'static str, String)>,
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
    nobody_left: bool,
    /// Whether an integrity officer has been asked about this reader.
    waits: bool,
    may_look: bool,
    may_name: bool,
    accounts: Vec<Choice>,
    may_declare: bool,
    declare_text: &'static str,
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
    measures: Vec<MeasureRow>,
    verdicts: Vec<VerdictRow>,
    /// People of whom an integrity officer has been asked.
    waiting: BTreeSet<String>,
    /// Whether names and paths were opened, with a reason.
    opened: bool,
}

async fn known(ctx: &Ctx, id: &str, opened: bool) -> Result<Known, ActError> {
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
        measures: if standing.staff {
            rows::measures(&mut conn, organisation).await?
        } else {
            Vec::new()
        },
        verdicts: if standing.staff {
            rows::verdicts(&mut conn, organisation, id).await?
        } else {
            Vec::new()
        },
        waiting: doubts_about(&mut conn, organisation, DoubtObject::Tender, id)
            .await?
            .into_iter()
            .filter(|row| row.ruling.is_none())
            .map(|row| row.person)
            .collect(),
        row,
        standing,
        opened,
    })
}

/// The newest look at a bidder and somebody, or at a bidder and the law.
fn newest<'k>(known: &'k Known, bidder: &str, decider: Option<&str>) -> Option<&'k ScreeningRow> {
    let mut all = known.screenings.iter().rev();
    all.find(|row| row.bidder == bidder && row.decider.as_deref() == decider)
}

fn gates(ctx: &Ctx, known: &Known, bidder: &BidderRow) -> Vec<Gate> {
    let t = &ctx.page.t;
    let fa = t.lang == Lang::Fa;
    let judge = ctx.actor.may_for(Right::TenderJudge, Some(&known.row.unit));
    // Between a bidder and a person only the integrity officer reads: the others learn who still decides.
    let of_people = known
        .deciders
        .iter()
        .filter(|_| judge)
        .filter_map(|decider| {
            let row = newest(known, &bidder.id, Some(&decider.id))?;
            Some((row, decider.name.clone()))
        });
    let law = newest(known, &bidder.id, None).map(|row| (row, t.tenders_gate_law().to_owned()));
    let all = law.into_iter().chain(of_people);
    all.map(|(row, about)| {
        let (outcome, badge) = outcome_word(t, &row.outcome);
        let missing: (Vec<String>, Vec<String>) =
            serde_json::from_str(&row.missing).unwrap_or_default();
        let of = |fa_text: &String, en_text: &String| if fa { fa_text } else { en_text }.clone();
        // Who may see names has opened them with a reason.
        let closed = |text: String| if known.opened { text } else { String::new() };
        let barred = row.outcome == gate::BARRED;
        let rule = of(&row.rule_fa, &row.rule_en);
        Gate {
            about,
            outcome,
            badge,
            rule: match (judge || barred, rule.is_empty() && barred) {
                (true, true) => t.tenders_rule_unknown().to_owned(),
                (true, false) => rule.clone(),
                (false, _) => String::new(),
            },
            law: closed(of(&row.law_fa, &row.law_en)),
            path: closed(of(&row.path_fa, &row.path_en)),
            picture: if known.opened {
                path_picture(ctx, &format!("path-{}", row.id), &row.evidence)
            } else {
                String::new()
            },
            second: closed(of(&row.second_fa, &row.second_en)),
            missing: match (known.opened, fa) {
                (true, true) => missing.0,
                (true, false) => missing.1,
                (false, _) => Vec::new(),
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
                law: match (known.opened, fa) {
                    (true, true) => &row.law_fa,
                    (true, false) => &row.law_en,
                    (false, true) => &row.rule_fa,
                    (false, false) => &row.rule_en,
                }
                .clone(),
                rule: row.rule_version.clone(),
            }
        })
        .collect()
}

/// What a flag rests on. Ties of people are told by the comparisons, in the reader's language, and only once they were opened.
fn detail(ctx: &Ctx, known: &Known, row: &FlagRow) -> Vec<String> {
    if !flags::ABOUT_PEOPLE.contains(&row.code.as_str()) {
        return row.detail.lines().map(str::to_owned).collect();
    }
    if !known.opened {
        return Vec::new();
    }
    let who: Vec<String> = serde_json::from_str(&row.who).unwrap_or_default();
    let bidders = known
        .bidders
        .iter()
        .filter(|one| who.contains(&one.party))
        .collect::<Vec<_>>();
    if row.code != "A002" {
        return bidders.iter().map(|one| one.name.clone()).collect();
    }
    let fa = ctx.page.t.lang == Lang::Fa;
    let people = known.deciders.iter().map(|one| Some(one.id.as_str()));
    let mut told = Vec::new();
    for decider in std::iter::once(None).chain(people) {
        for bidder in &bidders {
            let path = newest(known, &bidder.id, decider)
                .map_or("", |row| if fa { &row.path_fa } else { &row.path_en });
            if !path.is_empty() {
                told.push(path.to_owned());
            }
        }
    }
    told
}

/// A number of a flag as a clerk reads it, with what it counts.
fn amount(ctx: &Ctx, code: &str, number: &str) -> Option<String> {
    let value = number.parse::<f64>().ok()?;
    let whole = |places: i32| (value * 10_f64.powi(places)).fract() == 0.0;
    let places = if whole(0) {
        0
    } else if whole(2) {
        2
    } else {
        3
    };
    let unit = ctx.page.t.tenders_flag_unit(code);
    Some(
        format!("{} {unit}", ctx.page.decimal(&value, places))
            .trim_end()
            .to_owned(),
    )
}

/// By what a flag was measured: value, fence, population, rule and the fingerprints of the data.
fn measured(ctx: &Ctx, known: &Known, row: &FlagRow) -> Vec<(&'static str, String)> {
    let t = &ctx.page.t;
    let mut told = Vec::new();
    if let Some(value) = amount(ctx, &row.code, &row.value) {
        told.push((t.tenders_measured_value(), value));
    }
    if let Some(measure) = known.measures.iter().find(|one| one.id == row.code) {
        let fence = amount(ctx, &row.code, &measure.fence)
            .unwrap_or_else(|| t.tenders_measured_no_fence().to_owned());
        told.push((t.tenders_measured_fence(), fence));
        let population = ctx.page.number(&measure.population);
        told.push((t.tenders_measured_population(), population));
        told.push((t.tenders_measured_inputs(), measure.input_hash.clone()));
    }
    told.push((t.tenders_measured_rule(), row.rule.clone()));
    told.push((t.tenders_measured_input(), row.input_hash.clone()));
    told
}

fn flag(ctx: &Ctx, known: &Known, row: &FlagRow) -> Flag {
    let t = &ctx.page.t;
    let (state, badge) = flag_word(t, &row.state);
    let verdicts = known
        .verdicts
        .iter()
        .filter(|verdict| verdict.code == row.code);
    let (missing, field) = words::missing(t, &row.missing);
    Flag {
        title: flag_title(t, &row.code),
        state,
        badge,
        value: amount(ctx, &row.code, &row.value).unwrap_or_default(),
        detail: detail(ctx, known, row),
        missing,
        field,
        measured: measured(ctx, known, row),
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

async fn gather(
    ctx: &Ctx,
    id: &str,
    failed: &str,
    tried: Tried,
    opened: bool,
) -> Result<Tender, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let known = known(ctx, id, opened).await?;
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
    let decides = |state: &str| {
        let mut all = known.deciders.iter();
        all.any(|d| d.decides() && d.state == state)
    };
    // Who runs the tender declares first, as who decides does.
    let waits = own.is_some_and(|own| known.waiting.contains(&own.person));
    let vouched = own.is_some_and(|own| own.state == "declared") && !waits;
    let runs_now = runs && vouched;
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
            may_exclude: runs_now
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
            (t.tenders_method(), words::method(t, &row.method)),
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
                let told = judge || runs || Some(&decider.person) == ctx.actor.person.as_ref();
                let (state, badge) = match decider.state.as_str() {
                    "declared" if told && known.waiting.contains(&decider.person) => {
                        (t.matters_state_waits(), "waiting")
                    }
                    "declared" => (t.tenders_decider_declared(), "answered"),
                    "recused" => (t.tenders_decider_recused(), "late"),
                    _ => (t.tenders_decider_named(), "waiting"),
                };
                Decider {
                    name: decider.name.clone(),
                    part: if decider.decides() {
                        ""
                    } else {
                        t.tenders_part_runs()
                    },
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
        nobody_left: (known.deciders.iter().any(DeciderRow::decides))
            && !decides("named")
            && !decides("declared")
            && before,
        waits,
        may_look: judge && !opened && !known.screenings.is_empty(),
        may_name: runs && before,
        accounts: (offered.iter().filter(|account| account.active))
            .map(|account| Choice::new(&account.id, &account.name, tried.value("account")))
            .collect(),
        may_declare: match own {
            Some(own) => own.state == "named" && state != State::Awarded,
            None => runs && state != State::Awarded && !known.bidders.is_empty(),
        },
        declare_text: if own.is_some_and(DeciderRow::decides) {
            t.tenders_declare_text()
        } else {
            t.tenders_declare_text_runs()
        },
        may_screen: runs_now && before && decides("declared") && !decides("named"),
        may_open: runs_now && state == State::Screened,
        may_award: state == State::Opened && vouched && own.is_some_and(DeciderRow::decides),
        may_reopen: runs_now && state == State::Opened,
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(
    ctx: &Ctx,
    id: &str,
    status: StatusCode,
    failed: &str,
    tried: Tried,
    opened: bool,
) -> Response {
    match gather(ctx, id, failed, tried, opened).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, "", Tried::default(), false).await
}

/// The release: as it was taken in, or compiled of all that were.
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

/// Does something with the tender; gives what came of it for who acted.
async fn perform(ctx: &Ctx, id: &str, deed: &str, fields: &Fields) -> Result<Acted, ActError> {
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.to_owned());
    let text = |name: &str| field(fields, name).to_owned();
    let reason = text("reason");
    let app = ctx.app.clone();
    Ok(match deed {
        "name" => {
            let who = text("account");
            app.act(move |tx| {
                async move { acts::name_decider(tx, &actor, now, &of, &who).await }.boxed()
            })
            .await?;
            Acted::Done
        }
        "declare" => {
            let clear = field(fields, "interest") != "yes";
            app.act(move |tx| {
                async move { acts::declare(tx, &actor, now, &of, clear, &reason).await }.boxed()
            })
            .await?
            .0
        }
        "screen" => {
            app.act(move |tx| async move { acts::screen(tx, &actor, now, &of).await }.boxed())
                .await?
                .0
                .acted
        }
        "exclude" => {
            let bidder = text("bidder");
            app.act(move |tx| {
                async move { acts::exclude(tx, &actor, now, &of, &bidder, &reason).await }.boxed()
            })
            .await?
            .0
        }
        "open" => {
            app.act(move |tx| async move { acts::open(tx, &actor, now, &of).await }.boxed())
                .await?
                .0
        }
        "award" => {
            let bidder = text("bidder");
            app.act(move |tx| {
                async move { acts::award(tx, &actor, now, &of, &bidder, &reason).await }.boxed()
            })
            .await?
            .0
        }
        "reopen" => {
            app.act(move |tx| {
                async move { acts::reopen_gate(tx, &actor, now, &of, &reason).await }.boxed()
            })
            .await?;
            Acted::Done
        }
        "look" => {
            app.act(move |tx| {
                async move { acts::open_paths(tx, &actor, now, &of, &reason).await }.boxed()
            })
            .await?;
            Acted::Done
        }
        "judge" => {
            let code = text("code");
            let confirmed = match field(fields, "verdict") {
                "confirmed" => Some(true),
                "dismissed" => Some(false),
                _ => None,
            };
            app.act(move |tx| {
                async move { acts::judge(tx, &actor, now, &of, &code, confirmed, &reason).await }
                    .boxed()
            })
            .await?;
            Acted::Done
        }
        _ => return Err(ActError::NotFound),
    })
}

/// Does something with the tender.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let here = ctx.at(&format!("/tenders/{id}"));
    let mut done = perform(&ctx, &id, &deed, &fields).await;
    // What the gate and the verdicts say is a part of the flags.
    if done.is_ok()
        && matches!(
            deed.as_str(),
            "declare" | "screen" | "exclude" | "open" | "award" | "judge"
        )
        && let Err(why) = flags::refresh(&ctx.app, ctx.organisation()).await
    {
        done = Err(why);
    }
    let conflict = |sentence: String, fields: Fields| Tried {
        fields,
        sentence,
        ..Tried::default()
    };
    let t = ctx.page.t;
    match done {
        // What was opened is on this page alone: its address shows it to nobody.
        Ok(Acted::Done) if deed == "look" => {
            show(&ctx, &id, StatusCode::OK, "", Tried::default(), true).await
        }
        Ok(Acted::Done) => see_other_saying(&here, "saved"),
        // Who keeps out no longer sees the tender.
        Ok(Acted::NotYou) => see_other_saying(&ctx.at("/tenders"), "handed-on"),
        Ok(Acted::Waits) => {
            let tried = conflict(t.doubts_waits().to_owned(), fields);
            show(&ctx, &id, StatusCode::CONFLICT, &deed, tried, false).await
        }
        Ok(Acted::OthersWait) => {
            let tried = conflict(t.tenders_refused_others_wait().to_owned(), fields);
            show(&ctx, &id, StatusCode::CONFLICT, &deed, tried, false).await
        }
        Ok(Acted::NobodyLeft) => {
            let tried = conflict(t.tenders_nobody_left().to_owned(), fields);
            show(&ctx, &id, StatusCode::CONFLICT, &deed, tried, false).await
        }
        Ok(Acted::Barred(name)) => {
            let sentence = if deed == "award" {
                t.tenders_refused_changed().to_owned()
            } else {
                t.tenders_refused_barred(&name)
            };
            let tried = conflict(sentence, fields);
            show(&ctx, &id, StatusCode::CONFLICT, &deed, tried, false).await
        }
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&t, &wrong);
            let tried = Tried {
                fields,
                errors,
                sentence: String::new(),
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&ctx, &id, status, &deed, tried, false).await
        }
        Err(ActError::Refused(say)) => {
            let tried = conflict(say.to(&t), fields);
            show(&ctx, &id, StatusCode::CONFLICT, &deed, tried, false).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
