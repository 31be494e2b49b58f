//! Programs outside: the viewer and the printer of the system. A file is handed over as one argument, never through a
//! shell, and only when it is of a kind this program writes; nothing in a file is ever run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::domain::fold::clean_line;
use crate::error::{Error, Result};

/// What is to be done with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Show it with the system's viewer.
    View(PathBuf),
    /// Print it.
    Print(PathBuf),
}

/// Programs outside.
pub trait Outside {
    /// Runs an errand; gives what to tell the user.
    ///
    /// # Errors
    /// When there is no program for it, or it refused; the message names the file.
    fn run(&self, errand: &Errand) -> Result<String>;
}

/// No programs at all: for tests, and where nothing outside is wanted.
pub struct Nothing;

impl Outside for Nothing {
    fn run(&self, errand: &Errand) -> Result<String> {
        Err(absent(errand, "这里不能启动别的程序"))
    }
}

/// The programs of this system.
pub struct System;

/// Endings of the files that are handed over.
const ENDINGS: &[&str] = &["pdf", "xlsx", "docx", "txt", "json", "csv"];
/// How long a program may take to refuse before it counts as started.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Systems that differ in how they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Windows,
    Mac,
    Unix,
}

impl Family {
    fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Mac
        } else {
            Self::Unix
        }
    }
}

/// A program and its arguments; the file goes where the argument is none.
type Line = (&'static str, &'static [Option<&'static str>]);

/// Programs to try for an errand, in this order.
fn lines(family: Family, errand: &Errand) -> &'static [Line] {
    match (family, errand) {
        (Family::Windows, Errand::View(_)) => &[("rundll32.exe", &[Some("url.dll,FileProtocolHandler"), None])],
        // The verb 打印 of the shell belongs to the program registered for the file. The name travels in the
        // environment: it is never part of what is interpreted.
        (Family::Windows, Errand::Print(_)) => &[(
            "powershell.exe",
            &[
                Some("-NoProfile"),
                Some("-NonInteractive"),
                Some("-Command"),
                Some("Start-Process -FilePath $env:ANGUAN_FILE -Verb Print"),
            ],
        )],
        (Family::Mac, Errand::View(_)) => &[("open", &[None])],
        (Family::Unix, Errand::View(_)) => &[("xdg-open", &[None]), ("gio", &[Some("open"), None])],
        (Family::Mac | Family::Unix, Errand::Print(_)) => &[("lp", &[None]), ("lpr", &[None])],
    }
}

fn command(line: Line, file: &Path) -> Command {
    let mut command = Command::new(line.0);
    for argument in line.1 {
        match argument {
            Some(argument) => command.arg(argument),
            None => command.arg(file),
        };
    }
    command.env("ANGUAN_FILE", file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    detach(&mut command);
    command
}

/// Its own group: a Ctrl+C meant for this program does not end a viewer.
#[cfg(unix)]
fn detach(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn detach(_: &mut Command) {}

fn file(errand: &Errand) -> &Path {
    match errand {
        Errand::View(file) | Errand::Print(file) => file,
    }
}

fn absent(errand: &Errand, why: &str) -> Error {
    let what = match errand {
        Errand::View(_) => "没有打开",
        Errand::Print(_) => "没有打印",
    };
    let file = clean_line(&file(errand).to_string_lossy());
    Error::input(format!("{what}：{why}")).hint(format!("文件在 {file}"))
}

/// Why a file is not handed over; none when it may be.
fn refusal(errand: &Errand) -> Option<&'static str> {
    let file = file(errand);
    let ending = file.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !ENDINGS.contains(&ending.as_str()) {
        return Some("只打开本程序写出的文件");
    }
    if !file.is_file() {
        return Some("文件不在了");
    }
    None
}

impl Outside for System {
    fn run(&self, errand: &Errand) -> Result<String> {
        if let Some(why) = refusal(errand) {
            return Err(absent(errand, why));
        }
        let family = Family::here();
        let is_view = matches!(errand, Errand::View(_));
        let desktop = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
        if family == Family::Unix && is_view && !desktop {
            // Without a desktop xdg-open would start a browser of the terminal over this program.
            return Err(absent(errand, "这里没有图形桌面"));
        }
        let path = std::path::absolute(file(errand)).unwrap_or_else(|_| file(errand).to_owned());
        for line in lines(family, errand) {
            match start(command(*line, &path)) {
                Some(true) if is_view => return Ok("已交给系统的查看程序".to_owned()),
                Some(true) => return Ok("已交给系统打印".to_owned()),
                Some(false) if is_view => return Err(absent(errand, "系统没有能打开这种文件的程序")),
                Some(false) => return Err(absent(errand, "系统的打印命令没有接受，可能没有装打印机")),
                None => {}
            }
        }
        Err(absent(errand, if is_view { "系统里没有打开文件的命令" } else { "系统里没有打印命令" }))
    }
}

/// Starts a program: whether it went well as far as can be seen soon; none where there is no such program.
fn start(mut command: Command) -> Option<bool> {
    let mut child = command.spawn().ok()?;
    let (done, waited) = mpsc::channel();
    // Waited for elsewhere, so that it leaves no dead process behind however long it lives.
    std::thread::spawn(move || {
        let went_well = child.wait().is_ok_and(|status| status.success());
        let _ = done.send(went_well);
    });
    Some(waited.recv_timeout(PATIENCE).unwrap_or(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_one_argument_and_never_goes_through_a_shell() {
        let odd = PathBuf::from("/tmp/a b; rm -rf x $(y).pdf");
        for family in [Family::Windows, Family::Mac, Family::Unix] {
            for errand in [Errand::View(odd.clone()), Errand::Print(odd.clone())] {
                for line in lines(family, &errand) {
                    assert!(!["sh", "bash", "cmd", "cmd.exe"].contains(&line.0), "{}", line.0);
                    let command = command(*line, &odd);
                    let with_file = command.get_args().filter(|it| it.to_string_lossy().contains("rm -rf")).count();
                    let by_name = command.get_envs().any(|(name, value)| name == "ANGUAN_FILE" && value.is_some());
                    assert!(with_file <= 1 && by_name, "{command:?}");
                    assert!(command.get_args().all(|it| it == odd.as_os_str() || !it.to_string_lossy().contains("rm")));
                }
            }
        }
    }

    #[test]
    fn only_files_this_program_writes_are_handed_over() {
        let folder = tempfile::tempdir().unwrap();
        for (name, written, said) in [
            ("报告.exe", true, "只打开本程序写出的文件"),
            ("报告.bat", true, "只打开本程序写出的文件"),
            ("报告", true, "只打开本程序写出的文件"),
            ("报告.pdf", false, "文件不在了"),
        ] {
            let path = folder.path().join(name);
            if written {
                std::fs::write(&path, "x").unwrap();
            }
            let error = System.run(&Errand::View(path)).unwrap_err();
            assert!(error.message.contains(said), "{name}: {}", error.message);
            assert!(error.hints.iter().any(|hint| hint.contains(name)), "the path is told");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_told_from_one_that_refuses() {
        assert_eq!(start(Command::new("anguan-no-such-program")), None);
    }
}
