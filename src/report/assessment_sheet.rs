//! 责任制考核评分表: one person in one post for one period, duty by duty.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Form, FormBox, FormRow, Page, Report, Row, Section, Table, Value, file_stem,
    letter_date,
};

/// Facts of a sheet. Points are text as printed: `8.5`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentFacts {
    /// Row id.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// KH-2026-0012.
    pub code: String,
    /// Period: `2026-Q3`.
    pub period: String,
    /// As people say it: 2026年第三季度.
    pub period_label: String,
    /// 姓名.
    pub person: String,
    /// 工号.
    pub no: Option<String>,
    /// 岗位.
    pub post: String,
    /// 部门.
    pub department: Option<String>,
    /// 考核人.
    pub assessor: Option<String>,
    /// Day it was finished; none: being scored.
    pub assessed_on: Option<NaiveDate>,
    /// Duties in their order; none where only a total came in.
    pub items: Vec<ItemFacts>,
    /// Points got, as printed.
    pub got: Option<String>,
    /// Points of the duties that were due.
    pub possible: Option<i64>,
    /// Score of a hundred, as printed.
    pub score: Option<String>,
    /// 等次 as people read it.
    pub band: Option<String>,
    /// 一票否决.
    pub veto: Option<String>,
    /// 奖惩.
    pub reward: Option<String>,
    /// 本人申诉.
    pub objection: Option<String>,
    /// Its day.
    pub objection_on: Option<NaiveDate>,
    /// 申诉处理.
    pub answer: Option<String>,
    /// Its day.
    pub answered_on: Option<NaiveDate>,
    /// Weight of this post in the person's result, per cent.
    pub weight: i64,
    /// Other posts of the person in this period.
    pub others: Vec<OtherPost>,
    /// What all posts come to, in words; none where there is only this one.
    pub overall: Option<String>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One duty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Row id.
    pub id: i64,
    /// List and wording it stands on.
    pub list: String,
    /// R01-1.
    pub code: String,
    /// 职责.
    pub content: String,
    /// 考核标准.
    pub standard: Option<String>,
    /// 分值.
    pub points: i64,
    /// Points proposed from the records, as printed; `不到期`; none where they could not tell.
    pub proposed: Option<String>,
    /// Its arithmetic, or why there is none.
    pub trace: Option<String>,
    /// Points got, as printed; `不到期`; none: not scored.
    pub score: Option<String>,
    /// Why points were taken off, or why not as proposed.
    pub reason: Option<String>,
    /// What shows it.
    pub evidence: Option<String>,
}

/// Another post of the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPost {
    /// 岗位.
    pub post: String,
    /// Weight, per cent.
    pub weight: i64,
    /// Score as printed; none: not assessed.
    pub score: Option<String>,
}

/// Printed where nobody assessed.
pub const NOT_ASSESSED: &str = "未考核";

impl Facts for AssessmentFacts {
    const KIND: &'static str = "assessment_sheet";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut sections = vec![Section { heading: None, blocks: vec![self.head()] }];
        let mut lists: Vec<&str> = Vec::new();
        for it in &self.items {
            if !lists.contains(&it.list.as_str()) {
                lists.push(&it.list);
            }
        }
        for list in &lists {
            sections.push(Section { heading: None, blocks: vec![self.duties(list)] });
        }
        sections.push(Section { heading: None, blocks: vec![self.result(), Block::Note(self.told().to_owned())] });
        Report {
            kind: Self::KIND,
            page: Page::Form,
            title: "全员安全生产责任制考核评分表".to_owned(),
            file_stem: file_stem(&["责任制考核评分表", &self.code, &self.person]),
            caption: vec![
                ("单位".to_owned(), self.unit.clone()),
                ("考核期".to_owned(), self.period_label.clone()),
                ("编号".to_owned(), self.code.clone()),
            ],
            sections,
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            ..Report::default()
        }
    }
}

const WIDTHS: [u16; 4] = [14, 32, 14, 32];

fn pair(head: &str, value: Value, head2: &str, value2: Value) -> FormRow {
    let boxes = vec![FormBox::label(head), FormBox::value(value, 1), FormBox::label(head2), FormBox::value(value2, 1)];
    FormRow::new(1, boxes)
}

fn wide(lines: u16, head: &str, value: Value) -> FormRow {
    FormRow::new(lines, vec![FormBox::label(head), FormBox::value(value, 3)])
}

impl AssessmentFacts {
    fn head(&self) -> Block {
        let text = |it: &Option<String>| Value::from(it.as_deref());
        let lists: Vec<&str> = self.items.iter().map(|it| it.list.as_str()).collect();
        let list = match (lists.first(), lists.iter().all(|it| Some(it) == lists.first())) {
            (None, _) => Value::from("只登记总分，没有逐条评分"),
            (Some(only), true) => Value::from(*only),
            (Some(_), false) => Value::from("几份清单合并考核，见下"),
        };
        let rows = vec![
            pair("姓名", self.person.as_str().into(), "工号", text(&self.no)),
            pair("部门", text(&self.department), "岗位", self.post.as_str().into()),
            wide(1, "责任清单", list),
        ];
        Block::Form(Form { widths: WIDTHS.to_vec(), rows })
    }

    fn duties(&self, list: &str) -> Block {
        let rows = self.items.iter().filter(|it| it.list == list).map(|it| Row {
            cells: vec![
                Cell::opened(it.code.as_str(), Some(RowSet::ids("assessment_score", [it.id]))),
                it.content.as_str().into(),
                it.standard.as_deref().into(),
                it.points.into(),
                it.proposed.as_deref().into(),
                it.score.as_deref().map_or(Value::Blank, Value::from).into(),
                it.said().into(),
            ],
            total: false,
        });
        Block::Table(Table {
            caption: format!("{list}逐条评分"),
            columns: vec![
                Column::short("编号", 8),
                Column::text("职责", 24),
                Column::text("考核标准", 20),
                Column::number("分值", 5),
                Column::short("建议", 6),
                Column::short("得分", 6),
                Column::text("扣分原因和取数说明", 26),
            ],
            rows: rows.collect(),
            empty: "没有职责。".to_owned(),
            own_sheet: false,
        })
    }

    fn result(&self) -> Block {
        let text = |it: &Option<String>| Value::from(it.as_deref());
        let or_none = |it: &Option<String>| Value::from(it.as_deref().unwrap_or("无"));
        let got = match (&self.got, self.possible) {
            (Some(_), Some(0)) => Value::from("本期没有到期的职责"),
            (Some(got), Some(possible)) => Value::from(format!("{got} ÷ {possible}")),
            (_, _) => Value::Absent,
        };
        let (score, band) = match self.assessed_on {
            None => (Value::from("评分中"), Value::Absent),
            Some(_) => (text(&self.score), text(&self.band)),
        };
        let mut rows = vec![
            pair("实得÷应得", got, "得分（百分制）", score),
            pair("等次", band, "考核日期", self.assessed_on.map_or(Value::Absent, |on| letter_date(on).into())),
        ];
        if !self.others.is_empty() {
            rows.push(wide(1, "一人多岗", self.posts().into()));
        }
        rows.push(wide(1, "一票否决", or_none(&self.veto)));
        rows.push(wide(if self.reward.is_some() { 2 } else { 1 }, "奖惩", or_none(&self.reward)));
        let dated = |text: &Option<String>, on: Option<NaiveDate>| match (text, on) {
            (Some(text), Some(on)) => Value::from(format!("{text}（{}）", letter_date(on))),
            (Some(text), None) => Value::from(text.as_str()),
            (None, _) => Value::Blank,
        };
        rows.push(FormRow::new(
            3,
            vec![
                FormBox::label("本人意见"),
                FormBox::value(dated(&self.objection, self.objection_on), 3).signed(&[("本人签字", ""), ("日期", "")]),
            ],
        ));
        if self.objection.is_some() {
            rows.push(FormRow::new(
                2,
                vec![
                    FormBox::label("申诉处理"),
                    FormBox::value(dated(&self.answer, self.answered_on), 3).signed(&[("处理人", ""), ("日期", "")]),
                ],
            ));
        }
        let on = self.assessed_on.map(letter_date).unwrap_or_default();
        rows.push(FormRow::new(
            2,
            vec![
                FormBox::label("考核人"),
                FormBox::value(Value::Blank, 1)
                    .signed(&[("签字", self.assessor.as_deref().unwrap_or("")), ("日期", &on)]),
                FormBox::label("安管部门"),
                FormBox::value(Value::Blank, 1).signed(&[("签字", ""), ("日期", "")]),
            ],
        ));
        Block::Form(Form { widths: WIDTHS.to_vec(), rows })
    }

    fn posts(&self) -> String {
        let own = format!("{} {}%（本表）", self.post, self.weight);
        let others = self
            .others
            .iter()
            .map(|it| format!("{} {}%（{}）", it.post, it.weight, it.score.as_deref().unwrap_or(NOT_ASSESSED)));
        let posts: Vec<String> = std::iter::once(own).chain(others).collect();
        let overall = self.overall.as_deref().unwrap_or(NOT_ASSESSED);
        format!("{}；本人总评：{overall}", posts.join("、"))
    }

    fn told(&self) -> &'static str {
        if self.items.is_empty() {
            return "本表只登记了总分，逐条评分见当时的纸质或电子评分表。";
        }
        "建议分由台账算出，得分由考核人确定；与建议不同的写明原因。“不到期”的职责不计入应得分；“—”是台账算不出，由考核人评分。"
    }
}

impl ItemFacts {
    fn said(&self) -> Value {
        let parts = [self.reason.as_deref(), self.evidence.as_deref(), self.trace.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|it| !it.is_empty()).collect();
        if parts.is_empty() { Value::Absent } else { parts.join("。").into() }
    }
}
