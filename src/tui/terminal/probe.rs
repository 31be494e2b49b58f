//! Asking the terminal how wide it draws the glyphs of boxes: one cell, or two as in some Chinese set-ups. Two means the
//! plain symbol set.

use std::io;

use crossterm::event::Event;

/// What the terminal answered.
pub(super) struct Asked {
    /// It draws a box line two cells wide.
    pub(super) plain: bool,
    /// Something was written over the picture: draw it anew.
    pub(super) disturbed: bool,
    /// Keys that were typed before the answer came.
    pub(super) typed: Vec<Event>,
}

const SILENT: Asked = Asked { plain: false, disturbed: false, typed: Vec::new() };

/// What can be known before the first picture, without waiting: on Windows the console answers at once.
#[cfg(windows)]
pub(super) fn known_plain() -> bool {
    use std::io::Write as _;

    use crossterm::{cursor, execute, style};
    let mut out = io::stdout();
    let asked = execute!(out, cursor::MoveTo(0, 0), style::Print("─")).and_then(|()| out.flush());
    asked.and_then(|()| cursor::position()).is_ok_and(|(column, _)| column == 2)
}

/// What can be known before the first picture, without waiting: nothing here.
#[cfg(not(windows))]
pub(super) fn known_plain() -> bool {
    false
}

/// Asks after the first picture; on Windows that was done before it.
#[cfg(not(unix))]
pub(super) fn ask() -> io::Result<Asked> {
    Ok(SILENT)
}

/// Asks after the first picture: writes a line glyph, asks where the cursor stands, and waits for a tenth of a second.
/// A terminal that does not answer keeps the line set.
#[cfg(unix)]
pub(super) fn ask() -> io::Result<Asked> {
    use std::io::Write as _;
    use std::time::{Duration, Instant};

    const WAIT: Duration = Duration::from_millis(100);
    let input = io::stdin();
    if waiting(&input, Duration::ZERO) {
        // Keys are waiting already: whoever types sees a terminal that is fine, or knows --plain.
        return Ok(SILENT);
    }
    let mut out = io::stdout();
    out.write_all("\x1b7\x1b[1;1H─\x1b[6n\x1b8".as_bytes())?;
    out.flush()?;
    let until = Instant::now() + WAIT;
    let mut read = Vec::new();
    let mut column = None;
    while column.is_none() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || !waiting(&input, left) {
            break;
        }
        let mut bytes = [0_u8; 64];
        let count = rustix::io::read(&input, &mut bytes)?;
        if count == 0 {
            break;
        }
        read.extend_from_slice(bytes.get(..count).unwrap_or_default());
        column = answered(&mut read);
    }
    Ok(Asked { plain: column == Some(3), disturbed: true, typed: typed(&read) })
}

#[cfg(unix)]
fn waiting(input: &io::Stdin, time: std::time::Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let mut fds = [PollFd::new(input, PollFlags::IN)];
    let Ok(time) = Timespec::try_from(time) else { return false };
    poll(&mut fds, Some(&time)).is_ok_and(|ready| ready > 0)
}

/// Takes the report `ESC [ row ; column R` out of what was read; returns the column, counted from 1.
#[cfg(unix)]
fn answered(read: &mut Vec<u8>) -> Option<u16> {
    let end = read.iter().position(|byte| *byte == b'R')?;
    let start = read.get(..end)?.iter().rposition(|byte| *byte == 0x1b)?;
    let report = read.get(start + 1..end)?.strip_prefix(b"[")?;
    let column = std::str::from_utf8(report).ok()?.split_once(';')?.1.parse().ok()?;
    read.drain(start..=end);
    Some(column)
}

/// Keys typed meanwhile. Only plain text and Enter are kept: escape sequences of so early a moment are not worth a parser.
#[cfg(unix)]
fn typed(read: &[u8]) -> Vec<Event> {
    use super::super::key::{Code, Key};
    use super::super::probe::event;
    if read.contains(&0x1b) {
        return Vec::new();
    }
    String::from_utf8_lossy(read)
        .chars()
        .filter(|c| *c == '\r' || !c.is_control())
        .map(|c| event(if c == '\r' { Key::plain(Code::Enter) } else { Key::ch(c) }))
        .collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_found_among_keys() {
        for (bytes, column, rest) in [
            (&b"\x1b[1;2R"[..], Some(2), &b""[..]),
            (b"\x1b[1;3R", Some(3), b""),
            (b"a\x1b[1;2Rb", Some(2), b"ab"),
            (b"abc", None, b"abc"),
            (b"R", None, b"R"),
            (b"\x1b[1;", None, b"\x1b[1;"),
        ] {
            let mut read = bytes.to_vec();
            assert_eq!(answered(&mut read), column);
            assert_eq!(read, rest);
        }
        assert_eq!(typed("张\r".as_bytes()).len(), 2);
        assert!(typed(b"\x1b[A").is_empty());
    }
}
