//! Old xls workbooks (BIFF5 and BIFF8): their sheets, layout and rows.
//!
//! Read record by record, so that a broken or hostile file is refused instead of filling the memory, and hidden rows,
//! merged ranges and formulas are seen.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::biff::{Records, TextStyle, error_name, f64_at, index_at, kind, position, shared_strings, short_number};
use super::book::SheetInfo;
use super::compound::{Compound, u16_at, u32_at};
use super::layout::{Layout, Merge};
use super::limits::Limits;
use super::package::incomplete;
use super::raw::{Cell, Raw, Row};
use super::serial::{Epoch, NumberFormat};
use super::strings::{SharedStrings, clean, text_value};
use super::xlsx_rows::error_value;
use crate::error::{Error, Result};

/// An opened xls workbook, held in memory.
pub(super) struct Xls {
    stream: Vec<u8>,
    limits: Limits,
    epoch: Epoch,
    style: TextStyle,
    sheets: Vec<SheetInfo>,
    starts: Vec<usize>,
    formats: Vec<NumberFormat>,
    strings: SharedStrings,
}

/// Value of a cell before its text and format are looked up.
enum Held {
    Shared(u32),
    Number(f64, u16),
    Text(Box<str>),
    Unreadable,
    Bool(bool),
    Error(u8),
}

struct HeldCell {
    row: u16,
    column: u16,
    formula: bool,
    value: Held,
}

impl Xls {
    /// Reads the workbook's own records; no sheet yet.
    pub fn open(data: Vec<u8>, limits: &Limits) -> Result<Self> {
        let file = Compound::open(data)?;
        if file.has("EncryptedPackage") {
            return Err(password());
        }
        let stream = match file.stream("Workbook")? {
            Some(stream) => stream,
            None => file.stream("Book")?.ok_or_else(|| no_workbook(&file))?,
        };
        let style = TextStyle { unicode: true, encoding: encoding_rs::GB18030 };
        let mut workbook = Self {
            stream,
            limits: limits.clone(),
            epoch: Epoch::From1900,
            style,
            sheets: Vec::new(),
            starts: Vec::new(),
            formats: Vec::new(),
            strings: SharedStrings::default(),
        };
        workbook.read_globals()?;
        if workbook.sheets.is_empty() {
            return Err(incomplete());
        }
        Ok(workbook)
    }

    /// The sheets in the order of the workbook.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// How this workbook counts days.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn read_globals(&mut self) -> Result<()> {
        let stream = std::mem::take(&mut self.stream);
        let mut custom = HashMap::new();
        let mut styles = Vec::new();
        let mut records = Records::new(&stream, 0);
        let mut ended = false;
        while let Some((kind, data)) = records.next() {
            match kind {
                kind::BOF => self.style.unicode = u16_at(data, 0) == Some(0x0600),
                kind::FILE_PASS => return Err(password()),
                kind::CODE_PAGE => {
                    self.style.encoding = TextStyle::of_code_page(u16_at(data, 0).unwrap_or_default());
                }
                kind::DATE_MODE if u16_at(data, 0) == Some(1) => self.epoch = Epoch::From1904,
                kind::FORMAT => {
                    let length_bytes = if self.style.unicode { 2 } else { 1 };
                    if let (Some(id), Some(code)) = (u16_at(data, 0), self.style.read(&[data], 2, length_bytes)) {
                        custom.insert(id, NumberFormat::custom(&code));
                    }
                }
                kind::XF => styles.push(u16_at(data, 2).ok_or_else(incomplete)?),
                kind::BOUND_SHEET => self.push_sheet(data).ok_or_else(incomplete)?,
                kind::SHARED_STRINGS => {
                    let pieces = records.with_continuations(data);
                    self.strings = shared_strings(&pieces, &self.limits)?;
                }
                kind::EOF => {
                    ended = true;
                    break;
                }
                _ => {}
            }
        }
        self.formats = styles
            .into_iter()
            .map(|id| custom.get(&id).copied().unwrap_or_else(|| NumberFormat::built_in(u32::from(id))))
            .collect();
        self.stream = stream;
        if ended { Ok(()) } else { Err(incomplete()) }
    }

    fn push_sheet(&mut self, data: &[u8]) -> Option<()> {
        let start = u32_at(data, 0)? as usize;
        let (state, sort) = (*data.get(4)?, *data.get(5)?);
        if sort == 0 {
            let name = self.style.read(&[data], 6, 1)?;
            self.sheets.push(SheetInfo { name: clean(&name).replace('\n', " "), hidden: state & 3 != 0 });
            self.starts.push(start);
        }
        Some(())
    }

    /// The records of one sheet, those of embedded charts left out.
    fn records(&self, sheet: usize) -> Result<SheetRecords<'_>> {
        let start = *self.starts.get(sheet).ok_or_else(incomplete)?;
        let records = Records::new(&self.stream, start);
        if records.peek() != Some(kind::BOF) {
            return Err(incomplete());
        }
        Ok(SheetRecords { records, depth: 0, ended: false })
    }

    /// Hidden columns and merged ranges of a sheet.
    pub fn layout(&self, sheet: usize) -> Result<Layout> {
        let mut layout = Layout::default();
        for (kind, data) in self.records(sheet)? {
            match kind {
                kind::COLUMN_INFO if u16_at(data, 8).is_some_and(|flags| flags & 1 == 1) => {
                    if let Some((first, last)) = position(data) {
                        layout.hidden_columns.push((u32::from(first), u32::from(last)));
                    }
                }
                kind::MERGED_CELLS => {
                    for range in data.get(2..).unwrap_or_default().chunks_exact(8) {
                        layout.merges.extend(merge(range));
                    }
                    if layout.merges.len() > self.limits.merges {
                        return Err(Error::input(format!("合并单元格超过 {} 处的上限，没有读取", self.limits.merges)));
                    }
                }
                _ => {}
            }
        }
        Ok(layout)
    }

    /// The rows of a sheet that hold something.
    pub fn rows(&self, sheet: usize) -> Result<impl Iterator<Item = Result<Row>> + '_> {
        let name: Arc<str> = Arc::from(self.sheets.get(sheet).map_or("", |info| info.name.as_str()));
        let (mut cells, hidden) = self.cells(sheet)?;
        cells.sort_by_key(|cell| (cell.row, cell.column));
        let mut cells = cells.into_iter().peekable();
        Ok(std::iter::from_fn(move || {
            loop {
                let number = cells.peek()?.row;
                let mut row = Row {
                    sheet: Arc::clone(&name),
                    number: u32::from(number) + 1,
                    hidden: hidden.contains(&number),
                    cells: Vec::new(),
                };
                while let Some(cell) = cells.next_if(|cell| cell.row == number) {
                    match self.value(cell.value) {
                        Ok(Raw::Blank) => {}
                        Ok(value) => {
                            let column = u32::from(cell.column);
                            row.put(Cell { column, value, from_formula: cell.formula });
                        }
                        Err(error) => return Some(Err(error)),
                    }
                }
                if !row.cells.is_empty() {
                    return Some(Ok(row));
                }
            }
        }))
    }

    fn value(&self, held: Held) -> Result<Raw> {
        Ok(match held {
            Held::Shared(index) => self.strings.value(index as usize, &self.limits).ok_or_else(incomplete)?,
            Held::Number(number, style) if number.is_finite() => {
                self.formats.get(usize::from(style)).copied().unwrap_or(NumberFormat::Plain).read(number, self.epoch)
            }
            Held::Number(..) => Raw::Error(error_value(error_name(0x24))),
            Held::Text(text) => text_value(&clean(&text), &self.limits),
            Held::Unreadable => Raw::Error("文字的编码无法识别；请用 Excel 打开后另存为 xlsx 再导入".to_owned()),
            Held::Bool(yes) => Raw::Bool(yes),
            Held::Error(code) => Raw::Error(error_value(error_name(code))),
        })
    }

    /// Every cell of a sheet in the order of the file, and the hidden rows.
    fn cells(&self, sheet: usize) -> Result<(Vec<HeldCell>, HashSet<u16>)> {
        let mut cells: Vec<HeldCell> = Vec::new();
        let mut hidden = HashSet::new();
        let mut records = self.records(sheet)?;
        let mut waiting = None;
        while let Some((kind, data)) = records.next() {
            match kind {
                kind::ROW if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                    hidden.extend(u16_at(data, 0));
                }
                kind::FORMULA => {
                    waiting = read_formula(data, &mut cells).ok_or_else(incomplete)?;
                }
                kind::STRING => {
                    let pieces = records.records.with_continuations(data);
                    if let Some((row, column)) = waiting.take() {
                        let value = self.text(&pieces, 0);
                        cells.push(HeldCell { row, column, formula: true, value });
                    }
                }
                kind::LABEL | kind::RICH_STRING => {
                    let pieces = records.records.with_continuations(data);
                    let (row, column) = position(data).ok_or_else(incomplete)?;
                    cells.push(HeldCell { row, column, formula: false, value: self.text(&pieces, 6) });
                }
                _ => read_plain(kind, data, &mut cells).ok_or_else(incomplete)?,
            }
            if cells.len() > self.limits.held_cells {
                return Err(Error::input(format!(
                    "旧版 .xls 表格里有内容的单元格超过 {} 个的上限，没有读取",
                    self.limits.held_cells
                ))
                .hint("请用 Excel 打开后另存为 xlsx 再导入"));
            }
        }
        if records.ended { Ok((cells, hidden)) } else { Err(incomplete()) }
    }

    fn text(&self, pieces: &[&[u8]], at: usize) -> Held {
        self.style.read(pieces, at, 2).map_or(Held::Unreadable, |text| Held::Text(text.into()))
    }
}

/// Records of one sheet up to its end.
struct SheetRecords<'a> {
    records: Records<'a>,
    depth: u32,
    /// Whether the sheet's own end was met; otherwise the file is cut off.
    ended: bool,
}

impl<'a> Iterator for SheetRecords<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (kind, data) = self.records.next()?;
            match kind {
                kind::BOF => self.depth += 1,
                kind::EOF => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.ended = true;
                        return None;
                    }
                }
                _ if self.depth == 1 => return Some((kind, data)),
                _ => {}
            }
        }
    }
}

/// Cells of the records that stand for themselves; others are passed over.
fn read_plain(kind: u16, data: &[u8], cells: &mut Vec<HeldCell>) -> Option<()> {
    let style = u16_at(data, 4);
    let value = match kind {
        kind::LABEL_SHARED => Held::Shared(index_at(data, 6)?),
        kind::NUMBER => Held::Number(f64_at(data, 6)?, style?),
        kind::RK => Held::Number(short_number(u32_at(data, 6)?), style?),
        kind::BOOL_OR_ERROR if *data.get(7)? == 0 => Held::Bool(*data.get(6)? != 0),
        kind::BOOL_OR_ERROR => Held::Error(*data.get(6)?),
        kind::MUL_RK => {
            let (row, first) = position(data)?;
            let numbers = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6);
            for (offset, pair) in numbers.enumerate() {
                let column = first.checked_add(u16::try_from(offset).ok()?)?;
                let value = Held::Number(short_number(u32_at(pair, 2)?), u16_at(pair, 0)?);
                cells.push(HeldCell { row, column, formula: false, value });
            }
            return Some(());
        }
        _ => return Some(()),
    };
    let (row, column) = position(data)?;
    cells.push(HeldCell { row, column, formula: false, value });
    Some(())
}

/// Stored result of a formula. A text follows in a record of its own: its position is given back.
fn read_formula(data: &[u8], cells: &mut Vec<HeldCell>) -> Option<Option<(u16, u16)>> {
    let (row, column) = position(data)?;
    let value = if u16_at(data, 12)? == 0xFFFF {
        match *data.get(6)? {
            0 => return Some(Some((row, column))),
            1 => Held::Bool(*data.get(8)? != 0),
            2 => Held::Error(*data.get(8)?),
            _ => return Some(None),
        }
    } else {
        Held::Number(f64_at(data, 6)?, u16_at(data, 4)?)
    };
    cells.push(HeldCell { row, column, formula: true, value });
    Some(None)
}

fn merge(range: &[u8]) -> Option<Merge> {
    Some(Merge {
        first_row: u32::from(u16_at(range, 0)?) + 1,
        last_row: u32::from(u16_at(range, 2)?) + 1,
        first_column: u32::from(u16_at(range, 4)?),
        last_column: u32::from(u16_at(range, 6)?),
    })
}

/// The refusal of a file under a password.
fn password() -> Error {
    Error::input("文件设了打开密码，不能导入").hint("请用 Excel 或 WPS 打开，去掉密码后另存为 xlsx 再导入")
}

/// Names compound files that hold no workbook.
fn no_workbook(file: &Compound) -> Error {
    let what = if file.has("WordDocument") {
        "Word 文档"
    } else if file.has("PowerPoint Document") {
        "演示文稿"
    } else if file.has("ET_RawData") || file.has("WPS_RawData") {
        "旧版 WPS 文件 (.et)"
    } else {
        "旧版 Office 或 WPS 文件，里面没有能读取的工作簿"
    };
    Error::input(format!("这是{what}，不能导入")).hint("请用 WPS 或 Excel 打开后另存为“Excel 工作簿 (*.xlsx)”再导入")
}
