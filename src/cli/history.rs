//! `log`, `undo`, `redo`, `verify`, `backup`, `restore`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::error::{Error, Result};
use crate::registers;
use crate::report::frozen;
use crate::store::{Finding, Operation, Store};

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
            let mut found = store.history(register.relation.table, id)?;
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
        let cells = |it: &Operation| vec![it.seq.to_string(), it.at.clone(), it.operator.clone(), it.summary.clone()];
        let rows: Vec<Vec<String>> = operations.iter().map(cells).collect();
        out.table(&["序号", "时间（UTC）", "操作人", "内容"], &rows, 60)?;
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
        return match store.find_code(code)? {
            Some(head) => {
                out.line(&format!("校验码 {} 出自操作日志第 {} 条（{}，UTC）", head.code, head.seq, head.at))?;
                out.line("它证明：那一刻之前的操作日志此后没有被改动（日志链完好时）")?;
                out.line("它不证明：所记内容当时是否属实，也不证明纸面上的文字没有被改动")?;
                out.flush()?;
                Ok(0)
            }
            None => {
                out.line(&format!("这个文件里没有校验码 {code}"))?;
                out.flush()?;
                Ok(1)
            }
        };
    }
    let mut found = store.verify()?;
    for checked in frozen::intact(&store)? {
        let name = format!("{} {} 第 {} 次", checked.frozen.kind, checked.frozen.period, checked.frozen.number);
        let faults = checked.broken.iter();
        found.extend(faults.map(|it| Finding { check: "report", message: format!("报送的报告 {name}：{it}") }));
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
