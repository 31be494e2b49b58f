//! `five …`: rounds of 五落实五到位.

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use crate::domain::code::Choice;
use crate::domain::date::{self, Order, chinese};
use crate::domain::five::decide::{Decision, looks};
use crate::domain::five::score::{Counts, Whole};
use crate::domain::five::{RoundKind, Verdict};
use crate::error::{Error, Result};
use crate::registers::{self, five};
use crate::store::{Row, Store};

use super::{Output, Session};

/// Arguments of `five`.
#[derive(Debug, Args)]
pub(super) struct FiveArgs {
    /// 轮次编号（WL-2026-01），或 open 开一轮
    #[arg(value_name = "轮次|open")]
    round: String,
    /// 开一轮：种类 yearly 年度正式、review 季度复核、special 专项
    #[arg(long, value_name = "种类")]
    kind: Option<String>,
    /// 开一轮：查哪段时间，起始日期
    #[arg(long, value_name = "日期")]
    from: Option<String>,
    /// 开一轮：截止日期
    #[arg(long, value_name = "日期")]
    to: Option<String>,
    /// 开一轮：组长，姓名或工号
    #[arg(long, value_name = "人")]
    leader: Option<String>,
    /// 开一轮：参加人员
    #[arg(long, value_name = "姓名")]
    others: Option<String>,
    /// 开一轮：范围
    #[arg(long, value_name = "范围")]
    scope: Option<String>,
    /// 开一轮：加查的附加项，如 X3（可重复）
    #[arg(long = "add-on", value_name = "要点")]
    add_ons: Vec<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    verb: Option<FiveVerb>,
}

/// What is done with a round; without one it is shown.
#[derive(Debug, Subcommand)]
enum FiveVerb {
    /// 认定一个检查要点
    Judge(JudgeArgs),
    /// 按记录建议确认几个检查要点
    Confirm {
        /// 要点编码，如 L3.1 L3.2
        #[arg(value_name = "要点", required = true)]
        points: Vec<String>,
        /// 认定人（缺省：操作人）
        #[arg(long, value_name = "姓名")]
        by: Option<String>,
    },
    /// 按现在的记录更新还没有认定的要点的建议
    Propose,
    /// 办结：缺口转为整改项
    Finish {
        /// 主要负责人签字
        #[arg(long, value_name = "姓名")]
        signed_by: Option<String>,
    },
}

/// Arguments of `judge`.
#[derive(Debug, Args)]
struct JudgeArgs {
    /// 要点编码，如 L1.1
    #[arg(value_name = "要点")]
    point: String,
    /// met 已落实、partly 部分落实、unmet 未落实、not_applicable 不适用、data_missing 资料不足
    #[arg(long, value_name = "认定")]
    verdict: String,
    /// 原因：与记录建议不同、不适用时必须写
    #[arg(long, value_name = "原因")]
    reason: Option<String>,
    /// 看到的证据
    #[arg(long, value_name = "证据")]
    evidence: Option<String>,
    /// 证据日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    evidence_on: Option<String>,
    /// 缺口的整改责任人，姓名或工号
    #[arg(long, value_name = "人")]
    owner: Option<String>,
    /// 缺口的整改期限
    #[arg(long, value_name = "日期")]
    due: Option<String>,
    /// 认定人（缺省：操作人）
    #[arg(long, value_name = "姓名")]
    by: Option<String>,
}

pub(super) fn run(session: &Session, args: &FiveArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    if args.round == "open" {
        if args.verb.is_some() {
            return Err(Error::input("five open 后面不再写动作"));
        }
        opened(session, &mut store, args, out)?;
        out.flush()?;
        return Ok(0);
    }
    let opening = [&args.kind, &args.from, &args.to, &args.leader, &args.others, &args.scope];
    if opening.iter().any(|it| it.is_some()) || !args.add_ons.is_empty() {
        return Err(
            Error::input("--kind、--from、--to 等只用于开一轮").hint("anguan five open --kind review --from … --to …")
        );
    }
    let id = registers::resolve(&store, five::FIVE_ROUND.key, &args.round)?;
    match &args.verb {
        None => show(session, &store, id, args.json, out)?,
        Some(FiveVerb::Judge(judge)) => judged(session, &mut store, id, judge, out)?,
        Some(FiveVerb::Confirm { points, by }) => {
            let by = by.clone().unwrap_or_else(|| session.operator());
            five::confirm(&mut store, id, points, &by, session.today)?;
            out.line(&format!("已按记录建议确认 {} 个检查要点", points.len()))?;
        }
        Some(FiveVerb::Propose) => {
            let round = five::round(&store, id)?;
            let codes = five::propose_again(&mut store, &round, session.today)?;
            let said = if codes.is_empty() {
                "记录建议没有变化".to_owned()
            } else {
                format!("建议有变化：{}", codes.join("、"))
            };
            out.line(&said)?;
        }
        Some(FiveVerb::Finish { signed_by }) => finished(session, &mut store, id, signed_by.as_deref(), out)?,
    }
    out.flush()?;
    Ok(0)
}

fn day(session: &Session, option: &str, text: &str) -> Result<chrono::NaiveDate> {
    date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("{option}：{e}")))
}

fn opened(session: &Session, store: &mut Store, args: &FiveArgs, out: &mut Output) -> Result<()> {
    let named = |option: &str, value: &Option<String>| -> Result<String> {
        value.clone().ok_or_else(|| {
            Error::input(format!("没有写 {option}"))
                .hint("anguan five open --kind review --from 2026-07-01 --to 2026-09-30")
        })
    };
    let kind = named("--kind", &args.kind)?;
    let kind = RoundKind::read(&kind).ok_or_else(|| unknown("--kind", &kind, RoundKind::CHOICES))?;
    let leader = args.leader.as_deref().map(|name| registers::resolve(store, "person", name)).transpose()?;
    let opening = five::Opening {
        kind,
        from: day(session, "--from", &named("--from", &args.from)?)?,
        to: day(session, "--to", &named("--to", &args.to)?)?,
        leader,
        others: args.others.clone(),
        scope: args.scope.clone(),
        add_ons: args.add_ons.clone(),
    };
    let (id, code) = five::open(store, &opening, session.today)?;
    let round = five::round(store, id)?;
    if args.json {
        return out.json(&round_json(store, &round)?);
    }
    let proposed = round.points.iter().filter(|row| !row.get("proposed").is_null()).count();
    out.line(&format!(
        "已开始 {code}（{}）：检查要点 {} 个，记录有建议 {proposed} 个，由人认定 {} 个",
        kind.label(),
        round.points.len(),
        round.points.len() - proposed
    ))?;
    out.line("建议不是结论：逐项确认或改判后才算数")
}

fn unknown(option: &str, text: &str, choices: &[Choice]) -> Error {
    let known: Vec<String> = choices.iter().map(|Choice { code, label }| format!("{code} {label}")).collect();
    Error::input(format!("{option} {text} 不对，可选：{}", known.join("、")))
}

fn judged(session: &Session, store: &mut Store, id: i64, args: &JudgeArgs, out: &mut Output) -> Result<()> {
    let verdict = Verdict::read(&args.verdict).ok_or_else(|| unknown("--verdict", &args.verdict, Verdict::CHOICES))?;
    let decision = Decision {
        verdict: Some(verdict),
        reason: args.reason.clone(),
        evidence: args.evidence.clone(),
        evidence_on: args.evidence_on.as_deref().map(|it| day(session, "--evidence-on", it)).transpose()?,
        owner: args.owner.as_deref().map(|name| registers::resolve(store, "person", name)).transpose()?,
        due_on: args.due.as_deref().map(|it| day(session, "--due", it)).transpose()?,
    };
    let by = args.by.clone().unwrap_or_else(|| session.operator());
    five::judge(store, id, &args.point, &five::Typed { decision, by }, session.today)?;
    let round = five::round(store, id)?;
    let row = round.point(&args.point)?;
    let left = round.undecided().len();
    out.line(&format!("{} {} 认定：{}（还有 {left} 项没有认定）", round.code(), text(row, "code"), verdict.label()))
}

fn finished(session: &Session, store: &mut Store, id: i64, signed_by: Option<&str>, out: &mut Output) -> Result<()> {
    let done = five::finish(store, id, signed_by.unwrap_or_default(), &session.operator(), session.today)?;
    let round = five::round(store, id)?;
    out.line(&format!("{} 已办结：{}", round.code(), round.score().whole().label()))?;
    if !done.undecided.is_empty() {
        let codes = done.undecided.join("、");
        out.line(&format!("还有 {} 项没有认定，按资料不足计：{codes}", done.undecided.len()))?;
    }
    let told = |list: &[(String, String)]| {
        list.iter().map(|(code, hazard)| format!("{code} {hazard}")).collect::<Vec<_>>().join("、")
    };
    if !done.opened.is_empty() {
        out.line(&format!("登记整改项：{}", told(&done.opened)))?;
    }
    if !done.linked.is_empty() {
        out.line(&format!("上一轮的整改项还没有销号，不再另立：{}", told(&done.linked)))?;
    }
    Ok(())
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

fn counts(counts: Counts, whole: Whole) -> Json {
    json!({
        "points": counts.points(),
        "met": counts.met,
        "partly": counts.partly,
        "unmet": counts.unmet,
        "not_applicable": counts.not_applicable,
        "data_missing": counts.data_missing,
        "rate": counts.rate().as_f64(),
        "whole": whole.code(),
    })
}

/// The round with its score, as `five WL-2026-01 --json` prints it; the points are in `list five_five`.
fn round_json(store: &Store, round: &five::Round) -> Result<Json> {
    let score = round.score();
    let again = five::again(store, round)?;
    let changed: Vec<String> = round
        .points
        .iter()
        .filter(|row| again.iter().any(|it| it.id == row.id && it.changed))
        .map(|row| text(row, "code"))
        .collect();
    let clauses: serde_json::Map<String, Json> =
        score.clauses.iter().map(|(code, it)| (code.clone(), counts(*it, it.whole()))).collect();
    Ok(json!({
        "round": round.code(),
        "kind": text(&round.row, "kind"),
        "from_on": round.row.get("from_on"),
        "to_on": round.row.get("to_on"),
        "finished_on": round.row.get("finished_on"),
        "total": counts(score.total, score.whole()),
        "clauses": clauses,
        "failed": score.failed,
        "undecided": round.undecided(),
        "changed": changed,
    }))
}

fn show(session: &Session, store: &Store, id: i64, json: bool, out: &mut Output) -> Result<()> {
    let round = five::round(store, id)?;
    if json {
        return out.json(&round_json(store, &round)?);
    }
    let (from, to) = round.span();
    let kind = RoundKind::from_code(&text(&round.row, "kind")).map_or("", RoundKind::label);
    let state =
        round.row.get("finished_on").as_date().map_or_else(|| "进行中".to_owned(), |on| format!("{}办结", chinese(on)));
    out.line(&format!("{} {kind} {}至{} {state}", round.code(), chinese(from), chinese(to)))?;
    let score = round.score();
    let line = |counts: Counts, whole: Whole| {
        format!(
            "{}/{} {}  部分 {} 未落实 {} 资料不足 {} 不适用 {}  {}",
            counts.met,
            counts.applicable(),
            counts.rate().percent(),
            counts.partly,
            counts.unmet,
            counts.data_missing,
            counts.not_applicable,
            whole.label()
        )
    };
    let again = five::again(store, &round)?;
    let titles = round.clause_titles();
    out.line(&format!("合计  {}", line(score.total, score.whole())))?;
    if !score.failed.is_empty() {
        out.line(&format!("一票否决未落实：{}", score.failed.join("、")))?;
    }
    let mut clause = String::new();
    for row in &round.points {
        let own = text(row, "clause");
        if own != clause {
            let score = score.clauses.iter().find(|(code, _)| *code == own).map(|(_, it)| line(*it, it.whole()));
            let title = titles.get(&own).map_or("", String::as_str);
            out.line(&format!("\n{own} {title}  {}", score.unwrap_or_else(|| "不计分".to_owned())))?;
            clause = own;
        }
        let point = five::standing(row);
        let said =
            |verdict: Option<Verdict>, none: &str| verdict.map_or_else(|| none.to_owned(), |it| it.label().to_owned());
        let mut marks = String::new();
        if again.iter().any(|it| it.id == row.id && it.changed) {
            marks.push_str("  事后变化");
        }
        if row.get("basis_mark").as_text() == Some("unverified") {
            marks.push_str("  依据待核对");
        }
        out.line(&format!(
            "  {} [{}] 建议 {}  {}{marks}",
            point.code,
            said(point.verdict, "未认定"),
            said(point.proposed, "由人认定"),
            text(row, "content")
        ))?;
        let look = looks(&point.trace);
        if point.verdict.is_none() && !look.is_empty() {
            out.line(&format!("       还要看：{look}"))?;
        }
    }
    if !round.is_finished() {
        out.line(&format!("\n还有 {} 项没有认定。今天 {}", round.undecided().len(), chinese(session.today)))?;
    }
    Ok(())
}
