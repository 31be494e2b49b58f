//! 主管部门、部门、岗位、放假与停产: what the rest hangs on.

use crate::codes;
use crate::domain::calendar::{Calendar, CalendarRow, DayKind};
use crate::domain::post::PostRole;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::store::{Direction, Query, Relation, Store};

use super::{Column, Context, Door, Doors, Draft, Kind, Register, no_check, save};

codes! {
    /// What an authority watches over.
    pub enum AuthorityKind {
        Emergency = "emergency" "应急管理",
        Industry = "industry" "行业主管",
        Market = "market" "市场监管",
        Health = "health" "卫生健康",
        Fire = "fire" "消防救援",
        Township = "township" "乡镇街道",
        Park = "park" "园区管委会",
        Other = "other" "其他",
    }
}

/// 主管部门.
pub static AUTHORITY: Register = Register {
    key: "authority",
    title: "主管部门",
    what: "报告报送给谁：应急管理局、行业主管、市场监管、街道园区等",
    relation: Relation {
        table: "authority",
        columns: &["name", "kind", "contact", "phone", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("name", "名称", Kind::Line)
            .required()
            .width(30)
            .synonyms(&["主管部门", "单位名称"])
            .help("写全称，报告的主送单位用它"),
        Column::new("kind", "类别", Kind::Choice(AuthorityKind::CHOICES)).required().width(12),
        Column::new("contact", "联系人", Kind::Line).width(10),
        Column::new("phone", "电话", Kind::Phone).width(14).synonyms(&["联系电话"]),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["name"],
    label: "name",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors::ALL,
    check: no_check,
    write: save::write,
};

/// 部门.
pub static DEPARTMENT: Register = Register {
    key: "department",
    title: "部门",
    what: "部门与上级部门，人员、检查和隐患都归到部门",
    relation: Relation {
        table: "department",
        columns: &["name", "parent_id", "position", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("name", "部门名称", Kind::Line).required().width(20).synonyms(&["名称", "部门", "车间", "单位"]),
        Column::reference("parent", "上级部门", "department", "parent_id").width(20).synonyms(&["所属部门", "上级"]),
        Column::new("position", "排序", Kind::Whole(0, 9999)).width(6).default("0").synonyms(&["序号"]),
        Column::new("note", "备注", Kind::Note).width(20),
    ],
    identity: &["name"],
    label: "name",
    own_date: None,
    order: ("position", Direction::Up),
    doors: Doors::ALL,
    check: not_its_own_parent,
    write: save::write,
};

fn not_its_own_parent(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let parent = draft.id("parent", "parent_id").and_then(|id| context.lookups.get("department").label(id));
    if parent.is_some() && parent == draft.text("name").as_deref() {
        return vec![Problem::field("parent", "上级部门：不能是它自己")];
    }
    Vec::new()
}

/// 岗位.
pub static POST: Register = Register {
    key: "post",
    title: "岗位",
    what: "岗位及其在法律上的角色（主要负责人、安管员、班组长……）",
    relation: Relation { table: "post", columns: &["name", "role", "note"], retires: true, versioned: true },
    columns: &[
        Column::new("name", "岗位名称", Kind::Line).required().width(20).synonyms(&["名称", "岗位", "职务", "工种"]),
        Column::new("role", "角色", Kind::Choice(PostRole::CHOICES))
            .required()
            .width(20)
            .default("worker")
            .synonyms(&["岗位角色"])
            .help("规则按角色判断：谁是主要负责人、谁是安管员"),
        Column::new("note", "备注", Kind::Note).width(20),
    ],
    identity: &["name"],
    label: "name",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors::ALL,
    check: no_check,
    write: save::write,
};

/// 放假、调休上班、停产.
pub static CALENDAR_DAY: Register = Register {
    key: "calendar_day",
    title: "放假停产",
    what: "放假、调休上班和停产的日子：检查计划和工作日计算按它",
    relation: Relation {
        table: "calendar_day",
        columns: &["kind", "from_on", "to_on", "department_id", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "类别", Kind::Choice(DayKind::CHOICES)).required().width(12),
        Column::new("from_on", "开始日期", Kind::Date).required().width(12).synonyms(&["起", "自", "日期"]),
        Column::new("to_on", "结束日期", Kind::Date).width(12).synonyms(&["止", "至"]).help("只有一天就空着"),
        Column::reference("department", "部门", "department", "department_id")
            .width(16)
            .help("只停一个部门时填；空着是全厂"),
        Column::new("note", "说明", Kind::Line).width(20).synonyms(&["备注", "节日"]),
    ],
    identity: &[],
    label: "from_on",
    own_date: None,
    order: ("from_on", Direction::Down),
    doors: Doors::ALL,
    check: one_day_or_a_span,
    write: save::write,
};

fn one_day_or_a_span(draft: &mut Draft, _: &Context<'_>, _: Door) -> Vec<Problem> {
    let (Some(from), to) = (draft.date("from_on"), draft.date("to_on")) else { return Vec::new() };
    match to {
        None => draft.also("to_on", from.into()),
        Some(to) if to < from => return vec![Problem::field("to_on", format!("结束日期：早于开始日期 {from}"))],
        Some(_) => {}
    }
    Vec::new()
}

/// The plant's calendar as the rules read it.
///
/// # Errors
/// When the file cannot be read.
pub fn calendar(store: &Store) -> Result<Calendar> {
    let rows = store.rows(&CALENDAR_DAY.relation, &Query::default())?;
    Ok(Calendar::new(rows.iter().filter_map(|row| {
        Some(CalendarRow {
            from: row.get("from_on").as_date()?,
            to: row.get("to_on").as_date()?,
            kind: DayKind::from_code(row.get("kind").as_text()?)?,
            department: row.get("department_id").as_int(),
        })
    })))
}
