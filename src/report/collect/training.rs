//! Facts of the papers about a session, of a year's plan, and of training in a period.

use chrono::Datelike;

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::decimal;
use crate::domain::period::Period;
use crate::domain::training::{Level, Topic};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::training::{
    Exam, Mode, Planned, Roster, TRAINING_PLAN, TRAINING_SESSION, TrainingFigures, Verdict, attendance_of, figures,
    planned, topics,
};
use crate::registers::{Lookups, late};
use crate::report::figure::{Rate, RowMap, RowSet};
use crate::report::kinds::ReportKind;
use crate::report::monthly::{Period as Named, Signers};
use crate::report::training_record::{Attendee, Paper, SessionFacts};
use crate::report::training_stats::{PlanFacts, PlanLine, TrainingPart, TrainingStatsFacts, TrainingTotals};
use crate::store::{Row, Store};

/// 培训记录.
///
/// # Errors
/// As [`super::collect`].
pub fn training_record(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    paper(store, kind, about, moment, Paper::Record)
}

/// 签到表.
///
/// # Errors
/// As [`super::collect`].
pub fn sign_sheet(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    paper(store, kind, about, moment, Paper::SignIn)
}

/// 补课补考名单.
///
/// # Errors
/// As [`super::collect`].
pub fn catch_up(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    paper(store, kind, about, moment, Paper::CatchUp)
}

fn paper(store: &Store, kind: &ReportKind, about: &str, moment: Moment, paper: Paper) -> Result<Collected> {
    let facts = session(store, record(store, kind, about)?, paper, moment)?;
    collected(store, &facts, kind, &facts.code.clone())
}

fn label_of(row: &Row, column: &str, of: fn(&str) -> Option<&'static str>) -> Option<String> {
    row.get(column).as_text().and_then(of).map(str::to_owned)
}

fn shown(row: &Row, column: &str, places: u8) -> Option<String> {
    row.get(column).as_int().map(|it| decimal::show(it, places))
}

fn session(store: &Store, id: i64, paper: Paper, moment: Moment) -> Result<SessionFacts> {
    let row = store.row(&TRAINING_SESSION.relation, id)?.ok_or_else(|| Error::input("没有这个培训班"))?;
    let lookups = Lookups::of(&TRAINING_SESSION, store)?;
    let on_date = row.get("on_date").as_date().ok_or_else(|| Error::internal("培训班没有日期"))?;
    let roster = Roster::read(store, on_date)?;
    let taught = topics(row.get("topics").as_text().unwrap_or_default())?;
    let later = later(store, &row, moment)?;
    let mut people: Vec<Attendee> = attendance_of(store, id)?.iter().map(|it| attendee(it, &roster, &later)).collect();
    let place = |it: &Attendee| roster.people.iter().position(|other| other.id == it.person_id).unwrap_or(usize::MAX);
    people.sort_by_cached_key(place);
    let limit = late::limit(store, TRAINING_SESSION.key)?;
    let is_late = late::is_late_entry(Some(on_date), row.entered_on, limit);
    let length = shown(&row, "hours", 2).map(|it| format!("{it}学时"));
    let minutes = row.get("minutes").as_int();
    Ok(SessionFacts {
        paper,
        id,
        unit: unit(store)?.name,
        code: text(&row, "code").unwrap_or_default(),
        title: text(&row, "title").unwrap_or_default(),
        topics: taught.iter().filter(|it| **it != Topic::Other).map(|it| it.label().to_owned()).collect(),
        level: label_of(&row, "level", |code| Level::from_code(code).map(Level::label)),
        from_on: row.get("from_on").as_date().unwrap_or(on_date),
        on_date,
        length_basis: minutes
            .filter(|_| length.is_none())
            .map(|_| format!("学时按 {} 分钟折算 1 学时。", row.get("unit").as_int().unwrap_or(45))),
        length: length.or_else(|| minutes.map(|it| format!("{it}分钟"))).unwrap_or_default(),
        trainer: text(&row, "trainer"),
        institution: text(&row, "institution"),
        department: name(&row, &lookups, "department", "department_id"),
        place: text(&row, "place"),
        mode: label_of(&row, "mode", |code| Mode::from_code(code).map(Mode::label)),
        materials: text(&row, "materials"),
        exam: label_of(&row, "exam", |code| Exam::from_code(code).map(Exam::label)),
        pass_mark: shown(&row, "pass_mark", 1),
        evaluation: text(&row, "evaluation"),
        evidence: text(&row, "evidence"),
        entered_late_on: row.entered_on.filter(|_| is_late),
        people,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    })
}

/// Later sessions in which the same was taught and passed: person, day and number.
fn later(store: &Store, session: &Row, moment: Moment) -> Result<Vec<(i64, String)>> {
    let Some(on) = session.get("on_date").as_date() else { return Ok(Vec::new()) };
    let same = |row: &Row| {
        let is = |column: &str| row.get(column) == session.get(column);
        is("title") || (is("topics") && is("level") && row.get("topics").as_text() != Some(Topic::Other.code()))
    };
    let conditions = vec![
        crate::store::Condition::AtLeast("on_date", on.into()),
        crate::store::Condition::AtMost("on_date", moment.today.into()),
    ];
    let query =
        crate::store::Query { conditions, order: Some(("on_date", crate::store::Direction::Up)), ..Default::default() };
    let mut found = Vec::new();
    for row in store.rows(&TRAINING_SESSION.relation, &query)?.iter().filter(|row| row.id != session.id && same(row)) {
        let said = format!(
            "{} {}",
            row.get("on_date").as_text().unwrap_or_default(),
            row.get("code").as_text().unwrap_or_default()
        );
        for it in attendance_of(store, row.id)? {
            if let (Some(person), Some(1)) = (it.get("person_id").as_int(), it.get("passed").as_int()) {
                found.push((person, said.clone()));
            }
        }
    }
    Ok(found)
}

fn attendee(row: &Row, roster: &Roster, later: &[(i64, String)]) -> Attendee {
    let person_id = row.get("person_id").as_int().unwrap_or(0);
    let member = roster.member(person_id);
    let some = |it: &String| Some(it.clone()).filter(|it| !it.is_empty());
    Attendee {
        person_id,
        no: member.and_then(|it| some(&it.no)),
        name: member.map_or_else(|| format!("#{person_id}"), |it| it.name.clone()),
        department: member.and_then(|it| some(&it.department)),
        post: member.and_then(|it| some(&it.post)),
        attended: row.get("attended").as_int() != Some(0),
        score: shown(row, "score", 1),
        passed: row.get("passed").as_int().map(|it| it == 1),
        result: Verdict::of(row).label().to_owned(),
        resit_on: row.get("resit_on").as_date(),
        resit_score: shown(row, "resit_score", 1),
        made_up: later.iter().find(|(id, _)| *id == person_id).map(|(_, said)| said.clone()),
        note: text(row, "note"),
    }
}

/// 年度安全培训计划表.
///
/// # Errors
/// As [`super::collect`].
pub fn training_plan(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    let lookups = Lookups::of(&TRAINING_PLAN, store)?;
    let lines = planned(store, period.first().year(), moment.today)?;
    let facts = PlanFacts {
        unit: unit(store)?.name,
        year: period.first().year(),
        lines: lines.iter().map(|it| line(it, &lookups)).collect(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    };
    collected(store, &facts, kind, &period.to_string())
}

fn line(it: &Planned, lookups: &Lookups) -> PlanLine {
    let row = &it.row;
    let audience = text(row, "audience").or_else(|| {
        let parts = [name(row, lookups, "department", "department_id"), name(row, lookups, "post", "post_id")];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|it| !it.is_empty())
    });
    PlanLine {
        id: it.id,
        title: text(row, "title").unwrap_or_default(),
        month: row.get("month").as_int(),
        planned_on: row.get("planned_on").as_date(),
        audience,
        hours: shown(row, "hours", 2),
        trainer: text(row, "trainer"),
        cost_fen: row.get("cost_fen").as_int(),
        held: it.held.iter().map(|(on, code)| format!("{on} {code}")).collect(),
        note: text(row, "note"),
    }
}

/// Training of a month, quarter or year.
///
/// # Errors
/// As [`super::collect`].
pub fn training_stats(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    if period.first() > moment.today {
        return Err(Error::input(format!("{}还没有开始，没有可统计的数据", period.label())));
    }
    let of = |period: Period| figures(store, period.first(), period.last(), moment.today);
    let now = of(period)?;
    let first = first_session(store)?;
    let before = period.previous();
    let earlier = if first.is_some_and(|day| day <= before.last()) { Some(of(before)?) } else { None };
    let year = period.last().year();
    let lookups = Lookups::of(&TRAINING_PLAN, store)?;
    let lines: Vec<PlanLine> = planned(store, year, moment.today)?.iter().map(|it| line(it, &lookups)).collect();
    let month = |it: &PlanLine| it.month.and_then(|it| u32::try_from(it).ok());
    let within =
        |it: &&PlanLine| month(it).is_none_or(|it| it >= period.first().month() && it <= period.last().month());
    let mut rows = RowMap::new();
    rows.insert("totals.sessions".to_owned(), RowSet::ids("training_session", now.sessions.iter().copied()));
    let mut notes = vec!["人次不含缺席；学时只计考核合格的人，合计取整到 0.5；部门按人员现在所属部门。".to_owned()];
    if moment.today < period.last() {
        notes.push(format!("统计到 {}，本期还没有结束。", moment.today));
    }
    let left: Vec<&PlanLine> = lines.iter().filter(|it| it.held.is_empty()).collect();
    let facts = TrainingStatsFacts {
        unit: unit(store)?,
        period: Named { key: period.to_string(), label: period.label(), from: period.first(), to: period.last() },
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        totals: totals(&now),
        before_label: before.label(),
        before: earlier.as_ref().map(totals),
        by_department: now.by_department.iter().map(part).collect(),
        by_topic: now.by_topic.iter().map(part).collect(),
        plan: lines.iter().filter(within).cloned().collect(),
        plan_year: lines.len() as u64,
        plan_year_held: lines.iter().filter(|it| !it.held.is_empty()).count() as u64,
        plan_left: left.into_iter().cloned().collect(),
        notes,
        signers: Signers::default(),
        rows,
    };
    collected(store, &facts, kind, &period.to_string())
}

fn first_session(store: &Store) -> Result<Option<chrono::NaiveDate>> {
    let order = Some(("on_date", crate::store::Direction::Up));
    let query = crate::store::Query { order, limit: Some(1), ..Default::default() };
    let first = store.rows(&TRAINING_SESSION.relation, &query)?;
    Ok(first.first().and_then(|row| match row.get("on_date") {
        day @ Value::Text(_) => day.as_date(),
        Value::Null | Value::Int(_) => None,
    }))
}

fn totals(it: &TrainingFigures) -> TrainingTotals {
    TrainingTotals {
        sessions: it.sessions.len() as u64,
        turns: it.turns,
        people: it.people,
        absent: it.absent,
        failed: it.failed,
        pending: it.pending,
        passed: it.passed,
        half_hours: u64::from(it.hours.cut().0),
        pass_rate: Rate::new(it.passed, it.passed + it.failed),
        on_books: it.on_books,
        reach: Rate::new(it.reached, it.on_books),
    }
}

fn part(it: &crate::registers::training::Part) -> TrainingPart {
    TrainingPart {
        key: it.key.clone(),
        label: it.label.clone(),
        sessions: it.sessions.len() as u64,
        turns: it.turns,
        passed: it.passed,
        half_hours: u64::from(it.hours.cut().0),
        people: it.people,
        reach: Rate::new(it.reached, it.people),
    }
}
