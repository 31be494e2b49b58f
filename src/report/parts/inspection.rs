//! Inspections of a period in words and tables.

use super::Behind;
use crate::report::figure::RowSet;
use crate::report::model::{Block, Cell, Column, Para, Row, Table};
use crate::report::monthly::{Findings, InspectionGroup, Inspections, Items, MissedInspection};

/// What was planned, done and missed, in a sentence.
#[must_use]
pub fn done(behind: Behind<'_>, it: &Inspections) -> Block {
    let at = |path: &str| behind.at(path);
    Para::new()
        .text("本期计划自查 ")
        .figure(it.planned, at("inspections.planned"))
        .text(" 次，已完成 ")
        .figure(it.done, at("inspections.done"))
        .text(" 次（其中逾期完成 ")
        .figure(it.done_late, at("inspections.done_late"))
        .text(" 次），漏查 ")
        .figure(it.missed, at("inspections.missed"))
        .text(" 次，截至统计时尚未到期 ")
        .figure(it.pending, at("inspections.pending"))
        .text(" 次，完成率 ")
        .figure(it.rate, at("inspections.rate"))
        .text("；另有计划外检查 ")
        .figure(it.unplanned, at("inspections.unplanned"))
        .text(" 次。")
        .block()
}

/// What was judged and found, in a sentence.
#[must_use]
pub fn judged(behind: Behind<'_>, items: &Items, found: &Findings) -> Block {
    let at = |path: &str| behind.at(path);
    Para::new()
        .text("检查项共判定 ")
        .figure(items.checked, at("items.checked"))
        .text(" 项次：合格 ")
        .figure(items.passed, at("items.passed"))
        .text("，不合格 ")
        .figure(items.failed, at("items.failed"))
        .text("，合格率 ")
        .figure(items.pass_rate, at("items.pass_rate"))
        .text("；不适用 ")
        .figure(items.not_applicable, at("items.not_applicable"))
        .text("，未检查 ")
        .figure(items.not_checked, at("items.not_checked"))
        .text("。发现问题 ")
        .figure(found.total, at("findings.total"))
        .text(" 个（检查表内 ")
        .figure(found.from_items, at("findings.from_items"))
        .text("，表外 ")
        .figure(found.free, at("findings.free"))
        .text("），转入隐患台账 ")
        .figure(found.hazards, at("findings.hazards"))
        .text(" 项。")
        .block()
}

/// Inspections by kind or department; `path` is where the groups stand in the facts.
#[must_use]
pub fn groups(behind: Behind<'_>, caption: &str, head: &str, path: &str, groups: &[InspectionGroup]) -> Block {
    let rows = groups.iter().map(|it| {
        let at = |name: &str| format!("{path}.{}.{name}", it.key);
        Row {
            cells: vec![
                it.label.as_str().into(),
                behind.cell(it.planned, &at("planned")),
                behind.cell(it.done, &at("done")),
                behind.cell(it.done_late, &at("done_late")),
                behind.cell(it.missed, &at("missed")),
                behind.cell(it.rate, &at("rate")),
            ],
            total: it.key == "total",
        }
    });
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::text(head, 26),
            Column::number("计划（次）", 11),
            Column::number("完成（次）", 11),
            Column::number("逾期完成", 9),
            Column::number("漏查（次）", 11),
            Column::number("完成率", 9),
        ],
        rows: rows.collect(),
        empty: format!("{caption}：无"),
        own_sheet: false,
    })
}

/// The missed ones.
#[must_use]
pub fn missed(list: &[MissedInspection]) -> Block {
    let rows = list.iter().map(|missed| Row {
        cells: vec![
            missed.due_on.into(),
            Cell::opened(missed.title.as_str(), missed.id.map(|id| RowSet::ids("plan", [id]))),
            missed.place.as_deref().into(),
            missed.department.as_deref().into(),
            missed.owner.as_deref().into(),
            missed.reason.as_deref().into(),
        ],
        total: false,
    });
    Block::Table(Table {
        caption: "漏查清单".to_owned(),
        columns: vec![
            Column::short("应查日期", 11),
            Column::text("检查表", 22),
            Column::text("场所", 14),
            Column::text("部门", 12),
            Column::short("责任人", 9),
            Column::text("原因", 20),
        ],
        rows: rows.collect(),
        empty: "漏查清单：无".to_owned(),
        own_sheet: true,
    })
}
