//! Pieces that the reports of a period share: heads, comparisons, signatures, and the tables of inspections and hazards.
//!
//! They know the facts' shared structs and no report in particular; a report puts them under its own headings.

pub mod hazard;
pub mod inspection;
pub mod matters;
pub mod training;
pub mod trend;

use crate::report::figure::{RowMap, RowSet};
use crate::report::model::{Block, Cell, Column, Para, Row, Signature, Table, Value, sign_date};
use crate::report::monthly::{Comparison, Period, Signers, Unit};

/// Finds the records behind a figure by its path in the facts.
#[derive(Clone, Copy, Debug)]
pub struct Behind<'a>(pub &'a RowMap);

impl Behind<'_> {
    /// The records behind a figure.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<RowSet> {
        self.0.get(path).cloned()
    }

    /// A cell that opens the records behind its figure.
    #[must_use]
    pub fn cell(&self, value: impl Into<Value>, path: &str) -> Cell {
        Cell::opened(value, self.at(path))
    }
}

/// The lines under a title: who reports about which time.
#[must_use]
pub fn caption(unit: &Unit, period: &Period) -> Vec<(String, String)> {
    let mut caption = vec![("填报单位".to_owned(), unit.name.clone())];
    if let Some(code) = &unit.credit_code {
        caption.push(("统一社会信用代码".to_owned(), code.clone()));
    }
    caption.push(("填报期间".to_owned(), span(period)));
    caption
}

/// `2026年11月（2026-11-01 至 2026-11-30）`.
#[must_use]
pub fn span(period: &Period) -> String {
    format!("{}（{} 至 {}）", period.label, period.from, period.to)
}

/// Who the report goes to, where somebody is named.
#[must_use]
pub fn addressee(unit: &Unit) -> Option<String> {
    unit.authority.clone().filter(|it| !it.trim().is_empty())
}

/// How it was counted, what must be known of the data, and who signs.
#[must_use]
pub fn signature(unit: &Unit, signers: &Signers, basis: &[&str], notes: &[String], last: &str) -> Signature {
    let mut lead: Vec<String> = basis.iter().map(|it| format!("统计口径：{it}")).collect();
    lead.extend(notes.iter().map(|note| format!("数据说明：{note}")));
    let name = |it: &Option<String>| it.clone().unwrap_or_default();
    Signature {
        lead,
        fields: vec![
            ("填表人".to_owned(), name(&signers.filled_by)),
            ("审核人".to_owned(), name(&signers.reviewed_by)),
            (last.to_owned(), name(&signers.principal)),
        ],
        stamp: unit.name.clone(),
        date: sign_date(signers.signed_on),
    }
}

/// Label of the principal's field, which is left for the pen: a printed name stands in the label, never in the place of the
/// signature.
#[must_use]
pub fn principal_signs(name: Option<&str>) -> String {
    name.map(str::trim)
        .filter(|it| !it.is_empty())
        .map_or_else(|| "主要负责人（签字）".to_owned(), |it| format!("主要负责人 {it}（签字）"))
}

/// What a zero report says.
#[must_use]
pub fn zero_report() -> Block {
    Para::new().text("本期未登记事故隐患，期末无未销号隐患，按零报告报送。").block()
}

/// Main indicators beside the period before and, where it is another one, the same period of the year before.
#[must_use]
pub fn comparison(behind: Behind<'_>, comparison: &Comparison, before: &str, year_before: &str) -> Vec<Block> {
    let twice = comparison.before_label == comparison.year_before_label && !comparison.before_label.is_empty();
    let rows = comparison.indicators.iter().map(|it| {
        let mut cells =
            vec![it.label.as_str().into(), it.unit.as_str().into(), behind.cell(it.now, &it.key), it.before.into()];
        if !twice {
            cells.push(it.year_before.into());
        }
        Row { cells, total: false }
    });
    // The days of a week stand in the head of the report; a column has no room for them.
    let short = |label: &str| label.split('（').next().unwrap_or(label).to_owned();
    let head = |prefix: &str, label: &str| {
        if label.is_empty() { prefix.to_owned() } else { format!("{prefix}\n{}", short(label)) }
    };
    let mut columns = vec![
        Column::text("指标", 24),
        Column::short("单位", 6),
        Column::number("本期", 10),
        Column::number(head(before, &comparison.before_label), 12),
    ];
    if !twice {
        columns.push(Column::number(head(year_before, &comparison.year_before_label), 12));
    }
    let table = Table {
        caption: "主要指标".to_owned(),
        columns,
        rows: rows.collect(),
        empty: "无".to_owned(),
        own_sheet: false,
    };
    vec![Block::Table(table), Block::Note("“—”表示当时尚无记录或分母为 0，不等于 0。".to_owned())]
}

/// An area the program keeps no records of yet: says so instead of printing 0.
#[must_use]
pub fn not_kept(what: &str) -> Block {
    Para::new().text(format!("本程序尚未登记{what}，没有可统计的数据，不等于 0；以填报人所写为准。")).block()
}

/// What the author wrote under a label, a paragraph for every line; `无` where nothing was written.
#[must_use]
pub fn words(label: &str, text: &str) -> Vec<Block> {
    let mut lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    let Some(first) = lines.next() else { return vec![Para::new().text(format!("{label}：无。")).block()] };
    let mut blocks = vec![Para::new().text(format!("{label}：{first}")).block()];
    blocks.extend(lines.map(|it| Para::new().text(it).block()));
    blocks
}
