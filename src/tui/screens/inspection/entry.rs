//! Entering an inspection: only what is not simply ok is typed; finishing says in words what became of the rest.

use chrono::{DateTime, FixedOffset};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::head::{self, HeadForm};
use super::sheet::{Filled, Task, head_of};
use crate::domain::inspection::ItemResult;
use crate::error::{Error, Result};
use crate::registers::inspection::record;
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, Chain, ENTRY, View};
use crate::tui::overlay::Confirm;
use crate::tui::screen::{Answer, Choice, Input, Msg, Screen, Session, told};
use crate::tui::theme::Theme;
use crate::tui::widgets::editor::Editor;

mod draw;

pub(super) use draw::tone;

/// The screen.
pub(super) struct Entry {
    task: Task,
    /// The sheet, once it was read.
    sheet: Option<Filled>,
    editor: Editor,
    /// Index among the items and the findings behind them.
    selected: usize,
    first: usize,
    /// What is wrong with the line.
    said: Option<String>,
    /// When it was opened, by the store's clock.
    opened: Option<DateTime<FixedOffset>>,
    /// Seconds spent before, where a draft was taken up.
    spent: i64,
    area: Rect,
    loaded: bool,
    had_draft: bool,
}

impl Entry {
    /// A sheet for a task, not read yet.
    pub(super) fn new(task: Task) -> Self {
        Self {
            task,
            sheet: None,
            editor: Editor::line(""),
            selected: 0,
            first: 0,
            said: None,
            opened: None,
            spent: 0,
            area: Rect::default(),
            loaded: false,
            had_draft: false,
        }
    }

    fn load(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let mut sheet = Filled::open(&cx.store, self.task.clone(), cx.today)?;
        self.opened = Some(cx.store.now());
        let mut messages = Vec::new();
        if let Some(draft) = cx.store.draft(&self.task.draft_key())? {
            let (line, spent) = sheet.restore(&cx.store, &draft.body, cx.today)?;
            self.editor.set(&line);
            self.spent = spent;
            self.had_draft = true;
            messages.push(Msg::Notice("已接着上次没有完成的录入；不要的话按 Esc 放弃".to_owned()));
        } else if self.task.plan.is_none() || sheet.head.by.is_none() {
            // Without a plan nobody has said yet where it is and who does it.
            let form = HeadForm::new(cx, sheet.head.clone())?;
            messages.push(Msg::Push(Box::new(FormScreen::new(form))));
        }
        self.sheet = Some(sheet);
        Ok(messages)
    }

    /// Seconds from opening until now, those before a draft included.
    fn seconds(&self, cx: &Session) -> i64 {
        let since = self.opened.map_or(0, |opened| (cx.store.now() - opened).num_seconds());
        self.spent.saturating_add(since.max(0))
    }

    fn rows(&self) -> usize {
        self.sheet.as_ref().map_or(0, |sheet| sheet.items.len() + sheet.extras.len())
    }

    fn to(&mut self, n: usize) {
        self.selected = n.min(self.rows().saturating_sub(1));
        self.scroll();
    }

    fn scroll(&mut self) {
        let room = draw::capacity(self.area);
        self.first = crate::tui::widgets::table::scroll_to(self.first, self.selected, room, self.rows());
    }

    /// Code of the selected item.
    fn code(&self) -> Option<String> {
        self.sheet.as_ref()?.items.get(self.selected).map(|item| item.code.clone())
    }

    /// What was typed of the selected item.
    fn raw(&self) -> Option<String> {
        let sheet = self.sheet.as_ref()?;
        sheet.marks.iter().find(|(mark, _)| mark.index == self.selected).map(|(_, raw)| raw.clone())
    }

    fn keep_draft(&mut self, cx: &Session) {
        let Some(sheet) = &self.sheet else { return };
        let touched = sheet.is_touched() || !self.editor.is_empty();
        if !touched && !self.had_draft {
            return;
        }
        let body = if touched { sheet.draft(self.editor.text(), self.seconds(cx)) } else { String::new() };
        // A draft that cannot be written is no reason to disturb the one who types: finishing will say so.
        self.had_draft = cx.store.keep_draft(&self.task.draft_key(), &body).is_ok() && touched;
    }

    fn drop_draft(&mut self, cx: &Session) {
        if self.had_draft {
            let _ = cx.store.keep_draft(&self.task.draft_key(), "");
        }
        self.had_draft = false;
    }

    /// Takes the line in; what is not understood stays in it, with the reason above.
    fn add(&mut self, cx: &Session, raw: &str) {
        let Some(sheet) = &mut self.sheet else { return };
        match sheet.add(raw) {
            Ok(row) => {
                self.editor.set("");
                self.to(row);
                self.keep_draft(cx);
            }
            Err(said) => self.said = Some(said),
        }
    }

    /// A key that gives a result: to what is typed, else to the selected item.
    fn give(&mut self, cx: &Session, sign: char) {
        let typed = self.editor.text().trim().to_owned();
        if !typed.is_empty() {
            let line = match (sign, typed.split_once(char::is_whitespace)) {
                ('=', _) if typed.contains(['=', '＝']) => typed,
                ('=', Some((code, value))) => format!("{code}={}", value.trim_start()),
                ('=', None) => {
                    // A result taken up to be mended gives way to the value.
                    let code = typed.trim_start_matches(['?', '？', '-', '－']);
                    self.editor.set(&format!("{code}="));
                    return;
                }
                (sign, _) => format!("{sign}{typed}"),
            };
            return self.add(cx, &line);
        }
        let line = match (sign, self.code()) {
            ('+', _) => "+".to_owned(),
            (_, None) => {
                self.said = Some("先选中检查表里的一项".to_owned());
                return;
            }
            ('?', Some(code)) => return self.add(cx, &format!("?{code}")),
            ('-', Some(code)) => format!("-{code} "),
            ('=', Some(code)) => format!("{code}="),
            // What was said already is taken up again to be mended.
            (_, Some(code)) => self.raw().unwrap_or_else(|| format!("{code} ")),
        };
        self.editor.set(&line);
    }

    fn erase(&mut self, cx: &Session, act: Act) {
        if !self.editor.is_empty() {
            self.editor.act(act);
        } else if self.sheet.as_mut().is_some_and(|sheet| sheet.remove(self.selected)) {
            self.to(self.selected);
            self.keep_draft(cx);
        }
    }

    fn finish(&mut self, cx: &Session) -> Vec<Msg> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        if !self.editor.text().trim().is_empty() {
            self.said = Some("这一行还没有加入：按 Enter 加入，或用 Ctrl+U 清空，然后再完成".to_owned());
            return Vec::new();
        }
        let faults = sheet.faults(cx.today);
        if !faults.is_empty() {
            return vec![Msg::Error(Error::problems("检查还没有完成，请改正：", faults))];
        }
        let (question, answers) = statement(sheet);
        vec![Msg::Push(Box::new(Confirm::new("inspection.finish", "完成检查", question, answers)))]
    }

    fn save(&mut self, cx: &mut Session, rest_checked: bool) -> Result<Vec<Msg>> {
        let seconds = u32::try_from(self.seconds(cx)).unwrap_or(u32::MAX);
        let Some(sheet) = self.sheet.as_ref().and_then(|sheet| sheet.sheet(rest_checked, seconds)) else {
            return Ok(Vec::new());
        };
        let done = record(&mut cx.store, &sheet, cx.today)?;
        self.drop_draft(cx);
        let hazards = match done.hazards.as_slice() {
            [] => String::new(),
            [first, .., last] if done.hazards.len() > 2 => {
                format!("；隐患 {} 条 {first} 至 {last}", done.hazards.len())
            }
            few => format!("；隐患 {}", few.join("、")),
        };
        let mut said = format!("已登记 {}{hazards}", done.code);
        if done.counts.not_checked > 0 {
            said = format!("{said}；未查 {}", done.counts.not_checked);
        }
        if self.task.plan.is_some() && done.occurrence.is_none() {
            said = format!("{said}；日期不在计划的期限内，没有计入计划");
        }
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }

    fn back(&mut self, cx: &Session) -> Vec<Msg> {
        let touched = self.sheet.as_ref().is_some_and(Filled::is_touched) || !self.editor.is_empty();
        if !touched {
            self.drop_draft(cx);
            return vec![Msg::Pop];
        }
        self.keep_draft(cx);
        let answers =
            vec![Choice::new("stay", "继续录入"), Choice::new("later", "留作草稿"), Choice::new("discard", "放弃")];
        vec![Msg::Push(Box::new(Confirm::new("inspection.leave", "离开录入", "这次检查还没有完成。", answers)))]
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer) -> Vec<Msg> {
        match (answer.tag, answer.value.as_str()) {
            ("inspection.finish", "checked") => told(self.save(cx, true)),
            ("inspection.finish", "unchecked") => told(self.save(cx, false)),
            ("inspection.leave", "later") => vec![Msg::Pop, Msg::Notice("录入留作草稿，下次打开时接着填".to_owned())],
            ("inspection.leave", "discard") => {
                self.drop_draft(cx);
                vec![Msg::Pop]
            }
            (head::TAG, value) => told(self.take_head(cx, value)),
            _ => Vec::new(),
        }
    }

    fn take_head(&mut self, cx: &mut Session, value: &str) -> Result<Vec<Msg>> {
        let head = serde_json::from_str(value).ok().and_then(|json| head_of(&json));
        let (Some(head), Some(sheet)) = (head, &mut self.sheet) else { return Ok(Vec::new()) };
        let lost = sheet.set_head(&cx.store, head, cx.today)?;
        self.keep_draft(cx);
        self.to(self.selected);
        if lost.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Msg::Notice(format!("那一天的检查表没有这些项，请重新录入：{}", lost.join("；")))])
    }

    fn act(&mut self, cx: &mut Session, act: Act) -> Vec<Msg> {
        let page = draw::capacity(self.area);
        match act {
            Act::Up => self.to(self.selected.saturating_sub(1)),
            Act::Down => self.to(self.selected.saturating_add(1)),
            Act::PageUp => self.to(self.selected.saturating_sub(page)),
            Act::PageDown => self.to(self.selected.saturating_add(page)),
            Act::EntryFail if self.editor.text().trim().is_empty() => self.give(cx, ' '),
            Act::EntryFail => {
                let typed = self.editor.text().to_owned();
                self.add(cx, &typed);
            }
            Act::EntryFinding => self.give(cx, '+'),
            Act::EntryNotApplicable => self.give(cx, '-'),
            Act::EntryNotChecked => self.give(cx, '?'),
            Act::EntryValue => self.give(cx, '='),
            Act::EraseBack | Act::EraseForward => self.erase(cx, act),
            Act::Save => return self.finish(cx),
            Act::Back => return self.back(cx),
            Act::NextPane => {
                let Some(sheet) = &self.sheet else { return Vec::new() };
                return told(
                    HeadForm::new(cx, sheet.head.clone()).map(|form| vec![Msg::Push(Box::new(FormScreen::new(form)))]),
                );
            }
            other => {
                self.editor.act(other);
            }
        }
        Vec::new()
    }
}

/// The finishing statement in words, and its answers; the harmless one first.
fn statement(sheet: &Filled) -> (String, Vec<Choice>) {
    let said: Vec<String> = [ItemResult::Fail, ItemResult::NotApplicable, ItemResult::NotChecked]
        .into_iter()
        .map(|result| (result, sheet.count(result)))
        .filter(|(_, count)| *count > 0)
        .map(|(result, count)| format!("{} {count} 项", result.label()))
        .collect();
    let mut question = format!("{} 共 {} 项", sheet.title, sheet.items.len());
    if !said.is_empty() {
        question = format!("{question}：{}", said.join("、"));
    }
    if !sheet.extras.is_empty() {
        question = format!("{question}；表外发现 {} 处", sheet.extras.len());
    }
    let rest = sheet.rest();
    let stay = Choice::new("stay", "继续录入");
    if rest == 0 {
        return (format!("{question}。\n每一项都有了结果。"), vec![stay, Choice::new("checked", "完成并保存")]);
    }
    let question = format!("{question}。\n其余 {rest} 项我已逐项检查，均合格。");
    let answers = vec![stay, Choice::new("checked", "是，均已检查且合格"), Choice::new("unchecked", "其余未查")];
    (question, answers)
}

impl Screen for Entry {
    fn title(&self) -> String {
        self.sheet.as_ref().map_or_else(|| "录入自查".to_owned(), |sheet| sheet.title.clone())
    }

    fn purpose(&self) -> String {
        "只写不合格、不适用、没查和有测量值的项。一行一项：D08 插座破损；-D14 不适用的原因；?D05 没查；D14=6.2 测量值；\
         + 表外的发现。编码可以只写数字。退格取消选中项的结果；Ctrl+S 声明其余各项都已检查并保存。"
            .to_owned()
    }

    fn chain(&self) -> Chain {
        ENTRY
    }

    fn describe(&self, view: &mut View) {
        if view.read_only {
            view.blocked.push((Act::Save, "文件以只读方式打开，不能改动".to_owned()));
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.scroll();
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        if self.loaded {
            return Vec::new();
        }
        self.loaded = true;
        match self.load(cx) {
            Ok(messages) => messages,
            Err(error) => vec![Msg::Pop, Msg::Error(error)],
        }
    }

    fn is_dirty(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| !sheet.marks.is_empty() || !sheet.extras.is_empty())
            || !self.editor.is_empty()
    }

    fn keep(&mut self, cx: &mut Session) {
        self.keep_draft(cx);
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        self.draw(buf, area, theme)
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        self.said = None;
        match input {
            Input::Act(act) => self.act(cx, act),
            Input::Text(typed) => {
                self.editor.insert(&typed);
                Vec::new()
            }
            Input::Answer(answer) => self.answer(cx, &answer),
        }
    }
}
