//! Where the files come from, what an address asks of them, and the list of what recurs.

use sha2::{Digest, Sha256};
use store::Timestamp;

use crate::insight::brokers::{Found, Question, Rows, comparable, find, of_log};
use crate::insight::limits::{FALSE_SHARE, LEAST_CITIZENS, number};
use crate::insight::pages::{Opened, open_staff};
use crate::insight::store::brokers::{self as rows, FileRow};
use crate::platform::context::Ctx;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::Texts;
use crate::services::view::pick;

const DAY: f64 = 86_400e6;

/// What an address asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// Files of the program itself: `messages` or `matters`.
    pub(super) of: String,
    pub(super) question: Option<Question>,
}

impl Asked {
    pub(super) fn of(query: Option<String>) -> Self {
        let mut asked = Self::default();
        let mut question = Question {
            key: String::new(),
            citizen: String::new(),
            favourable: String::new(),
            strata: Vec::new(),
            ends: Vec::new(),
        };
        for (name, value) in fields(query.unwrap_or_default().as_bytes()) {
            match name.as_str() {
                "of" => asked.of = value,
                "key" => question.key = value,
                "citizen" => question.citizen = value,
                "good" => question.favourable = value,
                "strata" if !value.is_empty() => question.strata.push(value),
                _ => {}
            }
        }
        asked.question = (!question.key.is_empty()).then_some(question);
        asked
    }

    pub(super) fn query(&self) -> String {
        let mut pairs = Vec::new();
        if !self.of.is_empty() {
            pairs.push(("of", self.of.as_str()));
        }
        if let Some(question) = &self.question {
            pairs.push(("key", question.key.as_str()));
            pairs.push(("citizen", &question.citizen));
            pairs.push(("good", &question.favourable));
            pairs.extend(question.strata.iter().map(|key| ("strata", key.as_str())));
        }
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// Where the files come from.
pub(super) enum Place {
    Service(Box<Opened>),
    Messages,
    Matters,
}

impl Place {
    /// Id of the service, or the word for files of the program itself.
    pub(super) fn source(&self) -> &str {
        match self {
            Self::Service(opened) => &opened.service.id,
            Self::Messages => "messages",
            Self::Matters => "matters",
        }
    }

    pub(super) fn unit(&self) -> Option<&str> {
        match self {
            Self::Service(opened) => opened.service.unit.as_deref(),
            _ => None,
        }
    }

    pub(super) fn attribute(&self, asked: &Asked) -> String {
        match self {
            Self::Service(_) => asked
                .question
                .as_ref()
                .map_or_else(String::new, |question| question.key.clone()),
            Self::Messages => "phone".to_owned(),
            Self::Matters => "representative".to_owned(),
        }
    }

    pub(super) fn name(&self, t: &Texts) -> String {
        match self {
            Self::Service(opened) => {
                pick(t.lang, &opened.service.name, &opened.service.name_en).to_owned()
            }
            Self::Messages => t.nav_messages().to_owned(),
            Self::Matters => t.nav_matters().to_owned(),
        }
    }

    pub(super) fn what(&self, t: &Texts, asked: &Asked) -> String {
        match self {
            Self::Service(_) => self.attribute(asked),
            Self::Messages => t.insight_brokers_phone().to_owned(),
            Self::Matters => t.insight_brokers_representative().to_owned(),
        }
    }
}

/// Opens the place: a service to who may read findings of its unit, the program's own files to who raises findings in the whole
/// organisation, since telephones and names of all citizens are compared.
pub(super) async fn place(ctx: &Ctx, code: Option<&str>, asked: &Asked) -> Result<Place, ActError> {
    if let Some(code) = code {
        return Ok(Place::Service(Box::new(open_staff(ctx, code).await?)));
    }
    ctx.actor
        .require(Right::FindingRaise, None)
        .map_err(|_| ActError::NotFound)?;
    Ok(if asked.of == "matters" {
        Place::Matters
    } else {
        Place::Messages
    })
}

/// The list and everything that goes with it.
pub(super) struct Listed {
    pub(super) found: Found,
    pub(super) level: f64,
    pub(super) least: usize,
    pub(super) input_hash: String,
}

/// The list; none before an attribute was chosen.
pub(super) async fn listed(
    ctx: &Ctx,
    place: &Place,
    asked: &Asked,
) -> Result<Option<Listed>, ActError> {
    let mut conn = ctx.read().await?;
    let least = number(&mut conn, ctx.organisation(), LEAST_CITIZENS).await?;
    let least = usize::try_from(least).unwrap_or(5);
    let level = number(&mut conn, ctx.organisation(), FALSE_SHARE).await?;
    let level = level.clamp(0, 100) as f64 / 100.0;
    drop(conn);
    let (rows, input_hash) = match place {
        Place::Service(opened) => {
            let Some(mut question) = asked.question.clone() else {
                return Ok(None);
            };
            question.ends = opened.ends();
            let log = opened.log.clone();
            let rows = tokio::task::spawn_blocking(move || of_log(&log, &question))
                .await
                .map_err(|_| store::Error::Panicked)?
                .map_err(|unknown| refused(move |t| t.insight_unknown_attribute(&unknown.0)))?;
            (rows, opened.row.sha256.clone())
        }
        Place::Messages => {
            let files = rows::messages(&mut ctx.read().await?, ctx.organisation()).await?;
            own(&files, &["upheld", "settled", "given", "partial"], ctx.now)
        }
        Place::Matters => {
            let account = ctx.actor.account.clone().unwrap_or_default();
            let files = rows::matters(&mut ctx.read().await?, ctx.organisation(), &account).await?;
            own(&files, &["granted", "granted-with-conditions"], ctx.now)
        }
    };
    let found = tokio::task::spawn_blocking(move || find(&rows, least, level))
        .await
        .map_err(|_| store::Error::Panicked)?;
    Ok(Some(Listed {
        found,
        level,
        least,
        input_hash,
    }))
}

/// Files of the program itself as rows, and the digest of what was compared.
fn own(files: &[FileRow], good: &[&str], now: Timestamp) -> (Rows, String) {
    let mut hash = Sha256::new();
    let mut rows = Rows::default();
    let mut strata: Vec<&str> = files.iter().map(|file| file.stratum.as_str()).collect();
    strata.sort_unstable();
    strata.dedup();
    for file in files {
        for part in [&file.id, file.key.as_deref().unwrap_or(""), &file.stratum] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(file.ended.map_or(0, |at| at.0).to_be_bytes());
        rows.cases.push(file.id.clone());
        rows.keys.push(file.key.as_deref().and_then(comparable));
        rows.citizens
            .push(file.citizen.as_deref().and_then(comparable));
        rows.strata.push(
            strata
                .binary_search(&file.stratum.as_str())
                .ok()
                .and_then(|place| u32::try_from(place).ok())
                .unwrap_or(0),
        );
        let until = file.ended.unwrap_or(now);
        rows.days
            .push(until.0.saturating_sub(file.begun.0) as f64 / DAY);
        rows.ended.push(file.ended.is_some());
        rows.favourable.push(
            file.ended
                .and(file.outcome.as_deref())
                .map(|outcome| good.contains(&outcome)),
        );
    }
    (rows, hex::encode(hash.finalize()))
}
