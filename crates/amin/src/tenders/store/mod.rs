//! SQL of tenders.

mod imports;
mod lists;
mod measures;

pub use imports::*;
pub use lists::*;
pub use measures::*;

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// A tender.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TenderRow {
    /// Id.
    pub id: String,
    /// Identifier of the contracting process.
    pub ocid: String,
    /// Title.
    pub title: String,
    /// Unit that buys.
    pub unit: String,
    /// Method as published.
    pub method: String,
    /// End of the tender period.
    pub closes_at: Option<Timestamp>,
    /// Code of the state.
    pub state: String,
    /// SHA-256 of the release, hex.
    pub release_hash: String,
    /// When it was taken in last.
    pub imported_at: Timestamp,
    /// When the bidders went through the gate.
    pub screened_at: Option<Timestamp>,
    /// When the bids were opened.
    pub opened_at: Option<Timestamp>,
    /// Bidder that won.
    pub awarded_to: Option<String>,
}

const TENDER: &str = "id, ocid, title, unit, method, closes_at, state, release_hash, imported_at, screened_at, opened_at, awarded_to";

/// A bidder.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BidderRow {
    /// Id.
    pub id: String,
    /// Identifier in the release.
    pub party: String,
    /// Name.
    pub name: String,
    /// `firm` or `person`.
    pub kind: String,
    /// National code or national id.
    pub national_id: Option<String>,
    /// `admitted` or `excluded`.
    pub state: String,
    /// Why it was excluded.
    pub reason: String,
}

/// The part of who decides on a tender.
pub const DECIDES: &str = "decides";
/// The part of who runs a tender: passes the gate, excludes, opens.
pub const RUNS: &str = "runs";

/// Somebody who decides on a tender or runs it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeciderRow {
    /// Id.
    pub id: String,
    /// Account.
    pub account: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// [`DECIDES`] or [`RUNS`].
    pub part: String,
    /// `named`, `declared` or `recused`.
    pub state: String,
    /// Why the person keeps out.
    pub reason: String,
    /// When it came to this.
    pub at: Timestamp,
}

impl DeciderRow {
    /// Whether it decides, and does not only run the tender.
    pub fn decides(&self) -> bool {
        self.part == DECIDES
    }
}

/// How a person stands to a tender in which they decide, which they run, or which they keep out of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnRow {
    /// Tender.
    pub tender: String,
    /// [`DECIDES`] or [`RUNS`].
    pub part: String,
    /// `named`, `declared` or `recused`.
    pub state: String,
}

impl OwnRow {
    /// Whether the person keeps out of it.
    pub fn recused(&self) -> bool {
        self.state == "recused"
    }
}

/// What the gate found about a bidder, or about a bidder and who decides.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ScreeningRow {
    /// Id.
    pub id: String,
    /// Bidder.
    pub bidder: String,
    /// Who decides; none: the legal bans, about everybody in office.
    pub decider: Option<String>,
    /// Code of the outcome.
    pub outcome: String,
    /// The best-explained path, Persian.
    pub path_fa: String,
    /// In English.
    pub path_en: String,
    /// The second-best path, Persian.
    pub second_fa: String,
    /// In English.
    pub second_en: String,
    /// What the rule says of whom, Persian.
    pub law_fa: String,
    /// In English.
    pub law_en: String,
    /// What the rule says without a name, for every reader, Persian.
    pub rule_fa: String,
    /// In English.
    pub rule_en: String,
    /// What is not known: JSON list of [Persian, English].
    pub missing: String,
    /// The ties of the path, JSON.
    pub evidence: String,
    /// Version of the rules.
    pub rule_version: String,
    /// SHA-256 of the ties.
    pub input_hash: String,
    /// When.
    pub at: Timestamp,
}

/// A red flag in one of its states.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FlagRow {
    /// Id.
    pub id: String,
    /// Code.
    pub code: String,
    /// `flag`, `clear`, `insufficient` or `outside`.
    pub state: String,
    /// The value, or empty.
    pub value: String,
    /// Bidders it is about, JSON.
    pub who: String,
    /// What it rests on.
    pub detail: String,
    /// What is missing, or why the rule is not about it.
    pub missing: String,
    /// Rule and version.
    pub rule: String,
    /// SHA-256 of the release.
    pub input_hash: String,
}

/// What a person found on looking into a flag.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VerdictRow {
    /// Code of the flag.
    pub code: String,
    /// Whether it holds.
    pub confirmed: bool,
    /// Why.
    pub reason: String,
    /// By whom.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A tender by id.
pub async fn tender(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<TenderRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {TENDER} from tender where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, TenderRow, sql, organisation, id)
}

/// A tender by its contracting process.
pub async fn tender_of_ocid(
    conn: &mut Conn,
    organisation: &str,
    ocid: &str,
) -> Result<Option<TenderRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {TENDER} from tender where organisation = $1 and ocid = $2"
    ));
    fetch_optional!(conn, TenderRow, sql, organisation, ocid)
}

/// The release of a tender as JSON.
pub async fn release(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<String>, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select release from tender where organisation = $1 and id = $2",
        organisation,
        id
    )?;
    Ok(row.map(|(release,)| release))
}

/// All releases: (tender, ocid, release, hash), in the order in which they were taken in.
pub async fn releases(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String, String, String),
        "select id, ocid, release, release_hash from tender where organisation = $1 order by id",
        organisation
    )
}

/// Which tenders.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of a search.
    pub question: String,
    /// Code of a state, or empty.
    pub state: String,
    /// Units whose tenders are seen; none: all.
    pub units: Option<Vec<String>>,
    /// Tenders that are seen whatever their unit.
    pub also: Vec<String>,
    /// Tenders that the reader keeps out of.
    pub hidden: Vec<String>,
}

fn conditions(sql: &'static str, organisation: &str, filter: &Filter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where organisation = ").text(organisation);
    if !filter.state.is_empty() {
        s.push(" and state = ").text(&filter.state);
    }
    if let Some(units) = &filter.units {
        s.push(" and (unit in ")
            .list(units)
            .push(" or id in ")
            .list(&filter.also)
            .push(")");
    }
    if !filter.hidden.is_empty() {
        s.push(" and id not in ").list(&filter.hidden);
    }
    s.words("title_key", &filter.question);
    s
}

/// How many.
pub async fn count(conn: &mut Conn, organisation: &str, filter: &Filter) -> Result<i64, Error> {
    conditions("select count(*) from tender", organisation, filter)
        .count(conn)
        .await
}

/// Some of them, the newest first.
pub async fn list(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    limit: i64,
    skip: i64,
) -> Result<Vec<TenderRow>, Error> {
    let mut s = conditions(
        "select id, ocid, title, unit, method, closes_at, state, release_hash, imported_at, screened_at, opened_at, awarded_to from tender",
        organisation,
        filter,
    );
    s.push(" order by imported_at desc, id limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// The bidders of a tender.
pub async fn bidders(
    conn: &mut Conn,
    organisation: &str,
    tender: &str,
) -> Result<Vec<BidderRow>, Error> {
    fetch_all!(
        conn,
        BidderRow,
        "select id, party, name, kind, national_id, state, reason from tender_bidder where organisation = $1 and tender = $2 order by id",
        organisation,
        tender
    )
}

/// Who decides on a tender.
pub async fn deciders(
    conn: &mut Conn,
    organisation: &str,
    tender: &str,
) -> Result<Vec<DeciderRow>, Error> {
    fetch_all!(
        conn,
        DeciderRow,
        "select d.id, d.account, d.person, p.name, coalesce(d.part, 'decides') as part, d.state, d.reason, d.at from tender_decider d
         join person p on p.organisation = d.organisation and p.id = d.person
         where d.organisation = $1 and d.tender = $2 order by d.id",
        organisation,
        tender
    )
}

/// The tenders on which a person decides or which the person runs, and those that the person keeps out of.
pub async fn tenders_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<OwnRow>, Error> {
    fetch_all!(
        conn,
        OwnRow,
        "select tender, coalesce(part, 'decides') as part, state from tender_decider where organisation = $1 and person = $2",
        organisation,
        person
    )
}

/// Whether a person keeps out of a tender.
pub async fn is_kept_out(
    conn: &mut Conn,
    organisation: &str,
    tender: &str,
    person: &str,
) -> Result<bool, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select state from tender_decider where organisation = $1 and tender = $2 and person = $3 and state = 'recused'",
        organisation,
        tender,
        person
    )?;
    Ok(row.is_some())
}

/// Tenders before an award that wait for a person's declaration: (tender, title).
pub async fn waiting_for(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<(String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String),
        "select t.id, t.title from tender_decider d
         join tender t on t.organisation = d.organisation and t.id = d.tender
         where d.organisation = $1 and d.person = $2 and d.state = 'named' and t.state <> 'awarded' order by t.title, t.id",
        organisation,
        person
    )
}

/// What the gate found, the newest last.
pub async fn screenings(
    conn: &mut Conn,
    organisation: &str,
    tender: &str,
) -> Result<Vec<ScreeningRow>, Error> {
    fetch_all!(
        conn,
        ScreeningRow,
        "select id, bidder, decider, outcome, path_fa, path_en, coalesce(second_fa, '') as second_fa, coalesce(second_en, '') as second_en,
                law_fa, law_en, coalesce(rule_fa, '') as rule_fa, coalesce(rule_en, '') as rule_en, missing, evidence, rule_version,
                input_hash, at
         from tender_screening where organisation = $1 and tender = $2 order by at, id",
        organisation,
        tender
    )
}

/// The flags of a tender.
pub async fn flags(
    conn: &mut Conn,
    organisation: &str,
    tender: &str,
) -> Result<Vec<FlagRow>, Error> {
    fetch_all!(
        conn,
        FlagRow,
        "select id, code, state, value, who, detail, missing, rule, input_hash from tender_flag
         where organisation = $1 and tender = $2 order by code",
        organisation,
        tender
    )
}

/// How many flags each tender has: (tender, flags).
///
/// `without` are codes that do not count for this reader.
pub async fn flag_counts(
    conn: &mut Conn,
    organisation: &str,
    tenders: &[String],
    without: &[&str],
) -> Result<Vec<(String, i64)>, Error> {
    let mut s = Statement::new("select tender, count(*) from tender_flag where organisation = ");
    s.text(organisation)
        .push(" and state = 'flag' and tender in ")
        .list(tenders);
    if !without.is_empty() {
        s.push(" and code not in ").list(without);
    }
    s.push(" group by tender");
    s.all(conn).await
}

/// The verdicts on a tender's flags, the newest last.
pub async fn verdicts(
    conn: &mut Conn,
    organisation: &str,
    tender: &str,
) -> Result<Vec<VerdictRow>, Error> {
    fetch_all!(
        conn,
        VerdictRow,
        "select code, confirmed, reason, account, at from tender_verdict where organisation = $1 and tender = $2 order by at, id",
        organisation,
        tender
    )
}

/// All verdicts: (ocid, code, whether it holds).
pub async fn all_verdicts(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, bool)>, Error> {
    fetch_all!(
        conn,
        (String, String, bool),
        "select t.ocid, v.code, v.confirmed from tender_verdict v
         join tender t on t.organisation = v.organisation and t.id = v.tender where v.organisation = $1 order by v.at, v.id",
        organisation
    )
}

/// Tenders before an award that have a bidder of this national number, or of exactly this folded name: id, ocid, whether the number agreed.
pub async fn open_tenders_of_bidder(
    conn: &mut Conn,
    organisation: &str,
    national_id: Option<&str>,
    name: &str,
) -> Result<Vec<(String, String, bool)>, Error> {
    let rows = fetch_all!(
        conn,
        (String, String, String, Option<String>),
        "select t.id, t.ocid, b.name, b.national_id from tender t
         join tender_bidder b on b.organisation = t.organisation and b.tender = t.id
         where t.organisation = $1 and t.state <> 'awarded' order by t.ocid, b.party",
        organisation
    )?;
    let key = persian::search_key(name);
    let mut found: Vec<(String, String, bool)> = Vec::new();
    for (id, ocid, theirs, number) in rows {
        let agrees = national_id.is_some() && number.as_deref() == national_id;
        // Two different national numbers are two parties, whatever their names.
        let alike =
            persian::search_key(&theirs) == key && (national_id.is_none() || number.is_none());
        if (agrees || alike) && !found.iter().any(|(known, ..)| *known == id) {
            found.push((id, ocid, agrees));
        }
    }
    Ok(found)
}

/// All tenders: (id, ocid, title).
pub async fn tenders_by_ocid(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String, String),
        "select id, ocid, title from tender where organisation = $1 order by ocid",
        organisation
    )
}

/// All tenders, the newest first.
pub async fn all_tenders(conn: &mut Conn, organisation: &str) -> Result<Vec<TenderRow>, Error> {
    fetch_all!(
        conn,
        TenderRow,
        "select id, ocid, title, unit, method, closes_at, state, release_hash, imported_at, screened_at, opened_at, awarded_to
         from tender where organisation = $1 order by imported_at desc, ocid",
        organisation
    )
}

#[derive(sqlx::FromRow)]
struct BidderOf {
    tender: String,
    #[sqlx(flatten)]
    row: BidderRow,
}

/// The bidders of all tenders: (tender, bidder).
pub async fn all_bidders(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, BidderRow)>, Error> {
    let all = fetch_all!(
        conn,
        BidderOf,
        "select tender, id, party, name, kind, national_id, state, reason from tender_bidder where organisation = $1
         order by tender, party",
        organisation
    )?;
    Ok(all.into_iter().map(|one| (one.tender, one.row)).collect())
}

/// Names of bidders by their identifier in releases.
pub async fn bidder_names(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String),
        "select party, min(name) from tender_bidder where organisation = $1 group by party order by party",
        organisation
    )
}

/// Tenders that went through the gate and are not awarded.
pub async fn gated(conn: &mut Conn, organisation: &str) -> Result<Vec<TenderRow>, Error> {
    fetch_all!(
        conn,
        TenderRow,
        "select id, ocid, title, unit, method, closes_at, state, release_hash, imported_at, screened_at, opened_at, awarded_to
         from tender where organisation = $1 and state in ('screened', 'opened') order by id",
        organisation
    )
}

/// Writes a tender as it is taken in, new or again; state and gate of a known one stay.
pub(in crate::tenders) async fn put_tender(
    tx: &mut Tx,
    organisation: &str,
    row: &TenderRow,
    release: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "tender",
        &row.id,
        "insert into tender (organisation, id, ocid, title, title_key, unit, method, closes_at, state, release, release_hash, imported_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (organisation, id) do update set title = excluded.title, title_key = excluded.title_key, method = excluded.method,
             closes_at = excluded.closes_at, release = excluded.release, release_hash = excluded.release_hash,
             imported_at = excluded.imported_at",
        organisation,
        &row.id,
        &row.ocid,
        &row.title,
        persian::index_key(&format!("{} {}", row.title, row.ocid)),
        &row.unit,
        &row.method,
        row.closes_at,
        &row.state,
        release,
        &row.release_hash,
        row.imported_at
    )?;
    Ok(())
}

/// Moves a tender.
pub(in crate::tenders) async fn move_tender(
    tx: &mut Tx,
    organisation: &str,
    row: &TenderRow,
) -> Result<(), Error> {
    change!(
        tx,
        "tender",
        &row.id,
        "update tender set state = $3, screened_at = $4, opened_at = $5, awarded_to = $6 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        row.screened_at,
        row.opened_at,
        &row.awarded_to
    )?;
    Ok(())
}

/// Writes a bidder, new or changed.
pub(in crate::tenders) async fn put_bidder(
    tx: &mut Tx,
    organisation: &str,
    tender: &str,
    row: &BidderRow,
) -> Result<(), Error> {
    change!(
        tx,
        "tender_bidder",
        &row.id,
        "insert into tender_bidder (organisation, id, tender, party, name, kind, national_id, state, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (organisation, id) do update set name = excluded.name, kind = excluded.kind, national_id = excluded.national_id,
             state = excluded.state, reason = excluded.reason",
        organisation,
        &row.id,
        tender,
        &row.party,
        &row.name,
        &row.kind,
        &row.national_id,
        &row.state,
        &row.reason
    )?;
    Ok(())
}

/// Writes who decides, new or changed.
pub(in crate::tenders) async fn put_decider(
    tx: &mut Tx,
    organisation: &str,
    tender: &str,
    row: &DeciderRow,
) -> Result<(), Error> {
    change!(
        tx,
        "tender_decider",
        &row.id,
        "insert into tender_decider (organisation, id, tender, account, person, part, state, reason, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (organisation, id) do update set part = excluded.part, state = excluded.state, reason = excluded.reason,
             at = excluded.at",
        organisation,
        &row.id,
        tender,
        &row.account,
        &row.person,
        &row.part,
        &row.state,
        &row.reason,
        row.at
    )?;
    Ok(())
}

/// Writes what the gate found.
pub(in crate::tenders) async fn insert_screening(
    tx: &mut Tx,
    organisation: &str,
    tender: &str,
    row: &ScreeningRow,
) -> Result<(), Error> {
    change!(
        tx,
        "tender_screening",
        &row.id,
        "insert into tender_screening (organisation, id, tender, bidder, decider, outcome, path_fa, path_en, second_fa, second_en,
             law_fa, law_en, rule_fa, rule_en, missing, evidence, rule_version, input_hash, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        organisation,
        &row.id,
        tender,
        &row.bidder,
        &row.decider,
        &row.outcome,
        &row.path_fa,
        &row.path_en,
        &row.second_fa,
        &row.second_en,
        &row.law_fa,
        &row.law_en,
        &row.rule_fa,
        &row.rule_en,
        &row.missing,
        &row.evidence,
        &row.rule_version,
        &row.input_hash,
        row.at
    )?;
    Ok(())
}

/// Writes a flag, new or changed.
pub(in crate::tenders) async fn put_flag(
    tx: &mut Tx,
    organisation: &str,
    tender: &str,
    row: &FlagRow,
    at: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "tender_flag",
        &row.id,
        "insert into tender_flag (organisation, id, tender, code, state, value, who, detail, missing, rule, input_hash, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (organisation, id) do update set state = excluded.state, value = excluded.value, who = excluded.who,
             detail = excluded.detail, missing = excluded.missing, rule = excluded.rule, input_hash = excluded.input_hash, at = excluded.at",
        organisation,
        &row.id,
        tender,
        &row.code,
        &row.state,
        &row.value,
        &row.who,
        &row.detail,
        &row.missing,
        &row.rule,
        &row.input_hash,
        at
    )?;
    Ok(())
}

/// Writes a verdict.
pub(in crate::tenders) async fn insert_verdict(
    tx: &mut Tx,
    organisation: &str,
    tender: &str,
    row: &VerdictRow,
) -> Result<(), Error> {
    let id = tx.new_id(row.at);
    change!(
        tx,
        "tender_verdict",
        &id,
        "insert into tender_verdict (organisation, id, tender, code, confirmed, reason, account, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        organisation,
        &id,
        tender,
        &row.code,
        row.confirmed,
        &row.reason,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// What the newest gates found: (ocid, party, person who decides or none, outcome, path in English).
pub async fn all_screenings(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, Option<String>, String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String, Option<String>, String, String),
        "select t.ocid, b.party, d.person, s.outcome, s.path_en from tender_screening s
         join tender t on t.organisation = s.organisation and t.id = s.tender
         join tender_bidder b on b.organisation = s.organisation and b.id = s.bidder
         left join tender_decider d on d.organisation = s.organisation and d.id = s.decider
         where s.organisation = $1 and s.at >= coalesce(t.screened_at, 0) order by s.at, s.id",
        organisation
    )
}
