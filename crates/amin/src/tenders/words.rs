//! Words for what the reader of open contracting data and the rules of red flags say. Pure.

use procurement::flags::{Need, Outside};
use procurement::read::Fault;

use super::model::{Unreadable, Why};
use crate::platform::texts::Texts;

/// What is wrong with a text, and how to mend it.
fn fault(t: &Texts, why: &Fault) -> String {
    match why {
        Fault::NotText => t.tenders_left_not_text().to_owned(),
        Fault::NotJson { column, .. } => {
            t.tenders_left_not_json(t.lang.integer(i64::try_from(*column).unwrap_or(i64::MAX)))
        }
        Fault::Nested => t.tenders_left_nested().to_owned(),
        Fault::NoObject => t.tenders_left_no_object().to_owned(),
        Fault::Linked => t.tenders_left_linked().to_owned(),
        Fault::Undated => t.tenders_left_undated_package().to_owned(),
    }
}

/// A procurement method of the standard; another is told as it is written.
pub fn method(t: &Texts, code: &str) -> String {
    match code {
        "open" => t.tenders_method_open(),
        "selective" => t.tenders_method_selective(),
        "limited" => t.tenders_method_limited(),
        "direct" => t.tenders_method_direct(),
        other => other,
    }
    .to_owned()
}

/// Why a line was not taken, and how to mend it.
pub fn left(t: &Texts, why: &Why) -> String {
    match why {
        Why::Fault(why) => fault(t, why),
        Why::NoOcid => t.tenders_left_no_ocid().to_owned(),
        Why::Undated(ocid) => t.tenders_left_undated(ocid.as_str()),
    }
}

/// Why a file cannot be read, and how to mend it.
pub fn unreadable(t: &Texts, why: &Unreadable) -> String {
    match why {
        Unreadable::Broken(_) => t.tenders_unreadable_broken().to_owned(),
        Unreadable::Large(most) => {
            t.tenders_unreadable_large(t.lang.integer(i64::try_from(*most).unwrap_or(i64::MAX)))
        }
        Unreadable::Fault(why) => fault(t, why),
    }
}

/// What is missing for a flag, or why its rule is not about a process, as it is kept: in words, and the field of the standard where it is
/// one.
pub fn missing(t: &Texts, kept: &str) -> (String, String) {
    let words = Need::of(kept)
        .map(|need| self::need(t, need))
        .or_else(|| Outside::of(kept).map(|why| outside(t, why)));
    let Some(words) = words else {
        return (String::new(), kept.to_owned());
    };
    let is_field = kept.contains('.') && !kept.contains(' ');
    let field = if is_field { kept } else { "" };
    (words.to_owned(), field.to_owned())
}

/// What is missing.
fn need(t: &Texts, need: Need) -> &'static str {
    match need {
        Need::OpeningTime => t.tenders_need_opening_time(),
        Need::ClosingTime => t.tenders_need_closing_time(),
        Need::OrderedPeriod => t.tenders_need_ordered_period(),
        Need::Method => t.tenders_need_method(),
        Need::Bids => t.tenders_need_bids(),
        Need::BidStatus => t.tenders_need_bid_status(),
        Need::BidDate => t.tenders_need_bid_date(),
        Need::Bidders => t.tenders_need_bidders(),
        Need::Prices => t.tenders_need_prices(),
        Need::PriceAboveZero => t.tenders_need_price_above_zero(),
        Need::OneCurrency => t.tenders_need_one_currency(),
        Need::WinningBid => t.tenders_need_winning_bid(),
        Need::Agreement => t.tenders_need_agreement(),
        Need::NumberOfBidders => t.tenders_need_number_of_bidders(),
        Need::Owners => t.tenders_need_owners(),
        Need::Contacts => t.tenders_need_contacts(),
        Need::OfficialContacts => t.tenders_need_official_contacts(),
        Need::Debarred => t.tenders_need_debarred(),
        Need::Founded => t.tenders_need_founded(),
        Need::Threshold => t.tenders_need_threshold(),
        Need::Value => t.tenders_need_value(),
        Need::AwardValue => t.tenders_need_award_value(),
        Need::ContractValue => t.tenders_need_contract_value(),
        Need::Payments => t.tenders_need_payments(),
        Need::Amendments => t.tenders_need_amendments(),
        Need::Subcontractors => t.tenders_need_subcontractors(),
        Need::Officials => t.tenders_need_officials(),
        Need::Ties => t.tenders_need_ties(),
        Need::Buyer => t.tenders_need_buyer(),
        Need::Date => t.tenders_need_date(),
        Need::Class => t.tenders_need_class(),
        Need::Population => t.tenders_need_population(),
    }
}

/// Why a rule is not about a process.
fn outside(t: &Texts, why: Outside) -> &'static str {
    match why {
        Outside::Cancelled => t.tenders_outside_cancelled(),
        Outside::NoRule => t.tenders_outside_no_rule(),
        Outside::Excluded => t.tenders_outside_excluded(),
        Outside::NotCompetitive => t.tenders_outside_not_competitive(),
        Outside::NotDirect => t.tenders_outside_not_direct(),
        Outside::NoBid => t.tenders_outside_no_bid(),
        Outside::OneBidder => t.tenders_outside_one_bidder(),
        Outside::NoAward => t.tenders_outside_no_award(),
        Outside::NoContract => t.tenders_outside_no_contract(),
        Outside::QualityCounts => t.tenders_outside_quality_counts(),
        Outside::NotLowest => t.tenders_outside_not_lowest(),
        Outside::NotOneValid => t.tenders_outside_not_one_valid(),
        Outside::NoDisqualified => t.tenders_outside_no_disqualified(),
        Outside::AboveThreshold => t.tenders_outside_above_threshold(),
    }
}
