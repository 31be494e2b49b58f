//! 事故隐患排查治理情况统计分析表: facts to sections.

use super::{Governed, Official, StatisticsFacts};
use crate::report::figure::RowSet;
use crate::report::model::{Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Table, Value, file_stem};
use crate::report::parts::{self, Behind, hazard, trend};

/// The report as a reader sees it.
pub fn report(facts: &StatisticsFacts) -> Report {
    let behind = Behind(&facts.rows);
    let yearly = facts.annual.is_some();
    let title = if yearly {
        "事故隐患排查治理情况年度统计分析表"
    } else {
        "事故隐患排查治理情况季度统计分析表"
    };
    let sections = vec![
        Section::new("一、统计表", official(facts, behind)),
        Section::new("二、列入治理计划的重大隐患", vec![governed(&facts.governed)]),
        Section::new("三、主要指标对比", comparison(facts, behind)),
        Section::new("四、隐患分布分析", distribution(facts, behind)),
        Section::new("五、成因分析", causes(facts, behind)),
        Section::new("六、趋势分析", trends(facts, behind)),
        Section::new("七、治理措施和下步安排", measures(facts, behind)),
    ];
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "—".to_owned());
    let last = parts::principal_signs(facts.header.principal.as_deref());
    Report {
        kind: facts.kind(),
        page: Page::Letter,
        title: title.to_owned(),
        file_stem: file_stem(&[title, &facts.period.key, &facts.unit.name]),
        addressee: parts::addressee(&facts.unit),
        caption: vec![
            ("企业名称".to_owned(), facts.unit.name.clone()),
            ("所属行业".to_owned(), text(&facts.header.industry)),
            ("统一社会信用代码".to_owned(), text(&facts.unit.credit_code)),
            ("填报期间".to_owned(), parts::span(&facts.period)),
            ("联系电话".to_owned(), text(&facts.header.phone)),
        ],
        sections,
        signature: Some(parts::signature(
            &facts.unit,
            &facts.signers,
            &[&facts.table_basis, &facts.rate_basis],
            &facts.notes,
            &last,
        )),
        footer: Footer { cut_off: facts.cut_off.clone(), chain_code: facts.chain_code.clone() },
    }
}

fn official(facts: &StatisticsFacts, behind: Behind<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if facts.zero_report {
        blocks.push(parts::zero_report());
    }
    blocks.push(Block::Table(official_table(facts, behind)));
    let due = if facts.annual.is_some() {
        "年度表于下一年 1 月 31 日前报送"
    } else {
        "季度表于下一季度 15 日前报送"
    };
    blocks.push(Block::Note(format!("依据：{}。{due}，须由主要负责人签字。", facts.basis)));
    blocks
}

fn official_table(facts: &StatisticsFacts, behind: Behind<'_>) -> Table {
    let quarter = facts.annual.is_none();
    let earlier = |table: &Option<Official>, nth: usize| -> Cell {
        table.as_ref().and_then(|it| it.lines().get(nth).map(|line| line.figure)).into()
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (nth, line) in facts.table.lines().into_iter().enumerate() {
        let mut cells = vec![
            line.group.into(),
            line.label.into(),
            line.unit.into(),
            behind.cell(line.figure, &format!("table.{}", line.path)),
            earlier(&facts.before, nth),
        ];
        cells.extend(quarter.then(|| earlier(&facts.year_before, nth)));
        rows.push(cells);
    }
    let money = |table: Option<&Official>| table.and_then(|it| it.funds.ten_thousands()).unwrap_or_default();
    let mut funds: Vec<Cell> = vec![
        "治理资金".into(),
        "累计落实治理资金".into(),
        "万元".into(),
        behind.cell(money(Some(&facts.table)), "table.funds.total_fen"),
        money(facts.before.as_ref()).into(),
    ];
    funds.extend(quarter.then(|| Cell::from(money(facts.year_before.as_ref()))));
    rows.push(funds);
    let before = facts.annual_before.as_ref().map(super::Annual::lines);
    for (nth, (path, label, count)) in facts.annual.iter().flat_map(super::Annual::lines).enumerate() {
        let cell = behind.cell(count, &format!("annual.{path}"));
        let then = before.and_then(|it| it.get(nth).map(|(.., count)| *count));
        rows.push(vec!["附加".into(), label.into(), "项".into(), cell, then.into()]);
    }
    let rows = rows.into_iter().map(|cells| Row { cells, total: false });
    let mut columns = vec![
        Column::text("列组", 24),
        Column::text("指标", 23),
        Column::short("单位", 5),
        Column::number(if quarter { "本季" } else { "本年" }, 8),
        Column::number(if quarter { "上季" } else { "上年" }, 8),
    ];
    columns.extend(quarter.then(|| Column::number("上年同季", 8)));
    Table {
        caption: "事故隐患排查治理情况统计表".to_owned(),
        columns,
        rows: rows.collect(),
        empty: "无".to_owned(),
        own_sheet: false,
    }
}

fn governed(list: &[Governed]) -> Block {
    let rows = list.iter().map(|it| Row {
        cells: vec![
            Cell::opened(it.code.as_str(), Some(RowSet::ids("hazard", [it.id]))),
            it.title.as_str().into(),
            it.owner.as_deref().into(),
            it.due_on.into(),
            settled(it).into(),
            it.funds_fen.map_or(Value::Absent, Value::Fen).into(),
        ],
        total: false,
    });
    Block::Table(Table {
        caption: "列入治理计划的重大隐患".to_owned(),
        columns: vec![
            Column::short("编号", 13),
            Column::text("隐患描述", 24),
            Column::short("责任人", 8),
            Column::short("整改期限", 11),
            Column::text("五项落实", 24),
            Column::number("已落实资金（元）", 11),
        ],
        rows: rows.collect(),
        empty: "期末无列入治理计划的重大隐患。".to_owned(),
        own_sheet: true,
    })
}

/// Which of the five elements the plan has not settled.
fn settled(it: &Governed) -> String {
    let elements = [
        (it.goal, "目标任务"),
        (it.resources, "经费物资"),
        (it.organisation, "机构人员"),
        (it.schedule, "时间要求"),
        (it.safety, "安全措施和应急预案"),
    ];
    let short: Vec<&str> = elements.iter().filter(|(done, _)| !done).map(|(_, name)| *name).collect();
    if short.is_empty() { "五项均已落实".to_owned() } else { format!("未落实：{}", short.join("、")) }
}

fn comparison(facts: &StatisticsFacts, behind: Behind<'_>) -> Vec<Block> {
    let (before, year_before) = if facts.annual.is_some() { ("上年", "上年") } else { ("上季", "上年同季") };
    parts::comparison(behind, &facts.comparison, before, year_before)
}

fn distribution(facts: &StatisticsFacts, behind: Behind<'_>) -> Vec<Block> {
    let it = &facts.hazards;
    let mut blocks = vec![hazard::groups(behind, "按专业", "专业", "hazards.by_category", &it.by_category)];
    blocks.extend(trend::shares(behind, "各专业占本期登记隐患的比例", "hazards.by_category", &it.by_category));
    blocks.push(hazard::groups(behind, "按责任部门", "责任部门", "hazards.by_department", &it.by_department));
    blocks.push(hazard::groups(
        behind,
        "按可能导致的事故类别",
        "事故类别",
        "distribution.by_accident",
        &facts.distribution.by_accident,
    ));
    blocks.extend(parts::words("分布分析", &facts.texts.distribution));
    blocks
}

fn causes(facts: &StatisticsFacts, behind: Behind<'_>) -> Vec<Block> {
    let groups = &facts.distribution.by_kind;
    let mut blocks = vec![hazard::groups(behind, "按成因（人、机、环、管）", "成因", "distribution.by_kind", groups)];
    blocks.extend(trend::shares(behind, "各类成因占本期登记隐患的比例", "distribution.by_kind", groups));
    blocks.push(hazard::tallies(behind, "按来源（本期登记）", "来源", "hazards.by_source", &facts.hazards.by_source));
    blocks.extend(parts::words("成因分析", &facts.texts.causes));
    blocks
}

fn trends(facts: &StatisticsFacts, behind: Behind<'_>) -> Vec<Block> {
    let mut blocks = vec![hazard::flow(behind, &facts.hazards.flow)];
    blocks.extend(trend::charts(behind, &facts.trend));
    blocks.extend(parts::words("趋势分析", &facts.texts.trend));
    blocks
}

fn measures(facts: &StatisticsFacts, behind: Behind<'_>) -> Vec<Block> {
    let it = &facts.hazards;
    let at = |path: &str| behind.at(path);
    let mut blocks = vec![
        Para::new()
            .text("期末未销号隐患 ")
            .figure(it.open_end, at("hazards.open_end"))
            .text(" 项，其中逾期未整改 ")
            .figure(it.overdue, at("hazards.overdue"))
            .text(" 项、重大事故隐患 ")
            .figure(it.major_open, at("hazards.major_open"))
            .text(" 项，按责任、措施、资金、时限、预案逐项治理。")
            .block(),
        hazard::overdue(&it.overdue_list),
    ];
    blocks.extend(parts::words("治理措施和下步安排", &facts.texts.measures));
    blocks
}
