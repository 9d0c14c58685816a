//! What a JSON text holds: a release, a record, a package of either, or a list of those.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::{Fault, merge};
use crate::ocds::Envelope;
use crate::ocds::Release;

/// A release in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its JSON text; made anew where several releases were merged.
    pub text: Cow<'a, str>,
}

/// How deep packages and lists may hold each other.
const DEPTH: usize = 4;

/// The compiled releases in a JSON text.
///
/// - a release: itself;
/// - a record: its compiled release, or else its releases merged ([`merge::compile`]); a record that only links to its
///   releases is refused;
/// - a release package: its releases, those with the same `ocid` merged;
/// - a record package and a list: each of its items.
///
/// The items are handed to `each` with their place in the text, from 1, and with the reason where one is refused.
pub fn items<'a>(text: &'a str, each: &mut dyn FnMut(u64, Result<Item<'a>, Fault>)) {
    let mut place = 0;
    let mut numbered = |item| {
        place += 1;
        each(place, item);
    };
    walk(text, 0, &mut numbered);
}

fn walk<'a>(text: &'a str, depth: usize, each: &mut dyn FnMut(Result<Item<'a>, Fault>)) {
    if depth > DEPTH {
        return each(Err(Fault::Nested));
    }
    let first = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if first.starts_with('[') {
        match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(list) => list
                .into_iter()
                .for_each(|item| walk(item.get(), depth + 1, each)),
            Err(error) => each(Err(reason(&error))),
        }
        return;
    }
    let envelope = match Envelope::from_json(text) {
        Ok(envelope) => envelope,
        Err(error) => return each(Err(reason(&error))),
    };
    if let Some(compiled) = envelope.compiled {
        return each(Ok(Item {
            text: compiled.get().into(),
        }));
    }
    if let Some(records) = envelope.records {
        return records
            .into_iter()
            .for_each(|record| walk(record.get(), depth + 1, each));
    }
    match envelope.releases {
        None => each(Ok(Item { text: text.into() })),
        Some(releases) => grouped(&releases, each),
    }
}

/// Releases in order of the first of each process, those of one process merged.
fn grouped<'a>(releases: &[&'a RawValue], each: &mut dyn FnMut(Result<Item<'a>, Fault>)) {
    let mut order: Vec<(Option<String>, Vec<&'a str>)> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for release in releases {
        let ocid = Release::from_json(release.get())
            .ok()
            .and_then(|release| Some(release.ocid?.text.into_owned()));
        let at = match &ocid {
            Some(ocid) => *known.entry(ocid.clone()).or_insert(order.len()),
            None => order.len(),
        };
        if at == order.len() {
            order.push((ocid, Vec::new()));
        }
        order[at].1.push(release.get());
    }
    for (_, texts) in order {
        if let [one] = texts[..] {
            each(Ok(Item { text: one.into() }));
            continue;
        }
        each(match merge::compile(&texts) {
            Ok(text) => Ok(Item { text: text.into() }),
            Err(why) => Err(why),
        });
    }
}

/// What is wrong with a JSON text, without the line number of its own that only confuses.
pub(crate) fn reason(error: &serde_json::Error) -> Fault {
    let mut why = error.to_string();
    if let Some(at) = why.rfind(" at line ") {
        why.truncate(at);
    }
    Fault::NotJson {
        column: error.column(),
        why,
    }
}
