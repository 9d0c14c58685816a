//! Reading JSON into typed, borrowed values without ever refusing a line because one field has the wrong type.
//!
//! Publishers write numbers where the schema has text, text where it has an object, and `null` anywhere. A field of the wrong
//! type is read as absent; only text that is no JSON at all is refused.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

/// A value that is absent where the JSON has something else.
pub(crate) trait Lenient<'de>: Sized + Default {
    /// Reads it; errors are syntax errors only.
    fn lenient<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;
}

/// Carries a type through serde's seed interface.
pub(crate) struct Seed<T>(PhantomData<T>);

impl<T> Seed<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Lenient<'de>> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::lenient(from)
    }
}

/// The visitor methods for types that are not wanted: the value is read over and is absent.
macro_rules! absent {
    ($($kind:ident),*) => { $(crate::ocds::lenient::absent!(@$kind);)* };
    (@scalar) => {
        crate::ocds::lenient::absent!(@bool); crate::ocds::lenient::absent!(@number); crate::ocds::lenient::absent!(@text); crate::ocds::lenient::absent!(@null);
    };
    (@bool) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
    (@number) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
    (@text) => {
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
    (@null) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
    (@array) => {
        fn visit_seq<A: ::serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            while items.next_element::<::serde::de::IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
    (@object) => {
        fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
            while fields.next_entry::<::serde::de::IgnoredAny, ::serde::de::IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
}
pub(crate) use absent;

/// The name of a field, borrowed unless it is escaped.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        from.deserialize_str(Name)
    }
}

/// Text.
impl<'de: 'a, 'a> Lenient<'de> for Option<Cow<'a, str>> {
    fn lenient<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Option<Cow<'de, str>>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Some(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Some(Cow::Owned(text.to_owned())))
            }
            crate::ocds::lenient::absent!(bool, number, null, array, object);
        }
        from.deserialize_any(Text)
    }
}

/// A finite number.
impl<'de> Lenient<'de> for Option<f64> {
    fn lenient<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Number;
        impl<'de> Visitor<'de> for Number {
            type Value = Option<f64>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Some(number as f64))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Some(number as f64))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Some(number).filter(|number| number.is_finite()))
            }
            crate::ocds::lenient::absent!(bool, text, null, array, object);
        }
        from.deserialize_any(Number)
    }
}

/// A whole number written without a decimal point.
impl<'de> Lenient<'de> for Option<i64> {
    fn lenient<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Option<i64>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Some(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(i64::try_from(number).ok())
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(None)
            }
            crate::ocds::lenient::absent!(bool, text, null, array, object);
        }
        from.deserialize_any(Whole)
    }
}

/// An identifier: text by the schema, a number with some publishers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Id<'a> {
    /// The identifier as text.
    pub text: Cow<'a, str>,
    /// Whether it was written as text; programs that follow the schema strictly see no other.
    pub is_text: bool,
}

impl<'a> Id<'a> {
    /// An identifier that is text.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            is_text: true,
        }
    }
}

impl Serialize for Id<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

impl<'de: 'a, 'a> Lenient<'de> for Option<Id<'a>> {
    fn lenient<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Identifier;
        fn number<'a>(text: String) -> Id<'a> {
            Id {
                text: Cow::Owned(text),
                is_text: false,
            }
        }
        impl<'de> Visitor<'de> for Identifier {
            type Value = Option<Id<'de>>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Some(Id::new(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Some(Id::new(text.to_owned())))
            }
            fn visit_i64<E>(self, id: i64) -> Result<Self::Value, E> {
                Ok(Some(number(id.to_string())))
            }
            fn visit_u64<E>(self, id: u64) -> Result<Self::Value, E> {
                Ok(Some(number(id.to_string())))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(None)
            }
            crate::ocds::lenient::absent!(bool, null, array, object);
        }
        from.deserialize_any(Identifier)
    }
}

/// A list; its items are as lenient as itself.
impl<'de, T: Lenient<'de>> Lenient<'de> for Vec<T> {
    fn lenient<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);
        impl<'de, T: Lenient<'de>> Visitor<'de> for List<T> {
            type Value = Vec<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element_seed(Seed::<T>::new())? {
                    list.push(item);
                }
                Ok(list)
            }
            crate::ocds::lenient::absent!(scalar, object);
        }
        from.deserialize_any(List(PhantomData))
    }
}

/// Reads over a value.
pub(crate) fn skip<'de, A: MapAccess<'de>>(fields: &mut A) -> Result<(), A::Error> {
    fields.next_value::<IgnoredAny>().map(|_| ())
}

/// Whether a field is left out when writing.
pub(crate) trait Absent {
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// A JSON object with the fields that are read; others are read over. Repeated fields: the last counts.
macro_rules! object {
    (
        $(#[$about:meta])*
        pub struct $name:ident<'a> { $( $(#[$note:meta])* $field:ident: $kind:ty = $key:literal, )* }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, ::serde::Serialize)]
        pub struct $name<'a> {
            $(
                $(#[$note])*
                #[serde(rename = $key, skip_serializing_if = "crate::ocds::lenient::Absent::is_absent")]
                pub $field: $kind,
            )*
        }

        impl<'a> $name<'a> {
            /// Reads the fields of an object.
            fn fields<'de: 'a, A: ::serde::de::MapAccess<'de>>(fields: &mut A) -> Result<Self, A::Error> {
                let mut this = Self::default();
                while let Some(key) = fields.next_key_seed(crate::ocds::lenient::Key)? {
                    match &*key {
                        $( $key => this.$field = fields.next_value_seed(crate::ocds::lenient::Seed::<$kind>::new())?, )*
                        _ => crate::ocds::lenient::skip(fields)?,
                    }
                }
                Ok(this)
            }
        }

        impl<'de: 'a, 'a> crate::ocds::usual::Usual<'de> for $name<'a> {
            fn read(&mut self, from: &mut crate::ocds::usual::Reader<'de>) -> Result<(), crate::ocds::usual::Unusual> {
                if !from.is_object()? {
                    return Ok(());
                }
                from.object(|from, name| match name {
                    // What is repeated replaces all that was read of it; that is left to others.
                    $(
                        $key if crate::ocds::lenient::Absent::is_absent(&self.$field) => crate::ocds::usual::Usual::read(&mut self.$field, from),
                        $key => Err(crate::ocds::usual::Unusual),
                    )*
                    _ => from.skip(),
                })
            }
        }

        impl<'de: 'a, 'a> crate::ocds::usual::Usual<'de> for Option<$name<'a>> {
            fn read(&mut self, from: &mut crate::ocds::usual::Reader<'de>) -> Result<(), crate::ocds::usual::Unusual> {
                if !from.is_object()? {
                    return Ok(());
                }
                crate::ocds::usual::Usual::read(self.insert($name::default()), from)
            }
        }

        impl<'de: 'a, 'a> crate::ocds::lenient::Lenient<'de> for $name<'a> {
            fn lenient<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Object<'a>(::std::marker::PhantomData<&'a ()>);
                impl<'de: 'a, 'a> ::serde::de::Visitor<'de> for Object<'a> {
                    type Value = $name<'a>;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("JSON")
                    }
                    fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                        $name::fields(&mut fields)
                    }
                    crate::ocds::lenient::absent!(scalar, array);
                }
                from.deserialize_any(Object(::std::marker::PhantomData))
            }
        }

        impl<'de: 'a, 'a> crate::ocds::lenient::Lenient<'de> for Option<$name<'a>> {
            fn lenient<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Object<'a>(::std::marker::PhantomData<&'a ()>);
                impl<'de: 'a, 'a> ::serde::de::Visitor<'de> for Object<'a> {
                    type Value = Option<$name<'a>>;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("JSON")
                    }
                    fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                        $name::fields(&mut fields).map(Some)
                    }
                    crate::ocds::lenient::absent!(scalar, array);
                }
                from.deserialize_any(Object(::std::marker::PhantomData))
            }
        }
    };
}
pub(crate) use object;
