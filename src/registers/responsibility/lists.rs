//! 责任清单 and 职责条目: read through the newest wording; an edit of an approved wording makes the next one, a draft.

use chrono::NaiveDate;

use super::{newest_wording, note_today, today_of};
use crate::domain::date::chinese;
use crate::domain::fold::folded_key;
use crate::domain::obligation::rule::Mark;
use crate::domain::problem::Problem;
use crate::domain::responsibility::{Cycle, Duty, Measure, Reviewed, Tier, Wording};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::registers::major::{past, refused};
use crate::registers::{Column, Context, Door, Doors, Draft, Kind, Register, save};
use crate::store::{Direction, Relation, Row, Tx};

/// 责任清单.
pub static DUTY_LIST: Register = Register {
    key: "duty_list",
    title: "责任清单",
    what: "全员安全生产责任清单：责任范围、考核、审批和版次；已批准的清单一改就是下一版草稿，批准后生效并重新签收",
    relation: Relation {
        table: "duty_list_now",
        columns: &[
            "code",
            "title",
            "tier",
            "pack",
            "note",
            "version_id",
            "number",
            "scope",
            "effective_from",
            "drafted_by",
            "reviewed_by",
            "approved_by",
            "approved_on",
            "union_opinion",
            "assessed",
            "assessor",
            "reward",
            "changed",
            "duties",
            "without_standard",
            "in_force",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "清单编号", Kind::Code).required().width(8).synonyms(&["编号"]).help("如 R08，或本厂自编"),
        Column::new("title", "清单名称", Kind::Line).required().width(26).synonyms(&["名称", "责任清单", "清单"]),
        Column::new("tier", "层级", Kind::Choice(Tier::CHOICES)).required().width(8),
        Column::new("scope", "责任范围", Kind::Note).help("分管业务、区域、设备和作业活动（安全生产法第二十二条）"),
        Column::new("number", "版次", Kind::Whole(1, 999)).shown_only().width(6),
        Column::derived("current", "现行版次", Kind::Whole(1, 999), |row, context| {
            current(row, context.today).map_or(Value::Null, |(number, _)| number.into())
        })
        .width(8),
        Column::derived("current_from", "现行版生效", Kind::Date, |row, context| {
            current(row, context.today).map_or(Value::Null, |(_, from)| from.into())
        })
        .width(12),
        Column::new("effective_from", "生效日期", Kind::Date).width(12).help("这一版从哪天起执行；空着是今天"),
        Column::new("drafted_by", "编制人", Kind::Line).synonyms(&["编制"]),
        Column::new("reviewed_by", "审核人", Kind::Line).synonyms(&["审核"]),
        Column::new("approved_by", "批准人", Kind::Line).width(10).synonyms(&["批准"]).help("主要负责人"),
        Column::new("approved_on", "批准日期", Kind::Date).width(12).help("没有批准的是草稿，不代替已批准的一版"),
        Column::new("union_opinion", "工会意见", Kind::Note).help("制定、修改规章制度听取工会意见（安全生产法第七条）"),
        Column::new("assessed", "考核周期", Kind::Choice(Cycle::CHOICES)).width(8).help("法规没有规定多久考核一次"),
        Column::new("assessor", "考核人", Kind::Line).width(14),
        Column::new("reward", "奖惩挂钩", Kind::Note).synonyms(&["奖惩"]),
        Column::new("changed", "修订说明", Kind::Note),
        Column::new("duties", "条目数", Kind::Whole(0, 999)).shown_only().width(6),
        Column::new("without_standard", "缺考核标准", Kind::Whole(0, 999)).shown_only().width(10),
        Column::new("pack", "来源", Kind::Code).shown_only().width(12),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "title",
    own_date: None,
    order: ("code", Direction::Up),
    doors: Doors::ALL,
    check: judge_list,
    write: write_list,
};

/// Number and first day of the wording in force on a day, from the row's list of approved ones.
#[must_use]
pub fn current(row: &Row, day: NaiveDate) -> Option<(i64, NaiveDate)> {
    let all = row.get("in_force").as_text()?.split(' ').filter_map(|it| {
        let (number, from) = it.split_once(':')?;
        Some((number.parse::<i64>().ok()?, from.parse::<NaiveDate>().ok()?))
    });
    all.filter(|(_, from)| *from <= day).max()
}

fn judge_list(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = past(draft, context, &[("approved_on", "批准日期")]);
    if draft.date("approved_on").is_some() && draft.text("approved_by").is_none() {
        problems.push(Problem::field("approved_by", "批准人：填了批准日期，也要写是谁批准的"));
    }
    note_today(draft, context);
    problems
}

/// Columns of the list itself; all others belong to its wording.
const HEAD: &[&str] = &["code", "title", "tier", "note"];

/// Columns that people sign for: changing one of an approved wording makes the next.
const SIGNED: &[&str] = &["scope", "assessed", "assessor", "reward"];

fn write_list(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let (head, mut body): (Vec<_>, Vec<_>) =
        draft.stored().into_iter().filter(|(name, _)| *name != super::TODAY).partition(|(name, _)| HEAD.contains(name));
    for (name, _) in &mut body {
        if *name == "changed" {
            *name = "note";
        }
    }
    let today = today_of(draft, tx);
    let Some(row) = before else {
        let id = tx.add("duty_list", &head)?;
        body.retain(|(name, value)| *name != "effective_from" || !value.is_null());
        if !body.iter().any(|(name, _)| *name == "effective_from") {
            body.push(("effective_from", today.into()));
        }
        body.extend([("list_id", id.into()), ("number", 1.into())]);
        tx.add("duty_list_version", &body)?;
        return Ok(id);
    };
    let mut head = head;
    if head.is_empty() {
        // Counts the version up: two windows that edit one list must notice each other.
        head.push(("code", row.get("code").clone()));
    }
    tx.update("duty_list", row.id, Some(row.version), &head)?;
    if body.is_empty() {
        return Ok(row.id);
    }
    let newest = newest_wording(tx, row.id)?;
    let changes = body.iter().any(|(name, _)| SIGNED.contains(name));
    let wording = if changes { editable(tx, &newest, today)? } else { newest.id };
    let given = |key: &str| body.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
    if given("effective_from").is_some_and(Value::is_null) {
        return Err(refused(register, vec![Problem::field("effective_from", "生效日期：必须填写")]));
    }
    if given("approved_on").is_some_and(Value::is_null) && wording == newest.id {
        let signed = tx.pledges_of(wording)?;
        if signed > 0 {
            let said = format!("批准日期：已有 {signed} 人签收这一版，不能撤回批准");
            return Err(refused(register, vec![Problem::field("approved_on", said)]));
        }
    }
    if let Some(from) = given("effective_from").and_then(Value::as_date) {
        let wordings = tx.duty_wordings(Some(row.id))?;
        let earlier = wordings.iter().filter(|it| it.id != wording).map(|it| it.effective_from).max();
        if let Some(earlier) = earlier.filter(|earlier| from < *earlier) {
            let said = format!("生效日期：早于上一版的{}", chinese(earlier));
            return Err(refused(register, vec![Problem::field("effective_from", said)]));
        }
    }
    tx.update("duty_list_version", wording, None, &body)?;
    Ok(row.id)
}

/// The wording that may be written: the newest where it is a draft, else the next one, made now.
///
/// # Errors
/// Disk failures.
pub(super) fn editable(tx: &Tx<'_>, newest: &Wording, today: NaiveDate) -> Result<i64> {
    if newest.approved_on.is_none() {
        return Ok(newest.id);
    }
    let id = tx.add(
        "duty_list_version",
        &[
            ("list_id", newest.list.into()),
            ("number", (newest.number + 1).into()),
            ("scope", newest.scope.clone().into()),
            ("effective_from", newest.effective_from.max(today).into()),
            ("assessed", newest.assessed.clone().into()),
            ("assessor", newest.assessor.clone().into()),
            ("reward", newest.reward.clone().into()),
        ],
    )?;
    for duty in tx.duties_of(newest.id)? {
        insert_duty(tx, id, &duty)?;
    }
    Ok(id)
}

/// Writes a duty into a wording.
///
/// # Errors
/// Constraint or disk failures.
pub(super) fn insert_duty(tx: &Tx<'_>, wording: i64, duty: &Duty) -> Result<i64> {
    let mark = if duty.basis_unverified { Mark::Unverified } else { Mark::Confirmed };
    tx.insert(
        "duty",
        &[
            ("version_id", wording.into()),
            ("position", duty.position.into()),
            ("code", duty.code.as_str().into()),
            ("content", duty.content.as_str().into()),
            ("standard", duty.standard.clone().into()),
            ("points", duty.points.into()),
            ("cycle", duty.cycle.clone().into()),
            ("evidence", duty.evidence.clone().into()),
            ("measure", duty.measure.clone().into()),
            ("basis", duty.basis.clone().into()),
            ("law_edition", duty.law_edition.into()),
            ("basis_mark", mark.code().into()),
            ("active", duty.active.into()),
        ],
    )
}

/// 职责条目.
pub static DUTY: Register = Register {
    key: "duty",
    title: "职责条目",
    what: "责任清单最新一版的职责、考核标准和依据；改已批准的一版会另起下一版草稿",
    relation: Relation {
        table: "duty_now",
        columns: &[
            "list_id",
            "position",
            "code",
            "content",
            "standard",
            "points",
            "cycle",
            "evidence",
            "measure",
            "basis",
            "law_edition",
            "basis_mark",
            "active",
            "number",
            "version_id",
        ],
        retires: false,
        versioned: true,
    },
    columns: &[
        Column::reference("list", "责任清单", "duty_list", "list_id").required().width(20).synonyms(&[
            "清单",
            "清单编号",
            "清单名称",
        ]),
        Column::new("code", "职责编号", Kind::Code)
            .width(9)
            .synonyms(&["编号"])
            .help("如 R08-1，各版不变；空着接着上一条编"),
        Column::new("content", "职责", Kind::Note).required().width(36).synonyms(&["安全职责", "职责内容", "内容"]),
        Column::new("standard", "考核标准", Kind::Note)
            .width(30)
            .help("可量化或可查证；缺了清单就不完整（安全生产法第二十二条）"),
        Column::new("points", "分值", Kind::Whole(1, 1000)).width(6).default("10"),
        Column::new("cycle", "周期", Kind::Line).width(8).help("如 日、月、季、每次"),
        Column::new("evidence", "对应记录", Kind::Line).width(16).synonyms(&["证明记录"]),
        Column::new("measure", "记录可算", Kind::Choice(Measure::CHOICES)).help("考核时能从哪种记录带出建议分"),
        Column::new("basis", "依据", Kind::Note)
            .width(24)
            .synonyms(&["法规依据"])
            .help("如 《安全生产法》第五十七条；或 本单位制度"),
        Column::new("law_edition", "依据版本", Kind::Date).help("所引条文自哪天起施行；空着按依据推出"),
        Column::new("basis_mark", "依据核对", Kind::Choice(Mark::CHOICES)).default("confirmed"),
        Column::new("position", "排序", Kind::Whole(0, 9999)).synonyms(&["序号"]).help("空着排在最后"),
        Column::new("active", "在用", Kind::Flag).default("是").help("不适用本厂的选 否：留着，不考核"),
        Column::new("number", "版次", Kind::Whole(1, 999)).shown_only(),
    ],
    identity: &["code"],
    label: "content",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors { add: true, set: true, retire: false, import: true },
    check: |draft, context, _| {
        note_today(draft, context);
        Vec::new()
    },
    write: write_duty,
};

fn write_duty(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let list = match before {
        Some(row) => row.get("list_id").as_int(),
        None => draft.id("list", "list_id"),
    };
    let list = list.ok_or_else(|| Error::internal("职责条目没有指明清单"))?;
    if draft.typed("list").is_some_and(|it| it.as_int() != Some(list)) {
        let said = "责任清单：条目不能移到另一份清单；在那份清单里另加一条";
        return Err(refused(register, vec![Problem::field("list", said)]));
    }
    let row = tx.row(&DUTY_LIST.relation, list)?.ok_or_else(|| Error::input("没有这份责任清单"))?;
    let newest = newest_wording(tx, list)?;
    let today = today_of(draft, tx);
    let known = tx.duties_of(newest.id)?;
    let mut values: Vec<(&'static str, Value)> =
        draft.stored().into_iter().filter(|(name, _)| !matches!(*name, super::TODAY | "list_id")).collect();
    let own = before.and_then(|row| row.get("code").as_text()).map(str::to_owned);
    let typed = draft.text("code").filter(|code| !folded_key(code).is_empty());
    let code = typed.unwrap_or_else(|| next_code(row.get("code").as_text().unwrap_or_default(), &known));
    let twin = known.iter().any(|it| folded_key(&it.code) == folded_key(&code) && own.as_deref() != Some(&*it.code));
    if twin {
        return Err(refused(register, vec![Problem::field("code", format!("职责编号：这份清单已有 {code}"))]));
    }
    values.retain(|(name, _)| *name != "code");
    values.push(("code", code.as_str().into()));
    let given = |values: &[(&'static str, Value)], key: &str| {
        values.iter().find(|(name, value)| *name == key && !value.is_null()).map(|(_, value)| value.clone())
    };
    let basis = values.iter().find(|(name, _)| *name == "basis").map(|(_, value)| value.clone());
    if let Some(basis) = basis.filter(|_| given(&values, "law_edition").is_none()) {
        values.retain(|(name, _)| *name != "law_edition");
        values.push(("law_edition", law_edition(basis.as_text().unwrap_or_default(), today)?.into()));
    }
    if before.is_none() && given(&values, "position").is_none() {
        values.retain(|(name, _)| *name != "position");
        values.push(("position", known.iter().map(|it| it.position + 1).max().unwrap_or(0).into()));
    }
    let wording = editable(tx, &newest, today)?;
    let (Some(own), Some(row)) = (own, before) else {
        values.push(("version_id", wording.into()));
        return tx.insert("duty", &values);
    };
    let target = tx.duties_of(wording)?.into_iter().find(|it| it.code == own);
    let target = target.ok_or_else(|| Error::input(format!("最新一版里没有职责 {own}")).hint("重新打开清单再改"))?;
    let seen = Some(row.version).filter(|_| wording == newest.id);
    tx.update("duty", target.id, seen, &values)?;
    Ok(row.id)
}

/// `R08-7` after `R08-6`.
fn next_code(list: &str, known: &[Duty]) -> String {
    let numbers = known.iter().filter_map(|it| it.code.rsplit_once('-')?.1.parse::<i64>().ok());
    format!("{list}-{}", numbers.max().unwrap_or(0) + 1)
}

/// Day from which the texts that a citation names are in force as of `day`.
///
/// # Errors
/// When the embedded packs cannot be read.
pub(super) fn law_edition(citation: &str, day: NaiveDate) -> Result<Option<NaiveDate>> {
    let packs = Packs::builtin()?;
    Ok(packs.named_in(citation).filter_map(|it| it.edition_on(day)?.effective_from).max())
}

/// 责任清单评审.
pub static DUTY_LIST_REVIEW: Register = Register {
    key: "duty_list_review",
    title: "责任清单评审",
    what: "每份责任清单哪天评审过、要不要改；每年至少评审一次（惯例），新版批准也算",
    relation: Relation {
        table: "duty_list_review",
        columns: &["list_id", "on_date", "conclusion", "reviewer", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("list", "责任清单", "duty_list", "list_id").required().width(24).synonyms(&[
            "清单",
            "清单编号",
            "清单名称",
        ]),
        Column::new("on_date", "评审日期", Kind::Date).required().width(12).default("今天").synonyms(&["日期"]),
        Column::new("conclusion", "结论", Kind::Choice(Reviewed::CHOICES)).required().width(10).default("keep"),
        Column::new("reviewer", "评审人", Kind::Line).width(16).synonyms(&["评审人员"]),
        Column::new("note", "说明", Kind::Note).width(24).synonyms(&["备注"]),
    ],
    identity: &[],
    label: "note",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| past(draft, context, &[("on_date", "评审日期")]),
    write: save::write,
};
