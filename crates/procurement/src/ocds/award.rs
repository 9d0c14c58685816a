//! Awards and contracts.

use std::borrow::Cow;

use super::lenient::{Id, object};
use super::party::Organisation;
use super::tender::{Amendment, Item, Money, Period};

object! {
    /// An award.
    pub struct Award<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// Title.
        title: Option<Cow<'a, str>> = "title",
        /// Status: `pending`, `active`, `cancelled`, `unsuccessful`.
        status: Option<Cow<'a, str>> = "status",
        /// When.
        date: Option<Cow<'a, str>> = "date",
        /// For how much.
        value: Option<Money<'a>> = "value",
        /// To whom.
        suppliers: Vec<Organisation<'a>> = "suppliers",
        /// For what.
        items: Vec<Item<'a>> = "items",
        /// Lots.
        related_lots: Vec<Option<Id<'a>>> = "relatedLots",
        /// The bid that won (extension `bids`).
        related_bid: Option<Id<'a>> = "relatedBid",
    }
}

object! {
    /// A contract.
    pub struct Contract<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// The award it follows.
        award: Option<Id<'a>> = "awardID",
        /// Title.
        title: Option<Cow<'a, str>> = "title",
        /// Status.
        status: Option<Cow<'a, str>> = "status",
        /// For how much.
        value: Option<Money<'a>> = "value",
        /// When it was signed.
        signed: Option<Cow<'a, str>> = "dateSigned",
        /// From when to when.
        period: Option<Period<'a>> = "period",
        /// Amendments.
        amendments: Vec<Amendment<'a>> = "amendments",
        /// What was done.
        implementation: Option<Implementation<'a>> = "implementation",
    }
}

object! {
    /// How a contract is carried out.
    pub struct Implementation<'a> {
        /// Payments.
        transactions: Vec<Transaction<'a>> = "transactions",
    }
}

object! {
    /// A payment.
    pub struct Transaction<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// When.
        date: Option<Cow<'a, str>> = "date",
        /// How much.
        value: Option<Money<'a>> = "value",
        /// To whom.
        payee: Option<Organisation<'a>> = "payee",
    }
}
