//! Beneficial-ownership statements in the Beneficial Ownership Data Standard (BODS) 0.4, in and out.
//!
//! Source: the [standard](https://standard.openownership.org/en/0.4.0/) and its JSON schema. What is modelled is typed; what is not is
//! kept as it came ([`Statement::other`] and its like) and written out again. A statement that breaks the schema is refused with its
//! fields named, and kept too, so that nothing is lost.
//!
//! | step | what |
//! | --- | --- |
//! | [`read`] | JSON array, JSON lines or one object → [`Import`] |
//! | [`Register`] | which statement of a record holds on a day; references that lead nowhere |
//! | [`Register::owners`] | persons behind an entity, what was declared unknown, circles |
//! | [`ties`] | parties and ties of the relation graph |
//! | [`write_array`], [`write_lines`] | JSON out |

mod codes;
mod fields;
mod owners;
mod problem;
mod read;
mod record;
mod register;
mod share;
mod ties;
mod write;

#[cfg(test)]
mod tests;

pub use codes::{
    Directness, EntityKind, InterestKind, PersonKind, RecordStatus, RecordType, SourceKind,
};
pub use owners::{Owner, Owners, Undisclosed};
pub use problem::{Problem, What};
pub use read::{Import, Refused, read};
pub use record::{
    Agent, Area, Entity, EntityType, Identifier, Interest, Person, PersonName, Publication, Record,
    Relationship, Source, Statement, Target, Unspecified,
};
pub use register::Register;
pub use share::Percentage;
pub use ties::{LeftOut, Ties, ties};
pub use write::{write_array, write_lines};
