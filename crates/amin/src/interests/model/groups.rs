//! Which units a published count may be told for: a group of fewer people than the least is counted with the unit above it, so that
//! no number points at a few. Pure.

use std::collections::BTreeMap;

/// A unit as this needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPlace {
    /// Id.
    pub id: String,
    /// The unit above it.
    pub parent: Option<String>,
    /// People of the unit itself.
    pub people: i64,
}

/// For each unit the one under whose name it is counted; a unit that is missing is counted under no name. With `least` people or more a
/// group stands alone; what is left over at the top joins the smallest group, since else it could be found by subtraction.
pub fn counted_under(units: &[UnitPlace], least: i64) -> BTreeMap<String, String> {
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut people: BTreeMap<&str, i64> = BTreeMap::new();
    let known = |id: &str| units.iter().any(|unit| unit.id == id);
    let mut shown: Vec<(&str, i64)> = Vec::new();
    let mut rest: Vec<&str> = Vec::new();
    for unit in units {
        members.entry(&unit.id).or_default().push(&unit.id);
        *people.entry(&unit.id).or_default() += unit.people;
    }
    for (unit, _) in by_depth(units) {
        let group = people.get(unit.id.as_str()).copied().unwrap_or(0);
        let parent = unit
            .parent
            .as_deref()
            .filter(|parent| known(parent) && *parent != unit.id);
        if group >= least {
            shown.push((&unit.id, group));
        } else if let Some(parent) = parent {
            let moved = members.remove(unit.id.as_str()).unwrap_or_default();
            members.entry(parent).or_default().extend(moved);
            *people.entry(parent).or_default() += group;
        } else {
            rest.extend(members.remove(unit.id.as_str()).unwrap_or_default());
        }
    }
    if let Some((smallest, _)) = shown.iter().min_by_key(|(id, group)| (*group, *id)) {
        members.entry(*smallest).or_default().append(&mut rest);
    }
    members
        .into_iter()
        .filter(|(under, _)| shown.iter().any(|(id, _)| id == under))
        .flat_map(|(under, list)| {
            list.into_iter()
                .map(move |unit| (unit.to_owned(), under.to_owned()))
        })
        .collect()
}

/// Units with how deep they stand, the deepest first; a cycle, which no act makes, ends.
fn by_depth(units: &[UnitPlace]) -> Vec<(&UnitPlace, usize)> {
    let depth = |unit: &UnitPlace| {
        let (mut at, mut deep) = (unit.parent.as_deref(), 0);
        while let Some(parent) = at {
            deep += 1;
            if deep > units.len() {
                break;
            }
            at = units
                .iter()
                .find(|one| one.id == parent)
                .and_then(|one| one.parent.as_deref());
        }
        deep
    };
    let mut list: Vec<(&UnitPlace, usize)> = units.iter().map(|unit| (unit, depth(unit))).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unit(id: &str, parent: Option<&str>, people: i64) -> UnitPlace {
        UnitPlace {
            id: id.to_owned(),
            parent: parent.map(str::to_owned),
            people,
        }
    }

    #[test]
    fn small_units_are_counted_with_the_unit_above() {
        let units = [
            unit("town", None, 3),
            unit("works", Some("town"), 4),
            unit("roads", Some("works"), 7),
            unit("green", Some("town"), 12),
            unit("press", Some("town"), 2),
        ];
        let under = counted_under(&units, 10);
        let of = |id: &str| under.get(id).map(String::as_str);
        assert_eq!(of("roads"), Some("works"));
        assert_eq!(of("works"), Some("works"));
        assert_eq!(of("green"), Some("green"));
        // Three in the town and two in the press office are five: they would be found by subtraction, so they join the smallest group.
        assert_eq!((of("town"), of("press")), (Some("works"), Some("works")));
    }

    #[test]
    fn a_small_organisation_is_not_told_apart() {
        assert!(counted_under(&[unit("town", None, 4), unit("a", Some("town"), 5)], 10).is_empty());
    }

    proptest! {
        #[test]
        fn every_group_that_is_told_has_at_least_the_least(list in proptest::collection::vec((0_usize..8, 0_i64..15), 1..12)) {
            let units: Vec<UnitPlace> = list
                .iter()
                .enumerate()
                .map(|(place, (parent, people))| unit(&place.to_string(), (*parent < place).then(|| parent.to_string()).as_deref(), *people))
                .collect();
            let under = counted_under(&units, 10);
            let mut sizes: BTreeMap<&str, i64> = BTreeMap::new();
            for unit in &units {
                if let Some(group) = under.get(&unit.id) {
                    *sizes.entry(group).or_default() += unit.people;
                }
            }
            prop_assert!(sizes.values().all(|size| *size >= 10));
            // All or nothing: whoever is left out could be found by subtraction.
            prop_assert!(under.is_empty() || under.len() == units.len());
        }
    }
}
