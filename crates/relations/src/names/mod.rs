//! Persian names: are two written names the same name, different ones, or one for a person to look at?
//!
//! Everything is a rule that can be read: letters that keyboards mix up, joined and spaced compounds, courtesy titles, closed lists of
//! old spellings. Likeness alone decides nothing: «کریمی» and «کرمی» stay two names. A difference in «سید», «حاج» and the like is never
//! dropped: it goes to a person. Latin spellings are read by consonants, with the readings of common names and a check that no other
//! known name reads the same.
//!
//! | step | type |
//! | --- | --- |
//! | fold one name | [`Name`] |
//! | compare two names | [`compare`] → [`Finding`] |
//! | compare two persons, with father's name and birth year | [`identify`] |
//! | decisions that people took before, by [`Key`] | [`Resolutions`] |
//! | which of many names are worth comparing | [`Candidates`] |
//!
//! A name that matches proves nothing about the person; that is why [`identify`] wants more than a name before it says [`Verdict::Same`].

mod candidates;
mod compare;
mod letters;
mod lexicon;
mod name;
mod person;
mod reason;
mod resolutions;
mod romanisation;
mod spelling;
mod titles;
mod words;

#[cfg(test)]
mod tests;

pub use candidates::Candidates;
pub use compare::compare;
pub use name::{Name, Script};
pub use person::{Person, identify};
pub use reason::{Finding, Reason, Verdict};
pub use resolutions::{Conflict, Key, Resolution, Resolutions, Ruling};
pub use titles::{Honour, Honours};
