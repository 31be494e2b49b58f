//! 重大隐患治理档案 and 治理进展: what the statutory papers about a major hazard say.

use crate::domain::date::chinese;
use crate::domain::hazard::Level;
use crate::domain::hazard::case::{self, Closing, Element, says};
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Store, Tx};

use super::hazard::HAZARD;
use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

/// 重大隐患治理档案.
pub static HAZARD_CASE: Register = Register {
    key: "hazard_case",
    title: "重大隐患档案",
    what: "重大事故隐患一患一档：报告要素、治理方案六要素、双报告、评估和恢复生产；报告和方案由它打印",
    relation: Relation {
        table: "hazard_case",
        columns: &[
            "hazard_id",
            "cause",
            "harm",
            "difficulty",
            "goal",
            "method",
            "resources",
            "funds_fen",
            "organisation",
            "schedule",
            "safety",
            "planned_on",
            "interim",
            "meeting_on",
            "meeting",
            "public_on",
            "stopped_by",
            "stopped_on",
            "evaluated_on",
            "evaluator",
            "evaluation",
            "resumed_on",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("hazard", "隐患", "hazard", "hazard_id")
            .required()
            .width(14)
            .synonyms(&["隐患编号", "重大隐患"])
            .help("重大隐患的编号，如 YH-2026-0001；一项隐患一份档案"),
        Column::new("cause", "现状及产生原因", Kind::Note).width(24).help("报告要素之一（16号令第十四条）"),
        Column::new("harm", "危害程度", Kind::Note).help("报告要素之二：可能造成什么后果、波及多大范围"),
        Column::new("difficulty", "整改难易程度分析", Kind::Note)
            .synonyms(&["整改难易程度"])
            .help("报告要素之二：能否自行整改、要多久、要不要停产"),
        Column::new("goal", "治理目标和任务", Kind::Note).synonyms(&["目标和任务"]).help("方案要素1（16号令第十五条）"),
        Column::new("method", "治理方法和措施", Kind::Note).synonyms(&["方法和措施", "治理措施"]).help("方案要素2"),
        Column::new("resources", "经费和物资落实", Kind::Note).synonyms(&["经费和物资", "经费物资"]).help("方案要素3"),
        Column::new("funds", "已落实资金", Kind::Money)
            .stored("funds_fen")
            .synonyms(&["治理资金", "落实资金"])
            .help("元；不需要资金填 0"),
        Column::new("organisation", "治理机构和人员", Kind::Note).synonyms(&["机构和人员"]).help("方案要素4"),
        Column::new("schedule", "治理时限和要求", Kind::Note).synonyms(&["时限和要求"]).help("方案要素5"),
        Column::new("safety", "安全措施和应急预案", Kind::Note).help("方案要素6"),
        Column::new("planned_on", "方案审定日期", Kind::Date)
            .width(12)
            .synonyms(&["方案制定日期"])
            .help("主要负责人审定治理方案的日期"),
        Column::new("interim", "治理期间防范措施", Kind::Note)
            .synonyms(&["临时防范措施"])
            .help("撤人、疏散、设警戒、停用等（16号令第十六条）"),
        Column::new("meeting_on", "向职工报告日期", Kind::Date)
            .width(14)
            .synonyms(&["双报告日期", "职工大会日期", "职代会日期"])
            .help("向职工大会或职工代表大会报告的日期（双报告）"),
        Column::new("meeting", "职工大会情况", Kind::Line)
            .synonyms(&["会议情况", "职代会情况"])
            .help("什么会、多少人参加、记录在哪里"),
        Column::new("public_on", "公示日期", Kind::Date),
        Column::new("stopped_by", "责令停产部门", Kind::Line)
            .synonyms(&["挂牌督办部门"])
            .help("挂牌督办并责令停产停业的部门；没有就空着"),
        Column::new("stopped_on", "责令停产日期", Kind::Date),
        Column::new("evaluated_on", "评估日期", Kind::Date).width(12).help("治理结束后评估的日期（16号令第十八条）"),
        Column::new("evaluator", "评估人员或机构", Kind::Line).synonyms(&["评估机构", "评估人员"]),
        Column::new("evaluation", "评估结论或部门意见", Kind::Note).synonyms(&["评估结论", "部门意见"]),
        Column::new("resumed_on", "同意恢复日期", Kind::Date)
            .synonyms(&["恢复生产日期"])
            .help("部门审查同意恢复生产经营的日期"),
    ],
    identity: &["hazard_id"],
    label: "cause",
    own_date: None,
    order: ("id", Direction::Down),
    doors: Doors { add: true, set: true, retire: true, import: false },
    check: judge_case,
    write: write_case,
};

fn judge_case(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = past(
        draft,
        context,
        &[
            ("planned_on", "方案审定日期"),
            ("meeting_on", "向职工报告日期"),
            ("public_on", "公示日期"),
            ("stopped_on", "责令停产日期"),
            ("evaluated_on", "评估日期"),
            ("resumed_on", "同意恢复日期"),
        ],
    );
    let stopped_by = draft.text("stopped_by");
    if draft.date("stopped_on").is_some() && !says(stopped_by.as_deref()) {
        problems.push(Problem::field("stopped_by", "责令停产部门：填了停产日期，也要写是哪个部门责令的"));
    }
    if let Some(resumed) = draft.date("resumed_on") {
        if !says(stopped_by.as_deref()) {
            problems.push(Problem::field("resumed_on", "同意恢复日期：没有责令停产的部门，不必填"));
        }
        if let Some(stopped) = draft.date("stopped_on").filter(|stopped| resumed < *stopped) {
            problems.push(Problem::field("resumed_on", format!("同意恢复日期：早于责令停产日期{}", chinese(stopped))));
        }
    }
    problems
}

fn write_case(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let hazard = major(tx, register, draft)?;
    let dates = ["planned_on", "meeting_on", "public_on", "stopped_on", "evaluated_on", "resumed_on"];
    after_finding(register, &hazard, draft, &dates)?;
    save::write(tx, register, before, draft)
}

/// 治理进展.
pub static HAZARD_PROGRESS: Register = Register {
    key: "hazard_progress",
    title: "治理进展",
    what: "重大事故隐患治理做到哪一步、花了多少钱；进展报告由它打印",
    relation: Relation {
        table: "hazard_progress",
        columns: &["hazard_id", "on_date", "words", "percent", "cost_fen"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("hazard", "隐患", "hazard", "hazard_id")
            .required()
            .width(14)
            .synonyms(&["隐患编号", "重大隐患"]),
        Column::new("on_date", "日期", Kind::Date).required().width(12).default("今天").synonyms(&["进展日期"]),
        Column::new("words", "进展情况", Kind::Note).required().width(40).synonyms(&["进展", "治理进展"]),
        Column::new("percent", "完成比例", Kind::Whole(0, 100)).width(10).synonyms(&["进度"]).help("百分数，0–100"),
        Column::new("cost", "本次支出", Kind::Money).stored("cost_fen").width(12).synonyms(&["支出", "费用"]),
    ],
    identity: &[],
    label: "words",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| past(draft, context, &[("on_date", "日期")]),
    write: |tx, register, before, draft| {
        let hazard = major(tx, register, draft)?;
        after_finding(register, &hazard, draft, &["on_date"])?;
        save::write(tx, register, before, draft)
    },
};

/// Dates that must not lie in the future.
pub(super) fn past(draft: &Draft, context: &Context<'_>, dates: &[(&'static str, &str)]) -> Vec<Problem> {
    let late = dates.iter().filter(|(key, _)| draft.date(key).is_some_and(|day| day > context.today));
    late.map(|(key, header)| Problem::field(key, format!("{header}：还没有到"))).collect()
}

/// The hazard a record is about; only a major one has a case.
fn major(tx: &Tx<'_>, register: &Register, draft: &Draft) -> Result<Row> {
    let id = draft.id("hazard", "hazard_id").ok_or_else(|| Error::internal("档案没有指明隐患"))?;
    let row = tx.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    let code = row.get("code").as_text().unwrap_or_default();
    let level = row.get("level").as_text().and_then(Level::from_code);
    let said = match level {
        Some(Level::Major) if row.retired_on.is_none() => return Ok(row),
        Some(Level::Major) => format!("隐患：{code} 已停用"),
        Some(Level::General) => format!("隐患：{code} 是一般隐患，{}只为重大隐患建", register.title),
        None => format!("隐患：{code} 还没有定级，定为重大后再建{}", register.title),
    };
    Err(refused(register, vec![Problem::field("hazard", said)]))
}

/// Nothing about a hazard is dated before it was found.
fn after_finding(register: &Register, hazard: &Row, draft: &Draft, dates: &[&'static str]) -> Result<()> {
    let Some(found) = hazard.get("found_on").as_date() else { return Ok(()) };
    let early = dates.iter().filter(|key| draft.date(key).is_some_and(|day| day < found));
    let said = |key: &&'static str| {
        let header = register.column(key).map_or(*key, |it| it.header);
        Problem::field(key, format!("{header}：早于隐患的发现日期{}", chinese(found)))
    };
    let problems: Vec<Problem> = early.map(said).collect();
    if problems.is_empty() { Ok(()) } else { Err(refused(register, problems)) }
}

pub(super) fn refused(register: &Register, problems: Vec<Problem>) -> Error {
    Error::problems(format!("{}没有保存，请改正：", register.title), problems)
}

/// The case of a hazard, where there is one.
///
/// # Errors
/// When the file cannot be read.
pub fn case_of(store: &Store, hazard: i64) -> Result<Option<Row>> {
    let conditions = vec![Condition::Is("hazard_id", hazard.into())];
    Ok(store.rows(&HAZARD_CASE.relation, &Query { conditions, ..Query::default() })?.into_iter().next())
}

/// Progress of a hazard, oldest first.
///
/// # Errors
/// When the file cannot be read.
pub fn progress_of(store: &Store, hazard: i64) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("hazard_id", hazard.into())];
    let order = Some(("on_date", Direction::Up));
    store.rows(&HAZARD_PROGRESS.relation, &Query { conditions, order, ..Query::default() })
}

/// Elements that a case has written down.
#[must_use]
pub fn elements(case: &Row) -> Vec<Element> {
    Element::ALL.iter().copied().filter(|it| says(case.get(it.code()).as_text())).collect()
}

/// What is missing before a major hazard may be closed (decisions 16), one Chinese phrase each.
///
/// # Errors
/// When the file cannot be read.
pub fn missing_for_closing(store: &Store, hazard: &Row) -> Result<Vec<String>> {
    let code = hazard.get("code").as_text().unwrap_or_default();
    let handed_in =
        || -> Result<bool> { Ok(store.handed_in()?.iter().any(|it| it.kind == "major_hazard" && it.period == code)) };
    let is_reported = hazard.get("reported_on").as_date().is_some() || handed_in()?;
    let case = case_of(store, hazard.id)?;
    let dated = |column: &str| case.as_ref().is_some_and(|case| case.get(column).as_date().is_some());
    let said = |column: &str| case.as_ref().is_some_and(|case| says(case.get(column).as_text()));
    let elements = case.as_ref().map(elements).unwrap_or_default();
    let mut missing = case::missing_for_closing(&Closing {
        elements: &elements,
        is_reported,
        is_told: dated("meeting_on"),
        is_evaluated: dated("evaluated_on"),
        has_opinion: said("evaluation"),
        is_stopped: said("stopped_by") && !dated("resumed_on"),
    });
    if case.is_none() {
        missing.insert(0, "重大隐患档案（还没有建档）".to_owned());
    }
    Ok(missing)
}
