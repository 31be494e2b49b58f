//! 风险: what can go wrong where, graded by the method of the plant, with its controls and who keeps them.
//!
//! A grade is worked out when the values are written and stays as evaluated; each evaluation leaves a row of its own
//! ([`change::RISK_CHANGE`]). What hazards say about a risk ([`told::notes`]) is worked out whenever it is shown.

use chrono::NaiveDate;

use crate::domain::date::add_months;
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::risk::{
    self, CONSEQUENCE, Category, Direct, EXPOSURE, Grade, Grave, LIKELIHOOD, Measure, Method, ONE_TO_FIVE, Occasion,
    Tenths, Tier, upkeep,
};
use crate::domain::value::Value;
use crate::error::Result;
use crate::knowledge;
use crate::store::{Direction, Relation, Row, Tx};

use super::major::{past, refused};
use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

pub mod change;
pub mod check;
pub mod copy;
pub mod need;
pub mod round;
mod told;

#[cfg(test)]
mod tests;

pub use told::{Told, enrich, notes, told_of};

/// 风险.
pub static RISK: Register = Register {
    key: "risk",
    title: "风险",
    what: "风险分级管控清单：单元、风险点、危险源、LEC 或 LS 取值、红橙黄蓝、五类措施、管控层级和责任人",
    relation: Relation {
        table: "risk",
        columns: &[
            "code",
            "department_id",
            "unit",
            "point",
            "category",
            "factor",
            "accident",
            "method",
            "likelihood",
            "exposure",
            "consequence",
            "severity",
            "direct",
            "grade",
            "evaluated_on",
            "evaluated_by",
            "occasion",
            "reason",
            "review_months",
            "tier",
            "post_id",
            "owner_id",
            "engineering",
            "management",
            "training",
            "protection",
            "emergency",
            "deaths",
            "injuries",
            "loss",
            "catalogue",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "风险编号", Kind::Code)
            .width(13)
            .synonyms(&["编号", "序号编号"])
            .help("空着由程序编号 FX-年份-流水号"),
        Column::new("grade", "风险等级", Kind::Choice(Grade::CHOICES)).shown_only().width(14),
        Column::new("unit", "风险单元", Kind::Line)
            .required()
            .width(12)
            .synonyms(&["单元", "区域", "区域位置", "场所"])
            .help("区域或系统，如 打磨抛光车间、涂装线"),
        Column::new("point", "风险点", Kind::Line)
            .required()
            .width(14)
            .synonyms(&["作业活动", "设备设施", "风险点名称", "活动或设备"])
            .help("作业活动或设备设施，如 动火作业、2号行车"),
        Column::new("category", "风险类别", Kind::Choice(Category::CHOICES))
            .required()
            .default("activity")
            .synonyms(&["类别", "风险点类型", "类型"]),
        Column::new("factor", "危险源", Kind::Line).required().width(24).synonyms(&[
            "危险源描述",
            "危险有害因素",
            "危害因素",
            "风险描述",
            "风险因素",
        ]),
        Column::new("accident", "可能事故", Kind::Line).width(10).synonyms(&[
            "可能导致事故类别",
            "事故类型",
            "事故类别",
            "可能事故类别",
        ]),
        Column::derived("score", "评分", Kind::Line, |row, _| score_of(row).map(Value::from).unwrap_or_default())
            .width(6),
        Column::reference("department", "责任部门", "department", "department_id")
            .width(12)
            .synonyms(&["部门", "责任单位"]),
        Column::reference("owner", "责任人", "person", "owner_id").width(8).synonyms(&["管控责任人", "负责人"]),
        Column::derived("next_on", "下次评估", Kind::Date, |row, _| {
            next_cycle(row).map(Value::from).unwrap_or_default()
        })
        .width(12),
        Column::derived("repeats", "隐患反复", Kind::Whole(0, i64::MAX), |row, context| {
            context.lookups.note(row.id).and_then(|note| note.parse::<i64>().ok()).unwrap_or(0).into()
        }),
        Column::derived("wanting", "欠缺", Kind::Line, |row, _| {
            let wanting = wanting(row).join("、");
            Some(wanting).filter(|it| !it.is_empty()).map(Value::from).unwrap_or_default()
        }),
        Column::new("method", "评估方法", Kind::Choice(Method::CHOICES)).synonyms(&["方法"]),
        Column::new("likelihood", "可能性L", Kind::Decimal(1))
            .synonyms(&["L", "可能性", "L值"])
            .help("LEC：10 6 3 1 0.5 0.2 0.1；LS：5 4 3 2 1"),
        Column::new("exposure", "暴露频次E", Kind::Decimal(1))
            .synonyms(&["E", "暴露", "暴露频繁程度", "E值"])
            .help("LEC：10 6 3 2 1 0.5"),
        Column::new("consequence", "后果C", Kind::Decimal(1))
            .synonyms(&["C", "后果", "C值"])
            .help("LEC：100 40 15 7 3 1"),
        Column::new("severity", "严重性S", Kind::Decimal(1))
            .synonyms(&["S", "严重性", "严重程度", "S值"])
            .help("LS：5 4 3 2 1"),
        Column::new("direct", "直接判定", Kind::Choice(Direct::CHOICES))
            .synonyms(&["直判", "直接判定依据"])
            .help("有其中一种情形的，等级不低于它给的等级"),
        Column::new("evaluated_on", "评估日期", Kind::Date)
            .synonyms(&["最近评估日", "评价日期", "辨识日期"])
            .help("有取值就要写；空着按今天"),
        Column::new("evaluated_by", "评估人", Kind::Line).synonyms(&["评价人", "评估小组"]),
        Column::new("occasion", "评估情形", Kind::Choice(Occasion::CHOICES)).default("first").synonyms(&["触发情形"]),
        Column::new("reason", "评估说明", Kind::Note).synonyms(&["评估理由", "变更原因"]).help("等级降低要写明理由"),
        Column::new("review_months", "复评周期（月）", Kind::Whole(1, 36))
            .default("12")
            .synonyms(&["复评周期", "评估周期"]),
        Column::new("tier", "管控层级", Kind::Choice(Tier::CHOICES))
            .synonyms(&["管控级别", "责任层级"])
            .help("红 公司级，橙 部门级，黄 车间级，蓝 班组级；可以更高，不能更低"),
        Column::reference("post", "责任岗位", "post", "post_id").synonyms(&["岗位"]),
        Column::new("engineering", "工程技术措施", Kind::Note).synonyms(&["工程措施", "技术措施"]),
        Column::new("management", "管理措施", Kind::Note).synonyms(&["管理控制措施"]),
        Column::new("training", "培训教育措施", Kind::Note).synonyms(&["教育培训", "培训措施", "教育培训措施"]),
        Column::new("protection", "个体防护措施", Kind::Note).synonyms(&["个体防护", "防护措施"]),
        Column::new("emergency", "应急处置措施", Kind::Note).synonyms(&["应急处置", "应急措施"]),
        Column::new("deaths", "可能死亡3人以上", Kind::Flag).help("江苏较大以上风险的判断；没有判断就空着"),
        Column::new("injuries", "可能重伤10人以上", Kind::Flag),
        Column::new("loss", "可能损失1000万元以上", Kind::Flag),
        Column::new("catalogue", "列入较大以上风险目录", Kind::Flag),
        Column::derived("grave", "较大以上风险", Kind::Flag, |row, _| {
            grave_of(row).judged().map(Value::from).unwrap_or_default()
        }),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("evaluated_on"),
    order: ("code", Direction::Up),
    doors: Doors::ALL,
    check: judge_risk,
    write: write_risk,
};

/// Fields of an evaluation, as the form of an evaluation asks them.
pub const EVALUATION: &[&str] = &[
    "method",
    "likelihood",
    "exposure",
    "consequence",
    "severity",
    "direct",
    "evaluated_on",
    "evaluated_by",
    "occasion",
    "reason",
    "review_months",
];

/// The values of a risk, whatever their method makes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Values {
    method: Option<Method>,
    likelihood: Option<Tenths>,
    exposure: Option<Tenths>,
    consequence: Option<Tenths>,
    severity: Option<Tenths>,
    direct: Option<Direct>,
}

impl Values {
    fn read(get: impl Fn(&str) -> Value) -> Self {
        let tenths = |key: &str| get(key).as_int().and_then(|it| u32::try_from(it).ok()).map(Tenths);
        Self {
            method: get("method").as_text().and_then(Method::from_code),
            likelihood: tenths("likelihood"),
            exposure: tenths("exposure"),
            consequence: tenths("consequence"),
            severity: tenths("severity"),
            direct: get("direct").as_text().and_then(Direct::from_code),
        }
    }

    /// The product in hundredths of a point.
    fn product(self) -> Option<u64> {
        match self.method? {
            Method::Lec => Some(risk::lec(self.likelihood?, self.exposure?, self.consequence?)),
            Method::Ls => Some(risk::ls(self.likelihood?, self.severity?)),
            Method::Direct => None,
        }
    }

    fn grade(self) -> Result<Option<Grade>> {
        let pack = knowledge::risk::builtin()?;
        let by_product = match (self.method, self.product()) {
            (Some(method), Some(product)) => risk::grade(product, &pack.bands(method)),
            (Some(_), None) | (None, _) => None,
        };
        Ok(risk::with_direct(by_product, self.direct.map(Direct::least)))
    }
}

fn values_of(row: &Row) -> Values {
    Values::read(|key| row.get(key).clone())
}

/// D or R as printed; none where it was judged directly or not at all.
#[must_use]
pub fn score_of(row: &Row) -> Option<String> {
    values_of(row).product().map(risk::shown)
}

/// The grade a risk has.
#[must_use]
pub fn grade_of(row: &Row) -> Option<Grade> {
    row.get("grade").as_text().and_then(Grade::from_code)
}

/// The grade that the bands of today give to the values of a risk.
///
/// # Errors
/// When the pack cannot be read.
pub fn grade_now(row: &Row) -> Result<Option<Grade>> {
    values_of(row).grade()
}

/// The answers about 较大以上风险.
#[must_use]
pub fn grave_of(row: &Row) -> Grave {
    let answer = |key: &str| row.get(key).as_int().map(|it| it != 0);
    Grave {
        deaths: answer("deaths"),
        injuries: answer("injuries"),
        loss: answer("loss"),
        catalogue: answer("catalogue"),
    }
}

/// The day its cycle asks for the next evaluation.
#[must_use]
pub fn next_cycle(row: &Row) -> Option<NaiveDate> {
    let months = row.get("review_months").as_int().and_then(|it| i32::try_from(it).ok())?;
    row.get("evaluated_on").as_date().map(|on| add_months(on, months))
}

/// What the sheet of a risk does not say yet.
#[must_use]
pub fn wanting(row: &Row) -> Vec<&'static str> {
    let said = |column: &str| row.get(column).as_text().is_some_and(|it| !it.trim().is_empty());
    let sheet = upkeep::Sheet {
        tier: said("tier"),
        responsible: !row.get("post_id").is_null() || !row.get("owner_id").is_null(),
        measures: [
            said(Measure::Engineering.code()),
            said(Measure::Management.code()),
            said(Measure::Training.code()),
            said(Measure::Protection.code()),
            said(Measure::Emergency.code()),
        ],
    };
    upkeep::wanting(grade_of(row), sheet)
}

/// The scales that a method takes: column, letter and values.
fn scales(method: Method) -> &'static [(&'static str, &'static str, &'static [u32])] {
    match method {
        Method::Lec => &[
            ("likelihood", "可能性L", LIKELIHOOD),
            ("exposure", "暴露频次E", EXPOSURE),
            ("consequence", "后果C", CONSEQUENCE),
        ],
        Method::Ls => &[("likelihood", "可能性L", ONE_TO_FIVE), ("severity", "严重性S", ONE_TO_FIVE)],
        Method::Direct => &[],
    }
}

fn judge_risk(draft: &mut Draft, context: &Context<'_>, door: Door) -> Vec<Problem> {
    let mut problems = past(draft, context, &[("evaluated_on", "评估日期")]);
    imply_method(draft);
    let values = Values::read(|key| draft.get(key));
    match values.method {
        Some(method) => problems.extend(judge_values(draft, method)),
        None => {
            let typed = ["likelihood", "exposure", "consequence", "severity"];
            let stray = typed.iter().find(|key| !draft.get(key).is_null());
            problems.extend(stray.map(|_| Problem::field("method", "评估方法：有取值就要写明 LEC 或 LS")));
        }
    }
    if !problems.is_empty() {
        return problems;
    }
    let grade = values.grade().ok().flatten();
    if grade.is_some() && draft.date("evaluated_on").is_none() {
        put(draft, "evaluated_on", context.today.into());
    }
    if let Some(grade) = grade {
        problems.extend(judge_tier(draft, grade));
        problems.extend(judge_fall(draft, grade, door));
    }
    problems
}

/// A row of a file that gives values and no method says by them which it is.
fn imply_method(draft: &mut Draft) {
    let there = |key: &str| !draft.get(key).is_null();
    if there("method") {
        return;
    }
    let implied = if there("exposure") || there("consequence") {
        Some(Method::Lec)
    } else if there("severity") {
        Some(Method::Ls)
    } else if there("direct") {
        Some(Method::Direct)
    } else {
        None
    };
    if let Some(method) = implied {
        put(draft, "method", method.code().into());
    }
}

/// A value that the rest of the record implies.
fn put(draft: &mut Draft, key: &str, value: Value) {
    if let Some(column) = RISK.column(key) {
        draft.imply(column, value);
    }
}

/// Every factor of the method is there and on its scale, and none that it does not take.
fn judge_values(draft: &Draft, method: Method) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, header, values) in scales(method) {
        match draft.get(key).as_int().and_then(|it| u32::try_from(it).ok()) {
            None => problems.push(Problem::field(key, format!("{header}：{}要有这个取值", method.label()))),
            Some(value) if !values.contains(&value) => {
                let allowed: Vec<String> = values.iter().map(|it| Tenths(*it).to_string()).collect();
                let said = format!("{header}：{}不在取值表里，只能是 {}", Tenths(value), allowed.join("、"));
                problems.push(Problem::field(key, said));
            }
            Some(_) => {}
        }
    }
    let taken: Vec<&str> = scales(method).iter().map(|(key, ..)| *key).collect();
    for (key, header) in
        [("likelihood", "可能性L"), ("exposure", "暴露频次E"), ("consequence", "后果C"), ("severity", "严重性S")]
    {
        if !taken.contains(&key) && !draft.get(key).is_null() {
            problems.push(Problem::field(key, format!("{header}：{}不用这个取值，请清空", method.label())));
        }
    }
    if method == Method::Direct && draft.get("direct").is_null() {
        problems.push(Problem::field("direct", "直接判定：要写明是哪一种情形"));
    }
    problems
}

/// The level of control may be higher than the grade asks, never lower.
fn judge_tier(draft: &Draft, grade: Grade) -> Option<Problem> {
    let tier = draft.text("tier").as_deref().and_then(Tier::from_code)?;
    let asked = Tier::asked_by(grade);
    (tier > asked).then(|| {
        let said = format!("管控层级：{}至少由{}管控", grade.label(), asked.label());
        Problem::field("tier", said)
    })
}

/// A grade that goes down needs a reason; one that a file brings along is its first here.
fn judge_fall(draft: &Draft, grade: Grade, _: Door) -> Option<Problem> {
    let before = draft.get("grade").as_text().and_then(Grade::from_code)?;
    let given = draft.typed("reason").and_then(Value::as_text).is_some_and(|it| !clean_line(it).is_empty());
    (grade > before && !given).then(|| {
        let said = format!("评估说明：等级由{}降为{}，要写明理由", before.label(), grade.label());
        Problem::field("reason", said)
    })
}

/// Writes a risk with its grade, and the evaluation where there was one.
fn write_risk(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let mut draft = draft.clone();
    let on = draft.date("evaluated_on");
    let numbered = on.or_else(|| before.and_then(|row| row.entered_on)).unwrap_or(tx.entered_on);
    save::give_code(tx, register, before, &mut draft, ("FX", 4), numbered)?;
    let values = Values::read(|key| draft.get(key));
    let grade = values.grade()?;
    let evaluated = ["method", "likelihood", "exposure", "consequence", "severity", "direct", "evaluated_on"]
        .iter()
        .any(|key| draft.typed(key).is_some());
    draft.also("grade", grade.map(Grade::code).into());
    let id = save::write(tx, register, before, &draft)?;
    let old = before.and_then(grade_of);
    let (Some(grade), Some(on), Some(method)) = (grade, on, values.method) else {
        return if old.is_some() {
            Err(refused(register, vec![Problem::field("method", "评估方法：评估过的风险不能清空取值")]))
        } else {
            Ok(id)
        };
    };
    if evaluated || before.is_none() {
        change::record(tx, &change::Evaluation { risk: id, on, before: old, after: grade, method, row: &draft })?;
    }
    Ok(id)
}
