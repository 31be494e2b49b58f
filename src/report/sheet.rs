//! 检查表（空白）: one checklist to be filled in by hand, its item codes ready for fast entry afterwards.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::model::{
    Align, Block, Cell, Column, Footer, Page, Report, Row, Section, Signature, Table, Value, file_stem, sign_date,
};
use crate::text::width;

/// Facts of a blank sheet: the wording in force, and what of the head is known beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetFacts {
    /// Row id of the checklist.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Title of the checklist.
    pub checklist: String,
    /// Number of the checklist: `cl.daily`.
    pub code: String,
    /// Version in force: `第 3 版`.
    pub wording: String,
    /// Sort of inspection as people read it.
    pub kind: Option<String>,
    /// Department inspected; none: left for the pen.
    pub department: Option<String>,
    /// Where; none: left for the pen.
    pub place: Option<String>,
    /// Who inspects; none: left for the pen.
    pub inspector: Option<String>,
    /// Occurrence of the plan: `2026-W47`.
    pub period: Option<String>,
    /// Last day on which it is in time.
    pub due_on: Option<NaiveDate>,
    /// Day of the inspection; none: left for the pen.
    pub on: Option<NaiveDate>,
    /// Items in use, in the order of the sheet.
    pub items: Vec<SheetItem>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One item to be judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetItem {
    /// Code on the sheet: what `inspect --fail CODE` takes.
    pub code: String,
    /// 检查对象.
    pub object: String,
    /// 检查内容.
    pub content: String,
    /// 合格标准.
    pub standard: Option<String>,
    /// 方法.
    pub method: Option<String>,
    /// Citation as printed.
    pub basis: Option<String>,
    /// The citation is still to be checked.
    pub unverified: bool,
    /// Unit of the measured value; none where nothing is measured.
    pub unit: Option<String>,
    /// What the value must keep to, `0.8～1.2`, `≤3`.
    pub limits: Option<String>,
}

/// What of a sheet's head is known before somebody goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefill {
    /// Where.
    pub place: Option<String>,
    /// Day of the inspection; the wording in force then is printed.
    pub on: Option<NaiveDate>,
}

const UNVERIFIED: &str = "【待核】";

impl Facts for SheetFacts {
    const KIND: &'static str = "sheet";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut blocks = vec![self.table(), findings()];
        if self.items.iter().any(|it| it.unverified) {
            blocks.push(Block::Note(format!("{UNVERIFIED}：该项所依据的条文尚待核对。")));
        }
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: self.checklist.clone(),
            file_stem: file_stem(&["检查表", &self.checklist, self.place.as_deref().unwrap_or("")]),
            addressee: None,
            caption: self.caption(),
            sections: vec![Section { heading: None, blocks }],
            signature: Some(Signature {
                lead: vec!["□ 除上面勾选不合格、不适用、未查的项外，其余各项均已逐项检查，结果合格。".to_owned()],
                fields: ["检查人", "陪同人", "受检部门负责人"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: String::new(),
                date: self.on.map_or_else(|| sign_date(None), |day| sign_date(Some(day))),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl SheetFacts {
    fn caption(&self) -> Vec<(String, String)> {
        let pen = |known: &Option<String>| known.clone().unwrap_or_else(|| "＿＿＿＿＿＿＿＿".to_owned());
        let mut caption = vec![
            ("单位".to_owned(), self.unit.clone()),
            ("检查表".to_owned(), format!("{} {}", self.code, self.wording)),
        ];
        caption.extend(self.kind.clone().map(|it| ("检查类型".to_owned(), it)));
        caption.push(("受检部门".to_owned(), pen(&self.department)));
        caption.push(("地点".to_owned(), pen(&self.place)));
        caption.push(("检查人".to_owned(), pen(&self.inspector)));
        caption.push(("检查日期".to_owned(), pen(&self.on.map(|it| it.to_string()))));
        if let Some(period) = &self.period {
            let due = self.due_on.map(|it| format!("（{it} 前完成）")).unwrap_or_default();
            caption.push(("计划期次".to_owned(), format!("{period}{due}")));
        }
        caption
    }

    fn table(&self) -> Block {
        let tick = || Cell::from("□");
        let rows = self.items.iter().map(|it| {
            let standard = it.standard.as_deref().unwrap_or_default();
            let standard = if it.unverified { format!("{standard}{UNVERIFIED}") } else { standard.to_owned() };
            let cells = vec![
                Cell::from(it.code.as_str()),
                Cell::from(it.object.as_str()),
                Cell::from(it.content.as_str()),
                Cell::from(standard),
                Cell::from(it.method.as_deref()),
                tick(),
                tick(),
                tick(),
                tick(),
                Cell::from(it.measured()),
                Cell::from(Value::Blank),
            ];
            Row { cells, total: false }
        });
        // Wide enough that no code is ever broken: it is typed again.
        let code = self.items.iter().map(|it| width(&it.code)).max().unwrap_or(0) * 4 / 3 + 3;
        let narrow = |head: &str| Column { head: head.to_owned(), align: Align::Center, weight: 5 };
        Block::Table(Table {
            caption: self.checklist.clone(),
            columns: vec![
                Column::short("项码", u16::try_from(code).unwrap_or(8)),
                Column::text("检查对象", 12),
                Column::text("检查内容", 40),
                Column::text("标准", 38),
                Column::text("方法", 9),
                narrow("合格"),
                narrow("不\n合格"),
                narrow("不\n适用"),
                narrow("未查"),
                Column::text("实测值", 13),
                Column::text("备注", 14),
            ],
            rows: rows.collect(),
            empty: "检查表没有启用的检查项。".to_owned(),
            own_sheet: false,
        })
    }
}

impl SheetItem {
    /// Room for the measured value with its unit and limits; nothing where nothing is measured.
    fn measured(&self) -> Value {
        let Some(unit) = &self.unit else { return Value::Blank };
        let limits = self.limits.as_ref().map(|it| format!("\n{it}")).unwrap_or_default();
        format!("＿＿＿{unit}{limits}").into()
    }
}

/// Room for what stands on no list.
fn findings() -> Block {
    let row = |nth: u64| Row {
        cells: vec![Cell::from(nth), Cell::from(Value::Blank), Cell::from(Value::Blank), Cell::from(Value::Blank)],
        total: false,
    };
    Block::Table(Table {
        caption: "检查表以外发现的问题".to_owned(),
        columns: vec![
            Column::short("序号", 6),
            Column::text("部位", 12),
            Column::text("问题", 40),
            Column::text("责任部门、责任人", 38),
        ],
        rows: (1..=3).map(row).collect(),
        empty: String::new(),
        own_sheet: false,
    })
}
