//! SQL of the chain: which objects the journal names together, and the links that stand in columns.

use store::{Conn, Error, Timestamp, fetch_all, fetch_optional};

use super::model::Object;

/// Most neighbours that one object may bring.
const MOST: i64 = 200;

/// The objects that entries name together with this one.
pub async fn neighbours(
    conn: &mut Conn,
    organisation: &str,
    kind: &str,
    id: &str,
) -> Result<Vec<Object>, Error> {
    fetch_all!(
        conn,
        (String, String),
        "select b.object_type, b.object_id from journal_object a
         join journal_object b on b.sequence = a.sequence and b.organisation = a.organisation
         where a.organisation = $1 and a.object_type = $2 and a.object_id = $3
           and not (b.object_type = $2 and b.object_id = $3)
         group by b.object_type, b.object_id order by min(b.sequence), b.object_type, b.object_id limit $4",
        organisation,
        kind,
        id,
        MOST
    )
}

/// The first entry that names an object, and when it was.
pub async fn first(
    conn: &mut Conn,
    organisation: &str,
    kind: &str,
    id: &str,
) -> Result<Option<(i64, Timestamp)>, Error> {
    fetch_optional!(
        conn,
        (i64, Timestamp),
        "select j.sequence, j.at from journal_object o join journal j on j.sequence = o.sequence
         where o.organisation = $1 and o.object_type = $2 and o.object_id = $3 order by o.sequence limit 1",
        organisation,
        kind,
        id
    )
}

/// Links that stand in columns and not in the objects of an entry: what an item of an agenda is about, the item that it goes on
/// with, and the message to which another was joined.
pub async fn columns(
    conn: &mut Conn,
    organisation: &str,
    kind: &str,
    id: &str,
) -> Result<Vec<Object>, Error> {
    let mut found = fetch_all!(
        conn,
        (String, String),
        "select 'agenda-item', id from committee_item where organisation = $1 and object_type = $2 and object_id = $3",
        organisation,
        kind,
        id
    )?;
    match kind {
        "agenda-item" => found.extend(
            fetch_all!(
                conn,
                (String, String),
                "select object_type, object_id from committee_item where organisation = $1 and id = $2 and object_id is not null
                 union all select 'agenda-item', carried_from from committee_item
                     where organisation = $1 and id = $2 and carried_from is not null
                 union all select 'agenda-item', id from committee_item where organisation = $1 and carried_from = $2",
                organisation,
                id
            )?,
        ),
        "message" => found.extend(
            fetch_all!(
                conn,
                (String, String),
                "select 'message', duplicate_of from message where organisation = $1 and id = $2 and duplicate_of is not null
                 union all select 'message', id from message where organisation = $1 and duplicate_of = $2",
                organisation,
                id
            )?,
        ),
        crate::cases::acts::OBJECT => found.extend(fetch_all!(
            conn,
            (String, String),
            "select source, source_id from disciplinary_case
             where organisation = $1 and id = $2 and source_id is not null",
            organisation,
            id
        )?),
        _ => {}
    }
    if matches!(kind, "finding" | "message") {
        found.extend(fetch_all!(
            conn,
            (String, String),
            "select $4, id from disciplinary_case where organisation = $1 and source = $2 and source_id = $3",
            organisation,
            kind,
            id,
            crate::cases::acts::OBJECT
        )?);
    }
    Ok(found)
}

/// Title of an entry of the public register of changes.
pub async fn change_title(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<String>, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select title from change_made where organisation = $1 and id = $2",
        organisation,
        id
    )?;
    Ok(row.map(|(title,)| title))
}
