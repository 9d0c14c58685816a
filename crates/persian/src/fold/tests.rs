use proptest::prelude::*;

use super::*;

/// Text that reaches every branch: Persian, Arabic forms, marks, controls, Latin, numbers of decrees, anything else.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[آ-ی ]{0,6}",
        2 => "[\u{600}-\u{6FF}]{0,6}",
        2 => "[\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF}]{0,3}",
        2 => "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{300}-\u{310}\u{591}-\u{5f4} \n\r\t]{0,4}",
        1 => "[0-9۰-۹/\\-]{0,9}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

#[test]
fn letters_fold_as_documented() {
    for (written, folded) in [
        ("علي", "علی"),
        ("موسى", "موسی"),
        ("كتاب", "کتاب"),
        ("مراجعة", "مراجعه"),
        ("خانۀ", "خانه"),
        ("خانهٔ", "خانه"),
        ("أإآٱا", "ااااا"),
        ("مسؤول", "مسوول"),
        ("رئیس", "رییس"),
        ("هیئت", "هییت"),
        ("جزء", "جز"),
        ("مُحَمَّد", "محمد"),
        ("شهـــرداری", "شهرداری"),
        ("﷼", "ریال"),
        ("ﷲ", "الله"),
        ("ﻻ", "لا"),
        ("ﺷﻬﺮﺩﺍﺭﯼ", "شهرداری"),
        ("ﭘﮋﻭﻫﺶ", "پژوهش"),
        ("۱۴۰۵ و ١٤٠٥", "1405 و 1405"),
        ("Café ＡＢＣ", "cafe abc"),
        ("\u{202B}شهر\u{202C}\u{FEFF}", "شهر"),
        ("  چند \t\n فاصله ", "چند فاصله"),
        ("چرا؟", "چرا?"),
    ] {
        assert_eq!(fold(written), folded, "{written}");
    }
}

#[test]
fn joined_spaced_and_half_spaced_words_are_one_key() {
    let key = search_key("می‌شود");
    assert_eq!(key, "میشود");
    assert_eq!(search_key("می شود"), key);
    assert_eq!(search_key("میشود"), key);
    assert_eq!(fold("می‌شود"), fold("میشود"));
    assert!(
        index_key("پروانه در شهرداری‌ها صادر می شود.")
            .contains(&search_key("شهرداری ها صادر می‌شود"))
    );
}

#[test]
fn key_needs_no_escaping_in_like() {
    assert_eq!(search_key("100% _a'b\"|"), "100ab");
    assert_eq!(search_key("؟!"), "");
    assert!(search_terms(" ؟ ").is_empty());
}

#[test]
fn words_are_found_in_any_order() {
    let column = index_key("درخواست صدور پروانهٔ ساختمان، منطقه ۲");
    assert!(
        search_terms("منطقه ۲ پروانۀ صدور")
            .iter()
            .all(|term| column.contains(term.as_str()))
    );
    assert!(
        !search_terms("پروانه کسب")
            .iter()
            .all(|term| column.contains(term.as_str()))
    );
}

#[test]
fn decree_numbers_match_both_ways() {
    assert_eq!(decree_key("206/93/11852"), decree_key("۱۱۸۵۲/۹۳/۲۰۶"));
    assert_eq!(decree_key("206/93/11852"), decree_key(" 11852 – 93 – 206 "));
    assert_eq!(decree_key("۶۲۷۱۲/ت۵۸۷۷۶هـ"), decree_key("ت58776ه/62712"));
    assert_ne!(decree_key("206/93/11852"), decree_key("93/206/11852"));
    assert_ne!(decree_key("1/23"), decree_key("12/3"));
    assert_eq!(decree_key("۱۲۳۴۵"), "12345");

    assert_eq!(
        search_key("بخشنامه 206/93/11852 مورخ"),
        search_key("بخشنامه ۱۱۸۵۲/۹۳/۲۰۶ مورخ")
    );
    assert_eq!(
        search_key("بخشنامه206/93/11852مورخ"),
        search_key("بخشنامه ۱۱۸۵۲/۹۳/۲۰۶ مورخ")
    );
    let column = index_key("به استناد بخشنامه شماره 206/93/11852 مورخ ۱۳۹۳/۰۹/۰۱");
    for query in [
        "206/93/11852",
        "۱۱۸۵۲/۹۳/۲۰۶",
        "206/93",
        "93/206",
        "11852/93",
        "93/11852",
        "11852",
        "بخشنامه شماره 11852/93/206",
    ] {
        assert!(column.contains(&search_key(query)), "{query} in {column}");
        assert!(
            search_terms(query)
                .iter()
                .all(|term| column.contains(term.as_str())),
            "{query} in {column}"
        );
    }
    assert!(!column.contains(&search_key("206/11852")));
}

#[test]
fn normalising_keeps_how_text_reads() {
    for (written, normal) in [
        ("علي مي‌رود", "علی می‌رود"),
        ("مُحَمَّد، خانهٔ رئیس", "مُحَمَّد، خانهٔ رئیس"),
        ("كد ٤٥٦ و 456", "کد ۴۵۶ و 456"),
        ("ﺷﻬﺮﺩﺍﺭﯼ ﻻ", "شهرداری لا"),
        ("آ", "آ"),
        (
            " شهر\u{200C} \u{200C}داری\u{200C}\u{200C}ها\u{200C}",
            "شهر داری\u{200C}ها",
        ),
        ("یک\u{A0}\t دو \r\n\r\n سه\n", "یک دو\n\nسه"),
        ("\u{FEFF}\u{202B}متن\u{202C}\u{7}", "متن"),
        ("Latin Text", "Latin Text"),
        ("", ""),
    ] {
        assert_eq!(normalize(written), normal, "{written:?}");
    }
}

#[test]
fn every_character_folds_to_something_stable() {
    for c in '\0'..=char::MAX {
        let once = fold(&c.to_string());
        assert_eq!(fold(&once), once, "fold U+{:04X}", u32::from(c));
        let normal = normalize(&c.to_string());
        assert_eq!(
            normalize(&normal),
            normal,
            "normalize U+{:04X}",
            u32::from(c)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn folding_twice_is_folding_once(text in text()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn normalising_twice_is_normalising_once(text in text()) {
        let once = normalize(&text);
        prop_assert_eq!(normalize(&once), once);
    }

    #[test]
    fn normalising_loses_nothing_that_search_sees(text in text()) {
        prop_assert_eq!(search_key(&normalize(&text)), search_key(&text));
    }

    #[test]
    fn folding_is_blind_to_composition(text in text()) {
        prop_assert_eq!(fold(&ComposingNormalizerBorrowed::new_nfc().normalize(&text)), fold(&text));
        prop_assert_eq!(fold(&DecomposingNormalizerBorrowed::new_nfd().normalize(&text)), fold(&text));
    }

    #[test]
    fn any_run_of_whole_words_is_found(words in prop::collection::vec("[آ-یa-z]{1,6}", 1..8), from in 0_usize..8, length in 1_usize..8) {
        let from = from.min(words.len() - 1);
        let query = words[from..(from + length).min(words.len())].join("\u{200C}");
        prop_assert!(index_key(&words.join(" ")).contains(&search_key(&query)));
    }

    #[test]
    fn numbers_are_found_in_both_orders(groups in prop::collection::vec(0_u32..100_000, 2..5)) {
        let written = |order: &mut dyn Iterator<Item = &u32>| order.map(ToString::to_string).collect::<Vec<_>>().join("/");
        let (left, right) = (written(&mut groups.iter()), written(&mut groups.iter().rev()));
        prop_assert_eq!(decree_key(&left), decree_key(&right));
        prop_assert_eq!(search_key(&left), search_key(&right));
        let column = index_key(&format!("نامه {left} دبیرخانه"));
        let part = written(&mut groups[1..].iter());
        prop_assert!(column.contains(&search_key(&part)), "{} in {}", part, column);
        prop_assert!(column.contains(&part));
    }

    #[test]
    fn keys_hold_letters_digits_and_slashes(text in text()) {
        let key = search_key(&text);
        prop_assert!(key.chars().all(|c| c.is_alphanumeric() || c == '/'), "{}", key);
        let _ = decree_key(&text);
        prop_assert!(index_key(&text).starts_with(&key));
    }
}
