//! Arguments in, exit code out. The only place that reads the clock, and the one that puts the command line and the
//! terminal program together: neither knows the other.

use std::process::ExitCode;

use anguan::cli::{self, Opening, Outcome};
use anguan::error::Result;
use anguan::store::Store;
use chrono::Local;

fn main() -> ExitCode {
    match cli::run(std::env::args_os(), || Local::now().fixed_offset()) {
        Outcome::Done(code) => code,
        Outcome::Open(opening) => open(*opening).map_or_else(|error| cli::fail(&error), ExitCode::from),
    }
}

fn open(opening: Opening) -> Result<u8> {
    let (path, today, plain) = (&opening.path, opening.today, opening.plain);
    if !path.exists() && !opening.access.read_only && anguan::tui::terminal::check().is_ok() {
        return anguan::tui::screens::found(path, opening.access, today, plain);
    }
    anguan::tui::screens::start(Store::open(path, opening.access)?, today, plain)
}
