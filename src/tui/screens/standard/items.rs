//! The items of one round, grouped by element: points beside those of the round before.

use crate::domain::assessment::score::show_tenths;
use crate::domain::standardisation::points_text;
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::standard::{self, Round, State, state};
use crate::store::Row as Stored;
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, Page, Query, Span};
use crate::tui::overlay::{Pick, Reader};
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use super::item_form::ItemForm;
use super::rounds;
use super::score_form::ScoreForm;

/// Rows that head an element are called so.
const ELEMENT: &str = "element:";

/// The list.
pub(super) struct Items {
    round: Round,
    people: Lookups,
    read_only: bool,
}

impl Items {
    /// The items of a round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, id: i64) -> Result<Self> {
        let round = standard::round(&cx.store, id)?;
        let people = Lookups::named(&["person", "hazard"], &cx.store)?;
        Ok(Self { round, people, read_only: cx.store.is_read_only() })
    }

    fn item(&self, id: &str) -> Option<&Stored> {
        let id: i64 = id.parse().ok()?;
        self.round.items.iter().find(|row| row.id == id)
    }

    fn wanted(row: &Stored, filter: &str) -> bool {
        let now = state(row);
        match filter {
            "open" => now == State::Open,
            "lost" => now == State::Deducted,
            "nobody" => now == State::Deducted && (row.get("owner_id").is_null() || row.get("due_on").is_null()),
            "na" => now == State::NotApplicable,
            "veto" => row.get("veto").as_int() == Some(1),
            _ => true,
        }
    }

    fn row_of(&self, row: &Stored) -> Row {
        let now = state(row);
        let tone = match now {
            State::Open => Tone::Open,
            State::Full => Tone::Done,
            State::Deducted => Tone::Bad,
            State::NotApplicable => Tone::Faint,
        };
        let owner = row.get("owner_id").as_int();
        let nobody = now == State::Deducted && (owner.is_none() || row.get("due_on").is_null());
        let name = owner.and_then(|id| self.people.get("person").label(id)).unwrap_or_default();
        Row {
            id: row.id.to_string(),
            key: row.id.to_string(),
            cells: vec![
                format!(" {}", text(row, "code")),
                text(row, "content"),
                given(row),
                tenths(row, "points"),
                last(row),
                if nobody { "待定人".to_owned() } else { name.to_owned() },
            ],
            tone,
            badge: None,
        }
    }

    fn head_of(&self, row: &Stored) -> Row {
        let element = text(row, "element");
        let own = self.round.score().categories.get(&element).copied().unwrap_or_default();
        let sum = if row.get("veto").as_int() == Some(1) {
            String::new()
        } else {
            format!("  {}/{}", points_text(own.got), points_text(own.base()))
        };
        let empty = String::new;
        Row {
            id: format!("{ELEMENT}{element}"),
            key: element.clone(),
            cells: vec![element, format!("{}{sum}", text(row, "element_title")), empty(), empty(), empty(), empty()],
            ..Row::default()
        }
    }

    /// Everything about one item, to be read.
    fn told(&self, row: &Stored) -> Vec<Paragraph> {
        let mut all = vec![Paragraph::heading(format!("{} {}", text(row, "code"), text(row, "content")))];
        let mut pair = |name: &str, value: String| {
            if !value.is_empty() {
                all.push(Paragraph::pair(name, value));
            }
        };
        pair("得分", format!("{} / {}", given(row), tenths(row, "points")));
        pair("上轮", last(row));
        if row.get("special").as_int().is_some_and(|it| it > 0) {
            pair("特别扣分", tenths(row, "special"));
        }
        pair("原因", text(row, "reason"));
        pair("证据", text(row, "evidence"));
        let owner = row.get("owner_id").as_int();
        pair("责任人", owner.and_then(|id| self.people.get("person").label(id)).unwrap_or_default().to_owned());
        pair("整改期限", text(row, "due_on"));
        let hazard = row.get("hazard_id").as_int();
        pair("整改项", hazard.and_then(|id| self.people.get("hazard").label(id)).unwrap_or_default().to_owned());
        pair("评分人", text(row, "scored_by"));
        pair("达标标准", text(row, "standard"));
        pair("扣分办法", text(row, "rule"));
        pair("依据", text(row, "basis"));
        if row.get("basis_mark").as_text() == Some("unverified") {
            all.push(Paragraph::toned(Tone::Unknown, "分值和扣分办法待核对"));
        }
        if row.get("veto").as_int() == Some(1) {
            all.push(Paragraph::text("否决项：成立时不能定级"));
        }
        all
    }
}

fn text(row: &Stored, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

fn tenths(row: &Stored, column: &str) -> String {
    row.get(column).as_int().map(show_tenths).unwrap_or_default()
}

/// What was given to an item, in a word.
fn given(row: &Stored) -> String {
    match (state(row), row.get("veto").as_int() == Some(1)) {
        (State::Open, false) => "未评".to_owned(),
        (State::Open, true) => "未认定".to_owned(),
        (State::NotApplicable, _) => "不参评".to_owned(),
        (State::Full, true) => "不成立".to_owned(),
        (State::Deducted, true) => "成立".to_owned(),
        (State::Full | State::Deducted, false) => tenths(row, "got"),
    }
}

fn last(row: &Stored) -> String {
    if row.get("last_not_applicable").as_int() == Some(1) { "不参评".to_owned() } else { tenths(row, "last_got") }
}

impl ListModel for Items {
    fn title(&self) -> String {
        rounds::heading(&self.round)
    }

    fn purpose(&self) -> String {
        "逐项评分：回车评一项，F2 逐行扣分（只写扣分的项，其余一次评满分），F5 看达标标准和扣分办法，Ctrl+G 办结。"
            .to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "编号", Width::Length(9)),
            Column::new("content", "评定内容", Width::Fill(1)),
            Column::new("got", "得分", Width::Length(6)).right(),
            Column::new("points", "标准分", Width::Length(6)).right(),
            Column::new("last", "上轮", Width::Length(6)).right(),
            Column::new("owner", "责任人", Width::Length(8)).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.round = standard::round(&cx.store, self.round.row.id)?;
        let filter = query.filter.as_deref().unwrap_or_default();
        let mut rows = Vec::new();
        let mut element = String::new();
        for row in self.round.items.iter().filter(|row| Self::wanted(row, filter)) {
            let own = text(row, "element");
            if own != element {
                rows.push(self.head_of(row));
                element = own;
            }
            rows.push(self.row_of(row));
        }
        Ok(Page::of(rows, query, span))
    }

    fn filters(&self) -> Vec<Choice> {
        vec![
            Choice::new("open", "还没有评分"),
            Choice::new("lost", "扣分的"),
            Choice::new("nobody", "扣分还没有责任人或期限"),
            Choice::new("na", "不参评的"),
            Choice::new("veto", "否决项"),
        ]
    }

    fn none_of(&self, filter: &str) -> Option<String> {
        let label = self.filters().into_iter().find(|choice| choice.value == filter)?.label;
        Some(format!("没有“{label}”的评分项。按 Esc 看全部。"))
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Export, Act::Evidence, Act::Mark, Act::Retire, Act::Columns, Act::Edit]);
        let reason = if self.round.is_finished() { Some("这一轮已办结，不能再评分") } else { None };
        if let Some(reason) = reason {
            view.blocked.push((Act::Add, reason.to_owned()));
        }
        if row.is_none() {
            view.blocked.push((Act::Open, "没有评分项".to_owned()));
        }
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        match self.item(&row.id) {
            Some(item) => self.told(item),
            None => rounds::told(&self.round),
        }
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let row = rows.first().and_then(|id| self.item(id)).cloned();
        match (act, row) {
            (Act::Open, Some(row)) if !self.round.is_finished() && !self.read_only => {
                let form = ItemForm::new(cx, self.round.row.id, &row)?;
                Ok(vec![Msg::Push(Box::new(FormScreen::new(form)))])
            }
            (Act::Add, _) => Ok(vec![Msg::Push(Box::new(FormScreen::new(ScoreForm::new(cx, self.round.row.id)?)))]),
            (Act::Open | Act::Why, Some(row)) => {
                Ok(vec![Msg::Push(Box::new(Reader::new(text(&row, "code"), self.told(&row))))])
            }
            (Act::Open | Act::Why, None) => {
                Ok(vec![Msg::Push(Box::new(Reader::new("得分", rounds::told(&self.round))))])
            }
            (Act::Steps, _) => {
                Ok(vec![Msg::Push(Box::new(Pick::new("standard.step", "办理", rounds::steps(&self.round))))])
            }
            (Act::Print, _) => rounds::step(cx, self.round.row.id, "print"),
            (_, _) => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, _: &[String]) -> Result<Vec<Msg>> {
        if answer.tag != "standard.step" {
            return Ok(Vec::new());
        }
        let done = rounds::step(cx, self.round.row.id, &answer.value)?;
        self.round = standard::round(&cx.store, self.round.row.id)?;
        Ok(done)
    }
}
