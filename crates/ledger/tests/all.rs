//! Trees, notes, receipts and witnesses, against vectors and other people's programs.
//! One program, since each file as its own would compile and link once more what all have in common.

mod audits;
mod common;
mod notes;
mod parsers;
mod peers;
mod receipts;
mod trees;
mod vectors;
mod witnesses;
