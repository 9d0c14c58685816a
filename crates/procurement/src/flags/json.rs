//! The report as JSON, field by field in `docs/api/flags.md`.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, sync_channel};

use serde_json::{Map, Value, json};

use super::code::{Code, OF_PROCESSES};
use super::report::Report;
use super::state::{Mark, State};
use super::store::Row;

/// How many processes are put into words at once.
const BATCH: usize = 2048;

impl Report {
    /// Writes the report as one line of JSON; `budget` is how many processes can be looked at.
    pub fn write_json(&self, out: &mut impl Write, budget: usize) -> io::Result<()> {
        write!(
            out,
            "{{\"rules\":{}",
            json!({ "version": self.version, "sha256": hex(&self.rules.sha256) })
        )?;
        write!(out, ",\"input\":{}", self.input())?;
        write!(out, ",\"codes\":{}", self.codes())?;
        write!(out, ",\"ranking\":{}", self.ranking_json(budget))?;
        write!(out, ",\"organisations\":{}", self.organisations_json())?;
        if let Some(differences) = &self.differences {
            let list = differences.iter().map(|one| {
                json!({
                    "kind": one.kind, "id": one.id, "code": one.code.as_str(),
                    "cardinal": one.cardinal, "here": one.here, "why": one.why,
                })
            });
            write!(out, ",\"differences\":{}", list.collect::<Value>())?;
        }
        out.write_all(b",\"processes\":{")?;
        self.processes_json(out)?;
        out.write_all(b"}}\n")
    }

    fn input(&self) -> Value {
        use sha2::{Digest, Sha256};
        let mut all = Sha256::new();
        for row in &self.store.rows {
            all.update(row.sha256);
        }
        let refused = &self.store.refused;
        let first = refused
            .first
            .iter()
            .map(|one| json!({ "line": one.line, "why": one.why }));
        json!({
            "sha256": hex(&all.finalize()),
            "bytes": self.store.bytes,
            "processes": self.store.rows.len(),
            "numeric_ocids": self.store.numeric_ocids,
            "currencies": self.store.currencies.iter().collect::<Vec<_>>(),
            "zone_seconds": self.rules.zone,
            "refused": { "count": refused.count, "first": first.collect::<Value>() },
        })
    }

    fn codes(&self) -> Value {
        let pairs = |list: &[(&'static str, u64)]| {
            let entries = list
                .iter()
                .map(|one| (one.0.to_owned(), Value::from(one.1)));
            Value::Object(entries.collect())
        };
        let mut codes = Map::new();
        for &code in Code::ALL {
            let summary = self.summary(code);
            let precision = self.precision(code);
            let rule = self.rules.newest(code);
            let mut entry = json!({
                "title": code.title(), "unit": code.unit(), "rule": self.rules.name(code),
                "source": rule.map(|rule| &rule.source),
                "flag": summary.flag, "clear": summary.clear, "insufficient": summary.insufficient, "outside": summary.outside,
                "population": summary.flag + summary.clear, "fence": number(summary.fence),
                "missing": pairs(&summary.missing), "outside_because": pairs(&summary.reasons),
                "precision": {
                    "confirmed": precision.confirmed - 1.0, "dismissed": precision.dismissed - 1.0, "mean": precision.mean(),
                    "low": round(precision.quantile(0.05)), "high": round(precision.quantile(0.95)),
                },
            });
            let groups: Vec<Value> = self
                .population
                .sizes
                .iter()
                .filter(|size| size.0 == code && size.1.is_some())
                .map(|size| {
                    let fence = self.population.fences.iter().find(|fence| (fence.0, fence.1) == (code, size.1));
                    let name = size.1.map(super::Group::as_str);
                    json!({ "group": name, "population": size.2, "fence": number(fence.and_then(|fence| fence.2)) })
                })
                .collect();
            if !groups.is_empty() {
                entry["groups"] = Value::Array(groups);
            }
            codes.insert(code.as_str().to_owned(), entry);
        }
        Value::Object(codes)
    }

    fn ranking_json(&self, budget: usize) -> Value {
        let ranking = self.ranking(budget);
        let processes = ranking.processes.iter().map(|(ocid, one)| {
            let flags: Vec<&str> = self.flags(ocid).iter().map(|flag| flag.code.as_str()).collect();
            json!({ "ocid": ocid, "score": one.score, "p": one.p, "false_discovery_share": one.q, "flags": flags })
        });
        json!({
            "budget": budget,
            "false_discovery_share": ranking.false_discovery_share,
            "false_share_by_verdicts": ranking.by_verdicts,
            "processes": processes.collect::<Value>(),
        })
    }

    fn organisations_json(&self) -> Value {
        let orgs = &self.store.orgs;
        let list = self.population.flags.iter().map(|flag| {
            let mut entry = json!({
                "group": flag.group.as_str(), "id": orgs.name(flag.org), "code": flag.code.as_str(),
                "value": number(Some(flag.value)), "fence": number(Some(flag.fence)), "rule": self.rules.name(flag.code),
            });
            let sizes = self.population.sizes.iter();
            let mut sizes = sizes.filter(|size| size.0 == flag.code && size.1.is_none_or(|group| group == flag.group));
            entry["population"] = json!(sizes.next().map(|size| size.2));
            if let Some(q) = flag.q {
                entry["q"] = json!(q);
            }
            if !flag.with.is_empty() {
                entry["with"] = flag.with.iter().map(|&org| orgs.name(org)).collect();
            }
            if let Some(class) = &flag.class {
                entry["class"] = json!(class);
            }
            entry
        });
        list.collect()
    }

    /// Batches are put into words in as many threads as the file was read with, and written in order.
    fn processes_json(&self, out: &mut impl Write) -> io::Result<()> {
        let common = Common::of(self);
        let batches = self.store.rows.len().div_ceil(BATCH);
        let workers = self.threads.min(batches);
        if workers <= 1 {
            let mut text = Vec::new();
            for batch in 0..batches {
                text.clear();
                self.batch_json(batch, &common, &mut text)?;
                out.write_all(&text)?;
            }
            return Ok(());
        }
        std::thread::scope(|scope| {
            let texts: Vec<Receiver<io::Result<Vec<u8>>>> = (0..workers)
                .map(|worker| {
                    let (give, take) = sync_channel(1);
                    let common = &common;
                    scope.spawn(move || {
                        for batch in (worker..batches).step_by(workers) {
                            let mut text = Vec::new();
                            let done = self.batch_json(batch, common, &mut text);
                            // Nobody takes it where writing failed.
                            if give.send(done.map(|()| text)).is_err() {
                                return;
                            }
                        }
                    });
                    take
                })
                .collect();
            for batch in 0..batches {
                let text = texts[batch % workers].recv().map_err(io::Error::other)?;
                out.write_all(&text?)?;
            }
            Ok(())
        })
    }

    fn batch_json(&self, batch: usize, common: &Common, text: &mut Vec<u8>) -> io::Result<()> {
        let store = &self.store;
        let rows = store.rows.len().min((batch + 1) * BATCH);
        let rows = u32::try_from(batch * BATCH).unwrap_or(u32::MAX)
            ..u32::try_from(rows).unwrap_or(u32::MAX);
        let mut at = store
            .found
            .partition_point(|found| found.process < rows.start);
        for process in rows {
            let row = &store.rows[process as usize];
            if process > 0 {
                text.push(b',');
            }
            serde_json::to_writer(&mut *text, store.ocids.name(process))?;
            write!(text, ":{{\"line\":{},\"sha256\":\"", row.line)?;
            push_hex(text, &row.sha256);
            text.extend_from_slice(b"\",\"flags\":{");
            let mut first = true;
            while let Some(found) = store.found.get(at).filter(|found| found.process == process) {
                if !std::mem::take(&mut first) {
                    text.push(b',');
                }
                write!(text, "\"{}\":{{\"value\":", found.code.as_str())?;
                serde_json::to_writer(&mut *text, &number(Some(found.value)))?;
                text.extend_from_slice(b",\"fence\":");
                serde_json::to_writer(&mut *text, &number(self.fence(found.code, row)))?;
                text.extend_from_slice(common.heads[found.code.place()].as_bytes());
                text.extend_from_slice(b",\"who\":[");
                for (place, id) in self.who(found).enumerate() {
                    if place > 0 {
                        text.push(b',');
                    }
                    serde_json::to_writer(&mut *text, id)?;
                }
                text.push(b']');
                if let Some(detail) = self.detail(at) {
                    text.extend_from_slice(b",\"detail\":");
                    serde_json::to_writer(&mut *text, detail)?;
                }
                text.push(b'}');
                at += 1;
            }
            text.extend_from_slice(common.tails[row.pattern as usize].as_bytes());
        }
        Ok(())
    }

    /// The fence of a code at the date of a process.
    fn fence(&self, code: Code, row: &Row) -> Option<f64> {
        match code {
            Code::R024 | Code::R058 => self.summary(code).fence,
            Code::R003
            | Code::R018
            | Code::R035
            | Code::R059
            | Code::R064
            | Code::R068
            | Code::A001
            | Code::R055
            | Code::R044 => {
                let date = if row.date == i64::MIN {
                    i64::MAX - 1
                } else {
                    row.date
                };
                self.rules.at(code, date).map(|rule| rule.threshold)
            }
            _ => None,
        }
    }
}

/// What many processes have in common is put into words once and copied.
struct Common {
    /// Of each pattern, the states that are no flag.
    tails: Vec<String>,
    /// Of each code, its population and rule.
    heads: Vec<String>,
}

impl Common {
    fn of(report: &Report) -> Self {
        let patterns = report.store.patterns.all.iter();
        let codes = Code::ALL.iter().take(OF_PROCESSES);
        Self {
            tails: patterns.map(|marks| states(marks)).collect(),
            heads: codes
                .map(|&code| {
                    let summary = report.summary(code);
                    let rule = Value::from(report.rules.name(code));
                    format!(
                        ",\"population\":{},\"rule\":{rule}",
                        summary.flag + summary.clear
                    )
                })
                .collect(),
        }
    }
}

/// The states that are no flag.
fn states(marks: &[Mark]) -> String {
    let mut clear = Vec::new();
    let mut insufficient = Map::new();
    for (mark, code) in marks.iter().zip(Code::ALL) {
        match mark {
            Mark::Known(State::Clear) => clear.push(code.as_str()),
            Mark::Known(State::Insufficient(need)) => {
                insufficient.insert(code.as_str().to_owned(), need.as_str().into());
            }
            Mark::Known(State::Flag | State::Outside(_)) | Mark::Measured => {}
        }
    }
    format!(
        "}},\"clear\":{},\"insufficient\":{}}}",
        json!(clear),
        Value::Object(insufficient)
    )
}

/// A number, or nothing where it is none.
fn number(value: Option<f64>) -> Value {
    value
        .filter(|value| value.is_finite())
        .map_or(Value::Null, |value| json!(round(value)))
}

/// Six decimals.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn hex(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len() * 2);
    push_hex(&mut text, bytes);
    text.into_iter().map(char::from).collect()
}

fn push_hex(text: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        text.extend([
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]);
    }
}
