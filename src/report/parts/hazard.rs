//! Hazards of a period in words and tables.

use super::Behind;
use crate::report::figure::RowSet;
use crate::report::model::{Block, Cell, Column, Para, Row, Table, Value};
use crate::report::monthly::{Flow, HazardGroup, Hazards, MajorHazard, OverdueHazard, Tally};

/// What was registered, accepted, is open and overdue, in a sentence.
#[must_use]
pub fn summary(behind: Behind<'_>, it: &Hazards) -> Block {
    let at = |path: &str| behind.at(path);
    Para::new()
        .text("本期登记隐患 ")
        .figure(it.registered, at("hazards.registered"))
        .text(" 项，其中截至期末已验收 ")
        .figure(it.accepted, at("hazards.accepted"))
        .text(" 项，整改率 ")
        .figure(it.rate, at("hazards.rate"))
        .text("，按期整改率 ")
        .figure(it.in_time, at("hazards.in_time"))
        .text("；期末未销号 ")
        .figure(it.open_end, at("hazards.open_end"))
        .text(" 项，其中逾期未整改 ")
        .figure(it.overdue, at("hazards.overdue"))
        .text(" 项、重大事故隐患 ")
        .figure(it.major_open, at("hazards.major_open"))
        .text(" 项。")
        .block()
}

/// How the books moved, by level; every row balances.
#[must_use]
pub fn flow(behind: Behind<'_>, flows: &[Flow]) -> Block {
    let rows = flows.iter().map(|it| {
        let at = |name: &str| format!("hazards.flow.{}.{name}", it.key);
        Row {
            cells: vec![
                it.label.as_str().into(),
                behind.cell(it.open_start, &at("open_start")),
                behind.cell(it.registered, &at("registered")),
                behind.cell(it.regraded, &at("regraded")),
                behind.cell(it.closed, &at("closed")),
                behind.cell(it.retired, &at("retired")),
                behind.cell(it.open_end, &at("open_end")),
            ],
            total: it.key == "total",
        }
    });
    Block::Table(Table {
        caption: "隐患增减".to_owned(),
        columns: vec![
            Column::text("级别", 16),
            Column::number("期初未销号", 11),
            Column::number("本期登记", 10),
            Column::number("级别调整", 10),
            Column::number("本期销号", 10),
            Column::number("本期作废", 10),
            Column::number("期末未销号", 11),
        ],
        rows: rows.collect(),
        empty: "隐患增减：无".to_owned(),
        own_sheet: false,
    })
}

/// Hazards by level, department or another group; `path` is where the groups stand in the facts.
#[must_use]
pub fn groups(behind: Behind<'_>, caption: &str, head: &str, path: &str, groups: &[HazardGroup]) -> Block {
    let rows = groups.iter().map(|it| {
        let at = |name: &str| format!("{path}.{}.{name}", it.key);
        Row {
            cells: vec![
                it.label.as_str().into(),
                behind.cell(it.registered, &at("registered")),
                behind.cell(it.accepted, &at("accepted")),
                behind.cell(it.rate, &at("rate")),
                behind.cell(it.open_end, &at("open_end")),
                behind.cell(it.overdue, &at("overdue")),
            ],
            total: it.key == "total",
        }
    });
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::text(head, 26),
            Column::number("登记（项）", 11),
            Column::number("已验收（项）", 12),
            Column::number("整改率", 9),
            Column::number("期末未销号", 11),
            Column::number("逾期未整改", 11),
        ],
        rows: rows.collect(),
        empty: format!("{caption}：无"),
        own_sheet: false,
    })
}

/// Counts of one sort.
#[must_use]
pub fn tallies(behind: Behind<'_>, caption: &str, head: &str, path: &str, tallies: &[Tally]) -> Block {
    let rows = tallies.iter().map(|it| Row {
        cells: vec![it.label.as_str().into(), behind.cell(it.count, &format!("{path}.{}.count", it.key))],
        total: it.key == "total",
    });
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: vec![Column::text(head, 26), Column::number("数量（项）", 11)],
        rows: rows.collect(),
        empty: format!("{caption}：无"),
        own_sheet: false,
    })
}

/// The overdue ones, longest first.
#[must_use]
pub fn overdue(list: &[OverdueHazard]) -> Block {
    let rows = list.iter().enumerate().map(|(index, it)| Row {
        cells: vec![
            Value::from(index as u64 + 1).into(),
            Cell::opened(it.code.as_str(), Some(RowSet::ids("hazard", [it.id]))),
            it.title.as_str().into(),
            it.place.as_deref().into(),
            it.department.as_deref().into(),
            it.owner.as_deref().into(),
            it.level_label.as_str().into(),
            it.due_on.into(),
            it.days.into(),
        ],
        total: false,
    });
    Block::Table(Table {
        caption: "逾期未整改隐患".to_owned(),
        columns: vec![
            Column::number("序号", 5),
            Column::short("编号", 13),
            Column::text("隐患描述", 26),
            Column::text("地点", 13),
            Column::text("责任部门", 11),
            Column::short("责任人", 8),
            Column::short("级别", 7),
            Column::short("整改期限", 11),
            Column::number("逾期天数", 6),
        ],
        rows: rows.collect(),
        empty: "截至期末无逾期未整改隐患。".to_owned(),
        own_sheet: true,
    })
}

/// The major ones that are open or were closed in the period.
#[must_use]
pub fn major(list: &[MajorHazard]) -> Block {
    let rows = list.iter().map(|it| Row {
        cells: vec![
            Cell::opened(it.code.as_str(), Some(RowSet::ids("hazard", [it.id]))),
            it.title.as_str().into(),
            it.department.as_deref().into(),
            it.owner.as_deref().into(),
            it.found_on.into(),
            it.due_on.into(),
            it.state_label.as_str().into(),
            it.progress.as_deref().into(),
        ],
        total: false,
    });
    Block::Table(Table {
        caption: "重大事故隐患".to_owned(),
        columns: vec![
            Column::short("编号", 13),
            Column::text("隐患描述", 24),
            Column::text("责任部门", 10),
            Column::short("责任人", 8),
            Column::short("发现日期", 11),
            Column::short("整改期限", 11),
            Column::short("状态", 8),
            Column::text("治理进展", 18),
        ],
        rows: rows.collect(),
        empty: "本期无重大事故隐患。".to_owned(),
        own_sheet: true,
    })
}
