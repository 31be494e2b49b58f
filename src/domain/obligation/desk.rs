//! The engine's desk: records indexed once, and what all three kinds of duty share — applicability, due dates,
//! leads, states.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::records::{Closure, Inspection, RecordRef, Records, STANDING, Submission};
use super::rule::{Cycle, Due, DutyDays, Edition, Every, Force, MetBy, Rule, Rules, lead_key};
use super::{Closed, Judgement, Obligation, Span, State, Tally};
use crate::domain::calendar::WITHOUT_HOLIDAYS;
use crate::domain::date::{add_days, add_months, chinese, days_between};
use crate::domain::profile::{Facts, Verdict};

/// The object of duties that concern the plant as a whole.
pub(super) const PLANT: &str = "plant";

/// Rules, records and the day, with the indexes the duties look things up in.
pub(super) struct Desk<'a> {
    pub(super) rules: &'a Rules,
    pub(super) records: &'a Records,
    pub(super) today: NaiveDate,
    pub(super) facts: Facts,
    /// Single rows of closed occurrences are given from this day on.
    pub(super) detail_from: NaiveDate,
    by_code: BTreeMap<&'a str, Vec<&'a Inspection>>,
    all: Vec<&'a Inspection>,
    by_plan: BTreeMap<i64, Vec<&'a Inspection>>,
    submissions: BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a Submission>>>,
    closures: BTreeMap<&'a str, &'a Closure>,
}

/// Whether a rule concerns the plant.
pub(super) enum Applies {
    /// It does, since that day if the facts say so; with this period, of calendar duties.
    Yes { every: Option<Every>, since: Option<NaiveDate> },
    /// It does not, because of these facts.
    No(BTreeSet<String>),
    /// It cannot be said until these facts are answered.
    Open(BTreeSet<String>),
}

/// The days of one duty.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) window_from: NaiveDate,
    pub(super) due_on: NaiveDate,
    pub(super) advise_on: Option<NaiveDate>,
    pub(super) lead_from: NaiveDate,
    /// What is to be said beside the date.
    pub(super) remark: Option<String>,
}

/// What was found among the records.
pub(super) enum Found {
    /// A fitting record; its day where it is known; whether it says so in words of its own.
    Met { record: RecordRef, on: Option<NaiveDate>, said: String },
    /// None fits; the reason of the nearest one, if there was any.
    Unmet { near: Option<String> },
}

impl<'a> Desk<'a> {
    pub(super) fn new(rules: &'a Rules, records: &'a Records, today: NaiveDate) -> Self {
        let mut all: Vec<&Inspection> = records.inspections.iter().filter(|it| it.on <= today).collect();
        all.sort_by_key(|it| (it.on, it.id));
        let mut by_code: BTreeMap<&str, Vec<&Inspection>> = BTreeMap::new();
        let mut by_plan: BTreeMap<i64, Vec<&Inspection>> = BTreeMap::new();
        for it in &all {
            let served = it.checklist.and_then(|id| records.serves.get(&id));
            for code in served.into_iter().flatten() {
                by_code.entry(code.as_str()).or_default().push(it);
            }
            if let Some(plan) = it.plan {
                by_plan.entry(plan).or_default().push(it);
            }
        }
        let mut submissions: BTreeMap<&str, BTreeMap<&str, Vec<&Submission>>> = BTreeMap::new();
        for it in records.submissions.iter().filter(|it| it.submitted_on <= today) {
            submissions.entry(it.kind.as_str()).or_default().entry(it.period.as_str()).or_default().push(it);
        }
        for found in submissions.values_mut().flat_map(BTreeMap::values_mut) {
            found.sort_by_key(|it| (it.submitted_on, it.id));
        }
        let closures = records.closures.iter().filter(|it| it.on <= today).map(|it| (it.obligation.as_str(), it));
        Self {
            rules,
            records,
            today,
            facts: records.answers(),
            detail_from: add_days(today, -i64::from(records.detail_days)),
            closures: closures.collect(),
            by_code,
            all,
            by_plan,
            submissions,
        }
    }

    /// Adds what this rule comes to.
    pub(super) fn judge_rule(&self, rule: &Rule, answer: &mut Judgement) {
        answer.tallies.entry(rule.code.clone()).or_default();
        if let Some(reason) = self.records.settings.off_reason(rule) {
            self.push_switched_off(rule, reason, answer);
            return;
        }
        match (&rule.met_by, rule.cycle) {
            (MetBy::Hazard(step), _) => self.judge_hazards(rule, *step, answer),
            (MetBy::Accident(step), _) => self.judge_accidents(rule, *step, answer),
            (MetBy::Order(step), _) => self.judge_orders(rule, *step, answer),
            (MetBy::Plan, _) => self.judge_plans(rule, answer),
            (MetBy::Need(kind), _) => self.judge_needs(rule, kind, answer),
            (MetBy::Inspection { .. } | MetBy::Submission { .. } | MetBy::Done { .. }, Cycle::Calendar) => {
                self.judge_calendar(rule, answer);
            }
            // The loader refuses these: none of them carries a label or an event of its own.
            (
                MetBy::Inspection { .. } | MetBy::Submission { .. } | MetBy::Done { .. },
                Cycle::Rolling | Cycle::Event,
            ) => {}
        }
    }

    fn push_switched_off(&self, rule: &Rule, reason: &str, answer: &mut Judgement) {
        if let Some(edition) = rule.editions.last() {
            let mut row = self.row(rule, edition, PLANT, &self.today_span(edition).id());
            row.state = State::NotApplicable;
            row.because = format!("本单位已停用这项惯例：{reason}");
            answer.obligations.push(row);
        }
    }

    /// The period today lies in, by the edition's usual (last named) length.
    pub(super) fn today_span(&self, edition: &Edition) -> Span {
        Span::containing(edition.cadence.last().map_or(Every::Day, |it| it.every), self.today)
    }

    /// Inspections that may serve, by day: those of checklists serving the code, or all.
    pub(super) fn inspections(&self, serves: Option<&str>) -> &[&'a Inspection] {
        match serves {
            Some(code) => self.by_code.get(code).map_or(&[], Vec::as_slice),
            None => &self.all,
        }
    }

    /// Inspections made for a plan, by day.
    pub(super) fn of_plan(&self, plan: i64) -> &[&'a Inspection] {
        self.by_plan.get(&plan).map_or(&[], Vec::as_slice)
    }

    /// Reports of a kind handed in about a period or an object, by day.
    pub(super) fn submitted(&self, kind: &str, period: &str) -> &[&'a Submission] {
        self.submissions.get(kind).and_then(|it| it.get(period)).map_or(&[], Vec::as_slice)
    }

    /// Whether the edition concerns the plant, and how often.
    pub(super) fn applies(&self, edition: &Edition) -> Applies {
        let mut since = None;
        if let Some(when) = &edition.when {
            match self.rules.book.judge(when, &self.facts) {
                Verdict::True { since: from, .. } => since = from,
                Verdict::False { facts } => return Applies::No(facts),
                Verdict::Unknown { facts } => return Applies::Open(facts),
            }
        }
        for cadence in &edition.cadence {
            let Some(when) = &cadence.when else {
                return Applies::Yes { every: Some(cadence.every), since };
            };
            match self.rules.book.judge(when, &self.facts) {
                Verdict::True { since: from, .. } => {
                    return Applies::Yes { every: Some(cadence.every), since: since.max(from) };
                }
                Verdict::False { .. } => {}
                Verdict::Unknown { facts } => return Applies::Open(facts),
            }
        }
        Applies::Yes { every: None, since }
    }

    /// A blank row of this rule.
    pub(super) fn row(&self, rule: &Rule, edition: &Edition, object: &str, period: &str) -> Obligation {
        Obligation {
            id: format!("{}/{object}/{period}", rule.code),
            code: rule.code.clone(),
            object: object.to_owned(),
            period: period.to_owned(),
            title: rule.title.clone(),
            basis: edition.basis.clone(),
            force: edition.force,
            period_force: edition.period_force,
            edition: edition.name.clone(),
            mark: edition.mark_on(self.today),
            subject: rule.subject.clone(),
            owner: self.records.holders.get(&rule.owner).cloned(),
            owner_role: rule.owner,
            due_on: None,
            advise_on: None,
            window_from: None,
            lead_from: None,
            state: State::DataMissing,
            days: None,
            late_days: None,
            missed: false,
            missing: Vec::new(),
            because: String::new(),
            record: None,
            closed: None,
        }
    }

    /// Fills a row that does not concern the plant.
    pub(super) fn not_applicable(&self, row: &mut Obligation, facts: &BTreeSet<String>) {
        let named: Vec<String> = facts.iter().map(|key| self.rules.book.describe(key, &self.facts)).collect();
        row.state = State::NotApplicable;
        row.because = format!("不适用（{}）", named.join("；"));
    }

    /// Fills a row that cannot be judged until facts are answered.
    pub(super) fn open_question(&self, row: &mut Obligation, facts: &BTreeSet<String>) {
        // Where the plant lies decides first: a rule of another province needs no further answers.
        let (mut asked, others): (Vec<String>, Vec<String>) = facts.iter().cloned().partition(|it| is_region(it));
        let first = asked.len();
        asked.extend(others);
        let named = asked.iter().zip(1..).map(|(key, nth)| {
            let hint = if nth == first && nth < asked.len() {
                "（先答这一项，其余的可能就不用答）"
            } else {
                ""
            };
            format!("{}{hint}", self.rules.book.label(key))
        });
        let named: Vec<String> = named.collect();
        row.state = State::DataMissing;
        row.missing = asked;
        row.because = format!("企业情况未答：{}；答后才能判定", named.join("、"));
    }

    /// A number of the rule as the plant has set it; only a habit's term can be moved (decisions 27).
    fn number(&self, edition: &Edition, setting: Option<&String>, default: u32) -> u32 {
        let set = setting.and_then(|key| self.records.settings.number(key));
        match edition.period_force {
            Force::Habit => set.unwrap_or(default),
            Force::Law | Force::Standard => default,
        }
    }

    /// Days of a calendar duty's period.
    pub(super) fn term_of_span(&self, rule: &Rule, edition: &Edition, span: Span, after: bool) -> Term {
        let last = span.last();
        let window_from = if after { add_days(last, 1) } else { span.first() };
        let (due_on, advise_on) = match &edition.due {
            Due::AfterPeriod { days, setting } => {
                (add_days(last, i64::from(self.number(edition, setting.as_ref(), *days))), None)
            }
            Due::DayOfMonth { months_after, day, before, setting } => {
                let day = self.number(edition, setting.as_ref(), *day);
                let due = day_of_month(last, *months_after, day);
                match (*before, self.records.settings.strict(&rule.code)) {
                    (false, _) => (due, None),
                    (true, false) => (due, Some(add_days(due, -1))),
                    (true, true) => (add_days(due, -1), Some(add_days(due, -1))),
                }
            }
            // The loader lets no event term into a calendar duty.
            Due::PeriodEnd
            | Due::AfterEvent { .. }
            | Due::WorkingDaysAfterEvent { .. }
            | Due::HoursAfterEvent { .. }
            | Due::DateOnRecord => (last, None),
        };
        let due_on = due_on.max(window_from);
        let every = match span {
            Span::Whole(period) => every_of(period.kind()),
            Span::HalfMonth { .. } => Every::HalfMonth,
        };
        let lead = self.lead(rule, edition, scale(every));
        Term { window_from, due_on, advise_on, lead_from: add_days(due_on, -lead).max(window_from), remark: None }
    }

    /// Days of a duty that starts with an event; `dated` is the date the record itself carries.
    pub(super) fn term_of_event(
        &self,
        rule: &Rule,
        edition: &Edition,
        event: NaiveDate,
        dated: Option<NaiveDate>,
    ) -> Option<Term> {
        let mut remark = None;
        let due_on = match &edition.due {
            Due::AfterEvent { days, setting } => {
                add_days(event, i64::from(self.number(edition, setting.as_ref(), *days)))
            }
            Due::WorkingDaysAfterEvent { days, setting } => {
                let days = self.number(edition, setting.as_ref(), *days);
                let due = self.records.calendar.add_working_days(event, days)?;
                let known = (event.year()..=due.year()).all(|year| self.records.calendar.covers(year));
                remark = (!known).then(|| WITHOUT_HOLIDAYS.to_owned());
                due
            }
            // The hours were counted where the time is known.
            Due::HoursAfterEvent { .. } | Due::DateOnRecord => dated?,
            Due::PeriodEnd | Due::AfterPeriod { .. } | Due::DayOfMonth { .. } => return None,
        };
        // Half the length, at most 15 days (decisions 4).
        let half = (days_between(event, due_on) / 2).clamp(0, 15);
        let lead = self.lead(rule, edition, half);
        Some(Term {
            window_from: event,
            due_on,
            advise_on: None,
            lead_from: add_days(due_on, -lead).max(event),
            remark,
        })
    }

    fn lead(&self, rule: &Rule, edition: &Edition, usual: i64) -> i64 {
        self.records.settings.number(&lead_key(&rule.code)).or(edition.lead).map_or(usual, i64::from)
    }

    /// Puts the term and what was found into the row, and counts it. `lapses`: past its window it can no longer be met.
    pub(super) fn settle(&self, row: &mut Obligation, term: &Term, found: Found, lapses: bool, tally: &mut Tally) {
        row.window_from = Some(term.window_from);
        row.due_on = Some(term.due_on);
        row.advise_on = term.advise_on;
        row.lead_from = Some(term.lead_from);
        let days = days_between(self.today, term.due_on);
        row.days = Some(days);
        match found {
            Found::Met { record, on, said } => {
                let late = on.map(|day| days_between(term.due_on, day)).filter(|late| *late > 0);
                row.state = State::Met;
                row.record = Some(record);
                row.late_days = late;
                row.because = late.map_or_else(|| said.clone(), |late| format!("{said}，迟{late}天"));
                tally.met += 1;
                tally.late += u32::from(late.is_some());
            }
            Found::Unmet { near } => self.settle_unmet(row, term, days, near, lapses, tally),
        }
        if let Some(remark) = &term.remark {
            row.because = format!("{}（{remark}）", row.because);
        }
    }

    fn settle_unmet(
        &self,
        row: &mut Obligation,
        term: &Term,
        days: i64,
        near: Option<String>,
        lapses: bool,
        tally: &mut Tally,
    ) {
        let due = chinese(term.due_on);
        if days < 0 {
            row.state = State::Overdue;
            row.missed = lapses;
            tally.overdue += 1;
            tally.missed += u32::from(lapses);
            row.because = if lapses {
                format!("{due}已过，本期没有做，已无法补做")
            } else {
                format!("应于{due}前完成，已逾期{}天", -days)
            };
            if let Some(closure) = self.closures.get(row.id.as_str()).filter(|_| lapses) {
                tally.closed += 1;
                row.record = Some(RecordRef { register: "missed", id: closure.id });
                row.because = format!("{}；已说明原因并关闭：{}", row.because, closure.reason);
                row.closed = Some(Closed { reason: closure.reason.clone(), on: closure.on });
            }
        } else {
            tally.open += 1;
            let soon = self.today >= term.lead_from;
            row.state = if soon { State::Due } else { State::Upcoming };
            row.because = match days {
                0 => "今日到期".to_owned(),
                _ => format!("{due}到期，还有{days}天"),
            };
        }
        if let Some(near) = near {
            row.because = format!("{}；{near}", row.because);
        }
    }

    /// Counts an occurrence that is over and older than the detail without making a row of it; `late` when it was met,
    /// `id` of the row it would have had. Ten years of daily plans are mostly these.
    pub(super) fn fold(&self, code: &str, late: Option<bool>, id: impl FnOnce() -> String, answer: &mut Judgement) {
        if !answer.tallies.contains_key(code) {
            answer.tallies.insert(code.to_owned(), Tally::default());
        }
        let Some(tally) = answer.tallies.get_mut(code) else {
            return;
        };
        tally.folded += 1;
        match late {
            Some(late) => {
                tally.met += 1;
                tally.late += u32::from(late);
            }
            None => {
                let closed = !self.closures.is_empty() && self.closures.contains_key(id().as_str());
                tally.overdue += 1;
                tally.missed += 1;
                tally.closed += u32::from(closed);
                tally.folded_missed += u32::from(!closed);
            }
        }
    }

    /// Puts a row into the answer, or only into the count when it is over and older than the detail.
    pub(super) fn push(&self, row: Obligation, foldable: bool, answer: &mut Judgement) {
        let over = row.state == State::Met || row.missed;
        let old = row.due_on.or(row.window_from).is_some_and(|day| day < self.detail_from);
        let foldable = foldable && row.period != STANDING;
        if !(foldable && over && old) {
            answer.obligations.push(row);
            return;
        }
        let tally = answer.tallies.entry(row.code).or_default();
        tally.folded += 1;
        tally.folded_missed += u32::from(row.missed && row.closed.is_none());
    }

    /// Whether the duty exists in that period: on at least one of its days.
    pub(super) fn is_duty_span(&self, edition: &Edition, span: Span) -> bool {
        let at_work = |day| self.records.calendar.is_working_day(day) && !self.records.calendar.is_stopped(day);
        match edition.days {
            DutyDays::All => true,
            DutyDays::Working => span.first().iter_days().take_while(|day| *day <= span.last()).any(at_work),
        }
    }
}

/// The day of the month so many months after the one `last` lies in, clamped to its end.
fn day_of_month(last: NaiveDate, months_after: u32, day: u32) -> NaiveDate {
    let first = last.with_day(1).unwrap_or(last);
    let months = i32::try_from(months_after).unwrap_or(i32::MAX);
    let wanted = add_months(first, months);
    let next = add_months(first, months.saturating_add(1));
    add_days(wanted, i64::from(day.max(1)) - 1).min(add_days(next, -1))
}

/// Lead days by length of the period (decisions 4).
pub(super) fn scale(every: Every) -> i64 {
    match every {
        Every::Day => 0,
        Every::Week | Every::HalfMonth | Every::Month => 3,
        Every::Quarter | Every::HalfYear => 15,
        Every::Year => 60,
    }
}

/// The length a report period has.
fn every_of(kind: crate::domain::period::PeriodKind) -> Every {
    use crate::domain::period::PeriodKind;
    match kind {
        PeriodKind::Day => Every::Day,
        PeriodKind::Week => Every::Week,
        PeriodKind::Month => Every::Month,
        PeriodKind::Quarter => Every::Quarter,
        PeriodKind::HalfYear => Every::HalfYear,
        PeriodKind::Year => Every::Year,
    }
}

/// Whether a fact says where the plant lies.
fn is_region(fact: &str) -> bool {
    matches!(fact, "province" | "region")
}
