//! Signatures wanting: mark who has signed, give the day once.

use crate::domain::date::{self, Order, add_days};
use crate::domain::responsibility::signing::{Owed, Standing};
use crate::error::{Error, Result};
use crate::registers::responsibility::need::{self, Names, sign_days_of};
use crate::registers::responsibility::sign::{self, Selection};
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, PAPER, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

/// The screen.
#[derive(Default)]
pub(super) struct Signing {
    names: Names,
    shown: Vec<Owed>,
    filters: Vec<Choice>,
    /// Rows that are about to be signed for, while the day is asked.
    asked: Vec<String>,
}

fn id_of(it: &Owed) -> String {
    format!("{}.{}.{}", it.person, it.post, it.list)
}

fn takes(filter: Option<&str>, it: &Owed) -> bool {
    match filter.and_then(|it| it.split_once(':')) {
        Some(("list", id)) => id.parse() == Ok(it.list),
        Some(("department", id)) => it.department.is_some_and(|own| id.parse() == Ok(own)),
        Some(("post", id)) => id.parse() == Ok(it.post),
        Some(_) | None => true,
    }
}

impl Signing {
    fn rows(&self, today: chrono::NaiveDate, days: i64) -> Vec<Row> {
        let names = &self.names;
        let row = |it: &Owed| {
            let due = add_days(it.from, days);
            let (said, tone) = match it.standing {
                Standing::Unknown => ("资料不足".to_owned(), Tone::Unknown),
                Standing::Signed { .. } | Standing::Unsigned { .. } if due < today => {
                    (format!("逾期{}天", date::days_between(due, today)), Tone::Bad)
                }
                Standing::Signed { .. } | Standing::Unsigned { .. } => {
                    (format!("{}天内", date::days_between(today, due)), Tone::Soon)
                }
            };
            let id = id_of(it);
            let cells = vec![
                names.person(it.person).to_owned(),
                names.post(it.post).to_owned(),
                names.list(it.list),
                it.number.to_string(),
                said,
                it.department.and_then(|id| names.departments.get(&id)).cloned().unwrap_or_default(),
                it.cause.label().to_owned(),
            ];
            Row { key: id.clone(), id, cells, tone, badge: None }
        };
        self.shown.iter().map(row).collect()
    }

    fn ask_day(&mut self, cx: &Session, rows: &[String]) -> Vec<Msg> {
        self.asked = rows.to_vec();
        let label = format!("{} 份责任清单的签收日期（今天、昨天，或 {}）：", rows.len(), cx.today);
        vec![Msg::Push(Box::new(Prompt::new("pledge.day", "登记签收", label, true).with("今天")))]
    }
}

impl ListModel for Signing {
    fn title(&self) -> String {
        format!("待签收 {} 份", self.shown.len())
    }

    fn purpose(&self) -> String {
        "还没有签收责任清单的人。空格标记签了的，回车或 F2 一次登记；F6 按清单、部门、岗位筛选，F7 打印责任书。"
            .to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("person", "姓名", Width::Length(8)),
            Column::new("post", "岗位", Width::Length(14)),
            Column::new("list", "责任清单", Width::Fill(1)).least(20),
            Column::new("number", "版次", Width::Length(4)).right(),
            Column::new("state", "情况", Width::Length(10)),
            Column::new("department", "部门", Width::Length(14)).spare(2),
            Column::new("cause", "起因", Width::Length(12)).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let (book, coverage) = need::coverage(&cx.store, cx.today)?;
        self.names = Names::read(&cx.store, &book)?;
        let open: Vec<Owed> = coverage.owed.into_iter().filter(|it| !it.is_signed()).collect();
        let mut filters = Vec::new();
        for it in &open {
            let department = it.department.and_then(|id| Some((id, self.names.departments.get(&id)?.clone())));
            let own = [
                Some((format!("list:{}", it.list), self.names.list(it.list))),
                department.map(|(id, name)| (format!("department:{id}"), name)),
                Some((format!("post:{}", it.post), self.names.post(it.post).to_owned())),
            ];
            for (value, label) in own.into_iter().flatten() {
                if !filters.iter().any(|it: &Choice| it.value == value) {
                    filters.push(Choice::new(value, label));
                }
            }
        }
        filters.sort_by(|a, b| a.value.cmp(&b.value));
        self.filters = filters;
        self.shown = open.into_iter().filter(|it| takes(query.filter.as_deref(), it)).collect();
        self.shown.sort_by_key(|it| (it.from, it.department, it.person));
        Ok(Page::of(self.rows(cx.today, sign_days_of(&cx.store)?), query, span))
    }

    fn filters(&self) -> Vec<Choice> {
        self.filters.clone()
    }

    fn none_of(&self, _: &str) -> Option<String> {
        Some("这里都签过了。".to_owned())
    }

    fn empty(&self) -> String {
        "没有要签收的：应签收的都签过了，或还没有对应清单。".to_owned()
    }

    fn paper(&self) -> Option<String> {
        Some("责任清单待签收名单".to_owned())
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        vec![Choice::new("pledge_letter", "安全生产责任书").note(row.cells.first().cloned().unwrap_or_default())]
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Edit, Act::Retire, Act::Why, Act::Evidence, Act::Export]);
        view.steps_without_row = !self.shown.is_empty();
        if row.is_none() {
            for act in [Act::Add, Act::Open, Act::Mark] {
                view.blocked.push((act, "没有要签收的".to_owned()));
            }
        }
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(it) = self.shown.iter().find(|it| id_of(it) == row.id) else { return Vec::new() };
        let title = format!("{} {} 第 {} 版", self.names.person(it.person), self.names.list(it.list), it.number);
        let mut all = vec![Paragraph::heading(title), Paragraph::pair("岗位", self.names.post(it.post).to_owned())];
        all.extend(it.looked().into_iter().map(Paragraph::text));
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        Ok(match act {
            Act::Open | Act::Add if !rows.is_empty() => self.ask_day(cx, rows),
            Act::Steps => {
                let mut choices =
                    vec![Choice::new("all", "列出的全部登记签收").note(format!("{} 份", self.shown.len()))];
                if !rows.is_empty() {
                    choices
                        .insert(0, Choice::new("marked", "登记签收").note(format!("选中或标记的 {} 份", rows.len())));
                }
                vec![Msg::Push(Box::new(Pick::new("pledge.step", "签收", choices)))]
            }
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        match (answer.tag, answer.value.as_str()) {
            ("pledge.step", "all") => {
                let all: Vec<String> = self.shown.iter().map(id_of).collect();
                Ok(self.ask_day(cx, &all))
            }
            ("pledge.step", _) => Ok(self.ask_day(cx, rows)),
            ("pledge.day", text) => {
                let on = date::read(text, cx.today, Order::Ymd).map_err(|fault| Error::input(fault.to_string()))?;
                let asked = std::mem::take(&mut self.asked);
                // What was signed elsewhere meanwhile is not signed again.
                let open = sign::wanting(&cx.store, &Selection::default(), cx.today)?;
                let given: Vec<Owed> = open.into_iter().filter(|it| asked.contains(&id_of(it))).collect();
                sign::sign(&mut cx.store, &given, on, None, cx.today)?;
                Ok(vec![Msg::Stale, Msg::Notice(format!("已登记 {} 份签收，可以撤销", given.len()))])
            }
            (PAPER, kind) => {
                let person = rows.first().and_then(|id| id.split('.').next());
                person.map_or_else(|| Ok(Vec::new()), |person| paper::of_record(cx, kind, &format!("#{person}")))
            }
            _ => Ok(Vec::new()),
        }
    }
}
