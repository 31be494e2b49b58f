//! 执法文书 and 整改事项: what an authority ordered, by when, and what was done about each item.

use chrono::NaiveDate;

use crate::codes;
use crate::domain::date::chinese;
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Store, Tx};

use super::major::{past, refused};
use super::{Column, Doors, Draft, Kind, Register, save};

codes! {
    /// What an authority's paper orders.
    pub enum OrderKind {
        Rectify = "rectify" "责令限期整改",
        Site = "site" "现场处理措施",
        Stop = "stop" "责令停产停业",
        Review = "review" "复查意见",
        Other = "other" "其他",
    }
}

/// 执法文书.
pub static AUTHORITY_ORDER: Register = Register {
    key: "authority_order",
    title: "执法文书",
    what: "主管部门下达的责令整改等文书：要求、期限和回复；整改回执由它打印",
    relation: Relation {
        table: "authority_order",
        columns: &[
            "number",
            "authority_id",
            "kind",
            "title",
            "issued_on",
            "received_on",
            "due_on",
            "replied_on",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("number", "文书编号", Kind::Code)
            .required()
            .width(22)
            .synonyms(&["文号", "编号"])
            .help("照文书上印的写"),
        Column::reference("authority", "下达部门", "authority", "authority_id").required().width(20).synonyms(&[
            "部门",
            "发文单位",
            "执法部门",
        ]),
        Column::new("kind", "文书种类", Kind::Choice(OrderKind::CHOICES))
            .required()
            .width(14)
            .synonyms(&["种类", "类别"]),
        Column::new("title", "文书名称", Kind::Line).synonyms(&["名称", "标题"]),
        Column::new("issued_on", "下达日期", Kind::Date).required().width(12).synonyms(&["文书日期", "发文日期"]),
        Column::new("received_on", "收到日期", Kind::Date).synonyms(&["签收日期"]),
        Column::new("due_on", "回复期限", Kind::Date)
            .width(12)
            .synonyms(&["整改期限", "期限"])
            .help("文书上印的期限；没有印就空着"),
        Column::new("replied_on", "回复日期", Kind::Date).width(12).synonyms(&["回执日期"]).help("整改回执送达的日期"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["number"],
    label: "number",
    own_date: Some("issued_on"),
    order: ("issued_on", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| {
        let dates = [("issued_on", "下达日期"), ("received_on", "收到日期"), ("replied_on", "回复日期")];
        let mut problems = past(draft, context, &dates);
        let issued = draft.date("issued_on");
        for (key, header) in [("received_on", "收到日期"), ("due_on", "回复期限"), ("replied_on", "回复日期")]
        {
            problems.extend(not_before(draft, key, header, issued));
        }
        problems
    },
    write: write_order,
};

fn not_before(draft: &Draft, key: &'static str, header: &str, issued: Option<NaiveDate>) -> Option<Problem> {
    let issued = issued.filter(|issued| draft.date(key).is_some_and(|day| day < *issued))?;
    Some(Problem::field(key, format!("{header}：早于文书下达日期{}", chinese(issued))))
}

/// An order's day cannot be moved behind what was already said about its items.
fn write_order(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    if let (Some(row), Some(issued)) = (before, draft.date("issued_on")) {
        let conditions = vec![Condition::Is("order_id", row.id.into())];
        let items = tx.rows(&AUTHORITY_ORDER_ITEM.relation, &Query { conditions, ..Query::default() })?;
        let day = |item: &Row, column: &str| item.get(column).as_date().is_some_and(|day| day < issued);
        if let Some(item) = items.iter().find(|item| day(item, "due_on") || day(item, "done_on")) {
            let number = item.get("number").as_int().unwrap_or(0);
            let said = format!("下达日期：晚于第 {number} 项的期限或完成日期");
            return Err(refused(register, vec![Problem::field("issued_on", said)]));
        }
    }
    save::write(tx, register, before, draft)
}

/// 整改事项.
pub static AUTHORITY_ORDER_ITEM: Register = Register {
    key: "authority_order_item",
    title: "文书整改事项",
    what: "一份执法文书要求整改的每一项：期限、责任人、做了没有",
    relation: Relation {
        table: "authority_order_item",
        columns: &["order_id", "number", "requirement", "due_on", "owner_id", "hazard_id", "done_on", "words"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("order", "执法文书", "authority_order", "order_id").required().width(22).synonyms(&[
            "文书",
            "文书编号",
            "文号",
        ]),
        Column::new("number", "第几项", Kind::Whole(1, 999))
            .width(8)
            .synonyms(&["序号", "项次"])
            .help("空着接着上一项编"),
        Column::new("requirement", "问题和整改要求", Kind::Note).required().width(36).synonyms(&[
            "整改要求",
            "问题",
            "整改事项",
        ]),
        Column::new("due_on", "整改期限", Kind::Date).width(12).synonyms(&["期限"]).help("与文书的期限相同就空着"),
        Column::reference("owner", "责任人", "person", "owner_id").width(10).synonyms(&["整改责任人"]),
        Column::reference("hazard", "对应隐患", "hazard", "hazard_id").synonyms(&["隐患", "隐患编号"]),
        Column::new("done_on", "完成日期", Kind::Date).width(12).synonyms(&["整改完成日期"]),
        Column::new("words", "整改情况", Kind::Note).synonyms(&["完成情况"]),
    ],
    identity: &[],
    label: "requirement",
    own_date: None,
    order: ("id", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| past(draft, context, &[("done_on", "完成日期")]),
    write: write_item,
};

fn write_item(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let id = draft.id("order", "order_id").ok_or_else(|| Error::internal("整改事项没有指明文书"))?;
    let order = tx.row(&AUTHORITY_ORDER.relation, id)?.ok_or_else(|| Error::input("没有这份执法文书"))?;
    let issued = order.get("issued_on").as_date();
    let mut problems: Vec<Problem> = [("due_on", "整改期限"), ("done_on", "完成日期")]
        .into_iter()
        .filter_map(|(key, header)| not_before(draft, key, header, issued))
        .collect();
    let mut draft = draft.clone();
    problems.extend(save::number_within(tx, register, before, &mut draft, ("order_id", id), "这份文书")?);
    if !problems.is_empty() {
        return Err(refused(register, problems));
    }
    save::write(tx, register, before, &draft)
}

/// Items of an order, in their order.
///
/// # Errors
/// When the file cannot be read.
pub fn items_of(store: &Store, order: i64) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("order_id", order.into())];
    let order = Some(("number", Direction::Up));
    store.rows(&AUTHORITY_ORDER_ITEM.relation, &Query { conditions, order, ..Query::default() })
}
