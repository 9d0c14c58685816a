//! What everybody may see of a tender, as a release of OCDS 1.1. Pure.
//!
//! Before bids are opened that is the notice; then who bids; after the award who won, for how much, and what became of the contract. What
//! is published has the standard's closed words only: a word of the imported release that is none of them is left out, or stands as
//! details where the standard has a place for that.

use std::borrow::Cow;

use procurement::ocds::{Award, Contract, Id, Money, Organisation, Party, Period, Release, Tender};

use super::model::State;
use super::store::{BidderRow, TenderRow};

const METHODS: [&str; 4] = ["open", "selective", "limited", "direct"];
const CATEGORIES: [&str; 3] = ["goods", "works", "services"];
const CONTRACT_STATES: [&str; 4] = ["pending", "active", "cancelled", "terminated"];

/// Who buys: id and name.
#[derive(Debug, Clone, Copy)]
pub struct Buyer<'a> {
    /// Id within the data.
    pub id: &'a str,
    /// Name.
    pub name: &'a str,
}

impl<'a> Buyer<'a> {
    fn organisation(self) -> Organisation<'a> {
        Organisation {
            id: Some(Id::new(self.id)),
            name: Some(Cow::Borrowed(self.name)),
        }
    }
}

/// Whether bids were opened.
pub fn is_open(row: &TenderRow) -> bool {
    matches!(State::of(&row.state), Some(State::Opened | State::Awarded))
}

/// Who won, if it was awarded.
pub fn winner<'b>(row: &TenderRow, bidders: &'b [BidderRow]) -> Option<&'b BidderRow> {
    let id = row.awarded_to.as_ref()?;
    bidders.iter().find(|bidder| bidder.id == *id)
}

fn named(bidder: &BidderRow) -> Organisation<'_> {
    Organisation {
        id: Some(Id::new(bidder.party.as_str())),
        name: Some(Cow::Borrowed(bidder.name.as_str())),
    }
}

fn word<'a>(given: Option<&Cow<'a, str>>, known: &[&str]) -> Option<Cow<'a, str>> {
    given
        .filter(|given| known.contains(&given.as_ref()))
        .cloned()
}

/// An amount with its currency; one without an amount says nothing.
fn money<'a>(given: Option<&Money<'a>>) -> Option<Money<'a>> {
    given
        .filter(|money| money.amount.is_some_and(f64::is_finite))
        .cloned()
}

fn is_of(organisation: &Organisation<'_>, bidder: &BidderRow) -> bool {
    organisation
        .id
        .as_ref()
        .is_some_and(|id| id.text == bidder.party)
}

/// The award: that of the imported release, where it went to the same bidder, else the price of the bid that won.
fn award<'a>(row: &'a TenderRow, won: &'a BidderRow, release: &Release<'a>) -> Award<'a> {
    let imported = release
        .awards
        .iter()
        .find(|award| award.suppliers.iter().any(|one| is_of(one, won)));
    let bid = release.bids().iter().find(|bid| {
        bid.status.as_deref() != Some("disqualified")
            && bid.status.as_deref() != Some("withdrawn")
            && bid.tenderers.iter().any(|one| is_of(one, won))
    });
    let value = imported
        .and_then(|award| money(award.value.as_ref()))
        .or_else(|| bid.and_then(|bid| money(bid.value.as_ref())));
    let id = imported
        .and_then(|award| award.id.clone())
        .unwrap_or_else(|| Id::new(format!("{}-award", row.ocid)));
    Award {
        id: Some(id),
        title: imported.and_then(|award| award.title.clone()),
        status: Some("active".into()),
        date: imported.and_then(|award| award.date.clone()),
        value,
        suppliers: vec![named(won)],
        ..Award::default()
    }
}

/// The contracts of the award, with their amendments.
fn contracts<'a>(award: &Award<'a>, release: &Release<'a>) -> Vec<Contract<'a>> {
    let only = release.awards.len() <= 1;
    let follows = |contract: &&Contract<'a>| match (&contract.award, &award.id) {
        (Some(one), Some(other)) => one.text == other.text,
        (None, _) => only,
        _ => false,
    };
    release
        .contracts
        .iter()
        .filter(follows)
        // The standard wants an id; a contract without one cannot be told apart from the next.
        .filter(|contract| contract.id.is_some())
        .map(|contract| Contract {
            id: contract.id.clone(),
            award: award.id.clone(),
            title: contract.title.clone(),
            status: word(contract.status.as_ref(), &CONTRACT_STATES),
            value: money(contract.value.as_ref()),
            signed: contract.signed.clone(),
            period: contract.period.clone(),
            amendments: contract.amendments.clone(),
            implementation: None,
        })
        .collect()
}

fn parties<'a>(
    buyer: Buyer<'a>,
    bidders: &'a [BidderRow],
    won: Option<&BidderRow>,
) -> Vec<Party<'a>> {
    let roles =
        |list: &[&'static str]| list.iter().map(|role| Some(Cow::Borrowed(*role))).collect();
    let mut all = vec![Party {
        id: Some(Id::new(buyer.id)),
        name: Some(Cow::Borrowed(buyer.name)),
        roles: roles(&["buyer", "procuringEntity"]),
        ..Party::default()
    }];
    // A person's national code and how to reach them are not published.
    all.extend(bidders.iter().map(|bidder| Party {
        id: Some(Id::new(bidder.party.as_str())),
        name: Some(Cow::Borrowed(bidder.name.as_str())),
        roles: if won.is_some_and(|won| won.id == bidder.id) {
            roles(&["tenderer", "supplier"])
        } else {
            roles(&["tenderer"])
        },
        ..Party::default()
    }));
    all
}

fn tender<'a>(
    row: &'a TenderRow,
    bidders: &'a [BidderRow],
    buyer: Buyer<'a>,
    release: &Release<'a>,
) -> Tender<'a> {
    let opened = is_open(row);
    let told = release.tender.as_ref();
    let method = Cow::Borrowed(row.method.as_str());
    let known = METHODS.contains(&row.method.as_str());
    let start = told
        .and_then(|tender| tender.period.as_ref())
        .and_then(|period| period.start.clone());
    let end = row.closes_at.map(|at| Cow::Owned(at.rfc3339()));
    Tender {
        id: Some(Id::new(row.ocid.as_str())),
        title: Some(Cow::Borrowed(row.title.as_str())),
        status: Some(
            if row.awarded_to.is_some() {
                "complete"
            } else {
                "active"
            }
            .into(),
        ),
        procuring_entity: Some(buyer.organisation()),
        method: known.then(|| method.clone()),
        method_details: (!known && !method.is_empty()).then_some(method),
        category: told.and_then(|tender| word(tender.category.as_ref(), &CATEGORIES)),
        value: told.and_then(|tender| money(tender.value.as_ref())),
        period: (start.is_some() || end.is_some()).then_some(Period { start, end }),
        number_of_tenderers: opened.then(|| i64::try_from(bidders.len()).unwrap_or(i64::MAX)),
        tenderers: if opened {
            bidders.iter().map(named).collect()
        } else {
            Vec::new()
        },
        ..Tender::default()
    }
}

/// The release of a tender; `release` is the imported one.
pub fn published<'a>(
    row: &'a TenderRow,
    bidders: &'a [BidderRow],
    buyer: Buyer<'a>,
    release: &Release<'a>,
) -> Release<'a> {
    let bidders = if is_open(row) { bidders } else { &[] };
    let won = winner(row, bidders);
    let award = won.map(|won| award(row, won, release));
    let contracts = award
        .as_ref()
        .map_or_else(Vec::new, |award| contracts(award, release));
    let mut tag = vec!["tender"];
    if award.is_some() {
        tag.push("award");
    }
    if !contracts.is_empty() {
        tag.push("contract");
    }
    let hash = &row.release_hash[..12.min(row.release_hash.len())];
    Release {
        ocid: Some(Id::new(row.ocid.as_str())),
        // What is told changes with how far it has come, so that this is in the id.
        id: Some(Id::new(format!("{}-{hash}-{}", row.ocid, tag.join("-")))),
        date: Some(row.imported_at.rfc3339().into()),
        tag: tag.into_iter().map(|tag| Some(tag.into())).collect(),
        initiation_type: Some("tender".into()),
        language: Some("fa".into()),
        buyer: Some(buyer.organisation()),
        parties: parties(buyer, bidders, won),
        tender: Some(tender(row, bidders, buyer, release)),
        awards: award.into_iter().collect(),
        contracts,
        ..Release::default()
    }
}
