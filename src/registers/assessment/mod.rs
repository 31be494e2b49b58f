//! 责任制考核: a sheet for every person, post and period, its duties scored one by one.
//!
//! [`act`] opens sheets with what the records propose and scores them; [`owed`] says who is to be assessed; [`results`]
//! says what a period came to. A total without duties comes in by import only: the sheet of a year that is over.

use crate::domain::assessment::score::{self, Total};
use crate::domain::assessment::{Band, Mark, Plan, Scored, State, standing};
use crate::domain::date::chinese;
use crate::domain::hazard::case::says;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::problem::Problem;
use crate::domain::statistics::Ratio;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Store, Tx};

use super::major::{past, refused};
use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

pub mod act;
pub mod facts;
mod need;
pub mod owed;
pub mod results;

pub use need::needs;

#[cfg(test)]
pub(crate) mod tests;

/// 责任制考核.
pub static ASSESSMENT: Register = Register {
    key: "assessment",
    title: "责任制考核",
    what: "谁在哪个岗位、哪一期考核得多少分；用 assess 打开并评分，已有总分的可以导入",
    relation: Relation {
        table: "assessment",
        columns: &[
            "code",
            "person_id",
            "post_id",
            "department_id",
            "period",
            "weight",
            "assessor_id",
            "assessed_on",
            "got",
            "possible",
            "score",
            "band",
            "veto",
            "reward",
            "objection",
            "objection_on",
            "answer",
            "answered_on",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).width(14).synonyms(&["考核编号"]).help("空着由程序编号 KH-年份-流水号"),
        Column::new("period", "考核期", Kind::Code)
            .required()
            .width(9)
            .synonyms(&["期间", "考核期间", "考核周期", "年度"])
            .help("2026-11、2026-Q3、2026-H1 或 2026"),
        Column::reference("person", "被考核人", "person", "person_id")
            .required()
            .width(10)
            .synonyms(&["姓名", "工号", "人员"]),
        Column::reference("post", "岗位", "post", "post_id").width(14).synonyms(&["职务"]).help("空着取考核期末的主岗"),
        Column::reference("department", "部门", "department", "department_id").width(14).help("空着取任职的部门"),
        Column::new("score", "得分", Kind::Decimal(1))
            .width(6)
            .synonyms(&["总分", "考核得分", "考核分数", "成绩"])
            .help("百分制；逐条评分的由程序汇总，只有总分的（如导入的年度考核表）写在这里"),
        Column::new("band", "等次", Kind::Choice(Band::CHOICES)).shown_only().width(8),
        Column::derived("state", "状态", Kind::Choice(State::CHOICES), |row, _| state_of(row).code().into()).width(10),
        Column::new("weight", "权重", Kind::Whole(1, 100))
            .default("100")
            .help("本岗位在本人总评里占的份额；一人多岗时按份额加权"),
        Column::reference("assessor", "考核人", "person", "assessor_id").width(10).synonyms(&["评分人"]),
        Column::new("assessed_on", "考核日期", Kind::Date).width(12).synonyms(&["评分日期"]).help("空着是还在评分"),
        Column::new("veto", "一票否决", Kind::Line)
            .help("责任事故、瞒报、无证上岗、重大隐患逾期未改等；写了就是不合格"),
        Column::new("reward", "奖惩", Kind::Note).synonyms(&["奖惩意见", "考核结果运用"]),
        Column::new("objection", "本人申诉", Kind::Note).synonyms(&["申诉"]),
        Column::new("objection_on", "申诉日期", Kind::Date),
        Column::new("answer", "申诉处理", Kind::Note).synonyms(&["处理意见"]),
        Column::new("answered_on", "处理日期", Kind::Date),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("assessed_on"),
    order: ("id", Direction::Down),
    doors: Doors::ALL,
    check: judge_assessment,
    write: write_assessment,
};

/// 考核评分.
pub static ASSESSMENT_SCORE: Register = Register {
    key: "assessment_score",
    title: "考核评分",
    what: "一份考核里每一条职责的得分；考核打开时按责任清单生成，可以导出填好再导入",
    relation: Relation {
        table: "assessment_score",
        columns: &[
            "assessment_id",
            "entry",
            "duty_id",
            "position",
            "list",
            "code",
            "content",
            "standard",
            "points",
            "proposal",
            "proposed",
            "trace",
            "applies",
            "tenths",
            "reason",
            "evidence",
        ],
        retires: false,
        versioned: true,
    },
    columns: &[
        Column::new("entry", "评分编号", Kind::Code)
            .required()
            .width(20)
            .help("考核编号/职责编号，如 KH-2026-0012/R01-1"),
        Column::reference("assessment", "考核", "assessment", "assessment_id").shown_only(),
        Column::new("list", "责任清单", Kind::Line).shown_only(),
        Column::new("code", "职责编号", Kind::Code).shown_only(),
        Column::new("content", "职责", Kind::Note).shown_only().width(30),
        Column::new("standard", "考核标准", Kind::Note).shown_only(),
        Column::new("points", "分值", Kind::Whole(1, 1000)).shown_only().width(6),
        Column::new("proposed", "建议分", Kind::Decimal(1)).shown_only().width(8),
        Column::new("trace", "取数说明", Kind::Note).shown_only(),
        Column::new("score", "得分", Kind::Decimal(1)).stored("tenths").width(6).synonyms(&["评分", "分数"]),
        Column::new("applies", "本期应考", Kind::Flag).help("本期没有到期的职责填 否，不计入结果"),
        Column::new("reason", "扣分原因", Kind::Line)
            .width(20)
            .synonyms(&["原因", "理由"])
            .help("与建议分不同的必须写"),
        Column::new("evidence", "佐证", Kind::Line).synonyms(&["证据"]),
    ],
    identity: &["entry"],
    label: "entry",
    own_date: None,
    order: ("id", Direction::Down),
    doors: Doors { add: false, set: true, retire: false, import: true },
    check: |draft, _, _| match (draft.typed("score"), draft.typed("applies").and_then(Value::as_int)) {
        (Some(tenths), Some(0)) if !tenths.is_null() => {
            vec![Problem::field("applies", "本期应考：填了得分就不能又填 否")]
        }
        (Some(_) | None, _) => Vec::new(),
    },
    write: write_score,
};

/// Where an assessment stands.
#[must_use]
pub fn state_of(row: &Row) -> State {
    if row.get("assessed_on").is_null() {
        return State::Open;
    }
    match (says(row.get("objection").as_text()), says(row.get("answer").as_text())) {
        (true, true) => State::Answered,
        (true, false) => State::Objected,
        (false, _) => State::Done,
    }
}

/// The period of an assessment.
#[must_use]
pub fn period_of(row: &Row) -> Option<Period> {
    row.get("period").as_text().and_then(|text| Period::parse(text).ok())
}

/// Whether assessments are made for periods of this kind.
fn is_assessable(period: Period) -> bool {
    matches!(period.kind(), PeriodKind::Month | PeriodKind::Quarter | PeriodKind::HalfYear | PeriodKind::Year)
}

/// Reads a period that assessments are made for.
///
/// # Errors
/// [`crate::error::Kind::Input`] for another text, a day or a week.
pub fn read_period(text: &str) -> Result<Period> {
    let right = "写成 2026-11、2026-Q3、2026-H1 或 2026";
    let period = Period::parse(text).map_err(|fault| Error::input(fault.to_string()).hint(right))?;
    if is_assessable(period) {
        Ok(period)
    } else {
        Err(Error::input("考核按月、季度、半年或年").hint(right))
    }
}

/// What the plant set about its assessments.
///
/// # Errors
/// When the file cannot be read.
pub fn plan(store: &Store) -> Result<Plan> {
    let set = store.settings()?;
    Ok(Plan::of(set.iter().map(|it| (it.key.as_str(), it.value.as_str()))))
}

fn plan_within(tx: &Tx<'_>) -> Result<Plan> {
    const SETTING: Relation =
        Relation { table: "setting", columns: &["key", "value"], retires: false, versioned: true };
    let rows = tx.rows(&SETTING, &Query::default())?;
    Ok(Plan::of(rows.iter().filter_map(|row| Some((row.get("key").as_text()?, row.get("value").as_text()?)))))
}

fn judge_assessment(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let dates = [("assessed_on", "考核日期"), ("objection_on", "申诉日期"), ("answered_on", "处理日期")];
    let mut problems = past(draft, context, &dates);
    let period = draft.text("period").map(|text| Period::parse(&text));
    match &period {
        Some(Ok(period)) if is_assessable(*period) => {
            if draft.typed("period").is_some() {
                draft.without("period");
                draft.also("period", period.to_string().into());
            }
            let early = draft.date("assessed_on").filter(|day| *day < standing::earliest(*period));
            if draft.typed("assessed_on").is_some() && early.is_some() {
                let first = chinese(standing::earliest(*period));
                problems.push(Problem::field(
                    "assessed_on",
                    format!("考核日期：{}还没到期末，{first}起才能考核", period.label()),
                ));
            }
        }
        Some(Ok(_)) => problems.push(Problem::field("period", "考核期：按月、季度、半年或年，如 2026-Q3")),
        Some(Err(fault)) => problems.push(Problem::field("period", format!("考核期：{fault}"))),
        None => {}
    }
    let ids = (draft.id("person", "person_id"), draft.id("assessor", "assessor_id"));
    if matches!(ids, (Some(person), Some(assessor)) if person == assessor) {
        problems.push(Problem::field("assessor", "考核人：不能是本人"));
    }
    if draft.typed("score").and_then(Value::as_int).is_some_and(|tenths| tenths > 1000) {
        problems.push(Problem::field("score", "得分：百分制，不超过 100"));
    }
    problems.extend(judge_objection(draft, context));
    problems
}

/// An objection is against a finished assessment, an answer to an objection; both have a day.
fn judge_objection(draft: &mut Draft, context: &Context<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (objects, answers) = (says(draft.text("objection").as_deref()), says(draft.text("answer").as_deref()));
    if objects && draft.date("assessed_on").is_none() {
        problems.push(Problem::field("objection", "本人申诉：考核还没有完成"));
    }
    if answers && !objects {
        problems.push(Problem::field("answer", "申诉处理：没有申诉"));
    }
    for (said, key, stored) in [(objects, "objection", "objection_on"), (answers, "answer", "answered_on")] {
        if said && draft.typed(key).is_some() && draft.date(stored).is_none() {
            draft.without(stored);
            draft.also(stored, context.today.into());
        }
    }
    let raised = draft.date("objection_on");
    if let Some(raised) = raised.filter(|raised| draft.date("answered_on").is_some_and(|day| day < *raised)) {
        problems.push(Problem::field("answered_on", format!("处理日期：早于申诉日期{}", chinese(raised))));
    }
    if let Some(done) = draft.date("assessed_on").filter(|done| raised.is_some_and(|day| day < *done)) {
        problems.push(Problem::field("objection_on", format!("申诉日期：早于考核日期{}", chinese(done))));
    }
    problems
}

/// A value as it will be stored: what the draft puts, else what is there.
fn upcoming(draft: &Draft, before: Option<&Row>, stored: &str) -> Value {
    let put = draft.stored().into_iter().rev().find(|(name, _)| *name == stored);
    put.map(|(_, value)| value).or_else(|| before.map(|row| row.get(stored).clone())).unwrap_or_default()
}

fn write_assessment(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let mut draft = draft.clone();
    let items = before.map(|row| items_within(tx, row.id)).transpose()?.unwrap_or_default();
    let mut problems = Vec::new();
    if !items.is_empty() {
        for key in ["person", "post", "period"] {
            let stored = register.column(key).map_or(key, |it| it.stored);
            if draft.stored().iter().any(|(name, _)| *name == stored) {
                let header = register.column(key).map_or(key, |it| it.header);
                problems.push(Problem::field(
                    register.column(key).map_or("code", |it| it.key),
                    format!("{header}：已按责任清单打开评分，不能改"),
                ));
            }
        }
        if draft.typed("score").is_some() {
            problems.push(Problem::field("score", "得分：由各条职责的得分汇总，请改评分"));
        }
    }
    if before.is_none() {
        complete(tx, &mut draft, &mut problems)?;
    }
    let done = upcoming(&draft, before, "assessed_on");
    let typed = upcoming(&draft, before, "score").as_int();
    let total = if items.is_empty() {
        typed.map(|tenths| Total { got: tenths, possible: 100, ..Total::default() })
    } else {
        Some(Total::of(items.iter().map(scored)))
    };
    match (&done, total) {
        (_, None) => problems.push(Problem::field(
            "score",
            "得分：这里只登记已有总分的考核；逐条评分请用 anguan assess --period 考核期",
        )),
        (Value::Null, Some(_)) if items.is_empty() => {
            problems.push(Problem::field("assessed_on", "考核日期：只有总分的考核要写考核日期"));
        }
        (Value::Null, Some(_)) => unsettle(&mut draft),
        (_, Some(total)) if total.open > 0 => {
            problems.push(Problem::field("assessed_on", format!("考核日期：还有 {} 条职责没有评分", total.open)));
        }
        (_, Some(total)) => {
            let vetoed = says(upcoming(&draft, before, "veto").as_text());
            for (name, value) in settled(&plan_within(tx)?, total, vetoed) {
                draft.without(name);
                draft.also(name, value);
            }
        }
    }
    let unsigned = upcoming(&draft, before, "assessor_id").is_null();
    if !items.is_empty() && !done.is_null() && unsigned {
        problems.push(Problem::field("assessor", "考核人：完成考核要写考核人"));
    }
    if !problems.is_empty() {
        return Err(refused(register, problems));
    }
    save::write(tx, register, before, &draft)
}

/// Number, post and department of a new assessment that were left open.
fn complete(tx: &Tx<'_>, draft: &mut Draft, problems: &mut Vec<Problem>) -> Result<()> {
    let (Some(person), Some(period)) = (
        draft.id("person", "person_id"),
        upcoming(draft, None, "period").as_text().and_then(|it| Period::parse(it).ok()),
    ) else {
        return Ok(());
    };
    if draft.text("code").is_none() {
        draft.without("code");
        draft.also("code", next_code(tx, period)?.into());
    }
    let held = held_at(tx, person, period)?;
    let named = draft.id("post", "post_id");
    let Some(post) = named.or_else(|| held.first().map(|it| it.0)) else {
        problems.push(Problem::field("post", "岗位：看不出本期在哪个岗位，请写明"));
        return Ok(());
    };
    if named.is_none() {
        draft.without("post");
        draft.also("post_id", post.into());
    }
    if draft.id("department", "department_id").is_none() {
        draft.without("department");
        let department = held.iter().find(|it| it.0 == post).or(held.first()).and_then(|it| it.1);
        draft.also("department_id", department.into());
    }
    let same = Query {
        conditions: vec![
            Condition::Is("person_id", person.into()),
            Condition::Is("post_id", post.into()),
            Condition::Is("period", period.to_string().into()),
        ],
        ..Query::default()
    };
    if let Some(other) = tx.rows(&ASSESSMENT.relation, &same)?.first() {
        let code = other.get("code").as_text().unwrap_or_default();
        problems.push(Problem::field("period", format!("考核期：此人这个岗位这一期已有考核 {code}，要改请按编号改")));
    }
    Ok(())
}

/// Posts somebody held at the end of a period (or at his own end within it), the main one first, with the department.
fn held_at(tx: &Tx<'_>, person: i64, period: Period) -> Result<Vec<(i64, Option<i64>)>> {
    use super::person::{ASSIGNMENT, PERSON};
    let Some(row) = tx.row(&PERSON.relation, person)? else { return Ok(Vec::new()) };
    let day = row.get("ended_on").as_date().map_or(period.last(), |last| last.min(period.last()));
    let conditions = vec![Condition::Is("person_id", person.into())];
    let mut held: Vec<(bool, i64, Option<i64>)> = tx
        .rows(&ASSIGNMENT.relation, &Query { conditions, ..Query::default() })?
        .iter()
        .filter(|it| it.get("from_on").as_date().is_none_or(|from| from <= day))
        .filter(|it| it.get("to_on").as_date().is_none_or(|to| day <= to))
        .filter_map(|it| {
            Some((it.get("main").as_int() != Some(1), it.get("post_id").as_int()?, it.get("department_id").as_int()))
        })
        .collect();
    held.sort_by_key(|it| it.0);
    let own = row.get("department_id").as_int();
    if !held.iter().any(|it| !it.0) {
        held.splice(0..0, row.get("post_id").as_int().map(|post| (false, post, own)));
    }
    Ok(held.into_iter().map(|(_, post, department)| (post, department.or(own))).collect())
}

/// The next number of the year a period ends in.
fn next_code(tx: &Tx<'_>, period: Period) -> Result<String> {
    let year = period.last().format("%Y").to_string();
    loop {
        let code = format!("KH-{year}-{:04}", tx.next_number(&format!("assessment/{year}"))?);
        let conditions = vec![Condition::Is("code", code.as_str().into())];
        if tx.rows(&ASSESSMENT.relation, &Query { conditions, retired: true, ..Query::default() })?.is_empty() {
            return Ok(code);
        }
    }
}

/// Duties of an assessment, in their order.
///
/// # Errors
/// When the file cannot be read.
pub fn items(store: &Store, assessment: i64) -> Result<Vec<Row>> {
    store.rows(&ASSESSMENT_SCORE.relation, &of(assessment))
}

fn items_within(tx: &Tx<'_>, assessment: i64) -> Result<Vec<Row>> {
    tx.rows(&ASSESSMENT_SCORE.relation, &of(assessment))
}

fn of(assessment: i64) -> Query {
    let conditions = vec![Condition::Is("assessment_id", assessment.into())];
    Query { conditions, order: Some(("position", Direction::Up)), ..Query::default() }
}

/// A stored duty as the rules add it up.
#[must_use]
pub fn scored(item: &Row) -> Scored {
    Scored { points: item.get("points").as_int().unwrap_or(0), mark: mark_of(item) }
}

/// What stands against a stored duty.
#[must_use]
pub fn mark_of(item: &Row) -> Mark {
    match (item.get("applies").as_int(), item.get("tenths").as_int()) {
        (Some(0), _) => Mark::NotDue,
        (_, Some(tenths)) => Mark::Tenths(tenths),
        (_, None) => Mark::Open,
    }
}

/// What the records proposed for a stored duty.
#[must_use]
pub fn proposal_of(item: &Row) -> Mark {
    match (item.get("proposal").as_text(), item.get("proposed").as_int()) {
        (Some("not_due"), _) => Mark::NotDue,
        (_, Some(tenths)) => Mark::Tenths(tenths),
        (_, None) => Mark::Open,
    }
}

/// Columns of a finished assessment: points, score as printed, band.
fn settled(plan: &Plan, total: Total, vetoed: bool) -> Vec<(&'static str, Value)> {
    let score = total.score();
    let shown = score::read_tenths(&plan.bands.show(score), 100).ok();
    vec![
        ("got", total.got.into()),
        ("possible", total.possible.into()),
        ("score", shown.into()),
        ("band", plan.bands.band(score, vetoed).map(Band::code).into()),
    ]
}

/// Takes the result back: it is being scored again.
fn unsettle(draft: &mut Draft) {
    for name in ["got", "possible", "score", "band"] {
        draft.also(name, Value::Null);
    }
}

/// The exact score of a stored assessment.
#[must_use]
pub fn score_of(row: &Row) -> Ratio {
    let number = |name: &str| row.get(name).as_int().unwrap_or(0);
    Ratio::new(number("got"), number("possible").saturating_mul(10))
}

fn write_score(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let Some(item) = before else {
        let entry = draft.text("entry").unwrap_or_default();
        let said = format!("评分编号：没有 {entry}，先用 anguan assess 打开考核");
        return Err(refused(register, vec![Problem::field("entry", said)]));
    };
    if draft.typed("entry").is_some() {
        return Err(refused(register, vec![Problem::field("entry", "评分编号：不能改")]));
    }
    let applies = draft.typed("applies").and_then(Value::as_int);
    let mark = match (draft.typed("score"), applies) {
        (Some(Value::Int(tenths)), _) => Mark::Tenths(*tenths),
        (_, Some(0)) => Mark::NotDue,
        (Some(_), _) | (None, Some(_)) => Mark::Open,
        (None, None) => mark_of(item),
    };
    let words = |key: &str| draft.text(key).map(|it| crate::domain::fold::clean_line(&it)).filter(|it| !it.is_empty());
    let given = act::Given { mark, reason: words("reason"), evidence: words("evidence") };
    act::put(tx, register, item, &given, draft.typed("reason").is_some())?;
    act::settle(tx, item.get("assessment_id").as_int().unwrap_or(0))?;
    Ok(item.id)
}
