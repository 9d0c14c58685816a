//! Profiles: which activities each resource does, and how often.

use crate::column::MISSING_ID;
use crate::log::EventLog;

/// What one resource does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Number into the names of [`EventLog::resources`].
    pub resource: u32,
    /// Its events.
    pub events: usize,
    /// Its activities, as numbers into [`EventLog::activities`], with the number of events; the most frequent first, then by name.
    pub activities: Vec<(u32, usize)>,
}

/// The profile of every resource: the resource × activity matrix without its zeros. The resource with most events comes first, then by name;
/// events without a resource are in none.
pub fn profiles(log: &EventLog) -> Vec<Profile> {
    let Some(who) = log.resources() else {
        return Vec::new();
    };
    let mut pairs: Vec<(u32, u32)> = (who.ids.iter().copied())
        .zip(log.activity().iter().copied())
        .filter(|(id, _)| *id != MISSING_ID)
        .collect();
    pairs.sort_unstable();
    let activity = |id: u32| log.activities().get(id);
    let mut profiles: Vec<Profile> = pairs
        .chunk_by(|a, b| a.0 == b.0)
        .map(|own| {
            let mut activities: Vec<(u32, usize)> = own
                .chunk_by(|a, b| a.1 == b.1)
                .map(|same| (same[0].1, same.len()))
                .collect();
            activities.sort_by(|a, b| {
                let names = || activity(a.0).cmp(activity(b.0));
                b.1.cmp(&a.1).then_with(names)
            });
            Profile {
                resource: own[0].0,
                events: own.len(),
                activities,
            }
        })
        .collect();
    let name = |profile: &Profile| who.names.get(profile.resource);
    profiles.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| name(a).cmp(name(b))));
    profiles
}
