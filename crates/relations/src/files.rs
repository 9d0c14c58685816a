//! Parties and ties from `nodes.csv` and `edges.csv`, and questions from a file of pairs. A line that cannot be used is refused with its
//! number; the rest is read.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use crate::graph::{Graph, GraphBuilder};
use crate::kinship::Kin;
use crate::model::{Day, DayError, Grade, Party, PartyKind, Period, Tie, TieKind, UnknownKind};
use crate::rules::Rules;
use crate::shares::Share;
use csv::{ReaderBuilder, StringRecord};
use persian::Date;

/// So many refused lines are told of; the others are counted.
const TOLD: usize = 20;
/// Body that those marked as clerks work for.
const BODY: &str = "municipality";

/// What was read of a directory.
#[derive(Debug)]
pub struct Read {
    /// Parties and ties.
    pub graph: Graph,
    /// Why the first refused lines were refused: file, line, reason.
    pub refused: Vec<String>,
    /// How many lines were refused.
    pub refused_count: usize,
}

/// A file with named columns.
struct Table {
    reader: csv::Reader<File>,
    columns: BTreeMap<String, usize>,
    name: String,
}

impl Table {
    fn open(path: &Path, wanted: &[&str]) -> Result<Self, String> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|why| match why.kind() {
            std::io::ErrorKind::NotFound => {
                format!("{name}: there is no such file; check the path")
            }
            _ => format!("{name}: it cannot be opened: {why}"),
        })?;
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
        let headers = reader.headers().map_err(|why| format!("{name}: {why}"))?;
        let columns: BTreeMap<String, usize> = headers
            .iter()
            .enumerate()
            .map(|(place, title)| {
                (
                    title.trim_start_matches('\u{feff}').trim().to_lowercase(),
                    place,
                )
            })
            .collect();
        match wanted.iter().find(|title| !columns.contains_key(**title)) {
            Some(title) => Err(format!(
                "{name}: the column {title} is missing; the first line must name the columns {}",
                wanted.join(",")
            )),
            None => Ok(Self {
                reader,
                columns,
                name,
            }),
        }
    }

    fn each(
        mut self,
        refusals: &mut Refusals,
        mut take: impl FnMut(&Row<'_>) -> Result<(), String>,
    ) {
        let mut record = StringRecord::new();
        loop {
            let line = self.reader.position().line();
            match self.reader.read_record(&mut record) {
                Ok(false) => return,
                Ok(true) => {
                    let line = record.position().map_or(line, csv::Position::line);
                    let row = Row {
                        record: &record,
                        columns: &self.columns,
                    };
                    if let Err(why) = take(&row) {
                        refusals.add(&self.name, line, &why);
                    }
                }
                Err(why) => {
                    refusals.add(&self.name, line, &why.to_string());
                    if matches!(why.kind(), csv::ErrorKind::Io(_)) {
                        return;
                    }
                }
            }
        }
    }
}

struct Row<'r> {
    record: &'r StringRecord,
    columns: &'r BTreeMap<String, usize>,
}

impl Row<'_> {
    /// The trimmed value of a column; empty if it has none.
    fn get(&self, column: &str) -> &str {
        self.columns
            .get(column)
            .and_then(|place| self.record.get(*place))
            .unwrap_or_default()
            .trim()
    }
}

#[derive(Default)]
struct Refusals {
    told: Vec<String>,
    count: usize,
}

impl Refusals {
    fn add(&mut self, file: &str, line: u64, why: &str) {
        self.count += 1;
        if self.told.len() < TOLD {
            self.told.push(format!("{file}, line {line}: {why}"));
        }
    }
}

/// Parties and ties of a directory; an error says which file cannot be used and why.
///
/// `nodes.csv`: `id`, `kind` (person, company or firm, body), and if there `name`, `clerk` (1: staff of the body `municipality`),
/// `shareholders`. `edges.csv`: `src`, `dst`, `type` (spouse, `parent_of`, owns, directs, `employed_by`, subcontract, `co_bid`,
/// `tenant_of`, `declared_tie`, `past_contract`, or any code of [`TieKind`]), and if there `pct`, `from_year`, `to_year` (Solar
/// Hijri), `grade`, `source`, `known_from`, `known_until`. A past contract or a joint bid without `to_year` lasts its year.
pub fn graph(dir: &Path, rules: &Rules) -> Result<Read, String> {
    let mut builder = Graph::builder();
    let mut refusals = Refusals::default();
    let mut clerks: Vec<String> = Vec::new();
    let mut body_taken = false;
    Table::open(&dir.join("nodes.csv"), &["id", "kind"])?.each(&mut refusals, |row| {
        let party = party(row)?;
        let clerk =
            matches!(row.get("clerk"), "1" | "true" | "yes") && party.kind == PartyKind::Person;
        body_taken |= party.id == BODY;
        let id = clerk.then(|| party.id.clone());
        builder.party(party).map_err(|why| why.to_string())?;
        clerks.extend(id);
        Ok(())
    });
    if !clerks.is_empty() {
        staff(&mut builder, &clerks, body_taken)?;
    }
    Table::open(&dir.join("edges.csv"), &["src", "dst", "type"])?.each(&mut refusals, |row| {
        builder.tie(&tie(row)?).map_err(|why| why.to_string())
    });
    Ok(Read {
        graph: builder.build(rules.hub_caps()),
        refused: refusals.told,
        refused_count: refusals.count,
    })
}

/// Those marked as clerks are staff of the municipality.
fn staff(builder: &mut GraphBuilder, clerks: &[String], body_taken: bool) -> Result<(), String> {
    if !body_taken {
        builder
            .party(Party::body(BODY, ""))
            .map_err(|why| why.to_string())?;
    }
    for clerk in clerks {
        builder
            .tie(&Tie::new(clerk, TieKind::StaffOf, BODY, "nodes.csv"))
            .map_err(|why| format!("nodes.csv: {why}"))?;
    }
    Ok(())
}

fn party(row: &Row<'_>) -> Result<Party, String> {
    let (id, name) = (row.get("id"), row.get("name"));
    if id.is_empty() {
        return Err("the id is empty".to_owned());
    }
    let mut party = match row.get("kind") {
        "person" => Party::person(id, name),
        "company" | "firm" => Party::firm(id, name),
        "body" => Party::body(id, name),
        other => {
            return Err(format!(
                "“{other}” is no kind of party; write person, company or body"
            ));
        }
    };
    let shareholders = row.get("shareholders");
    if !shareholders.is_empty() {
        party.shareholders = Some(
            persian::to_ascii(shareholders)
                .parse()
                .map_err(|_| format!("“{shareholders}” is no number of shareholders"))?,
        );
    }
    Ok(party)
}

/// What a type of the file means, and whether it tells of something done in one year rather than of a state.
fn kind(text: &str) -> Result<(TieKind, bool), String> {
    Ok(match text {
        "parent_of" => (TieKind::Kin(Kin::CHILD), false),
        "subcontract" => (TieKind::SubcontractorOf, false),
        "co_bid" => (TieKind::CoBidder, true),
        "declared_tie" => (TieKind::Declared, false),
        "past_contract" => (TieKind::ContractWith, true),
        other => {
            let kind: TieKind = other.parse().map_err(|why: UnknownKind| why.to_string())?;
            (kind, kind == TieKind::CoBidder)
        }
    })
}

fn tie(row: &Row<'_>) -> Result<Tie, String> {
    let (kind, done) = kind(row.get("type"))?;
    let source = match row.get("source") {
        "" => "edges.csv",
        source => source,
    };
    let mut tie = Tie::new(row.get("src"), kind, row.get("dst"), source);
    let from = year(row.get("from_year"))?;
    let until = year(row.get("to_year"))?.or(from.filter(|_| done));
    tie.period = Period {
        from: from.map_or(Day::OPEN_START, first_day),
        until: until.map_or(Day::OPEN_END, last_day),
    };
    if kind == TieKind::Owns && !row.get("pct").is_empty() {
        tie.share = Some(
            row.get("pct")
                .parse::<Share>()
                .map_err(|why| why.to_string())?,
        );
    }
    match row.get("grade") {
        "" => {}
        code => {
            tie.grade = Grade::from_code(code).ok_or_else(|| {
                format!("“{code}” is no grade; write register, both, one or inferred")
            })?;
        }
    }
    tie.known = Period {
        from: day(row.get("known_from"), Day::OPEN_START)?,
        until: day(row.get("known_until"), Day::OPEN_END)?,
    };
    Ok(tie)
}

fn day(text: &str, open: Day) -> Result<Day, String> {
    if text.is_empty() {
        return Ok(open);
    }
    text.parse().map_err(|why: DayError| why.to_string())
}

/// A Solar Hijri year, or nothing.
fn year(text: &str) -> Result<Option<u16>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    persian::to_ascii(text)
        .parse()
        .ok()
        .filter(|year| Date::new(*year, 1, 1).is_ok())
        .map(Some)
        .ok_or_else(|| format!("“{text}” is no Solar Hijri year; write one such as 1398"))
}

fn first_day(year: u16) -> Day {
    Date::new(year, 1, 1).map_or(Day::OPEN_START, Day::from)
}

fn last_day(year: u16) -> Day {
    Date::new(year, 12, 1).map_or(Day::OPEN_END, |month| Day::from(month.last_of_month()))
}

/// Questions of a CSV file: columns `a` (who decides) and `b` (about whom).
pub fn pairs(path: &Path) -> Result<Vec<(String, String)>, String> {
    let mut refusals = Refusals::default();
    let mut pairs = Vec::new();
    Table::open(path, &["a", "b"])?.each(&mut refusals, |row| {
        pairs.push((row.get("a").to_owned(), row.get("b").to_owned()));
        Ok(())
    });
    match refusals.told.into_iter().next() {
        Some(why) => Err(why),
        None => Ok(pairs),
    }
}
