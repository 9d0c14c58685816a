//! What waits for a committee: one function for each source. Another source is one more function and one more line of
//! [`candidates`].

use store::{Conn, Timestamp};

use crate::cases::acts as cases;
use crate::committee::store::{self as rows, CommitteeRow, LetterFilter, ResolutionFilter};
use crate::findings::store as findings;
use crate::inspection::store::{self as inspection, WaitingFor};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::texts::{Lang, Texts};
use crate::risks::model::{APPETITE, limit};
use crate::voice::rules::Rules;

/// Most items that one filling adds from each source.
const FILL: i64 = 20;

/// An item for the agenda.
#[derive(Debug, Clone, Default)]
pub struct ItemInput {
    /// One line.
    pub title: String,
    /// More words.
    pub text: String,
    /// What it is about, as (type, id).
    pub object: Option<(String, String)>,
    /// The item of an earlier session that it goes on with.
    pub carried_from: Option<String>,
}

/// Where the agenda of one session is filled from.
pub(super) struct Waiting<'a> {
    pub conn: &'a mut Conn,
    pub actor: &'a Actor,
    pub organisation: &'a str,
    pub committee: &'a CommitteeRow,
    pub session: &'a str,
    pub now: Timestamp,
    pub t: Texts,
}

/// Everything that waits and does not stand on an agenda of this committee yet.
pub(super) async fn candidates(
    conn: &mut Conn,
    actor: &Actor,
    committee: &CommitteeRow,
    session: &str,
    now: Timestamp,
) -> Result<Vec<ItemInput>, ActError> {
    let mut waiting = Waiting {
        conn,
        actor,
        organisation: &actor.organisation,
        committee,
        session,
        now,
        // The agenda is a document of the organisation: in Persian, whoever fills it.
        t: Texts::of(Lang::Fa),
    };
    let w = &mut waiting;
    let mut all = carried_over(w).await?;
    all.extend(overdue_resolutions(w).await?);
    all.extend(grave_findings(w).await?);
    all.extend(unanswered_letters(w).await?);
    all.extend(late_plan_items(w).await?);
    all.extend(risks_over_appetite(w).await?);
    all.extend(waiting_cases(w).await?);
    all.extend(of_inspection(w).await?);
    Ok(all)
}

/// Which of these people must not learn of a matter that an item is about: the matter does not exist for them elsewhere either.
pub(super) async fn kept_out(
    conn: &mut Conn,
    organisation: &str,
    object: (&str, &str),
    people: &[String],
) -> Result<Vec<String>, ActError> {
    let mut out = Vec::new();
    for person in people {
        let hidden = match object {
            (cases::OBJECT, id) => cases::is_hidden(conn, organisation, id, person).await?,
            ("finding", id) => match findings::finding(conn, organisation, id).await? {
                Some(row) => findings::is_kept_from(conn, organisation, &row, Some(person)).await?,
                None => false,
            },
            (kind, id) => match inspection::mission_of(conn, organisation, kind, id).await? {
                Some(mission) => {
                    inspection::is_kept_out(conn, organisation, &mission, person).await?
                }
                None => false,
            },
        };
        if hidden {
            out.push(person.clone());
        }
    }
    Ok(out)
}

/// Leaves out what stands on an agenda already.
async fn new_objects(
    w: &mut Waiting<'_>,
    object_type: &str,
    found: Vec<(String, String, String)>,
) -> Result<Vec<ItemInput>, ActError> {
    let known = rows::objects_waiting(w.conn, w.organisation, &w.committee.id, object_type).await?;
    let new = found.into_iter().filter(|(id, ..)| !known.contains(id));
    Ok(new
        .map(|(id, title, text)| ItemInput {
            title,
            text,
            object: Some((object_type.to_owned(), id)),
            carried_from: None,
        })
        .collect())
}

async fn carried_over(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let items = rows::carried(w.conn, w.organisation, &w.committee.id).await?;
    let earlier = items.into_iter().filter(|item| item.session != w.session);
    Ok(earlier
        .map(|item| ItemInput {
            title: item.title,
            text: item.text,
            object: item.object_type.zip(item.object_id),
            carried_from: Some(item.id),
        })
        .collect())
}

async fn overdue_resolutions(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let filter = ResolutionFilter {
        state: "overdue".to_owned(),
        committee: w.committee.id.clone(),
        now: w.now,
        ..ResolutionFilter::default()
    };
    let found = rows::list_resolutions(w.conn, w.organisation, &filter, FILL, 0).await?;
    let t = w.t;
    let lines = found.into_iter().map(|row| {
        let title = t.committee_item_overdue(t.lang.digits(&row.number));
        (row.id, title, row.text)
    });
    new_objects(w, "resolution", lines.collect()).await
}

async fn grave_findings(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let mut lines = Vec::new();
    for (state, severity) in [("confirmed", ""), ("new", "high")] {
        let filter = findings::Filter {
            state: state.to_owned(),
            severity: severity.to_owned(),
            reader: w.actor.person.clone().unwrap_or_default(),
            ..findings::Filter::default()
        };
        let found = findings::list(w.conn, w.organisation, &filter, FILL, 0).await?;
        lines.extend(found.into_iter().map(|row| (row.id, row.title, row.text)));
    }
    new_objects(w, "finding", lines).await
}

async fn unanswered_letters(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let filter = LetterFilter {
        state: "overdue".to_owned(),
        committee: w.committee.id.clone(),
        now: w.now,
        ..LetterFilter::default()
    };
    let found = rows::list_letters(w.conn, w.organisation, &filter, FILL, 0).await?;
    let t = w.t;
    let lines = found.into_iter().map(|row| {
        let title = t.committee_item_letter(t.lang.digits(&row.number));
        (row.id, title, row.subject)
    });
    new_objects(w, "letter", lines.collect()).await
}

async fn late_plan_items(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let found = rows::plan_due(w.conn, w.organisation, &w.committee.id, w.now).await?;
    let t = w.t;
    let lines = found
        .into_iter()
        .map(|row| (row.id, t.committee_item_plan().to_owned(), row.title));
    new_objects(w, "plan-item", lines.collect()).await
}

async fn risks_over_appetite(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let Some(rules) = Rules::read(w.conn, w.organisation).await? else {
        return Ok(Vec::new());
    };
    let today = persian::tehran_date(w.now.0);
    let otherwise = limit(&rules, APPETITE);
    let found =
        crate::risks::store::over_appetite(w.conn, w.organisation, today, otherwise, FILL).await?;
    let t = w.t;
    let lines = found.into_iter().map(|(row, _)| {
        let title = t.committee_item_risk(t.lang.integer(row.number));
        (row.id, title, row.event)
    });
    new_objects(w, "risk", lines.collect()).await
}

/// Cases before a board or past a deadline. The agenda names nobody.
async fn waiting_cases(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let sight = cases::sight(w.conn, w.actor, w.now).await?;
    let found = crate::cases::store::waiting(w.conn, w.organisation, &sight, w.now, FILL).await?;
    let t = w.t;
    let lines = found.into_iter().map(|row| {
        let title = t.committee_item_case(t.lang.digits(&row.number));
        (row.id, title, String::new())
    });
    new_objects(w, cases::OBJECT, lines.collect()).await
}

async fn of_inspection(w: &mut Waiting<'_>) -> Result<Vec<ItemInput>, ActError> {
    let reader = w.actor.person.clone().unwrap_or_default();
    let found = inspection::waiting(w.conn, w.organisation, w.now, &reader).await?;
    let t = w.t;
    let mut all = Vec::new();
    for kind in ["remedy", "mission", "measure", "order"] {
        let of_kind = found.iter().filter(|one| one.object_type == kind);
        let lines = of_kind
            .take(usize::try_from(FILL).unwrap_or(usize::MAX))
            .map(|one| {
                let number = t.lang.digits(&one.number);
                let title = match one.why {
                    WaitingFor::OverdueRemedy => t.committee_item_remedy(number),
                    WaitingFor::Report => t.committee_item_mission(number),
                    WaitingFor::Referral => t.committee_item_measure(number),
                    WaitingFor::Order => t.committee_item_order(number),
                };
                (one.object.clone(), title, String::new())
            });
        all.extend(new_objects(w, kind, lines.collect()).await?);
    }
    Ok(all)
}
