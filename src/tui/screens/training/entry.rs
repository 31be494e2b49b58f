//! Entering a session: its head, its people by department, post or list, and only what is not "was there and passed".
//! Finishing says in words what becomes of the rest.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::form::RegisterForm;
use super::line::{self, Said};
use super::people::{CHOSEN, People};
use super::roll::{Filled, Task};
use crate::error::Result;
use crate::registers::training::{Mark, Named, Rest, TRAINING_SESSION, owing, record, rules_of};
use crate::tui::keymap::{Act, Chain, ROLL, View};
use crate::tui::list::ListScreen;
use crate::tui::overlay::{Confirm, Pick, Reader};
use crate::tui::screen::{Answer, Choice, Input, Msg, Screen, Session, told};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::editor::Editor;
use crate::tui::widgets::pane::Paragraph;

mod draw;

/// Name of the answer that carries the head back.
const HEAD: &str = "training.head";
/// Names of the windows.
const SOURCE: &str = "training.source";
const FINISH: &str = "training.finish";
const LEAVE: &str = "training.leave";
/// Columns the form of the head asks for, the ones that differ most first.
const ASKED: &[&str] = &[
    "title",
    "hours",
    "topics",
    "level",
    "on_date",
    "trainer",
    "place",
    "exam",
    "pass_mark",
    "mode",
    "department",
    "post",
    "institution",
    "minutes",
    "unit",
    "from_on",
    "materials",
    "evaluation",
    "evidence",
    "cost",
    "note",
];
/// Names told of those absent or failed before the rest are counted.
const NAMED: usize = 8;

/// The screen.
pub(super) struct Entry {
    task: Task,
    roll: Option<Filled>,
    editor: Editor,
    selected: usize,
    first: usize,
    /// What is wrong with the line.
    said: Option<String>,
    area: Rect,
    loaded: bool,
    had_draft: bool,
}

impl Entry {
    /// A roll for a task, not read yet.
    pub(super) fn new(task: Task) -> Self {
        Self {
            task,
            roll: None,
            editor: Editor::line(""),
            selected: 0,
            first: 0,
            said: None,
            area: Rect::default(),
            loaded: false,
            had_draft: false,
        }
    }

    fn load(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let mut roll = Filled::open(&cx.store, self.task, cx.today)?;
        let mut messages = Vec::new();
        if let Some(draft) = cx.store.draft(&roll.draft_key())? {
            let line = roll.restore(&cx.store, &draft.body)?;
            self.editor.set(&line);
            self.had_draft = true;
            messages.push(Msg::Notice("已接着上次没有完成的登记；不要的话按 Esc 放弃".to_owned()));
        } else if !matches!(self.task, Task::There(_)) {
            messages.push(head_form(cx, &roll));
        }
        self.roll = Some(roll);
        Ok(messages)
    }

    fn rows(&self) -> usize {
        self.roll.as_ref().map_or(0, |roll| roll.people.len())
    }

    fn to(&mut self, n: usize) {
        self.selected = n.min(self.rows().saturating_sub(1));
        let room = draw::capacity(self.area);
        self.first = crate::tui::widgets::table::scroll_to(self.first, self.selected, room, self.rows());
    }

    fn person(&self) -> Option<i64> {
        self.roll.as_ref()?.people.get(self.selected).copied()
    }

    fn keep_draft(&mut self, cx: &Session) {
        let Some(roll) = &self.roll else { return };
        let touched = roll.touched || !self.editor.is_empty();
        if !touched && !self.had_draft {
            return;
        }
        let body = if touched { roll.draft(self.editor.text()) } else { String::new() };
        // A draft that cannot be written is no reason to disturb the one who types: finishing will say so.
        self.had_draft = cx.store.keep_draft(&roll.draft_key(), &body).is_ok() && touched;
    }

    fn drop_draft(&mut self, cx: &Session) {
        if let (true, Some(roll)) = (self.had_draft, &self.roll) {
            let _ = cx.store.keep_draft(&roll.draft_key(), "");
        }
        self.had_draft = false;
    }

    /// Takes a line in; what is not understood stays in it, with the reason above.
    fn take(&mut self, cx: &Session, raw: &str) -> Vec<Msg> {
        let Some(roll) = &mut self.roll else { return Vec::new() };
        match line::read(roll, raw) {
            Err(said) => {
                self.said = Some(said);
                Vec::new()
            }
            Ok(Said::Add(named)) => self.take_named(cx, &named),
            Ok(Said::Marks(marks)) => {
                let at = marks.first().and_then(|mark| roll.people.iter().position(|id| *id == mark.person));
                for mark in marks {
                    roll.say(mark);
                }
                self.editor.set("");
                self.to(at.unwrap_or(self.selected));
                self.keep_draft(cx);
                Vec::new()
            }
        }
    }

    /// Adds who was found; who was not stays in the line and is named.
    fn take_named(&mut self, cx: &Session, named: &Named) -> Vec<Msg> {
        let Some(roll) = &mut self.roll else { return Vec::new() };
        let new = roll.add(&named.people);
        let known = named.people.len() - new;
        let mut left: Vec<String> = named.unknown.iter().chain(&named.gone).cloned().collect();
        left.extend(named.several.iter().map(|(text, _)| text.clone()));
        self.editor.set(&left.join(" "));
        self.to(self.rows().saturating_sub(1));
        self.keep_draft(cx);
        let again = if known > 0 { format!("，{known} 人已在名单里") } else { String::new() };
        if named.is_complete() {
            return vec![Msg::Notice(format!("加入 {new} 人{again}"))];
        }
        let mut lines =
            vec![Paragraph::text(format!("加入 {new} 人{again}。下面的没有加入，留在输入行里：")), Paragraph::gap()];
        lines.extend(named.complaints().into_iter().map(|it| Paragraph::toned(Tone::Bad, it)));
        vec![Msg::Push(Box::new(Reader::new("没有找到的人", lines)))]
    }

    /// A key that says something of what is typed, else of the selected person.
    fn give(&mut self, cx: &Session, sign: char) -> Vec<Msg> {
        let typed = self.editor.text().trim().to_owned();
        if !typed.is_empty() {
            return self.take(cx, &format!("{sign}{typed}"));
        }
        let Some(person) = self.person() else {
            self.said = Some("还没有参加人员：按 F2 加人".to_owned());
            return Vec::new();
        };
        let mut mark = Mark { person, ..Mark::default() };
        match sign {
            '-' => mark.absent = true,
            '?' => mark.pending = true,
            _ => mark.passed = Some(false),
        }
        if let Some(roll) = &mut self.roll {
            // The same key again takes it back.
            let again = roll.mark(person) == Some(&mark);
            if again {
                let _ = roll.unsay(person);
            } else {
                roll.say(mark)
            }
        }
        self.to(self.selected + 1);
        self.keep_draft(cx);
        Vec::new()
    }

    fn sources(&self) -> Vec<Msg> {
        let Some(roll) = &self.roll else { return Vec::new() };
        let count = |n: usize| format!("{n} 人");
        let mut choices = Vec::new();
        for (id, _, name) in &roll.roster.departments {
            let people = roll.roster.of(Some(*id), None).len();
            if people > 0 {
                choices.push(Choice::new(format!("department/{id}"), name).note(count(people)));
            }
        }
        choices.push(Choice::new("everybody", "全厂在册人员").note(count(roll.roster.people.len())));
        choices.push(Choice::new("owing", "还欠这项培训的人").note("按题目类别和学时要求"));
        choices.push(Choice::new("people", "在花名册里查找、筛选、标记"));
        choices.push(Choice::new("list", "粘贴或输入名单").note("姓名、工号，一行一人或用顿号隔开"));
        for (id, name) in &roll.roster.posts {
            let people = roll.roster.of(None, Some(*id)).len();
            if people > 0 {
                choices.push(Choice::new(format!("post/{id}"), format!("岗位：{name}")).note(count(people)));
            }
        }
        vec![Msg::Push(Box::new(Pick::new(SOURCE, "谁参加", choices)))]
    }

    fn source(&mut self, cx: &Session, value: &str) -> Result<Vec<Msg>> {
        let Some(roll) = &mut self.roll else { return Ok(Vec::new()) };
        let id = |text: &str| text.parse::<i64>().ok();
        let people = match value.split_once('/') {
            Some(("department", text)) => roll.roster.of(id(text), None),
            Some(("post", text)) => roll.roster.of(None, id(text)),
            _ => match value {
                "everybody" => roll.roster.of(None, None),
                "owing" => return self.owing(cx),
                "people" => {
                    let chooser = People::new(roll.roster.clone(), roll.people.clone());
                    return Ok(vec![Msg::Push(Box::new(ListScreen::new(chooser)))]);
                }
                _ => return Ok(vec![Msg::Notice("粘贴或输入姓名、工号，回车加入".to_owned())]),
            },
        };
        Ok(self.added(cx, &people))
    }

    fn added(&mut self, cx: &Session, people: &[i64]) -> Vec<Msg> {
        let Some(roll) = &mut self.roll else { return Vec::new() };
        let new = roll.add(people);
        let total = roll.people.len();
        self.to(0);
        self.keep_draft(cx);
        vec![Msg::Notice(format!("加入 {new} 人，共 {total} 人"))]
    }

    /// Everybody who still owes what the topics of this session serve.
    fn owing(&mut self, cx: &Session) -> Result<Vec<Msg>> {
        let Some(roll) = &self.roll else { return Ok(Vec::new()) };
        let rules = rules_of(&roll.topics())?;
        if rules.is_empty() {
            self.said = Some("题目类别没有对应的学时要求：按 Tab 在表头写上类别".to_owned());
            return Ok(Vec::new());
        }
        let codes: Vec<&str> = rules.iter().map(|(code, _)| *code).collect();
        let people = owing(&cx.store, roll.on(), &codes)?;
        if people.is_empty() {
            let names: Vec<&str> = rules.iter().map(|(_, title)| *title).collect();
            return Ok(vec![Msg::Notice(format!("没有人还欠：{}", names.join("、")))]);
        }
        Ok(self.added(cx, &people))
    }

    fn finish(&mut self) -> Vec<Msg> {
        let Some(roll) = &self.roll else { return Vec::new() };
        if !self.editor.text().trim().is_empty() {
            self.said = Some("这一行还没有加入：按 Enter 加入，或用 Ctrl+U 清空，然后再完成".to_owned());
            return Vec::new();
        }
        if roll.people.is_empty() {
            self.said = Some("还没有参加人员：按 F2 加人".to_owned());
            return Vec::new();
        }
        let (question, answers) = statement(roll);
        vec![Msg::Push(Box::new(Confirm::new(FINISH, "完成登记", question, answers)))]
    }

    fn save(&mut self, cx: &mut Session, rest: Rest) -> Result<Vec<Msg>> {
        let Some(roll) = self.roll.as_ref().map(|roll| roll.roll(rest)) else { return Ok(Vec::new()) };
        let done = record(&mut cx.store, &roll, cx.today)?;
        self.drop_draft(cx);
        let mut said = format!("已登记 {}：{} 人", done.code, done.people);
        for (count, word) in [(done.absent, "缺席"), (done.failed, "不合格"), (done.pending, "待考")] {
            if count > 0 {
                said = format!("{said}，{word} {count}");
            }
        }
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }

    fn back(&mut self, cx: &Session) -> Vec<Msg> {
        let touched = self.roll.as_ref().is_some_and(|roll| roll.touched) || !self.editor.is_empty();
        if !touched {
            self.drop_draft(cx);
            return vec![Msg::Pop];
        }
        self.keep_draft(cx);
        let answers =
            vec![Choice::new("stay", "继续登记"), Choice::new("later", "留作草稿"), Choice::new("discard", "放弃")];
        vec![Msg::Push(Box::new(Confirm::new(LEAVE, "离开登记", "这次培训还没有完成。", answers)))]
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer) -> Vec<Msg> {
        match (answer.tag, answer.value.as_str()) {
            (FINISH, "passed") => told(self.save(cx, Rest::Passed)),
            (FINISH, "pending") => told(self.save(cx, Rest::Pending)),
            (LEAVE, "later") => vec![Msg::Pop, Msg::Notice("登记留作草稿，下次打开时接着填".to_owned())],
            (LEAVE, "discard") => {
                self.drop_draft(cx);
                vec![Msg::Pop]
            }
            (SOURCE, value) => told(self.source(cx, value)),
            (CHOSEN, value) => {
                let people: Vec<i64> = value.split(' ').filter_map(|id| id.parse().ok()).collect();
                self.added(cx, &people)
            }
            (HEAD, value) => told(self.take_head(cx, value)),
            _ => Vec::new(),
        }
    }

    fn take_head(&mut self, cx: &mut Session, value: &str) -> Result<Vec<Msg>> {
        let pairs: Vec<(String, String)> = serde_json::from_str(value).unwrap_or_default();
        let Some(roll) = &mut self.roll else { return Ok(Vec::new()) };
        roll.take_head(&cx.store, pairs)?;
        let is_empty = roll.people.is_empty();
        self.keep_draft(cx);
        // Nobody yet: that is what comes next.
        Ok(if is_empty { self.sources() } else { Vec::new() })
    }

    fn erase(&mut self, cx: &Session, act: Act) {
        if !self.editor.is_empty() {
            self.editor.act(act);
            return;
        }
        let (Some(person), Some(roll)) = (self.person(), self.roll.as_mut()) else { return };
        let taken_back = roll.unsay(person);
        if act == Act::EraseForward && !taken_back {
            self.said = roll.remove(self.selected).err();
        }
        self.to(self.selected);
        self.keep_draft(cx);
    }

    fn act(&mut self, cx: &mut Session, act: Act) -> Vec<Msg> {
        let page = draw::capacity(self.area);
        match act {
            Act::Up => self.to(self.selected.saturating_sub(1)),
            Act::Down => self.to(self.selected.saturating_add(1)),
            Act::PageUp => self.to(self.selected.saturating_sub(page)),
            Act::PageDown => self.to(self.selected.saturating_add(page)),
            Act::RollTake if !self.editor.text().trim().is_empty() => {
                let typed = self.editor.text().to_owned();
                return self.take(cx, &typed);
            }
            Act::RollTake => self.said = Some("-3 17 缺席，8 不合格，8=55 成绩；姓名或工号是加人".to_owned()),
            Act::RollAdd => return self.sources(),
            Act::RollOwing => return told(self.owing(cx)),
            Act::RollAbsent => return self.give(cx, '-'),
            Act::RollFailed => return self.give(cx, '!'),
            Act::RollPending => return self.give(cx, '?'),
            Act::RollScore if self.rows() > 0 => {
                let line = format!("{}=", self.selected + 1);
                self.editor.set(&line);
            }
            Act::EraseBack | Act::EraseForward => self.erase(cx, act),
            Act::Save => return self.finish(),
            Act::Back => return self.back(cx),
            Act::NextPane => {
                let Some(roll) = &self.roll else { return Vec::new() };
                if let Task::There(id) = self.task {
                    return vec![Msg::Push(Box::new(RegisterForm::change(&TRAINING_SESSION, id, cx.today).screen()))];
                }
                return vec![head_form(cx, roll)];
            }
            other => {
                self.editor.act(other);
            }
        }
        Vec::new()
    }
}

/// The form of the head, begun with what is known.
fn head_form(cx: &Session, roll: &Filled) -> Msg {
    let mut form = RegisterForm::new(&TRAINING_SESSION, cx.today).only(ASKED).answering(HEAD);
    // What is not said yet begins as a new record does; topics are read from the title where they are left empty.
    if roll.said("topics").is_empty() {
        form = form.given("topics", "");
    }
    for (key, text) in &roll.head {
        if let Some(column) = TRAINING_SESSION.column(key) {
            form = form.given(column.key, text.clone());
        }
    }
    Msg::Push(Box::new(form.screen()))
}

/// The finishing statement in words, and its answers; the harmless one first.
fn statement(roll: &Filled) -> (String, Vec<Choice>) {
    let names = |ids: &[i64]| {
        let all: Vec<&str> = ids.iter().filter_map(|id| roll.roster.member(*id)).map(|it| it.name.as_str()).collect();
        let shown: Vec<&str> = all.iter().take(NAMED).copied().collect();
        let more = if all.len() > NAMED { "等" } else { "" };
        format!("{}{more}", shown.join("、"))
    };
    let mut question =
        format!("{}《{}》{}，共 {} 人。", roll.on(), roll.said("title"), draw::length(roll), roll.people.len());
    let absent = roll.marked(|mark| mark.absent);
    let failed = roll.marked(|mark| roll.fails(mark));
    let pending = roll.marked(|mark| mark.pending);
    for (ids, word) in [(&absent, "缺席"), (&failed, "不合格"), (&pending, "待考")] {
        if !ids.is_empty() {
            question = format!("{question}\n{word} {} 人：{}。", ids.len(), names(ids));
        }
    }
    let rest = roll.rest();
    let stay = Choice::new("stay", "继续登记");
    if rest == 0 {
        return (format!("{question}\n每个人都有了结果。"), vec![stay, Choice::new("passed", "完成并保存")]);
    }
    let question = format!("{question}\n其余 {rest} 人均已参加并合格。");
    let answers = vec![stay, Choice::new("passed", "是，均已参加并合格"), Choice::new("pending", "其余还没有考核结果")];
    (question, answers)
}

impl Screen for Entry {
    fn title(&self) -> String {
        let title = self.roll.as_ref().map_or("", |roll| roll.said("title"));
        if title.is_empty() { "登记培训".to_owned() } else { title.to_owned() }
    }

    fn purpose(&self) -> String {
        "先加人（F2 按部门、岗位、花名册；F5 加入还欠的人；也可粘贴名单），再只写例外：-3 17 缺席，8 40 不合格，8=55 成绩，?8 待考。\
         退格取消选中的人的例外，Del 从名单去掉；Ctrl+S 声明其余的人都已参加并合格并保存。"
            .to_owned()
    }

    fn chain(&self) -> Chain {
        ROLL
    }

    fn describe(&self, view: &mut View) {
        if view.read_only {
            view.blocked.push((Act::Save, "文件以只读方式打开，不能改动".to_owned()));
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.to(self.selected);
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
        self.roll.as_ref().is_some_and(|roll| roll.touched) || !self.editor.is_empty()
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
            // A list of several lines is names, whatever it begins with.
            Input::Text(typed) if typed.trim().contains('\n') => {
                let named = self.roll.as_ref().map(|roll| roll.roster.named(&typed)).unwrap_or_default();
                self.take_named(cx, &named)
            }
            Input::Text(typed) => {
                self.editor.insert(&typed);
                Vec::new()
            }
            Input::Answer(answer) => self.answer(cx, &answer),
        }
    }
}
