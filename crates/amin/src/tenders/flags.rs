//! Red flags of all tenders of an organisation, computed together: a fence is that of the population.

use futures::FutureExt;
use procurement::flags::{
    Code, Inputs, Known, Outcome, Report, Rules, State, Tie, Verdict, screen,
};
use procurement::read::Source;
use serde_json::json;

use super::acts;
use super::store::{self as rows, FlagRow};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;

/// The word of a state in the database.
pub const fn state_code(state: State) -> &'static str {
    match state {
        State::Flag => "flag",
        State::Clear => "clear",
        State::Insufficient(_) => "insufficient",
        State::Outside(_) => "outside",
    }
}

fn outcome(code: &str) -> Outcome {
    match code {
        "barred" => Outcome::Barred,
        "conflict" => Outcome::Conflict,
        "potential" => Outcome::Potential,
        "appearance" => Outcome::Appearance,
        "clear" => Outcome::Clear,
        _ => Outcome::Insufficient,
    }
}

/// Flags about ties of people who decide: what they rest on is for the integrity officer alone.
pub const ABOUT_PEOPLE: [&str; 2] = ["A002", "R043"];

/// Computes the flags of all tenders anew and keeps what changed; gives how many flags were written.
pub async fn refresh(app: &App, organisation: &str) -> Result<usize, ActError> {
    let mut conn = app.read().await?;
    let releases = rows::releases(&mut conn, organisation).await?;
    let verdicts = rows::all_verdicts(&mut conn, organisation).await?;
    let screened = rows::all_screenings(&mut conn, organisation).await?;
    drop(conn);
    let computed =
        tokio::task::spawn_blocking(move || compute(&releases, verdicts, screened)).await;
    let computed = computed
        .map_err(|why| why.to_string())
        .and_then(|computed| computed)
        .map_err(store::Error::Corrupt)?;
    let (actor, now) = (Actor::program(organisation), app.clock.now());
    let act = app
        .act(move |tx| async move { acts::keep_flags(tx, &actor, now, &computed).await }.boxed());
    Ok(act.await?.0)
}

type Screened = (String, String, Option<String>, String, String);

fn compute(
    releases: &[(String, String, String, String)],
    verdicts: Vec<(String, String, bool)>,
    screened: Vec<Screened>,
) -> Result<Vec<(String, Vec<FlagRow>)>, String> {
    let rules = Rules::default();
    let mut known = Known::default();
    for (ocid, code, confirmed) in verdicts {
        if let Some(code) = Code::parse(&code) {
            known.verdict(Verdict {
                ocid,
                code,
                confirmed,
            });
        }
    }
    if !screened.is_empty() {
        let mut ties = Vec::new();
        for (ocid, bidder, decider, word, path) in screened {
            let official = decider.unwrap_or_else(|| "office".to_owned());
            known.official(official.clone(), vec![ocid], Vec::new());
            ties.push(Tie {
                bidder,
                official,
                outcome: outcome(&word),
                path,
            });
        }
        known.screened(ties);
    }
    // A line end in JSON is white space: inside a text it is written `\n`.
    let lines: String = releases
        .iter()
        .flat_map(|(_, _, release, _)| [release.replace(['\n', '\r'], " "), "\n".to_owned()])
        .collect();
    let source = Source::Lines(Box::new(std::io::Cursor::new(lines.into_bytes())));
    let inputs = Inputs {
        rules: &rules,
        known: &known,
        explain: None,
    };
    let report = screen(source, &inputs, 1).map_err(|why| why.to_string())?;
    let all = releases.iter();
    Ok(all
        .map(|(tender, ocid, _, hash)| (tender.clone(), of_process(&report, &rules, ocid, hash)))
        .collect())
}

fn of_process(report: &Report, rules: &Rules, ocid: &str, hash: &str) -> Vec<FlagRow> {
    let flags = report.flags(ocid);
    let list = Code::ALL.iter().filter_map(|&code| {
        let state = report.state(ocid, code)?;
        let flag = flags.iter().find(|flag| flag.code == code);
        Some(FlagRow {
            id: String::new(),
            code: code.as_str().to_owned(),
            state: state_code(state).to_owned(),
            value: flag.map_or_else(String::new, |flag| flag.value.to_string()),
            who: flag.map_or_else(|| "[]".to_owned(), |flag| json!(flag.who).to_string()),
            detail: flag.and_then(|flag| flag.detail).unwrap_or("").to_owned(),
            missing: match state {
                State::Insufficient(need) => need.as_str().to_owned(),
                State::Outside(why) => why.as_str().to_owned(),
                State::Flag | State::Clear => String::new(),
            },
            rule: rules.name(code),
            input_hash: hash.to_owned(),
        })
    });
    list.collect()
}
