//! PNML (ISO/IEC 15909-2): place/transition nets, with the final marking and the silent transitions of `ProM` and pm4py.

use std::io::Read;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use quick_xml::escape::escape;

use super::error::ModelError;
use super::net::{PetriNet, Place, Tokens, Transition, number};
use super::xml::{self, Element};

/// Reads a net.
///
/// A transition without a name is called by its id, as `ProM` and pm4py do; one that `ProM`'s `toolspecific` calls invisible is
/// silent. Where no final marking is given, it is one token on the only place that nothing leaves.
pub fn read_pnml(reader: impl Read) -> Result<PetriNet, ModelError> {
    from_xml(&xml::parse(&xml::read_text(reader)?)?)
}

pub(super) fn from_xml(root: &Element) -> Result<PetriNet, ModelError> {
    if root.name != "pnml" {
        return Err(ModelError::NotAModel {
            line: root.line,
            found: root.name.clone(),
        });
    }
    let mut nets = root.children_named("net");
    let Some(net) = nets.next() else {
        return Err(ModelError::unusable(
            "<pnml> has no <net>",
            "export the model again",
        ));
    };
    if let Some(other) = nets.next() {
        return Err(unsupported(
            other,
            "a second net",
            "give each net a file of its own",
        ));
    }
    let mut parts = Parts::default();
    parts.gather(net)?;
    parts.build(net)
}

fn unsupported(element: &Element, what: &str, mend: &'static str) -> ModelError {
    ModelError::Unsupported {
        line: element.line,
        what: what.to_owned(),
        mend,
    }
}

/// A node of the net, or another name of one on a further page.
#[derive(Clone, Copy)]
enum Node<'a> {
    Place(Place),
    Transition(usize),
    Reference(&'a str),
}

#[derive(Default)]
struct Parts<'a> {
    nodes: HashMap<&'a str, Node<'a>, FixedState>,
    arcs: Vec<&'a Element>,
    net: PetriNet,
}

impl<'a> Parts<'a> {
    /// Takes the nodes of a net or page and of the pages in it.
    fn gather(&mut self, page: &'a Element) -> Result<(), ModelError> {
        for element in &page.children {
            match element.name.as_str() {
                "page" => self.gather(element)?,
                "place" => {
                    let place = number(self.net.places.len());
                    let id = self.add(element, Node::Place(place))?;
                    let name = element.text_of("name").unwrap_or(id);
                    self.net.places.push(name.to_owned());
                    let tokens = tokens(element, "initialMarking", 0)?;
                    if tokens > 0 {
                        self.net.initial.push((place, tokens));
                    }
                }
                "transition" => {
                    let node = Node::Transition(self.net.transitions.len());
                    let id = self.add(element, node)?;
                    let name = element.text_of("name").unwrap_or(id);
                    self.net.transitions.push(Transition {
                        label: (!is_silent(element)).then(|| name.to_owned()),
                        ..Transition::default()
                    });
                }
                "referencePlace" | "referenceTransition" => {
                    let node = Node::Reference(element.required("ref")?);
                    self.add(element, node)?;
                }
                "arc" => self.arcs.push(element),
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, element: &'a Element, node: Node<'a>) -> Result<&'a str, ModelError> {
        let id = element.required("id")?;
        if self.nodes.insert(id, node).is_some() {
            return Err(ModelError::Duplicate {
                line: element.line,
                id: id.to_owned(),
            });
        }
        Ok(id)
    }

    fn find(&self, element: &Element, id: &str) -> Result<Node<'a>, ModelError> {
        let mut node = self.nodes.get(id).copied();
        // A chain of references is no longer than there are nodes, unless it goes in a circle.
        for _ in 0..self.nodes.len() {
            match node {
                Some(Node::Reference(to)) => node = self.nodes.get(to).copied(),
                Some(found) => return Ok(found),
                None => break,
            }
        }
        Err(ModelError::Unknown {
            line: element.line,
            element: element.name.clone(),
            id: id.to_owned(),
        })
    }

    fn build(mut self, root: &Element) -> Result<PetriNet, ModelError> {
        for arc in std::mem::take(&mut self.arcs) {
            let kind = arc.attribute("type").or_else(|| arc.text_of("arctype"));
            let kind = kind.or_else(|| arc.child("type")?.attribute("value"));
            if let Some(kind @ ("inhibitor" | "reset" | "read" | "test")) = kind {
                let mend = "draw it with places and ordinary arcs";
                return Err(unsupported(arc, &format!("the {kind} arc"), mend));
            }
            let weight = tokens(arc, "inscription", 1)?;
            if weight == 0 {
                continue;
            }
            let source = self.find(arc, arc.required("source")?)?;
            let target = self.find(arc, arc.required("target")?)?;
            let (list, place) = match (source, target) {
                (Node::Place(place), Node::Transition(to)) => {
                    (&mut self.net.transitions[to].inputs, place)
                }
                (Node::Transition(from), Node::Place(place)) => {
                    (&mut self.net.transitions[from].outputs, place)
                }
                _ => {
                    let mend = "an arc leads from a place to a transition or back";
                    return Err(unsupported(arc, "an arc between nodes of one kind", mend));
                }
            };
            add(list, place, weight);
        }
        self.net.end = self.end(root)?;
        self.net.check()?;
        Ok(self.net)
    }

    /// The final marking as written, or as the shape of the net says it.
    fn end(&self, root: &Element) -> Result<Vec<Tokens>, ModelError> {
        let holders = std::iter::once(root).chain(root.children_named("toolspecific"));
        let mut markings = holders
            .flat_map(|holder| holder.children_named("finalmarkings"))
            .flat_map(|list| list.children_named("marking"));
        if let Some(marking) = markings.next() {
            let mut end = Vec::new();
            for element in marking.children_named("place") {
                let id = element.required("idref")?;
                let Node::Place(place) = self.find(element, id)? else {
                    let mend = "name places in the final marking";
                    return Err(unsupported(
                        element,
                        &format!("the transition {id:?}"),
                        mend,
                    ));
                };
                let written = element.child("text").map_or("1", |text| text.text.trim());
                let count = count(element, "final marking", written)?;
                if count > 0 {
                    add(&mut end, place, count);
                }
            }
            if let Some(other) = markings.find(|other| !other.children.is_empty()) {
                let mend = "lead all ways of ending to one place";
                return Err(unsupported(other, "a second final marking", mend));
            }
            return Ok(end);
        }
        let mut left = vec![false; self.net.places.len()];
        for &(place, _) in self.net.transitions.iter().flat_map(|t| &t.inputs) {
            left[place as usize] = true;
        }
        let last: Vec<usize> = (0..left.len()).filter(|&place| !left[place]).collect();
        match last[..] {
            [place] => Ok(vec![(number(place), 1)]),
            _ => Err(ModelError::unusable(
                format!(
                    "the net says no final marking, and {} places have no way on",
                    last.len()
                ),
                "add <finalmarkings>, or lead all ways of ending to one place",
            )),
        }
    }
}

fn add(list: &mut Vec<Tokens>, place: Place, count: u8) {
    match list.binary_search_by_key(&place, |&(place, _)| place) {
        Ok(found) => list[found].1 = list[found].1.saturating_add(count),
        Err(at) => list.insert(at, (place, count)),
    }
}

fn tokens(element: &Element, what: &'static str, default: u8) -> Result<u8, ModelError> {
    element
        .text_of(what)
        .map_or(Ok(default), |text| count(element, what, text))
}

fn count(element: &Element, what: &'static str, text: &str) -> Result<u8, ModelError> {
    text.parse().map_err(|_| ModelError::Number {
        line: element.line,
        what,
        value: text.to_owned(),
    })
}

fn is_silent(element: &Element) -> bool {
    element.children_named("toolspecific").any(|tool| {
        let activity = tool.attribute("activity");
        let property = tool
            .children_named("property")
            .any(|p| p.attribute("key") == Some("invisible") && p.text.trim() == "true");
        activity.is_some_and(|activity| activity.contains("invisible")) || property
    })
}

/// Writes a net that `ProM` and pm4py read as it is meant.
pub fn write_pnml(net: &PetriNet) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <pnml xmlns=\"http://www.pnml.org/version-2009/grammar/pnml\">\n  \
         <net id=\"net\" type=\"http://www.pnml.org/version-2009/grammar/ptnet\">\n    \
         <name><text>net</text></name>\n    <page id=\"page\">\n",
    );
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    for (place, name) in net.places.iter().enumerate() {
        let tokens = net
            .initial
            .iter()
            .find(|(marked, _)| *marked as usize == place);
        let tokens = tokens.map_or(String::new(), |(_, count)| {
            format!("<initialMarking><text>{count}</text></initialMarking>")
        });
        let name = escape(name.as_str());
        line(format!(
            "      <place id=\"p{place}\"><name><text>{name}</text></name>{tokens}</place>"
        ));
    }
    for (index, transition) in net.transitions.iter().enumerate() {
        let (name, silent) = match &transition.label {
            Some(label) => (escape(label.as_str()), ""),
            None => (
                "tau".into(),
                "<toolspecific tool=\"ProM\" version=\"6.4\" activity=\"$invisible$\"/>",
            ),
        };
        line(format!(
            "      <transition id=\"t{index}\"><name><text>{name}</text></name>{silent}</transition>"
        ));
    }
    let mut arc = 0;
    let mut arcs = |from: String, to: String, weight: u8| {
        let weight = match weight {
            1 => String::new(),
            more => format!("<inscription><text>{more}</text></inscription>"),
        };
        arc += 1;
        line(format!(
            "      <arc id=\"a{arc}\" source=\"{from}\" target=\"{to}\">{weight}</arc>"
        ));
    };
    for (index, transition) in net.transitions.iter().enumerate() {
        for &(place, weight) in &transition.inputs {
            arcs(format!("p{place}"), format!("t{index}"), weight);
        }
        for &(place, weight) in &transition.outputs {
            arcs(format!("t{index}"), format!("p{place}"), weight);
        }
    }
    line("    </page>\n    <finalmarkings><marking>".to_owned());
    for (place, count) in &net.end {
        line(format!(
            "      <place idref=\"p{place}\"><text>{count}</text></place>"
        ));
    }
    line("    </marking></finalmarkings>\n  </net>\n</pnml>".to_owned());
    out
}
