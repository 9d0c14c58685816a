//! What is read of open contracting data, and which step leads where. Pure.

use procurement::ocds::{Organisation, Party, Release};
use procurement::read::{Source, items, open};
use sha2::{Digest, Sha256};

/// Where a tender stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// اعلام‌شده: bids may come.
    Announced,
    /// سنجیده: the bidders went through the gate.
    Screened,
    /// گشوده: the bids are open.
    Opened,
    /// برنده انتخاب شده.
    Awarded,
}

impl State {
    /// All states in order.
    pub const ALL: [Self; 4] = [Self::Announced, Self::Screened, Self::Opened, Self::Awarded];

    /// The word in the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Screened => "screened",
            Self::Opened => "opened",
            Self::Awarded => "awarded",
        }
    }

    /// The state of a word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A bidder as a release names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bidder {
    /// Identifier in the release.
    pub party: String,
    /// Name.
    pub name: String,
    /// National code of a person or national id of a firm, where one is given and holds.
    pub national_id: Option<String>,
    /// Whether it is a person.
    pub person: bool,
}

/// A contracting process as it is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Identifier of the contracting process.
    pub ocid: String,
    /// Title, or the identifier where there is none.
    pub title: String,
    /// Method as published, or empty.
    pub method: String,
    /// End of the tender period, in microseconds, where it can be read.
    pub closes_at: Option<i64>,
    /// Who bids.
    pub bidders: Vec<Bidder>,
    /// The release as JSON.
    pub release: String,
    /// SHA-256 of it, hex.
    pub release_hash: String,
}

/// An item that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Line or item, from 1.
    pub place: u64,
    /// Why, in English, as the reader says it.
    pub why: String,
}

/// Largest file, unpacked: a town's tenders of many years are far below it.
const MOST: u64 = 256 << 20;

/// Reads releases: JSON lines, a release or record package, or a list, plain or gzip. Lines that cannot be taken are named.
pub fn read(bytes: &[u8]) -> Result<(Vec<Process>, Vec<Left>), String> {
    let source = open(bytes).map_err(|why| why.to_string())?;
    let (mut taken, mut left) = (Vec::new(), Vec::new());
    match source {
        Source::Document(text) => each(&text, 0, &mut taken, &mut left)?,
        Source::Lines(mut lines) => {
            let mut whole = Vec::new();
            let read =
                std::io::Read::read_to_end(&mut std::io::Read::take(&mut lines, MOST), &mut whole);
            read.map_err(|why| why.to_string())?;
            for (number, line) in (1..).zip(whole.split(|byte| *byte == b'\n')) {
                if !line.trim_ascii().is_empty()
                    && let Err(why) = each(line, number, &mut taken, &mut left)
                {
                    left.push(Left { place: number, why });
                }
            }
        }
    }
    Ok((taken, left))
}

/// Takes the releases of one JSON text; `line` is 0 where the text is the whole file.
fn each(
    text: &[u8],
    line: u64,
    taken: &mut Vec<Process>,
    left: &mut Vec<Left>,
) -> Result<(), String> {
    let text = std::str::from_utf8(text).map_err(|_| "not UTF-8 text".to_owned())?;
    items(text.trim_start_matches('\u{feff}'), &mut |place, item| {
        let place = if line > 0 { line } else { place };
        let result = item.and_then(|item| process(&item.text));
        match result {
            Ok(process) => taken.push(process),
            Err(why) => left.push(Left { place, why }),
        }
    });
    Ok(())
}

/// Seconds east of UTC of times without a zone: Iran's.
const ZONE: i32 = 12_600;

/// The contracts of a release, each with its amount and its amendments: where these differ, a contract was amended.
pub fn contracts(release: &str) -> Vec<String> {
    let Ok(release) = Release::from_json(release) else {
        return Vec::new();
    };
    let mut all: Vec<String> = release
        .contracts
        .iter()
        .map(|contract| {
            let id = contract.id.as_ref().map_or("", |id| id.text.as_ref());
            let value = contract.value.as_ref();
            let amount = value.and_then(|money| money.amount);
            let currency = value.and_then(|money| money.currency.as_deref());
            format!(
                "{id} {amount:?} {currency:?} {:?} {:?}",
                contract.period, contract.amendments
            )
        })
        .collect();
    all.sort_unstable();
    all
}

fn process(text: &str) -> Result<Process, String> {
    // The same release on a line of its own or in a package is the same.
    let text = text.trim();
    let release = Release::from_json(text).map_err(|why| why.to_string())?;
    let ocid = release.ocid.as_ref().map(|id| id.text.trim().to_owned());
    let ocid = ocid.filter(|id| !id.is_empty() && id.len() <= 200 && !id.contains('\0'));
    let ocid = ocid.ok_or("no ocid; each contracting process needs one")?;
    let tender = release.tender.as_ref();
    let title = tender
        .and_then(|tender| tender.title.as_deref())
        .unwrap_or("")
        .trim();
    let text_of = |text: Option<&str>| text.unwrap_or("").trim().replace('\0', "");
    let closes = tender
        .and_then(|tender| tender.period.as_ref()?.end.as_deref())
        .and_then(|end| procurement::time::parse(end, ZONE));
    Ok(Process {
        title: if title.is_empty() {
            ocid.clone()
        } else {
            title.replace('\0', "")
        },
        method: text_of(tender.and_then(|tender| tender.method.as_deref())),
        closes_at: closes.map(|moment| moment.micros),
        bidders: bidders(&release),
        release: text.to_owned(),
        release_hash: hex::encode(Sha256::digest(text.as_bytes())),
        ocid,
    })
}

/// Who bids: `tender.tenderers` and the tenderers of the bids, each once, by identifier.
fn bidders(release: &Release<'_>) -> Vec<Bidder> {
    let tenderers = release.tender.iter().flat_map(|tender| &tender.tenderers);
    let of_bids = release.bids().iter().flat_map(|bid| &bid.tenderers);
    let mut list: Vec<Bidder> = Vec::new();
    for named in tenderers.chain(of_bids) {
        if let Some(bidder) = bidder(release, named)
            && !list.iter().any(|known| known.party == bidder.party)
        {
            list.push(bidder);
        }
    }
    list
}

fn bidder(release: &Release<'_>, named: &Organisation<'_>) -> Option<Bidder> {
    let id = named.id.as_ref().map(|id| id.text.trim().to_owned());
    let name = |name: Option<&str>| {
        name.map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
    };
    let own = name(named.name.as_deref());
    let id = id.filter(|id| !id.is_empty()).or_else(|| own.clone())?;
    let same = |party: &&Party<'_>| {
        party
            .id
            .as_ref()
            .is_some_and(|known| known.text.trim() == id)
    };
    let party = release.parties.iter().find(same);
    let numbers = party.into_iter().flat_map(|party| {
        let all = party.identifier.iter().chain(&party.additional_identifiers);
        all.filter_map(|identifier| identifier.id.as_ref())
            .map(|id| id.text.trim().to_owned())
    });
    // The identifier itself may be the number: `IR-NID-10380284790`.
    let tail = id.rsplit('-').next().unwrap_or("").to_owned();
    let (mut national_id, mut person) = (None, false);
    for number in numbers.chain([tail]) {
        if let Ok(firm) = number.parse::<persian::LegalEntityId>() {
            national_id = Some(firm.to_string());
            break;
        }
        if let Ok(code) = number.parse::<persian::NationalCode>() {
            (national_id, person) = (Some(code.to_string()), true);
            break;
        }
    }
    let of_party = party.and_then(|party| name(party.name.as_deref()));
    Some(Bidder {
        name: own
            .or(of_party)
            .unwrap_or_else(|| id.clone())
            .replace('\0', ""),
        party: id.replace('\0', ""),
        national_id,
        person,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bidders_are_named_once_with_the_number_that_holds() {
        let text = r#"{"ocid": "town-1", "parties": [
            {"id": "a", "name": "شرکت الف", "identifier": {"scheme": "IR-NID", "id": "10380284790"}},
            {"id": "b", "identifier": {"id": "10380284792"}}],
            "tender": {"title": "آسفالت", "tenderPeriod": {"endDate": "2026-12-01T10:00:00+03:30"},
                "tenderers": [{"id": "a"}, {"id": "b", "name": "شرکت ب"}]},
            "bids": {"details": [{"tenderers": [{"id": "a"}]}]}}"#;
        let (taken, left) = read(text.as_bytes()).expect("a release");
        assert!(left.is_empty(), "{left:?}");
        let process = &taken[0];
        assert_eq!(
            (process.ocid.as_str(), process.title.as_str()),
            ("town-1", "آسفالت")
        );
        // 2026-12-01 10:00 in Tehran is 06:30 in UTC.
        assert_eq!(process.closes_at, Some(1_796_106_600_000_000));
        let seen: Vec<_> = process
            .bidders
            .iter()
            .map(|b| (b.party.as_str(), b.name.as_str(), b.national_id.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [
                ("a", "شرکت الف", Some("10380284790")),
                ("b", "شرکت ب", None)
            ]
        );
    }

    #[test]
    fn what_cannot_be_taken_is_named_and_the_rest_goes_on() {
        let text = "{\"ocid\": \"one\"}\n{\"ocid\": \n{\"id\": \"no ocid\"}\n{\"ocid\": \"two\"}\n";
        let (taken, left) = read(text.as_bytes()).expect("lines");
        let ocids: Vec<_> = taken.iter().map(|process| process.ocid.as_str()).collect();
        assert_eq!(ocids, ["one", "two"]);
        let places: Vec<_> = left.iter().map(|left| left.place).collect();
        assert_eq!(places, [2, 3]);
    }
}
