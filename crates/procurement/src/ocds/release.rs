//! A release: what is known of one contracting process.

use std::borrow::Cow;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::award::{Award, Contract};
use super::lenient::{Id, Key, Lenient, Seed, absent, object, skip};
use super::party::{Organisation, Party};
use super::tender::{Bid, Money, Tender};
use super::usual;

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
        Self::in_place_of(Self::default(), text)
    }

    /// As [`Release::from_json`], in the memory of a release that is done with.
    pub(crate) fn in_place_of(mut done: Self, text: &'a str) -> Result<Self, serde_json::Error> {
        done.parties.clear();
        done.awards.clear();
        done.contracts.clear();
        let empty = Self {
            parties: done.parties,
            awards: done.awards,
            contracts: done.contracts,
            ..Self::default()
        };
        match usual::read(text, empty) {
            Some(release) => Ok(release),
            None => Self::unusual(text),
        }
    }

    /// Reads a text that may be no JSON, and tells why it is none.
    fn unusual(text: &'a str) -> Result<Self, serde_json::Error> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RELEASE: &str = r#"{ "ocid":"a-1","id":17,"date":"2026-01-01T00:00:00Z","tag":["tender",null,3], "language":"es\u00f1",
        "buyer":{"id":-3,"name":"شهر\"داری\\"},"planning":{"budget":{"amount":{"amount":390000.50,"currency":"DOP"},"x":[{"y":[]},{}]}},
        "tender":{"id":"t","procurementMethod":"open","numberOfTenderers":2,"tenderPeriod":{"startDate":"2026-01-01","endDate":true},
        "items":[{"id":"1","quantity":0.1,"classification":{"id":45000000}},7,{"quantity":-12.75,"unit":{"value":{"amount":30000000000000004.25}}}]},
        "bids":{"details":[{"id":"1","value":{"amount":1e3,"currency":"USD"},"tenderers":[{"id":"S1"},{"id":"S2","name":"\ud83d\ude00"}]}]},
        "awards":[{"status":"active","value":{"amount":-0.0},"relatedLots":["1",2],"suppliers":[{"id":9007199254740993}]}],"contracts":{},
        "parties":[{"id":"S1","contactPoint":{"telephone":-0},"address":{"postalCode":123456789012345678901}}]}"#;

    fn agrees(text: &str) {
        let Some(usual) = usual::read(text, Release::default()) else {
            return;
        };
        assert_eq!(usual, Release::unusual(text).unwrap(), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        /// What is read quickly is read as `serde_json` reads it; what that refuses is never read quickly.
        #[test]
        fn usual_or_not_it_is_read_as_the_same(
            changes in proptest::collection::vec((0.0..1.0_f64, 0..6_usize, "[ -~]{0,3}|\\PC|[0-9eE.+-]{1,20}|[\\[\\]{}\",:\\\\]{1,2}|null|\n"), 0..3)
        ) {
            let mut text = RELEASE.to_owned();
            for (at, cut, new) in changes {
                let mut places = text.char_indices().map(|at| at.0);
                let count = text.chars().count() as f64;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let from = places.nth((at * count) as usize).unwrap_or(text.len());
                let to = text[from..].char_indices().nth(cut).map_or(text.len(), |at| from + at.0);
                text.replace_range(from..to, &new);
            }
            agrees(&text);
        }
    }

    #[test]
    fn what_is_unusual() {
        let is_usual = |text| usual::read(text, Release::default()).is_some();
        for text in [
            r#"{"ocid":"a","tender":{"value":{"amount":1e3},"title":"\u00f3\n"},"x":[1.5,-2,1e999,true,{"y":null}]} "#,
            "[]",
            "3",
        ] {
            assert!(is_usual(text), "{text}");
            agrees(text);
        }
        for text in [
            r#"{"ocid":"a","ocid":"b"}"#,
            r#"{"oc\u0069d":"a"}"#,
            r#"{"x":"\ud83d\ude00"}"#,
            r#"{"tender":{"value":{"amount":1e999}}}"#,
            r#"{"ocid":1e999}"#,
            "{\"x\":\"\t\"}",
            r#"{"x":01}"#,
            r#"{"x":1.}"#,
            r#"{"x":[1,]}"#,
            r#"{"x":1,}"#,
            r#"{"x":"}"#,
            r#"{"x":truee}"#,
            "{} {}",
            "",
        ] {
            assert!(!is_usual(text), "{text}");
        }
        assert!(!is_usual(&"[".repeat(10_000)));
    }
}
