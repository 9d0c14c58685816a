//! Rows of the bans.

use std::str::FromStr;

use serde::Deserialize;

use crate::kinship::Kin;
use crate::model::{Period, TieKind};
use crate::shares::{Fraction, Share};

use super::{Applicability, Law, Matter, RuleError, period, toml_error};

/// Whom a ban is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The official.
    #[serde(rename = "self")]
    Own,
    /// Relatives of the official.
    Kin,
}

/// Which bodies the official may not deal with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Every public body.
    Any,
    /// The body of the office.
    Own,
}

/// How shares held through firms count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holdings {
    /// By the product of the shares along each chain, all chains together.
    Integrated,
    /// Not at all.
    Direct,
}

/// An office that makes a person one of those whom a ban is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Office {
    /// A tie of this kind to a public body.
    Of(TieKind),
    /// Employment or post in a firm that public bodies hold by majority.
    PublicFirm,
}

/// At least, or more than, so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// The limit.
    pub limit: Fraction,
    /// Is the limit itself below it?
    pub above: bool,
}

impl Threshold {
    /// Does a part reach it?
    pub fn reached(self, part: Fraction) -> bool {
        if self.above {
            part > self.limit
        } else {
            part >= self.limit
        }
    }
}

impl FromStr for Threshold {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let (above, rest) = match text.strip_prefix(">=") {
            Some(rest) => (false, rest),
            None => (true, text.strip_prefix('>').ok_or(())?),
        };
        Ok(Self {
            limit: rest.parse().map_err(|_| ())?,
            above,
        })
    }
}

/// Firms with many shareholders are exempt unless one of the persons holds much or has a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WidelyHeld {
    /// So many shareholders at least.
    pub shareholders: u32,
    /// No such person above this.
    pub over: Fraction,
}

/// One ban.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ban {
    /// Id of the row.
    pub id: String,
    /// Id of the text.
    pub set: String,
    /// The text.
    pub law: Law,
    /// How far it binds.
    pub applicability: Applicability,
    /// When it is in force.
    pub period: Period,
    /// What it is about.
    pub matters: Vec<Matter>,
    /// Whom it is about.
    pub relation: Relation,
    /// Relatives meant, for [`Relation::Kin`].
    pub kin: Vec<Kin>,
    /// Offices meant.
    pub offices: Vec<Office>,
    /// Bodies meant.
    pub scope: Scope,
    /// Share of one that bars a firm.
    pub one: Option<Threshold>,
    /// Share of several together that bars a firm.
    pub several: Option<Threshold>,
    /// Posts that bar a firm.
    pub posts: Vec<TieKind>,
    /// How indirect shares count.
    pub holdings: Holdings,
    /// Do firms held by majority by barred firms count?
    pub majority: bool,
    /// The exemption.
    pub widely_held: Option<WidelyHeld>,
    /// How long it lasts after the office.
    pub after_months: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ban: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    set: String,
    law_fa: String,
    law_en: String,
    article_fa: String,
    article_en: String,
    applicability: Applicability,
    from: Option<persian::Date>,
    until: Option<persian::Date>,
    matters: Vec<Matter>,
    relation: Relation,
    #[serde(default)]
    kin: Vec<String>,
    offices: Vec<String>,
    scope: Scope,
    one: Option<String>,
    several: Option<String>,
    #[serde(default)]
    posts: Vec<String>,
    holdings: Holdings,
    #[serde(default)]
    majority: bool,
    widely_held: Option<WidelyHeldRow>,
    #[serde(default)]
    after_months: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WidelyHeldRow {
    shareholders: u32,
    over: String,
}

pub(super) fn read(text: &str) -> Result<Vec<Ban>, RuleError> {
    let file: File = toml::from_str(text).map_err(|why| toml_error(&why))?;
    file.ban.into_iter().map(row).collect()
}

fn row(row: Row) -> Result<Ban, RuleError> {
    let id = row.id.clone();
    let share = |text: &str| {
        text.parse::<Share>()
            .map(|share| share.low)
            .map_err(|_| RuleError::word(&id, text, "write a percentage such as 5"))
    };
    let threshold = |text: Option<&String>| {
        text.map(|text| {
            text.parse()
                .map_err(|()| RuleError::word(&id, text, "write a threshold such as >=5 or >5"))
        })
        .transpose()
    };
    let kin = |text: &String| {
        Kin::from_code(text).ok_or_else(|| {
            RuleError::word(&id, text, "write a relative such as parent or child-spouse")
        })
    };
    let post = |text: &String| {
        text.parse::<TieKind>()
            .map_err(|_| RuleError::word(&id, text, "write a kind of tie such as manages"))
    };
    let office = |text: &String| {
        if text == "public_firm" {
            return Ok(Office::PublicFirm);
        }
        text.parse::<TieKind>()
            .ok()
            .filter(|kind| kind.is_office())
            .map(Office::Of)
            .ok_or_else(|| {
                RuleError::word(
                    &id,
                    text,
                    "write an office such as manager_of, or public_firm",
                )
            })
    };
    Ok(Ban {
        set: row.set,
        law: Law {
            name: [row.law_fa, row.law_en],
            article: [row.article_fa, row.article_en],
        },
        applicability: row.applicability,
        period: period(row.from, row.until),
        matters: row.matters,
        relation: row.relation,
        kin: row.kin.iter().map(kin).collect::<Result<_, _>>()?,
        offices: row.offices.iter().map(office).collect::<Result<_, _>>()?,
        scope: row.scope,
        one: threshold(row.one.as_ref())?,
        several: threshold(row.several.as_ref())?,
        posts: row.posts.iter().map(post).collect::<Result<_, _>>()?,
        holdings: row.holdings,
        majority: row.majority,
        widely_held: row
            .widely_held
            .map(|exempt| {
                Ok(WidelyHeld {
                    shareholders: exempt.shareholders,
                    over: share(&exempt.over)?,
                })
            })
            .transpose()?,
        after_months: row.after_months,
        id: row.id,
    })
}
