//! An employee declares, by campaign or at once on change.

use persian::tehran_date;
use serde_json::json;
use store::{Conn, Error, Timestamp, Tx};

use super::{Deed, MOST_NOTE, good_token, own};
use crate::interests::model::checks::Earlier;
use crate::interests::model::{
    DeclarationState, Item, RowInput, flags, read_rows, rows::MOST_ROWS,
};
use crate::interests::store::{self as rows, Declaration};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid};

/// Kind of the job that looks again at the open matters of whose ties have changed.
pub const RESCREEN_JOB: &str = "interests.rescreen";

/// A declaration as it comes from the form.
#[derive(Debug, Clone, Default)]
pub struct NewDeclaration {
    /// The form's token, its id.
    pub id: String,
    /// Its rows; blank ones are left out.
    pub rows: Vec<RowInput>,
    /// The declarant says that there is nothing to declare.
    pub nothing: bool,
    /// The declarant vouches for it.
    pub vouched: bool,
    /// What the declarant adds.
    pub note: String,
}

/// What a person declared last, where it was not rejected: the form of the next one begins with it.
pub async fn last_items(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<Item>, Error> {
    let all = rows::declarations_of(conn, organisation, person).await?;
    let Some(last) = all
        .iter()
        .find(|row| row.state() != DeclarationState::Rejected)
    else {
        return Ok(Vec::new());
    };
    rows::items(conn, organisation, &last.id)
        .await?
        .iter()
        .map(rows::ItemRow::item)
        .collect()
}

/// Declares. A wrong row is told by the page with the row; here it only keeps the act from happening. The same id again changes nothing.
pub async fn declare(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewDeclaration,
) -> Result<String, ActError> {
    good_token(&input.id)?;
    let me = own(tx, actor).await?;
    let organisation = actor.organisation.as_str();
    if let Some(known) = rows::declaration(tx.read(), organisation, &input.id).await? {
        return if known.person == me.person {
            Ok(known.id)
        } else {
            Err(ActError::NotFound)
        };
    }
    let today = tehran_date(now.0);
    if input.rows.len() > MOST_ROWS * 7 {
        return Err(invalid("rows", |t| t.interests_fault_rows(MOST_ROWS * 7)));
    }
    let items = read_rows(&input.rows, today)
        .map_err(|faults| invalid("rows", move |t| t.interests_fault_in_rows(faults.len())))?;
    if items.is_empty() != input.nothing {
        return Err(if input.nothing {
            invalid("nothing", |t| {
                t.interests_fault_nothing_but_rows().to_owned()
            })
        } else {
            invalid("nothing", |t| {
                t.interests_fault_nothing_or_rows().to_owned()
            })
        });
    }
    if !input.vouched {
        return Err(invalid("vouched", |t| {
            t.interests_fault_vouched().to_owned()
        }));
    }
    let note = persian::normalize(&input.note).trim().to_owned();
    if note.chars().count() > MOST_NOTE {
        return Err(invalid("note", |t| t.interests_fault_long(MOST_NOTE)));
    }
    let before = rows::declarations_of(tx.read(), organisation, &me.person).await?;
    let previous = before
        .iter()
        .find(|row| row.state() != DeclarationState::Rejected);
    let earlier = match previous {
        Some(row) => Some(Earlier {
            items: last_items(tx.read(), organisation, &me.person).await?,
            on: tehran_date(row.submitted_at.0),
        }),
        None => None,
    };
    // A declaration counts for the newest campaign until the person has declared in it.
    let campaign = rows::newest_campaign(tx.read(), organisation)
        .await?
        .filter(|open| {
            !before.iter().any(|row| {
                row.campaign.as_deref() == Some(&open.id)
                    && row.state() != DeclarationState::Rejected
            })
        });
    let late = campaign.as_ref().is_some_and(|open| now > open.deadline_at);
    let found = flags(&items, earlier.as_ref(), late);
    let declaration = Declaration {
        id: input.id.clone(),
        person: me.person.clone(),
        account: me.account.clone(),
        unit: me.unit,
        campaign: campaign.map(|open| open.id),
        previous: previous.map(|row| row.id.clone()),
        state: DeclarationState::Submitted.code().to_owned(),
        none_declared: input.nothing,
        note,
        flags: serde_json::to_string(&found)
            .map_err(|why| store::Error::Corrupt(why.to_string()))?,
        flag_count: i64::try_from(found.len()).unwrap_or(i64::MAX),
        submitted_at: now,
        reviewed_at: None,
        reviewed_by: None,
        review_note: String::new(),
    };
    rows::insert_declaration(tx, organisation, &declaration).await?;
    for (place, item) in items.iter().enumerate() {
        rows::insert_item(tx, organisation, &declaration, place, item).await?;
    }
    tx.enqueue(
        organisation,
        RESCREEN_JOB,
        &json!({ "person": me.person }),
        now,
        now,
    )
    .await?;
    Deed {
        actor,
        right: None,
        now,
        kind: "interests.declared",
        objects: vec![
            ("declaration", declaration.id.clone()),
            ("person", me.person),
        ],
        payload: vec![
            ("campaign", json!(declaration.campaign)),
            ("items", json!(items.len())),
            (
                "flags",
                json!(
                    found
                        .iter()
                        .map(|flag| flag.code.as_str())
                        .collect::<Vec<_>>()
                ),
            ),
        ],
    }
    .done(tx)
    .await?;
    Ok(declaration.id)
}
