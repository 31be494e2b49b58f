//! The check points of one round, grouped by clause: the proposal and its reasons beside, one digit a verdict.

use crate::domain::five::Verdict;
use crate::domain::five::decide::{Decision, faults};
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::five::{self, Again, Round, standing};
use crate::store::Row as Stored;
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, Chain, ROUND, View};
use crate::tui::list::{ListModel, Page, Query, Span};
use crate::tui::overlay::{Pick, Reader};
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use super::judge_form::JudgeForm;
use super::rounds;

/// Rows that head a clause are called so.
const CLAUSE: &str = "clause:";

/// The list.
pub(super) struct Points {
    round: Round,
    /// What the records propose now, worked out when the screen was opened or asked anew.
    again: Vec<Again>,
    people: Lookups,
    read_only: bool,
}

impl Points {
    /// The points of a round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, id: i64) -> Result<Self> {
        let round = five::round(&cx.store, id)?;
        let again = five::again(&cx.store, &round)?;
        let people = Lookups::named(&["person", "hazard"], &cx.store)?;
        Ok(Self { round, again, people, read_only: cx.store.is_read_only() })
    }

    fn point(&self, id: &str) -> Option<&Stored> {
        let id: i64 = id.parse().ok()?;
        self.round.points.iter().find(|row| row.id == id)
    }

    /// What the records propose now, where that differs from what was decided by.
    fn changed(&self, row: &Stored) -> Option<&Again> {
        self.again.iter().find(|it| it.id == row.id && it.changed)
    }

    fn wanted(&self, row: &Stored, filter: &str) -> bool {
        let point = standing(row);
        match filter {
            "open" => point.verdict.is_none(),
            "gaps" => point.counts_as().is_gap(),
            "nobody" => point.counts_as().is_gap() && (point.owner.is_none() || point.due_on.is_none()),
            "changed" => self.changed(row).is_some(),
            "asked" => point.proposed.is_none(),
            _ => true,
        }
    }

    fn row_of(&self, row: &Stored) -> Row {
        let point = standing(row);
        let label =
            |verdict: Option<Verdict>, none: &str| verdict.map_or_else(|| none.to_owned(), |it| it.label().to_owned());
        let tone = match point.verdict {
            None => Tone::Open,
            Some(Verdict::Met) => Tone::Done,
            Some(Verdict::Partly) => Tone::Soon,
            Some(Verdict::Unmet) => Tone::Bad,
            Some(Verdict::NotApplicable) => Tone::Faint,
            Some(Verdict::DataMissing) => Tone::Unknown,
        };
        let nobody = point.counts_as().is_gap() && (point.owner.is_none() || point.due_on.is_none());
        let owner = point.owner.and_then(|id| self.people.get("person").label(id)).unwrap_or_default();
        Row {
            id: row.id.to_string(),
            key: row.id.to_string(),
            cells: vec![
                format!(" {}", point.code),
                text(row, "content"),
                label(point.verdict, "未认定"),
                label(point.proposed, "由人认定"),
                label(five::verdict(row, "last_verdict"), ""),
                if nobody { "待定人".to_owned() } else { owner.to_owned() },
            ],
            tone,
            badge: self.changed(row).map(|_| "变"),
        }
    }

    fn head_of(&self, clause: &str) -> Row {
        let score = self.round.score();
        let counts = score.clauses.iter().find(|(code, _)| code == clause).map(|(_, counts)| *counts);
        let title = self.round.clause_titles().remove(clause).unwrap_or_default();
        let share = counts.map(|it| format!(" {}/{}", it.met, it.applicable())).unwrap_or_default();
        let whole = counts.map_or("不计分", |it| it.whole().label());
        Row {
            id: format!("{CLAUSE}{clause}"),
            key: clause.to_owned(),
            cells: vec![
                format!("{clause}{share}"),
                title,
                whole.to_owned(),
                String::new(),
                String::new(),
                String::new(),
            ],
            ..Row::default()
        }
    }

    /// Decides a point by one key; where that takes words, the form asks for them.
    fn decide(&self, cx: &mut Session, row: &Stored, verdict: Verdict) -> Result<Vec<Msg>> {
        let point = standing(row);
        let known = |column: &str| row.get(column).as_text().map(str::to_owned);
        let gap = verdict.is_gap();
        let decision = Decision {
            verdict: Some(verdict),
            reason: known("reason"),
            evidence: known("evidence"),
            evidence_on: row.get("evidence_on").as_date(),
            owner: point.owner.filter(|_| gap),
            due_on: point.due_on.filter(|day| gap && *day >= cx.today),
        };
        let faults = faults(&point, &decision, cx.today);
        let moved = self.changed(row).map(|_| "记录有变化，按现在的记录认定".to_owned());
        if let Some(said) = faults.first().map(|it| it.message.clone()).or(moved) {
            let form = JudgeForm::new(cx, self.round.row.id, row, Some(verdict))?;
            return Ok(vec![Msg::Push(Box::new(FormScreen::new(form))), Msg::Notice(said)]);
        }
        let typed = five::Typed { decision, by: cx.store.operator().to_owned() };
        five::judge(&mut cx.store, self.round.row.id, &point.code, &typed, cx.today)?;
        let said = format!("{} 认定：{}", point.code, verdict.label());
        Ok(vec![Msg::Stale, Msg::Notice(said), Msg::Act(Act::Down)])
    }

    /// Everything about one point, to be read.
    fn told(&self, row: &Stored) -> Vec<Paragraph> {
        let point = standing(row);
        let mut all = vec![Paragraph::heading(format!("{} {}", point.code, text(row, "content")))];
        let mut pair = |name: &str, value: String| {
            if !value.is_empty() {
                all.push(Paragraph::pair(name, value));
            }
        };
        let label = |verdict: Option<Verdict>| verdict.map(Verdict::label).unwrap_or_default().to_owned();
        pair("认定", point.verdict.map_or_else(|| "未认定，按资料不足计".to_owned(), |it| it.label().to_owned()));
        pair("上轮", label(five::verdict(row, "last_verdict")));
        pair("证据", text(row, "evidence"));
        pair("证据日期", text(row, "evidence_on"));
        pair("原因", text(row, "reason"));
        pair("责任人", point.owner.and_then(|id| self.people.get("person").label(id)).unwrap_or_default().to_owned());
        pair("整改期限", text(row, "due_on"));
        let hazard = row.get("hazard_id").as_int();
        pair("整改项", hazard.and_then(|id| self.people.get("hazard").label(id)).unwrap_or_default().to_owned());
        pair("认定人", text(row, "decided_by"));
        all.push(Paragraph::gap());
        match point.proposed {
            Some(proposed) => {
                all.push(Paragraph::heading(format!("记录建议：{}（{}）", proposed.label(), text(row, "proposed_on"))));
                all.extend(point.trace.lines().map(|line| Paragraph::text(format!("- {line}"))));
            }
            None => {
                all.push(Paragraph::heading("由人认定"));
                all.push(Paragraph::text(text(row, "asked")));
            }
        }
        if let Some(again) = self.changed(row) {
            all.push(Paragraph::gap());
            all.push(Paragraph::toned(
                Tone::Bad,
                format!("事后变化：按现在的记录，建议为“{}”，理由见下；认定没有改动", again.now.label()),
            ));
            all.extend(again.trace.lines().map(|line| Paragraph::text(format!("- {line}"))));
        }
        all.push(Paragraph::gap());
        all.push(Paragraph::pair("查证资料", text(row, "proofs")));
        all.push(Paragraph::pair("频次", text(row, "frequency")));
        all.push(Paragraph::pair("依据", text(row, "basis")));
        if row.get("basis_mark").as_text() == Some("unverified") {
            all.push(Paragraph::toned(Tone::Unknown, "依据或频次待核对"));
        }
        if row.get("hard_stop").as_int() == Some(1) {
            all.push(Paragraph::text("一票否决：未落实则整轮不合格"));
        }
        all
    }
}

fn text(row: &Stored, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

/// The verdict a key stands for.
fn verdict_of(act: Act) -> Option<Verdict> {
    match act {
        Act::JudgeMet => Some(Verdict::Met),
        Act::JudgePartly => Some(Verdict::Partly),
        Act::JudgeUnmet => Some(Verdict::Unmet),
        Act::JudgeNotApplicable => Some(Verdict::NotApplicable),
        Act::JudgeMissing => Some(Verdict::DataMissing),
        _ => None,
    }
}

const VERDICTS: [Act; 5] =
    [Act::JudgeMet, Act::JudgePartly, Act::JudgeUnmet, Act::JudgeNotApplicable, Act::JudgeMissing];

impl ListModel for Points {
    fn title(&self) -> String {
        rounds::heading(&self.round)
    }

    fn purpose(&self) -> String {
        "逐个检查要点认定：数字 1 到 5 一键认定，需要文字的会打开表单；回车写证据、原因、责任人和期限，F5 看记录怎么建议的。"
            .to_owned()
    }

    fn chain(&self) -> Chain {
        ROUND
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            // Wide enough for the mark in front of the code.
            Column::new("code", "要点", Width::Length(9)),
            Column::new("content", "检查内容", Width::Fill(1)).least(24),
            Column::new("verdict", "认定", Width::Length(8)),
            Column::new("proposed", "记录建议", Width::Length(8)),
            Column::new("last", "上轮", Width::Length(8)),
            Column::new("owner", "责任人", Width::Length(8)).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.round = five::round(&cx.store, self.round.row.id)?;
        let filter = query.filter.as_deref().unwrap_or_default();
        let mut rows = Vec::new();
        let mut clause = String::new();
        for row in self.round.points.iter().filter(|row| self.wanted(row, filter)) {
            let own = text(row, "clause");
            if own != clause {
                rows.push(self.head_of(&own));
                clause = own;
            }
            rows.push(self.row_of(row));
        }
        Ok(Page::of(rows, query, span))
    }

    fn filters(&self) -> Vec<Choice> {
        vec![
            Choice::new("open", "还没有认定"),
            Choice::new("gaps", "缺口"),
            Choice::new("nobody", "缺口还没有责任人或期限"),
            Choice::new("asked", "由人认定"),
            Choice::new("changed", "认定后记录有变化"),
        ]
    }

    fn none_of(&self, filter: &str) -> Option<String> {
        let label = self.filters().into_iter().find(|choice| choice.value == filter)?.label;
        Some(format!("没有“{label}”的检查要点。按 Esc 看全部。"))
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        let reason = if self.round.is_finished() {
            Some("这一轮已办结，不能再认定")
        } else if self.read_only {
            Some("文件以只读方式打开，不能改动")
        } else if row.is_none_or(|row| row.id.starts_with(CLAUSE)) {
            Some("先选中一个检查要点")
        } else {
            None
        };
        if let Some(reason) = reason {
            view.blocked.extend(VERDICTS.iter().map(|act| (*act, reason.to_owned())));
        }
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        match self.point(&row.id) {
            Some(point) => self.told(point),
            None => rounds::told(&self.round),
        }
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let row = rows.first().and_then(|id| self.point(id)).cloned();
        if let (Some(verdict), Some(row)) = (verdict_of(act), &row) {
            return self.decide(cx, row, verdict);
        }
        match (act, row) {
            (Act::Open, Some(row)) if !self.round.is_finished() && !self.read_only => {
                let form = JudgeForm::new(cx, self.round.row.id, &row, None)?;
                Ok(vec![Msg::Push(Box::new(FormScreen::new(form)))])
            }
            (Act::Open | Act::Why, Some(row)) => {
                Ok(vec![Msg::Push(Box::new(Reader::new(text(&row, "code"), self.told(&row))))])
            }
            (Act::Open | Act::Why, None) => {
                Ok(vec![Msg::Push(Box::new(Reader::new("得分", rounds::told(&self.round))))])
            }
            (Act::Steps, _) => {
                Ok(vec![Msg::Push(Box::new(Pick::new("five.step", "办理", rounds::steps(&self.round))))])
            }
            (Act::Print, _) => rounds::step(cx, self.round.row.id, "print"),
            (_, _) => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, _: &[String]) -> Result<Vec<Msg>> {
        if answer.tag != "five.step" {
            return Ok(Vec::new());
        }
        let done = rounds::step(cx, self.round.row.id, &answer.value)?;
        self.round = five::round(&cx.store, self.round.row.id)?;
        self.again = five::again(&cx.store, &self.round)?;
        Ok(done)
    }
}
