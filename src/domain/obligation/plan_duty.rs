//! Occurrences of the plant's own inspection plans, one duty each.

use chrono::NaiveDate;

use super::calendar_duty::inspection_fits;
use super::desk::{Desk, Found, Term, scale};
use super::records::{Inspection, Plan, RecordRef};
use super::rule::{Every, Rule};
use super::{Judgement, Obligation};
use crate::domain::date::{add_days, chinese};
use crate::domain::recurrence::{Done, Frequency, Occurrence, Settled, Standing, settle};

impl Desk<'_> {
    /// Every occurrence of every plan from `records_since` to today.
    pub(super) fn judge_plans(&self, rule: &Rule, answer: &mut Judgement) {
        for plan in &self.records.plans {
            for settled in self.settled(plan) {
                self.judge_occurrence(rule, plan, &settled, answer);
            }
        }
    }

    /// The plan's occurrences and where they stand.
    fn settled(&self, plan: &Plan) -> Vec<Settled> {
        let from =
            self.records.loaded_from.map_or(self.records.records_since, |day| day.max(self.records.records_since));
        let calendar = self.records.calendar.seen_by(&plan.departments);
        let mut owed = plan.schedule.occurrences(&calendar, from, self.today);
        owed.retain(|it| self.is_judged(it) && it.window_from <= self.today);
        settle(&owed, &self.done(plan), self.today)
    }

    /// Due before the records began, or begun before the snapshot did: not judged.
    fn is_judged(&self, owed: &Occurrence) -> bool {
        owed.due_on >= self.records.records_since && self.records.loaded_from.is_none_or(|day| owed.window_from >= day)
    }

    /// Inspections of the plan that checked something.
    fn done(&self, plan: &Plan) -> Vec<Done> {
        let counted = self.of_plan(plan.id).iter().filter(|it| it.checked > 0);
        counted.map(|it| Done { inspection_id: it.id, date: it.on, period: it.occurrence }).collect()
    }

    fn judge_occurrence(&self, rule: &Rule, plan: &Plan, settled: &Settled, answer: &mut Judgement) {
        let owed = &settled.occurrence;
        let id = || format!("{}/{}/{}", rule.code, object_of(plan), owed.period);
        if owed.due_on < self.detail_from {
            match settled.state {
                Standing::Done { late_days, .. } => return self.fold(&rule.code, Some(late_days > 0), id, answer),
                Standing::Missed => return self.fold(&rule.code, None, id, answer),
                Standing::Due | Standing::Upcoming => {}
            }
        }
        let Some(edition) = rule.edition_on(owed.period.last(), &self.records.settings) else {
            return;
        };
        let mut row = self.row(rule, edition, &object_of(plan), &owed.period.to_string());
        row.title = format!("{}（{}）", plan.title, owed.period.label());
        if let Some(department) = &plan.department {
            row.subject.clone_from(department);
        }
        if plan.owner.is_some() {
            row.owner.clone_from(&plan.owner);
        }
        let term = self.term_of_occurrence(rule, edition.lead, plan, owed);
        let found = self.found_for(plan, settled);
        let lapsed = self.today > owed.window_to();
        self.settle(&mut row, &term, found, lapsed, answer.tallies.entry(rule.code.clone()).or_default());
        self.push(row, true, answer);
    }

    fn term_of_occurrence(&self, rule: &Rule, lead: Option<u32>, plan: &Plan, owed: &Occurrence) -> Term {
        let usual = lead.map_or_else(|| scale(every_of(plan.schedule.frequency)), i64::from);
        let set = self.records.settings.number(&super::rule::lead_key(&rule.code)).map(i64::from);
        let lead_from: NaiveDate = add_days(owed.due_on, -set.unwrap_or(usual)).max(owed.window_from);
        Term { window_from: owed.window_from, due_on: owed.due_on, advise_on: None, lead_from, remark: None }
    }

    fn found_for(&self, plan: &Plan, settled: &Settled) -> Found {
        let owed = &settled.occurrence;
        let mut within = self.within_window(plan, owed);
        match settled.state {
            Standing::Done { id, .. } => {
                let on = within.find(|it| it.id == id).map(|it| it.on);
                let day = on.map_or_else(String::new, chinese);
                let said = format!("{day}的检查（检查#{id}）");
                Found::Met { record: RecordRef { register: "inspection", id }, on, said }
            }
            Standing::Due | Standing::Upcoming | Standing::Missed => {
                let near = within.find_map(|it| plan_fits(it, owed).err().map(|why| (it, why)));
                Found::Unmet {
                    near: near.map(|(it, why)| format!("{}的检查（检查#{}）{why}", chinese(it.on), it.id))
                }
            }
        }
    }

    /// Inspections made for the plan inside the occurrence's window.
    pub(super) fn within_window<'b>(&'b self, plan: &Plan, owed: &Occurrence) -> impl Iterator<Item = &'b Inspection> {
        let made = self.of_plan(plan.id);
        let from = made.partition_point(|it| it.on < owed.window_from);
        let last = owed.window_to();
        made.iter().skip(from).take_while(move |it| it.on <= last).copied()
    }

    /// The plan an obligation of this rule is about.
    pub(super) fn plan_of(&self, row: &Obligation) -> Option<&Plan> {
        self.records.plans.iter().find(|it| object_of(it) == row.object)
    }
}

/// A plan as the object of an obligation: `plan-3`.
fn object_of(plan: &Plan) -> String {
    format!("plan-{}", plan.id)
}

/// Why an inspection made inside the window does not count for the occurrence.
pub(super) fn plan_fits(it: &Inspection, owed: &Occurrence) -> Result<(), String> {
    match it.occurrence {
        Some(period) if period != owed.period => Err(format!("是为{}做的", period.label())),
        Some(_) | None => inspection_fits(it, false),
    }
}

fn every_of(frequency: Frequency) -> Every {
    match frequency {
        Frequency::Day => Every::Day,
        Frequency::Week => Every::Week,
        Frequency::Month => Every::Month,
        Frequency::Quarter => Every::Quarter,
        Frequency::HalfYear => Every::HalfYear,
        Frequency::Year => Every::Year,
    }
}
