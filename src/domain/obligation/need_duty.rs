//! Duties that an area of its own works out, one by one: who owes what from which day, and the record that meets it.
//!
//! The area (responsibility, training, certificates …) says what is needed as [`Need`]s; the rule pack says by which
//! article, how long, and from when. The engine puts both together, so that every area's duties have the same states.

use super::desk::{Applies, Desk, Found, PLANT};
use super::event_duty::Step;
use super::records::{Evidence, Need};
use super::rule::{Due, Edition, Rule};
use super::{Judgement, Obligation, State};
use crate::domain::date::chinese;

impl Desk<'_> {
    /// Every need of this kind that has come up by today.
    pub(super) fn judge_needs(&self, rule: &Rule, kind: &str, answer: &mut Judgement) {
        for edition in rule.editions.iter().filter(|it| it.in_force(self.today)) {
            let mut row = self.row(rule, edition, PLANT, &edition.effective_from.to_string());
            match self.applies(edition) {
                Applies::Yes { .. } => continue,
                Applies::No(facts) => self.not_applicable(&mut row, &facts),
                Applies::Open(facts) => self.open_question(&mut row, &facts),
            }
            answer.obligations.push(row);
        }
        for need in self.needs(kind) {
            let Some(edition) = rule.edition_on(need.judged_on(), &self.records.settings) else { continue };
            if matches!(self.applies(edition), Applies::Yes { .. }) {
                self.judge_need(rule, edition, need, answer);
            }
        }
    }

    /// Needs of a kind that have come up by today.
    fn needs(&self, kind: &str) -> impl Iterator<Item = &Need> {
        self.records.needs.iter().filter(move |it| it.kind == kind && it.from <= self.today)
    }

    fn judge_need(&self, rule: &Rule, edition: &Edition, need: &Need, answer: &mut Judgement) {
        let mut row = self.row(rule, edition, &need.object, &need.period());
        row.mark = edition.mark_on(need.judged_on());
        row.title.clone_from(&need.title);
        if let Some(subject) = &need.subject {
            row.subject.clone_from(subject);
        }
        if need.owner.is_some() {
            row.owner.clone_from(&need.owner);
        }
        row.window_from = Some(need.from);
        let found = match &need.evidence {
            Evidence::Met { record, on, said } => Found::Met { record: record.clone(), on: *on, said: said.clone() },
            Evidence::Unmet { near } => Found::Unmet { near: near.clone() },
            Evidence::Missing { field, said } => {
                row.missing = vec![(*field).to_owned()];
                row.because.clone_from(said);
                answer.obligations.push(row);
                return;
            }
        };
        if need.lapses && matches!(found, Found::Unmet { .. }) && matches!(edition.due, Due::DateOnRecord) {
            return self.judge_lapsing(rule, edition, row, need, found, answer);
        }
        let step = Step { event: need.from, dated: need.due_on, found, field: need.field, missing: None };
        self.settle_step(rule, edition, row, step, answer);
    }

    /// A need of one period: once the period is over it can no longer be met.
    fn judge_lapsing(
        &self,
        rule: &Rule,
        edition: &Edition,
        mut row: Obligation,
        need: &Need,
        found: Found,
        answer: &mut Judgement,
    ) {
        let Some(term) = self.term_of_event(rule, edition, need.from, need.due_on) else {
            row.state = State::DataMissing;
            row.missing = vec![need.field.to_owned()];
            row.because = "没有到期日，不能判定".to_owned();
            answer.obligations.push(row);
            return;
        };
        if term.due_on < self.records.records_since {
            return;
        }
        self.settle(&mut row, &term, found, true, answer.tallies.entry(rule.code.clone()).or_default());
        self.push(row, true, answer);
    }

    /// What the area looked at for this duty.
    pub(super) fn need_lines(&self, kind: &str, row: &Obligation) -> Vec<String> {
        let mut lines = Vec::new();
        for need in self.needs(kind).filter(|it| it.object == row.object && it.period() == row.period) {
            lines.extend(need.looked.iter().cloned());
            if let Evidence::Met { on: Some(on), said, record } = &need.evidence {
                lines.push(format!("{} {record}：{said}，算数", chinese(*on)));
            }
        }
        lines
    }
}
