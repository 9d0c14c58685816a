//! A process tree as a BPMN 2.0 diagram with its shapes in place.

use std::fmt::Write as _;

use super::super::tree::ProcessTree;
use super::layout::{Drawing, Shape, draw};
use crate::write::text::escape;

/// Writes the tree as BPMN 2.0 XML: tasks, exclusive and parallel gateways, one start and one end event, with a diagram that
/// editors show as it is. The same tree always gives the same text.
///
/// ```
/// use eventlog::model::{ProcessTree, read_bpmn, write_bpmn};
///
/// let tree: ProcessTree = "->( 'register', X( tau, 'visit' ), 'decide' )".parse()?;
/// let text = write_bpmn(&tree);
/// assert!(text.contains("<task id=\"task1\" name=\"register\">"));
/// let net = read_bpmn(text.as_bytes())?;
/// assert_eq!(net.transitions.iter().filter(|step| step.label.is_some()).count(), 3);
/// # Ok::<(), eventlog::model::ModelError>(())
/// ```
pub fn write_bpmn(tree: &ProcessTree) -> String {
    let drawing = draw(tree);
    let ids = ids(&drawing);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
         xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" \
         id=\"definitions\" targetNamespace=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n  \
         <process id=\"process\" isExecutable=\"false\">\n",
    );
    for (node, id) in ids.iter().enumerate() {
        let shape = &drawing.nodes[node].shape;
        let tag = match shape {
            Shape::Start => "startEvent",
            Shape::End => "endEvent",
            Shape::Task(_) => "task",
            Shape::Exclusive => "exclusiveGateway",
            Shape::Parallel => "parallelGateway",
        };
        let _ = write!(out, "    <{tag} id=\"{id}\"");
        if let Shape::Task(name) = shape {
            out.push_str(" name=\"");
            escape(&mut out, name);
            out.push('"');
        }
        out.push_str(">\n");
        for (what, end) in [("incoming", false), ("outgoing", true)] {
            for (flow, edge) in drawing.edges.iter().enumerate() {
                if node == if end { edge.from } else { edge.to } {
                    let _ = writeln!(out, "      <{what}>flow{}</{what}>", flow + 1);
                }
            }
        }
        let _ = writeln!(out, "    </{tag}>");
    }
    for (flow, edge) in drawing.edges.iter().enumerate() {
        let (number, from, to) = (flow + 1, &ids[edge.from], &ids[edge.to]);
        let _ = writeln!(
            out,
            "    <sequenceFlow id=\"flow{number}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>"
        );
    }
    out.push_str(
        "  </process>\n  <bpmndi:BPMNDiagram id=\"diagram\">\n    <bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"process\">\n",
    );
    for (node, id) in drawing.nodes.iter().zip(&ids) {
        let marker = match node.shape {
            Shape::Exclusive => " isMarkerVisible=\"true\"",
            _ => "",
        };
        let _ = writeln!(
            out,
            "      <bpmndi:BPMNShape id=\"{id}_shape\" bpmnElement=\"{id}\"{marker}><dc:Bounds x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></bpmndi:BPMNShape>",
            node.x, node.y, node.width, node.height
        );
    }
    for (flow, edge) in drawing.edges.iter().enumerate() {
        let number = flow + 1;
        let _ = write!(
            out,
            "      <bpmndi:BPMNEdge id=\"flow{number}_edge\" bpmnElement=\"flow{number}\">"
        );
        for (x, y) in &edge.way {
            let _ = write!(out, "<di:waypoint x=\"{x}\" y=\"{y}\"/>");
        }
        out.push_str("</bpmndi:BPMNEdge>\n");
    }
    out.push_str("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</definitions>\n");
    out
}

fn ids(drawing: &Drawing) -> Vec<String> {
    let (mut tasks, mut gateways) = (0, 0);
    let all = drawing.nodes.iter().map(|node| match node.shape {
        Shape::Start => "start".to_owned(),
        Shape::End => "end".to_owned(),
        Shape::Task(_) => {
            tasks += 1;
            format!("task{tasks}")
        }
        Shape::Exclusive | Shape::Parallel => {
            gateways += 1;
            format!("gateway{gateways}")
        }
    });
    all.collect()
}
