//! A text to scroll through. Wrapped beforehand by [`text::wrap`], so that heights and places agree with what is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::keymap::Act;
use super::super::theme::{Theme, Tone};
use super::paint;
use crate::text;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Heading,
    /// Running text, wrapped.
    Text(Tone),
    /// A line whose columns were aligned beforehand: cut, not wrapped.
    Fixed(Tone),
    /// A name and its value: the value is wrapped in its own column.
    Pair,
}

/// One paragraph of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub kind: Kind,
    /// The name, for a pair.
    pub name: String,
    /// The text.
    pub content: String,
}

impl Paragraph {
    /// A heading.
    pub fn heading(content: impl Into<String>) -> Self {
        Self { kind: Kind::Heading, name: String::new(), content: content.into() }
    }

    /// Running text.
    pub fn text(content: impl Into<String>) -> Self {
        Self { kind: Kind::Text(Tone::Normal), name: String::new(), content: content.into() }
    }

    /// Running text of a tone.
    pub fn toned(tone: Tone, content: impl Into<String>) -> Self {
        Self { kind: Kind::Text(tone), name: String::new(), content: content.into() }
    }

    /// A line laid out beforehand.
    pub fn fixed(content: impl Into<String>) -> Self {
        Self { kind: Kind::Fixed(Tone::Normal), name: String::new(), content: content.into() }
    }

    /// A name and its value.
    pub fn pair(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { kind: Kind::Pair, name: name.into(), content: value.into() }
    }

    /// An empty line.
    #[must_use]
    pub fn gap() -> Self {
        Self::fixed("")
    }
}

/// Text with the place scrolled to.
#[derive(Clone, Debug, Default)]
pub struct Pane {
    paragraphs: Vec<Paragraph>,
    first: usize,
}

/// Cells of the names in pairs, at least and at most: the longest name decides.
const NAME_CELLS: (usize, usize) = (12, 20);

impl Pane {
    /// A pane at its beginning.
    #[must_use]
    pub fn new(paragraphs: Vec<Paragraph>) -> Self {
        Self { paragraphs, first: 0 }
    }

    /// Lines as they are drawn in that width: style, text.
    fn lines(&self, cells: usize) -> Vec<(Kind, String)> {
        let mut lines = Vec::new();
        let pairs = self.paragraphs.iter().filter(|it| it.kind == Kind::Pair);
        let longest = pairs.map(|it| text::width(&it.name) + 2).max().unwrap_or(0);
        let name_cells = longest.clamp(NAME_CELLS.0, NAME_CELLS.1).min(cells / 2);
        for paragraph in &self.paragraphs {
            let kind = paragraph.kind;
            match kind {
                Kind::Heading | Kind::Text(_) => {
                    lines.extend(text::wrap(&paragraph.content, cells).into_iter().map(|line| (kind, line)));
                }
                Kind::Fixed(_) => lines.push((kind, paragraph.content.clone())),
                Kind::Pair => {
                    let value = text::wrap(&paragraph.content, cells.saturating_sub(name_cells));
                    for (n, line) in value.into_iter().enumerate() {
                        let name = if n == 0 { paragraph.name.as_str() } else { "" };
                        lines.push((kind, format!("{}{line}", text::fit(name, name_cells, text::Align::Left))));
                    }
                }
            }
        }
        lines
    }

    /// Scrolls; returns whether the act was one of scrolling. `area` is where the pane was drawn last.
    pub fn act(&mut self, act: Act, area: Rect) -> bool {
        let page = usize::from(area.height).saturating_sub(1).max(1);
        let last = self.lines(usize::from(area.width.saturating_sub(1))).len().saturating_sub(usize::from(area.height));
        self.first = match act {
            Act::Up => self.first.saturating_sub(1),
            Act::Down => self.first + 1,
            Act::PageUp => self.first.saturating_sub(page),
            Act::PageDown => self.first + page,
            Act::First => 0,
            Act::Last => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Draws what is in sight, with a scroll bar when there is more.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let lines = self.lines(usize::from(area.width.saturating_sub(1)));
        let inside = paint::left(area, area.width.saturating_sub(1));
        let first = self.first.min(lines.len().saturating_sub(usize::from(area.height)));
        for (place, (kind, content)) in paint::rows(inside).zip(lines.iter().skip(first)) {
            let style = match kind {
                Kind::Heading => theme.heading(),
                Kind::Text(tone) | Kind::Fixed(tone) => theme.tone(*tone),
                Kind::Pair => theme.text(),
            };
            paint::line(buf, place, content, style);
        }
        paint::scroll_bar(buf, paint::from_left(area, area.width.saturating_sub(1)), first, lines.len(), theme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrolling_stops_at_both_ends() {
        let mut pane = Pane::new((0..10).map(|n| Paragraph::fixed(format!("第{n}行"))).collect());
        let area = Rect::new(0, 0, 20, 4);
        pane.act(Act::Up, area);
        assert_eq!(pane.first, 0);
        pane.act(Act::PageDown, area);
        assert_eq!(pane.first, 3);
        pane.act(Act::Last, area);
        assert_eq!(pane.first, 6);
        pane.act(Act::PageDown, area);
        assert_eq!(pane.first, 6);
        let mut buf = Buffer::empty(area);
        pane.draw(&mut buf, area, &Theme::default());
        assert!(!pane.act(Act::Save, area));
    }

    #[test]
    fn values_keep_to_their_column() {
        let pane = Pane::new(vec![Paragraph::pair("整改措施", "更换损坏的配电箱门锁，并张贴责任人标识")]);
        let lines = pane.lines(30);
        assert!(lines.len() > 1);
        for (_, line) in &lines {
            assert!(text::width(line) <= 30);
        }
        assert!(lines.get(1).is_some_and(|(_, line)| line.starts_with(&" ".repeat(12))));
    }
}
