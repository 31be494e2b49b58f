//! 整改回执: the answer to an authority's order, item by item.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::letter::{Head, UNWRITTEN};
use crate::report::model::{Block, Column, Para, Report, Row, Section, Table, letter_date};

/// Facts of a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderReplyFacts {
    /// Head and foot; the addressee is who gave the order.
    pub head: Head,
    /// Row id of the order.
    pub id: i64,
    /// 文书编号.
    pub order: String,
    /// Kind of the order as people read it.
    pub kind: String,
    /// Name of the order.
    pub title: Option<String>,
    /// Day of the order.
    pub issued_on: Option<NaiveDate>,
    /// Printed day for the reply.
    pub due_on: Option<NaiveDate>,
    /// Its items.
    pub items: Vec<ItemFacts>,
}

/// One item of an order and what was done about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Row id.
    pub id: i64,
    /// 第几项.
    pub number: i64,
    /// 问题和整改要求.
    pub requirement: String,
    /// Its day, else the order's.
    pub due_on: Option<NaiveDate>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Day it was done.
    pub done_on: Option<NaiveDate>,
    /// 整改情况.
    pub words: Option<String>,
    /// The hazard it was chased as.
    pub hazard: Option<String>,
}

impl Facts for OrderReplyFacts {
    const KIND: &'static str = "order_reply";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let done = self.items.iter().filter(|it| it.done_on.is_some()).count();
        let issued = self.issued_on.map_or_else(|| UNWRITTEN.to_owned(), letter_date);
        let due = self.due_on.map_or_else(String::new, |on| format!("，要求于{}前回复", letter_date(on)));
        let name = self.title.as_deref().unwrap_or(&self.kind);
        let lead = format!(
            "贵单位{issued}下达的《{name}》（{}）收悉{due}。文书要求整改{}项，已完成{done}项，现将整改情况逐项报告如下。",
            self.order,
            self.items.len()
        );
        let rows = self.items.iter().map(|it| Row {
            cells: vec![
                it.number.into(),
                it.requirement.as_str().into(),
                it.due_on.into(),
                it.owner.as_deref().into(),
                it.said().into(),
                it.done_on.map_or_else(|| "尚未完成".to_owned(), |on| on.to_string()).into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "逐项整改情况".to_owned(),
            columns: vec![
                Column::short("序号", 5),
                Column::text("问题和整改要求", 30),
                Column::short("期限", 12),
                Column::short("责任人", 9),
                Column::text("整改情况", 34),
                Column::short("完成日期", 12),
            ],
            rows: rows.collect(),
            empty: "没有登记整改事项。".to_owned(),
            own_sheet: false,
        };
        let mut end = Vec::new();
        if done < self.items.len() {
            let open = self.items.len() - done;
            let said = format!("尚有{open}项没有完成，整改期间落实防范措施，完成后另行报告。");
            end.push(Section::new("未完成事项", vec![Para::new().text(said).block()]));
        }
        let mut sections = vec![
            Section { heading: None, blocks: vec![Para::new().text(lead).block()] },
            Section::new("逐项整改情况", vec![Block::Table(table)]),
        ];
        sections.append(&mut end);
        self.head.letter(Self::KIND, "整改情况回执", &self.order, "逐项写明整改情况", sections, &[])
    }
}

impl ItemFacts {
    fn said(&self) -> String {
        let words = self.words.as_deref().map(str::trim).filter(|it| !it.is_empty()).unwrap_or(UNWRITTEN);
        self.hazard.as_ref().map_or_else(|| words.to_owned(), |code| format!("{words}（隐患 {code}）"))
    }
}
