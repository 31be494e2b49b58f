//! Any run of operations, taken back one by one, leaves the records as they were; done again, as they had become.

use anguan::registers::{self, Context, Door, ListQuery, Lookups};
use anguan::store::{Access, Store};
use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn plant() -> Store {
    let clock = || DateTime::parse_from_rfc3339("2026-11-20T08:00:00+08:00").unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    Store::in_memory(access).unwrap()
}

/// Every record of every register that these operations touch.
fn records(store: &Store) -> Vec<String> {
    ["department", "person", "assignment", "calendar_day"]
        .into_iter()
        .flat_map(|key| {
            let register = registers::find(key).unwrap();
            let lookups = Lookups::of(register, store).unwrap();
            let context = Context { today: today(), lookups: &lookups };
            let query = ListQuery { retired: true, ..ListQuery::default() };
            let rows = registers::list(store, register, &query, &context).unwrap();
            rows.into_iter()
                .map(move |row| serde_json::to_string(&row.json(register, true)).unwrap())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// One thing somebody may do; what the records refuse changes nothing.
#[derive(Clone, Debug)]
enum Deed {
    Department(u8),
    Person(u8, u8),
    Move(u8, u8),
    Retire(u8),
    Holiday(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..4_u8).prop_map(Deed::Department),
        (0..6_u8, 0..4_u8).prop_map(|(who, place)| Deed::Person(who, place)),
        (0..6_u8, 0..4_u8).prop_map(|(who, place)| Deed::Move(who, place)),
        (0..6_u8).prop_map(Deed::Retire),
        (1..28_u8).prop_map(Deed::Holiday),
    ]
}

fn run(store: &mut Store, deed: &Deed) {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let add = |store: &mut Store, key: &str, values: Vec<(String, String)>| {
        let _ = registers::add(store, registers::find(key).unwrap(), &values, today(), Door::Form, false);
    };
    match deed {
        Deed::Department(n) => add(store, "department", vec![pair("name", format!("{n}车间"))]),
        Deed::Person(n, place) => {
            let values = vec![
                pair("no", format!("A{n}")),
                pair("name", format!("张{n}")),
                pair("department", format!("{place}车间")),
            ];
            add(store, "person", values);
        }
        Deed::Move(n, place) => {
            if let Ok(id) = registers::resolve(store, "person", &format!("A{n}")) {
                let values = [pair("department", format!("{place}车间"))];
                let person = registers::find("person").unwrap();
                let _ = registers::change(store, person, id, None, &values, today(), Door::Form, false);
            }
        }
        Deed::Retire(n) => {
            if let Ok(id) = registers::resolve(store, "person", &format!("A{n}")) {
                let _ = registers::retire(store, registers::find("person").unwrap(), id, today(), "离厂");
            }
        }
        Deed::Holiday(day) => {
            add(store, "calendar_day", vec![pair("kind", "放假".into()), pair("from_on", format!("2026-10-{day:02}"))]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_done_can_be_taken_back_and_done_again(deeds in prop::collection::vec(deed(), 1..25)) {
        let mut store = plant();
        let mut seen = vec![records(&store)];
        for deed in &deeds {
            let before = store.chain_head().unwrap();
            run(&mut store, deed);
            if store.chain_head().unwrap() != before {
                seen.push(records(&store));
            }
        }
        for expected in seen.iter().rev().skip(1) {
            store.undo().unwrap();
            prop_assert_eq!(&records(&store), expected);
        }
        prop_assert!(store.undo().is_err());
        for expected in seen.iter().skip(1) {
            store.redo().unwrap();
            prop_assert_eq!(&records(&store), expected);
        }
        prop_assert!(store.redo().is_err());
        prop_assert_eq!(store.verify().unwrap(), Vec::new());
    }
}
