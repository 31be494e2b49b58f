//! 人员、缺勤、调岗.

use chrono::NaiveDate;

use crate::domain::date::chinese;
use crate::domain::identity::{self, Employment, IdKind, Sex};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::Result;
use crate::store::{Condition, Direction, Query, Relation, Row, Store, Tx};

use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

/// 人员.
pub static PERSON: Register = Register {
    key: "person",
    title: "人员",
    what: "花名册：在册人员、劳务派遣和实习人员，部门、岗位和入离职日期",
    relation: Relation {
        table: "person",
        columns: &[
            "no",
            "name",
            "sex",
            "id_kind",
            "id_number",
            "id_key",
            "id_unverified",
            "phone",
            "department_id",
            "post_id",
            "employment",
            "hired_on",
            "ended_on",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("no", "工号", Kind::Code).width(10).synonyms(&[
            "员工编号",
            "人员编号",
            "职工号",
            "编号",
            "员工号",
            "工牌号",
        ]),
        Column::new("name", "姓名", Kind::Line).required().width(12).synonyms(&[
            "人员姓名",
            "员工姓名",
            "职工姓名",
            "名字",
        ]),
        Column::new("sex", "性别", Kind::Choice(Sex::CHOICES)).width(4),
        Column::new("id_kind", "证件类型", Kind::Choice(IdKind::CHOICES)).default("resident").synonyms(&["证件种类"]),
        Column::new("id_number", "身份证号", Kind::IdNumber)
            .width(20)
            .synonyms(&["身份证号码", "身份证", "证件号码", "证件号", "公民身份号码"])
            .help("校验位会核对；其他证件请先选证件类型"),
        Column::new("phone", "电话", Kind::Phone).width(14).synonyms(&[
            "手机",
            "手机号",
            "联系电话",
            "手机号码",
            "联系方式",
        ]),
        Column::reference("department", "部门", "department", "department_id").width(16).synonyms(&[
            "所属部门",
            "部门名称",
            "车间",
            "所在部门",
        ]),
        Column::reference("post", "岗位", "post", "post_id").width(16).synonyms(&[
            "岗位名称",
            "职务",
            "工种",
            "岗位工种",
        ]),
        Column::new("employment", "用工形式", Kind::Choice(Employment::CHOICES)).width(10).synonyms(&[
            "用工性质",
            "用工类型",
            "人员类别",
        ]),
        Column::new("hired_on", "入职日期", Kind::Date).width(12).synonyms(&[
            "入职时间",
            "入厂日期",
            "进厂日期",
            "参加工作日期",
            "到岗日期",
        ]),
        Column::new("ended_on", "离职日期", Kind::Date).width(12).synonyms(&["离职时间", "离厂日期", "解除日期"]),
        Column::new("id_unverified", "校验未通过", Kind::Flag).shown_only(),
        Column::new("note", "备注", Kind::Note).synonyms(&["说明"]),
    ],
    identity: &["no", "id_key"],
    label: "name",
    own_date: None,
    order: ("no", Direction::Up),
    doors: Doors::ALL,
    check: judge_person,
    write: write_person,
};

fn judge_person(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (hired, ended) = (draft.date("hired_on"), draft.date("ended_on"));
    if let (Some(hired), Some(ended)) = (hired, ended)
        && ended < hired
    {
        problems.push(Problem::field("ended_on", format!("离职日期：早于入职日期 {}", chinese(hired))));
    }
    if draft.typed("id_number").is_some() || draft.typed("id_kind").is_some() {
        judge_id(draft, context.today, &mut problems);
    }
    let birth = resident_number(draft).as_deref().and_then(identity::birth_of);
    if birth.zip(hired).is_some_and(|(birth, hired)| hired <= birth) {
        problems.push(Problem::field("hired_on", "入职日期：不晚于身份证上的出生日期"));
    }
    problems
}

fn resident_number(draft: &Draft) -> Option<String> {
    let kind = draft.text("id_kind");
    (kind.as_deref().is_none_or(|kind| kind == IdKind::Resident.code())).then(|| draft.text("id_number")).flatten()
}

/// Checks the document number and keeps its comparable form; fills in an empty 性别 from it.
fn judge_id(draft: &mut Draft, today: NaiveDate, problems: &mut Vec<Problem>) {
    let Some(number) = draft.text("id_number") else {
        draft.also("id_key", Value::Null);
        draft.also("id_unverified", Value::Int(0));
        return;
    };
    let Some(number) = resident_number(draft).map(|_| number.clone()) else {
        draft.also("id_key", identity::fold_number(&number).into());
        draft.also("id_unverified", Value::Int(0));
        return;
    };
    match identity::check_resident(&number, today) {
        Ok(_) => draft.also("id_unverified", Value::Int(0)),
        Err(fault) if fault.can_be_waived() && draft.accept_bad_id => draft.also("id_unverified", Value::Int(1)),
        Err(fault) => problems.push(Problem::field("id_number", format!("身份证号：{fault}"))),
    }
    draft.also("id_key", identity::canonical18(&number).into());
    match (identity::sex_of(&number), draft.text("sex")) {
        (Some(sex), None) if problems.is_empty() => draft.also("sex", sex.code().into()),
        (Some(sex), Some(given)) if sex.code() != given && !draft.accept_bad_id => {
            problems.push(Problem::field("sex", format!("性别：与身份证号不符（身份证号第 17 位表示{sex}）")))
        }
        (Some(_) | None, Some(_) | None) => {}
    }
}

/// Saves the person and keeps the history of posts beside it.
fn write_person(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let id = save::write(tx, register, before, draft)?;
    let Some(before) = before else {
        let (department, post) = (draft.id("department", "department_id"), draft.id("post", "post_id"));
        if department.is_some() || post.is_some() {
            assign(tx, id, department.into(), post.into(), draft.get("hired_on"), draft.date("ended_on"))?;
        }
        return Ok(id);
    };
    let Some(now) = tx.row(&register.relation, id)? else { return Ok(id) };
    let (department, post) = (now.get("department_id").clone(), now.get("post_id").clone());
    let ended = now.get("ended_on").as_date();
    match (open_assignment(tx, id)?, ended) {
        (Some(open), _) if open.get("department_id") != &department || open.get("post_id") != &post => {
            move_on(tx, &open, id, department, post, ended)?;
        }
        (Some(open), Some(ended)) => close_assignment(tx, &open, ended)?,
        (None, None) if !department.is_null() || !post.is_null() => {
            // Nothing open: the first post somebody is given, or a leaver who came back.
            let posted = !before.get("department_id").is_null() || !before.get("post_id").is_null();
            if !posted || !before.get("ended_on").is_null() {
                assign(tx, id, department, post, tx.entered_on.into(), None)?;
            }
        }
        (Some(_) | None, _) => {}
    }
    Ok(id)
}

fn open_assignment(tx: &Tx<'_>, person: i64) -> Result<Option<Row>> {
    let query = Query {
        conditions: vec![
            Condition::Is("person_id", person.into()),
            Condition::Is("main", Value::Int(1)),
            Condition::Is("to_on", Value::Null),
        ],
        ..Query::default()
    };
    Ok(tx.rows(&ASSIGNMENT.relation, &query)?.pop())
}

fn assign(tx: &Tx<'_>, person: i64, department: Value, post: Value, from: Value, to: Option<NaiveDate>) -> Result<()> {
    tx.add(
        "assignment",
        &[
            ("person_id", person.into()),
            ("department_id", department),
            ("post_id", post),
            ("main", Value::Int(1)),
            ("from_on", from),
            ("to_on", to.into()),
        ],
    )?;
    Ok(())
}

/// A change of department or post noted in the roster counts from the day it is noted; 调岗 records other days.
fn move_on(
    tx: &Tx<'_>,
    open: &Row,
    person: i64,
    department: Value,
    post: Value,
    ended: Option<NaiveDate>,
) -> Result<()> {
    let today = tx.entered_on;
    if open.get("from_on").as_date().is_some_and(|from| from >= today) {
        let values = [("department_id", department), ("post_id", post), ("to_on", ended.into())];
        return tx.update("assignment", open.id, None, &values);
    }
    let last = today.pred_opt().unwrap_or(today);
    tx.update("assignment", open.id, None, &[("to_on", last.into())])?;
    assign(tx, person, department, post, today.into(), ended.map(|ended| ended.max(today)))
}

fn close_assignment(tx: &Tx<'_>, open: &Row, ended: NaiveDate) -> Result<()> {
    let last = open.get("from_on").as_date().map_or(ended, |from| ended.max(from));
    tx.update("assignment", open.id, None, &[("to_on", last.into())])
}

/// 缺勤.
pub static ABSENCE: Register = Register {
    key: "absence",
    title: "缺勤",
    what: "长期不在岗：产假、病假、外派等；离岗一年以上返岗要重新培训",
    relation: Relation {
        table: "absence",
        columns: &["person_id", "left_on", "returned_on", "reason"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("person", "人员", "person", "person_id").required().width(12).synonyms(&["姓名", "工号"]),
        Column::new("left_on", "离岗日期", Kind::Date).required().width(12).help("最后一个在岗日"),
        Column::new("returned_on", "返岗日期", Kind::Date).width(12).help("第一个返岗日；还没回来就空着"),
        Column::new("reason", "原因", Kind::Line).width(24).synonyms(&["事由"]),
    ],
    identity: &[],
    label: "reason",
    own_date: Some("left_on"),
    order: ("left_on", Direction::Down),
    doors: Doors::ALL,
    check: |draft, _, _| match (draft.date("left_on"), draft.date("returned_on")) {
        (Some(left), Some(back)) if back <= left => {
            vec![Problem::field("returned_on", format!("返岗日期：应晚于离岗日期 {}", chinese(left)))]
        }
        (Some(_) | None, Some(_) | None) => Vec::new(),
    },
    write: save::write,
};

/// 调岗.
pub static ASSIGNMENT: Register = Register {
    key: "assignment",
    title: "调岗",
    what: "谁从哪天到哪天在哪个部门、哪个岗位；新增一条主岗就是调岗",
    relation: Relation {
        table: "assignment",
        columns: &["person_id", "department_id", "post_id", "main", "from_on", "to_on", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("person", "人员", "person", "person_id").required().width(12).synonyms(&["姓名", "工号"]),
        Column::reference("department", "部门", "department", "department_id").width(16),
        Column::reference("post", "岗位", "post", "post_id").required().width(16),
        Column::new("main", "主岗", Kind::Flag).width(6).default("是").help("兼任的岗位选 否"),
        Column::new("from_on", "开始日期", Kind::Date).required().width(12).synonyms(&["调岗日期", "任职日期", "自"]),
        Column::new("to_on", "结束日期", Kind::Date).width(12).synonyms(&["至"]).help("最后一天；现任就空着"),
        Column::new("note", "备注", Kind::Line).width(16),
    ],
    identity: &[],
    label: "note",
    own_date: Some("from_on"),
    order: ("from_on", Direction::Down),
    doors: Doors::ALL,
    check: |draft, _, _| match (draft.date("from_on"), draft.date("to_on")) {
        (Some(from), Some(to)) if to < from => {
            vec![Problem::field("to_on", format!("结束日期：早于开始日期 {}", chinese(from)))]
        }
        (Some(_) | None, Some(_) | None) => Vec::new(),
    },
    write: write_assignment,
};

/// A new open main row is a transfer: it ends the open one on the day before and moves the person.
fn write_assignment(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let is_main = draft.get("main").as_int() != Some(0);
    let (Some(person), Some(from)) = (draft.id("person", "person_id"), draft.date("from_on")) else {
        return save::write(tx, register, before, draft);
    };
    if before.is_none() && is_main && draft.date("to_on").is_none() {
        if let Some(open) = open_assignment(tx, person)? {
            let last = from.pred_opt().unwrap_or(from);
            let last = open.get("from_on").as_date().map_or(last, |began| last.max(began));
            tx.update("assignment", open.id, None, &[("to_on", last.into())])?;
        }
        let moved = [
            ("department_id", draft.id("department", "department_id").into()),
            ("post_id", draft.id("post", "post_id").into()),
        ];
        tx.update("person", person, None, &moved)?;
    }
    save::write(tx, register, before, draft)
}

/// Notes in the audit log that personal numbers were shown in full.
///
/// # Errors
/// Disk failures, and a file opened for reading only: then nothing may be revealed.
pub fn note_reveal(store: &mut Store, register: &Register, rows: usize) -> Result<()> {
    store.write("reveal", |tx| {
        let records = i64::try_from(rows).unwrap_or(i64::MAX);
        tx.add("disclosure", &[("register", register.key.into()), ("records", records.into())])?;
        Ok(((), format!("查看{}的完整证件号码和电话：{rows} 条", register.title)))
    })
}
