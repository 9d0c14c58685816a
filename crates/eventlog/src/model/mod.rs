//! Models of a procedure: process trees, Petri nets and BPMN; PNML and BPMN 2.0 XML in and out.

mod bpmn;
mod error;
mod net;
mod pnml;
mod tree;
mod xml;

pub use bpmn::{read_bpmn, write_bpmn};
pub use error::ModelError;
pub use net::{PetriNet, Place, Tokens, Transition};
pub use pnml::{read_pnml, write_pnml};
pub use tree::ProcessTree;
pub use xml::MAX_BYTES;

use std::io::Read;

/// Reads a model as a Petri net: PNML or BPMN 2.0, told by the first element.
pub fn read_model(reader: impl Read) -> Result<PetriNet, ModelError> {
    let root = xml::parse(&xml::read_text(reader)?)?;
    match root.name.as_str() {
        "definitions" => bpmn::from_xml(&root),
        _ => pnml::from_xml(&root),
    }
}
