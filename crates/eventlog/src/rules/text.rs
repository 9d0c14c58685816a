//! Rules as text: TOML, or JSON of the same shape.

use std::collections::BTreeSet;

use super::{Kind, Rules};
use crate::timestamp::parse_timestamp;

/// Why rules cannot be used: what, where, how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The text is neither TOML nor JSON of this shape.
    #[error("the rules cannot be read: {0}")]
    Text(String),
    /// A rule says too little or something impossible.
    #[error("rule “{rule}”: {why}")]
    Rule {
        /// Its id.
        rule: String,
        /// What is wrong and how to mend it.
        why: &'static str,
    },
    /// There is no rule.
    #[error("there is no rule in it; write at least one [[rule]]")]
    Empty,
}

/// Reads rules. Text that begins with `{` is JSON, everything else TOML.
pub fn parse(text: &str) -> Result<Rules, RulesError> {
    let one_line =
        |why: String| RulesError::Text(why.split_whitespace().collect::<Vec<_>>().join(" "));
    let rules: Rules = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|why| one_line(why.to_string()))?
    } else {
        toml::from_str(text).map_err(|why| {
            let line = why.span().map_or(0, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            one_line(format!("line {line}: {}", why.message()))
        })?
    };
    check(&rules)?;
    Ok(rules)
}

fn check(rules: &Rules) -> Result<(), RulesError> {
    if rules.rules.is_empty() {
        return Err(RulesError::Empty);
    }
    let mut seen = BTreeSet::new();
    for rule in &rules.rules {
        let wrong = |why| RulesError::Rule {
            rule: rule.id.clone(),
            why,
        };
        if !seen.insert(&rule.id) {
            return Err(wrong(
                "this id stands twice; give each rule an id of its own",
            ));
        }
        if rule.a.iter().next().is_none() {
            return Err(wrong("a names no activity"));
        }
        let two = matches!(
            rule.kind,
            Kind::Precedence | Kind::Response | Kind::Succession | Kind::FourEyes | Kind::SameEyes
        );
        if two && rule.b.as_ref().is_none_or(|b| b.iter().next().is_none()) {
            return Err(wrong("this kind needs a second activity; write b = \"…\""));
        }
        let counted = matches!(rule.kind, Kind::Exactly | Kind::AtMost | Kind::AtLeast);
        if counted && rule.times.is_none() {
            return Err(wrong("this kind needs a number; write times = 1"));
        }
        for day in [&rule.valid_from, &rule.valid_until].into_iter().flatten() {
            if parse_timestamp(day, 0).is_none() {
                return Err(wrong("valid_from and valid_until are days like 2026-03-21"));
            }
        }
    }
    Ok(())
}
