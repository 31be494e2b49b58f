//! `standard …`: rounds of the standardisation self-assessment.

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use crate::domain::assessment::score::{read_tenths, show_tenths};
use crate::domain::code::Choice;
use crate::domain::date::{self, Order, chinese};
use crate::domain::standardisation::{Forecast, Points, RoundKind, points_text};
use crate::error::{Error, Result};
use crate::registers;
use crate::registers::standard::{self, Entry, Round, State};
use crate::store::{Row, Store};

use super::{Output, Session};

/// Arguments of `standard`.
#[derive(Debug, Args)]
pub(super) struct StandardArgs {
    /// 轮次编号（BZ-2026-01），open 开一轮，history 历次得分，editions 评定标准，revocation 撤销情形
    #[arg(value_name = "轮次|open|history|editions|revocation")]
    round: String,
    /// 开一轮：种类 yearly 年度自评、apply 定级自评、special 专项自评
    #[arg(long, value_name = "种类")]
    kind: Option<String>,
    /// 开一轮：评定标准（缺省：上一轮的，第一轮 g33-2016）
    #[arg(long, value_name = "版本")]
    edition: Option<String>,
    /// 开一轮：评哪段时间，起始日期
    #[arg(long, value_name = "日期")]
    from: Option<String>,
    /// 开一轮：截止日期
    #[arg(long, value_name = "日期")]
    to: Option<String>,
    /// 开一轮：组长（主要负责人），姓名或工号
    #[arg(long, value_name = "人")]
    leader: Option<String>,
    /// 开一轮：成员，含员工代表
    #[arg(long, value_name = "姓名")]
    others: Option<String>,
    /// 开一轮：范围
    #[arg(long, value_name = "范围")]
    scope: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    verb: Option<StandardVerb>,
}

/// What is done with a round; without one it is shown.
#[derive(Debug, Subcommand)]
enum StandardVerb {
    /// 评分，一次可以写几项
    Score(ScoreArgs),
    /// 不参评
    Na {
        /// 评分项编号:原因，如 5.5.2-1:不构成重大危险源
        #[arg(value_name = "编号:原因", required = true)]
        items: Vec<String>,
        /// 评分人（缺省：操作人）
        #[arg(long, value_name = "姓名")]
        by: Option<String>,
    },
    /// 逐项列出
    Show {
        /// 只看这个要素，如 5.1 或 5.1.2
        #[arg(long, value_name = "要素")]
        element: Option<String>,
        /// 只看扣分的
        #[arg(long)]
        lost: bool,
    },
    /// 办结：扣分项转为整改项
    Finish {
        /// 主要负责人签字
        #[arg(long, value_name = "姓名")]
        signed_by: Option<String>,
    },
}

/// Arguments of `score`.
#[derive(Debug, Args)]
struct ScoreArgs {
    /// 得分：编号=分[:原因]，如 5.1.1-1=4:指标不能考核（可重复）
    #[arg(long = "item", value_name = "编号=得分[:原因]")]
    items: Vec<String>,
    /// 扣分：编号=分:原因（可重复）
    #[arg(long = "off", value_name = "编号=扣分:原因")]
    offs: Vec<String>,
    /// 特别扣分：编号=分:原因（可重复）
    #[arg(long = "special", value_name = "编号=分:原因")]
    specials: Vec<String>,
    /// 否决项：编号=yes|no[:情况]（可重复）
    #[arg(long = "veto", value_name = "编号=yes|no[:情况]")]
    vetoes: Vec<String>,
    /// 取消已评的分，重新变为没有评分（可重复）
    #[arg(long = "clear", value_name = "编号")]
    clears: Vec<String>,
    /// 其余没有评分的项都逐项看过、没有扣分；可以只说一个要素，如 --rest-full 5.1
    #[arg(long, value_name = "要素", num_args = 0..=1, default_missing_value = "")]
    rest_full: Option<String>,
    /// 看到的证据
    #[arg(long, value_name = "证据")]
    evidence: Option<String>,
    /// 扣分的整改责任人，姓名或工号
    #[arg(long, value_name = "人")]
    owner: Option<String>,
    /// 扣分的整改期限
    #[arg(long, value_name = "日期")]
    due: Option<String>,
    /// 评分人（缺省：操作人）
    #[arg(long, value_name = "姓名")]
    by: Option<String>,
}

pub(super) fn run(session: &Session, args: &StandardArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    if matches!(args.round.as_str(), "open" | "history" | "editions" | "revocation") {
        if args.verb.is_some() {
            return Err(Error::input(format!("standard {} 后面不再写动作", args.round)));
        }
        match args.round.as_str() {
            "open" => opened(session, &mut store, args, out)?,
            "history" => history(session, &store, args.json, out)?,
            "editions" => editions(&store, args.json, out)?,
            _ => revocation(session, &store, args.json, out)?,
        }
        out.flush()?;
        return Ok(0);
    }
    let opening = [&args.kind, &args.edition, &args.from, &args.to, &args.leader, &args.others, &args.scope];
    if opening.iter().any(|it| it.is_some()) {
        return Err(Error::input("--kind、--edition、--from、--to 等只用于开一轮")
            .hint("anguan standard open --kind yearly --from … --to …"));
    }
    let id = registers::resolve(&store, standard::STANDARD_ROUND.key, &args.round)?;
    match &args.verb {
        None => show(&store, id, None, false, args.json, out)?,
        Some(StandardVerb::Show { element, lost }) => show(&store, id, element.as_deref(), *lost, args.json, out)?,
        Some(StandardVerb::Score(scores)) => scored(session, &mut store, id, scores, out)?,
        Some(StandardVerb::Na { items, by }) => {
            let entries = items.iter().map(|it| {
                let (code, reason) = it.split_once([':', '：']).unwrap_or((it, ""));
                (code.to_owned(), Entry::NotApplicable, Some(reason.to_owned()))
            });
            let by = by.clone().unwrap_or_else(|| session.operator());
            let typed = standard::Typed { entries: entries.collect(), by, ..standard::Typed::default() };
            let count = standard::score(&mut store, id, &typed, session.today)?;
            out.line(&format!("已记 {count} 项不参评"))?;
        }
        Some(StandardVerb::Finish { signed_by }) => finished(session, &mut store, id, signed_by.as_deref(), out)?,
    }
    out.flush()?;
    Ok(0)
}

fn day(session: &Session, option: &str, text: &str) -> Result<chrono::NaiveDate> {
    date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("{option}：{e}")))
}

fn opened(session: &Session, store: &mut Store, args: &StandardArgs, out: &mut Output) -> Result<()> {
    const HINT: &str = "anguan standard open --kind yearly --from 2026-01-01 --to 2026-12-31";
    let named = |option: &str, value: &Option<String>| -> Result<String> {
        value.clone().ok_or_else(|| Error::input(format!("没有写 {option}")).hint(HINT))
    };
    let typed = named("--kind", &args.kind)?;
    let kind = RoundKind::read(&typed).ok_or_else(|| {
        let known: Vec<String> =
            RoundKind::CHOICES.iter().map(|Choice { code, label }| format!("{code} {label}")).collect();
        Error::input(format!("--kind {typed} 不对，可选：{}", known.join("、")))
    })?;
    let opening = standard::Opening {
        kind,
        edition: args.edition.clone(),
        from: day(session, "--from", &named("--from", &args.from)?)?,
        to: day(session, "--to", &named("--to", &args.to)?)?,
        leader: args.leader.as_deref().map(|name| registers::resolve(store, "person", name)).transpose()?,
        others: args.others.clone(),
        scope: args.scope.clone(),
    };
    let (id, code) = standard::open(store, &opening, session.today)?;
    let round = standard::round(store, id)?;
    if args.json {
        return out.json(&round_json(&round));
    }
    let full = round.row.get("full_points").as_int().unwrap_or(0);
    out.line(&format!(
        "已开始 {code}（{}，{}）：评分项 {} 个，满分 {}，否决项 {} 个",
        kind.label(),
        text(&round.row, "edition"),
        round.scored().count(),
        show_tenths(full),
        round.vetoes().count()
    ))?;
    if let Some(note) = round.row.get("edition_note").as_text() {
        out.line(&format!("注意：{note}"))?;
    }
    out.line("没有评分的项不算满分：逐项评分，或用 score --rest-full 写明其余都看过、没有扣分")
}

/// `编号=值[:原因]`.
fn parts(option: &str, typed: &str) -> Result<(String, String, Option<String>)> {
    let Some((code, rest)) = typed.split_once(['=', '＝']) else {
        return Err(Error::input(format!("{option} “{}”要写成 编号=分:原因", crate::domain::fold::clean_line(typed))));
    };
    let (value, reason) = match rest.split_once([':', '：']) {
        Some((value, reason)) => (value, Some(reason.to_owned())),
        None => (rest, None),
    };
    Ok((code.trim().to_owned(), value.trim().to_owned(), reason))
}

fn scored(session: &Session, store: &mut Store, id: i64, args: &ScoreArgs, out: &mut Output) -> Result<()> {
    let mut entries = Vec::new();
    let mut points = |option: &str, all: &[String], entry: fn(i64) -> Entry| -> Result<()> {
        for typed in all {
            let (code, value, reason) = parts(option, typed)?;
            let tenths = read_tenths(&value, 1_000_000).map_err(|e| Error::input(format!("{option} {code}：{e}")))?;
            entries.push((code, entry(tenths), reason));
        }
        Ok(())
    };
    points("--item", &args.items, Entry::Got)?;
    points("--off", &args.offs, Entry::Off)?;
    points("--special", &args.specials, Entry::Special)?;
    for typed in &args.vetoes {
        let (code, value, reason) = parts("--veto", typed)?;
        let holds = match value.as_str() {
            "yes" | "是" | "成立" => true,
            "no" | "否" | "不成立" => false,
            _ => return Err(Error::input(format!("--veto {code}：写 yes 或 no"))),
        };
        entries.push((code, Entry::Veto(holds), reason));
    }
    entries.extend(args.clears.iter().map(|code| (code.clone(), Entry::Clear, None)));
    if entries.is_empty() && args.rest_full.is_none() {
        return Err(Error::input("没有写评哪一项").hint("写成 --item 5.1.1-1=4:原因，或 --off 5.1.1-1=2:原因"));
    }
    let typed = standard::Typed {
        entries,
        rest_full: args.rest_full.clone(),
        evidence: args.evidence.clone(),
        owner: args.owner.as_deref().map(|name| registers::resolve(store, "person", name)).transpose()?,
        due_on: args.due.as_deref().map(|it| day(session, "--due", it)).transpose()?,
        by: args.by.clone().unwrap_or_else(|| session.operator()),
    };
    let count = standard::score(store, id, &typed, session.today)?;
    let round = standard::round(store, id)?;
    out.line(&format!("{} 评了 {count} 项，还有 {} 项没有评分", round.code(), round.open_items().len()))?;
    out.line(&said(&round.forecast()))
}

/// The forecast in a sentence.
fn said(forecast: &Forecast) -> String {
    let it = forecast.points;
    let sum = format!(
        "得分 {} ÷（{} − 不参评 {}）= {}",
        points_text(it.got),
        points_text(it.full),
        points_text(it.not_applicable),
        forecast.graded.printed
    );
    if !forecast.missing.is_empty() {
        return format!("资料不足，不能预测等级：{}", forecast.missing.join("；"));
    }
    let mut said = match (&forecast.graded.level, forecast.graded.vetoes.as_slice()) {
        (Some(level), _) => format!("{sum}，达到{level}的分数线"),
        (None, []) => format!("{sum}，没有达到任何等级的分数线"),
        (None, vetoes) => format!("{sum}，否决项成立（{}），不能定级", vetoes.join("、")),
    };
    if forecast.graded.differs() {
        let word = |it: Option<crate::domain::standardisation::Level>| it.map_or("不达级", |level| level.label());
        said.push_str(&format!(
            "；按精确值{}、按四舍五入后{}",
            word(forecast.graded.exact),
            word(forecast.graded.rounded)
        ));
    }
    if let Some((level, percent, short)) = forecast.next {
        said.push_str(&format!("；到{level}（{percent}）还差 {} 分", points_text(short)));
    }
    said
}

fn finished(session: &Session, store: &mut Store, id: i64, signed_by: Option<&str>, out: &mut Output) -> Result<()> {
    let done = standard::finish(store, id, signed_by.unwrap_or_default(), &session.operator(), session.today)?;
    let round = standard::round(store, id)?;
    out.line(&format!("{} 已办结", round.code()))?;
    out.line(&said(&round.forecast()))?;
    let told = |list: &[(String, String)]| {
        list.iter().map(|(code, hazard)| format!("{code} {hazard}")).collect::<Vec<_>>().join("、")
    };
    if !done.opened.is_empty() {
        out.line(&format!("登记整改项：{}", told(&done.opened)))?;
    }
    if !done.linked.is_empty() {
        out.line(&format!("上一轮的整改项还没有销号，不再另立：{}", told(&done.linked)))?;
    }
    if round.kind() == Some(RoundKind::Yearly) {
        out.line("自评结果要在企业内部公示：anguan add posting kind=standardisation title=年度自评报告 place=位置")?;
    }
    Ok(())
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

#[allow(clippy::cast_precision_loss)] // points are far below 2^53
fn number(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

fn points_json(it: Points) -> Json {
    json!({
        "full": number(it.full),
        "not_applicable": number(it.not_applicable),
        "open": number(it.open),
        "got": number(it.got),
        "score": it.score().as_f64().map(|ratio| ratio * 100.0),
    })
}

/// The round with its score, as `standard BZ-2026-01 --json` prints it; the items are in `list standard_score`.
fn round_json(round: &Round) -> Json {
    let score = round.score();
    let forecast = round.forecast();
    let elements: serde_json::Map<String, Json> =
        score.categories.iter().map(|(code, it)| (code.clone(), points_json(*it))).collect();
    let graded = &forecast.graded;
    json!({
        "round": round.code(),
        "kind": text(&round.row, "kind"),
        "edition": text(&round.row, "edition_code"),
        "edition_name": text(&round.row, "edition"),
        "from_on": round.row.get("from_on"),
        "to_on": round.row.get("to_on"),
        "finished_on": round.row.get("finished_on"),
        "total": points_json(score.whole),
        "printed": graded.printed,
        "level": graded.level,
        "level_exact": graded.exact,
        "level_rounded": graded.rounded,
        "vetoes": graded.vetoes,
        "missing": forecast.missing,
        "next": forecast.next.map(|(level, percent, short)| json!({ "level": level, "percent": percent, "short": number(short) })),
        "elements": elements,
        "open": round.open_items(),
    })
}

fn show(store: &Store, id: i64, element: Option<&str>, lost: bool, json: bool, out: &mut Output) -> Result<()> {
    let round = standard::round(store, id)?;
    if json {
        return out.json(&round_json(&round));
    }
    let (from, to) = round.span();
    let kind = round.kind().map_or("", RoundKind::label);
    let state =
        round.row.get("finished_on").as_date().map_or_else(|| "进行中".to_owned(), |on| format!("{}办结", chinese(on)));
    out.line(&format!("{} {kind} {}至{} {state}", round.code(), chinese(from), chinese(to)))?;
    out.line(&format!("{}《{}》", text(&round.row, "edition"), text(&round.row, "edition_title")))?;
    if let Some(note) = round.row.get("edition_note").as_text() {
        out.line(&format!("注意：{note}"))?;
    }
    out.line(&said(&round.forecast()))?;
    let score = round.score();
    let inside = |own: &str| element.is_none_or(|it| own == it || own.starts_with(&format!("{it}.")));
    let mut last = String::new();
    for row in &round.items {
        let own = text(row, "element");
        if !inside(&own) || lost && standard::state(row) != State::Deducted {
            continue;
        }
        if own != last {
            let points = score.categories.get(&own).copied().unwrap_or_default();
            let sum = format!("{}/{}", points_text(points.got), points_text(points.base()));
            let open = if points.open > 0 {
                format!("，没有评分 {} 分", points_text(points.open))
            } else {
                String::new()
            };
            let sum = if own == "veto" { String::new() } else { sum };
            out.line(&format!("\n{own} {}  {sum}{open}", text(row, "element_title")))?;
            last = own;
        }
        out.line(&item_line(row))?;
    }
    Ok(())
}

fn item_line(row: &Row) -> String {
    let tenths = |column: &str| row.get(column).as_int().map(show_tenths);
    let full = tenths("points").unwrap_or_default();
    let veto = row.get("veto").as_int() == Some(1);
    let got = match (standard::state(row), veto) {
        (State::Open, false) => format!("未评/{full}"),
        (State::Open, true) => "未认定".to_owned(),
        (State::NotApplicable, _) => format!("不参评/{full}"),
        (State::Full, true) => "不成立".to_owned(),
        (State::Deducted, true) => "否决".to_owned(),
        (State::Full | State::Deducted, false) => format!("{}/{full}", tenths("got").unwrap_or_default()),
    };
    let last = match (row.get("last_not_applicable").as_int(), tenths("last_got")) {
        (Some(1), _) => "  上轮 不参评".to_owned(),
        (_, Some(last)) => format!("  上轮 {last}"),
        (_, None) => String::new(),
    };
    let special = row.get("special").as_int().filter(|it| *it > 0);
    let special = special.map_or_else(String::new, |it| format!("  特别扣分 {}", show_tenths(it)));
    let reason = row.get("reason").as_text().map_or_else(String::new, |it| format!("  {it}"));
    format!("  {} [{got}]{special} {}{last}{reason}", text(row, "code"), text(row, "content"))
}

fn history(session: &Session, store: &Store, json: bool, out: &mut Output) -> Result<()> {
    let mut rounds = Vec::new();
    for row in standard::rounds(store, session.today)? {
        rounds.push(standard::round(store, row.id)?);
    }
    rounds.reverse();
    if json {
        let all: Vec<Json> = rounds.iter().map(round_json).collect();
        return out.json(&all);
    }
    let cells = |round: &Round| {
        let forecast = round.forecast();
        let it = forecast.points;
        let level = match (&forecast.graded.level, forecast.missing.is_empty()) {
            (_, false) => "资料不足",
            (Some(level), true) => level.label(),
            (None, true) => "不达级",
        };
        vec![
            round.code(),
            round.kind().map_or("", RoundKind::label).to_owned(),
            text(&round.row, "edition"),
            round.row.get("finished_on").as_text().unwrap_or("进行中").to_owned(),
            points_text(it.got),
            points_text(it.base()),
            forecast.graded.printed.clone(),
            level.to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = rounds.iter().map(cells).collect();
    out.table(&["轮次", "种类", "版本", "办结", "得分", "应得", "百分", "分数线"], &rows, 20)?;
    Ok(())
}

fn editions(store: &Store, json: bool, out: &mut Output) -> Result<()> {
    let all = standard::editions(store)?;
    if json {
        let rows: Vec<Json> = all
            .iter()
            .map(|it| {
                json!({ "id": it.id, "title": it.title, "edition": it.edition, "scores": it.scores(),
                        "chapters": it.chapter.len(), "elements": it.element.len(), "items": it.item.len(),
                        "vetoes": it.veto.len(), "unverified": it.unverified(), "note": it.note })
            })
            .collect();
        return out.json(&rows);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|it| {
            let full = it.full.map_or_else(|| "不能评分".to_owned(), |full| full.to_string());
            let mark = if it.unverified() > 0 { "待核" } else { "" };
            vec![it.id.clone(), it.edition.clone(), it.title.clone(), full, it.item.len().to_string(), mark.to_owned()]
        })
        .collect();
    out.table(&["编号", "版本", "名称", "满分", "评分项", ""], &rows, 40)?;
    Ok(())
}

fn revocation(session: &Session, store: &Store, json: bool, out: &mut Output) -> Result<()> {
    let Some(all) = standard::revocation(store, session.today)? else {
        if json {
            return out.json(&Json::Null);
        }
        return out.line("没有登记标准化证书（anguan add standardisation level=三级 公告日期=…）");
    };
    if json {
        let rows: Vec<Json> = all
            .iter()
            .map(|it| {
                json!({ "condition": it.condition, "title": it.condition.label(), "finding": it.finding,
                        "computed": it.computed, "trace": it.trace })
            })
            .collect();
        return out.json(&rows);
    }
    for (n, it) in all.iter().enumerate() {
        let how = if it.computed { "按记录" } else { "由人核对" };
        out.line(&format!("{} [{}] {}（{how}）", n + 1, it.finding.label(), it.condition.label()))?;
        for line in &it.trace {
            out.line(&format!("    {line}"))?;
        }
    }
    out.line("记录看不出来的，核对后登记：anguan add standard_answer 情形=… 有没有=没有 核对人=… 依据=…")
}
