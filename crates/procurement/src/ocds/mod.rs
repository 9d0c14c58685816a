//! The part of the [Open Contracting Data Standard 1.1](https://standard.open-contracting.org/1.1/en/) that the flags read,
//! borrowed from the text it was read from, and written back as a release package.
//!
//! All amounts are in the unit of their currency, dates are the publisher's text (see [`crate::time`]).

mod award;
pub(crate) mod lenient;
mod party;
mod release;
mod tender;
mod usual;
mod write;

pub use award::{Award, Contract, Implementation, Transaction};
pub use lenient::Id;
pub use party::{Account, Address, ContactPoint, Details, Identifier, Organisation, Owner, Party};
pub(crate) use release::Envelope;
pub use release::{Bids, Budget, Planning, Release};
pub use tender::{Amendment, Bid, Classification, Item, Lot, Money, Period, Tender, Unit};
pub use write::{Package, Publisher, write_package};
