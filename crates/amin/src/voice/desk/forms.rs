//! The forms of a message's page: each is one act. A form that was not accepted comes back with what was written in it.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::bulk::unchanged;
use super::detail::{readable, show};
use crate::interests::acts::{NewParty, Reviewing};
use crate::interests::model::PartyRole;
use crate::platform::actor::Actor;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::design::FieldFault;
use crate::platform::errors::{ActError, FieldError};
use crate::platform::page::refusal;
use crate::platform::query;
use crate::platform::texts::Texts;
use crate::voice::acts::{
    self, Classification, Closing, Contact, Joining, Naming, NewAnswer, NewChange, Note, Referral,
};
use crate::voice::rules::Rules;

/// The fields of a form, and why it was not accepted.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// The act, empty where no form was sent.
    pub act: String,
    /// A sentence about the whole form, or empty.
    pub sentence: String,
    /// Names without the prefix of the act, and values, in the order sent.
    fields: Vec<(String, String)>,
    errors: Vec<(&'static str, String)>,
}

impl Kept {
    /// Reads a form whose fields are named `ACT-FIELD`, so that several forms stand on one page.
    fn of(act: &str, body: &[u8]) -> Self {
        let prefix = format!("{act}-");
        let fields = query::fields(body)
            .into_iter()
            .map(|(name, value)| {
                (
                    name.strip_prefix(&prefix)
                        .map_or_else(|| name.clone(), str::to_owned),
                    value,
                )
            })
            .collect();
        Self {
            act: act.to_owned(),
            fields,
            ..Self::default()
        }
    }

    fn refuse(mut self, t: Texts, errors: &[FieldError]) -> Self {
        self.errors = errors
            .iter()
            .map(|error| (error.field, error.why.to(&t)))
            .collect();
        self
    }

    /// The first value of a field of an act; empty where another form was sent.
    pub fn value(&self, act: &str, field: &str) -> &str {
        if self.act != act {
            return "";
        }
        self.fields
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// All values of a field of an act.
    pub fn values(&self, act: &str, field: &str) -> Vec<&str> {
        if self.act != act {
            return Vec::new();
        }
        self.fields
            .iter()
            .filter(|(name, _)| name == field)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// Why a field of an act was not accepted, or empty.
    pub fn error(&self, act: &str, field: &str) -> &str {
        if self.act != act {
            return "";
        }
        self.errors
            .iter()
            .find(|(name, _)| *name == field)
            .map_or("", |(_, why)| why)
    }

    /// All of them, for the summary above the page.
    pub fn faults(&self) -> Vec<FieldFault> {
        self.errors
            .iter()
            .map(|(field, why)| FieldFault {
                field: format!("{}-{field}", self.act),
                message: why.clone(),
            })
            .collect()
    }

    /// What was written in the form by hand: nothing of it gets lost where the form itself has gone.
    pub fn texts(&self) -> Vec<String> {
        let written = ["text", "question", "reason", "note", "title"];
        self.fields
            .iter()
            .filter(|(name, value)| written.contains(&name.as_str()) && !value.trim().is_empty())
            .map(|(_, value)| value.clone())
            .collect()
    }

    fn owned(&self, field: &str) -> String {
        let act = self.act.clone();
        self.value(&act, field).trim().to_owned()
    }
}

/// Performs the act of a form.
pub async fn act(
    ctx: Ctx,
    Path((_, id, act)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    if let Err(why) = readable(&ctx, &id).await {
        return refusal(&ctx, why);
    }
    let kept = Kept::of(&act, &body);
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, form, message) = (ctx.actor.clone(), ctx.now, kept.clone(), id.clone());
    let outcome = ctx
        .app
        .act(move |tx| {
            async move { perform(tx, &actor, now, &rules, &message, &form).await }.boxed()
        })
        .await;
    match outcome {
        Ok((Done::Shown(contact), _)) => {
            show(
                &ctx,
                &id,
                Kept {
                    act,
                    ..Kept::default()
                },
                Some(contact),
                StatusCode::OK,
            )
            .await
        }
        Ok((Done::Asked, _)) => show(&ctx, &id, kept, None, StatusCode::CONFLICT).await,
        // Naming somebody, or taking it, may have shown that it is not for this person.
        Ok((Done::Saved, _)) if matches!(readable(&ctx, &id).await, Err(ActError::NotFound)) => {
            see_other_saying(&ctx.at("/desk/messages"), "handed-on")
        }
        Ok((Done::Saved, _)) => see_other_saying(&ctx.at(&format!("/desk/messages/{id}")), "saved"),
        Err(ActError::Invalid(errors)) => {
            let kept = kept.refuse(ctx.page.t, &errors);
            show(&ctx, &id, kept, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(ActError::Refused(say)) => {
            let kept = Kept {
                sentence: say.to(&ctx.page.t),
                ..kept
            };
            show(&ctx, &id, kept, None, StatusCode::CONFLICT).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// What an act gave.
enum Done {
    Saved,
    Shown(Contact),
    /// An integrity officer has been asked about who acts: what was typed stays.
    Asked,
}

async fn perform(
    tx: &mut store::Tx,
    actor: &Actor,
    now: store::Timestamp,
    rules: &Rules,
    id: &str,
    form: &Kept,
) -> Result<Done, ActError> {
    let message = id.to_owned();
    // Reading the contact and recording a change do not touch the course of the message, so they may come late.
    if !matches!(form.act.as_str(), "contact" | "change") {
        unchanged(tx, actor, id, &form.owned("seen")).await?;
    }
    match form.act.as_str() {
        "refer" => {
            let input = Referral {
                message,
                unit: form.owned("unit"),
                note: form.owned("note"),
            };
            acts::refer(tx, actor, now, rules, &input).await?;
        }
        "classify" => {
            let input = Classification {
                message,
                category: form.owned("category"),
                citizen_right: form.owned("citizen_right"),
                priority: form.owned("priority"),
                district: form.owned("district"),
            };
            acts::classify(tx, actor, now, rules, &input).await?;
        }
        "join" => {
            acts::join(
                tx,
                actor,
                now,
                rules,
                &Joining {
                    message,
                    original: form.owned("original"),
                },
            )
            .await?;
        }
        "take" => acts::take(tx, actor, now, id).await?,
        "ask" => {
            acts::ask(
                tx,
                actor,
                now,
                rules,
                &Note {
                    message,
                    text: form.owned("question"),
                },
            )
            .await?;
        }
        "pause" => {
            acts::pause(
                tx,
                actor,
                now,
                &Note {
                    message,
                    text: form.owned("reason"),
                },
            )
            .await?;
        }
        "resume" => acts::resume(tx, actor, now, rules, id).await?,
        "answer" => acts::answer(tx, actor, now, rules, &answer(form, message)).await?,
        "take-review" => {
            if acts::take_review(tx, actor, now, id).await? == Reviewing::Waits {
                return Ok(Done::Asked);
            }
        }
        "review" => {
            if acts::review(tx, actor, now, &answer(form, message)).await? == Reviewing::Waits {
                return Ok(Done::Asked);
            }
        }
        "close" => {
            let input = Closing {
                message,
                outcome: form.owned("outcome"),
                reason: form.owned("reason"),
            };
            acts::close(tx, actor, now, rules, &input).await?;
        }
        "contact" => {
            let contact = acts::reveal_contact(
                tx,
                actor,
                now,
                &Note {
                    message,
                    text: form.owned("reason"),
                },
            )
            .await?;
            return Ok(Done::Shown(contact));
        }
        "change" => {
            let input = NewChange {
                message,
                title: form.owned("title"),
                text: form.owned("text"),
            };
            acts::record_change(tx, actor, now, &input).await?;
        }
        "party" => {
            let party = NewParty {
                role: PartyRole::Other.code().to_owned(),
                kind: form.owned("kind"),
                name: form.owned("name"),
                national_id: form.owned("national_id"),
            };
            acts::name_party(tx, actor, now, &Naming { message, party }).await?;
        }
        _ => return Err(ActError::NotFound),
    }
    Ok(Done::Saved)
}

fn answer(form: &Kept, message: String) -> NewAnswer {
    NewAnswer {
        message,
        text: form.owned("text"),
        outcome: form.owned("outcome"),
        checklist: form
            .values(&form.act, "checklist")
            .into_iter()
            .map(str::to_owned)
            .collect(),
        legal_ground: form.owned("legal_ground"),
    }
}
