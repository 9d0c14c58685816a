//! What a release of open contracting data tells of ties between firms: who bid in one tender, who had a contract, who worked for whom,
//! and how each is reached. Pure.

use std::collections::{BTreeMap, BTreeSet};

use persian::{LegalEntityId, MobileNumber, NationalCode};
use procurement::ocds::{Organisation, Party, Release};
use relations::model::TieKind;

/// Seconds east of UTC of times without a zone: Iran's.
const ZONE: i32 = 12_600;
/// Bidders of one tender beyond which all of them are left out: by the hub cap of the rules none of them would join anybody.
const MOST_BIDDERS: usize = 31;
/// Stands for an end that is not known; it sorts after every day.
pub const NO_END: &str = "9999-12-31";

/// A firm or person at one end: node of the graph, and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// `firm:ID`, `person:CODE`, or the organisation's own node.
    pub node: String,
    /// Name as the release writes it.
    pub name: String,
}

/// A tie that a release tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dealing {
    /// Code of the kind of tie.
    pub kind: String,
    /// Its first end.
    pub one: End,
    /// The other.
    pub other: End,
    /// First day, Gregorian ISO 8601; empty where none is told.
    pub since: String,
    /// Last day, or [`NO_END`].
    pub until: String,
}

/// How a party is reached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contact {
    /// Who.
    pub party: End,
    /// Telephone in digits, or address of mail in small letters.
    pub value: String,
}

/// All that a release tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Ties.
    pub dealings: BTreeSet<Dealing>,
    /// Contacts.
    pub contacts: BTreeSet<Contact>,
}

/// A telephone number or an address of mail, so that two spellings of one are the same; nothing where it is neither.
pub fn contact_value(text: &str) -> Option<String> {
    let text = persian::to_ascii(text.trim()).to_lowercase();
    if text.contains('@') {
        return Some(text).filter(|text| text.len() <= 200 && !text.contains('\0'));
    }
    if let Ok(mobile) = text.parse::<MobileNumber>() {
        return Some(mobile.to_string());
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.strip_prefix("0098").or(digits.strip_prefix("98")) {
        Some(rest) if rest.len() == 10 => format!("0{rest}"),
        _ => digits,
    };
    // Fewer digits are an extension within a house.
    (8..=15).contains(&digits.len()).then_some(digits)
}

fn day(text: Option<&str>) -> Option<String> {
    let moment = procurement::time::parse(text?, ZONE)?;
    Some(persian::tehran_date(moment.micros).gregorian_iso())
}

/// Who is meant by a reference, where a national number is told that holds.
fn end(release: &Release<'_>, named: &Organisation<'_>) -> Option<End> {
    let id = named.id.as_ref().map(|id| id.text.trim());
    let is = |party: &&Party<'_>| {
        let own = party.id.as_ref().map(|known| known.text.trim());
        own.is_some() && own == id
    };
    let party = release.parties.iter().find(is);
    let name = named.name.as_deref();
    numbered(id, party, name)
}

fn numbered(id: Option<&str>, party: Option<&Party<'_>>, name: Option<&str>) -> Option<End> {
    let identifiers = party.into_iter().flat_map(|party| {
        let all = party.identifier.iter().chain(&party.additional_identifiers);
        all.filter_map(|one| one.id.as_ref())
    });
    let numbers = identifiers.map(|id| id.text.trim());
    // The identifier itself may be the number: `IR-NID-10380284790`.
    let tail = id.and_then(|id| id.rsplit('-').next());
    let node = numbers.chain(tail).find_map(|number| {
        let firm = number
            .parse::<LegalEntityId>()
            .map(|id| format!("firm:{id}"));
        let person = || {
            number
                .parse::<NationalCode>()
                .map(|code| format!("person:{code}"))
        };
        firm.ok().or_else(|| person().ok())
    })?;
    let of_party = party.and_then(|party| party.name.as_deref());
    let name = [name, of_party]
        .into_iter()
        .flatten()
        .map(str::trim)
        .find(|name| !name.is_empty());
    Some(End {
        name: name
            .unwrap_or_else(|| node.split(':').next_back().unwrap_or_default())
            .replace('\0', ""),
        node,
    })
}

/// What a release tells. `body` stands for the organisation that buys; `opened`: its bids are open. Before that nothing is told of who
/// bids, unless the release itself names who won.
pub fn of_release(text: &str, body: &End, opened: bool) -> Told {
    let mut told = Told::default();
    let Ok(release) = Release::from_json(text) else {
        return told;
    };
    for party in &release.parties {
        let role = |wanted: &str| party.roles.iter().flatten().any(|role| role == wanted);
        if role("buyer") || role("procuringEntity") {
            continue;
        }
        let id = party.id.as_ref().map(|id| id.text.trim());
        let (Some(contact), Some(end)) = (&party.contact_point, numbered(id, Some(party), None))
        else {
            continue;
        };
        let telephone = contact.telephone.as_ref().map(|id| id.text.as_ref());
        for value in [telephone, contact.email.as_deref()].into_iter().flatten() {
            told.contacts
                .extend(contact_value(value).map(|value| Contact {
                    party: end.clone(),
                    value,
                }));
        }
    }
    let won: Vec<_> = release
        .awards
        .iter()
        .filter(|award| {
            let status = award.status.as_deref().unwrap_or("active");
            status == "active"
        })
        .collect();
    if opened || !won.is_empty() || !release.contracts.is_empty() {
        bid_together(&release, &mut told);
    }
    let subcontractors: BTreeSet<End> = release
        .parties
        .iter()
        .filter(|party| {
            party
                .roles
                .iter()
                .flatten()
                .any(|role| role == "subcontractor")
        })
        .filter_map(|party| {
            let id = party.id.as_ref().map(|id| id.text.trim());
            numbered(id, Some(party), None)
        })
        .collect();
    for award in won {
        let own = award.id.as_ref().map(|id| id.text.trim());
        let contracts = release.contracts.iter().filter(|contract| {
            let of = contract.award.as_ref().map(|id| id.text.trim());
            own.is_some() && of == own
        });
        let awarded = day(award.date.as_deref());
        let (mut since, mut until) = (awarded, None::<String>);
        for contract in contracts {
            let period = contract.period.as_ref();
            let first = day(contract.signed.as_deref())
                .or_else(|| day(period.and_then(|period| period.start.as_deref())));
            since = since.or(first);
            until = until.max(day(period.and_then(|period| period.end.as_deref())));
        }
        let suppliers: BTreeSet<End> = award
            .suppliers
            .iter()
            .filter_map(|named| end(&release, named))
            .collect();
        let tie = |kind: TieKind, one: &End, other: &End| Dealing {
            kind: kind.code(),
            one: one.clone(),
            other: other.clone(),
            since: since.clone().unwrap_or_default(),
            until: until.clone().unwrap_or_else(|| NO_END.to_owned()),
        };
        for supplier in &suppliers {
            told.dealings
                .insert(tie(TieKind::ContractWith, supplier, body));
            let others = subcontractors
                .iter()
                .filter(|one| one.node != supplier.node);
            told.dealings
                .extend(others.map(|one| tie(TieKind::SubcontractorOf, one, supplier)));
        }
    }
    told
}

/// Who bid in the tender, two by two; the tie holds on the day on which the bids were due.
fn bid_together(release: &Release<'_>, told: &mut Told) {
    let tenderers = release.tender.iter().flat_map(|tender| &tender.tenderers);
    let of_bids = release.bids().iter().flat_map(|bid| &bid.tenderers);
    let bidders: BTreeMap<String, End> = tenderers
        .chain(of_bids)
        .filter_map(|named| end(release, named))
        .map(|end| (end.node.clone(), end))
        .collect();
    if bidders.len() > MOST_BIDDERS {
        return;
    }
    let due = release
        .tender
        .as_ref()
        .and_then(|tender| tender.period.as_ref()?.end.as_deref());
    let on = day(due).or_else(|| day(release.date.as_deref()));
    let bidders: Vec<&End> = bidders.values().collect();
    for (place, one) in bidders.iter().enumerate() {
        for other in bidders.iter().skip(place + 1) {
            told.dealings.insert(Dealing {
                kind: TieKind::CoBidder.code(),
                one: (*one).clone(),
                other: (*other).clone(),
                since: on.clone().unwrap_or_default(),
                until: on.clone().unwrap_or_else(|| NO_END.to_owned()),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELEASE: &str = r#"{"ocid": "town-9", "date": "2026-10-01T00:00:00Z", "parties": [
        {"id": "t", "name": "شهرداری", "roles": ["buyer"], "contactPoint": {"telephone": "021-88001122"}},
        {"id": "a", "name": "الف", "identifier": {"id": "10380284790"}, "contactPoint": {"telephone": "+98 912 345 6789", "email": "A@B.ir"}},
        {"id": "b", "name": "ب", "identifier": {"id": "10240117985"}},
        {"id": "c", "name": "پ", "identifier": {"id": "0076229645"}, "roles": ["subcontractor"]},
        {"id": "d", "name": "ت", "identifier": {"id": "10380284792"}}],
        "tender": {"tenderPeriod": {"endDate": "2026-09-01T10:00:00+03:30"}, "tenderers": [{"id": "a"}, {"id": "b"}, {"id": "d"}]},
        "awards": [{"id": "1", "status": "active", "date": "2026-09-10", "suppliers": [{"id": "a"}]},
            {"id": "2", "status": "cancelled", "suppliers": [{"id": "b"}]}],
        "contracts": [{"awardID": "1", "period": {"endDate": "2027-03-01"}}]}"#;

    fn body() -> End {
        End {
            node: "body:town".to_owned(),
            name: "شهرداری".to_owned(),
        }
    }

    fn lines(told: &Told) -> Vec<String> {
        let line = |one: &Dealing| {
            let (from, to) = (&one.one.node, &one.other.node);
            format!("{from} {} {to} {}..{}", one.kind, one.since, one.until)
        };
        told.dealings.iter().map(line).collect()
    }

    #[test]
    fn who_bid_won_and_worked_below_is_told_with_its_days_and_a_wrong_number_ties_nobody() {
        let told = of_release(RELEASE, &body(), false);
        assert_eq!(
            lines(&told),
            [
                "firm:10240117985 co_bidder firm:10380284790 2026-09-01..2026-09-01",
                "firm:10380284790 contract_with body:town 2026-09-10..2027-03-01",
                "person:0076229645 subcontractor_of firm:10380284790 2026-09-10..2027-03-01",
            ]
        );
        let contacts: Vec<(&str, &str)> = told
            .contacts
            .iter()
            .map(|one| (one.party.node.as_str(), one.value.as_str()))
            .collect();
        assert_eq!(
            contacts,
            [
                ("firm:10380284790", "+989123456789"),
                ("firm:10380284790", "a@b.ir")
            ]
        );
    }

    #[test]
    fn before_the_bids_are_open_nobody_is_told_of() {
        let sealed = RELEASE
            .replace("\"active\"", "\"pending\"")
            .replace("\"contracts\"", "\"x\"");
        assert!(of_release(&sealed, &body(), false).dealings.is_empty());
        assert_eq!(of_release(&sealed, &body(), true).dealings.len(), 1);
        assert_eq!(of_release("no JSON", &body(), true), Told::default());
    }

    #[test]
    fn spellings_of_one_telephone_are_one() {
        for text in [
            "۰۲۱-۸۸۰۰۱۱۲۲",
            "+98 21 8800 1122",
            "00982188001122",
            "(021) 88001122",
        ] {
            assert_eq!(
                contact_value(text).as_deref(),
                Some("02188001122"),
                "{text}"
            );
        }
        assert_eq!(contact_value("1234"), None);
        assert_eq!(
            contact_value("  Ali@Example.IR ").as_deref(),
            Some("ali@example.ir")
        );
    }
}
