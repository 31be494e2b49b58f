//! 检查记录: read like any register, entered by exception.
//!
//! [`record`] takes what the inspector wrote on the sheet — only what was not ok — judges it against the wording of
//! the day, and writes the inspection with the hazards its failures open, as one operation.

use chrono::NaiveDate;

use crate::domain::date::{add_days, chinese};
use crate::domain::fold::{clean_line, folded_key, to_half_width};
use crate::domain::inspection::{Counts, ItemResult};
use crate::domain::problem::Problem;
use crate::domain::recurrence::{Frequency, Schedule, Weekdays};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::checklist::Thousandths;
use crate::store::{ChecklistItem, ChecklistVersion, Direction, Query, Relation, Row, Store, Tx};

use super::{Column, Doors, Kind, Register, hazard, no_check, plan, save};

/// 检查记录.
pub static INSPECTION: Register = Register {
    key: "inspection",
    title: "检查记录",
    what: "做过的检查；在自查页或用 inspect 命令录入，只写不合格、不适用和没查的项",
    relation: Relation {
        table: "inspection",
        columns: &[
            "code",
            "checklist_id",
            "version_id",
            "plan_id",
            "period",
            "on_date",
            "place",
            "department_id",
            "person_id",
            "others",
            "accompanied_by",
            "rest_checked",
            "items",
            "passed",
            "failed",
            "not_applicable",
            "not_checked",
            "findings",
            "entered_by",
            "entry_seconds",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).shown_only().width(14),
        Column::new("on_date", "检查日期", Kind::Date).shown_only().width(12),
        Column::reference("checklist", "检查表", "checklist", "checklist_id").shown_only().width(24),
        Column::new("place", "地点", Kind::Line).width(14),
        Column::reference("department", "受检部门", "department", "department_id").width(14),
        Column::reference("person", "检查人", "person", "person_id").shown_only().width(10),
        Column::new("others", "参加人员", Kind::Line),
        Column::new("accompanied_by", "陪同人", Kind::Line),
        Column::new("items", "项数", Kind::Whole(0, 9999)).shown_only().width(6),
        Column::new("passed", "合格", Kind::Whole(0, 9999)).shown_only().width(6),
        Column::new("failed", "不合格", Kind::Whole(0, 9999)).shown_only().width(8),
        Column::new("not_applicable", "不适用", Kind::Whole(0, 9999)).shown_only().width(8),
        Column::new("not_checked", "未查", Kind::Whole(0, 9999)).shown_only().width(6),
        Column::new("findings", "隐患", Kind::Whole(0, 9999)).shown_only().width(6),
        Column::derived("rate", "合格率", Kind::Code, |row, _| {
            let count = |name: &str| row.get(name).as_int().unwrap_or(0);
            let counts = Counts { pass: count("passed"), fail: count("failed"), ..Counts::default() };
            counts.pass_rate().map(crate::domain::statistics::Ratio::percent).into()
        })
        .width(8),
        Column::new("period", "计划期次", Kind::Code).shown_only(),
        Column::new("plan_id", "计划", Kind::Whole(0, i64::MAX)).shown_only(),
        Column::new("entered_by", "录入方式", Kind::Code).shown_only(),
        Column::new("entry_seconds", "录入秒数", Kind::Whole(0, i64::MAX)).shown_only(),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors { add: false, set: true, retire: true, import: false },
    check: no_check,
    write: save::write,
};

/// How an inspection was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnteredBy {
    /// At the keyboard of the terminal program, with the seconds it took.
    Terminal(u32),
    /// By `inspect`: time unknown.
    Cli,
    /// From a file: time unknown.
    Import,
}

/// One item that was not simply ok.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Code on the sheet, as typed.
    pub code: String,
    /// Result; `Pass` with a measured value.
    pub result: ItemResult,
    /// Measured value, as typed.
    pub value: Option<String>,
    /// What was seen, or why not applicable.
    pub words: String,
}

/// Something found that is on no list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// What was found.
    pub title: String,
    /// Where, when it is another place than the inspection's.
    pub place: Option<String>,
}

/// A filled sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The checklist.
    pub checklist: i64,
    /// The plan it is for; `None`: the plan that fits, if exactly one does.
    pub plan: Option<i64>,
    /// Day of the inspection.
    pub on: NaiveDate,
    /// Inspector.
    pub by: i64,
    /// Further inspectors.
    pub others: Vec<i64>,
    /// Place.
    pub place: Option<String>,
    /// Inspected department; `None`: the plan's.
    pub department: Option<i64>,
    /// Who went along for the inspected department.
    pub accompanied_by: Option<String>,
    /// What was not simply ok.
    pub marks: Vec<Mark>,
    /// Findings on no list.
    pub extras: Vec<Extra>,
    /// The inspector's word that all other items were checked and are ok.
    pub rest_checked: bool,
    /// How it was entered.
    pub entered_by: EnteredBy,
    /// Remark.
    pub note: Option<String>,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Row id.
    pub id: i64,
    /// Number: JC-2026-00012.
    pub code: String,
    /// Results.
    pub counts: Counts,
    /// How many items passed on the inspector's word alone.
    pub rest: usize,
    /// Numbers of the hazards opened.
    pub hazards: Vec<String>,
    /// The plan and occurrence it was counted for.
    pub occurrence: Option<(i64, String)>,
}

/// An exception judged against its item.
struct Judged<'a> {
    item: &'a ChecklistItem,
    result: ItemResult,
    value: Option<String>,
    words: String,
}

/// Judges and writes a filled sheet.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault at once: unknown or doubled codes, reasons left out, items left
/// without the inspector's word, a date in the future.
pub fn record(store: &mut Store, sheet: &Sheet, today: NaiveDate) -> Result<Recorded> {
    let list = store
        .row(&plan::CHECKLIST.relation, sheet.checklist)?
        .ok_or_else(|| Error::input("没有这张检查表").hint("用 anguan list checklist 查看"))?;
    let version = store
        .checklist_version_on(sheet.checklist, sheet.on)?
        .ok_or_else(|| Error::input("这张检查表还没有项目").hint("在检查表里先添加项目"))?;
    let items: Vec<ChecklistItem> = store.checklist_items(version.id)?.into_iter().filter(|item| item.active).collect();
    let (judged, problems) = judge(sheet, &items, today);
    if !problems.is_empty() {
        return Err(Error::problems("检查没有保存，请改正：", problems));
    }
    let fitting = fitting_plan(store, sheet)?;
    store.write("inspection.add", |tx| write(tx, sheet, &list, &version, &items, &judged, fitting))
}

fn judge<'a>(sheet: &Sheet, items: &'a [ChecklistItem], today: NaiveDate) -> (Vec<Judged<'a>>, Vec<Problem>) {
    let (mut judged, mut problems): (Vec<Judged<'a>>, _) = (Vec::new(), Vec::new());
    if sheet.on > today {
        problems.push(Problem::field("on_date", format!("检查日期：{} 还没有到", chinese(sheet.on))));
    }
    for mark in &sheet.marks {
        match judge_mark(mark, items) {
            Ok(one) if judged.iter().any(|other| other.item.id == one.item.id) => {
                problems.push(Problem::record(format!("{}：写了两次", one.item.code)));
            }
            Ok(one) => judged.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    for extra in sheet.extras.iter().filter(|extra| clean_line(&extra.title).is_empty()) {
        let place = extra.place.clone().unwrap_or_default();
        problems.push(Problem::record(format!("表外发现：没有写发现了什么{place}")));
    }
    let rest = items.len().saturating_sub(judged.len());
    if !sheet.rest_checked && rest > 0 && problems.is_empty() {
        problems.push(Problem::record(format!(
            "还有 {rest} 项没有交代：确认其余都查过且合格请加 --rest-checked，没查的项请用 --unchecked 码 列出"
        )));
    }
    (judged, problems)
}

fn judge_mark<'a>(mark: &Mark, items: &'a [ChecklistItem]) -> Result<Judged<'a>, Problem> {
    let typed = to_half_width(&clean_line(&mark.code));
    let item = items
        .iter()
        .find(|item| folded_key(&item.code) == folded_key(&typed))
        .ok_or_else(|| Problem::record(format!("“{}”：这张检查表没有这个码（或已停用）", clean_line(&mark.code))))?;
    let words = clean_line(&mark.words);
    if mark.result == ItemResult::NotApplicable && words.is_empty() {
        return Err(Problem::record(format!("{}：不适用要写原因", item.code)));
    }
    let value = mark.value.as_deref().map(|value| measured(item, value)).transpose()?;
    let out = value.as_deref().is_some_and(|value| is_outside(item, value));
    let result = if out && mark.result == ItemResult::Pass { ItemResult::Fail } else { mark.result };
    Ok(Judged { item, result, value, words })
}

/// A measured value as decimal text, its width folded and the item's unit left out.
///
/// # Errors
/// When it is no number of at most three decimal places.
pub fn measured(item: &ChecklistItem, typed: &str) -> Result<String, Problem> {
    let folded = to_half_width(&clean_line(typed));
    let number = folded.trim().trim_end_matches(item.unit.as_deref().unwrap_or_default()).trim();
    Thousandths::read(number)
        .map(|value| value.to_string())
        .ok_or_else(|| Problem::record(format!("{}：“{}”不是数值（最多三位小数）", item.code, clean_line(typed))))
}

/// Whether a measured value lies outside the item's bounds; compared exactly.
#[must_use]
pub fn is_outside(item: &ChecklistItem, value: &str) -> bool {
    let bound = |text: &Option<String>| text.as_deref().and_then(Thousandths::read);
    let Some(value) = Thousandths::read(value) else { return false };
    bound(&item.low).is_some_and(|low| value < low)
        || bound(&item.high).is_some_and(|high| value > high)
        || bound(&item.below).is_some_and(|below| value >= below)
}

/// The plan an inspection counts for: the one named, else the only one of this checklist and place that owes an
/// occurrence whose window holds the day.
fn fitting_plan(store: &Store, sheet: &Sheet) -> Result<Option<(Row, String)>> {
    let calendar = super::organisation::calendar(store)?;
    let fits = |row: &Row| -> Option<(Row, String)> {
        let schedule = schedule_of(row)?;
        let seen = row.get("department_id").as_int();
        let calendar = seen.map_or_else(|| calendar.clone(), |id| calendar.seen_by(&[id]));
        let near = schedule.occurrences(&calendar, add_days(sheet.on, -7), add_days(sheet.on, 7));
        let held = near.into_iter().find(|it| it.window_from <= sheet.on && sheet.on <= it.window_to());
        held.map(|it| (row.clone(), it.period.to_string()))
    };
    if let Some(id) = sheet.plan {
        let row = store.row(&plan::PLAN.relation, id)?.ok_or_else(|| Error::input("没有这个检查计划"))?;
        return Ok(fits(&row));
    }
    let query = Query {
        conditions: vec![crate::store::Condition::Is("checklist_id", sheet.checklist.into())],
        ..Query::default()
    };
    let all: Vec<(Row, String)> = store.rows(&plan::PLAN.relation, &query)?.iter().filter_map(fits).collect();
    let at = |row: &Row| row.get("place").as_text().map(folded_key);
    let among = |fits: &dyn Fn(&Row) -> bool| all.iter().filter(|(row, _)| fits(row)).collect::<Vec<_>>();
    let candidates = match sheet.place.as_deref().map(folded_key) {
        None => among(&|_| true),
        Some(place) => {
            let here = among(&|row| at(row).as_ref() == Some(&place));
            // A plan that names no place is kept wherever the inspection was made.
            if here.is_empty() { among(&|row| at(row).is_none()) } else { here }
        }
    };
    let only = |fits: &dyn Fn(&Row) -> bool| {
        let mut found = candidates.iter().filter(|(row, _)| fits(row));
        found.next().filter(|_| found.next().is_none()).map(|one| (*one).clone())
    };
    let by_person = |row: &Row| row.get("person_id").as_int() == Some(sheet.by);
    let by_department = |row: &Row| sheet.department.is_some() && row.get("department_id").as_int() == sheet.department;
    Ok(only(&|_| true).or_else(|| only(&by_person)).or_else(|| only(&by_department)))
}

/// The schedule a plan row describes; `None` when the row cannot be read as one.
#[must_use]
pub fn schedule_of(row: &Row) -> Option<Schedule> {
    Some(Schedule {
        frequency: Frequency::from_code(row.get("frequency").as_text()?)?,
        weekdays: Weekdays::from_bits(row.get("weekdays").as_int().unwrap_or(0))?,
        from: row.get("from_on").as_date()?,
        to: row.get("to_on").as_date(),
        only_working_days: row.get("on_holidays").as_int() != Some(1),
    })
}

fn write(
    tx: &Tx<'_>,
    sheet: &Sheet,
    list: &Row,
    version: &ChecklistVersion,
    items: &[ChecklistItem],
    judged: &[Judged<'_>],
    fitting: Option<(Row, String)>,
) -> Result<(Recorded, String)> {
    let counts = Counts::by_exception(items.len(), judged.iter().map(|one| one.result), sheet.rest_checked);
    let year = sheet.on.format("%Y");
    let code = format!("JC-{year}-{:05}", tx.next_number(&format!("inspection/{year}"))?);
    let plan = fitting.as_ref().map(|(row, _)| row);
    let place = sheet.place.clone().map(|it| clean_line(&it)).filter(|it| !it.is_empty());
    let place = place.or_else(|| plan.and_then(|row| row.get("place").as_text().map(str::to_owned)));
    let department = sheet.department.or_else(|| plan.and_then(|row| row.get("department_id").as_int()));
    let failed = judged.iter().filter(|one| one.result == ItemResult::Fail);
    let findings = failed.clone().count() + sheet.extras.len();
    let (entered_by, seconds) = match sheet.entered_by {
        EnteredBy::Terminal(seconds) => ("terminal", Some(i64::from(seconds))),
        EnteredBy::Cli => ("cli", None),
        EnteredBy::Import => ("import", None),
    };
    let id = tx.add(
        "inspection",
        &[
            ("code", code.as_str().into()),
            ("version_id", version.id.into()),
            ("checklist_id", sheet.checklist.into()),
            ("plan_id", plan.map(|row| row.id).into()),
            ("period", fitting.as_ref().map(|(_, period)| period.clone()).into()),
            ("on_date", sheet.on.into()),
            ("place", place.clone().into()),
            ("department_id", department.into()),
            ("person_id", sheet.by.into()),
            ("accompanied_by", sheet.accompanied_by.clone().map(|it| clean_line(&it)).into()),
            ("rest_checked", sheet.rest_checked.into()),
            ("items", count(items.len())),
            ("passed", counts.pass.into()),
            ("failed", counts.fail.into()),
            ("not_applicable", counts.not_applicable.into()),
            ("not_checked", counts.not_checked.into()),
            ("findings", count(findings)),
            ("entered_by", entered_by.into()),
            ("entry_seconds", seconds.into()),
            ("note", sheet.note.clone().map(|it| clean_line(&it)).into()),
        ],
    )?;
    for other in &sheet.others {
        tx.insert("inspection_person", &[("inspection_id", id.into()), ("person_id", (*other).into())])?;
    }
    let source = list.get("kind").as_text().unwrap_or("other");
    let found = hazard::Found {
        on: sheet.on,
        by: Some(sheet.by),
        source,
        inspection: Some(id),
        checklist: Some(sheet.checklist),
        department,
    };
    let mut hazards = Vec::new();
    for one in judged {
        let opened = if one.result == ItemResult::Fail {
            let (hazard, code) =
                hazard::open_from_item(tx, &found, one.item, &one.words, one.value.as_deref(), place.as_deref())?;
            hazards.push(code);
            Some(hazard)
        } else {
            None
        };
        tx.insert(
            "inspection_exception",
            &[
                ("inspection_id", id.into()),
                ("item_id", one.item.id.into()),
                ("result", one.result.code().into()),
                ("value", one.value.clone().into()),
                ("words", Some(one.words.clone()).filter(|it| !it.is_empty()).into()),
                ("hazard_id", opened.into()),
            ],
        )?;
    }
    for extra in &sheet.extras {
        let at = extra.place.clone().map(|it| clean_line(&it)).or_else(|| place.clone());
        hazards.push(hazard::open_free(tx, &found, &clean_line(&extra.title), at.as_deref())?.1);
    }
    let summary = format!(
        "检查 {code} {}：{} 项，不合格 {}，隐患 {}",
        list.get("title").as_text().unwrap_or_default(),
        items.len(),
        counts.fail,
        hazards.len()
    );
    let rest = items.len().saturating_sub(judged.len());
    let occurrence = fitting.map(|(row, period)| (row.id, period));
    Ok((Recorded { id, code, counts, rest, hazards, occurrence }, summary))
}

fn count(n: usize) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}
