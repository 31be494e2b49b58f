//! `log`, `undo`, `redo`, `verify`, `backup`, `restore`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::domain::fold::clean_line;
use crate::error::{Error, Result};
use crate::registers::{self, submission};
use crate::report::{frozen, kinds};
use crate::store::{Finding, Operation, Store, code_range};
use crate::text::local_moment;

use super::{Output, Session};

/// Arguments of `log`.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// 只看一条记录的历史：台账/行号，如 hazard/12 或 hazard/YH-2026-0001
    #[arg(long, value_name = "REGISTER/ID")]
    record: Option<String>,
    /// 最多几条
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// 查纸面上的校验码出自哪一步操作
    #[arg(long, value_name = "XXXX-XXXX")]
    code: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `backup` and `restore`.
#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// 备份文件
    file: PathBuf,
}

pub(super) fn log(session: &Session, args: &LogArgs, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    let operations = match &args.record {
        None => store.operations(None, args.limit)?,
        Some(record) => {
            let (key, id) = record.split_once('/').ok_or_else(|| Error::input("--record 应写成 台账/行号"))?;
            let register = super::records::register(key)?;
            let id = registers::resolve(&store, register.key, id)?;
            let mut found = store.history(register.relation.written(), id)?;
            found.reverse();
            found.into_iter().map(|(operation, _)| operation).take(args.limit).collect()
        }
    };
    if args.json {
        let rows: Vec<_> = operations
            .iter()
            .map(|it| {
                json!({ "seq": it.seq, "at": it.at, "operator": it.operator, "act": it.act, "verb": it.verb,
                        "summary": it.summary, "target": it.target, "rows": it.rows })
            })
            .collect();
        out.json(&rows)?;
    } else {
        let at = |it: &Operation| local_moment(&it.at, *store.now().offset());
        let cells = |it: &Operation| vec![it.seq.to_string(), at(it), it.operator.clone(), it.summary.clone()];
        let rows: Vec<Vec<String>> = operations.iter().map(cells).collect();
        out.table(&["序号", "时间", "操作人", "内容"], &rows, 60)?;
    }
    out.flush()?;
    Ok(0)
}

pub(super) fn undo(session: &Session, out: &mut Output) -> Result<u8> {
    let undone = session.open()?.undo()?;
    out.line(&format!("已撤销：{}", undone.summary))?;
    out.flush()?;
    Ok(0)
}

pub(super) fn redo(session: &Session, out: &mut Output) -> Result<u8> {
    let redone = session.open()?.redo()?;
    out.line(&format!("已重做：{}", redone.summary))?;
    out.flush()?;
    Ok(0)
}

pub(super) fn verify(session: &Session, args: &VerifyArgs, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    if let Some(code) = &args.code {
        return prove(&store, code, args.json, out);
    }
    let mut found = store.verify()?;
    for checked in frozen::intact(&store)? {
        let name = format!("{} {} 第 {} 次", checked.frozen.kind, checked.frozen.period, checked.frozen.number);
        let faults = checked.broken.iter();
        found.extend(faults.map(|it| Finding { check: "report", message: format!("冻结的报告 {name}：{it}") }));
    }
    let head = store.chain_head()?;
    if args.json {
        let findings: Vec<_> = found.iter().map(|it| json!({ "check": it.check, "message": it.message })).collect();
        let head = head.as_ref().map(|it| json!({ "seq": it.seq, "hash": it.hash, "code": it.code, "at": it.at }));
        out.json(&json!({ "ok": found.is_empty(), "head": head, "findings": findings }))?;
    } else if found.is_empty() {
        let head = head.map_or_else(|| "还没有操作".to_owned(), |it| format!("共 {} 条操作，链尾 {}", it.seq, it.code));
        out.line(&format!("文件完好：结构、引用、操作日志链、记录和计数都对得上（{head}）"))?;
    } else {
        for finding in &found {
            out.line(&format!("有问题：{}", finding.message))?;
        }
    }
    out.flush()?;
    Ok(u8::from(!found.is_empty()))
}

/// Which operation a code printed on paper stands for, what that proves and what it does not.
fn prove(store: &Store, code: &str, json: bool, out: &mut Output) -> Result<u8> {
    let typed = clean_line(code);
    if code_range(&typed).is_none() {
        return Err(Error::input(format!("“{typed}”不是校验码的写法"))
            .hint("校验码是纸面页脚上的八位字母数字，写成 XXXX-XXXX，没有字母 U"));
    }
    let found = store.find_code(&typed)?;
    let Some(head) = found else {
        let known = format!("这个文件的操作日志里没有校验码 {typed}：纸面不是由这个文件印的，或日志换过、截短过");
        if json {
            out.json(&json!({ "found": false, "message": known }))?;
        } else {
            out.line(&known)?;
        }
        out.flush()?;
        return Ok(1);
    };
    let last = store.operations(Some(head.seq + 1), 1)?.pop();
    let (by, summary) = last.map_or_else(Default::default, |it| (it.operator, it.summary));
    let frozen = submission::on_head(store, &head.hash)?;
    if json {
        let reports: Vec<_> = frozen
            .iter()
            .map(|it| json!({ "kind": it.kind, "period": it.period, "number": it.number, "state": it.state.code() }))
            .collect();
        out.json(&json!({ "found": true, "code": head.code, "seq": head.seq, "at": head.at, "hash": head.hash,
                          "operator": by, "summary": summary, "reports": reports }))?;
        out.flush()?;
        return Ok(0);
    }
    let at = local_moment(&head.at, *store.now().offset());
    out.line(&format!("校验码 {} 出自操作日志第 {} 条（{at}）：{by} {summary}", head.code, head.seq))?;
    for it in &frozen {
        let title = kinds::find(&it.kind).map_or(it.kind.as_str(), |kind| kind.title);
        out.line(&format!("以它为底冻结的报告：{title} {} 第 {} 次（{}）", it.period, it.number, it.standing()))?;
    }
    out.line(&format!(
        "它证明：纸面印出时，这个文件的操作日志正好到第 {} 条；前 {} 条此后没有增删改（运行 anguan verify 确认日志链完好之后）",
        head.seq, head.seq
    ))?;
    out.line("它不证明：所记内容当时是否属实；纸面上的文字没有被改过（用 report KIND --number N 重印对照）；电脑时钟是否准确")?;
    out.flush()?;
    Ok(0)
}

pub(super) fn backup(session: &Session, args: &FileArgs, out: &mut Output) -> Result<u8> {
    session.open()?.backup(&args.file)?;
    out.line(&format!("已备份到 {}（已打开核对）", args.file.display()))?;
    out.flush()?;
    Ok(0)
}

pub(super) fn restore(session: &Session, args: &FileArgs, out: &mut Output) -> Result<u8> {
    let path = session.path()?;
    let aside = Store::restore(&args.file, &path)?;
    out.line(&format!("已恢复到 {}", path.display()))?;
    if let Some(aside) = aside {
        out.line(&format!("原来的文件移到 {}", aside.display()))?;
    }
    out.flush()?;
    Ok(0)
}
