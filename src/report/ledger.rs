//! Any register as an A4-landscape ledger: title, unit, period, columns, rows, sign row.

use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Report, Row, Section, Signature, Table, Value, file_stem, sign_date,
};

/// Facts of a printed register: what its list shows, as shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFacts {
    /// Key of the register; empty for a list that is no register's.
    pub register: String,
    /// Title on the paper, `隐患排查治理台账`.
    pub title: String,
    /// Enterprise.
    pub unit: String,
    /// What is listed: period, filter. Empty: everything.
    pub scope: String,
    /// Columns from left to right.
    pub columns: Vec<LedgerColumn>,
    /// Rows, each as long as the columns.
    pub rows: Vec<LedgerRow>,
    /// Personal numbers are printed in full; it was asked for and logged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revealed: bool,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One column of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerColumn {
    /// Key of the column in its register.
    pub key: String,
    /// Head.
    pub label: String,
    /// What its values are.
    pub kind: LedgerKind,
    /// Share of the width, about half-width characters.
    pub weight: u16,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// Text.
    #[default]
    Text,
    /// Short text: codes, levels, names.
    Short,
    /// Whole numbers.
    Number,
    /// ISO dates.
    Date,
    /// Money in 分, printed in 元.
    Fen,
}

/// One row of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Row id of the record.
    pub id: i64,
    /// What each column shows: text as people read it, ISO dates, whole numbers; `None` prints “—”.
    pub cells: Vec<Option<String>>,
}

impl Facts for LedgerFacts {
    const KIND: &'static str = "ledger";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut columns = vec![Column::number("序号", 5)];
        columns.extend(self.columns.iter().map(column));
        let rows = (1u64..).zip(&self.rows).map(|(nth, row)| self.row(nth, row)).collect();
        let mut caption = vec![("单位".to_owned(), self.unit.clone())];
        if !self.scope.is_empty() {
            caption.push(("范围".to_owned(), self.scope.clone()));
        }
        caption.push(("记录数".to_owned(), self.rows.len().to_string()));
        if self.revealed {
            caption.push(("注意".to_owned(), "含完整证件号码和电话，打印已记入操作日志，请妥善保管".to_owned()));
        }
        let table =
            Table { caption: self.title.clone(), columns, rows, empty: "无记录。".to_owned(), own_sheet: true };
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: self.title.clone(),
            file_stem: file_stem(&[&self.title, &self.scope]),
            addressee: None,
            caption,
            sections: vec![Section { heading: None, blocks: vec![Block::Table(table)] }],
            signature: Some(Signature {
                lead: Vec::new(),
                fields: ["填表人", "审核人", "主要负责人（签字）"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: self.unit.clone(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl LedgerFacts {
    fn row(&self, nth: u64, row: &LedgerRow) -> Row {
        let behind = (!self.register.is_empty()).then(|| RowSet::ids(self.register.as_str(), [row.id]));
        let mut cells = vec![Cell::opened(nth, behind)];
        let shown = |index: usize| row.cells.get(index).and_then(Option::as_deref);
        cells.extend(self.columns.iter().enumerate().map(|(index, it)| Cell::from(value(it.kind, shown(index)))));
        Row { cells, total: false }
    }
}

fn column(it: &LedgerColumn) -> Column {
    match it.kind {
        LedgerKind::Text => Column::text(it.label.as_str(), it.weight),
        LedgerKind::Short | LedgerKind::Date => Column::short(it.label.as_str(), it.weight),
        LedgerKind::Number | LedgerKind::Fen => Column::number(it.label.as_str(), it.weight),
    }
}

/// The typed value; what does not read as its kind stays the text it is.
fn value(kind: LedgerKind, shown: Option<&str>) -> Value {
    let Some(text) = shown else { return Value::Absent };
    let as_text = || Value::from(text);
    match kind {
        LedgerKind::Text | LedgerKind::Short => as_text(),
        LedgerKind::Number => text.parse().map_or_else(|_| as_text(), Value::Int),
        LedgerKind::Date => text.parse().map_or_else(|_| as_text(), Value::Date),
        LedgerKind::Fen => text.parse().map_or_else(|_| as_text(), Value::Fen),
    }
}
