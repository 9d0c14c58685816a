//! `amin screen DIR --pairs FILE`: may these people decide about these parties?

use std::io::{BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use relations::appearance::Scratch;
use relations::files;
use relations::graph::Graph;
use relations::measure::{Figures, measure};
use relations::model::{Day, DayError, TieKind};
use relations::rules::Rules;
use relations::screen::{Answer, Asked, Matter, Missing, Outcome, Path, Question, Screener};
use serde_json::{Map, Value, json};

use crate::platform::clock::Clock;

/// Screening of pairs over a graph of parties and ties.
#[derive(Debug, Args)]
pub(crate) struct ScreenArgs {
    /// Directory with nodes.csv and edges.csv.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Questions: a CSV file with the columns a (who decides) and b (about whom).
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// Day of the act, like 1405/09/01 or 2026-11-22; today unless told otherwise.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    at: Option<Day>,
    /// As far as was known on this day.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    known_at: Option<Day>,
    /// What is decided: dealing, decision, staffing or discipline.
    #[arg(long, value_name = "MATTER", default_value = "dealing", value_parser = parse_matter)]
    matter: Matter,
    /// A set of rules that the council adopted, like ordinance-1397.
    #[arg(long, value_name = "SET")]
    adopt: Vec<String>,
    /// Measure each question.
    #[arg(long)]
    bench: bool,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

fn parse_day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|why: DayError| why.to_string())
}

fn parse_matter(text: &str) -> Result<Matter, String> {
    Matter::from_code(text)
        .ok_or_else(|| "write dealing, decision, staffing or discipline".to_owned())
}

/// Runs the command. Exit status 0 when answered, whatever the outcomes; 2 when a file cannot be used.
pub(crate) fn run(args: &ScreenArgs) -> ExitCode {
    match screened(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("amin screen: {why}");
            ExitCode::from(2)
        }
    }
}

fn screened(args: &ScreenArgs) -> Result<(), String> {
    let known: Vec<String> = Rules::shipped()
        .bans
        .into_iter()
        .map(|ban| ban.set)
        .collect();
    if let Some(unknown) = args.adopt.iter().find(|set| !known.contains(set)) {
        return Err(format!(
            "--adopt {unknown}: no ban belongs to that set; there are {}",
            distinct(&known)
        ));
    }
    let rules = args
        .adopt
        .iter()
        .fold(Rules::shipped(), |rules, set| rules.adopting(set));
    let at = args
        .at
        .unwrap_or_else(|| Day::from(persian::tehran_date(Clock::System.now().0)));
    let read = files::graph(&args.dir, &rules)?;
    let pairs = files::pairs(&args.pairs)?;
    if let Some(first) = read.refused.first() {
        eprintln!(
            "amin screen: {} lines refused; the first: {first}",
            read.refused_count
        );
    }
    let screener = Screener::new(&read.graph, &rules);
    let mut scratch = Scratch::new();
    let mut answers = Vec::with_capacity(pairs.len());
    for (a, b) in &pairs {
        let question = Question {
            decider: Some(a),
            party: b,
            body: None,
            matter: args.matter,
            at,
            known_at: args.known_at,
        };
        answers.push(screener.screen(&question, &mut scratch));
    }
    let asked = Asked {
        matter: args.matter,
        at,
        known_at: args.known_at,
        body: None,
    };
    let figures = args.bench.then(|| {
        figures(
            &measure(&read.graph, &screener, &pairs, &asked, nanoseconds()),
            &read.graph,
        )
    });
    let mut out = BufWriter::new(std::io::stdout().lock());
    let told = if args.json {
        let mut object = Map::new();
        object.insert("at".to_owned(), json!(at.to_string()));
        object.insert("matter".to_owned(), json!(args.matter.code()));
        object.insert("counts".to_owned(), counts(&answers));
        object.insert(
            "refused".to_owned(),
            json!({ "lines": read.refused_count, "first": read.refused }),
        );
        if let Some(figures) = figures {
            object.extend(figures);
        }
        let list = pairs
            .iter()
            .zip(&answers)
            .map(|(pair, answer)| of_answer(pair, answer));
        object.insert("answers".to_owned(), list.collect());
        serde_json::to_writer(&mut out, &Value::Object(object))
            .map_err(std::io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        table(&mut out, &pairs, &answers, figures.as_ref())
    };
    match told.and_then(|()| out.flush()) {
        Err(why) if why.kind() != ErrorKind::BrokenPipe => Err(why.to_string()),
        _ => Ok(()),
    }
}

/// Nanoseconds since now.
#[expect(
    clippy::disallowed_methods,
    reason = "measures; nothing is decided by it"
)]
fn nanoseconds() -> impl Fn() -> u64 {
    let begun = std::time::Instant::now();
    move || u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

fn figures(figures: &Figures, graph: &Graph) -> Map<String, Value> {
    let all = json!({ "people": figures.people, "p50_ns": figures.all_p50_ns, "max_ns": figures.all_max_ns });
    [
        ("p50_ns", json!(figures.p50_ns)),
        ("p99_ns", json!(figures.p99_ns)),
        ("max_ns", json!(figures.max_ns)),
        ("mean_ns", json!(figures.mean_ns)),
        ("bytes_per_tie", json!(figures.bytes_per_tie)),
        ("questions", json!(figures.questions)),
        ("parties", json!(graph.party_count())),
        ("ties", json!(graph.tie_count())),
        ("one_against_all", all),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into_iter()
    .collect()
}

fn distinct(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.dedup();
    words.join(", ")
}

fn counts(answers: &[Answer]) -> Value {
    Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let count = answers
                .iter()
                .filter(|answer| answer.outcome == outcome)
                .count();
            (outcome.code().to_owned(), json!(count))
        })
        .collect::<Map<String, Value>>()
        .into()
}

/// One answer, field by field in `docs/api/screen.md`.
fn of_answer((a, b): &(String, String), answer: &Answer) -> Value {
    let rule = answer.findings.first().map(|finding| finding.rule.clone());
    json!({
        "a": a,
        "b": b,
        "outcome": answer.outcome.code(),
        "rule": rule,
        "law": answer.findings.first().and_then(|finding| finding.law.as_ref()).map(|law| json!({
            "name": law.name[1], "article": law.article[1], "name_fa": law.name[0], "article_fa": law.article[0],
        })),
        "path": answer.path.as_ref().map(steps),
        "second": answer.second.as_ref().map(steps),
        "words_fa": answer.path.as_ref().map(Path::persian),
        "words_en": answer.path.as_ref().map(Path::english),
        "missing": answer.missing.iter().map(Missing::english).collect::<Vec<_>>(),
    })
}

fn steps(path: &Path) -> Value {
    let day = |day: Day| day.date().map(persian::Date::gregorian_iso);
    path.steps
        .iter()
        .map(|step| {
            json!({
                "from": step.from,
                "to": step.to,
                "kind": step.kind.code(),
                "forward": step.forward,
                "percent": step.share.filter(|_| step.kind == TieKind::Owns).map(|share| share.to_string()),
                "since": day(step.period.from),
                "until": day(step.period.until),
                "grade": step.grade.code(),
                "source": step.source,
            })
        })
        .collect()
}

fn table(
    out: &mut impl Write,
    pairs: &[(String, String)],
    answers: &[Answer],
    figures: Option<&Map<String, Value>>,
) -> std::io::Result<()> {
    for ((a, b), answer) in pairs.iter().zip(answers) {
        let why = match (&answer.path, answer.missing.first()) {
            (Some(path), _) => path.english(),
            (None, Some(missing)) => missing.english(),
            (None, None) => String::new(),
        };
        writeln!(out, "{a}\t{b}\t{}\t{why}", answer.outcome.code())?;
    }
    for (outcome, count) in counts(answers).as_object().into_iter().flatten() {
        writeln!(out, "{outcome}: {count}")?;
    }
    for (name, figure) in figures.into_iter().flatten() {
        writeln!(out, "{name}: {figure}")?;
    }
    Ok(())
}
