//! The rows of one xlsx sheet, one after the other, cell by cell; never a range.

use std::sync::Arc;

use chrono::NaiveTime;
use quick_xml::events::{BytesStart, Event};

use super::limits::Limits;
use super::package::{Part, incomplete};
use super::place::{cell_reference, column_letters};
use super::raw::{Cell, Raw, Row};
use super::serial::{Epoch, NumberFormat};
use super::strings::{SharedStrings, cleaned, text_value};
use super::xml::{Xml, is_yes, push_text, raw_attributes};
use crate::domain::moment;
use crate::error::{Error, Result};

/// Said of a formula whose stored result is missing.
const NOT_CALCULATED: &str = "公式没有保存计算结果；请用 Excel 或 WPS 打开文件，保存一次后再导入";

/// Iterator over the rows that hold something.
pub(super) struct XlsxRows<'a> {
    xml: Xml<Part<'a>>,
    sheet: Arc<str>,
    strings: &'a SharedStrings,
    formats: &'a [NumberFormat],
    epoch: Epoch,
    limits: Limits,
    /// Number of the row last begun.
    number: u32,
    /// Rows delivered.
    delivered: u32,
    text: String,
    done: bool,
}

/// Type of a cell as its `t` attribute says.
#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Inline,
    FormulaText,
    Bool,
    Error,
    IsoDate,
}

/// The cell being read.
#[derive(Default)]
struct Open {
    column: u32,
    kind: Kind,
    style: usize,
    formula: bool,
    has_value: bool,
}

/// Whose text is being gathered.
#[derive(Clone, Copy, PartialEq)]
enum Gather {
    Nothing,
    Value,
    Inline,
}

impl<'a> XlsxRows<'a> {
    /// Rows of the sheet part behind `xml`.
    pub fn new(
        xml: Xml<Part<'a>>,
        sheet: &str,
        strings: &'a SharedStrings,
        formats: &'a [NumberFormat],
        epoch: Epoch,
        limits: &Limits,
    ) -> Self {
        Self {
            xml,
            sheet: Arc::from(sheet),
            strings,
            formats,
            epoch,
            limits: limits.clone(),
            number: 0,
            delivered: 0,
            text: String::new(),
            done: false,
        }
    }

    /// The next row with content; nothing behind the last.
    fn read_row(&mut self) -> Result<Option<Row>> {
        let mut row: Option<Row> = None;
        let mut next_column = 0;
        let mut open = Open::default();
        let (mut in_cell, mut gather, mut phonetic) = (false, Gather::Nothing, 0_u32);
        loop {
            let event = self.xml.next()?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let empty = matches!(event, Event::Empty(_));
                    match tag.local_name().as_ref() {
                        "c" => {
                            open = open_cell(tag, next_column)?;
                            next_column = open.column + 1;
                            in_cell = !empty;
                            self.text.clear();
                        }
                        "row" => {
                            let (number, hidden) = row_head(tag, self.number)?;
                            self.number = number;
                            next_column = 0;
                            if !empty {
                                row = Some(Row { sheet: Arc::clone(&self.sheet), number, hidden, cells: Vec::new() });
                            }
                        }
                        "v" if in_cell && open.kind != Kind::Inline => {
                            open.has_value |= empty;
                            gather = if empty { Gather::Nothing } else { Gather::Value };
                        }
                        "f" if in_cell => open.formula = true,
                        "rPh" if in_cell && !empty => phonetic += 1,
                        "t" if in_cell && !empty && phonetic == 0 => gather = Gather::Inline,
                        _ => {}
                    }
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "v" | "t" => {
                        open.has_value |= gather != Gather::Nothing;
                        gather = Gather::Nothing;
                    }
                    "rPh" => phonetic = phonetic.saturating_sub(1),
                    "c" => {
                        in_cell = false;
                        let row = row.as_mut().ok_or_else(incomplete)?;
                        self.close_cell(&open, row)?;
                    }
                    "row" => match row.take() {
                        Some(row) if !row.cells.is_empty() => return self.deliver(row).map(Some),
                        _ => {}
                    },
                    "sheetData" => return Ok(None),
                    _ => {}
                },
                Event::Eof => {
                    // An empty sheet may have no data element at all; a row that never ends is a broken file.
                    return if row.is_some() { Err(incomplete()) } else { Ok(None) };
                }
                event if gather != Gather::Nothing && self.text.len() <= self.limits.token_bytes => {
                    push_text(event, &mut self.text);
                }
                _ => {}
            }
        }
    }

    fn deliver(&mut self, row: Row) -> Result<Row> {
        self.delivered += 1;
        if self.delivered > self.limits.rows {
            return Err(too_many_rows(&self.sheet, &self.limits));
        }
        Ok(row)
    }

    /// Puts the finished cell into its row, if it holds anything.
    fn close_cell(&self, open: &Open, row: &mut Row) -> Result<()> {
        let value = self.value(open)?;
        if value.is_blank() {
            return Ok(());
        }
        if open.column >= self.limits.columns {
            return Err(too_many_columns(&row.place(Some(open.column)), &self.limits));
        }
        row.put(Cell { column: open.column, value, from_formula: open.formula });
        Ok(())
    }

    fn value(&self, open: &Open) -> Result<Raw> {
        let text = self.text.as_str();
        Ok(match open.kind {
            Kind::FormulaText if open.formula && !open.has_value => Raw::Error(NOT_CALCULATED.to_owned()),
            Kind::Inline | Kind::FormulaText => text_value(&cleaned(text), &self.limits),
            _ if open.formula && text.trim().is_empty() => Raw::Error(NOT_CALCULATED.to_owned()),
            _ if !open.has_value || text.is_empty() => Raw::Blank,
            Kind::Shared => {
                let index = text.trim().parse().map_err(|_| incomplete())?;
                self.strings.value(index, &self.limits).ok_or_else(incomplete)?
            }
            Kind::Bool => match text.trim() {
                "0" | "false" => Raw::Bool(false),
                "1" | "true" => Raw::Bool(true),
                _ => return Err(incomplete()),
            },
            Kind::Error => Raw::Error(error_value(text)),
            Kind::IsoDate => iso_date(text, &self.limits),
            Kind::Number => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    self.formats.get(open.style).copied().unwrap_or(NumberFormat::Plain).read(number, self.epoch)
                }
                _ => return Err(incomplete()),
            },
        })
    }
}

impl Iterator for XlsxRows<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let row = self.read_row().transpose();
        self.done = !matches!(row, Some(Ok(_)));
        row
    }
}

/// The refusal of a sheet with too many rows.
pub(super) fn too_many_rows(sheet: &str, limits: &Limits) -> Error {
    let name = if sheet.is_empty() { String::new() } else { format!("表“{sheet}”") };
    Error::input(format!("{name}有内容的行超过 {} 行的上限，没有导入", limits.rows)).hint("请拆成几个文件分别导入")
}

/// The refusal of a cell too far to the right.
pub(super) fn too_many_columns(place: &str, limits: &Limits) -> Error {
    Error::input(format!(
        "{place}有内容，超过 {} 列（{} 列）的上限，没有导入",
        limits.columns,
        column_letters(limits.columns.saturating_sub(1))
    ))
    .hint("请删去表格右侧远处的多余内容后再导入")
}

/// The sentence for a cell that shows an error such as `#REF!`.
pub(super) fn error_value(text: &str) -> String {
    let shown: String = cleaned(text).chars().take(20).collect();
    format!("公式结果是错误值 {shown}；请在表格里改正后再导入")
}

fn iso_date(text: &str, limits: &Limits) -> Raw {
    let text = text.trim();
    let day = text.split('T').next().unwrap_or_default();
    let moment = text.get(..16).and_then(moment::from_iso).filter(|at| at.time() != NaiveTime::MIN);
    match (moment, day.parse()) {
        (Some(at), _) => Raw::Moment(at),
        (None, Ok(day)) => Raw::Date(day),
        (None, Err(_)) => text_value(&cleaned(text), limits),
    }
}

/// Position, type and style of a cell from its attributes, in one look at them.
fn open_cell(tag: &BytesStart<'_>, next_column: u32) -> Result<Open> {
    let mut open = Open { column: next_column, ..Open::default() };
    for attribute in raw_attributes(tag) {
        let (name, value) = attribute?;
        match name {
            "r" => open.column = cell_reference(value).ok_or_else(incomplete)?.1,
            "s" => open.style = value.parse().map_err(|_| incomplete())?,
            "t" => {
                open.kind = match value {
                    "n" => Kind::Number,
                    "s" => Kind::Shared,
                    "inlineStr" | "is" => Kind::Inline,
                    "str" => Kind::FormulaText,
                    "b" => Kind::Bool,
                    "e" => Kind::Error,
                    "d" => Kind::IsoDate,
                    _ => return Err(incomplete()),
                }
            }
            _ => {}
        }
    }
    Ok(open)
}

/// Number and hidden mark of a row that follows row `before`.
fn row_head(tag: &BytesStart<'_>, before: u32) -> Result<(u32, bool)> {
    let (mut number, mut hidden) = (before + 1, false);
    for attribute in raw_attributes(tag) {
        let (name, value) = attribute?;
        match name {
            "r" => number = value.parse().map_err(|_| incomplete())?,
            "hidden" => hidden = is_yes(value),
            _ => {}
        }
    }
    if number == 0 || number > 1_048_576 { Err(incomplete()) } else { Ok((number, hidden)) }
}
