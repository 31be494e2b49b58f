//! `criteria …`: rounds of 重大事故隐患自判.

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use crate::domain::code::Choice;
use crate::domain::criteria::decide::Decision;
use crate::domain::criteria::{Counts, Verdict};
use crate::domain::date::{self, Order, chinese};
use crate::error::{Error, Result};
use crate::knowledge::criteria::edition_on;
use crate::registers::{self, criteria};
use crate::store::{Row, Store};

use super::{Output, Session};

/// Arguments of `criteria`.
#[derive(Debug, Args)]
pub(super) struct CriteriaArgs {
    /// 轮次编号（ZP-2026-01）；open 开一轮；items 列出全部判定项
    #[arg(value_name = "轮次|open|items")]
    round: String,
    /// 开一轮：类别，如 dust 粉尘涉爆（可重复；缺省：企业情况没有排除的）
    #[arg(long = "category", value_name = "类别")]
    categories: Vec<String>,
    /// 开一轮：组长，姓名或工号
    #[arg(long, value_name = "人")]
    leader: Option<String>,
    /// 开一轮：参加人员
    #[arg(long, value_name = "姓名")]
    others: Option<String>,
    /// 开一轮：范围
    #[arg(long, value_name = "范围")]
    scope: Option<String>,
    /// 输出 JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Option<CriteriaVerb>,
}

/// What is done with a round; without one it is shown.
#[derive(Debug, Subcommand)]
enum CriteriaVerb {
    /// 列出这一轮的判定项（缺省）
    Show,
    /// 认定一个判定项；认定存在的当即登记重大隐患
    Judge(Box<JudgeArgs>),
    /// 按记录建议确认；建议“存在”的要用 judge 逐项认定
    Confirm {
        /// 判定项编码，如 10-11-3 11-4
        #[arg(value_name = "判定项", required_unless_present = "all")]
        items: Vec<String>,
        /// 没有认定、建议又不是“存在”的全部确认
        #[arg(long, conflicts_with = "items")]
        all: bool,
        /// 认定人（缺省：操作人）
        #[arg(long, value_name = "姓名")]
        by: Option<String>,
    },
    /// 按现在的记录更新还没有认定的判定项的建议
    Propose,
    /// 办结：没有认定的按资料不足计
    Finish {
        /// 主要负责人签字
        #[arg(long, value_name = "姓名")]
        signed_by: Option<String>,
    },
}

/// Arguments of `judge`.
#[derive(Debug, Args)]
struct JudgeArgs {
    /// 判定项编码，如 10-11-3 或 11-3
    #[arg(value_name = "判定项")]
    item: String,
    /// yes 存在、no 不存在、not_applicable 不适用、data_missing 资料不足
    #[arg(long, value_name = "认定")]
    verdict: String,
    /// 原因：与记录建议不同、不适用时必须写
    #[arg(long, value_name = "原因")]
    reason: Option<String>,
    /// 看到的情况或证据
    #[arg(long, value_name = "证据")]
    evidence: Option<String>,
    /// 证据日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    evidence_on: Option<String>,
    /// 存在的：整改责任人，姓名或工号
    #[arg(long, value_name = "人")]
    owner: Option<String>,
    /// 存在的：整改期限
    #[arg(long, value_name = "日期")]
    due: Option<String>,
    /// 存在的：整改措施
    #[arg(long, value_name = "措施")]
    measures: Option<String>,
    /// 存在的：整改资金，元；不需要资金写 0
    #[arg(long, value_name = "元")]
    funds: Option<String>,
    /// 存在的：防范措施和应急预案
    #[arg(long, value_name = "预案")]
    plan: Option<String>,
    /// 认定人（缺省：操作人）
    #[arg(long, value_name = "姓名")]
    by: Option<String>,
}

pub(super) fn run(session: &Session, args: &CriteriaArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    let begins = args.round == "open";
    let opening =
        [&args.leader, &args.others, &args.scope].iter().any(|it| it.is_some()) || !args.categories.is_empty();
    if opening && !begins {
        return Err(Error::input("--category、--leader 等只用于开一轮").hint("anguan criteria open --category dust"));
    }
    if (begins || args.round == "items") && args.verb.is_some() {
        return Err(Error::input(format!("criteria {} 后面不再写动作", args.round)));
    }
    if begins {
        opened(session, &mut store, args, out)?;
    } else if args.round == "items" {
        listed(session, &store, args.json, out)?;
    } else {
        let id = registers::resolve(&store, criteria::CRITERIA_ROUND.key, &args.round)?;
        done(session, &mut store, id, args, out)?;
    }
    out.flush()?;
    Ok(0)
}

fn done(session: &Session, store: &mut Store, id: i64, args: &CriteriaArgs, out: &mut Output) -> Result<()> {
    let said = match &args.verb {
        None | Some(CriteriaVerb::Show) => return show(store, id, args.json, out),
        Some(CriteriaVerb::Judge(judge)) => judged(session, store, id, judge)?,
        Some(CriteriaVerb::Confirm { items, all, by }) => {
            let by = by.clone().unwrap_or_else(|| session.operator());
            let items = if *all { criteria::confirmable(&criteria::round(store, id)?) } else { items.clone() };
            if items.is_empty() {
                return Err(Error::input("没有可以按建议确认的判定项"));
            }
            criteria::confirm(store, id, &items, &by, session.today)?;
            format!("已按记录建议确认 {} 个判定项", items.len())
        }
        Some(CriteriaVerb::Propose) => {
            let codes = criteria::propose_again(store, &criteria::round(store, id)?, session.today)?;
            if codes.is_empty() {
                "记录建议没有变化".to_owned()
            } else {
                format!("建议有变化：{}", codes.join("、"))
            }
        }
        Some(CriteriaVerb::Finish { signed_by }) => {
            let open = criteria::finish(store, id, signed_by.as_deref().unwrap_or_default(), session.today)?;
            let round = criteria::round(store, id)?;
            let tail = if open.is_empty() {
                String::new()
            } else {
                format!("\n没有认定的 {} 项按资料不足计：{}", open.len(), open.join("、"))
            };
            format!("{} 已办结：{}{tail}", round.code(), round.counts().said())
        }
    };
    if args.json { out.json(&round_json(store, &criteria::round(store, id)?)?) } else { out.line(&said) }
}

fn opened(session: &Session, store: &mut Store, args: &CriteriaArgs, out: &mut Output) -> Result<()> {
    let leader = args.leader.as_deref().map(|name| registers::resolve(store, "person", name)).transpose()?;
    let opening = criteria::Opening {
        categories: args.categories.clone(),
        leader,
        others: args.others.clone(),
        scope: args.scope.clone(),
    };
    let (id, code) = criteria::open(store, &opening, session.today)?;
    let round = criteria::round(store, id)?;
    if args.json {
        return out.json(&round_json(store, &round)?);
    }
    let titles: Vec<String> = round.categories().into_iter().map(|(_, title, _)| title).collect();
    let computed = round.items.iter().filter(|row| criteria::how(row) == criteria::How::Computed).count();
    out.line(&format!(
        "已开始 {code}：{}，判定项 {} 个，按记录判定 {computed} 个，由人认定 {} 个",
        titles.join("、"),
        round.items.len(),
        round.items.len() - computed
    ))?;
    out.line("建议不是结论：逐项确认或改判后才算数；认定存在的当即登记重大隐患")
}

/// Every criterion of the edition in use, with how it is judged and whether its category is the plant's.
fn listed(session: &Session, store: &Store, as_json: bool, out: &mut Output) -> Result<()> {
    let edition = edition_on(session.today)?;
    let usual = criteria::default_categories(store, edition)?;
    let how = |it: &crate::knowledge::criteria::Criterion| {
        if it.judging().is_some() { criteria::How::Computed } else { criteria::How::Asked }
    };
    if as_json {
        let items: Vec<Json> = edition
            .criterion
            .iter()
            .map(|it| {
                json!({
                    "id": it.id(),
                    "code": it.code,
                    "category": it.category,
                    "content": it.content,
                    "article": it.article(),
                    "mark": it.mark.code(),
                    "how": how(it).code(),
                    "items": it.items,
                    "in_default": usual.contains(&it.category),
                })
            })
            .collect();
        return out.json(&Json::from(items));
    }
    for category in &edition.category {
        let excluded = if usual.contains(&category.code) {
            ""
        } else {
            "（按企业情况不适用，要查用 --category 写明）"
        };
        out.line(&format!("{} {}{excluded}", category.code, category.title))?;
        for it in edition.criterion.iter().filter(|it| it.category == category.code) {
            out.line(&format!("  {} [{}] {}", it.code, how(it).label(), it.content))?;
        }
    }
    out.line(edition.note.as_deref().unwrap_or_default())
}

fn judged(session: &Session, store: &mut Store, id: i64, args: &JudgeArgs) -> Result<String> {
    let verdict = Verdict::read(&args.verdict).ok_or_else(|| {
        let known: Vec<String> =
            Verdict::CHOICES.iter().map(|Choice { code, label }| format!("{code} {label}")).collect();
        Error::input(format!("--verdict {} 不对，可选：{}", args.verdict, known.join("、")))
    })?;
    let day = |option: &str, text: &Option<String>| {
        let read = |text: &str| {
            date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("{option}：{e}")))
        };
        text.as_deref().map(read).transpose()
    };
    let funds = |text: &str| registers::money(text).map_err(|said| Error::input(format!("--funds：{said}")));
    let typed = criteria::Typed {
        decision: Decision {
            verdict: Some(verdict),
            reason: args.reason.clone(),
            evidence: args.evidence.clone(),
            evidence_on: day("--evidence-on", &args.evidence_on)?,
        },
        fixes: criteria::Fixes {
            owner: args.owner.as_deref().map(|name| registers::resolve(store, "person", name)).transpose()?,
            due_on: day("--due", &args.due)?,
            measures: args.measures.clone(),
            funds_fen: args.funds.as_deref().map(funds).transpose()?,
            plan: args.plan.clone(),
        },
        by: args.by.clone().unwrap_or_else(|| session.operator()),
    };
    let done = criteria::judge(store, id, &args.item, &typed, session.today)?;
    let round = criteria::round(store, id)?;
    let code = text(round.item(&args.item)?, "code");
    let left = round.undecided().len();
    let mut said = format!("{} {code} 认定：{}（还有 {left} 项没有认定）", round.code(), verdict.label());
    if let Some(number) = done.opened {
        said.push_str(&format!(
            "\n已登记重大隐患 {number}：建档、治理方案和双报告见 anguan due，打印见 report major_hazard"
        ));
    }
    if let Some(number) = done.linked {
        said.push_str(&format!("\n重大隐患 {number} 还没有销号，不再另立"));
    }
    Ok(said)
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

fn counts(counts: Counts) -> Json {
    json!({
        "items": counts.items(),
        "yes": counts.yes,
        "no": counts.no,
        "not_applicable": counts.not_applicable,
        "data_missing": counts.data_missing,
    })
}

/// The round with its counts, as `criteria ZP-2026-01 --json` prints it; the criteria are in `list criterion`.
fn round_json(store: &Store, round: &criteria::Round) -> Result<Json> {
    let again = criteria::again(store, round)?;
    let changed: Vec<String> = round
        .items
        .iter()
        .filter(|row| again.iter().any(|it| it.id == row.id && it.changed))
        .map(|row| text(row, "code"))
        .collect();
    let categories: serde_json::Map<String, Json> =
        round.categories().into_iter().map(|(code, _, it)| (code, counts(it))).collect();
    Ok(json!({
        "round": round.code(),
        "edition": text(&round.row, "edition"),
        "on_date": round.row.get("on_date"),
        "finished_on": round.row.get("finished_on"),
        "total": counts(round.counts()),
        "categories": categories,
        "undecided": round.undecided(),
        "changed": changed,
    }))
}

fn show(store: &Store, id: i64, json: bool, out: &mut Output) -> Result<()> {
    let round = criteria::round(store, id)?;
    if json {
        return out.json(&round_json(store, &round)?);
    }
    let again = criteria::again(store, &round)?;
    let day = |column: &str| round.row.get(column).as_date().map(chinese);
    let state = day("finished_on").map_or_else(|| "进行中".to_owned(), |on| format!("{on}办结"));
    out.line(&format!(
        "{} {}开始 {state}：{}",
        round.code(),
        day("on_date").unwrap_or_default(),
        round.counts().said()
    ))?;
    for (category, title, it) in round.categories() {
        let (yes, no) = (it.yes, it.no);
        let (missing, out_of) = (it.data_missing, it.not_applicable);
        out.line(&format!("\n{title}  存在 {yes} 不存在 {no} 资料不足 {missing} 不适用 {out_of}"))?;
        for row in round.items.iter().filter(|row| text(row, "category") == category) {
            let it = criteria::standing(row);
            let said = |verdict: Option<Verdict>, none: &str| {
                verdict.map_or_else(|| none.to_owned(), |it| it.label().to_owned())
            };
            let mut marks = String::new();
            if again.iter().any(|it| it.id == row.id && it.changed) {
                marks.push_str("  事后变化");
            }
            if row.get("basis_mark").as_text() == Some("unverified") {
                marks.push_str("  依据待核对");
            }
            out.line(&format!(
                "  {} [{}] 建议 {}  {}{marks}",
                it.code,
                said(it.verdict, "未认定"),
                said(it.proposed, "由人认定"),
                text(row, "content")
            ))?;
            if it.verdict.is_none() {
                text(row, "trace").lines().try_for_each(|line| out.line(&format!("       {line}")))?;
            }
        }
    }
    if !round.is_finished() {
        out.line(&format!("\n还有 {} 项没有认定", round.undecided().len()))?;
    }
    out.line(&text(&round.row, "note_on_order"))
}
