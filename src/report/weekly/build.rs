//! 安全生产周报告: facts to sections.

use super::WeeklyFacts;
use crate::report::Facts;
use crate::report::model::{Block, Footer, Page, Report, Section, file_stem};
use crate::report::parts::{self, Behind, hazard, inspection, matters};

/// The report as a reader sees it.
pub fn report(facts: &WeeklyFacts) -> Report {
    let behind = Behind(&facts.rows);
    let sections = vec![
        Section::new("一、本周检查", inspections(facts, behind)),
        Section::new("二、隐患情况", hazards(facts, behind)),
        Section::new("三、重点工作", key_work(facts)),
        Section::new("四、事故事件", incidents(facts, behind)),
        Section::new("五、下周计划", next(facts, behind)),
    ];
    Report {
        kind: WeeklyFacts::KIND,
        page: Page::Letter,
        title: "安全生产周报告".to_owned(),
        file_stem: file_stem(&["安全生产周报告", &facts.period.key, &facts.unit.name]),
        addressee: parts::addressee(&facts.unit),
        caption: parts::caption(&facts.unit, &facts.period),
        sections,
        signature: Some(parts::signature(
            &facts.unit,
            &facts.signers,
            &[&facts.rate_basis],
            &facts.notes,
            "安全管理负责人（签字）",
        )),
        footer: Footer { cut_off: facts.cut_off.clone(), chain_code: facts.chain_code.clone() },
    }
}

fn inspections(facts: &WeeklyFacts, behind: Behind<'_>) -> Vec<Block> {
    let it = &facts.inspections;
    let mut blocks = vec![inspection::done(behind, it), inspection::judged(behind, &facts.items, &facts.findings)];
    blocks.push(inspection::groups(behind, "按检查类别", "检查类别", "inspections.by_kind", &it.by_kind));
    blocks.push(inspection::missed(&it.missed_list));
    blocks.extend(parts::comparison(behind, &facts.comparison, "上周", "上年同周"));
    blocks
}

fn hazards(facts: &WeeklyFacts, behind: Behind<'_>) -> Vec<Block> {
    let it = &facts.hazards;
    let mut blocks = Vec::new();
    if facts.zero_report {
        blocks.push(parts::zero_report());
    }
    blocks.extend([
        hazard::summary(behind, it),
        hazard::flow(behind, &it.flow),
        hazard::groups(behind, "按责任部门", "责任部门", "hazards.by_department", &it.by_department),
        hazard::overdue(&it.overdue_list),
        hazard::major(&it.major_list),
    ]);
    blocks
}

fn key_work(facts: &WeeklyFacts) -> Vec<Block> {
    let mut blocks = parts::words("重点工作", &facts.texts.key_work);
    blocks.push(parts::not_kept("危险作业票"));
    blocks.push(matters::open(&facts.open_matters));
    blocks
}

fn incidents(facts: &WeeklyFacts, behind: Behind<'_>) -> Vec<Block> {
    let mut blocks = matters::accidents(behind, &facts.accidents, "本周");
    blocks.extend(parts::words("事故事件说明", &facts.texts.incidents));
    blocks
}

fn next(facts: &WeeklyFacts, behind: Behind<'_>) -> Vec<Block> {
    let mut blocks = matters::next(behind, &facts.next, "下周");
    blocks.extend(parts::words("下周重点工作", &facts.texts.next_week));
    blocks
}
