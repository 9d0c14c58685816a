//! Reads an event log from standard input and prints its process tree; the noise threshold may follow: `discover 0.2 < log.xes`.

use eventlog::discover::{DiscoverOptions, inductive};
use eventlog::read::Mapping;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let noise = std::env::args()
        .nth(1)
        .map_or(Ok(0.0), |text| text.parse())?;
    let import = eventlog::read(
        std::io::stdin(),
        &Mapping::default(),
        eventlog::Options::default(),
    )?;
    let options = DiscoverOptions {
        noise,
        ..DiscoverOptions::default()
    };
    println!("{}", inductive(&import.log, options)?);
    Ok(())
}
