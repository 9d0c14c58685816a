//! Ties between firms and how they are reached, as open contracting data tells them; and who stands above whom.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all};

use super::near::{AT_ONCE, End, FEW, each};
use crate::interests::model::dealings::{self, Contact, Dealing};
use crate::platform::query::Statement;

/// A kept tie of one tender.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
struct Kept {
    id: String,
    kind: String,
    one: String,
    one_name: String,
    other: String,
    other_name: String,
    since: String,
    until: String,
}

impl Kept {
    fn dealing(&self) -> Dealing {
        let end = |node: &str, name: &str| dealings::End {
            node: node.to_owned(),
            name: name.to_owned(),
        };
        Dealing {
            kind: self.kind.clone(),
            one: end(&self.one, &self.one_name),
            other: end(&self.other, &self.other_name),
            since: self.since.clone(),
            until: self.until.clone(),
        }
    }
}

/// Keeps what the release of a tender tells, in place of what was kept of it; gives whether anything is new or gone.
pub(in crate::interests) async fn keep_dealings(
    tx: &mut Tx,
    organisation: &str,
    tender: &str,
    source: &str,
    told: &dealings::Told,
    at: Timestamp,
) -> Result<bool, Error> {
    let before = fetch_all!(
        tx.read(),
        Kept,
        "select id, kind, one, one_name, other, other_name, since, until from dealing where organisation = $1 and tender = $2",
        organisation,
        tender
    )?;
    let mut changed = false;
    for row in &before {
        if !told.dealings.contains(&row.dealing()) {
            changed = true;
            change!(
                tx,
                "dealing",
                &row.id,
                "delete from dealing where organisation = $1 and id = $2",
                organisation,
                &row.id
            )?;
        }
    }
    for new in &told.dealings {
        if before.iter().any(|row| row.dealing() == *new) {
            continue;
        }
        changed = true;
        let id = tx.new_id(at);
        change!(
            tx,
            "dealing",
            &id,
            "insert into dealing (organisation, id, tender, kind, one, one_name, other, other_name, since, until, source, recorded_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            organisation,
            &id,
            tender,
            &new.kind,
            &new.one.node,
            &new.one.name,
            &new.other.node,
            &new.other.name,
            &new.since,
            &new.until,
            source,
            at
        )?;
    }
    let known = fetch_all!(
        tx.read(),
        (String, String, String, String),
        "select id, party, party_name, value from party_contact where organisation = $1 and tender = $2",
        organisation,
        tender
    )?;
    let contact = |(_, party, name, value): &(String, String, String, String)| Contact {
        party: dealings::End {
            node: party.clone(),
            name: name.clone(),
        },
        value: value.clone(),
    };
    for row in &known {
        if !told.contacts.contains(&contact(row)) {
            changed = true;
            change!(
                tx,
                "party_contact",
                &row.0,
                "delete from party_contact where organisation = $1 and id = $2",
                organisation,
                &row.0
            )?;
        }
    }
    for new in &told.contacts {
        if known.iter().any(|row| contact(row) == *new) {
            continue;
        }
        changed = true;
        let id = tx.new_id(at);
        change!(
            tx,
            "party_contact",
            &id,
            "insert into party_contact (organisation, id, tender, party, party_name, value, source, recorded_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            organisation,
            &id,
            tender,
            &new.party.node,
            &new.party.name,
            &new.value,
            source,
            at
        )?;
    }
    Ok(changed)
}

/// What ties two parties in any of their tenders, from the first day to the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct DealingRow {
    /// Code of the kind of tie.
    pub kind: String,
    /// Its first end.
    pub one: String,
    /// The other.
    pub other: String,
    /// Name at the first end.
    pub one_name: String,
    /// At the other.
    pub other_name: String,
    /// First day, Gregorian, or empty.
    pub since: String,
    /// Last day.
    pub until: String,
    /// Where it is known from.
    pub source: String,
    /// When it was recorded first.
    pub recorded_at: Timestamp,
}

/// Dealings with one of these parties at an end, each pair once; none where there are more than [`FEW`].
pub(in crate::interests) async fn dealings_at(
    conn: &mut Conn,
    organisation: &str,
    end: End,
    parties: &[String],
) -> Result<Option<Vec<DealingRow>>, Error> {
    let mut all = Vec::new();
    for some in parties.chunks(AT_ONCE) {
        let mut s = Statement::new(
            "select kind, one, other, max(one_name) as one_name, max(other_name) as other_name, min(since) as since,
                    max(until) as until, max(source) as source, min(recorded_at) as recorded_at
             from dealing where organisation = ",
        );
        s.text(organisation)
            .push(match end {
                End::From => " and one in ",
                End::To => " and other in ",
            })
            .list(some)
            .push(" group by kind, one, other limit ")
            .whole(i64::try_from(FEW + 1).unwrap_or(i64::MAX));
        all.extend(s.all::<DealingRow>(conn).await?);
    }
    Ok((all.len() <= FEW).then_some(all))
}

/// By what contacts are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interests) enum ContactBy {
    /// Who is reached.
    Party,
    /// How.
    Value,
}

/// How parties are reached: node, name, value.
pub(in crate::interests) async fn party_contacts(
    conn: &mut Conn,
    organisation: &str,
    by: ContactBy,
    values: &[String],
) -> Result<Vec<(String, String, String)>, Error> {
    each(
        conn,
        organisation,
        "select distinct party, party_name, value from party_contact where organisation = ",
        values,
        match by {
            ContactBy::Party => " and party in ",
            ContactBy::Value => " and value in ",
        },
    )
    .await
}

/// How people with an account are reached: person, name, telephone, mail.
pub type StaffContact = (String, String, Option<String>, Option<String>);

/// Those of these people.
pub(in crate::interests) async fn contacts_of_staff(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<StaffContact>, Error> {
    each(
        conn,
        organisation,
        "select id, name, phone, email from person where organisation = ",
        people,
        " and id in ",
    )
    .await
}

/// Those who are reached by one of these telephones or addresses.
pub(in crate::interests) async fn staff_reached_by(
    conn: &mut Conn,
    organisation: &str,
    values: &[String],
) -> Result<Vec<StaffContact>, Error> {
    const BEGIN: &str = "select p.id, p.name, p.phone, p.email from person p
         where exists (select 1 from account a where a.organisation = p.organisation and a.person = p.id) and p.organisation = ";
    let mut all = each(conn, organisation, BEGIN, values, " and p.phone in ").await?;
    let mail = " and lower(p.email) in ";
    all.extend(each::<StaffContact>(conn, organisation, BEGIN, values, mail).await?);
    Ok(all)
}

/// A unit's manager: person, name, unit, since when.
pub(in crate::interests) async fn managers_of_units(
    conn: &mut Conn,
    organisation: &str,
    units: &[String],
) -> Result<Vec<(String, String, String, Option<Timestamp>)>, Error> {
    each(
        conn,
        organisation,
        "select p.id, p.name, g.unit, g.since from account a
         join account_grant g on g.organisation = a.organisation and g.account = a.id and g.role = 'manager'
         join person p on p.organisation = a.organisation and p.id = a.person where a.active and a.organisation = ",
        units,
        " and g.unit in ",
    )
    .await
}
