//! A text to read, as a window or as a screen of its own.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::keymap::{Act, Chain, PANE};
use super::super::screen::{Input, Msg, Screen, Session};
use super::super::theme::Theme;
use super::super::widgets::pane::{Pane, Paragraph};
use super::super::widgets::{paint, popup};

/// The window.
pub struct Reader {
    title: String,
    pane: Pane,
    area: Rect,
}

impl Reader {
    /// A window with that text.
    pub fn new(title: impl Into<String>, paragraphs: Vec<Paragraph>) -> Self {
        Self { title: title.into(), pane: Pane::new(paragraphs), area: Rect::default() }
    }

    fn size(area: Rect) -> (u16, u16) {
        (area.width.saturating_sub(4).min(100), area.height.saturating_sub(2))
    }
}

impl Screen for Reader {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn chain(&self) -> Chain {
        PANE
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn place(&mut self, area: Rect) {
        let (width, height) = Self::size(area);
        self.area = Rect::new(0, 0, width.saturating_sub(4), height.saturating_sub(2));
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let (width, height) = Self::size(area);
        let inside = popup::popup(buf, area, width, height, &self.title, theme);
        let inside = paint::left(paint::from_left(inside, 1), inside.width.saturating_sub(2));
        self.pane.draw(buf, inside, theme);
        None
    }

    fn update(&mut self, _cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(Act::Back) => vec![Msg::Pop],
            Input::Act(act) => {
                self.pane.act(act, self.area);
                Vec::new()
            }
            Input::Text(_) | Input::Answer(_) => Vec::new(),
        }
    }
}
