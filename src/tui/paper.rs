//! Papers: written as files beside the data file, where the user finds and prints them.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::outside::Errand;
use super::overlay::Confirm;
use super::screen::{Answer, Choice, Msg, Session};
use super::screens::report::{self, moment};
use super::widgets::table::{Column, Row};
use crate::error::{Error, Result};
use crate::exchange::out_file;
use crate::report::collect::{self, Collected};
use crate::report::kinds::{self, Format};
use crate::report::ledger::{LedgerColumn, LedgerKind, LedgerRow};
use crate::report::render::render;
use crate::text::{self, Align};

/// Half-width characters up to which a column is short and stands centred.
const SHORT: usize = 8;
/// Half-width characters a column of text is given at most.
const WIDEST: usize = 36;
/// Folder beside the data file.
const FOLDER: &str = "打印";

/// Name of the question what is done with a file that was written.
const OFFER: &str = "paper.offer";

/// Makes the paper about one record. A letter, which somebody adds to and hands in, is shown first; a working paper is
/// written, and it is said where it lies. Without PDF in this build it is plain text.
///
/// # Errors
/// As [`collect::collect`]; when the file cannot be written.
pub fn of_record(cx: &Session, kind: &str, about: &str) -> Result<Vec<Msg>> {
    let kind = kinds::find(kind)?;
    if kind.duty.is_some() || !kind.texts.is_empty() {
        return Ok(vec![report::preview_of(cx, kind, about)?]);
    }
    folder(cx)?;
    write(cx, &collect::collect(&cx.store, kind, about, moment(cx))?)
}

/// Says what was written and asks what is done with it: nothing, a look at it, the printer.
pub fn offer(said: impl Into<String>, path: &Path, format: Format) -> Msg {
    let file = path.to_string_lossy();
    let mut answers = vec![Choice::new("", "关闭"), Choice::new(format!("view|{file}"), "打开看")];
    // A system's printer takes these as they are; what an office program reads is printed from there.
    if matches!(format, Format::Pdf | Format::Txt) {
        answers.push(Choice::new(format!("print|{file}"), "交给打印机"));
    }
    Msg::Push(Box::new(Confirm::new(OFFER, "文件", said, answers)))
}

/// Takes the answer to [`offer`]; none when it is another's.
#[must_use]
pub fn offered(answer: &Answer) -> Option<Vec<Msg>> {
    if answer.tag != OFFER {
        return None;
    }
    Some(match answer.value.split_once('|') {
        Some(("view", file)) => vec![Msg::Errand(Errand::View(file.into()))],
        Some(("print", file)) => vec![Msg::Errand(Errand::Print(file.into()))],
        Some(_) | None => Vec::new(),
    })
}

/// Writes a paper and says where it lies. Without PDF in this build it is plain text.
///
/// # Errors
/// When the file cannot be written; a template of the plant that does not compile.
pub fn write(cx: &Session, made: &Collected) -> Result<Vec<Msg>> {
    let (format, ending) = if cfg!(feature = "pdf") { (Format::Pdf, "pdf") } else { (Format::Txt, "txt") };
    let folder = folder(cx)?;
    let templates = folder.parent().map(|home| home.join("templates")).filter(|it| it.is_dir());
    let rendered = render(&made.report, &made.facts, format, moment(cx).at, templates.as_deref())?;
    std::fs::create_dir_all(&folder).map_err(|error| out_file::failed(&folder, &error))?;
    let name = format!("{}.{ending}", made.file_stem);
    let path = folder.join(&name);
    out_file::write(&path, true, |file| {
        file.write_all(&rendered.bytes).map_err(|error| out_file::failed(&path, &error))
    })?;
    let pages = rendered.pages.map_or_else(String::new, |pages| format!("，{pages} 页"));
    let warned: String = rendered.warnings.iter().map(|it| format!("\n注意：{it}")).collect();
    let said = format!("已生成 {FOLDER}/ 下的文件{pages}：\n{name}{warned}");
    Ok(vec![offer(said, &path, format)])
}

/// Writes a list as it is shown and says where it lies. Columns come with their place in the rows.
///
/// # Errors
/// As [`write`].
pub fn of_list(cx: &Session, title: &str, scope: &str, columns: &[(usize, Column)], rows: &[Row]) -> Result<Vec<Msg>> {
    let cell = |row: &Row, place: usize| row.cells.get(place).filter(|it| !it.trim().is_empty()).cloned();
    let mut heads: Vec<LedgerColumn> = columns
        .iter()
        .map(|(place, column)| {
            let texts: Vec<String> = rows.iter().filter_map(|row| cell(row, *place)).collect();
            let widest = texts.iter().map(|it| text::width(it)).max().unwrap_or(0);
            let all_days = !texts.is_empty() && texts.iter().all(|it| it.parse::<chrono::NaiveDate>().is_ok());
            let kind = match column.align {
                Align::Right => LedgerKind::Number,
                Align::Left | Align::Center if all_days => LedgerKind::Date,
                Align::Left | Align::Center if widest <= SHORT => LedgerKind::Short,
                Align::Left | Align::Center => LedgerKind::Text,
            };
            let weight = u16::try_from(widest.clamp(4, WIDEST)).unwrap_or(16);
            LedgerColumn { key: column.key.to_owned(), label: column.title.clone(), kind, weight }
        })
        .collect();
    let marked = rows.iter().any(|row| row.badge.is_some());
    if marked {
        let (key, label) = ("badge".to_owned(), "标记".to_owned());
        heads.push(LedgerColumn { key, label, kind: LedgerKind::Short, weight: 6 });
    }
    let printed = rows.iter().map(|row| {
        let mut cells: Vec<Option<String>> = columns.iter().map(|(place, _)| cell(row, *place)).collect();
        cells.extend(marked.then(|| row.badge.map(str::to_owned)));
        LedgerRow { id: row.id.parse().unwrap_or(0), cells }
    });
    write(cx, &collect::ledger::as_shown(&cx.store, title, scope, heads, printed.collect(), moment(cx))?)
}

/// Where papers go.
///
/// # Errors
/// When the data lies in memory only.
pub fn folder(cx: &Session) -> Result<PathBuf> {
    let path = cx.store.path();
    match path.parent() {
        Some(folder) if path.file_name().is_some() => Ok(folder.join(FOLDER)),
        _ => Err(Error::input("数据只在内存里，没有可以放打印文件的文件夹")),
    }
}
