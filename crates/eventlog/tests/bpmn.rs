//! Diagrams as people and editors draw them: what is read, and what is refused in which words.

use eventlog::align::{AlignOptions, align};
use eventlog::model::{PetriNet, read_bpmn};
use eventlog::read::Mapping;
use eventlog::{Options, read_csv};

/// A diagram of these elements, in the namespace prefix that Camunda's modeller uses.
fn diagram(elements: &str) -> String {
    let elements = elements
        .replace("</", "</bpmn:")
        .replace('<', "<bpmn:")
        .replace("<bpmn:/bpmn:", "</bpmn:");
    format!(
        "<?xml version=\"1.0\"?><bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n\
         <bpmn:collaboration id=\"c\"><bpmn:participant id=\"p\" processRef=\"one\"/></bpmn:collaboration>\n\
         <bpmn:process id=\"one\"><bpmn:laneSet id=\"l\"><bpmn:lane id=\"l1\"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>\n\
         {elements}\n</bpmn:process></bpmn:definitions>"
    )
}

fn flows(pairs: &[&str]) -> String {
    let flow = |(index, pair): (usize, &&str)| {
        let (from, to) = pair.split_once('>').unwrap();
        format!("<sequenceFlow id=\"f{index}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>")
    };
    pairs.iter().enumerate().map(flow).collect()
}

fn read(nodes: &str, pairs: &[&str]) -> Result<PetriNet, String> {
    let text = diagram(&format!("{nodes}{}", flows(pairs)));
    read_bpmn(text.as_bytes()).map_err(|error| error.to_string())
}

/// Cost of the alignment of each trace, letters being activities.
fn costs(net: &PetriNet, traces: &[&str]) -> Vec<u32> {
    let mut rows = "case,activity,time\n".to_owned();
    for (case, trace) in traces.iter().enumerate() {
        for (at, activity) in trace.chars().enumerate() {
            rows.push_str(
                &[
                    &case.to_string(),
                    ",",
                    &activity.to_string(),
                    ",2026-01-01T00:00:0",
                    &at.to_string(),
                    "Z\n",
                ]
                .concat(),
            );
        }
    }
    let log = read_csv(rows.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log;
    let aligned = align(&log, net, AlignOptions::default()).unwrap();
    let cost = |trace: &&str| {
        let names: Vec<String> = trace.chars().map(String::from).collect();
        let found = aligned.variants.iter().find(|one| {
            let activities = one.variant.activities.iter();
            activities
                .map(|&id| log.activities().get(id).to_owned())
                .collect::<Vec<_>>()
                == names
        });
        found.unwrap().alignment.as_ref().unwrap().cost
    };
    traces.iter().map(cost).collect()
}

const ENDS: &str = r#"<startEvent id="s"/><endEvent id="e"/>"#;

#[test]
fn choices_branches_and_loops_by_hand() {
    // a, then b or c and back to a as often as wished, then d and e in any order.
    let nodes = format!(
        "{ENDS}{}",
        r#"<userTask id="a" name="a"/><task id="b" name="b"/><serviceTask id="c" name="c"/><callActivity id="d" name="d"/><manualTask id="t" name="e"/>
        <exclusiveGateway id="j"/><exclusiveGateway id="x"/><parallelGateway id="f"/><parallelGateway id="g"/><intermediateCatchEvent id="w"><timerEventDefinition/></intermediateCatchEvent>"#
    );
    let net = read(
        &nodes,
        &[
            "s>j", "j>a", "a>x", "x>b", "x>c", "b>j", "c>j", "x>w", "w>f", "f>d", "f>t", "d>g",
            "t>g", "g>e",
        ],
    )
    .unwrap();
    assert_eq!(
        costs(&net, &["ade", "abaed", "acabade", "de", "abde", "adde"]),
        [0, 0, 0, 1, 1, 1]
    );
}

#[test]
fn a_task_joins_alternatives_and_splits_in_parallel() {
    // Two flows into a task are alternatives, two out of it are parallel (BPMN 2.0.2, 10.2.1.1 and 13.2.2).
    let nodes = format!(
        "{ENDS}{}",
        r#"<startEvent id="s2"><messageEventDefinition/></startEvent><task id="a" name="a"/><task id="b" name="b"/><task id="c" name="c"/><parallelGateway id="g"/>"#
    );
    let net = read(&nodes, &["s>a", "s2>a", "a>b", "a>c", "b>g", "c>g", "g>e"]).unwrap();
    assert_eq!(costs(&net, &["abc", "acb", "ab", "aabc"]), [0, 0, 1, 1]);
}

#[test]
fn names_lose_line_breaks_and_gain_ids() {
    let nodes =
        format!("{ENDS}<task id=\"a\" name=\"check&#10;  ticket\"/><task id=\"Activity_1\"/>");
    let net = read(&nodes, &["s>a", "a>Activity_1", "Activity_1>e"]).unwrap();
    let labels: Vec<_> = net
        .transitions
        .iter()
        .filter_map(|t| t.label.as_deref())
        .collect();
    assert_eq!(labels, ["check ticket", "Activity_1"]);
}

#[test]
fn what_is_not_supported_is_named_with_its_line() {
    let a = r#"<task id="a" name="a"/><task id="b" name="b"/>"#;
    let straight = ["s>a", "a>b", "b>e"];
    let with = |more: &str, pairs: &[&str]| read(&format!("{ENDS}{a}{more}"), pairs).unwrap_err();
    for (error, words) in [
        (
            with("<inclusiveGateway id=\"i\" name=\"which\"/>", &straight),
            "the inclusive gateway «which»",
        ),
        (
            with("<complexGateway id=\"i\"/>", &straight),
            "the complex gateway «i»",
        ),
        (
            with("<subProcess id=\"i\" name=\"inner\"/>", &straight),
            "the sub-process «inner»",
        ),
        (
            with("<boundaryEvent id=\"i\" attachedToRef=\"a\"/>", &straight),
            "the boundary event",
        ),
        (
            with(
                "<task id=\"i\"><multiInstanceLoopCharacteristics/></task>",
                &straight,
            ),
            "the repeated task «i»",
        ),
        (with("<task id=\"i\"/>", &straight), "the dead end «i»"),
        (
            with("<task id=\"i\"/>", &["s>a", "a>b", "b>e", "i>e"]),
            "nothing leads to «i»",
        ),
        (
            with("<task id=\"a\"/>", &straight),
            "the id \"a\" is used twice",
        ),
        (with("", &["s>a", "a>b", "b>z"]), "refers to \"z\""),
        (
            with(
                "<endEvent id=\"i\"><compensateEventDefinition/></endEvent>",
                &straight,
            ),
            "the compensate end event",
        ),
        (
            with(
                "<intermediateThrowEvent id=\"i\"><linkEventDefinition/></intermediateThrowEvent>",
                &straight,
            ),
            "the link event",
        ),
        // Two branches, two ends: the second token has no place in one end.
        (
            with("<endEvent id=\"e2\"/>", &["s>a", "a>b", "b>e", "a>e2"]),
            "while other steps are still open",
        ),
        // An exclusive split joined by a parallel gateway waits for ever.
        (
            with(
                "<exclusiveGateway id=\"x\"/><parallelGateway id=\"g\"/>",
                &["s>x", "x>a", "x>b", "a>g", "b>g", "g>e"],
            ),
            "no run of the process",
        ),
        // A loop that leaves a token behind each time round.
        (
            with(
                "<exclusiveGateway id=\"x\"/><parallelGateway id=\"g\"/>",
                &["s>x", "x>a", "a>g", "g>x", "g>b", "b>e"],
            ),
            "open",
        ),
        (read(a, &["a>b"]).unwrap_err(), "no"),
    ] {
        assert!(error.contains(words), "{words}: {error}");
    }
    let conditional = diagram(&format!(
        "{ENDS}{a}<sequenceFlow id=\"1\" sourceRef=\"s\" targetRef=\"a\"/><sequenceFlow id=\"2\" sourceRef=\"a\" targetRef=\"b\"><conditionExpression/></sequenceFlow>\
         <sequenceFlow id=\"3\" sourceRef=\"a\" targetRef=\"e\"/><sequenceFlow id=\"4\" sourceRef=\"b\" targetRef=\"e\"/>"
    ));
    let error = read_bpmn(conditional.as_bytes()).unwrap_err().to_string();
    assert!(
        error.starts_with("line 4: the step with flows under conditions «a»"),
        "{error}"
    );
}
