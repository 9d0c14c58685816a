//! What the program notices in a declaration before a person reviews it. A flag is a reason to look, never a verdict. Pure.

use std::collections::{BTreeMap, BTreeSet};

use persian::{Date, LegalEntityId, NationalCode};

use super::{Item, ItemKind, Relation, Share};
use crate::platform::coded::coded;

coded! {
    /// What was noticed.
    FlagCode {
        /// The shares named in one firm add up to more than the whole.
        SharesOverWhole = "shares-over-whole",
        /// An identity number whose check digit does not fit.
        IdFails = "id-fails",
        /// A firm without its national id: it cannot be compared with applicants and bidders.
        IdMissing = "id-missing",
        /// A relative is named with an interest and not among the relatives.
        KinWithoutRecord = "kin-without-record",
        /// Declared before, not named now, and no last day was given.
        Vanished = "vanished",
        /// A relative was named before and is not named now. Kinship by marriage may end, and a name may be forgotten: it is asked about.
        KinVanished = "kin-vanished",
        /// The share in a firm is another one than before.
        ShareChanged = "share-changed",
        /// The post or job in a body is another one than before.
        PostChanged = "post-changed",
        /// Known before the last declaration and not named in it.
        ToldLate = "told-late",
        /// Declared after the deadline of the campaign.
        AfterDeadline = "after-deadline",
    }
}

/// One thing that was noticed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Flag {
    /// What: a word of [`FlagCode`].
    pub code: String,
    /// Places of the items concerned, in this declaration; for [`FlagCode::Vanished`] and [`FlagCode::KinVanished`] in the one before.
    pub rows: Vec<usize>,
}

/// What was declared before, and on which day.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Its items.
    pub items: Vec<Item>,
    /// The day of that declaration.
    pub on: Date,
}

/// Looks through a declaration. `late`: it came after its campaign's deadline.
pub fn flags(items: &[Item], earlier: Option<&Earlier>, late: bool) -> Vec<Flag> {
    let mut found = Vec::new();
    let mut flag = |code: FlagCode, rows: Vec<usize>| {
        found.push(Flag {
            code: code.code().to_owned(),
            rows,
        });
    };
    for rows in over_whole(items) {
        flag(FlagCode::SharesOverWhole, rows);
    }
    for (place, item) in items.iter().enumerate() {
        let legal = item
            .legal_id
            .as_deref()
            .is_some_and(|id| id.parse::<LegalEntityId>().is_err());
        let person = item
            .national_code
            .as_deref()
            .is_some_and(|id| id.parse::<NationalCode>().is_err());
        if legal || person {
            flag(FlagCode::IdFails, vec![place]);
        }
        if item.kind == ItemKind::Firm && item.legal_id.is_none() {
            flag(FlagCode::IdMissing, vec![place]);
        }
        let recorded = |kin: &Item| {
            kin.kind == ItemKind::Kin
                && kin.relation == item.relation
                && persian::search_key(&kin.holder) == persian::search_key(&item.holder)
        };
        if item.kind != ItemKind::Kin
            && item.relation != Relation::Own
            && !items.iter().any(recorded)
        {
            flag(FlagCode::KinWithoutRecord, vec![place]);
        }
    }
    if let Some(earlier) = earlier {
        for (place, old) in earlier.items.iter().enumerate() {
            let ended = old.until.is_some_and(|day| day <= earlier.on);
            if ended || items.iter().any(|item| item.key() == old.key()) {
                continue;
            }
            match old.kind {
                ItemKind::PastEmployer => {}
                ItemKind::Kin => flag(FlagCode::KinVanished, vec![place]),
                _ => flag(FlagCode::Vanished, vec![place]),
            }
        }
        for (code, rows) in changed(items, &earlier.items) {
            flag(code, rows);
        }
        for (place, item) in items.iter().enumerate() {
            let new = !earlier.items.iter().any(|old| old.key() == item.key());
            if new && item.kind != ItemKind::Kin && item.known_on < earlier.on {
                flag(FlagCode::ToldLate, vec![place]);
            }
        }
    }
    if late {
        flag(FlagCode::AfterDeadline, Vec::new());
    }
    found
}

/// Where the same interest was declared with another share or post: what has not ended is compared, all rows of one interest together, so
/// that their order tells nothing.
fn changed(items: &[Item], earlier: &[Item]) -> Vec<(FlagCode, Vec<usize>)> {
    let open = |item: &&Item| item.until.is_none();
    let mut now: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        if open(&item) {
            now.entry(item.key()).or_default().push(place);
        }
    }
    let mut found = Vec::new();
    for (key, rows) in now {
        let before: Vec<&Item> = earlier
            .iter()
            .filter(open)
            .filter(|old| old.key() == key)
            .collect();
        if before.is_empty() {
            continue;
        }
        let own = || rows.iter().filter_map(|place| items.get(*place));
        if shares(own()) != shares(before.iter().copied()) {
            found.push((FlagCode::ShareChanged, rows.clone()));
        }
        if posts(own()) != posts(before.iter().copied()) {
            found.push((FlagCode::PostChanged, rows.clone()));
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

/// The shares of some rows, in order of size.
fn shares<'i>(items: impl Iterator<Item = &'i Item>) -> Vec<i64> {
    let mut all: Vec<i64> = items
        .filter_map(|item| item.share)
        .map(Share::millionths)
        .collect();
    all.sort_unstable();
    all
}

/// The posts of some rows, folded. What describes a property is none.
fn posts<'i>(items: impl Iterator<Item = &'i Item>) -> BTreeSet<String> {
    items
        .filter(|item| item.kind != ItemKind::Property)
        .map(|item| persian::search_key(&item.title))
        .filter(|post| !post.is_empty())
        .collect()
}

/// The rows of each firm whose named shares, of different holders, exceed the whole.
fn over_whole(items: &[Item]) -> Vec<Vec<usize>> {
    let mut firms: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        if item.kind == ItemKind::Firm && item.share.is_some() && item.until.is_none() {
            let firm = item
                .legal_id
                .clone()
                .unwrap_or_else(|| persian::search_key(&item.body));
            firms.entry(firm).or_default().push(place);
        }
    }
    firms
        .into_values()
        .filter(|rows| {
            let sum: i64 = rows
                .iter()
                .filter_map(|place| items[*place].share)
                .map(Share::millionths)
                .sum();
            sum > Share::WHOLE.millionths()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::row;
    use super::super::{Field, RowInput, read_rows};
    use super::*;
    use proptest::prelude::*;

    fn day(year: u16, month: u8, day: u8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    fn items(rows: &[RowInput]) -> Vec<Item> {
        read_rows(rows, day(1405, 9, 7)).unwrap()
    }

    fn firm(relation: &str, holder: &str, legal: &str, share: &str) -> RowInput {
        row(
            ItemKind::Firm,
            &[
                (Field::Relation, relation),
                (Field::Holder, holder),
                (Field::Body, "سازه‌گستر"),
                (Field::LegalId, legal),
                (Field::Share, share),
            ],
        )
    }

    fn codes(found: &[Flag]) -> Vec<(&str, Vec<usize>)> {
        found
            .iter()
            .map(|flag| (flag.code.as_str(), flag.rows.clone()))
            .collect()
    }

    #[test]
    fn shares_of_one_firm_above_the_whole_are_noticed_and_others_not() {
        let list = items(&[
            firm("self", "", "10380284790", "60"),
            firm("self", "", "10240117985", "60"),
            firm("self", "", "10380284790", "40.000001"),
        ]);
        assert_eq!(
            codes(&flags(&list, None, false)),
            [("shares-over-whole", vec![0, 2])]
        );
        let whole = items(&[
            firm("self", "", "10380284790", "60"),
            firm("self", "", "10380284790", "40"),
        ]);
        assert!(flags(&whole, None, false).is_empty());
    }

    #[test]
    fn kin_without_record_and_firms_without_id_are_noticed() {
        let list = items(&[
            row(
                ItemKind::Kin,
                &[(Field::Relation, "sister"), (Field::Holder, "مریم احمدی")],
            ),
            firm("sister", "مريم احمدي", "", "10"),
            firm("brother", "مریم احمدی", "10380284790", "10"),
        ]);
        assert_eq!(
            codes(&flags(&list, None, true)),
            [
                ("id-missing", vec![1]),
                ("kin-without-record", vec![2]),
                ("after-deadline", vec![])
            ]
        );
        let mut wrong = list;
        wrong[1].legal_id = Some("10380284792".to_owned());
        assert_eq!(codes(&flags(&wrong, None, false))[0], ("id-fails", vec![1]));
    }

    #[test]
    fn what_changed_since_last_year_without_a_word_is_noticed() {
        let last = Earlier {
            items: items(&[
                firm("self", "", "10380284790", "10"),
                firm("self", "", "10240117985", "5"),
            ]),
            on: day(1404, 9, 1),
        };
        let mut known = firm("self", "", "10101837663", "5");
        known.set(Field::KnownOn, "1403/01/01");
        let mut ended = firm("self", "", "10240117985", "5");
        ended.set(Field::Until, "1405/01/31");
        assert_eq!(
            codes(&flags(&items(&[known, ended]), Some(&last), false)),
            [("vanished", vec![0]), ("told-late", vec![0])]
        );
    }

    #[test]
    fn a_relative_left_out_is_asked_about_and_another_share_or_post_is_noticed() {
        let kin = |relation: &str, holder: &str| {
            let fields = [(Field::Relation, relation), (Field::Holder, holder)];
            row(ItemKind::Kin, &fields)
        };
        let post = |title: &str| {
            row(
                ItemKind::Firm,
                &[
                    (Field::Relation, "self"),
                    (Field::Body, "آب‌گستر"),
                    (Field::LegalId, "10101837663"),
                    (Field::Title, title),
                ],
            )
        };
        let last = Earlier {
            items: items(&[
                kin("brother", "رضا نوری"),
                kin("sister", "مریم احمدی"),
                firm("self", "", "10380284790", "2"),
                firm("self", "", "10240117985", "5"),
                post("عضو هیئت مدیره"),
            ]),
            on: day(1404, 9, 1),
        };
        let mut known = firm("self", "", "10240117985", "5");
        known.set(Field::KnownOn, "1403/01/01");
        let now = items(&[
            kin("sister", "مريم احمدي"),
            firm("self", "", "10380284790", "40"),
            known,
            post("مدیرعامل"),
        ]);
        assert_eq!(
            codes(&flags(&now, Some(&last), false)),
            [
                ("kin-vanished", vec![0]),
                ("share-changed", vec![1]),
                ("post-changed", vec![3])
            ]
        );
        // What has ended is no change of what goes on.
        let mut ended = firm("self", "", "10380284790", "2");
        ended.set(Field::Until, "1405/01/31");
        let list = items(&[
            kin("brother", "رضا نوری"),
            kin("sister", "مریم احمدی"),
            ended,
            firm("self", "", "10240117985", "5"),
            post("عضو هیئت مديره"),
        ]);
        assert!(flags(&list, Some(&last), false).is_empty());
    }

    proptest! {
        #[test]
        fn the_same_declaration_again_shows_no_change(shares in proptest::collection::vec(1_i64..=20_000_000, 0..5)) {
            let rows: Vec<RowInput> = shares
                .iter()
                .map(|share| firm("self", "", "10380284790", &Share::from_millionths(*share).unwrap().to_string()))
                .collect();
            let list = items(&rows);
            let earlier = Earlier { items: list.clone(), on: day(1405, 1, 1) };
            prop_assert!(flags(&list, Some(&earlier), false).is_empty());
        }
    }
}
