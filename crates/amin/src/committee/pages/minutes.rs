//! Minutes as a page and as a PDF, and their signatures.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::{ReportData, ReportPart, ReportTable};
use futures::FutureExt;

use super::session::{hidden, opened, session_name};
use super::{
    Fact, choice_word, crumb, facts, item_state, minutes_state, name_of, session_kind_word,
    vote_kind_word,
};
use crate::committee::acts::{self, Minutes, draft};
use crate::committee::model::MinutesState;
use crate::committee::store::{self as rows, SessionRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Crumb, Page, refusal, render, render_with};
use crate::platform::print::{issued, language, typesetter};
use crate::platform::texts::{Lang, Texts};

/// An item as the page shows it.
struct Item {
    position: String,
    title: String,
    state: &'static str,
    outcome: String,
    recused: String,
    votes: Vec<Vote>,
    resolutions: Vec<(String, String, String, String)>,
}

/// A vote as the page shows it.
struct Vote {
    question: String,
    line: String,
    dissent: Vec<(String, String)>,
}

/// A signature.
struct Signature {
    name: String,
    seat: String,
    when: String,
}

#[derive(Template)]
#[template(path = "committee/minutes.html")]
struct MinutesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    state: &'static str,
    badge: &'static str,
    facts: Vec<Fact>,
    present: Vec<(String, String)>,
    absent: Vec<(String, String)>,
    items: Vec<Item>,
    withheld: bool,
    remarks: String,
    signatures: Vec<Signature>,
    may_sign: bool,
    pdf: String,
    proof: String,
    hash: String,
    sentence: String,
}

/// The minutes of a session: the agreed ones as they were fixed, else those that the records give now.
async fn minutes_of(
    conn: &mut store::Conn,
    ctx: &Ctx,
    id: &str,
) -> Result<(SessionRow, Minutes), ActError> {
    let (committee, session) = opened(conn, ctx, id).await?;
    if session.minutes_state == MinutesState::None.code() {
        return Err(ActError::NotFound);
    }
    let minutes = if let Some(text) = &session.minutes {
        serde_json::from_str(text)
            .map_err(|why| store::Error::Corrupt(format!("minutes of {id}: {why}")))?
    } else {
        let rules = ctx.app.rules(ctx.organisation()).await?;
        let name = |unit: &str| rules.unit_name(Lang::Fa, Some(unit)).to_owned();
        draft(conn, ctx.organisation(), &name, &committee, &session).await?
    };
    Ok((session, minutes))
}

fn vote_line(t: &Texts, vote: &acts::MinutesVote) -> String {
    let (yes, no, abstained) = vote.counted;
    let result = if vote.passed {
        t.committee_passed()
    } else {
        t.committee_not_passed()
    };
    let mut line = format!(
        "{}: {} · {result}",
        vote_kind_word(t, &vote.kind),
        t.committee_counted(yes, no, abstained)
    );
    if !vote.voices.is_empty() {
        let voices: Vec<String> = (vote.voices.iter())
            .map(|(name, choice)| format!("{name}: {}", choice_word(t, choice)))
            .collect();
        line.push_str(" · ");
        line.push_str(&voices.join(name_of(t.lang, "، ", ", ")));
    }
    line
}

async fn gather(ctx: &Ctx, id: &str, sentence: String) -> Result<MinutesPage, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let (session, minutes) = minutes_of(&mut conn, ctx, id).await?;
    let hidden = hidden(&mut conn, ctx).await?;
    let came = rows::attendance(&mut conn, ctx.organisation(), id).await?;
    drop(conn);
    let own = |row: &&rows::AttendanceRow| Some(row.person.as_str()) == ctx.actor.person.as_deref();
    let unsigned = came
        .iter()
        .find(own)
        .is_some_and(|row| row.voting && row.signed_at.is_none());
    let (state, badge) = minutes_state(t, &session.minutes_state);
    let all = minutes.items.len();
    let separator = name_of(t.lang, "، ", ", ");
    let items: Vec<Item> = (minutes.items.iter())
        .filter(|item| !hidden.contains(&item.id))
        .map(|item| Item {
            position: ctx.page.number(&item.position),
            title: item.title.clone(),
            state: item_state(t, &item.state).0,
            outcome: item.outcome.clone(),
            recused: item.recused.join(separator),
            votes: (item.votes.iter())
                .map(|vote| Vote {
                    question: vote.question.clone(),
                    line: vote_line(t, vote),
                    dissent: vote.dissent.clone(),
                })
                .collect(),
            resolutions: (item.resolutions.iter())
                .map(|(number, text, unit, until)| {
                    (
                        t.lang.digits(number),
                        text.clone(),
                        unit.clone(),
                        t.lang.digits(until),
                    )
                })
                .collect(),
        })
        .collect();
    let withheld = items.len() < all;
    Ok(MinutesPage {
        crumbs: vec![
            crumb(ctx, t.nav_committee(), "/committee"),
            crumb(
                ctx,
                session_name(ctx, &session),
                &format!("/committee/sessions/{id}"),
            ),
        ],
        here: ctx.at(&format!("/committee/sessions/{id}")),
        title: t.committee_minutes_of(session_name(ctx, &session)),
        state,
        badge,
        facts: facts(vec![
            (t.committee_body(), minutes.committee.clone()),
            (t.committee_legal_basis(), minutes.legal_basis.clone()),
            (t.committee_opened_at(), t.lang.digits(&minutes.opened)),
            (t.committee_closed_at(), t.lang.digits(&minutes.closed)),
            (t.committee_place(), minutes.place.clone()),
        ]),
        present: minutes.present.clone(),
        absent: minutes.absent.clone(),
        items,
        remarks: minutes.remarks.clone(),
        signatures: (came.iter().filter(|row| row.voting))
            .map(|row| Signature {
                name: row.name.clone(),
                seat: row.title.clone(),
                when: row
                    .signed_at
                    .map_or_else(String::new, |at| ctx.page.moment(&at)),
            })
            .collect(),
        may_sign: unsigned && session.minutes_state == MinutesState::Agreed.code(),
        pdf: if session.minutes.is_some() && !withheld {
            ctx.at(&format!("/committee/sessions/{id}/minutes.pdf"))
        } else {
            String::new()
        },
        proof: if session.proof.is_some() {
            ctx.at(&format!("/committee/sessions/{id}/minutes.tlog-proof"))
        } else {
            String::new()
        },
        withheld,
        hash: session.minutes_hash.unwrap_or_default(),
        sentence,
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match gather(&ctx, &id, String::new()).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

/// Signs, after the password was entered a short time ago.
pub async fn sign(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    if let Some(first) = ctx.step_up_first(&ctx.at(&format!("/committee/sessions/{id}/minutes"))) {
        return first;
    }
    let (actor, now, session) = (ctx.actor.clone(), ctx.now, id.clone());
    let act = ctx
        .app
        .act(move |tx| async move { acts::sign_minutes(tx, &actor, now, &session).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(
            &ctx.at(&format!("/committee/sessions/{id}/minutes")),
            "saved",
        ),
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            match gather(&ctx, &id, sentence).await {
                Ok(page) => render_with(StatusCode::CONFLICT, &page),
                Err(why) => refusal(&ctx, why),
            }
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// The parts of the printed minutes, in Persian: they are a document of the organisation, whoever reads them.
fn parts(minutes: &Minutes, session: &SessionRow, came: &[rows::AttendanceRow]) -> Vec<ReportPart> {
    let hash = session.minutes_hash.as_deref().unwrap_or("");
    let t = &Texts::of(Lang::Fa);
    let digits = |text: &str| t.lang.digits(text);
    let people = |caption: &str, list: &[(String, String)]| {
        ReportPart::Table(ReportTable {
            caption: caption.to_owned(),
            head: vec![t.committee_name().to_owned(), t.committee_seat().to_owned()],
            numeric: vec![false, false],
            rows: list
                .iter()
                .map(|(name, seat)| vec![name.clone(), seat.clone()])
                .collect(),
            note: String::new(),
        })
    };
    let mut parts = vec![
        ReportPart::Paragraph(format!(
            "{}: {}",
            t.committee_legal_basis(),
            digits(&minutes.legal_basis)
        )),
        ReportPart::Paragraph(t.committee_held(
            digits(&minutes.opened),
            digits(&minutes.closed),
            &minutes.place,
        )),
        people(t.committee_present(), &minutes.present),
    ];
    if !minutes.absent.is_empty() {
        parts.push(people(t.committee_absent(), &minutes.absent));
    }
    for item in &minutes.items {
        parts.push(ReportPart::Heading(format!(
            "{}. {}",
            t.lang.integer(item.position),
            item.title
        )));
        parts.push(ReportPart::Paragraph(
            item_state(t, &item.state).0.to_owned(),
        ));
        if !item.outcome.is_empty() {
            parts.push(ReportPart::Paragraph(item.outcome.clone()));
        }
        if !item.recused.is_empty() {
            parts.push(ReportPart::Paragraph(format!(
                "{}: {}",
                t.committee_recused(),
                item.recused.join("، ")
            )));
        }
        for vote in &item.votes {
            parts.push(ReportPart::Paragraph(format!(
                "{} {}",
                vote.question,
                vote_line(t, vote)
            )));
            for (name, reason) in &vote.dissent {
                parts.push(ReportPart::Paragraph(t.committee_dissent_of(name, reason)));
            }
        }
        if !item.resolutions.is_empty() {
            parts.push(ReportPart::Table(ReportTable {
                caption: t.committee_resolutions().to_owned(),
                head: [
                    t.committee_number(),
                    t.committee_resolution_text(),
                    t.committee_unit(),
                    t.committee_deadline(),
                ]
                .map(str::to_owned)
                .into(),
                numeric: vec![false; 4],
                rows: (item.resolutions.iter())
                    .map(|(number, text, unit, until)| {
                        vec![digits(number), text.clone(), unit.clone(), digits(until)]
                    })
                    .collect(),
                note: String::new(),
            }));
        }
    }
    if !minutes.remarks.is_empty() {
        parts.push(ReportPart::Heading(t.committee_remarks().to_owned()));
        parts.push(ReportPart::Paragraph(minutes.remarks.clone()));
    }
    let signed = |row: &rows::AttendanceRow| {
        row.signed_at.map_or_else(
            || t.committee_unsigned().to_owned(),
            |at| digits(&persian::tehran_datetime(at.0).numeric()),
        )
    };
    parts.push(ReportPart::Table(ReportTable {
        caption: t.committee_signatures().to_owned(),
        head: [
            t.committee_name(),
            t.committee_seat(),
            t.committee_signed_at(),
        ]
        .map(str::to_owned)
        .into(),
        numeric: vec![false; 3],
        rows: (came.iter().filter(|row| row.voting))
            .map(|row| vec![row.name.clone(), row.title.clone(), signed(row)])
            .collect(),
        note: String::new(),
    }));
    parts.push(ReportPart::Paragraph(t.committee_hash_of_text().to_owned()));
    parts.push(ReportPart::Code(hash.to_owned()));
    if let (Some(proof), Some(entry)) = (&session.proof, session.frozen_entry) {
        parts.push(ReportPart::Heading(t.committee_proof().to_owned()));
        parts.push(ReportPart::Paragraph(
            t.committee_proof_text(t.lang.integer(entry)),
        ));
        parts.push(ReportPart::Code(proof.clone()));
    }
    parts
}

/// The proof that the entry which froze the minutes is in the sealed log, as a file that `amin verify` reads.
pub async fn proof(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let (_, session) = opened(&mut conn, &ctx, &id).await?;
        session.proof.ok_or(ActError::NotFound)
    };
    match found.await {
        Ok(proof) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"minutes.tlog-proof\"",
                ),
            ];
            (headers, proof).into_response()
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// The agreed minutes as a PDF: the same bytes whenever it is made. Not for who keeps out of an item in it.
pub async fn pdf(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let (session, minutes) = minutes_of(&mut conn, &ctx, &id).await?;
        let hidden = hidden(&mut conn, &ctx).await?;
        if session.minutes.is_none() || minutes.items.iter().any(|item| hidden.contains(&item.id)) {
            return Err(refused(|t| t.committee_refused_pdf().to_owned()));
        }
        if session.minutes_state == MinutesState::Frozen.code() && session.proof.is_none() {
            return Err(refused(|t| t.committee_refused_proof_made().to_owned()));
        }
        let came = rows::attendance(&mut conn, ctx.organisation(), &id).await?;
        // The Persian name, whoever reads it: the bytes must be the same.
        let name = ctx.app.rules(ctx.organisation()).await?.name.clone();
        Ok::<_, ActError>((session, minutes, came, name))
    };
    let (session, minutes, came, name) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why),
    };
    let t = Texts::of(Lang::Fa);
    let kind = session_kind_word(&t, &minutes.kind);
    let data = ReportData {
        organisation: name,
        parent: minutes.committee.clone(),
        title: t.committee_minutes_of(t.committee_session_name(minutes.number, kind)),
        period: t.lang.digits(&session.quarter),
        parts: parts(&minutes, &session, &came),
        issued: issued(session.closed_at.unwrap_or(session.starts_at)),
        demonstration: ctx.page.demonstration,
    };
    let made =
        tokio::task::spawn_blocking(move || typesetter().table_report(&data, language(Lang::Fa)));
    match made.await {
        Ok(Ok(pdf)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (
                    header::CONTENT_DISPOSITION,
                    "inline; filename=\"minutes.pdf\"",
                ),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, pdf.bytes).into_response()
        }
        Ok(Err(why)) => {
            tracing::error!(error = %why, "minutes could not be printed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(why) => {
            tracing::error!(error = %why, "minutes could not be printed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
