//! `assess`: opens the sheets of a period with what the records propose, scores one, finishes it.

use clap::Args;
use serde_json::json;

use crate::domain::assessment::Mark;
use crate::domain::assessment::score::{read_tenths, show_tenths};
use crate::domain::date::{self, Order};
use crate::error::{Error, Result};
use crate::registers::assessment::act::{self, Asked, Scoring, Sheet, Typed};
use crate::registers::assessment::{self, ASSESSMENT, mark_of, proposal_of};
use crate::registers::{self, Context, Lookups};
use crate::store::{Row, Store};

use super::{Output, Session};

/// Arguments of `assess`.
#[derive(Debug, Args)]
pub(super) struct AssessArgs {
    /// 考核编号（KH-2026-0001）；不写就按 --period 打开一期
    sheet: Option<String>,
    /// 考核期：2026-11、2026-Q3、2026-H1、2026
    #[arg(long, value_name = "考核期", conflicts_with = "sheet", required_unless_present = "sheet")]
    period: Option<String>,
    /// 只打开这个部门（含下级）的
    #[arg(long, value_name = "部门", requires = "period")]
    department: Option<String>,
    /// 只打开这个人的：姓名或工号
    #[arg(long, value_name = "人", requires = "period")]
    person: Option<String>,
    /// 评分：职责编号=得分[:原因]；可写多个
    #[arg(long = "score", value_name = "编号=分[:原因]", requires = "sheet")]
    scores: Vec<String>,
    /// 本期不到期：职责编号[:原因]；可写多个
    #[arg(long = "not-due", value_name = "编号[:原因]", requires = "sheet")]
    not_due: Vec<String>,
    /// 其余有建议分的都按建议
    #[arg(long, requires = "sheet")]
    accept: bool,
    /// 考核人：姓名或工号
    #[arg(long, value_name = "人", requires = "sheet")]
    by: Option<String>,
    /// 一票否决的事由（写空取消）
    #[arg(long, value_name = "事由", requires = "sheet")]
    veto: Option<String>,
    /// 奖惩
    #[arg(long, value_name = "内容", requires = "sheet")]
    reward: Option<String>,
    /// 完成考核（要写考核人，每条职责都有结果）
    #[arg(long, requires = "sheet")]
    finish: bool,
    /// 考核日期（缺省：今天）
    #[arg(long, value_name = "日期", requires = "finish")]
    date: Option<String>,
    /// 本人申诉
    #[arg(long, value_name = "内容", requires = "sheet")]
    object: Option<String>,
    /// 申诉处理
    #[arg(long, value_name = "内容", requires = "sheet")]
    answer: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(session: &Session, args: &AssessArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    match (&args.sheet, &args.period) {
        (Some(sheet), _) => one(session, &mut store, args, sheet, out)?,
        (None, Some(period)) => batch(session, &mut store, args, period, out)?,
        (None, None) => return Err(Error::input("要写考核编号，或用 --period 写明考核期")),
    }
    out.flush()?;
    Ok(0)
}

fn batch(session: &Session, store: &mut Store, args: &AssessArgs, period: &str, out: &mut Output) -> Result<()> {
    let named = |register: &str, text: &Option<String>| {
        text.as_deref().map(|text| registers::resolve(store, register, text)).transpose()
    };
    let asked = Asked {
        period: assessment::read_period(period)?,
        department: named("department", &args.department)?,
        person: named("person", &args.person)?,
    };
    let made = act::open(store, asked, session.today)?;
    if args.json {
        let sheet = |it: &Sheet| json!({"id": it.id, "code": it.code, "person": it.person, "post": it.post, "duties": it.duties, "proposed": it.proposed});
        let left_out =
            made.left_out.iter().map(|(person, post, why)| json!({"person": person, "post": post, "reason": why}));
        return out.json(&json!({
            "period": asked.period.to_string(),
            "opened": made.opened.iter().map(sheet).collect::<Vec<_>>(),
            "refreshed": made.refreshed.iter().map(sheet).collect::<Vec<_>>(),
            "finished": made.finished,
            "left_out": left_out.collect::<Vec<_>>(),
        }));
    }
    out.line(&format!(
        "{}：新打开 {} 份，重新取数 {} 份，已完成 {} 份，不考核 {} 份",
        asked.period.label(),
        made.opened.len(),
        made.refreshed.len(),
        made.finished,
        made.left_out.len()
    ))?;
    let row = |it: &Sheet| {
        let proposed = format!("{}/{}", it.proposed, it.duties);
        vec![it.code.clone(), it.person.clone(), it.post.clone(), proposed]
    };
    let rows: Vec<Vec<String>> = made.opened.iter().chain(&made.refreshed).map(row).collect();
    if !rows.is_empty() {
        out.table(&["编号", "被考核人", "岗位", "有建议分/职责"], &rows, 40)?;
    }
    for (person, post, why) in &made.left_out {
        out.line(&format!("不考核：{person}（{post}），{why}"))?;
    }
    Ok(())
}

fn one(session: &Session, store: &mut Store, args: &AssessArgs, sheet: &str, out: &mut Output) -> Result<()> {
    let id = registers::resolve(store, ASSESSMENT.key, sheet)?;
    let scoring = Scoring {
        marks: marks(args)?,
        accept: args.accept,
        assessor: args.by.as_deref().map(|name| registers::resolve(store, "person", name)).transpose()?,
        veto: args.veto.clone(),
        reward: args.reward.clone(),
        finish: finish(session, args)?,
    };
    let scores = !scoring.marks.is_empty() || args.accept || args.finish;
    if scores || scoring.assessor.is_some() || args.veto.is_some() || args.reward.is_some() {
        act::score(store, id, &scoring, session.today)?;
    }
    let words = [("objection", &args.object), ("answer", &args.answer)];
    let words: Vec<(String, String)> =
        words.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text.clone()?))).collect();
    if !words.is_empty() {
        registers::change(store, &ASSESSMENT, id, None, &words, session.today, registers::Door::Cli, false)?;
    }
    show(session, store, id, args.json, out)
}

fn finish(session: &Session, args: &AssessArgs) -> Result<Option<chrono::NaiveDate>> {
    match (&args.date, args.finish) {
        (_, false) => Ok(None),
        (None, true) => Ok(Some(session.today)),
        (Some(text), true) => date::read(text, session.today, Order::Ymd)
            .map(Some)
            .map_err(|fault| Error::input(format!("--date：{fault}"))),
    }
}

/// The marks of all options. How many points a duty has is judged with the sheet.
fn marks(args: &AssessArgs) -> Result<Vec<Typed>> {
    const MOST: i64 = 1000;
    let worded = |text: &str| {
        let (head, reason) = text.split_once([':', '：']).map_or((text, None), |(head, reason)| (head, Some(reason)));
        (head.to_owned(), reason.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()))
    };
    let mut marks = Vec::new();
    for text in &args.scores {
        let (head, reason) = worded(text);
        let (code, points) = head
            .split_once(['=', '＝'])
            .ok_or_else(|| Error::input(format!("--score {text} 应写成 编号=分[:原因]")))?;
        let tenths = read_tenths(points, MOST).map_err(|why| Error::input(format!("--score {text}：{why}")))?;
        marks.push(Typed { code: code.trim().to_owned(), mark: Mark::Tenths(tenths), reason });
    }
    for text in &args.not_due {
        let (code, reason) = worded(text);
        marks.push(Typed { code: code.trim().to_owned(), mark: Mark::NotDue, reason });
    }
    Ok(marks)
}

fn mark_text(mark: Mark) -> String {
    match mark {
        Mark::Open => String::new(),
        Mark::NotDue => "不到期".to_owned(),
        Mark::Tenths(tenths) => show_tenths(tenths),
    }
}

/// The sheet as it stands: head, duties, result.
fn show(session: &Session, store: &Store, id: i64, as_json: bool, out: &mut Output) -> Result<()> {
    let lookups = Lookups::of(&ASSESSMENT, store)?;
    let context = Context { today: session.today, lookups: &lookups };
    let head = registers::one(store, &ASSESSMENT, id, &context)?.ok_or_else(|| Error::input("没有这份考核"))?;
    let items = assessment::items(store, id)?;
    let text = |row: &Row, column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
    if as_json {
        let tenths = |mark: Mark| match mark {
            #[allow(clippy::cast_precision_loss)] // points are far below 2^53
            Mark::Tenths(tenths) => json!(tenths as f64 / 10.0),
            Mark::NotDue => json!("not_due"),
            Mark::Open => serde_json::Value::Null,
        };
        let duties: Vec<serde_json::Value> = items
            .iter()
            .map(|it| {
                json!({
                    "code": text(it, "code"),
                    "list": text(it, "list"),
                    "content": text(it, "content"),
                    "standard": it.get("standard").as_text(),
                    "points": it.get("points").as_int(),
                    "proposed": tenths(proposal_of(it)),
                    "because": text(it, "trace"),
                    "score": tenths(mark_of(it)),
                    "reason": it.get("reason").as_text(),
                })
            })
            .collect();
        let mut object = head.json(&ASSESSMENT, false);
        object.insert("items".to_owned(), duties.into());
        return out.json(&object);
    }
    let cell = |key: &str| head.cell(&ASSESSMENT, key).map(|it| it.text.clone()).unwrap_or_default();
    out.line(&format!(
        "{}  {}  {}（{}）  {}",
        cell("code"),
        cell("period"),
        cell("person"),
        cell("post"),
        cell("state")
    ))?;
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|it| {
            let points = it.get("points").as_int().unwrap_or(0).to_string();
            let words = [text(it, "reason"), text(it, "trace")];
            let why = words.into_iter().find(|it| !it.is_empty()).unwrap_or_default();
            vec![text(it, "code"), text(it, "content"), points, mark_text(proposal_of(it)), mark_text(mark_of(it)), why]
        })
        .collect();
    if !rows.is_empty() {
        out.table(&["编号", "职责", "分值", "建议", "得分", "说明"], &rows, 36)?;
    }
    let veto = cell("veto");
    let result = match (cell("score"), cell("band")) {
        (score, band) if band.is_empty() && score.is_empty() => "还没有结果".to_owned(),
        (score, band) => format!("得分 {score}  {band}"),
    };
    let said = if veto.is_empty() { result } else { format!("{result}（一票否决：{veto}）") };
    out.line(&said)?;
    for (label, key) in [("申诉", "objection"), ("处理", "answer")] {
        if !cell(key).is_empty() {
            out.line(&format!("{label}：{}", cell(key)))?;
        }
    }
    Ok(())
}
