//! One human being with several accounts: what one of them did, or may do, binds the others.

use store::Conn;

use crate::organisation::store::{people_behind, roles_of_person, units};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::{Right, Role, scope};

/// Whether who acts is one of those behind these accounts, with whatever account.
pub async fn is_among(
    conn: &mut Conn,
    actor: &Actor,
    accounts: &[String],
) -> Result<bool, ActError> {
    let own = |account: &String| Some(account) == actor.account.as_ref();
    if accounts.iter().any(own) {
        return Ok(true);
    }
    let Some(person) = &actor.person else {
        return Ok(false);
    };
    let people = people_behind(conn, &actor.organisation, accounts).await?;
    Ok(people.contains(person))
}

/// Whether any account of who acts holds a right for a unit, even if the one that is signed in does not.
pub async fn any_account_may(
    conn: &mut Conn,
    actor: &Actor,
    right: Right,
    unit: &str,
) -> Result<bool, ActError> {
    if actor.may_for(right, Some(unit)) {
        return Ok(true);
    }
    let Some(person) = &actor.person else {
        return Ok(false);
    };
    let organisation = &actor.organisation;
    let units = units(conn, organisation).await?;
    let mut above = vec![unit.to_owned()];
    while let Some(parent) = above
        .last()
        .and_then(|last| units.iter().find(|unit| unit.id == *last))
        .and_then(|unit| unit.parent.clone())
        .filter(|parent| !above.contains(parent))
    {
        above.push(parent);
    }
    let roles = roles_of_person(conn, organisation, person).await?;
    Ok(roles.iter().any(|(role, unit)| {
        Role::of(role).is_some_and(|role| scope(role, right).is_some())
            && unit.as_ref().is_none_or(|unit| above.contains(unit))
    }))
}
