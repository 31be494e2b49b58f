//! A register out: xlsx, csv, and the template to fill in, all from its description.

use std::path::Path;

use chrono::NaiveDate;

use crate::domain::value::Value;
use crate::error::Result;
use crate::registers::{Column, Context, Kind, Listed, Lookups, Register, plain};
use crate::store::Store;

use super::column::{ColumnSpec, Kind as Shape};
use super::sheet::Raw;
use super::{csv_out, template, xlsx_out};

/// What sort of file to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excel.
    Xlsx,
    /// CSV, UTF-8 with BOM.
    Csv,
}

/// Writes listed rows of a register; personal numbers masked unless `reveal`.
///
/// # Errors
/// The file exists and `overwrite` is false, or the disk refuses.
pub fn write(
    path: &Path,
    register: &Register,
    rows: &[Listed],
    format: Format,
    reveal: bool,
    overwrite: bool,
    context: &Context<'_>,
) -> Result<u64> {
    let columns: Vec<ColumnSpec> = register.columns.iter().map(|column| spec(column, None)).collect();
    let cells = |row: &Listed| -> Vec<Raw> {
        register.columns.iter().zip(&row.cells).map(|(column, cell)| raw(column, row, cell, reveal, context)).collect()
    };
    let rows = rows.iter().map(|row| Ok(cells(row)));
    match format {
        Format::Xlsx => xlsx_out::write(path, register.title, &columns, rows, overwrite),
        Format::Csv => csv_out::write(path, &columns, rows, overwrite),
    }
}

fn raw(column: &Column, row: &Listed, cell: &crate::registers::Cell, reveal: bool, context: &Context<'_>) -> Raw {
    match (&cell.value, column.kind) {
        (Value::Null, _) if cell.text.is_empty() => Raw::Blank,
        (Value::Text(_), Kind::Moment) => cell.value.as_moment().map_or(Raw::Blank, Raw::Moment),
        (Value::Text(_), Kind::Date) => cell.value.as_date().map_or(Raw::Blank, Raw::Date),
        // Whole cents of yuan: two decimals are exact enough for any plant's money.
        (Value::Int(fen), Kind::Money) => Raw::Number(*fen as f64 / 100.0),
        (Value::Int(number), Kind::Decimal(places)) => Raw::Number(*number as f64 / 10_f64.powi(i32::from(places))),
        (Value::Int(number), Kind::Whole(..)) => Raw::Number(*number as f64),
        (_, Kind::IdNumber | Kind::Printed | Kind::Phone) => Raw::Text(row.text(column, cell, reveal)),
        (Value::Null, _) => Raw::Text(cell.text.clone()),
        (value, kind) => Raw::Text(plain(kind, value, context.lookups)),
    }
}

/// Writes the empty template of a register, its drop-downs fed from the plant's own departments, posts and people.
///
/// # Errors
/// The register takes no imports, the file exists and `overwrite` is false, or the disk refuses.
pub fn write_template(store: &Store, path: &Path, register: &Register, overwrite: bool) -> Result<()> {
    if !register.doors.import {
        return Err(
            crate::error::Error::input(format!("{}不能从文件导入，没有模板", register.title)).hint(register.what)
        );
    }
    let lookups = Lookups::of(register, store)?;
    let columns: Vec<ColumnSpec> = register.inputs().map(|column| spec(column, Some(&lookups))).collect();
    template::write(path, register.title, &columns, overwrite)
}

fn spec(column: &Column, lookups: Option<&Lookups>) -> ColumnSpec {
    let kind = match column.kind {
        Kind::Line | Kind::Note | Kind::Choices(_) | Kind::Weekdays => Shape::Text,
        Kind::Decimal(places) => Shape::Decimal(places),
        Kind::Code | Kind::IdNumber | Kind::Printed | Kind::Phone | Kind::CreditCode => Shape::Code,
        Kind::Date => Shape::Date,
        Kind::Moment => Shape::Moment,
        Kind::Whole(..) => Shape::Integer,
        Kind::Money => Shape::Money,
        Kind::Flag => Shape::Choice(vec!["是".to_owned(), "否".to_owned()]),
        Kind::Choice(choices) => Shape::Choice(choices.iter().map(|it| it.label.to_owned()).collect()),
        Kind::Term(terms) => Shape::Choice((terms.choices)().iter().map(|it| it.label.to_owned()).collect()),
        Kind::Reference(register @ ("department" | "post" | "checklist")) => {
            let names = lookups
                .map(|all| all.get(register).choices().into_iter().map(|(_, label, _)| label).collect::<Vec<_>>());
            names.filter(|names| !names.is_empty()).map_or(Shape::Text, Shape::Choice)
        }
        Kind::Reference(_) => Shape::Text,
    };
    let mut spec = ColumnSpec::new(column.key, column.header, kind).help(column.help);
    spec.required = column.required && column.default.is_empty();
    spec
}

/// A file name for an export: `人员-2026-11-21.xlsx`.
#[must_use]
pub fn file_name(register: &Register, today: NaiveDate, format: Format) -> String {
    let ending = match format {
        Format::Xlsx => "xlsx",
        Format::Csv => "csv",
    };
    format!("{}-{today}.{ending}", register.title)
}
