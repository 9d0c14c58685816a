//! BPMN 2.0 (ISO/IEC 19510): diagrams in as Petri nets, process trees out as diagrams.

mod layout;
mod read;
mod reduce;
mod sound;
mod write;

pub(super) use read::from_xml;
pub use read::read_bpmn;
pub use write::write_bpmn;
