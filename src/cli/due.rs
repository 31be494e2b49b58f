//! `due`, `why`, `missed`: what is owed, why, and what was missed.

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::domain::date::chinese;
use crate::domain::obligation::{Judgement, Line, Obligation, State, lines, listed};
use crate::error::{Error, Result};
use crate::registers::duty;

use super::{Output, Session};

/// Arguments of `due`.
#[derive(Debug, Args)]
pub(super) struct DueArgs {
    /// 连同这么多天内到期的，如 30d、4w
    #[arg(long, value_name = "30d")]
    within: Option<String>,
    /// 全部：连同已完成、未到期和不适用的
    #[arg(long)]
    all: bool,
    /// 有这种情况就以退出码 1 结束
    #[arg(long, value_name = "STATE")]
    fail_on: Option<FailOn>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// What makes `due` end with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// 有逾期的
    Overdue,
}

/// Arguments of `why`.
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// 义务的编号，如 F02/plant/2026-11（见 anguan due），或不得上岗的编号（见 anguan barred --json）
    id: String,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `missed`.
#[derive(Debug, Args)]
pub(super) struct MissedArgs {
    /// 漏做的义务的编号
    id: String,
    /// 为什么没有做
    #[arg(long, value_name = "原因")]
    reason: String,
}

/// `30d`, `4w` or `30` as days.
fn days_of(text: &str) -> Result<i64> {
    let (number, unit) = match text.strip_suffix(['d', 'D', '天']) {
        Some(number) => (number, 1),
        None => text.strip_suffix(['w', 'W', '周']).map_or((text, 1), |number| (number, 7)),
    };
    let days = number.parse::<i64>().ok().filter(|days| (0..=3660).contains(days));
    days.map(|days| days * unit)
        .ok_or_else(|| Error::input(format!("--within {text} 不是天数")).hint("写成 --within 30d 或 4w"))
}

pub(super) fn due(session: &Session, args: &DueArgs, out: &mut Output) -> Result<u8> {
    let within = args.within.as_deref().map(days_of).transpose()?;
    let store = session.open()?;
    let judgement = duty::judgement(&store, session.today)?;
    let shown = || judgement.obligations.iter().filter(|it| listed(it, within, args.all));
    if args.json {
        let views = shown().map(|it| Ok(it.view(duty::basis(it)?))).collect::<Result<Vec<_>>>()?;
        out.json(&views)?;
    } else {
        let rows: Vec<Vec<String>> = if args.all {
            shown().map(|it| cells(it, String::new())).collect()
        } else {
            lines(&judgement, within).iter().map(line_cells).collect()
        };
        if rows.is_empty() {
            out.line("没有待办的义务")?;
        } else {
            out.table(&["", "期限", "义务", "责任人", "编号"], &rows, 46)?;
        }
        out.say(&summary(&judgement));
    }
    out.flush()?;
    let overdue = judgement.obligations.iter().any(|it| it.state == State::Overdue && it.closed.is_none());
    Ok(u8::from(args.fail_on == Some(FailOn::Overdue) && overdue))
}

fn line_cells(line: &Line<'_>) -> Vec<String> {
    if let Some(title) = duty::line_title(line) {
        let mut all = cells(line.head, String::new());
        if let Some(cell) = all.get_mut(2) {
            *cell = format!("{title}（--all 或 --json 列出每一{}）", if title.ends_with('人') { "人" } else { "张" });
        }
        return all;
    }
    let count = if line.is_folded() {
        let what = if line.head.missed { "漏做" } else { "逾期" };
        format!("（共{what} {} 期）", line.count)
    } else {
        String::new()
    };
    cells(line.head, count)
}

fn cells(it: &Obligation, more: String) -> Vec<String> {
    vec![
        mark(it).to_owned(),
        it.when(),
        format!("{}{more}", it.title),
        it.owner.clone().unwrap_or_else(|| format!("（无{}）", it.owner_role.label())),
        it.id.clone(),
    ]
}

/// The state as one character, told apart without colour.
fn mark(it: &Obligation) -> &'static str {
    match it.state {
        State::Overdue if it.closed.is_some() => "×",
        State::Overdue => "●",
        State::Due => "◐",
        State::Upcoming => "○",
        State::DataMissing => "？",
        State::Met => "√",
        State::NotApplicable => "－",
    }
}

fn summary(judgement: &Judgement) -> String {
    let counts = judgement.counts();
    let count = |state: State| counts.get(state.code()).copied().unwrap_or(0);
    format!(
        "{}：逾期 {}，将到期 {}，未到期 {}，资料不足 {}；用 anguan why 编号 看为什么",
        chinese(judgement.today),
        count(State::Overdue),
        count(State::Due),
        count(State::Upcoming),
        count(State::DataMissing)
    )
}

pub(super) fn why(session: &Session, args: &WhyArgs, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    let id = args.id.trim();
    if id.starts_with("bar/") {
        return super::barred::why(session, id, args.json, out);
    }
    let found = duty::trace(&store, session.today, id)?.ok_or_else(|| duty::unknown(id))?;
    if args.json {
        let steps: Vec<_> = found
            .steps
            .iter()
            .map(|step| json!({ "part": step.part, "label": step.part.label(), "lines": step.lines }))
            .collect();
        out.json(&json!({ "obligation": found.obligation.view(found.basis.clone()), "steps": steps }))?;
    } else {
        let it = &found.obligation;
        out.line(&format!("{} {}  {}  {}", mark(it), it.title, it.when(), it.id))?;
        for step in &found.steps {
            out.line("")?;
            out.line(&format!("【{}】", step.part.label()))?;
            for line in &step.lines {
                out.line(&format!("  {line}"))?;
            }
        }
    }
    out.flush()?;
    Ok(0)
}

pub(super) fn missed(session: &Session, args: &MissedArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    let closed = duty::close_missed(&mut store, session.today, args.id.trim(), &args.reason)?;
    out.line(&format!("已关闭：{}；仍计为漏做，不再列在待办里", closed.title))?;
    out.flush()?;
    Ok(0)
}
