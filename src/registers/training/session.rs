//! 培训班: one session, with what the law wants of it: when, what, who, with which result (安全生产法 第二十八条).

use chrono::{Datelike, NaiveDate};

use crate::codes;
use crate::domain::date::{add_days, chinese};
use crate::domain::problem::Problem;
use crate::domain::training::{Level, Topic};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Tx};

use super::super::major::refused;
use super::super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

codes! {
    /// How a session is held.
    pub enum Mode {
        Onsite = "onsite" "面授",
        Online = "online" "线上",
        Practice = "practice" "实操",
        Outside = "outside" "外培",
    }
}

codes! {
    /// How it is assessed.
    pub enum Exam {
        Paper = "paper" "笔试",
        Oral = "oral" "口试",
        Practice = "practice" "实操考核",
        None = "none" "不考核",
    }
}

/// How far ahead a session may be laid down, in days: a slip of the year is caught, next year's plan is not.
const AHEAD: i64 = 400;

/// 培训班.
pub static TRAINING_SESSION: Register = Register {
    key: "training_session",
    title: "培训班",
    what: "一期一档：时间、内容、学时、授课人、考核和评价；参加的人在培训记录里",
    relation: Relation {
        table: "training_session",
        columns: &[
            "code",
            "plan_id",
            "title",
            "topics",
            "level",
            "from_on",
            "on_date",
            "hours",
            "minutes",
            "unit",
            "post_id",
            "department_id",
            "trainer",
            "institution",
            "place",
            "mode",
            "materials",
            "exam",
            "pass_mark",
            "evaluation",
            "evidence",
            "cost_fen",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).shown_only().width(13),
        Column::new("on_date", "培训日期", Kind::Date)
            .required()
            .width(12)
            .default("今天")
            .synonyms(&["日期", "结束日期"])
            .help("多天的写最后一天：学时记在这一天")
            .tells(1),
        Column::new("from_on", "开始日期", Kind::Date).help("只有一天就空着"),
        Column::new("title", "培训内容", Kind::Line)
            .required()
            .width(28)
            .synonyms(&["课题", "培训题目", "培训主题", "培训名称", "内容"])
            .tells(1),
        Column::new("topics", "题目类别", Kind::Choices(Topic::CHOICES))
            .width(16)
            .default("other")
            .synonyms(&["培训类别", "类别", "培训类型"])
            .help("决定计入哪些学时要求；几个用顿号隔开")
            .tells(1),
        Column::new("level", "级别", Kind::Choice(Level::CHOICES))
            .width(8)
            .synonyms(&["培训级别", "教育级别"])
            .help("三级教育的哪一级；其他培训空着")
            .tells(1),
        Column::new("hours", "学时", Kind::Decimal(2)).width(6).synonyms(&["课时"]).help("学时和分钟写一个").tells(1),
        Column::new("minutes", "分钟", Kind::Whole(1, 100_000))
            .synonyms(&["时长", "培训分钟"])
            .help("不写学时的写分钟")
            .tells(1),
        Column::new("unit", "每学时分钟", Kind::Whole(40, 60)).default("45").help("按分钟记的折算，惯例 45"),
        Column::new("trainer", "授课人", Kind::Line)
            .width(10)
            .synonyms(&["讲师", "授课老师", "培训教师", "主讲人", "培训讲师"])
            .tells(1),
        Column::new("institution", "委托机构", Kind::Line).synonyms(&["培训机构"]).help("自己培训的空着"),
        Column::reference("department", "组织部门", "department", "department_id").synonyms(&["主办部门"]),
        Column::reference("post", "针对岗位", "post", "post_id").help("只为一个岗位准备的写上；其他空着"),
        Column::new("place", "地点", Kind::Line).synonyms(&["培训地点"]),
        Column::new("mode", "方式", Kind::Choice(Mode::CHOICES)).default("onsite").synonyms(&["培训方式"]),
        Column::new("exam", "考核方式", Kind::Choice(Exam::CHOICES)).synonyms(&["考试方式"]),
        Column::new("pass_mark", "及格分", Kind::Decimal(1)).synonyms(&["合格线", "及格线"]),
        Column::new("materials", "教材课件", Kind::Line).synonyms(&["教材", "课件"]),
        Column::new("evaluation", "效果评价", Kind::Note).synonyms(&["评价"]),
        Column::new("evidence", "佐证材料", Kind::Line)
            .synonyms(&["签到表", "材料存放"])
            .help("签到表、试卷、影像放在哪里"),
        Column::new("cost", "费用", Kind::Money).stored("cost_fen"),
        Column::reference("plan", "培训计划", "training_plan", "plan_id"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "title",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors::ALL,
    check: judge,
    write,
};

fn judge(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = lengths(draft.get("hours").as_int(), draft.get("minutes").as_int());
    let on = draft.date("on_date");
    if on.is_none() && draft.typed("on_date").is_none() {
        problems.push(Problem::field("on_date", "培训日期：必须填写"));
    }
    if let Some(on) = on {
        problems.extend(too_far(on, context.today));
        match draft.date("from_on") {
            None => draft.also("from_on", on.into()),
            Some(from) if from > on => {
                problems.push(Problem::field("from_on", format!("开始日期：晚于培训日期{}", chinese(on))));
            }
            Some(_) => {}
        }
        if draft.typed("from_on").is_some_and(Value::is_null) {
            draft.without("from_on");
            draft.also("from_on", on.into());
        }
    }
    if draft.get("exam").as_text() == Some(Exam::None.code()) && !draft.get("pass_mark").is_null() {
        problems.push(Problem::field("pass_mark", "及格分：不考核的培训没有及格分"));
    }
    if draft.get("pass_mark").as_int().is_some_and(|mark| mark > 1000) {
        problems.push(Problem::field("pass_mark", "及格分：应在 0 至 100 之间"));
    }
    // An emptied list of topics is the list with nothing a rule asks for.
    if draft.get("topics").is_null() {
        draft.without("topics");
        draft.also("topics", Topic::Other.code().into());
    }
    problems
}

/// A session needs its length in one of two ways.
pub(super) fn lengths(hours: Option<i64>, minutes: Option<i64>) -> Vec<Problem> {
    match (hours, minutes) {
        (None, None) => vec![Problem::field("hours", "学时：学时和分钟要写一个")],
        (Some(0), _) => vec![Problem::field("hours", "学时：不能为 0")],
        (Some(_), Some(_)) => vec![Problem::field("minutes", "分钟：学时和分钟只写一个")],
        (Some(_), None) | (None, Some(_)) => Vec::new(),
    }
}

pub(super) fn too_far(on: NaiveDate, today: NaiveDate) -> Option<Problem> {
    (on > add_days(today, AHEAD))
        .then(|| Problem::field("on_date", format!("培训日期：{}太远，请核对年份", chinese(on))))
}

/// Gives a new session its number; a session people were in is not moved behind today, nor given a pass mark its results
/// contradict.
fn write(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let Some(row) = before else {
        let on = draft.date("on_date").ok_or_else(|| Error::internal("培训班没有日期"))?;
        let mut draft = draft.clone();
        draft.also("code", next_code(tx, on)?.into());
        return save::write(tx, register, None, &draft);
    };
    let people = people_of(tx, row.id)?;
    let mut problems = Vec::new();
    if draft.date("on_date").is_some_and(|on| on > tx.entered_on)
        && !people.is_empty()
        && draft.typed("on_date").is_some()
    {
        problems.push(Problem::field("on_date", "培训日期：已经有人参加，不能改到以后"));
    }
    if let Some(mark) = draft.typed("pass_mark").and_then(Value::as_int) {
        let odd = people.iter().filter(|it| {
            let passes = |score: i64| score >= mark;
            let last = it.get("resit_score").as_int().or_else(|| it.get("score").as_int());
            last.is_some_and(|score| it.get("passed").as_int().is_some_and(|passed| (passed == 1) != passes(score)))
        });
        let odd = odd.count();
        if odd > 0 {
            problems
                .push(Problem::field("pass_mark", format!("及格分：与 {odd} 人的成绩和合格与否矛盾，请先改培训记录")));
        }
    }
    if !problems.is_empty() {
        return Err(refused(register, problems));
    }
    save::write(tx, register, before, draft)
}

/// The number of a new session: PX-2026-0012.
pub(super) fn next_code(tx: &Tx<'_>, on: NaiveDate) -> Result<String> {
    let year = on.year();
    Ok(format!("PX-{year}-{:04}", tx.next_number(&format!("training/{year}"))?))
}

/// Records of the people of a session.
pub(super) fn people_of(tx: &Tx<'_>, session: i64) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("session_id", session.into())];
    tx.rows(&super::ledger::OWN, &Query { conditions, ..Query::default() })
}

/// Words of a title that say what a session teaches, as far as a rule asks for it.
const WORDS: &[(Topic, &[&str])] = &[
    (Topic::Initial, &["三级教育", "三级安全教育", "新员工", "新工人", "岗前", "入厂教育"]),
    (Topic::Transfer, &["转岗", "返岗", "复工教育"]),
    (Topic::ManagerInitial, &["负责人初次", "安管人员初次"]),
    (Topic::ManagerYearly, &["负责人再培训", "安管人员再培训"]),
    (Topic::Novelty, &["四新", "新工艺", "新技术", "新材料", "新设备"]),
    (Topic::Practice, &["带教", "实习"]),
    (Topic::Fire, &["消防", "灭火"]),
    (Topic::ConfinedSpace, &["有限空间"]),
    (Topic::Dust, &["粉尘"]),
    (Topic::Emergency, &["应急"]),
    (Topic::Equipment, &["特种设备", "叉车", "行车", "起重"]),
    (Topic::Occupational, &["职业卫生", "职业健康", "职业病"]),
    (Topic::Responsibility, &["责任制"]),
    (Topic::Yearly, &["年度再培训", "全员再培训", "年度培训", "全员培训"]),
];

/// Topics that the words of a title name, for a form whose topics were left empty: shown before anything is saved.
#[must_use]
pub fn topics_in(title: &str) -> Vec<Topic> {
    let named = WORDS.iter().filter(|(_, words)| words.iter().any(|word| title.contains(word)));
    named.map(|(topic, _)| *topic).collect()
}
