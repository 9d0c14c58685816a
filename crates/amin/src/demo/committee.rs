//! The integrity committee of the town over the year: a session in each quarter but one, resolutions done in time, late and not at all.

use futures::FutureExt;
use persian::tehran_date;
use store::Timestamp;

use super::live::People;
use crate::committee::acts::{
    self, CommitteeInput, LetterInput, PlanInput, ResolutionInput, SessionInput, TermInput,
    VoteInput,
};
use crate::committee::model::Deed;
use crate::committee::store as rows;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::platform::texts::Lang;

/// Id of the committee.
const COMMITTEE: &str = "integrity-committee";
/// Days from the planning of a session to the session.
const AHEAD: i64 = 14;
/// Hour of the day at which the committee works.
const HOUR: i64 = 9 * 3_600;

/// Seats: title, duty, username of the holder. The usernames get the role committee member too.
pub const SEATS: &[(&str, &str, &str)] = &[
    ("شهردار", "chair", "mayor"),
    ("مسئول دبیرخانه", "secretary", "secretary"),
    ("معاون شهرسازی", "member", "building-deputy"),
    ("معاون مالی", "member", "finance-deputy"),
    ("مسئول سلامت اداری", "member", "integrity"),
    ("نماینده شهروندان", "member", "member"),
    ("ناظر شورای شهر", "observer", "overseer"),
];

/// A session of the year: the day on which it sits, its items, and for each item the resolution: text, unit, working days, days
/// until the unit reports, days until it is verified (0: never).
struct Plan {
    day: i64,
    held: bool,
    items: &'static [Item],
}

struct Item {
    title: &'static str,
    resolution: Option<Wanted>,
}

struct Wanted {
    text: &'static str,
    unit: &'static str,
    working_days: &'static str,
    aim: &'static str,
    reported: i64,
    verified: i64,
}

const fn item(title: &'static str) -> Item {
    Item {
        title,
        resolution: None,
    }
}

const fn decided(
    title: &'static str,
    text: &'static str,
    unit: &'static str,
    working_days: &'static str,
    aim: &'static str,
    reported: i64,
    verified: i64,
) -> Item {
    let wanted = Wanted {
        text,
        unit,
        working_days,
        aim,
        reported,
        verified,
    };
    Item {
        title,
        resolution: Some(wanted),
    }
}

const YEAR: &[Plan] = &[
    Plan {
        day: 40,
        held: true,
        items: &[
            decided(
                "دیرکرد پاسخ به شکایت‌های روشنایی",
                "علت دیرکردها بررسی و برنامه رفع آن به کمیته داده شود.",
                "unit-works",
                "۲۰",
                "remedy",
                22,
                26,
            ),
            decided(
                "انتشار زمان انجام خدمات",
                "زمان واقعی خدمات پرمراجعه هر ماه در درگاه شفافیت منتشر شود.",
                "unit-town",
                "۳۰",
                "prevention",
                35,
                40,
            ),
            item("گزارش دبیرخانه از آغاز به کار سامانه"),
        ],
    },
    Plan {
        day: 128,
        held: true,
        items: &[
            decided(
                "گلوگاه‌های صدور پروانه ساختمانی",
                "گام بازدید دوباره حذف و فهرست مدارک پیش از مراجعه به متقاضی داده شود.",
                "unit-building",
                "۲۵",
                "prevention",
                60,
                66,
            ),
            decided(
                "آموزش کارکنان درباره تعارض منافع",
                "همه کارشناسان واحدهای صدور مجوز دوره تعارض منافع را بگذرانند.",
                "unit-finance",
                "۴۰",
                "prevention",
                50,
                55,
            ),
        ],
    },
    Plan {
        day: 215,
        held: false,
        items: &[item("بررسی گزارش نیمه نخست سال")],
    },
    Plan {
        day: 318,
        held: true,
        items: &[
            decided(
                "بخشودگی عوارض و رفتار برابر",
                "معیارهای بخشودگی نوشته و برای همه متقاضیان یکسان به کار گرفته شود.",
                "unit-finance",
                "۱۵",
                "remedy",
                0,
                0,
            ),
            decided(
                "پاسخ‌گویی در اعتراض‌ها",
                "هر اعتراض با مقامی بالاتر از پاسخ‌دهنده نخست بررسی شود و دلیل آن نوشته شود.",
                "unit-town",
                "۳۰",
                "order",
                30,
                0,
            ),
        ],
    },
    // After the last day of the year: the members are invited and answer.
    Plan {
        day: 372,
        held: true,
        items: &[item("برنامه آموزش سلامت اداری در سال آینده")],
    },
];

/// What happens on a day of the year, if anything; `morning` is its first moment. The usernames are those of [`SEATS`].
pub async fn day(
    app: &App,
    people: &People,
    morning: Timestamp,
    number: i64,
) -> Result<(), ActError> {
    let now = morning.plus_seconds(HOUR);
    if number == 3 {
        found(app, people, now).await?;
    }
    for (place, plan) in (1..).zip(YEAR) {
        let id = format!("session-{place}");
        if number == plan.day - AHEAD {
            let at = morning.plus_seconds(AHEAD * 86_400 + HOUR);
            prepare(app, people, now, at, &id, plan).await?;
        }
        if number == plan.day {
            hold(app, people, now, &id, plan).await?;
        }
        follow(app, people, now, &id, plan, number).await?;
    }
    for letter in LETTERS.iter().filter(|letter| letter.day == number) {
        write(app, people, now, letter).await?;
    }
    if number == 330 {
        plan(app, people, now).await?;
    }
    Ok(())
}

/// A letter of the secretariat: the day, id, direction, number, unit, subject, working days for an answer (0: none asked), the letter
/// that it answers.
struct Letter {
    day: i64,
    id: &'static str,
    direction: &'static str,
    number: &'static str,
    unit: &'static str,
    subject: &'static str,
    answer_in: i64,
    reply_to: &'static str,
}

const LETTERS: &[Letter] = &[
    Letter {
        day: 132,
        id: "letter-1",
        direction: "sent",
        number: "۱۴۰۵/د/۱۲",
        unit: "unit-building",
        subject: "درخواست گزارش گام‌های صدور پروانه ساختمانی",
        answer_in: 10,
        reply_to: "",
    },
    Letter {
        day: 140,
        id: "letter-2",
        direction: "received",
        number: "۸۸/ش",
        unit: "unit-building",
        subject: "گزارش گام‌های صدور پروانه ساختمانی",
        answer_in: 0,
        reply_to: "letter-1",
    },
    Letter {
        day: 325,
        id: "letter-3",
        direction: "sent",
        number: "۱۴۰۵/د/۳۱",
        unit: "unit-finance",
        subject: "درخواست فهرست بخشودگی‌های عوارض سال",
        answer_in: 7,
        reply_to: "",
    },
    Letter {
        day: 360,
        id: "letter-4",
        direction: "sent",
        number: "۱۴۰۵/د/۳۴",
        unit: "unit-works",
        subject: "پیگیری گزارش علت دیرکرد پاسخ‌های روشنایی",
        answer_in: 10,
        reply_to: "",
    },
];

async fn write(
    app: &App,
    people: &People,
    now: Timestamp,
    letter: &'static Letter,
) -> Result<(), ActError> {
    let secretary = named(people, "secretary")?;
    let rules = app.rules(super::TOWN).await?;
    let today = tehran_date(now.0);
    let due = rules
        .calendar
        .add_working_days(today, letter.answer_in)
        .map_err(|why| store::Error::Corrupt(why.to_string()))?;
    app.act(move |tx| {
        async move {
            let input = LetterInput {
                id: letter.id.to_owned(),
                committee: COMMITTEE.to_owned(),
                direction: letter.direction.to_owned(),
                number: letter.number.to_owned(),
                day: today.numeric(),
                unit: letter.unit.to_owned(),
                subject: letter.subject.to_owned(),
                due_day: if letter.answer_in > 0 {
                    due.numeric()
                } else {
                    String::new()
                },
                reply_to: letter.reply_to.to_owned(),
                ..LetterInput::default()
            };
            acts::record_letter(tx, &secretary, now, &rules, &input, None).await
        }
        .boxed()
    })
    .await
    .map(|_| ())
}

/// What the committee means to do in the coming months.
async fn plan(app: &App, people: &People, now: Timestamp) -> Result<(), ActError> {
    let secretary = named(people, "secretary")?;
    let rules = app.rules(super::TOWN).await?;
    let lists = [
        ("آموزش تعارض منافع برای مدیران مناطق", "unit-town", 60),
        ("بازبینی مهلت مصوبه‌های عقب‌افتاده", "", 20),
    ];
    for (title, unit, days) in lists {
        let day = tehran_date(now.plus_seconds(days * 86_400).0);
        let day = rules
            .calendar
            .next_working_day_from(day)
            .map_err(|why| store::Error::Corrupt(why.to_string()))?;
        let input = PlanInput {
            year: i64::from(day.year()),
            title: title.to_owned(),
            unit: unit.to_owned(),
            due_day: day.numeric(),
        };
        let (secretary, rules) = (secretary.clone(), rules.clone());
        app.act(move |tx| {
            async move { acts::add_plan_item(tx, &secretary, now, &rules, COMMITTEE, &input).await }
                .boxed()
        })
        .await?;
    }
    Ok(())
}

fn named(people: &People, username: &str) -> Result<Actor, ActError> {
    people.named(username).cloned().ok_or(ActError::NotFound)
}

async fn found(app: &App, people: &People, now: Timestamp) -> Result<(), ActError> {
    let secretary = named(people, "secretary")?;
    let mut holders = Vec::new();
    for (title, duty, username) in SEATS {
        let person = named(people, username)?.person.ok_or(ActError::NotFound)?;
        holders.push((*title, *duty, person));
    }
    let from = tehran_date(now.0).numeric();
    app.act(move |tx| {
        async move {
            let input = CommitteeInput {
                id: COMMITTEE.to_owned(),
                name: "کمیته سلامت اداری و صیانت از حقوق مردم".to_owned(),
                name_en: "Committee for administrative integrity and the people's rights".to_owned(),
                legal_basis: "تصویب‌نامه ۲۰۶/۹۳/۵۶۰ مورخ ۱۳۹۳/۰۱/۲۰ و دستور شهردار (ساختگی)".to_owned(),
                mandate: "سنجش و پایش سلامت اداری، یافتن گلوگاه‌ها و پیگیری رفع آن‌ها، صیانت از حقوق شهروندان."
                    .to_owned(),
                quorum: "4".to_owned(),
                majority: "present".to_owned(),
                kind: "integrity".to_owned(),
            };
            acts::put_committee(tx, &secretary, now, &input).await?;
            for (number, (title, duty, person)) in (1..).zip(holders) {
                acts::add_seat(tx, &secretary, now, COMMITTEE, title, duty).await?;
                let seats = rows::seats(tx.read(), &secretary.organisation, COMMITTEE).await?;
                let seat = seats.last().map(|seat| seat.id.clone()).unwrap_or_default();
                let input = TermInput {
                    seat,
                    person,
                    decree: format!("حکم ساختگی {number}"),
                    from_day: from.clone(),
                    ..TermInput::default()
                };
                acts::appoint(tx, &secretary, now, COMMITTEE, &input).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await
    .map(|_| ())
}

async fn prepare(
    app: &App,
    people: &People,
    now: Timestamp,
    at: Timestamp,
    id: &str,
    plan: &'static Plan,
) -> Result<(), ActError> {
    let secretary = named(people, "secretary")?;
    // The others have not answered yet.
    let coming = ["mayor", "secretary", "finance-deputy", "integrity"];
    let coming = coming.map(|username| named(people, username));
    let id = id.to_owned();
    let base = app.config.base_url.clone();
    app.act(move |tx| {
        async move {
            let input = SessionInput {
                id: id.clone(),
                kind: "ordinary".to_owned(),
                day: tehran_date(at.0).numeric(),
                time: "10:00".to_owned(),
                place: "تالار شهرداری".to_owned(),
            };
            acts::plan_session(tx, &secretary, now, COMMITTEE, &input).await?;
            acts::fill_agenda(tx, &secretary, now, &id).await?;
            for item in plan.items {
                acts::add_item(tx, &secretary, now, &id, item.title, "").await?;
            }
            let site = (base.as_str(), super::TOWN);
            acts::call_session(tx, &secretary, now, &id, site).await?;
            for member in coming {
                acts::answer_invitation(tx, &member?, now, &id, "yes", "", site).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await
    .map(|_| ())
}

async fn hold(
    app: &App,
    people: &People,
    now: Timestamp,
    id: &str,
    plan: &'static Plan,
) -> Result<(), ActError> {
    let secretary = named(people, "secretary")?;
    let mut present = Vec::new();
    for (_, _, username) in SEATS {
        present.push(named(people, username)?.person.ok_or(ActError::NotFound)?);
    }
    let rules = app.rules(super::TOWN).await?;
    let (session, base) = (id.to_owned(), app.config.base_url.clone());
    app.act(move |tx| {
        async move {
            let organisation = secretary.organisation.clone();
            if !plan.held {
                let why = "شمار حاضران به حد نصاب نرسید.";
                let site = (base.as_str(), super::TOWN);
                return acts::session_not_held(tx, &secretary, now, &session, why, site).await;
            }
            acts::open_session(tx, &secretary, now, &session, &present).await?;
            for item in rows::items(tx.read(), &organisation, &session).await? {
                let planned = plan
                    .items
                    .iter()
                    .find(|planned| planned.title == item.title);
                let Some(wanted) = planned.and_then(|planned| planned.resolution.as_ref()) else {
                    let outcome = "گزارش شنیده شد.";
                    acts::end_item(tx, &secretary, now, &session, &item.id, false, outcome).await?;
                    continue;
                };
                let came = rows::attendance(tx.read(), &organisation, &session).await?;
                let voices =
                    came.iter()
                        .filter(|row| row.voting)
                        .enumerate()
                        .map(|(place, row)| {
                            let choice = if place == 3 { "abstain" } else { "yes" };
                            (row.person.clone(), choice.to_owned(), String::new())
                        });
                let input = VoteInput {
                    kind: "open".to_owned(),
                    question: "این مصوبه پذیرفته شود؟".to_owned(),
                    voices: voices.collect(),
                    ..VoteInput::default()
                };
                acts::hold_vote(tx, &secretary, now, &session, &item.id, &input).await?;
                let input = ResolutionInput {
                    text: wanted.text.to_owned(),
                    unit: wanted.unit.to_owned(),
                    working_days: wanted.working_days.to_owned(),
                    deadline_day: String::new(),
                    aim: wanted.aim.to_owned(),
                    evidence_asked: "گزارش کتبی واحد و سوابق سامانه".to_owned(),
                };
                acts::issue(tx, &secretary, now, &rules, &session, &item.id, &input).await?;
            }
            acts::close_session(tx, &secretary, now, &session).await?;
            let name = |unit: &str| rules.unit_name(Lang::Fa, Some(unit)).to_owned();
            acts::agree(tx, &secretary, now, &session, &name).await
        }
        .boxed()
    })
    .await?;
    // The minutes of the last session still wait for two signatures.
    let signers = if plan.day > 300 {
        SEATS.len() - 3
    } else {
        SEATS.len()
    };
    for (_, duty, username) in SEATS.iter().take(if plan.held { signers } else { 0 }) {
        if *duty == "observer" {
            continue;
        }
        let (actor, session) = (named(people, username)?, id.to_owned());
        app.act(move |tx| {
            async move { acts::sign_minutes(tx, &actor, now, &session).await }.boxed()
        })
        .await?;
    }
    Ok(())
}

/// Units report and the integrity officer verifies, on their days.
async fn follow(
    app: &App,
    people: &People,
    now: Timestamp,
    id: &str,
    plan: &'static Plan,
    number: i64,
) -> Result<(), ActError> {
    for wanted in plan
        .items
        .iter()
        .filter_map(|item| item.resolution.as_ref())
    {
        let (deed, username, note) = if wanted.reported > 0 && number == plan.day + wanted.reported
        {
            let manager = match wanted.unit {
                "unit-town" => "mayor",
                "unit-building" => "building-deputy",
                "unit-works" => "works-deputy",
                _ => "finance-deputy",
            };
            (Deed::Report, manager, "گزارش انجام و نشانی سوابق پیوست شد.")
        } else if wanted.verified > 0 && number == plan.day + wanted.verified {
            (
                Deed::Verify,
                "integrity",
                "سوابق دیده شد و با متن مصوبه می‌خواند.",
            )
        } else {
            continue;
        };
        let (actor, session) = (named(people, username)?, id.to_owned());
        let text = wanted.text;
        app.act(move |tx| {
            async move {
                let of = rows::resolutions_of(tx.read(), &actor.organisation, &session).await?;
                for row in of.iter().filter(|row| row.text == text) {
                    acts::perform(tx, &actor, now, &row.id, deed, note).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    }
    Ok(())
}
