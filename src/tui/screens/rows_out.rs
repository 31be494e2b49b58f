//! The rows of a list as they are shown, into a file: Excel or CSV by the ending of its name.

use std::path::{Path, PathBuf};

use super::super::overlay::Prompt;
use super::super::screen::{Msg, Session};
use crate::error::{Error, Result};
use crate::exchange::export::{self, Format};
use crate::registers::{Context, Listed, Lookups, Register};

/// Name of the question for the file.
pub(super) const TAG: &str = "rows.export";

/// Asks for the file; a name beside the data file is proposed.
pub(super) fn ask(cx: &Session, register: &Register, marks: bool) -> Msg {
    let folder = cx.store.path().parent().map(PathBuf::from).unwrap_or_default();
    let path = folder.join(export::file_name(register, cx.today, Format::Xlsx));
    let marked = if marks { "（有标记时只导出标记的）" } else { "" };
    let label = format!("导出当前显示的记录{marked}到文件，.xlsx 或 .csv：");
    Msg::Push(Box::new(Prompt::new(TAG, "导出", label, true).with(&path.to_string_lossy())))
}

/// Writes the rows.
///
/// # Errors
/// [`crate::error::Kind::Input`] for another ending or a file that is there already; failures of the disk.
pub(super) fn write(cx: &Session, register: &Register, rows: &[Listed], reveal: bool, path: &str) -> Result<Vec<Msg>> {
    let path = Path::new(path.trim());
    let ending = path.extension().map(|it| it.to_ascii_lowercase());
    let format = match ending.as_ref().and_then(|it| it.to_str()) {
        Some("xlsx") => Format::Xlsx,
        Some("csv") => Format::Csv,
        Some(_) | None => return Err(Error::input("文件名要以 .xlsx 或 .csv 结尾")),
    };
    let lookups = Lookups::of(register, &cx.store)?;
    let context = Context { today: cx.today, lookups: &lookups };
    let count = export::write(path, register, rows, format, reveal, false, &context)?;
    Ok(vec![Msg::Notice(format!("已导出 {count} 条到 {}", path.display()))])
}
