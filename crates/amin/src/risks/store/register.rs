//! The risks themselves: lists, counts, what is over the appetite.

use persian::Date;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::appetites;
use crate::platform::query::Statement;

/// A risk.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct RiskRow {
    /// Id.
    pub id: String,
    /// Number in the register.
    pub number: i64,
    /// Area.
    pub area: String,
    /// Process.
    pub process: String,
    /// Unit that bears it.
    pub unit: String,
    /// Account of its owner.
    pub owner: String,
    /// Code in the library that it was taken from.
    pub library: Option<String>,
    /// Why it can happen.
    pub cause: String,
    /// What can happen.
    pub event: String,
    /// What it does.
    pub effect: String,
    /// In English, or empty.
    pub cause_en: String,
    /// In English, or empty.
    pub event_en: String,
    /// In English, or empty.
    pub effect_en: String,
    /// Code of its state.
    pub state: String,
    /// 1 to 5; 0 before it was assessed.
    pub likelihood: i64,
    /// 1 to 5; 0 before it was assessed.
    pub impact: i64,
    /// Likelihood × impact without controls.
    pub inherent: i64,
    /// With the controls.
    pub residual_likelihood: i64,
    /// With the controls.
    pub residual_impact: i64,
    /// Likelihood × impact with the controls.
    pub residual: i64,
    /// When it was last assessed.
    pub assessed_at: Option<Timestamp>,
    /// By which account.
    pub assessed_by: Option<String>,
    /// Open measures.
    pub measures: i64,
    /// Last day of the acceptance in force, Gregorian `YYYY-MM-DD`.
    pub accepted_until: Option<String>,
    /// When it was written down.
    pub created_at: Timestamp,
}

/// The columns of [`RiskRow`].
macro_rules! columns {
    () => {
        "id, number, area, process, unit, owner, library, cause, event, effect, cause_en, event_en, effect_en, state, likelihood, \
         impact, inherent, residual_likelihood, residual_impact, residual, assessed_at, assessed_by, measures, accepted_until, \
         created_at"
    };
}

/// A risk by id.
pub async fn risk(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<RiskRow>, Error> {
    fetch_optional!(
        conn,
        RiskRow,
        concat!(
            "select ",
            columns!(),
            " from risk where organisation = $1 and id = $2"
        ),
        organisation,
        id
    )
}

/// Which risks.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of a search.
    pub question: String,
    /// An area, or empty.
    pub area: String,
    /// A process, or empty.
    pub process: String,
    /// A unit, or empty.
    pub unit: String,
    /// Code of a state, or empty.
    pub state: String,
    /// `over`, `bare` (over and neither treated nor accepted), `unassessed`, `again` (a finding asks for a new assessment), `expired`
    /// (an acceptance has run out and none is in force), or empty.
    pub only: String,
    /// Least and greatest residual score.
    pub residual: Option<(i64, i64)>,
    /// A cell of the heat map: whether of residual scores, likelihood, impact.
    pub cell: Option<(bool, i64, i64)>,
    /// Code in the library, or empty.
    pub library: String,
    /// Units whose risks are seen; none: all.
    pub units: Option<Vec<String>>,
    /// The appetite in force of each area; an area that is not here has the last one.
    pub appetites: Vec<(String, i64)>,
    /// The appetite of every other area.
    pub otherwise: i64,
    /// Today, Gregorian `YYYY-MM-DD`.
    pub today: String,
}

fn over(s: &mut Statement, filter: &Filter) {
    s.push(" and (");
    for (area, level) in &filter.appetites {
        s.push("(area = ")
            .text(area)
            .push(" and residual > ")
            .whole(*level)
            .push(") or ");
    }
    let named: Vec<&str> = filter
        .appetites
        .iter()
        .map(|(area, _)| area.as_str())
        .collect();
    if named.is_empty() {
        s.push("residual > ").whole(filter.otherwise);
    } else {
        s.push("(area not in ")
            .list(&named)
            .push(" and residual > ")
            .whole(filter.otherwise)
            .push(")");
    }
    s.push(")");
}

fn conditions(sql: &'static str, organisation: &str, filter: &Filter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where organisation = ").text(organisation);
    if !filter.state.is_empty() {
        s.push(" and state = ").text(&filter.state);
    }
    if !filter.area.is_empty() {
        s.push(" and area = ").text(&filter.area);
    }
    if !filter.process.is_empty() {
        s.push(" and process = ").text(&filter.process);
    }
    if !filter.unit.is_empty() {
        s.push(" and unit = ").text(&filter.unit);
    }
    if !filter.library.is_empty() {
        s.push(" and library = ").text(&filter.library);
    }
    if let Some((from, to)) = filter.residual {
        s.push(" and residual >= ")
            .whole(from)
            .push(" and residual <= ")
            .whole(to);
    }
    match filter.cell {
        Some((true, likelihood, impact)) => {
            s.push(" and residual_likelihood = ").whole(likelihood);
            s.push(" and residual_impact = ").whole(impact);
        }
        Some((false, likelihood, impact)) => {
            s.push(" and likelihood = ").whole(likelihood);
            s.push(" and impact = ").whole(impact);
        }
        None => {}
    }
    match filter.only.as_str() {
        "over" => over(&mut s, filter),
        "bare" => {
            over(&mut s, filter);
            s.push(" and measures = 0 and (accepted_until is null or accepted_until < ")
                .text(&filter.today)
                .push(")");
        }
        "unassessed" => {
            s.push(" and assessed_at is null");
        }
        "again" => {
            s.push(
                " and exists (select 1 from risk_finding l join finding f on f.organisation = l.organisation and f.id = l.finding
                  where l.organisation = risk.organisation and l.risk = risk.id and l.active = ",
            )
            .flag(true)
            .push(" and f.state = 'confirmed' and (f.decided_at > coalesce(risk.assessed_at, 0) or l.at > coalesce(risk.assessed_at, 0)))");
        }
        "expired" => {
            s.push(" and accepted_until is null and exists (select 1 from risk_acceptance a where a.organisation = risk.organisation")
                .push(" and a.risk = risk.id and a.state = 'expired')");
        }
        _ => {}
    }
    if let Some(units) = &filter.units {
        s.push(" and unit in ").list(units);
    }
    s.words("text_key", &filter.question);
    s
}

/// How many.
pub async fn count(conn: &mut Conn, organisation: &str, filter: &Filter) -> Result<i64, Error> {
    conditions("select count(*) from risk", organisation, filter)
        .count(conn)
        .await
}

/// Some of them: the gravest first.
pub async fn list(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    limit: i64,
    skip: i64,
) -> Result<Vec<RiskRow>, Error> {
    let mut s = conditions(
        concat!("select ", columns!(), " from risk"),
        organisation,
        filter,
    );
    s.push(" order by residual desc, number desc limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// How many risks lie in each cell: likelihood, impact, risks; of residual or of inherent scores.
pub async fn cells(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    residual: bool,
) -> Result<Vec<(i64, i64, i64)>, Error> {
    let (sql, group) = if residual {
        (
            "select residual_likelihood, residual_impact, count(*) from risk",
            " and assessed_at is not null group by residual_likelihood, residual_impact",
        )
    } else {
        (
            "select likelihood, impact, count(*) from risk",
            " and assessed_at is not null group by likelihood, impact",
        )
    };
    let mut s = conditions(sql, organisation, filter);
    s.push(group);
    s.all(conn).await
}

/// How many risks of the register were taken from each entry of the library.
pub async fn taken(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
) -> Result<Vec<(String, i64)>, Error> {
    let mut s = conditions("select library, count(*) from risk", organisation, filter);
    s.push(" and library is not null group by library");
    s.all(conn).await
}

/// Whether a unit has an entry of the library in its register already.
pub async fn has(
    conn: &mut Conn,
    organisation: &str,
    library: &str,
    unit: &str,
) -> Result<bool, Error> {
    let filter = Filter {
        library: library.to_owned(),
        unit: unit.to_owned(),
        state: "open".to_owned(),
        ..Filter::default()
    };
    Ok(count(conn, organisation, &filter).await? > 0)
}

/// The next free number.
pub async fn next_number(conn: &mut Conn, organisation: &str) -> Result<i64, Error> {
    let top = fetch_optional!(
        conn,
        (i64,),
        "select coalesce(max(number), 0) from risk where organisation = $1",
        organisation
    )?;
    Ok(top.map_or(1, |(top,)| top + 1))
}

/// Risks whose residual score lies over the appetite of their area and that have neither an open measure nor an acceptance in force, the
/// gravest first, each with that appetite: what a committee must decide about. `otherwise` is the appetite of an area for which none
/// was decided.
pub async fn over_appetite(
    conn: &mut Conn,
    organisation: &str,
    today: Date,
    otherwise: i64,
    most: i64,
) -> Result<Vec<(RiskRow, i64)>, Error> {
    let today = today.gregorian_iso();
    let filter = Filter {
        state: "open".to_owned(),
        only: "bare".to_owned(),
        appetites: appetites(conn, organisation, &today).await?,
        otherwise,
        today,
        ..Filter::default()
    };
    let rows = list(conn, organisation, &filter, most, 0).await?;
    let level = |area: &str| {
        let own = filter.appetites.iter().find(|(id, _)| id == area);
        own.map_or(otherwise, |(_, level)| *level)
    };
    Ok(rows
        .into_iter()
        .map(|row| (level(&row.area), row))
        .map(|(level, row)| (row, level))
        .collect())
}

/// The open risks of the processes of a service, the gravest first.
pub async fn of_service(
    conn: &mut Conn,
    organisation: &str,
    service: &str,
    most: i64,
) -> Result<Vec<RiskRow>, Error> {
    fetch_all!(
        conn,
        RiskRow,
        concat!(
            "select ",
            columns!(),
            " from risk where organisation = $1 and state = 'open' and process in
               (select id from risk_process where organisation = $1 and service = $2)
             order by residual desc, number desc limit $3"
        ),
        organisation,
        service,
        most
    )
}

fn key(row: &RiskRow) -> String {
    let words = [
        &row.number.to_string(),
        &row.cause,
        &row.event,
        &row.effect,
        &row.cause_en,
        &row.event_en,
        &row.effect_en,
    ];
    persian::index_key(&words.map(String::as_str).join(" "))
}

/// Writes a new risk.
pub(in crate::risks) async fn insert_risk(
    tx: &mut Tx,
    organisation: &str,
    row: &RiskRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk",
        &row.id,
        "insert into risk (organisation, id, number, area, process, unit, owner, library, cause, event, effect, cause_en, event_en,
             effect_en, text_key, state, likelihood, impact, inherent, residual_likelihood, residual_impact, residual, measures, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, 0, 0, 0, 0, 0, $17)",
        organisation,
        &row.id,
        row.number,
        &row.area,
        &row.process,
        &row.unit,
        &row.owner,
        &row.library,
        &row.cause,
        &row.event,
        &row.effect,
        &row.cause_en,
        &row.event_en,
        &row.effect_en,
        key(row),
        &row.state,
        row.created_at
    )?;
    Ok(())
}

/// Changes a risk; its number and where it was taken from stay.
pub(in crate::risks) async fn set_risk(
    tx: &mut Tx,
    organisation: &str,
    row: &RiskRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk",
        &row.id,
        "update risk set area = $3, process = $4, unit = $5, owner = $6, cause = $7, event = $8, effect = $9, cause_en = $10,
             event_en = $11, effect_en = $12, text_key = $13, state = $14, likelihood = $15, impact = $16, inherent = $17,
             residual_likelihood = $18, residual_impact = $19, residual = $20, assessed_at = $21, assessed_by = $22, measures = $23,
             accepted_until = $24
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.area,
        &row.process,
        &row.unit,
        &row.owner,
        &row.cause,
        &row.event,
        &row.effect,
        &row.cause_en,
        &row.event_en,
        &row.effect_en,
        key(row),
        &row.state,
        row.likelihood,
        row.impact,
        row.inherent,
        row.residual_likelihood,
        row.residual_impact,
        row.residual,
        row.assessed_at,
        &row.assessed_by,
        row.measures,
        &row.accepted_until
    )?;
    Ok(())
}
