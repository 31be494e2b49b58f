//! The records behind a figure of a report.

use crate::error::{Error, Result};
use crate::registers::{self, Context, ListQuery, Listed, Lookups, Register};
use crate::report::collect::ledger;
use crate::report::figure::RowSet;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, Page, Query, Span};
use crate::tui::overlay::Reader;
use crate::tui::screen::{Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

fn register_of(rows: &RowSet) -> Result<&'static Register> {
    registers::find(&rows.register).ok_or_else(|| Error::internal(format!("没有台账 {}", rows.register)))
}

/// What stands behind a figure, in a few words: 隐患 3 条.
pub(super) fn words(rows: &RowSet) -> String {
    let title = register_of(rows).map_or(rows.register.as_str(), |it| it.title);
    if rows.ids.is_empty() { title.to_owned() } else { format!("{title} {} 条", rows.ids.len()) }
}

/// The screen of these records; `shown` is the figure as it is printed.
///
/// # Errors
/// When there is no such register.
pub(super) fn screen(cx: &Session, rows: RowSet, shown: &str) -> Result<Msg> {
    let register = register_of(&rows)?;
    let lookups = Lookups::of(register, &cx.store)?;
    Ok(Msg::Push(Box::new(ListScreen::new(Behind { register, rows, lookups, shown: shown.to_owned() }))))
}

struct Behind {
    register: &'static Register,
    rows: RowSet,
    lookups: Lookups,
    shown: String,
}

impl Behind {
    fn context(&self, cx: &Session) -> Context<'_> {
        Context { today: cx.today, lookups: &self.lookups }
    }

    fn filtered(&self, cx: &Session) -> Result<Vec<Listed>> {
        let filters = self.rows.filter.iter();
        let filters = filters.map(|it| registers::parse_where(self.register, it, &self.lookups, cx.today));
        let query = ListQuery { filters: filters.collect::<Result<_>>()?, ..ListQuery::default() };
        registers::list(&cx.store, self.register, &query, &self.context(cx))
    }

    fn read(&self, cx: &Session, ids: &[i64]) -> Result<Vec<Listed>> {
        let context = self.context(cx);
        let one = |id: &i64| registers::one(&cx.store, self.register, *id, &context).transpose();
        ids.iter().filter_map(one).collect()
    }

    fn row(&self, listed: &Listed) -> Row {
        let wide = self.register.columns.iter().zip(&listed.cells).filter(|(column, _)| column.width > 0);
        Row {
            id: listed.row.id.to_string(),
            cells: wide.map(|(column, cell)| listed.text(column, cell, false).replace('\n', " ")).collect(),
            badge: listed.row.retired_on.map(|_| "停用"),
            ..Row::default()
        }
    }

    /// One plan stands behind several inspections, one record behind several items: then the figure is not the number of
    /// rows, and that is said.
    fn is_more_than_rows(&self) -> bool {
        let number: Option<usize> = self.shown.parse().ok();
        !self.rows.ids.is_empty() && number.is_some_and(|number| number > self.rows.ids.len())
    }

    fn about(&self, listed: &Listed) -> Vec<Paragraph> {
        let pairs = self.register.columns.iter().zip(&listed.cells);
        pairs
            .filter(|(_, cell)| !cell.text.is_empty())
            .map(|(column, cell)| Paragraph::pair(column.header, listed.text(column, cell, false)))
            .collect()
    }

    fn one(&self, cx: &Session, id: i64) -> Result<Vec<Paragraph>> {
        let found = registers::one(&cx.store, self.register, id, &self.context(cx))?;
        Ok(found.map_or_else(Vec::new, |listed| self.about(&listed)))
    }
}

impl ListModel for Behind {
    fn title(&self) -> String {
        let name = self.register.title;
        if self.is_more_than_rows() {
            return format!("数字 {}：来自 {} 条{name}", self.shown, self.rows.ids.len());
        }
        format!("数字 {} 背后的{name}", self.shown)
    }

    fn purpose(&self) -> String {
        let more = if self.is_more_than_rows() { "一条记录在期间里算了几次。" } else { "" };
        format!("报告里这个数字是由这些记录数出来的；显示的是记录今天的样子。{more}回车看全部内容，Esc 回到报告。")
    }

    fn paper(&self) -> Option<String> {
        Some(ledger::paper_title(self.register))
    }

    fn columns(&self) -> Vec<Column> {
        let wide = self.register.columns.iter().filter(|it| it.width > 0);
        wide.enumerate()
            .map(|(n, it)| {
                let spare = u8::try_from(n).unwrap_or(u8::MAX);
                Column::new(it.key, it.header, Width::Length(it.width)).spare(spare)
            })
            .collect()
    }

    fn empty(&self) -> String {
        "这些记录现在不在了。".to_owned()
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let ids = &self.rows.ids;
        if ids.is_empty() {
            return Ok(Page::of(self.filtered(cx)?.iter().map(|it| self.row(it)), query, span));
        }
        if !query.find.is_empty() {
            return Ok(Page::of(self.read(cx, ids)?.iter().map(|it| self.row(it)), query, span));
        }
        // Thousands may stand behind a figure: only those in sight are read.
        let after = span.after.as_ref().and_then(|row| row.id.parse::<i64>().ok());
        let from = after.and_then(|id| ids.iter().position(|it| *it == id)).map_or(0, |at| at + 1);
        let wanted: Vec<i64> = ids.iter().skip(from).take(span.limit).copied().collect();
        let more = from + wanted.len() < ids.len();
        let rows = self.read(cx, &wanted)?.iter().map(|it| self.row(it)).collect();
        Ok(Page { rows, more, total: Some(ids.len()) })
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Add, Act::Edit, Act::Retire, Act::Why, Act::Mark, Act::Evidence, Act::Export]);
        if self.register.key != "hazard" {
            view.absent.push(Act::Steps);
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let told = row.id.parse().map_err(|_| Error::internal(format!("行号 {}", row.id)));
        told.and_then(|id| self.one(cx, id)).unwrap_or_else(|error| vec![Paragraph::toned(Tone::Bad, error.message)])
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first() else { return Ok(Vec::new()) };
        let id: i64 = id.parse().map_err(|_| Error::internal(format!("行号 {id}")))?;
        match (act, self.register.key) {
            (Act::Open, "hazard") => super::super::hazard::read(cx, id),
            (Act::Open, "inspection") => super::super::inspection::read(cx, id),
            (Act::Open, _) => Ok(vec![Msg::Push(Box::new(Reader::new(self.register.title, self.one(cx, id)?)))]),
            (Act::Steps, "hazard") => super::super::hazard::next_step(cx, id),
            (_, _) => Ok(Vec::new()),
        }
    }
}
