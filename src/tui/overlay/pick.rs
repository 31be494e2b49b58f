//! A list to pick one from: type to find by text, pinyin or initials.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::keymap::{Act, Chain, PICK};
use super::super::screen::{Answer, Choice, Input, Msg, Screen, Session};
use super::super::theme::{Theme, Tone};
use super::super::widgets::editor::Editor;
use super::super::widgets::table::scroll_to;
use super::super::widgets::{paint, popup};
use crate::text::{self, Finder};

/// The window.
pub struct Pick {
    tag: &'static str,
    title: String,
    choices: Vec<Choice>,
    editor: Editor,
    /// Indices of the choices that match.
    found: Vec<usize>,
    selected: usize,
    page: usize,
}

impl Pick {
    /// A list of choices.
    pub fn new(tag: &'static str, title: impl Into<String>, choices: Vec<Choice>) -> Self {
        let found = (0..choices.len()).collect();
        Self { tag, title: title.into(), choices, editor: Editor::line(""), found, selected: 0, page: 10 }
    }

    /// The same list with the choice of that value selected.
    #[must_use]
    pub fn on(mut self, value: &str) -> Self {
        self.selected = self.choices.iter().position(|choice| choice.value == value).unwrap_or(0);
        self
    }

    fn find(&mut self) {
        let finder = Finder::new(self.editor.text());
        self.found = self
            .choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| finder.matches_any([choice.label.as_str(), choice.note.as_str()]))
            .map(|(n, _)| n)
            .collect();
        self.selected = 0;
    }

    fn to(&mut self, n: usize) {
        self.selected = n.min(self.found.len().saturating_sub(1));
    }
}

impl Screen for Pick {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn chain(&self) -> Chain {
        PICK
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn place(&mut self, area: Rect) {
        self.page = usize::from(area.height.saturating_sub(5)).clamp(1, 18);
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let widest = |text: fn(&Choice) -> &str| self.choices.iter().map(|c| text::width(text(c))).max().unwrap_or(0);
        let label_cells = widest(|c| &c.label).min(40);
        let wish = label_cells + widest(|c| &c.note).min(40) + 8;
        let width = paint::cells(wish.max(text::width(&self.title) + 6).max(36));
        let height = paint::cells(self.page.min(self.choices.len().max(1))).saturating_add(3);
        let inside = popup::popup(buf, area, width, height, &self.title, theme);
        let query = paint::row(inside, 0);
        paint::line(buf, query, "查找:", theme.heading());
        let caret = self.editor.draw(buf, paint::from_left(query, 6), theme.field(), true);
        let body = paint::from_top(inside, 1);
        let first = scroll_to(0, self.selected, usize::from(body.height), self.found.len());
        for (n, place) in paint::rows(body).enumerate() {
            let Some(choice) = self.found.get(first + n).and_then(|at| self.choices.get(*at)) else { break };
            let selected = first + n == self.selected;
            let style = if selected { theme.selected() } else { theme.text() };
            let pointer = if selected { theme.symbols.pointer } else { " " };
            let label = text::fit(&choice.label, label_cells, text::Align::Left);
            paint::fill_line(buf, place, &format!("{pointer} {label}  {}", choice.note), text::Align::Left, style);
        }
        if self.found.is_empty() {
            paint::line(buf, paint::row(body, 0), "  没有相符的", theme.tone(Tone::Faint));
        }
        caret
    }

    fn update(&mut self, _cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(Act::Up) => self.to(self.selected.saturating_sub(1)),
            Input::Act(Act::Down) => self.to(self.selected + 1),
            Input::Act(Act::PageUp) => self.to(self.selected.saturating_sub(self.page)),
            Input::Act(Act::PageDown) => self.to(self.selected + self.page),
            Input::Act(Act::Cancel) => return vec![Msg::Pop],
            Input::Act(Act::Accept) => {
                if let Some(choice) = self.found.get(self.selected).and_then(|at| self.choices.get(*at)) {
                    return vec![Msg::Answer(Answer { tag: self.tag, value: choice.value.clone() })];
                }
            }
            Input::Act(act) => {
                if self.editor.act(act) {
                    self.find();
                }
            }
            Input::Text(typed) => {
                self.editor.insert(&typed);
                self.find();
            }
            Input::Answer(_) => {}
        }
        Vec::new()
    }
}
