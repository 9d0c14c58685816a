//! A release: what is known of one contracting process.

use std::borrow::Cow;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::award::{Award, Contract};
use super::lenient::{Id, Key, Lenient, Seed, absent, object, skip};
use super::party::{Organisation, Party};
use super::tender::{Bid, Money, Tender};

object! {
    /// A compiled release: the newest state of one contracting process.
    pub struct Release<'a> {
        /// Identifier of the contracting process.
        ocid: Option<Id<'a>> = "ocid",
        /// Identifier of the release.
        id: Option<Id<'a>> = "id",
        /// When it was published.
        date: Option<Cow<'a, str>> = "date",
        /// What it tells (`planning`, `tender`, `compiled` …).
        tag: Vec<Option<Cow<'a, str>>> = "tag",
        /// How it began; always `tender`.
        initiation_type: Option<Cow<'a, str>> = "initiationType",
        /// Language of its text.
        language: Option<Cow<'a, str>> = "language",
        /// Who buys.
        buyer: Option<Organisation<'a>> = "buyer",
        /// Everybody who is named.
        parties: Vec<Party<'a>> = "parties",
        /// What was planned.
        planning: Option<Planning<'a>> = "planning",
        /// The tender.
        tender: Option<Tender<'a>> = "tender",
        /// The bids.
        bids: Option<Bids<'a>> = "bids",
        /// The awards.
        awards: Vec<Award<'a>> = "awards",
        /// The contracts.
        contracts: Vec<Contract<'a>> = "contracts",
    }
}

object! {
    /// Bids of a process (extension `bids`).
    pub struct Bids<'a> {
        /// Each bid.
        details: Vec<Bid<'a>> = "details",
    }
}

object! {
    /// What was planned.
    pub struct Planning<'a> {
        /// The budget.
        budget: Option<Budget<'a>> = "budget",
    }
}

object! {
    /// A budget.
    pub struct Budget<'a> {
        /// How much.
        amount: Option<Money<'a>> = "amount",
    }
}

impl<'a> Release<'a> {
    /// Reads one JSON text. Fields of the wrong type are absent; only a text that is no JSON is refused.
    ///
    /// ```
    /// let release = procurement::ocds::Release::from_json(r#"{"ocid": "a", "tender": {"numberOfTenderers": "2"}}"#)?;
    /// assert_eq!(release.ocid.unwrap().text, "a");
    /// assert_eq!(release.tender.unwrap().number_of_tenderers, None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn from_json(text: &'a str) -> Result<Self, serde_json::Error> {
        let mut from = serde_json::Deserializer::from_str(text);
        let release = Self::lenient(&mut from)?;
        from.end()?;
        surrogates(text)?;
        Ok(release)
    }

    /// The bids, wherever they are.
    pub fn bids(&self) -> &[Bid<'a>] {
        self.bids.as_ref().map_or(&[], |bids| &bids.details)
    }

    /// The word for the state of the tender.
    pub fn status(&self) -> Option<&str> {
        self.tender.as_ref()?.status.as_deref()
    }
}

/// A text with half a surrogate pair in a field that nobody reads is no JSON either.
fn surrogates(text: &str) -> Result<(), serde_json::Error> {
    let escaped = memchr::memchr_iter(b'\\', text.as_bytes());
    for at in escaped {
        if let Some([b'u', b'd' | b'D', ..]) = text.as_bytes().get(at + 1..) {
            return serde_json::from_str::<serde_json::Value>(text).map(|_| ());
        }
    }
    Ok(())
}

/// What a JSON text may be: a release, or something that holds releases.
#[derive(Debug, Default)]
pub(crate) struct Envelope<'a> {
    pub(crate) ocid: Option<Id<'a>>,
    /// A release package, or the releases of a record.
    pub(crate) releases: Option<Vec<&'a RawValue>>,
    /// A record package.
    pub(crate) records: Option<Vec<&'a RawValue>>,
    /// The compiled release of a record.
    pub(crate) compiled: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Looks for the fields that tell what a text is.
    pub(crate) fn from_json(text: &'a str) -> Result<Self, serde_json::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Envelope<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("JSON")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut this = Envelope::default();
                while let Some(key) = fields.next_key_seed(Key)? {
                    match &*key {
                        "ocid" => this.ocid = fields.next_value_seed(Seed::new())?,
                        "releases" => this.releases = list(fields.next_value()?),
                        "records" => this.records = list(fields.next_value()?),
                        "compiledRelease" => this.compiled = Some(fields.next_value()?),
                        _ => skip(&mut fields)?,
                    }
                }
                Ok(this)
            }
            absent!(scalar, array);
        }
        let mut from = serde_json::Deserializer::from_str(text);
        let envelope = from.deserialize_any(Fields)?;
        from.end()?;
        Ok(envelope)
    }
}

fn list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}
