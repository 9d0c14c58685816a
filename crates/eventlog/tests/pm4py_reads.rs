//! What is written here is read by pm4py, with the same counts. Skipped with a note where there is no pm4py: `AMIN_PM4PY` names a
//! Python that has it, else `python3` is tried.

use crate::common;

use std::path::Path;
use std::process::Command;

use eventlog::model::{ProcessTree, write_bpmn};
use eventlog::ocel::{FlattenOptions, Ocel};
use eventlog::read::{Mapping, read_ocel_json};
use eventlog::write::{
    WriteOptions, write_csv, write_ocel_json, write_ocel_sqlite, write_ocel_xml, write_parquet,
    write_xes,
};
use eventlog::{EventLog, Options, measure, read_csv};

/// Runs a script of pm4py in `folder`; what it prints, or `None` without pm4py.
fn pm4py(folder: &Path, script: &str) -> Option<String> {
    let python = std::env::var_os("AMIN_PM4PY").unwrap_or_else(|| "python3".into());
    let known = Command::new(&python).args(["-c", "import pm4py"]).output();
    if !known.is_ok_and(|known| known.status.success()) {
        eprintln!("skipped: no Python with pm4py (set AMIN_PM4PY)");
        return None;
    }
    let output = Command::new(&python)
        .current_dir(folder)
        .env("TQDM_DISABLE", "1")
        .args(["-W", "ignore", "-c", script])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().last().unwrap_or_default().to_owned())
}

/// A folder that is gone at the end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("eventlog-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn log() -> EventLog {
    if let Some(path) = common::log_file("running-example.xes.gz") {
        let file = std::fs::File::open(path).unwrap();
        return eventlog::read_xes(file, Options::default()).unwrap().log;
    }
    let rows = "case,activity,time,fee,urgent,due\nالف,ثبت,2026-01-01T08:00:00.123456Z,1.5,true,2026-02-01T00:00:00Z\n\
        الف,صدور,2026-01-02T08:00:00Z,,false,\nب,ثبت,2026-01-03T08:00:00Z,2.5,,\n";
    read_csv(rows.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log
}

#[test]
fn flat_logs() {
    let folder = Folder::new("flat");
    let log = log();
    // pm4py 2.7.23 drops the offset of XES times, so that they are told in UTC here.
    let options = WriteOptions::default();
    let mut bytes = Vec::new();
    write_xes(&log, &mut bytes, options).unwrap();
    folder.write("log.xes", &bytes);
    bytes.clear();
    let packed = WriteOptions {
        gzip: true,
        ..options
    };
    write_xes(&log, &mut bytes, packed).unwrap();
    folder.write("log.xes.gz", &bytes);
    bytes.clear();
    let there = WriteOptions {
        offset: 12_600,
        ..options
    };
    write_csv(&log, &mut bytes, there).unwrap();
    folder.write("log.csv", &bytes);
    bytes.clear();
    write_parquet(&log, &mut bytes).unwrap();
    folder.write("log.parquet", &bytes);
    let script = "
import pm4py, pandas, json
def told(frame):
    frame = pm4py.format_dataframe(frame)
    graph, start, end = pm4py.discover_dfg(frame)
    variants = pm4py.get_variants(frame)
    return [frame['case:concept:name'].nunique(), len(frame), frame['concept:name'].nunique(), len(variants), sum(graph.values()),
        int(frame['time:timestamp'].min().value // 1000), int(frame['time:timestamp'].max().value // 1000)]
frames = [pm4py.read_xes('log.xes', variant='iterparse'), pm4py.read_xes('log.xes.gz', variant='iterparse'), pandas.read_csv('log.csv')]
try:
    import pyarrow
    frames.append(pandas.read_parquet('log.parquet'))
except ImportError:
    pass
print(json.dumps([told(frame) for frame in frames]))
";
    let Some(told) = pm4py(&folder.0, script) else {
        return;
    };
    let summary = measure::summary(&log);
    let edges: usize = measure::dfg(&log).edges.iter().map(|edge| edge.count).sum();
    let ours = serde_json::json!([
        summary.cases,
        summary.events,
        log.activities().len(),
        summary.variants,
        edges,
        log.times().iter().min(),
        log.times().iter().max()
    ]);
    let told: Vec<serde_json::Value> = serde_json::from_str(&told).unwrap();
    assert!(told.len() >= 3);
    for one in told {
        assert_eq!(one, ours);
    }
}

#[test]
fn object_centric_logs() {
    let folder = Folder::new("ocel");
    let text = r#"{"objectTypes": [{"name": "پرونده", "attributes": [{"name": "zone", "type": "integer"}, {"name": "state", "type": "string"}]},
        {"name": "payment", "attributes": [{"name": "amount", "type": "float"}]}],
      "eventTypes": [{"name": "ثبت", "attributes": [{"name": "clerk", "type": "string"}]}, {"name": "pay fee", "attributes": [{"name": "paid", "type": "time"}]}],
      "objects": [{"id": "p1", "type": "پرونده", "attributes": [{"name": "zone", "time": "1970-01-01T00:00:00Z", "value": 3},
          {"name": "state", "time": "1970-01-01T00:00:00Z", "value": "open"}, {"name": "state", "time": "2026-01-03T00:00:00Z", "value": "closed"}]},
        {"id": "p2", "type": "پرونده"}, {"id": "m1", "type": "payment", "attributes": [{"name": "amount", "time": "1970-01-01T00:00:00Z", "value": 12.5}],
          "relationships": [{"objectId": "p1", "qualifier": "for"}]}],
      "events": [{"id": "e1", "type": "ثبت", "time": "2026-01-01T08:00:00.5Z", "attributes": [{"name": "clerk", "value": "الف"}],
          "relationships": [{"objectId": "p1", "qualifier": "begins"}]},
        {"id": "e2", "type": "ثبت", "time": "2026-01-02T08:00:00Z", "relationships": [{"objectId": "p2", "qualifier": "begins"}]},
        {"id": "e3", "type": "pay fee", "time": "2026-01-03T08:00:00Z", "attributes": [{"name": "paid", "value": "2026-01-03T07:00:00Z"}],
          "relationships": [{"objectId": "p1", "qualifier": "settles"}, {"objectId": "p2", "qualifier": "settles"}, {"objectId": "m1", "qualifier": ""}]}]}"#;
    let import = read_ocel_json(text.as_bytes(), Options::default()).unwrap();
    assert_eq!(import.refused_count, 0, "{:?}", import.refused);
    let lifted = Ocel::lift(&log(), "case");
    for (name, ocel) in [("made", &import.ocel), ("lifted", &lifted)] {
        let options = WriteOptions::default();
        let mut bytes = Vec::new();
        write_ocel_json(ocel, &mut bytes, options).unwrap();
        folder.write(&format!("{name}.json"), &bytes);
        bytes.clear();
        write_ocel_xml(ocel, &mut bytes, options).unwrap();
        folder.write(&format!("{name}.xml"), &bytes);
        bytes.clear();
        write_ocel_sqlite(ocel, &mut bytes, options).unwrap();
        folder.write(&format!("{name}.sqlite"), &bytes);
    }
    let script = "
import pm4py, json
from pm4py.objects.ocel.importer.jsonocel.variants import ocel20_standard
def told(log):
    kinds = sorted(set(log.objects['ocel:type']))
    flat = [[kind, len(pm4py.ocel_flattening(log, kind)), pm4py.ocel_flattening(log, kind)['case:concept:name'].nunique()] for kind in kinds]
    return [len(log.events), len(log.objects), len(log.relations), len(log.o2o), len(log.object_changes), flat]
print(json.dumps({name: [told(ocel20_standard.apply(name + '.json')), told(pm4py.read_ocel2_xml(name + '.xml')),
    told(pm4py.read_ocel2_sqlite(name + '.sqlite'))] for name in ['made', 'lifted']}))
";
    let Some(told) = pm4py(&folder.0, script) else {
        return;
    };
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    for (name, ocel, changes) in [("made", &import.ocel, 1), ("lifted", &lifted, 0)] {
        let mut kinds: Vec<&str> = ocel.object_types().iter().map(|k| &*k.name).collect();
        kinds.sort_unstable();
        let flat = kinds.iter().map(|kind| {
            let options = FlattenOptions {
                object_type: Some(kind),
                without_ids: false,
            };
            let flat = ocel.flatten(options).unwrap().log;
            let cases = flat.cases().filter(|rows| !rows.is_empty()).count();
            serde_json::json!([kind, flat.event_count(), cases])
        });
        let ours = serde_json::json!([
            ocel.event_count(),
            ocel.object_count(),
            ocel.event_objects().len(),
            ocel.object_objects().len(),
            changes,
            flat.collect::<Vec<_>>()
        ]);
        for one in told[name].as_array().unwrap() {
            assert_eq!(one, &ours, "{name}");
        }
    }
}

/// pm4py reads the diagrams and sees the same language: its alignments of the tree's own runs fit.
#[test]
fn diagrams() {
    let folder = Folder::new("bpmn");
    let tree: ProcessTree =
        "->( 'register', X( tau, 'visit' ), +( 'check', *( 'draw', 'mend' ) ), 'decide' )"
            .parse()
            .unwrap();
    folder.write("model.bpmn", write_bpmn(&tree).as_bytes());
    let script = "
import pm4py, json, pandas
bpmn = pm4py.read_bpmn('model.bpmn')
net, begin, end = pm4py.convert_to_petri_net(bpmn)
runs = ['register check draw decide', 'register visit draw mend check draw decide', 'register draw check decide', 'register check decide', 'register visit visit check draw decide']
rows = [{'case:concept:name': str(case), 'concept:name': step, 'time:timestamp': pandas.Timestamp('2026-01-01', tz='UTC') + pandas.Timedelta(at, 'h')}
    for case, run in enumerate(runs) for at, step in enumerate(run.split())]
found = pm4py.conformance_diagnostics_alignments(pandas.DataFrame(rows), net, begin, end)
shapes = bpmn.get_layout()
print(json.dumps([len([n for n in bpmn.get_nodes() if 'Task' in type(n).__name__]), [one['cost'] // 10000 for one in found]]))
";
    let Some(told) = pm4py(&folder.0, script) else {
        return;
    };
    // The fourth run lacks a drawing, the fifth has one visit too many.
    assert_eq!(told, "[6, [0, 0, 0, 1, 1]]");
}
