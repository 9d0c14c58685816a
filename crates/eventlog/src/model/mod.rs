//! Models of a procedure: process trees, Petri nets and BPMN; PNML and BPMN 2.0 XML in and out.

mod error;
mod net;
mod pnml;
mod tree;
mod xml;

pub use error::ModelError;
pub use net::{PetriNet, Place, Tokens, Transition};
pub use pnml::{read_pnml, write_pnml};
pub use tree::ProcessTree;
pub use xml::MAX_BYTES;
