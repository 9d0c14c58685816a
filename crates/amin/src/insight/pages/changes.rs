//! Before and after: what a simplification did to a service, with the same figures in two windows of time.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use eventlog::EventLog;
use eventlog::measure::Durations;
use fairness::durations::restricted_difference;
use fairness::verdict::{Verdict, equivalence, verdict};
use futures::FutureExt;
use serde::Deserialize;

use super::{Opened, open};
use crate::insight::acts::{self, NewChange};
use crate::insight::columns;
use crate::insight::limits::{Limits, limits};
use crate::insight::pages::treatment::verdict_word;
use crate::insight::store::{self as rows, ChangeRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, NavItem, Page, refusal, render_with};
use crate::platform::texts::Texts;
use crate::services::view::{SMALLEST_GROUP, days};

const DAY: i64 = 86_400_000_000;

/// The same figures of one window.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Cases begun in it.
    pub cases: usize,
    /// Median duration, seconds.
    pub median: Option<f64>,
    /// 80 % are not longer.
    pub p80: Option<f64>,
    /// 95 % are not longer.
    pub p95: Option<f64>,
    /// Events of a case, mean.
    pub steps: Option<f64>,
    /// Share of cases in which some activity is recorded more than once.
    pub rework: Option<f64>,
    /// Hand-overs between people of a case, mean; none where the log names nobody.
    pub hand_overs: Option<f64>,
}

/// Two windows and what may be said of their difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Before the change.
    pub before: Window,
    /// After it.
    pub after: Window,
    /// After less before in days, with its interval; none with too few cases.
    pub difference: Option<(f64, f64, f64)>,
    /// What may be said.
    pub verdict: Verdict,
}

/// The figures of cases that begin within `window` microseconds before and after `at`. A case without any of the activities `ends` is open;
/// where those are not known, one whose last event lies within a tenth of the window before the log's end, since it cannot have taken long
/// yet.
pub fn effect(log: &EventLog, at: i64, window: i64, limits: &Limits, ends: &[String]) -> Effect {
    let closed = columns::ended(log, ends);
    let end = log.times().iter().copied().max().unwrap_or(0);
    let (mut groups, mut durations, mut ended) = (Vec::new(), Vec::new(), Vec::new());
    let mut sides: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    for case in 0..log.case_count() {
        let Some((from, to)) = log.span(case) else {
            continue;
        };
        let after = from >= at;
        let inside = if after {
            from - at < window
        } else {
            at - from <= window
        };
        if !inside {
            continue;
        }
        sides[usize::from(after)].push(case);
        groups.push(u32::from(after));
        let (done, last) = match &closed {
            Some(closed) if closed[case] => (true, to),
            Some(_) => (false, end),
            None => (end - to > window / 10, to),
        };
        durations.push((last - from).max(0) as f64 / DAY as f64);
        ended.push(done);
    }
    let enough = sides.iter().all(|side| side.len() as u64 >= limits.least);
    let difference = enough
        .then(|| restricted_difference(&groups, &vec![0; groups.len()], &durations, &ended, 1, 0))
        .flatten();
    let [before, after] = sides.map(|side| figures(log, &side));
    Effect {
        before,
        after,
        verdict: difference.map_or(Verdict::TooLittleData, |d| {
            let alike = equivalence(d.difference, d.error, limits.days);
            verdict(d.p, alike, true, limits.level)
        }),
        difference: difference.map(|d| (d.difference, d.interval.0, d.interval.1)),
    }
}

fn figures(log: &EventLog, cases: &[usize]) -> Window {
    let durations = Durations::new(
        cases
            .iter()
            .filter_map(|case| log.span(*case).map(|(from, to)| to - from))
            .collect(),
    );
    let mean = |sum: usize| (!cases.is_empty()).then(|| sum as f64 / cases.len() as f64);
    let mut seen = std::collections::BTreeSet::new();
    let rework = cases.iter().filter(|case| {
        seen.clear();
        !log.activity()[log.case(**case)]
            .iter()
            .all(|a| seen.insert(*a))
    });
    let rework = rework.count();
    let hand_overs = log.resources().map(|who| {
        let of = |case: &usize| {
            let rows = log.case(*case);
            who.ids[rows]
                .windows(2)
                .filter(|pair| pair[0] != pair[1])
                .count()
        };
        cases.iter().map(of).sum::<usize>()
    });
    Window {
        cases: cases.len(),
        median: durations.median(),
        p80: durations.quantile(0.8),
        p95: durations.quantile(0.95),
        steps: mean(cases.iter().map(|case| log.case(*case).len()).sum()),
        rework: mean(rework),
        hand_overs: hand_overs.and_then(mean),
    }
}

/// One simplification with its effect, in words.
struct ChangeView {
    title: String,
    text: String,
    day: String,
    window: String,
    rows: Vec<[String; 3]>,
    verdict: &'static str,
    badge: &'static str,
    sentence: String,
}

/// The form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    id: String,
    title: String,
    text: String,
    effective: String,
    window: String,
}

#[derive(Template)]
#[template(path = "insight/changes.html")]
struct Changes {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    name: String,
    recorded: Vec<ChangeView>,
    form: ChangeForm,
    errors: FormErrors,
    shown: bool,
    editor: bool,
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, code)): Path<(String, String)>) -> Response {
    let form = ChangeForm {
        id: ctx.app.new_id(ctx.now),
        window: ctx.page.number(&180),
        ..ChangeForm::default()
    };
    show(&ctx, &code, StatusCode::OK, form, FormErrors::default()).await
}

/// Records a simplification.
pub async fn add(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    Form(form): Form<ChangeForm>,
) -> Response {
    let clean = |text: &str| text.replace('\0', "");
    let input = NewChange {
        id: form.id.clone(),
        title: clean(&form.title),
        text: clean(&form.text),
        effective: form.effective.clone(),
        window: form.window.clone(),
    };
    let (actor, now, service) = (ctx.actor.clone(), ctx.now, code.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::add_change(tx, &actor, now, &service, &input).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/services/{code}/changes")), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, &code, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn show(
    ctx: &Ctx,
    code: &str,
    status: StatusCode,
    form: ChangeForm,
    errors: FormErrors,
) -> Response {
    match gather(ctx, code, form, errors).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(
    ctx: &Ctx,
    code: &str,
    form: ChangeForm,
    errors: FormErrors,
) -> Result<Changes, ActError> {
    let opened = open(ctx, code, "changes").await?;
    let mut conn = ctx.read().await?;
    let recorded = rows::changes(&mut conn, ctx.organisation(), &opened.service.id).await?;
    let limits = limits(&mut conn, ctx.organisation()).await?;
    drop(conn);
    Ok(Changes {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "changes"),
        here: ctx.at(&format!("/services/{code}/changes")),
        recorded: recorded
            .iter()
            .filter_map(|row| view(ctx, &opened, row, &limits))
            .collect(),
        shown: opened.is_shown("changes"),
        editor: opened.editor,
        name: opened.name,
        form,
        errors,
        page: ctx.page.clone(),
    })
}

fn view(ctx: &Ctx, opened: &Opened, row: &ChangeRow, limits: &Limits) -> Option<ChangeView> {
    let t = &ctx.page.t;
    let day = row.effective.parse::<persian::Date>().ok()?;
    let at = persian::date::tehran_micros(day, 0, 0);
    let effect = effect(
        &opened.log,
        at,
        row.window_days * DAY,
        limits,
        &opened.ends(),
    );
    let (verdict, badge) = verdict_word(t, effect.verdict);
    let sentence = match effect.difference {
        None => t.insight_change_too_few(limits.least_words(t)),
        Some((difference, low, high)) => {
            let number = |x: f64| t.lang.decimal(x, 1);
            if difference < 0.0 {
                t.insight_change_quicker(number(-difference), number(-high), number(-low))
            } else {
                t.insight_change_slower(number(difference), number(low), number(high))
            }
        }
    };
    let few = !opened.staff
        && (effect.before.cases < SMALLEST_GROUP || effect.after.cases < SMALLEST_GROUP);
    Some(ChangeView {
        title: row.title.clone(),
        text: row.text.clone(),
        day: if t.lang == crate::platform::texts::Lang::Fa {
            day.medium()
        } else {
            day.medium_en()
        },
        window: t.insight_change_window_words(row.window_days),
        rows: if few {
            Vec::new()
        } else {
            figure_rows(t, &effect)
        },
        verdict,
        badge,
        sentence,
    })
}

fn figure_rows(t: &Texts, effect: &Effect) -> Vec<[String; 3]> {
    let none = || "–".to_owned();
    let both = |name: &str, of: &dyn Fn(&Window) -> String| {
        [name.to_owned(), of(&effect.before), of(&effect.after)]
    };
    let time =
        |seconds: Option<f64>| seconds.map_or_else(none, |s| t.services_days_text(days(t, s)));
    vec![
        both(t.insight_change_cases(), &|w| {
            t.lang.integer(i64::try_from(w.cases).unwrap_or(i64::MAX))
        }),
        both(t.insight_change_median(), &|w| time(w.median)),
        both(t.insight_change_p80(), &|w| time(w.p80)),
        both(t.insight_change_p95(), &|w| time(w.p95)),
        both(t.insight_change_steps(), &|w| {
            w.steps.map_or_else(none, |x| t.lang.decimal(x, 1))
        }),
        both(t.insight_change_rework(), &|w| {
            w.rework
                .map_or_else(none, |x| t.services_percent(t.lang.decimal(x * 100.0, 1)))
        }),
        both(t.insight_change_hand_overs(), &|w| {
            w.hand_overs.map_or_else(none, |x| t.lang.decimal(x, 1))
        }),
    ]
}
