//! Ties by their ends: what a screening reads, each answered by an index, so that it takes no longer where very many are known.

use std::collections::BTreeSet;

use relations::model::{Day, Period};
use store::{Conn, Error, Timestamp};

use super::{Declaration, Firm, FirmHolder, Gift, ItemRow, PartyRow, TieRow};
use crate::platform::query::Statement;

/// Values that one statement is given: both engines take more.
pub(super) const AT_ONCE: usize = 400;
/// Ties of a few parties that are read without counting them first.
pub(in crate::interests) const FEW: usize = 2_000;

/// Runs a statement for some values at a time: `begin`, the list, `rest`.
pub(super) async fn each<T>(
    conn: &mut Conn,
    organisation: &str,
    begin: &'static str,
    values: &[String],
    rest: &'static str,
) -> Result<Vec<T>, Error>
where
    T: Send
        + Unpin
        + for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
{
    let mut all = Vec::new();
    for some in values.chunks(AT_ONCE) {
        let mut s = Statement::new(begin);
        s.text(organisation).push(rest).list(some);
        all.extend(s.all(conn).await?);
    }
    Ok(all)
}

macro_rules! tie_columns {
    () => {
        "select id, from_party, kind, to_party, share, post, since, until, grade, source, recorded_at from record_tie
         where organisation = "
    };
}

/// Which end of a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interests) enum End {
    /// The first.
    From,
    /// The other.
    To,
}

impl End {
    const fn column(self) -> &'static str {
        match self {
            Self::From => " and from_party in ",
            Self::To => " and to_party in ",
        }
    }
}

/// Imported ties with one of these parties at an end; none where there are more than [`FEW`].
pub(in crate::interests) async fn ties_at(
    conn: &mut Conn,
    organisation: &str,
    end: End,
    parties: &[String],
) -> Result<Option<Vec<TieRow>>, Error> {
    let mut s = Statement::new(tie_columns!());
    s.text(organisation)
        .push(end.column())
        .list(parties)
        .push(" limit ")
        .whole(i64::try_from(FEW + 1).unwrap_or(i64::MAX));
    let rows: Vec<TieRow> = s.all(conn).await?;
    Ok((rows.len() <= FEW).then_some(rows))
}

/// How many imported ties of each kind a party has at an end.
pub(in crate::interests) async fn tie_counts(
    conn: &mut Conn,
    organisation: &str,
    end: End,
    party: &str,
) -> Result<Vec<(String, i64)>, Error> {
    let mut s = Statement::new("select kind, count(*) from record_tie where organisation = ");
    s.text(organisation)
        .push(end.column())
        .list(&[party])
        .push(" group by kind");
    s.all(conn).await
}

/// Imported ties of these kinds with a party at an end.
pub(in crate::interests) async fn ties_of_kinds(
    conn: &mut Conn,
    organisation: &str,
    end: End,
    party: &str,
    kinds: &[String],
) -> Result<Vec<TieRow>, Error> {
    let mut s = Statement::new(tie_columns!());
    s.text(organisation)
        .push(end.column())
        .list(&[party])
        .push(" and kind in ")
        .list(kinds);
    s.all(conn).await
}

/// Imported ties straight between parties.
pub(in crate::interests) async fn ties_between(
    conn: &mut Conn,
    organisation: &str,
    ones: &[String],
    others: &[String],
) -> Result<Vec<TieRow>, Error> {
    let mut all = Vec::new();
    for (from, to) in [(ones, others), (others, ones)] {
        for some in from.chunks(AT_ONCE) {
            for few in to.chunks(AT_ONCE) {
                let mut s = Statement::new(tie_columns!());
                s.text(organisation)
                    .push(End::From.column())
                    .list(some)
                    .push(End::To.column())
                    .list(few);
                all.extend(s.all::<TieRow>(conn).await?);
            }
        }
    }
    Ok(all)
}

/// Imported parties of these folded names.
pub(in crate::interests) async fn parties_named(
    conn: &mut Conn,
    organisation: &str,
    keys: &[String],
) -> Result<Vec<PartyRow>, Error> {
    each(
        conn,
        organisation,
        "select id, kind, name, national_id, father_name, birth_year, sex, number, founded, shareholders, source, recorded_at
         from record_party
         where organisation = ",
        keys,
        " and name_key in ",
    )
    .await
}

/// Firms of the register with these national ids.
pub(in crate::interests) async fn firms_of(
    conn: &mut Conn,
    organisation: &str,
    ids: &[String],
) -> Result<Vec<Firm>, Error> {
    each(
        conn,
        organisation,
        "select id, name, source, recorded_at, shareholders from firm where organisation = ",
        ids,
        " and id in ",
    )
    .await
}

/// Firms of the register with these folded names.
pub(in crate::interests) async fn firms_named(
    conn: &mut Conn,
    organisation: &str,
    keys: &[String],
) -> Result<Vec<Firm>, Error> {
    each(
        conn,
        organisation,
        "select id, name, source, recorded_at, shareholders from firm where organisation = ",
        keys,
        " and name_key in ",
    )
    .await
}

macro_rules! holder_columns {
    () => {
        "select id, firm, holder_kind, holder, holder_id, share, post, since, until, source, recorded_at from firm_holder
         where organisation = "
    };
}

/// By what holders of the register are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interests) enum HolderBy {
    /// Their own ids.
    Row,
    /// The firm.
    Firm,
    /// National code or national id of the holder.
    Number,
    /// Folded name of the holder.
    Name,
}

/// Holders of the register.
pub(in crate::interests) async fn holders_by(
    conn: &mut Conn,
    organisation: &str,
    by: HolderBy,
    values: &[String],
) -> Result<Vec<FirmHolder>, Error> {
    let column = match by {
        HolderBy::Row => " and id in ",
        HolderBy::Firm => " and firm in ",
        HolderBy::Number => " and holder_id in ",
        HolderBy::Name => " and holder_key in ",
    };
    each(conn, organisation, holder_columns!(), values, column).await
}

/// National ids of the firms in which these firms hold a share or a post, by the register or by a list, each once.
pub(in crate::interests) async fn held_by(
    conn: &mut Conn,
    organisation: &str,
    firms: &[String],
) -> Result<Vec<String>, Error> {
    let mut held: BTreeSet<String> = holders_by(conn, organisation, HolderBy::Number, firms)
        .await?
        .into_iter()
        .map(|row| row.firm)
        .collect();
    let nodes: Vec<String> = firms.iter().map(|firm| format!("firm:{firm}")).collect();
    let ties: Vec<(String,)> = each(
        conn,
        organisation,
        "select distinct to_party from record_tie where organisation = ",
        &nodes,
        " and to_party like 'firm:%' and from_party in ",
    )
    .await?;
    let number = |id: &String| id.strip_prefix("firm:").map(str::to_owned);
    held.extend(ties.iter().filter_map(|(id,)| number(id)));
    Ok(held.into_iter().collect())
}

/// A share or post in a firm, from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// National code or national id of who holds it.
    pub holder: String,
    /// National id of the firm.
    pub firm: String,
    /// When.
    pub period: Period,
}

/// Shares and posts by the numbers of who holds them, or, with [`HolderBy::Firm`], of the firms in which they are held; from the register
/// and the lists.
pub(in crate::interests) async fn controls(
    conn: &mut Conn,
    organisation: &str,
    by: HolderBy,
    numbers: &[String],
) -> Result<Vec<Control>, Error> {
    let read = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let period = |since: &Option<String>, until: &Option<String>| Period {
        from: read(since).unwrap_or(Day::OPEN_START),
        until: read(until).unwrap_or(Day::OPEN_END),
    };
    let mut all: Vec<Control> = holders_by(conn, organisation, by, numbers)
        .await?
        .into_iter()
        .filter_map(|row| {
            Some(Control {
                period: period(&row.since, &row.until),
                holder: row.holder_id?,
                firm: row.firm,
            })
        })
        .collect();
    let (begins, rest): (&[&str], _) = if by == HolderBy::Firm {
        (
            &["firm:"],
            " and kind in ('owns', 'manages', 'directs', 'inspects', 'represents') and to_party in ",
        )
    } else {
        (
            &["person:", "firm:"],
            " and kind in ('owns', 'manages', 'directs', 'inspects', 'represents') and from_party in ",
        )
    };
    let nodes: Vec<String> = numbers
        .iter()
        .flat_map(|number| begins.iter().map(move |begin| format!("{begin}{number}")))
        .collect();
    let ties: Vec<TieRow> = each(conn, organisation, tie_columns!(), &nodes, rest).await?;
    all.extend(ties.into_iter().filter_map(|row| {
        let holder = row.from_party.strip_prefix("person:");
        let holder = holder.or_else(|| row.from_party.strip_prefix("firm:"))?;
        Some(Control {
            holder: holder.to_owned(),
            firm: row.to_party.strip_prefix("firm:")?.to_owned(),
            period: period(&row.since, &row.until),
        })
    }));
    Ok(all)
}

/// Who is recorded to stand in a tie with a party at its other end, each once.
pub(in crate::interests) async fn tied_to(
    conn: &mut Conn,
    organisation: &str,
    party: &str,
) -> Result<Vec<String>, Error> {
    let all: Vec<(String,)> = each(
        conn,
        organisation,
        "select distinct from_party from record_tie where organisation = ",
        &[party.to_owned()],
        " and to_party in ",
    )
    .await?;
    Ok(all.into_iter().map(|(id,)| id).collect())
}

/// Owners of these firms in the imported lists, by id of the tie.
pub async fn owners_in_lists(
    conn: &mut Conn,
    organisation: &str,
    firms: &[String],
) -> Result<Vec<TieRow>, Error> {
    let rest = " and kind = 'owns' and to_party in ";
    let mut all: Vec<TieRow> = each(conn, organisation, tie_columns!(), firms, rest).await?;
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// Holders in the register of firms with these national ids, by firm.
pub async fn holders_of(
    conn: &mut Conn,
    organisation: &str,
    firms: &[String],
) -> Result<Vec<FirmHolder>, Error> {
    let mut all = holders_by(conn, organisation, HolderBy::Firm, firms).await?;
    all.sort_by(|a, b| (&a.firm, &a.id).cmp(&(&b.firm, &b.id)));
    Ok(all)
}

/// The declarations of these people, each person's newest first.
pub(in crate::interests) async fn declarations_of_people(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<Declaration>, Error> {
    let mut all: Vec<Declaration> = each(
        conn,
        organisation,
        "select id, person, account, unit, campaign, previous, state, none_declared, note, flags, flag_count, submitted_at,
                reviewed_at, reviewed_by, review_note from declaration where organisation = ",
        people,
        " and person in ",
    )
    .await?;
    all.sort_by(|a, b| (&a.person, b.submitted_at, &b.id).cmp(&(&b.person, a.submitted_at, &a.id)));
    Ok(all)
}

/// The items of these declarations, in their order.
pub(in crate::interests) async fn items_of_declarations(
    conn: &mut Conn,
    organisation: &str,
    declarations: &[String],
) -> Result<Vec<ItemRow>, Error> {
    let mut all: Vec<ItemRow> = each(
        conn,
        organisation,
        "select id, declaration, person, position, kind, relation, holder, national_code, father_name, birth_year, title, body,
                legal_id, share, file_number, since, until, known_on, declared_at from declaration_item where organisation = ",
        declarations,
        " and declaration in ",
    )
    .await?;
    all.sort_by(|a, b| (&a.declaration, a.position).cmp(&(&b.declaration, b.position)));
    Ok(all)
}

/// A firm from whose matters a review keeps somebody: a commanded recusal that no reviewer has ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StandingRecusal {
    /// Who is kept from them.
    pub person: String,
    /// On which declaration it was commanded.
    pub declaration: String,
    /// National id of the firm.
    pub legal_id: String,
    /// When it was commanded.
    pub set_at: Timestamp,
}

/// The standing recusals of these people, whatever they have declared since.
pub(in crate::interests) async fn standing_recusals(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<StandingRecusal>, Error> {
    each(
        conn,
        organisation,
        "select c.person, c.declaration, c.legal_id, coalesce(d.reviewed_at, d.submitted_at) as set_at from declaration_condition c
         join declaration d on d.organisation = c.organisation and d.id = c.declaration
         where c.kind = 'recusal' and c.legal_id is not null
           and not exists (select 1 from recusal_end e where e.organisation = c.organisation and e.id = c.id) and c.organisation = ",
        people,
        " and c.person in ",
    )
    .await
}

/// Gifts offered to these people, with whichever account they were recorded.
pub(in crate::interests) async fn gifts_to(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<Gift>, Error> {
    each(
        conn,
        organisation,
        "select id, person, account, unit, giver, giver_kind, giver_id, giver_phone, what, occasion, value_rials, happened_on,
                outcome, outcome_at, outcome_note, recorded_at from gift where organisation = ",
        people,
        " and person in ",
    )
    .await
}

/// Ids and names of those of these people who have an account, also one that was closed.
pub(in crate::interests) async fn with_account(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<(String, String)>, Error> {
    each(
        conn,
        organisation,
        "select p.id, p.name from person p
         where exists (select 1 from account a where a.organisation = p.organisation and a.person = p.id) and p.organisation = ",
        people,
        " and p.id in ",
    )
    .await
}

/// Ids and names of people with an account, also one that was closed, who have one of these folded names.
pub(in crate::interests) async fn with_account_named(
    conn: &mut Conn,
    organisation: &str,
    keys: &[String],
) -> Result<Vec<(String, String)>, Error> {
    each(
        conn,
        organisation,
        "select p.id, p.name from person p
         where exists (select 1 from account a where a.organisation = p.organisation and a.person = p.id) and p.organisation = ",
        keys,
        " and p.name_key in ",
    )
    .await
}

/// A role that an account holds or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeHeld {
    /// Whose account.
    pub person: String,
    /// Code of the role; none: an account without one.
    pub role: Option<String>,
    /// Its unit; none: the whole organisation.
    pub unit: Option<String>,
    /// Since when, where it is known.
    pub since: Option<Timestamp>,
    /// Until when; none: still.
    pub until: Option<Timestamp>,
}

impl OfficeHeld {
    /// The days between which it was held.
    pub(in crate::interests) fn period(&self) -> Period {
        let date = |at: Timestamp| Day::from(persian::tehran_date(at.0));
        Period {
            from: self.since.map_or(Day::OPEN_START, date),
            until: self.until.map_or(Day::OPEN_END, date),
        }
    }
}

/// What roles these people hold by their open accounts, and held before.
pub(in crate::interests) async fn offices_held(
    conn: &mut Conn,
    organisation: &str,
    people: &[String],
) -> Result<Vec<OfficeHeld>, Error> {
    type Now = (String, Option<String>, Option<String>, Option<Timestamp>);
    type Past = (String, String, Option<String>, Option<Timestamp>, Timestamp);
    let now: Vec<Now> = each(
        conn,
        organisation,
        "select a.person, g.role, g.unit, g.since from account a
         left join account_grant g on g.organisation = a.organisation and g.account = a.id where a.active and a.organisation = ",
        people,
        " and a.person in ",
    )
    .await?;
    let past: Vec<Past> = each(
        conn,
        organisation,
        "select person, role, unit, since, until from past_office where organisation = ",
        people,
        " and person in ",
    )
    .await?;
    let now = now
        .into_iter()
        .map(|(person, role, unit, since)| OfficeHeld {
            person,
            role,
            unit,
            since,
            until: None,
        });
    let past = past
        .into_iter()
        .map(|(person, role, unit, since, until)| OfficeHeld {
            person,
            role: Some(role),
            unit,
            since,
            until: Some(until),
        });
    Ok(now.chain(past).collect())
}

/// People whose declarations, or commands on them, name one of these national codes, national ids or, without a number, names; those
/// whose declarations name a relative called as one of these `employees`; and those to whom one of these numbers offered a gift.
pub(in crate::interests) async fn told_of(
    conn: &mut Conn,
    organisation: &str,
    numbers: &[String],
    names: &[String],
    employees: &[String],
) -> Result<BTreeSet<String>, Error> {
    const ITEM: &str = "select distinct person from declaration_item where organisation = ";
    let mut people: Vec<(String,)> = Vec::new();
    for (begin, values, rest) in [
        (ITEM, numbers, " and national_code in "),
        (ITEM, numbers, " and legal_id in "),
        (ITEM, names, " and national_code is null and holder_key in "),
        (ITEM, employees, " and holder_key in "),
        (ITEM, names, " and legal_id is null and body_key in "),
        (
            "select distinct person from declaration_condition where organisation = ",
            numbers,
            " and legal_id in ",
        ),
        (
            "select distinct person from gift where organisation = ",
            numbers,
            " and giver_id in ",
        ),
    ] {
        people.extend(each::<(String,)>(conn, organisation, begin, values, rest).await?);
    }
    Ok(people.into_iter().map(|(person,)| person).collect())
}
