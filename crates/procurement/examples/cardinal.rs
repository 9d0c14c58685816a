//! `cardinal FILE [THREADS]`: the eleven indicators of Cardinal, as JSON.

use std::fs::File;

use procurement::cardinal::{Settings, indicators};
use procurement::read::{Source, open};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let file = args
        .next()
        .ok_or("which file? write: cardinal FILE [THREADS]")?;
    let threads = args.next().map_or(Ok(1), |text| text.parse())?;
    let Source::Lines(lines) = open(File::open(file)?)? else {
        return Err("each release stands on a line of its own".into());
    };
    let (report, refused) = indicators(lines, &Settings::all(), threads)?;
    println!("{}", report.to_json(true, false));
    eprintln!("{} refused", refused.count);
    Ok(())
}
