//! A list screen over any source of rows: selection, marks, find as one types, filter, sort, paging, an empty state, and
//! a detail pane where there is room. What the rows are, a [`ListModel`] says.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::keymap::{self, Act, Chain, View};
use super::overlay::Pick;
use super::paper;
use super::screen::{Answer, Choice, Input, Msg, Screen, Session, told};
use super::theme::Theme;
use super::widgets::editor::Editor;
use super::widgets::paint;
use super::widgets::pane::Pane;
use super::widgets::table::{Column, Row, Table, scroll_to};
use crate::error::{Error, Result};

mod model;

pub use model::{ListModel, Page, Query, Span};

/// Name of the question what to print.
pub const PAPER: &str = "list.paper";
/// The answer that means the list as it is shown.
const SHOWN: &str = "list.shown";
/// Rows of a list on paper at most.
const PRINTED: usize = 5_000;

/// Rows loaded beyond those in sight.
const AHEAD: usize = 100;
/// Rows the key End goes through at most.
const FAR: usize = 20_000;
/// Said where find or filter leave nothing.
const NOTHING_FOUND: &str = "没有相符的记录。按 Esc 取消查找和筛选。";
/// Width from which the detail pane stands beside the list.
const WIDE: u16 = 110;
/// Width the list keeps beside a detail pane.
const LEAST_LIST: u16 = 80;

/// The screen.
pub struct ListScreen<M> {
    model: M,
    query: Query,
    rows: Vec<Row>,
    more: bool,
    total: Option<usize>,
    selected: usize,
    first: usize,
    marks: BTreeSet<String>,
    finding: Option<Editor>,
    hidden: BTreeSet<String>,
    stale: bool,
    to_end: bool,
    /// Row id of a record just made.
    made: Option<String>,
    detail_of: Option<String>,
    detail: Pane,
    area: Rect,
}

impl<M: ListModel> ListScreen<M> {
    /// A list, not loaded yet.
    pub fn new(model: M) -> Self {
        Self {
            model,
            query: Query::default(),
            rows: Vec::new(),
            more: false,
            total: None,
            selected: 0,
            first: 0,
            marks: BTreeSet::new(),
            finding: None,
            hidden: BTreeSet::new(),
            stale: true,
            to_end: false,
            made: None,
            detail_of: None,
            detail: Pane::default(),
            area: Rect::default(),
        }
    }

    /// The same list with a filter chosen.
    #[must_use]
    pub fn filtered(mut self, filter: &str) -> Self {
        self.query.filter = Some(filter.to_owned());
        self
    }

    fn row(&self) -> Option<&Row> {
        self.rows.get(self.selected)
    }

    /// The rows an act is about: the marked ones, else the selected one.
    fn targets(&self) -> Vec<String> {
        if self.marks.is_empty() {
            self.row().map(|row| row.id.clone()).into_iter().collect()
        } else {
            self.marks.iter().cloned().collect()
        }
    }

    fn capacity(&self) -> usize {
        // Frame, header, and the find line.
        usize::from(self.area.height).saturating_sub(4).max(1)
    }

    fn to(&mut self, n: usize) {
        self.selected = n.min(self.rows.len().saturating_sub(1));
        self.first = scroll_to(self.first, self.selected, self.capacity(), self.rows.len());
    }

    fn changed(&mut self) {
        self.stale = true;
        self.rows.clear();
        self.selected = 0;
        self.first = 0;
    }

    fn load(&mut self, cx: &mut Session) -> Result<()> {
        if self.stale {
            let kept = self.row().map(|row| row.id.clone());
            let limit = self.rows.len().max(self.capacity() + AHEAD);
            let page = self.model.load(cx, &self.query, &Span { after: None, limit })?;
            self.rows = page.rows;
            self.more = page.more;
            self.total = page.total;
            self.stale = false;
            self.detail_of = None;
            let again = kept.and_then(|id| self.rows.iter().position(|row| row.id == id));
            self.to(again.unwrap_or(self.selected));
        }
        let made = self.made.take();
        let at = |rows: &[Row]| made.as_ref().and_then(|id| rows.iter().position(|row| row.id == *id));
        let is_wanted = |rows: &[Row]| made.is_some() && at(rows).is_none();
        while self.more && (self.to_end || self.selected + self.capacity() >= self.rows.len() || is_wanted(&self.rows))
        {
            let span = Span { after: self.rows.last().cloned(), limit: self.capacity() + AHEAD };
            let page = self.model.load(cx, &self.query, &span)?;
            self.more = page.more && !page.rows.is_empty();
            self.rows.extend(page.rows);
            if self.rows.len() >= FAR {
                break;
            }
        }
        if let Some(n) = at(&self.rows) {
            self.to(n);
        }
        if std::mem::take(&mut self.to_end) {
            self.to(usize::MAX);
        }
        self.first = scroll_to(self.first, self.selected, self.capacity(), self.rows.len());
        Ok(())
    }

    fn load_detail(&mut self, cx: &mut Session) {
        let Some(row) = self.rows.get(self.selected).cloned() else {
            self.detail = Pane::default();
            self.detail_of = None;
            return;
        };
        if self.area.width >= WIDE && self.detail_of.as_deref() != Some(&row.id) {
            self.detail = Pane::new(self.model.detail(cx, &row));
            self.detail_of = Some(row.id);
        }
    }

    fn act(&mut self, cx: &mut Session, act: Act) -> Vec<Msg> {
        let page = self.capacity();
        match act {
            Act::Up => self.to(self.selected.saturating_sub(1)),
            Act::Down => self.to(self.selected.saturating_add(1)),
            Act::PageUp => self.to(self.selected.saturating_sub(page)),
            Act::PageDown => self.to(self.selected.saturating_add(page)),
            Act::First => self.to(0),
            Act::Last => {
                self.to(usize::MAX);
                self.to_end = true;
            }
            Act::Mark => {
                if let Some(id) = self.row().map(|row| row.id.clone()) {
                    if !self.marks.remove(&id) {
                        self.marks.insert(id);
                    }
                    self.to(self.selected + 1);
                }
            }
            Act::Earlier | Act::Later => {
                self.query.filter = self.model.turn(act == Act::Later, self.query.filter.as_deref());
                self.changed();
            }
            Act::Find => self.finding = Some(Editor::line(&self.query.find)),
            Act::Back => return self.back(),
            Act::Filter => return self.ask_filter(),
            Act::Sort => return vec![self.ask("list.sort", "排序", self.model.sorts(), self.query.sort.as_deref())],
            Act::Columns => return vec![self.ask_columns()],
            Act::Print if self.model.paper().is_some() => return told(self.ask_paper(cx)),
            other => {
                let targets = self.targets();
                return told(self.model.act(cx, other, &targets));
            }
        }
        Vec::new()
    }

    fn back(&mut self) -> Vec<Msg> {
        if !self.marks.is_empty() {
            self.marks.clear();
        } else if !self.query.find.is_empty() || self.query.filter.is_some() {
            self.query.find.clear();
            self.query.filter = None;
            self.stale = true;
        } else {
            return vec![Msg::Pop];
        }
        Vec::new()
    }

    fn ask(&self, tag: &'static str, title: &str, choices: Vec<Choice>, on: Option<&str>) -> Msg {
        Msg::Push(Box::new(Pick::new(tag, title, choices).on(on.unwrap_or_default())))
    }

    fn ask_filter(&self) -> Vec<Msg> {
        let mut choices = vec![Choice::new("", "全部")];
        choices.extend(self.model.filters());
        vec![self.ask("list.filter", "筛选", choices, self.query.filter.as_deref())]
    }

    fn ask_columns(&self) -> Msg {
        let choices = self.model.columns().into_iter().skip(1).map(|column| {
            let state = if self.hidden.contains(column.key) { "不显示" } else { "显示" };
            Choice::new(column.key, column.title).note(state)
        });
        self.ask("list.columns", "显示或隐藏一列", choices.collect(), None)
    }

    /// Prints the list as it is shown; asks where the selected row has papers of its own.
    fn ask_paper(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        paper::folder(cx)?;
        let mut choices = self.row().map(|row| self.model.papers(row)).unwrap_or_default();
        if choices.is_empty() {
            return self.print(cx);
        }
        let note = if self.marks.is_empty() { "当前显示的" } else { "已标记的" };
        choices.push(Choice::new(SHOWN, self.model.paper().unwrap_or_default()).note(note));
        Ok(vec![Msg::Push(Box::new(Pick::new(PAPER, "打印", choices)))])
    }

    /// Writes the list as it is shown: its filter, order and columns; only the marked rows where there are marks.
    fn print(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let mut rows = self.model.load(cx, &self.query, &Span { after: None, limit: PRINTED + 1 })?.rows;
        rows.retain(|row| self.marks.is_empty() || self.marks.contains(&row.id));
        if rows.len() > PRINTED {
            return Err(Error::input(format!("超过 {PRINTED} 条，一次打印不了")).hint("先筛选，或导出为表格"));
        }
        let mut scope: Vec<String> = self.filter_label().into_iter().collect();
        scope.extend(Some(&self.query.find).filter(|it| !it.is_empty()).map(|it| format!("含“{it}”")));
        scope.extend((!self.marks.is_empty()).then(|| "已标记的".to_owned()));
        let columns: Vec<(usize, Column)> =
            self.model.columns().into_iter().enumerate().filter(|(_, it)| !self.hidden.contains(it.key)).collect();
        let title = self.model.paper().unwrap_or_else(|| self.model.title());
        paper::of_list(cx, &title, &scope.join("，"), &columns, &rows)
    }

    fn filter_label(&self) -> Option<String> {
        let filter = self.query.filter.as_ref()?;
        let label = self.model.filters().into_iter().find(|choice| choice.value == *filter).map(|c| c.label);
        Some(label.unwrap_or_else(|| filter.clone()))
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer) -> Vec<Msg> {
        if let Some(messages) = paper::offered(answer) {
            return messages;
        }
        let value = answer.value.clone();
        match answer.tag {
            PAPER if value == SHOWN => return told(self.print(cx)),
            // A paper is of the selected row, whatever is marked.
            PAPER => {
                let selected: Vec<String> = self.row().map(|row| row.id.clone()).into_iter().collect();
                return told(self.model.answer(cx, answer, &selected));
            }
            "list.filter" => {
                self.query.filter = Some(value).filter(|value| !value.is_empty());
                self.changed();
            }
            "list.sort" => {
                self.query.sort = Some(value);
                self.changed();
            }
            "list.columns" => {
                if !self.hidden.remove(&value) {
                    self.hidden.insert(value);
                }
            }
            _ => {
                let targets = self.targets();
                let messages = told(self.model.answer(cx, answer, &targets));
                if messages.iter().any(|message| matches!(message, Msg::Stale)) {
                    self.marks.clear();
                }
                return messages;
            }
        }
        Vec::new()
    }

    fn edit(&mut self, change: impl FnOnce(&mut Editor)) {
        if let Some(editor) = &mut self.finding {
            change(editor);
            if editor.text() != self.query.find {
                self.query.find = editor.text().to_owned();
                self.changed();
            }
        }
    }

    fn heading(&self) -> String {
        let mut heading = self.model.title();
        if let Some(label) = self.filter_label() {
            heading = format!("{heading} [{label}]");
        }
        if !self.query.find.is_empty() && self.finding.is_none() {
            heading = format!("{heading} /{}", self.query.find);
        }
        let total = match self.total {
            Some(total) => total.to_string(),
            None if self.more => format!("{}+", self.rows.len()),
            None => self.rows.len().to_string(),
        };
        let at = if self.rows.is_empty() { 0 } else { self.selected + 1 };
        let marked = if self.marks.is_empty() { String::new() } else { format!(" 已标记 {}", self.marks.len()) };
        format!("{heading}  第 {at}/{total}{marked}")
    }
}

impl<M: ListModel> Screen for ListScreen<M> {
    fn title(&self) -> String {
        self.model.title()
    }

    fn purpose(&self) -> String {
        self.model.purpose()
    }

    fn chain(&self) -> Chain {
        if self.finding.is_some() { keymap::FIND } else { self.model.chain() }
    }

    fn describe(&self, view: &mut View) {
        view.has_row = self.row().is_some();
        view.absent.extend([Act::Left, Act::Right, Act::NextPane]);
        if !self.model.turns() {
            view.absent.extend([Act::Earlier, Act::Later]);
        }
        if self.model.filters().is_empty() {
            view.absent.push(Act::Filter);
        }
        if self.model.sorts().is_empty() {
            view.absent.push(Act::Sort);
        }
        self.model.describe(self.row(), view);
        if self.rows.is_empty() && self.model.paper().is_some() {
            view.blocked.push((Act::Print, "没有可以打印的记录".to_owned()));
        }
    }

    fn place(&mut self, area: Rect) {
        if area != self.area {
            self.area = area;
            self.first = scroll_to(self.first, self.selected, self.capacity(), self.rows.len());
        }
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        if let Err(error) = self.load(cx) {
            self.stale = false;
            self.more = false;
            return vec![Msg::Error(error)];
        }
        self.load_detail(cx);
        Vec::new()
    }

    fn on_made(&mut self, register: &str, id: i64) {
        if self.model.lists(register) {
            self.made = Some(id.to_string());
        }
    }

    fn on_stale(&mut self) {
        self.stale = true;
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        // The list keeps the width it has on the least screen; the detail has what is more.
        let beside = if area.width >= WIDE { (area.width * 2 / 5).min(area.width - LEAST_LIST) } else { 0 };
        let (left, right) = (paint::left(area, area.width - beside), paint::from_left(area, area.width - beside));
        let inside = paint::frame(buf, left, &self.heading(), true, theme);
        let mut body = inside;
        let mut caret = None;
        if let Some(editor) = &self.finding {
            let line = paint::row(inside, inside.height.saturating_sub(1));
            body.height = body.height.saturating_sub(1);
            let used = paint::line(buf, line, "查找: ", theme.heading());
            caret = editor.draw(buf, paint::from_left(line, used), theme.field(), true);
        }
        let columns = self.model.columns();
        let shown: Vec<bool> = columns.iter().map(|column| !self.hidden.contains(column.key)).collect();
        let rows: Vec<Row> = self
            .rows
            .iter()
            .skip(self.first)
            .take(Table::capacity(body))
            .map(|row| {
                let cells = row.cells.iter().zip(&shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell.clone());
                Row { cells: cells.collect(), ..row.clone() }
            })
            .collect();
        let columns: Vec<Column> =
            columns.into_iter().zip(&shown).filter(|(_, shown)| **shown).map(|(column, _)| column).collect();
        let empty = match (&self.query.filter, self.query.find.is_empty()) {
            (None, true) => self.model.empty(),
            (Some(filter), true) => self.model.none_of(filter).unwrap_or_else(|| NOTHING_FOUND.to_owned()),
            (_, false) => NOTHING_FOUND.to_owned(),
        };
        Table {
            columns: &columns,
            rows: &rows,
            selected: self.selected.checked_sub(self.first),
            first: 0,
            marked: &|id| self.marks.contains(id),
            empty: &empty,
            focused: true,
        }
        .draw(buf, body, theme);
        let bar = paint::from_top(paint::from_left(body, body.width.saturating_sub(1)), 1);
        paint::scroll_bar(buf, bar, self.first, self.total.unwrap_or(self.rows.len()), theme);
        if beside > 0 {
            let inside = paint::frame(buf, right, "详情", false, theme);
            self.detail.draw(buf, inside, theme);
        }
        caret
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(act) if self.finding.is_some() => match act {
                Act::Accept => self.finding = None,
                Act::Cancel => {
                    self.edit(|editor| editor.set(""));
                    self.finding = None;
                }
                Act::Up | Act::Down | Act::PageUp | Act::PageDown => return self.act(cx, act),
                other => self.edit(|editor| {
                    editor.act(other);
                }),
            },
            Input::Act(act) => return self.act(cx, act),
            Input::Text(typed) => {
                // Text that is no key of the list, such as a word from an input method, is a search.
                if self.finding.is_none() && typed.is_ascii() {
                    return Vec::new();
                }
                if self.finding.is_none() {
                    self.finding = Some(Editor::line(&self.query.find));
                }
                self.edit(|editor| {
                    editor.insert(&typed);
                });
            }
            Input::Answer(answer) => return self.answer(cx, &answer),
        }
        Vec::new()
    }
}
