//! 操作日志: every operation, what it changed, and the history of any record it touched.

use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::overlay::{Pick, Prompt, Reader};
use super::super::screen::{Answer, Choice, Msg, Screen, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use super::history::{self, Words, table_title};
use crate::error::Result;
use crate::store::Operation;
use crate::text::{Align, Finder};

/// Operations read at a time while looking for matches.
const PAGE: usize = 500;
/// Changes shown beside an operation; the rest is behind Enter.
const BESIDE: usize = 20;

/// The first screen of the log.
///
/// # Errors
/// None.
pub(super) fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(LogList)))
}

/// Acts that only lists of records one can change know.
fn only_reads(view: &mut View) {
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

struct LogList;

impl LogList {
    fn row(operation: &Operation, cx: &Session) -> Row {
        Row {
            id: operation.seq.to_string(),
            key: operation.seq.to_string(),
            cells: vec![
                operation.seq.to_string(),
                history::local(&operation.at, cx),
                operation.operator.clone(),
                operation.summary.replace('\n', " "),
                operation.rows.to_string(),
            ],
            tone: if operation.act == "do" { Tone::Normal } else { Tone::Faint },
            badge: None,
        }
    }
}

impl ListModel for LogList {
    fn title(&self) -> String {
        "操作日志".to_owned()
    }

    fn purpose(&self) -> String {
        "谁在什么时候做了什么，新的在上面。回车看这一步改动的每条记录；u 撤销最近一步。日志只增不改，连成校验链。"
            .to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("seq", "序号", Width::Length(6)).right(),
            Column::new("at", "时间", Width::Length(16)),
            Column::new("operator", "操作人", Width::Length(8)),
            Column::new("summary", "内容", Width::Fill(1)).least(30),
            Column { align: Align::Right, ..Column::new("rows", "行数", Width::Length(4)).spare(1) },
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let finder = Finder::new(&query.find);
        let mut before = span.after.as_ref().and_then(|row| row.key.parse().ok());
        let mut rows = Vec::new();
        loop {
            let found = cx.store.operations(before, PAGE)?;
            let last = found.len() < PAGE;
            before = found.last().map(|operation| operation.seq);
            for operation in found {
                let row = Self::row(&operation, cx);
                if finder.is_empty() || finder.matches_any(row.cells.iter().map(String::as_str)) {
                    rows.push(row);
                }
            }
            if last || rows.len() > span.limit {
                break;
            }
        }
        let more = rows.len() > span.limit;
        rows.truncate(span.limit);
        Ok(Page { rows, more, total: None })
    }

    fn empty(&self) -> String {
        "还没有操作。".to_owned()
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        only_reads(view);
        view.absent.retain(|act| *act != Act::Steps);
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let read = || -> Result<Vec<Paragraph>> {
            let changes = cx.store.changes_of(row.id.parse().unwrap_or(0))?;
            let mut words = Words::new(&cx.store);
            let mut all = Vec::new();
            for change in changes.iter().take(BESIDE) {
                all.extend(words.paragraphs(change)?);
                all.push(Paragraph::gap());
            }
            if changes.len() > BESIDE {
                all.push(Paragraph::toned(Tone::Faint, format!("共 {} 行，回车看全部。", changes.len())));
            }
            Ok(all)
        };
        read().unwrap_or_else(|error| vec![Paragraph::toned(Tone::Bad, error.message)])
    }

    fn act(&mut self, _: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match (act, rows.first().and_then(|id| id.parse().ok())) {
            (Act::Open, Some(seq)) => Ok(vec![Msg::Push(Box::new(ListScreen::new(ChangeList { seq })))]),
            (Act::Steps, _) => {
                let choices = vec![
                    Choice::new("verify", "检查文件是否完好").note("结构、日志链、记录、计数"),
                    Choice::new("backup", "备份到一个新文件").note("写完打开核对"),
                ];
                Ok(vec![Msg::Push(Box::new(Pick::new("log.steps", "数据文件", choices)))])
            }
            (_, _) => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, _: &[String]) -> Result<Vec<Msg>> {
        match (answer.tag, answer.value.as_str()) {
            ("log.steps", "verify") => Ok(vec![verified(cx)?]),
            ("log.steps", "backup") => {
                let name = cx.store.path().with_extension(format!("{}.db", cx.today));
                let ask = Prompt::new("log.backup", "备份", "备份到（不覆盖已有文件）：", true);
                Ok(vec![Msg::Push(Box::new(ask.with(&name.to_string_lossy())))])
            }
            ("log.backup", path) => {
                cx.store.backup(std::path::Path::new(path))?;
                Ok(vec![Msg::Notice(format!("已备份到 {path}，已打开核对"))])
            }
            (_, _) => Ok(Vec::new()),
        }
    }
}

/// The result of checking the whole file.
fn verified(cx: &Session) -> Result<Msg> {
    let found = cx.store.verify()?;
    if found.is_empty() {
        return Ok(Msg::Notice("文件完好：结构、引用、操作日志链、记录和计数都对得上".to_owned()));
    }
    let told = found.into_iter().map(|it| Paragraph::toned(Tone::Bad, it.message)).collect();
    Ok(Msg::Push(Box::new(Reader::new("检查发现问题", told))))
}

/// What one operation changed, a row a record.
struct ChangeList {
    seq: i64,
}

impl ListModel for ChangeList {
    fn title(&self) -> String {
        format!("第 {} 号操作的改动", self.seq)
    }

    fn purpose(&self) -> String {
        "这一步改动的每条记录：改前 → 改后。回车看这条记录从头到尾的历史。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("table", "台账", Width::Length(12)),
            Column::new("deed", "改动", Width::Length(6)),
            Column::new("name", "记录", Width::Length(20)),
            Column::new("fields", "内容", Width::Fill(1)),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let mut words = Words::new(&cx.store);
        let mut rows = Vec::new();
        for change in cx.store.changes_of(self.seq)? {
            let fields =
                words.fields(&change)?.into_iter().map(|(header, old, new)| match (old.as_str(), new.as_str()) {
                    ("", only) | (only, "") if change.before.is_none() || change.after.is_none() => {
                        format!("{header} {only}")
                    }
                    ("", new) => format!("{header}（空）→ {new}"),
                    (old, "") => format!("{header} {old} →（空）"),
                    (old, new) => format!("{header} {old} → {new}"),
                });
            rows.push(Row {
                id: format!("{}/{}", change.table, change.row_id),
                cells: vec![
                    table_title(&change.table),
                    Words::deed(&change).to_owned(),
                    Words::name(&change),
                    fields.collect::<Vec<_>>().join("，").replace('\n', " "),
                ],
                ..Row::default()
            });
        }
        Ok(Page::of(rows, query, span))
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        only_reads(view);
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let read = || -> Result<Vec<Paragraph>> {
            let mut words = Words::new(&cx.store);
            let changes = cx.store.changes_of(self.seq)?;
            let mine = changes.iter().find(|change| format!("{}/{}", change.table, change.row_id) == row.id);
            mine.map_or_else(|| Ok(Vec::new()), |change| words.paragraphs(change))
        };
        read().unwrap_or_else(|error| vec![Paragraph::toned(Tone::Bad, error.message)])
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let record = rows.first().and_then(|id| id.split_once('/'));
        match (act, record) {
            (Act::Open, Some((table, id))) => {
                let history = history::of_record(cx, table, id.parse().unwrap_or(0))?;
                let title = format!("{}的改动记录", table_title(table));
                Ok(vec![Msg::Push(Box::new(Reader::new(title, history)))])
            }
            (_, _) => Ok(Vec::new()),
        }
    }
}
