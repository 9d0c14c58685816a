//! Doubts: where a screening finds what an outsider could doubt, the person waits until an integrity officer, who is not that person and
//! not on the path, has answered with a reason. One way for everything that is screened.

use relations::rules::{Matter as Topic, Outcome};
use serde_json::{Value, json};
use store::{Conn, Timestamp, Tx};

use super::handing::{Given, Ground, hand_over, handler_of, recuse_for};
use super::matters::{load, sight};
use super::messages::readers;
use super::{Deed, known_id, required_note};
use crate::committee::jobs::tell;
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::model::doubt::{answer_hash, is_doubtful};
use crate::interests::model::{
    DOUBT_DAYS, DoubtObject, MatterKind, MatterState, RecusalBasis, Ruling, Standing,
};
use crate::interests::store::{self as rows, Doubt, Handler, Matter, MatterParty};
use crate::interests::ties::{Compared, Ties};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::{Lang, Texts};
use crate::voice::deadline::{self as days, Term};
use crate::voice::rules::Rules;

/// Working days for an answer where the organisation has set none.
const USUAL_DAYS: i64 = 2;

/// Kind of the job that looks whether a doubt was answered in its time.
pub const DOUBT_JOB: &str = "interests.doubt";

/// What a screening answered about somebody and an object.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// What the object is.
    pub object: DoubtObject,
    /// Its id.
    pub id: &'a str,
    /// Its number or title.
    pub name: &'a str,
    /// Who would handle it.
    pub person: &'a str,
    /// With which account, where one is given the object.
    pub account: Option<&'a str>,
    /// Id of the screening's row.
    pub screening: &'a str,
    /// The outcome.
    pub outcome: Outcome,
    /// To whom the path leads.
    pub party: Option<&'a MatterParty>,
    /// The best-explained path, Persian and English.
    pub path: (&'a str, &'a str),
    /// JSON list of the ties of the path.
    pub evidence: String,
    /// Version of the rules.
    pub rule_version: &'a str,
    /// SHA-256 of the ties that were known.
    pub input_hash: &'a str,
}

impl<'a> Question<'a> {
    /// The question of a comparison that was kept under an id.
    pub fn of(
        (object, id, name): (DoubtObject, &'a str, &'a str),
        person: &'a str,
        screening: &'a str,
        party: Option<&'a MatterParty>,
        compared: &'a Compared,
    ) -> Self {
        Self {
            object,
            id,
            name,
            person,
            account: None,
            screening,
            outcome: compared.outcome,
            party,
            path: (&compared.path.0, &compared.path.1),
            evidence: compared.evidence.to_string(),
            rule_version: &compared.rule_version,
            input_hash: &compared.input_hash,
        }
    }
}

/// The hash of what was answered: the party counts by its number, or else by its name.
pub(super) fn hash_of(outcome: Outcome, party: Option<&MatterParty>, path: &str) -> String {
    let party = party.map_or("", |one| one.national_id.as_deref().unwrap_or(&one.name));
    answer_hash(outcome.code(), party, path)
}

/// Whether an integrity officer has cleared somebody for exactly this answer.
pub(super) async fn cleared(
    conn: &mut Conn,
    organisation: &str,
    object: DoubtObject,
    id: &str,
    person: &str,
    answer: &str,
) -> Result<bool, store::Error> {
    let known = rows::doubts_of(conn, organisation, object, id, person).await?;
    Ok(known
        .iter()
        .any(|row| row.ruling() == Some(Ruling::Cleared) && row.answer_hash == answer))
}

/// Asks the integrity unit where a screening found a doubt, and gives how the person stands now: see [`ask_all`].
pub async fn ask(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    question: &Question<'_>,
) -> Result<Standing, ActError> {
    ask_all(tx, actor, now, std::slice::from_ref(question)).await
}

/// Asks about one person and one object, with a question for each party. The same answer is asked once, and what was cleared stays so;
/// another path asks anew; a question whose doubt has gone lapses. Gives how the person stands now.
pub async fn ask_all(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    questions: &[Question<'_>],
) -> Result<Standing, ActError> {
    let Some(first) = questions.first() else {
        return Ok(Standing::Free);
    };
    let organisation = actor.organisation.as_str();
    let (object, id, person) = (first.object, first.id, first.person);
    let known = rows::doubts_of(tx.read(), organisation, object, id, person).await?;
    let with = |ruling: Option<Ruling>, answer: &str| {
        known
            .iter()
            .any(|row| row.ruling() == ruling && row.answer_hash == answer)
    };
    if known
        .iter()
        .any(|row| row.ruling() == Some(Ruling::KeptOut))
    {
        return Ok(Standing::KeptOut);
    }
    let wanted: Vec<(&Question<'_>, String)> = questions
        .iter()
        .filter(|one| is_doubtful(one.outcome))
        .map(|one| (one, hash_of(one.outcome, one.party, one.path.0)))
        .filter(|(_, answer)| !with(Some(Ruling::Cleared), answer))
        .collect();
    for row in known.iter().filter(|row| row.ruling.is_none()) {
        if !wanted.iter().any(|(_, answer)| *answer == row.answer_hash) {
            lapse_one(tx, actor, now, row.clone()).await?;
        }
    }
    for (question, answer) in &wanted {
        if !with(None, answer) {
            put_question(tx, actor, now, question, answer).await?;
        }
    }
    Ok(if wanted.is_empty() {
        Standing::Free
    } else {
        Standing::Waits
    })
}

async fn put_question(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    question: &Question<'_>,
    answer: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let party = question.party;
    let row = Doubt {
        id: tx.new_id(now),
        object_type: question.object.code().to_owned(),
        object_id: question.id.to_owned(),
        object_name: question.name.to_owned(),
        person: question.person.to_owned(),
        account: question.account.map(str::to_owned),
        outcome: question.outcome.code().to_owned(),
        party_kind: party.map_or_else(String::new, |one| one.party_kind.clone()),
        party_name: party.map_or_else(String::new, |one| one.name.clone()),
        party_id: party.and_then(|one| one.national_id.clone()),
        path_fa: question.path.0.to_owned(),
        path_en: question.path.1.to_owned(),
        evidence: question.evidence.clone(),
        answer_hash: answer.to_owned(),
        screening: question.screening.to_owned(),
        rule_version: question.rule_version.to_owned(),
        input_hash: question.input_hash.to_owned(),
        asked_at: now,
        ruling: None,
        reason: String::new(),
        ruled_by: None,
        ruled_at: None,
    };
    rows::insert_doubt(tx, organisation, &row).await?;
    watch_doubt(tx, organisation, now, &row.id, now.plus_seconds(86_400)).await?;
    Deed {
        actor,
        right: None,
        now,
        kind: "interests.doubt-asked",
        objects: objects(&row)?,
        payload: vec![
            ("outcome", json!(row.outcome)),
            ("person", json!(row.person)),
            ("rule-version", json!(row.rule_version)),
            ("input-hash", json!(row.input_hash)),
        ],
    }
    .done(tx)
    .await?;
    tell_officers(tx, now, organisation, &row).await
}

async fn watch_doubt(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    id: &str,
    at: Timestamp,
) -> Result<(), store::Error> {
    let payload = json!({ "doubt": id });
    tx.enqueue(organisation, DOUBT_JOB, &payload, at, now)
        .await?;
    Ok(())
}

/// Where a doubt was not answered by its last day, because nobody did or everybody who could is on its path, that is told.
pub async fn look_at_doubt(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    rules: &Rules,
    id: &str,
) -> Result<(), ActError> {
    let row = rows::doubt(tx.read(), organisation, id).await?;
    let Some(row) = row.filter(|row| row.ruling.is_none()) else {
        return Ok(());
    };
    let due = doubt_due(rules, row.asked_at)?;
    if now <= due {
        watch_doubt(tx, organisation, now, id, due.plus_seconds(60)).await?;
        return Ok(());
    }
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let title = (
        fa.doubts_finding_late_title().to_owned(),
        en.doubts_finding_late_title().to_owned(),
    );
    let text = (
        fa.doubts_finding_late().to_owned(),
        en.doubts_finding_late().to_owned(),
    );
    unanswered(tx, now, organisation, &row, title, text).await
}

/// The last day on which a doubt is to be answered.
pub fn doubt_due(rules: &Rules, asked_at: Timestamp) -> Result<Timestamp, store::Error> {
    let working_days = rules
        .settings
        .get(DOUBT_DAYS)
        .and_then(|value| persian::parse_integer(value).ok())
        .unwrap_or(USUAL_DAYS);
    let term = Term {
        working_days,
        warn_share: 50,
    };
    days::from(&rules.calendar, term, asked_at)
        .map(|deadline| deadline.at)
        .map_err(|why| store::Error::Corrupt(why.to_string()))
}

/// What an entry about a doubt names.
fn objects(row: &Doubt) -> Result<Vec<(&'static str, String)>, store::Error> {
    Ok(vec![
        (row.object()?.code(), row.object_id.clone()),
        ("interest-doubt", row.id.clone()),
    ])
}

async fn lapse_one(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    mut row: Doubt,
) -> Result<(), ActError> {
    row.ruling = Some(Ruling::Lapsed.code().to_owned());
    row.ruled_at = Some(now);
    rows::save_ruling(tx, &actor.organisation, &row).await?;
    Deed {
        actor,
        right: None,
        now,
        kind: "interests.doubt-lapsed",
        objects: objects(&row)?,
        payload: vec![],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Ends what waits about an object: somebody else handles it now, or nobody needs to. With a person, what waits about that person.
pub async fn lapse(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    object: DoubtObject,
    id: &str,
    person: Option<&str>,
) -> Result<(), ActError> {
    for row in rows::doubts_about(tx.read(), &actor.organisation, object, id).await? {
        if row.ruling.is_none() && person.is_none_or(|person| row.person == person) {
            lapse_one(tx, actor, now, row).await?;
        }
    }
    Ok(())
}

/// Tells the integrity officers that something waits, without saying about what. Where nobody of them could answer, this is disclosed.
async fn tell_officers(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    row: &Doubt,
) -> Result<(), ActError> {
    let officers =
        rows::handlers_of_all(tx.read(), organisation, Role::IntegrityOfficer.code()).await?;
    let away: Vec<String> = match row.object()? {
        DoubtObject::Matter => rows::recusals(tx.read(), organisation, &row.object_id)
            .await?
            .into_iter()
            .map(|kept| kept.person)
            .collect(),
        DoubtObject::Item => {
            crate::committee::store::recusals_of(tx.read(), organisation, &row.object_id)
                .await?
                .into_iter()
                .map(|kept| kept.person)
                .collect()
        }
        DoubtObject::Tender => {
            crate::tenders::store::deciders(tx.read(), organisation, &row.object_id)
                .await?
                .into_iter()
                .filter(|one| one.state == "recused")
                .map(|one| one.person)
                .collect()
        }
    };
    let people: Vec<String> = officers
        .into_iter()
        .filter(|one| one.person != row.person && !away.contains(&one.person))
        .map(|one| one.person)
        .collect();
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    if !people.is_empty() {
        tell(
            tx,
            organisation,
            &people,
            fa.doubts_news_subject(),
            fa.doubts_news(),
            now,
        )
        .await?;
        return Ok(());
    }
    let title = (
        fa.doubts_finding_nobody_title().to_owned(),
        en.doubts_finding_nobody_title().to_owned(),
    );
    let text = (
        fa.doubts_finding_nobody().to_owned(),
        en.doubts_finding_nobody().to_owned(),
    );
    unanswered(tx, now, organisation, row, title, text).await
}

/// A finding that a doubt has no answer; it names neither the object nor anybody.
async fn unanswered(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    row: &Doubt,
    title: (String, String),
    text: (String, String),
) -> Result<(), ActError> {
    let finding = NewFinding {
        key: format!("nobody-answers:{}", row.id),
        kind: Kind::Conflict,
        severity: Severity::High,
        unit: None,
        service: None,
        object: None,
        title,
        text,
        query: "integrity officers who are not concerned".to_owned(),
        rule_version: row.rule_version.clone(),
        input_hash: row.answer_hash.clone(),
        case_count: 1,
        cases: Vec::new(),
        facts: json!({}),
    };
    raise(tx, &Actor::program(organisation), now, &finding).await?;
    Ok(())
}

/// Whether this reader may see a doubt: never the person concerned, and nobody for whom the object does not exist.
pub async fn sees_doubt(conn: &mut Conn, actor: &Actor, row: &Doubt) -> Result<bool, ActError> {
    let organisation = actor.organisation.as_str();
    if !actor.may(Right::InterestReview) || actor.person.as_deref() == Some(&row.person) {
        return Ok(false);
    }
    Ok(match row.object()? {
        DoubtObject::Matter => {
            rows::visible_matter(conn, organisation, &sight(actor), &row.object_id)
                .await?
                .is_some()
        }
        DoubtObject::Item => {
            let person = actor.person.as_deref().unwrap_or_default();
            !crate::committee::store::recused_items(conn, organisation, person)
                .await?
                .contains(&row.object_id)
        }
        DoubtObject::Tender => {
            match crate::tenders::acts::visible(conn, actor, &row.object_id).await {
                Ok(_) => true,
                Err(ActError::NotFound | ActError::Forbidden) => false,
                Err(why) => return Err(why),
            }
        }
    })
}

/// The doubts that wait for this reader, oldest first.
pub async fn waiting_doubts(conn: &mut Conn, actor: &Actor) -> Result<Vec<Doubt>, ActError> {
    let mut seen = Vec::new();
    if actor.may(Right::InterestReview) {
        for row in rows::open_doubts(conn, &actor.organisation).await? {
            if sees_doubt(conn, actor, &row).await? {
                seen.push(row);
            }
        }
    }
    Ok(seen)
}

/// A doubt, for an integrity officer who may see it.
async fn load_doubt(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Doubt, ActError> {
    actor.require(Right::InterestReview, None)?;
    known_id(id)?;
    let row = rows::doubt(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    if actor.person.as_deref() == Some(&row.person) {
        return Err(refused(|t| t.doubts_refused_own().to_owned()));
    }
    if sees_doubt(tx.read(), actor, &row).await? {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

/// Whether who answers stands on the path: is named in it, or is tied to the same party.
async fn on_path(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &Doubt,
) -> Result<bool, ActError> {
    let organisation = actor.organisation.as_str();
    let (Some(person), Some(account)) = (&actor.person, &actor.account) else {
        return Ok(true);
    };
    let own = persian::search_key(&actor.name);
    let steps: Vec<Value> = serde_json::from_str(&row.evidence).unwrap_or_default();
    let named = steps.iter().any(|step| {
        ["from", "to"].iter().any(|end| {
            step[*end]
                .as_str()
                .is_some_and(|name| persian::search_key(name) == own)
        })
    });
    if named {
        return Ok(true);
    }
    if row.party_name.is_empty() {
        return Ok(false);
    }
    let one = Handler {
        account: account.clone(),
        person: person.clone(),
        name: actor.name.clone(),
    };
    let party = MatterParty {
        id: row.id.clone(),
        role: "other".to_owned(),
        party_kind: row.party_kind.clone(),
        name: row.party_name.clone(),
        national_id: row.party_id.clone(),
    };
    let ties = Ties::about(
        tx.read(),
        organisation,
        std::slice::from_ref(&one),
        "",
        std::slice::from_ref(&party),
    )
    .await?;
    let found = ties.facing(person, &party, Topic::Decision, now);
    Ok(found.outcome >= Outcome::Appearance)
}

/// Opens the path of a doubt: it may name relatives, so the reason goes into the journal.
pub async fn open_doubt(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    let row = load_doubt(tx, actor, id).await?;
    let reason = required_note("reason", reason)?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.paths-opened",
        objects: objects(&row)?,
        payload: vec![("reason", json!(reason))],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// An answer as typed.
#[derive(Debug, Clone, Default)]
pub struct NewRuling {
    /// Doubt.
    pub doubt: String,
    /// Code of a [`Ruling`].
    pub ruling: String,
    /// Why.
    pub reason: String,
}

/// Answers a doubt: the person may handle it, or is kept out, and then it goes to somebody else. Never by the person concerned, and never
/// by who is on the path. Gives a draw that waits, with its matter.
pub async fn rule(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewRuling,
) -> Result<Option<(String, String)>, ActError> {
    let mut row = load_doubt(tx, actor, &input.doubt).await?;
    if row.ruling.is_some() {
        return Err(refused(|t| t.doubts_refused_answered().to_owned()));
    }
    let ruling = Ruling::of(&input.ruling)
        .filter(|one| Ruling::GIVEN.contains(one))
        .ok_or_else(|| invalid("ruling", |t| t.doubts_fault_ruling().to_owned()))?;
    let reason = required_note("grounds", &input.reason)?;
    if on_path(tx, actor, now, &row).await? {
        return Err(refused(|t| t.doubts_refused_on_path().to_owned()));
    }
    let organisation = actor.organisation.as_str();
    row.ruling = Some(ruling.code().to_owned());
    row.reason.clone_from(&reason);
    row.ruled_by.clone_from(&actor.account);
    row.ruled_at = Some(now);
    rows::save_ruling(tx, organisation, &row).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.doubt-answered",
        objects: objects(&row)?,
        payload: vec![
            ("ruling", json!(row.ruling)),
            ("reason", json!(row.reason)),
            ("person", json!(row.person)),
        ],
    }
    .done(tx)
    .await?;
    if ruling == Ruling::Cleared {
        let t = Texts::of(Lang::Fa);
        tell(
            tx,
            organisation,
            std::slice::from_ref(&row.person),
            t.doubts_news_cleared_subject(),
            t.doubts_news_cleared(),
            now,
        )
        .await?;
        return Ok(None);
    }
    match row.object()? {
        DoubtObject::Matter => {
            let given = take_away(tx, actor, now, &row, &reason).await?;
            Ok(given.draw.map(|draw| (row.object_id, draw)))
        }
        DoubtObject::Item => {
            crate::committee::acts::keep_out_by_ruling(tx, actor, now, &row.object_id, &row.person)
                .await?;
            Ok(None)
        }
        DoubtObject::Tender => {
            crate::tenders::acts::keep_out_by_ruling(tx, actor, now, &row.object_id, &row.person)
                .await?;
            Ok(None)
        }
    }
}

/// Takes a matter out of the hands of who was kept out.
async fn take_away(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &Doubt,
    reason: &str,
) -> Result<Given, ActError> {
    let matter = rows::matter(tx.read(), &actor.organisation, &row.object_id)
        .await?
        .ok_or(ActError::NotFound)?;
    let Some(account) = &row.account else {
        return Ok(Given::default());
    };
    let one = handler_of(tx, &actor.organisation, account).await?;
    keep_out(tx, actor, now, matter, &one, Some(&row.screening), reason).await
}

/// Keeps somebody from a matter by the word of an integrity officer; from their hands it goes to the next.
async fn keep_out(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    mut matter: Matter,
    one: &Handler,
    screening: Option<&str>,
    reason: &str,
) -> Result<Given, ActError> {
    let ground = Ground {
        basis: RecusalBasis::Officer,
        screening,
        note: reason,
    };
    recuse_for(tx, actor, now, &matter, one, ground).await?;
    let held = matches!(matter.state(), MatterState::Assigned | MatterState::Open);
    if held && matter.handler.as_deref() == Some(&one.account) {
        return hand_over(tx, actor, now, &mut matter).await;
    }
    Ok(Given::default())
}

/// Everybody who handles a matter or could come to see it, without those who were kept from it already.
pub async fn around(
    conn: &mut Conn,
    organisation: &str,
    matter: &Matter,
) -> Result<Vec<Handler>, ActError> {
    let mut all = readers(conn, organisation, matter).await?;
    for unit in [&matter.unit, &matter.level] {
        all.extend(rows::handlers(conn, organisation, unit, Role::Clerk.code()).await?);
    }
    if let Some(account) = &matter.handler
        && let Some(row) = crate::organisation::store::account(conn, organisation, account).await?
    {
        all.push(Handler {
            account: row.id,
            person: row.person,
            name: row.name,
        });
    }
    let kept = rows::recusals(conn, organisation, &matter.id).await?;
    all.retain(|one| !kept.iter().any(|row| row.account == one.account));
    all.sort_by(|a, b| (&a.name, &a.account).cmp(&(&b.name, &b.account)));
    all.dedup_by(|a, b| a.account == b.account);
    Ok(all)
}

/// An integrity officer keeps somebody from a file, with the reason: what no record knows, or what came to light otherwise.
pub async fn keep_person_out(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    account: &str,
    reason: &str,
) -> Result<Given, ActError> {
    actor.require(Right::InterestReview, None)?;
    let matter = load(tx, actor, id).await?;
    if matter.state() == MatterState::Decided {
        return Err(refused(|t| t.matters_refused_state().to_owned()));
    }
    let one = around(tx.read(), &actor.organisation, &matter)
        .await?
        .into_iter()
        .find(|one| one.account == account)
        .ok_or_else(|| invalid("keep-account", |t| t.matters_fault_handler().to_owned()))?;
    let reason = required_note("keep-reason", reason)?;
    keep_out(tx, actor, now, matter, &one, None, &reason).await
}

/// A file in somebody's hands whose screening found nothing, and something is missing that could change that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The file.
    pub matter: Matter,
    /// Who handles it.
    pub name: String,
    /// What is missing, Persian and English.
    pub missing: (Vec<String>, Vec<String>),
}

/// The open files of whose handlers too little is known to say that nothing stands in the way.
pub async fn gaps(conn: &mut Conn, actor: &Actor) -> Result<Vec<Gap>, ActError> {
    let organisation = actor.organisation.as_str();
    let away = rows::kept_from(conn, organisation, actor.account.as_deref()).await?;
    let mut found = Vec::new();
    for matter in rows::all_open_matters(conn, organisation).await? {
        if away.contains(&matter.id) || matter.handler == actor.account {
            continue;
        }
        let all = rows::screenings(conn, organisation, &matter.id).await?;
        let newest = all
            .iter()
            .rev()
            .find(|row| Some(&row.account) == matter.handler.as_ref())
            .filter(|row| row.outcome == Outcome::InsufficientData.code());
        let Some(row) = newest else { continue };
        let missing: Value = serde_json::from_str(&row.missing).unwrap_or(Value::Null);
        let list = |lang: &str| {
            missing[lang]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        found.push(Gap {
            name: rows::person_name(conn, organisation, &row.person).await?,
            missing: (list("fa"), list("en")),
            matter,
        });
    }
    Ok(found)
}

/// Opens what is missing about the handlers of open files, with the reason: it may name a relative who holds a part.
pub async fn open_gaps(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let reason = required_note("reason", reason)?;
    let listed = gaps(tx.read(), actor).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.paths-opened",
        objects: listed
            .into_iter()
            .map(|one| ("matter", one.matter.id))
            .collect(),
        payload: vec![("reason", json!(reason))],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Whether a matter of this kind is read by who does not handle it only through its desk.
pub(super) fn of_desk(matter: &Matter) -> bool {
    MatterKind::of(&matter.kind) == Some(MatterKind::Message)
}
