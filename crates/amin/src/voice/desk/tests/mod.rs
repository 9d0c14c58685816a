//! The desk at the http edge.

mod list;
mod message;

use futures::FutureExt;
use sha2::{Digest, Sha256};
use store::{Draft, Timestamp, change};

use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{House, NOW};
use crate::voice::acts::{self, Filing};
use crate::voice::model::Channel;
use crate::voice::store as rows;

/// A town with the units `city` > `district-1` > `lighting` and `city` > `parks`, and the lists an organisation starts with. Messages
/// about street lighting go to `lighting`, about parks to `parks`; the rest waits for triage.
pub(crate) struct Town {
    /// The program.
    pub(crate) house: House,
}

impl Town {
    /// On an engine.
    pub(crate) async fn new(engine: store::Engine) -> Self {
        let house = House::new(engine).await;
        house
            .app
            .act(|tx| {
                async move {
                    let actor = Actor::program("town");
                    for (position, (id, parent, district)) in (1_i64..).zip([
                        ("city", None, None),
                        ("district-1", Some("city"), Some("منطقه ۱")),
                        ("lighting", Some("district-1"), Some("منطقه ۱")),
                        ("parks", Some("city"), Some("منطقه ۲")),
                    ]) {
                        change!(
                            tx,
                            "unit",
                            id,
                            "insert into unit (organisation, id, parent, name, name_en, name_key, district, active, position)
                             values ('town', $1, $2, $3, $4, $3, $5, $6, $7)",
                            id,
                            parent,
                            format!("واحد {id}"),
                            format!("Unit {id}"),
                            district,
                            true,
                            position
                        )?;
                    }
                    tx.append(Draft {
                        organisation: "town",
                        kind: "unit.added",
                        public_kind: "unit.added",
                        objects: vec![],
                        actor: None,
                        role: "program",
                        unit: None,
                        at: NOW,
                        payload: vec![],
                    })
                    .await?;
                    acts::set_up(tx, &actor, NOW).await?;
                    rows::put_route(tx, "town", "street-lighting", None, Some("lighting")).await?;
                    rows::put_route(tx, "town", "parks", None, Some("parks")).await?;
                    tx.append(Draft {
                        organisation: "town",
                        kind: "voice.list-route",
                        public_kind: "voice.list-route",
                        objects: vec![],
                        actor: None,
                        role: "program",
                        unit: None,
                        at: NOW,
                        payload: vec![],
                    })
                    .await?;
                    Ok::<(), ActError>(())
                }
                .boxed()
            })
            .await
            .expect("a town");
        Self { house }
    }

    /// Files a message so many days ago; gives its id and code.
    pub(crate) async fn file(
        &self,
        kind: &str,
        category: &str,
        text: &str,
        days_ago: i64,
    ) -> (String, String) {
        let now = Timestamp(NOW.0 - days_ago * Timestamp::DAY);
        let rules = self.house.app.rules("town").await.expect("lists");
        let filing = Filing {
            form_token: hex::encode(Sha256::digest(format!(
                "{kind} {category} {text} {days_ago}"
            ))),
            kind: kind.to_owned(),
            category: category.to_owned(),
            subject: text.chars().take(60).collect(),
            text: text.to_owned(),
            district: "منطقه ۱".to_owned(),
            contact_name: "مریم احمدی".to_owned(),
            phone: "۰۹۱۲۳۴۵۶۷۸۹".to_owned(),
            language: "fa",
            ..Filing::default()
        };
        let prepared = acts::prepare(&rules, now, Channel::Web, filing).expect("a message");
        let (filed, _) = self
            .house
            .app
            .act(move |tx| {
                async move { acts::file(tx, &Actor::citizen("town"), now, &prepared).await }.boxed()
            })
            .await
            .expect("filed");
        (filed.id, filed.code)
    }

    /// The message as it stands.
    pub(crate) async fn message(&self, id: &str) -> rows::Message {
        let mut conn = self.house.app.read().await.expect("a connection");
        rows::message(&mut conn, "town", id)
            .await
            .expect("a read")
            .expect("a message")
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, role: Role, unit: Option<&str>) -> String {
        self.house.sign_in(role, unit).await
    }

    /// The value that a page's forms send as what was seen.
    pub(crate) async fn seen(&self, id: &str) -> String {
        let mut conn = self.house.app.read().await.expect("a connection");
        super::store::steps_seen(&mut conn, "town", id)
            .await
            .expect("a read")
    }

    /// Sends a form of a message's page as the page stands now; gives the answer.
    pub(crate) async fn act(
        &self,
        token: &str,
        id: &str,
        act: &str,
        form: &[(&str, &str)],
    ) -> crate::testing::Answer {
        let seen = self.seen(id).await;
        let mut all = vec![("seen", seen.as_str())];
        all.extend_from_slice(form);
        self.house
            .post(&format!("/town/desk/messages/{id}/{act}"), token, &all)
            .await
    }
}
