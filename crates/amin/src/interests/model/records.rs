//! What lists of staff, relatives and firms and ownership statements say, as parties and ties to be kept. Pure.
//!
//! Whoever has a national code or national id has it as id, so that every list means the same party. Without one, the id is made of
//! the folded name and of where the name stands (the employee, the firm, the personnel number): the same list gives the same ids
//! whatever the spelling of its letters, and two people of one name stay two.

use std::collections::BTreeMap;

use relations::bods;
use relations::model::{Day, Grade, Period, Sex, TieKind};
use relations::names::{Key, Person};
use relations::shares::Share;
use relations::tables::{Employee, Holder, Holding, KinLine, Noted, Refused, Table};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::platform::coded::coded;

coded! {
    /// What a file holds.
    ListKind {
        /// فهرست کارکنان.
        Staff = "staff",
        /// فهرست خویشاوندان.
        Kin = "kin",
        /// فهرست شرکت‌ها و صاحبان سهم و سمت.
        Firms = "firms",
        /// گزاره‌های مالکیت (BODS).
        Bods = "bods",
    }
}

/// A person, firm or body that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRecord {
    /// `person:CODE`, `firm:ID`, `body:…`, or `record:…` where there is no number.
    pub id: String,
    /// `person`, `firm` or `body`.
    pub kind: String,
    /// Name as written, cleaned.
    pub name: String,
    /// National code or national id.
    pub national_id: Option<String>,
    /// Father's name, or empty.
    pub father_name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// `male` or `female`, where it is told.
    pub sex: Option<String>,
    /// Personnel number, or empty.
    pub number: String,
    /// Day of foundation, ISO 8601, as written.
    pub founded: Option<String>,
}

/// A tie that a list tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieRecord {
    /// Hash of whom it ties, how, since when and how well it is known: with a new end or share it is the same tie.
    pub id: String,
    /// Party at the first end.
    pub from: String,
    /// Code of a [`TieKind`].
    pub kind: String,
    /// Party at the other end.
    pub to: String,
    /// `1/3` or `1/20..1/10`.
    pub share: Option<String>,
    /// The post in words, or empty.
    pub post: String,
    /// First day, Gregorian ISO 8601.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Code of a [`Grade`].
    pub grade: String,
    /// Where it is known from.
    pub source: String,
}

/// A line that was left out or has something to look at: which, and why, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whether it was left out; else it was taken and has something to look at.
    pub refused: bool,
    /// The sentence in Persian.
    pub fa: String,
    /// In English.
    pub en: String,
}

/// What a file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// Parties by id, each once.
    pub parties: Vec<PartyRecord>,
    /// Ties by id, each once.
    pub ties: Vec<TieRecord>,
    /// What to tell.
    pub told: Vec<Told>,
}

impl Records {
    /// How many lines or statements were left out.
    pub fn left_out(&self) -> usize {
        self.told.iter().filter(|told| told.refused).count()
    }

    /// Each party and tie once, in a fixed order.
    fn settled(mut self) -> Self {
        let mut parties: BTreeMap<String, PartyRecord> = BTreeMap::new();
        for party in self.parties {
            match parties.get_mut(&party.id) {
                // Another line may know more of the same party.
                Some(known) => known.complete(party),
                None => {
                    parties.insert(party.id.clone(), party);
                }
            }
        }
        self.parties = parties.into_values().collect();
        let said = |tie: &TieRecord| {
            (
                tie.id.clone(),
                tie.share.clone(),
                tie.until.clone(),
                tie.source.clone(),
            )
        };
        self.ties.sort_by_key(said);
        self.ties.dedup_by(|a, b| {
            a.id == b.id && a.share == b.share && a.until == b.until && a.post == b.post
        });
        // Two parts held since one day are two ties: nothing is lost.
        let mut before = (String::new(), 1);
        for tie in &mut self.ties {
            if tie.id == before.0 {
                before.1 += 1;
                tie.id = format!("{}-{}", tie.id, before.1);
            } else {
                before = (tie.id.clone(), 1);
            }
        }
        self
    }
}

impl PartyRecord {
    /// This record with what only an earlier one knows.
    #[must_use]
    pub fn after(&self, before: &Self) -> Self {
        let mut whole = self.clone();
        whole.complete(before.clone());
        whole
    }

    fn complete(&mut self, other: Self) {
        if self.name.is_empty() {
            self.name = other.name;
        }
        if self.father_name.is_empty() {
            self.father_name = other.father_name;
        }
        if self.number.is_empty() {
            self.number = other.number;
        }
        self.birth_year = self.birth_year.or(other.birth_year);
        self.sex = self.sex.take().or(other.sex);
        self.founded = self.founded.take().or(other.founded);
    }

    /// The person, for comparison.
    pub fn person(&self) -> Person {
        let mut person = Person::named(&self.name);
        if !self.father_name.is_empty() {
            person = person.child_of(&self.father_name);
        }
        person.birth_year = self.birth_year.and_then(|year| u16::try_from(year).ok());
        person.code = self
            .national_id
            .as_deref()
            .filter(|_| self.kind == "person")
            .and_then(|code| code.parse().ok());
        person
    }
}

/// The folded text of a person with a few words of the place where the name stands, as an id.
fn nameless_id(person: &Person, place: &str) -> String {
    let text = format!(
        "{}\n{}",
        Key::of(person).as_str(),
        persian::search_key(place)
    );
    format!(
        "record:{}",
        &hex::encode(Sha256::digest(text.as_bytes()))[..24]
    )
}

fn person_record(person: &Person, name: &str, father: &str, place: &str) -> PartyRecord {
    PartyRecord {
        id: person.code.map_or_else(
            || nameless_id(person, place),
            |code| format!("person:{code}"),
        ),
        kind: "person".to_owned(),
        name: name.to_owned(),
        national_id: person.code.map(|code| code.to_string()),
        father_name: father.to_owned(),
        birth_year: person.birth_year.map(i64::from),
        sex: None,
        number: String::new(),
        founded: None,
    }
}

fn firm_record(name: &str, id: Option<String>) -> PartyRecord {
    let kept = id.as_ref().map_or_else(
        || nameless_id(&Person::named(name), "firm"),
        |id| format!("firm:{id}"),
    );
    PartyRecord {
        id: kept,
        kind: "firm".to_owned(),
        name: name.to_owned(),
        national_id: id,
        father_name: String::new(),
        birth_year: None,
        sex: None,
        number: String::new(),
        founded: None,
    }
}

fn day(day: Day) -> Option<String> {
    day.date().map(|date| date.gregorian_iso())
}

/// The exact text of a share, to be read back by [`Share`].
pub fn share_text(share: Share) -> String {
    if share.is_exact() {
        share.low.exact_text()
    } else {
        format!("{}..{}", share.low.exact_text(), share.high.exact_text())
    }
}

struct NewTie<'a> {
    from: &'a str,
    kind: TieKind,
    to: &'a str,
    share: Option<Share>,
    post: &'a str,
    period: Period,
    grade: Grade,
    source: &'a str,
}

impl NewTie<'_> {
    fn record(self) -> TieRecord {
        let share = self.share.map(share_text);
        let (since, until) = (day(self.period.from), day(self.period.until));
        let kind = self.kind.code();
        // What may change of a tie that stays itself (its end, the part held, where it is told) is not in the id.
        let said = format!(
            "{}\n{kind}\n{}\n{}\n{}\n{}",
            self.from,
            self.to,
            persian::search_key(self.post),
            since.as_deref().unwrap_or(""),
            self.grade.code(),
        );
        TieRecord {
            id: hex::encode(Sha256::digest(said.as_bytes()))[..32].to_owned(),
            from: self.from.to_owned(),
            kind,
            to: self.to.to_owned(),
            share,
            post: self.post.to_owned(),
            since,
            until,
            grade: self.grade.code().to_owned(),
            source: self.source.to_owned(),
        }
    }
}

fn refusal(refused: &Refused) -> Told {
    Told {
        refused: true,
        fa: refused.to_persian(),
        en: refused.to_string(),
    }
}

fn note(noted: &Noted) -> Told {
    Told {
        refused: false,
        fa: noted.persian(),
        en: noted.english(),
    }
}

fn told<T>(table: &Table<T>) -> Vec<Told> {
    // A line with two faults is told twice and counts once as left out.
    let mut seen = 0;
    let mut all: Vec<Told> = Vec::new();
    for one in &table.refused {
        let mut told = refusal(one);
        told.refused = seen != one.line;
        seen = one.line;
        all.push(told);
    }
    all.extend(table.notes.iter().map(note));
    all
}

/// An office in the organisation, by the words of a post.
pub fn office(post: &str) -> TieKind {
    let folded = persian::search_key(post);
    let has = |words: &[&str]| {
        words
            .iter()
            .any(|word| folded.contains(&persian::search_key(word)))
    };
    if has(&["عضو شورا", "اعضای شورا", "رئیس شورا"]) {
        TieKind::CouncilMemberOf
    } else if has(&["شهردار"]) && !has(&["معاون", "منطقه", "دفتر", "مشاور", "راننده"])
    {
        TieKind::MayorOf
    } else if has(&["مدیر", "معاون", "رئیس", "سرپرست", "شهردار منطقه"])
    {
        TieKind::ManagerOf
    } else {
        TieKind::StaffOf
    }
}

/// A staff list: each employee holds an office in `body` (its party id), as the personnel office records it.
pub fn of_staff(table: &Table<Employee>, body: &str, source: &str) -> Records {
    let mut records = Records {
        told: told(table),
        ..Records::default()
    };
    for (_, one) in &table.taken {
        let place = one
            .number
            .as_deref()
            .or(one.unit.as_deref())
            .unwrap_or("staff");
        let father = one.father.as_deref().unwrap_or("");
        let mut party = person_record(&one.person, &one.name, father, place);
        party.number = one
            .number
            .as_deref()
            .map(persian::to_ascii)
            .unwrap_or_default();
        let post = one.post.as_deref().unwrap_or("");
        let post = persian::normalize(post);
        records.ties.push(
            NewTie {
                from: &party.id,
                kind: office(&post),
                to: body,
                share: None,
                post: &post,
                period: one.period,
                grade: Grade::Register,
                source,
            }
            .record(),
        );
        records.parties.push(party);
    }
    records.settled()
}

/// Who is meant by an employee of a list of relatives; without an answer, why.
pub type Found = Result<String, (String, String)>;

/// A list of relatives. `employee` finds whose relative it is.
pub fn of_kin(
    table: &Table<KinLine>,
    source: &str,
    employee: impl Fn(&KinLine) -> Found,
) -> Records {
    let mut records = Records {
        told: told(table),
        ..Records::default()
    };
    for (line, one) in &table.taken {
        let whose = match employee(one) {
            Ok(whose) => whose,
            Err((fa, en)) => {
                records.told.push(Told {
                    refused: true,
                    fa: format!("سطر {}: {fa}", persian::to_persian(&line.to_string())),
                    en: format!("line {line}: {en}"),
                });
                continue;
            }
        };
        let father = one
            .person
            .father
            .as_ref()
            .map_or("", |father| father.words());
        let mut party = person_record(&one.person, &one.name, father, &whose);
        party.sex = one.sex.map(|sex| {
            match sex {
                Sex::Male => "male",
                Sex::Female => "female",
            }
            .to_owned()
        });
        records.ties.push(
            NewTie {
                from: &whose,
                kind: TieKind::Kin(one.kin),
                to: &party.id,
                share: None,
                post: "",
                period: one.period,
                grade: Grade::One,
                source,
            }
            .record(),
        );
        records.parties.push(party);
    }
    records.settled()
}

/// A list of firms with those who hold shares or posts, graded as its source is.
pub fn of_firms(
    table: &Table<Holding>,
    source: &str,
    grade: Grade,
    post_kind: impl Fn(&str) -> TieKind,
) -> Records {
    let mut records = Records {
        told: told(table),
        ..Records::default()
    };
    for (line, one) in &table.taken {
        let firm = firm_record(&one.firm, one.firm_id.map(|id| id.to_string()));
        let holder = match &one.holder {
            Holder::Person(person) => {
                let father = person.father.as_ref().map_or("", |father| father.words());
                person_record(person, &one.holder_name, father, &firm.id)
            }
            Holder::Firm(id) => firm_record(&one.holder_name, Some(id.to_string())),
        };
        if holder.id == firm.id {
            records.told.push(Told {
                refused: true,
                fa: format!(
                    "سطر {}: شرکت نمی‌تواند سهامدار خودش باشد؛ شناسه سهامدار را درست کنید.",
                    persian::to_persian(&line.to_string())
                ),
                en: format!("line {line}: a firm cannot hold itself; correct the holder's number"),
            });
            continue;
        }
        let post = persian::normalize(one.post.as_deref().unwrap_or(""));
        let mut tie = |kind, share, post: &str| {
            records.ties.push(
                NewTie {
                    from: &holder.id,
                    kind,
                    to: &firm.id,
                    share,
                    post,
                    period: one.period,
                    grade,
                    source,
                }
                .record(),
            );
        };
        if let Some(share) = one.share {
            tie(TieKind::Owns, Some(share), "");
        }
        if !post.is_empty() {
            tie(post_kind(&post), None, &post);
        }
        records.parties.extend([firm, holder]);
    }
    records.told.extend(circles(&records.ties));
    records.settled()
}

/// Statements of ownership (BODS 0.4), as they hold on a day (`YYYY-MM-DD`).
pub fn of_bods(bytes: &[u8], today: &str, source: &str) -> Records {
    let mut import = bods::read(bytes);
    for statement in &mut import.statements {
        // A closed relationship is a tie that has ended, and not one that never was.
        if let bods::Record::Relationship(link) = &mut statement.record
            && statement.status == Some(bods::RecordStatus::Closed)
            && statement.date.is_some()
        {
            statement.status = Some(bods::RecordStatus::Updated);
            for interest in &mut link.interests {
                if interest.end_date.is_none() {
                    interest.end_date.clone_from(&statement.date);
                }
            }
        }
    }
    let register = bods::Register::new(&import.statements);
    let mut records = Records::default();
    for refused in &import.refused {
        for (place, problem) in refused.problems.iter().enumerate() {
            records.told.push(Told {
                refused: place == 0,
                fa: problem.to_persian(),
                en: problem.to_string(),
            });
        }
    }
    let problems = register.problems();
    for problem in import.warnings.iter().chain(&problems) {
        records.told.push(Told {
            refused: false,
            fa: problem.to_persian(),
            en: problem.to_string(),
        });
    }
    let found = bods::ties(&register, today);
    for left in &found.left_out {
        records.told.push(Told {
            refused: false,
            fa: format!(
                "گزاره {}: پیوندی از آن ساخته نشد ({})؛ خود گزاره اعلام صریح است و نه نبود داده.",
                left.statement, left.why
            ),
            en: format!(
                "statement {}: it is no tie ({}); it is declared knowledge and not a gap",
                left.statement, left.why
            ),
        });
    }
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for party in &found.parties {
        let statement = register.current(&party.id, today);
        let record = bods_party(party, statement.map(|statement| &statement.record));
        ids.insert(party.id.clone(), record.id.clone());
        records.parties.push(record);
    }
    for tie in &found.ties {
        let (Some(from), Some(to)) = (ids.get(&tie.from), ids.get(&tie.to)) else {
            records.told.push(Told {
                refused: true,
                fa: format!(
                    "{}: به رکوردی ارجاع می‌دهد که در فایل نیست؛ آن را بیفزایید و دوباره وارد کنید.",
                    tie.source
                ),
                en: format!(
                    "{}: it refers to a record that the file has not got; add it and import again",
                    tie.source
                ),
            });
            continue;
        };
        if from == to {
            continue;
        }
        records.ties.push(
            NewTie {
                from,
                kind: tie.kind,
                to,
                share: tie.share,
                post: "",
                period: tie.period,
                grade: tie.grade,
                source: &format!("{source}: {}", tie.source),
            }
            .record(),
        );
    }
    records.told.extend(circles(&records.ties));
    records.settled()
}

fn bods_party(party: &relations::model::Party, record: Option<&bods::Record>) -> PartyRecord {
    let number = |identifiers: &[bods::Identifier]| {
        identifiers
            .iter()
            .filter_map(|one| one.id.clone())
            .collect::<Vec<_>>()
    };
    let (numbers, founded, birth) = match record {
        Some(bods::Record::Entity(entity)) => (
            number(&entity.identifiers),
            entity.founding_date.clone(),
            None,
        ),
        Some(bods::Record::Person(person)) => (
            number(&person.identifiers),
            None,
            person
                .birth_date
                .as_deref()
                .and_then(|date| date.get(..4)?.parse().ok()),
        ),
        _ => (Vec::new(), None, None),
    };
    let kind = party.kind.code();
    let national_id = numbers.iter().find_map(|number| match kind {
        "person" => number
            .parse::<persian::NationalCode>()
            .ok()
            .map(|code| code.to_string()),
        _ => number
            .parse::<persian::LegalEntityId>()
            .ok()
            .map(|id| id.to_string()),
    });
    PartyRecord {
        id: match &national_id {
            Some(id) if kind == "person" => format!("person:{id}"),
            Some(id) => format!("firm:{id}"),
            None => format!("bods:{}", party.id),
        },
        kind: kind.to_owned(),
        name: persian::normalize(&party.name),
        national_id,
        father_name: String::new(),
        birth_year: birth,
        sex: None,
        number: String::new(),
        founded,
    }
}

/// Firms that hold each other in a circle: taken, since such circles exist, and told once each.
fn circles(ties: &[TieRecord]) -> Vec<Told> {
    let mut above: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for tie in ties.iter().filter(|tie| tie.kind == "owns") {
        above.entry(&tie.from).or_default().push(&tie.to);
    }
    let mut done: BTreeMap<&str, bool> = BTreeMap::new();
    let mut found = Vec::new();
    for &start in above.keys() {
        // A walk with its own stack: a register may hold a chain of thousands.
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        if done.contains_key(start) {
            continue;
        }
        done.insert(start, false);
        while let Some((at, next)) = path.last_mut() {
            let below = above.get(*at).and_then(|list| list.get(*next)).copied();
            *next += 1;
            match below {
                None => {
                    done.insert(*at, true);
                    path.pop();
                }
                Some(to) => match done.get(to) {
                    Some(true) => {}
                    Some(false) => {
                        let from = path.iter().position(|(one, _)| *one == to).unwrap_or(0);
                        let ring: Vec<&str> = path[from..].iter().map(|(one, _)| *one).collect();
                        found.push(Told {
                            refused: false,
                            fa: format!(
                                "مالکیت دایره‌ای: {}؛ نگه داشته شد و در محاسبه سهم دوباره شمرده نمی‌شود.",
                                ring.join(" ← ")
                            ),
                            en: format!(
                                "a circle of ownership: {}; it is kept and shares are not counted twice",
                                ring.join(" → ")
                            ),
                        });
                    }
                    None => {
                        done.insert(to, false);
                        path.push((to, 0));
                    }
                },
            }
        }
    }
    found
}

/// What a party is in an ownership statement that is written out: id, name, kind, number.
pub struct OutParty<'a> {
    /// Id here; the record's id.
    pub id: &'a str,
    /// `person`, `firm` or `body`.
    pub kind: &'a str,
    /// Name.
    pub name: &'a str,
    /// National code or national id.
    pub national_id: Option<&'a str>,
}

/// A holding to be written out.
pub struct OutTie<'a> {
    /// Id here.
    pub id: &'a str,
    /// Who holds.
    pub from: &'a str,
    /// The firm.
    pub to: &'a str,
    /// What it is.
    pub kind: TieKind,
    /// The part held.
    pub share: Option<Share>,
    /// First day, Gregorian ISO 8601.
    pub since: Option<String>,
    /// First day without it.
    pub until: Option<String>,
    /// How well it is known.
    pub grade: Grade,
    /// Where it is known from.
    pub source: &'a str,
}

/// Statements of ownership (BODS 0.4) about parties and holdings; `day` is `YYYY-MM-DD`.
pub fn to_bods(
    parties: &[OutParty<'_>],
    ties: &[OutTie<'_>],
    publisher: &str,
    day: &str,
) -> Vec<bods::Statement> {
    let statement = |record_id: &str, record: bods::Record, source: Option<bods::Source>| {
        let text = format!("{record_id} {day}");
        bods::Statement {
            id: format!(
                "amin-{}",
                &hex::encode(Sha256::digest(text.as_bytes()))[..40]
            ),
            date: Some(day.to_owned()),
            declaration: None,
            declaration_subject: Some(record_id.to_owned()),
            record_id: record_id.to_owned(),
            status: Some(bods::RecordStatus::New),
            source,
            publication: Some(bods::Publication {
                date: Some(day.to_owned()),
                version: Some("0.4".to_owned()),
                license: None,
                publisher: Some(bods::Agent {
                    name: Some(publisher.to_owned()),
                    ..bods::Agent::default()
                }),
                other: serde_json::Map::new(),
            }),
            record,
            other: serde_json::Map::new(),
        }
    };
    let identifiers = |party: &OutParty<'_>, scheme: &str| {
        party
            .national_id
            .map(|id| bods::Identifier {
                scheme: Some(scheme.to_owned()),
                id: Some(id.to_owned()),
                ..bods::Identifier::default()
            })
            .into_iter()
            .collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    for party in parties {
        let record = if party.kind == "person" {
            bods::Record::Person(bods::Person {
                is_component: Some(false),
                kind: bods::PersonKind::Known,
                unspecified: None,
                names: vec![bods::PersonName {
                    kind: Some("legal".to_owned()),
                    full: Some(party.name.to_owned()),
                    ..bods::PersonName::default()
                }],
                identifiers: identifiers(party, "IR-NATIONAL-CODE"),
                nationalities: Vec::new(),
                birth_date: None,
                death_date: None,
                other: serde_json::Map::new(),
            })
        } else {
            bods::Record::Entity(bods::Entity {
                is_component: Some(false),
                kind: bods::EntityType {
                    kind: if party.kind == "body" {
                        bods::EntityKind::StateBody
                    } else {
                        bods::EntityKind::Registered
                    },
                    subtype: None,
                    details: None,
                    other: serde_json::Map::new(),
                },
                unspecified: None,
                name: Some(party.name.to_owned()),
                alternate_names: Vec::new(),
                identifiers: identifiers(party, "IR-NID"),
                jurisdiction: Some(bods::Area {
                    code: Some("IR".to_owned()),
                    name: Some("Iran".to_owned()),
                    ..bods::Area::default()
                }),
                founding_date: None,
                dissolution_date: None,
                other: serde_json::Map::new(),
            })
        };
        all.push(statement(party.id, record, None));
    }
    for tie in ties {
        let kind = match tie.kind {
            TieKind::Owns => bods::InterestKind::Shareholding,
            TieKind::Manages => bods::InterestKind::SeniorManagingOfficial,
            TieKind::Directs => bods::InterestKind::BoardMember,
            _ => bods::InterestKind::OtherInfluenceOrControl,
        };
        let source = bods::Source {
            kinds: vec![match tie.grade {
                Grade::Register => bods::SourceKind::OfficialRegister,
                Grade::Both | Grade::One => bods::SourceKind::SelfDeclaration,
                Grade::Inferred => bods::SourceKind::ThirdParty,
            }],
            description: Some(tie.source.to_owned()).filter(|text| !text.is_empty()),
            ..bods::Source::default()
        };
        let record = bods::Record::Relationship(bods::Relationship {
            is_component: Some(false),
            component_records: Vec::new(),
            subject: bods::Target::Record(tie.to.to_owned()),
            interested_party: bods::Target::Record(tie.from.to_owned()),
            interests: vec![bods::Interest {
                kind: Some(kind),
                directness: Some(bods::Directness::Direct),
                beneficial: None,
                details: None,
                share: tie.share.map(percentage),
                start_date: tie.since.clone(),
                end_date: tie.until.clone(),
                other: serde_json::Map::new(),
            }],
            other: serde_json::Map::new(),
        });
        let mut made = statement(&format!("tie-{}", tie.id), record, Some(source));
        made.declaration_subject = Some(tie.to.to_owned());
        all.push(made);
    }
    all
}

fn percentage(share: Share) -> bods::Percentage {
    let number = |part: relations::shares::Fraction| {
        // A percentage is a decimal in the standard; six places are finer than any register.
        let percent = (part.to_f64() * 100.0 * 1e6).round() / 1e6;
        match serde_json::to_value(percent) {
            Ok(Value::Number(number)) => Some(number),
            _ => None,
        }
    };
    if share.is_exact() {
        return bods::Percentage {
            exact: number(share.low),
            ..bods::Percentage::default()
        };
    }
    bods::Percentage {
        minimum: number(share.low),
        maximum: number(share.high),
        ..bods::Percentage::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use relations::tables::{Mapping, read_holdings, read_kin, read_staff};

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        text.lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line.split(',').map(str::to_owned).collect()))
            .collect()
    }

    macro_rules! table {
        ($read:ident, $text:expr) => {{
            let rows = rows($text);
            let lines = rows.iter().map(|(at, cells)| (*at, cells.as_slice()));
            $read(lines, &Mapping::usual()).expect("a table")
        }};
    }

    #[test]
    fn offices_are_told_by_the_words_of_a_post() {
        assert_eq!(office("شهردار"), TieKind::MayorOf);
        assert_eq!(office("معاون شهردار"), TieKind::ManagerOf);
        assert_eq!(office("رئيس اداره املاك"), TieKind::ManagerOf);
        assert_eq!(office("عضو شورای شهر"), TieKind::CouncilMemberOf);
        assert_eq!(office("کارشناس پروانه"), TieKind::StaffOf);
    }

    #[test]
    fn two_people_of_one_name_stay_two_and_spelling_makes_no_third() {
        let one = table!(
            read_staff,
            "نام و نام خانوادگی,شماره پرسنلی,سمت\nعلی کریمی,12,کارشناس\nعلی کریمی,13,مدیر"
        );
        let two = table!(
            read_staff,
            "نام و نام خانوادگي,شماره پرسنلي,سمت\nعلي كريمي,۱۲,كارشناس\nعلي كريمي,۱۳,مدير"
        );
        let ids = |records: &Records| {
            records
                .parties
                .iter()
                .map(|party| party.id.clone())
                .collect::<Vec<_>>()
        };
        let (one, two) = (
            of_staff(&one, "body:town", "list"),
            of_staff(&two, "body:town", "list"),
        );
        assert_eq!(one.parties.len(), 2);
        assert_eq!(ids(&one), ids(&two));
    }

    #[test]
    fn a_share_of_140_percent_and_an_unknown_number_are_refused_and_the_rest_is_taken() {
        let table = table!(
            read_holdings,
            "نام شرکت,شناسه ملی,سهامدار,کد ملی,سهم\n\
             شرکت الف,10380284790,علی کریمی,0076229645,140\n\
             شرکت الف,10380284790,رضا نوری,0183382390,60\n\
             شرکت الف,10380284790,شرکت ب,10240117985,40\n\
             شرکت الف,10380284791,شرکت ب,10240117985,1"
        );
        let records = of_firms(&table, "list", Grade::Register, |_| TieKind::Directs);
        assert_eq!(records.left_out(), 2);
        assert_eq!(records.ties.len(), 2);
        assert!(records.told.iter().any(|told| told.en.contains("line 2")
            && told.en.contains("140")
            && told.fa.contains("سطر ۲")));
    }

    #[test]
    fn circles_are_kept_and_told() {
        let table = table!(
            read_holdings,
            "نام شرکت,شناسه ملی,سهامدار,کد ملی,سهم\n\
             شرکت الف,10380284790,شرکت ب,10240117985,40\n\
             شرکت ب,10240117985,شرکت الف,10380284790,30"
        );
        let records = of_firms(&table, "list", Grade::Register, |_| TieKind::Directs);
        assert_eq!((records.ties.len(), records.left_out()), (2, 0));
        assert_eq!(
            records
                .told
                .iter()
                .filter(|told| told.en.contains("circle"))
                .count(),
            1
        );
    }

    #[test]
    fn relatives_in_arabic_letters() {
        let table = table!(
            read_kin,
            "كد ملي كارمند,نسبت,نام و نام خانوادگي,نام پدر\n0076229645,برادر زن,كامران يزدي,نصرالله\n,برادر,x,y"
        );
        let records = of_kin(&table, "list", |line| {
            line.employee_code
                .map(|code| format!("person:{code}"))
                .ok_or_else(|| ("نیست".to_owned(), "none".to_owned()))
        });
        assert_eq!((records.ties.len(), records.left_out()), (1, 1));
        assert_eq!(records.ties[0].kind, "spouse-sibling");
        assert_eq!(records.parties[0].name, "کامران یزدی");
        assert_eq!(records.parties[0].sex.as_deref(), Some("male"));
    }

    proptest! {
        #[test]
        fn statements_written_are_read_back(low in 0_u32..=50, more in 0_u32..=50, person in proptest::bool::ANY) {
            let share = Share::between(relations::shares::Fraction::percent(low.into()), relations::shares::Fraction::percent((low + more).into()));
            let (from, code) = if person { ("person:0076229645", "0076229645") } else { ("firm:10240117985", "10240117985") };
            let parties = [
                OutParty { id: from, kind: if person { "person" } else { "firm" }, name: "علی کریمی", national_id: Some(code) },
                OutParty { id: "firm:10380284790", kind: "firm", name: "شرکت الف", national_id: Some("10380284790") },
            ];
            let ties = [OutTie {
                id: "0123456789", from, to: "firm:10380284790", kind: TieKind::Owns, share: Some(share),
                since: Some("2024-03-20".to_owned()), until: None, grade: Grade::Register, source: "notice 1",
            }];
            let text = bods::write_array(&to_bods(&parties, &ties, "town", "2026-11-28"));
            let read = of_bods(text.as_bytes(), "2026-11-28", "again");
            prop_assert_eq!(&read.told, &Vec::new());
            prop_assert_eq!(read.ties.len(), 1);
            prop_assert_eq!(read.ties[0].share.clone(), Some(share_text(share)));
            prop_assert_eq!(read.ties[0].grade.as_str(), "register");
            prop_assert_eq!(read.ties[0].since.as_deref(), Some("2024-03-20"));
            prop_assert_eq!((&*read.ties[0].from, &*read.ties[0].to), (from, "firm:10380284790"));
        }
    }
}
