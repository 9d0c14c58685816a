//! The walk from one matter over all that belongs to it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use store::{Conn, Timestamp};

use super::kinds::{KINDS, Seen, kind};
use super::model::{Object, lines, ordered};
use super::store as rows;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;

/// Most matters of one chain.
pub const MOST: usize = 40;

/// A matter of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Type and id.
    pub object: Object,
    /// Name and page.
    pub seen: Seen,
    /// When the journal first named it; none where it never did.
    pub at: Option<Timestamp>,
}

/// A chain: matters in the order of the journal, and lines from place to place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The matters, oldest first.
    pub links: Vec<Link>,
    /// From the older to the younger.
    pub lines: Vec<(usize, usize)>,
    /// Whether more belong to it than are shown.
    pub cut: bool,
}

/// Where a matter came from and what became of it, as far as this reader may see. Where the reader may not see a matter, the chain
/// ends before it: not even that something follows is shown. [`ActError::NotFound`] where the reader may not see the first one.
pub async fn chain(conn: &mut Conn, ctx: &Ctx, code: &str, id: &str) -> Result<Chain, ActError> {
    let organisation = ctx.organisation();
    let start: Object = (code.to_owned(), id.to_owned());
    let mut known: BTreeMap<Object, Option<Seen>> = BTreeMap::new();
    let mut pairs: BTreeSet<(Object, Object)> = BTreeSet::new();
    let look = kind(code).ok_or(ActError::NotFound)?.look;
    let seen = look(ctx, conn, id).await?.ok_or(ActError::NotFound)?;
    known.insert(start.clone(), Some(seen));
    let (mut open, mut shown, mut cut) = (VecDeque::from([start.clone()]), 1_usize, false);
    while let Some(object) = open.pop_front() {
        let goes_on = kind(&object.0).is_some_and(|kind| kind.goes_on);
        if !goes_on && object != start {
            continue;
        }
        let mut near = rows::neighbours(conn, organisation, &object.0, &object.1).await?;
        near.extend(rows::columns(conn, organisation, &object.0, &object.1).await?);
        for other in near {
            let Some(of) = kind(&other.0) else { continue };
            if !known.contains_key(&other) {
                let seen = (of.look)(ctx, conn, &other.1).await?;
                if seen.is_some() && shown == MOST {
                    cut = true;
                    continue;
                }
                if seen.is_some() {
                    shown += 1;
                    open.push_back(other.clone());
                }
                known.insert(other.clone(), seen);
            }
            if known.get(&other).is_some_and(Option::is_some) {
                pairs.insert((object.clone(), other));
            }
        }
    }
    let (mut first, mut times) = (BTreeMap::new(), BTreeMap::new());
    for object in known
        .iter()
        .filter(|(_, seen)| seen.is_some())
        .map(|(o, _)| o)
    {
        let entry = rows::first(conn, organisation, &object.0, &object.1).await?;
        first.insert(
            object.clone(),
            entry.map_or(i64::MAX, |(sequence, _)| sequence),
        );
        times.insert(object.clone(), entry.map(|(_, at)| at));
    }
    let rank = |code: &str| {
        KINDS
            .iter()
            .position(|kind| kind.code == code)
            .unwrap_or(usize::MAX)
    };
    let order = ordered(&first, rank);
    let lines = lines(&order, &pairs);
    let links = order
        .into_iter()
        .filter_map(|object| {
            Some(Link {
                seen: known.remove(&object)??,
                at: times.get(&object).copied().flatten(),
                object,
            })
        })
        .collect();
    Ok(Chain { links, lines, cut })
}
