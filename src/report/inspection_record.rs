//! 自查记录: one filled inspection as its checklist stood then.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, Value, file_stem, sign_date,
};

/// Facts of one inspection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionFacts {
    /// Row id of the inspection.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Number of the inspection, where it has one.
    pub number: Option<String>,
    /// Title of the checklist.
    pub checklist: String,
    /// Version of the checklist that was used.
    pub wording: String,
    /// Sort of inspection as people read it.
    pub kind: Option<String>,
    /// Department inspected.
    pub department: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Day of the inspection.
    pub inspected_on: NaiveDate,
    /// Day it was due, where a plan asked for it.
    pub due_on: Option<NaiveDate>,
    /// Who inspected.
    pub inspectors: Vec<String>,
    /// Who went along for the inspected department.
    #[serde(default)]
    pub accompanied_by: Option<String>,
    /// Remark on the whole inspection.
    #[serde(default)]
    pub note: Option<String>,
    /// Entered later than the plant's limit: day of entry (补录).
    pub entered_late_on: Option<NaiveDate>,
    /// Signed in words that all items not named as exceptions were checked.
    pub rest_checked: bool,
    /// Every item of the checklist in its order.
    pub items: Vec<ItemFacts>,
    /// Findings that stand on no list.
    pub findings: Vec<FindingFacts>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One item as it was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Code of the item on the sheet.
    pub code: String,
    /// What is checked.
    pub text: String,
    /// Article or standard.
    pub basis: Option<String>,
    /// `pass`, `fail`, `not_applicable`, `not_checked`. Decisions, no. 19.
    pub result: ItemResult,
    /// Measured value with its unit.
    pub value: Option<String>,
    /// What was said of it.
    pub note: Option<String>,
    /// Hazard opened from it.
    pub hazard: Option<String>,
    /// Row id of that hazard.
    pub hazard_id: Option<i64>,
}

/// Result of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemResult {
    /// Passed.
    Pass,
    /// Failed.
    Fail,
    /// Not applicable at this place.
    NotApplicable,
    /// Not checked: what an item is until somebody says otherwise.
    #[default]
    NotChecked,
}

impl ItemResult {
    /// As people read it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pass => "合格",
            Self::Fail => "不合格",
            Self::NotApplicable => "不适用",
            Self::NotChecked => "未检查",
        }
    }
}

/// One finding that stands on no list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingFacts {
    /// What was found.
    pub text: String,
    /// Where.
    pub place: Option<String>,
    /// Hazard opened from it.
    pub hazard: Option<String>,
    /// Row id of that hazard.
    pub hazard_id: Option<i64>,
}

impl Facts for InspectionFacts {
    const KIND: &'static str = "inspection";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut caption = vec![("单位".to_owned(), self.unit.clone())];
        let mut add = |label: &str, value: Option<String>| caption.extend(value.map(|it| (label.to_owned(), it)));
        add("编号", self.number.clone());
        add("检查类别", self.kind.clone());
        add("受检部门", self.department.clone());
        add("场所", self.place.clone());
        add("检查日期", Some(self.inspected_on.to_string()));
        add("应查日期", self.due_on.filter(|it| *it != self.inspected_on).map(|it| it.to_string()));
        add("检查人", Some(self.inspectors.join("、")).filter(|it| !it.is_empty()));
        add("陪同人", self.accompanied_by.clone());
        add("检查表版本", Some(self.wording.clone()).filter(|it| !it.is_empty()));
        let mut sheet = vec![self.item_table(), self.tally()];
        sheet.extend(self.note.as_ref().map(|it| Para::new().text(format!("备注：{it}")).block()));
        let found =
            Section { heading: Some("检查表以外发现的问题".to_owned()), blocks: vec![self.findings_table()] };
        Report {
            kind: Self::KIND,
            page: Page::Form,
            title: self.checklist.clone(),
            file_stem: file_stem(&[
                "检查记录",
                &self.checklist,
                &self.inspected_on.to_string(),
                self.place.as_deref().unwrap_or(""),
            ]),
            caption,
            sections: vec![Section { heading: None, blocks: sheet }, found],
            signature: Some(Signature {
                lead: self.statements(),
                fields: ["检查人", "受检部门负责人"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: String::new(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            addressee: None,
        }
    }
}

impl InspectionFacts {
    /// How many items have this result.
    #[must_use]
    pub fn count(&self, result: ItemResult) -> u64 {
        self.items.iter().filter(|it| it.result == result).count() as u64
    }

    /// How many items passed on the inspector's word alone: nothing else was said of them.
    fn on_word(&self) -> u64 {
        let said_nothing = |it: &&ItemFacts| it.result == ItemResult::Pass && it.value.is_none() && it.note.is_none();
        self.items.iter().filter(said_nothing).count() as u64
    }

    fn item_table(&self) -> Block {
        let rows = (1u64..).zip(&self.items).map(|(nth, it)| {
            let said = [&it.value, &it.note].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("；");
            Row {
                cells: vec![
                    nth.into(),
                    it.code.as_str().into(),
                    it.text.as_str().into(),
                    it.basis.as_deref().into(),
                    it.result.label().into(),
                    said.into(),
                    hazard(&it.hazard, it.hazard_id),
                ],
                total: false,
            }
        });
        Block::Table(Table {
            caption: "检查项目".to_owned(),
            columns: vec![
                Column::number("序号", 4),
                Column::short("项码", 6),
                Column::text("检查内容", 32),
                Column::text("依据", 14),
                Column::short("结果", 6),
                Column::text("实测值、说明", 16),
                Column::short("转入隐患", 12),
            ],
            rows: rows.collect(),
            empty: "检查表没有启用的检查项。".to_owned(),
            own_sheet: false,
        })
    }

    fn tally(&self) -> Block {
        let count = |result| Value::from(self.count(result));
        Para::new()
            .text("合计 ")
            .figure(self.items.len() as u64, None)
            .text(" 项：合格 ")
            .figure(count(ItemResult::Pass), None)
            .text("，不合格 ")
            .figure(count(ItemResult::Fail), None)
            .text("，不适用 ")
            .figure(count(ItemResult::NotApplicable), None)
            .text("，未检查 ")
            .figure(count(ItemResult::NotChecked), None)
            .text("。")
            .block()
    }

    fn findings_table(&self) -> Block {
        let rows = (1u64..).zip(&self.findings).map(|(nth, it)| Row {
            cells: vec![
                nth.into(),
                it.text.as_str().into(),
                it.place.as_deref().into(),
                hazard(&it.hazard, it.hazard_id),
            ],
            total: false,
        });
        Block::Table(Table {
            caption: "检查表以外发现的问题".to_owned(),
            columns: vec![
                Column::number("序号", 4),
                Column::text("问题", 46),
                Column::text("部位", 18),
                Column::short("转入隐患", 12),
            ],
            rows: rows.collect(),
            empty: "无。".to_owned(),
            own_sheet: false,
        })
    }

    fn statements(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let unchecked = self.count(ItemResult::NotChecked);
        if self.rest_checked {
            let (named, rest) = (self.items.len() as u64 - self.on_word(), self.on_word());
            lines.push(match named {
                0 => format!("检查人声明：{rest} 项均已逐项检查，结果合格。"),
                _ => format!("检查人声明：除另行注明结果的 {named} 项外，其余 {rest} 项均已逐项检查，结果合格。"),
            });
        }
        if unchecked > 0 {
            lines.push(format!("有 {unchecked} 项未检查，不计入合格率。"));
        }
        if let Some(day) = self.entered_late_on {
            lines.push(format!("补录：本记录于 {day} 录入，晚于检查日期。"));
        }
        lines
    }
}

fn hazard(code: &Option<String>, id: Option<i64>) -> Cell {
    Cell::opened(code.as_deref(), id.map(|it| RowSet::ids("hazard", [it])))
}
