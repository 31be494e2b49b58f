//! A question with a few answers. The focus begins on the first answer, which must be the harmless one: a stray Enter
//! from an input method must not do damage.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::keymap::{Act, CONFIRM, Chain};
use super::super::screen::{Answer, Choice, Input, Msg, Screen, Session};
use super::super::theme::Theme;
use super::super::widgets::{button, paint, popup};
use crate::domain::fold::half_width;
use crate::text;

/// The window.
pub struct Confirm {
    tag: &'static str,
    title: String,
    question: String,
    answers: Vec<Choice>,
    selected: usize,
}

impl Confirm {
    /// A question; the first answer is the harmless one.
    pub fn new(tag: &'static str, title: impl Into<String>, question: impl Into<String>, answers: Vec<Choice>) -> Self {
        Self { tag, title: title.into(), question: question.into(), answers, selected: 0 }
    }

    fn answer(&self, n: usize) -> Vec<Msg> {
        match self.answers.get(n) {
            Some(choice) => vec![Msg::Answer(Answer { tag: self.tag, value: choice.value.clone() })],
            None => Vec::new(),
        }
    }
}

impl Screen for Confirm {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn chain(&self) -> Chain {
        CONFIRM
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        // A file name is not broken while there is room for it.
        let widest = self.question.lines().map(text::width).max().unwrap_or(0);
        let width = paint::cells(widest.saturating_add(6)).clamp(64, 110).min(area.width);
        let lines = text::wrap(&self.question, usize::from(width.saturating_sub(4)));
        let inside = popup::popup(buf, area, width, paint::cells(lines.len()).saturating_add(4), &self.title, theme);
        let inside = paint::left(paint::from_left(inside, 1), inside.width.saturating_sub(2));
        for (place, content) in paint::rows(inside).zip(&lines) {
            paint::line(buf, place, content, theme.text());
        }
        let labels: Vec<String> = self.answers.iter().map(|choice| choice.label.clone()).collect();
        let last = paint::row(inside, inside.height.saturating_sub(1));
        button::buttons(buf, last, &labels, self.selected, theme);
        None
    }

    fn update(&mut self, _cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(Act::Left) => self.selected = self.selected.saturating_sub(1),
            Input::Act(Act::Right) => self.selected = (self.selected + 1).min(self.answers.len().saturating_sub(1)),
            Input::Act(Act::Accept) => return self.answer(self.selected),
            Input::Act(Act::Cancel) => return vec![Msg::Pop],
            Input::Text(typed) => {
                let digit = typed.chars().next().and_then(|c| half_width(c).to_digit(10));
                if let Some(n) = digit.and_then(|d| usize::try_from(d).ok()).and_then(|d| d.checked_sub(1)) {
                    return self.answer(n);
                }
            }
            _ => {}
        }
        Vec::new()
    }
}
