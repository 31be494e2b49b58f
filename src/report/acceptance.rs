//! 隐患整改复查（验收）单: what was done about one hazard and who accepted it. 验收人 is never 整改责任人.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::model::{Block, Column, Footer, Form, FormBox, FormRow, Report, Row, Table, Value, sign_date};
use crate::report::notice::{HazardFacts, pair, paper, wide};

/// Facts of a re-inspection paper. What is yet to be written by hand is `None` and left empty on the paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptanceFacts {
    /// Enterprise.
    pub unit: String,
    /// Number of this paper.
    pub number: String,
    /// Number of the notice it answers.
    pub notice_number: Option<String>,
    /// The hazard.
    pub hazard: HazardFacts,
    /// What was done (整改情况).
    pub situation: Option<String>,
    /// Who did it.
    pub rectified_by: Option<String>,
    /// Day it was done.
    pub rectified_on: Option<NaiveDate>,
    /// Done after the deadline.
    pub late: bool,
    /// What it cost, in 分.
    pub cost_fen: Option<i64>,
    /// Earlier re-inspections that sent it back, oldest first.
    pub returned: Vec<Returned>,
    /// What the re-inspection found (复查意见).
    pub opinion: Option<String>,
    /// Passed or not; none while it is to be filled in by hand.
    pub passed: Option<bool>,
    /// Who accepted it.
    pub accepter: Option<String>,
    /// Day of acceptance.
    pub accepted_on: Option<NaiveDate>,
    /// Who approved the closure.
    pub closed_by: Option<String>,
    /// Day of closure.
    pub closed_on: Option<NaiveDate>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One re-inspection that sent the hazard back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// When.
    pub on: NaiveDate,
    /// By whom.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

impl Facts for AcceptanceFacts {
    const KIND: &'static str = "acceptance";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let hazard = &self.hazard;
        let label = FormBox::label;
        let hand = |text: &Option<String>| text.as_deref().map_or(Value::Blank, Value::from);
        let name = |it: &Option<String>| it.clone().unwrap_or_default();
        let date = |it: Option<NaiveDate>| it.map(|it| sign_date(Some(it))).unwrap_or_default();
        let done: Value = match self.rectified_on {
            Some(day) if self.late => format!("{day}（超过整改期限）").into(),
            Some(day) => day.into(),
            None => Value::Blank,
        };
        let verdict = match self.passed {
            Some(true) => "√ 合格　□ 不合格，退回整改",
            Some(false) => "□ 合格　√ 不合格，退回整改",
            None => "□ 合格　□ 不合格，退回整改",
        };
        let signed =
            |text: Value, head: &str, who: &str, on: &str| FormBox::value(text, 3).signed(&[(head, who), ("日期", on)]);
        let mut rows = vec![pair(
            "受检部门",
            hazard.department.as_deref().into(),
            "整改通知单",
            self.notice_number.as_deref().into(),
        )];
        rows.extend(hazard.about(("发现日期", hazard.found_on.into()), 2));
        rows.extend([
            hazard.answerable(),
            pair("完成日期", done, "实际费用（元）", self.cost_fen.map_or(Value::Absent, Value::Fen)),
            FormRow::new(
                4,
                vec![
                    label("整改情况"),
                    signed(hand(&self.situation), "整改人", &name(&self.rectified_by), &date(self.rectified_on)),
                ],
            ),
            FormRow::new(
                4,
                vec![
                    label("复查（验收）\n意见"),
                    signed(hand(&self.opinion), "验收人", &name(&self.accepter), &date(self.accepted_on)),
                ],
            ),
            wide(1, "验收结论", verdict.into()),
            FormRow::new(
                2,
                vec![label("销号"), signed(Value::Blank, "批准人", &name(&self.closed_by), &date(self.closed_on))],
            ),
        ]);
        let mut blocks = vec![Block::Form(Form { widths: vec![16, 30, 16, 28], rows })];
        blocks.extend(hazard.extended());
        if !self.returned.is_empty() {
            blocks.push(self.returns());
        }
        blocks.push(Block::Note("验收人不得是整改责任人。重大事故隐患须在治理评估、报告后方可销号。".to_owned()));
        paper(
            Self::KIND,
            "隐患整改复查（验收）单",
            (&self.unit, &self.number, &hazard.code),
            blocks,
            Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        )
    }
}

impl AcceptanceFacts {
    fn returns(&self) -> Block {
        let rows = self.returned.iter().map(|it| Row {
            cells: vec![it.on.into(), it.by.as_deref().into(), it.reason.as_str().into()],
            total: false,
        });
        Block::Table(Table {
            caption: format!("此前退回整改 {} 次", self.returned.len()),
            columns: vec![Column::short("复查日期", 12), Column::text("复查人", 10), Column::text("退回原因", 50)],
            rows: rows.collect(),
            empty: "无".to_owned(),
            own_sheet: false,
        })
    }
}
