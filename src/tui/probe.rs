//! Keys in, picture out, without a terminal: for tests.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::app::App;
use super::key::{Code, Key};
use super::widgets::paint;
use crate::text;

/// A program and the picture it draws.
pub struct Probe {
    /// The program.
    pub app: App,
    size: Rect,
}

impl Probe {
    /// A program on a terminal of that size.
    #[must_use]
    pub fn new(mut app: App, width: u16, height: u16) -> Self {
        app.feed(&[Event::Resize(width, height)]);
        Self { app, size: Rect::new(0, 0, width, height) }
    }

    /// Changes the size of the terminal.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = Rect::new(0, 0, width, height);
        self.app.feed(&[Event::Resize(width, height)]);
        self
    }

    /// Types a line such as `F2 张三 Tab Enter Ctrl+S`: words that name a key are that key, others are typed letter by
    /// letter. A blank is typed by `空格`. Each word is one burst of input.
    pub fn keys(&mut self, line: &str) -> &mut Self {
        for word in line.split_whitespace() {
            let events: Vec<Event> = match word.parse::<Key>() {
                Ok(key) => vec![event(key)],
                Err(_) => word.chars().map(|c| event(Key::ch(c))).collect(),
            };
            self.app.feed(&events);
        }
        self
    }

    /// Hands over several events in one burst.
    pub fn burst(&mut self, events: &[Event]) -> &mut Self {
        self.app.feed(events);
        self
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.app.feed(&[Event::Paste(text.to_owned())]);
        self
    }

    fn picture(&self) -> (Buffer, Option<Position>) {
        let mut buf = Buffer::empty(self.size);
        let caret = self.app.draw(&mut buf);
        (buf, caret)
    }

    /// The lines on the screen, blanks at their ends cut off.
    #[must_use]
    pub fn screen(&self) -> String {
        dump(&self.picture().0)
    }

    /// Where the caret is: column, line.
    #[must_use]
    pub fn caret(&self) -> Option<(u16, u16)> {
        self.picture().1.map(|place| (place.x, place.y))
    }

    /// Whether the screen shows a text.
    #[must_use]
    pub fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }
}

/// A buffer as lines of text: the second half of a wide glyph is not a cell of its own.
#[must_use]
pub fn dump(buf: &Buffer) -> String {
    let mut lines = Vec::new();
    for row in paint::rows(buf.area) {
        let mut line = String::new();
        let mut x = row.left();
        while x < row.right() {
            let symbol = buf.cell(Position::new(x, row.y)).map_or(" ", |cell| cell.symbol());
            line.push_str(symbol);
            x = x.saturating_add(paint::cells(text::width(symbol)).max(1));
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

/// The event a terminal would send for a key.
#[must_use]
pub fn event(key: Key) -> Event {
    let mut modifiers = KeyModifiers::NONE;
    if key.ctrl {
        modifiers |= KeyModifiers::CONTROL;
    }
    if key.alt {
        modifiers |= KeyModifiers::ALT;
    }
    let code = match key.code {
        Code::Char(c) => KeyCode::Char(c),
        Code::F(n) => KeyCode::F(n),
        Code::Enter => KeyCode::Enter,
        Code::Esc => KeyCode::Esc,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => KeyCode::BackTab,
        Code::Backspace => KeyCode::Backspace,
        Code::Delete => KeyCode::Delete,
        Code::Insert => KeyCode::Insert,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
    };
    Event::Key(KeyEvent::new(code, modifiers))
}
