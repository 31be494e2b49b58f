//! 隐患: the ledger, and the steps from finding to closure.
//!
//! A hazard is changed by steps only. [`take`] judges one by the rules of `domain::hazard`, writes it and what it made
//! of the hazard in one operation. A ledger row that comes with dates of rectification or acceptance is taken over as
//! the steps those dates stand for.

use chrono::NaiveDate;

use crate::domain::date::{chinese, days_between};
use crate::domain::fold::clean_line;
use crate::domain::hazard::{
    self, Door as Gate, Field, Hazard, Kind as Nature, Level, Source as Origin, State, Step, Verb, Who,
};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{ChecklistItem, Direction, Relation, Row, Store, StoredStep, Tx};

use super::{Column, Doors, Kind, Lookups, Register, save};

mod ledger;

/// 隐患.
pub static HAZARD: Register = Register {
    key: "hazard",
    title: "隐患",
    what: "隐患台账：从发现、定级、整改、验收到销号；治理用 hazard 命令或隐患页的动作",
    relation: Relation {
        table: "hazard",
        columns: &[
            "code",
            "title",
            "kind",
            "field",
            "accident",
            "place",
            "department_id",
            "source",
            "inspection_id",
            "checklist_item",
            "found_on",
            "found_by_id",
            "basis",
            "recurs_id",
            "risk_id",
            "note",
            "level",
            "state",
            "assessed_on",
            "owner_id",
            "measures",
            "funds_fen",
            "due_on",
            "original_due_on",
            "plan",
            "rectified_on",
            "rectifier_id",
            "rectification",
            "cost_fen",
            "accepted_on",
            "accepter_id",
            "accepter_name",
            "opinion",
            "closed_on",
            "closer_id",
            "closer_name",
            "reported_on",
            "late",
            "returned",
            "extended",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code)
            .width(14)
            .synonyms(&["隐患编号", "序号编号"])
            .help("空着由程序编号 YH-年份-流水号"),
        Column::new("title", "隐患描述", Kind::Line).required().width(30).synonyms(&[
            "隐患内容",
            "隐患",
            "问题描述",
            "存在问题",
            "隐患名称",
        ]),
        Column::new("state", "状态", Kind::Choice(State::CHOICES)).shown_only().width(8),
        Column::new("level", "级别", Kind::Choice(Level::CHOICES)).width(6).synonyms(&["隐患级别", "隐患等级", "等级"]),
        Column::new("found_on", "发现日期", Kind::Date).required().width(12).default("今天").synonyms(&[
            "排查日期",
            "检查日期",
            "发现时间",
            "排查时间",
        ]),
        Column::reference("found_by", "发现人", "person", "found_by_id").synonyms(&["排查人", "检查人"]),
        Column::new("place", "地点", Kind::Line).width(14).synonyms(&[
            "部位",
            "具体部位",
            "隐患部位",
            "地点部位",
            "区域",
        ]),
        Column::reference("department", "责任部门", "department", "department_id").width(14).synonyms(&[
            "整改责任部门",
            "整改部门",
            "部门",
        ]),
        Column::reference("owner", "整改责任人", "person", "owner_id").width(10).synonyms(&["责任人", "整改人"]),
        Column::new("due_on", "整改期限", Kind::Date).width(12).synonyms(&["整改时限", "期限", "计划完成日期", "限期"]),
        Column::derived("overdue_days", "逾期天数", Kind::Whole(0, i64::MAX), |row, context| {
            Value::Int(overdue_days(row, context.today))
        })
        .width(8),
        Column::new("assessed_on", "定级日期", Kind::Date).shown_only(),
        Column::new("rectified_on", "整改完成日期", Kind::Date).width(12).synonyms(&[
            "完成日期",
            "整改日期",
            "完成时间",
        ]),
        Column::new("accepted_on", "验收日期", Kind::Date).synonyms(&["复查日期"]),
        Column::reference("accepter", "验收人", "person", "accepter_id").synonyms(&["复查人"]),
        Column::new("closed_on", "销号日期", Kind::Date),
        Column::reference("closer", "销号人", "person", "closer_id").synonyms(&["批准人"]),
        Column::new("kind", "类别", Kind::Choice(Nature::CHOICES)).synonyms(&["人机环管", "隐患类别"]),
        Column::new("field", "专业", Kind::Choice(Field::CHOICES)).synonyms(&["隐患类型", "专业类别"]),
        Column::new("accident", "可能导致事故", Kind::Line).synonyms(&["可能导致事故类别", "事故类别", "事故类型"]),
        Column::new("source", "来源", Kind::Choice(Origin::CHOICES)).default("other").synonyms(&[
            "排查类型",
            "检查类型",
            "隐患来源",
        ]),
        Column::new("checklist_item", "检查项", Kind::Code).shown_only(),
        Column::new("basis", "判定依据", Kind::Line).synonyms(&["依据"]),
        Column::new("measures", "整改措施", Kind::Note).synonyms(&["治理措施", "措施", "整改要求"]),
        Column::new("funds", "资金", Kind::Money)
            .stored("funds_fen")
            .synonyms(&["整改资金", "资金元", "计划资金"])
            .help("元；不需要资金填 0"),
        Column::new("plan", "防范措施和预案", Kind::Note).synonyms(&[
            "临时防范措施",
            "应急预案",
            "预案",
            "临时防范措施/预案",
        ]),
        Column::new("rectification", "整改情况", Kind::Note).synonyms(&["完成情况", "整改说明"]),
        Column::new("cost", "实际费用", Kind::Money).stored("cost_fen").synonyms(&["费用"]),
        Column::new("opinion", "验收意见", Kind::Note).synonyms(&["验收结论", "复查意见"]),
        Column::new("reported_on", "上报日期", Kind::Date)
            .synonyms(&["重大隐患报告日期"])
            .help("重大隐患向主管部门报告的日期"),
        Column::new("original_due_on", "原定期限", Kind::Date).shown_only(),
        Column::new("late", "逾期整改", Kind::Flag).shown_only(),
        Column::new("returned", "退回次数", Kind::Whole(0, 999)).shown_only(),
        Column::new("extended", "延期次数", Kind::Whole(0, 999)).shown_only(),
        Column::reference("recurs", "复发自", "hazard", "recurs_id").shown_only(),
        Column::reference("risk", "对应风险", "risk", "risk_id")
            .synonyms(&["风险", "风险编号"])
            .help("哪条风险的管控措施失效；检查项对应风险的自动填"),
        Column::reference("inspection", "检查记录", "inspection", "inspection_id").shown_only(),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("found_on"),
    order: ("found_on", Direction::Down),
    doors: Doors::ALL,
    check: ledger::judge_record,
    write: ledger::write_record,
};

/// Days past the deadline in force while not rectified; 0 when not overdue.
#[must_use]
pub fn overdue_days(row: &Row, today: NaiveDate) -> i64 {
    let open = row.get("state").as_text() != Some(State::Closed.code()) && row.get("rectified_on").is_null();
    row.get("due_on").as_date().filter(|_| open).map_or(0, |due| days_between(due, today).max(0))
}

/// Day its rectification was accepted; an acceptance before the last return does not count.
#[must_use]
pub fn accepted_on(row: &Row) -> Option<NaiveDate> {
    let (done, accepted) = (row.get("rectified_on").as_date()?, row.get("accepted_on").as_date()?);
    Some(accepted).filter(|accepted| *accepted >= done)
}

/// Where and by whom something was found.
pub(super) struct Found<'a> {
    /// Day.
    pub on: NaiveDate,
    /// Finder.
    pub by: Option<i64>,
    /// Source code.
    pub source: &'a str,
    /// The inspection it came out of.
    pub inspection: Option<i64>,
    /// The checklist it was made by.
    pub checklist: Option<i64>,
    /// Department that answers for it.
    pub department: Option<i64>,
}

fn next_code(tx: &Tx<'_>, on: NaiveDate) -> Result<String> {
    save::next_code(tx, &HAZARD, "YH", 4, on)
}

/// Opens a hazard for a failed item, filled in from it.
pub(super) fn open_from_item(
    tx: &Tx<'_>,
    found: &Found<'_>,
    item: &ChecklistItem,
    words: &str,
    value: Option<&str>,
    place: Option<&str>,
) -> Result<(i64, String)> {
    let measured = value.map(|value| format!("实测 {value}{}", item.unit.as_deref().unwrap_or_default()));
    let said: Vec<&str> =
        [words, measured.as_deref().unwrap_or_default()].into_iter().filter(|it| !it.is_empty()).collect();
    let title = if said.is_empty() {
        format!("{}：不符合“{}”", item.object, item.standard.as_deref().unwrap_or(&item.content))
    } else {
        format!("{}：{}", item.object, said.join("，"))
    };
    // The citation may say itself that it is to be checked; once is enough.
    let marked =
        |basis: String| if basis.contains("待核对") { basis } else { format!("{basis}（依据待核对）") };
    let basis = item.basis.clone().map(|basis| if item.basis_unverified { marked(basis) } else { basis });
    open(
        tx,
        found,
        &title,
        place,
        &[
            ("checklist_item", item.code.as_str().into()),
            ("kind", item.hazard_kind.clone().into()),
            ("field", item.hazard_field.clone().into()),
            ("basis", basis.into()),
            ("risk_id", super::risk::check::risk_of(tx, found.checklist, &item.code)?.into()),
        ],
    )
}

/// Opens a hazard for something that is on no list.
pub(super) fn open_free(tx: &Tx<'_>, found: &Found<'_>, title: &str, place: Option<&str>) -> Result<(i64, String)> {
    open(tx, found, title, place, &[])
}

/// What a gap of a self-check brings into the loop: already general, with somebody and a day.
pub(super) struct Gap<'a> {
    /// What is wanting.
    pub title: &'a str,
    /// Id of the check point: `ff.L4.1`.
    pub item: &'a str,
    /// Citation.
    pub basis: Option<&'a str>,
    /// Where it comes from, in words.
    pub note: &'a str,
    /// Who mends it.
    pub owner: Who,
    /// By when.
    pub due_on: NaiveDate,
    /// Who decided so.
    pub by: Who,
}

/// Opens a hazard for a gap of a self-check and grades it at once.
pub(super) fn open_gap(tx: &Tx<'_>, found: &Found<'_>, gap: &Gap<'_>) -> Result<(i64, String)> {
    let more = [
        ("checklist_item", gap.item.into()),
        ("kind", Nature::Management.code().into()),
        ("field", Field::Management.code().into()),
        ("basis", gap.basis.map(Value::from).unwrap_or_default()),
        ("note", gap.note.into()),
    ];
    let (id, code) = open(tx, found, gap.title, None, &more)?;
    let mut step = Step::new(Verb::Assess, found.on, gap.by.clone());
    step.level = Some(Level::General);
    step.owner = Some(gap.owner.clone());
    step.due_on = Some(gap.due_on);
    let standing = Hazard { id: Some(id), ..Hazard::found(found.on, Some(gap.by.clone())) };
    tx.add_hazard_step(id, &step, None, None)?;
    tx.update("hazard", id, None, &columns_of(&hazard::advance(&standing, &step)))?;
    Ok((id, code))
}

fn open(
    tx: &Tx<'_>,
    found: &Found<'_>,
    title: &str,
    place: Option<&str>,
    more: &[(&'static str, Value)],
) -> Result<(i64, String)> {
    let code = next_code(tx, found.on)?;
    let mut values = vec![
        ("code", code.as_str().into()),
        ("title", title.into()),
        ("place", place.map(Value::from).unwrap_or_default()),
        ("department_id", found.department.into()),
        ("source", found.source.into()),
        ("inspection_id", found.inspection.into()),
        ("found_on", found.on.into()),
        ("found_by_id", found.by.into()),
    ];
    values.extend(more.iter().cloned());
    Ok((tx.add("hazard", &values)?, code))
}

/// The hazard as the rules see it: from its finding through its steps.
#[must_use]
pub fn snapshot(row: &Row, steps: &[StoredStep], until: NaiveDate) -> Hazard {
    let found_on = row.get("found_on").as_date().unwrap_or(until);
    let mut found = Hazard::found(found_on, row.get("found_by_id").as_int().map(|id| Who::person(id, "")));
    found.id = Some(row.id);
    found.recurs = row.get("recurs_id").as_int();
    hazard::replay(found, steps.iter().map(|it| &it.step), until)
}

/// A step as it was typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What is done, on which day, by whom, and what it brings.
    pub step: Step,
    /// What was done (rectify), the opinion (accept, close) or the reason (return, extend, regrade).
    pub words: Option<String>,
    /// Actual cost in 分 (rectify).
    pub cost_fen: Option<i64>,
}

/// What a step made of a hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The hazard, or the new one that a recurrence opened.
    pub id: i64,
    /// Its number.
    pub code: String,
    /// Where it stands now.
    pub state: State,
}

impl Taken {
    /// What was done and where the hazard stands, in words.
    #[must_use]
    pub fn told(&self, verb: Verb) -> String {
        let code = &self.code;
        match (verb, self.state) {
            (Verb::Recur, _) => format!("已登记复发隐患 {code}"),
            (Verb::Accept, State::ToAccept) => format!("隐患 {code} 已办理{verb}，重大隐患还须办理销号"),
            (_, state) => format!("隐患 {code} 已办理{verb}，现为{state}"),
        }
    }
}

/// Judges and takes one step of a hazard.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault of the step at once.
pub fn take(store: &mut Store, id: i64, typed: &Typed, today: NaiveDate) -> Result<Taken> {
    let row = store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    let code = row.get("code").as_text().unwrap_or_default().to_owned();
    if row.retired_on.is_some() {
        return Err(Error::input(format!("隐患 {code} 已停用，不能再办理")));
    }
    let mut step = typed.step.clone();
    step.reason = typed.words.clone();
    let before = snapshot(&row, &store.hazard_steps(id)?, NaiveDate::MAX);
    let refused = |problems| Error::problems(format!("隐患 {code} 没有办理{}：", step.verb), problems);
    let after = hazard::apply(&before, &step, today, Gate::Form).map_err(refused)?;
    if step.verb == Verb::Close {
        // A major hazard closes after its report (decisions 16); a ledger taken over closes by its own dates.
        let missing = super::major::missing_for_closing(store, &row)?;
        if !missing.is_empty() {
            let problems = missing.into_iter().map(|it| Problem::record(format!("还缺{it}"))).collect();
            return Err(refused(problems)
                .hint("没有建档的先建档，缺的在重大隐患档案里补齐，再办理销号")
                .hint(format!("建档：anguan add hazard_case 隐患={code} …；补齐：anguan set hazard_case {code} …")));
        }
    }
    store.write(&format!("hazard.{}", step.verb.code()), |tx| {
        let label = format!("隐患 {code} {}", row.get("title").as_text().unwrap_or_default());
        if step.verb == Verb::Recur {
            let (new, fresh) = reopen(tx, &row, &step)?;
            return Ok((
                Taken { id: new, code: fresh.clone(), state: State::Found },
                format!("复发登记 {fresh}：{label}"),
            ));
        }
        tx.add_hazard_step(id, &step, typed.words.as_deref(), typed.cost_fen)?;
        let mut values = columns_of(&after);
        values.extend(words_of(&step, typed));
        tx.update("hazard", id, Some(row.version), &values)?;
        Ok((Taken { id, code: code.clone(), state: after.state }, format!("{}：{label}", step.verb)))
    })
}

/// A recurrence is a new hazard naming the old one.
fn reopen(tx: &Tx<'_>, old: &Row, step: &Step) -> Result<(i64, String)> {
    let copied = |name: &'static str| (name, old.get(name).clone());
    let found = Found {
        on: step.on,
        by: step.by.id,
        source: old.get("source").as_text().unwrap_or("other"),
        inspection: None,
        checklist: None,
        department: old.get("department_id").as_int(),
    };
    let title = old.get("title").as_text().unwrap_or_default();
    let more = [
        copied("kind"),
        copied("field"),
        copied("accident"),
        copied("basis"),
        copied("checklist_item"),
        copied("risk_id"),
        ("recurs_id", old.id.into()),
    ];
    open(tx, &found, title, old.get("place").as_text(), &more)
}

/// The columns of a hazard that its steps keep.
fn columns_of(hazard: &Hazard) -> Vec<(&'static str, Value)> {
    let id = |who: &Option<Who>| Value::from(who.as_ref().and_then(|who| who.id));
    let name = |who: &Option<Who>| {
        Value::from(who.as_ref().filter(|who| who.id.is_none() && !who.name.is_empty()).map(|who| who.name.clone()))
    };
    vec![
        ("level", hazard.level.map(Level::code).into()),
        ("state", hazard.state.code().into()),
        ("assessed_on", hazard.assessed_on.into()),
        ("owner_id", id(&hazard.owner)),
        ("measures", hazard.measures.clone().into()),
        ("funds_fen", hazard.funds_fen.into()),
        ("due_on", hazard.due_on.into()),
        ("original_due_on", hazard.original_due_on.into()),
        ("plan", hazard.plan.clone().into()),
        ("rectified_on", hazard.rectified_on.into()),
        ("rectifier_id", id(&hazard.rectifier)),
        ("accepted_on", hazard.accepted_on.into()),
        ("accepter_id", id(&hazard.accepter)),
        ("accepter_name", name(&hazard.accepter)),
        ("closed_on", hazard.closed_on.into()),
        ("closer_id", id(&hazard.closer)),
        ("closer_name", name(&hazard.closer)),
        ("late", hazard.late.into()),
        ("returned", i64::from(hazard.returned).into()),
        ("extended", i64::from(hazard.extended).into()),
    ]
}

fn words_of(step: &Step, typed: &Typed) -> Vec<(&'static str, Value)> {
    let words = Value::from(typed.words.clone());
    match step.verb {
        Verb::Rectify => {
            let mut values = vec![("cost_fen", typed.cost_fen.into())];
            if !words.is_null() {
                values.push(("rectification", words));
            }
            values
        }
        Verb::Accept | Verb::Close if !words.is_null() => vec![("opinion", words)],
        Verb::Accept
        | Verb::Close
        | Verb::Assess
        | Verb::Start
        | Verb::Return
        | Verb::Extend
        | Verb::Regrade
        | Verb::Recur => Vec::new(),
    }
}

/// A person as a signer: by 工号 or name from the register, else by name alone.
///
/// # Errors
/// [`crate::error::Kind::Input`] when several people have the name.
pub fn signer(lookups: &Lookups, text: &str) -> Result<Who> {
    let name = clean_line(text);
    match lookups.get("person").find(&name) {
        Ok(id) => Ok(Who::person(id, lookups.get("person").label(id).unwrap_or_default())),
        Err(super::lookup::Unfound::Unknown) => Ok(Who::named(name)),
        Err(super::lookup::Unfound::Several(numbers)) => {
            Err(Error::input(format!("有 {} 个人叫“{name}”", numbers.len()))
                .hint(format!("请写工号：{}", numbers.join("、"))))
        }
    }
}

/// What is said beside a step that was dated back: 补录.
#[must_use]
pub fn late_note(step: &StoredStep, limit: i64) -> Option<String> {
    super::late::is_late_entry(Some(step.step.on), Some(step.entered_on), limit)
        .then(|| format!("补录：{} 办理，{} 录入", chinese(step.step.on), chinese(step.entered_on)))
}
