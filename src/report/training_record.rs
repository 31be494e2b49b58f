//! Papers of one session (一期一档): the record with its results, the blank sign-in sheet, the list of who has to make it up.
//!
//! What the record must say — when, what, who, with which result — is set by 安全生产法 第二十八条 and 3号令 第二十二条.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::model::{
    Block, Column, Footer, Form, FormRow, Page, Para, Report, Row, Section, Signature, Table, Value, file_stem,
    sign_date,
};
use crate::report::notice::{pair, wide};

/// Which paper of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 培训记录.
    #[default]
    Record,
    /// 签到表.
    SignIn,
    /// 补课补考名单.
    CatchUp,
}

/// Facts of a session and everybody in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFacts {
    /// Which paper.
    pub paper: Paper,
    /// Row id of the session.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Number of the session.
    pub code: String,
    /// 培训内容.
    pub title: String,
    /// Topics as people read them.
    pub topics: Vec<String>,
    /// Level as people read it.
    pub level: Option<String>,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub on_date: NaiveDate,
    /// Length as recorded: `7.5学时` or `90分钟`.
    pub length: String,
    /// How minutes are converted, where they are.
    pub length_basis: Option<String>,
    /// 授课人.
    pub trainer: Option<String>,
    /// 委托机构.
    pub institution: Option<String>,
    /// 组织部门.
    pub department: Option<String>,
    /// 地点.
    pub place: Option<String>,
    /// 方式.
    pub mode: Option<String>,
    /// 教材课件.
    pub materials: Option<String>,
    /// 考核方式.
    pub exam: Option<String>,
    /// 及格分.
    pub pass_mark: Option<String>,
    /// 效果评价.
    pub evaluation: Option<String>,
    /// 佐证材料.
    pub evidence: Option<String>,
    /// Entered later than the plant's limit: day of entry (补录).
    pub entered_late_on: Option<NaiveDate>,
    /// Everybody.
    pub people: Vec<Attendee>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One person in a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// Row id of the person.
    pub person_id: i64,
    /// 工号.
    pub no: Option<String>,
    /// 姓名.
    pub name: String,
    /// 部门.
    pub department: Option<String>,
    /// 岗位.
    pub post: Option<String>,
    /// Was there.
    pub attended: bool,
    /// Score.
    pub score: Option<String>,
    /// Passed in the end; absent: no result.
    pub passed: Option<bool>,
    /// Result as people read it.
    pub result: String,
    /// 补考日期.
    pub resit_on: Option<NaiveDate>,
    /// 补考成绩.
    pub resit_score: Option<String>,
    /// The later session in which an absentee made it up: day and number.
    pub made_up: Option<String>,
    /// Remark.
    pub note: Option<String>,
}

/// Rows of a sign-in sheet beyond those known, for who comes besides.
const SPARE: usize = 6;
/// Rows of a sign-in sheet for nobody known yet.
const BLANK: usize = 24;

impl Facts for SessionFacts {
    const KIND: &'static str = "training_record";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let (kind, title, blocks, signature) = match self.paper {
            Paper::Record => (Self::KIND, "安全教育培训记录", self.record(), self.record_signed()),
            Paper::SignIn => ("sign_sheet", "安全教育培训签到表", self.sign_in(), self.sheet_signed()),
            Paper::CatchUp => ("training_catch_up", "补课补考名单", self.catch_up(), self.sheet_signed()),
        };
        Report {
            kind,
            page: Page::Form,
            title: title.to_owned(),
            file_stem: file_stem(&[title, &self.code, &self.title]),
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone()), ("编号".to_owned(), self.code.clone())],
            sections: vec![Section { heading: None, blocks }],
            signature: Some(signature),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl SessionFacts {
    fn count(&self, is: impl Fn(&Attendee) -> bool) -> u64 {
        self.people.iter().filter(|it| is(it)).count() as u64
    }

    fn days(&self) -> String {
        if self.from_on == self.on_date {
            self.on_date.to_string()
        } else {
            format!("{} 至 {}", self.from_on, self.on_date)
        }
    }

    fn subject(&self) -> String {
        let mut said = self.topics.clone();
        said.extend(self.level.clone());
        said.join("、")
    }

    /// What every paper of a session begins with.
    fn about(&self) -> Vec<FormRow> {
        vec![
            wide(1, "培训内容", self.title.as_str().into()),
            pair("培训日期", self.days().into(), "学时", self.length.as_str().into()),
            pair("题目类别", self.subject().into(), "授课人", self.taught().into()),
            pair("地点", self.place.as_deref().into(), "组织部门", self.department.as_deref().into()),
        ]
    }

    fn taught(&self) -> String {
        let all = [self.trainer.as_deref(), self.institution.as_deref()];
        all.into_iter().flatten().collect::<Vec<_>>().join("，")
    }

    fn record(&self) -> Vec<Block> {
        let mut rows = self.about();
        let mark = self.pass_mark.as_ref().map(|it| format!("，及格 {it} 分")).unwrap_or_default();
        let exam = self.exam.as_ref().map(|it| format!("{it}{mark}"));
        rows.extend([
            pair("培训方式", self.mode.as_deref().into(), "考核方式", exam.into()),
            wide(1, "教材课件", self.materials.as_deref().into()),
            pair("应到人数", (self.people.len() as u64).into(), "实到人数", self.count(|it| it.attended).into()),
            pair(
                "合格人数",
                self.count(|it| it.passed == Some(true)).into(),
                "不合格、待考",
                self.count(|it| it.attended && it.passed != Some(true)).into(),
            ),
            wide(2, "效果评价", self.evaluation.as_deref().map_or(Value::Blank, Value::from)),
            wide(1, "佐证材料", self.evidence.as_deref().into()),
        ]);
        vec![Block::Form(Form { widths: vec![14, 32, 14, 30], rows }), self.results()]
    }

    fn results(&self) -> Block {
        let rows = (1_u64..).zip(&self.people).map(|(nth, it)| {
            let mut result = it.result.clone();
            if let Some(day) = it.resit_on {
                let score = it.resit_score.as_ref().map(|it| format!(" {it}分")).unwrap_or_default();
                result = format!("{result}（{day} 补考{score}）");
            }
            let signed = if it.attended { Value::Blank } else { "缺席".into() };
            Row {
                cells: vec![
                    nth.into(),
                    it.no.as_deref().into(),
                    it.name.as_str().into(),
                    it.department.as_deref().into(),
                    it.post.as_deref().into(),
                    signed.into(),
                    it.score.as_deref().into(),
                    result.into(),
                    it.note.as_deref().map_or(Value::Blank, Value::from).into(),
                ],
                total: false,
            }
        });
        Block::Table(Table {
            caption: "参加人员和考核结果".to_owned(),
            columns: vec![
                Column::number("序号", 4),
                Column::short("工号", 8),
                Column::short("姓名", 8),
                Column::text("部门", 12),
                Column::text("岗位", 10),
                Column::short("本人签名", 10),
                Column::number("成绩", 6),
                Column::text("结果", 12),
                Column::text("备注", 8),
            ],
            rows: rows.collect(),
            empty: "还没有登记参加人员。".to_owned(),
            own_sheet: false,
        })
    }

    fn sign_in(&self) -> Vec<Block> {
        let empty = if self.people.is_empty() { BLANK } else { SPARE };
        let known = self.people.iter().map(Some).chain(std::iter::repeat_n(None, empty));
        let rows = (1_u64..).zip(known).map(|(nth, it)| {
            let text = |of: fn(&Attendee) -> Option<String>| it.and_then(of).map_or(Value::Blank, Value::from).into();
            Row {
                cells: vec![
                    nth.into(),
                    text(|it| it.no.clone()),
                    text(|it| Some(it.name.clone())),
                    text(|it| it.department.clone()),
                    text(|it| it.post.clone()),
                    Value::Blank.into(),
                    Value::Blank.into(),
                ],
                total: false,
            }
        });
        let table = Table {
            caption: "签到".to_owned(),
            columns: vec![
                Column::number("序号", 4),
                Column::short("工号", 10),
                Column::short("姓名", 10),
                Column::text("部门", 14),
                Column::text("岗位", 12),
                Column::short("本人签名", 16),
                Column::short("备注", 12),
            ],
            rows: rows.collect(),
            empty: String::new(),
            own_sheet: false,
        };
        let note = "本人签名，不得代签；缺席的在备注栏写明原因。";
        vec![
            Block::Form(Form { widths: vec![14, 32, 14, 30], rows: self.about() }),
            Block::Table(table),
            Block::Note(note.to_owned()),
        ]
    }

    fn catch_up(&self) -> Vec<Block> {
        let open = self.people.iter().filter(|it| it.passed != Some(true) || it.resit_on.is_some());
        let rows = (1_u64..).zip(open).map(|(nth, it)| {
            let (what, state) = match (it.attended, it.passed, &it.made_up) {
                (false, _, Some(made)) => ("补课", format!("已补：{made}")),
                (false, _, None) => ("补课", "未补".to_owned()),
                (true, Some(true), _) => ("补考", it.resit_on.map_or(String::new(), |day| format!("{day} 补考合格"))),
                (true, Some(false), _) => {
                    ("补考", it.resit_on.map_or("未补考".to_owned(), |day| format!("{day} 补考仍不合格")))
                }
                (true, None, _) => ("考核", "还没有考核结果".to_owned()),
            };
            Row {
                cells: vec![
                    nth.into(),
                    it.no.as_deref().into(),
                    it.name.as_str().into(),
                    it.department.as_deref().into(),
                    it.post.as_deref().into(),
                    it.result.as_str().into(),
                    what.into(),
                    state.into(),
                    Value::Blank.into(),
                ],
                total: false,
            }
        });
        let table = Table {
            caption: "补课补考".to_owned(),
            columns: vec![
                Column::number("序号", 4),
                Column::short("工号", 8),
                Column::short("姓名", 8),
                Column::text("部门", 12),
                Column::text("岗位", 10),
                Column::short("结果", 8),
                Column::short("要做的", 6),
                Column::text("进展", 20),
                Column::short("本人签名", 10),
            ],
            rows: rows.collect(),
            empty: "没有要补课、补考的人。".to_owned(),
            own_sheet: false,
        };
        vec![
            Block::Form(Form { widths: vec![14, 32, 14, 30], rows: self.about() }),
            Block::Table(table),
            Para::new().text("未经安全生产教育和培训合格的人员，不得上岗作业（安全生产法第二十八条）。").block(),
        ]
    }

    fn record_signed(&self) -> Signature {
        let mut lead = Vec::new();
        lead.extend(self.length_basis.clone());
        if let Some(day) = self.entered_late_on {
            lead.push(format!("补录：本记录于 {day} 录入，晚于培训日期。"));
        }
        let name = |it: &Option<String>| it.clone().unwrap_or_default();
        Signature {
            lead,
            fields: vec![
                ("授课人".to_owned(), name(&self.trainer)),
                ("记录人".to_owned(), String::new()),
                ("安全管理机构负责人".to_owned(), String::new()),
            ],
            stamp: String::new(),
            date: sign_date(None),
        }
    }

    fn sheet_signed(&self) -> Signature {
        let fields = ["授课人", "组织人"].map(|it| (it.to_owned(), String::new())).to_vec();
        Signature { lead: Vec::new(), fields, stamp: String::new(), date: sign_date(None) }
    }
}
