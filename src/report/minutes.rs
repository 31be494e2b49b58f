//! 会议纪要: one meeting with its topics, what became of the last one's actions, what was resolved, who signed in.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::letter::{chinese_number, demanded, wide};
use crate::report::model::{
    Block, Cell, Column, Footer, Form, FormBox, FormRow, Page, Report, Row, Section, Signature, Table, Value,
    file_stem, free_text, letter_date, sign_date,
};
use crate::report::notice::pair;

/// How many lines the sign-in sheet has where nobody is written down yet.
const EMPTY_LINES: usize = 8;

/// Facts of a meeting's minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesFacts {
    /// Row id.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// 编号, `HY-2026-003`.
    pub code: String,
    /// 纪要文号.
    pub number: Option<String>,
    /// 会议种类 as people read it.
    pub kind: String,
    /// 会议名称.
    pub title: String,
    /// Day of the meeting.
    pub on_date: Option<NaiveDate>,
    /// 地点.
    pub place: Option<String>,
    /// Department of a workshop's meeting.
    pub department: Option<String>,
    /// 主持人.
    pub chair: Option<String>,
    /// 记录人.
    pub recorder: Option<String>,
    /// 应到.
    pub expected: Option<i64>,
    /// 实到.
    pub present: Option<i64>,
    /// Who signed in, guests included, as written.
    pub attendees: Vec<String>,
    /// 议题.
    pub topics: Option<String>,
    /// 上次决议落实情况.
    pub earlier: Option<String>,
    /// What was resolved, in words.
    pub minutes: Option<String>,
    /// 签发.
    pub signed_by: Option<String>,
    /// What was resolved, one by one.
    pub actions: Vec<ActionFacts>,
    /// What minutes must hold and these lack.
    pub wanting: Vec<String>,
    /// The meeting has been held by the day of printing.
    pub held: bool,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One resolved action.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFacts {
    /// Row id.
    pub id: i64,
    /// 第几项.
    pub number: i64,
    /// What is to be done.
    pub content: String,
    /// Who.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// Done when.
    pub done_on: Option<NaiveDate>,
    /// `办理中`, `逾期12天` …
    pub state: String,
}

impl Facts for MinutesFacts {
    const KIND: &'static str = "meeting";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut sections = vec![Section { heading: None, blocks: self.lead() }];
        let mut parts = vec![
            ("议题", self.text(self.topics.as_deref())),
            ("上次决议落实情况", free_text(self.earlier.as_deref().unwrap_or_default())),
            ("会议内容", self.text(self.minutes.as_deref())),
            ("议定事项", vec![self.actions()]),
            ("签到", vec![self.sign_in()]),
        ];
        for (n, (heading, blocks)) in parts.drain(..).enumerate() {
            sections.push(Section::new(format!("{}、{heading}", chinese_number(n + 1)), blocks));
        }
        let number = self.number.as_deref().unwrap_or(&self.code);
        let name = |it: &Option<String>| it.clone().unwrap_or_default();
        Report {
            kind: Self::KIND,
            page: Page::Form,
            title: format!("{}纪要", self.title.trim_end_matches("纪要")),
            file_stem: file_stem(&["会议纪要", &self.code]),
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone()), ("编号".to_owned(), number.to_owned())],
            sections,
            signature: Some(Signature {
                lead: Vec::new(),
                fields: vec![
                    ("主持人".to_owned(), String::new()),
                    ("记录人".to_owned(), name(&self.recorder)),
                    ("签发".to_owned(), name(&self.signed_by)),
                ],
                stamp: self.unit.clone(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl MinutesFacts {
    /// A text that has to be there once the meeting was held; before that there is nothing to say yet.
    fn text(&self, text: Option<&str>) -> Vec<Block> {
        if self.held { crate::report::letter::said(text) } else { free_text(text.unwrap_or("（会后填写）")) }
    }

    fn lead(&self) -> Vec<Block> {
        let count = |number: Option<i64>| number.map_or_else(|| demanded(None), |it| format!("{it}人").into());
        let on = self.on_date.map_or_else(|| demanded(None), |on| letter_date(on).into());
        let held_by = if self.department.is_some() { self.department.as_deref().into() } else { Value::from("公司") };
        let rows = vec![
            pair("会议种类", self.kind.as_str().into(), "范围", held_by),
            pair("时间", on, "地点", demanded(self.place.as_deref())),
            pair("主持人", demanded(self.chair.as_deref()), "记录人", self.recorder.as_deref().into()),
            pair("应到", count(self.expected), "实到", count(self.present)),
            wide(
                1,
                "参加人员",
                if self.attendees.is_empty() { demanded(None) } else { self.attendees.join("、").into() },
            ),
        ];
        let mut blocks = Vec::new();
        if !self.wanting.is_empty() {
            blocks.push(Block::Note(format!("注意：本纪要还缺{}，补齐后再签发。", self.wanting.join("、"))));
        }
        blocks.push(Block::Form(Form { widths: vec![16, 30, 14, 30], rows }));
        blocks
    }

    fn actions(&self) -> Block {
        let rows = self.actions.iter().map(|it| Row {
            cells: vec![
                Cell::opened(it.number, Some(RowSet::ids("meeting_action", [it.id]))),
                it.content.as_str().into(),
                it.owner.as_deref().into(),
                it.due_on.into(),
                it.state.as_str().into(),
                it.done_on.into(),
            ],
            total: false,
        });
        Block::Table(Table {
            caption: "议定事项".to_owned(),
            columns: vec![
                Column::short("序号", 5),
                Column::text("议定内容", 36),
                Column::short("责任人", 9),
                Column::short("完成期限", 12),
                Column::short("办理情况", 10),
                Column::short("办结日期", 12),
            ],
            rows: rows.collect(),
            empty: "没有议定事项。".to_owned(),
            own_sheet: false,
        })
    }

    /// Names with room for the pen, three to a line.
    fn sign_in(&self) -> Block {
        let blank = vec![String::new(); EMPTY_LINES * 3];
        let names = if self.attendees.is_empty() { &blank } else { &self.attendees };
        let mut rows =
            vec![FormRow::new(1, ["姓名", "签字", "姓名", "签字", "姓名", "签字"].map(FormBox::label).to_vec())];
        for line in names.chunks(3) {
            let mut boxes = Vec::new();
            for at in 0..3 {
                let name = line.get(at).filter(|it| !it.is_empty());
                boxes.push(FormBox::value(name.map_or(Value::Blank, |it| it.as_str().into()), 1));
                boxes.push(FormBox::value(Value::Blank, 1));
            }
            rows.push(FormRow::new(1, boxes));
        }
        Block::Form(Form { widths: vec![12, 18, 12, 18, 12, 18], rows })
    }
}
