//! What is open when a period ends, what the next one brings, and accidents.

use super::Behind;
use crate::report::accident::{Accidents, Orders};
use crate::report::figure::RowSet;
use crate::report::model::{Block, Cell, Column, Para, Row, Table, Value};
use crate::report::monthly::{NextPeriod, OpenMatter};

/// Open matters.
#[must_use]
pub fn open(list: &[OpenMatter]) -> Block {
    let rows = list.iter().map(|it| Row {
        cells: vec![
            it.kind.as_str().into(),
            it.title.as_str().into(),
            it.owner.as_deref().into(),
            it.due_on.into(),
            it.state.as_deref().into(),
        ],
        total: false,
    });
    Block::Table(Table {
        caption: "未办结事项".to_owned(),
        columns: vec![
            Column::text("类别", 12),
            Column::text("事项", 40),
            Column::short("责任人", 9),
            Column::short("期限", 11),
            Column::short("状态", 10),
        ],
        rows: rows.collect(),
        empty: "无未办结事项。".to_owned(),
        own_sheet: true,
    })
}

/// Plans, hazards and duties of the next period; `then` names it as people do, `下月`.
#[must_use]
pub fn next(behind: Behind<'_>, next: &NextPeriod, then: &str) -> Vec<Block> {
    let plans = next.plans.iter().map(|it| Row {
        cells: vec![
            it.title.as_str().into(),
            it.place.as_deref().into(),
            it.owner.as_deref().into(),
            behind.cell(it.occurrences, &format!("next.plans.{}.occurrences", it.key)),
            it.first_on.into(),
            it.last_on.into(),
        ],
        total: false,
    });
    let hazards = next.hazards.iter().map(|it| Row {
        cells: vec![
            Cell::opened(it.code.as_str(), Some(RowSet::ids("hazard", [it.id]))),
            it.title.as_str().into(),
            it.owner.as_deref().into(),
            it.due_on.into(),
        ],
        total: false,
    });
    let duties = next.duties.iter().map(|it| Row {
        cells: vec![it.title.as_str().into(), it.owner.as_deref().into(), it.due_on.into()],
        total: false,
    });
    let list = |what: &str, columns: Vec<Column>, rows: Vec<Row>| {
        let caption = format!("{then}{what}");
        Block::Table(Table { empty: format!("{caption}：无"), caption, columns, rows, own_sheet: true })
    };
    vec![
        list(
            "自查计划",
            vec![
                Column::text("检查表", 26),
                Column::text("场所", 16),
                Column::text("检查人", 12),
                Column::number("次数", 6),
                Column::short("首次", 11),
                Column::short("末次", 11),
            ],
            plans.collect(),
        ),
        list(
            "到期隐患",
            vec![
                Column::short("编号", 13),
                Column::text("隐患描述", 44),
                Column::short("责任人", 9),
                Column::short("整改期限", 11),
            ],
            hazards.collect(),
        ),
        list(
            "应办事项",
            vec![Column::text("事项", 48), Column::text("责任人", 18), Column::short("期限", 11)],
            duties.collect(),
        ),
    ]
}

/// Accidents; without any the zero report is said in words.
#[must_use]
pub fn accidents(behind: Behind<'_>, it: &Accidents, when: &str) -> Vec<Block> {
    let at = |path: &str| behind.at(&format!("accidents.{path}"));
    if it.total == 0 {
        let text = format!("{when}事故台账中登记的生产安全事故：无（零报告）。");
        return vec![Para::new().text(text).block()];
    }
    let loss = it.loss_fen.map_or(Value::Absent, Value::Fen);
    let words = Para::new()
        .text(format!("{when}发生生产安全事故 "))
        .figure(it.total, at("total"))
        .text(" 起，死亡 ")
        .figure(it.deaths, at("deaths"))
        .text(" 人、下落不明 ")
        .figure(it.missing, at("missing"))
        .text(" 人、重伤 ")
        .figure(it.serious, at("serious"))
        .text(" 人、轻伤 ")
        .figure(it.minor, at("minor"))
        .text(" 人，已上报 ")
        .figure(it.reported, at("reported"))
        .text(" 起，已知直接经济损失 ")
        .figure(loss, at("loss_fen"))
        .text(" 元。")
        .block();
    let rows = it.list.iter().map(|it| Row {
        cells: vec![
            Cell::opened(it.code.as_str(), Some(RowSet::ids("accident", [it.id]))),
            it.happened_at.as_str().into(),
            it.title.as_str().into(),
            it.place.as_deref().into(),
            it.deaths.into(),
            it.missing.into(),
            it.serious.into(),
            it.minor.into(),
            it.reported_at.as_deref().into(),
        ],
        total: false,
    });
    let table = Table {
        caption: "事故清单".to_owned(),
        columns: vec![
            Column::short("编号", 12),
            Column::short("发生时间", 16),
            Column::text("事故", 22),
            Column::text("地点", 12),
            Column::number("死亡", 5),
            Column::number("下落不明", 5),
            Column::number("重伤", 5),
            Column::number("轻伤", 5),
            Column::short("首次上报", 16),
        ],
        rows: rows.collect(),
        empty: "事故清单：无".to_owned(),
        own_sheet: true,
    };
    vec![words, Block::Table(table)]
}

/// Orders of authorities; without any that is said in words.
#[must_use]
pub fn orders(behind: Behind<'_>, it: &Orders) -> Block {
    let at = |path: &str| behind.at(&format!("orders.{path}"));
    if it.issued == 0 {
        return Para::new().text("本期登记的主管部门执法文书：无。").block();
    }
    Para::new()
        .text("本期收到主管部门执法文书 ")
        .figure(it.issued, at("issued"))
        .text(" 份，已回复 ")
        .figure(it.replied, at("replied"))
        .text(" 份；所列整改要求 ")
        .figure(it.items, at("items"))
        .text(" 项，已完成 ")
        .figure(it.done, at("done"))
        .text(" 项。")
        .block()
}
