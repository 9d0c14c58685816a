//! Tenders and bids.

use std::borrow::Cow;

use super::lenient::{Id, object};
use super::party::Organisation;

object! {
    /// An amount with its currency (`Value`).
    pub struct Money<'a> {
        /// Amount.
        amount: Option<f64> = "amount",
        /// Currency, ISO 4217.
        currency: Option<Cow<'a, str>> = "currency",
    }
}

object! {
    /// From when to when (`Period`).
    pub struct Period<'a> {
        /// Beginning.
        start: Option<Cow<'a, str>> = "startDate",
        /// End.
        end: Option<Cow<'a, str>> = "endDate",
    }
}

object! {
    /// The tender.
    pub struct Tender<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// Title.
        title: Option<Cow<'a, str>> = "title",
        /// Description.
        description: Option<Cow<'a, str>> = "description",
        /// Status (`planned`, `active`, `cancelled`, `complete` …).
        status: Option<Cow<'a, str>> = "status",
        /// Who manages it.
        procuring_entity: Option<Organisation<'a>> = "procuringEntity",
        /// Method: `open`, `selective`, `limited`, `direct`.
        method: Option<Cow<'a, str>> = "procurementMethod",
        /// Method in the publisher's words.
        method_details: Option<Cow<'a, str>> = "procurementMethodDetails",
        /// `goods`, `works` or `services`.
        category: Option<Cow<'a, str>> = "mainProcurementCategory",
        /// How the winner is chosen (`priceOnly` …).
        award_criteria: Option<Cow<'a, str>> = "awardCriteria",
        /// Estimated value.
        value: Option<Money<'a>> = "value",
        /// When bids may be handed in.
        period: Option<Period<'a>> = "tenderPeriod",
        /// How many took part.
        number_of_tenderers: Option<i64> = "numberOfTenderers",
        /// Who took part.
        tenderers: Vec<Organisation<'a>> = "tenderers",
        /// Lots.
        lots: Vec<Lot<'a>> = "lots",
        /// What is bought.
        items: Vec<Item<'a>> = "items",
        /// Amendments.
        amendments: Vec<Amendment<'a>> = "amendments",
    }
}

object! {
    /// A part of a tender that is awarded on its own.
    pub struct Lot<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// Title.
        title: Option<Cow<'a, str>> = "title",
        /// Estimated value.
        value: Option<Money<'a>> = "value",
        /// Status.
        status: Option<Cow<'a, str>> = "status",
    }
}

object! {
    /// A good, work or service.
    pub struct Item<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// Description.
        description: Option<Cow<'a, str>> = "description",
        /// Class.
        classification: Option<Classification<'a>> = "classification",
        /// Quantity.
        quantity: Option<f64> = "quantity",
        /// Unit.
        unit: Option<Unit<'a>> = "unit",
        /// Lot.
        related_lot: Option<Id<'a>> = "relatedLot",
    }
}

object! {
    /// Class of an item, such as UNSPSC or CPV.
    pub struct Classification<'a> {
        /// Scheme.
        scheme: Option<Cow<'a, str>> = "scheme",
        /// Code.
        id: Option<Id<'a>> = "id",
    }
}

object! {
    /// Unit of an item and its price.
    pub struct Unit<'a> {
        /// Name.
        name: Option<Cow<'a, str>> = "name",
        /// Price of one.
        value: Option<Money<'a>> = "value",
    }
}

object! {
    /// A change to a tender or a contract.
    pub struct Amendment<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// When.
        date: Option<Cow<'a, str>> = "date",
        /// What.
        description: Option<Cow<'a, str>> = "description",
    }
}

object! {
    /// A bid (extension `bids`).
    pub struct Bid<'a> {
        /// Identifier.
        id: Option<Id<'a>> = "id",
        /// When it was received.
        date: Option<Cow<'a, str>> = "date",
        /// Status: `invited`, `pending`, `valid`, `disqualified`, `withdrawn`.
        status: Option<Cow<'a, str>> = "status",
        /// Who bids; several together are a consortium.
        tenderers: Vec<Organisation<'a>> = "tenderers",
        /// Price.
        value: Option<Money<'a>> = "value",
        /// Lots it is for.
        related_lots: Vec<Option<Id<'a>>> = "relatedLots",
    }
}
