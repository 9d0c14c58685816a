//! Any bytes as OCDS: no panic, every process in one state for each code, the same answer for one and two threads.
#![no_main]

use procurement::cardinal;
use procurement::flags::{Inputs, Known, Rules, screen};
use procurement::read::open;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let cardinal = cardinal::Settings::all();
    let inputs = Inputs {
        rules: &Rules::default(),
        known: &Known::default(),
        explain: Some(&cardinal),
    };
    let answer = |threads| {
        let report = screen(open(bytes).ok()?, &inputs, threads).ok()?;
        let mut text = Vec::new();
        report.write_json(&mut text, 10).ok()?;
        Some(text)
    };
    assert!(answer(1) == answer(2));
});
