//! Reports as files beside the data file.

use std::io::Write as _;
use std::path::PathBuf;

use super::{FORMAT, moment};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::exchange::out_file;
use crate::report::collect;
use crate::report::kinds::{Format, ReportKind};
use crate::report::render::render;
use crate::tui::overlay::Pick;
use crate::tui::screen::{Choice, Msg, Session};

/// Folder beside the data file.
const FOLDER: &str = "导出";
/// Files of one name that may lie beside each other.
const COPIES: u32 = 99;

/// Asks for the format; the last one stands first.
pub(super) fn ask(last: Option<Format>) -> Msg {
    let formats = [Format::Pdf, Format::Docx, Format::Xlsx, Format::Txt, Format::Json];
    let choices = formats.iter().map(|it| Choice::new(it.code(), it.label())).collect();
    let default = if cfg!(feature = "pdf") { Format::Pdf } else { Format::Docx };
    Msg::Push(Box::new(Pick::new(FORMAT, "导出为", choices).on(last.unwrap_or(default).code())))
}

/// Writes a report as PDF.
pub(super) fn print(cx: &Session, kind: &ReportKind, period: Period) -> Result<Vec<Msg>> {
    write(cx, kind, period, Format::Pdf)
}

/// Writes a report in the format that was chosen.
pub(super) fn export(cx: &Session, kind: &ReportKind, period: Period, format: &str) -> Result<Vec<Msg>> {
    write(cx, kind, period, Format::from_code(format).unwrap_or(Format::Pdf))
}

fn write(cx: &Session, kind: &ReportKind, period: Period, format: Format) -> Result<Vec<Msg>> {
    let data = cx.store.path();
    let home = match data.parent() {
        Some(folder) if data.file_name().is_some() => folder.to_owned(),
        _ => return Err(Error::input("数据只在内存里，没有可以放导出文件的文件夹")),
    };
    let moment = moment(cx);
    let made = collect::collect(&cx.store, kind, &period.to_string(), moment)?;
    let templates = Some(home.join("templates")).filter(|it| it.is_dir());
    let done = render(&made.report, &made.facts, format, moment.at, templates.as_deref())?;
    let folder = home.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(|error| out_file::failed(&folder, &error))?;
    let path = free(|n| {
        let copy = if n > 1 { format!("-{n}") } else { String::new() };
        folder.join(format!("{}{copy}.{}", made.file_stem, format.code()))
    });
    out_file::write(&path, false, |file| file.write_all(&done.bytes).map_err(|error| out_file::failed(&path, &error)))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let pages = done.pages.map_or_else(String::new, |pages| format!("，{pages} 页"));
    let warning = done.warnings.first().map_or_else(String::new, |text| format!("；注意：{text}"));
    Ok(vec![Msg::Notice(format!("已写入 {FOLDER}/{name}{pages}{warning}"))])
}

/// The first name that is free; an earlier file stays.
fn free(name: impl Fn(u32) -> PathBuf) -> PathBuf {
    (1..COPIES).map(&name).find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| name(COPIES))
}
