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

/// The screen of these records.
///
/// # Errors
/// When there is no such register.
pub(super) fn screen(cx: &Session, rows: RowSet) -> Result<Msg> {
    let register =
        registers::find(&rows.register).ok_or_else(|| Error::internal(format!("没有台账 {}", rows.register)))?;
    let lookups = Lookups::of(register, &cx.store)?;
    Ok(Msg::Push(Box::new(ListScreen::new(Behind { register, rows, lookups }))))
}

struct Behind {
    register: &'static Register,
    rows: RowSet,
    lookups: Lookups,
}

impl Behind {
    fn context(&self, cx: &Session) -> Context<'_> {
        Context { today: cx.today, lookups: &self.lookups }
    }

    fn read(&self, cx: &Session) -> Result<Vec<Listed>> {
        let context = self.context(cx);
        if self.rows.ids.is_empty() {
            let filters = self.rows.filter.iter();
            let filters = filters.map(|it| registers::parse_where(self.register, it, &self.lookups, cx.today));
            let query = ListQuery { filters: filters.collect::<Result<_>>()?, ..ListQuery::default() };
            return registers::list(&cx.store, self.register, &query, &context);
        }
        let one = |id: &i64| registers::one(&cx.store, self.register, *id, &context).transpose();
        self.rows.ids.iter().filter_map(one).collect()
    }

    fn about(&self, listed: &Listed) -> Vec<Paragraph> {
        let pairs = self.register.columns.iter().zip(&listed.cells);
        pairs
            .filter(|(_, cell)| !cell.text.is_empty())
            .map(|(column, cell)| Paragraph::pair(column.header, listed.text(column, cell, false)))
            .collect()
    }

    fn one(&self, cx: &Session, id: &str) -> Result<Vec<Paragraph>> {
        let id = id.parse().map_err(|_| Error::internal(format!("行号 {id}")))?;
        let found = registers::one(&cx.store, self.register, id, &self.context(cx))?;
        Ok(found.map_or_else(Vec::new, |listed| self.about(&listed)))
    }
}

impl ListModel for Behind {
    fn title(&self) -> String {
        format!("数字背后的{}", self.register.title)
    }

    fn purpose(&self) -> String {
        "报告里这个数字是由这些记录数出来的；显示的是记录今天的样子。".to_owned()
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

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let rows = self.read(cx)?.into_iter().map(|listed| {
            let wide = self.register.columns.iter().zip(&listed.cells).filter(|(column, _)| column.width > 0);
            Row {
                id: listed.row.id.to_string(),
                cells: wide.map(|(column, cell)| listed.text(column, cell, false).replace('\n', " ")).collect(),
                badge: listed.row.retired_on.map(|_| "停用"),
                ..Row::default()
            }
        });
        let rows: Vec<Row> = rows.collect();
        Ok(Page::of(rows, query, span))
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
        ]);
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        self.one(cx, &row.id).unwrap_or_else(|error| vec![Paragraph::toned(Tone::Bad, error.message)])
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match (act, rows.first()) {
            (Act::Open, Some(id)) if self.register.key == "hazard" => {
                let id = id.parse().map_err(|_| Error::internal(format!("行号 {id}")))?;
                super::super::hazard::next_step(cx, id)
            }
            (Act::Open, Some(id)) => Ok(vec![Msg::Push(Box::new(Reader::new(self.register.title, self.one(cx, id)?)))]),
            (_, _) => Ok(Vec::new()),
        }
    }
}
