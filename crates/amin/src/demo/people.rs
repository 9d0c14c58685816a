//! Pledges of most people of the town, review talks about two scorecards, and a finding that began with a citizen's message.

use futures::FutureExt;
use serde_json::json;
use store::{Timestamp, fetch_optional};

use super::TOWN;
use super::live::People;
use crate::charter;
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::scorecards::acts::{TalkInput, record_talk, sign};
use crate::scorecards::model::Period;

/// Those who have not pledged when the year ends.
const UNPLEDGED: [&str; 4] = [
    "clerk-culture",
    "clerk-waste",
    "culture-deputy",
    "clerk-traffic",
];

/// Review talks: unit, its manager, whether both have signed.
const TALKS: [(&str, &str, bool); 2] = [
    ("unit-services", "services-deputy", true),
    ("unit-works", "works-deputy", false),
];

fn named(people: &People, username: &str) -> Result<Actor, ActError> {
    people.named(username).cloned().ok_or(ActError::NotFound)
}

/// Lives it; gives how many acts that were.
pub async fn live(
    app: &App,
    people: &People,
    accounts: &[(String, String)],
    begin: Timestamp,
    end: Timestamp,
) -> Result<usize, ActError> {
    let mut acts = pledge(app, people, accounts, begin).await?;
    acts += talk(app, people, end).await?;
    acts += notice(app, people, end).await?;
    Ok(acts)
}

/// One person after the other pledges in the first weeks.
async fn pledge(
    app: &App,
    people: &People,
    accounts: &[(String, String)],
    begin: Timestamp,
) -> Result<usize, ActError> {
    let mut acts = 0;
    for (place, (username, account)) in (0_i64..).zip(accounts) {
        if UNPLEDGED.contains(&username.as_str()) {
            continue;
        }
        let mut actor = named(people, username)?;
        // The entry and the certificate hold the person's name, not the word with which they sign in.
        let mut conn = app.read().await?;
        let row = crate::organisation::store::account(&mut conn, TOWN, account).await?;
        drop(conn);
        actor.name = row.map_or_else(String::new, |row| row.name);
        let now = Timestamp(begin.0 + (3 + place) * Timestamp::DAY).plus_seconds(10 * 3_600);
        app.act(move |tx| {
            async move {
                let version = charter::store::in_force(tx.read(), TOWN, now).await?;
                let version = version.ok_or(ActError::NotFound)?;
                charter::acts::pledge(tx, &actor, now, &version.id, true).await
            }
            .boxed()
        })
        .await?;
        acts += 1;
    }
    Ok(acts)
}

/// The mayor leads the talks about the last quarter that has ended.
async fn talk(app: &App, people: &People, end: Timestamp) -> Result<usize, ActError> {
    let rules = app.rules(TOWN).await?;
    let mayor = named(people, "mayor")?;
    let now = Timestamp(end.0 - 2 * Timestamp::DAY).plus_seconds(11 * 3_600);
    let period = Period::last_ended(persian::tehran_date(now.0)).code();
    let mut acts = 0;
    for (unit, username, signed) in TALKS {
        let manager = named(people, username)?;
        let input = TalkInput {
            unit: unit.to_owned(),
            period: period.clone(),
            manager: manager.account.clone().unwrap_or_default(),
            talked_on: persian::tehran_date(now.0).numeric(),
            participants: "شهردار، مدیر واحد و کارشناس دبیرخانه".to_owned(),
            notes: "شاخص‌های دوره یک به یک بررسی شد. مدیر واحد دلیل دیرکردها را کمبود نیرو در ماه نخست دوره دانست.".to_owned(),
            measures: "بازنگری تقسیم کار میان کارشناسان، مسئول: مدیر واحد، تا پایان فصل\nپیگیری هفتگی پیام‌های نزدیک به مهلت".to_owned(),
        };
        let (rules, mayor, period) = (rules.clone(), mayor.clone(), period.clone());
        let base = format!("{}/{TOWN}", app.config.base_url);
        app.act(move |tx| {
            async move {
                record_talk(tx, &mayor, now, &rules, &base, &input).await?;
                if signed {
                    let later = now.plus_seconds(3_600);
                    sign(tx, &mayor, later, unit, &period, "").await?;
                    let words = "با گزارش موافقم؛ دو همکار تازه از ماه بعد به واحد می‌پیوندند.";
                    sign(tx, &manager, later, unit, &period, words).await?;
                }
                Ok::<(), ActError>(())
            }
            .boxed()
        })
        .await?;
        acts += if signed { 3 } else { 1 };
    }
    Ok(acts)
}

/// The integrity officer takes the latest overdue complaint as a sign of more than itself.
async fn notice(app: &App, people: &People, end: Timestamp) -> Result<usize, ActError> {
    let officer = named(people, "integrity")?;
    let mut conn = app.read().await?;
    let found = fetch_optional!(
        &mut conn,
        (String, String, Option<String>),
        "select id, code, unit from message where organisation = $1 and kind = 'complaint' and late = $2 and unit is not null
         order by filed_at desc, id desc limit 1",
        TOWN,
        true
    )?;
    drop(conn);
    let Some((message, code, unit)) = found else {
        return Ok(0);
    };
    let title = "شکایت‌هایی که تا پایان مهلت به کارشناس نرسیده‌اند";
    let text = "این شکایت پیش از پایان مهلت به هیچ کارشناسی سپرده نشده است و در سابقه آن گامی میان ثبت و پایان مهلت نیست. آیا شکایت‌های مانند آن هم همین مسیر را داشته‌اند؟";
    let new = NewFinding {
        key: format!("by-hand:message:{message}:blind-spot"),
        kind: Kind::BlindSpot,
        severity: Severity::Medium,
        unit,
        service: None,
        object: Some(("message", message)),
        title: (
            title.to_owned(),
            "Complaints that reached no clerk before their deadline".to_owned(),
        ),
        text: (
            text.to_owned(),
            "Nobody was given this complaint before its deadline, and its history has no step between filing and deadline. Did others go the same way?".to_owned(),
        ),
        query: format!("پیام شهروند، کد رهگیری {code}"),
        rule_version: "by-hand/1".to_owned(),
        input_hash: hex::encode(<sha2::Sha256 as sha2::Digest>::digest(text)),
        case_count: 1,
        cases: vec![code],
        facts: json!({}),
    };
    let now = Timestamp(end.0 - Timestamp::DAY).plus_seconds(9 * 3_600);
    app.act(move |tx| async move { raise(tx, &officer, now, &new).await }.boxed())
        .await?;
    Ok(1)
}
