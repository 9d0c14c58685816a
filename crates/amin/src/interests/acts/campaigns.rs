//! The yearly campaign: opened with a deadline in working days, reminded, closed by its date.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Deed, good_token, known_id};
use crate::interests::store::{self as rows, Campaign, Staff};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::notify::{Channel, Notice, enqueue};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::deadline::{self, Term};
use crate::voice::rules::Rules;

/// Kind of the job that reminds who has not declared.
pub const REMINDER_JOB: &str = "interests.reminder";

/// A campaign to be opened.
#[derive(Debug, Clone, Default)]
pub struct NewCampaign {
    /// The form's token, its id.
    pub id: String,
    /// Solar Hijri year, as typed.
    pub year: String,
    /// Working days, as typed.
    pub working_days: String,
}

/// Opens a campaign. Everybody who declares is told at once, again past the middle, two working days before the end, and on the
/// working day after it.
pub async fn open_campaign(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &NewCampaign,
) -> Result<String, ActError> {
    actor.require(Right::InterestReview, None)?;
    good_token(&input.id)?;
    let organisation = actor.organisation.as_str();
    if rows::campaign(tx.read(), organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(input.id.clone());
    }
    let this_year = i64::from(persian::tehran_date(now.0).year());
    let year = persian::parse_integer(input.year.trim()).unwrap_or(0);
    if !(this_year - 1..=this_year + 1).contains(&year) {
        return Err(invalid("year", move |t| {
            t.interests_fault_year(t.lang.digits(&this_year.to_string()))
        }));
    }
    let working_days = persian::parse_integer(input.working_days.trim()).unwrap_or(0);
    if !(3..=120).contains(&working_days) {
        return Err(invalid("working_days", |t| {
            t.interests_fault_days().to_owned()
        }));
    }
    if rows::campaigns(tx.read(), organisation)
        .await?
        .iter()
        .any(|known| known.year == year)
    {
        return Err(refused(|t| t.interests_refused_campaign_year().to_owned()));
    }
    let corrupt =
        |why: persian::CalendarError| ActError::Store(store::Error::Corrupt(why.to_string()));
    let after = |days: i64| {
        deadline::from(
            &rules.calendar,
            Term {
                working_days: days,
                warn_share: 50,
            },
            now,
        )
        .map_err(corrupt)
    };
    let whole = after(working_days)?;
    let campaign = Campaign {
        id: input.id.clone(),
        year,
        opened_at: now,
        working_days,
        deadline_at: whole.at,
        opened_by: actor.account.clone(),
    };
    rows::insert_campaign(tx, organisation, &campaign).await?;
    let mut times = vec![
        now,
        whole.warn_at,
        after(working_days - 2)?.at,
        after(working_days + 1)?.at,
    ];
    times.sort_unstable();
    times.dedup();
    for at in times {
        let payload = json!({ "campaign": campaign.id });
        tx.enqueue(organisation, REMINDER_JOB, &payload, at, now)
            .await?;
    }
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.campaign-opened",
        objects: vec![("declaration-campaign", campaign.id.clone())],
        payload: vec![
            ("year", json!(year)),
            ("working-days", json!(working_days)),
            ("deadline", json!(campaign.deadline_at.rfc3339())),
        ],
    }
    .done(tx)
    .await?;
    Ok(campaign.id)
}

/// Those who are to declare in a campaign and have not.
pub async fn non_declarers(
    conn: &mut store::Conn,
    organisation: &str,
    campaign: &str,
) -> Result<Vec<Staff>, store::Error> {
    let declared = rows::declared_in(conn, organisation, campaign).await?;
    let mut all = rows::staff(conn, organisation).await?;
    all.retain(|one| !declared.iter().any(|(person, _)| *person == one.person));
    Ok(all)
}

/// Reminds who has not declared, by SMS and mail as far as they are known. Asked for by the reviewer or by the program in its time.
pub async fn remind(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    base: &str,
    id: &str,
) -> Result<usize, ActError> {
    actor.require(Right::InterestReview, None)?;
    known_id(id)?;
    let organisation = actor.organisation.as_str();
    let campaign = rows::campaign(tx.read(), organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let missing = non_declarers(tx.read(), organisation, id).await?;
    let t = Texts::of(Lang::Fa);
    let day = crate::platform::page::day(Lang::Fa, campaign.deadline_at);
    let year = t.lang.digits(&campaign.year.to_string());
    let text = if now > campaign.deadline_at {
        t.interests_reminder_late(&rules.name, &year, &day)
    } else {
        t.interests_reminder(&rules.name, &year, &day)
    };
    let mut sent = 0_usize;
    for one in &missing {
        let body = format!("{text}\n{base}/interests");
        let to = [(Channel::Sms, &one.phone), (Channel::Mail, &one.email)];
        for (channel, to) in to
            .into_iter()
            .filter_map(|(channel, to)| Some((channel, to.clone()?)))
        {
            let notice = Notice {
                channel,
                to,
                subject: t.interests_reminder_subject(&year),
                body: body.clone(),
            };
            enqueue(tx, organisation, &notice, now).await?;
            sent += 1;
        }
    }
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.reminded",
        objects: vec![("declaration-campaign", campaign.id)],
        payload: vec![("missing", json!(missing.len())), ("notices", json!(sent))],
    }
    .done(tx)
    .await?;
    Ok(missing.len())
}
