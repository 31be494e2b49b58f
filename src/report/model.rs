//! A report as a reader sees it: sections of paragraphs, tables and sign lines, free of facts and of any layout.
//!
//! Every value may carry the records behind it ([`RowSet`]), so that a figure in a preview can be opened.

use chrono::{Datelike, NaiveDate};

use crate::report::figure::{ABSENT, Figure, Rate, RowSet};

/// One report, ready for any layout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Stable name of the report (`monthly`, `notice` …); a plant's own template is looked up by it.
    pub kind: &'static str,
    /// Paper and typography.
    pub page: Page,
    /// Title on the paper.
    pub title: String,
    /// Name for a file of it, without ending and without characters a file system refuses.
    pub file_stem: String,
    /// Who it is addressed to, flush left with a colon, when it is a letter.
    pub addressee: Option<String>,
    /// The line under the title: label and value, as `单位` `某某公司`.
    pub caption: Vec<(String, String)>,
    /// The body.
    pub sections: Vec<Section>,
    /// Signature and stamp, kept on one page with the end of the body.
    pub signature: Option<Signature>,
    /// What stands at the foot of every page.
    pub footer: Footer,
}

/// Paper and typography of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// A4 portrait with the margins and letters of GB/T 9704.
    #[default]
    Letter,
    /// A4 portrait form with ruled boxes.
    Form,
    /// A4 landscape ledger.
    Ledger,
    /// A4 portrait in big letters, to be read from a step away: cards for a post or a wall, a notice at the gate.
    Card,
}

/// Foot of every page; page x of y is the layout's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footer {
    /// Local time up to which records were counted.
    pub cut_off: String,
    /// Short code of the audit chain's head, `XXXX-XXXX`.
    pub chain_code: Option<String>,
}

/// One headed part of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Heading with its number, `一、自查情况`; none for a form.
    pub heading: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// One piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Running text with figures in it.
    Para(Vec<Run>),
    /// Small text: how something is counted, where something is missing.
    Note(String),
    /// Rows under a head.
    Table(Table),
    /// Ruled boxes of a form.
    Form(Form),
    /// Values drawn over the same labels; a layout that cannot draw prints [`Chart::table`].
    Chart(Chart),
}

/// Values drawn over the same labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What the chart shows.
    pub caption: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// Labels from left to right: months, causes.
    pub labels: Vec<String>,
    /// What is drawn over them.
    pub series: Vec<Series>,
    /// `项`, `%`.
    pub unit: String,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartKind {
    /// Upright columns side by side: counts by month.
    #[default]
    Columns,
    /// Lying bars, longest first: shares by cause.
    Bars,
    /// A line: a rate over months; a gap where nothing is known.
    Line,
}

/// One sequence of values of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What people call it.
    pub name: String,
    /// One value for each label; none where nothing was recorded, which is not 0.
    pub values: Vec<Option<Figure>>,
    /// Records behind each value, where they can be opened; shorter than the values where they cannot.
    pub rows: Vec<Option<RowSet>>,
}

impl Chart {
    /// The same values as a table: a row for each label.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut columns = vec![Column::text("", 14)];
        columns.extend(self.series.iter().map(|it| Column::number(format!("{}（{}）", it.name, self.unit), 12)));
        let row = |(at, label): (usize, &String)| {
            let cell = |it: &Series| {
                let behind = it.rows.get(at).cloned().flatten();
                Cell::opened(it.values.get(at).copied().flatten(), behind)
            };
            let mut cells = vec![Cell::from(label.as_str())];
            cells.extend(self.series.iter().map(cell));
            Row { cells, total: false }
        };
        let rows = self.labels.iter().enumerate().map(row).collect();
        Table { caption: self.caption.clone(), columns, rows, empty: "无。".to_owned(), own_sheet: false }
    }
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Text or figure.
    pub value: Value,
    /// Records behind a figure.
    pub rows: Option<RowSet>,
}

/// Rows under a head that is repeated on every page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table shows; the name of its own sheet when [`Table::own_sheet`].
    pub caption: String,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows; each as long as the columns.
    pub rows: Vec<Row>,
    /// What is printed instead of rows when there are none.
    pub empty: String,
    /// A list of records (its own sheet in a workbook) rather than a grid of figures.
    pub own_sheet: bool,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Head.
    pub head: String,
    /// Where its values stand.
    pub align: Align,
    /// Share of the width, relative to the others (about: half-width characters).
    pub weight: u16,
}

/// Where a value stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Short codes, dates.
    Center,
    /// Numbers.
    Right,
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Values, one for each column.
    pub cells: Vec<Cell>,
    /// A total, set off from the others.
    pub total: bool,
}

/// One value of a table or form.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What is printed.
    pub value: Value,
    /// Records behind it.
    pub rows: Option<RowSet>,
}

/// Ruled boxes: each row fills the whole width of the form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Relative widths of the grid.
    pub widths: Vec<u16>,
    /// Rows of boxes.
    pub rows: Vec<FormRow>,
}

/// One row of boxes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormRow {
    /// Boxes from left to right; their spans add up to the grid.
    pub boxes: Vec<FormBox>,
    /// Least height in lines, so that there is room to write by hand.
    pub lines: u16,
}

/// One box of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormBox {
    /// What is printed.
    pub cell: Cell,
    /// How many columns of the grid it takes.
    pub span: u16,
    /// A label (centred, set off) rather than a value.
    pub label: bool,
    /// Sign line at the foot of the box: label and what is printed behind it.
    pub sign: Vec<(String, String)>,
}

/// Signature and stamp at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Small text that stays on the same page, above the sign line.
    pub lead: Vec<String>,
    /// Who signs: label and printed name (empty: left for the pen).
    pub fields: Vec<(String, String)>,
    /// Unit the stamp is of; empty where none is stamped.
    pub stamp: String,
    /// Date of signing as printed; `年　月　日` left open where none.
    pub date: String,
}

/// A printed value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// There is none: prints `—`.
    #[default]
    Absent,
    /// Left empty for the pen.
    Blank,
    /// Text; empty text prints `—`, for no cell of a statutory table stays empty.
    Text(String),
    /// Whole number.
    Int(i64),
    /// A share.
    Rate(Rate),
    /// A day, `2026-11-05`.
    Date(NaiveDate),
    /// Money in hundredths of its unit, printed with two decimals: 分 as 元, 百元 as 万元.
    Fen(i64),
}

impl Value {
    /// The value as every layout prints it.
    #[must_use]
    pub fn show(&self) -> String {
        match self {
            Self::Absent => ABSENT.to_owned(),
            Self::Blank => String::new(),
            Self::Text(text) if text.trim().is_empty() => ABSENT.to_owned(),
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Rate(rate) => rate.show(),
            Self::Date(date) => date.to_string(),
            Self::Fen(fen) => {
                let sign = if *fen < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Rate> for Value {
    fn from(rate: Rate) -> Self {
        Self::Rate(rate)
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<Figure> for Value {
    fn from(figure: Figure) -> Self {
        match figure {
            Figure::Count(count) => count.into(),
            Figure::Rate(rate) => rate.into(),
        }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

impl<T: Into<Value>> From<T> for Cell {
    fn from(value: T) -> Self {
        Self { value: value.into(), rows: None }
    }
}

impl Cell {
    /// A value and the records behind it.
    pub fn opened(value: impl Into<Value>, rows: Option<RowSet>) -> Self {
        Self { value: value.into(), rows }
    }
}

impl Column {
    /// A column of text.
    pub fn text(head: impl Into<String>, weight: u16) -> Self {
        Self { head: head.into(), align: Align::Left, weight }
    }

    /// A column of short codes or dates.
    pub fn short(head: impl Into<String>, weight: u16) -> Self {
        Self { head: head.into(), align: Align::Center, weight }
    }

    /// A column of numbers.
    pub fn number(head: impl Into<String>, weight: u16) -> Self {
        Self { head: head.into(), align: Align::Right, weight }
    }
}

impl Section {
    /// A headed section.
    pub fn new(heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { heading: Some(heading.into()), blocks }
    }
}

impl FormBox {
    /// A label box.
    pub fn label(text: &str) -> Self {
        Self { cell: text.into(), span: 1, label: true, sign: Vec::new() }
    }

    /// A value box over `span` columns.
    pub fn value(value: impl Into<Value>, span: u16) -> Self {
        Self { cell: Cell::from(value.into()), span, label: false, sign: Vec::new() }
    }

    /// The same box with a sign line at its foot.
    #[must_use]
    pub fn signed(mut self, fields: &[(&str, &str)]) -> Self {
        self.sign = fields.iter().map(|(label, name)| ((*label).to_owned(), (*name).to_owned())).collect();
        self
    }
}

impl FormRow {
    /// A row at least `lines` high.
    #[must_use]
    pub fn new(lines: u16, boxes: Vec<FormBox>) -> Self {
        Self { boxes, lines }
    }
}

/// A block of running text from alternating text and figures.
#[derive(Default)]
pub struct Para(Vec<Run>);

impl Para {
    /// An empty paragraph.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run { value: Value::Text(text.into()), rows: None });
        self
    }

    /// Adds a figure and the records behind it.
    #[must_use]
    pub fn figure(mut self, value: impl Into<Value>, rows: Option<RowSet>) -> Self {
        self.0.push(Run { value: value.into(), rows });
        self
    }

    /// The block.
    #[must_use]
    pub fn block(self) -> Block {
        Block::Para(self.0)
    }
}

/// Said where a period lies before the plant's records.
const NO_RECORDS: &str =
    "本期整个在记录起始日之前，这里没有它的记录：“—”是没有记录，不等于 0；当时的数字须另行核实填写。";

impl Report {
    /// Prints no nought and no 无 where nothing was ever counted, and says why.
    pub fn without_records(&mut self) {
        for block in self.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            match block {
                Block::Para(runs) => runs.iter_mut().for_each(|run| unknown(&mut run.value, false)),
                Block::Table(table) => {
                    table
                        .rows
                        .iter_mut()
                        .flat_map(|row| &mut row.cells)
                        .for_each(|cell| unknown(&mut cell.value, true));
                    let said = table.empty.split_once('：').map(|(what, _)| what);
                    let what = said.or(Some(table.caption.as_str())).filter(|it| !it.is_empty());
                    table.empty = what.map_or_else(|| ABSENT.to_owned(), |what| format!("{what}：{ABSENT}"));
                }
                Block::Form(form) => {
                    form.rows
                        .iter_mut()
                        .flat_map(|row| &mut row.boxes)
                        .for_each(|it| unknown(&mut it.cell.value, true));
                }
                Block::Chart(chart) => {
                    let values = chart.series.iter_mut().flat_map(|it| &mut it.values);
                    values.filter(|it| matches!(it, Some(Figure::Count(0)))).for_each(|it| *it = None);
                }
                Block::Note(_) => {}
            }
        }
        if let Some(first) = self.sections.first_mut() {
            first.blocks.insert(0, Block::Note(NO_RECORDS.to_owned()));
        }
    }
}

/// Makes a nought or a 无 of a value “—”. What the author wrote is a paragraph of its own and says neither in these words.
fn unknown(value: &mut Value, in_table: bool) {
    match value {
        Value::Int(0) | Value::Fen(0) => *value = Value::Absent,
        Value::Text(text) => {
            for none in ["：无（零报告）", "事故：无", "文书：无"] {
                *text = text.replace(none, &format!("{}：{ABSENT}", none.split('：').next().unwrap_or_default()));
            }
            if in_table {
                for (nought, none) in [(" 0 ", " — "), (" 0.00 ", " — ")] {
                    *text = text.replace(nought, none);
                }
            }
        }
        Value::Absent | Value::Blank | Value::Int(_) | Value::Rate(_) | Value::Date(_) | Value::Fen(_) => {}
    }
}

/// A date as it stands in a letter: no leading zeros (GB/T 9704-2012, 7.3.5.4).
#[must_use]
pub fn letter_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A signing date as printed, left open for the pen where there is none.
#[must_use]
pub fn sign_date(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| "　　年　　月　　日".to_owned(), letter_date)
}

/// Blocks of free text, a paragraph for every line; `无` where the author wrote nothing.
#[must_use]
pub fn free_text(text: &str) -> Vec<Block> {
    let lines: Vec<Block> =
        text.lines().map(str::trim).filter(|it| !it.is_empty()).map(|it| Para::new().text(it).block()).collect();
    if lines.is_empty() { vec![Para::new().text("无。").block()] } else { lines }
}

/// A name for a file made of these parts: what a file system refuses is replaced.
#[must_use]
pub fn file_stem(parts: &[&str]) -> String {
    let joined = parts.iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>().join("_");
    joined
        .chars()
        .map(|it| if it.is_control() || r#"\/:*?"<>| "#.contains(it) { '-' } else { it })
        .take(80)
        .collect::<String>()
        .trim_matches(['.', '-'])
        .to_owned()
}
