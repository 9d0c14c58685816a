//! Interests of the made-up town, declared, reviewed, screened and decided through the same acts as real ones. All names and numbers
//! are invented; the national ids have valid check digits and belong to a range that is not issued.

use std::collections::HashMap;

use futures::FutureExt;
use futures::future::BoxFuture;
use store::{Timestamp, Tx};

use super::{DemoError, TOWN};
use crate::interests::acts::{
    self, NewCampaign, NewCondition, NewDecision, NewDeclaration, NewFirm, NewGift, NewHolder,
    NewMatter, NewParty, Review,
};
use crate::interests::jobs;
use crate::interests::model::{Field, ItemKind, RowInput};
use crate::interests::store as rows;
use crate::organisation::store::{account, grants_of};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::voice::acts::{Naming, name_party};
use crate::voice::desk::store::{self as desk, Filter};

/// The firm whose file the clerk with a brother-in-law in it is not given.
const SAZEH: &str = "14990000011";
/// A firm that asks for a permit and has offered a gift.
const NIKBANA: &str = "14990000026";
/// The firm of a deputy's spouse.
const AFTAB: &str = "14990000030";

type Row = (ItemKind, &'static [(Field, &'static str)]);

/// A holding in which five people of the town hold 9 % each, and the firm of which it holds a half: 4.5 % each, 22.5 % together.
const HOLDING: (&str, &str) = ("14990000045", "هلدینگ سپهر گلشهر");
/// The firm below it.
pub const BELOW: (&str, &str) = ("14990000050", "شرکت بوستان‌آرا");

/// The firm of a clerk's spouse, and the one of which it holds a part: nothing forbids that clerk its file, and it could be doubted.
const ABOVE: (&str, &str) = ("14990000064", "هلدینگ راهگشا");
/// The firm below that one.
const ROADS: (&str, &str) = ("14990000079", "شرکت راه‌نوین گلشهر");

const PART: &[Row] = &[(
    ItemKind::Firm,
    &[
        (Field::Relation, "self"),
        (Field::Body, HOLDING.1),
        (Field::LegalId, HOLDING.0),
        (Field::Share, "9"),
        (Field::Since, "1401/02/01"),
    ],
)];

/// What somebody declares; whoever does not stand here has nothing to declare.
const DECLARED: &[(&str, &[Row])] = &[
    (
        "clerk-permits",
        &[
            (
                ItemKind::Kin,
                &[
                    (Field::Relation, "sisters-husband"),
                    (Field::Holder, "کامران یزدی"),
                    (Field::FatherName, "نصرالله"),
                    (Field::BirthYear, "1358"),
                    (Field::NationalCode, "9990000018"),
                ],
            ),
            (
                ItemKind::Firm,
                &[
                    (Field::Relation, "sisters-husband"),
                    (Field::Holder, "کامران یزدی"),
                    (Field::Body, "شرکت سازه‌گستر گلشهر"),
                    (Field::LegalId, SAZEH),
                    (Field::Share, "6"),
                    (Field::Since, "1402/03/01"),
                ],
            ),
        ],
    ),
    (
        "building-deputy",
        &[(
            ItemKind::Membership,
            &[
                (Field::Body, "سازمان نظام مهندسی ساختمان"),
                (Field::Since, "1395/04/10"),
            ],
        )],
    ),
    (
        "works-deputy",
        &[
            (
                ItemKind::Kin,
                &[
                    (Field::Relation, "spouse"),
                    (Field::Holder, "مهری آفتابی"),
                    (Field::NationalCode, "9990000026"),
                ],
            ),
            (
                ItemKind::Firm,
                &[
                    (Field::Relation, "spouse"),
                    (Field::Holder, "مهری آفتابی"),
                    (Field::Body, "شرکت آفتاب راه"),
                    (Field::LegalId, AFTAB),
                    (Field::Share, "12.5"),
                    (Field::Title, "عضو هیئت مدیره"),
                ],
            ),
        ],
    ),
    (
        "clerk-roads",
        &[
            (
                ItemKind::PastEmployer,
                &[
                    (Field::Body, "پیمانکاری جاده‌سازان"),
                    (Field::Title, "سرکارگر"),
                    (Field::Until, "1403/06/31"),
                ],
            ),
            (
                ItemKind::Kin,
                &[
                    (Field::Relation, "spouse"),
                    (Field::Holder, "نسرین راهگشا"),
                    (Field::NationalCode, "9990000034"),
                ],
            ),
            (
                ItemKind::Firm,
                &[
                    (Field::Relation, "spouse"),
                    (Field::Holder, "نسرین راهگشا"),
                    (Field::Body, ABOVE.1),
                    (Field::LegalId, ABOVE.0),
                    (Field::Share, "100"),
                ],
            ),
        ],
    ),
    (
        "clerk-control",
        &[(
            ItemKind::SideJob,
            &[
                (Field::Title, "مدرس نیمه‌وقت"),
                (Field::Body, "آموزشکده فنی گلشهر"),
                (Field::Since, "1404/07/01"),
            ],
        )],
    ),
    ("finance-deputy", PART),
    ("services-deputy", PART),
    ("traffic-deputy", PART),
    ("clerk-revenue", PART),
    ("clerk-traffic", PART),
];

/// Those who have not declared when the year ends.
const MISSING: [&str; 3] = ["clerk-cemetery", "clerk-culture", "culture-deputy"];

type GiftLine = (
    i64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// Gifts: days before the end, who was offered it, giver, kind, number, what, outcome, how.
const GIFTS: [GiftLine; 9] = [
    (
        320,
        "clerk-revenue",
        "مغازه‌دار بازار",
        "person",
        "",
        "کارت خرید",
        "refused",
        "همان لحظه نپذیرفتم.",
    ),
    (
        271,
        "clerk-control",
        "پیمانکار ساختمان",
        "person",
        "",
        "قند و چای برای دفتر",
        "returned",
        "با پیک بازگردانده شد.",
    ),
    (
        230,
        "clerk-services-1",
        "شهروند سپاسگزار",
        "person",
        "",
        "جعبه شیرینی",
        "refused",
        "با سپاس رد شد.",
    ),
    (
        188,
        "works-deputy",
        "شرکت آفتاب راه",
        "firm",
        AFTAB,
        "سفر بازدید رایگان",
        "refused",
        "نامه رد فرستاده شد.",
    ),
    (
        141,
        "clerk-traffic",
        "نماینده آژانس",
        "person",
        "",
        "اشتراک رایگان",
        "refused",
        "پذیرفته نشد.",
    ),
    (
        96,
        "clerk-permits",
        "متقاضی پروانه",
        "person",
        "",
        "سکه",
        "handed-over",
        "صورت‌جلسه و تحویل حراست شد.",
    ),
    (
        63,
        "finance-deputy",
        "بانک شهر",
        "firm",
        "",
        "سررسید و خودکار",
        "returned",
        "بازگردانده شد.",
    ),
    (
        34,
        "clerk-green",
        "گلخانه‌دار",
        "person",
        "",
        "گلدان",
        "refused",
        "نپذیرفتم.",
    ),
    (
        9,
        "clerk-permits-2",
        "شرکت نیک‌بنا",
        "firm",
        NIKBANA,
        "کارت هدیه",
        "refused",
        "به فرستنده بازگردانده شد.",
    ),
];

/// The accounts as they act, each with its person.
struct People(HashMap<String, Actor>);

impl People {
    async fn read(app: &App, accounts: &[(String, String)]) -> Result<Self, ActError> {
        let mut conn = app.read().await?;
        let mut people = HashMap::new();
        for (username, id) in accounts {
            let Some(row) = account(&mut conn, TOWN, id).await? else {
                continue;
            };
            let grants = grants_of(&mut conn, TOWN, id).await?;
            let actor = Actor {
                account: Some(id.clone()),
                person: Some(row.person),
                name: row.name,
                grants,
                ..Actor::citizen(TOWN)
            };
            people.insert(username.clone(), actor);
        }
        Ok(Self(people))
    }

    fn named(&self, username: &str) -> Result<Actor, DemoError> {
        self.0
            .get(username)
            .cloned()
            .ok_or_else(|| DemoError::Act(format!("nobody is called {username}")))
    }
}

/// An act at a time of the past.
async fn at<T, F>(app: &App, now: Timestamp, act: F) -> Result<T, DemoError>
where
    T: Send + 'static,
    F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, ActError>> + Send + 'static,
{
    app.clock.set(now);
    Ok(app.act(act).await?.0)
}

/// Lives the interests of the year that ends at `end`. The clock is left wherever the last act was.
pub async fn live(
    app: &App,
    accounts: &[(String, String)],
    end: Timestamp,
) -> Result<usize, DemoError> {
    let people = People::read(app, accounts).await?;
    // Late in the morning, so many days before the end.
    let ago = |days: i64| Timestamp(end.0 - days * Timestamp::DAY + 11 * 3_600 * Timestamp::SECOND);
    let mut acts = 0;
    for gift in GIFTS.iter().filter(|gift| gift.0 > 40) {
        record_gift(app, &people, gift, ago(gift.0)).await?;
        acts += 1;
    }
    acts += declarations(app, &people, &ago).await?;
    acts += files(app, &people, &ago).await?;
    for gift in GIFTS.iter().filter(|gift| gift.0 <= 40) {
        record_gift(app, &people, gift, ago(gift.0)).await?;
        acts += 1;
    }
    Ok(acts)
}

async fn record_gift(
    app: &App,
    people: &People,
    (_, who, giver, kind, id, what, outcome, note): &GiftLine,
    now: Timestamp,
) -> Result<(), DemoError> {
    let actor = people.named(who)?;
    let input = NewGift {
        id: app.new_id(now),
        giver: (*giver).to_owned(),
        giver_kind: (*kind).to_owned(),
        giver_id: (*id).to_owned(),
        what: (*what).to_owned(),
        happened_on: persian::tehran_date(now.0).to_string(),
        outcome: (*outcome).to_owned(),
        note: (*note).to_owned(),
        ..NewGift::default()
    };
    at(app, now, move |tx| {
        async move { acts::record_gift(tx, &actor, now, &input).await }.boxed()
    })
    .await?;
    Ok(())
}

async fn declarations(
    app: &App,
    people: &People,
    ago: &(impl Fn(i64) -> Timestamp + Sync),
) -> Result<usize, DemoError> {
    let integrity = people.named("integrity")?;
    let rules = app.rules(TOWN).await?;
    let now = ago(38);
    let campaign = NewCampaign {
        id: app.new_id(now),
        year: persian::tehran_date(now.0).year().to_string(),
        working_days: "20".to_owned(),
    };
    let officer = integrity.clone();
    at(app, now, move |tx| {
        async move { acts::open_campaign(tx, &officer, now, &rules, &campaign).await }.boxed()
    })
    .await?;
    let mut usernames: Vec<&String> = people
        .0
        .keys()
        .filter(|name| !MISSING.contains(&name.as_str()) && *name != "overseer")
        .collect();
    usernames.sort();
    let mut count = 1;
    for (place, username) in usernames.into_iter().enumerate() {
        let now = ago(37 - i64::try_from(place % 22).unwrap_or(0));
        let declared = DECLARED
            .iter()
            .find(|(name, _)| name == username)
            .map_or(&[][..], |(_, rows)| rows);
        let input = NewDeclaration {
            id: app.new_id(now),
            rows: declared
                .iter()
                .map(|(kind, values)| RowInput {
                    kind: *kind,
                    values: values
                        .iter()
                        .map(|(field, value)| (*field, (*value).to_owned()))
                        .collect(),
                })
                .collect(),
            nothing: declared.is_empty(),
            vouched: true,
            note: String::new(),
        };
        let actor = people.named(username)?;
        let id = at(app, now, move |tx| {
            async move { acts::declare(tx, &actor, now, &input).await }.boxed()
        })
        .await?;
        count += 1;
        if username == "integrity" || place % 4 == 3 {
            // What waits for a review, and what nobody may review of their own.
            continue;
        }
        let now = Timestamp(now.0 + 2 * Timestamp::DAY);
        let review = review_of(app, people, username, id, now);
        let officer = integrity.clone();
        at(app, now, move |tx| {
            async move { acts::review(tx, &officer, now, &review).await }.boxed()
        })
        .await?;
        count += 1;
    }
    Ok(count)
}

fn review_of(
    _: &App,
    people: &People,
    username: &str,
    declaration: String,
    now: Timestamp,
) -> Review {
    let conditions = if username == "works-deputy" {
        let due = persian::tehran_date(now.0 + 60 * Timestamp::DAY);
        vec![NewCondition {
            kind: "recusal".to_owned(),
            text: "در مناقصه‌ها و پرونده‌های شرکت آفتاب راه شرکت نکند.".to_owned(),
            legal_id: AFTAB.to_owned(),
            owner: people
                .0
                .get(username)
                .and_then(|actor| actor.account.clone())
                .unwrap_or_default(),
            due: due.to_string(),
        }]
    } else {
        Vec::new()
    };
    Review {
        declaration,
        state: if conditions.is_empty() {
            "approved"
        } else {
            "conditional"
        }
        .to_owned(),
        note: "بررسی شد.".to_owned(),
        conditions,
    }
}

async fn files(
    app: &App,
    people: &People,
    ago: &(impl Fn(i64) -> Timestamp + Sync),
) -> Result<usize, DemoError> {
    let integrity = people.named("integrity")?;
    let now = ago(30);
    let firm = NewFirm {
        legal_id: NIKBANA.to_owned(),
        name: "شرکت نیک‌بنا".to_owned(),
        source: "روزنامه رسمی ۲۲۱۳۴".to_owned(),
        shareholders: "2".to_owned(),
        holders: vec![
            holder("بهرام نیکو", "40", "مدیرعامل"),
            holder("شیرین نیکو", "60", ""),
        ],
    };
    let below = NewFirm {
        legal_id: BELOW.0.to_owned(),
        name: BELOW.1.to_owned(),
        source: "روزنامه رسمی ۲۲۱۸۰".to_owned(),
        shareholders: String::new(),
        holders: vec![
            NewHolder {
                kind: "firm".to_owned(),
                national_id: HOLDING.0.to_owned(),
                ..holder(HOLDING.1, "50", "")
            },
            holder("پروین سرو", "50", "مدیرعامل"),
        ],
    };
    let roads = NewFirm {
        legal_id: ROADS.0.to_owned(),
        name: ROADS.1.to_owned(),
        source: "روزنامه رسمی ۲۲۱۹۲".to_owned(),
        shareholders: String::new(),
        holders: vec![
            NewHolder {
                kind: "firm".to_owned(),
                national_id: ABOVE.0.to_owned(),
                ..holder(ABOVE.1, "60", "")
            },
            holder("سهراب کوهی", "40", "مدیرعامل"),
        ],
    };
    at(app, now, move |tx| {
        async move {
            acts::record_firm(tx, &integrity, now, &firm).await?;
            acts::record_firm(tx, &integrity, now, &below).await?;
            acts::record_firm(tx, &integrity, now, &roads).await
        }
        .boxed()
    })
    .await?;
    let deputy = people.named("building-deputy")?;
    let clerk = people.named("clerk-permits")?;
    let first = register(
        app,
        &deputy,
        ago(14),
        "permit",
        "unit-permits",
        "پروانه ساخت مجتمع ۱۲ واحدی، خیابان بهار",
        "شرکت سازه‌گستر گلشهر",
        SAZEH,
    )
    .await?;
    // The clerk is found to be in conflict, and the file goes to another by draw.
    let handler = assign(
        app,
        people,
        &deputy,
        ago(13),
        &first,
        clerk.account.as_deref().unwrap_or_default(),
    )
    .await?;
    decide(app, &handler, ago(12), &first).await?;
    let second = register(
        app,
        &deputy,
        ago(10),
        "permit",
        "unit-permits",
        "پروانه تعمیر اساسی، کوچه نارون",
        "شرکت نیک‌بنا",
        NIKBANA,
    )
    .await?;
    assign(app, people, &deputy, ago(9), &second, "next").await?;
    register(
        app,
        &deputy,
        ago(3),
        "article-100",
        "unit-control",
        "اضافه‌بنا در طبقه همکف، میدان آزادی",
        "شرکت نیک‌بنا",
        NIKBANA,
    )
    .await?;
    about_somebody(app, people, ago(2)).await?;
    doubted(app, people, ago(2)).await?;
    Ok(11)
}

/// A file in the hands of somebody about whom an integrity officer has to answer first.
async fn doubted(app: &App, people: &People, now: Timestamp) -> Result<(), DemoError> {
    let deputy = people.named("works-deputy")?;
    let clerk = people.named("clerk-roads")?;
    let title = "مجوز حفاری، خیابان لاله";
    let file = register(
        app,
        &deputy,
        now,
        "permit",
        "unit-roads",
        title,
        ROADS.1,
        ROADS.0,
    )
    .await?;
    let account = clerk.account.as_deref().unwrap_or_default();
    assign(app, people, &deputy, now, &file, account).await?;
    Ok(())
}

/// The desk names a firm in a message: the clerk with a brother-in-law in it no longer finds it.
async fn about_somebody(app: &App, people: &People, now: Timestamp) -> Result<(), DemoError> {
    let filter = Filter {
        state: "owed".to_owned(),
        units: Some(vec!["unit-permits".to_owned()]),
        ..Filter::default()
    };
    let found = {
        let mut conn = app.read().await?;
        desk::list(&mut conn, TOWN, &filter, now, 50, 0).await?
    };
    let row = found
        .into_iter()
        .find(|row| ["referred", "under-review"].contains(&row.state.as_str()));
    let Some(row) = row else { return Ok(()) };
    let officer = people.named("officer")?;
    let input = Naming {
        message: row.id,
        party: NewParty {
            role: "other".to_owned(),
            kind: "firm".to_owned(),
            name: "شرکت سازه‌گستر گلشهر".to_owned(),
            national_id: SAZEH.to_owned(),
        },
    };
    at(app, now, move |tx| {
        async move { name_party(tx, &officer, now, &input).await }.boxed()
    })
    .await?;
    Ok(())
}

fn holder(name: &str, share: &str, post: &str) -> NewHolder {
    NewHolder {
        kind: "person".to_owned(),
        name: name.to_owned(),
        share: share.to_owned(),
        post: post.to_owned(),
        ..NewHolder::default()
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one line of a list for each file"
)]
async fn register(
    app: &App,
    actor: &Actor,
    now: Timestamp,
    kind: &str,
    unit: &str,
    title: &str,
    firm: &str,
    legal_id: &str,
) -> Result<String, DemoError> {
    let input = NewMatter {
        id: app.new_id(now),
        kind: kind.to_owned(),
        title: title.to_owned(),
        text: "مدارک پیوست است و نقشه‌ها به تأیید مهندس ناظر رسیده است.".to_owned(),
        unit: unit.to_owned(),
        parties: vec![NewParty {
            role: "applicant".to_owned(),
            kind: "firm".to_owned(),
            name: firm.to_owned(),
            national_id: legal_id.to_owned(),
        }],
    };
    let actor = actor.clone();
    at(app, now, move |tx| {
        async move { acts::register_matter(tx, &actor, now, &input).await }.boxed()
    })
    .await
}

/// Gives a file to somebody, makes the draw if there is one, and gives who handles it.
async fn assign(
    app: &App,
    people: &People,
    actor: &Actor,
    now: Timestamp,
    matter: &str,
    account: &str,
) -> Result<Actor, DemoError> {
    let (actor, id, account) = (actor.clone(), matter.to_owned(), account.to_owned());
    let given = at(app, now, move |tx| {
        async move { acts::assign_matter(tx, &actor, now, &id, &account).await }.boxed()
    })
    .await?;
    if let Some(draw) = given.draw {
        jobs::draw(app, TOWN, matter.to_owned(), draw).await?;
    }
    let mut conn = app.read().await?;
    let row = rows::matter(&mut conn, TOWN, matter).await?;
    row.and_then(|row| row.handler)
        .and_then(|handler| {
            people
                .0
                .values()
                .find(|actor| actor.account.as_deref() == Some(&handler))
                .cloned()
        })
        .ok_or_else(|| DemoError::Act(format!("nobody handles file {matter}")))
}

/// The handler declares that there is no conflict and decides.
async fn decide(app: &App, handler: &Actor, now: Timestamp, matter: &str) -> Result<(), DemoError> {
    let (actor, id) = (handler.clone(), matter.to_owned());
    at(app, now, move |tx| {
        async move { acts::declare_absence(tx, &actor, now, &id, true).await }.boxed()
    })
    .await?;
    let now = Timestamp(now.0 + Timestamp::DAY);
    let (actor, input) = (
        handler.clone(),
        NewDecision {
            matter: matter.to_owned(),
            decision: "granted".to_owned(),
            reasons: "نقشه‌ها با ضوابط طرح تفصیلی هم‌خوان است و عوارض پرداخت شده است.".to_owned(),
            legal_basis: "ماده ۱۰۰ قانون شهرداری".to_owned(),
        },
    );
    at(app, now, move |tx| {
        async move { acts::decide_matter(tx, &actor, now, &input).await }.boxed()
    })
    .await?;
    Ok(())
}
