//! 年度安全培训计划表 and 安全教育培训统计: facts and pages.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::training::Halves;
use crate::report::Facts;
use crate::report::figure::{Rate, RowMap};
use crate::report::model::{
    Block, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, Value, file_stem, sign_date,
};
use crate::report::monthly::{Period, Signers, Unit};
use crate::report::parts::{self, Behind};

/// One line of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    /// Row id.
    pub id: i64,
    /// 培训内容.
    pub title: String,
    /// Month it is planned in.
    pub month: Option<i64>,
    /// Day it is planned on, where one is set.
    pub planned_on: Option<NaiveDate>,
    /// For whom.
    pub audience: Option<String>,
    /// 学时.
    pub hours: Option<String>,
    /// 授课人.
    pub trainer: Option<String>,
    /// 预算 in 分.
    pub cost_fen: Option<i64>,
    /// Sessions held for it: day and number.
    pub held: Vec<String>,
    /// Remark.
    pub note: Option<String>,
}

/// Facts of a year's plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFacts {
    /// Enterprise.
    pub unit: String,
    /// Year.
    pub year: i32,
    /// Lines in the order of their months.
    pub lines: Vec<PlanLine>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

impl PlanLine {
    fn row(&self, nth: u64) -> Row {
        let when = self.planned_on.map_or_else(|| self.month.map(|it| format!("{it}月")), |day| Some(day.to_string()));
        let done = if self.held.is_empty() { "未办".to_owned() } else { format!("已办 {}", self.held.join("；")) };
        Row {
            cells: vec![
                nth.into(),
                when.into(),
                self.title.as_str().into(),
                self.audience.as_deref().into(),
                self.hours.as_deref().into(),
                self.trainer.as_deref().into(),
                self.cost_fen.map_or(Value::Absent, Value::Fen).into(),
                done.into(),
            ],
            total: false,
        }
    }
}

fn plan_table(caption: &str, lines: &[PlanLine], empty: &str) -> Block {
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::number("序号", 4),
            Column::short("时间", 10),
            Column::text("培训内容", 26),
            Column::text("培训对象", 16),
            Column::number("学时", 6),
            Column::text("授课人", 10),
            Column::number("预算（元）", 10),
            Column::text("完成情况", 22),
        ],
        rows: (1_u64..).zip(lines).map(|(nth, it)| it.row(nth)).collect(),
        empty: empty.to_owned(),
        own_sheet: false,
    })
}

impl Facts for PlanFacts {
    const KIND: &'static str = "training_plan";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let title = format!("{}年度安全教育培训计划表", self.year);
        let held = self.lines.iter().filter(|it| !it.held.is_empty()).count() as u64;
        let tally = Para::new()
            .text("计划 ")
            .figure(self.lines.len() as u64, None)
            .text(" 项，已办 ")
            .figure(held, None)
            .text(" 项，未办 ")
            .figure(self.lines.len() as u64 - held, None)
            .text(" 项。")
            .block();
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            file_stem: file_stem(&[&title]),
            title,
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone()), ("年度".to_owned(), self.year.to_string())],
            sections: vec![Section {
                heading: None,
                blocks: vec![plan_table("培训计划", &self.lines, "这一年还没有培训计划。"), tally],
            }],
            signature: Some(Signature {
                lead: Vec::new(),
                fields: ["编制", "审核", "批准（主要负责人）"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: self.unit.clone(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

/// What is counted of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingTotals {
    /// Sessions held in the period.
    pub sessions: u64,
    /// Attendances (人次), absentees not counted.
    pub turns: u64,
    /// People who were in at least one.
    pub people: u64,
    /// Absences.
    pub absent: u64,
    /// Attendances that were failed.
    pub failed: u64,
    /// Attendances without a result.
    pub pending: u64,
    /// Attendances that were passed.
    pub passed: u64,
    /// 学时 of those who passed, in halves, cut once.
    pub half_hours: u64,
    /// Passed among those with a result.
    pub pass_rate: Rate,
    /// People on the books on the last day.
    pub on_books: u64,
    /// Of these, those with at least one passed session in the period.
    pub reach: Rate,
}

/// What is counted of a department or topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingPart {
    /// Stable key: row id or code.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Sessions its people were in.
    pub sessions: u64,
    /// Attendances.
    pub turns: u64,
    /// Of these, passed.
    pub passed: u64,
    /// 学时 of those who passed, in halves.
    pub half_hours: u64,
    /// People of the department.
    pub people: u64,
    /// Of these, reached.
    pub reach: Rate,
}

/// Facts of training in a month, quarter or year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingStatsFacts {
    /// Who reports to whom.
    pub unit: Unit,
    /// What time it is about.
    pub period: Period,
    /// Local time up to which records were counted.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
    /// The period.
    pub totals: TrainingTotals,
    /// Name of the period before.
    pub before_label: String,
    /// The period before; absent where nothing was recorded yet.
    pub before: Option<TrainingTotals>,
    /// By the people's department.
    pub by_department: Vec<TrainingPart>,
    /// By topic; a session with several counts in each.
    pub by_topic: Vec<TrainingPart>,
    /// Lines of the year's plan that fall into the period.
    pub plan: Vec<PlanLine>,
    /// Lines of the whole year.
    pub plan_year: u64,
    /// Of these, held.
    pub plan_year_held: u64,
    /// Lines of the year not held yet: what is still to come.
    pub plan_left: Vec<PlanLine>,
    /// What a reader must know of the data.
    pub notes: Vec<String>,
    /// Who signs.
    pub signers: Signers,
    /// Records behind the figures, by path.
    #[serde(default, skip_serializing_if = "RowMap::is_empty")]
    pub rows: RowMap,
}

/// 学时 in halves as printed.
fn hours(halves: u64) -> Value {
    Value::Text(Halves(u32::try_from(halves).unwrap_or(u32::MAX)).to_string())
}

/// The totals as rows: label, unit, the value of one period.
fn indicators(it: &TrainingTotals) -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("培训班次", "期", it.sessions.into()),
        ("培训人次", "人次", it.turns.into()),
        ("培训人数", "人", it.people.into()),
        ("培训学时", "学时", hours(it.half_hours)),
        ("考核合格率", "%", it.pass_rate.into()),
        ("缺席", "人次", it.absent.into()),
        ("不合格", "人次", it.failed.into()),
        ("待考", "人次", it.pending.into()),
        ("覆盖率", "%", it.reach.into()),
    ]
}

impl Facts for TrainingStatsFacts {
    const KIND: &'static str = "training_month";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let kind = match self.period.key.as_str() {
            key if key.contains('Q') => "training_quarter",
            key if key.contains('-') => Self::KIND,
            _ => "training_year",
        };
        let behind = Behind(&self.rows);
        let left = format!("全年计划 {} 项，已办 {} 项。", self.plan_year, self.plan_year_held);
        Report {
            kind,
            page: Page::Letter,
            title: "安全教育培训统计表".to_owned(),
            file_stem: file_stem(&["安全教育培训统计表", &self.period.key, &self.unit.name]),
            addressee: None,
            caption: parts::caption(&self.unit, &self.period),
            sections: vec![
                Section::new("一、主要指标", vec![self.totals_table(behind)]),
                Section::new("二、按部门", vec![part_table("按部门", "部门", &self.by_department, true)]),
                Section::new("三、按题目类别", vec![part_table("按题目类别", "题目类别", &self.by_topic, false)]),
                Section::new(
                    "四、本期培训计划",
                    vec![plan_table("本期培训计划", &self.plan, "本期没有列入计划的培训。")],
                ),
                Section::new(
                    "五、全年计划中尚未办理的",
                    vec![Para::new().text(left).block(), plan_table("尚未办理的培训", &self.plan_left, "全部已办。")],
                ),
            ],
            signature: Some(parts::signature(&self.unit, &self.signers, &[], &self.notes, "主要负责人（签字）")),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl TrainingStatsFacts {
    fn totals_table(&self, behind: Behind<'_>) -> Block {
        let before = self.before.as_ref().map(indicators);
        let rows = indicators(&self.totals).into_iter().enumerate().map(|(n, (label, unit, value))| {
            let then = before.as_ref().and_then(|all| all.get(n)).map_or(Value::Absent, |(_, _, value)| value.clone());
            let now = if n == 0 { behind.cell(value, "totals.sessions") } else { value.into() };
            Row { cells: vec![label.into(), unit.into(), now, then.into()], total: false }
        });
        Block::Table(Table {
            caption: "主要指标".to_owned(),
            columns: vec![
                Column::text("指标", 24),
                Column::short("单位", 8),
                Column::number("本期", 12),
                Column::number(format!("上期\n{}", self.before_label), 14),
            ],
            rows: rows.collect(),
            empty: "无".to_owned(),
            own_sheet: false,
        })
    }
}

fn part_table(caption: &str, head: &str, parts: &[TrainingPart], with_reach: bool) -> Block {
    let mut columns = vec![
        Column::text(head, 22),
        Column::number("班次", 8),
        Column::number("人次", 8),
        Column::number("合格人次", 10),
        Column::number("学时", 10),
    ];
    if with_reach {
        columns.extend([Column::number("在册人数", 10), Column::number("覆盖率", 10)]);
    }
    let rows = parts.iter().map(|it| {
        let mut cells = vec![
            it.label.as_str().into(),
            it.sessions.into(),
            it.turns.into(),
            it.passed.into(),
            hours(it.half_hours).into(),
        ];
        if with_reach {
            cells.extend([it.people.into(), it.reach.into()]);
        }
        Row { cells, total: false }
    });
    Block::Table(Table {
        caption: caption.to_owned(),
        columns,
        rows: rows.collect(),
        empty: "本期没有培训。".to_owned(),
        own_sheet: false,
    })
}
