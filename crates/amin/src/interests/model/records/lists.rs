//! Lists of staff, relatives and firms.

use relations::model::{Grade, Sex, TieKind};
use relations::tables::{Employee, Holder, Holding, KinLine, Table};

use super::made::{NewTie, circles, firm_record, person_record, told};
use super::{Records, Told};

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
        let mut firm = firm_record(&one.firm, one.firm_id.map(|id| id.to_string()));
        firm.shareholders = one.shareholders.map(i64::from);
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
