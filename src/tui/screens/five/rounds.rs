//! The rounds there were, each with its score.

use crate::domain::five::RoundKind;
use crate::error::Result;
use crate::registers;
use crate::registers::five::{self, FIVE_ROUND, Round};
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, PAPER, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use super::begin_form::{BeginForm, FinishForm};
use super::points::Points;

/// The list.
pub(super) struct Rounds;

/// Title, span and state of a round.
pub(super) fn heading(round: &Round) -> String {
    let kind = round.row.get("kind").as_text().and_then(RoundKind::from_code).map_or("", RoundKind::label);
    let (from, to) = round.span();
    let state = if round.is_finished() { "已办结" } else { "进行中" };
    format!("{} {kind} {from}至{to} {state}", round.code())
}

fn row_of(round: &Round) -> Row {
    let score = round.score();
    let kind = round.row.get("kind").as_text().and_then(RoundKind::from_code).map_or("", RoundKind::label);
    let (_, to) = round.span();
    let total = score.total;
    let left = round.undecided().len();
    let state =
        if round.is_finished() { score.whole().label().to_owned() } else { format!("还有{left}项未认定") };
    let tone = match (round.is_finished(), total.partly + total.unmet) {
        (false, _) => Tone::Soon,
        (true, 0) => Tone::Done,
        (true, _) => Tone::Bad,
    };
    Row {
        id: round.row.id.to_string(),
        key: round.row.id.to_string(),
        cells: vec![
            round.code(),
            kind.to_owned(),
            to.to_string(),
            format!("{}/{}", total.met, total.applicable()),
            (total.partly + total.unmet).to_string(),
            total.data_missing.to_string(),
            state,
        ],
        tone,
        badge: None,
    }
}

impl ListModel for Rounds {
    fn title(&self) -> String {
        "五落实五到位".to_owned()
    }

    fn purpose(&self) -> String {
        "一轮一轮的五落实五到位自查。F2 开一轮，回车逐项认定，Ctrl+G 办结，F7 打印自查报告。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "轮次", Width::Length(11)),
            Column::new("kind", "种类", Width::Length(8)),
            Column::new("to", "截止日期", Width::Length(10)),
            Column::new("met", "已落实", Width::Length(7)).right(),
            Column::new("gaps", "缺口", Width::Length(4)).right(),
            Column::new("missing", "资料不足", Width::Length(8)).right(),
            Column::new("state", "结论", Width::Fill(1)),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let rows = five::rounds(&cx.store, cx.today)?;
        let rounds = rows.iter().map(|row| five::round(&cx.store, row.id)).collect::<Result<Vec<Round>>>()?;
        Ok(Page::of(rounds.iter().map(row_of), query, span))
    }

    fn empty(&self) -> String {
        "还没有做过五落实五到位自查。按 F2 开一轮：检查要点和记录的建议会自动列出。".to_owned()
    }

    fn paper(&self) -> Option<String> {
        Some("五落实五到位轮次".to_owned())
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        vec![Choice::new("five_five", "五落实五到位自查报告").note(row.cells.first().cloned().unwrap_or_default())]
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Export, Act::Evidence, Act::Mark, Act::Edit, Act::Columns]);
        if row.is_none() {
            view.blocked.push((Act::Retire, "还没有轮次".to_owned()));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(round) = row.id.parse().ok().and_then(|id| five::round(&cx.store, id).ok()) else { return Vec::new() };
        told(&round)
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let id: Option<i64> = rows.first().and_then(|id| id.parse().ok());
        Ok(match (act, id) {
            (Act::Add, _) => vec![Msg::Push(Box::new(FormScreen::new(BeginForm::new(cx)?)))],
            (Act::Open, Some(id)) => vec![Msg::Push(Box::new(ListScreen::new(Points::new(cx, id)?)))],
            (Act::Why, Some(id)) => {
                let round = five::round(&cx.store, id)?;
                vec![Msg::Push(Box::new(crate::tui::overlay::Reader::new(heading(&round), told(&round))))]
            }
            (Act::Steps, Some(id)) => {
                let round = five::round(&cx.store, id)?;
                vec![Msg::Push(Box::new(Pick::new("five.step", "办理", steps(&round))))]
            }
            (Act::Retire, Some(_)) => {
                let label = "停用是给开错的一轮用的；它的检查要点不再计数。停用的原因：";
                vec![Msg::Push(Box::new(Prompt::new("five.retire", "停用这一轮", label, true)))]
            }
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first().and_then(|id| id.parse::<i64>().ok()) else { return Ok(Vec::new()) };
        match answer.tag {
            PAPER => paper::of_record(cx, &answer.value, &format!("#{id}")),
            "five.retire" => {
                registers::retire(&mut cx.store, &FIVE_ROUND, id, cx.today, &answer.value)?;
                Ok(vec![Msg::Stale, Msg::Notice("这一轮已停用，可以撤销".to_owned())])
            }
            "five.step" => step(cx, id, &answer.value),
            _ => Ok(Vec::new()),
        }
    }
}

/// What can be done with a round as a whole.
pub(super) fn steps(round: &Round) -> Vec<Choice> {
    if round.is_finished() {
        return vec![
            Choice::new("print", "打印自查报告"),
            Choice::new("hazards", "看整改项").note("隐患区，来源自评自查"),
        ];
    }
    let left = round.undecided().len();
    vec![
        Choice::new("finish", "办结").note(if left == 0 {
            "缺口转为整改项".to_owned()
        } else {
            format!("还有{left}项没有认定，按资料不足计")
        }),
        Choice::new("propose", "按现在的记录更新建议").note("只更新还没有认定的"),
        Choice::new("print", "打印自查报告"),
    ]
}

/// Does a step of a round.
///
/// # Errors
/// When it cannot be done.
pub(super) fn step(cx: &mut Session, id: i64, step: &str) -> Result<Vec<Msg>> {
    match step {
        "finish" => Ok(vec![Msg::Push(Box::new(FormScreen::new(FinishForm::new(cx, id)?)))]),
        "propose" => {
            let round = five::round(&cx.store, id)?;
            let codes = five::propose_again(&mut cx.store, &round, cx.today)?;
            let said = if codes.is_empty() {
                "记录的建议没有变化".to_owned()
            } else {
                format!("建议有变化：{}", codes.join("、"))
            };
            Ok(vec![Msg::Stale, Msg::Notice(said)])
        }
        "print" => paper::of_record(cx, "five_five", &format!("#{id}")),
        "hazards" => Ok(vec![Msg::Area('7')]),
        _ => Ok(Vec::new()),
    }
}

/// The score of a round, clause by clause.
pub(super) fn told(round: &Round) -> Vec<Paragraph> {
    let score = round.score();
    let titles = round.clause_titles();
    let line = |counts: crate::domain::five::score::Counts| {
        format!(
            "{}/{} {}（部分{} 未落实{} 资料不足{} 不适用{}）",
            counts.met,
            counts.applicable(),
            counts.whole().label(),
            counts.partly,
            counts.unmet,
            counts.data_missing,
            counts.not_applicable
        )
    };
    let mut all = vec![Paragraph::heading(heading(round)), Paragraph::pair("合计", line(score.total))];
    all.push(Paragraph::pair("结论", score.whole().label()));
    if !score.failed.is_empty() {
        all.push(Paragraph::toned(Tone::Bad, format!("一票否决的要点未落实：{}", score.failed.join("、"))));
    }
    all.push(Paragraph::gap());
    for (code, counts) in &score.clauses {
        all.push(Paragraph::pair(format!("{code} {}", titles.get(code).map_or("", String::as_str)), line(*counts)));
    }
    all.push(Paragraph::gap());
    all.push(Paragraph::text("一条只有全部适用的要点已落实才算落实；没有认定的按资料不足计；不适用不进分母。"));
    all
}
