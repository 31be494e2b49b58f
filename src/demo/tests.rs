use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::date::add_days;
use crate::domain::identity::check_resident;
use crate::registers::hazard::{HAZARD, overdue_days};
use crate::registers::inspection::INSPECTION;
use crate::registers::organisation::DEPARTMENT;
use crate::registers::person::{ABSENCE, PERSON};
use crate::registers::submission::SUBMISSION;
use crate::registers::{ALL, Kind, Register};
use crate::store::{Query, Row};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn brief(seed: u64, today: &str) -> Brief {
    Brief { size: Size::Small, seed, today: day(today), submit }
}

/// A plant as the small one, but of a few months only.
fn short(seed: u64, today: &str) -> Store {
    tell(&brief(seed, today), Scale { months: 2, ..Scale::SMALL }, Store::in_memory).unwrap()
}

fn all(store: &Store, register: &Register) -> Vec<Row> {
    store.rows(&register.relation, &Query { retired: register.relation.retires, ..Query::default() }).unwrap()
}

/// The head of the chain covers every row ever written, with its time and operator.
fn head(store: &Store) -> String {
    store.chain_head().unwrap().unwrap().hash
}

#[test]
fn the_small_plant_is_whole_and_alive() {
    let today = day("2026-11-21");
    let store = in_memory(&brief(1, "2026-11-21")).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    let people = all(&store, &PERSON);
    assert!((180..=220).contains(&people.len()), "{} people", people.len());
    assert!(people.iter().any(|it| !it.get("ended_on").is_null()));
    for person in &people {
        check_resident(person.get("id_number").as_text().unwrap(), today).unwrap();
    }
    assert_eq!(all(&store, &DEPARTMENT).len(), 12);
    let away = all(&store, &ABSENCE);
    assert!(away.iter().any(|it| {
        let (left, back) = (it.get("left_on").as_date().unwrap(), it.get("returned_on").as_date());
        back.is_some_and(|back| back > add_months(left, 12))
    }));
    let rounds = all(&store, &INSPECTION);
    let months: BTreeSet<String> =
        rounds.iter().map(|it| it.get("on_date").as_text().unwrap()[..7].to_owned()).collect();
    assert_eq!(months.len(), 14);
    let late = rounds.iter().filter(|it| it.entered_on.unwrap() > add_days(it.get("on_date").as_date().unwrap(), 3));
    assert!((5..80).contains(&late.count()), "some, not many, are entered late");
    let hazards = all(&store, &HAZARD);
    let overdue = hazards.iter().filter(|it| overdue_days(it, today) > 0).count();
    // Open gaps of the self-checks among them.
    assert!((3..=10).contains(&overdue), "{overdue} overdue of {}", hazards.len());
    let of = |column: &str, code: &str| hazards.iter().filter(|it| it.get(column).as_text() == Some(code)).count();
    assert_eq!(of("level", "major"), 2);
    assert!(of("state", "to_accept") >= 2 && of("state", "found") >= 1 && of("state", "closed") > 150);
    for mark in ["late", "returned", "extended"] {
        assert!(hazards.iter().any(|it| it.get(mark).as_int().unwrap() > 0), "{mark}");
    }
    assert!(hazards.iter().any(|it| !it.get("recurs_id").is_null()));
    for source in ["employee", "authority", "daily", "weekly", "firepatrol"] {
        assert!(of("source", source) > 0, "{source}");
    }
    assert!(all(&store, &SUBMISSION).len() > 60);
    let mut story = BTreeMap::new();
    for row in &hazards {
        *story.entry(row.get("state").as_text().unwrap().to_owned()).or_insert(0) += 1;
    }
    println!("{} rounds, {} hazards {story:?}, {overdue} overdue", rounds.len(), hazards.len());
}

#[test]
fn one_team_leader_signs_without_looking_and_some_rounds_are_missed() {
    let store = short(5, "2026-11-21");
    let rounds = all(&store, &INSPECTION);
    let fast = |it: &&Row| it.get("entry_seconds").as_int().is_some_and(|it| it < 20);
    let leaders: BTreeSet<_> = rounds.iter().filter(fast).map(|it| it.get("person_id").as_int()).collect();
    assert_eq!(leaders.len(), 1);
    let patrols = rounds.iter().filter(|it| it.get("place").as_text() == Some("厂区")).count();
    let days = usize::try_from((day("2026-11-21") - day("2026-10-01")).num_days()).unwrap();
    let workshops = rounds.iter().filter(|it| it.get("items").as_int() == Some(18)).count();
    assert!(patrols <= days && patrols > days * 9 / 10, "{patrols} of {days}");
    assert!(workshops < 5 * 33, "{workshops}: none was missed");
}

#[test]
fn the_same_seed_and_day_give_the_same_plant() {
    let (one, again, other) = (short(7, "2026-11-21"), short(7, "2026-11-21"), short(8, "2026-11-21"));
    assert_eq!(head(&one), head(&again));
    assert_ne!(head(&one), head(&other));
    assert_ne!(head(&one), head(&short(7, "2026-11-20")));
}

#[test]
fn nothing_happens_after_today_whatever_day_it_is() {
    for today in ["2026-02-28", "2028-02-29", "2026-01-01"] {
        let store = short(3, today);
        assert_eq!(store.verify().unwrap(), [], "{today}");
        let today = day(today);
        for register in ALL.iter().filter(|it| it.key != "calendar_day") {
            for row in all(&store, register) {
                assert!(row.entered_on.is_none_or(|it| it <= today), "{} {today}", register.key);
                let dates = register.columns.iter().filter(|it| matches!(it.kind, Kind::Date));
                for column in dates.filter(|it| {
                    !["due_on", "original_due_on", "expires_on", "review_due_on", "to_on"].contains(&it.key)
                }) {
                    let date = row.get(column.stored).as_date();
                    // A yearly plan may begin next year; a round under way judges to the end of its quarter.
                    let ahead = register.key == "plan" || (register.key, column.key) == ("five_round", "to_on");
                    assert!(ahead || date.is_none_or(|it| it <= today), "{} {}: {date:?}", register.key, column.key);
                }
            }
        }
    }
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new").join("demo.db");
    let store = short(1, "2026-11-21");
    store.save_to(&path).unwrap();
    assert!(store.save_to(&path).unwrap_err().message.contains("已存在"));
    let access =
        Access { operator: "某".into(), clock: Hands::at(moment(day("2026-11-21"), 9, 0)).clock(), read_only: true };
    assert_eq!(head(&Store::open(&path, access).unwrap()), head(&store));
}

#[test]
#[ignore = "a minute: ten years of few people, and many teams for a short while"]
fn larger_plants_hold_together() {
    let few = Scale { months: 120, workshops: 5, teams: 1, workers: Some(6), fails: 10, detail: 100 };
    let many = Scale { months: 2, workshops: 24, teams: 9, workers: Some(70), fails: 12, detail: 100 };
    for scale in [few, many] {
        let began = std::time::Instant::now();
        let store = tell(&brief(2, "2026-11-21"), scale, Store::in_memory).unwrap();
        assert_eq!(store.verify().unwrap(), []);
        let rounds = store.count(&INSPECTION.relation).unwrap();
        let people = store.count(&PERSON.relation).unwrap();
        let hazards = store.count(&HAZARD.relation).unwrap();
        println!("{rounds} rounds, {people} people, {hazards} hazards in {:?}", began.elapsed());
    }
}
