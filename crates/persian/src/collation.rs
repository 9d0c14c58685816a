//! Keys whose byte order is the Persian alphabetical order (CLDR `fa`, with digits compared as numbers).

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

use crate::fold::normalize;

static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let preferences = CollatorPreferences::from(&locale!("fa-u-kn"));
    CollatorBorrowed::try_new(preferences, CollatorOptions::default()).ok()
});

/// The sort key of `text`: order rows by these bytes (`BLOB` in SQLite, `BYTEA` in PostgreSQL) and they stand as in a Persian dictionary.
///
/// The text is normalised first, so that «علي» sorts with «علی»; «منطقه ۲» precedes «منطقه ۱۰». Keys of two releases of the collation
/// data must not be mixed: fill the column anew when `icu_collator` changes.
pub fn collation_key(text: &str) -> Vec<u8> {
    let text = normalize(text);
    let mut key = Vec::with_capacity(text.len() * 2);
    // The data is compiled in, so the fallback to code points serves no build that exists; it keeps this function total.
    match COLLATOR.as_ref() {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(&text, &mut key);
        }
        None => key.extend_from_slice(text.as_bytes()),
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted<'a>(words: &[&'a str]) -> Vec<&'a str> {
        let mut words = words.to_vec();
        words.sort_by_key(|word| collation_key(word));
        words
    }

    #[test]
    fn collation_data_is_compiled_in() {
        assert!(COLLATOR.is_some());
    }

    /// The 32 letters and آ in the order that Persian schools teach.
    #[test]
    fn letters_stand_in_alphabetical_order() {
        let alphabet: Vec<String> = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
            .chars()
            .map(String::from)
            .collect();
        for pair in alphabet.windows(2) {
            assert!(
                collation_key(&pair[0]) < collation_key(&pair[1]),
                "{pair:?}"
            );
            // The order holds for words too, not only for single letters.
            let (left, right) = (format!("{}ا", pair[0]), format!("{}ا", pair[1]));
            assert!(collation_key(&left) < collation_key(&right), "{pair:?}");
        }
    }

    #[test]
    fn names_stand_as_in_a_directory() {
        let expected = [
            "آبادان",
            "اراک",
            "بابل",
            "پاوه",
            "تبریز",
            "چابهار",
            "خوی",
            "زابل",
            "ژاله",
            "کرج",
            "گرگان",
            "ورامین",
            "همدان",
            "یزد",
        ];
        let mut shuffled = expected;
        shuffled.reverse();
        shuffled.swap(2, 9);
        assert_eq!(sorted(&shuffled), expected);
    }

    #[test]
    fn numbers_inside_text_sort_by_value() {
        assert_eq!(
            sorted(&["منطقه ۱۰", "منطقه ۲", "منطقه 1"]),
            ["منطقه 1", "منطقه ۲", "منطقه ۱۰"]
        );
    }

    #[test]
    fn arabic_letters_sort_with_persian_ones() {
        assert_eq!(collation_key("علي"), collation_key("علی"));
        assert_eq!(collation_key("كرج"), collation_key("کرج"));
    }

    proptest! {
        #[test]
        fn byte_order_is_the_collators_order(left in "[آ-یa-z۰-۹ \u{200c}]{0,12}", right in "[آ-یa-z۰-۹ \u{200c}]{0,12}") {
            let collator = COLLATOR.as_ref().unwrap();
            prop_assert_eq!(
                collation_key(&left).cmp(&collation_key(&right)),
                collator.compare(&normalize(&left), &normalize(&right))
            );
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = collation_key(&text);
        }
    }
}
