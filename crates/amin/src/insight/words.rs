//! Words for what stands in event logs under the names of standards and of the program itself. Pure.

use super::columns::{QUARTER, VERSION};
use crate::platform::texts::Texts;

/// The name of an attribute in the reader's language; one that only the file knows keeps its name.
pub fn attribute(t: &Texts, key: &str) -> String {
    let known = match key {
        QUARTER => t.insight_attribute_quarter(),
        VERSION => t.insight_attribute_version(),
        "org:resource" | "resource" | "responsible" => t.insight_attribute_person(),
        "org:group" | "unit" => t.insight_attribute_unit(),
        "org:role" => t.insight_attribute_role(),
        "lifecycle:transition" => t.insight_attribute_transition(),
        "district" => t.insight_attribute_district(),
        "channel" => t.insight_attribute_channel(),
        "kind" => t.insight_attribute_kind(),
        "category" => t.insight_attribute_category(),
        other => return other.to_owned(),
    };
    known.to_owned()
}
