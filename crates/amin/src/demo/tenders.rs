//! Tenders of the made-up town: one whose bidders went through the gate, with a bidder whom the law bars, and a deputy and a clerk who
//! keep out, one that is still announced, one with a single bid, and two whose bidder is barred by what several people hold through a
//! holding. Firms and numbers are invented.

use futures::FutureExt;
use sha2::{Digest, Sha256};
use store::Timestamp;

use super::interests::BELOW;
use super::live::People;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::tenders::{acts, flags, model};

/// A firm of a clerk's brother-in-law, one of a deputy's spouse (see the declarations), and two without ties: national id, name.
const FIRMS: [(&str, &str); 5] = [
    ("14990000011", "شرکت سازه‌گستر گلشهر"),
    ("14990000030", "شرکت آفتاب راه"),
    ("14990000026", "شرکت نیک‌بنا"),
    ("10240117985", "شرکت نمونه راه‌سازی"),
    BELOW,
];

/// A tender: identifier, title, bidders by their place in [`FIRMS`], days from its beginning to now, days of its period.
const TENDERS: [(&str, &str, &[usize], i64, i64); 5] = [
    (
        "golshahr-1405-0001",
        "روکش آسفالت خیابان بهار",
        &[0, 1, 3],
        30,
        21,
    ),
    (
        "golshahr-1405-0002",
        "بازسازی جوی و جدول منطقه ۲",
        &[2, 3],
        5,
        25,
    ),
    (
        "golshahr-1405-0003",
        "خرید چراغ کم‌مصرف بوستان‌ها",
        &[3],
        20,
        6,
    ),
    (
        "golshahr-1405-0004",
        "نگهداری فضای سبز منطقه ۱",
        &[4, 3],
        28,
        20,
    ),
    (
        "golshahr-1405-0005",
        "نگهداری فضای سبز منطقه ۲",
        &[4, 3],
        28,
        20,
    ),
];

fn release(now: Timestamp, tender: &(&str, &str, &[usize], i64, i64)) -> String {
    let (ocid, title, bidders, since, days) = tender;
    let day =
        |days: i64| Timestamp(now.0 - (now.0 % Timestamp::DAY) + days * Timestamp::DAY).rfc3339();
    // Bids are handed in until two in the afternoon in Tehran.
    let afternoon = |days: i64| {
        let days = now.0.div_euclid(Timestamp::DAY) + days;
        Timestamp(
            days * Timestamp::DAY + 10 * 3_600 * Timestamp::SECOND + 1_800 * Timestamp::SECOND,
        )
        .rfc3339()
    };
    let firms = bidders.iter().map(|place| FIRMS[*place]);
    let parties: Vec<serde_json::Value> = firms
        .clone()
        .map(|(id, name)| serde_json::json!({
            "id": id, "name": name, "roles": ["tenderer"], "identifier": { "scheme": "IR-NID", "id": id },
        }))
        .collect();
    let named: Vec<serde_json::Value> = firms
        .map(|(id, name)| serde_json::json!({ "id": id, "name": name }))
        .collect();
    serde_json::json!({
        "ocid": ocid,
        "id": format!("{ocid}-1"),
        "date": day(-since),
        "tag": ["compiled"],
        "buyer": { "id": super::TOWN, "name": "شهرداری گلشهر" },
        "parties": parties,
        "tender": {
            "id": ocid, "title": title, "status": "active", "procurementMethod": "open",
            "tenderPeriod": { "startDate": day(-since), "endDate": afternoon(days - since) },
            "numberOfTenderers": bidders.len(), "tenderers": named,
        },
    })
    .to_string()
}

/// Takes the tenders in; the first goes to the mayor, who names who decides on it and passes its gate.
pub async fn live(app: &App, people: &People, now: Timestamp) -> Result<(), ActError> {
    let file: Vec<String> = TENDERS.iter().map(|tender| release(now, tender)).collect();
    // One line of the file was cut off on its way.
    let file = format!(
        "{}\n{{\"ocid\": \"golshahr-1405-0006\", \"ten\n",
        file.join("\n")
    );
    let read = model::read(file.as_bytes());
    let (processes, left) = read.map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let named = |username: &str| people.named(username).cloned().ok_or(ActError::NotFound);
    let (deputy, manager) = (named("works-deputy")?, named("mayor")?);
    let deciders = [named("clerk-permits")?, named("clerk-roads")?];
    let first = processes[0].ocid.clone();
    let report = acts::NewImport {
        unit: "unit-works".to_owned(),
        file_name: "مناقصه‌ها.jsonl".to_owned(),
        sha256: hex::encode(Sha256::digest(file.as_bytes())),
        left,
    };
    app.act(move |tx| {
        async move {
            let program = Actor::program(super::TOWN);
            let taken = acts::take_in(tx, &program, now, "unit-works", &processes).await?;
            acts::keep_import(tx, &program, now, &report, taken).await?;
            let tender =
                crate::tenders::store::tender_of_ocid(tx.read(), super::TOWN, &first).await?;
            let tender = tender.ok_or(ActError::NotFound)?.id;
            // The deputy's spouse holds a part of a bidder: the deputy keeps out, and the tender goes to the mayor, who declares too.
            let reason = "همسرم در یکی از شرکت‌های پیشنهاددهنده سهم دارد.";
            acts::declare(tx, &deputy, now, &tender, false, reason).await?;
            acts::declare(tx, &manager, now, &tender, true, "").await?;
            for decider in &deciders {
                let account = decider.account.clone().unwrap_or_default();
                acts::name_decider(tx, &manager, now, &tender, &account).await?;
                acts::declare(tx, decider, now, &tender, true, "").await?;
            }
            acts::screen(tx, &manager, now, &tender).await?;
            Ok(())
        }
        .boxed()
    })
    .await?;
    flags::refresh(app, super::TOWN).await?;
    Ok(())
}
