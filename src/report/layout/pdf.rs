//! PDF through Typst: our templates, our data, our fonts and nothing else; no file of the machine, no network.
//!
//! Behind the cargo feature `pdf`. Without it the same functions stand and say that this build prints no PDF.

use std::path::Path;

use chrono::NaiveDateTime;

#[cfg(feature = "pdf")]
mod bound;
#[cfg(feature = "pdf")]
mod chart;
#[cfg(feature = "pdf")]
mod data;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod letters;
#[cfg(feature = "pdf")]
mod long;
#[cfg(feature = "pdf")]
mod world;

#[cfg(feature = "pdf")]
pub use fonts::Fonts;

#[cfg(not(feature = "pdf"))]
use crate::error::Error;
use crate::error::Result;
use crate::report::model::Report;

/// How a PDF is made.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Moment written into the file's properties (UTC). The same report with the same moment is the same bytes.
    pub created: NaiveDateTime,
    /// Folder whose `letter.typ`, `form.typ`, `ledger.typ`, `base.typ` or `KIND.typ` replace the built-in templates.
    pub templates: Option<&'a Path>,
    /// Fonts to print with.
    pub fonts: &'a Fonts,
}

/// A finished PDF.
#[derive(Clone, Debug)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages.
    pub pages: usize,
    /// What the reader of the paper must know, in Chinese: characters no font had, and where they stand.
    pub warnings: Vec<String>,
}

/// The report as PDF.
///
/// # Errors
/// A plant's own template that does not compile, with file, line and message; a build without PDF.
#[cfg(feature = "pdf")]
pub fn pdf(report: &Report, options: Options<'_>) -> Result<Pdf> {
    world::print(report, options)
}

/// Cover, index and papers as one PDF, numbered through and with a bookmark each; `index` makes the index from the first
/// page of every paper. Gives these pages too.
///
/// # Errors
/// As [`pdf`].
#[cfg(feature = "pdf")]
pub fn bind(
    cover: &Report,
    index: &dyn Fn(&[usize]) -> Report,
    papers: &[(&str, &Report)],
    options: Options<'_>,
) -> Result<(Pdf, Vec<usize>)> {
    bound::bind(cover, index, papers, options)
}

/// Says that this build prints no PDF.
///
/// # Errors
/// Always.
#[cfg(not(feature = "pdf"))]
pub fn bind(
    _cover: &Report,
    _index: &dyn Fn(&[usize]) -> Report,
    _papers: &[(&str, &Report)],
    _options: Options<'_>,
) -> Result<(Pdf, Vec<usize>)> {
    Err(absent())
}

/// Says that this build prints no PDF.
///
/// # Errors
/// Always.
#[cfg(not(feature = "pdf"))]
pub fn pdf(_report: &Report, _options: Options<'_>) -> Result<Pdf> {
    Err(absent())
}

/// Fonts of a build without PDF: none.
#[cfg(not(feature = "pdf"))]
#[derive(Debug)]
pub struct Fonts(());

#[cfg(not(feature = "pdf"))]
impl Fonts {
    /// Says that this build prints no PDF.
    ///
    /// # Errors
    /// Always.
    pub fn embedded_only() -> Result<Self> {
        Err(absent())
    }

    /// Says that this build prints no PDF.
    ///
    /// # Errors
    /// Always.
    pub fn with_system() -> Result<Self> {
        Err(absent())
    }
}

#[cfg(not(feature = "pdf"))]
fn absent() -> Error {
    Error::input("本程序编译时未包含 PDF 输出")
        .hint("改用 --format xlsx 或 --format txt，或安装带 pdf 功能的版本（cargo build --features pdf）")
}
