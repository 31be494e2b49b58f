//! 一人一档: one person's page, so far as the registers know them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::person_training::PersonTraining;
use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Form, FormBox, FormRow, Page, Para, Report, Row, Section, Signature, Table, Value,
    file_stem, sign_date,
};

/// Facts of one person. Personal numbers are masked unless asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    /// Row id.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// 工号.
    pub no: Option<String>,
    /// 姓名.
    pub name: String,
    /// 性别 as people read it.
    pub sex: Option<String>,
    /// Sort of document as people read it.
    pub id_kind: Option<String>,
    /// Number of the document, masked unless [`PersonFacts::revealed`].
    pub id_number: Option<String>,
    /// The check digit of the number is wrong and was waived.
    pub id_unverified: bool,
    /// Telephone number, masked unless [`PersonFacts::revealed`].
    pub phone: Option<String>,
    /// Department today.
    pub department: Option<String>,
    /// Post today.
    pub post: Option<String>,
    /// 用工形式 as people read it.
    pub employment: Option<String>,
    /// 入职日期.
    pub hired_on: Option<NaiveDate>,
    /// 离职日期.
    pub ended_on: Option<NaiveDate>,
    /// Remark.
    pub note: Option<String>,
    /// Personal numbers are printed in full; it was asked for and logged.
    pub revealed: bool,
    /// Posts held, oldest first.
    pub assignments: Vec<Assignment>,
    /// Absences, oldest first.
    pub absences: Vec<Absence>,
    /// How many inspections they made or took part in.
    pub inspections_total: u64,
    /// The latest of those, newest first.
    pub inspections: Vec<Inspected>,
    /// Hazards they found, see to or accepted, newest first.
    pub hazards: Vec<Concerned>,
    /// Open duties that name them, soonest first.
    pub duties: Vec<Owed>,
    /// Training, certificates and what is forbidden; absent in pages frozen before it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<PersonTraining>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One post held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Row id.
    pub id: i64,
    /// First day.
    pub from_on: Option<NaiveDate>,
    /// Last day; none: still held.
    pub to_on: Option<NaiveDate>,
    /// Department.
    pub department: Option<String>,
    /// Post.
    pub post: Option<String>,
    /// Main post rather than one held beside it.
    pub main: bool,
    /// Remark.
    pub note: Option<String>,
}

/// One absence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Row id.
    pub id: i64,
    /// Last day at work.
    pub left_on: Option<NaiveDate>,
    /// First day back; none: still away.
    pub returned_on: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
}

/// One inspection they made or took part in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// Row id.
    pub id: i64,
    /// Number.
    pub code: String,
    /// Day.
    pub on: Option<NaiveDate>,
    /// Checklist.
    pub checklist: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Items failed.
    pub failed: u64,
    /// Hazards it opened.
    pub findings: u64,
}

/// One hazard that concerns them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    /// Row id.
    pub id: i64,
    /// Number.
    pub code: String,
    /// What it is.
    pub title: String,
    /// What they are to it: `发现`, `整改`, `验收`.
    pub role: String,
    /// State as people read it.
    pub state: String,
    /// Day found.
    pub found_on: Option<NaiveDate>,
    /// Deadline.
    pub due_on: Option<NaiveDate>,
    /// Day closed.
    pub closed_on: Option<NaiveDate>,
}

/// One open duty that names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// `code/object/period`.
    pub key: String,
    /// What is owed.
    pub title: String,
    /// Where it stands, as people read it.
    pub state: String,
    /// Last day in time.
    pub due_on: Option<NaiveDate>,
}

impl Facts for PersonFacts {
    const KIND: &'static str = "person";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let masked = "证件号码和电话已遮盖；需要完整号码时另行打印，会记入操作日志。";
        let full = "本页含完整证件号码和电话，注意保管；本次打印已记入操作日志。";
        let said = Block::Note(if self.revealed { full } else { masked }.to_owned());
        let no = self.no.as_deref().unwrap_or("");
        let mut sections = vec![
            ("基本情况", vec![self.basics(), said]),
            ("任职经历", vec![self.assignments()]),
            ("离岗情况", vec![self.absences()]),
        ];
        if let Some(training) = &self.training {
            sections.extend(training.sections());
        }
        sections.extend([
            ("参加的检查", vec![self.inspected(), self.inspections()]),
            ("相关隐患", vec![self.hazards()]),
            ("名下待办", vec![self.duties()]),
        ]);
        Report {
            kind: Self::KIND,
            page: Page::Form,
            title: "一人一档".to_owned(),
            file_stem: file_stem(&["一人一档", no, &self.name]),
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone()), ("姓名".to_owned(), self.name.clone())],
            sections: numbered(sections),
            signature: Some(Signature {
                lead: Vec::new(),
                fields: ["建档人", "本人确认"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: String::new(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl PersonFacts {
    fn basics(&self) -> Block {
        let pair = |head: &str, value: Value, head2: &str, value2: Value| {
            let boxes =
                vec![FormBox::label(head), FormBox::value(value, 1), FormBox::label(head2), FormBox::value(value2, 1)];
            FormRow::new(1, boxes)
        };
        let text = |it: &Option<String>| Value::from(it.as_deref());
        let number = match (&self.id_number, self.id_unverified) {
            (Some(number), true) => format!("{number}（校验未通过）").into(),
            (number, _) => text(number),
        };
        let ended = if self.ended_on.is_none() { "在职".into() } else { self.ended_on.into() };
        let mut rows = vec![
            pair("姓名", self.name.as_str().into(), "工号", text(&self.no)),
            pair("性别", text(&self.sex), "用工形式", text(&self.employment)),
            pair("部门", text(&self.department), "岗位", text(&self.post)),
            pair(self.id_kind.as_deref().unwrap_or("证件号码"), number, "电话", text(&self.phone)),
            pair("入职日期", self.hired_on.into(), "离职日期", ended),
        ];
        if self.note.is_some() {
            rows.push(FormRow::new(1, vec![FormBox::label("备注"), FormBox::value(text(&self.note), 3)]));
        }
        Block::Form(Form { widths: vec![14, 26, 14, 26], rows })
    }

    fn assignments(&self) -> Block {
        let rows = self.assignments.iter().map(|it| {
            let to = if it.to_on.is_none() { "至今".into() } else { Value::from(it.to_on) };
            vec![
                Cell::opened(it.from_on, Some(RowSet::ids("assignment", [it.id]))),
                Cell::from(to),
                it.department.as_deref().into(),
                it.post.as_deref().into(),
                if it.main { "主岗" } else { "兼任" }.into(),
                it.note.as_deref().into(),
            ]
        });
        let columns = vec![
            Column::short("自", 12),
            Column::short("至", 12),
            Column::text("部门", 18),
            Column::text("岗位", 18),
            Column::short("主兼", 6),
            Column::text("备注", 18),
        ];
        table("任职经历", columns, rows, "没有任职记录。")
    }

    fn absences(&self) -> Block {
        let rows = self.absences.iter().map(|it| {
            let back = if it.returned_on.is_none() { "未返岗".into() } else { Value::from(it.returned_on) };
            let opened = Some(RowSet::ids("absence", [it.id]));
            vec![Cell::opened(it.left_on, opened), Cell::from(back), it.reason.as_deref().into()]
        });
        let columns = vec![Column::short("离岗日期", 12), Column::short("返岗日期", 12), Column::text("原因", 24)];
        table("离岗情况", columns, rows, "没有离岗记录。")
    }

    fn inspected(&self) -> Block {
        let listed = self.inspections.len() as u64;
        let more = if self.inspections_total > listed {
            format!(" 次，下列最近 {listed} 次。")
        } else {
            " 次。".to_owned()
        };
        Para::new().text("共检查 ").figure(self.inspections_total, None).text(more).block()
    }

    fn inspections(&self) -> Block {
        let rows = self.inspections.iter().map(|it| {
            vec![
                it.on.into(),
                Cell::opened(it.code.as_str(), Some(RowSet::ids("inspection", [it.id]))),
                it.checklist.as_deref().into(),
                it.place.as_deref().into(),
                it.failed.into(),
                it.findings.into(),
            ]
        });
        let columns = vec![
            Column::short("检查日期", 12),
            Column::short("编号", 14),
            Column::text("检查表", 24),
            Column::text("地点", 16),
            Column::number("不合格", 6),
            Column::number("隐患", 5),
        ];
        table("参加的检查", columns, rows, "没有检查记录。")
    }

    fn hazards(&self) -> Block {
        let rows = self.hazards.iter().map(|it| {
            vec![
                Cell::opened(it.code.as_str(), Some(RowSet::ids("hazard", [it.id]))),
                it.title.as_str().into(),
                it.role.as_str().into(),
                it.state.as_str().into(),
                it.found_on.into(),
                it.due_on.into(),
                it.closed_on.into(),
            ]
        });
        let columns = vec![
            Column::short("编号", 14),
            Column::text("隐患", 30),
            Column::short("本人", 8),
            Column::short("状态", 8),
            Column::short("发现日期", 12),
            Column::short("整改期限", 12),
            Column::short("销号日期", 12),
        ];
        table("相关隐患", columns, rows, "没有相关隐患。")
    }

    fn duties(&self) -> Block {
        let rows =
            self.duties.iter().map(|it| vec![it.due_on.into(), it.title.as_str().into(), it.state.as_str().into()]);
        let columns = vec![Column::short("期限", 12), Column::text("事项", 30), Column::short("状态", 10)];
        table("名下待办", columns, rows, "没有待办。")
    }
}

/// Sections with their numbers: `一、基本情况`.
fn numbered(sections: Vec<(&str, Vec<Block>)>) -> Vec<Section> {
    let numbers = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let named = |((heading, blocks), number): ((&str, Vec<Block>), &str)| Section {
        heading: Some(format!("{number}、{heading}")),
        blocks,
    };
    sections.into_iter().zip(numbers).map(named).collect()
}

pub(super) fn table(caption: &str, columns: Vec<Column>, rows: impl Iterator<Item = Vec<Cell>>, empty: &str) -> Block {
    let rows = rows.map(|cells| Row { cells, total: false }).collect();
    Block::Table(Table { caption: caption.to_owned(), columns, rows, empty: empty.to_owned(), own_sheet: false })
}
