//! Good files of every format, spoilt in several places: a log, a model or an error with a place, never a panic, an endless loop or a log
//! that contradicts itself. `SPOILT_CASES=20000 cargo test --release --test all spoilt` looks longer.

use std::io::Write as _;
use std::sync::LazyLock;

use crate::common::log_file;
use eventlog::model::{PetriNet, ProcessTree, read_model, write_bpmn, write_pnml};
use eventlog::ocel::{FlattenOptions, Ocel, OcelImport};
use eventlog::read::{Mapping, read_ocel_json, read_ocel_sqlite, read_ocel_xml, read_parquet};
use eventlog::write::{
    WriteOptions, write_csv, write_ocel_json, write_ocel_sqlite, write_ocel_xml, write_parquet,
    write_xes,
};
use eventlog::{EventLog, Import, Options, measure, read, read_csv, read_xes, rules};
use proptest::collection::vec;
use proptest::prelude::*;

const CSV: &str = "case,activity,time,org:resource,fee,note\n\
    1,a,2026-01-01T08:00:00Z,r,1.5,x\n1,\"b, c\",2026-01-02T08:00:00Z,,,\"y\n\"\"z\"\"\"\n2,a,2026-01-01,s,2,\n\
    ۳,الف,۱۴۰۵/۰۱/۰۲ ۱۰:۳۰,r,3,ی\n";
const XES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\"><extension name=\"Concept\" prefix=\"concept\" \
    uri=\"http://x\"/><global scope=\"event\"><string key=\"concept:name\" value=\"?\"/></global><classifier name=\"a\" \
    keys=\"concept:name 'org:resource'\"/><trace><string key=\"concept:name\" value=\"&#1575;&amp;1\"/><float key=\"fee\" value=\"1.5\"/><event>\
    <string key=\"concept:name\" value=\"a\"/><date key=\"time:timestamp\" value=\"2026-01-01T08:00:00.123+03:30\"/><int key=\"n\" \
    value=\"4\"><string key=\"why\" value=\"x\"/></int></event><event><list key=\"l\"><values><boolean key=\"b\" value=\"true\"/></values>\
    </list><date key=\"time:timestamp\" value=\"2026-01-02\"/><string key=\"concept:name\" value=\"b\"/></event></trace><!-- c --></log>";
const RULES: &str = "version = \"1\"\nends = [\"b\"]\n[[rule]]\nid = \"r\"\nkind = \"response\"\na = [\"a\", \"الف\"]\nb = \"b\"\nwithin = 30\n\
    count = \"working-days\"\nvalid_from = \"2026-03-21\"\nwhen = [{ attribute = \"fee\", is = [\"1\"] }]\n[[accepted]]\nrule = \"r\"\n\
    case = \"1\"\nreason = \"x\"\n";

/// A change of a file: a place as a share of its length, how much is cut out, and what is put in.
#[derive(Clone, Debug)]
enum Change {
    Replace(f64, usize, Vec<u8>),
    Flip(f64, u8),
    Cut(f64),
    Repeat(f64, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let place = || 0.0..1.0_f64;
    prop_oneof![
        4 => (place(), 0..12_usize, vec(any::<u8>(), 0..6)).prop_map(|(at, cut, new)| Change::Replace(at, cut, new)),
        3 => (place(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        2 => (place(), prop_oneof![Just("<"), Just(">"), Just("\""), Just("&#x110000;"), Just("9999999999999999999"), Just("-"), Just("\0"), Just("\u{feff}"), Just("[["), Just("</trace>"), Just(","), Just("\n"), Just("null")])
            .prop_map(|(at, text)| Change::Replace(at, 1, text.as_bytes().to_vec())),
        1 => place().prop_map(Change::Cut),
        1 => (place(), 1..80_usize).prop_map(|(at, size)| Change::Repeat(at, size)),
    ]
}

fn spoilt(good: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for change in changes {
        let place = |share: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let at = (share * bytes.len() as f64) as usize;
            at.min(bytes.len())
        };
        match change {
            Change::Replace(at, cut, new) => {
                let at = place(*at);
                bytes.splice(at..(at + cut).min(bytes.len()), new.iter().copied());
            }
            Change::Flip(at, bit) => {
                let at = place(*at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            Change::Cut(at) => bytes.truncate(place(*at)),
            Change::Repeat(at, size) => {
                let at = place(*at);
                let piece = bytes[at..(at + size).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

/// What holds of every log, whatever it was read from.
fn consistent<E: std::fmt::Display>(import: Result<Import, E>) {
    let log = match import {
        Ok(import) => import.log,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let summary = measure::summary(&log);
    assert_eq!(summary.events, log.event_count());
    assert_eq!(summary.variants, measure::variants(&log).len());
    let nonempty = log.cases().filter(|rows| !rows.is_empty()).count();
    let edges: usize = measure::dfg(&log).edges.iter().map(|edge| edge.count).sum();
    assert_eq!(edges, log.event_count() - nonempty);
    measure::times(&log, measure::TimeOptions::default());
    for (key, column) in log.event_attributes().iter() {
        assert_eq!(column.len(), log.event_count(), "{key}");
        log.case_column(key);
    }
}

fn consistent_objects<E: std::fmt::Display>(import: Result<OcelImport, E>) {
    if let Ok(import) = import {
        for one in import.ocel.object_types() {
            let options = FlattenOptions {
                object_type: Some(&one.name),
                without_ids: false,
            };
            if let Ok(flat) = import.ocel.flatten(options) {
                assert_eq!(measure::summary(&flat.log).events, flat.log.event_count());
            }
        }
    }
}

fn log() -> EventLog {
    read_csv(CSV.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// One good file of each format.
struct Good {
    xes: Vec<u8>,
    xes_gz: Vec<u8>,
    csv: Vec<u8>,
    parquet: Vec<u8>,
    json: Vec<u8>,
    xml: Vec<u8>,
    sqlite: Vec<u8>,
    pnml: Vec<u8>,
    bpmn: Vec<u8>,
}

static GOOD: LazyLock<Good> = LazyLock::new(|| {
    let (log, options) = (log(), WriteOptions::default());
    let ocel = Ocel::lift(&log, "case");
    let written = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = Vec::new();
        write(&mut bytes);
        bytes
    };
    let tree: ProcessTree = "->( 'a', X( 'b', *( 'c', tau ) ), +( 'd', 'ه' ) )"
        .parse()
        .unwrap();
    Good {
        xes: [
            XES.as_bytes(),
            &written(&|out| {
                write_xes(&log, out, options).unwrap();
            }),
        ]
        .concat(),
        xes_gz: packed(XES.as_bytes()),
        csv: written(&|out| {
            write_csv(&log, out, options).unwrap();
        }),
        parquet: written(&|out| {
            write_parquet(&log, out).unwrap();
        }),
        json: written(&|out| {
            write_ocel_json(&ocel, out, options).unwrap();
        }),
        xml: written(&|out| {
            write_ocel_xml(&ocel, out, options).unwrap();
        }),
        sqlite: written(&|out| {
            write_ocel_sqlite(&ocel, out, options).unwrap();
        }),
        pnml: write_pnml(&PetriNet::from(&tree)).into_bytes(),
        bpmn: write_bpmn(&tree).into_bytes(),
    }
});

fn options<'a>() -> Options<'a> {
    Options {
        max_token: 1 << 16,
        ..Options::default()
    }
}

fn cases() -> u32 {
    std::env::var("SPOILT_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(192)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn logs(changes in vec(change(), 1..5), noise in vec(any::<u8>(), 0..64)) {
        let mapping = Mapping::default();
        consistent(read_xes(&spoilt(&GOOD.xes, &changes)[..], options()));
        consistent(read_xes(&spoilt(XES.as_bytes(), &changes)[..], options()));
        consistent(read(&spoilt(&GOOD.xes_gz, &changes)[..], &mapping, options()));
        consistent(read_csv(&spoilt(&GOOD.csv, &changes)[..], &mapping, options()));
        consistent(read_csv(&spoilt(CSV.as_bytes(), &changes)[..], &mapping, options()));
        consistent(read_parquet(&spoilt(&GOOD.parquet, &changes)[..], &mapping, options()));
        consistent(read_parquet(&noise[..], &mapping, options()));
    }

    #[test]
    fn object_centric_logs(changes in vec(change(), 1..5), noise in vec(any::<u8>(), 0..64)) {
        consistent_objects(read_ocel_json(&spoilt(&GOOD.json, &changes)[..], options()));
        consistent_objects(read_ocel_xml(&spoilt(&GOOD.xml, &changes)[..], options()));
        consistent_objects(read_ocel_sqlite(&spoilt(&GOOD.sqlite, &changes)[..], options()));
        consistent_objects(read_ocel_sqlite(&noise[..], options()));
    }

    #[test]
    fn models_and_rules(changes in vec(change(), 1..5)) {
        for good in [&GOOD.pnml, &GOOD.bpmn] {
            if let Ok(net) = read_model(&spoilt(good, &changes)[..]) {
                let few = eventlog::align::AlignOptions { max_states: 2_000 };
                let _ = eventlog::align::align(&log(), &net, few);
            }
        }
        if let Ok(text) = String::from_utf8(spoilt(RULES.as_bytes(), &changes)) {
            let _ = rules::parse(&text);
        }
    }
}

/// A real log cut off at many places, plain and packed: always an error that tells where.
#[test]
fn a_log_cut_off_anywhere_is_told_to_be_incomplete() {
    let Some(path) = log_file("running-example.xes.gz") else {
        return;
    };
    let bytes = std::fs::read(path).unwrap();
    for end in (1..bytes.len()).step_by(7) {
        let error = read_xes(&bytes[..end], Options::default()).unwrap_err();
        assert!(!error.to_string().is_empty());
    }
}
