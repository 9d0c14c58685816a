//! The gate: each bidder against everybody who holds an office here, and against each who decides.

use store::{Conn, Error, Timestamp};

use super::store::{BidderRow, DeciderRow};
use crate::interests::store::MatterParty;
use crate::interests::ties::Ties;
pub use crate::interests::ties::{Compared, rule_version};

/// The outcome that bars a bidder.
pub const BARRED: &str = "barred";

/// Compares. A result without a decider is that of the legal bans, about everybody in office.
pub async fn compare(
    conn: &mut Conn,
    organisation: &str,
    bidders: &[BidderRow],
    deciders: &[DeciderRow],
    now: Timestamp,
) -> Result<Vec<(BidderRow, Option<DeciderRow>, Compared)>, Error> {
    let parties: Vec<MatterParty> = bidders.iter().map(party).collect();
    let ties = Ties::of_bidders(conn, organisation, &parties).await?;
    let mut answers = Vec::new();
    for (bidder, party) in bidders.iter().zip(&parties) {
        answers.push((bidder.clone(), None, ties.gate(organisation, party, now)));
        for decider in deciders
            .iter()
            .filter(|decider| decider.state == "declared")
        {
            let found = ties.dealing(&decider.person, party, now);
            answers.push((bidder.clone(), Some(decider.clone()), found));
        }
    }
    Ok(answers)
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
