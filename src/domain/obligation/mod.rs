//! Obligations: who owes what by when, by which article, met by which record. Derived, never stored.
//!
//! [`judge`] is a pure function of rules, records and a day. 首页, `due`, scores and reports all read its answer, so
//! that they cannot disagree; [`why`] lays open one line of it. What is not known is `data_missing` and never counts
//! as met; `met` always names the record that meets it.

mod accident_duty;
mod calendar_duty;
mod desk;
mod event_duty;
mod listing;
mod need_duty;
mod order_duty;
mod plan_duty;
pub mod records;
pub mod rule;
mod span;
mod trace;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::code::codes;
use super::post::PostRole;
use super::profile::Basis;
pub use listing::{Line, lines, listed};
pub use records::{RecordRef, Records};
pub use rule::{Force, Mark, Rule, Rules, Settings};
pub use span::Span;
pub use trace::{Part, Trace, TraceStep, why};

codes! {
    /// Where a duty stands (decisions 3).
    pub enum State {
        Met = "met" "已完成",
        Upcoming = "upcoming" "未到期",
        Due = "due" "将到期",
        Overdue = "overdue" "逾期",
        NotApplicable = "not_applicable" "不适用",
        DataMissing = "data_missing" "资料不足",
    }
}

/// A missed occurrence that was closed: still missed, no longer listed among what is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Why it was missed.
    pub reason: String,
    /// Day it was closed.
    pub on: NaiveDate,
}

/// One duty of one period or event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// `code/object/period`, the same at every start.
    pub id: String,
    /// Code of the rule.
    pub code: String,
    /// `plant`, `plan-3` (row id of the plan), or the hazard's 编号.
    pub object: String,
    /// Period (`2026-Q3`), or the day of the event.
    pub period: String,
    /// What is owed.
    pub title: String,
    /// Articles; rendered through the instruments.
    pub basis: Vec<Basis>,
    /// What sets the duty.
    pub force: Force,
    /// What sets its period or term.
    pub period_force: Force,
    /// Name of the edition it was judged by.
    pub edition: String,
    /// How sure the pack is of that edition.
    pub mark: Mark,
    /// Who owes it: the plant or a department.
    pub subject: String,
    /// Names of those who see to it; absent where nobody holds the post.
    pub owner: Option<String>,
    /// Role of the post that sees to it.
    pub owner_role: PostRole,
    /// Last day on which it is in time.
    pub due_on: Option<NaiveDate>,
    /// Day by which it is better done; advice only.
    pub advise_on: Option<NaiveDate>,
    /// First day on which it can be done.
    pub window_from: Option<NaiveDate>,
    /// First day on which it is `due`.
    pub lead_from: Option<NaiveDate>,
    /// Where it stands.
    pub state: State,
    /// Days to `due_on`, negative after it.
    pub days: Option<i64>,
    /// Days after `due_on` on which it was met; absent when in time, open or not known.
    pub late_days: Option<i64>,
    /// It can no longer be met.
    pub missed: bool,
    /// Keys of the facts or fields that are wanting.
    pub missing: Vec<String>,
    /// One Chinese sentence: why it stands so.
    pub because: String,
    /// The record that meets it, or that closed a missed one.
    pub record: Option<RecordRef>,
    /// Set when a missed one was closed with a reason.
    pub closed: Option<Closed>,
}

impl Obligation {
    /// Whether somebody still has to do something about it: overdue and not closed, due, or not judgeable.
    #[must_use]
    pub fn is_pressing(&self) -> bool {
        match self.state {
            State::Overdue => self.closed.is_none(),
            State::Due | State::DataMissing => true,
            State::Met | State::Upcoming | State::NotApplicable => false,
        }
    }

    /// The state and the days in words: `逾期32天`, `漏做`, `今日`, `3天`.
    #[must_use]
    pub fn when(&self) -> String {
        match (self.state, self.days) {
            (State::Overdue, _) if self.closed.is_some() => "漏做，已关闭".to_owned(),
            (State::Overdue, _) if self.missed => "漏做".to_owned(),
            (State::Overdue, Some(days)) => format!("逾期{}天", -days),
            (State::Due | State::Upcoming, Some(0)) => "今日".to_owned(),
            (State::Due | State::Upcoming, Some(days)) => format!("{days}天"),
            (State::Met, _) if self.late_days.is_some() => "已完成（迟）".to_owned(),
            (State::Overdue | State::Due | State::Upcoming, None)
            | (State::Met | State::NotApplicable | State::DataMissing, _) => self.state.label().to_owned(),
        }
    }

    /// The documented JSON shape; `basis` is the citation as text.
    #[must_use]
    pub fn view(&self, basis: String) -> ObligationView<'_> {
        ObligationView {
            id: &self.id,
            code: &self.code,
            object: &self.object,
            period: &self.period,
            title: &self.title,
            basis,
            force: self.force.label(),
            edition: &self.edition,
            mark: self.mark.label(),
            subject: &self.subject,
            owner: self.owner.as_deref(),
            due_on: self.due_on,
            advise_on: self.advise_on,
            window_from: self.window_from,
            state: self.state,
            days: self.days,
            late_days: self.late_days,
            missed: self.missed,
            missing: &self.missing,
            because: &self.because,
            record: self.record.as_ref().map(ToString::to_string),
        }
    }
}

/// An obligation as `due --json` prints it: these keys, in this order.
#[derive(Clone, Debug, Serialize)]
pub struct ObligationView<'a> {
    id: &'a str,
    code: &'a str,
    object: &'a str,
    period: &'a str,
    title: &'a str,
    basis: String,
    force: &'static str,
    edition: &'a str,
    mark: &'static str,
    subject: &'a str,
    owner: Option<&'a str>,
    due_on: Option<NaiveDate>,
    advise_on: Option<NaiveDate>,
    window_from: Option<NaiveDate>,
    state: State,
    days: Option<i64>,
    late_days: Option<i64>,
    missed: bool,
    missing: &'a [String],
    because: &'a str,
    record: Option<String>,
}

/// What one rule comes to over all its periods and objects, folded ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Occurrences met.
    pub met: u32,
    /// Of those, met after their due day.
    pub late: u32,
    /// Occurrences past their due day and unmet, missed ones included.
    pub overdue: u32,
    /// Of those, occurrences that can no longer be met.
    pub missed: u32,
    /// Of the missed, closed with a reason.
    pub closed: u32,
    /// Occurrences not met and not yet past their due day.
    pub open: u32,
    /// Occurrences counted here that have no row of their own, being older than `detail_days`.
    pub folded: u32,
    /// Missed and not closed among the folded.
    pub folded_missed: u32,
}

/// The whole answer for one day.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The day judged.
    pub today: NaiveDate,
    /// Obligations, soonest due first, those without a due day last.
    pub obligations: Vec<Obligation>,
    /// Per code.
    pub tallies: BTreeMap<String, Tally>,
}

impl Judgement {
    /// The obligation with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Obligation> {
        self.obligations.iter().find(|it| it.id == id)
    }

    /// How many obligations stand in each state; states without any are given as 0.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts: BTreeMap<&'static str, usize> = State::ALL.iter().map(|it| (it.code(), 0)).collect();
        for obligation in &self.obligations {
            *counts.entry(obligation.state.code()).or_default() += 1;
        }
        counts
    }
}

/// Judges every rule on `today`.
///
/// Records dated after `today` are ignored. The answer depends on nothing but the arguments.
#[must_use]
pub fn judge(rules: &Rules, records: &Records, today: NaiveDate) -> Judgement {
    let desk = desk::Desk::new(rules, records, today);
    let mut answer = Judgement { today, obligations: Vec::new(), tallies: BTreeMap::new() };
    for rule in &rules.rules {
        desk.judge_rule(rule, &mut answer);
    }
    sort(&mut answer.obligations);
    answer
}

/// Soonest first, without a due day last, then by id.
fn sort(obligations: &mut [Obligation]) {
    obligations.sort_by(|a, b| (a.due_on.is_none(), a.due_on, &a.id).cmp(&(b.due_on.is_none(), b.due_on, &b.id)));
}
