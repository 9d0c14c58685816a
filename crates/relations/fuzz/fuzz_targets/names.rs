//! Any two texts as names: no panic, no order, and a text is never another name than itself.
#![no_main]

use relations::names::{Candidates, Name, Verdict, compare};

libfuzzer_sys::fuzz_target!(|pair: (&str, &str)| {
    let (left, right) = (Name::new(pair.0), Name::new(pair.1));
    let found = compare(&left, &right);
    assert_eq!(found.verdict, compare(&right, &left).verdict);
    assert!(!found.why.is_empty());
    assert_ne!(compare(&left, &left).verdict, Verdict::Different);
    let names = [left];
    let candidates = Candidates::new(&names).of(&right);
    if names[0].script() == right.script() && found.verdict == Verdict::Same {
        assert_eq!(candidates, [0]);
    }
});
