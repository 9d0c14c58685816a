//! Living the year: every event of the plan as the act of the person who would do it, in the order of time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use store::{Timestamp, Tx};

use super::plan::{Dice, Life, Reaction};
use super::texts::CHANGES;
use super::town::DISTRICTS;
use crate::organisation::store::grants_of;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::voice::acts;
use crate::voice::model::{Channel, Kind, PlainLanguage};
use crate::voice::rules::Rules;
use crate::voice::store::Satisfaction;

const MINUTE: i64 = 60 * Timestamp::SECOND;

/// What happens to a message, by the number of its life in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    File,
    Refer,
    Take,
    Ask,
    Complete,
    Answer,
    React,
    TakeReview,
    Review,
    Rate,
}

/// The people of the town, by username.
pub struct People(HashMap<String, Actor>);

impl People {
    /// Reads the accounts of the demonstration: username and account id.
    pub async fn read(
        app: &App,
        organisation: &str,
        accounts: &[(String, String)],
    ) -> Result<Self, ActError> {
        let mut conn = app.read().await?;
        let mut people = HashMap::new();
        for (username, account) in accounts {
            let grants = grants_of(&mut conn, organisation, account).await?;
            let row = crate::organisation::store::account(&mut conn, organisation, account).await?;
            let actor = Actor {
                account: Some(account.clone()),
                person: row.map(|row| row.person),
                name: username.clone(),
                grants,
                ..Actor::citizen(organisation)
            };
            people.insert(username.clone(), actor);
        }
        Ok(Self(people))
    }

    /// The person of a username.
    pub(super) fn named(&self, username: &str) -> Option<&Actor> {
        self.0.get(username)
    }

    /// Who works in a unit in a role.
    fn of_unit(&self, role: &str, unit: &str) -> Option<&Actor> {
        let mut found: Vec<&Actor> = self
            .0
            .values()
            .filter(|actor| {
                actor
                    .grants
                    .iter()
                    .any(|g| g.role.code() == role && g.unit.as_deref() == Some(unit))
            })
            .collect();
        found.sort_by_key(|actor| &actor.name);
        found.first().copied()
    }
}

/// One year being lived.
pub struct Year<'a> {
    /// The program.
    pub app: &'a App,
    /// Its people.
    pub people: &'a People,
    /// Lists of the organisation.
    pub rules: Arc<Rules>,
    /// The plan.
    pub lives: &'a [Life],
    /// First moment of the plan.
    pub begin: Timestamp,
    /// The last moment: nothing happens after it.
    pub end: Timestamp,
}

impl Year<'_> {
    /// Lives it, day by day; `progress` hears how many days are over. Gives the number of acts that stand.
    pub async fn live(&self, mut progress: impl FnMut(i64)) -> Result<usize, ActError> {
        let ids: Arc<Vec<OnceLock<String>>> =
            Arc::new(self.lives.iter().map(|_| OnceLock::new()).collect());
        let mut queue: BinaryHeap<Reverse<(i64, usize, Event)>> = self
            .lives
            .iter()
            .enumerate()
            .map(|(number, life)| Reverse((self.begin.0 + life.at * MINUTE, number, Event::File)))
            .collect();
        let mut stands = 0;
        let mut changes = CHANGES.iter();
        let days = (self.end.0 - self.begin.0) / Timestamp::DAY;
        for day in 1..=days {
            let midnight = Timestamp(self.begin.0 + day * Timestamp::DAY);
            let morning = Timestamp(midnight.0 - Timestamp::DAY);
            super::committee::day(self.app, self.people, morning, day).await?;
            let mut acts: Vec<BoxFuture<'_, Result<(), ActError>>> = Vec::new();
            while let Some(Reverse((at, number, event))) = queue.peek().copied() {
                if at >= midnight.0 {
                    break;
                }
                queue.pop();
                self.plan_next(&mut queue, at, number, event);
                acts.push(self.act(ids.clone(), Timestamp(at), number, event));
            }
            // They are queued in the order of time, and the one writer keeps that order.
            for outcome in join_all(acts).await {
                match outcome {
                    Ok(()) => stands += 1,
                    // The life went on otherwise than planned: a deadline lapsed, an answer came first.
                    Err(ActError::Refused(_) | ActError::NotFound | ActError::Forbidden) => {}
                    Err(why) => return Err(why),
                }
            }
            self.app.clock.set(Timestamp(midnight.0 - 1));
            while crate::platform::jobs::work(self.app).await? > 0 {}
            if day % 30 == 0 {
                crate::publication::acts::publish_for(self.app, &self.rules.organisation).await?;
            }
            if day % 85 == 0
                && let Some((title, text)) = changes.next()
            {
                self.record_change(midnight, title, text).await?;
            }
            progress(day);
        }
        Ok(stands)
    }

    /// Puts what follows an event into the queue.
    fn plan_next(
        &self,
        queue: &mut BinaryHeap<Reverse<(i64, usize, Event)>>,
        at: i64,
        number: usize,
        event: Event,
    ) {
        let life = &self.lives[number];
        let mut then =
            |minutes: i64, event| queue.push(Reverse((at + minutes * MINUTE, number, event)));
        match event {
            // What has a route is referred when it is filed.
            Event::File if self.routed(life) => {
                then(life.referred_after + life.taken_after, Event::Take);
            }
            Event::File => then(life.referred_after, Event::Refer),
            Event::Refer => then(life.taken_after, Event::Take),
            Event::Take => {
                if let Some((asked, completed)) = life.asked_after {
                    then(asked, Event::Ask);
                    then(asked + completed, Event::Complete);
                }
                if let Some(after) = life.answered_after {
                    then(after, Event::Answer);
                }
            }
            Event::Answer => then(life.reaction.1, Event::React),
            Event::React => match life.reaction.0 {
                Reaction::Objects(_) => then(24 * 60, Event::TakeReview),
                _ => then(60, Event::Rate),
            },
            Event::TakeReview => then(life.reviewed_after, Event::Review),
            Event::Review => then(24 * 60, Event::Rate),
            Event::Ask | Event::Complete | Event::Rate => {}
        }
    }

    fn routed(&self, life: &Life) -> bool {
        self.rules
            .route(life.category, Some(DISTRICTS[life.district - 1]))
            .is_some()
    }

    /// The unit that answers for a life; what has no route is referred to the complaints office.
    fn unit(&self, life: &Life) -> String {
        let district = DISTRICTS[life.district - 1];
        self.rules
            .route(life.category, Some(district))
            .unwrap_or("unit-oversight")
            .to_owned()
    }

    fn act(
        &self,
        ids: Arc<Vec<OnceLock<String>>>,
        now: Timestamp,
        number: usize,
        event: Event,
    ) -> BoxFuture<'_, Result<(), ActError>> {
        let life = &self.lives[number];
        let unit = self.unit(life);
        let parent = self.rules.parent(&unit).unwrap_or("unit-town").to_owned();
        let organisation = &self.rules.organisation;
        let actor = match event {
            Event::File | Event::Complete | Event::React | Event::Rate => {
                Some(Actor::citizen(organisation))
            }
            Event::Refer => self.people.named("officer").cloned(),
            Event::Take | Event::Ask | Event::Answer => {
                self.people.of_unit("clerk", &unit).cloned()
            }
            Event::TakeReview | Event::Review => self
                .people
                .of_unit("manager", &parent)
                .or_else(|| self.people.named("integrity"))
                .cloned(),
        };
        let Some(actor) = actor else {
            return async { Err(ActError::Forbidden) }.boxed();
        };
        let deed = Deed {
            ids,
            number,
            life: life.clone(),
            unit,
            rules: self.rules.clone(),
            actor,
        };
        async move {
            self.app
                .act(move |tx| deed.run(tx, now, event).boxed())
                .await
                .map(|_| ())
        }
        .boxed()
    }

    async fn record_change(
        &self,
        now: Timestamp,
        title: &'static str,
        text: &'static str,
    ) -> Result<(), ActError> {
        let Some(actor) = self.people.named("services-deputy").cloned() else {
            return Ok(());
        };
        self.app
            .act(move |tx| {
                async move {
                    let change = acts::NewChange {
                        message: String::new(),
                        title: title.to_owned(),
                        text: text.to_owned(),
                    };
                    acts::record_change(tx, &actor, now, &change).await?;
                    Ok(())
                }
                .boxed()
            })
            .await?;
        Ok(())
    }
}

/// One event, ready to run in the writer.
struct Deed {
    ids: Arc<Vec<OnceLock<String>>>,
    number: usize,
    life: Life,
    unit: String,
    rules: Arc<Rules>,
    actor: Actor,
}

impl Deed {
    async fn run(self, tx: &mut Tx, now: Timestamp, event: Event) -> Result<(), ActError> {
        let (life, rules, actor) = (&self.life, &*self.rules, &self.actor);
        if event == Event::File {
            let prepared = acts::prepare(rules, now, Channel::Web, self.filing())?;
            let filed = acts::file(tx, actor, now, &prepared).await?;
            // Each life is filed once.
            let _ = self.ids[self.number].set(filed.id);
            return Ok(());
        }
        let id = self.ids[self.number]
            .get()
            .cloned()
            .ok_or(ActError::NotFound)?;
        let note = |text: &str| acts::Note {
            message: id.clone(),
            text: text.to_owned(),
        };
        match event {
            Event::File => {}
            Event::Refer => {
                let referral = acts::Referral {
                    message: id,
                    unit: self.unit.clone(),
                    note: String::new(),
                };
                acts::refer(tx, actor, now, rules, &referral).await?;
            }
            Event::Take => acts::take(tx, actor, now, &id).await?,
            Event::Ask => {
                acts::ask(
                    tx,
                    actor,
                    now,
                    rules,
                    &note("خواهشمندیم نشانی دقیق‌تر یا تصویری از محل بفرستید."),
                )
                .await?;
            }
            Event::Complete => {
                let completion = acts::Completion {
                    message: id,
                    text: format!("نشانی دقیق: {}", life.place),
                    attachments: vec![],
                };
                acts::complete(tx, actor, now, rules, &completion).await?;
            }
            Event::Answer => acts::answer(tx, actor, now, rules, &self.answer(id, now)).await?,
            Event::React => match &life.reaction.0 {
                Reaction::Objects(why) => acts::object(tx, actor, now, rules, &note(why)).await?,
                Reaction::Accepts => acts::accept(tx, actor, now, &id).await?,
                Reaction::Silent => {}
            },
            // Nobody is named in a message of the year: nothing stands in anybody's way.
            Event::TakeReview => {
                acts::take_review(tx, actor, now, &id).await?;
            }
            Event::Review => {
                acts::review(tx, actor, now, &self.answer(id, now)).await?;
            }
            Event::Rate => {
                if let Some([courtesy, clarity, speed, fairness, outcome]) = life.marks {
                    let mark = |mark: u8| Some(i64::from(mark));
                    let marks = Satisfaction {
                        courtesy: mark(courtesy),
                        clarity: mark(clarity),
                        speed: mark(speed),
                        fairness: mark(fairness),
                        outcome: mark(outcome),
                        comment: None,
                    };
                    acts::rate(tx, actor, now, &acts::Rating { message: id, marks }).await?;
                }
            }
        }
        Ok(())
    }

    fn filing(&self) -> acts::Filing {
        let life = &self.life;
        let (name, phone) = life.contact.clone().unwrap_or_default();
        let rights = &self.rules.rights;
        let right =
            if life.kind == "complaint" && self.number.is_multiple_of(3) && !rights.is_empty() {
                let drawn =
                    Dice::new(u64::try_from(self.number).unwrap_or(0)).below(rights.len() as u64);
                rights[usize::try_from(drawn).unwrap_or(0)].id.clone()
            } else {
                String::new()
            };
        acts::Filing {
            form_token: format!("demonstration-{}", self.number),
            kind: life.kind.to_owned(),
            category: life.category.to_owned(),
            subject: life.subject.clone(),
            text: life.text.clone(),
            citizen_right: right,
            district: DISTRICTS[life.district - 1].to_owned(),
            address: life.place.to_owned(),
            contact_name: name,
            phone,
            language: "fa",
            ..acts::Filing::default()
        }
    }

    fn answer(&self, id: String, now: Timestamp) -> acts::NewAnswer {
        let outcomes = match Kind::of(self.life.kind) {
            Some(Kind::Information) => ["given", "partial"],
            Some(Kind::Praise) => ["noted", "noted"],
            _ => ["upheld", "not-upheld"],
        };
        let outcome = outcomes[usize::from(!self.life.upheld)];
        acts::NewAnswer {
            message: id,
            text: self.life.answer.replace(
                "{day}",
                &crate::platform::page::day(crate::platform::texts::Lang::Fa, now),
            ),
            outcome: outcome.to_owned(),
            checklist: PlainLanguage::ALL
                .iter()
                .map(|item| item.code().to_owned())
                .collect(),
            legal_ground: if outcome == "partial" {
                "article-14".to_owned()
            } else {
                String::new()
            },
        }
    }
}
