//! A town with a year of made-up life, lived through the same acts as real users, so that its journal verifies.

pub mod cases;
pub mod committee;
pub mod insight;
pub mod inspection;
pub mod interests;
pub mod learning;
pub mod live;
pub mod logs;
pub mod people;
pub mod plan;
pub mod risks;
pub mod tenders;
pub mod texts;
pub mod town;

use futures::FutureExt;
use persian::Date;
use store::{Random, Timestamp};

use crate::organisation::acts::{
    NewAccount, NewOrganisation, PersonInput, UnitInput, add_person, add_post, add_unit, found,
    open_account, seed,
};
use crate::platform::actor::Actor;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::errors::ActError;
use crate::platform::passwords;
use crate::platform::start::{Running, StartError, start};
use crate::platform::state::App;
use crate::voice::acts::edit_route;

/// Id and address of the town.
pub const TOWN: &str = "golshahr";
/// Password of every account of the demonstration.
pub const PASSWORD: &str = "golshahr-1405";
/// Days that are lived.
const DAYS: i64 = 365;

/// What is made.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Seed: the same seed, size and last day give the same town.
    pub seed: u64,
    /// Messages in the year.
    pub messages: usize,
    /// The day after the last day of the year.
    pub until: Date,
}

/// Why the town could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The program did not start.
    #[error("{0}")]
    Start(#[from] StartError),
    /// An act of the set-up was refused.
    #[error("the demonstration could not be made: {0}")]
    Act(String),
}

impl From<ActError> for DemoError {
    fn from(why: ActError) -> Self {
        Self::Act(format!("{why:?}"))
    }
}

impl From<store::Error> for DemoError {
    fn from(why: store::Error) -> Self {
        Self::Act(why.to_string())
    }
}

/// Makes the town in an empty data directory. `progress` hears sentences for the terminal.
pub async fn prepare(
    config: Config,
    wish: Wish,
    mut progress: impl FnMut(String),
) -> Result<(), DemoError> {
    let end = Timestamp(persian::tehran_micros(wish.until, 0, 0));
    let begin = Timestamp(end.0 - DAYS * Timestamp::DAY);
    let running = start(config, Clock::set_at(begin), Random::seeded(wish.seed)).await?;
    let accounts = set_up(&running.app, begin).await?;
    progress(format!(
        "{} units, {} accounts",
        town::UNITS.len(),
        accounts.len()
    ));
    let services = logs::set_up(&running.app, begin).await?;
    progress(format!("{services} services"));
    let people = live::People::read(&running.app, TOWN, &accounts).await?;
    let first_month = persian::tehran_date(begin.0).month();
    let lives = plan::plan(wish.seed, wish.messages, DAYS, first_month);
    let year = live::Year {
        app: &running.app,
        people: &people,
        rules: running.app.rules(TOWN).await?,
        lives: &lives,
        begin,
        end,
    };
    let acts = year
        .live(|day| {
            if day % 73 == 0 {
                progress(format!("day {day} of {DAYS}"));
            }
        })
        .await?;
    let declared = interests::live(&running.app, &accounts, end).await?;
    tenders::live(&running.app, &people, Timestamp(end.0 - 1)).await?;
    let learned = learning::live(&running.app, &people, begin, end).await?;
    progress(format!("{learned} acts about training"));
    let more = people::live(
        &running.app,
        &people,
        &accounts,
        begin,
        Timestamp(end.0 - 1),
    )
    .await?;
    progress(format!(
        "{declared} acts about interests and files, {more} pledges, talks and notices"
    ));
    let risked = risks::live(&running.app, &people, begin, end).await?;
    progress(format!("{risked} acts about risks"));
    let cases = cases::live(&running.app, &people, Timestamp(end.0 - 1)).await?;
    progress(format!("{cases} cases"));
    inspection::live(&running.app, &people, end).await?;
    running.app.clock.set(Timestamp(end.0 - 1));
    let measured = logs::import(&running.app, Timestamp(end.0 - 1), wish.seed).await?;
    let waivers = insight::live(&running.app, Timestamp(end.0 - 1), wish.seed, &measured).await?;
    progress(format!(
        "{} messages, {acts} acts, {} event logs, {waivers} waivers",
        lives.len(),
        measured.len()
    ));
    close(running).await
}

/// Ends a program and waits until its last entries are sealed and published.
async fn close(running: Running) -> Result<(), DemoError> {
    let Running { app, sealing } = running;
    let seal = app.seal.clone();
    drop(app);
    match sealing.await {
        Ok(Ok(())) => {}
        Ok(Err(why)) => return Err(DemoError::Act(why.to_string())),
        Err(why) => return Err(DemoError::Act(why.to_string())),
    }
    seal.publish(None)
        .map_err(|why| DemoError::Act(why.to_string()))
}

/// The organisation, its units, people, accounts and routes. Gives username and account id of each account.
async fn set_up(app: &App, now: Timestamp) -> Result<Vec<(String, String)>, DemoError> {
    let hash = passwords::hash(PASSWORD.to_owned(), *b"golshahr-example").await?;
    app.act(move |tx| {
        async move {
            let actor = Actor::program(TOWN);
            let town = NewOrganisation {
                id: TOWN.to_owned(),
                slug: TOWN.to_owned(),
                name: "شهرداری گلشهر".to_owned(),
                name_en: "Municipality of Golshahr".to_owned(),
                kind: "municipality".to_owned(),
            };
            found(tx, &actor, now, &town).await?;
            seed(tx, &actor, now).await?;
            for (place, (id, parent, name, name_en, district)) in town::UNITS.iter().enumerate() {
                let unit = UnitInput {
                    id: (*id).to_owned(),
                    parent: (*parent).to_owned(),
                    name: (*name).to_owned(),
                    name_en: (*name_en).to_owned(),
                    district: (*district).to_owned(),
                    position: place.to_string(),
                    active: true,
                };
                add_unit(tx, &actor, now, &unit).await?;
            }
            Ok::<(), ActError>(())
        }
        .boxed()
    })
    .await?;
    let (accounts, _) = app
        .act(move |tx| {
            async move {
                let actor = Actor::program(TOWN);
                let mut accounts = Vec::new();
                for (username, name, post, role, unit) in town::ACCOUNTS {
                    let (post_id, person, account) =
                        (tx.new_id(now), tx.new_id(now), tx.new_id(now));
                    let seat = if unit.is_empty() {
                        "unit-oversight"
                    } else {
                        unit
                    };
                    add_post(tx, &actor, now, &post_id, seat, post).await?;
                    let input = PersonInput {
                        id: person.clone(),
                        name: (*name).to_owned(),
                        post: post_id,
                        phone: String::new(),
                        email: String::new(),
                        active: true,
                    };
                    add_person(tx, &actor, now, &input).await?;
                    let opening = NewAccount {
                        id: account.clone(),
                        person,
                        username: (*username).to_owned(),
                        password_hash: hash.clone(),
                        one_time: false,
                        roles: {
                            let own = (!unit.is_empty()).then(|| (*unit).to_owned());
                            let seat = committee::SEATS
                                .iter()
                                .any(|(.., holder)| holder == username);
                            // The secretary's and the overseer's own roles already open the committee to them.
                            let member = seat
                                && !["secretary", "overseer", "committee-member"].contains(role);
                            let also = member.then(|| ("committee-member".to_owned(), None));
                            std::iter::once(((*role).to_owned(), own))
                                .chain(also)
                                .collect()
                        },
                    };
                    open_account(tx, &actor, now, &opening).await?;
                    accounts.push(((*username).to_owned(), account));
                }
                Ok::<_, ActError>(accounts)
            }
            .boxed()
        })
        .await?;
    route(app, now).await?;
    Ok(accounts)
}

/// Which unit answers for which category.
async fn route(app: &App, now: Timestamp) -> Result<(), DemoError> {
    let rules = app.rules(TOWN).await?;
    app.act(move |tx| {
        async move {
            let actor = Actor::program(TOWN);
            for (category, unit) in town::ROUTES {
                if unit.ends_with('-') {
                    for (number, district) in (1..).zip(town::DISTRICTS) {
                        let unit = format!("{unit}{number}");
                        edit_route(
                            tx,
                            &actor,
                            now,
                            &rules,
                            category,
                            Some(district),
                            Some(&unit),
                        )
                        .await?;
                    }
                } else {
                    edit_route(tx, &actor, now, &rules, category, None, Some(unit)).await?;
                }
            }
            Ok::<(), ActError>(())
        }
        .boxed()
    })
    .await?;
    Ok(())
}

#[cfg(test)]
mod temporary {
    #[tokio::test]
    async fn lives() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        std::fs::create_dir_all(&data).unwrap();
        let mut config = crate::platform::config::Config::read(
            data,
            None,
            "127.0.0.1:0".into(),
            Some("http://town.example".into()),
        )
        .unwrap();
        config.demonstration = true;
        let wish = super::Wish {
            seed: 7,
            messages: 12,
            until: "1405/09/01".parse().unwrap(),
        };
        super::prepare(config, wish, |line| eprintln!("{line}"))
            .await
            .unwrap();
    }
}
