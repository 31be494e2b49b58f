//! `report note`, `carry`, `check`: the author's words, and what in them says nothing.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::super::{Output, Session};
use super::Which;
use crate::error::{Error, Result};
use crate::report::drafts::{self, Part};
use crate::report::kinds::ReportKind;
use crate::report::{subject, wording};
use crate::store::Store;

/// Longest text that is read from a file, bytes.
const LONGEST: u64 = 256 * 1024;

/// Arguments of `report note`.
#[derive(Debug, Args)]
pub(super) struct NoteArgs {
    #[command(flatten)]
    which: Which,
    /// 哪一段：工作情况、存在问题、下期安排（--list 列出）
    #[arg(long, value_name = "段", required_unless_present = "list")]
    section: Option<String>,
    /// 文字；空的收回已写的
    #[arg(long, value_name = "文字", conflicts_with = "file")]
    text: Option<String>,
    /// 从这个文本文件读（UTF-8）
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// 列出各段写了什么、哪些还空着、上期写了什么
    #[arg(long, conflicts_with_all = ["section", "text", "file"])]
    list: bool,
    /// 列出时输出 JSON
    #[arg(long, requires = "list")]
    json: bool,
}

/// Arguments of `report carry`.
#[derive(Debug, Args)]
pub(super) struct CarryArgs {
    #[command(flatten)]
    which: Which,
    /// 从哪一期带来（缺省：上一期）
    #[arg(long, value_name = "P")]
    from: Option<String>,
}

/// Arguments of `report check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    which: Which,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn note(session: &Session, args: &NoteArgs, out: &mut Output) -> Result<u8> {
    let (kind, about) = args.which.read()?;
    if args.list {
        return list(&session.open()?, kind, about, args.json, out);
    }
    let section = kind.text(args.section.as_deref().unwrap_or_default())?;
    let text = match (&args.text, &args.file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => return Err(Error::input("没有写文字").hint("用 --text 文字 或 --file 文件")),
    };
    let mut store = session.open()?;
    let written = drafts::write(&mut store, kind, about, section.key, &text)?;
    out.line(if written { "已保存" } else { "没有变化" })?;
    for hit in wording::phrases(section.label, &text)? {
        out.say(&format!("注意：“{}”没有内容：{}", hit.found, hit.suggest));
    }
    Ok(0)
}

fn read(file: &Path) -> Result<String> {
    let failed = |error: &std::io::Error| Error::input(format!("文字文件 {} 读不出来：{error}", file.display()));
    let mut bytes = Vec::new();
    let open = std::fs::File::open(file).map_err(|e| failed(&e))?;
    open.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|e| failed(&e))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LONGEST {
        return Err(Error::input(format!("文字文件 {} 太大（超过 256 KB）", file.display())));
    }
    String::from_utf8(bytes).map_err(|_| Error::input(format!("文字文件 {} 不是 UTF-8 文字", file.display())))
}

fn list(store: &Store, kind: &'static ReportKind, about: &str, json: bool, out: &mut Output) -> Result<u8> {
    let parts = drafts::parts(store, kind, about)?;
    if json {
        let row = |it: &Part| {
            json!({ "section": it.spec.key, "label": it.spec.label, "help": it.spec.help, "text": it.text,
                    "before": it.before, "can_be_carried": it.can_be_carried() })
        };
        out.json(&parts.iter().map(row).collect::<Vec<_>>())?;
        return Ok(0);
    }
    if parts.is_empty() {
        out.line(&format!("{}没有由人写的文字", kind.title))?;
        return Ok(0);
    }
    for it in &parts {
        let state = match (it.text.is_empty(), it.before.is_empty()) {
            (false, _) => String::new(),
            (true, true) => format!("（空着：{}）", it.spec.help),
            (true, false) => format!("（空着；上期写的是：{}）", it.before.replace('\n', " ")),
        };
        out.line(&format!("{}{state}", it.spec.label))?;
        for line in it.text.lines() {
            out.line(&format!("  {line}"))?;
        }
    }
    let empty = parts.iter().filter(|it| it.text.is_empty()).count();
    let carried = parts.iter().filter(|it| it.can_be_carried()).count();
    let hint =
        if carried > 0 { format!("，其中 {carried} 段可用 report carry 带上期的") } else { String::new() };
    out.line(&format!("共 {} 段，{empty} 段还空着{hint}", parts.len()))?;
    Ok(0)
}

pub(super) fn carry(session: &Session, args: &CarryArgs, out: &mut Output) -> Result<u8> {
    let (kind, about) = args.which.read()?;
    let done = drafts::carry(&mut session.open()?, kind, about, args.from.as_deref())?;
    let labels: Vec<&str> = done.sections.iter().map(|it| it.label).collect();
    out.line(&format!("已把{}的“{}”带到{}，作为草稿", done.from.label(), labels.join("”“"), done.to.title))?;
    out.say("带来的是上期的原文，请改成本期的情况");
    Ok(0)
}

pub(super) fn check(session: &Session, args: &CheckArgs, out: &mut Output) -> Result<u8> {
    let (kind, about) = args.which.read()?;
    let store = session.open()?;
    let review = wording::check(&store, kind, about, session.moment()?)?;
    if args.json {
        let hits: Vec<_> = review
            .hits
            .iter()
            .map(|it| {
                json!({ "section": it.section, "found": it.found, "phrase": it.phrase, "suggest": it.suggest,
                        "context": it.context, "start": it.start, "end": it.end })
            })
            .collect();
        out.json(&json!({ "hits": hits, "empty": review.empty, "unfilled": review.unfilled }))?;
        return Ok(0);
    }
    for it in &review.hits {
        out.line(&format!("{}：“{}”（…{}…）", it.section, it.found, it.context.replace('\n', " ")))?;
        out.line(&format!("  改法：{}", it.suggest))?;
    }
    for label in &review.empty {
        out.line(&format!("{label}：空着"))?;
    }
    for label in &review.unfilled {
        out.line(&format!("{label}：{}", wording::UNFILLED))?;
    }
    let title = subject::of(&store, kind, about)?.title;
    let (hits, blank) = (review.hits.len(), review.empty.len() + review.unfilled.len());
    out.line(&match (hits, blank) {
        (0, 0) => format!("{title}：没有发现套话，没有空着的"),
        (hits, blank) => format!("{title}：{hits} 处套话，{blank} 处空着"),
    })?;
    Ok(0)
}
