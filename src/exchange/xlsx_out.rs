//! Writes a table as an xlsx workbook: texts as texts, days as days, ready to filter and to print on A4.

use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::column::{ColumnSpec, Kind};
use super::out_file;
use super::sheet::{Raw, column_letters, place};
use crate::error::{Error, Result};

/// Last row of a sheet that can hold something, counted from 0.
const LAST_ROW: u32 = 1_048_575;

/// Paper size A4 as Excel numbers it.
pub(super) const A4: u8 = 9;

/// Writes the columns' headers and the rows to a new workbook of one sheet, or over an old file when the caller says so.
/// Rows are written as they come; a number in a money column is yuan. Gives the number of rows.
///
/// # Errors
/// The file exists and `overwrite` is false; the disk refuses; a row fails; a text or the table is too long for Excel.
pub fn write(
    path: &Path,
    sheet_name: &str,
    columns: &[ColumnSpec],
    rows: impl Iterator<Item = Result<Vec<Raw>>>,
    overwrite: bool,
) -> Result<u64> {
    out_file::write(path, overwrite, |file| {
        // The library panics where its temporary file cannot grow; that is a full disk, not a fault of ours.
        let filled = catch_unwind(AssertUnwindSafe(|| {
            let mut book = Workbook::new();
            // Beside the target, unnamed: personal data does not lie in a common folder even for a moment.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            book.set_tempdir(folder).map_err(|error| refused(path, &error))?;
            let sheet = book.add_worksheet_with_constant_memory().map_err(|error| refused(path, &error))?;
            let count = fill(sheet, path, sheet_name, columns, rows)?;
            let mut out = BufWriter::new(&mut *file);
            book.save_to_writer(&mut out).map_err(|error| refused(path, &error))?;
            out.flush().map_err(|error| out_file::failed(path, &error))?;
            Ok(count)
        }));
        filled.unwrap_or_else(|_| Err(out_file::failed(path, &std::io::ErrorKind::StorageFull.into())))
    })
}

fn fill(
    sheet: &mut Worksheet,
    path: &Path,
    sheet_name: &str,
    columns: &[ColumnSpec],
    rows: impl Iterator<Item = Result<Vec<Raw>>>,
) -> Result<u64> {
    let said = |error: XlsxError| refused(path, &error);
    sheet.set_name(safe_sheet_name(sheet_name)).map_err(said)?;
    let header = header_format();
    let formats: Vec<Format> =
        columns.iter().map(|column| cell_format(&column.kind).set_border(FormatBorder::Thin)).collect();
    for (at, column) in (0_u16..).zip(columns) {
        sheet.set_column_width(at, column.shown_width()).map_err(said)?;
        sheet.write_string_with_format(0, at, &column.header, &header).map_err(said)?;
    }
    let mut last = 0;
    for row in rows {
        let row = row?;
        last += 1;
        if last > LAST_ROW {
            return Err(Error::input(format!("要导出的行超过 Excel 的上限（{LAST_ROW} 行）"))
                .hint("请先筛选后分几次导出，或导出为 csv"));
        }
        let height = row_height(&row, columns);
        if height > LINE {
            sheet.set_row_height(last, height).map_err(said)?;
        }
        for ((at, format), index) in (0_u16..).zip(&formats).zip(0..) {
            let value = row.get(index).unwrap_or(&Raw::Blank);
            put(sheet, last, at, value, format).map_err(|error| match error {
                XlsxError::MaxStringLengthExceeded => Error::input(format!(
                    "{}的文字超过 32767 字，Excel 放不下",
                    place(sheet_name, last + 1, Some(u32::from(at)))
                ))
                .hint("请导出为 csv"),
                other => refused(path, &other),
            })?;
        }
    }
    let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, last_column).map_err(said)?;
    set_up_page(sheet, path)?;
    Ok(u64::from(last))
}

/// Height of a row of one line, in points.
const LINE: f64 = 15.0;

/// Height that shows every line of a row's texts, estimated: not every program finds it out by itself.
fn row_height(row: &[Raw], columns: &[ColumnSpec]) -> f64 {
    let lines = row.iter().zip(columns).filter(|(_, column)| column.kind == Kind::Text).map(|(value, column)| {
        let Raw::Text(text) = value else { return 1.0 };
        let per_line = column.shown_width().max(1.0);
        text.split('\n')
            .map(|line| (f64::from(u32::try_from(line.width()).unwrap_or(u32::MAX)) / per_line).ceil().max(1.0))
            .sum()
    });
    // Excel allows 409 points.
    (lines.fold(1.0, f64::max) * LINE).min(405.0)
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &Raw, format: &Format) -> Result<(), XlsxError> {
    match value {
        Raw::Blank | Raw::Error(_) => sheet.write_blank(row, column, format)?,
        Raw::Text(text) => sheet.write_string_with_format(row, column, text, format)?,
        Raw::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Raw::Date(day) => sheet.write_datetime_with_format(row, column, day, format)?,
        Raw::Moment(at) => sheet.write_datetime_with_format(row, column, at, format)?,
        Raw::Bool(_) => sheet.write_string_with_format(row, column, value.display(), format)?,
    };
    Ok(())
}

/// Frozen and repeated header, A4 across, as wide as one page, page numbers.
pub(super) fn set_up_page(sheet: &mut Worksheet, path: &Path) -> Result<()> {
    sheet.set_freeze_panes(1, 0).map_err(|error| refused(path, &error))?;
    sheet.set_repeat_rows(0, 0).map_err(|error| refused(path, &error))?;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&C第 &P 页 共 &N 页");
    Ok(())
}

/// Look of a header cell.
pub(super) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00DD_E6EE))
        .set_border(FormatBorder::Thin)
}

/// Number format and alignment of a column's cells.
pub(super) fn cell_format(kind: &Kind) -> Format {
    let format = Format::new().set_align(FormatAlign::VerticalCenter);
    match kind {
        Kind::Text => format.set_num_format("@").set_text_wrap(),
        Kind::Code | Kind::Choice(_) => format.set_num_format("@"),
        Kind::Date => format.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        Kind::Moment => format.set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Center),
        Kind::Integer => format.set_num_format("0"),
        Kind::Money => format.set_num_format("#,##0.00"),
        Kind::Decimal(_) => format.set_num_format("General"),
    }
}

/// A name that Excel takes for a sheet: at most 31 characters and none of `[]:*?/\`.
pub(super) fn safe_sheet_name(name: &str) -> String {
    let kept: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if kept.trim().is_empty() { "数据".to_owned() } else { kept }
}

/// A refusal by the workbook library, in words.
pub(super) fn refused(path: &Path, error: &XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => out_file::failed(path, error),
        other => Error::internal(format!("生成 Excel 文件失败：{other}")),
    }
}

/// `选项!$A$1:$A$20`: the cells of one column as a formula names them.
pub(super) fn column_range(sheet: &str, column: u16, rows: usize) -> String {
    let letters = column_letters(u32::from(column));
    format!("='{sheet}'!${letters}$1:${letters}${}", rows.max(1))
}
