//! Gifts are recorded, settled, and their givers compared with what is open.

use std::collections::BTreeSet;

use persian::{Date, LegalEntityId, MobileNumber, NationalCode, tehran_date};
use relations::model::Day;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Conn, Error, Timestamp, Tx};

use super::{Deed, MOST_NOTE, RESCREEN_JOB, good_token, known_id, own};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::model::{GIFT_LIMIT, GiftOutcome, PartyKind, may_keep};
use crate::interests::store::{self as rows, Control, Gift, GiftMatch, HolderBy};
use crate::organisation::model::number_setting;
use crate::organisation::store::setting;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

/// Version of the rule by which givers are compared.
pub const GIFT_RULE: &str = "gift-giver-2";
/// Begins the keys of findings about gifts, whatever the version of the rule.
const GIFT_KEY: &str = "gift-giver-1";
/// Firms above or below one that are looked through.
const MOST_FIRMS: usize = 200;

/// A gift as typed.
#[derive(Debug, Clone, Default)]
pub struct NewGift {
    /// The form's token, its id.
    pub id: String,
    /// Name of the giver.
    pub giver: String,
    /// `person` or `firm`.
    pub giver_kind: String,
    /// National code or national id, or empty.
    pub giver_id: String,
    /// Mobile number of the giver, or empty.
    pub giver_phone: String,
    /// What it is.
    pub what: String,
    /// Occasion, or empty.
    pub occasion: String,
    /// Estimated value in rials, or empty.
    pub value: String,
    /// Day, as typed.
    pub happened_on: String,
    /// Code of a [`GiftOutcome`].
    pub outcome: String,
    /// How and to whom.
    pub note: String,
}

/// What became of a gift, as typed.
#[derive(Debug, Clone, Default)]
pub struct Settlement {
    /// Gift.
    pub gift: String,
    /// Code of a [`GiftOutcome`].
    pub outcome: String,
    /// Estimated value in rials, or empty.
    pub value: String,
    /// How and to whom.
    pub note: String,
}

/// A value in rials as people type it: separators are left out.
fn rials(text: &str) -> Result<Option<i64>, ()> {
    let plain: String = persian::to_ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '٬' | '،' | '\u{200c}'))
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    match plain.parse::<i64>() {
        Ok(value) if (0..=1_000_000_000_000_000).contains(&value) => Ok(Some(value)),
        _ => Err(()),
    }
}

/// Checks an identity number of a person or legal entity; gives it in ASCII digits.
pub(in crate::interests) fn identity(
    faults: &mut Faults,
    field: &'static str,
    kind: Option<PartyKind>,
    typed: &str,
) -> Option<String> {
    if typed.trim().is_empty() {
        return None;
    }
    let read = match kind {
        Some(PartyKind::Firm) => typed.parse::<LegalEntityId>().map(|id| id.to_string()),
        _ => typed.parse::<NationalCode>().map(|id| id.to_string()),
    };
    match read {
        Ok(id) => Some(id),
        Err(why) => {
            faults.add(field, move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => format!("{why}."),
            });
            None
        }
    }
}

/// Refuses to keep what may not be kept.
async fn allow(
    tx: &mut Tx,
    organisation: &str,
    outcome: GiftOutcome,
    value: Option<i64>,
) -> Result<(), ActError> {
    if outcome != GiftOutcome::Kept {
        return Ok(());
    }
    let limit = number_setting(tx.read(), organisation, GIFT_LIMIT, 0).await?;
    if may_keep(value, limit) {
        return Ok(());
    }
    let source = setting(tx.read(), organisation, GIFT_LIMIT)
        .await?
        .map_or_else(String::new, |row| row.source);
    Err(invalid("outcome", move |t| {
        t.interests_fault_kept(limit, &source)
    }))
}

/// Records a gift that was offered. The same id again changes nothing.
pub async fn record_gift(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewGift,
) -> Result<String, ActError> {
    good_token(&input.id)?;
    let me = own(tx, actor).await?;
    let organisation = actor.organisation.as_str();
    if let Some(known) = rows::gift(tx.read(), organisation, &input.id).await? {
        return if known.account == me.account {
            Ok(known.id)
        } else {
            Err(ActError::NotFound)
        };
    }
    let mut faults = Faults::default();
    let mut text = |field: &'static str, typed: &str, required: bool, most: usize| {
        let text = persian::normalize(typed).trim().to_owned();
        if required && text.is_empty() {
            faults.add(field, |t| t.interests_fault_missing().to_owned());
        } else if text.chars().count() > most {
            faults.add(field, move |t| t.interests_fault_long(most));
        }
        text
    };
    let giver = text("giver", &input.giver, true, 150);
    let what = text("what", &input.what, true, 300);
    let occasion = text("occasion", &input.occasion, false, 300);
    let note = text("note", &input.note, false, MOST_NOTE);
    let giver_kind = PartyKind::of(&input.giver_kind);
    if giver_kind.is_none() {
        faults.add("giver_kind", |t| t.interests_fault_party_kind().to_owned());
    }
    let giver_id = identity(&mut faults, "giver_id", giver_kind, &input.giver_id);
    let giver_phone = match input.giver_phone.trim() {
        "" => None,
        typed => match typed.parse::<MobileNumber>() {
            Ok(number) => Some(number.to_string()),
            Err(why) => {
                faults.add("giver_phone", move |t| match t.lang {
                    Lang::Fa => why.to_persian(),
                    Lang::En => format!("{why}."),
                });
                None
            }
        },
    };
    let value_rials = rials(&input.value).unwrap_or_else(|()| {
        faults.add("value", |t| t.interests_fault_rials().to_owned());
        None
    });
    let happened_on = match input.happened_on.trim().parse::<Date>() {
        Ok(day) if day > tehran_date(now.0) => {
            faults.add("happened_on", |t| t.interests_fault_future().to_owned());
            None
        }
        Ok(day) => Some(day),
        Err(why) => {
            faults.add("happened_on", move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => format!("{why}."),
            });
            None
        }
    };
    let outcome = GiftOutcome::of(&input.outcome);
    if outcome.is_none() {
        faults.add("outcome", |t| t.interests_fault_outcome().to_owned());
    }
    faults.check()?;
    let (Some(outcome), Some(happened_on), Some(giver_kind)) = (outcome, happened_on, giver_kind)
    else {
        return Err(ActError::NotFound);
    };
    allow(tx, organisation, outcome, value_rials).await?;
    let gift = Gift {
        id: input.id.clone(),
        person: me.person.clone(),
        account: me.account,
        unit: me.unit,
        giver,
        giver_kind: giver_kind.code().to_owned(),
        giver_id,
        giver_phone,
        what,
        occasion,
        value_rials,
        happened_on: happened_on.iso(),
        outcome: outcome.code().to_owned(),
        outcome_at: now,
        outcome_note: note,
        recorded_at: now,
    };
    rows::insert_gift(tx, organisation, &gift).await?;
    // What is offered and not turned away is a tie to the giver.
    let payload = json!({ "person": me.person });
    tx.enqueue(organisation, RESCREEN_JOB, &payload, now, now)
        .await?;
    Deed {
        actor,
        right: None,
        now,
        kind: "interests.gift-recorded",
        objects: vec![("gift", gift.id.clone()), ("person", me.person)],
        payload: vec![
            ("outcome", json!(gift.outcome)),
            ("value-rials", json!(gift.value_rials)),
            ("happened-on", json!(gift.happened_on)),
        ],
    }
    .done(tx)
    .await?;
    compare_giver(tx, now, organisation, &gift).await?;
    Ok(gift.id)
}

/// Settles a gift that was offered: refused, returned, handed over, or kept within the limit.
pub async fn settle_gift(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &Settlement,
) -> Result<(), ActError> {
    known_id(&input.gift)?;
    let organisation = actor.organisation.as_str();
    let mut gift = rows::gift(tx.read(), organisation, &input.gift)
        .await?
        .ok_or(ActError::NotFound)?;
    let reviewer = actor.may(Right::InterestReview);
    if actor.account.as_deref() != Some(&gift.account) && !reviewer {
        return Err(ActError::NotFound);
    }
    let outcome = GiftOutcome::of(&input.outcome)
        .filter(|outcome| *outcome != GiftOutcome::Offered)
        .ok_or_else(|| invalid("outcome", |t| t.interests_fault_outcome().to_owned()))?;
    if !gift.outcome().leads_to(outcome) {
        return Err(refused(|t| t.interests_refused_settled().to_owned()));
    }
    let note = persian::normalize(&input.note).trim().to_owned();
    if note.is_empty() || note.chars().count() > MOST_NOTE {
        return Err(invalid("note", |t| {
            t.interests_fault_settle_note().to_owned()
        }));
    }
    let value = rials(&input.value)
        .map_err(|()| invalid("value", |t| t.interests_fault_rials().to_owned()))?;
    gift.value_rials = value.or(gift.value_rials);
    allow(tx, organisation, outcome, gift.value_rials).await?;
    outcome.code().clone_into(&mut gift.outcome);
    gift.outcome_at = now;
    note.clone_into(&mut gift.outcome_note);
    rows::save_outcome(tx, organisation, &gift).await?;
    Deed {
        actor,
        right: reviewer.then_some(Right::InterestReview),
        now,
        kind: "interests.gift-settled",
        objects: vec![("gift", gift.id), ("person", gift.person)],
        payload: vec![
            ("outcome", json!(gift.outcome)),
            ("value-rials", json!(gift.value_rials)),
            ("note", json!(note)),
        ],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Compares the giver with the parties of undecided matters, with the bidders of tenders that are not awarded and with who has an open
/// message; what agrees becomes a finding.
async fn compare_giver(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    gift: &Gift,
) -> Result<(), ActError> {
    let mut found: Vec<GiftMatch> = Vec::new();
    let hit = |object_type: &str, object_id: String, object_name: String, basis: &str| GiftMatch {
        object_type: object_type.to_owned(),
        object_id,
        object_name,
        basis: basis.to_owned(),
        finding: String::new(),
        at: now,
    };
    for (id, number, agrees) in rows::open_matters_of_party(
        tx.read(),
        organisation,
        gift.giver_id.as_deref(),
        &gift.giver,
    )
    .await?
    {
        found.push(hit(
            "matter",
            id,
            number,
            if agrees { "national-id" } else { "name" },
        ));
    }
    for (id, ocid, agrees) in crate::tenders::store::open_tenders_of_bidder(
        tx.read(),
        organisation,
        gift.giver_id.as_deref(),
        &gift.giver,
    )
    .await?
    {
        found.push(hit(
            "tender",
            id,
            ocid,
            if agrees { "national-id" } else { "name" },
        ));
    }
    for firm in firms_below(tx.read(), organisation, gift, now).await? {
        let number = Some(firm.as_str());
        for (id, name, _) in
            rows::open_matters_of_party(tx.read(), organisation, number, "").await?
        {
            found.push(hit("matter", id, name, "holder"));
        }
        for (id, ocid, _) in
            crate::tenders::store::open_tenders_of_bidder(tx.read(), organisation, number, "")
                .await?
        {
            found.push(hit("tender", id, ocid, "holder"));
        }
    }
    let key = persian::search_key(&gift.giver);
    for (id, code, name, phone) in
        crate::voice::store::open_contacts(tx.read(), organisation).await?
    {
        if phone.is_some() && phone == gift.giver_phone {
            found.push(hit("message", id, code, "phone"));
        } else if name.is_some_and(|name| persian::search_key(&name) == key) {
            found.push(hit("message", id, code, "name"));
        }
    }
    let mut seen: BTreeSet<String> = BTreeSet::new();
    found.retain(|hit| seen.insert(hit.object_id.clone()));
    note_matches(tx, now, organisation, gift, found).await
}

/// Whether a share or post was held on the day of a gift, or is held today.
fn held(control: &Control, gift: &Gift, now: Timestamp) -> bool {
    let today = Day::from(tehran_date(now.0));
    let day = gift.happened_on.parse::<Date>().map_or(today, Day::from);
    control.period.contains(day) || control.period.contains(today)
}

/// National ids of the firms in which the giver of a gift holds shares or a post, and of those which these hold.
async fn firms_below(
    conn: &mut Conn,
    organisation: &str,
    gift: &Gift,
    now: Timestamp,
) -> Result<BTreeSet<String>, Error> {
    let mut level: Vec<String> = gift.giver_id.iter().cloned().collect();
    let mut firms: BTreeSet<String> = BTreeSet::new();
    while !level.is_empty() && firms.len() <= MOST_FIRMS {
        let controls = rows::controls(conn, organisation, HolderBy::Number, &level).await?;
        level = controls
            .into_iter()
            .filter(|control| held(control, gift, now))
            .map(|control| control.firm)
            .filter(|firm| gift.giver_id.as_ref() != Some(firm))
            .filter(|firm| firms.insert(firm.clone()))
            .collect();
    }
    Ok(firms)
}

/// Gifts whose giver is this party, has its name, or holds shares or a post in it, whatever became of them; each with what agrees.
pub(crate) async fn gifts_of_party(
    conn: &mut Conn,
    organisation: &str,
    number: Option<&str>,
    name: &str,
    now: Timestamp,
) -> Result<Vec<(Gift, &'static str)>, Error> {
    let mut found: Vec<(Gift, &'static str)> = Vec::new();
    for gift in rows::gifts_of_giver(conn, organisation, number, name).await? {
        let agrees = number.is_some() && gift.giver_id.as_deref() == number;
        // Two different national numbers are two people, whatever their names.
        if agrees || number.is_none() || gift.giver_id.is_none() {
            found.push((gift, if agrees { "national-id" } else { "name" }));
        }
    }
    let mut holders: BTreeSet<String> = BTreeSet::new();
    let mut level: Vec<String> = number.map(str::to_owned).into_iter().collect();
    while !level.is_empty() && holders.len() <= MOST_FIRMS {
        let controls = rows::controls(conn, organisation, HolderBy::Firm, &level).await?;
        level = controls
            .into_iter()
            .map(|control| control.holder)
            .filter(|holder| number != Some(holder) && holders.insert(holder.clone()))
            .collect();
    }
    let holders: Vec<String> = holders.into_iter().collect();
    for gift in rows::gifts_of_numbers(conn, organisation, &holders).await? {
        let known = found.iter().any(|(one, _)| one.id == gift.id);
        // Which of the chain's shares and posts were held on the day is told from the giver's end.
        let below = firms_below(conn, organisation, &gift, now).await?;
        if !known && number.is_some_and(|number| below.contains(number)) {
            found.push((gift, "holder"));
        }
    }
    Ok(found)
}

/// Raises one finding for a gift and what its giver has open, and keeps what agreed.
pub(crate) async fn note_matches(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    gift: &Gift,
    mut found: Vec<GiftMatch>,
) -> Result<(), ActError> {
    let known = rows::gift_matches(tx.read(), organisation, &gift.id).await?;
    found.retain(|hit| !known.iter().any(|old| old.object_id == hit.object_id));
    if found.is_empty() {
        return Ok(());
    }
    let all: Vec<&GiftMatch> = known.iter().chain(&found).collect();
    let sure = all.iter().filter(|hit| hit.basis != "name").count();
    let matters = all
        .iter()
        .filter(|hit| hit.object_type != "message")
        .count();
    let mut hash = Sha256::new();
    for hit in &all {
        hash.update(format!(
            "{}\n{}\n{}\n",
            hit.object_type, hit.object_id, hit.basis
        ));
    }
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let text = |t: Texts| {
        if sure > 0 {
            t.interests_finding_gift(matters, all.len() - matters)
        } else {
            t.interests_finding_gift_name(matters, all.len() - matters)
        }
    };
    let finding = NewFinding {
        key: format!("{GIFT_KEY}:{}", gift.id),
        kind: Kind::Gift,
        // A name alone proves nothing: somebody has to look whether it is the same person.
        severity: if sure > 0 { Severity::High } else { Severity::Low },
        unit: gift.unit.clone(),
        service: None,
        object: Some(("gift", gift.id.clone())),
        title: (fa.interests_finding_gift_title().to_owned(), en.interests_finding_gift_title().to_owned()),
        text: (text(fa), text(en)),
        query: "gift.giver or a firm held or managed by gift.giver = open matter.party | open tender.bidder | open message.contact (national-id, phone, exact folded name)".to_owned(),
        rule_version: GIFT_RULE.to_owned(),
        input_hash: hex::encode(hash.finalize()),
        case_count: i64::try_from(all.len()).unwrap_or(i64::MAX),
        // The numbers stand on the gift's page, for who reviews it: a manager who reads this may be kept from one of the matters.
        cases: Vec::new(),
        facts: json!({ "open-matters": matters, "open-messages": all.len() - matters, "agreed-by-number": sure }),
    };
    let raised = raise(tx, &Actor::program(organisation), now, &finding).await?;
    for mut hit in found {
        raised.id.clone_into(&mut hit.finding);
        rows::insert_gift_match(tx, organisation, &gift.id, &hit).await?;
    }
    Deed {
        actor: &Actor::program(organisation),
        right: None,
        now,
        kind: "interests.gift-matched",
        objects: vec![("gift", gift.id.clone()), ("finding", raised.id)],
        payload: vec![
            ("rule-version", json!(GIFT_RULE)),
            ("open", json!(finding.case_count)),
        ],
    }
    .done(tx)
    .await?;
    Ok(())
}
