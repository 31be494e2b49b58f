//! Writes an empty workbook to be filled in: header, hints, drop-downs and formats that keep codes and days intact.

use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Note, Workbook, Worksheet,
    XlsxError,
};

use super::column::{ColumnSpec, Kind};
use super::out_file;
use super::xlsx_out::{A4, cell_format, column_range, header_format, refused, safe_sheet_name, set_up_page};
use crate::error::Result;

/// Rows below the header that get drop-downs and checks.
const PREPARED_ROWS: u32 = 10_000;

/// Hidden sheet that long drop-downs are fed from.
const CHOICES: &str = "选项";

/// Sheet that says how to fill in.
pub(super) const GUIDE: &str = "填写说明";

/// What Excel holds of a drop-down's items within the cell's own rule, in characters with their commas.
const INLINE_CHOICES: usize = 255;

/// Writes the template to a new file, or over an old one when the caller says so.
///
/// # Errors
/// The file exists and `overwrite` is false, or the disk refuses.
pub fn write(path: &Path, sheet_name: &str, columns: &[ColumnSpec], overwrite: bool) -> Result<()> {
    out_file::write(path, overwrite, |file| {
        let mut book = build(sheet_name, columns).map_err(|error| refused(path, &error))?;
        set_up_page(book.worksheet_from_index(0).map_err(|error| refused(path, &error))?, path)?;
        let mut out = BufWriter::new(file);
        book.save_to_writer(&mut out).map_err(|error| refused(path, &error))?;
        out.flush().map_err(|error| out_file::failed(path, &error))
    })
}

fn build(sheet_name: &str, columns: &[ColumnSpec]) -> Result<Workbook, XlsxError> {
    let mut name = safe_sheet_name(sheet_name);
    if [CHOICES, GUIDE].contains(&name.as_str()) {
        name.push('表');
    }
    let mut book = Workbook::new();
    let mut long_lists = Vec::new();
    let sheet = book.add_worksheet().set_name(name)?;
    for (at, column) in (0_u16..).zip(columns) {
        write_column(sheet, at, column, &mut long_lists)?;
    }
    write_guide(book.add_worksheet().set_name(GUIDE)?, columns)?;
    if !long_lists.is_empty() {
        let sheet = book.add_worksheet().set_name(CHOICES)?.set_hidden(true);
        for (at, labels) in (0_u16..).zip(long_lists) {
            for (row, label) in (0_u32..).zip(labels) {
                sheet.write_string(row, at, label)?;
            }
        }
    }
    Ok(book)
}

fn write_column<'a>(
    sheet: &mut Worksheet,
    at: u16,
    column: &'a ColumnSpec,
    long_lists: &mut Vec<&'a [String]>,
) -> Result<(), XlsxError> {
    sheet.set_column_width(at, column.shown_width() + 2.0)?;
    sheet.set_column_format(at, &cell_format(&column.kind))?;
    let header =
        if column.required { header_format().set_font_color(Color::RGB(0x00C0_0000)) } else { header_format() };
    let mark = if column.required { "*" } else { "" };
    sheet.write_string_with_format(0, at, format!("{}{mark}", column.header), &header)?;
    sheet.insert_note(0, at, &note(column))?;
    if let Some(rule) = rule(column, long_lists)? {
        sheet.add_data_validation(1, at, PREPARED_ROWS, at, &rule)?;
    }
    Ok(())
}

fn note(column: &ColumnSpec) -> Note {
    let required = if column.required { "必填。" } else { "可不填。" };
    let help = if column.help.is_empty() { String::new() } else { format!("\n{}", column.help) };
    Note::new(format!("{required}{}{help}", column.kind_label()))
        .add_author_prefix(false)
        .set_width(240)
        .set_height(110)
}

/// What a cell of the column accepts; a choice that is not listed is asked about, not refused.
fn rule<'a>(column: &'a ColumnSpec, long_lists: &mut Vec<&'a [String]>) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let rule = match &column.kind {
        Kind::Text | Kind::Code => return Ok(None),
        Kind::Choice(labels) if labels.is_empty() => return Ok(None),
        Kind::Choice(labels) => {
            let length: usize = labels.iter().map(|label| label.chars().count() + 1).sum();
            let rule = if length > INLINE_CHOICES || labels.iter().any(|label| label.contains([',', '"'])) {
                let list = u16::try_from(long_lists.len()).unwrap_or(u16::MAX);
                long_lists.push(labels);
                rule.allow_list_formula(Formula::new(column_range(CHOICES, list, labels.len())))
            } else {
                rule.allow_list_strings(labels)?
            };
            return Ok(Some(
                rule.set_error_style(DataValidationErrorStyle::Warning)
                    .set_error_title("不在选项里")?
                    .set_error_message("下拉选项里没有这一项，确定要这样填写吗？")?,
            ));
        }
        Kind::Date | Kind::Moment => {
            let (Some(first), Some(last)) =
                (NaiveDate::from_ymd_opt(1900, 3, 1), NaiveDate::from_ymd_opt(2199, 12, 31))
            else {
                return Ok(None);
            };
            rule.allow_date(DataValidationRule::Between(first, last)).set_error_message(
                if column.kind == Kind::Date {
                    "请填写日期，如 2026-03-01"
                } else {
                    "请填写日期和时刻，如 2026-03-01 14:30"
                },
            )?
        }
        Kind::Integer => {
            rule.allow_whole_number(DataValidationRule::Between(i32::MIN, i32::MAX)).set_error_message("请填写整数")?
        }
        Kind::Decimal(_) => {
            rule.allow_decimal_number(DataValidationRule::Between(0.0, 1e6)).set_error_message("请填写数")?
        }
        Kind::Money => {
            rule.allow_decimal_number(DataValidationRule::Between(-1e12, 1e12)).set_error_message("请填写金额（元）")?
        }
    };
    Ok(Some(rule.set_error_title("格式不对")?))
}

fn write_guide(sheet: &mut Worksheet, columns: &[ColumnSpec]) -> Result<(), XlsxError> {
    let header = header_format();
    let cell = Format::new().set_text_wrap();
    for (at, (title, width)) in (0_u16..).zip([("列名", 20.0), ("是否必填", 10.0), ("填什么", 44.0), ("说明", 60.0)])
    {
        sheet.write_string_with_format(0, at, title, &header)?;
        sheet.set_column_width(at, width)?;
    }
    let mut row = 0;
    for column in columns {
        row += 1;
        let required = if column.required { "必填" } else { "" };
        for (at, text) in (0_u16..).zip([column.header.as_str(), required, &column.kind_label(), &column.help]) {
            sheet.write_string_with_format(row, at, text, &cell)?;
        }
    }
    row += 2;
    for tip in [
        "从第一张表的第 2 行起填写，一行一条；列可以换位置、可以删去不用的列，列名不要改。",
        "带 * 的列必须填写。日期写成 2026-03-01；编号、身份证号、电话的列已设为文本格式，请保持。",
        "不要合并单元格；不用的行请删除，不要隐藏。",
    ] {
        sheet.write_string(row, 0, tip)?;
        row += 1;
    }
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_freeze_panes(1, 0)?;
    Ok(())
}
