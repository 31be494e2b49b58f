//! The rounds there were, each with what it came to.

use crate::error::Result;
use crate::registers;
use crate::registers::criteria::{self, CRITERIA_ROUND, Round};
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

/// Tag of the steps of a round.
pub(super) const STEP: &str = "criteria.step";
/// Tag of the reason for retiring one.
const RETIRE: &str = "criteria.retire";

/// The list.
pub(super) struct Rounds;

/// Number, day and state of a round.
pub(super) fn heading(round: &Round) -> String {
    let on = round.row.get("on_date").as_text().unwrap_or_default().to_owned();
    format!("{} {on} {}", round.code(), if round.is_finished() { "已办结" } else { "进行中" })
}

fn row_of(round: &Round) -> Row {
    let counts = round.counts();
    let left = round.undecided().len();
    let state = if round.is_finished() { counts.said() } else { format!("还有{left}项未认定") };
    let tone = match (round.is_finished(), counts.yes, counts.data_missing) {
        (_, 1.., _) => Tone::Bad,
        (false, ..) => Tone::Soon,
        (true, _, 0) => Tone::Done,
        (true, ..) => Tone::Unknown,
    };
    Row {
        id: round.row.id.to_string(),
        key: round.row.id.to_string(),
        cells: vec![
            round.code(),
            round.row.get("on_date").as_text().unwrap_or_default().to_owned(),
            round.items.len().to_string(),
            counts.yes.to_string(),
            counts.data_missing.to_string(),
            state,
        ],
        tone,
        badge: None,
    }
}

impl ListModel for Rounds {
    fn title(&self) -> String {
        "重大隐患自判轮次".to_owned()
    }

    fn purpose(&self) -> String {
        "对照应急管理部令第10号逐项自判。F2 开一轮，回车逐项认定，Ctrl+G 办结，F7 打印自判表。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "轮次", Width::Length(11)),
            Column::new("on", "开始", Width::Length(10)),
            Column::new("items", "判定项", Width::Length(6)).right(),
            Column::new("yes", "存在", Width::Length(4)).right(),
            Column::new("missing", "资料不足", Width::Length(8)).right(),
            Column::new("state", "结论", Width::Fill(1)),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let rows = criteria::rounds(&cx.store, cx.today)?;
        let rounds = rows.iter().map(|row| criteria::round(&cx.store, row.id)).collect::<Result<Vec<Round>>>()?;
        Ok(Page::of(rounds.iter().map(row_of), query, span))
    }

    fn empty(&self) -> String {
        "还没有做过自判。按 F2 开一轮：适用的判定项和记录的建议会自动列出。".to_owned()
    }

    fn paper(&self) -> Option<String> {
        Some("重大隐患自判轮次".to_owned())
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        vec![Choice::new("criteria", "重大事故隐患自判表").note(row.cells.first().cloned().unwrap_or_default())]
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Export, Act::Evidence, Act::Mark, Act::Edit, Act::Columns]);
        if row.is_none() {
            view.blocked.push((Act::Retire, "还没有轮次".to_owned()));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let round = row.id.parse().ok().and_then(|id| criteria::round(&cx.store, id).ok());
        round.map(|round| told(&round)).unwrap_or_default()
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let id: Option<i64> = rows.first().and_then(|id| id.parse().ok());
        Ok(match (act, id) {
            (Act::Add, _) => vec![Msg::Push(Box::new(FormScreen::new(BeginForm::new(cx)?)))],
            (Act::Open, Some(id)) => vec![Msg::Push(Box::new(ListScreen::new(Items::new(cx, id)?)))],
            (Act::Why, Some(id)) => {
                let round = criteria::round(&cx.store, id)?;
                vec![Msg::Push(Box::new(Reader::new(heading(&round), told(&round))))]
            }
            (Act::Steps, Some(id)) => {
                let round = criteria::round(&cx.store, id)?;
                vec![Msg::Push(Box::new(Pick::new(STEP, "办理", steps(&round))))]
            }
            (Act::Retire, Some(_)) => {
                let label = "停用是给开错的一轮用的；已登记的重大隐患照旧治理。停用的原因：";
                vec![Msg::Push(Box::new(Prompt::new(RETIRE, "停用这一轮", label, true)))]
            }
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first().and_then(|id| id.parse::<i64>().ok()) else { return Ok(Vec::new()) };
        match answer.tag {
            PAPER => paper::of_record(cx, &answer.value, &format!("#{id}")),
            RETIRE => {
                registers::retire(&mut cx.store, &CRITERIA_ROUND, id, cx.today, &answer.value)?;
                Ok(vec![Msg::Stale, Msg::Notice("这一轮已停用，可以撤销".to_owned())])
            }
            STEP => step(cx, id, &answer.value),
            _ => Ok(Vec::new()),
        }
    }
}

/// What can be done with a round as a whole.
pub(super) fn steps(round: &Round) -> Vec<Choice> {
    let print = Choice::new("print", "打印自判表");
    let hazards = Choice::new("hazards", "看重大隐患").note("隐患区，来源自评自查");
    if round.is_finished() {
        return vec![print, hazards];
    }
    let (left, ready) = (round.undecided().len(), criteria::confirmable(round).len());
    let note =
        if left == 0 { "都已认定".to_owned() } else { format!("还有{left}项没有认定，按资料不足计") };
    vec![
        Choice::new("finish", "办结").note(note),
        Choice::new("confirm", "按记录建议确认").note(format!("{ready}项；建议存在的不在内，要逐项认定")),
        Choice::new("propose", "按现在的记录更新建议").note("只更新还没有认定的"),
        print,
        hazards,
    ]
}

/// Does a step of a round.
///
/// # Errors
/// When it cannot be done.
pub(super) fn step(cx: &mut Session, id: i64, step: &str) -> Result<Vec<Msg>> {
    match step {
        "finish" => Ok(vec![Msg::Push(Box::new(FormScreen::new(FinishForm::new(cx, id)?)))]),
        "confirm" => {
            let codes = criteria::confirmable(&criteria::round(&cx.store, id)?);
            if codes.is_empty() {
                return Ok(vec![Msg::Notice("没有可以按建议确认的判定项".to_owned())]);
            }
            let by = cx.store.operator().to_owned();
            criteria::confirm(&mut cx.store, id, &codes, &by, cx.today)?;
            Ok(vec![Msg::Stale, Msg::Notice(format!("已按记录建议确认 {} 项，可以撤销", codes.len()))])
        }
        "propose" => {
            let round = criteria::round(&cx.store, id)?;
            let codes = criteria::propose_again(&mut cx.store, &round, cx.today)?;
            let said = if codes.is_empty() {
                "记录的建议没有变化".to_owned()
            } else {
                format!("建议有变化：{}", codes.join("、"))
            };
            Ok(vec![Msg::Stale, Msg::Notice(said)])
        }
        "print" => paper::of_record(cx, "criteria", &format!("#{id}")),
        "hazards" => Ok(vec![Msg::Area('7')]),
        _ => Ok(Vec::new()),
    }
}

/// What a round comes to, category by category.
pub(super) fn told(round: &Round) -> Vec<Paragraph> {
    let counts = round.counts();
    let tone = if counts.yes > 0 { Tone::Bad } else { Tone::Normal };
    let mut all = vec![Paragraph::heading(heading(round)), Paragraph::toned(tone, counts.said()), Paragraph::gap()];
    for (_, title, it) in round.categories() {
        let said = format!("存在{} 不存在{} 资料不足{} 不适用{}", it.yes, it.no, it.data_missing, it.not_applicable);
        all.push(Paragraph::pair(title, said));
    }
    all.push(Paragraph::gap());
    all.push(Paragraph::text(
        "没有认定的按资料不足计，资料不足不等于没有；认定存在的当即登记重大隐患，办理报告和治理。",
    ));
    all.extend(round.row.get("note_on_order").as_text().map(Paragraph::text));
    all
}
