//! `amin export ocel|journal|parquet|bods OUT`: the journal, and who owns what, for other tools.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use eventlog::read::Mapping;
use eventlog::write::write_parquet;
use eventlog::{Options, read_csv};
use serde_json::{Map, Value, json};
use store::{Conn, Db, JournalRow};

use super::{Place, bad_use, import_records};
use crate::insight::people::numbers;
use crate::organisation::store as organisations;
use crate::platform::config::Config;
use crate::platform::permissions::Role;
use crate::sealed_log::model::public_fields;

/// Entries that are read at once.
const BATCH: i64 = 1_000;

/// Types of objects that are people: they stay in the house.
const PEOPLE: [&str; 2] = ["person", "account"];

/// Arguments of `amin export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The journal as an object-centric event log (OCEL 2.0, JSON).
    Ocel(OutArgs),
    /// The journal as JSON lines: each entry with the fields that everybody may see, and its leaf in the sealed log.
    Journal(OutArgs),
    /// The courses of the objects of one type as a flat event log (Parquet).
    Parquet(ParquetArgs),
    /// Firms and who holds shares and posts in them, as ownership statements (BODS 0.4).
    Bods(import_records::ExportBodsArgs),
}

#[derive(Debug, Args)]
struct OutArgs {
    #[command(flatten)]
    place: Place,
    /// The file to write. There must be no such file yet.
    out: PathBuf,
    /// The organisation; needed where there are several.
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    /// Print what was written as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ParquetArgs {
    #[command(flatten)]
    common: OutArgs,
    /// Type of the objects that become cases.
    #[arg(long, value_name = "NAME", default_value = "message")]
    object_type: String,
}

/// Writes the file and says how much stands in it.
pub async fn run(args: ExportArgs) -> ExitCode {
    let (common, form, object_type) = match args.what {
        What::Ocel(common) => (common, "ocel", String::new()),
        What::Journal(common) => (common, "journal", String::new()),
        What::Parquet(args) => (args.common, "parquet", args.object_type),
        What::Bods(args) => return import_records::export(args).await,
    };
    match export(&common, form, &object_type).await {
        Ok(counts) if common.json => println!("{counts}"),
        Ok(counts) => {
            for (name, count) in counts.as_object().into_iter().flatten() {
                println!("{name:<12}{:>12}", count.as_u64().unwrap_or(0));
            }
        }
        Err(why) => return bad_use(why),
    }
    ExitCode::SUCCESS
}

async fn export(args: &OutArgs, form: &str, object_type: &str) -> Result<Value, String> {
    let config = Config::read(
        args.place.data.clone(),
        args.place.database.clone(),
        String::new(),
        None,
    )?;
    let db = Db::open(&config.database)
        .await
        .map_err(|why| why.to_string())?;
    let mut conn = db.read().await.map_err(|why| why.to_string())?;
    let organisation = organisation(&mut conn, args.organisation.as_deref()).await?;
    let entries = entries(&mut conn, &organisation).await?;
    let out = &args.out;
    let file = File::create_new(out).map_err(|why| format!("{}: {why}", out.display()))?;
    let file = BufWriter::new(file);
    let written = match form {
        "ocel" => ocel(&entries, file),
        "journal" => lines(&entries, file),
        _ => parquet(&entries, object_type, file),
    };
    written.map_err(|why| {
        // A half-written file would look like a whole one.
        remove(out);
        format!("{}: {why}", out.display())
    })
}

fn remove(path: &Path) {
    if let Err(why) = std::fs::remove_file(path) {
        eprintln!(
            "amin export: {} could not be removed: {why}",
            path.display()
        );
    }
}

async fn organisation(conn: &mut Conn, slug: Option<&str>) -> Result<String, String> {
    let all = organisations::all(conn)
        .await
        .map_err(|why| why.to_string())?;
    let known = || {
        let slugs: Vec<&str> = all.iter().map(|row| row.slug.as_str()).collect();
        slugs.join(", ")
    };
    match slug {
        Some(slug) => all
            .iter()
            .find(|row| row.slug == slug)
            .map(|row| row.id.clone())
            .ok_or_else(|| format!("there is no organisation {slug}; there are: {}", known())),
        None if all.len() == 1 => Ok(all[0].id.clone()),
        None => Err(format!("say --organisation, one of: {}", known())),
    }
}

/// One entry as it may leave the house: public kind, public fields, who acted under a number.
struct Told {
    sequence: i64,
    kind: String,
    at: String,
    role: String,
    unit: Option<String>,
    actor: Option<i64>,
    objects: Vec<(String, String)>,
    fields: Map<String, Value>,
    leaf: String,
}

async fn entries(conn: &mut Conn, organisation: &str) -> Result<Vec<Told>, String> {
    let mut rows: Vec<JournalRow> = Vec::new();
    let mut from = 0;
    loop {
        let batch = store::entries_after(conn, from, BATCH)
            .await
            .map_err(|why| why.to_string())?;
        let Some(last) = batch.last() else { break };
        from = last.sequence + 1;
        rows.extend(
            batch
                .into_iter()
                .filter(|row| row.organisation == organisation),
        );
    }
    let people: HashMap<String, i64> = numbers(rows.iter().filter_map(|row| row.actor.as_deref()))
        .into_iter()
        .map(|(name, number)| (name.to_owned(), number))
        .collect();
    rows.iter().map(|row| told(row, &people)).collect()
}

fn told(row: &JournalRow, people: &HashMap<String, i64>) -> Result<Told, String> {
    let wrong = |why: String| format!("journal entry {}: {why}", row.sequence);
    let entry = ledger::entry::Entry::decode(&row.entry).map_err(|why| wrong(why.to_string()))?;
    let record = row.open().map_err(|why| wrong(why.to_string()))?;
    // Where the public kind is a general one, a good name is touched: the objects could tell whose.
    let plain = row.kind == entry.kind();
    let objects = record
        .value("objects")
        .filter(|_| plain)
        .and_then(|value| serde_json::from_str::<Vec<(String, String)>>(value).ok())
        .unwrap_or_default()
        .into_iter()
        .filter(|(kind, _)| !PEOPLE.contains(&kind.as_str()))
        .collect();
    let fields = public_fields(&row.kind, &row.role, &entry, &record)
        .into_iter()
        .filter_map(|name| {
            Some((
                name.clone(),
                serde_json::from_str(record.value(&name)?).ok()?,
            ))
        })
        .collect();
    Ok(Told {
        sequence: row.sequence,
        kind: entry.kind().to_owned(),
        // The minute at which a citizen wrote could tell who it was.
        at: if plain && row.role != Role::Citizen.code() {
            row.at.rfc3339()
        } else {
            format!("{}T00:00:00Z", row.at.utc_day())
        },
        role: if plain {
            row.role.clone()
        } else {
            String::new()
        },
        unit: row.unit.clone().filter(|_| plain),
        actor: row
            .actor
            .as_ref()
            .filter(|_| plain)
            .and_then(|actor| people.get(actor).copied()),
        objects,
        fields,
        leaf: hex::encode(&row.leaf),
    })
}

fn lines(entries: &[Told], mut file: impl Write) -> Result<Value, String> {
    for entry in entries {
        let line = json!({
            "sequence": entry.sequence, "kind": entry.kind, "at": entry.at, "role": entry.role, "unit": entry.unit,
            "actor": entry.actor, "objects": entry.objects, "fields": entry.fields, "leaf": entry.leaf,
        });
        writeln!(file, "{line}").map_err(|why| why.to_string())?;
    }
    file.flush().map_err(|why| why.to_string())?;
    Ok(json!({ "entries": entries.len() }))
}

fn ocel(entries: &[Told], mut file: impl Write) -> Result<Value, String> {
    let mut event_types: BTreeSet<&str> = BTreeSet::new();
    let mut object_types: BTreeSet<&str> = BTreeSet::new();
    let mut objects: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut relations = 0;
    for entry in entries {
        event_types.insert(&entry.kind);
        for (kind, id) in &entry.objects {
            object_types.insert(kind);
            objects.insert((kind, id));
            relations += 1;
        }
    }
    let attributes = || {
        json!([{ "name": "role", "type": "string" }, { "name": "unit", "type": "string" }, { "name": "actor", "type": "integer" },
               { "name": "sequence", "type": "integer" }])
    };
    // Ids are unique over all types in OCEL; two tables of the program may share one.
    let id = |kind: &str, id: &str| format!("{kind}:{id}");
    let events: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let mut attributes = vec![
                json!({ "name": "role", "value": entry.role }),
                json!({ "name": "sequence", "value": entry.sequence }),
            ];
            if let Some(unit) = &entry.unit {
                attributes.push(json!({ "name": "unit", "value": unit }));
            }
            if let Some(actor) = entry.actor {
                attributes.push(json!({ "name": "actor", "value": actor }));
            }
            json!({
                "id": format!("e{}", entry.sequence), "type": entry.kind, "time": entry.at, "attributes": attributes,
                "relationships": entry.objects.iter()
                    .map(|(kind, of)| json!({ "objectId": id(kind, of), "qualifier": kind })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let all = json!({
        "eventTypes": event_types.iter().map(|name| json!({ "name": name, "attributes": attributes() })).collect::<Vec<_>>(),
        "objectTypes": object_types.iter().map(|name| json!({ "name": name, "attributes": [] })).collect::<Vec<_>>(),
        "events": events,
        "objects": objects.iter().map(|(kind, of)| json!({ "id": id(kind, of), "type": kind, "attributes": [], "relationships": [] }))
            .collect::<Vec<_>>(),
    });
    serde_json::to_writer(&mut file, &all).map_err(|why| why.to_string())?;
    file.flush().map_err(|why| why.to_string())?;
    Ok(json!({ "events": entries.len(), "objects": objects.len(), "relations": relations }))
}

fn parquet(
    entries: &[Told],
    object_type: &str,
    mut file: impl Write + Send,
) -> Result<Value, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["case", "activity", "timestamp", "resource", "role", "unit"];
    writer.write_record(head).map_err(|why| why.to_string())?;
    let mut cases: BTreeMap<&str, Vec<&Told>> = BTreeMap::new();
    for entry in entries {
        for (kind, id) in &entry.objects {
            if kind == object_type {
                cases.entry(id).or_default().push(entry);
            }
        }
    }
    if cases.is_empty() {
        return Err(format!("no entry of the journal is about a {object_type}"));
    }
    for (case, of) in cases {
        for entry in of {
            let actor = entry.actor.map_or_else(String::new, |n| n.to_string());
            let unit = entry.unit.as_deref().unwrap_or("");
            let row = [case, &entry.kind, &entry.at, &actor, &entry.role, unit];
            writer.write_record(row).map_err(|why| why.to_string())?;
        }
    }
    let csv = writer.into_inner().map_err(|why| why.to_string())?;
    let read = read_csv(csv.as_slice(), &Mapping::default(), Options::default())
        .map_err(|why| why.to_string())?;
    let log = read.log;
    write_parquet(&log, &mut file).map_err(|why| why.to_string())?;
    file.flush().map_err(|why| why.to_string())?;
    Ok(json!({ "cases": log.case_count(), "events": log.event_count() }))
}
