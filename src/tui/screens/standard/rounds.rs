//! The rounds there were, each with its score; the grade, the certificate and what could revoke it.

use crate::domain::date::chinese;
use crate::domain::standardisation::revocation::Finding;
use crate::domain::standardisation::{RoundKind, points_text};
use crate::error::Result;
use crate::registers;
use crate::registers::standard::{self, Round, STANDARD_ROUND};
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, PAPER, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt, Reader};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use super::begin_form::{BeginForm, FinishForm};
use super::items::Items;
use super::score_form::ScoreForm;

/// The list.
pub(super) struct Rounds;

/// Title, span and state of a round.
pub(super) fn heading(round: &Round) -> String {
    let kind = round.kind().map_or("", RoundKind::label);
    let (from, to) = round.span();
    let state = if round.is_finished() { "已办结" } else { "进行中" };
    format!("{} {kind} {from}至{to} {state}", round.code())
}

/// The line a round's score reaches, in a word.
fn reached(round: &Round) -> &'static str {
    let forecast = round.forecast();
    match (forecast.missing.is_empty(), forecast.graded.level, forecast.graded.vetoes.is_empty()) {
        (false, ..) => "资料不足",
        (true, Some(level), _) => level.label(),
        (true, None, false) => "否决",
        (true, None, true) => "不达级",
    }
}

fn row_of(round: &Round) -> Row {
    let forecast = round.forecast();
    let it = forecast.points;
    let left = round.open_items().len();
    let state = match (round.is_finished(), left) {
        (true, _) => "已办结".to_owned(),
        (false, 0) => "可以办结".to_owned(),
        (false, left) => format!("{left}项未评"),
    };
    let tone = match (round.is_finished(), forecast.graded.level) {
        (false, _) => Tone::Soon,
        (true, Some(_)) => Tone::Done,
        (true, None) => Tone::Unknown,
    };
    Row {
        id: round.row.id.to_string(),
        key: round.row.id.to_string(),
        cells: vec![
            round.code(),
            round.kind().map_or("", RoundKind::label).to_owned(),
            round.row.get("edition").as_text().unwrap_or_default().to_owned(),
            format!("{}/{}", points_text(it.got), points_text(it.base())),
            forecast.graded.printed,
            reached(round).to_owned(),
            state,
        ],
        tone,
        badge: None,
    }
}

impl ListModel for Rounds {
    fn title(&self) -> String {
        "标准化".to_owned()
    }

    fn purpose(&self) -> String {
        "安全生产标准化自评，一年一轮。F2 开一轮，回车逐项评分，Ctrl+G 逐行扣分、办结、看撤销情形，F7 打印自评报告。"
            .to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "轮次", Width::Length(11)),
            Column::new("kind", "种类", Width::Length(8)),
            Column::new("edition", "版本", Width::Length(15)).spare(1),
            Column::new("points", "得分", Width::Length(10)).right(),
            Column::new("score", "百分", Width::Length(5)).right(),
            Column::new("level", "分数线", Width::Length(8)),
            Column::new("state", "状态", Width::Fill(1)),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let rows = standard::rounds(&cx.store, cx.today)?;
        let rounds = rows.iter().map(|row| standard::round(&cx.store, row.id)).collect::<Result<Vec<Round>>>()?;
        Ok(Page::of(rounds.iter().map(row_of), query, span))
    }

    fn empty(&self) -> String {
        "还没有做过标准化自评。按 F2 开一轮：评分项按评定标准自动列出。".to_owned()
    }

    fn paper(&self) -> Option<String> {
        Some("标准化自评轮次".to_owned())
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        let code = row.cells.first().cloned().unwrap_or_default();
        vec![Choice::new("standardisation", "安全生产标准化自评报告").note(code)]
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Export, Act::Evidence, Act::Mark, Act::Edit, Act::Columns]);
        if row.is_none() {
            view.blocked.push((Act::Retire, "还没有轮次".to_owned()));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(round) = row.id.parse().ok().and_then(|id| standard::round(&cx.store, id).ok()) else {
            return Vec::new();
        };
        let mut all = grade(cx).unwrap_or_default();
        all.push(Paragraph::gap());
        all.extend(told(&round));
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let id: Option<i64> = rows.first().and_then(|id| id.parse().ok());
        Ok(match (act, id) {
            (Act::Add, _) => vec![Msg::Push(Box::new(FormScreen::new(BeginForm::new(cx)?)))],
            (Act::Open, Some(id)) => vec![Msg::Push(Box::new(ListScreen::new(Items::new(cx, id)?)))],
            (Act::Why, Some(id)) => {
                let round = standard::round(&cx.store, id)?;
                let mut said = told(&round);
                said.push(Paragraph::gap());
                said.extend(grade(cx)?);
                vec![Msg::Push(Box::new(Reader::new(heading(&round), said)))]
            }
            (Act::Steps, Some(id)) => {
                let round = standard::round(&cx.store, id)?;
                vec![Msg::Push(Box::new(Pick::new("standard.step", "办理", steps(&round))))]
            }
            (Act::Retire, Some(_)) => {
                let label = "停用是给开错的一轮用的；它的评分不再计数。停用的原因：";
                vec![Msg::Push(Box::new(Prompt::new("standard.retire", "停用这一轮", label, true)))]
            }
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first().and_then(|id| id.parse::<i64>().ok()) else { return Ok(Vec::new()) };
        match answer.tag {
            PAPER => paper::of_record(cx, &answer.value, &format!("#{id}")),
            "standard.retire" => {
                registers::retire(&mut cx.store, &STANDARD_ROUND, id, cx.today, &answer.value)?;
                Ok(vec![Msg::Stale, Msg::Notice("这一轮已停用，可以撤销".to_owned())])
            }
            "standard.step" => step(cx, id, &answer.value),
            _ => Ok(Vec::new()),
        }
    }
}

/// What can be done with a round as a whole.
pub(super) fn steps(round: &Round) -> Vec<Choice> {
    let mut all = Vec::new();
    if round.is_finished() {
        all.push(Choice::new("hazards", "看整改项").note("隐患区，来源自评自查"));
    } else {
        let left = round.open_items().len();
        let note = if left == 0 { String::new() } else { format!("还有{left}项没有评分") };
        all.push(Choice::new("score", "逐行扣分").note("只写扣分的项，其余一次评满分"));
        all.push(Choice::new("finish", "办结").note(note));
    }
    all.push(Choice::new("print", "打印自评报告"));
    all.push(Choice::new("revocation", "撤销等级的情形").note("九种，记录判定或由人核对"));
    all
}

/// Does a step of a round.
///
/// # Errors
/// When it cannot be done.
pub(super) fn step(cx: &mut Session, id: i64, step: &str) -> Result<Vec<Msg>> {
    match step {
        "finish" => Ok(vec![Msg::Push(Box::new(FormScreen::new(FinishForm::new(cx, id)?)))]),
        "score" => Ok(vec![Msg::Push(Box::new(FormScreen::new(ScoreForm::new(cx, id)?)))]),
        "print" => paper::of_record(cx, "standardisation", &format!("#{id}")),
        "hazards" => Ok(vec![Msg::Area('7')]),
        "revocation" => Ok(vec![Msg::Push(Box::new(Reader::new("撤销等级的情形", revocation(cx)?)))]),
        _ => Ok(Vec::new()),
    }
}

/// The forecast of a round, and its points chapter by chapter.
pub(super) fn told(round: &Round) -> Vec<Paragraph> {
    let forecast = round.forecast();
    let it = forecast.points;
    let mut all = vec![Paragraph::heading(heading(round))];
    let edition = |column: &str| round.row.get(column).as_text().unwrap_or_default().to_owned();
    all.push(Paragraph::pair("评定标准", format!("{}《{}》", edition("edition"), edition("edition_title"))));
    all.push(Paragraph::pair(
        "得分",
        format!(
            "{} ÷（{} − 不参评 {}）= {}",
            points_text(it.got),
            points_text(it.full),
            points_text(it.not_applicable),
            forecast.graded.printed
        ),
    ));
    all.push(Paragraph::pair("分数线", reached(round)));
    all.extend(forecast.missing.iter().map(|said| Paragraph::toned(Tone::Unknown, said.clone())));
    if forecast.graded.differs() && forecast.missing.is_empty() {
        all.push(Paragraph::text("精确值和四舍五入后的值落在不同的等级，见自评报告"));
    }
    if !forecast.graded.vetoes.is_empty() {
        all.push(Paragraph::toned(Tone::Bad, format!("否决项成立：{}", forecast.graded.vetoes.join("、"))));
    }
    if let Some((level, percent, short)) = forecast.next {
        all.push(Paragraph::pair(
            format!("到{}（{percent}）", level.label()),
            format!("还差 {} 分", points_text(short)),
        ));
    }
    all.push(Paragraph::gap());
    let score = round.score();
    for [code, title, ..] in round.elements() {
        let own = score.categories.get(&code).copied().unwrap_or_default();
        let open = if own.open > 0 { format!("（未评 {}）", points_text(own.open)) } else { String::new() };
        let value = format!("{}/{}{open}", points_text(own.got), points_text(own.base()));
        all.push(Paragraph::pair(format!("{code} {title}"), value));
    }
    if !edition("edition_note").is_empty() {
        all.push(Paragraph::gap());
        all.push(Paragraph::text(edition("edition_note")));
    }
    all
}

/// The certificate that counts.
fn grade(cx: &Session) -> Result<Vec<Paragraph>> {
    let mut all = vec![Paragraph::heading("证书")];
    let Some(it) = standard::current(&cx.store, cx.today)? else {
        all.push(Paragraph::text("没有登记标准化证书（台账：标准化证书）"));
        return Ok(all);
    };
    let level = it.level.map_or("", |level| level.label());
    let number = it.row.get("number").as_text().unwrap_or_default();
    all.push(Paragraph::pair("等级", format!("{level} {number}")));
    all.push(Paragraph::pair("届满", it.until.map_or_else(|| "资料不足".to_owned(), chinese)));
    if let Some(day) = it.window_from {
        all.push(Paragraph::pair("可申请换证", format!("{}起", chinese(day))));
    }
    if let Some((what, day)) = it.step {
        all.push(Paragraph::pair("换证办到", format!("{what} {}", chinese(day))));
    }
    Ok(all)
}

/// The nine conditions of revocation.
fn revocation(cx: &Session) -> Result<Vec<Paragraph>> {
    let Some(judged) = standard::revocation(&cx.store, cx.today)? else {
        return Ok(vec![Paragraph::text("没有登记标准化证书，没有可以撤销的等级。")]);
    };
    let mut all = Vec::new();
    for (n, it) in judged.iter().enumerate() {
        let tone = match it.finding {
            Finding::Clear => Tone::Done,
            Finding::Hit => Tone::Bad,
            Finding::Missing => Tone::Unknown,
        };
        let how = if it.computed { "按记录" } else { "由人核对" };
        let said = format!("{} [{}] {}（{how}）", n + 1, it.finding.label(), it.condition.label());
        all.push(Paragraph::toned(tone, said));
        all.extend(it.trace.iter().map(|line| Paragraph::text(format!("- {line}"))));
    }
    all.push(Paragraph::gap());
    all.push(Paragraph::text("记录看不出来的，核对后登记在台账“撤销等级条件核对”，一年内有效。"));
    Ok(all)
}
