//! A diagram as a Petri net with the same runs (Dijkman, Dumas and Ouyang, "Semantics and analysis of business process models in
//! BPMN", 2008): a token on a sequence flow is a token in the place before the flow's target.

use std::io::Read;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::super::error::ModelError;
use super::super::net::{PetriNet, Place};
use super::super::xml::{self, Element};
use super::{reduce, sound};

/// Reads a BPMN 2.0 diagram of one process.
///
/// Tasks of every kind and call activities become transitions under their names; start, intermediate and end events, exclusive,
/// event-based and parallel gateways are silent. Conditions are not judged: every way may be taken. Lanes, data, artifacts and
/// notes do not matter. What would need to know more (inclusive choice, sub-processes, boundary events, repeated tasks,
/// several ends at once) is an error that names it, never a guess.
pub fn read_bpmn(reader: impl Read) -> Result<PetriNet, ModelError> {
    from_xml(&xml::parse(&xml::read_text(reader)?)?)
}

/// What a node does with tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Task,
    Start,
    Passing,
    End,
    Exclusive,
    Parallel,
}

struct Node<'a> {
    element: &'a Element,
    kind: Kind,
    /// Flows that lead here and away, as numbers in the list of flows.
    incoming: Vec<usize>,
    outgoing: Vec<usize>,
}

struct Flow<'a> {
    element: &'a Element,
    target: usize,
}

pub(in super::super) fn from_xml(root: &Element) -> Result<PetriNet, ModelError> {
    if root.name != "definitions" {
        return Err(ModelError::NotAModel {
            line: root.line,
            found: root.name.clone(),
        });
    }
    let mut processes = root
        .children_named("process")
        .filter(|process| process.children_named("sequenceFlow").next().is_some());
    let Some(process) = processes.next() else {
        return Err(ModelError::unusable(
            "the diagram has no process with sequence flows",
            "draw the steps and the flows between them",
        ));
    };
    if let Some(other) = processes.next() {
        let mend = "give each process a file of its own";
        return Err(unsupported(other, "a second process", mend));
    }
    let (nodes, flows) = graph(process)?;
    let net = net(&nodes, &flows)?;
    sound::check(&net)?;
    Ok(net)
}

fn unsupported(element: &Element, what: &str, mend: &'static str) -> ModelError {
    let name = element.attribute("name").or(element.attribute("id"));
    ModelError::Unsupported {
        line: element.line,
        what: match name {
            Some(name) => format!("{what} «{name}»"),
            None => what.to_owned(),
        },
        mend,
    }
}

/// What a node of the diagram is; `None` for what is no node.
fn kind(element: &Element) -> Result<Option<Kind>, ModelError> {
    let definition = element
        .children
        .iter()
        .find_map(|child| child.name.strip_suffix("EventDefinition"));
    let refuse = |what: &str, mend| Err(unsupported(element, what, mend));
    Ok(Some(match element.name.as_str() {
        "task" | "userTask" | "serviceTask" | "manualTask" | "scriptTask" | "businessRuleTask"
        | "sendTask" | "receiveTask" | "callActivity" => {
            let repeated = [
                "standardLoopCharacteristics",
                "multiInstanceLoopCharacteristics",
            ];
            if repeated.iter().any(|name| element.child(name).is_some()) {
                let mend = "draw the repetition with exclusive gateways";
                return refuse("the repeated task", mend);
            }
            Kind::Task
        }
        "startEvent" => Kind::Start,
        "endEvent" => match definition {
            Some(other @ ("cancel" | "compensate" | "link")) => {
                let mend = "draw a plain end event";
                return refuse(&format!("the {other} end event"), mend);
            }
            _ => Kind::End,
        },
        "intermediateThrowEvent" | "intermediateCatchEvent" => match definition {
            Some("link") => {
                let mend = "draw the sequence flow itself";
                return refuse("the link event", mend);
            }
            Some("compensate") => {
                let mend = "draw what is undone as steps";
                return refuse("the compensation event", mend);
            }
            _ => Kind::Passing,
        },
        "exclusiveGateway" | "eventBasedGateway" => Kind::Exclusive,
        "parallelGateway" => Kind::Parallel,
        "inclusiveGateway" => {
            let mend = "draw the allowed combinations with exclusive and parallel gateways";
            return refuse("the inclusive gateway", mend);
        }
        "complexGateway" => {
            let mend = "draw it with exclusive and parallel gateways";
            return refuse("the complex gateway", mend);
        }
        "subProcess" | "adHocSubProcess" | "transaction" | "subChoreography" => {
            let mend = "draw its steps in the process itself";
            return refuse("the sub-process", mend);
        }
        "boundaryEvent" => {
            let mend = "draw the exception as a way of its own after an exclusive gateway";
            return refuse("the boundary event", mend);
        }
        _ => return Ok(None),
    }))
}

type Graph<'a> = (Vec<Node<'a>>, Vec<Flow<'a>>);

fn graph(process: &Element) -> Result<Graph<'_>, ModelError> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut ids: HashMap<&str, usize, FixedState> = HashMap::default();
    for element in &process.children {
        let Some(kind) = kind(element)? else {
            continue;
        };
        let id = element.required("id")?;
        if ids.insert(id, nodes.len()).is_some() {
            return Err(ModelError::Duplicate {
                line: element.line,
                id: id.to_owned(),
            });
        }
        nodes.push(Node {
            element,
            kind,
            incoming: Vec::new(),
            outgoing: Vec::new(),
        });
    }
    let mut flows = Vec::new();
    for element in process.children_named("sequenceFlow") {
        let find = |attribute| {
            let id = element.required(attribute)?;
            ids.get(id).copied().ok_or_else(|| ModelError::Unknown {
                line: element.line,
                element: element.name.clone(),
                id: id.to_owned(),
            })
        };
        let (source, target) = (find("sourceRef")?, find("targetRef")?);
        nodes[source].outgoing.push(flows.len());
        nodes[target].incoming.push(flows.len());
        flows.push(Flow { element, target });
    }
    for node in &nodes {
        check(node, &flows)?;
    }
    Ok((nodes, flows))
}

/// What would leave a token nowhere, or somewhere that only the diagram's author knows.
fn check(node: &Node<'_>, flows: &[Flow<'_>]) -> Result<(), ModelError> {
    let element = node.element;
    let (before, after) = (node.incoming.len(), node.outgoing.len());
    match node.kind {
        Kind::Start if before > 0 => {
            let mend = "lead the flow to the step after it, by an exclusive gateway";
            Err(unsupported(element, "a flow into the start event", mend))
        }
        Kind::End if after > 0 => {
            let mend = "use an intermediate event, or let nothing follow";
            Err(unsupported(element, "a flow out of the end event", mend))
        }
        Kind::Start | Kind::Task | Kind::Passing | Kind::Exclusive | Kind::Parallel
            if after == 0 =>
        {
            let mend = "lead it to an end event";
            Err(unsupported(element, "the dead end", mend))
        }
        Kind::Task | Kind::Passing | Kind::Exclusive | Kind::Parallel | Kind::End
            if before == 0 =>
        {
            let mend = "lead a flow to it, from a start event at the earliest";
            Err(unsupported(element, "the step that nothing leads to", mend))
        }
        Kind::Task | Kind::Passing if after > 1 => {
            let conditional = node.outgoing.iter().find(|&&flow| {
                let element = flows[flow].element;
                element.child("conditionExpression").is_some()
            });
            if conditional.is_none() && element.attribute("default").is_none() {
                return Ok(());
            }
            let mend = "put an exclusive gateway after it";
            Err(unsupported(
                element,
                "the step with flows under conditions",
                mend,
            ))
        }
        _ => Ok(()),
    }
}

fn net(nodes: &[Node<'_>], flows: &[Flow<'_>]) -> Result<PetriNet, ModelError> {
    let mut net = PetriNet::default();
    let (source, sink) = (net.place(), net.place());
    net.initial = vec![(source, 1)];
    net.end = vec![(sink, 1)];
    for (wanted, what, mend) in [
        (
            Kind::Start,
            "the process has no start event",
            "draw where cases begin",
        ),
        (
            Kind::End,
            "the process has no end event",
            "draw where cases end",
        ),
    ] {
        if !nodes.iter().any(|node| node.kind == wanted) {
            return Err(ModelError::unusable(what, mend));
        }
    }
    // Only a join must know which way a token came.
    let entry: Vec<Place> = nodes.iter().map(|_| net.place()).collect();
    let places: Vec<Place> = flows
        .iter()
        .map(|flow| match nodes[flow.target].kind {
            Kind::Parallel => net.place(),
            _ => entry[flow.target],
        })
        .collect();
    for (node, entry) in nodes.iter().zip(entry) {
        let of = |list: &[usize]| -> Vec<Place> { list.iter().map(|&flow| places[flow]).collect() };
        let after = of(&node.outgoing);
        match node.kind {
            Kind::Start => net.transition(None, &[source], &after),
            Kind::End => net.transition(None, &[entry], &[sink]),
            Kind::Task => net.transition(Some(&label(node.element)), &[entry], &after),
            Kind::Passing => net.transition(None, &[entry], &after),
            Kind::Parallel => net.transition(None, &of(&node.incoming), &after),
            Kind::Exclusive => {
                for place in after {
                    net.transition(None, &[entry], &[place]);
                }
            }
        }
    }
    Ok(reduce::reduced(net))
}

/// The name in one line; the id where there is none, as with Petri nets.
fn label(element: &Element) -> String {
    let name = element.attribute("name").unwrap_or_default();
    if name.trim().is_empty() {
        return element.attribute("id").unwrap_or_default().to_owned();
    }
    if !name.contains(['\n', '\r', '\t']) {
        return name.to_owned();
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ")
}
