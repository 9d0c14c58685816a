//! Risks of the made-up town over its year: taken from the library, assessed again and again, treated, accepted, one acceptance run
//! out, with findings before and after a measure.

use std::collections::HashMap;

use futures::FutureExt;
use persian::tehran_date;
use serde_json::json;
use store::{Timestamp, Tx};

use super::TOWN;
use super::live::People;
use crate::findings::acts as findings;
use crate::findings::model::{Deed, Kind, NewFinding, Severity};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::risks::acts::{
    self, AcceptInput, AppetiteInput, AssessInput, EffectivenessInput, MeasureInput,
};
use crate::risks::store::{self as rows, Filter};
use crate::voice::rules::Rules;

/// A risk: code in the library, unit, owner, day of the first assessment, likelihood, impact, and design and operation of its two
/// controls.
type Plan = (
    &'static str,
    &'static str,
    &'static str,
    i64,
    u8,
    u8,
    [(&'static str, &'static str); 2],
);

const FULL: (&str, &str) = ("full", "full");
const WEAK: (&str, &str) = ("full", "none");
const PART: (&str, &str) = ("full", "partial");
const THIN: (&str, &str) = ("partial", "partial");

const RISKS: &[Plan] = &[
    (
        "PER-02",
        "unit-building",
        "building-deputy",
        30,
        5,
        4,
        [WEAK, THIN],
    ),
    (
        "PER-03",
        "unit-building",
        "building-deputy",
        30,
        4,
        4,
        [PART, WEAK],
    ),
    (
        "PER-05",
        "unit-building",
        "building-deputy",
        31,
        4,
        3,
        [THIN, PART],
    ),
    (
        "COM-01",
        "unit-building",
        "building-deputy",
        31,
        3,
        5,
        [PART, THIN],
    ),
    (
        "LAN-01",
        "unit-building",
        "building-deputy",
        32,
        3,
        5,
        [WEAK, WEAK],
    ),
    (
        "SIT-01",
        "unit-building",
        "building-deputy",
        33,
        4,
        4,
        [WEAK, THIN],
    ),
    (
        "ART-02",
        "unit-building",
        "building-deputy",
        33,
        3,
        4,
        [PART, PART],
    ),
    (
        "FIN-01",
        "unit-finance",
        "finance-deputy",
        40,
        4,
        3,
        [PART, PART],
    ),
    (
        "FIN-02",
        "unit-finance",
        "finance-deputy",
        40,
        3,
        4,
        [FULL, PART],
    ),
    (
        "REV-02",
        "unit-finance",
        "finance-deputy",
        41,
        4,
        3,
        [THIN, PART],
    ),
    (
        "REV-05",
        "unit-finance",
        "finance-deputy",
        41,
        2,
        3,
        [FULL, FULL],
    ),
    (
        "SMA-02",
        "unit-finance",
        "finance-deputy",
        42,
        3,
        4,
        [WEAK, THIN],
    ),
    ("HRM-02", "unit-town", "mayor", 50, 4, 4, [WEAK, WEAK]),
    ("APP-02", "unit-town", "mayor", 50, 3, 3, [THIN, THIN]),
    ("PAY-01", "unit-town", "mayor", 51, 3, 2, [FULL, PART]),
    (
        "WOR-01",
        "unit-works",
        "works-deputy",
        60,
        4,
        4,
        [PART, WEAK],
    ),
    (
        "WOR-03",
        "unit-works",
        "works-deputy",
        60,
        4,
        3,
        [PART, THIN],
    ),
    (
        "NEE-02",
        "unit-works",
        "works-deputy",
        61,
        3,
        3,
        [THIN, PART],
    ),
    (
        "SER-03",
        "unit-services",
        "services-deputy",
        70,
        4,
        3,
        [WEAK, PART],
    ),
    (
        "OBS-01",
        "unit-services",
        "services-deputy",
        70,
        3,
        3,
        [PART, THIN],
    ),
    (
        "CPL-01",
        "unit-services",
        "services-deputy",
        71,
        2,
        4,
        [FULL, FULL],
    ),
];

/// Assessed again: code, day, likelihood, impact, why.
const AGAIN: &[(&str, i64, u8, u8, &str)] = &[
    (
        "PER-02",
        210,
        4,
        4,
        "پس از انتشار مهلت گام‌ها شمار پرونده‌های راکد کمتر شده است.",
    ),
    (
        "PER-02",
        330,
        3,
        4,
        "یافته‌های شش ماه گذشته کمتر از نیمه نخست سال است.",
    ),
    ("FIN-01", 180, 3, 3, "صف پرداخت از تیر در سامانه است."),
    (
        "WOR-01",
        240,
        4,
        4,
        "تغییری دیده نشد؛ آزمایشگاه ناشناس هنوز قرارداد ندارد.",
    ),
    ("SIT-01", 300, 5, 4, "دو یافته تأییدشده در پاییز."),
    ("REV-02", 220, 3, 3, "سقف تخفیف هر رده ابلاغ شد."),
];

type Control = (
    &'static str,
    i64,
    usize,
    (&'static str, &'static str),
    &'static str,
);

/// Controls assessed again: code, day, which, design and operation, evidence.
const CONTROLS: &[Control] = &[
    (
        "PER-02",
        205,
        0,
        FULL,
        "نمونه ۴۰ پرونده: در همه، مهلت گام و نوبت ثبت است.",
    ),
    (
        "FIN-01",
        178,
        0,
        FULL,
        "گزارش سامانه پرداخت، تیر تا شهریور.",
    ),
    (
        "REV-02",
        215,
        0,
        PART,
        "بخشنامه سقف تخفیف و ۲۵ پرونده نمونه.",
    ),
];

struct Measure {
    code: &'static str,
    day: i64,
    kind: &'static str,
    text: &'static str,
    owner: &'static str,
    due: i64,
    budget: &'static str,
    expected: &'static str,
    begun: Option<i64>,
    ended: Option<(i64, &'static str, &'static str)>,
}

const MEASURES: &[Measure] = &[
    Measure {
        code: "PER-02",
        day: 100,
        kind: "reduce",
        text: "اعلام مهلت هر گام به متقاضی و نمایش نوبت پرونده",
        owner: "building-deputy",
        due: 200,
        budget: "۱۲۰۳۱۵ – توسعه سامانه‌ها",
        expected: "نصف شدن یافته‌های ماندن پرونده بیش از مهلت",
        begun: Some(110),
        ended: Some((200, "done", "نوبت پرونده در پیگیری اینترنتی دیده می‌شود.")),
    },
    Measure {
        code: "FIN-01",
        day: 95,
        kind: "reduce",
        text: "صف پرداخت با نوبت خودکار",
        owner: "finance-deputy",
        due: 175,
        budget: "",
        expected: "هر تغییر نوبت دلیل مکتوب دارد",
        begun: Some(105),
        ended: Some((172, "done", "صف از تیر در سامانه پرداخت است.")),
    },
    Measure {
        code: "SIT-01",
        day: 305,
        kind: "reduce",
        text: "گردش سه‌ماهه مأموران محدوده‌ها",
        owner: "building-deputy",
        due: 390,
        budget: "",
        expected: "کاهش تفاوت گزارش مأمور با تصویر هوایی",
        begun: Some(320),
        ended: None,
    },
    Measure {
        code: "HRM-02",
        day: 120,
        kind: "avoid",
        text: "پایان دادن به به‌کارگیری از راه شرکت‌های نیروی انسانی در واحدهای ستادی",
        owner: "mayor",
        due: 330,
        budget: "",
        expected: "هیچ قرارداد تازه نیروی انسانی بدون فراخوان",
        begun: Some(150),
        ended: None,
    },
    Measure {
        code: "WOR-01",
        day: 130,
        kind: "share",
        text: "سپردن آزمایش کیفیت به آزمایشگاه دانشگاه",
        owner: "works-deputy",
        due: 260,
        budget: "۳۴۰۲۰۷ – کنترل کیفیت عمرانی",
        expected: "نمونه‌برداری ناشناس در ده درصد کارها",
        begun: None,
        ended: Some((
            255,
            "dropped",
            "دانشگاه پیشنهاد نداد؛ فراخوان تازه در برنامه سال آینده است.",
        )),
    },
];

/// Accepted: code, day, by whom, for how many days, why, decision.
const ACCEPTED: &[(&str, i64, &str, i64, &str, &str)] = &[
    (
        "SMA-02",
        90,
        "mayor",
        120,
        "تا پیوستن به سامانه معاملات، ترک تشریفات هر ماه به شورا گزارش می‌شود.",
        "مصوبه ۱ کمیته سلامت اداری",
    ),
    (
        "LAN-01",
        280,
        "mayor",
        180,
        "انتشار درخواست‌های تغییر کاربری در برنامه سال آینده است.",
        "نامه ۲۳۱۰/ش شهردار",
    ),
    (
        "APP-02",
        85,
        "mayor",
        300,
        "در محدوده اشتها؛ بازنگری در پایان سال.",
        "",
    ),
];

/// Findings: code of the risk, day, what was seen in Persian and English.
const FINDINGS: &[(&str, i64, &str, &str)] = &[
    (
        "PER-02",
        45,
        "پرونده‌های مانده بیش از مهلت در گام بازدید، اردیبهشت",
        "Files beyond the limit at the visit, second month",
    ),
    (
        "PER-02",
        62,
        "پرونده‌های مانده بیش از مهلت در گام دستور نقشه",
        "Files beyond the limit at the plan order",
    ),
    (
        "PER-02",
        80,
        "بازگرداندن پیاپی پرونده در گام کنترل نقشه",
        "Files sent back repeatedly at plan control",
    ),
    (
        "PER-02",
        98,
        "پرونده‌های مانده بیش از مهلت در گام بازدید، تیر",
        "Files beyond the limit at the visit, fourth month",
    ),
    (
        "PER-02",
        262,
        "پرونده‌های مانده بیش از مهلت در گام محاسبه عوارض",
        "Files beyond the limit at the charge",
    ),
    (
        "SIT-01",
        285,
        "تفاوت مساحت گزارش‌شده با تصویر هوایی در سه محدوده",
        "Reported area differs from aerial pictures in three zones",
    ),
    (
        "SIT-01",
        295,
        "بازدید ثبت‌شده در زمانی که مأمور جای دیگری بوده است",
        "Visit recorded while the officer was elsewhere",
    ),
    (
        "SIT-01",
        345,
        "گزارش‌های همسان بازدید در روزهای پیاپی",
        "Identical visit reports on consecutive days",
    ),
];

enum Step {
    Assess(&'static str, u8, u8, &'static str),
    Control(
        &'static str,
        usize,
        (&'static str, &'static str),
        &'static str,
    ),
    Plan(&'static Measure),
    Move(&'static Measure, &'static str, &'static str),
    Accept(usize),
    Expire,
    Finding(usize),
}

/// What happens on which day, in order.
fn steps() -> Vec<(i64, Step)> {
    let mut steps = Vec::new();
    for (code, _, _, day, likelihood, impact, controls) in RISKS {
        for (place, strength) in controls.iter().enumerate() {
            steps.push((
                *day,
                Step::Control(code, place, *strength, "بررسی نمونه پرونده‌ها در آغاز سال"),
            ));
        }
        steps.push((
            *day,
            Step::Assess(
                code,
                *likelihood,
                *impact,
                "نخستین ارزیابی با کارگاه کارشناسان واحد",
            ),
        ));
    }
    steps.extend(CONTROLS.iter().map(|(code, day, place, strength, why)| {
        (*day, Step::Control(code, *place, *strength, why))
    }));
    steps.extend(
        AGAIN
            .iter()
            .map(|(code, day, l, i, why)| (*day, Step::Assess(code, *l, *i, why))),
    );
    for measure in MEASURES {
        steps.push((measure.day, Step::Plan(measure)));
        steps.extend(
            measure
                .begun
                .map(|day| (day, Step::Move(measure, "under-way", "آغاز شد."))),
        );
        steps.extend(
            measure
                .ended
                .map(|(day, state, said)| (day, Step::Move(measure, state, said))),
        );
    }
    for (place, (_, day, _, days, ..)) in ACCEPTED.iter().enumerate() {
        steps.push((*day, Step::Accept(place)));
        steps.push((day + days + 1, Step::Expire));
    }
    steps.extend(
        FINDINGS
            .iter()
            .enumerate()
            .map(|(place, (_, day, ..))| (*day, Step::Finding(place))),
    );
    steps.sort_by_key(|(day, _)| *day);
    steps
}

fn named(people: &People, username: &str) -> Result<Actor, ActError> {
    people.named(username).cloned().ok_or(ActError::NotFound)
}

/// Lives the year of the register.
pub async fn live(
    app: &App,
    people: &People,
    begin: Timestamp,
    end: Timestamp,
) -> Result<usize, ActError> {
    let rules = app.rules(TOWN).await?;
    let at = |day: i64| Timestamp(begin.0 + day * Timestamp::DAY + 9 * 3_600_000_000);
    let (secretary, officer) = (named(people, "secretary")?, named(people, "integrity")?);
    let mut taken: HashMap<(&str, &str), Vec<String>> = HashMap::new();
    for (code, unit, owner, ..) in RISKS {
        taken
            .entry((unit, owner))
            .or_default()
            .push((*code).to_owned());
    }
    let mut groups: Vec<_> = taken.into_iter().collect();
    groups.sort_unstable();
    let (first, lists) = (at(20), rules.clone());
    let mut owners = Vec::new();
    for ((unit, owner), codes) in groups {
        owners.push((
            unit,
            named(people, owner)?.account.unwrap_or_default(),
            codes,
        ));
    }
    let by = secretary.clone();
    app.act(move |tx| {
        async move {
            let from_day = tehran_date(first.0).numeric();
            for (area, level) in [
                ("supervision", "8"),
                ("permits", "8"),
                ("finance", "9"),
                ("procurement", "6"),
            ] {
                let input = AppetiteInput {
                    area: area.to_owned(),
                    level: level.to_owned(),
                    from_day: from_day.clone(),
                    source: "مصوبه شورای راهبری سلامت، فروردین".to_owned(),
                };
                acts::set_appetite(tx, &by, first, &input).await?;
            }
            for (unit, owner, codes) in &owners {
                acts::take(tx, &officer, first, &lists, codes, unit, owner).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await?;
    let mut done = 0;
    for (day, step) in steps() {
        let now = at(day);
        if now >= end {
            continue;
        }
        let (people, lists) = (Cast::of(people)?, rules.clone());
        app.act(move |tx| async move { take_step(tx, &people, &lists, now, &step).await }.boxed())
            .await?;
        done += 1;
    }
    Ok(done)
}

/// Who acts.
struct Cast(HashMap<&'static str, Actor>);

impl Cast {
    fn of(people: &People) -> Result<Self, ActError> {
        let names = RISKS
            .iter()
            .map(|risk| risk.2)
            .chain(["integrity", "mayor"]);
        names
            .map(|name| Ok((name, named(people, name)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn named(&self, name: &str) -> Result<&Actor, ActError> {
        self.0.get(name).ok_or(ActError::NotFound)
    }

    /// The owner of a risk.
    fn owner(&self, code: &str) -> Result<&Actor, ActError> {
        let owner = RISKS
            .iter()
            .find(|risk| risk.0 == code)
            .map_or("", |risk| risk.2);
        self.named(owner)
    }
}

async fn risk_of(tx: &mut Tx, code: &str) -> Result<rows::RiskRow, ActError> {
    let filter = Filter {
        library: code.to_owned(),
        ..Filter::default()
    };
    let found = rows::list(tx.read(), TOWN, &filter, 1, 0).await?;
    found.into_iter().next().ok_or(ActError::NotFound)
}

async fn take_step(
    tx: &mut Tx,
    people: &Cast,
    rules: &Rules,
    now: Timestamp,
    step: &Step,
) -> Result<(), ActError> {
    match step {
        Step::Assess(code, likelihood, impact, why) => {
            let risk = risk_of(tx, code).await?;
            let input = AssessInput {
                likelihood: likelihood.to_string(),
                impact: impact.to_string(),
                reason: (*why).to_owned(),
            };
            // The mayor's own risks are assessed by the integrity officer.
            let who = if risk.unit == "unit-town" {
                people.named("integrity")?
            } else {
                people.owner(code)?
            };
            acts::assess(tx, who, now, rules, &risk.id, &input).await
        }
        Step::Control(code, place, (design, operating), why) => {
            let risk = risk_of(tx, code).await?;
            let controls = rows::controls(tx.read(), TOWN, &risk.id).await?;
            let kind = if *place == 0 {
                "preventive"
            } else {
                "detective"
            };
            let control = controls
                .iter()
                .find(|control| control.kind == kind)
                .ok_or(ActError::NotFound)?;
            let input = EffectivenessInput {
                design: (*design).to_owned(),
                operating: (*operating).to_owned(),
                evidence: (*why).to_owned(),
            };
            acts::assess_control(
                tx,
                people.named("integrity")?,
                now,
                rules,
                &risk.id,
                &control.id,
                &input,
            )
            .await
        }
        Step::Plan(measure) => {
            let risk = risk_of(tx, measure.code).await?;
            let day = |days: i64| {
                tehran_date(now.0)
                    .add_days(days)
                    .map_or_else(String::new, persian::Date::numeric)
            };
            let input = MeasureInput {
                kind: measure.kind.to_owned(),
                text: measure.text.to_owned(),
                owner: people
                    .named(measure.owner)?
                    .account
                    .clone()
                    .unwrap_or_default(),
                from_day: day(measure.begun.map_or(0, |begun| begun - measure.day)),
                due_day: day(measure.due - measure.day),
                budget_line: measure.budget.to_owned(),
                expected: measure.expected.to_owned(),
            };
            acts::add_measure(tx, people.owner(measure.code)?, now, &risk.id, &input)
                .await
                .map(|_| ())
        }
        Step::Move(measure, state, said) => {
            let risk = risk_of(tx, measure.code).await?;
            let measures = rows::measures(tx.read(), TOWN, &risk.id).await?;
            let row = measures
                .iter()
                .find(|row| row.text == measure.text)
                .ok_or(ActError::NotFound)?;
            acts::move_measure(
                tx,
                people.owner(measure.code)?,
                now,
                &risk.id,
                &row.id,
                state,
                said,
            )
            .await
        }
        Step::Accept(place) => {
            let (code, _, who, days, why, decision) = ACCEPTED[*place];
            let risk = risk_of(tx, code).await?;
            let input = AcceptInput {
                until_day: tehran_date(now.0)
                    .add_days(days)
                    .map_or_else(String::new, persian::Date::numeric),
                reason: why.to_owned(),
                reference: decision.to_owned(),
            };
            acts::accept(tx, people.named(who)?, now, rules, &risk.id, &input).await
        }
        Step::Expire => {
            let program = Actor::program(TOWN);
            for (code, ..) in ACCEPTED {
                let risk = risk_of(tx, code).await?;
                for one in rows::acceptances(tx.read(), TOWN, &risk.id).await? {
                    acts::expire(tx, &program, now, &one.id).await?;
                }
            }
            Ok(())
        }
        Step::Finding(place) => {
            let (code, _, fa, en) = FINDINGS[*place];
            let risk = risk_of(tx, code).await?;
            let new = NewFinding {
                key: format!("risk:{code}:{place}"),
                kind: Kind::Deviation,
                severity: Severity::Medium,
                unit: Some(risk.unit.clone()),
                service: Some("building-permit".to_owned()),
                object: None,
                title: (fa.to_owned(), en.to_owned()),
                text: (
                    "سوابق این گام با مهلت یا روش اعلام‌شده یکسان نیست. دلیل آن باید بررسی شود.".to_owned(),
                    "The records of this step differ from the announced time or method. The reason is to be looked into.".to_owned(),
                ),
                query: "steps beyond the announced limit".to_owned(),
                rule_version: "1405-01".to_owned(),
                input_hash: String::new(),
                case_count: 6,
                cases: Vec::new(),
                facts: json!({ "judged": 120, "share": 0.05 }),
            };
            let raised = findings::raise(tx, &Actor::program(TOWN), now, &new).await?;
            let officer = people.named("integrity")?;
            acts::link(tx, officer, now, &risk.id, &raised.id).await?;
            findings::perform(tx, officer, now, &raised.id, Deed::Take, "").await?;
            // The newest still waits for the unit's explanation.
            let (deed, note) = if *place + 1 == FINDINGS.len() {
                (Deed::Ask, "لطفاً دلیل همسانی گزارش‌ها را بنویسید.")
            } else {
                (Deed::Confirm, "سوابق بررسی شد و یافته درست است.")
            };
            findings::perform(tx, officer, now.plus_seconds(60), &raised.id, deed, note).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{House, NOW};

    #[tokio::test]
    async fn the_year_of_the_register_is_lived() {
        let house = House::empty(store::Engine::Sqlite).await;
        let begin = Timestamp(NOW.0 - 365 * Timestamp::DAY);
        let accounts = super::super::set_up(&house.app, begin)
            .await
            .expect("a town");
        let people = People::read(&house.app, TOWN, &accounts)
            .await
            .expect("people");
        let done = live(&house.app, &people, begin, NOW).await.expect("a year");
        assert!(done > 80, "{done}");
        let mut conn = house.app.read().await.expect("a connection");
        let count = async |conn: &mut store::Conn, only: &str| {
            let filter = Filter {
                only: only.to_owned(),
                otherwise: 9,
                ..Filter::default()
            };
            rows::count(conn, TOWN, &filter).await.expect("a count")
        };
        assert_eq!(count(&mut conn, "").await, 21);
        assert_eq!(count(&mut conn, "unassessed").await, 0);
        assert_eq!(count(&mut conn, "expired").await, 1);
        assert!(count(&mut conn, "bare").await > 0);
        drop(conn);
        house.assert_journal_agrees().await;
    }
}
