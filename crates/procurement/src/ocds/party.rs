//! Organisations: who buys, bids and supplies.

use std::borrow::Cow;

use super::lenient::{Id, object};

object! {
    /// A reference to an organisation (`OrganizationReference`).
    pub struct Organisation<'a> {
        /// Identifier, by which it is found in `parties`.
        id: Option<Id<'a>> = "id",
        /// Name.
        name: Option<Cow<'a, str>> = "name",
    }
}

object! {
    /// An organisation in full (`Organization`).
    pub struct Party<'a> {
        /// Identifier within the data set.
        id: Option<Id<'a>> = "id",
        /// Name.
        name: Option<Cow<'a, str>> = "name",
        /// Identifier in a register.
        identifier: Option<Identifier<'a>> = "identifier",
        /// Identifiers in other registers.
        additional_identifiers: Vec<Identifier<'a>> = "additionalIdentifiers",
        /// Postal address.
        address: Option<Address<'a>> = "address",
        /// Whom to ask.
        contact_point: Option<ContactPoint<'a>> = "contactPoint",
        /// What it does here (`buyer`, `tenderer`, `supplier`, `subcontractor` …).
        roles: Vec<Option<Cow<'a, str>>> = "roles",
        /// Beneficial owners (extension `beneficialOwners`).
        beneficial_owners: Vec<Owner<'a>> = "beneficialOwners",
        /// Bank accounts (extension `bankAccount`).
        bank_accounts: Vec<Account<'a>> = "bankAccounts",
        /// Details.
        details: Option<Details<'a>> = "details",
    }
}

object! {
    /// An identifier in a register.
    pub struct Identifier<'a> {
        /// The register.
        scheme: Option<Cow<'a, str>> = "scheme",
        /// The number in it.
        id: Option<Id<'a>> = "id",
        /// The registered name.
        legal_name: Option<Cow<'a, str>> = "legalName",
    }
}

object! {
    /// A postal address.
    pub struct Address<'a> {
        /// Street and number.
        street: Option<Cow<'a, str>> = "streetAddress",
        /// Town.
        locality: Option<Cow<'a, str>> = "locality",
        /// Region.
        region: Option<Cow<'a, str>> = "region",
        /// Post code.
        postal_code: Option<Id<'a>> = "postalCode",
        /// Country.
        country: Option<Cow<'a, str>> = "countryName",
    }
}

object! {
    /// Whom to ask.
    pub struct ContactPoint<'a> {
        /// Name of the person.
        name: Option<Cow<'a, str>> = "name",
        /// E-mail address.
        email: Option<Cow<'a, str>> = "email",
        /// Telephone number.
        telephone: Option<Id<'a>> = "telephone",
    }
}

object! {
    /// A beneficial owner.
    pub struct Owner<'a> {
        /// Identifier of the person.
        id: Option<Id<'a>> = "id",
        /// Name of the person.
        name: Option<Cow<'a, str>> = "name",
        /// Identifier in a register.
        identifier: Option<Identifier<'a>> = "identifier",
    }
}

object! {
    /// A bank account.
    pub struct Account<'a> {
        /// Its number (extension `bankAccount`).
        identification: Option<Identifier<'a>> = "accountIdentification",
        /// Its number, where it is written at once.
        id: Option<Id<'a>> = "id",
    }
}

object! {
    /// Details of an organisation.
    pub struct Details<'a> {
        /// Bank accounts.
        bank_accounts: Vec<Account<'a>> = "bankAccounts",
        /// When it was founded (no field of the standard; several publishers use it).
        founded: Option<Cow<'a, str>> = "foundingDate",
    }
}
