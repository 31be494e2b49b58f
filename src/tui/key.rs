//! One key press as the keymap sees it: the same on every platform and whatever the input method made of it.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::domain::fold::half_width;

/// Which key, without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A character, as typed.
    Char(char),
    /// A function key, 1 to 12.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift+Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// A key with the modifiers that count. Shift never does: terminals report it with symbols on one system and not on
/// another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Held together with Ctrl.
    pub ctrl: bool,
    /// Held together with Alt.
    pub alt: bool,
}

/// The named keys: code, the name shown, other names understood.
const NAMES: &[(Code, &str, &[&str])] = &[
    (Code::Enter, "Enter", &["回车"]),
    (Code::Esc, "Esc", &[]),
    (Code::Tab, "Tab", &[]),
    (Code::BackTab, "Shift+Tab", &[]),
    (Code::Backspace, "退格", &["Backspace"]),
    (Code::Delete, "Del", &["Delete"]),
    (Code::Insert, "Ins", &["Insert"]),
    (Code::Up, "↑", &["Up", "上"]),
    (Code::Down, "↓", &["Down", "下"]),
    (Code::Left, "←", &["Left", "左"]),
    (Code::Right, "→", &["Right", "右"]),
    (Code::Home, "Home", &[]),
    (Code::End, "End", &[]),
    (Code::PageUp, "PgUp", &[]),
    (Code::PageDown, "PgDn", &[]),
    (Code::Char(' '), "空格", &["Space"]),
];

impl Key {
    /// A key alone.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A character key alone.
    #[must_use]
    pub const fn ch(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A letter with Ctrl.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false }
    }

    /// A function key.
    #[must_use]
    pub const fn f(n: u8) -> Self {
        Self::plain(Code::F(n))
    }

    /// What the terminal reported, or nothing for a release and for keys we have no use for.
    #[must_use]
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let mut ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let mut alt = event.modifiers.contains(KeyModifiers::ALT);
        let shift = event.modifiers.contains(KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::Char(c) => {
                if ctrl && alt {
                    // AltGr looks like this: the character is text.
                    (ctrl, alt) = (false, false);
                }
                Code::Char(if ctrl { c.to_ascii_lowercase() } else { c })
            }
            KeyCode::F(n) => Code::F(n),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab if shift => Code::BackTab,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => Code::BackTab,
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Insert => Code::Insert,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            _ => return None,
        };
        // Plain terminals send one byte for these pairs.
        Some(match (code, ctrl) {
            (Code::Char('h'), true) => Self::plain(Code::Backspace),
            (Code::Char('j' | 'm'), true) => Self::plain(Code::Enter),
            (Code::Char('i'), true) => Self::plain(Code::Tab),
            (Code::Char(_), _) => Self { code, ctrl, alt },
            // Modifiers on named keys differ from terminal to terminal; none of ours needs them, and Ctrl may be added
            // to a pasted Enter.
            _ => Self::plain(code),
        })
    }

    /// The key as a command: full-width forms folded, capitals made small (Caps Lock must not change a command).
    #[must_use]
    pub fn folded(self) -> Self {
        match self.code {
            Code::Char(c) => {
                let half = half_width(c);
                Self { code: Code::Char(half.to_lowercase().next().unwrap_or(half)), ..self }
            }
            _ => self,
        }
    }

    /// The character typed, when the key is text.
    #[must_use]
    pub fn text(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt && !c.is_control() => Some(c),
            _ => None,
        }
    }

    /// Whether the key reaches us while a Chinese input method is on.
    #[must_use]
    pub fn passes_ime(self) -> bool {
        match self.code {
            Code::Char(c) => self.ctrl || c.is_ascii_digit(),
            _ => true,
        }
    }

    /// The name to show where arrows may be drawn two cells wide: words instead of arrows.
    #[must_use]
    pub fn plain_name(self) -> String {
        match self.code {
            Code::Up => "上".into(),
            Code::Down => "下".into(),
            Code::Left => "左".into(),
            Code::Right => "右".into(),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl+")?;
        }
        if self.alt {
            f.write_str("Alt+")?;
        }
        if let Some((_, name, _)) = NAMES.iter().find(|(code, ..)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::F(n) => write!(f, "F{n}"),
            Code::Char(c) if self.ctrl || self.alt => write!(f, "{}", c.to_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Key {
    type Err = String;

    /// The inverse of [`Key`]'s `Display`; knows English names besides.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rest = text;
        let mut key = Self::ch(' ');
        loop {
            if let Some(after) = rest.strip_prefix("Ctrl+") {
                key.ctrl = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("Alt+") {
                key.alt = true;
                rest = after;
            } else {
                break;
            }
        }
        let named = NAMES.iter().find(|(_, name, others)| *name == rest || others.contains(&rest));
        if let Some((code, ..)) = named {
            key.code = *code;
            return Ok(key);
        }
        let mut chars = rest.chars();
        match (chars.next(), chars.as_str()) {
            (Some(c), "") if key.ctrl || key.alt => key.code = Code::Char(c.to_ascii_lowercase()),
            (Some(c), "") => key.code = Code::Char(c),
            (Some('F'), number) => match number.parse() {
                Ok(n @ 1..=12) => key.code = Code::F(n),
                _ => return Err(format!("没有名为“{text}”的键")),
            },
            _ => return Err(format!("没有名为“{text}”的键")),
        }
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        Key::from_event(&KeyEvent::new(code, modifiers))
    }

    #[test]
    fn the_same_key_on_windows_and_on_linux() {
        assert_eq!(event(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(Key::ch('?')));
        assert_eq!(event(KeyCode::Char('S'), KeyModifiers::CONTROL | KeyModifiers::SHIFT), Some(Key::ctrl('s')));
        assert_eq!(event(KeyCode::Tab, KeyModifiers::SHIFT), Some(Key::plain(Code::BackTab)));
        assert_eq!(event(KeyCode::Char('h'), KeyModifiers::CONTROL), Some(Key::plain(Code::Backspace)));
        assert_eq!(event(KeyCode::Enter, KeyModifiers::CONTROL), Some(Key::plain(Code::Enter)));
        assert_eq!(event(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT), Some(Key::ch('@')));
        let mut release = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(Key::from_event(&release), None);
        release.kind = KeyEventKind::Repeat;
        assert!(Key::from_event(&release).is_some());
    }

    #[test]
    fn commands_ignore_width_and_caps_lock() {
        for (typed, command) in
            [('？', '?'), ('／', '/'), ('：', ':'), ('１', '1'), ('Ａ', 'a'), ('D', 'd'), ('　', ' ')]
        {
            assert_eq!(Key::ch(typed).folded(), Key::ch(command));
        }
    }

    #[test]
    fn names_read_back_as_the_same_key() {
        for name in
            ["F2", "F12", "Ctrl+S", "Enter", "Esc", "Shift+Tab", "↑", "Del", "空格", "退格", "PgDn", "a", "?", "/"]
        {
            assert_eq!(name.parse::<Key>().unwrap().to_string(), name);
        }
        assert_eq!("Up".parse::<Key>(), Ok(Key::plain(Code::Up)));
        assert!("F13".parse::<Key>().is_err());
        assert!("张三".parse::<Key>().is_err());
    }
}
