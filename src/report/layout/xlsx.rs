//! Workbooks: real numbers, shares and dates; frozen heads, print titles, one page wide.
//!
//! Grids of figures stand under one another on the first sheet; a list of records gets a sheet of its own. Text is always
//! written as text: nothing a user typed can become a formula.

use chrono::NaiveDateTime;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::xlsx_chart;
use crate::error::{Error, Result};
use crate::report::model::{Align, Block, Cell, Chart, Form, Page, Report, Signature, Table, Value};
use crate::text::width;

/// Most characters a cell of a workbook takes.
const CELL_LIMIT: usize = 32_767;
const CUT_MARK: &str = "……（超出单元格上限，余下从略）";

/// The report as the bytes of a workbook. `created` is the moment written into its properties.
///
/// # Errors
/// A table too large for a worksheet.
pub fn xlsx(report: &Report, created: NaiveDateTime) -> Result<Vec<u8>> {
    write(report, created)
        .map_err(|err| Error::internal(format!("工作簿写不出来：{err}")).hint("减少行数后再导出，或改用 csv、json"))
}

fn write(report: &Report, created: NaiveDateTime) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let stamp = created.and_utc();
    book.set_properties(&DocProperties::new().set_title(&report.title).set_creation_datetime(&stamp));
    let style = Styles::new();
    let mut names = vec![sheet_name(&report.title, &[])];
    // A ledger is one list: it stands on the first sheet itself.
    let single = report.page == Page::Ledger;
    let heads = {
        let mut sheet = SheetWriter::new(book.add_worksheet(), &style, grid_widths(report, single));
        sheet.set_up(report, names.first().map_or("", String::as_str), report.page == Page::Ledger)?;
        sheet.main(report, single)?;
        sheet.charts
    };
    for table in lists(report).filter(|it| !single && !it.rows.is_empty()) {
        let name = sheet_name(&table.caption, &names);
        let mut sheet = SheetWriter::new(book.add_worksheet(), &style, widths_of(table));
        sheet.set_up(report, &name, true)?;
        sheet.list(report, table)?;
        names.push(name);
    }
    let charts: Vec<(&Chart, u32)> = charts(report).zip(heads).collect();
    if !charts.is_empty() {
        let name = sheet_name("图", &names);
        let mut sheet = SheetWriter::new(book.add_worksheet(), &style, Vec::new());
        sheet.set_up(report, &name, false)?;
        xlsx_chart::draw(sheet.sheet, names.first().map_or("", String::as_str), &charts)?;
    }
    book.save_to_buffer()
}

fn tables(report: &Report) -> impl Iterator<Item = &Table> {
    report.sections.iter().flat_map(|it| &it.blocks).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Para(_) | Block::Note(_) | Block::Form(_) | Block::Chart(_) => None,
    })
}

fn lists(report: &Report) -> impl Iterator<Item = &Table> {
    tables(report).filter(|it| it.own_sheet)
}

fn charts(report: &Report) -> impl Iterator<Item = &Chart> {
    report.sections.iter().flat_map(|it| &it.blocks).filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        Block::Para(_) | Block::Note(_) | Block::Form(_) | Block::Table(_) => None,
    })
}

fn widths_of(table: &Table) -> Vec<u16> {
    table.columns.iter().map(|it| it.weight.max(narrowest(&it.head))).collect()
}

/// A head is wrapped once, never into single characters.
fn narrowest(head: &str) -> u16 {
    u16::try_from(width(head).div_ceil(2) + 2).unwrap_or(12)
}

/// Widths that serve every grid of the first sheet.
fn grid_widths(report: &Report, single: bool) -> Vec<u16> {
    let mut widths: Vec<u16> = Vec::new();
    let mut widen = |index: usize, wide: u16| match widths.get_mut(index) {
        Some(width) => *width = wide.max(*width),
        None => widths.push(wide),
    };
    for block in report.sections.iter().flat_map(|it| &it.blocks) {
        match block {
            Block::Table(table) if single || !table.own_sheet => {
                widths_of(table).into_iter().enumerate().for_each(|(index, wide)| widen(index, wide));
            }
            Block::Chart(chart) => {
                widths_of(&chart.table()).into_iter().enumerate().for_each(|(index, wide)| widen(index, wide));
            }
            Block::Form(form) => form.widths.iter().enumerate().for_each(|(index, wide)| widen(index, *wide)),
            Block::Table(_) | Block::Para(_) | Block::Note(_) => {}
        }
    }
    let total: u16 = widths.iter().sum();
    match widths.last_mut() {
        Some(last) if total < 60 => *last += 60 - total,
        Some(_) => {}
        None => widths = vec![80],
    }
    widths
}

/// A name Excel takes, not taken yet: at most 31 characters, none of `[]:*?/\`, no quote at the ends.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String =
        wanted.chars().map(|it| if r"[]:*?/\".contains(it) || it.is_control() { ' ' } else { it }).take(28).collect();
    let clean = clean.trim_matches(['\'', ' ']);
    let base = if clean.is_empty() { "报告" } else { clean };
    let free = |name: &String| !taken.iter().any(|it| it.to_lowercase() == name.to_lowercase());
    (1..=taken.len() + 1)
        .map(|nth| if nth == 1 { base.to_owned() } else { format!("{base}{nth}") })
        .find(free)
        .unwrap_or_else(|| base.to_owned())
}

struct Styles {
    title: Format,
    caption: Format,
    heading: Format,
    text: Format,
    head: Format,
    cell: Format,
    label: Format,
}

impl Styles {
    fn new() -> Self {
        let base = || Format::new().set_font_name("宋体").set_font_size(10.5).set_align(FormatAlign::VerticalCenter);
        let ruled = || base().set_border(FormatBorder::Thin).set_text_wrap();
        Self {
            title: base().set_font_name("黑体").set_font_size(18).set_align(FormatAlign::Center),
            caption: base().set_text_wrap(),
            heading: base().set_font_name("黑体").set_font_size(12),
            text: base().set_text_wrap().set_align(FormatAlign::Top),
            head: ruled().set_bold().set_align(FormatAlign::Center).set_background_color(0x00F2_F2F2),
            cell: ruled(),
            label: ruled().set_align(FormatAlign::Center).set_background_color(0x00F2_F2F2),
        }
    }
}

struct SheetWriter<'a> {
    sheet: &'a mut Worksheet,
    style: &'a Styles,
    widths: Vec<u16>,
    row: u32,
    /// A head is frozen already.
    frozen: bool,
    /// Rows of the heads of the tables that charts are drawn from, in the order of the report.
    charts: Vec<u32>,
}

impl<'a> SheetWriter<'a> {
    fn new(sheet: &'a mut Worksheet, style: &'a Styles, widths: Vec<u16>) -> Self {
        Self { sheet, style, widths, row: 0, frozen: false, charts: Vec::new() }
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(0)
    }

    /// Characters (half-width) that fit across the columns `from..from + span`.
    fn room(&self, from: usize, span: usize) -> usize {
        self.widths.iter().skip(from).take(span).map(|it| usize::from(*it)).sum()
    }

    fn set_up(&mut self, report: &Report, name: &str, landscape: bool) -> Result<(), XlsxError> {
        self.sheet.set_name(name)?;
        for (index, wide) in self.widths.iter().enumerate() {
            self.sheet.set_column_width(u16::try_from(index).unwrap_or(u16::MAX), f64::from(*wide) + 1.0)?;
        }
        self.sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        self.sheet.set_margins(0.6, 0.6, 0.7, 0.8, 0.3, 0.4);
        if landscape {
            self.sheet.set_landscape();
        }
        // `&` begins a code in a footer, so what is printed there has it doubled.
        let mut left = format!("数据截至 {}", report.footer.cut_off);
        left.extend(report.footer.chain_code.iter().map(|code| format!("  校验码 {code}")));
        self.sheet.set_footer(format!("&L&9{}&R&9第 &P 页 共 &N 页", left.replace('&', "&&")));
        Ok(())
    }

    fn main(&mut self, report: &Report, single: bool) -> Result<(), XlsxError> {
        // Only the head of the one table there is may stand over all that follows, on screen and on paper.
        let one = single && tables(report).filter(|it| !it.rows.is_empty()).count() + charts(report).count() == 1;
        self.top(report)?;
        for section in &report.sections {
            if let Some(heading) = &section.heading {
                self.row += 1;
                self.across(heading, &self.style.heading.clone())?;
            }
            for block in &section.blocks {
                match block {
                    Block::Para(runs) => {
                        let text: String = runs.iter().map(|it| it.value.show()).collect();
                        self.across(&text, &self.style.text.clone())?;
                    }
                    Block::Note(note) => self.across(note, &self.style.text.clone())?,
                    Block::Table(table) if table.rows.is_empty() => {
                        self.across(&table.empty, &self.style.text.clone())?
                    }
                    Block::Table(table) if table.own_sheet && !single => {
                        let pointer = format!("{}：{} 条，见同名工作表。", table.caption, table.rows.len());
                        self.across(&pointer, &self.style.text.clone())?;
                    }
                    Block::Table(table) => self.table(table, one, &section.heading)?,
                    Block::Form(form) => self.form(form)?,
                    Block::Chart(chart) => self.chart(chart, &section.heading)?,
                }
            }
        }
        if let Some(signature) = &report.signature {
            self.signature(signature)?;
        }
        self.row += 1;
        self.end(report)
    }

    fn top(&mut self, report: &Report) -> Result<(), XlsxError> {
        self.across(&report.title, &self.style.title.clone())?;
        self.sheet.set_row_height(self.row - 1, 30)?;
        let caption: Vec<String> = report.caption.iter().map(|(label, value)| format!("{label}：{value}")).collect();
        self.across(&caption.join("　　"), &self.style.caption.clone())?;
        if let Some(addressee) = &report.addressee {
            self.across(&format!("{addressee}："), &self.style.caption.clone())?;
        }
        Ok(())
    }

    fn end(&mut self, report: &Report) -> Result<(), XlsxError> {
        let mut text = format!("数据截至 {}", report.footer.cut_off);
        text.extend(report.footer.chain_code.iter().map(|code| format!("　　校验码 {code}")));
        self.across(&text, &self.style.caption.clone())
    }

    /// A list on a sheet of its own.
    fn list(&mut self, report: &Report, table: &Table) -> Result<(), XlsxError> {
        self.across(&table.caption, &self.style.title.clone())?;
        self.sheet.set_row_height(self.row - 1, 30)?;
        let unit =
            report.caption.iter().map(|(label, value)| format!("{label}：{value}")).collect::<Vec<_>>().join("　　");
        self.across(&unit, &self.style.caption.clone())?;
        self.table(table, true, &Some(table.caption.clone()))
    }

    /// Text over the whole width, high enough for its lines.
    fn across(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text = fitting(text);
        if self.last_column() > 0 {
            self.sheet.merge_range(self.row, 0, self.row, self.last_column(), &text, format)?;
        } else {
            self.sheet.write_string_with_format(self.row, 0, text.as_ref(), format)?;
        }
        let lines = lines_in(&text, self.room(0, self.widths.len()));
        if lines > 1 {
            self.sheet.set_row_height(self.row, height(lines))?;
        }
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, table: &Table, frozen: bool, heading: &Option<String>) -> Result<(), XlsxError> {
        let frozen = frozen && !self.frozen;
        let said = heading.as_ref().is_some_and(|it| it.ends_with(table.caption.as_str()));
        if !frozen && !table.caption.is_empty() && !said {
            self.across(&table.caption, &self.style.caption.clone().set_align(FormatAlign::Bottom))?;
            self.sheet.set_row_height(self.row - 1, 26)?;
        }
        let mut lines = 1;
        for (index, column) in (0u16..).zip(&table.columns) {
            self.sheet.write_string_with_format(self.row, index, fitting(&column.head).as_ref(), &self.style.head)?;
            lines = lines.max(lines_in(&column.head, self.room(usize::from(index), 1)));
        }
        self.sheet.set_row_height(self.row, height(lines))?;
        if frozen {
            self.frozen = true;
            self.sheet.set_freeze_panes(self.row + 1, 0)?;
            self.sheet.set_repeat_rows(0, self.row)?;
        }
        self.row += 1;
        for row in &table.rows {
            let mut lines = 1;
            for ((index, column), cell) in (0u16..).zip(&table.columns).zip(&row.cells) {
                let mut format = self.style.cell.clone().set_align(match column.align {
                    Align::Left => FormatAlign::Left,
                    Align::Center => FormatAlign::Center,
                    Align::Right => FormatAlign::Right,
                });
                if row.total {
                    format = format.set_bold();
                }
                self.put(index, cell, format)?;
                lines = lines.max(lines_in(&cell.value.show(), self.room(usize::from(index), 1)));
            }
            self.sheet.set_row_height(self.row, height(lines))?;
            self.row += 1;
        }
        Ok(())
    }

    /// The values as a table; where they are drawn is another sheet.
    fn chart(&mut self, chart: &Chart, heading: &Option<String>) -> Result<(), XlsxError> {
        let table = chart.table();
        self.table(&table, false, heading)?;
        let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        self.charts.push(self.row.saturating_sub(rows + 1));
        Ok(())
    }

    fn put(&mut self, column: u16, cell: &Cell, format: Format) -> Result<(), XlsxError> {
        let row = self.row;
        match &cell.value {
            Value::Int(number) => {
                #[allow(clippy::cast_precision_loss)]
                self.sheet.write_number_with_format(row, column, *number as f64, &format.set_num_format("0"))?;
            }
            Value::Rate(rate) if rate.per_mille().is_some() => {
                // The share as printed everywhere else, so that no layout disagrees in the last digit.
                #[allow(clippy::cast_precision_loss)]
                let share = rate.per_mille().unwrap_or(0) as f64 / 1000.0;
                self.sheet.write_number_with_format(row, column, share, &format.set_num_format("0.0%"))?;
            }
            Value::Fen(fen) => {
                #[allow(clippy::cast_precision_loss)]
                let yuan = *fen as f64 / 100.0;
                self.sheet.write_number_with_format(row, column, yuan, &format.set_num_format("0.00"))?;
            }
            Value::Date(date) => {
                self.sheet.write_datetime_with_format(row, column, date, &format.set_num_format("yyyy-mm-dd"))?;
            }
            Value::Blank => {
                self.sheet.write_blank(row, column, &format)?;
            }
            Value::Absent | Value::Rate(_) | Value::Text(_) => {
                self.sheet.write_string_with_format(row, column, fitting(&cell.value.show()).as_ref(), &format)?;
            }
        }
        Ok(())
    }

    fn form(&mut self, form: &Form) -> Result<(), XlsxError> {
        for row in &form.rows {
            let mut column = 0u16;
            let mut lines = usize::from(row.lines).max(1);
            for it in &row.boxes {
                let format = if it.label { self.style.label.clone() } else { self.style.cell.clone() };
                let (last, room) = (column + it.span.max(1) - 1, self.room(usize::from(column), usize::from(it.span)));
                if last > column {
                    self.sheet.merge_range(self.row, column, self.row, last, "", &format)?;
                }
                let sign: Vec<String> =
                    it.sign.iter().map(|(label, name)| format!("{label}：{name}　　　　")).collect();
                if sign.is_empty() {
                    self.put(
                        column,
                        &it.cell,
                        format.set_align(if it.label { FormatAlign::Center } else { FormatAlign::Left }),
                    )?;
                    lines = lines.max(lines_in(&it.cell.value.show(), room));
                } else {
                    let text = format!("{}\n\n{}", it.cell.value.show(), sign.join(""));
                    self.sheet.write_string_with_format(self.row, column, fitting(&text).as_ref(), &format)?;
                    lines = lines.max(lines_in(&text, room));
                }
                column = last + 1;
            }
            self.sheet.set_row_height(self.row, height(lines))?;
            self.row += 1;
        }
        Ok(())
    }

    fn signature(&mut self, signature: &Signature) -> Result<(), XlsxError> {
        self.row += 1;
        for lead in &signature.lead {
            self.across(lead, &self.style.text.clone())?;
        }
        let mut parts: Vec<String> =
            signature.fields.iter().map(|(label, name)| format!("{label}：{name}　　　　")).collect();
        parts.push(format!("日期：{}", signature.date));
        if !signature.stamp.is_empty() {
            parts.push("（盖章）".to_owned());
        }
        self.across(&parts.join(""), &self.style.caption.clone())?;
        self.sheet.set_row_height(self.row - 1, 40)?;
        Ok(())
    }
}

/// Text cut to what a cell takes, saying so.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    // Excel counts UTF-16 units.
    if text.encode_utf16().count() <= CELL_LIMIT {
        return text.into();
    }
    let mut room = CELL_LIMIT - CUT_MARK.encode_utf16().count();
    let kept: String = text
        .chars()
        .take_while(|it| {
            let fits = it.len_utf16() <= room;
            room = room.saturating_sub(it.len_utf16());
            fits
        })
        .collect();
    (kept + CUT_MARK).into()
}

/// Lines `text` takes in a column of `room` half-width characters.
fn lines_in(text: &str, room: usize) -> usize {
    text.lines().map(|line| width(line).div_ceil(room.max(2)).max(1)).sum::<usize>().max(1)
}

/// Height in points of so many lines, within what Excel takes (409).
fn height(lines: usize) -> f64 {
    f64::from(u32::try_from(lines).unwrap_or(30).min(29)) * 14.0 + 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_ones_excel_takes() {
        assert_eq!(sheet_name("隐患/整改[一]", &[]), "隐患 整改 一");
        assert_eq!(sheet_name("", &[]), "报告");
        assert_eq!(sheet_name("月报", &["月报".to_owned()]), "月报2");
        assert!(sheet_name(&"长".repeat(60), &[]).chars().count() <= 31);
    }

    #[test]
    fn text_beyond_the_cell_limit_says_that_it_was_cut() {
        let cut = fitting(&"隐".repeat(40_000)).into_owned();
        assert!(cut.ends_with(CUT_MARK) && cut.encode_utf16().count() <= CELL_LIMIT);
        assert_eq!(fitting("短"), "短");
    }
}
