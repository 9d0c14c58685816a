//! What the releases of tenders tell of ties between firms is kept beside them, so that a screening reads it by an index.

use serde_json::json;
use store::{Timestamp, Tx};

use super::Deed;
use crate::interests::model::dealings::{End, of_release};
use crate::interests::store as rows;
use crate::interests::ties::body_node;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;

/// Kind of the job that reads the releases which were taken in before these ties were kept.
pub const DEALINGS_JOB: &str = "interests.dealings";

/// Keeps what the release of a tender tells. The entry of the act that calls it vouches for the rows.
pub async fn note_dealings(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    (tender, ocid): (&str, &str),
    release: &str,
    opened: bool,
) -> Result<bool, ActError> {
    let names = crate::voice::store::organisation_names(tx.read(), organisation).await?;
    let body = End {
        node: body_node(organisation),
        name: names.map_or_else(|| organisation.to_owned(), |(name, _)| name),
    };
    let told = of_release(release, &body, opened);
    let source = format!("ocds {ocid}");
    Ok(rows::keep_dealings(tx, organisation, tender, &source, &told, now).await?)
}

/// Reads the releases of some tenders again (id, identifier, whether the bids are open).
pub async fn read_dealings(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    tenders: &[(String, String, bool)],
) -> Result<(), ActError> {
    let mut changed = 0;
    for (id, ocid, opened) in tenders {
        let release = crate::tenders::store::release(tx.read(), organisation, id).await?;
        let release = release.unwrap_or_default();
        let tender = (id.as_str(), ocid.as_str());
        if note_dealings(tx, organisation, now, tender, &release, *opened).await? {
            changed += 1;
        }
    }
    if changed > 0 {
        Deed {
            actor: &Actor::program(organisation),
            right: None,
            now,
            kind: "interests.dealings-read",
            objects: vec![("organisation", organisation.to_owned())],
            payload: vec![("tenders", json!(changed))],
        }
        .done(tx)
        .await?;
    }
    Ok(())
}
