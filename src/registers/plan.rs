//! 检查表与检查计划.

use crate::domain::inspection::InspectionKind;
use crate::domain::problem::Problem;
use crate::domain::recurrence::Frequency;
use crate::store::{Direction, Relation};

use super::{Column, Doors, Kind, Register, no_check, save};

/// 检查表.
pub static CHECKLIST: Register = Register {
    key: "checklist",
    title: "检查表",
    what: "本厂在用的检查表；项目的增删改在检查表里做，旧记录仍按旧版打印",
    relation: Relation {
        table: "checklist",
        columns: &["code", "title", "kind", "serves", "pack", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).required().width(16).help("检查表的编号，如 cl.daily 或本厂自编"),
        Column::new("title", "检查表名称", Kind::Line).required().width(28).synonyms(&["名称", "检查表"]),
        Column::new("kind", "检查类型", Kind::Choice(InspectionKind::CHOICES))
            .required()
            .width(14)
            .synonyms(&["类型", "种类"]),
        Column::new("serves", "对应义务", Kind::Code).width(12).help("做了它就满足哪些义务，如 F02；多个用空格隔开"),
        Column::new("pack", "来源", Kind::Code).shown_only().width(16),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "title",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors { add: true, set: true, retire: true, import: false },
    check: no_check,
    write: save::write,
};

/// 检查计划.
pub static PLAN: Register = Register {
    key: "plan",
    title: "检查计划",
    what: "哪张检查表、查哪里、谁来查、多久一次；到期的检查由它推出来",
    relation: Relation {
        table: "plan",
        columns: &[
            "checklist_id",
            "place",
            "department_id",
            "post_id",
            "person_id",
            "frequency",
            "weekdays",
            "on_holidays",
            "from_on",
            "to_on",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("checklist", "检查表", "checklist", "checklist_id").required().width(24),
        Column::new("frequency", "频次", Kind::Choice(Frequency::CHOICES)).required().width(6).synonyms(&["周期"]),
        Column::new("place", "地点", Kind::Line).width(14).synonyms(&["区域", "部位"]),
        Column::reference("department", "受检部门", "department", "department_id").width(14).synonyms(&["部门"]),
        Column::reference("post", "检查岗位", "post", "post_id").width(12).synonyms(&["岗位"]),
        Column::reference("person", "检查人", "person", "person_id").width(10).synonyms(&["责任人"]),
        Column::new("weekdays", "星期", Kind::Weekdays)
            .width(12)
            .default("一二三四五")
            .help("每日、每周的计划在哪几天，如 一二三四五 或 1-5"),
        Column::new("on_holidays", "节假日也查", Kind::Flag).width(10).default("否").help("如防火巡查"),
        Column::new("from_on", "开始日期", Kind::Date).required().width(12).synonyms(&["起", "自"]),
        Column::new("to_on", "结束日期", Kind::Date).width(12).synonyms(&["止", "至"]),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "place",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors::ALL,
    check: |draft, _, _| match (draft.date("from_on"), draft.date("to_on")) {
        (Some(from), Some(to)) if to < from => vec![Problem::field("to_on", format!("结束日期：早于开始日期 {from}"))],
        (Some(_) | None, Some(_) | None) => Vec::new(),
    },
    write: save::write,
};
