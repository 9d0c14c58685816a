//! Labelled pairs of Persian names: spelling variants must share a search key, different people must not.

use std::path::PathBuf;

use persian::search_key;

/// Categories whose variants differ in the forms of letters, marks, joiners and spaces only, which is what folding removes; other words
/// for the same name («اله» for «الله», transliteration, titles) are the work of name matching.
const SPELLING: [&str; 7] = [
    "arabic_yeh_kaf",
    "compound_family",
    "compound_given",
    "diacritics",
    "presentation_forms",
    "tatweel_bidi_space",
    "teh_marbuta",
];

#[test]
fn spelling_variants_share_a_key_and_different_names_do_not() {
    let data = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let file = data.join("names/persian_pairs.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!(
            "skipped: {} is missing (set AMIN_TEST_DATA)",
            file.display()
        );
        return;
    };
    let mut wrong = Vec::new();
    let mut checked = 0;
    for line in text.lines().skip(1) {
        let [category, label, left, right] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("a line of four fields: {line}");
        };
        let expected = match label {
            "same" if SPELLING.contains(&category) => true,
            "diff" => false,
            _ => continue,
        };
        checked += 1;
        if (search_key(left) == search_key(right)) != expected {
            wrong.push(line);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {checked} pairs: {wrong:#?}",
        wrong.len()
    );
    assert!(checked > 200, "{checked} pairs");
}
