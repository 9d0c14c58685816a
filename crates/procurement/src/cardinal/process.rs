//! One process as Cardinal sees it.

use super::settings::Settings;
use crate::ocds::{Award, Bid, Id, Organisation, Release};

/// A process that no general exclusion leaves out.
pub(super) struct Process<'p> {
    pub(super) ocid: &'p str,
    pub(super) release: &'p Release<'p>,
    /// Whether prices may be compared.
    pub(super) comparable: bool,
}

impl<'p> Process<'p> {
    /// None where `ocid` is no text, the tender was cancelled, or the method is excluded.
    pub(super) fn of(release: &'p Release<'p>, settings: &Settings) -> Option<Self> {
        let ocid = text(release.ocid.as_ref())?;
        let details = release
            .tender
            .as_ref()
            .and_then(|tender| tender.method_details.as_deref());
        if release.status() == Some("cancelled") || settings.excludes(details) {
            return None;
        }
        Some(Self {
            ocid,
            release,
            comparable: settings.compares(details),
        })
    }

    pub(super) fn bids(&self) -> impl Iterator<Item = &'p Bid<'p>> {
        self.release.bids().iter()
    }

    pub(super) fn valid_bids(&self) -> impl Iterator<Item = &'p Bid<'p>> {
        self.bids()
            .filter(|bid| bid.status.as_deref() == Some("valid"))
    }

    /// Bids that were handed in: any status but none, `invited` and `withdrawn`.
    pub(super) fn submitted_bids(&self) -> impl Iterator<Item = (&'p Bid<'p>, &'p str)> {
        self.bids().filter_map(|bid| {
            let status = bid.status.as_deref()?;
            (status != "invited" && status != "withdrawn").then_some((bid, status))
        })
    }

    pub(super) fn active_awards(&self) -> impl Iterator<Item = &'p Award<'p>> {
        self.release
            .awards
            .iter()
            .filter(|award| award.status.as_deref() == Some("active"))
    }

    /// Whether an award is neither active, cancelled nor unsuccessful; one without a status is passed over.
    pub(super) fn has_unfinished_award(&self) -> bool {
        self.release.awards.iter().any(|award| {
            !matches!(
                award.status.as_deref(),
                None | Some("active" | "cancelled" | "unsuccessful")
            )
        })
    }

    /// The one supplier of the one active award, where no award is unfinished.
    pub(super) fn single_winner(&self) -> Option<&'p str> {
        let mut active = self.active_awards();
        let award = active.next()?;
        if active.next().is_some() || self.has_unfinished_award() {
            return None;
        }
        single(&award.suppliers)
    }
}

/// Identifiers that are no text do not exist for Cardinal.
pub(super) fn text<'p>(id: Option<&'p Id<'_>>) -> Option<&'p str> {
    id.filter(|id| id.is_text).map(|id| &*id.text)
}

pub(super) fn ids<'p>(organisations: &'p [Organisation<'_>]) -> impl Iterator<Item = &'p str> {
    organisations
        .iter()
        .filter_map(|organisation| text(organisation.id.as_ref()))
}

/// The identifier where there is exactly one organisation.
pub(super) fn single<'p>(organisations: &'p [Organisation<'_>]) -> Option<&'p str> {
    match organisations {
        [one] => text(one.id.as_ref()),
        _ => None,
    }
}

/// Amount and currency, where both are there.
pub(super) fn price<'p>(bid: &'p Bid<'_>) -> Option<(f64, &'p str)> {
    let value = bid.value.as_ref()?;
    Some((value.amount?, value.currency.as_deref()?))
}
