//! The jobs of this area: each looks again, in an act of the program itself, whether its time still counts.

use futures::FutureExt;
use serde_json::Value;
use store::{Job, Timestamp};

use super::acts::{self, DeadlineDue};
use super::model::News;
use super::rules::Rules;
use super::store as rows;
use crate::platform::actor::Actor;
use crate::platform::notify::{Channel, Notice, enqueue};
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};

/// Performs a job whose kind begins with `voice.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let wrong = || format!("the payload of a {} job is not as it was written", job.kind);
    let payload: Value = serde_json::from_str(&job.payload).map_err(|_| wrong())?;
    let message = payload["message"].as_str().ok_or_else(wrong)?.to_owned();
    let moment = |name: &str| payload[name].as_i64().map(Timestamp).ok_or_else(wrong);
    let rules = app
        .rules(&job.organisation)
        .await
        .map_err(|why| why.to_string())?;
    if job.kind == acts::NEWS_JOB {
        let what = payload["what"]
            .as_str()
            .and_then(News::of)
            .ok_or_else(wrong)?;
        return tell(app, &rules, &message, what)
            .await
            .map_err(|why| why.to_string());
    }
    let actor = Actor::program(&job.organisation);
    let now = app.clock.now();
    let outcome = match job.kind.as_str() {
        acts::DEADLINE_JOB => {
            let breaches = payload["breaches"].as_i64().ok_or_else(wrong)?;
            let due = DeadlineDue {
                message,
                deadline: moment("deadline")?,
                breaches,
            };
            app.act(move |tx| {
                async move { acts::record_breach(tx, &actor, now, &rules, &due).await }.boxed()
            })
            .await
        }
        acts::COMPLETION_JOB => {
            let until = moment("until")?;
            app.act(move |tx| async move { acts::lapse_completion(tx, &actor, now, &rules, &message, until).await }.boxed())
                .await
        }
        acts::OBJECTION_JOB => {
            let until = moment("until")?;
            app.act(move |tx| {
                async move { acts::close_unopposed(tx, &actor, now, &message, until).await }.boxed()
            })
            .await
        }
        other => return Err(format!("no code performs jobs of kind {other}")),
    };
    outcome.map(|_| ()).map_err(|why| format!("{why:?}"))
}

/// Writes the news to the citizen, by SMS and by mail as far as they were left, in the language of the message.
async fn tell(app: &App, rules: &Rules, id: &str, what: News) -> Result<(), store::Error> {
    let mut conn = app.read().await?;
    let Some(message) = rows::message(&mut conn, &rules.organisation, id).await? else {
        return Ok(());
    };
    let slug = rows::slug(&mut conn, &rules.organisation).await?;
    drop(conn);
    let lang = Lang::of(&message.language).unwrap_or_default();
    let t = Texts::of(lang);
    let organisation = if lang == Lang::Fa {
        &rules.name
    } else {
        &rules.name_en
    };
    let code = lang.digits(&message.code);
    let text = match what {
        News::Filed => t.voice_news_filed(organisation, &code),
        News::Asked => t.voice_news_asked(organisation, &code),
        News::Answered => t.voice_news_answered(organisation, &code),
        News::Decided => t.voice_news_decided(organisation, &code),
        News::Closed => t.voice_news_closed(organisation, &code),
        News::Late => t.voice_news_late(organisation, &code),
    };
    let body = format!(
        "{text}\n{}/{slug}/voice/m/{}",
        app.config.base_url, message.code
    );
    let subject = t.voice_news_subject(organisation, &code);
    let notice = |channel, to| Notice {
        channel,
        to,
        subject: subject.clone(),
        body: body.clone(),
    };
    let notices: Vec<Notice> = message
        .phone
        .map(|to| notice(Channel::Sms, to))
        .into_iter()
        .chain(message.email.map(|to| notice(Channel::Mail, to)))
        .collect();
    let (organisation, now) = (rules.organisation.clone(), app.clock.now());
    let sent = app.act(move |tx| {
        async move {
            for notice in &notices {
                enqueue(tx, &organisation, notice, now).await?;
            }
            Ok(())
        }
        .boxed()
    });
    match sent.await {
        Ok(_) => Ok(()),
        Err(crate::platform::errors::ActError::Store(why)) => Err(why),
        Err(why) => Err(store::Error::Corrupt(format!("{why:?}"))),
    }
}
