//! Inspection in the made-up town: a plan, three missions in various stages, a warning with its answer, a remedy that is overdue, an order
//! with an objection. All words are invented.

use futures::FutureExt;
use persian::tehran_date;
use store::Timestamp;

use super::live::People;
use crate::inspection::acts::{
    self, AnswerInput, DecreeInput, FindingInput, LineInput, MissionInput, OrderInput, RemedyInput,
    SampleInput, WarningInput,
};
use crate::inspection::model::{RemedyDeed, WarningOutcome};
use crate::inspection::store as rows;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::platform::texts::Lang;
use crate::risks::store as risks;

/// Days from the ordering of the first mission to the end of the year.
const BEGIN: i64 = 60;

/// What is inspected: token, unit, process, reason, checklist, weight, days from the beginning.
const MISSIONS: [(&str, &str, &str, &str, &str, &str, i64); 3] = [
    (
        "mission-permits",
        "unit-permits",
        "صدور پروانه ساختمانی",
        "تفاوت زمان رسیدگی در پرونده‌های همانند",
        "permits",
        "5",
        0,
    ),
    (
        "mission-services",
        "unit-services-2",
        "پاسخ به پیام‌های خدمات شهری",
        "دیرکرد پاسخ و شکایت‌های پیاپی",
        "clients",
        "4",
        30,
    ),
    (
        "mission-finance",
        "unit-finance",
        "بخشودگی و تقسیط عوارض",
        "نبود معیار نوشته برای بخشودگی",
        "finance",
        "3",
        55,
    ),
];

fn named(people: &People, username: &str) -> Result<Actor, ActError> {
    people.named(username).cloned().ok_or(ActError::NotFound)
}

fn day(at: Timestamp) -> String {
    tehran_date(at.0).numeric()
}

/// Runs an act at a moment of the made-up year.
macro_rules! at {
    ($app:expr, $now:expr, |$tx:ident| $act:expr) => {{
        $app.clock.set($now);
        $app.act(move |$tx| async move { $act }.boxed()).await?.0
    }};
}

/// Lives the two months of inspection that end with the year.
pub async fn live(app: &App, people: &People, end: Timestamp) -> Result<(), ActError> {
    let officer = named(people, "integrity")?;
    let mayor = named(people, "mayor")?;
    let inspector = named(people, "inspector")?;
    let begin = Timestamp(end.0 - BEGIN * Timestamp::DAY);
    let moment = |days: i64| Timestamp(begin.0 + days * Timestamp::DAY).plus_seconds(10 * 3_600);
    let rules = app.rules(&officer.organisation).await?;
    let decree = "decree-inspector";
    let input = DecreeInput {
        id: decree.to_owned(),
        person: inspector.person.clone().ok_or(ActError::NotFound)?,
        decree: "حکم ساختگی ۱۴/ب/۷".to_owned(),
        decree_on: day(begin),
        from_day: day(begin),
        to_day: day(Timestamp(end.0 + 300 * Timestamp::DAY)),
    };
    let who = officer.clone();
    let now = moment(0);
    at!(app, now, |tx| acts::appoint_inspector(
        tx, &who, now, &input
    )
    .await);
    let year = tehran_date(moment(0).0).year().to_string();
    let who = officer.clone();
    let plan = at!(app, now, |tx| acts::open_plan(
        tx,
        &who,
        now,
        "plan-of-the-year",
        &year
    )
    .await);
    let mut lines = Vec::new();
    for (_, unit, process, reason, _, weight, _) in MISSIONS {
        let filter = risks::Filter {
            unit: unit.to_owned(),
            state: "open".to_owned(),
            ..risks::Filter::default()
        };
        let greatest = {
            let mut conn = app.read().await?;
            risks::list(&mut conn, &officer.organisation, &filter, 1, 0).await?
        };
        let input = LineInput {
            unit: unit.to_owned(),
            process: process.to_owned(),
            reason: reason.to_owned(),
            weight: weight.to_owned(),
            quarter: "3".to_owned(),
            risk: greatest
                .first()
                .map_or_else(String::new, |risk| risk.id.clone()),
        };
        let (who, plan, rules) = (officer.clone(), plan.clone(), rules.clone());
        lines.push(at!(app, now, |tx| acts::add_line(
            tx, &who, now, &rules, &plan, &input
        )
        .await));
    }
    let (who, plan, lists) = (mayor.clone(), plan.clone(), rules.clone());
    let now = moment(1);
    at!(app, now, |tx| acts::approve_plan(
        tx, &who, now, &lists, &plan
    )
    .await);
    let checklists = {
        let mut conn = app.read().await?;
        rows::checklists(&mut conn, &officer.organisation).await?
    };
    for ((token, unit, process, reason, code, _, after), line) in MISSIONS.into_iter().zip(lines) {
        let now = moment(2 + after);
        let checklist = checklists
            .iter()
            .find(|row| row.code == code && row.replaced_on.is_none())
            .ok_or(ActError::NotFound)?;
        let input = MissionInput {
            id: token.to_owned(),
            plan_line: line,
            unit: unit.to_owned(),
            process: process.to_owned(),
            purpose: reason.to_owned(),
            checklist: checklist.id.clone(),
            from_day: day(now),
            to_day: day(Timestamp(now.0 + 20 * Timestamp::DAY)),
            inspectors: vec![decree.to_owned()],
            ..MissionInput::default()
        };
        let (who, rules) = (officer.clone(), rules.clone());
        at!(app, now, |tx| acts::order_mission(
            tx, &who, now, &rules, &input
        )
        .await);
    }
    permits(app, people, &moment).await?;
    services(app, people, &moment).await?;
    order(app, people, &moment).await?;
    app.clock.set(Timestamp(end.0 - 1));
    Ok(())
}

/// The first mission: everything answered, a sample looked at, a warning with its answer, a remedy done and one overdue; reported and
/// confirmed.
async fn permits(
    app: &App,
    people: &People,
    moment: &impl Fn(i64) -> Timestamp,
) -> Result<(), ActError> {
    let inspector = named(people, "inspector")?;
    let officer = named(people, "integrity")?;
    let manager = named(people, "building-deputy")?;
    let rules = app.rules(&officer.organisation).await?;
    let id = MISSIONS[0].0;
    begin(app, &inspector, moment(3), id).await?;
    look(app, &inspector, id, moment(4), "matters").await?;
    answer(app, &inspector, id, moment(5)).await?;
    let input = FindingInput {
        title: "زمان رسیدگی پرونده‌های همانند یکسان نیست".to_owned(),
        text: "در چند پرونده همانند، میان درخواست و بازدید زمان‌های متفاوتی ثبت شده و دلیل آن نوشته نشده است."
            .to_owned(),
        severity: "medium".to_owned(),
    };
    let now = moment(6);
    let who = inspector.clone();
    let finding = at!(app, now, |tx| acts::raise_finding(
        tx, &who, now, id, &input
    )
    .await);
    let input = WarningInput {
        text: "دلیل هر پیش‌افتادن از نوبت در پرونده نوشته شود.".to_owned(),
        legal_basis: "منشور اخلاقی، اصل ۵".to_owned(),
        ..WarningInput::default()
    };
    let (who, lists) = (inspector.clone(), rules.clone());
    let warning = at!(app, now, |tx| acts::serve_warning(
        tx, &who, now, &lists, id, &input
    )
    .await);
    let staff = {
        let mut conn = app.read().await?;
        rows::people_of(&mut conn, &officer.organisation, MISSIONS[0].1).await?
    };
    let owner = staff.first().ok_or(ActError::NotFound)?.id.clone();
    let mut remedies = Vec::new();
    for (text, days) in [
        ("فهرست نوبت پرونده‌ها هر هفته در واحد نصب شود.", 14),
        ("الگوی یادداشت دلیل پیش‌افتادن از نوبت تهیه شود.", 20),
    ] {
        let due = rules
            .calendar
            .next_working_day_from(tehran_date(moment(6 + days).0))
            .map_err(|why| store::Error::Corrupt(why.to_string()))?;
        let input = RemedyInput {
            text: text.to_owned(),
            owner: owner.clone(),
            due: due.numeric(),
            finding: finding.clone(),
            warning: warning.clone(),
        };
        let (who, lists) = (inspector.clone(), rules.clone());
        remedies.push(at!(app, now, |tx| acts::fix_remedy(
            tx, &who, now, &lists, id, &input
        )
        .await));
    }
    let now = moment(9);
    let (who, of) = (manager.clone(), warning.clone());
    at!(app, now, |tx| acts::answer_warning(
        tx,
        &who,
        now,
        &of,
        "از این پس دلیل هر پیش‌افتادن نوشته و به امضای رئیس واحد می‌رسد."
    )
    .await);
    let now = moment(11);
    let who = inspector.clone();
    at!(app, now, |tx| acts::close_warning(
        tx,
        &who,
        now,
        &warning,
        WarningOutcome::Accepted.code()
    )
    .await);
    report(
        app,
        &inspector,
        id,
        moment(12),
        "رسیدگی قاعده‌مند است و ثبت دلیل‌ها باید کامل شود.",
    )
    .await?;
    let now = moment(14);
    let who = officer.clone();
    at!(app, now, |tx| acts::close_mission(
        tx,
        &who,
        now,
        id,
        false,
        "گزارش کامل است."
    )
    .await);
    // One remedy is done and verified; the other's date passes.
    let remedy = remedies[0].clone();
    for (days, who, deed, note) in [
        (
            18,
            manager,
            RemedyDeed::Report,
            "فهرست نوبت در تابلو واحد نصب شد.",
        ),
        (20, officer, RemedyDeed::Verify, "در بازدید دیده شد."),
    ] {
        let (now, of) = (moment(days), remedy.clone());
        at!(app, now, |tx| acts::do_remedy(
            tx, &who, now, &of, deed, note
        )
        .await);
    }
    let overdue = remedies[1].clone();
    let (now, program) = (moment(34), Actor::program(&inspector.organisation));
    at!(app, now, |tx| acts::remind_of_remedy(
        tx, &program, now, &rules, &overdue, 0
    )
    .await);
    Ok(())
}

/// The second mission: under way, a sample drawn and half of it looked at.
async fn services(
    app: &App,
    people: &People,
    moment: &impl Fn(i64) -> Timestamp,
) -> Result<(), ActError> {
    let inspector = named(people, "inspector")?;
    let id = MISSIONS[1].0;
    begin(app, &inspector, moment(36), id).await?;
    look(app, &inspector, id, moment(37), "messages").await
}

async fn begin(
    app: &App,
    inspector: &Actor,
    now: Timestamp,
    id: &'static str,
) -> Result<(), ActError> {
    let who = inspector.clone();
    at!(app, now, |tx| acts::start_mission(tx, &who, now, id).await);
    Ok(())
}

/// Draws a sample from the two months before and looks at all of its files but one in four.
async fn look(
    app: &App,
    inspector: &Actor,
    id: &'static str,
    now: Timestamp,
    population: &str,
) -> Result<(), ActError> {
    let input = SampleInput {
        population: population.to_owned(),
        from_day: day(Timestamp(now.0 - 330 * Timestamp::DAY)),
        to_day: day(now),
        size: "6".to_owned(),
    };
    app.clock.set(now);
    let who = inspector.clone();
    let act = app
        .act(move |tx| async move { acts::open_sample(tx, &who, now, id, &input).await }.boxed());
    let sample = match act.await {
        Ok((sample, _)) => sample,
        // A small demonstration may have nothing to sample in a unit.
        Err(ActError::Invalid(_)) => return Ok(()),
        Err(why) => return Err(why),
    };
    let (organisation, of) = (inspector.organisation.clone(), sample.clone());
    at!(app, now, |tx| acts::draw_sample(
        tx,
        &organisation,
        now,
        &of
    )
    .await);
    let files = {
        let mut conn = app.read().await?;
        rows::files(&mut conn, &inspector.organisation, &sample).await?
    };
    for (place, file) in files.into_iter().enumerate() {
        // The mission that is still under way has files that wait.
        if id == MISSIONS[1].0 && place % 4 == 3 {
            continue;
        }
        let (who, of) = (inspector.clone(), sample.clone());
        let (result, note) = if place % 3 == 2 {
            ("remark", "دلیل زمان بیشتر نوشته نشده است.")
        } else {
            ("in-order", "")
        };
        at!(app, now, |tx| acts::look_at_file(
            tx, &who, now, &of, &file.id, result, note
        )
        .await);
    }
    Ok(())
}

async fn answer(
    app: &App,
    inspector: &Actor,
    id: &'static str,
    now: Timestamp,
) -> Result<(), ActError> {
    let items = {
        let mut conn = app.read().await?;
        let mission = rows::mission(&mut conn, &inspector.organisation, id)
            .await?
            .ok_or(ActError::NotFound)?;
        rows::checklist_items(&mut conn, &inspector.organisation, &mission.checklist).await?
    };
    for item in items {
        let (answer, note) = match item.position {
            2 => ("partly", "در دو پرونده دلیل پیش‌افتادن نوشته نشده است."),
            5 => ("not-applicable", ""),
            _ => ("kept", ""),
        };
        let who = inspector.clone();
        let input = AnswerInput {
            item: item.id,
            answer: answer.to_owned(),
            note: note.to_owned(),
            file: None,
        };
        at!(app, now, |tx| acts::answer_item(tx, &who, now, id, input)
            .await);
    }
    Ok(())
}

async fn report(
    app: &App,
    inspector: &Actor,
    id: &'static str,
    now: Timestamp,
    conclusion: &'static str,
) -> Result<(), ActError> {
    let rules = app.rules(&inspector.organisation).await?;
    let unit = rules.unit_name(Lang::Fa, Some(MISSIONS[0].1)).to_owned();
    let who = inspector.clone();
    at!(app, now, |tx| acts::report_mission(
        tx, &who, now, &unit, id, conclusion
    )
    .await);
    Ok(())
}

/// An order of a deputy, reviewed; an employee objects, and the deputy answers.
async fn order(
    app: &App,
    people: &People,
    moment: &impl Fn(i64) -> Timestamp,
) -> Result<(), ActError> {
    let manager = named(people, "building-deputy")?;
    let reviewer = named(people, "integrity")?;
    let clerk = named(people, "clerk-permits")?;
    let rules = app.rules(&manager.organisation).await?;
    for (id, number, title, text, days) in [
        (
            "order-turns",
            "۱۲/۴۵",
            "رسیدگی بیرون از نوبت به پروانه‌های بافت کهنه",
            "پرونده‌های بافت کهنه تا پایان سال پیش از دیگر پرونده‌ها رسیدگی شود.",
            40,
        ),
        (
            "order-hours",
            "۱۲/۴۶",
            "ساعت پذیرش مراجعه‌کنندگان",
            "پذیرش مراجعه‌کنندگان از ساعت ۸ تا ۱۳ و بی‌نوبت‌دهی حضوری انجام شود.",
            44,
        ),
    ] {
        let now = moment(days);
        let input = OrderInput {
            id: id.to_owned(),
            number: number.to_owned(),
            given_on: day(now),
            unit: "unit-permits".to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            legal_basis: "بخشنامه ساختگی ۲۱۰ شهردار".to_owned(),
        };
        let (who, lists) = (manager.clone(), rules.clone());
        at!(app, now, |tx| acts::record_order(
            tx, &who, now, &lists, &input
        )
        .await);
    }
    let now = moment(42);
    at!(app, now, |tx| acts::review_order(
        tx,
        &reviewer,
        now,
        "order-turns",
        "amend",
        "معیار «بافت کهنه» باید در دستور نوشته شود تا رفتار با متقاضیان یکسان بماند."
    )
    .await);
    let now = moment(43);
    let organisation = clerk.organisation.clone();
    at!(app, now, |tx| acts::object_to_order(
        tx,
        &clerk,
        now,
        "order-turns",
        "رسیدگی بیرون از نوبت بدون معیار نوشته با ماده ۹۰ قانون مدیریت خدمات کشوری سازگار نیست."
    )
    .await);
    let objections = {
        let mut conn = app.read().await?;
        rows::objections(&mut conn, &organisation, "order-turns").await?
    };
    let objection = objections.first().ok_or(ActError::NotFound)?.id.clone();
    let now = moment(45);
    at!(app, now, |tx| acts::answer_objection(
        tx,
        &manager,
        now,
        "order-turns",
        &objection,
        "amended",
        "معیار در دستور افزوده شد: بناهای بالای چهل سال در نقشه مصوب بافت کهنه."
    )
    .await);
    Ok(())
}
