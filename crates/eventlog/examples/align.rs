//! Aligns an event log from standard input with a net: `align NET.pnml < LOG`, or, with a number instead of a file, with the net
//! that the inductive miner finds for that noise.

use eventlog::align::{AlignOptions, align};
use eventlog::discover::{DiscoverOptions, inductive};
use eventlog::model::{PetriNet, read_pnml};
use eventlog::read::Mapping;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args()
        .nth(1)
        .ok_or("give a net or a noise threshold")?;
    let log = eventlog::read(
        std::io::stdin(),
        &Mapping::default(),
        eventlog::Options::default(),
    )?
    .log;
    let net = match model.parse() {
        Ok(noise) => {
            let options = DiscoverOptions {
                noise,
                ..DiscoverOptions::default()
            };
            PetriNet::from(&inductive(&log, options)?)
        }
        Err(_) => read_pnml(std::fs::File::open(model)?)?,
    };
    let aligned = align(&log, &net, AlignOptions::default())?;
    println!(
        "cases {} computed {}",
        log.case_count(),
        aligned.computed_cases()
    );
    println!(
        "fitting {:?} average {:?} log {:?}",
        aligned.fitting_share(),
        aligned.average_fitness(),
        aligned.log_fitness()
    );
    for deviation in aligned.deviations(&log).iter().take(10) {
        println!("{deviation:?}");
    }
    Ok(())
}
