//! What is open when a period ends, and what the next one brings.

use std::collections::BTreeMap;

use super::Moment;
use super::counts::{plan_title, text};
use super::period::Span;
use crate::domain::hazard::State;
use crate::domain::obligation::{Obligation, State as Standing};
use crate::domain::period::{Period, PeriodKind};
use crate::error::Result;
use crate::registers::duty;
use crate::registers::figures::{self, BookedHazard, Planned};
use crate::report::figure::{RowMap, RowSet};
use crate::report::monthly::{NextDuty, NextHazard, NextPeriod, NextPlan, OpenMatter};
use crate::store::Store;

/// What stays open and what comes.
#[derive(Clone, Debug, Default)]
pub(super) struct Matters {
    /// Open when the period ends.
    pub(super) open: Vec<OpenMatter>,
    /// What the next period brings.
    pub(super) next: NextPeriod,
    /// What is to be said about duties that cannot be judged.
    pub(super) notes: Vec<String>,
    /// Records behind the figures.
    pub(super) rows: RowMap,
}

/// The open matters, the next period and what is to be said about duties that cannot be judged.
pub(super) fn matters(store: &Store, span: &Span, moment: Moment) -> Result<Matters> {
    let next = span.period.next();
    let then = duty::judgement(store, span.hazards.until)?;
    let mut open = open_hazards(span);
    open.extend(open_duties(&then.obligations, span.period));
    // What is not known of single people is told with training.
    let unknown = then.obligations.iter().filter(|it| it.state == Standing::DataMissing && !it.is_of_one()).count();
    let notes = (unknown > 0).then(|| format!("有 {unknown} 项义务因资料不足无法判定，不计为已完成。"));
    // The duties of a period appear when it begins.
    let coming = duty::judgement(store, next.first())?;
    let plans = next_plans(&figures::inspections(store, next.first(), next.last(), moment.today)?.planned);
    let rows = plans.iter().filter_map(|plan| {
        Some((format!("next.plans.{}.occurrences", plan.key), RowSet::ids("plan", [plan.key.parse().ok()?])))
    });
    let rows = rows.collect();
    let next = NextPeriod {
        label: next.label(),
        plans,
        hazards: next_hazards(span, next),
        duties: coming.obligations.iter().filter_map(|it| next_duty(it, next)).collect(),
    };
    Ok(Matters { open, next, notes: notes.into_iter().collect(), rows })
}

/// Plans and hazards have tables of their own; what is left are duties of the plant.
fn is_of_the_plant(it: &Obligation) -> bool {
    it.object == "plant"
}

fn is_short(it: &Obligation) -> bool {
    matches!(Period::parse(&it.period).map(Period::kind), Ok(PeriodKind::Day | PeriodKind::Week))
}

/// Still to be done, or missed within the period itself; patrols and other short duties are told by their rates.
fn is_open_duty(it: &Obligation, period: Period) -> bool {
    let within = it.due_on.is_some_and(|day| period.contains(day));
    let open = match it.state {
        Standing::Overdue => it.closed.is_none() && (!it.missed || (within && !is_short(it))),
        Standing::Due => it.due_on.is_some_and(|day| day <= period.last()),
        Standing::Met | Standing::Upcoming | Standing::NotApplicable | Standing::DataMissing => false,
    };
    open && is_of_the_plant(it)
}

/// Open duties, those of one rule that are open for several periods folded into the oldest.
fn open_duties(all: &[Obligation], period: Period) -> Vec<OpenMatter> {
    let mut found: Vec<(&str, usize, OpenMatter)> = Vec::new();
    for it in all.iter().filter(|it| is_open_duty(it, period)) {
        match found.iter_mut().find(|(code, ..)| *code == it.code) {
            Some((_, periods, _)) => *periods += 1,
            None => found.push((&it.code, 1, open_duty(it))),
        }
    }
    let folded = |(_, periods, mut matter): (&str, usize, OpenMatter)| {
        if periods > 1 {
            matter.title = format!("{}等，共 {periods} 期", matter.title);
        }
        matter
    };
    found.into_iter().map(folded).collect()
}

fn open_duty(it: &Obligation) -> OpenMatter {
    let late = it.days.filter(|days| *days < 0).map(|days| format!("逾期 {} 天", -days));
    let state = if it.missed { Some("已错过".to_owned()) } else { late };
    let kind = if it.code.starts_with('R') || it.code.starts_with('A') { "报送" } else { "法定与制度事项" };
    OpenMatter {
        kind: kind.to_owned(),
        title: it.title.clone(),
        owner: it.owner.clone(),
        due_on: it.due_on,
        state: Some(state.unwrap_or_else(|| it.state.label().to_owned())),
    }
}

fn next_duty(it: &Obligation, next: Period) -> Option<NextDuty> {
    let open = match it.state {
        Standing::Overdue => !it.missed,
        Standing::Due | Standing::Upcoming => true,
        Standing::Met | Standing::NotApplicable | Standing::DataMissing => false,
    };
    let due_on = it.due_on.filter(|day| next.contains(*day))?;
    (open && is_of_the_plant(it) && !is_short(it)).then(|| NextDuty {
        id: it.id.clone(),
        title: it.title.clone(),
        owner: it.owner.clone(),
        due_on,
    })
}

fn open_hazards(span: &Span) -> Vec<OpenMatter> {
    let figures = &span.hazards;
    let of = |id: &i64| figures.get(*id).filter(|_| !figures.overdue.contains(id));
    let mut found: Vec<OpenMatter> = figures.open.iter().filter_map(of).map(open_hazard).collect();
    found.sort_by(|a, b| (a.due_on.is_none(), a.due_on, &a.title).cmp(&(b.due_on.is_none(), b.due_on, &b.title)));
    found
}

fn open_hazard(it: &BookedHazard) -> OpenMatter {
    let hazard = &it.hazard;
    let (kind, state) = match hazard.state {
        State::Found => ("隐患定级", "未定级"),
        State::Assessed | State::Rectifying => ("隐患整改", hazard.state.label()),
        State::ToAccept | State::Closed if hazard.accepted_on.is_some() => ("隐患销号", "待销号"),
        State::ToAccept | State::Closed => ("隐患验收", hazard.state.label()),
    };
    let words: Vec<String> = [text(it, "code"), text(it, "title")].into_iter().flatten().collect();
    OpenMatter {
        kind: kind.to_owned(),
        title: words.join(" "),
        owner: it.owner.clone(),
        due_on: hazard.due_on,
        state: Some(state.to_owned()),
    }
}

fn next_plans(planned: &[Planned]) -> Vec<NextPlan> {
    let mut plans: BTreeMap<i64, NextPlan> = BTreeMap::new();
    for it in planned {
        let due = it.occurrence.due_on;
        let plan = plans.entry(it.plan_id).or_insert_with(|| NextPlan {
            key: it.plan_id.to_string(),
            title: plan_title(it),
            place: it.place.clone(),
            owner: it.owner.clone(),
            occurrences: 0,
            first_on: Some(due),
            last_on: Some(due),
        });
        plan.occurrences += 1;
        plan.first_on = plan.first_on.map(|day| day.min(due));
        plan.last_on = plan.last_on.map(|day| day.max(due));
    }
    plans.into_values().collect()
}

fn next_hazards(span: &Span, next: Period) -> Vec<NextHazard> {
    let figures = &span.hazards;
    let mut found: Vec<NextHazard> = figures
        .open
        .iter()
        .filter_map(|id| figures.get(*id))
        .filter(|it| it.hazard.rectified_on.is_none())
        .filter_map(|it| {
            Some(NextHazard {
                id: it.id(),
                code: text(it, "code").unwrap_or_default(),
                title: text(it, "title").unwrap_or_default(),
                owner: it.owner.clone(),
                due_on: it.hazard.due_on.filter(|day| next.contains(*day))?,
            })
        })
        .collect();
    found.sort_by(|a, b| (a.due_on, &a.code).cmp(&(b.due_on, &b.code)));
    found
}
