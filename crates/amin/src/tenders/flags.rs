//! Red flags of all tenders of an organisation, computed together: a fence is that of the population.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use futures::FutureExt;
use procurement::flags::{
    Code, Inputs, Known, Outcome, Report, Rules, State, Tie, Verdict, screen,
};
use procurement::read::Source;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Conn;

use super::acts;
use super::store::{self as rows, FlagRow, MeasureRow};
use crate::interests::importing::next_day;
use crate::interests::store as interests;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;

/// The word of a state in the database.
pub const fn state_code(state: State) -> &'static str {
    match state {
        State::Flag => "flag",
        State::Clear => "clear",
        State::Insufficient(_) => "insufficient",
        State::Outside(_) => "outside",
    }
}

fn outcome(code: &str) -> Outcome {
    match code {
        "barred" => Outcome::Barred,
        "conflict" => Outcome::Conflict,
        "potential" => Outcome::Potential,
        "appearance" => Outcome::Appearance,
        "clear" => Outcome::Clear,
        _ => Outcome::Insufficient,
    }
}

/// Flags about ties of people who decide: what they rest on is for the integrity officer alone.
pub const ABOUT_PEOPLE: [&str; 2] = ["A002", "R043"];

/// What the flags of an organisation's tenders are computed from.
pub struct Basis {
    /// Tender, process, release, hash of the release.
    pub releases: Vec<(String, String, String, String)>,
    verdicts: Vec<(String, String, bool)>,
    screened: Vec<Screened>,
    /// Lists of the town as the rules read them.
    lists: String,
    /// Thresholds likewise.
    thresholds: String,
}

/// A text as TOML: what JSON escapes, TOML escapes so too.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}

impl Basis {
    /// Reads releases, verdicts, screenings and the lists of the town.
    pub async fn read(conn: &mut Conn, organisation: &str) -> Result<Self, store::Error> {
        Ok(Self {
            releases: rows::releases(conn, organisation).await?,
            verdicts: rows::all_verdicts(conn, organisation).await?,
            screened: rows::all_screenings(conn, organisation).await?,
            lists: lists(conn, organisation).await?,
            thresholds: thresholds(conn, organisation).await?,
        })
    }

    /// The rules with the thresholds of the town, and what they say of all releases.
    pub fn report(&self) -> Result<(Report, Rules), String> {
        let mut rules = if self.thresholds.is_empty() {
            Rules::default()
        } else {
            let text = format!("{}\n{}", Rules::default_text(), self.thresholds);
            Rules::parse(&text).map_err(|why| why.to_string())?
        };
        if !self.thresholds.is_empty() {
            let hash = hex::encode(Sha256::digest(self.thresholds.as_bytes()));
            rules.version = format!("{}+{}", rules.version, &hash[..8]);
        }
        let mut known = Known::parse(&self.lists, ZONE).map_err(|why| why.to_string())?;
        for (ocid, code, confirmed) in &self.verdicts {
            if let Some(code) = Code::parse(code) {
                known.verdict(Verdict {
                    ocid: ocid.clone(),
                    code,
                    confirmed: *confirmed,
                });
            }
        }
        if !self.screened.is_empty() {
            // Of several looks at one pair the newest counts.
            let mut newest = BTreeMap::new();
            for (ocid, bidder, decider, word, path) in &self.screened {
                newest.insert((ocid, bidder, decider), (word, path));
            }
            let mut ties = Vec::new();
            for ((ocid, bidder, decider), (word, path)) in newest {
                let official = decider.clone().unwrap_or_else(|| "office".to_owned());
                known.official(official.clone(), vec![ocid.clone()], Vec::new());
                ties.push(Tie {
                    bidder: bidder.clone(),
                    official,
                    outcome: outcome(word),
                    path: path.clone(),
                });
            }
            known.screened(ties);
        }
        // A line end in JSON is white space: inside a text it is written `\n`.
        let lines: String = self
            .releases
            .iter()
            .flat_map(|(_, _, release, _)| [release.replace(['\n', '\r'], " "), "\n".to_owned()])
            .collect();
        let source = Source::Lines(Box::new(std::io::Cursor::new(lines.into_bytes())));
        let inputs = Inputs {
            rules: &rules,
            known: &known,
            explain: None,
        };
        let report = screen(source, &inputs, 1).map_err(|why| why.to_string())?;
        Ok((report, rules))
    }
}

/// Seconds east of UTC of the days in the lists: Iran's.
const ZONE: i32 = 12_600;

/// The debarred, owners with their days, founding days, and how those who decide are reached.
async fn lists(conn: &mut Conn, organisation: &str) -> Result<String, store::Error> {
    let mut text = String::new();
    let numbers = rows::party_numbers(conn, organisation).await?;
    let parties_of = |number: &str| {
        let all = numbers.iter().filter(move |(_, of)| of == number);
        all.map(|(party, _)| party.as_str()).collect::<Vec<_>>()
    };
    let debarred = rows::debarments(conn, organisation).await?;
    for row in &debarred {
        let last = row.last_day();
        if last.is_some_and(|last| last < row.since.as_str()) {
            continue;
        }
        for party in parties_of(&row.national_id) {
            let source = format!("{}; {}", row.legal_basis, row.source);
            let _ = writeln!(
                text,
                "[[debarred]]\nid = {}\nfrom = {}\nsource = {}",
                quoted(party),
                quoted(&row.since),
                quoted(&source)
            );
            if let Some(last) = last {
                let _ = writeln!(text, "to = {}", quoted(&next_day(last)));
            }
        }
    }
    if text.is_empty() && !debarred.is_empty() {
        // The list is kept, and none of these bidders is on it.
        text.push_str("debarred = []\n");
    }
    let mut owners: Vec<(String, String, Option<String>, Option<String>)> = Vec::new();
    let solar = |day: Option<String>| {
        let date = day.and_then(|day| day.parse::<persian::Date>().ok());
        date.map(persian::Date::gregorian_iso)
    };
    // Only what is known of these bidders: the lists may hold very many others.
    let mut bidders: Vec<String> = numbers.iter().map(|(_, number)| number.clone()).collect();
    bidders.sort_unstable();
    bidders.dedup();
    let firms: Vec<String> = bidders.iter().map(|id| format!("firm:{id}")).collect();
    for row in interests::holders_of(conn, organisation, &bidders).await? {
        if row.share.is_some()
            && let Some(owner) = row.holder_id
        {
            owners.push((row.firm, owner, solar(row.since), solar(row.until)));
        }
    }
    for row in interests::owners_in_lists(conn, organisation, &firms).await? {
        if let Some(firm) = row.to_party.strip_prefix("firm:") {
            let owner = row.from_party.rsplit(':').next().unwrap_or_default();
            owners.push((firm.to_owned(), owner.to_owned(), row.since, row.until));
        }
    }
    for (firm, owner, since, until) in owners {
        if since
            .as_ref()
            .zip(until.as_ref())
            .is_some_and(|(since, until)| since > until)
        {
            continue;
        }
        for party in parties_of(&firm) {
            let _ = writeln!(
                text,
                "[[owner]]\nid = {}\nowner = {}",
                quoted(party),
                quoted(&owner)
            );
            if let Some(since) = &since {
                let _ = writeln!(text, "from = {}", quoted(since));
            }
            if let Some(until) = &until {
                let _ = writeln!(text, "to = {}", quoted(&next_day(until)));
            }
        }
    }
    for row in interests::record_parties_of(conn, organisation, &firms).await? {
        let whole = |day: &&String| persian_day(day);
        if let (Some(number), Some(founded)) =
            (&row.national_id, row.founded.as_ref().filter(whole))
        {
            for party in parties_of(number) {
                let _ = writeln!(
                    text,
                    "[[founded]]\nid = {}\ndate = {}",
                    quoted(party),
                    quoted(founded)
                );
            }
        }
    }
    for (person, ocid, phone, email) in rows::decider_contacts(conn, organisation).await? {
        let contacts: Vec<String> = [phone, email].into_iter().flatten().collect();
        if !contacts.is_empty() {
            let _ = writeln!(
                text,
                "[[official]]\nid = {}\nprocesses = [{}]\ncontacts = {}",
                quoted(&person),
                quoted(&ocid),
                json!(contacts)
            );
        }
    }
    Ok(text)
}

/// Whether a founding day is a whole day, `2024-03-20`.
fn persian_day(day: &str) -> bool {
    day.len() == 10 && procurement::time::parse(day, ZONE).is_some()
}

/// Thresholds of money, the medium one last: it is the one above which a tender is due.
async fn thresholds(conn: &mut Conn, organisation: &str) -> Result<String, store::Error> {
    let mut all = rows::thresholds(conn, organisation).await?;
    all.sort_by(|a, b| (&b.kind, &a.since).cmp(&(&a.kind, &b.since)));
    let mut text = String::new();
    for row in all {
        let _ = writeln!(
            text,
            "[[threshold]]\nfrom = {}\ncurrency = \"IRR\"\namount = {}.0\nsource = {}",
            quoted(&row.since),
            row.amount_rials,
            quoted(&row.source)
        );
        if let Some(until) = &row.until {
            let _ = writeln!(text, "to = {}", quoted(&next_day(until)));
        }
    }
    Ok(text)
}

/// Computes the flags of all tenders anew and keeps what changed; gives how many flags were written.
pub async fn refresh(app: &App, organisation: &str) -> Result<usize, ActError> {
    let mut conn = app.read().await?;
    let basis = Basis::read(&mut conn, organisation).await?;
    drop(conn);
    let computed = tokio::task::spawn_blocking(move || compute(&basis)).await;
    let computed = computed
        .map_err(|why| why.to_string())
        .and_then(|computed| computed)
        .map_err(store::Error::Corrupt)?;
    let (actor, now) = (Actor::program(organisation), app.clock.now());
    let act = app.act(move |tx| {
        async move {
            let (flags, measures) = &computed;
            acts::keep_measures(tx, &actor, now, measures).await?;
            acts::keep_flags(tx, &actor, now, flags).await
        }
        .boxed()
    });
    Ok(act.await?.0)
}

type Screened = (String, String, Option<String>, String, String);

/// The flags of each tender, and what each code was measured by.
type Computed = (Vec<(String, Vec<FlagRow>)>, Vec<MeasureRow>);

fn compute(basis: &Basis) -> Result<Computed, String> {
    let (report, rules) = basis.report()?;
    let all = basis.releases.iter();
    let flags = all
        .map(|(tender, ocid, _, hash)| (tender.clone(), of_process(&report, &rules, ocid, hash)))
        .collect();
    Ok((flags, measures(basis, &report, &rules)))
}

/// By which fence and among how many processes each code was judged.
fn measures(basis: &Basis, report: &Report, rules: &Rules) -> Vec<MeasureRow> {
    let mut all = Sha256::new();
    for (_, ocid, _, hash) in &basis.releases {
        all.update(format!("{ocid} {hash}\n"));
    }
    let input_hash = hex::encode(all.finalize());
    let of_processes = Code::ALL.iter().filter(|code| code.is_of_process());
    of_processes
        .map(|&code| {
            let summary = report.summary(code);
            MeasureRow {
                id: code.as_str().to_owned(),
                fence: (summary.fence.filter(|fence| fence.is_finite()))
                    .map_or_else(String::new, |fence| fence.to_string()),
                population: i64::try_from(summary.flag + summary.clear).unwrap_or(i64::MAX),
                rule: rules.name(code),
                input_hash: input_hash.clone(),
            }
        })
        .collect()
}

fn of_process(report: &Report, rules: &Rules, ocid: &str, hash: &str) -> Vec<FlagRow> {
    let flags = report.flags(ocid);
    let list = Code::ALL.iter().filter_map(|&code| {
        let state = report.state(ocid, code)?;
        let flag = flags.iter().find(|flag| flag.code == code);
        Some(FlagRow {
            id: String::new(),
            code: code.as_str().to_owned(),
            state: state_code(state).to_owned(),
            value: flag.map_or_else(String::new, |flag| flag.value.to_string()),
            who: flag.map_or_else(|| "[]".to_owned(), |flag| json!(flag.who).to_string()),
            // What it says of people's ties stands with the comparisons of the tender, in both languages.
            detail: (flag.and_then(|flag| flag.detail))
                .filter(|_| !ABOUT_PEOPLE.contains(&code.as_str()))
                .unwrap_or("")
                .to_owned(),
            missing: match state {
                State::Insufficient(need) => need.as_str().to_owned(),
                State::Outside(why) => why.as_str().to_owned(),
                State::Flag | State::Clear => String::new(),
            },
            rule: rules.name(code),
            input_hash: hash.to_owned(),
        })
    });
    list.collect()
}
