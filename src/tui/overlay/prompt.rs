//! One line to type: a reason, a file name.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::keymap::{Act, Chain, PICK};
use super::super::screen::{Answer, Input, Msg, Screen, Session};
use super::super::theme::{Theme, Tone};
use super::super::widgets::editor::Editor;
use super::super::widgets::{paint, popup};
use crate::text;

/// The window. Enter gives the answer: the caller asks only for what does no harm at once, or can be undone.
pub struct Prompt {
    tag: &'static str,
    title: String,
    label: String,
    editor: Editor,
    required: bool,
    said: Option<&'static str>,
}

impl Prompt {
    /// Asks for a line of text; an empty one is refused when `required`.
    pub fn new(tag: &'static str, title: impl Into<String>, label: impl Into<String>, required: bool) -> Self {
        Self { tag, title: title.into(), label: label.into(), editor: Editor::line(""), required, said: None }
    }

    /// The same question with something filled in.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        self.editor.set(text);
        self
    }
}

impl Screen for Prompt {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn chain(&self) -> Chain {
        PICK
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let width = area.width.min(66);
        let lines = text::wrap(&self.label, usize::from(width.saturating_sub(4)));
        let inside = popup::popup(buf, area, width, paint::cells(lines.len()).saturating_add(4), &self.title, theme);
        let inside = paint::left(paint::from_left(inside, 1), inside.width.saturating_sub(2));
        for (place, content) in paint::rows(inside).zip(&lines) {
            paint::line(buf, place, content, theme.text());
        }
        let field = paint::row(inside, paint::cells(lines.len()));
        if let Some(said) = self.said {
            let below = paint::row(inside, paint::cells(lines.len()).saturating_add(1));
            paint::line(buf, below, said, theme.tone(Tone::Bad));
        }
        self.editor.draw(buf, field, theme.field(), true)
    }

    fn update(&mut self, _cx: &mut Session, input: Input) -> Vec<Msg> {
        self.said = None;
        match input {
            Input::Act(Act::Cancel) => return vec![Msg::Pop],
            Input::Act(Act::Accept) => {
                let value = self.editor.text().trim().to_owned();
                if self.required && value.is_empty() {
                    self.said = Some("请填写后再确定，或按 Esc 取消");
                } else {
                    return vec![Msg::Answer(Answer { tag: self.tag, value })];
                }
            }
            Input::Act(act) => {
                self.editor.act(act);
            }
            Input::Text(typed) => {
                self.editor.insert(&typed);
            }
            Input::Answer(_) => {}
        }
        Vec::new()
    }
}
