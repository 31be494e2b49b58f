//! Duties that a hazard brings with it: grading, rectification, acceptance, and what a major one needs besides.

use chrono::NaiveDate;

use super::desk::{Desk, Found};
use super::records::{Hazard, RecordRef};
use super::rule::{BeforeRecords, Due, Edition, HazardStep, Rule};
use super::{Judgement, Obligation, State};
use crate::domain::date::chinese;
use crate::domain::hazard::{Level, State as HazardState};

/// Kind under which the report of a major hazard is submitted (R05).
pub const MAJOR_HAZARD_REPORT: &str = "major_hazard";
/// Kind of the twin report for the workers' meeting (双报告).
pub const WORKERS_REPORT: &str = "workers_report";
/// Kind of the progress report of a major hazard (R06).
pub const PROGRESS_REPORT: &str = "hazard_progress";
/// Kinds that report to the authority that a major hazard is closed (R06).
const CLOSURE_REPORTS: &[&str] = &["hazard_closure"];
/// Kind of the request to resume work (R07).
pub const RESUME_REQUEST: &str = "resume";

/// A step of one hazard as it stood on the day judged.
pub(super) struct Step {
    /// Day that starts the duty.
    pub(super) event: NaiveDate,
    /// Date the hazard itself carries as the deadline.
    pub(super) dated: Option<NaiveDate>,
    /// What meets it.
    pub(super) found: Found,
    /// Field of the hazard that would say it was done.
    pub(super) field: &'static str,
    /// Field without which it cannot be judged.
    pub(super) missing: Option<(&'static str, String)>,
}

impl Desk<'_> {
    /// This step of every hazard that has come so far.
    pub(super) fn judge_hazards(&self, rule: &Rule, step: HazardStep, answer: &mut Judgement) {
        for hazard in self.records.hazards.iter().filter(|it| it.found_on <= self.today) {
            if let Some(found) = self.step(hazard, step) {
                self.judge_step(rule, hazard, found, answer);
            }
        }
    }

    fn judge_step(&self, rule: &Rule, hazard: &Hazard, step: Step, answer: &mut Judgement) {
        let Some(edition) = rule.edition_on(step.event, &self.records.settings) else {
            return;
        };
        let mut row = self.row(rule, edition, &hazard.code, &step.event.to_string());
        row.mark = edition.mark_on(step.event);
        row.title = format!("隐患 {} {} {}", hazard.code, hazard.title, rule.title);
        if let Some(department) = &hazard.department {
            row.subject.clone_from(department);
        }
        if matches!(edition.due, Due::DateOnRecord) && hazard.owner.is_some() {
            row.owner.clone_from(&hazard.owner);
        }
        row.window_from = Some(step.event);
        if let Some((field, because)) = step.missing {
            row.missing = vec![field.to_owned()];
            row.because = because;
            answer.obligations.push(row);
            return;
        }
        self.settle_step(rule, edition, row, step, answer);
    }

    pub(super) fn settle_step(
        &self,
        rule: &Rule,
        edition: &Edition,
        mut row: Obligation,
        step: Step,
        answer: &mut Judgement,
    ) {
        let Some(term) = self.term_of_event(rule, edition, step.event, step.dated) else {
            if let Found::Met { record, said, .. } = step.found {
                row.state = State::Met;
                row.record = Some(record);
                row.because = format!("{said}；没有期限，无法判断是否按期");
                answer.tallies.entry(rule.code.clone()).or_default().met += 1;
                return self.push(row, true, answer);
            }
            row.missing = vec!["due_on".to_owned()];
            row.because = "到期日算不出来：没有整改期限，或日历里没有工作日".to_owned();
            answer.obligations.push(row);
            return;
        };
        let since = self.records.records_since;
        let early = term.due_on < since && rule.before_records == BeforeRecords::Skip;
        if early && matches!(step.found, Found::Unmet { .. }) {
            // The event lies before the records too, and nothing says whether it was done (decisions 2).
            row.state = State::DataMissing;
            row.missing = vec![step.field.to_owned()];
            row.because = format!("发生在启用日{}之前，没有记录；补录后才能判定", chinese(since));
            answer.obligations.push(row);
            return;
        }
        self.settle(&mut row, &term, step.found, false, answer.tallies.entry(rule.code.clone()).or_default());
        self.push(row, true, answer);
    }

    /// The step as it stood today; `None` while the hazard has not come so far or does not need it.
    pub(super) fn step(&self, hazard: &Hazard, step: HazardStep) -> Option<Step> {
        let stood = Stood::on(hazard, self.today);
        let met = |on: Option<NaiveDate>, what: &str| {
            let day = on.map_or_else(|| "日期未记".to_owned(), chinese);
            Found::Met {
                record: RecordRef { register: "hazard", id: hazard.id }, on, said: format!("{what}（{day}）")
            }
        };
        let unmet = || Found::Unmet { near: None };
        match step {
            HazardStep::Assess => {
                let found = if stood.level.is_some() { met(hazard.assessed_on, "已定级") } else { unmet() };
                Some(Step { event: hazard.found_on, dated: None, found, field: "level", missing: None })
            }
            HazardStep::Rectify => {
                stood.level.or(hazard.due_on.map(|_| Level::General))?;
                let found = stood.rectified_on.map_or_else(unmet, |on| met(Some(on), "已整改"));
                let missing = self.missing_deadline(hazard, &stood);
                Some(Step { event: hazard.found_on, dated: hazard.due_on, found, field: "rectified_on", missing })
            }
            HazardStep::Accept => {
                let event = stood.rectified_on?;
                let found = stood.accepted_on.map_or_else(unmet, |on| met(Some(on), "已验收"));
                let missing = (stood.closed && stood.accepted_on.is_none())
                    .then(|| ("accepted_on", "已销号，但没有（这一轮整改之后的）验收日期".to_owned()));
                Some(Step { event, dated: None, found, field: "accepted_on", missing })
            }
            HazardStep::Report => {
                let event = stood.major_since?;
                let found = self.reported(hazard, &met).unwrap_or_else(unmet);
                Some(Step { event, dated: None, found, field: "reported_on", missing: None })
            }
            HazardStep::Plan => {
                let event = stood.major_since?;
                let planned = hazard.plan_complete && hazard.planned_on.is_none_or(|on| on <= self.today);
                let found = if planned { met(hazard.planned_on, "治理方案六要素已齐") } else { unmet() };
                Some(Step { event, dated: None, found, field: "plan", missing: None })
            }
            HazardStep::Workers => {
                let event = stood.major_since?;
                let found = self.told_workers(hazard, &met).unwrap_or_else(unmet);
                Some(Step { event, dated: None, found, field: "meeting_on", missing: None })
            }
            HazardStep::Progress => {
                // Owed while it is being governed, from the last time anything was said about it.
                let since = stood.major_since.filter(|_| stood.rectified_on.is_none() && !stood.closed)?;
                let event = self.last_progress(hazard).map_or(since, |last| last.max(since));
                Some(Step { event, dated: None, found: unmet(), field: "hazard_progress", missing: None })
            }
            HazardStep::Closure => {
                stood.major_since?;
                let event = stood.closed_on?;
                let from = stood.rectified_on.unwrap_or(event);
                let found = self.papers(CLOSURE_REPORTS, hazard, from).unwrap_or_else(unmet);
                Some(Step { event, dated: None, found, field: "hazard_closure", missing: None })
            }
            HazardStep::Resume => {
                stood.major_since?;
                let case = &hazard.case;
                let event = case.evaluated_on.filter(|on| case.stopped && *on <= self.today)?;
                let agreed = case.resumed_on.filter(|on| *on <= self.today);
                let found = self
                    .papers(&[RESUME_REQUEST], hazard, hazard.found_on)
                    .or_else(|| agreed.map(|on| met(Some(on), "部门已同意恢复生产经营")))
                    .unwrap_or_else(unmet);
                Some(Step { event, dated: None, found, field: "resumed_on", missing: None })
            }
            HazardStep::Close => {
                stood.major_since?;
                let event = stood.accepted_on?;
                let found = stood.closed_on.map_or_else(unmet, |on| met(Some(on), "已销号"));
                let missing = (stood.closed && stood.closed_on.is_none())
                    .then(|| ("closed_on", "已销号，但没有销号日期".to_owned()));
                Some(Step { event, dated: None, found, field: "closed_on", missing })
            }
        }
    }

    /// A graded hazard without a deadline, or one whose state and dates contradict each other, cannot be judged.
    fn missing_deadline(&self, hazard: &Hazard, stood: &Stood) -> Option<(&'static str, String)> {
        if stood.passed_rectification && hazard.rectified_on.is_none() {
            return Some(("rectified_on", "状态已过整改，但没有整改完成日期".to_owned()));
        }
        if hazard.due_on.is_none() && stood.rectified_on.is_none() {
            return Some(("due_on", "已定级但没有整改期限，不能判定是否逾期".to_owned()));
        }
        None
    }

    /// The report of a major hazard: the date on the hazard, or a submission about it.
    fn reported(&self, hazard: &Hazard, met: &dyn Fn(Option<NaiveDate>, &str) -> Found) -> Option<Found> {
        if let Some(it) = self.submitted(MAJOR_HAZARD_REPORT, &hazard.code).first() {
            let record = RecordRef { register: "submission", id: it.id };
            let said = format!("{}已报告（报送记录#{}）", chinese(it.submitted_on), it.id);
            return Some(Found::Met { record, on: Some(it.submitted_on), said });
        }
        hazard.reported_on.filter(|on| *on <= self.today).map(|on| met(Some(on), "已报告"))
    }

    /// The report to the workers: the meeting noted in the case, or the paper handed in.
    fn told_workers(&self, hazard: &Hazard, met: &dyn Fn(Option<NaiveDate>, &str) -> Found) -> Option<Found> {
        let told = hazard.case.told_on.filter(|on| *on <= self.today);
        told.map(|on| met(Some(on), "已向职工大会（职代会）报告"))
            .or_else(|| self.papers(&[WORKERS_REPORT], hazard, hazard.found_on))
    }

    /// The last day on which progress was recorded or reported.
    fn last_progress(&self, hazard: &Hazard) -> Option<NaiveDate> {
        let noted = hazard.case.progress.iter().copied();
        let reported = self.submitted(PROGRESS_REPORT, &hazard.code).iter().map(|it| it.submitted_on);
        noted.chain(reported).filter(|on| *on <= self.today).max()
    }

    /// The first of these papers about a hazard that was handed in from a day on.
    fn papers(&self, kinds: &[&str], hazard: &Hazard, from: NaiveDate) -> Option<Found> {
        let all = kinds.iter().flat_map(|kind| self.submitted(kind, &hazard.code));
        let it = all.filter(|it| it.submitted_on >= from).min_by_key(|it| (it.submitted_on, it.id))?;
        let record = RecordRef { register: "submission", id: it.id };
        let said = format!("{}已报送（报送记录#{}）", chinese(it.submitted_on), it.id);
        Some(Found::Met { record, on: Some(it.submitted_on), said })
    }

    /// The hazard an obligation is about.
    pub(super) fn hazard_of(&self, row: &Obligation) -> Option<&Hazard> {
        self.records.hazards.iter().find(|it| it.code == row.object)
    }
}

/// A hazard's dates with everything after the day judged taken away. The state wins over a date left from an earlier
/// round; on an earlier day than the present state's, only dates up to that day count.
struct Stood {
    level: Option<Level>,
    /// Day from which it counts as major.
    major_since: Option<NaiveDate>,
    passed_rectification: bool,
    rectified_on: Option<NaiveDate>,
    accepted_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    /// Closed by that day, or closed without saying when.
    closed: bool,
}

impl Stood {
    fn on(hazard: &Hazard, today: NaiveDate) -> Self {
        let by_today = |date: Option<NaiveDate>| date.filter(|day| *day <= today);
        let level = hazard.level.filter(|_| hazard.assessed_on.is_none_or(|day| day <= today));
        let graded_major = hazard.major_on.or(hazard.assessed_on).unwrap_or(hazard.found_on);
        let major_since = (level == Some(Level::Major) && graded_major <= today).then_some(graded_major);
        let (rectified, accepted, closed) = match hazard.state {
            HazardState::Found | HazardState::Assessed | HazardState::Rectifying => (false, false, false),
            HazardState::ToAccept => (true, hazard.accepted_on.is_some(), false),
            HazardState::Closed => (true, true, true),
        };
        let rectified_on = by_today(hazard.rectified_on).filter(|_| rectified);
        // An acceptance older than the rectification belongs to an earlier round.
        let accepted_on =
            by_today(hazard.accepted_on).filter(|day| accepted && rectified_on.is_some_and(|done| done <= *day));
        Self {
            level,
            major_since,
            passed_rectification: rectified,
            rectified_on,
            accepted_on,
            closed_on: by_today(hazard.closed_on).filter(|_| closed),
            closed: closed && hazard.closed_on.is_none_or(|day| day <= today),
        }
    }
}
