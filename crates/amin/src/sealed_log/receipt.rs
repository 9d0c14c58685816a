//! Receipts: a public entry, the fields that its owner may see, and the proof that the entry is in the log.

use ledger::entry::Entry;
use ledger::receipt::Receipt;
use store::{Conn, Error};

use super::Seal;
use crate::platform::state::App;

/// The receipt of a journal entry, showing the fields named in `disclose` (those of them that the record has and that were not
/// erased). It stands under the published checkpoint with its cosignatures; under the newest signed one where the published does
/// not reach the entry yet. [`Receipt::encode`] gives the `.tlog-proof` file.
pub async fn receipt(
    app: &App,
    conn: &mut Conn,
    sequence: i64,
    disclose: &[&str],
) -> Result<Receipt, Error> {
    let row = store::entry_at(conn, sequence).await?;
    let row = row.ok_or_else(|| Error::Corrupt(format!("there is no journal entry {sequence}")))?;
    let record = row.open()?;
    let corrupt =
        |why: &dyn std::fmt::Display| Error::Corrupt(format!("journal entry {sequence}: {why}"));
    let entry = Entry::decode(&row.entry).map_err(|why| corrupt(&why))?;
    let open: Vec<&str> = disclose
        .iter()
        .copied()
        .filter(|name| record.value(name).is_some())
        .collect();
    let disclosure = record.disclose(&open).map_err(|why| corrupt(&why))?;
    app.seal.covered(sequence).await?;
    let covered = app
        .seal
        .prove(u64::try_from(sequence).map_err(|why| corrupt(&why))?)?;
    Ok(Receipt {
        entry,
        disclosure,
        index: covered.index,
        hashes: covered.proof,
        checkpoint: covered.note,
    })
}

/// How many of this log's witnesses have cosigned a receipt's checkpoint.
pub fn witnesses_of(seal: &Seal, receipt: &Receipt) -> usize {
    seal.witnesses()
        .iter()
        .filter(|witness| matches!(witness.key.time_of(&receipt.checkpoint), Ok(Some(_))))
        .count()
}
