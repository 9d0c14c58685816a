//! Any bytes as statements: no panic, nothing lost, and what was read is written and read again.
#![no_main]

use relations::bods::{Register, read, ties, write_lines};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let import = read(bytes);
    let again = read(write_lines(&import.statements).as_bytes());
    assert_eq!(again.statements, import.statements);
    let register = Register::new(&import.statements);
    register.problems();
    ties(&register, "2026-11-28");
    for record in register.records() {
        register.owners(record, "2026-11-28");
    }
});
