//! The plant's checklists, with the version in force.

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::registers::plan::CHECKLIST;
use crate::registers::{self, Context, ListQuery, Lookups, checklist};
use crate::report::collect::ledger;
use crate::store::{Query as Rows, Store};
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, PAPER, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::screens::RegisterForm;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use super::items;

/// The list.
pub(super) struct Lists;

impl Lists {
    /// Checklists of the packs that the plant does not use.
    fn adoptable(store: &Store) -> Result<Vec<Choice>> {
        let used: HashSet<String> = store
            .rows(&CHECKLIST.relation, &Rows::default())?
            .iter()
            .filter_map(|row| row.get("code").as_text().map(str::to_owned))
            .collect();
        let packs = Packs::builtin()?;
        Ok(packs
            .checklists()
            .iter()
            .filter(|list| !used.contains(list.id.as_str()))
            .map(|list| Choice::new(list.id.as_str(), list.title.as_str()).note(list.kind.label()))
            .collect())
    }
}

/// Adopts a checklist of the packs, in force from today.
fn adopt(cx: &mut Session, code: &str) -> Result<Vec<Msg>> {
    let packs = Packs::builtin()?;
    let list = packs
        .checklists()
        .iter()
        .find(|list| list.id.as_str() == code)
        .ok_or_else(|| Error::input("没有这张自带的检查表"))?;
    let from = cx.today;
    cx.store.write("checklist.adopt", |tx| {
        checklist::adopt(tx, packs, list, from)?;
        Ok(((), format!("采用检查表 {}", list.title)))
    })?;
    Ok(vec![Msg::Stale, Msg::Notice(format!("已采用检查表“{}”", list.title))])
}

impl ListModel for Lists {
    fn title(&self) -> String {
        CHECKLIST.title.to_owned()
    }

    fn purpose(&self) -> String {
        "本厂在用的检查表。回车看项目、改项目；改动另存为新版本，旧记录仍按旧版显示。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("title", "检查表", Width::Fill(2)).least(22),
            Column::new("kind", "检查类型", Width::Length(16)),
            Column::new("items", "在用项", Width::Length(6)).right(),
            Column::new("version", "版本", Width::Length(4)).right(),
            Column::new("from", "启用日期", Width::Length(10)),
            Column::new("code", "编号", Width::Length(16)).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let lookups = Lookups::of(&CHECKLIST, &cx.store)?;
        let context = Context { today: cx.today, lookups: &lookups };
        let mut rows = Vec::new();
        for listed in registers::list(&cx.store, &CHECKLIST, &ListQuery::default(), &context)? {
            let text = |key: &str| listed.cell(&CHECKLIST, key).map(|cell| cell.text.clone()).unwrap_or_default();
            let version = cx.store.checklist_version_on(listed.row.id, cx.today)?;
            let items = match &version {
                Some(version) => cx.store.checklist_items(version.id)?.iter().filter(|item| item.active).count(),
                None => 0,
            };
            let id = listed.row.id.to_string();
            let cells = vec![
                text("title"),
                text("kind"),
                items.to_string(),
                version.as_ref().map(|it| it.number.to_string()).unwrap_or_default(),
                version.map(|it| it.effective_from.to_string()).unwrap_or_default(),
                text("code"),
            ];
            rows.push(Row { key: id.clone(), id, cells, ..Row::default() });
        }
        Ok(Page::of(rows, query, span))
    }

    fn paper(&self) -> Option<String> {
        Some(ledger::paper_title(&CHECKLIST))
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        vec![Choice::new("sheet", "空白检查表").note(row.cells.first().cloned().unwrap_or_default())]
    }

    fn empty(&self) -> String {
        "还没有检查表。按 Ctrl+G 采用自带的检查表，或按 F2 自编一张。".to_owned()
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Export, Act::Evidence, Act::Why, Act::Mark]);
        view.has_row = true;
        if row.is_none() {
            for act in [Act::Open, Act::Edit, Act::Retire] {
                view.blocked.push((act, "还没有检查表".to_owned()));
            }
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Ok(id) = row.id.parse() else { return Vec::new() };
        let mut all = vec![Paragraph::heading(row.cells.first().cloned().unwrap_or_default())];
        for version in cx.store.checklist_versions(id).unwrap_or_default() {
            let note = version.note.unwrap_or_default();
            all.push(Paragraph::text(format!("第 {} 版 {} 起 {note}", version.number, version.effective_from)));
        }
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let id = rows.first().and_then(|id| id.parse::<i64>().ok());
        Ok(match (act, id) {
            (Act::Open, Some(id)) => vec![Msg::Push(items::screen(cx, id)?)],
            (Act::Add, _) => {
                vec![Msg::Push(Box::new(RegisterForm::new(&CHECKLIST, cx.today).screen()))]
            }
            (Act::Edit, Some(id)) => {
                vec![Msg::Push(Box::new(RegisterForm::change(&CHECKLIST, id, cx.today).screen()))]
            }
            (Act::Retire, Some(_)) => {
                let label = "停用后不能再用它检查，做过的检查照旧。停用的原因：";
                vec![Msg::Push(Box::new(Prompt::new("checklist.retire", "停用检查表", label, true)))]
            }
            (Act::Steps, _) => {
                let choices = Self::adoptable(&cx.store)?;
                if choices.is_empty() {
                    return Ok(vec![Msg::Notice("自带的检查表都已采用".to_owned())]);
                }
                vec![Msg::Push(Box::new(Pick::new("checklist.adopt", "采用自带的检查表", choices)))]
            }
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        match answer.tag {
            "checklist.adopt" => adopt(cx, &answer.value),
            PAPER => match rows.first() {
                Some(id) => paper::of_record(cx, &answer.value, &format!("#{id}")),
                None => Ok(Vec::new()),
            },
            "checklist.retire" => {
                let Some(id) = rows.first().and_then(|id| id.parse().ok()) else { return Ok(Vec::new()) };
                registers::retire(&mut cx.store, &CHECKLIST, id, cx.today, &answer.value)?;
                Ok(vec![Msg::Stale, Msg::Notice("检查表已停用，可以撤销".to_owned())])
            }
            _ => Ok(Vec::new()),
        }
    }
}
