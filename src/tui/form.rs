//! A form over any record: keeps what was typed until it can be read, says each problem beside its field, asks before it
//! loses anything, and leaves a draft behind. What the fields are, a [`FormModel`] says.

use serde_json::Value as Json;

use super::keymap::{self, Act, Chain, View};
use super::overlay::{Confirm, Pick};
use super::screen::{Answer, Choice, Input, Msg, Screen, Session};
use super::theme::Theme;
use super::widgets::editor::Taken;
use super::words;
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

mod choose;
mod draft;
mod draw;
mod field;

use choose::Suggest;

pub use field::{Field, FieldKind, FieldSpec};

/// A record being filled in.
pub trait FormModel {
    /// Name of the form.
    fn title(&self) -> String;
    /// One sentence on what it is for.
    fn purpose(&self) -> String {
        String::new()
    }
    /// The fields in their order, with what stands in them at first.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>>;
    /// Whether a field is asked for, given what stands in the others.
    fn shows(&self, _key: &str, _value: &dyn Fn(&str) -> String) -> bool {
        true
    }
    /// Whether a field that is not always required must be filled in, given what stands in the others: shown with a star.
    fn demands(&self, _key: &str, _value: &dyn Fn(&str) -> String) -> bool {
        false
    }
    /// Everything a reference field may refer to.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn options(&mut self, _cx: &mut Session, _key: &str) -> Result<Vec<Choice>> {
        Ok(Vec::new())
    }
    /// Reads one field as typed or picked; returns how it is understood, to be shown beside the field.
    ///
    /// # Errors
    /// What is wrong with it.
    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem>;
    /// Judges the record and saves it. All fields shown were set before.
    ///
    /// # Errors
    /// With the problems of the record, each naming its field where it is about one.
    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>>;
    /// A question to ask when a field names something that does not exist but could be made here: 新建部门“热处理”？
    fn creatable(&self, _key: &str, _raw: &str) -> Option<String> {
        None
    }
    /// Makes what [`FormModel::creatable`] asked about; called when the user said yes.
    ///
    /// # Errors
    /// As saving that record.
    fn create(&mut self, _cx: &mut Session, _key: &str, _raw: &str) -> Result<()> {
        Ok(())
    }
    /// The name under which drafts of this form are kept: `hazard/new`, `person/17`. None for a form without drafts.
    fn draft_key(&self) -> Option<String> {
        None
    }
}

/// Input bursts after which a draft is written while one stays in the same field.
const DRAFT_EVERY: u32 = 20;

/// The screen.
pub struct FormScreen<M> {
    model: M,
    fields: Vec<Field>,
    focus: usize,
    options: Vec<Choice>,
    /// Key of the field whose options are loaded.
    options_of: Option<&'static str>,
    suggest: Option<Suggest>,
    /// Problems of the record as a whole.
    problems: Vec<String>,
    area: Rect,
    loaded: bool,
    edits: u32,
    /// A draft was found; how the user is told.
    restored: bool,
    had_draft: bool,
}

impl<M: FormModel> FormScreen<M> {
    /// A form, its fields not read yet.
    pub fn new(model: M) -> Self {
        Self {
            model,
            fields: Vec::new(),
            focus: 0,
            options: Vec::new(),
            options_of: None,
            suggest: None,
            problems: Vec::new(),
            area: Rect::default(),
            loaded: false,
            edits: 0,
            restored: false,
            had_draft: false,
        }
    }

    fn value_of(&self, key: &str) -> String {
        self.fields.iter().find(|field| field.spec.key == key).map(|field| field.raw().to_owned()).unwrap_or_default()
    }

    fn shows(&self, field: &Field) -> bool {
        self.model.shows(field.spec.key, &|key| self.value_of(key))
    }

    /// Indices of the fields shown now.
    fn shown(&self) -> Vec<usize> {
        self.fields.iter().enumerate().filter(|(_, field)| self.shows(field)).map(|(n, _)| n).collect()
    }

    fn current(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    fn current_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    fn load(&mut self, cx: &mut Session) -> Result<()> {
        self.fields = self.model.fields(cx)?;
        self.loaded = true;
        if let Some(key) = self.model.draft_key()
            && let Some(draft) = cx.store.draft(&key)?
        {
            self.had_draft = true;
            if let Ok(Json::Object(typed)) = serde_json::from_str(&draft.body) {
                self.restore(cx, &typed);
            }
        }
        self.focus = self.shown().into_iter().find(|n| self.takes_input(*n)).unwrap_or(0);
        self.enter(cx);
        Ok(())
    }

    fn takes_input(&self, n: usize) -> bool {
        self.fields.get(n).is_some_and(|field| !matches!(field.spec.kind, FieldKind::Fixed))
    }

    /// Reads what a field that now has the focus needs.
    fn enter(&mut self, cx: &mut Session) {
        self.suggest = None;
        let Some(field) = self.current() else { return };
        let key = field.spec.key;
        if matches!(field.spec.kind, FieldKind::Reference) && self.options_of != Some(key) {
            self.options = self.model.options(cx, key).unwrap_or_default();
            self.options_of = Some(key);
        }
    }

    /// Settles the field that loses the focus: a name typed in full, or the only one that matches, is picked.
    fn leave(&mut self, cx: &mut Session) {
        self.pick_what_is_clear();
        self.suggest = None;
        self.judge(cx, self.focus);
    }

    /// Reads one field through the model; the problem or the reading stands beside it afterwards.
    fn judge(&mut self, cx: &mut Session, n: usize) -> bool {
        let Some(field) = self.fields.get_mut(n) else { return true };
        if matches!(field.spec.kind, FieldKind::Fixed) {
            return true;
        }
        match self.model.set(cx, field.spec.key, field.raw()) {
            Ok(shown) => {
                field.shown = shown;
                field.problem = None;
                true
            }
            Err(problem) => {
                field.shown.clear();
                field.problem = Some(problem.to_string());
                false
            }
        }
    }

    /// Whether a field that must be filled in is empty; says so beside it.
    fn is_wanting(&mut self, n: usize) -> bool {
        let Some(field) = self.fields.get_mut(n).filter(|field| field.spec.required) else { return false };
        let empty = field.raw().trim().is_empty();
        if empty {
            field.problem = Some(format!("{}：必须填写", field.spec.label));
        }
        empty
    }

    fn step(&mut self, cx: &mut Session, forward: bool) {
        self.leave(cx);
        let shown: Vec<usize> = self.shown().into_iter().filter(|n| self.takes_input(*n)).collect();
        let next = if forward {
            shown.iter().find(|n| **n > self.focus).or(shown.last())
        } else {
            shown.iter().rev().find(|n| **n < self.focus).or(shown.first())
        };
        self.focus = next.copied().unwrap_or(0);
        self.keep_draft(cx);
        self.enter(cx);
    }

    fn jump(&mut self, cx: &mut Session, n: usize) {
        self.leave(cx);
        self.focus = n;
        self.enter(cx);
    }

    fn edited(&mut self) {
        self.edits += 1;
        self.problems.clear();
        let Some(field) = self.fields.get_mut(self.focus) else { return };
        field.problem = None;
        field.shown.clear();
        self.suggest_anew();
    }

    fn save(&mut self, cx: &mut Session) -> Vec<Msg> {
        self.leave(cx);
        self.problems.clear();
        let shown = self.shown();
        let mut wrong = Vec::new();
        for n in &shown {
            if !self.judge(cx, *n) {
                wrong.push(*n);
            }
        }
        if !wrong.is_empty() {
            // What is empty is told in the same breath; alone, the model says it with its reason.
            wrong.extend(shown.iter().filter(|n| self.is_wanting(**n)));
            wrong.sort_unstable();
        }
        if let Some(first) = wrong.first() {
            self.focus = *first;
            self.enter(cx);
            self.keep_draft(cx);
            if wrong.iter().all(|n| self.creatable(*n).is_some())
                && let Some(question) = self.creatable(*first)
            {
                return vec![Msg::Push(Box::new(question))];
            }
            return vec![Msg::Notice(format!("还没有保存：有 {} 处需要修改", wrong.len()))];
        }
        match self.model.save(cx) {
            Ok(messages) => {
                self.drop_draft(cx);
                for field in &mut self.fields {
                    field.accept();
                }
                messages
            }
            Err(error) => self.refused(cx, error),
        }
    }

    /// Puts the problems of a refused save beside their fields.
    fn refused(&mut self, cx: &mut Session, error: Error) -> Vec<Msg> {
        let error = words::refusal(&error);
        self.keep_draft(cx);
        if error.problems.is_empty() {
            return vec![Msg::Error(error)];
        }
        let mut first = None;
        for problem in &error.problems {
            let at = problem.field.and_then(|key| self.fields.iter().position(|field| field.spec.key == key));
            match at.filter(|n| self.shown().contains(n)).and_then(|n| self.fields.get_mut(n).map(|field| (n, field))) {
                Some((n, field)) => {
                    field.problem = Some(problem.to_string());
                    first = first.or(Some(n));
                }
                None => self.problems.push(problem.to_string()),
            }
        }
        if let Some(n) = first {
            self.focus = n;
            self.enter(cx);
        }
        vec![Msg::Notice(format!("还没有保存：有 {} 处需要修改", error.problems.len()))]
    }

    /// The question whether to make what a field names, where that can be done.
    fn creatable(&self, n: usize) -> Option<Confirm> {
        let field = self.fields.get(n)?;
        let question = self.model.creatable(field.spec.key, field.raw())?;
        let answers = vec![Choice::new("no", "不新建，改这一项"), Choice::new("yes", "新建，然后保存")];
        Some(Confirm::new("form.create", "新建", question, answers))
    }

    fn create(&mut self, cx: &mut Session) -> Vec<Msg> {
        let Some((key, raw)) = self.current().map(|field| (field.spec.key, field.raw().to_owned())) else {
            return Vec::new();
        };
        if let Err(error) = self.model.create(cx, key, &raw) {
            return vec![Msg::Error(error)];
        }
        self.options_of = None;
        self.enter(cx);
        let mut messages = vec![Msg::Stale];
        messages.extend(self.save(cx));
        messages
    }

    fn back(&mut self, cx: &mut Session) -> Vec<Msg> {
        if !self.is_dirty() {
            self.drop_draft(cx);
            return vec![Msg::Pop];
        }
        self.keep_draft(cx);
        let answers =
            vec![Choice::new("stay", "继续填写"), Choice::new("save", "保存"), Choice::new("discard", "放弃输入")];
        let question = "有改动还没有保存。";
        vec![Msg::Push(Box::new(Confirm::new("form.leave", "离开表单", question, answers)))]
    }

    fn answer(&mut self, cx: &mut Session, answer: Answer) -> Vec<Msg> {
        match (answer.tag, answer.value.as_str()) {
            ("form.leave", "save") => self.save(cx),
            ("form.leave", "discard") => {
                self.drop_draft(cx);
                vec![Msg::Pop]
            }
            ("form.create", "yes") => self.create(cx),
            ("form.options", _) => {
                let choice = self.choices().into_iter().find(|choice| choice.value == answer.value);
                if let (Some(choice), Some(field)) = (choice, self.fields.get_mut(self.focus)) {
                    field.put(&choice.label, Some(choice.value));
                    self.edits += 1;
                    self.step(cx, true);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn act(&mut self, cx: &mut Session, act: Act) -> Vec<Msg> {
        match act {
            Act::Save => return self.save(cx),
            Act::Back => return self.back(cx),
            Act::NextField => self.step(cx, true),
            Act::PrevField => self.step(cx, false),
            Act::First | Act::Last => {
                let shown: Vec<usize> = self.shown().into_iter().filter(|n| self.takes_input(*n)).collect();
                let to = if act == Act::First { shown.first() } else { shown.last() };
                self.jump(cx, to.copied().unwrap_or(0));
            }
            Act::Options => {
                let (title, on) =
                    self.current().map_or_else(Default::default, |f| (f.spec.label.clone(), f.raw().to_owned()));
                return vec![Msg::Push(Box::new(Pick::new("form.options", title, self.choices()).on(&on)))];
            }
            Act::Revert => {
                if let Some(field) = self.current_mut() {
                    field.revert();
                    self.edited();
                    self.suggest = None;
                }
            }
            Act::Accept | Act::Cancel => self.close_suggestions(cx, act == Act::Accept),
            Act::Up | Act::Down if self.suggest.is_some() => self.move_suggestion(act == Act::Down),
            Act::Up | Act::Down => self.move_in_note(cx, act == Act::Down),
            Act::Left | Act::Right => self.turn_choice(act == Act::Right),
            other => self.edit(other),
        }
        Vec::new()
    }

    fn edit(&mut self, act: Act) {
        let Some(field) = self.current_mut() else { return };
        let before = field.editor.text().to_owned();
        if !field.editor.act(act) {
            return;
        }
        if field.editor.text() != before {
            field.picked = None;
            self.edited();
        }
    }

    fn move_in_note(&mut self, cx: &mut Session, down: bool) {
        let cells = draw::note_cells(self.area, self.label());
        if !self.current_mut().is_some_and(|field| field.editor.vertical(cells, down)) {
            self.step(cx, down);
        }
    }

    fn text(&mut self, typed: &str) -> Vec<Msg> {
        let Some(field) = self.current_mut() else { return Vec::new() };
        match &field.spec.kind {
            FieldKind::Choice(_) => self.choose_by_text(typed),
            FieldKind::Fixed => {}
            FieldKind::Line | FieldKind::Note(_) | FieldKind::Date | FieldKind::Reference => {
                let most = field.editor.most();
                let taken = field.editor.insert(typed);
                field.picked = None;
                self.edited();
                if taken == Taken::Cut {
                    return vec![Msg::Notice(format!("这一项最多 {most} 字，多出的没有录入"))];
                }
            }
        }
        Vec::new()
    }
}

impl<M: FormModel> Screen for FormScreen<M> {
    fn title(&self) -> String {
        self.model.title()
    }

    fn purpose(&self) -> String {
        self.model.purpose()
    }

    fn chain(&self) -> Chain {
        match self.current().map(|field| &field.spec.kind) {
            _ if self.suggest.is_some() => keymap::FORM_SUGGEST,
            Some(FieldKind::Note(_)) => keymap::FORM_NOTE,
            Some(FieldKind::Choice(_) | FieldKind::Fixed) => keymap::FORM_CHOICE,
            Some(FieldKind::Line | FieldKind::Date | FieldKind::Reference) | None => keymap::FORM_LINE,
        }
    }

    fn describe(&self, view: &mut View) {
        if view.read_only {
            view.blocked.push((Act::Save, "文件以只读方式打开，不能改动".to_owned()));
        }
        if self.choices().is_empty() {
            view.absent.push(Act::Options);
        }
        if !self.current().is_some_and(Field::is_changed) {
            view.blocked.push((Act::Revert, "这一项没有改动".to_owned()));
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        if !self.loaded {
            self.loaded = true;
            if let Err(error) = self.load(cx) {
                return vec![Msg::Pop, Msg::Error(error)];
            }
            if std::mem::take(&mut self.restored) {
                return vec![Msg::Notice("已接着上次没有保存的输入；不要的话按 Esc 放弃".to_owned())];
            }
        }
        if self.edits >= DRAFT_EVERY {
            self.keep_draft(cx);
        }
        Vec::new()
    }

    fn on_stale(&mut self) {
        self.options_of = None;
    }

    fn is_dirty(&self) -> bool {
        self.fields.iter().any(Field::is_changed)
    }

    fn keep(&mut self, cx: &mut Session) {
        self.keep_draft(cx);
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        self.draw(buf, area, theme)
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(act) => self.act(cx, act),
            Input::Text(typed) => self.text(&typed),
            Input::Answer(answer) => self.answer(cx, answer),
        }
    }
}
