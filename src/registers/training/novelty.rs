//! 四新: a new process, technology, material or equipment, who works with it, and from when (安全生产法 第二十九条).

use crate::codes;
use crate::domain::problem::Problem;
use crate::store::{Direction, Relation};

use super::super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

codes! {
    /// What is new.
    pub enum NoveltyKind {
        Process = "process" "新工艺",
        Technology = "technology" "新技术",
        Material = "material" "新材料",
        Equipment = "equipment" "新设备",
    }
}

/// 四新.
pub static NOVELTY: Register = Register {
    key: "novelty",
    title: "四新",
    what: "采用的新工艺、新技术、新材料、新设备：哪天投用、谁来用；投用前要专门培训",
    relation: Relation {
        table: "novelty",
        columns: &["title", "kind", "in_use_on", "department_id", "post_id", "session_id", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("title", "名称", Kind::Line).required().width(28).synonyms(&["四新名称", "项目"]).tells(1),
        Column::new("kind", "类别", Kind::Choice(NoveltyKind::CHOICES)).required().width(8).synonyms(&["四新类别"]),
        Column::new("in_use_on", "投用日期", Kind::Date)
            .required()
            .width(12)
            .synonyms(&["投用时间", "采用日期"])
            .tells(1),
        Column::reference("department", "使用部门", "department", "department_id").width(14).synonyms(&["部门"]),
        Column::reference("post", "使用岗位", "post", "post_id")
            .width(14)
            .synonyms(&["岗位"])
            .help("空着：部门里的每个人；部门和岗位都写：部门里这个岗位的人"),
        Column::reference("session", "培训班", "training_session", "session_id")
            .width(14)
            .synonyms(&["培训编号"])
            .help("为它办的培训；空着时看题目为四新的培训"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "title",
    own_date: None,
    order: ("in_use_on", Direction::Down),
    doors: Doors::ALL,
    check: judge,
    write: save::write,
};

fn judge(draft: &mut Draft, _: &Context<'_>, _: Door) -> Vec<Problem> {
    if draft.id("department", "department_id").is_none() && draft.id("post", "post_id").is_none() {
        return vec![Problem::field("department", "使用部门：部门和岗位至少写一个，才知道谁要培训")];
    }
    Vec::new()
}
