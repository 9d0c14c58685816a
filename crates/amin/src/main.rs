//! The program.

fn main() -> std::process::ExitCode {
    amin::cli::main()
}
