//! 培训记录: one person in one session, shown flat with what the session says.
//!
//! A row that names no session finds the one of its day, content, level, topics, length and trainer, or makes it: so that a
//! ledger kept elsewhere comes in in one go, and a second time changes nothing.

use chrono::NaiveDate;

use crate::codes;
use crate::domain::date::chinese;
use crate::domain::fold::folded_key;
use crate::domain::problem::Problem;
use crate::domain::training::result::{self, Given, Outcome};
use crate::domain::training::{Level, Topic};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Tx};

use super::super::major::refused;
use super::super::{Column, Context, Door, Doors, Draft, Kind, Register, save};
use super::session::{TRAINING_SESSION, lengths, next_code};

/// The table itself, without what the session says.
pub(crate) const OWN: Relation = Relation {
    table: "training",
    columns: &["session_id", "person_id", "attended", "score", "passed", "resit_on", "resit_score", "note"],
    retires: true,
    versioned: true,
};

codes! {
    /// What came of it for one person.
    pub enum Verdict {
        Passed = "passed" "合格",
        PassedAgain = "passed_again" "补考合格",
        Failed = "failed" "不合格",
        Pending = "pending" "待考",
        Absent = "absent" "缺席",
    }
}

impl Verdict {
    /// What the columns of a row say.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        let passed = row.get("passed").as_int().map(|it| it == 1);
        match (row.get("attended").as_int() != Some(0), passed) {
            (false, _) => Self::Absent,
            (true, None) => Self::Pending,
            (true, Some(false)) => Self::Failed,
            (true, Some(true)) if row.get("resit_on").is_null() => Self::Passed,
            (true, Some(true)) => Self::PassedAgain,
        }
    }
}

const ON: &str = "training_session/session_id/on_date";
const TITLE: &str = "training_session/session_id/title";
const TOPICS: &str = "training_session/session_id/topics";
const LEVEL: &str = "training_session/session_id/level";
const HOURS: &str = "training_session/session_id/hours";
const MINUTES: &str = "training_session/session_id/minutes";
const TRAINER: &str = "training_session/session_id/trainer";
const PLACE: &str = "training_session/session_id/place";
const MARK: &str = "training_session/session_id/pass_mark";

/// Columns of the session that a flat row may bring: key, where they stand, column of the session's own table.
const OF_SESSION: &[(&str, &str, &str)] = &[
    ("on_date", ON, "on_date"),
    ("title", TITLE, "title"),
    ("topics", TOPICS, "topics"),
    ("level", LEVEL, "level"),
    ("hours", HOURS, "hours"),
    ("minutes", MINUTES, "minutes"),
    ("trainer", TRAINER, "trainer"),
    ("place", PLACE, "place"),
    ("pass_mark", MARK, "pass_mark"),
];

/// How many of them tell one session from another; the rest are filled in where the session does not say them yet.
const TELLING: usize = 7;

/// 培训记录.
pub static TRAINING: Register = Register {
    key: "training",
    title: "培训记录",
    what: "谁参加了哪次培训、成绩和是否合格；全年的培训台账可以整本导入，培训班由它建立",
    relation: Relation {
        table: "training",
        columns: &[
            "session_id",
            "person_id",
            "attended",
            "score",
            "passed",
            "resit_on",
            "resit_score",
            "note",
            "person/person_id/no",
            "person/person_id/department_id",
            ON,
            TITLE,
            TOPICS,
            LEVEL,
            HOURS,
            MINUTES,
            TRAINER,
            PLACE,
            MARK,
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("no", "工号", Kind::Code)
            .stored("person/person_id/no")
            .width(8)
            .synonyms(&["员工编号", "人员编号", "职工号", "员工号", "工牌号"])
            .help("工号和姓名写一个就行；两个都写时核对是不是同一人")
            .number_of("person"),
        Column::reference("person", "姓名", "person", "person_id")
            .width(10)
            .synonyms(&["人员", "人员姓名", "员工姓名", "参训人员", "培训人员", "参加人员", "受训人"])
            .tells(0b11),
        Column::reference("department", "部门", "department", "person/person_id/department_id").shown_only().width(12),
        Column::reference("session", "培训编号", "training_session", "session_id")
            .synonyms(&["培训班", "班次编号", "期次编号"])
            .help("PX-2026-0012；写了就不必再写日期和内容")
            .tells(0b10),
        Column::new("on_date", "培训日期", Kind::Date)
            .stored(ON)
            .width(12)
            .synonyms(&["日期", "培训时间", "培训结束日期"])
            .tells(0b01),
        Column::new("title", "培训内容", Kind::Line)
            .stored(TITLE)
            .width(24)
            .synonyms(&["课题", "培训题目", "培训主题", "培训名称", "内容", "课程名称"])
            .tells(0b01),
        Column::new("topics", "题目类别", Kind::Choices(Topic::CHOICES))
            .stored(TOPICS)
            .default("other")
            .synonyms(&["培训类别", "类别", "培训类型"])
            .help("决定计入哪些学时要求；几个用顿号隔开")
            .tells(0b01),
        Column::new("level", "级别", Kind::Choice(Level::CHOICES))
            .stored(LEVEL)
            .synonyms(&["培训级别", "教育级别", "三级教育级别"])
            .tells(0b01),
        Column::new("hours", "学时", Kind::Decimal(2))
            .stored(HOURS)
            .width(6)
            .synonyms(&["课时", "培训学时"])
            .tells(0b01),
        Column::new("minutes", "分钟", Kind::Whole(1, 100_000))
            .stored(MINUTES)
            .synonyms(&["时长", "培训分钟"])
            .help("没有学时的写分钟")
            .tells(0b01),
        Column::new("trainer", "授课人", Kind::Line)
            .stored(TRAINER)
            .synonyms(&["讲师", "授课老师", "培训教师", "主讲人", "培训讲师"])
            .tells(0b01),
        Column::new("place", "地点", Kind::Line).stored(PLACE).synonyms(&["培训地点"]),
        Column::new("pass_mark", "及格分", Kind::Decimal(1)).stored(MARK).synonyms(&["合格线", "及格线"]),
        Column::new("attended", "出勤", Kind::Flag).default("是").synonyms(&["是否参加", "到课", "签到"]),
        Column::new("score", "成绩", Kind::Decimal(1)).width(6).synonyms(&["分数", "考试成绩", "考核成绩", "得分"]),
        Column::new("passed", "是否合格", Kind::Flag)
            .synonyms(&["考核结果", "合格", "考核结论", "结果判定"])
            .help("有成绩和及格分的由程序算出；没有考核结果就空着，不计学时"),
        Column::new("resit_on", "补考日期", Kind::Date).synonyms(&["补考时间"]),
        Column::new("resit_score", "补考成绩", Kind::Decimal(1)).synonyms(&["补考分数"]),
        Column::derived("result", "结果", Kind::Line, |row, _| Verdict::of(row).label().into()).width(8),
        Column::new("note", "备注", Kind::Line).synonyms(&["说明"]),
    ],
    identity: &[],
    label: "note",
    own_date: Some(ON),
    order: ("id", Direction::Down),
    doors: Doors::ALL,
    check: judge,
    write,
};

/// What a column says now: as typed, else as stored.
fn now(draft: &Draft, key: &str, stored: &str) -> Value {
    draft.typed(key).cloned().unwrap_or_else(|| draft.get(stored))
}

fn judge(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = Vec::new();
    if draft.id("person", "person_id").is_none() {
        problems.push(Problem::field("person", "姓名：姓名和工号要写一个"));
    }
    let on = now(draft, "on_date", ON).as_date();
    if draft.is_new() && draft.id("session", "session_id").is_none() {
        if on.is_none() {
            problems.push(Problem::field("on_date", "培训日期：必须填写（或写明培训编号）"));
        }
        if now(draft, "title", TITLE).is_null() {
            problems.push(Problem::field("title", "培训内容：必须填写（或写明培训编号）"));
        }
        problems.extend(lengths(now(draft, "hours", HOURS).as_int(), now(draft, "minutes", MINUTES).as_int()));
    }
    if let Some(on) = on.filter(|on| *on > context.today) {
        problems.push(Problem::field("on_date", format!("培训日期：{}还没有到", chinese(on))));
    }
    for (key, header, stored) in
        [("score", "成绩", "score"), ("resit_score", "补考成绩", "resit_score"), ("pass_mark", "及格分", MARK)]
    {
        if now(draft, key, stored).as_int().is_some_and(|it| it > 1000) {
            problems.push(Problem::field(key, format!("{header}：应在 0 至 100 之间")));
        }
    }
    if draft.date("resit_on").is_some_and(|day| day > context.today) {
        problems.push(Problem::field("resit_on", "补考日期：还没有到"));
    }
    if problems.is_empty() {
        problems.extend(settle(draft, on, now(draft, "pass_mark", MARK).as_int()));
    }
    problems
}

/// Derives 合格 where scores and the mark say it; refuses what contradicts itself.
fn settle(draft: &mut Draft, on: Option<NaiveDate>, mark: Option<i64>) -> Vec<Problem> {
    let flag = |key: &str| draft.get(key).as_int().map(|it| it == 1);
    // What was derived before is derived anew when a score is typed.
    let rescored =
        ["score", "resit_score", "resit_on", "attended", "pass_mark"].iter().any(|key| draft.typed(key).is_some());
    let passed = if draft.typed("passed").is_some() || !rescored { flag("passed") } else { None };
    let kept = if draft.typed("passed").is_none() && rescored && mark.is_none() { flag("passed") } else { passed };
    let given = Given {
        on,
        attended: flag("attended") != Some(false),
        score: draft.get("score").as_int(),
        mark,
        passed: kept,
        resit_on: draft.date("resit_on"),
        resit_score: draft.get("resit_score").as_int(),
    };
    match result::judge(&given) {
        Ok(Outcome { passed }) => {
            if draft.get("passed").as_int().map(|it| it == 1) != passed {
                draft.without("passed");
                draft.also("passed", passed.into());
            }
            Vec::new()
        }
        Err((key, said)) => vec![Problem::field(key, said)],
    }
}

/// Writes the person's row; finds the session, or makes it.
fn write(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let mut own = draft.clone();
    let given: Vec<(&'static str, Value)> =
        OF_SESSION.iter().map(|(key, _, column)| (*column, own.without(key).unwrap_or_default())).collect();
    if before.is_some() {
        if given.iter().any(|(_, value)| !value.is_null()) {
            let said = "日期、内容、学时等是整个培训班的：请修改培训班（training_session）";
            return Err(refused(register, vec![Problem::record(said)]));
        }
        return save::write(tx, register, before, &own);
    }
    let session = match own.id("session", "session_id") {
        Some(id) => named(tx, register, id, &given)?,
        None => find_or_make(tx, &given)?,
    };
    own.without("session");
    own.also("session_id", session.id.into());
    let problems = settle(&mut own, session.get("on_date").as_date(), session.get("pass_mark").as_int());
    let person = own.id("person", "person_id");
    let conditions = vec![Condition::Is("session_id", session.id.into()), Condition::Is("person_id", person.into())];
    let twin = tx.rows(&OWN, &Query { conditions, limit: Some(1), ..Query::default() })?.into_iter().next();
    if twin.is_some() {
        let code = session.get("code").as_text().unwrap_or_default();
        return Err(refused(
            register,
            vec![Problem::field("person", format!("姓名：这个人已在 {code} 里，请修改那一条"))],
        ));
    }
    if !problems.is_empty() {
        return Err(refused(register, problems));
    }
    save::write(tx, register, None, &own)
}

/// The session that a row names; what the row says besides must be what the session says.
fn named(tx: &Tx<'_>, register: &Register, id: i64, given: &[(&'static str, Value)]) -> Result<Row> {
    let session = tx.row(&TRAINING_SESSION.relation, id)?.filter(|row| row.retired_on.is_none());
    let session = session.ok_or_else(|| Error::input("没有这个培训班，或已停用"))?;
    let other = given.iter().find(|(column, value)| {
        let is_default = *column == "topics" && value.as_text() == Some(Topic::Other.code());
        !value.is_null() && !is_default && !same(session.get(column), value)
    });
    if let Some((column, _)) = other {
        let header = register.column(column).map_or(*column, |it| it.header);
        let code = session.get("code").as_text().unwrap_or_default();
        return Err(refused(register, vec![Problem::record(format!("{header}：与培训班 {code} 写的不同"))]));
    }
    Ok(session)
}

fn same(own: &Value, given: &Value) -> bool {
    match (own, given) {
        (Value::Text(a), Value::Text(b)) => a == b || folded_key(a) == folded_key(b),
        (a, b) => a == b,
    }
}

/// The session of that day that says the same, or a new one. What it does not say yet is filled in from the row.
fn find_or_make(tx: &Tx<'_>, given: &[(&'static str, Value)]) -> Result<Row> {
    let value = |column: &str| {
        given.iter().find(|(name, _)| *name == column).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let on = value("on_date").as_date().ok_or_else(|| Error::internal("培训记录没有日期"))?;
    let query = Query { conditions: vec![Condition::Is("on_date", on.into())], ..Query::default() };
    let (telling, further) = given.split_at(TELLING.min(given.len()));
    let fits = |row: &Row| {
        let told = telling.iter().all(|(column, value)| same(row.get(column), value));
        told && further
            .iter()
            .all(|(column, value)| value.is_null() || row.get(column).is_null() || same(row.get(column), value))
    };
    if let Some(mut found) = tx.rows(&TRAINING_SESSION.relation, &query)?.into_iter().find(fits) {
        let more: Vec<_> =
            further.iter().filter(|(column, value)| !value.is_null() && found.get(column).is_null()).cloned().collect();
        if !more.is_empty() {
            tx.update("training_session", found.id, None, &more)?;
            found = tx.row(&TRAINING_SESSION.relation, found.id)?.unwrap_or(found);
        }
        return Ok(found);
    }
    let mut values: Vec<_> = given.iter().filter(|(_, value)| !value.is_null()).cloned().collect();
    values.push(("from_on", on.into()));
    values.push(("code", next_code(tx, on)?.into()));
    let id = tx.add("training_session", &values)?;
    tx.row(&TRAINING_SESSION.relation, id)?.ok_or_else(|| Error::internal("新建的培训班读不到"))
}
