//! Arguments in, exit code out. The only place that reads the clock.

use std::process::ExitCode;

use chrono::Local;

fn main() -> ExitCode {
    anguan::cli::run(std::env::args_os(), || Local::now().fixed_offset())
}
