use proptest::prelude::*;

use super::*;
use crate::domain::date::add_days;
use crate::domain::hazard::{Level, State};
use crate::domain::obligation::{State as Standing, why};
use std::collections::BTreeSet;

const CODES: [&str; 6] = ["F02", "F03", "F04", "S18D", "S18W", "X"];

/// A plant with whatever records, some of them contradictory.
fn any_plant() -> impl Strategy<Value = Records> {
    let inspection = (0..400i64, 0..CODES.len(), prop::option::of(any::<bool>()), 0..3u32);
    let submission = (0..400i64, 0..4usize, any::<bool>());
    let hazard = (0..300i64, 0..5usize, 0..3u8, prop::collection::vec(prop::option::of(0..90i64), 6));
    (
        prop::collection::vec(inspection, 0..40),
        prop::collection::vec(submission, 0..8),
        prop::collection::vec(hazard, 0..8),
        prop::collection::vec(prop::option::of(any::<bool>()), 4),
        0..200i64,
    )
        .prop_map(|(inspections, submissions, hazards, facts, since)| {
            let start = day("2026-01-01");
            let mut records = plant_since(&add_days(start, since).to_string(), "");
            let keys = ["fire_key_unit", "fire_high_risk_place", "special_equipment", "mine"];
            for (key, answer) in keys.iter().zip(facts) {
                if let Some(yes) = answer {
                    records.facts.set(*key, rules().book.read(key, if yes { "yes" } else { "no" }).unwrap());
                }
            }
            for (offset, code, led, checked) in inspections {
                inspected(&mut records, CODES[code], &add_days(start, offset).to_string());
                let made = records.inspections.last_mut().unwrap();
                (made.led_by_principal, made.checked, made.plan) = (led, checked, (code == 5).then_some(7));
            }
            records.plans.push(Plan {
                id: 7,
                title: "周检查".to_owned(),
                department: None,
                departments: Vec::new(),
                owner: None,
                schedule: Schedule {
                    frequency: Frequency::Week,
                    weekdays: Weekdays::NONE,
                    from: start,
                    to: None,
                    only_working_days: true,
                },
            });
            for (offset, kind, signed) in submissions {
                let (kind, period) =
                    [("quarterly", "2026-Q2"), ("yearly", "2025"), ("monthly", "2026-05"), ("weekly", "2026-W20")]
                        [kind];
                let on = add_days(start, offset).to_string();
                submitted(&mut records, kind, period, &on, if signed { "周明" } else { "" });
            }
            for (position, (offset, state, level, steps)) in hazards.into_iter().enumerate() {
                let found_on = add_days(start, offset);
                let after = |at: usize| steps[at].map(|days| add_days(found_on, days));
                records.hazards.push(Hazard {
                    id: i64::try_from(position).unwrap() + 1,
                    code: format!("YH-{position}"),
                    title: "隐患".to_owned(),
                    department: None,
                    owner: None,
                    level: [None, Some(Level::General), Some(Level::Major)][usize::from(level)],
                    state: State::ALL[state],
                    found_on,
                    assessed_on: after(0),
                    major_on: None,
                    due_on: after(1),
                    rectified_on: after(2),
                    accepted_on: after(3),
                    closed_on: after(4),
                    reported_on: after(5),
                    plan_complete: level == 2 && state > 2,
                    planned_on: after(0),
                    case: Case {
                        told_on: after(2),
                        progress: after(1).into_iter().collect(),
                        stopped: state > 1,
                        evaluated_on: after(3),
                        resumed_on: after(5),
                    },
                });
            }
            records
        })
}

fn met(records: &Records, today: NaiveDate) -> BTreeSet<String> {
    let answer = judge(rules(), records, today);
    answer.obligations.into_iter().filter(|it| it.state == Standing::Met).map(|it| it.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The worst fault is a false "met": it always names a record that is there and not dated after today.
    #[test]
    fn nothing_is_met_without_a_record(records in any_plant(), offset in 0..420i64) {
        let today = add_days(day("2026-01-01"), offset);
        for it in judge(rules(), &records, today).obligations {
            if it.state == Standing::Met {
                let record = it.record.clone().unwrap();
                let known = match record.register {
                    "inspection" => records.inspections.iter().any(|r| r.id == record.id && r.on <= today && r.checked > 0),
                    "submission" => records.submissions.iter().any(|r| r.id == record.id && r.submitted_on <= today),
                    "hazard" => records.hazards.iter().any(|r| r.id == record.id && r.found_on <= today),
                    _ => false,
                };
                prop_assert!(known, "{it:?}");
            } else {
                prop_assert!(it.late_days.is_none(), "{it:?}");
                prop_assert!(it.record.is_none() || it.closed.is_some());
            }
            prop_assert_eq!(it.days.is_some(), it.due_on.is_some());
            prop_assert!(!it.missed || it.state == Standing::Overdue);
            prop_assert_eq!(it.state == Standing::DataMissing, !it.missing.is_empty(), "{:?}", it);
            prop_assert!(!it.because.is_empty());
        }
    }

    /// Taking inspections or submissions away never makes anything met.
    #[test]
    fn removing_records_never_turns_something_into_met(records in any_plant(), keep in any::<u64>(), offset in 0..420i64) {
        let today = add_days(day("2026-01-01"), offset);
        let before = met(&records, today);
        let mut fewer = records.clone();
        let kept = |id: i64| keep >> (id % 64) & 1 == 1;
        fewer.inspections.retain(|it| kept(it.id));
        fewer.submissions.retain(|it| kept(it.id + 17));
        for hazard in &mut fewer.hazards {
            if !kept(hazard.id + 31) {
                (hazard.rectified_on, hazard.accepted_on, hazard.reported_on) = (None, None, None);
                hazard.plan_complete = false;
            }
        }
        let after = met(&fewer, today);
        prop_assert!(after.is_subset(&before), "{:?}", after.difference(&before).collect::<Vec<_>>());
    }

    /// What is missed today was not met yesterday and is not met tomorrow; nothing a later period does clears it.
    #[test]
    fn a_missed_occurrence_stays_missed(records in any_plant(), offset in 0..400i64, later in 1..60i64) {
        let today = add_days(day("2026-01-01"), offset);
        let missed = judge(rules(), &records, today).obligations.into_iter().filter(|it| it.missed);
        let then = judge(rules(), &Records { detail_days: 900, ..records.clone() }, add_days(today, later));
        for it in missed {
            prop_assert!(then.get(&it.id).is_some_and(|row| row.missed), "{}", it.id);
        }
    }

    /// `why` says the same as the list, for every row of it.
    #[test]
    fn why_agrees_with_the_list(records in any_plant(), offset in 0..420i64) {
        let today = add_days(day("2026-01-01"), offset);
        let answer = judge(rules(), &records, today);
        for it in answer.obligations.iter().step_by(7) {
            let trace = why(rules(), &records, today, &it.id).unwrap();
            prop_assert_eq!(&trace.obligation, it);
            prop_assert!(trace.steps.iter().all(|step| !step.lines.is_empty()));
        }
        let rows = u32::try_from(answer.obligations.iter().filter(|it| it.state == Standing::Met).count()).unwrap();
        let counted: u32 = answer.tallies.values().map(|it| it.met).sum();
        prop_assert!(rows <= counted);
    }
}
