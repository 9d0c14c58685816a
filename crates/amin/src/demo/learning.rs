//! Training of the made-up town: a course that all staff owe, one with sessions for clerks and managers, and a voluntary one.

use std::collections::{BTreeMap, BTreeSet};

use futures::FutureExt;
use store::Timestamp;

use super::TOWN;
use super::live::People;
use crate::learning::acts::{self, CourseInput, QuestionInput, SessionInput};
use crate::learning::store as rows;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;

const CHARTER: &str = "course-charter";
const CONFLICT: &str = "course-conflict";
const LAW: &str = "course-law";
const HELD: &str = "session-conflict-1";
const AHEAD: &str = "session-conflict-2";

/// Those who have not completed the course on the charter.
const LATE: [&str; 3] = ["clerk-waste", "clerk-traffic", "clerk-culture"];
/// Those who attended the session on conflicts of interest, and whether they passed its test afterwards.
const ATTENDED: [(&str, bool); 10] = [
    ("clerk-permits", true),
    ("clerk-permits-2", true),
    ("clerk-permits-3", false),
    ("clerk-control", true),
    ("clerk-green", true),
    ("clerk-services-1", true),
    ("clerk-services-2", false),
    ("building-deputy", true),
    ("works-deputy", true),
    ("finance-deputy", true),
];
/// Enrolled in the session and not there.
const ABSENT: &str = "clerk-cemetery";
/// Enrolled in the session that is ahead.
const ENROLLED: [&str; 3] = ["clerk-cemetery", "clerk-services-3", "services-deputy"];

fn question(text: &str, choices: &str, why: &str) -> QuestionInput {
    QuestionInput {
        text: text.to_owned(),
        choices: choices.to_owned(),
        why: why.to_owned(),
    }
}

fn charter_course(due: &str) -> (CourseInput, Vec<QuestionInput>) {
    let course = CourseInput {
        title: "منشور اخلاقی در کار روزانه".to_owned(),
        title_en: "The ethics charter in daily work".to_owned(),
        kind: "integrity".to_owned(),
        summary: "هر اصل منشور در کار روزانه چه معنایی دارد و در برابر درخواست نابجا چه باید کرد.".to_owned(),
        material: "منشور اخلاقی تنها متنی بر دیوار نیست؛ هر تصمیم ما در برابر شهروندان سنجه‌ای از آن است.\n- با موارد یکسان یکسان رفتار کنید و اگر فرقی هست دلیل آن را بنویسید.\n- هدیه نپذیرید؛ اگر ناخواسته رسید، بازگردانید و ثبت کنید.\n- اگر پرونده به شما یا خویشاوندتان مربوط است، پیش از باز کردن آن کنار بروید.\nدر تردید، از مسئول سلامت اداری بپرسید؛ پرسیدن نشانه ضعف نیست.".to_owned(),
        articles: "1, 2, 3".to_owned(),
        legal_basis: "منشور اخلاقی سازمان".to_owned(),
        minutes: "45".to_owned(),
        in_person: false,
        pass_mark: "60".to_owned(),
        valid_months: "24".to_owned(),
        audience: "all".to_owned(),
        roles: Vec::new(),
        due: due.to_owned(),
    };
    let questions = vec![
        question(
            "شهروندی پس از پایان کارش جعبه‌ای شیرینی می‌آورد. کدام کار درست است؟",
            "می‌پذیرید، چون کار پایان یافته است\n* با سپاس بازمی‌گردانید و ثبت می‌کنید\nمیان همکاران بخش می‌کنید",
            "ارزش هدیه و زمان آن فرقی نمی‌کند؛ پیش‌فرض، نپذیرفتن و ثبت است.",
        ),
        question(
            "پرونده شرکتی به شما داده می‌شود که برادر همسرتان در آن سهم دارد.",
            "اگر منصفانه تصمیم بگیرید اشکالی ندارد\n* پیش از باز کردن پرونده کنار می‌روید\nپس از تصمیم به مدیر خبر می‌دهید",
            "کناره‌گیری پیش از باز شدن پرونده است؛ دانستن محتوا خود آغاز تعارض است.",
        ),
        question(
            "دو درخواست یکسان با مدارک یکسان رسیده است. یکی از آشنایان است.",
            "* به هر دو به ترتیب رسیدن و با یک ضابطه پاسخ می‌دهید\nدرخواست آشنا را زودتر بررسی می‌کنید\nدرخواست آشنا را به عمد دیرتر بررسی می‌کنید",
            "رفتار یکسان یعنی نه زودتر و نه دیرتر.",
        ),
        question(
            "دستوری می‌گیرید که آن را خلاف قانون می‌دانید.",
            "اجرا می‌کنید و چیزی نمی‌گویید\n* کتبی به دستوردهنده اعلام می‌کنید و ثبت می‌کنید\nاجرا نمی‌کنید و به کسی نمی‌گویید",
            "اعتراض کتبی هم از شما و هم از حق شهروند نگهداری می‌کند.",
        ),
    ];
    (course, questions)
}

fn conflict_course(due: &str) -> (CourseInput, Vec<QuestionInput>) {
    let course = CourseInput {
        title: "تعارض منافع: شناخت، اعلام، کناره‌گیری".to_owned(),
        title_en: "Conflicts of interest: know, declare, step aside".to_owned(),
        kind: "conflict".to_owned(),
        summary: "کارگاهی با نمونه‌های پروانه، مناقصه و نظارت: چه چیزی تعارض است، چگونه اعلام می‌شود و چه کسی جای شما می‌نشیند.".to_owned(),
        material: String::new(),
        articles: "4".to_owned(),
        legal_basis: "برنامه آموزش کمیته سلامت اداری".to_owned(),
        minutes: "180".to_owned(),
        in_person: true,
        pass_mark: "50".to_owned(),
        valid_months: "12".to_owned(),
        audience: "roles".to_owned(),
        roles: vec!["clerk".to_owned(), "manager".to_owned()],
        due: due.to_owned(),
    };
    let questions = vec![
        question(
            "کدام یک باید در اظهارنامه بیاید؟",
            "تنها شرکت‌هایی که خود در آن‌ها کار می‌کنید\n* سهم خود، همسر و خویشاوندان نزدیک در شرکت‌ها\nتنها سهم‌های بیش از نیمی از شرکت",
            "سهم خویشاوندان نیز می‌تواند تصمیم را زیر پرسش ببرد.",
        ),
        question(
            "چه کسی پس از کناره‌گیری شما به پرونده رسیدگی می‌کند؟",
            "کسی که شما معرفی می‌کنید\n* کسی که قرعه از میان افراد بی‌تعارض برمی‌گزیند\nهمان شهروند برمی‌گزیند",
            "قرعه از روی دفتر مهرشده بازشمردنی است و کسی بر آن اثر ندارد.",
        ),
    ];
    (course, questions)
}

fn law_course() -> (CourseInput, Vec<QuestionInput>) {
    let course = CourseInput {
        title: "قانون ارتقای سلامت نظام اداری".to_owned(),
        title_en: "The law on promoting integrity".to_owned(),
        kind: "law".to_owned(),
        summary: "تکلیف‌های مدیران و کارکنان در قانون، گزارش دادن و نگهداری از گزارش‌دهنده.".to_owned(),
        material: "این دوره به زبان ساده می‌گوید قانون از هر کس چه می‌خواهد.\n- مدیری که از تخلفی آگاه شود باید آن را گزارش کند.\n- نام گزارش‌دهنده نزد امانت‌دار می‌ماند.".to_owned(),
        articles: String::new(),
        legal_basis: "قانون ارتقای سلامت نظام اداری و مقابله با فساد".to_owned(),
        minutes: "60".to_owned(),
        in_person: false,
        pass_mark: "100".to_owned(),
        valid_months: String::new(),
        audience: "voluntary".to_owned(),
        roles: Vec::new(),
        due: String::new(),
    };
    let questions = vec![question(
        "مدیری از تخلفی در واحد خود آگاه می‌شود. تکلیف او چیست؟",
        "آن را در واحد حل کند و گزارش نکند\n* بی‌درنگ گزارش کند\nتا پایان سال صبر کند",
        "تکلیف گزارش، بی‌درنگ است.",
    )];
    (course, questions)
}

fn named(people: &People, username: &str) -> Result<Actor, ActError> {
    people.named(username).cloned().ok_or(ActError::NotFound)
}

/// Hands in a test of a course; `fine`: all answers right, else all wrong.
async fn hand_in(
    app: &App,
    actor: &Actor,
    course: &'static str,
    fine: bool,
    before: bool,
    now: Timestamp,
) -> Result<(), ActError> {
    let mut conn = app.read().await?;
    let questions = rows::questions(&mut conn, TOWN, course).await?;
    drop(conn);
    let answers: BTreeMap<String, i64> = questions
        .iter()
        .map(|row| {
            let wrong = i64::from(row.answer == 0);
            (row.id.clone(), if fine { row.answer } else { wrong })
        })
        .collect();
    let actor = actor.clone();
    app.act(move |tx| {
        async move { acts::hand_in(tx, &actor, now, course, before, &answers).await }.boxed()
    })
    .await?;
    Ok(())
}

/// Lives it; gives how many acts that were.
pub async fn live(
    app: &App,
    people: &People,
    begin: Timestamp,
    end: Timestamp,
) -> Result<usize, ActError> {
    let officer = named(people, "integrity")?;
    let day = |days: i64| Timestamp(begin.0 + days * Timestamp::DAY).plus_seconds(9 * 3_600);
    let typed = |at: Timestamp| persian::tehran_date(at.0).numeric();
    let soon = Timestamp(end.0 + 30 * Timestamp::DAY);
    let plans = [
        (CHARTER, charter_course(&typed(day(250)))),
        (CONFLICT, conflict_course(&typed(soon))),
        (LAW, law_course()),
    ];
    let mut done = 0;
    for (id, (course, questions)) in plans {
        let (officer, now) = (officer.clone(), day(150));
        app.act(move |tx| {
            async move {
                acts::adopt_course(tx, &officer, now, id, &course).await?;
                acts::set_questions(tx, &officer, now, id, &questions).await
            }
            .boxed()
        })
        .await?;
        done += 2;
    }
    done += charter(app, people, &day).await?;
    done += workshop(app, people, &officer, &day, end).await?;
    Ok(done)
}

/// One after the other completes the course on the charter; a few first tell what they know already.
async fn charter(
    app: &App,
    people: &People,
    day: &(impl Fn(i64) -> Timestamp + Sync),
) -> Result<usize, ActError> {
    let mut done = 0;
    for (place, (username, ..)) in (0_i64..).zip(super::town::ACCOUNTS) {
        if LATE.contains(username) || *username == "overseer" {
            continue;
        }
        let actor = named(people, username)?;
        let at = day(160 + place);
        if place % 2 == 0 {
            hand_in(app, &actor, CHARTER, place % 4 == 0, true, at).await?;
            done += 1;
        }
        hand_in(app, &actor, CHARTER, true, false, at.plus_seconds(3_600)).await?;
        done += 1;
    }
    Ok(done)
}

/// A session that was held, one that is ahead, and the tests after the first.
async fn workshop(
    app: &App,
    people: &People,
    officer: &Actor,
    day: &(impl Fn(i64) -> Timestamp + Sync),
    end: Timestamp,
) -> Result<usize, ActError> {
    let ahead = Timestamp(end.0 + 12 * Timestamp::DAY);
    let rules = app.rules(TOWN).await?;
    for (id, at) in [(HELD, day(200)), (AHEAD, ahead)] {
        let (officer, now) = (officer.clone(), day(180));
        let date = rules
            .calendar
            .next_working_day_from(persian::tehran_date(at.0))
            .map_err(|why| store::Error::Corrupt(why.to_string()))?;
        let input = SessionInput {
            day: date.numeric(),
            time: "09:00".to_owned(),
            minutes: "180".to_owned(),
            place: "سالن آموزش، ساختمان مرکزی".to_owned(),
            trainer: "گروه آموزش دفتر بازرسی".to_owned(),
            seats: "20".to_owned(),
        };
        app.act(move |tx| {
            async move { acts::plan_session(tx, &officer, now, CONFLICT, id, &input).await }.boxed()
        })
        .await?;
    }
    let mut done = 2;
    let of_held = ATTENDED.iter().map(|(username, _)| (HELD, *username));
    let of_ahead = ENROLLED.iter().map(|username| (AHEAD, *username));
    for (session, username) in of_held.chain([(HELD, ABSENT)]).chain(of_ahead) {
        let actor = named(people, username)?;
        let now = day(190);
        app.act(move |tx| async move { acts::enrol(tx, &actor, now, session).await }.boxed())
            .await?;
        done += 1;
    }
    let mut conn = app.read().await?;
    let seats = rows::seats(&mut conn, TOWN, HELD).await?;
    drop(conn);
    let absent = named(people, ABSENT)?.person;
    let present: BTreeSet<String> = seats
        .into_iter()
        .filter(|seat| Some(&seat.person) != absent.as_ref())
        .map(|seat| seat.id)
        .collect();
    // After the first working day from then on, whatever holidays lie between.
    let (officer, now) = (officer.clone(), day(215));
    app.act(move |tx| {
        async move { acts::record_attendance(tx, &officer, now, HELD, &present).await }.boxed()
    })
    .await?;
    for (username, passed) in ATTENDED {
        let actor = named(people, username)?;
        hand_in(app, &actor, CONFLICT, passed, false, day(217)).await?;
        done += 1;
    }
    Ok(done + 1)
}
