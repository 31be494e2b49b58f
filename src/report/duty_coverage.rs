//! 责任制覆盖情况: posts without a whole list, people who have not signed, lists to be looked at again.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::responsibility::coverage::Counts;
use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, file_stem, letter_date, sign_date,
};

/// Facts of the whole plant on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyCoverageFacts {
    /// Enterprise.
    pub unit: String,
    /// The day.
    pub on: NaiveDate,
    /// The four figures.
    pub counts: Counts,
    /// Posts in use without a whole list.
    pub posts: Vec<PostGap>,
    /// Signatures wanting.
    pub wanting: Vec<Wanting>,
    /// Lists behind the law, or with a draft whose day has come.
    pub lists: Vec<ListGap>,
    /// People without any post on record: name, row id.
    pub without_post: Vec<(String, i64)>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// A post without a whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostGap {
    /// Row id.
    pub id: i64,
    /// Name.
    pub post: String,
    /// How many people hold it.
    pub people: u64,
    /// What is wanting.
    pub gap: String,
}

/// A signature that is wanting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanting {
    /// Row id of the person.
    pub id: i64,
    /// Name.
    pub person: String,
    /// Department.
    pub department: Option<String>,
    /// Post.
    pub post: String,
    /// Code and title of the list.
    pub list: String,
    /// Number of the wording.
    pub number: i64,
    /// What brought it about.
    pub cause: String,
    /// Last day in time; absent: the beginning is not known.
    pub due_on: Option<NaiveDate>,
}

/// A list to be looked at again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListGap {
    /// Row id.
    pub id: i64,
    /// Code and title.
    pub list: String,
    /// Why.
    pub gap: String,
}

impl Facts for DutyCoverageFacts {
    const KIND: &'static str = "duty_coverage";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let counts = self.counts;
        let number = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
        let figures = Para::new()
            .text("在用岗位 ")
            .figure(number(counts.posts), None)
            .text(" 个，有完整责任清单的 ")
            .figure(number(counts.covered), None)
            .text(" 个；应签收 ")
            .figure(number(counts.people), None)
            .text(" 人，已全部签收 ")
            .figure(number(counts.signed), None)
            .text(" 人。");
        let note = "在用岗位是在岗人员现任的岗位，含劳务派遣和实习人员，不含外包人员；离岗未归的人员不计入应签收。";
        let mut sections = vec![
            Section::new("一、覆盖情况", vec![figures.block(), Block::Note(note.to_owned())]),
            Section::new("二、没有完整清单的岗位", vec![self.posts()]),
            Section::new("三、没有签收的人员", vec![self.wanting()]),
            Section::new("四、需要评审的清单", vec![self.lists()]),
        ];
        if !self.without_post.is_empty() {
            let names: Vec<&str> = self.without_post.iter().map(|(name, _)| name.as_str()).collect();
            let said = format!("没有登记岗位，不知道应签收哪份清单：{}。", names.join("、"));
            sections.push(Section::new("五、资料不足", vec![Para::new().text(said).block()]));
        }
        Report {
            kind: Self::KIND,
            page: Page::Form,
            title: "全员安全生产责任制覆盖情况".to_owned(),
            file_stem: file_stem(&["责任制覆盖情况", &self.on.to_string()]),
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone()), ("截至".to_owned(), letter_date(self.on))],
            sections,
            signature: Some(Signature {
                lead: Vec::new(),
                fields: ["填表人", "安全管理机构负责人"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: String::new(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl DutyCoverageFacts {
    fn posts(&self) -> Block {
        let columns = vec![Column::text("岗位", 20), Column::number("人数", 6), Column::text("缺什么", 50)];
        let rows = self.posts.iter().map(|it| {
            let opened = Some(RowSet::ids("post", [it.id]));
            vec![Cell::opened(it.post.as_str(), opened), it.people.into(), it.gap.as_str().into()]
        });
        // Nobody at work on record is no coverage of anybody.
        let empty = match self.counts.posts {
            0 => "资料不足：没有在岗人员和在用岗位的记录，登记后才能判断。",
            _ => "没有，在用岗位都有完整的责任清单。",
        };
        table("没有完整清单的岗位", columns, rows, empty)
    }

    fn wanting(&self) -> Block {
        let columns = vec![
            Column::short("姓名", 10),
            Column::text("部门", 16),
            Column::text("岗位", 14),
            Column::text("责任清单", 24),
            Column::short("版次", 5),
            Column::short("起因", 14),
            Column::short("应签收日期", 12),
        ];
        let rows = self.wanting.iter().map(|it| {
            let opened = Some(RowSet::ids("person", [it.id]));
            vec![
                Cell::opened(it.person.as_str(), opened),
                it.department.as_deref().into(),
                it.post.as_str().into(),
                it.list.as_str().into(),
                it.number.into(),
                it.cause.as_str().into(),
                it.due_on.map_or_else(|| "资料不足".into(), Cell::from),
            ]
        });
        let empty = match self.counts.people {
            0 => "没有应签收的人员：岗位配了执行中的责任清单、有人在岗，才有应签收的人。",
            _ => "没有，应签收的都已签收。",
        };
        table("没有签收的人员", columns, rows, empty)
    }

    fn lists(&self) -> Block {
        let columns = vec![Column::text("责任清单", 26), Column::text("原因", 50)];
        let rows = self.lists.iter().map(|it| {
            vec![Cell::opened(it.list.as_str(), Some(RowSet::ids("duty_list", [it.id]))), it.gap.as_str().into()]
        });
        table("需要评审的清单", columns, rows, "没有。")
    }
}

fn table(caption: &str, columns: Vec<Column>, rows: impl Iterator<Item = Vec<Cell>>, empty: &str) -> Block {
    let rows = rows.map(|cells| Row { cells, total: false }).collect();
    Block::Table(Table { caption: caption.to_owned(), columns, rows, empty: empty.to_owned(), own_sheet: false })
}
