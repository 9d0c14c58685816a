//! The gate: each bidder against everybody who holds an office here and the list of the debarred, and against each who decides or
//! runs the tender.

use persian::tehran_date;
use relations::rules::Outcome;
use store::{Conn, Error, Timestamp};

use super::store::{BidderRow, DebarmentRow, DeciderRow, debarments};
use crate::interests::store::{Handler, MatterParty};
use crate::interests::ties::Ties;
pub use crate::interests::ties::{Compared, rule_version};

/// The outcome that bars a bidder.
pub const BARRED: &str = "barred";

/// Compares bidders with these people. A result without a decider is that of the legal bans, about everybody in office, and of the list of the debarred.
pub async fn compare(
    conn: &mut Conn,
    organisation: &str,
    bidders: &[BidderRow],
    deciders: &[DeciderRow],
    now: Timestamp,
) -> Result<Vec<(BidderRow, Option<DeciderRow>, Compared)>, Error> {
    let parties: Vec<MatterParty> = bidders.iter().map(party).collect();
    let people: Vec<Handler> = deciders
        .iter()
        .map(|decider| Handler {
            account: decider.account.clone(),
            person: decider.person.clone(),
            name: decider.name.clone(),
        })
        .collect();
    let ties = Ties::of_bidders(conn, organisation, &parties, &people).await?;
    let debarred = debarments(conn, organisation).await?;
    let today = tehran_date(now.0).gregorian_iso();
    let mut answers = Vec::new();
    for (bidder, party) in bidders.iter().zip(&parties) {
        let mut law = ties.gate(organisation, party, now);
        let listed = debarred
            .iter()
            .find(|row| bidder.national_id.as_ref() == Some(&row.national_id) && row.holds(&today));
        if let Some(row) = listed {
            let (fa, en) = told(row);
            law.outcome = Outcome::Barred;
            law.law = (joined(&fa, &law.law.0), joined(&en, &law.law.1));
            law.rule = (joined(&fa, &law.rule.0), joined(&en, &law.rule.1));
        }
        answers.push((bidder.clone(), None, law));
        for decider in deciders {
            let found = ties.dealing(&decider.person, party, now);
            answers.push((bidder.clone(), Some(decider.clone()), found));
        }
    }
    Ok(answers)
}

fn joined(one: &str, other: &str) -> String {
    if other.is_empty() {
        one.to_owned()
    } else {
        format!("{one}\n{other}")
    }
}

/// What the list says of somebody, in both languages.
fn told(row: &DebarmentRow) -> (String, String) {
    use crate::platform::texts::{Lang, Texts};
    let say = |lang: Lang| {
        let t = Texts::of(lang);
        match row.last_day() {
            Some(day) => {
                t.tenders_debarred_law_until(&row.legal_basis, &row.source, day_words(lang, day))
            }
            None => t.tenders_debarred_law(&row.legal_basis, &row.source),
        }
    };
    (say(Lang::Fa), say(Lang::En))
}

/// A Gregorian day, ISO 8601, as a Solar Hijri one in words; what is none, as it is.
pub fn day_words(lang: crate::platform::texts::Lang, iso: &str) -> String {
    let mut parts = iso.split('-').map(|part| part.parse::<i32>().ok());
    let date = match (parts.next(), parts.next(), parts.next()) {
        (Some(Some(year)), Some(Some(month)), Some(Some(day))) => u8::try_from(month)
            .ok()
            .zip(u8::try_from(day).ok())
            .and_then(|(month, day)| persian::Date::from_gregorian(year, month, day).ok()),
        _ => None,
    };
    match date {
        Some(date) if lang == crate::platform::texts::Lang::Fa => date.medium(),
        Some(date) => date.medium_en(),
        None => iso.to_owned(),
    }
}

fn party(bidder: &BidderRow) -> MatterParty {
    MatterParty {
        id: bidder.id.clone(),
        role: "contractor".to_owned(),
        party_kind: bidder.kind.clone(),
        name: bidder.name.clone(),
        national_id: bidder.national_id.clone(),
    }
}
