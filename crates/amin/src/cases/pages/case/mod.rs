//! One case as those who need to know it see it: what is said, where it stands, and the acts that are open to this reader.

mod forms;
mod open;

pub use forms::act;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Due, Event, Fact, Paper, attachment, content, due, facts, most_bytes, people};
use crate::cases::acts;
use crate::cases::model::{CodeKind, Deed, Ground, Outcome, Regime, Source, Stage};
use crate::cases::store::{self as rows, CaseRow};
use crate::cases::words;
use crate::organisation::model::unit_names;
use crate::platform::context::{Ctx, role_name};
use crate::platform::errors::{ActError, refused};
use crate::platform::form::Tried;
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render_with};
use crate::platform::permissions::Role;
use crate::voice::files::ACCEPT;
use open::Open;

/// A line of the panel.
struct Seat {
    stage: &'static str,
    name: String,
    part: &'static str,
    vote: String,
    dissent: String,
}

struct Item {
    id: String,
    title: String,
    from: String,
    holder: String,
    shown: &'static str,
    hash: String,
    size: String,
    chain: Vec<Event>,
    movable: bool,
}

struct Decision {
    title: String,
    facts: Vec<Fact>,
    reasons: String,
}

struct Package {
    id: String,
    facts: Vec<Fact>,
    file: String,
    waits: bool,
}

struct Publication {
    id: String,
    text: String,
    basis: String,
    state: &'static str,
    confirms: bool,
    withdraws: bool,
}

/// A wrong field, for the summary above.
struct Fault {
    field: String,
    message: String,
}

#[derive(Template)]
#[template(path = "cases/case.html")]
struct Case {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    number: String,
    state: &'static str,
    badge: &'static str,
    due: Option<Due>,
    paragraphs: Vec<String>,
    facts: Vec<Fact>,
    link: Option<NavItem>,
    offences: Vec<String>,
    charge: String,
    panel: Vec<Seat>,
    recused: Vec<Fact>,
    knowers: Vec<String>,
    evidence: Vec<Item>,
    decisions: Vec<Decision>,
    packages: Vec<Package>,
    publications: Vec<Publication>,
    papers: Vec<Paper>,
    events: Vec<Event>,
    notes: Vec<String>,
    open: Open,
    deeds: Vec<Choice>,
    regimes: Vec<Choice>,
    units: Vec<Choice>,
    staff: Vec<Choice>,
    investigators: Vec<Choice>,
    admitted: Vec<Choice>,
    offence_choices: Vec<Choice>,
    bribe_choices: Vec<Choice>,
    outcomes: Vec<Choice>,
    sanctions: Vec<Choice>,
    authorities: Vec<Choice>,
    most: usize,
    accept: &'static str,
    failed: String,
    faults: Vec<Fault>,
    tried: Tried,
}

impl Case {
    /// What was typed into a field of a form that was refused.
    fn value(&self, deed: &str, field: &str) -> &str {
        if self.failed == deed {
            self.tried.value(&format!("{deed}-{field}"))
        } else {
            ""
        }
    }

    /// The sentence beside it.
    fn error(&self, deed: &str, field: &str) -> &str {
        if self.failed == deed {
            self.tried.errors.of(field)
        } else {
            ""
        }
    }

    /// The name of a form's field.
    #[allow(
        clippy::unused_self,
        reason = "the template reaches it through the page"
    )]
    fn named(&self, deed: &str, field: &str) -> String {
        format!("{deed}-{field}")
    }

    fn is_failed(&self, deed: &str) -> bool {
        self.failed == deed
    }
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Case, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let case = acts::load(&mut conn, &ctx.actor, id).await?;
    let steps = rows::steps(&mut conn, organisation, id).await?;
    let charged = rows::charges(&mut conn, organisation, id).await?;
    let day = persian::tehran_date(ctx.now.0).iso();
    let codes = rows::codes(&mut conn, organisation, &day).await?;
    let panel = rows::panel(&mut conn, organisation, id).await?;
    let recusals = rows::recusals(&mut conn, organisation, id).await?;
    let knowers = rows::knowers(&mut conn, organisation, id).await?;
    let evidence = rows::evidence(&mut conn, organisation, id).await?;
    let custody = rows::custody(&mut conn, organisation, id).await?;
    let decisions = rows::decisions(&mut conn, organisation, id).await?;
    let handovers = rows::handovers(&mut conn, organisation, id).await?;
    let publications = rows::publications(&mut conn, organisation, id).await?;
    let units = unit_names(&mut conn, organisation, t.lang).await?;
    let staff = crate::interests::store::staff(&mut conn, organisation).await?;
    let investigators = rows::holders(
        &mut conn,
        organisation,
        &[Role::Inspector.code(), Role::IntegrityOfficer.code()],
    )
    .await?;
    let able = rows::holders(
        &mut conn,
        organisation,
        &[
            Role::Inspector.code(),
            Role::IntegrityOfficer.code(),
            Role::Secretary.code(),
            Role::CommitteeMember.code(),
        ],
    )
    .await?;
    let open = Open::of(&mut conn, ctx, &case, &publications).await?;
    let mut ids: Vec<String> = steps
        .iter()
        .filter_map(|step| step.person.clone())
        .collect();
    ids.extend(custody.iter().filter_map(|row| row.person.clone()));
    ids.extend(case.investigator.clone());
    ids.extend(case.screened_by.clone());
    let names = rows::names(&mut conn, organisation, &ids).await?;
    drop(conn);
    let name = |person: &Option<String>| {
        person
            .as_ref()
            .and_then(|id| names.iter().find(|(known, _)| known == id))
            .map_or_else(String::new, |(_, name)| name.clone())
    };
    let code_name = |id: &String| {
        codes
            .iter()
            .find(|row| row.id == *id)
            .map_or_else(|| id.clone(), |row| words::code(t, row))
    };
    let state = case.state()?;
    let overdue = case.deadline_at.is_some_and(|at| at < ctx.now);
    let (word, badge) = words::state(t, state, overdue);
    let of_kind = |kind: CodeKind, chosen: &[String]| {
        codes
            .iter()
            .filter(|row| row.kind == kind.code())
            .map(|row| {
                let mut label = words::code(t, row);
                if !row.verified {
                    label = t.cases_unverified(&label);
                }
                Choice {
                    value: row.id.clone(),
                    label,
                    hint: String::new(),
                    chosen: chosen.contains(&row.id),
                }
            })
            .collect::<Vec<Choice>>()
    };
    let picked = |field: &str| tried.value(field).to_owned();
    let chosen: Vec<String> = tried
        .fields
        .iter()
        .filter(|(field, _)| field.starts_with("charge-offences"))
        .map(|(_, value)| value.clone())
        .collect();
    let faults = tried
        .errors
        .all()
        .iter()
        .map(|(field, message)| Fault {
            field: format!("{failed}-{field}"),
            message: message.clone(),
        })
        .collect();
    Ok(Case {
        crumbs: vec![Crumb {
            label: t.nav_cases().to_owned(),
            href: ctx.at("/cases"),
        }],
        here: ctx.at(&format!("/cases/{id}")),
        number: t.lang.digits(&case.number),
        state: word,
        badge,
        due: due(&ctx.page, case.deadline_at, ctx.now),
        paragraphs: case.description.lines().map(str::to_owned).collect(),
        facts: case_facts(ctx, &case, &units, &name),
        link: source_link(ctx, &case),
        offences: charged.iter().map(code_name).collect(),
        charge: steps
            .iter()
            .find(|step| step.deed == Deed::Charge.code())
            .map_or_else(String::new, |step| step.note.clone()),
        panel: panel
            .iter()
            .map(|seat| Seat {
                stage: Stage::of(&seat.stage).map_or("", |stage| words::stage(t, stage)),
                name: seat.name.clone(),
                part: if recusals.iter().any(|row| row.person == seat.person) {
                    t.cases_member_out()
                } else if seat.alternate {
                    t.cases_member_alternate()
                } else {
                    t.cases_member_main()
                },
                // A vote is read by the members of the board alone until the decision is made.
                vote: if open.seated || decisions.iter().any(|row| row.stage == seat.stage) {
                    seat.outcome.as_deref().and_then(Outcome::of).map_or_else(
                        String::new,
                        |outcome| {
                            let sanction =
                                seat.sanction.as_ref().map_or_else(String::new, code_name);
                            format!("{} {sanction}", words::outcome(t, outcome))
                        },
                    )
                } else if seat.voted_at.is_some() {
                    t.cases_voted().to_owned()
                } else {
                    String::new()
                },
                dissent: if open.seated {
                    seat.dissent.clone()
                } else {
                    String::new()
                },
            })
            .collect(),
        recused: recusals
            .iter()
            .map(|row| Fact {
                name: Ground::of(&row.ground).map_or("", |ground| words::ground(t, ground)),
                value: row.name.clone(),
            })
            .collect(),
        knowers: knowers
            .iter()
            .filter(|row| row.until.is_none())
            .map(|row| row.name.clone())
            .collect(),
        evidence: evidence
            .into_iter()
            .map(|row| Item {
                chain: custody
                    .iter()
                    .filter(|link| link.evidence == row.id)
                    .map(|link| Event {
                        kind: "done",
                        title: format!(
                            "{} — {}",
                            words::custody(t, &link.deed),
                            name(&link.person)
                        ),
                        time: ctx.page.moment(&link.at),
                        datetime: link.at.rfc3339(),
                        note: t.cases_custody_line(&link.reason, &link.holder),
                    })
                    .collect(),
                id: row.id,
                title: row.title,
                from: row.received_from,
                holder: row.holder,
                shown: if row.shown {
                    t.cases_evidence_shown()
                } else {
                    t.cases_evidence_not_shown()
                },
                hash: row.sha256,
                size: t.cases_bytes(row.size),
                movable: row.state != "returned",
            })
            .collect(),
        decisions: decisions
            .into_iter()
            .map(|row| Decision {
                title: format!(
                    "{} — {}",
                    Stage::of(&row.stage).map_or("", |stage| words::stage(t, stage)),
                    Outcome::of(&row.outcome).map_or("", |outcome| words::outcome(t, outcome))
                ),
                facts: facts(vec![
                    (
                        t.cases_fact_sanction(),
                        row.sanction.as_ref().map_or_else(String::new, code_name),
                    ),
                    (t.cases_fact_terms(), row.terms),
                    (t.cases_fact_basis(), row.legal_basis),
                    (
                        t.cases_fact_votes(),
                        t.cases_votes(row.votes_for, row.votes_against),
                    ),
                    (t.cases_fact_decided(), ctx.page.day(&row.decided_at)),
                    (
                        t.cases_fact_served(),
                        row.served_at
                            .map_or_else(String::new, |at| ctx.page.day(&at)),
                    ),
                    (
                        t.cases_fact_appeal_until(),
                        row.appeal_until
                            .map_or_else(String::new, |at| ctx.page.day(&at)),
                    ),
                ]),
                reasons: row.reasons,
            })
            .collect(),
        packages: handovers
            .into_iter()
            .map(|row| Package {
                file: ctx.at(&format!("/cases/files/{}", row.id)),
                waits: row.acknowledged_at.is_none(),
                facts: facts(vec![
                    (
                        t.cases_fact_authority(),
                        words::authority(t, &row.authority).to_owned(),
                    ),
                    (t.cases_fact_letter(), row.letter),
                    (t.cases_fact_made(), ctx.page.moment(&row.made_at)),
                    (t.cases_fact_package_hash(), row.package_sha256),
                    (t.cases_fact_manifest_hash(), row.manifest_sha256),
                    (t.cases_fact_acknowledged(), row.acknowledgement),
                ]),
                id: row.id,
            })
            .collect(),
        publications: publications
            .into_iter()
            .map(|row| Publication {
                state: if row.withdrawn_at.is_some() {
                    t.cases_publication_withdrawn()
                } else if row.confirmed_at.is_some() {
                    t.cases_publication_public()
                } else {
                    t.cases_publication_proposed()
                },
                confirms: open.run
                    && row.confirmed_at.is_none()
                    && row.withdrawn_at.is_none()
                    && ctx.actor.person.as_deref() != Some(row.proposed_by.as_str()),
                withdraws: open.run && row.withdrawn_at.is_none(),
                id: row.id,
                text: row.text,
                basis: row.legal_basis,
            })
            .collect(),
        papers: steps
            .iter()
            .filter_map(|step| {
                Some(Paper {
                    href: ctx.at(&format!("/cases/files/{}", step.id)),
                    label: format!(
                        "{} — {}",
                        Deed::of(&step.deed).map_or("", |deed| words::deed(t, deed)),
                        step.document_name.clone()?
                    ),
                    hash: step.document_sha256.clone()?,
                })
            })
            .collect(),
        events: steps
            .iter()
            .filter_map(|step| {
                let deed = words::deed(t, Deed::of(&step.deed)?);
                let by = match name(&step.person) {
                    by if by.is_empty() => match Role::of(&step.role) {
                        Some(Role::Citizen) | None => String::new(),
                        Some(role) => role_name(t, role).to_owned(),
                    },
                    by => by,
                };
                Some(Event {
                    kind: if step.deed == Deed::Overdue.code() {
                        "late"
                    } else {
                        "done"
                    },
                    title: if by.is_empty() {
                        deed.to_owned()
                    } else {
                        format!("{deed} — {by}")
                    },
                    time: ctx.page.moment(&step.at),
                    datetime: step.at.rfc3339(),
                    note: if step.legal_basis.is_empty() {
                        step.note.clone()
                    } else {
                        t.cases_step_note(&step.note, &step.legal_basis)
                    },
                })
            })
            .collect(),
        notes: open.notes(t),
        deeds: [
            ("accept", t.cases_do_accept()),
            ("reject", t.cases_do_reject()),
            ("refer", t.cases_do_refer()),
            ("refer-labour", t.cases_do_refer_labour()),
        ]
        .into_iter()
        .map(|(code, label)| Choice::new(code, label, &picked("screen-deed")))
        .collect(),
        regimes: [Regime::Administrative, Regime::Labour]
            .into_iter()
            .map(|one| Choice::new(one.code(), words::regime(t, one), &picked("screen-regime")))
            .collect(),
        units: units
            .iter()
            .map(|(id, name)| {
                let now = case.unit.clone().unwrap_or_default();
                Choice::new(id, name, &now)
            })
            .collect(),
        staff: staff
            .iter()
            .filter(|one| Some(&one.person) != ctx.actor.person.as_ref())
            .map(|one| {
                let now = case.subject.clone().unwrap_or_default();
                Choice::new(&one.person, &one.name, &now)
            })
            .collect(),
        investigators: people(&investigators, &picked("assign-person")),
        admitted: people(&able, &picked("admit-person")),
        offence_choices: of_kind(CodeKind::Offence, &chosen),
        bribe_choices: of_kind(CodeKind::Bribe, &chosen),
        outcomes: Outcome::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::outcome(t, *one), &picked("vote-outcome")))
            .collect(),
        sanctions: of_kind(CodeKind::Sanction, &[picked("vote-sanction")]),
        authorities: acts::AUTHORITIES
            .iter()
            .map(|one| {
                Choice::new(
                    *one,
                    words::authority(t, one),
                    &picked("hand-over-authority"),
                )
            })
            .collect(),
        most: most_bytes(ctx).await?,
        accept: ACCEPT,
        failed: failed.to_owned(),
        faults,
        open,
        tried,
        page: ctx.page.clone(),
    })
}

fn case_facts(
    ctx: &Ctx,
    case: &CaseRow,
    units: &std::collections::BTreeMap<String, String>,
    name: &impl Fn(&Option<String>) -> String,
) -> Vec<Fact> {
    let t = &ctx.page.t;
    facts(vec![
        (
            t.cases_fact_source(),
            Source::of(&case.source)
                .map_or_else(String::new, |one| words::source(t, one).to_owned()),
        ),
        (t.cases_fact_body(), case.body.clone()),
        (
            t.cases_fact_unit(),
            case.unit
                .as_ref()
                .and_then(|unit| units.get(unit).cloned())
                .unwrap_or_default(),
        ),
        (t.cases_fact_person(), case.suspect_name.clone()),
        (t.cases_fact_post(), case.suspect_post.clone()),
        (
            t.cases_fact_regime(),
            Regime::of(&case.regime)
                .map_or_else(String::new, |one| words::regime(t, one).to_owned()),
        ),
        (t.cases_fact_opened(), ctx.page.day(&case.opened_at)),
        (t.cases_fact_screener(), name(&case.screened_by)),
        (t.cases_fact_investigator(), name(&case.investigator)),
        (
            t.cases_fact_court(),
            case.court_until
                .map_or_else(String::new, |at| ctx.page.day(&at)),
        ),
        (
            t.cases_fact_enforced(),
            case.enforced_at
                .map_or_else(String::new, |at| ctx.page.day(&at)),
        ),
        (
            t.cases_fact_restored(),
            case.restored_at
                .map_or_else(String::new, |at| ctx.page.day(&at)),
        ),
    ])
}

/// The finding or message that the case came from, for who may read it.
fn source_link(ctx: &Ctx, case: &CaseRow) -> Option<NavItem> {
    let t = &ctx.page.t;
    let id = case.source_id.as_ref()?;
    let (href, label) = match Source::of(&case.source)? {
        Source::Finding => (format!("/findings/{id}"), t.cases_see_finding()),
        Source::Message => (format!("/desk/messages/{id}"), t.cases_see_message()),
        Source::Report | Source::Paper => return None,
    };
    Some(NavItem {
        href: ctx.at(&href),
        label: label.to_owned(),
        current: false,
    })
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, failed: &str, tried: Tried) -> Response {
    match gather(ctx, id, failed, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The case.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, "", Tried::default()).await
}

/// A document of a step, or an encrypted package.
pub async fn document(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match find(&ctx, &id).await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

async fn find(ctx: &Ctx, id: &str) -> Result<Response, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let organisation = ctx.organisation();
    let mut conn = ctx.read().await?;
    let (case, name, media_type, hash) =
        if let Some(step) = rows::step(&mut conn, organisation, id).await? {
            let hash = step.document_sha256.ok_or(ActError::NotFound)?;
            let name = step.document_name.unwrap_or_default();
            (
                step.case_id,
                name,
                step.document_type.unwrap_or_default(),
                hash,
            )
        } else {
            let row = rows::handover(&mut conn, organisation, id)
                .await?
                .ok_or(ActError::NotFound)?;
            let octets = "application/octet-stream".to_owned();
            (
                row.case_id,
                "case.zip.age".to_owned(),
                octets,
                row.package_sha256,
            )
        };
    acts::load(&mut conn, &ctx.actor, &case).await?;
    drop(conn);
    let (bytes, found) = content(ctx, &hash).await.ok_or(ActError::NotFound)?;
    if found != hash {
        return Err(refused(|t| t.cases_refused_changed_file().to_owned()));
    }
    Ok(attachment(&name, &media_type, bytes))
}
