//! Conflict screening: each member against each party of an item, when the item is scheduled, before papers open.

use persian::tehran_date;
use relations::rules::Outcome;
use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{MOST_TITLE, entry, in_state, item_of, session_of, text_of, waiting_item};
use crate::committee::model::SessionState;
use crate::committee::store::{
    self as rows, CommitteeRow, ItemRow, PartyRow, RecusalRow, ScreeningRow, SessionRow,
};
use crate::interests::acts::{self as interests, Changed, Question};
use crate::interests::model::{DoubtObject, Standing};
use crate::interests::store::{Handler, MatterParty};
use crate::interests::ties::{Compared, Ties, rule_version};
use crate::organisation::store::accounts;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

/// Somebody whom an item is about, as the form says it.
#[derive(Debug, Clone, Default)]
pub struct PartyInput {
    /// `person` or `firm`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// National code or national id, or empty.
    pub national_id: String,
}

/// Names a party of an item; the members are compared with it at once.
pub async fn add_party(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
    input: &PartyInput,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    let item = waiting_item(tx, actor, &session, item).await?;
    let mut faults = Faults::default();
    let name = text_of(&mut faults, "party_name", &input.name, MOST_TITLE);
    if !["person", "firm"].contains(&input.kind.as_str()) {
        faults.add("party_kind", |t| t.committee_fault_choose().to_owned());
    }
    let id = persian::to_ascii(input.national_id.trim());
    let national_id = if id.is_empty() {
        None
    } else if input.kind == "firm" {
        if let Ok(id) = id.parse::<persian::LegalEntityId>() {
            Some(id.to_string())
        } else {
            faults.add("party_id", |t| t.committee_fault_firm_id().to_owned());
            None
        }
    } else {
        if let Ok(id) = id.parse::<persian::NationalCode>() {
            Some(id.to_string())
        } else {
            faults.add("party_id", |t| t.committee_fault_national_code().to_owned());
            None
        }
    };
    faults.check()?;
    let row = PartyRow {
        id: tx.new_id(now),
        kind: input.kind.clone(),
        name,
        national_id,
    };
    rows::insert_party(tx, &actor.organisation, &item.id, &row).await?;
    screen(tx, actor, now, &committee, &session, item).await
}

/// Compares the members with the parties of every waiting item of a session: ties may have changed, and members may be new.
pub(super) async fn screen_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &CommitteeRow,
    session: &SessionRow,
) -> Result<(), ActError> {
    for item in rows::items(tx.read(), &actor.organisation, &session.id).await? {
        if item.state == "waiting" {
            screen(tx, actor, now, committee, session, item).await?;
        }
    }
    Ok(())
}

/// Compares everybody who has a seat on the day of the session, and who keeps the minutes, with the parties of an item. A conflict
/// takes the person out; what may only look like one waits for the person's own declaration and for an integrity officer.
pub(super) async fn screen(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &CommitteeRow,
    session: &SessionRow,
    item: ItemRow,
) -> Result<(), ActError> {
    look_at(tx, actor, now, (committee, session, item), false).await
}

/// The same; `quiet`: what is known already leaves no entry.
async fn look_at(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    (committee, session, mut item): (&CommitteeRow, &SessionRow, ItemRow),
    quiet: bool,
) -> Result<(), ActError> {
    let organisation = actor.organisation.clone();
    let day = tehran_date(session.starts_at.0.max(now.0)).gregorian_iso();
    let terms = rows::terms(tx.read(), &organisation, &committee.id).await?;
    let known = rows::screenings(tx.read(), &organisation, &item.id).await?;
    let mut people: Vec<(String, String)> = terms
        .into_iter()
        .filter(|term| term.to_day.as_ref().is_none_or(|end| *end >= day))
        .map(|term| (term.person, term.name))
        .collect();
    // Who kept the minutes then is looked at again too.
    people.extend(
        known
            .iter()
            .map(|row| (row.person.clone(), row.name.clone())),
    );
    if let Some(person) = &actor.person {
        people.push((person.clone(), actor.name.clone()));
    }
    people.sort_unstable();
    people.dedup_by(|a, b| a.0 == b.0);
    let parties = parties_of(tx.read(), &organisation, &item.id).await?;
    let compared = compare(tx.read(), &organisation, &people, &parties, now).await?;
    let recused = rows::recusals_of(tx.read(), &organisation, &item.id).await?;
    let t = Texts::of(Lang::Fa);
    let (mut out, mut review, mut new) = (0, 0, 0);
    for ((person, name), all) in people.iter().zip(compared) {
        let found = all.iter().max_by_key(|found| found.outcome);
        let before = known.iter().find(|row| row.person == *person);
        let outcome = found.as_ref().map_or("clear", |found| found.outcome.code());
        let hash = found.as_ref().map_or("", |found| found.input_hash.as_str());
        let version = found
            .as_ref()
            .map_or_else(rule_version, |found| found.rule_version.clone());
        let stands = before.filter(|row| {
            row.outcome == outcome && row.input_hash == hash && row.rule_version == version
        });
        let (law, path) = found
            .as_ref()
            .map_or_else(Default::default, |f| (f.law.clone(), f.path.clone()));
        // The same ties and rules give the same answer, which stands; another one is kept beside it.
        let row = if let Some(row) = stands {
            row.clone()
        } else {
            let row = ScreeningRow {
                id: tx.new_id(now),
                item: item.id.clone(),
                person: person.clone(),
                name: name.clone(),
                outcome: outcome.to_owned(),
                law_fa: law.0,
                law_en: law.1,
                path_fa: path.0,
                path_en: path.1,
                rule_version: version.clone(),
                input_hash: hash.to_owned(),
                at: now,
                journal_length: Some(tx.next_sequence()),
                // A declaration holds for what it was made about.
                declared_at: before
                    .filter(|row| row.outcome == outcome && row.input_hash == hash)
                    .and_then(|row| row.declared_at),
            };
            rows::insert_screening(tx, &organisation, &row).await?;
            new += 1;
            row
        };
        review += i64::from(row.waits_for_declaration());
        let away = recused.iter().any(|row| row.person == *person);
        let asked: &[Compared] = if away { &[] } else { all.as_slice() };
        let standing = ask_about(tx, actor, now, &item, &row, &parties, asked).await?;
        let conflict = found.is_some_and(Compared::recuses) || standing == Standing::KeptOut;
        if conflict && !away {
            out += 1;
            let row = RecusalRow {
                item: item.id.clone(),
                person: person.clone(),
                name: name.clone(),
                // Why is between that person and the integrity officer.
                reason: t.committee_screened_out().to_owned(),
            };
            rows::insert_recusal(tx, &organisation, &row, now).await?;
        }
    }
    if quiet && new == 0 && out == 0 {
        return Ok(());
    }
    item.screened_at = Some(now);
    rows::put_item(tx, &organisation, &item).await?;
    let objects = vec![
        ("committee-session", session.id.clone()),
        ("agenda-item", item.id),
    ];
    let payload = vec![
        ("compared", json!(people.len())),
        ("parties", json!(parties.len())),
        ("recused", json!(out)),
        ("to-declare", json!(review)),
        ("rule-version", json!(rule_version())),
    ];
    let kind = "committee.item-screened";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Asks the integrity unit about somebody, where an outsider could doubt that they decide on an item: once for each party.
async fn ask_about(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    item: &ItemRow,
    row: &ScreeningRow,
    parties: &[MatterParty],
    found: &[Compared],
) -> Result<Standing, ActError> {
    let object = DoubtObject::Item;
    if found.is_empty() {
        // Nobody is named in the item, or this person keeps out of it already.
        let (id, person) = (&item.id, Some(row.person.as_str()));
        interests::lapse(tx, actor, now, object, id, person).await?;
        return Ok(Standing::Free);
    }
    let about = (object, item.id.as_str(), item.title.as_str());
    let questions: Vec<Question<'_>> = found
        .iter()
        .map(|one| {
            let party = parties
                .iter()
                .find(|party| one.party.as_ref() == Some(&party.id));
            Question::of(about, &row.person, &row.id, party, one)
        })
        .collect();
    interests::ask_all(tx, actor, now, &questions).await
}

/// Looks again at the items that wait on an agenda: a tie has changed. With a person, at those with which that person has been compared.
pub async fn rescreen(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    changed: &Changed,
) -> Result<(), ActError> {
    let program = Actor::program(organisation);
    for item in rows::open_items(tx.read(), organisation).await? {
        if let Changed::Person(person) = changed
            && !rows::screenings(tx.read(), organisation, &item.id)
                .await?
                .iter()
                .any(|row| row.person == *person)
        {
            continue;
        }
        let session = rows::session(tx.read(), organisation, &item.session).await?;
        let committee = rows::committee(tx.read(), organisation, &item.committee).await?;
        if let (Some(session), Some(committee)) = (session, committee) {
            look_at(tx, &program, now, (&committee, &session, item), true).await?;
        }
    }
    Ok(())
}

/// Keeps somebody out of an item: an integrity officer has answered so.
pub async fn keep_out_by_ruling(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    item: &str,
    person: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let organisation = actor.organisation.clone();
    let item = rows::item(tx.read(), &organisation, item)
        .await?
        .ok_or(ActError::NotFound)?;
    let known = rows::recusals_of(tx.read(), &organisation, &item.id).await?;
    if known.iter().any(|row| row.person == person) {
        return Ok(());
    }
    let row = RecusalRow {
        item: item.id.clone(),
        person: person.to_owned(),
        name: String::new(),
        // Why is between that person and the integrity officer.
        reason: Texts::of(Lang::Fa).committee_screened_out().to_owned(),
    };
    rows::insert_recusal(tx, &organisation, &row, now).await?;
    let objects = vec![
        ("committee-session", item.session),
        ("agenda-item", item.id),
        ("person", row.person),
    ];
    let payload = vec![("reason", json!(row.reason))];
    let (right, kind) = (Right::InterestReview, "committee.recused");
    entry(tx, actor, now, right, kind, objects, payload).await
}

/// Opens why members were or were not kept out of an item: a path names relatives, so the reason goes into the journal.
pub async fn open_item_paths(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let (_, session) = session_of(tx, actor, session).await?;
    let item = item_of(tx.read(), actor, &session, item).await?;
    let object = ("agenda-item", item.id);
    interests::paths_opened(tx, actor, now, object, ("look-reason", reason)).await
}

async fn parties_of(
    conn: &mut Conn,
    organisation: &str,
    item: &str,
) -> Result<Vec<MatterParty>, ActError> {
    let parties = rows::parties(conn, organisation, item).await?;
    Ok(parties
        .into_iter()
        .map(|row| MatterParty {
            id: row.id,
            role: "other".to_owned(),
            party_kind: row.kind,
            name: row.name,
            national_id: row.national_id,
        })
        .collect())
}

/// For each person the answers, one for each party.
async fn compare(
    conn: &mut Conn,
    organisation: &str,
    people: &[(String, String)],
    parties: &[MatterParty],
    now: Timestamp,
) -> Result<Vec<Vec<Compared>>, ActError> {
    if parties.is_empty() {
        return Ok(people.iter().map(|_| Vec::new()).collect());
    }
    let accounts = accounts(conn, organisation).await?;
    let mut handlers = Vec::new();
    for (person, name) in people {
        let handler = |account: &str| Handler {
            account: account.to_owned(),
            person: person.clone(),
            name: name.clone(),
        };
        let before = handlers.len();
        // What came in through a second account ties the same person.
        let own = accounts.iter().filter(|account| account.person == *person);
        handlers.extend(own.map(|account| handler(&account.id)));
        if handlers.len() == before {
            handlers.push(handler(""));
        }
    }
    let ties = Ties::about(conn, organisation, &handlers, "", parties).await?;
    Ok(people
        .iter()
        .map(|(person, _)| {
            let answers = parties.iter().map(|party| ties.dealing(person, party, now));
            answers.collect()
        })
        .collect())
}

/// A member declares that there is no conflict, where the screening saw what may look like one.
pub async fn declare_no_conflict(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeVote, None)?;
    let (_, session) = session_of(tx, actor, session).await?;
    let item = waiting_item(tx, actor, &session, item).await?;
    let own = rows::screenings(tx.read(), &actor.organisation, &item.id).await?;
    let own = own
        .into_iter()
        .find(|row| Some(&row.person) == actor.person.as_ref());
    let mut own = own
        .filter(ScreeningRow::waits_for_declaration)
        .ok_or_else(|| refused(|t| t.committee_refused_nothing_to_declare().to_owned()))?;
    own.declared_at = Some(now);
    rows::save_declared(tx, &actor.organisation, &own).await?;
    let objects = vec![
        ("committee-session", session.id),
        ("agenda-item", item.id),
        ("person", own.person),
    ];
    let payload = vec![("outcome", json!(own.outcome))];
    let kind = "committee.absence-declared";
    entry(tx, actor, now, Right::CommitteeVote, kind, objects, payload).await
}

/// Compares again, by hand: ties were declared since.
pub async fn screen_again(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    in_state(
        &session,
        &[
            SessionState::Planned,
            SessionState::Called,
            SessionState::Open,
        ],
    )?;
    let item = waiting_item(tx, actor, &session, item).await?;
    screen(tx, actor, now, &committee, &session, item).await
}

/// Whether this reader may open the papers of an item: the item was screened, a member was compared with its parties, and has
/// declared where that was asked, and nothing waits for an integrity officer. Who keeps out has no item at all.
pub async fn may_open_papers(
    conn: &mut Conn,
    actor: &Actor,
    session: &SessionRow,
    item: &str,
) -> Result<(), ActError> {
    let item = item_of(conn, actor, session, item).await?;
    let closed = || refused(|t| t.committee_refused_not_screened().to_owned());
    if item.screened_at.is_none() {
        return Err(closed());
    }
    let Some(person) = &actor.person else {
        return Ok(());
    };
    let rows_of = rows::screenings(conn, &actor.organisation, &item.id).await?;
    match rows_of.iter().find(|row| row.person == *person) {
        Some(own) if own.waits_for_declaration() => {
            Err(refused(|t| t.committee_refused_declare_first().to_owned()))
        }
        Some(own) if own.outcome == Outcome::Conflict.code() => Err(ActError::NotFound),
        Some(_) => match item_standing(conn, &actor.organisation, &item.id, person).await? {
            Standing::Free => Ok(()),
            Standing::Waits => Err(refused(|t| t.doubts_waits().to_owned())),
            Standing::KeptOut => Err(ActError::NotFound),
        },
        None => {
            let own = rows::committees_of(conn, &actor.organisation, person).await?;
            if own.contains(&session.committee) {
                Err(closed())
            } else {
                Ok(())
            }
        }
    }
}

/// How a person stands to an item, as far as an integrity officer was asked.
pub async fn item_standing(
    conn: &mut Conn,
    organisation: &str,
    item: &str,
    person: &str,
) -> Result<Standing, store::Error> {
    crate::interests::store::standing(conn, organisation, DoubtObject::Item, item, person).await
}
