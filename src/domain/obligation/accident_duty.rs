//! Duties that an accident brings: the report within the hour, and what became known later (493号令 9, 13; decisions 9).

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::desk::{Desk, Found};
use super::event_duty::Step;
use super::records::{Accident, AccidentChange, RecordRef};
use super::rule::{AccidentStep, Due, Edition, Rule};
use super::{Judgement, Obligation, State};
use crate::domain::date::{add_days, chinese};
use crate::domain::moment::{self, minutes_between};

/// Kind under which the written report of an accident is submitted (R08).
pub const ACCIDENT_REPORT: &str = "accident";
/// Kind under which what became known later is submitted (R09).
pub const CHANGE_REPORT: &str = "accident_change";
/// Days within which a change in casualties must be reported, first day not counted (493号令 13).
const WINDOW: i64 = 30;
/// The same for road traffic and fire.
const WINDOW_TRAFFIC_FIRE: i64 = 7;

impl Desk<'_> {
    /// What this rule asks of every accident known by today.
    pub(super) fn judge_accidents(&self, rule: &Rule, step: AccidentStep, answer: &mut Judgement) {
        for accident in self.records.accidents.iter().filter(|it| it.happened_at.date() <= self.today) {
            match step {
                AccidentStep::Report => self.judge_report(rule, accident, answer),
                AccidentStep::Change => self.judge_changes(rule, accident, answer),
            }
        }
    }

    fn accident_row(&self, rule: &Rule, edition: &Edition, object: &str, event: NaiveDate) -> Obligation {
        let mut row = self.row(rule, edition, object, &event.to_string());
        row.mark = edition.mark_on(event);
        row.window_from = Some(event);
        row
    }

    fn judge_report(&self, rule: &Rule, accident: &Accident, answer: &mut Judgement) {
        let happened = accident.happened_at.date();
        let Some(edition) = rule.edition_on(happened, &self.records.settings) else { return };
        let hours = match edition.due {
            Due::HoursAfterEvent { hours } => i64::from(hours),
            Due::PeriodEnd
            | Due::AfterPeriod { .. }
            | Due::DayOfMonth { .. }
            | Due::AfterEvent { .. }
            | Due::WorkingDaysAfterEvent { .. }
            | Due::DateOnRecord => 0,
        };
        let by_today = |at: Option<NaiveDateTime>| at.filter(|at| at.date() <= self.today);
        let told = by_today(accident.told_at);
        let mut row = self.accident_row(rule, edition, &accident.code, happened);
        row.title = format!("事故 {} {} {}", accident.code, accident.title, rule.title);
        let Some(told) = told else {
            // Without the moment the principal was told, nobody can say when the hour ended.
            row.missing = vec!["told_at".to_owned()];
            row.because = "没有单位负责人接到报告的时间，一小时从何时算起不知道".to_owned();
            answer.obligations.push(row);
            return;
        };
        let last = told + TimeDelta::hours(hours);
        let found = by_today(accident.reported_at).map(|at| (at, self.reported_said(told, last, at)));
        let missing = match (&found, self.submitted(ACCIDENT_REPORT, &accident.code).first()) {
            (None, Some(it)) => {
                let said = format!("有报送记录#{}，但没有首次上报的时刻，不能判定是否在一小时内", it.id);
                Some(("reported_at", said))
            }
            (Some(_), _) | (None, None) => None,
        };
        if let Some((field, because)) = missing {
            row.missing = vec![field.to_owned()];
            row.because = because;
            answer.obligations.push(row);
            return;
        }
        let is_late = found.as_ref().is_some_and(|(at, _)| *at > last);
        let found = match found {
            Some((at, said)) => Found::Met { record: record(accident), on: Some(at.date()), said },
            None => Found::Unmet { near: Some(format!("最迟{}（接报后{hours}小时）", moment::chinese(last))) },
        };
        let same_day = is_late && accident.reported_at.is_some_and(|at| at.date() <= last.date());
        let step = Step { event: told.date(), dated: Some(last.date()), found, field: "reported_at", missing: None };
        self.settle_step(rule, edition, row, step, answer);
        // Late by minutes on the day itself is late all the same.
        if same_day && let Some(tally) = answer.tallies.get_mut(&rule.code) {
            tally.late += 1;
        }
    }

    fn reported_said(&self, told: NaiveDateTime, last: NaiveDateTime, at: NaiveDateTime) -> String {
        let minutes = minutes_between(told, at);
        let when = moment::chinese(at);
        if at > last {
            format!("{when}上报，接报后{minutes}分钟，超过1小时，迟报{}分钟", minutes_between(last, at))
        } else if minutes < 0 {
            format!("{when}上报，早于单位负责人接报")
        } else {
            format!("{when}上报，接报后{minutes}分钟")
        }
    }

    fn judge_changes(&self, rule: &Rule, accident: &Accident, answer: &mut Judgement) {
        let mut known = accident.casualties;
        let mut changes: Vec<&AccidentChange> = accident.changes.iter().collect();
        changes.sort_by_key(|it| (it.known_at, it.id));
        for change in changes {
            let moved = known.iter().zip(change.casualties).any(|(before, now)| now.is_some_and(|now| now != *before));
            for (before, now) in known.iter_mut().zip(change.casualties) {
                *before = now.unwrap_or(*before);
            }
            if change.known_at.date() <= self.today {
                self.judge_change(rule, accident, change, moved, answer);
            }
        }
    }

    fn judge_change(
        &self,
        rule: &Rule,
        accident: &Accident,
        change: &AccidentChange,
        moved: bool,
        answer: &mut Judgement,
    ) {
        let event = change.known_at.date();
        let Some(edition) = rule.edition_on(event, &self.records.settings) else { return };
        let mut row = self.accident_row(rule, edition, &change.code, event);
        row.title = format!("事故 {} {} {}", change.code, accident.title, rule.title);
        let window = if accident.traffic_fire { WINDOW_TRAFFIC_FIRE } else { WINDOW };
        let last = add_days(accident.happened_at.date(), window);
        let reported = change.reported_at.map(|at| at.date()).filter(|on| *on <= self.today);
        let handed = self.submitted(CHANGE_REPORT, &change.code).first();
        if moved && event > last && reported.is_none() && handed.is_none() {
            row.state = State::NotApplicable;
            row.because = format!("伤亡变化发生在{}之后（事故发生之日起{window}日），不必补报", chinese(last));
            answer.obligations.push(row);
            return;
        }
        let found = match (reported, handed) {
            (Some(on), _) => Found::Met {
                record: RecordRef { register: "accident_change", id: change.id },
                on: Some(on),
                said: format!("{}已续报", chinese(on)),
            },
            (None, Some(it)) => Found::Met {
                record: RecordRef { register: "submission", id: it.id },
                on: Some(it.submitted_on),
                said: format!("{}已续报（报送记录#{}）", chinese(it.submitted_on), it.id),
            },
            (None, None) => Found::Unmet { near: None },
        };
        let step = Step { event, dated: None, found, field: "reported_at", missing: None };
        self.settle_step(rule, edition, row, step, answer);
    }

    /// The accident an obligation is about: by its number, or by that of what became known later.
    pub(super) fn accident_of(&self, row: &Obligation) -> Option<&Accident> {
        self.records
            .accidents
            .iter()
            .find(|it| it.code == row.object || it.changes.iter().any(|change| change.code == row.object))
    }
}

fn record(accident: &Accident) -> RecordRef {
    RecordRef { register: "accident", id: accident.id }
}

/// What is looked at, in words.
pub(super) fn accident_lines(accident: &Accident, object: &str) -> Vec<String> {
    let time = |at: Option<NaiveDateTime>| at.map_or_else(|| "未记".to_owned(), moment::chinese);
    let mut lines = vec![
        format!("事故 {}（事故#{}）：{}发生", accident.code, accident.id, moment::chinese(accident.happened_at)),
        format!("负责人接报{}，首次上报{}", time(accident.told_at), time(accident.reported_at)),
    ];
    if let Some(change) = accident.changes.iter().find(|it| it.code == object) {
        lines.push(format!(
            "续报 {}：{}得知，续报{}",
            change.code,
            moment::chinese(change.known_at),
            time(change.reported_at)
        ));
    }
    lines
}
