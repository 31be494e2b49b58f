//! A report in one of its formats, as bytes.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use serde_json::Value as Json;

use super::kinds::Format;
use super::layout;
use super::model::Report;
use crate::error::{Error, Result};

/// A report in bytes.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// How many pages, where the format has pages.
    pub pages: Option<usize>,
    /// What the reader must know: characters no font had.
    pub warnings: Vec<String>,
}

/// Lays a report out. `at` is the moment it is made for and is written into the file: the same report at the same
/// moment gives the same bytes. `templates`: folder with the plant's own layouts.
///
/// # Errors
/// A format that is not there yet or not in this build, a template that does not compile.
pub fn render(
    report: &Report,
    facts: &Json,
    format: Format,
    at: DateTime<FixedOffset>,
    templates: Option<&Path>,
) -> Result<Rendered> {
    let created = at.naive_utc();
    let plain = |bytes| Rendered { bytes, pages: None, warnings: Vec::new() };
    match format {
        Format::Pdf => {
            let fonts = layout::pdf::Fonts::with_system()?;
            let pdf = layout::pdf::pdf(report, layout::pdf::Options { created, templates, fonts: &fonts })?;
            Ok(Rendered { bytes: pdf.bytes, pages: Some(pdf.pages), warnings: pdf.warnings })
        }
        Format::Xlsx => Ok(plain(layout::xlsx::xlsx(report, created)?)),
        Format::Txt => Ok(plain(layout::text::text(report, FILE_COLUMNS).into_bytes())),
        Format::Json => {
            let mut text =
                serde_json::to_string_pretty(facts).map_err(|err| Error::internal(format!("JSON 无法写出：{err}")))?;
            text.push('\n');
            Ok(plain(text.into_bytes()))
        }
        Format::Docx => Ok(plain(layout::docx::docx(report, created)?)),
    }
}

/// Width of a text file, in columns.
pub const FILE_COLUMNS: usize = 100;
