//! The files of a frozen report: their hashes are frozen with it, and they are laid out from its facts alone ever after.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::reprint;
use crate::error::{Error, Result};
use crate::registers::submission::{self, Frozen, sha256_of};
use crate::report::collect::Moment;
use crate::report::kinds::{Format, ReportKind};
use crate::report::layout::json::indent;
use crate::report::model::Report;
use crate::report::render::{self, Rendered};
use crate::store::Store;

/// Which files are laid out to freeze their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hashing {
    /// Every format of the kind that this build can lay out.
    #[default]
    All,
    /// Text and JSON only, for making many reports at once.
    Light,
}

/// Layouts of a report at the moment it was frozen: what the column `layouts` holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layouts {
    /// Moment that is written into the files.
    pub at: DateTime<FixedOffset>,
    /// Version of the program that laid them out.
    pub program: String,
    /// SHA-256 of each file, hex, by format.
    pub sha256: BTreeMap<String, String>,
}

/// What was laid out when a report was frozen; none for rows of version 1.
#[must_use]
pub fn layouts_of(frozen: &Frozen) -> Option<Layouts> {
    serde_json::from_str(frozen.layouts.as_deref()?).ok()
}

/// The frozen report that a file is, and its format: by the hash frozen with it.
///
/// # Errors
/// When the file cannot be read.
pub fn find_file(store: &Store, bytes: &[u8]) -> Result<Option<(Frozen, String)>> {
    let hash = sha256_of(bytes);
    let all = submission::every(store)?;
    Ok(all.into_iter().find_map(|frozen| {
        let layouts = layouts_of(&frozen)?;
        let format = layouts.sha256.into_iter().find(|(_, own)| *own == hash)?.0;
        Some((frozen, format))
    }))
}

/// Own layouts of the plant, beside its data file.
#[must_use]
pub fn templates(data: &Path) -> Option<PathBuf> {
    // A file that lives in memory only has no place.
    data.file_name()?;
    let folder = data.parent().unwrap_or(Path::new(".")).join("templates");
    folder.is_dir().then_some(folder)
}

/// A frozen report in one of its formats, the same bytes as when it was frozen (same program, same fonts).
///
/// # Errors
/// As [`render::render`]; [`crate::error::Kind::File`] when the facts cannot be read.
pub fn reprint_as(
    kind: &ReportKind,
    frozen: &Frozen,
    format: Format,
    moment: Moment,
    templates: Option<&Path>,
) -> Result<Rendered> {
    let at = layouts_of(frozen).map_or(moment.at, |it| it.at);
    lay_out(&reprint(kind, frozen)?, &frozen.facts, format, at, templates)
}

/// Lays a frozen report out; its facts as they are stored.
pub(super) fn lay_out(
    report: &Report,
    facts: &str,
    format: Format,
    at: DateTime<FixedOffset>,
    templates: Option<&Path>,
) -> Result<Rendered> {
    if format == Format::Json {
        // Re-indented, not parsed: no digit of a figure may change.
        return Ok(Rendered { bytes: indent(facts).into_bytes(), pages: None, warnings: Vec::new() });
    }
    render::render(report, &Json::Null, format, at, templates)
}

/// Hash of each file of a report, laid out from the frozen text as it will be ever after.
pub(super) fn hashes(
    kind: &ReportKind,
    facts: &str,
    at: DateTime<FixedOffset>,
    templates: Option<&Path>,
    hashing: Hashing,
    warnings: &mut Vec<String>,
) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let facts_json = serde_json::from_str(facts).map_err(|err| Error::internal(format!("报告数据无法冻结：{err}")))?;
    let report = (kind.reprint)(&facts_json)?;
    let wanted = |format: &Format| match (format, hashing) {
        (Format::Txt | Format::Json, _) => true,
        (Format::Pdf, Hashing::All) => cfg!(feature = "pdf"),
        (Format::Xlsx | Format::Docx, Hashing::All) => true,
        (Format::Pdf | Format::Xlsx | Format::Docx, Hashing::Light) => false,
    };
    for format in kind.formats.iter().copied().filter(wanted) {
        match lay_out(&report, facts, format, at, templates) {
            Ok(done) => drop(found.insert(format.code().to_owned(), sha256_of(&done.bytes))),
            Err(error) => warnings.push(format!("{} 排不出来，没有留校验值：{}", format.code(), error.message)),
        }
    }
    Ok(found)
}
