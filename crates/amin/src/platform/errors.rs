//! What an act or a page can answer when it cannot do what was asked.

use std::fmt;
use std::sync::Arc;

use crate::platform::texts::Texts;

/// A sentence that is said in the reader's language when it is shown.
#[derive(Clone)]
pub struct Say(Arc<dyn Fn(&Texts) -> String + Send + Sync>);

impl Say {
    /// A sentence from a message: `Say::new(|t| t.phone_wrong().to_owned())`.
    pub fn new(say: impl Fn(&Texts) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(say))
    }

    /// The sentence.
    pub fn to(&self, texts: &Texts) -> String {
        (self.0)(texts)
    }
}

impl fmt::Debug for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to(&Texts::of(crate::platform::texts::Lang::En)))
    }
}

/// One field of a form and why it was not accepted.
#[derive(Debug, Clone)]
pub struct FieldError {
    /// Name of the field in the form.
    pub field: &'static str,
    /// What is wrong and how to mend it.
    pub why: Say,
}

/// Why an act did not happen. Nothing of it is left in the database.
#[derive(Debug)]
pub enum ActError {
    /// There is no such thing, or not for this actor.
    NotFound,
    /// The actor may not do this.
    Forbidden,
    /// Fields of the form are wrong; the form keeps its values and shows these sentences.
    Invalid(Vec<FieldError>),
    /// The state of the matter does not allow this now; the sentence says why and what to do.
    Refused(Say),
    /// The database failed.
    Store(store::Error),
}

impl From<store::Error> for ActError {
    fn from(why: store::Error) -> Self {
        Self::Store(why)
    }
}

/// One wrong field.
pub fn invalid(
    field: &'static str,
    why: impl Fn(&Texts) -> String + Send + Sync + 'static,
) -> ActError {
    ActError::Invalid(vec![FieldError {
        field,
        why: Say::new(why),
    }])
}

/// The state does not allow it.
pub fn refused(why: impl Fn(&Texts) -> String + Send + Sync + 'static) -> ActError {
    ActError::Refused(Say::new(why))
}

/// Gathers the wrong fields of a form.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Notes one.
    pub fn add(
        &mut self,
        field: &'static str,
        why: impl Fn(&Texts) -> String + Send + Sync + 'static,
    ) {
        self.0.push(FieldError {
            field,
            why: Say::new(why),
        });
    }

    /// An error if there are any.
    pub fn check(self) -> Result<(), ActError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ActError::Invalid(self.0))
        }
    }
}
