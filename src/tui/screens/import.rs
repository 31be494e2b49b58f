//! A file into a register from the terminal: which file, how, and what became of it.

use std::path::{Path, PathBuf};

use super::super::overlay::{Pick, Prompt, Reader};
use super::super::screen::{Choice, Msg, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::words::by_keys;
use crate::domain::fold::clean_line;
use crate::error::Result;
use crate::exchange::export;
use crate::exchange::import::{self, Hidden, Merged, Options, Outcome};
use crate::exchange::known::MatchBy;
use crate::registers::Register;

/// Name of the question for the file.
pub(super) const FILE: &str = "register.import";
/// Name of the question how.
pub(super) const HOW: &str = "register.import.how";

/// Asks which file; `before` is what was typed last.
pub(super) fn ask_file(register: &Register, before: &str) -> Msg {
    let label =
        format!("{}的文件（xlsx、xls 或 csv）。表头按常见叫法自动认；错处一次列全，有错就一行也不写：", register.title);
    Msg::Push(Box::new(Prompt::new(FILE, format!("导入{}", register.title), label, true).with(before)))
}

/// Asks how; what the command line decides by options is decided here by choosing.
pub(super) fn ask_how(path: &Path) -> Msg {
    let name = path.file_name().map(|it| clean_line(&it.to_string_lossy())).unwrap_or_default();
    let choices = vec![
        Choice::new("dry", "先试导入").note("不写入，只看会怎样"),
        Choice::new("plain", "导入").note("部门、岗位须已建好"),
        Choice::new("create", "导入并新建没有的部门和岗位"),
        Choice::new("skip", "只导入没有错的行").note("错行另存；新建部门岗位，跳过隐藏行"),
        Choice::new("fill", "导入并补满合并单元格").note("新建部门岗位，跳过隐藏行"),
        Choice::new("name", "导入，同名的当作同一人").note("文件里没有工号和身份证号时；新建部门岗位"),
    ];
    Msg::Push(Box::new(Pick::new(HOW, format!("导入 {name}"), choices)))
}

/// Imports and tells what became of it.
///
/// # Errors
/// As [`import::import`].
pub(super) fn run(cx: &mut Session, register: &'static Register, path: &Path, how: &str) -> Result<Vec<Msg>> {
    let lenient = matches!(how, "skip" | "fill");
    let options = Options {
        create_missing: how != "plain",
        hidden: lenient.then_some(Hidden::Skip),
        merged: lenient.then_some(Merged::Fill),
        skip_bad: how == "skip",
        match_by: if how == "name" { MatchBy::Name } else { MatchBy::default() },
        dry_run: how == "dry",
        ..Options::default()
    };
    let outcome = match import::import(&mut cx.store, register, path, &options, cx.today) {
        Ok(outcome) => outcome,
        // The same choices wait behind the faults; a file that is not there is asked for again.
        Err(error) if path.is_file() => return Ok(vec![ask_how(path), Msg::Error(error)]),
        Err(error) => return Ok(vec![ask_file(register, &path.to_string_lossy()), Msg::Error(error)]),
    };
    let title = if options.dry_run { "试导入，没有写入；按 Esc 选怎样导入" } else { "导入结果" };
    let told = Msg::Push(Box::new(Reader::new(format!("{}：{title}", register.title), paragraphs(&outcome))));
    // Behind what would happen the same choices wait: the file need not be named twice.
    Ok(if options.dry_run { vec![ask_how(path), told] } else { vec![Msg::Stale, told] })
}

fn paragraphs(outcome: &Outcome) -> Vec<Paragraph> {
    let mut all = vec![
        Paragraph::pair("读到", format!("{} 行", outcome.rows)),
        Paragraph::pair("新增", format!("{} 条", outcome.added)),
        Paragraph::pair("修改", format!("{} 条", outcome.changed)),
        Paragraph::pair("未变", format!("{} 条", outcome.unchanged)),
        Paragraph::pair("退回", format!("{} 行", outcome.refused)),
    ];
    if !outcome.created.is_empty() {
        all.push(Paragraph::pair("新建", outcome.created.join("、")));
    }
    all.extend(outcome.notes.iter().map(Paragraph::text));
    if let Some(file) = &outcome.refused_file {
        all.push(Paragraph::text(format!("退回的行另存在 {}，改正后再导入", file.display())));
    }
    if !outcome.problems.is_empty() {
        all.push(Paragraph::heading("错处"));
        all.extend(
            outcome
                .problems
                .iter()
                .map(|it| Paragraph::toned(Tone::Bad, by_keys(&it.to_string()).unwrap_or_else(|| it.to_string()))),
        );
    }
    all
}

/// Writes the empty template of a register beside the data file.
///
/// # Errors
/// The file exists already, or the disk refuses.
pub(super) fn template(cx: &Session, register: &Register) -> Result<Vec<Msg>> {
    let folder = cx.store.path().parent().map(PathBuf::from).unwrap_or_default();
    let path = folder.join(format!("{}导入模板.xlsx", register.title));
    export::write_template(&cx.store, &path, register, false)?;
    Ok(vec![Msg::Notice(format!("已写出 {}", path.display()))])
}
