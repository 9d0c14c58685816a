//! Ties by their ends: what a screening reads, each answered by an index, so that it takes no longer where very many are known.

use std::collections::BTreeSet;

use store::{Conn, Error};

use super::{Condition, Declaration, Firm, FirmHolder, Gift, Handler, ItemRow, PartyRow, TieRow};
use crate::platform::query::Statement;

/// Values that one statement is given: both engines take more.
const AT_ONCE: usize = 400;
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
        "select id, kind, name, national_id, father_name, birth_year, sex, number, founded, source, recorded_at from record_party
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
        "select id, name, source, recorded_at from firm where organisation = ",
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
        "select id, name, source, recorded_at from firm where organisation = ",
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

/// The conditions of these declarations.
pub(in crate::interests) async fn conditions_of_declarations(
    conn: &mut Conn,
    organisation: &str,
    declarations: &[String],
) -> Result<Vec<Condition>, Error> {
    each(
        conn,
        organisation,
        "select id, declaration, person, kind, text, legal_id, owner, due_at, done_at, done_by, done_note
         from declaration_condition where organisation = ",
        declarations,
        " and declaration in ",
    )
    .await
}

/// Gifts offered to these accounts.
pub(in crate::interests) async fn gifts_to(
    conn: &mut Conn,
    organisation: &str,
    accounts: &[String],
) -> Result<Vec<Gift>, Error> {
    each(
        conn,
        organisation,
        "select id, person, account, unit, giver, giver_kind, giver_id, giver_phone, what, occasion, value_rials, happened_on,
                outcome, outcome_at, outcome_note, recorded_at from gift where organisation = ",
        accounts,
        " and account in ",
    )
    .await
}

/// Everybody with an active account.
pub(in crate::interests) async fn everybody(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<Handler>, Error> {
    let mut s = Statement::new(
        "select a.id as account, a.person, p.name from account a
         join person p on p.organisation = a.organisation and p.id = a.person where a.organisation = ",
    );
    s.text(organisation).push(" and a.active = ").flag(true);
    s.all(conn).await
}

/// People whose declarations, or commands on them, name one of these national codes, national ids or, without a number, names; and
/// those to whom one of these numbers offered a gift.
pub(in crate::interests) async fn told_of(
    conn: &mut Conn,
    organisation: &str,
    numbers: &[String],
    names: &[String],
) -> Result<BTreeSet<String>, Error> {
    const ITEM: &str = "select distinct person from declaration_item where organisation = ";
    let mut people: Vec<(String,)> = Vec::new();
    for (begin, values, rest) in [
        (ITEM, numbers, " and national_code in "),
        (ITEM, numbers, " and legal_id in "),
        (ITEM, names, " and national_code is null and holder_key in "),
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
