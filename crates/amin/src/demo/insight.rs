//! What the made-up town does with its event logs: a service belongs to a unit and has a written procedure, another's insight is open to
//! everybody, and waivers stand in the register.

use std::fmt::Write as _;

use eventlog::model::{ProcessTree, write_bpmn};
use futures::FutureExt;
use store::Timestamp;

use super::plan::Dice;
use super::{DemoError, TOWN};
use crate::insight::acts::procedure::{NewVersion, save_version};
use crate::insight::acts::publish;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};
use crate::services::model::steps;
use crate::services::{acts as services, store as rows};
use crate::waivers::acts as waivers;
use crate::waivers::import::read_rows;

/// The unit of the first service.
const UNIT: &str = "unit-permits";
/// The unit whose waivers are made up.
const REVENUE: &str = "unit-revenue";
const WAIVERS: i64 = 160;

/// Lives it; `measured` are the codes of the services with an event log. Gives the number of waivers.
pub async fn live(
    app: &App,
    now: Timestamp,
    seed: u64,
    measured: &[String],
) -> Result<usize, DemoError> {
    let [first, second, ..] = measured else {
        return Ok(0);
    };
    let mut conn = app.read().await?;
    let Some(service) = rows::service_by_code(&mut conn, TOWN, first).await? else {
        return Ok(0);
    };
    drop(conn);
    let names: Vec<String> = steps(&service.steps)
        .into_iter()
        .map(|step| step.name)
        .collect();
    let version = NewVersion {
        text: procedure(&names),
        model: Some(model(&names)),
        source: "شیوه‌نامه نمایشی شهرداری گلشهر".to_owned(),
        valid_from: persian::tehran_date(now.0 - 400 * Timestamp::DAY).numeric(),
        valid_until: String::new(),
    };
    let (code, open) = (first.clone(), second.clone());
    app.act(move |tx| {
        async move {
            let actor = Actor::program(TOWN);
            let input = crate::services::model::ServiceInput {
                unit: Some(UNIT.to_owned()),
                ..service.input()
            };
            services::edit(tx, &actor, now, &code, &input).await?;
            save_version(tx, &actor, now, &code, &version).await?;
            for part in ["process", "treatment"] {
                publish(tx, &actor, now, &open, part, true).await?;
            }
            Ok::<(), ActError>(())
        }
        .boxed()
    })
    .await?;
    let csv = register(&mut Dice::new(seed), now);
    let table = documents::read_table(csv.as_bytes(), "waivers.csv", &documents::Limits::default())
        .map_err(|why| DemoError::Act(format!("waivers.csv: {why}")))?;
    let read =
        read_rows(&table, &[]).map_err(|why| DemoError::Act(why.to(&Texts::of(Lang::En))))?;
    let (done, _) = app
        .act(move |tx| {
            async move {
                let actor = Actor::program(TOWN);
                waivers::import(tx, &actor, now, Some(REVENUE), "waivers.csv", &read).await
            }
            .boxed()
        })
        .await?;
    if let Some((row, why)) = done.refused.first() {
        let why = why.to(&Texts::of(Lang::En));
        return Err(DemoError::Act(format!("waivers.csv, row {row}: {why}")));
    }
    Ok(done.new)
}

/// The first step must be there, the last must come after it, nothing is done twice at the end, and the first two in order.
fn procedure(names: &[String]) -> String {
    let quoted = |name: &String| name.replace('\\', "\\\\").replace('"', "\\\"");
    let (Some(first), Some(last)) = (names.first().map(quoted), names.last().map(quoted)) else {
        return String::new();
    };
    let mut text = format!(
        "ends = [\"{last}\"]\n\n[[rule]]\nid = \"begins\"\nkind = \"presence\"\na = \"{first}\"\n\n\
         [[rule]]\nid = \"ends\"\nkind = \"response\"\na = \"{first}\"\nb = \"{last}\"\nwithin = 60\n\n\
         [[rule]]\nid = \"two-people\"\nkind = \"four-eyes\"\na = \"{first}\"\nb = \"{last}\"\n"
    );
    if let Some(second) = names.get(1).map(quoted) {
        let _ = write!(
            text,
            "\n[[rule]]\nid = \"once\"\nkind = \"at-most\"\na = \"{second}\"\ntimes = 1\n"
        );
    }
    text
}

/// The steps one after the other, as a diagram (BPMN).
fn model(names: &[String]) -> String {
    let quoted = |name: &String| format!("'{}'", name.replace('\'', "’"));
    let tree = match names {
        [] => return String::new(),
        [only] => quoted(only),
        all => format!(
            "->( {} )",
            all.iter().map(quoted).collect::<Vec<_>>().join(", ")
        ),
    };
    tree.parse::<ProcessTree>()
        .map_or_else(|_| String::new(), |tree| write_bpmn(&tree))
}

/// Waivers as a table: one of two deciders grants a larger share in alike cases.
fn register(dice: &mut Dice, now: Timestamp) -> String {
    let mut csv = String::from(
        "شماره,نوع,موضوع,مستند قانونی,دلیل,مبلغ کل,مبلغ بخشوده,تاریخ,تصمیم‌گیرنده,مودی,گروه,منطقه\n",
    );
    let kinds = [
        ("تخفیف", "عوارض نوسازی", "مصوبه نمایشی شورای شهر، شماره ۱۷"),
        ("تخفیف", "عوارض کسب", "مصوبه نمایشی شورای شهر، شماره ۲۲"),
        ("تقسیط", "عوارض صدور پروانه", "آیین‌نامه مالی، نمونه نمایشی"),
        (
            "بخشودگی",
            "بهای خدمات پسماند",
            "مصوبه نمایشی شورای شهر، شماره ۹",
        ),
    ];
    let groups = ["کم‌درآمد", "خانواده شهید", "شخص حقوقی", "عادی"];
    for number in 1..=WAIVERS {
        let (kind, subject, basis) = dice.pick(&kinds);
        let base = dice.between(20, 900) * 100_000;
        let generous = number % 2 == 0;
        let share = dice.between(10, 30) + if generous { 12 } else { 0 };
        let day = persian::tehran_date(now.0 - dice.between(2, 350) * Timestamp::DAY);
        let decider = if generous {
            "معاون مالی و اقتصادی"
        } else {
            "مدیر درآمد"
        };
        let _ = writeln!(
            csv,
            "ب/{number},{kind},{subject},\"{basis}\",,{base},{},{},{decider},مودی نمونه {number},{},{}",
            base * share / 100,
            day.numeric(),
            dice.pick(&groups),
            dice.pick(&super::town::DISTRICTS)
        );
    }
    csv
}
