//! A case begins: with a report of anybody who has an account, or entered by the officer from a paper, finding or message.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Doer, MOST_LINE, MOST_TEXT, Said, advance, keep_out, let_in, optional, text_of};
use crate::cases::model::{Deed, Facts, Ground, Regime, Source, State};
use crate::cases::store::{self as rows, CaseRow};
use crate::organisation::store::units;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::{Right, Role};
use crate::voice::store::Attachment;

/// A case as typed.
#[derive(Debug, Clone, Default)]
pub struct NewCase {
    /// The form's token, its id.
    pub id: String,
    /// Code of where it comes from.
    pub source: String,
    /// The finding or message.
    pub source_id: String,
    /// The body concerned.
    pub body: String,
    /// The unit concerned, or empty.
    pub unit: String,
    /// What is said to have happened.
    pub description: String,
    /// Name of whom it is said about, or empty.
    pub suspect_name: String,
    /// Post of whom it is said about, or empty.
    pub suspect_post: String,
    /// The duty to report that this answers, or empty.
    pub duty: String,
    /// A document.
    pub document: Option<Attachment>,
}

/// A report by somebody with an account. Who wrote it stands in a row of its own that no page shows; it keeps them from judging and
/// lets the outcome be told to them.
pub async fn report(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewCase,
) -> Result<String, ActError> {
    let (Some(person), Some(_)) = (actor.person.clone(), &actor.account) else {
        return Err(ActError::Forbidden);
    };
    let duty = match input.duty.as_str() {
        "" => None,
        id => Some(
            rows::duty(tx.read(), &actor.organisation, &id.replace('\0', ""))
                .await?
                .filter(|row| row.person == person && row.state != "reported")
                .ok_or(ActError::NotFound)?,
        ),
    };
    let who = Doer {
        actor,
        right: None,
        now,
    };
    let (id, new) = create(tx, who, input, Source::Report).await?;
    if !new {
        return Ok(id);
    }
    let organisation = actor.organisation.as_str();
    let row = rows::ReporterRow {
        id: id.clone(),
        person,
        account: actor.account.clone(),
        told_at: None,
    };
    rows::put_reporter(tx, organisation, &row).await?;
    if let Some(mut duty) = duty {
        "reported".clone_into(&mut duty.state);
        duty.case_id = Some(id.clone());
        rows::put_duty(tx, organisation, &duty).await?;
    }
    // The entry names no account either: the journal is read by more people than this area.
    super::Note {
        actor: &Actor::citizen(organisation),
        right: None,
        now,
        kind: "cases.reported",
        object: &id,
        payload: vec![],
    }
    .append(tx)
    .await?;
    Ok(id)
}

/// The officer or an inspector opens a case from a paper without a name, a finding or a citizen's message.
pub async fn open(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewCase,
) -> Result<String, ActError> {
    actor.require(Right::CaseOpen, None)?;
    let source = Source::of(&input.source).filter(|source| *source != Source::Report);
    let source = source.ok_or_else(|| refused(|t| t.cases_refused_source().to_owned()))?;
    let organisation = actor.organisation.as_str();
    if input.source_id.contains('\0') {
        return Err(ActError::NotFound);
    }
    match source {
        Source::Finding => {
            crate::findings::acts::readable(tx.read(), actor, &input.source_id).await?;
        }
        Source::Message => {
            let row = crate::voice::store::message(tx.read(), organisation, &input.source_id)
                .await?
                .ok_or(ActError::NotFound)?;
            actor
                .require(Right::MessageRead, row.unit.as_deref())
                .map_err(|_| ActError::NotFound)?;
        }
        Source::Paper | Source::Report => {}
    }
    let who = Doer {
        actor,
        right: Some(Right::CaseOpen),
        now,
    };
    Ok(create(tx, who, input, source).await?.0)
}

async fn create(
    tx: &mut Tx,
    who: Doer<'_>,
    input: &NewCase,
    source: Source,
) -> Result<(String, bool), ActError> {
    let (actor, now) = (who.actor, who.now);
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let token = (8..=64).contains(&input.id.len())
        && input
            .id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !token {
        faults.add("description", |t| t.cases_fault_token().to_owned());
    }
    let body = text_of(&mut faults, "body", &input.body, MOST_LINE);
    let description = text_of(&mut faults, "description", &input.description, MOST_TEXT);
    let suspect_name = optional(&mut faults, "suspect_name", &input.suspect_name, MOST_LINE);
    let suspect_post = optional(&mut faults, "suspect_post", &input.suspect_post, MOST_LINE);
    let all = units(tx.read(), organisation).await?;
    if !input.unit.is_empty() && !all.iter().any(|unit| unit.id == input.unit) {
        faults.add("unit", |t| t.cases_fault_choose().to_owned());
    }
    faults.check()?;
    // The same form sent twice makes one case, but the id of somebody else's case tells nothing.
    if let Some(known) = rows::case(tx.read(), organisation, &input.id).await? {
        let own = rows::reporter(tx.read(), organisation, &known.id)
            .await?
            .map(|row| row.person)
            .or(known.opened_by);
        return if own.is_some() && own == actor.person {
            Ok((known.id, false))
        } else {
            Err(ActError::NotFound)
        };
    }
    if rows::codes(tx.read(), organisation, "1405-01-01")
        .await?
        .is_empty()
    {
        // A town that was founded before there were cases.
        rows::seed_codes(tx, organisation).await?;
    }
    let year = persian::tehran_date(now.0).year();
    let number = format!(
        "{year}-{:05}",
        rows::last_number(tx.read(), organisation, year).await? + 1
    );
    // Somebody of that name is kept out before anybody has looked: an accused officer must not read what is said.
    let key = persian::search_key(&suspect_name);
    let staff = crate::interests::store::staff(tx.read(), organisation).await?;
    let named: Vec<String> = staff
        .into_iter()
        .filter(|one| !key.is_empty() && persian::search_key(&one.name) == key)
        .map(|one| one.person)
        .collect();
    let mut case = CaseRow {
        id: input.id.clone(),
        source: source.code().to_owned(),
        source_id: (!input.source_id.is_empty() && source != Source::Report)
            .then(|| input.source_id.clone()),
        text_key: persian::index_key(&format!("{number} {body} {suspect_name}")),
        number,
        body,
        unit: (!input.unit.is_empty()).then(|| input.unit.clone()),
        description,
        suspect_name,
        suspect_post,
        suspect_code: None,
        subject: match named.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        },
        regime: Regime::Unknown.code().to_owned(),
        state: State::Received.code().to_owned(),
        deadline_at: None,
        opened_at: now,
        opened_by: if source == Source::Report {
            None
        } else {
            actor.person.clone()
        },
        screened_by: None,
        investigator: None,
        code_hash: None,
        extended: false,
        asked_extension: false,
        sanction: None,
        court_until: None,
        enforced_at: None,
        closed_at: None,
        restored_at: None,
    };
    somebody_impartial(tx, organisation, &case, &named).await?;
    let said = Said {
        note: String::new(),
        legal_basis: String::new(),
        document: input.document.clone(),
    };
    // The step of a report carries no person: nobody who reads the file learns who wrote it.
    let unnamed = Actor {
        person: None,
        account: None,
        grants: Vec::new(),
        ..actor.clone()
    };
    let doer = if source == Source::Report {
        Doer {
            actor: &unnamed,
            right: None,
            now,
        }
    } else {
        who
    };
    if named.len() > 1 {
        for person in &named {
            keep_out(
                tx,
                organisation,
                now,
                &case.id,
                person,
                Ground::Interest,
                "",
            )
            .await?;
        }
    }
    if let (true, Some(person)) = (source != Source::Report, &actor.person) {
        let_in(tx, organisation, now, &case.id, person, "open").await?;
    }
    let payload = vec![
        ("number", json!(case.number)),
        ("source", json!(case.source)),
        ("named", json!(named.len())),
    ];
    open_step(tx, doer, &mut case, &said, payload).await?;
    Ok((case.id, true))
}

async fn open_step(
    tx: &mut Tx,
    who: Doer<'_>,
    case: &mut CaseRow,
    said: &Said,
    payload: Vec<(&'static str, serde_json::Value)>,
) -> Result<(), ActError> {
    advance(tx, who, case, Deed::Open, Facts::default(), said, payload).await?;
    super::program::waits(tx, who, case).await
}

/// Refuses a case that nobody could look at without looking at themselves or at who is above them: such a matter belongs to a body
/// outside.
pub(super) async fn somebody_impartial(
    tx: &mut Tx,
    organisation: &str,
    case: &CaseRow,
    named: &[String],
) -> Result<(), ActError> {
    if named.is_empty() {
        return Ok(());
    }
    let keepers = rows::holders(
        tx.read(),
        organisation,
        &[Role::IntegrityOfficer.code(), Role::Secretary.code()],
    )
    .await?;
    for (person, ..) in &keepers {
        if !named.contains(person)
            && !super::hidden_from(tx.read(), organisation, case, person).await?
        {
            return Ok(());
        }
    }
    Err(refused(|t| t.cases_refused_nobody_impartial().to_owned()))
}
