//! Cases of the made-up town in all their stages: one that waits, one under investigation, one in its defence window, one that was
//! unfounded, one before the appeal board, one that is final and enforced. Nobody in them exists.

use futures::FutureExt;
use store::{Timestamp, Tx};

use super::live::People;
use super::town;
use crate::cases::acts::{
    self, DecisionInput, Key, MemberInput, NewCase, NewEvidence, Said, Screening, VoteInput,
};
use crate::cases::model::{Deed, Stage};
use crate::cases::store::{self as rows, BoardRow};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::voice::files;

/// Members by stage: username, and whether they are an alternate.
const MEMBERS: [(&str, &str, bool); 7] = [
    ("primary", "board-primary-1", false),
    ("primary", "board-primary-2", false),
    ("primary", "board-primary-3", false),
    ("primary", "board-primary-4", true),
    ("appeal", "board-appeal-1", false),
    ("appeal", "board-appeal-2", false),
    ("appeal", "board-appeal-3", false),
];

/// How far a case of the town comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Received,
    Unfounded,
    Investigating,
    Charged,
    Appealed,
    Enforced,
}

/// Id, days before now on which it began, who reported, whom it is about, offence, what was reported, how far it came.
type Plan = (
    &'static str,
    i64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Reach,
);

const PLANS: [Plan; 6] = [
    (
        "demo-case-1",
        150,
        "clerk-control",
        "clerk-roads",
        "offence:17",
        "از یکی از متقاضیان مجوز حفاری وجهی بیرون از تعرفه خواسته شده است.",
        Reach::Enforced,
    ),
    (
        "demo-case-2",
        120,
        "clerk-roads",
        "clerk-control",
        "offence:16",
        "گفته شده است گزارش بازدید یک ساختمان با آنچه در محل هست نمی‌خواند.",
        Reach::Unfounded,
    ),
    (
        "demo-case-3",
        95,
        "clerk-control",
        "clerk-culture",
        "offence:25",
        "از خودروی شهرداری در روزهای تعطیل استفاده شخصی شده است.",
        Reach::Appealed,
    ),
    (
        "demo-case-4",
        25,
        "clerk-roads",
        "clerk-cemetery",
        "offence:3",
        "پاسخ چند درخواست بدون دلیل نوشته‌شده بیش از دو ماه مانده است.",
        Reach::Charged,
    ),
    (
        "demo-case-5",
        12,
        "clerk-culture",
        "clerk-permits",
        "offence:18",
        "رونوشت یک پرونده به کسی داده شده که مالک یا وکیل نبوده است.",
        Reach::Investigating,
    ),
    (
        "demo-case-6",
        2,
        "clerk-control",
        "",
        "",
        "در خرید نهال، فاکتورها پیش از تحویل تأیید می‌شود.",
        Reach::Received,
    ),
];

/// Lives the boards and cases up to `end`.
pub async fn live(app: &App, people: &People, end: Timestamp) -> Result<usize, ActError> {
    let named = |username: &str| -> Result<Actor, ActError> {
        let name = town::ACCOUNTS
            .iter()
            .find(|row| row.0 == username)
            .map_or(username, |row| row.1);
        let actor = people.named(username).ok_or(ActError::NotFound)?;
        Ok(Actor {
            name: name.to_owned(),
            ..actor.clone()
        })
    };
    boards(app, &named, before(end, 200)).await?;
    for plan in PLANS {
        live_one(app, &named, end, plan).await?;
    }
    Ok(PLANS.len())
}

/// Ten o'clock so many days before.
fn before(end: Timestamp, days: i64) -> Timestamp {
    let day = persian::tehran_date(end.0).add_days(-days);
    day.map_or(end, |day| Timestamp(persian::tehran_micros(day, 10, 0)))
}

async fn boards(
    app: &App,
    named: &impl Fn(&str) -> Result<Actor, ActError>,
    now: Timestamp,
) -> Result<(), ActError> {
    let secretary = named("secretary")?;
    let mut members = Vec::new();
    for (board, username, alternate) in MEMBERS {
        let person = named(username)?.person.unwrap_or_default();
        members.push((board, person, alternate));
    }
    let from_day = persian::tehran_date(now.0).to_string();
    app.act(move |tx| {
        async move {
            for (stage, name, name_en) in [
                (
                    "primary",
                    "هیئت بدوی رسیدگی به تخلفات اداری",
                    "Primary board of administrative offences",
                ),
                (
                    "appeal",
                    "هیئت تجدیدنظر رسیدگی به تخلفات اداری",
                    "Appeal board of administrative offences",
                ),
            ] {
                let board = BoardRow {
                    id: stage.to_owned(),
                    stage: stage.to_owned(),
                    name: name.to_owned(),
                    name_en: name_en.to_owned(),
                    legal_basis: "ماده ۲ قانون رسیدگی به تخلفات اداری".to_owned(),
                };
                acts::put_board(tx, &secretary, now, &board).await?;
            }
            for (place, (board, person, alternate)) in (1..).zip(members) {
                let input = MemberInput {
                    person,
                    alternate,
                    decree: format!("۱۴۰۵/ح/{}", persian::to_persian(&format!("{place}"))),
                    from_day: from_day.clone(),
                };
                acts::appoint_member(tx, &secretary, now, board, &input).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(())
}

fn said(note: &str, legal_basis: &str) -> Said {
    Said {
        note: note.to_owned(),
        legal_basis: legal_basis.to_owned(),
        document: None,
    }
}

async fn live_one(
    app: &App,
    named: &impl Fn(&str) -> Result<Actor, ActError>,
    end: Timestamp,
    plan: Plan,
) -> Result<(), ActError> {
    let (id, since, reporter, subject, offence, text, reach) = plan;
    let reporter = named(reporter)?;
    let officer = named("integrity")?;
    let inspector = named("inspector")?;
    let subject = if subject.is_empty() {
        None
    } else {
        Some(named(subject)?)
    };
    // The unit of whom it is about; who reports knows it from the counter.
    let unit = subject
        .as_ref()
        .and_then(|one| one.grants.iter().find_map(|grant| grant.unit.clone()))
        .unwrap_or_default();
    let mut panels = Vec::new();
    for (stage, username, _) in MEMBERS {
        panels.push((stage, named(username)?));
    }
    let at = move |days: i64| before(end, since - days);
    let paper = files::keep(
        &app.config.data,
        "رسید.txt",
        format!("رونوشت ساختگی برای نمونه نمایشی\n{text}\n").as_bytes(),
    )
    .ok();
    app.act(move |tx| {
        async move {
            let new = NewCase {
                id: id.to_owned(),
                source: "report".to_owned(),
                body: "شهرداری گلشهر".to_owned(),
                unit: unit.clone(),
                description: text.to_owned(),
                ..NewCase::default()
            };
            acts::report(tx, &reporter, at(0), &new).await?;
            if reach == Reach::Received {
                return Ok(());
            }
            let subject = subject.ok_or(ActError::NotFound)?;
            let screening = Screening {
                deed: "accept".to_owned(),
                regime: "administrative".to_owned(),
                unit,
                subject: subject.person.clone().unwrap_or_default(),
                said: said(
                    "قرائن برای تحقیق کافی است.",
                    "ماده ۸ قانون رسیدگی به تخلفات اداری",
                ),
                ..Screening::default()
            };
            acts::screen(tx, &officer, at(2), id, &screening).await?;
            let person = inspector.person.clone().unwrap_or_default();
            acts::assign(tx, &officer, at(3), id, &person, &said("", "")).await?;
            let evidence = NewEvidence {
                title: "رونوشت سند".to_owned(),
                received_from: "دبیرخانه".to_owned(),
                shown: true,
                reason: "سند موضوع گزارش".to_owned(),
                file: paper,
            };
            acts::receive(tx, &inspector, at(4), id, &evidence).await?;
            if reach == Reach::Unfounded {
                let reason = said(
                    "بازدید دوباره نشان داد که گزارش با محل می‌خواند.",
                    "ماده ۱۷ آیین‌نامه اجرایی",
                );
                return acts::drop_case(tx, &inspector, at(15), id, &reason).await;
            }
            acts::seat(tx, &officer, at(5), id, Stage::Primary).await?;
            if reach == Reach::Investigating {
                return Ok(());
            }
            let text = said(
                &format!("{text} لطفاً ظرف ده روز پاسخ دهید."),
                "ماده ۸ قانون رسیدگی به تخلفات اداری",
            );
            let charged = if reach == Reach::Charged {
                at(22)
            } else {
                at(10)
            };
            acts::charge(tx, &inspector, charged, id, &[offence.to_owned()], &text).await?;
            if reach == Reach::Charged {
                return Ok(());
            }
            let key = Key::Account(id.to_owned());
            let defence = said("آنچه گفته شده درست نیست و مدارک را پیوست می‌کنم.", "");
            acts::respond(tx, &subject, at(15), &key, Deed::Defend, &defence).await?;
            let primary: Vec<Actor> = panels
                .iter()
                .filter(|(stage, _)| *stage == "primary")
                .map(|(_, actor)| actor.clone())
                .collect();
            decide(tx, &primary, at(30), id).await?;
            acts::serve(tx, &officer, at(35), id, &said("ابلاغ حضوری با امضا", "")).await?;
            if reach == Reach::Appealed {
                let appeal = said("با مدت انفصال موافق نیستم.", "");
                acts::respond(tx, &subject, at(50), &key, Deed::Appeal, &appeal).await?;
                return acts::seat(tx, &officer, at(52), id, Stage::Appeal).await;
            }
            let row = rows::case(tx.read(), &officer.organisation, id)
                .await?
                .ok_or(ActError::NotFound)?;
            if let Some(until) = row.deadline_at {
                let organisation = officer.organisation.clone();
                let late = until.plus_seconds(1);
                acts::look_at_deadline(tx, &organisation, late, id, &row.state, until).await?;
            }
            let enforced = said("حکم در کارگزینی ثبت و اجرا شد.", "ماده ۹");
            acts::afterwards(tx, &officer, at(80), id, Deed::Enforce, &enforced).await
        }
        .boxed()
    })
    .await?;
    Ok(())
}

/// The first three members vote, two for a suspension and one for a pay cut, and the first writes the decision down.
async fn decide(tx: &mut Tx, members: &[Actor], now: Timestamp, id: &str) -> Result<(), ActError> {
    for (place, member) in members.iter().take(3).enumerate() {
        let (sanction, dissent) = if place == 2 {
            ("sanction:jim", "کسر حقوق بسنده است.")
        } else {
            ("sanction:dal", "")
        };
        let vote = VoteInput {
            outcome: "violation".to_owned(),
            sanction: sanction.to_owned(),
            dissent: dissent.to_owned(),
        };
        acts::vote(tx, member, now, id, &vote).await?;
    }
    let decision = DecisionInput {
        terms: "یک ماه".to_owned(),
        said: said(
            "با سنجش مستندات و دفاعیه، تخلف احراز شد. این رأی ظرف سی روز از ابلاغ قابل تجدیدنظر است.",
            "بند «د» ماده ۹ قانون رسیدگی به تخلفات اداری",
        ),
    };
    let first = members.first().ok_or(ActError::NotFound)?;
    acts::decide(tx, first, now, id, &decision).await
}
