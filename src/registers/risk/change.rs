//! 风险评估记录: one row for each evaluation, written with the risk; only the day it was reported is entered later.

use chrono::NaiveDate;

use super::Values;
use crate::domain::problem::Problem;
use crate::domain::risk::{self, Grade, Grave, Method, Occasion};
use crate::error::Result;
use crate::registers::major::past;
use crate::registers::{Column, Context, Door, Doors, Draft, Kind, Register, save};
use crate::store::{Direction, Relation, Tx};

/// 风险评估记录.
pub static RISK_CHANGE: Register = Register {
    key: "risk_change",
    title: "风险评估记录",
    what: "每次评估的等级、分值、情形和理由，由评估自动写入；江苏企业报告了变更就写报告日期",
    relation: Relation {
        table: "risk_change",
        columns: &[
            "risk_id",
            "on_date",
            "from_grade",
            "to_grade",
            "method",
            "score",
            "occasion",
            "reason",
            "evaluated_by",
            "grave",
            "reported_on",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("risk", "风险编号", "risk", "risk_id").shown_only().width(13),
        Column::new("on_date", "评估日期", Kind::Date).shown_only().width(12),
        Column::new("from_grade", "原等级", Kind::Choice(Grade::CHOICES)).shown_only().width(14),
        Column::new("to_grade", "现等级", Kind::Choice(Grade::CHOICES)).shown_only().width(14),
        Column::new("method", "评估方法", Kind::Choice(Method::CHOICES)).shown_only(),
        Column::new("score", "评分", Kind::Line).shown_only().width(6),
        Column::new("occasion", "评估情形", Kind::Choice(Occasion::CHOICES)).shown_only().width(14),
        Column::new("reason", "评估说明", Kind::Note).shown_only().width(24),
        Column::new("evaluated_by", "评估人", Kind::Line).shown_only(),
        Column::new("grave", "较大以上风险", Kind::Flag).shown_only(),
        Column::new("reported_on", "变更报告日期", Kind::Date).width(12).synonyms(&["报告日期"]),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "on_date",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors { add: false, set: true, retire: false, import: false },
    check: judge_change,
    write: save::write,
};

fn judge_change(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = past(draft, context, &[("reported_on", "变更报告日期")]);
    if let (Some(on), Some(reported)) = (draft.date("on_date"), draft.date("reported_on"))
        && reported < on
    {
        problems.push(Problem::field("reported_on", "变更报告日期：早于评估日期"));
    }
    problems
}

/// An evaluation as it is kept.
pub(super) struct Evaluation<'a> {
    /// The risk.
    pub risk: i64,
    /// Its day.
    pub on: NaiveDate,
    /// The grade it had.
    pub before: Option<Grade>,
    /// The grade it has now.
    pub after: Grade,
    /// How it was evaluated.
    pub method: Method,
    /// The risk as it is written.
    pub row: &'a Draft,
}

/// Keeps an evaluation.
pub(super) fn record(tx: &Tx<'_>, it: &Evaluation<'_>) -> Result<i64> {
    let score = Values::read(|key| it.row.get(key)).product().map(risk::shown);
    let answer = |key: &str| it.row.get(key).as_int().map(|it| it != 0);
    let grave = Grave {
        deaths: answer("deaths"),
        injuries: answer("injuries"),
        loss: answer("loss"),
        catalogue: answer("catalogue"),
    };
    let occasion = it.row.text("occasion").unwrap_or_else(|| Occasion::First.code().to_owned());
    tx.add(
        RISK_CHANGE.relation.table,
        &[
            ("risk_id", it.risk.into()),
            ("on_date", it.on.into()),
            ("from_grade", it.before.map(Grade::code).into()),
            ("to_grade", it.after.code().into()),
            ("method", it.method.code().into()),
            ("score", score.into()),
            ("occasion", occasion.into()),
            ("reason", it.row.typed("reason").cloned().unwrap_or_default()),
            ("evaluated_by", it.row.get("evaluated_by")),
            ("grave", grave.judged().into()),
        ],
    )
}

/// Keeps the first evaluation of a risk that was copied with its values from another.
pub(super) fn copied(tx: &Tx<'_>, id: i64, from: &crate::store::Row, on: NaiveDate) -> Result<()> {
    let values = super::values_of(from);
    if let (Some(grade), Some(method)) = (super::grade_of(from), values.method) {
        tx.add(
            RISK_CHANGE.relation.table,
            &[
                ("risk_id", id.into()),
                ("on_date", on.into()),
                ("to_grade", grade.code().into()),
                ("method", method.code().into()),
                ("score", values.product().map(risk::shown).into()),
                ("occasion", Occasion::First.code().into()),
                ("reason", format!("由 {} 复制", from.get("code").as_text().unwrap_or_default()).into()),
                ("grave", super::grave_of(from).judged().into()),
            ],
        )?;
    }
    Ok(())
}
