//! What is read of open contracting data, and which step leads where. Pure.

use std::borrow::Cow;
use std::collections::HashMap;

use procurement::ocds::{Organisation, Party, Release};
use procurement::read::{self, Fault, Source, items, open};
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
    /// Title, or empty where there is none.
    pub title: String,
    /// Method as published, or empty.
    pub method: String,
    /// End of the tender period, in microseconds, where it can be read.
    pub closes_at: Option<i64>,
    /// Who bids.
    pub bidders: Vec<Bidder>,
    /// The release as JSON: as it came, or compiled of all releases of the process.
    pub release: String,
    /// SHA-256 of it, hex.
    pub release_hash: String,
    /// Whether it is a publisher's own compiled release, which tells all that holds and not only what is new.
    pub whole: bool,
}

/// Why a line or an item was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It holds no release that can be read.
    Fault(Fault),
    /// It names no process.
    NoOcid,
    /// Other lines are of the same process, and this one has no date that tells which is newer.
    Undated(String),
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fault(why) => why.fmt(f),
            Self::NoOcid => f.write_str("no ocid; each contracting process needs one"),
            Self::Undated(ocid) => write!(
                f,
                "the file has several releases of {ocid}, and this one has no date that tells which is newer"
            ),
        }
    }
}

/// An item that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Line or item, from 1.
    pub place: u64,
    /// Why.
    pub why: Why,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It breaks off or is damaged; what the reader says.
    Broken(String),
    /// Unpacked it is larger than is sensible, in MiB.
    Large(u64),
    /// The whole is no text or no JSON.
    Fault(Fault),
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Broken(why) => f.write_str(why),
            Self::Large(most) => write!(
                f,
                "it is larger than {most} MiB when unpacked; divide it into several files"
            ),
            Self::Fault(why) => why.fmt(f),
        }
    }
}

impl From<read::Error> for Unreadable {
    fn from(why: read::Error) -> Self {
        match why {
            read::Error::Read { why, .. } => Self::Broken(why.to_string()),
            read::Error::LargeDocument => Self::Large(MOST >> 20),
        }
    }
}

/// Largest file, unpacked: a town's tenders of many years are far below it.
const MOST: u64 = 256 << 20;

/// A release of a file.
struct Told {
    place: u64,
    text: String,
    /// When it was published.
    date: Option<String>,
    whole: bool,
}

/// Reads releases: JSON lines, a release or record package, or a list, plain or gzip. All releases of one process in the file are one
/// process. Lines that cannot be taken are named.
pub fn read(bytes: &[u8]) -> Result<(Vec<Process>, Vec<Left>), Unreadable> {
    let mut file = Gathered::default();
    match open(bytes)? {
        Source::Document(text) => file.text(&text, 0).map_err(Unreadable::Fault)?,
        Source::Lines(mut lines) => {
            let mut whole = Vec::new();
            let mut limited = std::io::Read::take(&mut lines, MOST + 1);
            std::io::Read::read_to_end(&mut limited, &mut whole)
                .map_err(|why| Unreadable::Broken(why.to_string()))?;
            if whole.len() as u64 > MOST {
                return Err(Unreadable::Large(MOST >> 20));
            }
            for (number, line) in (1..).zip(whole.split(|byte| *byte == b'\n')) {
                if !line.trim_ascii().is_empty()
                    && let Err(why) = file.text(line, number)
                {
                    let why = Why::Fault(why);
                    file.left.push(Left { place: number, why });
                }
            }
        }
    }
    Ok(file.processes())
}

/// The releases of a file, by process.
#[derive(Default)]
struct Gathered {
    /// Processes in the order of their first release.
    order: Vec<(String, Vec<Told>)>,
    places: HashMap<String, usize>,
    left: Vec<Left>,
}

impl Gathered {
    /// Takes the releases of one JSON text; `line` is 0 where the text is the whole file.
    fn text(&mut self, text: &[u8], line: u64) -> Result<(), Fault> {
        let text = std::str::from_utf8(text).map_err(|_| Fault::NotText)?;
        items(text.trim_start_matches('\u{feff}'), &mut |place, item| {
            let place = if line > 0 { line } else { place };
            let taken = item.map_err(Why::Fault).and_then(|item| {
                // One that was compiled here of some releases of a package need not tell all.
                let own = matches!(item.text, Cow::Borrowed(_));
                self.release(place, &item.text, own)
            });
            if let Err(why) = taken {
                self.left.push(Left { place, why });
            }
        });
        Ok(())
    }

    fn release(&mut self, place: u64, text: &str, own: bool) -> Result<(), Why> {
        // The same release on a line of its own or in a package is the same.
        let text = text.trim();
        let release = parsed(text).map_err(Why::Fault)?;
        let ocid = ocid(&release).ok_or(Why::NoOcid)?;
        let told = Told {
            place,
            date: release.date.as_deref().map(str::to_owned),
            whole: own && is_whole(&release),
            text: text.to_owned(),
        };
        let at = *self.places.entry(ocid.clone()).or_insert_with(|| {
            self.order.push((ocid, Vec::new()));
            self.order.len() - 1
        });
        // The same line twice tells nothing new.
        if self.order[at].1.iter().all(|known| known.text != told.text) {
            self.order[at].1.push(told);
        }
        Ok(())
    }

    fn processes(mut self) -> (Vec<Process>, Vec<Left>) {
        let mut taken = Vec::new();
        for (ocid, mut releases) in std::mem::take(&mut self.order) {
            if releases.len() > 1 {
                // Which of several is newer only their dates tell.
                releases.retain(|told| {
                    if told.date.is_none() {
                        let why = Why::Undated(ocid.clone());
                        let place = told.place;
                        self.left.push(Left { place, why });
                    }
                    told.date.is_some()
                });
            }
            let first = releases.first().map_or(0, |told| told.place);
            match one(&releases) {
                Some(Ok(process)) => taken.push(process),
                Some(Err(why)) => {
                    let why = Why::Fault(why);
                    self.left.push(Left { place: first, why });
                }
                None => {}
            }
        }
        self.left.sort_by_key(|left| left.place);
        (taken, self.left)
    }
}

/// All releases of a process as one; none where there is none.
fn one(releases: &[Told]) -> Option<Result<Process, Fault>> {
    if let [only] = releases {
        return Some(process(&only.text, only.whole));
    }
    let moment = |told: &Told| {
        let date = told.date.as_deref().unwrap_or_default();
        procurement::time::parse(date, 0).map_or(i64::MIN, |moment| moment.micros)
    };
    // What is older than a publisher's compiled release is in it already.
    let newest_whole = releases
        .iter()
        .filter(|told| told.whole)
        .max_by_key(|told| moment(told));
    let kept: Vec<&str> = releases
        .iter()
        .filter(|told| {
            newest_whole.is_none_or(|whole| {
                std::ptr::eq(*told, whole) || (!told.whole && moment(told) > moment(whole))
            })
        })
        .map(|told| told.text.as_str())
        .collect();
    let whole = newest_whole.is_some();
    match kept[..] {
        [] => None,
        [text] => Some(process(text, whole)),
        _ => Some(read::compile(&kept).and_then(|text| process(&text, whole))),
    }
}

/// A process together with what was known of it: by the dates of both, or, where one has none, in the order in which they came. What a
/// newer release does not tell stays as it was.
pub fn joined(known: &str, new: &Process) -> Result<Process, Fault> {
    let older = parsed(known)?;
    let newer = parsed(&new.release)?;
    let date = |release: &Release<'_>| procurement::time::parse(release.date.as_deref()?, 0);
    let behind =
        (date(&older).zip(date(&newer))).is_some_and(|(older, newer)| newer.micros < older.micros);
    if new.whole && !behind {
        return Ok(new.clone());
    }
    let text = if behind {
        read::merged(&new.release, known)?
    } else {
        read::merged(known, &new.release)?
    };
    process(&text, new.whole)
}

/// A release, or why the text holds none.
fn parsed(text: &str) -> Result<Release<'_>, Fault> {
    Release::from_json(text).map_err(|error| Fault::of(&error))
}

/// Whether a publisher says that the release tells all that holds.
fn is_whole(release: &Release<'_>) -> bool {
    let mut tags = release.tag.iter().flatten();
    tags.any(|tag| tag == "compiled")
}

fn ocid(release: &Release<'_>) -> Option<String> {
    let ocid = release.ocid.as_ref()?.text.trim().to_owned();
    (!ocid.is_empty() && ocid.len() <= 200 && !ocid.contains('\0')).then_some(ocid)
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

fn process(text: &str, whole: bool) -> Result<Process, Fault> {
    let release = parsed(text)?;
    let tender = release.tender.as_ref();
    let text_of = |text: Option<&str>| text.unwrap_or("").trim().replace('\0', "");
    let closes = tender
        .and_then(|tender| tender.period.as_ref()?.end.as_deref())
        .and_then(|end| procurement::time::parse(end, ZONE));
    Ok(Process {
        ocid: ocid(&release).unwrap_or_default(),
        title: text_of(tender.and_then(|tender| tender.title.as_deref())),
        method: text_of(tender.and_then(|tender| tender.method.as_deref())),
        // A day that is named without a time is open for bids until its end.
        closes_at: closes.map(procurement::time::Moment::last),
        bidders: bidders(&release),
        release: text.to_owned(),
        release_hash: hex::encode(Sha256::digest(text.as_bytes())),
        whole,
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
        assert!(matches!(left[0].why, Why::Fault(Fault::NotJson { .. })));
        assert_eq!(left[1].why, Why::NoOcid);
    }

    const NOTICE: &str = r#"{"ocid": "p", "date": "2026-01-01T00:00:00Z", "tag": ["tender"], "tender": {"title": "A", "tenderPeriod": {"endDate": "2026-02-01T00:00:00Z"}}}"#;
    const AWARD: &str = r#"{"ocid": "p", "date": "2026-03-01T00:00:00Z", "tag": ["award"], "awards": [{"id": "1"}]}"#;

    #[test]
    fn the_lines_of_one_process_are_one_process_in_any_order() {
        let notice = NOTICE.replace('\n', " ");
        for lines in [
            format!("{notice}\n{AWARD}\n{notice}\n"),
            format!("{AWARD}\n{notice}\n"),
        ] {
            let (taken, left) = read(lines.as_bytes()).expect("lines");
            assert!(left.is_empty() && taken.len() == 1, "{left:?}");
            assert_eq!(
                (taken[0].title.as_str(), taken[0].closes_at.is_some()),
                ("A", true)
            );
            assert!(taken[0].release.contains("awards"), "{}", taken[0].release);
        }
        // Without a date nobody knows which is newer.
        let undated = r#"{"ocid": "p", "tender": {"title": "B"}}"#;
        let (taken, left) = read(format!("{notice}\n{undated}\n").as_bytes()).expect("lines");
        assert_eq!(taken[0].title, "A");
        assert_eq!(
            (left[0].place, &left[0].why),
            (2, &Why::Undated("p".to_owned()))
        );
    }

    #[test]
    fn a_compiled_release_of_the_publisher_replaces_what_is_older() {
        let compiled = r#"{"ocid": "p", "date": "2026-02-01T00:00:00Z", "tag": ["compiled"], "tender": {"title": "C"}}"#;
        let lines = format!("{}\n{compiled}\n{AWARD}\n", NOTICE.replace('\n', " "));
        let (taken, _) = read(lines.as_bytes()).expect("lines");
        assert_eq!((taken[0].title.as_str(), taken[0].closes_at), ("C", None));
        assert!(taken[0].release.contains("awards"));
    }

    #[test]
    fn a_later_import_is_joined_to_what_is_known_and_an_older_one_changes_nothing() {
        let of = |text: &str| read(text.as_bytes()).expect("a release").0.remove(0);
        let both = joined(NOTICE, &of(AWARD)).expect("one");
        assert_eq!((both.title.as_str(), both.closes_at.is_some()), ("A", true));
        assert_eq!(
            joined(&both.release, &of(AWARD)).expect("one").release,
            both.release
        );
        assert_eq!(
            joined(&both.release, &of(NOTICE)).expect("one").release,
            both.release
        );
    }
}
