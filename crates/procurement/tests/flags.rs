//! Red flags in three states: hand-made cases with the answer that the definition gives.

mod common;

use std::fs::File;
use std::io::{Read, Write};

use procurement::cardinal;
use procurement::flags::{Code, Inputs, Known, Need, Outside, Report, Rules, State, screen};
use procurement::read::open;
use serde_json::{Value, json};

/// Thresholds and small populations, on top of the default rules.
fn rules() -> Rules {
    let text = Rules::default_text().replace("population = 20", "population = 4");
    Rules::parse(&format!(
        "{text}\n[[threshold]]\nfrom = \"2020-01-01\"\ncurrency = \"IRR\"\namount = 1000.0\nsource = \"test\"\n"
    ))
    .unwrap()
}

fn run_with(text: &[u8], rules: &Rules, known: &Known, threads: usize) -> Report {
    let inputs = Inputs {
        rules,
        known,
        explain: None,
    };
    screen(open(text).unwrap(), &inputs, threads).unwrap()
}

fn run(releases: &[Value]) -> Report {
    run_known(releases, "")
}

fn run_known(releases: &[Value], known: &str) -> Report {
    let lines: Vec<String> = releases.iter().map(Value::to_string).collect();
    let known = Known::parse(known, 0).unwrap();
    run_with(lines.join("\n").as_bytes(), &rules(), &known, 1)
}

fn bid(who: &[&str], status: &str, amount: f64) -> Value {
    let tenderers: Vec<Value> = who.iter().map(|id| json!({ "id": id })).collect();
    json!({ "id": format!("bid-{}", who.concat()), "status": status, "tenderers": tenderers, "value": { "amount": amount, "currency": "IRR" } })
}

fn release(ocid: &str, bids: impl Into<Value>, suppliers: &[&str]) -> Value {
    let suppliers: Vec<Value> = suppliers.iter().map(|id| json!({ "id": id })).collect();
    json!({
        "ocid": ocid, "buyer": { "id": "town" },
        "tender": {
            "procurementMethod": "open",
            "tenderPeriod": { "startDate": "2026-01-01T08:00:00Z", "endDate": "2026-02-01T08:00:00Z" },
        },
        "bids": { "details": bids.into() },
        "awards": [{ "id": "award", "status": "active", "suppliers": suppliers }],
    })
}

fn value(report: &Report, ocid: &str, code: Code) -> Option<f64> {
    report
        .flags(ocid)
        .iter()
        .find(|flag| flag.code == code)
        .map(|flag| flag.value)
}

#[test]
fn of_equal_lowest_prices_a_valid_one_clears_whatever_the_order() {
    let bids = [
        bid(&["a"], "disqualified", 5.0),
        bid(&["b"], "valid", 5.0),
        bid(&["c"], "valid", 9.0),
    ];
    let orders = [[0, 1, 2], [1, 0, 2], [2, 1, 0], [0, 2, 1]];
    for order in orders {
        let bids = order.map(|at| bids[at].clone());
        let report = run(&[release("t", json!(bids), &["b"])]);
        assert_eq!(report.state("t", Code::R036), Some(State::Clear));
        // The same price of two bidders is R028.
        assert_eq!(value(&report, "t", Code::R028), Some(2.0));
    }
    let report = run(&[release(
        "t",
        json!([bid(&["a"], "disqualified", 4.0), bids[1]]),
        &["b"],
    )]);
    assert_eq!(value(&report, "t", Code::R036), Some(0.8));
    // Where quality counts too, the lowest price proves nothing.
    let mut rated = release(
        "t",
        json!([bid(&["a"], "disqualified", 4.0), bids[1]]),
        &["b"],
    );
    rated["tender"]["awardCriteria"] = json!("ratedCriteria");
    assert_eq!(
        run(&[rated]).state("t", Code::R036),
        Some(State::Outside(Outside::QualityCounts))
    );
}

#[test]
fn prices_of_two_currencies_are_never_compared() {
    let mut dear = bid(&["a"], "disqualified", 1.0);
    dear["value"]["currency"] = json!("EUR");
    let report = run(&[release(
        "t",
        json!([dear, bid(&["b"], "valid", 5.0)]),
        &["b"],
    )]);
    assert_eq!(
        report.state("t", Code::R036),
        Some(State::Insufficient(Need::OneCurrency))
    );
    let mut valid = bid(&["a"], "valid", 1.0);
    valid["value"]["currency"] = json!("EUR");
    let report = run(&[release(
        "t",
        json!([valid, bid(&["b"], "valid", 5.0)]),
        &["b"],
    )]);
    assert_eq!(
        report.state("t", Code::R058),
        Some(State::Insufficient(Need::OneCurrency))
    );
}

#[test]
fn bids_compete_within_their_lot() {
    let lot = |mut bid: Value, lot: &str| {
        bid["relatedLots"] = json!([lot]);
        bid
    };
    let mut two = release(
        "t",
        json!([
            lot(bid(&["a"], "valid", 5.0), "1"),
            lot(bid(&["b"], "disqualified", 7.0), "1"),
            lot(bid(&["c"], "disqualified", 1.0), "2"),
            lot(bid(&["d"], "valid", 3.0), "2"),
        ]),
        &[],
    );
    two["awards"] = json!([
        { "id": "1", "status": "active", "relatedLots": ["1"], "suppliers": [{ "id": "a" }] },
        { "id": "2", "status": "active", "relatedLots": ["2"], "suppliers": [{ "id": "d" }] },
    ]);
    let report = run(std::slice::from_ref(&two));
    // In lot 2 the lowest was disqualified; over both lots the cheapest valid bid would be dearer than it too, but 1 of 3 is of lot 2.
    assert!((value(&report, "t", Code::R036).unwrap() - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(report.state("t", Code::R018), Some(State::Clear));
    assert_eq!(value(&report, "t", Code::R035), Some(1.0));
    two["bids"]["details"].as_array_mut().unwrap().remove(1);
    assert_eq!(value(&run(&[two]), "t", Code::R018), Some(1.0));
}

#[test]
fn those_who_bid_together_are_one_bidder() {
    let bids = json!([
        bid(&["a", "b"], "valid", 10.0),
        bid(&["c"], "valid", 12.0),
        bid(&["d"], "disqualified", 9.0)
    ]);
    let releases: Vec<Value> = (0..6)
        .map(|at| release(&format!("t{at}"), bids.clone(), &["b", "a"]))
        .collect();
    let report = run(&releases);
    // (12 − 10) / 10 is found though the award names two suppliers; all values are equal, so none is beyond a fence above it.
    assert_eq!(
        report.summary(Code::R058).flag + report.summary(Code::R058).clear,
        6
    );
    let alone = run(&[release(
        "t",
        json!([bid(&["a", "b"], "valid", 10.0)]),
        &["a", "b"],
    )]);
    assert_eq!(value(&alone, "t", Code::R018), Some(1.0));
}

#[test]
fn the_number_of_bidders_is_counted_where_it_can_be() {
    let tender = |tender: Value| json!({ "ocid": "t", "tender": tender });
    let state = |release: Value| run(&[release]).state("t", Code::R018).unwrap();
    assert_eq!(
        state(tender(json!({ "procurementMethod": "open" }))),
        State::Insufficient(Need::NumberOfBidders)
    );
    assert_eq!(
        state(tender(json!({ "numberOfTenderers": 1 }))),
        State::Insufficient(Need::Method)
    );
    assert_eq!(
        state(tender(
            json!({ "procurementMethod": "direct", "numberOfTenderers": 1 })
        )),
        State::Outside(Outside::NotCompetitive)
    );
    let one = tender(json!({ "procurementMethod": "open", "tenderers": [{ "id": "a" }] }));
    assert_eq!(state(one), State::Flag);
    // One bidder states 1, the bids show two.
    let mut two = release(
        "t",
        json!([bid(&["a"], "valid", 1.0), bid(&["b"], "valid", 2.0)]),
        &["a"],
    );
    two["tender"]["numberOfTenderers"] = json!(1);
    assert_eq!(state(two), State::Clear);
    // Three are stated and one bid is published: it cannot be told.
    let mut three = release("t", json!([bid(&["a"], "valid", 1.0)]), &["a"]);
    three["tender"]["numberOfTenderers"] = json!(3);
    assert_eq!(state(three), State::Insufficient(Need::Agreement));
}

#[test]
fn late_bids_by_time_and_zone() {
    let late = |date: &str| {
        let mut one = bid(&["a"], "valid", 1.0);
        one["date"] = json!(date);
        let mut release = release("t", json!([one]), &["a"]);
        release["tender"]["tenderPeriod"]["endDate"] = json!("2026-02-01T14:00:00+03:30");
        release
    };
    // 10:30 UTC is the end.
    for (date, hours) in [
        ("2026-02-01 10:29:59.9999999", None),
        ("2026-02-01 12:00:00", Some(1.5)),
        ("2026-02-01T14:30:00+03:30", Some(0.5)),
        ("2026-02-01T16:00:00+05:30", None),
    ] {
        assert_eq!(value(&run(&[late(date)]), "t", Code::R030), hours, "{date}");
    }
    let tehran = Rules::parse(&Rules::default_text().replace("+00:00", "+03:30")).unwrap();
    let text = late("2026-02-01 13:59").to_string();
    let report = run_with(text.as_bytes(), &tehran, &Known::default(), 1);
    assert_eq!(report.state("t", Code::R030), Some(State::Clear));
    let report = run(&[late("soon")]);
    assert_eq!(
        report.state("t", Code::R030),
        Some(State::Insufficient(Need::BidDate))
    );
}

#[test]
fn rules_of_another_time_do_not_count() {
    let text = Rules::default_text().replace(
        "code = \"R003\"\nfrom = \"2000-01-01\"",
        "code = \"R003\"\nfrom = \"2026-06-01\"",
    );
    let short = r#"{"ocid": "t", "tender": {"procurementMethod": "open", "tenderPeriod": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-01-05T00:00:00Z"}}}"#;
    let before = run_with(
        short.as_bytes(),
        &Rules::parse(&text).unwrap(),
        &Known::default(),
        1,
    );
    assert_eq!(
        before.state("t", Code::R003),
        Some(State::Outside(Outside::NoRule))
    );
    let after = run_with(
        short.replace("2026-01", "2026-07").as_bytes(),
        &Rules::parse(&text).unwrap(),
        &Known::default(),
        1,
    );
    assert_eq!(value(&after, "t", Code::R003), Some(4.0));
}

#[test]
fn purchases_split_under_a_threshold() {
    let purchase = |ocid: &str, day: u32, amount: f64, class: &str| {
        json!({
            "ocid": ocid, "buyer": { "id": "town" },
            "tender": {
                "procurementMethod": "direct", "items": [{ "id": "1", "classification": { "id": class } }],
                "tenderPeriod": { "endDate": format!("2026-01-{day:02}T00:00:00Z") }, "value": { "amount": amount, "currency": "IRR" },
            },
        })
    };
    let report = run(&[
        purchase("a", 1, 400.0, "44101500"),
        purchase("b", 9, 500.0, "44102000"),
        purchase("c", 20, 300.0, "44101700"),
        // Another class, and one over the threshold.
        purchase("d", 21, 900.0, "72101500"),
        purchase("e", 22, 1500.0, "44101500"),
    ]);
    for ocid in ["a", "b", "c"] {
        assert!((value(&report, ocid, Code::R011).unwrap() - 1.2).abs() < 1e-12);
    }
    assert_eq!(report.state("d", Code::R011), Some(State::Clear));
    assert_eq!(
        report.state("e", Code::R011),
        Some(State::Outside(Outside::AboveThreshold))
    );
    // The first is out of the window of the last: two alone are no series.
    let mut far = purchase("a", 1, 400.0, "44101500");
    far["tender"]["tenderPeriod"]["endDate"] = json!("2025-11-01T00:00:00Z");
    let report = run(&[
        far,
        purchase("b", 9, 500.0, "44102000"),
        purchase("c", 20, 300.0, "44101700"),
    ]);
    assert_eq!(report.summary(Code::R011).flag, 0);
}

#[test]
fn direct_awards_just_under_a_threshold() {
    let direct = |ocid: &str, month: u32, amount: f64, supplier: &str| {
        json!({
            "ocid": ocid, "buyer": { "id": "town" }, "tender": { "procurementMethod": "direct" },
            "awards": [{ "id": "1", "status": "active", "date": format!("2026-{month:02}-01"), "suppliers": [{ "id": supplier }],
                "value": { "amount": amount, "currency": "IRR" } }],
        })
    };
    let report = run(&[
        direct("a", 1, 950.0, "x"),
        direct("b", 5, 990.0, "x"),
        direct("c", 6, 500.0, "x"),
        direct("d", 7, 999.0, "y"),
    ]);
    assert_eq!(value(&report, "a", Code::R055), Some(0.95));
    assert_eq!(value(&report, "b", Code::R055), Some(0.99));
    assert_eq!(report.state("c", Code::R055), Some(State::Clear));
    assert_eq!(report.state("d", Code::R055), Some(State::Clear));
}

#[test]
fn who_is_behind_the_bidders() {
    let party = |id: &str, telephone: &str, owner: &str| {
        json!({ "id": id, "roles": ["tenderer"], "contactPoint": { "telephone": telephone },
            "beneficialOwners": [{ "id": owner, "name": "same name" }] })
    };
    let mut tender = release(
        "t",
        json!([
            bid(&["a"], "valid", 1.0),
            bid(&["b"], "valid", 2.0),
            bid(&["c"], "disqualified", 3.0)
        ]),
        &["a"],
    );
    tender["parties"] = json!([
        party("a", "+98 21 1234 5678", "p"),
        party("b", "۰۲۱-۱۲۳۴۵۶۷۸", "q"),
        party("c", "000-000-0000", "p"),
        { "id": "town", "roles": ["buyer"], "contactPoint": { "telephone": "9821 99887766" } },
    ]);
    let known = "[[debarred]]\nid = \"c\"\nfrom = \"2026-01-15\"\nto = \"2026-06-01\"\nsource = \"gazette 1\"\n\
        [[debarred]]\nid = \"a\"\nfrom = \"2020-01-01\"\nto = \"2026-02-01\"\nsource = \"gazette 2\"\n\
        [[founded]]\nid = \"a\"\ndate = \"2025-12-02\"\n\
        [[official]]\nid = \"clerk\"\nprocesses = [\"t\"]\ncontacts = [\"021 1234 5678\"]\n\
        [[tie]]\nbidder = \"b\"\nofficial = \"clerk\"\noutcome = \"appearance\"\npath = \"past employer\"\n";
    let report = run_known(&[tender], known);
    let who = |code: Code| {
        report
            .flags("t")
            .into_iter()
            .find(|flag| flag.code == code)
            .map(|flag| flag.who)
    };
    assert_eq!(who(Code::R032), Some(vec!["a", "c"]));
    // The same number with and without the country's; zeros alone are a placeholder.
    assert_eq!(who(Code::R044), Some(vec!["a", "b"]));
    assert_eq!(who(Code::R043), Some(vec!["a", "b"]));
    // At the closing time the debarment of c runs, and that of a has ended (on 1 February, before 08:00).
    assert_eq!(who(Code::R046), Some(vec!["c"]));
    // 2025-12-02 to 2026-02-01 08:00: 61 whole days.
    assert_eq!(value(&report, "t", Code::A001), Some(61.0));
    assert_eq!(
        (who(Code::A002), value(&report, "t", Code::A002)),
        (Some(vec!["b"]), Some(1.0))
    );
    let flags = report.flags("t");
    let detail = |code: Code| {
        flags
            .iter()
            .find(|flag| flag.code == code)
            .and_then(|flag| flag.detail)
    };
    assert_eq!(detail(Code::R046), Some("gazette 1"));
    assert_eq!(
        detail(Code::A002),
        Some("b – clerk: appearance: past employer")
    );
}

#[test]
fn who_owned_at_another_time_does_not_count() {
    let tender = release(
        "t",
        json!([bid(&["a"], "valid", 1.0), bid(&["b"], "valid", 2.0)]),
        &["a"],
    );
    let owner = |id: &str, more: &str| format!("[[owner]]\nid = \"{id}\"\nowner = \"p\"\n{more}\n");
    let state =
        |known: &str| run_known(std::slice::from_ref(&tender), known).state("t", Code::R032);
    let now = owner("a", "") + &owner("b", "from = \"2026-01-31\"");
    assert_eq!(state(&now), Some(State::Flag));
    // Sold the day before the closing time: of one bidder alone the owners are known.
    let sold = owner("a", "") + &owner("b", "to = \"2026-01-31\"");
    assert_eq!(state(&sold), Some(State::Insufficient(Need::Owners)));
    let other = sold + "[[owner]]\nid = \"b\"\nowner = \"q\"\n";
    assert_eq!(state(&other), Some(State::Clear));
}

#[test]
fn a_contact_of_many_is_no_tie() {
    let tender = |at: u32| {
        let (a, b) = (format!("a{at}"), format!("b{at}"));
        let mut one = release(
            &format!("t{at}"),
            json!([bid(&[&a], "valid", 1.0), bid(&[&b], "valid", 2.0)]),
            &[&a],
        );
        let contact = json!({ "telephone": "8095550123" });
        one["parties"] =
            json!([{ "id": a, "contactPoint": contact }, { "id": b, "contactPoint": contact }]);
        one
    };
    let few: Vec<Value> = (0..5).map(tender).collect();
    assert_eq!(run(&few).summary(Code::R044).flag, 5);
    let many: Vec<Value> = (0..6).map(tender).collect();
    assert_eq!(run(&many).summary(Code::R044).clear, 6);
}

#[test]
fn what_became_of_the_contract() {
    let mut one = release(
        "t",
        json!([bid(&["a"], "valid", 100.0), bid(&["b"], "valid", 120.0)]),
        &["a"],
    );
    one["contracts"] = json!([{
        "id": "c", "awardID": "award", "status": "active", "value": { "amount": 130.0, "currency": "IRR" },
        "amendments": [{ "id": "1" }, { "id": "2" }],
        "implementation": { "transactions": [
            { "id": "1", "value": { "amount": 100.0, "currency": "IRR" } }, { "id": "2", "value": { "amount": 56.0, "currency": "IRR" } }] },
    }]);
    one["parties"] = json!([{ "id": "b", "roles": ["tenderer", "subcontractor"] }]);
    let mut still = one.clone();
    still["ocid"] = json!("still");
    still["contracts"][0] = json!({ "id": "c", "awardID": "award", "status": "active", "value": { "amount": 100.0, "currency": "IRR" } });
    still["parties"] = json!([]);
    let report = run(&[one.clone(), still.clone()]);
    // The award has no value: the bid that won stands for it.
    assert!((value(&report, "t", Code::R059).unwrap() - 0.3).abs() < 1e-12);
    assert_eq!(value(&report, "t", Code::R064), Some(2.0));
    assert!((value(&report, "t", Code::R068).unwrap() - 0.2).abs() < 1e-12);
    assert_eq!(
        report
            .flags("t")
            .iter()
            .find(|flag| flag.code == Code::R070)
            .map(|flag| flag.who.clone()),
        Some(vec!["b"])
    );
    assert_eq!(report.state("still", Code::R059), Some(State::Clear));
    assert_eq!(report.state("still", Code::R064), Some(State::Clear));
    assert_eq!(
        report.state("still", Code::R068),
        Some(State::Insufficient(Need::Payments))
    );
    // A file in which nobody publishes amendments says nothing about them.
    assert_eq!(
        run(&[still]).state("still", Code::R064),
        Some(State::Insufficient(Need::Amendments))
    );
}

/// A market of turns (x, y, x, y …), where the three of a ring always meet.
#[test]
fn rings_rotation_and_the_usual_winner() {
    let mut releases = Vec::new();
    for at in 0..12 {
        let winner = if at % 2 == 0 { "x" } else { "y" };
        let mut one = release(
            &format!("turn{at}"),
            json!([
                bid(&["x"], "valid", 1.0),
                bid(&["y"], "valid", 2.0),
                bid(&["z"], "valid", 3.0)
            ]),
            &[winner],
        );
        one["tender"]["items"] = json!([{ "id": "1", "classification": { "id": "4410" } }]);
        one["tender"]["tenderPeriod"]["endDate"] =
            json!(format!("2026-{:02}-01T00:00:00Z", at + 1));
        releases.push(one);
    }
    for at in 0..8 {
        releases.push(release(
            &format!("usual{at}"),
            json!([bid(&["m"], "valid", 1.0), bid(&["n"], "valid", 2.0)]),
            &["m"],
        ));
    }
    let report = run(&releases);
    let of = |code: Code| -> Vec<_> {
        report
            .organisations()
            .filter(|one| one.0 == code)
            .map(|one| (one.2, one.4))
            .collect()
    };
    assert_eq!(of(Code::A003), [("x", vec!["y", "z"])]);
    assert_eq!(of(Code::R057), [("town", vec!["x", "y"])]);
    // x and y each win half; with z, the winner is the only one of the two.
    assert_eq!(
        of(Code::R053),
        [("x", vec!["z"]), ("y", vec!["z"]), ("m", vec!["n"])]
    );
}

#[test]
fn packages_records_and_lists_are_taken_apart() {
    let one = release("a", json!([bid(&["x"], "valid", 1.0)]), &["x"]);
    let two = release(
        "b",
        json!([bid(&["x"], "valid", 1.0), bid(&["y"], "valid", 2.0)]),
        &["x"],
    );
    let shapes = [
        json!([one, two]),
        json!({ "uri": "u", "version": "1.1", "releases": [one, two] }),
        json!({ "uri": "u", "records": [{ "ocid": "a", "compiledRelease": one }, { "ocid": "b", "compiledRelease": two }] }),
    ];
    for shape in shapes {
        for text in [
            shape.to_string(),
            serde_json::to_string_pretty(&shape).unwrap(),
        ] {
            let report = run_with(text.as_bytes(), &rules(), &Known::default(), 1);
            assert_eq!(report.refused().count, 0, "{text}");
            assert_eq!(
                (
                    value(&report, "a", Code::R018),
                    value(&report, "b", Code::R018)
                ),
                (Some(1.0), None)
            );
        }
    }
    // A record on a line of its own, with a release on the next.
    let lines = format!(
        "{}\n{two}\n",
        json!({ "ocid": "a", "releases": [], "compiledRelease": one })
    );
    assert_eq!(
        run_with(lines.as_bytes(), &rules(), &Known::default(), 1).processes(),
        2
    );
}

#[test]
fn a_line_without_end_and_a_file_without_end_spoil_nothing_else() {
    let one = release("a", json!([bid(&["x"], "valid", 1.0)]), &["x"]).to_string();
    let two = one.replace("\"a\"", "\"b\"");
    let head = std::io::Cursor::new(format!("{one}\n{{\"ocid\": \""));
    let long =
        head.chain(std::io::repeat(b'x').take((procurement::read::MAX_LINE as u64) + (9 << 20)));
    let reader = long.chain(std::io::Cursor::new(format!("\"}}\n{two}\n{{\n")));
    let inputs = Inputs {
        rules: &rules(),
        known: &Known::default(),
        explain: None,
    };
    let report = screen(open(reader).unwrap(), &inputs, 2).unwrap();
    assert_eq!(report.processes(), 2);
    let lines: Vec<u64> = report.refused().first.iter().map(|one| one.line).collect();
    assert_eq!(lines, [2, 4]);

    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for at in 0..20_000_u32 {
        // A changing text that does not pack to nothing.
        let more = at.wrapping_mul(2_654_435_761);
        writeln!(
            packed,
            "{}",
            one.replace("\"a\"", &format!("\"{at}-{more}\""))
        )
        .unwrap();
    }
    let packed = packed.finish().unwrap();
    let report = run_with(&packed[..packed.len() / 2], &rules(), &Known::default(), 1);
    assert!(
        (5_000..15_000).contains(&report.processes()),
        "{}",
        report.processes()
    );
    assert_eq!(report.refused().count, 1);
    let last = &report.refused().first[0];
    assert_eq!(last.line, report.processes() as u64 + 1);
    assert!(last.why.contains("is it complete?"), "{last}");
}

#[test]
fn the_rarest_together_come_first_and_verdicts_move_them() {
    let quiet = |at: u32| {
        let (a, b) = (format!("a{at}"), format!("b{at}"));
        release(
            &format!("quiet{at}"),
            json!([bid(&[&a], "valid", 10.0), bid(&[&b], "valid", 12.0)]),
            &[&a],
        )
    };
    let mut releases: Vec<Value> = (0..200).map(quiet).collect();
    // One with three rare signs of different kinds, ten with one each.
    let mut grave = release(
        "grave",
        json!([
            bid(&["u"], "disqualified", 5.0),
            bid(&["v"], "valid", 9.0),
            bid(&["w"], "valid", 9.0)
        ]),
        &["v"],
    );
    grave["bids"]["details"][1]["date"] = json!("2026-03-01T00:00:00Z");
    releases.push(grave);
    for at in 0..10 {
        releases.push(release(
            &format!("single{at}"),
            json!([bid(&["s"], "valid", 1.0)]),
            &["s"],
        ));
    }
    let report = run(&releases);
    let ranking = report.ranking(11);
    assert_eq!(ranking.processes[0].0, "grave");
    assert!(
        ranking.processes[0].1.q < 0.05,
        "{}",
        ranking.processes[0].1.q
    );
    assert!(
        ranking
            .processes
            .iter()
            .all(|one| (0.0..=1.0).contains(&one.1.q))
    );
    assert!(
        ranking
            .processes
            .windows(2)
            .all(|two| two[0].1.q <= two[1].1.q)
    );
    assert_eq!(ranking.by_verdicts, None);
    // Nine confirmed single bids, Beta(10, 1): worth twice 10/11 of their surprise.
    let verdicts: Vec<String> = (0..9)
        .map(|at| {
            format!(
                "[[verdict]]\nocid = \"single{at}\"\ncode = \"R018\"\nverdict = \"confirmed\"\n"
            )
        })
        .collect();
    let verdicts = verdicts.concat();
    let told = run_known(&releases, &verdicts);
    let score = |report: &Report| {
        report
            .ranking(99)
            .processes
            .iter()
            .find(|one| one.0 == "single3")
            .unwrap()
            .1
            .score
    };
    assert!((score(&told) / score(&report) - 20.0 / 11.0).abs() < 0.05);
    assert!((told.precision(Code::R018).mean() - 10.0 / 11.0).abs() < 1e-12);
    assert!(told.ranking(5).by_verdicts.is_some());
}

#[test]
fn dominican_processes_and_every_difference_from_cardinal() {
    let Some(path) = common::data("ocds/do_10000.jsonl.gz") else {
        return;
    };
    let cardinal = cardinal::Settings::all();
    let inputs = Inputs {
        rules: &Rules::default(),
        known: &Known::default(),
        explain: Some(&cardinal),
    };
    let json = |threads| {
        let report = screen(open(File::open(&path).unwrap()).unwrap(), &inputs, threads).unwrap();
        // Dates parsed, those without a zone as UTC: counted apart from the program.
        assert_eq!(report.summary(Code::R030).flag, 3_574);
        assert_eq!(report.processes(), 10_000);
        for &code in Code::ALL.iter().take_while(|code| code.is_of_process()) {
            let summary = report.summary(code);
            assert_eq!(
                summary.flag + summary.clear + summary.insufficient + summary.outside,
                10_000,
                "{code:?}"
            );
        }
        let mut text = Vec::new();
        report.write_json(&mut text, 100).unwrap();
        text
    };
    let one = json(1);
    assert!(one == json(2) && one == json(3));
    let answer: Value = serde_json::from_slice(&one).unwrap();
    let differences = answer["differences"].as_array().unwrap();
    let count = |code: &str, cardinal: bool| {
        differences
            .iter()
            .filter(|one| {
                one["kind"] == "process"
                    && one["code"] == code
                    && one["cardinal"].is_null() != cardinal
            })
            .count()
    };
    // What Cardinal has less what it shares with us, and the other way round, must agree with both totals.
    for (code, theirs) in [
        ("R003", 9_542),
        ("R018", 5_487),
        ("R024", 0),
        ("R028", 295),
        ("R030", 1_259),
        ("R035", 508),
        ("R036", 676),
        ("R058", 72),
    ] {
        let ours = usize::try_from(answer["codes"][code]["flag"].as_u64().unwrap()).unwrap();
        assert_eq!(
            theirs - count(code, true) + count(code, false),
            ours,
            "{code}"
        );
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Any lines, broken ones too: the same bytes for any number of threads, and each process in one state for each code.
    #[test]
    fn any_lines(lines in proptest::collection::vec("\\{\"ocid\": (\"[a-c]{1,2}\"|[0-9]|null), \"tender\": \\{\"procurementMethod\": \"(open|direct)\", \"numberOfTenderers\": [0-3]\\}(\\}|)|\\PC{0,20}", 0..40)) {
        let text = lines.join("\n");
        if let Ok(source) = open(text.as_bytes()) {
            let (rules, known) = (rules(), Known::default());
            let inputs = Inputs { rules: &rules, known: &known, explain: None };
            let mut first = Vec::new();
            let report = screen(source, &inputs, 1).unwrap();
            report.write_json(&mut first, 5).unwrap();
            serde_json::from_slice::<Value>(&first).unwrap();
            let mut second = Vec::new();
            screen(open(text.as_bytes()).unwrap(), &inputs, 2).unwrap().write_json(&mut second, 5).unwrap();
            proptest::prop_assert!(first == second);
        }
    }
}
