//! What a screen is, and what screens say to the program around them.
//!
//! A screen changes in `update`, reads the file in `update` and `settle`, and only draws in `view`: drawing is given no
//! way to reach the data file.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::keymap::{Act, Chain, View};
use super::outside::Errand;
use super::theme::Theme;
use crate::error::{Error, Result};
use crate::store::Store;

/// What every screen may use: the open file and the day.
pub struct Session {
    /// The data file.
    pub store: Store,
    /// The day judged by; the audit's own time is the store's affair.
    pub today: NaiveDate,
}

/// What reaches a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key of the keymap.
    Act(Act),
    /// Typed or pasted text; also characters that are bound to nothing.
    Text(String),
    /// The answer to a question the screen asked.
    Answer(Answer),
}

/// What was answered to which question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The question, by the name the asker gave it.
    pub tag: &'static str,
    /// Key of the chosen answer, or the text typed.
    pub value: String,
}

/// What a screen asks of the program.
pub enum Msg {
    /// Put a screen on top.
    Push(Box<dyn Screen>),
    /// Take this screen off and put another in its place.
    Replace(Box<dyn Screen>),
    /// Take this screen off.
    Pop,
    /// Take this window off and give the answer to the screen below.
    Answer(Answer),
    /// Say that something worked.
    Notice(String),
    /// Say that something could not be done.
    Error(Error),
    /// Records changed: every screen reads anew.
    Stale,
    /// The record of this register with this row id was just made: a list of them stands on it.
    Made(&'static str, i64),
    /// Go to an area.
    Area(char),
    /// The data file is there now: the areas open.
    Begin,
    /// Hand a file to a program outside; what came of it is said.
    Errand(Errand),
    /// Do an act of the program, as if its key had been pressed.
    Act(Act),
    /// Leave the program.
    Quit,
}

/// One screen or window of the stack.
pub trait Screen {
    /// Name, for the frame and the help.
    fn title(&self) -> String;

    /// One sentence on what the screen is for, for the help.
    fn purpose(&self) -> String {
        String::new()
    }

    /// The scopes whose keys hold now.
    fn chain(&self) -> Chain;

    /// Adds what the keymap must know of the screen.
    fn describe(&self, _view: &mut View) {}

    /// Draws; returns where the caret is when a field has the focus.
    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position>;

    /// Takes one input.
    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg>;

    /// Tells the screen the room it will be drawn in, before `settle`.
    fn place(&mut self, _area: Rect) {}

    /// Called once after all waiting input was taken and before drawing: the place to read the file.
    fn settle(&mut self, _cx: &mut Session) -> Vec<Msg> {
        Vec::new()
    }

    /// Records changed: read anew at the next `settle`.
    fn on_stale(&mut self) {}

    /// A record of a register was made: a list of them stands on it once it has read anew.
    fn on_made(&mut self, _register: &str, _id: i64) {}

    /// Whether the screen is a window over the one below.
    fn is_overlay(&self) -> bool {
        false
    }

    /// Whether something typed is not saved yet.
    fn is_dirty(&self) -> bool {
        false
    }

    /// Keeps what was typed where the next start will find it: the program is about to end.
    fn keep(&mut self, _cx: &mut Session) {}
}

/// Turns a failed step into the message that tells it.
pub fn told(result: Result<Vec<Msg>>) -> Vec<Msg> {
    result.unwrap_or_else(|error| vec![Msg::Error(error)])
}

/// One thing that can be chosen: in a field, a filter, the palette.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the program is told.
    pub value: String,
    /// What the user reads and searches.
    pub label: String,
    /// What tells two of the same label apart: department, number.
    pub note: String,
}

impl Choice {
    /// A choice without a note.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: String::new() }
    }

    /// The same choice with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}
