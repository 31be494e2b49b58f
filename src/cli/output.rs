//! What the command line prints: data on standard output, words on standard error, no control character in either.

use std::io::{IsTerminal, Write};

use serde::Serialize;

use crate::error::{Error, Kind, Result};
use crate::text::{self, Align};

/// Standard output and error of a command.
pub struct Output {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    to_terminal: bool,
}

impl Output {
    /// The process's own.
    #[must_use]
    pub fn standard() -> Self {
        let out = std::io::stdout();
        let to_terminal = out.is_terminal();
        Self { out: Box::new(std::io::BufWriter::new(out)), err: Box::new(std::io::stderr()), to_terminal }
    }

    /// One line of data.
    ///
    /// # Errors
    /// [`Kind::BrokenPipe`] when the reader went away, [`Kind::File`] when the disk is full.
    pub fn line(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "{}", text::show_line(text)).map_err(|e| broken(&e))
    }

    /// Bytes of a report or export as they are.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(|e| broken(&e))
    }

    /// A value as JSON.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub fn json(&mut self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value).map_err(|e| Error::internal(e.to_string()))?;
        writeln!(self.out, "{}", ascii_controls(&text)).map_err(|e| broken(&e))
    }

    /// JSON that is written already, a line break at its end: a frozen report, of which no digit may change.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub fn json_text(&mut self, text: &str) -> Result<()> {
        write!(self.out, "{}", ascii_controls(text)).map_err(|e| broken(&e))
    }

    /// A sentence for the person, not the script.
    pub fn say(&mut self, text: &str) {
        let _ = writeln!(self.err, "{}", text::show_line(text));
    }

    /// A table of texts: heads and rows, columns padded to their widest cell (cut at `limit` cells on a terminal).
    ///
    /// # Errors
    /// As [`Output::line`].
    pub fn table(&mut self, heads: &[&str], rows: &[Vec<String>], limit: usize) -> Result<()> {
        let limit = if self.to_terminal { limit } else { usize::MAX };
        let widths: Vec<usize> = heads
            .iter()
            .enumerate()
            .map(|(n, head)| {
                let cells = rows.iter().filter_map(|row| row.get(n)).map(|cell| text::width(&text::show_line(cell)));
                cells.chain([text::width(head)]).max().unwrap_or(0).min(limit)
            })
            .collect();
        let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
        for row in std::iter::once(&heads).chain(rows) {
            let line: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| text::fit(&text::show_line(cell), *width, Align::Left))
                .collect();
            writeln!(self.out, "{}", line.join("  ").trim_end()).map_err(|e| broken(&e))?;
        }
        Ok(())
    }

    /// Prints a failure.
    pub fn complain(&mut self, error: &Error) {
        let _ = self.out.flush();
        for line in format!("错误：{error}").lines() {
            let _ = writeln!(self.err, "{}", text::show_line(line));
        }
    }

    /// Pushes everything out.
    ///
    /// # Errors
    /// As [`Output::line`].
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| broken(&e))
    }
}

/// JSON escapes C0 itself; C1 and DEL would still reach the terminal.
fn ascii_controls(json: &str) -> String {
    json.chars()
        .map(|c| {
            if c == '\n' || !crate::domain::fold::is_unwanted(c) {
                c.to_string()
            } else {
                format!("\\u{:04x}", u32::from(c))
            }
        })
        .collect()
}

fn broken(error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::BrokenPipe => Error::new(Kind::BrokenPipe, ""),
        std::io::ErrorKind::StorageFull => Error::file("磁盘已满，输出不完整"),
        _ => Error::file(format!("输出失败：{error}")),
    }
}

/// The fixed words of clap's help pages, which has no other language than English.
const HELP_WORDS: &[(&str, &str)] = &[
    ("Usage: ", "用法："),
    ("Commands:\n", "命令：\n"),
    ("Arguments:\n", "参数：\n"),
    ("Options:\n", "选项：\n"),
    ("[OPTIONS]", "[选项]"),
    ("[COMMAND]", "[命令]"),
    ("<COMMAND>", "<命令>"),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    ("[default: ", "[缺省："),
    ("[possible values: ", "[可选："),
    ("Possible values:\n", "可选：\n"),
];

fn in_chinese(help: String) -> String {
    HELP_WORDS.iter().fold(help, |text, (english, chinese)| text.replace(english, chinese))
}

/// What clap has to say: help and version on standard output, faults in Chinese on standard error.
pub(super) fn usage(error: &clap::Error, out: &mut Output) -> Result<u8> {
    use clap::error::{ContextKind, ErrorKind};
    let named = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            out.raw(in_chinese(error.render().to_string()).as_bytes())?;
            out.flush()?;
            return Ok(0);
        }
        ErrorKind::UnknownArgument => format!("没有这个选项：{}", named(ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => format!("没有这个命令：{}", named(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => {
            format!("缺少参数：{}", named(ContextKind::InvalidArg).replace('\n', "、"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = named(ContextKind::ValidValue);
            let valid = if valid.is_empty() { valid } else { format!("（可选：{valid}）") };
            format!("{} 的值不对：{}{valid}", named(ContextKind::InvalidArg), named(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("{} 不能与别的选项同时使用", named(ContextKind::InvalidArg)),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文字".to_owned(),
        _ => "用法不对".to_owned(),
    };
    Err(Error::input(message).hint("用 anguan --help 或 anguan 命令 --help 查看用法"))
}
