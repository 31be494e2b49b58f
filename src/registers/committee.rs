//! 安委会成员 and 任命: who governs safety here, by which paper, from when to when.

use chrono::NaiveDate;

use crate::domain::date::chinese;
use crate::domain::organisation::AppointmentKind;
use crate::domain::organisation::committee::{CommitteeRole, StandsFor};
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::store::{Condition, Direction, Query, Relation, Row, Tx};

use super::major::{past, refused};
use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

/// 安委会成员.
pub static COMMITTEE_MEMBER: Register = Register {
    key: "committee_member",
    title: "安委会成员",
    what: "安全生产委员会（领导小组）的主任、副主任和成员，代表哪一方、从哪天到哪天",
    relation: Relation {
        table: "committee_member",
        columns: &["person_id", "role", "stands_for", "duty", "document", "from_on", "to_on"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("person", "人员", "person", "person_id").required().width(12).synonyms(&["姓名", "成员姓名"]),
        Column::new("role", "安委会职务", Kind::Choice(CommitteeRole::CHOICES))
            .required()
            .width(12)
            .default("member")
            .synonyms(&["职务", "角色"])
            .help("主任应由董事长或总经理（主要负责人）担任"),
        Column::new("stands_for", "代表", Kind::Choice(StandsFor::CHOICES))
            .width(14)
            .synonyms(&["代表哪一方", "身份"])
            .help("成员应覆盖班子、部门车间、安全管理机构、工会或职工代表"),
        Column::new("duty", "分工", Kind::Line).width(20).synonyms(&["职责", "职责分工"]),
        Column::new("document", "文号", Kind::Line)
            .width(18)
            .synonyms(&["成立文件", "文件"])
            .help("成立或调整安委会的文件"),
        Column::new("from_on", "任职日期", Kind::Date).required().width(12).synonyms(&["开始日期", "自"]),
        Column::new("to_on", "离任日期", Kind::Date)
            .width(12)
            .synonyms(&["结束日期", "至"])
            .help("最后一天；在任就空着"),
    ],
    identity: &[],
    label: "duty",
    own_date: Some("from_on"),
    order: ("role", Direction::Up),
    doors: Doors::ALL,
    check: |draft, _, _| ends_after(draft, "from_on", "to_on", "离任日期", "任职日期").into_iter().collect(),
    write: write_member,
};

/// The fault of a last day before the first.
pub(super) fn ends_after(draft: &Draft, from: &str, to: &'static str, header: &str, first: &str) -> Option<Problem> {
    let from = draft.date(from)?;
    let early = draft.date(to).is_some_and(|last| last < from);
    early.then(|| Problem::field(to, format!("{header}：早于{first}{}", chinese(from))))
}

/// Whether two spans share a day; an open end lasts.
fn overlap(one: (NaiveDate, Option<NaiveDate>), other: (NaiveDate, Option<NaiveDate>)) -> bool {
    one.1.is_none_or(|last| other.0 <= last) && other.1.is_none_or(|last| one.0 <= last)
}

/// Rows of the register that share a day with the draft, its own row left out.
fn sharing(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<Vec<Row>> {
    let Some(from) = draft.date("from_on") else { return Ok(Vec::new()) };
    let span = (from, draft.date("to_on"));
    let mut rows = tx.rows(&register.relation, &Query::default())?;
    rows.retain(|row| {
        let held = row.get("from_on").as_date().map(|from| (from, row.get("to_on").as_date()));
        before.is_none_or(|own| own.id != row.id) && held.is_some_and(|held| overlap(span, held))
    });
    Ok(rows)
}

fn same(row: &Row, column: &str, wanted: Option<&str>) -> bool {
    wanted.is_some() && row.get(column).as_text() == wanted
}

/// A person is one thing in the committee at a time, and it has one chair.
fn write_member(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let (person, role) = (draft.id("person", "person_id"), draft.text("role"));
    let mut problems = Vec::new();
    for row in sharing(tx, register, before, draft)? {
        let until = row.get("to_on").as_date().map_or_else(|| "现在".to_owned(), chinese);
        if row.get("person_id").as_int() == person {
            problems.push(Problem::field("person", format!("人员：已是安委会成员（至{until}），先填那一条的离任日期")));
        } else if role.as_deref() == Some(CommitteeRole::Chair.code()) && same(&row, "role", role.as_deref()) {
            problems
                .push(Problem::field("role", format!("安委会职务：这段时间已有主任（至{until}），先填他的离任日期")));
        }
    }
    if problems.is_empty() { save::write(tx, register, before, draft) } else { Err(refused(register, problems)) }
}

/// 任命.
pub static APPOINTMENT: Register = Register {
    key: "appointment",
    title: "任命",
    what: "安全管理机构的设置，安管员、安全总监、注册安全工程师等的任命、聘用和委托服务，免职和告知",
    relation: Relation {
        table: "appointment",
        columns: &[
            "kind",
            "person_id",
            "title",
            "full_time",
            "grade",
            "document",
            "from_on",
            "to_on",
            "notified_on",
            "removal_notified_on",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "任命事项", Kind::Choice(AppointmentKind::CHOICES)).required().width(18).synonyms(&[
            "任命职务",
            "职务",
            "类别",
        ]),
        Column::reference("person", "人员", "person", "person_id")
            .width(12)
            .synonyms(&["姓名", "被任命人"])
            .help("设置机构、委托服务不填人员，填名称"),
        Column::new("title", "名称", Kind::Line)
            .width(18)
            .synonyms(&["机构名称", "服务机构", "职务名称"])
            .help("安全管理机构、服务机构的名称，或文件上的职务全称"),
        Column::new("full_time", "专职", Kind::Flag).width(6).synonyms(&["是否专职"]),
        Column::new("grade", "级别和专业", Kind::Line)
            .synonyms(&["注册级别", "专业类别"])
            .help("注册安全工程师填，如 中级 其他安全"),
        Column::new("document", "文号", Kind::Line).width(18).synonyms(&["任命文件", "合同编号", "文件"]),
        Column::new("from_on", "任命日期", Kind::Date).required().width(12).synonyms(&["开始日期", "自", "任职日期"]),
        Column::new("to_on", "免去日期", Kind::Date)
            .width(12)
            .synonyms(&["结束日期", "至", "届满日期"])
            .help("最后一天；服务合同填到期日；在任就空着"),
        Column::new("notified_on", "任命告知日期", Kind::Date)
            .synonyms(&["告知日期"])
            .help("危险物品生产储存、矿山、金属冶炼单位任命安管员要告知主管部门"),
        Column::new("removal_notified_on", "免职告知日期", Kind::Date).help("免去安管员后告知主管部门的日期"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "title",
    own_date: Some("from_on"),
    order: ("from_on", Direction::Down),
    doors: Doors::ALL,
    check: judge_appointment,
    write: write_appointment,
};

fn judge_appointment(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems =
        past(draft, context, &[("notified_on", "任命告知日期"), ("removal_notified_on", "免职告知日期")]);
    problems.extend(ends_after(draft, "from_on", "to_on", "免去日期", "任命日期"));
    if draft.date("removal_notified_on").is_some() && draft.date("to_on").is_none() {
        problems.push(Problem::field("removal_notified_on", "免职告知日期：还没有免去日期"));
    }
    let Some(kind) = draft.text("kind").as_deref().and_then(AppointmentKind::from_code) else { return problems };
    let (person, title) = (draft.id("person", "person_id"), draft.text("title"));
    match (kind.is_impersonal(), person, title) {
        (true, Some(_), _) => {
            problems.push(Problem::field("person", format!("人员：{}填名称，不填人员", kind.label())))
        }
        (true, None, None) => problems.push(Problem::field("title", format!("名称：{}要写名称", kind.label()))),
        (false, None, _) => problems.push(Problem::field("person", format!("人员：任命{}要写是谁", kind.label()))),
        (true, None, Some(_)) | (false, Some(_), _) => {}
    }
    let full_time = draft.get("full_time").as_int().map(|it| it != 0);
    if let (Some(says), Some(typed)) = (kind.says_full_time(), full_time)
        && says != typed
    {
        let other = if says { AppointmentKind::PartTimeSafety } else { AppointmentKind::SafetyManager };
        let hint = if kind.is_safety_staff() { format!("，应选“{}”", other.label()) } else { String::new() };
        problems.push(Problem::field("full_time", format!("专职：与“{}”矛盾{hint}", kind.label())));
    }
    if draft.text("grade").is_some() && kind != AppointmentKind::RegisteredEngineer {
        problems.push(Problem::field("grade", "级别和专业：只有注册安全工程师填"));
    }
    problems
}

/// The same person is not appointed twice to the same function at a time.
fn write_appointment(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let (kind, person) = (draft.text("kind"), draft.id("person", "person_id"));
    let twice =
        |row: &Row| person.is_some() && row.get("person_id").as_int() == person && same(row, "kind", kind.as_deref());
    if let Some(row) = sharing(tx, register, before, draft)?.iter().find(|row| twice(row)) {
        let from = row.get("from_on").as_date().map_or_else(String::new, chinese);
        let said = format!("任命日期：同一人的同一任命（{from}起）还没有结束");
        return Err(refused(register, vec![Problem::field("from_on", said)]));
    }
    save::write(tx, register, before, draft)
}

/// Members, those no longer in office included.
///
/// # Errors
/// When the file cannot be read.
pub fn in_office_on(tx: &Tx<'_>, day: NaiveDate) -> Result<usize> {
    let conditions = vec![Condition::AtMost("from_on", day.into())];
    let rows = tx.rows(&COMMITTEE_MEMBER.relation, &Query { conditions, ..Query::default() })?;
    Ok(rows.iter().filter(|row| row.get("to_on").as_date().is_none_or(|last| day <= last)).count())
}
