//! `amin demo`: makes the demonstration town, then serves it.

use std::process::ExitCode;

use persian::Date;
use store::{Random, Timestamp};

use super::serve::told_to_stop;
use super::{bad_use, failed};
use crate::demo::{PASSWORD, TOWN, Wish, prepare, town};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::start::{serve, start};

/// Arguments of `amin demo`.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Data directory.
    #[arg(long, env = "AMIN_DATA", default_value = "data/demo")]
    data: std::path::PathBuf,
    /// Database address; `sqlite:DATA/amin.db` unless told otherwise.
    #[arg(long, env = "AMIN_DATABASE")]
    database: Option<String>,
    /// Address to listen on.
    #[arg(long, env = "AMIN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Address by which people reach the program.
    #[arg(long, env = "AMIN_BASE_URL")]
    base_url: Option<String>,
    /// Make the town and end.
    #[arg(long)]
    prepare_only: bool,
    /// Messages in the year.
    #[arg(long, default_value_t = 3000)]
    messages: usize,
    /// Seed: the same seed, size and day give the same town.
    #[arg(long, default_value_t = 1405)]
    seed: u64,
    /// The day after the year's last day, Solar Hijri; today unless told otherwise.
    #[arg(long)]
    until: Option<String>,
    /// Lives by the time that this file holds, Solar Hijri in Tehran (`1405/09/20 10:00`), instead of the machine's clock; it is
    /// read again and again, and a time before the last one is not taken. Only a demonstration has this.
    #[arg(long, hide = true)]
    clock_file: Option<std::path::PathBuf>,
}

/// Makes the town if the directory is empty, and serves it.
pub async fn run(args: DemoArgs) -> ExitCode {
    let clock = Clock::System;
    let until = match args.until.as_deref().map(str::parse::<Date>) {
        None => persian::tehran_date(clock.now().0),
        Some(Ok(date)) => date,
        Some(Err(why)) => return bad_use(format!("--until: {why}")),
    };
    let mut config = match Config::read(args.data, args.database, args.listen, args.base_url) {
        Ok(config) => config,
        Err(why) => return bad_use(why),
    };
    config.demonstration = true;
    if let Err(why) = std::fs::create_dir_all(&config.data) {
        return bad_use(format!("{}: {why}", config.data.display()));
    }
    // The marker is written last: a town whose making was interrupted is not served as if it were whole.
    let marker = config.data.join("demonstration");
    if !marker.exists() {
        if config.data.join("amin.db").exists() {
            return bad_use(format!(
                "{}: holds a database that is no finished demonstration; name another directory with --data, or remove this one and {}",
                config.data.display(),
                config.head.display()
            ));
        }
        eprintln!("amin: making the demonstration town; this takes about a minute");
        let wish = Wish {
            seed: args.seed,
            messages: args.messages,
            until,
        };
        if let Err(why) = prepare(config.clone(), wish, |line| eprintln!("amin: {line}")).await {
            return failed(why);
        }
        if let Err(why) = std::fs::write(&marker, "made-up data of amin demo\n") {
            return bad_use(format!("{}: {why}", marker.display()));
        }
    }
    tell_accounts(&config);
    if args.prepare_only {
        return ExitCode::SUCCESS;
    }
    let clock = match &args.clock_file {
        None => clock,
        Some(path) => match time_in(path) {
            Ok(at) => Clock::set_at(at),
            Err(why) => return bad_use(why),
        },
    };
    let running = match start(config, clock, Random::system()).await {
        Ok(running) => running,
        Err(why) => return failed(why),
    };
    if let Some(path) = args.clock_file {
        tokio::spawn(follow(running.app.clock.clone(), path));
    }
    match serve(running, told_to_stop()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => failed(why),
    }
}

/// The time in a clock file.
fn time_in(path: &std::path::Path) -> Result<Timestamp, String> {
    let wrong = |why: &dyn std::fmt::Display| {
        format!(
            "--clock-file {}: {why}; write it like 1405/09/20 10:00",
            path.display()
        )
    };
    let text = std::fs::read_to_string(path).map_err(|why| wrong(&why))?;
    let (day, time) = text
        .trim()
        .split_once(' ')
        .ok_or_else(|| wrong(&"no day and time"))?;
    let day: Date = day.parse().map_err(|why| wrong(&why))?;
    let (hour, minute) = time
        .split_once(':')
        .ok_or_else(|| wrong(&"no hour and minute"))?;
    let number = |text: &str, below: u8| text.parse().ok().filter(|number: &u8| *number < below);
    match (number(hour, 24), number(minute, 60)) {
        (Some(hour), Some(minute)) => Ok(Timestamp(persian::tehran_micros(day, hour, minute))),
        _ => Err(wrong(&"no hour and minute")),
    }
}

/// Sets the clock to what its file says. Time does not go back; a file that is just being written is read again.
async fn follow(clock: Clock, path: std::path::PathBuf) {
    loop {
        if let Ok(at) = time_in(&path)
            && at > clock.now()
        {
            clock.set(at);
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn tell_accounts(config: &Config) {
    println!("{}/{TOWN}", config.base_url);
    println!(
        "{}/{TOWN}/sign-in   password of all accounts: {PASSWORD}",
        config.base_url
    );
    for (username, name, post, role, _) in town::ACCOUNTS {
        println!("  {username:<18} {role:<18} {name}، {post}");
    }
}
