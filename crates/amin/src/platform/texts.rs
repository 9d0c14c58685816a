//! The words of the pages: one method for each message of the areas' `fa.ftl` and `en.ftl`, checked when compiling.

use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentValue;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Persian: the first language.
    #[default]
    Fa,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Fa, Self::En];

    /// The code as in html: `fa` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::En => "en",
        }
    }

    /// Direction of writing.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Fa => "rtl",
            Self::En => "ltr",
        }
    }

    /// The language of a code, if it is one of ours.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// A whole number in the digits and separators of the language.
    pub fn integer(self, number: i64) -> String {
        match self {
            Self::Fa => persian::digits::format_integer(number),
            Self::En => persian::digits::format_integer_en(number),
        }
    }

    /// A number with so many places after the point.
    pub fn decimal(self, number: f64, places: usize) -> String {
        match self {
            Self::Fa => persian::digits::format_decimal(number, places),
            Self::En => persian::digits::format_decimal_en(number, places),
        }
    }

    /// Digits of a text (a code, a phone number) in the script of the language.
    pub fn digits(self, text: &str) -> String {
        match self {
            Self::Fa => persian::digits::to_persian(text),
            Self::En => text.to_owned(),
        }
    }
}

/// A value that a message takes.
pub trait Argument {
    /// As Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}
impl Argument for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}
impl Argument for String {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.clone())
    }
}
macro_rules! numbers {
    ($($number:ty),*) => {$(impl Argument for $number {
        fn value(&self) -> FluentValue<'static> {
            FluentValue::from(*self)
        }
    })*};
}
numbers!(i64, u64, usize, i32, u32, u16, u8, f64);

/// The words in one language. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Texts {
    /// Which language.
    pub lang: Lang,
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Texts({})", self.lang.code())
    }
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 2] = [const { OnceLock::new() }; 2];
    BUNDLES[usize::from(lang == Lang::En)].get_or_init(|| {
        let (text, code): (&str, LanguageIdentifier) = match lang {
            Lang::Fa => (FA, unic_langid::langid!("fa")),
            Lang::En => (EN, unic_langid::langid!("en")),
        };
        // The build has parsed both texts, so a fault cannot be met here; what is readable is used either way.
        let resource =
            FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(vec![code]);
        // Isolation marks would show up in titles, mails and SMS.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Fa => persian_number,
            Lang::En => english_number,
        }));
        // A message of a later area never replaces one of an earlier: the build refuses that.
        bundle.add_resource_overriding(resource);
        bundle
    })
}

fn persian_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Lang::Fa)
}

fn english_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Lang::En)
}

#[expect(clippy::cast_possible_truncation, reason = "counts far below 2^53")]
fn number(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(lang.integer(number.value as i64))
        }
        FluentValue::Number(number) => Some(lang.decimal(number.value, 1)),
        _ => None,
    }
}

impl Texts {
    /// The words of a language.
    pub const fn of(lang: Lang) -> Self {
        Self { lang }
    }

    fn format(self, id: &str, values: Vec<(&'static str, FluentValue<'static>)>) -> String {
        let bundle = bundle(self.lang);
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(name, value);
        }
        let mut errors = Vec::new();
        match bundle.get_message(id).and_then(|message| message.value()) {
            Some(pattern) => bundle
                .format_pattern(pattern, Some(&args), &mut errors)
                .into_owned(),
            None => id.to_owned(),
        }
    }
}
