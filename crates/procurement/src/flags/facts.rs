//! One process as the rules see it: bids by bidder, lot, currency and time.

use super::rules::Rules;
use crate::ocds::{Award, Bid, Id, Organisation, Party, Release};
use crate::time::{self, Moment};

/// The last word on a bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Valid,
    Disqualified,
    /// Handed in, and not judged.
    Open,
    /// Invited, or withdrawn.
    NotHandedIn,
}

/// A bid.
pub(super) struct Offer<'p> {
    pub(super) bid: &'p Bid<'p>,
    /// Who bids together, in order of identifier.
    pub(super) who: Vec<&'p str>,
    pub(super) status: Status,
    /// Amount and currency.
    pub(super) price: Option<(f64, &'p str)>,
    /// The lots it is for, in order.
    pub(super) lots: Vec<&'p str>,
}

/// An active award.
pub(super) struct Awarded<'p> {
    pub(super) award: &'p Award<'p>,
    /// Who supplies, in order of identifier.
    pub(super) suppliers: Vec<&'p str>,
}

/// What is read out of a release once.
pub(super) struct Facts<'p> {
    pub(super) release: &'p Release<'p>,
    pub(super) ocid: &'p str,
    pub(super) offers: Vec<Offer<'p>>,
    /// The active awards.
    pub(super) awarded: Vec<Awarded<'p>>,
    /// Whether prices stand in one of several lots.
    pub(super) has_lots: bool,
    pub(super) opening: Option<Moment>,
    pub(super) closing: Option<Moment>,
    /// The day by which rules and lists are judged, microseconds since 1970.
    pub(super) date: Option<i64>,
    pub(super) method: Option<&'p str>,
    /// All who bid or supply, in order of identifier.
    pub(super) bidders: Vec<&'p str>,
    /// Each of them in full.
    parties: Vec<Option<&'p Party<'p>>>,
    pub(super) buyer: Option<&'p str>,
    pub(super) entity: Option<&'p str>,
    /// Whether an identifier of the bidding is written as a number.
    pub(super) numeric_ids: bool,
}

impl<'p> Facts<'p> {
    /// None where the release has no `ocid`.
    pub(super) fn of(release: &'p Release<'p>, rules: &Rules) -> Option<Self> {
        let ocid = &*release.ocid.as_ref()?.text;
        let tender = release.tender.as_ref();
        let period = tender.and_then(|tender| tender.period.as_ref());
        let moment = |text: Option<&str>| time::parse(text?, rules.zone);
        let opening = moment(period.and_then(|period| period.start.as_deref()));
        let closing = moment(period.and_then(|period| period.end.as_deref()));
        let mut numeric_ids = false;
        let mut set = |organisations: &'p [Organisation<'p>]| {
            let mut ids: Vec<&str> = organisations
                .iter()
                .filter_map(|one| {
                    let id = one.id.as_ref()?;
                    numeric_ids |= !id.is_text;
                    Some(&*id.text)
                })
                .collect();
            sort(&mut ids);
            ids
        };
        let offers: Vec<Offer<'p>> = release
            .bids()
            .iter()
            .map(|bid| Offer {
                bid,
                who: set(&bid.tenderers),
                status: match bid.status.as_deref() {
                    Some("valid") => Status::Valid,
                    Some("disqualified") => Status::Disqualified,
                    Some("invited" | "withdrawn") => Status::NotHandedIn,
                    _ => Status::Open,
                },
                price: bid
                    .value
                    .as_ref()
                    .and_then(|value| Some((value.amount?, value.currency.as_deref()?))),
                lots: lots(&bid.related_lots),
            })
            .collect();
        let mut bidders: Vec<&str> = offers
            .iter()
            .flat_map(|offer| offer.who.iter().copied())
            .collect();
        if let Some(tender) = tender {
            bidders.extend(set(&tender.tenderers));
        }
        let active = release.awards.iter().filter(|award| is_active(award));
        let awarded: Vec<Awarded<'p>> = active
            .map(|award| Awarded {
                award,
                suppliers: set(&award.suppliers),
            })
            .collect();
        bidders.extend(awarded.iter().flat_map(|one| one.suppliers.iter().copied()));
        sort(&mut bidders);
        let mut parties = vec![None; bidders.len()];
        for party in release.parties.iter().rev() {
            // Of several with one identifier the first.
            if let Some(id) = text(party.id.as_ref())
                && let Ok(at) = bidders.binary_search(&id)
            {
                parties[at] = Some(party);
            }
        }
        let has_lots = offers.iter().any(|offer| !offer.lots.is_empty())
            || release
                .awards
                .iter()
                .any(|award| !award.related_lots.is_empty());
        let first_awarded = awarded
            .iter()
            .filter_map(|one| moment(one.award.date.as_deref()))
            .min();
        let date = closing
            .or(first_awarded)
            .or(opening)
            .or_else(|| moment(release.date.as_deref()))
            .map(|moment| moment.micros);
        let entity = tender.and_then(|tender| tender.procuring_entity.as_ref());
        Some(Self {
            release,
            ocid,
            offers,
            awarded,
            has_lots,
            opening,
            closing,
            date,
            method: tender.and_then(|tender| tender.method.as_deref()),
            bidders,
            parties,
            buyer: release.buyer.as_ref().and_then(|one| text(one.id.as_ref())),
            entity: entity.and_then(|one| text(one.id.as_ref())),
            numeric_ids,
        })
    }

    /// The day by which rules are chosen; one without any date has the newest.
    pub(super) fn rule_date(&self) -> i64 {
        self.date.unwrap_or(i64::MAX - 1)
    }

    pub(super) fn handed_in(&self) -> impl Iterator<Item = &Offer<'p>> {
        self.offers
            .iter()
            .filter(|offer| offer.status != Status::NotHandedIn)
    }

    pub(super) fn valid(&self) -> impl Iterator<Item = &Offer<'p>> {
        self.offers
            .iter()
            .filter(|offer| offer.status == Status::Valid)
    }

    pub(super) fn active_awards(&self) -> impl Iterator<Item = &'p Award<'p>> {
        self.awarded.iter().map(|one| one.award)
    }

    /// Suppliers of the active awards.
    pub(super) fn suppliers(&self) -> impl Iterator<Item = &'p str> {
        self.awarded
            .iter()
            .flat_map(|one| one.suppliers.iter().copied())
    }

    /// All who bid or supply, each of them in full where it is named in `parties`.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'p str, Option<&'p Party<'p>>)> {
        let parties = self.parties.iter().copied();
        self.bidders.iter().copied().zip(parties)
    }

    pub(super) fn has_unfinished_award(&self) -> bool {
        self.release.awards.iter().any(|award| {
            !matches!(
                award.status.as_deref(),
                None | Some("active" | "cancelled" | "unsuccessful")
            )
        })
    }

    /// Sets of lots for which bids compete; one empty set where there are no lots.
    pub(super) fn groups(&self) -> Vec<&[&'p str]> {
        if !self.has_lots {
            return vec![&[]];
        }
        let mut groups: Vec<&[&str]> = self.handed_in().map(|offer| &*offer.lots).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The one active award of a set of lots, where none is unfinished.
    pub(super) fn award_of(&self, group: &[&str]) -> Option<&Awarded<'p>> {
        let mut awards = self
            .awarded
            .iter()
            .filter(|one| !self.has_lots || lots(&one.award.related_lots) == group);
        let award = awards.next()?;
        (awards.next().is_none() && !self.has_unfinished_award()).then_some(award)
    }

    /// The bid that an award follows: the one it names, else the cheapest valid one of just its suppliers.
    pub(super) fn winning<'f>(
        &'f self,
        group: &[&str],
        awarded: &Awarded<'_>,
    ) -> Option<&'f Offer<'p>> {
        let of_group = || self.valid().filter(|offer| offer.lots == group);
        if let Some(id) = &awarded.award.related_bid {
            return of_group()
                .find(|offer| offer.bid.id.as_ref().is_some_and(|one| one.text == id.text));
        }
        let suppliers = &awarded.suppliers;
        let cost = |offer: &&Offer<'_>| offer.price.map_or(f64::INFINITY, |price| price.0);
        of_group()
            .filter(|offer| !suppliers.is_empty() && offer.who == *suppliers)
            .min_by(|a, b| cost(a).total_cmp(&cost(b)))
    }

    /// The organisation in full.
    pub(super) fn party(&self, id: &str) -> Option<&'p Party<'p>> {
        if let Ok(at) = self.bidders.binary_search(&id) {
            return self.parties[at];
        }
        let mut all = self.release.parties.iter();
        all.find(|party| text(party.id.as_ref()) == Some(id))
    }

    /// The code of the first classified item of the tender, else of an award.
    pub(super) fn class(&self) -> Option<&'p str> {
        let tender = self.release.tender.iter().flat_map(|tender| &tender.items);
        let awards = self.active_awards().flat_map(|award| &award.items);
        tender
            .chain(awards)
            .find_map(|item| text(item.classification.as_ref()?.id.as_ref()))
    }
}

pub(super) fn is_active(award: &Award<'_>) -> bool {
    award.status.as_deref() == Some("active")
}

pub(super) fn text<'p>(id: Option<&'p Id<'_>>) -> Option<&'p str> {
    id.map(|id| &*id.text)
}

fn lots<'p>(ids: &'p [Option<Id<'_>>]) -> Vec<&'p str> {
    let mut lots: Vec<&str> = ids.iter().filter_map(|id| text(id.as_ref())).collect();
    sort(&mut lots);
    lots
}

fn sort(ids: &mut Vec<&str>) {
    ids.sort_unstable();
    ids.dedup();
}
