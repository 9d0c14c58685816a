//! Object-centric logs: three formats that say the same, what is refused, flattening and lifting.

use crate::common;

use crate::common::told;
use eventlog::ocel::{FlattenOptions, Ocel, OcelError, OcelImport};
use eventlog::read::{Mapping, read_ocel_json, read_ocel_sqlite, read_ocel_xml};
use eventlog::write::{WriteOptions, write_ocel_json, write_ocel_sqlite, write_ocel_xml};
use eventlog::{Options, read_csv};
use proptest::prelude::*;

/// Everything that the log says, in words.
fn words(ocel: &Ocel) -> Vec<String> {
    let mut lines = Vec::new();
    for one in ocel.object_types() {
        let kinds: Vec<_> = one
            .attributes
            .iter()
            .map(|a| (&a.key, a.values.kind()))
            .collect();
        lines.push(format!(
            "object type {:?} {} {kinds:?}",
            one.name, one.count
        ));
    }
    for one in ocel.event_types() {
        let kinds: Vec<_> = one
            .attributes
            .iter()
            .map(|a| (&a.key, a.values.kind()))
            .collect();
        lines.push(format!("event type {:?} {} {kinds:?}", one.name, one.count));
    }
    for (object, id) in ocel.object_ids().iter().enumerate() {
        let kind = &ocel.object_types()[ocel.object_type()[object] as usize].name;
        let values: Vec<_> = ocel.object_values(object).collect();
        lines.push(format!("object {id:?} {kind:?} {values:?}"));
    }
    for (event, id) in ocel.event_ids().iter().enumerate() {
        let kind = &ocel.event_types()[ocel.event_type()[event] as usize].name;
        let values: Vec<_> = ocel.event_values(event).collect();
        lines.push(format!(
            "event {id:?} {kind:?} {} {values:?}",
            ocel.times()[event]
        ));
    }
    let sources = [
        (ocel.event_ids(), ocel.event_objects()),
        (ocel.object_ids(), ocel.object_objects()),
    ];
    for (ids, relations) in sources {
        for at in 0..relations.len() {
            lines.push(format!(
                "{:?} – {:?} – {:?}",
                ids.get(relations.from[at]),
                ocel.qualifiers().get(relations.qualifier[at]),
                ocel.object_ids().get(relations.to[at])
            ));
        }
    }
    // SQLite keeps no sign of a zero.
    lines
        .iter()
        .map(|line| line.replace("Float(-0.0)", "Float(0.0)"))
        .collect()
}

fn json(ocel: &Ocel, options: WriteOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_ocel_json(ocel, &mut bytes, options).unwrap();
    bytes
}

fn xml(ocel: &Ocel, options: WriteOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_ocel_xml(ocel, &mut bytes, options).unwrap();
    bytes
}

fn sqlite(ocel: &Ocel, options: WriteOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_ocel_sqlite(ocel, &mut bytes, options).unwrap();
    bytes
}

fn whole(import: Result<OcelImport, OcelError>) -> Ocel {
    let import = import.unwrap();
    assert_eq!(import.refused_count, 0, "{:?}", import.refused);
    import.ocel
}

/// The purchasing example that the standard's text walks through, shortened: objects that change, objects that name each
/// other, an event of several objects, one of none.
const EXAMPLE: &str = r#"{
  "eventTypes": [
    {"name": "Create Purchase Order", "attributes": [{"name": "po_creator", "type": "string"}]},
    {"name": "Insert Invoice", "attributes": [{"name": "lines", "type": "integer"}, {"name": "manual", "type": "boolean"}]},
    {"name": "Close Month", "attributes": []}],
  "objectTypes": [
    {"name": "Invoice", "attributes": [{"name": "is_blocked", "type": "string"}, {"name": "due", "type": "time"}]},
    {"name": "Purchase Order", "attributes": [{"name": "po_quantity", "type": "float"}]}],
  "events": [
    {"id": "e1", "type": "Create Purchase Order", "time": "2022-01-10T08:15:00Z", "attributes": [{"name": "po_creator", "value": "Mike"}],
      "relationships": [{"objectId": "PO1", "qualifier": "Created order"}]},
    {"id": "e2", "type": "Insert Invoice", "time": "2022-01-14T12:00:00+01:00", "attributes": [{"name": "lines", "value": "3"}, {"name": "manual", "value": true}],
      "relationships": [{"objectId": "R1", "qualifier": "Created invoice"}, {"objectId": "R2", "qualifier": "Created invoice"},
        {"objectId": "PO1", "qualifier": "Billed"}, {"objectId": "PO1", "qualifier": "Checked against"}]},
    {"id": "e3", "type": "Close Month", "time": "2022-02-01T00:00:00Z", "relationships": []}],
  "objects": [
    {"id": "R1", "type": "Invoice", "attributes": [
      {"name": "is_blocked", "time": "2022-01-16T10:30:00Z", "value": "Yes"},
      {"name": "is_blocked", "time": "1970-01-01T00:00:00Z", "value": "No"},
      {"name": "due", "time": "1970-01-01T00:00:00Z", "value": "2022-02-14T00:00:00Z"}]},
    {"id": "R2", "type": "Invoice", "attributes": []},
    {"id": "PO1", "type": "Purchase Order", "attributes": [{"name": "po_quantity", "time": "1970-01-01T00:00:00Z", "value": 500}],
      "relationships": [{"objectId": "R1", "qualifier": "Invoiced by"}]}]}"#;

#[test]
fn the_example_says_the_same_in_every_format() {
    let ocel = whole(read_ocel_json(EXAMPLE.as_bytes(), Options::default()));
    let said = words(&ocel);
    // Worked by hand from the text above.
    assert!(said.contains(&r#"event "e2" "Insert Invoice" 1642158000000000 [("lines", Integer(3)), ("manual", Boolean(true))]"#.to_owned()), "{said:#?}");
    assert!(said.contains(&r#"object "R1" "Invoice" [("is_blocked", 0, Text("No")), ("is_blocked", 1642329000000000, Text("Yes")), ("due", 0, Date(1644796800000000))]"#.to_owned()), "{said:#?}");
    assert!(said.contains(&r#""PO1" – "Invoiced by" – "R1""#.to_owned()));
    for options in [
        WriteOptions::default(),
        WriteOptions {
            offset: 12_600,
            gzip: true,
        },
    ] {
        assert_eq!(
            words(&whole(read_ocel_json(
                &json(&ocel, options)[..],
                Options::default()
            ))),
            said
        );
        assert_eq!(
            words(&whole(read_ocel_xml(
                &xml(&ocel, options)[..],
                Options::default()
            ))),
            said
        );
        assert_eq!(
            words(&whole(read_ocel_sqlite(
                &sqlite(&ocel, options)[..],
                Options::default()
            ))),
            said
        );
    }
}

#[test]
fn flattening_by_hand() {
    let ocel = whole(read_ocel_json(EXAMPLE.as_bytes(), Options::default()));
    let flat = ocel
        .flatten(FlattenOptions {
            object_type: Some("Invoice"),
            without_ids: false,
        })
        .unwrap();
    assert_eq!((flat.left_out, flat.repeated, flat.later_values), (2, 1, 1));
    assert_eq!(
        told(&flat.log),
        [
            r#"case "R1" "due"=Date(1644796800000000) "is_blocked"=Text("No")"#,
            r#""Insert Invoice" at 1642158000000000 "lines"=Integer(3) "manual"=Boolean(true) "ocel:eid"=Text("e2")"#,
            r#"case "R2" "#,
            r#""Insert Invoice" at 1642158000000000 "lines"=Integer(3) "manual"=Boolean(true) "ocel:eid"=Text("e2")"#,
        ]
    );
    let flat = ocel
        .flatten(FlattenOptions {
            object_type: Some("Purchase Order"),
            without_ids: true,
        })
        .unwrap();
    // The order is named twice by e2, which is in its case once.
    assert_eq!(
        (flat.left_out, flat.repeated, flat.log.event_count()),
        (1, 0, 2)
    );
    let error = ocel
        .flatten(FlattenOptions::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("Invoice (2), Purchase Order (1)"), "{error}");
}

#[test]
fn every_fault_is_named() {
    let broken = r#"{"objectTypes": [{"name": "permit", "attributes": [{"name": "zone", "type": "integer"}, {"name": "x", "type": "colour"}]},
        {"name": "permit", "attributes": []}],
      "eventTypes": [{"name": "register", "attributes": []}],
      "objects": [{"id": "p1", "type": "permit", "attributes": [{"name": "zone", "value": "three"}, {"name": "zone", "value": 4, "time": "soon"},
          {"name": "height", "value": 4}]},
        {"id": "p1", "type": "permit"}, {"id": "p2", "type": "plan"}, {"id": "", "type": "permit"}],
      "events": [{"id": "e1", "type": "register", "time": "tomorrow"}, {"id": "e2", "type": "registered", "time": "2026-01-01"},
        {"id": "e3", "type": "register"}, {"id": "e4", "type": "register", "time": "2026-01-01", "relationships": [{"objectId": "p2", "qualifier": "q"}]}]}"#;
    let import = read_ocel_json(broken.as_bytes(), Options::default()).unwrap();
    let told: Vec<String> = import.refused.iter().map(ToString::to_string).collect();
    let expected = [
        "object type number 1 («permit»): declaration left out: the kind «colour»",
        "object type number 2 («permit»): declaration left out: the type «permit» is declared twice",
        "object number 1 («p1»): value left out: the value «three» of «zone» does not agree",
        "object number 1 («p1»): value left out: the time «soon» cannot be read",
        "object number 1 («p1»): value left out: the type «permit» declares no attribute «height»",
        "object number 2 («p1»): object left out: another one before it has the id «p1»",
        "object number 3 («p2»): object left out: its type «plan» is not declared",
        "object number 4 («»): object left out: it has no id",
        "event number 1 («e1»): event left out: the time «tomorrow» cannot be read",
        "event number 2 («e2»): event left out: its type «registered» is not declared",
        "event number 3 («e3»): event left out: it has no time",
        "event number 4 («e4»): relation left out: it names the object «p2», which is not there",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    assert_eq!(
        (import.ocel.event_count(), import.ocel.object_count()),
        (1, 1)
    );
}

#[test]
fn files_of_another_kind_are_named() {
    let of = |error: Result<OcelImport, OcelError>| error.unwrap_err().to_string();
    let json = |text: &str| of(read_ocel_json(text.as_bytes(), Options::default()));
    let xml = |text: &str| of(read_ocel_xml(text.as_bytes(), Options::default()));
    assert!(json("").contains("empty"));
    assert!(json("[1]").contains("line 1, column"));
    assert!(json(r#"{"events": []}"#).contains("missing field"));
    assert!(
        json(r#"{"ocel:global-log": {}, "ocel:events": {}, "ocel:objects": {}}"#)
            .contains("OCEL 1.0")
    );
    assert!(xml("<log><trace/></log>").contains("XES"));
    assert!(xml("<pnml/>").contains("<pnml>"));
    assert!(xml("<log><events>").contains("incomplete"));
    assert!(xml("<log><events></log>").contains("malformed"));
    assert!(
        of(read_ocel_sqlite(&b"no database"[..], Options::default()))
            .contains("no SQLite database")
    );
    assert!(
        of(read_ocel_sqlite(
            &b"SQLite format 3\0junk"[..],
            Options::default()
        ))
        .contains("cannot be used")
    );
    let gz = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1][..];
    assert!(of(read_ocel_json(gz, Options::default())).contains("cut off"));
}

#[test]
fn tables_that_cannot_stand_side_by_side_are_named() {
    let text = EXAMPLE.replace("\"manual\"", "\"Lines\"");
    let ocel = read_ocel_json(text.as_bytes(), Options::default())
        .unwrap()
        .ocel;
    let error = write_ocel_sqlite(&ocel, Vec::new(), WriteOptions::default()).unwrap_err();
    assert!(error.to_string().contains("«lines» and «Lines»"), "{error}");
}

/// Types whose names differ in signs that table names lose each have a table of their own.
#[test]
fn types_of_like_names_keep_apart() {
    let rows = "case,activity,time\n1,Pay!,2026-01-01\n1,pay,2026-01-02\n1,-,2026-01-03\n1,+,2026-01-04\n1,object,2026-01-05\n1,map_type,2026-01-06\n";
    let log = read_csv(rows.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log;
    let ocel = Ocel::lift(&log, "map_type");
    let again = whole(read_ocel_sqlite(
        &sqlite(&ocel, WriteOptions::default())[..],
        Options::default(),
    ));
    assert_eq!(words(&again), words(&ocel));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// A flat log lifted, written, read and flattened is the same log.
    #[test]
    fn flat_logs_come_back(log in common::logs::log(), offset in prop_oneof![Just(0), Just(12_600)], gzip: bool) {
        let options = WriteOptions { offset, gzip };
        let ocel = Ocel::lift(&log, "پرونده");
        let flat = |ocel: &Ocel| {
            let options = FlattenOptions { object_type: None, without_ids: true };
            told(&ocel.flatten(options).unwrap().log).join("\n").replace("Float(-0.0)", "Float(0.0)")
        };
        prop_assert_eq!(flat(&ocel), told(&log).join("\n").replace("Float(-0.0)", "Float(0.0)"));
        let mut bytes = Vec::new();
        let losses = write_ocel_xml(&ocel, &mut bytes, options).unwrap();
        let again = [
            Some(whole(read_ocel_json(&json(&ocel, options)[..], Options::default()))),
            losses.is_empty().then(|| whole(read_ocel_xml(&bytes[..], Options::default()))),
            Some(whole(read_ocel_sqlite(&sqlite(&ocel, options)[..], Options::default()))),
        ];
        for again in again.iter().flatten() {
            prop_assert_eq!(words(again), words(&ocel));
            prop_assert_eq!(flat(again), flat(&ocel));
        }
    }

    /// Any bytes, and any change of a good file, are a log or an error.
    #[test]
    fn bytes_never_panic(noise in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..40_000) {
        let ocel = read_ocel_json(EXAMPLE.as_bytes(), Options::default()).unwrap().ocel;
        let options = WriteOptions::default();
        let spoil = |mut bytes: Vec<u8>| {
            let at = at % bytes.len();
            let end = (at + 3).min(bytes.len());
            bytes.splice(at..end, noise.iter().copied().take(3));
            bytes
        };
        let _ = read_ocel_json(&noise[..], Options::default());
        let _ = read_ocel_xml(&noise[..], Options::default());
        let imports = [
            read_ocel_json(&spoil(json(&ocel, options))[..], Options::default()),
            read_ocel_xml(&spoil(xml(&ocel, options))[..], Options::default()),
            read_ocel_sqlite(&spoil(sqlite(&ocel, options))[..], Options::default()),
        ];
        for import in imports.into_iter().flatten() {
            for one in import.ocel.object_types() {
                let _ = import.ocel.flatten(FlattenOptions { object_type: Some(&one.name), without_ids: false });
            }
        }
    }
}
