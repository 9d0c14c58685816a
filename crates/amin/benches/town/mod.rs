//! A small demonstration town in a directory of its own, for the benchmarks that ask the program.

use amin::demo::{Wish, prepare};
use amin::platform::clock::Clock;
use amin::platform::config::Config;

/// A town, its directory, which goes with it, and the Solar Hijri day on which its year ends.
pub(crate) struct Town {
    _directory: tempfile::TempDir,
    pub(crate) config: Config,
    #[allow(dead_code, reason = "not every benchmark asks for the year")]
    pub(crate) until: persian::Date,
}

/// A whole number of the environment.
pub(crate) fn wish<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// Makes the town under `AMIN_BENCH_DIR`, or here.
pub(crate) async fn town(messages: usize) -> Town {
    let place = std::env::var("AMIN_BENCH_DIR").unwrap_or_else(|_| ".".into());
    let directory = tempfile::tempdir_in(place).expect("a directory");
    let data = directory.path().join("demo");
    std::fs::create_dir_all(&data).expect("a data directory");
    let address = Some("http://town.example".into());
    let mut config = Config::read(data, None, "127.0.0.1:0".into(), address).expect("settings");
    config.demonstration = true;
    let until = persian::tehran_date(Clock::System.now().0);
    let wish = Wish {
        seed: 1405,
        messages,
        until,
    };
    prepare(config.clone(), wish, |_| {}).await.expect("a town");
    Town {
        _directory: directory,
        config,
        until,
    }
}
