//! 公示表: what each post answers for, over what, and by what it is judged — one list or all of them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::responsibility::{Cycle, Tier};
use crate::report::Facts;
use crate::report::model::{
    Block, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, Value, file_stem, letter_date, sign_date,
};

/// How many names stand for a list before its people are only counted.
const NAMED: usize = 12;

/// Facts of a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyNoticeFacts {
    /// Enterprise.
    pub unit: String,
    /// The lists, by code.
    pub lists: Vec<ListSheet>,
    /// Posts in use without a whole list, and what is wanting; only where all lists are printed.
    pub without: Vec<String>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One list as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSheet {
    /// Row id.
    pub id: i64,
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Tier.
    pub tier: Option<Tier>,
    /// Number of the wording.
    pub number: i64,
    /// First day of the wording.
    pub from: Option<NaiveDate>,
    /// 责任范围.
    pub scope: Option<String>,
    /// 考核周期.
    pub assessed: Option<Cycle>,
    /// 考核人.
    pub assessor: Option<String>,
    /// 奖惩挂钩.
    pub reward: Option<String>,
    /// 编制, 审核, 批准.
    pub signers: [Option<String>; 3],
    /// 批准日期.
    pub approved_on: Option<NaiveDate>,
    /// Posts that carry it.
    pub posts: Vec<String>,
    /// People who hold one of them.
    pub people: Vec<String>,
    /// Its duties in use.
    pub duties: Vec<DutyLine>,
}

/// One duty as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyLine {
    /// Code.
    pub code: String,
    /// 职责.
    pub content: String,
    /// 考核标准.
    pub standard: Option<String>,
    /// 分值.
    pub points: i64,
    /// 周期.
    pub cycle: Option<String>,
    /// Citation.
    pub basis: Option<String>,
}

impl ListSheet {
    /// `R08 一线岗位员工（操作层，第 1 版，2026年1月1日起执行）`.
    #[must_use]
    pub fn heading(&self) -> String {
        let tier = self.tier.map(|it| format!("{}，", it.label())).unwrap_or_default();
        let from = self.from.map(|on| format!("，{}起执行", letter_date(on))).unwrap_or_default();
        format!("{} {}（{tier}第 {} 版{from}）", self.code, self.title, self.number)
    }

    /// Scope, people and assessment, a line each.
    fn head(&self) -> Vec<Block> {
        let people = match self.people.len() {
            0 => "现无人担任".to_owned(),
            n if n > NAMED => format!("担任上述岗位的全体人员（{n} 人）"),
            _ => self.people.join("、"),
        };
        let posts = if self.posts.is_empty() { "没有岗位执行".to_owned() } else { self.posts.join("、") };
        let cycle = self.assessed.map_or("按本单位考核制度", Cycle::label);
        let assessor = self.assessor.as_deref().map(|it| format!("，考核人 {it}")).unwrap_or_default();
        [
            format!("适用岗位：{posts}"),
            format!("责任人员：{people}"),
            format!("责任范围：{}", self.scope.as_deref().unwrap_or("（未填写）")),
            format!("考核周期：{cycle}{assessor}"),
        ]
        .into_iter()
        .map(|it| Para::new().text(it).block())
        .collect()
    }

    /// Duties and standards as a table.
    #[must_use]
    pub fn table(&self) -> Block {
        let columns = vec![
            Column::short("编号", 9),
            Column::text("安全职责", 38),
            Column::text("考核标准", 30),
            Column::number("分值", 5),
            Column::short("周期", 8),
            Column::text("依据", 30),
        ];
        let row = |it: &DutyLine| Row {
            cells: vec![
                it.code.as_str().into(),
                it.content.as_str().into(),
                Value::Text(it.standard.clone().unwrap_or_else(|| "（未填写）".to_owned())).into(),
                it.points.into(),
                it.cycle.as_deref().into(),
                it.basis.as_deref().into(),
            ],
            total: false,
        };
        Block::Table(Table {
            caption: "职责和考核标准".to_owned(),
            columns,
            rows: self.duties.iter().map(row).collect(),
            empty: "没有职责条目。".to_owned(),
            own_sheet: false,
        })
    }

    fn section(&self) -> Section {
        let mut blocks = self.head();
        blocks.push(self.table());
        let [drafted, reviewed, approved] = &self.signers;
        let name = |it: &Option<String>| it.clone().unwrap_or_else(|| "—".to_owned());
        let on = self.approved_on.map(|on| format!("（{}）", letter_date(on))).unwrap_or_default();
        blocks.push(Block::Note(format!(
            "编制：{}　审核：{}　批准：{}{on}",
            name(drafted),
            name(reviewed),
            name(approved)
        )));
        Section::new(self.heading(), blocks)
    }
}

impl Facts for DutyNoticeFacts {
    const KIND: &'static str = "duty_notice";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut sections: Vec<Section> = self.lists.iter().map(ListSheet::section).collect();
        if !self.without.is_empty() {
            let said = format!("下列岗位还没有完整的责任清单，没有列入本表：{}。", self.without.join("；"));
            sections.push(Section::new("没有列入的岗位", vec![Block::Note(said)]));
        }
        if sections.is_empty() {
            sections.push(Section {
                heading: None, blocks: vec![Block::Note("没有执行中的责任清单。".to_owned())]
            });
        }
        let only = match self.lists.as_slice() {
            [one] => one.title.clone(),
            _ => String::new(),
        };
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: "全员安全生产责任清单公示表".to_owned(),
            file_stem: file_stem(&["责任清单公示表", &only]),
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone())],
            sections,
            signature: Some(Signature {
                lead: vec![
                    "按《安全生产法》第二十二条明确各岗位的责任人员、责任范围和考核标准，长期公示，接受监督。"
                        .to_owned(),
                ],
                fields: ["公示地点", "公示起止"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: self.unit.clone(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}
