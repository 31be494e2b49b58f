//! `inspect`: an inspection entered by exception.

use clap::Args;

use crate::domain::date::{self, Order};
use crate::domain::inspection::ItemResult;
use crate::error::{Error, Result};
use crate::registers::inspection::{EnteredBy, Extra, Mark, Sheet, record};
use crate::registers::{self, checklist};

use super::{Output, Session};

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// 检查表：编号（daily、cl.daily）、名称或行号
    #[arg(long, value_name = "ID")]
    checklist: String,
    /// 检查日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
    /// 检查人：姓名或工号；多人写多次，第一个为检查人
    #[arg(long, value_name = "人", required = true)]
    by: Vec<String>,
    /// 地点
    #[arg(long, value_name = "地点")]
    place: Option<String>,
    /// 受检部门
    #[arg(long, value_name = "部门")]
    department: Option<String>,
    /// 陪同人
    #[arg(long, value_name = "姓名")]
    accompanied_by: Option<String>,
    /// 不合格：码[:说明]
    #[arg(long = "fail", value_name = "码[:说明]")]
    fails: Vec<String>,
    /// 不适用：码:原因
    #[arg(long = "na", value_name = "码:原因")]
    not_applicable: Vec<String>,
    /// 没查：码
    #[arg(long = "unchecked", value_name = "码")]
    unchecked: Vec<String>,
    /// 测得的数值：码=数
    #[arg(long = "value", value_name = "码=数")]
    values: Vec<String>,
    /// 表外发现的问题
    #[arg(long = "find", value_name = "说明")]
    extras: Vec<String>,
    /// 声明其余各项都查过且合格
    #[arg(long)]
    rest_checked: bool,
    /// 备注
    #[arg(long, value_name = "备注")]
    note: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(session: &Session, args: &InspectArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    let on = match &args.date {
        None => session.today,
        Some(text) => date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("--date：{e}")))?,
    };
    let people = args.by.iter().map(|name| registers::resolve(&store, "person", name)).collect::<Result<Vec<_>>>()?;
    let Some((by, others)) = people.split_first() else { return Err(Error::input("要用 --by 写明检查人")) };
    let department =
        args.department.as_deref().map(|name| registers::resolve(&store, "department", name)).transpose()?;
    let sheet = Sheet {
        checklist: checklist::resolve(&store, &args.checklist)?,
        plan: None,
        on,
        by: *by,
        others: others.to_vec(),
        place: args.place.clone(),
        department,
        accompanied_by: args.accompanied_by.clone(),
        marks: marks(args)?,
        extras: args.extras.iter().map(|title| Extra { title: title.clone(), place: None }).collect(),
        rest_checked: args.rest_checked,
        entered_by: EnteredBy::Cli,
        note: args.note.clone(),
    };
    let done = record(&mut store, &sheet, session.today)?;
    if args.json {
        out.json(&serde_json::json!({
            "id": done.id,
            "code": done.code,
            "passed": done.counts.pass,
            "failed": done.counts.fail,
            "not_applicable": done.counts.not_applicable,
            "not_checked": done.counts.not_checked,
            "hazards": done.hazards,
            "plan": done.occurrence.as_ref().map(|(plan, _)| plan),
            "period": done.occurrence.as_ref().map(|(_, period)| period),
        }))?;
    } else {
        let word =
            if args.rest_checked { format!("，其余 {} 项均已检查合格", done.rest) } else { String::new() };
        let counts = done.counts;
        out.line(&format!(
            "已登记检查 {}：不合格 {}、不适用 {}、未查 {}{word}",
            done.code, counts.fail, counts.not_applicable, counts.not_checked
        ))?;
        if !done.hazards.is_empty() {
            out.line(&format!("登记隐患：{}", done.hazards.join("、")))?;
        }
        match &done.occurrence {
            Some((plan, period)) => out.line(&format!("计入检查计划 {plan} 的 {period} 期"))?,
            None => out.line("没有对应的检查计划（不影响记录）")?,
        }
    }
    out.flush()?;
    Ok(0)
}

/// The marks of all options; a code may carry a value beside its failure.
fn marks(args: &InspectArgs) -> Result<Vec<Mark>> {
    let worded = |text: &String, result| {
        let (code, words) = text.split_once([':', '：']).unwrap_or((text, ""));
        Mark { code: code.trim().to_owned(), result, value: None, words: words.trim().to_owned() }
    };
    let mut marks: Vec<Mark> = args.fails.iter().map(|text| worded(text, ItemResult::Fail)).collect();
    marks.extend(args.not_applicable.iter().map(|text| worded(text, ItemResult::NotApplicable)));
    marks.extend(args.unchecked.iter().map(|text| worded(text, ItemResult::NotChecked)));
    for text in &args.values {
        let (code, value) =
            text.split_once(['=', '＝']).ok_or_else(|| Error::input(format!("--value {text} 应写成 码=数")))?;
        let code = code.trim().to_owned();
        match marks.iter_mut().find(|mark| mark.code.eq_ignore_ascii_case(&code)) {
            Some(mark) => mark.value = Some(value.to_owned()),
            None => {
                marks.push(Mark { code, result: ItemResult::Pass, value: Some(value.to_owned()), words: String::new() })
            }
        }
    }
    Ok(marks)
}
