//! Excel and CSV in and out, generic over registers: files become raw rows with positions, rows become files.
//!
//! Nothing here knows a register by name, a rule or SQL. Reading never changes the file it reads and never evaluates
//! or fetches anything; writing never leaves half a file and never overwrites unasked.

mod ahead;
pub mod closing;
pub mod column;
pub mod csv_out;
pub mod export;
pub mod header;
pub mod import;
pub mod known;
pub mod out_file;
pub mod refused;
pub mod scoring_sheet;
#[cfg(test)]
mod scoring_tests;
pub mod sheet;
pub mod template;
pub mod xlsx_out;

#[cfg(test)]
mod header_tests;
#[cfg(test)]
mod out_tests;
