//! The rows an import left out, in a workbook of their own with the reason beside each: mended there, it is imported again.

use std::path::{Path, PathBuf};

use crate::domain::problem::Problem;
use crate::error::Result;

use super::column::{ColumnSpec, Kind};
use super::sheet::{Raw, Row};
use super::xlsx_out;

/// Refused rows as they were read.
pub struct Refused {
    titles: Vec<(u32, String)>,
    rows: Vec<Vec<Raw>>,
}

/// Header of the column that says why.
pub const REASON: &str = "退回原因";

impl Refused {
    /// None yet; `titles` are the file's columns and their headers.
    #[must_use]
    pub fn new(mut titles: Vec<(u32, String)>) -> Self {
        titles.sort_by_key(|(column, _)| *column);
        titles.retain(|(_, title)| title != REASON);
        Self { titles, rows: Vec::new() }
    }

    /// Keeps a row and its faults.
    pub fn add(&mut self, row: &Row, problems: &[Problem]) {
        let mut cells: Vec<Raw> = self.titles.iter().map(|(column, _)| shown(row.value(*column))).collect();
        let reasons: Vec<String> = problems.iter().map(|problem| problem.message.clone()).collect();
        cells.push(Raw::Text(format!("第 {} 行：{}", row.number, reasons.join("；"))));
        self.rows.push(cells);
    }

    /// Writes `名单-退回.xlsx` beside the file, under the first free name, and says where.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(self, source: &Path) -> Result<PathBuf> {
        let stem = source.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let named = |n: u32| {
            let number = if n == 0 { String::new() } else { format!("-{n}") };
            source.with_file_name(format!("{stem}-退回{number}.xlsx"))
        };
        let path = (0..1000).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(1000));
        let mut columns: Vec<ColumnSpec> =
            self.titles.iter().map(|(_, title)| ColumnSpec::new("refused", title.as_str(), Kind::Text)).collect();
        columns.push(ColumnSpec::new("reason", REASON, Kind::Text));
        xlsx_out::write(&path, "退回", &columns, self.rows.into_iter().map(Ok), false)?;
        Ok(path)
    }
}

/// Days as ISO text, since the columns of this file are text.
fn shown(raw: &Raw) -> Raw {
    match raw {
        Raw::Date(_) | Raw::Moment(_) => Raw::Text(raw.display().into_owned()),
        Raw::Error(_) => Raw::Blank,
        Raw::Blank | Raw::Text(_) | Raw::Number(_) | Raw::Bool(_) => raw.clone(),
    }
}
