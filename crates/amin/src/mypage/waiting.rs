//! What waits for one person: with a link, and a last day where there is one. An area with duties adds its function to [`all`].

use store::{Conn, Timestamp};

use crate::charter::store as charter;
use crate::committee::acts::unanswered as invitations;
use crate::committee::store as committee;
use crate::findings::store as findings;
use crate::interests::store as interests;
use crate::learning::model::Standing;
use crate::learning::pages::title_of;
use crate::learning::store as learning;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;
use crate::scorecards::store as scorecards;
use crate::tenders::store as tenders;
use crate::voice::desk::store as desk;
use crate::voice::rules::Rules;

/// Most of one kind.
const MOST: i64 = 50;

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What is to be done.
    pub what: &'static str,
    /// About what.
    pub title: String,
    /// Where it is done, inside the organisation.
    pub path: String,
    /// Last day.
    pub due: Option<Timestamp>,
}

/// Everything that waits for who has signed in: first what has a last day, the nearest first.
pub async fn all(conn: &mut Conn, ctx: &Ctx, rules: &Rules) -> Result<Vec<Waiting>, ActError> {
    let mut found = Vec::new();
    own_duties(conn, ctx, &mut found).await?;
    reviews(conn, ctx, rules, &mut found).await?;
    signatures(conn, ctx, rules, &mut found).await?;
    in_hand(conn, ctx, &mut found).await?;
    of_unit(conn, ctx, &mut found).await?;
    inspections(conn, ctx, &mut found).await?;
    cases(conn, ctx, &mut found).await?;
    found.sort_by_key(|one| (one.due.is_none(), one.due, one.title.clone()));
    Ok(found)
}

/// The pledge, the declaration of the year, tenders that wait for a declaration, and conditions that a reviewer set.
async fn own_duties(conn: &mut Conn, ctx: &Ctx, found: &mut Vec<Waiting>) -> Result<(), ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let (Some(person), Some(account)) = (&ctx.actor.person, &ctx.actor.account) else {
        return Ok(());
    };
    if let Some(version) = charter::in_force(conn, organisation, ctx.now).await? {
        let own = charter::pledges_of(conn, organisation, person).await?;
        if own.iter().all(|row| row.version != version.id) {
            found.push(Waiting {
                what: t.mypage_do_pledge(),
                title: t.charter_version(version.number),
                path: "/charter/pledge".to_owned(),
                due: None,
            });
        }
    }
    let staff = interests::staff(conn, organisation).await?;
    let declares = staff.iter().any(|one| one.person == *person);
    if let Some(campaign) = interests::newest_campaign(conn, organisation).await?
        && declares
    {
        let who = interests::declared_in(conn, organisation, &campaign.id).await?;
        if who.iter().all(|(one, _)| one != person) {
            found.push(Waiting {
                what: t.mypage_do_declare(),
                title: t.interests_of_year(t.lang.digits(&campaign.year.to_string())),
                path: "/interests/declare".to_owned(),
                due: Some(campaign.deadline_at),
            });
        }
    }
    courses(conn, ctx, person, found).await?;
    for (tender, title) in tenders::waiting_for(conn, organisation, person).await? {
        found.push(Waiting {
            what: t.mypage_do_tender(),
            title,
            path: format!("/tenders/{tender}"),
            due: None,
        });
    }
    for condition in interests::open_conditions(conn, organisation, Some(account.as_str())).await? {
        found.push(Waiting {
            what: t.mypage_do_condition(),
            title: condition.text,
            path: "/interests".to_owned(),
            due: Some(condition.due_at),
        });
    }
    Ok(())
}

/// What waits for an integrity officer: doubts about somebody's impartiality, declarations, conditions that are said to be met; never what
/// is about that officer.
async fn reviews(
    conn: &mut Conn,
    ctx: &Ctx,
    rules: &Rules,
    found: &mut Vec<Waiting>,
) -> Result<(), ActError> {
    use crate::interests::{acts, model, pages};
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    if !ctx.actor.may(Right::InterestReview) {
        return Ok(());
    }
    for row in acts::waiting_doubts(conn, &ctx.actor).await? {
        found.push(Waiting {
            what: t.mypage_do_doubt(),
            title: pages::doubts::object_title(t, &row)?,
            path: format!("/interests/doubts/{}", row.id),
            due: Some(acts::doubt_due(rules, row.asked_at)?),
        });
    }
    let filter = interests::DeclarationFilter {
        state: model::DeclarationState::Submitted.code().to_owned(),
        ..interests::DeclarationFilter::default()
    };
    for row in interests::list_declarations(conn, organisation, &filter, MOST, 0).await? {
        if ctx.actor.person.as_ref() == Some(&row.person) {
            continue;
        }
        let name = interests::person_name(conn, organisation, &row.person).await?;
        found.push(Waiting {
            what: t.mypage_do_review(),
            title: t.interests_declaration_of(&name),
            path: format!("/interests/declarations/{}", row.id),
            due: None,
        });
    }
    for row in interests::unconfirmed(conn, organisation).await? {
        if row.done_at.is_none() || !acts::may_confirm(&ctx.actor, &row) {
            continue;
        }
        found.push(Waiting {
            what: t.mypage_do_confirm(),
            title: row.text,
            path: "/interests/conditions".to_owned(),
            due: None,
        });
    }
    Ok(())
}

/// Courses that are owed and not completed.
async fn courses(
    conn: &mut Conn,
    ctx: &Ctx,
    person: &str,
    found: &mut Vec<Waiting>,
) -> Result<(), ActError> {
    let t = &ctx.page.t;
    for (row, standing) in learning::owed_by(conn, ctx.organisation(), person, ctx.now).await? {
        if let Standing::Due(at) | Standing::Overdue(at) = standing {
            found.push(Waiting {
                what: t.mypage_do_course(),
                title: title_of(t, &row),
                path: format!("/learning/courses/{}", row.id),
                due: Some(at),
            });
        }
    }
    Ok(())
}

/// Minutes and scorecards that wait for a signature.
async fn signatures(
    conn: &mut Conn,
    ctx: &Ctx,
    rules: &Rules,
    found: &mut Vec<Waiting>,
) -> Result<(), ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    if let Some(person) = &ctx.actor.person {
        for session in invitations(conn, &ctx.actor, ctx.now).await? {
            found.push(Waiting {
                what: t.mypage_do_answer(),
                title: t.mypage_session(session.number, ctx.page.day(&session.starts_at)),
                path: format!("/committee/sessions/{}", session.id),
                due: Some(session.starts_at),
            });
        }
        for session in committee::unsigned(conn, organisation, person).await? {
            found.push(Waiting {
                what: t.mypage_do_sign_minutes(),
                title: t.mypage_session(session.number, ctx.page.day(&session.starts_at)),
                path: format!("/committee/sessions/{}/minutes", session.id),
                due: None,
            });
        }
    }
    if !ctx.actor.may(Right::ScorecardRead) {
        return Ok(());
    }
    let own = ctx.actor.account.as_ref();
    for row in scorecards::talks(conn, organisation).await? {
        let led = own == Some(&row.reviewer) && row.reviewer_signed_at.is_none();
        let managed = own == Some(&row.manager) && row.manager_signed_at.is_none();
        if led || managed {
            found.push(Waiting {
                what: t.mypage_do_sign_scorecard(),
                title: t.scorecard_of_unit(rules.unit_name(t.lang, Some(&row.unit))),
                path: format!("/scorecards/{}?period={}", row.unit, row.period),
                due: None,
            });
        }
    }
    Ok(())
}

/// Messages and files in one's own hands.
async fn in_hand(conn: &mut Conn, ctx: &Ctx, found: &mut Vec<Waiting>) -> Result<(), ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let Some(account) = &ctx.actor.account else {
        return Ok(());
    };
    if ctx.actor.may(Right::MessageHandle) {
        let filter = desk::Filter {
            state: "owed".to_owned(),
            taken_by: Some(account.clone()),
            units: ctx.actor.units_for(Right::MessageHandle),
            reader: Some(account.clone()),
            ..desk::Filter::default()
        };
        for row in desk::list(conn, organisation, &filter, ctx.now, MOST, 0).await? {
            found.push(Waiting {
                what: t.mypage_do_message(),
                title: row.subject,
                path: format!("/desk/messages/{}", row.id),
                due: Some(row.deadline_at),
            });
        }
    }
    if ctx.actor.may(Right::MatterHandle) {
        let filter = interests::MatterFilter {
            own: true,
            state: "waiting".to_owned(),
            ..crate::interests::acts::sight(&ctx.actor)
        };
        for row in interests::list_matters(conn, organisation, &filter, MOST, 0).await? {
            found.push(Waiting {
                what: t.mypage_do_matter(),
                title: row.title,
                path: format!("/matters/{}", row.id),
                due: None,
            });
        }
    }
    Ok(())
}

/// What the units owe for which one reports or explains.
async fn of_unit(conn: &mut Conn, ctx: &Ctx, found: &mut Vec<Waiting>) -> Result<(), ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    if ctx.actor.may(Right::ResolutionReport) {
        let hidden_items = match &ctx.actor.person {
            Some(person) => committee::recused_items(conn, organisation, person).await?,
            None => Vec::new(),
        };
        let filter = committee::ResolutionFilter {
            state: "open".to_owned(),
            units: ctx.actor.units_for(Right::ResolutionReport),
            hidden_items,
            now: ctx.now,
            ..committee::ResolutionFilter::default()
        };
        for row in committee::list_resolutions(conn, organisation, &filter, MOST, 0).await? {
            found.push(Waiting {
                what: t.mypage_do_resolution(),
                title: row.text,
                path: format!("/committee/resolutions/{}", row.id),
                due: Some(row.deadline_at),
            });
        }
    }
    if ctx.actor.may(Right::FindingExplain) {
        let filter = findings::Filter {
            state: "asked".to_owned(),
            units: ctx.actor.units_for(Right::FindingExplain),
            reader: ctx.actor.person.clone().unwrap_or_default(),
            ..findings::Filter::default()
        };
        for row in findings::list(conn, organisation, &filter, MOST, 0).await? {
            let title = if t.lang == Lang::Fa {
                row.title
            } else {
                row.title_en
            };
            found.push(Waiting {
                what: t.mypage_do_explain(),
                title,
                path: format!("/findings/{}", row.id),
                due: None,
            });
        }
    }
    Ok(())
}

/// Warnings and remedies of the units for which one answers, and missions on which one is sent.
async fn inspections(conn: &mut Conn, ctx: &Ctx, found: &mut Vec<Waiting>) -> Result<(), ActError> {
    use crate::inspection::{pages, store};
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    if ctx.actor.may(Right::InspectionAnswer) {
        let mut seen = pages::warnings::sight(ctx, Right::InspectionRun);
        "open".clone_into(&mut seen.state);
        for row in store::list_warnings(conn, organisation, &seen, MOST, 0).await? {
            found.push(Waiting {
                what: t.mypage_do_warning(),
                title: row.text,
                path: format!("/inspection/warnings/{}", row.id),
                due: Some(row.deadline_at),
            });
        }
        for row in store::list_remedies(conn, organisation, &seen, MOST, 0).await? {
            found.push(Waiting {
                what: t.mypage_do_remedy(),
                title: row.text,
                path: format!("/inspection/remedies/{}", row.id),
                due: Some(row.deadline_at),
            });
        }
    }
    if ctx.actor.may(Right::InspectionDo) {
        let mut filter = pages::missions::sight(ctx);
        filter.own.clone_from(&filter.reader);
        "open".clone_into(&mut filter.state);
        for row in store::list_missions(conn, organisation, &filter, MOST, 0).await? {
            found.push(Waiting {
                what: t.mypage_do_mission(),
                title: t.chain_mission(t.lang.digits(&row.number)),
                path: format!("/inspection/missions/{}", row.id),
                due: None,
            });
        }
    }
    Ok(())
}

/// Open cases that one was let into, by number alone.
async fn cases(conn: &mut Conn, ctx: &Ctx, found: &mut Vec<Waiting>) -> Result<(), ActError> {
    if !ctx.actor.may(Right::CaseRead) {
        return Ok(());
    }
    let t = &ctx.page.t;
    let mut filter = crate::cases::acts::sight(conn, &ctx.actor, ctx.now).await?;
    "open".clone_into(&mut filter.state);
    filter.known_only = true;
    for row in crate::cases::store::cases(conn, ctx.organisation(), &filter, MOST, 0).await? {
        found.push(Waiting {
            what: t.mypage_do_case(),
            title: t.chain_case(t.lang.digits(&row.number)),
            path: format!("/cases/{}", row.id),
            due: row.deadline_at,
        });
    }
    Ok(())
}
