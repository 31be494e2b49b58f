//! 责任书: what one person answers for in all his posts, to be signed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::duty_notice::ListSheet;
use crate::report::model::{
    Block, Footer, Form, FormBox, FormRow, Page, Para, Report, Section, Signature, Value, file_stem, letter_date,
    sign_date,
};

/// Facts of one person's letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeLetterFacts {
    /// Row id of the person.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Year it is for.
    pub year: i32,
    /// 工号.
    pub no: Option<String>,
    /// 姓名.
    pub name: String,
    /// Posts held.
    pub posts: Vec<PostHeld>,
    /// The lists of those posts, each once.
    pub lists: Vec<ListSheet>,
    /// Posts without a list in force.
    pub without: Vec<String>,
    /// Signatures given this year: list, post, number, day.
    pub signed: Vec<Signed>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// A post held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostHeld {
    /// Name.
    pub name: String,
    /// Department.
    pub department: Option<String>,
    /// Main post rather than one held beside it.
    pub main: bool,
    /// First day.
    pub from: Option<NaiveDate>,
}

/// A signature given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Code of the list.
    pub list: String,
    /// The post.
    pub post: String,
    /// Number of the wording.
    pub number: i64,
    /// Day.
    pub on: NaiveDate,
}

impl Facts for PledgeLetterFacts {
    const KIND: &'static str = "pledge_letter";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let no = self.no.as_deref().unwrap_or("");
        let mut sections = vec![Section::new("一、本人岗位", vec![self.posts()])];
        for list in &self.lists {
            let scope = list.scope.as_deref().unwrap_or("（未填写）");
            let assessed = list.assessed.map_or("按本单位考核制度", |it| it.label());
            let assessor = list.assessor.as_deref().map(|it| format!("，由{it}考核")).unwrap_or_default();
            let mut blocks = vec![
                Para::new().text(format!("责任范围：{scope}。考核：{assessed}{assessor}。")).block(),
                list.table(),
            ];
            blocks.extend(list.reward.as_deref().map(|it| Para::new().text(format!("奖惩：{it}。")).block()));
            sections.push(Section::new(list.heading(), blocks));
        }
        if self.lists.is_empty() {
            let said = "本人岗位还没有执行中的责任清单，不能签订责任书。".to_owned();
            sections.push(Section { heading: None, blocks: vec![Block::Note(said)] });
        } else {
            sections.push(Section::new("承诺", self.promise()));
        }
        if !self.without.is_empty() {
            let said = format!("没有责任清单的岗位：{}；对应清单后补签。", self.without.join("、"));
            sections.push(Section { heading: None, blocks: vec![Block::Note(said)] });
        }
        Report {
            kind: Self::KIND,
            page: Page::Form,
            title: format!("{} 年度安全生产责任书", self.year),
            file_stem: file_stem(&["责任书", &self.year.to_string(), no, &self.name]),
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone()), ("姓名".to_owned(), self.name.clone())],
            sections,
            signature: (!self.lists.is_empty()).then(|| Signature {
                lead: Vec::new(),
                fields: ["责任人（本人签字）", "部门负责人", "监签人"]
                    .map(|it| (it.to_owned(), String::new()))
                    .to_vec(),
                stamp: String::new(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl PledgeLetterFacts {
    fn posts(&self) -> Block {
        let mut rows = vec![FormRow::new(
            1,
            vec![
                FormBox::label("姓名"),
                FormBox::value(self.name.as_str(), 1),
                FormBox::label("工号"),
                FormBox::value(Value::from(self.no.as_deref()), 1),
            ],
        )];
        for it in &self.posts {
            let kind = if it.main { "" } else { "（兼任）" };
            let since = it.from.map(|on| format!("，{}起", letter_date(on))).unwrap_or_default();
            rows.push(FormRow::new(
                1,
                vec![
                    FormBox::label("岗位"),
                    FormBox::value(format!("{}{kind}{since}", it.name), 1),
                    FormBox::label("部门"),
                    FormBox::value(Value::from(it.department.as_deref()), 1),
                ],
            ));
        }
        Block::Form(Form { widths: vec![12, 34, 10, 24], rows })
    }

    fn promise(&self) -> Vec<Block> {
        let text = "本人已经学习并理解上述职责和考核标准，承诺在岗位上落实；职责调整或换版时重新签收。";
        let mut blocks = vec![Para::new().text(text).block()];
        if !self.signed.is_empty() {
            let said = |it: &Signed| format!("{}（{}）第 {} 版 {}", it.list, it.post, it.number, letter_date(it.on));
            let all: Vec<String> = self.signed.iter().map(said).collect();
            blocks.push(Block::Note(format!("本年度已登记的签收：{}。", all.join("；"))));
        }
        blocks
    }
}
