//! Screening, recusal, and the draw by which a matter goes to the next free person.
//!
//! The draw has two acts, so that nobody can choose its outcome: the first fixes the candidates in a journal entry, whose leaf hash rests
//! on 32 random bytes for each of its fields; the second takes that hash, once the entry stands in the log, and computes who it is.

use relations::rules::Outcome;
use serde_json::json;
use store::{Timestamp, Tx};

use super::Deed;
use super::doubts::{Question, ask, ask_all, cleared, hash_of, lapse};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::model::doubt::is_doubtful;
use crate::interests::model::draw::draw;
use crate::interests::model::{
    DoubtObject, DrawKind, MatterKind, MatterState, Occasion, RecusalBasis, Standing,
};
use crate::interests::store::{self as rows, DrawRow, Handler, Matter, Recusal, Screening};
use crate::interests::ties::{Ties, rule_version};
use crate::organisation::store::units;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::{Lang, Texts};

/// Kind of the job that makes a draw whose candidates are fixed, should the second act not have followed the first.
pub const DRAW_JOB: &str = "interests.draw";

/// What came of giving a matter to somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Who was asked for and is not given it.
    pub not: Option<String>,
    /// A draw that waits to be made.
    pub draw: Option<String>,
    /// Nobody is free at any level.
    pub stuck: bool,
}

/// An outcome that was written down.
pub(super) struct Found {
    /// The screening's id.
    pub(super) id: String,
    /// Its outcome.
    pub(super) outcome: Graded,
    /// Hash of what it answered.
    answer: String,
}

/// An outcome with what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Graded(pub(super) Outcome);

impl Graded {
    /// Whether this person may not handle the matter.
    pub(super) fn recuses(self) -> bool {
        self.0 >= Outcome::Conflict
    }
}

/// Compares people with the parties of a matter, and keeps each answer with what was known. What an outsider could doubt goes to the
/// integrity officer as a finding.
pub(super) async fn screen(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &Matter,
    people: &[Handler],
    occasion: Occasion,
) -> Result<Vec<(Handler, Found)>, ActError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let organisation = actor.organisation.as_str();
    let parties = rows::parties(tx.read(), organisation, &matter.id).await?;
    let ties = Ties::read(tx.read(), organisation, people, matter, &parties).await?;
    let kind = kind_of(matter)?;
    let before = rows::screenings(tx.read(), organisation, &matter.id).await?;
    let journal_length = tx.next_sequence();
    let mut answers = Vec::new();
    let mut noted = Vec::new();
    for one in people {
        let compared = ties.compare(&one.person, kind, &parties, now);
        let last = before.iter().rev().find(|row| row.account == one.account);
        let same = last.filter(|row| {
            row.input_hash == compared.input_hash
                && row.outcome == compared.outcome.code()
                && row.rule_version == rule_version()
        });
        let graded = Graded(compared.outcome);
        let party = parties
            .iter()
            .find(|party| compared.party.as_ref() == Some(&party.id));
        let answer = hash_of(compared.outcome, party, &compared.path.0);
        // The same ties and rules give the same answer: it stands already.
        if let Some(row) = same {
            answers.push((
                one.clone(),
                Found {
                    id: row.id.clone(),
                    outcome: graded,
                    answer,
                },
            ));
            continue;
        }
        let row = Screening {
            id: tx.new_id(now),
            account: one.account.clone(),
            person: one.person.clone(),
            occasion: occasion.code().to_owned(),
            outcome: compared.outcome.code().to_owned(),
            party: compared.party.clone(),
            path_fa: compared.path.0.clone(),
            path_en: compared.path.1.clone(),
            second_fa: compared.second.0.clone(),
            second_en: compared.second.1.clone(),
            law: json!({ "fa": compared.law.0, "en": compared.law.1 }).to_string(),
            missing: json!({ "fa": compared.missing.0, "en": compared.missing.1 }).to_string(),
            evidence: compared.evidence.to_string(),
            rule_version: rule_version(),
            input_hash: compared.input_hash.clone(),
            journal_length,
            at: now,
        };
        rows::insert_screening(tx, organisation, &matter.id, &row).await?;
        noted.push(
            json!({ "account": one.account, "outcome": row.outcome, "input-hash": row.input_hash }),
        );
        if compared.needs_review() {
            doubt(tx, now, organisation, matter, one, compared.outcome, &row).await?;
        }
        answers.push((
            one.clone(),
            Found {
                id: row.id,
                outcome: graded,
                answer,
            },
        ));
    }
    if !noted.is_empty() {
        Deed {
            actor,
            right: None,
            now,
            kind: "interests.screened",
            objects: vec![("matter", matter.id.clone())],
            payload: vec![
                ("occasion", json!(occasion.code())),
                ("rule-version", json!(rule_version())),
                ("answers", json!(noted)),
            ],
        }
        .done(tx)
        .await?;
    }
    Ok(answers)
}

/// Asks the integrity unit about somebody who is given a matter, where their last screening found a doubt: once for each party to which
/// they are tied so.
pub(super) async fn ask_about(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &Matter,
    one: &Handler,
) -> Result<Standing, ActError> {
    let organisation = actor.organisation.as_str();
    let all = rows::screenings(tx.read(), organisation, &matter.id).await?;
    let Some(row) = all.iter().rev().find(|row| row.account == one.account) else {
        return Ok(Standing::Free);
    };
    let parties = rows::parties(tx.read(), organisation, &matter.id).await?;
    let outcome = Outcome::from_code(&row.outcome).ok_or_else(|| {
        store::Error::Corrupt(format!("screening {}: outcome {}", row.id, row.outcome))
    })?;
    let gravest = Question {
        object: DoubtObject::Matter,
        id: &matter.id,
        name: &matter.number,
        person: &one.person,
        account: Some(&one.account),
        screening: &row.id,
        outcome,
        party: parties
            .iter()
            .find(|party| row.party.as_ref() == Some(&party.id)),
        path: (&row.path_fa, &row.path_en),
        evidence: row.evidence.clone(),
        input_hash: &row.input_hash,
    };
    if !is_doubtful(outcome) || parties.len() < 2 {
        return ask(tx, actor, now, &gravest).await;
    }
    // The screening keeps the gravest path; what the other parties give is asked too.
    let people = std::slice::from_ref(one);
    let ties = Ties::read(tx.read(), organisation, people, matter, &parties).await?;
    let kind = kind_of(matter)?;
    let others: Vec<_> = parties
        .iter()
        .filter(|party| row.party.as_ref() != Some(&party.id))
        .map(|party| {
            let of = std::slice::from_ref(party);
            (party, ties.compare(&one.person, kind, of, now))
        })
        .collect();
    let mut questions = vec![gravest.clone()];
    questions.extend(others.iter().map(|(party, compared)| Question {
        outcome: compared.outcome,
        party: Some(party),
        path: (&compared.path.0, &compared.path.1),
        evidence: compared.evidence.to_string(),
        ..gravest.clone()
    }));
    ask_all(tx, actor, now, &questions).await
}

fn kind_of(matter: &Matter) -> Result<MatterKind, store::Error> {
    MatterKind::of(&matter.kind)
        .ok_or_else(|| store::Error::Corrupt(format!("matter {}: kind {}", matter.id, matter.kind)))
}

/// A finding for the integrity officer: an outsider could doubt somebody's impartiality in the matter.
async fn doubt(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    matter: &Matter,
    one: &Handler,
    outcome: Outcome,
    row: &Screening,
) -> Result<(), ActError> {
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let finding = NewFinding {
        key: format!("screening:{}:{}", matter.id, one.account),
        kind: Kind::Conflict,
        severity: if outcome == Outcome::Potential {
            Severity::Medium
        } else {
            Severity::Low
        },
        // No unit: a manager who reads it might be kept from this matter.
        unit: None,
        service: None,
        object: Some(("matter", matter.id.clone())),
        title: (
            fa.matters_finding_doubt_title().to_owned(),
            en.matters_finding_doubt_title().to_owned(),
        ),
        text: (
            fa.matters_finding_doubt(fa.lang.digits(&matter.number)),
            en.matters_finding_doubt(&matter.number),
        ),
        query: "relations.screen(handler, parties)".to_owned(),
        rule_version: row.rule_version.clone(),
        input_hash: row.input_hash.clone(),
        case_count: 1,
        cases: vec![matter.number.clone()],
        facts: json!({ "outcome": outcome.code() }),
    };
    raise(tx, &Actor::program(organisation), now, &finding).await?;
    Ok(())
}

/// Why somebody is kept from a matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    /// On what it rests.
    pub(super) basis: RecusalBasis,
    /// The screening, where there is one.
    pub(super) screening: Option<&'a str>,
    /// In words.
    pub(super) note: &'a str,
}

/// Keeps somebody from a matter for what a screening found, or by their own word: from now on it does not exist for them.
pub(super) async fn recuse(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &Matter,
    one: &Handler,
    screening: Option<&str>,
    note: &str,
) -> Result<(), ActError> {
    let basis = if screening.is_some() {
        RecusalBasis::Screening
    } else {
        RecusalBasis::Own
    };
    let ground = Ground {
        basis,
        screening,
        note,
    };
    recuse_for(tx, actor, now, matter, one, ground).await
}

/// The same on a ground that is named.
pub(super) async fn recuse_for(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &Matter,
    one: &Handler,
    ground: Ground<'_>,
) -> Result<(), ActError> {
    let row = Recusal {
        account: one.account.clone(),
        person: one.person.clone(),
        basis: ground.basis.code().to_owned(),
        screening: ground.screening.map(str::to_owned),
        note: ground.note.to_owned(),
        at: now,
    };
    if !rows::insert_recusal(tx, &actor.organisation, &matter.id, &row).await? {
        return Ok(());
    }
    Deed {
        actor,
        right: None,
        now,
        kind: "interests.recused",
        objects: vec![
            ("matter", matter.id.clone()),
            ("account", one.account.clone()),
        ],
        payload: vec![
            ("basis", json!(row.basis)),
            ("screening", json!(row.screening)),
            ("note", json!(row.note)),
        ],
    }
    .done(tx)
    .await?;
    // Nobody has to answer any more whether this person may handle it.
    let (object, person) = (DoubtObject::Matter, Some(one.person.as_str()));
    lapse(tx, actor, now, object, &matter.id, person).await
}

/// Fixes the candidates for the next handler: the free people of the unit, or, where nobody is free, the managers of the next unit above
/// in which somebody is. Everybody found in conflict on the way is recused. What waited for an answer about who had it lapses.
pub(super) async fn hand_over(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &mut Matter,
) -> Result<Given, ActError> {
    let organisation = actor.organisation.clone();
    lapse(tx, actor, now, DoubtObject::Matter, &matter.id, None).await?;
    let all = units(tx.read(), &organisation).await?;
    let mut level = matter.level.clone();
    let mut role = Role::Clerk;
    let mut kind = DrawKind::Draw;
    // From managers on, the level is one above the unit already.
    if level != matter.unit {
        (role, kind) = (Role::Manager, DrawKind::Delegation);
    }
    for _ in 0..=all.len() {
        let free = free(tx, actor, now, matter, &level, role).await?;
        if !free.is_empty() {
            return open_draw(tx, actor, now, matter, level, kind, &free).await;
        }
        let above = all
            .iter()
            .find(|unit| unit.id == level)
            .and_then(|unit| unit.parent.clone());
        (role, kind) = (Role::Manager, DrawKind::Delegation);
        match above {
            Some(parent) => level = parent,
            None => break,
        }
    }
    matter.handler = None;
    matter.handler_person = None;
    matter.statement_at = None;
    MatterState::Stuck.code().clone_into(&mut matter.state);
    rows::save_matter(tx, &organisation, matter).await?;
    Deed {
        actor,
        right: None,
        now,
        kind: "interests.nobody-free",
        objects: vec![("matter", matter.id.clone())],
        payload: vec![("level", json!(level))],
    }
    .done(tx)
    .await?;
    disclose(tx, now, &organisation, matter, true).await?;
    Ok(Given {
        stuck: true,
        ..Given::default()
    })
}

/// The people of a unit with a role who are neither recused nor found in conflict now: those about whom nothing could be doubted, or was
/// cleared; only where there is none of them, those about whom the integrity unit has to be asked.
async fn free(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &Matter,
    level: &str,
    role: Role,
) -> Result<Vec<Handler>, ActError> {
    let organisation = actor.organisation.as_str();
    let recused = rows::recusals(tx.read(), organisation, &matter.id).await?;
    let mut people = rows::handlers(tx.read(), organisation, level, role.code()).await?;
    people.retain(|one| !recused.iter().any(|row| row.account == one.account));
    let (mut free, mut doubted) = (Vec::new(), Vec::new());
    for (one, found) in screen(tx, actor, now, matter, &people, Occasion::Drawing).await? {
        if found.outcome.recuses() {
            recuse(tx, actor, now, matter, &one, Some(&found.id), "").await?;
            continue;
        }
        let object = DoubtObject::Matter;
        let known = !is_doubtful(found.outcome.0)
            || cleared(
                tx.read(),
                organisation,
                object,
                &matter.id,
                &one.person,
                &found.answer,
            )
            .await?;
        if known {
            free.push(one);
        } else {
            doubted.push(one);
        }
    }
    Ok(if free.is_empty() { doubted } else { free })
}

async fn open_draw(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &mut Matter,
    level: String,
    kind: DrawKind,
    free: &[Handler],
) -> Result<Given, ActError> {
    let organisation = actor.organisation.clone();
    level.clone_into(&mut matter.level);
    matter.handler = None;
    matter.handler_person = None;
    matter.statement_at = None;
    MatterState::Drawing.code().clone_into(&mut matter.state);
    rows::save_matter(tx, &organisation, matter).await?;
    let candidates: Vec<&str> = free.iter().map(|one| one.account.as_str()).collect();
    let id = tx.new_id(now);
    // The entry that follows is the one whose hash decides; it vouches for this row, which holds its number.
    let row = DrawRow {
        id: id.clone(),
        matter: matter.id.clone(),
        kind: kind.code().to_owned(),
        level,
        candidates: json!(candidates).to_string(),
        entry: tx.next_sequence(),
        leaf: String::new(),
        seed: String::new(),
        picked: String::new(),
        at: now,
    };
    rows::insert_draw(tx, &organisation, &row).await?;
    tx.enqueue(
        &organisation,
        DRAW_JOB,
        &json!({ "matter": matter.id, "draw": id }),
        now,
        now,
    )
    .await?;
    let entry = Deed {
        actor,
        right: None,
        now,
        kind: "interests.draw-opened",
        objects: vec![("matter", matter.id.clone()), ("draw", id.clone())],
        payload: vec![
            ("candidates", json!(candidates)),
            ("draw-kind", json!(kind.code())),
            ("level", json!(row.level)),
        ],
    }
    .done(tx)
    .await?;
    if entry != row.entry {
        return Err(store::Error::Corrupt(format!(
            "the draw of entry {entry} names {}",
            row.entry
        ))
        .into());
    }
    if kind == DrawKind::Delegation {
        disclose(tx, now, &organisation, matter, false).await?;
    }
    Ok(Given {
        draw: Some(id),
        ..Given::default()
    })
}

/// Where nobody of the unit is free this is disclosed: excluding everybody is not possible in a small town.
pub(super) async fn disclose(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    matter: &Matter,
    stuck: bool,
) -> Result<(), ActError> {
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let text = |t: Texts| {
        let number = t.lang.digits(&matter.number);
        if stuck {
            t.matters_finding_stuck(&number)
        } else {
            t.matters_finding_delegated(&number)
        }
    };
    let finding = NewFinding {
        key: format!("nobody-free:{}", matter.id),
        kind: Kind::Conflict,
        severity: if stuck {
            Severity::High
        } else {
            Severity::Medium
        },
        unit: None,
        service: None,
        object: Some(("matter", matter.id.clone())),
        title: (
            fa.matters_finding_nobody_title().to_owned(),
            en.matters_finding_nobody_title().to_owned(),
        ),
        text: (text(fa), text(en)),
        query: "relations.screen(everybody of the unit, parties)".to_owned(),
        rule_version: rule_version(),
        input_hash: hex::encode(<sha2::Sha256 as sha2::Digest>::digest(format!(
            "{} {}",
            matter.id, matter.level
        ))),
        case_count: 1,
        cases: vec![matter.number.clone()],
        facts: json!({ "level": matter.level, "stuck": stuck }),
    };
    raise(tx, &Actor::program(organisation), now, &finding).await?;
    Ok(())
}

/// Makes a draw whose candidates are fixed: the program's own act, which can have one outcome only. A draw that was made stays.
pub async fn make_draw(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    matter: &str,
    id: &str,
) -> Result<(), ActError> {
    let Some(mut row) = rows::draws(tx.read(), organisation, matter)
        .await?
        .into_iter()
        .find(|row| row.id == id)
    else {
        return Err(ActError::NotFound);
    };
    let mut matter = rows::matter(tx.read(), organisation, matter)
        .await?
        .ok_or(ActError::NotFound)?;
    if !row.picked.is_empty() || matter.state() != MatterState::Drawing {
        return Ok(());
    }
    let corrupt = |what: &str| store::Error::Corrupt(format!("draw {}: {what}", row.id));
    let entry = store::entry_at(tx.read(), row.entry)
        .await?
        .filter(|entry| entry.kind == "interests.draw-opened")
        .ok_or_else(|| corrupt("its entry is missing"))?;
    let candidates: Vec<String> = serde_json::from_str(&row.candidates)
        .map_err(|_| corrupt("its candidates cannot be read"))?;
    let leaf = hex::encode(&entry.leaf);
    let drawn =
        draw(&leaf, &matter.id, candidates.len()).ok_or_else(|| corrupt("it has no candidates"))?;
    let picked = candidates
        .get(drawn.place)
        .ok_or_else(|| corrupt("its candidate is missing"))?;
    let account = crate::organisation::store::account(tx.read(), organisation, picked)
        .await?
        .ok_or_else(|| corrupt("its account is missing"))?;
    row.leaf = leaf;
    row.seed = drawn.seed;
    picked.clone_into(&mut row.picked);
    rows::save_draw(tx, organisation, &row).await?;
    // Who was found in conflict after the candidates were fixed is drawn and not given it: the next draw is without them.
    let recused = rows::recusals(tx.read(), organisation, &matter.id).await?;
    let free = !recused.iter().any(|row| row.account == account.id);
    if free {
        matter.handler = Some(account.id.clone());
        matter.handler_person = Some(account.person.clone());
        MatterState::Assigned.code().clone_into(&mut matter.state);
        rows::save_matter(tx, organisation, &matter).await?;
    }
    Deed {
        actor: &Actor::program(organisation),
        right: None,
        now,
        kind: "interests.drawn",
        objects: vec![
            ("matter", matter.id.clone()),
            ("draw", row.id),
            ("account", account.id.clone()),
        ],
        payload: vec![
            ("entry", json!(row.entry)),
            ("leaf", json!(row.leaf)),
            ("seed", json!(row.seed)),
        ],
    }
    .done(tx)
    .await?;
    let program = Actor::program(organisation);
    if free {
        let one = Handler {
            account: account.id,
            person: account.person,
            name: account.name,
        };
        ask_about(tx, &program, now, &matter, &one).await?;
    } else {
        hand_over(tx, &program, now, &mut matter).await?;
    }
    Ok(())
}

/// The person behind an account, as a handler.
pub(super) async fn handler_of(
    tx: &mut Tx,
    organisation: &str,
    account: &str,
) -> Result<Handler, ActError> {
    let row = crate::organisation::store::account(tx.read(), organisation, account)
        .await?
        .ok_or(ActError::NotFound)?;
    Ok(Handler {
        account: row.id,
        person: row.person,
        name: row.name,
    })
}

/// The right that the handler of a matter acts by.
pub(super) const HANDLE: Right = Right::MatterHandle;
