//! The lists of an organisation: categories, routes, rights, deadline rules, and what is read of the organisation itself.

use store::{Conn, Error, Tx, change, fetch_all, fetch_optional};

/// A category of messages.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Category {
    /// Id, also the word in addresses and in Open311.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Group of categories.
    pub subject_group: String,
    /// Kinds of message it is offered for, separated by spaces; empty for all.
    pub kinds: String,
    /// Place in the list.
    pub position: i64,
    /// Whether it is offered.
    pub active: bool,
}

/// Which unit answers for a category.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Route {
    /// Category.
    pub category: String,
    /// District; none for every district without a row of its own.
    pub district: Option<String>,
    /// Unit.
    pub unit: String,
}

/// A citizen's right.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CitizenRight {
    /// Id.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// A deadline rule.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DeadlineRule {
    /// Id.
    pub id: String,
    /// A word of [`super::super::model::Purpose`].
    pub purpose: String,
    /// Kind of message, or all.
    pub kind: Option<String>,
    /// Category, or all.
    pub category: Option<String>,
    /// Working days.
    pub working_days: i64,
    /// Percent after which it is near.
    pub warn_share: i64,
    /// Where it comes from.
    pub source: String,
    /// `binding`, `recommended`, `practice`.
    pub applicability: String,
    /// First day on which it holds, Gregorian `YYYY-MM-DD`.
    pub valid_from: String,
    /// Whether it is used.
    pub active: bool,
}

/// What messages need of a unit.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Unit {
    /// Id.
    pub id: String,
    /// Unit above.
    pub parent: Option<String>,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// District it serves.
    pub district: Option<String>,
    /// Whether it still exists.
    pub active: bool,
}

/// A holiday as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HolidayRow {
    /// Name.
    pub name: String,
    /// Solar Hijri year; none for every year.
    pub year: Option<i64>,
    /// Month.
    pub month: i64,
    /// Day.
    pub day: i64,
    /// Source.
    pub source: String,
    /// Whether compared with the official calendar.
    pub verified: bool,
    /// First day on which the row holds.
    pub valid_from: Option<String>,
    /// Last day on which it holds.
    pub valid_to: Option<String>,
}

/// Persian and English name of an organisation.
pub async fn organisation_names(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Option<(String, String)>, Error> {
    fetch_optional!(
        conn,
        (String, String),
        "select name, name_en from organisation where organisation = $1",
        organisation
    )
}

/// The word of an organisation in addresses; empty where there is none.
pub async fn slug(conn: &mut Conn, organisation: &str) -> Result<String, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select slug from organisation where organisation = $1",
        organisation
    )?;
    Ok(row.map_or_else(String::new, |(slug,)| slug))
}

/// All settings.
pub async fn settings(conn: &mut Conn, organisation: &str) -> Result<Vec<(String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String),
        "select id, value from setting where organisation = $1",
        organisation
    )
}

/// Active holidays.
pub async fn holidays(conn: &mut Conn, organisation: &str) -> Result<Vec<HolidayRow>, Error> {
    fetch_all!(
        conn,
        HolidayRow,
        "select name, year, month, day, source, verified, valid_from, valid_to from holiday
         where organisation = $1 and active = $2 order by id",
        organisation,
        true
    )
}

/// All categories in order.
pub async fn categories(conn: &mut Conn, organisation: &str) -> Result<Vec<Category>, Error> {
    fetch_all!(
        conn,
        Category,
        "select id, name, name_en, subject_group, kinds, position, active from category where organisation = $1 order by position, id",
        organisation
    )
}

/// All routes.
pub async fn routes(conn: &mut Conn, organisation: &str) -> Result<Vec<Route>, Error> {
    fetch_all!(
        conn,
        Route,
        "select category, district, unit from category_route where organisation = $1 order by id",
        organisation
    )
}

/// The citizen's rights in order.
pub async fn rights(conn: &mut Conn, organisation: &str) -> Result<Vec<CitizenRight>, Error> {
    fetch_all!(
        conn,
        CitizenRight,
        "select id, name, name_en from citizen_right where organisation = $1 and active = $2 order by position, id",
        organisation,
        true
    )
}

/// All deadline rules.
pub async fn deadline_rules(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<DeadlineRule>, Error> {
    fetch_all!(
        conn,
        DeadlineRule,
        "select id, purpose, kind, category, working_days, warn_share, source, applicability, valid_from, active
         from deadline_rule where organisation = $1 order by id",
        organisation
    )
}

/// All units in order.
pub async fn units(conn: &mut Conn, organisation: &str) -> Result<Vec<Unit>, Error> {
    fetch_all!(
        conn,
        Unit,
        "select id, parent, name, name_en, district, active from unit where organisation = $1 order by position, id",
        organisation
    )
}

/// Writes a category, new or changed.
pub async fn put_category(
    tx: &mut Tx,
    organisation: &str,
    category: &Category,
) -> Result<(), Error> {
    change!(
        tx,
        "category",
        &category.id,
        "insert into category (organisation, id, name, name_en, subject_group, kinds, position, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (organisation, id) do update set name = excluded.name, name_en = excluded.name_en,
         subject_group = excluded.subject_group, kinds = excluded.kinds, position = excluded.position, active = excluded.active",
        organisation,
        &category.id,
        &category.name,
        &category.name_en,
        &category.subject_group,
        &category.kinds,
        category.position,
        category.active
    )?;
    Ok(())
}

/// Writes the unit of a category, for one district or all others; no unit takes the row away.
pub async fn put_route(
    tx: &mut Tx,
    organisation: &str,
    category: &str,
    district: Option<&str>,
    unit: Option<&str>,
) -> Result<(), Error> {
    let id = format!("{category}/{}", district.unwrap_or(""));
    match unit {
        Some(unit) => change!(
            tx,
            "category_route",
            &id,
            "insert into category_route (organisation, id, category, district, unit) values ($1, $2, $3, $4, $5)
             on conflict (organisation, id) do update set unit = excluded.unit",
            organisation,
            &id,
            category,
            district,
            unit
        )?,
        None => change!(
            tx,
            "category_route",
            &id,
            "delete from category_route where organisation = $1 and id = $2",
            organisation,
            &id
        )?,
    };
    Ok(())
}

/// Writes a citizen's right.
pub async fn put_right(
    tx: &mut Tx,
    organisation: &str,
    right: &CitizenRight,
    source: &str,
    position: i64,
) -> Result<(), Error> {
    change!(
        tx,
        "citizen_right",
        &right.id,
        "insert into citizen_right (organisation, id, name, name_en, source, position, active) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation, id) do update set name = excluded.name, name_en = excluded.name_en, source = excluded.source,
         position = excluded.position",
        organisation,
        &right.id,
        &right.name,
        &right.name_en,
        source,
        position,
        true
    )?;
    Ok(())
}

/// Writes a deadline rule, new or changed.
pub async fn put_deadline_rule(
    tx: &mut Tx,
    organisation: &str,
    rule: &DeadlineRule,
) -> Result<(), Error> {
    change!(
        tx,
        "deadline_rule",
        &rule.id,
        "insert into deadline_rule
         (organisation, id, purpose, kind, category, working_days, warn_share, source, applicability, valid_from, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (organisation, id) do update set working_days = excluded.working_days, warn_share = excluded.warn_share,
         source = excluded.source, applicability = excluded.applicability, valid_from = excluded.valid_from, active = excluded.active",
        organisation,
        &rule.id,
        &rule.purpose,
        &rule.kind,
        &rule.category,
        rule.working_days,
        rule.warn_share,
        &rule.source,
        &rule.applicability,
        &rule.valid_from,
        rule.active
    )?;
    Ok(())
}

/// Writes a setting where there is none yet.
pub async fn put_setting_if_new(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    value: &str,
    valid_from: &str,
) -> Result<(), Error> {
    let known: Option<(String,)> = fetch_optional!(
        tx.read(),
        (String,),
        "select id from setting where organisation = $1 and id = $2",
        organisation,
        id
    )?;
    if known.is_some() {
        return Ok(());
    }
    let row = crate::organisation::store::SettingRow {
        id: id.to_owned(),
        value: value.to_owned(),
        source: String::new(),
        applicability: "practice".to_owned(),
        valid_from: valid_from.to_owned(),
    };
    crate::organisation::store::insert_setting(tx, organisation, &row).await
}
