//! A file into a register from the terminal: which file, how, and what became of it.

use std::path::{Path, PathBuf};

use super::super::overlay::{Pick, Prompt, Reader};
use super::super::screen::{Choice, Msg, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use crate::domain::fold::clean_line;
use crate::error::{Error, Result};
use crate::exchange::export;
use crate::exchange::import::{self, Hidden, Merged, Options, Outcome};
use crate::registers::Register;

/// Name of the question for the file.
pub(super) const FILE: &str = "register.import";
/// Name of the question how.
pub(super) const HOW: &str = "register.import.how";

/// What the command line is told to add, and what is chosen here instead.
const CHOSEN: &[(&str, &str)] = &[
    ("加 --create-missing 一并新建", "选“导入并新建没有的部门和岗位”一并新建"),
    ("或加 --skip-bad 只导入没有错的行，错行另存一个文件", "或选“只导入没有错的行”，错行另存一个文件"),
    (
        "用 --hidden take 一并导入，或用 --hidden skip 跳过",
        "选“只导入没有错的行”跳过隐藏的行；要一并导入，先在表格里取消隐藏",
    ),
    (
        "用 --merged fill 把值用于合并范围内的每一行，或用 --merged refuse 把这些行当作错误",
        "选“导入并补满合并单元格”，或先在表格里取消合并",
    ),
];

/// The same refusal in the words of the choices here.
fn in_choices(mut error: Error) -> Error {
    for hint in &mut error.hints {
        for (options, chosen) in CHOSEN {
            *hint = hint.replace(options, chosen);
        }
    }
    error
}

/// Asks which file.
pub(super) fn ask_file(register: &Register) -> Msg {
    let label =
        format!("{}的文件（xlsx、xls 或 csv）。表头按常见叫法自动认；错处一次列全，有错就一行也不写：", register.title);
    Msg::Push(Box::new(Prompt::new(FILE, format!("导入{}", register.title), label, true)))
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
        dry_run: how == "dry",
        ..Options::default()
    };
    let outcome = import::import(&mut cx.store, register, path, &options, cx.today).map_err(in_choices)?;
    let title = if options.dry_run { "试导入，没有写入" } else { "导入结果" };
    let told = Msg::Push(Box::new(Reader::new(format!("{}：{title}", register.title), paragraphs(&outcome))));
    Ok(if options.dry_run { vec![told] } else { vec![Msg::Stale, told] })
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
        all.extend(outcome.problems.iter().map(|it| Paragraph::toned(Tone::Bad, it.to_string())));
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
