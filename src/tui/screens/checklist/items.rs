//! The items of one checklist: added, reworded, switched off, put in another order, then saved as the next version.

use std::cell::RefCell;
use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::item_form::ItemForm;
use super::revise_form::ReviseForm;
use crate::domain::date;
use crate::error::{Error, Result};
use crate::registers::plan::CHECKLIST;
use crate::store::{ChecklistItem, ChecklistVersion};
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, Chain, View};
use crate::tui::list::{ListModel, ListScreen, Page, Query, Span};
use crate::tui::overlay::{Confirm, Pick, Prompt};
use crate::tui::screen::{Answer, Choice, Input, Msg, Screen, Session, told};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

/// What is being edited; the list, its forms and the screen share it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The checklist.
    pub checklist: i64,
    /// Its name.
    pub title: String,
    /// The version shown.
    pub version: Option<ChecklistVersion>,
    /// Whether an older version is looked at: nothing is changed then.
    pub past: bool,
    /// The items as they stand.
    pub items: Vec<ChecklistItem>,
    /// The items as they were read.
    pub read: Vec<ChecklistItem>,
}

impl Draft {
    fn is_dirty(&self) -> bool {
        self.items != self.read
    }

    pub(super) fn show(&mut self, cx: &Session, version: Option<ChecklistVersion>) -> Result<()> {
        self.items = match &version {
            Some(version) => cx.store.checklist_items(version.id)?,
            None => Vec::new(),
        };
        self.read.clone_from(&self.items);
        self.version = version;
        Ok(())
    }
}

/// Shared by the list, its forms and the screen around them.
pub(super) type Shared = Rc<RefCell<Draft>>;

/// The items of a checklist in its newest wording.
pub(super) fn screen(cx: &Session, checklist: i64) -> Result<Box<dyn Screen>> {
    let row = cx.store.row(&CHECKLIST.relation, checklist)?.ok_or_else(|| Error::input("没有这张检查表"))?;
    let title = row.get("title").as_text().unwrap_or_default().to_owned();
    let mut draft = Draft { checklist, title, ..Draft::default() };
    let newest = cx.store.checklist_versions(checklist)?.into_iter().next();
    draft.show(cx, newest)?;
    let shared: Shared = Rc::new(RefCell::new(draft));
    Ok(Box::new(Items { list: ListScreen::new(ItemList { shared: Rc::clone(&shared) }), shared }))
}

/// The list with what must not be lost around it.
struct Items {
    list: ListScreen<ItemList>,
    shared: Shared,
}

struct ItemList {
    shared: Shared,
}

impl ItemList {
    fn steps(&self) -> Vec<Choice> {
        let draft = self.shared.borrow();
        let mut choices = Vec::new();
        if !draft.past {
            choices.push(Choice::new("save", "保存为新版本").note("写明启用日期和改了什么"));
            choices.push(Choice::new("up", "上移一行"));
            choices.push(Choice::new("down", "下移一行"));
            choices.push(Choice::new("move", "移到第几项").note("输入序号"));
        }
        choices.push(Choice::new("versions", "查看其他版本"));
        choices
    }

    fn shift(&self, from: usize, to: usize) {
        let mut draft = self.shared.borrow_mut();
        if from < draft.items.len() {
            let item = draft.items.remove(from);
            let to = to.min(draft.items.len());
            draft.items.insert(to, item);
        }
    }

    fn versions(&self, cx: &Session) -> Result<Msg> {
        let checklist = self.shared.borrow().checklist;
        let choices = cx.store.checklist_versions(checklist)?.into_iter().map(|version| {
            let label = format!("第 {} 版 {} 起", version.number, date::show(version.effective_from));
            Choice::new(version.number.to_string(), label).note(version.note.unwrap_or_default())
        });
        Ok(Msg::Push(Box::new(Pick::new("items.version", "版本", choices.collect()))))
    }

    fn show(&self, cx: &Session, number: &str) -> Result<Vec<Msg>> {
        let mut draft = self.shared.borrow_mut();
        if draft.is_dirty() {
            return Ok(vec![Msg::Notice("先保存或放弃改动，再看其他版本".to_owned())]);
        }
        let all = cx.store.checklist_versions(draft.checklist)?;
        let newest = all.first().map(|version| version.number);
        let Some(version) = all.into_iter().find(|version| version.number.to_string() == number) else {
            return Ok(Vec::new());
        };
        draft.past = newest != Some(version.number);
        draft.show(cx, Some(version))?;
        Ok(vec![Msg::Stale])
    }
}

impl ListModel for ItemList {
    fn title(&self) -> String {
        let draft = self.shared.borrow();
        let version = draft.version.as_ref().map_or_else(
            || "还没有版本".to_owned(),
            |it| format!("第 {} 版，{} 起", it.number, date::show(it.effective_from)),
        );
        let state = match (draft.past, draft.is_dirty()) {
            (true, _) => "（旧版）",
            (false, true) => "（未保存）",
            (false, false) => "",
        };
        format!("{} {version}{state}", draft.title)
    }

    fn purpose(&self) -> String {
        "检查表的项目。F2 加一项，F4 改写，空格停用或恢复，Ctrl+G 移动次序、保存为新版本、看旧版本。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "编码", Width::Length(8)),
            Column::new("object", "对象", Width::Length(14)),
            Column::new("content", "检查内容", Width::Fill(1)).least(28),
            Column::new("state", "状态", Width::Length(4)),
            Column::new("basis", "依据", Width::Length(28)).spare(1),
        ]
    }

    fn load(&mut self, _cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let draft = self.shared.borrow();
        let rows = draft.items.iter().enumerate().map(|(n, item)| Row {
            id: n.to_string(),
            key: n.to_string(),
            cells: vec![
                item.code.clone(),
                item.object.clone(),
                item.content.clone(),
                if item.active { "在用" } else { "停用" }.to_owned(),
                item.basis.clone().unwrap_or_default(),
            ],
            tone: if item.active { Tone::Normal } else { Tone::Faint },
            badge: None,
        });
        Ok(Page::of(rows, query, span))
    }

    fn empty(&self) -> String {
        "还没有项目。按 F2 加一项，加好后按 Ctrl+G 保存为新版本。".to_owned()
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Export, Act::Print, Act::Evidence, Act::Why]);
        view.has_row = true;
        let past = self.shared.borrow().past;
        for act in [Act::Add, Act::Edit, Act::Retire, Act::Mark] {
            if past {
                view.blocked.push((act, "旧版本只能查看".to_owned()));
            } else if row.is_none() && act != Act::Add {
                view.blocked.push((act, "还没有项目".to_owned()));
            }
        }
    }

    fn detail(&mut self, _cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let draft = self.shared.borrow();
        let Some(item) = row.id.parse::<usize>().ok().and_then(|n| draft.items.get(n)) else { return Vec::new() };
        let mut all = vec![Paragraph::heading(format!("{} {}", item.code, item.object))];
        for (name, value) in [
            ("检查内容", Some(&item.content)),
            ("合格标准", item.standard.as_ref()),
            ("方法", item.method.as_ref()),
            ("依据", item.basis.as_ref()),
            ("单位", item.unit.as_ref()),
            ("不小于", item.low.as_ref()),
            ("不大于", item.high.as_ref()),
            ("小于", item.below.as_ref()),
        ] {
            if let Some(value) = value {
                all.push(Paragraph::pair(name, value.clone()));
            }
        }
        if item.basis_unverified {
            all.push(Paragraph::toned(Tone::Unknown, "依据待核对"));
        }
        all
    }

    fn act(&mut self, _cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let at = rows.first().and_then(|n| n.parse::<usize>().ok());
        Ok(match (act, at) {
            (Act::Add, _) => {
                let form = ItemForm::new(Rc::clone(&self.shared), None);
                vec![Msg::Push(Box::new(FormScreen::new(form)))]
            }
            (Act::Open | Act::Edit, Some(at)) if !self.shared.borrow().past => {
                let form = ItemForm::new(Rc::clone(&self.shared), Some(at));
                vec![Msg::Push(Box::new(FormScreen::new(form)))]
            }
            // The key of marking comes here as that of retiring: both switch the item.
            (Act::Retire, Some(at)) => {
                if let Some(item) = self.shared.borrow_mut().items.get_mut(at) {
                    item.active = !item.active;
                }
                vec![Msg::Stale]
            }
            (Act::Steps, _) => vec![Msg::Push(Box::new(Pick::new("items.step", "检查表", self.steps())))],
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let at = rows.first().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        match (answer.tag, answer.value.as_str()) {
            ("items.step", "up") => self.shift(at, at.saturating_sub(1)),
            ("items.step", "down") => self.shift(at, at.saturating_add(1)),
            ("items.step", "move") => {
                return Ok(vec![Msg::Push(Box::new(Prompt::new("items.move", "移动", "移到第几项：", true)))]);
            }
            ("items.step", "save") => return Ok(vec![save(&self.shared)]),
            ("items.step", _) => return Ok(vec![self.versions(cx)?]),
            ("items.version", number) => return self.show(cx, number),
            ("items.move", number) => {
                let folded = crate::domain::fold::to_half_width(number);
                let Some(to) = folded.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1)) else {
                    return Ok(vec![Msg::Notice("要写序号，如 3".to_owned())]);
                };
                self.shift(at, to);
            }
            _ => return Ok(Vec::new()),
        }
        Ok(vec![Msg::Stale])
    }
}

fn save(shared: &Shared) -> Msg {
    Msg::Push(Box::new(FormScreen::new(ReviseForm::new(Rc::clone(shared)))))
}

impl Screen for Items {
    fn title(&self) -> String {
        self.list.title()
    }

    fn purpose(&self) -> String {
        self.list.purpose()
    }

    fn chain(&self) -> Chain {
        self.list.chain()
    }

    fn describe(&self, view: &mut View) {
        self.list.describe(view);
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        self.list.view(buf, area, theme)
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        self.list.settle(cx)
    }

    fn on_stale(&mut self) {
        self.list.on_stale();
    }

    fn is_dirty(&self) -> bool {
        self.shared.borrow().is_dirty()
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(Act::Mark) => self.list.update(cx, Input::Act(Act::Retire)),
            Input::Answer(Answer { tag: "items.leave", value }) => match value.as_str() {
                "save" => vec![save(&self.shared)],
                "discard" => vec![Msg::Pop],
                _ => Vec::new(),
            },
            input => {
                let messages = self.list.update(cx, input);
                let leaves = messages.iter().any(|message| matches!(message, Msg::Pop));
                if leaves && self.is_dirty() {
                    let answers = vec![
                        Choice::new("stay", "继续修改"),
                        Choice::new("save", "保存为新版本"),
                        Choice::new("discard", "放弃改动"),
                    ];
                    let question = "检查表有改动还没有保存为新版本。";
                    return vec![Msg::Push(Box::new(Confirm::new("items.leave", "离开", question, answers)))];
                }
                told(Ok(messages))
            }
        }
    }
}
