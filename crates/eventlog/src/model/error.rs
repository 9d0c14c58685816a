//! What can be wrong with a model, in words that say what, where and how to mend it.

/// Why a model cannot be read, converted or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The reader failed.
    #[error("the model cannot be read: {0}")]
    Io(String),
    /// Longer than [`super::MAX_BYTES`].
    #[error("the model is longer than {} MiB; no model of a procedure is, so check that the file is one", super::MAX_BYTES >> 20)]
    TooLong,
    /// Not UTF-8.
    #[error("byte {byte} is not UTF-8; save the model in UTF-8")]
    Encoding {
        /// Where, from 0.
        byte: usize,
    },
    /// Not well-formed XML.
    #[error("line {line}: the XML is broken ({why}); export the model again")]
    Xml {
        /// Line, from 1.
        line: u64,
        /// What the parser said.
        why: String,
    },
    /// Well-formed XML of another kind.
    #[error(
        "line {line}: <{found}> is not the beginning of a model; give PNML (<pnml>) or BPMN 2.0 (<definitions>)"
    )]
    NotAModel {
        /// Line, from 1.
        line: u64,
        /// Name of the first element.
        found: String,
    },
    /// An attribute that must be there.
    #[error("line {line}: <{element}> has no {attribute}; add it, or export the model again")]
    Missing {
        /// Line, from 1.
        line: u64,
        /// The element.
        element: String,
        /// The attribute.
        attribute: &'static str,
    },
    /// Two elements with one id.
    #[error("line {line}: the id {id:?} is used twice; give each element its own")]
    Duplicate {
        /// Line, from 1.
        line: u64,
        /// The id.
        id: String,
    },
    /// A reference to nothing.
    #[error(
        "line {line}: <{element}> refers to {id:?}, which is not there; remove it or draw it anew"
    )]
    Unknown {
        /// Line, from 1.
        line: u64,
        /// The element that refers.
        element: String,
        /// What it refers to.
        id: String,
    },
    /// A value that is no number of the kind that is needed.
    #[error("line {line}: {value:?} is not a whole number from 0 to 255; correct the {what}")]
    Number {
        /// Line, from 1.
        line: u64,
        /// What it counts.
        what: &'static str,
        /// As written.
        value: String,
    },
    /// A construct whose meaning is not supported.
    #[error("line {line}: {what} cannot be used; {mend}")]
    Unsupported {
        /// Line, from 1.
        line: u64,
        /// The construct, with its name where it has one.
        what: String,
        /// How to do without.
        mend: &'static str,
    },
    /// A whole model that cannot be used.
    #[error("{what}; {mend}")]
    Unusable {
        /// What is wrong, and where.
        what: String,
        /// How to mend it.
        mend: &'static str,
    },
}

impl ModelError {
    pub(crate) fn unusable(what: impl Into<String>, mend: &'static str) -> Self {
        Self::Unusable {
            what: what.into(),
            mend,
        }
    }
}
