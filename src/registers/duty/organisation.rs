//! What the organisation of safety owes and has done: staff, committee, meetings and their actions, promises, postings.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::obligation::Records;
use crate::domain::obligation::records::{Done, Evidence, Need, RecordRef, STANDING};
use crate::domain::organisation::meeting::{Action, MeetingKind};
use crate::domain::organisation::notice::{self, Change};
use crate::domain::organisation::{AppointmentKind, Finding, Outcome, run_start};
use crate::domain::post::PostRole;
use crate::error::{Error, Result};
use crate::registers::document::{DOCUMENT, DocumentKind};
use crate::registers::meeting::{MEETING, MEETING_ACTION, action_of};
use crate::registers::person::PERSON;
use crate::registers::posting::{POSTING, PostingKind, unfit};
use crate::registers::staffing::{self, Organisation};
use crate::store::{Condition, Query, Relation, Row, Store};

use super::event::{all, names, text};

/// Adds what the organisation has done and owes to the snapshot.
pub(super) fn add(store: &Store, records: &mut Records, today: NaiveDate) -> Result<()> {
    let organisation = staffing::read(store, records.facts.clone(), today)?;
    records.needs.extend(standing(&organisation, records.records_since, today));
    records.needs.extend(told(&organisation, today));
    records.done.extend(held(store)?);
    records.needs.extend(actions(store, records.loaded_from)?);
    records.done.extend(promised(store)?);
    records.done.extend(posted(store)?);
    records.done.extend(written(store)?);
    Ok(())
}

/// Standing duties: the organisation is as it has to be, or has not been so since a day.
fn standing(organisation: &Organisation, since: NaiveDate, today: NaiveDate) -> Vec<Need> {
    type Judge<'a> = &'a dyn Fn(NaiveDate) -> Finding;
    let director = |day| director(organisation, day);
    let all: [(&'static str, &str, Judge<'_>); 4] = [
        ("committee", "成立安委会，由董事长或总经理任主任", &|day| organisation.committee(day)),
        ("staffing", "安全管理机构和安管员配备", &|day| organisation.staffing(day)),
        ("registered_engineer", "注册安全工程师", &|day| organisation.engineers(day)),
        ("safety_director", "安全总监", &director),
    ];
    let changes = organisation.changes();
    let mut needs = Vec::new();
    for (kind, title, judge) in all {
        let now = judge(today);
        if now.outcome == Outcome::NotApplicable {
            continue;
        }
        let from = run_start(changes.clone(), today, since, |day| judge(day).outcome == now.outcome);
        let mut looked = now.said.clone();
        if kind == "committee" {
            looked.extend(organisation.coverage(today).said.into_iter().map(|it| format!("（组成）{it}")));
        }
        let evidence = evidence(&now, from);
        let title = title.to_owned();
        needs.push(Need {
            kind,
            object: kind.to_owned(),
            of_period: Some(STANDING.to_owned()),
            title,
            subject: None,
            owner: None,
            from,
            due_on: None,
            lapses: false,
            field: "appointment",
            evidence,
            looked,
        });
    }
    needs
}

/// Key of a fact or field as the engine keeps it.
fn known_key(key: &str) -> &'static str {
    let facts = crate::knowledge::obligation::builtin().ok();
    let fact = facts.and_then(|rules| rules.book.fact(key)).map(|it| it.key.as_str());
    let fields = ["headcount", "appointment", "committee_member", "post", "stands_for"];
    fact.or_else(|| fields.into_iter().find(|it| *it == key)).unwrap_or("appointment")
}

fn evidence(finding: &Finding, from: NaiveDate) -> Evidence {
    let said = finding.conclusion().trim_end_matches('。').to_owned();
    match (finding.outcome, &finding.record) {
        (Outcome::Met, Some(record)) => Evidence::Met { record: record.clone(), on: Some(from), said },
        (Outcome::DataMissing, _) => {
            let wanting: Vec<String> = finding.missing.iter().map(|key| label(key)).collect();
            let field = finding.missing.first().map_or("appointment", |key| known_key(key));
            Evidence::Missing { field, said: format!("{said}；缺：{}", wanting.join("、")) }
        }
        (Outcome::Met | Outcome::Unmet | Outcome::NotApplicable, _) => Evidence::Unmet { near: Some(said) },
    }
}

/// What a wanting key is called.
fn label(key: &str) -> String {
    match key {
        "appointment" => "任命记录".to_owned(),
        "committee_member" => "安委会成员".to_owned(),
        "post" => "花名册岗位".to_owned(),
        "stands_for" => "成员代表哪一方".to_owned(),
        other => crate::knowledge::obligation::builtin()
            .map_or_else(|_| other.to_owned(), |rules| rules.book.label(other).to_owned()),
    }
}

/// Whether somebody is 安全总监: appointed, or by the post.
fn director(organisation: &Organisation, day: NaiveDate) -> Finding {
    let staff = &organisation.staff;
    let appointed = staff.appointed(AppointmentKind::SafetyDirector, day);
    let by_post = staff.in_role(PostRole::SafetyDirector, day);
    let mut said = vec![format!("{}。", organisation.plant(day).headcount_words())];
    said.extend(staff.passed_over(AppointmentKind::SafetyDirector, day).into_iter().map(|it| format!("{it}。")));
    let (outcome, record) = match (appointed.first(), by_post.first()) {
        (Some(it), _) => {
            said.push(format!("安全总监：{}，符合。", it.words));
            (Outcome::Met, Some(it.record.clone()))
        }
        (None, Some(it)) => {
            said.push(format!("安全总监：{}（岗位），符合。", it.name));
            (Outcome::Met, Some(RecordRef { register: "person", id: it.person }))
        }
        (None, None) if staff.is_blank() => {
            said.push("没有花名册岗位，也没有任命记录，有没有安全总监不能判定。".to_owned());
            (Outcome::DataMissing, None)
        }
        (None, None) => {
            said.push("没有在任的安全总监，不符合。".to_owned());
            (Outcome::Unmet, None)
        }
    };
    let missing = if outcome == Outcome::DataMissing { vec!["appointment".to_owned()] } else { Vec::new() };
    Finding { outcome, basis: Vec::new(), said, missing, unverified: false, record }
}

/// What the authority is told about safety managers (安全生产法 26-4).
fn told(organisation: &Organisation, today: NaiveDate) -> Vec<Need> {
    let notices = notice::notices(&organisation.staff, today);
    let needs = notices.into_iter().map(|it| {
        let (name, function) = (&it.appointment.name, it.appointment.kind.label());
        let record = RecordRef { register: "appointment", id: it.appointment.id };
        let (field, words) = match it.change {
            Change::Appointed => ("notified_on", "任命"),
            Change::Removed => ("removal_notified_on", "免去"),
        };
        Need {
            kind: "appointment_notice",
            object: format!("appointment-{}.{}", it.appointment.id, it.change.code()),
            of_period: None,
            title: format!("{words}{function}{name}告知主管部门"),
            subject: None,
            owner: None,
            from: it.on,
            due_on: None,
            lapses: false,
            field,
            evidence: match it.told_on {
                Some(on) => Evidence::Met { record, on: Some(on), said: format!("{words}已告知主管部门") },
                None => Evidence::Unmet { near: None },
            },
            looked: vec![format!(
                "{record_words}：{name}，{function}。",
                record_words = format_args!("任命#{}", it.appointment.id)
            )],
        }
    });
    needs.collect()
}

/// As much of a meeting as the duties look at.
const HELD: Relation =
    Relation { table: "meeting", columns: &["code", "kind", "on_date", "minutes"], retires: true, versioned: true };

/// As much of a promise as the duties look at: there is one for every day.
const PROMISED: Relation =
    Relation { table: "promise", columns: &["on_date", "published_at"], retires: true, versioned: true };

fn day(row: &Row, table: &str, column: &str) -> Result<NaiveDate> {
    let odd = || Error::file(format!("{table} {} 的 {column} 列不是日期", row.id));
    row.get(column).as_date().ok_or_else(odd)
}

/// Meetings that count by their kind; one without minutes does not.
fn held(store: &Store) -> Result<Vec<Done>> {
    let mut all = Vec::new();
    for row in &store.rows(&HELD, &Query::default())? {
        let kind = row.get("kind").as_text().and_then(MeetingKind::from_code);
        let kind = kind.ok_or_else(|| Error::file(format!("meeting {} 的 kind 列有不认识的代码", row.id)))?;
        let on = day(row, "meeting", "on_date")?;
        let done = Done {
            kind: kind.done_kind(),
            on,
            record: RecordRef { register: "meeting", id: row.id },
            what: format!("{} {}", kind.label(), text(row, "code").unwrap_or_default()),
            unfit: text(row, "minutes").is_none().then(|| "没有纪要，不算".to_owned()),
        };
        let report = match kind {
            MeetingKind::Board => Some("board_report"),
            MeetingKind::Performance => Some("performance_report"),
            MeetingKind::Committee
            | MeetingKind::Safety
            | MeetingKind::Workshop
            | MeetingKind::Congress
            | MeetingKind::Party
            | MeetingKind::Equipment
            | MeetingKind::Other => None,
        };
        all.extend(report.map(|kind| Done { kind, ..done.clone() }));
        all.push(done);
    }
    Ok(all)
}

/// Actions that are open or were done in the part of the past that is looked at.
fn actions(store: &Store, from: Option<NaiveDate>) -> Result<Vec<Need>> {
    let mut rows = all(store, &MEETING_ACTION)?;
    rows.retain(|row| row.get("done_on").as_date().is_none_or(|done| from.is_none_or(|from| from <= done)));
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let people = names(store, &PERSON, "name")?;
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.get("meeting_id").as_int()).collect();
    let meetings: HashMap<i64, Row> =
        store.rows_among(&MEETING.relation, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    let mut needs = Vec::new();
    for row in &rows {
        let Some(meeting) = row.get("meeting_id").as_int().and_then(|id| meetings.get(&id)) else { continue };
        if meeting.retired_on.is_some() {
            continue;
        }
        let owner = row.get("owner_id").as_int().and_then(|id| people.get(&id).cloned());
        let action = action_of(row, &text(meeting, "code").unwrap_or_default(), owner);
        needs.push(action_need(&action, day(meeting, "meeting", "on_date")?));
    }
    Ok(needs)
}

fn action_need(action: &Action, held_on: NaiveDate) -> Need {
    let record = RecordRef { register: "meeting_action", id: action.id };
    let evidence = match (action.done_on, action.due_on) {
        (Some(done), _) => Evidence::Met { record, on: Some(done), said: "已办结".to_owned() },
        (None, Some(_)) => Evidence::Unmet { near: None },
        (None, None) => {
            Evidence::Missing { field: "due_on", said: "没有写完成期限，不能判定是否按期".to_owned() }
        }
    };
    let owner = action.owner.as_deref().map_or_else(|| "责任人没有写".to_owned(), |name| format!("责任人{name}"));
    Need {
        kind: "meeting_action",
        object: format!("{}.{}", action.meeting, action.number),
        of_period: None,
        title: format!("会议 {} 议定第{}项 {}", action.meeting, action.number, action.content),
        subject: None,
        owner: action.owner.clone(),
        from: held_on,
        // Done without a day of its own: done in time.
        due_on: action.due_on.or(action.done_on),
        lapses: false,
        field: "done_on",
        evidence,
        looked: vec![format!("议定事项#{}：{}，{owner}。", action.id, action.content)],
    }
}

fn promised(store: &Store) -> Result<Vec<Done>> {
    let rows = store.rows(&PROMISED, &Query::default())?;
    rows.iter()
        .map(|row| {
            Ok(Done {
                kind: "promise",
                on: day(row, "promise", "on_date")?,
                record: RecordRef { register: "promise", id: row.id },
                what: format!("安全承诺公告#{}", row.id),
                unfit: unfit(row),
            })
        })
        .collect()
}

fn posted(store: &Store) -> Result<Vec<Done>> {
    let rows = all(store, &POSTING)?;
    rows.iter()
        .map(|row| {
            let kind = row.get("kind").as_text().and_then(PostingKind::from_code);
            let kind = kind.ok_or_else(|| Error::file(format!("posting {} 的 kind 列有不认识的代码", row.id)))?;
            Ok(Done {
                kind: kind.done_kind(),
                on: day(row, "posting", "from_on")?,
                record: RecordRef { register: "posting", id: row.id },
                what: format!("公示“{}”", text(row, "title").unwrap_or_default()),
                unfit: None,
            })
        })
        .collect()
}

/// Reports to the board and to the performance department that were written as documents.
fn written(store: &Store) -> Result<Vec<Done>> {
    let mut done = Vec::new();
    for (kind, name) in
        [(DocumentKind::BoardReport, "board_report"), (DocumentKind::PerformanceReport, "performance_report")]
    {
        let conditions = vec![Condition::Is("kind", kind.code().into())];
        for row in store.rows(&DOCUMENT.relation, &Query { conditions, ..Query::default() })? {
            done.push(Done {
                kind: name,
                on: day(&row, "document", "issued_on")?,
                record: RecordRef { register: "document", id: row.id },
                what: format!("《{}》", text(&row, "title").unwrap_or_default()),
                unfit: None,
            });
        }
    }
    Ok(done)
}
