//! Filing a request: the parameters of `POST requests` as a message, and what is answered.

use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

use super::answer::{Fault, Node};
use super::{Parameters, jurisdiction, services};
use crate::platform::actor::Actor;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::peer::Peer;
use crate::platform::texts::Texts;
use crate::voice::acts::{self, Filing};
use crate::voice::model::{Channel, Kind};
use crate::voice::rules::{Category, Rules};

/// Setting with the SHA-256 of each accepted key in hex, separated by blanks; without it no key is asked for.
const KEYS: &str = "open311.api-keys-sha256";
/// Longest address of a picture, in characters.
const MOST_MEDIA_URL: usize = 500;

/// Files a request; the answer holds its tracking code.
pub async fn file(
    ctx: &Ctx,
    peer: &Peer,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Node, Fault> {
    let t = &ctx.page.t;
    let rules = jurisdiction(ctx, parameters).await?;
    check_key(*t, &rules, parameters)?;
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("");
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Fault {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            descriptions: vec![t.open311_form_wanted().to_owned()],
        });
    }
    let code = parameters
        .get("service_code")
        .ok_or_else(|| Fault::bad(t.open311_which_service()))?;
    let category = rules.category(code).filter(|category| category.active);
    let category = category.ok_or_else(|| Fault::bad(t.open311_no_service(code)))?;
    // Gateways speak for thousands from one address, so zero is no limit; the JSON interface counts with this one.
    let most = u32::try_from(rules.limit("voice.api-messages-per-hour")).unwrap_or(0);
    if most > 0 && !ctx.app.limits.allow("api-message", &peer.0, most, ctx.now) {
        return Err(Fault {
            status: StatusCode::TOO_MANY_REQUESTS,
            descriptions: vec![t.error_often().to_owned()],
        });
    }
    let filing = filing(ctx, category, parameters)?;
    let prepared =
        acts::prepare(&rules, ctx.now, Channel::Open311, filing).map_err(|why| refused(*t, why))?;
    let actor = Actor::citizen(&rules.organisation);
    let filed = acts::file_once(&ctx.app, &actor, ctx.now, prepared)
        .await
        .map_err(|why| refused(*t, why))?;
    Ok(Node::List(
        "request",
        vec![Node::Fields(vec![
            ("service_request_id", Node::text(&filed.code)),
            ("service_notice", Node::text(t.open311_filed())),
            ("account_id", Node::None),
        ])],
    ))
}

fn check_key(t: Texts, rules: &Rules, parameters: &Parameters) -> Result<(), Fault> {
    let Some(accepted) = rules
        .settings
        .get(KEYS)
        .filter(|keys| !keys.trim().is_empty())
    else {
        return Ok(());
    };
    let given = hex::encode(Sha256::digest(
        parameters.get("api_key").unwrap_or("").as_bytes(),
    ));
    if accepted
        .split_whitespace()
        .any(|key| key.eq_ignore_ascii_case(&given))
    {
        return Ok(());
    }
    Err(Fault {
        status: StatusCode::FORBIDDEN,
        descriptions: vec![t.open311_no_key().to_owned()],
    })
}

/// The parameters as a message. What the specification has and a message has not (device, account) is passed over.
fn filing(ctx: &Ctx, category: &Category, parameters: &Parameters) -> Result<Filing, Fault> {
    let t = &ctx.page.t;
    let value = |name: &str| parameters.get(name).unwrap_or("").to_owned();
    let kinds = services::kinds(category);
    // A client that knows no attributes reports something that is wrong.
    let kind = match parameters.get("attribute[kind]") {
        Some(code) => Kind::of(code)
            .filter(|kind| kinds.contains(kind))
            .ok_or_else(|| Fault::bad(t.open311_wrong_kind(code)))?,
        None if kinds.contains(&Kind::Complaint) => Kind::Complaint,
        None => kinds.first().copied().unwrap_or(Kind::Complaint),
    };
    let mut text = parameters
        .get("description")
        .ok_or_else(|| Fault::bad(t.open311_which_description()))?
        .to_owned();
    if let Some(address) = parameters.get("media_url") {
        let plain = address.starts_with("https://") || address.starts_with("http://");
        if !plain || address.chars().count() > MOST_MEDIA_URL {
            return Err(Fault::bad(t.open311_wrong_media(MOST_MEDIA_URL)));
        }
        text = format!("{text}\n\n{}", t.open311_media(address));
    }
    let address = [
        parameters.get("address_string"),
        parameters.get("address_id"),
    ];
    Ok(Filing {
        form_token: token(parameters, ctx),
        kind: kind.code().to_owned(),
        category: category.id.clone(),
        subject: String::new(),
        text,
        citizen_right: value("attribute[right]"),
        district: value("attribute[district]"),
        address: address
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        latitude: value("lat"),
        longitude: value("long"),
        contact_name: format!("{} {}", value("first_name"), value("last_name"))
            .trim()
            .to_owned(),
        phone: value("phone"),
        email: value("email"),
        secret: false,
        language: ctx.page.lang,
        attachments: Vec::new(),
    })
}

/// The interface has no form token. A client that repeats a call because the answer was lost repeats it word for word, so the same
/// words within the same ten minutes are the same message.
fn token(parameters: &Parameters, ctx: &Ctx) -> String {
    let mut hash = Sha256::new();
    hash.update((ctx.now.seconds() / 600).to_be_bytes());
    for (name, value) in &parameters.0 {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(value.as_bytes());
        hash.update([0]);
    }
    format!("open311-{}", hex::encode(hash.finalize()))
}

fn refused(t: Texts, why: ActError) -> Fault {
    match why {
        ActError::Invalid(fields) => Fault {
            status: StatusCode::BAD_REQUEST,
            descriptions: fields
                .iter()
                .map(|field| format!("{}: {}", parameter(field.field), field.why.to(&t)))
                .collect(),
        },
        ActError::Refused(say) => Fault {
            status: StatusCode::CONFLICT,
            descriptions: vec![say.to(&t)],
        },
        ActError::NotFound | ActError::Forbidden => Fault::missing(t.open311_no_address()),
        ActError::Store(why) => Fault::internal(&t, &why),
    }
}

/// The parameter of the interface for a field of the form.
fn parameter(field: &'static str) -> &'static str {
    match field {
        "text" => "description",
        "address" => "address_string",
        "latitude" => "lat, long",
        "citizen_right" => "attribute[right]",
        "district" => "attribute[district]",
        "kind" => "attribute[kind]",
        "category" => "service_code",
        "contact_name" => "first_name, last_name",
        other => other,
    }
}
