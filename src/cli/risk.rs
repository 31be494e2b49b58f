//! `risk …`: evaluates a risk anew, makes a control an item of a checklist, copies a unit, explains a risk.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::domain::risk::Measure;
use crate::error::{Error, Result};
use crate::registers::risk::{RISK, check, copy, grade_of, score_of, told_of};
use crate::registers::{self, Door, checklist};
use crate::store::Store;

use super::{Output, Session};

/// Arguments of `risk`.
#[derive(Debug, Args)]
pub(super) struct RiskArgs {
    /// 风险编号（FX-2026-0001），或 copy 复制风险单元
    #[arg(value_name = "风险|copy")]
    risk: String,
    /// 复制：从哪个风险单元
    #[arg(long, value_name = "单元")]
    from: Option<String>,
    /// 复制：到哪个风险单元
    #[arg(long, value_name = "单元")]
    to: Option<String>,
    /// 复制：新单元的责任部门
    #[arg(long, value_name = "部门")]
    department: Option<String>,
    /// 输出 JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Option<RiskVerb>,
}

/// What is done with a risk; without one it is shown.
#[derive(Debug, Subcommand)]
enum RiskVerb {
    /// 重新评估：取值、情形、说明
    Evaluate(Box<EvaluateArgs>),
    /// 把一类措施变成检查表的一项；这一项不合格开出的隐患指向这条风险
    Check {
        /// 检查表：编码或名称，如 daily
        #[arg(long, value_name = "检查表")]
        checklist: String,
        /// 措施：engineering、management、training、protection、emergency，或中文
        #[arg(long, value_name = "措施", default_value = "management")]
        measure: String,
    },
}

/// Arguments of `evaluate`.
#[derive(Debug, Args)]
struct EvaluateArgs {
    /// lec、ls 或 direct
    #[arg(long, value_name = "方法")]
    method: Option<String>,
    /// 可能性 L
    #[arg(long, value_name = "数")]
    l: Option<String>,
    /// 暴露频次 E（LEC）
    #[arg(long, value_name = "数")]
    e: Option<String>,
    /// 后果 C（LEC）
    #[arg(long, value_name = "数")]
    c: Option<String>,
    /// 严重性 S（LS）
    #[arg(long, value_name = "数")]
    s: Option<String>,
    /// 直接判定的情形，写空取消
    #[arg(long, value_name = "情形")]
    direct: Option<String>,
    /// 评估日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
    /// 评估人
    #[arg(long, value_name = "姓名")]
    by: Option<String>,
    /// 评估情形：yearly、process、equipment、material、people、law、accident、hazards、mistake、other
    #[arg(long, value_name = "情形")]
    occasion: Option<String>,
    /// 评估说明；等级降低必须写
    #[arg(long, value_name = "说明")]
    reason: Option<String>,
    /// 复评周期，月
    #[arg(long, value_name = "月")]
    months: Option<String>,
}

pub(super) fn run(session: &Session, args: &RiskArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    if args.risk == "copy" {
        if args.verb.is_some() {
            return Err(Error::input("risk copy 后面不再写动作"));
        }
        copied(session, &mut store, args, out)?;
        out.flush()?;
        return Ok(0);
    }
    if args.from.is_some() || args.to.is_some() || args.department.is_some() {
        return Err(Error::input("--from、--to、--department 只用于复制风险单元")
            .hint("anguan risk copy --from 一车间 --to 二车间"));
    }
    let id = registers::resolve(&store, RISK.key, &args.risk)?;
    match &args.verb {
        Some(RiskVerb::Evaluate(given)) => evaluate(session, &mut store, id, given)?,
        Some(RiskVerb::Check { checklist, measure }) => {
            let list = checklist::resolve(&store, checklist)?;
            let measure = Measure::read(measure).ok_or_else(|| {
                let known: Vec<&str> = Measure::ALL.iter().map(|it| it.code()).collect();
                Error::input("没有这类措施").hint(format!("可写：{}", known.join("、")))
            })?;
            let item = check::put_on_list(&mut store, id, measure, list, session.today)?;
            if !args.json {
                out.line(&format!("已加入检查表，检查项 {item}，从{}起的新版生效", session.today))?;
            }
        }
        None => {}
    }
    show(session, &store, id, args.json, out)?;
    out.flush()?;
    Ok(0)
}

fn copied(session: &Session, store: &mut Store, args: &RiskArgs, out: &mut Output) -> Result<()> {
    let (Some(from), Some(to)) = (&args.from, &args.to) else {
        return Err(Error::input("复制风险单元要写 --from 和 --to").hint("anguan risk copy --from 一车间 --to 二车间"));
    };
    let department = args.department.as_deref().map(|it| registers::resolve(store, "department", it)).transpose()?;
    let count = copy::unit(store, from, to, department, session.today)?;
    if args.json {
        return out.json(&json!({ "from": from, "to": to, "copied": count }));
    }
    out.line(&format!("已复制 {count} 条风险到“{to}”；责任人没有带过去，请逐条核对取值并指定责任人"))
}

fn evaluate(session: &Session, store: &mut Store, id: i64, given: &EvaluateArgs) -> Result<()> {
    let fields = [
        ("method", &given.method),
        ("likelihood", &given.l),
        ("exposure", &given.e),
        ("consequence", &given.c),
        ("severity", &given.s),
        ("direct", &given.direct),
        ("evaluated_by", &given.by),
        ("occasion", &given.occasion),
        ("reason", &given.reason),
        ("review_months", &given.months),
    ];
    let mut inputs: Vec<(String, String)> =
        fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?))).collect();
    if inputs.is_empty() {
        return Err(Error::input("要写取值").hint("例如 --method lec --l 3 --e 6 --c 15 --occasion yearly"));
    }
    let date = given.date.clone().unwrap_or_else(|| session.today.to_string());
    inputs.push(("evaluated_on".to_owned(), date));
    // Values of the other method would be refused: the new one stands alone.
    for (method, other) in [("lec", &["severity"][..]), ("ls", &["exposure", "consequence"][..])] {
        if given.method.as_deref() == Some(method) {
            inputs.extend(other.iter().map(|key| ((*key).to_owned(), String::new())));
        }
    }
    registers::change(store, &RISK, id, None, &inputs, session.today, Door::Cli, false)?;
    Ok(())
}

fn show(session: &Session, store: &Store, id: i64, as_json: bool, out: &mut Output) -> Result<()> {
    let told = told_of(store, id, session.today)?;
    if as_json {
        return out.json(&told);
    }
    let row = &told.row;
    let text = |column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
    out.line(&format!("{} {}·{}：{}", text("code"), text("unit"), text("point"), text("factor")))?;
    let grade = grade_of(row).map_or("没有评估", |it| it.label());
    let score = score_of(row).map(|it| format!("，评分 {it}")).unwrap_or_default();
    out.line(&format!("等级：{grade}{score}"))?;
    for said in &told.said {
        out.line(said)?;
    }
    Ok(())
}
