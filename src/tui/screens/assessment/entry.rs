//! Scoring a sheet: down the duties with the proposal beside each, points typed as digits, Enter to the next.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::assessment::score::{needs_reason, read_tenths, show_tenths};
use crate::domain::assessment::{Mark, Total};
use crate::domain::fold::clean_line;
use crate::error::{Error, Result};
use crate::registers::assessment::act::{self, Given, Scoring};
use crate::registers::assessment::{self, ASSESSMENT, mark_of, proposal_of, scored};
use crate::registers::{self, Context, Listed, Lookups};
use crate::store::Row;
use crate::tui::keymap::{Act, Chain, SCORING, View};
use crate::tui::overlay::Confirm;
use crate::tui::screen::{Answer, Choice, Input, Msg, Screen, Session, told};
use crate::tui::screens::RegisterForm;
use crate::tui::theme::Theme;
use crate::tui::widgets::editor::Editor;

use super::draw;

/// What the input line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// Points of the selected duty.
    Points,
    /// Why this mark.
    Reason(Mark),
}

/// The screen.
pub(super) struct Entry {
    id: i64,
    pub(super) head: Option<Listed>,
    pub(super) items: Vec<Row>,
    pub(super) editor: Editor,
    pub(super) asks: Asks,
    pub(super) selected: usize,
    pub(super) first: usize,
    pub(super) said: Option<String>,
    area: Rect,
    stale: bool,
    began: bool,
}

impl Entry {
    /// A sheet, not read yet.
    pub(super) fn new(id: i64) -> Self {
        Self {
            id,
            head: None,
            items: Vec::new(),
            editor: Editor::line(""),
            asks: Asks::Points,
            selected: 0,
            first: 0,
            said: None,
            area: Rect::default(),
            stale: true,
            began: false,
        }
    }

    fn load(&mut self, cx: &Session) -> Result<()> {
        let lookups = Lookups::of(&ASSESSMENT, &cx.store)?;
        let context = Context { today: cx.today, lookups: &lookups };
        self.head = registers::one(&cx.store, &ASSESSMENT, self.id, &context)?;
        self.items = assessment::items(&cx.store, self.id)?;
        if !self.began {
            self.began = true;
            let open = self.items.iter().position(|it| mark_of(it) == Mark::Open);
            self.to(open.unwrap_or(0));
        }
        self.to(self.selected);
        Ok(())
    }

    /// A text of the head as people read it.
    pub(super) fn head(&self, key: &str) -> String {
        let cell = self.head.as_ref().and_then(|head| head.cell(&ASSESSMENT, key));
        cell.map(|it| it.text.clone()).unwrap_or_default()
    }

    pub(super) fn is_done(&self) -> bool {
        self.head.as_ref().is_some_and(|head| !head.row.get("assessed_on").is_null())
    }

    /// The selected duty.
    pub(super) fn item(&self) -> Option<&Row> {
        self.items.get(self.selected)
    }

    fn to(&mut self, n: usize) {
        self.selected = n.min(self.items.len().saturating_sub(1));
        let room = draw::capacity(self.area);
        self.first = crate::tui::widgets::table::scroll_to(self.first, self.selected, room, self.items.len());
    }

    /// To the next duty nobody scored; past the last one to the first such.
    fn on(&mut self) {
        let open = |n: &usize| self.items.get(*n).is_some_and(|it| mark_of(it) == Mark::Open);
        let next = (self.selected + 1..self.items.len()).find(open).or_else(|| (0..=self.selected).find(open));
        match next {
            Some(next) => self.to(next),
            None => {
                self.to(self.selected.saturating_add(1));
                if !self.is_done() {
                    self.said = Some("每一条都有了结果，按 Ctrl+S 完成考核".to_owned());
                }
            }
        }
    }

    /// Enter: what was typed, or the proposal where nothing was.
    fn accept(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let typed = clean_line(self.editor.text());
        let Some(item) = self.item() else { return Ok(Vec::new()) };
        if let Asks::Reason(mark) = self.asks {
            return self.save(cx, mark, Some(typed));
        }
        if typed.is_empty() {
            return match (mark_of(item), proposal_of(item)) {
                (Mark::Open, Mark::Open) => {
                    let points = item.get("points").as_int().unwrap_or(0);
                    self.said = Some(format!("没有建议分，请输入 0 到 {points} 的得分"));
                    Ok(Vec::new())
                }
                (Mark::Open, proposal) => self.save(cx, proposal, None),
                (_, _) => {
                    self.on();
                    Ok(Vec::new())
                }
            };
        }
        let (points, reason) = match typed.split_once([' ', ':', '：']) {
            Some((points, reason)) => (points.to_owned(), Some(reason.trim().to_owned())),
            None => (typed, None),
        };
        match read_tenths(&points, item.get("points").as_int().unwrap_or(0)) {
            Ok(tenths) => self.give(cx, Mark::Tenths(tenths), reason),
            Err(said) => {
                self.said = Some(said);
                Ok(Vec::new())
            }
        }
    }

    /// Takes a mark, asking first for the reason where it needs one.
    fn give(&mut self, cx: &mut Session, mark: Mark, reason: Option<String>) -> Result<Vec<Msg>> {
        let Some(item) = self.item() else { return Ok(Vec::new()) };
        let own = item.get("reason").as_text().unwrap_or_default().to_owned();
        let wants = needs_reason(proposal_of(item), mark) || (self.is_done() && mark != mark_of(item));
        if wants && reason.as_deref().unwrap_or_default().is_empty() {
            let why = if self.is_done() {
                "考核已经完成，改分要写原因"
            } else {
                "与建议分不同，写明原因"
            };
            self.said = Some(format!("{why}，Enter 确定，Esc 不改"));
            self.asks = Asks::Reason(mark);
            self.editor.set(&own);
            return Ok(Vec::new());
        }
        self.save(cx, mark, reason)
    }

    fn save(&mut self, cx: &mut Session, mark: Mark, reason: Option<String>) -> Result<Vec<Msg>> {
        let Some(item) = self.item() else { return Ok(Vec::new()) };
        let text = |column: &str| item.get(column).as_text().map(str::to_owned);
        let explained = reason.is_some();
        // As proposed: what was said against another mark holds no longer.
        let kept = if mark == proposal_of(item) { None } else { text("reason") };
        let given = Given { mark, reason: reason.or(kept), evidence: text("evidence") };
        if let Err(problem) = act::judge(item, &given) {
            self.said = Some(problem.message);
            return Ok(Vec::new());
        }
        act::mark(&mut cx.store, item, &given, explained)?;
        self.editor.set("");
        self.asks = Asks::Points;
        self.load(cx)?;
        self.on();
        Ok(vec![Msg::Stale])
    }

    /// F4: the reason of the selected duty, or of the points typed for it.
    fn explain(&mut self) {
        let Some(item) = self.item() else { return };
        let typed = read_tenths(self.editor.text(), item.get("points").as_int().unwrap_or(0)).map(Mark::Tenths);
        match typed.unwrap_or_else(|_| mark_of(item)) {
            Mark::Open => self.said = Some("先输入得分，再写原因".to_owned()),
            mark => {
                let own = item.get("reason").as_text().unwrap_or_default().to_owned();
                self.asks = Asks::Reason(mark);
                self.editor.set(&own);
            }
        }
    }

    /// Asks whether the sheet is to be finished, saying what it comes to.
    fn finish(&mut self, cx: &Session) -> Result<Vec<Msg>> {
        if !self.editor.is_empty() {
            self.said = Some("这一行还没有记下：按 Enter 记下，或用 Ctrl+U 清空，然后再完成".to_owned());
            return Ok(Vec::new());
        }
        if self.is_done() {
            self.said = Some("这份考核已经完成；改分直接改，会重新汇总".to_owned());
            return Ok(Vec::new());
        }
        let total = Total::of(self.items.iter().map(scored));
        if total.open > 0 {
            self.on();
            self.said = Some(format!("还有 {} 条没有评分", total.open));
            return Ok(Vec::new());
        }
        let Some(assessor) = self.assessor(cx)? else {
            let form = RegisterForm::change(&ASSESSMENT, self.id, cx.today).screen();
            return Ok(vec![
                Msg::Push(Box::new(form)),
                Msg::Notice("先填考核人（不能是本人），保存后再按 Ctrl+S 完成".to_owned()),
            ]);
        };
        let plan = assessment::plan(&cx.store)?;
        let vetoed = !self.head("veto").is_empty();
        let band = plan.bands.band(total.score(), vetoed).map_or("本期没有到期的职责", |it| it.label());
        let question = format!(
            "{} {}：实得 {} ÷ 应得 {}，{} 分，{band}。\n考核人 {}，考核日期 {}。",
            self.head("person"),
            self.head("period"),
            show_tenths(total.got),
            total.possible,
            plan.bands.show(total.score()),
            assessor.1,
            cx.today
        );
        let answers = vec![Choice::new("stay", "继续评分"), Choice::new("finish", "完成考核")];
        Ok(vec![Msg::Push(Box::new(Confirm::new("assessment.finish", "完成考核", question, answers)))])
    }

    /// Who assesses: as the sheet says, else who is at the keyboard; never the one who is assessed.
    fn assessor(&self, cx: &Session) -> Result<Option<(i64, String)>> {
        let Some(head) = &self.head else { return Ok(None) };
        let lookups = Lookups::of(&ASSESSMENT, &cx.store)?;
        let people = lookups.get("person");
        let named = head.row.get("assessor_id").as_int().or_else(|| people.find(cx.store.operator()).ok());
        let other = named.filter(|id| head.row.get("person_id").as_int() != Some(*id));
        Ok(other.map(|id| (id, people.label(id).unwrap_or_default().to_owned())))
    }

    fn close(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let assessor = self.assessor(cx)?.map(|(id, _)| id);
        let scoring = Scoring { assessor, finish: Some(cx.today), ..Scoring::default() };
        let row = act::score(&mut cx.store, self.id, &scoring, cx.today)?;
        let score = row.get("score").as_int().map_or_else(|| "—".to_owned(), show_tenths);
        let code = row.get("code").as_text().unwrap_or_default();
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("已完成考核 {code}：{score} 分，u 可撤销"))])
    }

    fn act(&mut self, cx: &mut Session, act: Act) -> Result<Vec<Msg>> {
        let page = draw::capacity(self.area);
        match act {
            Act::Up | Act::Down | Act::PageUp | Act::PageDown if self.asks != Asks::Points => {}
            Act::Up => self.to(self.selected.saturating_sub(1)),
            Act::Down => self.to(self.selected.saturating_add(1)),
            Act::PageUp => self.to(self.selected.saturating_sub(page)),
            Act::PageDown => self.to(self.selected.saturating_add(page)),
            Act::Accept => return self.accept(cx),
            Act::ScoreNotDue => return self.give(cx, Mark::NotDue, None),
            Act::ScoreReason => self.explain(),
            Act::Save => return self.finish(cx),
            Act::Edit => {
                let form = RegisterForm::change(&ASSESSMENT, self.id, cx.today).screen();
                return Ok(vec![Msg::Push(Box::new(form))]);
            }
            Act::EraseBack | Act::EraseForward if self.editor.is_empty() && self.asks == Asks::Points => {
                let open = self.item().is_none_or(|item| mark_of(item) == Mark::Open);
                if !open && !self.is_done() {
                    let at = self.selected;
                    let messages = self.save(cx, Mark::Open, None);
                    self.to(at);
                    return messages;
                }
            }
            Act::Back if self.asks != Asks::Points || !self.editor.is_empty() => {
                self.asks = Asks::Points;
                self.editor.set("");
            }
            Act::Back => return Ok(vec![Msg::Pop]),
            other => {
                self.editor.act(other);
            }
        }
        Ok(Vec::new())
    }
}

impl Screen for Entry {
    fn title(&self) -> String {
        format!("考核评分 {}", self.head("code"))
    }

    fn purpose(&self) -> String {
        "逐条评分：输入得分回车，到下一条；不输入直接回车是按建议分。与建议不同的要写原因；本期没有到期的按 F6，不计入结果。\
         退格取消已评的一条；全部评完按 Ctrl+S 完成。"
            .to_owned()
    }

    fn chain(&self) -> Chain {
        SCORING
    }

    fn describe(&self, view: &mut View) {
        if view.read_only {
            for act in [Act::Save, Act::Accept, Act::ScoreNotDue, Act::ScoreReason, Act::Edit] {
                view.blocked.push((act, "文件以只读方式打开，不能改动".to_owned()));
            }
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.to(self.selected);
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        if !std::mem::take(&mut self.stale) {
            return Vec::new();
        }
        match self.load(cx) {
            Ok(()) if self.head.is_some() => Vec::new(),
            Ok(()) => vec![Msg::Pop, Msg::Error(Error::input("没有这份考核"))],
            Err(error) => vec![Msg::Pop, Msg::Error(error)],
        }
    }

    fn on_stale(&mut self) {
        self.stale = true;
    }

    fn is_dirty(&self) -> bool {
        !self.editor.is_empty()
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        self.draw(buf, area, theme)
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        self.said = None;
        match input {
            Input::Act(act) => told(self.act(cx, act)),
            Input::Text(typed) => {
                self.editor.insert(&typed);
                Vec::new()
            }
            Input::Answer(Answer { tag: "assessment.finish", value }) if value == "finish" => told(self.close(cx)),
            Input::Answer(_) => Vec::new(),
        }
    }
}
