//! Fields of a form as they were sent, for forms that are shown again with what was typed.

use std::collections::BTreeMap;

use crate::platform::page::FormErrors;

/// Names and values.
pub type Fields = BTreeMap<String, String>;

/// A field without white space around it, or an empty text.
pub fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", |value| value.trim())
}

/// A form that was refused, as the page shows it again.
#[derive(Debug, Clone, Default)]
pub struct Tried {
    /// What was typed.
    pub fields: Fields,
    /// Sentences beside the fields.
    pub errors: FormErrors,
    /// Why the act was refused as a whole, or empty.
    pub sentence: String,
}

impl Tried {
    /// What was typed into a field.
    pub fn value(&self, name: &str) -> &str {
        field(&self.fields, name)
    }
}
