//! Three members are seated for a case: main ones in order, alternates in the place of who keeps out.

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{Doer, Said, advance, hands_of, keep_out, let_in, load, value};
use crate::cases::model::{Deed, Facts, Ground, Part, QUORUM, Stage, State, barred};
use crate::cases::store::{self as rows, CaseRow, MemberRow, PanelRow};
use crate::committee::jobs::tell;
use crate::interests::acts::Changed;
use crate::interests::model::PartyKind;
use crate::interests::store::{Handler, MatterParty};
use crate::interests::ties::Ties;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

/// The members who sit for a case: seated, and not kept out since.
pub async fn sitting(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
    stage: Stage,
) -> Result<Vec<PanelRow>, ActError> {
    let out = rows::recusals(conn, organisation, case).await?;
    let mut panel = rows::panel(conn, organisation, case).await?;
    panel.retain(|seat| {
        seat.stage == stage.code() && !out.iter().any(|row| row.person == seat.person)
    });
    Ok(panel)
}

/// Seats members until there are as many as the quorum. A member with a tie to the person concerned, or under them, keeps out and
/// an alternate takes the place; who has had a hand in the case, or sits on the other board, is passed over.
pub async fn seat(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    stage: Stage,
) -> Result<(), ActError> {
    actor.require(Right::CaseRun, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    super::apart(tx, actor, &case, Part::Keep).await?;
    let organisation = actor.organisation.as_str();
    let right_time = match stage {
        Stage::Primary => matches!(
            case.state()?,
            State::Investigating | State::Charged | State::Deciding
        ),
        Stage::Appeal => case.state()? == State::Appealed,
    };
    if !right_time {
        return Err(refused(|t| t.cases_refused_state().to_owned()));
    }
    if case.suspect_name.is_empty() {
        return Err(refused(|t| t.cases_refused_nobody_named().to_owned()));
    }
    let need = usize::try_from(value(tx.read(), organisation, QUORUM).await?).unwrap_or(3);
    let mut seated = sitting(tx.read(), organisation, id, stage).await?.len();
    if seated >= need {
        return Err(refused(|t| t.cases_refused_seated().to_owned()));
    }
    let today = persian::tehran_date(now.0).iso();
    let candidates: Vec<MemberRow> = rows::members(tx.read(), organisation)
        .await?
        .into_iter()
        .filter(|row| row.stage == stage.code() && row.from_day <= today && row.to_day >= today)
        .collect();
    let mut hands = hands_of(tx.read(), organisation, &case).await?;
    let (mut taken, mut kept_out) = (Vec::new(), Vec::new());
    for member in candidates {
        if seated >= need {
            break;
        }
        let sits = match stage {
            Stage::Primary => &hands.primary,
            Stage::Appeal => &hands.appeal,
        };
        if sits.contains(&member.person)
            || barred(&hands, Part::Decide(stage), &member.person).is_some()
        {
            continue;
        }
        let who = (member.person.as_str(), member.name.as_str());
        if let Some((ground, note)) = tied(tx, organisation, &case, who, now).await? {
            keep_out(tx, organisation, now, id, &member.person, ground, &note).await?;
            hands.recused.push(member.person.clone());
            kept_out.push(json!([member.person, ground.code()]));
            continue;
        }
        let row = PanelRow {
            id: tx.new_id(now),
            case_id: id.to_owned(),
            stage: stage.code().to_owned(),
            person: member.person.clone(),
            name: String::new(),
            alternate: member.alternate,
            outcome: None,
            sanction: None,
            dissent: String::new(),
            voted_at: None,
        };
        rows::put_panel(tx, organisation, &row).await?;
        let_in(tx, organisation, now, id, &member.person, "panel").await?;
        match stage {
            Stage::Primary => hands.primary.push(member.person.clone()),
            Stage::Appeal => hands.appeal.push(member.person.clone()),
        }
        taken.push(member.person);
        seated += 1;
    }
    if seated < need {
        let missing = need - seated;
        return Err(refused(move |t| t.cases_refused_few_members(missing)));
    }
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let payload = vec![
        ("stage", json!(stage.code())),
        ("people", json!(taken)),
        ("kept-out", json!(kept_out)),
    ];
    let said = Said::default();
    advance(
        tx,
        who,
        &mut case,
        Deed::Seat,
        Facts::default(),
        &said,
        payload,
    )
    .await
}

/// Why a member must not decide about this person, if so: the person is above them, or what both declared, and the registers, tie them.
async fn tied(
    tx: &mut Tx,
    organisation: &str,
    case: &CaseRow,
    (member, name): (&str, &str),
    now: Timestamp,
) -> Result<Option<(Ground, String)>, ActError> {
    if let Some(subject) = &case.subject
        && rows::superiors(tx.read(), organisation, member)
            .await?
            .contains(subject)
    {
        return Ok(Some((Ground::Superior, String::new())));
    }
    let staff = crate::interests::store::staff(tx.read(), organisation).await?;
    let handler = |person: &str, name: &str| Handler {
        account: staff
            .iter()
            .find(|one| one.person == person)
            .map_or_else(String::new, |one| one.account.clone()),
        person: person.to_owned(),
        name: name.to_owned(),
    };
    let party = |name: &str, code: Option<String>| MatterParty {
        id: case.id.clone(),
        role: String::new(),
        party_kind: PartyKind::Person.code().to_owned(),
        name: name.to_owned(),
        national_id: code,
    };
    // What the member declared about the person; then what the person declared about the member.
    let mut questions = vec![(
        handler(member, name),
        party(&case.suspect_name, case.suspect_code.clone()),
    )];
    if let Some(subject) = &case.subject {
        questions.push((handler(subject, &case.suspect_name), party(name, None)));
    }
    for (one, other) in questions {
        let people = [one];
        let ties = Ties::about(
            tx.read(),
            organisation,
            &people,
            "",
            std::slice::from_ref(&other),
        )
        .await?;
        let found = ties.facing(
            &people[0].person,
            &other,
            relations::rules::Matter::Discipline,
            now,
        );
        if found.recuses() {
            return Ok(Some((Ground::Kinship, found.path.0)));
        }
        // Even the appearance of a tie is one too many where an alternate can take the seat.
        if found.needs_review() {
            return Ok(Some((Ground::Tie, found.path.0)));
        }
    }
    Ok(None)
}

/// Looks again at the members who sit on open cases: a tie has changed. Who is tied now keeps out, and who keeps the case seats an
/// alternate.
pub async fn rescreen(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    changed: &Changed,
) -> Result<(), ActError> {
    let program = Actor::program(organisation);
    let filter = rows::CaseFilter {
        state: "open".to_owned(),
        ..rows::CaseFilter::default()
    };
    for mut case in rows::cases(tx.read(), organisation, &filter, i64::MAX, 0).await? {
        // The board that sits, or will: after its decision the seats are history.
        let stage = match case.state()? {
            State::Investigating | State::Charged | State::Deciding => Stage::Primary,
            State::Appealed => Stage::Appeal,
            _ => continue,
        };
        let seats = sitting(tx.read(), organisation, &case.id, stage).await?;
        let mut tied_now = Vec::new();
        for seat in &seats {
            if let Changed::Person(person) = changed
                && seat.person != *person
                && case.subject.as_ref() != Some(person)
            {
                continue;
            }
            let who = (seat.person.as_str(), seat.name.as_str());
            if let Some((ground, note)) = tied(tx, organisation, &case, who, now).await? {
                let person = &seat.person;
                keep_out(tx, organisation, now, &case.id, person, ground, &note).await?;
                tied_now.push(json!([person, ground.code()]));
            }
        }
        if tied_now.is_empty() {
            continue;
        }
        let people: Vec<String> = case.screened_by.iter().cloned().collect();
        let t = Texts::of(Lang::Fa);
        let text = t.cases_news_waits(t.lang.digits(&case.number));
        tell(
            tx,
            organisation,
            &people,
            t.cases_news_subject(),
            &text,
            now,
        )
        .await?;
        let who = Doer {
            actor: &program,
            right: None,
            now,
        };
        let payload = vec![("kept-out", json!(tied_now))];
        let (facts, said) = (Facts::default(), Said::default());
        advance(tx, who, &mut case, Deed::Recuse, facts, &said, payload).await?;
    }
    Ok(())
}
