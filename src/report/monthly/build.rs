//! 安全生产月报: facts to sections.

use super::MonthlyFacts;
use crate::report::Facts;
use crate::report::model::{Block, Footer, Page, Report, Section, file_stem, free_text};
use crate::report::parts::{self, Behind, hazard, inspection, matters, training, trend};

/// The report as a reader sees it.
pub fn report(facts: &MonthlyFacts) -> Report {
    let behind = Behind(&facts.rows);
    let mut sections = vec![
        Section::new("一、主要指标", indicators(facts, behind)),
        Section::new("二、自查情况", inspections(facts, behind)),
        Section::new("三、隐患排查治理", hazards(facts, behind)),
        Section::new("四、逾期未整改隐患", vec![hazard::overdue(&facts.hazards.overdue_list)]),
        Section::new("五、重大事故隐患", vec![hazard::major(&facts.hazards.major_list)]),
    ];
    let mut rest = Vec::new();
    rest.extend(facts.training.as_ref().map(|it| ("教育培训和证书", training::blocks(behind, it))));
    rest.extend([
        ("未办结事项", vec![matters::open(&facts.open_matters)]),
        ("下月计划", matters::next(behind, &facts.next, "下月")),
        ("本月工作情况", free_text(&facts.texts.situation)),
        ("存在问题", free_text(&facts.texts.problems)),
        ("下月工作安排", free_text(&facts.texts.next_month)),
    ]);
    let numbers = ["六", "七", "八", "九", "十", "十一"];
    for ((heading, blocks), number) in rest.into_iter().zip(numbers) {
        sections.push(Section::new(format!("{number}、{heading}"), blocks));
    }
    Report {
        kind: MonthlyFacts::KIND,
        page: Page::Letter,
        title: "安全生产月报".to_owned(),
        file_stem: file_stem(&["安全生产月报", &facts.period.key, &facts.unit.name]),
        addressee: parts::addressee(&facts.unit),
        caption: parts::caption(&facts.unit, &facts.period),
        sections,
        signature: Some(parts::signature(
            &facts.unit,
            &facts.signers,
            &[&facts.rate_basis],
            &facts.notes,
            "主要负责人（签字）",
        )),
        footer: Footer { cut_off: facts.cut_off.clone(), chain_code: facts.chain_code.clone() },
    }
}

fn indicators(facts: &MonthlyFacts, behind: Behind<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if facts.zero_report {
        blocks.push(parts::zero_report());
    }
    blocks.extend(parts::comparison(behind, &facts.comparison, "上月", "上年同月"));
    blocks
}

fn inspections(facts: &MonthlyFacts, behind: Behind<'_>) -> Vec<Block> {
    let it = &facts.inspections;
    vec![
        inspection::done(behind, it),
        inspection::judged(behind, &facts.items, &facts.findings),
        inspection::groups(behind, "按检查类别", "检查类别", "inspections.by_kind", &it.by_kind),
        inspection::groups(behind, "按部门", "部门", "inspections.by_department", &it.by_department),
        inspection::missed(&it.missed_list),
    ]
}

fn hazards(facts: &MonthlyFacts, behind: Behind<'_>) -> Vec<Block> {
    let it = &facts.hazards;
    let mut blocks = vec![hazard::summary(behind, it), hazard::flow(behind, &it.flow)];
    if let Some(months) = &facts.trend {
        blocks.extend(trend::charts(behind, months));
    }
    blocks.extend([
        hazard::groups(behind, "按级别", "级别", "hazards.by_level", &it.by_level),
        hazard::groups(behind, "按责任部门", "责任部门", "hazards.by_department", &it.by_department),
        hazard::groups(behind, "按专业", "专业", "hazards.by_category", &it.by_category),
        hazard::tallies(behind, "按状态（期末）", "状态", "hazards.by_state", &it.by_state),
        hazard::tallies(behind, "按来源（本期登记）", "来源", "hazards.by_source", &it.by_source),
    ]);
    blocks
}
