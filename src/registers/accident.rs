//! 事故 and 事故续报: when it happened, when the principal was told, when it was passed on (493号令 9, 12, 13).

use chrono::NaiveDateTime;

use crate::domain::hazard::case::says;
use crate::domain::moment;
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Store, Tx};

use super::major::refused;
use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

/// Minutes within which the principal reports after being told (493号令 9).
pub const REPORT_MINUTES: i64 = 60;

/// 事故.
pub static ACCIDENT: Register = Register {
    key: "accident",
    title: "事故",
    what: "生产安全事故：发生、接报、上报的时间和快报六项内容；接报后一小时内上报，快报由它打印",
    relation: Relation {
        table: "accident",
        columns: &[
            "code",
            "title",
            "happened_at",
            "told_at",
            "reported_at",
            "reported_to",
            "reported_by",
            "place",
            "department_id",
            "accident",
            "traffic_fire",
            "deaths",
            "missing",
            "serious",
            "minor",
            "loss_fen",
            "scene",
            "course",
            "measures",
            "other",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).width(12).synonyms(&["事故编号"]).help("空着由程序编号 SG-年份-流水号"),
        Column::new("title", "事故名称", Kind::Line).required().width(24).synonyms(&["名称", "事故"]),
        Column::new("happened_at", "发生时间", Kind::Moment)
            .required()
            .width(17)
            .synonyms(&["事故时间", "事故发生时间"])
            .help("到分，如 2026-11-05 14:30、11-05 14:30、今天 8:05"),
        Column::new("told_at", "负责人接报时间", Kind::Moment)
            .width(17)
            .synonyms(&["接报时间", "单位负责人接到报告时间"])
            .help("单位负责人接到报告的时间；一小时从这里算起，不知道就空着"),
        Column::new("reported_at", "首次上报时间", Kind::Moment)
            .width(17)
            .synonyms(&["上报时间", "报告时间"])
            .help("口头、电话或书面首次报告主管部门的时间；还没有报就空着"),
        Column::derived("minutes", "接报至上报（分钟）", Kind::Whole(0, i64::MAX), |row, _| {
            minutes(row).map_or(Value::Null, Value::Int)
        }),
        Column::new("reported_to", "向谁上报", Kind::Line).synonyms(&["上报单位", "上报部门"]),
        Column::new("reported_by", "报告人", Kind::Line).synonyms(&["上报人"]),
        Column::new("place", "地点", Kind::Line).width(14).synonyms(&["事故地点", "发生地点"]),
        Column::reference("department", "部门", "department", "department_id").synonyms(&["事故部门", "所在部门"]),
        Column::new("kind", "事故类别", Kind::Line)
            .stored("accident")
            .synonyms(&["事故类型"])
            .help("如 机械伤害、触电"),
        Column::new("traffic_fire", "道路交通或火灾", Kind::Flag)
            .default("否")
            .help("道路交通事故、火灾事故：7日内伤亡有变化要补报，其他30日"),
        Column::new("deaths", "死亡", Kind::Whole(0, 100_000))
            .required()
            .width(6)
            .synonyms(&["死亡人数"])
            .help("没有也要填 0"),
        Column::new("missing", "下落不明", Kind::Whole(0, 100_000))
            .required()
            .width(9)
            .synonyms(&["失踪人数", "下落不明人数"])
            .help("没有也要填 0"),
        Column::new("serious", "重伤", Kind::Whole(0, 100_000))
            .required()
            .width(6)
            .synonyms(&["重伤人数"])
            .help("没有也要填 0"),
        Column::new("minor", "轻伤", Kind::Whole(0, 100_000))
            .required()
            .width(6)
            .synonyms(&["轻伤人数"])
            .help("没有也要填 0"),
        Column::new("loss", "直接经济损失", Kind::Money)
            .stored("loss_fen")
            .synonyms(&["经济损失", "初步估计的直接经济损失"])
            .help("元，初步估计；还不知道就空着"),
        Column::new("scene", "现场情况", Kind::Note).synonyms(&["事故现场情况"]),
        Column::new("course", "简要经过", Kind::Note).synonyms(&["事故经过", "事故的简要经过"]),
        Column::new("measures", "已采取的措施", Kind::Note).synonyms(&["已经采取的措施"]),
        Column::new("other", "其他情况", Kind::Note).synonyms(&["其他应当报告的情况"]),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("happened_at"),
    order: ("happened_at", Direction::Down),
    doors: Doors::ALL,
    check: judge_accident,
    write: write_accident,
};

/// Minutes from the principal's being told to the first report; none where either time is not known or the report came
/// first.
#[must_use]
pub fn minutes(row: &Row) -> Option<i64> {
    let (told, reported) = (row.get("told_at").as_moment()?, row.get("reported_at").as_moment()?);
    Some(moment::minutes_between(told, reported)).filter(|it| *it >= 0)
}

fn at(draft: &Draft, key: &str) -> Option<NaiveDateTime> {
    draft.get(key).as_moment()
}

/// Times that must not lie on a day to come.
fn past(draft: &Draft, context: &Context<'_>, times: &[(&'static str, &str)]) -> Vec<Problem> {
    let late = times.iter().filter(|(key, _)| at(draft, key).is_some_and(|it| it.date() > context.today));
    late.map(|(key, header)| Problem::field(key, format!("{header}：还没有到"))).collect()
}

fn judge_accident(draft: &mut Draft, context: &Context<'_>, door: Door) -> Vec<Problem> {
    let times = [("happened_at", "发生时间"), ("told_at", "负责人接报时间"), ("reported_at", "首次上报时间")];
    let mut problems = past(draft, context, &times);
    let happened = at(draft, "happened_at");
    for (key, header) in times.iter().skip(1) {
        if let (Some(happened), Some(later)) = (happened, at(draft, key))
            && later < happened
        {
            problems.push(Problem::field(key, format!("{header}：早于发生时间 {}", moment::show(happened))));
        }
    }
    if door != Door::Import && at(draft, "reported_at").is_some() && !says(draft.text("reported_to").as_deref()) {
        problems.push(Problem::field("reported_to", "向谁上报：填了上报时间，也要写报给了哪个部门"));
    }
    problems
}

fn write_accident(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let happened = at(draft, "happened_at").ok_or_else(|| Error::internal("事故没有发生时间"))?;
    let mut draft = draft.clone();
    save::give_code(tx, register, before, &mut draft, ("SG", 3), happened.date())?;
    save::write(tx, register, before, &draft)
}

/// 事故续报.
pub static ACCIDENT_CHANGE: Register = Register {
    key: "accident_change",
    title: "事故续报",
    what: "首次上报之后又知道了什么、何时补报；伤亡变化和新情况都要及时续报",
    relation: Relation {
        table: "accident_change",
        columns: &["accident_id", "code", "known_at", "reported_at", "deaths", "missing", "serious", "minor", "words"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("accident", "事故", "accident", "accident_id")
            .required()
            .width(12)
            .synonyms(&["事故编号"])
            .help("事故编号，如 SG-2026-001"),
        Column::new("code", "续报编号", Kind::Code).shown_only().width(14),
        Column::new("known_at", "得知时间", Kind::Moment)
            .required()
            .width(17)
            .synonyms(&["知悉时间"])
            .help("什么时候知道的，到分；续报从这一天算起"),
        Column::new("reported_at", "续报时间", Kind::Moment)
            .width(17)
            .synonyms(&["补报时间"])
            .help("什么时候续报或补报的；还没有报就空着"),
        Column::new("deaths", "死亡", Kind::Whole(0, 100_000))
            .width(6)
            .synonyms(&["死亡人数"])
            .help("累计数；没有变化就空着"),
        Column::new("missing", "下落不明", Kind::Whole(0, 100_000))
            .width(9)
            .synonyms(&["下落不明人数"])
            .help("累计数；没有变化就空着"),
        Column::new("serious", "重伤", Kind::Whole(0, 100_000))
            .width(6)
            .synonyms(&["重伤人数"])
            .help("累计数；没有变化就空着"),
        Column::new("minor", "轻伤", Kind::Whole(0, 100_000))
            .width(6)
            .synonyms(&["轻伤人数"])
            .help("累计数；没有变化就空着"),
        Column::new("words", "新出现的情况", Kind::Note).required().width(30).synonyms(&["变化情况", "新情况"]),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("known_at"),
    order: ("known_at", Direction::Down),
    doors: Doors { add: true, set: true, retire: true, import: false },
    check: |draft, context, _| {
        let mut problems = past(draft, context, &[("known_at", "得知时间"), ("reported_at", "续报时间")]);
        if let (Some(known), Some(reported)) = (at(draft, "known_at"), at(draft, "reported_at"))
            && reported < known
        {
            problems.push(Problem::field("reported_at", format!("续报时间：早于得知时间 {}", moment::show(known))));
        }
        problems
    },
    write: write_change,
};

fn write_change(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let id = draft.id("accident", "accident_id").ok_or_else(|| Error::internal("续报没有指明事故"))?;
    let accident = tx.row(&ACCIDENT.relation, id)?.ok_or_else(|| Error::input("没有这起事故"))?;
    let (happened, known) = (accident.get("happened_at").as_moment(), at(draft, "known_at"));
    if let (Some(happened), Some(known)) = (happened, known)
        && known < happened
    {
        let said = format!("得知时间：早于事故发生时间 {}", moment::show(happened));
        return Err(refused(register, vec![Problem::field("known_at", said)]));
    }
    let mut draft = draft.clone();
    // The number stays, unless the report turns out to be about another accident.
    if before.is_none_or(|row| row.get("accident_id").as_int() != Some(id)) {
        let number = accident.get("code").as_text().unwrap_or_default();
        let next = tx.next_number(&format!("accident_change/{number}"))?;
        // The first report is the accident's own; the ones after it count from 2.
        draft.also("code", format!("{number}-{}", next + 1).into());
    }
    save::write(tx, register, before, &draft)
}

/// What became known about an accident, in the order it did.
///
/// # Errors
/// When the file cannot be read.
pub fn changes_of(store: &Store, accident: i64) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("accident_id", accident.into())];
    let order = Some(("known_at", Direction::Up));
    store.rows(&ACCIDENT_CHANGE.relation, &Query { conditions, order, ..Query::default() })
}
