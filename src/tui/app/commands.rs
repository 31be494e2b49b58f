//! What the program does itself, whatever screen is on top: undo and redo, leaving, the palette of commands.

use super::{App, Said};
use crate::tui::keymap::{self, Act};
use crate::tui::overlay::{Confirm, Pick};
use crate::tui::screen::{Answer, Choice, Input};

impl App {
    pub(super) fn undo_or_redo(&mut self, undo: bool) {
        let store = &mut self.session.store;
        let done = if undo { store.undo() } else { store.redo() };
        match done {
            Ok(operation) => {
                let what = if undo { "已撤销" } else { "已重做" };
                self.said = Some(Said::Notice(format!("{what}：{}", operation.summary)));
            }
            Err(error) => self.say_error(&error),
        }
        self.stale();
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.stack.iter().any(|screen| screen.is_dirty())
    }

    pub(super) fn leave(&mut self, ask: bool) {
        // In a window too small no question can be read: what was typed is kept, and that is all there is to ask about.
        if !ask || self.is_too_small() {
            self.quit();
            return;
        }
        let question = if self.is_dirty() {
            "有输入还没有保存。退出后输入留作草稿，下次打开这张表单时可以接着填。"
        } else {
            "确定退出安管？"
        };
        let answers = vec![Choice::new("stay", "不退出"), Choice::new("quit", "退出")];
        self.stack.push(Box::new(Confirm::new("app.leave", "退出", question, answers)));
    }

    /// Ends the program; what was typed and not saved stays as a draft.
    pub(super) fn quit(&mut self) {
        self.keep();
        self.done = true;
    }

    pub(super) fn palette(&mut self) {
        let Some(top) = self.stack.last() else { return };
        let view = self.snapshot();
        let mut choices: Vec<Choice> = Vec::new();
        for binding in keymap::bindings(top.chain()) {
            let shown = !matches!(binding.group, "移动")
                && binding.act.area().is_none()
                && !matches!(binding.act, Act::Palette | Act::Leave)
                && !choices.iter().any(|choice| choice.value == binding.act.name());
            if shown && binding.offer(&view) == keymap::Offer::Ready {
                let note = format!("{}  {}", binding.doc, binding.key_names(self.theme.plain));
                choices.push(Choice::new(binding.act.name(), binding.name).note(note));
            }
        }
        for area in &self.areas {
            let choice = Choice::new(format!("area-{}", area.digit), format!("转到{}", area.title));
            choices.push(choice.note(area.digit.to_string()));
        }
        self.stack.push(Box::new(Pick::new("app.palette", "命令", choices)));
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        match (answer.tag, answer.value.as_str()) {
            ("app.leave", "quit") => self.quit(),
            ("app.leave", _) => {}
            ("app.palette", name) => {
                if let Some(act) = Act::from_name(name) {
                    self.act(act);
                }
            }
            _ => self.pass(Input::Answer(answer)),
        }
    }
}
