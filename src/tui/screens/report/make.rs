//! Another report than those the calendar asks for: its kind, then the period or the record it is about.

use super::doc::Doc;
use super::preview;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::registers::{self, Register};
use crate::report::kinds::{self, About, KINDS, ReportKind};
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, Page, Query, Span};
use crate::tui::overlay::Pick;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::screens::RegisterList;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row};

/// Name of the question which kind.
const KIND: &str = "report.kind";
/// Name of the question which period, or which register.
const PERIOD: &str = "report.period";
/// Periods offered.
const PERIODS: usize = 24;

/// Asks for the kind.
pub(super) fn ask_kind() -> Msg {
    let choices = KINDS.iter().map(|it| Choice::new(it.key, it.title).note(about(it))).collect();
    Msg::Push(Box::new(Pick::new(KIND, "出哪一种", choices)))
}

/// What a kind is about, in words.
fn about(kind: &ReportKind) -> String {
    match kind.about {
        About::Period(period) => format!("按{}", period.label()),
        About::Record(key) => registers::find(key).map_or_else(String::new, |it| format!("关于一条{}", it.title)),
        About::Register(_) => "一本台账".to_owned(),
    }
}

/// Takes an answer of these questions; none when it is of another.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn answered(cx: &Session, answer: &Answer) -> Result<Option<Vec<Msg>>> {
    match answer.tag {
        KIND => {
            let kind = kinds::find(&answer.value)?;
            Ok(Some(vec![match kind.about {
                About::Period(period) => ask_period(kind, Period::containing(period, cx.today)),
                About::Record(key) => choose(key, kind)?,
                About::Register(Some(own)) => preview::screen(Doc::of(&cx.store, kind, own)?),
                About::Register(None) => ask_register(kind),
            }]))
        }
        PERIOD => Ok(Some(vec![preview::screen(Doc::named(&answer.value)?)])),
        _ => Ok(None),
    }
}

fn ask_period(kind: &'static ReportKind, now: Period) -> Msg {
    let mut choices = Vec::new();
    let mut period = now;
    for _ in 0..PERIODS {
        let doc = Doc::of_period(kind, period);
        choices.push(Choice::new(doc.id(), doc.label()).note(doc.about));
        period = period.previous();
    }
    // What is over is what a report is written about.
    let last = Doc::of_period(kind, now.previous()).id();
    Msg::Push(Box::new(Pick::new(PERIOD, kind.title, choices).on(&last)))
}

fn ask_register(kind: &'static ReportKind) -> Msg {
    let choices = registers::ALL.iter().map(|it| Choice::new(format!("{}/{}", kind.key, it.key), it.title));
    Msg::Push(Box::new(Pick::new(PERIOD, kind.title, choices.collect())))
}

fn choose(key: &str, kind: &'static ReportKind) -> Result<Msg> {
    let register = registers::find(key).ok_or_else(|| Error::internal(format!("没有台账 {key}")))?;
    Ok(Msg::Push(Box::new(ListScreen::new(Choose { register, list: RegisterList::new(register), kind }))))
}

/// The rows of a register to choose one from.
struct Choose {
    register: &'static Register,
    list: RegisterList,
    kind: &'static ReportKind,
}

impl ListModel for Choose {
    fn title(&self) -> String {
        format!("{}：选一条{}", self.kind.title, self.register.title)
    }

    fn purpose(&self) -> String {
        "选中要出单据的那一条，回车预览。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        self.list.columns()
    }

    fn filters(&self) -> Vec<Choice> {
        self.list.filters()
    }

    fn sorts(&self) -> Vec<Choice> {
        self.list.sorts()
    }

    fn empty(&self) -> String {
        format!("还没有{}。", self.register.title)
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.list.load(cx, query, span)
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([
            Act::Add,
            Act::Edit,
            Act::Retire,
            Act::Steps,
            Act::Why,
            Act::Mark,
            Act::Evidence,
            Act::Export,
            Act::Print,
        ]);
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        self.list.detail(cx, row)
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match (act, rows.first()) {
            (Act::Open, Some(id)) => Ok(vec![preview::screen(Doc::of(&cx.store, self.kind, &format!("#{id}"))?)]),
            (_, _) => Ok(Vec::new()),
        }
    }
}
