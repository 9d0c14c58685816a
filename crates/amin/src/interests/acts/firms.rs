//! The register of firms: a firm with its holders from a registration notice, and the end of a holding.

use persian::{Date, LegalEntityId, tehran_date};
use serde_json::json;
use store::{Timestamp, Tx};

use super::gifts::identity;
use super::{Deed, RESCREEN_JOB, known_id};
use crate::interests::model::{PartyKind, Share};
use crate::interests::store::{self as rows, Firm, FirmHolder};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;

/// More shareholders than any firm has.
const MOST_SHAREHOLDERS: i64 = 100_000_000;
/// Holders that one form can bring.
pub const MOST_HOLDERS: usize = 8;

/// A holder as typed.
#[derive(Debug, Clone, Default)]
pub struct NewHolder {
    /// `person` or `firm`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// National code or national id, or empty.
    pub national_id: String,
    /// Percent, or empty.
    pub share: String,
    /// Post, or empty.
    pub post: String,
    /// First day, or empty.
    pub since: String,
}

impl NewHolder {
    /// Whether nothing was typed into it.
    pub fn is_blank(&self) -> bool {
        [
            &self.name,
            &self.national_id,
            &self.share,
            &self.post,
            &self.since,
        ]
        .iter()
        .all(|text| text.trim().is_empty())
    }
}

/// A firm with holders as typed.
#[derive(Debug, Clone, Default)]
pub struct NewFirm {
    /// National id.
    pub legal_id: String,
    /// Name.
    pub name: String,
    /// Number and date of the registration notice.
    pub source: String,
    /// How many hold shares, or empty.
    pub shareholders: String,
    /// Who holds shares or posts; blank ones are left out.
    pub holders: Vec<NewHolder>,
}

/// Records a firm, or more holders of a known one. Open matters that it may touch are looked at again.
pub async fn record_firm(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewFirm,
) -> Result<String, ActError> {
    actor.require(Right::InterestReview, None)?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let legal_id = match input.legal_id.parse::<LegalEntityId>() {
        Ok(id) => id.to_string(),
        Err(why) => {
            faults.add("legal_id", move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => format!("{why}."),
            });
            String::new()
        }
    };
    let mut short = |field: &'static str, typed: &str| {
        let text = persian::normalize(typed).trim().to_owned();
        if text.is_empty() || text.chars().count() > 200 {
            faults.add(field, |t| t.interests_fault_missing().to_owned());
        }
        text
    };
    let (name, source) = (short("name", &input.name), short("source", &input.source));
    let shareholders = match input.shareholders.trim() {
        "" => None,
        typed => match persian::parse_integer(typed) {
            Ok(count) if (1..=MOST_SHAREHOLDERS).contains(&count) => Some(count),
            _ => {
                faults.add("shareholders", |t| {
                    t.interests_firm_fault_shareholders().to_owned()
                });
                None
            }
        },
    };
    faults.check()?;
    let mut holders = Vec::new();
    for (number, typed) in (1_usize..).zip(input.holders.iter().filter(|row| !row.is_blank())) {
        holders.push(good_holder(tx, now, &legal_id, &source, number, typed)?);
    }
    let known = rows::firm(tx.read(), organisation, &legal_id).await?;
    if let Some(mut firm) = known {
        if holders.is_empty() && shareholders.is_none() {
            return Err(invalid("holders", |t| {
                t.interests_fault_firm_known().to_owned()
            }));
        }
        if shareholders.is_some() && shareholders != firm.shareholders {
            firm.shareholders = shareholders;
            firm.source.clone_from(&source);
            rows::save_shareholders(tx, organisation, &firm).await?;
        }
    } else {
        let firm = Firm {
            id: legal_id.clone(),
            name,
            source: source.clone(),
            recorded_at: now,
            shareholders,
        };
        rows::insert_firm(tx, organisation, &firm).await?;
    }
    for row in &holders {
        rows::insert_firm_holder(tx, organisation, row).await?;
    }
    tx.enqueue(
        organisation,
        RESCREEN_JOB,
        &json!({ "firm": legal_id }),
        now,
        now,
    )
    .await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.firm-recorded",
        objects: vec![("firm", legal_id.clone())],
        payload: vec![
            ("source", json!(source)),
            ("holders", json!(holders.len())),
            ("shareholders", json!(shareholders)),
        ],
    }
    .done(tx)
    .await?;
    Ok(legal_id)
}

fn good_holder(
    tx: &mut Tx,
    now: Timestamp,
    firm: &str,
    source: &str,
    number: usize,
    typed: &NewHolder,
) -> Result<FirmHolder, ActError> {
    let wrong = |why: String| {
        invalid("holders", move |t| {
            t.interests_fault_holder_row(number, &why)
        })
    };
    let kind = PartyKind::of(&typed.kind).unwrap_or(PartyKind::Person);
    let name = persian::normalize(&typed.name).trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(invalid("holders", move |t| {
            t.interests_fault_holder_row(number, t.interests_fault_holder())
        }));
    }
    let mut faults = Faults::default();
    let holder_id = identity(&mut faults, "holders", Some(kind), &typed.national_id);
    if let Err(ActError::Invalid(fields)) = faults.check() {
        return Err(invalid("holders", move |t| {
            let why = fields
                .first()
                .map_or_else(String::new, |field| field.why.to(t));
            t.interests_fault_holder_row(number, &why)
        }));
    }
    let share = match typed.share.trim() {
        "" => None,
        text => Some(text.parse::<Share>().map_err(|why| {
            invalid("holders", move |t| {
                let why = match t.lang {
                    Lang::Fa => why.to_persian().to_owned(),
                    Lang::En => why.to_string(),
                };
                t.interests_fault_holder_row(number, &why)
            })
        })?),
    };
    let post = persian::normalize(&typed.post).trim().to_owned();
    if share.is_none() && post.is_empty() {
        return Err(invalid("holders", move |t| {
            t.interests_fault_holder_row(number, t.interests_fault_share_or_post())
        }));
    }
    let since = match typed.since.trim() {
        "" => None,
        text => Some(
            text.parse::<Date>()
                .map_err(|why| wrong(why.to_persian()))?
                .iso(),
        ),
    };
    Ok(FirmHolder {
        id: tx.new_id(now),
        firm: firm.to_owned(),
        holder_kind: kind.code().to_owned(),
        holder: name,
        holder_id,
        share: share.map(Share::millionths),
        post,
        since,
        until: None,
        source: source.to_owned(),
        recorded_at: now,
    })
}

/// Says that a holding has ended today.
pub async fn end_holding(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    known_id(id)?;
    let organisation = actor.organisation.as_str();
    let row = rows::firm_holders(tx.read(), organisation)
        .await?
        .into_iter()
        .find(|row| row.id == id)
        .ok_or(ActError::NotFound)?;
    if row.until.is_some() {
        return Ok(());
    }
    rows::end_firm_holder(tx, organisation, id, tehran_date(now.0)).await?;
    tx.enqueue(
        organisation,
        RESCREEN_JOB,
        &json!({ "firm": row.firm }),
        now,
        now,
    )
    .await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.holding-ended",
        objects: vec![("firm", row.firm)],
        payload: vec![("holding", json!(id))],
    }
    .done(tx)
    .await?;
    Ok(())
}
