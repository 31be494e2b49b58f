//! Text with a caret, for fields of one line and of several. The caret always stands between grapheme clusters; widths
//! are cells; what the terminal shows as the caret is the real cursor, because input methods open their window there.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::super::keymap::Act;
use super::paint;
use crate::domain::fold::is_unwanted;
use crate::text::{grapheme_width, take, width, wrap_cells};

/// Text being edited.
#[derive(Clone, Debug)]
pub struct Editor {
    text: String,
    /// Byte offset of the caret, always at the start of a grapheme cluster or at the end.
    at: usize,
    /// Whether line breaks are kept.
    lines: bool,
    /// Most characters it takes.
    limit: usize,
}

/// What became of typed or pasted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// All of it went in.
    Whole,
    /// Only as much as the limit allows.
    Cut,
}

impl Editor {
    /// An editor of one line; line breaks put into it become blanks.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self::new(text, false, 500)
    }

    /// An editor of several lines.
    #[must_use]
    pub fn note(text: &str) -> Self {
        Self::new(text, true, 5000)
    }

    fn new(text: &str, lines: bool, limit: usize) -> Self {
        let mut editor = Self { text: String::new(), at: 0, lines, limit };
        editor.set(text);
        editor
    }

    /// The same editor with another limit of characters.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Most characters it takes.
    #[must_use]
    pub fn most(&self) -> usize {
        self.limit
    }

    /// The text as it stands.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Replaces the text; the caret goes to its end. A text already stored is shown whole, whatever the limit.
    pub fn set(&mut self, text: &str) {
        self.text = self.cleaned(text);
        self.at = self.text.len();
    }

    fn cleaned(&self, text: &str) -> String {
        let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
        let kept = unified.chars().filter(|c| *c == '\n' || !is_unwanted(*c));
        if self.lines { kept.collect() } else { kept.map(|c| if c == '\n' { ' ' } else { c }).collect() }
    }

    /// Puts typed or pasted text in at the caret: cleaned, and only as much as the limit allows.
    pub fn insert(&mut self, text: &str) -> Taken {
        let text = self.cleaned(text);
        let room = self.limit.saturating_sub(self.text.chars().count());
        let (fits, taken) = match text.char_indices().nth(room) {
            Some((end, _)) => (text.get(..end).unwrap_or_default(), Taken::Cut),
            None => (text.as_str(), Taken::Whole),
        };
        let (before, after) = self.split();
        let joined = format!("{before}{fits}{after}");
        self.at = self.at.saturating_add(fits.len());
        self.text = joined;
        self.settle();
        taken
    }

    fn split(&self) -> (&str, &str) {
        self.text.split_at_checked(self.at).unwrap_or((&self.text, ""))
    }

    /// Moves the caret to the end of the cluster it may have come to stand in: what was typed may have joined a cluster.
    fn settle(&mut self) {
        if self.at >= self.text.len() {
            self.at = self.text.len();
            return;
        }
        self.at = self
            .text
            .grapheme_indices(true)
            .map(|(start, _)| start)
            .find(|start| *start >= self.at)
            .unwrap_or(self.text.len());
    }

    /// Does an editing act. Returns whether the act was one of editing.
    pub fn act(&mut self, act: Act) -> bool {
        match act {
            Act::CursorLeft => self.at -= self.cluster_before().len(),
            Act::CursorRight => self.at += self.cluster_after().len(),
            Act::LineStart => self.at = self.split().0.rfind('\n').map_or(0, |end| end + 1),
            Act::LineEnd => self.at += self.split().1.find('\n').unwrap_or(self.split().1.len()),
            Act::EraseBack => {
                let gone = self.cluster_before().len();
                let (before, after) = self.split();
                let kept = before.get(..before.len() - gone).unwrap_or_default();
                self.text = format!("{kept}{after}");
                self.at -= gone;
                self.settle();
            }
            Act::EraseForward => {
                let gone = self.cluster_after().len();
                let (before, after) = self.split();
                self.text = format!("{before}{}", after.get(gone..).unwrap_or_default());
                self.settle();
            }
            Act::EraseAll => self.set(""),
            Act::Newline => {
                self.insert("\n");
            }
            _ => return false,
        }
        true
    }

    fn cluster_before(&self) -> &str {
        self.split().0.graphemes(true).next_back().unwrap_or_default()
    }

    fn cluster_after(&self) -> &str {
        self.split().1.graphemes(true).next().unwrap_or_default()
    }

    /// One line up or down in a text wrapped at `cells`; false when there is no such line.
    pub fn vertical(&mut self, cells: usize, down: bool) -> bool {
        let (column, row) = self.place(cells);
        let lines = wrap_cells(&self.text, cells);
        let Some(target) = (if down { row.checked_add(1) } else { row.checked_sub(1) }) else { return false };
        let Some(line) = lines.get(target) else { return false };
        let within = take(line, column).len();
        self.at = self.start_of(&lines, target) + within;
        self.settle();
        true
    }

    /// Byte offset at which the `n`th wrapped line starts.
    fn start_of(&self, lines: &[String], n: usize) -> usize {
        let mut start = 0;
        for line in lines.iter().take(n) {
            start += line.len();
            if self.text.get(start..).is_some_and(|rest| rest.starts_with('\n')) {
                start += 1;
            }
        }
        start
    }

    /// Column and line of the caret in a text wrapped at `cells`.
    fn place(&self, cells: usize) -> (usize, usize) {
        let lines = wrap_cells(self.split().0, cells);
        let row = lines.len().saturating_sub(1);
        let column = lines.last().map_or(0, |line| width(line));
        // At the very end of a full line the caret stands where the next glyph will go.
        let next = self.split().1.graphemes(true).next().map_or(1, |g| grapheme_width(g).max(1));
        if column + next > cells && !self.split().1.starts_with('\n') && column > 0 {
            (0, row + 1)
        } else {
            (column, row)
        }
    }

    /// Lines it takes when wrapped at `cells`, the caret's own among them.
    #[must_use]
    pub fn height(&self, cells: usize) -> usize {
        wrap_cells(&self.text, cells).len().max(self.place(cells).1 + 1)
    }

    /// Draws the text; when focused returns where the caret is.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, style: Style, focused: bool) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        if self.lines { self.draw_note(buf, area, style, focused) } else { self.draw_line(buf, area, style, focused) }
    }

    fn draw_line(&self, buf: &mut Buffer, area: Rect, style: Style, focused: bool) -> Option<Position> {
        paint::fill_line(buf, area, "", crate::text::Align::Left, style);
        if !focused {
            paint::line(buf, area, &self.text, style);
            return None;
        }
        // The caret needs a column of its own; scroll by whole clusters until it is in sight.
        let room = usize::from(area.width).saturating_sub(1);
        let mut start = 0;
        let mut column = width(self.split().0);
        for (at, cluster) in self.text.grapheme_indices(true) {
            if column <= room {
                break;
            }
            start = at + cluster.len();
            column -= grapheme_width(cluster).min(column);
        }
        let shown = take(self.text.get(start..).unwrap_or_default(), usize::from(area.width));
        paint::line(buf, area, shown, style);
        Some(Position::new(area.x + paint::cells(column.min(room)), area.y))
    }

    fn draw_note(&self, buf: &mut Buffer, area: Rect, style: Style, focused: bool) -> Option<Position> {
        let cells = usize::from(area.width);
        let lines = wrap_cells(&self.text, cells);
        let (column, row) = self.place(cells);
        let first = if focused { (row + 1).saturating_sub(usize::from(area.height)) } else { 0 };
        for (n, place) in paint::rows(area).enumerate() {
            let content = lines.get(first + n).map_or("", String::as_str);
            paint::fill_line(buf, place, content, crate::text::Align::Left, style);
        }
        focused.then(|| {
            Position::new(
                area.x + paint::cells(column.min(cells.saturating_sub(1))),
                area.y + paint::cells((row - first).min(usize::from(area.height) - 1)),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caret(editor: &Editor, width: u16, height: u16) -> (u16, u16) {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let place = editor.draw(&mut buf, area, Style::new(), true).unwrap();
        (place.x, place.y)
    }

    #[test]
    fn the_caret_never_stands_inside_a_cluster() {
        let mut editor = Editor::line("张👷\u{200d}♂\u{fe0f}𠮷e\u{301}");
        let mut stops = vec![editor.at];
        while editor.at > 0 {
            editor.act(Act::CursorLeft);
            stops.push(editor.at);
        }
        assert_eq!(stops.len(), 5, "four clusters have five places between them: {stops:?}");
        editor.act(Act::CursorRight);
        editor.act(Act::EraseForward);
        assert_eq!(editor.text(), "张𠮷e\u{301}");
        editor.act(Act::LineEnd);
        editor.act(Act::EraseBack);
        assert_eq!(editor.text(), "张𠮷");
        editor.act(Act::EraseAll);
        editor.act(Act::EraseBack);
        editor.act(Act::EraseForward);
        assert_eq!(editor.text(), "");
    }

    #[test]
    fn the_caret_is_where_the_next_character_will_go() {
        let mut editor = Editor::line("配电箱");
        assert_eq!(caret(&editor, 20, 1), (6, 0));
        editor.act(Act::CursorLeft);
        assert_eq!(caret(&editor, 20, 1), (4, 0));
        editor.insert("柜");
        assert_eq!((editor.text(), caret(&editor, 20, 1)), ("配电柜箱", (6, 0)));
        let long = Editor::line(&"隐患".repeat(20));
        assert!(caret(&long, 11, 1).0 <= 10);
        assert_eq!(caret(&long, 1, 1), (0, 0));
    }

    #[test]
    fn a_paste_is_text_and_nothing_else() {
        let mut editor = Editor::line("");
        assert_eq!(editor.insert("一\r\n二\t三\u{1b}[2J"), Taken::Whole);
        assert_eq!(editor.text(), "一 二 三[2J");
        let mut note = Editor::note("");
        note.insert("一\r\n二\r三");
        assert_eq!(note.text(), "一\n二\n三");
        let mut small = Editor::line("").limit(3);
        assert_eq!(small.insert(&"字".repeat(1_000_000)), Taken::Cut);
        assert_eq!(small.text(), "字字字");
    }

    #[test]
    fn a_note_moves_by_the_lines_one_sees() {
        let mut note = Editor::note("一二三四五\n六七");
        assert_eq!(note.height(4), 5, "the caret stands on a line of its own after a full one");
        assert_eq!(caret(&note, 5, 6), (4, 3));
        assert!(note.vertical(5, false));
        assert_eq!(caret(&note, 5, 6), (2, 2));
        assert!(note.vertical(5, false) && note.vertical(5, false));
        assert_eq!(caret(&note, 5, 6), (2, 0));
        assert!(!note.vertical(5, false));
        note.act(Act::LineStart);
        assert_eq!(caret(&note, 5, 6), (0, 0));
        note.act(Act::LineEnd);
        assert_eq!(note.at, "一二三四五".len());
        for width in 1..8 {
            for height in 1..4 {
                let (x, y) = caret(&note, width, height);
                assert!(x < width && y < height);
            }
        }
    }
}
