//! The terminal itself: entering, drawing, reading, and leaving it as it was found, whatever happens.
//!
//! Everything switched on is switched off again by [`restore`], which may run any number of times and from anywhere: the
//! guard's `Drop`, the panic hook, the thread that listens for signals.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self, Event};
use crossterm::{cursor, execute, queue, terminal as term};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::app::App;
use super::theme::Theme;
use crate::error::{Error, Kind, Result};

mod probe;
mod signals;

use signals::Signals;

type Canvas = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Whether the terminal is ours now.
static OURS: AtomicBool = AtomicBool::new(false);

/// How long to wait for a key before looking after signals.
const WAIT: Duration = Duration::from_millis(100);
/// Waits without a key after which what was typed is put away as a draft: half a second. Nothing else saves it where the
/// program is ended so that it cannot act any more (power, `kill -9`, a terminal that takes no more output).
const PAUSE: u32 = 5;
/// Events taken before a picture is drawn in between.
const BURST: usize = 20_000;

/// Refuses to start where there is no terminal to draw on or no keyboard to read.
///
/// # Errors
/// [`Kind::Input`] when input or output is a pipe or a file.
pub fn check() -> Result<()> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Error::input("安管的界面要在终端里运行，这里的输入或输出不是终端。")
        .hint("要在脚本里使用，请用子命令，例如 anguan due --json；anguan --help 列出全部。"))
}

/// Runs the program until it is left. Returns the exit code: 0, 128 + n after a signal, 70 after a fault of our own.
///
/// # Errors
/// When there is no terminal, or it went away.
pub fn run(app: &mut App, plain: Option<bool>) -> Result<u8> {
    check()?;
    install_panic_hook();
    let signals = Signals::listen().map_err(|error| terminal_error(&error))?;
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let guard = Guard::enter()?;
        let code = drive(app, plain, &signals);
        drop(guard);
        code
    }));
    if !matches!(outcome, Ok(Ok(_))) {
        // A window that was closed ends in an error here before its signal is seen: what was typed is kept all the same.
        let _ = std::panic::catch_unwind(AssertUnwindSafe(|| app.keep()));
    }
    match outcome {
        Ok(Ok(code)) => Ok(code),
        Ok(Err(error)) => match signals.pending() {
            // The terminal went away together with the signal that says so.
            Some(signal) => Ok(signals::exit_code(signal)),
            None => Err(terminal_error(&error)),
        },
        // The hook has restored the terminal and said what there is to say.
        Err(_) => Ok(Kind::Internal.exit_code()),
    }
}

fn terminal_error(error: &io::Error) -> Error {
    Error::file(format!("终端不能使用：{error}。")).hint("换一个终端窗口再试。")
}

fn drive(app: &mut App, plain: Option<bool>, signals: &Signals) -> io::Result<u8> {
    let (width, height) = term::size()?;
    let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
    let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
    let mut canvas = Terminal::with_options(backend, TerminalOptions { viewport })?;
    let colour = Theme::colour_allowed(env("NO_COLOR").as_deref(), env("TERM").as_deref());
    app.set_theme(Theme::new(plain.unwrap_or_else(probe::known_plain), colour));
    app.resize(width, height);
    app.settle();
    draw(&mut canvas, app)?;
    if plain.is_none() {
        let asked = probe::ask()?;
        if asked.plain {
            app.set_theme(Theme::new(true, colour));
        }
        if asked.disturbed {
            app.feed(&asked.typed);
            app.draw_anew();
            draw(&mut canvas, app)?;
        }
    }
    let mut idle = 0;
    while !app.is_done() {
        if let Some(signal) = signals.pending() {
            signals.handled();
            app.keep();
            return Ok(signals::exit_code(signal));
        }
        if signals.suspended() {
            restore();
            signals::stop_here()?;
        }
        if signals.resumed() {
            // The shell has put its own modes back meanwhile; only a fresh start sets ours again.
            restore();
            take_terminal()?;
            app.feed(&[size_now()?]);
            app.draw_anew();
            draw(&mut canvas, app)?;
        }
        if !event::poll(WAIT)? {
            idle += 1;
            if idle == PAUSE {
                app.keep();
            }
            continue;
        }
        idle = 0;
        let mut events = vec![event::read()?];
        while events.len() < BURST && event::poll(Duration::ZERO)? {
            events.push(event::read()?);
        }
        app.feed(&events);
        draw(&mut canvas, app)?;
    }
    Ok(0)
}

fn size_now() -> io::Result<Event> {
    let (width, height) = term::size()?;
    Ok(Event::Resize(width, height))
}

fn env(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Draws one picture. The cursor is hidden while cells are written, so that an input method's window stays still, and
/// terminals that can are asked to show the picture all at once.
fn draw(canvas: &mut Canvas, app: &mut App) -> io::Result<()> {
    queue!(canvas.backend_mut(), term::BeginSynchronizedUpdate, cursor::Hide)?;
    if app.take_repaint() {
        let (width, height) = app.size();
        canvas.resize(Rect::new(0, 0, width, height))?;
        queue!(canvas.backend_mut(), term::Clear(term::ClearType::All))?;
    }
    canvas.draw(|frame| {
        if let Some(caret) = app.draw(frame.buffer_mut()) {
            frame.set_cursor_position(caret);
        }
    })?;
    queue!(canvas.backend_mut(), term::EndSynchronizedUpdate)?;
    Write::flush(canvas.backend_mut())
}

/// The terminal while it is ours.
struct Guard;

impl Guard {
    fn enter() -> io::Result<Self> {
        // Made first, so that a half-way failure is undone as well.
        let guard = Self;
        take_terminal()?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

fn take_terminal() -> io::Result<()> {
    OURS.store(true, Ordering::SeqCst);
    term::enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(out, term::EnterAlternateScreen, cursor::Hide)?;
    // On Windows there is no paste event, and asking for one can add Ctrl to Enter.
    #[cfg(not(windows))]
    execute!(out, event::EnableBracketedPaste)?;
    Ok(())
}

/// Gives the terminal back as it was. Harmless when it is not ours; its own failures are nobody's business any more.
pub fn restore() {
    if !OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    // First what cannot be held up: a terminal that takes no more output keeps the writing below waiting for ever.
    let _ = term::disable_raw_mode();
    let mut out = io::stdout();
    #[cfg(not(windows))]
    let _ = queue!(out, event::DisableBracketedPaste);
    let _ = execute!(out, term::EndSynchronizedUpdate, term::LeaveAlternateScreen, cursor::Show);
}

/// Restores the terminal before a panic says anything, and says it without any data of the user's.
fn install_panic_hook() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !OURS.load(Ordering::SeqCst) {
            before(info);
            return;
        }
        restore();
        let place = info.location().map_or_else(String::new, |at| {
            let file = at.file().rsplit(['/', '\\']).next().unwrap_or_default();
            format!("（{file}:{}）", at.line())
        });
        let mut err = io::stderr();
        let _ = writeln!(err, "安管自身出错，已经停止{place}。已保存的数据不受影响，没有保存的输入留有草稿。");
    }));
}
