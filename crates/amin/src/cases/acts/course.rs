//! The course of a case in the hands of the office: screening, investigation, charge, service, enforcement, court.

use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Timestamp, Tx};

use super::{
    Doer, MOST_LINE, MOST_TEXT, Said, advance, apart, hands_of, keep_out, kept, let_in, load,
    optional, reasoned, text_of,
};
use crate::cases::model::{
    CodeKind, Deed, Facts, Ground, Outcome, Part, Regime, Stage, State, barred,
};
use crate::cases::store::{self as rows, CaseRow};
use crate::organisation::store::units;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::{Right, Role};

/// What the screening form says.
#[derive(Debug, Clone, Default)]
pub struct Screening {
    /// Code of the deed: `accept`, `reject`, `refer`, `refer-labour`.
    pub deed: String,
    /// Code of the employment regime.
    pub regime: String,
    /// The unit concerned, or empty.
    pub unit: String,
    /// Person of whom it is said, or empty.
    pub subject: String,
    /// Name, where no person is chosen.
    pub suspect_name: String,
    /// Post.
    pub suspect_post: String,
    /// National code, or empty.
    pub suspect_code: String,
    /// Reason, legal basis, document.
    pub said: Said,
}

/// Decides whether a case is taken up, closed as unfounded or handed to another body. Who reported or opened it does not screen it.
/// Staff under the labour law go to the labour discipline committee and nowhere else.
pub async fn screen(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &Screening,
) -> Result<(), ActError> {
    actor.require(Right::CaseRun, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    let organisation = actor.organisation.as_str();
    let deed = Deed::of(&input.deed).filter(|deed| {
        matches!(
            deed,
            Deed::Accept | Deed::Reject | Deed::Refer | Deed::ReferLabour
        )
    });
    let mut faults = Faults::default();
    let said = reasoned(&input.said, &mut faults);
    if deed.is_none() {
        faults.add("deed", |t| t.cases_fault_choose().to_owned());
    }
    let regime = Regime::of(&input.regime).unwrap_or(Regime::Unknown);
    if regime == Regime::Unknown && matches!(deed, Some(Deed::Accept | Deed::ReferLabour)) {
        faults.add("regime", |t| t.cases_fault_regime().to_owned());
    }
    named(tx, organisation, &mut case, input, &mut faults).await?;
    faults.check()?;
    let Some(deed) = deed else {
        return Err(ActError::NotFound);
    };
    apart(tx, actor, &case, Part::Screen).await?;
    match (deed, regime) {
        (Deed::Accept, Regime::Labour) => {
            return Err(invalid("regime", |t| t.cases_refused_labour().to_owned()));
        }
        (Deed::ReferLabour, Regime::Administrative) => {
            return Err(invalid("regime", |t| {
                t.cases_refused_not_labour().to_owned()
            }));
        }
        _ => {}
    }
    if let Some(subject) = case.subject.clone() {
        super::opening::somebody_impartial(tx, organisation, &case, &[subject]).await?;
    }
    regime.code().clone_into(&mut case.regime);
    case.screened_by.clone_from(&actor.person);
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    if let Some(person) = &actor.person {
        let_in(tx, organisation, now, &case.id, person, "screen").await?;
    }
    let payload = vec![
        ("regime", json!(case.regime)),
        ("subject", json!(case.subject)),
    ];
    advance(tx, who, &mut case, deed, Facts::default(), &said, payload).await
}

/// Writes down whom it is said about; a person of the organisation is chosen from the list.
async fn named(
    tx: &mut Tx,
    organisation: &str,
    case: &mut CaseRow,
    input: &Screening,
    faults: &mut Faults,
) -> Result<(), ActError> {
    let name = optional(faults, "suspect_name", &input.suspect_name, MOST_LINE);
    let post = optional(faults, "suspect_post", &input.suspect_post, MOST_LINE);
    if !input.subject.is_empty() {
        match crate::organisation::store::person(
            tx.read(),
            organisation,
            &input.subject.replace('\0', ""),
        )
        .await?
        {
            Some(person) => {
                case.subject = Some(person.id);
                case.suspect_name = person.name;
            }
            None => faults.add("subject", |t| t.cases_fault_choose().to_owned()),
        }
    } else if !name.is_empty() {
        case.suspect_name = name;
    }
    if !post.is_empty() {
        case.suspect_post = post;
    }
    let code = persian::to_ascii(input.suspect_code.trim());
    if !code.is_empty() {
        match code.parse::<persian::NationalCode>() {
            Ok(code) => case.suspect_code = Some(code.to_string()),
            Err(why) => faults.add("suspect_code", move |t| {
                if t.lang == crate::platform::texts::Lang::Fa {
                    why.to_persian()
                } else {
                    why.to_string()
                }
            }),
        }
    }
    if !input.unit.is_empty() {
        let all = units(tx.read(), organisation).await?;
        if all.iter().any(|unit| unit.id == input.unit) {
            case.unit = Some(input.unit.clone());
        } else {
            faults.add("unit", |t| t.cases_fault_choose().to_owned());
        }
    }
    case.text_key = persian::index_key(&format!(
        "{} {} {}",
        case.number, case.body, case.suspect_name
    ));
    Ok(())
}

/// Names the investigator: somebody who may investigate and has neither reported nor screened it.
pub async fn assign(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    person: &str,
    said: &Said,
) -> Result<(), ActError> {
    let mut case = kept(tx, actor, id).await?;
    let organisation = actor.organisation.as_str();
    let able = rows::holders(
        tx.read(),
        organisation,
        &[Role::Inspector.code(), Role::IntegrityOfficer.code()],
    )
    .await?;
    if !able.iter().any(|(one, ..)| one == person) {
        return Err(invalid("person", |t| t.cases_fault_choose().to_owned()));
    }
    let hands = hands_of(tx.read(), organisation, &case).await?;
    if let Some(ground) = barred(&hands, Part::Investigate, person) {
        return Err(refused(move |t| {
            t.cases_refused_apart(crate::cases::words::ground(t, ground))
        }));
    }
    if super::hidden_from(tx.read(), organisation, &case, person).await? {
        return Err(refused(|t| {
            t.cases_refused_apart(crate::cases::words::ground(t, Ground::Superior))
        }));
    }
    let mut faults = Faults::default();
    let note = optional(&mut faults, "note", &said.note, MOST_TEXT);
    faults.check()?;
    if let Some(before) = case.investigator.clone().filter(|before| before != person) {
        let known = rows::knowers(tx.read(), organisation, id).await?;
        for mut one in known
            .into_iter()
            .filter(|one| one.person == before && one.until.is_none())
        {
            one.until = Some(now);
            rows::put_knower(tx, organisation, &one).await?;
        }
    }
    case.investigator = Some(person.to_owned());
    let_in(tx, organisation, now, id, person, "investigate").await?;
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let said = Said {
        note,
        ..said.clone()
    };
    advance(
        tx,
        who,
        &mut case,
        Deed::Assign,
        Facts::default(),
        &said,
        vec![("person", json!(person))],
    )
    .await
}

/// The investigator found nothing to it: the case is closed as unfounded.
pub async fn drop_case(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    said: &Said,
) -> Result<(), ActError> {
    actor.require(Right::CaseInvestigate, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    investigates(actor, &case)?;
    let mut faults = Faults::default();
    let said = reasoned(said, &mut faults);
    faults.check()?;
    let who = Doer {
        actor,
        right: Some(Right::CaseInvestigate),
        now,
    };
    advance(
        tx,
        who,
        &mut case,
        Deed::Reject,
        Facts::default(),
        &said,
        vec![],
    )
    .await
}

pub(super) fn investigates(actor: &Actor, case: &CaseRow) -> Result<(), ActError> {
    if case.investigator.is_some() && case.investigator == actor.person {
        Ok(())
    } else {
        Err(refused(|t| t.cases_refused_not_investigator().to_owned()))
    }
}

/// Serves the charge: what is charged, by which items of the law, on which facts. The board must be seated, so that the person knows
/// who will decide. Gives the code of the printed letter where the person has no account.
pub async fn charge(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    offences: &[String],
    said: &Said,
) -> Result<Option<String>, ActError> {
    actor.require(Right::CaseInvestigate, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    investigates(actor, &case)?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let said = reasoned(said, &mut faults);
    let day = persian::tehran_date(now.0).iso();
    let known = rows::codes(tx.read(), organisation, &day).await?;
    let chosen: Vec<&rows::CodeRow> = known
        .iter()
        .filter(|row| row.kind != CodeKind::Sanction.code() && offences.contains(&row.id))
        .collect();
    if !chosen
        .iter()
        .any(|row| row.kind == CodeKind::Offence.code())
    {
        faults.add("offences", |t| t.cases_fault_offences().to_owned());
    }
    faults.check()?;
    if case.suspect_name.is_empty() {
        return Err(refused(|t| t.cases_refused_nobody_named().to_owned()));
    }
    let quorum = super::value(tx.read(), organisation, crate::cases::model::QUORUM).await?;
    let seated = super::seating::sitting(tx.read(), organisation, id, Stage::Primary).await?;
    if i64::try_from(seated.len()).unwrap_or(0) < quorum {
        return Err(refused(move |t| t.cases_refused_no_panel(quorum)));
    }
    for row in &chosen {
        let charge = tx.new_id(now);
        rows::insert_charge(tx, organisation, &charge, id, &row.id).await?;
    }
    let account = match &case.subject {
        Some(person) => crate::interests::store::staff(tx.read(), organisation)
            .await?
            .into_iter()
            .any(|one| one.person == *person),
        None => false,
    };
    let code = if account {
        None
    } else {
        let code = letter_code(tx.random().bytes());
        case.code_hash = Some(code_hash(id, &code));
        Some(code)
    };
    let who = Doer {
        actor,
        right: Some(Right::CaseInvestigate),
        now,
    };
    let offences: Vec<&str> = chosen.iter().map(|row| row.id.as_str()).collect();
    let payload = vec![
        ("offences", json!(offences)),
        ("by-letter", json!(code.is_some())),
    ];
    advance(
        tx,
        who,
        &mut case,
        Deed::Charge,
        Facts::default(),
        &said,
        payload,
    )
    .await?;
    Ok(code)
}

/// Letters of a code that nobody confuses when reading them aloud or typing them.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code of a printed letter, 60 bits: `7H2K-9QXM-04TB`.
fn letter_code(random: [u8; 12]) -> String {
    let mut code = String::new();
    for (place, byte) in random.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    code
}

/// The name under which a code is kept. The letters O, I and L are read as the digits that they look like.
pub fn code_hash(case: &str, code: &str) -> String {
    let plain: String = persian::to_ascii(code)
        .to_uppercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    hex::encode(Sha256::digest(format!("{case}:{plain}")))
}

/// Somebody is let into a case because the work needs it, with the reason.
pub async fn admit(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    person: &str,
    said: &Said,
) -> Result<(), ActError> {
    actor.require(Right::CaseRun, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", &said.note, MOST_TEXT);
    let able = rows::holders(
        tx.read(),
        organisation,
        &[
            Role::Inspector.code(),
            Role::IntegrityOfficer.code(),
            Role::Secretary.code(),
            Role::CommitteeMember.code(),
        ],
    )
    .await?;
    if !able.iter().any(|(one, ..)| one == person) {
        faults.add("person", |t| t.cases_fault_choose().to_owned());
    }
    faults.check()?;
    if super::hidden_from(tx.read(), organisation, &case, person).await? {
        return Err(refused(|t| t.cases_refused_hidden_person().to_owned()));
    }
    let_in(tx, organisation, now, id, person, &note).await?;
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let said = Said {
        note,
        ..said.clone()
    };
    let payload = vec![("person", json!(person))];
    advance(
        tx,
        who,
        &mut case,
        Deed::Admit,
        Facts::default(),
        &said,
        payload,
    )
    .await
}

/// Keeps out of a case oneself, with the reason. From then on the case does not exist for this person.
pub async fn recuse(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::CaseRead, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", reason, MOST_TEXT);
    faults.check()?;
    let Some(person) = actor.person.clone() else {
        return Err(ActError::Forbidden);
    };
    keep_out(tx, organisation, now, id, &person, Ground::Interest, &note).await?;
    if case.investigator.as_deref() == Some(person.as_str())
        && case.state()? == State::Investigating
    {
        case.investigator = None;
    }
    let who = Doer {
        actor,
        right: Some(Right::CaseRead),
        now,
    };
    let said = Said {
        note,
        ..Said::default()
    };
    let payload = vec![
        ("person", json!(person)),
        ("ground", json!(Ground::Interest.code())),
    ];
    advance(
        tx,
        who,
        &mut case,
        Deed::Recuse,
        Facts::default(),
        &said,
        payload,
    )
    .await
}

/// Serves the decision that was made; the time for an appeal begins, or the decision is final.
pub async fn serve(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    said: &Said,
) -> Result<(), ActError> {
    let mut case = kept(tx, actor, id).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", &said.note, MOST_TEXT);
    faults.check()?;
    let decisions = rows::decisions(tx.read(), organisation, id).await?;
    let Some(mut decision) = decisions.into_iter().rev().find(|d| d.served_at.is_none()) else {
        return Err(refused(|t| t.cases_refused_state().to_owned()));
    };
    let day = persian::tehran_date(decision.decided_at.0).iso();
    let codes = rows::codes(tx.read(), organisation, &day).await?;
    let appealable = codes
        .iter()
        .find(|row| Some(&row.id) == decision.sanction.as_ref())
        .is_some_and(|row| row.appealable == Some(true));
    let facts = Facts {
        cleared: decision.outcome == Outcome::Cleared.code(),
        appealable,
        ..Facts::default()
    };
    decision.served_at = Some(now);
    rows::put_decision(tx, organisation, &decision).await?;
    let next = crate::cases::model::after(case.state()?, Deed::Serve, facts);
    if next == Some(State::Final) {
        case.court_until = Some(super::program::court(tx, organisation, &case, now).await?);
    }
    if next == Some(State::Served) {
        decision.appeal_until =
            Some(super::deadline(tx, organisation, crate::cases::model::APPEAL, now).await?);
        rows::put_decision(tx, organisation, &decision).await?;
    }
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let said = Said {
        note,
        ..said.clone()
    };
    advance(tx, who, &mut case, Deed::Serve, facts, &said, vec![]).await
}

/// What happens to a decision that stands: enforced, challenged, upheld or annulled.
pub async fn afterwards(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    deed: Deed,
    said: &Said,
) -> Result<(), ActError> {
    if !matches!(
        deed,
        Deed::Enforce | Deed::CourtFile | Deed::CourtUphold | Deed::CourtAnnul
    ) {
        return Err(ActError::NotFound);
    }
    let mut case = kept(tx, actor, id).await?;
    let mut faults = Faults::default();
    let said = reasoned(said, &mut faults);
    faults.check()?;
    if deed == Deed::Enforce && case.state()? == State::Final {
        case.enforced_at = Some(now);
    }
    let facts = Facts {
        enforced: case.enforced_at.is_some(),
        ..Facts::default()
    };
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    advance(tx, who, &mut case, deed, facts, &said, vec![]).await
}
