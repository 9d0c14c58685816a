//! The kinds of matter that a chain shows: one line each, with the function that says whether this reader may see it and how it is
//! called. A reader sees in a chain exactly what the matter's own page would show.

use futures::FutureExt;
use futures::future::BoxFuture;
use store::Conn;

use super::store as rows;
use crate::committee::{acts as committee, store as sessions};
use crate::inspection::acts as inspection;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

/// A matter as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its name.
    pub title: String,
    /// Its page.
    pub href: String,
}

type Look =
    for<'a> fn(&'a Ctx, &'a mut Conn, &'a str) -> BoxFuture<'a, Result<Option<Seen>, ActError>>;

/// A kind of matter.
pub struct Kind {
    /// The type in the journal.
    pub code: &'static str,
    /// Whether a chain goes on through it: a session is where much comes together that has nothing to do with each other.
    pub goes_on: bool,
    /// Its name.
    pub word: fn(&Texts) -> &'static str,
    /// What this reader sees of one; none where it is not there for the reader.
    pub look: Look,
}

/// All kinds. Within one entry of the journal the earlier kind is where the later one came from.
pub const KINDS: &[Kind] = &[
    Kind {
        code: "service",
        goes_on: false,
        word: Texts::chain_kind_service,
        look: |ctx, conn, id| service(ctx, conn, id).boxed(),
    },
    Kind {
        code: "message",
        goes_on: true,
        word: Texts::chain_kind_message,
        look: |ctx, conn, id| message(ctx, conn, id).boxed(),
    },
    Kind {
        code: "declaration",
        goes_on: true,
        word: Texts::chain_kind_declaration,
        look: |ctx, conn, id| declaration(ctx, conn, id).boxed(),
    },
    Kind {
        code: "gift",
        goes_on: true,
        word: Texts::chain_kind_gift,
        look: |ctx, conn, id| gift(ctx, conn, id).boxed(),
    },
    Kind {
        code: "tender",
        goes_on: true,
        word: Texts::chain_kind_tender,
        look: |ctx, conn, id| tender(ctx, conn, id).boxed(),
    },
    Kind {
        code: "matter",
        goes_on: true,
        word: Texts::chain_kind_matter,
        look: |ctx, conn, id| matter(ctx, conn, id).boxed(),
    },
    Kind {
        code: "mission",
        goes_on: true,
        word: Texts::chain_kind_mission,
        look: |ctx, conn, id| mission(ctx, conn, id).boxed(),
    },
    Kind {
        code: "finding",
        goes_on: true,
        word: Texts::chain_kind_finding,
        look: |ctx, conn, id| finding(ctx, conn, id).boxed(),
    },
    Kind {
        code: "risk",
        goes_on: true,
        word: Texts::chain_kind_risk,
        look: |ctx, conn, id| risk(ctx, conn, id).boxed(),
    },
    Kind {
        code: crate::cases::acts::OBJECT,
        goes_on: true,
        word: Texts::chain_kind_case,
        look: |ctx, conn, id| case(ctx, conn, id).boxed(),
    },
    Kind {
        code: "remedy",
        goes_on: true,
        word: Texts::chain_kind_remedy,
        look: |ctx, conn, id| remedy(ctx, conn, id).boxed(),
    },
    Kind {
        code: "order",
        goes_on: true,
        word: Texts::chain_kind_order,
        look: |ctx, conn, id| order(ctx, conn, id).boxed(),
    },
    Kind {
        code: "committee-session",
        goes_on: false,
        word: Texts::chain_kind_session,
        look: |ctx, conn, id| session(ctx, conn, id).boxed(),
    },
    Kind {
        code: "agenda-item",
        goes_on: true,
        word: Texts::chain_kind_item,
        look: |ctx, conn, id| item(ctx, conn, id).boxed(),
    },
    Kind {
        code: "resolution",
        goes_on: true,
        word: Texts::chain_kind_resolution,
        look: |ctx, conn, id| resolution(ctx, conn, id).boxed(),
    },
    Kind {
        code: "change",
        goes_on: true,
        word: Texts::chain_kind_change,
        look: |ctx, conn, id| change(ctx, conn, id).boxed(),
    },
];

/// The kind of a type.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}

/// What a check by an act says: who is refused does not see that it exists.
fn seen<T>(outcome: Result<T, ActError>) -> Result<Option<T>, ActError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(ActError::NotFound | ActError::Forbidden) => Ok(None),
        Err(why) => Err(why),
    }
}

fn at(ctx: &Ctx, title: impl Into<String>, path: &str) -> Seen {
    Seen {
        title: title.into(),
        href: ctx.at(path),
    }
}

async fn service(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = crate::services::store::service_by_id(conn, ctx.organisation(), id).await?;
    let fa = ctx.page.t.lang == Lang::Fa;
    Ok(row.map(|row| {
        let name = if fa || row.name_en.is_empty() {
            row.name
        } else {
            row.name_en
        };
        at(ctx, name, &format!("/services/{}", row.code))
    }))
}

async fn message(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = crate::voice::store::message(conn, ctx.organisation(), id).await?;
    let Some(row) = row else { return Ok(None) };
    let seen = crate::voice::desk::detail::may_read(ctx, conn, &row).await?;
    Ok(seen.then(|| at(ctx, row.subject, &format!("/desk/messages/{id}"))))
}

async fn declaration(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = crate::interests::store::declaration(conn, ctx.organisation(), id).await?;
    let row = row.filter(|row| {
        ctx.actor.may(Right::InterestReview) || ctx.actor.person.as_ref() == Some(&row.person)
    });
    let Some(row) = row else { return Ok(None) };
    let day = ctx.page.day(&row.submitted_at);
    let title = ctx.page.t.chain_declaration_of(day);
    Ok(Some(at(
        ctx,
        title,
        &format!("/interests/declarations/{id}"),
    )))
}

async fn gift(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = crate::interests::store::gift(conn, ctx.organisation(), id).await?;
    let row = row.filter(|row| {
        ctx.actor.may(Right::InterestReview) || ctx.actor.account.as_ref() == Some(&row.account)
    });
    Ok(row.map(|row| at(ctx, row.what, &format!("/interests/gifts/{id}"))))
}

async fn tender(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = seen(crate::tenders::acts::visible(conn, &ctx.actor, id).await)?;
    Ok(row.map(|(row, _)| at(ctx, row.title, &format!("/tenders/{id}"))))
}

async fn matter(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    if !ctx.actor.may(Right::MatterRead) {
        return Ok(None);
    }
    let sight = crate::interests::acts::sight(&ctx.actor);
    let row = crate::interests::store::visible_matter(conn, ctx.organisation(), &sight, id).await?;
    Ok(row.map(|row| at(ctx, row.title, &format!("/matters/{id}"))))
}

async fn finding(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = seen(crate::findings::acts::readable(conn, &ctx.actor, id).await)?;
    let fa = ctx.page.t.lang == Lang::Fa;
    Ok(row.map(|row| {
        let title = if fa { row.title } else { row.title_en };
        at(ctx, title, &format!("/findings/{id}"))
    }))
}

async fn mission(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    if !ctx.actor.may(Right::InspectionRead) {
        return Ok(None);
    }
    let row = seen(inspection::visible_mission(conn, &ctx.actor, id).await)?;
    let t = &ctx.page.t;
    Ok(row.map(|row| {
        let title = t.chain_mission(t.lang.digits(&row.number));
        at(ctx, title, &format!("/inspection/missions/{id}"))
    }))
}

/// A remedy is seen by who sees the mission that asked for it.
async fn remedy(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let Some(row) = crate::inspection::store::remedy(conn, ctx.organisation(), id).await? else {
        return Ok(None);
    };
    let of = mission(ctx, conn, &row.mission).await?;
    Ok(of.map(|_| at(ctx, row.text, &format!("/inspection/remedies/{id}"))))
}

async fn order(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = crate::inspection::store::order(conn, ctx.organisation(), id).await?;
    let row = row.filter(|row| ctx.actor.may_for(Right::OrderRead, Some(&row.unit)));
    Ok(row.map(|row| at(ctx, row.title, &format!("/orders/{id}"))))
}

async fn risk(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let row = crate::risks::store::risk(conn, ctx.organisation(), id).await?;
    let row = row.filter(|row| ctx.actor.may_for(Right::RiskRead, Some(&row.unit)));
    let fa = ctx.page.t.lang == Lang::Fa;
    Ok(row.map(|row| {
        let title = if fa || row.event_en.is_empty() {
            row.event
        } else {
            row.event_en
        };
        at(ctx, title, &format!("/risks/{id}"))
    }))
}

/// A case is called by its number alone: a chain names nobody.
async fn case(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    if !ctx.actor.may(Right::CaseRead) {
        return Ok(None);
    }
    let row = seen(crate::cases::acts::load(conn, &ctx.actor, id).await)?;
    let t = &ctx.page.t;
    Ok(row.map(|row| {
        let title = t.chain_case(t.lang.digits(&row.number));
        at(ctx, title, &format!("/cases/{id}"))
    }))
}

async fn session(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let Some(row) = sessions::session(conn, ctx.organisation(), id).await? else {
        return Ok(None);
    };
    let of = seen(committee::committee_of(conn, &ctx.actor, &row.committee).await)?;
    Ok(of.map(|of| {
        let name = if ctx.page.t.lang == Lang::Fa {
            of.name
        } else {
            of.name_en
        };
        let title = ctx.page.t.chain_session_of(row.number, &name);
        at(ctx, title, &format!("/committee/sessions/{id}"))
    }))
}

async fn item(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let organisation = ctx.organisation();
    let Some(row) = sessions::item(conn, organisation, id).await? else {
        return Ok(None);
    };
    if let Some(person) = &ctx.actor.person
        && sessions::recused_items(conn, organisation, person)
            .await?
            .contains(&row.id)
    {
        return Ok(None);
    }
    let of = seen(committee::committee_of(conn, &ctx.actor, &row.committee).await)?;
    let path = format!("/committee/sessions/{}/items/{id}", row.session);
    Ok(of.map(|_| at(ctx, row.title, &path)))
}

async fn resolution(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let Some(row) = sessions::resolution(conn, ctx.organisation(), id).await? else {
        return Ok(None);
    };
    if !ctx.actor.may(Right::ResolutionRead) {
        return Ok(None);
    }
    let may = seen(committee::may_see(conn, &ctx.actor, &row).await)?;
    let t = &ctx.page.t;
    let number = t.committee_resolution_name(t.lang.digits(&row.number));
    Ok(may.map(|()| {
        at(
            ctx,
            format!("{number}: {}", row.text),
            &format!("/committee/resolutions/{id}"),
        )
    }))
}

async fn change(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<Option<Seen>, ActError> {
    let title = rows::change_title(conn, ctx.organisation(), id).await?;
    Ok(title.map(|title| at(ctx, title, "/voice/changes")))
}
