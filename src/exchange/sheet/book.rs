//! An opened file of any readable format: its sheets, their layout and their rows.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use super::layout::Layout;
use super::limits::{Limits, megabytes};
use super::package::Package;
use super::raw::Row;
use super::serial::Epoch;
use super::sniff::{Family, family};
use super::text::{self, TextFormat, TextRows};
use super::xls::Xls;
use super::xlsx::Xlsx;
use super::xlsx_rows::XlsxRows;
use crate::domain::fold;
use crate::error::{Error, Result};

/// What the user said about the file to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Name of the sheet to read, or its number from 1; the first visible one that fits when not given.
    pub sheet: Option<String>,
    /// Caps on what is read.
    pub limits: Limits,
}

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// Name; empty for the only table of a text file.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
}

enum Source {
    Xlsx(Box<Xlsx>),
    Xls(Box<Xls>),
    Text(File, TextFormat),
}

/// An opened file. The file itself is never changed.
pub struct Book {
    source: Source,
    sheets: Vec<SheetInfo>,
    chosen: Option<usize>,
    limits: Limits,
}

/// Opens a file by what is in it.
///
/// # Errors
/// Of kind input, with the file's name: what the file is instead, or what is wrong with it, and what to do. A sheet
/// asked for that is not there.
pub fn open(path: &Path, options: &ReadOptions) -> Result<Book> {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    Book::open(path, options).map_err(|mut error| {
        error.message = format!("“{}”：{}", fold::clean_line(&name), error.message);
        error
    })
}

impl Book {
    fn open(path: &Path, options: &ReadOptions) -> Result<Self> {
        let limits = options.limits.clone();
        let (mut file, head) = open_file(path, &limits)?;
        let (source, sheets) = match family(&head, path)? {
            Family::Zip => {
                let book = Xlsx::open(Package::open(file, &limits)?, &limits)?;
                let sheets = book.sheets().to_vec();
                (Source::Xlsx(Box::new(book)), sheets)
            }
            Family::Compound => {
                let mut data = Vec::new();
                file.take(limits.file_bytes).read_to_end(&mut data).map_err(|error| cannot_read(&error))?;
                let book = Xls::open(data, &limits)?;
                let sheets = book.sheets().to_vec();
                (Source::Xls(Box::new(book)), sheets)
            }
            Family::Text => {
                let format = text::detect(&mut file)?;
                (Source::Text(file, format), vec![SheetInfo { name: String::new(), hidden: false }])
            }
        };
        let mut book = Self { source, sheets, chosen: None, limits };
        if let Some(wanted) = &options.sheet {
            book.chosen = Some(book.find_sheet(wanted)?);
        }
        Ok(book)
    }

    /// The sheets in the order of the file.
    #[must_use]
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Index of the sheet the user asked for, if they asked.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// How the file counts days: for plain numbers in a date column.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        match &self.source {
            Source::Xlsx(book) => book.epoch(),
            Source::Xls(book) => book.epoch(),
            Source::Text(..) => Epoch::From1900,
        }
    }

    /// Guessed encoding and delimiter of a text file.
    #[must_use]
    pub fn text_format(&self) -> Option<TextFormat> {
        match &self.source {
            Source::Text(_, format) => Some(*format),
            Source::Xlsx(_) | Source::Xls(_) => None,
        }
    }

    /// Merged ranges and hidden columns of a sheet.
    ///
    /// # Errors
    /// The file is damaged or beyond a limit.
    pub fn layout(&mut self, sheet: usize) -> Result<Layout> {
        match &mut self.source {
            Source::Xlsx(book) => book.layout(sheet),
            Source::Xls(book) => book.layout(sheet),
            Source::Text(..) => Ok(Layout::default()),
        }
    }

    /// The rows of a sheet that hold something, in the order of the file, each read when asked for.
    ///
    /// # Errors
    /// The file is damaged or beyond a limit; each row may fail the same way, and none follows a failure.
    pub fn rows(&mut self, sheet: usize) -> Result<Rows<'_>> {
        Ok(Rows(match &mut self.source {
            Source::Xlsx(book) => RowSource::Xlsx(Box::new(book.rows(sheet)?)),
            Source::Xls(book) => RowSource::Held(Box::new(book.rows(sheet)?)),
            Source::Text(file, format) => RowSource::Text(Box::new(TextRows::new(file, *format, &self.limits)?)),
        }))
    }

    fn find_sheet(&self, wanted: &str) -> Result<usize> {
        let key = fold::folded_key(wanted);
        let by_name = self.sheets.iter().position(|sheet| fold::folded_key(&sheet.name) == key);
        let by_number = || {
            wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < self.sheets.len())
        };
        by_name.or_else(by_number).ok_or_else(|| {
            let names: Vec<&str> = self.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            Error::input(format!("没有名为“{}”的工作表", fold::clean_line(wanted)))
                .hint(format!("文件里有：{}；用 --sheet 指定其中一个", names.join("、")))
        })
    }
}

/// Rows of one sheet, read as they are asked for.
pub struct Rows<'a>(RowSource<'a>);

enum RowSource<'a> {
    Xlsx(Box<XlsxRows<'a>>),
    Held(Box<dyn Iterator<Item = Result<Row>> + 'a>),
    Text(Box<TextRows<'a>>),
}

impl Iterator for Rows<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            RowSource::Xlsx(rows) => rows.next(),
            RowSource::Held(rows) => rows.next(),
            RowSource::Text(rows) => rows.next(),
        }
    }
}

/// Opens for reading only, checks the size and gives the first bytes.
fn open_file(path: &Path, limits: &Limits) -> Result<(File, Vec<u8>)> {
    let mut file = File::open(path).map_err(|error| cannot_read(&error))?;
    let about = file.metadata().map_err(|error| cannot_read(&error))?;
    if about.is_dir() {
        return Err(Error::input("这是文件夹，不是文件"));
    }
    if about.len() > limits.file_bytes {
        return Err(Error::input(format!(
            "文件有 {} MB，超过 {} MB 的上限",
            megabytes(about.len()),
            megabytes(limits.file_bytes)
        ))
        .hint("请拆成几个文件分别导入"));
    }
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(4096).read_to_end(&mut head).map_err(|error| cannot_read(&error))?;
    file.rewind().map_err(|error| cannot_read(&error))?;
    Ok((file, head))
}

fn cannot_read(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::input("找不到这个文件").hint("请检查路径和文件名"),
        io::ErrorKind::PermissionDenied => {
            Error::input("没有权限读取这个文件").hint("请检查文件权限；文件若正在 Excel 中打开，请先关闭")
        }
        _ => Error::input(format!("文件读取失败：{error}")),
    }
}
