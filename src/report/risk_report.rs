//! 安全风险报告: how many risks of each grade, what changed in the year, and the sheet of 较大以上风险 to check before it is
//! reported (江苏省工业企业安全生产风险报告规定，省政府令第140号).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::risk::Grade;
use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, Value, file_stem, sign_date,
};

/// Facts of a year's report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskFacts {
    /// Enterprise.
    pub unit: String,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// `2026`.
    pub period: String,
    /// The day its lists are as of: the year's last, or today while it runs.
    pub as_of: NaiveDate,
    /// Risks by grade and department, as of that day.
    pub groups: Vec<RiskGroup>,
    /// All of them together.
    pub total: RiskGroup,
    /// Evaluations of the year that were a risk's first.
    pub new: u64,
    /// … that raised a grade.
    pub raised: u64,
    /// … that lowered it.
    pub lowered: u64,
    /// Full rounds of the year: day and scope.
    pub rounds: Vec<(NaiveDate, String)>,
    /// 较大以上风险, and every red or orange one.
    pub grave: Vec<GraveLine>,
    /// What the author wrote, by section.
    pub texts: Vec<(String, String)>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// Counts of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskGroup {
    /// Department; its row id is the key.
    pub key: String,
    /// Name.
    pub name: String,
    /// 红.
    pub red: u64,
    /// 橙.
    pub orange: u64,
    /// 黄.
    pub yellow: u64,
    /// 蓝.
    pub blue: u64,
    /// Not evaluated.
    pub ungraded: u64,
    /// 较大以上风险.
    pub grave: u64,
    /// Whether a risk is one was not answered.
    pub unanswered: u64,
    /// Row ids.
    pub ids: Vec<i64>,
}

/// One risk of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraveLine {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// 单元 and 风险点.
    pub place: String,
    /// 危险源.
    pub factor: String,
    /// 可能事故.
    pub accident: Option<String>,
    /// Grade, by code.
    pub grade: Option<Grade>,
    /// 较大以上风险: yes, no, not answered.
    pub grave: Option<bool>,
    /// Controls, a kind a line.
    pub measures: String,
    /// Level and person.
    pub responsible: String,
    /// What is wanting.
    pub wanting: Option<String>,
}

/// `是`, `否`, `资料不足`.
fn answer(grave: Option<bool>) -> &'static str {
    match grave {
        Some(true) => "是",
        Some(false) => "否",
        None => "资料不足",
    }
}

impl Facts for RiskFacts {
    const KIND: &'static str = "risk_report";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut sections = vec![
            Section::new("一、风险统计", vec![self.lead(), self.counts()]),
            Section::new("二、辨识和变化", vec![self.moves()]),
            Section::new("三、较大以上风险和红橙风险清单", vec![self.list(), self.note()]),
        ];
        for (heading, text) in &self.texts {
            let number = ["四", "五", "六"].get(sections.len() - 3).copied().unwrap_or("七");
            sections.push(Section::new(format!("{number}、{heading}"), vec![Para::new().text(text.as_str()).block()]));
        }
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: "安全风险报告".to_owned(),
            file_stem: file_stem(&["安全风险报告", &self.period]),
            caption: vec![
                ("单位".to_owned(), self.unit.clone()),
                ("统一社会信用代码".to_owned(), self.credit_code.clone().unwrap_or_else(|| "—".to_owned())),
                ("年度".to_owned(), self.period.clone()),
            ],
            sections,
            signature: Some(Signature {
                lead: Vec::new(),
                fields: ["填报", "安全管理部门", "主要负责人"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: self.unit.clone(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            ..Report::default()
        }
    }
}

impl RiskFacts {
    fn lead(&self) -> Block {
        let it = &self.total;
        let all = it.red + it.orange + it.yellow + it.blue + it.ungraded;
        let said = if all == 0 {
            format!("截至{}，没有登记风险。", self.as_of)
        } else {
            format!(
                "截至{}，登记风险 {all} 条：重大（红）{}、较大（橙）{}、一般（黄）{}、低（蓝）{}，没有评估 {}。\
                 较大以上风险 {} 条，没有判断的 {} 条。",
                self.as_of, it.red, it.orange, it.yellow, it.blue, it.ungraded, it.grave, it.unanswered
            )
        };
        Para::new().text(said).block()
    }

    fn counts(&self) -> Block {
        let row = |it: &RiskGroup, total: bool| {
            let rows = Some(RowSet::ids("risk", it.ids.iter().copied())).filter(|set| !set.ids.is_empty());
            let all = it.red + it.orange + it.yellow + it.blue + it.ungraded;
            let mut cells = vec![Cell::from(it.name.as_str()), Cell::opened(all, rows)];
            let counts = [it.red, it.orange, it.yellow, it.blue, it.ungraded, it.grave, it.unanswered];
            cells.extend(counts.into_iter().map(Cell::from));
            Row { cells, total }
        };
        let mut rows: Vec<Row> = self.groups.iter().map(|it| row(it, false)).collect();
        if !rows.is_empty() {
            rows.push(row(&self.total, true));
        }
        let heads =
            ["合计", "重大（红）", "较大（橙）", "一般（黄）", "低（蓝）", "没有评估", "较大以上风险", "没有判断"];
        let mut columns = vec![Column::text("责任部门", 20)];
        columns.extend(heads.into_iter().map(|head| Column::number(head, 10)));
        Block::Table(Table {
            caption: "各部门风险".to_owned(),
            columns,
            rows,
            empty: "没有登记风险。".to_owned(),
            own_sheet: false,
        })
    }

    fn moves(&self) -> Block {
        let rounds: Vec<String> = self.rounds.iter().map(|(on, scope)| format!("{on}（{scope}）")).collect();
        let rounds = if rounds.is_empty() { "没有登记全面辨识".to_owned() } else { rounds.join("、") };
        let said = format!(
            "本年全面辨识：{rounds}。首次评估 {} 条，等级升高 {} 条，等级降低 {} 条。",
            self.new, self.raised, self.lowered
        );
        Para::new().text(said).block()
    }

    fn list(&self) -> Block {
        let row = |it: &GraveLine| Row {
            cells: vec![
                Cell::opened(it.code.as_str(), Some(RowSet::ids("risk", [it.id]))),
                it.place.as_str().into(),
                it.factor.as_str().into(),
                it.accident.as_deref().into(),
                it.grade.map_or("没有评估", Grade::letter).into(),
                answer(it.grave).into(),
                Value::Text(it.measures.clone()).into(),
                it.responsible.as_str().into(),
                Value::Text(it.wanting.clone().unwrap_or_else(|| "无".to_owned())).into(),
            ],
            total: false,
        };
        Block::Table(Table {
            caption: "较大以上风险和红橙风险".to_owned(),
            columns: vec![
                Column::short("编号", 12),
                Column::text("单元、风险点", 16),
                Column::text("危险源", 24),
                Column::text("可能事故", 10),
                Column::short("等级", 5),
                Column::short("较大以上", 8),
                Column::text("管控措施", 40),
                Column::text("管控层级、责任人", 14),
                Column::text("欠缺", 14),
            ],
            rows: self.grave.iter().map(row).collect(),
            empty: "没有较大以上风险，也没有红橙风险。".to_owned(),
            own_sheet: true,
        })
    }

    fn note(&self) -> Block {
        Block::Note(
            "较大以上风险指可能造成3人以上死亡、10人以上重伤或1000万元以上损失的风险，以及列入目录的风险；它与红橙黄蓝等级\
             分开判断，没有判断的写“资料不足”，报告前要补齐。"
                .to_owned(),
        )
    }
}
