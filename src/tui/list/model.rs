//! A source of rows: what a list asks of it, and what it tells of itself.

use super::super::keymap::{self, Act, Chain, View};
use super::super::screen::{Answer, Choice, Msg, Session};
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row};
use crate::error::Result;
use crate::text;

/// What is asked of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What was typed to find; empty for everything.
    pub find: String,
    /// Value of the chosen filter, if any.
    pub filter: Option<String>,
    /// Value of the chosen order, if another than the usual.
    pub sort: Option<String>,
}

/// Which rows to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The row after which to begin, none for the beginning.
    pub after: Option<Row>,
    /// How many at most.
    pub limit: usize,
}

/// Rows as loaded.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows in their order.
    pub rows: Vec<Row>,
    /// Whether there are more behind them.
    pub more: bool,
    /// How many match in all, where that is known cheaply.
    pub total: Option<usize>,
}

impl Page {
    /// A page of a small register whose rows are all in memory: found, then cut to the span.
    #[must_use]
    pub fn of(all: impl IntoIterator<Item = Row>, query: &Query, span: &Span) -> Self {
        let finder = text::Finder::new(&query.find);
        let found: Vec<Row> =
            all.into_iter().filter(|row| finder.matches_any(row.cells.iter().map(String::as_str))).collect();
        let total = found.len();
        let from = match &span.after {
            Some(after) => found.iter().position(|row| row.id == after.id).map_or(0, |n| n + 1),
            None => 0,
        };
        let rows: Vec<Row> = found.into_iter().skip(from).take(span.limit).collect();
        let more = from + rows.len() < total;
        Self { rows, more, total: Some(total) }
    }
}

/// A source of rows and what can be done with them.
pub trait ListModel {
    /// Name of the list.
    fn title(&self) -> String;
    /// The scopes whose keys hold in it.
    fn chain(&self) -> Chain {
        keymap::LIST
    }
    /// One sentence on what it is for.
    fn purpose(&self) -> String;
    /// Whether its rows are the records of this register, by their row ids.
    fn lists(&self, _register: &str) -> bool {
        false
    }
    /// The columns, most important first.
    fn columns(&self) -> Vec<Column>;
    /// Reads rows.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page>;
    /// What to say when nothing is there and nothing was asked for.
    fn empty(&self) -> String {
        "还没有记录。按 F2 新增。".to_owned()
    }
    /// Ready-made filters; without any the filter key has no meaning.
    fn filters(&self) -> Vec<Choice> {
        Vec::new()
    }
    /// What to say when a filter leaves nothing and nothing was typed to find.
    fn none_of(&self, _filter: &str) -> Option<String> {
        None
    }
    /// Orders to choose from.
    fn sorts(&self) -> Vec<Choice> {
        Vec::new()
    }
    /// Whether the list is about a period that can be stepped.
    fn turns(&self) -> bool {
        false
    }
    /// Steps the period; gives the filter that shows it.
    fn turn(&mut self, _later: bool, filter: Option<&str>) -> Option<String> {
        filter.map(str::to_owned)
    }
    /// Adds what cannot be done here or with this row.
    fn describe(&self, _row: Option<&Row>, _view: &mut View) {}
    /// Title of the whole list on paper; without one the print key is the model's own affair.
    fn paper(&self) -> Option<String> {
        None
    }
    /// Papers of the selected row, which the print key offers beside the list; answered under [`PAPER`].
    fn papers(&self, _row: &Row) -> Vec<Choice> {
        Vec::new()
    }
    /// More about the selected row, for the pane beside.
    fn detail(&mut self, _cx: &mut Session, _row: &Row) -> Vec<Paragraph> {
        Vec::new()
    }
    /// Does an act with the selected row, or with all marked ones.
    ///
    /// # Errors
    /// When it cannot be done.
    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>>;
    /// Takes the answer to a question the model asked, about the same rows.
    ///
    /// # Errors
    /// When it cannot be done.
    fn answer(&mut self, _cx: &mut Session, _answer: &Answer, _rows: &[String]) -> Result<Vec<Msg>> {
        Ok(Vec::new())
    }
}
