//! Reads a sheet of an Excel or CSV file as a stream of raw rows, each cell with its place.
//!
//! The format is told by content, never by name. Everything read is capped ([`Limits`]), so that a hostile or broken
//! file is refused instead of filling the memory. Nothing is evaluated and nothing outside the file is fetched.

mod biff;
mod book;
mod compound;
mod layout;
mod limits;
mod package;
mod place;
mod raw;
mod serial;
mod sniff;
mod strings;
mod text;
mod xls;
mod xlsx;
mod xlsx_rows;
mod xml;

pub use book::{Book, ReadOptions, Rows, SheetInfo, open};
pub use layout::{Layout, Merge, MergeWalk};
pub use limits::Limits;
pub use place::{column_index, column_letters, place};
pub use raw::{Cell, Damaged, Raw, Row, number_text};
pub use serial::{Epoch, SerialFault};
pub use text::TextFormat;

#[cfg(test)]
mod speed_tests;
#[cfg(test)]
mod tests;
