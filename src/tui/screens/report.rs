//! 报告: which reports there are for which period, what is owed and what was handed in; preview, export, hand-in.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::overlay::{Pick, Reader};
use super::super::screen::{Answer, Choice, Msg, Screen, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use crate::domain::obligation::{Obligation, State};
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Result};
use crate::registers::submission::{self, Frozen, SubmissionState};
use crate::registers::{duty, submission::SUBMISSION};
use crate::report::collect::{self, Moment};
use crate::report::frozen;
use crate::report::kinds::{self, KINDS, ReportKind};

mod behind;
mod files;
mod forms;
mod preview;
#[cfg(test)]
mod tests;

/// Months listed at most.
const MONTHS: usize = 13;
/// Name of the question what to do with a report.
const STEPS: &str = "report.steps";
/// Name of the question which format.
const FORMAT: &str = "report.format";

/// The first screen of the area.
///
/// # Errors
/// None.
pub fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(ReportList)))
}

/// The moment reports are made for: now, or the end of the day judged by where that is another.
pub(in crate::tui) fn moment(cx: &Session) -> Moment {
    let now: DateTime<FixedOffset> = cx.store.now();
    let end = cx.today.and_hms_opt(23, 59, 0).and_then(|it| it.and_local_timezone(*now.offset()).single());
    let at = end.filter(|_| cx.today != now.date_naive()).unwrap_or(now);
    Moment { today: cx.today, at }
}

/// A report of a period, as a row is named: `monthly/2026-11`.
fn named(id: &str) -> Result<(&'static ReportKind, Period)> {
    let (kind, period) = id.split_once('/').ok_or_else(|| Error::internal(format!("报告 {id}")))?;
    let kind = kinds::find(kind)?;
    Ok((kind, kind.period(period)?))
}

/// Where a report of a period stands, in words and tone.
fn standing(owed: Option<&Obligation>, handed: Option<&Frozen>, running: bool) -> (String, Tone) {
    let on = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    match handed {
        Some(frozen) if frozen.is_handed_in() => {
            let late = owed.and_then(|it| it.late_days).map_or_else(String::new, |days| format!("，迟报 {days} 天"));
            return (format!("已报送 {}{late}", on(frozen.submitted_on)), Tone::Done);
        }
        // Neither is a hand-in: what is owed stays owed.
        Some(frozen) if frozen.state == SubmissionState::Returned => {
            return (format!("退回 {}，待补报", on(frozen.returned_on)), Tone::Bad);
        }
        Some(frozen) => {
            let overdue = owed.is_some_and(|it| it.state == State::Overdue);
            return (format!("定稿 {}，未报送", frozen.finalised_on), if overdue { Tone::Bad } else { Tone::Soon });
        }
        None => {}
    }
    match owed {
        Some(it) if it.state == State::Overdue => (format!("逾期 {} 天未报送", it.days.map_or(0, i64::abs)), Tone::Bad),
        Some(it) if it.state == State::Due => ("待报送".to_owned(), Tone::Soon),
        Some(_) | None if running => ("期间未结束".to_owned(), Tone::Faint),
        Some(it) => (it.state.label().to_owned(), Tone::Normal),
        None => ("未要求报送".to_owned(), Tone::Faint),
    }
}

struct ReportList;

impl ReportList {
    /// Reports and periods to show: the months on record, and every report a duty asks for.
    fn wanted(cx: &Session, owed: &[Obligation], handed: &[Frozen]) -> Result<Vec<(&'static ReportKind, Period)>> {
        let mut wanted = Vec::new();
        let first = collect::first_record(&cx.store)?.unwrap_or(cx.today);
        let monthly = kinds::find("monthly")?;
        let mut month = Period::containing(PeriodKind::Month, cx.today);
        for _ in 0..MONTHS {
            wanted.push((monthly, month));
            month = month.previous();
            if month.last() < first {
                break;
            }
        }
        for kind in KINDS {
            let asked = owed.iter().filter(|it| Some(it.code.as_str()) == kind.duty).map(|it| it.period.as_str());
            let given = handed.iter().filter(|it| it.kind == kind.key).map(|it| it.period.as_str());
            wanted.extend(asked.chain(given).filter_map(|text| Some((kind, kind.period(text).ok()?))));
        }
        wanted.sort_by(|a, b| (b.1.last(), a.0.key).cmp(&(a.1.last(), b.0.key)));
        wanted.dedup_by(|a, b| a.0.key == b.0.key && a.1 == b.1);
        Ok(wanted)
    }
}

impl ListModel for ReportList {
    fn title(&self) -> String {
        "报告".to_owned()
    }

    fn purpose(&self) -> String {
        "每个期间的报告：应报、已报、逾期。回车预览；F7 出 PDF，F8 导出；Ctrl+G 登记报送、填写文字、核对已报送的。"
            .to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("title", "报告", Width::Fill(2)),
            Column::new("period", "期间", Width::Fill(1)),
            Column::new("state", "状态", Width::Length(24)),
            Column::new("due_on", "期限", Width::Length(10)).spare(1),
        ]
    }

    fn empty(&self) -> String {
        "还没有可出的报告。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        vec![Choice::new("open", "待报送和逾期"), Choice::new("monthly", "月报"), Choice::new("handed", "已报送")]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let judged = duty::judgement(&cx.store, cx.today)?;
        let handed = submission::all(&cx.store)?;
        let mut rows = Vec::new();
        for (kind, period) in Self::wanted(cx, &judged.obligations, &handed)? {
            let key = period.to_string();
            let owed = judged
                .obligations
                .iter()
                .find(|it| Some(it.code.as_str()) == kind.duty && it.period == key && it.object == "plant");
            let last = handed.iter().rev().find(|it| it.kind == kind.key && it.period == key);
            let (state, tone) = standing(owed, last, period.last() >= cx.today);
            let shown = match query.filter.as_deref() {
                Some("open") => matches!(tone, Tone::Bad | Tone::Soon),
                Some("monthly") => kind.key == "monthly",
                Some("handed") => last.is_some(),
                Some(_) | None => true,
            };
            if shown {
                let due = owed.and_then(|it| it.due_on).map_or_else(String::new, |day| day.to_string());
                rows.push(Row {
                    id: format!("{}/{key}", kind.key),
                    cells: vec![kind.title.to_owned(), period.label(), state, due],
                    tone,
                    ..Row::default()
                });
            }
        }
        Ok(Page::of(rows, query, span))
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Add, Act::Retire, Act::Why, Act::Mark, Act::Evidence]);
        let unprinted = row.and_then(|row| named(&row.id).ok()).is_some_and(|(kind, _)| kind.formats.is_empty());
        if unprinted {
            let reason = "这种报告的版式还没有做，只能登记报送";
            view.blocked.extend([Act::Print, Act::Export, Act::Edit].map(|act| (act, reason.to_owned())));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let read = || -> Result<Vec<Paragraph>> {
            let (kind, period) = named(&row.id)?;
            let mut all = vec![Paragraph::heading(format!("{} {}", kind.title, period.label()))];
            for it in submission::of(&cx.store, kind.key, &period.to_string())? {
                let to = it.recipient.as_ref().map_or_else(String::new, |to| format!("：{to}"));
                all.push(Paragraph::pair(format!("第 {} 次", it.number), format!("{}{to}", it.standing())));
                all.push(Paragraph::toned(Tone::Faint, format!("校验 {}", it.sha256.get(..16).unwrap_or_default())));
            }
            if kind.formats.is_empty() {
                all.push(Paragraph::text("版式还没有做：登记报送时冻结当期数字，报表用主管部门的表填写。"));
            }
            Ok(all)
        };
        read().unwrap_or_else(|error| vec![Paragraph::toned(Tone::Bad, error.message)])
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first() else { return Ok(Vec::new()) };
        let (kind, period) = named(id)?;
        match act {
            Act::Open if kind.formats.is_empty() => Ok(vec![forms::submit(kind, period)]),
            Act::Open => Ok(vec![Msg::Push(Box::new(preview::Preview::new(kind, period)))]),
            Act::Edit => Ok(vec![forms::words(kind, period)]),
            Act::Print => files::print(cx, kind, period),
            Act::Export => Ok(vec![files::ask(None)]),
            Act::Steps => Ok(vec![steps(kind)]),
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first() else { return Ok(Vec::new()) };
        let (kind, period) = named(id)?;
        answered(cx, answer, kind, period)
    }
}

/// Asks what to do with a report.
fn steps(kind: &ReportKind) -> Msg {
    let mut choices = vec![Choice::new("submit", "登记报送")];
    if !kind.formats.is_empty() {
        choices.push(Choice::new("words", "填写文字"));
    }
    choices.push(Choice::new("verify", "核对已报送的"));
    choices.push(Choice::new("log", "报送记录"));
    Msg::Push(Box::new(Pick::new(STEPS, "办理", choices)))
}

/// Does what was answered, in the list and in the preview alike.
fn answered(cx: &mut Session, answer: &Answer, kind: &'static ReportKind, period: Period) -> Result<Vec<Msg>> {
    match (answer.tag, answer.value.as_str()) {
        (FORMAT, format) => files::export(cx, kind, period, format),
        (STEPS, "submit") => Ok(vec![forms::submit(kind, period)]),
        (STEPS, "words") => Ok(vec![forms::words(kind, period)]),
        (STEPS, "verify") => verify(cx),
        (STEPS, "log") => Ok(vec![Msg::Push(Box::new(super::RegisterList::new(&SUBMISSION).screen()))]),
        (_, _) => Ok(Vec::new()),
    }
}

/// Holds every report handed in against the records of today.
fn verify(cx: &Session) -> Result<Vec<Msg>> {
    let checked = frozen::verify(&cx.store, moment(cx))?;
    if checked.is_empty() {
        return Ok(vec![Msg::Notice("还没有报送过报告".to_owned())]);
    }
    let mut all = Vec::new();
    for it in &checked {
        let frozen = &it.frozen;
        let name = format!("{} {} 第 {} 次（{}）", frozen.kind, frozen.period, frozen.number, frozen.standing());
        all.push(Paragraph::heading(name));
        if it.is_fine() {
            let settled = it.superseded.map_or("与今天的记录一致", |_| "已由后来的一次更正");
            all.push(Paragraph::toned(Tone::Done, settled));
        }
        all.extend(it.failed.iter().map(|why| Paragraph::toned(Tone::Bad, format!("不能用今天的记录重算：{why}"))));
        all.extend(it.broken.iter().map(|fault| Paragraph::toned(Tone::Bad, fault.clone())));
        all.extend(it.differences.iter().map(|it| {
            let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
            Paragraph::text(format!("{}：冻结时 {}，现在 {}", it.name(), side(&it.frozen), side(&it.now)))
        }));
        all.extend(it.operations.iter().map(|it| {
            Paragraph::toned(Tone::Faint, format!("操作 {} {} {}：{}", it.seq, it.at, it.operator, it.summary))
        }));
        all.push(Paragraph::gap());
    }
    Ok(vec![Msg::Push(Box::new(Reader::new("核对已报送的报告", all)))])
}
