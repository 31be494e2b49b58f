//! 报告: the calendar of what is owed to whom, and every report of it: previewed, written, frozen, handed in, printed.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::screen::{Answer, Choice, Msg, Screen, Session};
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use crate::domain::obligation::{Obligation, State};
use crate::domain::period::{Period, PeriodKind};
use crate::error::Result;
use crate::report::collect::Moment;
use crate::report::kinds::{KINDS, ReportKind};
use doc::Doc;
use verbs::From;

mod behind;
mod calendar;
mod check;
mod doc;
mod export;
mod forms;
mod make;
mod preview;
#[cfg(test)]
mod tests;
mod verbs;
mod versions;
mod zoom;

/// The first screen of the area.
///
/// # Errors
/// None.
pub fn open(cx: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(Calendar::new(cx.today))))
}

/// The report that a duty asks for, opened; none where it is no report.
pub(super) fn of_duty(duty: &Obligation) -> Option<Msg> {
    let kind = KINDS.iter().find(|it| it.duty == Some(duty.code.as_str()))?;
    let about = if kind.period_kind().is_some() { &duty.period } else { &duty.object };
    let doc = Doc::stored(kind, about).ok()?;
    Some(preview::screen(doc))
}

/// The preview of a report about a period or record as typed.
///
/// # Errors
/// When there is no such period or record.
pub(in crate::tui) fn preview_of(cx: &Session, kind: &'static ReportKind, about: &str) -> Result<Msg> {
    Ok(preview::screen(Doc::of(&cx.store, kind, about)?))
}

/// The moment reports are made for: now, or the end of the day judged by where that is another.
pub(in crate::tui) fn moment(cx: &Session) -> Moment {
    let now: DateTime<FixedOffset> = cx.store.now();
    let end = cx.today.and_hms_opt(23, 59, 0).and_then(|it| it.and_local_timezone(*now.offset()).single());
    let at = end.filter(|_| cx.today != now.date_naive()).unwrap_or(now);
    Moment { today: cx.today, at }
}

/// Filter: what is due in a month.
const MONTH: &str = "month";
/// Filter: what is due in a year.
const YEAR: &str = "year";

/// The calendar.
struct Calendar {
    month: Period,
    year: Period,
    /// Everything as read last.
    entries: Vec<calendar::Entry>,
}

impl Calendar {
    fn new(today: NaiveDate) -> Self {
        let now = |kind| Period::containing(kind, today);
        Self { month: now(PeriodKind::Month), year: now(PeriodKind::Year), entries: Vec::new() }
    }

    fn keeps(&self, filter: Option<&str>, entry: &calendar::Entry) -> bool {
        let within = |period: Period| entry.day().is_some_and(|day| period.contains(day));
        match filter {
            None => true,
            Some("open") => entry.is_open(),
            Some(MONTH) => within(self.month),
            Some(YEAR) => within(self.year),
            Some("upcoming") => entry.owed.as_ref().is_some_and(|it| it.state == State::Upcoming),
            Some("handed") => entry.is_handed_in(),
            Some("frozen") => !entry.versions.is_empty(),
            Some("records") => entry.doc.period.is_none(),
            Some(kind) => entry.doc.kind.key == kind,
        }
    }
}

impl ListModel for Calendar {
    fn title(&self) -> String {
        "报告".to_owned()
    }

    fn purpose(&self) -> String {
        "应报的报告和单据：报给谁、期限、到了哪一步，逾期的在前。回车预览；Ctrl+G 办理定稿、报送、退回、各次版本；\
         Ctrl+P、Ctrl+N 按月（筛选年度时按年）翻看；F2 另出一份，或出关于一条记录的单据。"
            .to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("title", "报告", Width::Fill(1)).least(16),
            Column::new("period", "期间或编号", Width::Length(14)),
            Column::new("state", "状态", Width::Length(14)),
            Column::new("due_on", "期限", Width::Length(8)),
            Column::new("to", "报给", Width::Length(16)).spare(1),
        ]
    }

    fn empty(&self) -> String {
        "没有应报的报告。F2 出一份。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        let mut choices = vec![
            Choice::new("open", "要办的").note("逾期、退回、待报送、已定稿"),
            Choice::new(MONTH, format!("{}到期", self.month.label())).note("Ctrl+P、Ctrl+N 换月"),
            Choice::new(YEAR, format!("{}到期", self.year.label())).note("Ctrl+P、Ctrl+N 换年"),
            Choice::new("upcoming", "未到期"),
            Choice::new("handed", "已报送"),
            Choice::new("frozen", "有冻结版本的"),
            Choice::new("records", "关于记录的单据"),
        ];
        let of_periods = KINDS.iter().filter(|it| it.period_kind().is_some());
        choices.extend(of_periods.map(|it| Choice::new(it.key, it.title)));
        choices
    }

    fn none_of(&self, filter: &str) -> Option<String> {
        match filter {
            "open" => Some("没有要办的报告。按 Esc 看全部。".to_owned()),
            MONTH => Some(format!("{}没有到期的报告。Ctrl+P、Ctrl+N 换月；按 Esc 看全部。", self.month.label())),
            YEAR => Some(format!("{}没有到期的报告。Ctrl+P、Ctrl+N 换年；按 Esc 看全部。", self.year.label())),
            _ => None,
        }
    }

    fn turns(&self) -> bool {
        true
    }

    fn turn(&mut self, later: bool, filter: Option<&str>) -> Option<String> {
        let (period, filter) = match filter {
            Some(YEAR) => (&mut self.year, YEAR),
            Some(_) | None => (&mut self.month, MONTH),
        };
        *period = if later { period.next() } else { period.previous() };
        Some(filter.to_owned())
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.entries = calendar::entries(cx)?;
        let kept = self.entries.iter().filter(|it| self.keeps(query.filter.as_deref(), it));
        Ok(Page::of(kept.map(calendar::Entry::row), query, span))
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Retire, Act::Why, Act::Mark, Act::Evidence]);
        if row.and_then(|row| Doc::named(&row.id).ok()).is_some_and(|doc| doc.kind.texts.is_empty()) {
            view.blocked.push((Act::Edit, "这种报告没有由人写的文字".to_owned()));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let entry = self.entries.iter().find(|it| it.doc.id() == row.id);
        entry.map(|it| it.told(cx)).unwrap_or_default()
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        if act == Act::Add {
            return Ok(vec![make::ask_kind()]);
        }
        let Some(id) = rows.first() else { return Ok(Vec::new()) };
        let doc = Doc::named(id)?;
        match act {
            Act::Open => Ok(vec![preview::screen(doc)]),
            Act::Edit => Ok(vec![forms::words(&doc)]),
            Act::Print => export::print(cx, &doc, None),
            Act::Export => Ok(vec![export::ask(cx, &doc, None)?]),
            Act::Steps => verbs::ask(cx, &doc, From::Row),
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        if let Some(messages) = make::answered(cx, answer)? {
            return Ok(messages);
        }
        let Some(id) = rows.first() else { return Ok(Vec::new()) };
        verbs::answered(cx, answer, &Doc::named(id)?, From::Row)
    }
}
