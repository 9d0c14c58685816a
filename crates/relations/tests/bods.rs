//! The fixtures of `shared/data/bods`: what their `expected.md` says, the examples of the standard, and the way there and back.

use std::path::PathBuf;

use relations::bods::{
    EntityKind, Import, InterestKind, Owner, PersonKind, Record, Register, Statement, read, ties,
    write_array, write_lines,
};
use relations::model::{Grade, PartyKind, TieKind};
use relations::shares::Share;

fn folder() -> PathBuf {
    std::env::var_os("AMIN_TEST_DATA")
        .map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            PathBuf::from,
        )
        .join("bods")
}

fn load(name: &str) -> Option<Import> {
    let file = folder().join(name);
    let Ok(bytes) = std::fs::read(&file) else {
        println!(
            "skipped: {} is missing (set AMIN_TEST_DATA)",
            file.display()
        );
        return None;
    };
    let import = read(&bytes);
    assert_eq!(import.refused, [], "{name}");
    Some(import)
}

fn count(import: &Import) -> [usize; 3] {
    let mut counts = [0; 3];
    for statement in &import.statements {
        match statement.record {
            Record::Entity(_) => counts[0] += 1,
            Record::Person(_) => counts[1] += 1,
            Record::Relationship(_) => counts[2] += 1,
        }
    }
    counts
}

fn owner(person: &str, steps: usize, shares: Option<i64>, votes: Option<i64>) -> Owner {
    Owner {
        person: person.to_owned(),
        steps,
        shares: shares.map(Share::percent),
        votes: votes.map(Share::percent),
        beneficial: true,
    }
}

const TODAY: &str = "2026-11-28";

/// 01-direct-ownership.expected.md
#[test]
fn direct_ownership() {
    let Some(import) = load("bods-v04-fixtures/core/01-direct-ownership.json") else {
        return;
    };
    assert_eq!(count(&import), [1, 1, 1]);
    let Record::Relationship(link) = &import.statements[2].record else {
        panic!("a relationship");
    };
    let kinds: Vec<_> = link.interests.iter().map(|i| i.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            Some(InterestKind::Shareholding),
            Some(InterestKind::VotingRights)
        ]
    );
    assert!(link.interests.iter().all(|i| i.beneficial == Some(true)));
    let publication = import.statements[0]
        .publication
        .as_ref()
        .expect("published");
    assert_eq!(publication.version.as_deref(), Some("0.4"));
    let register = Register::new(&import.statements);
    assert_eq!(register.problems(), []);
    let owners = register.owners("rec-acme-holdings-ltd", TODAY);
    assert_eq!(
        owners.persons,
        [owner("rec-jane-smith-1975", 1, Some(75), Some(75))]
    );
    assert!(owners.gaps.is_empty() && owners.circles.is_empty() && owners.undisclosed.is_empty());
    // Reading twice gives the same records.
    let again = load("bods-v04-fixtures/core/01-direct-ownership.json").expect("it was there");
    assert_eq!(again, import);
}

/// 10-circular-ownership.expected.md
#[test]
fn circular_ownership() {
    let Some(import) = load("bods-v04-fixtures/edge-cases/10-circular-ownership.json") else {
        return;
    };
    assert_eq!(count(&import), [2, 0, 2]);
    let register = Register::new(&import.statements);
    for start in ["rec-alpha-corp", "rec-beta-corp"] {
        let owners = register.owners(start, TODAY);
        assert_eq!(owners.persons, []);
        assert_eq!(owners.circles.len(), 1);
        assert_eq!(owners.circles[0].len(), 2);
        assert!(!owners.stopped);
    }
    // Both sides stay, each with its own 100 %.
    let graph = ties(&register, TODAY);
    assert_eq!(graph.ties.len(), 2);
    assert!(
        graph
            .ties
            .iter()
            .all(|tie| tie.kind == TieKind::Owns && tie.share == Some(Share::percent(100)))
    );
}

/// 11-anonymous-person.expected.md
#[test]
fn an_owner_declared_unknown() {
    let Some(import) = load("bods-v04-fixtures/edge-cases/11-anonymous-person.json") else {
        return;
    };
    assert_eq!(count(&import), [1, 0, 1]);
    let register = Register::new(&import.statements);
    assert_eq!(register.problems(), []);
    let owners = register.owners("rec-opaque-holdings-sa", TODAY);
    assert_eq!(owners.persons, []);
    // Declared unknown, and not a gap of the data.
    assert!(owners.gaps.is_empty());
    assert_eq!(owners.undisclosed.len(), 1);
    let why = &owners.undisclosed[0].why;
    assert_eq!(
        why.reason,
        "subjectUnableToConfirmOrIdentifyBeneficialOwner"
    );
    assert!(
        why.description
            .as_deref()
            .is_some_and(|text| text.contains("unable to identify"))
    );
    let graph = ties(&register, TODAY);
    assert_eq!(graph.ties, []);
    assert_eq!(
        graph.left_out[0].why,
        "subjectUnableToConfirmOrIdentifyBeneficialOwner"
    );
    // A record of which nothing is said is a gap.
    assert_eq!(register.owners("rec-nobody", TODAY).gaps, ["rec-nobody"]);
}

#[test]
fn every_example_comes_back_as_it_was() {
    let mut files = Vec::new();
    for part in [
        "data-standard_examples",
        "bods-v04-fixtures/core",
        "bods-v04-fixtures/edge-cases",
    ] {
        let Ok(entries) = std::fs::read_dir(folder().join(part)) else {
            println!("skipped: {part} is missing (set AMIN_TEST_DATA)");
            return;
        };
        files.extend(
            entries
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ext| ext == "json")),
        );
    }
    assert_eq!(files.len(), 22);
    for file in files {
        let bytes = std::fs::read(&file).expect("read");
        let import = read(&bytes);
        assert_eq!(import.refused, [], "{}", file.display());
        let ours: serde_json::Value =
            serde_json::from_str(&write_array(&import.statements)).expect("JSON");
        let theirs: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(ours, theirs, "{}", file.display());
        assert_eq!(
            read(write_lines(&import.statements).as_bytes()).statements,
            import.statements
        );
    }
}

#[test]
fn joint_and_indirect_holdings_of_the_examples() {
    let Some(import) = load("data-standard_examples/joint-ownership.json") else {
        return;
    };
    let register = Register::new(&import.statements);
    // Two persons hold the joint arrangement by halves, and it holds everything.
    assert_eq!(
        register.owners("31c55e425764", TODAY).persons,
        [
            owner("1accb8b18b99", 2, Some(50), None),
            owner("f040df24d9ec", 2, Some(50), None)
        ]
    );
    // Declared as indirect 30 %, though the component shows 60 % of the firm between: the declaration stands, and is not added twice.
    let import = load("data-standard_examples/indirect-ownership.json").expect("there");
    let register = Register::new(&import.statements);
    assert_eq!(
        register.owners("ad3f6c2fcc9e", TODAY).persons,
        [owner("c25d4d612c2c", 1, Some(30), None)]
    );
    // 50 % directly and 50 % through Company B.
    let import =
        load("data-standard_examples/mixed-direct-and-indirect-ownership.json").expect("there");
    let register = Register::new(&import.statements);
    assert_eq!(
        register.owners("9bfe59b6a869", TODAY).persons[0].shares,
        Some(Share::percent(100))
    );
    // Before the direct half was bought.
    assert_eq!(
        register.owners("9bfe59b6a869", "2019-01-01").persons[0].shares,
        Some(Share::percent(50))
    );
    // Bounds that do not belong to the interval.
    let import = load("data-standard_examples/simple-pep-declaration.json").expect("there");
    let register = Register::new(&import.statements);
    assert_eq!(
        register.owners("841083ba86e3", TODAY).persons[0].shares,
        Some("25..50".parse().expect("an interval"))
    );
}

#[test]
fn a_record_lives_through_its_statements() {
    let Some(import) = load("data-standard_examples/fermcat.json") else {
        return;
    };
    let register = Register::new(&import.statements);
    let firm = "ent-93c75c87ab28f889";
    let (riyadh, patrick, declan) = (
        "per-5faa4103dee78621",
        "per-41c0bb0cef246f7c",
        "per-e334cc6258e56467",
    );
    let holders = |day: &str| -> Vec<(String, Option<Share>)> {
        register
            .owners(firm, day)
            .persons
            .into_iter()
            .map(|owner| (owner.person, owner.shares))
            .collect()
    };
    let half = Some(Share::percent(50));
    assert_eq!(holders("2019-09-10"), []);
    assert_eq!(
        holders("2020-01-01"),
        [(patrick.to_owned(), half), (riyadh.to_owned(), half)]
    );
    assert_eq!(
        holders("2021-09-11"),
        [(patrick.to_owned(), half), (declan.to_owned(), half)]
    );
    assert_eq!(
        holders("2022-01-21"),
        [(patrick.to_owned(), Some(Share::percent(100)))]
    );
    assert_eq!(register.history("rel-b05e7c91e0a04e4f").count(), 3);
    assert!(register.current(riyadh, TODAY).is_none());
}

#[test]
fn what_is_not_named_keeps_its_reason() {
    let Some(import) = load("data-standard_examples/levent.json") else {
        return;
    };
    let person = |statement: &Statement| match &statement.record {
        Record::Person(person) if person.kind == PersonKind::Anonymous => Some(person.clone()),
        _ => None,
    };
    let anonymous = import.statements.iter().find_map(person).expect("one");
    assert_eq!(anonymous.name(), None);
    assert!(
        anonymous
            .unspecified
            .is_some_and(|why| !why.reason.is_empty())
    );
    let register = Register::new(&import.statements);
    let owners = register.owners("8e40d059", TODAY);
    assert_eq!(owners.persons.len(), 3);
    assert!(
        owners
            .persons
            .iter()
            .all(|owner| owner.shares.is_none() && owner.beneficial)
    );

    let import =
        load("data-standard_examples/listed-company-exempt-from-disclosure.json").expect("there");
    let owners = Register::new(&import.statements).owners("4c7ea3bfbe6c", TODAY);
    assert_eq!(
        owners.undisclosed[0].why.reason,
        "subjectExemptFromDisclosure"
    );
}

#[test]
fn the_graph_gets_parties_and_ties() {
    let Some(import) = load("data-standard_examples/bods-package-fi-soe.json") else {
        return;
    };
    let register = Register::new(&import.statements);
    let graph = ties(&register, TODAY);
    let kinds: Vec<PartyKind> = graph.parties.iter().map(|party| party.kind).collect();
    assert_eq!(
        kinds,
        [
            PartyKind::Firm,
            PartyKind::Firm,
            PartyKind::Body,
            PartyKind::Body
        ]
    );
    let state = import.statements.iter().find_map(|s| match &s.record {
        Record::Entity(entity) if entity.kind.kind == EntityKind::State => Some(entity),
        _ => None,
    });
    assert_eq!(
        state.and_then(|state| state.name.as_deref()),
        Some("Suomen tasavalta")
    );
    // The ministry's influence gives no share, so the indirect 100 % of the state stands beside its components.
    let owns = graph.ties.iter().filter(|tie| tie.kind == TieKind::Owns);
    assert_eq!(owns.count(), 4);

    let import = load("data-standard_examples/fermcat.json").expect("there");
    let graph = ties(&Register::new(&import.statements), TODAY);
    let holding: Vec<_> = graph.ties.iter().map(|tie| (tie.kind, tie.share)).collect();
    assert_eq!(
        holding,
        [
            (TieKind::Owns, Some(Share::percent(100))),
            (TieKind::Directs, None)
        ]
    );
    assert_eq!(graph.ties[0].grade, Grade::One);
    assert_eq!(graph.ties[0].period.from.to_string(), "2019-09-11");
}
