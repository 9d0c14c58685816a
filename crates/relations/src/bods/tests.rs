use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn one(details: &Value, kind: &str) -> Import {
    let statement = json!({
        "statementId": "s-1", "declarationSubject": "r-1", "recordId": "r-1", "recordType": kind, "recordStatus": "new",
        "recordDetails": details,
    });
    read(statement.to_string().as_bytes())
}

fn told(import: &Import) -> Vec<String> {
    import
        .refused
        .iter()
        .flat_map(|refused| &refused.problems)
        .map(ToString::to_string)
        .collect()
}

#[test]
fn faults_name_the_statement_and_the_field() {
    let with = |share: Value, start: &str, end: &str| {
        json!({
            "isComponent": false, "subject": "a", "interestedParty": "b",
            "interests": [{"type": "shareholding", "directOrIndirect": "direct", "share": share, "startDate": start, "endDate": end}],
        })
    };
    for (details, kind, expected) in [
        (
            with(json!({"exact": 140}), "2020-01-01", "2021-01-01"),
            "relationship",
            "statement 1 (s-1), recordDetails.interests[0].share.exact: a share of 140 % does not exist; write a number from 0 to 100",
        ),
        (
            with(json!({"exact": "شصت"}), "2020-01-01", "2021-01-01"),
            "relationship",
            "statement 1 (s-1), recordDetails.interests[0].share.exact: the value must be a number; write it so",
        ),
        (
            with(
                json!({"minimum": 50, "exclusiveMaximum": 50}),
                "2020-01-01",
                "2021-01-01",
            ),
            "relationship",
            "statement 1 (s-1), recordDetails.interests[0].share: the bounds of the share leave no value between them; correct one of them",
        ),
        (
            with(json!({"exact": 5}), "2020-02-30", "2021-01-01"),
            "relationship",
            "statement 1 (s-1), recordDetails.interests[0].startDate: “2020-02-30” is no date; write it like 2026-11-22",
        ),
        (
            with(json!({"exact": 5}), "2021-02-01", "2021-01-01"),
            "relationship",
            "statement 1 (s-1), recordDetails.interests[0].endDate: the interest ends before it begins; correct one of the dates",
        ),
        (
            json!({"isComponent": false, "subject": "a"}),
            "relationship",
            "statement 1 (s-1), recordDetails.interestedParty: the field is missing; add it",
        ),
        (
            json!({"isComponent": false, "personType": "somebody"}),
            "person",
            "statement 1 (s-1), recordDetails.personType: “somebody” is not on the list; use one of anonymousPerson, unknownPerson, knownPerson",
        ),
        (
            json!({"isComponent": "no", "entityType": {"type": "state"}}),
            "entity",
            "statement 1 (s-1), recordDetails.isComponent: the value must be true or false; write it so",
        ),
    ] {
        let import = one(&details, kind);
        assert_eq!(told(&import), [expected]);
        // Nothing is lost: what was refused is there as it came.
        assert_eq!(import.refused[0].value["recordDetails"], details);
        assert!(
            import.refused[0].problems[0]
                .to_persian()
                .starts_with("گزارهٔ ۱ (s-1)، recordDetails.")
        );
    }
}

#[test]
fn json_lines_keep_the_good_and_tell_the_bad() {
    let good = |id: &str| {
        json!({
            "statementId": id, "declarationSubject": "r", "recordId": "r", "recordType": "person",
            "recordDetails": {"isComponent": false, "personType": "knownPerson"},
        })
    };
    let text = format!(
        "\u{FEFF}{}\n\n{{\"statementId\": \n{}\n{}\n7\n",
        good("a"),
        good("b"),
        good("a")
    );
    let import = read(text.as_bytes());
    assert_eq!(import.statements.len(), 2);
    let places: Vec<usize> = import.refused.iter().map(|r| r.place).collect();
    assert_eq!(places, [3, 5, 6]);
    assert_eq!(import.refused[0].value, json!("{\"statementId\":"));
    assert_eq!(import.refused[1].problems[0].what, What::Duplicate);
    assert_eq!(
        read(write_lines(&import.statements).as_bytes()).statements,
        import.statements
    );
    let broken = read(b"[{\"statementId\": 1,");
    assert!(told(&broken)[0].contains("no JSON"));
}

#[test]
fn other_versions_are_not_guessed_at() {
    let import = read(
        json!({
            "statementId": "s", "declarationSubject": "r", "recordId": "r", "recordType": "person",
            "publicationDetails": {"bodsVersion": "0.4.0"},
            "recordDetails": {"isComponent": false, "personType": "knownPerson"},
        })
        .to_string()
        .as_bytes(),
    );
    assert_eq!(
        told(&import),
        [
            "statement 1 (s), publicationDetails.bodsVersion: this is version 0.4.0, and 0.4 is read; convert the data first"
        ]
    );
}

#[test]
fn references_that_lead_nowhere_are_told() {
    let statements = read(
        json!([
            {"statementId": "1", "declarationSubject": "p", "recordId": "p", "recordType": "person",
             "recordDetails": {"isComponent": false, "personType": "unknownPerson"}},
            {"statementId": "2", "declarationSubject": "x", "recordId": "l", "recordType": "relationship",
             "recordDetails": {"isComponent": false, "subject": "p", "interestedParty": "nobody", "componentRecords": ["y"]}},
        ])
        .to_string()
        .as_bytes(),
    )
    .statements;
    let told: Vec<String> = Register::new(&statements)
        .problems()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "statement 2 (2), declarationSubject: no statement is about the record x; add it or correct the reference",
            "statement 2 (2), recordDetails.subject: the record p is no entity, and only an entity can be owned or controlled",
            "statement 2 (2), recordDetails.interestedParty: no statement is about the record nobody; add it or correct the reference",
            "statement 2 (2), recordDetails.componentRecords[0]: no statement is about the record y; add it or correct the reference",
        ]
    );
}

/// Values that the model knows mixed with any other JSON.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-500..20_000_i32).prop_map(|hundredths| Value::from(f64::from(hundredths) / 100.0)),
        any::<i32>().prop_map(Value::from),
        "[a-z0-9-]{0,8}".prop_map(Value::from),
        Just(Value::from("2020-05-01")),
        Just(Value::from("direct")),
        Just(Value::from("knownPerson")),
        Just(Value::from("entity")),
    ];
    let name = prop::sample::select(vec![
        "statementId",
        "recordId",
        "recordType",
        "recordDetails",
        "type",
        "entityType",
        "share",
        "exact",
        "minimum",
        "interests",
        "subject",
        "interestedParty",
        "names",
        "isComponent",
        "startDate",
        "source",
        "x",
    ]);
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_read_is_written_again(details in json_value(), extra in json_value(), kind in 0..3_usize) {
        let kind = ["entity", "person", "relationship"][kind];
        let statement = json!({
            "statementId": "s", "declarationSubject": "r", "recordId": "r", "recordType": kind, "recordDetails": details, "more": extra,
        });
        let import = read(statement.to_string().as_bytes());
        prop_assert_eq!(import.statements.len() + import.refused.len(), 1);
        let again = import.statements.first().map_or_else(|| import.refused[0].value.clone(), Statement::to_value);
        prop_assert_eq!(again, statement);
    }

    #[test]
    fn nothing_panics(value in json_value(), bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let import = read(value.to_string().as_bytes());
        ties(&Register::new(&import.statements), "2026-01-01");
        read(&bytes);
    }
}
