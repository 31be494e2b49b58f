//! `list`, `add`, `set`, `retire`: the same for every register.

use clap::Args;
use serde_json::Value as Json;

use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::registers::{self, Context, Door, ListQuery, Lookups, Register};

use super::{Output, Session};

/// Arguments of `list`.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// 台账，如 person、hazard、plan
    register: String,
    /// 包含这些字（也可用拼音或首字母）
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
    /// 条件：列=值、列>=值、列<=值；列= 表示空；可写多个
    #[arg(long = "where", value_name = "列=值")]
    conditions: Vec<String>,
    /// 连同已停用的
    #[arg(long)]
    retired: bool,
    /// 显示完整的证件号码和电话（记入操作日志）
    #[arg(long)]
    reveal: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `add`.
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// 台账
    register: String,
    /// 列=值
    #[arg(value_name = "列=值", required = true)]
    values: Vec<String>,
    /// 身份证号校验位不对也收下，并注明校验未通过
    #[arg(long)]
    accept_bad_id: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `set`.
#[derive(Debug, Args)]
pub(super) struct SetArgs {
    /// 台账
    register: String,
    /// 行号，或唯一的工号、编号、名称
    id: String,
    /// 列=值
    #[arg(value_name = "列=值", required = true)]
    values: Vec<String>,
    /// 身份证号校验位不对也收下，并注明校验未通过
    #[arg(long)]
    accept_bad_id: bool,
}

/// Arguments of `retire`.
#[derive(Debug, Args)]
pub(super) struct RetireArgs {
    /// 台账
    register: String,
    /// 行号，或唯一的工号、编号、名称
    id: String,
    /// 停用的原因
    #[arg(long, value_name = "原因")]
    reason: String,
}

/// The register with this name, or a refusal that lists them.
pub(super) fn register(name: &str) -> Result<&'static Register> {
    registers::named(name)
}

/// `列=值` split; every malformed one named at once.
pub(super) fn assignments(values: &[String]) -> Result<Vec<(String, String)>> {
    let (mut pairs, mut problems) = (Vec::new(), Vec::new());
    for value in values {
        match value.split_once('=') {
            Some((name, text)) if !name.trim().is_empty() => pairs.push((name.trim().to_owned(), text.to_owned())),
            Some(_) | None => problems.push(Problem::record(format!("“{value}”应写成 列=值"))),
        }
    }
    if problems.is_empty() { Ok(pairs) } else { Err(Error::problems("参数不对：", problems)) }
}

pub(super) fn list(session: &Session, args: &ListArgs, out: &mut Output) -> Result<u8> {
    let register = register(&args.register)?;
    let mut store = session.open()?;
    let lookups = Lookups::of(register, &store)?;
    let filters = args
        .conditions
        .iter()
        .map(|text| registers::parse_where(register, text, &lookups, session.today))
        .collect::<Result<Vec<_>>>()?;
    let query = ListQuery { text: args.filter.clone(), filters, retired: args.retired, ..ListQuery::default() };
    let context = Context { today: session.today, lookups: &lookups };
    let rows = registers::list(&store, register, &query, &context)?;
    if args.reveal {
        registers::person::note_reveal(&mut store, register, rows.len())?;
    }
    if args.json {
        let facts = (register.key == "enterprise").then(|| store.facts()).transpose()?.unwrap_or_default();
        let objects: Vec<Json> = rows
            .iter()
            .map(|row| {
                let mut object = row.json(register, args.reveal);
                for fact in &facts {
                    object.entry(fact.key.clone()).or_insert_with(|| Json::from(fact.value.clone()));
                }
                Json::Object(object)
            })
            .collect();
        out.json(&objects)?;
    } else {
        let columns: Vec<usize> =
            register.columns.iter().enumerate().filter(|(_, it)| it.width > 0).map(|(n, _)| n).collect();
        let heads: Vec<&str> = columns.iter().filter_map(|n| register.columns.get(*n)).map(|it| it.header).collect();
        let texts: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let cell = |n: &usize| row.cells.get(*n).zip(register.columns.get(*n));
                columns.iter().filter_map(cell).map(|(cell, column)| row.text(column, cell, args.reveal)).collect()
            })
            .collect();
        out.table(&heads, &texts, 40)?;
        out.say(&format!("共 {} 条", rows.len()));
    }
    out.flush()?;
    Ok(0)
}

pub(super) fn add(session: &Session, args: &AddArgs, out: &mut Output) -> Result<u8> {
    let register = register(&args.register)?;
    let pairs = assignments(&args.values)?;
    let mut store = session.open()?;
    let saved = registers::add(&mut store, register, &pairs, session.today, Door::Cli, args.accept_bad_id)?;
    let lookups = Lookups::of(register, &store)?;
    let context = Context { today: session.today, lookups: &lookups };
    let row =
        registers::one(&store, register, saved.id, &context)?.ok_or_else(|| Error::internal("新增后读不到记录"))?;
    if args.json {
        out.json(&row.json(register, false))?;
    } else {
        let late = if row.late_entry { "（补录）" } else { "" };
        out.line(&format!("已新增{} {}（行号 {}）{late}", register.title, row.name(register), saved.id))?;
    }
    out.flush()?;
    Ok(0)
}

pub(super) fn set(session: &Session, args: &SetArgs, out: &mut Output) -> Result<u8> {
    let register = register(&args.register)?;
    let pairs = assignments(&args.values)?;
    let mut store = session.open()?;
    let id = registers::resolve(&store, register.key, &args.id)?;
    let (facts, pairs) = registers::enterprise::split_facts(register, pairs);
    let mut written = registers::enterprise::set_facts(&mut store, &facts)?;
    if !pairs.is_empty() {
        written |=
            registers::change(&mut store, register, id, None, &pairs, session.today, Door::Cli, args.accept_bad_id)?
                .written;
    }
    out.line(if written { "已保存" } else { "没有变化" })?;
    out.flush()?;
    Ok(0)
}

pub(super) fn retire(session: &Session, args: &RetireArgs, out: &mut Output) -> Result<u8> {
    let register = register(&args.register)?;
    let mut store = session.open()?;
    let id = registers::resolve(&store, register.key, &args.id)?;
    registers::retire(&mut store, register, id, session.today, &args.reason)?;
    out.line("已停用；用 anguan undo 可以撤销")?;
    out.flush()?;
    Ok(0)
}
