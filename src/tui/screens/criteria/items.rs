//! The criteria of one round, grouped by category: the proposal and its reasons beside, one digit a verdict.

use crate::domain::criteria::Verdict;
use crate::domain::criteria::decide::{Decision, faults};
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::criteria::{self, Again, Round, standing};
use crate::store::Row as Stored;
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, CRITERIA, Chain, View};
use crate::tui::list::{ListModel, Page, Query, Span};
use crate::tui::overlay::{Pick, Reader};
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use super::judge_form::JudgeForm;
use super::rounds::{self, STEP};

/// Rows that head a category are called so.
const CATEGORY: &str = "category:";

/// The list.
pub(super) struct Items {
    round: Round,
    /// What the records propose now, worked out when the screen was opened or asked anew.
    again: Vec<Again>,
    hazards: Lookups,
    read_only: bool,
}

impl Items {
    /// The criteria of a round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, id: i64) -> Result<Self> {
        let round = criteria::round(&cx.store, id)?;
        let again = criteria::again(&cx.store, &round)?;
        let hazards = Lookups::named(&["hazard"], &cx.store)?;
        Ok(Self { round, again, hazards, read_only: cx.store.is_read_only() })
    }

    fn item(&self, id: &str) -> Option<&Stored> {
        let id: i64 = id.parse().ok()?;
        self.round.items.iter().find(|row| row.id == id)
    }

    /// What the records propose now, where that differs from what was decided by.
    fn changed(&self, row: &Stored) -> Option<&Again> {
        self.again.iter().find(|it| it.id == row.id && it.changed)
    }

    fn hazard(&self, row: &Stored) -> String {
        let id = row.get("hazard_id").as_int();
        id.and_then(|id| self.hazards.get("hazard").label(id)).unwrap_or_default().to_owned()
    }

    fn wanted(&self, row: &Stored, filter: &str) -> bool {
        let it = standing(row);
        match filter {
            "open" => it.verdict.is_none(),
            "yes" => it.counts_as() == Verdict::Yes || it.proposed == Some(Verdict::Yes),
            "missing" => it.counts_as() == Verdict::DataMissing,
            "asked" => row.get("judging").is_null(),
            "changed" => self.changed(row).is_some(),
            _ => true,
        }
    }

    fn row_of(&self, row: &Stored) -> Row {
        let it = standing(row);
        let label =
            |verdict: Option<Verdict>, none: &str| verdict.map_or_else(|| none.to_owned(), |it| it.label().to_owned());
        let tone = match it.verdict {
            None => Tone::Open,
            Some(Verdict::Yes) => Tone::Bad,
            Some(Verdict::No) => Tone::Done,
            Some(Verdict::NotApplicable) => Tone::Faint,
            Some(Verdict::DataMissing) => Tone::Unknown,
        };
        Row {
            id: row.id.to_string(),
            key: row.id.to_string(),
            cells: vec![
                format!(" {}", it.code),
                text(row, "content"),
                label(it.verdict, "未认定"),
                label(it.proposed, "由人认定"),
                label(criteria::verdict(row, "last_verdict"), ""),
                self.hazard(row),
            ],
            tone,
            badge: self.changed(row).map(|_| "变"),
        }
    }

    fn head_of(&self, category: &str) -> Row {
        let own = self.round.categories().into_iter().find(|(code, ..)| code == category);
        let said = own.map(|(_, title, it)| {
            format!("{title}  存在{} 不存在{} 资料不足{} 不适用{}", it.yes, it.no, it.data_missing, it.not_applicable)
        });
        Row {
            id: format!("{CATEGORY}{category}"),
            key: category.to_owned(),
            cells: vec![
                String::new(),
                said.unwrap_or_default(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ],
            ..Row::default()
        }
    }

    /// Decides a criterion by one key; where that takes words, the form asks for them.
    fn decide(&self, cx: &mut Session, row: &Stored, verdict: Verdict) -> Result<Vec<Msg>> {
        let it = standing(row);
        let known = |column: &str| row.get(column).as_text().map(str::to_owned);
        let decision = Decision {
            verdict: Some(verdict),
            reason: known("reason"),
            evidence: known("evidence"),
            evidence_on: row.get("evidence_on").as_date(),
        };
        let said = faults(&it, &decision, cx.today).first().map(|it| it.message.clone());
        let moved = self.changed(row).map(|_| "记录有变化，按现在的记录认定".to_owned());
        // A yes is never one key: somebody must mend it.
        let yes =
            (verdict == Verdict::Yes).then(|| "认定存在即登记重大隐患：写明责任人、期限、措施、资金、预案".to_owned());
        if let Some(said) = said.or(moved).or(yes) {
            let form = JudgeForm::new(cx, self.round.row.id, row, Some(verdict))?;
            return Ok(vec![Msg::Push(Box::new(FormScreen::new(form))), Msg::Notice(said)]);
        }
        let by = cx.store.operator().to_owned();
        let typed = criteria::Typed { decision, by, ..criteria::Typed::default() };
        criteria::judge(&mut cx.store, self.round.row.id, &it.code, &typed, cx.today)?;
        let said = format!("{} 认定：{}", it.code, verdict.label());
        Ok(vec![Msg::Stale, Msg::Notice(said), Msg::Act(Act::Down)])
    }

    /// Everything about one criterion, to be read.
    fn told(&self, row: &Stored) -> Vec<Paragraph> {
        let it = standing(row);
        let mut all = vec![Paragraph::heading(format!("{} {}", it.code, text(row, "content")))];
        let mut pair = |name: &str, value: String| {
            if !value.is_empty() {
                all.push(Paragraph::pair(name, value));
            }
        };
        let label = |verdict: Option<Verdict>| verdict.map(Verdict::label).unwrap_or_default().to_owned();
        pair("认定", it.verdict.map_or_else(|| "未认定，按资料不足计".to_owned(), |it| it.label().to_owned()));
        pair("上轮", label(criteria::verdict(row, "last_verdict")));
        pair("证据", text(row, "evidence"));
        pair("证据日期", text(row, "evidence_on"));
        pair("原因", text(row, "reason"));
        pair("重大隐患", self.hazard(row));
        pair("认定人", text(row, "decided_by"));
        all.push(Paragraph::gap());
        if let Some(proposed) = it.proposed {
            all.push(Paragraph::heading(format!("记录建议：{}（{}）", proposed.label(), text(row, "proposed_on"))));
            all.extend(text(row, "trace").lines().map(|line| Paragraph::text(format!("- {line}"))));
        } else {
            all.push(Paragraph::heading("由人认定"));
        }
        all.extend(row.get("asked").as_text().map(Paragraph::text));
        if let Some(again) = self.changed(row) {
            all.push(Paragraph::gap());
            let said = format!("事后变化：按现在的记录，建议为“{}”，理由见下；认定没有改动", again.now.label());
            all.push(Paragraph::toned(Tone::Bad, said));
            all.extend(again.trace.lines().map(|line| Paragraph::text(format!("- {line}"))));
        }
        all.push(Paragraph::gap());
        all.push(Paragraph::pair("依据", text(row, "basis")));
        if row.get("basis_mark").as_text() == Some("unverified") {
            all.push(Paragraph::toned(Tone::Unknown, "依据待核对"));
        }
        all.extend(row.get("note").as_text().map(Paragraph::text));
        all
    }
}

fn text(row: &Stored, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

/// The verdict a key stands for.
fn verdict_of(act: Act) -> Option<Verdict> {
    match act {
        Act::JudgeAbsent => Some(Verdict::No),
        Act::JudgePresent => Some(Verdict::Yes),
        Act::JudgeNotApplicable => Some(Verdict::NotApplicable),
        Act::JudgeMissing => Some(Verdict::DataMissing),
        _ => None,
    }
}

const VERDICTS: [Act; 4] = [Act::JudgeAbsent, Act::JudgePresent, Act::JudgeNotApplicable, Act::JudgeMissing];

impl ListModel for Items {
    fn title(&self) -> String {
        rounds::heading(&self.round)
    }

    fn purpose(&self) -> String {
        "逐项认定：数字 1 到 4 一键认定，需要文字的会打开表单；回车写证据和原因，F5 看记录怎么建议的。".to_owned()
    }

    fn chain(&self) -> Chain {
        CRITERIA
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "编码", Width::Length(8)),
            Column::new("content", "判定情形", Width::Fill(1)).least(24),
            Column::new("verdict", "认定", Width::Length(8)),
            Column::new("proposed", "记录建议", Width::Length(8)),
            Column::new("last", "上轮", Width::Length(8)),
            Column::new("hazard", "重大隐患", Width::Length(12)).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.round = criteria::round(&cx.store, self.round.row.id)?;
        self.hazards = Lookups::named(&["hazard"], &cx.store)?;
        let filter = query.filter.as_deref().unwrap_or_default();
        let mut rows = Vec::new();
        let mut category = String::new();
        for row in self.round.items.iter().filter(|row| self.wanted(row, filter)) {
            let own = text(row, "category");
            if own != category {
                rows.push(self.head_of(&own));
                category = own;
            }
            rows.push(self.row_of(row));
        }
        Ok(Page::of(rows, query, span))
    }

    fn filters(&self) -> Vec<Choice> {
        vec![
            Choice::new("open", "还没有认定"),
            Choice::new("yes", "认定或建议存在"),
            Choice::new("missing", "资料不足"),
            Choice::new("asked", "由人认定"),
            Choice::new("changed", "认定后记录有变化"),
        ]
    }

    fn none_of(&self, filter: &str) -> Option<String> {
        let label = self.filters().into_iter().find(|choice| choice.value == filter)?.label;
        Some(format!("没有“{label}”的判定项。按 Esc 看全部。"))
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        let reason = if self.round.is_finished() {
            Some("这一轮已办结，不能再认定")
        } else if self.read_only {
            Some("文件以只读方式打开，不能改动")
        } else if row.is_none_or(|row| row.id.starts_with(CATEGORY)) {
            Some("先选中一个判定项")
        } else {
            None
        };
        if let Some(reason) = reason {
            view.blocked.extend(VERDICTS.iter().map(|act| (*act, reason.to_owned())));
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
                Ok(vec![Msg::Push(Box::new(Reader::new("结果", rounds::told(&self.round))))])
            }
            (Act::Steps, _) => Ok(vec![Msg::Push(Box::new(Pick::new(STEP, "办理", rounds::steps(&self.round))))]),
            (Act::Print, _) => rounds::step(cx, self.round.row.id, "print"),
            (_, _) => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, _: &[String]) -> Result<Vec<Msg>> {
        if answer.tag != STEP {
            return Ok(Vec::new());
        }
        let done = rounds::step(cx, self.round.row.id, &answer.value)?;
        self.round = criteria::round(&cx.store, self.round.row.id)?;
        self.again = criteria::again(&cx.store, &self.round)?;
        Ok(done)
    }
}
