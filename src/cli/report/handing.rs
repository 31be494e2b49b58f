//! `report finalise`, `submit`, `return`, `verify`.

use std::path::Path;

use chrono::{FixedOffset, NaiveDate};
use clap::Args;
use serde_json::{Value as Json, json};

use super::super::{Output, Session};
use super::Which;
use crate::domain::date::{self, Order};
use crate::error::{Error, Result};
use crate::report::frozen::{self, Checked, Difference, Handing, Submitted};
use crate::report::kinds;
use crate::report::subject;
use crate::store::Operation;
use crate::text;

/// Arguments of `report finalise`.
#[derive(Debug, Args)]
pub(super) struct FinaliseArgs {
    #[command(flatten)]
    which: Which,
    /// 签发人
    #[arg(long, value_name = "人")]
    signed_by: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `report submit`.
#[derive(Debug, Args)]
pub(super) struct SubmitArgs {
    #[command(flatten)]
    which: Which,
    /// 报送给谁（全称）
    #[arg(long, value_name = "单位")]
    to: String,
    /// 签发人
    #[arg(long, value_name = "人")]
    signed_by: Option<String>,
    /// 经办人（缺省：操作人）
    #[arg(long, value_name = "人")]
    submitted_by: Option<String>,
    /// 方式：纸质、平台、邮件
    #[arg(long, value_name = "方式")]
    channel: Option<String>,
    /// 回执：编号或签收人
    #[arg(long, value_name = "回执")]
    receipt: Option<String>,
    /// 报送日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
    /// 迟报的原因
    #[arg(long, value_name = "原因")]
    reason: Option<String>,
    /// 定稿之后记录变了也按定稿报送（纸面已签字）
    #[arg(long)]
    as_finalised: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `report return`.
#[derive(Debug, Args)]
pub(super) struct ReturnArgs {
    #[command(flatten)]
    which: Which,
    /// 退回的原因
    #[arg(long, value_name = "原因")]
    reason: String,
    /// 退回日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
}

fn day(session: &Session, typed: Option<&String>) -> Result<NaiveDate> {
    typed.map_or(Ok(session.today), |text| {
        date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("--date：{e}")))
    })
}

pub(super) fn finalise(session: &Session, args: &FinaliseArgs, out: &mut Output) -> Result<u8> {
    let (kind, about) = args.which.read()?;
    let mut store = session.open()?;
    let about = subject::of(&store, kind, about)?;
    let done = frozen::finalise(&mut store, kind, &about.key, args.signed_by.as_deref(), session.moment()?)?;
    if args.json {
        return out.json(&told(&done)).map(|()| 0);
    }
    warn(&done, out);
    let number = done.frozen.number;
    out.line(&format!("已定稿：{}（第 {number} 次，未报送）", about.title))?;
    out.say(&format!(
        "打印签字用 anguan report {} {} --number {number}；送出后用 report submit 登记",
        kind.key,
        args.which.named()
    ));
    Ok(0)
}

pub(super) fn submit(session: &Session, args: &SubmitArgs, out: &mut Output) -> Result<u8> {
    let (kind, about) = args.which.read()?;
    let handing = Handing {
        to: args.to.clone(),
        on: day(session, args.date.as_ref())?,
        signed_by: args.signed_by.clone(),
        submitted_by: args.submitted_by.clone(),
        channel: args.channel.clone(),
        receipt: args.receipt.clone(),
        late_reason: args.reason.clone(),
        as_finalised: args.as_finalised,
    };
    let mut store = session.open()?;
    let about = subject::of(&store, kind, about)?;
    let done = frozen::submit(&mut store, kind, &about.key, &handing, session.moment()?)?;
    if args.json {
        return out.json(&told(&done)).map(|()| 0);
    }
    warn(&done, out);
    let late = done.late_days.map_or_else(String::new, |days| format!("，迟报 {days} 天"));
    let frozen = &done.frozen;
    let recipient = frozen.recipient.as_deref().unwrap_or_default();
    let again = done.again.label();
    out.line(&format!("已冻结并登记{again}：{}（第 {} 次，报送 {recipient}{late}）", about.title, frozen.number))?;
    Ok(0)
}

pub(super) fn give_back(session: &Session, args: &ReturnArgs, out: &mut Output) -> Result<u8> {
    let (kind, about) = args.which.read()?;
    let on = day(session, args.date.as_ref())?;
    let mut store = session.open()?;
    let about = subject::of(&store, kind, about)?;
    let frozen = frozen::give_back(&mut store, kind, &about.key, on, &args.reason, session.moment()?)?;
    out.line(&format!("已登记退回：{}（第 {} 次，{}）", about.title, frozen.number, frozen.standing()))?;
    out.say("退回的不算已报送；改正后用 report submit 补报，登记为新的一次，退回的那份保持原样");
    Ok(0)
}

fn warn(done: &Submitted, out: &mut Output) {
    for warning in &done.warnings {
        out.say(&format!("注意：{warning}"));
    }
}

/// A frozen report as JSON.
fn told(done: &Submitted) -> Json {
    let it = &done.frozen;
    let layouts = frozen::layouts_of(it).map(|it| it.sha256);
    json!({
        "id": it.id, "kind": it.kind, "period": it.period, "number": it.number, "state": it.state.code(),
        "again": done.again.label(), "finalised_on": it.finalised_on, "recipient": it.recipient,
        "submitted_on": it.submitted_on, "signed_by": it.signed_by, "submitted_by": it.submitted_by,
        "late_days": done.late_days, "facts_sha256": it.sha256, "layouts": layouts, "chain_head": it.chain_head,
        "warnings": done.warnings,
    })
}

pub(super) fn verify(session: &Session, json: bool, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    let all = frozen::verify(&store, session.moment()?)?;
    let wrong = all.iter().filter(|it| !it.is_fine()).count();
    if json {
        out.json(&all.iter().map(checked_json).collect::<Vec<_>>())?;
        return Ok(u8::from(wrong > 0));
    }
    for it in &all {
        print_checked(it, *store.now().offset(), out)?;
    }
    match (all.len(), wrong) {
        (0, _) => out.line("还没有冻结过报告")?,
        (all, 0) => out.line(&format!("{all} 份冻结的报告与今天的记录一致，或已由后来的一次更正"))?,
        (all, wrong) => {
            out.line(&format!("{all} 份冻结的报告中有 {wrong} 份与今天的记录不一致"))?;
            out.say("冻结之后补录或更正了记录；需要时改正后再报一次（登记为新的一次），原来那份保持原样");
        }
    }
    Ok(u8::from(wrong > 0))
}

/// Whether a file is one of those laid out from a frozen report.
pub(super) fn verify_file(session: &Session, file: &Path, json: bool, out: &mut Output) -> Result<u8> {
    let bytes = std::fs::read(file).map_err(|e| Error::input(format!("文件 {} 读不出来：{e}", file.display())))?;
    let store = session.open()?;
    let found = frozen::find_file(&store, &bytes)?;
    let code = u8::from(found.is_none());
    if json {
        let told = found.map(|(it, format)| {
            json!({ "kind": it.kind, "period": it.period, "number": it.number, "state": it.state.code(), "format": format })
        });
        return out.json(&json!({ "found": told.is_some(), "report": told })).map(|()| code);
    }
    out.line(&match found {
        Some((it, format)) => {
            let title = kinds::find(&it.kind).map_or(it.kind.as_str(), |kind| kind.title);
            format!("它是{title} {} 第 {} 次（{}）冻结时排出的 {format}，一字未改", it.period, it.number, it.standing())
        }
        None => "它不是这个文件里任何一份冻结的报告原样排出的；改动过、由别的程序版本排出，或没有留校验值".to_owned(),
    })?;
    Ok(code)
}

fn operation_json(it: &Operation) -> Json {
    json!({ "seq": it.seq, "at": it.at, "operator": it.operator, "summary": it.summary })
}

fn checked_json(it: &Checked) -> Json {
    let differences: Vec<_> = it
        .differences
        .iter()
        .map(|it| {
            json!({ "path": it.path, "label": it.label, "frozen": it.frozen, "now": it.now, "operations": it.operations })
        })
        .collect();
    let packs: Vec<_> =
        it.packs.iter().map(|it| json!({ "file": it.file, "frozen": it.frozen, "now": it.now })).collect();
    let frozen = &it.frozen;
    json!({
        "id": frozen.id, "kind": frozen.kind, "period": frozen.period, "number": frozen.number,
        "state": frozen.state.code(), "finalised_on": frozen.finalised_on, "retired": frozen.retired,
        "superseded": it.superseded, "ok": it.is_fine(), "broken": it.broken, "failed": it.failed,
        "differences": differences, "operations": it.operations.iter().map(operation_json).collect::<Vec<_>>(),
        "possible": it.possible.iter().map(operation_json).collect::<Vec<_>>(), "packs": packs, "notes": it.notes,
    })
}

fn print_checked(it: &Checked, offset: FixedOffset, out: &mut Output) -> Result<()> {
    let differs = it.failed.is_some() || !it.differences.is_empty();
    if it.broken.is_empty() && !differs {
        // Notes about what fits are for `--json`.
        return Ok(());
    }
    let frozen = &it.frozen;
    let title = kinds::find(&frozen.kind).map_or(frozen.kind.as_str(), |kind| kind.title);
    let later = it.superseded.map_or_else(String::new, |number| format!("，已由第 {number} 次更正"));
    out.line(&format!("{title} {} 第 {} 次（{}{later}）：", frozen.period, frozen.number, frozen.standing()))?;
    for fault in &it.broken {
        out.line(&format!("  {fault}"))?;
    }
    if let Some(why) = &it.failed {
        out.line(&format!("  不能用今天的记录重算：{why}"))?;
    }
    for difference in &it.differences {
        let Difference { frozen, now, operations, .. } = difference;
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
        let numbers: Vec<String> = operations.iter().map(i64::to_string).collect();
        let by = if numbers.is_empty() { String::new() } else { format!("（操作 {}）", numbers.join("、")) };
        out.line(&format!("  {}：冻结时 {}，现在 {}{by}", difference.name(), side(frozen), side(now)))?;
    }
    list_operations("  引起变化的操作：", &it.operations, offset, out)?;
    list_operations("  其他数字可能由下列操作引起：", &it.possible, offset, out)?;
    if differs && !it.packs.is_empty() {
        out.line("  冻结之后换过的规则包：")?;
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "无".to_owned());
        for pack in &it.packs {
            out.line(&format!("    {}：冻结时 {} 版，现在 {} 版", pack.file, side(&pack.frozen), side(&pack.now)))?;
        }
    }
    for note in &it.notes {
        out.line(&format!("  说明：{note}"))?;
    }
    Ok(())
}

fn list_operations(head: &str, operations: &[Operation], offset: FixedOffset, out: &mut Output) -> Result<()> {
    if operations.is_empty() {
        return Ok(());
    }
    out.line(head)?;
    for it in operations {
        let at = text::local_moment(&it.at, offset);
        out.line(&format!("    第 {} 条 {at} {}：{}", it.seq, it.operator, it.summary))?;
    }
    Ok(())
}
