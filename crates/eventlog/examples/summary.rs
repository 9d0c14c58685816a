//! Prints the summary of an XES file as JSON: `cargo run --release --example summary -- FILE`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let import = eventlog::read_xes(std::fs::File::open(path)?, eventlog::Options::default())?;
    for refused in &import.refused {
        eprintln!("{refused}");
    }
    println!(
        "{}",
        serde_json::to_string(&eventlog::report::summary(&import.log))?
    );
    Ok(())
}
