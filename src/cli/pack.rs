//! `pack`: regulation data packs — what comes with the program, the check of a file, taking over a checklist.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::exchange::scoring_sheet;
use crate::knowledge::check::{PackProblem, check};
use crate::knowledge::checklist::Checklist;
use crate::knowledge::duty::DutyList;
use crate::knowledge::list::{PackSummary, list, summary};
use crate::knowledge::standardisation::Edition;
use crate::registers::checklist::{self, Installed};
use crate::registers::responsibility::adopt;
use crate::registers::standard;

use super::{Output, Session};

/// Largest pack that is read, bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Arguments of `pack`.
#[derive(Debug, Args)]
pub(super) struct PackArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// 列出自带的规则包
    List {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 检查一个规则包文件，或一张评定标准的 Excel 表
    Check {
        /// TOML 文件或 Excel 表
        file: PathBuf,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 采用一个检查表包、责任清单包或评定标准：新的，或已有的新版本
    Install {
        /// TOML 文件；评定标准也可以是 Excel 表
        file: PathBuf,
        /// 只试，不写
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) fn run(session: &Session, args: &PackArgs, out: &mut Output) -> Result<u8> {
    let code = match &args.verb {
        Verb::List { json } => show(*json, out)?,
        Verb::Check { file, json } => examine(file, *json, out)?,
        Verb::Install { file, dry_run } => install(session, file, *dry_run, out)?,
    };
    out.flush()?;
    Ok(code)
}

fn show(json: bool, out: &mut Output) -> Result<u8> {
    let packs = list()?;
    if json {
        out.json(&packs)?;
        return Ok(0);
    }
    let cells = |it: &PackSummary| {
        vec![
            it.file.clone(),
            it.title.clone(),
            it.edition.clone(),
            it.items.to_string(),
            if it.unverified == 0 { String::new() } else { format!("{} 项依据待核对", it.unverified) },
        ]
    };
    let rows: Vec<Vec<String>> = packs.iter().map(cells).collect();
    out.table(&["文件", "名称", "版本", "项数", ""], &rows, 40)?;
    Ok(0)
}

/// The text of a pack file and what messages call it.
fn read(file: &Path) -> Result<(String, String)> {
    let name = name_of(file);
    let unreadable = |error: &std::io::Error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "没有这个文件".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
            _ => error.to_string(),
        };
        Error::input(format!("规则包 {} 读不出来：{why}", file.display()))
    };
    let open = std::fs::File::open(file).map_err(|e| unreadable(&e))?;
    let mut bytes = Vec::new();
    open.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(Error::input(format!("规则包 {name} 太大（超过 4 MB），不像规则包")));
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::input(format!("规则包 {name} 不是 UTF-8 文字")))?;
    Ok((text.trim_start_matches('\u{feff}').to_owned(), name))
}

/// Whether a file is an Excel workbook.
fn is_workbook(file: &Path) -> bool {
    let mut head = [0; 8];
    std::fs::File::open(file)
        .and_then(|mut open| open.read(&mut head))
        .is_ok_and(|count| scoring_sheet::is_workbook(head.get(..count).unwrap_or_default()))
}

fn name_of(file: &Path) -> String {
    file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// What is wrong with a pack, and what is said of a sound one.
fn judge(file: &Path) -> Result<(Vec<PackProblem>, String)> {
    if is_workbook(file) {
        let name = name_of(file);
        let (edition, faults) = scoring_sheet::read(file, &name)?;
        let words = edition.map_or_else(String::new, |it| {
            format!("：{} {}，{} 项，否决项 {} 个", it.title, it.edition, it.item.len(), it.veto.len())
        });
        return Ok((faults, format!("{name} 没有问题{words}")));
    }
    let (text, name) = read(file)?;
    let faults = check(&text, &name);
    let read = text.parse::<toml::Table>().map(|table| summary(&name, &table));
    let words = read.map_or_else(|_| String::new(), |it| format!("：{}，{} 项", it.title, it.items));
    Ok((faults, format!("{name} 没有问题{words}")))
}

fn examine(file: &Path, json: bool, out: &mut Output) -> Result<u8> {
    let (faults, sound) = judge(file)?;
    if json {
        let rows: Vec<_> = faults
            .iter()
            .map(|it: &PackProblem| json!({ "file": it.file, "item": it.item, "message": it.message }))
            .collect();
        out.json(&json!({ "ok": faults.is_empty(), "faults": rows }))?;
    } else if faults.is_empty() {
        out.line(&sound)?;
    } else {
        for fault in &faults {
            out.line(&fault.to_string())?;
        }
        out.say(&format!("共 {} 处问题", faults.len()));
    }
    Ok(u8::from(!faults.is_empty()))
}

/// Takes over a scoring standard, or refuses it with every fault.
fn install_standard(session: &Session, file: &Path, dry_run: bool, out: &mut Output) -> Result<u8> {
    let name = name_of(file);
    let (edition, faults) = if is_workbook(file) {
        scoring_sheet::read(file, &name)?
    } else {
        let (text, name) = read(file)?;
        let faults = check(&text, &name);
        let edition = if faults.is_empty() { Some(Edition::read(&text, &name).map_err(Error::input)?) } else { None };
        (edition, faults)
    };
    let Some(edition) = edition else {
        let problems = faults.iter().map(|it| Problem::record(it.message.clone()).at(it.place())).collect();
        return Err(Error::problems(format!("评定标准 {name} 不能使用"), problems));
    };
    let mut store = session.open()?;
    let tried = if dry_run { "（只试，没有写）" } else { "" };
    let told = format!("{} {}《{}》", edition.id, edition.edition, edition.title);
    out.line(&match standard::install(&mut store, &edition, &name, session.today, dry_run)? {
        standard::Installed::New => {
            format!("新增评定标准 {told}，{} 项；开一轮自评时用 --edition {}{tried}", edition.item.len(), edition.id)
        }
        standard::Installed::Same => format!("评定标准 {told} 已经采用，没有变化"),
    })?;
    Ok(0)
}

fn install(session: &Session, file: &Path, dry_run: bool, out: &mut Output) -> Result<u8> {
    if is_workbook(file) {
        return install_standard(session, file, dry_run, out);
    }
    let (text, name) = read(file)?;
    let kind = text.parse::<toml::Table>().ok().and_then(|it| Some(it.get("pack")?.as_str()?.to_owned()));
    if kind.as_deref() == Some("duties") {
        return install_duties(session, &DutyList::read(&text, &name)?, dry_run, out);
    }
    if kind.as_deref() == Some("standardisation") {
        return install_standard(session, file, dry_run, out);
    }
    if let Some(kind) = kind.filter(|kind| kind != "checklist") {
        return Err(Error::input(format!(
            "只能采用检查表包（pack = \"checklist\"）、责任清单包（duties）和评定标准（standardisation），{name} 是“{kind}”"
        ))
        .hint("法规、义务和企业情况的规则包随程序更新，不能单独采用；用 anguan pack check 可以检查它"));
    }
    let list = Checklist::read(&text, &name)?;
    let mut store = session.open()?;
    let done = checklist::install(&mut store, &list, session.today, dry_run)?;
    let tried = if dry_run { "（只试，没有写）" } else { "" };
    let items = list.item.len();
    out.line(&match done {
        checklist::Installed::New => format!("新增检查表 {} {}，{items} 项{tried}", list.id, list.title),
        checklist::Installed::Revised(number) => {
            format!("检查表 {} {} 改为第 {number} 版，{items} 项；已做的检查仍用原来的版本{tried}", list.id, list.title)
        }
        checklist::Installed::Same => format!("检查表 {} {} 已是 {} 版，没有变化", list.id, list.title, list.edition),
    })?;
    Ok(0)
}

fn install_duties(session: &Session, list: &DutyList, dry_run: bool, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    let done = adopt::install(&mut store, list, session.today, dry_run)?;
    let tried = if dry_run { "（只试，没有写）" } else { "" };
    let (code, title, duties) = (&list.code, &list.title, list.duty.len());
    out.line(&match done {
        Installed::New => format!("新增责任清单 {code} {title}，{duties} 条，批准后生效{tried}"),
        Installed::Revised(number) => {
            format!("责任清单 {code} {title} 新增第 {number} 版草稿，{duties} 条，批准后代替现行版{tried}")
        }
        Installed::Same => format!("责任清单 {code} {title} 已是 {} 版，没有变化", list.edition),
    })?;
    Ok(0)
}
