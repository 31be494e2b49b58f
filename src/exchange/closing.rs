//! Lines that close a printed table: totals, and who made and checked it. They are no records, and are told, not taken.

use super::sheet::{Raw, Row};
use crate::domain::fold::folded_key;

/// What a line of totals begins with, alone or before a number.
const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "合计人数", "总人数", "人数合计"];
/// What stands before a colon in the line of signatures, or of remarks on the whole table.
const SIGNED: &[&str] = &[
    "制表",
    "制表人",
    "填表",
    "填表人",
    "编制",
    "编制人",
    "填报人",
    "经办人",
    "审核",
    "审核人",
    "复核",
    "复核人",
    "审批",
    "批准",
    "负责人",
    "填表说明",
    "说明",
    "备注",
    "注",
];

/// Whether a row behind the header closes the table instead of holding a record: its first filled cell says so.
#[must_use]
pub fn closes(row: &Row) -> bool {
    let filled = |value: &&Raw| !value.display().trim().is_empty();
    let Some(first) = row.cells.iter().map(|cell| &cell.value).find(filled) else { return false };
    let text = folded_key(&first.display());
    let number = |rest: &str| rest.trim_end_matches(['人', '名', '条', '项', '行']).chars().all(|c| c.is_ascii_digit());
    let is_total = |word: &&str| text.strip_prefix(*word).is_some_and(|rest| number(rest.trim_start_matches(':')));
    let before_colon = text.split_once(':').map(|(before, _)| before);
    TOTALS.iter().any(is_total) || before_colon.is_some_and(|before| SIGNED.contains(&before))
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{Cell, Raw};
    use super::*;

    fn row(cells: &[&str]) -> Row {
        let cells = cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let cells = cells.map(|(n, text)| Cell {
            column: u32::try_from(n).unwrap(),
            value: Raw::Text((*text).to_owned()),
            from_formula: false,
        });
        Row { sheet: "".into(), number: 9, hidden: false, cells: cells.collect() }
    }

    #[test]
    fn totals_and_signatures_are_no_records() {
        for cells in [
            &["合计", "", "22人"][..],
            &["", "合　计", "22"],
            &["总计：22人"],
            &["小计22"],
            &["制表人：陈静", "", "审核："],
            &["", "审核:李敏"],
            &["备注：退休返聘人员另册登记"],
        ] {
            assert!(closes(&row(cells)), "{cells:?}");
        }
        for cells in [
            &["1", "合计"][..],
            &["", "张合计"],
            &["说明书缺失", "一车间"],
            &["备注", "x"],
            &["审核员", "李敏"],
            &["", ""],
            &["合计量表损坏"],
        ] {
            assert!(!closes(&row(cells)), "{cells:?}");
        }
    }
}
