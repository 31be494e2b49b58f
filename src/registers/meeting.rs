//! 会议 and 议定事项: minutes, who signed in, what was resolved, by whom and when.

use chrono::NaiveDate;

use crate::domain::date::{chinese, days_between};
use crate::domain::fold::clean_line;
use crate::domain::organisation::meeting::{self, Action, ActionState, MeetingKind, Minutes};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Store, Tx};

use super::major::{past, refused};
use super::person::PERSON;
use super::{Column, Context, Door, Doors, Draft, Kind, Lookup, Lookups, Register, Unfound, committee, save};

/// 会议.
pub static MEETING: Register = Register {
    key: "meeting",
    title: "会议",
    what: "安委会会议、安全例会、职工大会等：议题、纪要、签到和签发；会议纪要由它打印",
    relation: Relation {
        table: "meeting",
        columns: &[
            "code",
            "kind",
            "title",
            "on_date",
            "place",
            "department_id",
            "chair_id",
            "expected",
            "present",
            "attendees",
            "topics",
            "earlier",
            "minutes",
            "minutes_no",
            "signed_by",
            "recorder",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).width(12).synonyms(&["会议编号"]).help("空着由程序编号 HY-年份-流水号"),
        Column::new("kind", "会议种类", Kind::Choice(MeetingKind::CHOICES)).required().width(14).synonyms(&[
            "种类",
            "会议类别",
            "会议类型",
        ]),
        Column::new("title", "会议名称", Kind::Line).required().width(28).synonyms(&["名称", "会议主题", "标题"]),
        Column::new("on_date", "会议日期", Kind::Date).required().width(12).default("今天").synonyms(&[
            "日期",
            "召开日期",
            "时间",
            "会议时间",
        ]),
        Column::new("place", "地点", Kind::Line).width(14).synonyms(&["会议地点"]),
        Column::reference("department", "部门", "department", "department_id")
            .synonyms(&["车间"])
            .help("车间、部门的会填；公司级的空着"),
        Column::reference("chair", "主持人", "person", "chair_id")
            .width(10)
            .synonyms(&["主持"])
            .help("安委会会议由主任主持"),
        Column::new("expected", "应到人数", Kind::Whole(0, 100_000)).synonyms(&["应到"]),
        Column::new("present", "实到人数", Kind::Whole(0, 100_000))
            .width(8)
            .synonyms(&["实到", "参会人数"])
            .help("空着按参加人员的人数"),
        Column::new("attendees", "参加人员", Kind::Note)
            .synonyms(&["签到人员", "参会人员", "出席人员", "签到"])
            .help("签到的人，用顿号、逗号或空格隔开；重名的写工号"),
        Column::derived("signed_in", "签到人数", Kind::Whole(0, 100_000), |row, _| {
            row.get("attendees").as_text().map_or(Value::Null, |text| count(names_in(text).len()))
        }),
        Column::new("topics", "议题", Kind::Note).synonyms(&["会议议题", "主要议题"]),
        Column::new("earlier", "上次决议落实情况", Kind::Note)
            .synonyms(&["上次会议落实情况"])
            .help("空着由程序按上一次同类会议的议定事项写出，可以再改"),
        Column::new("minutes", "会议纪要", Kind::Note).synonyms(&["纪要", "会议内容", "议定情况"]),
        Column::new("minutes_no", "纪要文号", Kind::Line).synonyms(&["纪要编号"]),
        Column::new("signed_by", "签发", Kind::Line).synonyms(&["签发人"]),
        Column::new("recorder", "记录人", Kind::Line).synonyms(&["记录"]),
        Column::derived("wanting", "纪要欠缺", Kind::Line, |row, context| wanting(row, context.today).into()).width(16),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors::ALL,
    check: judge_meeting,
    write: write_meeting,
};

fn count(n: usize) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// What the minutes of a meeting lack, joined by 、; nothing before the meeting.
#[must_use]
pub fn wanting(row: &Row, today: NaiveDate) -> Option<String> {
    if row.get("on_date").as_date().is_none_or(|on| on > today) {
        return None;
    }
    let text = |column: &str| row.get(column).as_text();
    let minutes = Minutes {
        place: text("place"),
        chaired: row.get("chair_id").as_int().is_some(),
        expected: row.get("expected").as_int(),
        present: row.get("present").as_int(),
        topics: text("topics"),
        minutes: text("minutes"),
        signed_by: text("signed_by"),
        signed_in: text("attendees").is_some_and(|it| !names_in(it).is_empty()),
    };
    Some(minutes.wanting().join("、")).filter(|it| !it.is_empty())
}

/// The names in a list of people as typed: separated by 、, commas, semicolons, blanks or lines; a name written twice counts once.
#[must_use]
pub fn names_in(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split(['、', '，', ',', '；', ';', '\n', '\t', ' ', '\u{3000}']) {
        let name = clean_line(part);
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The row a name in such a list means: a name, a 工号, or both as `王强（0012）` where two bear the name.
fn person_named(name: &str, people: &Lookup) -> Result<i64, Unfound> {
    let number = name.strip_suffix(['）', ')']).and_then(|it| it.rsplit_once(['（', '(']));
    people.find(name).or_else(|why| match number {
        Some((_, number)) => people.find(number).map_err(|_| Unfound::Unknown),
        None => Err(why),
    })
}

/// The people of the register among the names of a list, and the list as it is kept: a 工号 becomes the name it stands
/// for; where two bear the name the 工号 stays beside it. Whom the register does not know is a guest and stays as written.
#[must_use]
pub fn attendance(text: &str, people: &Lookup) -> (Vec<i64>, String) {
    let (mut known, mut kept) = (Vec::new(), Vec::new());
    for name in names_in(text) {
        let Ok(id) = person_named(&name, people) else {
            kept.push(name);
            continue;
        };
        let label = people.label(id).unwrap_or(&name);
        let is_alone = people.find(label).is_ok();
        kept.push(if is_alone { label.to_owned() } else { format!("{label}（{}）", people.number(id)) });
        known.push(id);
    }
    (known, kept.join("、"))
}

/// Set in place of an empty 上次决议落实情况 at the keyboard: [`write_meeting`] writes it from the last meeting. A file says
/// what it says.
const TO_FILL: &str = "";

fn judge_meeting(draft: &mut Draft, context: &Context<'_>, door: Door) -> Vec<Problem> {
    let mut problems = Vec::new();
    let number = |key: &str| draft.get(key).as_int();
    let (expected, present) = (number("expected"), number("present"));
    if let (Some(expected), Some(present)) = (expected, present)
        && present > expected
    {
        problems.push(Problem::field("present", format!("实到人数：{present} 人，多于应到 {expected} 人")));
    }
    if draft.date("on_date").is_some_and(|on| on > context.today) {
        let held = [("minutes", "会议纪要"), ("attendees", "参加人员"), ("present", "实到人数")];
        for (key, header) in held.into_iter().filter(|(key, _)| !draft.get(key).is_null()) {
            problems.push(Problem::field(key, format!("{header}：会议还没有开")));
        }
    }
    if let Some(text) = draft.typed("attendees").and_then(Value::as_text).map(str::to_owned) {
        let people = context.lookups.get("person");
        let names = names_in(&text);
        for name in &names {
            if let Err(Unfound::Several(which)) = person_named(name, people) {
                let said = format!("参加人员：有 {} 个人叫“{name}”，请改写工号：{}", which.len(), which.join("、"));
                problems.push(Problem::field("attendees", said));
            }
        }
        match present {
            Some(present) if i64::try_from(names.len()).is_ok_and(|named| named > present) => {
                let said = format!("实到人数：{present} 人，少于参加人员 {} 人", names.len());
                problems.push(Problem::field("present", said));
            }
            Some(_) => {}
            None => {
                draft.without("present");
                draft.also("present", count(names.len()));
            }
        }
    }
    if draft.is_new() && door != Door::Import && draft.get("earlier").is_null() {
        draft.without("earlier");
        draft.also("earlier", TO_FILL.into());
    }
    problems
}

fn write_meeting(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let on = draft.date("on_date").ok_or_else(|| Error::internal("会议没有日期"))?;
    let mut draft = draft.clone();
    save::give_code(tx, register, before, &mut draft, ("HY", 3), on)?;
    if let Some(row) = before {
        not_after_its_actions(tx, register, row, on)?;
    } else {
        let kind = draft.text("kind");
        if kind.as_deref() == Some(MeetingKind::Committee.code()) && draft.get("expected").is_null() {
            let office = committee::in_office_on(tx, on)?;
            let present =
                draft.stored().into_iter().find(|(name, _)| *name == "present").and_then(|(_, it)| it.as_int());
            if office > 0 && present.is_none_or(|it| i64::try_from(office).is_ok_and(|all| it <= all)) {
                draft.without("expected");
                draft.also("expected", count(office));
            }
        }
        if draft.stored().iter().any(|(name, value)| *name == "earlier" && value.as_text() == Some(TO_FILL)) {
            let department = draft.id("department", "department_id");
            let said = carried(tx, kind.as_deref(), department, on)?;
            draft.also("earlier", said.into());
        }
    }
    let signed_in = match draft.typed("attendees") {
        None => None,
        Some(typed) => {
            let people = Lookups::within(register, tx)?;
            let (known, kept) = attendance(typed.as_text().unwrap_or_default(), people.get("person"));
            draft.without("attendees");
            draft.also("attendees", Some(kept).filter(|it| !it.is_empty()).into());
            Some(known)
        }
    };
    let id = save::write(tx, register, before, &draft)?;
    if let Some(known) = signed_in {
        tx.set_signed_in(id, &known)?;
    }
    Ok(id)
}

/// A meeting cannot be moved behind the days of what it resolved.
fn not_after_its_actions(tx: &Tx<'_>, register: &Register, row: &Row, on: NaiveDate) -> Result<()> {
    let conditions = vec![Condition::Is("meeting_id", row.id.into())];
    let actions = tx.rows(&MEETING_ACTION.relation, &Query { conditions, ..Query::default() })?;
    let early = |item: &Row, column: &str| item.get(column).as_date().is_some_and(|day| day < on);
    match actions.iter().find(|item| early(item, "due_on") || early(item, "done_on")) {
        Some(item) => {
            let number = item.get("number").as_int().unwrap_or(0);
            let said = format!("会议日期：晚于议定事项第 {number} 项的期限或办结日期");
            Err(refused(register, vec![Problem::field("on_date", said)]))
        }
        None => Ok(()),
    }
}

/// What became of the actions of the last meeting of this kind and department before a day.
fn carried(tx: &Tx<'_>, kind: Option<&str>, department: Option<i64>, on: NaiveDate) -> Result<Option<String>> {
    let Some(kind) = kind else { return Ok(None) };
    let conditions = vec![
        Condition::Is("kind", kind.into()),
        Condition::Is("department_id", department.into()),
        Condition::AtMost("on_date", on.into()),
    ];
    let order = Some(("on_date", Direction::Down));
    let last = tx.rows(&MEETING.relation, &Query { conditions, order, limit: Some(1), ..Query::default() })?;
    let Some(last) = last.first() else { return Ok(None) };
    let conditions = vec![Condition::Is("meeting_id", last.id.into())];
    let order = Some(("number", Direction::Up));
    let rows = tx.rows(&MEETING_ACTION.relation, &Query { conditions, order, ..Query::default() })?;
    let code = last.get("code").as_text().unwrap_or_default();
    let mut actions = Vec::new();
    for row in &rows {
        let owner = row.get("owner_id").as_int().map(|id| tx.row(&PERSON.relation, id)).transpose()?.flatten();
        let owner = owner.and_then(|it| it.get("name").as_text().map(str::to_owned));
        actions.push(action_of(row, code, owner));
    }
    Ok(Some(meeting::earlier(&actions, on)).filter(|it| !it.is_empty()))
}

/// A resolved action from its row.
#[must_use]
pub fn action_of(row: &Row, meeting: &str, owner: Option<String>) -> Action {
    Action {
        id: row.id,
        meeting: meeting.to_owned(),
        number: row.get("number").as_int().unwrap_or_default(),
        content: row.get("content").as_text().unwrap_or_default().to_owned(),
        owner,
        due_on: row.get("due_on").as_date(),
        done_on: row.get("done_on").as_date(),
    }
}

/// 议定事项.
pub static MEETING_ACTION: Register = Register {
    key: "meeting_action",
    title: "议定事项",
    what: "会议议定的每一件事：责任人、期限、办结没有；督办清单由它打印",
    relation: Relation {
        table: "meeting_action",
        columns: &["meeting_id", "number", "content", "owner_id", "due_on", "done_on", "words"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("meeting", "会议", "meeting", "meeting_id").required().width(12).synonyms(&["会议编号"]),
        Column::new("number", "第几项", Kind::Whole(1, 999))
            .width(8)
            .synonyms(&["序号", "项次"])
            .help("空着接着上一项编"),
        Column::new("content", "议定内容", Kind::Note).required().width(32).synonyms(&["事项", "内容", "议定事项"]),
        Column::reference("owner", "责任人", "person", "owner_id").width(10).synonyms(&["负责人"]),
        Column::new("due_on", "完成期限", Kind::Date).width(12).synonyms(&["期限", "完成时限"]),
        Column::new("done_on", "办结日期", Kind::Date).width(12).synonyms(&["完成日期"]),
        Column::derived("state", "办理情况", Kind::Choice(ActionState::CHOICES), |row, context| {
            ActionState::on(row.get("due_on").as_date(), row.get("done_on").as_date(), context.today).code().into()
        })
        .width(10),
        Column::derived("overdue_days", "逾期天数", Kind::Whole(0, i64::MAX), |row, context| {
            let (due, done) = (row.get("due_on").as_date(), row.get("done_on").as_date());
            Value::Int(due.map_or(0, |due| days_between(due, done.unwrap_or(context.today)).max(0)))
        }),
        Column::new("words", "办结情况", Kind::Note).synonyms(&["落实情况", "完成情况"]),
    ],
    identity: &[],
    label: "content",
    own_date: None,
    order: ("id", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| past(draft, context, &[("done_on", "办结日期")]),
    write: write_action,
};

fn write_action(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let id = draft.id("meeting", "meeting_id").ok_or_else(|| Error::internal("议定事项没有指明会议"))?;
    let meeting = tx.row(&MEETING.relation, id)?.ok_or_else(|| Error::input("没有这次会议"))?;
    let held = meeting.get("on_date").as_date();
    let early = |(key, header): (&'static str, &str)| {
        let held = held.filter(|held| draft.date(key).is_some_and(|day| day < *held))?;
        Some(Problem::field(key, format!("{header}：早于会议日期{}", chinese(held))))
    };
    let dates = [("due_on", "完成期限"), ("done_on", "办结日期")];
    let mut problems: Vec<Problem> = dates.into_iter().filter_map(early).collect();
    let mut draft = draft.clone();
    problems.extend(save::number_within(tx, register, before, &mut draft, ("meeting_id", id), "这次会议")?);
    if problems.is_empty() { save::write(tx, register, before, &draft) } else { Err(refused(register, problems)) }
}

/// Actions of a meeting, in their order.
///
/// # Errors
/// When the file cannot be read.
pub fn actions_of(store: &Store, meeting: i64) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("meeting_id", meeting.into())];
    let order = Some(("number", Direction::Up));
    store.rows(&MEETING_ACTION.relation, &Query { conditions, order, ..Query::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_however_they_are_separated() {
        assert_eq!(names_in("王强、李敏，赵磊;王强\n陈静　周涛"), ["王强", "李敏", "赵磊", "陈静", "周涛"]);
        assert!(names_in(" 、\n").is_empty());
    }
}
