//! `flags FILE [THREADS] [explain]`: red flags in three states, as JSON.

use std::fs::File;
use std::io::{BufWriter, Write};

use procurement::cardinal::Settings;
use procurement::flags::{Inputs, Known, Rules, screen};
use procurement::read::open;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let file = args
        .next()
        .ok_or("which file? write: flags FILE [THREADS] [explain]")?;
    let threads = args.next().map_or(Ok(1), |text| text.parse())?;
    let cardinal = Settings::all();
    let inputs = Inputs {
        rules: &Rules::default(),
        known: &Known::default(),
        explain: args.next().map(|_| &cardinal),
    };
    let report = screen(open(File::open(file)?)?, &inputs, threads)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    report.write_json(&mut out, 100)?;
    out.flush()?;
    eprintln!("{} refused", report.refused().count);
    Ok(())
}
