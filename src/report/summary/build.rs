//! 安全生产半年总结 and 年度总结: facts to sections.

use super::SummaryFacts;
use crate::report::model::{Block, Column, Footer, Page, Para, Report, Row, Section, Table, Value, file_stem};
use crate::report::parts::{self, Behind, hazard, inspection, matters, trend};

/// The report as a reader sees it.
pub fn report(facts: &SummaryFacts) -> Report {
    let behind = Behind(&facts.rows);
    let title = if facts.whole_year { "安全生产年度总结" } else { "安全生产半年总结" };
    let next = next_name(facts);
    let sections = vec![
        Section::new("一、履行主体责任", duties(facts)),
        Section::new("二、双重预防", prevention(facts, behind)),
        Section::new("三、教育培训", elsewhere(&facts.texts.training)),
        Section::new("四、安全投入", funding(facts, behind)),
        Section::new("五、应急与事故", emergency(facts, behind)),
        Section::new("六、标准化与整改", standard(facts, behind)),
        Section::new(format!("七、{next}计划"), plans(facts, behind, next)),
    ];
    let last = parts::principal_signs(facts.principal.as_deref());
    Report {
        kind: facts.kind(),
        page: Page::Letter,
        title: title.to_owned(),
        file_stem: file_stem(&[title, &facts.period.key, &facts.unit.name]),
        addressee: parts::addressee(&facts.unit),
        caption: parts::caption(&facts.unit, &facts.period),
        sections,
        signature: Some(parts::signature(&facts.unit, &facts.signers, &[&facts.rate_basis], &facts.notes, &last)),
        footer: Footer { cut_off: facts.cut_off.clone(), chain_code: facts.chain_code.clone() },
    }
}

/// What people call the next period.
fn next_name(facts: &SummaryFacts) -> &'static str {
    if facts.whole_year || facts.period.key.ends_with("H2") { "下年" } else { "下半年" }
}

/// Training has papers of its own that count people and hours.
fn elsewhere(text: &str) -> Vec<Block> {
    let said = "培训的人次、学时见安全教育培训统计和年度培训计划表，本报告不另行计数。";
    let mut blocks = vec![Para::new().text(said).block()];
    blocks.extend(parts::words("教育培训情况", text));
    blocks
}

/// The principal's seven duties in our own words, each beside what the records say of it.
fn duties(facts: &SummaryFacts) -> Vec<Block> {
    let (made, found) = (&facts.inspections, &facts.hazards);
    let none = "本程序尚未登记，见填报人所写";
    let funds = facts.table.funds.ten_thousands();
    let funds = funds.map_or_else(
        || "隐患治理费用未填写；安全生产费用台账本程序尚未登记".to_owned(),
        |it| format!("隐患治理资金 {} 万元；安全生产费用台账本程序尚未登记", it.show()),
    );
    let prevention = format!(
        "计划自查 {} 次、完成 {} 次，登记隐患 {} 项、已验收 {} 项，期末未销号 {} 项；安全风险见分级管控清单",
        made.planned, made.done, found.registered, found.accepted, found.open_end
    );
    let accidents = match facts.accidents.total {
        0 => "事故台账中登记的生产安全事故：无".to_owned(),
        total => format!("登记生产安全事故 {total} 起，已上报 {} 起", facts.accidents.reported),
    };
    let all = [
        ("全员安全生产责任制的建立与落实，标准化建设", "见责任制覆盖情况、责任制考核汇总表和标准化自评报告".to_owned()),
        ("规章制度和操作规程的制定与实施", none.to_owned()),
        ("教育培训计划的制定与实施", "见年度安全教育培训计划表和培训统计".to_owned()),
        ("安全投入的有效实施", funds),
        ("双重预防机制的建立与落实，督促检查，及时消除隐患", prevention),
        ("应急救援预案的制定与实施", none.to_owned()),
        ("及时、如实报告生产安全事故", accidents),
    ];
    let rows = (1_u64..).zip(all).map(|(nth, (duty, said))| Row {
        cells: vec![nth.into(), duty.into(), Value::from(said).into()],
        total: false,
    });
    let table = Table {
        caption: "主要负责人七项职责".to_owned(),
        columns: vec![Column::short("序号", 5), Column::text("职责", 26), Column::text("记录情况", 36)],
        rows: rows.collect(),
        empty: "无".to_owned(),
        own_sheet: false,
    };
    let mut blocks = vec![Block::Table(table), Block::Note(format!("依据：{}。", facts.basis))];
    blocks.extend(parts::words("履职情况", &facts.texts.duties));
    blocks
}

fn prevention(facts: &SummaryFacts, behind: Behind<'_>) -> Vec<Block> {
    let (made, it) = (&facts.inspections, &facts.hazards);
    let (before, year_before) = if facts.whole_year { ("上年", "上年") } else { ("上期", "上年同期") };
    let mut blocks = Vec::new();
    if facts.zero_report {
        blocks.push(parts::zero_report());
    }
    blocks.extend(parts::comparison(behind, &facts.comparison, before, year_before));
    blocks.extend([
        inspection::done(behind, made),
        inspection::judged(behind, &facts.items, &facts.findings),
        inspection::groups(behind, "按检查类别", "检查类别", "inspections.by_kind", &made.by_kind),
        hazard::summary(behind, it),
        hazard::flow(behind, &it.flow),
    ]);
    blocks.extend(trend::charts(behind, &facts.trend));
    blocks.extend([
        hazard::groups(behind, "按级别", "级别", "hazards.by_level", &it.by_level),
        hazard::groups(behind, "按责任部门", "责任部门", "hazards.by_department", &it.by_department),
        hazard::groups(behind, "按专业", "专业", "hazards.by_category", &it.by_category),
    ]);
    blocks.extend(trend::shares(behind, "各专业占本期登记隐患的比例", "hazards.by_category", &it.by_category));
    let kinds = &facts.distribution.by_kind;
    blocks.push(hazard::groups(behind, "按成因（人、机、环、管）", "成因", "distribution.by_kind", kinds));
    blocks.extend(trend::shares(behind, "各类成因占本期登记隐患的比例", "distribution.by_kind", kinds));
    blocks.push(hazard::major(&it.major_list));
    blocks.push(Para::new().text("安全风险见安全风险分级管控清单，本报告不另行计数。").block());
    blocks.extend(parts::words("双重预防情况", &facts.texts.prevention));
    blocks
}

fn funding(facts: &SummaryFacts, behind: Behind<'_>) -> Vec<Block> {
    let funds = &facts.table.funds;
    let at = |path: &str| behind.at(&format!("table.funds.{path}"));
    let total = funds.total_fen.map_or(Value::Absent, Value::Fen);
    let mut para = Para::new()
        .text("累计落实隐患治理资金 ")
        .figure(total, at("total_fen"))
        .text(" 元，其中本期整改的实际费用 ")
        .figure(Value::Fen(funds.spent_fen), at("spent_fen"))
        .text(" 元、期末未销号重大隐患治理方案已落实的资金 ")
        .figure(Value::Fen(funds.settled_fen), at("settled_fen"))
        .text(" 元");
    if funds.unknown > 0 {
        para = para.text("；另有 ").figure(funds.unknown, at("unknown")).text(" 项本期整改的隐患未填写费用，未计入");
    }
    let mut blocks = vec![para.text("。").block(), parts::not_kept("安全生产费用的提取和使用")];
    blocks.extend(parts::words("安全投入情况", &facts.texts.funding));
    blocks
}

fn emergency(facts: &SummaryFacts, behind: Behind<'_>) -> Vec<Block> {
    let mut blocks = matters::accidents(behind, &facts.accidents, "本期");
    blocks.push(parts::not_kept("应急预案和应急演练"));
    blocks.extend(parts::words("应急与事故情况", &facts.texts.emergency));
    blocks
}

fn standard(facts: &SummaryFacts, behind: Behind<'_>) -> Vec<Block> {
    let said = "标准化创建和自评见安全生产标准化自评报告，本报告不另行计数。";
    let mut blocks = vec![Para::new().text(said).block(), matters::orders(behind, &facts.orders)];
    blocks.push(Para::new().text("逾期未整改隐患和未办结事项如下。").block());
    blocks.push(hazard::overdue(&facts.hazards.overdue_list));
    blocks.push(matters::open(&facts.open_matters));
    blocks.extend(parts::words("标准化与整改情况", &facts.texts.standard));
    blocks.extend(parts::words("存在问题", &facts.texts.problems));
    blocks
}

fn plans(facts: &SummaryFacts, behind: Behind<'_>, next: &str) -> Vec<Block> {
    let mut blocks = matters::next(behind, &facts.next, next);
    blocks.extend(parts::words("工作安排", &facts.texts.next_plan));
    blocks
}
