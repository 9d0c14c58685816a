//! A file of staff, relatives, firms or ownership statements: read, then taken in piece by piece through the acts; and ownership out.

use std::collections::{BTreeMap, HashMap, HashSet};

use documents::{Limits, read_table};
use futures::FutureExt;
use persian::tehran_date;
use relations::bods;
use relations::model::{Grade, TieKind};
use relations::shares::Share as Part;
use relations::tables::{
    HOLDING_COLUMNS, KinLine, Mapping, MappingError, read_holdings, read_kin, read_staff,
};
use sha2::{Digest, Sha256};
use store::{Conn, Error};

use super::acts::{self, NewImport};
use super::model::Share;
use super::model::records::{
    self, Found, ListKind, OutParty, OutTie, Records, Told, of_bods, of_firms, of_kin, of_staff,
};
use super::store::{self as rows, ImportRow};
use super::ties::{body_node, post_kind, staff_node};
use crate::organisation::store::accounts;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;

/// Parties or ties taken in by one act: the journal is never held for long.
const AT_ONCE: usize = 400;

/// What is taken in.
#[derive(Debug, Clone)]
pub struct File {
    /// What it holds.
    pub kind: ListKind,
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Where it comes from, in words: it stands beside every tie.
    pub source: String,
    /// Whether a list of firms is an extract of a register; else it is what one side says.
    pub register: bool,
    /// Columns named by hand.
    pub mapping: Vec<(String, String)>,
}

/// Why a file was not taken in.
#[derive(Debug)]
pub enum Wrong {
    /// It cannot be read at all; Persian and English.
    Unreadable(String, String),
    /// An act was refused.
    Act(ActError),
}

impl From<ActError> for Wrong {
    fn from(why: ActError) -> Self {
        Self::Act(why)
    }
}

impl From<Error> for Wrong {
    fn from(why: Error) -> Self {
        Self::Act(why.into())
    }
}

impl From<MappingError> for Wrong {
    fn from(why: MappingError) -> Self {
        Self::Unreadable(why.to_persian(), why.to_string())
    }
}

/// Reads a file and takes it in. The same file again changes nothing; one that was broken off goes on where it was.
pub async fn take(app: &App, actor: &Actor, file: File) -> Result<ImportRow, Wrong> {
    let organisation = actor.organisation.clone();
    let source = acts::good_source(&file.source)?;
    let employees = {
        let mut conn = app.read().await?;
        Employees::read(&mut conn, &organisation).await?
    };
    let today = tehran_date(app.clock.now().0).gregorian_iso();
    let (sha256, kind, file_name) = (
        hex::encode(Sha256::digest(&file.bytes)),
        file.kind,
        file.name.clone(),
    );
    let of = source.clone();
    let read =
        tokio::task::spawn_blocking(move || read(&file, &of, &organisation, &employees, &today));
    let found = read
        .await
        .map_err(|why| Wrong::Unreadable(why.to_string(), why.to_string()))??;
    let new = NewImport {
        kind,
        file_name,
        sha256,
        source,
        left_out: found.left_out(),
        told: found.told,
    };
    let (who, now) = (actor.clone(), app.clock.now());
    let (import, _) = app
        .sealed_act(move |tx| async move { acts::begin_import(tx, &who, now, &new).await }.boxed())
        .await?;
    for part in found.parties.chunks(AT_ONCE) {
        let (part, import, who) = (part.to_vec(), import.clone(), actor.clone());
        app.act(move |tx| {
            async move { acts::take_records(tx, &who, now, &import, &part, &[]).await }.boxed()
        })
        .await?;
    }
    for part in found.ties.chunks(AT_ONCE) {
        let (part, import, who) = (part.to_vec(), import.clone(), actor.clone());
        app.act(move |tx| {
            async move { acts::take_records(tx, &who, now, &import, &[], &part).await }.boxed()
        })
        .await?;
    }
    let who = actor.clone();
    let (row, _) = app
        .sealed_act(move |tx| {
            async move { acts::finish_import(tx, &who, now, &import).await }.boxed()
        })
        .await?;
    Ok(row)
}

fn read(
    file: &File,
    source: &str,
    organisation: &str,
    employees: &Employees,
    today: &str,
) -> Result<Records, Wrong> {
    if file.kind == ListKind::Bods {
        let records = of_bods(&file.bytes, today, source);
        if records.parties.is_empty() && records.told.iter().all(|told| told.refused) {
            let first = records.told.into_iter().next();
            let (fa, en) = first.map_or_else(
                || ("فایل خالی است.".to_owned(), "the file is empty".to_owned()),
                |told| (told.fa, told.en),
            );
            return Err(Wrong::Unreadable(fa, en));
        }
        return Ok(records);
    }
    let table = read_table(&file.bytes, &file.name, &Limits::default()).map_err(|why| {
        Wrong::Unreadable(
            format!("فایل خوانده نمی‌شود ({why})؛ آن را با قالب XLSX یا CSV (UTF-8) ذخیره کنید."),
            why.to_string(),
        )
    })?;
    let lines = || table.iter().map(|row| (row.number, row.cells.as_slice()));
    let mapping = Mapping(file.mapping.clone());
    Ok(match file.kind {
        ListKind::Staff => of_staff(
            &read_staff(lines(), &mapping)?,
            &body_node(organisation),
            source,
        ),
        ListKind::Kin => {
            let table = read_kin(lines(), &mapping)?;
            let mut records = of_kin(&table, source, |line| employees.find(line));
            records.told.extend(employees.unknown(&table.taken));
            records
        }
        ListKind::Firms | ListKind::Bods => of_firms(
            &read_holdings(lines(), &mapping)?,
            source,
            if file.register {
                Grade::Register
            } else {
                Grade::One
            },
            post_kind,
        ),
    })
}

/// Who is known to work here, by the ways in which a list may name them.
struct Employees {
    codes: HashSet<String>,
    numbers: HashMap<String, String>,
    names: BTreeMap<String, Vec<String>>,
}

impl Employees {
    async fn read(conn: &mut Conn, organisation: &str) -> Result<Self, Error> {
        let mut all = Self {
            codes: HashSet::new(),
            numbers: HashMap::new(),
            names: BTreeMap::new(),
        };
        let body = body_node(organisation);
        let offices = rows::tied_to(conn, organisation, &body).await?;
        for party in rows::record_parties_of(conn, organisation, &offices).await? {
            if let Some(code) = &party.national_id {
                all.codes.insert(code.clone());
            }
            if !party.number.is_empty() {
                all.numbers.insert(party.number.clone(), party.id.clone());
            }
            let key = persian::search_key(&party.name);
            all.names.entry(key).or_default().push(party.id);
        }
        for account in accounts(conn, organisation).await? {
            let key = persian::search_key(&account.name);
            // Whom the staff list names is meant; the account is found through a decision on names.
            all.names
                .entry(key)
                .or_insert_with(|| vec![staff_node(&account.person)]);
        }
        Ok(all)
    }

    fn find(&self, line: &KinLine) -> Found {
        if let Some(code) = line.employee_code {
            return Ok(format!("person:{code}"));
        }
        if let Some(number) = &line.employee_number {
            let ascii = persian::to_ascii(number);
            return self.numbers.get(ascii.trim()).cloned().ok_or_else(|| {
                (
                    format!("کارمندی با شماره پرسنلی «{number}» در فهرست کارکنان نیست؛ نخست فهرست کارکنان را وارد کنید یا کد ملی را بنویسید."),
                    format!("no employee has the personnel number “{number}”; import the staff list first, or write the national code"),
                )
            });
        }
        let name = line.employee.clone().unwrap_or_default();
        match self
            .names
            .get(&persian::search_key(&name))
            .map(Vec::as_slice)
        {
            Some([one]) => Ok(one.clone()),
            Some([_, _, ..]) => Err((
                format!("چند کارمند «{name}» نام دارند؛ کد ملی یا شماره پرسنلی را بنویسید."),
                format!(
                    "several employees are called “{name}”; write the national code or the personnel number"
                ),
            )),
            _ => Err((
                format!("کارمندی به نام «{name}» شناخته نیست؛ کد ملی یا شماره پرسنلی را بنویسید."),
                format!(
                    "no employee is called “{name}”; write the national code or the personnel number"
                ),
            )),
        }
    }

    /// Codes of employees whom no staff list names: their lines are taken, and told.
    fn unknown(&self, lines: &[(usize, KinLine)]) -> Vec<Told> {
        lines
            .iter()
            .filter_map(|(line, one)| Some((line, one.employee_code?)))
            .filter(|(_, code)| !self.codes.contains(&code.to_string()))
            .map(|(line, _)| Told {
                refused: false,
                fa: format!(
                    "سطر {}: کارمندی با این کد ملی در فهرست کارکنان نیست؛ سطر نگه داشته شد و با ورود فهرست کارکنان به او می‌پیوندد.",
                    persian::to_persian(&line.to_string())
                ),
                en: format!("line {line}: no staff list has this employee's national code; the line is kept and joins them when one has"),
            })
            .collect()
    }
}

/// The register of ownership and posts as statements (BODS 0.4). Kinship is in no statement.
pub async fn statements(
    conn: &mut Conn,
    organisation: &str,
    today: &str,
) -> Result<Vec<bods::Statement>, Error> {
    let firms = rows::firms(conn, organisation).await?;
    let holders = rows::firm_holders(conn, organisation).await?;
    let imported = rows::record_ties(conn, organisation).await?;
    let parties = rows::record_parties(conn, organisation).await?;
    let names = crate::voice::store::organisation_names(conn, organisation).await?;
    let publisher = names.map_or_else(|| organisation.to_owned(), |(name, _)| name);
    // Id, kind, name, number; the first that names a party counts.
    let mut known: BTreeMap<String, (String, String, Option<String>)> = BTreeMap::new();
    let mut ties = Vec::new();
    for firm in &firms {
        known.insert(
            format!("firm:{}", firm.id),
            ("firm".to_owned(), firm.name.clone(), Some(firm.id.clone())),
        );
    }
    for row in &holders {
        let id = row.holder_id.as_ref().map_or_else(
            || format!("holder:{}", row.id),
            |id| format!("{}:{id}", row.holder_kind),
        );
        known.entry(id.clone()).or_insert_with(|| {
            (
                row.holder_kind.clone(),
                row.holder.clone(),
                row.holder_id.clone(),
            )
        });
        let day = |text: &Option<String>| {
            text.as_deref()
                .and_then(|text| text.parse::<persian::Date>().ok())
        };
        let since = day(&row.since).map(persian::Date::gregorian_iso);
        let until = day(&row.until).map(|date| next_day(&date.gregorian_iso()));
        let part = row
            .share
            .and_then(|share| relations::shares::Fraction::new(share, Share::WHOLE.millionths()))
            .map(Part::exact);
        let firm = format!("firm:{}", row.firm);
        if part.is_some() {
            ties.push((
                format!("{}-s", row.id),
                id.clone(),
                firm.clone(),
                TieKind::Owns,
                part,
                since.clone(),
                until.clone(),
                Grade::Register,
                row.source.clone(),
            ));
        }
        if !row.post.is_empty() {
            ties.push((
                format!("{}-p", row.id),
                id,
                firm,
                post_kind(&row.post),
                None,
                since,
                until,
                Grade::Register,
                row.source.clone(),
            ));
        }
    }
    for party in &parties {
        known.entry(party.id.clone()).or_insert_with(|| {
            (
                party.kind.clone(),
                party.name.clone(),
                party.national_id.clone(),
            )
        });
    }
    for row in &imported {
        let Ok(kind) = row.kind.parse::<TieKind>() else {
            continue;
        };
        let about_firms = matches!(
            kind,
            TieKind::Owns
                | TieKind::Manages
                | TieKind::Directs
                | TieKind::Inspects
                | TieKind::Represents
        );
        if !about_firms
            || known
                .get(&row.to_party)
                .is_none_or(|(kind, ..)| kind != "firm")
        {
            continue;
        }
        let share = row.share.as_deref().and_then(|text| text.parse().ok());
        ties.push((
            row.id.clone(),
            row.from_party.clone(),
            row.to_party.clone(),
            kind,
            share,
            row.since.clone(),
            row.until.as_deref().map(next_day),
            Grade::from_code(&row.grade).unwrap_or(Grade::Inferred),
            row.source.clone(),
        ));
    }
    // Only who stands in a statement: a relative who holds nothing is nobody's business.
    known.retain(|id, _| {
        firms.iter().any(|firm| format!("firm:{}", firm.id) == *id)
            || ties.iter().any(|tie| tie.1 == *id || tie.2 == *id)
    });
    let out_parties: Vec<OutParty<'_>> = known
        .iter()
        .map(|(id, (kind, name, number))| OutParty {
            id,
            kind,
            name,
            national_id: number.as_deref(),
        })
        .collect();
    let out_ties: Vec<OutTie<'_>> = ties
        .iter()
        .map(
            |(id, from, to, kind, share, since, until, grade, source)| OutTie {
                id,
                from,
                to,
                kind: *kind,
                share: *share,
                since: since.clone(),
                until: until.clone(),
                grade: *grade,
                source,
            },
        )
        .collect();
    Ok(records::to_bods(&out_parties, &out_ties, &publisher, today))
}

/// Firms with who holds shares or posts in them, as a table whose columns `firms` lists are read by; the first row names them.
pub async fn holdings_table(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<Vec<String>>, Error> {
    let firms = rows::firms(conn, organisation).await?;
    let holders = rows::firm_holders(conn, organisation).await?;
    let parties: BTreeMap<String, rows::PartyRow> = rows::record_parties(conn, organisation)
        .await?
        .into_iter()
        .map(|row| (row.id.clone(), row))
        .collect();
    let head = HOLDING_COLUMNS.iter().map(|column| {
        let usual = column.heads.first().copied().unwrap_or(column.field);
        usual.to_owned()
    });
    let count = |count: Option<i64>| count.map_or_else(String::new, |count| count.to_string());
    let mut table = vec![head.collect()];
    for row in holders {
        let firm = firms.iter().find(|firm| firm.id == row.firm);
        table.push(vec![
            firm.map_or_else(String::new, |firm| firm.name.clone()),
            row.firm,
            row.holder,
            row.holder_id.unwrap_or_default(),
            String::new(),
            row.share
                .and_then(Share::from_millionths)
                .map_or_else(String::new, |share| share.to_string()),
            row.post,
            row.since.unwrap_or_default(),
            row.until.unwrap_or_default(),
            count(firm.and_then(|firm| firm.shareholders)),
        ]);
    }
    for row in rows::record_ties(conn, organisation).await? {
        let post = match row.kind.parse::<TieKind>() {
            Ok(TieKind::Owns) => "",
            Ok(TieKind::Manages) => "مدیرعامل",
            Ok(TieKind::Directs) => "عضو هیئت مدیره",
            Ok(TieKind::Inspects) => "بازرس",
            Ok(TieKind::Represents) => "نماینده",
            _ => continue,
        };
        let (Some(firm), Some(holder)) = (parties.get(&row.to_party), parties.get(&row.from_party))
        else {
            continue;
        };
        table.push(vec![
            firm.name.clone(),
            firm.national_id.clone().unwrap_or_default(),
            holder.name.clone(),
            holder.national_id.clone().unwrap_or_default(),
            holder.father_name.clone(),
            row.share.unwrap_or_default(),
            if row.post.is_empty() {
                post.to_owned()
            } else {
                row.post
            },
            row.since.unwrap_or_default(),
            row.until.unwrap_or_default(),
            count(firm.shareholders),
        ]);
    }
    Ok(table)
}

/// The day after a Gregorian day: in the standard an end is the first day without the interest.
pub fn next_day(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    let date = match parts.as_slice() {
        [year, month, day] => match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => persian::Date::from_gregorian(year, month, day).ok(),
            _ => None,
        },
        _ => None,
    };
    date.and_then(persian::Date::next_day)
        .map_or_else(|| iso.to_owned(), persian::Date::gregorian_iso)
}
