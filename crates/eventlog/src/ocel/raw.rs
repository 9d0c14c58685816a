//! An object-centric log as a file has it, before anything is checked: the same for JSON, XML and `SQLite`.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// All of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawLog<'a> {
    #[serde(borrow)]
    pub(crate) object_types: Vec<RawType<'a>>,
    #[serde(borrow)]
    pub(crate) event_types: Vec<RawType<'a>>,
    #[serde(borrow)]
    pub(crate) objects: Vec<RawThing<'a>>,
    #[serde(borrow)]
    pub(crate) events: Vec<RawThing<'a>>,
    /// Relations whose place is not within their event or object (`SQLite`): source, target, qualifier.
    #[serde(skip)]
    pub(crate) event_objects: Vec<[Text<'a>; 3]>,
    #[serde(skip)]
    pub(crate) object_objects: Vec<[Text<'a>; 3]>,
}

/// A declared type.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct RawType<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) attributes: Vec<RawDeclared<'a>>,
    #[serde(skip)]
    pub(crate) place: u64,
}

/// A declared attribute.
#[derive(Debug, Deserialize)]
pub(crate) struct RawDeclared<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Text<'a>,
}

/// An event or an object.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct RawThing<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Text<'a>,
    /// Events have one.
    #[serde(borrow, default)]
    pub(crate) time: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(crate) attributes: Vec<RawAttribute<'a>>,
    #[serde(borrow, default)]
    pub(crate) relationships: Vec<RawRelation<'a>>,
    /// Line in the file where known; 0: its number in the list tells.
    #[serde(skip)]
    pub(crate) place: u64,
}

/// A value of an event or object.
#[derive(Debug, Deserialize)]
pub(crate) struct RawAttribute<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) value: RawValue<'a>,
    /// From when it holds; for objects.
    #[serde(borrow, default)]
    pub(crate) time: Option<Text<'a>>,
}

/// A relation to an object.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawRelation<'a> {
    #[serde(borrow)]
    pub(crate) object_id: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) qualifier: Text<'a>,
}

/// A text; numbers that stand in its place count as their digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

/// A value as the file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum RawValue<'a> {
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// Something that no attribute can be.
    Nested,
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match RawValue::deserialize(deserializer)? {
            RawValue::Text(text) => Ok(Self(text)),
            RawValue::Integer(number) => Ok(Self(Cow::Owned(number.to_string()))),
            RawValue::Nothing => Ok(Self::default()),
            _ => Err(D::Error::custom("a text was expected here")),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = RawValue<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text, a number, true, false or null")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(RawValue::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(RawValue::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(RawValue::Text(Cow::Owned(text)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(RawValue::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(number).map_or_else(
            |_| RawValue::Text(Cow::Owned(number.to_string())),
            RawValue::Integer,
        ))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(RawValue::Float(number))
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Self::Value, E> {
        Ok(RawValue::Boolean(yes))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(RawValue::Nothing)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(RawValue::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(RawValue::Nested)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(RawValue::Nested)
    }
}
