//! Calendar duties of the plant: inspections within a period, reports about one.

use chrono::NaiveDate;

use super::desk::{Applies, Desk, Found, PLANT, Term};
use super::records::{Done, Inspection, RecordRef, Submission};
use super::rule::{Deed, Edition, Every, MetBy, Rule};
use super::{Judgement, Span, State};
use crate::domain::date::{add_days, add_months, chinese};

/// A report's due day lies at most this many days after its period; the walk starts so far back.
const LONGEST_TERM: i64 = 800;

impl Desk<'_> {
    /// Every period of a calendar duty, by the edition in force on the period's last day (decisions 10).
    pub(super) fn judge_calendar(&self, rule: &Rule, answer: &mut Judgement) {
        let mut covered = false;
        for edition in &rule.editions {
            if edition.house && !self.records.settings.house.contains(&rule.code) {
                continue;
            }
            match self.applies(edition) {
                Applies::Yes { every, since } => {
                    let every = self.records.settings.every(rule, edition, every.unwrap_or(Every::Month));
                    covered |= edition.in_force(Span::containing(every, self.today).last());
                    self.walk(rule, edition, every, since, answer);
                }
                Applies::No(facts) => {
                    let span = self.today_span(edition);
                    if edition.in_force(span.last()) {
                        covered = true;
                        let mut row = self.row(rule, edition, PLANT, &span.id());
                        self.not_applicable(&mut row, &facts);
                        answer.obligations.push(row);
                    }
                }
                Applies::Open(facts) => {
                    let span = self.today_span(edition);
                    if edition.in_force(span.last()) {
                        covered = true;
                        let mut row = self.row(rule, edition, PLANT, &span.id());
                        self.open_question(&mut row, &facts);
                        answer.obligations.push(row);
                    }
                }
            }
        }
        if !covered {
            self.push_lapsed(rule, answer);
        }
    }

    /// Says that no edition is in force for the present period.
    fn push_lapsed(&self, rule: &Rule, answer: &mut Judgement) {
        let ended = rule.editions.iter().filter(|it| !it.house).max_by_key(|it| it.effective_to);
        if let Some(edition) = ended {
            let mut row = self.row(rule, edition, PLANT, &self.today_span(edition).id());
            row.state = State::NotApplicable;
            row.because = match edition.effective_to {
                Some(last) if last < self.today_span(edition).last() => {
                    let house = rule.editions.iter().any(|it| it.house);
                    let hint = if house { "；可设为本单位规定继续执行" } else { "" };
                    format!("{}执行到{}，之后没有现行规定{hint}", edition.name, chinese(last))
                }
                Some(_) | None => format!("{}自{}施行", edition.name, chinese(edition.effective_from)),
            };
            answer.obligations.push(row);
        }
    }

    fn walk(&self, rule: &Rule, edition: &Edition, every: Every, since: Option<NaiveDate>, answer: &mut Judgement) {
        let after = rule.deed == Some(Deed::After);
        let from = if after { add_days(self.records.records_since, -LONGEST_TERM) } else { self.records.records_since };
        let from = since.filter(|_| !after).map_or(from, |day| from.max(day)).max(edition.effective_from);
        let mut span = Span::containing(every, from);
        while span.first() <= self.today {
            if edition.in_force(span.last()) {
                self.judge_span(rule, edition, span, since, answer);
            }
            let next = span.next();
            if next.first() <= span.first() || edition.effective_to.is_some_and(|last| span.last() > last) {
                break;
            }
            span = next;
        }
    }

    fn judge_span(&self, rule: &Rule, edition: &Edition, span: Span, since: Option<NaiveDate>, answer: &mut Judgement) {
        if !edition.only.is_empty() && !edition.only.contains(&span.part()) {
            return;
        }
        let after = rule.deed == Some(Deed::After);
        if !self.is_duty_span(edition, span) {
            return;
        }
        let rests_on_inspections = matches!(rule.met_by, MetBy::Inspection { .. });
        if rests_on_inspections && self.records.loaded_from.is_some_and(|day| span.first() < day) {
            return;
        }
        let mut term = self.term_of_span(rule, edition, span, after);
        let found = self.find(&rule.met_by, span);
        let judged_from = since.map_or(self.records.records_since, |day| day.max(self.records.records_since));
        if term.due_on < judged_from {
            // Not judged (decisions 2), but a record entered for it is shown.
            if !(after && matches!(found, Found::Met { .. })) {
                return;
            }
        }
        if !after && is_short(span) && term.due_on < self.detail_from {
            let late = matches!(found, Found::Met { .. }).then_some(false);
            return self.fold(&rule.code, late, || format!("{}/{PLANT}/{}", rule.code, span.id()), answer);
        }
        term.advise_on = term.advise_on.or_else(|| self.advice_by_last(rule, span, &term));
        let mut row = self.row(rule, edition, PLANT, &span.id());
        row.mark = edition.mark_on(span.last());
        row.title = format!("{}（{}）", rule.title, span.label());
        self.settle(&mut row, &term, found, !after, answer.tallies.entry(rule.code.clone()).or_default());
        self.push(row, false, answer);
    }

    /// One period after the last fitting record, when that day lies in this period: advice only (decisions 1).
    fn advice_by_last(&self, rule: &Rule, span: Span, term: &Term) -> Option<NaiveDate> {
        let MetBy::Inspection { serves, led_by_principal } = &rule.met_by else {
            return None;
        };
        let months = match span {
            Span::Whole(period) => months_of(period.kind())?,
            Span::HalfMonth { .. } => return None,
        };
        if !(span.first() <= self.today && self.today <= span.last()) {
            return None;
        }
        let made = self.inspections(serves.as_deref());
        let before = made.partition_point(|it| it.on < span.first());
        let last = made.iter().take(before).rev().find(|it| inspection_fits(it, *led_by_principal).is_ok())?;
        let advised = add_months(last.on, months);
        (span.first() <= advised && advised <= term.due_on).then_some(advised)
    }

    /// The record that meets the period, or why the nearest does not.
    pub(super) fn find(&self, met_by: &MetBy, span: Span) -> Found {
        match met_by {
            MetBy::Inspection { serves, led_by_principal } => {
                let made = self.inspections_within(serves.as_deref(), span.first(), span.last());
                found_inspection(made, |it| inspection_fits(it, *led_by_principal))
            }
            MetBy::Submission { kinds, signed, early_days } => {
                let period = span.id();
                let mut near = None;
                for it in kinds.iter().flat_map(|kind| self.submitted(kind, &period)) {
                    match submission_fits(it, span, *signed, *early_days) {
                        Ok(()) => return met_by_submission(it),
                        Err(why) => {
                            near = Some(format!("{}的报送（报送记录#{}）{why}", chinese(it.submitted_on), it.id))
                        }
                    }
                }
                Found::Unmet { near }
            }
            MetBy::Done { kinds } => found_done(self.done_within(kinds, span.first(), span.last())),
            MetBy::Plan | MetBy::Hazard(_) | MetBy::Accident(_) | MetBy::Order(_) | MetBy::Need(_) => {
                Found::Unmet { near: None }
            }
        }
    }

    /// Things of these kinds done between two days, both included.
    pub(super) fn done_within(
        &self,
        kinds: &[String],
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = &Done> {
        let last = last.min(self.today);
        self.records
            .done
            .iter()
            .filter(move |it| first <= it.on && it.on <= last && kinds.iter().any(|kind| kind == it.kind))
    }

    /// Inspections serving the code between two days, both included.
    pub(super) fn inspections_within(
        &self,
        serves: Option<&str>,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = &Inspection> {
        let made = self.inspections(serves);
        let from = made.partition_point(|it| it.on < first);
        made.iter().skip(from).take_while(move |it| it.on <= last).copied()
    }
}

/// The first fitting inspection, or the reason of the last that does not fit.
pub(super) fn found_inspection<'a>(
    made: impl Iterator<Item = &'a Inspection>,
    fits: impl Fn(&Inspection) -> Result<(), String>,
) -> Found {
    let mut near = None;
    for it in made {
        match fits(it) {
            Ok(()) => {
                let record = RecordRef { register: "inspection", id: it.id };
                let said = format!("{}的检查（检查#{}）", chinese(it.on), it.id);
                return Found::Met { record, on: Some(it.on), said };
            }
            Err(why) => near = Some(format!("{}的检查（检查#{}）{why}", chinese(it.on), it.id)),
        }
    }
    Found::Unmet { near }
}

/// The earliest thing done that counts, or why the last does not.
fn found_done<'a>(done: impl Iterator<Item = &'a Done>) -> Found {
    let mut near = None;
    let mut met: Option<&Done> = None;
    for it in done {
        match &it.unfit {
            None if met.is_none_or(|best| (it.on, it.record.id) < (best.on, best.record.id)) => met = Some(it),
            None => {}
            Some(why) => near = Some(format!("{}的{}{why}", chinese(it.on), it.what)),
        }
    }
    met.map_or(Found::Unmet { near }, |it| Found::Met {
        record: it.record.clone(),
        on: Some(it.on),
        said: format!("{}的{}", chinese(it.on), it.what),
    })
}

/// Whether an inspection counts at all, and was led by the principal where that is asked.
pub(super) fn inspection_fits(it: &Inspection, led_by_principal: bool) -> Result<(), String> {
    if it.checked == 0 {
        return Err("一项也没有查，不算".to_owned());
    }
    match (led_by_principal, it.led_by_principal) {
        (false, _) | (true, Some(true)) => Ok(()),
        (true, Some(false)) => Err("不是主要负责人带队".to_owned()),
        (true, None) => Err("没有记明是否由主要负责人带队".to_owned()),
    }
}

/// Whether a submission counts for the period.
pub(super) fn submission_fits(it: &Submission, span: Span, signed: bool, early_days: u32) -> Result<(), String> {
    if it.submitted_on <= add_days(span.last(), -i64::from(early_days)) {
        return Err(format!("早于期末{}，不能算本期的报告", chinese(span.last())));
    }
    if signed && it.signed_by.as_deref().is_none_or(|name| name.trim().is_empty()) {
        return Err("没有记主要负责人签字，不算完成".to_owned());
    }
    Ok(())
}

fn met_by_submission(it: &Submission) -> Found {
    let signer = it.signed_by.as_deref().map_or_else(String::new, |name| format!("，{name}签字"));
    Found::Met {
        record: RecordRef { register: "submission", id: it.id },
        on: Some(it.submitted_on),
        said: format!("{}已报送（报送记录#{}{signer}）", chinese(it.submitted_on), it.id),
    }
}

fn months_of(kind: crate::domain::period::PeriodKind) -> Option<i32> {
    use crate::domain::period::PeriodKind;
    match kind {
        PeriodKind::Day | PeriodKind::Week => None,
        PeriodKind::Month => Some(1),
        PeriodKind::Quarter => Some(3),
        PeriodKind::HalfYear => Some(6),
        PeriodKind::Year => Some(12),
    }
}

/// Whether there are so many periods in a year that old ones are folded.
fn is_short(span: Span) -> bool {
    use crate::domain::period::PeriodKind;
    match span {
        Span::Whole(period) => matches!(period.kind(), PeriodKind::Day | PeriodKind::Week),
        Span::HalfMonth { .. } => true,
    }
}
