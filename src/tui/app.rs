//! The program around the screens: a stack of them, the key that reaches the right one, the lines above and below.
//!
//! All waiting input is taken, then the screens read what they must, then one picture is drawn.

use crossterm::event::Event;
use ratatui::layout::Rect;

use super::key::{Code, Key};
use super::keymap::{self, Act, Resolved, Scope, View};
use super::outside::{Nothing, Outside};
use super::overlay::{Reader, help};
use super::screen::{Input, Msg, Screen, Session};
use super::theme::{Theme, Tone};
use super::widgets::paint;
use super::widgets::pane::Paragraph;
use super::words;
use crate::error::{Error, Result};
use crate::text;

mod commands;
mod draw;

/// Least width and height the screens are made for.
pub const LEAST: (u16, u16) = (80, 24);

/// One area of the program, reached by its digit.
pub struct Area {
    /// The digit.
    pub digit: char,
    /// Name in the first line.
    pub title: &'static str,
    /// Makes its first screen.
    pub open: fn(&mut Session) -> Result<Box<dyn Screen>>,
}

/// What the status line and the keymap know of the file; read after every change, never while drawing.
#[derive(Clone, Debug, Default)]
struct Desk {
    file: String,
    operator: String,
    chain: String,
    today: String,
    read_only: bool,
    can_undo: bool,
    can_redo: bool,
}

/// What was said last.
enum Said {
    Notice(String),
    Error(String),
}

/// The running program.
pub struct App {
    session: Session,
    areas: Vec<Area>,
    /// Areas that open once there is a data file.
    later: Vec<Area>,
    area: Option<char>,
    stack: Vec<Box<dyn Screen>>,
    theme: Theme,
    size: Rect,
    said: Option<Said>,
    desk: Desk,
    desk_stale: bool,
    repaint: bool,
    done: bool,
    /// Windows gives pastes as keys: an Enter with text right behind it is part of a paste there.
    paste_by_keys: bool,
    /// Programs that files are handed to.
    outside: Box<dyn Outside>,
}

impl App {
    /// A program over an open file, standing in its first area.
    #[must_use]
    pub fn new(session: Session, areas: Vec<Area>, theme: Theme) -> Self {
        let mut app = Self {
            session,
            areas,
            later: Vec::new(),
            area: None,
            stack: Vec::new(),
            theme,
            size: Rect::new(0, 0, LEAST.0, LEAST.1),
            said: None,
            desk: Desk::default(),
            desk_stale: true,
            repaint: false,
            done: false,
            paste_by_keys: cfg!(windows),
            outside: Box::new(Nothing),
        };
        if let Some(first) = app.areas.first().map(|area| area.digit) {
            app.go(first);
        }
        app
    }

    /// A program whose data file is not there yet: this screen only, until it says [`Msg::Begin`].
    #[must_use]
    pub fn before(session: Session, areas: Vec<Area>, theme: Theme, screen: Box<dyn Screen>) -> Self {
        let mut app = Self::new(session, Vec::new(), theme);
        app.later = areas;
        app.stack.push(screen);
        app
    }

    /// The same program handing files to these programs.
    #[must_use]
    pub fn with_outside(mut self, outside: Box<dyn Outside>) -> Self {
        self.outside = outside;
        self
    }

    /// Whether the program is to end.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Whether everything must be drawn anew; asks once.
    pub fn take_repaint(&mut self) -> bool {
        std::mem::take(&mut self.repaint)
    }

    /// Has everything drawn anew, as the repaint key does; what was said last stays said.
    pub fn draw_anew(&mut self) {
        self.repaint = true;
    }

    /// Takes the looks found out after the start.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        self.repaint = true;
    }

    /// The looks.
    #[must_use]
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// The open file and the day.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Tells the size of the terminal.
    pub fn resize(&mut self, width: u16, height: u16) {
        let size = Rect::new(0, 0, width, height);
        if size != self.size {
            self.size = size;
            self.repaint = true;
        }
    }

    /// Width and height of the terminal as last told.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        (self.size.width, self.size.height)
    }

    /// Treats an Enter with text behind it as part of a paste, as where pastes arrive as keys.
    pub fn paste_by_keys(&mut self, yes: bool) {
        self.paste_by_keys = yes;
    }

    /// Says something in the status line until the next key.
    pub fn tell(&mut self, said: String) {
        self.said = Some(Said::Notice(said));
    }

    /// Puts a screen on top.
    pub fn push(&mut self, screen: Box<dyn Screen>) {
        self.stack.push(screen);
    }

    /// Takes all waiting input, then lets the screens read the file. Draw once afterwards.
    pub fn feed(&mut self, events: &[Event]) {
        for (n, event) in events.iter().enumerate() {
            match event {
                Event::Resize(width, height) => self.resize(*width, *height),
                Event::Paste(pasted) => self.text(pasted),
                Event::Key(pressed) => {
                    let Some(key) = Key::from_event(pressed) else { continue };
                    let behind = events.get(n + 1..).unwrap_or_default();
                    if self.paste_by_keys && key.code == Code::Enter && self.is_typing() && has_text_next(behind) {
                        self.text("\n");
                    } else {
                        self.key(key);
                    }
                }
                _ => {}
            }
            if self.done {
                break;
            }
        }
        self.settle();
    }

    /// Takes one key.
    pub fn key(&mut self, key: Key) {
        self.said = None;
        if self.is_too_small() && !matches!(key, k if k == Key::ctrl('q') || k == Key::ctrl('c')) {
            return;
        }
        let Some(top) = self.stack.last() else { return };
        if let (true, Some(c)) = (is_typing(top.as_ref()), key.text()) {
            self.pass(Input::Text(c.to_string()));
            return;
        }
        match keymap::resolve(top.chain(), key, &self.snapshot()) {
            Resolved::Act(act) => self.act(act),
            Resolved::Blocked(reason) => self.said = Some(Said::Notice(reason)),
            Resolved::Unbound => {
                if let Some(c) = key.text() {
                    self.pass(Input::Text(c.to_string()));
                }
            }
        }
    }

    /// Takes pasted text: it is text and never a command.
    pub fn text(&mut self, pasted: &str) {
        if !self.is_too_small() && self.is_typing() {
            self.pass(Input::Text(pasted.to_owned()));
        }
    }

    fn is_typing(&self) -> bool {
        self.stack.last().is_some_and(|top| is_typing(top.as_ref()))
    }

    fn is_too_small(&self) -> bool {
        self.size.width < LEAST.0 || self.size.height < LEAST.1
    }

    /// Lets the screens read the file; after this the picture is true.
    pub fn settle(&mut self) {
        // A settling screen may push another, which must settle too; the bound only guards against a screen gone wild.
        for _ in 0..8 {
            if self.desk_stale {
                self.read_desk();
            }
            let body = self.body();
            let Some(top) = self.stack.last_mut() else { return };
            top.place(body);
            let messages = top.settle(&mut self.session);
            if messages.is_empty() {
                break;
            }
            self.take(messages);
        }
        let body = self.body();
        for screen in &mut self.stack {
            screen.place(body);
        }
    }

    fn read_desk(&mut self) {
        self.desk_stale = false;
        let store = &self.session.store;
        let code = store.chain_head().ok().flatten().map(|head| head.code);
        let file = store.path().file_name().map(|name| name.to_string_lossy().into_owned());
        self.desk = Desk {
            file: file.unwrap_or_else(|| "内存".to_owned()),
            operator: store.operator().to_owned(),
            chain: code.unwrap_or_else(|| "尚无记录".to_owned()),
            today: super::widgets::date::show(self.session.today, self.session.today).replace(" 今天", ""),
            read_only: store.is_read_only(),
            can_undo: store.undoable().is_ok_and(|operation| operation.is_some()),
            can_redo: store.redoable().is_ok_and(|operation| operation.is_some()),
        };
    }

    fn snapshot(&self) -> View {
        let mut view = View {
            read_only: self.desk.read_only,
            can_undo: self.desk.can_undo,
            can_redo: self.desk.can_redo,
            ..View::default()
        };
        for digit in ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] {
            if !self.areas.iter().any(|area| area.digit == digit)
                && let Some(act) = Act::from_name(&format!("area-{digit}"))
            {
                view.absent.push(act);
            }
        }
        if let Some(top) = self.stack.last() {
            top.describe(&mut view);
        }
        view
    }

    fn pass(&mut self, input: Input) {
        let Some(top) = self.stack.last_mut() else { return };
        let messages = top.update(&mut self.session, input);
        self.take(messages);
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Help => {
                if let Some(top) = self.stack.last() {
                    let window = help(top.as_ref(), &self.snapshot(), self.theme.plain);
                    self.stack.push(Box::new(window));
                }
            }
            Act::Repaint => self.repaint = true,
            Act::Palette => self.palette(),
            Act::Undo | Act::Redo => self.undo_or_redo(act == Act::Undo),
            Act::Quit => self.leave(self.is_dirty()),
            Act::Leave => self.leave(true),
            other => match other.area() {
                Some(digit) => self.go(digit),
                None => self.pass(Input::Act(other)),
            },
        }
    }

    /// Goes to an area: its screen becomes the only one. What is typed and not saved keeps one where one is.
    fn go(&mut self, digit: char) {
        if self.is_dirty() {
            self.said = Some(Said::Notice("先保存或放弃正在填写的内容".to_owned()));
            return;
        }
        let Some(area) = self.areas.iter().find(|area| area.digit == digit) else { return };
        match (area.open)(&mut self.session) {
            Ok(screen) => {
                self.area = Some(digit);
                self.stack.clear();
                self.stack.push(screen);
            }
            Err(error) => self.say_error(&error),
        }
    }

    fn take(&mut self, messages: Vec<Msg>) {
        for message in messages {
            match message {
                Msg::Push(screen) => self.stack.push(screen),
                Msg::Replace(screen) => {
                    self.stack.pop();
                    self.stack.push(screen);
                }
                Msg::Pop => self.pop(),
                Msg::Answer(answer) => {
                    self.stack.pop();
                    self.answer(answer);
                }
                Msg::Notice(text) => self.said = Some(Said::Notice(text)),
                Msg::Error(error) => self.say_error(&error),
                Msg::Stale => self.stale(),
                Msg::Made(register, id) => {
                    if let Some(top) = self.stack.last_mut() {
                        top.on_made(register, id);
                    }
                }
                Msg::Area(digit) => self.go(digit),
                Msg::Begin => self.begin(),
                Msg::Errand(errand) => match self.outside.run(&errand) {
                    Ok(said) => {
                        self.said = Some(Said::Notice(said));
                        // What was started may have drawn over the picture.
                        self.repaint = true;
                    }
                    Err(error) => self.say_error(&error),
                },
                Msg::Act(act) => self.act(act),
                Msg::Quit => self.quit(),
            }
        }
    }

    /// The data file is there: its areas open, the first one is shown.
    fn begin(&mut self) {
        self.areas.append(&mut self.later);
        self.stack.clear();
        self.desk_stale = true;
        if let Some(first) = self.areas.first().map(|area| area.digit) {
            self.go(first);
        }
    }

    /// Takes the top screen off; the last one stays, or an area's first screen comes back in its place.
    fn pop(&mut self) {
        if self.stack.len() > 1 {
            self.stack.pop();
        } else if let Some(first) = self.areas.first().map(|area| area.digit)
            && self.area != Some(first)
        {
            self.go(first);
        }
    }

    fn stale(&mut self) {
        self.desk_stale = true;
        for screen in &mut self.stack {
            screen.on_stale();
        }
    }

    fn say_error(&mut self, error: &Error) {
        let error = words::refusal(error);
        self.said = Some(Said::Error(error.message.clone()));
        if error.problems.is_empty() && error.hints.is_empty() && text::width(&error.message) < 60 {
            return;
        }
        let mut paragraphs = vec![Paragraph::toned(Tone::Bad, error.message.clone())];
        paragraphs.extend(error.problems.iter().map(|problem| Paragraph::text(format!("- {problem}"))));
        paragraphs.extend(error.hints.iter().map(|hint| Paragraph::text(format!("> {hint}"))));
        self.stack.push(Box::new(Reader::new("没有做成", paragraphs)));
    }

    /// Keeps what was typed: the program is ended from outside.
    pub fn keep(&mut self) {
        for screen in &mut self.stack {
            screen.keep(&mut self.session);
        }
    }

    /// Where the screens draw.
    fn body(&self) -> Rect {
        let body = paint::from_top(self.size, 1);
        Rect { height: body.height.saturating_sub(2), ..body }
    }
}

fn is_typing(screen: &dyn Screen) -> bool {
    screen.chain().contains(&Scope::Text)
}

/// Whether the input right behind is text: characters, or another line break before some.
fn has_text_next(events: &[Event]) -> bool {
    for event in events {
        let Event::Key(pressed) = event else { return false };
        let Some(key) = Key::from_event(pressed) else { continue };
        if key.code != Code::Enter {
            return key.text().is_some();
        }
    }
    false
}
