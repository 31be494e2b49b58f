//! One cell and one row as the file gives them, before any register has a say.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::place;
use crate::domain::moment;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Raw {
    /// Nothing, or only blanks.
    #[default]
    Blank,
    /// Cleaned text; line breaks of a cell are kept as `\n`.
    Text(String),
    /// A number that no date format is put on.
    Number(f64),
    /// A day: a number under a date format, or an ISO date cell.
    Date(NaiveDate),
    /// A day with a time of day, to the minute; midnight is a [`Raw::Date`].
    Moment(NaiveDateTime),
    /// TRUE or FALSE.
    Bool(bool),
    /// The cell cannot be used: Chinese sentence that says why and what to do.
    Error(String),
}

/// A code that went through a number and lost digits on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// What is left of the code.
    pub shown: String,
}

impl Damaged {
    /// Chinese sentence: what happened and how to mend it.
    #[must_use]
    pub fn message(&self) -> String {
        format!(
            "“{}”超过 15 位，被表格软件当成数字保存，末尾几位已经丢失；请把该列设为“文本”格式后重新填写",
            self.shown
        )
    }
}

impl Raw {
    /// Whether nothing was entered.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// The cell as a code (工号, 身份证号, phone): numbers without `.0`, dates as ISO; nothing when blank or faulty.
    ///
    /// # Errors
    /// [`Damaged`] when a number has more digits than a spreadsheet keeps.
    pub fn as_code_text(&self) -> Result<Option<Cow<'_, str>>, Damaged> {
        Ok(match self {
            Self::Blank | Self::Error(_) => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Number(number) if number.abs() >= 1e15 => {
                return Err(Damaged { shown: number_text(*number) });
            }
            Self::Number(number) => Some(Cow::Owned(number_text(*number))),
            Self::Date(date) => Some(Cow::Owned(date.to_string())),
            Self::Moment(at) => Some(Cow::Owned(moment::show(*at))),
            Self::Bool(yes) => Some(Cow::Borrowed(if *yes { "TRUE" } else { "FALSE" })),
        })
    }

    /// The cell as words for a reader or a free-text field; a fault shows as nothing.
    #[must_use]
    pub fn display(&self) -> Cow<'_, str> {
        match self {
            Self::Blank | Self::Error(_) => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number_text(*number)),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Moment(at) => Cow::Owned(moment::show(*at)),
            Self::Bool(yes) => Cow::Borrowed(if *yes { "是" } else { "否" }),
        }
    }
}

/// A number as Excel shows it under the general format: at most 15 significant digits, no `.0`, no exponent.
#[must_use]
pub fn number_text(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

/// One cell that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Column, counted from 0.
    pub column: u32,
    /// What it holds; never [`Raw::Blank`] in a row that was read.
    pub value: Raw,
    /// Whether the value is the stored result of a formula.
    pub from_formula: bool,
}

/// One row that holds something; rows without any content are not delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name of the sheet; empty for CSV.
    pub sheet: Arc<str>,
    /// Row number as Excel shows it, from 1.
    pub number: u32,
    /// Whether the row is hidden, by hand or by a filter.
    pub hidden: bool,
    /// The cells that hold something, by column.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column (from 0), if it holds something.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.binary_search_by_key(&column, |cell| cell.column).ok().and_then(|index| self.cells.get(index))
    }

    /// What a column (from 0) holds.
    #[must_use]
    pub fn value(&self, column: u32) -> &Raw {
        self.cell(column).map_or(&Raw::Blank, |cell| &cell.value)
    }

    /// The row's place, or that of one of its columns, in words.
    #[must_use]
    pub fn place(&self, column: Option<u32>) -> String {
        place::place(&self.sheet, self.number, column)
    }

    /// Puts a cell where it belongs; one that is there already gives way.
    pub(super) fn put(&mut self, cell: Cell) {
        match self.cells.last() {
            Some(last) if last.column >= cell.column => {
                match self.cells.binary_search_by_key(&cell.column, |cell| cell.column) {
                    Ok(index) => {
                        if let Some(old) = self.cells.get_mut(index) {
                            *old = cell;
                        }
                    }
                    Err(index) => self.cells.insert(index, cell),
                }
            }
            _ => self.cells.push(cell),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_out_of_numbers_without_decimals_and_never_with_lost_digits() {
        let code = |number| Raw::Number(number).as_code_text().map(|text| text.unwrap().into_owned());
        assert_eq!(code(1001.0).unwrap(), "1001");
        assert_eq!(code(13_800_000_000.0).unwrap(), "13800000000");
        assert_eq!(code(110_101_900_307_123.0).unwrap(), "110101900307123");
        assert_eq!(code(3.5).unwrap(), "3.5");
        assert_eq!(code(0.1 + 0.2).unwrap(), "0.3");
        let lost = code(1.101_011_990_030_7e17).unwrap_err();
        assert_eq!(lost.shown, "110101199003070000");
        assert!(lost.message().contains("末尾几位已经丢失"));
    }
}
