//! 年度培训计划: one row a training planned.

use crate::domain::date::chinese;
use crate::domain::decimal;
use crate::domain::problem::Problem;
use crate::domain::training::{Level, Topic};
use crate::store::{Direction, Relation, Row};

use super::super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

/// 年度培训计划.
pub static TRAINING_PLAN: Register = Register {
    key: "training_plan",
    title: "培训计划",
    what: "年度安全培训计划：教什么、教谁、多少学时、什么时候、谁来教；培训班从这里开",
    relation: Relation {
        table: "training_plan",
        columns: &[
            "year",
            "title",
            "topics",
            "level",
            "audience",
            "department_id",
            "post_id",
            "hours",
            "month",
            "planned_on",
            "trainer",
            "cost_fen",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("year", "年度", Kind::Whole(2000, 2200))
            .required()
            .width(6)
            .synonyms(&["计划年度", "年份"])
            .tells(1),
        Column::new("month", "月份", Kind::Whole(1, 12))
            .width(6)
            .synonyms(&["计划月份", "计划时间"])
            .help("计划在哪个月；写了计划日期可以空着")
            .tells(1),
        Column::new("title", "培训内容", Kind::Line)
            .required()
            .width(30)
            .synonyms(&["课题", "培训题目", "培训主题", "内容"])
            .tells(1),
        Column::new("topics", "题目类别", Kind::Choices(Topic::CHOICES))
            .default("other")
            .synonyms(&["培训类别", "类别", "培训类型"])
            .help("决定计入哪些学时要求；几个用顿号隔开"),
        Column::new("level", "级别", Kind::Choice(Level::CHOICES)).synonyms(&["培训级别", "教育级别"]),
        Column::new("audience", "培训对象", Kind::Line).width(16).synonyms(&["对象", "参加人员", "培训人员"]).tells(1),
        Column::reference("department", "部门", "department", "department_id")
            .width(12)
            .synonyms(&["参加部门", "培训部门"]),
        Column::reference("post", "岗位", "post", "post_id").synonyms(&["参加岗位", "培训岗位"]),
        Column::new("hours", "学时", Kind::Decimal(2)).width(6).synonyms(&["计划学时", "课时"]),
        Column::new("planned_on", "计划日期", Kind::Date).width(12).synonyms(&["计划培训日期"]),
        Column::new("trainer", "授课人", Kind::Line).width(10).synonyms(&[
            "讲师",
            "授课老师",
            "培训教师",
            "主讲人",
            "责任人",
        ]),
        Column::new("cost", "费用预算", Kind::Money).stored("cost_fen").synonyms(&["预算", "经费", "费用"]).help("元"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "title",
    own_date: None,
    order: ("id", Direction::Down),
    doors: Doors::ALL,
    check: judge,
    write: save::write,
};

/// The month and the day planned must agree, and lie in the plan's year.
fn judge(draft: &mut Draft, _: &Context<'_>, _: Door) -> Vec<Problem> {
    use chrono::Datelike;
    let mut problems = Vec::new();
    if draft.get("hours").as_int() == Some(0) {
        problems.push(Problem::field("hours", "学时：不能为 0"));
    }
    if let Some(day) = draft.date("planned_on") {
        if draft.get("year").as_int().is_some_and(|year| year != i64::from(day.year())) {
            problems.push(Problem::field("planned_on", format!("计划日期：{}不在计划年度里", chinese(day))));
        }
        match draft.get("month").as_int() {
            None => draft.also("month", i64::from(day.month()).into()),
            Some(month) if month != i64::from(day.month()) => {
                problems.push(Problem::field("planned_on", format!("计划日期：{}不在第 {month} 月", chinese(day))));
            }
            Some(_) => {}
        }
    }
    problems
}

/// What a session made from a line of the plan begins with, as typed; what stands in `typed` already is left out.
#[must_use]
pub fn from_plan(plan: &Row, typed: &[(String, String)]) -> Vec<(String, String)> {
    let text = |column: &str| plan.get(column).as_text().map(str::to_owned);
    let hours = plan.get("hours").as_int().map(|it| decimal::show(it, 2));
    let has = |keys: &[&str]| {
        typed.iter().any(|(name, _)| {
            let key = super::session::TRAINING_SESSION.column(name).map(|it| it.key);
            key.is_some_and(|key| keys.contains(&key))
        })
    };
    let all = [
        ("title", text("title")),
        ("topics", text("topics").map(|it| it.replace(' ', ","))),
        ("level", text("level")),
        ("hours", hours.filter(|_| !has(&["minutes"]))),
        ("trainer", text("trainer")),
        ("plan", Some(format!("#{}", plan.id))),
    ];
    all.into_iter().filter(|(key, _)| !has(&[key])).filter_map(|(key, text)| Some((key.to_owned(), text?))).collect()
}
