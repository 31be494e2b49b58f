//! 安全生产月报: facts to sections.

use super::{Flow, HazardGroup, InspectionGroup, MonthlyFacts, Tally};
use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, Value, file_stem, free_text,
    sign_date,
};

/// The report as a reader sees it.
pub fn report(facts: &MonthlyFacts) -> Report {
    let mut sections = vec![
        Section::new("一、主要指标", indicators(facts)),
        Section::new("二、自查情况", inspections(facts)),
        Section::new("三、隐患排查治理", hazards(facts)),
        Section::new("四、逾期未整改隐患", overdue(facts)),
        Section::new("五、重大事故隐患", major(facts)),
        Section::new("六、未办结事项", open_matters(facts)),
        Section::new("七、下月计划", next(facts)),
    ];
    sections.push(Section::new("八、本月工作情况", free_text(&facts.texts.situation)));
    sections.push(Section::new("九、存在问题", free_text(&facts.texts.problems)));
    sections.push(Section::new("十、下月工作安排", free_text(&facts.texts.next_month)));

    let mut caption = vec![("填报单位".to_owned(), facts.unit.name.clone())];
    if let Some(code) = &facts.unit.credit_code {
        caption.push(("统一社会信用代码".to_owned(), code.clone()));
    }
    caption.push((
        "填报期间".to_owned(),
        format!("{}（{} 至 {}）", facts.period.label, facts.period.from, facts.period.to),
    ));
    Report {
        kind: MonthlyFacts::KIND,
        page: Page::Letter,
        title: "安全生产月报".to_owned(),
        file_stem: file_stem(&["安全生产月报", &facts.period.key, &facts.unit.name]),
        addressee: facts.unit.authority.clone().filter(|it| !it.trim().is_empty()),
        caption,
        sections,
        signature: Some(signature(facts)),
        footer: Footer { cut_off: facts.cut_off.clone(), chain_code: facts.chain_code.clone() },
    }
}

fn signature(facts: &MonthlyFacts) -> Signature {
    let mut lead = vec![format!("统计口径：{}", facts.rate_basis)];
    lead.extend(facts.notes.iter().map(|note| format!("数据说明：{note}")));
    let name = |it: &Option<String>| it.clone().unwrap_or_default();
    Signature {
        lead,
        fields: vec![
            ("填表人".to_owned(), name(&facts.signers.filled_by)),
            ("审核人".to_owned(), name(&facts.signers.reviewed_by)),
            ("主要负责人（签字）".to_owned(), name(&facts.signers.principal)),
        ],
        stamp: facts.unit.name.clone(),
        date: sign_date(facts.signers.signed_on),
    }
}

impl MonthlyFacts {
    fn behind(&self, path: &str) -> Option<RowSet> {
        self.rows.get(path).cloned()
    }

    fn cell(&self, value: impl Into<Value>, path: &str) -> Cell {
        Cell::opened(value, self.behind(path))
    }
}

fn indicators(facts: &MonthlyFacts) -> Vec<Block> {
    let mut blocks = Vec::new();
    if facts.zero_report {
        blocks.push(Para::new().text("本期未登记事故隐患，期末无未销号隐患，按零报告报送。").block());
    }
    let comparison = &facts.comparison;
    let rows = comparison
        .indicators
        .iter()
        .map(|it| Row {
            cells: vec![
                it.label.as_str().into(),
                it.unit.as_str().into(),
                facts.cell(it.now, &it.key),
                it.before.into(),
                it.year_before.into(),
            ],
            total: false,
        })
        .collect();
    let head =
        |prefix: &str, label: &str| if label.is_empty() { prefix.to_owned() } else { format!("{prefix}\n{label}") };
    blocks.push(Block::Table(Table {
        caption: "主要指标".to_owned(),
        columns: vec![
            Column::text("指标", 24),
            Column::short("单位", 6),
            Column::number("本期", 10),
            Column::number(head("上月", &comparison.before_label), 12),
            Column::number(head("上年同月", &comparison.year_before_label), 12),
        ],
        rows,
        empty: "无".to_owned(),
        own_sheet: false,
    }));
    blocks.push(Block::Note("“—”表示当时尚无记录或分母为 0，不等于 0。".to_owned()));
    blocks
}

fn inspections(facts: &MonthlyFacts) -> Vec<Block> {
    let (it, items, found) = (&facts.inspections, &facts.items, &facts.findings);
    let at = |path: &str| facts.behind(path);
    let mut blocks = vec![
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
            .block(),
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
            .block(),
        inspection_table(facts, "按检查类别", "检查类别", "inspections.by_kind", &it.by_kind),
        inspection_table(facts, "按部门", "部门", "inspections.by_department", &it.by_department),
    ];
    let rows = it.missed_list.iter().map(|missed| Row {
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
    blocks.push(Block::Table(Table {
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
    }));
    blocks
}

fn inspection_table(facts: &MonthlyFacts, caption: &str, head: &str, path: &str, groups: &[InspectionGroup]) -> Block {
    let rows = groups.iter().map(|it| {
        let at = |name: &str| format!("{path}.{}.{name}", it.key);
        Row {
            cells: vec![
                it.label.as_str().into(),
                facts.cell(it.planned, &at("planned")),
                facts.cell(it.done, &at("done")),
                facts.cell(it.done_late, &at("done_late")),
                facts.cell(it.missed, &at("missed")),
                facts.cell(it.rate, &at("rate")),
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

fn hazards(facts: &MonthlyFacts) -> Vec<Block> {
    let it = &facts.hazards;
    let at = |path: &str| facts.behind(path);
    vec![
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
            .block(),
        flow_table(facts, &it.flow),
        group_table(facts, "按级别", "级别", "hazards.by_level", &it.by_level),
        group_table(facts, "按责任部门", "责任部门", "hazards.by_department", &it.by_department),
        group_table(facts, "按专业", "专业", "hazards.by_category", &it.by_category),
        tally_table(facts, "按状态（期末）", "状态", "hazards.by_state", &it.by_state),
        tally_table(facts, "按来源（本期登记）", "来源", "hazards.by_source", &it.by_source),
    ]
}

fn flow_table(facts: &MonthlyFacts, flows: &[Flow]) -> Block {
    let rows = flows.iter().map(|it| {
        let at = |name: &str| format!("hazards.flow.{}.{name}", it.key);
        Row {
            cells: vec![
                it.label.as_str().into(),
                facts.cell(it.open_start, &at("open_start")),
                facts.cell(it.registered, &at("registered")),
                facts.cell(it.regraded, &at("regraded")),
                facts.cell(it.closed, &at("closed")),
                facts.cell(it.retired, &at("retired")),
                facts.cell(it.open_end, &at("open_end")),
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

fn group_table(facts: &MonthlyFacts, caption: &str, head: &str, path: &str, groups: &[HazardGroup]) -> Block {
    let rows = groups.iter().map(|it| {
        let at = |name: &str| format!("{path}.{}.{name}", it.key);
        Row {
            cells: vec![
                it.label.as_str().into(),
                facts.cell(it.registered, &at("registered")),
                facts.cell(it.accepted, &at("accepted")),
                facts.cell(it.rate, &at("rate")),
                facts.cell(it.open_end, &at("open_end")),
                facts.cell(it.overdue, &at("overdue")),
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

fn tally_table(facts: &MonthlyFacts, caption: &str, head: &str, path: &str, tallies: &[Tally]) -> Block {
    let rows = tallies.iter().map(|it| Row {
        cells: vec![it.label.as_str().into(), facts.cell(it.count, &format!("{path}.{}.count", it.key))],
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

fn overdue(facts: &MonthlyFacts) -> Vec<Block> {
    let rows = facts.hazards.overdue_list.iter().enumerate().map(|(index, it)| Row {
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
    vec![Block::Table(Table {
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
    })]
}

fn major(facts: &MonthlyFacts) -> Vec<Block> {
    let rows = facts.hazards.major_list.iter().map(|it| Row {
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
    vec![Block::Table(Table {
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
    })]
}

fn open_matters(facts: &MonthlyFacts) -> Vec<Block> {
    let rows = facts.open_matters.iter().map(|it| Row {
        cells: vec![
            it.kind.as_str().into(),
            it.title.as_str().into(),
            it.owner.as_deref().into(),
            it.due_on.into(),
            it.state.as_deref().into(),
        ],
        total: false,
    });
    vec![Block::Table(Table {
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
    })]
}

fn next(facts: &MonthlyFacts) -> Vec<Block> {
    let plans = facts.next.plans.iter().map(|it| Row {
        cells: vec![
            it.title.as_str().into(),
            it.place.as_deref().into(),
            it.owner.as_deref().into(),
            facts.cell(it.occurrences, &format!("next.plans.{}.occurrences", it.key)),
            it.first_on.into(),
            it.last_on.into(),
        ],
        total: false,
    });
    let hazards = facts.next.hazards.iter().map(|it| Row {
        cells: vec![
            Cell::opened(it.code.as_str(), Some(RowSet::ids("hazard", [it.id]))),
            it.title.as_str().into(),
            it.owner.as_deref().into(),
            it.due_on.into(),
        ],
        total: false,
    });
    let duties = facts.next.duties.iter().map(|it| Row {
        cells: vec![it.title.as_str().into(), it.owner.as_deref().into(), it.due_on.into()],
        total: false,
    });
    vec![
        Block::Table(Table {
            caption: "下月自查计划".to_owned(),
            columns: vec![
                Column::text("检查表", 26),
                Column::text("场所", 16),
                Column::text("检查人", 12),
                Column::number("次数", 6),
                Column::short("首次", 11),
                Column::short("末次", 11),
            ],
            rows: plans.collect(),
            empty: "下月自查计划：无".to_owned(),
            own_sheet: true,
        }),
        Block::Table(Table {
            caption: "下月到期隐患".to_owned(),
            columns: vec![
                Column::short("编号", 13),
                Column::text("隐患描述", 44),
                Column::short("责任人", 9),
                Column::short("整改期限", 11),
            ],
            rows: hazards.collect(),
            empty: "下月到期隐患：无".to_owned(),
            own_sheet: true,
        }),
        Block::Table(Table {
            caption: "下月应办事项".to_owned(),
            columns: vec![Column::text("事项", 52), Column::text("责任人", 14), Column::short("期限", 11)],
            rows: duties.collect(),
            empty: "下月应办事项：无".to_owned(),
            own_sheet: true,
        }),
    ]
}
