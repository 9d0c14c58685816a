//! SQL of interests, gifts and matters.

mod conditions;
mod dealings;
mod declarations;
mod doubts;
mod firms;
mod gifts;
mod matters;
mod near;
mod records;
mod report;
mod rules;

pub use conditions::*;
pub use dealings::*;
pub use declarations::*;
pub use doubts::*;
pub use firms::*;
pub use gifts::*;
pub use matters::*;
pub use near::*;
pub use records::*;
pub use report::*;
pub use rules::*;

use store::{Conn, Error, fetch_all};

/// Somebody who declares: an active person with an active account that works for the organisation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Staff {
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// Mobile number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Unit of the post; without a post, that of the role.
    pub unit: Option<String>,
}

/// Everybody who declares, by name. Accounts of overseers outside the organisation are none of them.
pub async fn staff(conn: &mut Conn, organisation: &str) -> Result<Vec<Staff>, Error> {
    fetch_all!(
        conn,
        Staff,
        "select p.id as person, p.name, min(a.id) as account, p.phone, p.email, coalesce(max(t.unit), min(g.unit)) as unit
         from person p
         join account a on a.organisation = p.organisation and a.person = p.id
         join account_grant g on g.organisation = a.organisation and g.account = a.id
         left join post t on t.organisation = p.organisation and t.id = p.post
         where p.organisation = $1 and p.active = $2 and a.active = $2 and g.role not in ('overseer', 'citizen')
         group by p.id, p.name, p.name_key, p.phone, p.email order by p.name_key, p.id",
        organisation,
        true
    )
}

/// Name of a person; empty where there is none.
pub async fn person_name(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<String, Error> {
    Ok(
        crate::organisation::store::person(conn, organisation, person)
            .await?
            .map_or_else(String::new, |row| row.name),
    )
}
